"""项目审查: drop or draw a project, see what it conflicts with, rule on it, take the sheet."""

from __future__ import annotations

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from apps import dropping, mapping, panels, review_bring, review_findings, review_tabs, reviewing
from apps.panels import Page
from apps.review_book import book_of
from apps.review_snapping import near_of, shape_of
from apps.reviewing import Done
from apps.shapes import DrawnShape, EditedShape
from gis.errors import GisError, in_language
from gis.review.model import Project, ReviewLayer
from gis.review.rulings import RulingLog
from gis.views import review_layers
from gis.views.literal import literal
from gis.views.words import say

_POLL_S = 0.2


def show() -> None:
    """Draw the page."""
    page = panels.open_page("review", measured=False)
    _clicked(page)
    with st.container(key="yitu_stage"):
        with st.container(key="yitu_figure"):
            done, log, project = _figure(page)
        with st.container(key="yitu_map"):
            drawn = _map(page, done, project)
        with st.container(key="yitu_table"):
            if done is not None and log is not None:
                review_findings.finding_list(page, done, log)
                review_findings.opened(page, done, log)
                review_tabs.tabs(page, done, log)
    if drawn is not None:
        _take(page, drawn, project)


# --- the figure: answer first, then what it rests on ------------------------------------------------------------------


def _figure(page: Page) -> tuple[Done | None, RulingLog | None, Project | None]:
    """The light and the sentence where there is a review; what is brought; the one button."""
    lang, done = page.lang, reviewing.done_of(page)
    log = None
    if done is not None:
        try:
            log = reviewing.log_of(done)
        except GisError as error:
            st.error(literal(error.message(lang)))
        else:
            review_findings.head(page, done, log)
    button = st.container() if done is not None else None
    place = st.expander(say("review_page_given", lang)) if done is not None else st.container()
    with place:
        project, button = _given(page, button)
    if project is not None and (done is None or done.key != reviewing.asked(page)):
        with button:
            if done is not None:
                st.warning(say("review_page_stale", lang))
            _run(page, project)
    if done is not None and log is not None:
        with st.popover(say("review_page_take", lang), width="stretch"):
            review_tabs.exports(page, done, log)
    waiting = reviewing.pending(page)
    if waiting is not None:
        dropping.reading(page, waiting)
    return done, log, project


def _given(page: Page, button: DeltaGenerator | None) -> tuple[Project | None, DeltaGenerator]:
    """Everything that is brought: the outline first; facts and rules can be opened. Where the one button goes."""
    lang, project = page.lang, None
    review_bring.files_in(page)
    if reviewing.fresh_project(page):
        st.toast(say("review_page_fresh", lang))
    try:
        project = reviewing.project_now(page)
    except GisError as error:
        st.error(literal(error.message(lang)))
    empty = project is None and not reviewing.files_of(page, "project").files
    if empty and st.button(say("review_page_sample", lang), key="yitu_review_sample"):
        with st.spinner(say("import_working", lang)):
            review_bring.take_sample(page)
        st.rerun()
    review_bring.outline(page, project)
    review_bring.history(page)
    button = button or st.container()
    with st.expander(say("review_page_facts", lang)):
        review_bring.facts_form(page, project)
    with st.expander(say("review_page_rules", lang)):
        review_bring.rules_form(page)
    return project, button


def _run(page: Page, project: Project) -> None:
    """The one button; while the rules run a bar, the rule in words and a way to stop."""
    lang, key = page.lang, f"yitu_review_job_{page.choice.district}"
    reading = reviewing.pending(page) is not None  # a review without a layer that is still being read would mislead
    if st.button(say("review_page_go", lang), type="primary", key="yitu_review_go", width="stretch", disabled=reading):
        try:
            st.session_state[key] = reviewing.start(page, project)
        except GisError as error:
            st.error(literal(error.message(lang)))
    job = st.session_state.get(key)
    if job is None:
        return
    bar = st.progress(job.share, text=say("review_page_working", lang))
    st.button(say("cancel", lang), on_click=job.cancel, key="yitu_review_stop")
    while not job.wait(_POLL_S):
        if job.text:
            step = literal(in_language(job.text, lang))
            bar.progress(job.share, text=say("review_page_step", lang, step=step))
    del st.session_state[key]
    try:
        done = job.result()
    except reviewing.Cancelled:
        st.rerun()
    except GisError as error:
        st.error(literal(error.message(lang)))
        return
    _finished(page, done)


