"""Walled compounds: gates on the streets and a path round the houses, so that one walks in by the gates."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from shapely import LineString, Point, Polygon
from shapely.geometry.base import BaseGeometry

from gis.fabric.grid import polygon_parts
from gis.fabric.variety import share_of

__all__ = ["Compound", "compound"]

LOOP_INSET_M = 12.0
_LEAST_SIDE_M = 40.0


@dataclass(frozen=True)
class Compound:
    """The path round the houses and the ways from it through the gates to the street; `gates` are on the wall."""

    loop: LineString
    spurs: tuple[LineString, ...]
    gates: tuple[Point, ...]


def compound(
    shape: Polygon, streets: BaseGeometry, barriers: BaseGeometry, *, reach_m: float, name: str
) -> Compound | None:
    """The loop and gates of a block within `reach_m` metres of walkable streets.

    Gates: the middles of its longest sides that face a street, two to four of them; where no side does, the point of
    the wall nearest to a street. None where the block is too small for a loop or no street can be reached without
    crossing a barrier.
    """
    inner = polygon_parts(shape.buffer(-LOOP_INSET_M, join_style="mitre").simplify(1.0), least_m2=400.0)
    if not inner or streets.is_empty:
        return None
    loop = LineString(max(inner, key=lambda part: part.area).exterior.coords)
    wanted = 2 + int(share_of(name, "gates") * 3.0)
    spurs: list[LineString] = []
    for gate in _side_middles(shape):
        spur = _spur(gate, loop, streets, barriers, reach_m=reach_m)
        if spur is not None and all(spur.distance(other) > 30.0 for other in spurs):
            spurs.append(spur)
        if len(spurs) == wanted:
            break
    if not spurs:
        nearest = shapely.get_point(shapely.shortest_line(shape.exterior, streets), 0)
        spur = _spur(nearest, loop, streets, barriers, reach_m=float("inf"))
        spurs = [] if spur is None else [spur]
    if not spurs:
        return None
    return Compound(loop, tuple(spurs), tuple(Point(spur.coords[1]) for spur in spurs))


def _side_middles(shape: Polygon) -> list[Point]:
    """The middles of the sides of at least 40 m, longest first; bends under 15 degrees do not end a side."""
    ring = shapely.get_coordinates(shape.simplify(3.0).exterior)
    steps = np.diff(ring, axis=0)
    lengths_m = np.hypot(steps[:, 0], steps[:, 1])
    order = sorted(range(len(steps)), key=lambda n: (-round(float(lengths_m[n]), 1), n))
    middles = [Point(ring[n] + steps[n] / 2.0) for n in order if lengths_m[n] >= _LEAST_SIDE_M]
    return [shapely.get_point(shapely.shortest_line(shape.exterior, middle), 0) for middle in middles]


def _spur(
    gate: Point, loop: LineString, streets: BaseGeometry, barriers: BaseGeometry, *, reach_m: float
) -> LineString | None:
    """Street, gate, loop as one line; None where the street is out of reach or beyond a barrier."""
    outward = shapely.shortest_line(gate, streets)
    if outward is None or outward.length > reach_m or outward.length < 0.5:
        return None
    if outward.intersects(barriers) or outward.crosses(Polygon(loop.coords)):
        return None
    inward = shapely.shortest_line(gate, loop)
    return LineString([outward.coords[-1], outward.coords[0], inward.coords[-1]])
