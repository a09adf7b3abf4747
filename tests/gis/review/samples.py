"""A review small enough to be written down: two square parts, one rule of farmland and one of the plot ratio."""

from __future__ import annotations

from dataclasses import dataclass, replace

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from gis.review.model import (
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
from gis.review.rules import Rule, RulePack, Selection
from gis.schema import Basis

CRS = "EPSG:4548"
EAST, NORTH = 500_000.0, 4_077_000.0
TIME = "2026-11-22T09:30:00+08:00"


def box(x: float, y: float, width: float, height: float) -> shapely.Polygon:
    """A rectangle, metres from the corner of the sample."""
    return shapely.box(EAST + x, NORTH + y, EAST + x + width, NORTH + y + height)


def parts(**shapes: BaseGeometry) -> gpd.GeoDataFrame:
    """A frame of parts by id."""
    size = len(shapes)
    return gpd.GeoDataFrame(
        {
            "id": [*shapes],
            "name": ["一期"] * size,
            "code": ["1001"] * size,
            "floor_area_m2": [12_000.0, np.nan][:size] if size < 3 else [np.nan] * size,
            "government_delay": [False] * size,
        },
        geometry=list(shapes.values()),
        index=pd.Index([*shapes], name="id"),
        crs=CRS,
    )


def project(frame: gpd.GeoDataFrame | None = None) -> Project:
    """A (100 m square with a hole of 20 m) and B (60 m × 50 m): 9 600 and 3 000 m2."""
    if frame is None:
        frame = parts(A=box(0, 0, 100, 100).difference(box(40, 40, 20, 20)), B=box(200, 0, 60, 50))
    return Project(
        name="示范项目",
        parts=frame,
        facts={"industry": "医药制造业", "investment_wan": 5000.5},
        sources=(InputFile("project", "a.txt", "0a" * 32, path="/home/one/a.txt"),),
        repairs=(Repair("A", "重复点 / repeated point", "去除 / removed", 9600.0, 9600.0),),
        notes=("按 3 度带 / as a 3-degree belt",),
    )


def layer(digest: str = "1b" * 32, version: str = "2024") -> ReviewLayer:
    """Farmland under the west of A, 10 m wide."""
    frame = gpd.GeoDataFrame({"name": ["基本农田"]}, geometry=[box(-50, -50, 60, 300)], index=["f1"], crs=CRS)
    return ReviewLayer("farmland", "永久基本农田", "farmland", frame, digest, version, Basis.SURVEYED)


def patch() -> Patch:
    """Ground of A on the farmland: 10 m × 100 m."""
    return Patch("A", "f1", "基本农田", box(0, 0, 10, 100), 1000.0, 1000.0 / 12_600.0, mean_width_m=2000.0 / 220.0)


def findings() -> tuple[Finding, ...]:
    """Farmland failed, plot ratio failed, service not assessed, a zone passed."""
    return (
        Finding(
            "general:line.farmland", "占用永久基本农田 / on permanent farmland", "forbidden", Outcome.FAILED,
            "占用 1000 m² / 1000 m2 on it", "第 1 条", layer="farmland", layer_version="2024", layer_digest="1b" * 32,
            patches=(patch(),), area_m2=1000.0, share=1000.0 / 12_600.0, doubtful_m2=0.25, facts={"area_m2": 1000.0},
        ),
        Finding(
            "general:far", "容积率 / plot ratio", "restricted", Outcome.FAILED, "0.8",
            value=0.8, limit=1.0,
            unit="ratio",
        ),
        Finding(
            "general:service", "公共服务 / service", "notice", Outcome.NOT_ASSESSED, "未评估 / not assessed",
            reason="没有图层 设施,未评估 / layer facilities missing: not assessed",
        ),
        Finding("general:zone", "分区 / zone", "notice", Outcome.PASSED, "inside", area_m2=12_600.0, share=1.0),
    )  # fmt: skip


def review(**changes: object) -> Review:
    """The review; `layers` and `project` of its inputs, and any field of it, may be given."""
    layers = changes.pop("layers", {"farmland": layer()})
    inputs = ReviewInputs(changes.pop("project", project()), layers, district="zibo")
    conversion = pd.DataFrame(
        {"name": ["水浇地", "工业用地"], "area_m2": [10_000.0, 2_600.0], "share": [10_000 / 12_600, 2_600 / 12_600],
         "construction": ["farmland", "construction"]},
        index=["0102", "1001"],
    )  # fmt: skip
    made = Review(
        inputs=inputs,
        findings=findings(),
        zones=(ZoneShare("z1", "医药园", ("医药制造",), "第 3 条", 12_600.0, 1.0, indicative=True),),
        conversion=conversion,
        files=(
            InputFile("project", "a.txt", "0a" * 32, path="/home/one/a.txt"),
            InputFile("pack", "general.toml", "2c" * 32, "2026-11"),
        ),
        settings=(("容差宽度 / sliver width", "0.1 m"),),
        packs=("general 2026-11",),
        date="2026-11-22",
        version="yitu 0.1.0",
    )
    return replace(made, **changes)


@dataclass(frozen=True)
class Threshold:
    """Settings of a rule."""

    tolerance_m2: float = 1.0
    words: tuple[str, ...] = ("农田",)


def pack(
    tolerance_m2: float = 1.0, *, digest: str = "2c" * 32, ids: tuple[str, ...] = ("line.farmland", "far")
) -> RulePack:
    """A pack of small rules."""
    rules = tuple(
        Rule(
            id=name, title=f"规则 {name} / rule {name}", severity="forbidden", test="overlaps",
            selection=Selection("farmland", {"control": ("农田",)}), settings=Threshold(tolerance_m2),
            texts={Outcome.FAILED: "占用 {area_m2} / {area_m2} on it"},
        )
        for name in ids
    )  # fmt: skip
    return RulePack("general", "通用规则 / general rules", "2026-11", rules, digest=digest)
