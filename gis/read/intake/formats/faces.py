"""Surfaces in space (TIN, PolyhedralSurface), which shapely does not take, as polygons face by face."""

from __future__ import annotations

import struct

import numpy as np
import numpy.typing as npt

from gis.read.intake.model import Shapes

__all__ = ["faces_as_polygons", "with_faces"]

_SURFACES = frozenset({15, 16, 17})  # WKB types PolyhedralSurface, TIN, Triangle
_GROUPS = frozenset({6, 7, 15, 16})  # what holds polygons
_COLLECTION = 7


def with_faces(wkb: Shapes) -> tuple[Shapes, npt.NDArray[np.bool_]]:
    """WKB values (n,) with surfaces as MultiPolygons, and which ones were such."""
    kinds = [_kind(value, 0) for value in wkb]
    found = np.array(
        [
            kind in _SURFACES or (kind == _COLLECTION and len(value) > 13 and _kind(value, 9) in _SURFACES)
            for kind, value in zip(kinds, wkb, strict=True)
        ],
        dtype=bool,
    )
    if not found.any():
        return wkb, found
    wkb = wkb.copy()
    for at in np.flatnonzero(found):
        wkb[at] = faces_as_polygons(wkb[at])
    return wkb, found


def _kind(value: bytes | None, at: int) -> int:
    """The geometry type that WKB states at a place, 0 without any."""
    return 0 if value is None else (struct.unpack_from("<I", value, at + 1)[0] & 0x0FFFFFFF) % 1000


def faces_as_polygons(value: bytes) -> bytes:
    """The faces of a surface (little-endian WKB) as one MultiPolygon, in order, with their heights."""
    parts: list[bytes] = []
    _collect(value, 0, parts)
    code = struct.unpack_from("<I", value, 1)[0] & 0x0FFFFFFF
    return struct.pack("<BII", 1, 6 + code // 1000 * 1000, len(parts)) + b"".join(parts)


def _collect(value: bytes, at: int, parts: list[bytes]) -> int:
    """Add the polygons of the geometry at a place to `parts`; where the next one begins."""
    code, count = struct.unpack_from("<II", value, at + 1)
    kind, dimensions = code % 1000, code // 1000
    after = at + 9
    if kind in _GROUPS:
        for _ in range(count):
            after = _collect(value, after, parts)
        return after
    if kind not in (3, 17):
        return len(value)  # points and lines are no faces
    wide = 8 * (2 + (dimensions in (1, 3)) + (dimensions in (2, 3)))
    for _ in range(count):
        after += 4 + wide * struct.unpack_from("<I", value, after)[0]
    parts.append(struct.pack("<BI", 1, 3 + dimensions * 1000) + value[at + 5 : after])
    return after
