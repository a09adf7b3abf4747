"""导入: drop any planning file, see what was read and where it lies, answer what is asked, put it into the district."""

from __future__ import annotations

from datetime import UTC, datetime

import geopandas as gpd
import streamlit as st

from apps import bringing, mapping, panels
from apps.bringing import Desk, Sent
from apps.panels import Page
from gis import crs as crs_module
from gis.errors import GisError, in_language
from gis.importing import Provenance, fit_rows, put_layer
from gis.read.intake.formats import READERS
from gis.read.intake.intake import Intake, ReadLayer
from gis.read.intake.messages import Message, Status
from gis.read.land_use import EDITION_TITLES
from gis.schema import KINDS, Basis
from gis.views.exchange.formats import Exported, layers_bytes
from gis.views.figures import basis_text, layer_title
from gis.views.history import can_step
from gis.views.import_layers import import_layer, import_legend
from gis.views.read_report import crs_title, messages_html, status_html
from gis.views.words import say

_POLL_S = 0.2
_PREVIEW_ROWS = 8
_SUFFIXES = sorted({suffix[1:] for one in READERS.values() for suffix in one.suffixes} | {
    "zip", "kmz", "dbf", "shx", "prj", "cpg", "dwg", "tfw",
})  # fmt: skip
_ENCODINGS = ("", "GBK", "UTF-8", "Big5")
_SYSTEMS = ("EPSG:4490", "EPSG:4326", "GCJ-02", "BD-09")
_TARGETS = (".gpkg", ".zip", ".geojson", ".dxf", ".txt", ".xlsx", ".csv", ".kmz", ".gdb.zip", ".fgb", ".parquet")


def show() -> None:
    """Draw the page."""
    page = panels.open_page("importing")
    on = bringing.desk(page.choice.district)
    with st.container(key="yitu_stage"):
        with st.container(key="yitu_figure"):
            _drop(page, on)
            if on.files and on.intake is None:
                _reading(page, on)
            if on.intake is not None:
                panels.html(status_html(on.intake.as_json(page.lang), page.lang))
                _answers(page, on, on.intake)
        layer = _layer(on)
        with st.container(key="yitu_map"):
            mapping.draw(page, _shown(page, layer))
        with st.container(key="yitu_table"):
            _history(page, on)
            if on.intake is not None:
                panels.html(messages_html(on.intake.as_json(page.lang), page.lang))
            if layer is not None and on.usable:
                _put(page, on, layer)
            if on.intake is not None:
                _files(page, on, on.intake)


def _drop(page: Page, on: Desk) -> None:
    """The place to drop files; an empty page says what can be brought."""
    lang = page.lang
    given = st.file_uploader(
        say("import_drop", lang), type=None, accept_multiple_files=True, key=f"yitu_import_{page.choice.district}",
        help=say("import_formats", lang, suffixes=" ".join(f".{one}" for one in _SUFFIXES)),
    )  # fmt: skip
    if given:
        on.take([Sent(one.name, one.getvalue()) for one in given])
    elif on.files:
        on.clear()
    if not given:
        st.info(say("import_empty", lang))


def _reading(page: Page, on: Desk) -> None:
    """The reading under way: a bar, the step in words, a way to stop."""
    lang = page.lang
    job = bringing.start(on, page.district)
    place = st.empty()
    with place.container():
        bar = st.progress(0.0, text=say("import_working", lang))
        st.button(say("cancel", lang), on_click=on.stop, key="yitu_import_stop")
    while not job.wait(_POLL_S):
        if job.text:
            bar.progress(job.share, text=say("step_line", lang, step=in_language(job.text, lang)))
    place.empty()
    bringing.finished(on, job)


def _layer(on: Desk) -> ReadLayer | None:
    """The layer in hand: the chosen one, else the first."""
    names = {one.name: one for one in on.layers}
    return names.get(str(on.chosen.get("layer", ""))) or next(iter(names.values()), None)


