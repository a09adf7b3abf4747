"""The page 项目审查 in Chromium: drawn with snap, reviewed, ruled on and taken away; a dropped file; a phone.

The shipped district of Zibo in an empty workspace; other hosts are blocked and counted as in test_browser.py.
"""

from __future__ import annotations

import io
import json
import zipfile

import geopandas as gpd
import pytest
import shapely

from gis import crs
from gis.read.folder import read_district
from gis.read.review_record import read_review_record
from gis.read.workspace import SHIPPED
from gis.review.record import rulings_of
from gis.views.words import say
from tests.apps import test_browser, test_browser_import
from tests.apps.test_browser_import import PATIENCE_MS, drop, settled
from tests.apps.test_browser_plots import taken

browser, visit = test_browser.browser, test_browser.visit
workspace, base = test_browser_import.workspace, test_browser_import.base

PLOT = "ZB-一核-060"
PIXEL = """([lat, lon]) => {
    const point = window.map.latLngToContainerPoint([lat, lon]);
    return [point.x, point.y];
}"""
LOOK = """([lat, lon, zoom]) => {
    window.map.yituMoved = true;
    window.map.setView([lat, lon], zoom, {animate: false});
}"""
HAS = """(key) => window.map.yituTouch.some(path => path.yitu && path.yitu.key === key)"""


def plot_corners():
    """Corners of a plot of the district in metres and in degrees (lat, lon)."""
    district = read_district(SHIPPED / "zibo")
    shape = district.layers["plots"].frame.geometry.loc[PLOT]
    line = gpd.GeoDataFrame(geometry=[shapely.LineString(shape.exterior)], crs=district.crs)
    degrees = shapely.get_coordinates(crs.to_degrees(line).geometry.iloc[0])[:-1]
    return shape, [(float(lat), float(lon)) for lon, lat in degrees]


def opened(seen, lang="zh"):
    seen.page.goto(f"{seen.base}/review?district=zibo&lang={lang}")
    frame = seen.map()
    settled(seen)
    return frame


def click(seen, frame, place, away=(0, 0)):
    """Click the map at a place (lat, lon), some pixels away from it."""
    x, y = frame.evaluate(PIXEL, list(place))
    box = seen.page.locator(".st-key-yitu_map iframe").bounding_box()
    seen.page.mouse.move(box["x"] + x + away[0], box["y"] + y + away[1])
    seen.page.wait_for_timeout(60)  # the mark follows with the next frame
    seen.page.mouse.click(box["x"] + x + away[0], box["y"] + y + away[1])


def draw_on(seen, frame, corners):
    """Draw an area beside these corners, so that only snapping brings it onto them; Enter ends it."""
    frame.locator(".leaflet-draw-draw-polygon").click()
    frame.wait_for_function("window.map.yituDrawingUntil === Infinity")
    for number, corner in enumerate(corners, 1):
        click(seen, frame, corner, away=(4, -3))
        frame.wait_for_function(f"document.querySelectorAll('.yitu-drawn-spot').length === {number}")
        seen.page.wait_for_timeout(80)
    assert frame.locator(".yitu-snap-corner").count() == 1
    seen.page.keyboard.press("Enter")
    seen.page.wait_for_selector(".st-key-yitu_review_edit_0 button", timeout=PATIENCE_MS)
    settled(seen)


def reviewed(seen):
    seen.page.locator(".st-key-yitu_review_go button").click()
    seen.page.wait_for_selector(".st-key-yitu_review_list tr", timeout=PATIENCE_MS)
    settled(seen)


def take(seen, suffix):
    """The content of a file of the popover of files."""
    button = seen.page.locator(f".st-key-yitu_review_take-{suffix} button")
    if not button.is_visible():
        seen.page.get_by_role("button", name=say("review_page_take")).click()
    return taken(seen, button)


def area_text(seen):
    return seen.page.locator(".st-key-yitu_figure [data-testid=stText]").first.inner_text()


def move_a_corner(seen, frame, corner):
    """Move a corner 60 pixels out, holding Alt, and finish; then undo."""
    before = area_text(seen)
    seen.page.locator(".st-key-yitu_review_edit_0 button").click()
    frame.wait_for_selector(".yitu-corner")
    x, y = frame.evaluate(PIXEL, list(corner))
    box = seen.page.locator(".st-key-yitu_map iframe").bounding_box()
    seen.page.mouse.move(box["x"] + x, box["y"] + y)
    seen.page.mouse.down()
    seen.page.mouse.move(box["x"] + x + 30, box["y"] + y + 30, steps=4)
    seen.page.mouse.move(box["x"] + x + 60, box["y"] + y + 60, steps=4)
    seen.page.mouse.up()
    frame.locator(".yitu-corners-finish").click()
    frame.wait_for_function("document.querySelectorAll('.yitu-corner').length === 0")
    seen.page.wait_for_function(
        "(text) => document.querySelector('.st-key-yitu_figure [data-testid=stText]').innerText !== text", arg=before
    )
    settled(seen)
    seen.page.locator(".st-key-yitu_review_undo button").click()
    seen.page.wait_for_function(
        "(text) => document.querySelector('.st-key-yitu_figure [data-testid=stText]').innerText === text", arg=before
    )
    settled(seen)


