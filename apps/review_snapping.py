"""Drawn corners put back on the data: what snapped on the screen gets the exact coordinates of what it snapped to."""

from __future__ import annotations

from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from apps.shapes import Corner, DrawnShape, EditedShape
from gis.district import District
from gis.errors import GisError
from gis.views.words import say

__all__ = ["Near", "near_of", "shape_of"]

# the map shows shapes simplified by up to 3 m and in steps of 0.1 m: so far may lie what was snapped to
_WITHIN_M = 3.5
_SNAPPED_TO = ("plots", "land_use", "roads", "rivers", "water", "railways", "parks", "outline", "buildings")


class Near:
    """What drawings snap to: frames in the working CRS, those that matter most first."""

    def __init__(self, frames: Sequence[gpd.GeoSeries]) -> None:
        self._frames = [one for one in frames if len(one)]

    def place(self, x: float, y: float, snap: str) -> tuple[float, float]:
        """The exact place: of the nearest corner ("c") or on the nearest edge ("e"); as given where none is.

        Parameters
        ----------
        x, y: metres. snap: "c", "e" or "" (nothing was near on the screen: it stays).
        """
        if not snap:
            return x, y
        at = shapely.Point(x, y)
        found = [shape for frame in self._frames for shape in self._beside(frame, at)]
        if not found:
            return x, y
        corner = _corner(found, x, y) if snap == "c" else None
        return corner or _on_edge(found, at) or (x, y)

    @staticmethod
    def _beside(frame: gpd.GeoSeries, at: shapely.Point) -> list[BaseGeometry]:
        rows = frame.sindex.query(at, predicate="dwithin", distance=_WITHIN_M)
        return [shape for shape in frame.iloc[np.sort(rows)] if shape is not None]


def near_of(district: District, more: Sequence[gpd.GeoSeries] = ()) -> Near:
    """What lies in a district for drawings to snap to, and `more` in its CRS, before it."""
    zones = gpd.GeoSeries([zone.geometry for zone in district.zones], crs=district.crs)
    frames = [district.layers[kind].frame.geometry for kind in _SNAPPED_TO if kind in district.layers]
    return Near([*more, zones, *frames])


def _corner(shapes: Sequence[BaseGeometry], x: float, y: float) -> tuple[float, float] | None:
    points = shapely.get_coordinates(shapes)
    apart_m = np.hypot(points[:, 0] - x, points[:, 1] - y)
    best = int(apart_m.argmin()) if len(apart_m) else -1
    if best < 0 or apart_m[best] > _WITHIN_M:
        return None
    return float(points[best, 0]), float(points[best, 1])


def _on_edge(shapes: Sequence[BaseGeometry], at: shapely.Point) -> tuple[float, float] | None:
    edges = [one.boundary if one.geom_type.endswith("Polygon") else one for one in shapes]
    edges = [one for one in edges if one is not None and not one.is_empty and one.distance(at) <= _WITHIN_M]
    if not edges:
        return None
    nearest = min(edges, key=lambda one: one.distance(at))
    put = shapely.get_point(shapely.shortest_line(nearest, at), 0)
    return float(put.x), float(put.y)


def shape_of(drawn: DrawnShape | EditedShape, near: Near, *, before: BaseGeometry | None = None) -> BaseGeometry:
    """The area drawn or edited, exact: corners nobody touched as they were, snapped ones as the data have them.

    Parameters
    ----------
    before: the area whose corners were moved.

    Raises
    ------
    GisError: edges cross, or it has no extent.
    """
    if isinstance(drawn, EditedShape):
        polygons = [_rings(rings, near, before) for rings in drawn.polygons]
        shape: BaseGeometry = shapely.Polygon(polygons[0][0], polygons[0][1:])
        if len(polygons) > 1:
            shape = shapely.MultiPolygon([(rings[0], rings[1:]) for rings in polygons])
    else:
        points = shapely.get_coordinates(drawn.geometry)[:-1]
        snaps = drawn.snaps or ("",) * len(points)
        shape = shapely.Polygon([near.place(x, y, snap) for (x, y), snap in zip(points, snaps, strict=True)])
    if not shape.is_valid or not shape.area > 0.0:
        raise GisError(problem=f"{say('drawn_crossing', 'zh')} / {say('drawn_crossing', 'en')}")
    return shape


def _rings(
    rings: Sequence[Sequence[Corner]], near: Near, before: BaseGeometry | None
) -> list[list[tuple[float, float]]]:
    return [[_put(corner, near, before) for corner in ring] for ring in rings]


def _put(corner: Corner, near: Near, before: BaseGeometry | None) -> tuple[float, float]:
    known = None if before is None or corner.origin is None else _before(before, corner.origin)
    return known or near.place(corner.x, corner.y, corner.snap)


def _before(shape: BaseGeometry, origin: tuple[int, int, int]) -> tuple[float, float] | None:
    polygons = shapely.get_parts(shape)
    polygon, number, at = origin
    if polygon >= len(polygons):
        return None
    rings = [polygons[polygon].exterior, *polygons[polygon].interiors]
    points = shapely.get_coordinates(rings[number]) if number < len(rings) else np.empty((0, 2))
    return (float(points[at, 0]), float(points[at, 1])) if at < len(points) else None
