"""Pieces of HTML the app shows: headline figure, zone table with bars, goals × zones. Every text is encoded here.

What can be chosen carries `data-pick`; the app learns which one was. No figure is computed, rounding is for display.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from gis.goals import Goal
from gis.results import Result, Verdict
from gis.units import format_quantity, unit_text
from gis.views.figures import MARKS, band_text, base_text, target_text, value_text
from gis.views.safe import encode
from gis.views.words import say

__all__ = [
    "counts_html", "difference_text", "facts_html", "headline_html", "matrix_html", "measure_words", "place_html",
    "rows_html", "sorted_worst_first", "unmet_text",
]  # fmt: skip

_SIGNS = {verdict.value: mark for verdict, mark in MARKS.items()} | {"status": "○"}
_SHARE_POINTS = 100.0  # percentage points of a share


def _band(result: Result) -> str:
    """The band in brackets; empty where it is no wider than its rounding."""
    text = band_text(result)
    low, _, high = text.strip("()").partition("–")
    return "" if low == high else text


def _standing(verdict: str, *, figure: bool) -> str:
    """The verdict, "status" for a figure that nothing demands anything of, so that no dash stands before a number."""
    return "status" if verdict == Verdict.NOT_ASSESSED.value and figure else verdict


def _verdict_chip(result: Result, lang: str) -> str:
    standing = _standing(result.verdict.value, figure=result.value is not None)
    return f'<span class="chip {standing}">{encode(say(f"verdict_{standing}", lang))}</span>'


def _indicative(result: Result, lang: str) -> str:
    return f'<span class="soft">◇ {encode(say("indicative", lang))}</span>' if result.quality.indicative else ""


def measure_words(measure: str, lang: str = "zh") -> str:
    """A measure's name: its own words, else the method its name ends in, else the name."""
    own = say(f"measure_{measure}", lang)
    if own != f"measure_{measure}":
        return own
    ending = measure.rsplit("_", 1)[-1]
    words = say(f"method_{ending}", lang)
    return measure if words == f"method_{ending}" else words


def difference_text(results: Sequence[Result], lang: str = "zh") -> str:
    """How far the first two shares lie apart, in percentage points; empty where they do not compare."""
    values = [result.value for result in results if result.unit == "share" and result.value is not None]
    if len(values) < 2:
        return ""
    return say("difference", lang, points=f"{abs(values[0] - values[1]) * _SHARE_POINTS:.1f}")


def headline_html(results: Sequence[Result], goal: Goal | None, *, place: str, lang: str = "zh") -> str:
    """The figure of one goal in one place: value, band, target, verdict, base, and the other methods below.

    `results`: the headline first; empty gives an empty text.
    """
    if not results:
        return ""
    first = results[0]
    target = target_text(first, goal, lang)
    target = say("target", lang, text=target) if target else say("no_target", lang)
    value = f'<b>{encode(value_text(first, lang))}</b> <span class="band">{encode(_band(first))}</span>'
    parts = [
        f'<div class="place">{encode(place)} {_indicative(first, lang)}</div>',
        f'<div class="figure">{value}<span class="target">{encode(target)}</span> {_verdict_chip(first, lang)}</div>',
    ]
    if first.value is None and first.reason:
        parts.append(f'<div class="reason">{encode(first.why(lang))}</div>')
    elif base_text(first, lang):
        parts.append(f'<div class="base">{encode(say("base", lang, text=base_text(first, lang)))}</div>')
    if len(results) > 1:
        parts.append('<table class="methods">')
        parts += [
            f"<tr><th>{encode(measure_words(result.measure, lang))}</th><td>{encode(value_text(result, lang))}</td>"
            f'<td class="band">{encode(_band(result))}</td></tr>'
            for result in results
        ]
        apart = difference_text(results[:2], lang)
        parts.append(f'</table><div class="apart">{encode(apart)}</div>' if apart else "</table>")
    return f'<div class="headline">{"".join(parts)}</div>'


def sorted_worst_first(results: Sequence[Result]) -> list[Result]:
    """Unmet before met before not assessed; within a verdict the lower figure first."""
    order = {Verdict.UNMET: 0, Verdict.MET: 1, Verdict.NOT_ASSESSED: 2}

    def _rank(result: Result) -> tuple[int, float]:
        value = result.value
        return (order[result.verdict] if value is not None else 3, math.inf if value is None else value)

    return sorted(results, key=_rank)


