"""Places on the network: homes, entrances and facilities attached to the nearest street by an access leg."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely

from gis.errors import DefinitionError
from gis.network.graph import Network
from gis.network.noding import Flags, Floats, Ints

__all__ = ["Places", "place_on"]

_FIRST_RING_M = 40.0  # where the nearest leg is barred, look this far, then twice as far, and so on
_END_M = 1e-3  # a leg may start or stop on a barrier: this much at either end is not looked at
_CHUNK = 4_096  # places looked at together in the search around barriers: bounds the memory


@dataclass(frozen=True, eq=False)
class Places:
    """Points attached to edges of one network, one entry a point.

    `edge`: -1 where out of reach. `offset_m`: along the edge from its node u. `leg_m`: straight access leg, inf where
    out of reach. `rerouted`: a barrier bars the leg to the nearest street, a farther street was taken.
    """

    network: Network
    edge: Ints
    offset_m: Floats
    leg_m: Floats
    rerouted: Flags

    @property
    def ok(self) -> Flags:
        """Whether the point is attached."""
        return np.asarray(self.edge >= 0, dtype=np.bool_)

    @property
    def out_of_reach_count(self) -> int:
        """How many points have no street within the longest leg allowed."""
        return int((self.edge < 0).sum())

    def take(self, rows: Ints | Flags) -> Places:
        """The places in `rows` (numbers or a mask), in that order."""
        return Places(self.network, self.edge[rows], self.offset_m[rows], self.leg_m[rows], self.rerouted[rows])


def place_on(network: Network, points_xy: Floats, *, max_leg_m: float) -> Places:
    """The points put on their nearest streets: edge, distance along it, straight access leg.

    The nearest street no farther than `max_leg_m` counts, bridges and tunnels left out (one cannot step on them from
    the side). A leg that crosses a barrier is refused, then the next nearest street is tried.

    Parameters
    ----------
    points_xy: (n, 2) metres in the network's CRS. max_leg_m: longest access leg in metres.

    Raises
    ------
    DefinitionError: max_leg_m is negative or not a number.
    """
    if not max_leg_m >= 0.0:
        raise DefinitionError(file="—", key="max_leg_m", problem=f"{max_leg_m}")
    xy = np.asarray(points_xy, dtype=float).reshape(-1, 2)
    segment, foot_m, leg_m = _nearest(network, xy, max_leg_m)
    found = np.flatnonzero(segment >= 0)
    barred = found[_barred(network, xy[found], segment[found], foot_m[found])]
    segment[barred], leg_m[barred] = -1, np.inf
    _search_around(network, xy, barred, max_leg_m=max_leg_m, into=(segment, foot_m, leg_m))
    rerouted = np.zeros(len(xy), dtype=np.bool_)
    rerouted[barred] = segment[barred] >= 0
    hit = segment >= 0
    edge = np.where(hit, network.segment_edge[segment] if len(network.segment_edge) else -1, -1)
    offset_m = np.zeros(len(xy))
    along_m = network.offset_at(segment[hit], foot_m[hit])
    offset_m[hit] = np.minimum(along_m, network.length_m[edge[hit]])  # sums in two orders differ in the last digit
    return Places(network, edge.astype(np.int64), offset_m, leg_m, rerouted)


def _nearest(network: Network, xy: Floats, max_leg_m: float) -> tuple[Ints, Floats, Floats]:
    """Nearest segment of each point (-1: none), distance of the foot from the segment's start, leg."""
    segment = np.full(len(xy), -1, dtype=np.int64)
    foot_m, leg_m = np.zeros(len(xy)), np.full(len(xy), np.inf)
    known = np.flatnonzero(np.isfinite(xy).all(axis=1))
    if len(known) and len(network.ground):
        tree = network.ground_tree
        point, hit = tree.query_nearest(shapely.points(xy[known]), max_distance=max_leg_m + _END_M)
        _keep_best(network, xy, known[point], network.ground[hit], max_leg_m=max_leg_m, into=(segment, foot_m, leg_m))
    return segment, foot_m, leg_m


def _keep_best(
    network: Network, xy: Floats, point: Ints, segment: Ints, *, max_leg_m: float, into: tuple[Ints, Floats, Floats]
) -> None:
    """Write to `into` each point's shortest leg among the pairs; of equal ones that with the lowest foot."""
    along_m, foot = _feet(network, xy[point], segment)
    leg_m = np.hypot(*(foot - xy[point]).T)
    order = np.lexsort((segment, foot[:, 1].round(3), foot[:, 0].round(3), leg_m.round(6), point))
    order = order[leg_m[order] <= max_leg_m]
    chosen, first = np.unique(point[order], return_index=True)
    best = order[first]
    into[0][chosen], into[1][chosen], into[2][chosen] = segment[best], along_m[best], leg_m[best]


def _feet(network: Network, xy: Floats, segment: Ints) -> tuple[Floats, Floats]:
    """Distance from the segment's start and coordinates of the point of `segment` nearest to `xy`, pairwise."""
    start, end = network.segment_xy[segment, :2], network.segment_xy[segment, 2:]
    span = end - start
    length_m = np.hypot(span[:, 0], span[:, 1])
    share = np.clip(((xy - start) * span).sum(axis=1) / length_m**2, 0.0, 1.0)
    return share * length_m, start + span * share[:, None]


def _barred(network: Network, xy: Floats, segment: Ints, foot_m: Floats) -> Flags:
    """Whether the leg from each point to its foot meets a barrier on the way."""
    barred = np.zeros(len(xy), dtype=np.bool_)
    if not len(network.barrier_xy) or not len(xy):
        return barred
    start, end = network.segment_xy[segment, :2], network.segment_xy[segment, 2:]
    span = end - start
    foot = start + span * (foot_m / np.hypot(span[:, 0], span[:, 1]))[:, None]
    leg_m = np.hypot(*(foot - xy).T)
    walked = np.flatnonzero(leg_m > 2.0 * _END_M)
    trim = (foot[walked] - xy[walked]) * (_END_M / leg_m[walked])[:, None]
    legs = shapely.linestrings(np.stack([xy[walked] + trim, foot[walked] - trim], axis=1))
    barred[walked[network.barrier_tree.query(legs, predicate="intersects")[0]]] = True
    return barred


def _search_around(
    network: Network, xy: Floats, barred: Ints, *, max_leg_m: float, into: tuple[Ints, Floats, Floats]
) -> None:
    """For the barred points the nearest street whose leg is free, in rings of growing radius, written to `into`."""
    ring_m = min(_FIRST_RING_M, max_leg_m)
    left = barred
    while len(left):
        for begin in range(0, len(left), _CHUNK):
            some = left[begin : begin + _CHUNK]
            points = shapely.points(xy[some])
            point, hit = network.ground_tree.query(points, predicate="dwithin", distance=ring_m + _END_M)
            point, segment = some[point], network.ground[hit]
            free = ~_barred(network, xy[point], segment, _feet(network, xy[point], segment)[0])
            _keep_best(network, xy, point[free], segment[free], max_leg_m=ring_m, into=into)
        left = left[into[0][left] < 0]
        if ring_m >= max_leg_m:
            return
        ring_m = min(2.0 * ring_m, max_leg_m)
