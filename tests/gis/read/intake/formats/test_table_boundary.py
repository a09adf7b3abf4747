"""Boundary points made plots."""

import numpy as np
import pyarrow as pa
import pytest
import shapely

from gis.read.intake.formats.table_boundary import build_plots
from gis.read.intake.messages import Notes

SQUARE = [(0, 0), (100, 0), (100, 100), (0, 100)]
HOLE = [(40, 40), (60, 40), (60, 60), (40, 60)]


def column(values):
    return pa.chunked_array([pa.array(values, type=pa.string())])


def plots(points, *, plot=None, ring=None, label=None, more=None, name="界址点号"):
    heads, columns = [name], [column(label or [f"J{at + 1}" for at in range(len(points))])]
    for title, values in (("地块号", plot), ("圈号", ring), *(more or {}).items()):
        if values is not None:
            heads.append(title)
            columns.append(column(values))
    shapes = np.array([None if point is None else shapely.Point(point) for point in points], dtype=object)
    notes = Notes()
    return build_plots(heads, columns, shapes, np.arange(2, len(points) + 2), notes, where="表"), notes


def test_two_plots_in_order():
    found, notes = plots(SQUARE + HOLE, plot=["A"] * 4 + ["B"] * 4, more={"权属": ["国有"] * 4 + ["集体"] * 4})
    assert [shape.area for shape in found.geometry] == [10_000.0, 400.0]
    assert [*found.rows] == [2, 6]
    assert found.heads == ["界址点号", "地块号", "权属"]
    assert [entry.to_pylist() for entry in found.columns] == [
        ["J1,J2,J3,J4", "J5,J6,J7,J8"],
        ["A", "B"],
        ["国有", "集体"],
    ]
    assert notes.messages[0].facts == {"points": 8, "plots": 2}


def test_merged_cells_name_the_plot_once():
    found, _ = plots(SQUARE + HOLE, plot=["A", None, None, None, "B", None, None, None])
    assert len(found.geometry) == 2


@pytest.mark.parametrize("closed", [False, True])
def test_rings_by_number_make_holes_whatever_their_order(closed):
    outer, inner = (SQUARE + SQUARE[:1], HOLE + HOLE[:1]) if closed else (SQUARE, HOLE)
    for first, second in ((outer, inner), (inner, outer)):
        found, _ = plots(
            first + second, plot=["A"] * len(first + second), ring=["1"] * len(first) + ["2"] * len(second)
        )
        assert found.geometry[0].area == 9_600.0


def test_rings_by_their_closing_point_or_by_labels_that_start_again():
    found, _ = plots(SQUARE + SQUARE[:1] + HOLE + HOLE[:1], plot=["A"] * 10)
    assert found.geometry[0].area == 9_600.0
    found, _ = plots(SQUARE + HOLE, plot=["A"] * 8, label=["J1", "J2", "J3", "J4"] * 2)
    assert found.geometry[0].area == 9_600.0


def test_two_shells_of_one_plot():
    away = [(x + 500, y) for x, y in SQUARE]
    found, _ = plots(SQUARE + away, plot=["A"] * 8, ring=["1"] * 4 + ["2"] * 4)
    assert (found.geometry[0].geom_type, found.geometry[0].area) == ("MultiPolygon", 20_000.0)


def test_a_missing_corner_sets_the_plot_aside_and_no_other():
    found, notes = plots([*SQUARE, *HOLE[:3], None], plot=["A"] * 4 + ["B"] * 4)
    assert [(one.row, one.code, one.name) for one in found.quarantined] == [(6, "table_corner_missing", "B")]
    assert len(found.geometry) == 1
    assert "9" in notes.messages[1].text()


def test_two_points_are_no_plot():
    found, _ = plots(SQUARE + HOLE[:2], plot=["A"] * 4 + ["B"] * 2)
    assert [one.code for one in found.quarantined] == ["table_plot_short"]


def test_columns_of_points_stay_behind_and_are_told():
    found, notes = plots(SQUARE, plot=["A"] * 4, more={"边长": ["1", "2", "3", "4"]})
    assert "边长" not in found.heads
    assert notes.messages[-1].code == "table_plot_columns_left"


def test_without_a_column_of_plots_only_corners_by_name():
    assert plots(SQUARE)[0] is not None
    assert plots(SQUARE, name="点号")[0] is None
    assert plots(SQUARE, name="点号", plot=["A"] * 4)[0] is not None
    assert plots(SQUARE, name="名称", plot=["A"] * 4)[0] is None


def test_a_list_of_single_points_is_none():
    assert plots(SQUARE, plot=list("ABCD"))[0] is None
