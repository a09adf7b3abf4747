"""A goal explained as a whole: the parts agree with each other and with the measures; hostile input has a report."""

import numpy as np
import pandas as pd
import pytest

from gis.errors import CRSMismatchError, DefinitionError, MetricCRSError
from gis.measures.circles import circle_walk
from gis.measures.definitions import definitions_table
from gis.measures.explain import Ground, explain, goal_sources
from gis.measures.facilities import facility_walk
from gis.measures.green import green_walk
from gis.measures.sampling import walking_land
from gis.network.barriers import barrier_lines
from gis.network.change import with_source
from gis.network.graph import build_network
from gis.network.health import network_health
from gis.network.place import place_on
from tests import toy
from tests.gis.measures import scenes

TIERS = {"tiers": toy.GARDEN}


def layers(**other):
    return {"parks": toy.parks(), "park_entrances": toy.park_entrances(), "facilities": toy.facilities(), **other}


@pytest.fixture(name="walkers", scope="module")
def _walkers():
    barriers = barrier_lines(toy.streets(), railways=toy.railways(), rivers=toy.rivers())
    return walking_land(toy.land(), build_network(toy.streets(), barriers=barriers), cell_m=20.0)


def test_the_toy_explained_on_paper(walkers):
    """Radius 15,200 m2, walk 7,200 m2: A lacks 2,000, B 3,200, C 2,800 of its 4,000.

    A: a gate at the park's corner (1000, 20) would serve 30 + (1000 - x) + 20 <= 500, cells 550…590; not 510 and 530.
    B: gates on the near side serve all of B1, and of B2 30 + (x - 2560) + 20 <= 300, the first cell at 2810.
    """
    sources = goal_sources("green_walk", walkers, layers(), TIERS)[""]
    told = explain(toy.land(), walkers, sources)
    assert told.table.loc["walk", "share"] == pytest.approx(7_200 / 26_000)
    assert told.gap.by_radius - told.gap.by_walk == pytest.approx(8_000, abs=26)
    causes_m2 = told.gap.places.groupby(["land_id", "cause"])["weight"].sum()
    assert causes_m2["C", "barrier"] == pytest.approx(2_800, abs=9)
    assert causes_m2["A_west"].to_dict() == pytest.approx({"no_entrance": 1_200, "detour": 800}, abs=9)
    assert causes_m2["B1"].to_dict() == pytest.approx({"no_entrance": 2_000}, abs=9)
    assert causes_m2["B2", "no_entrance"] == pytest.approx(400, abs=9)
    assert causes_m2[["B1", "B2"]].sum() == pytest.approx(3_200, abs=9)
    assert causes_m2.sum() == pytest.approx(8_000, abs=26)
    assert told.mends.frame["gain"].max() <= 26_000 - 7_200


def test_the_walk_is_the_measure_itself(walkers):
    green = explain(toy.land(), walkers, goal_sources("green_radius", walkers, layers(), TIERS)[""])
    assert green.found["walk"].share == green_walk(walkers, toy.parks(), toy.park_entrances(), **TIERS).share
    assert green.gap.by_walk == pytest.approx(green.found["walk"].share * green.gap.whole)
    stated = {"kinds": ["wet_market"], "distance_m": 400.0}
    shop = explain(toy.land(), walkers, goal_sources("facility_walk", walkers, layers(), stated)[""])
    assert shop.found["walk"].share == facility_walk(walkers, toy.facilities(), **stated).share


def test_a_circle_has_sources_for_each_element(walkers):
    stated = {
        "elements": {"菜场": ["wet_market"], "健身": ["outdoor_fitness"]},
        "distance_m": {"菜场": 300.0, "健身": 500.0},
    }
    found = goal_sources("circle_walk", walkers, layers(), stated)
    assert {name: sources.farthest_m for name, sources in found.items()} == stated["distance_m"]
    measured = circle_walk(walkers, toy.facilities(), **stated).elements
    for name, sources in found.items():
        assert explain(toy.land(), walkers, sources).found["walk"].share == measured[name].share
    same = goal_sources("circle_radius", walkers, layers(), {**stated, "distance_m": 200.0})
    assert {sources.farthest_m for sources in same.values()} == {200.0}
    assert goal_sources("road_density", walkers, layers(), {}) == {}


def test_the_kept_base_answers_what_one_more_gate_would_bring(walkers):
    sources = goal_sources("green_walk", walkers, layers(), TIERS)[""]
    base = explain(toy.land(), walkers, sources).base
    gate_xy = toy.xy((2560, 20))
    added = place_on(walkers.network, gate_xy, max_leg_m=300.0)
    answer = with_source(base, added, start_m=np.array([sources.farthest_m - 300.0]))
    gates = toy.frame({**toy.park_entrances().geometry.to_dict(), "new": toy.at(2560, 20)},
                      park_id=[*toy.park_entrances()["park_id"], "p3000"])  # fmt: skip
    full = green_walk(walkers, toy.parks(), gates, **TIERS)
    area_m2 = walkers.cells["weight"].to_numpy()
    covered_m2 = area_m2[answer.distance_m <= sources.farthest_m + 1e-6].sum()
    assert covered_m2 == pytest.approx(full.share * area_m2.sum())
    assert covered_m2 > 7_200


