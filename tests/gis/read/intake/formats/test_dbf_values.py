"""Texts of .dbf fields in their kind, exactly: ids keep their digits, days must be in the calendar."""

from datetime import date

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gis.read.intake.formats.dbf import Field
from gis.read.intake.formats.dbf_values import binary_values, typed


def of(kind: str, values: list[str | None], *, width: int = 20, decimals: int = 0) -> tuple[list[object], list[object]]:
    found = typed(Field(b"A", kind, 1, width, decimals), pa.array(values, type=pa.string()))
    return found.values.to_pylist(), [] if found.odd is None else found.odd.to_pylist()


@pytest.mark.parametrize(
    ("values", "decimals", "expected"),
    [
        (["110000202400000123", None], 0, [110000202400000123, None]),
        (["110000202400000123.000", "1"], 3, [110000202400000123, 1]),
        (["1.50", "-.5", "+3"], 2, [1.5, -0.5, 3.0]),
        (["1.2E+05", "3"], 0, [120000.0, 3.0]),
        (["0701", "1401"], 0, ["0701", "1401"]),
        (["-12", "0", "+7"], 0, [-12, 0, 7]),
        (["9" * 20, "1"], 0, ["9" * 20, "1"]),
        ([None, None], 0, [None, None]),
    ],
)
def test_numbers(values: list[str | None], decimals: int, expected: list[object]) -> None:
    found, odd = of("N", values, decimals=decimals)
    assert found == expected
    assert [type(value) for value in found] == [type(value) for value in expected]
    assert not odd


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(-(10**17), 10**18 - 1), min_size=1, max_size=8))
def test_whole_numbers_of_18_digits_are_exact(numbers: list[int]) -> None:
    assert of("N", [str(number) for number in numbers], width=18)[0] == numbers


@pytest.mark.parametrize("text", ["12亩", "1,5", "nan", "inf", "-", "1.#QNAN", "0x10", "1e", "--1", "1 2"])
def test_no_number_is_kept_as_text(text: str) -> None:
    assert of("N", ["1", text], decimals=2) == ([1.0, None], [None, text])


def test_stars_over_the_whole_width_are_no_value() -> None:
    found = typed(Field(b"A", "N", 1, 4, 0), pa.array(["****", "12", "**"]))
    assert found.stars == 1
    assert found.values.to_pylist() == [None, 12, None]
    assert found.odd.to_pylist() == [None, None, "**"]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("20240229", date(2024, 2, 29)),
        ("2024-01-31", date(2024, 1, 31)),
        ("2024/01/31", date(2024, 1, 31)),
        ("00010101", date(1, 1, 1)),
        ("99991231", date(9999, 12, 31)),
        ("00000000", None),
        (None, None),
    ],
)
def test_days(text: str | None, day: date | None) -> None:
    assert of("D", [text]) == ([day], [])


@pytest.mark.parametrize("text", ["20241345", "20230229", "2024-13-", "NaT", "00000101", "1月3日", "2024"])
def test_no_day_is_kept_as_text(text: str) -> None:
    assert of("D", [text, "20240101"]) == ([None, date(2024, 1, 1)], [text, None])


def test_yes_and_no() -> None:
    assert of("L", ["T", "y", "F", "n", "?", None], width=1) == ([True, True, False, False, None, None], [])
    assert of("L", ["T", "X"], width=1) == ([True, None], [None, "X"])


def test_binary_numbers() -> None:
    cells = np.array([[1, 0, 0, 0], [255, 255, 255, 255]], dtype=np.uint8)
    assert binary_values(Field(b"A", "I", 1, 4, 0), cells).to_pylist() == [1, -1]
    assert binary_values(Field(b"A", "I", 1, 3, 0), cells[:, :3]).to_pylist() == [None, None]
