"""Laid in under our own names: linked, never changed, with what belongs to it."""

import os
from pathlib import Path

import pytest

from gis.read.intake.inputs import Inputs, Named, lay_in
from gis.read.intake.limits import LIMITS, Limits


def laid(*given: Path | Named, job: Path, limits: Limits = LIMITS) -> Inputs:
    job.mkdir()
    return lay_in(given, job, limits=limits)


def names(inputs: Inputs) -> list[str]:
    return [str(one["name"]).partition("/")[2] for one in inputs.files]


def test_files_get_numbers_and_keep_their_names_for_showing(tmp_path: Path) -> None:
    (tmp_path / "地块 1.geojson").write_bytes(b"x")
    inputs = laid(tmp_path / "地块 1.geojson", job=tmp_path / "job")
    assert [one["path"] for one in inputs.files] == ["in/00000"]
    assert names(inputs) == ["地块 1.geojson"]
    assert (tmp_path / "job" / "in" / "00000").read_bytes() == b"x"


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("../../etc/a.geojson", "a.geojson"),
        ("..\\..\\a.geojson", "a.geojson"),
        ("C:\\temp\\地块.zip", "地块.zip"),
        ("/", "—"),
        ("..", "—"),
        ("", "—"),
        ("a\0b.shp", "a\0b.shp"),
    ],
)
def test_the_name_of_an_upload_is_never_a_path(sent: str, kept: str, tmp_path: Path) -> None:
    (tmp_path / "upload").write_bytes(b"x")
    inputs = laid(Named(tmp_path / "upload", sent), job=tmp_path / "job")
    assert names(inputs) == [kept]
    assert [path.name for path in (tmp_path / "job" / "in").iterdir()] == ["00000"]


def test_a_shp_brings_its_parts_and_nothing_else(tmp_path: Path) -> None:
    for name in ("A.shp", "a.DBF", "A.shx", "A.cpg", "A.shp.xml", "A.txt", "AA.dbf", "A.geojson"):
        (tmp_path / name).write_bytes(b"x")
    inputs = laid(tmp_path / "A.shp", job=tmp_path / "job")
    assert sorted(names(inputs)) == ["A.cpg", "A.shp", "A.shp.xml", "A.shx", "a.DBF"]
    assert inputs.siblings == ["A.cpg", "A.shp.xml", "A.shx", "a.DBF"]


def test_parts_given_are_not_brought_again(tmp_path: Path) -> None:
    for name in ("a.shp", "a.dbf", "a.shx"):
        (tmp_path / name).write_bytes(b"x")
    inputs = laid(tmp_path / "a.shp", tmp_path / "a.dbf", job=tmp_path / "job")
    assert sorted(names(inputs)) == ["a.dbf", "a.shp", "a.shx"]
    assert inputs.siblings == ["a.shx"]


def test_uploads_have_no_siblings(tmp_path: Path) -> None:
    for name in ("a.shp", "a.dbf"):
        (tmp_path / name).write_bytes(b"x")
    assert names(laid(Named(tmp_path / "a.shp", "地.shp"), job=tmp_path / "job")) == ["地.shp"]


def test_same_names_from_two_folders_do_not_mix(tmp_path: Path) -> None:
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "x.shp").write_bytes(b"x")
    inputs = laid(tmp_path / "a/x.shp", tmp_path / "b/x.shp", job=tmp_path / "job")
    assert len({one["name"] for one in inputs.files}) == 2


def test_folders_are_walked_without_following_links(tmp_path: Path) -> None:
    folder = tmp_path / "成果"
    (folder / "里").mkdir(parents=True)
    (folder / "里" / "a.kml").write_bytes(b"x")
    (folder / "out").symlink_to(tmp_path)
    (folder / "b.kml").symlink_to(folder / "里" / "a.kml")
    inputs = laid(folder, job=tmp_path / "job")
    assert names(inputs) == ["成果/里/a.kml"]
    assert [one["given"] for one in inputs.files] == [False]


def test_a_folder_with_too_many_files(tmp_path: Path) -> None:
    (tmp_path / "x").mkdir()
    for at in range(5):
        (tmp_path / "x" / str(at)).write_bytes(b"")
    inputs = laid(tmp_path / "x", job=tmp_path / "job", limits=Limits(archive_members=4))
    assert [one.code for one in inputs.refusals] == ["folder_members"]


def test_what_is_not_there_or_no_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    inputs = laid(tmp_path / "none.shp", tmp_path / "pipe", Path("/dev/zero"), tmp_path / "a\0b", job=tmp_path / "job")
    codes = [one.code for one in inputs.refusals]
    assert codes == ["input_missing", "input_no_file", "input_no_file", "input_missing"]
    assert inputs.files == []


def test_the_source_is_left_as_it_is(tmp_path: Path) -> None:
    source = tmp_path / "a.geojson"
    source.write_bytes(b"x")
    before = source.stat()
    laid(source, job=tmp_path / "job")
    after = source.stat()
    assert (after.st_mtime_ns, after.st_size, after.st_nlink) == (before.st_mtime_ns, before.st_size, before.st_nlink)
