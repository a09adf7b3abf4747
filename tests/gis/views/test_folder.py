"""A district folder on disk: whole or not at all, never over what is there."""

import tomllib
from datetime import date
from pathlib import Path

import geopandas as gpd
import pyogrio
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from gis.errors import WorkspaceError
from gis.views.folder import toml_text, write_district

CRS = "EPSG:32633"
DISTRICT = {"id": "town", "name": "小镇", "layers": {"streets": {"file": "streets.gpkg", "date": date(2024, 5, 1)}}}

TABLES = {"district": DISTRICT}


def rows(count: int = 2) -> gpd.GeoDataFrame:
    shapes = [shapely.LineString([(0, row), (100, row)]) for row in range(count)]
    columns = {"id": [f"w{row}" for row in range(count)], "name": "路", "bridge": True, "layer": float("nan")}
    return gpd.GeoDataFrame(columns, geometry=shapes, crs=CRS, index=[f"w{row}" for row in range(count)])


def test_folder_reads_back(tmp_path):
    folder = write_district(
        tmp_path / "new" / "town", {"streets": rows()}, tables={"district": DISTRICT, "plan": {"document": "规划"}}
    )
    assert folder == tmp_path / "new" / "town"
    assert sorted(entry.name for entry in folder.iterdir()) == ["district.toml", "plan.toml", "streets.gpkg"]
    assert tomllib.loads((folder / "district.toml").read_text(encoding="utf-8")) == DISTRICT
    assert tomllib.loads((folder / "plan.toml").read_text(encoding="utf-8")) == {"document": "规划"}
    back = pyogrio.read_dataframe(folder / "streets.gpkg")
    assert [*back["id"]] == ["w0", "w1"]
    assert [*back["name"]] == ["路", "路"]
    assert back["bridge"].all()
    assert back["layer"].isna().all()
    assert back.crs == CRS
    assert back.length.sum() == 200
    assert [entry.name for entry in folder.parent.iterdir()] == ["town"]  # nothing temporary stays


def test_lines_and_multilines_in_one_layer(tmp_path):
    streets = rows()
    streets.loc["w1", "geometry"] = shapely.MultiLineString([[(0, 0), (1, 0)], [(5, 0), (7, 0)]])
    folder = write_district(tmp_path / "town", {"streets": streets}, tables=TABLES)
    assert pyogrio.read_dataframe(folder / "streets.gpkg").length.sum() == 103


def test_without_a_plan_there_is_no_plan_file(tmp_path):
    folder = write_district(tmp_path / "town", {}, tables=TABLES)
    assert [entry.name for entry in folder.iterdir()] == ["district.toml"]


def test_extra_files_come_along(tmp_path):
    source = tmp_path / "borders.geojson"
    source.write_text("{}", encoding="utf-8")
    folder = write_district(tmp_path / "town", {}, tables=TABLES, extra_files={"borders.geojson": source})
    assert (folder / "borders.geojson").read_text(encoding="utf-8") == "{}"


@pytest.mark.parametrize("name", ["../out.txt", "a/b", "..", "", "/etc/x"])
def test_file_names_lead_nowhere_else(tmp_path, name):
    with pytest.raises(WorkspaceError):
        write_district(tmp_path / "town", {}, tables=TABLES, extra_files={name: tmp_path / "x"})
    assert not (tmp_path / "town").exists()


def test_what_is_there_stays(tmp_path):
    folder = write_district(tmp_path / "town", {"streets": rows()}, tables=TABLES)
    before = {entry.name: entry.read_bytes() for entry in folder.iterdir()}
    with pytest.raises(WorkspaceError, match="已存在"):
        write_district(folder, {"streets": rows(5)}, tables={"district": {"id": "other"}})
    assert {entry.name: entry.read_bytes() for entry in folder.iterdir()} == before


def test_replaced_where_asked(tmp_path):
    folder = write_district(
        tmp_path / "town",
        {"streets": rows(), "parks": rows()},
        tables={"district": DISTRICT, "plan": {"document": "a"}},
    )
    (folder / "note.txt").write_text("mine", encoding="utf-8")
    write_district(folder, {"streets": rows(5)}, tables={"district": {"id": "other"}}, replace=True)
    assert sorted(entry.name for entry in folder.iterdir()) == [
        "district.toml",
        "note.txt",  # not ours: kept
        "plan.toml",
        "streets.gpkg",
    ]
    assert len(pyogrio.read_dataframe(folder / "streets.gpkg")) == 5
    assert tomllib.loads((folder / "district.toml").read_text(encoding="utf-8")) == {"id": "other"}
    assert [entry.name for entry in tmp_path.iterdir()] == ["town"]


