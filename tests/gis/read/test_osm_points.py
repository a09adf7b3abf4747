"""Facilities and places: each once, where they are."""

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from gis.read.osm_areas import polygons
from gis.read.osm_frames import projected
from gis.read.osm_points import address, facilities, places
from tests.gis.read.osm_town import WORKING, Town, local, tables


def found(town: Town, folder):
    file, counts = town.read(folder), Counter()
    areas = polygons(file, crs=WORKING, tables=tables(), counts=counts)
    points = replace(file.points, shapes=projected(file.points.shapes, crs=WORKING))
    rows = facilities(points, areas, crs=WORKING, tables=tables(), counts=counts)
    return rows, places(points, areas, crs=WORKING, tables=tables()), counts


@pytest.mark.parametrize(
    ("tags", "text"),
    [
        ({"addr:street": "柳泉路", "addr:housenumber": "12号"}, "柳泉路 12号"),
        ({"addr:street": "柳泉路"}, "柳泉路"),
        ({"addr:full": "淄博市柳泉路12号", "addr:street": "x"}, "淄博市柳泉路12号"),
        ({"addr:place": "王舍"}, "王舍"),
        ({}, ""),
    ],
)
def test_addresses(tags, text):
    assert address(tags) == text


def test_node_and_area(tmp_path):
    town = Town()
    town.node((10, 20), {"amenity": "pharmacy", "name": "药店", "addr:street": "柳泉路"})
    town.box(100, 100, 100, {"amenity": "school", "name": "第一小学", "capacity": "600"})
    town.box(300, 100, 20, {"amenity": "library", "building": "yes"})
    rows, _, _ = found(town, tmp_path)
    assert dict(rows["facility"]) == {"w1": "primary_school", "w2": "library", "n1": "pharmacy"}
    node = local(rows.geometry["n1"])
    assert (node.x, node.y) == pytest.approx((10, 20), abs=0.05)
    assert local(rows.geometry["w1"]).within(local(rows.geometry["w1"]).buffer(60))
    assert rows.loc["w1", "area_m2"] == pytest.approx(10_000, rel=2e-3)
    assert np.isnan(rows.loc["n1", "area_m2"])
    assert np.isnan(rows.loc["w2", "area_m2"])  # a footprint is no floor area
    assert rows.loc["w1", "capacity_count"] == 600
    assert rows.loc["n1", "address"] == "柳泉路"


def test_place_mapped_twice_is_one(tmp_path):
    town = Town()
    town.box(0, 0, 100, {"amenity": "school", "name": "第一小学"})
    town.node((50, 50), {"amenity": "school", "name": "第一小学"})
    town.box(20, 20, 30, {"amenity": "school", "name": "第一小学", "building": "school"})
    rows, _, counts = found(town, tmp_path)
    assert [*rows.index] == ["w1"]
    assert counts["facility_repeated"] == 2


@pytest.mark.parametrize(
    ("place", "tags"),
    [
        ((50, 50), {"amenity": "school", "name": "第二小学"}),  # another name
        ((150, 50), {"amenity": "school", "name": "第一小学"}),  # another place
        ((50, 50), {"amenity": "library", "name": "第一小学"}),  # another kind
    ],
)
def test_what_differs_is_another_place(tmp_path, place, tags):
    town = Town()
    town.box(0, 0, 100, {"amenity": "school", "name": "第一小学"})
    town.node(place, tags)
    rows, _, counts = found(town, tmp_path)
    assert (len(rows), counts["facility_repeated"]) == (2, 0)


def test_the_same_area_twice_is_one(tmp_path):
    town = Town()
    for _ in range(2):
        town.box(0, 0, 100, {"amenity": "pharmacy"})
    rows, _, counts = found(town, tmp_path)
    assert (len(rows), counts["facility_repeated"]) == (1, 1)


def test_place_of_two_kinds_is_two_rows(tmp_path):
    town = Town()
    town.node((0, 0), {"amenity": "school", "name": "九年一贯制学校"})
    rows, _, _ = found(town, tmp_path)
    assert dict(rows["facility"]) == {"n1": "primary_school", "n1.junior_middle_school": "junior_middle_school"}
    assert rows["id"].is_unique


def test_school_without_a_level_is_counted_as_neither(tmp_path):
    town = Town()
    town.node((0, 0), {"amenity": "school", "name": "Academia"})
    town.box(50, 50, 10, {"amenity": "school"})
    rows, _, counts = found(town, tmp_path)
    assert rows.empty
    assert counts["school_unknown"] == 2


def test_places_and_estates(tmp_path):
    town = Town()
    town.node((0, 0), {"place": "town", "name": "四宝山"})
    town.node((50, 0), {"place": "village"})  # nameless
    town.box(100, 0, 100, {"landuse": "industrial", "name": "先进制造产业园"})
    town.box(300, 0, 100, {"landuse": "industrial"})
    _, rows, _ = found(town, tmp_path)
    assert dict(zip(rows["name"], rows["place"], strict=True)) == {"先进制造产业园": "estate", "四宝山": "town"}


def test_nothing(tmp_path):
    town = Town()
    town.way([(0, 0), (10, 0)], {"highway": "residential"})
    rows, spots, counts = found(town, tmp_path)
    assert rows.empty
    assert spots.empty
    assert counts["facility_repeated"] == 0
