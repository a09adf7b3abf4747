import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from gis.read.intake.belt_evidence import Kind, extents, inside, swapped_box


def told(*shapes):
    found = extents(np.array([*shapes, None], dtype=object))
    return [(Kind(kind).name, bool(swapped), int(zone)) for kind, swapped, zone in
            zip(found.kind, found.swapped, found.zone, strict=True)][:-1]  # fmt: skip


@pytest.mark.parametrize(
    ("x", "y", "kind", "swapped", "zone"),
    [
        (118.05, 36.84, "DEGREES", False, 0),
        (36.84, 118.05, "DEGREES", True, 0),
        (39.5, 76.0, "DEGREES", True, 0),
        (8.69, 49.4, "WORLD", False, 0),
        (-51.2, -30.0, "WORLD", False, 0),
        (0.0, 0.0, "ORIGIN", False, 0),
        (508_900.0, 4_057_700.0, "METRES", False, 0),
        (4_057_700.0, 508_900.0, "METRES", True, 0),
        (39_508_900.0, 4_057_700.0, "ZONED", False, 39),
        (4_057_700.0, 39_508_900.0, "ZONED", True, 39),
        (25_500_000.0, 4_000_000.0, "ZONED", False, 25),
        (45_500_000.0, 5_300_000.0, "ZONED", False, 45),
        (20_500_000.0, 4_000_000.0, "ZONED", False, 20),
        (38_500_000.0, 400_000.0, "ZONED", False, 38),  # the islands in the south
        (13_500_000.0, 4_000_000.0, "ZONED", False, 13),
        (24_500_000.0, 4_000_000.0, "OTHER", False, 0),
        (46_500_000.0, 4_000_000.0, "OTHER", False, 0),
        (39_950_000.0, 4_000_000.0, "OTHER", False, 0),
        (13_050_000.0, 4_400_000.0, "MERCATOR", False, 0),
        (5_000.0, 7_000.0, "LOCAL", False, 0),
        (-20_000.0, 30_000.0, "LOCAL", False, 0),
        (500_000.0, 300_000.0, "LOCAL", False, 0),
        (508_900_000.0, 4_057_700_000.0, "OTHER", False, 0),
        (1e300, -1e300, "OTHER", False, 0),
        (float("inf"), 1.0, "NONE", False, 0),
        (float("nan"), float("nan"), "NONE", False, 0),
    ],
)
def test_the_size_of_the_numbers_tells_their_kind(x, y, kind, swapped, zone):
    assert told(shapely.Point(x, y)) == [(kind, swapped, zone)]


def test_rows_without_shape_are_nothing():
    assert told(None, shapely.Point(), shapely.Polygon()) == [("NONE", False, 0)] * 3


def test_a_row_is_judged_by_all_its_corners():
    two_zones = shapely.LineString([(38_700_000.0, 4e6), (39_300_000.0, 4e6)])
    half_empty = shapely.Polygon([(39_500_000.0, 4e6), (39_500_100.0, 4e6), (0.0, 0.0)])
    assert told(two_zones, half_empty) == [("OTHER", False, 0)] * 2


@given(
    st.lists(
        st.sampled_from([(118.0, 36.0), (36.0, 118.0), (5e5, 4e6), (4e6, 5e5), (3.95e7, 4e6), (4e6, 3.85e7), (0.0, 0.0),
                         (5e3, 7e3), (13.05e6, 4.4e6), (9.0, 50.0), (1e9, 1e9)]), min_size=1, max_size=12))  # fmt: skip
def test_a_row_is_told_the_same_alone_and_among_others(pairs):
    shapes = [shapely.Point(pair) for pair in pairs]
    assert told(*shapes) == [told(shape)[0] for shape in shapes]


def test_boxes():
    bounds = np.array([[1.0, 2.0, 3.0, 4.0], [1.0, 2.0, 30.0, 4.0], [np.nan] * 4])
    assert inside(bounds, (0.0, 0.0, 10.0, 10.0)).tolist() == [True, False, False]
    assert swapped_box((1.0, 2.0, 3.0, 4.0)) == (2.0, 1.0, 4.0, 3.0)
    assert swapped_box(swapped_box((1.0, 2.0, 3.0, 4.0))) == (1.0, 2.0, 3.0, 4.0)


def test_the_middle_of_swapped_rows_is_put_right_and_zones_are_counted():
    found = extents(np.array([shapely.Point(3.95e7, 4e6), shapely.Point(4e6, 3.95e7), shapely.Point(3.85e7, 4e6)]))
    assert found.centre(found.of(Kind.ZONED)) == (3.95e7, 4e6)
    assert found.zones(found.present) == {38: 1, 39: 2}
    assert found.upright(found.present)[1].tolist() == [3.95e7, 4e6, 3.95e7, 4e6]
