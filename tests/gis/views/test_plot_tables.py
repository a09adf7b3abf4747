"""The desk as tables, workbook, layer, JSON and text: the same figures everywhere, every heading in both languages."""

import json
from dataclasses import replace
from datetime import date

import geopandas as gpd
import openpyxl
import pytest

from gis.assessment.desk import assess_plots, shipped_rules
from gis.read.schemes import shipped_schemes
from gis.views.plot_tables import (
    desk_indicative,
    desk_json,
    heading,
    register,
    shown_rows,
    tables,
    write_desk_gpkg,
    write_desk_json,
    write_desk_xlsx,
    zone_name,
)
from tests.gis.plots import desk_toy
from tests.gis.views.toy import toy_district

DAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def desk():
    return assess_plots(desk_toy.inputs(), shipped_rules(scheme=shipped_schemes()["anhui_city"]), on=DAY)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_table_has_headings_in_words(desk, lang):
    found = tables(desk, lang)
    assert {"plots", "limits", "idle", "low", "potential", "grades", "sheet", "structure", "overlaps", "basis"} <= set(
        found
    )
    for rows in found.values():
        for head in rows[0]:
            assert not head.startswith("desk_col_"), head
    assert len(found["plots"]) == 3


def test_the_register_says_what_was_found(desk):
    rows = register(desk)
    assert rows.loc["A", "unmet"] == "容积率"
    assert rows.loc["B", "idle"].startswith("闲置")
    assert rows.loc["A", "restrictions"] == "管线保护"
    assert rows["zones"].tolist() == ["西区", "西区", ""]
    assert rows["indicative"].tolist() == ["", "", "示意"]
    assert desk_indicative(desk) == [False, False, True]
    assert register(desk, "en").loc["B", "idle"].startswith("idle")


def test_the_workbook_holds_numbers_and_the_flag(desk, tmp_path):
    book = openpyxl.load_workbook(write_desk_xlsx(desk, tmp_path / "a.xlsx"))
    sheet = book["地块"]
    assert "示意" in sheet.cell(1, 1).value
    heads = [cell.value for cell in sheet[2]]
    far = heads.index(heading("far", "zh")) + 1
    assert [sheet.cell(row, far).value for row in (3, 4)] == pytest.approx([0.5, 0.0])
    assert not sheet.cell(5, far).value  # unknown is empty, never zero
    area = heads.index(heading("area_planar_m2", "zh")) + 1
    assert sheet.cell(3, area).value == pytest.approx(1.0)  # 公顷


def test_the_layer_reads_back(desk, tmp_path):
    rows = gpd.read_file(write_desk_gpkg(desk, tmp_path / "a.gpkg"))
    assert rows.crs.to_epsg() == 4548
    assert rows["far"].tolist()[0] == pytest.approx(0.5)
    assert rows.geometry.area.sum() == pytest.approx(30_000.0)


def test_the_layer_of_some_plots_holds_those_alone(desk, tmp_path):
    rows = gpd.read_file(write_desk_gpkg(desk, tmp_path / "some.gpkg", plots=["C", "A", "nobody"]))
    assert rows["id"].tolist() == ["A", "C"]


def test_json_has_no_nan_and_keeps_units(desk, tmp_path):
    told = json.loads(write_desk_json(desk, tmp_path / "a.json").read_text(encoding="utf-8"))
    assert told["indicative"] is True
    assert told["day"] == "2026-11-22"
    by = {row["id"]: row for row in told["plots"]}
    assert by["A"]["area_planar_m2"] == pytest.approx(10_000.0)
    assert by["C"]["far"] is None
    assert by["C"]["far_reason"]
    assert {row["plot"] for row in told["potential"]["far"]} == {"A", "B", "C"}
    assert desk_json(desk).keys() == told.keys()


def test_limits_in_percent_are_whole_where_the_rule_is(desk):
    unit, limit = heading("unit", "zh"), heading("limit", "zh")
    told = [row[limit] for row in tables(desk)["limits"] if row[unit][0] == "%"]
    assert (7.0, "0") in told  # administrative land at most 7 %
    assert (30.0, "0") in told  # 建筑系数 at least 30 %


def test_shown_rows_are_texts(desk):
    shown = shown_rows(tables(desk)["structure"])
    assert shown[heading("share", "zh")].tolist()[0] == "100.0%"
    assert shown.map(lambda value: isinstance(value, str)).all().all()


def test_zones_stand_by_name_everywhere_and_by_id_in_json(desk, tmp_path):
    assert tables(desk)["plots"][0][heading("zones", "zh")] == ("西区", "")
    rows = gpd.read_file(write_desk_gpkg(desk, tmp_path / "zones.gpkg"))
    assert rows["zones"].fillna("").tolist() == ["西区", "西区", ""]
    told = {row["id"]: (row["zones"], row["zone_ids"]) for row in desk_json(desk)["plots"]}
    assert told == {"A": ("西区", ["west"]), "B": ("西区", ["west"]), "C": ("", [])}


def test_a_zone_of_a_district_has_its_name_in_the_language(desk):
    district = toy_district()
    zone = district.zones[0]
    laid = replace(desk, inputs=replace(desk.inputs, district=district), zone_of={"A": ((zone.id, 1.0),)})
    assert register(laid).loc["A", "zones"] == zone.name
    assert register(laid, "en").loc["A", "zones"] == (zone.name_en or zone.name)
    assert zone_name(laid, "nowhere", "zh") == "nowhere"
    assert zone_name(laid, "*", "en") == "whole"


def test_several_of_a_kind_are_written_apart(desk):
    grades = desk.grade_of.copy()
    grades["B"] = "A;C"
    several = replace(desk, grade_of=grades)
    assert register(several).loc["B", "grade"] == "A、C"
    assert register(several, "en").loc["B", "grade"] == "A, C"
    assert {row["id"]: row["grade"] for row in desk_json(several)["plots"]}["B"] == "A;C"
