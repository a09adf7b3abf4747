"""导入: drop any planning file, see what was read and where it lies, answer what is asked, put it into the district."""

from __future__ import annotations

import geopandas as gpd
import streamlit as st

from apps import asking, bringing, dropping, mapping, panels, placing, putting, samples
from apps.bringing import Desk
from apps.panels import Page
from gis.errors import GisError
from gis.read.intake.formats import READERS
from gis.read.intake.intake import Intake, ReadLayer
from gis.read.intake.messages import Status
from gis.views.exchange.formats import Exported, layers_bytes
from gis.views.literal import literal
from gis.views.read_report import messages_html, status_html
from gis.views.words import say

_PREVIEW_ROWS = 8
_BESIDE = ("zip", "kmz", "dbf", "shx", "prj", "cpg", "tfw")  # what belongs to a file or holds several
_SUFFIXES = (*(suffix[1:] for one in READERS.values() for suffix in one.suffixes), *_BESIDE)
_TARGETS = (".gpkg", ".zip", ".geojson", ".dxf", ".txt", ".xlsx", ".csv", ".kmz", ".gdb.zip", ".fgb", ".parquet")


def show() -> None:
    """Draw the page."""
    page = panels.open_page("importing", measured=False)
    on = bringing.desk(page.choice.district)
    with st.container(key="yitu_stage"):
        with st.container(key="yitu_figure"):
            dropping.drop(page, on)
            bar = st.container(key="yitu_reading")
            dropping.begin_anew(page, on)
            layer = dropping.layer_in_hand(page, on)
            if on.intake is not None:
                panels.html(status_html(on.intake.as_json(page.lang), page.lang))
                if on.intake.status is Status.QUESTION:
                    with st.container(key="yitu_ask", border=True):
                        asking.questions(page, on, layer)
        with st.container(key="yitu_map"):
            mapping.draw(page, placing.shown(on, layer, page.district, page.lang))
        with st.container(key="yitu_table"):
            _history(page, on)
            if on.intake is not None:
                _read(page, on, on.intake, layer)
            elif not on.files:
                _empty(page, on)
    if on.files and on.intake is None:  # last: map and page stand while it runs
        with bar:
            dropping.reading(page, on)


# --- files in -------------------------------------------------------------------------------------------------------


def _empty(page: Page, on: Desk) -> None:
    """Nothing brought yet: what can be, and three samples to see it work."""
    lang = page.lang
    panels.facts([
        (say("import_can", lang), say("import_formats", lang)),
        (say("import_ends", lang), " ".join(f".{suffix}" for suffix in _SUFFIXES)),
        (say("import_safe", lang), say("import_stays", lang)),
    ])  # fmt: skip
    st.caption(say("import_sample", lang))
    with st.container(horizontal=True):
        for kind in samples.SAMPLES:
            if st.button(say(f"import_sample_{kind}", lang), key=f"yitu_import_sample_{kind}"):
                with st.spinner(say("import_working", lang)):
                    on.take([samples.sample(kind, page.district)])
                st.rerun()


# --- what was read --------------------------------------------------------------------------------------------------


def _read(page: Page, on: Desk, intake: Intake, layer: ReadLayer | None) -> None:
    """Kind and button first, what was told, then all that can be looked at and changed."""
    lang, plan = page.lang, None
    key = f"{on.key[:8]}_{bringing.layer_key(layer)}" if layer is not None else on.key[:8]
    if on.usable and layer is not None:
        plan = putting.put_head(page, on, layer, key)
        button = st.container()
    panels.html(messages_html(intake.as_json(lang), lang))
    if intake.status is Status.REFUSED or layer is None:
        names = ["reading", "files"] if layer is None and intake.status is not Status.REFUSED else ["files"]
    else:
        names = [*(["fields"] if plan else []), "rows", *(["origin"] if plan else []), "reading", "files"]
    for name, tab in zip(names, st.tabs([say(f"import_tab_{name}", lang) for name in names]), strict=True):
        with tab:
            if name == "fields" and plan is not None and layer is not None:
                putting.fields_table(page, on, layer, plan, key)
            elif name == "rows" and layer is not None:
                _rows(page, layer)
            elif name == "origin" and plan is not None:
                putting.origin_form(page, on, plan, key)
            elif name == "reading":
                asking.reading_choices(page, on, layer)
            elif name == "files":
                _files(page, on, intake, layer)
    if plan is not None and layer is not None:
        with button:
            putting.put_button(page, on, layer, plan, key)


