"""The toy district: every figure of it can be worked out on paper. Frames in EPSG:4548, metres from (500000, 4077000).

One street runs along y = 0 from x = 0 to 5200, drawn without a vertex, so that everything that meets it must be noded:

    scene A  x 200-900    homes in a strip north of the street; park of 6,000 m2 at x 1000-1100, gate on its south side
    scene B  x 2300-3000  park of 3,000 m2 whose only gate is on the far (north) side, on a back street
    scene C  x 3700-4300  railway at y = -10 between homes and the street; they walk by the lane and the level crossing
    scene D  x 4900-5030  park of 300 m2, too small for every preset

Homes are strips 20 m wide, aligned to the 20 m grid, so that every cell is whole and its centre has round coordinates.
Zones: west (x 0-600) and east (x 600-5200); the homes of scene A lie in both.

Paper, tiers GARDEN (400-5000 m2: 300 m, from 5000 m2: 500 m), lengths along the strip:
    A  radius: x 500-900 of 200-900 (400/700); walk 30 + (1050 - x) + 20 <= 500 from x >= 600: cells 610…890, 15 of 35
    B1 x 2400-2500, radius all (at most 117 m); walk over 2900 and back > 300 m: none of 5
    B2 x 2800-3000, radius to 2560 + 300 = 2860 (60/200); walk none of 10
    C  x 3900-4100, radius all (at most 267 m); walk 40 + (4200 - x) + 70 + 15 + 20 <= 300 from x >= 4045: 3 of 10
    D  none
"""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

__all__ = [
    "CRS", "GARDEN", "ORIGIN", "PAPER", "at", "buildings", "facilities", "frame", "land", "land_use", "line",
    "outline", "park_entrances", "parks", "plots", "railways", "rivers", "roads", "streets", "strip", "xy", "zones",
]  # fmt: skip

CRS = "EPSG:4548"
ORIGIN = (500_000.0, 4_077_000.0)
GARDEN = ((400.0, 5_000.0, 300.0), (5_000.0, float("inf"), 500.0))

# scene → (area of its homes m2, share by radius, share on foot), tiers GARDEN
PAPER = {
    "A_west": (8_000.0, 100 / 400, 0.0),
    "A_east": (6_000.0, 1.0, 1.0),
    "B1": (2_000.0, 1.0, 0.0),
    "B2": (4_000.0, 60 / 200, 0.0),
    "C": (4_000.0, 1.0, 3 / 10),
    "D": (2_000.0, 0.0, 0.0),
}


def at(x_m: float, y_m: float) -> shapely.Point:
    """A point of the toy."""
    return shapely.Point(ORIGIN[0] + x_m, ORIGIN[1] + y_m)


def xy(*points: tuple[float, float]) -> np.ndarray:
    """Coordinates of points of the toy, (n, 2)."""
    return np.asarray(points, dtype=float) + np.array(ORIGIN)


def line(*points: tuple[float, float]) -> shapely.LineString:
    """A line of the toy."""
    return shapely.LineString([at(*point) for point in points])


def strip(left_m: float, low_m: float, right_m: float, high_m: float) -> shapely.Polygon:
    """A rectangle of the toy."""
    return shapely.box(ORIGIN[0] + left_m, ORIGIN[1] + low_m, ORIGIN[0] + right_m, ORIGIN[1] + high_m)


def frame(shapes: dict[str, BaseGeometry], **columns: list[object]) -> gpd.GeoDataFrame:
    """A layer as the reader would give it: index id, the columns every layer has, and its own."""
    index = pd.Index(list(shapes), name="id", dtype=object)
    common = {"name": "", "basis": "surveyed", "uncertainty_m": 0.0, "source": "toy"}
    rows = pd.DataFrame({**common, **columns}, index=index)
    return gpd.GeoDataFrame(rows, geometry=list(shapes.values()), crs=CRS)


def outline() -> gpd.GeoDataFrame:
    """The district: 5200 m x 400 m."""
    return frame({"toy": strip(0, -200, 5200, 200)})


def zones() -> gpd.GeoDataFrame:
    """West, east and the whole; the border x = 600 is also a street."""
    west, east = strip(0, -200, 600, 200), strip(600, -200, 5200, 200)
    return frame({"toy.west": west, "toy.east": east, "*": strip(0, -200, 5200, 200)})


def streets() -> gpd.GeoDataFrame:
    """5200 + 200 + 520 + 570 + 400 m; the last one, an expressway, is not walkable and far from everything."""
    shapes = {
        "main": line((0, 0), (5200, 0)),
        "border": line((600, -200), (600, 0)),
        "back": line((2530, 100), (2900, 100), (2900, -50)),
        "lane": line((3700, -70), (4200, -70), (4200, 0)),
        "express": line((1600, -200), (1600, 200)),
    }
    return frame(
        shapes, road_class=["arterial", "collector", "local", "local", "expressway"], bridge=[False] * 4 + [True],
        tunnel=[False] * 5, layer=[0.0] * 4 + [1.0], steps=[False] * 5, crossing=[False] * 5,
        walkable=[True] * 4 + [False],
    )  # fmt: skip


