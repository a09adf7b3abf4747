"""Missing links: spots of the streets that lie side by side and are far apart on foot."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely

from gis.network.change import Base, kept_walk, with_links
from gis.network.graph import Network
from gis.network.noding import Flags, Floats, Ints
from gis.network.place import Places
from gis.network.reach import joined

__all__ = ["BRIDGE_M", "GAP_M", "Links", "missing_links", "spot_xy", "with_all_links"]

GAP_M = 30.0  # longest missing link on the ground
BRIDGE_M = 60.0  # longest one over a barrier
_SPOT_M = 20.0  # spots tried along a street
_LEAST_M = 5.0  # gaps below count as this, so that a stub beside its own junction is no candidate
_DETOUR_FACTOR = 4.0  # a link must save more than this many gaps, as in the health report
_END_M = 1e-3
_ROUNDS = 6  # links one after the other on one way; more change nothing in practice and are reported by the bound


@dataclass(frozen=True, eq=False)
class Links:
    """Candidates: from `far` (which gains) to `near` (which is nearer to a source), one entry a link.

    `far`, `near`: spots on the streets, no legs. `length_m`: straight. `start_m`: walk from `near` to its source and
    over the link, what `far` would then cost. `xy`: (k, 4) metres. `over_barrier`: needs a bridge or underpass.
    """

    far: Places
    near: Places
    length_m: Floats
    start_m: Floats
    xy: Floats
    over_barrier: Flags

    def take(self, rows: Ints | Flags) -> Links:
        """The links in `rows`."""
        return Links(
            self.far.take(rows), self.near.take(rows), self.length_m[rows], self.start_m[rows], self.xy[rows],
            self.over_barrier[rows],
        )  # fmt: skip


def missing_links(
    base: Base, *, within_m: float, gap_m: float = GAP_M, bridge_m: float = BRIDGE_M,
    obstacles: npt.NDArray[np.object_] | None = None,
) -> Links:  # fmt: skip
    """Every missing link that could bring some spot within `within_m` metres of a source, one a pair of edges.

    From spots every 20 m along the streets already reached, to the nearest point of every street part no farther than
    `gap_m` (`bridge_m` where a barrier lies between), where the far side saves more than four times the gap. A pair
    whose distances to the sources differ by that much is at least as far apart on foot. No link runs through one of the
    `obstacles` (buildings).
    """
    network = base.demand.network
    near = _spots(network, base, within_m)
    near_m = kept_walk(base, near)[0]
    kept = near_m < within_m
    near, near_m = near.take(kept), near_m[kept]
    near_xy = spot_xy(near)
    points = shapely.points(near_xy)
    longest_m = np.full(len(points), gap_m)  # farther only where there is a barrier to bridge
    by_barrier = np.unique(network.barrier_tree.query(points, predicate="dwithin", distance=max(gap_m, bridge_m))[0])
    longest_m[by_barrier] = max(gap_m, bridge_m)
    spot, hit = network.ground_tree.query(points, predicate="dwithin", distance=longest_m)
    segment = network.ground[hit]
    foot_m, foot_xy = _feet(network, near_xy[spot], segment)
    far = _plain(network, network.segment_edge[segment], network.offset_at(segment, foot_m))
    far_m, length_m = kept_walk(base, far)[0], np.hypot(*(foot_xy - near_xy[spot]).T)
    start_m = near_m[spot] + length_m
    saves = far_m - start_m > _DETOUR_FACTOR * np.maximum(length_m, _LEAST_M)
    rows = np.flatnonzero(saves & (start_m < within_m))
    xy = np.concatenate([near_xy[spot[rows]], foot_xy[rows]], axis=1)
    over = np.zeros(len(xy), dtype=np.bool_)
    beside = np.isin(spot[rows], by_barrier)
    over[beside] = _barred(network, xy[beside])
    free = (length_m[rows] <= np.where(over, bridge_m, gap_m)) & ~_blocked(xy, obstacles)
    rows, xy, over = rows[free], xy[free], over[free]
    best = _best_of_pairs(near.edge[spot[rows]], far.edge[rows], over, start_m[rows])
    rows, xy, over = rows[best], xy[best], over[best]
    return Links(far.take(rows), near.take(spot[rows]), length_m[rows], start_m[rows], xy, over)


def with_all_links(base: Base, links: Links) -> Floats:
    """Walk of each place, metres with `start_m`, if all the links were there at once, used in either direction."""
    ends = joined(links.far, links.near)
    return with_links(base, ends, length_m=links.length_m, rounds=_ROUNDS).distance_m


def spot_xy(places: Places) -> Floats:
    """Where each attached place stands on its street, (n, 2) metres."""
    network = places.network
    key = places.edge + 0.0
    order = np.searchsorted(network.segment_edge, key, side="left")
    last = np.searchsorted(network.segment_edge, key, side="right")
    segment = _segment_at(network, order, last, places.offset_m)
    start, end = network.segment_xy[segment, :2], network.segment_xy[segment, 2:]
    span = end - start
    share = network.along_at(segment, places.offset_m) / np.hypot(span[:, 0], span[:, 1])
    return np.asarray(start + span * np.clip(share, 0.0, 1.0)[:, None], dtype=float)


def _segment_at(network: Network, first: Ints, last: Ints, offset_m: Floats) -> Ints:
    """The segment of each edge (its segments are first…last-1) that holds the offset: bisection, all at once."""
    low, high = first.copy(), last - 1
    while (low < high).any():
        middle = (low + high + 1) // 2
        up = network.segment_offset_m[middle] <= offset_m
        low, high = np.where((low < high) & up, middle, low), np.where((low < high) & ~up, middle - 1, high)
    return np.asarray(low, dtype=np.int64)


def _spots(network: Network, base: Base, within_m: float) -> Places:
    """Spots at most 20 m apart on the ground segments of the edges of which an end, or a source on it, is reached."""
    reached = np.minimum(base.node_m[network.u], base.node_m[network.v]) < within_m
    reached[base.sources.edge[base.sources.ok]] = True
    segment = network.ground[reached[network.segment_edge[network.ground]]]
    span = network.segment_xy[segment, 2:] - network.segment_xy[segment, :2]
    length_m = np.hypot(span[:, 0], span[:, 1])
    count = np.ceil(length_m / _SPOT_M).astype(np.int64) + 1
    row = np.repeat(np.arange(len(segment)), count)
    number = np.arange(len(row)) - np.repeat(np.cumsum(count) - count, count)
    along_m = number / (count - 1)[row] * length_m[row]
    segment = segment[row]
    return _plain(network, network.segment_edge[segment], network.offset_at(segment, along_m))


def _plain(network: Network, edge: Ints, offset_m: Floats) -> Places:
    """Spots on the streets, without legs."""
    none = np.zeros(len(edge))
    return Places(network, edge, np.minimum(offset_m, network.length_m[edge]), none, none > 0.0)


def _feet(network: Network, xy: Floats, segment: Ints) -> tuple[Floats, Floats]:
    """The nearest point of each segment: metres from its start, coordinates."""
    start, span = network.segment_xy[segment, :2], network.segment_xy[segment, 2:] - network.segment_xy[segment, :2]
    square = (span**2).sum(axis=1)
    share = np.clip(((xy - start) * span).sum(axis=1) / square, 0.0, 1.0)
    return share * np.sqrt(square), start + span * share[:, None]


def _barred(network: Network, xy: Floats) -> Flags:
    """Whether the straight link crosses a barrier."""
    barred = np.zeros(len(xy), dtype=np.bool_)
    if len(xy) and len(network.barrier_xy):
        lines = shapely.linestrings(xy.reshape(-1, 2, 2))
        barred[network.barrier_tree.query(lines, predicate="dwithin", distance=_END_M)[0]] = True
    return barred


def _blocked(xy: Floats, obstacles: npt.NDArray[np.object_] | None) -> Flags:
    """Whether the straight link runs through an obstacle; along its edge is free."""
    blocked = np.zeros(len(xy), dtype=np.bool_)
    if obstacles is not None and len(obstacles) and len(xy):
        tree = shapely.STRtree(obstacles)
        blocked[np.unique(tree.query(shapely.linestrings(xy.reshape(-1, 2, 2)), predicate="crosses")[0])] = True
    return blocked


def _best_of_pairs(near: Ints, far: Ints, over: Flags, start_m: Floats) -> Ints:
    """For each pair of edges the row of the link with the least cost, those on the ground and over barriers apart."""
    order = np.lexsort((start_m, over, far, near))
    new = np.ones(len(order), dtype=bool)
    for key in (near, far, over):
        pair = key[order]
        new[1:] &= pair[1:] == pair[:-1]
    new[1:] = ~new[1:]
    return np.asarray(order[new], dtype=np.int64)
