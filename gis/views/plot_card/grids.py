"""The tables of the card, one function each: headings, rows, what stands where there is nothing."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from gis.plots.card import Card, CardFigure, CardRate, Corner
from gis.plots.corners import bearing_text
from gis.views.sheets.text import (
    NO_FIGURE,
    Entry,
    Grid,
    area_cells,
    entry,
    number,
    pair,
    quantity,
    share,
    word,
)
from gis.views.words import say

__all__ = [
    "areas_grid", "corners_grid", "figures_grid", "inputs_grid", "rates_grid", "restrictions_grid", "services_grid",
]  # fmt: skip


def areas_grid(card: Card, lang: str) -> Grid:
    """Registered, planar and ellipsoidal area, and what the first differs by."""
    rows: list[tuple[Entry, ...]] = [
        (Entry(word(one.way, lang)), *area_cells(one.area_m2), entry(one.reason, lang)) for one in card.areas
    ]
    if card.difference is not None:
        told = card.difference
        limit = word("allowed", lang, limit=pair(told.limit_text, lang)) if told.limit_text else ""
        parts = [say(f"verdict_{told.verdict}", lang), share(told.share, 2).text, limit, pair(told.source, lang)]
        remark = " · ".join(part for part in (*parts, pair(told.reason, lang)) if part)
        cells = area_cells(told.difference_m2, sign=True)
        rows.append((Entry(word("difference", lang)), *cells, Entry(remark, tone=told.verdict)))
    return _grid(card, lang, key="areas", rows=rows, right=("m2", "ha", "mu"),
                 columns={"way": 15, "m2": 15, "ha": 13, "mu": 12, "remark": 45})  # fmt: skip


def figures_grid(card: Card, lang: str) -> Grid:
    """Each index with value, control value, verdict by word and shape, table and clause."""
    rows: list[tuple[Entry, ...]] = [
        (
            _title(one, lang),
            quantity(one.value, one.unit, lang),
            Entry(pair(one.limit_text, lang) or NO_FIGURE),
            Entry(say(f"verdict_{one.verdict}", lang), tone=one.verdict),
            Entry(_because(one, lang)),
        )
        for one in card.figures
    ]
    return _grid(card, lang, key="figures", rows=rows, right=("value", "limit"),
                 columns={"index": 22, "value": 14, "limit": 13, "verdict": 13, "source": 38})  # fmt: skip


def rates_grid(card: Card, lang: str) -> Grid:
    """Amounts in total, per 亩 and per 公顷, with a control value where there is one."""
    rows: list[tuple[Entry, ...]] = []
    for one in card.rates:
        unit = pair(one.unit, lang)
        title = f"{_title(one, lang).text} ({unit})" if unit else _title(one, lang).text
        verdict = " ".join(part for part in (say(f"verdict_{one.verdict}", lang), _because(one, lang)) if part)
        rows.append((
            Entry(title), number(one.total, 2), number(one.per_mu, 2), number(one.per_ha, 2),
            Entry(pair(one.limit_text, lang) or NO_FIGURE), Entry(verdict, tone=one.verdict),
        ))  # fmt: skip
    columns = {"index": 25, "total": 12, "per_mu": 11, "per_ha": 12, "limit": 12, "verdict": 28}
    return _grid(card, lang, key="rates", rows=rows, columns=columns, right=("total", "per_mu", "per_ha", "limit"))


def services_grid(card: Card, lang: str) -> Grid:
    """The nearest facility of each kind on foot; the distance as the crow flies has a column of its own."""
    straight = any(one.straight_m is not None for one in card.services)
    rows: list[tuple[Entry, ...]] = []
    for one in card.services:
        if one.minutes_class is not None:
            minutes = word("within", lang, minutes=one.minutes_class)
        else:
            minutes = word("beyond", lang) if one.walk_m is not None else pair(one.reason, lang) or NO_FIGURE
        cells = [entry(one.kind, lang), Entry(pair(one.name, lang) or NO_FIGURE), number(one.walk_m, 0), Entry(minutes)]
        rows.append((*cells, number(one.straight_m, 0)) if straight else tuple(cells))
    columns = {"facility": 22, "nearest": 29, "walk": 14, "minutes": 20, **({"straight": 15} if straight else {})}
    return _grid(card, lang, key="services", rows=rows, columns=columns, right=("walk", "straight"))


def restrictions_grid(card: Card, numbers: Mapping[str, int], lang: str) -> Grid:
    """The control areas touched, forbidden first, in m2, 亩 and per cent of the plot."""
    rows: list[tuple[Entry, ...]] = []
    for one in sorted(card.restrictions, key=lambda one: numbers[one.title]):
        in_m2, _, in_mu = area_cells(one.area_m2)
        source = f" ({pair(one.source, lang)})" if one.source else ""
        rows.append((
            number(float(numbers[one.title]), 0), Entry(f"{pair(one.title, lang)}{source}"),
            Entry(word(one.severity, lang), tone=one.severity), in_m2, in_mu, share(one.share),
        ))  # fmt: skip
    return _grid(card, lang, key="restrictions", rows=rows, right=("m2", "mu", "share"),
                 columns={"number": 8, "line": 31, "severity": 17, "m2": 17, "mu": 12, "share": 15})  # fmt: skip


def corners_grid(card: Card, lang: str) -> Grid:
    """The corners with bearing and distance to the next; each ring closes with its first corner again."""
    rows: list[tuple[Entry, ...]] = []
    for index, one in enumerate(card.corners):
        bearing, length = Entry(bearing_text(one.bearing_deg)), number(one.distance_m, 2)
        rows.append((*_place(one), bearing, length))
        if index + 1 == len(card.corners) or card.corners[index + 1].ring != one.ring:
            first = next(corner for corner in card.corners if corner.ring == one.ring)
            rows.append((*_place(first), Entry(""), Entry("")))
    perimeter = math.fsum(one.distance_m for one in card.corners)
    rings = len({one.ring for one in card.corners})
    facts = {"corners": len(card.corners), "rings": rings, "length": f"{perimeter:,.2f}"}
    crs = pair(card.crs_title, lang)
    grid = _grid(card, lang, key="corners", rows=rows, right=("north", "east", "bearing", "distance"),
                 columns={"label": 10, "north": 25, "east": 24, "bearing": 21, "distance": 20})  # fmt: skip
    if not card.corners:
        return grid
    return replace(grid, note=" · ".join(part for part in (crs, word("rings", lang, **facts), grid.note) if part))


def inputs_grid(card: Card, lang: str) -> Grid:
    """The layers the card rests on, with date, basis and digest."""
    rows: list[tuple[Entry, ...]] = [
        (entry(one.layer, lang), Entry(pair(one.date, lang) or NO_FIGURE), Entry(pair(one.basis, lang) or NO_FIGURE),
         entry(one.digest, lang))
        for one in card.inputs
    ]  # fmt: skip
    return _grid(card, lang, key="inputs", rows=rows, columns={"layer": 24, "day": 22, "basis": 22, "digest": 32})


def _grid(
    card: Card,
    lang: str,
    *,
    key: str,
    rows: Sequence[tuple[Entry, ...]],
    columns: Mapping[str, float],
    right: Collection[str] = (),
) -> Grid:
    """The table, or its title with the reason where it has no rows. `columns`: word of the heading → width."""
    title, reason = word(key, lang), pair(dict(card.reasons).get(key, ""), lang)
    if not rows:
        return Grid(key, title, (), (), (1.0,), note=reason or word("no_data", lang))
    aligned = frozenset(index for index, head in enumerate(columns) if head in right)
    heads = tuple(word(head, lang) for head in columns)
    return Grid(key, title, heads, tuple(rows), tuple(columns.values()), aligned, note=reason)


def _title(one: CardFigure | CardRate, lang: str) -> Entry:
    return Entry(pair(one.title_en if lang == "en" and one.title_en else one.title, lang))


def _because(one: CardFigure | CardRate, lang: str) -> str:
    """Table and clause, and the reason where there is one."""
    return " · ".join(part for part in (pair(one.source, lang), pair(one.reason, lang)) if part)


def _place(corner: Corner) -> tuple[Entry, Entry, Entry]:
    return Entry(corner.label), number(corner.north_m, 3, group=False), number(corner.east_m, 3, group=False)
