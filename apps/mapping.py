"""The map of a page: constant base, changing overlay, what was clicked or drawn, basemap and print options."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import streamlit as st
from streamlit_folium import st_folium

from apps import engine, state
from apps.panels import Page, export_note
from apps.shapes import DrawnShape, EditedShape, drawn_id, is_edit, read_edit, read_shape
from apps.store import FILES
from gis.errors import GisError
from gis.goals import Goal
from gis.results import Assessment, Result, Verdict
from gis.views import legend
from gis.views.drawing import Drawn
from gis.views.figures import MARKS, value_text
from gis.views.map import Basemap, Overlay, base_map, layer_bodies, overlay_group, standalone_html
from gis.views.map_door import Editing, LegendRow
from gis.views.words import say

__all__ = ["DrawnShape", "EditedShape", "Shown", "clicked_place", "draw", "headlines", "zone_notes"]

_BASEMAPS = ("none", "tianditu", "osm", "wmts")
_DRAWN_KEPT = 64  # names of drawings already told; the browser repeats its last eight
_REFUSAL_S = 12


def zone_notes(results: Sequence[Result], lang: str) -> dict[str, str]:
    """Zone id → its figure with verdict, for the tooltips; zones without a figure are left out."""
    shown = [result for result in results if result.zone is not None and result.value is not None]
    return {str(result.zone): f"{value_text(result, lang)} {_mark(result)}".strip() for result in shown}


def _mark(result: Result) -> str:
    return "" if result.verdict is Verdict.NOT_ASSESSED else MARKS[result.verdict]


@dataclass(frozen=True)
class Shown:
    """What a page lays over the base: layer files with their legend rows, zone notes for tooltips, facility kinds."""

    drawn: Sequence[Drawn] = ()
    rows: Sequence[LegendRow] = ()
    notes: Mapping[str, str] = field(default_factory=dict)
    kinds: Sequence[str] = ()
    entrances: bool = False
    focus_deg: tuple[float, float, float, float] | None = None  # what the map opens on instead of the chosen zone
    fit: str = ""  # names what lies there: a new name moves the map to it, once
    snap: bool = False  # drawings take corners and edges near by
    edit: Editing | None = None  # the area whose corners are moved


def headlines(found: Assessment, goal: Goal) -> list[Result]:
    """The results of a goal by its first measure, one a zone."""
    first = goal.measures[0] if goal.measures else ""
    return [result for result in found.results if (result.goal, result.measure) == (goal.id, first)]


def draw(
    page: Page, shown: Shown, *, land_use: bool = False, focus: bool = True, tools: Sequence[str] = ()
) -> DrawnShape | EditedShape | None:
    """The map with `shown` over the base; a clicked zone becomes the chosen zone, a clicked place is kept.

    Parameters
    ----------
    land_use: colour the base by land use.
    focus: a map that nobody has moved yet opens on the chosen zone.
    tools: what the user may draw: "point", "line", "area".

    Returns
    -------
    The shape the user has just finished, once: a page keeps it at once, then runs again (`st.rerun`) to draw it and to
    be told of one that was finished meanwhile. None where there is none; one that cannot be used is said to the user.

    Raises
    ------
    ValueError: a tool that does not exist.
    """
    lang, place = page.lang, page.choice.district
    files = [engine.zones(place, lang=lang, notes=shown.notes), *shown.drawn]
    if page.zone:
        files.append(engine.chosen_zone(place, page.zone))
    files.append(engine.places(place, shown.kinds, lang=lang, entrances=shown.entrances))
    legend_rows = [*shown.rows, *legend.base_rows(page.district, lang=lang, entrances=shown.entrances)]
    legend_rows += legend.place_rows(_present(page, shown.kinds), lang=lang)
    ground = engine.ground(place, land_use=land_use)
    overlay = Overlay(
        tuple(files),
        tuple(legend_rows),
        zone=page.zone or "",
        ground=ground,
        focus=focus,
        focus_deg=shown.focus_deg,
        fit=shown.fit,
    )
    basemap, approval = _options(page, ground, overlay)
    base = base_map(page.district, ground, lang=lang, basemap=basemap, approval=approval)
    group = overlay_group(page.district, overlay, lang=lang, draw=tools, snap=shown.snap, edit=shown.edit)
    FILES.publish({**layer_bodies(base), **layer_bodies(group)})
    told = st_folium(
        base, key=f"yitu_map_{place}", feature_group_to_add=[group], height=640, use_container_width=True,
        returned_objects=["last_active_drawing", "all_drawings"],
    )  # fmt: skip
    _take_click(told)
    return _take_shape(told, page, tools)


def _present(page: Page, kinds: Sequence[str]) -> list[str]:
    if "facilities" not in page.district.layers:
        return []
    found = set(page.district.layers["facilities"].frame["facility"])
    return [kind for kind in kinds if kind in found]


def _take_click(told: dict[str, Any] | None) -> None:
    drawing = (told or {}).get("last_active_drawing") or {}
    facts = drawing.get("properties") or {}
    if not facts.get("key") or facts.get("click") == st.session_state.get("yitu_click"):
        return
    st.session_state["yitu_click"] = facts.get("click")
    kind, _, name = str(facts["key"]).partition("/")
    if kind == "zone":
        state.remember(zone=name)
    else:
        st.session_state["yitu_place"] = (kind, name)
    st.rerun()


def _take_shape(told: dict[str, Any] | None, page: Page, tools: Sequence[str]) -> DrawnShape | EditedShape | None:
    """The oldest drawing not told yet; the browser reports the last few with every change, also after a rerun."""
    seen: list[str] = st.session_state.setdefault("yitu_drawn", [])
    for feature in (told or {}).get("all_drawings") or []:
        name = drawn_id(feature)
        if not name or name in seen:
            continue
        seen.append(name)
        del seen[:-_DRAWN_KEPT]
        try:
            read = read_edit if is_edit(feature) else read_shape
            shape = read(feature, working_crs=page.district.crs)
        except GisError as error:
            st.toast(error.message(page.lang), duration=_REFUSAL_S)
            continue
        if shape.kind in tools:
            return shape
    return None


def clicked_place(kind: str) -> str:
    """The id of the last clicked place of a kind ("place", "plot"); empty for none."""
    kept = st.session_state.get("yitu_place", ("", ""))
    return str(kept[1]) if kept[0] == kind else ""


def _options(page: Page, ground: Drawn, overlay: Overlay) -> tuple[Basemap | None, str]:
    """Basemap (off unless asked for) and approval number, and the map as one page to keep."""
    lang = page.lang
    with st.sidebar, st.popover(say("map_extras", lang), width="stretch"):
        kind = st.selectbox(
            say("basemap", lang), _BASEMAPS, format_func=lambda name: say(f"basemap_{name}", lang), key="yitu_basemap"
        )
        basemap = _basemap(kind, lang)
        approval = st.text_input(say("approval_number", lang), key="yitu_approval", max_chars=40)
        title = (page.district.name_en or page.district.name) if lang == "en" else page.district.name

        def whole_page() -> str:
            alone = base_map(page.district, ground, lang=lang, title=title, approval=approval)
            group = overlay_group(page.district, overlay, lang=lang)
            return standalone_html(alone, [group], title=title, note=export_note(page))

        st.download_button(
            say("download_map", lang),
            whole_page,
            file_name=f"{page.district.id}.html",
            mime="text/html",
            on_click="ignore",
        )
        st.caption(say("print_hint", lang))
    return basemap, approval


def _basemap(kind: str, lang: str) -> Basemap | None:
    if kind == "none":
        return None
    st.caption(say("basemap_note", lang))
    if kind == "osm":
        return Basemap("osm")
    label = say("basemap_key" if kind == "tianditu" else "basemap_address", lang)
    given = st.text_input(label, key=f"yitu_given_{kind}", type="password" if kind == "tianditu" else "default").strip()
    if not given:
        return None
    basemap = Basemap(kind, given)
    if not basemap.usable():
        st.warning(say("basemap_bad", lang))
        return None
    return basemap
