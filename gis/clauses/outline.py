"""From a read clause to a polygon with its trace.

Drawing: every named line is found by name; lines of one part that stop short are carried on straight until they meet;
the cell between them on the stated side of each is the part; parts are united.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import shapely
from shapely.geometry.base import BaseGeometry

from gis.clauses.closing import Closing, require_closed, require_usable
from gis.clauses.lines import NamedLine, match_name, nearest_names
from gis.clauses.model import Clause, LineUse, Trace
from gis.clauses.parts import Drawn, Ground, draw_part, encloses_by_course
from gis.clauses.trace import trace_of
from gis.errors import ClauseError, UnreadClauseError
from gis.units import KM2_M2

__all__ = ["Closing", "NamedLine", "match_name", "nearest_names", "zone_outline"]

# Words that say what the area is, not where it ends; anything else unread may change the area.
_HARMLESS = re.compile(
    r"^(?:[\s\W]|区域|范围|地区|地带|地块|用地|片区|合围|围合|规划|位于|所辖|其中|四至|边界|该|本|为|是|的|内|即|共|总|约|和|及|与)*$"
)
# What an area links or serves, up to the next comma: said of it, no limit of it.
_SAID_OF_IT = re.compile(r"(?:串联|串接|连接|衔接|带动|辐射)[^,;。\uff0c\uff1b]*")
_OVERLAP_M2 = 1.0


def _require_read(clause: Clause) -> None:
    """Guard: nothing that could change the area was left unread, and there is something to draw.

    Raises
    ------
    UnreadClauseError, ClauseError.
    """
    said = _SAID_OF_IT.findall(clause.text)
    unread = [w for w in clause.unread if not _HARMLESS.match(w) and not any(w in phrase for phrase in said)]
    if unread:
        remedy = "没读懂的词可能改变范围,不能绘制;请改写条文,或在 plan.toml 用 declared 给出轮廓。"
        raise UnreadClauseError(clause=clause.text, unread=unread, remedy=remedy)
    if not clause.parts:
        raise ClauseError(clause=clause.text, problem="没有读出任何范围 (no area was read)", remedy="")


def zone_outline(
    clause: Clause,
    lines: Sequence[NamedLine],
    *,
    closings: Sequence[Closing] = (),
    areas: Mapping[str, BaseGeometry] | None = None,
    published_m2: float | None = None,
    crs: object,
) -> tuple[BaseGeometry, Trace]:
    """The polygon that a clause describes on named lines, and how it came about.

    Parameters
    ----------
    clause: the clause as read.
    lines: named lines in metres of `crs`, one entry a line.
    closings: sides declared where the words give none; `side` is where the limit lies (N: the northern limit).
    areas: named areas or points (towns, districts, stations) in metres of `crs`.
    published_m2: the area published for the zone, square metres; the clause's own where it is None.
    crs: the working CRS, for the corners in degrees.

    Returns
    -------
    A valid (Multi)Polygon in metres of `crs` and its trace. `LineUse.side` is the side that the line closed: the area
    south of a road is closed by it on its N side.

    Raises
    ------
    OpenClauseError: sides are missing. UnknownLineError: a name is in no layer. UnreadClauseError: words that could
    change the area were not understood. ClauseError: lines do not meet, names fit several lines, nothing is left.
    """
    _require_read(clause)
    require_usable(clause, closings)
    ground = Ground(clause, lines, closings, areas or {})
    ground.require_drawable()
    numbers = range(1, len(clause.parts) + 1)
    enclosed = [number for number in numbers if clause.closes == "yes" and encloses_by_course(ground, number)]
    require_closed(clause, closings, lines=lines, enclosed=enclosed)
    drawn = [draw_part(ground, number) for number in numbers]
    outline = _polygonal(shapely.union_all([part.geometry for part in drawn]))
    if published_m2 is None and all(part.area_km2 for part in clause.parts):
        published_m2 = sum(part.area_km2 or 0.0 for part in clause.parts) * KM2_M2
    strands = [strand for part in drawn for strand in part.strands]
    trace = trace_of(clause, outline, strands, crs=crs, published_m2=published_m2)
    remarks = (*trace.remarks, *_remarks(clause, drawn, outline, trace.lines, closings))
    return outline, _with_remarks(trace, remarks)


def _polygonal(shape: BaseGeometry) -> BaseGeometry:
    """The polygons of a shape, made valid; points and lines that a union may leave are no area."""
    parts = shapely.get_parts(shapely.make_valid(shape))
    return shapely.union_all([part for part in parts if part.geom_type.endswith("Polygon")])


def _with_remarks(trace: Trace, remarks: Sequence[str]) -> Trace:
    return Trace(**{**trace.__dict__, "remarks": tuple(dict.fromkeys(remarks))})


def _remarks(
    clause: Clause,
    drawn: Sequence[Drawn],
    outline: BaseGeometry,
    uses: Sequence[LineUse],
    closings: Sequence[Closing],
) -> list[str]:
    """What a reviewer should know beside the figures: "Chinese / English"."""
    found = [remark for part in drawn for remark in part.remarks]
    if clause.unread:
        words = "、".join(clause.unread)
        found.append(f"“{words}”不是边界,未用于绘制 / not a limit, left aside: {words}")
    found += _remarks_on_lines(uses)
    for closing in closings:
        if not any(use.declared and use.side == closing.side and use.reason == closing.reason for use in uses):
            found.append(f"补充边界 {closing.of} 没有用到 / the closing {closing.of} was not needed")
    if any(use.declared for use in uses):
        found.append("补充边界为示意 / declared closings are indicative")
    shared_m2 = sum(part.geometry.area for part in drawn) - outline.area
    if len(clause.parts) > 1 and shared_m2 > _OVERLAP_M2:
        km2 = shared_m2 / KM2_M2
        found.append(f"各部分重叠 {km2:.2f} 平方公里,只计一次 / parts overlap by {km2:.2f} km², counted once")
    return found


def _remarks_on_lines(uses: Sequence[LineUse]) -> list[str]:
    """Aliases, lines used twice or not at all, sides that are mostly a continuation."""
    found = [f"{use.name} = {use.found_as}" for use in uses if use.name != use.found_as]
    for name in dict.fromkeys(use.found_as for use in uses):
        sides = list(dict.fromkeys((use.part, use.side) for use in uses if use.found_as == name))
        if len(sides) > 1:
            found.append(f"{name} 用了 {len(sides)} 次 / {name} is used {len(sides)} times")
    used = {use.found_as for use in uses if use.used_m > 0}
    idle = "、".join(dict.fromkeys(use.name for use in uses if use.found_as not in used and use.side != "both"))
    if idle:
        found.append(f"{idle} 不在轮廓上 / {idle}: not on the outline")
    found += [
        f"第{use.part}部分 {use.name} 所用的一半以上为延长线 / "
        f"part {use.part}: more than half of {use.name} as used is carried on beyond its ends"
        for use in uses
        if use.extended_m > use.used_m / 2.0
    ]
    return found