def _rows(page: Page, layer: ReadLayer) -> None:
    """The first rows with all their fields."""
    rows = layer.frame().drop(columns="geometry").head(_PREVIEW_ROWS)
    rows.index.name = say("import_row_head", page.lang)
    st.dataframe(rows.astype(object).where(rows.notna(), "").astype(str), width="stretch")


def _history(page: Page, on: Desk) -> None:
    """What the last import brought, where to look at it, undo and redo; these outlive the session."""
    lang, place = page.lang, page.choice.district
    back, forth = bringing.steps(place)
    if on.done:
        st.success(on.done)
    if not back and not forth:
        return
    with st.container(horizontal=True):
        for name in ("coverage", "data") if on.done else ():
            if st.button(say(f"import_see_{name}", lang), key=f"yitu_import_see_{name}"):
                st.switch_page(f"pages/{name}.py")
        for label, wanted, is_back in (("import_undo", back, True), ("import_redo", forth, False)):
            if st.button(say(label, lang), disabled=not wanted, key=f"yitu_{label}"):
                refused = bringing.step_from(place, back=is_back, lang=lang)
                on.done = ""
                st.toast(literal(refused) if refused else say("import_undone" if is_back else "import_redone", lang))
                st.rerun()


# --- files out ------------------------------------------------------------------------------------------------------


def _files(page: Page, on: Desk, intake: Intake, layer: ReadLayer | None) -> None:
    """Downloads: converted, rows set aside, the report."""
    lang, stem = page.lang, bringing.safe_stem(intake.name)
    if on.usable and on.layers:
        _convert(page, on, stem)
    aside = None if layer is None else layer.aside_frame()
    if aside is not None and layer is not None:
        made = on.keep(
            ("aside", layer.path), lambda: layers_bytes([Exported(layer.name, gpd.GeoDataFrame(aside))], ".csv")
        )
        st.download_button(
            say("import_download_aside", lang, count=f"{len(aside):,}"), made, file_name=f"{stem}_隔离.csv",
            mime="text/csv", on_click="ignore", key=f"yitu_import_aside_{bringing.layer_key(layer)}",
        )  # fmt: skip
    st.download_button(
        say("import_download_report", lang), bringing.report_json(intake, lang), file_name=f"{stem}_报告.json",
        mime="application/json", on_click="ignore", key="yitu_import_report",
    )  # fmt: skip


def _convert(page: Page, on: Desk, stem: str) -> None:
    """The layers in another format: written when asked for, then there to take."""
    lang = page.lang
    left, right = st.columns(2, vertical_alignment="bottom")
    target = str(left.selectbox(say("import_convert", lang), _TARGETS, key="yitu_import_target"))
    kept = ("converted", target)
    if right.button(say("import_convert_go", lang), key="yitu_import_convert_go", disabled=kept in on.made):
        try:
            with st.spinner(say("import_converting", lang)):
                on.keep(kept, lambda: _converted(on, target))
            st.rerun()
        except GisError as error:
            st.error(literal(error.message(lang)))
    if kept in on.made:
        st.download_button(
            say("import_download", lang, name=literal(f"{stem}{target}")), on.made[kept], file_name=f"{stem}{target}",
            on_click="ignore", key="yitu_import_download",
        )  # fmt: skip


def _converted(on: Desk, suffix: str) -> bytes:
    """The layers in another format, as the bytes of one file."""
    layers = [
        Exported(one.name, one.frame(), one.told["facts"], one.path, one.crs, one.columns().get("name", ""))
        for one in on.layers
    ]
    return layers_bytes(layers, suffix)


show()
