"""GeoJSON, of today's standard and of the older one with its crs member, as one document or one object a line."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import shapely

from gis.crs import DEGREES
from gis.read.intake.decoding import decode
from gis.read.intake.formats.columns import set_aside, table_of, unlike
from gis.read.intake.formats.coordinate_lists import bounds_of, shapes_of
from gis.read.intake.formats.json_text import Document, no_collecting, parsed
from gis.read.intake.formats.stated import stated_crs
from gis.read.intake.limits import in_force
from gis.read.intake.messages import Notes
from gis.read.intake.model import Quarantined, RawLayer, ReadOptions, Source, refuse

__all__ = ["read"]

_SHAPES = {
    "Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon", "GeometryCollection",
}  # fmt: skip
_KNOWN = {"type", "id", "geometry", "properties", "bbox", "crs"}
_SAMPLE = 20
_HALF_TURN = 180.0  # longitude and latitude may stand the wrong way round, so both may reach it


@dataclass
class _Rows:
    """Features as they come: attributes and geometry side by side, their numbers, what is no feature at all."""

    properties: list[Mapping[str, object]] = field(default_factory=list)
    geometries: list[object] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    aside: list[Quarantined] = field(default_factory=list)
    crs: list[object] = field(default_factory=list)
    ids: list[object] = field(default_factory=list)
    members: Counter[str] = field(default_factory=Counter)


def read(source: Source, options: ReadOptions, notes: Notes) -> list[RawLayer]:
    """The features of a GeoJSON text as one layer; shapes of several kinds stay together, as they came.

    Raises
    ------
    RefusedError: no JSON, no GeoJSON, or nothing in it; told.
    """
    where = source.name
    text = _text(source, options, notes)
    with no_collecting():
        document = parsed(text, notes, where=where)
        del text
        _tell_document(document, notes, where)
        rows = _rows(document, notes, where)
        count = len(rows.numbers) + len(rows.aside)
        if count == 0:
            raise refuse(notes, "nothing_inside", where=where)
        if count > in_force().rows:
            raise refuse(notes, "rows_too_many", where=where, count=count, most=in_force().rows)
        return [_layer(rows, source, notes, where)]


def _layer(rows: _Rows, source: Source, notes: Notes, where: str) -> RawLayer:
    made = shapes_of(rows.geometries)
    vertices = int(shapely.get_num_coordinates(made.shapes).sum())
    if vertices > in_force().vertices:
        raise refuse(notes, "vertices_too_many", where=where, count=vertices, most=in_force().vertices)
    if made.closed:
        notes.add("rings_closed", where=where, count=len(made.closed))
    if made.more_ordinates:
        notes.add("ordinates_more", where=where, count=made.more_ordinates)
    if rows.aside:
        notes.add("json_not_features", where=where, count=len(rows.aside), rows=[one.row for one in rows.aside])
    raw = RawLayer(
        name=source.name.rpartition(".")[0] or source.name,
        table=table_of(_with_ids(rows), notes, where=where),
        geometry=made.shapes,
        rows=np.array(rows.numbers, dtype=np.int64),
        crs=_crs(rows, made.shapes, notes, where),
        quarantined=rows.aside,
        mended=made.closed,
    )
    return set_aside(raw, {at: (code, {}) for at, code in made.reasons.items()}, notes, where=where)


def _text(source: Source, options: ReadOptions, notes: Notes) -> str:
    """The text of the file; UTF-8 is what the standard asks for, anything else is told."""
    content = source.path.read_bytes()
    unicode = json.detect_encoding(content)  # the forms of Unicode, told apart by the zeros among the first bytes
    if unicode == "utf-8" and not options.encoding:
        try:
            return content.decode("utf-8")
        except UnicodeDecodeError:
            pass
    found = decode(content, stated=options.encoding or (unicode if unicode.startswith(("utf-16", "utf-32")) else ""))
    if found.encoding not in ("ascii", "utf-8", "utf-8-sig"):
        sample = "".join(letter for letter in found.text if ord(letter) > 127)[:_SAMPLE]
        notes.add("text_encoding_judged", where=source.name, encoding=found.encoding, sample=sample or "—")
    if found.lost:
        notes.add("text_letters_lost", where=source.name, count=found.lost, encoding=found.encoding)
    return found.text.lstrip("\ufeff")


def _tell_document(document: Document, notes: Notes, where: str) -> None:
    if document.commas:
        notes.add("json_commas", where=where, count=document.commas)
    if document.twice:
        keys = sorted(document.twice)
        notes.add("json_keys_twice", where=where, keys=keys, count=sum(document.twice.values()))


def _rows(document: Document, notes: Notes, where: str) -> _Rows:
    """The features of all values of the document.

    Raises
    ------
    RefusedError: a value that is no GeoJSON; told.
    """
    rows = _Rows()
    for value, line in zip(document.values, document.lines, strict=True):
        kind = _kind(value)
        if kind == "FeatureCollection" and isinstance(value, dict):
            if document.by_line:
                raise refuse(notes, "json_collections_in_lines", where=where, line=line)
            features = value.get("features")
            if not isinstance(features, list):
                raise refuse(notes, "json_unknown", where=where)
            _note_crs(value, rows)
            for number, feature in enumerate(features, start=1):
                _take(feature, number, rows)
        elif kind == "Feature" or kind in _SHAPES or document.by_line:
            _take(value, line, rows)
        else:
            raise refuse(notes, "json_unknown", where=where)
    rows.aside += [Quarantined(line, "json_line_broken") for line in document.broken]
    if rows.members:
        notes.add("json_members_left", where=where, members=sorted(rows.members))
    return rows


def _kind(value: object) -> str | None:
    kind = value.get("type") if isinstance(value, dict) else None
    return kind if isinstance(kind, str) else None


def _note_crs(value: Mapping[str, object], rows: _Rows) -> None:
    if value.get("crs") is not None and value["crs"] not in rows.crs:
        rows.crs.append(value["crs"])


def _take(value: object, number: int, rows: _Rows) -> None:
    """One feature, or a bare geometry without attributes."""
    kind = _kind(value)
    if not isinstance(value, dict) or (kind != "Feature" and kind not in _SHAPES):
        rows.aside.append(Quarantined(number, "json_not_feature"))
        return
    if "crs" in value:
        _note_crs(value, rows)
    rows.numbers.append(number)
    if kind != "Feature":
        rows.properties.append({})
        rows.geometries.append(value)
        rows.ids.append(None)
        return
    if not value.keys() <= _KNOWN:
        rows.members.update(value.keys() - _KNOWN)
    properties = value.get("properties")
    rows.properties.append(properties if isinstance(properties, dict) else _wrapped(properties))
    rows.geometries.append(value.get("geometry"))
    rows.ids.append(value.get("id"))


def _wrapped(properties: object) -> Mapping[str, object]:
    return {} if properties is None else {"properties": properties}


def _with_ids(rows: _Rows) -> list[Mapping[str, object]]:
    """The attributes with the ids of the features, unless these are one of the attributes already."""
    if all(id is None for id in rows.ids):
        return rows.properties
    pairs = list(zip(rows.properties, rows.ids, strict=True))
    if all(own.get("id") == id for own, id in pairs if id is not None):
        return rows.properties
    name = unlike("id", {key for own in rows.properties for key in own})
    return [{name: id, **own} for own, id in pairs]


def _crs(rows: _Rows, shapes: np.ndarray, notes: Notes, where: str) -> str:
    """What the crs member states; without one the standard says degrees, if the numbers can be degrees at all."""
    if not rows.crs:
        bounds = bounds_of(shapes)
        return DEGREES if np.isfinite(bounds).all() and (np.abs(bounds) <= _HALF_TURN).all() else ""
    if len(rows.crs) > 1:
        notes.add("json_crs_several", where=where, count=len(rows.crs))
        return ""
    crs = rows.crs[0]
    kind = str(crs.get("type", "")).lower() if isinstance(crs, dict) else ""
    properties = crs.get("properties") if isinstance(crs, dict) else None
    inner = properties if isinstance(properties, dict) else {}
    if kind in ("link", "url"):
        notes.add("json_crs_link", where=where)
        return ""
    words = f"EPSG:{inner.get('code')}" if kind == "epsg" else inner.get("name") if kind == "name" else crs
    found = stated_crs(words)
    if not found:
        notes.add("crs_words_unknown", where=where, words=str(words)[:80])
    return found
