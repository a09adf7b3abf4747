"""A sheet as a workbook: the page on its first sheet, long tables on sheets of their own; numbers stay numbers."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from io import BytesIO

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.drawing.image import Image
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from gis.views import palette
from gis.views.sheets.model import Fact, Notes, Sheet
from gis.views.sheets.text import TONES, Entry, Grid
from gis.views.spreadsheet import safe_cell

__all__ = ["xlsx_bytes"]

# widths in characters of the sheet's font; broad where a table has more columns
_COLUMNS = (26.0, 17.0, 15.0, 15.0, 16.0, 30.0)
_BROAD = (18.0, 16.0, 20.0, 15.0, 13.0, 13.0, 12.0, 13.0, 26.0)
_PIXELS, _LINE_POINTS, _TALLEST_POINTS = 7.2, 15.0, 400.0  # of a character across, of a line, of a row
_EDGE = Border(*[Side(style="thin", color="B9B4A8")] * 4)
_SHADE = PatternFill("solid", fgColor="EEF1F5")
_BOLD, _TITLE = Font(bold=True), Font(bold=True, size=16)
_BLOCK = Font(bold=True, color=palette.ACCENT.removeprefix("#"))
_NOT_IN_TITLES = re.compile(r"[\[\]:*?/\\]")
_PAGE_ROWS = 70  # that stay legible on one page


def xlsx_bytes(sheet: Sheet, picture: bytes | None) -> bytes:
    """The workbook of a sheet; `picture`: its map (PNG) or None."""
    workbook = Workbook()
    page = workbook.active
    page.title = _tab(sheet.title)
    columns = _columns_of(sheet)
    for column, width in enumerate(columns, start=1):
        page.column_dimensions[get_column_letter(column)].width = width
    row = _head(page, sheet, columns)
    row = _facts(page, sheet.facts, row, columns)
    above = len(sheet.above_blocks())
    for block in sheet.above_blocks():
        row = _block(page, block, row, columns)
    row = _picture(page, sheet, picture, row, columns)
    for block in sheet.blocks()[above:]:
        row = _block(page, block, row, columns)
    _signature(page, sheet.signature, row + 1, len(columns))
    _set_print(page, sheet)
    for grid in sheet.annex:
        _annex(workbook.create_sheet(_tab(grid.title)), grid, sheet, columns)
    content = BytesIO()
    workbook.save(content)
    return content.getvalue()


def _columns_of(sheet: Sheet) -> tuple[float, ...]:
    """The widths of the columns that hold every table of the sheet."""
    grids = [block for block in (*sheet.blocks(), *sheet.annex) if isinstance(block, Grid)]
    return _BROAD if max((len(grid.heads) for grid in grids), default=0) > len(_COLUMNS) else _COLUMNS


def _tab(title: str) -> str:
    """A title that may name a sheet of a workbook."""
    return _NOT_IN_TITLES.sub("_", title)[:31].strip("' ") or "_"


def _head(page: Worksheet, sheet: Sheet, columns: Sequence[float]) -> int:
    lines = [(sheet.title, _TITLE), (sheet.subtitle, Font())]
    if sheet.warning:
        lines.append((sheet.warning, Font(bold=True, color=TONES["unmet"].removeprefix("#"))))
    for row, (text, font) in enumerate(lines, start=1):
        _line(page, row, text, columns, font=font)
        page.cell(row, 1).alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    page.row_dimensions[1].height = 26.0
    return len(lines) + 1


def _facts(page: Worksheet, facts: Sequence[Fact], row: int, columns: Sequence[float]) -> int:
    """Two facts a row, each in its half of the columns, a wide one over all."""
    last, half = len(columns), len(columns) // 2
    narrow = [fact for fact in facts if not fact.wide]
    rows = [narrow[index : index + 2] for index in range(0, len(narrow), 2)] + [[one] for one in facts if one.wide]
    for couple in rows:
        wide = couple[0].wide
        spans = ((1, last if wide else half), (half + 1, last))
        for fact, (first, end) in zip(couple, spans, strict=False):
            _put(page.cell(row, first), Entry(fact.label), head=True)
            _put(page.cell(row, first + 1), Entry(fact.text))
            _merge(page, row, first + 1, end)
        room = [sum(columns[first:end]) for first, end in spans]
        _set_height(page, row, [(fact.text, width) for fact, width in zip(couple, room, strict=False)])
        row += 1
    return row


def _picture(page: Worksheet, sheet: Sheet, picture: bytes | None, row: int, columns: Sequence[float]) -> int:
    if picture is None:
        _line(page, row, sheet.map_title, columns)
        return row + 1
    image = Image(BytesIO(picture))
    aspect = sheet.picture_mm[1] / sheet.picture_mm[0]
    image.width = min(sum(columns) * _PIXELS, (_TALLEST_POINTS - 6.0) / 0.75 / aspect)
    image.height = image.width * aspect
    page.add_image(image, f"A{row}")
    page.row_dimensions[row].height = image.height * 0.75 + 6.0
    return row + 1


def _block(page: Worksheet, block: Grid | Notes, row: int, columns: Sequence[float]) -> int:
    """A block from `row` on; returns the first row after it."""
    tone = block.tone if isinstance(block, Grid) else ""
    lines = block.lines if isinstance(block, Notes) else block.lead
    colour = Font(bold=True, color=TONES[tone].removeprefix("#")) if tone in TONES else _BLOCK
    _line(page, row, block.title, columns, font=colour)
    for index, line in enumerate(lines, start=1):
        _line(page, row + index, line, columns)
    row += 1 + len(lines)
    if isinstance(block, Notes):
        return row
    if block.rows:
        row = _table(page, block, row, columns, across=True)
    if block.note:
        _line(page, row, block.note, columns)
        row += 1
    return row


def _table(page: Worksheet, grid: Grid, row: int, columns: Sequence[float], *, across: bool) -> int:
    """Heads and rows; `across`: the last column of the table takes what is left of the sheet's."""
    heads = tuple(Entry(head) for head in grid.heads)
    for index, entries in enumerate((heads, *grid.rows)):
        widths = []
        for column, entry in enumerate(entries, start=1):
            _put(page.cell(row, column), entry, head=index == 0, right=column - 1 in grid.right)
            last = len(columns) if across and column == len(entries) else column
            widths.append((entry.text, sum(columns[column - 1 : last])))
        if across:
            _merge(page, row, len(entries), len(columns))
        _set_height(page, row, widths)
        row += 1
    return row


