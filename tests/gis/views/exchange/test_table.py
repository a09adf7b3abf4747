"""Layers to tables and back: the same rows, no live formula."""

import csv

import geopandas as gpd
import numpy as np
import openpyxl
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gis.errors import LayerError, WorkspaceError
from gis.read.intake.formats import delimited, workbook
from gis.views.exchange.table import position_heads, write_csv, write_xlsx
from tests.gis.read.intake.formats.reading import read_file

POINTS = shapely.points([[508_900.123456789, 4_057_700.1], [508_901.0, 4_057_701.0], [508_902.0, 4_057_702.0]])
COLUMNS = {
    "编号": ["370102199001011234", "0701", "3"],
    "名称": ["=1+1", "'=x", "-5"],
    "值": [1.5, None, -2.0],
    "数": [1, 2, 3],
    "备注": ["两\n行", '逗,号"引"', "\uff1dz"],
    "长": [2**60, 1, 2],
}
WAYS = pytest.mark.parametrize(
    ("write", "read", "name"), [(write_csv, delimited.read, "a.csv"), (write_xlsx, workbook.read, "a.xlsx")]
)


def frame(shapes=POINTS, crs="EPSG:4548", **columns):
    return gpd.GeoDataFrame(columns or COLUMNS, geometry=shapes, crs=crs)


def there_and_back(given_frame, write, read, path):
    assert write({"层": given_frame}, path) == [path]
    layers, notes = read_file(read, path)
    return layers[0], {message.code for message in notes.messages}


@WAYS
@pytest.mark.parametrize("shapes", [POINTS, shapely.buffer(POINTS, 7.0), shapely.linestrings([[(0, 0), (1, 1)]] * 3)])
def test_what_is_written_comes_back(tmp_path, write, read, name, shapes):
    layer, told = there_and_back(frame(shapes), write, read, tmp_path / name)
    rows = layer.table.to_pylist()
    assert [row["编号"] for row in rows] == COLUMNS["编号"]
    assert [row["名称"] for row in rows] == COLUMNS["名称"]
    assert [row["值"] for row in rows] == [1.5, None, -2.0]
    assert [row["数"] for row in rows] == [1, 2, 3]
    assert [row["备注"] for row in rows] == COLUMNS["备注"]
    assert [str(row["长"]) for row in rows] == [str(2**60), "1", "2"]
    assert layer.crs == "EPSG:4548"
    assert all(shapely.equals_exact(layer.geometry, shapes, tolerance=0.0))
    assert told <= {"table_system_named", "table_shapes_read"}


@WAYS
def test_degrees_and_lists(tmp_path, write, read, name):
    layer, _ = there_and_back(
        frame(shapely.points([[117.1, 36.6]]), "EPSG:4490", 名称=["甲"]), write, read, tmp_path / name
    )
    assert (layer.crs, layer.geometry[0].x) == ("EPSG:4490", 117.1)
    layer, _ = there_and_back(frame([None, None], None, 名称=["甲", "乙"], 值=["a", "b"]), write, read, tmp_path / name)
    assert layer.tabular
    assert len(layer.table) == 2


@WAYS
def test_rows_without_a_place_keep_their_row(tmp_path, write, read, name):
    shapes = np.array([POINTS[0], None], dtype=object)
    layer, _ = there_and_back(frame(shapes, 名称=["甲", "乙"]), write, read, tmp_path / name)
    assert len(layer.table) == 2
    assert layer.condemned == {1: "table_position_missing"}


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text(max_size=10), min_size=1, max_size=6))
def test_any_text_is_dead_in_a_sheet_and_in_a_csv(tmp_path_factory, texts):
    folder = tmp_path_factory.mktemp("t")
    given_frame = frame(shapely.points([[1.0, 2.0]] * len(texts)), None, 名=texts)
    write_xlsx({"层": given_frame}, folder / "a.xlsx")
    for row in openpyxl.load_workbook(folder / "a.xlsx").active.iter_rows():
        assert all(cell.data_type != "f" for cell in row)
    write_csv({"层": given_frame}, folder / "a.csv")
    with (folder / "a.csv").open(encoding="utf-8-sig", newline="") as handle:
        for row in list(csv.reader(handle))[1:]:
            assert not row[0].startswith(("=", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20"))
            assert not row[0].startswith(("+", "-")) or row[0].lstrip("+-").replace(".", "", 1).isdigit()


def test_numbers_are_never_marked_and_texts_are_texts(tmp_path):
    write_xlsx({"层": frame(名称=["-5", "+86", "0701"], 值=[-1.5, 2.0, 3.0])}, tmp_path / "a.xlsx")
    cells = [[cell.value for cell in row] for row in openpyxl.load_workbook(tmp_path / "a.xlsx").active.iter_rows()]
    assert [row[:2] for row in cells[1:]] == [["-5", -1.5], ["+86", 2.0], ["0701", 3.0]]
    write_csv({"层": frame(名称=["-5", "-a", "=b"], 值=[-1.5, 2.0, 3.0])}, tmp_path / "a.csv")
    text = (tmp_path / "a.csv").read_bytes()
    assert text.startswith(b"\xef\xbb\xbf")
    assert b"\r\n-5,-1.5," in text
    assert b"\r\n'-a,2.0," in text


def test_heads_tell_where_rows_are():
    assert position_heads(frame()) == ("东坐标(EPSG:4548)", "北坐标(EPSG:4548)")
    assert position_heads(frame(crs="EPSG:4490")) == ("经度(EPSG:4490)", "纬度(EPSG:4490)")
    assert position_heads(frame(crs=None)) == ("东坐标", "北坐标")
    assert position_heads(frame(shapely.buffer(POINTS, 1.0))) == ("wkt(EPSG:4548)",)
    assert position_heads(frame([None] * 3)) == ()
    assert position_heads(frame(shapely.points([[1.0, 2.0, 3.0]] * 3))) == ("wkt(EPSG:4548)",)


def test_a_column_called_like_a_position_stays(tmp_path):
    write_csv({"层": frame(**{"东坐标(EPSG:4548)": ["a", "b", "c"]})}, tmp_path / "a.csv")
    assert (tmp_path / "a.csv").read_text(encoding="utf-8-sig").startswith("东坐标(EPSG:4548)_,东坐标(EPSG:4548),")


def test_several_layers_are_sheets_with_names_excel_takes(tmp_path):
    path = tmp_path / "a.xlsx"
    write_xlsx({"地块/一": frame(), "地块:一": frame(), "x" * 40: frame(), "": frame()}, path)
    titles = openpyxl.load_workbook(path).sheetnames
    assert titles == ["地块_一", "地块_一_2", "x" * 31, "图层"]
    with pytest.raises(LayerError, match="一个图层"):
        write_csv({"a": frame(), "b": frame()}, tmp_path / "a.csv")


def test_a_shape_too_long_for_a_cell_is_refused(tmp_path):
    ring = shapely.Point(0, 0).buffer(1.0, quad_segs=500)
    with pytest.raises(LayerError, match="WKT"):
        write_xlsx({"层": frame([ring], 名=["甲"])}, tmp_path / "a.xlsx")
    assert not (tmp_path / "a.xlsx").exists()
    layer, _ = there_and_back(frame([ring], 名=["甲"]), write_csv, delimited.read, tmp_path / "a.csv")
    assert layer.geometry[0].equals_exact(ring, 0.0)


def test_a_folder_that_is_not_there(tmp_path):
    with pytest.raises(WorkspaceError):
        write_csv({"层": frame()}, tmp_path / "nowhere" / "a.csv")
