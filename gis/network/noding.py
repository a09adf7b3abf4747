"""Street lines into segments between shared nodes: crossings joined per level, bridges and tunnels kept apart."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from types import MappingProxyType

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

from gis.crs import require_metric
from gis.errors import DefinitionError

__all__ = ["GRID_PER_M", "Flags", "Floats", "Ints", "Noded", "noded"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

GRID_PER_M = 100.0  # coordinates are kept as whole centimetres
_TOUCH_GRID = 1.5  # two snapped ends and a snapped point may stray this far from a common line, in grid units
_STRIP_GRID = 10_000  # least height of the strips in which neighbours are sought, in grid units
_PAIRS_AT_ONCE = 500_000  # bounds the memory
_HIGHEST = 100  # levels above or below the ground


@dataclass(frozen=True, eq=False)
class Noded:
    """Segments between nodes; every array of segments has one entry a segment.

    `node_xy`: (n, 2) metres. `start`, `end`: node of either end. `elevated`: on a bridge or in a tunnel.
    `stretch`: metres of walk a metre of street, 1 without a penalty.
    `counts`: what was joined and what was dropped, by name.
    """

    node_xy: Floats
    start: Ints
    end: Ints
    elevated: Flags
    stretch: Floats
    counts: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class _Pieces:
    """Segments in grid units before nodes are numbered; `*_tip`: the end is an end of its street."""

    a: Ints
    b: Ints
    a_tip: Flags
    b_tip: Flags
    level: Ints
    elevated: Flags
    steps: Flags
    stretch: Floats

    def take(self, rows: Ints | Flags) -> _Pieces:
        """The segments in `rows`."""
        return _Pieces(
            self.a[rows], self.b[rows], self.a_tip[rows], self.b_tip[rows],
            self.level[rows], self.elevated[rows], self.steps[rows], self.stretch[rows],
        )  # fmt: skip


def noded(streets: gpd.GeoDataFrame, *, crossing_m: float = 0.0, steps_m: float = 0.0) -> Noded:
    """Segments of the walkable streets, cut wherever two streets of one level meet.

    Joined: vertices in one place; crossings without a vertex and ends that touch a line, where layer, bridge and tunnel
    are equal; the ends of bridges and tunnels with whatever they touch. Not joined: a bridge or tunnel with what it
    passes over or under; only steps, or an end that would otherwise hang in the air, may meet it between its ends.

    Parameters
    ----------
    streets: lines in a metric CRS, columns of the schema (absent flags count as False, `walkable` as True). Whether a
        street is one-way is not asked: on foot one walks both ways.
    crossing_m, steps_m: metres added to the walk over a whole street that is a crossing or steps, spread along it.

    Returns
    -------
    Noded; coordinates on a grid of 1 cm. The order of rows has no influence on it.

    Raises
    ------
    MetricCRSError: the frame is not in metres. DefinitionError: a penalty is below 0.
    """
    require_metric(streets, layer="streets")
    if not (0.0 <= crossing_m < np.inf and 0.0 <= steps_m < np.inf):
        raise DefinitionError(file="—", key="crossing_m, steps_m", problem=f"{crossing_m}, {steps_m}")
    walkable = _flag(streets, "walkable", default=True)
    placed = _placed(streets)
    counts = {"streets_not_walkable": int((~walkable).sum()), "streets_placeless": int((walkable & ~placed).sum())}
    pieces, empty_count, zero_count = _pieces(streets[walkable & placed], crossing_m, steps_m)
    counts |= {"streets_empty": empty_count, "segments_zero_length": zero_count}
    pieces, crossing_count, touch_count = _cut(pieces.take(_by_place(pieces)))
    counts |= {"crossings_joined": crossing_count, "touches_joined": touch_count}
    node_xy, start, end = _numbered(pieces)
    kept, start, end = _distinct(start, end, pieces.elevated, pieces.stretch)
    counts["segments_duplicate"] = len(pieces.a) - len(kept)
    used, flat = np.unique(np.concatenate([start, end]), return_inverse=True)
    start, end = np.split(flat.astype(np.int64), 2)
    return Noded(node_xy[used], start, end, pieces.elevated[kept], pieces.stretch[kept], MappingProxyType(counts))


def _flag(streets: gpd.GeoDataFrame, column: str, *, default: bool = False) -> Flags:
    if column not in streets:
        return np.full(len(streets), default)
    known = streets[column]
    return np.asarray(known.where(known.notna(), default).astype(bool), dtype=np.bool_)


def _placed(streets: gpd.GeoDataFrame) -> Flags:
    """Streets all of whose coordinates are numbers; those without any have none that is not."""
    xy, row = shapely.get_coordinates(np.asarray(streets.geometry.array, dtype=object), return_index=True)
    lost = np.bincount(row, weights=~np.isfinite(xy).all(axis=1), minlength=len(streets))
    return np.asarray(lost == 0, dtype=np.bool_)


def _pieces(streets: gpd.GeoDataFrame, crossing_m: float, steps_m: float) -> tuple[_Pieces, int, int]:
    """Every segment of every line, with the counts of empty streets and of segments shorter than the grid."""
    lines = np.asarray(streets.geometry.array, dtype=object)
    usable = ~(shapely.is_missing(lines) | shapely.is_empty(lines))
    parts, row = shapely.get_parts(lines[usable], return_index=True)
    row = np.flatnonzero(usable)[row]
    xy, part = shapely.get_coordinates(parts, return_index=True)
    grid = np.rint(xy * GRID_PER_M).astype(np.int64)
    first = np.flatnonzero(part[1:] == part[:-1]) if len(part) else np.zeros(0, dtype=np.int64)
    tip = np.ones(len(part), dtype=bool)
    tip[1:-1] = (part[1:-1] != part[:-2]) | (part[1:-1] != part[2:])
    street = row[part[first]]
    bridge, tunnel = _flag(streets, "bridge")[street], _flag(streets, "tunnel")[street]
    level = _levels(streets, street, bridge, tunnel)
    steps = _flag(streets, "steps")
    stretch = _stretch(lines, crossing_m * _flag(streets, "crossing") + steps_m * steps)[street]
    pieces = _Pieces(
        grid[first], grid[first + 1], tip[first], tip[first + 1], level, bridge | tunnel, steps[street], stretch
    )
    long_enough = ~_equal(pieces.a, pieces.b)
    return pieces.take(long_enough), int((~usable).sum()), int((~long_enough).sum())


def _stretch(lines: npt.NDArray[np.object_], extra_m: Floats) -> Floats:
    """Metres of walk a metre of each street: its extra spread along it, so that cutting it changes nothing."""
    stretch = np.ones(len(lines))
    some = np.flatnonzero(extra_m > 0.0)
    length_m = np.nan_to_num(shapely.length(lines[some]))
    stretch[some] += np.divide(extra_m[some], length_m, out=np.zeros(len(some)), where=length_m > 0.0)
    return stretch


def _levels(streets: gpd.GeoDataFrame, street: Ints, bridge: Flags, tunnel: Flags) -> Ints:
    """One number for each (layer, bridge, tunnel), per segment."""
    layer = np.zeros(len(streets))
    if "layer" in streets:
        given = streets["layer"].to_numpy(dtype=float)
        layer = np.where(np.abs(given) <= _HIGHEST, given, 0.0)  # unknown, or nothing that was ever built
    return np.asarray(np.rint(layer[street]).astype(np.int64) * 4 + bridge * 2 + tunnel, dtype=np.int64)


def _by_place(pieces: _Pieces) -> Ints:
    """Order of the segments by where they lie, so that neighbours on the ground are neighbours in memory."""
    low = np.minimum(pieces.a, pieces.b)
    return np.lexsort((low[:, 0], low[:, 1] // _STRIP_GRID))


def _cut(pieces: _Pieces) -> tuple[_Pieces, int, int]:
    """The segments cut where another one of the level crosses or touches; counts of crossings and touches."""
    rows, cuts, touches = [np.zeros(0, dtype=np.int64)], [np.zeros((0, 2), dtype=np.int64)], []
    for one, other in _near_pairs(pieces):
        touch_line, touch_point, pair = _touches(pieces, np.concatenate([one, other]), np.concatenate([other, one]))
        touches.append(np.column_stack([touch_line, touch_point]))
        apart = np.ones(len(one), dtype=bool)
        apart[pair % len(one)] = False  # an end that overshoots by less than the grid touches, it does not cross
        cross_one, cross_other, point = _crossings(pieces, one[apart], other[apart])
        rows += [cross_one, cross_other]
        cuts += [point, point]
    crossing_count = sum(map(len, rows)) // 2
    if touches:
        touch_key = np.unique(np.concatenate(touches), axis=0)
        rows.append(touch_key[:, 0])
        cuts.append(touch_key[:, 1:])
    row = np.concatenate(rows)
    return _split(pieces, row, np.concatenate(cuts)), crossing_count, len(row) - 2 * crossing_count


def _near_pairs(pieces: _Pieces) -> Iterator[tuple[Ints, Ints]]:
    """Pairs of segments whose bounding boxes meet, each pair once, lower row first, some hundred thousand at a time.

    The boxes are put into strips of latitude and sorted by their western side within each; a box can only meet those
    that follow it before its eastern side. A pair counts in the higher of the two strips in which its boxes begin.
    A tree finds the same, but needs an object for each segment: twice the time and ten times the memory.
    """
    if not len(pieces.a):
        return
    low, high = np.minimum(pieces.a, pieces.b), np.maximum(pieces.a, pieces.b)
    west, width = int(low[:, 0].min()), int(np.ptp(np.concatenate([low[:, 0], high[:, 0]]))) + 1
    strip_height = max(_STRIP_GRID, int(2.0 * (high[:, 1] - low[:, 1]).mean()))
    begins = low[:, 1] // strip_height
    strip_count = high[:, 1] // strip_height - begins + 1
    box = np.repeat(np.arange(len(begins)), strip_count)
    strip = begins[box] + np.arange(len(box)) - np.repeat(np.cumsum(strip_count) - strip_count, strip_count)
    key = (strip - strip.min()) * width + (low[box, 0] - west)
    order = np.argsort(key, kind="stable")
    key, box, strip = key[order], box[order], strip[order]
    eastern = key + (high[box, 0] - low[box, 0])
    follow_count = np.searchsorted(key, eastern, side="right") - np.arange(1, len(box) + 1)
    pair_count = np.cumsum(follow_count)
    bounds = np.searchsorted(pair_count, np.arange(0, int(pair_count[-1]), _PAIRS_AT_ONCE))
    for begin, end in pairwise([*np.unique(bounds).tolist(), len(box)]):
        count = follow_count[begin:end]
        left = np.repeat(np.arange(begin, end), count)
        right = left + 1 + np.arange(len(left)) - np.repeat(np.cumsum(count) - count, count)
        one, other = box[left], box[right]
        meets = (low[one, 1] <= high[other, 1]) & (low[other, 1] <= high[one, 1])
        meets &= strip[left] == np.maximum(begins[one], begins[other])
        one, other = one[meets], other[meets]
        if len(one):
            yield np.minimum(one, other), np.maximum(one, other)


def _side(a: Ints, b: Ints, point: Ints) -> Ints:
    """Sign of where `point` lies from the line a→b (exact: whole numbers)."""
    span, away = b - a, point - a
    return np.asarray(np.sign(span[:, 0] * away[:, 1] - span[:, 1] * away[:, 0]), dtype=np.int64)


def _crossings(pieces: _Pieces, one: Ints, other: Ints) -> tuple[Ints, Ints, Ints]:
    """Pairs of segments of one level whose insides cross, and the grid point where."""
    same = pieces.level[one] == pieces.level[other]
    one, other = one[same], other[same]
    for _ in range(2):  # the ends of the one on both sides of the other, and the other way round
        a, b = pieces.a[one], pieces.b[one]
        astride = _side(a, b, pieces.a[other]) * _side(a, b, pieces.b[other]) < 0
        one, other = other[astride], one[astride]
    a, b, c, d = pieces.a[one], pieces.b[one], pieces.a[other], pieces.b[other]
    along, across, gap = (b - a).astype(float), (d - c).astype(float), (c - a).astype(float)
    share = (gap[:, 0] * across[:, 1] - gap[:, 1] * across[:, 0]) / (
        along[:, 0] * across[:, 1] - along[:, 1] * across[:, 0]
    )
    return one, other, np.rint(a + along * share[:, None]).astype(np.int64)


def _touches(pieces: _Pieces, line: Ints, toucher: Ints) -> tuple[Ints, Ints, Ints]:
    """Segments that an end of another segment touches between their ends, the touching grid point, the pair."""
    rows, points, pairs = [], [], []
    low = np.minimum(pieces.a[line], pieces.b[line]) - 2
    high = np.maximum(pieces.a[line], pieces.b[line]) + 2
    for points_of, tips in ((pieces.a, pieces.a_tip), (pieces.b, pieces.b_tip)):
        at = points_of[toucher]
        near = (at[:, 0] >= low[:, 0]) & (at[:, 0] <= high[:, 0]) & (at[:, 1] >= low[:, 1]) & (at[:, 1] <= high[:, 1])
        pair = np.flatnonzero(near)  # few: a touch lies in the box of its line, up to the touching distance
        touched, point = line[pair], at[pair]
        same = pieces.level[touched] == pieces.level[toucher[pair]]
        joins = same | (tips[toucher[pair]] & ~pieces.elevated[touched])
        a, b = pieces.a[touched], pieces.b[touched]
        span, away = (b - a).astype(float), (point - a).astype(float)
        square = (span**2).sum(axis=1)
        share = (away * span).sum(axis=1) / square
        gap = np.abs(span[:, 0] * away[:, 1] - span[:, 1] * away[:, 0]) / np.sqrt(square)
        ends = _equal(point, a) | _equal(point, b)
        hit = joins & (gap <= _TOUCH_GRID) & (share > 0.0) & (share < 1.0) & ~ends
        rows.append(touched[hit])
        points.append(point[hit])
        pairs.append(pair[hit])
    return np.concatenate(rows), np.concatenate(points), np.concatenate(pairs)


def _equal(one: Ints, other: Ints) -> Flags:
    """Whether points are the same, row by row."""
    return np.asarray((one[:, 0] == other[:, 0]) & (one[:, 1] == other[:, 1]), dtype=np.bool_)


def _split(pieces: _Pieces, row: Ints, cuts: Ints) -> _Pieces:
    """The segments with the points `cuts` put between the ends of the segments `row`."""
    if not len(row):
        return pieces
    span = (pieces.b[row] - pieces.a[row]).astype(float)
    share = ((cuts - pieces.a[row]) * span).sum(axis=1) / (span**2).sum(axis=1)
    number = np.unique(row)
    whose = np.concatenate([number, row, number])
    place = np.concatenate([np.full(len(number), -1.0), share, np.full(len(number), 2.0)])
    points = np.concatenate([pieces.a[number], cuts, pieces.b[number]])
    tips = np.concatenate([pieces.a_tip[number], np.zeros(len(row), dtype=bool), pieces.b_tip[number]])
    order = np.lexsort((place, whose))
    whose, points, tips = whose[order], points[order], tips[order]
    first = np.flatnonzero((whose[1:] == whose[:-1]) & ~_equal(points[1:], points[:-1]))
    whole = np.ones(len(pieces.a), dtype=bool)
    whole[number] = False
    kept, cut = pieces.take(whole), pieces.take(whose[first])
    return _Pieces(
        np.concatenate([kept.a, points[first]]), np.concatenate([kept.b, points[first + 1]]),
        np.concatenate([kept.a_tip, tips[first]]), np.concatenate([kept.b_tip, tips[first + 1]]),
        np.concatenate([kept.level, cut.level]), np.concatenate([kept.elevated, cut.elevated]),
        np.concatenate([kept.steps, cut.steps]), np.concatenate([kept.stretch, cut.stretch]),
    )  # fmt: skip


def _numbered(pieces: _Pieces) -> tuple[Floats, Ints, Ints]:
    """Node coordinates in metres and the node of each segment's start and end."""
    points = np.concatenate([pieces.a, pieces.b])
    if not len(points):
        return np.zeros((0, 2)), np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    low = points.min(axis=0)
    east, (strip, north) = points[:, 0] - low[0], np.divmod(points[:, 1] - low[1], _STRIP_GRID)
    width = int(east.max()) + 1
    spot_key, spot = np.unique((strip * width + east) * _STRIP_GRID + north, return_inverse=True)  # neighbours together
    strip, within = np.divmod(spot_key, width * _STRIP_GRID)
    east, north = np.divmod(within, _STRIP_GRID)
    at = np.column_stack([east, strip * _STRIP_GRID + north]) + low
    node = spot.astype(np.int64)
    apart = _passing(pieces, node, len(at))
    if apart.any():
        level = np.tile(pieces.level, 2)[apart]
        key = node[apart] * (np.ptp(pieces.level) + 1) + (level - pieces.level.min())
        _, first, own = np.unique(key, return_index=True, return_inverse=True)
        extra = at[node[apart][first]]
        node[apart] = len(at) + own
        at = np.concatenate([at, extra])
    start, end = np.split(node, 2)
    return at / GRID_PER_M, start, end


