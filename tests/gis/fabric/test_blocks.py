"""Superblocks and blocks of the paper district."""

from dataclasses import replace

import pytest
import shapely

from gis.fabric.blocks import _cut, block_shapes, faces, grown, local_lines, superblocks
from gis.fabric.evidence import Known
from gis.fabric.ways import barriers_of, named_ways
from tests.gis.fabric.paper import EAST, NORTH, frame, line, point, ring_roads, square

EMPTY = frame({})
NOWHERE = shapely.Polygon()


def scene(recipe, *, roads=None, zones=None, railways=EMPTY, domain=None):
    roads = ring_roads() if roads is None else roads
    zones = frame({"z.one": square(0, 0)}) if zones is None else zones
    ways = named_ways(roads, rule=recipe.streets)
    barriers = barriers_of(ways, railways=railways, rivers=EMPTY, rule=recipe.streets)
    areas = faces(ways, barriers, domain=square(0, 0) if domain is None else domain, zones=zones, recipe=recipe)
    return areas, superblocks(areas, barriers, zones=zones, recipe=recipe)


def test_four_roads_enclose_one_face(recipe):
    areas, blocks = scene(recipe)
    assert [round(area.area) for area in areas] == [1_000_000]
    assert [(block.id, block.zone, block.profile.name) for block in blocks] == [(0, "z.one", "town")]


def test_roads_inside_cut_the_face(recipe):
    areas, _ = scene(
        recipe, roads=ring_roads(**{"r.a": line((0, 400), (1000, 400)), "r.b": line((600, 0), (600, 1000))})
    )
    assert sorted(round(area.area) for area in areas) == [160_000, 240_000, 240_000, 360_000]


def test_without_roads_the_outline_is_one_face(recipe):
    areas, blocks = scene(recipe, roads=EMPTY)
    assert [round(area.area) for area in areas] == [1_000_000]
    assert len(blocks) == 1


def test_an_empty_domain_has_no_faces(recipe):
    areas, blocks = scene(recipe, domain=NOWHERE)
    assert areas == blocks == []


def test_a_large_face_is_cut_by_collectors(recipe):
    _, blocks = scene(recipe, roads=EMPTY, domain=square(0, 0, 3000), zones=frame({"z.one": square(0, 0, 3000)}))
    assert len(blocks) == 9
    assert sum(block.shape.area for block in blocks) == pytest.approx(9e6)


def test_the_reserve_of_a_railway_is_no_superblock(recipe):
    _, blocks = scene(recipe, railways=frame({"rail": line((-200, 500), (1200, 500))}))
    assert sorted(round(block.shape.area) for block in blocks) == [470_000, 470_000]


def test_a_zone_without_roads_cuts_by_its_outline_unless_told_otherwise(recipe):
    zones = frame({"z.one": square(250, 250, 500)})
    areas, blocks = scene(recipe, zones=zones)
    assert sorted(round(area.area) for area in areas) == [250_000, 750_000]
    assert sorted(block.zone for block in blocks) == ["", "z.one"]
    soft = replace(recipe, zones=(replace(recipe.zones[0], sharp=False),))
    areas, _ = scene(soft, zones=zones)
    assert [round(area.area) for area in areas] == [1_000_000]


def test_an_outline_near_a_road_is_the_road(recipe):
    areas, _ = scene(recipe, zones=frame({"z.one": square(60, -40)}))
    assert [round(area.area) for area in areas] == [1_000_000]


def test_the_first_zone_of_the_recipe_has_what_overlaps(recipe):
    second = replace(recipe.zones[0], id="z.two")
    both = frame({"z.one": square(0, 0), "z.two": square(0, 0)})
    assert [b.zone for b in scene(replace(recipe, zones=(second, recipe.zones[0])), zones=both)[1]] == ["z.two"]
    assert [b.zone for b in scene(recipe, zones=both)[1]] == ["z.one"]


def test_a_hole_of_a_face_is_not_built_on():
    ring = shapely.Polygon(square(0, 0).exterior.coords, [square(400, 400, 200).exterior.coords])
    cells = _cut(ring, [line((0, 300), (1000, 300))])
    assert sum(cell.area for cell in cells) == pytest.approx(960_000)


def test_local_streets_stand_every_250_m(recipe):
    _, blocks = scene(recipe)
    lines = local_lines(blocks, parks=NOWHERE)[0]
    assert sum(street.length for street in lines) == pytest.approx(6_000.0, abs=0.5)
    assert len(lines) == 24  # 3 + 3 lines, each cut at three crossings


def test_no_local_street_runs_through_a_park(recipe):
    _, blocks = scene(recipe)
    park = square(450, 300, 100)
    lines = local_lines(blocks, parks=park)[0]
    assert all(street.intersection(park).length <= 1.0 for street in lines)
    assert len(lines) == 23


def test_undeveloped_land_has_no_local_streets(recipe):
    _, blocks = scene(recipe)
    assert local_lines([replace(blocks[0], developed=False)], parks=NOWHERE) == {0: []}


def test_streets_of_neighbours_meet(recipe):
    roads = ring_roads(**{"r.a": line((0, 470), (1000, 510))})
    _, blocks = scene(recipe, roads=roads)
    lines = local_lines(blocks, parks=NOWHERE)
    shared = roads.geometry["r.a"]
    ends = [{(round(x), round(y)) for street in lines[block.id] for x, y in shapely.get_coordinates(street)
             if shared.distance(shapely.Point(x, y)) < 0.1} for block in blocks]  # fmt: skip
    assert len(ends[0]) == 3
    assert ends[0] == ends[1]


def test_sixteen_blocks_of_the_reckoned_area(recipe):
    _, (block,) = scene(recipe)
    lines = local_lines([block], parks=NOWHERE)[0]
    taken = shapely.union_all(
        [
            *(street.buffer(10.0, cap_style="square") for street in lines),
            shapely.LineString(block.shape.exterior.coords).buffer(20.0, join_style="mitre"),
        ]
    )
    shapes = block_shapes(block, lines, taken=taken)
    assert len(shapes) == 16
    # inner blocks 230 by 230 m; at the rim 20 instead of 10 m go to the arterial
    expected = {round(230.0 * 230.0): 4, round(230.0 * 220.0): 8, round(220.0 * 220.0): 4}
    assert {area: sum(round(shape.area) == area for shape in shapes) for area in expected} == expected


def test_slivers_are_no_blocks(recipe):
    _, (block,) = scene(recipe)
    assert block_shapes(block, [], taken=square(0, 0).buffer(-6.0)) == []


def test_towns_grow_round_what_is_there(recipe):
    half = replace(recipe, profiles={**recipe.profiles, "town": replace(recipe.profiles["town"], developed_share=0.12)})
    zones = frame({"z.one": square(0, 0, 3000)})
    _, blocks = scene(half, roads=EMPTY, domain=square(0, 0, 3000), zones=zones)
    market = Known("m", "wet_market", EAST + 2600.0, NORTH + 2400.0)
    (chosen,) = [block for block in grown(blocks, [market], roads=NOWHERE, recipe=half) if block.developed]
    assert chosen.shape.contains(point(2600, 2400))


def test_hills_are_left_alone(recipe):
    _, blocks = scene(recipe)
    hill = Known("h", "hill", EAST + 500.0, NORTH + 500.0)
    assert [block.developed for block in grown(blocks, [hill], roads=NOWHERE, recipe=recipe)] == [False]
    assert [block.developed for block in grown(blocks, [], roads=NOWHERE, recipe=recipe)] == [True]
    assert grown([], [], roads=NOWHERE, recipe=recipe) == []
