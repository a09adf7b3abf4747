from datetime import date
from pathlib import Path

import geopandas as gpd
import numpy as np
import pyproj
import pytest
from shapely.geometry import LineString, MultiPoint, Point, Polygon

from gis.district import Source
from gis.errors import (
    CRSMismatchError,
    DuplicateKeyError,
    GeometryError,
    MissingColumnError,
    MissingCRSError,
    UnreadableFileError,
    UnsupportedFormatError,
)
from gis.read.spec import LayerSpec
from gis.read.vector import check_layer, file_digest, read_layer
from gis.schema import Basis
from tests.gis.read import districts

TARGET = pyproj.CRS("EPSG:4548")
SOURCE = Source("p", date(2026, 1, 1), "CC0", Basis.EVIDENCE)


def layer_spec(kind="parks", file=Path("x.geojson"), **more):
    return LayerSpec(kind, file, SOURCE, **more)


def frame(geometries, crs="EPSG:4548", **columns):
    columns = {"id": [str(n) for n in range(len(geometries))], **columns}
    return gpd.GeoDataFrame(columns, geometry=geometries, crs=crs)


SQUARE = Polygon([(500_000, 4e6), (500_100, 4e6), (500_100, 4e6 + 100), (500_000, 4e6 + 100)])
BOW_TIE = Polygon([(500_000, 4e6), (500_100, 4e6 + 100), (500_100, 4e6), (500_000, 4e6 + 100)])


def checked(rows, kind="parks", **more):
    return check_layer(rows, layer_spec(kind, **more), target=TARGET, digest="d")


def test_columns_are_filled_typed_and_indexed():
    layer = checked(frame([SQUARE], park_class=["G12"], uncertainty_m=["30"]))
    row = layer.frame.loc["0"]
    assert (row["park_class"], row["uncertainty_m"], row["name"], row["basis"]) == ("G12", 30.0, "", "evidence")
    assert layer.basis is Basis.EVIDENCE
    assert layer.frame.index.tolist() == ["0"]


def test_a_feature_s_own_basis_wins_and_the_worst_decides():
    layer = checked(frame([SQUARE, SQUARE], basis=["schematic", "nonsense"]))
    assert layer.frame["basis"].tolist() == ["schematic", "evidence"]
    assert layer.basis is Basis.SCHEMATIC


def test_columns_can_be_mapped_and_missing_ones_are_named():
    points = frame([Point(500_000, 4e6)], KIND=["clinic"])
    assert checked(points, "facilities", columns={"facility": "KIND"}).frame["facility"].iloc[0] == "clinic"
    with pytest.raises(MissingColumnError, match="facility"):
        checked(points, "facilities")


def test_flags_read_as_people_write_them():
    lines = frame([LineString([(500_000, 4e6), (500_100, 4e6)])] * 6, bridge=["yes", "no", "1", "是", "", None])
    assert checked(lines, "streets").frame["bridge"].tolist() == [True, False, True, True, False, False]


def test_a_flag_nobody_set_takes_its_default():
    lines = frame([LineString([(500_000, 4e6), (500_100, 4e6)])] * 2, walkable=[None, False])
    assert checked(lines, "streets").frame["walkable"].tolist() == [True, False]
    assert checked(lines.drop(columns="walkable"), "streets").frame["walkable"].all()


def test_numbers_that_are_none_become_unknown_not_zero():
    rows = frame([SQUARE] * 3, storeys=["6", "six", None])
    assert np.isnan(checked(rows, "buildings").frame["storeys"]).tolist() == [False, True, True]


def test_repairs_are_counted_and_never_silent():
    layer = checked(frame([SQUARE, BOW_TIE, None, Polygon()]))
    assert layer.repairs == {"empty_dropped": 2, "made_valid": 1}
    assert layer.frame.is_valid.all()
    assert layer.frame.geometry.area.tolist() == pytest.approx([10_000.0, 5_000.0])


def test_heights_are_dropped_and_counted():
    layer = checked(frame([Polygon([(500_000, 4e6, 1), (500_100, 4e6, 1), (500_100, 4e6 + 9, 1)])]))
    assert layer.repairs == {"z_dropped": 1}
    assert not layer.frame.has_z.any()


def test_wrong_families_are_refused_with_their_rows():
    with pytest.raises(GeometryError, match="Point"):
        checked(frame([Point(500_000, 4e6)]))
    with pytest.raises(GeometryError, match="MultiPoint"):
        checked(frame([MultiPoint([(500_000, 4e6)])], facility=["x"]), "facilities")


def test_ids_repeat_is_an_error():
    with pytest.raises(DuplicateKeyError, match="7"):
        checked(frame([SQUARE, SQUARE], id=["7", "7"]))


def test_the_crs_comes_from_file_or_entry_and_they_must_agree():
    with pytest.raises(MissingCRSError):
        checked(frame([SQUARE], crs=None))
    with pytest.raises(CRSMismatchError):
        checked(frame([SQUARE]), crs="EPSG:4527")
    assert checked(frame([SQUARE], crs=None), crs="EPSG:4548").frame.crs == TARGET


def test_coordinates_beyond_the_crs_are_refused_not_infinite():
    with pytest.raises(GeometryError, match="带号"):
        checked(frame([Polygon([(200, 95), (201, 95), (201, 96)])], crs="EPSG:4326"))


def test_files_missing_damaged_or_of_no_reader(tmp_path):
    with pytest.raises(UnreadableFileError, match="不存在"):
        read_layer(layer_spec(file=tmp_path / "no.geojson"), target=TARGET)
    damaged = tmp_path / "bad.geojson"
    damaged.write_text('{"type": "FeatureColl', encoding="utf-8")
    with pytest.raises(UnreadableFileError, match=r"bad\.geojson"):
        read_layer(layer_spec(file=damaged), target=TARGET)
    with pytest.raises(UnsupportedFormatError, match=r"\.dwg.*\.gpkg"):
        read_layer(layer_spec(file=tmp_path / "a.dwg"), target=TARGET)


@pytest.mark.parametrize("suffix", [".geojson", ".gpkg", ".fgb", ".shp"])
def test_every_format_meets_the_same_checks(tmp_path, suffix):
    path = tmp_path / f"parks{suffix}"
    rows = frame([SQUARE, SQUARE.buffer(5)], name=["火炬公园", "齐林公园"])
    rows.to_file(path, **({"encoding": "utf-8"} if suffix == ".shp" else {}))
    layer = read_layer(layer_spec(file=path), target=TARGET)
    assert layer.frame["name"].tolist() == ["火炬公园", "齐林公园"]
    assert layer.frame.geometry.area.iloc[0] == pytest.approx(10_000.0, rel=1e-6)
    assert layer.digest == file_digest(path)


def test_an_empty_layer_is_a_layer(tmp_path):
    path = tmp_path / "parks.geojson"
    districts.write_features(path, [])
    layer = read_layer(layer_spec(file=path), target=TARGET)
    assert len(layer.frame) == 0
    assert layer.basis is Basis.EVIDENCE
