"""WKB to shapes: one bad ring costs one row."""

import struct

import numpy as np
import pytest
import shapely

from gis.read.intake.formats.wkb import shapes_from_wkb


def ring(*points: tuple[float, float]) -> bytes:
    coordinates = b"".join(struct.pack("<2d", *point) for point in points)
    return struct.pack("<BIII", 1, 3, 1, len(points)) + coordinates


GOOD = ring((0, 0), (1, 0), (1, 1), (0, 0))
OPEN = ring((0, 0), (1, 0), (1, 1), (0, 1))
NAN = ring((0, 0), (float("nan"), 0), (1, 1), (0, 0))


def read(*values: bytes | None) -> tuple[list, list[bool], list[bool]]:
    wkb = np.empty(len(values), dtype=object)
    wkb[:] = values
    shapes, closed, broken = shapes_from_wkb(wkb)
    return list(shapes), closed.tolist(), broken.tolist()


def test_good_open_missing_and_broken_rows_stay_apart() -> None:
    shapes, closed, broken = read(GOOD, OPEN, None, GOOD[:20], b"")
    assert shapely.area(shapes[0]) == 0.5
    assert shapely.area(shapes[1]) == 1.0
    assert closed == [False, True, False, False, False]
    assert broken == [False, False, False, True, True]
    assert shapes[2] is shapes[3] is None


def test_numbers_that_are_none_do_not_stop_the_others() -> None:
    shapes, _, broken = read(NAN, GOOD)
    assert shapes[1] is not None
    assert broken[1] is False


def test_nothing() -> None:
    assert read() == ([], [], [])


def test_curves_are_said_to_be_curves() -> None:
    arc = struct.pack("<BII", 1, 8, 3) + struct.pack("<6d", 0, 0, 1, 1, 2, 0)
    with pytest.raises(NotImplementedError):
        read(arc)
