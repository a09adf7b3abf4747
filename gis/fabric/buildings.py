"""Buildings in rows: slabs of housing, offices, halls, spaced so that density and floor-area ratio are usual."""

from __future__ import annotations

import shapely
from shapely import Polygon
from shapely.affinity import rotate

from gis.fabric.grid import frame_angle_deg, polygon_parts
from gis.fabric.recipe import BuildingRule

__all__ = ["rows_of_buildings"]

_COURT_FROM_M2 = 45_000.0  # compounds from this size keep a green court in the middle
_COURT_RADIUS_M = 26.0


def rows_of_buildings(shape: Polygon, *, rule: BuildingRule, storeys: int, court: bool) -> list[Polygon]:
    """Footprints in square metres' worth of rows along the side of the block that lies nearest to east-west.

    Rows stand `row_gap_m` plus `row_gap_per_storey_m` times `storeys` apart; bodies that do not fit wholly within the
    setback are left out. A block too small for a row gets one body of its own proportions, or none.
    """
    inner = polygon_parts(shape.buffer(-rule.setback_m, join_style="mitre"))
    if not inner:
        return []
    room = max(inner, key=lambda part: part.area)
    angle_deg, origin = frame_angle_deg(shape), shape.centroid
    turned = rotate(room, -angle_deg, origin=origin)
    bodies = _bodies(turned, rule=rule, row_gap_m=rule.row_gap_m + rule.row_gap_per_storey_m * storeys)
    if court and shape.area >= _COURT_FROM_M2 and len(bodies) > 12:
        centre = turned.centroid
        bodies = [body for body in bodies if body.distance(centre) > _COURT_RADIUS_M]
    if not bodies:
        bodies = _single(turned, rule=rule)
    return [rotate(body, angle_deg, origin=origin) for body in bodies]


def _bodies(room: Polygon, *, rule: BuildingRule, row_gap_m: float) -> list[Polygon]:
    """Rows from south to north, evenly spread; each row filled evenly over the length it has for itself."""
    _, south, _, north = room.bounds
    around = room.buffer(0.5)
    shapely.prepare(around)
    bodies: list[Polygon] = []
    for south_m, north_m in _spread(south, north, size_m=rule.depth_m, gap_m=row_gap_m):
        for west_m, east_m in _free_spans(room, south_m, north_m):
            bodies.extend(
                shapely.box(start_m, south_m, end_m, north_m)
                for start_m, end_m in _spread(west_m, east_m, size_m=rule.length_m, gap_m=rule.side_gap_m)
            )
    return [body for body in bodies if around.covers(body)]


def _free_spans(room: Polygon, south_m: float, north_m: float) -> list[tuple[float, float]]:
    """The lengths, west and east end, over which a strip of the room is free from its south to its north side."""
    west, _, east, _ = room.bounds
    strip = room.intersection(shapely.box(west, south_m, east, north_m))
    outside = shapely.box(west, south_m, east, north_m).difference(strip.buffer(0.05))
    spans, at_m = [], west
    for part_west, _, part_east, _ in sorted(part.bounds for part in polygon_parts(outside, least_m2=0.5)):
        spans.append((at_m, part_west))
        at_m = max(at_m, part_east)
    spans.append((at_m, east))
    return [(start, end) for start, end in spans if end > start]


def _spread(start_m: float, end_m: float, *, size_m: float, gap_m: float) -> list[tuple[float, float]]:
    """Bodies along a length: 0.75 to 1.25 times `size_m` so that little of it is wasted, `gap_m` apart, centred."""
    span_m = end_m - start_m + gap_m
    count = max(round(span_m / (size_m + gap_m)), 1)
    if span_m / count - gap_m < 0.75 * size_m:
        count -= 1
    if count < 1:
        return []
    body_m = min(span_m / count - gap_m, 1.25 * size_m)
    step_m = body_m + (span_m - gap_m - count * body_m) / max(count - 1, 1)
    first_m = start_m + ((span_m - gap_m - body_m) / 2.0 if count == 1 else 0.0)
    return [(first_m + step_m * n, first_m + step_m * n + body_m) for n in range(count)]


def _single(room: Polygon, *, rule: BuildingRule) -> list[Polygon]:
    """One body in the middle, half the room long and deep, no larger than the rule's."""
    west, south, east, north = room.bounds
    at = room.representative_point()
    length_m = min(rule.length_m, 0.5 * (east - west))
    depth_m = min(rule.depth_m, 0.5 * (north - south))
    body = shapely.box(at.x - length_m / 2.0, at.y - depth_m / 2.0, at.x + length_m / 2.0, at.y + depth_m / 2.0)
    return [body] if min(length_m, depth_m) >= 6.0 and room.buffer(0.5).covers(body) else []
