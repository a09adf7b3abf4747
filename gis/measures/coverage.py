"""Coverage of land: which part of each piece is served. The straight-line (radius) and the walking kind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from gis.measures.areas import areas_only
from gis.measures.sampling import WalkingLand, are_points, require_land, weight_of
from gis.network.noding import Floats
from gis.network.place import Places
from gis.network.reach import walk_distance

__all__ = [
    "QUAD_SEGS", "Coverage", "Served", "covered_parts", "not_assessed", "radius_coverage", "served_area",
    "share_of_land", "uncertainty_of", "walk_coverage", "walked_coverage",
]  # fmt: skip

QUAD_SEGS = 16  # segments a quarter circle; chords under-count, 16 by less than 0.0001 of the land
_EXACT_M = 1e-6  # a distance this little above the limit is a rounding, not a metre
_NOTHING = shapely.Polygon()
_FEW = 30  # up to here a plain union is faster
_Shapes = npt.NDArray[np.object_]


@dataclass(frozen=True, eq=False)
class Served:
    """Ground within reach in a straight line: as stated, and with every source nearer / farther by its uncertainty."""

    low: BaseGeometry
    value: BaseGeometry
    high: BaseGeometry


@dataclass(frozen=True, eq=False)
class Coverage:
    """What part of the land is served.

    `pieces`: index 0…n-1; geometry (areas, or the points of residents), `land_id` (index of the demand given), `weight`
    (m2 of land, or persons), `share` (0-1 of the piece, NaN where not assessed), `distance_m` (on foot; NaN for the
    radius kind, inf where nothing can be reached), `served_by` (id of the source, "" for none). `low_share`,
    `high_share`: the same share with the positional uncertainty of every source taken off / put on the distance, all at
    once. `covered`: served geometry of each piece; None for a mean of `elements`. `counts`: sources used and what was
    left out, by name. `missing`: kinds of which there is no place at all; with `assessed` False the shares are NaN: not
    measured, which is not zero. `served`: the ground (radius only).
    """

    pieces: gpd.GeoDataFrame
    low_share: pd.Series
    high_share: pd.Series
    covered: gpd.GeoSeries | None
    counts: Mapping[str, int] = field(default_factory=dict)
    assessed: bool = True
    missing: tuple[str, ...] = ()
    elements: Mapping[str, Coverage] = field(default_factory=dict)
    served: Served | None = None

    @property
    def share(self) -> float:
        """Covered share of all pieces together, 0-1; NaN for no weight at all or not assessed."""
        whole = float(self.pieces["weight"].sum())
        if not whole or not self.assessed:
            return float("nan")
        return float((self.pieces["weight"] * self.pieces["share"]).sum()) / whole


def uncertainty_of(features: gpd.GeoDataFrame) -> Floats:
    """Positional uncertainty of each row in metres; 0 where the column or the figure is absent."""
    if "uncertainty_m" not in features:
        return np.zeros(len(features))
    return np.asarray(np.nan_to_num(features["uncertainty_m"].to_numpy(dtype=float)), dtype=float)


def served_area(sources: gpd.GeoDataFrame, *, radius_m: Floats) -> Served:
    """United buffers of the sources, each with its radius in metres; `uncertainty_m` of the rows gives low and high."""
    shapes = np.asarray(sources.geometry.array, dtype=object)
    uncertainty_m = uncertainty_of(sources)
    value = _united(shapes, radius_m)
    if not uncertainty_m.any():
        return Served(value, value, value)
    return Served(_united(shapes, radius_m - uncertainty_m), value, _united(shapes, radius_m + uncertainty_m))


def _united(shapes: _Shapes, radius_m: Floats) -> BaseGeometry:
    near = radius_m > 0.0
    return shapely.union_all(shapely.buffer(shapes[near], radius_m[near], quad_segs=QUAD_SEGS))


def radius_coverage(land: gpd.GeoDataFrame, sources: gpd.GeoDataFrame, *, radius_m: Floats) -> Coverage:
    """Share of each land piece within the sources' radii, in a straight line from their boundaries (or points).

    The buffers are united first, so that ground near several sources counts once; one piece for each row of `land`.
    Points (residents) are within by their distance itself, without a chord.

    Raises
    ------
    MetricCRSError: land is not in metres. DuplicateKeyError: its index repeats.
    """
    if are_points(land):
        return _points_within(land, sources, radius_m=radius_m)
    coverage = share_of_land(land, served_area(sources, radius_m=radius_m))
    pieces = coverage.pieces
    share, seen = pieces["share"].to_numpy(dtype=float), np.asarray(pieces.geometry.array, dtype=object).copy()
    seen[share >= 1.0] = shapely.point_on_surface(seen[share >= 1.0])
    served_by = np.full(len(pieces), "", dtype=object)
    served_by[share > 0.0] = _server(seen[share > 0.0], sources, radius_m)
    return replace(coverage, pieces=pieces.assign(served_by=served_by))


def _points_within(points: gpd.GeoDataFrame, sources: gpd.GeoDataFrame, *, radius_m: Floats) -> Coverage:
    """Which points have a source within its radius, and which one is nearest."""
    blank = share_of_land(points, Served(_NOTHING, _NOTHING, _NOTHING))
    seen, uncertainty_m = np.asarray(blank.pieces.geometry.array, dtype=object), uncertainty_of(sources)
    served_by = _server(seen, sources, radius_m)
    share = pd.Series((served_by != "").astype(float))
    low, high = share, share
    if uncertainty_m.any():
        low, high = (
            pd.Series((_server(seen, sources, radius_m + sign * uncertainty_m) != "").astype(float))
            for sign in (-1.0, 1.0)
        )
    covered = gpd.GeoSeries(np.where(share > 0.0, seen, _NOTHING), index=blank.pieces.index, crs=points.crs)
    return replace(
        blank, pieces=blank.pieces.assign(share=share, served_by=served_by), low_share=low, high_share=high,
        covered=covered, served=None,
    )  # fmt: skip


def share_of_land(land: gpd.GeoDataFrame, served: Served) -> Coverage:
    """Share of each land piece (or point) that lies in a served area; those of no weight are counted and left out."""
    require_land(land)
    shapes, weight = np.asarray(land.geometry.array, dtype=object), weight_of(land)
    solid = np.nan_to_num(weight) > 0.0
    shapes, weight = shapes[solid], weight[solid]
    covered = _inside(shapes, served.value)
    share, low, high = (
        _part(part, shapes)
        for part in (
            covered,
            covered if served.low is served.value else _inside(shapes, served.low),
            covered if served.high is served.value else _inside(shapes, served.high),
        )
    )
    columns = {"land_id": land.index[solid].to_numpy(), "weight": weight, "share": share}
    rows = pd.DataFrame(columns, index=pd.RangeIndex(len(shapes))).assign(distance_m=np.nan, served_by="")
    pieces = gpd.GeoDataFrame(rows, geometry=shapes, crs=land.crs)
    return Coverage(
        pieces, pd.Series(np.minimum(low, share)), pd.Series(np.maximum(high, share)),
        gpd.GeoSeries(covered, index=pieces.index, crs=land.crs), {"land_empty": int((~solid).sum())}, served=served,
    )  # fmt: skip


def _part(covered: _Shapes, shapes: _Shapes) -> Floats:
    """Share of each shape's area that is covered; a point is covered or not."""
    area_m2 = shapely.area(shapes)
    point = area_m2 <= 0.0
    part = shapely.area(covered) / np.where(point, 1.0, area_m2)
    return np.asarray(np.where(point, ~shapely.is_empty(covered), np.clip(part, 0.0, 1.0)), dtype=float)


