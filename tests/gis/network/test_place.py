"""Places: nearest edge, offset, leg; barriers refused; out of reach counted."""

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from gis.errors import DefinitionError
from gis.network.graph import build_network
from gis.network.place import place_on
from tests import toy


def network_of(*lines, barrier=None, **columns):
    shapes = {f"s{number}": toy.line(*line) for number, line in enumerate(lines)}
    barriers = None if barrier is None else toy.frame({"b": toy.line(*barrier)})
    return build_network(toy.frame(shapes, **columns), barriers=barriers)


def test_offset_and_leg_are_those_of_the_nearest_point():
    network = network_of([(0, 0), (100, 0), (100, 50)])
    places = place_on(network, toy.xy([30, 40], [130, 20], [-30, -40]), max_leg_m=60.0)
    from_u = network.node_xy[network.u[0]].tolist() == list(toy.ORIGIN)
    assert places.leg_m.tolist() == [40.0, 30.0, 50.0]
    offsets_m = places.offset_m if from_u else 150.0 - places.offset_m
    assert offsets_m.tolist() == [30.0, 120.0, 0.0]
    assert places.ok.all()


def test_beyond_the_longest_leg_nothing_is_placed():
    places = place_on(network_of([(0, 0), (100, 0)]), toy.xy([50, 60.5], [50, 60.0]), max_leg_m=60.0)
    assert places.ok.tolist() == [False, True]
    assert places.out_of_reach_count == 1
    assert np.isinf(places.leg_m[0])
    assert places.edge[0] == -1


def test_points_without_coordinates_are_out_of_reach():
    places = place_on(network_of([(0, 0), (100, 0)]), np.array([[np.nan, 0.0], [np.inf, 1.0]]), max_leg_m=60.0)
    assert places.out_of_reach_count == 2


def test_a_barrier_turns_the_leg_to_the_next_nearest_street():
    network = network_of([(0, 0), (100, 0)], [(0, -70), (100, -70)], barrier=[(0, -10), (100, -10)])
    places = place_on(network, toy.xy([50, -30]), max_leg_m=300.0)
    assert places.leg_m.tolist() == [40.0]
    assert places.rerouted.tolist() == [True]
    free = place_on(network_of([(0, 0), (100, 0)], [(0, -70), (100, -70)]), toy.xy([50, -30]), max_leg_m=300.0)
    assert free.leg_m.tolist() == [30.0]
    assert not free.rerouted.any()


def test_behind_a_barrier_with_no_other_street_a_place_is_out_of_reach():
    network = network_of([(0, 0), (100, 0)], [(0, -70), (100, -70)], barrier=[(-900, -10), (900, -10)])
    assert not place_on(network, toy.xy([50, -30]), max_leg_m=35.0).ok.any()


def test_legs_are_straight_they_do_not_go_round_the_end_of_a_barrier():
    network = network_of([(0, 0), (200, 0)], barrier=[(0, -10), (60, -10)])
    places = place_on(network, toy.xy([50, -20]), max_leg_m=300.0)
    assert places.out_of_reach_count == 1
    beside = place_on(network, toy.xy([61, -20]), max_leg_m=300.0)
    assert beside.leg_m.tolist() == [20.0]


def test_a_leg_may_start_or_end_on_a_barrier():
    network = network_of([(0, 0), (100, 0)], barrier=[(0, -10), (100, -10)])
    assert place_on(network, toy.xy([50, -10]), max_leg_m=50.0).leg_m.tolist() == [10.0]
    along = network_of([(0, 0), (100, 0)], barrier=[(0, 0), (100, 0)])
    assert place_on(along, toy.xy([50, -10]), max_leg_m=50.0).leg_m.tolist() == [10.0]


def test_a_leg_through_the_joint_of_two_barriers_is_barred():
    joint = toy.frame({"a": toy.line((0, -10), (50, -10)), "b": toy.line((50, -10), (100, -10))})
    network = build_network(toy.frame({"s": toy.line((0, 0), (100, 0))}), barriers=joint)
    assert not place_on(network, toy.xy([50, -30]), max_leg_m=50.0).ok.any()


def test_one_cannot_step_on_a_bridge_or_into_a_tunnel_from_the_side():
    network = network_of([(0, 0), (100, 0)], [(0, 50), (100, 50)], bridge=[True, False])
    assert place_on(network, toy.xy([50, 10]), max_leg_m=100.0).leg_m.tolist() == [40.0]
    network = network_of([(0, 0), (100, 0)], tunnel=[True])
    assert not place_on(network, toy.xy([50, 10]), max_leg_m=100.0).ok.any()


def test_an_empty_network_and_no_points():
    nothing = build_network(toy.streets().iloc[:0])
    assert place_on(nothing, toy.xy([0, 0]), max_leg_m=9.0).out_of_reach_count == 1
    assert len(place_on(network_of([(0, 0), (9, 0)]), np.zeros((0, 2)), max_leg_m=9.0).edge) == 0


def test_take_keeps_the_order_asked_for():
    places = place_on(network_of([(0, 0), (100, 0)]), toy.xy([10, 1], [20, 2], [30, 3]), max_leg_m=9.0)
    assert places.take(np.array([2, 0])).leg_m.tolist() == [3.0, 1.0]
    assert places.take(places.leg_m > 1.5).leg_m.tolist() == [2.0, 3.0]


def test_no_place_lies_beyond_the_end_of_its_edge():
    """Rounding must not make the rest of the edge negative: the search would warn and mislead."""
    rng = np.random.default_rng(5)
    lines = [np.cumsum(rng.uniform(0.1, 90.0, (300, 2)), axis=0) + rng.uniform(0, 9_000, 2) for _ in range(20)]
    network = network_of(*[[tuple(spot) for spot in line] for line in lines])
    places = place_on(network, network.node_xy, max_leg_m=1.0)
    assert (places.offset_m <= network.length_m[places.edge]).all()
    assert (places.offset_m >= 0.0).all()
    at_an_end = np.minimum(places.offset_m, network.length_m[places.edge] - places.offset_m)
    assert at_an_end.max() < 1e-9


@pytest.mark.parametrize("max_leg_m", [-1.0, np.nan])
def test_a_leg_that_is_no_length_is_refused(max_leg_m):
    with pytest.raises(DefinitionError):
        place_on(network_of([(0, 0), (9, 0)]), toy.xy([0, 0]), max_leg_m=max_leg_m)


@given(st.integers(0, 10_000))
def test_legs_equal_the_shapely_distance_and_feet_lie_on_the_line(seed):
    rng = np.random.default_rng(seed)
    lines = [[tuple(point) for point in rng.integers(0, 200, (3, 2))] for _ in range(6)]
    lines = [line for line in lines if len(set(line)) > 1]
    network = network_of(*lines)
    xy = toy.ORIGIN + rng.uniform(0, 200, (8, 2))
    places = place_on(network, xy, max_leg_m=1_000.0)
    whole = shapely.union_all(network.edge_lines)
    np.testing.assert_allclose(places.leg_m, shapely.distance(shapely.points(xy), whole), atol=1e-9)
    feet = shapely.line_interpolate_point(network.edge_lines[places.edge], places.offset_m)
    np.testing.assert_allclose(shapely.distance(feet, shapely.points(xy)), places.leg_m, atol=1e-6)
