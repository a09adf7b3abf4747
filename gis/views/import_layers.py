"""A layer under way on the map: rows by kind of shape, those set aside with their reason, a candidate's outline."""

from __future__ import annotations

from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import pyproj
import shapely
from shapely.geometry.base import BaseGeometry

from gis import crs
from gis.views import palette
from gis.views.drawing import Drawn, Sketch
from gis.views.map_door import LegendRow
from gis.views.words import say

__all__ = ["LOOKED_AT", "import_layer", "import_legend", "outline_layer"]

LOOKED_AT = 5_000  # features drawn of a layer
_SPOT_M = 14.0
_TOLD_COUNT = 6  # fields in a tooltip
_LONGEST = 80  # letters of a value in it
_STYLES = ("drawn_area", "drawn_line", "drawn_area")  # by the dimension of a shape; points are drawn as spots
_FAMILIES = {2: "area", 1: "line", 0: "point"}
_COLLECTION = 7  # type number of shapely
_MANY_POINTS, _ROUGH_M = 100_000, 3.0


def import_layer(
    rows: gpd.GeoDataFrame, aside: gpd.GeoDataFrame | None = None, *, reasons: Sequence[str] = (), lang: str = "zh"
) -> Drawn:
    """Rows in the working CRS, above them those set aside in red; a click tells the row's number, fields or reason.

    Parameters
    ----------
    reasons: of each row set aside, in the order of `aside`.

    Raises
    ------
    ValueError: not one reason for each row set aside.
    """
    many = int(shapely.get_num_coordinates(rows.geometry.to_numpy()).sum()) > _MANY_POINTS
    sketch = Sketch(working_crs=rows.crs, simplify_m=_ROUGH_M if many else 0.2)
    fields = [name for name in rows.columns if name != rows.active_geometry_name][:_TOLD_COUNT]
    values = rows[fields].astype(object).to_dict("records")
    for number, shape, told in zip(rows.index, rows.geometry, values, strict=True):
        lines = [say("import_row", lang, row=number)]
        lines += [f"{name}: {str(value)[:_LONGEST]}" for name, value in told.items() if str(value).strip()]
        _add(sketch, shape, "", lines)
    if aside is not None:
        for number, shape, reason in zip(aside.index, aside.geometry, reasons, strict=True):
            lines = [say("import_row_aside", lang, row=number), str(reason)]
            _add(sketch, shape, "set_aside", lines)
    return sketch.finish()


def _add(sketch: Sketch, shape: BaseGeometry | None, style: str, lines: Sequence[str]) -> None:
    """One shape: points as spots, of a collection what has most dimensions."""
    if shape is None or shape.is_empty:
        return
    size = int(shapely.get_dimensions(shape))
    parts = shapely.get_parts(shape)
    if size == 0:
        drawn = shapely.buffer(shapely.union_all(parts), _SPOT_M, quad_segs=4)
    else:
        while shapely.get_type_id(parts).max() == _COLLECTION:
            parts = shapely.get_parts(parts)
        parts = parts[shapely.get_dimensions(parts) == size]
        parts = np.array([shapely.LineString(part) if part.geom_type == "LinearRing" else part for part in parts])
        drawn = (shapely.multipolygons if size == 2 else shapely.multilinestrings)(parts)
    look = {**palette.style(style or _STYLES[size]), "pane": "places"}
    if style and size == 1:
        look |= {"fill": False, "hatch": None}
    sketch.add(drawn, look, lines=lines)


def outline_layer(
    shape: gpd.GeoDataFrame, *, working_crs: pyproj.CRS, title: str, ring_m: float = 0.0, lang: str = "zh"
) -> Drawn:
    """The outline of a layer where a candidate puts it; `shape` in any CRS, `title` what the candidate is called.

    `ring_m`: radius of a ring around one that would be too small to see; 0: none.
    """
    moved = crs.declared(shape, None, target=working_crs, layer=title, source=title)
    sketch = Sketch(working_crs=moved.crs, simplify_m=0.2)
    for one in moved.geometry:
        drawn = one if one.geom_type == "Polygon" else one.buffer(_SPOT_M * 4.0)
        told = [say("import_outline", lang), title]
        sketch.add(drawn, {**palette.style("drawn_area"), "pane": "places"}, lines=told)
        if ring_m > 0.0:
            ring = drawn.centroid.buffer(ring_m).boundary
            sketch.add(ring, {**palette.style("drawn_line"), "pane": "places"}, lines=told)
    return sketch.finish()


def import_legend(rows: gpd.GeoDataFrame | None, *, aside: bool, whole: int, lang: str = "zh") -> list[LegendRow]:
    """Rows for what is shown; None: the outline of a candidate. `whole`: how many rows there are, drawn or not."""
    if rows is None:
        return [LegendRow(say("import_outline", lang), palette.style("drawn_area"))]
    sizes = set(shapely.get_dimensions(rows.geometry.to_numpy()).tolist())
    legend = []
    for size in sorted(sizes & set(_FAMILIES), reverse=True):
        text = say("import_legend_rows", lang, family=say(f"family_{_FAMILIES[size]}", lang))
        legend.append(LegendRow(text, palette.style(_STYLES[size]), shape="line" if size == 1 else "area"))
    if aside:
        legend.append(LegendRow(say("import_legend_aside", lang), palette.style("set_aside")))
    if whole > len(rows):
        legend.append(LegendRow(say("import_legend_part", lang, shown=f"{len(rows):,}", whole=f"{whole:,}")))
    return legend
