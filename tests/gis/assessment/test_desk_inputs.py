"""What was read becomes the desk's inputs: several files, a district's own layers beside them, controls by kind."""

from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from gis.assessment.desk_inputs import brought, desk_inputs, district_inputs
from gis.errors import LayerError
from gis.read.folder import read_district
from gis.read.intake.intake import read_file
from gis.read.workspace import SHIPPED
from tests.gis.plots.desk_toy import CRS, square


@pytest.fixture(scope="module")
def zibo():
    return read_district(SHIPPED / "zibo")


def read(path: Path, **columns: list):
    count = len(next(iter(columns.values())))
    gpd.GeoDataFrame(columns, geometry=[square(200 * at) for at in range(count)], crs=CRS).to_file(path)
    return brought(read_file([path]))


def test_files_of_plots_become_one_table_with_distinct_ids(tmp_path):
    one = read(tmp_path / "甲.gpkg", BSM=["1", "2"], DLBM=["1001", "0701"])
    two = read(tmp_path / "乙.gpkg", BSM=["1"], DLBM=["1101"])
    found = desk_inputs([*one, *two])
    assert len(found.plots) == 3
    assert found.plots.index.is_unique
    assert list(found.sources) == ["甲.gpkg", "乙.gpkg"]
    assert all(len(digest) == 64 for digest in found.sources.values())
    assert (found.zones, found.buildings, found.firms) == (None, None, None)


def test_a_district_lends_what_no_file_brings(tmp_path, zibo):
    path = tmp_path / "a.gpkg"
    zibo.layers["plots"].frame[["geometry"]].loc[["ZB-一核-041"]].to_file(path)
    found = desk_inputs(brought(read_file([path])), district=zibo)
    ground = found.plots.geometry.union_all()
    assert 0 < len(found.buildings) < len(zibo.layers["buildings"].frame)
    assert found.buildings.intersects(ground).all()
    assert len(found.zones) == len(zibo.zones)
    assert any("建筑取自本区" in note for note in found.notes)
    assert any("没有用地代码" in note for note in found.notes)
    own = desk_inputs([], district=zibo)
    assert own.plots is zibo.layers["plots"].frame
    assert not own.notes
    assert district_inputs(zibo).plots is zibo.layers["plots"].frame


def test_control_areas_go_by_their_kind_or_by_their_file(tmp_path):
    plots = read(tmp_path / "p.gpkg", BSM=["1"])
    named = read(tmp_path / "红线.gpkg", 管控类型=["农田", "红线", "农田"], 管控等级=["禁止", "禁止", "限制"])
    plain = read(tmp_path / "廊道.gpkg", 备注=["x"])
    found = desk_inputs(plots, controls=[*named, *plain]).controls
    assert {name: len(rows) for name, rows in found.items()} == {"农田": 2, "红线": 1, "廊道": 1}
    assert found["红线"]["severity"].tolist() == ["禁止"]


def test_points_are_no_plots(tmp_path):
    path = tmp_path / "点.gpkg"
    gpd.GeoDataFrame({"a": [1]}, geometry=[shapely.Point(593_000, 4_077_000)], crs=CRS).to_file(path)
    with pytest.raises(LayerError, match="没有面状的地块"):
        desk_inputs(brought(read_file([path])))


def test_rows_that_are_no_areas_and_ids_that_repeat_are_told(tmp_path):
    path = tmp_path / "混.gpkg"
    shapes = [square(0), square(200), shapely.Point(593_000, 4_077_000)]
    gpd.GeoDataFrame({"BSM": ["1", "1", "2"]}, geometry=shapes, crs=CRS).to_file(path)
    (note, *_) = [note for note in desk_inputs(brought(read_file([path]))).notes if "混" in note]
    assert "1 行不是面" in note
    assert "1 个编号重复" in note


def test_a_list_of_firms_without_places(tmp_path):
    path = tmp_path / "企业.csv"
    pd.DataFrame({"企业代码": ["F1"], "税收(万元)": [3.0]}).to_csv(path, index=False)
    firms = desk_inputs(read(tmp_path / "p.gpkg", BSM=["1"]), firms=brought(read_file([path]))).firms
    assert firms is not None
    assert firms["tax_wan"].tolist() == [3.0]
