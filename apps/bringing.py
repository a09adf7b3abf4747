"""What the import page works on: the files of a session, the answers given so far, the reading of them and its job."""

from __future__ import annotations

import hashlib
import json
import re
import secrets
import threading
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar, cast

import streamlit as st

from apps import engine
from apps.jobs import Job
from gis.district import District
from gis.errors import WorkspaceError
from gis.read.intake.fence import Named
from gis.read.intake.intake import Intake, ReadLayer, RowFolder, read_file
from gis.read.intake.messages import Status
from gis.read.intake.model import ReadOptions
from gis.read.intake.streets import beside_streets
from gis.read.workspace import workspace_folder
from gis.views.files import workspace_error, write_bytes
from gis.views.history import can_step, step

__all__ = [
    "Desk", "Sent", "desk", "finished", "folder_of", "layer_key", "own_folder", "report_json", "safe_stem", "start",
    "step_from", "steps",
]  # fmt: skip

_Value = TypeVar("_Value")
_CANCELLED = "read_cancelled"


@dataclass(frozen=True)
class Sent:
    """One file as it was sent: what the user calls it, and its content."""

    name: str
    content: bytes


@dataclass
class Desk:
    """The files under way in a session: where they lie, what was answered, the reading and what came of it."""

    files: tuple[Named, ...] = ()
    key: str = ""  # of names and content
    given: tuple[str, ...] = ()  # the uploads they came from; none for a sample
    options: ReadOptions = field(default_factory=ReadOptions)
    kind: str = ""  # of layer the files are read for, where that is settled: what it needs is then asked
    intake: Intake | None = None
    job: Job[Intake] | None = None
    cancel: threading.Event = field(default_factory=threading.Event)
    done: str = ""  # what the last import brought
    looking: dict[str, Any] | None = None  # the candidate of a CRS question that the map shows
    round: int = 0  # of the drop zone: another one makes it empty
    folder: RowFolder | None = None  # holds the files; gone with the desk
    made: dict[Hashable, Any] = field(default_factory=dict)  # of this reading: placed rows, drawings, files

    def take(self, sent: Sequence[Sent], *, given: Sequence[str] = ()) -> None:
        """New files on the desk: kept under names of our own, read from the start.

        Raises
        ------
        WorkspaceError: they cannot be kept.
        """
        digest = hashlib.sha256()
        for one in sent:
            digest.update(one.name.encode("utf-8", "replace") + b"\0" + one.content)
        self.clear()
        self.key, self.given = digest.hexdigest(), tuple(given)
        try:
            self.folder = RowFolder()
        except OSError as cause:
            raise workspace_error(Path(), cause) from cause
        self.files = tuple(_kept(one, self.folder.path) for one in sent)

    def answer(self, **changes: Any) -> None:
        """Another answer: the files are read again."""
        changed = replace(self.options, **changes)
        if changed != self.options:
            self.options = changed
            self.again()

    def again(self) -> None:
        """Read the files once more."""
        self.stop()
        self.intake = self.job = self.looking = None
        self.made = {}

    def clear(self) -> None:
        """An empty desk."""
        self.again()
        self.files, self.key, self.given, self.options = (), "", (), ReadOptions()
        self.folder, self.done = None, ""

    def stop(self) -> None:
        """End a reading that is under way."""
        self.cancel.set()
        self.cancel = threading.Event()

    def keep(self, key: Hashable, make: Callable[[], _Value]) -> _Value:
        """What `make` gives, made once for this reading."""
        if key not in self.made:
            self.made[key] = make()
        return cast("_Value", self.made[key])

    @property
    def layers(self) -> list[ReadLayer]:
        """The layers that hold rows."""
        return [] if self.intake is None else [one for one in self.intake.layers if one.kind == "vector"]

    @property
    def usable(self) -> bool:
        """Whether the reading ended with rows that can be used."""
        return self.intake is not None and self.intake.status in (Status.ACCEPTED, Status.ATTENTION)

    @property
    def stopped(self) -> bool:
        """Whether the user ended the reading."""
        return self.intake is not None and any(one.code == _CANCELLED for one in self.intake.messages)


def _kept(sent: Sent, folder: Path) -> Named:
    """A file under a name of our own; the user's stays beside it as a text that is only shown."""
    path = folder / f"sent-{secrets.token_hex(8)}"
    write_bytes(sent.content, path)
    return Named(path, sent.name)


def layer_key(layer: ReadLayer) -> str:
    """What tells a layer of a reading from the others, whatever they are called."""
    return layer.path.stem if layer.path is not None else layer.name


def desk(district_id: str) -> Desk:
    """The session's desk for a district."""
    desks: dict[str, Desk] = st.session_state.setdefault("yitu_desks", {})
    return desks.setdefault(district_id, Desk())


def start(on: Desk, district: District, *, near: tuple[float, ...]) -> Job[Intake]:
    """The reading of the files on the desk; the one under way where there is one.

    Parameters
    ----------
    near: longitude and latitude (degrees) of the district; orders the candidates of a CRS question.
    """
    if on.job is None:
        files, cancel = cast("Sequence[Path]", on.files), on.cancel
        options = replace(on.options, near=near, kind=on.kind)
        folder = folder_of(district.id)

        def work(told: Callable[[str, float], None]) -> Intake:
            intake = read_file(files, options, progress=told, cancel=cancel)
            return beside_streets(intake, folder) if folder is not None and intake.layers else intake

        on.job = Job(work)
    return on.job


def finished(on: Desk, job: Job[Intake]) -> None:
    """Take over what a reading gave; one whose answers changed meanwhile is of no use.

    Raises
    ------
    GisError: what the work refused. RuntimeError: it broke; the log tells why.
    """
    if on.job is not job:
        return
    try:
        on.intake = job.result()
    finally:
        on.job = None


# --- the district on disk -------------------------------------------------------------------------------------------


def own_folder(district_id: str) -> Path:
    """Where the user's copy of a district lies, or will lie."""
    return workspace_folder(engine.workspace()) / district_id


def folder_of(district_id: str) -> Path | None:
    """Where the district lies now: the user's copy, else the shipped one; None where there is no such district."""
    return engine.district_ids().get(district_id)


def steps(district_id: str) -> tuple[int, int]:
    """How many imports can be undone, and done again."""
    folder = own_folder(district_id)
    return can_step(folder), can_step(folder, back=False)


def step_from(district_id: str, *, back: bool, lang: str) -> str:
    """Undo an import (or do it again); the text of what refused it, empty where it worked."""
    try:
        step(own_folder(district_id), back=back)
    except WorkspaceError as error:
        return error.message(lang)
    engine.stop_stale(district_id)
    return ""


# --- files to take away ---------------------------------------------------------------------------------------------


def report_json(intake: Intake, lang: str) -> str:
    """The report of a read as JSON text."""
    return json.dumps(intake.as_json(lang), ensure_ascii=False, indent=2) + "\n"


def safe_stem(name: str) -> str:
    """The name of a file without its ending, letters and digits alone: for the name of a download."""
    stem = re.sub(r"[^\w-]+", "_", name.rpartition(".")[0] or name).strip("_")
    return stem[:60] or "yitu"
