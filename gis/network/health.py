"""The state of a network before any figure rests on it: pieces, near misses, homes cut off, what was dropped."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import shapely

from gis.network.graph import Network
from gis.network.noding import Floats, Ints
from gis.network.place import Places

__all__ = ["NEAR_MISS_M", "NetworkHealth", "network_health"]

NEAR_MISS_M = 5.0
_DETOUR_FACTOR = 4.0  # an end nearer than this many gaps along the streets is no break


@dataclass(frozen=True, eq=False)
class NetworkHealth:
    """What to know of a network: sizes, lengths in metres, shares 0-1.

    `small_component_share`: share of the length that is not on the longest component. `near_miss_xy`: (k, 2) metres,
    dead ends within 5 m of a street they do not lead to. `homes_*`: NaN where no homes were given; of all homes, the
    share out of reach of any street, the share attached to a small component, and the median and longest leg.
    `counts`: what noding joined and dropped, by name.
    """

    node_count: int
    edge_count: int
    length_m: float
    component_count: int
    small_component_share: float
    near_miss_xy: Floats
    homes_out_of_reach_share: float
    homes_on_small_component_share: float
    homes_rerouted_share: float
    median_leg_m: float
    longest_leg_m: float
    counts: Mapping[str, int]

    @property
    def near_miss_count(self) -> int:
        """Dead ends within 5 m of a street they do not lead to."""
        return len(self.near_miss_xy)

    def as_dict(self) -> dict[str, float | int]:
        """Every figure by name, for tables; the points are left out, their count is in."""
        figures: dict[str, float | int] = {
            name: getattr(self, name) for name in self.__dataclass_fields__ if name not in ("near_miss_xy", "counts")
        }
        return {**figures, "near_miss_count": self.near_miss_count, **self.counts}


def network_health(network: Network, homes: Places | None = None) -> NetworkHealth:
    """Judge a network, and how `homes` (places on it) hang on it."""
    by_component_m = network.component_length_m
    length_m = float(by_component_m.sum())
    small = 1.0 - float(by_component_m[0]) / length_m if length_m > 0.0 else np.nan
    shares = (np.nan, np.nan, np.nan, np.nan, np.nan)
    if homes is not None and len(homes.edge):
        placed = homes.take(homes.ok)
        apart = network.component[network.u[placed.edge]] > 0
        count = len(homes.edge)
        shares = (
            homes.out_of_reach_count / count,
            float(apart.sum()) / count,
            float(homes.rerouted.sum()) / count,
            float(np.median(placed.leg_m)) if len(placed.leg_m) else np.nan,
            float(placed.leg_m.max()) if len(placed.leg_m) else np.nan,
        )
    return NetworkHealth(
        len(network.node_xy), len(network.u), length_m, len(by_component_m), small, _near_misses(network), *shares,
        counts=network.counts,
    )  # fmt: skip


def _near_misses(network: Network) -> Floats:
    """Dead ends within 5 m of a ground street that cannot be reached along the streets within four times the gap."""
    nodes = len(network.node_xy)
    degree = np.bincount(np.concatenate([network.u, network.v]), minlength=nodes)
    dead = np.flatnonzero(degree == 1)
    if not len(dead) or not len(network.ground):
        return np.zeros((0, 2))
    points = shapely.points(network.node_xy[dead])
    end, hit = network.ground_tree.query(points, predicate="dwithin", distance=NEAR_MISS_M)
    segment = network.ground[hit]
    start, span = network.segment_xy[segment, :2], np.diff(network.segment_xy[segment].reshape(-1, 2, 2), axis=1)[:, 0]
    away = network.node_xy[dead][end] - start
    share = np.clip((away * span).sum(axis=1) / (span**2).sum(axis=1), 0.0, 1.0)
    gap_m = np.hypot(*(away - span * share[:, None]).T)
    offset_m = network.segment_offset_m[segment] + share * np.hypot(span[:, 0], span[:, 1])
    along_m = _along_m(network, dead[end], network.segment_edge[segment], offset_m)
    broken = np.unique(end[along_m > _DETOUR_FACTOR * np.maximum(gap_m, NEAR_MISS_M)])
    return np.asarray(network.node_xy[dead[broken]], dtype=float)


def _along_m(network: Network, node: Ints, edge: Ints, offset_m: Floats) -> Floats:
    """Way from a dead end to a spot on its own edge or on an edge next to it; inf for all others, pairwise."""
    own = np.full(len(network.node_xy), -1, dtype=np.int64)
    own[network.u], own[network.v] = np.arange(len(network.u)), np.arange(len(network.v))
    mine = own[node]
    far = np.where(network.u[mine] == node, network.v[mine], network.u[mine])
    rest_m = network.length_m[edge] - offset_m
    next_m = np.minimum(
        np.where(network.u[edge] == far, offset_m, np.inf), np.where(network.v[edge] == far, rest_m, np.inf)
    )
    along_m = network.length_m[mine] + next_m
    from_u = np.where(network.u[mine] == node, offset_m, rest_m)
    return np.asarray(np.where(edge == mine, from_u, along_m), dtype=float)
