"""What if: equal to the full search to 1e-9, for sources and links, and the slider equal to one search a distance."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gis.errors import DefinitionError, LayerError
from gis.network.change import base_of, kept_walk, reach_of, with_link, with_source, without_source
from gis.network.graph import build_network
from gis.network.place import place_on
from gis.network.reach import joined, walk_distance
from tests import toy
from tests.gis.network.test_reach import network_of, random_case

SEEDS = st.integers(0, 1_000_000)
LAWS = settings(max_examples=60, deadline=None)


def but(sources, *numbers):
    return np.setdiff1d(np.arange(len(sources.edge)), numbers)


@given(SEEDS)
@LAWS
def test_the_base_is_the_full_answer(seed):
    _, demand, sources, start_m = random_case(seed)
    base = base_of(demand, sources, start_m=start_m)
    want_m, want = walk_distance(demand, sources, start_m=start_m)
    np.testing.assert_array_equal(base.distance_m, want_m)
    np.testing.assert_array_equal(base.source, want)


@given(SEEDS, st.integers(1, 9))
@LAWS
def test_one_source_less_is_the_full_answer_without_it(seed, count):
    _, demand, sources, start_m = random_case(seed, source_count=count)
    base = base_of(demand, sources, start_m=start_m)
    for number in range(count):
        found = without_source(base, number)
        kept = but(sources, number)
        want_m, want = walk_distance(demand, sources.take(kept), start_m=start_m[kept])
        np.testing.assert_allclose(found.distance_m, want_m, atol=1e-9)
        np.testing.assert_array_equal(found.source >= 0, want >= 0)
        assert number not in found.source


@given(SEEDS)
@LAWS
def test_several_doors_less_is_the_full_answer_without_them(seed):
    _, demand, sources, start_m = random_case(seed, source_count=6)
    found = without_source(base_of(demand, sources, start_m=start_m), [1, 4, 5])
    kept = but(sources, 1, 4, 5)
    want_m, want = walk_distance(demand, sources.take(kept), start_m=start_m[kept])
    np.testing.assert_allclose(found.distance_m, want_m, atol=1e-9)
    np.testing.assert_array_equal(found.source, np.append(kept, -1)[want])


@given(SEEDS)
@LAWS
def test_a_source_more_is_the_full_answer_with_it_and_taking_it_away_goes_back(seed):
    _, demand, sources, start_m = random_case(seed, source_count=5)
    some, last = np.arange(4), np.array([4])
    found = with_source(base_of(demand, sources.take(some), start_m=start_m[:4]), sources.take(last),
                        start_m=start_m[4:])  # fmt: skip
    full = base_of(demand, sources, start_m=start_m)
    np.testing.assert_allclose(found.distance_m, full.distance_m, atol=1e-9)
    back = without_source(full, 4)
    np.testing.assert_allclose(back.distance_m, walk_distance(demand, sources.take(some), start_m=start_m[:4])[0])


@given(SEEDS)
@LAWS
def test_any_place_has_its_walk_from_the_kept_base(seed):
    _, demand, sources, start_m = random_case(seed)
    base = base_of(demand.take(np.zeros(0, dtype=int)), sources, start_m=start_m)
    found_m, found = kept_walk(base, demand)
    want_m, want = walk_distance(demand, sources, start_m=start_m)
    np.testing.assert_allclose(found_m, want_m, atol=1e-9)
    np.testing.assert_array_equal(found, want)


@given(SEEDS)
@LAWS
def test_the_second_nearest_of_every_node_is_the_nearest_of_the_rest(seed):
    network, demand, sources, start_m = random_case(seed, source_count=5)
    base = base_of(demand, sources, start_m=start_m)
    each_m = np.stack([
        base_of(demand, sources.take(np.array([n])), start_m=start_m[[n]]).node_m for n in range(5)
    ])  # fmt: skip
    ordered = np.sort(each_m, axis=0)
    np.testing.assert_allclose(base.node_m, ordered[0], atol=1e-9)
    np.testing.assert_allclose(base.other_m, ordered[1], atol=1e-9)
    known = base.other_source >= 0
    assert (base.other_source[known] != base.node_source[known]).all()
    assert len(base.node_m) == len(network.node_xy)


@given(SEEDS)
@LAWS
def test_a_link_more_is_never_farther_and_equals_a_street_drawn_there(seed):
    """The link is drawn on another level (a bridge), so that nothing else on its way is joined to it."""
    rng = np.random.default_rng(seed)
    spots = [(0.0, 0.0), (300.0, 0.0), (0.0, 200.0), (300.0, 200.0)]
    here, there = (float(rng.integers(1, 299)), 0.0), (float(rng.integers(1, 299)), 200.0)
    lines = {"a": toy.line(*spots[:2]), "b": toy.line(*spots[2:]), "c": toy.line(spots[0], spots[2])}
    old = build_network(toy.frame(lines, bridge=[False] * 3))
    new = build_network(toy.frame({**lines, "d": toy.line(here, there)}, bridge=[False] * 3 + [True]))
    points = toy.ORIGIN + rng.uniform((0, -20), (300, 220), (9, 2))
    homes, shops = (
        [place_on(network, points[rows], max_leg_m=120.0) for network in (old, new)] for rows in (slice(6), slice(6, 9))
    )
    ends = place_on(old, toy.xy(here, there), max_leg_m=0.02)
    found = with_link(base_of(homes[0], shops[0]), ends, length_m=float(np.hypot(here[0] - there[0], 200.0)))
    want_m, want = walk_distance(homes[1], shops[1])
    np.testing.assert_allclose(found.distance_m, want_m, atol=0.05)  # the network rounds to centimetres
    assert (found.distance_m <= walk_distance(homes[0], shops[0])[0]).all()
    assert set(found.source) <= {0, 1, 2}
    assert (found.source == want)[np.abs(found.distance_m - want_m) < 1e-9].all()


def test_a_link_joins_what_is_apart_on_paper():
    network = network_of([(0, 0), (100, 0)], [(0, 20), (100, 20)])
    demand = place_on(network, toy.xy([10, 0], [10, 20]), max_leg_m=1.0)
    sources = place_on(network, toy.xy([90, 20]), max_leg_m=1.0)
    ends = place_on(network, toy.xy([50, 0], [50, 20]), max_leg_m=1.0)
    found = with_link(base_of(demand, sources), ends, length_m=20.0)
    assert found.distance_m.tolist() == [40 + 20 + 40, 80]
    assert found.source.tolist() == [0, 0]
    assert with_link(base_of(demand, sources.take(np.zeros(0, dtype=int))), ends, length_m=1.0).source.tolist() == [
        -1,
        -1,
    ]


def test_nothing_kept_and_nobody_there():
    network = network_of([(0, 0), (100, 0)])
    here = place_on(network, toy.xy([50, 0], [50, 900]), max_leg_m=1.0)
    none = here.take(np.zeros(0, dtype=int))
    assert np.isinf(base_of(here, none).distance_m).all()
    assert with_source(base_of(here, none), here).distance_m.tolist() == [0.0, np.inf]
    assert without_source(base_of(here, here), 0).distance_m.tolist() == [np.inf, np.inf]
    assert without_source(base_of(none, here), 1).distance_m.tolist() == []
    assert without_source(base_of(here, here), 1).distance_m.tolist() == [0.0, np.inf]


def test_wrong_requests_are_refused():
    one, other = network_of([(0, 0), (9, 0)]), network_of([(0, 0), (9, 0)])
    here, there = (place_on(network, toy.xy([0, 0], [9, 0]), max_leg_m=1.0) for network in (one, other))
    base = base_of(here, here)
    for numbers in (-1, 2, []):
        with pytest.raises(DefinitionError):
            without_source(base, numbers)
    with pytest.raises(LayerError):
        with_source(base, there)
    with pytest.raises(LayerError):
        with_link(base, there, length_m=1.0)
    with pytest.raises(DefinitionError):
        with_link(base, here.take(np.array([0])), length_m=1.0)
    with pytest.raises(DefinitionError):
        with_link(base, here, length_m=-1.0)


@given(SEEDS, st.floats(0, 400), st.floats(0, 400))
@LAWS
def test_a_slider_gives_what_a_search_for_that_distance_gives(seed, near_m, far_m):
    _, demand, sources, _ = random_case(seed, source_count=6)
    classes = np.array([0, 1, 0, 1, 1, 0])
    reach = reach_of(demand, sources, classes=classes, longest_m=400.0)
    limits_m = np.array([near_m, far_m])[classes]
    late_m = limits_m.max() - limits_m
    total_m, _ = walk_distance(demand, sources, start_m=late_m)
    clear = np.abs(total_m - limits_m.max()) > 1e-5
    want = (total_m <= limits_m.max()) & np.isfinite(total_m)
    np.testing.assert_array_equal(reach.within(distances_m=[near_m, far_m])[clear], want[clear])


def test_the_share_of_a_distance_weighs_the_land():
    network = network_of([(0, 0), (1000, 0)])
    demand = place_on(network, toy.xy([100, 0], [400, 0], [900, 0]), max_leg_m=1.0)
    sources = place_on(network, toy.xy([0, 0], [1000, 0]), max_leg_m=1.0)
    reach = reach_of(demand, sources, classes=np.array([0, 1]), longest_m=500.0)
    assert reach.share_of([10.0, 20.0, 70.0], distances_m=[100.0, 99.0]) == pytest.approx(0.1)
    assert reach.share_of([10.0, 20.0, 70.0], distances_m=[400.0, 100.0]) == pytest.approx(1.0)
    assert reach.source.tolist() == [[0, 0, -1], [-1, -1, 1]]
    assert np.isnan(reach.share_of([0.0, 0.0, 0.0], distances_m=[1.0, 1.0]))
    for distances_m in ([1.0], [1.0, 501.0]):
        with pytest.raises(DefinitionError):
            reach.within(distances_m=distances_m)
    assert (
        not reach_of(demand, sources.take(np.zeros(0, int)), classes=np.zeros(0, int), longest_m=9.0)
        .within(distances_m=[9.0])
        .any()
    )


def test_joined_places_keep_their_order():
    network = network_of([(0, 0), (100, 0)])
    here = place_on(network, toy.xy([50, 0], [20, 3]), max_leg_m=5.0)
    both = joined(here, here.take(np.array([1])))
    assert both.offset_m.tolist() == [50.0, 20.0, 20.0]
    assert both.leg_m.tolist() == [0.0, 3.0, 3.0]
