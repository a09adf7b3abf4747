"""Walking distance: exact against a graph physically cut at every place, and the laws it obeys."""

from itertools import pairwise

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gis.errors import LayerError
from gis.network.graph import build_network
from gis.network.place import place_on
from gis.network.reach import vertex_distance, walk_distance
from tests import toy

SEEDS = st.integers(0, 100_000)


def network_of(*lines):
    return build_network(toy.frame({f"s{number}": toy.line(*line) for number, line in enumerate(lines)}))


def random_case(seed, demand_count=12, source_count=4):
    rng = np.random.default_rng(seed)
    spots = rng.integers(0, 400, (rng.integers(4, 20), 2))
    lines = [spots[rng.choice(len(spots), rng.integers(2, 5), replace=True)] for _ in range(rng.integers(2, 14))]
    lines = [[tuple(spot) for spot in line] for line in lines if len(np.unique(line, axis=0)) > 1]
    network = network_of(*(lines or [[(0, 0), (50, 0)]]))
    points = toy.ORIGIN + rng.uniform(0, 400, (demand_count + source_count, 2))
    places = place_on(network, points, max_leg_m=80.0)
    rows = np.arange(demand_count + source_count)
    start_m = rng.uniform(0, 60, source_count)
    return network, places.take(rows[:demand_count]), places.take(rows[demand_count:]), start_m


def split_graph(network, demand, sources, start_m):
    """Every edge cut at every place on it; the root links to each source with its leg and start."""
    graph, marks = nx.MultiGraph(), {edge: [] for edge in range(len(network.u))}
    for kind, places in (("demand", demand), ("source", sources)):
        for number in np.flatnonzero(places.ok):
            marks[int(places.edge[number])].append((float(places.offset_m[number]), (kind, int(number))))
    for edge, spots in marks.items():
        first, last = (
            (0.0, ("node", int(network.u[edge]))),
            (float(network.length_m[edge]), ("node", int(network.v[edge]))),
        )
        chain = [first, *sorted(spots), last]
        for (at_m, one), (until_m, other) in pairwise(chain):
            graph.add_edge(one, other, weight=until_m - at_m)
    graph.add_node("root")
    for number in np.flatnonzero(sources.ok):
        graph.add_edge("root", ("source", int(number)), weight=float(sources.leg_m[number] + start_m[number]))
    return graph


@pytest.mark.parametrize("seed", range(60))
def test_exact_against_a_physically_split_graph(seed):
    network, demand, sources, start_m = random_case(seed)
    found_m, source = walk_distance(demand, sources, start_m=start_m)
    graph = split_graph(network, demand, sources, start_m)
    reach = nx.single_source_dijkstra_path_length(graph, "root")
    want_m = [
        reach.get(("demand", number), np.inf) + leg if np.isfinite(leg) else np.inf
        for number, leg in enumerate(demand.leg_m.tolist())
    ]
    np.testing.assert_allclose(found_m, want_m, atol=1e-6)
    assert ((source >= 0) == np.isfinite(found_m)).all()


@pytest.mark.parametrize("seed", range(20))
def test_the_source_named_is_the_one_at_that_distance(seed):
    _, demand, sources, start_m = random_case(seed)
    found_m, source = walk_distance(demand, sources, start_m=start_m)
    for number in np.flatnonzero(source >= 0):
        alone = sources.take(source[[number]])
        own_m, _ = walk_distance(demand.take(np.array([number])), alone, start_m=start_m[source[[number]]])
        assert own_m[0] == pytest.approx(found_m[number], abs=1e-9)


def test_on_paper_leg_along_leg():
    network = network_of([(0, 0), (100, 0)], [(100, 0), (100, 100)], [(100, 0), (200, 0)])
    demand = place_on(network, toy.xy([20, 5]), max_leg_m=50.0)
    sources = place_on(network, toy.xy([110, 60], [190, -7]), max_leg_m=50.0)
    distance_m, source = walk_distance(demand, sources)
    assert distance_m.tolist() == [5 + 80 + 60 + 10]
    assert source.tolist() == [0]


def test_on_one_edge_the_way_is_straight_along_it():
    network = network_of([(0, 0), (100, 0)], [(0, 0), (0, 300)], [(0, 300), (100, 300)], [(100, 300), (100, 0)])
    demand = place_on(network, toy.xy([20, 5], [90, 5]), max_leg_m=50.0)
    sources = place_on(network, toy.xy([60, -3], [30, -4]), max_leg_m=50.0)
    distance_m, source = walk_distance(demand, sources)
    assert distance_m.tolist() == [5 + 10 + 4, 5 + 30 + 3]
    assert source.tolist() == [1, 0]


