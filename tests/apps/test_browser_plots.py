"""The page 用地 in Chromium: map, table and card follow each other; dropped files are graded and taken away as Excel.

The shipped district of Zibo in an empty workspace; other hosts are blocked and counted as in test_browser.py.
"""

from __future__ import annotations

import io
import json
import zipfile

import geopandas as gpd
import openpyxl
import pytest

from tests.apps import making_plots as making
from tests.apps import test_browser, test_browser_import
from tests.apps.test_browser_import import PATIENCE_MS, drop, settled

browser, visit = test_browser.browser, test_browser.visit
workspace, base = test_browser_import.workspace, test_browser_import.base

ROW_PX, BOX_PX = 35, 18  # of the table: the height of a row, the middle of its box
PLACE = """(key) => {
    const plot = window.map.yituTouch.find(path => path.yitu && path.yitu.key === key);
    const point = window.map.latLngToContainerPoint(plot.getBounds().getCenter());
    return [point.x, point.y];
}"""
INSIDE = """(key) => {
    const plot = window.map.yituTouch.find(path => path.yitu && path.yitu.key === key);
    return window.map.getBounds().contains(plot.getBounds()) ? window.map.getZoom() : 0;
}"""
COLOURS = """(keys) => keys.map(key =>
    window.map.yituTouch.find(path => path.yitu && path.yitu.key === key).options.fillColor)"""

# a file held over the place to drop it, and what lies over the place then: size and text of each line
HOLD = """(kind) => {
    const carried = new DataTransfer();
    carried.items.add(new File([new Uint8Array([1])], "a.txt", {type: "text/plain"}));
    const zone = document.querySelector("[data-testid=stFileUploaderDropzone]");
    zone.dispatchEvent(new DragEvent(kind, {dataTransfer: carried, bubbles: true, cancelable: true}));
}"""
OVER = """() => [...document.querySelectorAll("[data-testid=stFileUploaderDropzone] > div:not([data-testid]) > span")]
    .map(span => [getComputedStyle(span).fontSize, getComputedStyle(span, "::before").content])"""


def opened(seen, lang="zh"):
    seen.page.goto(f"{seen.base}/plots?district=zibo&lang={lang}")
    seen.page.wait_for_selector(".st-key-yitu_table canvas", timeout=PATIENCE_MS)
    frame = seen.map()
    settled(seen)
    frame.wait_for_function("window.map.yituTouch.some(p => p.yitu && (p.yitu.key || '').startsWith('plot/'))")
    return frame


def click_plot(seen, frame, plot):
    """Click a plot on the map."""
    at = frame.evaluate(PLACE, f"plot/{plot}")
    box = seen.page.locator(".st-key-yitu_map iframe").bounding_box()
    seen.page.mouse.click(box["x"] + at[0], box["y"] + at[1])


def click_row(seen, row):
    """Click the box of a row of the table, counted from 1."""
    canvas = seen.page.locator(".st-key-yitu_table canvas").first
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    seen.page.mouse.click(box["x"] + BOX_PX, box["y"] + ROW_PX * row + BOX_PX)


def card_of(seen, plot):
    """Wait until the card of this plot stands there: its text."""
    seen.page.get_by_text(f"地块 {plot} 的卡片").wait_for(timeout=30_000)
    settled(seen)
    place = seen.page.wait_for_selector(".st-key-yitu_table iframe", timeout=30_000).content_frame()
    place.wait_for_function("(id) => document.body.innerText.includes(id)", arg=plot, timeout=30_000)
    return place.inner_text("body")


def first_row(seen):
    """The id in the first row of the table; the grid keeps its cells as a table for readers."""
    cell = seen.page.locator(".st-key-yitu_table canvas table [role=gridcell]").first
    cell.wait_for(state="attached", timeout=30_000)
    return cell.inner_text()


def taken(seen, button):
    """The content of what a button gives to take away."""
    with seen.page.expect_download(timeout=60_000) as waiting:
        button.click()
    return waiting.value.path().read_bytes()


def test_map_table_and_card_follow_each_other(visit):
    seen = visit()
    frame = opened(seen)
    view = frame.evaluate("[window.map.getCenter().lat, window.map.getCenter().lng, window.map.getZoom()]")
    click_plot(seen, frame, "ZB-一核-060")
    text = card_of(seen, "ZB-一核-060")
    assert "地块信息卡" in text
    assert first_row(seen) == "ZB-一核-060"
    # the view stays where the user clicked
    now = frame.evaluate("[window.map.getCenter().lat, window.map.getCenter().lng, window.map.getZoom()]")
    assert now == pytest.approx(view)
    click_row(seen, 2)  # under the one in hand
    card_of(seen, "ZB-一核-001")
    frame.wait_for_function(f"(key) => ({INSIDE})(key) > {view[2]}", arg="plot/ZB-一核-001", timeout=30_000)
    assert first_row(seen) == "ZB-一核-001"
    content = taken(seen, seen.page.get_by_role("button", name="PDF 卡片"))
    assert content.startswith(b"%PDF-")
    seen.clean()


