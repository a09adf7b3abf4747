"""Land within a width of lines, exactly, tile by tile: buffers are united only near each other, on merged lines."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

from gis.errors import DefinitionError
from gis.measures.areas import areas_only

__all__ = ["land_near_lines"]

_TILE_M = 500.0
_QUAD_SEGS = 16  # as the radius measures
_WORKERS = 2  # GEOS lets other threads run; more of them brought nothing
_Shapes = npt.NDArray[np.object_]


def land_near_lines(land: gpd.GeoDataFrame, lines: _Shapes, *, width_m: float) -> gpd.GeoSeries:
    """The part of each land piece within `width_m` metres of the lines, on land.index (empty where there is none).

    Lines are merged where two of them meet; every tile of 500 m unites the buffers of the lines near it and cuts the
    land in it. Tiles do not overlap, so the parts of a piece add up.

    Raises
    ------
    DefinitionError: width_m is not above 0.
    """
    if not width_m > 0.0:
        raise DefinitionError(file="—", key="width_m", problem=f"{width_m}")
    shapes = np.asarray(land.geometry.array, dtype=object)
    covered = np.full(len(shapes), shapely.Polygon(), dtype=object)
    lines = lines[~(shapely.is_missing(lines) | shapely.is_empty(lines))]
    if len(lines) and len(shapes):
        merged = shapely.get_parts(shapely.line_merge(shapely.multilinestrings(lines)))
        tiles = _tiles(shapes)
        piece_of, tile_of = _pairs(tiles, shapes)
        line_tile, line = shapely.STRtree(merged).query(tiles, predicate="dwithin", distance=width_m)
        jobs = [
            (tiles[tile], merged[line[line_tile == tile]], shapes[piece_of[tile_of == tile]])
            for tile in np.unique(line_tile)
        ]
        with ThreadPoolExecutor(_WORKERS) as pool:
            parts = list(pool.map(lambda job: _cut(*job, width_m=width_m), jobs))
        pieces = [piece_of[tile_of == tile] for tile in np.unique(line_tile)]
        _collect(np.concatenate([*pieces, np.zeros(0, int)]), np.concatenate([*parts, np.zeros(0, object)]), covered)
    return gpd.GeoSeries(covered, index=land.index, crs=land.crs)


def _tiles(shapes: _Shapes) -> _Shapes:
    """Squares of the grid that the bounding boxes of the shapes touch."""
    bounds = shapely.bounds(shapes)
    low = np.floor(np.nanmin(bounds[:, :2], axis=0) / _TILE_M)
    count = np.ceil(np.nanmax(bounds[:, 2:], axis=0) / _TILE_M) - low
    columns, rows = np.meshgrid(np.arange(count[0]) + low[0], np.arange(count[1]) + low[1])
    x_m, y_m = columns.ravel() * _TILE_M, rows.ravel() * _TILE_M
    tiles = np.asarray(shapely.box(x_m, y_m, x_m + _TILE_M, y_m + _TILE_M), dtype=object)
    touched = np.unique(shapely.STRtree(tiles).query(shapes)[1])
    return np.asarray(tiles[touched], dtype=object)


def _pairs(tiles: _Shapes, shapes: _Shapes) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Every (piece, tile) that meet."""
    piece, tile = shapely.STRtree(tiles).query(shapes, predicate="intersects")
    return piece, tile


def _cut(tile: shapely.Polygon, lines: _Shapes, shapes: _Shapes, *, width_m: float) -> _Shapes:
    """The part of each shape in the tile and within the width of the lines.

    Lines are cut a width outside the tile: what the cut takes away is farther from the tile than the width.
    """
    around = shapely.bounds(shapely.buffer(tile, 2.0 * width_m))
    near = shapely.clip_by_rect(lines, *around)
    buffers = shapely.buffer(near[~shapely.is_empty(near)], width_m, quad_segs=_QUAD_SEGS)
    ground = shapely.intersection(shapely.union_all(buffers), tile)
    shapely.prepare(ground)
    parts = np.asarray(shapes, dtype=object).copy()
    whole = shapely.contains_properly(ground, parts)
    parts[~whole] = shapely.intersection(parts[~whole], ground)
    return areas_only(parts)


def _collect(piece: npt.NDArray[np.int64], parts: _Shapes, covered: _Shapes) -> None:
    """Write to `covered` the union of each piece's parts of all tiles."""
    solid = shapely.area(parts) > 0.0
    piece, parts = piece[solid], parts[solid]
    order = np.argsort(piece, kind="stable")
    for group in np.split(order, np.flatnonzero(np.diff(piece[order])) + 1):
        if len(group):
            covered[piece[group[0]]] = parts[group[0]] if len(group) == 1 else shapely.union_all(parts[group])
