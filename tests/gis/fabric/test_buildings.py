"""Buildings in rows."""

import pytest
import shapely
from shapely.affinity import rotate

from gis.fabric.buildings import rows_of_buildings
from tests.gis.fabric.paper import square

BLOCK = shapely.box(0, 0, 202, 182)


def housing(recipe):
    return recipe.building_rule("07")


def test_the_paper_block_gets_the_reckoned_rows(recipe):
    # room 170 x 150; lengths: (170+10)/(50+10) = 3 of 50 m; rows of 6 storeys: gap 20, (150+20)/34 = 5 of 14 m
    bodies = rows_of_buildings(BLOCK, rule=housing(recipe), storeys=6, court=False)
    assert len(bodies) == 15
    assert all(body.area == pytest.approx(700.0) for body in bodies)
    assert sum(body.area for body in bodies) / BLOCK.area == pytest.approx(0.2856, abs=1e-3)


def test_higher_houses_stand_further_apart(recipe):
    low = rows_of_buildings(BLOCK, rule=housing(recipe), storeys=6, court=False)
    high = rows_of_buildings(BLOCK, rule=housing(recipe), storeys=18, court=False)
    assert len(high) < len(low)
    assert len(high) * 18 > len(low) * 6  # and still hold more floor area


@pytest.mark.parametrize("angle", [0.0, 15.0, -30.0, 44.0])
def test_bodies_keep_the_setback_and_never_overlap(recipe, angle):
    block = rotate(shapely.Polygon([(0, 0), (260, 0), (300, 200), (20, 230)]), angle)
    bodies = rows_of_buildings(block, rule=housing(recipe), storeys=6, court=False)
    assert len(bodies) > 8
    room = block.buffer(-15.4, join_style="mitre")
    assert all(room.covers(body) for body in bodies)
    assert shapely.union_all(bodies).area == pytest.approx(sum(body.area for body in bodies))


def test_a_large_compound_keeps_a_court(recipe):
    block = shapely.box(0, 0, 260, 240)
    full = rows_of_buildings(block, rule=housing(recipe), storeys=6, court=False)
    open_ = rows_of_buildings(block, rule=housing(recipe), storeys=6, court=True)
    assert 0 < len(open_) < len(full)
    assert min(body.distance(block.centroid) for body in open_) > 20.0


def test_a_small_block_gets_one_body_and_a_tiny_one_none(recipe):
    (single,) = rows_of_buildings(square(0, 0, 62), rule=housing(recipe), storeys=6, court=True)
    assert 36.0 < single.area <= 700.0
    assert rows_of_buildings(square(0, 0, 30), rule=housing(recipe), storeys=6, court=True) == []
    assert rows_of_buildings(square(0, 0, 44), rule=recipe.building_rule("10"), storeys=1, court=False) != []


def test_halls_fill_their_block_as_halls_do(recipe):
    block = shapely.box(0, 0, 330, 230)
    halls = rows_of_buildings(block, rule=recipe.building_rule("1001"), storeys=2, court=False)
    assert 0.35 < sum(hall.area for hall in halls) / block.area < 0.65
