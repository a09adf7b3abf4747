"""OSM ways to streets, named roads, railways and rivers."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence

import geopandas as gpd
import numpy as np
import pyproj
import shapely

from gis.read.osm_file import Features
from gis.read.osm_frames import layer_frame, number, yes
from gis.read.osm_rules import OsmTables, WayClass

__all__ = ["aliases", "is_walkable", "named_lines", "railways", "rivers", "roads", "streets", "way_layer"]

_CROSSINGS = ("footway", "path", "cycleway", "highway")  # footway=crossing and the like


def is_walkable(tags: Mapping[str, str], way: WayClass, tables: OsmTables) -> bool:
    """Whether a person may walk here: foot= says it, else access=, else a sidewalk, else the class of the way."""
    foot = tags.get("foot", "")
    if foot in tables.access["foot_open"]:
        return True
    if foot in tables.access["foot_closed"] or tags.get("access", "") in tables.access["closed"]:
        return False
    sidewalks = (tags.get(key, "") for key in ("sidewalk", "sidewalk:both", "sidewalk:left", "sidewalk:right"))
    return way.walkable or any(side in tables.access["sidewalks"] for side in sidewalks)


def way_layer(tags: Mapping[str, str]) -> float:
    """The level: layer=, else 1 on a bridge, -1 in a tunnel (a passage through a building is at grade), else 0."""
    level = number(tags, "layer")
    if not math.isnan(level):
        return level
    if yes(tags, "bridge"):
        return 1.0
    return -1.0 if _tunnel(tags) else 0.0


def _tunnel(tags: Mapping[str, str]) -> bool:
    return yes(tags, "tunnel") and tags["tunnel"] != "building_passage"


def aliases(tags: Mapping[str, str], keys: Sequence[str]) -> tuple[str, str]:
    """The name (first of `keys` present) and the other names, joined by ";": refs also without their blanks."""
    found: dict[str, None] = {}
    for key in keys:
        for part in tags.get(key, "").split(";"):
            text = part.strip()
            if text:
                found.setdefault(text)
                if "ref" in key:
                    found.setdefault(text.replace(" ", ""))
    names = [*found]
    return (names[0], ";".join(names[1:])) if names else ("", "")


def streets(
    ways: Features, areas: Features, *, crs: pyproj.CRS, tables: OsmTables, counts: Counter[str]
) -> gpd.GeoDataFrame:
    """Every public way with its level and whether one may walk on it; squares (areas) as their outline rings.

    `ways` and `areas` are in `crs`. Values of highway= that the table lacks are counted and left out.
    """
    ids: list[str] = []
    rows: list[tuple[object, ...]] = []
    shapes: list[object] = []
    for source, outline in ((ways, False), (areas, True)):
        for id, tags, shape in zip(source.ids, source.tags, source.shapes, strict=True):
            value = tags.get("highway")
            if value is None:
                continue
            way = tables.ways.get(value)
            if way is None:
                counts["way_other"] += 1
                continue
            walkable = is_walkable(tags, way, tables)
            counts["way_closed"] += way.walkable and not walkable
            ids.append(id)
            shapes.append(shapely.boundary(shape) if outline else shape)
            crossing = any(tags.get(key) == "crossing" for key in _CROSSINGS)
            level = (yes(tags, "bridge"), _tunnel(tags), way_layer(tags), value == "steps", crossing, walkable)
            rows.append((tags.get("name", ""), way.road_class, *level))
    counts["square"] += sum(id.startswith("r") for id in ids)
    names = ("name", "road_class", "bridge", "tunnel", "layer", "steps", "crossing", "walkable")
    columns = {name: [row[at] for row in rows] for at, name in enumerate(names)}
    return layer_frame("streets", ids, _array(shapes), crs=crs, uncertainty_m=tables.uncertainty_m, columns=columns)


def _array(shapes: Sequence[object]) -> np.ndarray:
    """An object array of geometries, whatever their number."""
    array = np.empty(len(shapes), dtype=object)
    array[:] = shapes
    return array


def named_lines(
    kind: str, ways: Features, classes: Mapping[str, str], *, crs: pyproj.CRS, tables: OsmTables
) -> gpd.GeoDataFrame:
    """Frame of the layer `kind` from ways whose `key=value` is in `classes` ("railway=rail" → what to call it).

    Rows carry name, aliases, bridge, tunnel, width_m and road_class where the layer has the column.
    """
    ids: list[str] = []
    rows: list[tuple[object, ...]] = []
    shapes: list[object] = []
    for id, tags, shape in zip(ways.ids, ways.tags, ways.shapes, strict=True):
        key = {"railways": "railway", "rivers": "waterway", "walls": "barrier"}.get(kind, "highway")
        called = classes.get(tags.get(key, ""))
        if called is None:
            continue
        name, others = aliases(tags, tables.lines["names"])
        if kind == "roads" and not name:
            continue
        ids.append(id)
        shapes.append(shape)
        rows.append((name, others, yes(tags, "bridge"), _tunnel(tags), number(tags, "width"), called))
    names = ("name", "aliases", "bridge", "tunnel", "width_m", "road_class")
    columns = {name: [row[at] for row in rows] for at, name in enumerate(names)}
    return layer_frame(kind, ids, _array(shapes), crs=crs, uncertainty_m=tables.uncertainty_m, columns=columns)


def roads(ways: Features, *, crs: pyproj.CRS, tables: OsmTables) -> gpd.GeoDataFrame:
    """Roads that a clause may name: ways of a named class with a name or number, class and aliases."""
    classes = {value: way.road_class for value, way in tables.ways.items() if way.named}
    return named_lines("roads", ways, classes, crs=crs, tables=tables)


def railways(ways: Features, *, crs: pyproj.CRS, tables: OsmTables) -> gpd.GeoDataFrame:
    """Railways, with what lies on bridges and in tunnels flagged."""
    return named_lines("railways", ways, dict.fromkeys(tables.lines["railways"], ""), crs=crs, tables=tables)


def rivers(ways: Features, *, crs: pyproj.CRS, tables: OsmTables) -> gpd.GeoDataFrame:
    """Rivers, canals and streams as lines; culverts flagged as tunnels; width in metres where the tag has it."""
    return named_lines("rivers", ways, dict.fromkeys(tables.lines["rivers"], ""), crs=crs, tables=tables)