def _inside(shapes: _Shapes, ground: BaseGeometry) -> _Shapes:
    """The part of each shape in `ground`: whole where it lies inside, cut only at the border."""
    covered = np.full(len(shapes), _NOTHING, dtype=object)
    shapely.prepare(ground)
    whole = shapely.contains_properly(ground, shapes)
    border = ~whole & shapely.intersects(ground, shapes)
    whole |= border & (shapely.get_dimensions(shapes) == 0)
    border &= ~whole
    covered[whole] = shapes[whole]
    covered[border] = areas_only(shapely.intersection(shapes[border], ground))
    return covered


def _server(seen: _Shapes, sources: gpd.GeoDataFrame, radius_m: Floats) -> _Shapes:
    """Id of the nearest source whose radius reaches each shape; "" where none does.

    `seen`: a point within the piece; where only a part is covered, the piece itself, for the point may be out of reach.
    """
    served_by, nearest_m = np.full(len(seen), "", dtype=object), np.full(len(seen), np.inf)
    shapes, ids = np.asarray(sources.geometry.array, dtype=object), sources.index.to_numpy()
    for radius in np.unique(radius_m[radius_m > 0.0]):
        rows = np.flatnonzero(radius_m == radius)
        (piece, hit), away_m = shapely.STRtree(shapes[rows]).query_nearest(
            seen, max_distance=radius + _EXACT_M, all_matches=False, return_distance=True
        )
        better = away_m < nearest_m[piece]
        nearest_m[piece[better]] = away_m[better]
        served_by[piece[better]] = [str(key) for key in ids[rows[hit[better]]]]
    return served_by


