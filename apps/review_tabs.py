"""What a review has besides its findings: zones, conversion, corners, effects, another submission; files to take."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pandas as pd
import streamlit as st

from apps import bringing, panels, reviewing
from apps.panels import Page
from apps.reviewing import Done
from gis.errors import GisError
from gis.read.review_record import read_review_record
from gis.review.canonical import canonical
from gis.review.compare import Comparison, compare_reviews
from gis.review.model import Project
from gis.review.record import project_from_record, record_of
from gis.review.rulings import RulingLog
from gis.views.literal import literal
from gis.views.review_cards import changes_html
from gis.views.review_comparison import comparison_rows, comparison_sentence
from gis.views.review_exports import geometry_bytes
from gis.views.review_sheet import grids
from gis.views.review_sheet.wording import standing_rows
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
        _grid(grids.effects_grid(done.review, lang))
        _grid(grids.together_grid(done.review, lang))
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
                inputs = reviewing.again(page, done, project)
                other = reviewing.reviewed(("other", done.key), inputs, done.packs, off=done.off)
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
    st.text(comparison_sentence(told, lang))
    changed = [(one.id, one.kind, one.text) for one in told.findings if one.kind != "same"]
    picked = panels.pick_table(changes_html(changes=changed, lang=lang), "yitu_changes") if changed else None
    if picked:
        reviewing.choose_finding(page, picked)
        st.rerun()
    rows = comparison_rows(told, lang)
    if rows:
        st.dataframe(pd.DataFrame(rows), hide_index=True, width="stretch", height=min(320, 38 + 35 * len(rows)))


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
    rows = standing_rows(done.review, log)
    return review_bytes(done.review, (suffix,), lang=lang, rulings=rows)[suffix]


def _record(done: Done, log: RulingLog) -> bytes:
    record = record_of(done.review, log, packs=done.packs)
    return (canonical(record) + "\n").encode("utf-8", "replace")
