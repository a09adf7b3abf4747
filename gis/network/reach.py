"""Walking distance to the nearest source, exact, for all places and all sources in one search."""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from gis.errors import LayerError
from gis.network.noding import Flags, Floats, Ints
from gis.network.place import Places

__all__ = ["extended_links", "from_nodes", "joined", "node_distance", "same_edge", "vertex_distance", "walk_distance"]


def walk_distance(
    demand: Places, sources: Places, *, limit_m: float = np.inf, start_m: Floats | None = None
) -> tuple[Floats, Ints]:
    """Distance on foot from each place to its nearest source, and which source that is.

    The rule: access leg of the place + the way along the streets + access leg of the source (+ `start_m` of the
    source). There is no short cut off the streets: two places on one street walk to it, along it and off it again.

    Sources are extra rows of the graph, with the cost of reaching the two ends of their edge; one search from all of
    them gives the distance of every node, and a place takes the better end of its edge, or a source on the same edge
    directly. Exact: equal to a graph physically cut at every place.

    Parameters
    ----------
    start_m: cost each source starts with, metres, 0 or more; the nearest source is then the one with the least sum.
    limit_m: distances above are inf.

    Returns
    -------
    distance_m: one a place, inf where no source can be reached within the limit. source: its number, -1 for none.

    Raises
    ------
    LayerError: demand and sources are not on one network.
    """
    if demand.network is not sources.network:
        raise LayerError(layer="streets", problem="两组位置不在同一路网上 / places of two networks")
    usable = np.flatnonzero(sources.ok)
    distance_m = np.full(len(demand.edge), np.inf)
    source = np.full(len(demand.edge), -1, dtype=np.int64)
    placed = np.flatnonzero(demand.ok)
    if not len(usable) or not len(placed):
        return distance_m, source
    starts = sources.take(usable)
    cost_m = starts.leg_m + (0.0 if start_m is None else np.asarray(start_m, dtype=float)[usable])
    node_m, node_source = node_distance(starts, cost_m, limit_m=limit_m)
    homes = demand.take(placed)
    total_m, nearest = from_nodes(homes, node_m, node_source, starts, cost_m)
    within = total_m <= limit_m
    within &= np.isfinite(total_m)
    distance_m[placed[within]] = total_m[within]
    source[placed[within]] = usable[nearest[within]]
    return distance_m, source


def vertex_distance(sources: Places, *, limit_m: float = np.inf, start_m: Floats | None = None) -> Floats:
    """Distance in metres from every vertex of the streets to its nearest source: first the nodes, then the bends.

    The rule and exactness of `walk_distance`, without a leg at the vertex; inf beyond the limit. The search sees the
    nodes only; a bend takes the better end of its edge, or a source on the same edge.
    """
    network, usable = sources.network, np.flatnonzero(sources.ok)
    node_count, bend_count = len(network.node_xy), len(network.bends)
    if not len(usable):
        return np.full(node_count + bend_count, np.inf)
    starts = sources.take(usable)
    cost_m = starts.leg_m + (0.0 if start_m is None else np.asarray(start_m, dtype=float)[usable])
    rows = np.arange(node_count, node_count + len(starts.edge))
    graph = extended_links(starts, cost_m)
    node_m = dijkstra(graph, directed=True, indices=rows, min_only=True, limit=limit_m)[:node_count]
    own = np.zeros(len(network.u), dtype=bool)
    own[starts.edge] = True
    edge, offset_m = network.bend_edge, network.bend_offset_m
    few: Ints | slice = slice(None)
    reached = np.isfinite(node_m)
    if 4 * np.count_nonzero(reached) < node_count:  # a short limit in a large city: leave the rest alone
        edges = np.flatnonzero(reached[network.u] | reached[network.v] | own)
        begin = network.bend_begins[edges]
        size = network.bend_begins[edges + 1] - begin
        at = np.repeat(np.arange(len(edges)), size)
        few = np.arange(len(at)) + (begin - np.cumsum(size) + size)[at]
        edge, offset_m = edges[at], offset_m[few]
        by_u_m, by_v_m = node_m[network.u[edges]][at], (node_m[network.v[edges]] + network.length_m[edges])[at]
    else:
        by_u_m, by_v_m = node_m[network.u][edge], (node_m[network.v] + network.length_m)[edge]
    bend_m = np.minimum(by_u_m + offset_m, by_v_m - offset_m)
    near = np.flatnonzero(own[edge])
    here = Places(network, edge[near], offset_m[near], np.zeros(len(near)), np.zeros(len(near), dtype=np.bool_))
    bend_m[near] = np.minimum(bend_m[near], same_edge(here, starts, cost_m)[0])
    bend_m[bend_m > limit_m] = np.inf
    found_m = np.full(node_count + bend_count, np.inf)
    found_m[:node_count] = node_m
    found_m[node_count:][few] = bend_m
    return found_m


