"""Tables of an assessment: for the terminal, for Markdown, as rows for the app, and as the object of `--json`."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterable, Mapping, Sequence

import pandas as pd

from gis.district import District
from gis.goals import Goal
from gis.results import Assessment, Result, Verdict
from gis.units import format_quantity
from gis.views.figures import (
    MARKS,
    band_text,
    base_text,
    goal_title,
    indicative_line,
    measure_title,
    target_text,
    value_text,
    verdict_text,
    zone_title,
)
from gis.views.traces import area_figures
from gis.views.words import say

__all__ = [
    "markdown_table",
    "markdown_text",
    "matrix_cells",
    "matrix_frame",
    "matrix_rows",
    "result_rows",
    "results_json",
    "results_text",
    "text_table",
    "zones_json",
    "zones_text",
]

_ROUNDING = 1e-9  # a share may leave 0-1 by this much through floating point, never by more


# --- rows ---------------------------------------------------------------------------------------------------------


def matrix_rows(
    assessment: Assessment, *, goals: Sequence[Goal] = (), lang: str = "zh", worst_first: bool = False
) -> list[dict[str, object]]:
    """Zones × goals: one row a zone in the plan's order, the whole district last.

    Returns
    -------
    rows with `zone` (id or None), `name`, `group`, `indicative`, `unmet_count` and `cells`: goal id → the headline
    figure (`measure`, `value`, `text`, `band`, `low`, `high`, `target`, `target_text`, `base`, `verdict`, `mark`,
    `verdict_text`, `indicative`, `reason`, and `others`: measure → text of the other methods). With `worst_first` the
    zones with most unmet goals lead.
    """
    goals, district = goals or assessment.goals, assessment.district
    rows = [_matrix_row(assessment, zone.id, goals, lang) for zone in district.zones]
    rows = [row for row in rows if row["cells"]]
    if worst_first:
        rows.sort(key=lambda row: -int(str(row["unmet_count"])))
    whole = _matrix_row(assessment, None, goals, lang)
    return [*rows, whole] if whole["cells"] else rows


def matrix_frame(assessment: Assessment, *, goals: Sequence[Goal] = (), lang: str = "zh") -> pd.DataFrame:
    """Zones × goals as text: index the zone names, columns the goal titles, cells "66.7 % ▲"."""
    goals = goals or assessment.goals
    rows = matrix_rows(assessment, goals=goals, lang=lang)
    titles = {goal: goal_title(goal, goals, lang) for goal in _goal_ids(assessment)}
    texts = [{titles[goal]: _cell_text(cell) for goal, cell in matrix_cells(row).items()} for row in rows]
    names = pd.Index([row["name"] for row in rows], name=say("export_col_zone", lang))
    return pd.DataFrame(texts, index=names, columns=list(titles.values())).fillna("")


def result_rows(
    assessment: Assessment, *, goals: Sequence[Goal] = (), lang: str = "zh", goal: str | None = None
) -> list[dict[str, str]]:
    """One row of text a result (of one goal, or of all), under translated headings, in the order they were measured."""
    goals = goals or assessment.goals
    known = {entry.id: entry for entry in goals}
    headlines: dict[tuple[str, str | None], Result] = {}
    for result in assessment.results:
        headlines.setdefault((result.goal, result.zone), result)
    return [
        {
            say("export_col_goal", lang): goal_title(result.goal, goals, lang),
            say("export_col_zone", lang): zone_title(assessment.district, result.zone, lang),
            say("export_col_measure", lang): measure_title(result.measure, lang),
            say("export_col_value", lang): value_text(result, lang),
            say("export_col_band", lang): band_text(result),
            say("export_col_gap", lang): _gap_text(result, headlines.get((result.goal, result.zone))),
            say("export_col_target", lang): target_text(result, known.get(result.goal), lang),
            say("export_col_base", lang): base_text(result, lang),
            say("export_col_indicative", lang): _mark_indicative(result, lang),
            say("export_col_verdict", lang): verdict_text(result.verdict, lang),
            say("export_col_reason", lang): result.why(lang),
        }
        for result in assessment.results
        if goal in (None, result.goal)
    ]


def _matrix_row(assessment: Assessment, zone_id: str | None, goals: Sequence[Goal], lang: str) -> dict[str, object]:
    found: dict[str, list[Result]] = {}
    for result in assessment.results:
        if result.zone == zone_id:
            found.setdefault(result.goal, []).append(result)
    known = {goal.id: goal for goal in goals}
    cells = {goal: _cell(results, known.get(goal), lang) for goal, results in found.items()}
    zone = next((zone for zone in assessment.district.zones if zone.id == zone_id), None)
    return {
        "zone": zone_id,
        "name": zone_title(assessment.district, zone_id, lang),
        "group": zone.group if zone else "",
        "indicative": zone is not None and zone.indicative,
        "unmet_count": sum(cell["verdict"] == Verdict.UNMET.value for cell in cells.values()),
        "cells": cells,
    }


def _cell(results: list[Result], goal: Goal | None, lang: str) -> dict[str, object]:
    """The headline of one goal in one zone: the goal's first measure, else the first that was measured."""
    order = goal.measures if goal else ()
    headline = next((r for name in order for r in results if r.measure == name), results[0])
    others = {r.measure: value_text(r, lang) for r in results if r is not headline}
    return {
        "measure": headline.measure,
        "value": headline.value,
        "unit": headline.unit,
        "text": value_text(headline, lang),
        "low": headline.low,
        "high": headline.high,
        "band": band_text(headline),
        "target": headline.target,
        "target_text": target_text(headline, goal, lang),
        "base": base_text(headline, lang),
        "verdict": headline.verdict.value,
        "mark": MARKS[headline.verdict],
        "verdict_text": verdict_text(headline.verdict, lang),
        "indicative": headline.quality.indicative,
        "reason": headline.why(lang),
        "others": others,
    }


