"""Entities to shapes: each kind by hand, and a whole drawing against what ezdxf makes of it."""

import math
from pathlib import Path

import ezdxf
import numpy as np
import pytest
import shapely
from ezdxf import disassemble, path

from gis.read.intake.formats.drawing_shapes import FlawedError, few_places, own_axes, shape_of
from gis.read.intake.formats.drawing_tags import Entity
from tests.gis.read.intake.formats.reading_dxf import Drawn, drawn
from tests.gis.read.intake.making_dxf import X, Y, light, line, square, tags

FINE = 0.001


def entity(kind: str, *pairs: tuple[int, object]) -> Entity:
    return Entity(kind, 1, tags(*pairs).rstrip("\n"))


def test_plain_kinds() -> None:
    assert shape_of(entity("POINT", (10, 1), (20, 2), (30, 3)), distance=FINE).rings[0].tolist() == [[1, 2, 3]]
    one = shape_of(entity("LINE", (10, 1), (20, 2), (11, 3), (21, 4)), distance=FINE)
    assert (one.family, one.rings[0].tolist()) == ("line", [[1, 2, 0], [3, 4, 0]])
    solid = shape_of(
        entity("SOLID", (10, 0), (20, 0), (11, 9), (21, 0), (12, 0), (22, 9), (13, 9), (23, 9)), distance=FINE
    )
    assert shapely.Polygon(solid.rings[0]).area == 81.0
    circle = shape_of(entity("CIRCLE", (10, 5), (20, 5), (40, 10)), distance=FINE)
    assert shapely.Polygon(circle.rings[0]).area == pytest.approx(math.pi * 100, rel=2e-4)


@pytest.mark.parametrize("extrusion", [(0, 0, 1), (0, 0, -1), (1, 0, 0), (0.001, 0, 1), (1, 2, 3), (-1, 5, -0.2)])
def test_own_axes_are_those_of_ezdxf(extrusion) -> None:
    theirs = ezdxf.math.OCS(extrusion)
    axes = own_axes(entity("ARC", (210, extrusion[0]), (220, extrusion[1]), (230, extrusion[2])))
    ours = np.eye(3) if axes is None else axes
    assert np.allclose(ours @ (1.0, 2.0, 3.0), theirs.to_wcs((1.0, 2.0, 3.0)))


@pytest.mark.parametrize(
    ("one", "code"),
    [
        (entity("LINE", (10, 1), (20, 2)), "drawing_entity_broken"),
        (entity("LINE", (10, "x"), (20, 2), (11, 3), (21, 4)), "drawing_entity_broken"),
        (entity("LINE", (10, 1), (20, 2), (11, 1), (21, 2)), "drawing_no_extent"),
        (entity("LINE", (10, "inf"), (20, 2), (11, 1), (21, 2)), "drawing_not_finite"),
        (entity("LINE", (10, 1e12), (20, 2), (11, 1), (21, 2)), "drawing_far_out"),
        (entity("POINT", (10, "nan"), (20, 2)), "drawing_not_finite"),
        (entity("POINT"), "drawing_entity_broken"),
        (entity("LWPOLYLINE", (70, 1)), "drawing_no_extent"),
        (entity("LWPOLYLINE", (70, 1), (10, 1), (20, 1), (10, 2)), "drawing_entity_broken"),
        (entity("LWPOLYLINE", (70, "9" * 400), (10, 1), (20, 1)), "drawing_entity_broken"),
        (entity("LWPOLYLINE", (70, 1), (10, 1), (20, 1), (42, "inf"), (10, 5), (20, 5)), "drawing_entity_broken"),
        (entity("CIRCLE", (10, 1), (20, 1), (40, -1)), "drawing_curve_broken"),
        (entity("CIRCLE", (10, 1), (20, 1), (40, 5), (210, 0), (220, 0), (230, 0)), "drawing_curve_broken"),
        (entity("ARC", (10, 1), (20, 1), (40, 5), (50, "nan")), "drawing_curve_broken"),
        (entity("ELLIPSE", (10, 1), (20, 1), (11, 0), (21, 0), (40, 1)), "drawing_curve_broken"),
        (entity("ELLIPSE", (10, 1), (20, 1), (11, 3), (21, 0), (40, "nan")), "drawing_curve_broken"),
        (entity("ELLIPSE", (10, 1), (20, 1), (11, 3), (21, 0), (40, 1), (41, 0), (42, "inf")), "drawing_curve_broken"),
        (entity("ELLIPSE", (10, 1), (20, 1), (11, 3), (21, 0), (40, 1e308)), "drawing_curve_broken"),
        (entity("SPLINE", (70, 0), (71, 3)), "drawing_curve_broken"),
        (entity("SPLINE", (70, 0), (11, "nan"), (21, 0), (11, 5), (21, 5)), "drawing_not_finite"),
        (entity("SPLINE", (71, 1), (10, "nan"), (20, 0), (10, 5), (20, 5)), "drawing_not_finite"),
        (entity("HATCH", (10, 0), (20, 0), (91, 1), (92, 1), (93, 1), (72, 9)), "drawing_entity_broken"),
        (entity("HATCH", (10, 0), (20, 0), (91, 1), (92, 2)), "drawing_hatch_empty"),
        (entity("SOLID", (10, 1), (20, 1)), "drawing_no_extent"),
        (Entity("LINE", 7, "x"), "drawing_entity_broken"),
    ],
)
def test_what_has_no_shape(one: Entity, code: str) -> None:
    with pytest.raises(FlawedError, match=code):
        shape_of(one, distance=FINE)


