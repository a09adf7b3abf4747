"""覆盖: one goal, its method; covered and uncovered land and who serves it, zones worst first beside the map."""

from __future__ import annotations

import streamlit as st

from apps import panels
from apps.proof import headline, measure_of, place_card, prove, reach_map, trial_controls, zone_table
from apps.why import asked, why_map, why_tables
from gis.views.words import say


def show() -> None:
    """Draw the page."""
    page = panels.open_page("coverage", methods=True)
    goal = panels.choose_goal(page, "coverage")
    if goal is None:
        st.info(say("empty_coverage", page.lang))
        return
    proof = prove(page, goal)
    with st.container(key="yitu_stage"):
        with st.container(key="yitu_map"):
            found = asked(proof)
            if found is None:
                reach_map(proof, measure_of(proof))
            else:
                why_map(proof, found)
        with st.container(key="yitu_figure"):
            headline(proof)
        with st.container(key="yitu_table"):
            if found is not None:
                why_tables(proof, found)
            zone_table(proof)
            place_card(page)
            panels.figure_source(page, goal, proof.results(page.zone))
            trial_controls(proof)


show()
