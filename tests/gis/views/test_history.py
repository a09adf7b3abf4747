"""Undo and redo of a district folder: byte for byte, also when it did not exist before."""

import errno
import os
from pathlib import Path

import pytest

from gis.errors import WorkspaceError
from gis.views.history import STATES_KEPT, can_step, keep_state, step


def content(folder: Path) -> dict[str, bytes] | None:
    if not folder.exists():
        return None
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def change(folder: Path, text: str) -> None:
    with keep_state(folder):
        folder.mkdir(exist_ok=True)
        (folder / "district.toml").write_text(text, encoding="utf-8")
        (folder / f"{text}.gpkg").write_bytes(text.encode())


def test_back_and_forth_through_every_state(tmp_path: Path) -> None:
    folder = tmp_path / "zibo"
    states = [content(folder)]
    for text in ("a", "b", "c"):
        change(folder, text)
        states.append(content(folder))
    for at in (2, 1, 0):
        step(folder)
        assert content(folder) == states[at]
    assert can_step(folder) == 0
    for at in (1, 2, 3):
        step(folder, back=False)
        assert content(folder) == states[at]
    assert can_step(folder, back=False) == 0
    assert can_step(folder) == 3


def test_a_new_change_forgets_what_was_undone(tmp_path: Path) -> None:
    folder = tmp_path / "zibo"
    change(folder, "a")
    change(folder, "b")
    step(folder)
    change(folder, "c")
    assert can_step(folder, back=False) == 0
    step(folder)
    assert (folder / "district.toml").read_text(encoding="utf-8") == "a"


def test_a_change_that_fails_leaves_no_state(tmp_path: Path) -> None:
    folder = tmp_path / "zibo"
    change(folder, "a")
    with pytest.raises(ValueError, match="no"), keep_state(folder):
        raise ValueError("no")
    assert can_step(folder) == 1


def test_a_failed_change_keeps_the_way_forth(tmp_path: Path) -> None:
    folder = tmp_path / "zibo"
    change(folder, "a")
    step(folder)
    with pytest.raises(ValueError, match="no"), keep_state(folder):
        raise ValueError("no")
    assert can_step(folder, back=False) == 1


def test_old_states_leave(tmp_path: Path) -> None:
    folder = tmp_path / "zibo"
    for at in range(STATES_KEPT + 3):
        change(folder, f"s{at}")
    assert can_step(folder) == STATES_KEPT


@pytest.mark.parametrize("back", [True, False])
def test_nothing_to_go_to(tmp_path: Path, *, back: bool) -> None:
    with pytest.raises(WorkspaceError, match="没有可"):
        step(tmp_path / "zibo", back=back)


def test_districts_keep_their_own_history(tmp_path: Path) -> None:
    change(tmp_path / "zibo", "a")
    assert can_step(tmp_path / "liaocheng") == 0


def test_a_folder_that_cannot_be_moved_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "zibo"
    change(folder, "a")

    def refuse(_from: object, _to: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(Path, "rename", refuse)
    with pytest.raises(WorkspaceError, match="磁盘"):
        step(folder)
