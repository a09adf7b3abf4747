"""The fenced process: closes itself in, finds out what the files are, has them read, and leaves a report.

Started by `fence.py` with the folder of its job; looks at no file of the user before all walls stand. Ends with the
report written whole, whatever happens: what nobody foresaw becomes a message with the kind of the error.
"""

from __future__ import annotations

import errno
import json
import math
import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from gis.read.intake.limits import MIB, Limits, put_in_force
from gis.read.intake.messages import Notes
from gis.read.intake.walls import SETTINGS, close_in, own_reach

if TYPE_CHECKING:
    from gis.read.intake.gathering import Found

__all__ = ["Session", "main"]

Progress = Callable[[str, float], None]


def main(arguments: list[str]) -> None:
    """Do the job that lies in the folder `arguments[0]`; does not return."""
    folder = Path(arguments[0])
    job = json.loads((folder / "job.json").read_text(encoding="utf-8"))
    voice = _own_voice()
    os.environ.update(SETTINGS)
    limits = Limits.from_json(job["limits"])
    put_in_force(limits)
    inputs = [(folder / one["path"]).resolve() for one in job["files"]]
    walls = close_in(limits, own_reach(Path(job["root"]), inputs, folder))
    session = Session(folder, job, limits=limits, walls=walls)
    sys.excepthook = session.last_words

    def _progress(text: str, share: float) -> None:
        os.write(voice, (json.dumps({"text": text[:200], "share": round(share, 4)}) + "\n").encode())

    session.run(_progress)
    # Nothing is left to be put away, and libraries that fall over at the end of a process cannot any more.
    os._exit(0)


def _own_voice() -> int:
    """The pipe to the parent for our own lines; what libraries print goes nowhere."""
    voice = os.dup(1)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.close(nowhere)
    return voice


class Session:
    """One job: its notes, and the report at the end."""

    def __init__(self, folder: Path, job: Mapping[str, Any], *, limits: Limits, walls: Mapping[str, bool]) -> None:
        self.folder, self.job, self.limits, self.walls = folder, job, limits, walls
        self.notes = Notes()
        self.found: Found = []

    def run(self, progress: Progress) -> None:
        """Gather, read and report."""
        from gis.read.intake.model import RefusedError  # noqa: PLC0415 - loads numpy: only behind the walls

        progress("识别文件 / identifying", 0.0)
        extra: dict[str, Any] = {}
        try:
            self.found = self._gathered()
            strange = self._drivers()
            if strange:
                self.report({"begin_again": strange})
                return
            extra = self._processed(progress)
        except RefusedError:
            pass  # told in the notes
        self.report(extra)

    def report(self, extra: Mapping[str, Any]) -> None:
        """Write the report, whole or not at all."""
        formats = list(dict.fromkeys(key for key, _ in self.found))
        report = {
            "format": "+".join(formats),
            "layers": [],
            **extra,
            "messages": [
                {"code": one.code, "facts": dict(one.facts), "where": one.where} for one in self.notes.messages
            ],
            "walls": dict(self.walls),
        }
        target = self.folder / "result" / "report.json"
        waiting = target.with_suffix(".part")
        text = json.dumps(_finite(report), ensure_ascii=False, default=_plain, allow_nan=False)
        waiting.write_text(text, encoding="utf-8", errors="replace")
        os.replace(waiting, target)  # noqa: PTH105 - the one call known to be atomic

    def last_words(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """What nobody foresaw: a report all the same. Takes the place of `sys.excepthook`."""
        del trace
        number = getattr(error, "errno", None)
        if isinstance(error, MemoryError) or "bad_alloc" in str(error):
            self.notes.add("limit_memory", limit_mb=self.limits.memory_bytes // MIB)
        elif number in (errno.ENOSPC, errno.EDQUOT):
            self.notes.add("disk_full")
        elif number == errno.EFBIG:
            self.notes.add("limit_output", limit_mb=self.limits.file_bytes // MIB)
        else:
            where = self.found[0][1].name if len(self.found) == 1 else ""
            self.notes.add("reader_failed", where=where, kind=kind.__name__)
        self.report({})
        os._exit(0)

    def _gathered(self) -> Found:
        """The sources of the files of the job."""
        from gis.read.intake.gathering import Gathering  # noqa: PLC0415 - behind the walls
        from gis.read.intake.grouping import Member  # noqa: PLC0415

        files = self.job["files"]
        given = [(Member(one["name"], given=one["given"]), self.folder / one["path"]) for one in files]
        found = Gathering(self.notes, work=self.folder / "work", limits=self.limits).loose(given)
        if self.job["siblings"]:
            self.notes.add("siblings_added", names=self.job["siblings"])
        return found

    def _drivers(self) -> list[str]:
        """Set the skip list for the formats found and load GDAL; drivers that are registered in spite of it.

        Raises
        ------
        RefusedError: they still are at the second try; told.
        """
        from gis.read.intake.drivers import registered, skip_settings, unexpected  # noqa: PLC0415 - behind the walls
        from gis.read.intake.formats import READERS  # noqa: PLC0415
        from gis.read.intake.model import refuse  # noqa: PLC0415
        from gis.read.intake.without import leave_out  # noqa: PLC0415

        keys = {key for key, _ in self.found}
        allowed = {driver for key in keys for driver in READERS[key].drivers}
        os.environ.update(skip_settings(allowed, more=self.job["skip_more"]))
        if not any(READERS[key].frames for key in keys):
            leave_out("geopandas", "pandas")  # pyogrio and pyarrow would load them, for half a second
        strange: set[str] = set()
        for raster in (False, True):
            if any(READERS[key].drivers and (key == "geotiff") is raster for key in keys):
                strange |= set(unexpected(registered(raster=raster), allowed))
        if strange and self.job["skip_more"]:
            raise refuse(self.notes, "drivers_unexpected", names=sorted(strange))
        return sorted(strange)

    def _processed(self, progress: Progress) -> dict[str, Any]:
        """All steps after identification."""
        from gis.read.intake.model import ReadOptions  # noqa: PLC0415 - behind the walls
        from gis.read.intake.pipeline import process  # noqa: PLC0415

        options = dict(self.job["options"])
        options["datum_shift"] = tuple(options.get("datum_shift", ()))
        out = self.folder / "result"
        return process(self.found, ReadOptions(**options), self.notes, out=out, progress=progress)


def _finite(value: object) -> object:
    """A value whose numbers that are none, which JSON does not know, are words: "nan", "inf"."""
    if isinstance(value, float):
        return float(value) if math.isfinite(value) else str(float(value))
    if isinstance(value, Mapping):
        return {str(key): _finite(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_finite(inner) for inner in value]
    return value


def _plain(value: object) -> object:
    """A value of numpy or a path as JSON knows it."""
    for name in ("tolist", "item", "isoformat"):
        if hasattr(value, name):
            return _finite(getattr(value, name)())
    return list(value) if isinstance(value, (set, frozenset)) else str(value)
