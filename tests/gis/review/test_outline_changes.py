"""Where two outlines differ."""

import shapely

from gis.review.canonical import geometry_values
from gis.review.outline_changes import MOST_CORNERS, vertex_changes

SQUARE = [(0.0, 0.0), (100.0, 0.0), (100.0, 100.0), (0.0, 100.0)]


def changes(one: shapely.Geometry, other: shapely.Geometry) -> list[tuple[object, ...]]:
    return list(vertex_changes(geometry_values(one), geometry_values(other)))


def test_one_corner_by_name() -> None:
    moved = [*SQUARE[:2], (103.0, 104.0), SQUARE[3]]
    ((place, was, now, words),) = changes(shapely.Polygon(SQUARE), shapely.Polygon(moved))
    assert (place, was, now) == ("geometry[1][3]", [100.0, 100.0], [103.0, 104.0])
    assert words[1] == "corner 3 moved by 5 m: (100.000000, 100.000000) → (103.000000, 104.000000)"
    assert words[0].startswith("第 3 个顶点移动 5 m")


def test_the_first_corner_is_told_once_though_it_closes_the_ring() -> None:
    found = changes(shapely.Polygon(SQUARE), shapely.Polygon([(0.0, -0.00001), *SQUARE[1:]]))
    assert [place for place, *_ in found] == ["geometry[1][1]"]


def test_less_than_a_micron_is_nothing() -> None:
    assert not changes(shapely.Polygon(SQUARE), shapely.Polygon([(0.0, 5e-7), *SQUARE[1:]]))
    assert not changes(shapely.Polygon(SQUARE), shapely.Polygon(SQUARE))


def test_holes_and_parts_have_their_own_place() -> None:
    def two(x: float) -> shapely.Geometry:
        hole = [(10.0, 10.0), (20.0, 10.0), (x, 20.0)]
        return shapely.MultiPolygon([shapely.box(-9, -9, -1, -1), shapely.Polygon(SQUARE, [hole])])

    assert [place for place, *_ in changes(two(15.0), two(16.0))] == ["geometry[2][2][3]"]


def test_another_number_of_corners_is_told_as_a_whole() -> None:
    more = [*SQUARE[:2], (150.0, 50.0), *SQUARE[2:]]
    ((place, _, _, words),) = changes(shapely.Polygon(SQUARE), shapely.Polygon(more))
    assert place == "geometry"
    assert words[1] == "4 → 5 corners, area 10000.000000 → 12500.000000 m2, off by up to 50 m"
    straight = [*SQUARE[:2], (100.0, 50.0), *SQUARE[2:]]
    assert not changes(shapely.Polygon(SQUARE), shapely.Polygon(straight))


def test_many_corners_are_counted() -> None:
    circle = shapely.Point(0, 0).buffer(100)
    found = changes(circle, shapely.transform(circle, lambda xy: xy * 1.01))
    assert len(found) == MOST_CORNERS + 1
    assert found[-1][3][1] == f"{64 - MOST_CORNERS} more corners moved"
