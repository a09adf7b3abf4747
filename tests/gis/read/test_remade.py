"""What a folder says and keeps when layers give way: nothing else changes, nothing is lost."""

import shutil

import pytest

from gis.errors import DefinitionError
from gis.read.remade import read_plan, remade_content, toml_source, with_layers
from gis.read.toml import read_toml
from gis.read.workspace import SHIPPED

ENTRY = {"file": "parks.gpkg", "basis": "osm"}


@pytest.fixture
def source(tmp_path):
    """Two layers in one file, one elsewhere, one of its own."""
    folder = tmp_path / "old"
    (folder / "sub").mkdir(parents=True)
    (folder / "district.toml").write_text(
        'id = "d" # 注\n[layers.roads]\nfile = "both.gpkg"\n[layers.streets]\nfile = "both.gpkg"\n'
        '[layers.borders]\nfile = "sub/b.geojson"\n[layers.parks]\nfile = "green.geojson"\n',
        encoding="utf-8",
    )
    for name in ("both.gpkg", "green.geojson", "note.md", "sub/b.geojson", "parks.gpkg"):
        (folder / name).write_text(name, encoding="utf-8")
    return folder


def test_layers_give_way_and_the_given_table_stays():
    given = {"id": "d", "layers": {"plots": {"file": "plots.geojson"}, "outline": {"file": "outline.geojson"}}}
    table = with_layers(given, {"parks": ENTRY}, gone=("plots",))
    assert table == {"id": "d", "layers": {"outline": {"file": "outline.geojson"}, "parks": ENTRY}}
    assert [*given["layers"]] == ["plots", "outline"]
    assert with_layers({"id": "d"}, {}, gone=()) == {"id": "d", "layers": {}}


def test_a_copy_names_what_lies_elsewhere_by_its_whole_path(source, tmp_path):
    table, files = remade_content(source, tmp_path / "new", {"parks": ENTRY}, gone=())
    assert table["layers"]["borders"]["file"] == str(source / "sub" / "b.geojson")
    assert table["layers"]["parks"] == ENTRY
    assert set(files) == {"both.gpkg", "note.md"}


def test_in_place_paths_stay(source):
    table, files = remade_content(source, source, {"parks": ENTRY}, gone=())
    old = read_toml(source / "district.toml").values
    assert table == {**old, "layers": {**old["layers"], "parks": ENTRY}}
    assert set(files) == {"both.gpkg", "note.md"}


def test_a_file_that_another_layer_needs_stays(source, tmp_path):
    table, files = remade_content(source, tmp_path / "new", {}, gone=("roads",))
    assert "roads" not in table["layers"]
    assert "both.gpkg" in files
    _, files = remade_content(source, tmp_path / "new", {}, gone=("roads", "streets"))
    assert "both.gpkg" not in files


def test_every_file_of_a_shipped_district_comes_along(tmp_path):
    folder = tmp_path / "zibo"
    shutil.copytree(SHIPPED / "zibo", folder)
    _, files = remade_content(folder, folder, {"population": {"file": "population.gpkg"}}, gone=())
    assert set(files) | {"district.toml"} == {path.name for path in folder.iterdir()}


def test_a_folder_that_is_no_district(tmp_path):
    with pytest.raises(DefinitionError, match=r"district\.toml"):
        remade_content(tmp_path, tmp_path, {}, gone=())


def test_the_plan_or_that_there_is_none(source):
    assert read_plan(source, name="区") == {"document": "区:未附规划文本"}
    (source / "plan.toml").write_text('document = "规划"\n', encoding="utf-8")
    assert read_plan(source, name="区") == {"document": "规划"}


def test_the_text_of_a_file_with_its_comments(source):
    assert "# 注" in toml_source(source / "district.toml")
    assert toml_source(source / "none.toml") == ""
    (source / "plan.toml").write_text("document =", encoding="utf-8")
    with pytest.raises(DefinitionError, match=r"plan\.toml"):
        toml_source(source / "plan.toml")
