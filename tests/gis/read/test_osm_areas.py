"""Parks, land use, water and buildings from closed ways and multipolygons."""

from collections import Counter

import numpy as np
import pytest

from gis.read.osm_areas import (
    buildings,
    home_share,
    homes_as_land,
    land_use,
    park_class,
    parks,
    polygons,
    water,
)
from gis.read.osm_file import Features
from tests.gis.read.osm_town import WORKING, Town, tables


def areas_of(town: Town, folder, *, without=()) -> tuple[Features, Counter]:
    counts: Counter = Counter()
    return polygons(town.read(folder, without=without), crs=WORKING, tables=tables(), counts=counts), counts


def test_areas_in_square_metres(tmp_path):
    town = Town()
    town.box(0, 0, 100, {"leisure": "park"})
    town.relation([(town.box(200, 0, 100, {}), "outer"), (town.box(220, 20, 50, {}), "inner")], {"landuse": "grass"})
    areas, counts = areas_of(town, tmp_path)
    assert areas.ids == ["w1", "r1"]
    assert [shape.area for shape in areas.shapes] == pytest.approx([10_000, 7_500], rel=2e-3)
    assert +counts == Counter()


def test_closed_ways_that_are_no_areas(tmp_path):
    town = Town()
    town.box(0, 0, 100, {"highway": "residential"})
    town.box(0, 200, 100, {"leisure": "park", "area": "no"})
    areas, counts = areas_of(town, tmp_path)
    assert len(areas) == 0
    assert counts["ring_open"] == 0


def test_open_ring_is_counted(tmp_path):
    town = Town()
    town.way([(0, 0), (100, 0), (100, 100)], {"landuse": "residential"})
    town.way([(0, 0), (0, 100), (100, 100)], {"natural": "cliff"})  # a line by nature
    areas, counts = areas_of(town, tmp_path)
    assert (len(areas), counts["ring_open"], counts["area_cut"]) == (0, 1, 0)


def test_area_cut_by_the_edge_is_counted(tmp_path):
    town = Town()
    town.box(0, 0, 100, {"landuse": "residential"})
    areas, counts = areas_of(town, tmp_path, without=[3])
    assert (len(areas), counts["area_cut"], counts["ring_open"]) == (0, 1, 0)


def test_bow_tie_is_mended(tmp_path):
    town = Town()
    town.way([(0, 0), (100, 100), (100, 0), (0, 100), (0, 0)], {"leisure": "park"})
    areas, counts = areas_of(town, tmp_path)
    assert counts["made_valid"] == 1
    assert areas.shapes[0].is_valid
    assert areas.shapes[0].area == pytest.approx(5_000, rel=2e-3)  # two triangles of 100 by 50


def test_ring_without_ground_is_counted(tmp_path):
    town = Town()
    town.way([(0, 0), (100, 0), (0, 0)], {"building": "yes"})
    town.way([(0, 50), (100, 50), (0, 50), (100, 50), (0, 50)], {"building": "yes"})
    areas, counts = areas_of(town, tmp_path)
    assert (len(areas), counts["area_empty"]) == (0, 2)


@pytest.mark.parametrize(
    ("given", "area_m2", "expected"),
    [
        ("G1", 100_000.0, "G11"),
        ("G1", 99_999.0, "G12"),
        ("G1", 10_000.0, "G12"),
        ("G1", 9_999.0, "G14"),
        ("G1", 0.0, "G14"),
        ("G13", 500_000.0, "G13"),
        ("EG", 1.0, "EG"),
    ],
)
def test_park_classes_by_size(given, area_m2, expected):
    assert park_class(given, area_m2, tables()) == expected


def test_parks_count_and_other_green_is_counted(tmp_path):
    town = Town()
    town.box(0, 0, 50, {"leisure": "park", "name": "人民公园"})
    town.box(0, 100, 150, {"leisure": "garden"})
    town.box(0, 300, 50, {"leisure": "garden", "access": "private"})
    town.box(0, 400, 50, {"landuse": "grass"})
    town.box(0, 500, 50, {"natural": "wood"})
    town.box(0, 600, 50, {"tourism": "zoo"})
    areas, counts = areas_of(town, tmp_path)
    rows = parks(areas, crs=WORKING, tables=tables(), counts=counts)
    assert dict(rows["park_class"]) == {"w1": "G14", "w2": "G12", "w6": "G13"}
    assert rows.loc["w1", "name"] == "人民公园"
    assert counts["green_other"] == 3


