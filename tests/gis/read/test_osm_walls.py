"""Walls on paper: which of them bar a walk, and which only hide a gate; those of a real city are in `test_osm.py`."""

from collections import Counter

import pytest
import shapely

from gis.read.osm_frames import projected
from gis.read.osm_lines import streets
from gis.read.osm_walls import walls
from tests.gis.read.osm_town import WORKING, Town, local, tables

WALL, LANE = {"barrier": "wall"}, {"highway": "service"}
RING = [(0, 0), (100, 0), (100, 100), (0, 100), (0, 0)]


def found(folder, town):
    """Walls by id, from the town's corner, and how many lost a yard."""
    file = town.read(folder)
    ways = file.lines
    ways = type(ways)(ways.ids, ways.tags, projected(ways.shapes, crs=WORKING))
    counts: Counter = Counter()
    nothing = ways.pick([])
    lanes = streets(ways, nothing, crs=WORKING, tables=tables(), counts=counts)
    rows = walls(ways, lanes, crs=WORKING, tables=tables(), counts=counts)
    assert rows.geometry.is_valid.all()
    return {id: local(shape) for id, shape in zip(rows["id"], rows.geometry, strict=True)}, counts["wall_yard"]


def town_of(*ways):
    town = Town()
    for places, tags in ways:
        town.way(places, tags)
    return town


@pytest.mark.parametrize("kind", ["wall", "city_wall", "retaining_wall"])
def test_an_open_wall_is_one_as_drawn(tmp_path, kind):
    kept, lost = found(tmp_path, town_of(([(0, 0), (50, 20), (90, 0)], {"barrier": kind})))
    assert kept["w1"].length == pytest.approx(shapely.LineString([(0, 0), (50, 20), (90, 0)]).length, abs=0.05)
    assert lost == 0


def test_what_is_no_wall_is_none(tmp_path):
    kept, lost = found(tmp_path, town_of((RING, {"barrier": "fence"}), (RING, {"building": "yes"})))
    assert (kept, lost) == ({}, 0)


def test_a_yard_without_a_street_loses_its_wall(tmp_path):
    assert found(tmp_path, town_of((RING, WALL))) == ({}, 1)


@pytest.mark.parametrize(
    ("lane", "stays"),
    [
        ([(50, -50), (50, 50)], True),
        ([(20, 50), (80, 50)], True),  # in it all the way: whoever lives there has a street, out or not
        ([(-50, 50), (150, 50)], True),
        ([(-50, -10), (150, -10)], False),
        ([(-50, 0), (150, 0)], False),  # along the wall
        ([(50, -50), (50, 0)], False),  # up to the wall
    ],
)
def test_a_street_into_the_yard_makes_its_wall_one(tmp_path, lane, stays):
    kept, lost = found(tmp_path, town_of((RING, WALL), (lane, LANE)))
    assert (set(kept), lost) == (({"w1"}, 0) if stays else (set(), 1))


@pytest.mark.parametrize("more", [{"bridge": "yes"}, {"tunnel": "yes"}, {"foot": "no"}, {"access": "private"}])
def test_a_way_above_below_or_closed_opens_no_gate(tmp_path, more):
    assert found(tmp_path, town_of((RING, WALL), ([(50, -50), (50, 50)], {**LANE, **more}))) == ({}, 1)


def test_only_the_part_round_the_yard_goes(tmp_path):
    """A wall of 300 m of which the middle third closes a yard with three other walls; a stub hangs on the yard."""
    town = town_of(
        ([(-100, 0), (0, 0), (100, 0), (200, 0)], WALL),
        ([(0, 0), (0, 100), (100, 100), (100, 0)], WALL),
        ([(100, 100), (150, 150)], WALL),
    )
    kept, lost = found(tmp_path, town)
    assert lost == 2
    assert set(kept) == {"w1", "w3"}
    assert kept["w1"].length == pytest.approx(200.0, abs=0.05)
    assert kept["w1"].distance(shapely.Point(50, 0)) == pytest.approx(50.0, abs=0.05)
    assert kept["w3"].length == pytest.approx(50 * 2**0.5, abs=0.05)


def test_of_two_compounds_side_by_side_the_one_with_a_street_keeps_all_but_the_common_wall(tmp_path):
    east = [(100, 0), (200, 0), (200, 100), (100, 100)]
    kept, _ = found(tmp_path, town_of((RING, WALL), (east, WALL), ([(150, -50), (150, 50)], LANE)))
    assert sum(wall.length for wall in kept.values()) == pytest.approx(300.0, abs=0.1)


def test_walls_that_cross_without_a_node_close_a_yard(tmp_path):
    bars = [[(-10, 0), (110, 0)], [(-10, 100), (110, 100)], [(0, -10), (0, 110)], [(100, -10), (100, 110)]]
    kept, lost = found(tmp_path, town_of(*[(bar, WALL) for bar in bars]))
    assert lost == 4
    assert [wall.length for wall in kept.values()] == pytest.approx([20.0] * 4, abs=0.1)


def test_a_thick_wall_drawn_as_an_area_stays(tmp_path):
    rim = [(0, 0), (100, 0), (100, 4), (0, 4), (0, 0)]
    kept, lost = found(tmp_path, town_of((rim, {"barrier": "city_wall", "area": "yes"})))
    assert (set(kept), lost) == ({"w1"}, 0)


def test_the_two_sides_of_a_thick_wall_are_no_yard(tmp_path):
    sides = [(0, 0), (100, 0), (100, 1), (0, 1), (0, 0)]
    kept, lost = found(tmp_path, town_of((sides, WALL)))
    assert (set(kept), lost) == ({"w1"}, 0)


def test_no_walls(tmp_path):
    assert found(tmp_path, town_of(([(0, 0), (10, 0)], LANE))) == ({}, 0)
