"""A .dbf as columns: names, kinds, what does not fit, and that nothing of it is lost."""

from pathlib import Path

import pytest

from gis.read.intake.formats.dbf import open_dbf
from gis.read.intake.formats.dbf_columns import Columns, read_columns
from gis.read.intake.messages import Notes
from tests.gis.read.intake.making_shapefile import table


def columns(
    fields: list[tuple[bytes, str, int, int]], rows: list[list[bytes]], tmp_path: Path, *, asked: str = ""
) -> tuple[Columns, Notes]:
    path = tmp_path / "a.dbf"
    path.write_bytes(table(fields, rows))
    notes = Notes()
    return read_columns(open_dbf(path, notes, where="a"), notes, where="a", label=None, asked=asked), notes


def told(notes: Notes) -> dict[str, dict[str, object]]:
    return {message.code: dict(message.facts) for message in notes.messages}


def test_odd_values_stay_beside_with_their_rows(tmp_path: Path) -> None:
    values = [b"1.5", "12亩".encode("gb18030"), b"", b"**", b"1,5"]
    made, notes = columns([(b"MU", "N", 6, 2)], [[value] for value in values], tmp_path)
    assert made.by_name["MU"].to_pylist() == [1.5, None, None, None, None]
    assert made.by_name["MU_原文"].to_pylist() == [None, "12亩", None, "**", "1,5"]
    odd = told(notes)["dbf_values_odd"]
    assert (odd["count"], odd["rows"], odd["beside"]) == (3, [2, 4, 5], "MU_原文")


def test_the_column_beside_takes_no_name_of_another(tmp_path: Path) -> None:
    fields = [(b"MU", "N", 6, 0), ("MU_原文".encode("gb18030"), "C", 6, 0)]
    made, _ = columns(fields, [[b"x1", "原".encode("gb18030")]], tmp_path)
    assert made.by_name["MU_原文"].to_pylist() == ["原"]
    assert made.by_name["MU_原文_"].to_pylist() == ["x1"]


@pytest.mark.parametrize(
    ("names", "shown"),
    [
        ([b"A", b"A", b"A"], ["A", "A_1", "A_2"]),
        ([b"A", b"A", b"A_1"], ["A", "A_2", "A_1"]),
        ([b"", b"A", b""], ["字段1", "A", "字段3"]),
        (["面积".encode("gb18030")] * 2 + [b"a"], ["面积", "面积_1", "a"]),
    ],
)
def test_names_are_each_once(names: list[bytes], shown: list[str], tmp_path: Path) -> None:
    made, notes = columns([(name, "C", 4, 0) for name in names], [[b"1", b"2", b"3"]], tmp_path)
    assert list(made.by_name) == shown
    assert sorted(column[0].as_py() for column in made.by_name.values()) == ["1", "2", "3"]
    assert ("dbf_names_repeated" in told(notes)) == (len(set(names) - {b""}) + names.count(b"") < 3)


def test_rows_are_counted_not_distinct_values(tmp_path: Path) -> None:
    cut = "停车场".encode()[:8]
    made, notes = columns([(b"A", "C", 8, 0)], [[cut]] * 40 + [["小学".encode()]] * 9, tmp_path, asked="UTF-8")
    assert told(notes)["dbf_text_cut"]["count"] == 40
    assert made.by_name["A"][0].as_py() == "停车\ufffd"


def test_a_file_of_two_encodings_reads_each_value_in_its_own(tmp_path: Path) -> None:
    words = ["实验小学", "市民公园", "居住组团", "商业街", "停车场", "软件园"]
    rows = [[word.encode("utf-8" if at % 3 == 0 else "gb18030")] for at, word in enumerate(words * 5)]
    made, notes = columns([(b"A", "C", 20, 0)], rows, tmp_path)
    assert made.by_name["A"].to_pylist() == words * 5
    assert told(notes)["dbf_text_mixed"]["count"] == 10


def test_lengthened_columns_are_null_beyond(tmp_path: Path) -> None:
    made, _ = columns([(b"A", "N", 4, 0)], [[b"1"], [b"2"]], tmp_path)
    assert made.table(4).to_pydict() == {"A": [1, 2, None, None]}


def test_memos_alone_leave_numbered_rows(tmp_path: Path) -> None:
    made, notes = columns([(b"A", "M", 10, 0)], [[b"1"], [b"2"]], tmp_path)
    assert made.table(2).to_pydict() == {"序号": [1, 2]}
    assert told(notes)["dbf_fields_unread"] == {"fields": ["A"]}
