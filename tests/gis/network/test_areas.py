"""Separate service areas: each equal to the reached parts of its source alone, and to a physically split graph."""

from itertools import pairwise

import networkx as nx
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gis.errors import DefinitionError
from gis.network import areas as areas_module
from gis.network.areas import service_areas
from gis.network.graph import build_network
from gis.network.place import place_on
from gis.network.reach import walk_distance
from gis.network.reached import reached_parts
from tests import toy

SEEDS = st.integers(0, 100_000)
SQUARE = ([(0, 0), (100, 0)], [(100, 0), (100, 100)], [(100, 100), (0, 100)], [(0, 100), (0, 0)])


def network_of(*lines):
    return build_network(toy.frame({f"s{number}": toy.line(*line) for number, line in enumerate(lines)}))


def random_case(seed, source_count=6):
    rng = np.random.default_rng(seed)
    spots = rng.integers(0, 400, (rng.integers(4, 20), 2))
    lines = [spots[rng.choice(len(spots), rng.integers(2, 5), replace=True)] for _ in range(rng.integers(2, 14))]
    lines = [[tuple(spot) for spot in line] for line in lines if len(np.unique(line, axis=0)) > 1]
    network = network_of(*(lines or [[(0, 0), (50, 0)]]))
    points = toy.ORIGIN + rng.uniform(0, 400, (source_count, 2))
    return network, place_on(network, points, max_leg_m=80.0), float(rng.uniform(0, 500))


def parts_of(areas, source):
    """The parts of one source as (edge, from, to), sorted."""
    mine = areas.source == source
    return sorted(zip(areas.edge[mine], areas.from_m[mine], areas.to_m[mine], strict=True))


@settings(deadline=None, max_examples=60)
@given(SEEDS)
def test_each_area_is_what_its_source_reaches_alone(seed):
    _, sources, limit_m = random_case(seed)
    areas = service_areas(sources, limit_m=limit_m)
    for source in range(len(sources.edge)):
        alone = reached_parts(sources.take(np.array([source])), limit_m=limit_m)
        want = sorted(zip(alone.edge, alone.from_m, alone.to_m, strict=True))
        found = parts_of(areas, source)
        assert [part[0] for part in found] == [part[0] for part in want]
        np.testing.assert_allclose(np.array(found).reshape(-1, 3), np.array(want).reshape(-1, 3), atol=1e-5)


@settings(deadline=None, max_examples=30)
@given(SEEDS)
def test_a_spot_is_in_an_area_just_when_its_walk_is_within_the_limit(seed):
    network, sources, limit_m = random_case(seed)
    areas = service_areas(sources, limit_m=limit_m)
    spots = place_on(network, toy.ORIGIN + np.random.default_rng(seed).uniform(0, 400, (20, 2)), max_leg_m=1e3)
    spots.leg_m[:] = 0.0
    for source in np.flatnonzero(sources.ok):
        walk_m = walk_distance(spots, sources.take(np.array([source])))[0]
        mine = areas.source == source
        for spot in np.flatnonzero(spots.ok & (np.abs(walk_m - limit_m) > 1e-4)):
            on = mine & (areas.edge == spots.edge[spot])
            held = on & (areas.from_m - 1e-5 <= spots.offset_m[spot]) & (spots.offset_m[spot] <= areas.to_m + 1e-5)
            assert held.any() == (walk_m[spot] <= limit_m)


@pytest.mark.parametrize("seed", range(15))
def test_searching_in_small_groups_changes_nothing(seed, monkeypatch):
    _, sources, limit_m = random_case(seed, source_count=12)
    whole = service_areas(sources, limit_m=limit_m)
    monkeypatch.setattr(areas_module, "_AT_ONCE", 2)
    monkeypatch.setattr(areas_module, "_CELLS_AT_ONCE", 1)
    pieces = service_areas(sources, limit_m=limit_m)
    for source in range(12):
        np.testing.assert_allclose(
            np.array(parts_of(whole, source)).reshape(-1, 3), np.array(parts_of(pieces, source)).reshape(-1, 3)
        )