def _passing(pieces: _Pieces, spot: Ints, spot_count: int) -> Flags:
    """Which segment ends (starts first, then ends) pass over or under their spot without meeting it."""
    elevated, level = np.tile(pieces.elevated, 2), np.tile(pieces.level, 2)
    tip = np.concatenate([pieces.a_tip, pieces.b_tip])
    ground = np.bincount(spot[~elevated], minlength=spot_count)
    stairs = np.bincount(spot[~elevated & tip & np.tile(pieces.steps, 2)], minlength=spot_count)
    meets = (ground == 1) | (stairs > 0)
    key = spot * (np.ptp(level) + 1) + (level - level.min())
    ends_here = np.isin(key, key[elevated & tip])
    return np.asarray(elevated & ~ends_here & ~meets[spot], dtype=np.bool_)


def _distinct(start: Ints, end: Ints, elevated: Flags, stretch: Floats) -> tuple[Ints, Ints, Ints]:
    """One segment for each pair of nodes, on the ground first, then without penalty; rows kept, lower, higher node."""
    low, high = np.minimum(start, end), np.maximum(start, end)
    order = np.lexsort((stretch, elevated, high, low))
    low, high = low[order], high[order]
    new = np.ones(len(order), dtype=bool)
    new[1:] = (low[1:] != low[:-1]) | (high[1:] != high[:-1])
    new &= low != high
    return order[new], low[new], high[new]
