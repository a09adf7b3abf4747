"""Assumed entrances: where walkways meet the boundary, else beside the streets, never along them."""

import numpy as np
import pytest

from gis.measures.entrances import assumed_entrances, boundary_entrances, boundary_points, walkway_entrances
from gis.network.graph import build_network
from tests import toy
from tests.gis.measures.scenes import network_of


def parks(*boxes):
    return toy.frame({f"p{n}": toy.strip(*box) for n, box in enumerate(boxes)})


def spots(found):
    return sorted((found.points_xy - toy.ORIGIN).round(6).tolist())


def test_a_path_through_a_park_gives_two_entrances():
    found = walkway_entrances(parks((0, 0, 100, 100)), network_of([(-50, 50), (150, 50)]))
    assert spots(found) == [[0.0, 50.0], [100.0, 50.0]]
    assert found.places.leg_m.tolist() == [0.0, 0.0]
    assert sorted(found.places.offset_m) == [50.0, 150.0]
    assert found.on_walkway.all()


def test_a_street_that_ends_at_the_boundary_is_one():
    assert spots(walkway_entrances(parks((0, 0, 100, 100)), network_of([(50, -80), (50, 0)]))) == [[50.0, 0.0]]


def test_a_junction_on_the_boundary_counts_once():
    cross = network_of([(50, -80), (50, 0)], [(50, 0), (20, 60)], [(50, 0), (80, 60)])
    assert spots(walkway_entrances(parks((0, 0, 100, 100)), cross)) == [[50.0, 0.0]]


def test_a_street_along_the_boundary_is_no_entrance_but_fronts():
    along = network_of([(0, 0), (100, 0)])
    park = parks((20, 0, 80, 60))
    assert len(walkway_entrances(park, along).row) == 0
    found = assumed_entrances(park, along, max_leg_m=30.0)
    assert not found.on_walkway.any()
    assert len(found.row) == 1


def test_a_bridge_over_a_park_is_no_entrance():
    over = build_network(toy.frame({"b": toy.line((-50, 50), (150, 50))}, bridge=[True]))
    assert len(walkway_entrances(parks((0, 0, 100, 100)), over).row) == 0


def test_each_park_by_its_own_rule_and_rows_kept():
    """The first park has a path, the second only fronts the street, the third is far from all."""
    network = network_of([(-100, -10), (400, -10)], [(50, -10), (50, 40)])
    found = assumed_entrances(parks((0, 0, 100, 60), (200, 0, 300, 60), (0, 5000, 50, 5050)), network, max_leg_m=40.0)
    assert found.row.tolist() == [0, 1]
    assert found.on_walkway.tolist() == [True, False]
    assert found.points_xy[0] - toy.ORIGIN == pytest.approx([50.0, 0.0])
    assert found.places.leg_m.tolist() == [0.0, 10.0]


def test_boundary_points_have_a_street_near_and_one_a_street_is_chosen():
    network = network_of([(-100, -10), (400, -10)])
    park = parks((0, 0, 200, 100))
    points = boundary_points(park, network, max_leg_m=30.0)
    assert (points.places.leg_m <= 30.0).all()
    chosen = boundary_entrances(park, network, max_leg_m=30.0)
    assert len(chosen.row) == 1
    assert chosen.points_xy[0].tolist() in points.points_xy.tolist()
    assert chosen.places.leg_m.tolist() == [10.0]


def test_no_park_or_no_street_has_no_entrance():
    network = network_of([(0, 0), (100, 0)])
    none = parks((0, 0, 9, 9)).iloc[:0]
    assert len(assumed_entrances(none, network, max_leg_m=30.0).row) == 0
    empty = build_network(toy.streets().iloc[:0])
    assert len(assumed_entrances(parks((0, 0, 9, 9)), empty, max_leg_m=30.0).row) == 0


def test_order_of_streets_does_not_matter():
    streets = [(-50, 50), (150, 50)], [(50, -80), (50, 180)]
    one = assumed_entrances(parks((0, 0, 100, 100)), network_of(*streets), max_leg_m=30.0)
    other = assumed_entrances(parks((0, 0, 100, 100)), network_of(*streets[::-1]), max_leg_m=30.0)
    assert spots(one) == spots(other)
    assert len(spots(one)) == 4
    assert np.isfinite(one.points_xy).all()
