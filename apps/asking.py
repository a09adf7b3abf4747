"""What a reading asks, as choices with their evidence; the same choices can be opened where it asks nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from apps import placing
from apps.bringing import Desk
from apps.panels import Page
from gis import crs as crs_module
from gis.read.intake.intake import ReadLayer
from gis.read.intake.messages import Level
from gis.read.land_use import EDITION_TITLES
from gis.shifts import SYSTEMS
from gis.views.literal import literal
from gis.views.read_report import crs_title
from gis.views.words import say

__all__ = ["edition_open", "questions", "reading_choices"]

_ENCODINGS = ("GBK", "UTF-8", "Big5")
_NEAREST = 4  # candidates shown first
_PAIRS = (("lon", "lat"), ("east", "north"), ("x", "y"))
_UNITS = ("m", "cm", "mm", "km")
_BY_TABLE = ("csv", "xlsx")
_COLUMN_CODES = frozenset(
    (
        "table_positions_several",
        "table_column_unknown",
        "table_swap_unsure",
        "table_axes_unsure",
        "table_metres_as_degrees",
    )
)
_ENCODING_CODES = frozenset(("dbf_encoding_unsure", "dbf_encoding_unknown"))


def _asked(on: Desk) -> set[str]:
    """The codes of all questions of a reading."""
    told = () if on.intake is None else on.intake.messages
    return {one.code for one in told if one.level is Level.QUESTION}


def _asks_crs(on: Desk, layer: ReadLayer | None) -> bool:
    codes = _asked(on)
    named = any(code.startswith(("crs_", "datum_", "axes_", "coordinates_", "grid_", "table_units")) for code in codes)
    return named or (any(not one.crs and one.candidates for one in on.layers) and bool(codes) and layer is not None)


def questions(page: Page, on: Desk, layer: ReadLayer | None) -> None:
    """Every question of the reading; an answer reads the files again."""
    codes = _asked(on)
    if codes & _ENCODING_CODES:
        _encoding(page, on, layer)
    if codes & _COLUMN_CODES:
        _columns(page, on, layer)
    if "table_angle_packed" in codes:
        _angle(page, on)
    if "drawing_unit_asked" in codes:
        _unit(page, on)
    if "land_use_edition_question" in codes and layer is not None:
        _edition(page, on, layer)
    if _asks_crs(on, layer):
        _crs(page, on, layer)


def reading_choices(page: Page, on: Desk, layer: ReadLayer | None) -> None:
    """The choices that nobody had to make: coordinate system, encoding, drawing layers, columns."""
    codes, formats = _asked(on), on.intake.format if on.intake else ""
    if not _asks_crs(on, layer):
        _crs(page, on, layer)
    if not codes & _ENCODING_CODES:
        _encoding(page, on, layer)
    if layer is not None and layer.told.get("facts", {}).get("drawing_layers"):
        _drawing_layers(page, on, layer)
    if formats in _BY_TABLE and not codes & _COLUMN_CODES:
        _columns(page, on, layer)


# --- coordinate system ----------------------------------------------------------------------------------------------


def _crs(page: Page, on: Desk, layer: ReadLayer | None) -> None:
    """The candidates with evidence and distance from the district; the one looked at lies on the map."""
    lang, key = page.lang, f"{on.key[:8]}_{on.options.crs}"
    asked = next((one for one in (layer, *on.layers) if one is not None and not one.crs and one.candidates), None)
    found = _candidates(page, (asked or layer).candidates) if (asked or layer) is not None else []  # type: ignore[union-attr]
    usual = found or _usual(page, layer)
    more = bool(st.session_state.get(f"yitu_import_more_{key}", False))
    offered = usual if more else usual[: _NEAREST + (len(usual) == _NEAREST + 1)]
    names = [str(one["crs"]) for one in offered]
    by_name = {str(one["crs"]): one for one in offered}
    chosen = st.radio(
        say("import_crs_ask" if asked is not None else "import_crs", lang), names, key=f"yitu_import_crs_{key}_{more}",
        format_func=lambda crs: literal(_crs_line(by_name[crs], lang)),
        captions=[literal(_evidence(one, lang)) for one in offered],
    )  # fmt: skip
    buttons = st.container(horizontal=True, vertical_alignment="center")
    by_hand = st.text_input(
        say("import_crs_by_hand", lang),
        key=f"yitu_import_epsg_{key}",
        max_chars=60,
        placeholder=page.district.crs.to_string(),
    ).strip()
    on.looking = by_name.get(str(chosen)) if asked is not None and not by_hand else None
    wanted = by_hand or str(chosen or "")
    label = say("import_crs_take" if asked is not None else "import_crs_again", lang)
    with buttons:
        if len(usual) > _NEAREST + 1:
            st.checkbox(say("import_crs_all", lang, count=len(usual)), key=f"yitu_import_more_{key}")
        if st.button(label, key=f"yitu_import_crs_go_{key}", type="primary" if asked is not None else "secondary"):
            on.answer(crs=wanted)
            st.rerun()


def _candidates(page: Page, told: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Candidates with their distance from the district, in the order of the reading."""
    made = []
    for one in told:
        here = {**one, "km": None}
        if one.get("lon") is not None and one.get("lat") is not None:
            here["km"] = placing.away_km(page.district, float(one["lon"]), float(one["lat"]))
        made.append(here)
    return made


