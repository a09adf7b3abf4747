"""The page for the screen: one file, nothing fetched, text of strangers inert."""

import re
from html.parser import HTMLParser

from gis.views.plot_card.sheet import laid_out
from gis.views.sheets.screen import html_page
from tests.gis.views.plot_card.sample import make_card


class Reader(HTMLParser):
    def __init__(self):
        super().__init__()
        self.tags, self.words = [], []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.words.append(data)


def read(page):
    reader = Reader()
    reader.feed(page)
    return reader


def test_every_word_of_the_sheet_is_on_the_page():
    sheet = laid_out(make_card())
    words = set(read(html_page(sheet, b"png")).words)
    assert not {text for text in sheet.texts() if text and text != sheet.map_title} - words


def test_nothing_is_fetched_and_nothing_runs():
    page = html_page(laid_out(make_card(holder='<script>x</script><img src="http://a">', name="{{7*7}}")), b"png")
    reader = read(page)
    assert not [tag for tag, _ in reader.tags if tag in ("script", "link", "iframe")]
    assert [attrs["src"][:22] for tag, attrs in reader.tags if tag == "img"] == ["data:image/png;base64,"]
    assert not re.search(r"url\(|@import", page)
    assert '<script>x</script><img src="http://a">' in reader.words
    assert "{{7*7}}" not in page


def test_a_page_without_map_says_why():
    page = html_page(laid_out(make_card(map=None, reasons=(("map", "没有图形 / no shape"),)), "en"), None)
    assert "Map cut-outs: no shape" in read(page).words
    assert 'lang="en"' in page
