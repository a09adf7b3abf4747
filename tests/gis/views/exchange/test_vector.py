"""Layers written in the formats of the trade, and read back as they were."""

import zipfile
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest
import shapely

from gis.errors import LayerError, WorkspaceError
from gis.views.exchange.vector import by_family, write_filegdb, write_gdal, write_kmz, write_parquet, write_shapefiles

PLOTS = gpd.GeoDataFrame(
    {"编号": ["0701", "1001"], "名称": ["地块一", "地块二"], "面积": [1.25, None], "n": [1, 2]},
    geometry=[shapely.box(508900, 4057600, 509000, 4057700), shapely.box(509100, 4057600, 509200, 4057700)],
    crs="EPSG:4548",
)
MIXED = gpd.GeoDataFrame(
    {"k": ["a", "b", "c", "d"]},
    geometry=[
        shapely.Point(0, 0),
        shapely.LineString([(0, 0), (1, 1)]),
        shapely.GeometryCollection([shapely.Point(5, 5), shapely.box(0, 0, 1, 1)]),
        None,
    ],
    crs="EPSG:4548",
)


@pytest.mark.parametrize(("name", "driver"), [("a.gpkg", "GPKG"), ("a.fgb", "FlatGeobuf"), ("a.geojson", "GeoJSON")])
def test_a_layer_comes_back(tmp_path: Path, name: str, driver: str) -> None:
    (path,) = write_gdal({"规划用地": PLOTS}, tmp_path / name, driver=driver)
    back = pyogrio.read_dataframe(path)
    assert back["编号"].tolist() == ["0701", "1001"]
    assert back["名称"].tolist() == ["地块一", "地块二"]
    assert pd.isna(back["面积"][1])
    assert back.crs == PLOTS.crs
    assert shapely.equals_exact(back.geometry.to_numpy(), PLOTS.geometry.to_numpy(), 1e-6).all()


def test_a_geopackage_holds_several(tmp_path: Path) -> None:
    table = gpd.GeoDataFrame({"x": ["1"]}, geometry=[None], crs=None)
    write_gdal({"甲": PLOTS, "乙": PLOTS.iloc[:1], "表": table}, tmp_path / "a.gpkg", driver="GPKG")
    assert [name for name, _ in pyogrio.list_layers(tmp_path / "a.gpkg")] == ["甲", "乙", "表"]
    assert len(pyogrio.read_dataframe(tmp_path / "a.gpkg", layer="乙")) == 1


def test_one_layer_formats_say_so(tmp_path: Path) -> None:
    for write in (
        lambda: write_gdal({"a": PLOTS, "b": PLOTS}, tmp_path / "a.fgb", driver="FlatGeobuf"),
        lambda: write_parquet({"a": PLOTS, "b": PLOTS}, tmp_path / "a.parquet"),
        lambda: write_shapefiles({"a": PLOTS, "b": PLOTS}, tmp_path / "a.shp"),
    ):
        with pytest.raises(LayerError, match="一个图层"):
            write()
    assert not list(tmp_path.iterdir())


def test_a_shapefile_is_gbk_with_its_cpg(tmp_path: Path) -> None:
    paths = write_shapefiles({"规划用地": PLOTS}, tmp_path / "用地.shp")
    assert {path.name for path in paths} >= {"用地.shp", "用地.dbf", "用地.shx", "用地.prj", "用地.cpg"}
    assert (tmp_path / "用地.cpg").read_text().strip().upper() in ("GBK", "936", "CP936")
    assert "地块一".encode("gbk") in (tmp_path / "用地.dbf").read_bytes()
    back = pyogrio.read_dataframe(tmp_path / "用地.shp")
    assert back["编号"].tolist() == ["0701", "1001"]
    assert back.crs.to_epsg() == 4548


