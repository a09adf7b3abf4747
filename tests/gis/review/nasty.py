"""Sixty nasty projects over one toy ground, each with what the control lines must say of it, checkable on paper.

Ground, in metres from the corner: farmland north of y = 1000 for x 0..1000 (its south edge straight), with a round bite
of farmland about (1500, 1500); a red line x 2000..3000, y 0..2000; the town boundary x -500..2000, y -500..1000; zones
west and east of x = 500. Expected: m2 in farmland, in the red line and outside the boundary; `doubt`: lines of which
there is nothing but slivers.
"""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from shapely import GeometryCollection, LinearRing, LineString, MultiPolygon, Point, Polygon
from shapely.affinity import rotate, translate
from shapely.geometry.base import BaseGeometry

CRS = "EPSG:4548"
EAST, NORTH = 593_000.0, 4_077_000.0
ARC = 64  # corners a quarter of the round field
ROUND = Point(1_500.0, 1_500.0).buffer(200.0, quad_segs=ARC)


def box(x: float, y: float, x2: float, y2: float) -> Polygon:
    """A rectangle in toy metres."""
    return shapely.box(x, y, x2, y2)


FARMLAND = [box(0, 1_000, 1_000, 2_000), ROUND]
RED_LINE = [box(2_000, 0, 3_000, 2_000)]
BOUNDARY = [box(-500, -500, 2_000, 1_000)]
ZONES = [box(-1_000, -1_000, 500, 3_000), box(500, -1_000, 4_000, 3_000)]


def placed(shape: BaseGeometry | None) -> BaseGeometry | None:
    """A toy shape in its place in the belt."""
    return None if shape is None else translate(shape, EAST, NORTH)


def frame(shapes: list[BaseGeometry], **columns: list[object]) -> gpd.GeoDataFrame:
    """Toy shapes as a layer in the belt."""
    return gpd.GeoDataFrame(columns, geometry=[placed(shape) for shape in shapes], crs=CRS)


@dataclass(frozen=True)
class Nasty:
    """A project of parts (None: a part without shape), and what is expected. `outside`: of the boundary.

    `area`: of the whole project after the repair, m2; None where the paper says nothing. `within`: of the figures, m2.
    """

    name: str
    parts: list[BaseGeometry | None]
    farmland: float = 0.0
    red: float = 0.0
    outside: float = 0.0
    area: float | None = None
    doubt: tuple[str, ...] = ()
    within: float = 1e-3


def _comb(teeth: int) -> Polygon:
    """Teeth of 1 m, 1 m apart, from y = 900 up to 1,100 on a back of 10 m."""
    points = [(0.0, 890.0)]
    for at in range(teeth):
        points += [(2.0 * at, 1_100.0), (2.0 * at + 1.0, 1_100.0), (2.0 * at + 1.0, 900.0), (2.0 * at + 2.0, 900.0)]
    return Polygon([*points, (2.0 * teeth, 890.0)])


def _star(corners: int, outer: float, inner: float, at: tuple[float, float]) -> Polygon:
    angle = np.linspace(0.0, 2.0 * np.pi, corners, endpoint=False)
    radius = np.where(np.arange(corners) % 2 == 0, outer, inner)
    return Polygon(np.column_stack([at[0] + radius * np.cos(angle), at[1] + radius * np.sin(angle)]))


def _noise(shape: Polygon, size: float) -> Polygon:
    """Every edge with a hundred corners that are off it by about `size`."""
    dense = np.asarray(shapely.segmentize(shape, 1.0).exterior.coords)[:-1]
    return Polygon(dense + np.random.default_rng(1).uniform(-size, size, dense.shape))


def _zigzag(height: float) -> Polygon:
    """A square whose north edge goes to and fro over y = 1000 by `height`."""
    x = np.linspace(200.0, 100.0, 2_001)
    y = 1_000.0 + np.where(np.arange(2_001) % 2 == 0, -height, height)
    return Polygon([(100.0, 900.0), (200.0, 900.0), *zip(x, y, strict=True)])


def _holed(count: int) -> Polygon:
    side = int(np.sqrt(count))
    holes = [box(100 + 4 * i, 900 + 4 * j, 102 + 4 * i, 902 + 4 * j).exterior for i in range(side) for j in range(side)]
    return Polygon(box(98, 898, 98 + 4 * side + 2, 898 + 4 * side + 2).exterior, holes)


