"""Land inside the radius but beyond the walk, coloured by its cause, and the mends that would help most."""

from __future__ import annotations

from collections.abc import Mapping

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

from gis.units import format_quantity
from gis.views import palette
from gis.views.drawing import Drawn, Sketch, discs
from gis.views.map_door import LegendRow
from gis.views.words import say

__all__ = ["gap_layer", "gap_legend", "near_miss_layer"]

_MENDS_SHOWN = 10
_RING_M = 12.0


def gap_layer(
    places: gpd.GeoDataFrame, mends: gpd.GeoDataFrame, *, names: Mapping[str, str], lang: str = "zh", unit: str = "m2"
) -> Drawn:
    """The gap by cause, united by cause and the park or facility that would serve it, and the ten best mends.

    A click names "gap/<cause>|<park>" or "mend/<number>".

    Parameters
    ----------
    places: `cause`, `title`, `title_en`, `park`, `weight`, geometry, metric CRS. mends: `title`, `title_en`,
        `park`, `length_m`, `gain`, geometry. names: id of a park or facility → its name. unit: of weight and gain,
        "m2" or "persons".
    """
    sketch, column = Sketch(working_crs=places.crs, simplify_m=0.0), "title_en" if lang == "en" else "title"
    drawn = gpd.GeoSeries(discs(places.geometry), index=places.index)
    for (cause, park), same in places.groupby(["cause", "park"], sort=True):
        lines = [str(same[column].iloc[0])]
        if park:
            lines.append(say("gap_nearest", lang, name=names.get(str(park), str(park))))
        lines.append(format_quantity(float(same["weight"].sum()), unit, lang=lang))
        shape = shapely.multipolygons(shapely.get_parts(drawn.loc[same.index].to_numpy()))
        style = {**palette.style(f"cause_{cause}"), "pane": "cover"}
        sketch.add(shape, style, key=f"gap/{cause}|{park}", lines=lines)
    for number, row in enumerate(mends.head(_MENDS_SHOWN).itertuples()):
        told = [str(getattr(row, column)), *([names.get(str(row.park), str(row.park))] if row.park else [])]
        gain = say("gap_gain", lang, area=format_quantity(row.gain, unit, lang=lang))
        style = {**palette.style("mend"), "pane": "places"}
        sketch.add(row.geometry, style, key=f"mend/{number}", lines=[*told, gain])
    return sketch.finish()


def near_miss_layer(points_xy: npt.NDArray[np.float64], *, crs: object, lang: str = "zh") -> Drawn:
    """Dead ends that stop within 5 m of a street, (k, 2) metres, as rings to look at."""
    sketch = Sketch(working_crs=crs, simplify_m=0.0)
    style = {**palette.style("near_miss"), "pane": "places"}
    for spot in shapely.points(points_xy):
        sketch.add(shapely.boundary(spot.buffer(_RING_M, quad_segs=4)), style, lines=[say("near_miss", lang)])
    return sketch.finish()


def gap_legend(places: gpd.GeoDataFrame, *, lang: str = "zh") -> list[LegendRow]:
    """One row a cause that occurs, and one for the mends."""
    column = "title_en" if lang == "en" else "title"
    titles = places.drop_duplicates("cause").set_index("cause")[column]
    rows = [LegendRow(str(title), palette.style(f"cause_{cause}")) for cause, title in titles.items()]
    return [*rows, LegendRow(say("gap_mend", lang), palette.style("mend"), shape="line")]
