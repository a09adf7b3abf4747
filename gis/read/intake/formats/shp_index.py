"""Where the records of a .shp lie: by its .shx where that holds, else by walking the file from record to record."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from gis.read.intake.messages import Notes
from gis.read.intake.model import refuse

__all__ = ["MAX_BYTES", "Records", "find_records", "write_index"]

MAX_BYTES = 2**32 - 2  # offsets of the .shx count pairs of bytes in 31 bits
_HEADER = 100
_MAGIC = 9994
_POINTS_AT = {3: 40, 5: 40, 13: 40, 15: 40, 23: 40, 25: 40, 31: 40, 8: 36, 18: 36, 28: 36}  # of the count in a record
Bytes = npt.NDArray[np.uint8]
Counts = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Records:
    """The records of a .shp. `offsets`, `lengths`: (n,) bytes, of the content without its 8-byte head.

    `kinds`: (n,) shape type each record states, 0: no shape. `kind`: of the file. `points`: (n,) it counts.
    `rebuilt`: the .shx could not be used.
    """

    offsets: Counts
    lengths: Counts
    kinds: Counts
    kind: int
    points: Counts
    rebuilt: bool


def find_records(shp: Path, shx: Path | None, notes: Notes, *, where: str, rows: int | None = None) -> Records:
    """The records of a .shp, all of them or none.

    Parameters
    ----------
    rows: the .dbf counts; decides where the .shx lists fewer shapes than the file holds.

    Raises
    ------
    RefusedError: no shapefile, beyond the limits of the format, or cut off (told: n of m shapes).
    """
    size = shp.stat().st_size
    if size > MAX_BYTES:
        raise refuse(notes, "shp_over_limit", where=where, size_gb=size / 2**30)
    if size < _HEADER:
        raise refuse(notes, "shp_damaged", where=where)
    content = np.memmap(shp, dtype=np.uint8, mode="r")
    kind = int(content[32:36].view("<i4")[0])
    if int(content[:4].view(">i4")[0]) != _MAGIC or kind not in {0, 1, 11, 21, *_POINTS_AT}:
        raise refuse(notes, "shp_damaged", where=where)
    stated = int(content[24:28].view(">i4")[0]) * 2
    found = _find(content, _listed(shx), rows, short=stated > size)
    if found.expected > len(found.places):
        raise refuse(notes, "shp_truncated", where=where, count=len(found.places), expected=found.expected)
    return _records(content, kind, found.places, rebuilt=found.rebuilt)


@dataclass(frozen=True)
class _Found:
    """Offset and length (n, 2) of the records in the file, found anew or as listed, and how many there should be."""

    places: Counts
    rebuilt: bool
    expected: int


def _find(content: Bytes, listed: Counts | None, rows: int | None, *, short: bool) -> _Found:
    """The records, by the .shx while it agrees with the .shp. short: the file is shorter than its head says."""
    inside = listed is not None and _inside(listed, len(content))
    agreeing = _agreeing(content, listed) if listed is not None and inside else 0.0
    if listed is not None and agreeing == 1 and (len(listed) == rows or (not short and len(listed) >= (rows or 0))):
        return _Found(listed, rebuilt=False, expected=len(listed))
    walked, whole = _walk(content)
    count = len(walked)
    claimed = max(0 if listed is None else len(listed), rows or 0)
    if listed is not None and not short and count <= len(listed) and (agreeing == 1 or (not whole and agreeing > 0.5)):
        return _Found(listed, rebuilt=False, expected=len(listed))  # a damaged record leaves the others readable
    if not whole or (short and rows != count):
        return _Found(walked, rebuilt=True, expected=max(claimed, count + 1))
    if listed is not None and count < len(listed) and rows != count:
        return _Found(walked, rebuilt=True, expected=claimed)
    return _Found(walked, rebuilt=True, expected=count)


def _listed(shx: Path | None) -> Counts | None:
    """Offset and length in bytes (n, 2) as a .shx lists them, None without a usable one."""
    if shx is None or shx.stat().st_size < _HEADER:
        return None
    content = np.fromfile(shx, dtype=np.uint8)
    if int(content[:4].view(">i4")[0]) != _MAGIC:
        return None
    body = content[_HEADER : _HEADER + (len(content) - _HEADER) // 8 * 8]
    return body.view(">i4").astype(np.int64).reshape(-1, 2) * 2


def _inside(listed: Counts, size: int) -> bool:
    """Whether every record listed lies within the file."""
    offsets, lengths = listed[:, 0], listed[:, 1]
    return bool(((offsets >= _HEADER) & (lengths >= 0) & (offsets + 8 + lengths <= size)).all())


def _agreeing(content: Bytes, listed: Counts) -> float:
    """Share (0-1) of the records that have the length listed; 1 where none is listed."""
    if not len(listed):
        return 1.0
    four = content[listed[:, :1] + 4 + np.arange(4)]
    return float((four.view(">i4")[:, 0].astype(np.int64) * 2 == listed[:, 1]).mean())


def _walk(content: Bytes) -> tuple[Counts, bool]:
    """Offset and length (n, 2) of the records one after another, and whether they fill the file to its end."""
    found: list[tuple[int, int]] = []
    size = len(content)
    view = content.data
    at = _HEADER
    head = struct.Struct(">2i")
    while at + 8 <= size:
        number, words = head.unpack_from(view, at)
        if words < 0 or at + 8 + 2 * words > size or (words < 2 and number == 0):
            break
        found.append((at, 2 * words))
        at += 8 + 2 * words
    padded = size - at < 4096 and not bytes(view[at:]).strip(b"\0")
    return np.array(found, dtype=np.int64).reshape(-1, 2), padded


def _records(content: Bytes, kind: int, places: Counts, *, rebuilt: bool) -> Records:
    offsets, lengths = places[:, 0], places[:, 1]
    kinds = np.where(lengths >= 4, _whole_numbers(content, offsets + 8), 0)
    points = (kinds != 0).astype(np.int64)
    for kind_here, at in _POINTS_AT.items():
        of_kind = np.flatnonzero((kinds == kind_here) & (lengths >= at + 4))
        points[of_kind] = _whole_numbers(content, offsets[of_kind] + 8 + at)
    return Records(offsets, lengths, kinds, kind, points, rebuilt)


def _whole_numbers(content: Bytes, places: Counts) -> Counts:
    """The four-byte numbers at the given places (n,), 0 where the file ends before."""
    safe = np.minimum(places, max(0, len(content) - 4))
    four = content[safe[:, None] + np.arange(4)]
    return np.where(places + 4 <= len(content), four.view("<i4")[:, 0], 0).astype(np.int64)


def write_index(path: Path, shp: Path, records: Records) -> None:
    """A .shx of the records into a folder of our own; its head is that of the .shp."""
    with shp.open("rb") as file:
        head = bytearray(file.read(_HEADER))
    head[24:28] = struct.pack(">i", (_HEADER + 8 * len(records.offsets)) // 2)
    body = (np.stack([records.offsets, records.lengths], axis=1) // 2).astype(">i4")
    path.write_bytes(bytes(head) + body.tobytes())
