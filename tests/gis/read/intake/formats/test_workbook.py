"""Workbooks old and new: every sheet a layer, nothing computed, nothing guessed."""

from datetime import date, datetime, time

import pytest
from openpyxl.chart import BarChart, Reference

from gis.read.intake.formats.workbook import cell_text, read
from tests.gis.read.intake import making_table as making
from tests.gis.read.intake.formats.reading import codes, read_file

HEAD = ("名称", "WGS84经度", "WGS84纬度")


def sheets(tmp_path, make, **options):
    return read_file(read, make(tmp_path), **options)


@pytest.mark.parametrize("make", [making.xlsx_of(making.rows_of(*making.PLAIN)), making.xls_of(*making.PLAIN)])
def test_a_plain_sheet(tmp_path, make):
    (layer,), notes = sheets(tmp_path, make)
    assert layer.table.to_pylist() == [{"名称": "甲"}, {"名称": "乙"}]
    assert [(shape.x, shape.y) for shape in layer.geometry] == [(117.101, 36.651), (117.102, 36.652)]
    assert [*layer.rows] == [2, 3]
    assert codes(notes) == {"table_system_named"}


def test_sheets_are_layers_and_hidden_ones_are_told(tmp_path):
    layers, notes = sheets(tmp_path, making.xlsx_of(making.several))
    assert [layer.name for layer in layers] == ["Sheet", "备份"]
    assert {"table_sheet_hidden", "table_sheets_empty"} <= codes(notes)
    layers, notes = sheets(tmp_path, making.xls_of(*making.PLAIN, hidden=True))
    assert [layer.name for layer in layers] == ["一", "二"]
    assert "table_sheet_hidden" in codes(notes)


def test_merged_titles_and_a_head_in_two_rows(tmp_path):
    (layer,), notes = sheets(tmp_path, making.xlsx_of(making.titled))
    assert layer.table.column_names == ["序号", "名称"]
    assert layer.facts["position_columns"] == ["坐标_X", "坐标_Y"]
    assert (layer.geometry[0].x, layer.geometry[0].y) == (39_508_900.0, 4_057_700.0)
    assert [*layer.rows] == [4, 5, 6]
    assert {"table_titles", "table_head_two_rows", "table_axes_by_size"} <= codes(notes)


def test_blank_rows_between_are_counted(tmp_path):
    rows = making.rows_of(*making.PLAIN[:2], (), (None, " "), making.PLAIN[2], ())
    for make in (making.xlsx_of(rows), making.xls_of(*making.PLAIN[:2], (), ("", " "), making.PLAIN[2], ("",))):
        (layer,), notes = sheets(tmp_path, make)
        assert [*layer.rows] == [2, 5]
        assert next(m for m in notes.messages if m.code == "table_blank_rows").facts["count"] == 2


def test_codes_keep_the_zeros_of_their_format(tmp_path):
    (layer,), notes = sheets(tmp_path, making.xlsx_of(making.formatted))
    assert layer.table.column("代码").to_pylist() == ["0701", "1207"]
    assert next(m for m in notes.messages if m.code == "table_codes_padded").facts["count"] == 1
    (layer,), _ = sheets(tmp_path, making.xls_of(("代码", *HEAD[1:], "日期"), (701, 117.1, 36.6, date(2024, 5, 1))))
    assert layer.table.to_pylist() == [{"代码": "0701", "日期": "2024-05-01"}]


def test_long_ids(tmp_path):
    rows = making.rows_of(("证号", *HEAD[1:]), ("370102199001011234", 117.1, 36.6), (3.70102199001011e17, 117.2, 36.7))
    (layer,), notes = sheets(tmp_path, making.xlsx_of(rows))
    assert layer.table.column("证号").to_pylist() == ["370102199001011234", "370102199001011008"]
    assert next(m for m in notes.messages if m.code == "table_digits_lost").facts["cells"] == ["A3"]


def test_errors_are_missing_and_told(tmp_path):
    rows = making.rows_of((*HEAD, "值"), ("甲", 117.1, 36.6, "#N/A"), ("乙", 117.2, 36.7, 5))
    (layer,), notes = sheets(tmp_path, making.xlsx_of(rows))
    assert layer.table.column("值").to_pylist() == [None, 5]
    assert next(m for m in notes.messages if m.code == "table_cell_errors").facts == {"count": 1, "samples": ["#N/A"]}


def test_formulas_are_never_computed(tmp_path):
    rows = making.rows_of((*HEAD, "值", "文"), ("甲", 117.1, 36.6, "=1+1", "=A1&B1"), ("乙", 117.2, 36.7, 5, "x"))
    (layer,), notes = sheets(tmp_path, making.xlsx_of(rows))
    assert layer.table.column("值").to_pylist() == [None, 5]
    told = next(m for m in notes.messages if m.code == "table_formulas_uncomputed")
    assert told.facts == {"count": 2, "cells": ["D2", "E2"]}


