"""Named lines of a district, and finding the one a clause means: aliases, variants of a name, never a guess."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from shapely.geometry.base import BaseGeometry

__all__ = ["NamedLine", "candidate_lines", "match_name", "nearest_names"]

_BRACKET = re.compile(r"\(([^()]*)\)")
_DROPPED = re.compile(r"[\s“”\"'·《》]")
_ROAD_NUMBERS = (("G", "国道"), ("S", "省道"), ("X", "县道"))
_BORDER = re.compile(
    r"^[与和同]?(?P<unit>.+?)[县区市]?的?"
    r"(?:交界线|交界处|交界|分界线|行政界线|行政区界|边界线|边界|界线|县界|区界|市界|界)$"
)
_ROAD_SUFFIX = re.compile(r"^(.{2,}?)(?:大道|大街|路|街|道)$")
_SECTION = re.compile(r"^(.{2,}?)[东南西北中]?段$")


@dataclass(frozen=True)
class NamedLine:
    """One named line of the district, all its features merged.

    `kind`: road, rail, river or boundary; `geometry` in metres of the working CRS; `uncertainty_m` one sigma across.
    """

    name: str
    aliases: tuple[str, ...]
    kind: str
    layer: str
    geometry: BaseGeometry
    uncertainty_m: float


def _plain(name: str) -> str:
    """Half width, no spaces, no quotation marks, capitals."""
    return _DROPPED.sub("", unicodedata.normalize("NFKC", name)).upper()


def _exact(name: str) -> set[str]:
    return {_plain(name)}


def _unbracketed(name: str) -> set[str]:
    """The name without its brackets, and what stands in them: 沈海高速(G15) → 沈海高速, G15."""
    plain = _plain(name)
    inside = {text for text in _BRACKET.findall(plain) if len(text) > 1}
    return ({plain, _BRACKET.sub("", plain)} | inside) - {""}


def _canonical_of(plain: str) -> str:
    text = plain.replace("高速公路", "高速").replace("高速铁路", "高铁").replace("铁路线", "铁路")
    for letter, word in _ROAD_NUMBERS:
        number = re.fullmatch(rf"(?:{word})?{letter}(\d+)(?:{word}|高速|线)?|{word}(\d+)线?|(\d+){word}", text)
        if number:
            return letter + next(group for group in number.groups() if group)
    border = _BORDER.match(text)
    return f"界:{border['unit']}" if border else text


def _canonical(name: str) -> set[str]:
    """One spelling for 高速/高速公路, 310国道/国道G310/G310, 与博兴交界线/博兴县界."""
    return {_canonical_of(text) for text in _unbracketed(name)}


def _stem(name: str) -> set[str]:
    """The name without 路, 街, 大街, 大道, 道 (at least two characters are left)."""
    return {f"路:{match[1]}" for text in _canonical(name) if (match := _ROAD_SUFFIX.match(text))}


def _whole(name: str) -> set[str]:
    """The line a section belongs to: 环城西路北段 → 环城西路."""
    return {_canonical_of(_SECTION.sub(r"\1", text)) for text in _unbracketed(name)}


# From strict to loose: how the clause's name is keyed, how the line's names are keyed, whether aliases count.
_LEVELS: tuple[tuple[Callable[[str], set[str]], bool], ...] = (
    (_exact, False), (_exact, True), (_unbracketed, True), (_canonical, True), (_stem, True), (_whole, True),
)  # fmt: skip


def candidate_lines(name: str, lines: Sequence[NamedLine]) -> tuple[NamedLine, ...]:
    """The lines that answer to `name` at the strictest level where any does; several are a tie nobody may break."""
    for keys_of, with_aliases in _LEVELS:
        wanted = keys_of(name)
        found = tuple(
            line
            for line in lines
            if any(wanted & keys_of(text) for text in ((line.name, *line.aliases) if with_aliases else (line.name,)))
        )
        if found:
            return found
    return ()


def match_name(name: str, lines: Sequence[NamedLine]) -> NamedLine | None:
    """The line that `name` means, or None where none or more than one does.

    Tried in turn: the name itself, aliases, what stands in brackets, 高速/高速公路 and road numbers and 与…交界线,
    路/大街 suffixes, sections (…北段). The first level with an answer decides.
    """
    found = candidate_lines(name, lines)
    return found[0] if len(found) == 1 else None


def nearest_names(name: str, lines: Sequence[NamedLine], *, count: int = 3) -> list[str]:
    """The `count` line names most like `name` (by their own name or an alias), most alike first."""
    plain = _plain(name)

    def _likeness(line: NamedLine) -> float:
        return max(SequenceMatcher(None, plain, _plain(text)).ratio() for text in (line.name, *line.aliases))

    ranked = sorted(lines, key=lambda line: (-_likeness(line), line.name))
    return list(dict.fromkeys(line.name for line in ranked))[:count]
