"""Curves to points: within the stated distance, exact in their area, bounded in their number."""

import math

import numpy as np
import pytest
import shapely
from ezdxf.math import BSpline, ConstructionEllipse, Vec3, bulge_to_arc

from gis.read.intake.formats.drawing_curves import MOST_POINTS, arc, bulged, ellipse, fitted, spline

FINE = 0.001


@pytest.mark.parametrize("radius", [0.0005, 0.01, 0.5, 3.0, 100.0, 5000.0])
def test_an_arc_stays_within_the_distance(radius: float) -> None:
    points, coarse = arc((1.0, 2.0), radius, 0.3, 4.0, distance=FINE)
    assert not coarse
    assert np.hypot(*(points - (1.0, 2.0)).T) == pytest.approx(radius)
    middles = (points[:-1] + points[1:]) / 2
    assert (radius - np.hypot(*(middles - (1.0, 2.0)).T)).max() <= FINE * 1.0001
    assert math.atan2(points[-1, 1] - 2.0, points[-1, 0] - 1.0) == pytest.approx(4.0 - math.tau)


def test_an_arc_is_bounded() -> None:
    points, coarse = arc((0.0, 0.0), 1e12, 0.0, 0.0, distance=FINE)
    assert coarse
    assert len(points) == MOST_POINTS + 1


@pytest.mark.parametrize("radius", [0.0, -1.0, math.nan])
def test_no_radius_no_arc(radius: float) -> None:
    with pytest.raises(ValueError):
        arc((0.0, 0.0), radius, 0.0, 1.0, distance=FINE)


@pytest.mark.parametrize("bulge", [1.0, -1.0, 0.41421356, -0.2, 0.02, 3.0, -5.0, 40.0])
def test_bulges_lie_on_the_circle_ezdxf_knows(bulge: float) -> None:
    ends = np.array(((10.0, 5.0), (25.0, 9.0)))
    points, _ = bulged(ends, np.array((bulge, 0.0)), closed=False, distance=FINE)
    centre, _, _, radius = bulge_to_arc(ends[0], ends[1], bulge)
    assert np.hypot(*(points - (centre.x, centre.y)).T) == pytest.approx(radius)
    chord = ends[1] - ends[0]
    side = np.cross(np.append(chord, 0), np.append(points[len(points) // 2] - ends[0], 0))[2]
    assert np.sign(side) == -np.sign(bulge)  # an arc with a positive bulge lies right of its chord
    assert (points[0] == ends[0]).all()
    assert (points[-1] == ends[1]).all()


def test_two_half_circles_are_a_circle() -> None:
    points, _ = bulged(np.array(((0.0, 0.0), (10.0, 0.0))), np.array((1.0, 1.0)), closed=True, distance=FINE)
    assert shapely.area(shapely.Polygon(points)) == pytest.approx(math.pi * 25.0, abs=math.tau * 5.0 * FINE)


def test_an_open_polyline_has_no_last_arc() -> None:
    ends = np.array(((0.0, 0.0), (10.0, 0.0)))
    assert len(bulged(ends, np.array((0.0, 1.0)), closed=False, distance=FINE)[0]) == 2
    assert len(bulged(ends[[0, 0]], np.array((1.0, 0.0)), closed=False, distance=FINE)[0]) == 2


@pytest.mark.parametrize("ratio", [1.0, 0.5, 0.01])
@pytest.mark.parametrize("span", [(0.0, math.tau), (0.5, 2.0), (3.0, 1.0)])
def test_ellipses_are_those_of_ezdxf(ratio: float, span: tuple[float, float]) -> None:
    major = np.array((30.0, 10.0, 0.0))
    minor = np.array((-10.0, 30.0, 0.0)) * ratio
    points, _ = ellipse(np.array((5.0, 6.0, 7.0)), major, minor, span, distance=FINE)
    theirs = ConstructionEllipse((5, 6, 7), major, ratio=ratio, start_param=span[0], end_param=span[1])
    dense = np.array([(v.x, v.y) for v in theirs.flattening(FINE / 10, segments=64)])
    assert shapely.hausdorff_distance(shapely.LineString(points[:, :2]), shapely.LineString(dense)) <= 2 * FINE


KNOTTED = [
    ((0, 0, 0, 0, 1, 2, 3, 3, 3, 3), (), 3),
    ((), (), 3),
    ((), (1.0, 5.0, 1.0, 0.2, 1.0, 1.0), 3),
    ((0, 1, 2, 3, 4, 5, 6, 7, 8, 9), (), 3),
    ((0, 0, 0, 1, 1, 2, 3, 3, 3), (), 2),
    ((), (), 1),
    ((), (), 5),
]


@pytest.mark.parametrize(("knots", "weights", "degree"), KNOTTED)
def test_splines_are_those_of_ezdxf(knots, weights, degree: int) -> None:
    control = np.array(((0.0, 0.0), (10.0, 20.0), (30.0, -5.0), (40.0, 10.0), (60.0, 0.0), (65.0, 30.0)))
    points, coarse = spline(control, np.array(knots, dtype=float), np.array(weights), degree, distance=FINE)
    assert not coarse
    theirs = BSpline([Vec3(p) for p in control], order=degree + 1, knots=knots or None, weights=weights or None)
    inner = theirs.knots()
    t = np.linspace(inner[degree], inner[-degree - 1], 400)
    dense = np.array([(v.x, v.y) for v in theirs.points(t[:-1])])
    apart = shapely.distance(shapely.LineString(points), shapely.points(dense))
    assert apart.max() <= 2 * FINE


@pytest.mark.parametrize(
    ("count", "knots", "weights", "degree"),
    [(6, (), (), 0), (6, (), (), 99), (3, (), (), 3), (6, (1, 2), (), 3), (6, tuple(range(10, 0, -1)), (), 3),
     (6, (0,) * 10, (), 3), (6, (), (1.0,), 3), (6, (), (0.0,) * 6, 3), (6, (math.nan,) * 10, (), 3)],
)  # fmt: skip
def test_what_is_no_spline(count: int, knots, weights, degree: int) -> None:
    with pytest.raises(ValueError):
        spline(np.zeros((count, 2)), np.array(knots, dtype=float), np.array(weights), degree, distance=FINE)


def test_a_spline_is_bounded() -> None:
    control = np.array([(at * 1e6, (-1) ** at * 1e9) for at in range(40)])
    points, coarse = spline(control, np.empty(0), np.empty(0), 3, distance=1e-6)
    assert coarse
    assert len(points) <= MOST_POINTS


def test_fit_points_are_on_the_curve() -> None:
    through = np.array(((0.0, 0.0, 0.0), (10.0, 5.0, 0.0), (20.0, 0.0, 0.0), (20.0, 0.0, 0.0), (30.0, 9.0, 0.0)))
    for tangents, closed in ((None, False), ((np.array((1.0, 0, 0)), np.array((0, 1.0, 0))), False), (None, True)):
        points, _ = fitted(through, tangents, closed=closed, distance=FINE)
        near = shapely.distance(shapely.LineString(points[:, :2]), shapely.points(through[:, :2]))
        assert near.max() <= 1e-9
    with pytest.raises(ValueError):
        fitted(through[2:4], None, closed=False, distance=FINE)
