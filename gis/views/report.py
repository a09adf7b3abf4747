"""The report (Markdown) and the map page of an assessment."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from gis.errors import in_language
from gis.goals import Goal
from gis.results import Assessment, Result
from gis.units import format_quantity
from gis.views.figures import (
    basis_text,
    goal_title,
    in_year,
    indicative_line,
    layer_title,
    measure_title,
    needs_text,
    value_text,
    verdict_text,
    zone_title,
)
from gis.views.files import write_text
from gis.views.reach import radius_counterpart, reach_pieces
from gis.views.table import markdown_table, markdown_text, matrix_frame, result_rows
from gis.views.traces import area_figures, trace_lines, zone_remarks
from gis.views.words import say

__all__ = ["report_md", "write_map_html", "write_report_md"]


def write_report_md(
    assessment: Assessment | Sequence[Assessment], path: Path, *, goals: Sequence[Goal] = (), lang: str = "zh"
) -> Path:
    """Write the report of one assessment, or of several after each other, to `path` (UTF-8).

    Raises
    ------
    WorkspaceError: the file cannot be written; an older one is then left as it was.
    """
    assessments = [assessment] if isinstance(assessment, Assessment) else list(assessment)
    return write_text("\n".join(report_md(entry, goals=goals, lang=lang) for entry in assessments), path)


def write_map_html(
    assessment: Assessment,
    path: Path,
    *,
    goal: str = "",
    measure: str = "",
    goals: Sequence[Goal] = (),
    lang: str = "zh",
) -> Path:
    """Write the map page that opens without internet: zones with a figure, land by its state for one goal and method.

    `goal`, `measure`: what to show; by default the first goal with a map, on foot where that is known, since that map
    also tells what only the radius reaches.

    Raises
    ------
    WorkspaceError: the file cannot be written; an older one is then left as it was.
    """
    from gis.views import legend, map, map_layers  # noqa: A004, PLC0415 - tables and reports need no folium

    goals, district = goals or assessment.goals, assessment.district
    shown = _shown_pieces(assessment, goal, measure)
    title = " · ".join([goal_title(shown[0], goals, lang), measure_title(shown[1], lang)]) if shown else ""
    drawn = [map_layers.zones(district, lang=lang, notes=_zone_notes(assessment, shown, lang))]
    rows = legend.base_rows(district, lang=lang)
    if shown:
        pieces, on_foot = reach_pieces(assessment, *shown), "walk" in shown[1]
        drawn.insert(0, map_layers.reach(pieces, names=_place_names(assessment), lang=lang, on_foot=on_foot))
        rows = [*legend.reach_rows(set(pieces["state"]), lang=lang, on_foot=on_foot), *rows]
    name = (district.name_en or district.name) if lang == "en" else district.name
    page = map.base_map(district, map_layers.ground(district), lang=lang, title=f"{name} {title}".strip())
    overlay = map.Overlay(tuple(drawn), tuple(rows), title)
    group = map.overlay_group(district, overlay, lang=lang)
    note = indicative_line(assessment, lang)
    return write_text(map.standalone_html(page, [group], title=name, note=note), path)


def _shown_pieces(assessment: Assessment, goal: str, measure: str) -> tuple[str, str] | None:
    """The (goal, measure) to show on a map: as asked, else on foot before radius; None where nothing has pieces."""
    keys = [key for key in assessment.pieces if goal in ("", key[0]) and measure in ("", key[1])]
    first = [key for key in keys if key[0] == keys[0][0]]
    return min(first, key=lambda key: radius_counterpart(assessment, *key) is None, default=None)


def _place_names(assessment: Assessment) -> dict[str, str]:
    """Id → name of the parks and facilities that have one."""
    layers = assessment.district.layers
    frames = [layers[kind].frame for kind in ("parks", "facilities") if kind in layers]
    return {str(key): str(name) for frame in frames for key, name in frame["name"].items() if name}


def _zone_notes(assessment: Assessment, shown: tuple[str, str] | None, lang: str) -> dict[str, str]:
    return {
        result.zone: f"{value_text(result, lang)} {verdict_text(result.verdict, lang)}"
        for result in assessment.results
        if result.zone is not None and (result.goal, result.measure) == shown
    }


def report_md(assessment: Assessment, *, goals: Sequence[Goal] = (), lang: str = "zh") -> str:
    """The report as Markdown: overview, every goal, clauses and outlines, what is missing, layers, methods, digests.

    Every section carries the 示意 line when anything in the assessment is indicative.
    """
    goals, district = goals or assessment.goals, assessment.district
    name = (district.name_en or district.name) if lang == "en" else district.name
    remark = indicative_line(assessment, lang)
    sections = {
        say("export_overview", lang): _overview(assessment, goals, lang),
        say("export_results", lang): _goals(assessment, goals, lang),
        say("export_traces", lang): _zones(assessment, lang),
        say("export_missing", lang): _missing(assessment, goals, lang),
        say("export_layers", lang): _layers(assessment, lang),
        say("export_methods", lang): _methods(lang),
        say("export_digests", lang): _digests(assessment, lang),
    }
    rests_on = say("export_rests_on", lang, document=district.plan_document, crs=district.crs.to_string())
    blocks = [f"# {markdown_text(say('export_title', lang, district=name))}", markdown_text(rests_on)]
    for number, (title, body) in enumerate(sections.items(), start=1):
        blocks.append(f"## {number} {title}")
        blocks += [f"> **{markdown_text(remark)}**"] if remark else []
        blocks += body
    return "\n\n".join(block for block in blocks if block) + "\n"


def _overview(assessment: Assessment, goals: Sequence[Goal], lang: str) -> list[str]:
    """A row a goal, a column a zone: plans have many goals and few zones, and a page is taller than wide."""
    turned = matrix_frame(assessment, goals=goals, lang=lang).T
    frame = turned.rename_axis(say("export_col_goal", lang)).reset_index()
    rows = [{str(head): str(text) for head, text in row.items()} for row in frame.to_dict("records")]
    return [markdown_table(rows), say("export_note_marks", lang)]


def _goals(assessment: Assessment, goals: Sequence[Goal], lang: str) -> list[str]:
    known = {goal.id: goal for goal in goals}
    goal_head = say("export_col_goal", lang)
    right = [say("export_col_value", lang)]
    blocks = []
    for goal_id in dict.fromkeys(result.goal for result in assessment.results):
        blocks.append(f"### {markdown_text(goal_title(goal_id, goals, lang))}")
        blocks.append(_goal_facts(assessment, goal_id, known.get(goal_id), lang))
        rows = result_rows(assessment, goals=goals, lang=lang, goal=goal_id)
        kept = [{head: text for head, text in row.items() if head != goal_head} for row in rows]
        blocks.append(markdown_table(kept, right=right))
    return blocks


def _goal_facts(assessment: Assessment, goal_id: str, goal: Goal | None, lang: str) -> str:
    """What the plan says, the standard, the formula and the parameters, as a list."""
    results = [result for result in assessment.results if result.goal == goal_id]
    facts = []
    if goal is not None:
        source = goal.source
        facts.append(
            say("export_goal_words", lang, words=source.words, document=source.document, chapter=source.chapter)
        )
        facts.append(_target_fact(goal, results[0], lang))
        facts.append(say("export_goal_standard", lang, standard=goal.standard) if goal.standard else "")
        shown = "; ".join(f"{key} = {_parameter(value, lang)}" for key, value in goal.parameters.items())
        facts.append(say("export_goal_parameters", lang, parameters=shown) if shown else "")
    else:
        facts.append(results[0].clause)
    formulas = dict.fromkeys(in_language(result.formula, lang) for result in results if result.formula)
    facts += [say("export_goal_formula", lang, formula=formula) for formula in formulas]
    return "\n".join(f"- {markdown_text(fact)}" for fact in facts if fact)


def _parameter(value: object, lang: str) -> str:
    """A parameter as text: lists of facility kinds by their titles."""
    if not isinstance(value, (list, tuple)):
        return str(value)
    return ("、" if lang == "zh" else ", ").join(layer_title(str(entry), lang) for entry in value)


def _target_fact(goal: Goal, result: Result, lang: str) -> str:
    target = goal.target
    if target.value is None:
        return ""
    limits = [
        f"{sign} {format_quantity(limit, result.unit, lang=lang)}"
        for sign, limit in (("≥", target.at_least), ("≤", target.at_most))
        if limit is not None
    ]
    text = say("export_goal_target", lang, target=in_year(", ".join(limits), target.year, lang))
    if target.baseline is None:
        return text
    baseline = format_quantity(target.baseline, result.unit, lang=lang)
    return text + say("export_goal_baseline", lang, baseline=in_year(baseline, target.baseline_year, lang))


def _zones(assessment: Assessment, lang: str) -> list[str]:
    blocks = []
    for zone in assessment.district.zones:
        mark = f" ({say('indicative', lang)})" if zone.indicative else ""
        title = zone_title(assessment.district, zone.id, lang)
        blocks.append(f"### {markdown_text(' '.join(filter(None, [zone.group, title])))}{mark}")
        figures = area_figures(zone)
        head = [
            _fact(
                "export_col_clause",
                say("export_clause_of", lang, words=zone.source.words, chapter=zone.source.chapter),
                lang,
            ),
            _fact("export_col_kind", say(f"export_kind_{zone.kind}", lang), lang),
            say("export_area", lang, area_ha=f"{figures['area_ha']:,.2f}", area_mu=f"{figures['area_mu']:,.2f}"),
        ]
        blocks.append("\n".join(f"- {markdown_text(line)}" for line in [*head, *trace_lines(zone, lang)]))
    remarks = zone_remarks(assessment.district, lang)
    return [*blocks, "\n".join(f"- {markdown_text(line)}" for line in remarks)]


def _missing(assessment: Assessment, goals: Sequence[Goal], lang: str) -> list[str]:
    """Each goal without a figure somewhere: where, why, what to bring. One row a goal, method and reason."""
    needs = {goal.id: goal.needs for goal in goals}
    grouped: dict[tuple[str, str, str], list[str]] = {}
    for result in assessment.results:
        if result.value is None:
            key = (result.goal, result.measure, result.why(lang))
            grouped.setdefault(key, []).append(zone_title(assessment.district, result.zone, lang))
    rows = [
        {
            say("export_col_goal", lang): goal_title(goal, goals, lang),
            say("export_col_measure", lang): measure_title(measure, lang),
            say("export_col_zone", lang): "、".join(names),
            say("export_col_reason", lang): reason,
            say("export_col_needs", lang): needs_text(needs.get(goal, ()), lang),
        }
        for (goal, measure, reason), names in grouped.items()
    ]
    return [markdown_table(rows) or say("export_nothing_missing", lang)]


def _layers(assessment: Assessment, lang: str) -> list[str]:
    rows = [
        {
            say("export_col_layer", lang): layer_title(kind, lang),
            say("export_col_features", lang): f"{len(layer.frame):,}",
            say("export_col_provider", lang): layer.source.provider,
            say("export_col_date", lang): layer.source.date.isoformat(),
            say("export_col_licence", lang): layer.source.licence,
            say("export_col_quality", lang): basis_text(layer.basis, lang),
            say("export_col_note", lang): layer.source.note,
        }
        for kind, layer in assessment.district.layers.items()
    ]
    return [markdown_table(rows, right=[say("export_col_features", lang)])]


def _methods(lang: str) -> list[str]:
    names = ("band", "whole", "area", "indicative", "run")
    facts = (_fact(f"export_note_{name}_topic", say(f"export_note_{name}", lang), lang) for name in names)
    return ["\n".join(f"- {markdown_text(fact)}" for fact in facts)]


def _digests(assessment: Assessment, lang: str) -> list[str]:
    layers = assessment.district.layers.items()
    rows = [
        {say("export_col_layer", lang): layer_title(kind, lang), say("export_col_digest", lang): layer.digest}
        for kind, layer in layers
    ]
    return [markdown_table(rows)]


def _fact(name_key: str, fact: str, lang: str) -> str:
    return say("export_fact", lang, name=say(name_key, lang), fact=fact)