def _usual(page: Page, layer: ReadLayer | None) -> list[dict[str, Any]]:
    """What a file may be in that states or proves one system: that one first."""
    stated = "" if layer is None else layer.crs
    names = [crs_module.CGCS2000_DEGREES, crs_module.DEGREES, *SYSTEMS, page.district.crs.to_string()]
    made: list[dict[str, Any]] = [{"crs": "", "stated": stated}]
    for name in dict.fromkeys(name for name in names if name != stated):
        titles = {
            f"title_{lang}": name if name in SYSTEMS else crs_module.belt_title(name, lang) for lang in ("zh", "en")
        }
        made.append({"crs": name, "km": None, **titles})
    return made


def _crs_line(one: Mapping[str, Any], lang: str) -> str:
    """A candidate in a planner's words."""
    if not one["crs"]:
        return say("import_as_stated", lang, crs=crs_title(str(one["stated"]), lang))
    title, name = str(one[f"title_{lang}"]), str(one["crs"])
    return title if name in title else f"{title} · {name}"


def _evidence(one: Mapping[str, Any], lang: str) -> str:
    parts = [str(one.get(f"evidence_{lang}", ""))]
    km = one.get("km")
    if km is not None:
        parts.insert(0, say("import_inside", lang) if km < 1.0 else say("import_km", lang, km=f"{km:,.0f}"))
    return " · ".join(part for part in parts if part)


# --- texts, columns, drawings ---------------------------------------------------------------------------------------


def _encoding(page: Page, on: Desk, layer: ReadLayer | None) -> None:
    """The encodings, each with a few of the texts as it would give them."""
    lang, facts = page.lang, {} if layer is None else layer.told.get("facts", {})
    previews: Mapping[str, Sequence[str]] = facts.get("encodings") or {}
    names = ["", *dict.fromkeys([*previews, *_ENCODINGS, *([on.options.encoding] if on.options.encoding else [])])]
    judged = say("import_judged", lang) + (f" · {facts['encoding']}" if facts.get("encoding") else "")
    chosen = st.selectbox(
        say("import_encoding", lang), names, index=names.index(on.options.encoding),
        format_func=lambda name: _preview(name, previews) if name else judged, key=f"yitu_import_encoding_{on.key[:8]}",
    )  # fmt: skip
    if chosen is not None and chosen != on.options.encoding:
        on.answer(encoding=chosen)
        st.rerun()


def _preview(name: str, previews: Mapping[str, Sequence[str]]) -> str:
    return " · ".join([name, *([" ".join(map(str, previews[name][:3]))] if previews.get(name) else [])])


