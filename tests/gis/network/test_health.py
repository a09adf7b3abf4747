"""Health: components, near misses, what homes hang on."""

import numpy as np
import pytest

from gis.network.graph import build_network
from gis.network.health import HEALTH_NOTES, HEALTH_WORDS, network_health
from gis.network.place import place_on
from gis.network.reach import walk_distance
from tests import toy


def network_of(*lines, **columns):
    return build_network(toy.frame({f"s{number}": toy.line(*line) for number, line in enumerate(lines)}, **columns))


def test_lengths_and_components_on_paper():
    health = network_health(network_of([(0, 0), (75, 0)], [(0, 100), (25, 100)]))
    assert health.length_m == 100.0
    assert health.component_count == 2
    assert health.small_component_share == 0.25
    assert (health.node_count, health.edge_count) == (4, 2)


def test_an_end_three_metres_short_of_a_street_is_a_near_miss():
    health = network_health(network_of([(0, 0), (100, 0)], [(50, 3), (50, 80)]))
    np.testing.assert_array_equal(health.near_miss_xy, toy.xy([50, 3]))
    assert health.near_miss_count == 1


@pytest.mark.parametrize("gap_m", [0.0, 6.0])
def test_an_end_that_meets_or_is_far_is_none(gap_m):
    assert network_health(network_of([(0, 0), (100, 0)], [(50, gap_m), (50, 80)])).near_miss_count == 0


def test_a_stub_beside_its_own_junction_is_none():
    assert network_health(network_of([(0, 0), (50, 0), (100, 0)], [(50, 0), (50, 4)])).near_miss_count == 0


def test_an_end_that_comes_back_to_its_own_street_is_one():
    hook = [(0, 0), (100, 0), (100, 50), (40, 50), (40, 3)]
    health = network_health(network_of(hook))
    np.testing.assert_array_equal(health.near_miss_xy, toy.xy([40, 3]))


def test_homes_by_component_and_reach():
    network = network_of([(0, 0), (90, 0)], [(0, 100), (10, 100)])
    homes = place_on(network, toy.xy([10, 4], [20, 8], [5, 106], [50, 500]), max_leg_m=20.0)
    health = network_health(network, homes)
    assert health.homes_out_of_reach_share == 0.25
    assert health.homes_on_small_component_share == 0.25
    assert health.median_leg_m == 6.0
    assert health.longest_leg_m == 8.0


def test_without_homes_their_figures_are_unknown_not_zero():
    health = network_health(network_of([(0, 0), (90, 0)]))
    assert np.isnan(health.homes_out_of_reach_share)
    assert np.isnan(health.median_leg_m)


def test_an_empty_network_has_a_report():
    health = network_health(build_network(toy.streets().iloc[:0]))
    assert health.length_m == 0.0
    assert np.isnan(health.small_component_share)
    assert health.near_miss_count == 0


def test_homes_all_out_of_reach():
    network = network_of([(0, 0), (90, 0)])
    health = network_health(network, place_on(network, toy.xy([0, 900]), max_leg_m=10.0))
    assert health.homes_out_of_reach_share == 1.0
    assert np.isnan(health.longest_leg_m)


def test_the_table_has_every_count():
    table = network_health(build_network(toy.streets())).as_dict()
    assert table["streets_not_walkable"] == 1
    assert table["crossings_joined"] == 1
    assert table["near_miss_count"] == 0
    assert table["length_m"] == pytest.approx(6490.0)


def test_the_legs_of_the_homes_by_quantile():
    network = network_of([(0, 0), (1000, 0)])
    homes = place_on(network, toy.xy(*[(10 * n, n) for n in range(1, 101)], (0, 900)), max_leg_m=200.0)
    found = network_health(network, homes).as_dict()
    legs_m = np.append(np.arange(1, 100), 100.0)
    for share in (50, 90, 95, 99):
        assert found[f"leg_{share}_m"] == pytest.approx(np.quantile(legs_m, share / 100), abs=1.5)
    assert found["leg_50_m"] == found["median_leg_m"]


def test_the_report_tells_every_count_in_both_languages():
    health = network_health(build_network(toy.streets()), None)
    rows = health.rows()
    assert set(health.counts) <= set(rows.index)
    assert rows.loc["streets_not_walkable", "value"] == 1
    assert (rows["title"].str.len() > 0).all()
    assert (rows["title_en"].str.len() > 0).all()
    assert np.isnan(rows.loc["homes_out_of_reach_share", "value"])
    assert "leg_90_m" not in rows.index
    assert set(rows["unit"]) <= {"m", "share", "count"}
    assert set(rows.index) <= set(HEALTH_WORDS)
    assert any("单行" in zh and "One-way" in en for zh, en in HEALTH_NOTES)


def test_the_report_lists_the_length_of_every_piece():
    health = network_health(network_of([(0, 0), (75, 0)], [(0, 100), (25, 100)]))
    assert health.component_length_m.tolist() == [75.0, 25.0]


def test_one_way_streets_are_walked_both_ways():
    streets = toy.frame({"s": toy.line((0, 0), (100, 0))}, oneway=[True])
    network = build_network(streets)
    ends = place_on(network, toy.xy([10, 0], [90, 0]), max_leg_m=1.0)
    there, back = (
        walk_distance(ends.take(np.array(a)), ends.take(np.array(b)))[0] for a, b in (([0], [1]), ([1], [0]))
    )
    assert there.tolist() == back.tolist() == [80.0]


def test_a_graph_in_eight_hundred_pieces_has_a_report():
    """Streets of 10 m, 50 m apart; one of 30 m is the longest."""
    lines = [[(50 * (n % 40), 50 * (n // 40)), (50 * (n % 40) + 10, 50 * (n // 40))] for n in range(799)]
    network = network_of([(-100, 0), (-70, 0)], *lines)
    homes = place_on(network, toy.xy(*[(x + 5, y + 4) for (x, y), _ in lines]), max_leg_m=30.0)
    health = network_health(network, homes)
    assert health.component_count == 800
    assert health.small_component_share == pytest.approx(7_990 / 8_020)
    assert health.homes_on_small_component_share == 1.0
    assert health.rows().loc["component_count", "value"] == 800
