"""A toy district made in code: a 3 km square with three zones, every figure checkable on paper (EPSG:4548)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import geopandas as gpd
import pyproj
from shapely.geometry import LineString, Point, box
from shapely.geometry.base import BaseGeometry

from gis.district import District, Layer, PlanSource, PublishedArea, Source, Zone
from gis.goals import Goal, Target
from gis.results import Assessment, Result, Verdict
from gis.schema import KINDS, Basis

CRS = pyproj.CRS.from_user_input("EPSG:4548")
E0, N0 = 593_000.0, 4_077_000.0  # south-west corner, near 118.04°E 36.82°N
DOCUMENT = "试验规划纲要"


def square(east: float, north: float, side: float, tall: float | None = None) -> BaseGeometry:
    """A box with its corner `east`, `north` metres from the district's corner."""
    return box(E0 + east, N0 + north, E0 + east + side, N0 + north + (tall or side))


def line(*points: tuple[float, float]) -> LineString:
    return LineString([(E0 + east, N0 + north) for east, north in points])


def point(east: float, north: float) -> Point:
    return Point(E0 + east, N0 + north)


def layer(kind: str, rows: Sequence[dict[str, object]], *, basis: Basis = Basis.EVIDENCE, note: str = "") -> Layer:
    """A checked layer: columns of the kind filled with their defaults."""
    filled = []
    for row in rows:
        whole = {name: column.default for name, column in KINDS[kind].columns.items()}
        filled.append({**whole, "basis": basis.value, **row})
    frame = gpd.GeoDataFrame(filled, geometry="geometry", crs=CRS).set_index("id")
    return Layer(KINDS[kind], frame, Source("测绘院", date(2026, 11, 22), "CC-BY-4.0", basis, note), f"sha-{kind}")


def zone(id_: str, name: str, shape: BaseGeometry, *, compiled: bool = True, reasons: tuple[str, ...] = ()) -> Zone:
    words = "甲路以东、乙路以西、丙路以南、丁路以北区域"
    return Zone(
        id=id_, name=name, group="一核" if id_.endswith("core") else "两城", functions=("研发", "金融"),
        source=PlanSource(DOCUMENT, "6.1.1", words), geometry=shape, compiled=compiled,
        basis=Basis.SURVEYED if compiled else Basis.PLAN, area_low_m2=shape.area * 0.95,
        area_high_m2=shape.area * 1.05, indicative_reasons=reasons,
        published=PublishedArea(1_000_000.0, "规划 6.1") if id_.endswith("core") else None, name_en=id_.split(".")[1],
    )  # fmt: skip


def _streets() -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    for step in range(0, 31, 2):
        kind = "secondary" if step % 10 == 0 else "residential"
        rows.append({"id": f"v{step}", "geometry": line((step * 100, 0), (step * 100, 3000)), "road_class": kind})
        rows.append({"id": f"h{step}", "geometry": line((0, step * 100), (3000, step * 100)), "road_class": kind})
    return rows