def test_a_stored_result_is_taken(tmp_path):
    def stored(member, content):
        if not member.endswith("sheet1.xml"):
            return content
        return content.replace(b"<v>36.651</v>", b"<f>A1*2</f><v>36.651</v>")

    (layer,), notes = sheets(tmp_path, making.xlsx_changed(stored))
    assert layer.geometry[0].y == 36.651
    assert "table_formulas_uncomputed" not in codes(notes)


def test_numbers_stored_as_text(tmp_path):
    rows = making.rows_of((*HEAD, "人"), ("甲", "117.1", 36.6, "12"), ("乙", 117.2, 36.7, 13))
    (layer,), notes = sheets(tmp_path, making.xlsx_of(rows))
    assert layer.table.column("人").to_pylist() == [12, 13]
    assert next(m for m in notes.messages if m.code == "table_figures_as_text").facts["count"] == 1


def test_a_sheet_that_claims_all_rows_there_are(tmp_path):
    (layer,), _ = sheets(tmp_path, making.xlsx_changed(making.claiming))
    assert len(layer.table) == 2


def test_one_far_cell_is_refused_not_filled_up(tmp_path):
    layers, notes = sheets(tmp_path, making.xlsx_changed(making.far_cell))
    assert layers is None
    assert "table_too_large" in codes(notes)


def test_charts_are_told(tmp_path):
    def charted(book):
        making.rows_of(*making.PLAIN)(book)
        chart = BarChart()
        chart.add_data(Reference(book.active, min_col=2, min_row=1, max_row=3), titles_from_data=True)
        book.create_chartsheet("图").add_chart(chart)

    layers, notes = sheets(tmp_path, making.xlsx_of(charted))
    assert len(layers) == 1
    assert "table_sheets_other" in codes(notes)


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (making.xlsx_of(lambda book: None), "table_empty"),  # noqa: ARG005
        (making.halved(making.xlsx_of(making.rows_of(*making.PLAIN))), "file_damaged"),
        (making.csv_of(b"PK\x03\x04" + b"x" * 500, name="a.xlsx"), "file_damaged"),
        (making.xls_of(*making.PLAIN, locked=True), "workbook_encrypted"),
        (making.csv_of(making.ole_of(b"x" * 5000, name="EncryptedPackage"), name="a.xlsx"), "workbook_encrypted"),
        (making.csv_of(making.ole_of(b"x" * 5000, name="WordDocument"), name="a.xls"), "file_damaged"),
        (making.csv_of(making.ole_of(bytes(range(256)) * 20), name="a.xls"), "file_damaged"),
        (making.csv_of("<html><table></table></html>", name="a.xls"), "table_web_page"),
        (making.csv_of("<?xml version='1.0'?><Workbook/>", name="a.xls"), "table_web_page"),
        (making.csv_of(b"\0" * 400, name="a.xls"), "file_damaged"),
        (making.csv_of(b"", name="a.xls"), "file_damaged"),
        (making.xlsx_changed(lambda name, content: b"" if name.endswith("workbook.xml") else content), "file_damaged"),
        (making.xlsx_changed(lambda name, content: content[:-20] if "sheet1" in name else content), "file_damaged"),
        (making.xlsx_changed(lambda name, content: b"\xff" + content if "sheet1" in name else content), "file_damaged"),
    ],
)
def test_what_cannot_be_read_says_why(tmp_path, make, code):
    layers, notes = sheets(tmp_path, make)
    assert layers is None
    assert codes(notes) == {code}


@pytest.mark.parametrize("cut", range(0, 4800, 160))
def test_an_old_workbook_cut_or_spoilt_anywhere_is_a_message(tmp_path, cut):
    content = making.ole_of(making.xls_stream([("一", 0, making.PLAIN)]))
    for spoilt in (content[:cut], content[:cut] + b"\xff\xfe\x00\x7f" + content[cut + 4 :]):
        layers, notes = read_file(read, making.csv_of(spoilt, name="a.xls")(tmp_path))
        assert layers is not None or notes.refused


def test_text_under_the_name_of_a_workbook(tmp_path):
    for encoding in ("utf-8", "gbk", "utf-16"):
        make = making.csv_of("名称\tWGS84经度\tWGS84纬度\n甲\t117.1\t36.6\n", encoding=encoding, name="a.xls")
        (layer,), notes = sheets(tmp_path, make)
        assert len(layer.table) == 1
        assert "table_text_as_workbook" in codes(notes)


def test_cells_as_text():
    values = [
        None,
        " a ",
        True,
        False,
        3,
        3.0,
        0.1,
        1e20,
        1e300,
        datetime.fromisoformat("2024-05-01"),
        datetime.fromisoformat("2024-05-01T08:30"),
        date(2024, 5, 1),
        time(8),
    ]
    texts = [
        "",
        "a",
        "TRUE",
        "FALSE",
        "3",
        "3",
        "0.1",
        "100000000000000000000",
        "1e+300",
        "2024-05-01",
        "2024-05-01 08:30:00",
        "2024-05-01",
        "08:00:00",
    ]
    assert [cell_text(value) for value in values] == texts
