"""What a district folder was before each change: kept beside it, given back whole by undo, and again by redo."""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from gis.errors import WorkspaceError
from gis.views.files import workspace_error

__all__ = ["STATES_KEPT", "can_step", "keep_state", "step"]

STATES_KEPT = 20
_NOTHING = "nothing"  # marks a state in which the folder did not exist: the shipped district showed through
_BACK, _FORTH = "undo", "redo"


def _stack(folder: Path, name: str) -> Path:
    return folder.parent / ".history" / folder.name / name


def _states(stack: Path) -> list[Path]:
    """The states of a stack, oldest first."""
    return sorted(path for path in stack.iterdir() if not path.name.startswith(".")) if stack.is_dir() else []


def _push(folder: Path, stack: Path, *, move: bool = False) -> Path:
    """Put what `folder` holds now on a stack, whole or not at all."""
    stack.mkdir(parents=True, exist_ok=True)
    states = _states(stack)
    number = int(states[-1].name) + 1 if states else 1
    made = stack / f".{uuid.uuid4().hex}"
    if not folder.exists():
        made.mkdir()
        (made / _NOTHING).touch()
    elif move:
        folder.rename(made)
    else:
        shutil.copytree(folder, made)
    state = stack / f"{number:06d}"
    made.rename(state)
    for old in _states(stack)[:-STATES_KEPT]:
        shutil.rmtree(old, ignore_errors=True)
    return state


@contextmanager
def keep_state(folder: Path) -> Iterator[None]:
    """Around a change of a district folder: undo leads back to what it was before; what was undone is forgotten.

    A change that fails leaves no state behind.

    Raises
    ------
    WorkspaceError: the state cannot be kept.
    """
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        state = _push(folder, _stack(folder, _BACK))
    except OSError as cause:
        raise workspace_error(folder, cause) from cause
    done = False
    try:
        yield
        done = True
    finally:
        shutil.rmtree(_stack(folder, _FORTH) if done else state, ignore_errors=True)


def can_step(folder: Path, *, back: bool = True) -> int:
    """How many steps back (or forth again) there are."""
    return len(_states(_stack(folder, _BACK if back else _FORTH)))


def step(folder: Path, *, back: bool = True) -> None:
    """The folder as it was a change ago (or as it was before the last step back).

    Raises
    ------
    WorkspaceError: there is nothing to go back to, or the folder cannot be moved.
    """
    states = _states(_stack(folder, _BACK if back else _FORTH))
    if not states:
        raise WorkspaceError(
            path=folder,
            problem="没有可撤销的导入 / nothing to undo" if back else "没有可重做的导入 / nothing to redo",
            remedy="",
        )
    try:
        _push(folder, _stack(folder, _FORTH if back else _BACK), move=True)
        if (states[-1] / _NOTHING).exists():
            shutil.rmtree(states[-1])
        else:
            states[-1].rename(folder)
    except OSError as cause:
        raise workspace_error(folder, cause) from cause