def test_letters_beyond_gbk_make_it_utf8(tmp_path: Path) -> None:
    write_shapefiles({"a": PLOTS.assign(名称=["𠮷田", "ü"])}, tmp_path / "a.shp")
    assert pyogrio.read_dataframe(tmp_path / "a.shp")["名称"].tolist() == ["𠮷田", "ü"]


def test_long_names_are_shortened_by_whole_letters_and_told(tmp_path: Path) -> None:
    wide = PLOTS.rename(columns={"编号": "规划用地用海分类代码", "名称": "规划用地用海分类名称"})
    paths = write_shapefiles({"a": wide}, tmp_path / "a.shp")
    back = pyogrio.read_dataframe(tmp_path / "a.shp")
    assert list(back.columns[:2]) == ["规划用地用", "规划用地_1"]
    assert back["规划用地_1"].tolist() == ["地块一", "地块二"]
    key = next(path for path in paths if path.name.endswith("字段对照.csv")).read_text("utf-8-sig")
    assert "规划用地_1,规划用地用海分类名称" in key


def test_texts_too_long_for_a_shapefile_are_refused(tmp_path: Path) -> None:
    with pytest.raises(LayerError, match="254"):
        write_shapefiles({"a": PLOTS.assign(名称="很" * 128)}, tmp_path / "a.zip")
    assert not (tmp_path / "a.zip").exists()


def test_a_zip_holds_a_shapefile_for_each_kind_of_shape(tmp_path: Path) -> None:
    (path,) = write_shapefiles({"混合": MIXED}, tmp_path / "a.zip")
    names = zipfile.ZipFile(path).namelist()
    assert {name for name in names if name.endswith(".shp")} == {"混合点.shp", "混合线.shp", "混合面.shp"}


def test_families() -> None:
    found = by_family({"m": MIXED, "p": PLOTS})
    assert {name: len(frame) for name, frame in found.items()} == {"m点": 2, "m线": 1, "m面": 1, "p": 2}


@pytest.mark.parametrize("name", ["a.kml", "a.kmz"])
def test_kml_is_in_degrees(tmp_path: Path, name: str) -> None:
    (path,) = write_kmz({"用地": PLOTS, "第二": PLOTS}, tmp_path / name)
    if name.endswith("z"):
        path = Path(zipfile.ZipFile(path).extract("doc.kml", tmp_path))
    assert [layer for layer, _ in pyogrio.list_layers(path)] == ["用地", "第二"]
    west, south, _, _ = pyogrio.read_dataframe(path, layer="用地").total_bounds
    assert (west, south) == pytest.approx((117.1, 36.64), abs=0.1)


def test_a_file_geodatabase(tmp_path: Path) -> None:
    (path,) = write_filegdb({"规划用地": PLOTS, "混合": MIXED}, tmp_path / "a.gdb.zip")
    names = [name for name, _ in pyogrio.list_layers(path)]
    assert "规划用地" in names
    assert len(names) == 4
    assert pyogrio.read_dataframe(path, layer="规划用地")["名称"].tolist() == ["地块一", "地块二"]


def test_geoparquet(tmp_path: Path) -> None:
    write_parquet({"a": PLOTS}, tmp_path / "a.parquet")
    back = gpd.read_parquet(tmp_path / "a.parquet")
    assert back["名称"].tolist() == ["地块一", "地块二"]
    assert back.crs == PLOTS.crs


def test_odd_columns_are_written(tmp_path: Path) -> None:
    odd = PLOTS.assign(fid=[7, 8], tags=[["a", "b"], {"k": 1}])
    write_gdal({"a": odd}, tmp_path / "a.gpkg", driver="GPKG")
    back = pyogrio.read_dataframe(tmp_path / "a.gpkg")
    assert back["fid_"].tolist() == [7, 8]
    assert back["tags"].tolist() == ["['a', 'b']", "{'k': 1}"]


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(WorkspaceError):
        write_gdal({"a": PLOTS}, tmp_path / "no" / "a.gpkg", driver="GPKG")
