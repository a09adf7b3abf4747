"""A ready-made project inside a district, with control lines beside it, so that a newcomer sees a whole review."""

from __future__ import annotations

from functools import cache

import geopandas as gpd
import pyproj
import shapely

from apps.bringing import Sent
from gis.district import District
from gis.views.exchange.formats import Exported, layers_bytes

__all__ = ["SAMPLE_EDITION", "SAMPLE_FACTS", "sample_lines", "sample_parts", "sample_project"]

# what the applicant of the sample states, by the names of gis.review.facts
SAMPLE_FACTS = (
    ("name", "样例项目"), ("owner", "样例公司"), ("industry", "医药制造业"), ("industry_code", "2710"),
    ("industry_edition", "GB/T 4754-2017"), ("investment_wan", "24000"), ("floor_area_m2", "54000"),
    ("footprint_m2", "18000"), ("green_m2", "6000"), ("height_m", "24"),
)  # fmt: skip
SAMPLE_EDITION = "2023"  # of its land-use codes
_WIDE_M, _TALL_M, _GAP_M = 260.0, 160.0, 20.0
_STRIP_M = 12.0  # of the farmland under the first part
_SLIVER_M = 0.04  # by which the ecological line overlaps the second


def sample_project(district: District) -> tuple[Sent, Sent]:
    """The files of the sample: the project as a coordinate TXT, the control lines as a GeoPackage.

    Raises
    ------
    GisError: they cannot be written.
    """
    zone = next((one.geometry for one in district.zones if one.id == district.first_zone), None)
    zone = zone if zone is not None else next((one.geometry for one in district.zones), None)
    if zone is None:
        zone = district.layers["outline"].frame.geometry.iloc[0]
    at = zone.representative_point()
    return _files(round(at.x, -1), round(at.y, -1), district.crs.to_string())


def sample_parts(east: float, north: float, crs: str) -> gpd.GeoDataFrame:
    """Two parts of 260 × 160 m side by side, the first with its south-west corner at (east, north), in metres."""
    shapes = [
        shapely.box(east + at * (_WIDE_M + _GAP_M), north, east + at * (_WIDE_M + _GAP_M) + _WIDE_M, north + _TALL_M)
        for at in range(2)
    ]
    table = {"id": ["1", "2"], "name": ["样例地块甲", "样例地块乙"], "code": ["100101", "100101"]}
    return gpd.GeoDataFrame(table, geometry=shapes, crs=pyproj.CRS.from_user_input(crs))


def sample_lines(east: float, north: float, crs: str) -> gpd.GeoDataFrame:
    """Farmland under 12 m of the first part, an ecological line 4 cm into the second, the growth boundary around."""
    right = east + 2 * _WIDE_M + _GAP_M
    shapes = [
        shapely.box(east - 200, north + _TALL_M - _STRIP_M, east + _WIDE_M / 2, north + _TALL_M + 150),
        shapely.box(right - _SLIVER_M, north, right + 200, north + _TALL_M),
        shapely.box(east - 600, north - 600, right + 600, north + 600),
    ]
    table = {
        "id": ["样例1", "样例2", "样例3"], "name": ["样例基本农田", "样例生态红线", "样例开发边界"],
        "control": ["永久基本农田", "生态保护红线", "城镇开发边界"],
        "severity": ["forbidden", "forbidden", "restricted"],
        "clause": ["示意,非真实划定"] * 3, "basis": ["schematic"] * 3,
    }  # fmt: skip
    return gpd.GeoDataFrame(table, geometry=shapes, crs=pyproj.CRS.from_user_input(crs))


@cache
def _files(east: float, north: float, crs: str) -> tuple[Sent, Sent]:
    parts, lines = sample_parts(east, north, crs), sample_lines(east, north, crs)
    return (
        Sent("样例项目.txt", layers_bytes([Exported("样例项目", parts, {}, None, crs, "name")], ".txt")),
        Sent("样例控制线.gpkg", layers_bytes([Exported("样例控制线", lines, {}, None, crs, "name")], ".gpkg")),
    )
