"""QML that QGIS reads, in the colours of our own map."""

from xml.etree import ElementTree as ET

import pytest

from gis.schema import KINDS
from gis.views import palette, styles


def parsed(qml):
    head, body = qml.split("\n", 1)
    assert head.startswith("<!DOCTYPE qgis")
    return ET.fromstring(body)  # noqa: S314 - our own text


def symbol_options(root, symbol, layer=0):
    found = root.findall(f".//symbols/symbol[@name='{symbol}']/layer")[layer]
    return {option.get("name"): option.get("value") for option in found.findall("./Option/Option")}


def rgb(colour):
    return ",".join(str(int(colour[start : start + 2], 16)) for start in (1, 3, 5))


def test_coverage_states_in_the_colours_of_the_map():
    root = parsed(styles.coverage_qml())
    values = [category.get("value") for category in root.iter("category")]
    assert values[:4] == ["covered", "partial", "radius_only", "uncovered"]
    assert root.find("renderer-v2").get("attr") == "state"
    assert root.find("layerOpacity").text == "0.45"
    shown = {"0": "#2A9D6F", "2": "#E9A23B", "3": "#C8553D"}
    for symbol, colour in shown.items():
        assert symbol_options(root, symbol)["color"] == rgb(colour) + ",255"


def test_states_differ_by_hatch_as_well_as_by_colour():
    root = parsed(styles.coverage_qml())
    classes = [[layer.get("class") for layer in root.findall(f".//symbols/symbol[@name='{n}']/layer")] for n in "023"]
    assert classes == [["SimpleFill"], ["SimpleFill", "LinePatternFill"], ["SimpleFill", "LinePatternFill"]]
    assert symbol_options(root, "2", 1)["angle"] != symbol_options(root, "3", 1)["angle"]


def test_zones_are_outlined_and_hatched_only_where_indicative():
    root = parsed(styles.zones_qml())
    assert root.find("renderer-v2").get("attr") == "indicative"
    assert {category.get("value"): category.get("label") for category in root.iter("category")}["1"] == "示意"
    assert symbol_options(root, "0")["outline_color"] == rgb("#1F3A5F") + ",255"
    assert symbol_options(root, "0")["style"] == "no"
    assert len(root.findall(".//symbols/symbol[@name='0']/layer")) == 1
    assert root.findall(".//symbols/symbol[@name='1']/layer")[1].get("class") == "LinePatternFill"
    assert root.find(".//text-style").get("fieldName") == "name"
    assert parsed(styles.zones_qml(lang="en")).find(".//text-style").get("fieldName") == "name_en"


def test_widths_are_millimetres():
    """2.5 px of 96 to the inch = 2.5 × 25.4 / 96 = 0.661 mm."""
    assert symbol_options(parsed(styles.zones_qml()), "0")["outline_width"] == "0.661"


def test_roads_have_a_casing_under_all_lines():
    root = parsed(styles.base_qml("roads", KINDS["roads"].shape))
    assert root.find("renderer-v2").get("symbollevels") == "1"
    assert {category.get("value") for category in root.iter("category")} == {
        name for name in palette.STYLES if name.startswith("road_")
    }
    layers = root.findall(".//symbols/symbol[@name='1']/layer")
    assert [layer.get("pass") for layer in layers] == ["0", "1"]


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_a_style_of_its_geometry(kind):
    root = parsed(styles.base_qml(kind, KINDS[kind].shape))
    wanted = {"Point": "marker", "LineString": "line", "Polygon": "fill"}[KINDS[kind].shape.value]
    assert {symbol.get("type") for symbol in root.findall(".//symbols/symbol")} == {wanted}


def test_indicative_parks_are_hatched():
    shape = KINDS["parks"].shape
    assert "LinePatternFill" not in styles.base_qml("parks", shape)
    assert "LinePatternFill" in styles.base_qml("parks", shape, indicative=True)
    assert styles.base_qml("water", KINDS["water"].shape, indicative=True)


def test_aliases_of_any_text_stay_text():
    alias = "<b>\"&'\x00\x1b甲"
    root = parsed(styles.coverage_qml(aliases={"state": alias}))
    assert root.find(".//alias").get("name") == "<b>\"&'甲"
    assert root.find(".//alias").get("field") == "state"