def test_reached_length_against_a_graph_cut_every_metre():
    network = network_of(*SQUARE, [(100, 0), (180, 60)])
    sources = place_on(network, toy.xy([30, 0], [100, 40]), max_leg_m=1.0)
    graph = nx.Graph()
    for line in network.edge_lines:
        steps = shapely.get_coordinates(shapely.segmentize(line, 1.0)).round(6)
        for one, other in pairwise(steps):
            graph.add_edge(tuple(one), tuple(other), weight=float(np.hypot(*(other - one))))
    found_m = service_areas(sources, limit_m=150.0).length_m
    for number, spot in enumerate(([30, 0], [100, 40])):
        near = nx.single_source_dijkstra_path_length(graph, tuple(toy.xy(spot)[0].round(6)), cutoff=150.0)
        want_m = sum(weight for one, other, weight in graph.edges(data="weight") if one in near and other in near)
        assert found_m[number] == pytest.approx(want_m, abs=3.0)


def test_on_paper_around_a_square():
    """From the middle of a side of a square of 400 m round: 100 m either way, up to the middles of the next sides."""
    sources = place_on(network_of(*SQUARE), toy.xy([50, 0]), max_leg_m=1.0)
    for limit_m, length_m in ((10.0, 20.0), (100.0, 200.0), (199.0, 398.0), (200.0, 400.0), (900.0, 400.0)):
        assert service_areas(sources, limit_m=limit_m).length_m.tolist() == pytest.approx([length_m])


def test_the_access_leg_is_walked_too():
    sources = place_on(network_of([(0, 0), (100, 0)]), toy.xy([50, 8]), max_leg_m=20.0)
    areas = service_areas(sources, limit_m=20.0)
    assert (areas.to_m - areas.from_m).tolist() == pytest.approx([24.0])


def test_the_own_edge_is_reached_from_its_other_end_when_the_way_round_is_shorter():
    """A long way round between two ends that a short street joins: two parts where the limit ends within it."""
    bow = [(0, 0), (0, 200), (20, 200), (20, 0)]
    network = network_of(bow, [(0, 0), (20, 0)], [(0, 0), (-5, 0)], [(20, 0), (25, 0)])
    sources = place_on(network, toy.xy([0, 30]), max_leg_m=1.0)
    areas = service_areas(sources, limit_m=60.0)
    edge = int(sources.edge[0])
    found = [(low, high) for number, low, high in parts_of(areas, 0) if number == edge]
    bow_m = float(network.length_m[edge])
    mirrored = sorted((bow_m - high, bow_m - low) for low, high in found)
    want = [(0.0, 90.0), (bow_m - 10.0, bow_m)]
    assert len(found) == 2
    assert np.allclose(found, want) or np.allclose(mirrored, want)


def test_lines_lie_on_the_streets_and_are_as_long_as_the_parts():
    network, sources, _ = random_case(4)
    areas = service_areas(sources, limit_m=220.0)
    lines = areas.lines()
    assert len(lines) == areas.source_count == 6
    np.testing.assert_allclose(shapely.length(lines), areas.length_m, atol=1e-6)
    streets = shapely.union_all(network.edge_lines)
    assert max(shapely.hausdorff_distance(shapely.union(streets, line), streets) for line in lines) < 1e-6


def test_sources_off_the_streets_or_too_far_reach_nothing():
    network = network_of([(0, 0), (100, 0)])
    sources = place_on(network, toy.xy([50, 900], [50, 30], [50, 0]), max_leg_m=40.0)
    areas = service_areas(sources, limit_m=20.0)
    assert areas.length_m.tolist() == pytest.approx([0.0, 0.0, 40.0])
    assert shapely.is_empty(areas.lines()).tolist() == [True, True, False]
    none = service_areas(sources.take(np.zeros(0, dtype=int)), limit_m=20.0)
    assert len(none.lines()) == len(none.length_m) == 0


def test_areas_overlap_each_counts_for_itself():
    network = network_of([(0, 0), (100, 0)])
    both = place_on(network, toy.xy([40, 0], [60, 0], [40, 0]), max_leg_m=1.0)
    assert service_areas(both, limit_m=30.0).length_m.tolist() == pytest.approx([60.0, 60.0, 60.0])


@pytest.mark.parametrize("limit_m", [-1.0, np.inf, np.nan])
def test_a_limit_that_is_none_is_refused(limit_m):
    sources = place_on(network_of([(0, 0), (100, 0)]), toy.xy([50, 0]), max_leg_m=1.0)
    with pytest.raises(DefinitionError):
        service_areas(sources, limit_m=limit_m)


def test_a_limit_of_nothing_reaches_nothing():
    sources = place_on(network_of([(0, 0), (100, 0)]), toy.xy([50, 0]), max_leg_m=1.0)
    assert service_areas(sources, limit_m=0.0).length_m.tolist() == [0.0]
