"""What the coverage and circle pages share: the map that proves a figure, its zones, a trial at another distance."""

from __future__ import annotations

import re

import streamlit as st

from apps import engine, mapping, panels, state
from apps.panels import Page
from gis.errors import GisError
from gis.goals import Goal
from gis.results import Assessment
from gis.views import cards, legend
from gis.views.figures import basis_text, zone_title
from gis.views.map_layers import facility_title
from gis.schema import Basis
from gis.units import format_quantity, parse_quantity
from gis.views.words import say

__all__ = [
    "element_choice", "headline", "measure_of", "place_card", "reach_map", "trial", "trial_controls", "zone_table",
]  # fmt: skip

_TRIALS = "yitu_trials"


def headline(page: Page, goal: Goal, found: Assessment) -> None:
    """The figure of the goal in the chosen place."""
    results = panels.results_of(found, goal, page.zone, method=page.choice.method)
    if not results and page.zone is not None:
        results = panels.results_of(found, goal, None, method=page.choice.method)
    place = zone_title(page.district, results[0].zone if results else page.zone, page.lang)
    if found is not page.assessment:
        st.info(say("trial", page.lang, distance=_trial_text(page, goal)))
    panels.html(cards.headline_html(results, goal, place=place, lang=page.lang))


def zone_table(page: Page, goal: Goal, found: Assessment) -> None:
    """The whole district, then the zones, worst first; a click chooses the zone."""
    method = page.choice.method
    rows = {zone.id: panels.results_of(found, goal, zone.id, method=method) for zone in page.district.zones}
    rows = {zone_id: results for zone_id, results in rows.items() if results}
    worst = cards.sorted_worst_first([results[0] for results in rows.values()])
    table = [(str(first.zone), zone_title(page.district, first.zone, page.lang), rows[str(first.zone)]) for first in worst]
    whole = panels.results_of(found, goal, None, method=method)
    if whole:
        table.insert(0, ("", say("whole", page.lang), whole))
    if not table:
        return
    if len(table) > 1:
        st.caption(say("by_zone", page.lang))
    picked = panels.pick_table(
        cards.rows_html(table, chosen=page.choice.zone, lang=page.lang, head=say("col_zone", page.lang)), "yitu_zones"
    )
    if picked != "\0" and picked != page.choice.zone:
        state.remember(zone=picked)
        st.rerun()


# --- map ------------------------------------------------------------------------------------------------------------


def element_choice(page: Page, goal: Goal, found: Assessment) -> str:
    """Which element of a circle to show; empty: all together."""
    names = [measure.split(":", 1)[1] for goal_id, measure in found.pieces if goal_id == goal.id and ":" in measure]
    names = list(dict.fromkeys(names))
    if not names:
        return ""
    chosen = st.pills(
        say("element", page.lang), names, key=f"yitu_element_{goal.id}", label_visibility="collapsed"
    )
    return str(chosen) if chosen else ""


def measure_of(page: Page, goal: Goal, found: Assessment, *, element: str = "") -> str:
    """The measure whose pieces the map shows, by the chosen method; empty where none was measured."""
    ending = f":{element}" if element else ""
    names = [f"{name}{ending}" for name in goal.measures if (goal.id, f"{name}{ending}") in found.pieces]
    preferred = "radius" if page.choice.method == "radius" else "walk"
    return next((name for name in names if name.split(":")[0].endswith(preferred)), names[0] if names else "")


def reach_map(page: Page, goal: Goal, found: Assessment, measure: str) -> None:
    """Covered and uncovered land of a measure, the places that serve it; the base alone where nothing was measured."""
    parks = any(name.startswith("green") for name in goal.measures)
    kinds = engine.facility_kinds(goal)
    notes = mapping.zone_notes([r for r in found.results if r.goal == goal.id and r.measure == goal.measures[0]], page.lang) if goal.measures else {}
    if not measure:
        mapping.draw(page, notes=notes, kinds=kinds, entrances=parks)
        return
    both = page.choice.method == "both" and "walk" in measure
    drawn, states = engine.reach(found, goal.id, measure, lang=page.lang, beside_radius=both)
    rows = legend.reach_rows(states, lang=page.lang, on_foot="walk" in measure)
    mapping.draw(page, [drawn], rows, notes=notes, kinds=kinds, entrances=parks)


def place_card(page: Page) -> None:
    """The facility last clicked: kind, address, basis, position error."""
    name = mapping.clicked_place("place")
    if not name or "facilities" not in page.district.layers:
        return
    rows = page.district.layers["facilities"].frame
    if name not in rows.index:
        return
    place, lang = rows.loc[name], page.lang
    with st.container(border=True):
        panels.facts([
            (say("clicked_place", lang), str(place["name"])),
            (say("family_place", lang), facility_title(str(place["facility"]), lang)),
            (say("col_note", lang), str(place["address"] or "")),
            (say("col_basis", lang), basis_text(Basis(place["basis"]), lang) if place["basis"] else ""),
            (say("col_band", lang), say("tip_uncertainty", lang, distance=format_quantity(place["uncertainty_m"], "m", lang=lang))),
            (say("col_provider", lang), str(place["source"] or "")),
        ])  # fmt: skip


# --- trial ----------------------------------------------------------------------------------------------------------


def _trials() -> dict[str, str]:
    kept = st.session_state.setdefault(_TRIALS, {})
    return kept if isinstance(kept, dict) else {}


def _trial_text(page: Page, goal: Goal) -> str:
    given = _trials().get(f"{page.choice.district}|{goal.id}", "")
    if _distance_m(goal) is None:
        title = engine.presets(page.lang).get(given, given)
        return title
    return format_quantity(parse_quantity(given, expected="m"), "m", lang=page.lang)


def _distance_m(goal: Goal) -> float | None:
    stated = goal.parameters.get("distance")
    if isinstance(stated, str) and re.search(r"\d", stated):
        return parse_quantity(stated, expected="m")
    return None


def trial(page: Page, goal: Goal) -> Assessment:
    """The assessment to show: the standard's, or that of a trial at another distance or park preset."""
    given = _trials().get(f"{page.choice.district}|{goal.id}", "")
    if not given:
        return page.assessment
    change = {"preset": given} if _distance_m(goal) is None else {"distance": given}
    try:
        return engine.assessment(page.choice.district, goal_id=goal.id, **change)
    except GisError as error:
        st.warning(error.message(page.lang))
        return page.assessment


def trial_controls(page: Page, goal: Goal) -> None:
    """The standard's setting, shown with its source; it can be opened and another tried."""
    lang, key = page.lang, f"{page.choice.district}|{goal.id}"
    stated_m, preset = _distance_m(goal), goal.parameters.get("preset")
    if stated_m is None and not isinstance(preset, str):
        return
    with st.expander(say("change_distance", lang)):
        st.caption(say("preset_of", lang, text=goal.standard))
        given = _trials().get(key, "")
        if stated_m is not None:
            now_m = parse_quantity(given, expected="m") if given else stated_m
            value = st.slider(say("distance_own", lang), 100, 2000, int(now_m), 50, key=f"yitu_distance_{key}")
            wanted = "" if float(value) == stated_m else f"{value} m"
        else:
            titles = engine.presets(lang)
            chosen = st.selectbox(
                say("preset", lang), list(titles), index=list(titles).index(given or str(preset)),
                format_func=lambda name: titles[name], key=f"yitu_preset_{key}",
            )  # fmt: skip
            wanted = "" if chosen == preset else str(chosen)
        if wanted != given:
            _trials()[key] = wanted
            st.rerun()
