"""Coordinate reference systems: judge, guard, reproject. The only caller of `to_crs`, the only home of EPSG codes."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pyproj
import shapely
from pyproj.exceptions import CRSError as ProjCRSError
from shapely.geometry.base import BaseGeometry

from gis.errors import CRSMismatchError, MetricCRSError, MissingCRSError

__all__ = [
    "DEGREES",
    "declared",
    "ellipsoidal_area_m2",
    "from_degrees",
    "is_metric",
    "require_metric",
    "require_same",
    "suggest_metric",
    "to_degrees",
    "working_crs",
]

DEGREES = "EPSG:4326"
_CGCS2000 = pyproj.Geod(a=6378137.0, rf=298.257222101)


def is_metric(crs: object) -> bool:
    """Whether `crs` is projected with metre axes."""
    if crs is None:
        return False
    known = pyproj.CRS.from_user_input(crs)
    return bool(known.is_projected) and all(axis.unit_name == "metre" for axis in known.axis_info)


def working_crs(name: str, *, layer: str = "district.toml") -> pyproj.CRS:
    """The working CRS a district names.

    Raises
    ------
    MetricCRSError: unknown, geographic, not in metres, or Web Mercator (areas there are 1.5 times too large).
    """
    try:
        crs = pyproj.CRS.from_user_input(name)
    except ProjCRSError:
        raise MetricCRSError(layer=layer, found=name) from None
    if not is_metric(crs) or crs.to_epsg() == 3857:
        raise MetricCRSError(layer=layer, found=name)
    return crs


def require_metric(frame: gpd.GeoDataFrame, *, layer: str) -> None:
    """Guard: the frame is in a projected CRS in metres.

    Raises
    ------
    MetricCRSError: otherwise.
    """
    if not is_metric(frame.crs):
        raise MetricCRSError(layer=layer, found=frame.crs)


def require_same(one: gpd.GeoDataFrame, other: gpd.GeoDataFrame, *, layer: str) -> None:
    """Guard: two frames share one CRS in metres.

    Raises
    ------
    MetricCRSError: the first is not in metres. CRSMismatchError: they differ.
    """
    require_metric(one, layer=layer)
    if one.crs != other.crs:
        raise CRSMismatchError(layer=layer, source="", declared=one.crs, found=other.crs)


def declared(
    frame: gpd.GeoDataFrame, crs: str | None, *, target: pyproj.CRS, layer: str, source: str
) -> gpd.GeoDataFrame:
    """The frame in `target`, its own CRS taken from the file or from the entry `crs`, never guessed.

    Raises
    ------
    MissingCRSError: neither names one. CRSMismatchError: both do and differ.
    """
    if frame.crs is None:
        if crs is None:
            raise MissingCRSError(layer=layer, source=source)
        frame = frame.set_crs(crs)
    elif crs is not None and pyproj.CRS.from_user_input(crs) != frame.crs:
        raise CRSMismatchError(layer=layer, source=source, declared=crs, found=frame.crs.to_string())
    return frame if frame.crs == target else frame.to_crs(target)


def to_degrees(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The frame in longitude and latitude (degrees), for maps and files only."""
    return frame if frame.crs == DEGREES else frame.to_crs(DEGREES)


def from_degrees(
    lon_deg: npt.ArrayLike, lat_deg: npt.ArrayLike, *, crs: object
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Easting and northing in metres of points given in degrees (arrays of one shape)."""
    transformer = pyproj.Transformer.from_crs(DEGREES, crs, always_xy=True)
    east_m, north_m = transformer.transform(np.asarray(lon_deg), np.asarray(lat_deg))
    return np.asarray(east_m, dtype=float), np.asarray(north_m, dtype=float)


def ellipsoidal_area_m2(shape: BaseGeometry, *, crs: object) -> float:
    """Area on the CGCS2000 ellipsoid in square metres of a (multi)polygon given in `crs`."""
    if shape.is_empty:
        return 0.0
    degrees = gpd.GeoSeries([shape], crs=crs).to_crs(DEGREES).iloc[0]
    return abs(float(_CGCS2000.geometry_area_perimeter(shapely.orient_polygons(degrees))[0]))


def suggest_metric(lon_deg: float, lat_deg: float) -> str:
    """The CRS code a new district gets by its longitude: a CGCS2000 3-degree belt in China, else its UTM zone."""
    if 73.5 <= lon_deg <= 136.5 and 17.0 <= lat_deg <= 54.5:
        return f"EPSG:{4509 + round(lon_deg / 3.0)}"
    zone = int((lon_deg + 180.0) // 6.0) + 1
    return f"EPSG:{(32600 if lat_deg >= 0 else 32700) + zone}"
