"""What the page 用地 works on: the files brought for each role, the scheme, the desk they give, the plot in hand."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import UTC, date, datetime

import pandas as pd
import streamlit as st

from apps import bringing, engine
from apps.bringing import Desk as Files
from apps.jobs import Job, job
from apps.panels import Page
from apps.store import Kept
from gis.assessment.desk import assess_plots, shipped_rules
from gis.assessment.desk_inputs import Brought, brought, desk_inputs
from gis.assessment.plot_cards import CardMaker
from gis.plots.desk import Desk
from gis.plots.titles import FIGURES, RATES
from gis.read.schemes import shipped_schemes
from gis.views import map_layers
from gis.views.classes import five_classes
from gis.views.drawing import Drawn
from gis.views.legend import figure_rows, land_use_rows
from gis.views.map_door import LegendRow
from gis.views.palette import RAMP
from gis.views.plot_tables import register
from gis.views.words import say

__all__ = [
    "COLOURS", "ROLES", "choose_plot", "chosen_plot", "coloured", "desk_job", "files_of", "maker", "outline_of",
    "rows_of", "scheme_titles", "today",
]  # fmt: skip

ROLES = ("plots", "buildings", "firms", "controls")
# what the map may show: figures by fifths, lists by their own words
_LISTS = ("grade", "idle", "low", "land_use")
COLOURS = ("far", "tax_per_mu", "grade", "low", "idle", "land_use", *(key for key in FIGURES if key != "far"),
           *(f"{key}_per_mu" for key in RATES if key != "tax"))  # fmt: skip

_CARDS: Kept[CardMaker] = Kept(4)
_ROWS: Kept[pd.DataFrame] = Kept(8)
_DRAWN: Kept[tuple[Drawn, list[LegendRow]]] = Kept(40)


def files_of(page: Page, role: str) -> Files:
    """The session's files of a role."""
    return bringing.desk(f"{page.choice.district}/{role}")


def today() -> date:
    """The day idle land is judged on."""
    return datetime.now(tz=UTC).date()


def scheme_titles(lang: str) -> dict[str, str]:
    """The shipped schemes that can score: id → title; first none."""
    usable = {key: one for key, one in shipped_schemes().items() if not one.lacks}
    known = {key: one.title_en if lang == "en" else one.title for key, one in usable.items()}
    return {"": say("plots_no_scheme", lang), **known}


def _layers(page: Page, role: str) -> tuple[Brought, ...]:
    on = files_of(page, role)
    return tuple(brought(on.intake)) if on.usable and on.intake is not None else ()


@dataclass(frozen=True, eq=False)
class _Asked:
    """A desk that was asked for, and what names it: files with their answers, scheme, day."""

    key: Hashable
    work: Job[Desk]


def desk_job(page: Page, scheme: str) -> _Asked:
    """The desk of the files brought, or of the district's own plots, being made or made."""
    roles = {role: _layers(page, role) for role in ROLES}
    named = tuple((role, files_of(page, role).key, f"{files_of(page, role).options}") for role in ROLES if roles[role])
    key = ("desk", engine.stamp(page.choice.district), named, scheme, today())
    district = page.district

    def work(told: object) -> Desk:
        others = {role: roles[role] for role in ROLES[1:]}
        inputs = desk_inputs(roles["plots"], district=district, **others)
        rules = shipped_rules(scheme=shipped_schemes()[scheme] if scheme else None)
        return assess_plots(inputs, rules, on=today(), progress=told)  # type: ignore[arg-type]

    return _Asked(key, job(key, work))


def maker(key: Hashable, desk: Desk) -> CardMaker:
    """The maker of a desk's cards, kept with what cards share."""
    return _CARDS.get(key, lambda: CardMaker(desk))


def rows_of(key: Hashable, desk: Desk, lang: str) -> pd.DataFrame:
    """The register of a desk, index as text."""

    def make() -> pd.DataFrame:
        rows = register(desk, lang)
        return rows.set_axis(rows.index.astype(str))

    return _ROWS.get((key, lang), make)


# --- the plot in hand -------------------------------------------------------------------------------------------------


def chosen_plot(page: Page) -> str:
    """The plot in hand of this district; empty for none."""
    return str(st.session_state.get(f"yitu_plot_{page.choice.district}", ""))


def choose_plot(page: Page, plot_id: str) -> None:
    """Take a plot in hand; the map and the table follow."""
    st.session_state[f"yitu_plot_{page.choice.district}"] = plot_id


# --- the map ----------------------------------------------------------------------------------------------------------


def coloured(key: Hashable, desk: Desk, name: str, lang: str) -> tuple[Drawn, list[LegendRow]]:
    """The plots coloured by a figure or a list, with the legend."""
    return _DRAWN.get((key, name, lang), lambda: _coloured(key, desk, name, lang))


def _coloured(key: Hashable, desk: Desk, name: str, lang: str) -> tuple[Drawn, list[LegendRow]]:
    plots = desk.plots.set_axis(desk.plots.index.astype(str))
    if name == "land_use":
        return map_layers.plots(plots, lang=lang), land_use_rows([str(code) for code in plots["code"]], lang=lang)
    rows = rows_of(key, desk, lang)
    if name in _LISTS:
        words = sorted({word for word in rows[name] if word and word != say("desk_open", lang)})[: len(RAMP)]
        ranks = {word: len(words) - 1 - rank for rank, word in enumerate(words)}
        steps = rows[name].map(lambda word: ranks.get(word, -1))
        legend = figure_rows(words[::-1], lang=lang, missing=bool((steps < 0).any()))
        return map_layers.plots(plots, steps=steps, texts=rows[name], lang=lang), legend
    unit = FIGURES[name].unit if name in FIGURES else "wan_per_mu" if name != "energy_per_mu" else "tce_per_mu"
    steps, limits, texts = five_classes(rows[name].astype(float), unit, lang=lang)
    drawn = map_layers.plots(plots, steps=steps, texts=texts, lang=lang)
    return drawn, figure_rows(limits, lang=lang, missing=bool((steps < 0).any()))


def outline_of(desk: Desk, plot_id: str) -> Drawn | None:
    """The plot in hand, marked on the map; None where there is none."""
    rows = desk.plots[desk.plots.index.astype(str) == plot_id]
    if rows.empty or rows.geometry.iloc[0] is None:
        return None
    return map_layers.chosen_plot(rows.geometry.iloc[0], working_crs=desk.plots.crs)