def _shown(page: Page, layer: ReadLayer | None) -> mapping.Shown:
    """The rows where they would lie, over the district."""
    rows = None if layer is None else bringing.placed(layer, page.district)
    if layer is None or rows is None or rows.empty:
        return mapping.Shown()
    kept = layer.aside_frame()
    aside, reasons = None, []
    if kept is not None:
        raw = gpd.GeoDataFrame(kept, geometry="geometry", crs=layer.crs)
        raw = raw[~(raw.geometry.isna() | raw.geometry.is_empty)]
        aside = crs_module.declared(raw, None, target=page.district.crs, layer=layer.name, source=layer.name)
        facts = {one["row"]: one["facts"] for one in layer.aside}
        reasons = [
            Message(code, facts.get(row, {})).text(page.lang) if row in facts else code
            for row, code in zip(aside.index, aside["_reason"], strict=True)
        ]
    drawn = import_layer(rows, aside, reasons=reasons, lang=page.lang)
    legend = import_legend(aside=bool(reasons), lang=page.lang)
    return mapping.Shown([drawn], legend, focus_deg=drawn.bounds_deg)


# --- answers --------------------------------------------------------------------------------------------------------


def _answers(page: Page, on: Desk, intake: Intake) -> None:
    """What the reading asks, as choices with their evidence; the same choices can be opened where it asks nothing."""
    lang = page.lang
    asked = intake.status is Status.QUESTION
    if intake.status is Status.REFUSED and not on.layers and not on.options.layer:
        return
    if len(on.layers) > 1:
        names = [one.name for one in on.layers]
        on.chosen["layer"] = st.selectbox(
            say("import_layer", lang), names, key=f"yitu_import_layer_{on.key[:8]}",
            format_func=lambda name: f"{name} · {_count(on, name)}",
        )  # fmt: skip
    with st.expander(say("import_answers", lang), expanded=asked):
        _ask_crs(page, on)
        _ask_encoding(page, on)
        editions = ["", *EDITION_TITLES]
        chosen = st.selectbox(
            say("import_edition", lang), editions, index=editions.index(on.options.edition),
            format_func=lambda key: EDITION_TITLES[key][lang == "en"] if key else say("import_judged", lang),
            key=f"yitu_import_edition_{on.key[:8]}",
        )  # fmt: skip
        if chosen != on.options.edition:
            on.answer(edition=chosen)
            st.rerun()


def _count(on: Desk, name: str) -> str:
    return next(f"{one.rows['in']:,}" for one in on.layers if one.name == name)


def _ask_crs(page: Page, on: Desk) -> None:
    """The coordinate system: the candidates of the reading with their evidence, or a code by hand."""
    lang = page.lang
    layer = _layer(on)
    told = {str(one["crs"]): one for one in (layer.candidates if layer else ())}
    options = list(dict.fromkeys(["", *told, *([on.options.crs] if on.options.crs else []), *_SYSTEMS]))
    chosen = st.radio(
        say("import_crs", lang), options, index=options.index(on.options.crs),
        format_func=lambda crs: _crs_line(crs, told, layer, lang), key=f"yitu_import_crs_{on.key[:8]}",
    )  # fmt: skip
    by_hand = st.text_input(say("import_crs_by_hand", lang), key=f"yitu_import_epsg_{on.key[:8]}", max_chars=60).strip()
    wanted = by_hand or str(chosen)
    if wanted != on.options.crs:
        on.answer(crs=wanted)
        st.rerun()


def _crs_line(crs: str, told: dict[str, object], layer: ReadLayer | None, lang: str) -> str:
    """A candidate in a planner's words with its evidence, as plain text."""
    if not crs:
        return say("import_as_stated", lang, crs=crs_title(layer.crs if layer else "", lang))
    facts = told.get(crs)
    if not isinstance(facts, dict):
        return crs_title(crs, lang)
    end = "en" if lang == "en" else "zh"
    return f"{facts[f'title_{end}']} — {facts[f'evidence_{end}']}"


