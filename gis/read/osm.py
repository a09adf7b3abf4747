"""An OSM extract (.osm.pbf) to layer frames: what `yitu new --osm` and `yitu layers replace` stand on. No internet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import geopandas as gpd
import pyproj
import shapely
from shapely.geometry.base import BaseGeometry

from gis import crs as crs_module
from gis.errors import LayerError, MetricCRSError
from gis.read import osm_areas, osm_lines, osm_points
from gis.read.osm_counts import ReadCount, read_counts
from gis.read.osm_entrances import park_entrances
from gis.read.osm_file import Box, OsmFile, Progress, read_osm_file
from gis.read.osm_frames import of_dimension, projected
from gis.read.osm_outline import outline
from gis.read.osm_rules import OsmTables, read_osm_tables
from gis.read.osm_walls import walls
from gis.schema import KINDS, Shape

__all__ = ["OsmExtract", "clip_layers", "read_osm"]


@dataclass(frozen=True)
class OsmExtract:
    """What an extract gives: frames by layer kind in `crs` (empty ones left out), counts, the data's own time.

    `bounds`: west, south, east, north of the data in degrees. `timestamp`: of the extract, else of its newest way.
    """

    path: Path
    layers: Mapping[str, gpd.GeoDataFrame]
    crs: str
    counts: tuple[ReadCount, ...]
    timestamp: datetime | None
    bounds: Box


def _bounds(file: OsmFile) -> Box:
    """The bounds of all ways in degrees, cut to the header's box where it cuts."""
    west, south, east, north = (float(value) for value in shapely.total_bounds(file.lines.shapes))
    if file.box is None:
        return west, south, east, north
    box = max(west, file.box[0]), max(south, file.box[1]), min(east, file.box[2]), min(north, file.box[3])
    return box if box[0] < box[2] and box[1] < box[3] else (west, south, east, north)


def _working(crs: str | None, bounds: Box) -> pyproj.CRS:
    code = crs or crs_module.suggest_metric((bounds[0] + bounds[2]) / 2.0, (bounds[1] + bounds[3]) / 2.0)
    return crs_module.working_crs(code, layer="--crs")


def clip_layers(layers: Mapping[str, gpd.GeoDataFrame], area: BaseGeometry) -> dict[str, gpd.GeoDataFrame]:
    """The layers within `area` (same CRS): lines and areas are cut at its edge, points kept inside; empty ones go."""
    shapely.prepare(area)
    clipped = {}
    for kind, rows in layers.items():
        shapes = rows.geometry.to_numpy().copy()
        inside = shapely.contains_properly(area, shapes)
        crossing = ~inside & shapely.intersects(area, shapes)
        family = KINDS[kind].shape
        if family is not Shape.POINT:
            cut = shapely.intersection(shapes[crossing], area)
            shapes[crossing] = of_dimension(cut, 1 if family is Shape.LINE else 2)
        kept = (inside | crossing) & ~shapely.is_empty(shapes)
        if kept.any():
            clipped[kind] = rows.set_geometry(shapes, crs=rows.crs)[kept]
    if "park_entrances" in clipped:
        entrances = clipped["park_entrances"]
        known = entrances["park_id"].isin(clipped["parks"]["id"] if "parks" in clipped else [])
        clipped["park_entrances"] = entrances[known]
    return clipped


def _window(clip: BaseGeometry | None, crs: str | None) -> Box | None:
    """The bounds of the clip in degrees, a little wider: what lies beyond need not be read."""
    if clip is None:
        return None
    if crs is None:
        raise MetricCRSError(layer="clip", found=None, remedy="给出裁剪范围时须同时给出 crs(a clip needs its crs)")
    working = crs_module.working_crs(crs, layer="--crs")
    corners = crs_module.to_degrees(gpd.GeoDataFrame(geometry=[clip.envelope.segmentize(1_000.0)], crs=working))
    west, south, east, north = (float(value) for value in corners.total_bounds)
    return west - 1e-3, south - 1e-3, east + 1e-3, north + 1e-3


