"""Layers with a project built, on paper: a 100 m square of homes, a park and a plot beside each other."""

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from gis.definitions import Table
from gis.errors import DefinitionError
from gis.review.effects import (
    EffectRules,
    FacilityRule,
    LandRule,
    PlacesRule,
    Proposal,
    effect_rules_of,
    facilities_with,
    land_left_m2,
    land_use_with,
    parks_with,
    residents_with,
    standing,
    stated,
    uses,
)

CRS = "EPSG:4548"
RULES = EffectRules(
    {"07": "0701"}, ("1401",), (FacilityRule(("080403",), "primary_school", "primary_places_count"),
                               FacilityRule(("080404",), "kindergarten")),
    (PlacesRule("primary", "小学", "primary", "primary_school", "primary_places_count"),),
    (LandRule("industrial", "产业", "industrial", ("vacant",), ("10",), "纸"),),
)  # fmt: skip


def box(west, south, east, north):
    return shapely.box(500_000 + west, 4_000_000 + south, 500_000 + east, 4_000_000 + north)


def frame(shapes, **columns):
    index = pd.Index([f"f{at}" for at in range(len(shapes))], name="id")
    common = {"name": "", "basis": "surveyed", "uncertainty_m": 0.0, "source": ""}
    return gpd.GeoDataFrame({**common, **columns}, geometry=shapes, index=index, crs=CRS)


def built(*pairs, **facts):
    return Proposal("甲", frame([shape for shape, _ in pairs], code=[code for _, code in pairs]), facts)


HOMES = frame([box(0, 0, 100, 100)], code=["0701"])


def by_code(rows):
    return rows.assign(area=rows.area).groupby("code")["area"].sum().to_dict()


def test_the_ground_of_a_project_takes_its_use_and_the_layer_itself_stays():
    factory = built((box(50, 0, 150, 100), "1001"))
    found = land_use_with(HOMES, [factory], RULES)
    assert by_code(found) == {"0701": 5_000.0, "1001": 10_000.0}
    assert HOMES.area.sum() == 10_000.0
    assert found.index.is_unique
    over = land_use_with(HOMES, [factory, built((box(50, 0, 100, 100), "07"))], RULES)
    assert by_code(over) == {"0701": 10_000.0, "1001": 5_000.0}  # the later lies over the earlier


def test_a_part_of_unknown_use_changes_nothing_and_far_ones_leave_the_rest():
    assert land_use_with(HOMES, [built((box(0, 0, 50, 50), ""))], RULES) is HOMES
    apart = land_use_with(HOMES, [built((box(500, 0, 600, 100), "0701"))], RULES)
    assert by_code(apart) == {"0701": 20_000.0}


def test_a_planned_code_goes_before_the_present_one():
    parts = frame([box(0, 0, 1, 1)], code=["0101"], planned_code=["07"])
    assert uses(parts, RULES).tolist() == ["0701"]


def test_a_park_comes_and_another_loses_its_ground():
    parks = frame([box(0, 0, 100, 100), box(200, 0, 300, 100)], park_class=["G11", "G11"])
    found = parks_with(parks, [built((box(0, 0, 100, 60), "1001"), (box(400, 0, 450, 100), "1401"))], RULES)
    assert found.area.round(6).tolist() == [4_000.0, 10_000.0, 5_000.0]
    gone = parks_with(parks, [built((box(-1, -1, 101, 101), "1001"))], RULES)
    assert gone.index.tolist() == ["f1"]
    assert parks_with(parks, [built((box(0, 0, 50, 50), "1401"))], RULES).area.sum() == 22_500.0


def test_a_school_part_is_a_school_only_where_its_places_are_stated():
    rows = frame([box(0, 0, 1, 1).centroid], facility=["primary_school"], capacity_count=[900.0])
    school = (box(0, 0, 100, 100), "080403")
    assert facilities_with(rows, [built(school)], RULES) is rows
    found = facilities_with(
        rows, [built(school, (box(200, 0, 300, 100), "080404"), primary_places_count=1_080.0)], RULES
    )
    assert found["facility"].tolist() == ["primary_school", "primary_school", "kindergarten"]
    assert found["capacity_count"].tolist()[:2] == [900.0, 1_080.0]
    assert pd.isna(found["capacity_count"].iloc[2])
    assert found.index.is_unique


def test_residents_on_the_ground_go_and_stated_ones_come():
    people = frame([shapely.Point(500_010, 4_000_010), shapely.Point(500_500, 4_000_010)], persons_count=[100.0, 50.0])
    found = residents_with(people, [built((box(0, 0, 100, 100), "0701"), residents_count=320.0)])
    assert sorted(found["persons_count"]) == [50.0, 320.0]
    assert residents_with(people, [built((box(0, 0, 100, 100), "1001"))])["persons_count"].tolist() == [50.0]


def test_land_left_is_that_of_the_states_less_the_project():
    plots = frame([box(0, 0, 100, 100), box(100, 0, 200, 100), box(200, 0, 300, 100)],
                  code=["1001", "1001", "0901"], status=["vacant", "built", "vacant"])  # fmt: skip
    (rule,) = RULES.land
    project = built((box(60, 0, 160, 100), "1001"))
    assert land_left_m2(plots, [], rule, None) == 10_000.0
    assert land_left_m2(plots, [project], rule, None) == 6_000.0
    assert land_left_m2(plots, [project], rule, box(0, 0, 30, 100)) == 3_000.0
    assert land_left_m2(plots, [project, project], rule, None) == 6_000.0  # the same ground once


@given(st.floats(-150, 150), st.floats(-150, 150), st.floats(1, 120))
def test_land_use_is_never_lost_nor_doubled(east, north, side):
    part = box(east, north, east + side, north + side)
    found = land_use_with(HOMES, [built((part, "1001"))], RULES)
    expected = HOMES.geometry.iloc[0].union(part).area
    assert found.area.sum() == pytest.approx(expected, rel=1e-9)
    assert found.union_all().area == pytest.approx(expected, rel=1e-9)


def test_texts_are_no_numbers_and_wrong_data_are_refused():
    assert stated(built((box(0, 0, 1, 1), ""), residents_count="many"), "residents_count") is None
    given_places = [{"key": "k", "title": "t", "title_en": "t", "facility": "f", "fact": "nothing"}]
    table = {"residential": {"source": "纸"}, "parks": {"source": "纸"}, "places": given_places}
    with pytest.raises(DefinitionError, match="没有 nothing"):
        effect_rules_of(Table(table, "纸.toml"))
    with pytest.raises(DefinitionError, match="不认识的键"):
        effect_rules_of(Table({**table, "other": 1}, "纸.toml"))


def test_a_project_that_is_approved_already_counts_once():
    rows = frame([box(0, 0, 1, 1).centroid], facility=["primary_school"], capacity_count=[900.0])
    school = built((box(0, 0, 100, 100), "080403"), primary_places_count=1_000.0)
    larger = built((box(0, 0, 110, 100), "080403"), primary_places_count=1_080.0)
    beside = built((box(200, 0, 300, 100), "080403"), primary_places_count=500.0)
    assert standing([school, beside, larger]) == (beside, larger)
    found = facilities_with(rows, [school, beside, larger], RULES)
    assert found["capacity_count"].tolist() == [900.0, 500.0, 1_080.0]
