"""X is north in Chinese tables and east in drawings: size decides, then the fit, never the head alone."""

import numpy as np
import pytest

from gis.adjustment import Control
from gis.axis_order import in_order

LOCAL = np.array([[10.0, 20.0], [510.0, 60.0], [480.0, 400.0], [30.0, 380.0]])
GRID = LOCAL + np.array([590_000.0, 4_075_000.0])
ZONED = GRID + np.array([39_000_000.0, 0.0])


def control(before, after):
    return Control(tuple("ABCD"[: len(before)]), np.array(before), np.array(after))


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        (LOCAL, GRID, ()),
        (LOCAL, GRID[:, ::-1], ("to_swapped",)),
        (LOCAL, ZONED[:, ::-1], ("to_swapped",)),
        (LOCAL[:, ::-1], GRID, ("from_turned",)),
        (LOCAL[:, ::-1], GRID[:, ::-1], ("to_swapped", "from_turned")),
        (ZONED[:, ::-1], GRID, ("from_swapped",)),
        (GRID[:, ::-1], ZONED[:, ::-1], ("to_swapped", "from_swapped")),
        (ZONED, GRID, ()),
    ],
)
def test_every_order_ends_as_east_and_north(before, after, told):
    found, codes = in_order(control(before, after))
    assert codes == told
    assert sorted(found.to_xy[0]) == sorted(after[0])
    assert (found.to_xy[:, 1] > 4_000_000.0).all()
    turn = (found.from_xy[1:] - found.from_xy[0]) - (found.to_xy[1:] - found.to_xy[0])
    assert np.abs(turn).max() < 1e-6


def test_two_points_of_a_local_grid_cannot_tell():
    found, codes = in_order(control(LOCAL[:2], GRID[:2]))
    assert codes == ("from_assumed",)
    assert (found.from_xy == LOCAL[:2]).all()
    found, codes = in_order(control(LOCAL[:2], GRID[:2]), north_first=True)
    assert codes == ("from_assumed",)
    assert (found.from_xy == LOCAL[:2, ::-1]).all()
    assert (found.to_xy == GRID[:2]).all()


def test_points_on_a_line_cannot_tell_either():
    line = np.array([[0.0, 0.0], [100.0, 50.0], [300.0, 150.0]])
    assert in_order(control(line, line + GRID[0]))[1] == ("from_assumed",)


def test_two_local_grids():
    found, codes = in_order(control(LOCAL, LOCAL + 7.0), north_first=True)
    assert codes == ("to_swapped", "from_turned")
    assert (found.to_xy == (LOCAL + 7.0)[:, ::-1]).all()
    assert (found.from_xy == LOCAL[:, ::-1]).all()


def test_a_bad_fit_turns_nothing():
    before = LOCAL + np.random.default_rng(1).normal(0.0, 150.0, LOCAL.shape)
    found, codes = in_order(control(before, GRID))
    assert (found.from_xy == before).all()
    assert codes in ((), ("from_assumed",))
