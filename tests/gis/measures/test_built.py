"""Shared ground and united footprints on paper."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gis.measures.built import floors_on, overlapping, shared_ground, united_m2


def boxes(*sides):
    return np.array([shapely.box(*side) for side in sides], dtype=object)


def test_pairs_on_paper():
    """A building inside, one across, one beside that only touches."""
    areas, others = boxes((0, 0, 10, 10), (10, 0, 20, 10)), boxes((8, 0, 12, 5), (1, 1, 3, 3), (20, 0, 30, 10))
    row, other, shared_m2 = shared_ground(areas, others)
    assert list(zip(row, other, shared_m2, strict=True)) == [(0, 0, 10), (0, 1, 4), (1, 0, 10)]


def test_none_and_empty_share_nothing():
    odd = np.array([None, shapely.Polygon()], dtype=object)
    assert len(shared_ground(odd, boxes((0, 0, 1, 1)))[0]) == 0
    assert len(shared_ground(boxes((0, 0, 1, 1)), odd)[0]) == 0


def test_only_ground_in_common_is_an_overlap():
    shapes = boxes((0, 0, 2, 2), (2, 0, 4, 2), (3, 0, 5, 2), (9, 9, 10, 10))
    assert overlapping(shapes).tolist() == [False, True, True, False]


def test_floors():
    """Known 10 m2 × 2; unknown above and below a sliver."""
    found = floors_on(np.array([0, 0, 1, 2]), np.array([10, 5, 0.5, 4.0]), np.array([2, np.nan, np.nan, 1]), count=4)
    assert found.known_m2.tolist() == [20, 0, 4, 0]
    assert found.known_ground_m2.tolist() == [10, 0, 4, 0]
    assert found.ground_m2.tolist() == [15, 0.5, 4, 0]
    assert found.whole.tolist() == [False, True, True, True]


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 8), st.integers(1, 9), st.integers(1, 9)), max_size=12))
def test_united_ground_is_that_of_the_union(sides):
    areas = boxes((0, 0, 12, 12), (12, 0, 24, 12), (24, 0, 36, 12))
    others = boxes(*[(x, y, x + w, y + h) for x, y, w, h in sides])
    whole = shapely.union_all(others)
    want = [shapely.intersection(area, whole).area for area in areas]
    assert united_m2(areas, others, shared_ground(areas, others)).tolist() == pytest.approx(want)


def test_two_that_overlap_and_also_touch_along_a_wall_count_once():
    """What they share is an area and a line; only the area is ground."""
    area = shapely.box(0, 0, 20, 20)
    one = shapely.Polygon([(0, 0), (10, 0), (10, 4), (6, 4), (6, 10), (0, 10)])
    two = shapely.Polygon([(5, 6), (12, 6), (12, 0), (10, 0), (10, 5), (5, 5)])
    shapes = np.array([one, two], dtype=object)
    pairs = shared_ground(np.array([area], dtype=object), shapes)
    assert united_m2(np.array([area], dtype=object), shapes, pairs)[0] == pytest.approx(one.union(two).area)
    assert shapely.intersection(one, two).geom_type == "GeometryCollection"
