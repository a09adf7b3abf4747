"""Exactness: walks to the nearest facility against a networkx graph cut by hand at every place."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from benchmarks.work import Work
from benchmarks.workload import FACILITIES, SEED
from gis.network.graph import Network, build_network
from gis.network.place import Places, place_on
from gis.network.reach import walk_distance

PLACES = 300
BAR_M = 1e-6


def largest_error_m(work: Work) -> tuple[float, int]:
    """Largest difference at 300 random places to 500 random sources, and how many of the places are reached.

    Raises
    ------
    ImportError: networkx is not installed.
    """
    import networkx as nx  # noqa: PLC0415 - a peer is never a dependency

    network = build_network(work.streets)
    rng = np.random.default_rng(SEED)
    vertex = rng.choice(len(network.segment_xy), PLACES + FACILITIES, replace=False)
    xy = network.segment_xy[vertex, :2] + rng.uniform(-60.0, 60.0, (len(vertex), 2))
    places = place_on(network, xy, max_leg_m=300.0)
    homes, sources = places.take(np.arange(PLACES)), places.take(np.arange(PLACES, len(xy)))
    found_m = walk_distance(homes, sources)[0]
    graph = _cut_graph(network, places)
    for number in range(PLACES, len(xy)):
        if places.edge[number] >= 0:
            graph.add_edge("root", ("place", number), weight=float(places.leg_m[number]))
    reach = nx.single_source_dijkstra_path_length(graph, "root", weight="weight")
    want_m = np.array([reach.get(("place", number), np.inf) for number in range(PLACES)]) + homes.leg_m
    if not np.array_equal(np.isfinite(found_m), np.isfinite(want_m)):
        return float("inf"), 0
    known = np.isfinite(want_m)
    return float(np.abs(found_m[known] - want_m[known]).max()), int(known.sum())


def _cut_graph(network: Network, places: Places):
    """Every straight part of every street a link, cut where a place is put on it: nothing contracted."""
    import networkx as nx  # noqa: PLC0415

    count, bends = len(network.node_xy), network.bends
    begins = np.full(len(network.segment_edge), -1, dtype=np.int64)
    begins[bends] = count + np.arange(len(bends))
    first = begins < 0
    tail = np.where(first, network.u[network.segment_edge], begins)
    last = np.append(first[1:], True)
    head = np.where(last, network.v[network.segment_edge], np.append(begins[1:], 0))
    span = network.segment_xy[:, 2:] - network.segment_xy[:, :2]
    length_m = np.hypot(span[:, 0], span[:, 1])
    placed = np.flatnonzero(places.edge >= 0)
    segment_begin = np.searchsorted(network.segment_edge, places.edge[placed])
    segment_end = np.searchsorted(network.segment_edge, places.edge[placed], side="right")
    cuts: dict[int, list[tuple[float, tuple[str, int]]]] = {}
    for number, begin, end in zip(placed.tolist(), segment_begin.tolist(), segment_end.tolist(), strict=True):
        offsets = network.segment_offset_m[begin:end]
        segment = begin + int(np.searchsorted(offsets, places.offset_m[number], side="right")) - 1
        cuts.setdefault(segment, []).append(
            (float(places.offset_m[number] - network.segment_offset_m[segment]), ("place", number))
        )
    graph = nx.MultiGraph()
    for segment, (one, other, whole_m) in enumerate(zip(tail.tolist(), head.tolist(), length_m.tolist(), strict=True)):
        at_m, here = 0.0, one
        for next_m, name in sorted(cuts.get(segment, [])):
            graph.add_edge(here, name, weight=max(next_m - at_m, 0.0))
            at_m, here = next_m, name
        graph.add_edge(here, other, weight=max(whole_m - at_m, 0.0))
    return graph


def table(works: dict[str, Path]) -> list[tuple[str, float, int]]:
    """Network, largest error in metres, places reached."""
    return [(name, *largest_error_m(Work(folder))) for name, folder in works.items()]
