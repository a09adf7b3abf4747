"""From a run of characters to a name: what stands before, behind or in brackets, and the kind its suffix tells."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass

from gis.clauses.lexicon import LINE_KINDS, body_length, is_unit, kind_of, line_suffix, normalise

__all__ = ["Name", "between_names", "joined_segment", "read_name", "streets"]

_LONGEST = 32
_PROVINCES = (
    "北京|上海|天津|重庆|河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南|四川|贵州|云南|陕西|甘肃|"
    "青海|台湾|内蒙古|广西|西藏|宁夏|新疆|香港|澳门"
)
_QUOTES = re.compile(r"^[\s“”\"'‘’《》、,:.#]+|[\s“”\"'‘’《》,:.]+$")
_LEADING = re.compile(
    r"(?:项目|地块|该地块|该区域)?(?:(?:主要|原则上|一般|大致|基本)?(?:位于|坐落于|包括|包含|涵盖|涉及|分别为|其中|即))+"
)
_QUALIFIER = re.compile(r"(.{2,16})的(?=.{2})")
_LOCATIVE = re.compile(r".{1,6}?(?:山下|山麓下|脚下|境内|辖区内|范围内)(?=.{3})")
_PARENT = re.compile(
    r"(?:.{0,7}?(?:省|自治区|市(?![场民政府委医桥])|(?<![小街校厂园景街])区(?![间府政委])|县(?![府前城])|镇(?!前)|乡(?!道)|街道(?!口)))+"
)
_PROVINCE = re.compile(rf"(?:{_PROVINCES})(?:省|市)?")
_PARENT_OF_UNIT = re.compile(
    r".{1,20}(?:省|自治州|市(?!场)|(?<!发)区|县|镇|乡|街道)(?=.{1,6}(?:镇|乡|街道|街道办事处|村|社区)$)"
)
_TRAILING = re.compile(
    r"(?:向[陆海河水路]一?侧|范围内|境内|区域|地区|地段|一线|一带|沿线|附近|为止|止处|处|止|水域|[外起])$"
)
_BRACKET = re.compile(r"\(([^()]*(?:\([^()]*\))?[^()]*)\)")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ufffd]")
_SPELLED = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]|[GSXYCZ]\d{1,4}", re.ASCII)
_STREETS = re.compile(r"[^路街道巷]{1,8}?(?:大道|大街|[路街道巷])")
_SEGMENT = re.compile(r"(.{1,12}?(?:大道|大街|高速公路|[路街河江道])(?![路街道段大]))(?:.{2,12}?)(?:至|到).{2,12}?段$")


@dataclass(frozen=True)
class Name:
    """A name as the clause writes it (`of`), its kind, what was taken off (`note`); `unit`: 镇, 区, 村 and the like."""

    of: str
    kind: str
    note: str = ""
    unit: bool = False


@functools.lru_cache(maxsize=4096)
def read_name(text: str, *, first: bool = False) -> Name | None:
    """The name in a run of characters; None if it can't be one (too long, no character of a script, control marks).

    `first`: the run begins the clause, where a province or city may stand before the line's name.
    """
    if len(text) > 4 * _LONGEST or _CONTROL.search(text):
        return None
    bare, notes, alias = _without_brackets(_QUOTES.sub("", text))
    bare = _cut(bare, _LEADING, notes, tell=False)
    bare = _cut(bare, _QUALIFIER, notes)
    if kind_of(normalise(bare)) == "plot":
        bare = _cut(bare, _LOCATIVE, notes)
    bare = _without_parents(bare, notes, first=first)
    bare = _without_tail(bare, notes)
    plain = re.sub(r"\s", "", normalise(bare))
    if not 0 < len(plain) <= _LONGEST or _SPELLED.search(plain) is None:
        return None
    segment = _SEGMENT.match(plain)
    if segment:
        notes.append(f"segment: {bare}")
        bare, plain = bare[: segment.end(1)], segment[1]
    kind = kind_of(plain)
    if alias and _is_alias(alias, kind):
        bare += alias
    elif alias:
        notes.append(alias)
    return Name(re.sub(r"\s", "", bare), kind, "; ".join(notes), is_unit(plain))


def _without_brackets(text: str) -> tuple[str, list[str], str]:
    """The text without brackets, notes of those inside it, and the bracket that closes it."""
    plain = normalise(text)
    bare, notes, alias, at = "", list[str](), "", 0
    for match in _BRACKET.finditer(plain):
        bare += text[at : match.start()]
        at = match.end()
        inside = text[match.start() : match.end()]
        if at == len(text):
            alias = inside
        else:
            notes.append(inside)
    return bare + text[at:], notes, alias


def _is_alias(bracket: str, kind: str) -> bool:
    """(G240), （合店路）: another name of the same line; not （A路至B路段） nor （与A路交汇路段）."""
    inside = normalise(bracket)[1:-1]
    single = re.search(r"[、,至与—~]|段$|^不?含", inside) is None
    return single and kind in LINE_KINDS and kind_of(inside) == kind


def _cut(bare: str, pattern: re.Pattern[str], notes: list[str], *, tell: bool = True) -> str:
    plain = normalise(bare)
    match = pattern.match(plain)
    if match is None or match.end() == len(bare):
        return bare
    rest = plain[match.end() :]
    if not tell and line_suffix(rest) and body_length(rest) < 2:
        return bare  # 即墨路
    if tell:
        notes.append(bare[: match.end()])
    return bare[match.end() :]


def _without_parents(bare: str, notes: list[str], *, first: bool) -> str:
    """淄川区太河镇 → 太河镇, 市区利红街 → 利红街; but 市南路, 城镇大道 and 北京路 stay whole."""
    plain = normalise(bare)
    above = _PARENT_OF_UNIT.match(plain)
    if above is None and kind_of(plain) in LINE_KINDS:
        above = _longest_parent(plain, first=first)
    if above is None:
        return bare
    notes.append(f"in {bare[: above.end()]}")
    return bare[above.end() :]


def _longest_parent(plain: str, *, first: bool) -> re.Match[str] | None:
    found = _PARENT.match(plain)
    rest = "" if found is None else plain[found.end() :]
    if found is not None and found.end() > 1 and rest[:1] not in ("主", "次", "支") and _is_own_line(rest):
        return found
    found = _PROVINCE.match(plain) if first else None
    return found if found is not None and _is_own_line(plain[found.end() :]) else None


def _is_own_line(plain: str) -> bool:
    return line_suffix(plain) != "" and body_length(plain) > 1


def _without_tail(bare: str, notes: list[str]) -> str:
    plain = normalise(bare)
    match = _TRAILING.search(plain)
    if match is None or match.start() < 2:
        return bare
    rest = plain[: match.start()]
    if match[0] == "水域" and kind_of(rest) != "river":
        return bare
    if match[0] in ("外", "起") and kind_of(rest) != "plot":
        return bare
    if match[0] in ("处", "止", "止处", "区域", "地区", "地段") and not line_suffix(rest):
        return bare
    if match[0].startswith("向"):
        notes.append(bare[match.start() :])
    return bare[: match.start()]


def streets(name: str) -> list[str]:
    """The streets run together in a name: 文津街府右街路口 → 文津街, 府右街."""
    plain = normalise(name)
    return [name[match.start() : match.end()] for match in _STREETS.finditer(plain) if body_length(match[0]) > 0]


def joined_segment(start: Name, end: Name) -> Name | None:
    """甲路乙路—丙路段 names a segment of 甲路: two streets, a dash, a street with 段; None where it is a chain."""
    crossing = streets(start.of)
    if len(crossing) != 2 or "".join(crossing) != start.of or not normalise(end.of).endswith("段"):
        return None
    return Name(crossing[0], kind_of(normalise(crossing[0])), f"segment: {start.of}—{end.of}")


def between_names(text: str) -> list[Name]:
    """The two names in 甲至乙 (before 之间); the one name where there is no 至."""
    at = normalise(text).find("至", 2)
    texts = [text] if at < 0 else [text[:at], text[at + 1 :]]
    return [name for name in map(read_name, texts) if name is not None]
