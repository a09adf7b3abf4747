"""The legend: rows of what the map shows, and what was left out."""

from __future__ import annotations

from dataclasses import replace

from gis.views import legend, map_layers
from tests.gis.views.toy import toy_district


def texts(rows):
    return [row.text for row in rows]


def test_states_come_best_first_and_only_those_that_occur():
    assert texts(legend.reach_rows({"uncovered", "covered"})) == ["已覆盖", "未覆盖"]
    assert texts(legend.reach_rows({"uncovered", "radius_only", "covered"}, on_foot=True)) == [
        "步行可达", "半径内,步行不可达", "未覆盖",
    ]  # fmt: skip
    assert texts(legend.reach_rows({"partial"}, lang="en")) == ["Covered by some elements"]


def test_base_rows_follow_the_layers_of_the_district():
    whole = texts(legend.base_rows(toy_district(), entrances=True))
    assert whole == ["分区边界", "分区边界(示意)", "公园绿地(示意)", "公园出入口", "铁路", "水面"]
    assert texts(legend.base_rows(toy_district(layers={}))) == ["分区边界", "分区边界(示意)"]
    assert texts(legend.base_rows(toy_district(layers={}, zones=()))) == []


def test_kinds_of_one_icon_share_a_row():
    rows = legend.place_rows(["primary_school", "junior_middle_school", "health_centre", "my_own"])
    assert texts(rows) == ["小学、初中", "社区卫生服务中心", "my_own"]
    assert [row.icon for row in rows] == ["school", "health", "place"]


def test_land_use_rows_name_each_class_once():
    assert texts(legend.land_use_rows(["0701", "070102", "1001"])) == ["城镇住宅用地", "工矿用地"]
    assert texts(legend.land_use_rows(["1001"], lang="en")) == ["Industry"]


def test_figure_rows_are_the_classes_and_no_data():
    assert texts(legend.figure_rows(["0–1", "1–2"], missing=True)) == ["0–1", "1–2", "无数据"]
    assert texts(legend.figure_rows([])) == []


def test_what_was_left_out_is_counted_in_words():
    drawn = map_layers.ground(toy_district())
    assert legend.left_out_note([drawn]) == ""
    cut = replace(drawn, left_out={"buildings": 22_598, "road_path": 3})
    assert legend.left_out_note([cut, drawn]) == "为保持流畅未画:建筑 22,598 栋、步行路 3 段"
    assert legend.left_out_note([cut, cut], lang="en").endswith("45,196 buildings, 6 paths")