def walk_coverage(
    land: WalkingLand, sources: Places, *, ids: npt.ArrayLike, distance_m: Floats, uncertainty_m: Floats
) -> Coverage:
    """Share of the land from which a source can be reached on foot within that source's distance.

    A cell counts whole or not at all, by the walk from its representative point: access leg, way along the streets,
    access leg of the source. A source with distance D starts (Dmax - D) late, so that one search serves all sizes; the
    source with the most distance to spare serves the cell.

    Parameters
    ----------
    ids, distance_m, uncertainty_m: id, distance and positional uncertainty (metres) of each source.
    """
    names = np.append(np.asarray(ids, dtype=object).astype(str), "")
    share, walk_m, source = _within(land, sources, distance_m)
    low, high = share, share
    if uncertainty_m.any():
        low = _within(land, sources, distance_m - uncertainty_m)[0]
        high = _within(land, sources, distance_m + uncertainty_m)[0]
    served_by = np.where(share > 0.0, names[source], "").astype(object)
    counts = {**land.counts, "sources": len(sources.edge), "sources_out_of_reach": sources.out_of_reach_count}
    return walked_coverage(land, shares=(low, share, high), distance_m=walk_m, served_by=served_by, counts=counts)


def walked_coverage(
    land: WalkingLand, *, shares: tuple[Floats, Floats, Floats], distance_m: Floats, served_by: _Shapes,
    counts: Mapping[str, int],
) -> Coverage:  # fmt: skip
    """The coverage of cells that count whole or not at all: `shares` low, value, high (0, 1); the walk; who serves."""
    low, share, high = shares
    pieces = land.cells.assign(share=share, distance_m=distance_m, served_by=served_by)
    shapes = np.asarray(pieces.geometry.array, dtype=object)
    covered = np.where(share > 0.0, shapes, np.full(len(shapes), _NOTHING, dtype=object))
    return Coverage(
        pieces, pd.Series(low, index=pieces.index), pd.Series(high, index=pieces.index),
        gpd.GeoSeries(covered, index=pieces.index, crs=pieces.crs), counts=counts,
    )  # fmt: skip


def _within(land: WalkingLand, sources: Places, distance_m: Floats) -> tuple[Floats, Floats, npt.NDArray[np.int64]]:
    """Share (0 or 1) of each cell, its walk in metres and the source; sources with no distance left do not serve."""
    some = np.flatnonzero(distance_m > 0.0)
    farthest_m = float(distance_m[some].max()) if len(some) else 0.0
    late_m = farthest_m - distance_m[some]
    total_m, source = walk_distance(land.places, sources.take(some), start_m=late_m)
    share = (total_m <= farthest_m + _EXACT_M).astype(float)
    found = source >= 0
    total_m[found] -= late_m[source[found]]
    source[found] = some[source[found]]
    return share, total_m, source


def not_assessed(pieces: gpd.GeoDataFrame, *, missing: tuple[str, ...], counts: Mapping[str, int]) -> Coverage:
    """Coverage of land that could not be measured for want of sources: every share NaN, never zero."""
    land_id = pieces.get("land_id", pieces.index)
    rows = pd.DataFrame({"land_id": np.asarray(land_id)}).assign(
        weight=weight_of(pieces), share=np.nan, distance_m=np.nan, served_by=""
    )
    unknown = gpd.GeoDataFrame(rows, geometry=np.asarray(pieces.geometry.array), crs=pieces.crs)
    nothing = pd.Series(np.nan, index=unknown.index)
    return Coverage(unknown, nothing, nothing.copy(), None, counts=counts, assessed=False, missing=missing)