def test_on_one_edge_the_way_round_may_be_shorter():
    """A loop of 400 m: from one side of its node to the other."""
    network = network_of([(0, 0), (-50, 0)], [(0, 0), (100, 0), (100, 100), (0, 100), (0, 0)])
    demand = place_on(network, toy.xy([10, -1]), max_leg_m=50.0)
    sources = place_on(network, toy.xy([-1, 10]), max_leg_m=50.0)
    assert walk_distance(demand, sources)[0].tolist() == [1 + 10 + 10 + 1]


def test_two_places_in_one_spot_still_walk_to_the_street_and_back():
    network = network_of([(0, 0), (100, 0)])
    here = place_on(network, toy.xy([50, 20]), max_leg_m=50.0)
    assert walk_distance(here, here)[0].tolist() == [40.0]


def test_beyond_the_limit_there_is_no_distance_and_no_source():
    network = network_of([(0, 0), (1000, 0)])
    demand = place_on(network, toy.xy([100, 0], [101, 0]), max_leg_m=1.0)
    sources = place_on(network, toy.xy([0, 0]), max_leg_m=1.0)
    distance_m, source = walk_distance(demand, sources, limit_m=100.0)
    assert distance_m.tolist() == [100.0, np.inf]
    assert source.tolist() == [0, -1]


def test_a_later_start_lets_another_source_win():
    network = network_of([(0, 0), (1000, 0)])
    demand = place_on(network, toy.xy([100, 0]), max_leg_m=1.0)
    sources = place_on(network, toy.xy([0, 0], [500, 0]), max_leg_m=1.0)
    distance_m, source = walk_distance(demand, sources, start_m=np.array([350.0, 0.0]))
    assert distance_m.tolist() == [400.0]
    assert source.tolist() == [1]


def test_separate_streets_do_not_reach_each_other():
    network = network_of([(0, 0), (100, 0)], [(0, 200), (100, 200)])
    demand = place_on(network, toy.xy([50, 0], [50, 200]), max_leg_m=1.0)
    distance_m, source = walk_distance(demand, demand.take(np.array([0])))
    assert distance_m.tolist() == [0.0, np.inf]
    assert source.tolist() == [0, -1]


def test_nothing_to_reach_or_nobody_to_walk():
    network = network_of([(0, 0), (100, 0)])
    here = place_on(network, toy.xy([50, 0], [50, 900]), max_leg_m=1.0)
    none, lost = here.take(np.zeros(0, dtype=int)), here.take(np.array([1]))
    assert np.isinf(walk_distance(here, none)[0]).all()
    assert np.isinf(walk_distance(here, lost)[0]).all()
    assert len(walk_distance(none, here)[0]) == 0
    assert walk_distance(here, here)[0].tolist() == [0.0, np.inf]


def test_places_of_two_networks_are_refused():
    one, other = network_of([(0, 0), (9, 0)]), network_of([(0, 0), (9, 0)])
    with pytest.raises(LayerError):
        walk_distance(place_on(one, toy.xy([0, 0]), max_leg_m=1.0), place_on(other, toy.xy([0, 0]), max_leg_m=1.0))


@settings(deadline=None, max_examples=40)
@given(SEEDS)
def test_more_sources_are_never_farther(seed):
    _, demand, sources, _ = random_case(seed)
    fewer_m, _ = walk_distance(demand, sources.take(np.array([0, 1])))
    more_m, _ = walk_distance(demand, sources)
    assert (more_m <= fewer_m + 1e-9).all()


@settings(deadline=None, max_examples=40)
@given(SEEDS)
def test_the_way_back_is_as_long(seed):
    _, demand, sources, _ = random_case(seed)
    one, other = demand.take(np.array([0])), sources.take(np.array([0]))
    there_m, back_m = walk_distance(one, other)[0][0], walk_distance(other, one)[0][0]
    assert there_m == back_m or there_m == pytest.approx(back_m, abs=1e-9)


@settings(deadline=None, max_examples=40)
@given(SEEDS)
def test_a_detour_by_a_third_place_is_never_shorter(seed):
    """d(a, c) <= d(a, b) + d(b, c): the legs of b only add."""
    _, demand, _, _ = random_case(seed)
    a, b, c = (demand.take(np.array([number])) for number in range(3))
    ab_m, bc_m, ac_m = (walk_distance(*pair)[0][0] for pair in ((a, b), (b, c), (a, c)))
    assert ac_m <= ab_m + bc_m + 1e-9


@settings(deadline=None, max_examples=30)
@given(SEEDS)
def test_cutting_a_street_in_two_changes_nothing(seed):
    rng = np.random.default_rng(seed)
    a, b, c = ((0, 0), tuple(rng.integers(50, 300, 2)), (300, 0))
    middle = tuple((np.array(a) + b) / 2)
    whole, cut = network_of([a, b, c], [c, a]), network_of([a, middle], [middle, b], [b, c], [c, a])
    xy = toy.ORIGIN + rng.uniform(0, 300, (6, 2))
    found = [
        walk_distance(place_on(net, xy[:4], max_leg_m=500.0), place_on(net, xy[4:], max_leg_m=500.0))[0]
        for net in (whole, cut)
    ]
    np.testing.assert_allclose(found[0], found[1], atol=0.05)


