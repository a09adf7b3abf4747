"""Rows of texts made a layer."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis.read.intake.formats.table_rows import Sheet, read_sheet
from gis.read.intake.limits import LIMITS, Limits, put_in_force
from gis.read.intake.messages import Notes
from gis.read.intake.model import ReadOptions, RefusedError


def layer_of(*rows, loose=True, **more):
    notes = Notes()
    lines = ((at, row.split("|") if row else []) for at, row in enumerate(rows, start=1))
    layer = read_sheet(Sheet("表", "表", lines, loose=loose, **more), ReadOptions(), notes)
    return layer, {message.code: message for message in notes.messages}


def test_rows_keep_their_numbers():
    layer, told = layer_of("", "题目||", "名称|a|b", "甲|1|2", "", "||", "乙|3|4", "")
    assert layer.table.to_pylist() == [{"名称": "甲", "a": 1, "b": 2}, {"名称": "乙", "a": 3, "b": 4}]
    assert [*layer.rows] == [4, 7]
    assert told["table_blank_rows"].facts["count"] == 2
    assert layer.tabular


def test_lines_that_are_no_rows_are_set_aside_with_their_number():
    layer, told = layer_of(
        "名称|a|b|c",
        "1|2|3|4",
        "甲|1|2|3",
        "名称|a|b|c",
        "乙|1|2",
        "丙|1|2|3|4",
        "丁|1|2|3||",
        "小计|1|2|3",
        "合  计:|1|2|3",
        "注:略|||",
    )
    assert [*layer.rows] == [3, 7]
    assert [(one.row, one.code) for one in layer.quarantined] == [
        (2, "table_head_repeated"),
        (4, "table_head_repeated"),
        (5, "table_row_uneven"),
        (6, "table_row_uneven"),
        (8, "table_totals_row"),
        (9, "table_totals_row"),
        (10, "table_remark_row"),
    ]
    assert told["table_row_uneven"].facts == {"count": 2, "rows": [5, 6]}


def test_names_that_only_look_like_totals_are_rows():
    layer, _ = layer_of("名称|a|b", "合计小区|1|2", "总计划|1|2", "注册地|1|2", "1|2|3")
    assert len(layer.table) == 4


def test_short_rows_of_a_sheet_are_filled_up():
    layer, _ = layer_of("名称|a|b", "甲|1", "乙|1|2", loose=False)
    assert layer.table.to_pylist()[0] == {"名称": "甲", "a": 1, "b": None}
    assert layer.quarantined == []


def test_names_twice_blank_and_lacking():
    layer, told = layer_of("a|a||a_2|", "1|2|3|4|", "5|6|7|8|")
    assert layer.table.column_names == ["a", "a_3", "列3", "a_2"]
    assert {"table_head_twice", "table_head_blank", "table_blank_columns"} <= set(told)
    layer, told = layer_of("名称|面积", "甲|1|x", "乙|2|y", "丙|3|z")
    assert layer.table.column_names == ["名称", "面积", "列3"]
    assert layer.quarantined == []
    assert "table_head_blank" in told


def test_figures_stored_as_text_are_told_where_others_are_not():
    assert layer_of("n", "1", "2", text_figures=Counter({0: 1}))[1]["table_figures_as_text"].facts["count"] == 1
    assert "table_figures_as_text" not in layer_of("n", "1", "2", text_figures=Counter({0: 2}))[1]


def test_nothing_is_none():
    assert layer_of("", "||")[0] is None
    assert layer_of()[0] is None


def test_a_head_alone_is_an_empty_layer():
    layer, _ = layer_of("名称|a|b")
    assert (len(layer.table), layer.table.column_names) == (0, ["名称", "a", "b"])


def test_limits_end_the_read():
    put_in_force(Limits(rows=10_000, columns=5))
    try:
        with pytest.raises(RefusedError):
            layer_of("a|b|c|d|e|f", "1|2|3|4|5|6")
        with pytest.raises(RefusedError):
            layer_of("a|b", *["1|2"] * 10_001)
        assert len(layer_of("a|b", *["1|2"] * 10_000)[0].table) == 10_000
    finally:
        put_in_force(LIMITS)


CELLS = st.sampled_from(["", "甲", "1", "117.1", "36.6", "合计", "注:x", " ", "—", "0701"])


@given(st.lists(st.lists(CELLS, max_size=5), max_size=12))
def test_every_line_is_a_row_blank_or_set_aside(rows):
    lines = ["名称|WGS84经度|WGS84纬度", "点|117.1|36.6", *("|".join(row) for row in rows)]
    layer, _ = layer_of(*lines)
    below = {*range(2, len(lines) + 1)}
    filled = {at for at in below if lines[at - 1].replace("|", "").strip()}
    assert {*layer.rows.tolist()} | {one.row for one in layer.quarantined} == filled
    assert len(layer.rows) + len(layer.quarantined) == len(filled)
    assert len(layer.table) == len(layer.geometry) == len(layer.rows)


def test_rows_with_positions_and_without():
    layer, _ = layer_of("名称|WGS84经度|WGS84纬度", "甲|117.1|36.6", "乙||", "丙|117.2|36.7")
    assert layer.table.to_pylist()[1] == {"名称": "乙", "WGS84经度": None, "WGS84纬度": None}
    assert layer.facts["position_columns"] == ["WGS84经度", "WGS84纬度"]
    assert not layer.tabular
    assert layer.condemned == {1: "table_position_missing"}
    layer, _ = layer_of("名称|WGS84经度|WGS84纬度", "甲|117.1|36.6")
    assert layer.table.to_pylist() == [{"名称": "甲"}]


def test_mended_rows_and_those_without_a_shape():
    layer, _ = layer_of("名称|wkt", "甲|", "乙|POLYGON((0 0,1 0,1 1))", "丙|POINT(1 1)", "丁|POINT(1")
    assert layer.mended == {1}
    assert layer.condemned == {0: "table_position_missing", 3: "table_position_unread"}
    assert layer.table.to_pylist()[3] == {"名称": "丁", "wkt": "POINT(1"}
