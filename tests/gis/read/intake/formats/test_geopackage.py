"""GeoPackages: every row there is, values of any type, damage anywhere, and nothing run or written."""

import random
import sqlite3

import numpy as np
import pyogrio
import pytest
import shapely

from tests.gis.read.intake.making_vector import METRES, frame, geopackage, listed, two_layers, with_log_beside
from tests.gis.read.intake.reading_vector import Reading


def read(path, **options):
    return Reading("geopackage", path, **options)


def test_agrees_with_gdal(tmp_path):
    path = geopackage(count=200)(tmp_path)
    reading, other = read(path), pyogrio.read_dataframe(path)
    assert shapely.equals_exact(reading.layer.geometry, other.geometry.to_numpy()).all()
    assert reading.layer.table.to_pydict() == {name: other[name].tolist() for name in ("DLBM", "名称", "MJ")}
    assert reading.layer.rows.tolist() == list(range(1, 201))
    assert reading.layer.crs == METRES
    assert not reading.codes


@pytest.mark.parametrize("count", [0, 1, 5, 100, 2_000_000_000])
def test_all_rows_whatever_the_file_counts(tmp_path, count):
    stale = ("UPDATE gpkg_ogr_contents SET feature_count = ?", (count,))
    path = geopackage(stale, keep_triggers=True, count=10)(tmp_path)
    reading = read(path)
    assert len(reading.layer.table) == 10
    assert reading.facts("gpkg_count_stale") == {"stated": count, "held": 10}


def test_layers_by_name(tmp_path):
    path = two_layers(tmp_path)
    assert [(layer.name, layer.tabular) for layer in read(path).layers] == [("plots", False), ("owners", True)]
    assert [layer.name for layer in read(path, layer="own*").layers] == ["owners"]
    assert read(path, layer="gone").facts("layer_unknown") == {"layer": "gone", "names": ["plots", "owners"]}


@pytest.mark.parametrize(("value", "kept"), [("12亩", "12亩"), ("", ""), (b"\xb9\xe6", "��")])
def test_values_of_another_type_stay_beside(tmp_path, value, kept):
    reading = read(geopackage(("UPDATE plots SET MJ = ? WHERE fid = 2", (value,)))(tmp_path))
    assert reading.values("MJ") == [10_000.0, None, 10_000.0]
    assert reading.values("MJ_原文") == [None, kept, None]


def test_dates_that_are_none_stay_beside(tmp_path):
    path = geopackage(
        "ALTER TABLE plots ADD COLUMN 日期 DATE",
        "UPDATE plots SET 日期 = '2024-01-0' || fid",
        "UPDATE plots SET 日期 = '2024-13-45' WHERE fid = 2",
    )(tmp_path)
    reading = read(path)
    assert [value and value.isoformat() for value in reading.values("日期")] == ["2024-01-01", None, "2024-01-03"]
    assert reading.values("日期_原文") == [None, "2024-13-45", None]


def test_damaged_shapes_go_aside_by_fid(tmp_path):
    path = geopackage(
        ("UPDATE plots SET geom = ? WHERE fid = 2", (b"\x01",)),
        "UPDATE plots SET fid = 99 WHERE fid = 2",
        "UPDATE plots SET geom = NULL WHERE fid = 3",
    )(tmp_path)
    reading = read(path)
    assert [(one.row, one.code, one.name) for one in reading.layer.quarantined] == [(99, "shape_broken", "地块2")]
    assert [shape is None for shape in reading.layer.geometry] == [False, True]  # honestly empty: a row


def test_a_view_is_never_opened_nor_is_what_lies_beside_it_lost(tmp_path):
    path = geopackage("CREATE VIEW big AS SELECT 1 AS fid, zeroblob(1000000000) AS geom", listed("big"))(tmp_path)
    reading = read(path)
    assert [layer.name for layer in reading.layers] == ["plots"]
    assert reading.facts("gpkg_view") == {"layer": "big"}


def test_a_log_beside_stays_as_it_is(tmp_path):
    path = with_log_beside(tmp_path)
    before = {file.name: file.read_bytes() for file in tmp_path.iterdir()}
    assert len(read(path).layer.table) == 3
    assert {file.name: file.read_bytes() for file in tmp_path.iterdir()} == before


def test_a_file_being_edited_stays_as_it_is(tmp_path):
    path = geopackage()(tmp_path)
    editing = sqlite3.connect(path)
    editing.execute("PRAGMA journal_mode = WAL")
    editing.execute("CREATE TABLE fresh(a)")
    editing.commit()
    before = {file.name: file.read_bytes() for file in tmp_path.iterdir() if not file.name.endswith("-shm")}
    reading = read(path)
    assert "gpkg_log_beside" in reading.codes
    assert len(reading.layer.table) == 3
    assert {file.name: file.read_bytes() for file in tmp_path.iterdir() if not file.name.endswith("-shm")} == before
    editing.close()


@pytest.mark.parametrize("seed", range(12))
def test_damage_anywhere_loses_no_row_quietly(tmp_path, seed):
    path = geopackage(count=300)(tmp_path)
    content = bytearray(path.read_bytes())
    dice = random.Random(seed)  # noqa: S311
    for _ in range(3):
        at = dice.randrange(200, len(content) - 64)
        content[at : at + 64] = dice.randbytes(64)
    path.write_bytes(content)
    reading = read(path)
    if not reading.notes.refused:
        layers = {layer.name: len(layer.table) + len(layer.quarantined) for layer in reading.layers}
        assert layers == {"plots": 300}


@pytest.mark.parametrize("share", [0.02, 0.3, 0.6, 0.95, 0.999])
def test_files_cut_short_are_refused(tmp_path, share):
    path = geopackage(count=300)(tmp_path)
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * share)])
    assert read(path).notes.refused


def test_a_table_without_columns_of_its_own(tmp_path):
    path = tmp_path / "bare.gpkg"
    pyogrio.write_dataframe(frame()[["geometry"]], path, layer="plots")
    layer = read(path).layer
    assert (len(layer.table), layer.table.column_names) == (3, [])
    np.testing.assert_allclose(shapely.area(layer.geometry), 10_000)
