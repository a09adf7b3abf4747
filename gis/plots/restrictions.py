"""What restricts a plot: its overlaps with red lines, protected land, corridors and other control layers, in m2."""

from __future__ import annotations

from collections.abc import Mapping

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gis.crs import require_same
from gis.measures.built import Shapes, require_valid, shapes_of
from gis.network.noding import Flags, Floats, Ints
from gis.plots.shared import Rings, polygon_parts, rings_of, shared

__all__ = ["overlaps"]

_COLUMNS = ("plot", "layer", "feature", "area_m2", "share", "mean_width_m", "united_m2", "united_share")
_MANY = 8  # more features on one plot are united as they lie: their pairs would be too many


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
    ground = rings_of(shapes)
    with np.errstate(divide="ignore"):
        per_plot = 1.0 / shapely.area(shapes)
    found = []
    for name, layer in layers.items():
        require_same(layer, plots, layer=name)
        require_valid(layer, name)
        found.append(_shared(ground, shapes_of(layer)))
    if not found:
        return pd.DataFrame(columns=list(_COLUMNS))
    row, feature, area_m2, outline_m, united = (np.concatenate(column) for column in zip(*found, strict=True))
    labels = [layer.index[one[1]] for layer, one in zip(layers.values(), found, strict=True)]
    return pd.DataFrame({
        "plot": plots.index[row], "layer": np.repeat(list(layers), [len(one[0]) for one in found]),
        "feature": labels[0].append(labels[1:]), "area_m2": area_m2, "share": area_m2 * per_plot[row],
        "mean_width_m": 2.0 * area_m2 / outline_m, "united_m2": united, "united_share": united * per_plot[row],
    })  # fmt: skip


def _shared(ground: Rings, layer: Shapes) -> tuple[Ints, Ints, Floats, Floats, Floats]:
    """Pairs (plot, feature) that share ground, its area and perimeter, and the united area of the plot."""
    row, found = shapely.STRtree(layer).query(ground.shapes)
    order = np.lexsort((found, row))
    row = row[order]
    used, feature = np.unique(found[order], return_inverse=True)  # most features are far from every plot
    features = layer[used]
    both = shared(ground, rings_of(features), (row, feature))
    kept = both.area_m2 > 0.0
    row, feature = row[kept], feature[kept]
    area_m2, outline_m = both.area_m2[kept], both.outline_m[kept]
    united = _united(ground, features, (row, feature, area_m2))
    return row, used[feature], area_m2, outline_m, united[row]


def _united(ground: Rings, features: Shapes, pairs: tuple[Ints, Ints, Floats]) -> Floats:
    """Ground of each plot under the features, counted once, by sorted pairs of plot and feature and their area.

    It is the sum less what two features have in common, as long as no three can have ground in common on the plot.
    """
    row, feature, area_m2 = pairs
    count = len(ground.shapes)
    whole_m2 = shapely.area(ground.shapes)
    united: Floats = np.bincount(row, weights=area_m2, minlength=count).astype(float)
    filled = np.zeros(count, dtype=bool)
    filled[row[area_m2 >= whole_m2[row]]] = True
    united[filled] = whole_m2[filled]
    several = np.bincount(row, minlength=count)
    crowded = ~filled & (several > _MANY)
    common_row, one, two = _both_on(ground, features, pairs, (several > 1) & ~filled & ~crowded)
    kinds, kind = np.unique(one * len(features) + two, return_inverse=True)
    one, two = np.divmod(kinds, max(1, len(features)))
    pieces, piece_kind = polygon_parts(shapely.intersection(features[one], features[two]))
    begin = np.searchsorted(piece_kind, np.arange(len(kinds) + 1))
    counts = np.diff(begin)[kind]
    owner: Ints = np.repeat(np.arange(len(kind)), counts)
    piece = begin[kind[owner]] + np.arange(len(owner)) - np.repeat(np.cumsum(counts) - counts, counts)
    twice_m2 = shared(ground, rings_of(pieces), (common_row[owner], piece)).area_m2
    per_pair_m2 = np.bincount(owner, weights=twice_m2, minlength=len(kind))
    united -= np.bincount(common_row, weights=per_pair_m2, minlength=count)
    crowded |= np.bincount(common_row, weights=per_pair_m2 > 0.0, minlength=count) > 2.0
    for plot, group in _groups(row, crowded):
        pieces = shapely.intersection(ground.shapes[plot], features[feature[group]])
        united[plot] = shapely.area(shapely.union_all(polygon_parts(pieces)[0]))
    return np.minimum(united, np.where(several > 0, whole_m2, 0.0))


def _both_on(
    ground: Rings, features: Shapes, pairs: tuple[Ints, Ints, Floats], wanted: Flags
) -> tuple[Ints, Ints, Ints]:
    """Of the plots wanted: plot and two features on it whose boxes meet each other and the plot's in one place."""
    row, feature, _ = pairs
    at: Ints = np.flatnonzero(wanted[row])
    ends = np.searchsorted(row[at], row[at], side="right")
    counts = ends - np.arange(len(at)) - 1  # the features after this one on the same plot
    first: Ints = np.repeat(np.arange(len(at)), counts)
    second = first + 1 + np.arange(len(first)) - np.repeat(np.cumsum(counts) - counts, counts)
    plot, one, two = row[at[first]], feature[at[first]], feature[at[second]]
    boxes, plot_boxes = shapely.bounds(features), shapely.bounds(ground.shapes)
    low = np.maximum(np.maximum(boxes[one, :2], boxes[two, :2]), plot_boxes[plot, :2])
    high = np.minimum(np.minimum(boxes[one, 2:], boxes[two, 2:]), plot_boxes[plot, 2:])
    kept = (low < high).all(axis=1)
    return plot[kept], one[kept], two[kept]


def _groups(row: Ints, wanted: Flags) -> list[tuple[int, Ints]]:
    """Positions by plot, of sorted plots, where the plot is wanted."""
    at = np.flatnonzero(wanted[row])
    starts = np.flatnonzero(np.diff(row[at], prepend=-1))
    groups = np.split(at, starts[1:]) if len(starts) else []
    return [(int(row[group[0]]), group) for group in groups]
