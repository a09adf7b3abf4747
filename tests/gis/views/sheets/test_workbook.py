"""The workbook, opened again: numbers are numbers, text is text, long tables on their own sheets."""

from io import BytesIO

from openpyxl import load_workbook

from gis.plots.corners import corner_table
from gis.views.plot_card.sheet import laid_out
from gis.views.plot_card.writer import card_bytes
from gis.views.sheets.workbook import xlsx_bytes
from tests.gis.views.plot_card.sample import make_card, many_cornered


def made(card, lang="zh"):
    return load_workbook(BytesIO(xlsx_bytes(laid_out(card, lang), None)))


def values(page):
    return [cell.value for row in page.iter_rows() for cell in row if cell.value is not None]


def test_numbers_stay_numbers_with_their_formats():
    page = made(make_card())["地块信息卡"]
    cells = {cell.value: cell for row in page.iter_rows() for cell in row}
    assert cells[28_950.0].number_format == "#,##0.00"
    assert cells[2.895].number_format == "#,##0.0000"
    assert cells[0.281].number_format == "0.0%"
    assert cells[4_428_240.0].number_format == "0.000"
    assert {"达标 ●", "未达标 ▲", "未评估 –"} <= set(cells)


def test_every_text_is_there():
    sheet, found = laid_out(make_card()), values(made(make_card())["地块信息卡"])
    wanted = {cell.text for grid in sheet.grids() for row in grid.rows for cell in row if cell.number is None}
    assert not wanted - {""} - set(found)
    assert {fact.text for fact in sheet.facts} <= set(found)


def test_nothing_of_a_stranger_is_a_formula():
    page = made(make_card(holder='=HYPERLINK("x")', name="+1", plot_id="@SUM(1)"))["地块信息卡"]
    assert {'\'=HYPERLINK("x")', "'+1", "'@SUM(1)"} <= set(values(page))
    assert not [cell for row in page.iter_rows() for cell in row if cell.data_type == "f"]


def test_three_hundred_corners_on_their_own_sheet_with_heads_on_every_page():
    page = made(make_card(corners=corner_table(many_cornered(300))))["界址点坐标"]
    assert page.print_title_rows == "$1:$3"
    assert [page.cell(row, 1).value for row in (3, 4, 303, 304)] == ["点号", "J1", "J300", "J1"]


def test_the_map_is_in_it():
    page = load_workbook(BytesIO(card_bytes(make_card(), (".xlsx",), lang="en")[".xlsx"])).active
    assert page.title == "Plot information card"
    assert len(page._images) == 1
