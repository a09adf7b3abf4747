"""Land-use codes of four editions: which one a file follows, and what its codes are called in the edition of 2023.

The tables lie in `layers/land_use/`: the planning guide of 2023 (the working edition), what differed in its trial of
2020, GB 50137-2011 and the third national survey, whose digits look alike and mean other things.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from gis.read.workspace import SHIPPED

__all__ = ["EDITIONS", "EDITION_TITLES", "EditionJudged", "LandUse", "code_table", "judge_edition", "to_2023"]

EDITIONS = ("2023", "2020", "gb50137", "survey")
EDITION_TITLES: Mapping[str, tuple[str, str]] = MappingProxyType({
    "2023": ("用地用海分类(2023)", "planning guide of 2023"),
    "2020": ("用地用海分类(2020 试行)", "planning guide, trial of 2020"),
    "gb50137": ("GB 50137-2011 城市用地分类", "GB 50137-2011"),
    "survey": ("三调工作分类", "third national land survey"),
})  # fmt: skip
_SURE_SHARE = 0.9  # of the codes an edition must know before it is taken
_CLEAR_LEAD = 0.2  # by which its names must fit better than those of the next


@dataclass(frozen=True)
class LandUse:
    """A code of an edition: its name there and the codes of 2023 it stands for (several: the old class was split)."""

    name: str
    codes: tuple[str, ...]


@cache
def code_table(edition: str) -> Mapping[str, LandUse]:
    """All codes of an edition.

    Raises
    ------
    KeyError: no such edition.
    """
    if edition not in EDITIONS:
        raise KeyError(edition)
    new = {code: LandUse(row["name"], (code,)) for code, row in _rows("planning_2023")}
    if edition == "2023":
        return MappingProxyType(new)
    file = {"2020": "planning_2020", "gb50137": "gb50137", "survey": "survey"}[edition]
    own = {code: LandUse(row["name"], _codes(row["code_2023"])) for code, row in _rows(file)}
    return MappingProxyType({**new, **own} if edition == "2020" else own)


def _rows(name: str) -> Iterable[tuple[str, Mapping[str, str]]]:
    text = (SHIPPED / "land_use" / f"{name}.csv").read_text(encoding="utf-8")
    for row in csv.DictReader(text.splitlines()):
        yield row["code"], row


def _codes(text: str) -> tuple[str, ...]:
    return tuple(code for code in text.split(";") if code)


def to_2023(code: str, edition: str) -> tuple[str, ...]:
    """The codes of 2023 a code stands for: one, several where the class was split, none where it has no counterpart.

    A longer code than the table has keeps the class it begins with: the guide may be refined below its third level.

    Raises
    ------
    KeyError: no such edition.
    """
    table = code_table(edition)
    if code in table:
        return table[code].codes
    if not (code.isdigit() and len(code) % 2 == 0) and edition != "gb50137":
        return ()
    shorter = [code[:length] for length in range(len(code) - 1, 0, -1) if code[:length] in table]
    return table[shorter[0]].codes if shorter else ()


@dataclass(frozen=True)
class EditionJudged:
    """Which edition codes follow: `edition` empty where they leave it open; `fits`: share (0-1) of them each knows."""

    edition: str
    fits: Mapping[str, float]
    names_fit: Mapping[str, float]

    @property
    def candidates(self) -> tuple[str, ...]:
        """The editions that know nearly all codes, best names first."""
        fitting = [key for key in EDITIONS if self.fits[key] >= _SURE_SHARE]
        return tuple(sorted(fitting, key=lambda key: -self.names_fit.get(key, 0.0)))


def judge_edition(pairs: Sequence[tuple[str, str]]) -> EditionJudged:
    """The edition of codes with their names (empty where a file has none), by what each edition knows and calls them.

    Codes that two editions know by the same counterpart leave no doubt that matters: the newer one is taken.
    """
    given = sorted({(code.strip().upper(), name.strip()) for code, name in pairs if code.strip()})
    if not given:
        return EditionJudged("", dict.fromkeys(EDITIONS, 0.0), {})
    fits, names_fit = {}, {}
    named = [(code, name) for code, name in given if name]
    for edition in EDITIONS:
        table = code_table(edition)
        fits[edition] = sum(bool(to_2023(code, edition)) or code in table for code, _ in given) / len(given)
        if named:
            names_fit[edition] = sum(_same(table, code, name) for code, name in named) / len(named)
    judged = EditionJudged("", fits, names_fit)
    return EditionJudged(_pick(judged, [code for code, _ in given]), fits, names_fit)


def _same(table: Mapping[str, LandUse], code: str, name: str) -> bool:
    """Whether an edition calls a code so; a name with or without its last word 用地 is the same."""
    if code not in table:
        return False
    return table[code].name.removesuffix("用地") == name.removesuffix("用地")


def _pick(judged: EditionJudged, codes: Sequence[str]) -> str:
    """The newest of the editions whose names fit best, if all of these mean the same by the codes."""
    fitting = judged.candidates
    if not fitting:
        return ""
    best = judged.names_fit.get(fitting[0], 0.0)
    close = [key for key in fitting if best - judged.names_fit.get(key, 0.0) < _CLEAR_LEAD]
    alike = {tuple(to_2023(code, edition) for code in codes) for edition in close}
    return min(close, key=EDITIONS.index) if len(alike) == 1 else ""
