"""A review of a made-up project whose every figure can be followed by hand.

Three parts beside each other, 200 m, 100 m and 100 m wide and 150 m high: 30 000, 15 000 and 15 000 m2, 6 ha in all.
"""

from __future__ import annotations

from dataclasses import replace

import geopandas as gpd
import pandas as pd
from shapely.geometry import LineString, Polygon, box
from shapely.geometry.base import BaseGeometry

from gis.review.model import (
    Effect,
    Finding,
    InputFile,
    Outcome,
    Patch,
    Project,
    Repair,
    Review,
    ReviewInputs,
    ReviewLayer,
    ZoneShare,
)
from gis.schema import Basis

CRS = "EPSG:4548"
WEST, SOUTH = 500_300.0, 4_428_100.0
AREA_M2 = 60_000.0
DIGEST = "3f9a17c2b81c00de77e2a9f1d4c5b6a798e0f1223344556677889900aabbccdd"


def at(west: float, south: float, east: float, north: float) -> Polygon:
    """A rectangle by its sides in metres from the project's corner."""
    return box(WEST + west, SOUTH + south, WEST + east, SOUTH + north)


PARTS = {"P1": at(0, 0, 200, 150), "P2": at(200, 0, 300, 150), "P3": at(300, 0, 400, 150)}
FARMLAND, RED_SLIVER, PIPELINE = at(20, 100, 140, 150), at(0, 0, 0.05, 150), at(380, 0, 400, 150)


def patch(part: str, feature: str, name: str, shape: BaseGeometry, **more: object) -> Patch:
    """A patch with its area, share of the project and mean width."""
    width = 2.0 * shape.area / shape.length if shape.length else None
    return Patch(part, feature, name, shape, shape.area, shape.area / AREA_M2, mean_width_m=width, **more)


def frame(rows: dict[str, BaseGeometry], **columns: object) -> gpd.GeoDataFrame:
    """A layer by feature id."""
    index = pd.Index(list(rows), name="id")
    return gpd.GeoDataFrame(dict(columns), geometry=list(rows.values()), index=index, crs=CRS)


def make_project(**changes: object) -> Project:
    """The project: three parts, most facts stated, one repair."""
    parts = frame(
        PARTS,
        name=["一期厂房", "二期厂房", "研发楼"],
        code=["0101", "0601", "1001"],
        planned_code=["100101", "100101", "100102"],
        basis=["surveyed"] * 3,
    )
    project = Project(
        "精密机械产业园",
        parts,
        facts={
            "name": "精密机械产业园",
            "code": "2026-370303-35-01-000123",
            "owner": "示例精密机械有限公司",
            "place": "示例区创新大道以北、科苑路以东",
            "basis": "示例区发改备〔2026〕12号",
            "industry": "金属切削机床制造",
            "industry_code": "C3421",
            "industry_edition": "GB/T 4754-2017",
            "investment_wan": 36_000.0,
            "output_wan": 72_000.0,
            "floor_area_m2": 72_000.0,
            "footprint_m2": 24_600.0,
            "height_m": 23.6,
        },
        sources=(InputFile("project", "精密机械产业园.txt", DIGEST),),
        repairs=(
            Repair("P2", "环自相交 / the ring crosses itself", "按奇偶规则重建 / rebuilt even-odd", 15_000.4, 15_000.0),
        ),
        notes=("原文件带号 39 / belt 39 in the file",),
    )
    return replace(project, **changes)


