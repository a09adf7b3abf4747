"""A card of a made-up plot whose every figure can be followed by hand."""

from __future__ import annotations

from dataclasses import replace

from shapely.geometry import LineString, MultiPolygon, Point, Polygon, box

from gis.plots.card import (
    Card,
    CardArea,
    CardDifference,
    CardFigure,
    CardInput,
    CardMap,
    CardRate,
    CardRestriction,
    CardService,
    CardZone,
    Labelled,
)
from gis.plots.corners import corner_table

WEST, SOUTH = 500_300.0, 4_428_100.0


def at(*corners: tuple[float, float]) -> Polygon:
    return Polygon([(WEST + x, SOUTH + y) for x, y in corners])


PLOT = at((0, 0), (200, 10), (190, 150), (60, 160), (0, 140))


def make_map() -> CardMap:
    return CardMap(
        plot=PLOT,
        outline=box(WEST - 3000, SOUTH - 2000, WEST + 4000, SOUTH + 3000),
        zones=(
            Labelled(box(WEST - 1500, SOUTH - 900, WEST + 1200, SOUTH + 1400), "高新技术产业片区"),
            Labelled(box(WEST + 1200, SOUTH - 900, WEST + 3200, SOUTH + 1400), "综合服务片区"),
        ),
        neighbours=(
            Labelled(at((-180, 0), (-30, 0), (-30, 140), (-180, 140)), "A-06"),
            Labelled(at((230, 10), (400, 10), (400, 150), (230, 150)), "A-08"),
        ),
        buildings=(at((30, 30), (110, 30), (110, 70), (30, 70)), at((130, 40), (175, 40), (175, 130), (130, 130))),
        roads=(
            Labelled(LineString([(WEST - 900, SOUTH - 25), (WEST + 1500, SOUTH - 5)]), "创新大道", "主干路"),
            Labelled(LineString([(WEST + 215, SOUTH - 800), (WEST + 215, SOUTH + 900)]), "科苑路", "次干路"),
        ),
        restrictions=(
            Labelled(at((-200, 120), (420, 120), (420, 175), (-200, 175)), "河道管理范围", "restricted"),
            Labelled(at((150, -50), (260, -50), (260, 60), (150, 60)), "高压走廊", "forbidden"),
            Labelled(at((-20, -20), (70, -20), (70, 60), (-20, 60)), "机场净空", "notice"),
        ),
        services=(
            Labelled(Point(WEST - 40, SOUTH + 60), "第一小学"),
            Labelled(Point(WEST + 240, SOUTH + 90), "社区卫生站"),
        ),
    )


def make_card(**changes: object) -> Card:
    source = "国土资发〔2008〕24号 表1 / 2008 rule, table 1"
    card = Card(
        district="示例高新区 / Sample high-tech zone",
        plot_id="A-07",
        name="精密机械厂二期",
        holder="示例精密机械有限公司",
        date="2026-11-22",
        status="已建成 / built",
        crs_title="CGCS2000 3度带 117°E / CGCS2000 3-degree belt 117°E",
        zones=(CardZone("高新技术产业片区", ("先进制造", "研发中试", "生产性服务"), "规划第十二条", 1.0),),
        present_code="100101",
        present_use="一类工业用地 / Industry class 1",
        planned_code="100101",
        planned_use="一类工业用地 / Industry class 1",
        areas=(
            CardArea("registered", 28_000.0),
            CardArea("planar", PLOT.area),
            CardArea("ellipsoidal", PLOT.area + 1.5),
        ),
        difference=CardDifference(
            28_000.0 - PLOT.area, (28_000.0 - PLOT.area) / PLOT.area, "≤ 1.0 %", "met", "登记规则 / rule"
        ),
        figures=(
            CardFigure(
                "far", "容积率", "Floor area ratio", 1.25, "ratio", "≥ 1.00", "met", source, "计容面积 / 用地面积"
            ),
            CardFigure(
                "density",
                "建筑密度",
                "Building density",
                0.268,
                "share",
                "",
                "not_assessed",
                "",
                "",
                "无控制值 / no control value",
            ),
            CardFigure("coefficient", "建筑系数", "Building coefficient", 0.281, "share", "≥ 30 %", "unmet", source),
            CardFigure("green", "绿地率", "Green ratio", 0.12, "share", "≤ 20 %", "met", source),
            CardFigure(
                "admin_land",
                "行政办公及生活用地比例",
                "Administrative land share",
                None,
                "share",
                "≤ 7 %",
                "not_assessed",
                source,
                "",
                "缺少行政用地面积 / administrative land not known",
            ),
            CardFigure(
                "height", "建筑高度", "Height", 23.6, "m", "", "not_assessed", "", "", "无控制值 / no control value"
            ),
        ),
        rates=(
            CardRate(
                "investment",
                "固定资产投资",
                "Investment",
                12_600.0,
                300.0,
                4_500.0,
                limit_text="≥ 4000 万元/公顷",
                verdict="met",
            ),
            CardRate("output", "产值", "Output", 21_000.0, 500.0, 7_500.0, reason="无控制值 / no control value"),
            CardRate("tax", "税收", "Tax", 840.0, 20.0, 300.0, reason="无控制值 / no control value"),
            CardRate(
                "energy", "能耗", "Energy", None, None, None, unit="吨标准煤 / tce", reason="未填报 / not reported"
            ),
        ),
        services=(
            CardService("小学 / Primary school", "第一小学", 320.0, 5, 150.0),
            CardService("社区卫生站 / Health station", "社区卫生站", 760.0, 10, 410.0),
            CardService("公交站 / Bus stop", "创新大道站", 1_180.0, 15, 900.0),
            CardService("公园 / Park", "滨河公园", 1_900.0, None, 1_200.0),
        ),
        restrictions=(
            CardRestriction("河道管理范围", "restricted", 5_120.0, 0.1834),
            CardRestriction("高压走廊", "forbidden", 2_310.5, 0.0828, "电力设施保护条例"),
            CardRestriction("机场净空", "notice", 4_050.0, 0.1451),
        ),
        corners=corner_table(PLOT),
        map=make_map(),
        quality=("建筑层数由台账填报,2 栋中 2 栋已知 / storeys as reported, known for 2 of 2 buildings",),
        inputs=(
            CardInput("地块 / plots", "3f9a17c2", "2026-10-01", "正式 / measured"),
            CardInput("建筑 / buildings", "b81c00de", "2026-09-12", "正式 / measured"),
            CardInput("控制线 / control lines", "77e2a9f1", "2025-12-31", "示意 / indicative"),
        ),
        settings=(("控制值表 / control table", "2008"), ("步行速度 / walking speed", "80 m/min")),
        version="0.1.0",
    )
    return replace(card, **changes)


def many_cornered(count: int = 300) -> MultiPolygon | Polygon:
    """A round plot of `count` corners."""
    from math import cos, pi, sin

    steps = [2.0 * pi * index / count for index in range(count)]
    return at(*((100 + 100 * sin(step), 80 + 80 * cos(step)) for step in steps))
