"""A review on the map: the project, ground of findings by severity, slivers hatched, layers the user brought."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import geopandas as gpd
import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from gis import crs
from gis.errors import in_language
from gis.review.model import SEVERITIES, Finding, Outcome, Patch, Review, ReviewLayer
from gis.units import format_quantity
from gis.views import palette
from gis.views.drawing import Drawn, Sketch
from gis.views.map_door import Editing, LegendRow
from gis.views.words import say

__all__ = [
    "brought_layer", "change_layer", "corners_of", "finding_bounds", "findings_layer", "part_title", "parts_layer",
    "plots_layer", "review_legend", "severity_style", "shapes_bounds",
]  # fmt: skip

_SHOWN = (Outcome.FAILED, Outcome.DOUBTFUL)
_MANY_POINTS, _ROUGH_M, _FINE_M = 100_000, 3.0, 0.2
_LEAST_M = 60.0  # around what the map moves to
_AROUND = 0.35  # of its size
_LABELS = 60  # names of parts
_BROUGHT_AT_MOST = 5_000
_LONGEST = 120  # letters of a line in a tooltip
Bounds = tuple[float, float, float, float]


def severity_style(severity: str, *, sliver: bool = False, chosen: bool = False) -> dict[str, object]:
    """The options of ground a finding lies on; `sliver`: in doubt, hatched and dashed; `chosen`: the finding in hand.

    Raises
    ------
    KeyError: no such severity.
    """
    names = {"forbidden": "set_aside", "restricted": "cause_broken_link", "notice": "gained"}
    base = palette.style(names[severity])
    colour = str(base["fillColor"])
    style = {**base, "stroke": True, "color": colour, "opacity": 1.0, "weight": 2.0, "fillOpacity": 0.1, "hatch": None}
    if chosen:
        style |= {"weight": 3.5, "fillOpacity": 0.45, "hatch": base.get("hatch")}
    if sliver:
        style |= {"dashArray": "3 4", "weight": 6.0 if chosen else 4.0, "fillOpacity": 0.0, "hatch": [colour, 4, 135]}
    return style


def _line_style(style: dict[str, object]) -> dict[str, object]:
    return {**style, "fill": False, "hatch": None, "weight": 5.0}


def _spot_style(style: dict[str, object]) -> dict[str, object]:
    return {**style, "hatch": None, "dashArray": None, "radius": 7.0, "fillOpacity": 0.9, "weight": 2.0}


def _simple(shape: BaseGeometry | None) -> Iterable[BaseGeometry]:
    """The shape in pieces of one dimension each that a layer file can hold."""
    if shape is None or shape.is_empty:
        return
    if shape.geom_type in ("Polygon", "MultiPolygon", "LineString", "MultiLineString", "Point"):
        yield shape
        return
    for part in shapely.get_parts(shape):
        if part.geom_type == "LinearRing":
            yield shapely.LineString(part)
        else:
            yield from _simple(part)


def _put(
    sketch: Sketch, shape: BaseGeometry | None, style: dict[str, object], *, key: str, lines: Sequence[str]
) -> None:
    for piece in _simple(shape):
        size = int(shapely.get_dimensions(piece))
        look = style if size == 2 else _line_style(style) if size == 1 else _spot_style(style)
        sketch.add(piece, look, key=key, lines=lines)


def _step_m(shapes: Sequence[BaseGeometry]) -> float:
    return _ROUGH_M if int(shapely.get_num_coordinates(shapes).sum()) > _MANY_POINTS else _FINE_M


def part_title(part: str, name: str = "", lang: str = "zh") -> str:
    """What a part is called: its name, a drawn one ("part2") by its number, else its id."""
    number = part.removeprefix("part")
    drawn = number != part and number.isdecimal()
    return name or (f"{say('review_part', lang)} {number}" if drawn else part)


def parts_layer(parts: gpd.GeoDataFrame, *, chosen: str = "", without: str = "", lang: str = "zh") -> Drawn:
    """The project's parts with their names; a click names "part/ID".

    Parameters
    ----------
    parts: in the working CRS, index = id. chosen: the part in hand. without: one that is being edited.
    """
    sketch = Sketch(working_crs=parts.crs, simplify_m=_step_m(parts.geometry.to_numpy()))
    names = parts["name"].astype(str) if "name" in parts else parts.index.to_series().astype(str)
    for number, (part, shape) in enumerate(zip(parts.index, parts.geometry, strict=True)):
        if str(part) == without or shape is None:
            continue
        style = {**palette.style("drawn_area"), "pane": "lines", "hatch": None}
        if str(part) == chosen:
            style |= {"weight": 5.0, "fillOpacity": 0.2}
        title = part_title(str(part), names.iloc[number], lang)
        area = format_quantity(float(shape.area), "m2", lang=lang)
        _put(sketch, shape, style, key=f"part/{part}", lines=[title, area])
        if number < _LABELS:
            sketch.label(title, shape, kind="place", rank=2, min_zoom=13.0)
    return sketch.finish()


def plots_layer(plots: gpd.GeoDataFrame) -> Drawn:
    """The outlines of a district's plots from zoom 14 on, as one path: to look at, and for drawings to snap to."""
    sketch = Sketch(working_crs=plots.crs, simplify_m=_FINE_M)
    style = {**palette.style("plot"), "fill": False, "minZoom": 14, "pane": "zones"}
    sketch.add_merged(plots.geometry, style, droppable="plots")
    return sketch.finish()