def test_few_places() -> None:
    assert few_places(np.array(((0, 0), (1, 1), (0, 0), (1, 1)), dtype=float))
    assert not few_places(np.array(((0, 0), (1, 1), (2, 0)), dtype=float))


def test_a_smoothed_polyline_is_its_curve_not_its_frame(tmp_path: Path) -> None:
    vertices = "".join(
        tags((0, "VERTEX"), (10, X + at), (20, Y + at * at), (70, 16 if at % 2 else 8)) for at in range(6)
    )
    reading = drawn(tmp_path, tags((0, "POLYLINE"), (8, "0"), (66, 1), (70, 4)) + vertices + tags((0, "SEQEND")))
    assert len(reading.shapes("线")[0].coords) == 3


def test_meshes_are_counted_not_read(tmp_path: Path) -> None:
    mesh = (
        tags((0, "POLYLINE"), (8, "0"), (66, 1), (70, 16))
        + tags((0, "VERTEX"), (10, X), (20, Y)) * 4
        + tags((0, "SEQEND"))
    )
    reading = drawn(tmp_path, light(square()) + mesh)
    assert reading.facts("drawing_kinds_left")["kinds"] == ["MESH 1"]


def test_an_aligned_text_stands_at_its_point(tmp_path: Path) -> None:
    content = tags((0, "TEXT"), (8, "0"), (10, 0), (20, 0), (40, 2), (1, "中"), (72, 1), (11, X), (21, Y), (73, 2))
    assert drawn(tmp_path, content).shapes("点")[0].coords[0] == (X, Y)


def plan(folder: Path, seed: int) -> Path:
    """A drawing of everything at random, in blocks of blocks, turned, scaled, mirrored."""
    random = np.random.default_rng(seed)
    document = ezdxf.new("R2010")
    document.header["$INSUNITS"] = 6

    def fill(space, *, mirrored: bool) -> None:
        extra = {"extrusion": (0, 0, -1)} if mirrored else {}
        corners = [(0, 0, 0.5), (20, 0, 0), (25, 15, -0.3), (5, 18, 0)]
        space.add_lwpolyline(corners, format="xyb", close=True, dxfattribs=extra)
        space.add_lwpolyline([(0, -5), (8, -9), (20, -4)], dxfattribs=extra)
        space.add_circle((40, 10), 6.0, dxfattribs=extra)
        space.add_arc((60, 10), 6.0, 30, 200, dxfattribs=extra)
        space.add_line((0, 30), (20, 35))
        space.add_ellipse((40, 40), (10, 4), 0.4, 0.5, 4.0)
        space.add_ellipse((70, 40), (10, -4), 0.6)
        space.add_open_spline([(0, 60), (10, 70), (20, 55), (30, 66), (44, 60)])
        space.add_point((90, 90))

    inner, outer = document.blocks.new("inner", base_point=(3, 4)), document.blocks.new("outer")
    fill(inner, mirrored=False)
    fill(inner, mirrored=True)
    for _ in range(2):
        scale = {
            "xscale": random.uniform(0.3, 2),
            "yscale": random.uniform(-2, -0.3),
            "rotation": random.uniform(0, 360),
        }
        outer.add_blockref("inner", random.uniform(-99, 99, 2), dxfattribs=scale)
    space = document.modelspace()
    fill(space, mirrored=True)
    turned = {
        "rotation": 33.0,
        "xscale": 2.0,
        "yscale": 2.0,
        "row_count": 2,
        "column_count": 3,
        "row_spacing": 300,
        "column_spacing": 400,
    }
    space.add_blockref("outer", (500, 700), dxfattribs=turned)
    space.add_blockref("inner", (-500, 300), dxfattribs={"extrusion": (0, 0, -1), "rotation": 15, "xscale": 1.5})
    where = folder / "plan.dxf"
    document.saveas(where)
    return where


@pytest.mark.parametrize("seed", range(2))
def test_a_whole_drawing_is_what_ezdxf_makes_of_it(seed: int, tmp_path: Path) -> None:
    where = plan(tmp_path, seed)
    reading = Drawn(tmp_path, where)
    ours = [shapely.force_2d(one) for family in ("面", "线") for one in reading.shapes(family)]
    ours = [one.exterior if one.geom_type == "Polygon" else one for one in ours]
    decomposed = disassemble.recursive_decompose(ezdxf.readfile(where).modelspace())
    theirs = [
        shapely.LineString([(v.x, v.y) for v in path.make_path(one).flattening(0.005)])
        for one in decomposed
        if one.dxftype() != "POINT"
    ]
    # ezdxf writes arcs as Bezier curves, up to 0.03 % of the radius off, and these are flattened to 5 mm
    assert apart(ours, theirs) < 0.02
    assert apart(theirs, ours) < 0.02
    assert shapely.length(ours).sum() == pytest.approx(shapely.length(theirs).sum(), rel=1e-3)
    assert len(reading.shapes("点")) == 1 + 2 * (2 * 6) + 2  # of the space itself, of two in six, of one mirrored


def apart(these: list, those: list) -> float:
    """How far the points of these lines at most lie from those lines."""
    points = shapely.points(shapely.get_coordinates(these))
    coordinates, index = shapely.get_coordinates(those, return_index=True)
    same = index[1:] == index[:-1]
    tree = shapely.STRtree(shapely.linestrings(np.stack((coordinates[:-1][same], coordinates[1:][same]), axis=1)))
    return float(tree.query_nearest(points, return_distance=True, all_matches=False)[1].max())


def test_lines_are_what_they_were(tmp_path: Path) -> None:
    reading = drawn(tmp_path, line((X, Y), (X + 3.0, Y + 4.0)))
    assert reading.shapes("线")[0].length == 5.0
