"""What the map shows of a district and an assessment, as layer files: ground, zones, reach, places, plots.

Loops over features live here. Shapes are simplified for display only; every class has its style in the palette.
"""

from __future__ import annotations

from collections.abc import Mapping

import geopandas as gpd
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from gis.district import District, Zone
from gis.schema import Basis
from gis.units import format_quantity
from gis.views import palette
from gis.views.drawing import Drawn, Sketch, discs
from gis.views.figures import basis_text
from gis.views.words import known, say

__all__ = ["ground", "places", "plots", "reach", "zone_fill", "zones"]

_ROAD_ORDER = ("road_path", "road_local", "road_secondary", "road_trunk", "road_expressway")
_MIN_ZOOM = {"road_path": 15, "road_local": 12.5, "building": 14}
_PIECES_AT_MOST = 4_000
_UNKNOWN = float("nan")


def _style(name: str, pane: str, **more: object) -> dict[str, object]:
    scaled = {"scaled": True} if pane == "ground" and name.startswith(("road", "river", "railway")) else {}
    zoom = {"minZoom": _MIN_ZOOM[name]} if name in _MIN_ZOOM else {}
    return {**palette.style(name), "pane": pane, **scaled, **zoom, **more}


def _frame(district: District, kind: str) -> gpd.GeoDataFrame | None:
    layer = district.layers.get(kind)
    return None if layer is None or layer.frame.empty else layer.frame


def _indicative(frame: gpd.GeoDataFrame) -> pd.Series:
    return frame["basis"].map(lambda text: Basis(text).indicative)


# --- ground ---------------------------------------------------------------------------------------------------------


def ground(district: District, *, land_use: bool = False) -> Drawn:
    """The quiet base: outline, water, roads by class, railways, parks, buildings from zoom 14 on, names.

    `land_use`: colour the land by its codes. What exceeds the budget is left out, buildings first, and counted.
    """
    sketch = Sketch(working_crs=district.crs, simplify_m=2.0)
    outlines = _frame(district, "outline")
    if outlines is not None:
        name = "outline_indicative" if _indicative(outlines).any() else "outline"
        sketch.add_merged(outlines.geometry, _style(name, "ground"))
    if land_use:
        _add_land_use(sketch, district)
    for kind, name in (("water", "water"), ("rivers", "river")):
        rows = _frame(district, kind)
        if rows is not None:
            sketch.add_merged(rows.geometry, _style(name, "ground", fillRule="nonzero"))
    _add_parks(sketch, district)
    _add_roads(sketch, district)
    for kind, name in (("railways", "railway"), ("borders", "border")):
        rows = _frame(district, kind)
        if rows is not None:
            sketch.add_merged(rows.geometry, _style(name, "ground"))
            _name_lines(sketch, rows, rank=60)
    buildings = _frame(district, "buildings")
    if buildings is not None:
        sketch.add_merged(buildings.geometry, _style("building", "ground", fillRule="nonzero"), droppable="buildings")
    _add_places(sketch, district)
    return sketch.finish()


def _add_land_use(sketch: Sketch, district: District) -> None:
    rows = _frame(district, "land_use")
    if rows is None:
        return
    colours = rows["code"].map(lambda code: palette.land_use_colour(str(code))[0])
    for _, same in rows.groupby(colours, sort=False):
        style = {**palette.land_use_style(str(same["code"].iloc[0])), "pane": "ground", "fillRule": "nonzero"}
        sketch.add_merged(same.geometry, style, droppable="land_use")


def _add_roads(sketch: Sketch, district: District) -> None:
    """Streets, then named roads, the broader class later and so on top."""
    for kind in ("streets", "roads"):
        rows = _frame(district, kind)
        if rows is None:
            continue
        classes = rows["road_class"].map(lambda text: palette.road_class(str(text)))
        if kind == "roads":
            classes = classes.where(classes != "road_local", "road_secondary")
        for name in _ROAD_ORDER:
            droppable = name if name in ("road_path", "road_local") else ""
            sketch.add_merged(rows.geometry[classes == name], _style(name, "ground"), droppable=droppable)
        if kind == "roads":
            _name_lines(sketch, rows, rank=40)


def _name_lines(sketch: Sketch, rows: gpd.GeoDataFrame, *, rank: int) -> None:
    """One name a line, at the middle of its longest feature."""
    named = rows[rows["name"].astype(str) != ""]
    lengths = named.geometry.length
    for name, row in lengths.groupby(named["name"]).idxmax().items():
        longer = lengths[row] > 2_000.0
        sketch.label(
            str(name), named.geometry[row], kind="road", rank=rank - int(longer) * 10, min_zoom=12 + (not longer)
        )


