"""Writing files whole or not at all: a temporary file in the same folder takes the place of the old one at the end.

Every export goes through `replacing`: after a crash, a full disk or a kill, the old file is still there, unharmed.
"""

from __future__ import annotations

import errno
import os
import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from gis.errors import WorkspaceError

__all__ = ["export_folder", "replacing", "workspace_error", "write_bytes", "write_text"]

_PREFIX = ".yitu-"
_ABANDONED_S = 24 * 3600.0

_FULL = ("磁盘已满 / the disk is full", "请清理空间或换一个位置。 / Free some space or choose another place.")
_DENIED = (
    "没有写入权限,或文件正被其他程序打开 / no permission, or the file is open in another program",
    "请关闭该文件,或换一个可写的位置。 / Close the file, or choose a place that can be written.",
)
_ABSENT = ("文件夹不存在 / the folder does not exist", "请先建立该文件夹。 / Make the folder first.")
_IS_FOLDER = ("这是一个文件夹 / it is a folder", "请给出文件名。 / Give the name of a file.")
_NOT_FOLDER = ("路径中有一段是文件 / a part of the path is a file", "请改用文件夹。 / Choose a folder.")
_TOO_LONG = ("文件名过长 / the file name is too long", "请改短。 / Shorten it.")

_CAUSES: dict[int, tuple[str, str]] = {
    errno.ENOSPC: _FULL,
    errno.EDQUOT: _FULL,
    errno.EFBIG: _FULL,
    errno.EROFS: ("位置是只读的 / the place is read-only", _DENIED[1]),
    errno.EACCES: _DENIED,
    errno.EPERM: _DENIED,
    errno.ENOENT: _ABSENT,
    errno.EISDIR: _IS_FOLDER,
    errno.EEXIST: _NOT_FOLDER,
    errno.ENOTDIR: _NOT_FOLDER,
    errno.ENAMETOOLONG: _TOO_LONG,
}


def workspace_error(path: Path, cause: Exception) -> WorkspaceError:
    """The error to raise for a failed write: names the path, the cause and what to do.

    `cause` is an OSError, or an error of a library (GDAL, SQLite) whose text tells whether the disk is full.
    """
    number = cause.errno if isinstance(cause, OSError) else None
    if number is None and "full" in str(cause).lower():
        number = errno.ENOSPC
    problem, remedy = _CAUSES.get(number or 0, (str(cause), ""))
    return WorkspaceError(path=path, problem=problem, remedy=remedy)


def export_folder(path: Path) -> Path:
    """The folder `path`, made with its parents where it does not exist.

    Raises
    ------
    WorkspaceError: a file is in the way, or the folder cannot be made.
    """
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as cause:
        raise workspace_error(path, cause) from cause
    return path


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A free path beside `path` to write to; on leaving, what was written is flushed and takes the place of `path`.

    On an exception the old file stays as it was and the temporary one is removed. The suffix is kept, since GDAL
    looks at it; a link is followed, so that the file it points to is replaced.

    Raises
    ------
    WorkspaceError: the folder is missing or read-only, the disk is full, `path` is a folder.
    """
    target = path.resolve()
    if target.is_dir():
        raise workspace_error(path, IsADirectoryError(errno.EISDIR, ""))
    if target.exists() and not os.access(target, os.W_OK):  # replacing would get round the owner's lock
        raise workspace_error(path, PermissionError(errno.EACCES, ""))
    written = target.with_name(f"{_PREFIX}{secrets.token_hex(6)}{target.suffix}")
    try:
        _probe(written)
        _sweep(target.parent)
        yield written
        _settle(written, target)
    except WorkspaceError:
        raise
    except OSError as cause:
        raise workspace_error(path, cause) from cause
    finally:
        _remove(written)


def write_bytes(content: bytes, path: Path) -> Path:
    """Write `content` to `path`, whole or not at all.

    Raises
    ------
    WorkspaceError: see `replacing`.
    """
    with replacing(path) as written:
        written.write_bytes(content)
    return path


def write_text(text: str, path: Path) -> Path:
    """Write `text` to `path` in UTF-8, whole or not at all; half characters (lone surrogates) become "?".

    Raises
    ------
    WorkspaceError: see `replacing`.
    """
    return write_bytes(text.encode("utf-8", "replace"), path)


def _probe(written: Path) -> None:
    """Make and remove the file: the system names the cause of a failure more exactly than GDAL does."""
    os.close(os.open(written, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    written.unlink()


def _settle(written: Path, target: Path) -> None:
    with written.open("rb+") as handle:
        os.fsync(handle.fileno())
    if target.exists():
        shutil.copymode(target, written)
    written.replace(target)
    if os.name == "posix":  # the new name itself is on the disk only when the folder is
        folder = os.open(target.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _remove(written: Path) -> None:
    """Remove the temporary file and the journal SQLite may have left beside it."""
    for left in (written, *(written.with_name(written.name + end) for end in ("-journal", "-wal", "-shm"))):
        left.unlink(missing_ok=True)


def _sweep(folder: Path) -> None:
    """Remove our temporary files that a killed run left a day ago or earlier."""
    for left in folder.glob(f"{_PREFIX}*"):
        try:
            if time.time() - left.stat().st_mtime > _ABANDONED_S:
                left.unlink(missing_ok=True)
        except OSError:  # gone, or another user's: not ours to mend
            continue