def test_a_folder_of_another_kind_is_never_replaced(tmp_path):
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "a.jpg").write_bytes(b"x")
    with pytest.raises(WorkspaceError, match="not a district folder"):
        write_district(tmp_path / "photos", {}, tables=TABLES, replace=True)
    assert (tmp_path / "photos" / "a.jpg").exists()


def test_an_empty_folder_may_be_replaced(tmp_path):
    (tmp_path / "town").mkdir()
    write_district(tmp_path / "town", {}, tables=TABLES, replace=True)
    assert (tmp_path / "town" / "district.toml").exists()


@pytest.mark.parametrize("replace", [False, True])
def test_file_or_link_in_the_way(tmp_path, replace):
    (tmp_path / "file").touch()
    (tmp_path / "link").symlink_to(tmp_path, target_is_directory=True)
    for name in ("file", "link"):
        with pytest.raises(WorkspaceError, match="in the way"):
            write_district(tmp_path / name, {}, tables=TABLES, replace=replace)


def test_parent_that_is_a_file(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(WorkspaceError):
        write_district(tmp_path / "file" / "town", {}, tables=TABLES)


def test_nothing_half_written_stays(tmp_path):
    missing = {"borders.geojson": tmp_path / "none.geojson"}
    with pytest.raises(WorkspaceError) as caught:
        write_district(tmp_path / "town", {"streets": rows()}, tables=TABLES, extra_files=missing)
    assert [*tmp_path.iterdir()] == []
    assert "town" in caught.value.message("en")


def test_failure_while_replacing_brings_the_old_back(tmp_path, monkeypatch):
    folder = write_district(tmp_path / "town", {"streets": rows()}, tables=TABLES)
    real = Path.rename

    def refuse(self, target):
        if self.name.startswith(".town.") and not self.name.endswith(".old"):
            raise OSError(28, "No space left on device")
        return real(self, target)

    monkeypatch.setattr(Path, "rename", refuse)
    with pytest.raises(WorkspaceError, match="No space"):
        write_district(folder, {}, tables={"district": {"id": "new"}}, replace=True)
    monkeypatch.undo()
    assert tomllib.loads((folder / "district.toml").read_text(encoding="utf-8"))["id"] == "town"
    assert [entry.name for entry in tmp_path.iterdir()] == ["town"]


def test_progress(tmp_path):
    seen: list[float] = []
    write_district(
        tmp_path / "town",
        {"streets": rows(), "roads": rows()},
        tables=TABLES,
        progress=lambda _text, share: seen.append(share),
    )
    assert seen == [0.0, 0.5, 1.0]


@pytest.mark.parametrize(
    "table",
    [
        {},
        {"a": 1, "b": 2.5, "c": True, "d": False, "e": date(2026, 11, 22), "f": "文字"},
        {"quote": 'say "yes" \\ no', "lines": "a\nb\tc", "bell": "\x07\x7f", "template": "{{ 7*7 }}"},
        {"layers": {"roads": {"file": "a", "columns": {"name": "路名"}}}},
        {"zones": [{"id": "a", "closing": [{"side": "N"}, {"side": "S"}]}, {"id": "b"}]},
        {"a key": 1, "路": {"x.y": 2}, "": {"z": 3}},
        {"list": ["a", "b"], "numbers": [1, 2], "empty": [], "mixed": [1, {"a": 2}]},
        {"after": {"x": 1}, "plain": 2},
    ],
)
def test_toml_reads_back(table):
    assert tomllib.loads(toml_text(table)) == table


def test_none_is_left_out():
    assert tomllib.loads(toml_text({"a": None, "b": {"c": None}})) == {"b": {}}


_PLAIN = st.one_of(st.integers(-(2**63), 2**63 - 1), st.booleans(), st.floats(allow_nan=False), st.text())
_TABLES = st.recursive(
    st.dictionaries(st.text(), _PLAIN, max_size=4),
    lambda inner: st.dictionaries(st.text(), inner | st.lists(inner, max_size=3) | st.lists(_PLAIN), max_size=3),
    max_leaves=8,
)


@given(_TABLES)
def test_any_table_reads_back(table):
    assert tomllib.loads(toml_text(table)) == table
