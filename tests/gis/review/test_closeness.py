"""How close two reckonings are."""

import math

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from gis.review.closeness import hausdorff_m, same_shape, same_value

SQUARE = shapely.box(0, 0, 10, 10)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (1.0, 1.0 + 1e-12, True), (1.0, 1.0 + 1e-8, False), (1, 1.0, True), (True, 1, False), (None, 0.0, False),
        ("a", "a", True), ("a", "b", False), ("1", 1, False), ([1.0, 2.0], [1.0, 2.0 + 1e-12], True),
        ([1.0], [1.0, 2.0], False),
        ({"a": 1.0}, {"a": 1.0 + 1e-12}, True), ({"a": 1.0}, {"b": 1.0}, False), ("inf", "inf", True),
        (0.0, 1e-10, True),
        (0.0, 1e-8, False),
    ],
)  # fmt: skip
def test_values(one: object, other: object, *, same: bool) -> None:
    assert same_value(one, other) is same
    assert same_value(other, one) is same


def test_areas_and_lengths_within_a_millionth() -> None:
    assert same_value(0.5, 0.5 + 5e-7, name="area_m2")
    assert same_value(0.5, 0.5 + 5e-7, name="value", unit="m")
    assert not same_value(0.5, 0.5 + 5e-7, name="share")
    assert not same_value(0.5, 0.5 + 2e-6, name="area_m2")
    assert same_value({"doubtful_m2": 0.0}, {"doubtful_m2": 1e-9})
    assert not same_value(0.5, 0.5 + 5e-7, name="area_m2", tolerance=0.0)


@given(st.floats(0.0, 5.0), st.floats(0.0, 5.0))
def test_hausdorff_of_a_shift_is_the_shift(east_m: float, north_m: float) -> None:
    moved = shapely.transform(SQUARE, lambda xy: xy + np.array([east_m, north_m]))
    # the corner that moved ahead is nearest to the corner it came from
    told = hausdorff_m(SQUARE, moved)
    assert told == pytest.approx(math.hypot(east_m, north_m), abs=1e-9)


@pytest.mark.parametrize(
    "other", [shapely.box(0, 0, 10, 12), shapely.Point(20, 0), shapely.LineString([(0, 0), (30, 10)])]
)
def test_hausdorff_as_geos_has_it(other: shapely.Geometry) -> None:
    ring = SQUARE.exterior
    assert hausdorff_m(SQUARE, other) == pytest.approx(
        shapely.hausdorff_distance(ring, other.boundary if other.area else other)
    )


def test_empty_shapes() -> None:
    empty = shapely.Polygon()
    assert same_shape(empty, shapely.MultiPolygon())
    assert not same_shape(empty, SQUARE)
    assert hausdorff_m(empty, empty) == 0.0
    assert hausdorff_m(SQUARE, empty) == math.inf


def test_the_same_shape_drawn_otherwise() -> None:
    turned = shapely.Polygon([(10, 10), (0, 10), (0, 5), (0, 0), (10, 0)])
    assert same_shape(SQUARE, turned)
    assert same_shape(SQUARE, shapely.MultiPolygon([SQUARE]))
    assert not same_shape(SQUARE, shapely.Polygon([(10, 10), (0, 10), (-1e-5, 5), (0, 0), (10, 0)]))


def test_many_corners() -> None:
    angles = np.linspace(0.0, 2.0 * np.pi, 20_000, endpoint=False)
    circle = shapely.Polygon(np.column_stack([np.cos(angles), np.sin(angles)]) * 100.0)
    assert hausdorff_m(circle, shapely.Polygon(shapely.get_coordinates(circle)[1:-1])) < 0.1
