"""Records of reviews and logs of rulings from files, held against their shape; nothing wrong in them is passed over."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

from gis.errors import UnreadableFileError
from gis.review.canonical import strict_json
from gis.review.record_shape import shape_problem
from gis.review.rulings import RulingLog, log_of_lines

__all__ = ["MOST_BYTES", "read_review_record", "read_rulings"]

MOST_BYTES = 400_000_000  # a record of a million corners is some 150 MB
_MEGABYTE = 1_000_000


def read_review_record(path: Path, *, most_bytes: int = MOST_BYTES) -> dict[str, Any]:
    """The record in a JSON file, of the shape that `gis.review.record.record_of` gives.

    A record whose digests do not fit is read all the same: `gis.review.record.check_record` says what was changed.

    Raises
    ------
    UnreadableFileError: no such file, too large, no UTF-8, no strict JSON, or not of that shape; says where.
    """
    text = _text(path, most_bytes)
    try:
        record = strict_json(text)
    except ValueError as error:
        raise _refused(path, str(error)) from error
    problem = shape_problem(record)
    if problem:
        raise _refused(path, problem)
    return cast("dict[str, Any]", record)


def read_rulings(path: Path, *, head: str, most_bytes: int = MOST_BYTES) -> RulingLog:
    """The log of rulings in a file, an entry a line; an empty one where there is no file yet.

    Bytes that are no UTF-8 are kept as half characters, so that `RulingLog.verify` finds them.

    Parameters
    ----------
    head: of the review the log should belong to (`gis.review.values.head_of`).

    Raises
    ------
    UnreadableFileError: too large, or cannot be opened.
    """
    if not path.exists():
        return RulingLog(head)
    return log_of_lines(_text(path, most_bytes, errors="surrogateescape"), head=head)


def _text(path: Path, most_bytes: int, errors: str = "strict") -> str:
    try:
        with path.open("rb") as stream:
            content = stream.read(most_bytes + 1)
        if len(content) <= most_bytes:
            return content.decode("utf-8", errors).removeprefix("\ufeff")
    except (OSError, UnicodeDecodeError) as error:
        raise _refused(path, str(error)) from error
    raise _refused(path, f"超过 {most_bytes / _MEGABYTE:g} MB / larger than {most_bytes / _MEGABYTE:g} MB")


def _refused(path: Path, problem: str) -> UnreadableFileError:
    remedy = "请选由本软件导出的审查记录。 / Choose a record written by Yitu."
    return UnreadableFileError(source=path.name, problem=problem, remedy=remedy)
