"""The review as one sheet in words: facts, parts, counts, map, zones, findings, land, effects, coordinates, data.

A list too long for the page stands whole in the annex, and its place says so; nothing is left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from gis.review.model import Review
from gis.views.review_sheet.findings import finding_grids, findings_grid, summary_grid
from gis.views.review_sheet.grids import (
    changed_grid,
    conversion_grid,
    corner_grids,
    effects_grid,
    facts,
    files_grid,
    method_notes,
    parts_grid,
    repairs_grid,
    together_grid,
    zones_grid,
)
from gis.views.review_sheet.wording import StandingRow, ruling_line, told, vague
from gis.views.sheets.fonts import clean, lacking
from gis.views.sheets.model import Notes, Sheet
from gis.views.sheets.text import Grid, pair

__all__ = ["PICTURE_MM", "laid_out"]

PICTURE_MM = (186.0, 108.0)
_JOINT = " · "


def laid_out(
    review: Review,
    lang: str = "zh",
    *,
    rulings: Sequence[StandingRow] = (),
    names: Sequence[str] = (),
) -> Sheet:
    """The sheet of a review in `lang` ("zh" or "en"). `names`: texts of the map, whose missing letters are told too."""
    indicative = vague(review, lang)
    joint = ", " if lang == "en" else "、"
    blocks, annex = finding_grids(review, rulings, lang)
    corners, corner_annex = corner_grids(review, lang)
    drawn = bool(len(review.project.parts)) and not review.project.parts.geometry.is_empty.all()
    made = f"Yitu {clean(review.version)}".strip()
    sheet = Sheet(
        lang=lang,
        title=told("title", lang),
        subtitle=_JOINT.join(
            text
            for text in (
                pair(review.project.name, lang),
                pair(review.inputs.district_title, lang),
                pair(review.date, lang),
            )
            if text
        ),
        mark=told("indicative", lang) if indicative else "",
        warning=told("indicative_note", lang, text=joint.join(indicative)) if indicative else "",
        facts=facts(review, lang),
        map_title=told("map" if drawn else "no_map", lang),
        above=(
            parts_grid(review, lang),
            summary_grid(review, lang),
            *([Notes(told("map", lang), ())] if drawn else []),
        ),
        parts=(
            zones_grid(review, lang),
            findings_grid(review, rulings, lang),
            *blocks,
            *_lost(review, rulings, lang),
            conversion_grid(review, lang),
            changed_grid(review, lang),
            *([together_grid(review, lang)] if review.together else []),
            corners,
            repairs_grid(review, lang),
            files_grid(review, lang),
            method_notes(review, rulings[-1].digest if rulings else "", lang),
        ),
        signature=tuple(told(key, lang) for key in ("prepared", "checked", "issued", "seal")),
        annex=(*annex, *([replace(effects_grid(review, lang), wide=True)] if review.effects else []), *corner_annex),
        footer=_JOINT.join(
            text
            for text in (told("title", lang), pair(review.project.name, lang), pair(review.date, lang), made)
            if text
        ),
        picture_mm=PICTURE_MM,
        scale=1.25,
    )
    return _with_missing(sheet, names, lang)


def _lost(review: Review, rulings: Sequence[StandingRow], lang: str) -> list[Notes]:
    """Rulings on findings this review does not have: shown, since nothing that was signed may vanish."""
    known = {one.id for one in review.findings}
    lines = tuple(
        f"{pair(one.finding, lang)} · {ruling_line(one, lang)}" for one in rulings if one.finding not in known
    )
    return [Notes(told("ruling_lost", lang), lines)] if lines else []


def _with_missing(sheet: Sheet, names: Sequence[str], lang: str) -> Sheet:
    """The sheet with a line that tells the characters our font lacks, where there are any."""
    absent = lacking("".join([*sheet.texts(), *names]))
    if not absent:
        return sheet
    line = told("missing", lang, text=" ".join(f"U+{ord(character):04X}" for character in absent))
    *parts, last = sheet.parts
    if isinstance(last, Notes):
        last = Notes(last.title, (*last.lines, line))
    elif isinstance(last, Grid):
        last = replace(last, note=f"{last.note} {line}".strip())
    return replace(sheet, parts=(*parts, last))
