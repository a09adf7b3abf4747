"""Columns of mixed, long, nested and broken values: nothing rounded, nothing lost, everything told."""

import numpy as np
import pyarrow as pa
import pytest
import shapely

from gis.read.intake.formats.columns import laid_out, plain_columns, set_aside, table_of, unlike, whole_texts
from gis.read.intake.messages import Notes
from gis.read.intake.model import RawLayer


def made(*rows):
    notes = Notes()
    return table_of(rows, notes, where="f"), {message.code for message in notes.messages}


@pytest.mark.parametrize(
    ("values", "kind", "kept", "codes"),
    [
        ([1, 2, None], pa.int64(), [1, 2, None], set()),
        ([1, 2.5], pa.float64(), [1.0, 2.5], set()),
        ([True, None], pa.bool_(), [True, None], set()),
        (["0701", None], pa.string(), ["0701", None], set()),
        ([None, None], pa.string(), [None, None], set()),
        (["0701", 701], pa.string(), ["0701", "701"], {"columns_of_mixed_types"}),
        ([True, 1], pa.string(), ["true", "1"], {"columns_of_mixed_types"}),
        ([2**63, 1], pa.string(), [str(2**63), "1"], {"numbers_too_long"}),
        ([2**63 - 1, -(2**63) + 1], pa.int64(), [2**63 - 1, -(2**63) + 1], set()),
        ([2**53 + 1, 0.5], pa.string(), [str(2**53 + 1), "0.5"], {"numbers_too_long"}),
        ([{"a": [1]}, None], pa.string(), ['{"a": [1]}', None], {"columns_nested"}),
        ([{"a": 1}, "x"], pa.string(), ['{"a": 1}', "x"], {"columns_nested", "columns_of_mixed_types"}),
        ([float("nan"), 1.0, None], pa.float64(), [None, 1.0, None], {"numbers_not_finite"}),
        (["\ud800好"], pa.string(), ["?好"], {"letters_broken"}),
    ],
)
def test_a_type_for_every_column(values, kind, kept, codes):
    table, told = made(*({"a": value} for value in values))
    assert table.column("a").type == kind
    assert table.column("a").to_pylist() == kept
    assert told == codes


def test_columns_in_order_of_appearance_and_rows_without_any():
    assert made({"b": 1}, {"a": 2, "b": 3})[0].column_names == ["b", "a"]
    assert len(made({}, {}, {})[0]) == 3


def test_too_many_columns_become_one():
    table, told = made({f"k{at}": at for at in range(3_000)}, {"k1": "一"})
    assert (table.column_names, told) == (["properties"], {"columns_too_many"})
    assert table.column(0).to_pylist()[1] == '{"k1": "一"}'


def test_names_that_repeat_are_numbered():
    assert unlike("a", ["a", "a_1"]) == "a_2"
    table = laid_out(["a", "a", ""], [pa.array([1]), pa.array([2]), pa.array([3])], count=1)
    assert table.to_pylist() == [{"a": 1, "a_1": 2, "_": 3}]


def test_plain_columns():
    notes = Notes()
    table = pa.table({
        "n": pa.array([[1], None]), "c": pa.array(["x", "y"]).dictionary_encode(), "b": pa.array([b"1", b"2"]),
    })  # fmt: skip
    plain = plain_columns(table, notes, where="f")
    assert plain.to_pylist() == [{"n": "[1]", "c": "x"}, {"n": None, "c": "y"}]
    assert {message.code for message in notes.messages} == {"columns_nested", "columns_binary"}


def test_texts_that_are_no_utf8_are_decoded():
    notes = Notes()
    raw = pa.array(["规划".encode("gb18030"), b"abc", None, "好".encode()]).view(pa.string())
    table = whole_texts(pa.table({"a": raw}), notes, where="f")
    assert table.column("a").to_pylist() == ["规划", "abc", None, "好"]
    assert [message.code for message in notes.messages] == ["texts_not_utf8"]


def test_rows_set_aside_keep_their_numbers_and_names():
    shapes = np.array([shapely.Point(at, 0) for at in range(5)], dtype=object)
    table = pa.table({"名称": list("甲乙丙丁戊")})
    raw = RawLayer("l", table, shapes, np.arange(11, 16), mended={0, 3, 4})
    notes = Notes()
    left = set_aside(raw, {1: ("shape_broken", {}), 3: ("shape_broken", {})}, notes, where="f")
    assert left.rows.tolist() == [11, 13, 15]
    assert left.table.column("名称").to_pylist() == ["甲", "丙", "戊"]
    assert left.mended == {0, 2}
    assert [(one.row, one.name) for one in left.quarantined] == [(12, "乙"), (14, "丁")]
    assert notes.messages[0].facts["count"] == 2
