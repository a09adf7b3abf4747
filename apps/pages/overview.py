"""总览: zones × goals, worst first; every cell leads to the map that proves it."""

from __future__ import annotations

import streamlit as st

from apps import engine, mapping, panels, state
from gis.views import cards
from gis.views.table import matrix_rows


def show() -> None:
    """Draw the page."""
    page = panels.open_page("overview")
    lang = page.lang
    rows = matrix_rows(page.assessment, goals=page.goals, lang=lang, worst_first=True)
    with st.container(key="yitu_overview"), st.container(key="yitu_stage"):
        with st.container(key="yitu_map"):
            notes = {str(row["zone"]): cards.unmet_text(row, lang) for row in rows if row["zone"]}
            mapping.draw(page, mapping.Shown(notes=notes), focus=False)
        with st.container(key="yitu_figure"):
            panels.html(cards.counts_html(rows, zone=page.zone, lang=lang))
        with st.container(key="yitu_table"):
            picked = panels.pick_table(
                cards.matrix_html(
                    rows, page.goals, chosen_zone=page.choice.zone, chosen_goal=page.choice.goal, lang=lang
                ),
                "yitu_matrix",
            )
    _go(page, picked)


def _go(page: panels.Page, picked: str | None) -> None:
    """A head chooses a zone; a cell or a goal leads to the page that proves it."""
    if picked is None:
        return
    goal_id, _, zone = picked.partition("|")
    if not goal_id:
        state.remember(zone="" if zone == page.choice.zone else zone)
        st.rerun()
    goal = page.goal(goal_id)
    state.remember(goal=goal_id, zone=zone)
    if goal is not None:
        st.switch_page(f"pages/{engine.page_of(goal)}.py")


show()
