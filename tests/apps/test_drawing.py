"""Drawing on the map in Chromium, by mouse and by finger: what is drawn reaches the page once, in metres.

The page is `drawing_page.py` with the map of the app; other hosts are blocked and counted as in test_browser.py.
"""

from __future__ import annotations

import re
from contextlib import contextmanager

import numpy as np
import pytest
import shapely

from gis.views.words import say
from tests.apps import test_browser
from tests.apps.sitting import TOOL, Finger, Sitting

browser = test_browser.browser
PLACES = {
    "point": [(380, 200)],
    "line": [(300, 250), (420, 300), (460, 400)],
    "area": [(250, 350), (430, 340), (450, 480), (260, 500)],
}


@pytest.fixture(scope="module")
def base():
    """The address of the drawing page with the toy district."""
    with test_browser.served("tests.apps.toy_server", "{port}", "drawing_page.py") as address:
        yield address


@pytest.fixture(scope="module")
def sittings():
    """Sittings that ended well, to be taken up again: a page is loaded once for all tests of a size."""
    kept = {}
    yield kept
    for one in kept.values():
        one.page.close()


@pytest.fixture
def sit(browser, base, sittings):
    @contextmanager
    def new(path="", size="desktop", *, finger=False):
        here = sittings.pop((path, size, finger), None)
        if here is not None:
            here.again()
        else:
            visit = test_browser.Visit(Finger(browser) if finger else browser, base, size)
            try:
                here = Sitting(visit, path, finger=finger)
            except BaseException:
                visit.page.close()
                raise
        try:
            yield here
            assert (here.seen.outside, here.seen.errors) == ([], [])
            if not path:  # an address names a zone, which a test may leave
                sittings[path, size, finger] = here
        finally:
            if here not in sittings.values():
                here.page.close()

    return new


def as_shape(kind, ground):
    return {"point": shapely.MultiPoint, "line": shapely.LineString, "area": shapely.Polygon}[kind](ground)


@pytest.mark.parametrize(("size", "finger"), [("desktop", False), ("phone", True)], ids=["mouse", "finger"])
def test_point_line_and_area_reach_the_page_in_metres(sit, size, finger):
    shrink = 0.6 if finger else 1.0
    with sit(size=size, finger=finger) as here:
        view, zone = here.view(), here.page.url
        for number, (kind, places) in enumerate(PLACES.items()):
            ground = here.draw(kind, [(x * shrink, y * shrink + (120 if finger else 0)) for x, y in places])
            found = here.kept(number + 1)[-1]
            assert found[0] == kind
            a_pixel_m = 1.5 * float(np.hypot(*np.subtract(here.ground((101, 100)), here.ground((100, 100)))))
            assert shapely.hausdorff_distance(found[1], as_shape(kind, ground)) < a_pixel_m
        assert here.page.url == zone
        assert here.view() == view


def test_a_drawing_is_told_once_and_leaves_the_map(sit):
    with sit() as here:
        here.draw("line", PLACES["line"])
        here.kept(1)
        here.frame.wait_for_function("window.map.yituFinished.getLayers().length === 0", timeout=10_000)
        assert here.frame.locator(".yitu-drawn-spot").count() == 0
        here.note("again")
        assert len(here.kept(1)) == 1
        drawn = here.frame.evaluate(
            "window.map.yituGroups.flatMap(g => g.yituPaths).filter(p => p.options.color === '#8E1558').length"
        )
        assert drawn == 1  # the one the page draws


def test_a_click_on_a_zone_while_drawing_chooses_nothing(sit):
    with sit("?zone=toy.core") as here:
        at = here.frame.evaluate("""() => {
            const zone = window.map.yituTouch.find(path => path.yitu.key === 'zone/toy.park');
            const point = window.map.latLngToContainerPoint(zone.getBounds().getCenter());
            return [point.x, point.y];
        }""")
        near = [(at[0] - 30, at[1] - 30), (at[0] + 30, at[1] - 20), (at[0] + 20, at[1] + 30)]
        here.draw("area", near)
        here.kept(1)
        here.draw("point", [at])
        here.kept(2)
        here.tool("line")
        here.at(near[0], corners=1)
        here.at(near[1], corners=2)
        here.at((near[1][0] + 8, near[1][1]))  # beside the last corner: near enough to end, too far to hit it
        assert len(here.kept(3)[2][1].coords) == 2
        here.page.wait_for_timeout(400)  # streamlit-folium tells a click after 250 ms
        here.note("later")
        assert "zone=toy.core" in here.page.url
        here.frame.wait_for_function("window.map.yituDrawingUntil < Date.now()")
        here.at(at)
        here.page.wait_for_url("**zone=toy.park**", timeout=15_000)
        here.kept(3)