def test_land_use_codes(tmp_path):
    town = Town()
    uses = [
        ({"landuse": "residential"}, "0701"),
        ({"landuse": "residential", "residential": "rural"}, "0703"),
        ({"amenity": "school"}, "080403"),
        ({"leisure": "park"}, "1401"),
        ({"landuse": "industrial"}, "1001"),
        ({"landuse": "industrial", "industrial": "warehouse"}, "1101"),
        ({"landuse": "forest"}, "03"),
    ]
    for row, (tags, _) in enumerate(uses):
        town.box(0, row * 100, 50, tags)
    town.box(0, 900, 50, {"amenity": "school", "building": "yes"})  # a building, not its ground
    areas, _ = areas_of(town, tmp_path)
    rows = land_use(areas, crs=WORKING, tables=tables())
    assert [*rows["code"]] == [code for _, code in uses]


def test_water(tmp_path):
    town = Town()
    town.box(0, 0, 50, {"natural": "water", "name": "湖"})
    town.box(0, 100, 50, {"landuse": "reservoir"})
    town.box(0, 200, 50, {"leisure": "swimming_pool"})
    areas, _ = areas_of(town, tmp_path)
    assert [*water(areas, crs=WORKING, tables=tables())["name"]] == ["湖", ""]


def test_buildings(tmp_path):
    town = Town()
    kinds = [
        ({"building": "apartments", "building:levels": "6", "building:flats": "24"}, "residential"),
        ({"building": "yes"}, "unspecified"),
        ({"building": "yes", "amenity": "school"}, "education"),
        ({"building": "yes", "shop": "supermarket"}, "commercial"),
        ({"building": "industrial", "building:levels": "two"}, "industrial"),
        ({"building": "garage", "building:levels": "0"}, "other"),
        ({"building": "apartments", "shop": "bakery"}, "residential"),
    ]
    for row, (tags, _) in enumerate(kinds):
        town.box(0, row * 100, 10, tags)
    town.box(0, 900, 10, {"building": "no"})
    town.box(0, 950, 10, {"building:part": "yes"})
    areas, _ = areas_of(town, tmp_path)
    rows = buildings(areas, crs=WORKING, tables=tables())
    assert [*rows["use"]] == [use for _, use in kinds]
    assert rows.loc["w1", "storeys"] == 6.0
    assert rows.loc["w1", "dwellings_count"] == 24.0
    assert rows["storeys"].isna().sum() == 6  # not mapped, not a number, or none: unknown, never a guess


def homes_town(tmp_path):
    """Residential land of 100 m; four homes, one of them on it; a school."""
    town = Town()
    town.box(0, 0, 100, {"landuse": "residential"})
    for row in range(4):
        town.box(10 + 200 * row, 10, 10, {"building": ["house", "yes", "apartments", "yes"][row]})
    town.box(2000, 0, 10, {"building": "school"})
    areas, _ = areas_of(town, tmp_path)
    return buildings(areas, crs=WORKING, tables=tables()), land_use(areas, crs=WORKING, tables=tables())


def test_share_of_homes_on_residential_land(tmp_path):
    footprints, uses = homes_town(tmp_path)
    assert home_share(footprints, uses, tables=tables()) == 0.25
    assert home_share(footprints, uses.iloc[:0], tables=tables()) == 0.0
    assert np.isnan(home_share(footprints.iloc[:0], uses, tables=tables()))


def test_homes_as_land(tmp_path):
    footprints, _ = homes_town(tmp_path)
    rows = homes_as_land(footprints, tables=tables())
    assert sorted(rows.index) == ["bw2", "bw3", "bw4", "bw5"]
    assert set(rows["code"]) == {"0701"}
    assert rows["source"].str.contains("derived").all()
    assert rows.area.sum() == pytest.approx(400, rel=2e-3)


def test_homes_that_touch_or_overlap_are_one_piece_of_land(tmp_path):
    town = Town()
    for west in (0, 10, 15, 100):  # the second touches the first, the third overlaps the second by half
        town.box(west, 0, 10, {"building": "house"})
    areas, _ = areas_of(town, tmp_path)
    rows = homes_as_land(buildings(areas, crs=WORKING, tables=tables()), tables=tables())
    assert sorted(rows.index) == ["bw1", "bw4"]
    assert rows.area.loc["bw1"] == pytest.approx(250, rel=1e-2)


def test_no_homes_no_land(tmp_path):
    footprints, _ = homes_town(tmp_path)
    assert homes_as_land(footprints.iloc[:0], tables=tables()).empty


def test_home_of_two_parts_is_two_pieces_with_ids_of_their_own(tmp_path):
    town = Town()
    members = [(town.box(0, 0, 10, {}), "outer"), (town.box(50, 0, 10, {}), "outer")]
    town.relation(members, {"building": "house"})
    areas, _ = areas_of(town, tmp_path)
    rows = homes_as_land(buildings(areas, crs=WORKING, tables=tables()), tables=tables())
    assert sorted(rows.index) == ["br1", "br1.1"]