def make_layers() -> dict[str, ReviewLayer]:
    """Outline, zones, roads and approved projects about the project."""
    zones = {"Z1": at(-1500, -900, 300, 1400), "Z2": at(300, -900, 2200, 1400), "Z3": at(-1500, 1400, 2200, 2600)}
    roads = {
        "R1": LineString([(WEST - 1400, SOUTH - 25), (WEST + 2100, SOUTH - 15)]),
        "R2": LineString([(WEST - 20, SOUTH - 850), (WEST - 20, SOUTH + 2500)]),
    }
    approved = {"A1": at(380, 0, 520, 150), "A2": at(0, 170, 160, 260)}
    made = {
        "outline": frame({"O": at(-1800, -1200, 2500, 2900)}, name=["示例高新区"]),
        "zones": frame(zones, name=["高新技术产业片区", "综合服务片区", "生态保育片区"]),
        "roads": frame(roads, name=["创新大道", "科苑路"], road_class=["主干路", "次干路"]),
        "approved": frame(approved, name=["示例电子厂", "示例物流园"]),
    }
    return {name: ReviewLayer(name, name, name, rows, digest=DIGEST, version="2026-06") for name, rows in made.items()}


def make_findings() -> tuple[Finding, ...]:
    """Eleven findings with every outcome, by severity."""
    touching = LineString([(WEST, SOUTH), (WEST + 200, SOUTH)])
    strips = [at(4.0 * step, 0, 4.0 * step + 2.0, 20) for step in range(40)]  # 40 m2 each
    rule = {"source": "国土空间规划 / territorial plan", "layer_version": "2025-12-31", "layer_digest": DIGEST}
    return (
        Finding(
            "general:line.farmland",
            "永久基本农田 / Permanent basic farmland",
            "forbidden",
            Outcome.FAILED,
            "占用永久基本农田 6,000.00 平方米。一般建设项目不得占用。 / 6,000.00 m2 of farmland are taken.",
            clause="土地管理法第三十五条",
            confidence="H",
            layer="永久基本农田",
            patches=(patch("P1", "YJJBNT-0071", "示例村 71 号图斑", FARMLAND, ellipsoidal_m2=5_999.3),),
            area_m2=6_000.0,
            share=0.1,
            ellipsoidal_m2=5_999.3,
            **rule,
        ),
        Finding(
            "general:line.red",
            "生态保护红线 / Ecological red line",
            "forbidden",
            Outcome.DOUBTFUL,
            "仅有疑似精度误差的重叠 7.50 平方米。 / overlaps within the accuracy of the data only: 7.50 m2.",
            layer="生态保护红线",
            doubtful_m2=7.5,
            area_m2=0.0,
            share=0.0,
            patches=(
                patch("P1", "STBHHX-9", "示例河湿地", RED_SLIVER, doubt="共用边界采样不同 / edge sampled differently"),
            ),
            **rule,
        ),
        Finding(
            "general:line.boundary",
            "城镇开发边界 / Urban development boundary",
            "forbidden",
            Outcome.PASSED,
            "项目全部在城镇开发边界内。 / the whole project is inside.",
            area_m2=0.0,
            share=0.0,
            layer="城镇开发边界",
            **rule,
        ),
        Finding(
            "general:protected.water",
            "饮用水水源保护区 / Drinking water source",
            "forbidden",
            Outcome.NOT_ASSESSED,
            "",
            reason="没有图层 water_source,未评估 / layer water_source missing: not assessed",
        ),
        Finding(
            "general:approved.overlap",
            "与已批项目重叠 / Overlap with approved projects",
            "restricted",
            Outcome.FAILED,
            "与已批项目“示例电子厂”重叠 3,000.00 平方米。 / overlaps an approved project by 3,000.00 m2.",
            clause="示例办法第九条",
            confidence="M",
            layer="approved",
            area_m2=3_000.0,
            share=0.05,
            patches=(patch("P3", "A1", "示例电子厂", PIPELINE),),
        ),
        Finding(
            "zibo:zone.functions",
            "分区功能与行业 / Functions of the zone",
            "restricted",
            Outcome.FAILED,
            "P3 所在“综合服务片区”的功能不含金属切削机床制造。 / the zone of P3 names no such industry.",
            clause="规划第十二条",
            layer="zones",
            indicative=True,
            area_m2=15_000.0,
            share=0.25,
            patches=(patch("P3", "Z2", "综合服务片区", PARTS["P3"]),),
        ),
        Finding(
            "general:industry.far",
            "容积率 / Floor area ratio",
            "restricted",
            Outcome.PASSED,
            "容积率 1.20,不低于控制值 1.00。 / 1.20, not below 1.00.",
            value=1.2,
            limit=1.0,
            unit="ratio",
            clause="国土资发〔2008〕24号 表1",
        ),
        Finding(
            "general:road.setback",
            "道路红线退让 / Setback from roads",
            "restricted",
            Outcome.ERROR,
            "",
            reason="ValueError: 道路“科苑路”没有宽度 / ValueError: road without a width",
            layer="roads",
        ),
        Finding(
            "general:land.scraps",
            "零星地类 / Scraps of present land use",
            "notice",
            Outcome.FAILED,
            "项目内有零星图斑 40 块。 / 40 scraps in the project.",
            layer="land_use",
            area_m2=1_600.0,
            share=1_600 / AREA_M2,
            patches=tuple(
                patch("P1", f"TB-{step:03d}", "沟渠", shape, value="1107") for step, shape in enumerate(strips)
            ),
        ),
        Finding(
            "general:touch.heritage",
            "历史文化保护线 / Heritage line",
            "notice",
            Outcome.DOUBTFUL,
            "项目与保护线仅边界接触。 / the project touches the line only.",
            layer="LSWHBHX",
            area_m2=0.0,
            share=0.0,
            patches=(Patch("P1", "LS-2", "示例故居", touching, 0.0, 0.0, distance_m=0.0),),
        ),
        Finding(
            "general:zone.member",
            "所在分区 / Zones",
            "notice",
            Outcome.INFORMED,
            "项目 75.00 % 在高新技术产业片区。 / 75.00 % in the high-tech zone.",
            layer="zones",
            indicative=True,
            area_m2=60_000.0,
            share=1.0,
        ),
    )


