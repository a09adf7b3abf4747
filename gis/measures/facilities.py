"""Public facilities near home, one kind (or one of several kinds) at a time, by radius and on foot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import geopandas as gpd
import numpy as np
import shapely

from gis.crs import require_same
from gis.errors import DefinitionError
from gis.measures.coverage import Coverage, not_assessed, radius_coverage, uncertainty_of, walk_coverage
from gis.measures.registry import measure
from gis.measures.sampling import WalkingLand
from gis.measures.sources import Sources
from gis.network.place import place_on

__all__ = ["facility_radius", "facility_sources", "facility_walk", "of_kinds"]


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
    sources = facility_sources(land, facilities, kinds=kinds, distance_m=distance_m)
    if sources.missing:
        return not_assessed(land.cells, missing=sources.missing, counts={**land.counts, "sources": 0})
    return walk_coverage(
        land, sources.doors, ids=sources.ids, distance_m=sources.distance_m, uncertainty_m=sources.uncertainty_m
    )


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
