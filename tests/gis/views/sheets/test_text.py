"""Figures as text, with the number a workbook gets beside."""

import math

import pytest

from gis.views.sheets import text


def test_an_area_three_ways():
    shown = text.area_cells(28_950.0)  # 2.895 公顷 × 15 = 43.425 亩
    assert [cell.text for cell in shown] == ["28,950.00", "2.8950", "43.43"]
    assert [cell.number for cell in shown] == pytest.approx([28_950.0, 2.895, 43.425])


@pytest.mark.parametrize("value", [None, math.nan, math.inf])
def test_what_is_not_known_is_a_dash_and_no_number(value):
    for cell in (text.number(value, 2), text.share(value), text.quantity(value, "ratio", "zh")):
        assert (cell.text, cell.number) == ("–", None)


def test_numbers_and_their_formats():
    assert text.number(-950.0, 2, sign=True) == text.Entry("-950.00", -950.0, "+#,##0.00;-#,##0.00;#,##0.00")
    assert text.number(4_428_240.1234, 3, group=False) == text.Entry("4428240.123", 4_428_240.1234, "0.000")
    assert text.quantity(0.281, "share", "zh") == text.Entry("28.1 %", 0.281, "0.0%")
    assert text.quantity(23.6, "m", "zh").text == "23.6 米"
    assert text.quantity(23.6, "m", "en").number_format == '#,##0.0 "m"'
    assert text.quantity(1.25, "ratio", "en").text == "1.25"


def test_unknown_text_says_so():
    assert text.known_or(" ", "zh") == "未知"
    assert text.known_or("已建成 / built", "en") == "built"


def test_the_texts_of_a_table():
    grid = text.Grid("k", "T", ("h",), ((text.Entry("x"),),), (1.0,), note="n")
    assert grid.texts() == ["T", "n", "h", "x"]
