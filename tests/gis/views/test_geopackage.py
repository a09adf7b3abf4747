"""The GeoPackage holds the figures, adds up to them, and opens styled in QGIS."""

import dataclasses
import json
import os
import resource
import shutil
import sqlite3
import subprocess
from contextlib import closing

import geopandas as gpd
import pytest

from gis.errors import WorkspaceError
from gis.views.geopackage import coverage_rows, write_results_gpkg, zone_rows
from tests.gis.views.sample import CRS, HOSTILE, RADIUS, WALK, make_assessment

QGIS_MISSING = "QGIS missing: apt-get install -y --no-install-recommends qgis python3-qgis"
WALKED, REACHED = "coverage_green_radius__green_walk", "coverage_green_radius__green_radius"


@pytest.fixture
def package(tmp_path):
    return write_results_gpkg(make_assessment(), tmp_path / "results.gpkg")


def rows_of(path, statement):
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(statement).fetchall()


def test_layers_and_crs(package):
    layers = gpd.list_layers(package).set_index("name")["geometry_type"]
    assert set(layers.index) >= {"zones", REACHED, WALKED, "results", "parks", "roads", "facilities"}
    assert layers["zones"] == "MultiPolygon"
    for name in ("zones", WALKED, "roads"):
        assert gpd.read_file(package, layer=name).crs == CRS


@pytest.mark.parametrize(("key", "name"), [(RADIUS, REACHED), (WALK, WALKED)])
def test_covered_areas_add_up_to_the_figures(package, key, name):
    """By geometry and by column, for each zone and for the whole, where shared land counts once."""
    covered = gpd.read_file(package, layer=name).query("state == 'covered'")
    assessment = make_assessment()
    for zone in ("toy.first", "toy.second", None):
        mine = covered if zone is None else covered[[zone in zones.split(";") for zones in covered["zones"]]]
        expected_m2 = assessment.of(*key, zone=zone).numerator
        assert mine.geometry.area.sum() == pytest.approx(expected_m2)
        assert mine["area_m2"].sum() == pytest.approx(expected_m2)


def test_all_states_add_up_to_the_base(package):
    land = gpd.read_file(package, layer=WALKED)
    assert set(land["state"]) == {"covered", "radius_only", "uncovered"}
    assert land.geometry.area.sum() == pytest.approx(make_assessment().of(*WALK).denominator)


def test_zones_carry_areas_and_figures(package):
    zones = gpd.read_file(package, layer="zones").set_index("id")
    assert zones.loc["toy.first", "green_radius__green_radius"] == pytest.approx(2 / 3)
    assert zones.loc["toy.first", "green_radius__green_radius__verdict"] == "met"
    assert zones.loc["toy.second", "indicative"] == 1
    assert zones.loc["toy.first", "area_ha"] == pytest.approx(100.0)
    assert zones["elderly_day__day_walk"].isna().all()
    assert "甲路(G20)" in zones.loc["toy.first", "trace"]


def test_results_table_is_the_assessment(package):
    found = rows_of(package, "SELECT zone, measure, value, verdict, inputs, zone_name FROM results")
    assert len(found) == 9
    assert found[0] == ("toy.first", "green_radius", 2 / 3, "met", '{"parks": "digest-parks"}', "甲")
    assert [row[5] for row in found if row[0] is None] == ["全区"] * 3
    assert all(row[2] is None for row in found if row[3] == "not_assessed")


def test_every_map_layer_has_its_default_style(package):
    styled = rows_of(package, "SELECT f_table_name, f_geometry_column, useAsDefault, styleQML FROM layer_styles")
    spatial = {name for (name,) in rows_of(package, "SELECT table_name FROM gpkg_geometry_columns")}
    assert {name for name, *_ in styled} == spatial
    assert all(column == "geom" and default == 1 for _, column, default, _ in styled)
    qml = {name: text for name, *_, text in styled}
    assert "42,157,111,255" in qml[WALKED]
    assert "31,58,95,255" in qml["zones"]
    assert rows_of(package, "SELECT data_type FROM gpkg_contents WHERE table_name = 'layer_styles'") == [
        ("attributes",)
    ]


def test_every_layer_says_it_is_indicative_and_has_a_title(package):
    described = dict(rows_of(package, "SELECT identifier, description FROM gpkg_contents WHERE data_type = 'features'"))
    assert all(text.startswith("【示意】") for text in described.values())
    assert any(title.startswith("300米见绿、500米见园 · 步行覆盖") for title in described)


def test_it_is_a_whole_geopackage_of_an_old_version(package):
    assert rows_of(package, "PRAGMA integrity_check") == [("ok",)]
    assert rows_of(package, "PRAGMA foreign_key_check") == []
    assert rows_of(package, "PRAGMA user_version") == [(10200,)]


