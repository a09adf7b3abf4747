"""Laws of the walk on networks with bridges, steps, penalties and barriers, and of every answer without a new search.

Walks of all places to all places are a matrix; what-if answers equal the full search on the changed network, or, for a
link, the shortest way in a graph that is physically cut at every place.
"""

from itertools import pairwise

import networkx as nx
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gis.network.change import base_of, with_link, with_source, without_source
from gis.network.closure import closed, without_edge
from gis.network.graph import build_network
from gis.network.place import Places, place_on
from gis.network.reach import walk_distance
from tests import toy

SEEDS = st.integers(0, 10_000_000)
LAWS = settings(max_examples=25, deadline=None)
COUNT = 9  # places of a case


def random_streets(rng, *, levels=True):
    """Crossing lines on even metres, about a third of them bridges, tunnels, steps or crossings."""
    spots = 2 * rng.integers(0, 150, (rng.integers(4, 12), 2))
    lines = [spots[rng.choice(len(spots), rng.integers(2, 4), replace=False)] for _ in range(rng.integers(3, 12))]
    shapes = {f"s{number}": toy.line(*[tuple(spot) for spot in line]) for number, line in enumerate(lines)}
    flags = rng.integers(0, 9, len(lines)) if levels else np.full(len(lines), 8)
    return toy.frame(
        shapes, bridge=flags == 0, tunnel=flags == 1, layer=np.select([flags == 0, flags == 1], [1.0, -1.0], 0.0),
        steps=flags == 2, crossing=flags == 3, walkable=flags != 4,
    )  # fmt: skip


def random_points(rng, count=COUNT):
    return np.array(toy.ORIGIN) + rng.uniform(0, 300, (count, 2))


def case(seed, *, count=COUNT):
    """Places on a network with everything: barriers too, and metres added for crossings and steps."""
    rng = np.random.default_rng(seed)
    streets = random_streets(rng)
    walls = [rng.integers(0, 300, (2, 2)) for _ in range(3)]
    barriers = toy.frame({f"b{n}": toy.line(*[tuple(end) for end in wall]) for n, wall in enumerate(walls)})
    network = build_network(streets, barriers=barriers, crossing_m=20.0, steps_m=10.0)
    return place_on(network, random_points(rng, count), max_leg_m=120.0), rng.uniform(0, 60, count)


def one(places, number):
    return places.take(np.array([number]))


def rows(*numbers):
    return np.array(numbers, dtype=int)


def matrix(places):
    """Walk from every place (row) to every place (column), metres."""
    return np.stack([walk_distance(places, one(places, number))[0] for number in range(len(places.edge))], axis=1)


def same(found_m, want_m, *, within_m=1e-6):
    np.testing.assert_allclose(found_m, want_m, rtol=0.0, atol=within_m)


# --- the walk itself -------------------------------------------------------------------------------------------------


@given(SEEDS)
@LAWS
def test_the_way_back_is_as_long(seed):
    walks_m = matrix(case(seed)[0])
    same(walks_m, walks_m.T, within_m=1e-9)


@given(SEEDS)
@LAWS
def test_a_way_by_a_third_place_is_never_shorter(seed):
    walks_m = matrix(case(seed)[0])
    by_third_m = (walks_m[:, :, None] + walks_m[None, :, :]).min(axis=1)
    assert (walks_m <= by_third_m + 1e-9).all()


@given(SEEDS)
@LAWS
def test_no_walk_is_shorter_than_its_legs_or_than_the_straight_line(seed):
    rng = np.random.default_rng(seed)
    network, xy = build_network(random_streets(rng)), random_points(rng)
    places = place_on(network, xy, max_leg_m=120.0)
    walks_m = matrix(places)
    straight_m = np.hypot(*np.moveaxis(xy[:, None] - xy[None], -1, 0))
    assert (walks_m >= straight_m - 1e-9).all()
    assert (walks_m >= places.leg_m[:, None] + np.where(places.ok, places.leg_m, 0.0) - 1e-9).all()


@given(SEEDS)
@LAWS
def test_the_nearest_of_several_is_the_least_of_each(seed):
    places, start_m = case(seed)
    found_m, source = walk_distance(places, places, start_m=start_m)
    each_m = matrix(places) + start_m
    same(found_m, each_m.min(axis=1), within_m=1e-9)
    reached = np.flatnonzero(source >= 0)
    same(each_m[reached, source[reached]], found_m[reached], within_m=1e-9)
    assert (np.isfinite(found_m) == (source >= 0)).all()


@given(SEEDS)
@LAWS
def test_more_sources_are_never_farther(seed):
    places, start_m = case(seed)
    before_m = np.full(COUNT, np.inf)
    for count in range(1, COUNT + 1):
        found_m = walk_distance(places, places.take(np.arange(count)), start_m=start_m[:count])[0]
        assert (found_m <= before_m).all()
        before_m = found_m