def test_a_tap_that_no_marker_of_the_library_catches_is_still_the_drawings(sit):
    with sit("?zone=toy.core", "phone", finger=True) as here:
        here.pause_ms = 400  # streamlit-folium tells a click after 250 ms, unless another follows
        here.frame.wait_for_selector(".leaflet-draw")
        here.frame.add_style_tag(content=".leaflet-mouse-marker, .yitu-drawn-spot { pointer-events: none !important }")
        at = here.frame.evaluate("""() => {
            const zone = window.map.yituTouch.find(path => path.yitu.key === 'zone/toy.park');
            const point = window.map.latLngToContainerPoint(zone.getBounds().getCenter());
            return [point.x, point.y];
        }""")
        here.draw("line", [(at[0] - 25, at[1] - 25), (at[0] + 25, at[1])])
        assert len(here.kept(1)[0][1].coords) == 2
        here.draw("point", [at])
        here.kept(2)
        here.page.wait_for_timeout(here.pause_ms)
        here.note("later")
        assert "zone=toy.core" in here.page.url


def test_a_drawing_under_way_outlives_another_overlay(sit):
    with sit("?zone=toy.core") as here:
        here.frame.evaluate("window.yituSame = true")
        view = here.view()
        here.tool("line")
        for number, place in enumerate(PLACES["line"][:2]):
            here.at(place, corners=number + 1)
        here.zone("产业园", "toy.park")
        here.at(PLACES["line"][2], corners=3)
        here.zone("科学城", "toy.city")  # streamlit-folium listens to clicks on the corners now
        here.at(PLACES["line"][2])
        assert len(here.kept(1)[0][1].coords) == 3
        assert here.frame.evaluate("window.yituSame") is True
        assert here.view() == view


def test_other_tools_come_and_go_without_a_new_map(sit):
    with sit() as here:
        here.frame.evaluate("window.yituSame = true")
        here.frame.wait_for_selector(".leaflet-draw")
        here.tool("line")
        here.at(PLACES["line"][0], corners=1)
        for left in (2, 1, 0):
            here.page.locator('[data-testid="stMultiSelect"] input').press("Backspace")
            here.frame.wait_for_function(
                f"document.querySelectorAll('.leaflet-draw-toolbar > a').length === {left}", timeout=15_000
            )
        assert here.frame.locator(".leaflet-draw").count() == 0
        assert here.frame.locator(".yitu-drawn-spot").count() == 0
        assert here.frame.evaluate("window.yituSame") is True


def test_the_library_is_fetched_with_the_first_tool(sit):
    with sit("?offer=none") as here:
        assert here.frame.evaluate("typeof L.Draw") == "undefined"
        assert not [url for url in here.asked if "/yitu-assets/draw/" in url or "yitu-draw" in url]
        here.frame.evaluate("window.yituSame = true")
        here.page.locator('[data-testid="stMultiSelect"] input').fill("area")
        here.page.keyboard.press("Enter")
        here.frame.wait_for_selector(TOOL["area"], timeout=15_000)
        fetched = [url.rsplit("/", 1)[1] for url in here.asked if "draw" in url.rsplit("/", 1)[1]]
        assert sorted(fetched) == ["leaflet.draw.css", "leaflet.draw.js", "yitu-draw.css", "yitu-draw.js"]
        here.draw("area", PLACES["area"])
        assert here.kept(1)[0][0] == "area"
        assert here.frame.evaluate("window.yituSame") is True


def test_two_drawings_for_a_busy_page_both_arrive(sit):
    with sit() as here:
        here.page.get_by_label("note").fill("slow")
        here.page.get_by_label("note").press("Enter")
        here.page.wait_for_timeout(400)
        here.draw("point", [(300, 220)])
        here.page.wait_for_timeout(700)  # told to the page, which has not come to its map yet
        here.draw("point", [(420, 320)])
        assert [kind for kind, _ in here.kept(2)] == ["point", "point"]
        assert here.kept(2)[0][1].x < here.kept(2)[1][1].x


def test_an_area_whose_edges_cross_is_not_finished(sit):
    with sit() as here:
        here.tool("area")
        for number, place in enumerate([(250, 350), (430, 480), (430, 350), (250, 480)]):
            here.at(place, corners=number + 1) if number < 3 else here.at(place)
        here.frame.wait_for_selector(".leaflet-error-draw-tooltip")
        assert here.frame.inner_text(".leaflet-error-draw-tooltip") == say("draw_crossing")
        assert here.frame.evaluate("window.map.yituDrawingUntil === Infinity")
        here.frame.locator(".leaflet-container").press("Escape")
        here.frame.wait_for_function("window.map.yituDrawingUntil < Date.now()")
        assert here.page.locator(".st-key-yitu_table").get_by_text("area").count() == 0


