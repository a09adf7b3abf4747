"""What restricts a plot: its overlaps with red lines, protected land, corridors and other control layers, in m2."""

from __future__ import annotations

from collections.abc import Mapping

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gis.crs import require_same
from gis.measures.built import Shapes, overlapping, require_valid, shapes_of
from gis.network.noding import Flags, Floats, Ints

__all__ = ["overlaps"]

_COLUMNS = ("plot", "layer", "feature", "area_m2", "share", "mean_width_m", "united_m2", "united_share")
_PAIRS_AT_ONCE = 100_000  # bounds the memory


def overlaps(plots: gpd.GeoDataFrame, layers: Mapping[str, gpd.GeoDataFrame]) -> pd.DataFrame:
    """Every overlap of a plot with a feature of a control layer; touching alone is none.

    Parameters
    ----------
    plots, layers: valid polygons in one CRS in metres. Plots without geometry overlap nothing.

    Returns
    -------
    A row a plot and feature: plot, layer, feature (row labels and the layer's name), area_m2, share (0-1 of the plot's
    planar area), mean_width_m (2 × area ÷ perimeter of the overlap: of a sliver along a shared edge about its width),
    united_m2 and united_share (of plot and layer, where features overlap one another counted once; the same in all rows
    of that plot and layer). Sorted by layer, then plot, then feature.

    Raises
    ------
    MetricCRSError, CRSMismatchError: not one CRS in metres. GeometryError: invalid outlines.
    """
    shapes = shapes_of(plots)
    require_valid(plots, "plots")
    shapely.prepare(shapes)
    with np.errstate(divide="ignore"):
        per_plot = 1.0 / shapely.area(shapes)
    parts = []
    for name, layer in layers.items():
        require_same(layer, plots, layer=name)
        require_valid(layer, name)
        row, feature, area_m2, length_m, united = _shared(shapes, shapes_of(layer))
        parts.append(pd.DataFrame({
            "plot": plots.index[row], "layer": name, "feature": layer.index[feature], "area_m2": area_m2,
            "share": area_m2 * per_plot[row], "mean_width_m": 2.0 * area_m2 / length_m,
            "united_m2": united[row], "united_share": united[row] * per_plot[row],
        }))  # fmt: skip
    if not parts:
        return pd.DataFrame(columns=list(_COLUMNS))
    return pd.concat(parts, ignore_index=True)


def _shared(shapes: Shapes, features: Shapes) -> tuple[Ints, Ints, Floats, Floats, Floats]:
    """Pairs (plot, feature) that share ground, its area and perimeter, and the united area by plot."""
    row, feature = shapely.STRtree(features).query(shapes)
    shapely.prepare(features)
    order = np.lexsort((feature, row))
    row, feature = row[order], feature[order]
    area_m2, length_m = np.zeros(len(row)), np.zeros(len(row))
    pieces, whole_m2 = np.full(len(row), None, dtype=object), shapely.area(shapes)
    for begin in range(0, len(row), _PAIRS_AT_ONCE):
        part = slice(begin, begin + _PAIRS_AT_ONCE)
        pieces[part] = _pieces(shapes, features, (row[part], feature[part]))
        area_m2[part], length_m[part] = shapely.area(pieces[part]), shapely.length(pieces[part])
    kept = area_m2 > 0.0
    row, feature, pieces = row[kept], feature[kept], pieces[kept]
    area_m2, length_m = area_m2[kept], length_m[kept]
    united = np.bincount(row, weights=area_m2, minlength=len(shapes)).astype(float)
    doubtful = np.bincount(row, weights=overlapping(features)[feature], minlength=len(shapes)) > 1.0
    for plot, group in _groups(row, doubtful):
        filled = area_m2[group] >= whole_m2[plot]  # the plot lies within a feature: nothing to unite
        united[plot] = whole_m2[plot] if filled.any() else shapely.area(shapely.union_all(pieces[group]))
    return row, feature, area_m2, length_m, united


def _pieces(shapes: Shapes, features: Shapes, pairs: tuple[Ints, Ints]) -> Shapes:
    """The overlap of each pair: plot or feature itself where the other holds it; None where they only touch."""
    row, feature = pairs
    result = np.full(len(row), None, dtype=object)
    meets = shapely.intersects(features[feature], shapes[row])
    within = np.zeros(len(row), dtype=bool)
    within[meets] = shapely.contains(features[feature[meets]], shapes[row[meets]])
    result[within] = shapes[row[within]]
    rest: Ints = np.flatnonzero(meets & ~within)
    holds = shapely.contains(shapes[row[rest]], features[feature[rest]])
    result[rest[holds]] = features[feature[rest[holds]]]
    rest = rest[~holds]
    result[rest] = shapely.intersection(shapes[row[rest]], features[feature[rest]])
    return result


def _groups(row: Ints, wanted: Flags) -> list[tuple[int, Ints]]:
    """Positions by plot, of sorted plots, where the plot is wanted."""
    at = np.flatnonzero(wanted[row])
    starts = np.flatnonzero(np.diff(row[at], prepend=-1))
    groups = np.split(at, starts[1:]) if len(starts) else []
    return [(int(row[group[0]]), group) for group in groups]
