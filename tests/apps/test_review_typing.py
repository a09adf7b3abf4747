"""Typed coordinates: the order of the columns, the number of the belt, holes, and what is refused."""

from __future__ import annotations

import pyproj
import pytest
import shapely

from apps.review_typing import areas_of
from gis.errors import GisError

BELT_39 = pyproj.CRS.from_user_input(4548)  # CGCS2000, 117°E, eastings without the number of the belt
PREFIXED = pyproj.CRS.from_user_input(4527)
SQUARE = [(4080000.0, 593000.0), (4080000.0, 593100.0), (4080100.0, 593100.0), (4080100.0, 593000.0)]  # X north, Y east
WANTED = shapely.box(593000, 4080000, 593100, 4080100)


def text(pairs, before="", add=0.0):
    return "\n".join(f"{before}{north:.3f} {east + add:.3f}" for north, east in pairs)


def read(written, order="north_east", crs=BELT_39):
    return areas_of(written, order=order, working_crs=crs)


def refusal(written, order="north_east"):
    with pytest.raises(GisError) as raised:
        read(written, order)
    return raised.value.message("zh")


def test_x_is_north():
    (area,) = read(text(SQUARE))
    assert area.equals(WANTED)
    assert area.area == 10_000.0


def test_east_may_come_first_and_a_ring_may_be_closed():
    turned = [(east, north) for north, east in [*SQUARE, SQUARE[0]]]
    (area,) = read("\n".join(f"{east},{north}" for east, north in turned), "east_north")
    assert area.equals(WANTED)


def test_names_and_numbers_of_corners_are_passed_over():
    (area,) = read("\n".join(f"{at} J{at},{north},{east}" for at, (north, east) in enumerate(SQUARE, 1)))
    assert area.equals(WANTED)


def test_the_number_of_the_belt_is_taken_off():
    (area,) = read(text(SQUARE, add=39e6))
    assert area.equals(WANTED)


def test_the_number_of_the_belt_is_put_before_where_the_district_has_it():
    (area,) = read(text(SQUARE), crs=PREFIXED)
    assert area.bounds == pytest.approx((39593000.0, 4080000.0, 39593100.0, 4080100.0))
    (same,) = read(text(SQUARE, add=39e6), crs=PREFIXED)
    assert same.equals(area)


def test_another_belt_is_converted():
    moved = pyproj.Transformer.from_crs(4548, 4549, always_xy=True)  # to 120°E
    pairs = [tuple(reversed(moved.transform(east, north))) for north, east in SQUARE]
    (area,) = read(text(pairs, add=40e6))
    assert shapely.hausdorff_distance(area, WANTED) < 0.002


def test_a_ring_inside_is_a_hole_and_one_beside_another_area():
    inner = [(4080020.0, 593020.0), (4080020.0, 593040.0), (4080040.0, 593040.0)]
    beside = [(north, east + 500.0) for north, east in SQUARE]
    areas = read("\n\n".join(text(ring) for ring in (inner, SQUARE, beside)))
    assert sorted(area.area for area in areas) == [9_800.0, 10_000.0]


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("", "至少要三个点"),
        (text(SQUARE[:2]), "至少要三个点"),
        ("甲 乙\n1 2", "第 1 行"),
        (text([SQUARE[0], SQUARE[2], SQUARE[1], SQUARE[3]]), "相交"),
        (text(SQUARE[:2]) + "\n" + text(SQUARE[2:], add=40e6), "带号不一致"),
        (text(SQUARE, add=99e6), "带号"),
    ],
)
def test_what_is_refused_says_why(written, told):
    assert told in refusal(written)


def test_columns_the_other_way_round_are_told():
    assert "反了" in refusal(text(SQUARE), "east_north")