def toy_layers() -> dict[str, Layer]:
    homes = [
        {"id": f"L{i}{j}", "geometry": square(i * 500 + 50, j * 500 + 50, 400), "code": "070102" if i < 4 else "100101"}
        for i in range(6) for j in range(6)
    ]  # fmt: skip
    plots = [
        {"id": f"P{n}", "name": f"{n:02d}", "geometry": square(2050, n * 450 + 60, 380), "code": "100101",
         "output_wan": None if n == 3 else 100.0 * n, "tax_wan": 10.0 * n}
        for n in range(6)
    ]  # fmt: skip
    places = [
        {"id": "F1", "name": "第一小学", "facility": "primary_school", "geometry": point(700, 700),
         "uncertainty_m": 40.0},
        {"id": "F2", "name": "社区卫生中心", "facility": "health_centre", "geometry": point(1800, 1200)},
        {"id": "F3", "name": "文化馆", "facility": "culture_centre", "geometry": point(1200, 2300)},
    ]  # fmt: skip
    return {
        "outline": layer("outline", [{"id": "o", "name": "试验区", "geometry": square(-200, -200, 3400)}]),
        "roads": layer("roads", [
            {"id": "r1", "name": "世纪路", "geometry": line((1000, -200), (1000, 3200)), "road_class": "primary"},
            {"id": "r2", "name": "中润大道", "geometry": line((-200, 1000), (3200, 1000)), "road_class": "primary"},
            {"id": "r3", "name": "济青高速", "geometry": line((-200, 2900), (3200, 2950)), "road_class": "motorway"},
        ]),
        "railways": layer("railways", [{"id": "w", "name": "淄东铁路", "geometry": line((-200, 400), (3200, 900))}]),
        "rivers": layer("rivers", [{"id": "v", "name": "涝淄河", "geometry": line((2600, -200), (2500, 3200))}]),
        "water": layer("water", [{"id": "q", "name": "", "geometry": square(2400, 2300, 300)}]),
        "streets": layer("streets", _streets(), basis=Basis.SCHEMATIC),
        "parks": layer("parks", [
            {"id": "k1", "name": "中心公园", "geometry": square(1250, 1250, 300)},
            {"id": "k2", "name": "东园", "geometry": square(2200, 600, 150), "basis": "schematic"},
        ]),
        "park_entrances": layer("park_entrances", [{"id": "e1", "park_id": "k1", "geometry": point(1250, 1400)}]),
        "facilities": layer("facilities", places),
        "land_use": layer("land_use", homes, basis=Basis.SCHEMATIC),
        "buildings": layer("buildings", [
            {"id": f"b{n}", "geometry": square(n * 100 + 120, 120, 60)} for n in range(12)
        ], basis=Basis.SCHEMATIC),
        "plots": layer("plots", plots, basis=Basis.SCHEMATIC),
        "places": layer("places", [{"id": "n1", "name": "四宝山", "geometry": point(500, 2500), "place": "town"}]),
    }  # fmt: skip


def toy_district(**changes: object) -> District:
    """Three zones of 1 km²; the second is 示意, the third declared."""
    zones = (
        zone("toy.core", "核心区", square(0, 0, 1000)),
        zone("toy.city", "科学城", square(1000, 1000, 1000), reasons=("规划未给出北侧边界",)),
        zone("toy.park", "产业园", square(2000, 0, 1000), compiled=False, reasons=("规划未给出四至",)),
    )
    facts: dict[str, object] = {
        "id": "toy", "name": "试验高新区", "name_en": "Toy Zone", "crs": CRS, "folder": Path("toy"),
        "layers": toy_layers(), "zones": zones, "plan_document": DOCUMENT, "first_zone": "toy.core",
    }  # fmt: skip
    return District(**{**facts, **changes})  # type: ignore[arg-type]


def goal(id_: str, title: str, theme: str, measures: tuple[str, ...], **more: object) -> Goal:
    facts: dict[str, object] = {
        "id": id_, "title": title, "title_en": f"Goal {id_}", "theme": theme, "measures": measures,
        "source": PlanSource(DOCUMENT, "6.5.3", f"实现“{title}”"), "target": Target(at_least=0.8, year=2025),
        "formula": "已覆盖居住用地 ÷ 居住用地", "standard": "住建部城市体检2021",
    }  # fmt: skip
    return Goal(**{**facts, **more})  # type: ignore[arg-type]


def toy_goals() -> tuple[Goal, ...]:
    return (
        goal("green.radius", "300米见绿、500米见园", "green", ("green_radius", "green_walk"),
             needs=("parks", "land_use"), parameters={"preset": "checkup_2021", "tier": "united"}),
        goal("circle.service15", "城市社区15分钟服务圈", "circles", ("facility_radius", "facility_walk"),
             needs=("health_centre",), parameters={"distance": "1000 m", "kinds": ["health_centre"]}),
        goal("circle.school10", "小学10分钟", "circles", ("facility_radius", "facility_walk"),
             needs=("primary_school",), parameters={"distance": "500 m", "kinds": ["primary_school"]}),
        goal("elderly.day_care", "养老设施", "services", ("facility_radius",), needs=("elderly_day_care",)),
        goal("land.far", "容积率", "land", ("floor_area_ratio",), target=Target()),
        goal("roads.density", "路网密度", "roads", ("road_density",), target=Target(at_least=8.0)),
    )  # fmt: skip


