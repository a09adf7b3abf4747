"""The attribute table of a shapefile (.dbf), read in place: every value is kept, what does not fit its field is told.

GDAL's own reader drops a repeated field name, stops at a letter cut in two and makes 12 of "12亩"; here columns are cut
out of the records, judged as a whole and decoded once per distinct value.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from gis.read.intake.messages import Notes
from gis.read.intake.model import refuse

__all__ = ["MAX_BYTES", "Dbf", "Field", "RawColumn", "open_dbf", "raw_columns"]

MAX_BYTES = 2**31 - 1  # of the format
_DBASE7 = {0x04, 0x8C}  # longer field descriptions, never written beside shapefiles
_FOXPRO = {0x30, 0x31, 0x32}
Bytes = npt.NDArray[np.uint8]


@dataclass(frozen=True)
class Field:
    """One field: its name as bytes, kind (a letter: C, N, F, D, L, …), where it lies in a record, decimals."""

    name: bytes
    kind: str
    offset: int
    width: int
    decimals: int


@dataclass(frozen=True)
class Dbf:
    """A table in place. `records`: (n, bytes a record), `stated`: rows the header counts, `ldid`: its language id."""

    fields: tuple[Field, ...]
    records: Bytes
    stated: int
    ldid: int

    @property
    def deleted(self) -> npt.NDArray[np.bool_]:
        """Which records are marked as deleted (n,)."""
        return np.asarray(self.records[:, 0] == ord("*"))


@dataclass(frozen=True)
class RawColumn:
    """The values of a field before decoding: `codes` (n,) into `distinct`, stripped of the blanks that fill them up.

    `texts`: the values where all are ASCII (then `distinct` is empty).
    """

    field: Field
    codes: pa.Array | None
    distinct: list[bytes]
    texts: pa.Array | None

    def decoded(self, values: list[str] | None = None) -> pa.Array:
        """The column as text (n,), null where empty. values: of `distinct`, decoded."""
        if self.texts is not None:
            return self.texts
        known = pa.array([text or None for text in values or []], type=pa.string())
        return known.take(self.codes)


def open_dbf(path: Path, notes: Notes, *, where: str, shapes: int | None = None) -> Dbf:
    """The table of a .dbf; nothing is decoded yet.

    Parameters
    ----------
    shapes: how many shapes lie beside it; decides where the header counts other rows than the file holds.

    Raises
    ------
    RefusedError: not a .dbf, cut off, or beyond the limits of the format; told.
    """
    size = path.stat().st_size
    if size > MAX_BYTES:
        raise refuse(notes, "dbf_over_limit", where=where, size_gb=size / 2**30)
    with path.open("rb") as file:
        head = file.read(32)
        if len(head) < 32:
            raise refuse(notes, "dbf_damaged", where=where)
        stated, head_length, length = struct.unpack_from("<IHH", head, 4)
        described = file.read(max(0, head_length - 32))
    fields = _fields(described)
    used = 1 + sum(field.width for field in fields)
    if head[0] in _DBASE7 or not fields or length < used or head_length > size:
        raise refuse(notes, "dbf_damaged", where=where)
    held = (size - head_length) // length
    count = stated
    if stated != held and shapes == held:  # a header that was never brought up to date
        count = held
        notes.add("dbf_count_wrong", where=where, stated=stated, held=held)
    elif stated > held:
        raise refuse(notes, "dbf_truncated", where=where, held=held, stated=stated)
    return Dbf(_of_kind(fields, head[0]), _records(path, head_length, (count, length)), stated, head[29])


def _records(path: Path, start: int, shape: tuple[int, int]) -> Bytes:
    if not shape[0]:
        return np.zeros(shape, dtype=np.uint8)
    return np.memmap(path, dtype=np.uint8, mode="r", offset=start, shape=shape)


def _fields(described: bytes) -> list[Field]:
    """The fields of a header; an empty list where they make no sense."""
    found = []
    offset = 1
    for at in range(0, len(described) - 31, 32):
        entry = described[at : at + 32]
        if entry[0] == 0x0D:
            break
        kind = chr(entry[11]).upper()
        if not kind.isascii() or not (kind.isalnum() or kind in "@+") or entry[16] == 0:
            return []
        found.append(Field(entry[:11].split(b"\0")[0].strip(), kind, offset, entry[16], entry[17]))
        offset += entry[16]
    return found


def _of_kind(fields: list[Field], version: int) -> tuple[Field, ...]:
    """Fields by what they hold: "B" is a binary number in FoxPro ("b" from here on) and a memo elsewhere."""
    foxpro = version in _FOXPRO
    return tuple(
        Field(one.name, "b" if one.kind == "B" and foxpro and one.width == 8 else one.kind, *_place(one))
        for one in fields
    )


def _place(field: Field) -> tuple[int, int, int]:
    return field.offset, field.width, field.decimals


def raw_columns(dbf: Dbf, fields: tuple[Field, ...]) -> list[RawColumn]:
    """The given fields cut out of all records."""
    return [_raw(field, dbf.records[:, field.offset : field.offset + field.width]) for field in fields]


def _raw(field: Field, cells: Bytes) -> RawColumn:
    cells = np.ascontiguousarray(cells)
    blank = cells == 0
    if blank.any():  # a value ends at its first zero byte
        cells = np.where(np.logical_or.accumulate(blank, axis=1), np.uint8(32), cells)
    fixed = pa.FixedSizeBinaryArray.from_buffers(pa.binary(field.width), len(cells), [None, pa.py_buffer(cells)])
    if not (cells & 0x80).any():
        texts = pc.utf8_trim(fixed.cast(pa.binary()).cast(pa.string()), characters=" ")
        return RawColumn(field, None, [], pc.if_else(pc.equal(texts, ""), pa.scalar(None, pa.string()), texts))
    encoded = fixed.dictionary_encode()
    return RawColumn(field, encoded.indices, [value.strip(b" ") for value in encoded.dictionary.to_pylist()], None)
