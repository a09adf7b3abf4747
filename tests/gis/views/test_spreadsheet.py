"""The workbook: numbers are numbers, text is never a formula, every figure of the assessment is there."""

import dataclasses
import datetime as dt
import re
import resource
import zipfile

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis.errors import WorkspaceError
from gis.schema import Basis
from gis.views.spreadsheet import safe_cell, write_results_xlsx
from tests.gis.views.sample import HOSTILE, make_assessment

SHEETS = ["总览", "结果", "分区", "图层", "说明"]


@pytest.fixture
def path(tmp_path):
    return write_results_xlsx(make_assessment(), tmp_path / "results.xlsx")


@pytest.fixture
def workbook(path):
    return openpyxl.load_workbook(path)


def head_row(sheet):
    return next(row[0].row for row in sheet.iter_rows() if row[0].fill.fgColor.rgb == "001F3A5F")


def table(sheet):
    """Rows below the headings as heading → cell."""
    top = head_row(sheet)
    heads = [cell.value for cell in sheet[top]]
    return [dict(zip(heads, row, strict=True)) for row in sheet.iter_rows(min_row=top + 1)]


def test_sheets_and_the_remark_on_top_of_each(workbook):
    assert workbook.sheetnames == SHEETS
    for sheet in workbook:
        assert sheet["A1"].value.startswith("【示意】")
        assert sheet.oddHeader.center.text.startswith("【示意】")
        assert sheet.freeze_panes == "B3"
        assert sheet.auto_filter.ref


def test_overview_has_a_number_and_a_verdict_for_each_goal_and_zone(workbook):
    parks, care = table(workbook["总览"])
    assert (parks["目标"].value, parks["口径"].value, parks["目标值"].value) == (
        "300米见绿、500米见园",
        "半径覆盖",
        0.6,
    )
    assert parks["甲"].value == pytest.approx(2 / 3)
    assert parks["甲"].number_format == "0.0%"
    assert parks["甲 结论"].value == "达标 ●"
    assert parks["乙 结论"].value == "未达标 ▲"
    assert parks["全区"].value == pytest.approx(0.5)
    assert parks["示意"].value == "示意"
    assert care["甲"].value is None
    assert care["甲 结论"].value == "未评估 –"


def test_every_result_with_base_band_and_digests(workbook):
    rows = table(workbook["结果"])
    assert len(rows) == len(make_assessment().results)
    first = {head: cell.value for head, cell in rows[0].items()}
    assert first["数值"] == pytest.approx(2 / 3)
    assert (first["分子"], first["分母"]) == pytest.approx((2.0, 3.0))
    assert first["基数单位"] == "公顷"
    assert (first["下限"], first["上限"]) == pytest.approx((2 / 3 - 0.05, 2 / 3 + 0.05))
    assert (first["目标值"], first["目标年"]) == (0.6, 2025)
    assert first["输入校验码"] == "公园绿地 digest-parks"
    assert first["数据性质"] == "公开资料(示意)"
    missing = {head: cell.value for head, cell in rows[2].items()}
    assert (missing["数值"], missing["未评估原因"]) == (None, "缺少养老服务设施数据")


def test_zones_with_areas_and_trace(workbook):
    first, second = table(workbook["分区"])
    assert first["面积(平方公里)"].value == pytest.approx(1.0)
    assert first["面积(亩)"].value == pytest.approx(1500.0)
    assert first["面积(亩)"].number_format == "#,##0.00"
    assert first["与公布值之差"].value == pytest.approx(-0.2)
    assert "甲路(G20)" in first["边界形成过程"].value
    assert second["公布面积(平方公里)"].value is None
    assert (second["示意"].value, second["示意原因"].value) == ("示意", "规划未给出四至")


def test_layers_with_source_and_date(workbook):
    rows = table(workbook["图层"])
    assert [row["图层"].value for row in rows] == ["命名道路", "公园绿地", "公共服务设施"]
    assert rows[0]["日期"].value == dt.datetime(2026, 11, 22)  # noqa: DTZ001 - a date without a clock
    assert (rows[0]["要素数"].value, rows[0]["校验码"].value) == (2, "digest-roads")
    assert rows[0]["修复记录"].value == "闭合环 2"


