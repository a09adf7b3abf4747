"""Coordinate reference systems: judge, guard, reproject. The only caller of `to_crs`, the only home of EPSG codes."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pyproj
import shapely
from pyproj.exceptions import CRSError as ProjCRSError
from shapely.geometry.base import BaseGeometry

from gis.errors import CRSMismatchError, MetricCRSError, MissingCRSError

__all__ = [
    "BELT_ZONES",
    "DEGREES",
    "Belt",
    "belt_code",
    "belt_of",
    "belt_title",
    "datum_of",
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


def belt_of(crs: object) -> Belt | None:
    """The belt a CRS is, judged by its numbers and not by its name; None where it is none of China's.

    A central meridian that both widths share (117°E) is told as 3 degrees unless code or name says 6: the coordinates
    are the same.
    """
    known = _flat(crs)
    datum, operation = datum_of(known), known.coordinate_operation
    if not datum or not known.is_projected or operation is None or operation.method_code != "9807":
        return None
    values = {one.code: one.value * one.unit_conversion_factor for one in operation.params}
    metres = all(axis.unit_conversion_factor == 1.0 for axis in known.axis_info)
    if not metres or values.get("8801") or values.get("8807") or abs(values.get("8805", 0.0) - 1.0) > 1e-12:
        return None
    central_deg, prefix = math.degrees(values.get("8802", math.nan)), (values.get("8806", 0.0) - 500_000.0) / 1e6
    for width_deg in _widths(known):
        for zone in BELT_ZONES[width_deg]:
            belt = Belt(datum, width_deg, zone, prefixed=bool(prefix))
            if abs(belt.central_deg - central_deg) < 1e-9 and prefix in (0.0, float(zone)):
                return belt
    return None


def _widths(crs: pyproj.CRS) -> tuple[int, int]:
    plain = crs.name.lower().replace("_", "-").replace(" ", "-")
    code = crs.to_epsg() or 0
    six = any(
        width == 6 and base + BELT_ZONES[6][0] <= code <= base + BELT_ZONES[6][-1]
        for (_, width, _), base in _BELT_CODES.items()
    )
    return (6, 3) if six or "6-degree" in plain or "6度" in plain else (3, 6)


def _flat(crs: object) -> pyproj.CRS:
    """The CRS without height, and without the names of a bound one."""
    known = pyproj.CRS.from_user_input(crs)
    if known.is_bound and known.source_crs is not None:
        known = known.source_crs
    if known.is_compound and known.sub_crs_list:
        known = known.sub_crs_list[0]
    return known.to_2d() if len(known.axis_info) > 2 else known


def belt_title(code: object, lang: str = "zh") -> str:
    """A CRS in planner's words in `lang`: of a belt of China its datum, width, zone and meridian; else its own name."""
    belt = belt_of(code)
    return pyproj.CRS.from_user_input(code).name if belt is None else belt.title(lang)