def _frames(file: OsmFile, *, crs: pyproj.CRS, tables: OsmTables, counts: Counter[str]) -> dict[str, gpd.GeoDataFrame]:
    """All layers from the features of a file."""
    ways = replace(file.lines, shapes=projected(file.lines.shapes, crs=crs))
    points = replace(file.points, shapes=projected(file.points.shapes, crs=crs))
    areas = osm_areas.polygons(file, crs=crs, tables=tables, counts=counts)
    squares = areas.pick([row for row, id in enumerate(areas.ids) if id.startswith("r")])
    streets = osm_lines.streets(ways, squares, crs=crs, tables=tables, counts=counts)
    layers = {
        "outline": outline(areas, streets, box=_bounds(file) if file.box else None, tables=tables, counts=counts),
        "roads": osm_lines.roads(ways, crs=crs, tables=tables),
        "railways": osm_lines.railways(ways, crs=crs, tables=tables),
        "rivers": osm_lines.rivers(ways, crs=crs, tables=tables),
        "walls": walls(ways, streets, crs=crs, tables=tables, counts=counts),
        "water": osm_areas.water(areas, crs=crs, tables=tables),
        "streets": streets,
        "parks": osm_areas.parks(areas, crs=crs, tables=tables, counts=counts),
        "facilities": osm_points.facilities(points, areas, crs=crs, tables=tables, counts=counts),
        "places": osm_points.places(points, areas, crs=crs, tables=tables),
        "land_use": osm_areas.land_use(areas, crs=crs, tables=tables),
        "buildings": osm_areas.buildings(areas, crs=crs, tables=tables),
    }
    layers["park_entrances"] = park_entrances(layers["parks"], streets, points, tables=tables, counts=counts)
    share = osm_areas.home_share(layers["buildings"], layers["land_use"], tables=tables)
    if share < tables.residential_share:
        homes = int(layers["buildings"]["use"].isin(tables.homes).sum())
        counts["homes_off_land"] += round((1.0 - share) * homes)
    counts["land_beyond"] += osm_areas.homes_beyond(layers["land_use"], layers["buildings"], layers["outline"], tables)
    counts["land_use_missing"] += layers["land_use"].empty
    counts["no_header_box"] += file.box is None
    return layers


def _refuse_empty(file: OsmFile, path: Path, tables: OsmTables) -> None:
    """An extract without ways, or without a way to go by on foot, is of no use: say so."""
    known = [(tags, tables.ways[tags["highway"]]) for tags in file.lines.tags if tags.get("highway") in tables.ways]
    if any(osm_lines.is_walkable(tags, way, tables) for tags, way in known):
        return
    if known:
        problem = "数据中的道路都不能步行(no highway one may walk on: motorways and private ways alone)"
    elif len(file.lines) or len(file.points) or len(file.areas):
        problem = "数据中没有任何道路(no highway in the extract)"
    else:
        problem = "数据(或裁剪范围内)没有任何要素(nothing in the extract or in the clip)"
    raise LayerError(
        layer="streets",
        source=path,
        problem=problem,
        remedy="请核对范围,换一份包含 highway 的数据(check the area, export again with highways)",
    )


def read_osm(
    path: Path, *, crs: str | None = None, clip: BaseGeometry | None = None, progress: Progress | None = None
) -> OsmExtract:
    """The layers of an OSM extract, in a CRS in metres.

    Parameters
    ----------
    path: .osm.pbf (or .osm, .osm.gz, .osm.bz2).
    crs: working CRS such as "EPSG:4548"; None: chosen by the longitude of the data.
    clip: area to keep, in `crs`; lines and areas are cut at its edge.
    progress: called with a text and the share done (0-1).

    Raises
    ------
    UnreadableFileError: missing, empty, damaged or no OSM file. UnsupportedFormatError: another suffix.
    MetricCRSError: `crs` is not in metres, or a clip without `crs`. LayerError: nothing in it, or no highway.
    """
    if crs is not None:
        crs_module.working_crs(crs, layer="--crs")
    tables = read_osm_tables()
    file = read_osm_file(path, tables, window=_window(clip, crs), progress=progress)
    _refuse_empty(file, path, tables)
    bounds = _bounds(file)
    working, counts = _working(crs, bounds), file.counts
    if progress is not None:
        progress("整理图层 / making layers", 0.6)
    layers = _frames(file, crs=working, tables=tables, counts=counts)
    if clip is not None:
        layers = clip_layers(layers, clip)
    if progress is not None:
        progress("完成 / done", 1.0)
    return OsmExtract(
        path=path,
        layers={kind: rows for kind, rows in layers.items() if len(rows)},
        crs=f"EPSG:{working.to_epsg()}" if working.to_epsg() else working.to_wkt(),
        counts=read_counts(counts),
        timestamp=file.timestamp,
        bounds=bounds,
    )
