"""Lines that cut an area into blocks, following its own sides rather than north."""

from __future__ import annotations

import math
from collections.abc import Iterable

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely
from shapely import LineString, MultiLineString, Polygon
from shapely.affinity import rotate
from shapely.geometry.base import BaseGeometry

__all__ = ["GRID_M", "drawn", "frame_angle_deg", "grid_lines", "line_parts", "merged", "polygon_parts"]

GRID_M = 0.01  # coordinates of the fabric are rounded to this, so that lines that meet share a vertex
_Corners = npt.NDArray[np.float64]


def polygon_parts(shape: BaseGeometry, *, least_m2: float = 0.0) -> list[Polygon]:
    """The polygons of `shape` of at least `least_m2` square metres."""
    parts = shapely.get_parts(shape)
    return [part for part in parts if part.geom_type == "Polygon" and part.area > 0.0 and part.area >= least_m2]


def line_parts(shape: BaseGeometry, *, least_m: float = 0.0) -> list[LineString]:
    """The lines of `shape` of at least `least_m` metres, nested collections opened."""
    found: list[LineString] = []
    for part in shapely.get_parts(shape):
        if part.geom_type in ("LineString", "LinearRing"):
            found.append(LineString(part.coords))
        elif part.geom_type in ("MultiLineString", "GeometryCollection"):
            found.extend(line_parts(part))
    return [line for line in found if line.length > 0.0 and line.length >= least_m]


def drawn(rows: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The rows that have a geometry, index kept."""
    return rows[~(rows.geometry.isna() | rows.geometry.is_empty)]


def frame_angle_deg(shape: BaseGeometry) -> float:
    """The direction in degrees, -45 to 45, that most of the outline follows or stands square to.

    The length-weighted mean of four times the edges' angles, divided by four.
    """
    total = 0j
    for ring in (part.exterior for part in polygon_parts(shape)):
        steps = np.diff(np.asarray(ring.coords)[:, :2], axis=0)
        lengths_m = np.hypot(steps[:, 0], steps[:, 1])
        angles = np.arctan2(steps[:, 1], steps[:, 0])
        total += complex(np.sum(lengths_m * np.exp(4j * angles)))
    return round(math.degrees(math.atan2(total.imag, total.real)) / 4.0, 6) if abs(total) > 0.0 else 0.0


def _corners(shape: BaseGeometry) -> _Corners:
    """South-west, south-east, north-east, north-west corner of an area whose sides lie along the axes."""
    points = shapely.get_coordinates(shape.convex_hull)
    up, down = points[:, 0] + points[:, 1], points[:, 1] - points[:, 0]
    return np.array([points[up.argmin()], points[down.argmin()], points[up.argmax()], points[down.argmax()]])


def _box_corners(shape: BaseGeometry) -> _Corners:
    west, south, east, north = shape.bounds
    return np.array([[west, south], [east, south], [east, north], [west, north]])


def _is_fair(corners: _Corners, shape: BaseGeometry) -> bool:
    """Whether the four corners stand for the area: no side vanishes, and the area is about theirs."""
    sides_m = np.hypot(*(np.roll(corners, -1, axis=0) - corners).T)
    one, other = sorted(sides_m[[0, 2]]), sorted(sides_m[[1, 3]])
    if one[0] < 0.55 * one[1] or other[0] < 0.55 * other[1]:
        return False
    return bool(abs(Polygon(corners).area / shape.area - 1.0) < 0.25)


def _family(starts: _Corners, ends: _Corners, *, spacing_m: float, reach_m: float) -> list[LineString]:
    """Lines from points along one side to points along the other, led on at both ends by `reach_m` metres."""
    breadth_m = (np.hypot(*(starts[1] - starts[0])) + np.hypot(*(ends[1] - ends[0]))) / 2.0
    count = max(1, round(float(breadth_m) / spacing_m))
    lines = []
    for step in range(1, count):
        start = starts[0] + (starts[1] - starts[0]) * step / count
        end = ends[0] + (ends[1] - ends[0]) * step / count
        ahead = (end - start) / max(float(np.hypot(*(end - start))), GRID_M) * reach_m
        lines.append(LineString([start - ahead, end + ahead]))
    return lines


def grid_lines(shape: BaseGeometry, *, spacing_m: float) -> list[LineString]:
    """Lines that cut an area into blocks about `spacing_m` metres wide.

    Two families, each led from one side of the area to the opposite one in even steps, so that they turn with the
    sides; an area that is no quadrilateral gets straight families square to each other. Lines that would only trim
    an edge are left out.
    """
    if shape.is_empty or shape.area < spacing_m * spacing_m:
        return []
    angle_deg, origin = frame_angle_deg(shape), shape.centroid
    turned = rotate(shape, -angle_deg, origin=origin)
    corners = _corners(turned)
    if not _is_fair(corners, turned):
        corners = _box_corners(turned)
    south_west, south_east, north_east, north_west = corners
    reach_m = math.hypot(*(np.asarray(turned.bounds[2:]) - turned.bounds[:2]))
    families = [
        *_family(np.array([south_west, south_east]), np.array([north_west, north_east]),
                 spacing_m=spacing_m, reach_m=reach_m),
        *_family(np.array([south_west, north_west]), np.array([south_east, north_east]),
                 spacing_m=spacing_m, reach_m=reach_m),
    ]  # fmt: skip
    rim = turned.boundary.buffer(0.3 * spacing_m)
    kept = _inside(families, turned, rim, least_m=0.4 * spacing_m)
    return [rotate(line, angle_deg, origin=origin) for line in kept]


def _inside(lines: Iterable[LineString], shape: BaseGeometry, rim: BaseGeometry, *, least_m: float) -> list[LineString]:
    return [
        piece
        for line in lines
        for piece in line_parts(line.intersection(shape), least_m=least_m)
        if piece.intersection(rim).length < 0.75 * piece.length
    ]


def merged(lines: Iterable[LineString]) -> list[LineString]:
    """Lines joined where exactly two of them meet, in a fixed order and direction."""
    joined = shapely.line_merge(MultiLineString(list(lines)))
    return sorted(
        (shapely.normalize(line) for line in line_parts(joined)),
        key=lambda line: [(round(x, 2), round(y, 2)) for x, y in line.coords[:2]],
    )
