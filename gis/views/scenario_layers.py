"""A trial on the map: what is newly covered, what no longer is, and the edits themselves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import geopandas as gpd
import shapely

from gis.scenario import Edit
from gis.units import format_quantity
from gis.views import palette
from gis.views.drawing import Drawn, Sketch, discs
from gis.views.map_door import LegendRow
from gis.views.scenario import edit_text
from gis.views.words import say

__all__ = ["trial_layer", "trial_legend"]

_STYLE_OF = {"park": "drawn_area", "gate": "drawn_point", "facility": "drawn_point", "link": "drawn_line"}
_SPOT_M = 14.0


def trial_layer(
    moved: gpd.GeoDataFrame, edits: Sequence[Edit], *, names: Mapping[str, str], lang: str = "zh", unit: str = "m2"
) -> Drawn:
    """What comes within reach and what falls out of it, and above it the edits.

    Parameters
    ----------
    moved: `state` (gained, lost), `weight`, geometry, in the working CRS. names: id of a park or facility → its name.
    unit: of the weight, "m2" or "persons".
    """
    sketch = Sketch(working_crs=moved.crs, simplify_m=0.0)
    drawn = gpd.GeoSeries(discs(moved.geometry), index=moved.index)
    for state in ("lost", "gained"):
        same = moved[moved["state"] == state]
        if len(same):
            lines = [say(f"legend_{state}", lang), format_quantity(float(same["weight"].sum()), unit, lang=lang)]
            shape = shapely.multipolygons(_areas(drawn.loc[same.index].to_numpy()))
            sketch.add(shape, {**palette.style(state), "pane": "cover"}, lines=lines)
    for edit in edits:
        if edit.geometry is not None:
            shape = edit.geometry.buffer(_SPOT_M) if edit.kind in ("gate", "facility") else edit.geometry
            style = "drawn_area" if edit.kind in ("gate", "facility") else _STYLE_OF[edit.kind]
            sketch.add(
                shape, {**palette.style(style), "pane": "places"}, lines=[edit_text(edit, names=names, lang=lang)]
            )
    return sketch.finish()


def _areas(shapes: object) -> list[shapely.Polygon]:
    return [part for part in shapely.get_parts(shapes) if part.geom_type == "Polygon" and not part.is_empty]


def trial_legend(moved: gpd.GeoDataFrame, edits: Sequence[Edit], *, lang: str = "zh") -> list[LegendRow]:
    """Rows for the states that occur and for the edits."""
    states = [state for state in ("gained", "lost") if state in set(moved["state"])]
    rows = [LegendRow(say(f"legend_{state}", lang), palette.style(state)) for state in states]
    if any(edit.geometry is not None for edit in edits):
        rows.append(LegendRow(say("legend_edit", lang), palette.style("drawn_area")))
    return rows
