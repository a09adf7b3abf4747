"""Walls of an extract as barriers, but those round yards of which nobody mapped the gate."""

from __future__ import annotations

from collections import Counter

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pyproj
import shapely

from gis.read.osm_file import Features
from gis.read.osm_lines import named_lines
from gis.read.osm_rules import OsmTables

__all__ = ["walls"]

Shapes = npt.NDArray[np.object_]
_SAME_M = 1e-3
_INSIDE_M = 1.0  # a street enters a yard where it is this far inside its wall; one along the wall does not


def walls(
    ways: Features, streets: gpd.GeoDataFrame, *, crs: pyproj.CRS, tables: OsmTables, counts: Counter[str]
) -> gpd.GeoDataFrame:
    """Walls that no leg may cross. All in one metric CRS.

    Walls round ground that no walkable street enters would lock in whoever lives there: its gate exists and is not
    mapped. That part of them is left out and counted; a wall drawn as an area is all wall and stays.
    """
    found = named_lines("walls", ways, dict.fromkeys(tables.lines["walls"], ""), crs=crs, tables=tables)
    solid = {id for id, tags in zip(ways.ids, ways.tags, strict=True) if tags.get("area") == "yes"}
    thin = ~found["id"].isin(solid).to_numpy(dtype=bool)
    shapes = found.geometry.to_numpy().copy()
    shapes[thin], touched = _without_yards(shapes[thin], _on_ground(streets))
    counts["wall_yard"] += int(touched.sum())
    return found.set_geometry(shapes, crs=crs)[~shapely.is_empty(shapes)]


def _on_ground(streets: gpd.GeoDataFrame) -> Shapes:
    """The streets one walks on that may pass a gate: neither on a bridge nor in a tunnel."""
    ground = streets["walkable"] & ~streets["bridge"] & ~streets["tunnel"]
    return np.asarray(streets.geometry.to_numpy()[ground.to_numpy(dtype=bool)], dtype=object)


def _without_yards(shapes: Shapes, ways: Shapes) -> tuple[Shapes, npt.NDArray[np.bool_]]:
    """The walls without the parts that run round a yard no way enters, and which of them lost some."""
    lost = np.zeros(len(shapes), dtype=bool)
    parts = shapely.get_parts(shapely.union_all(shapes))  # cut where they meet
    faces = shapely.get_parts(shapely.polygonize(parts))
    inner = shapely.buffer(faces, -_INSIDE_M)
    entered = shapely.is_empty(inner)  # the two sides of one thick wall
    entered[shapely.STRtree(ways).query(inner, "intersects")[0]] = True
    yards = shapely.boundary(faces[~entered])
    middles = shapely.line_interpolate_point(parts, 0.5, normalized=True)
    of_yard = np.zeros(len(parts), dtype=bool)
    of_yard[shapely.STRtree(yards).query(middles, "dwithin", distance=_SAME_M)[0]] = True
    whole = shapely.STRtree(shapes)
    lost[whole.query(middles[of_yard], "dwithin", distance=_SAME_M)[1]] = True
    kept = shapes.copy()
    kept[lost] = shapely.MultiLineString()
    rest = parts[~of_yard]
    rest_row, owner = whole.query(middles[~of_yard], "dwithin", distance=_SAME_M)
    for row in np.flatnonzero(lost):
        kept[row] = shapely.line_merge(shapely.multilinestrings(rest[rest_row[owner == row]]))
    return kept, lost
