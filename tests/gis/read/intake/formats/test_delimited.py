"""Tables as text: encodings, separators, quotes, line numbers, large ones."""

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis.read.intake.formats.delimited import SEPARATORS, read, read_delimited, separator_of
from gis.read.intake.messages import Notes
from gis.read.intake.model import ReadOptions, Source
from tests.gis.read.intake.formats.reading import codes, read_file

TEXT = "名称,WGS84经度,WGS84纬度\n甲,117.101,36.651\n乙,117.102,36.652\n"


@pytest.fixture
def read_text(tmp_path):
    def from_text(text, written="utf-8", **options):
        path = tmp_path / "公园.csv"
        path.write_bytes(text if isinstance(text, bytes) else text.encode(written))
        layers, notes = read_file(read, path, **options)
        return (layers[0] if layers else None), notes

    return from_text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16", "utf-32"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_encodings_and_line_ends(read_text, encoding, newline):
    layer, _ = read_text(TEXT.replace("\n", newline), encoding)
    assert layer.table.to_pylist() == [{"名称": "甲"}, {"名称": "乙"}]
    assert [*layer.rows] == [2, 3]
    assert layer.name == "公园"


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_two_bytes_a_letter_without_a_mark(read_text, encoding):
    text = "name,wgs84_lon,wgs84_lat\n" + "a,117.1,36.6\n" * 3
    assert len(read_text(text, encoding)[0].table) == 3


def test_a_stated_encoding_wins(read_text):
    layer, _ = read_text(
        TEXT.replace("名称,", "名稱,").replace("经", "經").replace("纬", "緯"), "big5", encoding="big5"
    )
    assert layer.table.column_names[0] == "名稱"


@pytest.mark.parametrize("separator", SEPARATORS)
def test_every_separator(read_text, separator):
    layer, notes = read_text(TEXT.replace(",", separator))
    assert layer.table.column_names == ["名称"]
    assert ("table_separator" in codes(notes)) == (separator != ",")
    assert separator_of(TEXT.replace(",", separator)) == (separator, 1.0)


def test_a_separator_is_judged_by_all_lines():
    assert separator_of("a;b\n1,5;2,5\n3,5;4,5\n")[0] == ";"
    assert separator_of("名称\t坐标\n甲\t117.1,36.6\n乙\t117.2,36.7\n")[0] == "\t"
    assert separator_of('a,b\n"1;2",3\n"4;5",6\n')[0] == ","
    assert separator_of("甲\n乙\n") == (",", 1.0)
    assert separator_of("") == (",", 1.0)
    assert separator_of("标题\n\na,b,c\n1,2,3\n") == (",", 1.0)


def test_line_numbers_go_on_after_cells_of_several_lines(read_text):
    layer, _ = read_text('名称,WGS84经度,WGS84纬度\n"甲\n一\n二",117.1,36.6\n乙,117.2,36.7\n丙,1\n')
    assert [*layer.rows] == [2, 5]
    assert [one.row for one in layer.quarantined] == [6]
    assert layer.table.to_pylist()[0] == {"名称": "甲\n一\n二"}


def test_a_quote_left_open_swallows_nothing(read_text):
    rows = "".join(f"点{at},117.{at + 100},36.6\n" for at in range(50))
    layer, notes = read_text(TEXT + '"丁,117.3,36.9\n' + rows)
    assert len(layer.table) + len(layer.quarantined) == 53
    assert next(m for m in notes.messages if m.code == "table_quotes_broken").facts["rows"] == [4]


def test_strange_line_signs_stay_in_their_cells(read_text):
    layer, _ = read_text(TEXT.replace("甲", "甲\u2028一\x0b二\x85三"))
    assert len(layer.table) == 2


def test_nul_bytes_are_taken_out_and_told(read_text):
    layer, notes = read_text(TEXT.encode().replace(b"117.101", b"117.1\x0001"))
    assert layer.geometry[0].x == 117.101
    assert "table_nul" in codes(notes)


def test_letters_lost_are_told(read_text):
    _, notes = read_text(TEXT.encode("gbk") + b"\xff\xff,117.1,36.6\n")
    assert "text_letters_lost" in codes(notes)


def test_a_line_for_spreadsheets_is_no_row(read_text):
    layer, _ = read_text("sep=;\n" + TEXT.replace(",", ";"))
    assert [*layer.rows] == [3, 4]


def test_empty_files_are_refused(read_text):
    for text in ("", "\n\n", ",,\n,,\n", " "):
        layer, notes = read_text(text)
        assert layer is None
        assert codes(notes) >= {"table_empty"}


def test_long_cells_leave_the_module_as_it_was(read_text):
    before = csv.field_size_limit()
    layer, _ = read_text(TEXT + f"{'长' * 300_000},117.3,36.9\n")
    assert len(layer.table) == 3
    assert csv.field_size_limit() == before


def test_many_rows_in_little_time(read_text):
    layer, _ = read_text(
        "编号,WGS84经度,WGS84纬度,面积\n"
        + "".join(f"{at:06d},{117 + at * 1e-6:.6f},36.5,{at / 2}\n" for at in range(60_000))
    )
    assert len(layer.table) == 60_000
    assert layer.table.column("编号")[7].as_py() == "000007"
    assert layer.table.column("面积")[7].as_py() == 3.5


@given(st.lists(st.tuples(st.text(max_size=6), st.text(max_size=6)), min_size=1, max_size=8))
def test_what_the_csv_module_writes_comes_back(rows):
    marked = [(f"a{one}a".replace("\r", ""), f"b{two}b".replace("\r", "")) for one, two in rows]
    marked = [(one.replace("\0", ""), two.replace("\0", "")) for one, two in marked]
    content = io.StringIO()
    csv.writer(content).writerows([("头一", "头二"), *marked])
    text = content.getvalue().encode("utf-8", "replace").decode().encode("utf-8")
    notes = Notes()
    layer = read_delimited(text, Source(Path("x.csv"), "x.csv"), ReadOptions(encoding="utf-8"), notes)[0]
    expected = [tuple(cell.encode("utf-8", "replace").decode() for cell in row) for row in marked]
    assert [tuple(row.values()) for row in layer.table.to_pylist()] == expected
