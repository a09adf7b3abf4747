"""One placemark of a KML: its attributes and its geometry."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import numpy as np

from gis.read.intake.formats.columns import unlike
from gis.read.intake.formats.kml_table import pairs_of
from gis.read.intake.formats.kml_text import local

__all__ = ["Placemark", "placemark_of"]

_TEXTS = ("name", "description", "address", "phoneNumber", "Snippet", "snippet", "styleUrl")
_SHAPES = {"Point", "LineString", "LinearRing", "Polygon", "MultiGeometry", "MultiTrack", "Track", "Model"}
_AROUND_COMMA = re.compile(r"\s*,\s*")
_DEEPEST = 16
_MANY = 500  # places from which on an array is faster


class _CoordinateError(Exception):
    """Coordinates that make no shape; its text is the code of the reason."""


class Placemark:
    """Attributes (texts), geometry as GeoJSON has it or the code of why there is none, and what else it holds."""

    def __init__(self) -> None:
        self.fields: dict[str, object] = {}
        self.geometry: dict[str, Any] | None = None
        self.reason = ""
        self.system = ""  # as the program that wrote it names the coordinates
        self.from_table: tuple[str, ...] = ()
        self.models = 0


def placemark_of(element: ET.Element) -> Placemark:
    """What a placemark element says."""
    found = Placemark()
    shapes: list[ET.Element] = []
    for child in element:
        name = local(child.tag)
        if name in _SHAPES:
            shapes.append(child)
        elif name in _TEXTS:
            _put(found, name, _text(child))
        elif name == "OvCoordType":
            found.system = _text(child)
        elif name == "ExtendedData":
            for key, value in _extended(child):
                _put(found, key, value)
        elif name in ("TimeStamp", "TimeSpan"):
            for moment in child:
                _put(found, local(moment.tag), _text(moment))
    _put_table(found)
    _set_geometry(found, shapes)
    return found


def _put_table(found: Placemark) -> None:
    """The pairs of a table in the description as attributes."""
    description = found.fields.get("description")
    pairs = pairs_of(description) if isinstance(description, str) else {}
    found.from_table = tuple(pairs)
    for key, value in pairs.items():
        _put(found, key, value)


def _text(element: ET.Element) -> str:
    return "".join(element.itertext()).strip()


def _put(found: Placemark, name: str, value: str) -> None:
    """One more attribute; the same name with another value is numbered."""
    if found.fields.get(name) != value:
        found.fields[unlike(name, found.fields)] = value or None


def _extended(element: ET.Element) -> Iterator[tuple[str, str]]:
    """Name and value of the data of a placemark, untyped or by a schema."""
    for child in element:
        name = local(child.tag)
        if name == "Data":
            value = next((part for part in child if local(part.tag) == "value"), None)
            yield child.get("name") or "Data", "" if value is None else _text(value)
        elif name == "SchemaData":
            for data in child:
                yield data.get("name") or local(data.tag), _text(data)
        elif len(child) == 0:
            yield name, _text(child)  # elements of other vocabularies


def _set_geometry(found: Placemark, elements: list[ET.Element]) -> None:
    try:
        parts = [part for element in elements for part in _parts(element, found, depth=0)]
    except _CoordinateError as error:
        found.reason = str(error)
        return
    if len(parts) == 1:
        found.geometry = parts[0]
    elif len({part["type"] for part in parts}) == 1:
        found.geometry = {"type": f"Multi{parts[0]['type']}", "coordinates": [part["coordinates"] for part in parts]}
    elif parts:
        found.geometry = {"type": "GeometryCollection", "geometries": parts}


def _parts(element: ET.Element, found: Placemark, *, depth: int) -> Iterator[dict[str, Any]]:
    """The simple shapes of an element, as GeoJSON has them."""
    name = local(element.tag)
    if depth > _DEEPEST:
        raise _CoordinateError("kml_coordinates_broken")
    if name in ("MultiGeometry", "MultiTrack"):
        for child in element:
            if local(child.tag) in _SHAPES:
                yield from _parts(child, found, depth=depth + 1)
    elif name == "Polygon":
        yield {"type": "Polygon", "coordinates": _rings(element)}
    elif name == "Model":
        found.models += 1
    else:
        places = _track(element, found) if name == "Track" else _places(element)
        if places and (name == "Point" or (name == "Track" and len(places) == 1)):
            yield {"type": "Point", "coordinates": places[0]}
        elif places:
            yield {"type": "LineString", "coordinates": places}


def _rings(element: ET.Element) -> list[list[list[float]]]:
    """The rings of an area, the outer one first."""
    outer: list[list[list[float]]] = []
    inner: list[list[list[float]]] = []
    for border in element:
        name = local(border.tag)
        if name in ("outerBoundaryIs", "innerBoundaryIs"):
            rings = [_places(ring) for ring in border if local(ring.tag) == "LinearRing"]
            (outer if name == "outerBoundaryIs" else inner).extend(ring for ring in rings if ring)
    if len(outer) != 1 and (outer or inner):
        raise _CoordinateError("kml_outer_rings")
    return outer + inner


def _track(element: ET.Element, found: Placemark) -> list[list[float]]:
    moments = [_text(child) for child in element if local(child.tag) == "when"]
    if moments:
        _put(found, "begin", moments[0])
        _put(found, "end", moments[-1])
    texts = [_text(child) for child in element if local(child.tag) == "coord"]
    return _numbers([text.split() for text in texts if text])


def _places(element: ET.Element) -> list[list[float]]:
    """The places (longitude, latitude, height) of all coordinate texts of an element."""
    text = " ".join(child.text or "" for child in element if local(child.tag) == "coordinates")
    if ", " in text or " ," in text or ",\n" in text:
        text = _AROUND_COMMA.sub(",", text)
    tokens = text.split()
    if len(tokens) > _MANY:
        commas = tokens[0].count(",")
        if commas and text.count(",") == commas * len(tokens):
            with suppress(ValueError):
                numbers = np.array(text.replace(",", " ").split(), dtype=float)
                found: list[list[float]] = numbers.reshape(len(tokens), -1).tolist()
                return found
    return _numbers([token.strip(",").split(",") for token in tokens])


def _numbers(tuples: list[list[str]]) -> list[list[float]]:
    try:
        return [[float(number) for number in one] for one in tuples]
    except ValueError:
        raise _CoordinateError("kml_coordinates_broken") from None
