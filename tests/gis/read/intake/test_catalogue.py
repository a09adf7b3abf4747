"""The page of messages is what the texts say."""

import re
from pathlib import Path

from gis.read.intake.catalogue import areas, catalogue_page
from gis.read.intake.messages import Level, wordings

PAGE = Path(__file__).resolve().parents[4] / "docs" / "messages.md"


def test_the_page_in_the_repository_is_the_one_of_the_texts() -> None:
    kept = PAGE.read_text(encoding="utf-8")
    assert kept == catalogue_page(), f"{PAGE.name} is old: write catalogue_page() into it"


def test_every_code_stands_once_with_its_words() -> None:
    rows = re.findall(r"^\| `(\w+)` \| (\S+) (\w+) \| (.+) \| (.+) \|$", catalogue_page(), re.MULTILINE)
    assert sorted(code for code, *_ in rows) == list(wordings())
    assert {code for codes in areas().values() for code in codes} == set(wordings())
    for code, _, level, told, remedy in rows:
        words = wordings()[code]
        assert level == words.level.value
        assert "<br>" in told
        assert (remedy == "—") is not bool(words.remedy["zh"])
        if words.level in (Level.QUESTION, Level.REFUSAL):
            assert "<br>" in remedy


def test_every_area_has_a_title_and_codes() -> None:
    titles = re.findall(r"^## (.+) / (.+)$", catalogue_page(), re.MULTILINE)
    assert len(titles) == len(areas())
    assert not [title for title, english in titles if title in areas() or title == english]
    assert all(codes == tuple(sorted(codes)) and codes for codes in areas().values())


def test_text_of_messages_is_no_markup() -> None:
    for line in catalogue_page().splitlines():
        if line.startswith("| `"):
            assert not re.search(r"<(?!br>)", line)
            assert len(re.findall(r"(?<!\\)\|", line)) == 5
