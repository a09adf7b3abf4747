"""Frames of the schema from features, and the reading of tags as numbers and flags."""

import math

import numpy as np
import pytest
import shapely

from gis.read.osm_frames import layer_frame, number, of_dimension, projected, yes
from gis.schema import KINDS
from tests.gis.read.osm_town import CRS, EAST, NORTH, WORKING, degrees


@pytest.mark.parametrize(
    ("text", "value"),
    [("3", 3.0), ("3.5", 3.5), ("3,5", 3.5), ("12 m", 12.0), ("4;6", 4.0), ("-1", -1.0), (" 2 ", 2.0)],
)
def test_numbers(text, value):
    assert number({"key": text}, "key") == value


@pytest.mark.parametrize("text", ["", "many", "nan", "inf", "3-4", "m"])
def test_no_numbers(text):
    assert math.isnan(number({"key": text}, "key"))
    assert math.isnan(number({}, "key"))


@pytest.mark.parametrize(
    ("text", "flag"), [("yes", True), ("viaduct", True), ("no", False), ("", False), ("No", False)]
)
def test_flags(text, flag):
    assert yes({"bridge": text}, "bridge") is flag
    assert yes({}, "bridge") is False


def test_projected_puts_a_place_where_it_is():
    points = shapely.points([degrees((0, 0)), degrees((250, 40))])
    np.testing.assert_allclose(
        shapely.get_coordinates(projected(points, crs=WORKING)), [(EAST, NORTH), (EAST + 250, NORTH + 40)], atol=1e-6
    )


def test_equal_places_stay_equal():
    place = degrees((123.4, 567.8))
    line, point = projected(np.array([shapely.LineString([place, degrees((0, 0))]), shapely.Point(place)]), crs=WORKING)
    assert line.coords[0] == point.coords[0]


def test_projecting_nothing():
    assert len(projected(np.empty(0, dtype=object), crs=WORKING)) == 0


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_column_of_the_schema(kind):
    shapes = np.array([shapely.Point(0, 0)], dtype=object)
    rows = layer_frame(kind, ["w1"], shapes, crs=CRS, uncertainty_m=6.0)
    assert [*rows.columns] == [*KINDS[kind].columns, "geometry"]
    assert [*rows.index] == ["w1"]
    assert rows.loc["w1", "basis"] == "osm"
    assert rows.loc["w1", "uncertainty_m"] == 6.0
    for name, column in KINDS[kind].columns.items():
        expected = {"number": "f", "flag": "b"}.get(column.kind, "O")
        assert rows[name].dtype.kind == expected


def test_frame_of_nothing():
    rows = layer_frame("streets", [], np.empty(0, dtype=object), crs=CRS)
    assert rows.empty
    assert "walkable" in rows
    assert rows.crs == CRS


def test_columns_the_layer_lacks_are_left_aside():
    rows = layer_frame("water", ["w1"], np.array([shapely.box(0, 0, 1, 1)]), crs=CRS, columns={"bridge": [True]})
    assert "bridge" not in rows


def test_only_parts_of_the_dimension_stay():
    square, line, point = shapely.box(0, 0, 2, 2), shapely.LineString([(5, 5), (6, 6)]), shapely.Point(9, 9)
    shapes = np.array([square, shapely.GeometryCollection([square, line, point]), line, point], dtype=object)
    assert [*shapely.area(of_dimension(shapes, 2))] == [4.0, 4.0, 0.0, 0.0]
    assert [*shapely.length(of_dimension(shapes, 1))] == pytest.approx([0.0, math.sqrt(2), math.sqrt(2), 0.0])
    assert shapes[3] is point  # the input is as it was
