"""What the coverage and circle pages share: the map that proves a figure, its zones, a trial at another distance."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

import streamlit as st

from apps import engine, mapping, panels, state
from apps.engine import STANDARD, Trial
from apps.panels import Page
from gis.errors import GisError
from gis.goals import Goal
from gis.results import Assessment, Result
from gis.schema import Basis
from gis.units import format_quantity, parse_quantity
from gis.views import cards, legend
from gis.views.figures import basis_text, zone_title
from gis.views.map_layers import facility_title
from gis.views.words import say

__all__ = [
    "Proof", "element_choice", "headline", "measure_of", "place_card", "prove", "reach_map", "trial_controls",
    "zone_table",
]  # fmt: skip

_TRIALS = "yitu_trials"


@dataclass(frozen=True)
class Proof:
    """A goal on a page, and its figures: by the standard, or of a trial."""

    page: Page
    goal: Goal
    found: Assessment
    trial: Trial = STANDARD

    @property
    def lang(self) -> str:
        """The language of the interface."""
        return self.page.lang

    def results(self, zone: str | None, *, method: str = "") -> list[Result]:
        """The results in a place, the headline of the chosen method first."""
        return panels.results_of(self.found, self.goal, zone, method=method or self.page.choice.method)


def prove(page: Page, goal: Goal) -> Proof:
    """The figures to show: the standard's, or those of the trial the user has set up."""
    trial = _trials().get(_trial_key(page, goal), STANDARD)
    if trial == STANDARD:
        return Proof(page, goal, page.assessment)
    try:
        return Proof(page, goal, engine.assessment(page.choice.district, goal_id=goal.id, trial=trial), trial)
    except GisError as error:
        st.warning(error.message(page.lang))
        return Proof(page, goal, page.assessment)


def headline(proof: Proof) -> None:
    """The figure of the goal in the chosen place."""
    page = proof.page
    results = proof.results(page.zone) or proof.results(None)
    if proof.trial != STANDARD:
        st.info(say("trial", proof.lang, distance=_trial_text(proof)))
    place = zone_title(page.district, results[0].zone if results else page.zone, proof.lang)
    panels.html(cards.headline_html(results, proof.goal, place=place, lang=proof.lang))


def zone_table(proof: Proof) -> None:
    """The whole district, then the zones, worst first; a click chooses the zone."""
    page, lang = proof.page, proof.lang
    rows = {zone.id: proof.results(zone.id) for zone in page.district.zones}
    worst = cards.sorted_worst_first([results[0] for results in rows.values() if results])
    table = [(str(first.zone), zone_title(page.district, first.zone, lang), rows[str(first.zone)]) for first in worst]
    whole = proof.results(None)
    if whole:
        table.insert(0, ("", say("whole", lang), whole))
    if not table:
        return
    if len(table) > 1:
        judged = any(first.target is not None for first in worst)
        st.caption(say("by_zone" if judged else "by_zone_plain", lang))
    picked = panels.pick_table(
        cards.rows_html(table, chosen=page.choice.zone, lang=lang, head=say("col_zone", lang)), "yitu_zones"
    )
    if picked is not None and picked != page.choice.zone:
        state.remember(zone=picked)
        st.rerun()


# --- map ------------------------------------------------------------------------------------------------------------


def element_choice(proof: Proof) -> str:
    """Which element of a circle to show; empty: all together."""
    names = [name.split(":", 1)[1] for goal_id, name in proof.found.pieces if goal_id == proof.goal.id and ":" in name]
    if not names:
        return ""
    chosen = st.pills(
        say("element", proof.lang),
        list(dict.fromkeys(names)),
        key=f"yitu_element_{proof.goal.id}",
        label_visibility="collapsed",
    )
    return str(chosen) if chosen else ""


def measure_of(proof: Proof, *, element: str = "") -> str:
    """The measure whose pieces the map shows, by the chosen method; empty where none was measured."""
    ending = f":{element}" if element else ""
    names = [f"{name}{ending}" for name in proof.goal.measures]
    names = [name for name in names if (proof.goal.id, name) in proof.found.pieces]
    preferred = "radius" if proof.page.choice.method == "radius" else "walk"
    return next((name for name in names if name.split(":")[0].endswith(preferred)), names[0] if names else "")


