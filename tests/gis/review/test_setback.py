"""Distances on paper: ground within reach of areas, lines and points; contact of outlines."""

import geopandas as gpd
import numpy as np
import pytest
import shapely

from gis.review.model import Project
from gis.review.overlay import Overlaid

EAST, NORTH = 480_000.0, 4_380_000.0
SQUARE = shapely.box(0, 0, 100, 100)


def frame(*shapes, ids=None):
    placed = [shapely.transform(shape, lambda xy: xy + np.array([EAST, NORTH])) for shape in shapes]
    index = [f"F{at}" for at in range(len(shapes))] if ids is None else ids
    return gpd.GeoDataFrame({"name": index}, geometry=placed, index=index, crs="EPSG:4548")


def over(*shapes):
    return Overlaid(Project("项目", frame(*shapes, ids=[f"J{at}" for at in range(len(shapes))])))


def test_a_strip_along_a_road():
    """A road 6 m away: within 20 m lie 14 m by 100 m; within 6 m the edge alone; within 5 m nothing."""
    road = frame(shapely.LineString([(-500, -6), (600, -6)]))
    (patch,) = over(SQUARE).near(road, 20.0)
    assert (patch.distance_m, patch.doubt) == (pytest.approx(6), "")
    assert patch.area_m2 == pytest.approx(1_400)
    (edge,) = over(SQUARE).near(road, 6.0)
    assert edge.area_m2 == 0
    assert edge.doubt
    assert over(SQUARE).near(road, 5.0) == ()


def test_what_is_hardly_nearer_than_asked_is_in_doubt():
    (hardly,) = over(SQUARE).near(frame(shapely.box(119.95, 0, 200, 100)), 20.0)
    assert hardly.doubt
    assert hardly.area_m2 == pytest.approx(5, abs=1e-6)
    (clearly,) = over(SQUARE).near(frame(shapely.box(119.8, 0, 200, 100)), 20.0)
    assert not clearly.doubt


def test_a_point_has_a_circle_of_64_sides():
    """Half a regular 64-gon of 30 m radius about a point on the edge."""
    (patch,) = over(SQUARE).near(frame(shapely.Point(50, 0)), 30.0)
    assert patch.area_m2 == pytest.approx(32 * 0.5 * 900 * np.sin(2 * np.pi / 64), rel=1e-9)
    assert patch.distance_m == 0


def test_where_the_arcs_leave_nothing_the_nearest_point_is_kept():
    """The 64-gon about a point lies inside the circle between its corners: within 30 m, yet outside the polygon."""
    half = np.pi / 64  # midway between two corners
    corner = 30 * 0.9995 * np.array([np.cos(half), np.sin(half)])
    away = shapely.Polygon(corner + np.array([(0, 0), (50, 0), (50, 60), (-1, 20)]))
    (patch,) = over(away).near(frame(shapely.Point(0, 0)), 30.0)
    assert patch.geometry.geom_type == "Point"
    assert patch.area_m2 == 0
    assert patch.distance_m == pytest.approx(29.985)


def test_every_feature_with_a_distance_of_its_own():
    lines = [shapely.LineString([(-10, -at), (110, -at)]) for at in (5, 15, 25)]
    found = over(SQUARE).near(frame(*lines), [10.0, 10.0, 40.0])
    assert [(one.feature, round(one.area_m2)) for one in found] == [("F0", 500), ("F2", 1_500)]


def test_what_overlaps_or_touches_is_at_distance_0():
    found = over(SQUARE).near(frame(shapely.box(90, 0, 200, 100), shapely.box(100, 0, 200, 100)), 0.0)
    assert [(one.feature, one.distance_m, round(one.area_m2), one.doubt) for one in found] == [
        ("F0", 0, 1_000, ""), ("F1", 0, 0, ""),
    ]  # fmt: skip


def test_each_part_for_itself():
    found = over(SQUARE, shapely.box(150, 0, 200, 100)).near(frame(shapely.box(120, 0, 130, 100)), 25.0)
    assert [(one.part, one.distance_m, round(one.area_m2)) for one in found] == [("J0", 20, 500), ("J1", 20, 500)]


@pytest.mark.parametrize("distance", [-1.0, float("nan"), [1.0, -2.0]])
def test_a_distance_must_be_one(distance):
    with pytest.raises(ValueError, match="距离须为非负数"):
        over(SQUARE).near(frame(SQUARE, SQUARE), distance)


@pytest.mark.parametrize("gap", [0.0, 1e-8, -1e-8, 5e-7])
def test_contact_but_for_noise(gap):
    """An edge of 60 m shared, to within a thousandth of a millimetre."""
    (contact,) = over(SQUARE).touching(frame(shapely.box(100 + gap, 20, 150, 80)))
    assert contact.area_m2 == 0
    assert contact.geometry.length == pytest.approx(60, abs=1e-4)


@pytest.mark.parametrize("gap", [-0.01, 0.01])
def test_a_centimetre_is_no_contact(gap):
    assert over(SQUARE).touching(frame(shapely.box(100 + gap, 20, 150, 80))) == ()


def test_contact_at_a_corner_and_of_lines():
    found = over(SQUARE).touching(frame(
        shapely.box(100, 100, 120, 120), shapely.box(100 + 1e-8, -20, 120, -1e-8), shapely.Point(0, 30),
        shapely.LineString([(0, 10), (0, 40)]), shapely.LineString([(-5, 50), (5, 50)]), shapely.Point(50, 50),
    ))  # fmt: skip
    assert [(one.feature, one.geometry.geom_type) for one in found] == [
        ("F0", "Point"), ("F1", "Point"), ("F2", "Point"), ("F3", "LineString"),
    ]  # fmt: skip
