"""A small assessment whose every figure is worked out on paper, for the tests of the exports.

      0        200        900  1000        1500 1600      2000
  y   ├────────── 甲 (0-1000) ──┤
 1000             ├── 乙 (900-2000) ──────────────────────┤
            L1 100-300     L2 900-1000      L3 1500-1600          each 100 m high (y 100-200)
            2 ha, 甲       1 ha, 甲 and 乙   1 ha, 乙
Radius covers the right half of L1 (1 ha) and all of L2 (1 ha); on foot only the left half of L2 (0.5 ha) is reached.
甲 3 ha: radius 2/3, walk 0.5/3.  乙 2 ha: radius 1/2, walk 0.5/2.  Whole 4 ha: radius 2/4, walk 0.5/4.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import geopandas as gpd
import pyproj
from shapely import LineString, Point, box
from shapely.affinity import translate

from gis.clauses.model import Clause, LineUse, Trace
from gis.district import District, Layer, PlanSource, PublishedArea, Source, Zone, ZoneOverlap
from gis.goals import Goal, Target
from gis.results import Assessment, Result, Verdict
from gis.schema import KINDS, Basis

CRS = pyproj.CRS("EPSG:4548")
EAST_M, NORTH_M = 500_000.0, 4_070_000.0  # 117°E, about 36.8°N
HOSTILE = '=HYPERLINK("http://x","y")|<script>{{7*7}}</script>\'\\\n`[a](b)'
RADIUS, WALK, DAY_CARE = ("green.radius", "green_radius"), ("green.radius", "green_walk"), ("elderly.day", "day_walk")


def at(shape):
    """The shape moved from the drawing above to the working CRS."""
    return translate(shape, EAST_M, NORTH_M)


def make_layer(kind, shapes, *, basis=Basis.EVIDENCE, **columns):
    ids = [f"{kind}.{number}" for number in range(1, len(shapes) + 1)]
    facts = {"name": "", "basis": basis.value, "uncertainty_m": 20.0, "source": "", **columns}
    frame = gpd.GeoDataFrame(facts, index=ids, geometry=[at(shape) for shape in shapes], crs=CRS)
    source = Source("某局", dt.date(2026, 11, 22), "ODbL", basis, "测试用")
    return Layer(KINDS[kind], frame.rename_axis("id"), source, f"digest-{kind}", repairs={"闭合环": 2})


def make_zones(name):
    """甲, compiled from its clause with a trace and a published area; 乙, declared."""
    clause = Clause("甲路以东", (), "yes")
    west = LineUse(1, "W", "甲路", "甲路(G20)", "roads", 30.0, 1000.0, 12.4, 250.0, 30_000.0)
    east = LineUse(1, "E", "乙路", "乙路", "roads", 30.0, 1000.0, 0.0, 0.0, 30_000.0, declared=True, reason="无东边")
    trace = Trace(clause, (west, east), ((117.0, 36.8), (117.01123, 36.81)), 1e6, 0.96e6, 1.04e6, 1.25e6, ("有备注",))
    source = PlanSource("某规划", "6.1.1", "甲路以东、乙路以西", None)
    first = Zone(
        "toy.first", name, "一核", ("研发", "金融"), source, at(box(0, 0, 1000, 1000)), True, 0.96e6, 1.04e6,
        PublishedArea(1.25e6, "某规划 1.1"), trace, (), "First", Basis.OSM,
    )  # fmt: skip
    second = Zone(
        "toy.second", "乙", "两城", (), PlanSource("某规划", "6.1.2", "无四至"), at(box(900, 0, 2000, 1000)), False,
        1.0e6, 1.2e6, indicative_reasons=("规划未给出四至",), name_en="Second",
    )  # fmt: skip
    return first, second


def make_district(*, name="甲", basis=Basis.EVIDENCE):
    layers = {
        "roads": make_layer(
            "roads", [LineString([(0, 0), (0, 1000)]), LineString([(0, 500), (2000, 500)])], basis=basis,
            name=["甲路", name], road_class=["expressway", "secondary"], aliases="",
        ),
        "parks": make_layer("parks", [box(300, 100, 350, 200)], basis=basis, park_class="社区公园"),
        "facilities": make_layer(
            "facilities", [Point(950, 300)], basis=basis, facility="sports_centre", address="",
            capacity_count=float("nan"), area_m2=float("nan"),
        ),
    }  # fmt: skip
    overlap = ZoneOverlap("toy.first", "toy.second", 100_000.0)
    return District(
        "toy", "样例区", "Sample District", CRS, Path(), layers, make_zones(name), "某规划(2021-2025)", {}, (overlap,),
        5_000.0, "toy.first", ("两条道路无名称",),
    )  # fmt: skip


def make_pieces(rows, *, walk_m=float("nan")):
    """Rows (x from, x to, zones, state) as pieces 100 m high."""
    shapes = [at(box(west, 100, east, 200)) for west, east, _, _ in rows]
    return gpd.GeoDataFrame(
        {
            "zones": [zones for _, _, zones, _ in rows],
            "state": [state for *_, state in rows],
            "area_m2": [shape.area for shape in shapes],
            "served_by": ["parks.1" if state == "covered" else "" for *_, state in rows],
            "distance_m": [walk_m if state == "covered" else float("nan") for *_, state in rows],
        },
        geometry=shapes,
        crs=CRS,
    )


def make_goals():
    park_goal = Goal(
        "green.radius",
        "300米见绿、500米见园",
        "Green within 300 m",
        "green",
        ("green_radius", "green_walk"),
        PlanSource("某规划", "6.5.3", "实现“300米见绿、500米见园”"),
        Target(at_least=0.6, year=2025, baseline=0.4, baseline_year=2020, source="某标准"),
        {"preset": "checkup_2021"},
        formula="被覆盖居住用地面积 / 居住用地面积",
        standard="城市体检",
        needs=("parks", "land_use"),
    )
    care_source = PlanSource("某规划", "7.4.2", "配建率100%")
    needs = ("no_such_kind", "land_use")
    care_goal = Goal(
        "elderly.day",
        "社区养老服务设施",
        "Elderly day care",
        "circles",
        ("day_walk",),
        care_source,
        Target(),
        needs=needs,
    )
    return park_goal, care_goal


def _figure(key, zone, numerator_ha, denominator_ha, *, basis):
    value = numerator_ha / denominator_ha
    verdict = Verdict.MET if value >= 0.6 else Verdict.UNMET
    return Result(
        "toy", zone, *key, "share", verdict, basis, "某规划 6.5.3", value, numerator_ha * 1e4, denominator_ha * 1e4,
        "居住用地", "m2", max(value - 0.05, 0.0), min(value + 0.05, 1.0), 0.6, 2025, "", "被覆盖 / 全部",
        {"parks": "digest-parks"},
    )  # fmt: skip


def make_assessment(*, name="甲", basis=Basis.EVIDENCE):
    """The drawing above, with a second goal that could not be assessed. `name` is the name of 甲 and of a road."""
    first, second, both = ("toy.first",), ("toy.second",), ("toy.first", "toy.second")
    radius = [(100, 200, first, "uncovered"), (200, 300, first, "covered"), (900, 1000, both, "covered"),
              (1500, 1600, second, "uncovered")]  # fmt: skip
    walk = [(100, 300, first, "uncovered"), (900, 950, both, "covered"), (950, 1000, both, "uncovered"),
            (1500, 1600, second, "uncovered")]  # fmt: skip
    amounts = {"toy.first": (2, 0.5, 3), "toy.second": (1, 0.5, 2), None: (2, 0.5, 4)}
    figures = []
    for zone, (by_radius, on_foot, land) in amounts.items():
        figures.append(_figure(RADIUS, zone, by_radius, land, basis=basis))
        figures.append(_figure(WALK, zone, on_foot, land, basis=basis))
        reason = "缺少养老服务设施数据"
        figures.append(Result("toy", zone, *DAY_CARE, "share", Verdict.NOT_ASSESSED, basis, "7.4.2", reason=reason))
    pieces = {RADIUS: make_pieces(radius), WALK: make_pieces(walk, walk_m=432.0)}
    return Assessment(make_district(name=name, basis=basis), tuple(figures), pieces, make_goals())
