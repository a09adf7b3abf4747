"""Land within a width of lines, exactly: most pieces are settled by one line, the others are cut by those near them."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

from gis.errors import DefinitionError
from gis.measures.areas import areas_only

__all__ = ["land_near_lines"]

_TILE_M = 250.0  # wider pieces are cut by squares of this side: few lines are near each
_QUAD_SEGS = 16  # as the radius measures
_LARGE = 8.0  # widths: a part so wide across is hardly taken by a few lines, nor are many of those near it needless
_SURE = 0.99  # of the width: no chord of a buffer comes so near to its line (16 segments a quarter circle: 0.997)
_WORKERS = 2  # GEOS lets other threads run; more of them brought nothing
_FEW = 64  # so few are not worth a thread
_Shapes = npt.NDArray[np.object_]
_Rows = npt.NDArray[np.int64]
_Flags = npt.NDArray[np.bool_]


def land_near_lines(land: gpd.GeoDataFrame, lines: _Shapes, *, width_m: float) -> gpd.GeoSeries:
    """The part of each land piece within `width_m` metres of the lines, on land.index (empty where there is none).

    Lines are merged where two of them meet. A piece that one line's buffer contains is taken whole. From every other
    the buffers of the lines near it are taken away, the nearest first: one of which nothing is left is taken whole,
    the rest are cut by those buffers that took something.

    Raises
    ------
    DefinitionError: width_m is not above 0.
    """
    if not width_m > 0.0:
        raise DefinitionError(file="—", key="width_m", problem=f"{width_m}")
    shapes = np.asarray(land.geometry.array, dtype=object)
    covered = np.full(len(shapes), shapely.Polygon(), dtype=object)
    lines = lines[~(shapely.is_missing(lines) | shapely.is_empty(lines))]
    solid = np.flatnonzero(np.nan_to_num(shapely.area(shapes)) > 0.0)
    if len(lines) and len(solid):
        merged = shapely.get_parts(shapely.line_merge(shapely.multilinestrings(lines)))
        parts, piece = _parts(shapes[solid])
        found, whole = _covered(parts, merged, width_m)
        covered[solid] = _joined(shapes[solid], piece, found, whole)
    return gpd.GeoSeries(covered, index=land.index, crs=land.crs)


def _parts(shapes: _Shapes) -> tuple[_Shapes, _Rows]:
    """The shapes, wide ones cut by squares of the grid, and the row of the shape each is part of, ascending."""
    bounds = shapely.bounds(shapes)
    wide = (bounds[:, 2:] - bounds[:, :2]).max(axis=1) > _TILE_M
    if not wide.any():
        return shapes, np.arange(len(shapes))
    tiles = _tiles(shapes[wide])
    row, tile = shapely.STRtree(tiles).query(shapes[wide], predicate="intersects")
    cut = areas_only(_threaded(shapely.intersection, shapes[wide][row], tiles[tile]))
    row, cut = np.flatnonzero(wide)[row[shapely.area(cut) > 0.0]], cut[shapely.area(cut) > 0.0]
    parts, piece = np.concatenate([shapes[~wide], cut]), np.concatenate([np.flatnonzero(~wide), row])
    order = np.argsort(piece, kind="stable")
    return parts[order], piece[order]


def _tiles(shapes: _Shapes) -> _Shapes:
    """Squares of the grid that the bounding boxes of the shapes touch."""
    bounds = shapely.bounds(shapes)
    low = np.floor(bounds[:, :2].min(axis=0) / _TILE_M)
    count = np.ceil(bounds[:, 2:].max(axis=0) / _TILE_M) - low
    columns, rows = np.meshgrid(np.arange(count[0]) + low[0], np.arange(count[1]) + low[1])
    x_m, y_m = columns.ravel() * _TILE_M, rows.ravel() * _TILE_M
    tiles = np.asarray(shapely.box(x_m, y_m, x_m + _TILE_M, y_m + _TILE_M), dtype=object)
    touched = np.unique(shapely.STRtree(tiles).query(shapes)[1])
    return np.asarray(tiles[touched], dtype=object)


def _covered(parts: _Shapes, lines: _Shapes, width_m: float) -> tuple[_Shapes, _Flags]:
    """What of each part is within the width of some line, and whether that is all of it.

    The circle around a part's bounding box is tried first: it lies in the buffer of the line nearest to its centre if
    distance and radius together are less than the width.
    """
    bounds = shapely.bounds(parts)
    centre = shapely.points((bounds[:, :2] + bounds[:, 2:]) / 2.0)
    radius_m = np.hypot(*(bounds[:, 2:] - bounds[:, :2]).T) / 2.0
    tree = shapely.STRtree(lines)
    (near, _), distance_m = tree.query_nearest(centre, width_m, return_distance=True, all_matches=False)
    whole = np.zeros(len(parts), dtype=bool)
    whole[near] = distance_m + radius_m[near] <= _SURE * width_m
    left = np.flatnonzero(~whole)
    part, line = tree.query(parts[left], predicate="dwithin", distance=width_m)
    part = left[part]
    order = np.lexsort((shapely.distance(centre[part], lines[line]), part))
    part, used = part[order], np.unique(line[order], return_inverse=True)
    buffers = _threaded(lambda some: shapely.buffer(some, width_m, quad_segs=_QUAD_SEGS), lines[used[0]])[used[1]]
    few = 2.0 * radius_m[part] <= _LARGE * width_m
    took, open_ = np.ones(len(part), dtype=bool), ~whole
    took[few], taken = _taken(parts, part[few], buffers[few])
    open_[taken] = False
    return _cut(parts, part[took & open_[part]], buffers[took & open_[part]], ~open_), ~open_


def _cut(parts: _Shapes, owner: _Rows, buffers: _Shapes, whole: _Flags) -> _Shapes:
    """Each part's united pieces within its buffers; `owner`: the part of each buffer, ascending; whole ones as are."""
    found = np.where(whole, parts, shapely.Polygon())
    pieces = areas_only(_threaded(shapely.intersection, parts[owner], buffers))
    for group in np.split(np.arange(len(owner)), np.flatnonzero(np.diff(owner)) + 1):
        if len(group):
            found[owner[group[0]]] = pieces[group[0]] if len(group) == 1 else shapely.union_all(pieces[group])
    return found


