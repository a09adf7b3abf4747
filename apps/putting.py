"""From rows that were read to a layer of the district: its kind, its fields, its origin, and the one button."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

import streamlit as st

from apps import asking, bringing, engine, placing
from apps.bringing import Desk
from apps.panels import Page
from gis.errors import GisError
from gis.importing import Provenance, put_layer
from gis.read.fitting import Fitted, fit_rows
from gis.read.folder import shipped_standards
from gis.read.intake.intake import ReadLayer
from gis.read.land_use import EDITION_TITLES
from gis.schema import KINDS, Basis, Column
from gis.views.figures import basis_text, layer_title
from gis.views.literal import literal
from gis.views.map_layers import facility_title
from gis.views.words import say

__all__ = ["Plan", "fields_table", "origin_form", "put_button", "put_head"]

_OURS = ("basis", "uncertainty_m", "source")  # filled by the origin of the whole layer
_FAR_KM = 1.0


@dataclass
class Plan:
    """What is to become of a layer: its kind, our columns and the fields they come from, one value for all rows."""

    kind: str = ""
    join: bool = False
    columns: dict[str, str] = field(default_factory=dict)
    given: dict[str, str] = field(default_factory=dict)
    edition: str = ""
    origin: Provenance | None = None
    missing: list[str] = field(default_factory=list)


def put_head(page: Page, on: Desk, layer: ReadLayer, key: str) -> Plan:
    """The kind, proposed and to be changed, and what becomes of what the district has."""
    lang, plan = page.lang, Plan()
    _warn_away(page, on, layer)
    kinds = list(KINDS)
    intake = on.intake
    proposed = placing.kind_of(
        layer, f"{layer.name} {intake.name if intake else ''}", formats=intake.format if intake else ""
    )
    left, right = st.columns([3, 2])
    plan.kind = left.selectbox(
        say("import_kind", lang), kinds, index=kinds.index(proposed) if proposed else None,
        format_func=lambda name: layer_title(name, lang), key=f"yitu_import_kind_{key}",
        placeholder=say("import_kind_none", lang), help=say("import_kind_help", lang),
    ) or ""  # fmt: skip
    plan.join = right.selectbox(
        say("import_join", lang), (False, True), key=f"yitu_import_join_{key}",
        format_func=lambda both: say("import_beside" if both else "import_instead", lang),
    ) or False  # fmt: skip
    return plan


def _warn_away(page: Page, on: Desk, layer: ReadLayer) -> None:
    """Says where rows lie outside the district: how far off."""
    rows = placing.placed(on, layer, page.district)
    if rows is None:
        st.warning(say("import_no_place", page.lang))
        return
    if rows.empty or "outline" not in page.district.layers:
        return
    west, south, east, north = rows.total_bounds
    ground = page.district.layers["outline"].frame.total_bounds
    across, along = max(west - ground[2], ground[0] - east, 0.0), max(south - ground[3], ground[1] - north, 0.0)
    away_km = (across**2 + along**2) ** 0.5 / 1_000.0
    if away_km > _FAR_KM:
        st.warning(say("import_away", page.lang, km=f"{away_km:,.0f}"))


# --- fields ---------------------------------------------------------------------------------------------------------


def fields_table(page: Page, on: Desk, layer: ReadLayer, plan: Plan, key: str) -> None:
    """Our columns, each with the field it comes from; one that must be filled may have one value for all rows."""
    if not plan.kind:
        st.caption(say("import_kind_none", page.lang))
        return
    with st.container(key="yitu_import_fields"):
        _columns(page, on, layer, plan, key)


def _columns(page: Page, on: Desk, layer: ReadLayer, plan: Plan, key: str) -> None:
    lang, found = page.lang, layer.columns()
    fields = ["", *(str(one["name"]) for one in layer.fields)]
    own = {name: column for name, column in KINDS[plan.kind].columns.items() if name not in _OURS}
    for name, column in own.items():
        needed = column.required and name != "id"
        label, choice = st.columns([2, 3], vertical_alignment="center")
        label.text(placing.column_title(name, lang) + (" *" if needed else ""))
        proposed = fields.index(found[name]) if found.get(name) in fields else 0
        picked = choice.selectbox(
            placing.column_title(name, lang), fields, index=proposed,
            format_func=lambda one: one or say("import_no_field", lang), key=f"yitu_import_{plan.kind}_{name}_{key}",
            label_visibility="collapsed",
        )  # fmt: skip
        if picked:
            plan.columns[name] = str(picked)
        elif needed:
            _given(page, plan, name, column, key)
    if "code" in own:
        _edition(page, on, layer, plan, key)
    st.caption(literal(say("import_required", lang)))


def _given(page: Page, plan: Plan, name: str, column: Column, key: str) -> None:
    """One value for all rows, where no field has it."""
    lang, label = page.lang, say("import_given", page.lang, column=placing.column_title(name, page.lang))
    at = f"yitu_import_given_{plan.kind}_{name}_{key}"
    if name == "facility":
        kinds = sorted(shipped_standards().facilities)
        value = st.selectbox(
            label, kinds, index=None, key=at, format_func=lambda one: facility_title(one, lang),
            placeholder=say("import_kind_none", lang),
        ) or ""  # fmt: skip
    else:
        value = st.text_input(label, key=at, max_chars=40).strip()
    if value and (column.kind != "number" or value.replace(".", "", 1).isdigit()):
        plan.given[name] = value
    else:
        plan.missing.append(placing.column_title(name, lang))


def _edition(page: Page, on: Desk, layer: ReadLayer, plan: Plan, key: str) -> None:
    """The edition of land-use codes: as judged, or asked for where they leave it open."""
    lang = page.lang
    judged, possible = asking.edition_open(on, layer)
    editions = list(EDITION_TITLES)
    fresh = "code" in plan.given
    index = editions.index(judged) if judged else (0 if fresh or not possible else None)
    label, choice = st.columns([2, 3], vertical_alignment="center")
    label.text(say("import_edition", lang))
    plan.edition = choice.selectbox(
        say("import_edition", lang), editions, index=index, key=f"yitu_import_edition_{key}_{fresh}",
        format_func=lambda one: EDITION_TITLES[one][lang == "en"], label_visibility="collapsed",
        placeholder=say("import_kind_none", lang),
    ) or ""  # fmt: skip
    if not plan.edition:
        plan.missing.append(say("import_edition", lang))
    elif plan.edition != judged and judged and not fresh:
        on.answer(edition=plan.edition)
        st.rerun()


# --- origin ---------------------------------------------------------------------------------------------------------


def origin_form(page: Page, on: Desk, plan: Plan, key: str) -> None:
    """Who provides the data, when, under which licence, of which quality."""
    lang = page.lang
    left, right = st.columns(2)
    provider = left.text_input(say("import_provider", lang), key=f"yitu_import_by_{key}", max_chars=80)
    licence = right.text_input(say("import_licence", lang), key=f"yitu_import_licence_{key}", max_chars=80)
    today = datetime.now(tz=UTC).date()
    day = left.date_input(say("import_date", lang), value=today, key=f"yitu_import_day_{key}", format="YYYY-MM-DD")
    bases = [basis.value for basis in Basis]
    basis = right.selectbox(
        say("import_basis", lang), bases, index=len(bases) - 1, key=f"yitu_import_basis_{key}",
        format_func=lambda name: basis_text(Basis(name), lang), help=say("import_basis_help", lang),
    )  # fmt: skip
    unknown, intake = say("import_not_stated", lang), on.intake
    plan.origin = Provenance(
        provider.strip() or unknown, licence.strip() or unknown, Basis(basis or Basis.SCHEMATIC.value),
        day if isinstance(day, date) else today,
        f"{intake.name} · sha256 {intake.sha256[:12]}" if intake else "",
    )  # fmt: skip


# --- the button -----------------------------------------------------------------------------------------------------


def put_button(page: Page, on: Desk, layer: ReadLayer, plan: Plan, key: str) -> None:
    """Put the rows into the user's copy of the district; says what still lacks, and what came of it."""
    lang = page.lang
    ready = bool(plan.kind) and not plan.missing and bool(layer.crs)
    if st.button(
        say("import_put", lang), type="primary", disabled=not ready, key=f"yitu_import_put_{key}", width="stretch"
    ):
        try:
            with st.spinner(say("import_putting", lang)):
                on.done = _put(page, layer, plan)
        except GisError as error:
            st.error(literal(error.message(lang)))
            return
        engine.measure_ahead(page.choice.district)  # under way while the user reads what was done
        st.rerun()
    if plan.missing:
        joint = "、" if lang == "zh" else ", "
        st.caption(say("import_missing", lang, what=joint.join(plan.missing)))


