"""The Word card, opened again by the library, and once by an office program."""

from __future__ import annotations

import re
import shutil
import subprocess
from io import BytesIO

import pypdfium2 as pdfium
import pytest
from docx import Document
from docx.oxml.ns import qn

from gis.plots.corners import corner_table
from gis.views.plot_card.sheet import laid_out
from gis.views.plot_card.writer import write_card
from gis.views.sheets.document import docx_bytes
from tests.gis.views.plot_card.sample import make_card, many_cornered


def made(card, lang="zh"):
    sheet = laid_out(card, lang)
    return sheet, Document(BytesIO(docx_bytes(sheet, None)))


def texts(document):
    return ["".join(node.text or "" for node in one.iter(qn("w:t"))) for one in document.element.iter(qn("w:p"))]


def test_every_text_is_in_the_document():
    sheet, document = made(make_card())
    found = [*texts(document), "".join(run.text for run in document.sections[0].footer.paragraphs[0].runs).strip()]
    missing = [text for text in sheet.texts() if text and text not in found and text != sheet.footer]
    assert not missing
    assert any(sheet.footer in text for text in found)


def test_chinese_fonts_are_named_for_word():
    _, document = made(make_card())
    fonts = {run.rPr.rFonts.get(qn("w:eastAsia")) for run in document.element.iter(qn("w:r")) if run.rPr is not None}
    assert fonts == {"宋体", "黑体"}


def test_three_hundred_corners_with_a_head_that_repeats():
    _, document = made(make_card(corners=corner_table(many_cornered(300))))
    table = document.tables[-1]
    assert len(table.rows) == 302
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert table.rows[1]._tr.trPr.find(qn("w:tblHeader")) is None
    assert next(cell.text for cell in table.rows[1].cells) == "J1"


def test_tables_keep_the_order_the_format_asks_for():
    _, document = made(make_card())
    for properties in document.element.iter(qn("w:tblPr")):
        names = [child.tag.rpartition("}")[2] for child in properties]
        order = ["tblStyle", "tblW", "jc", "tblBorders", "tblLayout", "tblCellMar", "tblLook"]
        assert names == [name for name in order if name in names]
    for row in document.element.iter(qn("w:tc")):
        assert row[-1].tag == qn("w:p")  # Word refuses a cell that ends with a table


def test_hostile_text_is_text():
    hostile = "<w:p/>&\"=cmd|'x'\x07"
    sheet, document = made(make_card(holder=hostile, indicative=True, indicative_reason="理由"), "en")
    assert "<w:p/>&\"=cmd|'x'�" in texts(document)
    assert sheet.warning in texts(document)


def test_an_office_program_shows_it_on_one_page(tmp_path):
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("no office program: apt-get install libreoffice-writer-nogui")
    path = write_card(make_card(), tmp_path / "card.docx")
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = [office, profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    if not path.with_suffix(".pdf").exists() and "could not be loaded" in done.stdout + done.stderr:
        pytest.skip("the office program reads no Word files: apt-get install libreoffice-writer-nogui")
    document = pdfium.PdfDocument(path.with_suffix(".pdf"))
    assert len(document) == 1
    shown = re.sub(r"\s+", "", document[0].get_textpage().get_text_range())
    for text in ("地块信息卡", "28,950.00", "未达标▲", "4428240.000", "71°33′54″", "高压走廊"):
        assert text in shown