def reach_map(proof: Proof, measure: str) -> None:
    """Covered and uncovered land of a measure, the places that serve it; the base alone where nothing was measured."""
    page, goal = proof.page, proof.goal
    parks = any(name.startswith("green") for name in goal.measures)
    kinds = engine.facility_kinds(goal)
    notes = mapping.zone_notes(mapping.headlines(proof.found, goal), proof.lang)
    if not measure:
        mapping.draw(page, mapping.Shown(notes=notes, kinds=kinds, entrances=parks))
        return
    both = page.choice.method == "both" and "walk" in measure
    drawn, states = engine.reach(
        page.choice.district, goal.id, measure, trial=proof.trial, lang=proof.lang, beside_radius=both
    )
    rows = legend.reach_rows(states, lang=proof.lang, on_foot="walk" in measure)
    mapping.draw(page, mapping.Shown([drawn], rows, notes, kinds, entrances=parks))


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
            (say("col_kind", lang), facility_title(str(place["facility"]), lang)),
            (say("col_address", lang), str(place["address"] or "")),
            (say("col_basis", lang), basis_text(Basis(place["basis"]), lang) if place["basis"] else ""),
            (say("col_position", lang), f"±{format_quantity(place['uncertainty_m'], 'm', lang=lang)}"),
            (say("col_provider", lang), str(place["source"] or "")),
        ])  # fmt: skip


# --- trial ----------------------------------------------------------------------------------------------------------


def _trials() -> dict[str, Trial]:
    kept: dict[str, Trial] = st.session_state.setdefault(_TRIALS, {})
    return kept


def _trial_key(page: Page, goal: Goal) -> str:
    return f"{page.choice.district}|{goal.id}"


def _trial_text(proof: Proof) -> str:
    trial, told = proof.trial, []
    if trial.preset:
        told.append(engine.presets(proof.lang).get(trial.preset, trial.preset))
    if trial.distance:
        told.append(format_quantity(parse_quantity(trial.distance, expected="m"), "m", lang=proof.lang))
    if trial.walker:
        told.append(engine.walkers(proof.lang).get(trial.walker, trial.walker))
    return " · ".join(told)


def _stated_m(goal: Goal) -> float | None:
    """The one distance a goal states, in metres; None for presets and for a distance an element."""
    stated = goal.parameters.get("distance")
    if isinstance(stated, str) and re.search(r"\d", stated):
        return parse_quantity(stated, expected="m")
    return None


def trial_controls(proof: Proof) -> None:
    """The standard's setting, shown with its source; it can be opened and another tried."""
    goal, lang = proof.goal, proof.lang
    stated_m, preset = _stated_m(goal), goal.parameters.get("preset")
    walks = any(name.endswith("_walk") for name in goal.measures)
    if stated_m is None and not isinstance(preset, str) and not walks:
        return
    with st.expander(say("change_distance", lang)):
        st.caption(say("preset_of", lang, text=goal.standard))
        wanted = STANDARD
        if stated_m is not None:
            wanted = _distance_trial(proof, stated_m)
        elif isinstance(preset, str):
            wanted = _preset_trial(proof, preset)
        if walks:
            wanted = replace(wanted, walker=_walker(proof))
    if wanted != proof.trial:
        _trials()[_trial_key(proof.page, goal)] = wanted
        st.rerun()


def _distance_trial(proof: Proof, stated_m: float) -> Trial:
    now_m = parse_quantity(proof.trial.distance, expected="m") if proof.trial.distance else stated_m
    key = f"yitu_distance_{_trial_key(proof.page, proof.goal)}"
    value = st.slider(say("distance_own", proof.lang), 100, 2000, int(now_m), 50, key=key)
    return STANDARD if float(value) == stated_m else Trial(distance=f"{value} m")


def _walker(proof: Proof) -> str:
    """Who walks; empty: by the standard's distances."""
    titles = {"": say("walker_standard", proof.lang), **engine.walkers(proof.lang)}
    key = f"yitu_walker_{_trial_key(proof.page, proof.goal)}"
    now = list(titles).index(proof.trial.walker) if proof.trial.walker in titles else 0
    chosen = st.selectbox(say("walker", proof.lang), list(titles), index=now, format_func=titles.__getitem__, key=key)
    st.caption(say("walker_note", proof.lang))
    return str(chosen)


def _preset_trial(proof: Proof, stated: str) -> Trial:
    titles = engine.presets(proof.lang)
    chosen = st.selectbox(
        say("preset", proof.lang),
        list(titles),
        index=list(titles).index(proof.trial.preset or stated),
        format_func=lambda name: titles[name],
        key=f"yitu_preset_{_trial_key(proof.page, proof.goal)}",
    )
    return STANDARD if chosen == stated else Trial(preset=str(chosen))
