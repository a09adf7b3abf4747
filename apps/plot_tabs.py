"""What page 用地 shows beside the map: the table with its filters, charts, lists, the card, files to take."""

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

from apps import bringing, panels, plotting
from apps.panels import Page
from gis.assessment.plot_cards import CardMaker
from gis.errors import in_language
from gis.plots.desk import Desk
from gis.plots.titles import FIGURES, RATES
from gis.units import format_quantity, shown_scale, unit_text
from gis.views.figures import zone_title
from gis.views.literal import literal
from gis.views.palette import RAMP
from gis.views.plot_card.writer import card_bytes, write_cards
from gis.views.plot_tables import heading, write_desk_gpkg, write_desk_json, write_desk_xlsx
from gis.views.words import say

__all__ = [
    "CHARTED", "card", "charts", "column", "exports", "figure_title", "filtered", "in_shown_unit", "lists",
    "missing_why", "note", "summary", "table",
]  # fmt: skip

_ONLY = ("all", "unmet", "low", "idle", "remarks")
_COLUMNS = (
    "name", "code", "area_planar_m2", "far", "tax_per_mu", "grade", "low", "idle", "unmet", "status",
    "building_density", "building_coefficient", "green_ratio", "output_per_mu", "holder", "zones", "restrictions",
)  # fmt: skip
CHARTED = (*FIGURES, *(f"{key}_per_mu" for key in RATES))
# what may be without a row
_LISTS = ("limits", "idle", "low", "potential", "grades", "overlaps", "remarks")
_MOST_CARDS = 200
_UNGRADED = "#B9B4A8"
_POINT_PX = 10  # room at the edges of the scatter: no point is cut in half
_FORMATS = {".pdf": "PDF", ".docx": "Word", ".xlsx": "Excel"}


# --- the table --------------------------------------------------------------------------------------------------------


def filtered(page: Page, key: Hashable, desk: Desk) -> pd.DataFrame:
    """The register by the filters; `attrs["zone"]`: the zone it was cut to, empty for none."""
    lang, rows = page.lang, plotting.rows_of(key, desk, page.lang)
    codes = sorted({str(code)[:4] for code in rows["code"] if code})
    with st.container(horizontal=True, key="yitu_plots_filters"):
        code = st.selectbox(
            say("plots_filter_code", lang), ["", *codes], key="yitu_plots_code", width=104,
            format_func=lambda text: text or say("plots_only_all", lang),
        )  # fmt: skip
        only = st.selectbox(
            say("plots_filter_only", lang), _ONLY, format_func=lambda name: say(f"plots_only_{name}", lang),
            key="yitu_plots_only", width=144,
        )  # fmt: skip
        text = st.text_input(
            say("plots_filter_text", lang), key="yitu_plots_text", width="stretch",
            placeholder=say("plots_filter_hint", lang),
        ).strip().casefold()  # fmt: skip
    wanted = np.ones(len(rows), dtype=bool)
    zone = np.array([any(one == page.zone for one, _ in desk.zone_of.get(row, ())) for row in desk.plots.index])
    by_zone = bool(page.zone and zone.any())  # plots that lie elsewhere altogether are not hidden by a zone
    if by_zone:
        wanted &= zone
    if code:
        wanted &= rows["code"].astype(str).str.startswith(code).to_numpy(dtype=bool)
    if text:
        told = rows[["id", "name", "holder"]].astype(str).agg(" ".join, axis=1).str.casefold()
        wanted &= told.str.contains(text, regex=False).to_numpy(dtype=bool)
    found = rows[wanted & _only(desk, rows, only)]
    found.attrs["zone"] = page.zone if by_zone else ""
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


