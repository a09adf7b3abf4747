"""Public facilities near home, one kind (or one of several kinds) at a time, by radius and on foot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

from gis.crs import require_same
from gis.errors import DefinitionError
from gis.measures.coverage import Coverage, not_assessed, radius_coverage, uncertainty_of, walked_coverage
from gis.measures.registry import measure
from gis.measures.sampling import WalkingLand
from gis.measures.sources import Sources
from gis.network.change import Reach
from gis.network.place import place_on
from gis.network.reach import walk_distance

__all__ = ["facility_radius", "facility_sources", "facility_walk", "of_kinds"]

_VALUE = 1  # the row of a walk as stated, between low and high


def of_kinds(facilities: gpd.GeoDataFrame, *, kinds: Sequence[str], distance_m: float) -> gpd.GeoDataFrame:
    """The facilities of any of the `kinds` that have a position.

    Raises
    ------
    DefinitionError: no kind named, or distance_m not above 0.
    """
    if isinstance(kinds, str) or not kinds:
        raise DefinitionError(file="—", key="kinds", problem=f"{kinds!r}")
    if not distance_m > 0.0:
        raise DefinitionError(file="—", key="distance_m", problem=f"{distance_m}")
    known = ~(facilities.geometry.isna() | facilities.geometry.is_empty)
    return facilities[facilities["facility"].isin(list(kinds)) & known]


@measure(
    name="facility_radius", family="coverage", layers=("land", "facilities"), unit="share",
    base="居住用地 / residential land",
    title="设施服务半径覆盖率", title_en="Facility within radius",
    formula="居住用地中位于设施服务半径(并集)内的面积 ÷ 居住用地面积"
    " / residential land inside the united radii of the facilities ÷ residential land",
)  # fmt: skip
def facility_radius(
    land: gpd.GeoDataFrame, facilities: gpd.GeoDataFrame, *, kinds: Sequence[str], distance_m: float
) -> Coverage:
    """Share of residential land within `distance_m` of a facility of one of the `kinds`, in a straight line.

    Not assessed (never 0) where the layer has no facility of these kinds.
    Source: GB 50180-2018 appendix C, 服务半径.

    Parameters
    ----------
    land: residential land. facilities: points with `facility` (kind), `uncertainty_m`. distance_m: radius in metres.

    Raises
    ------
    MetricCRSError, CRSMismatchError, DuplicateKeyError, DefinitionError: unusable frames or parameters.
    """
    require_same(facilities, land, layer="facilities")
    sources = of_kinds(facilities, kinds=kinds, distance_m=distance_m)
    if sources.empty:
        return not_assessed(land, missing=tuple(kinds), counts={"sources": 0})
    coverage = radius_coverage(land, sources, radius_m=np.full(len(sources), distance_m))
    return replace(coverage, counts={**coverage.counts, "sources": len(sources)})


@measure(
    name="facility_walk", family="coverage", layers=("land", "facilities"), unit="share",
    base="居住用地 / residential land",
    title="设施步行覆盖率", title_en="Facility within a walk",
    formula="居住用地(方格取样)中沿街道步行至设施不超过规定距离的面积 ÷ 居住用地面积"
    " / residential land (in cells) within the walk along streets to a facility ÷ residential land",
)  # fmt: skip
def facility_walk(
    land: WalkingLand, facilities: gpd.GeoDataFrame, *, kinds: Sequence[str], distance_m: float
) -> Coverage:
    """Share of residential land from which a facility of one of the `kinds` is within a walk of `distance_m`.

    The walk counts both access legs. Not assessed (never 0) where the layer has no facility of these kinds.
    Source: TD/T 1063-2021, 社区…步行…分钟覆盖率.

    Parameters
    ----------
    land: sampled residential land. facilities: points with `facility`, `uncertainty_m`. distance_m: walk in metres.

    Raises
    ------
    MetricCRSError, CRSMismatchError, DefinitionError: unusable frames or parameters.
    """
    walk = _walk(land, facilities, kinds=kinds, distance_m=distance_m)
    if not len(walk.ids):
        return not_assessed(land.cells, missing=tuple(kinds), counts={**land.counts, "sources": 0})
    asked_m = (distance_m, distance_m, distance_m + walk.most_m)
    low, share, high = walk.reach.each_within(distances_m=asked_m).astype(float)
    ids = np.append(walk.ids.astype(str), "")
    served_by = np.where(share > 0.0, ids[walk.reach.source[_VALUE]], "").astype(object)
    counts = {**land.counts, "sources": len(walk.ids), "sources_out_of_reach": walk.out_of_reach_count}
    return walked_coverage(
        land, shares=(low, share, high), distance_m=walk.reach.distance_m[_VALUE].copy(), served_by=served_by,
        counts=counts,
    )  # fmt: skip


@dataclass(frozen=True, eq=False)
class _Walk:
    """The walk of every cell to the nearest facility of some kinds, metres, whatever distance is asked.

    `reach`: three rows: every facility farther by its uncertainty; as stated; nearer by it, plus `most_m`, the largest
    of them. Its sources are rows of `ids`.
    """

    reach: Reach
    most_m: float
    ids: npt.NDArray[np.object_]
    out_of_reach_count: int


def _walk(land: WalkingLand, facilities: gpd.GeoDataFrame, *, kinds: Sequence[str], distance_m: float) -> _Walk:
    """The walk to the facilities of the kinds; searched once for a layer and kept with the land."""
    key = ("facilities", tuple(sorted(kinds)))
    kept = land.kept.get(key)
    if distance_m > 0.0 and isinstance(kept, tuple) and kept[0] is facilities and isinstance(kept[1], _Walk):
        return kept[1]
    sources = facility_sources(land, facilities, kinds=kinds, distance_m=distance_m)
    off_m = sources.uncertainty_m
    most_m = float(off_m.max(initial=0.0))
    value = walk_distance(land.places, sources.doors)
    low = high = value
    if most_m > 0.0:
        low, high = (walk_distance(land.places, sources.doors, start_m=late_m) for late_m in (off_m, most_m - off_m))
    distances_m, source = (np.stack(rows) for rows in zip(low, value, high, strict=True))
    walk = _Walk(Reach(distances_m, source, np.inf), most_m, sources.ids, sources.doors.out_of_reach_count)
    land.kept[key] = facilities, walk
    return walk


def facility_sources(
    land: WalkingLand, facilities: gpd.GeoDataFrame, *, kinds: Sequence[str], distance_m: float
) -> Sources:
    """The facilities of any of the `kinds`, each with its own point on the network as its door.

    Raises
    ------
    MetricCRSError, CRSMismatchError, DefinitionError: unusable frames or parameters.
    """
    require_same(facilities, land.cells, layer="facilities")
    found = of_kinds(facilities, kinds=kinds, distance_m=distance_m)
    doors = place_on(land.network, shapely.get_coordinates(found.geometry.array), max_leg_m=land.max_leg_m)
    return Sources(
        found, np.full(len(found), float(distance_m)), doors, np.arange(len(found)), uncertainty_of(found),
        missing=tuple(kinds) if found.empty else (),
    )  # fmt: skip