def rows_html(
    rows: Sequence[tuple[str, str, Sequence[Result]]], *, chosen: str = "", lang: str = "zh", head: str = ""
) -> str:
    """A table with bars: one row a zone or goal, `(pick, name, results)`; the first result is the row's figure.

    `chosen`: the pick that is marked; `head`: title of the first column.
    """
    top = _scale(rows)
    body = "".join(_row(pick, name, results, chosen=chosen, top=top, lang=lang) for pick, name, results in rows)
    titles = (head, say("col_value", lang), say("col_verdict", lang))
    heads = "".join(f"<th>{encode(title)}</th>" for title in titles)
    return f'<table class="rows"><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>'


def _scale(rows: Sequence[tuple[str, str, Sequence[Result]]]) -> dict[str, float]:
    """Per unit, what a full bar stands for."""
    top: dict[str, float] = {"share": 1.0}
    for _, _, results in rows:
        for result in results:
            if result.unit != "share":
                values = (result.value, result.high, result.target)
                top[result.unit] = max([top.get(result.unit, 0.0), *(value for value in values if value is not None)])
    return top


def _row(pick: str, name: str, results: Sequence[Result], *, chosen: str, top: Mapping[str, float], lang: str) -> str:
    first = results[0]
    bars = "".join(_bar(result, top.get(result.unit, 1.0), main=not index) for index, result in enumerate(results[:2]))
    mark = ' aria-current="true" class="chosen"' if pick == chosen else ""
    second = ""
    if len(results) > 1:
        words = f"{measure_words(results[1].measure, lang)} {value_text(results[1], lang)}"
        second = f'<div class="second">{encode(words)}</div>'
    value = f'{encode(value_text(first, lang))} <span class="band">{encode(_band(first))}</span>'
    standing = _standing(first.verdict.value, figure=first.value is not None)
    verdict = f'<span class="{standing}" title="{encode(first.why(lang))}">{_SIGNS[standing]}</span>'
    return (
        f'<tr{mark}><td><button type="button" data-pick="{encode(pick)}">{encode(name)}</button></td>'
        f'<td><div class="num">{value}</div>{bars}{second}</td><td class="mark">{verdict}</td></tr>'
    )


def _bar(result: Result, top: float, *, main: bool) -> str:
    """A bar with its band and, on the main one, a tick at the target; widths in percent of the full bar."""
    if result.value is None or not top:
        return '<div class="bar none"></div>'
    width = _percent(result.value, top)
    low, high = _percent(result.low, top), _percent(result.high, top)
    band = f'<i class="spread" style="left:{low}%;width:{max(high - low, 0.0)}%"></i>' if result.low is not None else ""
    tick = f'<i class="tick" style="left:{_percent(result.target, top)}%"></i>' if main and result.target else ""
    kind = _standing(result.verdict.value, figure=True) if main else "walk"
    return f'<div class="bar {kind}"><i style="width:{width}%"></i>{band}{tick}</div>'


def _percent(value: float | None, top: float) -> float:
    return round(min(max((value or 0.0) / top, 0.0), 1.0) * 100.0, 1)


def matrix_html(
    rows: Sequence[Mapping[str, Any]], goals: Sequence[Goal], *, chosen_zone: str = "", chosen_goal: str = "",
    lang: str = "zh",
) -> str:  # fmt: skip
    """Goals × zones, worst first on both sides: rows of `gis.views.table.matrix_rows`; a cell picks "goal|zone"."""
    ordered = sorted(goals, key=lambda goal: _goal_rank(rows, goal.id))
    heads = "".join(_zone_head(row, chosen_zone) for row in rows)
    body = "".join(
        f"<tr><th scope='row'><button type='button' data-pick='{encode(goal.id)}|'>{encode(_title(goal, lang))}"
        f"</button>{_target_note(rows, goal, lang)}</th>"
        + "".join(_cell(row, goal.id, chosen=(chosen_goal, chosen_zone), lang=lang) for row in rows)
        + "</tr>"
        for goal in ordered
    )
    label = encode(say("matrix_label", lang))
    goal_head = encode(say("col_goal", lang))
    return (
        f'<div class="scroll"><table class="matrix" aria-label="{label}"><thead><tr><th>{goal_head}</th>{heads}</tr>'
        f"</thead><tbody>{body}</tbody></table></div>"
    )


def _title(goal: Goal, lang: str) -> str:
    return (goal.title_en or goal.title) if lang == "en" else goal.title


def _zone_head(row: Mapping[str, Any], chosen: str) -> str:
    pick = row["zone"] or ""
    mark = ' class="chosen"' if pick and pick == chosen else ""
    soft = ' <span class="soft">◇</span>' if row.get("indicative") else ""
    button = f'<button type="button" data-pick="|{encode(pick)}">{encode(row["name"])}{soft}</button>'
    return f'<th scope="col"{mark}>{button}</th>'


