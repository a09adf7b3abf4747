"""The files a review names: found again by name, the one of the digest before others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from gis.read.vector import file_digest
from gis.review.model import InputFile

__all__ = ["FILE_ROLES", "find_files", "named_files"]

# the roles of files a record names; "project" is what was drawn as well, which no file holds
FILE_ROLES = ("project", "layer_file", "approved_file", "table_file", "pack_file", "facts_file")
_DRAWN = "手绘"


def named_files(record: Mapping[str, Any]) -> list[InputFile]:
    """The files a record names, in its order; a drawing is none."""
    files = [InputFile(**one) for one in record["inputs"] if one["role"] in FILE_ROLES]
    return list(dict.fromkeys(one for one in files if not one.name.startswith(_DRAWN)))


def find_files(named: Iterable[InputFile], folders: Sequence[Path]) -> dict[InputFile, Path | None]:
    """Where the files lie: by name in one of the folders, one of the digest before others; None where there is none."""
    found: dict[InputFile, Path | None] = {}
    for one in named:
        paths = [folder / one.name for folder in folders if one.name and (folder / one.name).exists()]
        same = [path for path in paths if path.is_file() and file_digest(path) == one.digest]
        found[one] = next(iter((*same, *paths)), None)
    return found
