"""A sheet as PDF, A4: head, map and blocks, then the annex in two columns or across; the font is embedded."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from html import escape
from io import BytesIO
from typing import Any

from reportlab import rl_config
from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_CENTER, TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import getRegisteredFontNames, registerFont, registerFontFamily, stringWidth
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    CondPageBreak,
    Flowable,
    Frame,
    Image,
    KeepTogether,
    NextPageTemplate,
    PageBreak,
    PageTemplate,
    Paragraph,
    Spacer,
    Table,
)

from gis.views import palette
from gis.views.sheets.fonts import Face, shown
from gis.views.sheets.model import Fact, Notes, Pair, Sheet
from gis.views.sheets.text import TONES, Entry, Grid, word

__all__ = ["pdf_bytes"]

_MARGIN, _FOOT, _WIDTH = 12.0 * mm, 8.0 * mm, 186.0 * mm
_GAP = 3.0 * mm
_HALF = (_WIDTH - _GAP) / 2.0
_SIZE, _LEADING, _INK, _LINE = 6.6, 8.2, HexColor("#22272E"), HexColor("#B9B4A8")
_HEAD = HexColor("#EEF1F5")
_LEAST = 18.0 * mm  # left on a page for a block to begin there
_FEW_LINES = 30
_MANY_ROWS = 60  # of a table whose cells are drawn the fast way
_LONG = 300  # letters of a cell that may be cut by the end of a page
_TALLEST = 110.0 * mm  # of two blocks side by side; taller ones stand below each other and may break


class _Styles:
    """The paragraph styles of one face and language."""

    def __init__(self, face: Face, lang: str, scale: float = 1.0) -> None:
        self.face, bold = face.name, f"{face.name}-Bold"
        base: dict[str, Any] = {
            "fontName": self.face,
            "fontSize": _SIZE * scale,
            "leading": _LEADING * scale,
            "textColor": _INK,
        }
        base |= {"wordWrap": "CJK"} if lang != "en" else {"splitLongWords": 1}
        self.text = ParagraphStyle("text", **base)
        self.right = ParagraphStyle("right", self.text, alignment=TA_RIGHT)
        self.head = ParagraphStyle("head", self.text, fontName=bold)
        self.head_right = ParagraphStyle("head_right", self.head, alignment=TA_RIGHT)
        self.block = ParagraphStyle(
            "block", self.head, fontSize=7.6 * scale, leading=9.6 * scale, textColor=HexColor(palette.ACCENT)
        )
        self.small = ParagraphStyle("small", self.text, fontSize=5.8 * scale, leading=7.2 * scale)
        self.title = ParagraphStyle("title", self.head, fontSize=15.0, leading=18.0, alignment=TA_CENTER)
        self.subtitle = ParagraphStyle("subtitle", self.text, fontSize=8.0, leading=10.0, alignment=TA_CENTER)
        self.mark = ParagraphStyle("mark", self.head, fontSize=10.0, leading=12.0, textColor=HexColor(TONES["unmet"]),
                                   alignment=TA_RIGHT)  # fmt: skip
        self.warning = ParagraphStyle("warning", self.text, textColor=HexColor(TONES["unmet"]))


def pdf_bytes(sheet: Sheet, picture: bytes | None, *, face: Face) -> bytes:
    """The PDF of a sheet. `picture`: the cut-outs (PNG), or None; `face`: a cut of the font with all its texts."""
    _register(face)
    rl_config.useA85 = 0  # text armour of the streams: slower and larger, and nobody needs it
    styles = _Styles(face, sheet.lang, sheet.scale)
    content = BytesIO()
    document = BaseDocTemplate(
        content, pagesize=A4, pageTemplates=[_template("card", _WIDTH), _template("annex", _HALF)],
        title=f"{sheet.title} {sheet.subtitle}", author="Yitu", creator="Yitu", invariant=1, initialFontName=face.name,
    )  # fmt: skip
    document.build(_story(sheet, picture, styles), canvasmaker=partial(_Numbered, sheet=sheet, face=face))
    return content.getvalue()


def _template(name: str, width: float) -> PageTemplate:
    """A page of as many columns of `width` points as it holds."""
    lefts = (_MARGIN,) if width > _HALF else (_MARGIN, _MARGIN + _HALF + _GAP)
    low, high = 11.0 * mm, A4[1] - 19.0 * mm
    edges = {"leftPadding": 0, "rightPadding": 0, "topPadding": 0, "bottomPadding": 0}
    return PageTemplate(name, [Frame(left, low, width, high, **edges) for left in lefts], pagesize=A4)


def _register(face: Face) -> None:
    bold = f"{face.name}-Bold"
    if bold in getRegisteredFontNames():
        return
    registerFont(TTFont(face.name, str(face.regular)))
    registerFont(TTFont(bold, str(face.bold)))
    registerFontFamily(face.name, normal=face.name, bold=bold, italic=face.name, boldItalic=bold)


class _Numbered(Canvas):  # type: ignore[misc]
    """A canvas that knows the number of pages when it writes their feet."""

    def __init__(self, *args: Any, sheet: Sheet, face: Face, **options: Any) -> None:
        super().__init__(*args, **options)
        self._sheet, self._face = sheet, face
        self._held: list[dict[str, Any]] = []

    def showPage(self) -> None:  # noqa: N802 - reportlab's name
        """Hold the page back until all are there."""
        self._held.append(dict(self.__dict__))
        self._startPage()

    def save(self) -> None:
        """Write the feet and all pages."""
        for number, page in enumerate(self._held, start=1):
            self.__dict__.update(page)
            self.setFont(self._face.name, 6.0)
            self.setFillColor(_INK)
            self.drawString(_MARGIN, _FOOT, shown(_fitted(self._sheet.footer)))
            told = word("page", self._sheet.lang, page=number, pages=len(self._held))
            self.drawRightString(A4[0] - _MARGIN, _FOOT, shown(told))
            super().showPage()
        super().save()


def _fitted(text: str, most: int = 110) -> str:
    return text if len(text) <= most else f"{text[:most]}…"


# --- the page ---------------------------------------------------------------------------------------------------------


def _story(sheet: Sheet, picture: bytes | None, styles: _Styles) -> list[Flowable]:
    story: list[Flowable] = [_banner(sheet, styles)]
    if sheet.warning:
        story.append(_words(sheet.warning, styles.warning))
    story += [Spacer(1, 1.2 * mm), _facts(sheet.facts, styles), Spacer(1, 1.2 * mm)]
    story += _blocks(sheet.above, styles)
    if picture is None:
        story.append(_words(sheet.map_title, styles.text))
    else:
        story.append(Image(BytesIO(picture), width=sheet.picture_mm[0] * mm, height=sheet.picture_mm[1] * mm))
    *parts, last = sheet.parts
    story += _blocks(parts, styles)
    story += _signed(last, sheet, styles)
    if sheet.annex:
        template = ""
        for grid in sheet.annex:
            if template != (template := "card" if grid.wide else "annex"):
                story += [NextPageTemplate(template), PageBreak()]
            story += [CondPageBreak(_LEAST), *_block(grid, _WIDTH if grid.wide else _HALF, styles)]
    return story


def _blocks(parts: Sequence[Grid | Notes | Pair], styles: _Styles) -> list[Flowable]:
    found = [_side_by_side(part, styles) if isinstance(part, Pair) else _block(part, _WIDTH, styles) for part in parts]
    return [flowable for block in found for flowable in (CondPageBreak(_LEAST), *block)]


def _signed(last: Grid | Notes | Pair, sheet: Sheet, styles: _Styles) -> list[Flowable]:
    """The last block and the places to sign; short notes stay with them: no page is signed that says nothing."""
    end = [*_blocks((last,), styles), Spacer(1, 1.5 * mm), _signature(sheet, styles)]
    return [KeepTogether(end)] if isinstance(last, Notes) and len(last.lines) <= _FEW_LINES else end


def _banner(sheet: Sheet, styles: _Styles) -> Table:
    middle = [_words(sheet.title, styles.title), _words(sheet.subtitle, styles.subtitle)]
    row = ["", middle, _words(sheet.mark, styles.mark) if sheet.mark else ""]
    table = Table([row], colWidths=[26.0 * mm, _WIDTH - 52.0 * mm, 26.0 * mm])
    table.setStyle([("VALIGN", (0, 0), (-1, -1), "TOP"), ("FONTNAME", (0, 0), (-1, -1), styles.face), *_padding(0.0)])
    return table


def _facts(facts: Sequence[Fact], styles: _Styles) -> Table:
    """Two facts a line; a wide one takes its own."""
    rows: list[list[object]] = []
    spans: list[tuple[str, tuple[int, int], tuple[int, int]]] = []
    for fact in facts:
        cells = [_words(fact.label, styles.head), _words(fact.text, styles.text)]
        if fact.wide:
            spans.append(("SPAN", (1, len(rows)), (3, len(rows))))
            rows.append([*cells, "", ""])
        elif rows and len(rows[-1]) == 2:
            rows[-1] += cells
        else:
            rows.append(cells)
    if rows and len(rows[-1]) == 2:
        rows[-1] += ["", ""]
    label = 24.0 * mm
    table = Table(rows, colWidths=[label, _WIDTH / 2.0 - label] * 2, splitInRow=1)
    shades = [("BACKGROUND", (column, 0), (column, -1), _HEAD) for column in (0, 2)]
    wide = [("BACKGROUND", (2, row), (3, row), HexColor("#FFFFFF")) for _, _, (_, row) in spans]
    table.setStyle([*_lines(styles.face), *shades, *wide, *spans])
    return table


def _block(block: Grid | Notes, width: float, styles: _Styles) -> list[Flowable]:
    """Title, table and note of a block, `width` points wide."""
    story: list[Flowable] = [Spacer(1, 1.0 * mm), _titled(block, styles)]
    if isinstance(block, Notes):
        return [*story, *(_words(line, styles.small) for line in block.lines)]
    story += [_words(line, styles.text) for line in block.lead]
    if block.rows:
        story.append(_table(block, width, styles))
    if block.note:
        story.append(_words(block.note, styles.small))
    return story


def _titled(block: Grid | Notes, styles: _Styles) -> Paragraph:
    """The title of a block in the colour of what it tells; it never stands alone at the foot of a page."""
    tone = block.tone if isinstance(block, Grid) else ""
    text = escape(shown(block.title), quote=False)
    return Paragraph(f'<font color="{TONES[tone]}">{text}</font>' if tone in TONES else text, styles.block)


def _table(grid: Grid, width: float, styles: _Styles) -> Table:
    heads = [
        _words(head, styles.head_right if column in grid.right else styles.head)
        for column, head in enumerate(grid.heads)
    ]
    total = sum(grid.widths)
    widths = [width * one / total for one in grid.widths]
    many = len(grid.rows) > _MANY_ROWS
    rows = [
        [_cell(cell, styles, right=column in grid.right, room=widths[column] if many else 0.0)
         for column, cell in enumerate(row)]
        for row in grid.rows
    ]  # fmt: skip
    low = styles.text.leading + 0.8 * mm
    heights = [None, *(low if all(isinstance(cell, str) for cell in row) else None for row in rows)]
    table = Table(
        [heads, *rows],
        colWidths=widths,
        rowHeights=heights if many else None,
        repeatRows=1,
        splitInRow=int(any(len(cell.text) > _LONG for row in grid.rows for cell in row)),
    )
    plain: list[tuple[object, ...]] = [("ALIGN", (column, 1), (column, -1), "RIGHT") for column in grid.right]
    if many:
        whole = ((0, 1), (-1, -1))
        plain += [("FONTSIZE", *whole, styles.text.fontSize), ("LEADING", *whole, styles.text.leading),
                  ("TEXTCOLOR", *whole, _INK)]  # fmt: skip
    table.setStyle([*_lines(styles.face), ("BACKGROUND", (0, 0), (-1, 0), _HEAD), *plain])
    return table


def _cell(cell: Entry, styles: _Styles, *, right: bool, room: float) -> Paragraph | str:
    """A cell that wraps; where it fits into `room` points as it is the bare text, which is drawn many times faster."""
    style = styles.right if right else styles.text
    if room and not cell.tone and stringWidth(shown(cell.text), styles.face, style.fontSize) < room - 2.2 * mm:
        return shown(cell.text)
    colour = TONES.get(cell.tone)
    text = escape(shown(cell.text), quote=False)
    return Paragraph(f'<font color="{colour}">{text}</font>' if colour else text, style)


def _side_by_side(part: Pair, styles: _Styles) -> list[Flowable]:
    """Two blocks beside each other, or below each other where one is too tall to stay in one piece."""
    blocks = [_block(block, _HALF, styles) for block in (part.left, part.right)]
    tallest = max(sum(flowable.wrap(_HALF, A4[1])[1] for flowable in block) for block in blocks)
    if tallest > _TALLEST:
        return [flowable for block in (part.left, part.right) for flowable in _block(block, _WIDTH, styles)]
    table = Table([[blocks[0], "", blocks[1]]], colWidths=[_HALF, _GAP, _HALF])
    table.setStyle([("VALIGN", (0, 0), (-1, -1), "TOP"), ("FONTNAME", (0, 0), (-1, -1), styles.face), *_padding(0.0)])
    return [table]


def _signature(sheet: Sheet, styles: _Styles) -> Table:
    *people, seal = sheet.signature
    row: list[object] = [cell for label in people for cell in (_words(label, styles.head), "")]
    widths = [19.0 * mm, 30.0 * mm] * len(people)
    table = Table(
        [[*row, _words(seal, styles.text)]], colWidths=[*widths, _WIDTH - sum(widths)], rowHeights=[11.0 * mm]
    )
    table.setStyle([*_lines(styles.face), ("VALIGN", (0, 0), (-1, -1), "MIDDLE")])
    return table


def _words(text: str, style: ParagraphStyle) -> Paragraph:
    return Paragraph(escape(shown(text), quote=False), style)


def _lines(face: str) -> list[tuple[object, ...]]:
    """The look of a table; `face` for its empty cells too, or the PDF names a font it does not hold."""
    whole = ((0, 0), (-1, -1))
    return [("GRID", *whole, 0.35, _LINE), ("VALIGN", *whole, "MIDDLE"), ("FONTNAME", *whole, face),
            *_padding(0.4 * mm), ("LEFTPADDING", *whole, 1.0 * mm), ("RIGHTPADDING", *whole, 1.0 * mm)]  # fmt: skip


def _padding(points: float) -> list[tuple[object, ...]]:
    sides = ("LEFTPADDING", "RIGHTPADDING", "TOPPADDING", "BOTTOMPADDING")
    return [(side, (0, 0), (-1, -1), points) for side in sides]
