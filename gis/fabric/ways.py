"""Named roads made fit for walking: led on to the road they nearly reach, lifted over what they cross."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from shapely import LineString, Point
from shapely.geometry.base import BaseGeometry
from shapely.ops import substring

from gis.fabric.grid import GRID_M, drawn, line_parts
from gis.fabric.recipe import StreetRule

__all__ = ["Barriers", "Way", "barriers_of", "bridged", "joined", "named_ways"]

_LEAD_M = 6.0  # a bridge reaches this much beyond the body of what it crosses


@dataclass(frozen=True)
class Way:
    """A piece of a street with what the streets layer says of it."""

    line: LineString
    id: str
    name: str
    road_class: str
    basis: str
    uncertainty_m: float
    source: str
    bridge: bool = False
    walkable: bool = True


@dataclass(frozen=True)
class Barriers:
    """What nobody crosses on foot but by a bridge: centrelines with the half width of the body, and the reserves.

    `reserve` is kept free of blocks and local streets; `bodies` pairs each centreline with its half width in metres;
    `river` is the water of the rivers.
    """

    lines: BaseGeometry
    bodies: tuple[tuple[BaseGeometry, float], ...]
    reserve: BaseGeometry
    river: BaseGeometry


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _number(value: object, default: float) -> float:
    number = float(value) if isinstance(value, (int, float, np.number)) else np.nan
    return default if np.isnan(number) else number


def named_ways(roads: gpd.GeoDataFrame, *, rule: StreetRule) -> list[Way]:
    """The named roads as ways, one a line, expressways not walkable."""
    ways: list[Way] = []
    for road_id, road in sorted(drawn(roads).iterrows(), key=lambda entry: str(entry[0])):
        road_class = _text(road.get("road_class"))
        ways.extend(
            Way(
                line=shapely.set_precision(line, GRID_M),
                id=str(road_id),
                name=_text(road.get("name")),
                road_class=road_class,
                basis=_text(road.get("basis")) or "evidence",
                uncertainty_m=_number(road.get("uncertainty_m"), 0.0),
                source=_text(road.get("source")),
                walkable=road_class not in rule.expressway_classes,
            )
            for line in line_parts(shapely.force_2d(shapely.line_merge(road.geometry)))
        )
    return ways


def joined(ways: list[Way], barriers: Barriers, *, join_m: float) -> list[Way]:
    """The ways, each loose end of a walkable one led straight on, or else aside, to another within `join_m` metres."""
    return [_led_on(way, ways, barriers, join_m=join_m) if way.walkable else way for way in ways]


def _led_on(way: Way, ways: list[Way], barriers: Barriers, *, join_m: float) -> Way:
    others = shapely.union_all([other.line for other in ways if other is not way and other.walkable])
    points = [tuple(point) for point in shapely.get_coordinates(way.line)]
    if others.is_empty or points[0] == points[-1]:
        return way
    for last, before in ((-1, -2), (0, 1)):
        end, inner = np.array(points[last]), np.array(points[before])
        joint = _joint(end, inner, others, join_m=join_m)
        if joint is not None and not LineString([end, joint]).intersects(barriers.lines):
            points.insert(0 if last == 0 else len(points), (round(joint.x, 2), round(joint.y, 2)))
    return Way(**{**way.__dict__, "line": LineString(points)})


def _joint(end: np.ndarray, inner: np.ndarray, others: BaseGeometry, *, join_m: float) -> Point | None:
    """Where a loose end meets another way; None where it already does or none is near."""
    tip = Point(end)
    gap_m = tip.distance(others)
    if gap_m < GRID_M or gap_m > join_m:
        return None
    ahead = (end - inner) / max(float(np.hypot(*(end - inner))), GRID_M) * join_m
    hits = LineString([end, end + ahead]).intersection(others)
    if not hits.is_empty:
        return shapely.get_point(shapely.shortest_line(tip, hits), 1)
    backward = LineString([end, end - ahead]).intersection(others)
    if not backward.is_empty:  # the road overshoots: it is joined already
        return None
    return shapely.get_point(shapely.shortest_line(tip, others), 1) if gap_m <= join_m / 2.0 else None


def barriers_of(ways: list[Way], *, railways: gpd.GeoDataFrame, rivers: gpd.GeoDataFrame, rule: StreetRule) -> Barriers:
    """The barriers: expressways, railways above ground and rivers, with their reserves (metres from the centreline)."""
    bodies: list[tuple[BaseGeometry, float]] = []
    reserves: list[BaseGeometry] = []
    water: list[BaseGeometry] = []

    def _add(line: BaseGeometry, half_m: float, reserve_m: float) -> None:
        bodies.append((line, half_m))
        reserves.append(line.buffer(max(reserve_m, half_m), cap_style="square", join_style="mitre"))

    for way in ways:
        if not way.walkable:
            half_m = rule.half_width_m.get(way.road_class, rule.default_half_width_m)
            _add(way.line, half_m, rule.expressway_reserve_m)
    for line in _open_lines(railways):
        _add(line, min(rule.railway_reserve_m / 2.0, 10.0), rule.railway_reserve_m)
    for line, width_m in _open_lines_with_width(rivers):
        half_m = width_m / 2.0 if width_m > 0.0 else rule.river_half_width_m
        _add(line, half_m, half_m + rule.river_reserve_m)
        water.append(line.buffer(half_m, cap_style="flat", join_style="mitre"))
    return Barriers(
        lines=shapely.union_all([line for line, _ in bodies]),
        bodies=tuple(bodies),
        reserve=shapely.union_all(reserves),
        river=shapely.union_all(water),
    )


def _open_lines(lines: gpd.GeoDataFrame) -> list[BaseGeometry]:
    return [line for line, _ in _open_lines_with_width(lines)]


def _open_lines_with_width(lines: gpd.GeoDataFrame) -> list[tuple[BaseGeometry, float]]:
    """Lines that do not run in a tunnel, with `width_m` (0: not given), in the order of their ids."""
    found = []
    for _, row in sorted(drawn(lines).iterrows(), key=lambda entry: str(entry[0])):
        if row.get("tunnel") is True:
            continue
        found.append((shapely.force_2d(row.geometry), _number(row.get("width_m"), 0.0)))
    return found


def bridged(ways: list[Way], barriers: Barriers) -> list[Way]:
    """The ways, walkable ones cut where they cross a barrier: the piece over it is a bridge one level up."""
    return [piece for way in ways for piece in (_lifted(way, barriers) if way.walkable else [way])]


def _lifted(way: Way, barriers: Barriers) -> list[Way]:
    spans: list[tuple[float, float]] = []
    for line, half_m in barriers.bodies:
        crossings = shapely.get_parts(way.line.intersection(line))
        for point in (part for part in crossings if part.geom_type == "Point"):
            along_m, reach_m = way.line.project(point), half_m + _LEAD_M
            if _LEAD_M < along_m < way.line.length - _LEAD_M:
                spans.append((max(along_m - reach_m, 0.0), min(along_m + reach_m, way.line.length)))
    pieces, at_m = [], 0.0
    for start_m, end_m in _united(spans):
        pieces.append((at_m, start_m, False))
        pieces.append((start_m, end_m, True))
        at_m = end_m
    pieces.append((at_m, way.line.length, False))
    return [
        Way(**{**way.__dict__, "line": shapely.set_precision(substring(way.line, start, end), GRID_M), "bridge": over})
        for start, end, over in pieces
        if end - start > 1.0
    ]


def _united(spans: list[tuple[float, float]]) -> list[tuple[float, float]]:
    united: list[tuple[float, float]] = []
    for start, end in sorted(spans):
        if united and start <= united[-1][1] + 1.0:
            united[-1] = (united[-1][0], max(end, united[-1][1]))
        else:
            united.append((start, end))
    return united
