"""Texts proved numbers or left alone; angles in all spellings."""

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis.read.intake.formats.table_numbers import (
    MISSING,
    is_code_name,
    is_number,
    numbers,
    packed_degrees,
    plain,
    prove,
    read_angle,
    unguarded,
)
from gis.views.spreadsheet import without_formula


def proved(values, name="面积"):
    return prove(name, pa.chunked_array([pa.array(values, type=pa.string())]))


ANGLES = [
    ("117°02′30.5″E", 117 + 2 / 60 + 30.5 / 3600),
    ("117°02'30.5\"", 117 + 2 / 60 + 30.5 / 3600),
    ("117°2'30''", 117 + 2.5 / 60),
    ("东经117度02分30秒", 117 + 2.5 / 60),
    ("北纬36.5°", 36.5),
    ("117-02-30", 117 + 2.5 / 60),
    ("117:02:30", 117 + 2.5 / 60),
    ("117 02 30", 117 + 2.5 / 60),
    ("E117°02′30″", 117 + 2.5 / 60),
    ("117°02.5′", 117 + 2.5 / 60),
    ("36°40′30″N", 36.675),
    ("36°40′30″S", -36.675),
    ("W10°", -10.0),
    ("-117-02-30", -(117 + 2.5 / 60)),
    ("117d02m30s", 117 + 2.5 / 60),
    ("\uff11\uff11\uff17°\uff10\uff12′", 117 + 2 / 60),
    ("117度", 117.0),
    ("117º02´30˝", 117 + 2.5 / 60),
    ("117°02’30.0”", 117 + 2.5 / 60),
    ("南纬36度40分", -(36 + 40 / 60)),
    ("0°0′1″", 1 / 3600),
    ("117.04", 117.04),
]
NO_ANGLES = [
    "",
    "abc",
    "117°61′",
    "117°02′61″",
    "1.5°30′",
    "117°2.5′30″",
    "117°02′30″X",
    "东",
    "12亩",
    "117°-2′",
    "1e3",
    "1234°",
    "—",
]


@pytest.mark.parametrize(("text", "degrees"), ANGLES)
def test_angles(text, degrees):
    assert read_angle(text) == pytest.approx(degrees, abs=1e-12)


@pytest.mark.parametrize("text", NO_ANGLES)
def test_what_is_no_angle(text):
    assert read_angle(text) is None


@given(st.integers(0, 179), st.integers(0, 59), st.integers(0, 59999))
def test_an_angle_comes_back_from_every_spelling(degrees, minutes, thousandths):
    seconds = thousandths / 1000
    value = degrees + minutes / 60 + seconds / 3600
    for text in (
        f"{degrees}°{minutes:02d}′{seconds:06.3f}″",
        f"{degrees}-{minutes}-{seconds}",
        f"E{degrees}:{minutes}:{seconds}",
    ):
        assert read_angle(text) == pytest.approx(value, abs=1e-12)
    packed = packed_degrees([f"{degrees}.{minutes:02d}{thousandths:05d}"])
    assert packed is not None
    assert packed[0] == pytest.approx(value, abs=1e-9)


def test_packed_degrees_need_depth_and_minutes_below_60():
    np.testing.assert_allclose(packed_degrees(["117.0230", "-36.403"]), [117 + 2.5 / 60, -36.675])
    assert packed_degrees(["117.02", "36.40"]) is None
    assert packed_degrees(["117.6130", "36.4030"]) is None
    assert packed_degrees(["117.0261"]) is None
    assert packed_degrees(["abc.0230"]) is None


def test_figures_become_numbers():
    assert proved(["1", "2", None]).values.to_pylist() == [1, 2, None]
    assert proved(["1", "2.50"]).values.to_pylist() == [1.0, 2.5]
    assert proved(["+3", "-.5", "1e3"]).values.to_pylist() == [3.0, -0.5, 1000.0]
    found = proved(["1,234.5", "-12,345", "7"])
    assert (found.values.to_pylist(), found.grouped) == ([1234.5, -12345.0, 7.0], 2)
    found = proved(["\uff11\uff12", "3"])
    assert (found.values.to_pylist(), found.wide) == ([12, 3], 1)
    found = proved(["12%", "3.5\uff05"])
    assert (found.values.to_pylist(), found.percent) == ([pytest.approx(0.12), pytest.approx(0.035)], True)
    found = proved(["1", "—", "无", "N/A"])
    assert (found.values.to_pylist(), found.missing) == ([1, None, None, None], 3)


@pytest.mark.parametrize(
    "values",
    [
        ["0701", "1207"],
        ["370102199001011234"],
        ["1e400"],
        ["nan"],
        ["inf"],
        ["2024-05-01"],
        ["12亩"],
        ["—"],
        [None],
        ["12%", "3"],
        ["1,23", "4"],
        ["0x10"],
        ["1_000"],
        ["甲"],
        ["TRUE"],
        ["+0531", "1"],
        ["1", "-0701"],
    ],
)
def test_what_stays_text(values):
    assert proved(values).values.to_pylist() == values
    assert not proved(values).numeric


@pytest.mark.parametrize(
    "name", ["编号", "宗地代码", "身份证号", "电话", "id", "BSM", "XZQDM", "plot_id", "日期", "邮编", "序号", "code"]
)
def test_codes_by_name_never_become_numbers(name):
    assert is_code_name(name)
    assert proved(["1", "2"], name).values.to_pylist() == ["1", "2"]


@pytest.mark.parametrize("name", ["面积", "人口", "GDP", "x", "paid", "width", "容积率", "2020"])
def test_other_names_do_not_stop_a_number(name):
    assert not is_code_name(name)


def test_strays_in_a_column_of_figures_are_shown():
    assert proved([*"123456789", "12亩"]).strays == ("12亩",)
    assert proved(["1", "甲", "乙"]).strays == ()
    assert proved([*["0701"] * 9, "甲"]).strays == ()


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1, max_size=20))
def test_floats_survive_as_text(values):
    found = proved([repr(value) for value in values])
    assert found.values.to_pylist() == values


@given(st.lists(st.integers(-(10**15) + 1, 10**15 - 1), min_size=1, max_size=20))
def test_whole_numbers_survive_as_text(values):
    assert proved([str(value) for value in values]).values.to_pylist() == values


@given(st.lists(st.text(max_size=8), max_size=8))
def test_any_column_is_numbers_or_itself(texts):
    values = [text or None for text in texts if text < "\ud800" or text.isprintable()]
    found = proved(values)
    assert len(found.values) == len(values)
    assert found.numeric or found.values.to_pylist() == values


def test_numbers_read_over_separators():
    np.testing.assert_equal(
        numbers(["1,234.5", "\uff11", None, "x", "inf", "nan", "'5", "1_0", "12亩"]),
        [1234.5, 1.0, np.nan, np.nan, np.nan, np.nan, 5.0, np.nan, np.nan],
    )
    np.testing.assert_equal(numbers(["1", None, " 2.5 "]), [1.0, np.nan, 2.5])


@given(st.text(max_size=12))
def test_the_apostrophe_of_an_export_comes_off_again(text):
    assert unguarded(without_formula(text)) == text


def test_plain_and_number():
    assert plain(" \uff21\uff11 ") == "A1"
    assert all(map(is_number, ["1", "-1.5", "1,000", "12%", "1e5"]))
    assert not any(map(is_number, ["", "1,00", "a", "1-2", "—"]))
    assert "—" in MISSING
