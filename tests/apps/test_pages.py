"""Every page in both languages on the toy district: no error, and the figures shown are those of the assessment."""

from __future__ import annotations

import re

import pytest

from apps import engine
from gis.errors import MissingLayerError
from tests.gis.views.toy import toy_assessment, toy_layers

PAGES = ("overview", "coverage", "circles", "intensity", "plots", "review", "data", "importing")
# standards, formats, a key, and the ids of rule packs and control layers as files write them
ALLOWED = {
    "OpenStreetMap", "GB", "MOHURD", "TXT", "DXF", "Shapefile", "GeoJSON", "GeoPackage", "Alt", "general", "YJJBNT",
    "STBHHX", "CZKFBJ",
}  # fmt: skip


def html_of(page):
    """All HTML of ours on a page, tables of the clickable kind included."""
    plain = [block.proto.body for block in page.get("html")]
    tables = [str(block.proto) for block in page.get("bidi_component")]
    return "".join(plain) + "".join(tables)


def shown(page):
    return re.sub(r"<style>.*?</style>", "", html_of(page), flags=re.DOTALL)


@pytest.mark.parametrize("name", PAGES)
def test_every_page_runs_in_chinese_and_says_nothing_in_english(open_page, name):
    page = open_page(name, lang="zh")
    assert not page.exception
    assert not page.error
    words = [box.label for box in page.selectbox] + [text.value for text in page.caption]
    words += [option for box in page.selectbox for option in box.options]
    latin = {word for text in words for word in re.findall(r"[A-Za-z]{2,}", text)}
    assert latin <= ALLOWED


@pytest.mark.parametrize("name", PAGES)
def test_every_page_runs_in_english(open_page, name):
    page = open_page(name, lang="en")
    assert not page.exception
    assert not page.error


@pytest.mark.parametrize(("zone", "text"), [("toy.core", "50.0 %"), ("toy.city", "90.0 %"), ("toy.park", "25.0 %")])
def test_the_figure_shown_is_that_of_the_assessment(open_page, zone, text):
    page = open_page("coverage", goal="green.radius", zone=zone)
    value = toy_assessment().of("green.radius", "green_radius", zone).value
    assert f"{value:.1%}".replace("%", " %") == text
    assert f"<b>{text}</b>" in shown(page)


def test_both_methods_and_their_difference_are_shown(open_page):
    text = shown(open_page("coverage", goal="green.radius", zone="toy.core"))
    assert "25.0 %" in text
    assert "相差 25.0 个百分点" in text


def test_a_district_opens_on_its_first_zone(open_page):
    page = open_page("coverage")
    assert page.selectbox(key="yitu_pick_zone").value == "toy.core"


def test_choosing_a_zone_changes_the_figure(open_page):
    page = open_page("coverage", goal="green.radius", zone="toy.core")
    page.selectbox(key="yitu_pick_zone").set_value("toy.city").run()
    assert "<b>90.0 %</b>" in shown(page)


def test_choosing_the_whole_district(open_page):
    page = open_page("coverage", goal="green.radius", zone="toy.core")
    page.selectbox(key="yitu_pick_zone").set_value("").run()
    assert "<b>55.0 %</b>" in shown(page)


def test_the_method_decides_which_figure_leads(open_page):
    page = open_page("coverage", goal="green.radius", zone="toy.core", method="walk")
    assert "<b>25.0 %</b>" in shown(page)


def test_language_switches_with_one_click(open_page):
    page = open_page("coverage")
    page.button_group(key="yitu_pick_lang").set_value("English").run()
    assert not page.exception
    assert "Within radius" in shown(page)


@pytest.mark.parametrize("field", ["zone", "goal", "district", "method", "lang"])
def test_unknown_names_in_the_address_fall_back(open_page, field):
    page = open_page("coverage", **{field: "<b>{{1+1}}"})
    assert not page.exception
    assert not page.error


def test_the_goal_of_a_page_is_one_of_its_own(open_page):
    page = open_page("circles", goal="green.radius")
    assert set(page.selectbox(key="yitu_pick_goal").options) == {"城市社区15分钟服务圈", "小学10分钟"}


def test_a_goal_that_is_not_assessed_says_what_to_bring(open_page):
    page = open_page("coverage", goal="elderly.day_care")
    assert "缺少图层:老年人日间照料中心" in shown(page)


def test_another_distance_is_a_trial_and_says_so(open_page):
    page = open_page("circles", goal="circle.service15")
    assert not page.info
    page.slider[0].set_value(600).run()
    assert "600 米" in page.info[0].value
    page.slider[0].set_value(1000).run()
    assert not page.info


def test_another_preset_is_a_trial_and_says_so(open_page):
    page = open_page("coverage", goal="green.radius")
    page.selectbox(key="yitu_preset_toy|green.radius").set_value("garden_2022").run()
    assert "国家园林城市" in page.info[0].value


def test_a_figure_opens_to_formula_clause_standard_and_inputs(open_page):
    text = shown(open_page("coverage", goal="green.radius"))
    for part in ("已覆盖 ÷ 全部", "试验规划纲要 6.5.3", "住建部城市体检2021", "测绘院,2026年11月22日"):
        assert part in text


def plot_choice(page):
    """What the plots are coloured by; one choice a goal."""
    return next(box for box in page.selectbox if str(box.key).startswith("yitu_plot_figure"))


def test_plots_can_be_coloured_by_a_figure(open_page):
    page = open_page("intensity")
    plot_choice(page).set_value("output_per_mu").run()
    assert not page.exception


def test_a_plot_figure_that_lacks_its_layer_says_so(open_page, monkeypatch):
    def lacking(_, name):
        raise MissingLayerError(layer="buildings", district="试验区", needed_by=name)

    monkeypatch.setattr(engine, "plot_figures", lacking)
    page = open_page("intensity")
    plot_choice(page).set_value("floor_area_ratio").run()
    assert "buildings" in page.info[0].value


def test_the_data_page_shows_clause_and_trace_of_the_chosen_zone(open_page):
    text = shown(open_page("data", zone="toy.core"))
    assert "甲路以东、乙路以西、丙路以南、丁路以北区域" in text
    assert "1.00 平方公里" in text


def test_the_layer_table_lists_every_layer(open_page):
    page = open_page("data")
    assert len(page.dataframe[0].value) == len(toy_layers())


def test_an_error_says_what_and_what_next(open_page, monkeypatch):
    def broken(_):
        raise MissingLayerError(layer="roads", district="试验区", needed_by="分区")

    monkeypatch.setattr(engine, "district", broken)
    page = open_page("overview")
    assert "试验区 缺少图层 roads" in page.error[0].value
    assert "刷新页面" in page.error[0].value


def test_no_district_at_all_says_how_to_make_one(open_page, monkeypatch):
    monkeypatch.setattr(engine, "district_ids", dict)
    page = open_page("overview")
    assert "yitu new" in page.error[0].value
