"""覆盖: one goal, its method; covered and uncovered land and who serves it, zones worst first beside the map."""

from __future__ import annotations

import streamlit as st

from apps import panels, proof
from gis.views.words import say


def show() -> None:
    """Draw the page."""
    page = panels.open_page("coverage", methods=True)
    goal = panels.choose_goal(page, "coverage")
    if goal is None:
        st.info(say("empty_coverage", page.lang))
        return
    with st.container(key="yitu_stage"):
        found = proof.trial(page, goal)
        measure = proof.measure_of(page, goal, found)
        with st.container(key="yitu_map"):
            proof.reach_map(page, goal, found, measure)
        with st.container(key="yitu_figure"):
            proof.headline(page, goal, found)
        with st.container(key="yitu_table"):
            proof.zone_table(page, goal, found)
            proof.place_card(page)
            panels.figure_source(page, goal, panels.results_of(found, goal, page.zone))
            proof.trial_controls(page, goal)


show()
