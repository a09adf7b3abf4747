"""Reached parts: on paper, against a fine sampling of the streets, and the laws."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gis.network.place import Places, place_on
from gis.network.reach import walk_distance
from gis.network.reached import reached_parts
from tests import toy
from tests.gis.network.test_reach import network_of, random_case

SEEDS = st.integers(0, 100_000)


def test_a_street_is_reached_both_ways_from_the_source():
    network = network_of([(0, 0), (100, 0)])
    parts = reached_parts(place_on(network, toy.xy([40, 5]), max_leg_m=9.0), limit_m=30.0)
    assert (parts.from_m.tolist(), parts.to_m.tolist()) == ([15.0], [65.0])
    assert parts.length_m == 50.0
    assert shapely.equals_exact(parts.lines()[0], toy.line((15, 0), (65, 0)), 1e-6)


def test_round_a_corner_and_into_the_side_street():
    network = network_of([(0, 0), (100, 0), (100, 60)], [(50, 0), (50, 90)])
    parts = reached_parts(place_on(network, toy.xy([40, 0]), max_leg_m=9.0), limit_m=70.0)
    assert parts.length_m == pytest.approx(40 + 10 + 50 + 10 + 60)
    assert shapely.length(shapely.union_all(parts.lines())) == pytest.approx(parts.length_m)


def test_a_loop_is_reached_from_both_ends_once():
    network = network_of([(0, 0), (-50, 0)], [(0, 0), (100, 0), (100, 100), (0, 100), (0, 0)])
    whole = reached_parts(place_on(network, toy.xy([0, 0]), max_leg_m=1.0), limit_m=200.0)
    assert whole.length_m == 450.0
    part = reached_parts(place_on(network, toy.xy([0, 0]), max_leg_m=1.0), limit_m=120.0)
    assert part.length_m == 50.0 + 2 * 120.0
    assert len(part.lines()) == 3


def test_late_sources_reach_less_and_lost_ones_nothing():
    network = network_of([(0, 0), (100, 0)])
    sources = place_on(network, toy.xy([50, 0], [50, 800]), max_leg_m=1.0)
    assert reached_parts(sources, limit_m=30.0, start_m=np.array([20.0, 0.0])).length_m == 20.0
    assert reached_parts(sources.take(np.array([1])), limit_m=30.0).length_m == 0.0
    assert len(reached_parts(sources.take(np.array([1])), limit_m=30.0).lines()) == 0
    assert reached_parts(sources, limit_m=0.0).length_m == 0.0


@given(SEEDS)
@settings(max_examples=40, deadline=None)
def test_every_point_of_an_edge_is_in_a_part_exactly_when_it_is_within_the_walk(seed):
    network, _, sources, start_m = random_case(seed)
    limit_m = float(np.random.default_rng(seed).uniform(20, 300))
    parts = reached_parts(sources, limit_m=limit_m, start_m=start_m)
    edge = np.repeat(np.arange(len(network.u)), 9)
    offset_m = np.tile(np.linspace(0.02, 0.97, 9), len(network.u)) * network.length_m[edge]
    none = np.zeros(len(edge))
    walk_m, _ = walk_distance(Places(network, edge, offset_m, none, none > 1), sources, start_m=start_m)
    inside = np.zeros(len(edge), dtype=bool)
    for at, low, high in zip(parts.edge, parts.from_m, parts.to_m, strict=True):
        inside |= (edge == at) & (offset_m >= low) & (offset_m <= high)
    clear = np.abs(walk_m - limit_m) > 1e-5
    np.testing.assert_array_equal(inside[clear], (walk_m <= limit_m)[clear])


@given(SEEDS)
@settings(max_examples=25, deadline=None)
def test_parts_are_disjoint_grow_with_the_distance_and_are_as_long_as_their_lines(seed):
    network, _, sources, _ = random_case(seed)
    lengths_m = [reached_parts(sources, limit_m=limit_m).length_m for limit_m in (50.0, 120.0, 1e6)]
    assert lengths_m == sorted(lengths_m)
    assert lengths_m[-1] <= network.length_m.sum() + 1e-6
    parts = reached_parts(sources, limit_m=120.0)
    assert (parts.to_m <= network.length_m[parts.edge] + 1e-9).all()
    assert shapely.length(parts.lines()).sum() == pytest.approx(parts.length_m)
    again = parts.edge[1:] == parts.edge[:-1]
    assert (parts.from_m[1:][again] > parts.to_m[:-1][again]).all()
