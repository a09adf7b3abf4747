"""Old datums: refused without parameters, shifted with them. PROJ alone would take the old numbers for new ones."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from gis.crs import shifted_to_cgcs2000, twin_in_cgcs2000
from gis.read.intake.crs_statement import Statement
from gis.read.intake.decision import moved_shapes
from gis.read.intake.model import ReadOptions, Shapes

__all__ = ["Bar", "barred", "displacement_m", "parameters", "shifted"]

_MOST_SHIFT = 5_000.0  # metres: larger numbers are in other units
_MOST_TURN = 60.0  # arc seconds
_MOST_PPM = 100.0
_LEAST = 1e-4  # arc seconds, ppm: 3 mm and 0.6 mm on the ground; smaller ones are radians, or a bare factor
FAR_M = 1_000.0  # the datums of China lie tens of metres to some 150 m apart


@dataclass(frozen=True)
class Bar:
    """Why a datum cannot be used: the code of the message and its facts; `ask`: an answer would help."""

    code: str
    facts: dict[str, object]
    ask: bool = False


def parameters(stated: Statement, options: ReadOptions) -> tuple[float, ...]:
    """The seven parameters to use: the user's, else those the file brings along; empty where none are needed."""
    if stated.datum_known and not stated.needs_shift:
        return ()
    return tuple(options.datum_shift) or stated.towgs84


def barred(stated: Statement, options: ReadOptions) -> Bar | None:
    """What stands against using the datum of a statement; None: nothing does."""
    given = tuple(options.datum_shift)
    if given and not _usable(given):
        return Bar("datum_shift_wrong", {"given": len(given), "values": [f"{value:g}" for value in given]})
    if stated.system or (stated.datum_known and not stated.needs_shift) or parameters(stated, options):
        return None
    if stated.needs_shift:
        return Bar("datum_no_parameters", stated.facts)
    return Bar("datum_unknown", stated.facts, ask=True)


def _usable(seven: Sequence[float]) -> bool:
    """Whether these can be seven parameters in metres, arc seconds and ppm."""
    if len(seven) != 7 or not all(math.isfinite(value) for value in seven):
        return False
    moves, turns, scale = seven[:3], seven[3:6], seven[6]
    large = max(abs(value) for value in moves) > _MOST_SHIFT or max(abs(value) for value in turns) > _MOST_TURN
    radians = any(turns) and max(abs(value) for value in turns) < _LEAST
    factor = 0.0 < abs(scale) < _LEAST or (scale != 1.0 and abs(scale - 1.0) < _LEAST)
    return not (large or radians or factor or abs(scale) > _MOST_PPM)


def displacement_m(x: float, y: float, stated: Statement, seven: Sequence[float]) -> tuple[float, float]:
    """How far east and north (metres) the parameters move a place given in the numbers of a statement."""
    east, north = shifted_to_cgcs2000([x], [y], crs=stated.known, shift=seven)
    if not stated.geographic:
        return float(east[0]) - x, float(north[0]) - y
    return (float(east[0]) - x) * 111_320.0 * math.cos(math.radians(y)), (float(north[0]) - y) * 110_950.0


def shifted(shapes: Shapes, stated: Statement, seven: Sequence[float]) -> tuple[Shapes, str]:
    """Shapes (n,) on CGCS2000, and the CRS they are in then: the same projection there."""
    known = stated.known
    moved = moved_shapes(shapes, lambda x, y: shifted_to_cgcs2000(x, y, crs=known, shift=seven))
    return moved, twin_in_cgcs2000(known)
