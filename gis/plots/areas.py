"""The area of a plot three ways: as declared, in the plane of the belt, and on the ellipsoid, and whether they agree.

The ellipsoidal area is that of `gis.crs.ellipsoidal_area_m2`, reckoned for all plots at once: vertices go to the
authalic sphere of CGCS2000, whose areas are those of the ellipsoid, and the ground between each edge (a great circle)
and the equator is summed by its closed formula. Measured against the geodesics of that function: within 1e-7 of a
plot's area where edges are up to 1 km long, within 1e-6 up to 5 km.
"""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gis.crs import degrees_of, require_metric
from gis.measures.built import Shapes, shapes_of
from gis.network.noding import Floats

__all__ = ["ellipsoidal_areas_m2", "plot_areas"]

_AXIS_M, _FLATTENING = 6_378_137.0, 1.0 / 298.257222101  # the CGCS2000 ellipsoid
_NO_SHAPE = "没有几何,无法量算面积 / no geometry to measure"
_NOT_STATED = "未填写面积 / no area stated"


def plot_areas(plots: gpd.GeoDataFrame, *, allowed_share: float, allowed_m2: float) -> pd.DataFrame:
    """Declared, planar and ellipsoidal area of each plot, and the declared one against the planar.

    Parameters
    ----------
    plots: polygons in metres; `area_stated_m2` where there is one.
    allowed_share: difference allowed, as a share of the planar area. allowed_m2: the same in m2; the larger counts.

    Returns
    -------
    Frame on plots.index: area_planar_m2, area_ellipsoidal_m2, area_stated_m2 (NaN: unknown), area_difference_m2 and
    area_difference_share (declared less planar), area_allowed_m2, area_verdict ("met", "unmet", "not_assessed"),
    area_reason (why there is no area or no verdict; "" otherwise).

    Raises
    ------
    MetricCRSError: not in metres.
    """
    require_metric(plots, layer="plots")
    shapes = shapes_of(plots)
    planar = shapely.area(shapes)
    planar[~(planar > 0.0)] = np.nan
    stated = _stated(plots)
    difference = stated - planar
    allowed = np.fmax(allowed_share * planar, allowed_m2)
    allowed[np.isnan(planar)] = np.nan
    verdict = np.where(np.abs(difference) <= allowed, "met", "unmet")
    columns = {
        "area_planar_m2": planar,
        "area_ellipsoidal_m2": np.where(np.isnan(planar), np.nan, ellipsoidal_areas_m2(shapes, crs=plots.crs)),
        "area_stated_m2": stated,
        "area_difference_m2": difference,
        "area_difference_share": difference / planar,
        "area_allowed_m2": allowed,
        "area_verdict": np.where(np.isnan(difference), "not_assessed", verdict),
        "area_reason": np.where(np.isnan(planar), _NO_SHAPE, np.where(np.isnan(stated), _NOT_STATED, "")),
    }
    return pd.DataFrame(columns, index=plots.index)


def _stated(plots: gpd.GeoDataFrame) -> Floats:
    if "area_stated_m2" not in plots:
        return np.full(len(plots), np.nan)
    stated = np.array(plots["area_stated_m2"], dtype=float)
    stated[~(stated > 0.0)] = np.nan
    return stated


def ellipsoidal_areas_m2(shapes: Shapes, *, crs: object) -> Floats:
    """Areas on the CGCS2000 ellipsoid of (multi)polygons given in `crs`, m2, shape (n,); 0 for None and empty ones."""
    polygons, owner = shapely.get_parts(shapes, return_index=True)
    rings, polygon = shapely.get_rings(polygons, return_index=True)
    area = np.abs(_ring_areas_m2(rings, crs=crs))
    inner = np.diff(polygon, prepend=-1) == 0  # the first ring of a polygon is its shell
    total = np.bincount(owner[polygon], weights=np.where(inner, -area, area), minlength=len(shapes))
    return total.astype(float)


def _ring_areas_m2(rings: Shapes, *, crs: object) -> Floats:
    """Ground inside each ring, m2, by its turn: the sum over its edges of the ground between edge and equator."""
    if not len(rings):
        return np.zeros(0)
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    lon_deg, lat_deg = degrees_of(xy[:, 0], xy[:, 1], crs=crs)
    lon, half = np.radians(lon_deg), np.tan(_authalic(np.radians(lat_deg)) / 2.0)
    edge = np.flatnonzero(np.diff(ring) == 0)
    turn = np.tan((lon[edge + 1] - lon[edge]) / 2.0)
    excess = 2.0 * np.arctan2(turn * (half[edge] + half[edge + 1]), 1.0 + half[edge] * half[edge + 1])
    summed = np.bincount(ring[edge], weights=excess, minlength=len(rings)).astype(float)
    return summed * _AXIS_M**2 * _q_pole() / 2.0


def _q(sine: Floats) -> Floats:
    """Snyder's q: the ellipsoid's ground up to a latitude, in half its axis squared."""
    e2 = _FLATTENING * (2.0 - _FLATTENING)
    e = np.sqrt(e2)
    return np.asarray((1.0 - e2) * (sine / (1.0 - e2 * sine**2) + np.arctanh(e * sine) / e), dtype=float)


def _q_pole() -> float:
    return float(_q(np.array([1.0]))[0])


def _authalic(lat: Floats) -> Floats:
    """Latitudes (radians) on the sphere of equal areas."""
    return np.arcsin(np.clip(_q(np.sin(lat)) / _q_pole(), -1.0, 1.0))
