import pytest
from shapely.geometry import LineString, Point, box

from gis.clauses.cells import cell, cut
from gis.clauses.compass import unit_vector
from gis.clauses.limits import Limit, Strand
from gis.clauses.lines import NamedLine


def limit(toward, *points):
    path = LineString(points)
    line = NamedLine(toward, (), "road", "roads", path, 1.0)
    return Limit(toward, (Strand(1, toward, toward, line, path, unit_vector(toward)),))


SQUARE = [
    limit("W", (0, -1), (0, 11)),
    limit("E", (10, -1), (10, 11)),
    limit("S", (-1, 0), (11, 0)),
    limit("N", (-1, 10), (11, 10)),
]


def test_the_cell_of_four_lines():
    found = cell(SQUARE)
    assert found.geometry.area == pytest.approx(100)
    assert (found.touched_count, found.left_out_count) == (4, 0)


def test_no_lines_or_lines_that_do_not_enclose_have_no_cell():
    assert cell([]) is None
    assert cell(SQUARE[:3]) is None


def test_a_face_on_the_wrong_side_is_no_cell():
    swapped = [limit("E", (0, -1), (0, 11)), limit("W", (10, -1), (10, 11)), *SQUARE[2:]]
    assert cell(swapped) is None


def test_of_two_faces_the_one_on_the_stated_sides_is_taken():
    # The north road runs on and encloses a second face with the prolonged east road.
    north = limit("N", (-1, 10), (20, 10), (20, 5), (-1, 5))
    found = cell([*SQUARE[:3], north])
    assert found.geometry.area in (pytest.approx(50), pytest.approx(100))
    assert found.geometry.contains(Point(5, 2))


def test_a_region_is_cut_on_the_stated_side():
    region = box(0, 0, 10, 10)
    assert cut(region, limit("N", (-1, 4), (11, 4))).area == pytest.approx(40)
    assert cut(region, limit("S", (-1, 4), (11, 4))).area == pytest.approx(60)


def test_a_limit_clear_of_the_region_keeps_all_or_nothing():
    region = box(0, 0, 10, 10)
    assert cut(region, limit("N", (-1, 40), (11, 40))).area == pytest.approx(100)
    assert cut(region, limit("N", (-1, -40), (11, -40))).is_empty