def table(page: Page, key: Hashable, desk: Desk, rows: pd.DataFrame) -> None:
    """The rows, the plot in hand on top whatever the filters say; a click takes another in hand."""
    lang, chosen, every = page.lang, plotting.chosen_plot(page), plotting.rows_of(key, desk, page.lang)
    area = format_quantity(float(rows["area_planar_m2"].sum()), "m2", lang=lang)
    place = zone_title(page.district, rows.attrs.get("zone") or None, lang)
    told = say("plots_shown", lang, place=place, shown=f"{len(rows):,}", count=f"{len(every):,}", area=area)
    st.caption(literal(told))
    if chosen in every.index:
        rows = pd.concat([every.loc[[chosen]], rows.drop(index=chosen, errors="ignore")])
    if rows.empty:
        st.info(say("plots_none_left", lang))
        return
    columns = [name for name in _COLUMNS if _says(every[name], lang)]
    shown = pd.DataFrame({name: in_shown_unit(rows[name], name) for name in columns}, index=rows.index)
    shown.index.name = heading("id", lang)
    picked = st.dataframe(
        shown, key=f"yitu_plots_rows_{chosen}", on_select="rerun", selection_mode="single-row",
        height=min(324, 38 + 35 * len(shown)), width="stretch", row_height=35,
        selection_default={"selection": {"rows": [0] if chosen in shown.index[:1] else []}},
        column_config={name: column(name, lang) for name in columns},
    )  # fmt: skip
    silent = [heading(name, lang) for name in _COLUMNS if name not in columns]
    if silent:
        st.caption(say("plots_silent", lang, names=("、" if lang == "zh" else ", ").join(silent)))
    taken = picked["selection"]["rows"]
    if taken and shown.index[taken[0]] != chosen:
        plotting.choose_plot(page, str(shown.index[taken[0]]))
        st.rerun()


def _says(values: pd.Series, lang: str) -> bool:
    """Whether a column holds anything but blanks and "not assessed"."""
    if pd.api.types.is_numeric_dtype(values):
        return bool(values.notna().any())
    return bool((~values.isin(["", say("desk_open", lang)]) & values.notna()).any())


def in_shown_unit(values: pd.Series, name: str) -> pd.Series:
    """A column of the register in the unit it is shown in."""
    unit = "m2" if name.endswith("_m2") else FIGURES[name].unit if name in FIGURES else ""
    return values.astype(float) * shown_scale(unit)[0] if unit else values


def column(name: str, lang: str) -> ColumnConfig:
    """How a column of the register is headed and written."""
    title = heading(name, lang)
    if name.endswith(("_m2", "_per_mu")) or name in FIGURES:
        share = name in FIGURES and FIGURES[name].unit == "share"
        return st.column_config.NumberColumn(f"{title} (%)" if share else title, format="%.1f" if share else "%.2f")
    return st.column_config.TextColumn(title)


# --- charts -----------------------------------------------------------------------------------------------------------


def figure_title(name: str, lang: str) -> str:
    """What a figure is called in a choice."""
    return say(f"plots_colour_{name}", lang)


def charts(page: Page, desk: Desk, rows: pd.DataFrame) -> None:
    """How a figure is spread, and tax per mu against FAR."""
    lang = page.lang
    name = st.selectbox(
        say("plots_index", lang), CHARTED, format_func=lambda key: figure_title(key, lang), key="yitu_plots_charted"
    )
    values = in_shown_unit(rows[name].astype(float), name).dropna()
    if values.empty:
        st.info(say("plots_no_values", lang, reason=literal(missing_why(desk, name, lang))))
    else:
        title = figure_title(name, lang)
        unit = unit_text(FIGURES[name].unit, lang) if name in FIGURES else ""
        base = alt.Chart(pd.DataFrame({"value": values}))
        bars = base.mark_bar(color=RAMP[3]).encode(
            alt.X("value:Q", bin=alt.Bin(maxbins=24), title=f"{title} {unit}".strip()),
            alt.Y("count()", title="", axis=alt.Axis(tickMinStep=1, format="d")),
        )
        st.caption(say("plots_histogram", lang, title=title))
        st.altair_chart(bars.properties(height=220), width="stretch")
    _scatter(page, desk, rows)


def missing_why(desk: Desk, name: str, lang: str) -> str:
    """Why a figure is not known, by what most plots say."""
    reason = FIGURES[name].reason if name in FIGURES else f"{name.removesuffix('_per_mu')}_reason"
    texts = desk.figures[reason]
    texts = texts[texts != ""]
    return in_language(str(texts.mode().iloc[0]), lang) if len(texts) else "–"