def _patch_lines(finding: Finding, number: int, patch: Patch, lang: str) -> list[str]:
    lines = [f"{number}. {in_language(finding.title, lang)}"]
    if patch.name or patch.feature:
        lines.append((patch.name or patch.feature)[:_LONGEST])
    if patch.area_m2 > 0.0:
        lines.append(f"{patch.area_m2:,.2f} {say('review_m2', lang)} · {patch.share:.2%}")
    if patch.distance_m is not None:
        lines.append(f"{say('review_distance', lang)} {patch.distance_m:,.2f}")
    if patch.doubt:
        lines.append(say("review_doubt", lang, text=in_language(patch.doubt, lang))[:_LONGEST])
    return lines


def findings_layer(review: Review, *, chosen: str = "", lang: str = "zh") -> Drawn:
    """Ground of every finding with a conflict or in doubt, the worst on top, and all of the one in hand.

    A click on it names "finding/ID".
    """
    shown = [
        (number, one) for number, one in enumerate(review.findings, 1) if one.outcome in _SHOWN and one.id != chosen
    ]
    shown.sort(key=lambda pair: -SEVERITIES.index(pair[1].severity))
    shown += [(number, one) for number, one in enumerate(review.findings, 1) if one.id == chosen]
    every = [patch.geometry for _, one in shown for patch in one.patches]
    sketch = Sketch(working_crs=review.project.parts.crs, simplify_m=_step_m(every))
    for number, finding in shown:
        for patch in sorted(finding.patches, key=lambda one: bool(one.doubt)):
            style = severity_style(finding.severity, sliver=bool(patch.doubt), chosen=finding.id == chosen)
            lines = _patch_lines(finding, number, patch, lang)
            _put(sketch, patch.geometry, {**style, "pane": "places"}, key=f"finding/{finding.id}", lines=lines)
    return sketch.finish()


def brought_layer(layers: Sequence[ReviewLayer], *, working_crs: object, lang: str = "zh") -> Drawn | None:
    """Layers that are none of the district's own: outlined, the name of each feature in its tooltip; None for none.

    At most 5,000 features of each are drawn.
    """
    sketch = Sketch(working_crs=working_crs, simplify_m=1.0)
    for layer in layers:
        style = {
            **palette.style("zone_chosen"),
            "weight": 1.6,
            "fillOpacity": 0.04,
            "dashArray": "5 4",
            "pane": "zones",
        }
        rows = layer.frame.iloc[:_BROUGHT_AT_MOST]
        names = rows["name"].astype(str) if "name" in rows else rows.index.to_series().astype(str)
        title = layer.title_en if lang == "en" else layer.title
        for name, shape in zip(names, rows.geometry, strict=True):
            _put(sketch, shape, style, key="", lines=[title, name[:_LONGEST]])
    drawn = sketch.finish()
    return drawn if drawn.features_count else None


