"""Control points with x east and y north: Chinese tables put the northing first, drawings the easting."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from gis.adjustment import ALIKE_M, MIRROR_RATIO, Control, squares_m2

__all__ = ["in_order"]

Floats = npt.NDArray[np.float64]


def in_order(control: Control, *, north_first: bool = False) -> tuple[Control, tuple[str, ...]]:
    """Control points with x east and y north on both sides, and what was done to get there.

    A northing of China has seven digits before the point, an easting six, or eight with the number of its zone: that
    decides. Where the numbers of a side do not tell (a local grid), the order under which nothing is turned over is
    taken; two points cannot show that, and `north_first` says what the table means.

    Returns
    -------
    The points, and codes: "from_swapped", "to_swapped" (by size), "from_turned" (by the fit), "from_assumed".
    """
    told = []
    by_size = {side: _north_first(xy) for side, xy in (("from", control.from_xy), ("to", control.to_xy))}
    if by_size["to"] or (by_size["to"] is None and north_first):
        control = control.swapped(before=False)
        told.append("to_swapped")
    if by_size["from"]:
        return control.swapped(before=True), (*told, "from_swapped")
    if by_size["from"] is None:
        turned, open_ = _turned_over(control)
        if turned or (open_ and north_first):
            return control.swapped(before=True), (*told, "from_turned" if turned else "from_assumed")
        told += ["from_assumed"] if open_ else []
    return control, tuple(told)


def _north_first(xy: Floats) -> bool | None:
    """Whether the first column holds northings, by size; None where the numbers do not tell."""

    def northing(values: Floats) -> bool:
        """Seven digits before the point, as in China."""
        return bool(((values > 1.7e6) & (values < 6.0e6)).all())

    def easting(values: Floats) -> bool:
        """Six digits, or eight with the number of a zone."""
        return bool((((values > 2.0e5) & (values < 8.0e5)) | ((values > 1.3e7) & (values < 4.6e7))).all())

    first, second = xy.T
    if northing(first) and easting(second):
        return True
    return False if northing(second) and easting(first) else None


def _turned_over(control: Control) -> tuple[bool, bool]:
    """Whether exchanging x and y before fits far better; and whether neither order does."""
    if len(control.names) < 3:
        return False, True
    as_is, other = squares_m2(control, "helmert"), squares_m2(control.swapped(before=True), "helmert")
    ratio, nothing = MIRROR_RATIO**2, ALIKE_M**2
    turned = as_is > nothing and other * ratio < as_is
    upright = other > nothing and as_is * ratio < other
    return turned, not (turned or upright)
