"""What if a street is closed: only the nodes whose shortest way may use it are searched again."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import breadth_first_order, dijkstra

from gis.errors import DefinitionError
from gis.network.change import Answer, Base
from gis.network.graph import Network
from gis.network.noding import Flags, Floats, Ints
from gis.network.reach import from_nodes

__all__ = ["closed", "without_edge"]

_EXACT_M = 1e-9


def closed(network: Network, edge: int) -> Network:
    """The network with one edge cut off at both its ends; edges keep their numbers, places on it only reach each other.

    Raises
    ------
    DefinitionError: there is no such edge.
    """
    _require_edge(network, edge)
    apart = len(network.node_xy)
    u, v = network.u.copy(), network.v.copy()
    u[edge], v[edge] = apart, apart + 1
    last = network.component.max(initial=-1)
    return replace(
        network, node_xy=np.concatenate([network.node_xy, np.full((2, 2), np.nan)]), u=u, v=v,
        component=np.concatenate([network.component, [last + 1, last + 1]]),
    )  # fmt: skip


def without_edge(base: Base, edge: int) -> Answer:
    """The answer with one edge closed, equal to a full search on the network `closed`.

    Nodes are searched again where a chain of links without slack leads from an end of the edge to them; what is
    outside that set has a shortest way that does not use the edge, and feeds the search at its border. A source on
    the edge then serves only places on it.

    Raises
    ------
    DefinitionError: there is no such edge.
    """
    network = base.demand.network
    _require_edge(network, edge)
    usable = np.flatnonzero(base.sources.ok)
    starts = base.sources.take(usable)
    cost_m = starts.leg_m + base.start_m[usable]
    touched = _touched(base, network, edge, starts.edge == edge)
    node_m, node_start = _again(base, network, edge, touched=touched)
    homes_edge = base.demand.edge
    again = base.demand.ok & (touched[network.u[homes_edge]] | touched[network.v[homes_edge]] | (homes_edge == edge))
    rows = np.flatnonzero(again)
    homes = base.demand.take(rows)
    distance_m, source = base.distance_m.copy(), base.source.copy()
    numbers = np.append(usable, -1)
    row_of = np.full(len(base.sources.edge) + 1, -1, dtype=np.int64)
    row_of[usable] = np.arange(len(usable))
    through_m, through = from_nodes(homes, node_m, row_of[node_start], starts, cost_m)
    on_it = homes.edge == edge
    off_m, off = from_nodes(
        homes.take(on_it), np.full(len(node_m), np.inf), np.full(len(node_m), -1, dtype=np.int64), starts, cost_m
    )
    through_m[on_it], through[on_it] = off_m, off
    distance_m[rows] = through_m
    source[rows] = np.where(np.isfinite(through_m), numbers[through], -1)
    return Answer(distance_m, source)


def _require_edge(network: Network, edge: int) -> None:
    if not 0 <= edge < len(network.u):
        raise DefinitionError(file="—", key="edge", problem=f"{edge} / {len(network.u)}")


def _touched(base: Base, network: Network, edge: int, sources_on_it: Flags) -> Flags:
    """Nodes to which a chain of links without slack leads over the edge: all whose way may use it."""
    u, v, length_m = int(network.u[edge]), int(network.v[edge]), float(network.length_m[edge])
    touched = np.zeros(len(network.node_xy), dtype=np.bool_)
    seeds = [
        end
        for end, other in ((u, v), (v, u))
        if sources_on_it.any() or base.node_m[other] + length_m <= base.node_m[end] + _EXACT_M
    ]
    seeds = [end for end in seeds if np.isfinite(base.node_m[end])]
    if not seeds:
        return touched
    links = network.links
    row = np.repeat(np.arange(links.shape[0]), np.diff(links.indptr))
    with np.errstate(invalid="ignore"):
        tight = base.node_m[row] + links.data <= base.node_m[links.indices] + _EXACT_M
    tight &= np.isfinite(base.node_m[row])
    start = np.concatenate([[0], np.cumsum(np.bincount(row[tight], minlength=links.shape[0]))])
    chains = csr_array((np.ones(int(tight.sum())), links.indices[tight], start), shape=links.shape)
    for seed in seeds:
        touched[breadth_first_order(chains, seed, return_predecessors=False)] = True
    return touched


def _again(base: Base, network: Network, edge: int, *, touched: Flags) -> tuple[Floats, Ints]:
    """Distance and source of every node, the touched ones searched again from their border."""
    node_m, node_source = base.node_m.copy(), base.node_source.copy()
    if not touched.any():
        return node_m, node_source
    links, count = network.links, len(node_m)
    row = np.repeat(np.arange(count), np.diff(links.indptr))
    weight_m = _without(network, edge, row, links)
    usable = np.flatnonzero(base.sources.ok & (base.sources.edge != edge))
    starts = base.sources.take(usable)
    cost_m = starts.leg_m + base.start_m[usable]
    border = ~touched[row] & touched[links.indices] & np.isfinite(base.node_m[row] + weight_m)
    rest_m = network.length_m[starts.edge] - starts.offset_m
    entry = np.concatenate([links.indices[border], network.u[starts.edge], network.v[starts.edge]])
    entry_m = np.concatenate([
        base.node_m[row[border]] + weight_m[border], cost_m + starts.offset_m, cost_m + rest_m
    ])  # fmt: skip
    from_source = np.concatenate([base.node_source[row[border]], usable, usable])
    some = touched[entry]
    entry, entry_m, from_source = entry[some], entry_m[some], from_source[some]
    node_m[touched], node_source[touched] = np.inf, -1
    if not len(entry):
        return node_m, node_source
    inner = touched[row] & touched[links.indices] & np.isfinite(weight_m)
    rows = np.concatenate([row[inner], count + np.arange(len(entry))])
    start = np.concatenate([[0], np.cumsum(np.bincount(rows, minlength=count + len(entry)))])
    data, columns = np.concatenate([weight_m[inner], entry_m]), np.concatenate([links.indices[inner], entry])
    graph = csr_array((data, columns, start), shape=(count + len(entry),) * 2)
    found_m, _, root = dijkstra(
        graph, indices=count + np.arange(len(entry)), min_only=True, return_predecessors=True
    )  # fmt: skip
    reached = touched & np.isfinite(found_m[:count])
    node_m[reached] = found_m[:count][reached]
    node_source[reached] = from_source[root[:count][reached] - count]
    return node_m, node_source


def _without(network: Network, edge: int, row: Ints, links: csr_array) -> Floats:
    """Weights of the links without the edge: between its ends the next shortest parallel edge, inf where none."""
    u, v = int(network.u[edge]), int(network.v[edge])
    weight_m = np.asarray(links.data, dtype=float).copy()
    if u == v:
        return weight_m
    low, high = np.minimum(network.u, network.v), np.maximum(network.u, network.v)
    parallel = (low == min(u, v)) & (high == max(u, v))
    parallel[edge] = False
    other_m = float(network.length_m[parallel].min(initial=np.inf))
    weight_m[((row == u) & (links.indices == v)) | ((row == v) & (links.indices == u))] = other_m
    return weight_m
