"""Streets, roads, railways and rivers from ways."""

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
import shapely

from gis.read.osm_areas import polygons
from gis.read.osm_file import Features
from gis.read.osm_frames import projected
from gis.read.osm_lines import aliases, is_walkable, railways, rivers, roads, streets, way_layer
from tests.gis.read.osm_town import WORKING, Town, local, tables

LINE = [(0, 0), (100, 0)]


def walkable(**tags) -> bool:
    return is_walkable(
        {key.replace("_", ":"): value for key, value in tags.items()}, tables().ways[tags["highway"]], tables()
    )


@pytest.mark.parametrize(
    ("tags", "open_"),
    [
        ({"highway": "residential"}, True),
        ({"highway": "footway"}, True),
        ({"highway": "steps"}, True),
        ({"highway": "motorway"}, False),
        ({"highway": "trunk"}, False),
        ({"highway": "trunk", "foot": "yes"}, True),
        ({"highway": "trunk", "sidewalk": "right"}, True),
        ({"highway": "trunk", "sidewalk_both": "yes"}, True),
        ({"highway": "trunk", "sidewalk": "no"}, False),
        ({"highway": "motorway", "foot": "designated"}, True),
        ({"highway": "cycleway"}, False),
        ({"highway": "cycleway", "foot": "yes"}, True),
        ({"highway": "service", "access": "private"}, False),
        ({"highway": "service", "access": "private", "foot": "permissive"}, True),
        ({"highway": "service", "access": "customers"}, True),
        ({"highway": "residential", "access": "no"}, False),
        ({"highway": "primary", "foot": "no"}, False),
        ({"highway": "primary", "foot": "use_sidewalk"}, False),
        ({"highway": "primary", "foot": "no", "sidewalk": "both"}, False),
    ],
)
def test_where_one_may_walk(tags, open_):
    assert walkable(**tags) is open_


@pytest.mark.parametrize(
    ("tags", "level"),
    [
        ({}, 0.0),
        ({"bridge": "yes"}, 1.0),
        ({"bridge": "viaduct", "layer": "2"}, 2.0),
        ({"tunnel": "yes"}, -1.0),
        ({"tunnel": "culvert"}, -1.0),
        ({"tunnel": "building_passage"}, 0.0),
        ({"tunnel": "no"}, 0.0),
        ({"bridge": "no"}, 0.0),
        ({"layer": "-2"}, -2.0),
        ({"layer": "bad", "bridge": "yes"}, 1.0),
    ],
)
def test_levels(tags, level):
    assert way_layer(tags) == level


@pytest.mark.parametrize(
    ("tags", "found"),
    [
        ({"name": "青银高速", "ref": "G 20;G2"}, ("青银高速", "G 20;G20;G2")),
        ({"name": "A", "alt_name": "B; C", "old_name": "A"}, ("A", "B;C")),
        ({"name": "Liuquan Road", "name:zh": "柳泉路"}, ("Liuquan Road", "柳泉路")),
        ({"ref": "S102"}, ("S102", "")),
        ({}, ("", "")),
        ({"name": " ; "}, ("", "")),
    ],
)
def test_names(tags, found):
    assert aliases(tags, tables().lines["names"]) == found


def made(town: Town, folder) -> tuple[Features, Features, Counter]:
    """The ways and areas of a town in metres."""
    file, counts = town.read(folder), Counter()
    areas = polygons(file, crs=WORKING, tables=tables(), counts=counts)
    return replace(file.lines, shapes=projected(file.lines.shapes, crs=WORKING)), areas, counts


def street_rows(town: Town, folder):
    ways, areas, counts = made(town, folder)
    return streets(ways, areas, crs=WORKING, tables=tables(), counts=counts), counts


def test_streets_carry_their_flags(tmp_path):
    town = Town()
    town.way(LINE, {"highway": "primary", "name": "柳泉路", "bridge": "yes", "layer": "1"})
    town.way([(0, 10), (100, 10)], {"highway": "footway", "footway": "crossing"})
    town.way([(0, 20), (100, 20)], {"highway": "steps"})
    town.way([(0, 30), (100, 30)], {"highway": "motorway", "tunnel": "yes"})
    town.way([(0, 40), (100, 40)], {"railway": "rail"})
    rows, counts = street_rows(town, tmp_path)
    assert [*rows.index] == ["w1", "w2", "w3", "w4"]
    assert [*rows["road_class"]] == ["arterial", "path", "path", "expressway"]
    assert [*rows["bridge"]] == [True, False, False, False]
    assert [*rows["tunnel"]] == [False, False, False, True]
    assert [*rows["layer"]] == [1.0, 0.0, 0.0, -1.0]
    assert [*rows["crossing"]] == [False, True, False, False]
    assert [*rows["steps"]] == [False, False, True, False]
    assert [*rows["walkable"]] == [True, True, True, False]
    assert rows.loc["w1", "name"] == "柳泉路"
    assert counts["way_closed"] == 0  # a motorway is closed by its class, not by a sign


