"""The streets within reach, exactly: which part of every edge can be walked to within a distance, also as lines."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely

from gis.network.graph import Network
from gis.network.noding import Floats, Ints
from gis.network.place import Places
from gis.network.reach import node_distance

__all__ = ["ReachedParts", "reached_parts"]

_TINY_M = 1e-6  # shorter parts are roundings


@dataclass(frozen=True, eq=False)
class ReachedParts:
    """Parts of edges within reach, disjoint, by edge and from its node u on; metres along the edge."""

    network: Network
    edge: Ints
    from_m: Floats
    to_m: Floats

    @property
    def length_m(self) -> float:
        """Length of street within reach in metres, each street once."""
        return float((self.to_m - self.from_m).sum())

    def lines(self) -> npt.NDArray[np.object_]:
        """One line a part, along the street."""
        if not len(self.edge):
            return np.zeros(0, dtype=object)
        network = self.network
        first = np.searchsorted(network.segment_edge, self.edge, side="left")
        count = np.searchsorted(network.segment_edge, self.edge, side="right") - first
        part = np.repeat(np.arange(len(self.edge)), count)
        segment = np.arange(len(part)) - np.repeat(np.cumsum(count) - count, count) + first[part]
        start, span = network.segment_xy[segment, :2], network.segment_xy[segment, 2:] - network.segment_xy[segment, :2]
        span_m = np.hypot(span[:, 0], span[:, 1])
        low_m = np.clip(network.along_at(segment, self.from_m[part]), 0.0, span_m)
        high_m = np.clip(network.along_at(segment, self.to_m[part]), 0.0, span_m)
        kept = high_m - low_m > 0.0
        part, start, span, span_m = part[kept], start[kept], span[kept], span_m[kept]
        low_xy = start + span * (low_m[kept] / span_m)[:, None]
        high_xy = start + span * (high_m[kept] / span_m)[:, None]
        last = np.append(part[1:] != part[:-1], True)
        xy, owner = np.concatenate([low_xy, high_xy[last]]), np.concatenate([part, part[last]])
        order = np.argsort(owner, kind="stable")
        return np.asarray(shapely.linestrings(xy[order], indices=np.unique(owner[order], return_inverse=True)[1]))


def reached_parts(sources: Places, *, limit_m: float, start_m: Floats | None = None) -> ReachedParts:
    """The parts of all edges from which some source can be reached within `limit_m` metres.

    An edge is reached from its node u up to (limit - distance of u), from v likewise, and around every source on it;
    the parts are united. The source's access leg (and `start_m`, as in `walk_distance`) counts, the walker's does not.
    """
    network = sources.network
    starts = sources.take(sources.ok)
    cost_m = starts.leg_m + (0.0 if start_m is None else np.asarray(start_m, dtype=float)[sources.ok])
    if not len(starts.edge):
        return ReachedParts(network, np.zeros(0, dtype=np.int64), np.zeros(0), np.zeros(0))
    node_m, _ = node_distance(starts, cost_m, limit_m=limit_m)
    length_m, edges = network.length_m, np.arange(len(network.u))
    left_u_m, left_v_m, left_m = limit_m - node_m[network.u], limit_m - node_m[network.v], limit_m - cost_m
    edge = np.concatenate([edges, edges, starts.edge])
    from_m = np.concatenate([np.zeros(len(edges)), length_m - left_v_m, starts.offset_m - left_m])
    to_m = np.concatenate([left_u_m, length_m, starts.offset_m + left_m])
    left = np.concatenate([left_u_m, left_v_m, left_m]) > 0.0
    edge, from_m, to_m = edge[left], np.maximum(from_m[left], 0.0), np.minimum(to_m[left], length_m[edge[left]])
    return ReachedParts(network, *_united(edge, from_m, to_m))


def _united(edge: Ints, from_m: Floats, to_m: Floats) -> tuple[Ints, Floats, Floats]:
    """Overlapping parts of one edge made one: sorted, a part is new where it starts behind all before it."""
    order = np.lexsort((from_m, edge))
    edge, from_m, to_m = edge[order], from_m[order], to_m[order]
    group = np.unique(edge, return_inverse=True)[1].astype(np.longdouble)  # so many edges: no digit to lose
    span_m = float(to_m.max(initial=0.0)) + 1.0  # edges apart on one axis, so that one running maximum serves all
    behind_m = np.maximum.accumulate(to_m + group * span_m)
    new = np.ones(len(edge), dtype=bool)
    new[1:] = (from_m + group * span_m)[1:] > behind_m[:-1] + _TINY_M
    first = np.flatnonzero(new)
    if not len(first):
        return edge, from_m, to_m
    highest_m = np.maximum.reduceat(to_m, first)
    long_enough = highest_m - from_m[first] > _TINY_M
    first = first[long_enough]
    return edge[first], from_m[first], highest_m[long_enough]
