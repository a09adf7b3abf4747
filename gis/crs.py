"""Coordinate reference systems: judge, guard, reproject. The only caller of `to_crs`, the only home of EPSG codes."""

from __future__ import annotations

import math
import re
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pyproj
import shapely
from pyproj.exceptions import CRSError as ProjCRSError
from pyproj.transformer import TransformerGroup
from shapely.geometry.base import BaseGeometry

from gis.errors import CRSMismatchError, MetricCRSError, MissingCRSError

if TYPE_CHECKING:  # the process that reads files of strangers does without it, and starts in half the time
    import geopandas as gpd

__all__ = [
    "BELT_ZONES",
    "CGCS2000_DEGREES",
    "DATUM_DEGREES",
    "DEGREES",
    "WEB_MERCATOR",
    "Belt",
    "belt_code",
    "belt_of",
    "belt_title",
    "datum_known",
    "datum_of",
    "declared",
    "degrees_of",
    "ellipsoidal_area_m2",
    "flat_crs",
    "from_degrees",
    "gauss_frame",
    "is_metric",
    "needs_shift",
    "require_metric",
    "require_same",
    "shifted_to_cgcs2000",
    "suggest_metric",
    "to_degrees",
    "twin_in_cgcs2000",
    "working_crs",
]

DEGREES = "EPSG:4326"
CGCS2000_DEGREES = "EPSG:4490"
WEB_MERCATOR = "EPSG:3857"
# Longitude and latitude on each datum of China.
DATUM_DEGREES = MappingProxyType({"cgcs2000": CGCS2000_DEGREES, "xian80": "EPSG:4610", "beijing54": "EPSG:4214"})
_CGCS2000 = pyproj.Geod(a=6378137.0, rf=298.257222101)

# The belts of China, by their width in degrees.
BELT_ZONES: Mapping[int, range] = MappingProxyType({3: range(25, 46), 6: range(13, 24)})
# By datum, width and prefix: the EPSG code is this plus the zone.
_BELT_CODES: Mapping[tuple[str, int, bool], int] = MappingProxyType({
    ("cgcs2000", 3, True): 4488, ("cgcs2000", 3, False): 4509,
    ("cgcs2000", 6, True): 4478, ("cgcs2000", 6, False): 4489,
    ("xian80", 3, True): 2324, ("xian80", 3, False): 2345, ("xian80", 6, True): 2314, ("xian80", 6, False): 2325,
    ("beijing54", 3, True): 2376, ("beijing54", 3, False): 2397,
    ("beijing54", 6, True): 21400, ("beijing54", 6, False): 21440,
})  # fmt: skip
_DATUM_TITLES = MappingProxyType(
    {
        "cgcs2000": ("CGCS2000", "CGCS2000"),
        "xian80": ("西安80", "Xian 1980"),
        "beijing54": ("北京54", "Beijing 1954"),
    }
)
# How files write the names of datums, without blanks, signs and case.
_DATUM_NAMES = MappingProxyType(
    {
        "cgcs2000": ("china2000", "cgcs2000", "chinageodeticcoordinatesystem2000", "国家2000", "2000国家大地"),
        "xian80": ("xian1980", "xian80", "西安80", "1980西安", "西安1980"),
        "beijing54": ("beijing1954", "beijing54", "北京54", "1954北京", "北京1954"),
    }
)


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


