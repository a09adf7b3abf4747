"""情景: draw a park, a gate, a facility or a link, see every zone's figures before and after, undo, keep, send."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import shapely
import streamlit as st
from shapely.geometry.base import BaseGeometry

from apps import engine, mapping, panels, state, trying
from apps.panels import Page
from apps.shapes import DrawnShape
from gis.assessment.trial import Outcome
from gis.errors import GisError
from gis.goals import Goal
from gis.read.scenario import parse_scenario
from gis.results import Result
from gis.scenario import Edit
from gis.units import format_quantity
from gis.views import cards, legend
from gis.views.figures import place_names, zone_title
from gis.views.map_layers import facility_title
from gis.views.scenario import edit_text, idle_text, scenario_geojson, trial_html, trial_rows
from gis.views.words import say

_TOOLS = ("point", "line", "area")
_SUGGESTED = 6
_FAR_M = 20_000.0


def show() -> None:
    """Draw the page."""
    page = panels.open_page("scenario", methods=True)
    goal = panels.choose_goal(page, "scenario")
    if goal is None:
        st.info(say("empty_scenario", page.lang))
        return
    book = trying.notebook(page.choice.district)
    try:
        with st.spinner(say("why_working", page.lang)):
            found = trying.outcome(page.choice.district, goal.id, book.edits)
    except GisError as error:
        st.warning(error.message(page.lang))
        return
    with st.container(key="yitu_stage"):
        with st.container(key="yitu_map"):
            point_is = _point_is(page, goal)
            drawn = _map(page, goal, found, book.edits)
        with st.container(key="yitu_figure"):
            _headline(page, goal, found, book.edits)
        with st.container(key="yitu_table"):
            _history(page, book, found)
            _zones(page, found)
            _suggestions(page, goal, book)
            _more(page, goal, book, found)
    if drawn is not None:
        _take(page, book, drawn, point_is)


def _pairs(found: Outcome, zones: Sequence[str | None]) -> list[tuple[Result, Result]]:
    """Before and after of every measure in these places."""
    after = {(one.measure, one.zone): one for one in found.after.results}
    return [
        (one, after[one.measure, one.zone])
        for zone in zones
        for one in found.before.results
        if one.zone == zone and (one.measure, one.zone) in after
    ]


def _measure(page: Page, found: Outcome) -> str:
    """The measure the map shows: by the chosen method."""
    names = list(found.after.coverages)
    wanted = "radius" if page.choice.method == "radius" else "walk"
    return next((name for name in names if name.endswith(wanted)), names[0])


def _map(page: Page, goal: Goal, found: Outcome, edits: tuple[Edit, ...]) -> DrawnShape | None:
    """Coverage as it stands, above it what the edits change, and the tools to draw."""
    place, lang, measure = page.choice.district, page.lang, _measure(page, found)
    layers, rows = [], []
    if (goal.id, measure) in page.assessment.pieces:
        reached, states = engine.reach(place, goal.id, measure, lang=lang)
        layers.append(reached)
        rows += legend.reach_rows(states, lang=lang, on_foot="walk" in measure)
    if edits:
        drawn, above = trying.overlay(place, goal.id, measure, edits, lang=lang)
        layers.append(drawn)
        rows = [*above, *rows]
    notes = mapping.zone_notes([one for one in found.after.results if one.measure == measure], lang)
    kinds = engine.facility_kinds(goal)
    shown = mapping.Shown(layers, rows, notes, kinds, entrances=not kinds)
    shape = mapping.draw(page, shown, tools=_TOOLS)
    return shape if isinstance(shape, DrawnShape) else None


def _point_is(page: Page, goal: Goal) -> str:
    """What a drawn point stands for: a kind of facility the goal asks for, or a gate."""
    kinds = engine.facility_kinds(goal)
    if not kinds:
        return "gate"
    return str(
        st.selectbox(
            say("scenario_point_as", page.lang), kinds, key=f"yitu_point_{goal.id}",
            format_func=lambda kind: facility_title(kind, page.lang),
        )
    )  # fmt: skip


def _take(page: Page, book: trying.Notebook, drawn: DrawnShape, point_is: str) -> None:
    """Keep what was drawn, and show it."""
    try:
        edit = trying.as_edit(drawn, page.district, point_is=point_is)
    except GisError as error:
        st.toast(error.message(page.lang))
        return
    if edit is None:
        st.toast(say("scenario_no_park", page.lang))
        return
    book.add(edit)
    st.rerun()


# --- figures --------------------------------------------------------------------------------------------------------


def _headline(page: Page, goal: Goal, found: Outcome, edits: Sequence[Edit]) -> None:
    """The figure with the edits in the chosen place, and what it was."""
    pairs = _pairs(found, [page.zone]) or _pairs(found, [None])
    if page.choice.method in ("walk", "radius"):
        pairs = [pair for pair in pairs if pair[0].measure.endswith(page.choice.method)] or pairs
    place = zone_title(page.district, pairs[0][0].zone if pairs else page.zone, page.lang)
    panels.html(cards.headline_html([after for _, after in pairs], goal, place=place, lang=page.lang))
    st.caption(say("scenario_count", page.lang, count=len(edits)) if edits else say("scenario_none", page.lang))
    if not edits:
        st.info(say("scenario_how", page.lang))


def _zones(page: Page, found: Outcome) -> None:
    """Before and after by zone; a click chooses the zone."""
    zones = [None, *(zone.id for zone in page.district.zones)]
    pairs = [pair for pair in _pairs(found, zones) if pair[0].denominator]
    table = trial_html(pairs, page.district, chosen=page.choice.zone, lang=page.lang)
    picked = panels.pick_table(table, "yitu_trial_zones")
    if picked is not None and picked != page.choice.zone:
        state.remember(zone=picked)
        st.rerun()


def _history(page: Page, book: trying.Notebook, found: Outcome) -> None:
    """The edits, each with a way to drop it; undo, redo, clear."""
    lang, names = page.lang, place_names(page.district)
    for number, edit in enumerate(book.edits):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.text(f"{number + 1}. {edit_text(edit, names=names, lang=lang)}")
            st.button(
                "✕", key=f"yitu_drop_{number}", help=say("scenario_drop", lang), on_click=book.drop, args=(number,)
            )
        if number in found.idle:
            st.caption(idle_text(found.idle[number], edit, lang=lang))
        elif edit.kind == "park" and (taken_m2 := trying.homes_under(page.choice.district, edit)) > 0.0:
            st.caption(say("scenario_on_homes", lang, area=format_quantity(taken_m2, "m2", lang=lang)))
    with st.container(horizontal=True):
        st.button(say("scenario_undo", lang), disabled=book.at == 0, on_click=book.step, args=(-1,))
        st.button(say("scenario_redo", lang), disabled=book.at == len(book.states) - 1, on_click=book.step, args=(1,))
        st.button(say("scenario_clear", lang), disabled=not book.edits, on_click=book.keep, args=((),))


# --- suggestions, coordinates, files --------------------------------------------------------------------------------


def _suggestions(page: Page, goal: Goal, book: trying.Notebook) -> None:
    """The links and gates that would bring most, each with a button that puts it into the scenario."""
    lang, place = page.lang, page.choice.district
    key = f"yitu_suggest_{place}_{goal.id}"
    if any(name.startswith("circle") for name in goal.measures):
        return
    if not st.session_state.get(key) and not st.button(say("scenario_suggest", lang), key=f"{key}_go"):
        return
    st.session_state[key] = True
    with st.spinner(say("scenario_suggest_working", lang)):
        told = engine.reasons(place, goal.id).get("")
    if told is None or told.mends is None or told.mends.frame.empty:
        st.info(say("scenario_suggest_none", lang))
        return
    names, unit = place_names(page.district), engine.unit_of(place, goal.id)
    for number, row in enumerate(told.mends.frame.head(_SUGGESTED).itertuples()):
        edit = trying.mend_edit(str(row.kind), row.geometry, str(row.park))
        what = edit_text(edit, names=names, lang=lang)
        with st.container(horizontal=True, vertical_alignment="center"):
            gain = format_quantity(row.gain, unit, lang=lang)
            st.text(say("scenario_suggested_line", lang, what=what, gain=gain))
            st.button(
                say("scenario_add", lang), key=f"{key}_{number}", on_click=book.add, args=(edit,),
                disabled=edit in book.edits,
            )  # fmt: skip


def _more(page: Page, goal: Goal, book: trying.Notebook, found: Outcome) -> None:
    """Coordinates by hand, taking out, files."""
    lang = page.lang
    with st.expander(say("scenario_more", lang)):
        _coordinates(page, goal, book)
        things = trying.removable(page.district, engine.facility_kinds(goal))
        gone = {edit.of for edit in book.edits if edit.kind == "remove"}
        things = {key: name for key, name in things.items() if key not in gone}
        if things:
            chosen = st.selectbox(
                say("scenario_take_out", lang), list(things), format_func=lambda key: things[key], index=None,
                key=f"yitu_out_{goal.id}",
            )  # fmt: skip
            if chosen and st.button(say("scenario_take_out_do", lang), key="yitu_out_go"):
                book.add(Edit("remove", of=str(chosen)))
                st.rerun()
        _files(page, book, found)


def _coordinates(page: Page, goal: Goal, book: trying.Notebook) -> None:
    """Points typed as "east north" lines in the working CRS."""
    lang = page.lang
    label = say("scenario_coordinates", lang, crs=page.district.crs.to_string())
    typed = st.text_area(label, key="yitu_typed", max_chars=20_000)
    if not st.button(say("scenario_place", lang), key="yitu_typed_go") or not typed.strip():
        return
    points = []
    for number, line in enumerate((line for line in typed.splitlines() if line.strip()), 1):
        try:
            east, north = (float(part) for part in line.replace(",", " ").replace(",", " ").split())
        except ValueError:
            st.error(say("scenario_coordinates_bad", lang, line=number, text=line.strip()[:60]))
            return
        points.append((east, north))
    shape, kind = _shape(points)
    away_m = min((zone.geometry.distance(shape) for zone in page.district.zones), default=0.0)
    if not away_m <= _FAR_M:
        st.error(say("scenario_coordinates_far", lang, km=f"{away_m / 1000.0:,.0f}"))
        return
    point_is = st.session_state.get(f"yitu_point_{goal.id}", "gate")
    _take(page, book, DrawnShape(kind, shape), str(point_is))


def _shape(points: Sequence[tuple[float, float]]) -> tuple[BaseGeometry, str]:
    if len(points) == 1:
        return shapely.Point(points[0]), "point"
    return (shapely.LineString(points), "line") if len(points) == 2 else (shapely.Polygon(points), "area")


def _files(page: Page, book: trying.Notebook, found: Outcome) -> None:
    """Scenario and comparison as files; a scenario read back takes the place of the edits (undo brings them back)."""
    lang, district = page.lang, page.district
    if book.edits:
        text = scenario_geojson(book.edits, crs=district.crs, district=district.id)
        st.download_button(
            say("scenario_export", lang), text, file_name=f"{district.id}_scenario.geojson",
            mime="application/geo+json", on_click="ignore",
        )  # fmt: skip
        pairs = _pairs(found, [*(zone.id for zone in district.zones), None])
        table = pd.DataFrame(trial_rows(pairs, district, lang=lang)).to_csv(index=False)
        note = say("trial_note", lang, count=len(book.edits), indicative=panels.export_note(page))
        st.download_button(
            say("scenario_export_table", lang), f"\ufeff{table}{note}\n", file_name=f"{district.id}_scenario.csv",
            mime="text/csv", on_click="ignore",
        )  # fmt: skip
    given = st.file_uploader(say("scenario_import", lang), type=["geojson", "json"], key="yitu_scenario_file")
    if given is None or st.session_state.get("yitu_scenario_read") == given.file_id:
        return
    st.session_state["yitu_scenario_read"] = given.file_id
    try:
        text = given.getvalue().decode("utf-8-sig", errors="replace")
        book.keep(parse_scenario(text, crs=district.crs, district=district.id, source=given.name))
    except GisError as error:
        st.error(error.message(lang))
        return
    st.rerun()


show()
