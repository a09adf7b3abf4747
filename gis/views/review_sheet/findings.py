"""Findings as blocks of the sheet: counts with the light, the list, and each one with its patches and rulings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from gis.plots.low_efficiency import STATUSES
from gis.review.model import SEVERITIES, Finding, Outcome, Patch, Review
from gis.views.review_sheet.wording import (
    StandingRow,
    amount,
    code_word,
    lamp,
    outcome_word,
    ruling_line,
    severity_word,
    standing_on,
    told,
    tone_of,
)
from gis.views.sheets.text import NO_FIGURE, Entry, Grid, area_cells, number, pair, share

__all__ = ["finding_grids", "finding_text", "finding_title", "findings_grid", "numbered", "sentence", "summary_grid"]

_LONGEST_ROWS = 12  # of a list of patches that stays on the page
_JOINT = " · "


def numbered(review: Review) -> list[tuple[int, Finding]]:
    """Findings with their numbers, from 1, in the order of the review: by severity, then of the pack."""
    return list(enumerate(review.findings, start=1))


def sentence(review: Review, lang: str) -> str:
    """The counts in one sentence of facts."""
    counts = {one.value: sum(found.outcome is one for found in review.findings) for one in Outcome}
    return told("sentence", lang, count=len(review.findings), forbidden=len(review.forbidden), **counts)


def summary_grid(review: Review, lang: str) -> Grid:
    """Counts by severity and outcome with the light of each severity and of all."""
    rows: list[tuple[Entry, ...]] = []
    groups = [
        (told(f"severity_{key}", lang), [one for one in review.findings if one.severity == key]) for key in SEVERITIES
    ]
    for title, found in [*groups, (told("total", lang), list(review.findings))]:
        light = lamp(found)
        tone = {"red": "unmet", "yellow": "caution", "green": "met"}.get(light, "")
        counts = [number(float(sum(one.outcome is outcome for one in found)), 0) for outcome in Outcome]
        rows.append((Entry(title), Entry(told(f"lamp_{light}", lang), tone=tone), *counts))
    heads = (told("severity", lang), told("lamp", lang), *(outcome_word(one, lang) for one in Outcome))
    return Grid(
        "summary",
        told("summary", lang),
        heads,
        tuple(rows),
        (10, 9, *[13.5] * len(Outcome)),
        right=frozenset(range(2, 2 + len(Outcome))),
        lead=(sentence(review, lang),),
        note=told("disclaimer", lang),
    )


def findings_grid(review: Review, rulings: Sequence[StandingRow], lang: str) -> Grid:
    """The list: number, severity, title, outcome, area in m2, 亩 and share, and the ruling that stands."""
    rows: list[tuple[Entry, ...]] = []
    for count, one in numbered(review):
        in_m2, _, in_mu = area_cells(one.area_m2)
        rows.append(
            (
                number(float(count), 0),
                Entry(severity_word(one, lang)),
                Entry(finding_title(one, lang)),
                Entry(outcome_word(one.outcome, lang), tone=tone_of(one)),
                in_m2,
                in_mu,
                share(one.share, 2),
                Entry(_decision(standing_on(one, rulings), lang)),
            )
        )
    heads = tuple(
        told(key, lang) for key in ("number", "severity", "finding", "outcome", "m2", "mu", "share", "ruling")
    )
    if not rows:
        return Grid("findings", told("findings", lang), (), (), (1.0,), note=told("findings_none", lang))
    return Grid(
        "findings",
        told("findings", lang),
        heads,
        tuple(rows),
        (6, 7, 34, 16, 13, 9, 9, 10),
        right=frozenset({0, 4, 5, 6}),
    )


def finding_grids(review: Review, rulings: Sequence[StandingRow], lang: str) -> tuple[list[Grid], list[Grid]]:
    """One block a finding for the page, and the long lists of patches for the annex: all rows are in one of them."""
    blocks, annex = [], []
    for count, one in numbered(review):
        title = told(
            "finding_title",
            lang,
            number=count,
            severity=severity_word(one, lang),
            title=finding_title(one, lang),
            outcome=outcome_word(one.outcome, lang),
        )
        lead = tuple(line for line in _lines(one, lang) if line)
        lead += tuple(ruling_line(ruling, lang) for ruling in standing_on(one, rulings))
        grid = Grid(f"finding-{count}", title, (), (), (1.0,), lead=lead, tone=tone_of(one))
        patches = _patches_grid(one.patches, lang) if one.patches else None
        if patches is not None and len(one.patches) <= _LONGEST_ROWS:
            grid = replace(grid, heads=patches.heads, rows=patches.rows, widths=patches.widths, right=patches.right)
        elif patches is not None:
            grid = replace(grid, note=told("patches_long", lang, count=len(one.patches)))
            title = told("patches_annex", lang, number=count, title=finding_title(one, lang))
            annex.append(replace(patches, key=grid.key, title=title))
        blocks.append(grid)
    return blocks, annex


def finding_title(one: Finding, lang: str) -> str:
    """The title of a finding, marked where it is 示意."""
    return pair(one.title, lang) + (told("indicative_mark", lang) if one.indicative else "")


def finding_text(one: Finding, lang: str) -> str:
    """What a finding says: its text and, where it was not assessed or broke, the reason."""
    text, reason = pair(one.text, lang), pair(one.reason, lang)
    if reason and reason in text:
        return text
    if one.outcome is Outcome.NOT_ASSESSED and told("not_assessed", lang) not in reason:
        reason = told("not_assessed_because", lang, reason=reason or told("no_data", lang))
    return f"{text} {reason}".strip()


def _decision(standing: Sequence[StandingRow], lang: str) -> str:
    if not standing:
        return NO_FIGURE
    last = standing[-1]
    text = code_word("decision", last.decision, lang)
    return f"{text}({told('stale', lang)})" if last.stale else text


def _lines(one: Finding, lang: str) -> list[str]:
    """What a finding says: its text, its reason, figures, and what it rests on."""
    figures = []
    if one.area_m2 is not None:
        in_m2, _, in_mu = area_cells(one.area_m2)
        figures.append(told("found_area", lang, m2=in_m2.text, mu=in_mu.text, share=share(one.share, 2).text))
    if one.doubtful_m2:
        figures.append(told("found_doubtful", lang, m2=_fine(one.doubtful_m2)))
    if one.ellipsoidal_m2 is not None:
        figures.append(told("found_ellipsoidal", lang, m2=number(one.ellipsoidal_m2, 2).text))
    if one.value is not None:
        figures.append(told("found_value", lang, value=amount(one.value, one.unit, lang).text))
    if one.limit is not None:
        figures.append(told("found_limit", lang, limit=amount(one.limit, one.unit, lang).text))
    rest = {
        "found_clause": one.clause,
        "found_source": one.source,
        "found_confidence": one.confidence,
        "found_layer": one.layer,
        "found_version": one.layer_version,
        "found_digest": one.layer_digest[:16],
        "found_id": one.id,
    }
    basis = _JOINT.join(told(key, lang, text=pair(value, lang)) for key, value in rest.items() if value)
    return [finding_text(one, lang), _JOINT.join(figures), basis]


def _fine(area_m2: float) -> str:
    """An area in m2 that never shows as 0.00 when there is some."""
    return number(area_m2, 2).text if area_m2 >= 0.005 else f"{area_m2:.2g}"


def _patches_grid(patches: Sequence[Patch], lang: str) -> Grid:
    """The list of patches: part, feature, name, area, share, width, distance, and what is said of it."""
    ellipsoidal = any(one.ellipsoidal_m2 is not None for one in patches)
    distance = any(one.distance_m is not None for one in patches)
    columns = {
        "part": 9,
        "feature": 16,
        "name": 18,
        "m2": 13,
        "share": 9,
        "width": 10,
        **({"ellipsoidal": 13} if ellipsoidal else {}),
        **({"distance": 10} if distance else {}),
        "remark": 28,
    }
    rows: list[tuple[Entry, ...]] = []
    for one in patches:
        area = number(one.area_m2, 2)
        area = replace(area, text=_fine(one.area_m2)) if one.area_m2 else area
        remark = [told("doubt", lang, text=pair(one.doubt, lang))] if one.doubt else []
        remark += [pair(STATUSES.get(one.value, one.value), lang)] if one.value else []
        rows.append(
            (
                Entry(pair(one.part, lang) or NO_FIGURE),
                Entry(pair(one.feature, lang) or NO_FIGURE),
                Entry(pair(one.name, lang) or NO_FIGURE),
                area,
                share(one.share, 2),
                number(one.mean_width_m, 2),
                *([number(one.ellipsoidal_m2, 2)] if ellipsoidal else []),
                *([number(one.distance_m, 2)] if distance else []),
                Entry(_JOINT.join(remark), tone="caution" if one.doubt else ""),
            )
        )
    right = frozenset(
        at for at, key in enumerate(columns) if key in ("m2", "share", "width", "ellipsoidal", "distance")
    )
    heads = tuple(told(key, lang) for key in columns)
    return Grid("patches", "", heads, tuple(rows), tuple(map(float, columns.values())), right, wide=True)
