"""用地: drop a table of plots, see how each is used, what the rules say, what is idle, and take its card."""

from __future__ import annotations

from collections.abc import Hashable

import streamlit as st

from apps import asking, dropping, mapping, panels, plot_change, plot_tabs, plot_whatif, plotting
from apps.bringing import Desk as Files
from apps.panels import Page
from gis.errors import GisError, MissingLayerError, in_language
from gis.plots.desk import Desk
from gis.read.intake.messages import Status
from gis.views.literal import literal
from gis.views.read_report import messages_html, status_html
from gis.views.words import say

_POLL_S = 0.2

Bounds = tuple[float, float, float, float]


def show() -> None:
    """Draw the page."""
    page = panels.open_page("plots", measured=False)
    with st.container(key="yitu_stage"):
        with st.container(key="yitu_figure"):
            scheme = _bring(page)
            key, desk = _measured(page, scheme)
            if desk is not None:
                key, desk = plot_whatif.ruled(key, desk)
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
    if not on.files:
        st.caption(say(f"plots_want_{role}", lang))
    elif on.intake is not None:
        _read(page, on, role)
    waiting = plotting.pending(page, role)  # one dropped for another role is read too
    if waiting is not None:
        with bar:
            dropping.reading(page, waiting)
    if not plotting.files_of(page, "firms").usable:
        return ""
    known = plotting.scheme_titles(lang)
    return st.selectbox(
        say("plots_scheme", lang), list(known), format_func=lambda name: known[name], key="yitu_plots_scheme"
    )


def _read(page: Page, on: Files, role: str) -> None:
    """What was read of the files, what it asks, what is to be looked at."""
    intake, lang = on.intake, page.lang
    if intake is None:
        return
    told = intake.as_json(lang)
    panels.html(status_html(told, lang))
    if intake.status is Status.QUESTION:
        with st.container(key="yitu_ask", border=True):
            asking.questions(page, on, dropping.layer_in_hand(page, on))
    if not on.usable:
        panels.html(messages_html(told, lang))
        if intake.status is not Status.QUESTION and role == "plots":
            st.caption(say("plots_still_own", lang))
    elif intake.status is not Status.ACCEPTED:
        with st.expander(say("plots_reading", lang)):
            if role == "firms":
                st.caption(say("plots_firms_placeless", lang))
            panels.html(messages_html(told, lang))


def _measured(page: Page, scheme: str) -> tuple[Hashable, Desk | None]:
    """The desk; while it is made a bar with the step in words."""
    asked = plotting.desk_job(page, scheme)
    place = st.empty()
    with place.container():
        bar = st.progress(0.0, text=say("plots_measuring", page.lang))
    while not asked.work.wait(_POLL_S):
        if asked.work.text:
            step = literal(in_language(asked.work.text, page.lang))
            bar.progress(asked.work.share, text=say("plots_step", page.lang, step=step))
    place.empty()
    try:
        return asked.key, asked.work.result()
    except MissingLayerError:
        st.info(say("plots_none", page.lang))
        return asked.key, None
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
    if name == "grade" and not plotting.graded(desk):
        st.caption(say("plots_need_firms", lang))
    drawn, legend = plotting.coloured(key, desk, name, lang)
    clicked = mapping.clicked_place("plot")
    if clicked:
        st.session_state.pop("yitu_place")  # a click counts once: another plot may be taken in the table since
        plotting.choose_plot(page, clicked, move=False)
    marked = plotting.outline_of(desk, plotting.chosen_plot(page))
    layers = [drawn] if marked is None else [drawn, marked]
    bounds, fit = _moved(page, desk, drawn.bounds_deg)
    mapping.draw(page, mapping.Shown(layers, legend, focus_deg=bounds, fit=fit))


def _moved(page: Page, desk: Desk, whole: Bounds | None) -> tuple[Bounds | None, str]:
    """Where the map moves to: the plot taken from a list, else all plots of a file; the user's view stays otherwise."""
    taken, named = plotting.shift(page)
    outline = plotting.outline_of(desk, taken)
    if outline is not None and outline.bounds_deg is not None:
        west, south, east, north = outline.bounds_deg
        wide, high = east - west, north - south  # as much again around it: a plot is seen among its neighbours
        return (west - wide, south - high, east + wide, north + high), named
    files = plotting.files_of(page, "plots")
    return (whole, f"files {files.key}") if files.usable else (None, "")


def _tabs(page: Page, key: Hashable, desk: Desk) -> None:
    lang = page.lang
    rows = plot_tabs.filtered(page, key, desk)
    names = ("table", "charts", "whatif", "change", "lists", "export")
    one, two, three, four, five, six = st.tabs([say(f"plots_tab_{name}", lang) for name in names])
    with one:
        plot_tabs.table(page, key, desk, rows)
    with two:
        plot_tabs.charts(page, desk, rows)
    with three:
        plot_whatif.what_if(page, desk, rows)
        plot_whatif.low_rules(page, desk, rows)
    with four:
        plot_change.change(page, key, desk)
    with five:
        plot_tabs.lists(page, key, desk)
    with six:
        plot_tabs.exports(page, key, desk, rows)
    plot_tabs.card(page, key, desk)


show()
