"""Parts of a clause drawn one by one: enclosed areas, corridors, units, radii and corners."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import shapely
from shapely.geometry import Polygon, box
from shapely.geometry.base import BaseGeometry

from gis.clauses.cells import Cell, cut
from gis.clauses.closing import Closing, closings_of, corridor_width, given_limits
from gis.clauses.compass import COMPASS, missing_sides, opposite, side_word, surround, unit_vector
from gis.clauses.enclose import enclose, encloses_by_itself
from gis.clauses.limits import Limit, Strand, chained, extended, merged, shifted
from gis.clauses.lines import NamedLine, candidate_lines, nearest_names
from gis.clauses.model import Clause, Part, Side
from gis.errors import ClauseError, OpenClauseError, UnknownLineError
from gis.units import HECTARE_M2

__all__ = ["Drawn", "Ground", "draw_part", "encloses_by_course"]

_QUAD_SEGS = 16
_EXCLUDED = re.compile(r"minus:\s*([^;\uff1b]+)")


@dataclass(frozen=True)
class Drawn:
    """A part as drawn: its area, the strands that can lie on its outline, remarks ("Chinese / English")."""

    geometry: BaseGeometry
    strands: tuple[Strand, ...]
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Ground:
    """What a clause is drawn on: named lines, named areas, declared closings."""

    clause: Clause
    lines: Sequence[NamedLine]
    closings: Sequence[Closing] = ()
    areas: Mapping[str, BaseGeometry] = field(default_factory=dict)

    def line(self, name: str) -> NamedLine:
        """The line a name means; the edge of the area of that name where no line has it.

        Raises
        ------
        UnknownLineError: nothing has the name. ClauseError: several lines answer to it, or the one has no course.
        """
        found = candidate_lines(name, self.lines)
        if len(found) == 1 and 0.0 < found[0].geometry.length < math.inf:
            return found[0]
        if len(found) == 1:
            problem = f"“{found[0].name}”没有可用的几何 (the line has no usable geometry)"
            raise self.wrong(problem, "请核对该线的坐标。")
        if found:
            names = "、".join(f"{line.name}({line.layer})" for line in found)
            problem = f"“{name}”对应多条线:{names} (the name fits several lines)"
            raise ClauseError(clause=self.clause.text, problem=problem, remedy="请用全名,或合并同一条线。")
        if name in self.areas:
            return NamedLine(name, (), "boundary", "areas", self.areas[name].boundary, 0.0)
        nearest = nearest_names(name, self.lines) or ["—"]
        raise UnknownLineError(clause=self.clause.text, name=name, nearest=nearest)

    def area(self, name: str) -> BaseGeometry | None:
        """A named area, or what the line of that name rings where it closes on itself; None where there is neither."""
        if name in self.areas:
            return self.areas[name]
        found = candidate_lines(name, self.lines)
        rings = shapely.get_parts(shapely.polygonize(shapely.get_parts(merged(found[0].geometry)))) if found else []
        return shapely.union_all(list(rings)) if len(rings) else None

    def require_drawable(self) -> None:
        """Guard: every compass side and corridor names a known line, and every side of a part has a geometry.

        Raises
        ------
        UnknownLineError: nothing has a name. ClauseError: several lines have it, or a side or offset is no limit.
        """
        drawable = {"intersect": (*COMPASS, "in", "out"), "corner": COMPASS, "corridor": ("both", "out")}
        for part in self.clause.parts:
            for side in part.sides:
                if side.side not in drawable.get(part.op, (side.side,)):
                    word = side_word(side.side)
                    problem = f"“{side.of}”{word}没有可以绘制的界线 (side {side.side!r} of {side.of} cannot be drawn)"
                    raise self.wrong(problem, "请在 plan.toml 用 declared 给出轮廓。")
                if side.offset_m is not None and not math.isfinite(side.offset_m):
                    raise self.wrong(f"“{side.of}”的距离 {side.offset_m} 不是有限的数 (an offset is not finite)")
                if part.op in drawable and side.side in (*COMPASS, "both"):
                    self.line(side.of)

    def wrong(self, problem: str, remedy: str = "") -> ClauseError:
        """The error for this clause."""
        return ClauseError(clause=self.clause.text, problem=problem, remedy=remedy)


def draw_part(ground: Ground, number: int) -> Drawn:
    """The part numbered `number` (from 1) as an area.

    Raises
    ------
    ClauseError, OpenClauseError, UnknownLineError: its words and the lines give none.
    """
    part = ground.clause.parts[number - 1]
    draw = {"intersect": _intersect, "corner": _intersect, "corridor": _corridor, "admin": _admin, "radius": _radius}
    if part.op not in draw:
        raise ground.wrong(f"不认识的部分类型 {part.op} (unknown kind of part)")
    drawn = draw[part.op](ground, part, number)
    excluded = _excluded(ground, part)
    if excluded is not None:
        drawn = replace(drawn, geometry=drawn.geometry.difference(excluded))
    if drawn.geometry.is_empty:
        raise ground.wrong(f"第{number}部分没有面积 (part {number} is empty)", "请核对各线的方位。")
    return drawn


def encloses_by_course(ground: Ground, number: int) -> bool:
    """Whether the lines of an intersect part enclose it as they run, though no line is named for some side."""
    part = ground.clause.parts[number - 1]
    directed = all(side.side in COMPASS for side in part.sides)
    if part.op != "intersect" or not directed or surround(given_limits(part)):
        return False
    return encloses_by_itself(_limits(ground, part, number))


def _excluded(ground: Ground, part: Part) -> BaseGeometry | None:
    """The area that the note excludes ("minus: A, B").

    Raises
    ------
    ClauseError: an excluded name has no area.
    """
    match = _EXCLUDED.search(part.note)
    if match is None:
        return None
    names = [name.strip() for name in re.split(r"[,、\uff0c]", match[1]) if name.strip()]
    areas = {name: ground.area(name) for name in names}
    unknown = [name for name, area in areas.items() if area is None]
    if unknown:
        problem = f"要扣除的{'、'.join(unknown)}没有范围 (no area is known for what is excluded)"
        raise ground.wrong(problem, "请在界线或区划图层中补充其范围。")
    return shapely.union_all(list(areas.values()))


def _strand(ground: Ground, side: Side, number: int, *, toward: str) -> Strand:
    line = ground.line(side.of)
    outward = unit_vector(toward) if toward else None
    path = merged(line.geometry)
    if side.offset_m and outward:
        path = shifted(path, outward, offset_m=side.offset_m)
    return Strand(number, toward or side.side, side.of, line, path, outward)


def _limits(ground: Ground, part: Part, number: int) -> list[Limit]:
    """The limits of a part: one a side by words and one by closings; the lines of a ring each alone."""
    grouped: dict[tuple[str, bool], list[Strand]] = {}
    for side in part.sides:
        if side.side in COMPASS:
            toward = opposite(side.side)
            grouped.setdefault((toward, False), []).append(_strand(ground, side, number, toward=toward))
    for closing in closings_of(part, number, ground.closings):
        side = Side(opposite(closing.side), closing.of, "other", closing.width_m)
        strand = _strand(ground, side, number, toward=closing.side)
        declared = replace(strand, declared=True, reason=closing.reason)
        grouped.setdefault((closing.side, True), []).append(declared)
    limits = [Limit(toward, tuple(strands)) for (toward, _), strands in grouped.items()]
    rings = [side for side in part.sides if side.side == "in" and side.of not in ground.areas]
    return limits + [Limit("", (_strand(ground, side, number, toward=""),)) for side in rings]


def _intersect(ground: Ground, part: Part, number: int) -> Drawn:
    """The area on the stated side of every line: the cell they enclose, or a unit cut by them."""
    inside = [side for side in part.sides if side.side == "in"]
    areas = [area for side in inside if (area := ground.area(side.of)) is not None]
    if inside and len(areas) == len(inside) and (len(inside) == 1 or all(s.of in ground.areas for s in inside)):
        drawn = _cut_region(ground, part, number, region=shapely.union_all(areas))
    else:
        limits = _limits(ground, part, number)
        if surround([limit.toward for limit in limits if limit.toward]) or any(not limit.toward for limit in limits):
            limits, found = enclose(limits, clause=ground.clause.text)
            remarks = (*_chains(limits), *_pockets(found, number))
            drawn = Drawn(found.geometry, tuple(s for limit in limits for s in limit.strands), remarks)
        else:
            drawn = _by_course(ground, limits, number)
    for side in part.sides:
        if side.side == "out":
            drawn = _without(ground, drawn, side)
    return drawn


def _by_course(ground: Ground, limits: Sequence[Limit], number: int) -> Drawn:
    """An area that the lines enclose as they run, without one named for every side."""
    if not encloses_by_itself(limits):
        missing = [side_word(side) for side in missing_sides([limit.toward for limit in limits])]
        raise OpenClauseError(clause=ground.clause.text, missing=missing)
    drawn, found = enclose(limits, clause=ground.clause.text)
    remark = f"第{number}部分没有给出全部方位,由各线的走向闭合 / part {number}: closed by the course of its lines"
    strands = tuple(s for limit in drawn for s in limit.strands)
    return Drawn(found.geometry, strands, (remark, *_pockets(found, number)))


def _pockets(found: Cell, number: int) -> tuple[str, ...]:
    """The remark on pockets that lie on every stated side but apart from the area."""
    if not found.left_out_count:
        return ()
    count, hectares = found.left_out_count, found.left_out_m2 / HECTARE_M2
    zh = f"第{number}部分另有 {count} 处不相连的小块({hectares:.2f} 公顷)未计入"
    return (f"{zh} | part {number}: {count} pockets apart from the area ({hectares:.2f} ha) are left out",)


def _chains(limits: Sequence[Limit]) -> tuple[str, ...]:
    """Remarks on limits that several lines make up."""
    return tuple(
        f"{side_word(limit.toward)}界线由{limit.title}组成 / {limit.toward} limit: {limit.title} together"
        for limit in limits
        if limit.toward and len({strand.line.name for strand in limit.strands}) > 1
    )


def _cut_region(ground: Ground, part: Part, number: int, *, region: BaseGeometry) -> Drawn:
    """An area (unit, corridor, radius) cut by the directed lines of its part and by closings."""
    strands: list[Strand] = []
    for raw in _limits(ground, replace(part, sides=_directed(part)), number):
        limit, crosses = extended(chained(raw), region)
        if not crosses:
            raise ground.wrong(f"{limit.title} 延长后仍不能穿过第{number}部分 (the line does not cross the part)")
        region = cut(region, limit)
        strands += limit.strands
    edges = [side for side in part.sides if side.side == "in"]
    return Drawn(region, (*strands, *(_edge(ground, side.of, number) for side in edges)))


def _directed(part: Part) -> tuple[Side, ...]:
    return tuple(side for side in part.sides if side.side in COMPASS) if part.op == "intersect" else ()


def _edge(ground: Ground, name: str, number: int, *, side: str = "in") -> Strand:
    """The edge of a named area as a strand."""
    found = candidate_lines(name, ground.lines)
    area = ground.area(name)
    edge = (area if area is not None else Polygon()).boundary
    uncertainty_m = found[0].uncertainty_m if len(found) == 1 else 0.0
    layer = found[0].layer if len(found) == 1 else "areas"
    line = NamedLine(found[0].name if len(found) == 1 else name, (), "boundary", layer, edge, uncertainty_m)
    return Strand(number, side, name, line, edge)


def _without(ground: Ground, drawn: Drawn, side: Side) -> Drawn:
    """The area less the area named by an `out` side (grown by its offset inward: the limit moves away)."""
    area = ground.area(side.of)
    if area is None:
        raise ground.wrong(f"“{side.of}”没有范围,无法取其以外 (no area is known to leave out)", "请补充其范围。")
    left_out = area.buffer(-side.offset_m, quad_segs=_QUAD_SEGS) if side.offset_m else area
    edge = _edge(ground, side.of, drawn.strands[0].part if drawn.strands else 1, side="out")
    return replace(drawn, geometry=drawn.geometry.difference(left_out), strands=(*drawn.strands, edge))


def _corridor(ground: Ground, part: Part, number: int) -> Drawn:
    """Strips along lines (ends cut square), rings around areas; closings cut them."""
    strips: list[BaseGeometry] = []
    strands: list[Strand] = []
    for side in part.sides:
        closing = corridor_width(side.of, number, ground.closings, lines=ground.lines)
        width_m = side.offset_m or (closing.width_m if closing else None)
        if side.side == "out":
            strips.append(_ring(ground, side))
            strands.append(replace(_edge(ground, side.of, number, side="out"), path=strips[-1].boundary))
            continue
        line = ground.line(side.of)
        if not width_m:
            return _both_sides(ground, part, number)
        if width_m <= 0:
            raise ground.wrong(f"{side.of}两侧的宽度 {width_m:g} 米应大于 0 (a corridor needs a width above 0)")
        strip = merged(line.geometry).buffer(width_m, cap_style="flat", quad_segs=_QUAD_SEGS)
        strand = Strand(number, "both", side.of, line, strip.boundary, corridor=True)
        declared = closing is not None and not side.offset_m
        strands.append(replace(strand, declared=declared, reason=closing.reason if closing and declared else ""))
        strips.append(strip)
    drawn = _cut_region(ground, replace(part, sides=()), number, region=shapely.union_all(strips))
    remark = (
        f"第{number}部分为沿线条带,两端垂直截断,面积取决于宽度,位置随线移动 / "
        f"part {number} is a strip, ends cut square: its width gives the area, the place moves with the lines"
    )
    return replace(drawn, strands=(*drawn.strands, *strands), remarks=(remark,))


def _both_sides(ground: Ground, part: Part, number: int) -> Drawn:
    """Both sides of a line with no width, as far as the closings: the cell of the closings, which the line crosses."""
    limits, found = enclose(_limits(ground, replace(part, sides=()), number), clause=ground.clause.text)
    lines = [ground.line(side.of) for side in part.sides]
    for line in lines:
        if not line.geometry.intersects(found.geometry):
            raise ground.wrong(f"{line.name} 不经过补充边界围成的范围 (the line lies outside the declared closings)")
    titles = "、".join(line.name for line in lines)
    remark = (
        f"第{number}部分 {titles} 两侧以补充边界为限 / part {number}: both sides of {titles} as far as the closings"
    )
    along = [
        Strand(number, "both", side.of, line, merged(line.geometry), corridor=True)
        for side, line in zip(part.sides, lines, strict=True)
    ]
    strands = (*(s for limit in limits for s in limit.strands), *along)
    return Drawn(found.geometry, strands, (remark, *_pockets(found, number)))


def _ring(ground: Ground, side: Side) -> BaseGeometry:
    """The strip of the offset's width around the named area, the area itself left out."""
    area = ground.area(side.of)
    if area is None or not side.offset_m or side.offset_m <= 0:
        raise ground.wrong(f"“{side.of}”外延的范围或宽度不明 (neither an area nor a width to extend it by)")
    return area.buffer(side.offset_m, quad_segs=_QUAD_SEGS).difference(area)


