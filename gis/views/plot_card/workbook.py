"""The card as a workbook: the card on its first sheet, long tables on sheets of their own; numbers stay numbers."""

from __future__ import annotations

import math
from collections.abc import Sequence
from io import BytesIO

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.drawing.image import Image
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from gis.views import palette
from gis.views.plot_card.cutout import SIZE_MM
from gis.views.plot_card.sheet import Fact, Notes, Sheet
from gis.views.plot_card.text import Entry, Grid
from gis.views.spreadsheet import safe_cell

__all__ = ["xlsx_bytes"]

_COLUMNS = (26.0, 17.0, 15.0, 15.0, 16.0, 30.0)  # widths in characters of the sheet's font
_PIXELS, _LINE_POINTS, _TALLEST_POINTS = 7.2, 15.0, 400.0  # of a character across, of a line, of a row
_EDGE = Border(*[Side(style="thin", color="B9B4A8")] * 4)
_SHADE = PatternFill("solid", fgColor="EEF1F5")
_BOLD, _TITLE = Font(bold=True), Font(bold=True, size=16)
_BLOCK = Font(bold=True, color=palette.ACCENT.removeprefix("#"))
_TONES = {**palette.VERDICT_COLOURS, "forbidden": palette.VERDICT_COLOURS["unmet"]}
_LAST = len(_COLUMNS)
_PAGE_ROWS = 70  # that stay legible on one page


def xlsx_bytes(sheet: Sheet, picture: bytes | None) -> bytes:
    """The workbook of a card; `picture`: the cut-outs (PNG) or None."""
    workbook = Workbook()
    page = workbook.active
    page.title = sheet.title[:31]
    for column, width in enumerate(_COLUMNS, start=1):
        page.column_dimensions[get_column_letter(column)].width = width
    row = _head(page, sheet)
    row = _facts(page, sheet.facts, row)
    row = _picture(page, sheet, picture, row)
    for block in sheet.blocks():
        row = _block(page, block, row)
    _signature(page, sheet.signature, row + 1)
    _set_print(page, sheet)
    for grid in sheet.annex:
        _annex(workbook.create_sheet(grid.title[:31]), grid, sheet)
    content = BytesIO()
    workbook.save(content)
    return content.getvalue()


def _head(page: Worksheet, sheet: Sheet) -> int:
    lines = [(sheet.title, _TITLE), (sheet.subtitle, Font())]
    if sheet.warning:
        lines.append((sheet.warning, Font(bold=True, color=_TONES["unmet"].removeprefix("#"))))
    for row, (text, font) in enumerate(lines, start=1):
        _line(page, row, text, font=font)
        page.cell(row, 1).alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    page.row_dimensions[1].height = 26.0
    return len(lines) + 1


def _facts(page: Worksheet, facts: Sequence[Fact], row: int) -> int:
    """Two facts a row in columns A-C and D-F, a wide one over all."""
    narrow = [fact for fact in facts if not fact.wide]
    rows = [narrow[index : index + 2] for index in range(0, len(narrow), 2)] + [[one] for one in facts if one.wide]
    for couple in rows:
        wide = couple[0].wide
        for fact, first, last in zip(couple, (1, 4), ((_LAST,) if wide else (3, _LAST)), strict=False):
            _put(page.cell(row, first), Entry(fact.label), head=True)
            _put(page.cell(row, first + 1), Entry(fact.text))
            _merge(page, row, first + 1, last)
        _set_height(page, row, [(fact.text, sum(_COLUMNS[1:]) if wide else sum(_COLUMNS[1:3])) for fact in couple])
        row += 1
    return row


def _picture(page: Worksheet, sheet: Sheet, picture: bytes | None, row: int) -> int:
    if picture is None:
        _line(page, row, sheet.map_title)
        return row + 1
    image = Image(BytesIO(picture))
    image.width = sum(_COLUMNS) * _PIXELS
    image.height = image.width * SIZE_MM[1] / SIZE_MM[0]
    page.add_image(image, f"A{row}")
    page.row_dimensions[row].height = min(image.height * 0.75 + 6.0, 409.0)
    return row + 1


def _block(page: Worksheet, block: Grid | Notes, row: int) -> int:
    """A block from `row` on; returns the first row after it."""
    _line(page, row, block.title, font=_BLOCK)
    row += 1
    if isinstance(block, Notes):
        for index, line in enumerate(block.lines):
            _line(page, row + index, line)
        return row + len(block.lines)
    if block.rows:
        row = _table(page, block, row, columns=_LAST)
    if block.note:
        _line(page, row, block.note)
        row += 1
    return row


def _table(page: Worksheet, grid: Grid, row: int, *, columns: int) -> int:
    """Heads and rows; the last column of the table takes what is left of the sheet's."""
    heads = tuple(Entry(head) for head in grid.heads)
    for index, entries in enumerate((heads, *grid.rows)):
        widths = []
        for column, entry in enumerate(entries, start=1):
            _put(page.cell(row, column), entry, head=index == 0, right=column - 1 in grid.right)
            last = columns if column == len(entries) else column
            widths.append((entry.text, sum(_COLUMNS[column - 1 : last])))
        _merge(page, row, len(entries), columns)
        _set_height(page, row, widths)
        row += 1
    return row


def _annex(page: Worksheet, grid: Grid, sheet: Sheet) -> None:
    """A table on its own sheet, its heads on every printed page."""
    for column in range(1, len(grid.heads) + 1):
        page.column_dimensions[get_column_letter(column)].width = _COLUMNS[column - 1]
    _put(page.cell(1, 1), Entry(f"{sheet.subtitle} · {grid.title}"), plain=True)
    page.cell(1, 1).font = _BLOCK
    _put(page.cell(2, 1), Entry(grid.note), plain=True)
    _table(page, grid, 3, columns=len(grid.heads))
    page.freeze_panes, page.print_title_rows = "A4", "1:3"
    _set_print(page, sheet)


def _signature(page: Worksheet, labels: Sequence[str], row: int) -> None:
    *people, seal = labels
    texts = [text for label in people for text in (f"{label}:", "")][:_LAST]
    for column, text in enumerate(texts, start=1):
        _put(page.cell(row, column), Entry(text))
    _put(page.cell(row + 1, 1), Entry(seal))
    _merge(page, row + 1, 1, _LAST)
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
    elif entry.tone in _TONES:
        cell.font = Font(color=_TONES[entry.tone].removeprefix("#"))
    if not plain:
        cell.border = _EDGE


def _line(page: Worksheet, row: int, text: str, *, font: Font | None = None) -> None:
    """A text over all columns."""
    cell = page.cell(row, 1)
    _put(cell, Entry(text), plain=True)
    cell.alignment = Alignment(horizontal="left", vertical="center", wrap_text=True)
    if font is not None:
        cell.font = font
    page.merge_cells(start_row=row, end_row=row, start_column=1, end_column=_LAST)
    _set_height(page, row, [(text, sum(_COLUMNS))])


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
