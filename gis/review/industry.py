"""What a project does against what a zone is for: the plan's own words, GB/T 4754 divisions, land-use codes.

Which words lead to which divisions no standard says: it is data (`layers/rules/industries.toml`), read by
`gis.read.industries`. What leads nowhere is unknown, never conforming and never "not listed".
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from gis.definitions import Table
from gis.plots.limits import edition_year

__all__ = ["Activity", "Industries", "Match", "UseWords", "WordDivisions", "conformity", "industries_of", "is_code"]

Standing = Literal["conforming", "not_listed", "unknown"]
_CONFIDENCES = ("H", "M", "L")
_SECTIONS = "ABCDEFGHIJKLMNOPQRST"
_NO_FUNCTIONS = "规划没有写明该区功能 / the plan states no functions of the zone"
_NO_INDUSTRY = "项目的行业与用地都看不出对应什么 / neither industry nor land use of the project is known"
_NO_EDITION = "行业代码未写明版本,不能与 {edition} 对照 / industry code of no stated edition: not joined with {edition}"
_OTHER = "行业代码是 {own} 版,对照表是 {edition},不能套用 / industry coded by {own}, table by {edition}: not joined"
_OPEN = "功能“{words}”看不出对应哪些行业 / no divisions known for the functions “{words}”"


@dataclass(frozen=True)
class WordDivisions:
    """A word of a plan or an applicant, the divisions it leads to (none: any industry), and the confidence of that."""

    word: str
    divisions: tuple[str, ...]
    confidence: str


@dataclass(frozen=True)
class UseWords:
    """Land-use codes (beginnings) and the words of functions they are; `supports`: part of every zone, not judged."""

    codes: tuple[str, ...]
    words: tuple[str, ...]
    confidence: str
    supports: bool = False


@dataclass(frozen=True)
class Industries:
    """Divisions of an edition of GB/T 4754 by code, words that lead to them, and land uses that are functions."""

    edition: str
    divisions: Mapping[str, str]
    words: tuple[WordDivisions, ...]
    uses: tuple[UseWords, ...]
    digest: str = ""

    def of_text(self, text: str) -> tuple[WordDivisions, ...]:
        """The longest words found in a text: "保税物流区" gives "保税物流" and not "物流"."""
        plain = _plain(text)
        found = [one for one in self.words if one.word in plain]
        return tuple(
            one for one in found if not any(one.word != other.word and one.word in other.word for other in found)
        )

    def of_use(self, code: str) -> UseWords | None:
        """What a land-use code is as a function; the longest beginning that is known; None where none is."""
        held = [(len(begin), use) for use in self.uses for begin in use.codes if code.startswith(begin)]
        return max(held, key=lambda one: one[0])[1] if held else None


@dataclass(frozen=True)
class Activity:
    """What an applicant states: name, code and edition of the industry, and the land-use code of a part."""

    industry: str = ""
    industry_code: str = ""
    industry_edition: str = ""
    use: str = ""


@dataclass(frozen=True)
class Match:
    """Where a project stands to a zone: `function` and `by` where it conforms ("word", "division", "use", "support").

    `reason`: why it is unknown, "中文 / English". `confidence`: H, M or L of the weakest link.
    """

    standing: Standing
    function: str = ""
    by: str = ""
    reason: str = ""
    confidence: str = "H"


def industries_of(table: Table, *, digest: str = "") -> Industries:
    """The data of a table as of `layers/rules/industries.toml`.

    Raises
    ------
    DefinitionError: an unknown or missing key, a division nobody knows, a word given twice.
    """
    table.only(("title", "edition", "divisions", "word", "use"))
    table.text("title")
    if not edition_year(table.text("edition")):
        raise table.refuse("edition", "须写明 GB/T 4754 的版本(年)")
    head = table.table("divisions")
    head.only(("source", "confidence", "names"))
    _confidence(head)
    names = head.table("names")
    divisions = {code: names.text(code) for code in names.values}
    words: dict[str, WordDivisions] = {}
    for row in table.tables("word"):
        for one in _words_of(row, divisions):
            if one.word in words:
                raise row.refuse("words", f"“{one.word}”写了两次")
            words[one.word] = one
    return Industries(
        table.text("edition"), divisions, tuple(words.values()), tuple(map(_use_of, table.tables("use"))), digest
    )


def _words_of(row: Table, known: Mapping[str, str]) -> list[WordDivisions]:
    row.only(("words", "divisions", "source", "confidence"))
    codes = row.texts("divisions")
    wrong = [code for code in codes if code[:2] not in known]
    if wrong:
        raise row.refuse("divisions", f"没有大类 {'、'.join(wrong)}")
    confidence = _confidence(row)
    return [WordDivisions(_plain(word), codes, confidence) for word in row.texts("words")]


def _use_of(row: Table) -> UseWords:
    row.only(("codes", "words", "supports", "source", "confidence"))
    words = tuple(map(_plain, row.texts("words")))
    supports = row.take("supports", bool, False)
    if bool(words) is supports:
        raise row.refuse("words", "words 与 supports 二者取一")
    return UseWords(row.texts("codes"), words, _confidence(row), supports)


def _confidence(row: Table) -> str:
    row.text("source")
    found = row.text("confidence")
    if found not in _CONFIDENCES:
        raise row.refuse("confidence", f"不认识 {found};可用:{'、'.join(_CONFIDENCES)}")
    return found


def is_code(text: str) -> bool:
    """Whether a text is a code of GB/T 4754, as "C3421" or "26", and not a name with a digit in it, as "3D打印"."""
    return re.fullmatch(rf"[{_SECTIONS}]?[0-9]{{1,4}}|[{_SECTIONS}]", text.strip().upper()) is not None


def conformity(activity: Activity, functions: Sequence[str], known: Industries | None) -> Match:
    """Whether what a project does is among the functions of a zone.

    First the applicant's word as it stands in the plan; then its land use; then the divisions of both. It is "not
    listed" only where the divisions (or the land use) of the project are known and every function leads somewhere else.
    Without `known` the plan's own words decide alone.
    """
    if not functions:
        return Match("unknown", reason=_NO_FUNCTIONS)
    stated = _plain(activity.industry)
    for function in functions:
        if stated and stated == _plain(function):
            return Match("conforming", function, "word")
    if known is None:
        return Match("unknown", reason=_NO_INDUSTRY)
    by_use = _by_use(activity.use, functions, known)
    if by_use is not None and by_use.standing == "conforming":
        return by_use
    by_division = _by_division(activity, functions, known)
    if by_division.standing == "conforming" or by_use is None:
        return by_division
    # a shop in a zone without shops is not listed, whatever is known of its industry
    return by_use if not (stated or activity.industry_code) or by_division.standing == "not_listed" else by_division


def _by_use(code: str, functions: Sequence[str], known: Industries) -> Match | None:
    """By the land use alone; None where the code is no function."""
    use = known.of_use(code) if code else None
    if use is None:
        return None
    if use.supports:
        return Match("conforming", "", "support", confidence=use.confidence)
    for function in functions:
        if any(word in _plain(function) for word in use.words):
            return Match("conforming", function, "use", confidence=use.confidence)
    return Match("not_listed", confidence=use.confidence)


def _by_division(activity: Activity, functions: Sequence[str], known: Industries) -> Match:
    own, confidence, why = _divisions_of(activity, known)
    if not own:
        return Match("unknown", reason=why)
    open_words = []
    for function in functions:
        found = known.of_text(function)
        for one in found:
            if _meet(own, one.divisions):
                return Match("conforming", function, "division", confidence=_weakest((confidence, one.confidence)))
        if not found or not all(one.divisions for one in found):
            open_words.append(function)
    if open_words:
        return Match("unknown", reason=_OPEN.format(words="、".join(open_words)), confidence="L")
    return Match("not_listed", confidence=_weakest((confidence, "L")))


def _divisions_of(activity: Activity, known: Industries) -> tuple[tuple[str, ...], str, str]:
    """Divisions of what the applicant states, their confidence, and why there are none: by code, name, then words."""
    code = activity.industry_code.strip().upper().lstrip(_SECTIONS)
    why = _NO_INDUSTRY
    if code:
        own, wanted = edition_year(activity.industry_edition), edition_year(known.edition)
        if own == wanted and code[:2] in known.divisions:
            return (code,), "H", ""
        why = (_OTHER if own else _NO_EDITION).format(own=own, edition=known.edition)
    stated = _plain(activity.industry)
    if stated:
        named = tuple(division for division, name in known.divisions.items() if _plain(name) == stated)
        if named:
            return named, "H", ""
        found = known.of_text(stated)
        divisions = tuple(dict.fromkeys(division for one in found for division in one.divisions))
        if divisions:
            return divisions, _weakest(one.confidence for one in found), ""
    return (), "L", why


def _meet(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether some code of one begins with some code of the other, or the other way round."""
    return any(a.startswith(b) or b.startswith(a) for a in one for b in other)


def _weakest(confidences: Iterable[str]) -> str:
    return max(confidences, key=_CONFIDENCES.index, default="H")


def _plain(text: str) -> str:
    """A text without widths and blanks: what two spellings of it share."""
    return unicodedata.normalize("NFKC", text).strip().replace(" ", "").casefold()