def result(goal_id: str, measure: str, zone_id: str | None, value: float | None, **more: object) -> Result:
    met = Verdict.NOT_ASSESSED if value is None else Verdict.MET if value >= 0.8 else Verdict.UNMET
    facts: dict[str, object] = {
        "district": "toy", "zone": zone_id, "goal": goal_id, "measure": measure, "unit": "share", "verdict": met,
        "quality": Basis.SCHEMATIC, "clause": "6.5.3 实现", "value": value, "base": "居住用地", "target": 0.8,
        "year": 2025, "inputs": {"land_use": "sha-land_use"}, "formula": "已覆盖 ÷ 全部",
    }  # fmt: skip
    if value is not None:
        facts |= {"numerator": value * 640_000.0, "denominator": 640_000.0, "low": value * 0.9,
                  "high": min(1.0, value * 1.1)}  # fmt: skip
    return Result(**{**facts, **more})  # type: ignore[arg-type]


ZONES = ("toy.core", "toy.city", "toy.park", None)


def toy_results() -> tuple[Result, ...]:
    values = {
        ("green.radius", "green_radius"): (0.5, 0.9, 0.25, 0.55),
        ("green.radius", "green_walk"): (0.25, 0.75, 0.0, 1 / 3),
        ("circle.service15", "facility_radius"): (0.8, 1.0, 0.4, 0.85),
        ("circle.service15", "facility_walk"): (0.6, 0.9, 0.3, 0.6),
        ("circle.school10", "facility_radius"): (1.0, 0.3, 0.0, 0.4),
        ("circle.school10", "facility_walk"): (0.9, 0.2, 0.0, 0.35),
        ("elderly.day_care", "facility_radius"): (None, None, None, None),
    }
    found = []
    for (goal_id, measure), row in values.items():
        for zone_id, value in zip(ZONES, row, strict=True):
            reason = "缺少图层:老年人日间照料中心" if value is None else ""
            found.append(result(goal_id, measure, zone_id, value, reason=reason))
    for zone_id, far in zip(ZONES, (1.2, 0.8, 0.5, 0.9), strict=True):
        found.append(
            result("land.far", "floor_area_ratio", zone_id, far, unit="ratio", target=None, low=far, high=far,
                   verdict=Verdict.NOT_ASSESSED, reason="规划未定目标值", base="地块", base_unit="m2")
        )  # fmt: skip
    for zone_id, density in zip(ZONES, (9.0, 7.5, 6.0, 7.9), strict=True):
        met = Verdict.MET if density >= 8.0 else Verdict.UNMET
        found.append(result("roads.density", "road_density", zone_id, density, unit="km_per_km2", target=8.0,
                            verdict=met, numerator=None, denominator=None, low=density, high=density))  # fmt: skip
    return tuple(found)


def toy_pieces(*, on_foot: bool = False) -> gpd.GeoDataFrame:
    """Sixteen homes of 400 × 400 m: on foot one column is covered, by radius two; the rest is not."""
    columns = 1 if on_foot else 2
    rows = []
    for i in range(4):
        for j in range(4):
            covered = i < columns
            rows.append({
                "geometry": square(i * 500 + 50, j * 500 + 50, 400), "zones": ("toy.core",),
                "share": 1.0 if covered else 0.0, "state": "covered" if covered else "uncovered", "area_m2": 160_000.0,
                "served_by": "k1" if covered else "", "distance_m": 240.0 if covered and on_foot else float("nan"),
            })  # fmt: skip
    return gpd.GeoDataFrame(rows, crs=CRS)


def toy_assessment(district: District | None = None) -> Assessment:
    pieces = {}
    for goal_id, stem in (("green.radius", "green"), ("circle.service15", "facility"), ("circle.school10", "facility")):
        pieces[goal_id, f"{stem}_radius"] = toy_pieces()
        pieces[goal_id, f"{stem}_walk"] = toy_pieces(on_foot=True)
    return Assessment(district or toy_district(), toy_results(), pieces)
