"""The tables of the sheet beside the findings, one function each; where there is nothing the reason stands."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from functools import cache

import pyproj

from gis.crs import belt_title, datum_of
from gis.errors import GeometryError
from gis.plots.card import Corner
from gis.plots.corners import bearing_text, corner_table
from gis.review.facts import FACTS
from gis.review.model import Effect, Project, Review, Together, layer_title
from gis.units import format_quantity
from gis.views.cards import measure_words
from gis.views.palette import land_use_colour
from gis.views.review_sheet.wording import amount, basis_word, code_word, told
from gis.views.sheets.model import Fact, Notes
from gis.views.sheets.text import NO_FIGURE, Entry, Grid, area_cells, number, pair, share
from gis.views.words import known

__all__ = [
    "MOST_CORNERS",
    "changed_grid",
    "conversion_grid",
    "corner_grids",
    "crs_title",
    "effects_grid",
    "facts",
    "files_grid",
    "method_notes",
    "parts_grid",
    "repairs_grid",
    "together_grid",
    "zones_grid",
]

_JOINT = " · "
MOST_CORNERS = 10_000  # printed one by one; beyond that the TXT beside the sheet holds them


def facts(review: Review, lang: str) -> tuple[Fact, ...]:
    """The head: what the applicant states in the order of `FACTS`, then land, parts and CRS."""
    project, lines = review.project, []
    for key, fact in FACTS.items():
        value = project.facts.get(key)
        if value is None and key == "name":
            value = project.name
        missing = value is None or (isinstance(value, str) and not value.strip()) or value != value  # noqa: PLR0124 - NaN
        if missing:
            text = told("not_stated", lang)
        else:
            text = pair(value, lang) if isinstance(value, str) else amount(float(value or 0.0), fact.unit, lang).text
        lines.append(Fact(fact.title_en if lang == "en" else fact.title, text))
    in_m2, in_ha, in_mu = area_cells(project.area_m2)
    area = told("area_text", lang, ha=in_ha.text, m2=in_m2.text, mu=in_mu.text)
    lines += [
        Fact(told("parts_count", lang), str(len(project.parts))),
        Fact(told("district", lang), pair(review.inputs.district_title, lang) or told("not_stated", lang)),
        Fact(told("area", lang), area, wide=True),
        Fact(told("crs", lang), crs_title(project, lang), wide=True),
    ]
    return tuple(lines)


def crs_title(project: Project, lang: str) -> str:
    """The CRS of the parts in words, and that it is not CGCS2000 where it is another."""
    crs = project.parts.crs
    if crs is None:
        return told("crs_unknown", lang)
    title, datum = _crs_words(pyproj.CRS.from_user_input(crs).to_wkt(), lang)
    return title if datum == "cgcs2000" else f"{title} ({told('coordinates_system', lang)})"


@cache
def _crs_words(wkt: str, lang: str) -> tuple[str, str]:
    return pair(belt_title(wkt, lang), lang), datum_of(wkt)


def _use(code: object, lang: str) -> str:
    """A land-use code with the name of its class; NO_FIGURE where it is unknown."""
    text = _text(code, lang)
    if not text[:1].isdigit():
        return text
    _, name, name_en = land_use_colour(text)
    return f"{text} {name_en if lang == 'en' else name}"


def parts_grid(review: Review, lang: str) -> Grid:
    """The parts of the project with their uses and areas, and the total."""
    project, rows = review.project, []
    total = project.area_m2
    for part, row in zip(project.parts.index, project.parts.to_dict("records"), strict=True):
        area = float(row[project.parts.geometry.name].area)
        rows.append(
            (
                Entry(pair(str(part), lang)),
                Entry(_text(row.get("name"), lang)),
                Entry(_use(row.get("code"), lang)),
                Entry(_use(row.get("planned_code"), lang)),
                *area_cells(area),
                share(area / total if total else None, 2),
            )
        )
    if rows:
        rows.append(
            (
                Entry(told("total", lang)),
                Entry(""),
                Entry(""),
                Entry(""),
                *area_cells(total),
                share(1.0 if total else None, 2),
            )
        )
    columns = {"part": 12, "name": 18, "code": 16, "planned": 16, "m2": 14, "ha": 11, "mu": 11, "share": 10}
    return _grid("parts", lang, rows, columns, right=("m2", "ha", "mu", "share"))


def zones_grid(review: Review, lang: str) -> Grid:
    """The zones the project lies in: area, share, functions in the plan's words, clause; indicative ones marked."""
    rows = []
    joint = ", " if lang == "en" else "、"
    for one in review.zones:
        name = pair(one.name or one.zone, lang) or told("zone_outside", lang)
        in_m2, _, in_mu = area_cells(one.area_m2)
        rows.append(
            (
                Entry(name + (told("indicative_mark", lang) if one.indicative else "")),
                in_m2,
                in_mu,
                share(one.share, 2),
                Entry(joint.join(pair(text, lang) for text in one.functions) or NO_FIGURE),
                Entry(pair(one.clause, lang) or NO_FIGURE),
            )
        )
    columns = {"zone": 22, "m2": 13, "mu": 10, "share": 9, "functions": 34, "clause": 18}
    absent = "zones_empty" if "zones" in review.inputs.layers else "zones_none"
    return _grid("zones", lang, rows, columns, right=("m2", "mu", "share"), absent=told(absent, lang))