def _million() -> Polygon:
    """A disc of radius 300 m about (600, 900) with a million corners."""
    angle = np.linspace(0.0, 2.0 * np.pi, 1_000_000, endpoint=False)
    return Polygon(np.column_stack([600.0 + 300.0 * np.cos(angle), 900.0 + 300.0 * np.sin(angle)]))


def _cap(radius: float, above: float) -> float:
    """Area of a disc that lies more than `above` from its middle."""
    return float(radius**2 * np.arccos(above / radius) - above * np.sqrt(radius**2 - above**2))


GOOD = box(100, 100, 200, 200)
_HALF = box(100, 900, 200, 1_100)  # 10,000 m2 in farmland
_ARC_IN = Polygon([*ROUND.exterior.coords])
_COARSE = Point(1_500.0, 1_500.0).buffer(200.0, quad_segs=ARC // 2)
_FINE = Point(1_500.0, 1_500.0).buffer(200.0, quad_segs=ARC * 4)
_RING_ABOUT = Point(1_500.0, 1_500.0).buffer(260.0, quad_segs=ARC)


def _about(hole: Polygon) -> Polygon:
    """A ring of ground about the round field that stops at `hole`."""
    return Polygon(_RING_ABOUT.exterior, [hole.exterior])


CASES: list[Nasty] = [
    Nasty("a clean square", [GOOD], area=10_000),
    Nasty("half in farmland", [_HALF], farmland=10_000, outside=10_000, area=20_000),
    Nasty("bow-tie", [Polygon([(100, 900), (200, 1_100), (200, 900), (100, 1_100)])], 5_000, 0, 5_000, 10_000),
    Nasty(
        "two bow-ties in one ring", [Polygon([(100, 100), (200, 200), (300, 100), (300, 200), (200, 100), (100, 200)])]
    ),
    Nasty(
        "hole touching the shell in a point",
        [Polygon(_HALF.exterior, [[(100, 1_000), (150, 1_050), (150, 950)]])],
        farmland=10_000 - 1_250,
        outside=10_000 - 1_250,
        area=17_500,
    ),
    Nasty(
        "hole along an edge of the shell",
        [Polygon(_HALF.exterior, [box(100, 1_000, 150, 1_050).exterior])],
        farmland=7_500,
        outside=7_500,
        area=17_500,
    ),
    Nasty("hole outside its shell", [Polygon(_HALF.exterior, [box(500, 500, 510, 510).exterior])], 10_000, 0, 10_000),
    Nasty("hole partly outside", [Polygon(_HALF.exterior, [box(150, 1_050, 250, 1_080).exterior])], 8_500, 0, 8_500),
    Nasty(
        "two holes that overlap",
        [Polygon(_HALF.exterior, [box(110, 1_010, 150, 1_050).exterior, box(130, 1_030, 170, 1_070).exterior])],
        7_200,
        0,
        7_200,
        17_200,
    ),
    Nasty(
        "hole as large as the shell, beside a good part",
        [Polygon(GOOD.exterior, [GOOD.exterior]), _HALF],
        10_000,
        0,
        10_000,
    ),
    Nasty("shell within a shell", [MultiPolygon([box(100, 100, 300, 300), box(150, 150, 200, 200)])]),
    Nasty(
        "two shells that overlap",
        [MultiPolygon([box(100, 900, 200, 1_100), box(150, 900, 250, 1_100)])],
        15_000,
        0,
        15_000,
        30_000,
    ),
    Nasty(
        "shells that share an edge",
        [MultiPolygon([box(100, 900, 200, 1_100), box(200, 900, 300, 1_100)])],
        20_000,
        0,
        20_000,
        40_000,
    ),
    Nasty(
        "every corner twice", [Polygon([p for p in _HALF.exterior.coords for _ in (0, 1)])], 10_000, 0, 10_000, 20_000
    ),
    Nasty(
        "a spike outwards",
        [Polygon([(100, 100), (200, 100), (200, 150), (2_500, 150), (200, 150), (200, 200), (100, 200)])],
        area=10_000,
    ),
    Nasty(
        "a spike inwards",
        [Polygon([(100, 100), (200, 100), (200, 150), (120, 150), (200, 150), (200, 200), (100, 200)])],
        area=10_000,
    ),
    Nasty("noise of 1e-14 m", [_noise(_HALF, 1e-14)], 10_000, 0, 10_000, 20_000),
    Nasty("noise of 1e-6 m", [_noise(_HALF, 1e-6)], 10_000, 0, 10_000, 20_000, within=0.1),
    Nasty("a scrap without area beside a good part", [Polygon([(0, 1_500), (10, 1_500), (20, 1_500)]), GOOD]),
    Nasty(
        "a scrap of 1e-9 m2",
        [Polygon([(0, 1_500), (1e-4, 1_500), (0, 1_500 + 1e-5)]), GOOD],
        doubt=("farmland", "outside"),
    ),
    Nasty("a strip of 0.05 m over the edge", [box(100, 900, 200, 1_000.05)], doubt=("farmland", "outside")),
    Nasty("a strip of 0.09 m, 900 m long", [box(50, 900, 950, 1_000.09)], doubt=("farmland", "outside")),
    Nasty("a strip of 8 m is no sliver", [box(100, 900, 200, 1_008)], 800, 0, 800, 10_800),
    Nasty("edge on edge", [box(100, 900, 200, 1_000)], area=10_000),
    Nasty("corner on corner", [box(-100, 900, 0, 1_000)], area=10_000),
    Nasty("a corner on the other's edge", [Polygon([(100, 900), (200, 900), (150, 1_000)])], area=5_000),
    Nasty("over the edge by 1e-9 m", [box(100, 900, 200, 1_000 + 1e-9)], doubt=("farmland", "outside")),
    Nasty("zigzag of 1 mm over the edge", [_zigzag(0.001)], doubt=("farmland", "outside")),
    Nasty("round edge sampled the same", [_about(_ARC_IN)], outside=_RING_ABOUT.area - ROUND.area, within=1.0),
    Nasty(
        "round edge sampled coarser",
        [_about(_COARSE)],
        outside=_RING_ABOUT.area - _COARSE.area,
        doubt=("farmland",),
        within=1.0,
    ),
    Nasty("round edge sampled finer", [_about(_FINE)], outside=_RING_ABOUT.area - _FINE.area, within=1.0),
    Nasty("a million corners", [_million()], _cap(300.0, 100.0), 0.0, _cap(300.0, 100.0), np.pi * 300.0**2, within=1.0),
    Nasty(
        "parts across zones",
        [box(100, 100, 200, 200), box(900, 100, 1_000, 200), box(2_100, 100, 2_200, 200)],
        0,
        10_000,
        10_000,
        30_000,
    ),
    Nasty("one part across both zones", [box(450, 100, 550, 200)], area=10_000),
    Nasty("on the line between zones", [box(500, 100, 600, 200)], area=10_000),
    Nasty("a clockwise shell", [Polygon(list(_HALF.exterior.coords)[::-1])], 10_000, 0, 10_000, 20_000),
    Nasty(
        "hole turned like the shell",
        [Polygon(_HALF.exterior, [list(box(120, 1_020, 140, 1_040).exterior.coords)[::-1]])],
        9_600,
        0,
        9_600,
        19_600,
    ),
    Nasty("the same part twice", [_HALF, _HALF], 10_000, 0, 10_000, 40_000),
    Nasty("parts that overlap", [_HALF, box(150, 900, 250, 1_100)], 15_000, 0, 15_000, 40_000),
    Nasty(
        "parts side by side",
        [box(100 + 10 * i, 900, 110 + 10 * i, 1_100) for i in range(50)],
        50_000,
        0,
        50_000,
        100_000,
    ),
    Nasty(
        "a part in the hole of another",
        [Polygon(box(100, 100, 400, 400).exterior, [box(200, 200, 300, 300).exterior]), box(200, 200, 300, 300)],
        area=90_000,
    ),
    Nasty(
        "2,500 holes",
        [_holed(2_500)],
        202.0 * 100.0 - 25 * 50 * 4.0,
        0,
        202.0 * 100.0 - 25 * 50 * 4.0,
        202.0**2 - 10_000,
    ),
    Nasty(
        "all of the ground",
        [box(-500, -500, 3_500, 2_500)],
        1_000_000 + ROUND.area,
        2_000_000,
        12_000_000 - 3_750_000,
        12_000_000,
    ),
    Nasty("wholly in farmland", [box(100, 1_100, 200, 1_200)], 10_000, 0, 10_000, 10_000),
    Nasty("exactly a field", [box(0, 1_000, 1_000, 2_000)], 1_000_000, 0, 1_000_000, 1_000_000),
    Nasty(
        "a ring around the red line",
        [Polygon(box(1_900, -100, 3_100, 2_100).exterior, [RED_LINE[0].exterior])],
        0,
        0,
        1_200 * 2_200 - 2_000_000 - 100 * 1_100,
        640_000,
    ),
    Nasty("far from everything", [box(50_000, 50_000, 50_100, 50_100)], 0, 0, 10_000, 10_000),
    Nasty("with heights", [Polygon([(*p, 12.0) for p in _HALF.exterior.coords])], 10_000, 0, 10_000, 20_000),
    Nasty(
        "line and area in one",
        [GeometryCollection([_HALF, LineString([(0, 0), (3_000, 1_500)])])],
        10_000,
        0,
        10_000,
        20_000,
    ),
    Nasty(
        "areas and lines of a collection of collections",
        [GeometryCollection([GeometryCollection([_HALF]), Point(0, 1_500)])],
        10_000,
        0,
        10_000,
        20_000,
    ),
    Nasty("a corridor of 8 m across all", [box(-400, 500, 2_900, 508)], 0, 7_200, 7_200, 26_400),
    Nasty("a comb of 400 teeth", [_comb(400)], 40_000, 0, 40_000, 400 * 200 + 800 * 10, within=1.0),
    Nasty("a star of 2,000 corners", [_star(2_000, 300.0, 200.0, (600.0, 500.0))]),
    Nasty(
        "a spiral",
        [LineString([(600 + t * np.cos(t / 8), 500 + t * np.sin(t / 8)) for t in np.arange(20, 300, 1.0)]).buffer(3.0)],
    ),
    Nasty(
        "a ring that touches itself",
        [Polygon([(100, 100), (150, 150), (200, 100), (200, 200), (150, 150), (100, 200)])],
        area=5_000,
    ),
    Nasty(
        "keyhole: a bridge without width",
        [
            Polygon(
                [
                    (100, 100),
                    (300, 100),
                    (300, 300),
                    (100, 300),
                    (100, 200),
                    (150, 200),
                    (150, 250),
                    (250, 250),
                    (250, 150),
                    (150, 150),
                    (150, 200),
                    (100, 200),
                ]
            )
        ],
        area=30_000,
    ),
    Nasty(
        "two squares on a bridge without width",
        [
            Polygon(
                [
                    (100, 100),
                    (200, 100),
                    (200, 150),
                    (300, 150),
                    (300, 100),
                    (400, 100),
                    (400, 200),
                    (300, 200),
                    (300, 150),
                    (200, 150),
                    (200, 200),
                    (100, 200),
                ]
            )
        ],
        area=20_000,
    ),
    Nasty(
        "a ring not quite closed",
        [Polygon([*list(_HALF.exterior.coords)[:-1], (100 + 1e-10, 900)])],
        10_000,
        0,
        10_000,
        20_000,
    ),
    Nasty("an empty part beside a good one", [Polygon(), _HALF], 10_000, 0, 10_000, 20_000),
    Nasty("a part without shape beside a good one", [None, _HALF], 10_000, 0, 10_000, 20_000),
    Nasty(
        "nothing but a line beside a good part",
        [LineString([(0, 0), (3_000, 1_500)]), _HALF],
        10_000,
        0,
        10_000,
        20_000,
    ),
    Nasty("a square of a millimetre", [box(100, 1_500, 100.001, 1_500.001), GOOD], doubt=("farmland", "outside")),
    Nasty("turned by 33 degrees", [rotate(box(400, 1_400, 500, 1_500), 33.0)], 10_000, 0, 10_000, 10_000),
    Nasty(
        "a ring of lines only in name",
        [Polygon(LinearRing([(100, 1_200), (200, 1_200), (200, 1_300)]))],
        5_000,
        0,
        5_000,
        5_000,
    ),
]