def roads() -> gpd.GeoDataFrame:
    """The named roads."""
    shapes = {"r1": line((0, 0), (5200, 0)), "r2": line((600, -200), (600, 0)), "r3": line((3700, -70), (4200, -70))}
    roads = frame(shapes, road_class=["arterial", "collector", "local"], aliases=["一号路;G1", "", ""])
    return roads.assign(name=["主街", "界路", "南巷"])


def railways() -> gpd.GeoDataFrame:
    """The railway of scene C, on the ground; the lane crosses it at x = 4200."""
    return frame({"rail": line((3700, -10), (4300, -10))}, aliases=[""], bridge=[False], tunnel=[False])


def rivers() -> gpd.GeoDataFrame:
    """No river."""
    return frame({}, aliases=[], width_m=[], tunnel=[])


def land_use() -> gpd.GeoDataFrame:
    """Homes (0701) uncut, and a factory (1001) that is none."""
    shapes = {
        "A": strip(200, 20, 900, 40), "B1": strip(2400, -40, 2500, -20), "B2": strip(2800, 20, 3000, 40),
        "C": strip(3900, -40, 4100, -20), "D": strip(4900, 20, 5000, 40), "factory": strip(100, -140, 200, -40),
    }  # fmt: skip
    return frame(shapes, code=["0701"] * 5 + ["1001"])


def land() -> gpd.GeoDataFrame:
    """The homes cut along the zones: the pieces every coverage measure takes."""
    homes = land_use().loc[["A", "B1", "B2", "C", "D"], ["geometry"]]
    cut = {"A_west": strip(200, 20, 600, 40), "A_east": strip(600, 20, 900, 40)}
    return gpd.GeoDataFrame(pd.concat([frame(cut)[["geometry"]], homes.drop(index="A")]), crs=CRS)


def parks() -> gpd.GeoDataFrame:
    """One park of every size class: 6,000, 3,000, 1,000 and 300 m2."""
    shapes = {
        "p6000": strip(1000, 20, 1100, 80), "p3000": strip(2500, 20, 2560, 70), "p1000": strip(4160, 20, 4200, 45),
        "p300": strip(5000, 20, 5030, 30),
    }  # fmt: skip
    return frame(shapes, park_class=["G12", "G14", "G14", "G14"])


def park_entrances() -> gpd.GeoDataFrame:
    """One gate a park; that of p3000 on the far side, to the back street."""
    shapes = {"g6000": at(1050, 20), "g3000": at(2530, 70), "g1000": at(4185, 20), "g300": at(5015, 20)}
    return frame(shapes, park_id=["p6000", "p3000", "p1000", "p300"])


def facilities() -> gpd.GeoDataFrame:
    """A store and a market at x = 300, a fitness ground at x = 800, both 30 m north of the street; no pharmacy."""
    shapes = {"f_store": at(300, 30), "f_market": at(300, 30), "f_fitness": at(800, 30)}
    kinds = ["convenience_store", "wet_market", "outdoor_fitness"]
    return frame(shapes, facility=kinds, address=[""] * 3, capacity_count=[None] * 3, area_m2=[None] * 3)


def plots() -> gpd.GeoDataFrame:
    """15 mu in the west, 30 mu in the east, 15 mu across the border of which little is known."""
    shapes = {
        "l1": strip(100, -140, 200, -40), "l2": strip(1200, -140, 1400, -40), "l3": strip(550, 60, 650, 160),
    }  # fmt: skip
    return frame(
        shapes, code=["1001", "100102", "0901"], status=[""] * 3, green_m2=[3_000.0, 2_000.0, None],
        investment_wan=[3_000.0, 3_000.0, None], output_wan=[1_500.0, 6_000.0, None], tax_wan=[150.0, 600.0, None],
    ).astype({"green_m2": float, "investment_wan": float, "output_wan": float, "tax_wan": float})  # fmt: skip


def buildings() -> gpd.GeoDataFrame:
    """2,000 m2 of five storeys, 5,000 m2 of two, 1,000 m2 of unknown height: one on each plot, in this order."""
    shapes = {
        "b1": strip(110, -130, 160, -90), "b2": strip(1210, -130, 1310, -80), "b3": strip(580, 80, 620, 105),
    }  # fmt: skip
    return frame(
        shapes, storeys=[5.0, 2.0, float("nan")], use=[""] * 3, dwellings_count=[None] * 3, plot_id=["l1", "l2", "l3"]
    )
