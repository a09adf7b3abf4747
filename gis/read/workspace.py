"""Where data lie: the shipped districts, goals and tables, and the folder of the user's own districts."""

from __future__ import annotations

import os
from pathlib import Path

from gis.errors import UnknownDistrictError

__all__ = ["SHIPPED", "district_folder", "find_districts", "workspace_folder"]

SHIPPED = Path(__file__).resolve().parents[2] / "layers"


def workspace_folder(given: Path | None = None) -> Path:
    """Where a user's own districts live: `given`, else the variable YITU_WORKSPACE, else ~/yitu."""
    if given is not None:
        return given
    named = os.environ.get("YITU_WORKSPACE")
    return Path(named).expanduser() if named else Path.home() / "yitu"


def find_districts(workspace: Path | None = None) -> dict[str, Path]:
    """District id → folder: the shipped ones and those of the workspace, which hide a shipped one of their name."""
    found: dict[str, Path] = {}
    for root in (SHIPPED, workspace_folder(workspace)):
        if root.is_dir():
            found |= {path.parent.name: path.parent for path in sorted(root.glob("*/district.toml"))}
    return found


def district_folder(name: str, workspace: Path | None = None) -> Path:
    """The folder of the district `name`.

    Raises
    ------
    UnknownDistrictError: there is none; lists those there are.
    """
    found = find_districts(workspace)
    if name not in found:
        raise UnknownDistrictError(name=name, known=sorted(found), workspace=workspace_folder(workspace))
    return found[name]
