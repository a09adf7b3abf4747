"""A paper district for the fabric: one square kilometre between four named roads, in EPSG:4548, and its recipe."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import geopandas as gpd
import shapely
from shapely import LineString, Point
from shapely.geometry.base import BaseGeometry

CRS = "EPSG:4548"
EAST, NORTH = 600_000.0, 4_080_000.0
SIDE = 1_000.0

TABLE: dict[str, Any] = {
    "prefix": "PP",
    "outside": "fields",
    "streets": {
        "expressway_classes": ["expressway"],
        "collector_class": "collector",
        "local_class": "local",
        "lane_class": "lane",
        "path_class": "path",
        "default_half_width": "15 m",
        "collector_half_width": "12 m",
        "local_half_width": "10 m",
        "lane_half_width": "4 m",
        "expressway_reserve": "50 m",
        "railway_reserve": "30 m",
        "river_reserve": "20 m",
        "river_half_width": "10 m",
        "join": "150 m",
        "half_width": {"expressway": "25 m", "arterial": "20 m"},
    },
    "profiles": [
        {"name": "town", "superblock": "1000 m", "block": "250 m", "shares": {"1001": "25 %"}, "fill": "070102",
         "storeys": [6], "uncertainty": "100 m"},
        {"name": "fields", "superblock": "1500 m", "block": "300 m", "developed_share": "0 %", "shares": {},
         "fill": "01", "uncertainty": "500 m"},
    ],
    "zones": [{"id": "z.one", "label": "一区", "profile": "town"}],
    "sites": [
        {"kind": "hill", "code": "0301", "max_area": "10 ha"},
        {"kind": "school", "code": "080403", "max_area": "2 ha"},
        {"kind": "village", "code": "0703", "max_area": "6 ha"},
        {"kind": "bank_outlet", "code": "0902", "max_area": "5 ha", "least_count": 2},
    ],
    "attract": {"wet_market": "living"},
    "buildings": [
        {"prefix": "07", "use": "residential", "length": "50 m", "depth": "14 m", "side_gap": "10 m", "row_gap": "8 m",
         "row_gap_per_storey": "2 m", "setback": "16 m", "green_share": "30 %", "dwelling": "100 m2"},
        {"prefix": "10", "use": "industrial", "length": "80 m", "depth": "40 m", "side_gap": "15 m", "row_gap": "15 m",
         "setback": "14 m", "storeys": [2], "green_share": "15 %"},
        {"prefix": "08", "use": "public", "length": "50 m", "depth": "18 m", "side_gap": "20 m", "row_gap": "20 m",
         "setback": "14 m", "storeys": [4], "green_share": "30 %"},
    ],
    "published": [{"column": "tax_wan", "total_wan": 1000, "prefixes": ["10"], "source": "税收按总量分摊"}],
}  # fmt: skip


def frame(shapes: Mapping[str, BaseGeometry], **columns: list[Any]) -> gpd.GeoDataFrame:
    """A layer by id."""
    return gpd.GeoDataFrame(columns, geometry=list(shapes.values()), index=list(shapes), crs=CRS)


def square(west: float, south: float, side: float = SIDE) -> shapely.Polygon:
    """A square, metres from the corner of the paper district."""
    return shapely.box(EAST + west, NORTH + south, EAST + west + side, NORTH + south + side)


def line(*points: tuple[float, float]) -> LineString:
    """A line, metres from the corner of the paper district."""
    return LineString([(EAST + x, NORTH + y) for x, y in points])


def point(x: float, y: float) -> Point:
    """A point, metres from the corner of the paper district."""
    return Point(EAST + x, NORTH + y)


def ring_roads(**more: LineString) -> gpd.GeoDataFrame:
    """Four arterials round the square, each led on 100 m past the corners, and more roads of the given names."""
    shapes = {
        "r.south": line((-100, 0), (1100, 0)),
        "r.north": line((-100, 1000), (1100, 1000)),
        "r.west": line((0, -100), (0, 1100)),
        "r.east": line((1000, -100), (1000, 1100)),
        **more,
    }
    classes = ["expressway" if name.startswith("x") else "arterial" for name in shapes]
    return frame(
        shapes,
        name=[name.split(".")[-1] for name in shapes],
        road_class=classes,
        basis=["evidence"] * len(shapes),
        uncertainty_m=[50.0] * len(shapes),
        source=["路牌"] * len(shapes),
    )