def _scatter(page: Page, desk: Desk, rows: pd.DataFrame) -> None:
    lang = page.lang
    known = rows[rows["far"].notna() & rows["tax_per_mu"].notna()]
    if known.empty:
        lacking = "tax_per_mu" if rows["tax_per_mu"].isna().all() else "far"
        why = literal(missing_why(desk, lacking, lang))
        st.info(say("plots_no_scatter", lang, title=figure_title(lacking, lang), reason=why))
        return
    st.caption(say("plots_scatter", lang))
    if not plotting.graded(desk):
        st.caption(say("plots_need_firms", lang))
    chosen = plotting.chosen_plot(page)
    told = st.altair_chart(
        _points(known, chosen, lang), width="stretch", on_select="rerun", key=f"yitu_plots_scatter_{chosen}"
    )
    taken = told["selection"].get("plot") or []
    if taken and str(taken[0]["plot"]) != chosen:
        plotting.choose_plot(page, str(taken[0]["plot"]))
        st.rerun()


def _points(known: pd.DataFrame, chosen: str, lang: str) -> alt.Chart:
    """Tax per mu against FAR, a point a plot, the one in hand outlined."""
    none = say("desk_ungraded", lang)
    points = pd.DataFrame({
        "plot": known.index, "far": known["far"].astype(float), "tax": known["tax_per_mu"].astype(float),
        "grade": known["grade"].replace("", none), "hand": known.index == chosen,
    })  # fmt: skip
    grades = sorted(set(points["grade"]) - {none}, key=lambda word: (len(word), word))
    colours = [RAMP[len(RAMP) - 1 - min(rank, len(RAMP) - 2)] for rank in range(len(grades))]
    left = [none] if none in set(points["grade"]) else []
    chart: alt.Chart = alt.Chart(points).mark_circle(opacity=0.9).encode(
        alt.X("far:Q", title=figure_title("far", lang), scale=alt.Scale(padding=_POINT_PX)),
        alt.Y("tax:Q", title=f"{figure_title('tax_per_mu', lang)} {unit_text('wan_per_mu', lang)}",
              scale=alt.Scale(padding=_POINT_PX)),
        alt.Color("grade:N", title=heading("grade", lang),
                  legend=alt.Legend(orient="top", symbolStrokeWidth=0.6) if grades else None,
                  scale=alt.Scale(domain=[*grades, *left], range=[*colours, *([_UNGRADED] if left else [])])),
        size=alt.condition("datum.hand", alt.value(190), alt.value(64)),
        stroke=alt.condition("datum.hand", alt.value("#B2432C"), alt.value("#1F3A5F")),
        strokeWidth=alt.condition("datum.hand", alt.value(2.5), alt.value(0.6)),
        tooltip=[alt.Tooltip("plot", title=heading("plot", lang)),
                 alt.Tooltip("far", format=".2f", title=figure_title("far", lang)),
                 alt.Tooltip("tax", format=".2f", title=figure_title("tax_per_mu", lang)),
                 alt.Tooltip("grade", title=heading("grade", lang))],
    ).add_params(alt.selection_point(name="plot", fields=["plot"])).properties(height=360)  # fmt: skip
    return chart


# --- lists ------------------------------------------------------------------------------------------------------------


def lists(page: Page, key: Hashable, desk: Desk) -> None:
    """Every other table of the desk."""
    lang = page.lang
    found = plotting.lists_of(key, desk, lang)
    name = st.selectbox(
        say("plots_list", lang), list(found), format_func=lambda one: say(f"desk_table_{one}", lang),
        key="yitu_plots_list",
    )  # fmt: skip
    missing = [say(f"desk_table_{one}", lang) for one in _LISTS if one not in found]
    if missing:
        st.caption(say("plots_empty_lists", lang, names=("、" if lang == "zh" else ", ").join(missing)))
    if name is not None:
        st.dataframe(found[name], width="stretch", height=420, hide_index=True)


# --- the card and files to take ---------------------------------------------------------------------------------------


