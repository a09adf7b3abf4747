"""Zibo's core in Chromium: why radius and walk differ, cause by cause, and a scenario drawn on the map.

The shipped district, measured by the app itself; other hosts are blocked and counted as in test_browser.py.
"""

from __future__ import annotations

import pytest

from tests.apps import test_browser

browser, visit = test_browser.browser, test_browser.visit
CORE = "district=zibo&goal=green.radius&zone=zibo.core"
UNDER_MEASURE_MS = 120_000


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    """The address of the app with an empty workspace, served by the command itself."""
    workspace = str(tmp_path_factory.mktemp("ws"))
    with test_browser.served("gis.cli", "--workspace", workspace, "app", "--port", "{port}") as address:
        yield address


def opened(seen, path):
    """The page with its map; the first visit measures the district."""
    seen.page.goto(f"{seen.base}/{path}")
    seen.page.wait_for_selector(".st-key-yitu_map iframe", timeout=UNDER_MEASURE_MS)
    return seen.map()


SPOT = """(key) => {
    const map = window.map, size = map.getSize();
    const height = path => Number(map.getPane(path.options.pane).style.zIndex);
    const top = point => map.yituTouch.reduce((best, path) => path._pxBounds && path._containsPoint(point)
        && (!best || height(path) >= height(best)) ? path : best, null);
    for (const path of map.yituTouch.filter(path => (path.yitu.key || '').startsWith(key))) {
        const middle = path._pxBounds.getCenter(), at = map.layerPointToContainerPoint(middle);
        if (at.x > 60 && at.y > 60 && at.x < size.x - 60 && at.y < size.y - 190 && top(middle) === path) {
            return [at.x, at.y];
        }
        const low = path._pxBounds.min, span = path._pxBounds.max.subtract(low);
        for (let step = 0; step < 3600; step++) {
            const point = L.point(low.x + span.x * (step % 60) / 60, low.y + span.y * Math.floor(step / 60) / 60);
            const spot = map.layerPointToContainerPoint(point);
            const inside = spot.x > 60 && spot.y > 60 && spot.x < size.x - 60 && spot.y < size.y - 190;
            if (inside && top(point) === path) { return [spot.x, spot.y]; }
        }
    }
    return null;
}"""


def explained(seen, toggle):
    """The map of the difference, once the explanation stands beside it."""
    seen.page.get_by_text(toggle).first.click()
    seen.page.wait_for_selector(".st-key-yitu_table .stMarkdown table", timeout=UNDER_MEASURE_MS)
    return seen.map()


def click_path(seen, frame, key):
    """Click on a shape whose key begins so, where nothing lies above it."""
    at = frame.evaluate(SPOT, key)
    assert at is not None, f"no {key} in view"
    box = seen.page.locator(".st-key-yitu_map iframe").bounding_box()
    seen.page.mouse.click(box["x"] + at[0], box["y"] + at[1])


def keys(frame, kind):
    """The keys of all shapes of a kind, once they are there."""
    frame.wait_for_function(
        f"window.map.yituTouch.some(path => (path.yitu.key || '').startsWith('{kind}/'))", timeout=60_000
    )
    return frame.evaluate(
        f"window.map.yituTouch.map(path => path.yitu.key || '').filter(key => key.startsWith('{kind}/'))"
    )


@pytest.mark.parametrize("lang", ["zh"])
def test_the_difference_map_tells_its_causes_by_click(visit, lang):
    seen = visit()
    opened(seen, f"coverage?{CORE}&lang={lang}")
    frame = explained(seen, {"zh": "看原因", "en": "not on foot: why"}[lang])
    causes = sorted({key.split("/")[1].split("|")[0] for key in keys(frame, "gap")})
    assert len(causes) > 1
    table = seen.page.locator(".st-key-yitu_table")
    for cause in causes[:2]:
        click_path(seen, frame, f"gap/{cause}")
        told = {"zh": "现在步行", "en": "Walk today"}[lang]
        table.get_by_text(told).first.wait_for(timeout=30_000)
    seen.clean()


def test_a_mend_goes_into_the_scenario(visit):
    seen = visit()
    opened(seen, f"coverage?{CORE}")
    frame = explained(seen, "看原因")
    key = keys(frame, "mend")[0]
    frame.evaluate(
        """(key) => {
        const path = window.map.yituTouch.find(path => path.yitu.key === key);
        window.map.yituMoved = true;
        window.map.setView(path.getBounds().getCenter(), 18, {animate: false});
    }""",
        key,
    )
    frame.wait_for_timeout(500)
    click_path(seen, frame, key)
    seen.page.get_by_role("button", name="放进情景试算").click(timeout=30_000)
    seen.page.wait_for_url("**/scenario**", timeout=30_000)
    seen.page.get_by_text("方案:1 处改动").wait_for(timeout=60_000)
    seen.page.locator(".st-key-yitu_table .up").first.wait_for(timeout=30_000)
    seen.clean()


def test_a_park_drawn_on_the_map_moves_the_figures_and_undo_brings_them_back(visit):
    seen = visit()
    frame = opened(seen, f"scenario?{CORE}")
    headline = seen.page.locator(".st-key-yitu_figure b").first
    before = headline.inner_text()
    frame.locator(".leaflet-draw-draw-polygon").click()
    box = seen.page.locator(".st-key-yitu_map iframe").bounding_box()
    corners = [(330, 430), (400, 430), (400, 480), (330, 480), (330, 430)]
    for x, y in corners:
        seen.page.mouse.click(box["x"] + x, box["y"] + y)
        seen.page.wait_for_timeout(300)
    seen.page.get_by_text("方案:1 处改动").wait_for(timeout=60_000)
    assert headline.inner_text() != before
    seen.page.get_by_role("button", name="撤销").click()
    seen.page.get_by_text("还没有改动").wait_for(timeout=30_000)
    assert headline.inner_text() == before
    seen.clean()


@pytest.mark.parametrize("lang", ["zh"])
def test_the_scenario_on_a_phone_stands_in_one_column(visit, lang):
    seen = visit("phone")
    opened(seen, f"scenario?{CORE}&lang={lang}")
    tops = [seen.page.locator(f".st-key-yitu_{part}").bounding_box()["y"] for part in ("figure", "map", "table")]
    assert tops == sorted(tops)
    assert seen.page.evaluate("document.documentElement.scrollWidth") <= 390
    seen.clean()
