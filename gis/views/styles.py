"""QGIS styles (QML) of the exported layers, made from the map colours of `gis.views.palette`.

QML is the XML that QGIS itself saves; a GeoPackage carries it in its table `layer_styles` and QGIS applies it on
opening. Option elements serve QGIS 3.18 and later, prop elements the versions before.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.etree import ElementTree as ET

from gis.schema import Shape
from gis.views import palette
from gis.views.words import say

__all__ = ["COVERAGE_OPACITY", "base_qml", "coverage_qml", "zones_qml"]

COVERAGE_OPACITY = 0.45
_PIXEL_MM = 25.4 / 96.0  # QGIS draws in millimetres, the palette is in pixels of 96 to the inch
_FONT = "Noto Sans CJK SC"
_STATES = ("covered", "partial", "radius_only", "uncovered", "not_counted")
_ROAD_STYLES = ("road_expressway", "road_trunk", "road_secondary", "road_local", "road_path")


@dataclass(frozen=True)
class _Part:
    """One symbol layer: its QGIS class, properties, and the nested symbol of a hatch."""

    kind: str
    properties: Mapping[str, str]
    nested: tuple[_Part, ...] = field(default=())


def zones_qml(*, lang: str = "zh", aliases: Mapping[str, str] | None = None) -> str:
    """Zones: outline only with the name in the middle; hatched where the field `indicative` is 1."""
    symbols = {
        "0": ("fill", _fill(palette.style("zone"))),
        "1": ("fill", _fill(palette.style("zone_indicative"))),
    }
    labels = {"0": say("export_surveyed_mark", lang), "1": say("indicative", lang)}
    root = _document("Polygon", aliases, labels=True)
    _categories(root, "indicative", symbols, labels)
    _name_labels(root, "name_en" if lang == "en" else "name")
    return _text(root)


def coverage_qml(*, lang: str = "zh", aliases: Mapping[str, str] | None = None, points: bool = False) -> str:
    """Covered, by some elements, within the radius only, not reached (field `state`); hatched as well as coloured.

    The whole layer is see-through, not its symbols: neighbouring cells then show no seams. `points`: of residents.
    """
    symbols = {}
    for state in _STATES:
        options = palette.style(state)
        edged = {"color": options["fillColor"], "weight": 0.4, "stroke": True, **options}
        symbols[state] = ("marker", _marker({**edged, "radius": 4})) if points else ("fill", _fill(edged))
    root = _document("Point" if points else "Polygon", aliases)
    _categories(root, "state", symbols, {state: say(f"legend_{state}", lang) for state in _STATES})
    ET.SubElement(root, "layerOpacity").text = str(COVERAGE_OPACITY)
    return _text(root)


def base_qml(kind: str, shape: Shape, *, indicative: bool = False) -> str:
    """A layer of the base by its kind: roads by the field `map_class`, the others with one symbol.

    `indicative`: the layer is 示意; parks and outline are then dashed, as on our own map.
    """
    root = _document(shape.value, None)
    if kind == "roads":
        symbols = {name: ("line", _line(palette.style(name))) for name in _ROAD_STYLES}
        _categories(root, "map_class", symbols, {name: name.removeprefix("road_") for name in symbols}, levels=True)
        return _text(root)
    name = _STYLE_OF.get(kind, _FALLBACK[shape])
    if indicative and f"{name}_indicative" in palette.STYLES:
        name = f"{name}_indicative"
    options = palette.style(name)
    parts = {Shape.AREA: _fill, Shape.LINE: _line, Shape.POINT: _marker}[shape](options)
    renderer = ET.SubElement(root, "renderer-v2", {"type": "singleSymbol", "symbollevels": "0"})
    _symbol(ET.SubElement(renderer, "symbols"), "0", _SYMBOL[shape], parts)
    return _text(root)


_STYLE_OF = {
    "outline": "outline", "railways": "railway", "rivers": "river", "borders": "border", "water": "water",
    "parks": "park", "park_entrances": "entrance", "facilities": "facility",
}  # fmt: skip
_FALLBACK = {Shape.AREA: "plot", Shape.LINE: "road_local", Shape.POINT: "entrance"}
_SYMBOL = {Shape.AREA: "fill", Shape.LINE: "line", Shape.POINT: "marker"}


# --- symbol layers from palette options -------------------------------------------------------------------------------


def _fill(options: Mapping[str, object]) -> list[_Part]:
    filled = bool(options.get("fill", True)) and _number(options.get("fillOpacity", 1.0)) > 0
    stroked = bool(options.get("stroke", False))
    parts = [
        _Part("SimpleFill", {
            "color": _rgba(options.get("fillColor", "#FFFFFF"), _number(options.get("fillOpacity", 1.0))),
            "style": "solid" if filled else "no",
            "outline_color": _rgba(options.get("color", options.get("fillColor", "#000000"))),
            "outline_style": ("dash" if "dashArray" in options else "solid") if stroked else "no",
            "outline_width": _mm(options.get("weight", 0.0)),
            "outline_width_unit": "MM",
            "joinstyle": "round",
        })
    ]  # fmt: skip
    return parts + _hatch(options)


def _hatch(options: Mapping[str, object]) -> list[_Part]:
    hatch = options.get("hatch")
    if not isinstance(hatch, (list, tuple)):
        return []
    colour, spacing, angle_deg = hatch
    line = _Part("SimpleLine", {"line_color": _rgba(colour), "line_width": _mm(1.2), "line_width_unit": "MM"})
    return [
        _Part("LinePatternFill", {
            "angle": str(angle_deg), "distance": _mm(spacing), "distance_unit": "MM", "line_width": _mm(1.2),
            "coordinate_reference": "viewport",  # lines run on from cell to cell
        }, (line,))
    ]  # fmt: skip


def _line(options: Mapping[str, object]) -> list[_Part]:
    parts = []
    casing = options.get("casing")
    weight = _number(options["weight"])
    if isinstance(casing, (list, tuple)):
        parts.append(_stroke(casing[0], weight + _number(casing[1]), dashed=False))
    parts.append(_stroke(options["color"], weight, dashed="dashArray" in options))
    return parts


def _stroke(colour: object, weight: float, *, dashed: bool) -> _Part:
    return _Part("SimpleLine", {
        "line_color": _rgba(colour), "line_width": _mm(weight), "line_width_unit": "MM",
        "line_style": "dash" if dashed else "solid", "capstyle": "flat" if dashed else "round", "joinstyle": "round",
    })  # fmt: skip


def _marker(options: Mapping[str, object]) -> list[_Part]:
    """A dot with a white ring; entrances, white themselves, keep their own edge."""
    fill, ring = options.get("fillColor", palette.ACCENT), options.get("color", "#FFFFFF")
    return [
        _Part("SimpleMarker", {
            "name": "circle", "color": _rgba(fill), "outline_color": _rgba(ring), "outline_width": _mm(1.5),
            "outline_width_unit": "MM", "size": _mm(min(2.0 * _number(options["radius"]), 7.0)), "size_unit": "MM",
        })
    ]  # fmt: skip


def _rgba(colour: object, opacity: float = 1.0) -> str:
    """A palette colour "#RRGGBB" or "#RRGGBBAA" as QGIS writes it: "31,58,95,255"."""
    digits = str(colour).removeprefix("#")
    red, green, blue = (int(digits[start : start + 2], 16) for start in (0, 2, 4))
    alpha = int(digits[6:8], 16) if len(digits) == 8 else round(255 * opacity)
    return f"{red},{green},{blue},{alpha}"


def _mm(pixels: object) -> str:
    return f"{_number(pixels) * _PIXEL_MM:.3f}"


def _number(value: object) -> float:
    return float(str(value))


# --- the document -----------------------------------------------------------------------------------------------------


def _document(geometry: str, aliases: Mapping[str, str] | None, *, labels: bool = False) -> ET.Element:
    root = ET.Element("qgis", {
        "version": "3.22.0", "styleCategories": "AllStyleCategories", "labelsEnabled": "1" if labels else "0",
    })  # fmt: skip
    listed = ET.SubElement(root, "aliases")
    for index, (column, alias) in enumerate((aliases or {}).items()):
        shown = "".join(character for character in alias if character.isprintable())
        ET.SubElement(listed, "alias", {"index": str(index), "field": column, "name": shown})
    ET.SubElement(root, "layerGeometryType").text = {"Point": "0", "LineString": "1"}.get(geometry, "2")
    return root


def _categories(
    root: ET.Element,
    column: str,
    symbols: Mapping[str, tuple[str, list[_Part]]],
    labels: Mapping[str, str],
    *,
    levels: bool = False,
) -> None:
    """A renderer by the values of `column`; with `levels` all casings lie under all lines."""
    renderer = ET.SubElement(root, "renderer-v2", {
        "type": "categorizedSymbol", "attr": column, "symbollevels": "1" if levels else "0",
    })  # fmt: skip
    categories = ET.SubElement(renderer, "categories")
    drawn = ET.SubElement(renderer, "symbols")
    for index, (value, (kind, parts)) in enumerate(symbols.items()):
        facts = {"symbol": str(index), "value": value, "label": labels[value], "render": "true"}
        ET.SubElement(categories, "category", facts)
        _symbol(drawn, str(index), kind, parts, levels=levels)


def _symbol(parent: ET.Element, name: str, kind: str, parts: list[_Part], *, levels: bool = False) -> None:
    facts = {"type": kind, "name": name, "alpha": "1", "clip_to_extent": "1", "force_rhr": "0"}
    symbol = ET.SubElement(parent, "symbol", facts)
    for level, part in enumerate(parts):
        layer = ET.SubElement(symbol, "layer", {
            "class": part.kind, "enabled": "1", "locked": "0", "pass": str(level) if levels else "0",
        })  # fmt: skip
        options = ET.SubElement(layer, "Option", {"type": "Map"})
        for key, value in part.properties.items():
            ET.SubElement(options, "Option", {"type": "QString", "name": key, "value": value})
            ET.SubElement(layer, "prop", {"k": key, "v": value})
        if part.nested:
            _symbol(layer, f"@{name}@{level}", "line", list(part.nested))


def _name_labels(root: ET.Element, column: str) -> None:
    labeling = ET.SubElement(root, "labeling", {"type": "simple"})
    settings = ET.SubElement(labeling, "settings")
    style = ET.SubElement(settings, "text-style", {
        "fieldName": column, "fontFamily": _FONT, "fontSize": "11", "fontSizeUnit": "Point", "isExpression": "0",
        "textColor": _rgba(palette.ACCENT), "textOpacity": "1", "fontWeight": "63", "namedStyle": "Medium",
    })  # fmt: skip
    ET.SubElement(style, "text-buffer", {
        "bufferDraw": "1", "bufferSize": "1", "bufferSizeUnits": "MM", "bufferColor": _rgba("#FFFFFF"),
        "bufferOpacity": "0.9", "bufferJoinStyle": "128",
    })  # fmt: skip
    ET.SubElement(settings, "placement", {"placement": "1", "quadOffset": "4", "centroidInside": "1",
                                           "centroidWhole": "1"})  # fmt: skip
    ET.SubElement(settings, "rendering", {"obstacle": "0", "displayAll": "1", "drawLabels": "1"})


def _text(root: ET.Element) -> str:
    body = ET.tostring(root, encoding="unicode")
    return "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n" + body