def test_dropped_plots_are_graded_and_taken_away(visit, tmp_path):
    seen = visit()
    opened(seen)
    seen.page.evaluate(HOLD, "dragenter")
    seen.page.wait_for_function(f"({OVER})().some(([size, text]) => size === '0px' && text.includes('把文件拖到这里'))")
    seen.page.evaluate(HOLD, "dragleave")
    seen.page.wait_for_function(f"({OVER})().length === 0")
    assert "已接收" in drop(seen, making.shapefile(tmp_path))
    settled(seen)
    seen.page.locator(".st-key-yitu_plots_role button", has_text="企业").click()
    seen.page.get_by_text("后,可选亩均分档方案").wait_for(timeout=30_000)
    settled(seen)
    drop(seen, making.firms(tmp_path))
    seen.page.locator(".st-key-yitu_plots_scheme input").click(timeout=PATIENCE_MS)
    seen.page.get_by_role("option", name="安徽某市亩均效益评价").click()
    seen.page.get_by_text("A 1 · B 3 · C 1 · D 1").wait_for(timeout=PATIENCE_MS)
    settled(seen)
    seen.page.locator(".st-key-yitu_plots_colour input").click()
    seen.page.get_by_role("option", name="等级", exact=True).click()
    frame = seen.map()
    legend = "document.querySelector('.yitu-legend').innerText"
    frame.wait_for_function(f"/A\\s+B\\s+C\\s+D/.test({legend})", timeout=30_000)
    keys = [f"plot/DK{at}" for at in range(1, 7)]
    there = "(keys) => keys.every(key => window.map.yituTouch.some(p => p.yitu && p.yitu.key === key))"
    frame.wait_for_function(there, arg=keys, timeout=30_000)
    colours = frame.evaluate(COLOURS, keys)
    assert len(set(colours)) == 4
    assert colours[1] == colours[2] == colours[3]
    settled(seen)
    seen.page.get_by_role("tab", name="导出").click()
    book = openpyxl.load_workbook(io.BytesIO(taken(seen, seen.page.get_by_role("button", name="全部表格"))))
    rows = list(book["地块"].iter_rows(values_only=True))
    cells = [str(cell) for row in rows for cell in row]
    assert {f"DK{at}" for at in range(1, 7)} <= set(cells)
    assert "亩均分档" in book.sheetnames
    told = json.loads(taken(seen, seen.page.get_by_role("button", name="全部结果")))
    assert {row["id"]: row["grade"] for row in told["plots"]}["DK4"] == "B"
    take_a_point(seen, frame)
    take_what_the_filters_leave(seen, tmp_path)
    seen.clean()


def take_a_point(seen, frame):
    """A click on a point of the scatter takes its plot in hand: card, table and map follow."""
    zoom = frame.evaluate("window.map.getZoom()")
    seen.page.get_by_role("tab", name="分布").click()
    points = seen.page.locator(".st-key-yitu_table .vega-embed g.mark-symbol.role-mark path")
    points.nth(3).wait_for(timeout=30_000)
    settled(seen)
    assert points.count() == 6
    points.nth(3).scroll_into_view_if_needed()
    points.nth(3).click()  # as the rows: the fourth
    card_of(seen, "DK4")
    frame.wait_for_function(f"(key) => ({INSIDE})(key) > {zoom}", arg="plot/DK4", timeout=30_000)
    seen.page.get_by_role("tab", name="地块表").click()
    assert first_row(seen) == "DK4"


def take_what_the_filters_leave(seen, folder):
    """The layer and the cards hold the plots that the filters leave, and open."""
    find = seen.page.get_by_role("textbox", name="查找")
    find.fill("丁公司")
    find.press("Enter")
    seen.page.get_by_role("tab", name="导出").click()
    button = seen.page.get_by_role("button", name="当前 1 个地块的图层")
    button.wait_for(timeout=30_000)
    settled(seen)
    layer = folder / "taken.gpkg"
    layer.write_bytes(taken(seen, button))
    rows = gpd.read_file(layer)
    assert rows["id"].tolist() == ["DK4"]
    assert rows.geometry.area.tolist() == pytest.approx([6_000.0], abs=0.1)
    packed = taken(seen, seen.page.get_by_role("button", name="当前 1 个地块的卡片"))
    with zipfile.ZipFile(io.BytesIO(packed)) as cards:
        assert cards.testzip() is None
        (name,) = cards.namelist()
        assert "DK4" in name
        assert cards.read(name).startswith(b"%PDF-")


@pytest.mark.parametrize("lang", ["zh"])
def test_on_a_phone_all_stands_in_one_column(visit, lang):
    seen = visit("phone")
    opened(seen, lang)
    tops = [seen.page.locator(f".st-key-yitu_{part}").bounding_box()["y"] for part in ("figure", "map", "table")]
    assert tops == sorted(tops)
    click_row(seen, 1)
    seen.page.wait_for_selector(".st-key-yitu_table iframe", timeout=30_000)
    settled(seen)
    box = seen.page.locator(".st-key-yitu_table iframe").first.bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    assert seen.page.evaluate("document.documentElement.scrollWidth") <= 390
    seen.clean()
