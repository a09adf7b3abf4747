"""Findings of a review as plain rows: for the page, the command line and the register."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from gis.review.model import Finding, Review
from gis.units import MU_M2
from gis.views.review_sheet.findings import finding_text, finding_title, numbered
from gis.views.review_sheet.wording import (
    StandingRow,
    amount,
    code_word,
    outcome_word,
    severity_word,
    standing_on,
    told,
    tone_of,
)
from gis.views.sheets.text import NO_FIGURE, number, pair

__all__ = ["finding_rows", "shown_findings"]

Value = str | float | int | bool | None


def finding_rows(review: Review, lang: str = "zh", *, rulings: Sequence[StandingRow] = ()) -> list[dict[str, Value]]:
    """A row a finding, in the order and with the numbers of the sheet.

    Returns
    -------
    rows with number, id, title, severity and outcome (codes, and `_text` in `lang`), tone (of `sheets.text.TONES`),
    area_m2, area_mu, share (0-1), percent, doubtful_m2, value, limit, unit, text, reason, clause, patches (how many),
    indicative, ruling ("accepted", "overruled", ""), ruling_text, stale. Figures are not rounded; None is unknown.
    """
    return [_row(count, one, rulings, lang) for count, one in numbered(review)]


def _row(count: int, one: Finding, rulings: Sequence[StandingRow], lang: str) -> dict[str, Value]:
    standing = standing_on(one, rulings)
    last = standing[-1] if standing else None
    area, share = _known(one.area_m2), _known(one.share)
    return {
        "number": count,
        "id": one.id,
        "title": finding_title(one, lang),
        "severity": one.severity,
        "severity_text": severity_word(one, lang),
        "outcome": one.outcome.value,
        "outcome_text": outcome_word(one.outcome, lang),
        "tone": tone_of(one),
        "area_m2": area,
        "area_mu": None if area is None else area / MU_M2,
        "share": share,
        "percent": None if share is None else 100.0 * share,
        "doubtful_m2": one.doubtful_m2,
        "value": _known(one.value),
        "limit": _known(one.limit),
        "unit": one.unit,
        "text": finding_text(one, lang),
        "reason": pair(one.reason, lang),
        "clause": pair(one.clause, lang),
        "patches": len(one.patches),
        "indicative": one.indicative,
        "ruling": last.decision if last else "",
        "ruling_text": code_word("decision", last.decision, lang) if last else "",
        "stale": bool(last and last.stale),
    }


def shown_findings(review: Review, lang: str = "zh", *, rulings: Sequence[StandingRow] = ()) -> list[Mapping[str, str]]:
    """The rows as texts by heading, rounded as on the sheet, for the screen or `gis.views.table.text_table`."""
    rows: list[Mapping[str, str]] = []
    for row, one in zip(finding_rows(review, lang, rulings=rulings), review.findings, strict=True):
        ruling = str(row["ruling_text"]) + (f"({told('stale', lang)})" if row["stale"] else "")
        texts = {
            "number": str(row["number"]),
            "severity": str(row["severity_text"]),
            "finding": str(row["title"]),
            "outcome": str(row["outcome_text"]),
            "m2": number(one.area_m2, 2).text,
            "mu": number(one.area_m2, 2, factor=1.0 / MU_M2).text,
            "percent": number(one.share, 2, factor=100.0).text,
            "value": amount(one.value, one.unit, lang).text,
            "limit": amount(one.limit, one.unit, lang).text,
            "text": str(row["text"]),
            "ruling": ruling or NO_FIGURE,
        }
        rows.append({told(key, lang): text for key, text in texts.items()})
    return rows


def _known(value: float | None) -> float | None:
    return None if value is None or not math.isfinite(value) else float(value)
