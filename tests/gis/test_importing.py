"""Rows into a district: fitted, placed, joined or put in place, undone."""

import shutil
from datetime import date
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely

from gis.crs import working_crs
from gis.district import Layer
from gis.errors import LayerError, MetricCRSError, MisplacedLayerError, MissingCRSError
from gis.importing import Provenance, fit_rows, put_layer
from gis.read.spec import read_district_spec
from gis.read.vector import read_layer
from gis.read.workspace import SHIPPED
from gis.schema import KINDS, Basis
from gis.views.history import can_step, step

CRS = "EPSG:4548"
ORIGIN = Provenance("勘测院", "内部使用", Basis.SURVEYED, date(2026, 11, 1), "测试")


def rows(**columns: list) -> gpd.GeoDataFrame:
    count = len(next(iter(columns.values())))
    shapes = [shapely.box(593000 + 100 * at, 4077000, 593050 + 100 * at, 4077050) for at in range(count)]
    return gpd.GeoDataFrame(columns, geometry=shapes, crs=CRS)


def test_fields_become_our_columns() -> None:
    given = rows(BSM=["a", "b"], DLBM=["0701", "1001"], 绿地面积=["12.5", "?"], 备注=["x", "y"])
    columns = {"id": "BSM", "code": "DLBM", "green_m2": "绿地面积", "remark": "备注"}
    fitted = fit_rows(given, KINDS["plots"], columns=columns, edition="2023", crs=CRS)
    assert list(fitted.frame.columns) == ["id", "code", "green_m2", "geometry"]
    assert fitted.frame["id"].tolist() == ["a", "b"]
    assert fitted.frame["green_m2"].tolist()[0] == 12.5
    assert np.isnan(fitted.frame["green_m2"].tolist()[1])
    assert fitted.counts == {"in": 2}


def test_ids_are_made_distinct_and_counted() -> None:
    fitted = fit_rows(rows(id=["a", "a", ""], code=["0701"] * 3), KINDS["land_use"],
                      columns={"id": "id", "code": "code"}, edition="", crs=CRS)  # fmt: skip
    assert fitted.frame["id"].is_unique
    assert fitted.frame["id"].tolist()[0] == "a"
    assert fitted.counts == {"in": 3, "renamed": 2}
    without = fit_rows(rows(code=["0701"] * 2), KINDS["land_use"], columns={"code": "code"}, edition="", crs=CRS)
    assert without.frame["id"].is_unique


@pytest.mark.parametrize(
    ("edition", "given", "made", "counts"),
    [
        ("survey", ["0601", "0702"], ["1001", "0703"], {}),
        ("gb50137", ["r2", "U15", "H14"], ["070102", "13", "07"], {"split_codes": 2}),
        ("2023", ["0701", "9999"], ["0701", "9999"], {"unknown_codes": 1}),
        ("gb50137", ["H", "E2"], ["H", "E2"], {"unknown_codes": 2}),
        ("", ["R2"], ["R2"], {}),
    ],
)
def test_codes_come_in_the_edition_of_2023(
    edition: str, given: list[str], made: list[str], counts: dict[str, int]
) -> None:
    fitted = fit_rows(rows(c=given), KINDS["land_use"], columns={"code": "c"}, edition=edition, crs=CRS)
    assert fitted.frame["code"].tolist() == made
    assert {key: count for key, count in fitted.counts.items() if key.endswith("codes")} == counts


def test_other_shapes_are_left_out_and_counted() -> None:
    mixed = gpd.GeoDataFrame(
        {"facility": ["school"] * 3},
        geometry=[shapely.MultiPoint([(1, 1)]), shapely.MultiPoint([(1, 1), (2, 2)]), shapely.box(0, 0, 1, 1)],
        crs=CRS,
    )
    fitted = fit_rows(mixed, KINDS["facilities"], columns={"facility": "facility"}, edition="", crs=CRS)
    assert fitted.counts == {"in": 3, "other_shape": 2, "renamed": 1}
    assert fitted.frame.geom_type.tolist() == ["Point"]


@pytest.mark.parametrize(
    ("given", "kind", "columns", "error", "told"),
    [
        (rows(x=["1"]), "land_use", {}, LayerError, "code"),
        (rows(x=["1"]), "streets", {}, LayerError, "几何"),
        (rows(x=["1"]).set_crs(None, allow_override=True), "parks", {}, MissingCRSError, "坐标系"),
    ],
)
def test_what_does_not_fit_says_why(
    given: gpd.GeoDataFrame, kind: str, columns: dict[str, str], error: type[Exception], told: str
) -> None:
    with pytest.raises(error, match=told):
        fit_rows(given, KINDS[kind], columns=columns, edition="", crs=CRS)


def test_a_district_must_be_in_metres() -> None:
    with pytest.raises(MetricCRSError):
        fit_rows(rows(x=["1"]), KINDS["parks"], columns={}, edition="", crs="EPSG:4490")


def test_another_belt_is_reprojected() -> None:
    given = rows(x=["1"])
    prefixed = given.set_geometry(given.geometry.translate(39_000_000), crs=None).set_crs(
        "EPSG:4527", allow_override=True
    )
    fitted = fit_rows(prefixed, KINDS["parks"], columns={}, edition="", crs=CRS)
    assert shapely.equals_exact(fitted.frame.geometry.iloc[0].normalize(), given.geometry.iloc[0].normalize(), 1e-6)


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
