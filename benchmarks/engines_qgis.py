"""QGIS's network analysis, under the Python it was installed for."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")  # before Qt is loaded: there may be no screen

import numpy as np
from qgis.analysis import QgsGraph, QgsGraphAnalyzer
from qgis.core import Qgis, QgsPointXY

from benchmarks.work import Work


def version() -> str:
    return f"QGIS {Qgis.QGIS_VERSION.split('-')[0]}"


def nearest(work: Work, question: Mapping[str, Any]):
    """One more vertex with edges of no cost to the facilities; the analyzer knows no limit."""
    arrays, limit_m = work.arrays, question["limit_m"] or np.inf
    count = len(arrays["xy"])
    start = time.perf_counter()
    graph = QgsGraph()
    for x, y in arrays["xy"].tolist():
        graph.addVertex(QgsPointXY(x, y))
    for one, other, length_m in zip(*(arrays[name].tolist() for name in ("a", "b", "length_m")), strict=True):
        graph.addEdge(one, other, [length_m])
        graph.addEdge(other, one, [length_m])
    root = graph.addVertex(QgsPointXY(0.0, 0.0))
    for source in np.unique(arrays["vertex"]).tolist():
        graph.addEdge(root, source, [0.0])
    build_s = time.perf_counter() - start

    def digest(found: tuple[list[int], list[float]]) -> np.ndarray:
        distance_m = np.asarray(found[1][:count], dtype=float)
        return np.where(distance_m <= limit_m, distance_m, np.inf)

    return lambda: QgsGraphAnalyzer.dijkstra(graph, root, 0), digest, build_s


ENGINES = {"nearest": {"qgis": nearest}}
