"""Files a command is given: each through the fence, folders as all their files; the report where one is refused."""
# ruff: noqa: PLC0415 - a command imports what it needs, so that help is quick

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gis.cli.group import Progress, language
from gis.read.intake.model import ReadOptions

if TYPE_CHECKING:
    from gis.assessment.desk_inputs import Brought

__all__ = ["files_of", "read_all"]

_AT_ONCE = 2  # files read at the same time: each may take its own share of the memory


def read_all(paths: Iterable[Path], progress: Progress, options: ReadOptions) -> list[Brought]:
    """The layers of files and of folders of files; ends with the report where one was refused or asks something.

    Raises
    ------
    UsageError: a folder holds nothing that can be read.
    """
    from gis.assessment.desk_inputs import brought
    from gis.read.intake.intake import read_file
    from gis.read.intake.messages import Status
    from gis.views.read_report import read_report

    with ThreadPoolExecutor(_AT_ONCE) as pool:  # each is read by a process of its own
        read = list(pool.map(lambda path: read_file([path], options, progress=progress), files_of(paths)))
    found: list[Brought] = []
    for intake in read:
        if intake.status in (Status.REFUSED, Status.QUESTION):
            progress.close()
            click.echo(read_report(intake.as_json(language()), language()), err=True)
            click.get_current_context().exit(2 if intake.status is Status.REFUSED else 3)
        for message in intake.messages:
            if message.level.value == "attention":
                click.echo(f"▲ [{message.where or intake.name}] {message.text(language())}", err=True)
        found += brought(intake, edition=options.edition)
    return found


def files_of(paths: Iterable[Path]) -> list[Path]:
    """Files as they are; of a folder that is no geodatabase every file that may be read, by name.

    Raises
    ------
    UsageError: a folder holds nothing that can be read.
    """
    from gis.read.intake.formats import READERS

    known = {suffix for one in READERS.values() for suffix in one.suffixes} | {".zip", ".kmz"}
    found: list[Path] = []
    for path in paths:
        if path.is_dir() and path.suffix.lower() != ".gdb":
            inside = sorted(one for one in path.iterdir() if one.suffix.lower() in known)
            if not inside:
                raise click.UsageError(f"文件夹 {path} 中没有能读的文件。 Nothing to read in the folder.")
            found += inside
        else:
            found.append(path)
    return found
