"""Messages: stable codes, words in two languages, the gravest decides the status."""

import re

import pytest

from gis.read.intake.messages import Level, Message, Notes, Status, status_of, wordings


@pytest.mark.parametrize("code", list(wordings()))
def test_every_code_has_words_in_both_languages(code: str) -> None:
    words = wordings()[code]
    assert re.fullmatch(r"[a-z][a-z0-9_]+", code)
    assert words.text["zh"], "a text in each language"
    assert words.text["en"], "a text in each language"
    assert bool(words.remedy["zh"]) == bool(words.remedy["en"])
    if words.level in (Level.QUESTION, Level.REFUSAL):
        assert words.remedy["zh"], "who is asked or refused must know what to do"
    facts = {lang: set(re.findall(r"\{(\w+)", words.text[lang] + words.remedy[lang])) for lang in ("zh", "en")}
    assert re.search(r"[\u4e00-\u9fff]", words.text["zh"])
    assert not re.search(r"[\u4e00-\u9fff]", words.text["en"].replace("“", "").replace("”", "")), "English alone"
    assert facts["zh"] ^ facts["en"] <= {"candidates", "keys", "edition", "key", "evidence", "evidence_en", "title",
                                         "title_en", "problem", "problem_en", "direction", "direction_en", "zh",
                                         "en"}  # fmt: skip


@pytest.mark.parametrize(
    ("levels", "status"),
    [
        ([], Status.ACCEPTED),
        (["note"], Status.ACCEPTED),
        (["note", "attention"], Status.ATTENTION),
        (["attention", "question"], Status.QUESTION),
        (["question", "refusal", "note"], Status.REFUSED),
    ],
)
def test_the_gravest_message_decides(levels: list[str], status: Status) -> None:
    by_level = {}
    for code, words in wordings().items():
        by_level.setdefault(words.level.value, code)
    facts = {name: 1 for code in by_level.values() for name in _facts(code)}
    assert status_of(Message(by_level[level], facts) for level in levels) is status


def _facts(code: str) -> set[str]:
    words = wordings()[code]
    return set(re.findall(r"\{(\w+)", "".join([*words.text.values(), *words.remedy.values()])))


def test_exit_codes() -> None:
    assert [status.exit_code for status in Status] == [0, 1, 2, 3]
    assert Status.REFUSED.exit_code == 2
    assert Status.QUESTION.exit_code == 3


def test_notes_keep_order_and_refuse_what_has_no_words() -> None:
    notes = Notes()
    notes.add("rings_closed", where="a.shp", count=3)
    notes.add("file_damaged", problem="x")
    assert [message.code for message in notes.messages] == ["rings_closed", "file_damaged"]
    assert notes.refused
    with pytest.raises(KeyError):
        notes.add("no_such_code")
    with pytest.raises(KeyError):
        notes.add("rings_closed")


def test_facts_are_shown_as_people_write_them() -> None:
    message = Message("rows_repeated", {"count": 1234567, "rows": list(range(1, 12))}, "图层 a")
    assert "1,234,567" in message.text()
    assert "1、2、3、4、5、6、7、8 (+3)" in message.text()
    told = message.as_json("en")
    assert set(told) == {"code", "level", "text", "where", "remedy"}
    assert told["text"].startswith("1,234,567 rows repeat")


def test_text_of_files_is_not_a_template() -> None:
    message = Message("file_damaged", {"problem": "{problem} {0} {count}"})
    assert "{problem} {0} {count}" in message.text()


def test_facts_of_ours_in_two_languages_show_one() -> None:
    message = Message("file_damaged", {"problem": "不是工作簿 / no workbook"})
    assert message.text() == "文件读不了:不是工作簿"
    assert message.text("en") == "the file cannot be read: no workbook"
    altered = Message(
        "made_valid", {"count": 1, "rows": [1], "change_m2": 0.5, "reasons": ["自相交 × 2 / crossing × 2"]}
    )
    assert "(自相交 × 2)" in altered.text()
    assert "(crossing × 2)" in altered.text("en")


def test_texts_of_files_are_shown_whole() -> None:
    message = Message("files_not_read", {"count": 1, "names": ["公园 / park.dwg"]})
    assert "公园 / park.dwg" in message.text()