def _add_parks(sketch: Sketch, district: District) -> None:
    rows = _frame(district, "parks")
    if rows is None:
        return
    indicative = _indicative(rows)
    sketch.add_merged(rows.geometry[~indicative], _style("park", "ground", fillRule="nonzero"))
    sketch.add_merged(rows.geometry[indicative], _style("park_indicative", "ground", fillRule="nonzero"))
    for name, shape in zip(rows["name"], rows.geometry, strict=True):
        sketch.label(str(name), shape, kind="park", rank=50, min_zoom=13.5)


def _add_places(sketch: Sketch, district: District) -> None:
    rows = _frame(district, "places")
    if rows is None:
        return
    for name, point in zip(rows["name"], rows.geometry, strict=True):
        sketch.label(str(name), point, kind="place", rank=70, min_zoom=12.5)


# --- zones ----------------------------------------------------------------------------------------------------------


def _zone_name(zone: Zone, lang: str) -> str:
    return zone.name_en or zone.name if lang == "en" else zone.name


def zones(district: District, *, lang: str = "zh", notes: Mapping[str, str] | None = None) -> Drawn:
    """Zone outlines with names in the middle; 示意 ones dashed and hatched. A click names "zone/<id>".

    `notes`: zone id → a line for its tooltip (a figure).
    """
    sketch = Sketch(working_crs=district.crs, simplify_m=3.0)
    for zone in sorted(district.zones, key=lambda zone: -zone.area_m2):
        name = _zone_name(zone, lang)
        lines = [f"{zone.group} {name}".strip() if lang == "zh" else name]
        lines.append(say("tip_zone_area", lang, area=format_quantity(zone.area_m2 / 1e6, "km2", lang=lang)))
        if notes and notes.get(zone.id):
            lines.append(notes[zone.id])
        if zone.indicative:
            lines.append(say("tip_indicative", lang))
        style = palette.style("zone_indicative" if zone.indicative else "zone")
        touch = {**palette.style("zone_touch"), **({"hatch": style["hatch"]} if "hatch" in style else {})}
        sketch.add(zone.geometry, {**touch, "pane": "zones"}, key=f"zone/{zone.id}", lines=lines)
        sketch.add(zone.geometry, {**style, "fill": False, "pane": "lines"})
        sketch.label(name, zone.geometry, kind="zone", rank=0)
    return sketch.finish()


def zone_fill(zone: Zone, *, working_crs: object) -> Drawn:
    """The chosen zone, filled: only one zone is filled at a time."""
    sketch = Sketch(working_crs=working_crs, simplify_m=3.0)
    dashed = {"dashArray": "9 6"} if zone.indicative else {}
    sketch.add(zone.geometry, _style("zone_chosen", "zones", stroke=False))  # under what is measured
    sketch.add(zone.geometry, _style("zone_chosen", "lines", fill=False, **dashed))
    return sketch.finish()


def chosen_plot(shape: BaseGeometry, *, working_crs: object) -> Drawn:
    """The plot in hand: its outline over everything."""
    sketch = Sketch(working_crs=working_crs, simplify_m=0.2)
    sketch.add(shape, _style("zone_chosen", "lines", fill=False))
    return sketch.finish()


# --- reach ----------------------------------------------------------------------------------------------------------


def reach(
    pieces: gpd.GeoDataFrame, *, names: Mapping[str, str] | None = None, lang: str = "zh", on_foot: bool = False
) -> Drawn:
    """Land by its state (covered, radius_only, uncovered, else not counted), with who serves it and how far.

    Parameters
    ----------
    pieces: geometry, `state` (or `share` 0-1), `served_by`, `distance_m`, `area_m2` (or `persons`, of points),
        in the working CRS.
    names: id of a park or facility → its name.
    on_foot: the distances are walks.
    """
    pieces = pieces.set_geometry(gpd.GeoSeries(discs(pieces.geometry), index=pieces.index, crs=pieces.crs))
    sketch = Sketch(working_crs=pieces.crs, simplify_m=1.0)
    states = _states(pieces)
    many = len(pieces) > _PIECES_AT_MOST
    for state in ("not_counted", "uncovered", "radius_only", "partial", "covered"):
        same = pieces[states == state]
        if many:
            _add_united(sketch, same, state, names=names or {}, lang=lang)
        else:
            _add_pieces(sketch, same, state, names=names or {}, lang=lang, on_foot=on_foot)
    return sketch.finish()


def _states(pieces: gpd.GeoDataFrame) -> pd.Series:
    if "state" in pieces:
        known_states = ("covered", "radius_only", "uncovered", "partial")
        return pieces["state"].where(pieces["state"].isin(known_states), "not_counted")
    return pieces["share"].map(
        lambda share: "covered" if share >= 0.5 else "uncovered" if share >= 0.0 else "not_counted"
    )


def _column(pieces: gpd.GeoDataFrame, name: str, empty: object) -> pd.Series:
    return pieces[name] if name in pieces else pd.Series(empty, index=pieces.index)


