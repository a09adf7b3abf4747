"""Closings: sides that the words of a clause do not give, declared in plan.toml, and what is still missing."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import shapely
from shapely.geometry.base import BaseGeometry

from gis.clauses.compass import COMPASS, missing_sides, opposite, side_word
from gis.clauses.lines import NamedLine, match_name
from gis.clauses.model import Clause, Part
from gis.errors import ClauseError, OpenClauseError

__all__ = ["Closing", "closings_of", "corridor_width", "given_limits", "require_closed", "require_usable"]

_ORDER = ("N", "NE", "E", "SE", "S", "SW", "W", "NW")
_LIMITED = ("intersect", "corner")


@dataclass(frozen=True)
class Closing:
    """A side that the words do not give, declared in plan.toml.

    `side` is where the limit lies, as in "no north side": N is the area's northern limit; `both` gives a corridor
    its half-width `width_m` in metres. `parts` are numbered from 1; empty means every part that lacks the side.
    """

    side: str
    of: str
    reason: str
    parts: tuple[int, ...] = ()
    width_m: float | None = None


def require_usable(clause: Clause, closings: Sequence[Closing]) -> None:
    """Guard: every closing has a compass side or a width, a reason, and parts that exist.

    Raises
    ------
    ClauseError: naming the closing that does not.
    """
    for closing in closings:
        problem = ""
        if closing.side == "both":
            if closing.width_m is None or not closing.width_m > 0:
                problem = "两侧的补充边界没有宽度 (a closing of both sides needs a width above 0)"
        elif closing.side not in COMPASS:
            problem = (
                f"补充边界的方位 {closing.side} 不可用,应为 {'、'.join(COMPASS)} 或 both (unknown side of a closing)"
            )
        if not closing.reason.strip():
            problem = f"补充边界 {closing.side} 没有写明理由 (a closing needs its reason)"
        if any(not 1 <= number <= len(clause.parts) for number in closing.parts):
            problem = (
                f"补充边界 {closing.side} 指向不存在的部分 {closing.parts} (the clause has {len(clause.parts)} parts)"
            )
        if problem:
            raise ClauseError(clause=clause.text, problem=problem, remedy="请改正 plan.toml 的 [[zones.closing]]。")


def given_limits(part: Part) -> list[str]:
    """The compass sides on which the words of a part put a limit (across from where the area lies)."""
    return [opposite(side.side) for side in part.sides if side.side in COMPASS]


def closings_of(part: Part, number: int, closings: Sequence[Closing]) -> list[Closing]:
    """The compass closings of the part numbered `number` (from 1).

    One that names its parts always holds there; one that names none fills only sides the words leave open.
    """
    given = given_limits(part) if part.op in _LIMITED else []
    return [
        closing
        for closing in closings
        if closing.side in COMPASS and (number in closing.parts or (not closing.parts and closing.side not in given))
    ]


def corridor_width(
    name: str, number: int, closings: Sequence[Closing], *, lines: Sequence[NamedLine]
) -> Closing | None:
    """The closing that gives the corridor along the line `name` its half-width; one that names the line comes first."""
    widths = [c for c in closings if c.side == "both" and (not c.parts or number in c.parts)]
    line = match_name(name, lines)
    named = [c for c in widths if c.of == name or (line is not None and match_name(c.of, lines) == line)]
    others = [c for c in widths if match_name(c.of, lines) is None]  # names all the lines at once, or none
    return next(iter([*named, *others]), None)


def _lacks(part: Part, number: int, closings: Sequence[Closing], lines: Sequence[NamedLine]) -> list[str]:
    """What keeps a part open: sides, or the width of a corridor."""
    declared = [closing.side for closing in closings_of(part, number, closings)]
    if part.op == "corridor":
        sides = [side for side in part.sides if side.side == "both"]
        if all(side.offset_m or corridor_width(side.of, number, closings, lines=lines) for side in sides):
            return []
        return missing_sides(declared) if declared else ["width"]
    if part.op not in _LIMITED or any(side.side == "in" for side in part.sides):
        return []
    return missing_sides([*given_limits(part), *declared])


def _could_close(side: str, part: Part, other: Part, lines: Sequence[NamedLine]) -> bool:
    """Whether the limit that `other` names on `side` could close `part`: most of the part's lines lie within it."""
    step_east, step_north = {"N": (0, 1), "S": (0, -1), "E": (1, 0), "W": (-1, 0)}.get(side, (0, 0))
    limits = [_shape(s.of, lines) for s in other.sides if s.side in COMPASS and opposite(s.side) == side]
    mine = [_shape(s.of, lines) for s in part.sides if s.side in COMPASS]
    known = [shape for shape in limits if shape is not None]
    if not known or not (step_east or step_north):
        return False
    reach = [x * step_east + y * step_north for shape in known for x, y in shapely.get_coordinates(shape)]
    middle = (min(reach) + max(reach)) / 2.0
    within_m = total_m = 0.0
    for shape in (shape for shape in mine if shape is not None):
        pieces = shapely.get_parts(shapely.segmentize(shape, max(shape.length / 200.0, 0.01)))
        points = [(x * step_east + y * step_north) for piece in pieces for x, y in shapely.get_coordinates(piece)]
        within_m += shape.length * sum(value <= middle for value in points) / len(points)
        total_m += shape.length
    return total_m > 0 and within_m > total_m / 2.0


def _shape(name: str, lines: Sequence[NamedLine]) -> BaseGeometry | None:
    line = match_name(name, lines)
    return line.geometry if line else None


def require_closed(
    clause: Clause, closings: Sequence[Closing], *, lines: Sequence[NamedLine], enclosed: Collection[int] = ()
) -> None:
    """Guard: the words, with the closings, limit every part all round.

    Parts numbered in `enclosed` are closed by the course of their lines although no line is named for some side.
    A side that one part lacks counts as missing for the clause unless another part names a limit there that could
    close it; the text lists what each part lacks.

    Raises
    ------
    OpenClauseError: with the missing sides in Chinese words (北侧、东侧), or 两侧宽度 for a corridor without a width.
    """
    lacking: Mapping[int, list[str]] = {
        number: lacks
        for number, part in enumerate(clause.parts, start=1)
        if number not in enclosed and (lacks := _lacks(part, number, closings, lines))
    }
    if not lacking:
        return
    sides = {number: [side for side in lacks if side != "width"] for number, lacks in lacking.items()}
    missing = [
        side
        for side in COMPASS
        if any(
            side in found
            and not any(
                _could_close(side, clause.parts[number - 1], other, lines)
                for k, other in enumerate(clause.parts, start=1)
                if k != number
            )
            for number, found in sides.items()
        )
    ]
    every = [side for side in COMPASS if any(side in found for found in sides.values())]
    named = [side_word(side) for side in sorted(missing or every, key=_ORDER.index)]
    remedy = "".join(
        f"第{number}部分({_title(clause.parts[number - 1])})缺{_said(lacks)};" for number, lacks in lacking.items()
    )
    raise OpenClauseError(clause=clause.text, missing=named or ["两侧宽度"], remedy=remedy[:-1] + "。")


def _title(part: Part) -> str:
    return "、".join(dict.fromkeys(side.of for side in part.sides))


def _said(lacks: Sequence[str]) -> str:
    return "、".join("两侧宽度" if lack == "width" else side_word(lack) for lack in lacks)
