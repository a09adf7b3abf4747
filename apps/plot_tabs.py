"""What page 用地 shows beside the map: the table with its filters, charts, what-if, lists, the card, files to take."""

from __future__ import annotations

import io
import tempfile
import zipfile
from collections.abc import Callable, Hashable
from functools import partial
from pathlib import Path

import altair as alt
import numpy as np
import pandas as pd
import streamlit as st
from streamlit.elements.lib.column_types import ColumnConfig

from apps import panels, plotting
from apps.panels import Page
from gis.errors import in_language
from gis.plots.card import Card
from gis.plots.desk import Desk
from gis.plots.potential import potential, potential_totals
from gis.plots.titles import FIGURES, RATES
from gis.units import format_quantity, shown_scale, unit_text
from gis.views.literal import literal
from gis.views.palette import RAMP
from gis.views.plot_card.writer import card_bytes, write_cards
from gis.views.plot_tables import (
    heading,
    shown_rows,
    tables,
    write_desk_gpkg,
    write_desk_json,
    write_desk_xlsx,
)
from gis.views.words import say

__all__ = ["card", "charts", "exports", "filtered", "lists", "note", "summary", "table", "what_if"]

_ONLY = ("all", "unmet", "low", "idle", "remarks")
_COLUMNS = (
    "name", "code", "status", "area_planar_m2", "far", "building_density", "building_coefficient", "green_ratio",
    "tax_per_mu", "output_per_mu", "unmet", "grade", "low", "idle", "zones", "restrictions",
)  # fmt: skip
_CHARTED = (*FIGURES, *(f"{key}_per_mu" for key in RATES))
_MOST_CARDS = 200
_UNGRADED = "#B9B4A8"
_FORMATS = {".pdf": "PDF", ".docx": "Word", ".xlsx": "Excel"}


# --- the table --------------------------------------------------------------------------------------------------------


def filtered(page: Page, key: Hashable, desk: Desk) -> pd.DataFrame:
    """The register by the filters, the plot in hand on top."""
    lang, rows = page.lang, plotting.rows_of(key, desk, page.lang)
    first, second, third = st.columns([1, 1, 1])
    codes = sorted({str(code)[:4] for code in rows["code"] if code})
    zone = page.zone
    code = first.selectbox(
        say("plots_filter_code", lang), ["", *codes], key="yitu_plots_code",
        format_func=lambda text: text or say("plots_only_all", lang),
    )  # fmt: skip
    only = second.selectbox(
        say("plots_filter_only", lang), _ONLY, format_func=lambda name: say(f"plots_only_{name}", lang),
        key="yitu_plots_only",
    )  # fmt: skip
    text = third.text_input(say("plots_filter_text", lang), key="yitu_plots_text").strip().casefold()
    wanted = np.ones(len(rows), dtype=bool)
    if zone:
        wanted &= np.array([any(one == zone for one, _ in desk.zone_of.get(row, ())) for row in desk.plots.index])
    if code:
        wanted &= rows["code"].astype(str).str.startswith(code).to_numpy(dtype=bool)
    if text:
        told = rows[["id", "name", "holder"]].astype(str).agg(" ".join, axis=1).str.casefold()
        wanted &= told.str.contains(text, regex=False).to_numpy(dtype=bool)
    found = rows[wanted & _only(desk, rows, only)]
    chosen = plotting.chosen_plot(page)
    if chosen in found.index:
        found = pd.concat([found.loc[[chosen]], found.drop(index=chosen)])
    return found


def _only(desk: Desk, rows: pd.DataFrame, name: str) -> np.ndarray:
    if name == "unmet":
        return np.asarray(rows["unmet"] != "", dtype=bool)
    if name == "low":
        return np.asarray(desk.low["low"].map(lambda value: value is True), dtype=bool)
    if name == "idle":
        return np.asarray(desk.idle["verdict"].isin(["idle", "idle_stalled"]), dtype=bool)
    if name == "remarks":
        told = set(desk.remarks.loc[desk.remarks["layer"] == "plots", "row"].astype(str))
        return np.asarray(rows.index.isin(list(told)), dtype=bool)
    return np.ones(len(rows), dtype=bool)


