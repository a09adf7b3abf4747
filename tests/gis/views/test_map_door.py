"""The door to folium: our own files alone, a script that stays the same, layers that are found again."""

from __future__ import annotations

import re

import folium
import pytest

from gis.views import map_door
from gis.views.drawing import Sketch
from gis.views.map_door import LegendRow
from tests.gis.views.toy import CRS, square


def drawn(side=10.0):
    sketch = Sketch(working_crs=CRS)
    sketch.add(square(0, 0, side), {"pane": "ground"})
    return sketch.finish()


def page():
    return map_door.new_map(centre_deg=(36.8, 118.0), credit="本区")


def test_a_page_names_no_other_host():
    rendered = map_door.render_page(page())
    assert re.findall(r"https?://[^\"' )]+", rendered) == []
    assert "jquery" not in rendered.lower()
    assert "bootstrap" not in rendered.lower()


def test_folium_is_pointed_at_the_given_mount():
    map_door.use_local_assets("/elsewhere")
    links = [link for _, link in [*folium.Map.default_js, *folium.Map.default_css]]
    assert all(link.startswith("/elsewhere/") for link in links)
    map_door.use_local_assets()


def test_the_map_prefers_canvas_and_starts_where_it_is_told():
    rendered = map_door.render_page(page())
    assert '"preferCanvas": true' in rendered
    assert "[36.8, 118.0]" in rendered


def test_layers_are_found_at_any_depth():
    whole, group = page(), map_door.new_group("覆盖")
    map_door.add_drawn(whole, drawn(10.0))
    map_door.add_drawn(group, drawn(20.0))
    group.add_to(whole)
    assert {one.key for one in map_door.drawn_layers(whole)} == {drawn(10.0).key, drawn(20.0).key}


def test_data_are_named_by_key_not_written_into_the_page():
    whole = page()
    map_door.add_drawn(whole, drawn())
    rendered = map_door.render_page(whole)
    assert f"/yitu-data/{drawn().key}.json" in rendered
    assert '"features"' not in rendered


def test_a_legend_has_a_swatch_a_row_and_keeps_its_order():
    whole = page()
    rows = [
        LegendRow("甲", {"fillColor": "#112233", "weight": 1.0}),
        LegendRow("乙", {"color": "#445566", "weight": 2.5, "dashArray": "9 6"}, shape="line"),
        LegendRow("丙", icon="school"),
    ]
    map_door.add_legend(whole, "图例", rows, "说明")
    rendered = map_door.render_page(whole).encode().decode("unicode_escape", errors="ignore")
    assert 'data-icon="school"' in rendered
    assert 'stroke-dasharray="9 6"' in rendered
    assert rendered.index("#112233") < rendered.index("#445566") < rendered.index("data-icon")


def test_an_empty_legend_is_none():
    whole = page()
    map_door.add_legend(whole, "图例", [])
    assert "<details" not in map_door.render_page(whole).encode().decode("unicode_escape", errors="ignore")


def test_bounds_go_south_west_then_north_east():
    whole = page()
    map_door.add_choice(whole, (36.1, 118.2, 36.3, 118.4), focus=True)
    rendered = map_door.render_page(whole)
    assert re.search(r"\[\[36\.1, 118\.2\], \[36\.3, 118\.4\]\]", rendered)
    assert '"focus": true' in rendered


def test_tile_addresses_are_told_from_others():
    assert map_door.is_tile_address("https://host/{z}/{x}/{y}.png")
    assert not map_door.is_tile_address("https://host/{z}/{x}.png")
    assert not map_door.is_tile_address("ftp://host/{z}/{x}/{y}.png")


def rendered_tools(tools, **styles):
    group = map_door.new_group("画")
    whole = page()
    map_door.add_tools(group, tools, words={"line": "画线 <1>"}, styles=styles)
    group.add_to(whole)
    return map_door.render_page(whole)


def test_tools_name_what_the_browser_has_to_fetch_and_nothing_loads_it_before():
    rendered = rendered_tools(["line"], line={"color": "#112233", "hatch": ["#112233", 9, 45]})
    assert '"tools": ["line"]' in rendered
    assert '"color": "#112233"' in rendered
    assert "/yitu-assets/draw/leaflet.draw.js" in rendered
    assert "画线 &#60;1&#62;".encode("unicode_escape").decode().replace("&", "\\u0026") in rendered
    assert not re.search(r"<(script|link)[^>]*draw", rendered)
    assert re.findall(r"https?://[^\"' )]+", rendered) == []


def test_tools_come_in_one_order_whatever_is_given():
    styles = {"point": {}, "area": {}}
    assert '"tools": ["point", "area"]' in rendered_tools(["area", "point"], **styles)
    assert rendered_tools(("area", "point"), **styles).count("yitu.tools(") == 1


def test_no_tools_are_said_in_one_word():
    rendered = rendered_tools([])
    assert 'tools": []}' in rendered
    assert "leaflet.draw" not in rendered


def test_an_unknown_tool_is_an_error():
    with pytest.raises(ValueError, match="circle"):
        rendered_tools(["line", "circle"], line={})


def rendered_area(**more):
    group, whole = map_door.new_group("画"), page()
    map_door.add_tools(group, ["area"], words={}, styles={"area": {}}, **more)
    group.add_to(whole)
    return map_door.render_page(whole)


def test_drawings_snap_only_where_the_page_says_so():
    assert '"snap": true' in rendered_area(snap=True)
    assert '"snap": false' in rendered_area()


def test_an_area_under_edit_goes_out_with_its_corners_and_an_encoded_id():
    edit = map_door.Editing("甲<1>", "part/甲<1>", [[[(36.8, 118.0), (36.9, 118.0), (36.9, 118.1)]]])
    rendered = rendered_area(edit=edit)
    assert "[[[[36.8, 118.0], [36.9, 118.0], [36.9, 118.1]]]]" in rendered
    assert "&#60;1&#62;".replace("&", "\\u0026") in rendered
    assert "<1>" not in rendered
    assert '"edit"' not in rendered_area()
