"""What a JSON file is, by the members of its outermost object: GeoJSON, or something that only looks like it."""

from __future__ import annotations

import re
from collections.abc import Mapping

__all__ = ["GEOJSON_TYPES", "kind_of_json", "outer_members"]

GEOJSON_TYPES = frozenset({
    "Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon", "GeometryCollection",
    "Feature", "FeatureCollection",
})  # fmt: skip

_SIGN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\]:,]|[^\s{}\[\]:,"]+')
_TYPE_LATE = re.compile(r'"type"\s*:\s*"(' + "|".join(sorted(GEOJSON_TYPES)) + r')"')
_ESRI = {"geometryType", "spatialReference", "fieldAliases", "esriFieldTypeOID", "rings", "paths"}
_HOLDERS = {"features", "geometry", "coordinates", "geometries", "properties", "crs", "bbox", "name"}


def outer_members(text: str) -> dict[str, str]:
    """The members of the outermost object as far as `text` goes: name → value, empty for objects and lists.

    Of a name given twice the first counts, as a reader that stops early sees it.
    """
    members: dict[str, str] = {}
    depth, name, waiting = 0, "", False
    for match in _SIGN.finditer(text):
        sign = match[0]
        if sign in "{[":
            depth += 1
            if depth == 2 and waiting:
                members.setdefault(name, "")
            waiting = False
        elif sign in "}]":
            depth -= 1
            if depth == 0:
                break
        elif depth == 1:
            if sign == ":":
                waiting = True
            elif sign == ",":
                waiting = False
            elif waiting:
                members.setdefault(name, sign.strip('"'))
                waiting = False
            else:
                name = sign.strip('"')
    return members


def kind_of_json(head: str, tail: str) -> tuple[str, dict[str, str]]:
    """What a JSON text is: a key of `READERS`, or the code of the refusal, and the facts of its message.

    Parameters
    ----------
    head, tail: its first and last part, decoded.
    """
    text = head.lstrip("\ufeff\x1e \t\r\n")
    if text.startswith("["):
        return "json_unknown", {}
    members = outer_members(text)
    refused = _refused(members)
    if refused is not None:
        return refused
    kind = members.get("type")
    if kind is None and (not members or set(members) & _HOLDERS):
        late = _TYPE_LATE.findall(tail)
        kind = late[-1] if late and set(members) & _HOLDERS else None
    if kind in GEOJSON_TYPES:
        return "geojson", {}
    return "json_unknown", {}


def _refused(members: Mapping[str, str]) -> tuple[str, dict[str, str]] | None:
    """The refusal of JSON that is instructions, links or another format."""
    kind = members.get("type", "")
    if kind == "gdal_streamed_alg" or "command_line" in members or "gdal_version" in members:
        return "virtual_refused", {}
    if kind == "Topology" or "arcs" in members:
        return "other_format", {"kind": "TopoJSON"}
    if "stac_version" in members:
        return "service_refused", {}
    if kind not in GEOJSON_TYPES and set(members) & _ESRI:
        return "other_format", {"kind": "Esri JSON"}
    if {"tilejson", "tiles"} <= set(members):
        return "service_refused", {}
    return None
