"""Layer files of a district: what is drawn, what a click names, areas that equal the figures."""

from __future__ import annotations

import json

import geopandas as gpd
import pandas as pd
import pytest

from gis.views import map_layers
from gis.views.map_layers import facility_title, ground, places, plots, reach, zone_fill, zones
from tests.gis.views.toy import CRS, layer, line, square, toy_district, toy_layers, toy_pieces


def content(drawn):
    return json.loads(drawn.body)


def features_of(drawn, **wanted):
    file = content(drawn)
    return [f for f in file["features"] if all(file["styles"][f["s"]].get(k) == v for k, v in wanted.items())]


def texts(drawn):
    return [text for feature in content(drawn)["features"] for text in feature.get("t", ())]


# --- ground ---------------------------------------------------------------------------------------------------------


def test_the_ground_draws_water_roads_railways_buildings_and_names():
    drawn = ground(toy_district())
    for colour in ("#BFDCEB", "#FFFFFF", "#8A8A8A"):
        assert features_of(drawn, color=colour) or features_of(drawn, fillColor=colour)
    assert features_of(drawn, fillColor="#E4DFD6", minZoom=14)
    labels = {label["t"]: label for label in content(drawn)["labels"]}
    assert {"世纪路", "中心公园", "四宝山", "淄东铁路"} <= set(labels)
    assert labels["世纪路"]["r"] < labels["中心公园"]["r"] < labels["四宝山"]["r"]


def test_a_class_is_one_feature_however_many_streets():
    assert len(features_of(ground(toy_district()), weight=1.2, scaled=True)) == 1


def test_schematic_parks_are_hatched_and_others_are_not():
    drawn = ground(toy_district(layers={"parks": layer("parks", [
        {"id": "k1", "name": "甲", "geometry": square(0, 0, 90), "basis": "osm"},
        {"id": "k2", "name": "乙", "geometry": square(200, 0, 90), "basis": "schematic"},
    ])}))  # fmt: skip
    hatched = [style for style in content(drawn)["styles"] if "hatch" in style]
    assert len(hatched) == 1
    assert len(content(drawn)["features"]) == 2


def test_land_use_is_coloured_only_when_asked():
    assert not features_of(ground(toy_district()), fillColor="#F6EFA6")
    assert features_of(ground(toy_district(), land_use=True), fillColor="#F6EFA6")


@pytest.mark.parametrize("kept", [(), ("outline",), ("roads", "parks")])
def test_a_district_with_few_layers_still_has_a_ground(kept):
    layers = {kind: one for kind, one in toy_layers().items() if kind in kept}
    drawn = ground(toy_district(layers=layers))
    assert (drawn.bounds_deg is None) is (not kept)


def test_an_empty_layer_is_as_none():
    rows = toy_layers()["water"]
    empty = type(rows)(rows.kind, rows.frame.iloc[:0], rows.source, rows.digest)
    assert content(ground(toy_district(layers={"water": empty})))["features"] == []


def test_nothing_of_the_ground_answers_to_the_pointer():
    assert not any("k" in feature or "t" in feature for feature in content(ground(toy_district()))["features"])


# --- zones ----------------------------------------------------------------------------------------------------------


def test_a_click_on_a_zone_names_it_and_its_tooltip_says_the_figure():
    drawn = zones(toy_district(), notes={"toy.core": "81.4 % ●"})
    touch = [feature for feature in content(drawn)["features"] if "k" in feature]
    assert {feature["k"] for feature in touch} == {"zone/toy.core", "zone/toy.city", "zone/toy.park"}
    core = next(feature for feature in touch if feature["k"] == "zone/toy.core")
    assert core["t"] == ["一核 核心区", "面积 1.00 平方公里", "81.4 % ●"]


def test_indicative_zones_are_dashed_and_say_so():
    drawn = zones(toy_district())
    dashed = features_of(drawn, color="#1F3A5F", dashArray="9 6")
    plain = [f for f in features_of(drawn, color="#1F3A5F") if f not in dashed]
    assert (len(dashed), len(plain)) == (2, 1)
    assert texts(drawn).count("边界为示意") == 2


def test_zone_names_are_labels_of_the_first_rank_in_the_language():
    assert {label["t"] for label in content(zones(toy_district()))["labels"]} == {"核心区", "科学城", "产业园"}
    english = content(zones(toy_district(), lang="en"))["labels"]
    assert {(label["t"], label["r"]) for label in english} == {("core", 0), ("city", 0), ("park", 0)}