def table(page: Page, desk: Desk, rows: pd.DataFrame) -> None:
    """The rows; a click takes the plot in hand."""
    lang, chosen = page.lang, plotting.chosen_plot(page)
    area = format_quantity(float(rows["area_planar_m2"].sum()), "m2", lang=lang)
    st.caption(say("plots_shown", lang, shown=f"{len(rows):,}", count=f"{len(desk.plots):,}", area=area))
    shown = pd.DataFrame({name: _in_unit(rows[name], name) for name in _COLUMNS})
    shown.index.name = heading("id", lang)
    picked = st.dataframe(
        shown, key=f"yitu_plots_rows_{chosen}", on_select="rerun", selection_mode="single-row", height=360,
        selection_default={"selection": {"rows": [0] if chosen in shown.index[:1] else []}},
        column_config={name: _column(name, lang) for name in _COLUMNS}, width="stretch",
    )  # fmt: skip
    taken = picked["selection"]["rows"]
    if taken and shown.index[taken[0]] != chosen:
        plotting.choose_plot(page, str(shown.index[taken[0]]))
        st.rerun()


def _in_unit(values: pd.Series, name: str) -> pd.Series:
    unit = "m2" if name.endswith("_m2") else FIGURES[name].unit if name in FIGURES else ""
    return values.astype(float) * shown_scale(unit)[0] if unit else values


def _column(name: str, lang: str) -> ColumnConfig:
    title = heading(name, lang)
    if name.endswith(("_m2", "_per_mu")) or name in FIGURES:
        share = name in FIGURES and FIGURES[name].unit == "share"
        return st.column_config.NumberColumn(f"{title} (%)" if share else title, format="%.1f" if share else "%.2f")
    return st.column_config.TextColumn(title)


# --- charts -----------------------------------------------------------------------------------------------------------


def _title(name: str, lang: str) -> str:
    return say(f"plots_colour_{name}", lang)


def charts(page: Page, desk: Desk, rows: pd.DataFrame) -> None:
    """How a figure is spread, and tax per mu against FAR."""
    lang = page.lang
    name = st.selectbox(
        say("plots_index", lang), _CHARTED, format_func=lambda key: _title(key, lang), key="yitu_plots_charted"
    )
    values = _in_unit(rows[name].astype(float), name).dropna()
    if values.empty:
        st.info(say("plots_no_values", lang, reason=_reason(desk, name, lang)))
    else:
        title = _title(name, lang)
        unit = unit_text(FIGURES[name].unit, lang) if name in FIGURES else ""
        base = alt.Chart(pd.DataFrame({"value": values}))
        bars = base.mark_bar(color=RAMP[3]).encode(
            alt.X("value:Q", bin=alt.Bin(maxbins=24), title=f"{title} {unit}".strip()), alt.Y("count()", title="")
        )
        st.caption(say("plots_histogram", lang, title=title))
        st.altair_chart(bars.properties(height=180), width="stretch")
    _scatter(page, desk, rows)


def _reason(desk: Desk, name: str, lang: str) -> str:
    column = FIGURES[name].reason if name in FIGURES else f"{name.removesuffix('_per_mu')}_reason"
    texts = desk.figures[column]
    texts = texts[texts != ""]
    return in_language(str(texts.mode().iloc[0]), lang) if len(texts) else "–"