@given(SEEDS, st.floats(0.0, 500.0))
@LAWS
def test_a_limit_only_hides_what_lies_beyond(seed, limit_m):
    places, start_m = case(seed)
    whole_m = walk_distance(places, places.take(rows(0, 1)), start_m=start_m[:2])[0]
    found_m = walk_distance(places, places.take(rows(0, 1)), start_m=start_m[:2], limit_m=limit_m)[0]
    clear = np.abs(whole_m - limit_m) > 1e-6
    same(found_m[clear], np.where(whole_m <= limit_m, whole_m, np.inf)[clear], within_m=1e-9)


# --- how the streets are written -------------------------------------------------------------------------------------


def on(streets, xy):
    return place_on(build_network(streets, crossing_m=20.0, steps_m=10.0), xy, max_leg_m=120.0)


@given(SEEDS)
@LAWS
def test_the_order_and_direction_of_the_streets_change_nothing(seed):
    rng = np.random.default_rng(seed)
    streets, xy = random_streets(rng), random_points(rng)
    backwards = rng.random(len(streets)) < 0.5
    turned = streets.geometry.where(~backwards, streets.geometry.reverse())
    shuffled = streets.set_geometry(turned).iloc[rng.permutation(len(streets))]
    np.testing.assert_array_equal(matrix(on(streets, xy)), matrix(on(shuffled, xy)))


@given(SEEDS)
@LAWS
def test_the_order_of_places_and_sources_changes_nothing(seed):
    places, start_m = case(seed)
    order = np.random.default_rng(seed).permutation(COUNT)
    found_m, source = walk_distance(places, places, start_m=start_m)
    again_m, again = walk_distance(places.take(order), places.take(order), start_m=start_m[order])
    same(again_m, found_m[order], within_m=1e-9)
    alone = np.sort(matrix(places) + start_m, axis=1)
    clear = (alone[:, 1] > alone[:, 0] + 1e-6)[order]
    np.testing.assert_array_equal(np.append(order, -1)[again][clear], source[order][clear])


@given(SEEDS)
@LAWS
def test_cutting_streets_in_two_changes_nothing(seed):
    """Every street on the ground cut into its straight parts and those halved, each a row of its own."""
    rng = np.random.default_rng(seed)
    streets, xy = random_streets(rng), random_points(rng)
    ground = ~(streets["bridge"] | streets["tunnel"] | streets["steps"] | streets["crossing"])
    shapes, owner = [], []
    for id, shape in streets.geometry.items():
        spots = [np.array(spot) for spot in shape.coords]
        halves = [half for a, b in pairwise(spots) for half in ((a, (a + b) / 2), ((a + b) / 2, b))]
        parts = [shapely.LineString(half) for half in halves] if ground[id] else [shape]
        shapes += parts
        owner += [id] * len(parts)
    cut = streets.loc[owner].set_geometry(shapes, crs=toy.CRS).set_axis(range(len(owner)))
    same(matrix(on(streets, xy)), matrix(on(cut, xy)), within_m=0.05)  # coordinates are whole centimetres


@given(SEEDS, st.integers(-900_000, 900_000), st.integers(-900_000, 900_000))
@LAWS
def test_a_shift_of_the_origin_changes_nothing(seed, east_cm, north_cm):
    rng = np.random.default_rng(seed)
    streets, xy = random_streets(rng), random_points(rng)
    moved = streets.set_geometry(streets.geometry.translate(east_cm / 100.0, north_cm / 100.0))
    there = on(moved, xy + np.array([east_cm, north_cm]) / 100.0)
    same(matrix(on(streets, xy)), matrix(there), within_m=0.05)  # crossings are rounded to centimetres anew


# --- what if ---------------------------------------------------------------------------------------------------------


def named_at(answer, places, sources, start_m):
    """The walk of each place to the source that the answer names, alone; inf where it names none."""
    walks_m = np.full(len(places.edge), np.inf)
    for number in np.flatnonzero(answer.source >= 0):
        at = answer.source[[number]]
        walks_m[number] = walk_distance(one(places, number), sources.take(at), start_m=start_m[at])[0][0]
    return walks_m


@given(SEEDS, st.integers(0, COUNT - 1))
@LAWS
def test_with_sources_equals_the_full_search(seed, count):
    places, start_m = case(seed)
    base = base_of(places, places.take(np.arange(count)), start_m=start_m[:count])
    found = with_source(base, places.take(np.arange(count, COUNT)), start_m=start_m[count:])
    same(found.distance_m, walk_distance(places, places, start_m=start_m)[0], within_m=1e-9)
    same(named_at(found, places, places, start_m), found.distance_m, within_m=1e-9)