def matrix_cells(row: Mapping[str, object]) -> dict[str, dict[str, object]]:
    """The cells of a row of `matrix_rows`: goal id → cell."""
    cells = row["cells"]
    return cells if isinstance(cells, dict) else {}


def _cell_text(cell: Mapping[str, object]) -> str:
    """The figure with its mark; the mark alone without a figure, the figure alone where no target judges it."""
    if cell["value"] is None:
        return str(cell["mark"])
    judged = cell["verdict"] != Verdict.NOT_ASSESSED.value
    return f"{cell['text']} {cell['mark']}" if judged else str(cell["text"])


def _goal_ids(assessment: Assessment) -> list[str]:
    return list(dict.fromkeys(result.goal for result in assessment.results))


def _gap_text(result: Result, headline: Result | None) -> str:
    """How far a second method lies from the headline of the same goal and zone, in percentage points: "-18.4"."""
    if headline is None or headline is result or {result.unit, headline.unit} != {"share"}:
        return ""
    if ":" in result.measure:  # an element of a composite is no other method
        return ""
    if result.value is None or headline.value is None:
        return ""
    points = format_quantity(result.value - headline.value, "share", with_unit=False)
    return points if points.startswith("-") else f"+{points}"


def _mark_indicative(result: Result, lang: str) -> str:
    return say("indicative", lang) if result.quality.indicative else ""


# --- text ---------------------------------------------------------------------------------------------------------


def text_table(rows: Sequence[Mapping[str, str]], *, right: Iterable[str] = ()) -> str:
    """Rows as a plain-text table, columns aligned by the cells a terminal gives each character (Chinese takes two).

    Parameters
    ----------
    rows: mappings heading → text, all with the headings of the first; columns empty in every row are left out.
    right: headings of the columns set flush right.
    """
    heads = [head for head in (rows[0] if rows else ()) if any(row[head] for row in rows)]
    flush = set(right)
    widths = {head: max(_width(_plain(head)), *(_width(_plain(row[head])) for row in rows)) for head in heads}

    def line(texts: Mapping[str, str]) -> str:
        """One row, its cells padded to the widths."""
        cells = (_padded(_plain(texts[head]), widths[head], right=head in flush) for head in heads)
        return "  ".join(cells).rstrip()

    ruler = "  ".join("-" * widths[head] for head in heads)
    return "\n".join([line({head: head for head in heads}), ruler, *(line(row) for row in rows)]) if heads else ""


def markdown_table(rows: Sequence[Mapping[str, str]], *, right: Iterable[str] = ()) -> str:
    """Rows as a Markdown table; text of data cannot end a cell, open a tag, a link or a code span."""
    heads = [head for head in (rows[0] if rows else ()) if any(row[head] for row in rows)]
    if not heads:
        return ""
    flush = set(right)
    lines = [[markdown_text(head) for head in heads], ["--:" if head in flush else "---" for head in heads]]
    lines += [[markdown_text(row[head]) for head in heads] for row in rows]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines)


def markdown_text(text: object) -> str:
    """Text of data for Markdown: one line, with the characters that Markdown or HTML would act on escaped."""
    escaped = _plain(str(text)).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    for character in "\\`*[]|~":
        escaped = escaped.replace(character, "\\" + character)
    return escaped


def results_text(
    assessments: Assessment | Sequence[Assessment], *, goals: Sequence[Goal] = (), lang: str = "zh"
) -> str:
    """The tables `yitu measure` prints: a district at a time, the 示意 line, then every goal with its zones."""
    several = [assessments] if isinstance(assessments, Assessment) else assessments
    return "\n\n".join(_district_text(assessment, goals or assessment.goals, lang) for assessment in several)