def conversion_grid(review: Review, lang: str) -> Grid:
    """Present land use under the project, with sums of farmland, construction and unused land below."""
    table, rows = review.conversion, []
    columns = {"use_code": 12, "name": 26, "class": 14, "m2": 14, "ha": 12, "mu": 12, "share": 10}
    sums: dict[str, list[float]] = {}
    if table is not None:
        for code, row in zip(table.index, table.to_dict("records"), strict=True):
            sums.setdefault(str(row["construction"]), []).append(float(row["area_m2"]))
            rows.append(
                (
                    Entry(pair(str(code), lang) or NO_FIGURE),
                    Entry(_text(row["name"], lang)),
                    Entry(code_word("class", str(row["construction"]), lang)),
                    *area_cells(float(row["area_m2"])),
                    share(float(row["share"]), 2),
                )
            )
    note = " · ".join(
        f"{code_word('class', key, lang)} {area_cells(math.fsum(areas))[1].text} {told('ha', lang)}"
        for key, areas in sums.items()
    )
    return _grid(
        "conversion",
        lang,
        rows,
        columns,
        right=("m2", "ha", "mu", "share"),
        note=note,
        absent=told("conversion_none", lang),
    )


def effects_grid(review: Review, lang: str) -> Grid:
    """Measures before and after the project with their targets, what changes first; unknown ones with the reason."""
    rows = [
        (*_measured(review, one, lang), *_figures(one, (one.before, one.after, one.target), lang))
        for one in sorted(review.effects, key=lambda one: not one.change)
    ]
    columns = {"goal": 32, "zone": 16, "before": 12, "after": 12, "target": 12, "remark": 30}
    return _grid("effects", lang, rows, columns, right=("before", "after", "target"), absent=told("effects_none", lang))


def changed_grid(review: Review, lang: str) -> Grid:
    """The measures the project moves, for the page; how many it does not, and that the whole table is in the annex."""
    moved = tuple(one for one in review.effects if one.change)
    unknown = sum(one.before is None or one.after is None for one in review.effects)
    found = effects_grid(replace(review, effects=moved), lang)
    if not review.effects:
        return found
    same = len(review.effects) - len(moved) - unknown
    return replace(found, note=told("effects_note", lang, moved=len(moved), same=same, unknown=unknown))


