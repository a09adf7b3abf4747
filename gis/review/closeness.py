"""How close two values, or two shapes, of two reckonings are: builds of GEOS differ in the last digits."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

__all__ = ["NEAR_M", "NEAR_M2", "hausdorff_m", "same_shape", "same_value"]

# Coordinates of belts are some 4 000 000 m, where the last digit is worth 5e-10 m: along an outline of a kilometre that
# is less than 1e-6 m2, and a micron is far below any survey.
NEAR_M, NEAR_M2 = 1e-6, 1e-6
_NEAR = 1e-9  # shares and figures without a unit in metres


def same_value(one: Any, other: Any, *, name: str = "", unit: str = "", tolerance: float = 1e-9) -> bool:
    """Whether two plain values say the same: numbers to `tolerance` of the greater, all else exactly.

    Parameters
    ----------
    name: key of the value: what ends in _m or _m2 is the same within a micron or 1e-6 m2. unit: of the value, else.
    """
    if _is_number(one) and _is_number(other):
        metric = name.endswith(("_m", "_m2")) or unit in ("m", "m2")
        floor = NEAR_M if metric else _NEAR
        allowed = max(tolerance * max(abs(one), abs(other)), min(floor, 1e3 * tolerance))
        return bool(one == other or abs(one - other) <= allowed)
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(
            same_value(one[key], other[key], name=key, tolerance=tolerance) for key in one
        )
    if isinstance(one, (list, tuple)) and isinstance(other, (list, tuple)):
        return len(one) == len(other) and all(
            same_value(first, second, name=name, tolerance=tolerance) for first, second in zip(one, other, strict=True)
        )
    return type(one) is type(other) and bool(one == other)


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def same_shape(one: BaseGeometry, other: BaseGeometry, *, near_m: float = NEAR_M) -> bool:
    """Whether two shapes are the same within `near_m`: neither has a corner farther from the outline of the other."""
    if one.is_empty or other.is_empty:
        return bool(one.is_empty and other.is_empty)
    first, second = shapely.get_coordinates(one), shapely.get_coordinates(other)
    if one.geom_type == other.geom_type and first.shape == second.shape and np.abs(first - second).max() <= near_m:
        return True
    return _all_near(one, other, near_m) and _all_near(other, one, near_m)


def hausdorff_m(one: BaseGeometry, other: BaseGeometry) -> float:
    """The farthest a corner of either lies from the outline of the other, in m; infinite where one alone is empty.

    Found by a tree of edges, so that outlines of a million corners are no burden.
    """
    if one.is_empty or other.is_empty:
        return 0.0 if one.is_empty and other.is_empty else math.inf
    return max(_farthest(one, other), _farthest(other, one))


def _all_near(one: BaseGeometry, other: BaseGeometry, near_m: float) -> bool:
    """Whether every corner of one lies within `near_m` of the outline of the other."""
    points = shapely.points(shapely.get_coordinates(one))
    found, _ = shapely.STRtree(_edges(other)).query(points, predicate="dwithin", distance=near_m)
    return len(np.unique(found)) == len(points)


def _farthest(one: BaseGeometry, other: BaseGeometry) -> float:
    points = shapely.points(shapely.get_coordinates(one))
    tree = shapely.STRtree(_edges(other))
    _, distances = tree.query_nearest(points, return_distance=True, all_matches=False)
    return float(distances.max())


def _edges(shape: BaseGeometry) -> Any:
    """Edges of all outlines, and single points."""
    parts = shapely.get_parts(shape)
    while (shapely.get_type_id(parts) > shapely.GeometryType.POLYGON).any():
        parts = shapely.get_parts(parts)
    areal = shapely.get_type_id(parts) == shapely.GeometryType.POLYGON
    lines = np.concatenate([parts[~areal], shapely.get_rings(parts[areal])])
    loose = shapely.get_type_id(lines) == shapely.GeometryType.POINT
    corners, line = shapely.get_coordinates(lines[~loose], return_index=True)
    joined = line[1:] == line[:-1]
    return np.concatenate([lines[loose], shapely.linestrings(np.stack([corners[:-1], corners[1:]], axis=1)[joined])])