@given(SEEDS, st.sets(st.integers(0, COUNT - 1), min_size=1))
@LAWS
def test_without_sources_equals_the_full_search(seed, gone):
    places, start_m = case(seed)
    found = without_source(base_of(places, places, start_m=start_m), sorted(gone))
    kept = np.setdiff1d(np.arange(COUNT), sorted(gone))
    same(found.distance_m, walk_distance(places, places.take(kept), start_m=start_m[kept])[0], within_m=1e-9)
    same(named_at(found, places, places, start_m), found.distance_m, within_m=1e-9)
    assert not gone & set(found.source.tolist())


@given(SEEDS)
@LAWS
def test_a_source_taken_out_and_put_back_changes_nothing(seed):
    places, start_m = case(seed)
    full = base_of(places, places, start_m=start_m)
    kept = np.arange(COUNT - 1)
    less = base_of(places, places.take(kept), start_m=start_m[kept])
    same(less.distance_m, without_source(full, COUNT - 1).distance_m, within_m=1e-9)
    again = with_source(less, one(places, COUNT - 1), start_m=start_m[[COUNT - 1]])
    same(again.distance_m, full.distance_m, within_m=1e-9)


@given(SEEDS)
@LAWS
def test_without_an_edge_equals_the_full_search_on_the_closed_network(seed):
    places, start_m = case(seed)
    network = places.network
    base = base_of(places, places.take(rows(0, 1, 2)), start_m=start_m[:3])
    for edge in range(len(network.u)):
        shut = closed(network, edge)
        there = Places(shut, places.edge, places.offset_m, places.leg_m, places.rerouted)
        want_m, _ = walk_distance(there, there.take(rows(0, 1, 2)), start_m=start_m[:3])
        found = without_edge(base, edge)
        same(found.distance_m, want_m, within_m=1e-9)
        same(named_at(found, there, there, start_m), found.distance_m, within_m=1e-9)
        assert (found.distance_m >= base.distance_m - 1e-9).all()


def cut_graph(places, start_m, source_count, link_m):
    """Every edge cut at every place; the first places are sources behind a root, the last two the ends of a link."""
    network, graph = places.network, nx.MultiGraph()
    spots = {edge: [] for edge in range(len(network.u))}
    for number in np.flatnonzero(places.ok):
        spots[int(places.edge[number])].append((float(places.offset_m[number]), ("street", int(number))))
        graph.add_edge(("street", int(number)), ("place", int(number)), weight=float(places.leg_m[number]))
    for edge, marks in spots.items():
        ends = (0.0, ("node", int(network.u[edge]))), (float(network.length_m[edge]), ("node", int(network.v[edge])))
        for (at_m, here), (until_m, there) in pairwise([ends[0], *sorted(marks), ends[1]]):
            graph.add_edge(here, there, weight=until_m - at_m)
    graph.add_node("root")
    for number in range(source_count):
        graph.add_edge("root", ("place", number), weight=float(start_m[number]))
    last = len(places.edge) - 1
    graph.add_edge(("place", last - 1), ("place", last), weight=link_m)
    return graph


@given(SEEDS, st.floats(0.0, 300.0))
@LAWS
def test_with_a_link_equals_a_graph_that_has_it(seed, link_m):
    places, start_m = case(seed)
    homes, sources, ends = places.take(np.arange(3, 7)), places.take(rows(0, 1, 2)), places.take(rows(7, 8))
    base = base_of(homes, sources, start_m=start_m[:3])
    found = with_link(base, ends, length_m=link_m)
    reach = nx.single_source_dijkstra_path_length(cut_graph(places, start_m, 3, link_m), "root")
    # nobody walks over the doorstep of another place: places hang on their street by one leg of their own
    same(found.distance_m, [reach.get(("place", number), np.inf) for number in range(3, 7)])
    assert (found.distance_m <= base.distance_m + 1e-9).all()
    assert ((found.source >= 0) == np.isfinite(found.distance_m)).all()


def test_the_cases_are_not_empty():
    """The laws would hold of nothing: most places have a street, many pairs a way, and every kind of street occurs."""
    cases = [case(seed)[0] for seed in range(60)]
    assert np.mean([places.ok.mean() for places in cases]) > 0.6
    assert np.mean([np.isfinite(matrix(places)).mean() for places in cases]) > 0.3
    assert sum(int(places.rerouted.sum()) for places in cases) > 10
    assert sum(bool((places.network.segment_stretch != 1.0).any()) for places in cases) > 20
    assert sum(bool(places.network.segment_elevated.any()) for places in cases) > 20


@pytest.mark.parametrize("seed", range(3))
def test_the_matrix_is_what_single_searches_give(seed):
    places, _ = case(seed)
    assert matrix(places)[2, 5] == walk_distance(one(places, 2), one(places, 5))[0][0]