def rule(seen, reason):
    form = seen.page.locator("[data-testid=stForm]")
    form.get_by_label(say("review_reason"), exact=True).fill(reason)
    form.get_by_label(say("review_page_signed"), exact=True).fill("王审查")
    form.get_by_role("button", name=say("review_page_rule"), exact=True).click()
    seen.page.get_by_text(reason).first.wait_for(timeout=30_000)
    settled(seen)


def test_drawn_with_snap_reviewed_ruled_on_and_taken_away(visit, tmp_path):
    seen = visit()
    frame = opened(seen)
    shape, corners = plot_corners()
    middle = shape.centroid
    lat, lon = (sum(values) / len(corners) for values in zip(*corners, strict=True))
    assert middle.within(shape)
    frame.evaluate(LOOK, [lat, lon, 17])
    draw_on(seen, frame, corners)
    move_a_corner(seen, frame, corners[0])
    reviewed(seen)
    assert "▲" in seen.page.inner_text(".headline.review") or "◆" in seen.page.inner_text(".headline.review")
    # the list leads the map
    frame.evaluate(LOOK, [lat + 0.02, lon, 13])
    seen.page.locator(".st-key-yitu_review_list button[data-pick='general:plots.supplied']").click()
    frame.wait_for_function("window.map.getZoom() > 14", timeout=30_000)
    frame.wait_for_function(HAS, arg="finding/general:plots.supplied", timeout=30_000)
    settled(seen)
    # the map leads the list
    seen.page.locator(".st-key-yitu_review_list button[data-pick='general:line.farmland']").click()
    seen.page.locator(".st-key-yitu_review_list tr.chosen", has_text="永久基本农田").wait_for(timeout=30_000)
    settled(seen)
    click(seen, frame, (lat, lon))
    seen.page.locator(".st-key-yitu_review_list tr.chosen", has_text="已供应地块").wait_for(timeout=30_000)
    settled(seen)
    rule(seen, "同一地块,属续期供地")
    assert "裁定记录完整:共 1 条" in seen.page.inner_text(".st-key-yitu_table")
    assert take(seen, "pdf").startswith(b"%PDF-")
    with zipfile.ZipFile(io.BytesIO(take(seen, "docx"))) as word:
        assert "同一地块,属续期供地" in word.read("word/document.xml").decode()
    path = tmp_path / "record.json"
    path.write_bytes(take(seen, "json"))
    record = read_review_record(path)
    geometry = shapely.from_geojson(json.dumps(record["project"]["parts"][0]["geometry"]))
    assert shapely.symmetric_difference(geometry, shape).area < 1e-6  # snapped: exact, not to the pixel
    log = rulings_of(record)
    assert [one.finding for one in log.rulings] == ["general:plots.supplied"]
    assert log.verify() == ()
    seen.clean()


def test_a_dropped_txt_is_reviewed(visit, tmp_path):
    from apps.review_sample import sample_project

    seen = visit()
    opened(seen, "en")
    file = tmp_path / "project.txt"
    file.write_bytes(sample_project(read_district(SHIPPED / "zibo"))[0].content)
    drop(seen, file)
    seen.page.locator("[data-testid=stRadio] label", has_text="2023").click()  # the codes fit two editions
    seen.page.wait_for_selector(".st-key-yitu_review_edit_1 button", timeout=PATIENCE_MS)
    settled(seen)
    reviewed(seen)
    assert "2 parts" in seen.page.inner_text(".headline.review")
    assert seen.page.locator(".st-key-yitu_review_list tr").count() > 20
    seen.clean()


@pytest.mark.parametrize("lang", ["zh"])
def test_on_a_phone_all_stands_in_one_column(visit, lang):
    seen = visit("phone")
    opened(seen, lang)
    tops = [seen.page.locator(f".st-key-yitu_{part}").bounding_box()["y"] for part in ("figure", "map")]
    assert tops == sorted(tops)
    assert seen.page.evaluate("document.documentElement.scrollWidth") <= 390
    seen.clean()