def together_grid(review: Review, lang: str) -> Grid:
    """Measures now, with all that is approved, and with the project besides, what changes first."""
    rows = [
        (*_measured(review, one, lang), *_figures(one, (one.now, one.with_pipeline, one.with_both, one.target), lang))
        for one in sorted(review.together, key=lambda one: one.with_both is None or one.now == one.with_both)
    ]
    columns = {"goal": 30, "zone": 14, "now": 11, "with_pipeline": 12, "with_both": 12, "target": 11, "remark": 26}
    right = ("now", "with_pipeline", "with_both", "target")
    return _grid("together", lang, rows, columns, right=right, absent=told("together_none", lang))


def _measured(review: Review, one: Effect | Together, lang: str) -> tuple[Entry, Entry]:
    """Goal with its measure, and the name of the zone."""
    zones = review.inputs.layers.get("zones")
    name = one.zone
    if zones is not None and one.zone in zones.frame.index and "name" in zones.frame:
        name = str(zones.frame.at[one.zone, "name"])
    words = measure_words(one.measure, lang)  # of a coverage: radius or walk
    title = pair(one.title, lang)
    return Entry(title if words == one.measure else f"{title}{_JOINT}{words}"), Entry(
        pair(name, lang) or told("whole_district", lang)
    )


def _figures(one: Effect | Together, values: Sequence[float | None], lang: str) -> tuple[Entry, ...]:
    """Figures, the target last, and a remark: why one is unknown, and the clause."""
    unknown = told("not_assessed_because", lang, reason=pair(one.reason, lang) or told("no_data", lang))
    figures = [
        Entry(format_quantity(value, one.unit, lang=lang) if value is not None else NO_FIGURE) for value in values
    ]
    remark = [unknown if None in values[:-1] else pair(one.reason, lang), pair(one.clause, lang)]
    return (*figures, Entry(_JOINT.join(text for text in remark if text)))


def repairs_grid(review: Review, lang: str) -> Grid:
    """What was mended on the copy, with both areas, and the notes on the project."""
    rows = [
        (
            Entry(pair(one.part, lang) or NO_FIGURE),
            Entry(pair(one.problem, lang)),
            Entry(pair(one.done, lang)),
            number(one.before_m2, 2),
            number(one.after_m2, 2),
        )
        for one in review.project.repairs
    ]
    notes = " · ".join(pair(one, lang) for one in review.project.notes)
    columns = {"part": 12, "problem": 34, "done": 30, "before_m2": 13, "after_m2": 13}
    absent = " · ".join(text for text in (told("repairs_none", lang), notes) if text)
    return _grid("repairs", lang, rows, columns, right=("before_m2", "after_m2"), note=notes, absent=absent)


def files_grid(review: Review, lang: str) -> Grid:
    """Every input with version, basis and its whole digest."""
    rows = [
        (
            Entry(code_word("role", one.role, lang)),
            Entry(pair(layer_title(one.name) if one.role == "layer" else one.name, lang)),
            Entry(pair(one.version, lang) or NO_FIGURE),
            Entry(basis_word(one.basis, lang) or NO_FIGURE),
            Entry(pair(one.digest, lang) or NO_FIGURE),
        )
        for one in review.files
    ]
    columns = {"role": 8, "name": 18, "version": 11, "basis": 13, "digest": 70}
    return _grid("data", lang, rows, columns, absent=told("data_none", lang))


def method_notes(review: Review, last_ruling: str, lang: str) -> Notes:
    """How areas were taken, the settings with the sliver tolerance, CRS, packs, date, version, last ruling."""
    colon = ": " if lang == "en" else ":"
    also = told("method_ellipsoidal", lang) if review.inputs.ellipsoidal else ""
    ruling = (
        told("method_ruling", lang, text=pair(last_ruling, lang)) if last_ruling else told("method_no_ruling", lang)
    )
    packs = (", " if lang == "en" else "、").join(pair(one, lang) for one in review.packs) or NO_FIGURE
    lines = (
        told("method_area", lang, also=also),
        told("method_crs", lang, text=crs_title(review.project, lang)),
        *(f"{_setting(name, lang)}{colon}{_setting(value, lang)}" for name, value in review.settings),
        told("method_packs", lang, text=packs),
        told("method_made", lang, date=pair(review.date, lang) or NO_FIGURE, version=pair(review.version, lang)),
        ruling,
    )
    return Notes(told("method", lang), lines)