def test_the_chosen_zone_is_filled_below_what_is_measured():
    district = toy_district()
    drawn = zone_fill(district.zones[0], working_crs=district.crs)
    panes = [content(drawn)["styles"][feature["s"]]["pane"] for feature in content(drawn)["features"]]
    assert panes == ["zones", "lines"]


# --- reach ----------------------------------------------------------------------------------------------------------


def test_every_state_has_its_style_and_unmeasured_land_is_set_apart():
    pieces = gpd.GeoDataFrame(
        {"geometry": [square(n * 50, 0, 40) for n in range(5)],
         "state": ["covered", "radius_only", "uncovered", "partial", None]}, crs=CRS,
    )  # fmt: skip
    drawn = reach(pieces)
    colours = [content(drawn)["styles"][feature["s"]]["fillColor"] for feature in content(drawn)["features"]]
    assert colours == ["#C9C6BE", "#C8553D", "#E9A23B", "#9CCFB4", "#2A9D6F"]


def test_a_share_stands_in_where_there_is_no_state():
    pieces = toy_pieces().drop(columns="state")
    assert len(features_of(reach(pieces), fillColor="#2A9D6F")) == 8


def test_who_serves_and_how_far_is_said_for_walks_only():
    walk, radius = toy_pieces(on_foot=True), toy_pieces()
    lines = texts(reach(walk, names={"k1": "中心公园"}, on_foot=True))
    assert "最近:中心公园" in lines
    assert "步行 240 米" in lines
    assert not any("步行 " in text for text in texts(reach(radius, names={"k1": "中心公园"})))


def test_the_areas_on_the_map_are_those_of_the_pieces():
    drawn = reach(toy_pieces())
    covered = [feature["t"][-1] for feature in features_of(drawn, fillColor="#2A9D6F")]
    assert covered == ["16.00 公顷"] * 8  # 400 m × 400 m each


def test_many_pieces_are_united_and_keep_their_area(monkeypatch):
    monkeypatch.setattr(map_layers, "_PIECES_AT_MOST", 3)
    drawn = reach(toy_pieces(), names={"k1": "中心公园"})
    covered = features_of(drawn, fillColor="#2A9D6F")
    assert len(covered) == 1
    assert covered[0]["t"] == ["已覆盖", "最近:中心公园", "128.00 公顷"]


# --- places and plots -----------------------------------------------------------------------------------------------


def test_only_the_asked_kinds_are_shown_and_a_click_names_the_place():
    drawn = places(toy_district(), facilities=("primary_school",))
    assert [feature["k"] for feature in content(drawn)["features"]] == ["place/F1"]
    assert content(drawn)["features"][0]["t"][:3] == ["第一小学", "小学", "位置误差 ±40 米"]
    assert content(drawn)["styles"][0]["icon"] == "school"


def test_entrances_come_when_asked():
    assert len(content(places(toy_district(), entrances=True))["features"]) == 1
    assert content(places(toy_district()))["features"] == []


def test_a_district_without_facilities_shows_none():
    assert content(places(toy_district(layers={}), facilities=("clinic",), entrances=True))["features"] == []


def test_a_kind_of_the_users_own_keeps_its_key():
    assert facility_title("robot_pharmacy") == "robot_pharmacy"
    assert facility_title("primary_school", "en") == "Primary school"


def test_plots_take_the_colour_of_their_class():
    rows = toy_layers()["plots"].frame
    steps = pd.Series([0, 1, 2, -1, 3, 4], index=rows.index)
    texts_ = pd.Series(["一", "二", "三", "–", "五", "六"], index=rows.index)
    drawn = plots(rows, steps=steps, texts=texts_)
    assert [feature["t"][0] for feature in content(drawn)["features"]][:2] == ["地块 00", "地块 01"]
    assert features_of(drawn, fillColor="#2D5C8F")[0]["k"] == "plot/P5"
    assert len([style for style in content(drawn)["styles"] if "hatch" in style]) == 1


def test_plots_without_a_figure_show_their_land_use():
    drawn = plots(toy_layers()["plots"].frame)
    assert len(features_of(drawn, fillColor="#CDB49B")) == 6


def test_named_roads_are_named_once_at_their_longest():
    rows = layer("roads", [
        {"id": "a", "name": "世纪路", "geometry": line((0, 0), (0, 100))},
        {"id": "b", "name": "世纪路", "geometry": line((500, 0), (500, 900))},
    ])  # fmt: skip
    labels = content(ground(toy_district(layers={"roads": rows})))["labels"]
    assert len(labels) == 1
