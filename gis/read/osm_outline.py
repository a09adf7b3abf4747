"""The outline of an extract: an administrative boundary that holds it, else the hull of its streets."""

from __future__ import annotations

from collections import Counter

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pyproj
import shapely
from shapely.geometry.base import BaseGeometry

from gis.read.osm_file import Box, Features
from gis.read.osm_frames import layer_frame, projected
from gis.read.osm_rules import OsmTables

__all__ = ["main_body", "outline"]

Points = npt.NDArray[np.float64]
_EDGE_POINTS = 16  # points along each side of a box in degrees: its sides are curves in the working CRS
_MAX_EXCESS = 1.5  # a boundary this many times the hull of the data is a county around it, not its outline


def main_body(xy_m: Points, *, gap_m: float) -> npt.NDArray[np.bool_]:
    """Which points (n, 2) belong to the largest group, groups lying about `gap_m` or more apart (grid of that cell)."""
    if gap_m <= 0.0 or not len(xy_m):
        return np.ones(len(xy_m), dtype=bool)
    cells, cell = np.unique(np.floor(xy_m / gap_m).astype(np.int64), axis=0, return_inverse=True)
    low = cells * gap_m
    united = shapely.union_all(shapely.box(*low.T, *(low + gap_m).T))
    groups = shapely.get_parts(shapely.buffer(united, gap_m / 1_000.0, join_style="mitre"))  # joins corner to corner
    middle, group = shapely.STRtree(groups).query(shapely.points(low + gap_m / 2.0), "within")
    of_cell = np.empty(len(cells), dtype=np.int64)
    of_cell[middle] = group
    of_point = of_cell[cell.ravel()]
    return np.asarray(of_point == np.bincount(of_point).argmax(), dtype=bool)


def _box_shape(box: Box, crs: pyproj.CRS) -> BaseGeometry:
    """A box in degrees as a polygon in `crs`."""
    edge = shapely.segmentize(shapely.box(*box), max(box[2] - box[0], box[3] - box[1]) / _EDGE_POINTS)
    shape: BaseGeometry = projected(np.asarray([edge], dtype=object), crs=crs)[0]
    return shape


def _with_ground(hull: BaseGeometry, strip_m: float) -> BaseGeometry:
    """The hull; of a street or two, where it is a strip narrower than `strip_m` on the whole, that much wider."""
    wide = hull.area > strip_m * hull.length / 2.0
    return hull if wide else shapely.buffer(hull, strip_m)


def _boundary(borders: Features, xy_m: Points, *, hull_m2: float, least_share: float) -> int | None:
    """Row of the smallest administrative area that holds `least_share` of the points and is no county around them."""
    sizes_m2 = shapely.area(borders.shapes)
    for row in np.argsort(sizes_m2, kind="stable"):
        if sizes_m2[row] > _MAX_EXCESS * hull_m2:
            break
        shapely.prepare(borders.shapes[row])
        if shapely.contains_xy(borders.shapes[row], xy_m[:, 0], xy_m[:, 1]).mean() >= least_share:
            return int(row)
    return None


def outline(
    areas: Features, streets: gpd.GeoDataFrame, *, box: Box | None, tables: OsmTables, counts: Counter[str]
) -> gpd.GeoDataFrame:
    """One row: the outline of the data, with its name and what it is.

    The smallest administrative area (among `areas`, in the CRS of `streets`) that holds most of the street vertices and
    is not much larger than the data; else the hull of the streets, cut to the bounds of the file (`box`, degrees).
    Streets far off the others are counted and do not stretch it.
    """
    every_xy = shapely.get_coordinates(streets.geometry.to_numpy())
    body = main_body(every_xy, gap_m=tables.outline_gap_m)
    counts["outline_far"] += int((~body).sum())
    xy_m = every_xy[body]
    hull = _with_ground(shapely.convex_hull(shapely.multipoints(xy_m)), tables.outline_strip_m)
    borders = areas.pick([row for row, tags in enumerate(areas.tags) if tags.get("boundary") == "administrative"])
    found = _boundary(borders, xy_m, hull_m2=hull.area, least_share=tables.outline_share)
    name, source, shape = "", "街道外包;文件没有给出范围 (hull of the streets; the file names no bounds)", hull
    if found is not None:
        name, shape = borders.tags[found].get("name", ""), borders.shapes[found]
        source = f"OSM 行政边界 {borders.ids[found]} (administrative boundary)"
    elif box is not None:
        shape = shapely.intersection(hull, _box_shape(box, streets.crs))
        source = "街道外包,限于数据文件的范围 (hull of the streets within the bounds of the file)"
    return layer_frame(
        "outline",
        ["outline"],
        np.asarray([shape], dtype=object),
        crs=streets.crs,
        uncertainty_m=tables.uncertainty_m,
        columns={"name": [name], "source": [source]},
    )
