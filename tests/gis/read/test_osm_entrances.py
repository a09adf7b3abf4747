"""Park entrances on paper: a park of 100 m, its gates, the ways that meet it, the streets beside it."""

from collections import Counter

import numpy as np
import pytest
import shapely

from gis.read.osm_entrances import park_entrances
from gis.read.osm_file import Features
from gis.read.osm_frames import layer_frame
from tests.gis.read.osm_town import CRS, tables

PARK = shapely.box(0, 0, 100, 100)


def entrances(parks, ways, gates=(), *, walkable=None):
    """Entrances of `parks` (id → shape) with `ways` (lines) and `gates` ((x, y), tags)."""
    park_rows = layer_frame("parks", [*parks], np.array([*parks.values()], dtype=object), crs=CRS)
    lines = np.empty(len(ways), dtype=object)
    lines[:] = [shapely.LineString(way) for way in ways]
    flags = [True] * len(ways) if walkable is None else walkable
    streets = layer_frame(
        "streets", [f"w{row}" for row in range(len(ways))], lines, crs=CRS, columns={"walkable": flags}
    )
    points = np.empty(len(gates), dtype=object)
    points[:] = [shapely.Point(place) for place, _ in gates]
    nodes = Features([f"n{row}" for row in range(len(gates))], [tags for _, tags in gates], points)
    counts: Counter = Counter()
    rows = park_entrances(park_rows, streets, nodes, tables=tables(), counts=counts)
    return rows, +counts


def places(rows) -> set[tuple[float, float]]:
    return {(round(point.x, 3), round(point.y, 3)) for point in rows.geometry}


def test_mapped_gates_on_the_boundary():
    gates = [
        ((100, 50), {"entrance": "main"}),
        ((0, 50), {"barrier": "gate"}),
        ((50, 50), {"barrier": "gate"}),  # inside
        ((50, 0), {"barrier": "gate", "access": "private"}),
        ((50, 100), {"entrance": "emergency"}),
        ((20, 100), {"amenity": "toilets"}),
    ]
    rows, counts = entrances({"w7": PARK}, [[(-50, 20), (150, 20)]], gates)
    assert places(rows) == {(100, 50), (0, 50)}
    assert set(rows["park_id"]) == {"w7"}
    assert set(rows["source"]) == {"OSM n0", "OSM n1"}
    assert [*rows.index] == ["w7.e1", "w7.e2"]
    assert counts == {"entrance_mapped": 2}  # a mapped park needs no derived ones


def test_way_through_the_park():
    rows, counts = entrances({"w7": PARK}, [[(-50, 20), (150, 20)]])
    assert places(rows) == {(0, 20), (100, 20)}
    assert rows["source"].str.contains("derived: way w0 meets").all()
    assert counts == {"entrance_met": 2}


def test_way_that_ends_on_the_boundary():
    rows, _ = entrances({"w7": PARK}, [[(150, 40), (100, 40)]])
    assert places(rows) == {(100, 40)}


def test_way_along_the_boundary_is_entered_at_the_ends_of_the_stretch():
    rows, counts = entrances({"w7": PARK}, [[(100, -50), (100, 60), (150, 60)]])
    assert places(rows) == {(100, 0), (100, 60)}
    assert counts == {"entrance_met": 2}


def test_way_all_around_the_park_still_gives_an_entrance():
    ring = [*PARK.exterior.coords]
    rows, counts = entrances({"w7": PARK}, [ring])
    assert len(rows) == 1
    assert PARK.boundary.distance(rows.geometry.iloc[0]) == 0.0
    assert counts == {"entrance_near": 1}


def test_streets_beside_the_park():
    ways = [[(-10, -50), (-10, 150)], [(-10, 115), (110, 115)], [(0, -60), (100, -60)]]  # 10, 15 and 60 m away
    rows, counts = entrances({"w7": PARK}, ways)
    assert counts == {"entrance_near": 2}
    xs_ys = places(rows)  # opposite the middle of each frontage
    assert (0, 50) in xs_ys
    assert xs_ys - {(0, 50)} == {(50, 100)}
    assert rows["source"].str.contains("nearest to").all()


def test_one_street_farther_off():
    rows, counts = entrances({"w7": PARK}, [[(150, -200), (150, 300)], [(220, -200), (220, 300)]])
    assert {point.x for point in rows.geometry} == {100.0}
    assert counts == {"entrance_near": 1}


def test_park_out_of_reach_has_none():
    rows, counts = entrances({"w7": PARK}, [[(400, 0), (400, 100)]])
    assert rows.empty
    assert counts == {"park_closed": 1}


@pytest.mark.parametrize("ways", [[], [[(-50, 20), (150, 20)]]])
def test_ways_closed_to_walkers_give_no_entrance(ways):
    rows, counts = entrances({"w7": PARK}, ways, walkable=[False] * len(ways))
    assert rows.empty
    assert counts == {"park_closed": 1}


def test_entrances_close_together_are_one():
    rows, _ = entrances({"w7": PARK}, [[(-50, 21), (50, 21)], [(-50, 24), (50, 24)], [(-50, 75), (50, 75)]])
    assert places(rows) == {(0, 21), (0, 75)}


def test_each_park_by_itself():
    far = shapely.box(1000, 0, 1100, 100)
    rows, counts = entrances({"w7": PARK, "w8": far}, [[(-50, 20), (50, 20)]], [((1000, 10), {"barrier": "gate"})])
    assert [*rows["park_id"]] == ["w7", "w8"]
    assert [*rows["source"].str.contains("derived")] == [True, False]
    assert counts == {"entrance_mapped": 1, "entrance_met": 1}


def test_hole_of_a_park_is_boundary_too():
    ring = shapely.Polygon(PARK.exterior.coords, [[(40, 40), (60, 40), (60, 60), (40, 60)]])
    rows, _ = entrances({"w7": ring}, [[(50, 50), (80, 50)]])
    assert places(rows) == {(60, 50)}


def test_no_parks():
    rows, counts = entrances({}, [[(0, 0), (1, 1)]])
    assert rows.empty
    assert not counts
