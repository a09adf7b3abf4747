"""TOML files with tables added: what the author wrote stays, what it says is exactly what was wanted."""

import tomllib
from datetime import date

import geopandas as gpd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from gis.errors import WorkspaceError
from gis.read.workspace import SHIPPED
from gis.views.edited import edited_toml, write_edited
from gis.views.folder import toml_text

TEXT = """# 区的说明
id = "d"   # 同文件夹

[layers.population]   # 旧的
file = "old.csv"
[layers.population.columns]
persons_count = "人"
# 道路另测
[layers.roads]
file = "roads.gpkg"   # 勿改
"""
NEW = {"file": "population.gpkg", "date": date(2026, 1, 2)}


def wanted_of(text, **more):
    table = tomllib.loads(text)
    return {**table, "layers": {**table.get("layers", {}), **more}}


def test_a_table_takes_the_place_of_one_of_its_name():
    wanted = wanted_of(TEXT, population=NEW)
    text = edited_toml(TEXT, [("[layers.population]", NEW)], wanted=wanted)
    assert tomllib.loads(text) == wanted
    for comment in ("# 区的说明", "# 同文件夹", "# 道路另测", "# 勿改"):
        assert comment in text
    assert "old.csv" not in text
    assert "# 旧的" not in text
    assert edited_toml(text, [("[layers.population]", NEW)], wanted=wanted) == text  # once more changes nothing


def test_goals_are_added_at_the_end():
    text = '# 计划\ndocument = "规划"\n[[goals]]\nid = "a" # 第一\n'
    wanted = {"document": "规划", "goals": [{"id": "a"}, {"id": "b"}, {"id": "c"}]}
    edited = edited_toml(text, [("[[goals]]", {"id": "b"}), ("[[goals]]", {"id": "c"})], wanted=wanted)
    assert tomllib.loads(edited) == wanted
    assert edited.startswith(text.rstrip())


@pytest.mark.parametrize(
    "text",
    [
        'document = "规划"\ngoals = [{ id = "a" }]\n',  # a list in one line takes no tables
        'document = "规划"\n[[goals]]\nid = "x"\n',  # says something else than wanted
        "",
    ],
)
def test_where_adding_does_not_do_the_file_is_written_anew(text):
    wanted = {"document": "规划", "goals": [{"id": "a"}, {"id": "b"}]}
    assert edited_toml(text, [("[[goals]]", {"id": "b"})], wanted=wanted) == toml_text(wanted)


def test_brackets_within_values_do_not_mislead():
    text = 'id = "d"\n[layers.population]\nfile = "p"\nnote = """\n[layers.roads]\n"""\n[layers.parks]\nfile = "q"\n'
    wanted = wanted_of(text, population=NEW)
    assert tomllib.loads(edited_toml(text, [("[layers.population]", NEW)], wanted=wanted)) == wanted


@pytest.mark.parametrize("name", ["zibo", "liaocheng"])
def test_shipped_files_keep_every_line(name):
    text = (SHIPPED / name / "district.toml").read_text(encoding="utf-8")
    edited = edited_toml(text, [("[layers.population]", NEW)], wanted=wanted_of(text, population=NEW))
    assert edited.startswith(text.strip())


KEYS = st.text("abcxyz_", min_size=1, max_size=6)
TABLES = st.dictionaries(KEYS, st.one_of(st.integers(), st.booleans(), st.text(max_size=20)), max_size=4)


@given(layers=st.dictionaries(KEYS, TABLES, max_size=4), new=TABLES, name=KEYS)
def test_what_is_written_reads_as_wanted(layers, new, name):
    text = toml_text({"id": "d", "layers": layers})
    wanted = {"id": "d", "layers": {**layers, name: new}}
    assert tomllib.loads(edited_toml(text, [(f"[layers.{name}]", new)], wanted=wanted)) == wanted


def points():
    return gpd.GeoDataFrame({"id": ["p"]}, geometry=[shapely.Point(0, 0)], crs="EPSG:32633")


def test_a_folder_is_written_from_texts(tmp_path):
    note = tmp_path / "note.md"
    note.write_text("注", encoding="utf-8")
    folder = write_edited(tmp_path / "d", {"population": points()}, texts={"district": TEXT}, files={"note.md": note})
    assert (folder / "district.toml").read_text(encoding="utf-8") == TEXT
    assert sorted(path.name for path in folder.iterdir()) == ["district.toml", "note.md", "population.gpkg"]
    write_edited(folder, {}, texts={"district": "id = 1\n"}, files={})
    assert (folder / "district.toml").read_text(encoding="utf-8") == "id = 1\n"
    assert (folder / "note.md").exists()  # files that are no layers of ours are never lost


def test_a_folder_that_is_no_district_is_not_replaced(tmp_path):
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "a.jpg").write_bytes(b"1")
    with pytest.raises(WorkspaceError):
        write_edited(tmp_path / "photos", {}, texts={"district": TEXT}, files={})
    assert (tmp_path / "photos" / "a.jpg").exists()
