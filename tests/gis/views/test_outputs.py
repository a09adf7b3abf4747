"""One folder, four files, each whole."""

import pytest

from gis.errors import WorkspaceError
from gis.views.outputs import write_outputs
from tests.gis.views.sample import make_assessment


def test_four_files_in_a_new_folder(tmp_path):
    folder = tmp_path / "体检" / "2026"
    written = write_outputs(make_assessment(), folder)
    assert [path.name for path in written] == ["results.gpkg", "results.xlsx", "map.html", "report.md"]
    assert sorted(folder.iterdir()) == sorted(written)
    assert all(path.stat().st_size > 1000 for path in written)
    assert "300米见绿、500米见园" in written[3].read_text(encoding="utf-8"), "goals come with the assessment"


def test_a_file_in_the_way_is_refused(tmp_path):
    (tmp_path / "out").write_text("x", encoding="utf-8")
    with pytest.raises(WorkspaceError, match="路径中有一段是文件"):
        write_outputs(make_assessment(), tmp_path / "out")
