"""Separate service areas: which part of every street each source reaches by itself, exactly, for many sources."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from gis.errors import DefinitionError
from gis.network.graph import Network
from gis.network.noding import Floats, Ints
from gis.network.place import Places
from gis.network.reached import ReachedParts

__all__ = ["ServiceAreas", "service_areas"]

_AT_ONCE = 32  # sources searched together in the streets around them
_CELLS_AT_ONCE = 4_000_000  # distances held at once: 32 MB
_TINY_M = 1e-6  # shorter parts are roundings
_Parts = tuple[Ints, Ints, Floats, Floats]  # source, edge, from_m, to_m


@dataclass(frozen=True, eq=False)
class ServiceAreas:
    """What each source reaches: parts of edges, one row a part, the rows of a source together and without overlap.

    `source`: number of the source. `edge`; `from_m`, `to_m`: along the edge from its node u. `source_count`: of all
    sources, those that reach nothing included.
    """

    network: Network
    source_count: int
    source: Ints
    edge: Ints
    from_m: Floats
    to_m: Floats

    @property
    def length_m(self) -> Floats:
        """Length of street within reach of each source, metres of walk (of street where there are no penalties)."""
        return np.asarray(np.bincount(self.source, weights=self.to_m - self.from_m, minlength=self.source_count))

    def lines(self) -> npt.NDArray[np.object_]:
        """One multiline a source, empty where it reaches nothing."""
        order = np.argsort(self.source, kind="stable")
        parts = ReachedParts(self.network, self.edge[order], self.from_m[order], self.to_m[order])
        areas = np.full(self.source_count, shapely.MultiLineString(), dtype=object)
        if len(order):
            reaching, owner = np.unique(self.source[order], return_inverse=True)
            areas[reaching] = shapely.multilinestrings(parts.lines(), indices=owner)
        return areas


def service_areas(sources: Places, *, limit_m: float) -> ServiceAreas:
    """The streets within `limit_m` metres of each source, for each source by itself.

    An edge is reached from node u as far as (limit - distance of u) goes, from v likewise, and both ways from the
    source on its own edge; parts that meet are one. The source's access leg counts. Sources that lie together are
    searched together, in the streets within the limit around them, for a walk is never shorter than the straight line.

    Raises
    ------
    DefinitionError: limit_m is not a finite number of 0 or more.
    """
    if not (np.isfinite(limit_m) and limit_m >= 0.0):
        raise DefinitionError(file="—", key="limit_m", problem=f"{limit_m}")
    network = sources.network
    usable = np.flatnonzero(sources.ok & (sources.leg_m <= limit_m))
    parts = [_no_parts()]
    for rows in _groups(network, sources.take(usable)):
        group = sources.take(usable[rows])
        parts += [(usable[rows][source], edge, from_m, to_m) for source, edge, from_m, to_m in _reached(group, limit_m)]
    source = np.concatenate([part[0] for part in parts])
    edge = np.concatenate([part[1] for part in parts])
    from_m, to_m = np.concatenate([part[2] for part in parts]), np.concatenate([part[3] for part in parts])
    order = np.argsort(source, kind="stable")
    return ServiceAreas(network, len(sources.edge), source[order], edge[order], from_m[order], to_m[order])


def _no_parts() -> _Parts:
    none = np.zeros(0, dtype=np.int64)
    return none, none, np.zeros(0), np.zeros(0)


def _groups(network: Network, starts: Places) -> list[Ints]:
    """The starts in groups that lie together: slabs from west to east, each cut from south to north."""
    count = len(starts.edge)
    if not count:
        return []
    xy = network.node_xy[network.u[starts.edge]]
    slab_count = max(1, round(np.sqrt(count / _AT_ONCE)))
    slab = np.empty(count, dtype=np.int64)
    slab[np.argsort(xy[:, 0], kind="stable")] = np.arange(count) * slab_count // count
    order = np.lexsort((xy[:, 1], slab))
    return np.array_split(order, -(-count // _AT_ONCE))


def _reached(starts: Places, limit_m: float) -> list[_Parts]:
    """Parts reached by each of a group of starts."""
    network = starts.network
    ends = np.concatenate([network.u[starts.edge], network.v[starts.edge]])
    low, high = network.node_xy[ends].min(axis=0) - limit_m, network.node_xy[ends].max(axis=0) + limit_m
    x, y = network.node_xy.T
    nodes = np.flatnonzero((x >= low[0]) & (x <= high[0]) & (y >= low[1]) & (y <= high[1]))
    step = max(1, _CELLS_AT_ONCE // len(nodes))
    found: list[_Parts] = []
    for begin in range(0, len(starts.edge), step):
        rows = np.arange(begin, min(begin + step, len(starts.edge)))
        some = starts.take(rows)
        left_m = limit_m - _node_distance(some, nodes, limit_m)
        for source, edge, from_m, to_m in (
            _along_edges(some, nodes, left_m),
            _on_own_edge(some, nodes, left_m, limit_m),
        ):
            found.append((rows[source], edge, from_m, to_m))
    return found


def _node_distance(starts: Places, nodes: Ints, limit_m: float) -> Floats:
    """Distance of each of the `nodes` from each start, (starts, nodes) metres; inf beyond the limit."""
    network, count, extra = starts.network, len(nodes), len(starts.edge)
    base = network.links
    number = np.full(len(network.node_xy), -1, dtype=base.indices.dtype)
    number[nodes] = np.arange(count)
    begins, sizes = base.indptr[nodes].astype(np.int64), np.diff(base.indptr)[nodes]
    entry = np.repeat(begins - np.cumsum(sizes) + sizes, sizes) + np.arange(int(sizes.sum()))
    head, row = number[base.indices[entry]], np.repeat(np.arange(count), sizes)
    inside = head >= 0
    ends = np.stack([number[network.u[starts.edge]], number[network.v[starts.edge]]], axis=1)
    to_v_m = network.length_m[starts.edge] - starts.offset_m
    costs = np.stack([starts.leg_m + starts.offset_m, starts.leg_m + to_v_m], axis=1)
    row_size = np.concatenate([[0], np.bincount(row[inside], minlength=count), np.full(extra, 2)])
    graph = csr_array(
        (
            np.concatenate([base.data[entry[inside]], costs.ravel()]),
            np.concatenate([head[inside], ends.ravel()]),
            np.cumsum(row_size).astype(base.indices.dtype),
        ),
        shape=(count + extra, count + extra),
    )
    found = dijkstra(graph, directed=True, indices=np.arange(count, count + extra), limit=limit_m)
    return np.asarray(found[:, :count], dtype=float)


def _along_edges(starts: Places, nodes: Ints, left_m: Floats) -> _Parts:
    """Parts reached from the ends of the edges, those on a start's own edge left out."""
    network, edge_count = starts.network, len(starts.network.u)
    begins, half_edges = network.half_edges
    number = np.full(len(network.node_xy), len(nodes), dtype=np.int64)
    number[nodes] = np.arange(len(nodes))
    left_m = np.concatenate([left_m, np.full((len(left_m), 1), -np.inf)], axis=1)  # of nodes beyond
    source, node = np.nonzero(left_m > 0.0)
    own_m, width = left_m[source, node], left_m.shape[1]
    begin = begins[nodes[node]]
    sizes = begins[nodes[node] + 1] - begin
    half = half_edges[np.repeat(begin - np.cumsum(sizes) + sizes, sizes) + np.arange(int(sizes.sum()))]
    at_v = half >= edge_count
    edge = np.where(at_v, half - edge_count, half)
    source, own_m = np.repeat(source, sizes), np.repeat(own_m, sizes)
    far = number[np.where(at_v, network.u[edge], network.v[edge])]
    other_m = left_m.ravel()[source * width + far]
    length_m = network.length_m[edge]
    whole = own_m + np.maximum(other_m, 0.0) >= length_m
    once = ~(whole & at_v & (other_m > 0.0)) & (edge != starts.edge[source])
    once &= np.minimum(own_m, length_m) > _TINY_M
    from_m = np.where(whole | ~at_v, 0.0, length_m - own_m)
    to_m = np.where(whole | at_v, length_m, own_m)
    return source[once], edge[once], from_m[once], to_m[once]