def _target_note(rows: Sequence[Mapping[str, Any]], goal: Goal, lang: str) -> str:
    """Under a goal's name: the target where all places share one, else the unit of its figures."""
    cells = [row["cells"][goal.id] for row in rows if goal.id in row["cells"]]
    texts = {str(cell["target_text"]) for cell in cells} - {""}
    if len(texts) == 1:
        return f"<small>{encode(say('target', lang, text=texts.pop()))}</small>"
    units = {unit_text(str(cell["unit"]), lang) for cell in cells if cell["value"] is not None} - {"", "%"}
    return f"<small>{encode(units.pop())}</small>" if len(units) == 1 else ""


def _goal_rank(rows: Sequence[Mapping[str, Any]], goal_id: str) -> tuple[int, float]:
    """Goals unmet somewhere first (the larger the gap the earlier), then met, then not assessed."""
    cells = [row["cells"][goal_id] for row in rows if goal_id in row["cells"]]
    verdicts = {cell["verdict"] for cell in cells}
    gaps = [
        1.0 - cell["value"] / cell["target"]
        for cell in cells
        if cell["value"] is not None and cell["target"] and cell["verdict"] == Verdict.UNMET.value
    ]
    known = any(cell["value"] is not None for cell in cells)
    group = 0 if Verdict.UNMET.value in verdicts else 1 if Verdict.MET.value in verdicts else 2 if known else 3
    return group, -max(gaps, default=0.0)


def _cell(row: Mapping[str, Any], goal_id: str, *, chosen: tuple[str, str], lang: str) -> str:
    cell = row["cells"].get(goal_id)
    if cell is None:
        return '<td class="void"></td>'
    pick = f"{goal_id}|{row['zone'] or ''}"
    mark = ' aria-current="true"' if (goal_id, row["zone"] or "") == chosen else ""
    number = format_quantity(cell["value"], cell["unit"], lang=lang, with_unit=cell["unit"] == "share").replace(
        " %", "%"
    )
    title = cell["reason"] or f"{cell['text']} {cell['band']} {cell['verdict_text']}"
    standing = _standing(cell["verdict"], figure=cell["value"] is not None)
    sign = "" if standing == "status" else f'<span class="sign">{_SIGNS[standing]}</span> '
    return (
        f'<td class="{standing}"{mark}><button type="button" data-pick="{encode(pick)}" title="{encode(title)}">'
        f"{sign}{encode('' if cell['value'] is None else number)}</button></td>"
    )


def unmet_text(row: Mapping[str, Any], lang: str = "zh") -> str:
    """How many goals a row of the matrix meets, for a tooltip."""
    counts = _counts(row)
    return say("overview_count", lang, met=counts["met"], unmet=counts["unmet"], rest=counts["not_assessed"])


def _counts(row: Mapping[str, Any]) -> dict[str, int]:
    counts = {"met": 0, "unmet": 0, "status": 0, "not_assessed": 0}
    for cell in row["cells"].values():
        counts[_standing(cell["verdict"], figure=cell["value"] is not None)] += 1
    return counts


def counts_html(rows: Sequence[Mapping[str, Any]], *, zone: str | None, lang: str = "zh") -> str:
    """How many goals are met, unmet, without a target, and not assessed in the chosen place."""
    row = next((row for row in rows if row["zone"] == zone), None)
    if row is None:
        return ""
    counts = _counts(row)
    parts = "".join(
        f'<span class="{name}">{_SIGNS[name]} {encode(say(f"count_{name}", lang))} <b>{count}</b></span>'
        for name, count in counts.items()
    )
    question, hint = encode(say("overview_question", lang)), encode(say("overview_hint", lang))
    place = f'<div class="place"><b>{encode(row["name"])}</b> {question}</div>'
    return f'<div class="headline">{place}</div><div class="counts">{parts}</div><div class="hint">{hint}</div>'


def place_html(name: str) -> str:
    """A name as a head."""
    return f'<div class="headline"><div class="figure"><b class="small">{encode(name)}</b></div></div>'


def facts_html(facts: Sequence[tuple[str, str]]) -> str:
    """Label and text, a row each, empty texts left out; line breaks kept."""
    rows = "".join(f"<dt>{encode(label)}</dt><dd>{encode(text)}</dd>" for label, text in facts if text)
    return f'<dl class="facts">{rows}</dl>'
