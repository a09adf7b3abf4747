"""Pieces of a shape around boxes: whole within the box, and small."""

import numpy as np
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gis.review.clips import Clips


def winding(corners, *, hole=True):
    """An outline of about 1,000 m with many bends, with a winding hole."""
    angle = np.linspace(0, 2 * np.pi, corners, endpoint=False)
    away = 900 + 60 * np.sin(40 * angle) + 3 * np.sin(900 * angle)
    ring = np.column_stack([away * np.cos(angle), away * np.sin(angle)])
    return shapely.Polygon(ring, [ring * 0.4] if hole else None)


def test_a_small_shape_is_given_as_it_is():
    shape = shapely.box(0, 0, 100, 100)
    assert all(one is shape for one in Clips(shape).around(np.array([[0, 0, 1, 1], [500, 0, 501, 1.0]])))
    assert Clips(shape).around(np.empty((0, 4))).shape == (0,)


def test_pieces_around_small_boxes_are_small():
    shape = winding(20_000)
    boxes = np.array([[850, -20, 900, 20], [-900, -900, -880, -880], [-1_000, -1_000, 1_000, 1_000.0]])
    near, far, whole = Clips(shape).around(boxes)
    assert shapely.get_num_coordinates(near) < 2_000
    assert shapely.get_num_coordinates(far) < 2_000
    assert whole is shape


@settings(max_examples=6, deadline=None)
@given(seed=st.integers(0, 1_000_000))
def test_within_the_box_it_is_the_whole_shape(seed):
    rng = np.random.default_rng(seed)
    shape = winding(4_000)
    low = rng.uniform(-1_100, 1_000, (12, 2))
    boxes = np.column_stack([low, low + rng.uniform(1, 300, (12, 2))])
    rooms = shapely.box(*boxes.T)
    found = shapely.intersection(Clips(shape).around(boxes), rooms)
    expected = shapely.intersection(shape, rooms)
    np.testing.assert_allclose(shapely.area(found), shapely.area(expected), rtol=1e-9, atol=1e-9)
    assert shapely.area(shapely.symmetric_difference(found, expected)).max() < 1e-7
