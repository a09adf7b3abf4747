"""The corner table of an outline: labels, X north, Y east, bearing and distance to the next corner."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
from shapely.geometry import LinearRing, MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from gis.errors import GeometryError
from gis.plots.card import Corner

__all__ = ["bearing_text", "corner_table"]

_XY = npt.NDArray[np.float64]
_FULL_DEG, _MINUTE, _DEGREE = 360.0, 60, 3600


def corner_table(shape: BaseGeometry, *, as_drawn: bool = False) -> tuple[Corner, ...]:
    """The corners of a polygon or of several, ring by ring: each part's outline, then its holes.

    Outlines run clockwise and holes against it, each from its north-western corner; labels J1, J2, … run on through
    all rings, rings are numbered from 1. The last corner of a ring leads back to its first.

    Parameters
    ----------
    shape: polygon or multipolygon in a metric CRS, x east and y north in metres; heights are left out.
    as_drawn: keep order and first corner of the drawing, for outlines whose numbering was surveyed.

    Returns
    -------
    corners; points that repeat the one before are told once.

    Raises
    ------
    GeometryError: no polygon, empty, or with coordinates that are no numbers.
    """
    if not isinstance(shape, (Polygon, MultiPolygon)) or shape.is_empty:
        raise _wrong("不是面或为空 / no polygon, or empty")
    parts = [shape] if isinstance(shape, Polygon) else list(shape.geoms)
    rings = [(ring, not hole) for part in parts for hole, ring in enumerate([part.exterior, *part.interiors])]
    corners: list[Corner] = []
    for number, (ring, outer) in enumerate(rings, start=1):
        corners += _ring_corners(_points(ring, outer, as_drawn=as_drawn), number, len(corners) + 1)
    return tuple(corners)


def bearing_text(bearing_deg: float) -> str:
    """A bearing as d°mm′ss″, rounded to the second: 359°59′59.7″ is 0°00′00″."""
    seconds = round(bearing_deg * _DEGREE) % (int(_FULL_DEG) * _DEGREE)
    return f"{seconds // _DEGREE}°{seconds % _DEGREE // _MINUTE:02d}′{seconds % _MINUTE:02d}″"


def _points(ring: LinearRing, outer: bool, *, as_drawn: bool) -> _XY:  # noqa: FBT001
    """Corners of a ring, not closed, shape (n, 2).

    Raises
    ------
    GeometryError: a coordinate is no number, or fewer than three corners differ.
    """
    points: _XY = np.asarray(ring.coords, dtype=np.float64)[:, :2]
    if not np.isfinite(points).all():
        raise _wrong("坐标不是数 / a coordinate is not a number")
    points = points[[True, *(points[1:] != points[:-1]).any(axis=1)]]
    points = points[:-1] if (points[0] == points[-1]).all() else points
    if len(np.unique(points, axis=0)) < 3:
        raise _wrong("不足三个界址点 / fewer than three corners")
    if as_drawn:
        return points
    if ring.is_ccw == outer:
        points = points[::-1]
    first = int(np.lexsort((points[:, 0], points[:, 0] - points[:, 1]))[0])
    return np.roll(points, -first, axis=0)


def _ring_corners(points: _XY, ring: int, first: int) -> list[Corner]:
    steps = np.roll(points, -1, axis=0) - points
    distances = np.hypot(steps[:, 0], steps[:, 1])
    bearings = np.degrees(np.arctan2(steps[:, 0], steps[:, 1])) % _FULL_DEG
    labels = [f"J{first + index}" for index in range(len(points))]
    return [
        Corner(
            label=labels[index],
            ring=ring,
            north_m=float(points[index, 1]),
            east_m=float(points[index, 0]),
            bearing_deg=float(bearings[index]) if not math.isclose(bearings[index], _FULL_DEG) else 0.0,
            distance_m=float(distances[index]),
            to=labels[(index + 1) % len(labels)],
        )
        for index in range(len(points))
    ]


def _wrong(problem: str) -> GeometryError:
    remedy = "请核对该地块的边界。 / Check the outline of the plot."
    return GeometryError(layer="plots", source="—", problem=problem, rows="—", remedy=remedy)
