"""Which of two columns runs east and which north, and in what unit: decided by the size of the numbers, else asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

__all__ = ["Axes", "judge_axes"]

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

_CHINA_LON, _CHINA_LAT = (73.0, 136.0), (3.0, 54.0)
_NORTHINGS_M = (1.8e6, 7.3e6)  # of China in a belt (to 5.94 million) and in the web map's projection
_EASTINGS_M = ((1.0e5, 1.0e6), (7.9e6, 46.5e6))  # of a belt without its zone; the web map's, and with the zone in front
_BEYOND_M = 1.0e8  # nothing on the ground has such a coordinate
_STRAY_SHARE = 0.2  # rows in another unit than the rest, up to this share, are set aside; more of them make a question
_BY_NAME = ("lon", "east")  # roles whose name says the axis; x and y say nothing in China


@dataclass
class Axes:
    """East and north of every row as it came (NaN: nowhere), whether degrees; what to tell; a question if any.

    `bad`: position of a row (from 0) → why it is nowhere. `told`: (code, facts) in order.
    """

    x: Floats
    y: Floats
    degrees: bool = False
    bad: dict[int, str] = field(default_factory=dict)
    told: list[tuple[str, dict[str, object]]] = field(default_factory=list)
    question: str = ""

    def set_aside(self, which: Flags, code: str) -> None:
        """Rows that are nowhere, for the reason `code`."""
        for at in np.flatnonzero(which):
            self.bad.setdefault(int(at), code)
        self.x[which] = self.y[which] = np.nan


def judge_axes(first: Floats, second: Floats, *, role: str, names: Sequence[str], answered: bool = False) -> Axes:
    """The axes of two columns of figures.

    Parameters
    ----------
    first, second: (n,) figures, NaN where there is none; by their names east and north.
    role: of the first: "lon" or "east" (the name says the axis), "x" (it does not), "pair" (one column, in this order).
    names: of the two columns, for messages. answered: the user named the axes, the numbers have no say.
    """
    axes = Axes(first.copy(), second.copy())
    with np.errstate(invalid="ignore"):
        axes.set_aside((first == 0) & (second == 0), "table_position_zero")
        beyond = np.maximum(np.abs(first), np.abs(second)) > _BEYOND_M
        axes.set_aside(beyond, "table_position_impossible")
        here = np.isfinite(axes.x + axes.y)
        large, small = np.maximum(np.abs(axes.x), np.abs(axes.y)), np.minimum(np.abs(axes.x), np.abs(axes.y))
        degrees = here & (large <= 180.0)
        axes.degrees = bool(degrees.sum() >= (here & ~degrees).sum())
        if axes.degrees:  # one figure of degrees beside one that is none: a slip, not another unit
            axes.set_aside(here & ~degrees & (small <= 180.0), "table_position_impossible")
        here = np.isfinite(axes.x + axes.y)
        metres = here & ~degrees
        stray = metres if axes.degrees else degrees
        if stray.any() and stray.sum() > _STRAY_SHARE * here.sum():
            facts: dict[str, object] = {"degrees": int(degrees.sum()), "metres": int(metres.sum())}
            axes.told.append(("table_units_mixed", facts))
            axes.question = "table_units_mixed"
            return axes
        axes.set_aside(stray, "table_position_other_unit")
        if axes.degrees:
            axes.set_aside(degrees & (small > 90.0), "table_position_impossible")
            _order_degrees(axes, role, names, answered=answered)
        else:
            if role == "lon":
                axes.told.append(("table_metres_as_degrees", {"columns": list(names)}))
            _order_metres(axes, role, names, answered=answered)
    return axes


def _order_degrees(axes: Axes, role: str, names: Sequence[str], *, answered: bool) -> None:
    steep = np.abs(axes.y) > 90.0  # no latitude
    if answered:
        axes.set_aside(steep, "table_position_impossible")
        return
    straight = _within(axes.x, _CHINA_LON) & _within(axes.y, _CHINA_LAT)
    turned = _within(axes.y, _CHINA_LON) & _within(axes.x, _CHINA_LAT)
    here = np.isfinite(axes.x + axes.y)
    if steep.sum() > 0.5 * here.sum():
        turned |= here & ~straight  # latitudes beyond the pole in most rows: the columns are the other way round
    elif turned.any() and not straight.any() and not steep.any():
        axes.told.append(("table_swap_unsure", {"columns": list(names), **_sample(axes, turned)}))
        axes.question = "table_swap_unsure"
        return
    _turn(axes, turned, role, names, here=here)
    axes.set_aside(np.abs(axes.y) > 90.0, "table_position_impossible")


def _order_metres(axes: Axes, role: str, names: Sequence[str], *, answered: bool) -> None:
    if answered:
        return
    east_x, north_x = _eastings(axes.x), _within(axes.x, _NORTHINGS_M)
    east_y, north_y = _eastings(axes.y), _within(axes.y, _NORTHINGS_M)
    straight, turned = east_x & north_y, north_x & east_y
    here = np.isfinite(axes.x + axes.y)
    if not straight.any() and not turned.any():
        if role not in ("lon", "east"):
            axes.told.append(("table_axes_unsure", {"columns": list(names), **_sample(axes, here)}))
            axes.question = "table_axes_unsure"
        return
    unsure = here & ~straight & ~turned
    if straight.any() and turned.any():
        axes.set_aside(unsure, "table_position_impossible")
    elif turned.any():
        turned |= unsure  # what is told of most rows holds for the odd one too; where it lies is judged later
    _turn(axes, turned, role, names, here=here)


def _turn(axes: Axes, turned: Flags, role: str, names: Sequence[str], *, here: Flags) -> None:
    """Rows the other way round are put right; told as a finding where the names had said otherwise."""
    axes.x[turned], axes.y[turned] = axes.y[turned], axes.x[turned]
    if turned.any() and (role in _BY_NAME or not turned[here].all()):
        facts = {"count": int(turned.sum()), "total": int(here.sum()), "columns": list(names)}
        axes.told.append(("table_swapped", facts))
    elif turned.any() or (role == "x" and not axes.degrees):
        east, north = (names[-1], names[0]) if turned.any() else (names[0], names[-1])
        axes.told.append(
            ("table_pair_turned" if role == "pair" else "table_axes_by_size", {"east": east, "north": north})
        )


def _within(values: Floats, limits: tuple[float, float]) -> Flags:
    return np.asarray((values >= limits[0]) & (values <= limits[1]), dtype=np.bool_)


def _eastings(values: Floats) -> Flags:
    return _within(values, _EASTINGS_M[0]) | _within(values, _EASTINGS_M[1])


def _sample(axes: Axes, which: Flags) -> dict[str, object]:
    """The first of the rows in question as it stands."""
    at = int(np.flatnonzero(which)[0]) if which.any() else 0
    return (
        {"first": f"{axes.x[at]:.12g}", "second": f"{axes.y[at]:.12g}"} if len(axes.x) else {"first": "", "second": ""}
    )
