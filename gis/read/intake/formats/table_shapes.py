"""Positions in one column: pairs of figures in every notation, and shapes as WKT, GeoJSON or hexadecimal WKB."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely

from gis.read.intake.formats.table_numbers import plain
from gis.read.intake.model import Shapes

__all__ = ["ShapesRead", "is_shape", "read_shapes", "split_pair"]

_WKT = re.compile(
    r"(srid=(\d+);)?\s*(multi)?(point|linestring|polygon|geometrycollection|curve\w*|surface\w*)\s*(z|m|zm)?\s*"
    r"(\(|empty)",
    re.IGNORECASE,
)
_HEX = re.compile(r"0[01][0-9a-f]{16,}", re.IGNORECASE)
_BETWEEN = (
    re.compile(r"([^,;、|/]+)[,;、|/]\s*([^,;、|/]+?)(?:[,;、|/]\s*-?[\d.]+)?"),  # a height may follow
    re.compile(r"((?:东经|西经|E|W).+?)\s*((?:北纬|南纬|N|S).+)", re.IGNORECASE),
    re.compile(r"((?:北纬|南纬|N|S).+?)\s*((?:东经|西经|E|W).+)", re.IGNORECASE),
    re.compile(r"(\S.*?[EW])\s*(\S.*[NS])", re.IGNORECASE),
    re.compile(r"(\S.*?[NS])\s*(\S.*[EW])", re.IGNORECASE),
    re.compile(r"(\S+)\s+(\S+)"),
)
_NORTH = re.compile(r"[NS北南]", re.IGNORECASE)
_OPEN, _CLOSE = "([{<", ")]}>"


@dataclass(frozen=True)
class ShapesRead:
    """Shapes of texts, None for none; positions (from 0) of texts that are none, of open rings; SRIDs stated."""

    shapes: Shapes
    unread: tuple[int, ...]
    closed: tuple[int, ...]
    srids: tuple[int, ...]


def is_shape(text: str) -> bool:
    """Whether a cell begins like WKT, GeoJSON or hexadecimal WKB."""
    return bool(_WKT.match(text.lstrip()) or text.lstrip().startswith("{") or _HEX.fullmatch(text.strip()))


def read_shapes(texts: Sequence[str | None]) -> ShapesRead:
    """The shape of every text that is one; rings left open are closed and told by position."""
    count = len(texts)
    shapes = np.full(count, None, dtype=object)
    kinds = np.array([_notation(text) for text in texts], dtype=object)
    closed: list[int] = []
    readers = {"json": shapely.from_geojson, "wkt": shapely.from_wkt, "hex": shapely.from_wkb}
    for kind, reader in readers.items():
        at = np.flatnonzero(kinds == kind)
        if not len(at):
            continue
        given: Shapes = np.array([_bare(texts[row] or "") for row in at.tolist()], dtype=np.object_)
        found = reader(given, on_invalid="ignore")
        lost = shapely.is_missing(found)
        if lost.any() and kind != "json":
            found[lost] = reader(given[lost], on_invalid="fix")
            closed += at[lost][~shapely.is_missing(found[lost])].tolist()
        shapes[at] = found
    unread = [row for row, text in enumerate(texts) if text and shapes[row] is None]
    srids = {int(found[2]) for text in texts if text and (found := _WKT.match(text.lstrip())) and found[2]}
    srids |= {int(value) for value in np.unique(shapely.get_srid(shapes[kinds == "hex"])) if value > 0}
    return ShapesRead(shapes, tuple(unread), tuple(closed), tuple(sorted(srids)))


def split_pair(text: str) -> tuple[str, str] | None:
    """The two parts of "116.4,39.9", "(116.4 39.9)", "N36°40′ E117°02′" and the like, east first where they say so."""
    clean = plain(text).strip()
    while clean and clean[0] in _OPEN and clean[-1] in _CLOSE:
        clean = clean[1:-1].strip()
    for pattern in _BETWEEN:
        found = pattern.fullmatch(clean)
        if found:
            first, second = found[1].strip(), found[2].strip()
            return (second, first) if _NORTH.search(first) and not _NORTH.search(second) else (first, second)
    return None


def _notation(text: str | None) -> str:
    if not text:
        return ""
    clean = text.lstrip()
    return (
        "json"
        if clean.startswith("{")
        else "wkt"
        if _WKT.match(clean)
        else "hex"
        if _HEX.fullmatch(clean.strip())
        else ""
    )


def _bare(text: str) -> str:
    """Without the SRID that some databases put in front of WKT."""
    return re.sub(r"^\s*srid=\d+;\s*", "", text.strip(), flags=re.IGNORECASE)
