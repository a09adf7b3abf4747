"""The tab 用地变化: what became of what since an earlier year, and how much construction land came and went."""

from __future__ import annotations

from collections.abc import Hashable

import pandas as pd
import streamlit as st

from apps.panels import Page
from apps.store import Kept
from gis.plots.desk import Desk
from gis.views.literal import literal
from gis.views.plot_change import UNITS, change_notes, change_tables, matrix_frame
from gis.views.words import say

__all__ = ["change"]

_MATRICES: Kept[pd.DataFrame] = Kept(8)
_CONVERTED: Kept[pd.DataFrame] = Kept(8)
_ROW_PX, _MOST_PX = 35, 420


def change(page: Page, key: Hashable, desk: Desk) -> None:
    """The conversion of construction land in both units, and the transition matrix in the unit chosen."""
    lang, moved = page.lang, desk.converted
    if desk.change is None or moved is None:
        st.info(say("plots_need_before", lang))
        return
    converted = _CONVERTED.get((key, lang), lambda: _converted(desk, lang))
    areas = dict(zip(moved.index, converted.to_numpy(dtype=float), strict=False))  # the last row is the total
    to, away = areas["to_construction"], areas["from_construction"]
    told = {"gained": to, "lost": away, "net": to - away}
    both = {name: f"{ha:,.2f} {say('desk_col_area_ha', lang)} ({mu:,.2f} {say('desk_col_area_mu', lang)})"
            for name, (ha, mu) in told.items()}  # fmt: skip
    st.markdown(say("plots_change_line", lang, **both))
    for text in change_notes(desk, lang):
        st.caption(literal(f"▲ {text}"))
    _shown(converted, "yitu_plots_converted")
    unit = st.segmented_control(
        say("plots_change_unit", lang), list(UNITS), default="ha", key="yitu_plots_change_unit",
        format_func=lambda name: say(f"plots_unit_{name}", lang), label_visibility="collapsed",
    ) or "ha"  # fmt: skip
    matrix = _MATRICES.get((key, unit, lang), lambda: _matrix(desk, unit, lang))
    _shown(matrix, "yitu_plots_matrix")
    st.caption(literal(say("plots_change_how", lang)))


def _converted(desk: Desk, lang: str) -> pd.DataFrame:
    """The conversion with numbers for figures."""
    rows = change_tables(desk, lang)["converted"]
    frame = pd.DataFrame([{head: value for head, (value, _) in row.items()} for row in rows])
    return frame.set_index(frame.columns[0])


def _matrix(desk: Desk, unit: str, lang: str) -> pd.DataFrame:
    matrix = matrix_frame(desk, unit, lang)
    matrix.index.name = say(f"plots_matrix_{unit}", lang)
    return matrix


def _shown(frame: pd.DataFrame, key: str) -> None:
    """A table of areas, two decimals, its first column kept in view."""
    st.dataframe(
        frame, key=key, width="stretch", height=min(_MOST_PX, _ROW_PX * (len(frame) + 1) + 3), row_height=_ROW_PX,
        column_config={name: st.column_config.NumberColumn(str(name), format="%.2f") for name in frame.columns},
    )  # fmt: skip