def test_closed_and_unknown_ways_are_counted(tmp_path):
    town = Town()
    town.way(LINE, {"highway": "service", "access": "private"})
    town.way([(0, 10), (100, 10)], {"highway": "construction"})
    town.way([(0, 20), (100, 20)], {"highway": "proposed"})
    rows, counts = street_rows(town, tmp_path)
    assert [*rows["walkable"]] == [False]
    assert (counts["way_closed"], counts["way_other"]) == (1, 2)


def test_square_as_way_is_its_ring(tmp_path):
    town = Town()
    town.box(0, 0, 50, {"highway": "pedestrian", "area": "yes"})
    rows, _ = street_rows(town, tmp_path)
    assert rows.length.iloc[0] == pytest.approx(200, rel=1e-3)
    assert rows.loc["w1", "road_class"] == "pedestrian"


def test_square_as_relation_gives_both_its_rings(tmp_path):
    town = Town()
    town.relation([(town.box(0, 0, 100, {}), "outer"), (town.box(20, 20, 50, {}), "inner")], {"highway": "pedestrian"})
    rows, counts = street_rows(town, tmp_path)
    assert rows.length.loc["r1"] == pytest.approx(400 + 200, rel=1e-3)
    assert counts["square"] == 1


def test_roads_are_named_ways_of_a_named_class(tmp_path):
    town = Town()
    town.way(LINE, {"highway": "motorway", "name": "青银高速", "ref": "G20"})
    town.way([(0, 10), (100, 10)], {"highway": "residential"})  # no name
    town.way([(0, 20), (100, 20)], {"highway": "secondary", "ref": "S102"})
    town.way([(0, 30), (100, 30)], {"highway": "footway", "name": "花径"})  # nothing a clause names
    town.way([(0, 40), (100, 40)], {"highway": "motorway_link", "name": "匝道"})
    ways, _, _ = made(town, tmp_path)
    rows = roads(ways, crs=WORKING, tables=tables())
    assert [*rows["name"]] == ["青银高速", "S102"]
    assert rows.loc["w1", "aliases"] == "G20"
    assert [*rows["road_class"]] == ["expressway", "collector"]
    assert [*rows["uncertainty_m"]] == [6.0, 6.0]
    np.testing.assert_allclose(shapely.get_coordinates(local(rows.geometry.iloc[0])), LINE, atol=0.05)


def test_railways(tmp_path):
    town = Town()
    town.way(LINE, {"railway": "rail", "name": "胶济铁路"})
    town.way([(0, 10), (100, 10)], {"railway": "subway", "tunnel": "yes"})
    town.way([(0, 20), (100, 20)], {"railway": "rail", "bridge": "yes"})
    town.way([(0, 30), (100, 30)], {"railway": "tram"})
    town.way([(0, 40), (100, 40)], {"railway": "abandoned"})
    ways, _, _ = made(town, tmp_path)
    rows = railways(ways, crs=WORKING, tables=tables())
    assert [*rows["name"]] == ["胶济铁路", "", ""]
    assert [*rows["tunnel"]] == [False, True, False]
    assert [*rows["bridge"]] == [False, False, True]


def test_rivers(tmp_path):
    town = Town()
    town.way(LINE, {"waterway": "river", "name": "孝妇河", "width": "40 m"})
    town.way([(0, 10), (100, 10)], {"waterway": "stream", "tunnel": "culvert"})
    town.way([(0, 20), (100, 20)], {"waterway": "ditch"})
    ways, _, _ = made(town, tmp_path)
    rows = rivers(ways, crs=WORKING, tables=tables())
    assert [*rows.index] == ["w1", "w2"]
    assert rows.loc["w1", "width_m"] == 40.0
    assert np.isnan(rows.loc["w2", "width_m"])
    assert [*rows["tunnel"]] == [False, True]


def test_nothing_gives_empty_layers(tmp_path):
    town = Town()
    town.box(0, 0, 10, {"building": "yes"})
    ways, areas, counts = made(town, tmp_path)
    assert streets(ways, areas, crs=WORKING, tables=tables(), counts=counts).empty
    assert roads(ways, crs=WORKING, tables=tables()).empty
