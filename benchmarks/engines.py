"""The engines of each suite: given a workload and a question, each returns (ask, digest of the answer, build seconds).

Peers are imported inside their function: none is a dependency. Links are undirected, their lengths in metres.
"""

# ruff: noqa: PLC0415 - peers are imported where they are used: none is a dependency

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from benchmarks import engines_land, engines_own
from benchmarks.work import Work

Engine = Callable[[Work, Mapping[str, Any]], tuple[Callable[[], Any], Callable[[Any], Any], float]]
_FAR_M = 1e6  # where a peer must have a limit


def _limit(question: Mapping[str, Any]) -> float:
    return question["limit_m"] or np.inf


def _cut(found_m: np.ndarray, question: Mapping[str, Any]) -> np.ndarray:
    return np.where(found_m <= _limit(question), found_m, np.inf)


def nearest_scipy(work: Work, question: Mapping[str, Any]):
    """One search from all facilities over the whole network."""
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import dijkstra

    arrays = work.arrays
    count, sources = len(arrays["xy"]), np.unique(arrays["vertex"])
    start = time.perf_counter()
    tail, head = np.concatenate([arrays["a"], arrays["b"]]), np.concatenate([arrays["b"], arrays["a"]])
    graph = csr_array((np.tile(arrays["length_m"], 2), (tail, head)), shape=(count, count))
    graph.indices, graph.indptr = graph.indices.astype(np.int32), graph.indptr.astype(np.int32)
    build_s = time.perf_counter() - start
    limit_m = _limit(question)
    return lambda: dijkstra(graph, indices=sources, min_only=True, limit=limit_m), lambda found: found, build_s


def nearest_igraph(work: Work, question: Mapping[str, Any]):
    """One more vertex with links of no length to the facilities; igraph's distances know no limit."""
    import igraph

    arrays = work.arrays
    count, sources = len(arrays["xy"]), np.unique(arrays["vertex"])
    start = time.perf_counter()
    links = np.column_stack([arrays["a"], arrays["b"]])
    rays = np.column_stack([np.full(len(sources), count), sources])
    graph = igraph.Graph(n=count + 1, edges=np.concatenate([links, rays]))
    weights = np.concatenate([arrays["length_m"], np.zeros(len(sources))]).tolist()
    graph.es["length_m"] = weights
    build_s = time.perf_counter() - start
    return (
        lambda: graph.distances(source=count, weights="length_m")[0],
        lambda found: _cut(np.asarray(found[:count]), question),
        build_s,
    )


def _networkx(arrays: Mapping[str, np.ndarray], kind: str = "Graph"):
    import networkx as nx

    graph = getattr(nx, kind)()
    graph.add_nodes_from((node, {"x": x, "y": y}) for node, (x, y) in enumerate(arrays["xy"].tolist()))
    ways = [("a", "b")] if kind == "Graph" else [("a", "b"), ("b", "a")]
    for one, other in ways:
        rows = zip(arrays[one].tolist(), arrays[other].tolist(), arrays["length_m"].tolist(), strict=True)
        graph.add_weighted_edges_from(rows, weight="length_m")
    return graph


def nearest_networkx(work: Work, question: Mapping[str, Any]):
    import networkx as nx

    arrays = work.arrays
    start = time.perf_counter()
    graph = _networkx(arrays)
    build_s = time.perf_counter() - start
    sources, limit_m = set(arrays["vertex"].tolist()), question["limit_m"]

    def digest(found: Mapping[int, float]) -> np.ndarray:
        distance_m = np.full(len(arrays["xy"]), np.inf)
        distance_m[list(found)] = list(found.values())
        return distance_m

    return (
        lambda: nx.multi_source_dijkstra_path_length(graph, sources, cutoff=limit_m, weight="length_m"),
        digest,
        build_s,
    )


def nearest_pandana(work: Work, question: Mapping[str, Any]):
    """Warm: the network is built, the facilities are set with the question."""
    import pandana
    import pandas as pd

    arrays = work.arrays
    start = time.perf_counter()
    x, y = (pd.Series(column) for column in arrays["xy"].T)
    lengths = pd.DataFrame({"length_m": arrays["length_m"]})
    network = pandana.Network(x, y, pd.Series(arrays["a"]), pd.Series(arrays["b"]), lengths, twoway=True)
    build_s = time.perf_counter() - start
    limit_m, at = question["limit_m"] or _FAR_M, arrays["xy"][np.unique(arrays["vertex"])]

    def ask() -> pd.DataFrame:
        network.set_pois("places", limit_m, 1, pd.Series(at[:, 0]), pd.Series(at[:, 1]))
        return network.nearest_pois(limit_m, "places", num_pois=1)

    def digest(found: pd.DataFrame) -> np.ndarray:
        distance_m = found[1].to_numpy(dtype=float)
        return np.where(distance_m < limit_m, distance_m, np.inf)

    return ask, digest, build_s


def areas_hull(work: Work, question: Mapping[str, Any]):
    """OSMnx's isochrone recipe: ego_graph of every facility, convex hull of its nodes. Graph as OSMnx holds it.

    The digest is what the recipe does not give: the exact length reached by the first facilities.
    """
    import networkx as nx
    import shapely

    arrays, limit_m = work.arrays, question["limit_m"]
    start = time.perf_counter()
    graph = _networkx(arrays, "MultiDiGraph")
    build_s = time.perf_counter() - start
    sources = arrays["vertex"].tolist()

    def ask() -> list[Any]:
        hulls = []
        for source in sources:
            reached = nx.ego_graph(graph, source, radius=limit_m, distance="length_m")
            points = [(facts["x"], facts["y"]) for _, facts in reached.nodes(data=True)]
            hulls.append(shapely.MultiPoint(points).convex_hull)
        return hulls

    def digest(_: object) -> np.ndarray:
        lengths = []
        for source in sources[: question["checked"]]:
            near = nx.single_source_dijkstra_path_length(graph, source, cutoff=limit_m, weight="length_m")
            left_m = np.zeros(len(arrays["xy"]))
            left_m[list(near)] = limit_m - np.array(list(near.values()))
            lengths.append(np.minimum(left_m[arrays["a"]] + left_m[arrays["b"]], arrays["length_m"]).sum())
        return np.array(lengths)

    return ask, digest, build_s


ENGINES: Mapping[str, Mapping[str, Engine]] = {
    "nearest": {
        "yitu": engines_own.nearest,
        "scipy": nearest_scipy,
        "igraph": nearest_igraph,
        "networkx": nearest_networkx,
        "pandana": nearest_pandana,
    },
    "areas": {"yitu": engines_own.areas, "yitu_lines": engines_own.area_lines, "osmnx_hull": areas_hull},
    "share": {"yitu": engines_own.share, "overlay": engines_land.overlay},
    "street_share": {"yitu": engines_own.street_share, "union_prepared": engines_land.union_prepared},
    "build": {"yitu": engines_own.build},
    "what_if": {"yitu": engines_own.what_if, "full_search": engines_own.full_search},
}
