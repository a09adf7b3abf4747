"""Maps as a whole: a base that stays the same, overlays, one page without any outside request."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest

from gis.views import map as maps
from gis.views import map_door, map_layers, safe
from gis.views.map import Basemap, Overlay
from gis.views.map_door import LegendRow
from tests.gis.views.toy import toy_district, toy_pieces


def shown_map(district=None, **options):
    district = district or toy_district()
    return maps.base_map(district, map_layers.ground(district), **options)


def plain_script(page):
    """The page with folium's random names taken out."""
    return re.sub(r"_[0-9a-f]{32}", "_", map_door.render_page(page))


def overlay(district, **more):
    drawn = (map_layers.zones(district), map_layers.reach(toy_pieces()))
    return Overlay(drawn, (LegendRow("已覆盖"),), **more)


def test_the_same_base_gives_the_same_script():
    assert plain_script(shown_map()) == plain_script(shown_map())


def test_the_overlay_leaves_the_base_alone():
    district = toy_district()
    before = plain_script(shown_map(district))
    maps.overlay_group(district, overlay(district, zone="toy.core"))
    assert plain_script(shown_map(district)) == before


def test_tools_belong_to_the_overlay_and_leave_the_base_alone():
    district = toy_district()
    page = shown_map(district)
    before = plain_script(page)
    group = maps.overlay_group(district, overlay(district), draw=("point", "area"))
    assert plain_script(page) == before == plain_script(shown_map(district))
    assert "yitu.tools" not in before
    group.add_to(page)
    assert '"tools": ["point", "area"]' in plain_script(page)


@pytest.mark.parametrize(("lang", "name"), [("zh", "画面"), ("en", "Draw an area")])
def test_tools_speak_the_language_of_the_page(lang, name):
    district = toy_district()
    page = shown_map(district, lang=lang)
    maps.overlay_group(district, overlay(district), lang=lang, draw=("area",)).add_to(page)
    rendered = map_door.render_page(page)
    assert f'"area": "{name}"'.encode("unicode_escape").decode() in rendered
    assert '"area_start"' in rendered
    assert "drawn_" not in rendered


def test_an_unknown_tool_is_an_error():
    with pytest.raises(ValueError, match="circle"):
        maps.overlay_group(toy_district(), Overlay(), draw=("circle",))


def test_the_words_of_drawing_are_plain():
    for lang in ("zh", "en"):
        words = maps._tool_words(lang)
        assert all(safe.encode(text) == text for text in words.values())  # the library shows them as HTML
        assert [name for name, text in words.items() if "#" in text] == ["metres", "kilometres"]


def test_the_badge_is_there_when_anything_is_indicative():
    assert "示意数据".encode("unicode_escape").decode() in map_door.render_page(shown_map())
    district = toy_district(layers={}, zones=(toy_district().zones[0],))
    assert not maps.is_district_indicative(district)
    assert "示意数据".encode("unicode_escape").decode() not in map_door.render_page(shown_map(district))


def test_prints_carry_the_approval_number_or_room_for_one():
    number = "鲁S(2026)001号"
    assert number.encode("unicode_escape").decode() in map_door.render_page(shown_map(approval=number))
    assert "____________" in map_door.render_page(shown_map())


def test_no_basemap_of_others_by_default():
    assert not re.search(r"https?://", map_door.render_page(shown_map()))


@pytest.mark.parametrize(
    ("basemap", "host"),
    [(Basemap("osm"), "tile.openstreetmap.org"), (Basemap("tianditu", "abc123"), "tk=abc123"),
     (Basemap("wmts", "https://gis.example/{z}/{y}/{x}"), "gis.example")],
)  # fmt: skip
def test_a_basemap_comes_only_when_given(basemap, host):
    assert basemap.usable()
    rendered = map_door.render_page(shown_map(basemap=basemap))
    assert host in rendered.replace("\\u0026", "&").replace("&#38;", "&")


def test_a_key_keeps_only_letters_and_digits():
    assert Basemap("tianditu", "a'b{c}\"").address().endswith("tk=abc")


def test_an_unknown_basemap_is_an_error():
    with pytest.raises(ValueError):
        Basemap("mars").address()
    assert not Basemap("wmts", "nowhere").usable()


def test_zone_bounds_are_degrees_and_unknown_zones_have_none():
    south, west, north, east = maps.zone_bounds_deg(toy_district(), "toy.core")
    assert 36.7 < south < north < 36.9
    assert 117.9 < west < east < 118.2
    assert maps.zone_bounds_deg(toy_district(), "toy.none") is None
    assert maps.zone_bounds_deg(toy_district(), "") is None


def test_the_centre_is_the_middle_of_the_ground():
    page = shown_map()
    south, west, north, east = map_layers.ground(toy_district()).bounds_deg
    assert page.location == pytest.approx([(south + north) / 2, (west + east) / 2], abs=1e-5)


def test_what_the_base_left_out_is_said_in_the_legend():
    district = toy_district()
    cut = replace(map_layers.ground(district), left_out={"buildings": 12})
    html = maps.standalone_html(shown_map(district), [maps.overlay_group(district, overlay(district, ground=cut))])
    assert "建筑 12 栋".encode("unicode_escape").decode() in html


def test_an_empty_district_still_gives_a_map():
    district = toy_district(layers={}, zones=())
    group = maps.overlay_group(district, Overlay())
    assert "L.map(" in maps.standalone_html(shown_map(district), [group])


# --- one page -------------------------------------------------------------------------------------------------------


def standalone(**texts):
    district = toy_district()
    return maps.standalone_html(
        shown_map(district, title=district.name), [maps.overlay_group(district, overlay(district))], **texts
    )


def test_one_page_names_no_address_to_fetch():
    html = standalone(title="试验区")
    assert not re.search(r"<(script|link|img|iframe)[^>]+(src|href)=[\"']?(?!data:)[^\"' >]", html)
    assert not re.search(r"url\((?![\"']?(?:data:|#|none))", re.sub(r"<script.*?</script>", "", html, flags=re.DOTALL))


def test_one_page_holds_every_layer_file_whole():
    district = toy_district()
    html = standalone()
    blocks = dict(re.findall(r'<script type="application/json" id="yitu-data-([0-9a-f]{32})">(.*?)</script>', html))
    expected = {map_layers.ground(district).key, *(one.key for one in overlay(district).drawn)}
    assert set(blocks) == expected
    for key, text in blocks.items():
        assert f'"{key}"' in html
        assert json.loads(text)["scale"] == 1_000_000


def test_one_page_carries_no_drawing():
    html = standalone()
    assert "yitu.tools(" not in html
    assert "leaflet.draw" not in html
    assert "drawLocal" not in html


def test_one_page_carries_title_and_the_indicative_line():
    html = standalone(title="试验区 <1>", note="【示意】仅供研究")
    assert "<title>试验区 &#60;1&#62;</title>" in html
    assert "【示意】仅供研究".encode("unicode_escape").decode() in html


def test_layer_files_are_keyed_by_content():
    page = shown_map()
    bodies = maps.layer_bodies(page)
    assert bodies[map_layers.ground(toy_district()).key] == map_layers.ground(toy_district()).body


def test_a_page_of_the_toy_district_stays_small():
    assert len(standalone()) < 400_000
