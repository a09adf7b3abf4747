"""Hatches to areas: paths of every kind, islands by containment."""

import math
from io import StringIO
from pathlib import Path

import ezdxf
import numpy as np
import pytest
import shapely

from gis.read.intake.formats.drawing_hatch import area_of_rings
from tests.gis.read.intake.formats.reading_dxf import Drawn
from tests.gis.read.intake.making_dxf import X, Y, square

RINGS = [square(), square(10, 10, 80), square(20, 20, 60), square(200, 0, 50)]


def read(folder: Path, draw, **attributes) -> Drawn:
    document = ezdxf.new("R2010")
    hatch = document.modelspace().add_hatch(dxfattribs=attributes)
    draw(hatch.paths)
    stream = StringIO()
    document.write(stream)
    return Drawn(folder, stream.getvalue())


@pytest.mark.parametrize(
    ("style", "area"),
    [(0, 10_000 - 6_400 + 3_600 + 2_500), (1, 10_000 - 6_400 + 2_500), (2, 10_000 + 2_500)],
)
def test_islands_by_their_style(style: int, area: float, tmp_path: Path) -> None:
    def draw(paths) -> None:
        for ring in reversed(RINGS):
            paths.add_polyline_path(ring, is_closed=True)

    reading = read(tmp_path, draw, hatch_style=style)
    (one,) = reading.shapes()
    assert one.is_valid
    assert one.area == pytest.approx(area)


def test_rings_are_kept_as_they_are() -> None:
    rings = [np.array(ring) for ring in RINGS[:2]]
    one = area_of_rings(rings, "evenodd")
    assert list(one.exterior.coords)[:-1] == RINGS[0]
    assert list(one.interiors[0].coords)[:-1] == RINGS[1]


def test_polyline_paths_with_arcs(tmp_path: Path) -> None:
    reading = read(tmp_path, lambda paths: paths.add_polyline_path([(X, Y, 1), (X + 10, Y, 1)], is_closed=True))
    assert reading.area_m2 == pytest.approx(math.pi * 25, rel=1e-3)


@pytest.mark.parametrize("ccw", [True, False])
def test_edge_paths(ccw, tmp_path: Path) -> None:
    def draw(paths) -> None:
        edges = paths.add_edge_path()
        edges.add_line((X, Y), (X + 40, Y))
        if ccw:
            edges.add_arc((X + 20, Y), 20, 0, 180, ccw=True)
        else:
            edges.add_arc((X + 20, Y), 20, 180, 360, ccw=False)

    below = read(tmp_path, draw)
    assert below.area_m2 == pytest.approx(math.pi * 200, rel=1e-3)
    (box,) = [one.bounds for one in below.shapes()]
    assert (box[3] > Y + 19) != (box[1] < Y - 19)


def test_the_side_of_clockwise_arcs_is_that_of_ezdxf(tmp_path: Path) -> None:
    document = ezdxf.new("R2010")
    hatch = document.modelspace().add_hatch()
    edges = hatch.paths.add_edge_path()
    edges.add_line((X, Y), (X + 40, Y))
    edges.add_arc((X + 20, Y), 20, 200, 330, ccw=False)
    edges.add_ellipse((X + 20, Y), (20, 0), 0.5, 20, 140, ccw=False)
    stream = StringIO()
    document.write(stream)
    reading = Drawn(tmp_path, stream.getvalue())
    ring = shapely.LineString([point[:2] for point in reading.shapes()[0].exterior.coords])
    again = ezdxf.read(StringIO(stream.getvalue())).modelspace()[0].paths[0].edges
    for edge in again[1:]:
        for vertex in edge.construction_tool().flattening(0.0005):
            assert ring.distance(shapely.Point(vertex.x, vertex.y)) < 0.002


def test_splines_and_whole_circles(tmp_path: Path) -> None:
    def draw(paths) -> None:
        paths.add_edge_path().add_arc((X, Y), 10, 0, 360)
        paths.add_edge_path().add_ellipse((X + 100, Y), (20, 0), 0.5, 0, 360)
        edges = paths.add_edge_path()
        control = [(X + 200, Y), (X + 220, Y + 30), (X + 240, Y)]
        edges.add_spline(control_points=control, degree=2, knot_values=[0, 0, 0, 1, 1, 1])
        edges.add_line((X + 240, Y), (X + 200, Y))

    reading = read(tmp_path, draw)
    assert reading.area_m2 == pytest.approx(math.pi * 100 + math.pi * 200 + 40 * 30 / 3, rel=1e-3)


def test_boxes_around_texts_are_no_holes(tmp_path: Path) -> None:
    def draw(paths) -> None:
        paths.add_polyline_path(RINGS[0], is_closed=True, flags=1)
        paths.add_polyline_path(RINGS[1], is_closed=True, flags=8)

    reading = read(tmp_path, draw)
    assert reading.area_m2 == pytest.approx(10_000)
    assert reading.facts("drawing_text_boxes")["count"] == 1


def test_gaps_are_told(tmp_path: Path) -> None:
    def draw(paths) -> None:
        edges = paths.add_edge_path()
        edges.add_line((X, Y), (X + 40, Y))
        edges.add_line((X + 40, Y + 20), (X, Y + 40))

    assert "drawing_hatch_open" in read(tmp_path, draw).codes


def test_many_islands_take_no_time() -> None:
    rings = [np.array(square(0, 0, 5000))] + [
        np.array(square(10 * i, 10 * j, 5)) for i in range(1, 40) for j in range(1, 40)
    ]
    assert len(area_of_rings(rings, "evenodd").interiors) == 39 * 39
