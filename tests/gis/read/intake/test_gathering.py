"""From what was given to sources: every case of the fence's corpus, told apart without any library of formats."""

from pathlib import Path

import pytest

from gis.read.intake.gathering import Gathering
from gis.read.intake.grouping import Member
from gis.read.intake.inputs import lay_in
from gis.read.intake.limits import LIMITS, MIB, Limits
from gis.read.intake.messages import Notes
from gis.read.intake.model import RefusedError, Source
from tests.gis.read.intake import making_fence as making

OWN = {"siblings_added"}  # told by the process, not by the gathering


def gathered(path: Path, room: Path, *, limits: Limits = LIMITS) -> tuple[list[tuple[str, Source]], Notes]:
    """What a fenced process would find in `path`, and what it would tell."""
    job = room / "job"
    (job / "work").mkdir(parents=True)
    inputs = lay_in([path], job, limits=limits)
    notes = Notes()
    given = [(Member(one["name"], given=one["given"]), job / one["path"]) for one in inputs.files]
    try:
        return Gathering(notes, work=job / "work", limits=limits).loose(given), notes
    except RefusedError:
        return [], notes


def codes(notes: Notes) -> set[str]:
    return {message.code for message in notes.messages}


@pytest.mark.parametrize(
    ("maker", "ends", "told"), [case[1:] for case in making.CASES], ids=[c[0] for c in making.CASES]
)
def test_every_case_of_the_corpus(maker: making.Maker, ends: str, told: set[str], tmp_path: Path) -> None:
    (tmp_path / "given").mkdir()
    path = maker(tmp_path / "given")
    before = {file: (file.stat().st_size, file.stat().st_mtime_ns) for file in (tmp_path / "given").rglob("*")}
    found, notes = gathered(path, tmp_path)
    assert told - OWN <= codes(notes)
    assert notes.refused == (ends == "refused")
    assert bool(found) == (ends != "refused")
    for key, source in found:
        assert source.path.exists()
        assert source.path.is_relative_to(tmp_path / "job" / "work"), key
        assert source.path.stem in ("data", "data.osm")
        assert all(part.is_relative_to(tmp_path / "job" / "work") for part in source.parts.values())
    after = {file: (file.stat().st_size, file.stat().st_mtime_ns) for file in (tmp_path / "given").rglob("*")}
    assert after == before


def test_names_of_cases_are_unique_and_many() -> None:
    names = [case[0] for case in making.CASES]
    assert len(names) == len(set(names)) >= 100


@pytest.mark.parametrize(
    ("maker", "keys", "names"),
    [
        (making.zip_of_shapefile(flag_utf8=False), ["shapefile"], ["地块.shp"]),
        (making.zip_of_geodatabase(""), ["filegdb"], ["库.gdb"]),
        (making.zip_of_geodatabase("成果/2026/规划.GDB/"), ["filegdb"], ["规划.GDB"]),
        (
            making.zipped("两.zip", {"b.geojson": making.geojson(), "a.kml": making.kml()}),
            ["geojson", "kml"],
            ["b.geojson", "a.kml"],
        ),
        (
            making.zipped("同.zip", {"东/a.geojson": making.geojson(), "西/a.geojson": making.geojson()}),
            ["geojson"] * 2,
            ["东/a.geojson", "西/a.geojson"],
        ),
        (making.zipped("图.kmz", {"files/x.kml": making.kml(), "doc.kml": making.kml()}), ["kml"], ["图.kmz"]),
        (making.workbook(), ["xlsx"], ["表.xlsx"]),
    ],
)
def test_formats_and_names(maker: making.Maker, keys: list[str], names: list[str], tmp_path: Path) -> None:
    found, _ = gathered(maker(tmp_path), tmp_path)
    assert [key for key, _ in found] == keys
    assert [source.name for _, source in found] == names


def test_a_shapefile_comes_with_its_parts_under_one_stem(tmp_path: Path) -> None:
    found, _ = gathered(making.loose_shapefile(tmp_path), tmp_path)
    (key, source), *more = found
    assert (key, more) == ("shapefile", [])
    assert {"shp", "shx", "dbf", "prj", "cpg"} <= set(source.parts)
    assert {part.name for part in source.parts.values()} == {f"data.{suffix}" for suffix in source.parts}


def test_a_world_file_comes_with_its_grid(tmp_path: Path) -> None:
    (tmp_path / "dem.tif").write_bytes(b"II*\0" + bytes(100))
    (tmp_path / "DEM.TFW").write_text("1\n0\n0\n-1\n0\n0\n")
    found, _ = gathered(tmp_path / "dem.tif", tmp_path)
    assert found[0][1].parts["tfw"].read_text().startswith("1")


def test_what_a_program_left_beside_a_geopackage_is_known_but_not_beside_it(tmp_path: Path) -> None:
    (tmp_path / "a.gpkg").write_bytes(making.gpkg_head(b"GPKG"))
    (tmp_path / "a.gpkg-wal").write_bytes(b"log")
    found, _ = gathered(tmp_path / "a.gpkg", tmp_path)
    source = found[0][1]
    assert source.parts["gpkg-wal"].read_bytes() == b"log"
    assert not Path(f"{source.path}-wal").exists()


def test_a_file_larger_than_its_format_may_be(tmp_path: Path) -> None:
    path = tmp_path / "a.geojson"
    path.write_bytes(making.geojson() + b" " * MIB)
    _, notes = gathered(path, tmp_path, limits=Limits(input_bytes={"geojson": MIB}))
    assert codes(notes) == {"input_too_large"}


def test_a_folder_is_read_like_an_archive(tmp_path: Path) -> None:
    folder = tmp_path / "成果"
    (folder / "规划.gdb").mkdir(parents=True)
    for name, content in making.geodatabase(tmp_path).items():
        (folder / "规划.gdb" / name).write_bytes(content)
    (folder / "a.geojson").write_bytes(making.geojson())
    (folder / "说明.pdf").write_bytes(b"%PDF")
    (folder / "b.geojson").symlink_to(folder / "a.geojson")
    found, notes = gathered(folder, tmp_path)
    assert sorted(key for key, _ in found) == ["filegdb", "geojson"]
    assert codes(notes) == {"files_left_aside"}


def test_several_of_which_one_is_no_data_are_refused(tmp_path: Path) -> None:
    notes = Notes()
    paths = []
    for name, content in (("a.geojson", making.geojson()), ("b.pdf", b"%PDF-1.4")):
        (tmp_path / name).write_bytes(content)
        paths.append((Member(f"0/{name}"), tmp_path / name))
    (tmp_path / "work").mkdir()
    with pytest.raises(RefusedError):
        Gathering(notes, work=tmp_path / "work", limits=LIMITS).loose(paths)
    assert [(one.code, one.where) for one in notes.messages] == [("pdf_unreadable", "b.pdf")]
