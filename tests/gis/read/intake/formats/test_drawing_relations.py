"""Texts in areas, ends that meet, lines that close, areas drawn twice."""

from pathlib import Path

import numpy as np
import pytest
import shapely

from gis.read.intake.formats.drawing_relations import MOST_TEXTS, chains, close_ends
from gis.read.intake.formats.drawing_rows import Row
from gis.read.intake.formats.drawing_shapes import Shape
from tests.gis.read.intake.formats.reading_dxf import drawn
from tests.gis.read.intake.making_dxf import X, Y, light, line, square, tags, text

INNER = light(square(20, 20, 20))


@pytest.mark.parametrize(
    ("entities", "labels"),
    [
        (light(square()) + text("甲", 5, 5), ["甲"]),
        (light(square()) + text("甲", 5, 5, layer="JZD"), ["甲"]),
        (light(square()) + text("甲", 500, 5), [None]),
        (light(square()) + text("下", 5, 5) + text("上", 5, 50) + text("右", 60, 50.5), ["上 右 下"]),
        (light(square()) + INNER + text("内", 30, 30), [None, None]),
        (light(square()) + INNER + text("外", 5, 5), ["外", None]),
        (light(square(), layer="范围") + INNER + text("内", 30, 30), [None, "内"]),
        (light(square()) + light(square(500), layer="注记") + text("甲", 5, 5), [None, None]),
        (
            light(square()) + "".join(text(str(at), 5, 5 + at) for at in range(MOST_TEXTS)),
            [" ".join(str(at) for at in range(MOST_TEXTS))[::1]],
        ),
        (light(square()) + "".join(text(str(at), 5, 5 + at) for at in range(MOST_TEXTS + 1)), [None]),
        (light(square()) + text("", 5, 5), [None]),
    ],
)
def test_labels(entities: str, labels: list[str | None], tmp_path: Path) -> None:
    found = drawn(tmp_path, entities).column("label")
    if labels[0] and labels[0].startswith("0 1"):
        found, labels = [sorted(one.split()) for one in found], [sorted(one.split()) for one in labels]
    assert found == labels


def test_what_became_of_texts_is_told(tmp_path: Path) -> None:
    several = light(square()) + text("甲", 5, 5) + text("乙", 5, 50)
    assert drawn(tmp_path, several).facts("drawing_labels_joined")["count"] == 1
    assert drawn(tmp_path, light(square()) + INNER + text("内", 30, 30)).facts("drawing_labels_ambiguous")["count"] == 1
    assert len(drawn(tmp_path, several).shapes("点")) == 2


@pytest.mark.parametrize(
    ("gap", "tolerance", "family", "code"),
    [
        (0.0, 0.01, "面", "drawing_ends_met"),
        (0.004, 0.01, "面", "drawing_ends_joined"),
        (0.02, 0.01, "线", ""),
        (0.02, 0.05, "面", "drawing_ends_joined"),
    ],
)
def test_ends_that_meet(gap: float, tolerance: float, family: str, code: str, tmp_path: Path) -> None:
    reading = drawn(tmp_path, light([*square(), (X + gap, Y)], closed=False), tolerance_m=tolerance)
    assert list(reading.by_family) == [family]
    assert reading.codes == ({code} if code else set())
    layer = reading.by_family[family]
    assert layer.mended == ({0} if code == "drawing_ends_joined" else set())
    if family == "面":
        assert reading.area_m2 == pytest.approx(10_000.0)


def test_there_and_back_is_no_area() -> None:
    there = Shape(
        "line", (np.array(((0, 0, 0), (5, 0, 0), (9, 0, 0), (5, 0, 0), (0, 0, 0)), dtype=float),), closable=True
    )
    back = Shape("line", (np.array(((0, 0, 0), (5, 0, 0), (0, 0, 0), (0, 0, 0)), dtype=float),), closable=True)
    rows = [Row(shape, 1, "LWPOLYLINE", "0", "7", "") for shape in (there, back)]
    close_ends(rows, tolerance=0.01)
    assert [row.shape.family for row in rows] == ["area", "line"]


