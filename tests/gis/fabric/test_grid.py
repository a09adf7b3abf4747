"""Lines that cut an area along its own sides."""

import math

import pytest
import shapely
from shapely import LineString, MultiLineString, Polygon
from shapely.affinity import rotate, translate

from gis.fabric.grid import frame_angle_deg, grid_lines, line_parts, merged, polygon_parts

SQUARE = shapely.box(0, 0, 1000, 1000)


@pytest.mark.parametrize("angle", [-40.0, -10.0, 0.0, 7.5, 30.0, 44.0])
def test_the_frame_turns_with_the_area(angle):
    assert frame_angle_deg(rotate(shapely.box(0, 0, 400, 200), angle)) == pytest.approx(angle, abs=1e-4)


def test_the_frame_is_that_of_the_longer_edges():
    slab = Polygon([(0, 0), (1000, 0), (1000, 100), (990, 130), (0, 130)])
    assert abs(frame_angle_deg(slab)) < 1.0


def test_a_square_kilometre_at_250_m_gets_three_lines_each_way():
    lines = grid_lines(SQUARE, spacing_m=250.0)
    assert len(lines) == 6
    assert all(line.length == pytest.approx(1000.0) for line in lines)
    upright = sorted(line.coords[0][0] for line in lines if abs(line.coords[0][0] - line.coords[1][0]) < 1e-6)
    assert upright == pytest.approx([250.0, 500.0, 750.0])


def test_lines_turn_and_move_with_the_area():
    moved = translate(rotate(SQUARE, 20.0, origin=(0, 0)), 600_000.0, 4_000_000.0)
    lines = grid_lines(moved, spacing_m=250.0)
    back = [rotate(translate(line, -600_000.0, -4_000_000.0), -20.0, origin=(0, 0)) for line in lines]
    flat = grid_lines(SQUARE, spacing_m=250.0)
    assert len(back) == 6
    assert all(min(line.hausdorff_distance(other) for other in flat) < 0.01 for line in back)


def test_lines_of_a_slanted_area_follow_its_sides():
    slanted = Polygon([(0, 0), (1000, 0), (1200, 800), (200, 800)])
    uprights = [
        line for line in grid_lines(slanted, spacing_m=250.0) if abs(line.coords[0][1] - line.coords[-1][1]) > 700
    ]
    assert len(uprights) == 3
    lean = math.atan2(200, 800)
    for line in uprights:
        (x0, y0), (x1, y1) = line.coords[0], line.coords[-1]
        assert abs(math.atan2(x1 - x0, y1 - y0) % math.pi - lean) < 0.02


def test_an_l_shape_is_cut_without_lines_outside_it():
    bend = Polygon([(0, 0), (1000, 0), (1000, 400), (400, 400), (400, 1000), (0, 1000)])
    lines = grid_lines(bend, spacing_m=200.0)
    assert lines
    assert all(bend.buffer(1e-6).covers(line) for line in lines)


@pytest.mark.parametrize("shape", [Polygon(), shapely.box(0, 0, 100, 100), shapely.box(0, 0, 5, 90)])
def test_areas_smaller_than_a_block_are_not_cut(shape):
    assert grid_lines(shape, spacing_m=250.0) == []


def test_a_line_that_only_trims_an_edge_is_left_out():
    thin = shapely.box(0, 0, 1000, 130)
    lines = grid_lines(thin, spacing_m=250.0)
    assert all(abs(line.coords[0][0] - line.coords[-1][0]) < 1.0 for line in lines)


def test_parts_open_collections_and_leave_out_the_small():
    mixed = shapely.GeometryCollection([LineString([(0, 0), (3, 0)]), MultiLineString([[(0, 1), (0, 2)]]), SQUARE])
    assert [line.length for line in line_parts(mixed)] == [3.0, 1.0]
    assert [line.length for line in line_parts(mixed, least_m=2.0)] == [3.0]
    assert polygon_parts(mixed) == [SQUARE]
    assert polygon_parts(mixed, least_m2=2e6) == []


def test_merging_is_independent_of_order_and_direction():
    pieces = [LineString([(0, 0), (1, 0)]), LineString([(1, 0), (2, 0)]), LineString([(5, 5), (6, 5)])]
    turned = [LineString(list(line.coords)[::-1]) for line in reversed(pieces)]
    assert [line.wkt for line in merged(pieces)] == [line.wkt for line in merged(turned)]
    assert len(merged(pieces)) == 2
