"""Yitu's own side of every suite."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

import numpy as np
import shapely

from benchmarks.work import Work
from benchmarks.workload import FACILITIES, SEED
from gis.measures.coverage import radius_coverage
from gis.measures.ground import land_near_lines
from gis.network.areas import ServiceAreas, service_areas
from gis.network.change import Answer, base_of, with_source, without_source
from gis.network.graph import Network, build_network
from gis.network.place import Places, place_on
from gis.network.reach import joined, vertex_distance, walk_distance
from gis.network.reached import reached_parts

ZONES = 30


def _built(work: Work) -> tuple[Network, float]:
    streets = work.streets
    start = time.perf_counter()
    network = build_network(streets)
    network.links, network.bends, network.bend_begins, network.half_edges  # noqa: B018 - kept with the network
    network.bend_edge, network.bend_offset_m  # noqa: B018
    return network, time.perf_counter() - start


def _facilities(network: Network, work: Work) -> Places:
    arrays = work.arrays
    count = len(arrays["edge"])
    return Places(network, arrays["edge"], arrays["offset_m"], np.zeros(count), np.zeros(count, dtype=bool))


def nearest(work: Work, question: Mapping[str, Any]):
    network, build_s = _built(work)
    sources, limit_m = _facilities(network, work), question["limit_m"] or np.inf
    return lambda: vertex_distance(sources, limit_m=limit_m), lambda found: found, build_s


def areas(work: Work, question: Mapping[str, Any]):
    network, build_s = _built(work)
    sources = _facilities(network, work)

    def digest(found: ServiceAreas) -> np.ndarray:
        return found.length_m[: question["checked"]]

    return lambda: service_areas(sources, limit_m=question["limit_m"]), digest, build_s


def area_lines(work: Work, question: Mapping[str, Any]):
    network, build_s = _built(work)
    sources = _facilities(network, work)

    def digest(found: np.ndarray) -> np.ndarray:
        return shapely.length(found[: question["checked"]])

    return lambda: service_areas(sources, limit_m=question["limit_m"]).lines(), digest, build_s


def share(work: Work, question: Mapping[str, Any]):
    land, green = work.land, work.green
    radius_m = np.full(len(green), float(question["radius_m"]))

    def ask() -> float:
        pieces = radius_coverage(land, green, radius_m=radius_m).pieces
        return float((pieces["share"] * pieces["weight"]).sum())

    return ask, lambda found: found, 0.0


def street_share(work: Work, question: Mapping[str, Any]):
    network, build_s = _built(work)
    sources, land = _facilities(network, work), work.land

    def ask() -> float:
        lines = reached_parts(sources, limit_m=question["limit_m"]).lines()
        return float(land_near_lines(land, lines, width_m=question["width_m"]).area.sum())

    return ask, lambda found: found, build_s


def build(work: Work, question: Mapping[str, Any]):
    """The build itself is the question."""
    del question
    streets = work.streets
    return (
        lambda: build_network(streets),
        lambda network: [len(network.node_xy) + len(network.bends), len(network.node_xy), len(network.u)],
        0.0,
    )


def _homes_and_sources(work: Work, question: Mapping[str, Any]) -> tuple[Places, Places, Places, np.ndarray]:
    """Places of 100,000 homes, 500 sources, one more source, and the zone of each home."""
    network, _ = _built(work)
    rng = np.random.default_rng(SEED)
    low, high = network.node_xy.min(axis=0), network.node_xy.max(axis=0)
    xy = rng.uniform(low, high, (question["homes"] + FACILITIES + 1, 2))
    places = place_on(network, xy, max_leg_m=300.0)
    rows = np.arange(len(xy))
    zone = (xy[: question["homes"], 0] - low[0]) / (high[0] - low[0]) * ZONES
    homes, sources = places.take(rows[: question["homes"]]), places.take(rows[question["homes"] : -1])
    return homes, sources, places.take(rows[-1:]), np.minimum(zone.astype(int), ZONES - 1)


def _shares(answer: Answer, zone: np.ndarray, limit_m: float) -> np.ndarray:
    """Share of the homes of each zone within the limit."""
    inside = np.bincount(zone, weights=answer.distance_m <= limit_m, minlength=ZONES)
    return inside / np.maximum(np.bincount(zone, minlength=ZONES), 1)


def what_if(work: Work, question: Mapping[str, Any]):
    """One facility more, then one less, each answered from the kept base with the figures of all zones; the slower."""
    homes, sources, added, zone = _homes_and_sources(work, question)
    start = time.perf_counter()
    base = base_of(homes, sources)
    build_s = time.perf_counter() - start
    removed = int(np.bincount(base.source[base.source >= 0]).argmax())
    limit_m = question["limit_m"]

    def ask() -> np.ndarray:
        answer = without_source(base, removed) if question["removed"] else with_source(base, added)
        return _shares(answer, zone, limit_m)

    return ask, lambda found: found, build_s


def full_search(work: Work, question: Mapping[str, Any]):
    """The same by a full search."""
    homes, sources, added, zone = _homes_and_sources(work, question)
    base = walk_distance(homes, sources)[1]
    removed = int(np.bincount(base[base >= 0]).argmax())
    changed = sources.take(np.delete(np.arange(FACILITIES), removed)) if question["removed"] else joined(sources, added)
    return (
        lambda: _shares(Answer(*walk_distance(homes, changed)), zone, question["limit_m"]),
        lambda found: found,
        0.0,
    )