def _annex(page: Worksheet, grid: Grid, sheet: Sheet, columns: Sequence[float]) -> None:
    """A table on its own sheet, its heads on every printed page."""
    for column in range(1, len(grid.heads) + 1):
        page.column_dimensions[get_column_letter(column)].width = columns[column - 1]
    _put(page.cell(1, 1), Entry(f"{sheet.subtitle} · {grid.title}"), plain=True)
    page.cell(1, 1).font = _BLOCK
    _put(page.cell(2, 1), Entry(grid.note), plain=True)
    _table(page, grid, 3, columns, across=False)
    page.freeze_panes, page.print_title_rows = "A4", "1:3"
    _set_print(page, sheet)


def _signature(page: Worksheet, labels: Sequence[str], row: int, last: int) -> None:
    *people, seal = labels
    texts = [text for label in people for text in (f"{label}:", "")][:last]
    for column, text in enumerate(texts, start=1):
        _put(page.cell(row, column), Entry(text))
    _put(page.cell(row + 1, 1), Entry(seal))
    _merge(page, row + 1, 1, last)
    page.row_dimensions[row].height = page.row_dimensions[row + 1].height = 30.0


# --- cells ------------------------------------------------------------------------------------------------------------


def _put(cell: Cell, entry: Entry, *, head: bool = False, right: bool = False, plain: bool = False) -> None:
    if entry.number is not None:
        cell.value, cell.number_format = entry.number, entry.number_format
    else:
        cell.value = safe_cell(entry.text)
        cell.data_type = "s"
    aside = {"horizontal": "right"} if right else {"horizontal": "left", "indent": 0 if plain else 1}
    cell.alignment = Alignment(vertical="center", wrap_text=not plain, **aside)
    if head:
        cell.font, cell.fill = _BOLD, _SHADE
    elif entry.tone in TONES:
        cell.font = Font(color=TONES[entry.tone].removeprefix("#"))
    if not plain:
        cell.border = _EDGE


def _line(page: Worksheet, row: int, text: str, columns: Sequence[float], *, font: Font | None = None) -> None:
    """A text over all columns."""
    cell = page.cell(row, 1)
    _put(cell, Entry(text), plain=True)
    cell.alignment = Alignment(horizontal="left", vertical="center", wrap_text=True)
    if font is not None:
        cell.font = font
    page.merge_cells(start_row=row, end_row=row, start_column=1, end_column=len(columns))
    _set_height(page, row, [(text, sum(columns))])


def _merge(page: Worksheet, row: int, first: int, last: int) -> None:
    if last > first:
        for column in range(first + 1, last + 1):
            page.cell(row, column).border = _EDGE
        page.merge_cells(start_row=row, end_row=row, start_column=first, end_column=last)


def _set_height(page: Worksheet, row: int, texts: Sequence[tuple[str, float]]) -> None:
    """By the wrapped lines of each text in its width: merged cells do not grow by themselves."""
    lines = max((math.ceil(_width(text) / max(width - 2.0, 1.0)) for text, width in texts), default=1)
    page.row_dimensions[row].height = min(_LINE_POINTS * max(lines, 1) + 1.0, _TALLEST_POINTS)


def _width(text: str) -> float:
    return sum(2.1 if ord(character) > 0x2E80 else 1.1 for character in text)


def _set_print(page: Worksheet, sheet: Sheet) -> None:
    page.page_setup.orientation, page.page_setup.paperSize = "portrait", page.PAPERSIZE_A4
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0 if page.max_row > _PAGE_ROWS else 1
    page.sheet_properties.pageSetUpPr.fitToPage = True
    page.page_margins.left = page.page_margins.right = 0.45
    page.page_margins.top = page.page_margins.bottom = 0.5
    page.oddFooter.left.text = sheet.footer[:120].replace("&", "&&")
    page.oddFooter.right.text = "&P / &N"