def change_layer(
    changes: Sequence[tuple[BaseGeometry, BaseGeometry]], *, working_crs: object, lang: str = "zh"
) -> Drawn:
    """Ground gained and lost between two submissions (metres), each in its own colour and hatch."""
    sketch = Sketch(working_crs=working_crs, simplify_m=_FINE_M)
    for gained, lost in changes:
        for shape, name in ((gained, "gained"), (lost, "lost")):
            style = {**palette.style(name), "fillOpacity": 0.6, "pane": "places"}
            _put(sketch, shape, style, key="", lines=[say(f"review_page_{name}", lang)])
    return sketch.finish()


def review_legend(
    review: Review | None, *, plots: bool = False, brought: bool = False, changed: bool = False, lang: str = "zh"
) -> list[LegendRow]:
    """Rows for the project, severities that occur, slivers, what two submissions changed, layers brought, plots."""
    rows = [LegendRow(say("review_project", lang), {**palette.style("drawn_area"), "hatch": None})]
    shown = [] if review is None else [one for one in review.findings if one.outcome in _SHOWN and one.patches]
    rows += [
        LegendRow(say(f"review_severity_{severity}", lang), severity_style(severity, chosen=True))
        for severity in SEVERITIES
        if any(one.severity == severity for one in shown)
    ]
    if any(patch.doubt for one in shown for patch in one.patches):
        rows.append(LegendRow(say("review_key_sliver", lang), severity_style("restricted", sliver=True)))
    if changed:
        rows += [LegendRow(say(f"review_page_{name}", lang), palette.style(name)) for name in ("gained", "lost")]
    if brought:
        rows.append(LegendRow(say("review_page_brought", lang), {**palette.style("zone_chosen"), "dashArray": "5 4"}))
    if plots:
        rows.append(LegendRow(say("review_page_plots", lang), {**palette.style("plot"), "fillOpacity": 0.0}))
    return rows


def shapes_bounds(shapes: Sequence[BaseGeometry], *, working_crs: object) -> Bounds | None:
    """South, west, north, east in degrees around shapes in metres, with some room; None for no shapes."""
    kept = [shape for shape in shapes if shape is not None and not shape.is_empty]
    if not kept:
        return None
    west, south, east, north = (float(side) for side in shapely.total_bounds(kept))
    room = max(_LEAST_M, _AROUND * max(east - west, north - south))
    box = shapely.box(west - room, south - room, east + room, north + room)
    degrees = crs.to_degrees(gpd.GeoDataFrame(geometry=[box], crs=working_crs))
    left, low, right, high = (float(side) for side in np.asarray(degrees.total_bounds))
    return low, left, high, right


def finding_bounds(finding: Finding, *, working_crs: object) -> Bounds | None:
    """What the map moves to when a finding is taken: its patches, those without doubt where there are any."""
    sure = [patch.geometry for patch in finding.patches if not patch.doubt]
    return shapes_bounds(sure or [patch.geometry for patch in finding.patches], working_crs=working_crs)


def corners_of(part: str, shape: BaseGeometry, *, working_crs: object) -> Editing:
    """A part (metres) as the corners the map lets one move."""
    polygons = []
    for polygon in shapely.get_parts(shape):
        rings = []
        for ring in (polygon.exterior, *polygon.interiors):
            line = gpd.GeoDataFrame(geometry=[shapely.LineString(ring)], crs=working_crs)
            degrees = shapely.get_coordinates(crs.to_degrees(line).geometry.iloc[0])[:-1]
            rings.append([(float(lat), float(lon)) for lon, lat in degrees])
        polygons.append(rings)
    return Editing(part, f"part/{part}", polygons)