def _scatter(page: Page, desk: Desk, rows: pd.DataFrame) -> None:
    lang = page.lang
    known = rows[rows["far"].notna() & rows["tax_per_mu"].notna()]
    if known.empty:
        st.info(say("plots_no_values", lang, reason=_reason(desk, "tax_per_mu", lang)))
        return
    none = say("desk_ungraded", lang)
    points = pd.DataFrame({
        "plot": known.index, "far": known["far"].astype(float), "tax": known["tax_per_mu"].astype(float),
        "grade": known["grade"].replace("", none),
    })  # fmt: skip
    grades = sorted(set(points["grade"]) - {none})
    colours = [RAMP[len(RAMP) - 1 - min(rank, len(RAMP) - 1)] for rank in range(len(grades))]
    pick = alt.selection_point(name="plot", fields=["plot"])
    chart = alt.Chart(points).mark_circle(size=46, opacity=0.85).encode(
        alt.X("far:Q", title=_title("far", lang)),
        alt.Y("tax:Q", title=_title("tax_per_mu", lang)),
        alt.Color("grade:N", title=heading("grade", lang),
                  scale=alt.Scale(domain=[*grades, none], range=[*colours, _UNGRADED])),
        tooltip=[alt.Tooltip("plot", title=heading("plot", lang)), alt.Tooltip("far", format=".2f", title="FAR"),
                 alt.Tooltip("tax", format=".2f", title=_title("tax_per_mu", lang))],
    ).add_params(pick)  # fmt: skip
    st.caption(say("plots_scatter", lang))
    told = st.altair_chart(chart.properties(height=240), width="stretch", on_select="rerun", key="yitu_plots_scatter")
    taken = told["selection"].get("plot") or []
    if taken and str(taken[0]["plot"]) != st.session_state.get("yitu_plots_scattered"):
        st.session_state["yitu_plots_scattered"] = str(taken[0]["plot"])
        plotting.choose_plot(page, str(taken[0]["plot"]))
        st.rerun()


# --- what if ----------------------------------------------------------------------------------------------------------


def what_if(page: Page, desk: Desk, rows: pd.DataFrame) -> None:
    """A threshold moved by hand: how many plots lie below it, what raising them to it would give."""
    lang = page.lang
    name = st.selectbox(
        say("plots_index", lang), _CHARTED, format_func=lambda key: _title(key, lang), key="yitu_plots_tested"
    )
    unit = FIGURES[name].unit if name in FIGURES else "tce_per_mu" if name == "energy_per_mu" else "wan_per_mu"
    values = rows[name].astype(float)
    known = values.dropna()
    if known.empty:
        st.info(say("plots_no_values", lang, reason=_reason(desk, name, lang)))
        return
    factor = shown_scale(unit)[0]
    top = float(known.quantile(0.99)) * factor
    limit = st.slider(
        f"{say('plots_threshold', lang)} {unit_text(unit, lang)}".strip(), 0.0, max(round(top, 2), 0.01),
        float(round(float(known.median()) * factor, 2)), key=f"yitu_plots_limit_{name}",
    ) / factor  # fmt: skip
    below = rows[values < limit]
    told = format_quantity(limit, unit, lang=lang)
    area = format_quantity(float(below["area_planar_m2"].sum()), "m2", lang=lang)
    share = f"{len(below) / len(known):.1%}"
    st.markdown(say("plots_whatif_line", lang, count=f"{len(below):,}", value=told, share=share, area=area))
    if name in ("far", "building_coefficient", "building_density"):
        plots = desk.plots[desk.plots.index.astype(str).isin(rows.index)]
        totals = potential_totals(potential(plots, desk.figures.loc[plots.index], limit, index=name)).loc["below"]
        gain, freed = (format_quantity(float(totals[one]), "m2", lang=lang) for one in ("gain_m2", "land_freed_m2"))
        st.markdown(say("plots_gain_line", lang, value=told, gain=gain, freed=freed))
    if len(known) < len(rows):
        st.caption(say("plots_not_known", lang, count=f"{len(rows) - len(known):,}"))
    if len(below):
        table_rows = below.sort_values(name)[["code", "area_planar_m2", name]].head(200)
        shown = pd.DataFrame({column: _in_unit(table_rows[column], column) for column in table_rows})
        st.dataframe(shown, column_config={column: _column(column, lang) for column in shown}, height=240)


# --- lists ------------------------------------------------------------------------------------------------------------


def lists(page: Page, desk: Desk) -> None:
    """Every other table of the desk."""
    lang = page.lang
    found = {key: rows for key, rows in tables(desk, lang).items() if key != "plots"}
    name = st.selectbox(
        say("plots_list", lang), list(found), format_func=lambda key: say(f"desk_table_{key}", lang),
        key="yitu_plots_list",
    )  # fmt: skip
    if name is None:
        st.info(say("plots_empty_list", lang))
        return
    st.dataframe(shown_rows(found[name]), width="stretch", height=420, hide_index=True)


# --- the card and files to take ---------------------------------------------------------------------------------------


