"""Text on its way to folium: inert on the server and in the browser, shown as it was. Markers are arithmetic."""

from __future__ import annotations

import html
import json
import math

import geopandas as gpd
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis.views import map as maps
from gis.views import map_door, map_layers, safe
from gis.views.drawing import Sketch
from gis.views.map_door import LegendRow
from tests.gis.views.toy import CRS, layer, line, point, square, toy_district, toy_layers, zone

SUM = "982007569"  # what the template marker would become if anything evaluated it
TEMPLATE = "{{982000000+7569}}"
MARKUP = '<b id=yitu-mark onclick="1">x</b></script><script>window.yituMark=1</script>`${1+1}`\\'
HOSTILE = f"{TEMPLATE}{MARKUP}'\""
HONEST = ("备注 {% 待定", "见 {# 附件", "{{ 未定", "100 %} 完成", "A & B < C > D", "价格 $5 `约`", "路径 C:\\新区")


# --- the function ---------------------------------------------------------------------------------------------------


def test_the_nine_characters_and_the_backslash_become_entities():
    assert safe.encode("&<>\"'`{}$\\") == "&#38;&#60;&#62;&#34;&#39;&#96;&#123;&#125;&#36;&#92;"


def test_plain_chinese_stays_as_it_is():
    assert safe.encode("一核 · 300米见绿(示意)") == "一核 · 300米见绿(示意)"


@given(st.text())
def test_a_browser_shows_the_original_text(text):
    shown = html.unescape(safe.encode(text))
    assert shown == html.unescape(html.escape(text, quote=True))


@given(st.text())
def test_decode_undoes_encode(text):
    assert safe.decode(safe.encode(text)) == text


@given(st.text())
def test_no_template_sign_survives(text):
    assert not set(safe.encode(text)) & set("{}<>\"'`$\\")


def test_other_things_become_their_text():
    assert safe.encode(3.5) == "3.5"
    assert safe.encode(None) == "None"


def test_trees_keep_their_shape_and_lose_their_signs_keys_too():
    tree = {TEMPLATE: [1, 2.5, True, None, {"<k>": HOSTILE}], "n": np.int64(7)}
    encoded = safe.encode_tree(tree)
    assert encoded[safe.encode(TEMPLATE)][:4] == [1, 2.5, True, None]
    assert encoded["n"] == 7
    assert not set(json.dumps(encoded, ensure_ascii=False)) & set("<>`$\\")
    assert "{{" not in json.dumps(encoded, ensure_ascii=False)


def test_numbers_that_json_does_not_know_become_null():
    assert safe.encode_tree([math.nan, math.inf, np.float64("nan")]) == [None, None, None]


@given(st.dictionaries(st.text(), st.text()))
def test_script_json_ends_no_element_and_says_the_same(content):
    text = safe.script_json(content)
    assert "<" not in text
    assert "\u2028" not in text
    assert json.loads(text) == content


# --- every sink of the door -----------------------------------------------------------------------------------------


def empty_map(**texts):
    return map_door.new_map(centre_deg=(36.8, 118.0), **texts)


def hostile_style():
    return {"fillColor": HOSTILE, "color": HOSTILE, "dashArray": HOSTILE, "hatch": [HOSTILE, 8, 45], "weight": 1.0}


def framed(**given_):
    page = empty_map()
    words = given_.pop("words", {"home": "h", "chosen": "c", "missing": "m"})
    map_door.add_frame(page, bounds_deg=(36.0, 118.0, 37.0, 119.0), words=words, **given_)
    return page


def with_group(name):
    page = empty_map()
    map_door.new_group(name).add_to(page)
    return page


def with_legend(title, rows, note=""):
    page = empty_map()
    map_door.add_legend(page, title, rows, note)
    return page


def with_note(text):
    page = empty_map()
    map_door.add_note(page, text)
    return page


def with_tiles(address, credit):
    page = empty_map()
    map_door.add_tiles(page, address, credit=credit)
    return page


SINKS = {
    "attribution": lambda text: empty_map(credit=text),
    "title": lambda text: framed(head=(text, "")),
    "badge": lambda text: framed(head=("", text)),
    "approval": lambda text: framed(approval=text),
    "words": lambda text: framed(words={"home": text, "chosen": text, "missing": text}),
    "view": lambda text: framed(view=text),
    "group name": with_group,
    "legend title": lambda text: with_legend(text, [LegendRow("a")]),
    "legend row": lambda text: with_legend("t", [LegendRow(text)]),
    "legend icon": lambda text: with_legend("t", [LegendRow("a", icon=text)]),
    "legend note": lambda text: with_legend("t", [LegendRow("a")], text),
    "footnote": with_note,
    "tile credit": lambda text: with_tiles("https://tiles.example/{z}/{x}/{y}", text),
    "tile address": lambda text: with_tiles("https://tiles.example/{z}/{x}/{y}?" + text, "c"),
}


