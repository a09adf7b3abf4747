"""An outline as edges and corners: turns, what is near, samples, the nearest place."""

import numpy as np
import pytest
import shapely

from gis.review.outline import Outline

SQUARE = Outline(shapely.box(0, 0, 100, 100))
FRAME = Outline(shapely.Polygon(shapely.box(0, 0, 100, 100).exterior, [shapely.box(40, 40, 60, 60).exterior]))


def test_corners_each_once_and_turns_at_them():
    twice = Outline(shapely.Polygon([(0, 0), (10, 0), (10, 0), (10, 10), (0, 10)]))
    assert sorted(map(tuple, twice.corners)) == [(0, 0), (0, 10), (10, 0), (10, 10)]
    assert np.abs(twice.turns) == pytest.approx(np.full(4, np.pi / 2))
    assert len(FRAME.corners) == 8
    assert np.abs(FRAME.turns) == pytest.approx(np.full(8, np.pi / 2))


def test_a_slight_bend_turns_slightly():
    bent = Outline(shapely.Polygon([(0, 0), (10, 0), (20, 1), (20, 20), (0, 20)]))
    at = int(np.flatnonzero((bent.corners == [10, 0]).all(axis=1))[0])
    assert bent.turns[at] == pytest.approx(np.arctan(0.1))


def test_edges_near():
    near = FRAME.edges_near(np.array([shapely.Point(50, 39)], dtype=object), 2.0)
    assert len(near) == 1
    assert FRAME.lines[near[0]].equals(shapely.LineString([(40, 40), (60, 40)]))
    assert len(FRAME.edges_near(np.array([], dtype=object), 2.0)) == 0


def test_samples_stand_for_the_whole_edge():
    points, normal, weight = SQUARE.samples(np.arange(4), step_m=10.0, most=64)
    assert len(points) == 40
    assert weight.sum() == pytest.approx(400)
    assert np.hypot(*normal.T) == pytest.approx(np.ones(40))
    assert SQUARE.nearest(points) == pytest.approx(points)


def test_the_nearest_place_and_corner():
    points = np.array([[50.0, -3.0], [-3.0, -4.0], [500.0, 500.0]])
    assert SQUARE.nearest(points, 10.0)[:2].tolist() == [[50, 0], [0, 0]]
    assert np.isnan(SQUARE.nearest(points, 10.0)[2]).all()
    away, corner = SQUARE.corner_at(points[1:2])
    assert away.tolist() == [5]
    assert SQUARE.corners[corner[0]].tolist() == [0, 0]


def test_of_nothing():
    nothing = Outline(shapely.Polygon())
    assert len(nothing.corners) == len(nothing.lines) == 0
    assert np.isnan(nothing.nearest(np.zeros((2, 2)))).all()
    assert len(nothing.edges_near(np.array([shapely.Point(0, 0)], dtype=object), 1.0)) == 0
    assert nothing.corner_at(np.zeros((1, 2)))[0].tolist() == [np.inf]
