"""One goal under every definition of coverage in use, side by side: the same land, the same sources, the same distance.

The share moves by tens of points with the definition alone; a figure without its definition says little.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from scipy.spatial import cKDTree

from gis.measures.coverage import Coverage, Served, not_assessed, radius_coverage, share_of_land, walk_coverage
from gis.measures.ground import land_near_lines
from gis.measures.sampling import WalkingLand, are_points, require_land, weight_of
from gis.measures.sources import Sources
from gis.network.graph import Network
from gis.network.missing import spot_xy
from gis.network.nearest import nodes_within
from gis.network.noding import Floats
from gis.network.place import Places
from gis.network.reached import reached_parts

__all__ = [
    "DEFINITIONS", "Definition", "by_edges", "by_hull", "by_nodes", "by_radius", "by_walk", "definitions",
    "definitions_table", "sampling_error_share",
]  # fmt: skip


@dataclass(frozen=True)
class Definition:
    """A definition by its names in both languages, and the rule in one sentence."""

    title: str
    title_en: str
    rule: str
    rule_en: str


DEFINITIONS: Mapping[str, Definition] = MappingProxyType({
    "radius": Definition(
        "半径(法定口径)", "Radius (statutory)", "位于公园边界或设施点直线半径内的居住用地,边界精确切割",
        "land within the straight radius of park boundaries or facility points, cut exactly",
    ),
    "edges_25": Definition(
        "可达街道两侧25米", "Reached streets + 25 m", "步行可达街段(精确到米)两侧各25米内的居住用地;住处到街道的路不计",
        "land within 25 m of the exact reached parts of streets; the way from home to the street is not counted",
    ),
    "edges_50": Definition(
        "可达街道两侧50米", "Reached streets + 50 m", "步行可达街段(精确到米)两侧各50米内的居住用地;住处到街道的路不计",
        "land within 50 m of the exact reached parts of streets; the way from home to the street is not counted",
    ),
    "walk": Definition(
        "住处到出入口步行(本图口径)", "Home to entrance on foot (ours)",
        "居住用地按方格取样,住处到街道、沿街道、街道到出入口三段都计入",
        "sampled land; both access legs and the street count",
    ),
    "dwellings": Definition(
        "住宅楼到出入口步行", "Dwelling to entrance on foot", "同上,从每栋住宅楼出发,按其占地分摊居住用地",
        "the same from every building, which carries its part of the land by footprint",
    ),
    "nodes": Definition(
        "中心点归到路口", "Centre to junction", "方格中心与出入口都移到最近的路口,两端路程不计(常见软件的做法)",
        "cells and entrances moved to their nearest junction, no access legs: what common packages do",
    ),
    "hull": Definition(
        "可达路口凸包", "Hull of reached junctions", "每个出入口可达路口的凸包,合并后切割居住用地(常见软件的做法)",
        "convex hull of the junctions each entrance reaches, united: a common recipe",
    ),
})  # fmt: skip

_BANDED = ("radius", "walk", "dwellings")  # the others are for comparison: their band is not measured
_SAMPLED = ("walk", "dwellings", "nodes")


def by_radius(land: gpd.GeoDataFrame, sources: Sources) -> Coverage:
    """Land within the straight radius of each park's boundary or facility's point (see `radius_coverage`)."""
    return radius_coverage(land, sources.shapes, radius_m=sources.reach_m)


def by_edges(land: gpd.GeoDataFrame, sources: Sources, *, width_m: float) -> Coverage:
    """Land within `width_m` metres of the streets that can be reached, each edge cut exactly where the walk ends.

    The leg from the entrance to the street counts, the leg of the home does not: the width stands for it.

    Raises
    ------
    MetricCRSError, DuplicateKeyError: unusable land. DefinitionError: width_m is not above 0.
    """
    require_land(land)
    weight = weight_of(land)
    solid, weight = land[np.nan_to_num(weight) > 0.0], weight[np.nan_to_num(weight) > 0.0]
    parts = reached_parts(sources.doors, limit_m=sources.farthest_m, start_m=sources.late_m)
    if are_points(solid):
        share = _near_lines(solid, parts.lines(), width_m=width_m)
        covered = solid.geometry.where(share > 0.0, shapely.Polygon())
    else:
        covered = land_near_lines(solid, parts.lines(), width_m=width_m)
        share = np.clip(covered.area.to_numpy(dtype=float) / weight, 0.0, 1.0)
    rows = pd.DataFrame({"land_id": solid.index.to_numpy(), "weight": weight, "share": share})
    pieces = gpd.GeoDataFrame(rows.assign(distance_m=np.nan, served_by=""), geometry=solid.geometry.array, crs=land.crs)
    flat = gpd.GeoSeries(covered.array, index=pieces.index, crs=land.crs)
    counts = {"land_empty": len(land) - len(solid), "reached_parts": len(parts.edge)}
    return Coverage(pieces, pieces["share"].copy(), pieces["share"].copy(), flat, counts)


def _near_lines(points: gpd.GeoDataFrame, lines: npt.NDArray[np.object_], *, width_m: float) -> Floats:
    """1 for each point that has a line within the width, else 0."""
    near = np.zeros(len(points))
    if len(lines):
        shapes = np.asarray(points.geometry.array, dtype=object)
        near[np.unique(shapely.STRtree(lines).query(shapes, predicate="dwithin", distance=width_m)[0])] = 1.0
    return near


def by_walk(land: WalkingLand, sources: Sources) -> Coverage:
    """Sampled land (cells, or dwellings) from which an entrance is within its walk, all legs counted."""
    return walk_coverage(
        land, sources.doors, ids=sources.ids, distance_m=sources.distance_m, uncertainty_m=sources.uncertainty_m
    )


def by_nodes(land: WalkingLand, sources: Sources) -> Coverage:
    """Sampled land whose nearest junction is within the walk of the junction nearest to an entrance, without legs.

    What has no street within the longest leg is left out, as in `by_walk`.
    """
    network = land.network
    centres = shapely.get_coordinates(shapely.centroid(np.asarray(land.cells.geometry.array, dtype=object)))
    doors_xy = _on_street_xy(sources.doors)
    moved = replace(
        land,
        places=_at_nodes(network, centres, land.places),
        kept={},
        counts={**land.counts, "junctions": len(network.node_xy)},
    )
    return walk_coverage(
        moved, _at_nodes(network, doors_xy, sources.doors), ids=sources.ids, distance_m=sources.distance_m,
        uncertainty_m=np.zeros(len(sources.owner)),
    )  # fmt: skip


def by_hull(land: gpd.GeoDataFrame, sources: Sources) -> Coverage:
    """Land in the united convex hulls of the junctions that each entrance reaches.

    Raises
    ------
    MetricCRSError, DuplicateKeyError: unusable land.
    """
    door, node = nodes_within(sources.doors, limit_m=sources.farthest_m, start_m=sources.late_m)
    order = np.argsort(door, kind="stable")
    points = shapely.points(sources.doors.network.node_xy[node[order]])
    groups = np.unique(door[order], return_inverse=True)[1]
    hulls = shapely.convex_hull(shapely.multipoints(points, indices=groups)) if len(points) else np.zeros(0, object)
    ground = shapely.union_all(hulls[shapely.area(hulls) > 0.0])
    return replace(share_of_land(land, Served(ground, ground, ground)), served=None)


def _on_street_xy(places: Places) -> Floats:
    """Where each place meets its street; NaN where it has none."""
    xy = np.full((len(places.edge), 2), np.nan)
    placed = np.flatnonzero(places.ok)
    xy[placed] = spot_xy(places.take(placed))
    return xy


def _at_nodes(network: Network, xy: Floats, places: Places) -> Places:
    """The attached places moved to the junction nearest to `xy`, without a leg."""
    edge, offset_m = np.full(len(xy), -1, dtype=np.int64), np.zeros(len(xy))
    leg_m = np.full(len(xy), np.inf)
    placed = np.flatnonzero(places.ok)
    if len(placed):
        node = cKDTree(network.node_xy).query(xy[placed])[1]
        own = np.full(len(network.node_xy), -1, dtype=np.int64)
        own[network.u], own[network.v] = np.arange(len(network.u)), np.arange(len(network.v))
        edge[placed] = own[node]
        offset_m[placed] = np.where(network.u[own[node]] == node, 0.0, network.length_m[own[node]])
        leg_m[placed] = 0.0
    return Places(network, edge, offset_m, leg_m, np.zeros(len(xy), dtype=np.bool_))


def definitions(
    land: gpd.GeoDataFrame, walking: WalkingLand, sources: Sources, *, dwellings: WalkingLand | None = None
) -> dict[str, Coverage]:
    """The coverage under every definition, by its key in `DEFINITIONS`.

    Parameters
    ----------
    land: pieces of residential land, or residents (points). walking: the same in cells, or put on the network.
    dwellings: the land as buildings, where there are any.

    Returns
    -------
    Definition → Coverage of the same land (figures by zone as of any coverage); all not assessed without any source.

    Raises
    ------
    MetricCRSError, CRSMismatchError, DuplicateKeyError: unusable frames.
    """
    keys = [key for key in DEFINITIONS if key != "dwellings" or dwellings is not None]
    if sources.missing:
        return {key: not_assessed(land, missing=sources.missing, counts=sources.counts) for key in keys}
    found = {
        "radius": by_radius(land, sources),
        "edges_25": by_edges(land, sources, width_m=25.0),
        "edges_50": by_edges(land, sources, width_m=50.0),
        "walk": by_walk(walking, sources),
        "nodes": by_nodes(walking, sources),
        "hull": by_hull(land, sources),
    }
    if dwellings is not None:
        found["dwellings"] = by_walk(dwellings, sources)
    return {key: found[key] for key in keys}


def sampling_error_share(coarse: Coverage, fine: Coverage) -> float:
    """How far the sampled share moved when the cells were halved: the error stated with it, 0-1.

    The covered area of a grid converges at least with the side of the cell, so what is left at the finer grid is of
    this size or less.
    """
    return abs(coarse.share - fine.share)


def definitions_table(
    found: Mapping[str, Coverage], *, finer: Coverage | None = None, land_ids: Collection[object] | None = None
) -> pd.DataFrame:
    """The definitions as a table, in the order of `DEFINITIONS`.

    Parameters
    ----------
    finer: "walk" on cells of half the side, for its sampling error. land_ids: only these pieces of land, e.g. a zone's.

    Returns
    -------
    Frame by definition: `title`, `title_en`, `rule`, `rule_en`, `share` (0-1, NaN not assessed), `covered`, `whole`
    (m2 of land, or persons), `low`, `high` (share with the positional uncertainty; NaN where not measured),
    `error_share` (of the sampling; 0 where nothing is sampled, NaN where it was not measured).
    """
    rows = []
    for key in (key for key in DEFINITIONS if key in found):
        one, told = found[key], DEFINITIONS[key]
        whole, share, low, high = _shares(one, land_ids)
        if key not in _BANDED:
            low = high = np.nan
        error = 0.0 if one.assessed else np.nan
        if key in _SAMPLED and not are_points(one.pieces):
            error = abs(share - _shares(finer, land_ids)[1]) if finer is not None and key == "walk" else np.nan
        rows.append({
            "definition": key, "title": told.title, "title_en": told.title_en, "rule": told.rule,
            "rule_en": told.rule_en, "share": share, "covered": share * whole, "whole": whole,
            "low": low, "high": high, "error_share": error,
        })  # fmt: skip
    return pd.DataFrame(rows).set_index("definition")


def _shares(coverage: Coverage, land_ids: Collection[object] | None) -> tuple[float, float, float, float]:
    """All land in m2 (all persons), and of it the share covered, its low and its high; NaN where there is none."""
    kept = np.ones(len(coverage.pieces), dtype=bool)
    if land_ids is not None:
        kept = coverage.pieces["land_id"].isin(list(land_ids)).to_numpy()
    weight = coverage.pieces["weight"].to_numpy(dtype=float)[kept]
    whole = float(weight.sum())
    if not coverage.assessed or whole <= 0.0:
        return whole, float("nan"), float("nan"), float("nan")
    sides = (coverage.pieces["share"], coverage.low_share, coverage.high_share)
    share, low, high = (float((weight * side.to_numpy(dtype=float)[kept]).sum()) / whole for side in sides)
    return whole, share, low, high
