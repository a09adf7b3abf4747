"""Figures of a sheet as they are shown, with the number beside the text where a workbook wants one."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from gis.errors import in_language
from gis.units import HECTARE_M2, MU_M2, shown_scale, unit_text
from gis.views import palette
from gis.views.sheets.fonts import clean
from gis.views.words import say

__all__ = [
    "NO_FIGURE",
    "TONES",
    "Entry",
    "Grid",
    "area_cells",
    "entry",
    "known_or",
    "number",
    "pair",
    "quantity",
    "share",
    "word",
]

NO_FIGURE = "–"
TONES: Mapping[str, str] = MappingProxyType({  # colours of what a cell or title tells
    **palette.VERDICT_COLOURS, "forbidden": palette.VERDICT_COLOURS["unmet"], "caution": "#8F5200",
})  # fmt: skip


@dataclass(frozen=True)
class Entry:
    """A cell: its text, the number behind it with its format for workbooks, and the verdict or severity it tells."""

    text: str
    number: float | None = None
    number_format: str = ""
    tone: str = ""


@dataclass(frozen=True)
class Grid:
    """A table in words. `widths` are relative; `right` the columns of numbers.

    `lead` are lines between the title and the rows, `note` stands below; `tone` colours the title; `wide`: in the annex
    it takes the page across instead of one of its two columns.
    """

    key: str
    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[Entry, ...], ...]
    widths: tuple[float, ...]
    right: frozenset[int] = frozenset()
    note: str = ""
    lead: tuple[str, ...] = ()
    tone: str = ""
    wide: bool = False

    def texts(self) -> list[str]:
        """Every text of the table."""
        return [self.title, *self.lead, self.note, *self.heads, *(cell.text for row in self.rows for cell in row)]


def word(key: str, lang: str, **facts: object) -> str:
    """A word that sheets share, or one of the card."""
    return say(f"export_card_{key}", lang, **facts)


def pair(text: str, lang: str) -> str:
    """A text of the engine in `lang`, in one line."""
    return clean(in_language(text, lang))


def entry(text: str, lang: str, *, tone: str = "") -> Entry:
    """A cell of text."""
    return Entry(pair(text, lang), tone=tone)


def known_or(text: str, lang: str) -> str:
    """A text, or the word for unknown where there is none."""
    return pair(text, lang) if text.strip() else word("unknown", lang)


def number(value: float | None, decimals: int, *, factor: float = 1.0, sign: bool = False, group: bool = True) -> Entry:
    """A number; "–" for None and NaN. `factor` takes it into the unit shown, `group` marks thousands."""
    if value is None or not math.isfinite(value):
        return Entry(NO_FIGURE)
    shown = value * factor
    digits = f".{'0' * decimals}" if decimals else ""
    text = f"{shown:{'+' if sign else ''}{',' if group else ''}.{decimals}f}"
    pattern = f"{'#,##' if group else ''}0{digits}"
    return Entry(text, shown, f"+{pattern};-{pattern};{pattern}" if sign else pattern)


def share(value: float | None, decimals: int = 1) -> Entry:
    """A share as a percentage; the number stays 0-1 under a percent format."""
    if value is None or not math.isfinite(value):
        return Entry(NO_FIGURE)
    return Entry(f"{value:.{decimals}%}".replace("%", " %"), value, f"0.{'0' * decimals}%")


def quantity(value: float | None, unit: str, lang: str) -> Entry:
    """A figure in the shown form of its unit: "81.4 %", "1.25"."""
    if value is None or not math.isfinite(value):
        return Entry(NO_FIGURE)
    if unit == "share":
        return share(value)
    factor, decimals = shown_scale(unit)
    shown = number(value, max(decimals, 1) if unit == "m" else decimals, factor=factor)  # heights to the decimetre
    suffix = clean(unit_text(unit, lang)).replace('"', "")
    return (
        replace(shown, text=f"{shown.text} {suffix}", number_format=f'{shown.number_format} "{suffix}"')
        if suffix
        else shown
    )


def area_cells(area_m2: float | None, *, sign: bool = False) -> tuple[Entry, Entry, Entry]:
    """An area in m2 (2 decimals), 公顷 (4) and 亩 (2)."""
    return (
        number(area_m2, 2, sign=sign),
        number(area_m2, 4, factor=1.0 / HECTARE_M2, sign=sign),
        number(area_m2, 2, factor=1.0 / MU_M2, sign=sign),
    )
