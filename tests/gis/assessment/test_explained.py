import pytest

from gis.assessment.bench import Bench
from gis.assessment.explained import explained, health_of, zone_land
from gis.errors import DefinitionError, MissingLayerError
from gis.read.folder import read_district, read_district_goals, shipped_standards
from tests import toy
from tests.gis.assessment.toy_folder import write_toy


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return write_toy(tmp_path_factory.mktemp("toy") / "toy")


@pytest.fixture(scope="module")
def bench(folder):
    return Bench(read_district(folder))


def run(folder, bench, goal):
    return explained(bench.district, read_district_goals(folder), goal, standards=shipped_standards(), bench=bench)


def test_the_definitions_stand_beside_each_other_and_ours_is_the_paper_s(folder, bench):
    table = run(folder, bench, "green.radius")[""].of()
    assert {"radius", "edges_25", "edges_50", "walk", "hull"} <= set(table.index)
    total = sum(area for area, _, _ in toy.PAPER.values())
    assert table.loc["radius", "share"] == pytest.approx(sum(a * r for a, r, _ in toy.PAPER.values()) / total)
    assert table.loc["walk", "share"] == pytest.approx(sum(a * w for a, _, w in toy.PAPER.values()) / total)


def test_causes_add_up_to_the_gap(folder, bench):
    one = run(folder, bench, "green.radius")[""]
    table = one.of()
    land_m2 = table.loc["walk", "whole"]
    gap = one.gap.table()
    assert gap["weight"].sum() == pytest.approx(
        (table.loc["radius", "share"] - table.loc["walk", "share"]) * land_m2, abs=1.0
    )
    assert gap.loc["barrier", "weight"] > 0.0  # scene C: the railway


def test_a_zone_has_its_own_table(folder, bench):
    one = run(folder, bench, "green.radius")[""]
    west = one.of(zone_land(bench, "toy.west"))
    assert west.loc["walk", "whole"] == pytest.approx(toy.PAPER["A_west"][0])
    assert west.loc["radius", "share"] == pytest.approx(toy.PAPER["A_west"][1])


def test_a_circle_is_explained_element_by_element(folder, bench):
    found = run(folder, bench, "circle.convenience10")
    assert set(found) == {"便利店", "药店"}
    assert found["药店"].gap is None  # not a single pharmacy: nothing to explain


def test_a_goal_that_is_no_distance_lists_those_that_are(folder, bench):
    with pytest.raises(DefinitionError, match=r"green\.radius"):
        run(folder, bench, "land.far")
    with pytest.raises(DefinitionError, match="nowhere"):
        run(folder, bench, "nowhere")


def test_the_streets_are_judged_before_any_figure(bench):
    health = health_of(bench).as_dict()
    assert health["component_count"] >= 1


def test_without_streets_there_is_nothing_to_walk_on(tmp_path):
    folder = write_toy(tmp_path / "toy", without=("streets",))
    with pytest.raises(MissingLayerError, match="streets"):
        run(folder, Bench(read_district(folder)), "green.radius")
