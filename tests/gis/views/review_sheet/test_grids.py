"""The tables beside the findings: sums by hand, unknown never 0, every corner, every digest."""

from dataclasses import replace

import geopandas as gpd
import pytest
from shapely.geometry import Polygon, box

from gis.review.facts import FACTS
from gis.review.model import Together
from gis.views.review_sheet import grids
from tests.gis.review.review_toy import AREA_M2, CRS, at, frame, make_project, make_review


def texts(row):
    return [cell.text for cell in row]


def of_parts(parts):
    review = make_review()
    return replace(review, inputs=replace(review.inputs, project=make_project(parts=parts)))


def test_the_head_has_every_fact_in_order_and_the_unknown_is_named():
    head = grids.facts(make_review(), "zh")
    assert [fact.label for fact in head[: len(FACTS)]] == [fact.title for fact in FACTS.values()]
    said = {fact.label: fact.text for fact in head}
    assert said["税收"] == "未填报"
    assert said["建筑占地面积"] == "24,600.00 平方米"
    assert said["用地总面积"] == "6.0000 公顷(60,000.00 平方米,90.00 亩),平面面积"
    assert said["坐标系"].startswith("CGCS2000 3度带")


@pytest.mark.parametrize("value", ["", "  ", float("nan")])
def test_an_empty_fact_is_not_stated(value):
    review = make_review()
    project = make_project(facts={"tax_wan": value})
    head = grids.facts(replace(review, inputs=replace(review.inputs, project=project)), "zh")
    assert next(fact.text for fact in head if fact.label == "税收") == "未填报"


def test_parts_add_up_to_the_total():
    rows = grids.parts_grid(make_review(), "zh").rows
    assert texts(rows[0]) == [
        "P1",
        "一期厂房",
        "0101 耕地",
        "100101 工矿用地",
        "30,000.00",
        "3.0000",
        "45.00",
        "50.00 %",
    ]
    assert sum(row[4].number for row in rows[:-1]) == pytest.approx(rows[-1][4].number) == pytest.approx(AREA_M2)


def test_zones_with_functions_clause_and_mark():
    rows = grids.zones_grid(make_review(), "zh").rows
    assert texts(rows[0]) == [
        "高新技术产业片区(示意)", "45,000.00", "67.50", "75.00 %", "先进制造、研发中试、生产性服务", "规划第十二条",
    ]  # fmt: skip


def test_no_layer_of_zones_is_not_the_same_as_no_zone():
    review = make_review(zones=())
    assert "不在任何分区" in grids.zones_grid(review, "zh").note
    bare = replace(review, inputs=replace(review.inputs, layers={}))
    assert "未评估" in grids.zones_grid(bare, "zh").note


def test_conversion_with_sums_by_class():
    grid = grids.conversion_grid(make_review(), "zh")
    assert texts(grid.rows[1]) == ["0601", "工业用地", "建设用地", "24,000.00", "2.4000", "36.00", "40.00 %"]
    assert grid.note == "农用地 3.0000 公顷 · 建设用地 2.4000 公顷 · 未利用地 0.6000 公顷"
    assert "未评估" in grids.conversion_grid(make_review(conversion=None), "zh").note


def test_effects_with_the_reason_of_an_unknown_one():
    rows = grids.effects_grid(make_review(), "zh").rows
    assert texts(rows[0])[2:5] == ["81.4 %", "79.2 %", "90.0 %"]
    assert texts(rows[1])[2:] == ["1,200", "–", "–", "未评估:没有学位数据"]
    assert "未评估" in grids.effects_grid(make_review(effects=()), "zh").note


def test_the_page_shows_what_changes_and_counts_the_rest():
    found = grids.changed_grid(make_review(), "zh")
    assert len(found.rows) == 1
    assert found.note == "项目使 1 项测算有变化;0 项不变,1 项未评估,全表见附页。"
    assert "未评估" in grids.changed_grid(make_review(effects=()), "zh").note


def test_settings_are_told_in_words():
    review = make_review(settings=(("sliver.width_m", "0.1"), ("ellipsoidal", "no"), ("read.edition", "2023")))
    lines = grids.method_notes(review, "", "zh").lines
    assert {"细碎重叠:窄于(米):0.1", "椭球面积:否", "读入时指定的用地代码版本:2023"} <= set(lines)