def _columns(page: Page, on: Desk, layer: ReadLayer | None) -> None:
    """Which columns of a table hold the position, and as what."""
    lang, key = page.lang, on.key[:8]
    heads = [] if layer is None else [str(one["name"]) for one in layer.fields]
    facts = [] if layer is None else list(layer.told.get("facts", {}).get("position_columns", ()))
    names = list(dict.fromkeys([*facts, *heads]))
    if len(names) < 2:
        return
    pair = st.selectbox(
        say("import_columns", lang), _PAIRS, format_func=lambda one: say(f"import_pair_{one[0]}", lang),
        key=f"yitu_import_pair_{key}",
    )  # fmt: skip
    first, second = st.columns(2)
    picked = [
        place.selectbox(
            say(f"import_role_{role}", lang), names, index=min(at, len(names) - 1), key=f"yitu_import_{role}_{key}"
        )
        for at, (role, place) in enumerate(zip(pair, (first, second), strict=True))
    ]
    if st.button(say("import_columns_go", lang), key=f"yitu_import_columns_{key}"):
        kept = {role: name for role, name in on.options.columns.items() if role == "angle"}
        on.answer(columns={**kept, **dict(zip(pair, map(str, picked), strict=True))})
        st.rerun()


def _angle(page: Page, on: Desk) -> None:
    """Degrees with decimals, or degrees, minutes and seconds packed into one figure."""
    lang = page.lang
    told = on.intake.messages if on.intake else ()
    facts = next((one.facts for one in told if one.code == "table_angle_packed"), {})
    chosen = st.radio(
        say("import_angle", lang), ("packed", "decimal"), index=None, key=f"yitu_import_angle_{on.key[:8]}",
        format_func=lambda name: literal(say(f"import_angle_{name}", lang, place=facts.get(name, ""))),
    )  # fmt: skip
    if chosen:
        on.answer(columns={**on.options.columns, "angle": chosen})
        st.rerun()


def _unit(page: Page, on: Desk) -> None:
    """The unit of a drawing."""
    lang = page.lang
    chosen = st.radio(
        say("import_unit", lang), _UNITS, index=None, horizontal=True, key=f"yitu_import_unit_{on.key[:8]}",
        format_func=lambda unit: say(f"import_unit_{unit}", lang),
    )  # fmt: skip
    if chosen:
        on.answer(columns={**on.options.columns, "unit": chosen})
        st.rerun()


def _drawing_layers(page: Page, on: Desk, layer: ReadLayer) -> None:
    """Which layers of a drawing to read."""
    lang, key = page.lang, f"{on.key[:8]}_{on.options.layer}"
    counts: Mapping[str, Mapping[str, int]] = layer.told["facts"]["drawing_layers"]
    known = on.made.setdefault("drawing_layers", dict(counts))
    picked = st.multiselect(
        say("import_drawing_layers", lang), list(known), placeholder=say("import_drawing_every", lang),
        format_func=lambda name: f"{name} · {sum(known[name].values()):,}", key=f"yitu_import_drawing_{key}",
    )  # fmt: skip
    columns = st.columns(2)
    if columns[0].button(say("import_drawing_go", lang), disabled=not picked, key=f"yitu_import_drawing_go_{key}"):
        on.answer(layer=",".join(_exact(name) for name in picked))
        st.rerun()
    if on.options.layer and columns[1].button(say("import_drawing_every", lang), key=f"yitu_import_drawing_all_{key}"):
        on.answer(layer="")
        st.rerun()


def _exact(name: str) -> str:
    """A name where wildcards and commas mean something: it stands for itself (a comma for any sign)."""
    return "".join({"*": "[*]", "?": "[?]", "[": "[[]", ",": "?"}.get(sign, sign) for sign in name)


def _edition(page: Page, on: Desk, layer: ReadLayer) -> None:
    """Which edition the land-use codes follow: those that know them all."""
    lang, at = page.lang, 1 if page.lang == "en" else 0
    chosen = st.radio(
        say("import_edition", lang), edition_open(on, layer)[1], index=None,
        format_func=lambda name: EDITION_TITLES[name][at], key=f"yitu_import_edition_ask_{on.key[:8]}",
    )  # fmt: skip
    if chosen:
        on.answer(edition=chosen)
        st.rerun()


def edition_open(on: Desk, layer: ReadLayer) -> tuple[str, list[str]]:
    """The edition of a layer's land-use codes as judged or answered, and the possible ones where it is open."""
    told = () if on.intake is None else on.intake.messages
    mine = [one for one in told if one.where == layer.name]
    judged = next((str(one.facts["key"]) for one in mine if one.code == "land_use_edition"), "")
    codes = ("land_use_edition_open", "land_use_edition_question")
    possible: Any = next((one.facts["keys"] for one in mine if one.code in codes), [])
    return on.options.edition or judged, list(possible)
