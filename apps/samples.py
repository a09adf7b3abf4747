"""Three files made on the fly inside a district, so that a newcomer sees how one is brought in: none lies on disk."""

from __future__ import annotations

from functools import cache

import geopandas as gpd
import pyproj
import shapely

from apps.bringing import Sent
from gis.district import District
from gis.views.exchange.formats import Exported, layers_bytes

__all__ = ["SAMPLES", "sample", "sample_rows"]

SAMPLES = ("shapefile", "txt", "dxf")
_NAMES = {"shapefile": "样例_公园绿地.zip", "txt": "样例_地块.txt", "dxf": "样例_建筑.dxf"}
_WIDE_M, _TALL_M, _STEP_M = 120.0, 80.0, 160.0


def sample(kind: str, district: District) -> Sent:
    """A sample of a format ("shapefile" in GBK, "txt", "dxf") in the middle of a district.

    Raises
    ------
    KeyError: no such sample. GisError: it cannot be written.
    """
    name = _NAMES[kind]
    suffix = name[name.rindex(".") :]
    zone = next((one.geometry for one in district.zones if one.id == district.first_zone), None)
    zone = zone if zone is not None else next((one.geometry for one in district.zones), None)
    if zone is None:
        zone = district.layers["outline"].frame.geometry.iloc[0]
    at = zone.representative_point()
    return Sent(name, _content(kind, suffix, round(at.x, -1), round(at.y, -1), district.crs.to_string()))


def sample_rows(kind: str, east: float, north: float, crs: str) -> gpd.GeoDataFrame:
    """Three areas of 120 × 80 m in a row, the first with its south-west corner at (east, north), in metres."""
    shapes = [
        shapely.box(east + at * _STEP_M, north, east + at * _STEP_M + _WIDE_M, north + _TALL_M) for at in range(3)
    ]
    titles = {"shapefile": "样例公园", "txt": "样例地块", "dxf": "样例楼"}[kind]
    names = [f"{titles}{sign}" for sign in "甲乙丙"]
    table: dict[str, list[str]] = {"编号": [f"样{number}" for number in (1, 2, 3)], "名称": names}
    if kind == "txt":  # its writer knows our own columns
        table = {"id": table["编号"], "name": names, "code": ["070102", "0901", "1401"]}
    return gpd.GeoDataFrame(table, geometry=shapes, crs=pyproj.CRS.from_user_input(crs))


@cache
def _content(kind: str, suffix: str, east: float, north: float, crs: str) -> bytes:
    rows = sample_rows(kind, east, north, crs)
    return layers_bytes([Exported(_NAMES[kind].rpartition(".")[0], rows, {}, None, crs, "名称")], suffix)