def test_hostile_names_come_back_as_they_were(tmp_path):
    path = write_results_gpkg(make_assessment(name=HOSTILE), tmp_path / "h.gpkg")
    assert gpd.read_file(path, layer="zones")["name"][0] == HOSTILE
    assert HOSTILE in set(gpd.read_file(path, layer="roads")["name"])


def test_without_pieces_goals_or_zones_it_still_opens(tmp_path):
    assessment = make_assessment()
    bare = dataclasses.replace(assessment.district, zones=(), layers={})
    path = write_results_gpkg(dataclasses.replace(assessment, district=bare, pieces={}), tmp_path / "bare.gpkg")
    assert len(rows_of(path, "SELECT * FROM results")) == 9


def test_writing_again_replaces_and_leaves_nothing_beside(package):
    write_results_gpkg(make_assessment(), package)
    assert len(gpd.read_file(package, layer="zones")) == 2
    assert [entry.name for entry in package.parent.iterdir()] == ["results.gpkg"]


@pytest.mark.parametrize("limit_bytes", [0, 30_000, 100_000, 150_000])
def test_a_full_disk_leaves_the_old_file(package, limit_bytes):
    before, limits = package.read_bytes(), resource.getrlimit(resource.RLIMIT_FSIZE)
    assert len(before) > 150_000
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit_bytes, limits[1]))
    try:
        with pytest.raises(WorkspaceError):
            write_results_gpkg(make_assessment(), package)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert package.read_bytes() == before
    assert [entry.name for entry in package.parent.iterdir()] == ["results.gpkg"]


def test_rows_without_ground_are_left_out():
    assessment = make_assessment()
    pieces = assessment.pieces[RADIUS]
    emptied = pieces.copy()
    emptied.geometry = emptied.geometry.where(emptied.index != 0, None)
    changed = dataclasses.replace(assessment, pieces={RADIUS: emptied})
    assert len(coverage_rows(changed, *RADIUS)) == len(pieces) - 1
    assert list(coverage_rows(changed, *RADIUS)["zones"])[1] == "toy.first;toy.second"


def test_zone_rows_follow_the_plan_order():
    assert list(zone_rows(make_assessment())["id"]) == ["toy.first", "toy.second"]
    assert list(zone_rows(make_assessment(), lang="en")["name_en"]) == ["First", "Second"]


IN_QGIS = """
import json, sys
from qgis.core import QgsApplication, QgsVectorLayer
app = QgsApplication([], False)
app.initQgis()
told = {}
for name in sys.argv[2:]:
    layer = QgsVectorLayer(f"{sys.argv[1]}|layername={name}", name, "ogr")
    renderer = layer.renderer()
    labels = [c.label() for c in renderer.categories()] if renderer.type() == "categorizedSymbol" else []
    parts = [s.symbolLayer(i).layerType() for s in renderer.symbols(__import__("qgis.core").core.QgsRenderContext())
             for i in range(s.symbolLayerCount())]
    told[name] = [layer.isValid(), renderer.type(), labels, parts, layer.opacity(), layer.labelsEnabled(),
                  layer.attributeAlias(1)]
print(json.dumps(told))
sys.stdout.flush()
import os; os._exit(0)
"""


def qgis_python():
    """A Python that has QGIS; Debian's own, the one of the tests never has it."""
    for candidate in ("/usr/bin/python3", shutil.which("python3") or ""):
        found = candidate and subprocess.run([candidate, "-c", "import qgis.core"], capture_output=True, check=False)
        if found and found.returncode == 0:
            return candidate
    pytest.skip(QGIS_MISSING)
    return None


def test_qgis_applies_the_styles_on_opening(package):
    surroundings = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "XDG_RUNTIME_DIR": str(package.parent)}
    names = ["zones", WALKED, "roads", "parks"]
    run = subprocess.run(
        [qgis_python(), "-c", IN_QGIS, str(package), *names],
        capture_output=True,
        check=True,
        env=surroundings,
        text=True,
    )
    told = json.loads(run.stdout.splitlines()[-1])
    valid, kind, labels, parts, opacity, labelled, alias = told["zones"]
    assert (valid, kind, labels, labelled, alias) == (True, "categorizedSymbol", ["正式", "示意"], True, "分区编号")
    assert parts == ["SimpleFill", "SimpleFill", "LinePatternFill"]
    assert opacity == 1.0
    assert told[WALKED][4] == 0.45
    assert "LinePatternFill" in told[WALKED][3]
    assert told["roads"][1] == "categorizedSymbol"
    assert told["parks"][3] == ["SimpleFill", "LinePatternFill"]