def _district_text(assessment: Assessment, goals: Sequence[Goal], lang: str) -> str:
    district = assessment.district
    name = (district.name_en or district.name) if lang == "en" else district.name
    blocks = ["\n".join(filter(None, [f"{name} ({district.id})", indicative_line(assessment, lang)]))]
    goal_head, value_head, gap_head = (say(f"export_col_{key}", lang) for key in ("goal", "value", "gap"))
    for goal in _goal_ids(assessment):
        rows = result_rows(assessment, goals=goals, lang=lang, goal=goal)
        kept = [{head: text for head, text in row.items() if head != goal_head} for row in rows]
        blocks.append(f"{goal_title(goal, goals, lang)} ({goal})\n" + text_table(kept, right=[value_head, gap_head]))
    return "\n\n".join(blocks)


def zones_text(district: District, *, lang: str = "zh") -> str:
    """The table `yitu zones` prints: areas with their band against the published area, compiled or declared."""
    rows = []
    for zone in district.zones:
        figures = area_figures(zone)
        published, difference = figures["published_km2"], figures["difference_share"]
        rows.append({
            say("export_col_zone_id", lang): zone.id,
            say("export_col_zone", lang): zone_title(district, zone.id, lang),
            say("export_col_kind", lang): say(f"export_kind_{zone.kind}", lang),
            say("export_col_area_km2", lang): f"{figures['area_km2']:,.2f}",
            say("export_col_band", lang): f"({figures['area_low_km2']:,.2f}–{figures['area_high_km2']:,.2f})",
            say("export_col_published_km2", lang): "" if published is None else f"{published:,.2f}",
            say("export_col_difference", lang): "" if difference is None else f"{difference:+.1%}",
            say("export_col_indicative", lang): say("indicative", lang) if zone.indicative else "",
        })  # fmt: skip
    figures_right = ("export_col_area_km2", "export_col_published_km2", "export_col_difference")
    return text_table(rows, right=[say(key, lang) for key in figures_right])


def _plain(text: str) -> str:
    """One line without control characters, so that data cannot move the cursor or recolour the terminal."""
    return "".join(" " if unicodedata.category(character).startswith(("C", "Z")) else character for character in text)


def _width(text: str) -> int:
    """Terminal cells of a text: two for wide East Asian characters, none for combining marks."""
    return sum(
        0 if unicodedata.combining(character) else 1 + (unicodedata.east_asian_width(character) in "WF")
        for character in text
    )


def _padded(text: str, width: int, *, right: bool) -> str:
    gap = " " * (width - _width(text))
    return gap + text if right else text + gap


# --- JSON ---------------------------------------------------------------------------------------------------------


def results_json(assessments: Sequence[Assessment]) -> dict[str, object]:
    """The object `yitu measure --json` prints: strict JSON (no NaN), shares 0-1, the whole district's zone null."""
    return {"districts": [_district_json(assessment) for assessment in assessments]}


def zones_json(district: District) -> list[dict[str, object]]:
    """The zones of a district as in `--json`, areas in square kilometres, with clause, chapter and 示意 reasons."""
    zones = []
    for zone in district.zones:
        figures = area_figures(zone)
        zones.append({
            "id": zone.id,
            "name": zone.name,
            "kind": zone.kind,
            "area_km2": figures["area_km2"],
            "area_low_km2": figures["area_low_km2"],
            "area_high_km2": figures["area_high_km2"],
            "published_km2": figures["published_km2"],
            "name_en": zone.name_en,
            "group": zone.group,
            "clause": zone.source.words,
            "chapter": zone.source.chapter,
            "indicative": zone.indicative,
            "indicative_reasons": list(zone.indicative_reasons),
        })  # fmt: skip
    return [{key: _finite(value) for key, value in zone.items()} for zone in zones]


def _district_json(assessment: Assessment) -> dict[str, object]:
    district = assessment.district
    return {
        "id": district.id,
        "quality": district.basis.value,
        "zones": zones_json(district),
        "results": [_result_json(result) for result in assessment.results],
        "name": district.name,
        "name_en": district.name_en,
        "crs": district.crs.to_string(),
        "plan": district.plan_document,
        "indicative": bool(indicative_line(assessment)),
        "overlaps": [{"one": o.one, "other": o.other, "area_m2": o.area_m2} for o in district.overlaps],
        "gap_m2": district.gap_m2,
        "notices": list(district.notices),
    }


def _result_json(result: Result) -> dict[str, object]:
    shown = {**result.as_json(), "base_unit": result.base_unit, "indicative": result.quality.indicative}
    if result.unit == "share":
        for key in ("value", "low", "high"):
            shown[key] = _share(shown[key])
    return {key: _finite(value) for key, value in shown.items()}


def _finite(value: object) -> object:
    """None for NaN and infinities, which JSON does not know; numpy's numbers as Python's."""
    if isinstance(value, float):
        return float(value) if math.isfinite(value) else None
    return value


def _share(value: object) -> object:
    """A share that rounding pushed over an edge by a hair, put back on it."""
    if isinstance(value, float) and -_ROUNDING <= value <= 1.0 + _ROUNDING:
        return min(max(value, 0.0), 1.0)
    return value