def card(page: Page, key: Hashable, desk: Desk) -> None:
    """The card of the plot in hand: as page, and to take away."""
    lang, chosen = page.lang, plotting.chosen_plot(page)
    maker = plotting.maker(key, desk)
    if chosen not in maker.ids:
        st.info(say("plots_pick", lang))
        return
    st.markdown(f"**{literal(say('plots_card', lang, plot=chosen))}**")
    made = maker.card(chosen)
    with st.container(horizontal=True):
        for suffix, kind in _FORMATS.items():
            st.download_button(
                say("plots_card_make", lang, kind=kind),
                partial(_card, made, suffix, lang),
                file_name=f"card_{chosen}{suffix}", on_click="ignore", key=f"yitu_plots_card_{suffix}",
            )  # fmt: skip
    st.iframe(card_bytes(made, (".html",), lang=lang)[".html"].decode("utf-8"), height=560)


def _card(made: Card, suffix: str, lang: str) -> bytes:
    return card_bytes(made, (suffix,), lang=lang)[suffix]


def exports(page: Page, key: Hashable, desk: Desk, rows: pd.DataFrame) -> None:
    """All tables, the layer, and the cards of the plots that the filters leave; made when asked for."""
    lang = page.lang
    stem = f"{page.choice.district}_plots"
    made: dict[str, Callable[[], bytes]] = {
        "xlsx": lambda: _bytes_of(lambda path: write_desk_xlsx(desk, path, lang=lang), ".xlsx"),
        "gpkg": lambda: _bytes_of(lambda path: write_desk_gpkg(desk, path, lang=lang), ".gpkg"),
        "json": lambda: _bytes_of(lambda path: write_desk_json(desk, path), ".json"),
    }
    for name, make in made.items():
        st.download_button(
            say(f"plots_download_{name}", lang), make, file_name=f"{stem}.{name}", on_click="ignore",
            key=f"yitu_plots_download_{name}",
        )  # fmt: skip
    if len(rows) > _MOST_CARDS:
        st.caption(say("plots_cards_many", lang, most=_MOST_CARDS))
        return
    maker, ids = plotting.maker(key, desk), list(rows.index)
    st.download_button(
        say("plots_download_cards", lang, count=len(ids)), lambda: _zipped(maker.cards(ids), lang),
        file_name=f"{stem}_cards.zip", on_click="ignore", disabled=not ids, key="yitu_plots_download_cards",
    )  # fmt: skip


def _bytes_of(write: Callable[[Path], object], suffix: str) -> bytes:
    """What a writer of files writes, as bytes."""
    with tempfile.TemporaryDirectory(prefix="yitu-plots-") as folder:
        path = Path(folder) / f"out{suffix}"
        write(path)
        return path.read_bytes()


def _zipped(cards: object, lang: str) -> bytes:
    with tempfile.TemporaryDirectory(prefix="yitu-cards-") as folder:
        written = write_cards(cards, Path(folder) / "cards", lang=lang)  # type: ignore[arg-type]
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for path in written:
                archive.write(path, path.name)
        return out.getvalue()


def note(page: Page, desk: Desk) -> None:
    """What reading decided, a line each."""
    for text in desk.inputs.notes:
        st.caption(literal(in_language(text, page.lang)))


def summary(page: Page, desk: Desk) -> None:
    """The desk in a few facts."""
    lang = page.lang
    area = format_quantity(float(desk.figures["area_planar_m2"].sum()), "m2", lang=lang)
    unmet = desk.limits.loc[desk.limits["verdict"] == "unmet", "plot"].nunique() if len(desk.limits) else 0
    idle = int(desk.idle["verdict"].isin(["idle", "idle_stalled"]).sum())
    low = int(desk.low["low"].map(lambda value: value is True).sum())
    open_idle = int((desk.idle["verdict"] == "not_assessed").sum())
    panels.facts([
        (say("plots_role_plots", lang), f"{len(desk.plots):,} · {area}"),
        (say("plots_only_unmet", lang), f"{unmet:,}"),
        (say("plots_only_idle", lang), f"{idle:,} ({say('desk_open', lang)} {open_idle:,})"),
        (say("plots_only_low", lang), f"{low:,} ({say('desk_open', lang)} {int(desk.low['low'].isna().sum()):,})"),
        (say("desk_table_remarks", lang), f"{len(desk.remarks):,}"),
    ])  # fmt: skip
