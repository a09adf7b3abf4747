"""Ground that pairs of areas share, in m2 and with its outline, from where their outlines cross.

By Green's theorem the area of an overlap is a sum along its outline, which runs on one ring between two crossings and
on the other between the next two. Sums along every ring are kept from its first corner on, so that a pair costs its
few crossings and not its many corners. A polygon counts as its outer ring less its holes, a multipolygon as its parts.
Where two outlines are not in general position (a corner on the other's edge, edges in one line), GEOS is asked.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import shapely

from gis.measures.built import Shapes
from gis.network.noding import Flags, Floats, Ints

__all__ = ["Rings", "Shared", "polygon_parts", "rings_of", "shared", "spread"]

_NEAR_M = 1e-7  # a corner this near to the other's edge: GEOS decides
_GRAZING = 1e-4  # sine of the angle below which a crossing is not placed well enough
_SMALL_M2 = 1e-6  # less may be rounding alone
_REACH_M = 30_000.0  # sums along larger rings round too much
_CHUNK = 6  # edges whose boxes are looked at together
_BLOCK = 6  # chunks
_AT_ONCE = 10_000  # boxes looked at together: bounds the memory, and stays in the cache


@dataclass(frozen=True, eq=False)
class _Level:
    """Boxes (4, n): least x, least y, greatest x, greatest y; each has `begin` to `end` of the next level within."""

    box: Floats
    begin: Ints
    end: Ints


@dataclass(frozen=True, eq=False)
class Rings:
    """Rings of polygons, anticlockwise, the corners of all in one row; an edge has the number of its first corner.

    By area: `shapes`, with the rings from `begin` to the next entry. By ring: `shape`, `sign` (-1: a hole), its corners
    from `first` to `last` (equal to the first), `disk` (what it encloses), `area_m2`. `levels`: the tree of boxes over
    rings, blocks of chunks, chunks of edges, and edges. By corner: `x`, `y`, `twice_m2` and `along_m`: sums from the
    first corner of the ring on, areas as seen from that corner.
    """

    shapes: Shapes
    begin: Ints
    shape: Ints
    sign: Floats
    first: Ints
    last: Ints
    disk: Shapes
    area_m2: Floats
    levels: tuple[_Level, ...]
    x: Floats
    y: Floats
    twice_m2: Floats
    along_m: Floats


@dataclass(frozen=True, eq=False)
class Shared:
    """By pair: `area_m2` of the ground shared, `outline_m` (its perimeter), `by_geos` (not in general position)."""

    area_m2: Floats
    outline_m: Floats
    by_geos: Flags


def rings_of(shapes: Shapes) -> Rings:
    """The rings of valid polygons and multipolygons, shape (n,), in metres; None and empty ones have none."""
    parts, shape_of_part = shapes, np.arange(len(shapes))
    if (shapely.get_type_id(shapes) > shapely.GeometryType.POLYGON).any():
        parts, shape_of_part = shapely.get_parts(shapes, return_index=True)
    lines, part = shapely.get_rings(parts, return_index=True)
    shape = shape_of_part[part]
    clockwise = ~shapely.is_ccw(lines)
    lines[clockwise] = shapely.reverse(lines[clockwise])
    corners, ring = shapely.get_coordinates(lines, return_index=True)
    x, y = np.ascontiguousarray(corners[:, 0]), np.ascontiguousarray(corners[:, 1])
    first: Ints = np.flatnonzero(np.diff(ring, prepend=-1))
    last: Ints = np.append(first[1:], len(ring))[: len(first)] - 1
    disk = shapely.polygons(lines)
    shapely.prepare(disk)
    twice_m2, along_m = _sums(x, y, (first, last, ring))
    return Rings(
        shapes=shapes, begin=np.searchsorted(shape, np.arange(len(shapes) + 1)), shape=shape,
        sign=np.where(np.diff(part, prepend=-1) > 0, 1.0, -1.0), first=first, last=last, disk=disk,
        area_m2=shapely.area(disk), levels=_levels(x, y, first, last), x=x, y=y, twice_m2=twice_m2, along_m=along_m,
    )  # fmt: skip


def shared(ones: Rings, others: Rings, pairs: tuple[Ints, Ints]) -> Shared:
    """Ground shared by each pair (row of ones, row of others), by the planar measure of GEOS to about 1e-9 of it."""
    one, other = pairs
    here, there = np.diff(ones.begin)[one], np.diff(others.begin)[other]
    pair, offset = spread(here * there)
    ring = ones.begin[one[pair]] + offset // there[pair]
    far = others.begin[other[pair]] + offset % there[pair]
    meet = _meet(ones.levels[0].box, ring, others.levels[0].box, far)
    pair, ring, far = pair[meet], ring[meet], far[meet]
    area_m2, ring_m, far_m, doubtful = _of_rings(ones, others, (ring, far))
    signs, near_sign = ones.sign[ring] * others.sign[far], ones.sign[ring]
    count = len(one)
    found_m2: Floats = np.bincount(pair, weights=signs * area_m2, minlength=count).astype(float)
    outline_m = np.bincount(pair, weights=others.sign[far] * ring_m + near_sign * far_m, minlength=count).astype(float)
    by_geos = np.bincount(pair, weights=doubtful, minlength=count) > 0.0
    by_geos |= (found_m2 != 0.0) & (np.abs(found_m2) < _SMALL_M2)
    found_m2[by_geos], outline_m[by_geos] = _by_geos(ones.shapes[one[by_geos]], others.shapes[other[by_geos]])
    return Shared(found_m2, outline_m, by_geos)


def polygon_parts(shapes: Shapes) -> tuple[Shapes, Ints]:
    """The polygons among the parts of overlaps, and the row of each: overlaps may hold lines and points as well."""
    parts, row = shapely.get_parts(shapes, return_index=True)
    while (shapely.get_type_id(parts) > shapely.GeometryType.POLYGON).any():
        parts, within = shapely.get_parts(parts, return_index=True)
        row = row[within]
    kept = shapely.get_type_id(parts) == shapely.GeometryType.POLYGON
    return parts[kept], row[kept]


def _by_geos(ones: Shapes, others: Shapes) -> tuple[Floats, Floats]:
    parts, row = polygon_parts(shapely.intersection(ones, others))
    count = len(ones)
    area = np.bincount(row, weights=shapely.area(parts), minlength=count)
    return area.astype(float), np.bincount(row, weights=shapely.length(parts), minlength=count).astype(float)


def _sums(x: Floats, y: Floats, rings: tuple[Ints, Ints, Ints]) -> tuple[Floats, Floats]:
    """Twice the area swept and the way gone from the first corner of the ring to each."""
    first, last, ring = rings
    if not len(x):
        return x, x
    from_x, from_y = x - x[first][ring], y - y[first][ring]
    swept, way = np.zeros(len(x)), np.zeros(len(x))
    swept[:-1] = from_x[:-1] * from_y[1:] - from_x[1:] * from_y[:-1]
    way[:-1] = np.sqrt(np.diff(x) ** 2 + np.diff(y) ** 2)
    for steps in (swept, way):  # back to nothing at the end of each ring: what went before would cost digits
        steps[last] = 0.0
        steps[last] = -np.add.reduceat(steps, first)
    twice_m2, along_m = (np.append(0.0, np.cumsum(steps)[:-1]) for steps in (swept, way))
    return twice_m2 - twice_m2[first][ring], along_m - along_m[first][ring]


def spread(counts: Ints) -> tuple[Ints, Ints]:
    """For entries repeated `counts` times: which entry, and the how manieth."""
    owner: Ints = np.repeat(np.arange(len(counts)), counts)
    return owner, np.arange(len(owner)) - np.repeat(np.cumsum(counts) - counts, counts)


def _levels(x: Floats, y: Floats, first: Ints, last: Ints) -> tuple[_Level, ...]:
    """Boxes of rings, of blocks of chunks, of chunks of edges, and of edges, all a little widened."""
    next_x, next_y = (np.append(values[1:], values[-1:]) for values in (x, y))
    next_x[last], next_y[last] = x[last], y[last]  # no edge leads from ring to ring
    low, high = np.minimum, np.maximum
    box = np.stack([low(x, next_x), low(y, next_y), high(x, next_x), high(y, next_y)])
    box += np.array([[-_NEAR_M], [-_NEAR_M], [_NEAR_M], [_NEAR_M]]) / 2.0
    levels = [_Level(box, last[:0], last[:0])]
    begin, end = first, last
    for size in (_CHUNK, _BLOCK):
        counts = -((begin - end) // size)
        owner, offset = spread(counts)
        at = begin[owner] + offset * size
        levels.insert(0, _Level(_over(levels[0].box, at), at, np.minimum(at + size, end[owner])))
        end = np.cumsum(counts)
        begin = end - counts
    return (_Level(_over(levels[0].box, begin), begin, end), *levels)


def _over(box: Floats, at: Ints) -> Floats:
    """Boxes over the boxes from each place to the next."""
    if not len(at):
        return np.empty((4, 0))
    low, high = np.minimum.reduceat, np.maximum.reduceat
    return np.stack([low(box[0], at), low(box[1], at), high(box[2], at), high(box[3], at)])


def _meet(boxes: Floats, one: Ints, others: Floats, other: Ints) -> Ints:
    """Positions of the pairs whose boxes meet; the second test is of what the first left."""
    found: Ints = np.arange(len(one))
    for low, high in ((0, 2), (1, 3)):
        kept = boxes[low][one] <= others[high][other]
        kept &= others[low][other] <= boxes[high][one]
        at = np.flatnonzero(kept)
        found, one, other = found[at], one[at], other[at]
    return found


def _of_rings(ones: Rings, others: Rings, pairs: tuple[Ints, Ints]) -> tuple[Floats, Floats, Floats, Flags]:
    """Of pairs of rings: area shared by what they enclose, length of each within the other, and whether doubtful."""
    ring, far = pairs
    count = len(ring)
    pair, edge, other_edge = _edges(ones, others, pairs)
    crosses, near, enters, shares = _crossings((ones, edge), (others, other_edge))
    doubtful = np.bincount(pair[near], minlength=count) > 0
    span = others.levels[0].box[:, far]
    doubtful |= np.maximum(span[2] - span[0], span[3] - span[1]) > _REACH_M
    at = crosses & ~doubtful[pair]
    pair, edge, other_edge, enters = pair[at], edge[at], other_edge[at], enters[at]
    eye = ones.first[ring[pair]]
    twice_m2, lengths = np.zeros(count), []
    for rings, own, corner, part, into in (
        (ones, ring, edge, shares[0][at], ~enters), (others, far, other_edge, shares[1][at], enters),
    ):  # fmt: skip
        inside, odd = _starts_inside(pair, (corner, part), into, count)
        doubtful |= odd
        swept, way = _at_crossings(rings, (own[pair], corner, part), (ones.x[eye], ones.y[eye]))
        way_sign = np.where(into, -1.0, 1.0)
        last = rings.last[own]
        twice_m2 += np.bincount(pair, weights=way_sign * swept, minlength=count) + inside * rings.twice_m2[last]
        lengths.append(np.bincount(pair, weights=way_sign * way, minlength=count) + inside * rings.along_m[last])
    area_m2 = np.clip(twice_m2 / 2.0, 0.0, np.minimum(ones.area_m2[ring], others.area_m2[far]))
    apart: Ints = np.flatnonzero((np.bincount(pair, minlength=count) == 0) & ~doubtful)
    _whole((ones, others), (ring[apart], far[apart]), apart, (area_m2, lengths[0], lengths[1]))
    return area_m2, lengths[0], lengths[1], doubtful


def _edges(ones: Rings, others: Rings, pairs: tuple[Ints, Ints]) -> tuple[Ints, Ints, Ints]:
    """Edges of pairs of rings whose boxes meet: pair, edge of the one, edge of the other."""
    ring, far = pairs
    top = others.levels[0]
    counts = (top.end - top.begin)[far]
    slices = np.flatnonzero(np.diff(np.cumsum(counts) // _AT_ONCE, prepend=-1, append=-2))
    found = [
        _edges_of(ones, others, (np.arange(begin, end), ring[begin:end], far[begin:end]))
        for begin, end in pairwise(slices)
    ]
    if not found:
        return ring[:0], ring[:0], ring[:0]
    pair, edge, other_edge = (np.concatenate(column) for column in zip(*found, strict=True))
    return pair, edge, other_edge


def _edges_of(ones: Rings, others: Rings, pairs: tuple[Ints, Ints, Ints]) -> tuple[Ints, Ints, Ints]:
    """From rings to blocks, chunks and edges: what is near, now of the one and now of the other."""
    pair, ring, far = pairs
    (_, _, chunks, edges), (far_rings, far_blocks, far_chunks, far_edges) = ones.levels, others.levels
    top = ones.levels[0]
    pair, ring, far = _into(pair, (top, ring), (far_rings, far), far_blocks)
    blocks = ones.levels[1]
    pair, far, ring = _into(pair, (far_blocks, far), (top, ring), blocks)
    pair, far, ring = _into(pair, (far_blocks, far), (blocks, ring), chunks)
    pair, ring, far = _into(pair, (chunks, ring), (far_blocks, far), far_chunks)
    pair, ring, far = _into(pair, (chunks, ring), (far_chunks, far), far_edges)
    pair, far, ring = _into(pair, (far_edges, far), (chunks, ring), edges)
    return pair, ring, far


def _into(
    pair: Ints, fixed: tuple[_Level, Ints], opened: tuple[_Level, Ints], inner: _Level
) -> tuple[Ints, Ints, Ints]:
    """Pair, fixed and inner place, where what lies within the opened meets the fixed."""
    (level, at), (outer, out) = fixed, opened
    owner, offset = spread((outer.end - outer.begin)[out])
    within = outer.begin[out[owner]] + offset
    at = at[owner]
    kept = _meet(level.box, at, inner.box, within)
    return pair[owner[kept]], at[kept], within[kept]


def _crossings(one: tuple[Rings, Ints], other: tuple[Rings, Ints]) -> tuple[Flags, Flags, Flags, tuple[Floats, Floats]]:
    """Of pairs of edges: whether they cross, are too near to tell, the other enters the one's ring; shares of edges."""
    (rings, edge), (far, far_edge) = one, other
    x, y = rings.x[edge], rings.y[edge]
    along_x, along_y = rings.x[edge + 1] - x, rings.y[edge + 1] - y
    from_x, from_y = far.x[far_edge] - x, far.y[far_edge] - y
    to_x, to_y = far.x[far_edge + 1] - x, far.y[far_edge + 1] - y
    far_x, far_y = to_x - from_x, to_y - from_y
    start, end = along_x * from_y - along_y * from_x, along_x * to_y - along_y * to_x
    own_start = far_y * from_x - far_x * from_y
    turn = along_x * far_y - along_y * far_x
    own_end = far_x * (along_y - from_y) - far_y * (along_x - from_x)
    length, far_length = np.hypot(along_x, along_y), np.hypot(far_x, far_y)
    crosses = ((start < 0.0) != (end < 0.0)) & ((own_start < 0.0) != (own_end < 0.0))
    near = np.minimum(np.abs(start), np.abs(end)) <= _NEAR_M * length
    near |= np.minimum(np.abs(own_start), np.abs(own_end)) <= _NEAR_M * far_length
    near |= crosses & (np.abs(turn) <= _GRAZING * length * far_length)
    sure = crosses & ~near
    share, far_share = (np.divide(up, up - down, out=np.zeros(len(x)), where=sure) for up, down in (
        (own_start, own_end), (start, end),
    ))  # fmt: skip
    return sure, near, start < 0.0, (share, far_share)


