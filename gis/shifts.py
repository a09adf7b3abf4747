"""GCJ-02 and BD-09, the shifted degrees of Chinese web maps: put on and taken off again. Arrays in degrees.

GCJ-02 (高德、腾讯, and Google's maps of China) moves places in China by up to 730 m, mostly 150 to 600 m, by a rule
nobody has published; what is known of it was found out by others and is in general use. BD-09 (百度) is a second shift
on top of the first. Neither is official: maps agree with these formulas within some metres (`ACCURACY_M`, our
judgement), which does for planning and never for the review or the survey of land. Taking off is exact: the formulas
are inverted by iteration to below 1e-9 degrees, so that what this module put on comes back to a tenth of a millimetre.

A shift is taken off once. Nothing in the numbers says whether that was done already: whoever does it must keep the
declaration and the degrees together, and `gis.shift_guard` finds what was done twice or not at all.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np
import numpy.typing as npt
import shapely

__all__ = [
    "ACCURACY_M", "SYSTEMS", "apply", "apply_shapes", "in_box", "shift_m", "system_of", "undo", "undo_shapes",
]  # fmt: skip

Floats = npt.NDArray[np.float64]
Shapes = npt.NDArray[np.object_]
Pair = tuple[Floats, Floats]

SYSTEMS = ("GCJ-02", "BD-09")
ACCURACY_M: Mapping[str, float] = MappingProxyType({"GCJ-02": 5.0, "BD-09": 10.0})

_WEST, _EAST, _SOUTH, _NORTH = 72.004, 137.8347, 0.8293, 55.8271  # outside nothing is shifted
_KRASSOVSKY_M, _KRASSOVSKY_E2 = 6_378_245.0, 0.00669342162296594323  # of the rule of GCJ-02
_CGCS2000_M, _CGCS2000_E2 = 6_378_137.0, 0.00669438002290  # for metres on the ground
_BD_WAVES = np.pi * 3000.0 / 180.0
_SAME_DEG = 1e-12
_MOST_STEPS = 60
_NAMES: Mapping[str, tuple[str, ...]] = {
    "GCJ-02": ("GCJ02", "GCJ", "MARS", "火星", "高德", "腾讯", "AMAP", "GAODE", "TENCENT", "国测局"),
    "BD-09": ("BD09", "BD09LL", "BAIDU", "百度"),
}


def system_of(text: str) -> str | None:
    """The system a text names: "gcj02", "火星坐标系", "高德" are "GCJ-02", "bd09ll", "百度" are "BD-09"; else None."""
    plain = unicodedata.normalize("NFKC", text).upper()
    for sign in " -_·.":
        plain = plain.replace(sign, "")
    for word in ("坐标系", "坐标", "经纬度", "地图"):
        plain = plain.removesuffix(word)
    return next((system for system, names in _NAMES.items() if plain in names), None)


def in_box(lon_deg: npt.ArrayLike, lat_deg: npt.ArrayLike) -> npt.NDArray[np.bool_]:
    """Which places lie in the box around China within which the rule shifts; elsewhere both systems are plain degrees.

    The box also holds parts of the neighbouring countries; a place that is no number is outside.
    """
    lon, lat = _pair(lon_deg, lat_deg)
    return (lon >= _WEST) & (lon <= _EAST) & (lat >= _SOUTH) & (lat <= _NORTH)


def apply(lon_deg: npt.ArrayLike, lat_deg: npt.ArrayLike, system: str) -> Pair:
    """Degrees as the system shows places given in plain degrees (WGS84, CGCS2000); outside the box they stay.

    Raises
    ------
    ValueError: no such system.
    """
    forward = _forward(system)
    lon, lat = _pair(lon_deg, lat_deg)
    inside = in_box(lon, lat)
    shown_lon, shown_lat = lon.copy(), lat.copy()
    shown_lon[inside], shown_lat[inside] = forward(lon[inside], lat[inside])
    return shown_lon, shown_lat


def undo(lon_deg: npt.ArrayLike, lat_deg: npt.ArrayLike, system: str) -> Pair:
    """Plain degrees of places given as the system shows them: what `apply` makes into these; outside they stay.

    Raises
    ------
    ValueError: no such system.
    """
    forward = _forward(system)
    lon, lat = _pair(lon_deg, lat_deg)
    near = (lon > _WEST - 1.0) & (lon < _EAST + 1.0) & (lat > _SOUTH - 1.0) & (lat < _NORTH + 1.0)
    wanted_lon, wanted_lat = lon[near], lat[near]
    found_lon, found_lat = wanted_lon, wanted_lat
    for _ in range(_MOST_STEPS):  # the shift changes by 2 % of the way at most: five steps or ten do
        shown_lon, shown_lat = forward(found_lon, found_lat)
        left_lon, left_lat = wanted_lon - shown_lon, wanted_lat - shown_lat
        found_lon, found_lat = found_lon + left_lon, found_lat + left_lat
        if max(np.abs(left_lon).max(initial=0.0), np.abs(left_lat).max(initial=0.0)) < _SAME_DEG:
            break
    inside = in_box(found_lon, found_lat)  # whether it was shifted depends on where it truly lies
    lon[near] = np.where(inside, found_lon, wanted_lon)
    lat[near] = np.where(inside, found_lat, wanted_lat)
    return lon, lat


def shift_m(lon_deg: npt.ArrayLike, lat_deg: npt.ArrayLike, system: str) -> Pair:
    """How far east and north, in metres on the ground, the system shows places given in plain degrees.

    Raises
    ------
    ValueError: no such system.
    """
    lon, lat = _pair(lon_deg, lat_deg)
    shown_lon, shown_lat = apply(lon, lat, system)
    middle = np.radians((lat + shown_lat) / 2.0)
    curve = np.sqrt(1.0 - _CGCS2000_E2 * np.sin(middle) ** 2)
    east_m = np.radians(shown_lon - lon) * _CGCS2000_M / curve * np.cos(middle)
    north_m = np.radians(shown_lat - lat) * _CGCS2000_M * (1.0 - _CGCS2000_E2) / curve**3
    return east_m, north_m


def apply_shapes(shapes: Shapes, system: str) -> Shapes:
    """`apply` to every vertex of shapes in degrees (n,); heights stay.

    Raises
    ------
    ValueError: no such system.
    """
    return _moved(shapes, system, apply)


def undo_shapes(shapes: Shapes, system: str) -> Shapes:
    """`undo` to every vertex of shapes in degrees (n,); heights stay.

    Raises
    ------
    ValueError: no such system.
    """
    return _moved(shapes, system, undo)


def _moved(shapes: Shapes, system: str, way: Callable[[Floats, Floats, str], Pair]) -> Shapes:
    _forward(system)
    moved: Shapes = np.array(
        shapely.transform(shapes, lambda x, y: way(x, y, system), interleaved=False, include_z=False), dtype=object
    )
    deep = shapely.has_z(shapes)
    if deep.any():
        moved[deep] = shapely.transform(
            shapes[deep], lambda x, y, z: (*way(x, y, system), z), interleaved=False, include_z=True
        )
    return moved


def _pair(lon_deg: npt.ArrayLike, lat_deg: npt.ArrayLike) -> Pair:
    lon, lat = np.broadcast_arrays(np.asarray(lon_deg, dtype=float), np.asarray(lat_deg, dtype=float))
    return np.array(lon), np.array(lat)


def _forward(system: str) -> Callable[[Floats, Floats], Pair]:
    """The rule of a system, without its box.

    Raises
    ------
    ValueError: no such system.
    """
    if system not in SYSTEMS:
        raise ValueError(f"{system}: {' / '.join(SYSTEMS)}")
    return _to_gcj if system == "GCJ-02" else _to_bd


def _to_gcj(lon: Floats, lat: Floats) -> Pair:
    x, y = lon - 105.0, lat - 35.0
    root = np.sqrt(np.abs(x))
    common = (20.0 * np.sin(6.0 * np.pi * x) + 20.0 * np.sin(2.0 * np.pi * x)) * 2.0 / 3.0
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root + common
    north += (20.0 * np.sin(np.pi * y) + 40.0 * np.sin(np.pi * y / 3.0)) * 2.0 / 3.0
    north += (160.0 * np.sin(np.pi * y / 12.0) + 320.0 * np.sin(np.pi * y / 30.0)) * 2.0 / 3.0
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root + common
    east += (20.0 * np.sin(np.pi * x) + 40.0 * np.sin(np.pi * x / 3.0)) * 2.0 / 3.0
    east += (150.0 * np.sin(np.pi * x / 12.0) + 300.0 * np.sin(np.pi * x / 30.0)) * 2.0 / 3.0
    angle = np.radians(lat)
    curve = np.sqrt(1.0 - _KRASSOVSKY_E2 * np.sin(angle) ** 2)
    lon_deg = np.degrees(east / (_KRASSOVSKY_M / curve * np.cos(angle)))
    lat_deg = np.degrees(north / (_KRASSOVSKY_M * (1.0 - _KRASSOVSKY_E2) / curve**3))
    return lon + lon_deg, lat + lat_deg


def _to_bd(lon: Floats, lat: Floats) -> Pair:
    x, y = _to_gcj(lon, lat)
    far = np.hypot(x, y) + 2e-5 * np.sin(y * _BD_WAVES)
    angle = np.arctan2(y, x) + 3e-6 * np.cos(x * _BD_WAVES)
    return far * np.cos(angle) + 0.0065, far * np.sin(angle) + 0.006
