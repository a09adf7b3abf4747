"""FlatGeobuf: the features counted in the file itself, because GDAL believes the header and stops where it says."""

from __future__ import annotations

import mmap
import struct
from dataclasses import dataclass

import numpy as np

from gis.read.intake.formats.arrow_layer import arrow_of, straight_shapes
from gis.read.intake.formats.columns import plain_columns, set_aside, whole_texts
from gis.read.intake.limits import in_force
from gis.read.intake.messages import Notes
from gis.read.intake.model import RawLayer, ReadOptions, Source, refuse

__all__ = ["read"]

_MAGIC = b"fgb\x03fgb"
_HEAD_BYTES_MOST = 10 * 1024 * 1024
_COUNT_FIELD, _NODE_FIELD = 8, 9  # of the table in the header
_NODE_BYTES = 40
_NODE_USUAL = 16


@dataclass(frozen=True)
class _Layout:
    """Where things lie: features stated and where that is written (0: nowhere), the first feature, features found.

    `whole`: the features end exactly where the file ends.
    """

    stated: int
    stated_at: int
    indexed: bool
    found: int
    whole: bool


def read(source: Source, options: ReadOptions, notes: Notes) -> list[RawLayer]:
    """The layer of a FlatGeobuf, in the order of the file.

    Raises
    ------
    RefusedError: damaged, cut short, or a header that belies what follows; told.
    """
    del options  # one layer, its texts in UTF-8
    where = source.name
    if source.path.stat().st_size == 0:
        raise refuse(notes, "file_damaged", where=where, problem="0 B")
    with source.path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        try:
            layout = _layout(content)
        except (struct.error, IndexError, ValueError) as error:
            raise refuse(notes, "file_damaged", where=where, problem="header") from error
        if not layout.whole:
            raise refuse(notes, "fgb_features_damaged", where=where, stated=layout.stated, found=layout.found)
        if layout.found > in_force().rows:
            raise refuse(notes, "rows_too_many", where=where, count=layout.found, most=in_force().rows)
        if layout.found == 0:
            raise refuse(notes, "nothing_inside", where=where)
        path: object = source.path
        if layout.stated not in (0, layout.found):
            notes.add("fgb_count_wrong", where=where, stated=layout.stated, held=layout.found)
            mended = bytearray(content)
            struct.pack_into("<Q", mended, layout.stated_at, layout.found)
            path = bytes(mended)
    came = arrow_of(where, notes, path, VERIFY_BUFFERS="YES")
    if len(came.table) != layout.found:
        raise refuse(notes, "rows_lost", where=where, read=len(came.table), held=layout.found)
    came.table = whole_texts(plain_columns(came.table, notes, where=where), notes, where=where)
    shapes, closed, broken = straight_shapes(came, notes, where=where)
    if closed.any():
        notes.add("rings_closed", where=where, count=int(closed.sum()))
    raw = RawLayer(
        name=source.name.rpartition(".")[0] or source.name,
        table=came.table,
        geometry=shapes,
        rows=came.rows - came.rows.min(initial=0) + 1,  # GDAL counts them from 0
        crs=came.meta["crs"] or "",
        mended=set(np.flatnonzero(closed).tolist()),
        tabular=came.meta["geometry_type"] is None,
    )
    return [set_aside(raw, {int(at): ("shape_broken", {}) for at in np.flatnonzero(broken)}, notes, where=where)]


def _layout(content: mmap.mmap) -> _Layout:
    """What the header states and what there is.

    Raises
    ------
    ValueError: no FlatGeobuf. struct.error: a header that points out of the file.
    """
    if content[:7] != _MAGIC:
        raise ValueError("magic")
    size = struct.unpack_from("<I", content, 8)[0]
    if size > min(_HEAD_BYTES_MOST, len(content)):
        raise ValueError("header")
    root = 12 + struct.unpack_from("<I", content, 12)[0]
    count_at, node_at = _field(content, root, _COUNT_FIELD), _field(content, root, _NODE_FIELD)
    stated = struct.unpack_from("<Q", content, count_at)[0] if count_at else 0
    node = struct.unpack_from("<H", content, node_at)[0] if node_at else _NODE_USUAL
    indexed = node >= 2 and stated > 0
    start = 12 + size + (_index_bytes(stated, node) if indexed else 0)
    found, end = _walked(content, start)
    # an index is as long as the count says, so behind a wrong count nothing can be told apart
    whole = end == len(content) and (not indexed or found == stated)
    return _Layout(stated, count_at, indexed, found, whole)


def _field(content: mmap.mmap, table: int, number: int) -> int:
    """Where a field of a table lies; 0 where it has its usual value."""
    names = table - struct.unpack_from("<i", content, table)[0]
    if 4 + 2 * number >= struct.unpack_from("<H", content, names)[0]:
        return 0
    offset = struct.unpack_from("<H", content, names + 4 + 2 * number)[0]
    return table + offset if offset else 0


def _index_bytes(count: int, node: int) -> int:
    """The length of the packed tree over `count` features."""
    nodes, level = count, count
    while level > 1:
        level = -(-level // node)
        nodes += level
    return max(nodes, count + 1) * _NODE_BYTES if count else 0


def _walked(content: mmap.mmap, start: int) -> tuple[int, int]:
    """Features one after the other from `start`: how many are whole, where the last of them ends."""
    count, at, end = 0, start, len(content)
    unpack = struct.Struct("<I").unpack_from
    while at + 4 <= end:
        following = at + 4 + unpack(content, at)[0]
        if following > end or following < at + 8:
            break
        at, count = following, count + 1
    return count, at
