"""Why radius and walk differ: definitions, causes and mends beside the map that shows them."""

from __future__ import annotations

import streamlit as st

from apps import engine, mapping, panels, trying
from apps.engine import STANDARD
from apps.proof import Proof
from gis.errors import GisError
from gis.measures.explain import Explained
from gis.views.explained import cause_rows, definition_rows, gap_facts, mend_facts, mend_rows
from gis.views.figures import place_names
from gis.views.gap_layers import gap_legend
from gis.views.table import markdown_table
from gis.views.words import say

__all__ = ["asked", "why_map", "why_tables"]


def asked(proof: Proof) -> Explained | None:
    """The explanation, where the user wants it; None where not, or where there is nothing to explain."""
    page, goal = proof.page, proof.goal
    walks = any(name.endswith("_walk") for name in goal.measures)
    if proof.trial != STANDARD or not walks or any(name.startswith("circle") for name in goal.measures):
        return None
    if not st.toggle(say("why_toggle", proof.lang), key=f"yitu_why_{goal.id}"):
        return None
    try:
        with st.spinner(say("why_working", proof.lang)):
            found = engine.reasons(page.choice.district, goal.id).get("")
    except GisError as error:
        st.warning(error.message(proof.lang))
        return None
    if found is None or found.gap is None:
        st.info(say("why_nothing", proof.lang))
        return None
    return found


def why_map(proof: Proof, found: Explained) -> None:
    """The gap by cause, and the best mends."""
    page, goal = proof.page, proof.goal
    drawn = engine.gap(page.choice.district, goal.id, lang=proof.lang)
    if drawn is None or found.gap is None:
        return
    notes = mapping.zone_notes(mapping.headlines(proof.found, goal), proof.lang)
    parks = any(name.startswith("green") for name in goal.measures)
    rows = gap_legend(found.gap.places, lang=proof.lang)
    mapping.draw(page, mapping.Shown([drawn], rows, notes, engine.facility_kinds(goal), entrances=parks))


def why_tables(proof: Proof, found: Explained) -> None:
    """Causes, definitions and mends of the chosen place."""
    page, lang, place = proof.page, proof.lang, proof.page.choice.district
    rows, unit = engine.rows_of_zone(place, proof.goal.id, page.zone), engine.unit_of(place, proof.goal.id)
    _clicked(proof, found, unit)
    if found.gap is not None:
        st.markdown(markdown_table(cause_rows(found.gap.table(rows), lang=lang, unit=unit)))
    st.markdown(markdown_table(definition_rows(found.of(rows), lang=lang, unit=unit, brief=True)))
    if found.mends is not None:
        names = place_names(page.district)
        st.markdown(markdown_table(mend_rows(found.mends.frame, lang=lang, unit=unit, names=names)))


def _clicked(proof: Proof, found: Explained, unit: str) -> None:
    """What was last clicked on the map: a cause with its distances, or a mend that can be put into the scenario."""
    names, lang = place_names(proof.page.district), proof.lang
    cause, _, park = mapping.clicked_place("gap").partition("|")
    number = mapping.clicked_place("mend")
    if cause and found.gap is not None:
        told = gap_facts(found.gap.places, found.gap.table(), picked=(cause, park), lang=lang, unit=unit, names=names)
        if told:
            with st.container(border=True):
                panels.facts(told)
            return
    if number.isdigit() and found.mends is not None and int(number) < len(found.mends.frame):
        mend = found.mends.frame.iloc[int(number)]
        with st.container(border=True):
            panels.facts(mend_facts(mend, lang=lang, unit=unit, names=names))
            edit = trying.mend_edit(str(mend["kind"]), mend["geometry"], str(mend["park"]))
            if st.button(say("mend_try", lang), key=f"yitu_try_{proof.goal.id}_{number}"):
                trying.notebook(proof.page.choice.district).add(edit)
                st.switch_page("pages/scenario.py")
        return
    st.caption(say("gap_click", lang))
