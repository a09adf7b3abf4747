"""GeoParquet of every version and encoding, and Parquet that says nothing of its shapes."""

import geopandas as gpd
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely

from gis.crs import DEGREES
from tests.gis.read.intake.making_vector import METRES, frame, geoparquet, many_nothings, no_geo, table_only, two_shapes
from tests.gis.read.intake.reading_vector import Reading


def read(path):
    return Reading("geoparquet", path)


SHAPES = [
    [shapely.Point(1, 2), None, shapely.Point(3, 4)],
    [shapely.LineString([(0, 0), (1, 1)])],
    [shapely.box(0, 0, 3, 3) - shapely.box(1, 1, 2, 2)],
    [shapely.MultiPoint([(0, 0), (1, 1)])],
    [shapely.MultiLineString([[(0, 0), (1, 1)], [(2, 2), (3, 3)]])],
    [shapely.MultiPolygon([shapely.box(0, 0, 1, 1), shapely.box(2, 2, 3, 3)]), None],
]


@pytest.mark.parametrize("encoding", ["WKB", "geoarrow"])
@pytest.mark.parametrize("shapes", SHAPES)
def test_encodings(tmp_path, shapes, encoding):
    path = tmp_path / "a.parquet"
    gpd.GeoDataFrame({"a": range(len(shapes))}, geometry=shapes, crs=METRES).to_parquet(
        path, geometry_encoding=encoding
    )
    layer = read(path).layer
    assert [shape and shape.wkt for shape in layer.geometry] == [shape and shape.wkt for shape in shapes]
    assert layer.crs == METRES


def test_bounds_are_no_attribute(tmp_path):
    assert read(geoparquet(write_covering_bbox=True)(tmp_path)).layer.table.column_names == ["DLBM", "名称", "MJ"]


def test_crs_absent_null_and_stated(tmp_path):
    def without(geo):
        del geo["columns"]["geometry"]["crs"]

    assert read(geoparquet(without)(tmp_path)).layer.crs == DEGREES
    assert read(geoparquet(lambda geo: geo["columns"]["geometry"].update(crs=None))(tmp_path)).layer.crs == ""
    assert read(geoparquet()(tmp_path)).layer.crs == METRES


def test_no_metadata_no_crs(tmp_path):
    reading = read(no_geo(tmp_path))
    assert (reading.layer.crs, reading.codes) == ("", {"parquet_no_geo"})
    assert reading.layer.table.column_names == ["a"]


def test_a_table_is_a_table(tmp_path):
    layer = read(table_only(tmp_path)).layer
    assert layer.tabular
    assert layer.table.to_pydict() == {"编号": ["0701", "0702"], "面积": [1.5, 2.5]}


def test_several_columns_of_shapes(tmp_path):
    reading = read(two_shapes(tmp_path))
    assert reading.facts("parquet_shapes_several") == {"column": "geometry", "others": ["centre"]}
    assert reading.layer.table.column_names == ["DLBM", "名称", "MJ"]


@pytest.mark.parametrize(
    "geo", [b"{", b"[]", b"{}", b'{"columns": []}', b'{"columns": {"a": {}}}', b"[" * 100_000, b"\xff"]
)
def test_metadata_that_are_none(tmp_path, geo):
    path = tmp_path / "a.parquet"
    table = pa.table({"geometry": shapely.to_wkb(frame().geometry.to_numpy())})
    pq.write_table(table.replace_schema_metadata({b"geo": geo}), path)
    assert read(path).codes == {"parquet_geo_broken"}


def test_a_broken_shape_goes_aside(tmp_path):
    path = tmp_path / "a.parquet"
    pd.DataFrame({"id": ["甲", "乙"], "geometry": [shapely.Point(1, 2).wkb, b"\x01\x02"]}).to_parquet(path)
    assert [(one.row, one.name) for one in read(path).layer.quarantined] == [(2, "乙")]


def test_rows_are_counted_before_they_are_read(tmp_path):
    path = many_nothings(tmp_path)
    assert path.stat().st_size < 100_000
    assert read(path).facts("rows_too_many")["count"] == 40_000_000


def test_edges_and_epoch_are_told(tmp_path):
    path = geoparquet(lambda geo: geo["columns"]["geometry"].update(edges="spherical", epoch=2020.5))(tmp_path)
    assert {"parquet_edges_round", "parquet_epoch"} <= read(path).codes


def test_nested_and_binary_columns(tmp_path):
    path = tmp_path / "a.parquet"
    frame(2).assign(l=[[1], [2, 3]], b=[b"1", b"2"]).to_parquet(path)
    reading = read(path)
    assert reading.values("l") == ["[1]", "[2, 3]"]
    assert {"columns_nested", "columns_binary"} == reading.codes
