"""Ways out of a compound on paper."""

import numpy as np
import pytest
import shapely

from gis.measures.compounds import gates_of, way_out
from gis.network.place import place_on
from tests import toy
from tests.gis.measures import scenes


def straight(homes_xy, park):
    return shapely.shortest_line(shapely.points(homes_xy), park)


def test_one_gate_in_the_north_and_the_park_in_the_south():
    """From (110, 30): 10 m to the street, 170 m to the gate at y = 200; straight south 30 m."""
    walking, _, land = scenes.few_gates()
    home_xy = toy.xy([110, 30])
    homes = place_on(walking.network, home_xy, max_leg_m=50.0)
    excess_m, ratio = way_out(homes, straight(home_xy, toy.at(110, -90)), land)
    assert excess_m.tolist() == pytest.approx([180 - 30])
    assert ratio.tolist() == pytest.approx([6.0])


def test_towards_the_gate_there_is_hardly_a_detour():
    walking, _, land = scenes.few_gates()
    home_xy = toy.xy([100, 150])
    homes = place_on(walking.network, home_xy, max_leg_m=50.0)
    excess_m, ratio = way_out(homes, straight(home_xy, toy.at(100, 400)), land)
    assert excess_m.tolist() == pytest.approx([0.0])
    assert ratio.tolist() == pytest.approx([1.0])


def test_a_home_whose_street_is_outside_or_nowhere_has_none():
    network = scenes.network_of([(0, -10), (200, -10)])
    home_xy = toy.xy([100, 10], [100, 150], [500, 500])
    homes = place_on(network, home_xy, max_leg_m=50.0)
    excess_m, ratio = way_out(homes, straight(home_xy, toy.at(100, 900)), scenes.land_of((0, 0, 200, 200)))
    assert excess_m.tolist() == [0.0] * 3
    assert ratio.tolist() == [1.0] * 3


def test_pieces_cut_by_a_zone_are_one_compound():
    walking, _, _ = scenes.few_gates()
    home_xy = toy.xy([110, 30])
    homes = place_on(walking.network, home_xy, max_leg_m=50.0)
    halves = scenes.land_of((0, 0, 200, 100), (0, 100, 200, 200))
    assert way_out(homes, straight(home_xy, toy.at(110, -90)), halves)[0].tolist() == pytest.approx([150.0])


def test_a_park_inside_the_compound_needs_no_gate():
    walking, _, land = scenes.few_gates()
    home_xy = toy.xy([110, 30])
    homes = place_on(walking.network, home_xy, max_leg_m=50.0)
    assert way_out(homes, straight(home_xy, toy.at(150, 60)), land)[1].tolist() == [1.0]


def test_gates_are_where_streets_cross_the_edge():
    walking, _, land = scenes.few_gates()
    homes = walking.places
    gates = gates_of(homes, np.asarray(land.geometry.array))
    assert gates.leg_m.tolist() == [0.0]
    assert gates.offset_m.tolist() in ([180.0], [walking.network.length_m[gates.edge[0]] - 180.0])


def test_without_land_there_is_no_compound():
    walking, _, land = scenes.few_gates()
    homes = walking.places
    lines = straight(toy.xy([110, 30]), toy.at(110, -90))
    assert way_out(homes, lines, land.iloc[:0])[0].tolist() == [0.0]