def _setting(name: str, lang: str) -> str:
    """The word for a setting or one of its values; the text itself where there is none."""
    key = name.replace(".", "_")
    return code_word("setting", key, lang) if known(f"review_setting_{key}") else pair(name, lang)


def corner_grids(review: Review, lang: str) -> tuple[Grid, list[Grid]]:
    """The line of the page that counts the corners, and one table a part; each ring closes with its first corner."""
    project = review.project
    found: dict[str, tuple[Corner, ...]] = {}
    broken: list[str] = []
    for part, shape in zip(project.parts.index, project.parts.geometry, strict=True):
        try:
            found[str(part)] = corner_table(shape)
        except GeometryError as cause:
            broken.append(f"{pair(str(part), lang)}: {told('not_assessed_because', lang, reason=cause.message(lang))}")
    corners = [one for table in found.values() for one in table]
    known = {
        "crs": crs_title(project, lang),
        "parts": len(found),
        "corners": len(corners),
        "rings": sum(len({one.ring for one in table}) for table in found.values()),
        "length": f"{math.fsum(one.distance_m for one in corners):,.2f}",
    }
    if len(corners) > MOST_CORNERS:
        note = told("coordinates_many", lang, **known, most=MOST_CORNERS, digest=_digest(corners))
        found = {}
    else:
        note = told("coordinates_note", lang, **known)
    block = Grid("corners", told("coordinates_block", lang), (), (), (1.0,), note=" · ".join([note, *broken]))
    return block, [_corners(part, table, lang) for part, table in found.items()]


def _corners(part: str, corners: Sequence[Corner], lang: str) -> Grid:
    rows: list[tuple[Entry, ...]] = []
    first: Corner | None = None
    for index, one in enumerate(corners):
        first = one if first is None or first.ring != one.ring else first
        rows.append((*_place(one), Entry(bearing_text(one.bearing_deg)), number(one.distance_m, 2)))
        if index + 1 == len(corners) or corners[index + 1].ring != one.ring:
            rows.append((*_place(first), Entry(""), Entry("")))
    heads = tuple(told(key, lang) for key in ("label", "north", "east", "bearing", "length"))
    title = told("coordinates", lang, part=pair(part, lang))
    return Grid(f"corners-{part}", title, heads, tuple(rows), (10, 25, 24, 21, 20), frozenset({1, 2, 3, 4}))


def _place(corner: Corner) -> tuple[Entry, Entry, Entry]:
    return Entry(corner.label), number(corner.north_m, 3, group=False), number(corner.east_m, 3, group=False)


def _digest(corners: Sequence[Corner]) -> str:
    lines = (f"{one.label},{one.north_m!r},{one.east_m!r}\n" for one in corners)
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def _text(value: object, lang: str) -> str:
    text = "" if value is None or value != value else str(value)  # noqa: PLR0124 - NaN
    return pair(text, lang) or NO_FIGURE


def _grid(
    key: str,
    lang: str,
    rows: Sequence[tuple[Entry, ...]],
    columns: Mapping[str, float],
    *,
    right: Collection[str] = (),
    **told_below: str,
) -> Grid:
    """The table, or its title with `absent` where it has no rows. `columns`: word of the heading → width."""
    title = told(key, lang)
    if not rows:
        return Grid(key, title, (), (), (1.0,), note=told_below.get("absent") or told("no_data", lang))
    aligned = frozenset(index for index, head in enumerate(columns) if head in right)
    heads = tuple(told(head, lang) for head in columns)
    return Grid(
        key, title, heads, tuple(rows), tuple(map(float, columns.values())), aligned, note=told_below.get("note", "")
    )
