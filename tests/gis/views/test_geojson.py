import json

import geopandas as gpd
import pytest
from shapely.geometry import LineString, Point

from gis.errors import WorkspaceError
from gis.schema import KINDS
from gis.views.geojson import write_geojson


def streets():
    return gpd.GeoDataFrame(
        {"name": ["一号路", ""], "bridge": [True, False], "layer": [1.0, 0.0], "uncertainty_m": [12.345, float("nan")]},
        geometry=[LineString([(500_000, 4e6), (500_100, 4e6)])] * 2,
        index=["a", "b"],
        crs="EPSG:4548",
    )


def test_a_feature_a_line_in_degrees(tmp_path):
    path = write_geojson(streets(), tmp_path / "streets.geojson")
    lines = path.read_text(encoding="utf-8").splitlines()
    assert len(lines) == 4
    first = json.loads(lines[1].rstrip(","))
    assert first["properties"] == {"id": "a", "name": "一号路", "bridge": True, "layer": 1, "uncertainty_m": 12.35}
    lon, lat = first["geometry"]["coordinates"][0]
    assert lon == pytest.approx(117.0, abs=1e-6)
    assert len(str(lat).split(".")[1]) <= 6


def test_defaults_of_the_kind_are_left_out_and_read_back(tmp_path):
    path = write_geojson(streets(), tmp_path / "streets.geojson", kind=KINDS["streets"])
    second = json.loads(path.read_text(encoding="utf-8").splitlines()[2])
    assert second["properties"] == {"id": "b"}


def test_unknown_figures_are_absent_not_nan(tmp_path):
    text = write_geojson(streets(), tmp_path / "x.geojson").read_text(encoding="utf-8")
    assert "NaN" not in text


def test_the_same_rows_give_the_same_bytes(tmp_path):
    one = write_geojson(streets(), tmp_path / "same.geojson").read_bytes()
    assert write_geojson(streets(), tmp_path / "same.geojson").read_bytes() == one


def test_no_rows_are_a_valid_file(tmp_path):
    path = write_geojson(gpd.GeoDataFrame(geometry=[], crs="EPSG:4548"), tmp_path / "none.geojson")
    assert json.loads(path.read_text(encoding="utf-8"))["features"] == []


def test_a_missing_folder_is_said(tmp_path):
    with pytest.raises(WorkspaceError):
        write_geojson(gpd.GeoDataFrame(geometry=[Point(0, 0)], crs="EPSG:4548"), tmp_path / "no" / "x.geojson")