def _taken(parts: _Shapes, part: _Rows, buffers: _Shapes) -> tuple[_Flags, _Rows]:
    """Which buffers still met something of their part when it was their turn, and the parts taken to the last."""
    rest, took = parts.copy(), np.zeros(len(part), dtype=bool)
    open_ = np.ones(len(parts), dtype=bool)
    shapely.prepare(buffers)
    first = np.flatnonzero(np.diff(part, prepend=-1))
    turn = np.arange(len(part)) - np.repeat(first, np.diff(np.append(first, len(part))))
    by_turn = np.argsort(turn, kind="stable")
    for pairs in np.split(by_turn, np.flatnonzero(np.diff(turn[by_turn])) + 1):
        pair = pairs[open_[part[pairs]]]
        pair = pair[shapely.intersects(buffers[pair], rest[part[pair]])]
        took[pair] = True
        swallowed = shapely.contains_properly(buffers[pair], rest[part[pair]])
        open_[part[pair[swallowed]]] = False
        pair = pair[~swallowed]
        rest[part[pair]] = _threaded(shapely.difference, rest[part[pair]], buffers[pair])
        open_[part[pair]] = shapely.area(rest[part[pair]]) > 0.0
    return took, np.flatnonzero(~open_)


def _joined(shapes: _Shapes, piece: _Rows, found: _Shapes, whole: _Flags) -> _Shapes:
    """The found parts of each shape as one geometry; the shape itself where all its parts are whole."""
    joined = np.full(len(shapes), shapely.Polygon(), dtype=object)
    entire = np.bincount(piece, weights=~whole, minlength=len(shapes)) == 0
    joined[entire] = shapes[entire]
    some = np.flatnonzero(~entire[piece] & (shapely.area(found) > 0.0))
    for group in np.split(some, np.flatnonzero(np.diff(piece[some])) + 1):
        if len(group):
            joined[piece[group[0]]] = found[group[0]] if len(group) == 1 else shapely.union_all(found[group])
    return joined


def _threaded(function: Callable[..., _Shapes], *rows: _Shapes) -> _Shapes:
    """The function of the arrays, in parts side by side."""
    if len(rows[0]) <= _FEW:
        return function(*rows)
    some = zip(*(np.array_split(row, 4 * _WORKERS) for row in rows), strict=True)
    with ThreadPoolExecutor(_WORKERS) as pool:
        return np.concatenate(list(pool.map(lambda one: function(*one), some)))