def sides(corners, *, layer: str = "0", turned: tuple[int, ...] = ()) -> str:
    pairs = list(zip(corners, [*corners[1:], corners[0]], strict=True))
    return "".join(line(*(pair[::-1] if at in turned else pair), layer=layer) for at, pair in enumerate(pairs))


def test_lines_that_close_are_offered_and_stay(tmp_path: Path) -> None:
    reading = drawn(tmp_path, sides(square(), turned=(1, 3)) + sides(square(300, 0, 20), layer="甲"))
    assert len(reading.shapes("线")) == 8
    assert sorted(one.area for one in reading.shapes("围合面")) == pytest.approx([400.0, 10_000.0])
    offered = reading.by_family["围合面"]
    assert offered.facts["derived"]
    assert reading.column("entity", "围合面") == ["LINE × 4", "LINE × 4"]
    assert offered.rows.tolist() == [1, 5]
    assert all(one.is_valid for one in reading.shapes("围合面"))


@pytest.mark.parametrize(
    "entities",
    [
        sides(square()).removesuffix(line(square()[3], square()[0])),  # open
        sides(square()) + line(square()[0], (X + 50, Y + 50)),  # a branch
        "".join(
            line(a, b, layer=str(at))
            for at, (a, b) in enumerate(zip(square(), [*square()[1:], square()[0]], strict=True))
        ),
        line(square()[0], square()[1]) + line(square()[1], square()[0]),  # there and back
        line(square()[0], square()[1]) * 2,
    ],
    ids=["open", "branch", "layers", "back", "twice"],
)
def test_lines_that_do_not_close(entities: str, tmp_path: Path) -> None:
    assert not drawn(tmp_path, entities).shapes("围合面")


def test_arcs_and_polylines_close_too(tmp_path: Path) -> None:
    half = tags((0, "ARC"), (8, "0"), (10, X), (20, Y), (40, 10), (50, 0), (51, 180))
    reading = drawn(tmp_path, half + light([(X - 10.0, Y), (X, Y - 10.0), (X + 10.0, Y)], closed=False, layer="0"))
    (one,) = reading.shapes("围合面")
    assert one.area == pytest.approx(np.pi * 50 + 100, rel=1e-3)


def test_many_lines_take_no_time() -> None:
    rows = []
    for at in range(3000):
        corners = [(at * 10.0, 0.0), (at * 10.0 + 5, 0.0), (at * 10.0 + 5, 5.0)]
        for a, b in zip(corners, [*corners[1:], corners[0]], strict=True):
            rows.append(Row(Shape("line", (np.array(((*a, 0.0), (*b, 0.0))),)), len(rows), "LINE", "0", "7", ""))
    assert len(chains(rows, tolerance=0.001)) == 3000


def test_a_hatch_over_its_outline_is_told(tmp_path: Path) -> None:
    path = tags((0, "HATCH"), (8, "填充"), (10, 0), (20, 0), (30, 0), (91, 1), (92, 3), (72, 0), (73, 1), (93, 4))
    hatch = path + "".join(tags((10, x), (20, y)) for x, y in square()) + tags((97, 0), (75, 0), (76, 1))
    reading = drawn(tmp_path, light(square()) + hatch)
    assert reading.facts("drawing_hatches_double")["count"] == 1
    assert "drawing_areas_nested" not in reading.codes


def test_areas_inside_others_of_their_layer_are_told(tmp_path: Path) -> None:
    assert drawn(tmp_path, light(square()) + INNER).facts("drawing_areas_nested")["count"] == 1
    assert "drawing_areas_nested" not in drawn(tmp_path, light(square()) + light(square(20, 20, 20), layer="x")).codes
    assert "drawing_areas_nested" not in drawn(tmp_path, light(square()) + light(square(100, 0, 20))).codes


def test_thousands_one_inside_another(tmp_path: Path) -> None:
    rings = "".join(light(square(at / 100, at / 100, 100 - at / 50)) for at in range(2600)) + text("内", 50, 50)
    reading = drawn(tmp_path, rings)
    assert len(reading.shapes()) == 2600
    assert shapely.is_valid(reading.shapes()).all()
