"""Frames about shapes, scale bars, and one picture of several frames."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import box

from gis.views.sheets.frames import frame_around, round_length


@pytest.mark.parametrize(("most", "length"), [(1.0, 1.0), (99.9, 50.0), (100.0, 100.0), (1999.0, 1000.0), (0.3, 0.2)])
def test_scale_bars_have_round_lengths(most, length):
    assert round_length(most) == pytest.approx(length)


@given(st.floats(0.01, 1e6), st.floats(0.01, 1e6))
def test_the_frame_holds_the_shape_in_the_shape_of_the_picture(wide, high):
    west, south, east, north = frame_around(box(1000.0, 2000.0, 1000.0 + wide, 2000.0 + high))
    assert west < 1000.0
    assert south < 2000.0
    assert east > 1000.0 + wide
    assert north > 2000.0 + high
    assert (east - west) / (north - south) == pytest.approx(85.0 / 53.0)