def card(page: Page, key: Hashable, desk: Desk) -> None:
    """The card of the plot in hand: as page, and to take away."""
    lang, chosen = page.lang, plotting.chosen_plot(page)
    maker = plotting.maker(key, desk)
    if chosen not in maker.ids:
        st.info(say("plots_pick", lang))
        return
    st.markdown(f"**{literal(say('plots_card', lang, plot=chosen))}**")
    with st.container(horizontal=True):
        for suffix, kind in _FORMATS.items():
            st.download_button(
                say("plots_card_make", lang, kind=kind),
                partial(_card, maker, chosen, suffix, lang),
                file_name=f"card_{bringing.safe_stem(f'{chosen}.')}{suffix}", on_click="ignore",
                key=f"yitu_plots_card_{suffix}",
            )  # fmt: skip
    with st.spinner(say("plots_card_making", lang)):
        page_html = plotting.page_of(key, desk, chosen, lang)
    st.iframe(page_html, height=640)


def _card(maker: CardMaker, plot_id: str, suffix: str, lang: str) -> bytes:
    return card_bytes(maker.card(plot_id), (suffix,), lang=lang)[suffix]


def exports(page: Page, key: Hashable, desk: Desk, rows: pd.DataFrame) -> None:
    """All tables and results; the layer and the cards of the plots that the filters leave; made when asked for."""
    lang, ids = page.lang, list(rows.index)
    stem = f"{page.choice.district}_plots"
    made: dict[str, Callable[[], bytes]] = {
        "xlsx": lambda: _bytes_of(lambda path: write_desk_xlsx(desk, path, lang=lang), ".xlsx"),
        "json": lambda: _bytes_of(lambda path: write_desk_json(desk, path), ".json"),
        "gpkg": lambda: _bytes_of(lambda path: write_desk_gpkg(desk, path, lang=lang, plots=ids), ".gpkg"),
    }
    for name, make in made.items():
        st.download_button(
            say(f"plots_download_{name}", lang, count=f"{len(ids):,}"), make, file_name=f"{stem}.{name}",
            on_click="ignore", disabled=name == "gpkg" and not ids, key=f"yitu_plots_download_{name}",
        )  # fmt: skip
    if len(rows) > _MOST_CARDS:
        st.caption(say("plots_cards_many", lang, most=_MOST_CARDS))
        return
    maker = plotting.maker(key, desk)
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
    """What reading decided."""
    if desk.inputs.notes:
        st.caption(literal(" · ".join(in_language(text, page.lang) for text in desk.inputs.notes)))


def summary(page: Page, desk: Desk) -> None:
    """The desk in a few facts; beside each count what could not be judged."""
    lang = page.lang
    area = format_quantity(float(desk.figures["area_planar_m2"].sum()), "m2", lang=lang)
    unmet, open_ = (set(desk.limits.loc[desk.limits["verdict"] == word, "plot"]) for word in ("unmet", "not_assessed"))
    idle = int(desk.idle["verdict"].isin(["idle", "idle_stalled"]).sum())
    low = int(desk.low["low"].map(lambda value: value is True).sum())
    facts = [
        (say("plots_role_plots", lang), f"{len(desk.plots):,} · {area}"),
        (say("plots_only_unmet", lang), _told(len(unmet), len(open_ - unmet), lang)),
        (say("plots_only_idle", lang), _told(idle, int((desk.idle["verdict"] == "not_assessed").sum()), lang)),
        (say("plots_only_low", lang), _told(low, int(desk.low["low"].isna().sum()), lang)),
        (say("desk_table_remarks", lang), f"{len(desk.remarks):,}"),
    ]
    if desk.grades is not None:
        counts = desk.grades["grade"].replace("", say("desk_ungraded", lang)).value_counts().sort_index()
        told = " · ".join(f"{word} {count:,}" for word, count in counts.items())
        facts.append((say("desk_table_grades", lang), told))
    panels.facts(facts)


def _told(count: int, left: int, lang: str) -> str:
    return f"{count:,} ({say('desk_open', lang)} {left:,})" if left else f"{count:,}"
