"""Walled compounds: walking goes by the gates."""

import pytest
import shapely

from gis.fabric.compounds import LOOP_INSET_M, compound
from tests.gis.fabric.paper import line, point, square

BLOCK = square(0, 0, 200)
ROUND = shapely.union_all(
    [
        line((-10, -10), (210, -10)),
        line((210, -10), (210, 210)),
        line((210, 210), (-10, 210)),
        line((-10, 210), (-10, -10)),
    ]
)
NOTHING = shapely.GeometryCollection()


def test_the_loop_runs_inside_the_wall():
    found = compound(BLOCK, ROUND, NOTHING, reach_m=30.0, name="a")
    assert found.loop.is_ring
    assert found.loop.length == pytest.approx(4 * (200 - 2 * LOOP_INSET_M))
    assert found.loop.distance(BLOCK.exterior) == pytest.approx(LOOP_INSET_M)


@pytest.mark.parametrize("name", ["a", "b", "c", "d", "e", "f"])
def test_two_to_four_gates_on_the_wall_join_street_and_loop(name):
    found = compound(BLOCK, ROUND, NOTHING, reach_m=30.0, name=name)
    assert 2 <= len(found.gates) <= 4
    for gate, spur in zip(found.gates, found.spurs, strict=True):
        assert gate.distance(BLOCK.exterior) < 1e-6
        start, _, end = (shapely.Point(xy) for xy in spur.coords)
        assert start.distance(ROUND) < 1e-6
        assert end.distance(found.loop) < 1e-6


def test_the_number_of_gates_varies_by_name():
    counts = {len(compound(BLOCK, ROUND, NOTHING, reach_m=30.0, name=f"n{n}").gates) for n in range(30)}
    assert counts == {2, 3, 4}


def test_gates_open_only_to_streets_within_reach():
    found = compound(BLOCK, line((-10, -10), (210, -10)), NOTHING, reach_m=30.0, name="a")
    assert [(gate.x, gate.y) for gate in found.gates] == [(point(100, 0).x, point(100, 0).y)]


def test_a_far_street_is_reached_by_one_way_from_the_nearest_wall():
    found = compound(BLOCK, line((400, -500), (400, 500)), NOTHING, reach_m=30.0, name="a")
    (spur,) = found.spurs
    assert spur.length == pytest.approx(200.0 + LOOP_INSET_M, abs=20.0)


def test_a_barrier_shuts_the_gate():
    wall = line((300, -1000), (300, 1000))
    assert compound(BLOCK, line((400, -500), (400, 500)), wall, reach_m=30.0, name="a") is None


def test_no_compound_without_streets_or_room():
    assert compound(BLOCK, NOTHING, NOTHING, reach_m=30.0, name="a") is None
    assert compound(square(0, 0, 30), ROUND, NOTHING, reach_m=300.0, name="a") is None
