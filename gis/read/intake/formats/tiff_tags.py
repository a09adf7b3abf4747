"""The tags of a TIFF as they lie in the file: GDAL keeps silent about some of what they state."""

from __future__ import annotations

import struct
from pathlib import Path

__all__ = ["NODATA_TAG", "is_placed", "raw_tags"]

NODATA_TAG = 42113
_KEPT_BYTES = 64  # of each tag
_TYPE_BYTES = {3: 2, 4: 4, 5: 8, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4, 16: 8, 17: 8, 18: 8}
_PLACING_TAGS = ({33550, 33922}, {34264})  # pixel size with a tie point, or a whole affine


def is_placed(path: Path) -> bool:
    """Whether the first page says where its pixels lie; without it what rasterio calls its transform is none.

    Raises
    ------
    struct.error: not a whole TIFF.
    """
    tags = set(raw_tags(path))
    return any(wanted <= tags for wanted in _PLACING_TAGS)


def raw_tags(path: Path) -> dict[int, bytes]:
    """The first 64 bytes of every tag of the first page, by its number.

    Raises
    ------
    struct.error: not a whole TIFF.
    """
    found = {}
    with path.open("rb") as stream:
        head = stream.read(16)
        order = "<" if head[:2] == b"II" else ">"
        big = struct.unpack(f"{order}H", head[2:4])[0] == 43
        word, size, form = ("Q", 20, f"{order}HHQ8s") if big else ("I", 12, f"{order}HHI4s")
        stream.seek(struct.unpack(f"{order}{word}", head[8:16] if big else head[4:8])[0])
        count = struct.unpack(f"{order}{'Q' if big else 'H'}", stream.read(8 if big else 2))[0]
        entries = stream.read(size * min(count, 4096))
        for start in range(0, len(entries) - size + 1, size):
            tag, kind, length, inline = struct.unpack(form, entries[start : start + size])
            length *= _TYPE_BYTES.get(kind, 1)
            if length > len(inline):
                stream.seek(struct.unpack(f"{order}{word}", inline)[0])
                inline = stream.read(_KEPT_BYTES)
            found[tag] = inline[:length]
    return found
