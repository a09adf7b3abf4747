"""The PDF, opened again: every figure, one page where it fits, whole tables where it does not, no missing glyph."""

from __future__ import annotations

import re
from functools import cache

import numpy as np
import pypdfium2 as pdfium
import pytest

from gis.plots.card import Card
from gis.plots.corners import corner_table
from gis.views.plot_card.sheet import laid_out
from gis.views.plot_card.writer import card_bytes
from gis.views.sheets.fonts import face_for
from gis.views.sheets.pdf import pdf_bytes
from tests.gis.views.plot_card.sample import make_card, many_cornered


def opened(content):
    document = pdfium.PdfDocument(content)
    texts = []
    for page in document:
        reader = page.get_textpage()
        texts.append(reader.get_text_range())
        reader.close()
    document.close()
    return texts


def squeezed(text):
    return re.sub(r"\s+", "", text)


def made(card, lang="zh"):
    sheet = laid_out(card, lang)
    return sheet, opened(pdf_bytes(sheet, None, face=face_for(sheet.texts())))


@cache
def whole():
    return card_bytes(make_card(), (".pdf",))[".pdf"]


def test_every_text_is_on_the_one_page():
    sheet, (page,) = laid_out(make_card()), opened(whole())
    found = squeezed(page)
    assert not [text for text in sheet.texts() if text != sheet.map_title and squeezed(text) not in found]
    assert "第1页共1页" in found


def test_all_fonts_are_embedded_and_ours():
    names = re.findall(rb"/BaseFont /(\S+)", whole())
    assert names
    assert all(b"+YituCard" in name for name in names)


def test_nothing_runs_out_of_the_page():
    page = pdfium.PdfDocument(whole())[0]
    assert tuple(round(side) for side in page.get_size()) == (595, 842)
    drawn = page.render(scale=1.0).to_numpy()
    margin = 20
    inside = np.ones(drawn.shape[:2], dtype=bool)
    inside[margin:-margin, margin:-margin] = False
    assert (drawn[inside] == 255).all()
    assert (drawn[margin:-margin, margin:-margin] < 128).sum() > 5_000


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_an_ordinary_card_fits_one_page(lang):
    assert len(opened(card_bytes(make_card(), (".pdf",), lang=lang)[".pdf"])) == 1


def test_three_hundred_corners_are_all_there_with_their_heads_repeated():
    sheet, pages = made(make_card(corners=corner_table(many_cornered(300))))
    assert len(pages) == 4
    annex = "\n".join(pages[1:])
    assert set(re.findall(r"J\d+", annex)) == {f"J{number}" for number in range(1, 301)}
    assert all(page.count("方位角") >= 1 for page in pages[1:])
    found = squeezed(annex)
    assert not [cell.text for row in sheet.annex[0].rows for cell in row if squeezed(cell.text) not in found]


def test_long_and_hostile_texts_are_whole():
    hostile = "<b>&\"=cmd|'/C calc'!A0 ${x}</para>"
    _sheet, pages = made(make_card(holder=hostile, name="很长的名称" * 60, quality=("质量说明" * 700,)))
    found = squeezed("".join(pages))
    assert squeezed(hostile) in found
    assert found.count("质量说明") == 700
    assert found.count("很长的名称") == 60 * 2  # in the head and in its row


def test_a_card_of_nothing_is_a_page_that_says_so():
    _, (page,) = made(Card("D", "X-1"))
    assert page.count("未评估 – 没有数据") >= 8


def test_a_character_the_font_lacks_is_shown_as_missing_and_told():
    _, (page,) = made(make_card(holder="张\U000f1234"))
    assert "张〓" in page
    assert "U+F1234" in page


def test_the_same_card_gives_the_same_file():
    sheet = laid_out(make_card())
    face = face_for(sheet.texts())
    assert pdf_bytes(sheet, None, face=face) == pdf_bytes(sheet, None, face=face)