def test_the_last_edge_of_an_area_may_not_cross_either(sit):
    with sit() as here:
        here.tool("area")
        for number, place in enumerate([(250, 350), (400, 300), (400, 500), (500, 400)]):
            here.at(place, corners=number + 1)
        here.frame.get_by_text(say("draw_finish"), exact=True).click()
        here.frame.wait_for_selector(".leaflet-error-draw-tooltip")
        assert here.frame.evaluate("window.map.yituDrawingUntil === Infinity")


def test_a_line_of_one_point_is_not_finished_and_undo_takes_the_last(sit):
    with sit() as here:
        here.tool("line")
        here.at((300, 250), corners=1)
        here.at((300, 250))
        here.at((307, 252))
        here.frame.get_by_text(say("draw_finish"), exact=True).click()
        assert here.frame.evaluate("window.map.yituDrawingUntil === Infinity")
        here.at((420, 300), corners=2)
        here.at((460, 400), corners=3)
        here.frame.get_by_text(say("draw_undo"), exact=True).click()
        here.frame.wait_for_function("document.querySelectorAll('.yitu-drawn-spot').length === 2")
        here.frame.get_by_text(say("draw_finish"), exact=True).click()
        assert len(here.kept(1)[0][1].coords) == 2


def test_a_shape_off_the_earth_is_refused_in_words(sit):
    with sit() as here:
        here.frame.evaluate("window.map.setView([36.8, 478.0], 13, {animate: false})")
        here.draw("point", [(300, 220)])
        here.page.get_by_text(say("drawn_off_earth")).wait_for(timeout=15_000)
        test_browser.see_all(here.frame)
        here.draw("point", [(300, 220)])
        assert len(here.kept(1)) == 1


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_tools_and_hints_are_in_the_language_of_the_page(sit, lang):
    with sit(f"?lang={lang}") as here:
        here.frame.wait_for_selector(".leaflet-draw")
        for kind, button in TOOL.items():
            assert here.frame.get_attribute(button, "title") == say(f"draw_{kind}", lang)
        here.tool("line")
        assert here.frame.inner_text(".leaflet-draw-tooltip") == say("draw_line_start", lang)
        actions = [say(f"draw_{name}", lang) for name in ("finish", "undo", "cancel")]
        assert here.frame.locator(".leaflet-draw-actions a").all_inner_texts() == actions
        here.at(PLACES["line"][0], corners=1)
        box = here.page.locator(".st-key-yitu_map iframe").bounding_box()
        here.page.mouse.move(box["x"] + 500, box["y"] + 300)
        assert say("draw_line_cont", lang) in here.frame.inner_text(".leaflet-draw-tooltip")
        length = {"zh": r"约 [\d.]+ (米|公里)", "en": r"about [\d.]+ k?m"}[lang]
        assert re.fullmatch(length, here.frame.inner_text(".leaflet-draw-tooltip-subtext"))


@pytest.mark.parametrize("lang", ["zh"])
def test_on_a_phone_tools_and_hints_stay_inside_the_map(sit, lang):
    with sit(f"?lang={lang}", "phone", finger=True) as here:
        here.tool("line")
        width = here.frame.evaluate("window.map.getSize().x")
        for number, place in enumerate([(120, 300), (200, 320), (width - 12, 380)]):
            here.at(place, corners=number + 1)
            for part in (".leaflet-draw-tooltip", ".leaflet-draw-actions"):
                left, right = here.frame.evaluate(
                    f"(() => {{ const b = document.querySelector('{part}').getBoundingClientRect();"
                    "return [b.left, b.right]; })()"
                )
                assert left >= 0
                assert right <= width
        assert here.page.evaluate("document.documentElement.scrollWidth") <= 390


def test_a_finger_may_move_the_map_while_drawing(sit):
    with sit(size="phone", finger=True) as here:
        here.tool("area")
        for number, place in enumerate([(120, 300), (280, 310), (260, 420)]):
            here.at(place, corners=number + 1)
        view = here.view()
        box = here.page.locator(".st-key-yitu_map iframe").bounding_box()
        touch = here.seen.context.new_cdp_session(here.page)
        for step in range(9):
            points = [{"x": box["x"] + 200 - 8 * step, "y": box["y"] + 200}]
            kind = "touchStart" if step == 0 else "touchMove"
            touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
        touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
        here.frame.wait_for_function(f"window.map.getCenter().lng > {view[1]}")
        here.page.wait_for_timeout(400)
        assert here.frame.locator(".yitu-drawn-spot").count() == 3
        here.frame.get_by_text(say("draw_finish"), exact=True).tap()
        assert len(here.kept(1)[0][1].exterior.coords) == 4


def test_a_print_shows_no_tools(sit):
    with sit() as here:
        here.frame.wait_for_selector(".leaflet-draw")
        assert here.frame.locator(".leaflet-draw").is_visible()
        here.page.emulate_media(media="print")
        assert not here.frame.locator(".leaflet-draw").is_visible()
        here.page.emulate_media(media="screen")
