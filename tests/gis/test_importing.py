"""Rows into a district: fitted, placed, joined or put in place, undone."""

import shutil
from datetime import date
from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from gis.crs import working_crs
from gis.district import Layer
from gis.errors import MisplacedLayerError
from gis.importing import Provenance, put_layer
from gis.read.spec import read_district_spec
from gis.read.vector import read_layer
from gis.read.workspace import SHIPPED
from gis.schema import Basis
from gis.views.history import can_step, step

CRS = "EPSG:4548"
ORIGIN = Provenance("勘测院", "内部使用", Basis.SURVEYED, date(2026, 11, 1), "测试")


def rows(**columns: list) -> gpd.GeoDataFrame:
    count = len(next(iter(columns.values())))
    shapes = [shapely.box(593000 + 100 * at, 4077000, 593050 + 100 * at, 4077050) for at in range(count)]
    return gpd.GeoDataFrame(columns, geometry=shapes, crs=CRS)


@pytest.fixture
def zibo(tmp_path: Path) -> Path:
    folder = tmp_path / "zibo"
    shutil.copytree(SHIPPED / "zibo", folder)
    return folder


def layer(folder: Path) -> Layer:
    spec = next(spec for spec in read_district_spec(folder).layers if spec.kind == "parks")
    return read_layer(spec, target=working_crs(CRS))


def parks(folder: Path) -> gpd.GeoDataFrame:
    return layer(folder).frame


def new_parks(folder: Path) -> gpd.GeoDataFrame:
    place = parks(folder).geometry.iloc[0].centroid
    shape = place.buffer(80.0)
    return gpd.GeoDataFrame({"id": ["新园"], "name": ["新公园"]}, geometry=[shape], crs=CRS)


def test_in_place_and_undone(tmp_path: Path) -> None:
    shipped = {path.name: path.read_bytes() for path in (SHIPPED / "zibo").iterdir() if path.is_file()}
    folder = tmp_path / "zibo"
    count = put_layer(SHIPPED / "zibo", new_parks(SHIPPED / "zibo"), folder, kind="parks", origin=ORIGIN)
    assert count == 1
    assert parks(folder)["name"].tolist() == ["新公园"]
    assert layer(folder).source.provider == "勘测院"
    assert parks(folder)["basis"].tolist() == ["surveyed"]
    step(folder)
    assert not folder.exists(), "the shipped district shows again"
    step(folder, back=False)
    assert parks(folder)["name"].tolist() == ["新公园"]
    assert {path.name: path.read_bytes() for path in (SHIPPED / "zibo").iterdir() if path.is_file()} == shipped


def test_beside_the_own_rows(zibo: Path) -> None:
    before = parks(zibo)
    rows_new = new_parks(zibo).assign(id=[before["id"].iloc[0]])
    count = put_layer(zibo, rows_new, zibo, kind="parks", origin=ORIGIN, join=True)
    after = parks(zibo)
    assert count == len(before) + 1 == len(after)
    assert after["id"].is_unique
    assert list(after["id"][: len(before)]) == list(before["id"])
    assert after["basis"].iloc[-1] == "surveyed"
    assert list(after["basis"][: len(before)]) == list(before["basis"])
    assert can_step(zibo) == 1


def test_rows_far_away_are_refused_and_nothing_changes(zibo: Path) -> None:
    before = {path.name: path.read_bytes() for path in zibo.iterdir()}
    far = new_parks(zibo)
    far = far.set_geometry(far.geometry.translate(400_000))
    with pytest.raises(MisplacedLayerError):
        put_layer(zibo, far, zibo, kind="parks", origin=ORIGIN)
    assert {path.name: path.read_bytes() for path in zibo.iterdir()} == before
    assert can_step(zibo) == 0


def test_two_changes_are_undone_one_by_one(zibo: Path) -> None:
    first = {path.name: path.read_bytes() for path in zibo.iterdir()}
    put_layer(zibo, new_parks(zibo), zibo, kind="parks", origin=ORIGIN)
    second = {path.name: path.read_bytes() for path in zibo.iterdir()}
    water = new_parks(zibo)
    put_layer(zibo, water, zibo, kind="water", origin=ORIGIN, join=True)
    step(zibo)
    assert {path.name: path.read_bytes() for path in zibo.iterdir()} == second
    step(zibo)
    assert {path.name: path.read_bytes() for path in zibo.iterdir()} == first
