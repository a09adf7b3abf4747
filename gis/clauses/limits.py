"""Limits: named lines in the role of one side of an area; merged, shifted by their offset, carried on where they stop.

A limit is one line or a chain of lines with the same side (a stepped, composite limit). Lines that stop short are
carried on straight, only as far as the line they have to meet, at most `MAX_EXTENSION_M`.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

import shapely
from shapely.geometry import LineString, Point, Polygon
from shapely.geometry.base import BaseGeometry

from gis.clauses.compass import Vector
from gis.clauses.lines import NamedLine

__all__ = [
    "GRID_M",
    "MAX_EXTENSION_M",
    "NEAR_M",
    "Join",
    "Limit",
    "Strand",
    "bearings_shared",
    "chained",
    "extended",
    "join",
    "merged",
    "ringed",
    "shifted",
]

MAX_EXTENSION_M = 5_000.0  # no line is carried on farther than this beyond its end
GRID_M = 0.001  # lines are noded on a millimetre grid
NEAR_M = 0.02  # a piece of outline this near to a line lies on it
_LOOKBACK_M = 30.0  # a line is carried on in the direction from its last vertex at least this far before its end
_OVERSHOOT_M = 0.5  # so that an extension surely crosses; what sticks out is cut off again
_SNAP_M = 5.0  # ends this near to a line are joined to it whatever their direction
_STEP_WEIGHT = 3.0  # a straight step between two lines counts three times: carrying them on is preferred
_RING_GAP_SHARE = 0.1  # a line said to enclose an area by itself may leave this share of its length open
_OVERLAP_SHARE = 0.5  # lines that run side by side for more than this share of the shorter one are no chain


@dataclass(frozen=True)
class Strand:
    """One named line in one role of one part.

    `path`: the line shifted by the offset; `added`: straight pieces carried on beyond its ends or to the next line of
    the chain; `outward`: unit vector away from the area, None where the words give no direction (围合).
    """

    part: int
    side: str
    name: str
    line: NamedLine
    path: BaseGeometry
    outward: Vector | None = None
    added: tuple[LineString, ...] = ()
    declared: bool = False
    reason: str = ""
    corridor: bool = False

    @cached_property
    def full(self) -> BaseGeometry:
        """Path and added pieces."""
        return shapely.union_all([self.path, *self.added])


@dataclass(frozen=True)
class Limit:
    """The lines that together limit an area on one side; `toward` is the compass side the limit lies on, or ""."""

    toward: str
    strands: tuple[Strand, ...]

    @cached_property
    def full(self) -> BaseGeometry:
        """All its lines with all added pieces."""
        return shapely.union_all([strand.full for strand in self.strands])

    @property
    def title(self) -> str:
        """The names of its lines."""
        return "、".join(dict.fromkeys(strand.name for strand in self.strands))

    def adding(self, piece: LineString, *, strand: int) -> Limit:
        """The limit with one more straight piece on the strand numbered `strand`."""
        strands = list(self.strands)
        strands[strand] = replace(strands[strand], added=(*strands[strand].added, piece))
        return replace(self, strands=tuple(strands))


@dataclass(frozen=True)
class Join:
    """A way to make two limits meet: pieces (which limit 0 or 1, which strand, straight line) and its cost.

    `length_m`: the total length; a step across, in no line's own direction, counts `_STEP_WEIGHT` times.
    """

    length_m: float
    pieces: tuple[tuple[int, int, LineString], ...]

    @property
    def rank(self) -> tuple[float, ...]:
        """Shorter first; ties by place, so that the order of vertices or features never decides."""
        return (round(self.length_m, 3), *(round(value, 3) for _, _, piece in self.pieces for value in piece.bounds))


@dataclass(frozen=True)
class _End:
    strand: int
    x_m: float
    y_m: float
    east: float
    north: float

    @property
    def point(self) -> Point:
        """Where the line ends."""
        return Point(self.x_m, self.y_m)

    def straight(self, length_m: float) -> LineString:
        """The line carried on straight for `length_m` metres."""
        return LineString([(self.x_m, self.y_m), (self.x_m + self.east * length_m, self.y_m + self.north * length_m)])


def merged(geometry: BaseGeometry) -> BaseGeometry:
    """The line noded and merged: vertex order, division into features and needless vertices no longer matter."""
    flat = shapely.force_2d(geometry.boundary if geometry.geom_type.endswith("Polygon") else geometry)
    return shapely.line_merge(shapely.union_all([flat], grid_size=GRID_M)).simplify(GRID_M)


def shifted(path: BaseGeometry, outward: Vector, *, offset_m: float) -> BaseGeometry:
    """The line moved `offset_m` metres to its `outward` side (negative: inward); rings grow or shrink."""
    if not offset_m:
        return path
    moved = []
    for piece in shapely.get_parts(path):
        if piece.is_closed:
            moved.append(Polygon(piece).buffer(offset_m, join_style="mitre").boundary)
            continue
        (x0, y0), (x1, y1) = piece.coords[0], piece.coords[-1]
        left = 1.0 if (y0 - y1) * outward[0] + (x1 - x0) * outward[1] >= 0 else -1.0
        moved.append(shapely.offset_curve(piece, left * offset_m, join_style="mitre", mitre_limit=2.0))
    return merged(shapely.union_all(moved))


def bearings_shared(limits: Sequence[Limit]) -> list[Limit]:
    """Limits in which a line that closes two sides (以东及以北) faces outward between them; None where they cancel."""

    def _outward_of(strand: Strand) -> Vector | None:
        same = [
            other.outward
            for limit in limits
            for other in limit.strands
            if other.line.name == strand.line.name and other.path.equals(strand.path)
        ]
        east = sum(vector[0] for vector in same if vector)
        north = sum(vector[1] for vector in same if vector)
        length = math.hypot(east, north)
        return (east / length, north / length) if length > 0.01 else None

    return [
        replace(limit, strands=tuple(replace(strand, outward=_outward_of(strand)) for strand in limit.strands))
        for limit in limits
    ]


def _ends(limit: Limit) -> Iterator[_End]:
    """The free ends of a limit: on no other piece of it, with the direction in which the line runs out."""
    pieces = [(i, piece) for i, strand in enumerate(limit.strands) for piece in shapely.get_parts(strand.path)]
    added = [piece for strand in limit.strands for piece in strand.added]
    for number, (strand, piece) in enumerate(pieces):
        if piece.is_closed or piece.length == 0:
            continue
        others = [other for k, (_, other) in enumerate(pieces) if k != number] + added
        for course in (piece.coords, piece.coords[::-1]):
            end = Point(course[0])
            before = next((xy for xy in course if end.distance(Point(xy)) >= _LOOKBACK_M), course[-1])
            reach_m = math.dist(course[0], before)
            if reach_m > 0 and all(end.distance(other) > NEAR_M for other in others):
                yield _End(strand, end.x, end.y, (end.x - before[0]) / reach_m, (end.y - before[1]) / reach_m)


def _onto(limit: Limit, target: BaseGeometry, *, role: int) -> Iterator[Join]:
    """Joins that carry an end of `limit` straight onto `target`, or take a last small gap."""
    for end in _ends(limit):
        hit = end.straight(MAX_EXTENSION_M).intersection(target)
        if not hit.is_empty:
            length_m = end.point.distance(hit)
            yield Join(length_m, ((role, end.strand, end.straight(length_m + _OVERSHOOT_M)),))
        gap_m = end.point.distance(target)
        if gap_m <= _SNAP_M:
            yield Join(gap_m * _STEP_WEIGHT, ((role, end.strand, _step(end.point, target)),))


def _step(point: Point, target: BaseGeometry) -> LineString:
    """The straight way from a point to the nearest place of `target`."""
    return shapely.shortest_line(point, target)


def _both(one: Limit, other: Limit) -> Iterator[Join]:
    """Joins in which an end of each is carried on until they meet."""
    for first in _ends(one):
        for second in _ends(other):
            meeting = first.straight(MAX_EXTENSION_M).intersection(second.straight(MAX_EXTENSION_M))
            if meeting.geom_type != "Point" or meeting.is_empty:
                continue
            first_m, second_m = first.point.distance(meeting), second.point.distance(meeting)
            yield Join(
                first_m + second_m,
                (
                    (0, first.strand, first.straight(first_m + _OVERSHOOT_M)),
                    (1, second.strand, second.straight(second_m + _OVERSHOOT_M)),
                ),
            )


def join(one: Limit, other: Limit) -> Join | None:
    """The shortest way to make two limits meet by carrying their ends on straight; None where there is none."""
    ways = [*_onto(one, other.full, role=0), *_onto(other, one.full, role=1), *_both(one, other)]
    return min(ways, key=lambda way: way.rank, default=None)


def _along(piece: BaseGeometry, axis: Vector) -> tuple[float, float]:
    """How far a piece reaches along an axis: least and greatest, in metres."""
    reach = [x * axis[0] + y * axis[1] for x, y in shapely.get_coordinates(piece)]
    return min(reach), max(reach)


def _steps(one: Limit, other: Limit) -> Iterator[Join]:
    """Joins by a straight step from an end of one to the nearest place of the other."""
    for role, limit, target in ((0, one, other.full), (1, other, one.full)):
        for end in _ends(limit):
            step = _step(end.point, target)
            if step.length <= MAX_EXTENSION_M:
                yield Join(step.length * _STEP_WEIGHT, ((role, end.strand, step),))


def _clusters(limit: Limit) -> list[tuple[int, BaseGeometry]]:
    """The connected pieces of a limit, each with the strand of its first piece."""
    left = [(i, piece) for i, strand in enumerate(limit.strands) for piece in shapely.get_parts(strand.full)]
    found: list[tuple[int, BaseGeometry]] = []
    while left:
        strand, whole = left.pop(0)
        grown = True
        while grown:
            near = [entry for entry in left if entry[1].distance(whole) <= NEAR_M]
            left = [entry for entry in left if entry not in near]
            whole = shapely.union_all([whole, *(piece for _, piece in near)])
            grown = bool(near)
        found.append((strand, whole))
    return found


def chained(limit: Limit) -> Limit:
    """The limit with its lines joined end to end along the limit, where they do not touch.

    Lines that lie one after the other are carried on until they meet, or joined by a straight step; lines that run
    side by side (two carriageways, an inner and an outer limit) are left as they are.
    """
    outward = next((strand.outward for strand in limit.strands if strand.outward), None)
    if outward is None:
        return limit
    axis = (-outward[1], outward[0])
    clusters = sorted(_clusters(limit), key=lambda cluster: _along(cluster[1], axis))
    last = clusters[0]
    for before, after in pairwise(clusters):
        last = max(last, before, key=lambda cluster: _along(cluster[1], axis)[1])
        (low, high), (start, stop) = _along(last[1], axis), _along(after[1], axis)
        if min(high, stop) - start > _OVERLAP_SHARE * min(high - low, stop - start):
            continue
        one, other = (Limit("", (replace(limit.strands[i], path=merged(w), added=()),)) for i, w in (last, after))
        ways = [*_onto(one, other.full, role=0), *_onto(other, one.full, role=1), *_both(one, other)]
        way = min([*ways, *_steps(one, other)], key=lambda way: way.rank, default=None)
        for role, _, piece in way.pieces if way else ():
            limit = limit.adding(piece, strand=(last, after)[role][0])
    return limit


def ringed(limit: Limit) -> Limit:
    """The limit with the gap between its two ends closed by a straight step, where it all but closes on itself."""
    ends = list(_ends(limit))
    if len(ends) == 2:
        step = LineString([ends[0].point, ends[1].point])
        if step.length <= min(_RING_GAP_SHARE * limit.full.length, MAX_EXTENSION_M):
            return limit.adding(step, strand=ends[0].strand)
    return limit


def extended(limit: Limit, region: BaseGeometry) -> tuple[Limit, bool]:
    """The limit carried on straight to where it leaves `region`, and whether it now crosses it from edge to edge.

    Ends inside the region are carried on; where the whole limit lies outside, ends that point at the region are.
    """
    outside = not limit.full.intersects(region)
    reached = True
    for end in list(_ends(limit)):
        ray = end.straight(MAX_EXTENSION_M)
        if region.intersects(end.point) or (outside and ray.intersects(region)):
            limit = limit.adding(ray, strand=end.strand)
            reached &= not region.contains(Point(ray.coords[-1]))
    return limit, reached
