"""Layers of a drawing by the family of their shapes."""

from pathlib import Path

import pyarrow as pa

from gis.read.intake.formats.drawing_layers import CHAINS, FAMILIES
from tests.gis.read.intake.formats.reading_dxf import drawn
from tests.gis.read.intake.making_dxf import X, Y, light, line, square, tags, text

ALL = light(square()) + line((X, Y), (X + 9, Y)) + text("甲", 5, 5)


def test_a_layer_a_family(tmp_path: Path) -> None:
    reading = drawn(tmp_path, ALL)
    assert [layer.name for layer in reading.layers] == ["图 面", "图 线", "图 点"]
    assert [layer.rows.tolist() for layer in reading.layers] == [[1], [2], [3]]
    assert [*FAMILIES.values(), CHAINS] == ["面", "线", "点", "围合面"]


def test_columns_are_texts(tmp_path: Path) -> None:
    for layer in drawn(tmp_path, ALL).layers:
        assert set(layer.table.schema.types) == {pa.string()}
    reading = drawn(tmp_path, ALL)
    assert reading.by_family["点"].table.column_names == ["layer", "entity", "color", "handle", "block", "text"]
    assert reading.by_family["线"].table.column_names == ["layer", "entity", "color", "handle", "block"]


def test_only_what_is_set_aside(tmp_path: Path) -> None:
    (layer,) = drawn(tmp_path, line((X, Y), (X, Y))).layers
    assert (layer.name, len(layer.table), [one.row for one in layer.quarantined]) == ("图", 0, [1])


def test_flat_shapes_stay_flat_and_high_ones_high(tmp_path: Path) -> None:
    high = tags((0, "LINE"), (8, "0"), (10, X), (20, Y), (30, 5), (11, X + 1), (21, Y), (31, 6))
    low, tall = drawn(tmp_path, line((X, Y), (X + 9, Y)) + high).shapes("线")
    assert (low.has_z, tall.has_z) == (False, True)


def test_facts_are_each_layers_own(tmp_path: Path) -> None:
    first, second, _ = drawn(tmp_path, ALL).layers
    first.facts["x"] = 1
    assert "x" not in second.facts
