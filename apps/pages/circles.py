"""服务圈: every circle in the chosen zone, worst first; the chosen one on the map, its elements beside it."""

from __future__ import annotations

import streamlit as st

from apps import engine, panels, state
from apps.proof import element_choice, headline, measure_of, place_card, prove, reach_map, trial_controls
from gis.results import Result
from gis.views import cards
from gis.views.figures import goal_title
from gis.views.words import say


def show() -> None:
    """Draw the page."""
    page = panels.open_page("circles", methods=True)
    goal = panels.choose_goal(page, "circles")
    if goal is None:
        st.info(say("empty_circles", page.lang))
        return
    proof = prove(page, goal)
    with st.container(key="yitu_stage"):
        with st.container(key="yitu_figure"):
            headline(proof)
            element = element_choice(proof)
        with st.container(key="yitu_map"):
            reach_map(proof, measure_of(proof, element=element))
        with st.container(key="yitu_table"):
            _circles_table(page, goal.id)
            place_card(page)
            panels.figure_source(page, goal, proof.results(page.zone))
            trial_controls(proof)


def _circles_table(page: panels.Page, chosen: str) -> None:
    rows: dict[str, list[Result]] = {}
    for goal in page.goals:
        results = panels.results_of(page.assessment, goal, page.zone, method=page.choice.method)
        if engine.page_of(goal) == "circles" and results:
            rows[goal.id] = results
    order = [result.goal for result in cards.sorted_worst_first([results[0] for results in rows.values()])]
    table = [(goal_id, goal_title(goal_id, page.goals, page.lang), rows[goal_id]) for goal_id in order]
    st.caption(say("circles_rows", page.lang))
    picked = panels.pick_table(
        cards.rows_html(table, chosen=chosen, lang=page.lang, head=say("col_goal", page.lang)), "yitu_circles"
    )
    if picked is not None and picked in rows and picked != chosen:
        state.remember(goal=picked)
        st.rerun()


show()