def _admin(ground: Ground, part: Part, number: int) -> Drawn:
    """Named units united, those named `out` left out."""
    areas = {side.of: ground.area(side.of) for side in part.sides if side.side != "out"}
    unknown = [name for name, area in areas.items() if area is None]
    if unknown:
        nearest = [*ground.areas][:3] or ["—"]
        raise UnknownLineError(clause=ground.clause.text, name="、".join(unknown), nearest=nearest)
    edges = tuple(_edge(ground, name, number) for name in areas)
    drawn = Drawn(shapely.union_all(list(areas.values())), edges)
    for side in part.sides:
        if side.side == "out":
            drawn = _without(ground, drawn, side)
    cutters = _cut_region(ground, replace(part, sides=()), number, region=drawn.geometry)
    return replace(drawn, geometry=cutters.geometry, strands=(*cutters.strands, *drawn.strands))


def _radius(ground: Ground, part: Part, number: int) -> Drawn:
    """Circles around named places, or the box that distances to four sides give."""
    round_ = [side for side in part.sides if side.side == "around"]
    straight = [side for side in part.sides if side.side in COMPASS]
    shapes: list[BaseGeometry] = []
    for side in part.sides:
        if side.of not in ground.areas:
            raise UnknownLineError(clause=ground.clause.text, name=side.of, nearest=[*ground.areas][:3] or ["—"])
        if not side.offset_m or side.offset_m <= 0:
            raise ground.wrong(f"“{side.of}”没有给出半径或距离 (no radius or distance is given)")
    shapes += [ground.areas[s.of].buffer(s.offset_m, quad_segs=_QUAD_SEGS) for s in round_]
    if straight:
        toward = {opposite(side.side): side for side in straight}
        missing = [side for side in "NESW" if side not in toward]
        if missing:
            raise OpenClauseError(clause=ground.clause.text, missing=[side_word(side) for side in missing])
        reach = {
            side: unit_vector(side)[0] * x + unit_vector(side)[1] * y + (named.offset_m or 0.0)
            for side, named in toward.items()
            for x, y in [ground.areas[named.of].centroid.coords[0]]
        }
        shapes.append(box(-reach["W"], -reach["S"], reach["E"], reach["N"]))
    if not shapes:
        raise ground.wrong("没有给出圆心与半径 (no centre and radius)")
    whole = shapely.union_all(shapes)
    places = dict.fromkeys(side.of for side in part.sides)
    strands = tuple(
        Strand(number, "around", name, NamedLine(name, (), "boundary", "areas", whole.boundary, 0.0), whole.boundary)
        for name in places
    )
    return Drawn(whole, strands)