def _finished(page: Page, done: Done) -> None:
    """Put the review on the page, its gravest finding in hand."""
    st.session_state[f"yitu_review_done_{page.choice.district}"] = done
    first = next((one for _, one in review_findings.ordered(done.review, every=True)), None)
    if first is not None and reviewing.chosen_finding(page) not in {one.id for one in done.review.findings}:
        reviewing.choose_finding(page, first.id, move=bool(first.patches))
    st.rerun()


# --- the map ----------------------------------------------------------------------------------------------------------


def _clicked(page: Page) -> None:
    """A click on a patch takes its finding in hand; a click counts once."""
    found = mapping.clicked_place("finding")
    if found:
        st.session_state.pop("yitu_place")
        reviewing.choose_finding(page, found, move=False)


def _map(page: Page, done: Done | None, project: Project | None) -> DrawnShape | EditedShape | None:
    """Zones, layers brought, the project, ground of the findings; the finding in hand marked."""
    lang, part = page.lang, review_bring.editing(page)
    crs, plots = page.district.crs, reviewing.plots_of(page)
    layers = [] if plots is None else [plots]
    current = done is not None and done.key == reviewing.asked(page)
    brought = _brought(page, done) if done is not None else []
    if brought and (drawn := review_layers.brought_layer(brought, working_crs=crs, lang=lang)) is not None:
        layers.append(drawn)
    if project is not None:
        layers.append(review_layers.parts_layer(project.parts, without=part, lang=lang))
    told = review_tabs.comparison(page)
    if told is not None:
        changes = [(one.gained, one.lost) for one in told.parts]
        layers.append(review_layers.change_layer(changes, working_crs=crs, lang=lang))
    review = done.review if done is not None and current else None
    if review is not None:
        layers.append(review_layers.findings_layer(review, chosen=reviewing.chosen_finding(page), lang=lang))
    legend = review_layers.review_legend(
        review, plots=plots is not None, brought=bool(brought), changed=told is not None, lang=lang
    )
    edit = None
    if part and project is not None:
        shape = next((one for name, one in zip(project.parts.index, project.parts.geometry, strict=True)
                      if str(name) == part), None)  # fmt: skip
        edit = None if shape is None else review_layers.corners_of(part, shape, working_crs=crs)
    free = not reviewing.files_of(page, "project").usable
    bounds, fit = _moved(page, done, project)
    rows = legend if project is not None else ()
    shown = mapping.Shown(layers, rows, focus_deg=bounds, fit=fit, snap=True, edit=edit)
    return mapping.draw(page, shown, tools=("area",) if free or edit is not None else ())


def _brought(page: Page, done: Done) -> list[ReviewLayer]:
    """Layers that are none of the district's own, which the map has already."""
    own = {"zones", *page.district.layers}
    return [layer for name, layer in done.review.inputs.layers.items() if name not in own]


def _moved(
    page: Page, done: Done | None, project: Project | None
) -> tuple[tuple[float, float, float, float] | None, str]:
    """Where the map moves to: the finding taken from the list, else a project that came from a file."""
    crs, (taken, count) = page.district.crs, reviewing.shift(page)
    finding = None if done is None else next((one for one in done.review.findings if one.id == taken), None)
    if finding is not None and finding.patches:
        return review_layers.finding_bounds(finding, working_crs=crs), f"finding {taken} {count}"
    on = reviewing.files_of(page, "project")
    if project is None or not on.usable:
        return None, ""
    return review_layers.shapes_bounds(list(project.parts.geometry), working_crs=crs), f"project {on.key} {count}"


def _take(page: Page, drawn: DrawnShape | EditedShape, project: Project | None) -> None:
    """Keep what was drawn or moved, exact, and show it."""
    book, lang = book_of(page.choice.district), page.lang
    own = [] if project is None else [project.parts.geometry]
    free = not reviewing.files_of(page, "project").usable
    try:
        near = near_of(page.district, own)
        if isinstance(drawn, EditedShape):
            part = review_bring.editing(page)
            review_bring.stop_editing(page)
            if project is not None and drawn.of == part and not drawn.given_up:
                before = next(one for name, one in zip(project.parts.index, project.parts.geometry, strict=True)
                              if str(name) == part)  # fmt: skip
                name = part if free else reviewing.edit_name(page, part)
                book.reshape(name, shape_of(drawn, near, before=before), drawn=free)
        elif free:
            book.add([shape_of(drawn, near)])
    except GisError as error:
        st.toast(literal(error.message(lang)))
        return
    st.rerun()


show()
