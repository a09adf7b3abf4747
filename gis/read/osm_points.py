"""OSM nodes and areas to public facilities and places, each place once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pyproj
import shapely

from gis.read.osm_file import Features
from gis.read.osm_frames import layer_frame, number
from gis.read.osm_rules import OsmTables, Rule

__all__ = ["address", "facilities", "places"]


@dataclass(frozen=True)
class _Sites:
    """Places found: from nodes (area NaN) and areas; `shapes` as mapped, `points` where they are."""

    ids: list[str]
    tags: list[Mapping[str, str]]
    rules: list[Rule]
    shapes: np.ndarray
    points: np.ndarray


def address(tags: Mapping[str, str]) -> str:
    """The address as one text: addr:full, else street and house number; empty where neither is mapped."""
    parts = (tags.get("addr:street") or tags.get("addr:place", ""), tags.get("addr:housenumber", ""))
    return tags.get("addr:full") or " ".join(part for part in parts if part)


def _sites(points: Features, areas: Features, layer: str, tables: OsmTables) -> _Sites:
    """Every node and area for which a rule of `layer` holds; areas first, so that they are the ones kept."""
    rules, sizes_m2 = tables.rules[layer], shapely.area(areas.shapes)
    held: list[tuple[Features, int, Rule]] = []
    for source, known in ((areas, True), (points, False)):
        for row, tags in enumerate(source.tags):
            if rules.keys.isdisjoint(tags):
                continue
            rule = rules.match(tags, float(sizes_m2[row]) if known else None)
            if rule is not None:
                held.append((source, row, rule))
    shapes = np.empty(len(held), dtype=object)
    shapes[:] = [source.shapes[row] for source, row, _ in held]
    return _Sites(
        ids=[source.ids[row] for source, row, _ in held],
        tags=[source.tags[row] for source, row, _ in held],
        rules=[rule for *_, rule in held],
        shapes=shapes,
        points=np.asarray(shapely.point_on_surface(shapes), dtype=object),
    )


def _repeated(shapes: np.ndarray, points: np.ndarray, keys: np.ndarray) -> np.ndarray:
    """Which sites lie within another site's area of the same key and at least its size: one place mapped twice."""
    sizes_m2, order = shapely.area(shapes), np.arange(len(shapes))
    wide = np.flatnonzero(sizes_m2 > 0.0)
    repeated = np.zeros(len(shapes), dtype=bool)
    if not len(wide):
        return repeated
    inner, outer = shapely.STRtree(shapes[wide]).query(points, "within")
    outer = wide[outer]
    # of two areas of equal size the earlier stays
    larger = (sizes_m2[outer] > sizes_m2[inner]) | (
        (sizes_m2[outer] == sizes_m2[inner]) & (order[outer] < order[inner])
    )
    repeated[inner[(keys[inner] == keys[outer]) & larger]] = True
    return repeated


def facilities(
    points: Features, areas: Features, *, crs: pyproj.CRS, tables: OsmTables, counts: Counter[str]
) -> gpd.GeoDataFrame:
    """Facilities as points with the key of facilities.toml; a place that serves two kinds is two rows.

    A node (or smaller area) inside an area of the same kind and name is the same place and counted once. `area_m2` is
    the mapped ground; NaN for nodes and for building outlines, whose floor area nobody mapped.
    """
    sites = _sites(points, areas, "facilities", tables)
    keyed = [(row, str(key)) for row, rule in enumerate(sites.rules) for key in _keys(rule)]
    rows = np.asarray([row for row, _ in keyed], dtype=int)
    keys = np.empty(len(keyed), dtype=object)
    keys[:] = [f"{key}\t{sites.tags[row].get('name', '')}" for row, key in keyed]
    repeated = _repeated(sites.shapes[rows], sites.points[rows], keys)
    counts["facility_repeated"] += int(repeated.sum())
    counts["school_unknown"] += _schools_without_level(points, areas, tables)
    kept = [pair for pair, again in zip(keyed, repeated, strict=True) if not again]
    seen: Counter[int] = Counter()
    ids = []
    for row, key in kept:
        ids.append(f"{sites.ids[row]}.{key}" if seen[row] else sites.ids[row])
        seen[row] += 1
    at = np.asarray([row for row, _ in kept], dtype=int)
    sizes_m2 = shapely.area(sites.shapes[at])
    tags = [sites.tags[row] for row in at]
    ground = [
        size if size > 0.0 and "building" not in one else np.nan for size, one in zip(sizes_m2, tags, strict=True)
    ]
    return layer_frame(
        "facilities",
        ids,
        sites.points[at],
        crs=crs,
        uncertainty_m=tables.uncertainty_m,
        columns={
            "name": [one.get("name", "") for one in tags],
            "facility": [key for _, key in kept],
            "address": [address(one) for one in tags],
            "capacity_count": [number(one, "capacity") for one in tags],
            "area_m2": ground,
        },
    )


def _keys(rule: Rule) -> list[object]:
    given = rule.gives["facility"]
    return given if isinstance(given, list) else [given]


def _schools_without_level(points: Features, areas: Features, tables: OsmTables) -> int:
    """Schools that neither tag nor name gives a level: they serve no kind of ours and are left out."""
    rules = tables.rules["facilities"]
    schools = [tags for source in (points, areas) for tags in source.tags if tags.get("amenity") == "school"]
    return sum(rules.match(tags) is None for tags in schools)


def places(points: Features, areas: Features, *, crs: pyproj.CRS, tables: OsmTables) -> gpd.GeoDataFrame:
    """Towns, villages, quarters and named estates as points; nameless ones say nothing and are left out."""
    sites = _sites(points, areas, "places", tables)
    rows = [row for row, tags in enumerate(sites.tags) if tags.get("name")]
    kinds = [str(sites.rules[row].gives["place"]) for row in rows]
    return layer_frame(
        "places",
        [sites.ids[row] for row in rows],
        sites.points[np.asarray(rows, dtype=int)],
        crs=crs,
        uncertainty_m=tables.uncertainty_m,
        columns={
            "name": [sites.tags[row]["name"] for row in rows],
            "place": [
                sites.tags[row].get("place", "") if kind == "*" else kind for row, kind in zip(rows, kinds, strict=True)
            ],
        },
    )
