import click
import pytest

from gis.cli.bringing import files_of


def test_a_folder_stands_for_what_can_be_read_in_it(tmp_path):
    for name in ("b.geojson", "a.gpkg", "说明.md", "c.zip"):
        (tmp_path / name).write_bytes(b"")
    (tmp_path / "库.gdb").mkdir()
    assert [path.name for path in files_of([tmp_path])] == ["a.gpkg", "b.geojson", "c.zip", "库.gdb"]
    assert files_of([tmp_path / "库.gdb"]) == [tmp_path / "库.gdb"]  # a geodatabase is one file that is a folder


def test_a_folder_of_nothing_is_said(tmp_path):
    (tmp_path / "说明.md").write_text("x", encoding="utf-8")
    with pytest.raises(click.UsageError, match="没有能读的文件"):
        files_of([tmp_path])
