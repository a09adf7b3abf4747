"""A page that offers the drawing tools and keeps what is drawn, for the browser tests; the map is that of the app.

`?offer=none` begins without tools; the text "slow" keeps the page busy for a while before it comes to its map.
"""

from __future__ import annotations

import time

import streamlit as st

from apps import mapping, panels
from gis.views import palette
from gis.views.drawing import Drawn, Sketch

BUSY_S = 2.0
TOOLS = ["point", "line", "area"]


def kept_shapes(page: panels.Page) -> Drawn:
    """The kept shapes as a layer file, as a page of the app would draw them."""
    sketch = Sketch(working_crs=page.district.crs)
    for shape in st.session_state.kept:
        pane = {"pane": "lines" if shape.kind == "line" else "places"}
        sketch.add(shape.geometry, palette.style(f"drawn_{shape.kind}") | pane)
    return sketch.finish()


def clear() -> None:
    """Begin as a new visit does: nothing kept, all tools, no note."""
    st.session_state.kept, st.session_state.tools, st.session_state.note = [], TOOLS, ""
    st.session_state.cleared = st.session_state.get("cleared", 0) + 1


def show() -> None:
    """Draw the page."""
    st.session_state.setdefault("kept", [])
    st.session_state.setdefault("tools", [] if st.query_params.get("offer") == "none" else TOOLS)
    page = panels.open_page("data")
    with st.container(key="yitu_stage"):
        with st.container(key="yitu_figure"):
            st.button("clear", on_click=clear)
            st.multiselect("tools", TOOLS, key="tools")
            if st.text_input("note", key="note") == "slow":
                time.sleep(BUSY_S)
        with st.container(key="yitu_map"):
            shown = mapping.Shown(drawn=[kept_shapes(page)])
            shape = mapping.draw(page, shown, focus=False, tools=tuple(st.session_state.tools))
        if shape is not None:
            st.session_state.kept.append(shape)
            st.rerun()
        with st.container(key="yitu_table"):
            st.text(f"cleared: {st.session_state.get('cleared', 0)}")
            st.text(f"note: {st.session_state.note}")
            for number, one in enumerate(st.session_state.kept):
                st.text(f"shape {number} {one.kind} {one.geometry.wkt}")


show()
