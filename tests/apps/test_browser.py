"""The app in Chromium with every other host blocked and counted: map and figures on every page, in both languages.

Wants Chromium (Debian and Ubuntu: apt-get install chromium, or chromium-headless-shell) and the playwright package;
skipped where they are absent.
"""

from __future__ import annotations

import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import pytest

from gis.views import map as maps
from gis.views import map_layers
from tests.gis.views.test_safe import HOSTILE, hostile_page
from tests.gis.views.toy import toy_district

sync_api = pytest.importorskip("playwright.sync_api", reason="pip install playwright (only the package)")
CHROMIUM = next(
    (
        path
        for path in map(shutil.which, ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"))
        if path
    ),
    None,
)
if CHROMIUM is None:
    pytest.skip("no Chromium on this machine: apt-get install chromium", allow_module_level=True)

ROOT = Path(__file__).resolve().parents[2]
ARGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]  # fmt: skip
PAGES = ("", "coverage", "circles", "intensity", "plots", "review", "data", "importing")
SIZES = {"desktop": (1440, 900), "phone": (390, 844)}


@contextmanager
def served(*command):
    """The address of a server of its own: a module or command of Python, told `{port}` where it stands."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = [sys.executable, "-m", *(word.format(port=port) for word in command)]
    server = subprocess.Popen(words, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)})
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for(address, server)
        yield address
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(60)


@pytest.fixture(scope="module")
def base():
    """The address of the app with the toy district."""
    with served("tests.apps.toy_server", "{port}") as address:
        yield address


def wait_for(address, server):
    for _ in range(120):
        asked = http.client.HTTPConnection(address.removeprefix("http://"), timeout=1)
        try:
            asked.request("GET", "/_stcore/health")
            if asked.getresponse().status == 200:
                return
        except OSError:
            assert server.poll() is None, "the server did not start"
        finally:
            asked.close()
        time.sleep(0.25)
    pytest.fail("the server does not answer")


@pytest.fixture(scope="module")
def browser():
    with sync_api.sync_playwright() as engine:
        opened = engine.chromium.launch(executable_path=CHROMIUM, headless=True, args=ARGS)
        yield opened
        opened.close()


class Visit:
    """A page; the browser finds no other host, requests to one and all that went wrong are written down."""

    def __init__(self, browser, base="", size="desktop"):
        width, height = SIZES[size]
        kept = browser.__dict__.setdefault("yitu_contexts", {})  # its cache serves the scripts to all visits
        if size not in kept:
            kept[size] = browser.new_context(viewport={"width": width, "height": height})
        self.context, self.base = kept[size], base
        self.page = self.context.new_page()
        self.outside, self.errors = [], []
        self.page.on("request", self.guard)
        self.page.on("console", lambda said: self.errors.append(said.text) if said.type == "error" else None)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))

    def guard(self, request):
        address = request.url
        own = address.startswith(("data:", "blob:", "about:", "file:"))
        if not own and not (self.base and address.startswith(self.base)):
            self.outside.append(address)

    def open(self, path):
        self.page.goto(f"{self.base}/{path}")
        return self.map()

    def map(self):
        """The frame of the map, once it has drawn."""
        frame = self.page.wait_for_selector(".st-key-yitu_map iframe", timeout=60_000).content_frame()
        frame.wait_for_function("window.map && window.map.yituLegend", timeout=60_000)
        frame.wait_for_function("(window.map.yituGroups || []).length > 1", timeout=60_000)
        return frame

    def clean(self):
        assert self.outside == []
        assert self.errors == []
        self.page.close()


@pytest.fixture
def visit(browser, base):
    opened = []

    def new(size="desktop"):
        opened.append(Visit(browser, base, size))
        return opened[-1]

    yield new
    for one in opened:
        one.page.close()


def see_all(frame):
    """Move the map, as a user would, so that the whole district is in view."""
    frame.evaluate("window.map.yituMoved = true; window.map.fitBounds(window.map.yituHome, {animate: false})")


def paths(frame):
    return frame.evaluate("window.map.yituGroups.reduce((n, group) => n + group.yituPaths.length, 0)")


# every page in Chinese, and one in English: that all speak both is held by test_pages.py
@pytest.mark.parametrize(("name", "lang"), [*((name, "zh") for name in PAGES), ("coverage", "en")])
def test_every_page_shows_its_map_and_asks_nobody_else(visit, name, lang):
    seen = visit()
    frame = seen.open(f"{name}?lang={lang}")
    assert paths(frame) > 10
    heading = {"zh": "图例", "en": "Legend"}[lang]
    assert heading in frame.inner_text(".yitu-legend")
    seen.clean()


@pytest.mark.parametrize("name", ["", "coverage"])
def test_on_a_phone_the_figure_stands_above_the_map_above_the_table(visit, name):
    seen = visit("phone")
    seen.open(name)
    tops = [seen.page.locator(f".st-key-yitu_{part}").bounding_box()["y"] for part in ("figure", "map", "table")]
    assert tops == sorted(tops)
    assert seen.page.evaluate("document.documentElement.scrollWidth") <= 390
    seen.clean()


def test_the_map_fills_the_window_on_a_desk(visit):
    seen = visit()
    frame = seen.open("coverage")
    box = seen.page.locator(".st-key-yitu_map iframe").bounding_box()
    assert box["height"] > 700
    assert 0.5 < box["width"] / (1440 - 188) < 0.7
    frame.wait_for_function(f"Math.abs(window.map.getSize().y - {box['height']}) <= 2", timeout=15_000)


def test_scale_north_coordinates_and_badge_are_there(visit):
    frame = visit().open("coverage")
    for part in (".leaflet-control-scale", ".yitu-north svg", ".yitu-readout", ".yitu-head .badge"):
        assert frame.locator(part).count() == 1
    assert "°E" in frame.inner_text(".yitu-readout")


def test_every_icon_of_the_legend_is_loaded(visit):
    frame = visit().open("data")
    assert frame.locator(".yitu-legend img").count() == 3
    assert frame.evaluate("[...document.querySelectorAll('.yitu-legend img')].every(i => i.naturalWidth > 0)")


def test_a_click_on_a_zone_shows_its_figure_and_leaves_the_view(visit):
    seen = visit()
    frame = seen.open("coverage?goal=green.radius&zone=toy.core")
    seen.page.get_by_text("50.0 %").first.wait_for()
    see_all(frame)
    view = frame.evaluate("[window.map.getCenter().lat, window.map.getCenter().lng, window.map.getZoom()]")
    box = seen.page.locator(".st-key-yitu_map iframe").bounding_box()
    at = frame.evaluate("""() => {
        const zone = window.map.yituTouch.find(path => path.yitu.key === 'zone/toy.park');
        const point = window.map.latLngToContainerPoint(zone.getBounds().getCenter());
        return [point.x, point.y];
    }""")
    seen.page.mouse.click(box["x"] + at[0], box["y"] + at[1])
    seen.page.locator(".st-key-yitu_figure").get_by_text("产业园").first.wait_for(timeout=15_000)
    seen.page.locator(".st-key-yitu_figure b").get_by_text("25.0 %").wait_for(timeout=15_000)
    assert seen.page.locator(".st-key-yitu_map iframe").element_handle().content_frame().evaluate(
        "[window.map.getCenter().lat, window.map.getCenter().lng, window.map.getZoom()]"
    ) == pytest.approx(view)
    seen.clean()


def test_the_pointer_says_what_it_is_over(visit):
    seen = visit()
    frame = seen.open("coverage?goal=green.radius")
    box = seen.page.locator(".st-key-yitu_map iframe").bounding_box()
    frame.wait_for_function("window.map.yituTouch.some(path => path.options.pane === 'yitu-cover')", timeout=15_000)
    see_all(frame)
    at = frame.evaluate("""() => {
        const piece = window.map.yituTouch.find(path => path.options.pane === 'yitu-cover');
        const point = window.map.latLngToContainerPoint(piece.getBounds().getCenter());
        return [point.x, point.y];
    }""")
    seen.page.mouse.move(box["x"] + at[0] + 3, box["y"] + at[1] + 3)
    seen.page.mouse.move(box["x"] + at[0], box["y"] + at[1])
    frame.wait_for_selector(".yitu-tip")
    assert "公顷" in frame.inner_text(".yitu-tip")


def test_a_cell_of_the_overview_leads_to_the_map_that_proves_it(visit):
    seen = visit()
    seen.open("")
    seen.page.locator('[data-pick="circle.school10|toy.city"]').click()
    seen.page.wait_for_url("**/circles?**", timeout=15_000)
    seen.map()
    seen.page.locator(".st-key-yitu_figure").get_by_text("30.0 %").first.wait_for(timeout=15_000)
    seen.clean()


def test_the_view_is_kept_from_page_to_page(visit):
    seen = visit()
    frame = seen.open("coverage")
    frame.evaluate("window.map.yituMoved = true; window.map.setView([36.83, 118.06], 15.5, {animate: false})")
    seen.page.get_by_role("link", name="服务圈").click()
    seen.page.wait_for_url("**/circles**")
    seen.page.wait_for_timeout(500)
    frame = seen.map()
    assert frame.evaluate("window.map.getZoom()") == 15.5


def test_another_distance_redraws_without_a_new_map(visit):
    seen = visit()
    frame = seen.open("circles?goal=circle.service15")
    frame.evaluate("window.yituSame = true")
    seen.page.get_by_text("改用自定距离试算").click()
    slider = seen.page.get_by_role("slider")
    slider.focus()
    slider.press("ArrowLeft")
    seen.page.get_by_text("试算:950 米").wait_for(timeout=15_000)
    assert frame.evaluate("window.yituSame") is True
    seen.clean()


# --- one page, opened from disk -------------------------------------------------------------------------------------


def opened_from_disk(browser, folder, html):
    path = folder / "map.html"
    path.write_text(html, encoding="utf-8")
    seen = Visit(browser)
    seen.page.goto(path.as_uri())
    seen.page.wait_for_selector(".yitu-legend")
    return seen


def test_a_saved_map_opens_without_internet(browser, tmp_path):
    district = toy_district()
    page = maps.base_map(district, map_layers.ground(district), title=district.name)
    overlay = maps.Overlay((map_layers.zones(district),), title="图例", rows=())
    rows = (maps.LegendRow("小学", icon="school"),)
    group = maps.overlay_group(district, maps.Overlay(overlay.drawn, rows))
    seen = opened_from_disk(browser, tmp_path, maps.standalone_html(page, [group], title=district.name))
    assert seen.page.title() == "试验高新区"
    assert "试验高新区" in seen.page.inner_text(".yitu-head")
    assert seen.page.evaluate("document.querySelector('.yitu-legend img').naturalWidth") > 0
    seen.clean()


def test_a_hostile_district_shows_its_texts_and_runs_nothing(browser, tmp_path):
    page, group = hostile_page()
    seen = opened_from_disk(browser, tmp_path, maps.standalone_html(page, [group], title=HOSTILE, note=HOSTILE))
    assert seen.page.evaluate("window.yituMark") is None
    assert seen.page.locator("#yitu-mark").count() == 0
    assert HOSTILE in seen.page.inner_text(".yitu-label-zone")
    assert HOSTILE in seen.page.inner_text(".yitu-head")
    assert HOSTILE in seen.page.inner_text(".yitu-legend")
    assert HOSTILE in seen.page.inner_text(".leaflet-control-attribution")
    assert HOSTILE in seen.page.inner_text(".yitu-note")
    assert seen.page.title() == HOSTILE
    seen.clean()