def _put(page: Page, layer: ReadLayer, plan: Plan) -> str:
    """Write the layer; what came of it in words.

    Raises
    ------
    GisError: the rows do not suit the kind, or the district cannot be written.
    """
    district_id = page.choice.district
    columns, rows = dict(plan.columns), layer.frame()
    for name, value in plan.given.items():
        columns[name] = f"yitu {name}"
        rows[columns[name]] = value
    fitted = fit_rows(rows, KINDS[plan.kind], columns=columns, edition=plan.edition, crs=page.district.crs.to_string())
    source = bringing.folder_of(district_id)
    if source is None or plan.origin is None:
        return ""
    count = put_layer(
        source, fitted.frame, bringing.own_folder(district_id), kind=plan.kind, origin=plan.origin, join=plan.join
    )
    return _told(fitted, plan.kind, count, page.lang)


def _told(fitted: Fitted, kind: str, count: int, lang: str) -> str:
    """The new count, and what was left out or changed on the way."""
    counts: Mapping[str, int] = fitted.counts
    text = say("import_done", lang, layer=layer_title(kind, lang), new=f"{len(fitted.frame):,}", count=f"{count:,}")
    more = [say(f"import_count_{key}", lang, count=f"{number:,}") for key, number in counts.items() if key != "in"]
    return text + "".join(more)