def _on_own_edge(starts: Places, nodes: Ints, left_m: Floats, limit_m: float) -> _Parts:
    """Parts of the edge a start lies on: around it, and from either end where one comes back round."""
    network, rows = starts.network, np.arange(len(starts.edge))
    length_m, spare_m = network.length_m[starts.edge], limit_m - starts.leg_m
    left_u_m = np.maximum(left_m[rows, np.searchsorted(nodes, network.u[starts.edge])], 0.0)
    back_v_m = length_m - np.maximum(left_m[rows, np.searchsorted(nodes, network.v[starts.edge])], 0.0)
    from_m = np.maximum(starts.offset_m - spare_m, 0.0)
    to_m = np.minimum(starts.offset_m + spare_m, length_m)
    by_u = left_u_m >= from_m
    to_m = np.where(by_u, np.maximum(to_m, left_u_m), to_m)
    by_v = back_v_m <= to_m
    from_m = np.where(by_u, 0.0, np.where(by_v, np.minimum(from_m, back_v_m), from_m))
    to_m = np.where(by_v, length_m, np.minimum(to_m, length_m))
    by_u |= left_u_m >= from_m
    from_m = np.where(by_u, 0.0, from_m)
    source = np.concatenate([rows, rows[~by_u], rows[~by_v]])
    from_m = np.concatenate([from_m, np.zeros(int((~by_u).sum())), back_v_m[~by_v]])
    to_m = np.concatenate([to_m, left_u_m[~by_u], length_m[~by_v]])
    some = to_m - from_m > _TINY_M
    return source[some], starts.edge[source[some]], from_m[some], to_m[some]
