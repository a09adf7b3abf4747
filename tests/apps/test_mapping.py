"""What the map reports: a drawing once, refused ones in words, a click on a zone beside it as before."""

from __future__ import annotations

import json

import pytest
from streamlit.testing.v1 import AppTest

from gis.views.words import say


def script():
    import streamlit as st

    from apps import mapping, panels

    page = panels.open_page("data")
    st.session_state["got"] = mapping._take_shape(st.session_state["told"], page, st.session_state["tools"])


def drawing(name, kind="Point", coordinates=(118.05, 36.83)):
    geometry = {"type": kind, "coordinates": list(coordinates)}
    return {"type": "Feature", "properties": {"drawn": name, "kind": "point"}, "geometry": geometry}


@pytest.fixture
def told(toy_app):  # noqa: ARG001
    """What the map told, run once: `told([drawings])`; the page that heard it."""
    page = AppTest.from_function(script, default_timeout=60)

    def run(drawings, tools=("point", "line", "area"), **more):
        page.session_state["told"] = {"all_drawings": drawings, **more}
        page.session_state["tools"] = tools
        page.run()
        assert not page.exception
        return page.session_state["got"]

    run.page = page
    return run


@pytest.mark.parametrize("nothing", [None, []])
def test_a_map_without_drawings_tells_none(told, nothing):
    assert told(nothing) is None


def test_a_drawing_is_told_once(told):
    found = told([drawing("1-1")])
    assert found.kind == "point"
    assert found.geometry.geom_type == "Point"
    assert told([drawing("1-1")]) is None


def test_drawings_come_one_a_run_the_oldest_first(told):
    both = [drawing("1-1"), drawing("2-2", "LineString", [[118.0, 36.8], [118.1, 36.8]])]
    assert [told(both).kind, told(both).kind, told(both)] == ["point", "line", None]


def test_a_drawing_no_tool_was_offered_for_is_left_out(told):
    assert told([drawing("1-1")], tools=("line",)) is None
    assert told([drawing("1-1")], tools=("point",)) is None


def test_a_refused_drawing_is_said_and_the_next_one_told(told):
    found = told([drawing("1-1", coordinates=(478.0, 36.83)), drawing("2-2")])
    assert found.kind == "point"
    assert [toast.value for toast in told.page.toast] == [say("drawn_off_earth")]
    told([drawing("1-1", coordinates=(478.0, 36.83)), drawing("2-2")])
    assert not told.page.toast


def test_a_clicked_zone_is_no_drawing(told):
    assert told([{"type": "Feature", "geometry": None, "properties": {"key": "zone/toy.core", "click": 1}}]) is None


def test_the_memory_of_drawings_stays_small(told):
    assert told([drawing(f"{number}-1", coordinates=(478.0, 0.0)) for number in range(100)]) is None
    assert told.page.session_state["yitu_drawn"] == [f"{number}-1" for number in range(36, 100)]


def test_a_page_without_tools_asks_for_no_drawing_script(open_page):
    component = open_page("data").get("component_instance")[0]
    args = json.loads(component.proto.json_args)
    assert "drawing" not in args["script"]
    assert not [link for link in [*args["js_links"], *args["css_links"]] if "draw" in link]
    assert '"tools": []' in args["feature_group"]
    assert "leaflet.draw" not in args["feature_group"]
