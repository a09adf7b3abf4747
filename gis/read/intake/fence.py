"""The one way in for files from outside: read in a process of its own, fenced, and reported whatever happens.

Imports neither GDAL nor geopandas. A crash, a bomb or a hang in there is a message out here.
"""

from __future__ import annotations

import errno
import json
import os
import secrets
import shutil
import signal
import stat
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gis.read.intake.inputs import Named, lay_in
from gis.read.intake.limits import LIMITS, MIB, Limits
from gis.read.intake.messages import Message
from gis.read.intake.watch import End, Progress, run_child

if TYPE_CHECKING:
    from gis.read.intake.model import ReadOptions  # loads numpy, which this side need not wait for

__all__ = ["Named", "read_fenced"]

_ROOT = Path(__file__).resolve().parents[3]
_TOGETHER = threading.BoundedSemaphore(2)  # fenced processes of this one at a time
_SHORT_OF_MEMORY = (b"bad_alloc", b"MemoryError", b"ut of memory", b"annot allocate memory")


def read_fenced(
    files: Sequence[Path | Named],
    options: ReadOptions,
    *,
    out: Path,
    limits: Limits = LIMITS,
    progress: Progress | None = None,
    cancel: threading.Event | None = None,
) -> dict[str, Any]:
    """Read files that belong together, inside the fence.

    Parameters
    ----------
    files: files, a zip, a .gdb or another folder; `Named` where the user calls a file otherwise. Never written to.
    options: what the user answered. out: folder for the files of the layers; made where it does not exist.
    progress: told what is being done and the share (0-1) that is. cancel: set it to end the read.

    Returns
    -------
    "format", "messages" (code, facts, where), "layers" (their files lie in `out`), "walls" (name → whether it
    stood). A read that failed has a message that says why and no layers. Leaves nothing else in `out`.
    """
    with _place(cancel) as placed:
        if not placed:
            return _refused("read_cancelled")
        job = out / f".job-{secrets.token_hex(8)}"
        try:
            for name in ("work", "result", "tmp"):
                (job / name).mkdir(parents=True)
            inputs = lay_in(files, job, limits=limits)
            if inputs.refusals or not inputs.files:
                told = inputs.refusals or [Message("nothing_to_read", {"count": 0, "names": ["—"]})]
                return _report(messages=told)
            task = {
                "files": inputs.files,
                "siblings": inputs.siblings,
                "options": options.as_json(),
                "limits": limits.as_json(),
                "root": str(_ROOT),
                "skip_more": [],
            }
            return _run(task, job, out, limits=limits, progress=progress, cancel=cancel)
        except OSError as error:
            if error.errno in (errno.ENOSPC, errno.EDQUOT):
                return _refused("disk_full")
            return _refused("fence_not_started", problem=errno.errorcode.get(error.errno or 0, type(error).__name__))
        finally:
            shutil.rmtree(job, ignore_errors=True)


@contextmanager
def _place(cancel: threading.Event | None) -> Iterator[bool]:
    """A place among the processes that may run at once; False where the read was cancelled before its turn."""
    while not _TOGETHER.acquire(timeout=0.1):
        if cancel is not None and cancel.is_set():
            yield False
            return
    try:
        yield True
    finally:
        _TOGETHER.release()


def _run(
    task: dict[str, Any],
    job: Path,
    out: Path,
    *,
    limits: Limits,
    progress: Progress | None,
    cancel: threading.Event | None,
) -> dict[str, Any]:
    """Run the process, a second time where its GDAL knows drivers that nobody named; take over what it made."""
    for _ in range(2):
        (job / "job.json").write_text(json.dumps(task, ensure_ascii=False), encoding="utf-8")
        end = run_child(job, limits=limits, progress=progress, cancel=cancel)
        if end.stopped:
            return _ended(end, limits)
        report = _report_of(job / "result" / "report.json", limits)
        if report is None:
            return _ended(end, limits)
        again = report.pop("begin_again", None)
        if not again:
            return _taken_over(report, job / "result", out)
        task["skip_more"] = [str(name)[:80] for name in again][:1_000]
        shutil.rmtree(job / "work", ignore_errors=True)
        (job / "work").mkdir()
        (job / "result" / "report.json").unlink()
    return _refused("drivers_unexpected", names=task["skip_more"])


def _report_of(path: Path, limits: Limits) -> dict[str, Any] | None:
    """The report of the process where there is one that can be used; nothing in it is taken on trust."""
    try:
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0))
        with os.fdopen(handle, "rb") as stream:
            about = os.fstat(handle)
            if not stat.S_ISREG(about.st_mode) or about.st_size > limits.report_bytes:
                return _refused("report_unusable")
            report = json.loads(stream.read(limits.report_bytes))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, RecursionError):
        return _refused("report_unusable")
    return report if _sound(report) else _refused("report_unusable")


def _sound(report: object) -> bool:
    """Whether a report has all it must: layers as a list of objects, messages with words that fit."""
    if not isinstance(report, dict) or not isinstance(report.get("format"), str):
        return False
    for name in ("layers", "messages"):
        entries = report.get(name)
        if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
            return False
    try:
        for one in report["messages"]:
            message = Message(one["code"], dict(one["facts"]), str(one["where"]))
            message.text(), message.remedy()
    except (KeyError, TypeError, ValueError, IndexError, AttributeError):
        return False
    return isinstance(report.get("walls"), dict) and isinstance(report.get("begin_again", []), list)


def _taken_over(report: dict[str, Any], made: Path, out: Path) -> dict[str, Any]:
    """Move the files that the layers name to `out`: ordinary files alone."""
    named = {str(layer.get(key, "")) for layer in report["layers"] for key in ("file", "aside_file")}
    with os.scandir(made) as entries:
        for entry in list(entries):
            if entry.is_file(follow_symlinks=False) and entry.name in named - {"report.json"}:
                Path(entry.path).replace(out / entry.name)
    return report


def _ended(end: End, limits: Limits) -> dict[str, Any]:
    """The report of a process that left none: which limit, or what killed it."""
    code = end.stopped
    if not code and any(sign in end.words for sign in _SHORT_OF_MEMORY):
        code = "limit_memory"
    name = _signal_name(end.exit_code)
    # Who is killed without our doing was killed for the memory of the whole machine.
    code = code or {"SIGXCPU": "limit_cpu", "SIGALRM": "limit_wall", "SIGKILL": "limit_memory"}.get(name, "")
    facts: Mapping[str, Mapping[str, object]] = {
        "limit_cpu": {"limit_s": limits.cpu_s},
        "limit_wall": {"limit_s": limits.wall_s},
        "limit_memory": {"limit_mb": limits.memory_bytes // MIB},
        "limit_output": {"limit_mb": limits.output_bytes // MIB},
        "read_cancelled": {},
    }
    if code:
        return _refused(code, **facts[code])
    if name:
        return _refused("reader_crashed", signal=name)
    return _refused("reader_failed", kind=f"exit {end.exit_code}")


def _signal_name(exit_code: int) -> str:
    """The name of the signal that ended a process; empty where none did."""
    if exit_code >= 0:
        return ""
    try:
        return signal.Signals(-exit_code).name
    except ValueError:
        return f"signal {-exit_code}"


def _refused(code: str, **facts: object) -> dict[str, Any]:
    return _report(messages=[Message(code, facts)])


def _report(*, messages: Sequence[Message]) -> dict[str, Any]:
    """A report without layers."""
    told = [{"code": one.code, "facts": dict(one.facts), "where": one.where} for one in messages]
    return {"format": "", "layers": [], "messages": told, "walls": {}}
