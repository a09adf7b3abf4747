"""Named roads: led on to what they nearly reach, lifted over what they cross."""

import pytest
import shapely

from gis.fabric.ways import barriers_of, bridged, joined, named_ways
from tests.gis.fabric.paper import CRS, EAST, NORTH, frame, line, point, ring_roads

EMPTY = frame({})


def ways_of(recipe, roads, *, railways=EMPTY, rivers=EMPTY):
    raw = named_ways(roads, rule=recipe.streets)
    barriers = barriers_of(raw, railways=railways, rivers=rivers, rule=recipe.streets)
    return bridged(joined(raw, barriers, join_m=recipe.streets.join_m), barriers), barriers


def test_each_line_of_a_road_is_a_way_with_what_the_layer_says(recipe):
    roads = ring_roads()
    roads.loc["r.south", "geometry"] = shapely.MultiLineString([line((0, 0), (400, 0)), line((500, 0), (900, 0))])
    ways = named_ways(roads, rule=recipe.streets)
    assert [way.id for way in ways] == ["r.east", "r.north", "r.south", "r.south", "r.west"]
    assert {way.source for way in ways} == {"路牌"}
    assert all(way.walkable and way.uncertainty_m == 50.0 and way.basis == "evidence" for way in ways)


def test_an_expressway_is_not_walkable(recipe):
    ways = named_ways(ring_roads(x=line((0, 500), (1000, 500))), rule=recipe.streets)
    assert [way.id for way in ways if not way.walkable] == ["x"]


def test_missing_values_do_not_stop_a_road(recipe):
    bare = frame({"a": line((0, 0), (100, 0)), "b": shapely.LineString(), "c": None}, name=["甲", None, "丙"])
    (way,) = named_ways(bare, rule=recipe.streets)
    assert (way.name, way.road_class, way.basis, way.uncertainty_m) == ("甲", "", "evidence", 0.0)


@pytest.mark.parametrize(("gap", "met"), [(30, True), (140, True), (160, False)])
def test_a_loose_end_is_led_straight_on_within_150_m(recipe, gap, met):
    ways, _ = ways_of(recipe, ring_roads(**{"r.inner": line((0, 500), (1000 - gap, 500))}))
    inner = next(way for way in ways if way.id == "r.inner")
    assert inner.line.length == pytest.approx(1000.0 if met else 1000.0 - gap, abs=0.02)


def test_a_loose_end_beside_a_road_is_led_aside_only_when_very_near(recipe):
    beside = {"r.far": line((300, 100), (700, 100)), "r.near": line((300, 940), (700, 940))}
    ways, _ = ways_of(recipe, ring_roads(**beside))
    lengths_m = {way.id: way.line.length for way in ways}
    assert lengths_m["r.near"] == pytest.approx(400 + 2 * 60, abs=0.02)
    assert lengths_m["r.far"] == pytest.approx(400, abs=0.02)


def test_an_end_is_not_led_across_an_expressway(recipe):
    roads = ring_roads(**{"r.inner": line((500, 0), (500, 900)), "x": line((-100, 950), (1100, 950))})
    ways, _ = ways_of(recipe, roads)
    inner = next(way for way in ways if way.id == "r.inner")
    assert inner.line.bounds[3] == pytest.approx(NORTH + 900.0)


def test_a_named_road_crosses_a_railway_on_a_bridge_of_the_reckoned_length(recipe):
    roads = ring_roads(**{"r.inner": line((500, 0), (500, 1000))})
    ways, _ = ways_of(recipe, roads, railways=frame({"rail": line((-200, 400), (1200, 400))}))
    bridges = [way for way in ways if way.bridge]
    assert {way.id for way in bridges} == {"r.inner", "r.west", "r.east"}
    assert all(way.line.length == pytest.approx(2 * (10.0 + 6.0), abs=0.1) for way in bridges)
    pieces = [way.line for way in ways if way.id == "r.inner"]
    assert sum(piece.length for piece in pieces) == pytest.approx(1000.0, abs=0.1)
    assert shapely.line_merge(shapely.union_all(pieces)).geom_type == "LineString"


def test_bridges_close_to_each_other_are_one(recipe):
    tracks = frame({"a": line((-200, 400), (1200, 400)), "b": line((-200, 425), (1200, 425))})
    roads = ring_roads(**{"r.inner": line((500, 0), (500, 1000))})
    ways, _ = ways_of(recipe, roads, railways=tracks)
    (bridge,) = [way for way in ways if way.bridge and way.id == "r.inner"]
    assert bridge.line.length == pytest.approx(25.0 + 32.0, abs=0.1)


def test_a_road_that_ends_on_an_expressway_gets_no_bridge(recipe):
    roads = frame(
        {"r": line((0, 0), (0, 500)), "x": line((-100, 500), (100, 500))}, road_class=["arterial", "expressway"]
    )
    ways, _ = ways_of(recipe, roads)
    assert not any(way.bridge for way in ways)


def test_a_railway_in_a_tunnel_is_no_barrier(recipe):
    rail = frame({"rail": line((-200, 400), (1200, 400))}, tunnel=[True])
    ways, barriers = ways_of(recipe, ring_roads(), railways=rail)
    assert barriers.lines.is_empty
    assert not any(way.bridge for way in ways)


def test_reserves_have_the_widths_of_the_recipe(recipe):
    rivers = frame({"a": line((0, 700), (1000, 700)), "b": line((0, 200), (1000, 200))}, width_m=[60.0, float("nan")])
    _, barriers = ways_of(recipe, ring_roads(x=line((0, 500), (1000, 500))), rivers=rivers)
    across = line((500, 0), (500, 1000)).intersection(barriers.reserve)
    lengths = sorted(round(part.length) for part in shapely.get_parts(across))
    assert lengths == [60, 100, 100]  # river b: 2(10+20); river a: 2(30+20); expressway: 2*50
    assert barriers.river.area == pytest.approx(1000 * 60 + 1000 * 20)
    assert barriers.reserve.contains(point(1015, 700))  # led on past the end, so that a street can pass round it


def test_no_roads_give_no_ways(recipe):
    ways, barriers = ways_of(recipe, EMPTY)
    assert ways == []
    assert barriers.lines.is_empty
    assert barriers.reserve.is_empty
    assert EMPTY.crs == CRS
    assert EAST > 0
