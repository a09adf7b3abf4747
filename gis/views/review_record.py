"""The record of a review as a JSON file, and its log of rulings: a file that only grows, one line a ruling."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from gis.errors import WorkspaceError
from gis.review.canonical import canonical
from gis.review.rulings import RulingLog, log_of_lines
from gis.views.files import workspace_error, write_bytes

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

__all__ = ["append_ruling", "write_review_record"]

_PATIENCE_S, _PAUSE_S = 5.0, 0.02
_BUSY = "另一个程序正在写 / another program is writing it"
_AGAIN = "请重新打开后再裁定。 / Open it again and rule once more."


def write_review_record(record: Mapping[str, Any], path: Path) -> Path:
    """Write a record (`gis.review.record.record_of`) as canonical JSON in UTF-8, whole or not at all.

    Raises
    ------
    WorkspaceError: the place cannot be written. ValueError: a number that is not finite.
    """
    return write_bytes((canonical(record) + "\n").encode("utf-8", "replace"), path)


def append_ruling(log: RulingLog, path: Path) -> Path:
    """Put the last ruling of a log at the end of its file; what stands there is never touched.

    The file is locked meanwhile and brought to the disk. A line that a crash broke off is ended and stays, and is told
    by `RulingLog.verify`; a write that fails leaves the file as it was.

    Raises
    ------
    WorkspaceError: the file does not end where the ruling begins (someone ruled meanwhile, or it is of another log), it
    is locked, or it cannot be written.
    ValueError: the log holds no ruling.
    """
    if not log.rulings:
        raise ValueError("没有可写的裁定 / there is no ruling to write")
    ruling = log.rulings[-1]
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0), 0o644)
    except OSError as cause:
        raise workspace_error(path, cause) from cause
    try:
        with _locked(handle, path):
            before = _content(handle)
            _check_end(before, log, path)
            start = b"" if before.endswith(b"\n") or not before else b"\n"
            _append(handle, start + ruling.line.encode() + b"\n", len(before))
    except WorkspaceError:
        raise
    except OSError as cause:
        raise workspace_error(path, cause) from cause
    finally:
        os.close(handle)
    return path


def _check_end(content: bytes, log: RulingLog, path: Path) -> None:
    """Refuse a file that does not end where the last ruling of the log begins."""
    written = log_of_lines(content.decode("utf-8", "surrogateescape"), head=log.head)
    if written.last != log.rulings[-1].previous:
        problem = "文件中的裁定与打开时不同 / the file holds other rulings than when it was opened"
        raise WorkspaceError(path=path, problem=problem, remedy=_AGAIN)


def _content(handle: int) -> bytes:
    os.lseek(handle, 0, os.SEEK_SET)
    pieces = []
    while piece := os.read(handle, 1 << 20):
        pieces.append(piece)
    return b"".join(pieces)


def _append(handle: int, content: bytes, size: int) -> None:
    """Write all and bring it to the disk; a failed write is taken back, and the failure goes on."""
    try:
        while content:
            content = content[os.write(handle, content) :]
        os.fsync(handle)
    except OSError:
        os.ftruncate(handle, size)
        raise


@contextmanager
def _locked(handle: int, path: Path) -> Iterator[None]:
    """Around reading and writing of the file: nobody else does; waits some seconds for its turn.

    Raises
    ------
    WorkspaceError: another program holds the file all the while.
    """
    until = time.monotonic() + _PATIENCE_S
    while not _take(handle):
        if time.monotonic() > until:
            raise WorkspaceError(path=path, problem=_BUSY, remedy=_AGAIN)
        time.sleep(_PAUSE_S)
    try:
        yield
    finally:
        _give_back(handle)


if sys.platform == "win32":
    _FAR = 1 << 30  # a byte beyond the end is locked, so that others may read meanwhile

    def _take(handle: int) -> bool:
        """Whether the lock is ours now."""
        os.lseek(handle, _FAR, os.SEEK_SET)
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def _give_back(handle: int) -> None:
        os.lseek(handle, _FAR, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_UNLCK, 1)

else:

    def _take(handle: int) -> bool:
        """Whether the lock is ours now."""
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _give_back(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_UN)
