"""用地: drop a table of plots, see how each is used, what the rules say, what is idle, and take its card."""

from __future__ import annotations

from collections.abc import Hashable

import streamlit as st

from apps import asking, dropping, mapping, panels, plot_tabs, plotting
from apps.panels import Page
from gis.errors import GisError, in_language
from gis.plots.desk import Desk
from gis.read.intake.messages import Status
from gis.views.literal import literal
from gis.views.read_report import messages_html, status_html
from gis.views.words import say

_POLL_S = 0.2


def show() -> None:
    """Draw the page."""
    page = panels.open_page("plots", measured=False)
    with st.container(key="yitu_stage"):
        with st.container(key="yitu_figure"):
            scheme = _bring(page)
            key, desk = _measured(page, scheme)
            if desk is not None:
                plot_tabs.summary(page, desk)
                plot_tabs.note(page, desk)
        with st.container(key="yitu_map"):
            _map(page, key, desk)
        with st.container(key="yitu_table"):
            if desk is not None:
                _tabs(page, key, desk)


def _bring(page: Page) -> str:
    """What is on the desk: a place to drop files for each role, what was read of them, the scheme."""
    lang = page.lang
    titles = {role: say(f"plots_role_{role}", lang) for role in plotting.ROLES}
    counts = {role: len(plotting.files_of(page, role).files) for role in plotting.ROLES}
    role = st.segmented_control(
        say("plots_role", lang), plotting.ROLES, default="plots", key="yitu_plots_role", label_visibility="collapsed",
        format_func=lambda name: f"{titles[name]} ●" if counts[name] else titles[name],
    ) or "plots"  # fmt: skip
    on = plotting.files_of(page, role)
    dropping.drop(page, on, place=f"{page.choice.district}_{role}")
    bar = st.container(key="yitu_reading")
    dropping.begin_anew(page, on)
    if on.intake is not None:
        told = on.intake.as_json(lang)
        panels.html(status_html(told, lang))
        if on.intake.status is Status.QUESTION:
            with st.container(key="yitu_ask", border=True):
                asking.questions(page, on, dropping.layer_in_hand(page, on))
        if on.intake.status is not Status.ACCEPTED:
            with st.expander(say("import_tab_reading", lang), expanded=not on.usable):
                panels.html(messages_html(told, lang))
    elif not on.files and role == "plots":
        st.caption(say("plots_own", lang))
    if on.files and on.intake is None:
        with bar:
            dropping.reading(page, on)
    known = plotting.scheme_titles(lang)
    return st.selectbox(
        say("plots_scheme", lang), list(known), format_func=lambda name: known[name], key="yitu_plots_scheme"
    )


def _measured(page: Page, scheme: str) -> tuple[Hashable, Desk | None]:
    """The desk; while it is made a bar with the step in words."""
    asked = plotting.desk_job(page, scheme)
    place = st.empty()
    with place.container():
        bar = st.progress(0.0, text=say("plots_measuring", page.lang))
    while not asked.work.wait(_POLL_S):
        if asked.work.text:
            step = literal(in_language(asked.work.text, page.lang))
            bar.progress(asked.work.share, text=say("import_step", page.lang, step=step))
    place.empty()
    try:
        return asked.key, asked.work.result()
    except GisError as error:
        st.error(literal(error.message(page.lang)))
        return asked.key, None


def _map(page: Page, key: Hashable, desk: Desk | None) -> None:
    """The plots coloured by what was chosen, the one in hand marked; a click takes another."""
    lang = page.lang
    if desk is None:
        mapping.draw(page, mapping.Shown())
        return
    name = st.selectbox(
        say("plots_colour", lang), plotting.COLOURS, format_func=lambda one: say(f"plots_colour_{one}", lang),
        key="yitu_plots_colour", width=240, label_visibility="collapsed",
    )  # fmt: skip
    drawn, legend = plotting.coloured(key, desk, name, lang)
    clicked, chosen = mapping.clicked_place("plot"), plotting.chosen_plot(page)
    if clicked and clicked != st.session_state.get("yitu_plots_clicked"):
        st.session_state["yitu_plots_clicked"] = clicked
        plotting.choose_plot(page, clicked)
        chosen = clicked
    marked = plotting.outline_of(desk, chosen) if chosen else None
    layers = [drawn] if marked is None else [drawn, marked]
    own = not plotting.files_of(page, "plots").usable
    fit = marked if marked is not None else None if own else drawn
    mapping.draw(
        page,
        mapping.Shown(
            layers, legend, focus_deg=None if fit is None else fit.bounds_deg, fit="" if fit is None else fit.key
        ),
    )


def _tabs(page: Page, key: Hashable, desk: Desk) -> None:
    lang = page.lang
    rows = plot_tabs.filtered(page, key, desk)
    names = ("table", "charts", "whatif", "lists", "export")
    one, two, three, four, five = st.tabs([say(f"plots_tab_{name}", lang) for name in names])
    with one:
        plot_tabs.table(page, desk, rows)
        plot_tabs.card(page, key, desk)
    with two:
        plot_tabs.charts(page, desk, rows)
    with three:
        plot_tabs.what_if(page, desk, rows)
    with four:
        plot_tabs.lists(page, desk)
    with five:
        plot_tabs.exports(page, key, desk, rows)


show()
