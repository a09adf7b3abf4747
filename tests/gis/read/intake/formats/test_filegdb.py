"""File geodatabases whole: every case of the corpus, layers chosen, curves, aliases, domains, counts."""

import random
import zipfile
from pathlib import Path

import pytest
import shapely

from gis.read.intake.formats.filegdb import read
from gis.read.intake.messages import Notes
from gis.read.intake.model import ReadOptions, RefusedError, Source
from tests.gis.read.intake import making_shapefile as making
from tests.gis.read.intake.making_shapefile import CODES, GEODATABASES, NAMES, NO

CASES = [pytest.param(*case[1:], id=case[0]) for case in GEODATABASES]


def source_of(made: Path, room: Path) -> Source:
    with zipfile.ZipFile(made) as archive:
        archive.extractall(room)
    (folder,) = room.glob("*.gdb")
    return Source(folder, "plots.gdb", {path.name: path for path in folder.iterdir()})


def codes(notes: Notes) -> set[str]:
    return {message.code for message in notes.messages}


@pytest.mark.parametrize(
    ("maker", "expected", "wanted"), [case[1:] for case in GEODATABASES], ids=[case[0] for case in GEODATABASES]
)
def test_every_case_says_what_it_must(maker, expected: str, wanted: set[str], tmp_path: Path) -> None:
    source, notes = source_of(maker(tmp_path), tmp_path / "room"), Notes()
    before = {path.name: path.read_bytes() for path in source.path.iterdir()}
    if expected == NO:
        with pytest.raises(RefusedError):
            read(source, ReadOptions(), notes)
    else:
        for layer in read(source, ReadOptions(), notes):
            assert len(layer.table) == len(layer.geometry) == len(layer.rows)
            layer.table.validate(full=True)
    assert wanted <= codes(notes)
    assert all(message.text(lang) for message in notes.messages for lang in ("zh", "en"))
    assert "driver_says" not in codes(notes)  # everything has words of its own
    assert {path.name: path.read_bytes() for path in source.path.iterdir()} == before


def test_a_plain_layer_is_whole(tmp_path: Path) -> None:
    path = making.gdb(tmp_path, aliases={"DLBM": "地类编码", "MC": "MC"})
    making.add_domain(path)
    (layer,) = read(Source(path, "plots.gdb"), ReadOptions(), Notes())
    assert layer.table.column_names == ["DLBM", "MC", "MJ"]
    assert layer.table.column("DLBM").to_pylist() == list(CODES)
    assert layer.table.column("MC").to_pylist() == list(NAMES)
    assert layer.rows.tolist() == [1, 2, 3, 4, 5, 6]
    assert shapely.area(layer.geometry) == pytest.approx([2500] * 6)
    assert layer.crs == making.CRS
    assert layer.facts["aliases"] == {"DLBM": "地类编码"}
    assert layer.facts["domains"] == {"DLBM": {"0901": "商业", "1401": "公园"}}
    assert not layer.tabular


def test_layers_are_chosen_by_name_or_pattern(tmp_path: Path) -> None:
    path = making.gdb(tmp_path)
    making.add_layer(path, "站点")
    making.add_table(path, "说明表")
    source = Source(path, "plots.gdb")

    def names(layer: str) -> list[str]:
        return [one.name for one in read(source, ReadOptions(layer=layer), Notes())]

    assert names("") == ["地块", "站点", "说明表"]
    assert names("站点") == ["站点"]
    assert names("地*,说明表") == ["地块", "说明表"]
    notes = Notes()
    with pytest.raises(RefusedError):
        read(source, ReadOptions(layer="没有"), notes)
    assert codes(notes) == {"layer_unknown"}
    (alone,) = read(source, ReadOptions(layer="说明表"), Notes())
    assert alone.tabular
    assert alone.table.column("说明").to_pylist() == ["商业"]


def test_arcs_become_chains_of_edges(tmp_path: Path) -> None:
    path = making.gdb(tmp_path)
    making.add_curves(path, "圆弧")
    notes = Notes()
    (layer,) = read(Source(path, "plots.gdb"), ReadOptions(layer="圆弧"), notes)
    assert shapely.area(layer.geometry[0]) == pytest.approx(3.14159 * 50, rel=2e-3)  # half a disc of 10 m
    assert "curves_straightened" in codes(notes)


def test_a_file_or_an_empty_folder_is_none(tmp_path: Path) -> None:
    (tmp_path / "file.gdb").write_bytes(b"x")
    (tmp_path / "empty.gdb").mkdir()
    for name in ("file.gdb", "empty.gdb", "missing.gdb"):
        notes = Notes()
        with pytest.raises(RefusedError):
            read(Source(tmp_path / name, name), ReadOptions(), notes)
        assert codes(notes) == {"gdb_tables_missing"}


@pytest.mark.parametrize("seed", range(40))
def test_bytes_gone_wrong_end_in_rows_or_in_a_refusal(seed: int, tmp_path: Path) -> None:
    chance = random.Random(seed)  # noqa: S311
    path = making.gdb(tmp_path)
    making.add_layer(path, "站点")
    victim = path / chance.choice(
        ["a00000001.gdbtable", "a00000004.gdbtable", "a00000009.gdbtable", "a00000009.gdbtablx"]
    )
    content = bytearray(victim.read_bytes())
    for _ in range(chance.choice([1, 3, 12])):
        content[chance.randrange(len(content))] = chance.choice([0, 255, 127, chance.randrange(256)])
    victim.write_bytes(bytes(content[: len(content) if chance.random() < 0.7 else chance.randrange(len(content))]))
    notes = Notes()
    try:
        layers = read(Source(path, "plots.gdb"), ReadOptions(), notes)
    except RefusedError:
        assert notes.refused
        return
    for layer in layers:
        assert len(layer.table) == len(layer.geometry) == len(layer.rows)
