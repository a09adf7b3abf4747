"""What the page 用地 works on: the files brought for each role, the scheme, the desk they give, the plot in hand."""

from __future__ import annotations

import threading
from collections.abc import Hashable
from dataclasses import dataclass
from datetime import UTC, date, datetime

import geopandas as gpd
import pandas as pd
import streamlit as st

from apps import bringing, engine
from apps.bringing import Desk as Files
from apps.jobs import Job
from apps.panels import Page
from apps.store import Kept
from gis.assessment.desk import assess_plots, shipped_rules
from gis.assessment.desk_inputs import Brought, brought, desk_inputs
from gis.assessment.plot_cards import CardMaker
from gis.errors import in_language
from gis.plots.desk import Desk
from gis.plots.idle import VERDICTS
from gis.plots.titles import FIGURES, RATES
from gis.read.schemes import shipped_schemes
from gis.views import map_layers
from gis.views.classes import five_classes
from gis.views.drawing import Drawn
from gis.views.legend import figure_rows, land_use_rows
from gis.views.map_door import LegendRow
from gis.views.palette import RAMP, ramp_style
from gis.views.plot_card.writer import card_bytes
from gis.views.plot_tables import register, shown_rows, tables
from gis.views.sheets.fonts import face_for
from gis.views.words import say

__all__ = [
    "COLOURS", "ROLES", "Asked", "choose_plot", "chosen_plot", "coloured", "desk_job", "files_of", "graded", "lists_of",
    "maker", "outline_of", "page_of", "pending", "rows_of", "scheme_titles", "shift", "today", "unit_of",
]  # fmt: skip

ROLES = ("plots", "buildings", "firms", "controls", "before")
_CODED = ("plots", "before")  # read as plots: the edition of their codes is asked
# what the map may show: figures by fifths, lists by their own words
_LISTS = ("grade", "idle", "low", "land_use")
_OWN_TAB = ("plots", "change_ha", "change_mu", "converted")
COLOURS = ("far", "tax_per_mu", "grade", "low", "idle", "land_use", *(key for key in FIGURES if key != "far"),
           *(f"{key}_per_mu" for key in RATES if key != "tax"))  # fmt: skip

# a ledger of a hundred thousand plots is large: few desks are kept, for all sessions
_DESKS: Kept[Job[Desk]] = Kept(6)
_CARDS: Kept[CardMaker] = Kept(4)
_PAGES: Kept[str] = Kept(40)
_LISTS_OF: Kept[dict[str, pd.DataFrame]] = Kept(4)
_ROWS: Kept[pd.DataFrame] = Kept(8)
_DRAWN: Kept[tuple[Drawn, list[LegendRow]]] = Kept(40)


def files_of(page: Page, role: str) -> Files:
    """The session's files of a role."""
    on = bringing.desk(f"{page.choice.district}/{role}")
    on.kind = "plots" if role in _CODED else ""
    return on


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


def pending(page: Page, first: str) -> Files | None:
    """Files that were dropped and not read yet, those of the role in view first; None where all are read."""
    named = [files_of(page, role) for role in (first, *ROLES)]
    return next((on for on in named if on.files and on.intake is None), None)


@dataclass(frozen=True, eq=False)
class Asked:
    """A desk that was asked for, and what names it: files with their answers, scheme, day."""

    key: Hashable
    work: Job[Desk]


def desk_job(page: Page, scheme: str) -> Asked:
    """The desk of the files brought, or of the district's own plots, being made or made."""
    roles = {role: _layers(page, role) for role in ROLES}
    named = tuple((role, files_of(page, role).key, f"{files_of(page, role).options}") for role in ROLES if roles[role])
    key = ("desk", engine.stamp(page.choice.district), named, scheme, today())
    district = page.district

    def work(told: object) -> Desk:
        others = {role: roles[role] for role in ROLES[1:]}
        inputs = desk_inputs(roles["plots"], district=district, **others)
        rules = shipped_rules(scheme=shipped_schemes()[scheme] if scheme else None)
        desk = assess_plots(inputs, rules, on=today(), progress=told)  # type: ignore[arg-type]
        threading.Thread(target=face_for, args=(_texts(desk),), daemon=True).start()
        return desk

    found = _DESKS.get(key, lambda: Job(work))
    if found.failed:  # once more: what was refused may have been mended since
        found = Job(work)
        _DESKS.put(key, found)
    return Asked(key, found)


def _texts(desk: Desk) -> list[str]:
    """What cards of a desk may write: the font is cut to it while the user looks at the table."""
    district = desk.inputs.district
    frames = [desk.plots, desk.figures, desk.limits, desk.idle, desk.low, desk.overlaps, desk.remarks]
    frames += [layer.frame for layer in district.layers.values()] if district is not None else []
    told = [zone.name for zone in district.zones] if district is not None else []
    for frame in frames:
        for name in frame.select_dtypes(include=["object", "string"]):
            told += {text for text in frame[name] if isinstance(text, str)}
    return told


