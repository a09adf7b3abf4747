"""图层与数据: every layer with source, date, licence and quality; zones with clause and trace."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from apps import engine, mapping, panels
from gis.network.health import HEALTH_NOTES
from gis.views import cards, legend
from gis.views.drawing import Drawn
from gis.views.explained import health_rows
from gis.views.gap_layers import near_miss_layer
from gis.views.layer_table import layer_rows, missing_layers
from gis.views.table import markdown_table
from gis.views.traces import trace_lines, zone_remarks
from gis.views.words import say


def show() -> None:
    """Draw the page."""
    page = panels.open_page("data", measured=False)
    lang = page.lang
    with st.container(key="yitu_stage"):
        with st.container(key="yitu_map"):
            has_land = "land_use" in page.district.layers
            land_use = has_land and st.toggle(say("map_land_use", lang), value=True, key="yitu_land_use")
            codes = [str(code) for code in page.district.layers["land_use"].frame["code"]] if land_use else []
            kinds = (
                sorted(set(page.district.layers["facilities"].frame["facility"])) if _has(page, "facilities") else []
            )
            rows = legend.land_use_rows(codes, lang=lang)
            shown = mapping.Shown(rows=rows, kinds=kinds, entrances=True)
            mapping.draw(page, replace(shown, drawn=_near_misses(page)), land_use=bool(land_use))
        with st.container(key="yitu_figure"):
            _zone(page)
        with st.container(key="yitu_table"):
            st.caption(say("layers_table", lang))
            st.dataframe(layer_rows(page.district, lang=lang), hide_index=True, width="stretch")
            _health(page)
            missing = missing_layers(page.district, lang=lang)
            if missing:
                st.caption(say("layers_missing", lang) + ("：" if lang == "zh" else ": ") + missing)


def _near_misses(page: panels.Page) -> list[Drawn]:
    """Dead ends that stop short of a street, marked on the map."""
    if not _has(page, "streets"):
        return []
    points = engine.network_health(page.choice.district).near_miss_xy
    return [near_miss_layer(points, crs=page.district.crs, lang=page.lang)] if len(points) else []


def _health(page: panels.Page) -> None:
    """The state of the walking network: before any figure on foot is believed."""
    if not _has(page, "streets"):
        return
    with st.expander(say("health_title", page.lang)):
        health = engine.network_health(page.choice.district)
        st.markdown(markdown_table(health_rows(health.rows(), lang=page.lang)))
        for note, note_en in HEALTH_NOTES:
            st.caption(note_en if page.lang == "en" else note)


def _has(page: panels.Page, kind: str) -> bool:
    return kind in page.district.layers


def _zone(page: panels.Page) -> None:
    """The chosen zone: the plan's words and how the outline came about; else what the zones share."""
    lang = page.lang
    if page.zone is None:
        panels.html(
            cards.place_html(page.district.name_en or page.district.name if lang == "en" else page.district.name)
        )
        st.caption(say("choose_zone_first", lang))
        panels.facts([("·", line) for line in zone_remarks(page.district, lang)])
        return
    zone = page.district.zone(page.zone)
    joint = "、" if lang == "zh" else ", "
    panels.html(cards.place_html(f"{zone.group} {zone.name}".strip()))
    panels.facts([
        (say("zone_words", lang), f"{zone.source.document} {zone.source.chapter}\n“{zone.source.words}”"),
        (say("zone_functions", lang), joint.join(zone.functions)),
    ])  # fmt: skip
    with st.expander(say("zone_trace", lang), expanded=True):
        panels.facts([(str(number + 1), line) for number, line in enumerate(trace_lines(zone, lang))])


show()