def from_nodes(homes: Places, node_m: Floats, node_source: Ints, starts: Places, cost_m: Floats) -> tuple[Floats, Ints]:
    """Walk of each attached place by the better end of its edge, or straight along it to a source on the same edge.

    Returns
    -------
    metres (legs of the places counted; inf where none), and the number of the start as in `node_source` (-1: none).
    """
    network = homes.network
    u, v = network.u[homes.edge], network.v[homes.edge]
    by_u_m = node_m[u] + homes.offset_m
    by_v_m = node_m[v] + network.length_m[homes.edge] - homes.offset_m
    along_m = np.minimum(by_u_m, by_v_m)
    nearest = np.where(by_u_m <= by_v_m, node_source[u], node_source[v])
    direct_m, direct = same_edge(homes, starts, cost_m)
    nearest = np.where(direct_m < along_m, direct, nearest)
    return homes.leg_m + np.minimum(along_m, direct_m), nearest


def joined(one: Places, other: Places) -> Places:
    """Two sets of places on one network, one after the other."""
    return Places(
        one.network, np.concatenate([one.edge, other.edge]), np.concatenate([one.offset_m, other.offset_m]),
        np.concatenate([one.leg_m, other.leg_m]), np.concatenate([one.rerouted, other.rerouted]),
    )  # fmt: skip


def node_distance(starts: Places, cost_m: Floats, *, limit_m: float = np.inf) -> tuple[Floats, Ints]:
    """Least cost in metres from any of the attached places `starts` to each node, and which one (-1: none).

    `cost_m`: what each start costs at its spot on the street, its own leg included.
    """
    count = len(starts.network.node_xy)
    rows = np.arange(count, count + len(starts.edge))
    node_m, _, root = dijkstra(
        extended_links(starts, cost_m), directed=True, indices=rows, min_only=True, limit=limit_m,
        return_predecessors=True,
    )  # fmt: skip
    reached = np.isfinite(node_m[:count])
    return node_m[:count], np.where(reached, root[:count] - count, -1)


def extended_links(starts: Places, cost_m: Floats) -> csr_array:
    """The links of the network, and behind the nodes one row a start with its cost to the two ends of its edge."""
    network = starts.network
    base, count, extra = network.links, len(network.node_xy), len(starts.edge)
    ends = np.stack([network.u[starts.edge], network.v[starts.edge]], axis=1)
    rest_m = network.length_m[starts.edge] - starts.offset_m
    costs = np.stack([cost_m + starts.offset_m, cost_m + rest_m], axis=1)
    number = base.indices.dtype
    return csr_array(
        (
            np.concatenate([base.data, costs.ravel()]),
            np.concatenate([base.indices, ends.ravel().astype(number)]),
            np.concatenate([base.indptr, (base.indptr[-1] + 2 * np.arange(1, extra + 1)).astype(number)]),
        ),
        shape=(count + extra, count + extra),
    )


def same_edge(homes: Places, starts: Places, cost_m: Floats) -> tuple[Floats, Ints]:
    """Least cost to a source on the place's own edge, straight along it, and the number of that source.

    On one edge, sorted by offset, the best source before a place has the least (cost - offset), the best one behind it
    the least (cost + offset): two running minima, over ranks so that edges cannot mix and no digit is lost.
    """
    best_m = np.full(len(homes.edge), np.inf)
    best = np.full(len(homes.edge), -1, dtype=np.int64)
    shared = np.zeros(len(homes.network.u), dtype=bool)
    shared[starts.edge] = True
    near = np.flatnonzero(shared[homes.edge])
    if not len(near):
        return best_m, best
    for sign in (1.0, -1.0):
        along_m = sign * np.concatenate([starts.offset_m, homes.offset_m[near]])
        edge = np.concatenate([starts.edge, homes.edge[near]])
        is_home = np.arange(len(edge)) >= len(starts.edge)
        source = _running_best(edge, along_m, is_home, cost_m - sign * starts.offset_m)
        seen = source >= 0
        total_m = cost_m[source] + sign * homes.offset_m[near] - sign * starts.offset_m[source]
        better = seen & (total_m < best_m[near])
        best_m[near[better]], best[near[better]] = total_m[better], source[better]
    return best_m, best


def _running_best(edge: Ints, along_m: Floats, is_home: Flags, key_m: Floats) -> Ints:
    """For each home the source with the least key among those at or before it on its edge; -1 where there is none."""
    source_count = len(key_m)
    by_key = np.argsort(key_m, kind="stable")
    rank = np.full(len(edge), source_count, dtype=np.int64)  # homes: behind every source
    rank[by_key] = np.arange(source_count)
    order = np.lexsort((is_home, along_m, edge))
    _, group = np.unique(edge[order], return_inverse=True)
    shift = group * (source_count + 1)
    least = np.minimum.accumulate(rank[order] - shift) + shift
    found = np.full(len(edge), -1, dtype=np.int64)
    known = least < source_count
    found[order[known]] = by_key[least[known]]
    return found[source_count:]
