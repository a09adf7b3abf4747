"""A district folder made again: what it says and keeps once some of its layers gave way to new ones."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from gis.read.toml import read_toml

__all__ = ["read_plan", "remade_content", "toml_source", "with_layers"]

Entries = Mapping[str, Mapping[str, Any]]


def with_layers(table: Mapping[str, Any], entries: Entries, *, gone: Collection[str]) -> dict[str, Any]:
    """The content of district.toml (given as `table`) with the layers `gone` left out and `entries` in their place.

    All other keys stay; `table` is left as it is.
    """
    kept = {kind: entry for kind, entry in table.get("layers", {}).items() if kind not in gone}
    return {**table, "layers": kept | dict(entries)}


def remade_content(
    source: Path, folder: Path, entries: Entries, *, gone: Collection[str]
) -> tuple[dict[str, Any], dict[str, Path]]:
    """What the district of `source` says and keeps in `folder`, once `entries` took the place of the layers `gone`.

    All files of the folder come along but district.toml and those of layers that went. In a copy, a kept layer whose
    file lies elsewhere is named by its whole path; in place (`source` is `folder`) paths stay as they are.

    Returns
    -------
    The content of district.toml, and the files to copy by name: both for `views.folder.write_district`.

    Raises
    ------
    DefinitionError: district.toml is missing or no TOML.
    """
    old = dict(read_toml(source / "district.toml").values)
    table = with_layers(old, entries, gone=gone)
    shipped = old.get("layers", {})
    kept = {kind: entry["file"] for kind, entry in shipped.items() if kind not in gone and kind not in entries}
    for kind, file in kept.items():
        if Path(file).name != file and source.resolve() != folder.resolve():
            table["layers"][kind] = {**shipped[kind], "file": str((source / file).resolve())}
    left = {entry["file"] for kind, entry in shipped.items() if kind not in kept} - {*kept.values()}
    left |= {"district.toml", *(entry["file"] for entry in entries.values())}
    files = {path.name: path for path in sorted(source.iterdir()) if path.is_file() and path.name not in left}
    return table, files


def read_plan(folder: Path, *, name: str) -> dict[str, Any]:
    """The content of plan.toml in `folder`; where there is none, a plan that says so for the district `name`.

    Raises
    ------
    DefinitionError: it is no TOML.
    """
    path = folder / "plan.toml"
    return dict(read_toml(path).values) if path.exists() else {"document": f"{name}:未附规划文本"}


def toml_source(path: Path) -> str:
    """The text of a TOML file with its comments; empty where there is none.

    Raises
    ------
    DefinitionError: it is no TOML.
    """
    if not path.exists():
        return ""
    read_toml(path)
    return path.read_text(encoding="utf-8-sig")