def test_now_with_the_pipeline_and_with_both_zones_by_name():
    row = Together("g", "绿地 / Green", "green_radius", "Z1", "share", 0.5, 0.6, 0.4, 0.9)
    frame = grids.together_grid(make_review(together=(row,)), "zh")
    assert texts(frame.rows[0])[:6] == ["绿地 · 半径覆盖", "高新技术产业片区", "50.0 %", "60.0 %", "40.0 %", "90.0 %"]
    assert grids.together_grid(make_review(), "en").note


def test_every_corner_of_every_part_and_each_ring_closes():
    block, tables = grids.corner_grids(make_review(), "zh")
    assert [len(table.rows) for table in tables] == [5, 5, 5]
    assert texts(tables[0].rows[0]) == ["J1", "4428250.000", "500300.000", "90°00′00″", "200.00"]
    assert texts(tables[0].rows[4]) == ["J1", "4428250.000", "500300.000", "", ""]
    assert "12 点、3 环,周长合计 1,700.00 米" in block.note  # 700 + 500 + 500


def test_a_hole_is_a_ring_that_closes_with_its_own_first_corner():
    shape = at(0, 0, 100, 100).difference(at(40, 40, 60, 60))
    _, (table,) = grids.corner_grids(of_parts(frame({"A": shape})), "zh")
    assert [row[0].text for row in table.rows] == ["J1", "J2", "J3", "J4", "J1", "J5", "J6", "J7", "J8", "J5"]


def test_too_many_corners_are_counted_with_a_digest_and_left_to_the_txt():
    shape = box(0, 0, 10, 10).buffer(50.0, quad_segs=3_000)
    block, tables = grids.corner_grids(of_parts(frame({"A": shape})), "zh")
    assert not tables
    assert "12004 点" in block.note
    assert "坐标 TXT" in block.note
    moved = Polygon([(x + (index == 7) * 1e-6, y) for index, (x, y) in enumerate(shape.exterior.coords[:-1])])
    assert grids.corner_grids(of_parts(frame({"A": moved})), "zh")[0].note != block.note


def test_a_part_without_shape_is_said_not_dropped():
    block, tables = grids.corner_grids(of_parts(frame({"A": at(0, 0, 9, 9), "B": Polygon()})), "zh")
    assert len(tables) == 1
    assert "B: 未评估" in block.note


def test_another_datum_and_none_are_told():
    parts = make_project().parts
    old = gpd.GeoDataFrame(parts.drop(columns="geometry"), geometry=list(parts.geometry), crs="EPSG:2385")
    bare = gpd.GeoDataFrame(parts.drop(columns="geometry"), geometry=list(parts.geometry))
    assert "不是 CGCS2000" in grids.crs_title(make_project(parts=old), "zh")
    assert grids.crs_title(make_project(parts=bare), "zh") == "坐标系未知"
    assert "不是" not in grids.crs_title(make_project(parts=parts.set_crs(CRS)), "zh")


def test_repairs_with_both_areas_and_the_notes():
    grid = grids.repairs_grid(make_review(), "zh")
    assert texts(grid.rows[0]) == ["P2", "环自相交", "按奇偶规则重建", "15,000.40", "15,000.00"]
    assert grid.note == "原文件带号 39"
    review = make_review()
    whole = replace(review, inputs=replace(review.inputs, project=make_project(repairs=())))
    assert grids.repairs_grid(whole, "zh").note == "未作修复 · 原文件带号 39"


def test_every_input_with_its_whole_digest():
    review = make_review()
    rows = grids.files_grid(review, "zh").rows
    assert [row[-1].text for row in rows] == [one.digest for one in review.files]
    assert "没有登记" in grids.files_grid(make_review(files=()), "zh").note


def test_method_names_settings_packs_version_and_the_last_ruling():
    text = "\n".join(grids.method_notes(make_review(), "ab12", "zh").lines)
    for part in ("椭球面积", "细条宽度容差:0.1 m", "general 2026.1、zibo 2026.1", "2026-11-22", "Yitu 0.1.0", "ab12"):
        assert part in text
    assert "没有裁定" in "\n".join(grids.method_notes(make_review(), "", "zh").lines)
