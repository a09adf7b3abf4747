"""用地强度: areas, intensity, roads by zone; plots coloured by a figure."""

from __future__ import annotations

import streamlit as st

from apps import engine, mapping, panels
from apps.proof import headline, prove, zone_table
from gis.errors import GisError
from gis.goals import Goal
from gis.views import legend, map_layers
from gis.views.classes import five_classes
from gis.views.drawing import Drawn
from gis.views.map_door import LegendRow
from gis.views.words import say


def show() -> None:
    """Draw the page."""
    page = panels.open_page("intensity")
    goal = panels.choose_goal(page, "intensity")
    if goal is None:
        st.info(say("empty_intensity", page.lang))
        return
    proof = prove(page, goal)
    with st.container(key="yitu_stage"):
        with st.container(key="yitu_map"):
            drawn, rows = _plots(page, goal)
            headlines = mapping.headlines(page.assessment, goal)
            mapping.draw(page, mapping.Shown(drawn, rows, mapping.zone_notes(headlines, page.lang)))
        with st.container(key="yitu_figure"):
            headline(proof)
        with st.container(key="yitu_table"):
            zone_table(proof)
            panels.figure_source(page, goal, proof.results(page.zone))


def _plots(page: panels.Page, goal: Goal) -> tuple[list[Drawn], list[LegendRow]]:
    """The plots by the goal's own figure, or another; nothing where the district has no plots."""
    lang = page.lang
    if "plots" not in page.district.layers:
        return [], []
    frame = page.district.layers["plots"].frame
    choices = list(engine.PLOT_FIGURES)
    own = next((measure for measure in goal.measures if measure in choices), "land_use")
    name = st.selectbox(
        say("plots_figure", lang), choices, index=choices.index(own), key=f"yitu_plot_figure_{goal.id}", width=240,
        format_func=lambda key: say("plot_land_use" if key == "land_use" else f"measure_{key}", lang),
        label_visibility="collapsed",
    )  # fmt: skip
    if name != "land_use":
        try:
            values = engine.plot_figures(page.choice.district, name)
        except GisError as error:
            st.info(error.message(lang))
        else:
            steps, limits, texts = five_classes(values, engine.PLOT_FIGURES[name], lang=lang)
            rows = legend.figure_rows(limits, lang=lang, missing=bool((steps < 0).any()))
            return [map_layers.plots(frame, steps=steps, texts=texts, lang=lang)], rows
    return [map_layers.plots(frame, lang=lang)], legend.land_use_rows([str(code) for code in frame["code"]], lang=lang)


show()
