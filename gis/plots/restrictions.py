"""What restricts a plot: its overlaps with red lines, protected land, corridors and other control layers, in m2."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gis.crs import require_same
from gis.measures.built import Shapes, require_valid, shapes_of
from gis.network.noding import Flags, Floats, Ints
from gis.plots.shared import Rings, polygon_parts, rings_of, shared, spread

__all__ = ["overlaps"]

_THREADS = 2
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
    for name, layer in layers.items():
        require_same(layer, plots, layer=name)
    with ThreadPoolExecutor(_THREADS) as pool:  # GEOS and numpy let others work meanwhile
        shares = list(pool.map(lambda one: _checked(ground, one[1], one[0]), layers.items()))
    found, near = [], [shapes[:0]]
    for number, (features, (row, label, feature, used, area_m2, outline_m)) in enumerate(shares):
        found.append((row + number * len(plots), label, feature + sum(map(len, near)), area_m2, outline_m))
        near.append(features[used])
    if not found:
        return pd.DataFrame(columns=list(_COLUMNS))
    key, _, feature, area_m2, outline_m = (np.concatenate(column) for column in zip(*found, strict=True))
    united = _united(ground, np.concatenate(near), (key, feature, area_m2))[key]
    at_layer, row = np.divmod(key, max(1, len(plots)))
    labels = [layer.index[one[1]] for layer, one in zip(layers.values(), found, strict=True)]
    return pd.DataFrame({
        "plot": plots.index[row], "layer": np.array(list(layers))[at_layer], "feature": labels[0].append(labels[1:]),
        "area_m2": area_m2, "share": area_m2 * per_plot[row], "mean_width_m": 2.0 * area_m2 / outline_m,
        "united_m2": united, "united_share": united * per_plot[row],
    })  # fmt: skip


def _checked(
    ground: Rings, layer: gpd.GeoDataFrame, name: str
) -> tuple[Shapes, tuple[Ints, Ints, Ints, Ints, Floats, Floats]]:
    """The features of a layer, which must be valid, and what they share with the plots."""
    require_valid(layer, name)
    features = shapes_of(layer)
    return features, _shared(ground, features)


def _shared(ground: Rings, layer: Shapes) -> tuple[Ints, Ints, Ints, Ints, Floats, Floats]:
    """Pairs that share ground: row of plot, row of feature, its place among the used; the used; area and perimeter."""
    row, found = shapely.STRtree(layer).query(ground.shapes)
    order = np.lexsort((found, row))
    row = row[order]
    used, feature = np.unique(found[order], return_inverse=True)  # most features are far from every plot
    both = shared(ground, rings_of(layer[used]), (row, feature))
    kept = both.area_m2 > 0.0
    return row[kept], used[feature[kept]], feature[kept], used, both.area_m2[kept], both.outline_m[kept]


def _united(ground: Rings, features: Shapes, pairs: tuple[Ints, Ints, Floats]) -> Floats:
    """Ground under the features of a layer, counted once, by key: the row of the plot + layer × plots; keys are sorted.

    It is the sum less what two features have in common, as long as no three can have ground in common on the plot.
    """
    key, feature, area_m2 = pairs
    plots = len(ground.shapes)
    several = np.bincount(key, minlength=plots)
    count = len(several)
    whole_m2 = np.resize(shapely.area(ground.shapes), count)
    united: Floats = np.bincount(key, weights=area_m2, minlength=count).astype(float)
    filled = np.zeros(count, dtype=bool)
    filled[key[area_m2 >= whole_m2[key]]] = True
    united[filled] = whole_m2[filled]
    crowded = ~filled & (several > _MANY)
    common_key, one, two = _both_on(ground, features, pairs, (several > 1) & ~filled & ~crowded)
    common_m2 = _common(ground, features, (common_key % max(1, plots), one, two))
    united -= np.bincount(common_key, weights=common_m2, minlength=count)
    crowded |= np.bincount(common_key, weights=common_m2 > 0.0, minlength=count) > 2.0
    for at, group in _groups(key, crowded):
        pieces = shapely.intersection(ground.shapes[at % plots], features[feature[group]])
        united[at] = shapely.area(shapely.union_all(polygon_parts(pieces)[0]))
    return np.minimum(united, whole_m2)


def _common(ground: Rings, features: Shapes, both: tuple[Ints, Ints, Ints]) -> Floats:
    """What two features have in common on a plot, m2, by row of the plot and the two."""
    row, one, two = both
    pairs, pair = np.unique(one * len(features) + two, return_inverse=True)
    one, two = np.divmod(pairs, max(1, len(features)))
    pieces, pair_of_piece = polygon_parts(shapely.intersection(features[one], features[two]))
    begin = np.searchsorted(pair_of_piece, np.arange(len(pairs) + 1))
    at, offset = spread(np.diff(begin)[pair])
    found_m2 = shared(ground, rings_of(pieces), (row[at], begin[pair[at]] + offset)).area_m2
    return np.bincount(at, weights=found_m2, minlength=len(row)).astype(float)


def _both_on(
    ground: Rings, features: Shapes, pairs: tuple[Ints, Ints, Floats], wanted: Flags
) -> tuple[Ints, Ints, Ints]:
    """Of the keys wanted: key and two features on the plot whose boxes meet each other and the plot's in one place."""
    key, feature, _ = pairs
    at: Ints = np.flatnonzero(wanted[key])
    ends = np.searchsorted(key[at], key[at], side="right")
    first, offset = spread(ends - np.arange(len(at)) - 1)  # beside those after it on the same plot
    one, two = feature[at[first]], feature[at[first + 1 + offset]]
    key = key[at[first]]
    boxes, plot_box = shapely.bounds(features), shapely.bounds(ground.shapes)[key % max(1, len(ground.shapes))]
    low = np.maximum(np.maximum(boxes[one, :2], boxes[two, :2]), plot_box[:, :2])
    high = np.minimum(np.minimum(boxes[one, 2:], boxes[two, 2:]), plot_box[:, 2:])
    kept = (low < high).all(axis=1)
    return key[kept], one[kept], two[kept]


def _groups(row: Ints, wanted: Flags) -> list[tuple[int, Ints]]:
    """Positions by plot, of sorted plots, where the plot is wanted."""
    at = np.flatnonzero(wanted[row])
    starts = np.flatnonzero(np.diff(row[at], prepend=-1))
    groups = np.split(at, starts[1:]) if len(starts) else []
    return [(int(row[group[0]]), group) for group in groups]
