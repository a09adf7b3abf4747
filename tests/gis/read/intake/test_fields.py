"""Fields described: types, meanings, and the edition of land-use codes."""

import datetime as dt

import pyarrow as pa
import pytest

from gis.read.intake.fields import describe_fields
from gis.read.intake.messages import Notes
from gis.read.intake.model import ReadOptions


def described(columns: dict[str, list], **options: str) -> tuple[list[dict], Notes]:
    notes = Notes()
    return describe_fields(pa.table(columns), ReadOptions(**options), notes, where="x"), notes


def codes(notes: Notes) -> list[str]:
    return [message.code for message in notes.messages]


def test_types_and_meanings() -> None:
    told, notes = described({
        "BSM": ["1"], "MJ": [1.5], "n": [3], "日期": [dt.date(2026, 1, 1)], "ok": [True], "blob": [b"x"],
    })  # fmt: skip
    assert [(field["type"], field["means"]) for field in told] == [
        ("text", "id"), ("number", "area_stated_m2"), ("integer", ""), ("date", ""), ("flag", ""), ("text", ""),
    ]  # fmt: skip
    assert not notes.messages


def test_two_fields_of_one_meaning() -> None:
    told, notes = described({"BSM": ["1"], "编号": ["2"]})
    assert [field["means"] for field in told] == ["id", ""]
    assert codes(notes) == ["fields_alike"]
    assert notes.messages[0].facts["names"] == ["BSM", "编号"]


def test_the_edition_is_told() -> None:
    _, notes = described({"DLBM": ["0702", "0601"], "DLMC": ["农村宅基地", "工业用地"]})
    assert codes(notes) == ["land_use_edition"]
    assert notes.messages[0].facts["key"] == "survey"


def test_an_open_edition_is_a_question_only_where_it_matters() -> None:
    columns = {"DLBM": ["0701", "1001"]}
    assert codes(described(columns)[1]) == ["land_use_edition_open"]
    assert codes(described(columns, kind="land_use")[1]) == ["land_use_edition_question"]
    assert codes(described(columns, kind="land_use", edition="2023")[1]) == ["land_use_edition"]
    assert codes(described(columns, kind="parks")[1]) == ["land_use_edition_open"]


def test_unknown_codes_are_listed() -> None:
    _, notes = described({"DLBM": ["0701", "9999"], "DLMC": ["城镇住宅用地", "?"]}, edition="2023")
    assert codes(notes) == ["land_use_edition", "land_use_codes_unknown"]
    assert notes.messages[1].facts["codes"] == ["9999"]
    assert codes(described({"DLBM": ["0701", "9999"]}, edition="2023")[1])[1:] == ["land_use_codes_unknown"]


def test_codes_as_numbers_and_blanks() -> None:
    assert codes(described({"code": [701, 1001]}, edition="2023")[1])
    assert not described({"code": [None, ""]})[1].messages
    assert not described({"code": [1.5, 2.5]})[1].messages


@pytest.mark.parametrize("count", [5_000])
def test_many_codes_are_bounded(count: int) -> None:
    _, notes = described({"DLBM": [f"X{at}" for at in range(count)]})
    assert len(notes.messages) <= 1


def test_an_alias_speaks_where_the_name_does_not() -> None:
    notes = Notes()
    aliases = {"F1": "用地代码", "MJ": "名称"}
    told = describe_fields(pa.table({"F1": ["0101"], "MJ": [1.0]}), ReadOptions(), notes, where="x", aliases=aliases)
    assert [field["means"] for field in told] == ["code", "area_stated_m2"]
