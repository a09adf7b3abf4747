"""Readings of bands, rings, corners, radii and units: 两侧, 外延, 围合, 交汇处东北角, 半径, 全境.

Every function takes a `Row` and makes its piece, or refuses it (None) so that the next rule is tried.
"""

from __future__ import annotations

import re

from gis.clauses.compass import opposite
from gis.clauses.lexicon import LINE_KINDS, line_suffix, normalise
from gis.clauses.model import Side
from gis.clauses.names import joined_segment, read_name, streets
from gis.clauses.row import Piece, Row, every, side_of

__all__ = [
    "read_above",
    "read_bare_units",
    "read_classed_radius",
    "read_corner",
    "read_corridor",
    "read_enclosed",
    "read_heart",
    "read_inside",
    "read_named_segment",
    "read_outside",
    "read_outwards",
    "read_radius",
    "read_rays",
    "read_segment_corridor",
    "read_units",
    "read_units_then_lines",
    "read_within",
]

_AROUND = re.compile(r"周边|周围|附近|四周")


def read_corridor(row: Row) -> Piece | None:
    """A路、B路两侧各50米, 沿线."""
    names = row.names()
    if names and len(names) == 2 and row.has_dash():
        joined = joined_segment(names[0], names[1])
        names = [joined] if joined else names
    if not names:
        return None
    widths = [token.amount for token in row.of_kind("d")]
    if len(widths) != len(names):  # 国道、省道两侧各50米、30米 pairs them
        widths = [row.distance_m()] * len(names)
    return row.piece("corridor", [side_of("both", name, width) for name, width in zip(names, widths, strict=True)])


def read_segment_corridor(row: Row) -> Piece | None:
    """北起甲街乙街路口、南至乙街丙街路段的沿街地区: the street both ends share."""
    first, last = row.of_kind("f")
    if len(first.sides) != 1 or last.sides != (opposite(first.sides[0]),):
        return None
    ends = [streets(row.words(token)) for token in row.of_kind("n")]
    if not ends[-1]:
        return None
    shared = [street for street in ends[-1] if street in ends[0]]
    name = read_name((shared or ends[-1])[0])
    row.notes.append("segment " + row.text[row.tokens[0].start : row.of_kind("n")[-1].end])
    return row.piece("corridor", [side_of("both", name, row.distance_m())], alone=True) if name else None


def read_named_segment(row: Row) -> Piece | None:
    """某路北起甲路，南至乙路: a stretch of that road."""
    name = row.name(row.tokens[0])
    first, last = row.of_kind("f")
    across = len(first.sides) == 1 and last.sides == (opposite(first.sides[0]),)
    if name is None or not line_suffix(normalise(name.of)) or name.kind not in LINE_KINDS or not across:
        return None
    row.notes.append("segment " + row.text[row.tokens[1].start : row.tokens[-1].end])
    return row.piece("corridor", [side_of("both", name)], alone=True)


def read_outwards(row: Row) -> Piece | None:
    """X外延200米; around a place that is no line, plot or zone a distance is a radius."""
    names, distance = row.names(), row.distance()
    if not names or not (row.of_kind("oi") or (distance is not None and distance.within)):
        return None  # 距A路500米 only locates
    metres = row.distance_m()
    signed = -metres if row.of_kind("i") and metres is not None else metres
    around = any(_AROUND.search(normalise(row.words(token))) for token in row.of_kind("o")) or not row.of_kind("oi")
    if around and all(name.kind in ("other", "village") for name in names):
        return row.piece("radius", [side_of("around", name, signed) for name in names], alone=True)
    return row.piece("corridor", [side_of("out", name, signed) for name in names])


def read_above(row: Row) -> Piece | None:
    """200米等高线以上."""
    return every(row, "up", "intersect")


def read_outside(row: Row) -> Piece | None:
    """绕城高速以外, 某区外延西至 ...: what follows holds together with it."""
    names = row.names()
    return row.piece("intersect", [side_of("out", name) for name in names], carries=True) if names else None


def read_inside(row: Row) -> Piece | None:
    """三环路以内."""
    return every(row, "in", "intersect")


def read_enclosed(row: Row) -> Piece | None:
    """甲路、乙路、丙路围合; two names and more, also run together without a mark."""
    names = row.names()
    if names and len(names) == 1:
        apart = streets(names[0].of)
        if "".join(apart) == names[0].of:
            names = [name for name in map(read_name, apart) if name]
    if not names or len(names) < 2:
        return None
    return row.piece("intersect", [side_of("in", name) for name in names], alone=True)


def read_corner(row: Row) -> Piece | None:
    """A路与B路交汇处东北角, A路B路路口东北角; distances along the roads only locate."""
    names = row.names()
    if names and len(names) == 1:
        apart = streets(names[0].of)
        names = [name for name in map(read_name, apart) if name] if "".join(apart) == names[0].of else names
    crossing = row.of_kind("x")[0]
    if "米" in row.words(crossing):
        row.notes.append(f"{row.words(crossing)} only locates")
    side = crossing.sides[0]
    return row.piece("corner", [side_of(side, name) for name in names], alone=True) if names else None


def read_rays(row: Row) -> Piece | None:
    """以塔为基点，东50米，西50米: the limit lies so far out on that side of the base."""
    base = row.name(row.of_kind("n")[0])
    if base is None:
        return None
    rays, sides = row.of_kind("yp"), list[Side]()
    for ray in rays:
        metres = ray.amount if ray.kind == "y" else row.distance_m()
        sides += [side_of(opposite(side), base, metres) for side in ray.sides]
    return row.piece("radius" if row.of_kind("z") else "intersect", sides, alone=True)


def read_radius(row: Row) -> Piece | None:
    """以古塔为圆心，半径500米."""
    return every(row, "around", "radius", offset_m=row.distance_m(), alone=True)


def read_classed_radius(row: Row) -> Piece | None:
    """以站点为中心，一般站点半径500米: the class of the place is what has the radius."""
    centre, place = (row.name(token) for token in row.of_kind("n"))
    if centre is None or place is None:
        return None
    row.notes.append(f"centre: {centre.of}")
    return row.piece("radius", [side_of("around", place, row.distance_m())], alone=True)


def read_units(row: Row) -> Piece | None:
    """甲镇、乙镇全境."""
    return every(row, "in", "admin")


def read_bare_units(row: Row) -> Piece | None:
    """嘉定行政区, 某镇、某村 without a word behind: only if every name is a unit."""
    if all((name := row.name(token)) and name.unit for token in row.of_kind("n")):
        row.notes.clear()
        return every(row, "in", "admin")
    return None


def read_heart(row: Row) -> Piece | None:
    """以建成区为核心."""
    return read_bare_units(row)


def read_within(row: Row) -> Piece | None:
    """某镇位于 ... 以东: the units and the side behind them hold together."""
    names = row.names()
    if not names or not all(name.unit for name in names):
        return None
    return row.piece("intersect", [side_of("in", name) for name in names], carries=True)


def read_units_then_lines(row: Row) -> Piece | None:
    """某镇、A路以东: the units are no limits of the side."""
    names = row.names()
    return every(row, "in", "admin") if names and all(n.unit and n.kind not in LINE_KINDS for n in names) else None
