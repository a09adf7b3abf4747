"""The files given, laid into the folder of a job under names of our own: linked, so that nothing is copied.

Where the fenced process could write through a link (no Landlock), or could not read through it, they are copied.

Runs outside the fence: looks at names and sizes alone, opens nothing but to copy.
"""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from gis.read.intake.limits import Limits
from gis.read.intake.messages import Message
from gis.read.intake.names import readable_name, shown_name
from gis.read.intake.walls import can_confine, reachable

__all__ = ["Inputs", "Named", "lay_in"]

_SHAPE_PARTS = ("shx", "dbf", "prj", "cpg", "cst", "sbn", "sbx", "qix", "fix", "dbt", "fpt", "qpj", "shp.xml")
_BESIDE = {".shp": tuple(f".{part}" for part in _SHAPE_PARTS), ".tif": (".tfw",), ".tiff": (".tfw",)}
_BESIDE_WHOLE = {".gpkg": ("-wal", "-shm", "-journal")}


class Named(NamedTuple):
    """A file and what the user calls it, where the two differ: an upload kept under a name of our own."""

    path: Path
    name: str


@dataclass
class Inputs:
    """What the fenced process is told of: files (path in the job, name, whether given), names of siblings added.

    `refusals`: what could not be laid in.
    """

    files: list[dict[str, Any]] = field(default_factory=list)
    siblings: list[str] = field(default_factory=list)
    refusals: list[Message] = field(default_factory=list)


def lay_in(given: Sequence[Path | Named], folder: Path, *, limits: Limits) -> Inputs:
    """Link every file given, those that belong to it and those inside folders into `folder`/in.

    Raises
    ------
    OSError: the folder cannot be written.
    """
    room = folder / "in"
    room.mkdir()
    inputs = Inputs()
    homes: dict[Path | None, int] = {}
    taken = {Path(os.path.abspath(one)) for one in given if not isinstance(one, Named)}  # noqa: PTH100 - links stay
    for one in given:
        path, name = (one.path, _base(one.name)) if isinstance(one, Named) else (one, one.name)
        home = homes.setdefault(None if isinstance(one, Named) else path.parent, len(homes))
        mode = _mode(path, name, inputs)
        if stat.S_ISDIR(mode):
            _lay_folder(path, f"{home}/{name}", room, inputs, limits=limits)
        elif stat.S_ISREG(mode):
            _lay(path, f"{home}/{name}", room, inputs, given=True)
            for beside in _siblings(path) if not isinstance(one, Named) else ():
                if Path(os.path.abspath(beside)) not in taken:  # noqa: PTH100
                    _lay(beside, f"{home}/{beside.name}", room, inputs, given=True)
                    inputs.siblings.append(shown_name(readable_name(beside.name)))
        elif mode:
            inputs.refusals.append(Message("input_no_file", {}, shown_name(name)))
    return inputs


def _mode(path: Path, name: str, inputs: Inputs) -> int:
    """What kind of file it is; 0 where there is none, told."""
    try:
        return path.stat().st_mode
    except PermissionError:
        inputs.refusals.append(Message("input_denied", {}, shown_name(name)))
    except (OSError, ValueError):
        inputs.refusals.append(Message("input_missing", {}, shown_name(name)))
    return 0


def _lay_folder(path: Path, name: str, room: Path, inputs: Inputs, *, limits: Limits) -> None:
    """All ordinary files of a folder; links in it are not followed."""
    base = path.name.lower()
    for count, found in enumerate(_files(path, depth=limits.nesting), start=1):
        if count > limits.archive_members:
            facts = {"count": count, "limit": limits.archive_members}
            inputs.refusals.append(Message("folder_members", facts, shown_name(path.name)))
            return
        inner = found.relative_to(path).as_posix()
        _lay(found, f"{name}/{inner}", room, inputs, given=base.endswith(".gdb"))


def _files(folder: Path, *, depth: int) -> Iterator[Path]:
    """The ordinary files below a folder, in the order of their names."""
    with os.scandir(folder) as entries:
        found = sorted(entries, key=lambda one: one.name)
    for entry in found:
        if entry.is_file(follow_symlinks=False):
            yield Path(entry.path)
        elif entry.is_dir(follow_symlinks=False) and depth:
            yield from _files(Path(entry.path), depth=depth - 1)


def _siblings(path: Path) -> list[Path]:
    """Files in the same folder that belong to this one by their name, whatever their case."""
    lower = path.suffix.lower()
    ends = {path.stem.casefold() + end for end in _BESIDE.get(lower, ())}
    ends |= {path.name.casefold() + end for end in _BESIDE_WHOLE.get(lower, ())}
    if not ends:
        return []
    with os.scandir(path.parent) as entries:
        return sorted(Path(one.path) for one in entries if one.name.casefold() in ends and one.is_file())


def _lay(path: Path, name: str, room: Path, inputs: Inputs, *, given: bool) -> None:
    """One file under the next number; copied where the fenced process could not follow a link."""
    target = room / f"{len(inputs.files):05d}"
    try:
        if not (can_confine() and reachable(path) and _linked(path, target)):
            shutil.copyfile(path, target)
    except PermissionError:
        inputs.refusals.append(Message("input_denied", {}, shown_name(path.name)))
        return
    inputs.files.append({"path": f"in/{target.name}", "name": readable_name(name), "given": given})


def _linked(path: Path, target: Path) -> bool:
    with suppress(OSError):
        target.symlink_to(path.resolve())
        return True
    return False


def _base(name: str) -> str:
    """A name without the folders a browser or a stranger put before it."""
    return name.replace("\\", "/").rstrip("/").rpartition("/")[2].strip(" .\0") or "—"