def make_effects() -> tuple[Effect, ...]:
    """One measure known before and after, one unknown with its reason."""
    return (
        Effect(
            "green",
            "公园绿地 300 米覆盖率 / Green within 300 m",
            "coverage",
            "高新技术产业片区",
            "share",
            0.814,
            0.792,
            0.9,
        ),
        Effect(
            "school",
            "小学学位 / School places",
            "places",
            "",
            "count",
            1_200.0,
            None,
            reason="没有学位数据 / no places given",
        ),
    )


def make_review(**changes: object) -> Review:
    """The review of the project, with zones, land use and the files it rests on."""
    project = make_project()
    conversion = pd.DataFrame(
        {
            "name": ["水田", "工业用地", "裸土地"],
            "area_m2": [30_000.0, 24_000.0, 6_000.0],
            "share": [0.5, 0.4, 0.1],
            "construction": ["farmland", "construction", "unused"],
        },
        index=["0101", "0601", "1206"],
    )
    review = Review(
        inputs=ReviewInputs(
            project, make_layers(), district="toy", district_title="示例高新区 / Sample zone", ellipsoidal=True
        ),
        findings=make_findings(),
        effects=make_effects(),
        zones=(
            ZoneShare(
                "Z1",
                "高新技术产业片区",
                ("先进制造", "研发中试", "生产性服务"),
                "规划第十二条",
                45_000.0,
                0.75,
                indicative=True,
            ),
            ZoneShare("Z2", "综合服务片区", ("商务办公", "公共服务"), "规划第十四条", 15_000.0, 0.25, indicative=True),
        ),
        conversion=conversion,
        files=(
            *project.sources,
            InputFile("layer", "永久基本农田", DIGEST[::-1], "2025-12-31", Basis.SURVEYED.value),
            InputFile("layer", "规划分区", DIGEST[8:] + DIGEST[:8], "2025-12-31", Basis.SCHEMATIC.value),
            InputFile("pack", "general", DIGEST[16:] + DIGEST[:16], "2026.1"),
        ),
        settings=(("细条宽度容差 / sliver width", "0.1 m"), ("细条面积容差 / sliver area", "1 m²")),
        packs=("general 2026.1", "zibo 2026.1"),
        date="2026-11-22",
        version="0.1.0",
    )
    return replace(review, **changes)
