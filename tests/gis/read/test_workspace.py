"""Where districts are found: shipped ones, and the user's own that hide them."""

from pathlib import Path

import pytest

from gis.errors import UnknownDistrictError
from gis.read.workspace import SHIPPED, district_folder, find_districts, workspace_folder


def test_shipped_districts_are_found(tmp_path: Path) -> None:
    assert {"zibo", "liaocheng"} <= set(find_districts(tmp_path))
    assert district_folder("zibo", tmp_path) == SHIPPED / "zibo"


def test_a_copy_in_the_workspace_hides_the_shipped_one(tmp_path: Path) -> None:
    own = tmp_path / "zibo"
    own.mkdir()
    assert district_folder("zibo", tmp_path) == SHIPPED / "zibo"
    (own / "district.toml").write_text("", encoding="utf-8")
    assert district_folder("zibo", tmp_path) == own


def test_an_unknown_district_says_which_there_are(tmp_path: Path) -> None:
    with pytest.raises(UnknownDistrictError, match="zibo"):
        district_folder("atlantis", tmp_path)


def test_the_workspace_is_given_or_named_or_at_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert workspace_folder(tmp_path) == tmp_path
    monkeypatch.setenv("YITU_WORKSPACE", str(tmp_path / "named"))
    assert workspace_folder() == tmp_path / "named"
    monkeypatch.delenv("YITU_WORKSPACE")
    assert workspace_folder() == Path.home() / "yitu"
