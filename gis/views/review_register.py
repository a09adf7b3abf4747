"""The register of many reviews as table, workbook or CSV; a project that could not be reviewed keeps its row."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from gis.errors import WorkspaceError
from gis.review.model import SEVERITIES, Outcome, Review
from gis.units import HECTARE_M2, MU_M2
from gis.views.files import write_bytes
from gis.views.review_sheet.wording import lamp, told, vague
from gis.views.review_table import finding_rows
from gis.views.sheets.fonts import clean
from gis.views.sheets.text import NO_FIGURE, pair
from gis.views.spreadsheet import Entry, safe_cell, write_workbook

__all__ = ["Registered", "register_rows", "register_texts", "write_register"]

_COUNTED = (Outcome.DOUBTFUL, Outcome.NOT_ASSESSED, Outcome.ERROR)
_DECIMALS = {"0": 0, "#,##0.00": 2, "#,##0.0000": 4, "0.00%": 4, "0.00": 2}


@dataclass(frozen=True, eq=False)
class Registered:
    """A file of the batch: its review, or None with the reason ("中文 / English") why it could not be reviewed."""

    file: str
    review: Review | None
    reason: str = ""


def register_rows(entries: Sequence[Registered], lang: str = "zh") -> list[Mapping[str, Entry]]:
    """A row a file, in the order given: heading → (value, number format), for `gis.views.spreadsheet`.

    Figures that are unknown are "–", never 0.
    """
    return [_row(count, one, lang) for count, one in enumerate(entries, start=1)]


def _row(count: int, one: Registered, lang: str) -> Mapping[str, Entry]:
    row: dict[str, Entry] = {"number": (count, "0"), "file": (clean(one.file), "")}
    if one.review is None:
        reason = told("not_assessed_because", lang, reason=pair(one.reason, lang) or told("no_data", lang))
        row |= dict.fromkeys(_figures(), (NO_FIGURE, ""))
        row |= {"lamp": (told("not_assessed", lang), ""), "reason": (reason, "")}
    else:
        row |= _reviewed(one.review, lang)
    return {told(key, lang): entry for key, entry in row.items()}


def _figures() -> list[str]:
    severities = [f"failed_{key}" for key in SEVERITIES]
    counts = [f"count_{one.value}" for one in _COUNTED]
    return ["project", "code_project", "m2", "ha", "mu", "parts_count", "zone_main", "share", "lamp",
            *severities, *counts, "indicative", "digest", "reason"]  # fmt: skip


def _reviewed(review: Review, lang: str) -> dict[str, Entry]:
    area, findings = review.project.area_m2, review.findings
    main = max(review.zones, key=lambda zone: zone.area_m2, default=None)
    digests = [one.digest for one in (*review.project.sources, *review.files) if one.role == "project" and one.digest]
    reasons = [pair(one.reason, lang) for one in findings if one.outcome in _COUNTED and one.reason]
    row: dict[str, Entry] = {
        "project": (pair(review.project.name, lang), ""),
        "code_project": (pair(str(review.project.facts.get("code", "")), lang) or NO_FIGURE, ""),
        "m2": (area, "#,##0.00"),
        "ha": (area / HECTARE_M2, "#,##0.0000"),
        "mu": (area / MU_M2, "#,##0.00"),
        "parts_count": (len(review.project.parts), "0"),
        "zone_main": (pair(main.name or main.zone, lang) or told("zone_outside", lang), "")
        if main
        else (NO_FIGURE, ""),
        "share": (main.share, "0.00%") if main else (NO_FIGURE, ""),
        "lamp": (told(f"lamp_{lamp(findings)}", lang), ""),
    }
    for key in SEVERITIES:
        failed = sum(one.severity == key and one.outcome is Outcome.FAILED for one in findings)
        row[f"failed_{key}"] = (failed, "0")
    for outcome in _COUNTED:
        row[f"count_{outcome.value}"] = (sum(one.outcome is outcome for one in findings), "0")
    row["indicative"] = (told("indicative", lang) if vague(review, lang) else "", "")
    row["digest"] = (digests[0] if digests else NO_FIGURE, "")
    row["reason"] = (" · ".join(dict.fromkeys(reasons)), "")
    return row


def register_texts(entries: Sequence[Registered], lang: str = "zh") -> list[Mapping[str, str]]:
    """The register as texts by heading, for the screen."""
    return [{head: _text(entry) for head, entry in row.items()} for row in register_rows(entries, lang)]


def _text(entry: Entry) -> str:
    value, pattern = entry
    if not isinstance(value, (int, float)) or isinstance(value, bool):
        return str(value)
    if not math.isfinite(value):
        return NO_FIGURE
    return f"{value:.2%}" if pattern == "0.00%" else f"{value:,.{_DECIMALS.get(pattern, 2)}f}"


def write_register(entries: Sequence[Registered], path: Path, *, lang: str = "zh") -> Path:
    """Write the register to `path`: .xlsx (with every finding of every project on a second sheet) or .csv.

    Raises
    ------
    WorkspaceError: another suffix, or the file cannot be written; an older one is then left as it was.
    """
    suffix = path.suffix.lower()
    rows = register_rows(entries, lang)
    if suffix == ".xlsx":
        findings = _findings(entries, lang)
        sheets = {told("register", lang): rows} | ({told("register_findings", lang): findings} if findings else {})
        return write_workbook(sheets, path)
    if suffix == ".csv":
        return write_bytes(_csv(rows), path)
    raise WorkspaceError(
        path=path,
        problem=f"登记表没有 {suffix or '—'} 格式 / no register in the format {suffix or '—'}",
        remedy="可用:.xlsx、.csv / Use .xlsx or .csv",
    )


def _csv(rows: Sequence[Mapping[str, Entry]]) -> bytes:
    """Comma-separated with a mark of UTF-8 for Excel; numbers unrounded, no text that would run as a formula."""
    content = io.StringIO()
    writer = csv.writer(content, lineterminator="\r\n")
    if rows:
        writer.writerow(list(rows[0]))
    for row in rows:
        writer.writerow([safe_cell(value) if isinstance(value, str) else value for value, _ in row.values()])
    return content.getvalue().encode("utf-8-sig", "replace")


def _findings(entries: Sequence[Registered], lang: str) -> list[Mapping[str, Entry]]:
    """Every finding of every project."""
    rows: list[Mapping[str, Entry]] = []
    for one in entries:
        if one.review is None:
            continue
        for found in finding_rows(one.review, lang):
            texts = {"file": clean(one.file), "project": pair(one.review.project.name, lang)}
            row: dict[str, Entry] = {key: (text, "") for key, text in texts.items()}
            row["number"] = (found["number"], "0")
            row |= {"severity": (found["severity_text"], ""), "finding": (found["title"], "")}
            row["outcome"] = (found["outcome_text"], "")
            figures = {"m2": ("area_m2", "#,##0.00"), "mu": ("area_mu", "#,##0.00"), "share": ("share", "0.00%")}
            for key, (name, pattern) in figures.items():
                row[key] = (NO_FIGURE, "") if found[name] is None else (found[name], pattern)
            row["doubtful_m2"] = (found["doubtful_m2"], "#,##0.00")
            row |= {"text": (found["text"], ""), "clause": (found["clause"], "")}
            rows.append({told(key, lang): entry for key, entry in row.items()})
    return rows
