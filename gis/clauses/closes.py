"""Whether the words of a clause give all sides of its area."""

from __future__ import annotations

import re
from collections.abc import Iterable

from gis.clauses.compass import COMPASS, surround
from gis.clauses.lexicon import LINE_KINDS, normalise
from gis.clauses.model import Part

__all__ = ["closes"]

_RING = re.compile(r"环$|环路|环线|环城|绕城")


def closes(parts: Iterable[Part]) -> str:
    """Yes if every part is closed by its words, no if a part lacks a side, else unknown (also without parts)."""
    answers = [_part_closes(part) for part in parts]
    for answer in ("no", "unknown"):
        if answer in answers:
            return answer
    return "yes" if answers else "unknown"


def _part_closes(part: Part) -> str:
    if part.op == "admin":
        return "yes"
    if part.op == "corner":
        return "no"
    sides = [side.side for side in part.sides]
    if part.op == "corridor" or "around" in sides:
        return "unknown" if any(side.offset_m is None for side in part.sides) else "yes"
    if surround(side for side in sides if side in COMPASS):
        return "yes"
    return "unknown" if "up" in sides else _ring_closes(part)


def _ring_closes(part: Part) -> str:
    """A unit or an area closes by itself, lines only as a ring of three and more (or two that are said to enclose)."""
    inside = [side for side in part.sides if side.side == "in"]
    if inside and all(_RING.search(normalise(side.of)) for side in inside):
        return "yes"
    if any(side.kind not in LINE_KINDS for side in inside) and len(inside) < 3:
        return "yes" if all(side.kind not in LINE_KINDS for side in inside) else "no"
    return "yes" if len(inside) > 2 else "no"
