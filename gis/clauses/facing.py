"""Readings of limits with a direction: 东至 ..., ... 以东, between two lines, 以 ... 为界.

Every function takes a `Row` and makes its piece, or refuses it (None) so that the next rule is tried.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from gis.clauses.compass import opposite
from gis.clauses.lexicon import normalise
from gis.clauses.names import Name, between_names, joined_segment
from gis.clauses.row import Piece, Row, side_of

__all__ = [
    "read_between",
    "read_faces",
    "read_limit",
    "read_sides",
    "read_up_to",
]


def read_faces(row: Row) -> Piece | None:
    """东至A路、B路以东50米: the area lies on the opposite side of every name; a distance beyond it is positive."""
    towards = [opposite(side) for side in row.tokens[0].sides]
    limits: list[tuple[Name, float | None]] = []
    dashed = False
    for at, token in enumerate(row.tokens):
        dashed = dashed or (token.kind == "l" and row.words(token) in "—–-")
        if token.kind != "n":
            continue
        name = row.name(token)
        if name is None:
            return None
        limits.append((name, _offset(row, at, towards)))
    if dashed and len(limits) == 2:
        segment = joined_segment(limits[0][0], limits[1][0])
        limits = [(segment, None)] if segment else limits
    if len(limits) > 1 and limits[-1][1] is not None and row.of_kind("o") and len(row.of_kind("d")) == 1:
        limits = [(name, limits[-1][1]) for name, _ in limits]  # 门楼、厢房外延2米
    pairs = [(side, name, metres) for side in towards for name, metres in limits]
    if "分别" in normalise(row.words(row.tokens[0])) and len(limits) == len(towards):
        pairs = [(side, name, metres) for side, (name, metres) in zip(towards, limits, strict=True)]
    return row.piece("intersect", [side_of(side, name, metres) for side, name, metres in pairs], faced=True)


def _offset(row: Row, at: int, towards: Sequence[str]) -> float | None:
    """The signed distance behind the name at `at`: outwards positive, inwards negative, across the limit none."""
    outwards = 0
    for token in row.tokens[at + 1 :]:
        if token.kind in "oi":
            outwards = 1 if token.kind == "o" else -1
        elif token.kind == "p":
            outwards = max((_along(side, towards) for side in token.sides), key=abs, default=0)
        elif token.kind == "d":
            if outwards == 0:
                row.notes.append(f"{row.words(token)} only locates")
                return None
            return outwards * (token.amount or 0.0)
        elif token.kind != "q":
            return None
    return None


def _along(side: str, towards: Sequence[str]) -> int:
    """1 if `side` points out of an area that lies `towards` the limit's inner side, -1 into it, 0 across."""
    if any(set(side) & set(opposite(inner)) for inner in towards):
        return 1
    return -1 if any(set(side) & set(inner) for inner in towards) else 0


def read_sides(row: Row) -> Piece | None:
    """A路、B路以东; a breadth (以东200米范围内) makes it a strip, a plain distance only locates."""
    names = row.names()
    if not names:
        return None
    sides = [side for token in row.of_kind("p") for side in token.sides]
    distance = row.distance()
    if distance is not None and len(sides) > 2:
        return row.piece("intersect", [side_of(opposite(s), n, distance.amount) for n in names for s in sides])
    if distance is not None and distance.within:
        return row.piece("corridor", [side_of(side, name, distance.amount) for name in names for side in sides])
    if distance is not None:
        row.notes.append(f"{row.words(distance)} only locates")
    joined = joined_segment(names[0], names[1]) if len(names) == 2 and row.has_dash() else None
    return row.piece("intersect", [side_of(side, name) for name in ([joined] if joined else names) for side in sides])


def read_up_to(row: Row) -> Piece | None:
    """甲路以东至乙路: between the two."""
    start, end = (row.name(token) for token in row.of_kind("n"))
    side = row.of_kind("p")[0].sides[0]
    if start is None or end is None:
        return None
    return row.piece("intersect", [side_of(side, start), side_of(opposite(side), end)])


def read_between(row: Row) -> Piece | None:
    """甲南侧边界至乙之间: south of the one, north of the other; without a direction word the sides stay open."""
    names = [name for token in row.of_kind("n") for name in between_names(row.words(token))]
    if len(names) != 2:
        return None
    told = re.search(r"([东西][南北]?|[南北])(?:侧|部)?(?:边界|界线|界|边线)$", normalise(names[0].of))
    if told is None:
        row.notes.append("between: sides not told")
        return row.piece("intersect", [side_of("in", name) for name in names])
    side = {"东": "E", "西": "W", "南": "S", "北": "N"}
    letters = "".join(sorted((side[word] for word in told[1]), key="NSEW".find))
    return row.piece("intersect", [side_of(letters, names[0]), side_of(opposite(letters), names[1])])


def read_limit(row: Row) -> Piece | None:
    """以A路为界 without a direction: towards the sea on a coast, a ring of three and more, else not readable."""
    before = [token for token in row.tokens if token.start < row.of_kind("m")[0].start]
    condition = row.name(before[0]) if before else None
    found = [row.name(token) for token in row.of_kind("n") if token not in before]
    names = [name for name in found if name is not None]
    if len(names) < len(found) or (before and condition is None):
        return None
    given = [side_of(side, condition) for token in before if token.kind == "p" for side in token.sides if condition]
    if re.search(r"[临沿滨]海|海岸|陆域", normalise(row.text)):
        return row.piece("intersect", [*(side_of("sea", name) for name in names), *given], alone=True)
    if len(names) < 3 or given:
        return None
    return row.piece("intersect", [side_of("in", name) for name in names], alone=True)
