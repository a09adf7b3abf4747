"""Rows with a position: columns by name, a point each, an id each; what residents and facilities share."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pyproj
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from gis.errors import LayerError
from gis.read.placed import ADDRESS, ID, LAT, LON, NAME, Role, numbers, own_ids, read_placed

CRS = pyproj.CRS("EPSG:4548")
ROLES = {"lon": LON, "lat": LAT, "id": ID, "name": NAME, "address": ADDRESS}
SQUARE = shapely.box(500_000, 4_070_000, 500_010, 4_070_010)


@pytest.fixture
def read(tmp_path):
    """Rows of a CSV of this text, its x and y in metres."""

    def from_text(text, roles=ROLES):
        path = tmp_path / "places.csv"
        path.write_text(text, encoding="utf-8")
        return read_placed(path, roles, layer="facilities", target=CRS, crs="EPSG:4548")

    return from_text


def vector(path, shapes, **columns):
    gpd.GeoDataFrame(columns, geometry=shapes, crs="EPSG:4548").to_file(path)
    return read_placed(path, ROLES, layer="facilities", target=CRS)


def test_rows_with_all_they_say(read):
    found = read("编号,名称,地址,x,y,places\nk,甲校 ,西路1号,500001,4070002,3\n,,,,,x\n")
    assert [found.texts(role) for role in ("id", "name", "address")] == [["k", ""], ["甲校", ""], ["西路1号", ""]]
    assert [found.points[0].x, found.points[0].y] == [500_001.0, 4_070_002.0]
    assert [*found.placed] == [True, False]
    assert found.heads == ("编号", "名称", "地址", "x", "y", "places")
    np.testing.assert_equal(found.column_numbers("places"), [3.0, np.nan])
    assert [*found.radius_m] == [0.0, 0.0]
    assert not found.area.any()


@pytest.mark.parametrize(("role", "key"), [(ID, "id"), (NAME, "name"), (ADDRESS, "address")])
def test_what_a_file_may_lack_is_empty_and_never_comes_twice(read, role, key):
    assert read("x,y\n500001,4070002\n").texts(key) == [""]
    for name in role.names:
        assert read(f"x,y,{name.upper()}\n500001,4070002,甲\n").texts(key) == ["甲"]
    with pytest.raises(LayerError, match="不止一个"):
        read(f"x,y,{','.join(role.names)}\n500001,4070002,甲,乙\n")


def test_a_column_of_ones_own(read):
    roles = {**ROLES, "beds": Role(("beds", "床位"), "床位 beds")}
    assert [*read("x,y,床位\n1,2,40\n", roles).role_numbers("beds")] == [40.0]
    with pytest.raises(LayerError, match="可用的列名:beds、床位"):
        read("x,y,Betten\n1,2,40\n", roles)


def test_a_column_by_the_name_the_user_gives(read):
    found = read("x,y, Schools ,schools,Jobs,JOBS\n1,2,3,4,5,6\n")
    assert [*found.column_numbers("Schools")] == [3.0]  # as it is written, before any other case
    assert [*found.column_numbers("schools")] == [4.0]
    assert [*read("x,y,Schools\n1,2,3\n").column_numbers("SCHOOLS")] == [3.0]
    with pytest.raises(LayerError, match="不止一个"):
        found.column_numbers("jobs")
    with pytest.raises(LayerError, match="找不到") as caught:
        found.column_numbers("clinics")
    assert "Columns there are: x、y、Schools、schools、Jobs、JOBS" in caught.value.message("en")


def test_a_vector_file_needs_no_columns_of_position(tmp_path):
    found = vector(tmp_path / "p.gpkg", [shapely.Point(500_001, 4_070_002), SQUARE, None], 名称=["甲", None, "丙"])
    assert found.texts("name") == ["甲", "", "丙"]
    assert [*found.placed] == [True, True, False]
    assert [*found.area] == [False, True, False]
    assert [*found.radius_m] == pytest.approx([0.0, np.sqrt(100 / np.pi), 0.0])
    assert SQUARE.contains(found.points[1])


def test_numbers_of_every_type_a_vector_file_has(tmp_path):
    shapes = [shapely.Point(500_001, 4_070_002)] * 2
    found = vector(tmp_path / "p.gpkg", shapes, whole=[0, 2], text=["1", "zwei"], flag=[True, False], none=[None, 1.5])
    read = {name: [*found.column_numbers(name)] for name in ("whole", "flag")}
    assert read == {"whole": [0.0, 2.0], "flag": [1.0, 0.0]}
    np.testing.assert_equal(found.column_numbers("text"), [1.0, np.nan])
    np.testing.assert_equal(found.column_numbers("none"), [np.nan, 1.5])


def test_a_file_of_several_layers_is_read_by_its_kind(tmp_path):
    path = tmp_path / "p.gpkg"
    for layer, places in (("roads", 1), ("facilities", 2)):
        rows = gpd.GeoDataFrame({"n": [places]}, geometry=[shapely.Point(500_001, 4_070_002)], crs="EPSG:4548")
        rows.to_file(path, layer=layer)
    assert [*read_placed(path, ROLES, layer="facilities", target=CRS).column_numbers("n")] == [2.0]
    with pytest.raises(LayerError, match="人口图层"):
        read_placed(path, ROLES, layer="population", target=CRS)


def test_a_table_without_geometry_is_no_vector_file(tmp_path):
    pyogrio.write_dataframe(pd.DataFrame({"lon": [1.0]}), tmp_path / "p.gpkg", driver="GPKG")
    with pytest.raises(LayerError, match="没有几何"):
        read_placed(tmp_path / "p.gpkg", ROLES, layer="facilities", target=CRS)


def test_what_is_no_number_is_none():
    found = numbers(pd.Series(["3", " 4.5 ", "", "x", "inf", "nan", "-1", "1,000"]))
    np.testing.assert_equal(found, [3.0, 4.5, np.nan, np.nan, np.nan, np.nan, -1.0, np.nan])


def test_rows_without_an_id_are_numbered():
    ids, renamed = own_ids(["甲", "", "甲", ""], blank="clinics.row")
    assert ids == ["甲", "clinics.row2", "甲.2", "clinics.row4"]
    assert [*renamed] == [False, True, True, True]


@given(st.lists(st.sampled_from(["", "a", "a.2", "a.3", "row1", "row2", "row3.2"])))
def test_ids_are_never_the_same_and_the_first_keeps_its_own(given_ids):
    ids, renamed = own_ids(given_ids)
    assert len({*ids}) == len(ids) == len(given_ids)
    for row, text in enumerate(given_ids):
        assert (ids[row] == text) == (not renamed[row])
        assert renamed[row] == (not text or text in given_ids[:row])