@pytest.mark.parametrize("sink", SINKS)
def test_a_template_in_text_is_never_evaluated(sink):
    rendered = map_door.render_page(SINKS[sink](HOSTILE))
    assert SUM not in rendered
    assert "<script>window.yituMark" not in rendered
    assert "<b id=yitu-mark" not in rendered


@pytest.mark.parametrize("text", HONEST)
@pytest.mark.parametrize("sink", SINKS)
def test_honest_text_with_braces_draws_a_map(sink, text):
    rendered = map_door.render_page(SINKS[sink](text))
    assert "L.map(" in rendered


def test_the_swatch_of_a_hostile_style_is_inert():
    rendered = map_door.render_page(with_legend("t", [LegendRow("a", hostile_style())]))
    assert SUM not in rendered
    assert "<b id=yitu-mark" not in rendered


def test_the_marker_would_be_evaluated_without_the_door():
    # the attack is real: folium alone evaluates what it is given
    import folium

    plain = folium.Map(tiles=None)
    plain.add_child(folium.FeatureGroup(name="a"))
    plain.get_root().html.add_child(folium.Element(TEMPLATE))
    assert SUM in plain.get_root().render()


def test_a_key_that_is_not_of_a_layer_file_is_refused():
    drawn = map_layers.ground(toy_district())
    forged = type(drawn)(HOSTILE, drawn.body, 1, drawn.bounds_deg)
    with pytest.raises(ValueError):
        map_door.add_drawn(empty_map(), forged)


@pytest.mark.parametrize("address", ["javascript:1", "//x/{z}/{x}/{y}", "https://x/{z}/{x}", "", "file:///{z}{x}{y}"])
def test_an_address_that_is_not_of_tiles_is_refused(address):
    with pytest.raises(ValueError):
        map_door.add_tiles(empty_map(), address, credit="")


# --- data: names, keys, tooltips, labels, markers go as JSON and never through a template -----------------------------


def hostile_district():
    layers = toy_layers()
    layers["facilities"] = layer(
        "facilities",
        [{"id": HOSTILE, "name": HOSTILE, "facility": HOSTILE, "geometry": point(500, 500), "source": HOSTILE}],
    )
    layers["roads"] = layer("roads", [{"id": "r", "name": HOSTILE, "geometry": line((0, 0), (900, 900))}])
    layers["places"] = layer("places", [{"id": "n", "name": HOSTILE, "geometry": point(1, 1)}])
    zones = (zone("toy." + HOSTILE, HOSTILE, square(0, 0, 900)),)
    return toy_district(name=HOSTILE, id="toy", layers=layers, zones=zones)


def hostile_page():
    district = hostile_district()
    page = maps.base_map(district, map_layers.ground(district), title=HOSTILE, approval=HOSTILE)
    pieces = gpd.GeoDataFrame(
        {"geometry": [square(0, 0, 100)], "state": ["covered"], "served_by": [HOSTILE], "area_m2": [1e4]}, crs=CRS
    )
    drawn = (
        map_layers.zones(district, notes={"toy." + HOSTILE: HOSTILE}),
        map_layers.reach(pieces, names={HOSTILE: HOSTILE}, on_foot=True),
        map_layers.places(district, facilities=(HOSTILE,), entrances=True),
    )
    overlay = maps.Overlay(drawn, (LegendRow(HOSTILE),), title=HOSTILE, zone="toy." + HOSTILE)
    return page, maps.overlay_group(district, overlay)


def test_a_district_hostile_in_every_text_is_inert_on_one_page():
    page, group = hostile_page()
    rendered = maps.standalone_html(page, [group], title=HOSTILE, note=HOSTILE)
    assert SUM not in rendered
    assert "<b id=yitu-mark" not in rendered
    assert "<script>window.yituMark" not in rendered


def test_the_texts_of_data_arrive_whole():
    page, group = hostile_page()
    group.add_to(page)
    texts = [json.loads(body) for body in maps.layer_bodies(page).values()]
    labels = {label["t"] for content in texts for label in content["labels"]}
    lines = {text for content in texts for feature in content["features"] for text in feature.get("t", ())}
    keys = {feature["k"] for content in texts for feature in content["features"] if "k" in feature}
    assert HOSTILE in labels
    assert HOSTILE in lines
    assert f"place/{HOSTILE}" in keys


def test_a_lone_surrogate_in_a_name_does_not_stop_the_map():
    sketch = Sketch(working_crs=CRS)
    sketch.label("坏\ud800名", square(0, 0, 10), kind="place", rank=1)
    assert json.loads(sketch.finish().body)["labels"][0]["t"] == "坏?名"
