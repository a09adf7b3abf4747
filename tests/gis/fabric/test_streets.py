"""The street network: joined at ground level, apart on bridges."""

import pytest
import shapely

from gis.fabric.blocks import Superblock
from gis.fabric.streets import edge_ways, local_ways, network, street_frame, taken_land
from gis.fabric.ways import Way
from gis.schema import KINDS
from tests.gis.fabric.paper import CRS, line, square

NOWHERE = shapely.Polygon()


def named(shape, name="a", road_class="arterial", **more):
    return Way(shape, name, f"{name}路", road_class, "evidence", 50.0, "路牌", **more)


def local(*shapes):
    return local_ways(list(shapes), road_class="local", uncertainty_m=100.0)


def vertices(way):
    return {(round(x, 2), round(y, 2)) for x, y in shapely.get_coordinates(way.line)}


def test_a_side_street_shares_a_vertex_with_the_road():
    found = network([named(line((0, 0), (1000, 0)))], local(line((333.3, 0), (333.3, 200))), parks=NOWHERE)
    road, street = sorted(found, key=lambda way: way.id == "")
    assert vertices(road) & vertices(street)
    assert road.line.length == pytest.approx(1000.0)


def test_crossing_streets_are_cut_at_the_crossing():
    found = network([], local(line((0, 100), (200, 100)), line((100, 0), (100, 200))), parks=NOWHERE)
    assert sorted(round(way.line.length) for way in found) == [100, 100, 100, 100]


def test_a_street_on_a_road_is_the_road():
    ring = shapely.LineString(square(0, 0, 500).exterior.coords)
    found = network([named(line((-50, 0), (550, 0)))], local(ring), parks=NOWHERE)
    assert sum(way.line.length for way in found if way.id) == pytest.approx(600.0)
    assert sum(way.line.length for way in found if not way.id) == pytest.approx(1500.0)


def test_a_bridge_shares_no_vertex_with_what_it_passes():
    deck = named(line((0, -20), (0, 20)), "d", bridge=True)
    ramp = named(line((0, 20), (0, 200)), "d")
    below = named(line((-100, 0), (100, 0)), "b")
    found = network([deck, ramp, below], local(line((-100, 50), (100, 50))), parks=NOWHERE)
    bridge = next(way for way in found if way.bridge)
    assert len(bridge.line.coords) == 2
    assert not any(vertices(bridge) & vertices(way) for way in found if way.id == "b")
    assert any(vertices(bridge) & vertices(way) for way in found if way.id == "d" and not way.bridge)


def test_an_expressway_is_kept_but_joins_nothing():
    fast = named(line((0, 0), (1000, 0)), "x", "expressway", walkable=False)
    found = network([fast], local(line((500, -100), (500, 100))), parks=NOWHERE)
    assert len(next(way for way in found if way.id == "x").line.coords) == 2


def test_collectors_and_streets_leave_parks_out_but_paths_do_not():
    park = square(40, -20, 40)
    across = line((0, 0), (100, 0))
    assert network([], local(across), parks=park) == []
    path = local_ways([across], road_class="path", uncertainty_m=1.0)
    assert len(network([], path, parks=park)) == 1
    assert len(network([named(across)], [], parks=park)) == 1


def test_nothing_gives_nothing():
    assert network([], [], parks=NOWHERE) == []
    frame = street_frame([], crs=CRS)
    assert len(frame) == 0
    assert frame.crs == CRS


def test_developed_land_has_collectors_and_fields_have_lanes(recipe):
    town = Superblock(0, "z.one", recipe.profiles["town"], square(0, 0))
    fields = Superblock(1, "", recipe.profiles["fields"], square(1000, 0), developed=False)
    rim = shapely.box(*shapely.union_all([town.shape, fields.shape]).bounds).boundary
    ways = edge_ways([town, fields], outline=rim, recipe=recipe)
    assert {(way.road_class, way.uncertainty_m) for way in ways} == {("collector", 100.0), ("lane", 500.0)}
    lane_m = sum(way.line.length for way in ways if way.road_class == "lane")
    assert lane_m == pytest.approx(1000.0, abs=4.0)  # only the side it shares, not the rim of the district


def test_streets_take_the_land_between_their_red_lines(recipe):
    assert taken_land([named(line((0, 0), (100, 0)))], recipe=recipe).area == pytest.approx(100 * 40.0)
    assert taken_land([named(line((0, 0), (100, 0)), road_class="odd")], recipe=recipe).area == pytest.approx(
        100 * 30.0
    )
    assert taken_land(local(line((0, 0), (100, 0))), recipe=recipe).area == pytest.approx(120 * 20.0)
    assert taken_land([], recipe=recipe).is_empty


def test_the_frame_has_the_columns_of_the_schema_and_stable_ids():
    ways = [named(line((0, 0), (100, 0))), named(line((0, 9), (9, 9)), "b", bridge=True), *local(line((5, 0), (5, 9)))]
    frame, turned = street_frame(ways, crs=CRS), street_frame(ways[::-1], crs=CRS)
    assert set(KINDS["streets"].columns) - {"id"} <= set(frame.columns)
    assert [*frame.index] == ["S00001", "S00002", "S00003"]
    assert frame.to_json() == turned.to_json()
    assert frame.loc["S00002", "layer"] == 1.0
    assert frame.loc["S00003", "basis"] == "schematic"
    assert frame.loc["S00003", "source"] == "示意"