def _add_pieces(
    sketch: Sketch, pieces: gpd.GeoDataFrame, state: str, *, names: Mapping[str, str], lang: str, on_foot: bool
) -> None:
    served, distances = _column(pieces, "served_by", ""), _column(pieces, "distance_m", _UNKNOWN)
    style = _style(state, "cover")
    amounts = zip(_column(pieces, "area_m2", _UNKNOWN), _column(pieces, "persons", _UNKNOWN), strict=True)
    for shape, by, distance_m, amount in zip(pieces.geometry, served, distances, amounts, strict=True):
        lines = [_state_words(state, lang)]
        if isinstance(by, str) and by:
            lines.append(say("tip_served_by", lang, name=names.get(by, by)))
        if on_foot and distance_m == distance_m:  # noqa: PLR0124 — not NaN
            lines.append(say("tip_distance", lang, distance=format_quantity(distance_m, "m", lang=lang)))
        lines.append(_amount(*amount, lang=lang))
        sketch.add(shape, style, lines=lines, droppable="pieces")


def _amount(area_m2: float, persons: float, *, lang: str) -> str:
    """What a piece counts: its persons where it is of residents, else its area."""
    known = persons == persons  # noqa: PLR0124 — not NaN
    return format_quantity(persons, "persons", lang=lang) if known else format_quantity(area_m2, "m2", lang=lang)


def _add_united(sketch: Sketch, pieces: gpd.GeoDataFrame, state: str, *, names: Mapping[str, str], lang: str) -> None:
    """Many small cells: united by who serves them, so that the map stays fluent and the area stays the same."""
    served = _column(pieces, "served_by", "").fillna("").astype(str)
    for by, same in pieces.groupby(served, sort=False):
        lines = [_state_words(state, lang)]
        if by:
            lines.append(say("tip_served_by", lang, name=names.get(str(by), str(by))))
        persons = float(_column(same, "persons", _UNKNOWN).sum(min_count=1))
        lines.append(_amount(float(same.geometry.area.sum()), persons, lang=lang))
        sketch.add(_united(same.geometry), _style(state, "cover"), lines=lines)


def _united(shapes: gpd.GeoSeries) -> BaseGeometry:
    """Pieces of land as one shape; they do not overlap, so that nothing needs to be computed."""
    return shapely.multipolygons(shapely.get_parts(shapes.to_numpy()))


def _state_words(state: str, lang: str) -> str:
    return say(f"legend_{state}", lang)


# --- places and plots -----------------------------------------------------------------------------------------------


def facility_title(facility: str, lang: str = "zh") -> str:
    """The name of a facility kind; the key itself for a kind of the user's own."""
    key = f"facility_{facility}"
    return say(key, lang) if known(key) else facility


def places(district: District, *, facilities: tuple[str, ...] = (), entrances: bool = False, lang: str = "zh") -> Drawn:
    """Facilities of the given kinds by icon, and park entrances. A click names "place/<id>"."""
    sketch = Sketch(working_crs=district.crs, simplify_m=0.0)
    rows = _frame(district, "park_entrances")
    if entrances and rows is not None:
        for shape in rows.geometry:
            sketch.add(shape, _style("entrance", "places", minZoom=13))
    rows = _frame(district, "facilities")
    if rows is None:
        return sketch.finish()
    rows = rows[rows["facility"].isin(facilities)]
    for row in rows.itertuples():
        lines = [str(row.name) or say("unnamed", lang), facility_title(str(row.facility), lang)]
        if row.uncertainty_m > 0:
            lines.append(say("tip_uncertainty", lang, distance=format_quantity(row.uncertainty_m, "m", lang=lang)))
        if row.basis:
            lines.append(say("tip_basis", lang, basis=basis_text(Basis(row.basis), lang)))
        style = _style("facility", "places", icon=palette.facility_icon(str(row.facility)))
        sketch.add(row.geometry, style, key=f"place/{row.Index}", lines=lines)
    return sketch.finish()


def plots(
    plot_rows: gpd.GeoDataFrame, *, steps: pd.Series | None = None, texts: pd.Series | None = None, lang: str = "zh"
) -> Drawn:
    """Plots coloured by the class of a figure (`steps`: 0-4 or -1 on their index), else by land-use code.

    `texts`: the figure as text, for the tooltip. A click names "plot/<id>".
    """
    sketch = Sketch(working_crs=plot_rows.crs, simplify_m=0.5)
    for row in plot_rows.itertuples():
        step = -1 if steps is None else int(steps.get(row.Index, -1))
        colour, zh, en = palette.land_use_colour(str(row.code))
        plain = {**palette.style("plot"), "fillColor": colour}
        style = {**(plain if steps is None else palette.ramp_style(step)), "pane": "cover"}
        lines = [
            say("tip_plot", lang, name=str(row.name) or str(row.Index)),
            f"{row.code} {en if lang == 'en' else zh}",
        ]
        if texts is not None:
            lines.append(str(texts.get(row.Index, "")) or say("tip_no_figure", lang))
        sketch.add(row.geometry, style, key=f"plot/{row.Index}", lines=lines, droppable="plots")
    return sketch.finish()
