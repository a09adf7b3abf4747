"""The workbook (XLSX) of an assessment: 总览, 结果, 分区, 图层, 说明. Numbers stay numbers, text stays text."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter

from gis.errors import in_language
from gis.goals import Goal
from gis.results import Assessment, Result
from gis.units import shown_scale, unit_text
from gis.views import palette
from gis.views.figures import (
    basis_text,
    goal_title,
    indicative_line,
    layer_title,
    measure_title,
    verdict_text,
    zone_title,
)
from gis.views.files import workspace_error, write_bytes
from gis.views.layer_table import repairs_text
from gis.views.table import matrix_cells, matrix_rows
from gis.views.traces import area_figures, trace_lines, zone_remarks
from gis.views.words import say

__all__ = ["Entry", "amount_entry", "safe_cell", "without_formula", "write_results_xlsx", "write_workbook"]

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_CELL_LIMIT = 32_767  # characters Excel takes in one cell
_WIDEST, _NARROWEST, _HEAD_WIDTH = 56.0, 8.0, 16.0  # characters of the sheet's font
_PAGE_WIDTH = 170.0  # characters on a page across that stay legible
_LINE_POINTS, _TALLEST_POINTS = 16.5, 400.0
_HEADER_LIMIT = 120  # characters; Excel takes 255 in a page header
_PERCENT = "0.0%"

_HEAD_FILL = PatternFill("solid", fgColor=palette.ACCENT.removeprefix("#"))
_HEAD_FONT = Font(bold=True, color="FFFFFF")
_WARNING_FONT = Font(bold=True, color="B2432C")
_EDGE = Border(bottom=Side(style="thin", color="D5D2CB"))
_TOP = Alignment(vertical="top", wrap_text=True)
_TEXT = Alignment(vertical="top", wrap_text=True, horizontal="left", indent=1)  # clear of the number before it

# A cell of a row: its value and its number format ("" for text).
Entry = tuple[object, str]


def write_results_xlsx(
    assessment: Assessment | Sequence[Assessment], path: Path, *, goals: Sequence[Goal] = (), lang: str = "zh"
) -> Path:
    """Write the workbook of one assessment, or of several below each other, to `path`.

    Shares are written as 0-1 with a percent format, areas in the units of the headings.

    Raises
    ------
    WorkspaceError: the file cannot be written; an older one is then left as it was.
    """
    assessments = [assessment] if isinstance(assessment, Assessment) else list(assessment)
    remarks = [line for line in (indicative_line(entry, lang) for entry in assessments) if line]
    sheets = {
        "export_overview": [row for entry in assessments for row in _overview(entry, goals, lang)],
        "export_results": [row for entry in assessments for row in _results(entry, goals, lang)],
        "export_zones": [row for entry in assessments for row in _zones(entry, lang)],
        "export_layers": [row for entry in assessments for row in _layers(entry, lang)],
        "export_notes": [*_notes(lang), *(row for entry in assessments for row in _remarks(entry, lang))],
    }
    return write_workbook({say(key, lang): rows for key, rows in sheets.items()}, path, remarks=remarks)


def write_workbook(
    sheets: Mapping[str, Sequence[Mapping[str, Entry]]], path: Path, *, remarks: Sequence[str] = ()
) -> Path:
    """Write sheets (title → rows of heading → entry) to `path`, `remarks` on top of each and of every printed page.

    Raises
    ------
    WorkspaceError: the file cannot be written; an older one is then left as it was.
    """
    workbook = Workbook()
    workbook.remove(workbook.active)
    for title, rows in sheets.items():
        _fill_sheet(workbook.create_sheet(title), rows, remarks)
    return write_bytes(_packed(workbook, path), path)


def _packed(workbook: Workbook, path: Path) -> bytes:
    """The workbook as bytes; openpyxl writes each sheet to the temporary folder first, which may be full.

    Raises
    ------
    WorkspaceError: it is.
    """
    content = BytesIO()
    try:
        with ZipFile(content, "w", ZIP_DEFLATED) as archive:
            ExcelWriter(workbook, archive).save()
    except OSError as cause:
        raise workspace_error(path, cause) from cause
    return content.getvalue()


def safe_cell(text: str) -> str:
    """Text for a spreadsheet cell: no live formula, no character XML forbids, no more than a cell can hold.

    A text that starts like a formula gets a leading apostrophe; what is cut off at the limit is counted at the end.
    """
    clean = without_formula(_FORBIDDEN.sub("�", text))
    if len(clean) <= _CELL_LIMIT:
        return clean
    kept = _CELL_LIMIT - 20
    return f"{clean[:kept]}…(+{len(clean) - kept})"


def without_formula(text: str) -> str:
    """The text with an apostrophe before what a spreadsheet would take for a formula (one more where it has some)."""
    return f"'{text}" if text.lstrip("'").startswith(_FORMULA_STARTS) else text


# --- rows of the sheets: heading → entry ------------------------------------------------------------------------------


def _overview(assessment: Assessment, goals: Sequence[Goal], lang: str) -> list[dict[str, Entry]]:
    """A row a goal; for each zone the headline as a number and the verdict in words."""
    goals = goals or assessment.goals
    matrix = matrix_rows(assessment, goals=goals, lang=lang)
    verdict = say("export_col_verdict", lang)
    rows = []
    for goal in dict.fromkeys(result.goal for result in assessment.results):
        cells = {str(row["name"]): matrix_cells(row).get(goal, {}) for row in matrix}
        known = [cell for cell in cells.values() if cell]
        indicative = any(cell["indicative"] for cell in known)
        entries: dict[str, Entry] = {
            say("export_col_goal", lang): (goal_title(goal, goals, lang), ""),
            say("export_col_measure", lang): (measure_title(str(known[0]["measure"]), lang), ""),
            say("export_col_unit", lang): (unit_text(str(known[0]["unit"]), lang), ""),
            say("export_col_target", lang): amount_entry(known[0]["target"], known[0]["unit"]),
            say("export_col_indicative", lang): (say("indicative", lang) if indicative else "", ""),
        }
        for name, cell in cells.items():
            entries[name] = amount_entry(cell.get("value"), cell.get("unit"))
            entries[f"{name} {verdict}"] = (cell.get("verdict_text", ""), "")
        rows.append(entries)
    return rows


def _results(assessment: Assessment, goals: Sequence[Goal], lang: str) -> list[dict[str, Entry]]:
    return [_result(assessment, result, goals or assessment.goals, lang) for result in assessment.results]


def _result(assessment: Assessment, result: Result, goals: Sequence[Goal], lang: str) -> dict[str, Entry]:
    digests = "\n".join(f"{layer_title(kind, lang)} {digest}" for kind, digest in result.inputs.items())
    entries: dict[str, Entry] = {
        "zone": (zone_title(assessment.district, result.zone, lang), ""),
        "goal": (goal_title(result.goal, goals, lang), ""),
        "measure": (measure_title(result.measure, lang), ""),
        "value": amount_entry(result.value, result.unit),
        "unit": (unit_text(result.unit, lang), ""),
        "low": amount_entry(result.low, result.unit),
        "high": amount_entry(result.high, result.unit),
        "target": amount_entry(result.target, result.unit),
        "year": (result.year, "0"),
        "verdict": (verdict_text(result.verdict, lang), ""),
        "reason": (result.why(lang), ""),
        "numerator": amount_entry(result.numerator, result.base_unit),
        "denominator": amount_entry(result.denominator, result.base_unit),
        "base_unit": (unit_text(result.base_unit, lang), ""),
        "base": (in_language(result.base, lang), ""),
        "quality": (basis_text(result.quality, lang), ""),
        "clause": (result.clause, ""),
        "formula": (in_language(result.formula, lang), ""),
        "zone_id": (result.zone or "", ""),
        "goal_id": (result.goal, ""),
        "measure_id": (result.measure, ""),
        "digests": (digests, ""),
    }
    return {say(f"export_col_{key}", lang): entry for key, entry in entries.items()}


def _zones(assessment: Assessment, lang: str) -> list[dict[str, Entry]]:
    rows = []
    for zone in assessment.district.zones:
        figures = area_figures(zone)
        entries: dict[str, Entry] = {
            "zone": (zone_title(assessment.district, zone.id, lang), ""),
            "zone_id": (zone.id, ""),
            "group": (zone.group, ""),
            "kind": (say(f"export_kind_{zone.kind}", lang), ""),
            **{key: (figures[key], "#,##0.00") for key in figures if key != "difference_share"},
            "difference": (figures["difference_share"], "+0.0%;-0.0%;0.0%"),
            "published_source": (zone.published.source if zone.published else "", ""),
            "indicative": (say("indicative", lang) if zone.indicative else "", ""),
            "indicative_reasons": ("\n".join(zone.indicative_reasons), ""),
            "chapter": (zone.source.chapter, ""),
            "clause": (zone.source.words, ""),
            "functions": ("、".join(zone.functions), ""),
            "trace": ("\n".join(trace_lines(zone, lang)), ""),
        }
        rows.append({say(f"export_col_{key}", lang): entry for key, entry in entries.items()})
    return rows


def _layers(assessment: Assessment, lang: str) -> list[dict[str, Entry]]:
    rows = []
    for kind, layer in assessment.district.layers.items():
        repairs = repairs_text(layer, lang, joint="\n")
        entries: dict[str, Entry] = {
            "layer": (layer_title(kind, lang), ""),
            "features": (len(layer.frame), "#,##0"),
            "provider": (layer.source.provider, ""),
            "date": (layer.source.date, "yyyy-mm-dd"),
            "licence": (layer.source.licence, ""),
            "quality": (basis_text(layer.basis, lang), ""),
            "note": (layer.source.note, ""),
            "repairs": (repairs, ""),
            "digest": (layer.digest, ""),
        }
        rows.append({say(f"export_col_{key}", lang): entry for key, entry in entries.items()})
    return rows


def _notes(lang: str) -> list[dict[str, Entry]]:
    names = ("marks", "band", "whole", "area", "indicative", "run")
    return [_note(say(f"export_note_{name}_topic", lang), say(f"export_note_{name}", lang), lang) for name in names]


def _remarks(assessment: Assessment, lang: str) -> list[dict[str, Entry]]:
    """The plan, CRS and what was found about the zones, district by district."""
    district = assessment.district
    name = (district.name_en or district.name) if lang == "en" else district.name
    rests_on = say("export_rests_on", lang, document=district.plan_document, crs=district.crs.to_string())
    texts = [rests_on, indicative_line(assessment, lang), *zone_remarks(district, lang)]
    return [_note(name, text, lang) for text in texts if text]


def _note(topic: str, text: str, lang: str) -> dict[str, Entry]:
    return {say("export_col_topic", lang): (topic, ""), say("export_col_text", lang): (text, "")}


def amount_entry(value: object, unit: object) -> Entry:
    """A figure in its shown unit, as a number: shares keep 0-1 under a percent format."""
    if not isinstance(value, (int, float)) or math.isnan(value):
        return (None, "")
    if unit == "share":
        return (float(value), _PERCENT)
    factor, decimals = shown_scale(str(unit))
    return (float(value) * factor, "#,##0" + (f".{'0' * decimals}" if decimals else ""))


# --- sheets -----------------------------------------------------------------------------------------------------------


def _fill_sheet(sheet: Worksheet, rows: Sequence[Mapping[str, Entry]], remarks: Iterable[str]) -> None:
    """The 示意 lines on top, then headings, then rows; headings and the first column stay in view."""
    top = 1
    for remark in remarks:
        _put(sheet.cell(top, 1), remark, "")
        sheet.oddHeader.center.text = remark[:_HEADER_LIMIT].replace("&", "&&")  # on every printed page
        sheet.cell(top, 1).font = _WARNING_FONT
        top += 1
    heads = list(dict.fromkeys(head for row in rows for head in row))
    for column, head in enumerate(heads, start=1):
        cell = sheet.cell(top, column)
        _put(cell, head, "")
        cell.font, cell.fill, cell.alignment = _HEAD_FONT, _HEAD_FILL, _TEXT
    for index, row in enumerate(rows, start=top + 1):
        for column, head in enumerate(heads, start=1):
            cell = sheet.cell(index, column)
            _put(cell, *row.get(head, ("", "")))
            cell.alignment, cell.border = _TEXT if isinstance(cell.value, str) else _TOP, _EDGE
    texts = [{head: head for head in heads}, *({head: _shown(entry) for head, entry in row.items()} for row in rows)]
    _set_sizes(sheet, heads, texts, top)
    sheet.freeze_panes = sheet.cell(top + 1, 2)
    if rows:
        sheet.auto_filter.ref = f"A{top}:{get_column_letter(len(heads))}{top + len(rows)}"
    sheet.print_title_rows, sheet.print_title_cols = f"1:{top}", "A:A"


def _set_sizes(sheet: Worksheet, heads: Sequence[str], texts: Sequence[Mapping[str, str]], top: int) -> None:
    """Column widths by their texts, row heights by the wrapped lines (not every program works them out), A4 across."""
    widths = {head: _column_width([text.get(head, "") for text in texts]) for head in heads}
    for column, head in enumerate(heads, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = widths[head]
    for index, text in enumerate(texts, start=top):
        lines = max((_lines_count(entry, widths[head]) for head, entry in text.items()), default=1)
        sheet.row_dimensions[index].height = min(_LINE_POINTS * lines, _TALLEST_POINTS)
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    pages = math.ceil(sum(widths.values()) / _PAGE_WIDTH) or 1
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = pages, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True


def _column_width(texts: Sequence[str]) -> float:
    """By the widest line, the heading (the first text) counted for no more than it needs when it wraps."""
    head = min(_text_width(texts[0]), _HEAD_WIDTH)
    widest = max([head, *(_text_width(line) for text in texts[1:] for line in text.split("\n"))])
    return min(max(widest + 3.0, _NARROWEST), _WIDEST)


def _lines_count(text: str, width: float) -> int:
    return sum(max(1, math.ceil(_text_width(line) / (width - 2.5))) for line in text.split("\n"))


def _put(cell: Cell, value: object, number_format: str) -> None:
    if isinstance(value, str):
        cell.value = safe_cell(value)
        cell.data_type = "s"
        return
    cell.value = value
    if number_format:
        cell.number_format = number_format


def _shown(entry: Entry) -> str:
    """About what a cell will show, to size it by."""
    value, number_format = entry
    if isinstance(value, float):
        return f"{value:.1%}" if "%" in number_format else f"{value:,.2f}"
    return "" if value is None else str(value)


def _text_width(text: str) -> float:
    """Width in characters of the sheet's font; Chinese takes about two."""
    return sum(2.0 if ord(character) > 0x2E80 else 1.0 for character in text)
