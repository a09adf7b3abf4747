"""Colours of the map: as designed, told apart without colour, complete."""

from __future__ import annotations

import re
from itertools import combinations

import pytest

from gis.read.folder import shipped_standards
from gis.views import assets, palette

HEX = re.compile(r"^#[0-9A-F]{6}([0-9A-F]{2})?$")


def test_the_quiet_base_has_the_designed_colours():
    assert palette.style("outline")["fillColor"] == "#F7F6F2"
    assert palette.style("water")["fillColor"] == "#BFDCEB"
    assert palette.style("road_trunk")["color"] == "#FFFFFF"
    assert palette.style("road_trunk")["casing"][0] == "#D5D2CB"
    assert palette.style("railway")["color"] == "#8A8A8A"
    assert palette.style("building")["fillColor"] == "#E4DFD6"


def test_zones_and_reach_have_the_designed_colours():
    assert (palette.style("zone")["color"], palette.style("zone")["weight"]) == ("#1F3A5F", 2.5)
    colours = [palette.style(name)["fillColor"] for name in ("covered", "radius_only", "uncovered")]
    assert colours == ["#2A9D6F", "#E9A23B", "#C8553D"]
    assert palette.style("park")["fillColor"] == "#7FB069"
    assert palette.style("park")["color"] == "#4F7A3A"


@pytest.mark.parametrize("pair", list(combinations(("covered", "partial", "radius_only", "uncovered"), 2)))
def test_every_state_differs_by_hatch_not_only_by_colour(pair):
    one, other = (palette.style(name).get("hatch") for name in pair)
    assert one != other


def test_indicative_classes_differ_by_dash_or_hatch():
    for name in ("zone", "park", "outline"):
        plain, soft = palette.style(name), palette.style(f"{name}_indicative")
        assert "dashArray" in soft
        assert "dashArray" not in plain


@pytest.mark.parametrize("name", sorted(palette.STYLES))
def test_every_colour_is_a_colour(name):
    options = palette.style(name)
    for key in ("color", "fillColor"):
        if key in options:
            assert HEX.match(str(options[key]).upper())


@pytest.mark.parametrize(
    ("name", "part"), [("drawn_point", "fillColor"), ("drawn_line", "color"), ("drawn_area", "color")]
)
def test_what_is_drawn_is_dark_in_grey_print(name, part):
    colour = str(palette.style(name)[part])
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    assert 0.299 * red + 0.587 * green + 0.114 * blue < 90  # of 255: the ground is 246


def test_what_is_drawn_differs_from_data_by_dash_or_hatch():
    taken = [style for name, style in palette.STYLES.items() if not name.startswith("drawn_")]
    assert palette.style("drawn_line")["dashArray"] not in [style.get("dashArray") for style in taken]
    assert palette.style("drawn_area")["hatch"] not in [style.get("hatch") for style in taken]
    assert palette.style("drawn_area")["fillOpacity"] < 0.3  # what lies below stays readable


def test_a_style_is_a_copy():
    palette.style("zone")["color"] = "#000000"
    assert palette.style("zone")["color"] == "#1F3A5F"


def test_an_unknown_class_is_an_error():
    with pytest.raises(KeyError):
        palette.style("lava")


@pytest.mark.parametrize(
    ("text", "name"),
    [("motorway", "road_expressway"), ("arterial", "road_trunk"), ("collector", "road_secondary"),
     ("residential", "road_local"), ("", "road_local"), ("footway", "road_path"), ("主干路", "road_trunk")],
)  # fmt: skip
def test_roads_of_ours_and_of_osm_find_their_class(text, name):
    assert palette.road_class(text) == name


@pytest.mark.parametrize(
    ("code", "zh"),
    [("0701", "城镇住宅用地"), ("070102", "城镇住宅用地"), ("0703", "农村宅基地"), ("0704", "居住用地"),
     ("100101", "工矿用地"), ("14", "绿地与开敞空间用地"), ("99", "其他用地"), ("", "其他用地")],
)  # fmt: skip
def test_land_use_codes_of_any_length_find_their_class(code, zh):
    assert palette.land_use_colour(code)[1] == zh
    assert HEX.match(str(palette.land_use_style(code)["fillColor"]).upper())


def test_the_ramp_darkens_step_by_step():
    def light(colour):
        return sum(int(colour[at : at + 2], 16) for at in (1, 3, 5))

    lights = [light(palette.ramp_style(step)["fillColor"]) for step in range(5)]
    assert lights == sorted(lights, reverse=True)
    assert "hatch" in palette.ramp_style(-1)


@pytest.mark.parametrize("icon", sorted({*palette.ICONS.values(), "place"}))
def test_every_icon_is_a_file_with_a_white_ring(icon):
    path = assets.asset_folders()["own"] / "icons" / f"{icon}.svg"
    text = path.read_text(encoding="utf-8")
    assert text.index('r="11.500" fill="#fff"') < text.index('r="9.800"')
    assert "href" not in text
    assert "script" not in text


def test_every_facility_kind_has_an_icon_or_the_plain_one():
    for kind in shipped_standards().facilities:
        assert palette.facility_icon(kind) in palette.ICONS.values() or palette.facility_icon(kind) == "place"
