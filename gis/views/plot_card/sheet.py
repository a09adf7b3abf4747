"""The card as one sheet in words, in the order of the field: every format draws this, so that all say the same.

A table too long for the page stands in the annex, and its place on the page says so; no row is ever left out.
"""

from __future__ import annotations

import math
from dataclasses import replace

from gis.plots.card import Card, CardFigure, CardRate, CardRestriction
from gis.views.plot_card.grids import (
    areas_grid,
    corners_grid,
    figures_grid,
    inputs_grid,
    rates_grid,
    restrictions_grid,
    services_grid,
)
from gis.views.sheets import text as words
from gis.views.sheets.fonts import clean, lacking
from gis.views.sheets.model import Fact, Notes, Pair, Sheet
from gis.views.sheets.text import Grid, known_or, pair, word

__all__ = ["laid_out", "map_names", "restriction_numbers"]

_LONGEST_ROWS, _LONGEST_TEXT = 9, 700  # of a table that stands beside another on the page
_MIDDLE_DOT = " · "


def laid_out(card: Card, lang: str = "zh") -> Sheet:
    """The sheet of a card in `lang` ("zh" or "en")."""
    annex: list[Grid] = []
    numbers = restriction_numbers(card)
    services, limits = services_grid(card, lang), restrictions_grid(card, numbers, lang)
    upper = (rates_grid(card, lang), _beside(services, annex, lang))
    lower = (_beside(limits, annex, lang), _beside(corners_grid(card, lang), annex, lang))
    sheet = Sheet(
        lang=lang,
        title=word("title", lang),
        subtitle=_MIDDLE_DOT.join(
            part for part in (pair(card.district, lang), clean(card.plot_id), pair(card.name, lang)) if part
        ),
        mark=word("indicative", lang) if card.indicative else "",
        warning=word("indicative_note", lang, reason=pair(card.indicative_reason, lang)) if card.indicative else "",
        facts=_facts(card, lang),
        map_title=word("map", lang) if card.map and not card.map.plot.is_empty else _no_map(card, lang),
        parts=(
            areas_grid(card, lang),
            figures_grid(card, lang),
            Pair(*upper),
            Pair(*lower),
            Pair(_notes(card, lang), inputs_grid(card, lang)),
        ),
        signature=tuple(word(key, lang) for key in ("prepared", "checked", "signed", "seal")),
        annex=tuple(annex),
        footer=_footer(card, lang),
    )
    return _with_missing(sheet, card, lang)


def restriction_numbers(card: Card) -> dict[str, int]:
    """The number of each restriction in table and map, by its title: forbidden first, then by area."""
    order = {"forbidden": 0, "restricted": 1, "notice": 2}

    def _rank(one: CardRestriction) -> tuple[int, float]:
        area = one.area_m2 if one.area_m2 is not None and math.isfinite(one.area_m2) else 0.0
        return order[one.severity], -area

    titles = dict.fromkeys(one.title for one in sorted(card.restrictions, key=_rank))
    return {title: index for index, title in enumerate(titles, start=1)}


def map_names(card: Card) -> list[str]:
    """Every name the map may show."""
    shown = card.map
    if shown is None:
        return []
    named = (*shown.zones, *shown.roads, *shown.services, *shown.neighbours, *shown.restrictions)
    return [one.name for one in named]


def _beside(grid: Grid, annex: list[Grid], lang: str) -> Grid:
    """The table itself, or its place holder where it is too long to stand beside another."""
    if len(grid.rows) <= _LONGEST_ROWS and sum(map(len, grid.texts())) <= _LONGEST_TEXT:
        return grid
    annex.append(grid)
    note = f"{grid.note} {word('appendix', lang, count=len(grid.rows))}".strip()
    return Grid(grid.key, grid.title, (), (), (1.0,), note=note)


def _facts(card: Card, lang: str) -> tuple[Fact, ...]:
    def _use(code: str, title: str) -> str:
        return known_or(" ".join(part for part in (clean(code), pair(title, lang)) if part), lang)

    narrow = {
        "plot_id": known_or(card.plot_id, lang),
        "name": known_or(card.name, lang),
        "holder": known_or(card.holder, lang),
        "status": known_or(card.status, lang),
        "present": _use(card.present_code, card.present_use),
        "planned": _use(card.planned_code, card.planned_use),
        "date": known_or(card.date, lang),
        "crs": known_or(card.crs_title, lang),
    }
    facts = [Fact(word(key, lang), text) for key, text in narrow.items()]
    return (*facts, Fact(word("zones", lang), _zones(card, lang), wide=True))


def _zones(card: Card, lang: str) -> str:
    """Zones with their share of the plot, functions and clause."""
    joint, colon, stop = ("、", ":", ";") if lang != "en" else (", ", ": ", "; ")
    lines = []
    for zone in card.zones:
        share = (
            f" ({word('share_of_plot', lang, share=words.share(zone.share).text)})" if zone.share is not None else ""
        )
        functions = joint.join(pair(function, lang) for function in zone.functions)
        clause = f" ({pair(zone.clause, lang)})" if zone.clause else ""
        lines.append(f"{pair(zone.name, lang)}{share}{colon}{functions or word('unknown', lang)}{clause}")
    return stop.join(lines) or pair(dict(card.reasons).get("zones", ""), lang) or word("no_data", lang)


def _no_map(card: Card, lang: str) -> str:
    reason = pair(dict(card.reasons).get("map", ""), lang) or word("no_data", lang)
    return f"{word('map', lang)}: {reason}"


def _notes(card: Card, lang: str) -> Notes:
    """Quality, how figures were computed, settings."""
    colon, stop = (":", ";") if lang != "en" else (": ", "; ")
    lines = [pair(line, lang) for line in card.quality]
    computed: list[CardFigure | CardRate] = [*card.figures, *card.rates]
    formulas = {
        pair(one.title_en if lang == "en" else one.title, lang): pair(one.formula, lang)
        for one in computed
        if one.formula
    }
    settings = [f"{pair(name, lang)}{colon}{pair(value, lang)}" for name, value in card.settings]
    if formulas:
        lines.append(word("formulas", lang, text=stop.join(f"{name} = {text}" for name, text in formulas.items())))
    if settings:
        lines.append(word("settings", lang, text=stop.join(settings)))
    return Notes(word("quality", lang), tuple(lines) or (word("no_data", lang),))


def _footer(card: Card, lang: str) -> str:
    made = word("made_with", lang, version=clean(card.version)).strip()
    parts = (word("title", lang), clean(card.plot_id), pair(card.date, lang), made)
    return _MIDDLE_DOT.join(part for part in parts if part)


def _with_missing(sheet: Sheet, card: Card, lang: str) -> Sheet:
    """The sheet with a line that tells the characters our font lacks, where there are any."""
    absent = lacking("".join([*sheet.texts(), *(pair(name, lang) for name in map_names(card))]))
    if not absent:
        return sheet
    told = word("missing", lang, text=" ".join(f"U+{ord(character):04X}" for character in absent))
    *parts, last = sheet.parts
    if isinstance(last, Pair) and isinstance(last.left, Notes):
        last = Pair(Notes(last.left.title, (*last.left.lines, told)), last.right)
    return replace(sheet, parts=(*parts, last))
