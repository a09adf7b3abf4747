"""Corner tables on paper: labels, bearings clockwise from grid north, distances, rings that close."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import MultiPolygon, Point, Polygon, box

from gis.errors import GeometryError
from gis.plots.corners import bearing_text, corner_table


def test_a_square_on_paper():
    corners = corner_table(box(500.0, 1000.0, 510.0, 1020.0))
    assert [(one.label, one.north_m, one.east_m, one.bearing_deg, one.distance_m, one.to) for one in corners] == [
        ("J1", 1020.0, 500.0, 90.0, 10.0, "J2"),
        ("J2", 1020.0, 510.0, 180.0, 20.0, "J3"),
        ("J3", 1000.0, 510.0, 270.0, 10.0, "J4"),
        ("J4", 1000.0, 500.0, 0.0, 20.0, "J1"),
    ]


def test_three_four_five():
    corners = corner_table(Polygon([(0, 0), (0, 4), (3, 0)]))
    assert [one.distance_m for one in corners] == [5.0, 3.0, 4.0]
    assert bearing_text(corners[0].bearing_deg) == "143°07′48″"  # 180° - atan(3/4) = 180° - 36°52′12″


def test_holes_run_against_the_outline_and_labels_run_on():
    shape = Polygon(box(0, 0, 10, 10).exterior.coords, [box(4, 4, 6, 6).exterior.coords])
    corners = corner_table(MultiPolygon([shape, box(20, 0, 30, 10)]))
    assert [one.label for one in corners] == [f"J{number}" for number in range(1, 13)]
    assert [one.ring for one in corners] == [1] * 4 + [2] * 4 + [3] * 4
    assert [one.bearing_deg for one in corners[4:8]] == [180.0, 90.0, 0.0, 270.0]
    assert corners[7].to == "J5"


def test_a_surveyed_outline_keeps_its_order_and_first_corner():
    drawn = Polygon([(10, 0), (10, 10), (0, 10), (0, 0)])
    kept = corner_table(drawn, as_drawn=True)
    assert [(one.east_m, one.north_m) for one in kept] == [(10, 0), (10, 10), (0, 10), (0, 0)]
    assert [one.bearing_deg for one in kept] == [0.0, 270.0, 180.0, 90.0]


def test_repeated_points_are_told_once_and_heights_left_out():
    shape = Polygon([(0, 0, 5), (0, 0, 5), (0, 10, 6), (10, 10, 7), (10, 10, 7), (10, 0, 8), (0, 0, 5)])
    assert len(corner_table(shape)) == 4
    assert [one.label for one in corner_table(shape, as_drawn=True)] == ["J1", "J2", "J3", "J4"]


@pytest.mark.parametrize(
    "shape",
    [Polygon(), Point(1, 2), Polygon([(0, 0), (math.inf, 1), (1, 1)]), Polygon([(0, 0), (1, 0), (0, 0), (1, 0)])],
    ids=["empty", "point", "infinite", "two points"],
)
def test_what_is_no_outline_is_refused(shape):
    with pytest.raises(GeometryError):
        corner_table(shape)


@pytest.mark.parametrize(
    ("degrees", "text"),
    [(0.0, "0°00′00″"), (359.99999, "0°00′00″"), (89.9999, "90°00′00″"), (45.5, "45°30′00″"), (7.0166667, "7°01′00″")],
)
def test_bearings_as_text_carry_over(degrees, text):
    assert bearing_text(degrees) == text


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.floats(0.5, 50.0), min_size=3, max_size=40),
    st.floats(400_000.0, 600_000.0),
    st.floats(2e6, 5e6),
)
def test_every_outline_closes_and_its_lengths_are_the_perimeter(radii, east, north):
    angles = np.linspace(0.0, 2.0 * np.pi, len(radii), endpoint=False)
    shape = Polygon(np.column_stack([east + radii * np.cos(angles), north + radii * np.sin(angles)]))
    corners = corner_table(shape)
    assert sum(one.distance_m for one in corners) == pytest.approx(shape.length, rel=1e-12)
    assert all(0.0 <= one.bearing_deg < 360.0 for one in corners)
    away = [(one.distance_m, math.radians(one.bearing_deg)) for one in corners]
    assert math.fsum(length * math.sin(angle) for length, angle in away) == pytest.approx(0.0, abs=1e-6)
    assert math.fsum(length * math.cos(angle) for length, angle in away) == pytest.approx(0.0, abs=1e-6)
    for one, following in zip(corners, [*corners[1:], corners[0]], strict=True):
        assert one.to == following.label
        assert one.north_m + one.distance_m * math.cos(math.radians(one.bearing_deg)) == pytest.approx(
            following.north_m
        )
    assert {(one.east_m, one.north_m) for one in corners} == set(shape.exterior.coords)


@settings(deadline=None, max_examples=30)
@given(st.permutations(range(4)), st.booleans())
def test_numbering_does_not_depend_on_how_it_was_drawn(order, turned):
    ring = [(0, 0), (0, 5), (8, 6), (7, 0)]
    start = order[0]
    drawn = ring[start:] + ring[:start]
    assert corner_table(Polygon(drawn[::-1] if turned else drawn)) == corner_table(Polygon(ring))
