"""Where rings end, and what they enclose."""

import itertools

import numpy as np
import pytest
import shapely

from gis.coordinate_txt import Dialect, Ring
from gis.read.intake.formats.txt_grammar import Draft, Finding, read_lines
from gis.read.intake.formats.txt_rings import RINGS_LIMIT, fault_of, rings_of, shape_of
from tests.gis.read.intake.making_txt import BOW, HOLE, ISLAND, head, ring_lines, square


def rings(lines: list[str], *, shape: str = "面") -> tuple[tuple[Ring, ...], Draft, list[Finding]]:
    own = [head(), *lines]
    (draft,) = read_lines(own, Dialect()).drafts()
    findings: list[Finding] = []
    found, _ = rings_of(draft, own, findings, shape=shape)
    return found, draft, findings


def test_a_ring_ends_where_its_number_changes() -> None:
    found, _, _ = rings([*ring_lines(square(), closed=False), *ring_lines(HOLE, ring=2, first=5, closed=False)])
    assert [one.labels for one in found] == [("J1", "J2", "J3", "J4"), ("J5", "J6", "J7", "J8")]
    assert [one.closing for one in found] == [None, None]


def test_a_ring_ends_where_its_first_point_comes_again() -> None:
    found, _, findings = rings([*ring_lines(square()), *ring_lines(HOLE, first=5)])
    assert [one.closing for one in found] == ["J1", "J5"]
    assert [one.code for one in findings] == ["txt_ring_number_shared"]


def test_a_ring_ends_where_the_labels_begin_anew() -> None:
    found, _, findings = rings([*ring_lines(square(), closed=False), *ring_lines(HOLE, closed=False)])
    assert len(found) == 2
    assert [(one.code, one.line) for one in findings] == [("txt_labels_anew", 6)]


def test_descending_labels_are_one_ring() -> None:
    lines = [f"J{9 - k},1,{x:.3f},{y:.3f}" for k, (x, y) in enumerate(square())]
    found, _, findings = rings(lines)
    assert len(found) == 1
    assert [one.code for one in findings] == ["txt_label_order"]


def test_labels_shared_with_neighbours_are_one_ring() -> None:
    numbers = (5, 6, 2, 3)
    lines = [f"J{n},1,{x:.3f},{y:.3f}" for n, (x, y) in zip((*numbers, 5), [*square(), square()[0]], strict=True)]
    found, _, _ = rings(lines)
    assert [one.labels for one in found] == [("J5", "J6", "J2", "J3")]


def test_a_corner_touched_twice_does_not_begin_a_ring() -> None:
    """A bow of two triangles that meet in the first corner: closed there, the rest is a ring of its own."""
    a, b, c, d = (0.0, 0.0), (4_057_700.0, 508_900.0), (4_057_700.0, 509_000.0), (4_057_600.0, 509_000.0)
    del a
    corners = [b, c, d, b, (4_057_800.0, 508_900.0), (4_057_800.0, 508_800.0), b]
    labels = ("J1", "J2", "J3", "J1", "J4", "J5", "J1")
    found, draft, _ = rings([f"{n},1,{x:.3f},{y:.3f}" for n, (x, y) in zip(labels, corners, strict=True)])
    assert draft.problem is None
    shape, _ = shape_of(found, shape="面", swapped=False)
    assert shape.area == pytest.approx(10_000.0)


def test_the_closing_point_may_come_twice() -> None:
    lines = ring_lines(square())
    found, draft, findings = rings([*lines, lines[-1], *ring_lines(HOLE, ring=2, first=5)])
    assert draft.problem is None
    assert [one.code for one in findings] == ["txt_point_repeated"]
    assert found[1].before == {0: (lines[-1],)}


@pytest.mark.parametrize(
    ("off", "problem", "code"), [(0.004, None, "txt_ring_end_near"), (12.0, "txt_ring_end_apart", None)]
)
def test_a_last_point_with_the_first_label(off: float, problem: str | None, code: str | None) -> None:
    lines = [*ring_lines(square(), closed=False), f"J1,1,{4_057_700 + off:.3f},39508900.000"]
    found, draft, findings = rings(lines)
    assert (draft.problem.code if draft.problem else None) == problem
    assert [one.code for one in findings] == ([code] if code else [])
    assert len(found) == (0 if problem else 1)


def test_lines_and_points_are_not_closed() -> None:
    lines = ring_lines(square())
    found, _, _ = rings(lines, shape="线")
    assert [len(one.labels) for one in found] == [5]
    assert shape_of(found, shape="线", swapped=False)[0].geom_type == "LineString"
    assert rings(lines[:1], shape="点")[1].problem is None
    assert rings(lines[:1], shape="线")[1].problem.code == "txt_ring_short"


def test_too_many_rings() -> None:
    lines = [line for k in range(RINGS_LIMIT + 1) for line in ring_lines(square(), ring=k + 1)[:4]]
    assert rings(lines)[1].problem.code == "txt_rings_many"


def own_ring(corners: list[tuple[float, float]]) -> Ring:
    return Ring("1", tuple("J" * len(corners)), np.array(corners), np.arange(len(corners)))


def test_containment_in_every_order_and_direction() -> None:
    outer = square()
    parts = [outer, HOLE, ISLAND, square(3)]
    expected = shapely.MultiPolygon(
        [
            shapely.Polygon([c[::-1] for c in outer], [[c[::-1] for c in HOLE]]),
            shapely.Polygon([c[::-1] for c in ISLAND]),
            shapely.Polygon([c[::-1] for c in square(3)]),
        ]
    )
    for order in itertools.permutations(range(4)):
        turned = [parts[at] if at % 2 else parts[at][::-1] for at in order]
        shape, places = shape_of([own_ring(part) for part in turned], shape="面", swapped=False)
        assert shape.equals(expected)
        flat = [ring for part in shape.geoms for ring in (part.exterior, *part.interiors)]
        for k, part in enumerate(turned):
            corners = shapely.get_coordinates(flat[places[k]])[:-1]
            assert corners.tolist() == [list(c[::-1]) for c in part]


def test_a_hole_that_touches_its_shell_is_a_hole() -> None:
    touching = [(4_057_700.0, 39_508_950.0), (4_057_680.0, 39_508_960.0), (4_057_680.0, 39_508_940.0)]
    shape, _ = shape_of([own_ring(square()), own_ring(touching)], shape="面", swapped=False)
    assert shape.geom_type == "Polygon"
    assert shape.area == 10_000 - 200


def test_the_same_ring_twice_is_no_shape() -> None:
    assert shape_of([own_ring(square()), own_ring(square()[::-1])], shape="面", swapped=False) == (None, ())


def test_swapped_columns() -> None:
    straight, _ = shape_of([own_ring(square())], shape="面", swapped=False)
    crossed, _ = shape_of([own_ring([c[::-1] for c in square()])], shape="面", swapped=True)
    assert straight.equals_exact(crossed)


def test_a_crossing_is_told_with_the_nearest_line() -> None:
    ring = own_ring(BOW)
    shape, _ = shape_of([ring], shape="面", swapped=False)
    fault = fault_of(shape, [ring], swapped=False)
    assert fault.code == "txt_self_crossing"
    assert fault.facts["place"] == "X=4057650.000, Y=39508950.000"
    assert (
        fault_of(shape_of([own_ring(square())], shape="面", swapped=False)[0], [own_ring(square())], swapped=False)
        is None
    )