def degrees_of(
    east: npt.ArrayLike, north: npt.ArrayLike, *, crs: object
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Longitude and latitude in degrees, on the datum of `crs`, of points in its units; infinite: none."""
    known = flat_crs(crs)
    transformer = pyproj.Transformer.from_crs(known, known.geodetic_crs, always_xy=True)
    lon_deg, lat_deg = transformer.transform(np.asarray(east, dtype=float), np.asarray(north, dtype=float))
    return np.asarray(lon_deg, dtype=float), np.asarray(lat_deg, dtype=float)


def ellipsoidal_area_m2(shape: BaseGeometry, *, crs: object) -> float:
    """Area on the CGCS2000 ellipsoid in square metres of a (multi)polygon given in `crs`."""
    if shape.is_empty:
        return 0.0
    way = pyproj.Transformer.from_crs(crs, DEGREES, always_xy=True)
    degrees = shapely.transform(shape, way.transform, interleaved=False)
    return abs(float(_CGCS2000.geometry_area_perimeter(shapely.orient_polygons(degrees))[0]))


def suggest_metric(lon_deg: float, lat_deg: float) -> str:
    """The CRS code a new district gets by its longitude: a CGCS2000 3-degree belt in China, else its UTM zone."""
    if 73.5 <= lon_deg <= 136.5 and 17.0 <= lat_deg <= 54.5:
        return f"EPSG:{4509 + round(lon_deg / 3.0)}"
    zone = int((lon_deg + 180.0) // 6.0) + 1
    return f"EPSG:{(32600 if lat_deg >= 0 else 32700) + zone}"


@dataclass(frozen=True)
class Belt:
    """A Gauss-Krueger belt of China: datum, width in degrees (3 or 6), zone, whether eastings begin with the zone."""

    datum: str
    width_deg: int
    zone: int
    prefixed: bool

    @property
    def central_deg(self) -> int:
        """Longitude of the central meridian, degrees."""
        return 3 * self.zone if self.width_deg == 3 else 6 * self.zone - 3

    @property
    def false_easting_m(self) -> float:
        """Easting of the central meridian, metres."""
        return 500_000.0 + (1_000_000.0 * self.zone if self.prefixed else 0.0)

    @property
    def code(self) -> str:
        """Its EPSG code."""
        return belt_code(self.datum, self.width_deg, self.zone, prefixed=self.prefixed)

    def title(self, lang: str = "zh") -> str:
        """In planner's words, in `lang` ("zh" or "en")."""
        if lang == "en":
            after = "zone prefix" if self.prefixed else "no zone prefix"
            datum = _DATUM_TITLES[self.datum][1]
            return f"{datum} {self.width_deg}-degree zone {self.zone} ({self.central_deg}°E), {after}"
        after = "带号前缀" if self.prefixed else "无带号前缀"
        return f"{_DATUM_TITLES[self.datum][0]} {self.width_deg}度带第{self.zone}带({self.central_deg}°E),{after}"


def belt_code(datum: str, width_deg: int, zone: int, prefixed: bool) -> str:  # noqa: FBT001
    """The EPSG code of a belt of China.

    Parameters
    ----------
    datum: "cgcs2000", "xian80" or "beijing54". width_deg: 3 or 6. zone: 25-45 (3 degrees) or 13-23 (6 degrees).
    prefixed: eastings begin with the zone number (39508900), not with the bare 500 km (508900).

    Raises
    ------
    ValueError: there is no such belt.
    """
    base = _BELT_CODES.get((datum, width_deg, bool(prefixed)))
    if base is None or zone not in BELT_ZONES[width_deg]:
        raise ValueError(f"no belt: {datum} {width_deg} {zone}")
    return f"EPSG:{base + zone}"


def datum_of(crs: object) -> str:
    """The Chinese datum of a CRS by its names: "cgcs2000", "xian80", "beijing54"; empty for any other."""
    base = pyproj.CRS.from_user_input(crs).geodetic_crs
    if base is None:
        return ""
    names = (base.name, base.datum.name if base.datum else "", base.ellipsoid.name if base.ellipsoid else "")
    plain = ["".join(letter for letter in name.lower() if letter.isalnum()) for name in names]
    for datum, known in _DATUM_NAMES.items():
        if any(word in name for word in known for name in plain):
            return datum
    return ""


def gauss_frame(crs: object) -> tuple[float, float] | None:
    """Central meridian (degrees) and false easting (metres) of a Gauss-Krueger projection on any datum; else None."""
    known = flat_crs(crs)
    operation = known.coordinate_operation
    if not known.is_projected or operation is None or operation.method_code != "9807":
        return None
    values = {one.code: one.value * one.unit_conversion_factor for one in operation.params}
    metres = all(axis.unit_conversion_factor == 1.0 for axis in known.axis_info)
    if not metres or values.get("8801") or values.get("8807") or abs(values.get("8805", 0.0) - 1.0) > 1e-12:
        return None
    return round(math.degrees(values.get("8802", 0.0)), 9), float(values.get("8806", 0.0))


def belt_of(crs: object) -> Belt | None:
    """The belt a CRS is, judged by its numbers and not by its name; None where it is none of China's.

    A central meridian that both widths share (117°E) is told as 3 degrees unless the name says 6: the coordinates are
    the same.
    """
    known = flat_crs(crs)
    datum, frame = datum_of(known), gauss_frame(known)
    if not datum or frame is None:
        return None
    central_deg, false_easting_m = frame
    for width_deg in _widths(known):
        for zone in BELT_ZONES[width_deg]:
            belt = Belt(datum, width_deg, zone, prefixed=false_easting_m != 500_000.0)
            if (belt.central_deg, belt.false_easting_m) == (central_deg, false_easting_m):
                return belt
    return None


def _widths(crs: pyproj.CRS) -> tuple[int, int]:
    """The widths to try, the likelier first: the names of 6-degree belts say "Gauss-Kruger" and no width."""
    if re.search(r"3.?(degree|度)", crs.name, re.IGNORECASE):
        return 3, 6
    six = re.search(r"6.?(degree|度)|gauss.?kr|[ _/]gk[ _]", crs.name, re.IGNORECASE)
    return (6, 3) if six else (3, 6)


def flat_crs(crs: object) -> pyproj.CRS:
    """A CRS in the plane: without its height, and without datum parameters of its own.

    Raises
    ------
    ProjCRSError: not a CRS.
    """
    known = pyproj.CRS.from_user_input(crs)
    if known.is_compound and known.sub_crs_list:
        known = known.sub_crs_list[0]
    if known.is_bound and known.source_crs is not None:
        known = known.source_crs
    return known.to_2d() if len(known.axis_info) > 2 and not known.is_geocentric else known


def belt_title(code: object, lang: str = "zh") -> str:
    """A CRS in planner's words in `lang`: of a belt of China its datum, width, zone and meridian; else its own name."""
    belt, known = belt_of(code), pyproj.CRS.from_user_input(code)
    if belt is not None:
        return belt.title(lang)
    plain = known.is_geographic and known.equals(pyproj.CRS.from_user_input(DEGREES), ignore_axis_order=True)
    datum = "WGS84" if plain else _DATUM_TITLES.get(datum_of(known), ("", ""))[lang == "en"]
    if datum and known.is_geographic:
        return f"{datum} longitude and latitude" if lang == "en" else f"{datum} 经纬度"
    return str(known.name)


def needs_shift(crs: object) -> bool:
    """Whether a CRS is on an old Chinese datum, from which PROJ reaches CGCS2000 only by doing nothing."""
    base = pyproj.CRS.from_user_input(crs).geodetic_crs
    return datum_of(crs) in ("xian80", "beijing54") or (base is not None and base.name.startswith("New Beijing"))


def datum_known(crs: object) -> bool:
    """Whether `crs` is on CGCS2000 or PROJ knows a way from its datum to WGS84; else PROJ silently does nothing."""
    if datum_of(crs) == "cgcs2000":
        return True
    base = flat_crs(crs).geodetic_crs
    return base is not None and _has_way(base.to_wkt())


@cache
def _has_way(wkt: str) -> bool:
    with warnings.catch_warnings():  # a finer grid that is not installed is no reason to warn here
        warnings.simplefilter("ignore", UserWarning)
        return bool(TransformerGroup(wkt, DEGREES, always_xy=True, allow_ballpark=False).transformers)


def twin_in_cgcs2000(crs: object) -> str:
    """The CRS of the same projection on CGCS2000: an EPSG code, or WKT where it has none."""
    known, belt = flat_crs(crs), belt_of(crs)
    if belt is not None:
        return belt_code("cgcs2000", belt.width_deg, belt.zone, belt.prefixed)
    if not known.is_projected:
        return CGCS2000_DEGREES
    name = f"CGCS2000 / {known.coordinate_operation.name}"
    return str(pyproj.crs.ProjectedCRS(known.coordinate_operation, name, geodetic_crs=CGCS2000_DEGREES).to_wkt())


def shifted_to_cgcs2000(
    east: npt.ArrayLike, north: npt.ArrayLike, *, crs: object, shift: Sequence[float]
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Points of an old datum in `twin_in_cgcs2000(crs)`: back to the ellipsoid, seven parameters, forward again.

    Parameters
    ----------
    shift: dx, dy, dz in metres, rx, ry, rz in arc seconds, scale in ppm; position vector. Heights count as zero.
    """
    known, own = flat_crs(crs), pyproj.CRS.from_user_input(crs).ellipsoid
    names = ("x", "y", "z", "rx", "ry", "rz", "s")
    seven = " ".join(f"+{name}={float(value)!r}" for name, value in zip(names, shift, strict=True))
    step = (
        "+proj=pipeline +step +proj=unitconvert +xy_in=deg +xy_out=rad"
        f" +step +proj=cart +a={own.semi_major_metre!r} +rf={own.inverse_flattening!r}"
        f" +step +proj=helmert {seven} +convention=position_vector"
        f" +step +inv +proj=cart +a={_CGCS2000.a!r} +rf={1.0 / _CGCS2000.f!r}"
        " +step +proj=unitconvert +xy_in=rad +xy_out=deg"
    )
    lon_deg, lat_deg, _ = pyproj.Transformer.from_pipeline(step).transform(
        *degrees_of(east, north, crs=known), np.zeros(np.shape(east))
    )
    twin = pyproj.CRS.from_user_input(twin_in_cgcs2000(known))
    forward = pyproj.Transformer.from_crs(twin.geodetic_crs, twin, always_xy=True)
    east_m, north_m = forward.transform(np.asarray(lon_deg), np.asarray(lat_deg))
    return np.asarray(east_m, dtype=float), np.asarray(north_m, dtype=float)
