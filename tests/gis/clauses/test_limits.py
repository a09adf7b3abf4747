import pytest
from shapely.geometry import LineString, MultiLineString

from gis.clauses.limits import Limit, Strand, chained, extended, join, merged, shifted
from gis.clauses.lines import NamedLine


def limit(*points, toward="S", outward=(0.0, -1.0)):
    """One line from points, as a limit on the south."""
    path = merged(LineString(points))
    return Limit(toward, (Strand(1, toward, "路", NamedLine("路", (), "road", "roads", path, 1.0), path, outward),))


def test_merging_forgets_order_features_and_needless_vertices():
    whole = merged(LineString([(0, 0), (10, 0), (10, 10)]))
    pieces = MultiLineString([[(10, 10), (10, 4)], [(0, 0), (3, 0), (10, 0)], [(10, 0), (10, 4)]])
    assert merged(pieces).equals(whole)
    assert len(merged(pieces).coords) == 3


@pytest.mark.parametrize("points", [[(0, 0), (10, 0)], [(10, 0), (0, 0)]])
def test_a_shift_goes_outward_whatever_the_vertex_order(points):
    path = LineString(points)
    assert shifted(path, (0.0, -1.0), offset_m=3.0).bounds == (0.0, -3.0, 10.0, -3.0)
    assert shifted(path, (0.0, -1.0), offset_m=-3.0).bounds == (0.0, 3.0, 10.0, 3.0)
    assert shifted(path, (0.0, -1.0), offset_m=0.0) is path


def test_a_ring_grows_by_a_shift():
    ring = LineString([(0, 0), (10, 0), (10, 10), (0, 10), (0, 0)])
    assert shifted(ring, (1.0, 0.0), offset_m=2.0).bounds == (-2.0, -2.0, 12.0, 12.0)


def test_the_shortest_way_to_meet_carries_one_end_on():
    way = join(limit((0, 0), (80, 0)), limit((100, -50), (100, 50)))
    assert way.length_m == pytest.approx(20)
    ((role, strand, piece),) = way.pieces
    assert (role, strand) == (0, 0)
    assert piece.bounds[0] == pytest.approx(80)
    assert piece.length == pytest.approx(20.5)


def test_both_are_carried_on_to_a_corner():
    way = join(limit((0, 0), (80, 0)), limit((100, 30), (100, 90)))
    assert way.length_m == pytest.approx(50)
    assert {role for role, _, _ in way.pieces} == {0, 1}


def test_lines_that_run_parallel_or_too_far_do_not_meet():
    assert join(limit((0, 0), (80, 0)), limit((0, 50), (80, 50))) is None
    assert join(limit((0, 0), (80, 0)), limit((6000, -50), (6000, 50))) is None


def test_the_direction_is_that_of_the_last_thirty_metres():
    # A link of 5 m turns off at the end; the road runs east.
    way = join(limit((0, 0), (1000, 0), (1003, 4)), limit((1100, -500), (1100, 500)))
    ((_, _, piece),) = way.pieces
    assert abs(piece.coords[1][1] - 4) < 1.0


def test_a_chain_has_no_step_between_lines_side_by_side():
    one, other = limit((0, 0), (100, 0)).strands[0], limit((0, 20), (100, 20)).strands[0]
    assert all(not strand.added for strand in chained(Limit("S", (one, other))).strands)


def test_a_chain_steps_from_line_to_line():
    one, other = limit((0, 0), (100, 0)).strands[0], limit((100, 20), (200, 20)).strands[0]
    added = [piece for strand in chained(Limit("S", (one, other))).strands for piece in strand.added]
    assert [piece.length for piece in added] == pytest.approx([20])


def test_a_line_is_carried_out_of_a_region_or_said_not_to_cross_it():
    region = LineString([(0, 0), (1000, 0)]).buffer(100, cap_style="flat")
    crossing, crosses = extended(limit((500, -20), (500, 20)), region)
    assert crosses
    assert crossing.full.bounds[3] > 100
    untouched, crosses = extended(limit((500, -200), (500, 200)), region)
    assert crosses
    assert not untouched.strands[0].added
    _, crosses = extended(limit((500, -20), (500, 20)), region.buffer(9000))
    assert not crosses