@settings(deadline=None, max_examples=30)
@given(SEEDS, st.integers(-5_000, 5_000))
def test_a_shift_of_the_origin_changes_nothing(seed, shift_m):
    rng = np.random.default_rng(seed)
    lines = [[tuple(point) for point in rng.integers(0, 300, (2, 2))] for _ in range(6)]
    lines = [line for line in lines if line[0] != line[1]]
    xy = toy.ORIGIN + rng.uniform(0, 300, (6, 2))
    found = []
    for move_m in (0, shift_m):
        net = network_of(*[[(x + move_m, y - move_m) for x, y in line] for line in lines])
        places = place_on(net, xy + np.array([move_m, -move_m]), max_leg_m=500.0)
        found.append(walk_distance(places.take(np.arange(4)), places.take(np.array([4, 5])))[0])
    np.testing.assert_allclose(found[0], found[1], atol=1e-6)


@pytest.mark.parametrize(("seed", "side"), [(1, 9), (2, 12), (3, 15)])
def test_a_hundred_places_in_a_town_are_exact_to_a_millionth_of_a_metre(seed, side):
    """A jittered grid with a third of its streets left out: dead ends, loops, detours, small pieces."""
    rng = np.random.default_rng(seed)
    spots = np.stack(np.meshgrid(np.arange(side) * 60.0, np.arange(side) * 60.0), axis=-1)
    spots += rng.uniform(-15, 15, spots.shape)
    pairs = [(a, b) for way in (spots, spots.swapaxes(0, 1)) for row in way for a, b in pairwise(row)]
    lines = [[tuple(a), tuple((a + b) / 2 + rng.uniform(-5, 5, 2)), tuple(b)] for a, b in pairs if rng.uniform() > 0.33]
    network = network_of(*lines)
    points = toy.ORIGIN + rng.uniform(0, side * 60.0, (120, 2))
    places = place_on(network, points, max_leg_m=80.0)
    demand, sources = places.take(np.arange(100)), places.take(np.arange(100, 120))
    reach = nx.single_source_dijkstra_path_length(split_graph(network, demand, sources, np.zeros(20)), "root")
    want_m = [
        reach.get(("demand", number), np.inf) + leg if np.isfinite(leg) else np.inf
        for number, leg in enumerate(demand.leg_m.tolist())
    ]
    found_m = walk_distance(demand, sources)[0]
    assert np.isfinite(found_m).sum() > 50
    np.testing.assert_allclose(found_m, want_m, rtol=0.0, atol=1e-6)


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("limit_m", [np.inf, 150.0, 90.0, 70.0])
def test_the_distance_of_every_vertex_is_that_of_a_place_there(seed, limit_m):
    network, _, sources, start_m = random_case(seed)
    found_m = vertex_distance(sources, limit_m=limit_m, start_m=start_m)
    vertex_xy = np.concatenate([network.node_xy, network.segment_xy[network.bends, :2]])
    assert len(found_m) == len(vertex_xy) == len(np.unique(network.segment_xy.reshape(-1, 2), axis=0))
    there = place_on(network, vertex_xy, max_leg_m=1.0)
    np.testing.assert_allclose(found_m, walk_distance(there, sources, limit_m=limit_m, start_m=start_m)[0], atol=1e-6)


def test_without_a_source_no_vertex_has_a_distance():
    network = network_of([(0, 0), (50, 0), (50, 50)])
    nobody = place_on(network, toy.xy([900, 900]), max_leg_m=1.0)
    assert np.isinf(vertex_distance(nobody)).tolist() == [True] * 3


def test_a_short_limit_in_a_large_network_reaches_the_vertices_near_the_source_and_no_other():
    """Twenty streets of two bends each, in a row; 60 m from the second street's first bend."""
    corners = [[(x, 0), (x + 30, 0), (x + 60, 0), (x + 100, 0)] for x in range(0, 2_000, 100)]
    stubs = [[(x, 0), (x, 9)] for x in range(0, 2_100, 100)]
    network = network_of(*corners, *stubs)
    found_m = vertex_distance(place_on(network, toy.xy([130, 0]), max_leg_m=1.0), limit_m=60.0)
    vertex_xy = np.concatenate([network.node_xy, network.segment_xy[network.bends, :2]]) - np.array(toy.ORIGIN)
    want_m = np.abs(vertex_xy[:, 0] - 130) + vertex_xy[:, 1]
    np.testing.assert_allclose(found_m, np.where(want_m <= 60.0, want_m, np.inf))
    assert np.isfinite(found_m).sum() == 4
