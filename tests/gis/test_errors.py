import inspect
import pickle

import pytest

from gis import errors
from gis.errors import GisError, MissingColumnError, OpenClauseError, UnitError, UnknownDistrictError, WorkspaceError

CLASSES = [cls for _, cls in inspect.getmembers(errors, inspect.isclass) if issubclass(cls, GisError)]


@pytest.mark.parametrize("cls", CLASSES)
def test_every_error_says_its_piece_in_both_languages(cls):
    assert set(cls.texts) == {"zh", "en"}
    assert cls.__doc__
    assert cls.code


def test_codes_are_unique():
    own = [cls.code for cls in CLASSES if "code" in vars(cls)]
    assert len(own) == len(set(own))


def test_the_tree_is_drawn_in_full():
    drawn = errors.__doc__ or ""
    assert not [cls.__name__ for cls in CLASSES if cls.__name__ not in drawn]
    assert set(errors.__all__) == {"in_language", "GisWarning", *(cls.__name__ for cls in CLASSES)}


def test_a_message_names_what_where_expected_next():
    error = MissingColumnError(layer="buildings", source="a.gpkg", missing=["storeys"], found=["id", "use"])
    assert "storeys" in str(error)
    assert "id、use" in str(error)
    assert "district.toml" in error.message("en")
    assert isinstance(error, ValueError)


def test_long_lists_are_counted_not_printed():
    error = MissingColumnError(layer="x", source="y", missing=[str(n) for n in range(30)], found=[])
    assert "(+22)" in str(error)


def test_braces_in_facts_are_text():
    assert "{remedy}" in OpenClauseError(clause="{remedy}路以东", missing=["北侧"]).message("zh")


@pytest.mark.parametrize("cls", [UnknownDistrictError, WorkspaceError])
def test_builtin_parents_do_not_change_the_text(cls):
    facts = {"name": "a", "known": ["b"], "workspace": "w", "path": "p", "problem": "满了"}
    assert str(cls(**facts)) == cls(**facts).message("zh")


def test_unit_error_keeps_its_facts():
    error = UnitError(text="3", expected="'300 m'")
    assert (error.text, error.expected) == ("3", "'300 m'")
    assert "'3'" in error.message("en")


def test_unknown_language_falls_back_to_chinese():
    assert WorkspaceError(path="p", problem="q").message("fr") == WorkspaceError(path="p", problem="q").message("zh")


@pytest.mark.parametrize(
    ("text", "zh", "en"),
    [
        ("磁盘已满 / the disk is full", "磁盘已满", "the disk is full"),
        ("未找到 / missing: 环线", "未找到", "missing: 环线"),
        ("甲路 / 乙路", "甲路 / 乙路", "甲路 / 乙路"),
        ("a / b", "a / b", "a / b"),
        ("只有中文", "只有中文", "只有中文"),
    ],
)
def test_a_text_in_two_languages_shows_one(text, zh, en):
    assert errors.in_language(text, "zh") == zh
    assert errors.in_language(text, "en") == en
    assert zh in WorkspaceError(path="p", problem=text).message("zh")


def test_errors_cross_processes():
    error = OpenClauseError(clause="甲路以东", missing=["北侧"])
    assert "甲路" in str(pickle.loads(pickle.dumps(error)))  # noqa: S301 - our own bytes