def test_a_finer_grid_and_dwellings_are_told_too(walkers):
    fine = walking_land(toy.land(), walkers.network, cell_m=10.0)
    sources = goal_sources("green_walk", walkers, layers(), TIERS)[""]
    told = explain(toy.land(), walkers, sources, dwellings=walkers, finer=fine)
    assert told.table.loc["dwellings", "share"] == told.table.loc["walk", "share"]
    assert 0.0 <= told.table.loc["walk", "error_share"] < 0.05


def test_no_park_at_all_is_not_assessed(walkers):
    told = explain(toy.land(), walkers, goal_sources("green_walk", walkers, layers(parks=toy.parks()[:0]), TIERS)[""])
    assert told.table["share"].isna().all()
    assert (told.gap, told.mends, told.base) == (None, None, None)


def test_parks_without_area_serve_nobody_and_do_not_fail(walkers):
    flat = toy.frame({"line": toy.strip(0, 0, 100, 0), "p6000": toy.strip(1000, 20, 1100, 80)}, park_class=["", ""])
    told = explain(toy.land(), walkers, goal_sources("green_walk", walkers, layers(parks=flat), TIERS)[""])
    assert 0.0 < told.table.loc["walk", "share"] < 1.0
    assert told.gap.table()["weight"].sum() == pytest.approx(told.gap.by_radius - told.gap.by_walk, abs=1e-6)


def test_another_crs_and_wrong_parameters_are_refused(walkers):
    other = toy.parks().set_crs("EPSG:4547", allow_override=True)
    with pytest.raises(CRSMismatchError):
        goal_sources("green_walk", walkers, layers(parks=other), TIERS)
    with pytest.raises(DefinitionError):
        goal_sources("facility_walk", walkers, layers(), {"kinds": [], "distance_m": 300.0})
    with pytest.raises(MetricCRSError):
        build_network(toy.streets().set_crs("EPSG:4326", allow_override=True))


def test_streets_cut_at_the_edge_of_the_extract_still_give_the_right_figure():
    """Cut at x = 700 in the middle of a way: what lies inside and needs nothing outside walks as before."""
    land = scenes.land_of((300, 0, 500, 20))
    shop = {"facilities": toy.frame({"f": toy.at(400, 0)}, facility=["a"])}
    shares = []
    for right in (5_000.0, 700.0):
        network = scenes.network_of([(0, 0), (right, 0)], [(600, 0), (600, 90), (right, 90)])
        walking = walking_land(land, network, cell_m=20.0)
        sources = goal_sources("facility_walk", walking, shop, {"kinds": ["a"], "distance_m": 60.0})[""]
        shares.append(explain(land, walking, sources).table["share"].drop("nodes"))
        assert network_health(network, walking.places).homes_out_of_reach_share == 0.0
    pd.testing.assert_series_equal(*shares)


def test_a_graph_in_eight_hundred_pieces_is_told_as_disconnected():
    """A street of 10 m every 50 m; each home has its own, the shop is on one of them."""
    pieces = [(50.0 * (n % 40), 50.0 * (n // 40)) for n in range(800)]
    network = scenes.network_of(*[[(x, y), (x + 10, y)] for x, y in pieces])
    land = scenes.land_of(*[(x, y, x + 10, y + 10) for x, y in pieces])
    walking = walking_land(land, network, cell_m=10.0, max_leg_m=20.0)
    shop = {"facilities": toy.frame({"f": toy.at(5, 0)}, facility=["a"])}
    sources = goal_sources("facility_walk", walking, shop, {"kinds": ["a"], "distance_m": 400.0})[""]
    told = explain(land, walking, sources)
    assert network_health(network, walking.places).component_count == 800
    assert set(told.gap.places["cause"]) == {"disconnected"}
    assert told.gap.by_walk == pytest.approx(100.0)
    assert told.mends.frame.empty
    assert definitions_table(told.found)["whole"].unique() == pytest.approx([80_000.0])


def test_parks_of_no_size_that_counts_read_zero_everywhere(walkers):
    sources = goal_sources("green_walk", walkers, layers(), {"tiers": ((1e6, np.inf, 500.0),)})[""]
    told = explain(toy.land(), walkers, sources)
    assert told.table["share"].tolist() == [0.0] * 6
    assert told.gap.table()["weight"].sum() == 0.0
    assert told.mends.frame.empty


def test_a_facility_five_kilometres_from_any_street_has_radius_only_and_says_why(walkers):
    far = {"facilities": toy.frame({"f": toy.at(2_500, 5_000)}, facility=["a"])}
    sources = goal_sources("facility_walk", walkers, far, {"kinds": ["a"], "distance_m": 5_200.0})[""]
    told = explain(toy.land(), walkers, sources)
    assert told.found["walk"].counts["sources_out_of_reach"] == 1
    assert told.table.loc["radius", "share"] > 0.0
    assert told.table["share"].drop("radius").tolist() == [0.0] * 5
    assert set(told.gap.places["cause"]) <= {"barrier", "disconnected"}


def test_a_building_in_the_gap_is_no_missing_link():
    """The gap of 15 m at x = 500 is a break; with a block of houses in it there is nothing to mend, only a detour."""
    walking, sources = scenes.broken_link()
    open_gap = explain(scenes.land_of((400, 0, 440, 20)), walking, sources)
    assert set(open_gap.gap.places["cause"]) == {"broken_link"}
    houses = toy.frame({"b": toy.strip(501, -60, 514, 60)})
    built = explain(scenes.land_of((400, 0, 440, 20)), walking, sources, ground=Ground(buildings=houses))
    assert set(built.gap.places["cause"]) == {"detour"}
    assert built.mends.frame.empty
