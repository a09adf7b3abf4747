"""A district folder written again with its TOML files as their author left them: comments stay, tables are added."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import geopandas as gpd

from gis.views.files import write_text
from gis.views.folder import toml_text, write_district

__all__ = ["edited_toml", "write_edited"]


def _without(text: str, name: str) -> str:
    """`text` without the table [name] and the tables within it; comments above the next header stay."""
    kept: list[str] = []
    held: list[str] = []  # comments and blanks in the table that goes: they may belong to the next one
    skipping = False
    for line in text.splitlines(keepends=True):
        header = re.match(r"\s*\[+\s*([^\]]+?)\s*\]", line)
        if header:
            was, skipping = skipping, header[1] == name or header[1].startswith(f"{name}.")
            kept += held if was and not skipping else []
        if not skipping:
            kept.append(line)
        held = [*held, line] if skipping and re.match(r"\s*(#|$)", line) else []
    return "".join(kept)


def edited_toml(text: str, added: Sequence[tuple[str, Mapping[str, Any]]], *, wanted: Mapping[str, Any]) -> str:
    """TOML `text` with tables added at its end, so that it reads as `wanted`; the rest stays, comments too.

    Parameters
    ----------
    added: header and content: "[layers.roads]" takes the place of a table of that name, "[[goals]]" is one more.
    wanted: the content of the whole file; where adding would not give it, the file is written anew from it.
    """
    edited = text
    for header, _ in added:
        if not header.startswith("[["):
            edited = _without(edited, header.strip("[]"))
    edited = "\n\n".join([edited.rstrip(), *(f"{header}\n{toml_text(table).rstrip()}" for header, table in added)])
    edited = f"{edited.strip()}\n"
    try:
        return edited if tomllib.loads(edited) == wanted else toml_text(wanted)
    except tomllib.TOMLDecodeError:  # a list written in one line takes no tables
        return toml_text(wanted)


def write_edited(
    folder: Path,
    layers: Mapping[str, gpd.GeoDataFrame],
    *,
    texts: Mapping[str, str],
    files: Mapping[str, Path],
    progress: Callable[[str, float], None] | None = None,
) -> Path:
    """Write a district folder as `write_district` does, its TOML files given as text; one in its place is replaced.

    Parameters
    ----------
    layers: frames by kind, written as `<kind>.gpkg`.
    texts: the TOML files by name: "district", "plan".
    files: all other files, by their name in the folder.
    progress: called with a text and the share done (0-1).

    Returns
    -------
    The folder.

    Raises
    ------
    WorkspaceError: the folder is no district's or cannot be written; what was there stays.
    """
    with TemporaryDirectory(prefix="yitu-") as made:
        written = {f"{name}.toml": write_text(text, Path(made) / f"{name}.toml") for name, text in texts.items()}
        return write_district(
            folder, layers, tables={}, extra_files={**files, **written}, replace=folder.exists(), progress=progress
        )