def _starts_inside(pair: Ints, place: tuple[Ints, Floats], into: Flags, count: int) -> tuple[Flags, Flags]:
    """By pair: whether the ring begins within the other, and whether its crossings do not go in and out in turn."""
    corner, part = place
    order = np.lexsort((part, corner, pair))
    sorted_pair, sorted_into = pair[order], into[order]
    heads = np.flatnonzero(np.diff(sorted_pair, prepend=-1))
    inside, odd = np.zeros(count, dtype=bool), np.zeros(count, dtype=bool)
    inside[sorted_pair[heads]] = ~sorted_into[heads]
    follows = sorted_pair[1:] == sorted_pair[:-1]
    odd[sorted_pair[1:][follows & (sorted_into[1:] == sorted_into[:-1])]] = True
    tails = np.append(heads[1:], len(order))[: len(heads)] - 1
    odd[sorted_pair[heads[sorted_into[heads] == sorted_into[tails]]]] = True
    return inside, odd


def _at_crossings(rings: Rings, place: tuple[Ints, Ints, Floats], eye: tuple[Floats, Floats]) -> tuple[Floats, Floats]:
    """Twice the area swept, as seen from `eye`, and the way, from the ring's first corner to places on its edges."""
    ring, edge, part = place
    first, (eye_x, eye_y) = rings.first[ring], eye
    x, y = rings.x[edge], rings.y[edge]
    along_x, along_y = rings.x[edge + 1] - x, rings.y[edge + 1] - y
    off_x, off_y = eye_x - rings.x[first], eye_y - rings.y[first]
    swept = rings.twice_m2[edge] - (off_x * (y - rings.y[first]) - off_y * (x - rings.x[first]))
    swept += part * ((x - eye_x) * along_y - (y - eye_y) * along_x)
    return swept, rings.along_m[edge] + part * np.hypot(along_x, along_y)


def _whole(both: tuple[Rings, Rings], pairs: tuple[Ints, Ints], at: Ints, into: tuple[Floats, Floats, Floats]) -> None:
    """Fill area and lengths of pairs of rings that do not cross: one lies in the other, or they are apart."""
    (ones, others), (ring, far), (area_m2, ring_m, far_m) = both, pairs, into
    corner, far_corner = ones.first[ring], others.first[far]
    within = shapely.contains_xy(others.disk[far], ones.x[corner], ones.y[corner])
    holds = ~within & shapely.contains_xy(ones.disk[ring], others.x[far_corner], others.y[far_corner])
    area_m2[at] = np.where(within, ones.area_m2[ring], np.where(holds, others.area_m2[far], 0.0))
    ring_m[at] = np.where(within, ones.along_m[ones.last[ring]], 0.0)
    far_m[at] = np.where(holds, others.along_m[others.last[far]], 0.0)
