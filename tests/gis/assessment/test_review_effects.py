"""Effects on the toy district, on paper: 26,000 m2 of homes, of which 15,200 lie within the radius of a park.

A: 2,000 + 6,000 of 14,000; B1 2,000 of 2,000; B2 1,200 of 4,000; C 4,000 of 4,000; D none of 2,000 (`tests.toy`).
"""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from gis.assessment.review_effects import EffectStage, coverage_goals, proposals_of
from gis.district import Layer, Source
from gis.read.folder import read_district, read_district_goals
from gis.read.projects import drawn_project
from gis.schema import KINDS, Basis
from tests import toy
from tests.gis.assessment.toy_folder import GOALS, write_toy

GREEN = GOALS.split("[[goals]]")[1]


@pytest.fixture(scope="module")
def stage(tmp_path_factory):
    folder = write_toy(tmp_path_factory.mktemp("toy") / "toy", goals=f"[[goals]]{GREEN}")
    return EffectStage(read_district(folder))


def project(*pairs, **facts):
    shapes, codes = zip(*pairs, strict=True)
    return drawn_project(list(shapes), crs=toy.CRS, codes=list(codes), facts=facts, name="甲")


def of(effects, measure="green_radius", zone=""):
    return next(row for row in effects if (row.measure, row.zone) == (measure, zone))


FACTORY_ON_D = (toy.strip(4900, 20, 5000, 40), "1001")
HOMES_IN_THE_WEST = (toy.strip(100, 100, 200, 120), "07")
PARK_BY_D = (toy.strip(4800, 20, 4890, 80), "1401")


def test_a_factory_on_homes_takes_them_out_of_the_base(stage):
    found = stage.effects(project(FACTORY_ON_D))
    row = of(found)
    assert row.before == pytest.approx(15_200 / 26_000)
    assert row.after == pytest.approx(15_200 / 24_000)
    assert (row.target, row.unit, row.clause) == (0.7, "share", "3 300米见绿")
    assert of(found, zone="toy.east").after == pytest.approx(13_200 / 16_000)
    assert not [one for one in found if one.zone == "toy.west"]  # not touched


def test_homes_add_demand_that_no_park_serves(stage):
    found = stage.effects(project(HOMES_IN_THE_WEST))
    assert of(found).after == pytest.approx(15_200 / 28_000)
    west = of(found, zone="toy.west")
    assert (west.before, west.after) == (pytest.approx(2_000 / 8_000), pytest.approx(2_000 / 10_000))
    assert of(found, "green_walk", "toy.west").after == 0.0


def test_a_park_serves_the_homes_beside_it(stage):
    row = of(stage.effects(project(PARK_BY_D)))
    assert row.after == pytest.approx(17_200 / 26_000)


def test_a_factory_on_a_park_takes_its_service_away_and_the_district_stays(stage):
    on_park = project((toy.strip(990, 10, 1110, 90), "1001"))
    assert of(stage.effects(on_park)).after == pytest.approx(7_200 / 26_000)
    # the layers themselves are as they were: a second stage measures the same
    assert of(EffectStage(stage.district, stage.goals).effects(on_park)).before == pytest.approx(15_200 / 26_000)


def test_what_changes_nothing_is_the_same_before_and_after(stage):
    found = stage.effects(project((toy.strip(2000, -150, 2100, -100), "1001")))
    assert all(row.before == row.after for row in found)


def test_a_part_of_unknown_use_leaves_the_figures_unknown(stage):
    row = of(stage.effects(project((toy.strip(2000, -150, 2100, -100), ""))))
    assert row.before is not None
    assert row.after is None
    assert "用地代码" in row.reason


def test_without_residents_or_states_the_reason_stands_there(stage):
    found = stage.effects(project(FACTORY_ON_D))
    assert "没有人口图层" in of(found, "places_per_1000").reason
    assert "地块状态" in of(found, "land_left").reason