def covered_parts(coverage: Coverage, *, by_land: bool = True) -> gpd.GeoDataFrame:
    """The land cut into covered and uncovered parts, to draw; the areas add up to the figures.

    A mean of n elements gives parts with shares 0, 1/n … 1: by how many elements the ground is served. Where coverage
    is not assessed, no part has a share.

    Parameters
    ----------
    by_land: unite the parts of one share within each land piece (cells vanish); False: parts of each piece, with
        `served_by`.

    Returns
    -------
    GeoDataFrame, index 0…n-1: geometry, `land_id`, `share` (0-1), `weight` (m2 of land, or persons), `served_by` (""
    where united), `distance_m` (the piece's walk, of united cells the longest; NaN for the radius kind).
    """
    shapes = np.asarray(coverage.pieces.geometry.array, dtype=object)
    found = []
    for share, shapes_of in _by_share(coverage, shapes):
        some = ~shapely.is_empty(shapes_of)
        rows = coverage.pieces.loc[some, ["land_id", "served_by", "distance_m", "weight"]].assign(share=share)
        if share == 0.0:
            rows["served_by"] = ""
        found.append(gpd.GeoDataFrame(rows, geometry=shapes_of[some], crs=coverage.pieces.crs))
    parts_of = gpd.GeoDataFrame(pd.concat(found, ignore_index=True), crs=coverage.pieces.crs)
    if by_land and coverage.pieces["land_id"].duplicated().any():
        groups = parts_of.groupby(["land_id", "share"], sort=False, dropna=False)
        united = [_united_cells(np.asarray(group.array, dtype=object)) for _, group in groups["geometry"]]
        keys = groups[["distance_m"]].max().reset_index().assign(served_by="")
        parts_of = gpd.GeoDataFrame(keys, geometry=united, crs=coverage.pieces.crs)
    if are_points(parts_of):
        return parts_of
    return parts_of.assign(weight=parts_of.geometry.area)


def _united_cells(shapes: _Shapes) -> BaseGeometry:
    """Union of cells of one grid: whole squares by their common edges (fast), then the clipped ones."""
    if len(shapes) < _FEW:
        return shapely.union_all(shapes)
    side_m = np.diff(shapely.bounds(shapes).reshape(-1, 2, 2), axis=1)[:, 0]
    square = np.isclose(shapely.area(shapes), side_m.max() ** 2, rtol=1e-9, atol=0.0)
    return shapely.union_all([shapely.coverage_union_all(shapes[square]), *shapes[~square]])


def _by_share(coverage: Coverage, shapes: _Shapes) -> list[tuple[float, _Shapes]]:
    """For each share, the part of every piece that has it."""
    if not coverage.assessed:
        return [(float("nan"), shapes)]
    if coverage.covered is not None:
        covered = np.asarray(coverage.covered.array, dtype=object)
        return [(1.0, covered), (0.0, _left_over(shapes, covered))]
    levels = [shapes]
    known = [one.covered for one in coverage.elements.values() if one.covered is not None]
    served = [np.asarray(covered.array, dtype=object) for covered in known]
    for covered in served:
        levels = _raised(levels, covered, shapely.area(covered) >= shapely.area(shapes))
    return [(count / len(served), level) for count, level in enumerate(levels)]


def _raised(levels: list[_Shapes], covered: _Shapes, whole: npt.NDArray[np.bool_]) -> list[_Shapes]:
    """Parts of each piece by how many elements serve them, after one more; only pieces partly served are cut."""
    nothing = np.full(len(covered), _NOTHING, dtype=object)
    cut = ~whole & (shapely.area(covered) > 0.0)
    up, stay = [nothing], []
    for level in levels:
        inside, outside = np.where(whole, level, nothing), np.where(whole, nothing, level)
        inside[cut] = areas_only(shapely.intersection(level[cut], covered[cut]))
        outside[cut] = areas_only(shapely.difference(level[cut], covered[cut]))
        up.append(inside)
        stay.append(outside)
    result = []
    for lower, same in zip(up, [*stay, nothing], strict=True):
        both = ~shapely.is_empty(lower) & ~shapely.is_empty(same)
        level = np.where(shapely.is_empty(lower), same, lower)
        level[both] = shapely.union(lower[both], same[both])
        result.append(level)
    return result


def _left_over(shapes: _Shapes, covered: _Shapes) -> _Shapes:
    """Each shape without its covered part; whole and empty ones are not computed."""
    left = shapes.copy()
    same = (shapely.area(covered) >= shapely.area(shapes)) & ~shapely.is_empty(covered)
    left[same] = _NOTHING
    cut = ~same & (shapely.area(covered) > 0.0)
    left[cut] = areas_only(shapely.difference(shapes[cut], covered[cut]))
    return left