def _ask_encoding(page: Page, on: Desk) -> None:
    lang = page.lang
    options = list(dict.fromkeys([*_ENCODINGS, on.options.encoding]))
    chosen = st.selectbox(
        say("import_encoding", lang), options, index=options.index(on.options.encoding),
        format_func=lambda name: name or say("import_judged", lang), key=f"yitu_import_encoding_{on.key[:8]}",
    )  # fmt: skip
    if chosen != on.options.encoding:
        on.answer(encoding=chosen)
        st.rerun()


# --- into the district ----------------------------------------------------------------------------------------------


def _put(page: Page, on: Desk, layer: ReadLayer) -> None:
    """Kind, fields and origin, and the one button."""
    lang, key = page.lang, f"{on.key[:8]}_{layer.name}"
    rows = bringing.placed(layer, page.district)
    away_m = 0.0 if rows is None else bringing.in_district(rows, page.district)
    if away_m > 0.0:
        st.warning(say("import_away", lang, km=f"{away_m / 1_000.0:,.1f}"))
    kinds = list(KINDS)
    proposed = bringing.kind_of(layer)
    kind = st.selectbox(
        say("import_kind", lang), kinds, index=kinds.index(proposed) if proposed else None,
        format_func=lambda name: layer_title(name, lang), key=f"yitu_import_kind_{key}",
    )  # fmt: skip
    columns = _columns(page, layer, str(kind), key) if kind else {}
    with st.expander(say("import_preview", lang)):
        preview = layer.frame().drop(columns="geometry").head(_PREVIEW_ROWS)
        st.dataframe(preview.astype(str), width="stretch")
    origin, join = _origin(page, key)
    if st.button(say("import_put", lang), type="primary", disabled=not kind, key=f"yitu_import_put_{key}") and kind:
        _do_put(page, on, layer, kind=str(kind), columns=columns, origin=origin, join=join)


def _columns(page: Page, layer: ReadLayer, kind: str, key: str) -> dict[str, str]:
    """Our columns and the fields they come from, proposed by the names of the fields."""
    lang, found = page.lang, layer.columns()
    fields = ["", *(str(one["name"]) for one in layer.fields)]
    chosen: dict[str, str] = {}
    with st.expander(say("import_fields", lang), expanded=any(
        column.required and name != "id" and name not in found for name, column in KINDS[kind].columns.items()
    )):  # fmt: skip
        for name, column in KINDS[kind].columns.items():
            if name in ("basis", "uncertainty_m", "source"):
                continue
            title = bringing.column_title(name, lang) + (" *" if column.required and name != "id" else "")
            picked = st.selectbox(
                title, fields, index=fields.index(found[name]) if name in found else 0,
                format_func=lambda field: field or "—", key=f"yitu_import_{kind}_{name}_{key}",
            )  # fmt: skip
            if picked:
                chosen[name] = str(picked)
    return chosen


def _origin(page: Page, key: str) -> tuple[dict[str, str], bool]:
    """Who provides the data, of which quality, and whether it joins or replaces."""
    lang = page.lang
    with st.expander(say("import_origin", lang)):
        provider = st.text_input(say("import_provider", lang), key=f"yitu_import_by_{key}", max_chars=80)
        licence = st.text_input(say("import_licence", lang), key=f"yitu_import_licence_{key}", max_chars=80)
        day = st.date_input(say("import_date", lang), value=None, key=f"yitu_import_day_{key}")
        bases = [basis.value for basis in Basis]
        basis = st.selectbox(
            say("import_basis", lang), bases, index=len(bases) - 1, key=f"yitu_import_basis_{key}",
            format_func=lambda name: basis_text(Basis(name), lang),
        )  # fmt: skip
    join = st.radio(
        say("import_join", lang), (False, True), horizontal=True, key=f"yitu_import_join_{key}",
        format_func=lambda both: say("import_beside" if both else "import_instead", lang),
    )  # fmt: skip
    told = {"provider": provider, "licence": licence, "basis": str(basis), "day": day.isoformat() if day else ""}
    return told, bool(join)


