"""The tables of the card: every figure of the card is in its row, and an empty part says why."""

from dataclasses import replace

from gis.plots.card import CardService
from gis.plots.corners import corner_table
from gis.views.plot_card import grids
from gis.views.plot_card.sheet import restriction_numbers
from tests.gis.views.plot_card.sample import PLOT, at, make_card


def rows(grid):
    return [[cell.text for cell in row] for row in grid.rows]


def test_areas_and_their_difference():
    table = rows(grids.areas_grid(make_card(), "zh"))
    assert table[0] == ["登记面积", "28,000.00", "2.8000", "42.00", ""]
    assert table[3][0:4] == ["登记减平面", "-950.00", "-0.0950", "-1.43"]  # PLOT.area is 28,950 by the shoelace
    assert table[3][4] == "达标 ● · -3.28 % · 允许 ≤ 1.0 % · 登记规则"
    assert PLOT.area == 28_950.0


def test_figures_by_word_and_shape():
    table = rows(grids.figures_grid(make_card(), "zh"))
    assert table[0] == ["容积率", "1.25", "≥ 1.00", "达标 ●", "国土资发〔2008〕24号 表1"]
    assert table[2][3] == "未达标 ▲"
    assert table[4] == [
        "行政办公及生活用地比例",
        "–",
        "≤ 7 %",
        "未评估 –",
        "国土资发〔2008〕24号 表1 · 缺少行政用地面积",
    ]
    assert rows(grids.figures_grid(make_card(), "en"))[0][0] == "Floor area ratio"


def test_rates_per_mu_and_hectare():
    table = rows(grids.rates_grid(make_card(), "zh"))
    assert table[0] == ["固定资产投资 (万元)", "12,600.00", "300.00", "4,500.00", "≥ 4000 万元/公顷", "达标 ●"]
    assert table[3][1:] == ["–", "–", "–", "–", "未评估 – 未填报"]


def test_services_on_foot_and_in_a_straight_line_stand_apart():
    card = make_card()
    grid = grids.services_grid(card, "zh")
    assert grid.heads == ("设施", "最近的一处", "步行(米)", "步行时间", "直线(米)")
    assert rows(grid)[0] == ["小学", "第一小学", "320", "5 分钟内", "150"]
    assert rows(grid)[3][3] == "超过 15 分钟"
    alone = replace(card, services=(CardService("小学", "", None, None, reason="没有路网 / no network"),))
    assert grids.services_grid(alone, "en").heads[-1] == "On foot"
    assert rows(grids.services_grid(alone, "en")) == [["小学", "–", "–", "no network"]]


def test_restrictions_forbidden_first_then_by_area():
    card = make_card()
    table = rows(grids.restrictions_grid(card, restriction_numbers(card), "zh"))
    assert [row[0:3] for row in table] == [
        ["1", "高压走廊 (电力设施保护条例)", "禁止"],
        ["2", "河道管理范围", "限制"],
        ["3", "机场净空", "提示"],
    ]
    assert table[1][3:] == ["5,120.00", "7.68", "18.3 %"]


def test_two_restrictions_of_one_title_are_both_there():
    card = make_card()
    twice = replace(card, restrictions=card.restrictions * 2)
    table = rows(grids.restrictions_grid(twice, restriction_numbers(twice), "zh"))
    assert len(table) == 6
    assert {row[0] for row in table} == {"1", "2", "3"}


def test_corners_close_ring_by_ring():
    ring = at((0, 0), (0, 10), (10, 10), (10, 0)).exterior.coords
    hole = at((4, 4), (4, 6), (6, 6), (6, 4)).exterior.coords
    card = make_card(corners=corner_table(type(PLOT)(ring, [hole])))
    grid = grids.corners_grid(card, "zh")
    assert [row[0] for row in rows(grid)] == ["J1", "J2", "J3", "J4", "J1", "J5", "J6", "J7", "J8", "J5"]
    assert rows(grid)[0] == ["J1", "4428110.000", "500300.000", "90°00′00″", "10.00"]
    assert rows(grid)[4][3:] == ["", ""]
    assert grid.note == "CGCS2000 3度带 117°E · 共 8 点 2 环,周长 48.00 米"


def test_inputs_name_layer_date_basis_and_digest():
    assert rows(grids.inputs_grid(make_card(), "zh"))[0] == ["地块", "2026-10-01", "正式", "3f9a17c2"]


def test_an_empty_part_says_why():
    card = replace(make_card(), figures=(), rates=(), reasons=(("figures", "没有建筑图层 / no buildings"),))
    assert grids.figures_grid(card, "zh").note == "没有建筑图层"
    assert grids.figures_grid(card, "en").note == "no buildings"
    assert grids.rates_grid(card, "zh").note == "未评估 – 没有数据"
    assert grids.rates_grid(card, "zh").rows == ()
