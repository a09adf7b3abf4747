"""A sheet as a Word document: real tables, heads repeated on the next page, the Chinese font named for Word."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import deepcopy
from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from gis.views.sheets.model import Fact, Notes, Pair, Sheet
from gis.views.sheets.text import TONES, Entry, Grid

__all__ = ["docx_bytes"]

_LATIN, _CHINESE, _CHINESE_HEAD = "Arial", "宋体", "黑体"
_WIDTH_MM, _GAP_MM = 186.0, 3.0
_SIZE, _SMALL = 6.5, 5.5
_SIDES = ("top", "left", "bottom", "right")


def docx_bytes(sheet: Sheet, picture: bytes | None) -> bytes:
    """The document of a sheet; `picture`: the cut-outs (PNG) or None."""
    document = Document()
    _set_page(document, sheet)
    _line(document, sheet.title, size=14.0, bold=True, centre=True)
    _line(document, sheet.subtitle, size=8.0, centre=True)
    if sheet.warning:
        _line(document, sheet.warning, size=_SIZE, bold=True, tone="unmet")
    _facts(document, sheet.facts)
    _blocks(document, sheet.above)
    if picture is None:
        _line(document, sheet.map_title)
    else:
        paragraph = _line(document, "")
        paragraph.add_run().add_picture(BytesIO(picture), width=Mm(sheet.picture_mm[0] * 0.98))
        paragraph.alignment, paragraph.paragraph_format.space_before = WD_ALIGN_PARAGRAPH.CENTER, Pt(3)
    _blocks(document, sheet.parts)
    if isinstance(sheet.parts[-1], Notes):
        for paragraph in document.paragraphs[-len(sheet.parts[-1].lines) :]:
            paragraph.paragraph_format.keep_with_next = True  # no page is signed that says nothing
    _signature(document, sheet.signature)
    for index, grid in enumerate(sheet.annex):
        if index == 0:
            document.paragraphs[-1].add_run().add_break(WD_BREAK.PAGE)
        _block(document, grid, _WIDTH_MM)
    _scale(document, sheet.scale)
    content = BytesIO()
    document.save(content)
    return content.getvalue()


def _scale(document: Any, scale: float) -> None:
    """All letters larger, and room above the titles."""
    if scale == 1.0:
        return
    for size in document.element.body.iter(qn("w:sz")):
        size.set(qn("w:val"), str(round(int(size.get(qn("w:val"))) * scale)))
    for paragraph in document.paragraphs:
        if paragraph.paragraph_format.keep_with_next and paragraph.runs and paragraph.runs[0].bold:
            paragraph.paragraph_format.space_before = Pt(4)


def _blocks(document: Any, parts: Sequence[Grid | Notes | Pair]) -> None:
    for part in parts:
        if isinstance(part, Pair):
            _pair(document, part)
        else:
            _block(document, part, _WIDTH_MM)


def _set_page(document: Any, sheet: Sheet) -> None:
    section = document.sections[0]
    section.orientation, section.page_width, section.page_height = WD_ORIENT.PORTRAIT, Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(12)
    section.top_margin, section.bottom_margin = Mm(8), Mm(10)
    section.header_distance, section.footer_distance = Mm(4), Mm(4)
    style = document.styles["Normal"]
    style.font.name, style.font.size = _LATIN, Pt(_SIZE)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), _CHINESE)
    style.paragraph_format.space_before = style.paragraph_format.space_after = Pt(0)
    style.paragraph_format.line_spacing = 1.0
    core = document.core_properties
    core.title, core.author, core.comments = f"{sheet.title} {sheet.subtitle}"[:250], "Yitu", ""
    core.language = "en" if sheet.lang == "en" else "zh-CN"
    foot = section.footer.paragraphs[0]
    _run(foot, f"{sheet.footer}    ", size=_SMALL)
    for name, before in (("PAGE", ""), ("NUMPAGES", " / ")):
        _run(foot, before, size=_SMALL)
        _field(foot, name)


def _field(paragraph: Any, name: str) -> None:
    """A field Word works out itself: the page number, the number of pages."""
    run = _run(paragraph, "", size=_SMALL)
    for kind, text in (("begin", ""), ("", name), ("end", "")):
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.text = text
        run._r.append(element)  # noqa: SLF001 - the library's own way to what it has no call for


def _run(paragraph: Any, text: str, *, size: float = _SIZE, bold: bool = False, tone: str = "") -> Any:
    run = paragraph.add_run(text)
    run.font.name, run.font.size, run.font.bold = _LATIN, Pt(size), bold
    run._element.rPr.rFonts.set(qn("w:eastAsia"), _CHINESE_HEAD if bold else _CHINESE)  # noqa: SLF001
    if tone in TONES:
        run.font.color.rgb = RGBColor.from_string(TONES[tone].removeprefix("#"))
    return run


def _line(
    parent: Any, text: str, *, size: float = _SIZE, bold: bool = False, centre: bool = False, tone: str = ""
) -> Any:
    paragraph = parent.add_paragraph()
    _run(paragraph, text, size=size, bold=bold, tone=tone)
    if centre:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    return paragraph


# --- tables -----------------------------------------------------------------------------------------------------------


def _table(parent: Any, rows: int, widths_mm: Sequence[float], *, borders: bool = True) -> Any:
    """A table of fixed widths with thin lines and little room in its cells."""
    table = parent.add_table(rows, len(widths_mm))
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    properties = table._tbl.tblPr  # noqa: SLF001
    room = (20, 50) if borders else (0, 0)  # twentieths of a point above and beside the text
    margins = _sides("w:tblCellMar", {side: {"w": room[index % 2], "type": "dxa"} for index, side in enumerate(_SIDES)})
    line = {"val": "single", "sz": 4, "space": 0, "color": "B9B4A8"}
    edges = _sides("w:tblBorders", dict.fromkeys((*_SIDES, "insideH", "insideV"), line))
    layout, look = properties.find(qn("w:tblLayout")), properties.find(qn("w:tblLook"))
    if borders:
        layout.addprevious(edges)  # the format wants its parts in order
    layout.addnext(margins) if look is None else look.addprevious(margins)
    for column, width in zip(table.columns, widths_mm, strict=True):
        column.width = Mm(width)
    for row in table._tbl.tr_lst:  # noqa: SLF001
        for cell, width in zip(row.tc_lst, widths_mm, strict=True):
            cell.width = Mm(width)
    return table


def _sides(name: str, sides: Mapping[str, Mapping[str, object]]) -> Any:
    """An element with one child a side of the table, each with its attributes."""
    parent = OxmlElement(name)
    for side, attributes in sides.items():
        child = OxmlElement(f"w:{side}")
        for key, value in attributes.items():
            child.set(qn(f"w:{key}"), str(value))
        parent.append(child)
    return parent


def _fill(cell: Any, text: str, *, bold: bool = False, right: bool = False, tone: str = "") -> None:
    paragraph = cell.paragraphs[0]
    _run(paragraph, text, bold=bold, tone=tone)
    if right:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    if bold:
        shade = OxmlElement("w:shd")
        for name, value in (("val", "clear"), ("color", "auto"), ("fill", "EEF1F5")):
            shade.set(qn(f"w:{name}"), value)
        cell._tc.get_or_add_tcPr().append(shade)  # noqa: SLF001
    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER


def _facts(document: Any, facts: Sequence[Fact]) -> None:
    narrow, wide = [fact for fact in facts if not fact.wide], [fact for fact in facts if fact.wide]
    pairs = [narrow[index : index + 2] for index in range(0, len(narrow), 2)]
    table = _table(document, len(pairs) + len(wide), [24.0, _WIDTH_MM / 2 - 24.0] * 2)
    for row, couple in zip(table.rows, pairs, strict=False):
        cells = row.cells
        for index, fact in enumerate(couple):
            _fill(cells[2 * index], fact.label, bold=True)
            _fill(cells[2 * index + 1], fact.text)
    for row, fact in zip(list(table.rows)[len(pairs) :], wide, strict=True):
        cells = row.cells
        _fill(cells[0], fact.label, bold=True)
        _fill(cells[1].merge(cells[3]), fact.text)


def _pair(document: Any, part: Pair) -> None:
    """Two blocks in a table without lines, each with its own table inside."""
    half = (_WIDTH_MM - _GAP_MM) / 2.0
    _thin(document.add_paragraph())
    outer = _table(document, 1, [half, _GAP_MM, half], borders=False)
    cells = outer.rows[0].cells
    for cell, block in ((cells[0], part.left), (cells[2], part.right)):
        first = cell.paragraphs[0]
        _block(cell, block, half)
        first._p.getparent().remove(first._p)  # noqa: SLF001 - the empty line every cell begins with
        for paragraph in cell.paragraphs:
            if not paragraph.text:
                _thin(paragraph)  # Word asks a cell to end with a paragraph, and for one after a table
    _thin(document.add_paragraph())


def _thin(paragraph: Any) -> None:
    """An empty line of hardly any height: Word joins two tables that touch."""
    paragraph.paragraph_format.line_spacing = Pt(1)
    _run(paragraph, "", size=1.0)


def _block(parent: Any, block: Grid | Notes, width_mm: float) -> None:
    title = _line(parent, block.title, size=7.5, bold=True, tone=block.tone if isinstance(block, Grid) else "")
    title.paragraph_format.keep_with_next = True
    if isinstance(block, Notes):
        for line in block.lines:
            _line(parent, line, size=_SMALL)
        return
    for line in block.lead:
        _line(parent, line).paragraph_format.keep_with_next = bool(block.rows)
    if block.rows:
        _grid(parent, block, width_mm)
    if block.note:
        _line(parent, block.note, size=_SMALL)


def _grid(parent: Any, grid: Grid, width_mm: float) -> None:
    """A table; rows that look like one before it are copies of it with other words: building each takes ten times."""
    total = sum(grid.widths)
    looks = {_look(row): row for row in reversed(grid.rows)}
    table = _table(parent, len(looks) + 1, [width_mm * width / total for width in grid.widths])
    heads = tuple(Entry(head) for head in grid.heads)
    for index, (row, entries) in enumerate(zip(table.rows, (heads, *looks.values()), strict=True)):
        for column, (cell, entry) in enumerate(zip(row.cells, entries, strict=True)):
            _fill(cell, entry.text, bold=index == 0, right=column in grid.right, tone=entry.tone)
        properties = row._tr.get_or_add_trPr()  # noqa: SLF001
        properties.append(OxmlElement("w:cantSplit"))
        if index == 0:
            properties.append(OxmlElement("w:tblHeader"))
    made = dict(zip(looks, table._tbl.tr_lst[1:], strict=True))  # noqa: SLF001
    for row in made.values():
        table._tbl.remove(row)  # noqa: SLF001
    table._tbl.extend([_copied(made[_look(row)], row) for row in grid.rows])  # noqa: SLF001


def _look(row: Sequence[Entry]) -> tuple[tuple[str, bool], ...]:
    """What makes two rows alike but for their words: tones, and which cells have any."""
    return tuple((entry.tone, bool(entry.text)) for entry in row)


def _copied(made: Any, row: Sequence[Entry]) -> Any:
    copy = deepcopy(made)
    for text, words in zip(copy.iter(qn("w:t")), (entry.text for entry in row if entry.text), strict=True):
        text.text = words
    return copy


def _signature(document: Any, labels: Sequence[str]) -> None:
    *people, seal = labels
    table = _table(document, 1, [*[19.0, 30.0] * len(people), _WIDTH_MM - 49.0 * len(people)])
    table.rows[0].height = Mm(10)
    cells = table.rows[0].cells
    for index, label in enumerate(people):
        _fill(cells[2 * index], label, bold=True)
    _fill(cells[-1], seal)
    _thin(document.add_paragraph())