def test_notes_report_overlaps(workbook):
    texts = [row["内容"].value for row in table(workbook["说明"])]
    assert any("甲 与 乙 10.00 公顷" in text for text in texts)
    assert any("不作 0 计" in text for text in texts)


def test_no_cell_of_a_hostile_district_is_a_formula(tmp_path):
    path = write_results_xlsx(make_assessment(name=HOSTILE), tmp_path / "h.xlsx")
    with zipfile.ZipFile(path) as archive:
        sheets = [archive.read(name).decode() for name in archive.namelist() if "worksheets/" in name]
    assert sheets
    assert not any(re.search(r"<f[ >]", sheet) or "<hyperlink" in sheet for sheet in sheets)
    assert table(openpyxl.load_workbook(path)["分区"])[0]["分区"].value == "'" + HOSTILE


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
def test_formula_starts_get_an_apostrophe(start):
    assert safe_cell(f"{start}1+1") == f"'{start}1+1"


@pytest.mark.parametrize("text", ["370303199001011234", "00123", "– ", "1e5", "甲=乙", ""])
def test_other_text_stays_as_it_is(text):
    assert safe_cell(text) == text


def test_long_text_is_cut_and_the_cut_counted():
    shown = safe_cell("长" * 40_000)
    assert len(shown) <= 32_767
    kept = shown.count("长")
    assert shown.endswith(f"…(+{40_000 - kept})")


@given(st.text(st.characters(), max_size=50))
def test_any_text_can_be_saved(text):
    cell = openpyxl.Workbook().active["A1"]
    cell.value = safe_cell(text)
    assert cell.data_type != "f"


def test_numbers_below_zero_stay_numbers(tmp_path):
    assessment = make_assessment()
    first = dataclasses.replace(assessment.results[0], value=-0.25, unit="ratio")
    path = write_results_xlsx(dataclasses.replace(assessment, results=(first,)), tmp_path / "n.xlsx")
    assert table(openpyxl.load_workbook(path)["结果"])[0]["数值"].value == -0.25


def test_nan_becomes_an_empty_cell(tmp_path):
    assessment = make_assessment()
    first = dataclasses.replace(assessment.results[0], value=float("nan"))
    path = write_results_xlsx(dataclasses.replace(assessment, results=(first,)), tmp_path / "n.xlsx")
    assert table(openpyxl.load_workbook(path)["结果"])[0]["数值"].value is None


def test_english_and_two_districts_below_each_other(tmp_path):
    surveyed = make_assessment(basis=Basis.SURVEYED)
    path = write_results_xlsx([make_assessment(), surveyed], tmp_path / "two.xlsx", lang="en")
    workbook = openpyxl.load_workbook(path)
    assert workbook.sheetnames == ["Overview", "Results", "Zones", "Layers", "Notes"]
    assert len(table(workbook["Overview"])) == 4
    assert workbook["Overview"]["A2"].value.startswith("INDICATIVE")
    assert table(workbook["Overview"])[0]["First Verdict"].value == "met ●"


def test_columns_and_rows_are_sized_by_their_texts(workbook):
    sheet = workbook["分区"]
    trace = next(cell for cell in sheet[head_row(sheet)] if cell.value == "边界形成过程")
    assert sheet.column_dimensions[trace.column_letter].width == 56.0
    assert sheet.row_dimensions[trace.row + 1].height > 5 * 16
    assert all(8.0 <= column.width <= 56.0 for column in sheet.column_dimensions.values())


def test_a_full_disk_leaves_the_old_workbook(path):
    before, limits = path.read_bytes(), resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, limits[1]))
    try:
        with pytest.raises(WorkspaceError):
            write_results_xlsx(make_assessment(), path)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert path.read_bytes() == before