def with_people(stage):
    """100 residents on D, 400 on A; a primary school of 50 places at x = 300; plots l1 and l2 vacant."""
    people = toy.frame({"pa": toy.at(300, 30), "pd": toy.at(4950, 30)}, persons_count=[400.0, 100.0])
    layers = dict(stage.district.layers)
    source = Source("纸", date(2026, 1, 1), "CC0", Basis.SURVEYED)
    layers["population"] = Layer(KINDS["population"], people, source, "p")
    facilities = layers["facilities"].frame
    school = toy.frame(
        {"s": toy.at(300, 60)}, facility=["primary_school"], address=[""], capacity_count=[50.0], area_m2=[np.nan]
    )
    rows = facilities.assign(facility="primary_school").iloc[:0]
    layers["facilities"] = replace(layers["facilities"], frame=school.reindex(columns=rows.columns))
    plots = layers["plots"].frame.assign(status=["vacant", "vacant", "built"])
    layers["plots"] = replace(layers["plots"], frame=plots)
    return EffectStage(replace(stage.district, layers=layers), stage.goals)


def test_places_and_land_by_paper(stage):
    peopled = with_people(stage)
    found = peopled.effects(project(FACTORY_ON_D))
    primary = next(row for row in found if row.goal == "school.places.primary" and row.zone == "")
    assert (primary.before, primary.after) == (pytest.approx(50 / 500 * 1_000), pytest.approx(50 / 400 * 1_000))
    # 100 new residents in the west, 40 places
    homes = project(HOMES_IN_THE_WEST, residents_count=100, primary_places_count=40)
    after = {row.zone: row.after for row in peopled.effects(homes) if row.goal == "school.places.primary"}
    assert after == {"toy.west": pytest.approx(90 / 500 * 1_000), "": pytest.approx(90 / 600 * 1_000)}
    unknown = next(row for row in peopled.effects(project(HOMES_IN_THE_WEST)) if row.goal == "school.places.primary")
    assert unknown.after is None
    assert "居住人口" in unknown.reason
    junior = next(row for row in found if row.goal == "school.places.junior" and row.zone == "")
    assert junior.before is None
    assert "学位" in junior.reason
    # l1 1 ha in the west, l2 2 ha in the east; half of l1 taken
    taken = peopled.effects(project((toy.strip(100, -140, 150, -40), "1001")))
    land = {row.zone: (row.before, row.after) for row in taken if row.goal == "land.industrial"}
    assert land == {
        "toy.west": (pytest.approx(1e4), pytest.approx(5e3)),
        "": (pytest.approx(3e4), pytest.approx(2.5e4)),
    }


def test_the_pipeline_and_the_project_together(stage):
    approved = project(FACTORY_ON_D).parts
    rows = stage.cumulative(project(HOMES_IN_THE_WEST), approved)
    row = next(row for row in rows if (row.measure, row.zone) == ("green_radius", ""))
    assert row.now == pytest.approx(15_200 / 26_000)
    assert row.with_pipeline == pytest.approx(15_200 / 24_000)
    assert row.with_both == pytest.approx(15_200 / 26_000)
    assert {row.zone for row in rows} == {"", "toy.west"}


def test_rows_of_the_pipeline_carry_their_own_facts(stage):
    parts = project(FACTORY_ON_D, HOMES_IN_THE_WEST).parts.assign(residents_count=[np.nan, 300.0], owner=["", "某公司"])
    one, two = proposals_of(parts)
    assert "residents_count" not in one.facts
    assert (two.facts["residents_count"], two.facts["owner"]) == (300.0, "某公司")
    goals = read_district_goals(stage.district.folder)
    assert [goal.id for goal in coverage_goals(goals)] == ["green.radius"]


def test_places_of_a_project_among_the_approved_are_there_once(stage):
    peopled = with_people(stage)
    homes = project(HOMES_IN_THE_WEST, residents_count=100, primary_places_count=40)
    approved = homes.parts.assign(residents_count=100.0, primary_places_count=40.0)
    row = next(
        row for row in peopled.cumulative(homes, approved) if (row.goal, row.zone) == ("school.places.primary", "")
    )
    assert row.now == pytest.approx(50 / 500 * 1_000)
    assert row.with_pipeline == row.with_both == pytest.approx(90 / 600 * 1_000)


def test_places_beside_a_part_of_unknown_use_are_unknown(stage):
    bare = project((HOMES_IN_THE_WEST[0], ""))
    row = next(row for row in with_people(stage).effects(bare) if row.goal == "school.places.primary")
    assert row.after is None
    assert "未写用地代码" in row.reason
