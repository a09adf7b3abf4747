"""The outline of an extract on paper."""

from collections import Counter

import numpy as np
import pytest
import shapely

from gis.read.osm_file import Features
from gis.read.osm_frames import layer_frame
from gis.read.osm_outline import main_body, outline
from tests.gis.read.osm_town import EAST, NORTH, WORKING, degrees, local, tables

GRID = [[(0, 0), (1000, 0), (1000, 1000)], [(0, 0), (0, 1000), (1000, 1000)]]


def found(ways, borders=(), *, box=None):
    """The outline of ways, given from the corner; `borders` as (shape, tags)."""

    def placed(shape):
        return shapely.transform(shape, lambda xy: xy + np.array((EAST, NORTH)))

    lines = np.array([placed(shapely.LineString(way)) for way in ways], dtype=object)
    streets = layer_frame("streets", [f"w{row}" for row in range(len(ways))], lines, crs=WORKING)
    shapes = np.empty(len(borders), dtype=object)
    shapes[:] = [placed(shape) for shape, _ in borders]
    areas = Features([f"r{row}" for row in range(len(borders))], [dict(tags) for _, tags in borders], shapes)
    counts: Counter = Counter()
    rows = outline(areas, streets, box=box, tables=tables(), counts=counts)
    return rows.iloc[0], local(rows.geometry.iloc[0]), counts


def border(side: float, name: str = "区", **tags: str):
    return shapely.box(-10, -10, side, side), {"boundary": "administrative", "name": name, **tags}


def test_hull_where_the_file_names_no_bounds():
    row, shape, counts = found(GRID)
    assert shape.area == pytest.approx(1_000_000)
    assert "no bounds" in row["source"]
    assert counts["outline_far"] == 0


def test_hull_within_the_bounds_of_the_file():
    west, south = degrees((0, 0))
    east, north = degrees((500, 1000))
    row, shape, _ = found(GRID, box=(west, south, east, north))
    assert shape.area == pytest.approx(500_000, rel=1e-3)
    assert "within the bounds" in row["source"]


def test_boundary_that_holds_the_streets():
    row, shape, _ = found(GRID, [border(1050)])
    assert shape.area == pytest.approx(1060**2)
    assert row["name"] == "区"
    assert "r0" in row["source"]


def test_the_smallest_boundary_that_holds_enough():
    row, _, _ = found(GRID, [border(1200, "大"), border(1020, "小"), border(300, "村")])
    assert row["name"] == "小"


@pytest.mark.parametrize(
    "other", [border(500), border(3000), (shapely.box(-10, -10, 1050, 1050), {"boundary": "protected_area"})]
)
def test_boundaries_that_are_no_outline(other):
    _, shape, _ = found(GRID, [other])
    assert shape.area == pytest.approx(1_000_000)


def test_stray_streets_do_not_stretch_it():
    _, shape, counts = found([*GRID, [(50_000, 0), (50_100, 0)]])
    assert shape.area == pytest.approx(1_000_000)
    assert counts["outline_far"] == 2


def test_one_straight_street_has_some_ground():
    _, shape, _ = found([[(0, 0), (100, 0)]])
    assert shape.area > 0


def test_main_body_is_the_larger_group():
    near = np.column_stack((np.arange(10) * 90.0, np.zeros(10)))
    far = np.array([(5000.0, 0.0), (5001.0, 0.0)])
    assert [*main_body(np.concatenate((near, far)), gap_m=100.0)] == [True] * 10 + [False] * 2


def test_corner_to_corner_is_one_group():
    assert main_body(np.array([(99.0, 99.0), (101.0, 101.0), (50.0, 50.0)]), gap_m=100.0).all()


@pytest.mark.parametrize(("points", "gap_m"), [(np.empty((0, 2)), 100.0), (np.array([(0.0, 0.0), (9e6, 0.0)]), 0.0)])
def test_nothing_to_part(points, gap_m):
    assert main_body(points, gap_m=gap_m).all()
