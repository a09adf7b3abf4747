"""A visit of the drawing page in Chromium: tools, places in pixels of the map, and what the page kept."""

from __future__ import annotations

import shapely

from gis import crs
from tests.apps import test_browser
from tests.apps.test_browser_import import settled
from tests.gis.views.toy import CRS

TOOL = {
    "point": ".leaflet-draw-draw-marker",
    "line": ".leaflet-draw-draw-polyline",
    "area": ".leaflet-draw-draw-polygon",
}


class Finger:
    """A browser whose pages are touched, not clicked."""

    def __init__(self, opened):
        self.opened = opened

    def new_context(self, **options):
        return self.opened.new_context(has_touch=True, is_mobile=True, **options)


class Sitting:
    """A visit of the drawing page: places are pixels of the map."""

    def __init__(self, visit, path, *, finger):
        self.seen, self.page, self.finger = visit, visit.page, finger
        self.asked, self.cleared, self.pause_ms = [], 0, 80  # the library takes no corner within 50 ms of the last
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.frame = visit.open(path)
        test_browser.see_all(self.frame)

    def again(self):
        """As on a new visit: nothing drawn, nothing under way, all tools, the whole district in view."""
        if self.frame.evaluate("window.map.yituDrawingUntil === Infinity"):
            self.frame.locator(".leaflet-draw-actions a").last.click()
        self.cleared += 1
        self.page.get_by_role("button", name="clear", exact=True).click()
        self.page.get_by_text(f"cleared: {self.cleared}", exact=True).wait_for(timeout=20_000)
        settled(self.seen)
        self.page.wait_for_function("!document.querySelector('.st-key-yitu_table').innerText.includes('shape ')")
        self.frame.wait_for_function("document.querySelectorAll('.leaflet-draw-toolbar > a').length === 3")
        self.frame.wait_for_function("window.map.yituFinished.getLayers().length === 0", timeout=10_000)
        test_browser.see_all(self.frame)

    def tool(self, name):
        button = self.frame.locator(TOOL[name])
        button.tap() if self.finger else button.click()
        self.frame.wait_for_function("window.map.yituDrawingUntil === Infinity")

    def at(self, place, *, corners=None):
        """Click or tap a pixel of the map; waits until there are `corners` corners."""
        box = self.page.locator(".st-key-yitu_map iframe").bounding_box()
        x, y = box["x"] + place[0], box["y"] + place[1]
        self.page.touchscreen.tap(x, y) if self.finger else self.page.mouse.click(x, y)
        if corners:
            self.frame.wait_for_function(f"document.querySelectorAll('.yitu-drawn-spot').length === {corners}")
            self.page.wait_for_timeout(self.pause_ms)

    def draw(self, kind, places):
        """Draw a shape whole; the places on the ground in metres."""
        ground = [self.ground(place) for place in places]
        self.tool(kind)
        if kind == "point":
            self.at(places[0])
        else:
            for number, place in enumerate(places):
                self.at(place, corners=number + 1)
            self.at(places[-1 if kind == "line" else 0])
        return ground

    def ground(self, place):
        lat, lon = self.frame.evaluate(
            f"(() => {{ const at = window.map.containerPointToLatLng([{place[0]}, {place[1]}]);"
            "return [at.lat, at.lng]; })()"
        )
        return tuple(float(metres) for metres in crs.from_degrees(lon, lat, crs=CRS))

    def kept(self, count):
        """The kept shapes once there are `count`: kind and geometry."""
        table = self.page.locator(".st-key-yitu_table")
        table.get_by_text(f"shape {count - 1} ").wait_for(timeout=20_000)
        lines = [line.split(" ", 3) for line in table.inner_text().splitlines() if line.startswith("shape ")]
        assert len(lines) == count
        return [(kind, shapely.from_wkt(text)) for _, _, kind, text in lines]

    def view(self):
        return self.frame.evaluate("[window.map.getCenter().lat, window.map.getCenter().lng, window.map.getZoom()]")

    def zone(self, name, zone_id):
        """Choose a zone in the head and wait until the map has the new overlay."""
        self.frame.evaluate("window.map.yituBefore = window.feature_group[window.feature_group.length - 1]")
        self.page.get_by_role("combobox").nth(1).click()
        self.page.get_by_role("option", name=name).click()
        self.page.wait_for_url(f"**zone={zone_id}**", timeout=15_000)
        self.frame.wait_for_function("!window.map.hasLayer(window.map.yituBefore)", timeout=15_000)

    def note(self, text):
        """Type a note, which runs the page again, and wait until it has."""
        self.page.get_by_label("note").fill(text)
        self.page.get_by_label("note").press("Enter")
        self.page.get_by_text(f"note: {text}").wait_for(timeout=20_000)
