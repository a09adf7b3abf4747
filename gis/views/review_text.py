"""A review as a page of text: the light, counts, zones, findings by severity, what was mended, rulings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gis.errors import in_language
from gis.review.model import SEVERITIES, Outcome, Review
from gis.units import format_quantity
from gis.views.review_sheet.wording import StandingRow, code_word, lamp, outcome_word, told
from gis.views.review_table import finding_rows
from gis.views.words import say

__all__ = ["review_text"]

_MARKS = {
    Outcome.FAILED: "▲", Outcome.DOUBTFUL: "?", Outcome.PASSED: "●", Outcome.INFORMED: "·",
    Outcome.NOT_ASSESSED: "–", Outcome.ERROR: "!",
}  # fmt: skip


def review_text(review: Review, lang: str = "zh", *, rulings: Sequence[StandingRow] = ()) -> str:
    """What a reviewer wants first, line by line; figures as on the sheet."""
    return "\n".join(_lines(review, lang, rulings))


def _lines(review: Review, lang: str, rulings: Sequence[StandingRow]) -> Iterator[str]:
    project = review.project
    area = format_quantity(project.area_m2, "m2", lang=lang)
    yield say("review_text_head", lang, name=project.name, count=len(project.parts), area=area, day=review.date)
    yield f"{told('lamp', lang)}: {code_word('lamp', lamp(review.findings), lang)}"
    yield from (f"· {in_language(text, lang)}" for text in project.notes)
    for repair in project.repairs:
        yield f"· {repair.part}: {in_language(repair.problem, lang)} → {in_language(repair.done, lang)}"
    for zone in review.zones:
        name = in_language(zone.name, lang) or told("zone_outside", lang)
        yield f"  {name}: {format_quantity(zone.area_m2, 'm2', lang=lang)} ({zone.share:.1%})"
    rows = {str(row["id"]): row for row in finding_rows(review, lang, rulings=rulings)}
    for severity in SEVERITIES:
        found = [one for one in review.findings if one.severity == severity]
        if not found:
            continue
        yield f"{code_word('severity', severity, lang)}:"
        for one in found:
            row = rows[one.id]
            ruled = f" [{row['ruling_text']}]" if row["ruling_text"] else ""
            yield f" {_MARKS[one.outcome]} {row['title']} ({outcome_word(one.outcome, lang)}){ruled}: {row['text']}"
