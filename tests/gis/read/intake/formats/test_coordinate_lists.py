"""Lists of coordinates to shapes: bulk and single agree, and what makes no shape has its reason."""

import json
import math

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gis.read.intake.formats.coordinate_lists import shapes_of

RING = [[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]
numbers = st.floats(-180, 180, allow_nan=False)


@st.composite
def geometries(draw):
    places = draw(st.lists(st.tuples(numbers, numbers).map(list), min_size=3, max_size=6))
    ring = [*places, places[0]]
    shapes = {"Point": places[0], "LineString": places, "MultiPoint": places, "Polygon": [ring],
              "MultiLineString": [places, ring], "MultiPolygon": [[ring], [ring]]}  # fmt: skip
    kind = draw(st.sampled_from(sorted(shapes)))
    return {"type": kind, "coordinates": shapes[kind]}


@settings(max_examples=60, deadline=None)
@given(st.lists(geometries(), max_size=6))
def test_bulk_gives_what_the_library_gives(found):
    made = shapes_of(found)
    assert not made.reasons
    for geometry, shape in zip(found, made.shapes, strict=True):
        assert shapely.equals_exact(shape, shapely.from_geojson(json.dumps(geometry)))


@settings(max_examples=40, deadline=None)
@given(st.lists(geometries(), min_size=1, max_size=5))
def test_one_bad_shape_changes_no_other(found):
    bad = {"type": "Point", "coordinates": ["1", "2"]}
    made = shapes_of([*found, bad, None])
    assert made.reasons == {len(found): "coordinates_text"}
    assert shapely.equals_exact(made.shapes[: len(found)], shapes_of(found).shapes).all()


@pytest.mark.parametrize(
    ("geometry", "reason"),
    [
        ({"type": "Point", "coordinates": ["1", "2"]}, "coordinates_text"),
        ({"type": "Point", "coordinates": "1,2"}, "coordinates_text"),
        ({"type": "Point", "coordinates": [1]}, "coordinates_few"),
        ({"type": "Point", "coordinates": [[1, 2]]}, "coordinates_nesting"),
        ({"type": "Point", "coordinates": [math.nan, 2]}, "coordinate_not_finite"),
        ({"type": "Point", "coordinates": [10**400, 2]}, "shape_broken"),
        ({"type": "Point", "coordinates": [True, 2]}, "coordinate_not_finite"),
        ({"type": "Point"}, "coordinates_nesting"),
        ({"type": "LineString", "coordinates": [[1, 2]]}, "shape_broken"),
        ({"type": "Polygon", "coordinates": RING}, "coordinates_nesting"),
        ({"type": "Polygon", "coordinates": [RING[:2]]}, "shape_broken"),
        ({"type": "MultiPolygon", "coordinates": [RING]}, "coordinates_nesting"),
        ({"type": "Circle", "coordinates": [1, 2]}, "shape_kind_unknown"),
        ({"type": "GeometryCollection"}, "shape_kind_unknown"),
        ({"type": ["Point"], "coordinates": [1, 2]}, "shape_kind_unknown"),
        ("POINT (1 2)", "shape_kind_unknown"),
        ([1, 2], "shape_kind_unknown"),
        (7, "shape_kind_unknown"),
    ],
)
def test_reasons(geometry, reason):
    made = shapes_of([geometry])
    assert made.reasons == {0: reason}
    assert made.shapes[0] is None


def test_open_rings_are_closed_and_counted():
    made = shapes_of([{"type": "Polygon", "coordinates": [RING]}, {"type": "Polygon", "coordinates": [RING[:-1]]}])
    assert made.closed == {1}
    assert made.shapes[0].equals(made.shapes[1])


def test_heights_measures_and_empty_shapes():
    made = shapes_of([
        {"type": "Point", "coordinates": [1, 2, 3]}, {"type": "Point", "coordinates": [1, 2, 3, 4]},
        {"type": "LineString", "coordinates": [[0, 0], [1, 1, 5]]}, {"type": "Polygon", "coordinates": []},
        {"type": "Point", "coordinates": []}, {"type": "LineString", "coordinates": []},
    ])  # fmt: skip
    assert not made.reasons
    assert made.more_ordinates == 1
    assert shapely.has_z(made.shapes).tolist() == [True, True, False, False, False, False]
    assert shapely.is_empty(made.shapes).tolist() == [False] * 3 + [True] * 3


def test_collections_within_collections_end_somewhere():
    nested = {"type": "Point", "coordinates": [1, 2]}
    for _ in range(5):
        nested = {"type": "GeometryCollection", "geometries": [nested]}
    assert shapes_of([nested]).shapes[0].geom_type == "GeometryCollection"
    for _ in range(100):
        nested = {"type": "GeometryCollection", "geometries": [nested]}
    assert shapes_of([nested]).reasons == {0: "shape_kind_unknown"}


def test_many_vertices():
    places = np.random.default_rng(0).random((200_000, 2)).tolist()
    shape = shapes_of([{"type": "LineString", "coordinates": places}]).shapes[0]
    assert shapely.get_num_coordinates(shape) == 200_000
