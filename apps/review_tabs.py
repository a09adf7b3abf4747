"""What a review has besides its findings: zones, conversion, corners, effects, another submission; files to take."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import pandas as pd
import streamlit as st

from apps import bringing, panels, reviewing
from apps.panels import Page
from apps.reviewing import Done
from gis.errors import GisError, in_language
from gis.read.review_record import read_review_record
from gis.review.canonical import canonical
from gis.review.compare import Comparison, compare_reviews
from gis.review.model import Effect, Project
from gis.review.record import project_from_record, record_of
from gis.review.rulings import RulingLog
from gis.units import format_quantity
from gis.views.cards import measure_words
from gis.views.figures import zone_title
from gis.views.literal import literal
from gis.views.review_cards import changes_html
from gis.views.review_exports import geometry_bytes
from gis.views.review_sheet import grids
from gis.views.review_sheet.writer import review_bytes
from gis.views.sheets.text import Grid
from gis.views.words import say

__all__ = ["comparison", "exports", "tabs"]

_SHEETS = (".docx", ".pdf", ".xlsx", ".html")
_SHAPES = (".txt", ".zip", ".dxf", ".gpkg")
_TABS = ("zones", "conversion", "corners", "effects", "compare", "data")
_ROWS = 1_000


def tabs(page: Page, done: Done, log: RulingLog) -> None:
    """Every other table of the review."""
    lang = page.lang
    places = dict(zip(_TABS, st.tabs([say(f"review_page_tab_{name}", lang) for name in _TABS]), strict=True))
    with places["zones"]:
        _grid(grids.zones_grid(done.review, lang))
        _grid(grids.parts_grid(done.review, lang))
    with places["conversion"]:
        _grid(grids.conversion_grid(done.review, lang))
    with places["corners"]:
        for grid in grids.corner_grids(done.review, lang)[1]:
            _grid(grid)
        if not grids.corner_grids(done.review, lang)[1]:
            st.caption(say("review_page_corners_many", lang))
    with places["effects"]:
        _effects(page, done)
    with places["compare"]:
        _compare(page, done)
    with places["data"]:
        _grid(grids.files_grid(done.review, lang))
        last = log.last if log.rulings else ""
        method = grids.method_notes(done.review, last, lang)
        st.caption(literal(method.title))
        for line in method.lines:
            st.text(line)
        if done.project.repairs or done.project.notes:
            _grid(grids.repairs_grid(done.review, lang))


def _grid(grid: Grid) -> None:
    """A table of the sheet on the screen."""
    st.caption(literal(grid.title))
    for line in grid.lead:
        st.text(line)
    if grid.rows:
        heads = [head if grid.heads.index(head) == at else f"{head} {at}" for at, head in enumerate(grid.heads)]
        shown = pd.DataFrame([[cell.text for cell in row] for row in grid.rows[:_ROWS]], columns=heads)
        st.dataframe(shown, hide_index=True, width="stretch", height=min(420, 38 + 35 * len(shown)))
    if grid.note:
        st.caption(literal(grid.note))


# --- effects ----------------------------------------------------------------------------------------------------------


def _effects(page: Page, done: Done) -> None:
    """Before and after the project; the district now, with the pipeline and with both, when asked for."""
    lang = page.lang
    try:
        with st.spinner(say("review_page_effects_working", lang)):
            found = done.effects()
    except GisError as error:
        st.info(literal(error.message(lang)))
        return
    if found:
        st.dataframe(
            _effects_table(page, found), hide_index=True, width="stretch", height=min(420, 38 + 35 * len(found))
        )
    st.markdown(f"**{say('review_page_cumulative', lang)}**")
    if "approved" not in done.review.inputs.layers:
        st.caption(say("review_page_no_pipeline", lang))
        return
    key = f"yitu_review_cumulative_{page.choice.district}"
    if st.session_state.get(key) != done.key and not st.button(say("review_page_cumulative_go", lang), key=f"{key}_go"):
        return
    st.session_state[key] = done.key
    try:
        with st.spinner(say("review_page_effects_working", lang)):
            table = reviewing.cumulative(page, done)
    except GisError as error:
        st.info(literal(error.message(lang)))
        return
    if table is not None:
        st.dataframe(_shown(page, table), hide_index=True, width="stretch")


def _figure(value: float | None, unit: str, lang: str) -> str:
    return "–" if value is None or pd.isna(value) else format_quantity(float(value), unit, lang=lang)


def _effects_table(page: Page, found: Sequence[Effect]) -> pd.DataFrame:
    """Measures before and after by zone, what changes first."""
    lang = page.lang
    rows = sorted(found, key=lambda one: one.before == one.after or one.after is None)
    titles = [f"{in_language(one.title, lang)} · {measure_words(one.measure, lang)}" for one in rows]
    return pd.DataFrame({
        say("review_goal", lang): titles,
        say("review_zone", lang): [zone_title(page.district, one.zone or None, lang) for one in rows],
        say("review_before", lang): [_figure(one.before, one.unit, lang) for one in rows],
        say("review_after", lang): [_figure(one.after, one.unit, lang) for one in rows],
        say("review_target", lang): [_figure(one.target, one.unit, lang) for one in rows],
        say("review_reason", lang): [in_language(one.reason, lang) for one in rows],
    })  # fmt: skip


def _shown(page: Page, table: pd.DataFrame) -> pd.DataFrame:
    lang = page.lang
    names = {"now": "review_page_now", "with_pipeline": "review_page_pipeline", "with_both": "review_page_both"}
    made = pd.DataFrame({
        say("review_goal", lang): [
            f"{in_language(title, lang)} · {measure_words(name, lang)}"
            for title, name in zip(table["title"], table["measure"], strict=True)
        ],
        say("review_zone", lang): [zone_title(page.district, zone or None, lang) for zone in table["zone"]],
    })  # fmt: skip
    for column, key in names.items():
        values = zip(table[column], table["unit"], strict=True)
        made[say(key, lang)] = [_figure(value, unit, lang) for value, unit in values]
    return made


# --- another submission -----------------------------------------------------------------------------------------------


def comparison(page: Page) -> Comparison | None:
    """What the comparison on the page found; None where there is none."""
    kept = st.session_state.get(f"yitu_review_compared_{page.choice.district}")
    done = reviewing.done_of(page)
    return kept[1] if kept is not None and done is not None and kept[0] == done.key else None


def _compare(page: Page, done: Done) -> None:
    """Another file or a saved record of a review: reviewed by the same rules, then laid beside this one."""
    lang = page.lang
    st.caption(say("review_page_compare_how", lang))
    way = st.segmented_control(
        say("review_page_compare", lang), ("file", "record"), default="file", key="yitu_review_way",
        format_func=lambda one: say(f"review_page_compare_{one}", lang), label_visibility="collapsed",
    ) or "file"  # fmt: skip
    project = _other_file(page) if way == "file" else _other_record(page)
    if project is not None and st.button(say("review_page_compare_go", lang), key="yitu_review_compare_go"):
        try:
            with st.spinner(say("review_page_working", lang)):
                other = reviewing.reviewed(("other", done.key), reviewing.again(page, done, project), done.packs)
                found = compare_reviews(other.review, done.review)
        except GisError as error:
            st.error(literal(error.message(lang)))
            return
        st.session_state[f"yitu_review_compared_{page.choice.district}"] = (done.key, found)
        st.rerun()
    told = comparison(page)
    if told is not None:
        _told(page, told)


def _other_file(page: Page) -> Project | None:
    if not reviewing.files_of(page, "other").usable:
        st.caption(say("review_page_compare_want", page.lang))
    try:
        return reviewing.project_now(page, role="other")
    except GisError as error:
        st.error(literal(error.message(page.lang)))
        return None


def _other_record(page: Page) -> Project | None:
    """The project of a saved record; its rulings and figures are those of `yitu check`, here it is reviewed anew."""
    given = st.file_uploader(say("review_page_compare_record", page.lang), type=["json"], key="yitu_review_record")
    if given is None:
        return None
    on = reviewing.files_of(page, "record")
    if on.given != (given.file_id,):
        on.take([bringing.Sent(given.name, given.getvalue())], given=(given.file_id,))
    try:
        return on.keep("project", lambda: project_from_record(read_review_record(Path(on.files[0].path))))
    except GisError as error:
        st.error(literal(error.message(page.lang)))
        return None


def _told(page: Page, told: Comparison) -> None:
    lang = page.lang
    was, now = (format_quantity(area, "m2", lang=lang) for area in told.area_m2)
    text = say("review_page_compared", lang, was=was, now=now, worse=len(told.worse),
               parts=sum(one.kind != "same" for one in told.parts))  # fmt: skip
    st.text(text)
    changed = [(one.id, one.kind, one.text) for one in told.findings if one.kind != "same"]
    picked = panels.pick_table(changes_html(changes=changed, lang=lang), "yitu_changes") if changed else None
    if picked:
        reviewing.choose_finding(page, picked)
        st.rerun()
    table = told.table(lang)
    if len(table):
        names = {name: say(f"review_page_col_{name}", lang) for name in table.columns}
        st.dataframe(
            table.rename(columns=names), hide_index=True, width="stretch", height=min(320, 38 + 35 * len(table))
        )


# --- files to take ----------------------------------------------------------------------------------------------------


def exports(page: Page, done: Done, log: RulingLog) -> None:
    """The sheet in four formats, the record, the project's geometry; made when asked for."""
    lang, stem = page.lang, bringing.safe_stem(f"{say('review_page_stem', page.lang)}_{done.project.name}.")
    with st.container(horizontal=True):
        for suffix in _SHEETS:
            st.download_button(
                say(f"review_page_take_{suffix[1:]}", lang), partial(_sheet, done, log, suffix, lang),
                file_name=f"{stem}{suffix}", on_click="ignore", key=f"yitu_review_take{suffix}",
            )  # fmt: skip
        st.download_button(
            say("review_page_take_json", lang), partial(_record, done, log), file_name=f"{stem}.json",
            mime="application/json", on_click="ignore", key="yitu_review_take.json",
        )  # fmt: skip
    st.caption(say("review_page_geometry", lang))
    with st.container(horizontal=True):
        for suffix in _SHAPES:
            make: Callable[[], bytes] = partial(geometry_bytes, done.project, suffix)
            st.download_button(
                say(f"review_page_shape_{suffix[1:]}", lang), make, file_name=f"{stem}{suffix}", on_click="ignore",
                key=f"yitu_review_shape{suffix}",
            )  # fmt: skip


def _sheet(done: Done, log: RulingLog, suffix: str, lang: str) -> bytes:
    rows = reviewing.standing_rows(done.review, log)
    return review_bytes(done.review, (suffix,), lang=lang, rulings=rows, effects=_known_effects(done))[suffix]


def _known_effects(done: Done) -> tuple[Effect, ...]:
    """The effects for the sheet; none where the district lacks what they need, which the findings tell."""
    try:
        return done.effects()
    except GisError:
        return ()


def _record(done: Done, log: RulingLog) -> bytes:
    record = record_of(done.review, log, packs=done.packs)
    return (canonical(record) + "\n").encode("utf-8", "replace")
