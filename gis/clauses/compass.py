"""Compass words: the unit vector of a side, its opposite, its Chinese word, and whether sides surround an area."""

from __future__ import annotations

import math
from collections.abc import Iterable

__all__ = ["COMPASS", "Vector", "missing_sides", "opposite", "side_word", "surround", "unit_vector"]

Vector = tuple[float, float]

_ANGLES_DEG = {"E": 0, "NE": 45, "N": 90, "NW": 135, "W": 180, "SW": 225, "S": 270, "SE": 315}
COMPASS = tuple(_ANGLES_DEG)
_WORDS = {
    "N": "北侧", "NE": "东北侧", "E": "东侧", "SE": "东南侧", "S": "南侧", "SW": "西南侧", "W": "西侧", "NW": "西北侧",
    "both": "两侧", "in": "以内", "out": "以外", "around": "周围", "sea": "向海", "up": "以上", "ends": "两端",
}  # fmt: skip
_NAMED_FIRST = ("N", "E", "S", "W", "NE", "SE", "SW", "NW")


def unit_vector(side: str) -> Vector:
    """East and north of the direction `side` (one of COMPASS)."""
    angle = math.radians(_ANGLES_DEG[side])
    return round(math.cos(angle), 12), round(math.sin(angle), 12)


def opposite(side: str) -> str:
    """The side across: N ↔ S, NE ↔ SW."""
    turned = (_ANGLES_DEG[side] + 180) % 360
    return next(name for name, angle in _ANGLES_DEG.items() if angle == turned)


def side_word(side: str, lang: str = "zh") -> str:
    """北侧 for N (the code itself in English)."""
    return _WORDS.get(side, side) if lang == "zh" else side


def _apart_deg(one: str, other: str) -> int:
    turn = abs(_ANGLES_DEG[one] - _ANGLES_DEG[other])
    return min(turn, 360 - turn)


def surround(limits: Iterable[str]) -> bool:
    """Whether limits that lie in these directions can close an area: no half circle (180°) is left free."""
    angles = sorted({_ANGLES_DEG[side] for side in limits})
    turns = [(after - before) % 360 or 360 for before, after in zip(angles, angles[1:] + angles[:1], strict=True)]
    return bool(turns) and max(turns) < 180


def missing_sides(limits: Iterable[str]) -> list[str]:
    """The directions in which no limit lies (none within less than 90°): cardinal ones, else the ones between."""
    given = list(limits)
    if surround(given):
        return []
    free = [side for side in _NAMED_FIRST if all(_apart_deg(side, limit) >= 90 for limit in given)]
    return [side for side in free if len(side) == 1] or free