def page_of(key: Hashable, desk: Desk, plot_id: str, lang: str) -> str:
    """The card of a plot as a page."""

    def make() -> str:
        made = maker(key, desk).card(plot_id)
        return card_bytes(made, (".html",), lang=lang)[".html"].decode("utf-8")

    return _PAGES.get((key, plot_id, lang), make)


def maker(key: Hashable, desk: Desk) -> CardMaker:
    """The maker of a desk's cards, kept with what cards share."""
    return _CARDS.get(key, lambda: CardMaker(desk))


def rows_of(key: Hashable, desk: Desk, lang: str) -> pd.DataFrame:
    """The register of a desk, index as text."""

    def make() -> pd.DataFrame:
        rows = register(desk, lang)
        return rows.set_axis(rows.index.astype(str))

    return _ROWS.get((key, lang), make)


def lists_of(key: Hashable, desk: Desk, lang: str) -> dict[str, pd.DataFrame]:
    """Every table of a desk as texts to show, but the register and those that stand in a tab of their own."""

    def make() -> dict[str, pd.DataFrame]:
        return {name: shown_rows(rows) for name, rows in tables(desk, lang).items() if name not in _OWN_TAB}

    return _LISTS_OF.get((key, lang), make)


def graded(desk: Desk) -> bool:
    """Whether any plot has a grade."""
    return bool((desk.grade_of != "").any())


def unit_of(name: str) -> str:
    """The unit of a figure or rate of the register, a key of `gis.units`."""
    if name in FIGURES:
        return FIGURES[name].unit
    return "tce_per_mu" if name == "energy_per_mu" else "wan_per_ha" if name.endswith("_per_ha") else "wan_per_mu"


# --- the plot in hand -------------------------------------------------------------------------------------------------


def chosen_plot(page: Page) -> str:
    """The plot in hand of this district; empty for none."""
    return str(st.session_state.get(f"yitu_plot_{page.choice.district}", ""))


def choose_plot(page: Page, plot_id: str, *, move: bool = True) -> None:
    """Take a plot in hand; the table follows, and the map: `move`, unless it was clicked there."""
    st.session_state[f"yitu_plot_{page.choice.district}"] = plot_id
    if move:
        place = f"yitu_plot_shift_{page.choice.district}"
        _, _, count = st.session_state.get(place, ("", "", 0))
        st.session_state[place] = (files_of(page, "plots").key, plot_id, count + 1)


def shift(page: Page) -> tuple[str, str]:
    """The plot the map was last moved to, and the name of that move; empty where it was not, or for other files."""
    files, plot_id, count = st.session_state.get(f"yitu_plot_shift_{page.choice.district}", ("", "", 0))
    return (plot_id, f"plot {plot_id} {count}") if plot_id and files == files_of(page, "plots").key else ("", "")


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
        return _by_words(plots, rows[name], _order(name, rows[name], lang), lang)
    steps, limits, texts = five_classes(rows[name].astype(float), unit_of(name), lang=lang)
    drawn = map_layers.plots(plots, steps=steps, texts=texts, lang=lang)
    return drawn, figure_rows(limits, lang=lang, missing=bool((steps < 0).any()))


def _order(name: str, found: pd.Series, lang: str) -> list[str]:
    """The words of a list, the darkest first."""
    if name == "low":
        return [say("desk_yes", lang), say("desk_no", lang)]
    if name == "idle":
        return [in_language(VERDICTS[key], lang) for key in ("idle", "idle_stalled", "not_idle")]
    return sorted({str(word) for word in found if word}, key=lambda word: (len(word), word))


def _by_words(plots: gpd.GeoDataFrame, found: pd.Series, words: list[str], lang: str) -> tuple[Drawn, list[LegendRow]]:
    """Plots coloured by a word each; more words than colours share the lightest, as the legend says."""
    last = len(RAMP) - 1
    gap = last // max(1, min(len(words) - 1, last))
    ranks = {word: max(0, last - place * gap) for place, word in enumerate(words)}
    steps = found.map(lambda word: ranks.get(word, -1))
    seen = set(found)
    legend = [LegendRow(word, ramp_style(step)) for word, step in ranks.items() if word in seen]
    if (steps < 0).any():
        legend += figure_rows([], lang=lang, missing=True)
    return map_layers.plots(plots, steps=steps, texts=found, lang=lang), legend


def outline_of(desk: Desk, plot_id: str) -> Drawn | None:
    """The plot in hand, marked on the map; None where there is none."""
    if not plot_id:
        return None
    rows = desk.plots[desk.plots.index.astype(str) == plot_id]
    if rows.empty or rows.geometry.iloc[0] is None:
        return None
    return map_layers.chosen_plot(rows.geometry.iloc[0], working_crs=desk.plots.crs)