def _do_put(
    page: Page, on: Desk, layer: ReadLayer, *, kind: str, columns: dict[str, str], origin: dict[str, str], join: bool
) -> None:
    """Write the layer into the user's copy of the district; say what came of it."""
    lang, intake = page.lang, on.intake
    if intake is None:
        return
    edition = on.options.edition or next(
        (str(one.facts["key"]) for one in intake.messages if one.code == "land_use_edition"), ""
    )
    unknown = say("import_not_stated", lang)
    today = datetime.now(tz=UTC).date()
    source = Provenance(
        origin["provider"] or unknown,
        origin["licence"] or unknown,
        Basis(origin["basis"]),
        datetime.fromisoformat(origin["day"]).date() if origin["day"] else today,
        f"{intake.name} · sha256 {intake.sha256[:12]}",
    )
    try:
        with st.spinner(say("import_putting", lang)):
            fitted = fit_rows(
                layer.frame(), KINDS[kind], columns=columns, edition=edition, crs=page.district.crs.to_string()
            )
            folder = bringing.own_folder(page.choice.district)
            count = put_layer(bringing.folder_of(page.choice.district), fitted.frame, folder, kind=kind, origin=source,
                              join=join)  # fmt: skip
    except GisError as error:
        st.error(error.message(lang))
        return
    left_out = fitted.counts.get("other_shape", 0)
    on.done = say("import_done", lang, layer=layer_title(kind, lang), count=f"{count:,}", left_out=f"{left_out:,}")
    st.rerun()


def _history(page: Page, on: Desk) -> None:
    """What the last import brought, with undo and redo; both outlive the session."""
    lang, folder = page.lang, bringing.own_folder(page.choice.district)
    back, forth = can_step(folder), can_step(folder, back=False)
    if on.done:
        st.success(on.done)
    if not back and not forth:
        return
    with st.container(horizontal=True):
        for label, wanted, is_back in (("import_undo", back, True), ("import_redo", forth, False)):
            if st.button(say(label, lang), disabled=not wanted, key=f"yitu_{label}"):
                refused = bringing.undo_from(folder, back=is_back, lang=lang)
                on.done = refused or say("import_undone" if is_back else "import_redone", lang)
                st.rerun()


# --- files ----------------------------------------------------------------------------------------------------------


def _files(page: Page, on: Desk, intake: Intake) -> None:
    """Downloads: converted, rows set aside, the report."""
    lang = page.lang
    with st.expander(say("import_files", lang)):
        if on.usable and on.layers:
            target = st.selectbox(say("import_convert", lang), _TARGETS, key="yitu_import_target")
            st.download_button(
                say("import_download", lang), lambda: _converted(on, str(target)), file_name=f"{_stem(intake)}{target}",
                on_click="ignore", key="yitu_import_download",
            )  # fmt: skip
        aside = {one.name: frame for one in on.layers if (frame := one.aside_frame()) is not None}
        if aside:
            st.download_button(
                say("import_download_aside", lang),
                lambda: layers_bytes([Exported(name, gpd.GeoDataFrame(frame)) for name, frame in aside.items()], ".xlsx"),
                file_name=f"{_stem(intake)}_隔离.xlsx", on_click="ignore", key="yitu_import_aside",
            )  # fmt: skip
        st.download_button(
            say("import_download_report", lang), bringing.report_json(intake, lang),
            file_name=f"{_stem(intake)}_报告.json", mime="application/json", on_click="ignore",
            key="yitu_import_report",
        )  # fmt: skip


def _stem(intake: Intake) -> str:
    return intake.name.rpartition(".")[0] or intake.name


def _converted(on: Desk, suffix: str) -> bytes:
    """The layers in another format, as the bytes of one file."""
    layers = [
        Exported(one.name, one.frame(), one.told["facts"], one.path, one.crs, one.columns().get("name", ""))
        for one in on.layers
    ]
    return layers_bytes(layers, suffix)


show()
