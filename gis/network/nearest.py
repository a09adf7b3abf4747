"""More than the nearest: the k nearest sources, all sources within a distance, nodes of each, bands of distance."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd
from scipy.sparse.csgraph import dijkstra

from gis.errors import DefinitionError, LayerError
from gis.network.noding import Floats, Ints
from gis.network.place import Places
from gis.network.reach import extended_links

__all__ = ["distance_bands", "k_nearest", "nodes_within", "sources_within"]

_CHUNK_CELLS = 4_000_000  # distances held at once: 32 MB
_NONE = -1


def _each_node_m(starts: Places, cost_m: Floats, limit_m: float) -> Iterator[tuple[Ints, Floats]]:
    """Some starts at a time and the distance of every node from each of them: (their numbers, (m, n) metres)."""
    count = len(starts.network.node_xy)
    step = max(1, _CHUNK_CELLS // max(count, 1))
    for begin in range(0, len(starts.edge), step):
        rows = np.arange(begin, min(begin + step, len(starts.edge)))
        graph = extended_links(starts.take(rows), cost_m[rows])
        found = dijkstra(graph, directed=True, indices=count + np.arange(len(rows)), limit=limit_m)
        yield rows, np.asarray(found[:, :count], dtype=float)


def nodes_within(sources: Places, *, limit_m: float, start_m: Floats | None = None) -> tuple[Ints, Ints]:
    """Every pair (source, node) with the node within `limit_m` metres of the source, the source's leg counted."""
    usable = np.flatnonzero(sources.ok)
    starts = sources.take(usable)
    cost_m = starts.leg_m + (0.0 if start_m is None else np.asarray(start_m, dtype=float)[usable])
    source, node = [np.zeros(0, dtype=np.int64)], [np.zeros(0, dtype=np.int64)]
    for rows, found_m in _each_node_m(starts, cost_m, limit_m):
        near, at = np.nonzero(found_m <= limit_m)
        source.append(usable[rows[near]])
        node.append(at.astype(np.int64))
    return np.concatenate(source), np.concatenate(node)


def sources_within(demand: Places, sources: Places, *, limit_m: float) -> pd.DataFrame:
    """Every source within a walk of `limit_m` metres of every place, by the rule of `walk_distance`, exact.

    Returns
    -------
    Frame with a row a pair: `place`, `source` (numbers), `distance_m`; by place, the nearest first.

    Raises
    ------
    LayerError: demand and sources are not on one network.
    """
    if demand.network is not sources.network:
        raise LayerError(layer="streets", problem="两组位置不在同一路网上 / places of two networks")
    network, usable, placed = demand.network, np.flatnonzero(sources.ok), np.flatnonzero(demand.ok)
    starts, homes = sources.take(usable), demand.take(placed)
    found = [pd.DataFrame({"place": np.zeros(0, int), "source": np.zeros(0, int), "distance_m": np.zeros(0)})]
    for rows, node_m in _each_node_m(starts, starts.leg_m, limit_m):
        by_u_m = node_m[:, network.u[homes.edge]] + homes.offset_m
        by_v_m = node_m[:, network.v[homes.edge]] + (network.length_m[homes.edge] - homes.offset_m)
        total_m = np.minimum(by_u_m, by_v_m)
        some, home = np.nonzero(starts.edge[rows][:, None] == homes.edge)
        direct_m = np.abs(starts.offset_m[rows][some] - homes.offset_m[home]) + starts.leg_m[rows][some]
        total_m[some, home] = np.minimum(total_m[some, home], direct_m)
        total_m += homes.leg_m
        source, place = np.nonzero(total_m <= limit_m)
        columns = {"place": placed[place], "source": usable[rows[source]], "distance_m": total_m[source, place]}
        found.append(pd.DataFrame(columns))
    pairs = pd.concat(found, ignore_index=True) if len(found) > 1 else found[0]
    pairs = pairs[np.isfinite(pairs["distance_m"])]
    return pairs.sort_values(["place", "distance_m", "source"], ignore_index=True)


def k_nearest(demand: Places, sources: Places, *, k: int, limit_m: float = np.inf) -> tuple[Floats, Ints]:
    """The k nearest sources of each place, exact.

    Returns
    -------
    distance_m: (n, k), the nearest first, inf where there are fewer. source: (n, k), -1 for none.

    Raises
    ------
    DefinitionError: k is below 1. LayerError: demand and sources are not on one network.
    """
    if k < 1:
        raise DefinitionError(file="—", key="k", problem=f"{k}")
    distance_m, source = np.full((len(demand.edge), k), np.inf), np.full((len(demand.edge), k), _NONE, dtype=np.int64)
    pairs = sources_within(demand, sources, limit_m=limit_m)
    place = pairs["place"].to_numpy(dtype=np.int64)
    rank = np.arange(len(place)) - np.searchsorted(place, place)
    kept = rank < k
    distance_m[place[kept], rank[kept]] = pairs["distance_m"].to_numpy(dtype=float)[kept]
    source[place[kept], rank[kept]] = pairs["source"].to_numpy(dtype=np.int64)[kept]
    return distance_m, source


def distance_bands(distance_m: Floats, *, limits_m: Sequence[float]) -> Ints:
    """Which band each distance falls in: 0 up to the first limit (included), 1 up to the second …, -1 beyond the last.

    Raises
    ------
    DefinitionError: the limits do not rise.
    """
    limits = np.asarray(limits_m, dtype=float)
    if not len(limits) or not (np.diff(limits) > 0.0).all():
        raise DefinitionError(file="—", key="limits_m", problem=f"{list(limits_m)}")
    band = np.searchsorted(limits, np.asarray(distance_m, dtype=float), side="left")
    beyond = (band == len(limits)) | np.isnan(distance_m)
    return np.where(beyond, _NONE, band).astype(np.int64)
