"""What if: one source or one link more or less, answered from a kept base without a new search of everything.

Kept for every node: its nearest source and the nearest other one. Adding a source searches only what that source
reaches first; a source removed leaves its places to the second nearest, already known; a link added is two more
sources, for a shortest way uses it once, in one direction. All answers equal a full search.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from gis.errors import DefinitionError, LayerError
from gis.network.noding import Flags, Floats, Ints
from gis.network.place import Places
from gis.network.reach import extended_links, from_nodes, node_distance, same_edge, walk_distance

__all__ = [
    "Answer", "Base", "Reach", "base_of", "kept_walk", "reach_of", "with_link", "with_links", "with_source",
    "without_source",
]  # fmt: skip

_EXACT_M = 1e-9


@dataclass(frozen=True, eq=False)
class Answer:
    """Walk of each place: `distance_m` (inf: none) and the number of its `source` (-1: none)."""

    distance_m: Floats
    source: Ints


@dataclass(frozen=True, eq=False)
class Base(Answer):
    """The full answer, kept with what changes are answered from.

    `start_m`: of each source. `node_m`, `node_source`: nearest source of each node; `other_m`, `other_source`: the
    nearest one but that. Source numbers are those of `sources`; -1 for none.
    """

    demand: Places
    sources: Places
    start_m: Floats
    node_m: Floats
    node_source: Ints
    other_m: Floats
    other_source: Ints


def base_of(demand: Places, sources: Places, *, start_m: Floats | None = None) -> Base:
    """Search once, with the nearest and the nearest other source of every node.

    The second search: along the shortest way from the second nearest source, all nodes from the first one that belongs
    to the nearest's territory on have that source as their second. So it starts wherever a link crosses between two
    territories, with the distance on the far side, and stays within each territory.

    Raises
    ------
    LayerError: demand and sources are not on one network.
    """
    late_m = np.zeros(len(sources.edge)) if start_m is None else np.asarray(start_m, dtype=float)
    distance_m, source = walk_distance(demand, sources, start_m=late_m)
    usable = np.flatnonzero(sources.ok)
    starts, count = sources.take(usable), len(sources.network.node_xy)
    none = np.full(count, -1, dtype=np.int64)
    node_m, other_m = np.full(count, np.inf), np.full(count, np.inf)
    if not len(usable):
        return Base(distance_m, source, demand, sources, late_m, node_m, none, other_m, none.copy())
    cost_m = starts.leg_m + late_m[usable]
    node_m, nearest = node_distance(starts, cost_m)
    other_m, other = _second(starts, cost_m, node_m, nearest)
    numbers = np.append(usable, -1)
    return Base(distance_m, source, demand, sources, late_m, node_m, numbers[nearest], other_m, numbers[other])


def _second(starts: Places, cost_m: Floats, node_m: Floats, nearest: Ints) -> tuple[Floats, Ints]:
    """Distance from each node to the nearest source that is not its nearest, and which it is."""
    graph, count = extended_links(starts, cost_m), len(node_m)
    row = np.repeat(np.arange(graph.shape[0]), np.diff(graph.indptr))
    far_m = np.concatenate([node_m, np.zeros(len(cost_m))])
    root = np.concatenate([nearest, np.arange(len(cost_m))])
    crosses = (root[row] != root[graph.indices]) & (root[row] >= 0)
    entry, from_root = graph.indices[crosses], root[row[crosses]]
    entry_m = far_m[row[crosses]] + graph.data[crosses]
    inner = (row < count) & (root[row] == root[graph.indices])
    rows = np.concatenate([row[inner], count + np.arange(len(entry))])
    columns = np.concatenate([graph.indices[inner], entry])
    size = count + len(entry)
    start = np.concatenate([[0], np.cumsum(np.bincount(rows, minlength=size))])
    within = csr_array((np.concatenate([graph.data[inner], entry_m]), columns, start), shape=(size, size))
    if not len(entry):
        return np.full(count, np.inf), np.full(count, -1, dtype=np.int64)
    other_m, _, at = dijkstra(
        within, indices=count + np.arange(len(entry)), min_only=True, return_predecessors=True
    )  # fmt: skip
    reached = np.isfinite(other_m[:count])
    return other_m[:count], np.where(reached, from_root[np.where(reached, at[:count] - count, 0)], -1)


def with_source(base: Base, added: Places, *, start_m: Floats | None = None) -> Answer:
    """The answer with more sources, numbered behind those of the base; only what they reach first is searched.

    Raises
    ------
    LayerError: the added sources are on another network.
    """
    if added.network is not base.demand.network:
        raise LayerError(layer="streets", problem="两组位置不在同一路网上 / places of two networks")
    late_m = np.zeros(len(added.edge)) if start_m is None else np.asarray(start_m, dtype=float)
    distance_m, source = base.distance_m.copy(), base.source.copy()
    usable = np.flatnonzero(added.ok)
    if not len(usable):
        return Answer(distance_m, source)
    network, starts = base.demand.network, added.take(usable)
    cost_m = starts.leg_m + late_m[usable]
    limit_m = float(base.node_m.max(initial=0.0))  # farther than the farthest node nobody gains
    node_m, nearest = node_distance(starts, cost_m, limit_m=limit_m)
    nearer = node_m < base.node_m
    edges = nearer[network.u] | nearer[network.v]
    edges[starts.edge] = True
    rows = np.flatnonzero(base.demand.ok & edges[base.demand.edge])
    own_m, own = from_nodes(base.demand.take(rows), node_m, nearest, starts, cost_m)
    better = own_m < distance_m[rows]
    distance_m[rows[better]] = own_m[better]
    source[rows[better]] = len(base.sources.edge) + usable[own[better]]
    return Answer(distance_m, source)


def kept_walk(base: Base, places: Places) -> tuple[Floats, Ints]:
    """Walk of any places of the network to the nearest source of the base and which it is, without a search."""
    usable = np.flatnonzero(base.sources.ok)
    starts, row_of = base.sources.take(usable), np.full(len(base.sources.edge) + 1, -1, dtype=np.int64)
    row_of[usable] = np.arange(len(usable))
    distance_m, source = np.full(len(places.edge), np.inf), np.full(len(places.edge), -1, dtype=np.int64)
    placed = np.flatnonzero(places.ok)
    cost_m = starts.leg_m + base.start_m[usable]
    found_m, found = from_nodes(places.take(placed), base.node_m, row_of[base.node_source], starts, cost_m)
    distance_m[placed], source[placed] = found_m, np.where(np.isfinite(found_m), np.append(usable, -1)[found], -1)
    return distance_m, source


def without_source(base: Base, number: int | Sequence[int] | Ints) -> Answer:
    """The answer without one source: its places go to the second nearest, known from the base; nothing is searched.

    Several numbers (all doors of one park) are taken out together, by one search for the places they served.

    Raises
    ------
    DefinitionError: there is no such source.
    """
    numbers = np.atleast_1d(np.asarray(number, dtype=np.int64))
    if not len(numbers) or (numbers < 0).any() or (numbers >= len(base.sources.edge)).any():
        raise DefinitionError(file="—", key="source", problem=f"{number}")
    left = np.flatnonzero(np.isin(base.source, numbers))
    distance_m, source = base.distance_m.copy(), base.source.copy()
    kept = np.setdiff1d(np.flatnonzero(base.sources.ok), numbers)
    homes = base.demand.take(left)
    if len(numbers) > 1:
        found_m, found = walk_distance(homes, base.sources.take(kept), start_m=base.start_m[kept])
        distance_m[left], source[left] = found_m, np.append(kept, -1)[found]
        return Answer(distance_m, source)
    network = base.demand.network
    best_m, best = np.full(len(left), np.inf), np.full(len(left), -1, dtype=np.int64)
    for node, along_m in (
        (network.u[homes.edge], homes.offset_m),
        (network.v[homes.edge], network.length_m[homes.edge] - homes.offset_m),
    ):
        gone = base.node_source[node] == numbers[0]
        by_m = np.where(gone, base.other_m[node], base.node_m[node]) + along_m
        better = by_m < best_m
        best_m = np.where(better, by_m, best_m)
        best = np.where(better, np.where(gone, base.other_source[node], base.node_source[node]), best)
    if len(kept) and len(left):
        starts = base.sources.take(kept)
        direct_m, direct = same_edge(homes, starts, starts.leg_m + base.start_m[kept])
        better = direct_m < best_m
        best_m, best = np.where(better, direct_m, best_m), np.where(better, kept[direct], best)
    distance_m[left], source[left] = best_m + homes.leg_m, best
    return Answer(distance_m, source)


def with_link(base: Base, ends: Places, *, length_m: float) -> Answer:
    """The answer with one more way of `length_m` metres between two spots on the streets (see `with_links`).

    Raises
    ------
    DefinitionError: not two ends, or a length below 0. LayerError: the ends are on another network.
    """
    return with_links(base, ends, length_m=np.array([length_m], dtype=float))


def with_links(base: Base, ends: Places, *, length_m: Floats, rounds: int | None = None) -> Answer:
    """The answer with more ways on foot, all at once, each used in either direction; their ends' legs count.

    A shortest way uses a link once, in one direction, so the better end of each is one more source that starts with the
    walk from its other end. Links one behind the other need a round each until nothing improves. Nobody lives on one.

    Parameters
    ----------
    ends: 2k places, the first ends of the k links, then their second ends. length_m: of each. rounds: at most so many
        links on one way; None: any number.

    Raises
    ------
    DefinitionError: not two ends a link, or a length below 0. LayerError: the ends are on another network.
    """
    if ends.network is not base.demand.network:
        raise LayerError(layer="streets", problem="两组位置不在同一路网上 / places of two networks")
    count = len(length_m)
    if len(ends.edge) != 2 * count or not (length_m >= 0.0).all():
        raise DefinitionError(file="—", key="link", problem=f"{len(ends.edge)} ends, {list(length_m)} m")
    end_m, end_source = kept_walk(base, ends)
    other = np.concatenate([np.arange(count, 2 * count), np.arange(count)])
    for _ in range(count if rounds is None else min(count, rounds)):
        through_m = end_m[other] + np.tile(length_m, 2)
        some = np.flatnonzero(np.isfinite(through_m))
        found_m, found = walk_distance(ends, ends.take(some), start_m=through_m[some])
        better = found_m < end_m - _EXACT_M
        if not better.any():
            break
        end_m[better], end_source[better] = found_m[better], end_source[other[some]][found[better]]
    through_m = end_m[other] + np.tile(length_m, 2)
    some = np.flatnonzero(np.isfinite(through_m))
    if not len(some):
        return Answer(base.distance_m, base.source)
    answer = with_source(base, ends.take(some), start_m=through_m[some])
    source, through = answer.source.copy(), np.flatnonzero(answer.source >= len(base.sources.edge))
    source[through] = end_source[other[some]][source[through] - len(base.sources.edge)]
    return Answer(answer.distance_m, source)


@dataclass(frozen=True, eq=False)
class Reach:
    """Walks kept up to a longest distance, one row a class of sources: any shorter distance is a comparison.

    `distance_m`: (classes, places); `source`: (classes, places), -1 for none. `longest_m`: what was searched.
    """

    distance_m: Floats
    source: Ints
    longest_m: float

    def each_within(self, *, distances_m: Sequence[float]) -> Flags:
        """Which places each class serves within its own distance, metres, one a class: (classes, places).

        Raises
        ------
        DefinitionError: not one distance a class, or one beyond what was searched.
        """
        limits_m = np.asarray(distances_m, dtype=float)
        if limits_m.shape != self.distance_m.shape[:1] or (limits_m > self.longest_m).any():
            problem = f"{list(distances_m)}: {len(self.distance_m)} ≤ {self.longest_m} m"
            raise DefinitionError(file="—", key="distances_m", problem=problem)
        return np.asarray(self.distance_m <= limits_m[:, None] + 1e-6, dtype=np.bool_)

    def within(self, *, distances_m: Sequence[float]) -> Flags:
        """Which places some class serves within its own distance, metres, one a class (see `each_within`)."""
        return np.asarray(self.each_within(distances_m=distances_m).any(axis=0), dtype=np.bool_)

    def share_of(self, weights: npt.ArrayLike, *, distances_m: Sequence[float]) -> float:
        """Share of the weights (land in m2, dwellings, persons) within the distances, 0-1; NaN for no weight."""
        weight = np.asarray(weights, dtype=float)
        whole = float(weight.sum())
        return float(weight[self.within(distances_m=distances_m)].sum()) / whole if whole > 0.0 else float("nan")


def reach_of(demand: Places, sources: Places, *, classes: Ints, longest_m: float) -> Reach:
    """Search once for each class of sources, up to the longest distance a slider may ask.

    Parameters
    ----------
    classes: class of each source, 0…c-1, e.g. the size class of its park.

    Raises
    ------
    LayerError: demand and sources are not on one network.
    """
    count = int(classes.max()) + 1 if len(classes) else 1
    distance_m = np.full((count, len(demand.edge)), np.inf)
    source = np.full((count, len(demand.edge)), -1, dtype=np.int64)
    for row in range(count):
        some = np.flatnonzero(np.asarray(classes) == row)
        distance_m[row], found = walk_distance(demand, sources.take(some), limit_m=longest_m)
        source[row] = np.append(some, -1)[found]
    return Reach(distance_m, source, float(longest_m))
