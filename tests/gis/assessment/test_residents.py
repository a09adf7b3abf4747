"""A goal of residents from a folder: weighed by persons, zone by zone, beside goals of land."""

import geopandas as gpd
import pytest

from gis.assessment import Bench, assess
from gis.assessment.explained import explained, health_of, zone_land
from gis.errors import DefinitionError
from gis.read.folder import read_district, read_district_goals, shipped_standards
from gis.results import Verdict
from gis.views.reach import reach_pieces
from tests import toy
from tests.gis.assessment.toy_folder import GOALS, write_toy

GOAL = """
[[goals]]
id = "people.fitness"
title = "健身"
theme = "residents"
demand = "residents"
words = "居民健身"
formula = "500米内有健身点的常住人口 ÷ 常住人口 / residents within 500 m ÷ residents"
measures = ["facility_radius", "facility_walk"]
parameters = { kinds = ["outdoor_fitness"], distance = "500 m" }
target = { at_least = "50 %", year = 2025 }
"""
# Persons 20 m north of the street; zone west is x 0-600, east 600-5200; one outside the district.
PERSONS = {"a": (100, 7), "b": (580, 3), "c": (700, 20), "d": (4000, 70), "outside": (9000, 1000)}


@pytest.fixture(name="folder", scope="module")
def _folder(tmp_path_factory):
    folder = write_toy(tmp_path_factory.mktemp("people") / "toy", goals=GOALS + GOAL)
    rows = toy.frame({name: toy.at(x, 20) for name, (x, _) in PERSONS.items()})
    rows["persons_count"] = [float(count) for _, count in PERSONS.values()]
    gpd.GeoDataFrame(rows.reset_index()).to_file(folder / "population.gpkg")
    text = (folder / "district.toml").read_text(encoding="utf-8")
    entry = text[text.index("[layers.parks]") : text.index("[layers.park_entrances]")]
    added = entry.replace("layers.parks", "layers.population").replace("parks.gpkg", "population.gpkg")
    (folder / "district.toml").write_text(text + "\n" + added, encoding="utf-8")
    return folder


@pytest.fixture(name="bench", scope="module")
def _bench(folder):
    return Bench(read_district(folder))


@pytest.fixture(name="found", scope="module")
def _found(folder, bench):
    return assess(bench.district, read_district_goals(folder), standards=shipped_standards(), bench=bench)


def test_residents_stand_in_their_zones(bench):
    people = bench.demand("residents").set_index("source_id")
    assert people["weight"].to_dict() == {"a": 7, "b": 3, "c": 20, "d": 70}  # the one outside counts nowhere
    assert "toy.west" in people.loc["a", "zones"]
    assert "toy.east" in people.loc["d", "zones"]
    assert len(zone_land(bench, "toy.west", "residents")) == 2


def test_the_base_is_persons(found):
    whole = found.of("people.fitness", "facility_walk")
    assert (whole.base_unit, whole.denominator) == ("persons", 100)
    assert whole.base.startswith("常住人口")
    assert whole.formula.startswith("500米内")
    assert set(whole.inputs) == {"population", "streets", "facilities"}
    assert found.of("green.radius", "green_walk").base_unit == "m2"


def test_each_zone_has_its_own_residents(found):
    zones = {zone: found.of("people.fitness", "facility_radius", zone) for zone in ("toy.west", "toy.east")}
    assert zones["toy.west"].denominator == 10
    assert zones["toy.east"].denominator == 90
    whole = found.of("people.fitness", "facility_radius")
    assert whole.numerator == sum(one.numerator for one in zones.values())
    assert whole.verdict in (Verdict.MET, Verdict.UNMET)


def test_what_is_drawn_adds_up_to_the_figure(found):
    for measure in ("facility_radius", "facility_walk"):
        pieces = found.pieces["people.fitness", measure]
        result = found.of("people.fitness", measure)
        assert pieces.loc[pieces["state"] == "covered", "persons"].sum() == result.numerator
        assert pieces["persons"].sum() == result.denominator
    beside = reach_pieces(found, "people.fitness", "facility_walk")
    assert beside["persons"].sum() == 100
    reached = beside.loc[beside["state"].isin(["covered", "radius_only"]), "persons"].sum()
    assert reached == found.of("people.fitness", "facility_radius").numerator


def test_the_goal_is_explained_in_persons(folder, bench):
    goals = read_district_goals(folder)
    told = explained(bench.district, goals, "people.fitness", standards=shipped_standards(), bench=bench)[""]
    assert set(told.table.index) == {"radius", "edges_25", "edges_50", "walk", "nodes", "hull"}
    assert (told.table["whole"] == 100).all()
    west = told.of(zone_land(bench, "toy.west", "residents"))
    assert (west["whole"] == 10).all()


def test_without_population_it_is_not_assessed(tmp_path):
    folder = write_toy(tmp_path / "toy", goals=GOALS + GOAL)
    found = assess(read_district(folder), read_district_goals(folder), standards=shipped_standards())
    result = found.of("people.fitness", "facility_walk")
    assert result.value is None
    assert "population" in result.reason


def test_without_land_use_the_health_asks_the_residents(bench):
    layers = {kind: layer for kind, layer in bench.district.layers.items() if kind != "land_use"}
    from dataclasses import replace

    health = health_of(Bench(replace(bench.district, layers=layers)))
    assert health.homes_out_of_reach_share == 0.0
    assert health.longest_leg_m == pytest.approx(20.0)


def test_an_unknown_demand_is_refused(tmp_path):
    folder = write_toy(tmp_path / "toy", goals=GOALS + GOAL.replace('demand = "residents"', 'demand = "cars"'))
    with pytest.raises(DefinitionError, match="land、residents"):
        read_district_goals(folder)


def test_a_slower_walker_reaches_less_and_says_so(folder, bench):
    standards = shipped_standards()
    elderly = bench.of_walker(standards.walkers.profiles["elderly"])
    assert elderly.network is bench.network  # crossings and steps cost nothing extra
    goals = read_district_goals(folder)
    slow = assess(bench.district, goals, standards=standards, bench=elderly)
    usual = assess(bench.district, goals, standards=standards, bench=bench)
    for goal in ("green.radius", "people.fitness"):
        walk = "green_walk" if goal == "green.radius" else "facility_walk"
        assert slow.of(goal, walk).value <= usual.of(goal, walk).value
        assert "老年人" in slow.of(goal, walk).formula
        radius = walk.replace("walk", "radius")
        assert slow.of(goal, radius).value == usual.of(goal, radius).value  # the statutory radius asks nobody's speed
        assert "老年人" not in slow.of(goal, radius).formula


def test_steps_that_cost_something_make_their_own_network(bench):
    from gis.read.walking import Profile

    slow = bench.of_walker(Profile("p", "推车", "pram", 50.0, 20.0, 100.0, "测", "L"))
    assert slow.network is not bench.network
    assert slow.land is bench.land
