"""Overlaps and gaps: the quick way finds what comparing every pair finds."""

from itertools import combinations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gis.read.intake.messages import Notes
from gis.read.intake.topology import GAP_M, check_topology, tell_topology

BOX = shapely.box


def array(*shapes: object) -> np.ndarray:
    found = np.empty(len(shapes), dtype=object)
    found[:] = shapes
    return found


def grid(columns: int, rows: int, *, size: float = 10.0, east: float = 0.0, north: float = 0.0) -> list:
    return [
        BOX(east + i * size, north + j * size, east + (i + 1) * size, north + (j + 1) * size)
        for i in range(columns)
        for j in range(rows)
    ]


def brute(shapes: list, tolerance_m: float = 0.01) -> dict[tuple[int, int], float]:
    found = {}
    for (a, one), (b, other) in combinations(enumerate(shapes), 2):
        shared = shapely.intersection(one, other)
        if shapely.area(shared) * 2.0 > tolerance_m * shapely.length(shared) and shapely.area(shared) > 0:
            found[(a, b)] = shapely.area(shared)
    return found


def pairs(found: object) -> set[tuple[int, int]]:
    return {(int(a), int(b)) for a, b in found.overlap_pairs}


def test_a_clean_coverage_has_nothing_to_tell() -> None:
    found = check_topology(array(*grid(8, 5)), tolerance_m=0.01)
    assert not len(found.overlap_m2)
    assert not len(found.gap_m2)
    assert found.complete


def test_an_overlap_and_a_gap_on_paper() -> None:
    shapes = array(BOX(0, 0, 10, 10), BOX(9, 0, 20, 10), BOX(20.5, 0, 30, 10), BOX(0, 10, 30, 20), BOX(0, -10, 30, 0))
    found = check_topology(shapes, tolerance_m=0.01)
    assert pairs(found) == {(0, 1)}
    assert found.overlap_m2.tolist() == [pytest.approx(10.0)]
    assert found.gap_m2.tolist() == [pytest.approx(5.0)]
    assert found.gap_xy[0].tolist() == [pytest.approx(20.25), pytest.approx(5.0)]


def test_a_wide_gap_is_land_left_out_on_purpose() -> None:
    shapes = array(BOX(0, 0, 10, 10), BOX(13, 0, 20, 10), BOX(0, 10, 20, 20), BOX(0, -10, 20, 0))
    assert not len(check_topology(shapes, tolerance_m=0.01).gap_m2)
    closer = array(BOX(0, 0, 10, 10), BOX(10 + GAP_M * 0.9, 0, 20, 10), BOX(0, 10, 20, 20), BOX(0, -10, 20, 0))
    assert len(check_topology(closer, tolerance_m=0.01).gap_m2) == 1


def test_a_hole_of_one_area_is_its_own_affair() -> None:
    pierced = shapely.difference(BOX(0, 0, 10, 10), BOX(4, 4, 4.5, 6))
    assert not len(check_topology(array(pierced, BOX(10, 0, 20, 10)), tolerance_m=0.01).gap_m2)


def test_noise_below_the_tolerance_is_no_finding() -> None:
    shapes = array(BOX(0, 0, 10, 10), BOX(9.995, 0, 20, 10))
    assert not len(check_topology(shapes, tolerance_m=0.01).overlap_m2)
    assert len(check_topology(shapes, tolerance_m=0.001).overlap_m2) == 1


def test_one_sheet_over_another_is_found_through_and_through() -> None:
    shapes = [*grid(20, 20), *grid(7, 7, east=55.0, north=55.0)]
    assert pairs(check_topology(array(*shapes), tolerance_m=0.01)) == set(brute(shapes))


def test_equal_areas_overlap_wholly() -> None:
    found = check_topology(array(*grid(3, 1), BOX(10, 0, 20, 10)), tolerance_m=0.01)
    assert pairs(found) == {(1, 3)}
    assert found.overlap_m2.tolist() == [pytest.approx(100.0)]


def test_shared_edges_with_different_vertices_are_no_overlap() -> None:
    plain, dotted = BOX(0, 0, 10, 10), shapely.Polygon([(10, 0), (20, 0), (20, 10), (10, 10), (10, 6), (10, 3)])
    assert not len(check_topology(array(plain, dotted), tolerance_m=0.01).overlap_m2)


def test_lines_points_and_blanks_are_ignored() -> None:
    found = check_topology(
        array(None, shapely.Point(1, 1), BOX(0, 0, 2, 2), shapely.LineString([(0, 0), (1, 1)]), BOX(1, 0, 3, 2)),
        tolerance_m=0.01,
    )
    assert pairs(found) == {(2, 4)}


def test_degrees_are_told_in_square_metres() -> None:
    scale_m = 111_320.0 * np.sqrt(np.cos(np.radians(36.8)))
    step = 10.0 / scale_m
    shapes = array(BOX(118, 36.8, 118 + step, 36.8 + step), BOX(118 + step / 2, 36.8, 118 + step * 1.5, 36.8 + step))
    found = check_topology(shapes, tolerance_m=0.01, scale_m=scale_m)
    assert found.overlap_m2.tolist() == [pytest.approx(50.0, rel=1e-3)]


def test_out_of_time_says_so() -> None:
    found = check_topology(array(BOX(0, 0, 10, 10), BOX(5, 0, 15, 10)), tolerance_m=0.01, budget_s=-1.0)
    assert not found.complete
    notes = Notes()
    tell_topology(found, np.array([1, 2]), notes, where="x", tolerance_m=0.01, degrees=False)
    assert [message.code for message in notes.messages] == ["topology_unfinished"]


def test_findings_name_the_rows_of_the_file() -> None:
    shapes = array(BOX(0, 0, 10, 10), BOX(9, 0, 20, 10))
    notes = Notes()
    found = check_topology(shapes, tolerance_m=0.01)
    tell_topology(found, np.array([7, 41]), notes, where="x", tolerance_m=0.01, degrees=False)
    assert "7×41: 10.000 m²" in notes.messages[0].text()


SIDE = st.integers(0, 12)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(SIDE, SIDE, st.integers(1, 6), st.integers(1, 6)), min_size=2, max_size=14))
def test_the_quick_way_equals_every_pair_compared(corners: list[tuple[int, int, int, int]]) -> None:
    shapes = [BOX(x, y, x + wide, y + high) for x, y, wide, high in corners]
    found = check_topology(array(*shapes), tolerance_m=0.01)
    expected = brute(shapes)
    assert pairs(found) == set(expected)
    for (a, b), size in zip(found.overlap_pairs, found.overlap_m2, strict=True):
        assert size == pytest.approx(expected[(int(a), int(b))])


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(SIDE, SIDE, st.integers(1, 6), st.integers(1, 6)), min_size=2, max_size=10), st.randoms())
def test_order_and_place_do_not_matter(corners: list[tuple[int, int, int, int]], random: object) -> None:
    shapes = [BOX(x, y, x + wide, y + high) for x, y, wide, high in corners]
    moved = [shapely.transform(shape, lambda xy: xy + np.array([508_900.0, 4_057_700.0])) for shape in shapes]
    random.shuffle(moved)  # type: ignore[attr-defined]
    one, other = check_topology(array(*shapes), tolerance_m=0.01), check_topology(array(*moved), tolerance_m=0.01)
    assert sorted(one.overlap_m2) == pytest.approx(sorted(other.overlap_m2), abs=1e-6)
