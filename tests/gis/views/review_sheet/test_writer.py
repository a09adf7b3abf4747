"""The sheet in every format, opened again: all texts there, nothing of a stranger alive, files whole or not at all."""

import re
from dataclasses import replace
from functools import cache
from html import unescape
from io import BytesIO

import numpy as np
import pypdfium2 as pdfium
import pytest
from docx import Document
from openpyxl import load_workbook

from gis.errors import WorkspaceError
from gis.views.review_sheet.sheet import laid_out
from gis.views.review_sheet.wording import StandingRow
from gis.views.review_sheet.writer import SUFFIXES, review_bytes, screen_html, write_review
from tests.gis.review.review_toy import make_findings, make_project, make_review

RULINGS = (
    StandingRow("general:line.farmland", "overruled", "列入重点项目", "张三", "2026-11-22T10:00", True, "ab12" * 16),
    StandingRow("general:line.red", "accepted", "采样差异", "李四", "2026-11-22T10:05", digest="cd34" * 16),
)
HOSTILE = '=HYPERLINK("x")<script>alert(1)</script>${x}{{y}}\x07'


@cache
def made():
    return review_bytes(make_review(), SUFFIXES, rulings=RULINGS)


def sheet():
    return laid_out(make_review(), rulings=RULINGS)


def squeezed(text):
    return re.sub(r"\s+", "", text)


def wanted():
    return {squeezed(text) for text in sheet().texts()} - {squeezed(sheet().map_title)}


def pages(content):
    document = pdfium.PdfDocument(content)
    texts = [squeezed(page.get_textpage().get_text_range()) for page in document]
    document.close()
    return texts


def test_every_text_is_in_the_pdf_on_five_pages():
    found = pages(made()[".pdf"])
    assert len(found) == 5
    whole = re.sub(r"用地合规性审查表·精密机械产业园·2026-11-22·Yitu0.1.0第\d页共\d页", "", "".join(found))
    assert not [text for text in wanted() - {squeezed(sheet().footer)} if text not in whole]


def test_the_signature_never_stands_on_a_page_of_its_own():
    page = next(text for text in pages(made()[".pdf"]) if "(盖章)" in text)
    assert "方法与设置" in page


def test_nothing_runs_out_of_the_page():
    for page in pdfium.PdfDocument(made()[".pdf"]):
        drawn = page.render(scale=1.0).to_numpy()
        inside = np.ones(drawn.shape[:2], dtype=bool)
        inside[20:-20, 20:-20] = False
        assert (drawn[inside] == 255).all()
        assert (drawn[20:-20, 20:-20] < 128).sum() > 500  # no page is empty


def test_every_text_is_in_the_document():
    document = Document(BytesIO(made()[".docx"]))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    found = squeezed("".join([*(paragraph.text for paragraph in document.paragraphs), *cells]))
    aside = {squeezed(sheet().footer), squeezed(sheet().mark)}
    assert not [text for text in wanted() - aside if text not in found]


def test_every_text_is_on_the_screen_and_nothing_is_fetched():
    page = made()[".html"].decode()
    found = squeezed(unescape(page))
    assert not [text for text in wanted() if text not in found]
    assert "default-src 'none'" in page
    assert not re.search(r"<script|https?://", page)


def test_the_workbook_has_numbers_as_numbers_and_long_lists_on_their_own_sheets():
    workbook = load_workbook(BytesIO(made()[".xlsx"]))
    assert workbook.sheetnames == [
        "用地合规性审查表", "附表 – 9.零星地类", "七、实施前后效果", "界址点坐标 – P1", "界址点坐标 – P2",
        "界址点坐标 – P3",
    ]  # fmt: skip
    first = workbook["用地合规性审查表"]
    values = [cell.value for row in first.iter_rows() for cell in row if cell.value is not None]
    assert {6_000.0, 60_000.0, 0.75} <= set(values)
    assert len(first._images) == 1
    assert workbook["附表 – 9.零星地类"].max_row == 3 + 40
    missing = {cell.text for grid in sheet().grids() for row in grid.rows for cell in row if cell.number is None}
    every = {str(cell.value) for page in workbook for row in page.iter_rows() for cell in row}
    assert not missing - {""} - every


def test_the_computed_result_stays_beside_the_ruling():
    page = unescape(screen_html(make_review(), rulings=RULINGS))
    assert page.index("1.〔禁止〕永久基本农田 — 有冲突 ▲") < page.index("列入重点项目")


def test_nothing_of_a_stranger_comes_alive():
    first = make_findings()[0]
    first = replace(first, title=HOSTILE, patches=(replace(first.patches[0], name=HOSTILE, feature="+1+1"),))
    review = make_review(findings=(first,))
    project = make_project(name="x", facts={"owner": HOSTILE})
    review = replace(review, inputs=replace(review.inputs, project=project))
    files = review_bytes(review, SUFFIXES, rulings=(StandingRow(first.id, "accepted", HOSTILE, HOSTILE, "t"),))
    page = files[".html"].decode()
    assert "<script" not in page
    assert "{{" not in page.split("</style>")[1]
    workbook = load_workbook(BytesIO(files[".xlsx"]))
    cells = [cell for sheet_ in workbook for row in sheet_.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert "'+1+1" in {cell.value for cell in cells}
    assert "<script>" in "".join(pages(files[".pdf"]))


def test_a_review_of_nothing_is_a_sheet_that_says_so():
    review = make_review(findings=(), zones=(), conversion=None, files=(), settings=(), packs=())
    review = replace(review, inputs=replace(review.inputs, layers={}, district=""))
    text = "".join(pages(review_bytes(review, (".pdf",))[".pdf"]))
    assert text.count("未评估") >= 4


def test_english():
    text = "".join(pages(review_bytes(make_review(), (".pdf",), lang="en")[".pdf"]))
    assert "Land-usereviewsheet" in text
    assert "notassessed" in text


def test_files_are_written_by_their_suffix_or_not_at_all(tmp_path):
    path = write_review(make_review(), tmp_path / "a.HTML")
    assert path.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    with pytest.raises(WorkspaceError, match=r"\.odt"):
        write_review(make_review(), tmp_path / "a.odt")
    with pytest.raises(WorkspaceError):
        write_review(make_review(), tmp_path / "none" / "a.html")
    assert [one.name for one in tmp_path.iterdir()] == ["a.HTML"]
