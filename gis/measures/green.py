"""Green near home: 300米见绿、500米见园, by straight radius from the park and on foot from its entrances."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import geopandas as gpd
import numpy as np
import shapely

from gis.crs import require_same
from gis.errors import DefinitionError
from gis.measures.coverage import Coverage, not_assessed, radius_coverage, uncertainty_of, walk_coverage
from gis.measures.entrances import assumed_entrances
from gis.measures.registry import measure
from gis.measures.sampling import WalkingLand
from gis.measures.sources import Sources
from gis.network.noding import Floats
from gis.network.place import place_on
from gis.network.reach import joined

__all__ = ["Tier", "green_radius", "green_walk", "park_distance_m", "park_sources"]

Tier = tuple[float, float, float]  # smallest area (m2, counts), largest area (m2, does not count), distance (m)


def park_distance_m(parks: gpd.GeoDataFrame, *, tiers: Sequence[Tier]) -> Floats:
    """Service distance of each park by its size class, metres; 0 where it is in no class.

    Raises
    ------
    DefinitionError: no tier, or one that is not (smallest < largest, distance above 0).
    """
    if not tiers or not all(0.0 <= low < high and distance_m > 0.0 for low, high, distance_m in tiers):
        raise DefinitionError(file="—", key="tiers", problem=f"{list(tiers)}")
    area_m2 = np.nan_to_num(parks.geometry.area.to_numpy(dtype=float))
    distance_m = np.zeros(len(parks))
    for low, high, reach_m in tiers:
        distance_m = np.where((area_m2 >= low) & (area_m2 < high), np.maximum(distance_m, reach_m), distance_m)
    return distance_m


@measure(
    name="green_radius", family="coverage", layers=("land", "parks"), unit="share",
    base="居住用地 / residential land",
    title="公园绿地服务半径覆盖率", title_en="Green within radius",
    formula="居住用地中位于合格公园绿地边界服务半径(各规模级并集)内的面积 ÷ 居住用地面积"
    " / residential land inside the united radii from the boundaries of parks, by size class ÷ residential land",
)  # fmt: skip
def green_radius(land: gpd.GeoDataFrame, parks: gpd.GeoDataFrame, *, tiers: Sequence[Tier]) -> Coverage:
    """Share of residential land within the service radius of a park, straight from the park's boundary.

    Each park serves by its size class; the buffers are united; parks outside the land's zone serve as well. Not
    assessed where the layer has no park at all; 0 where it has parks but none of a size that counts.
    Source: 住建部城市体检 2021 (≥5000 m² → 500 m, 2000-5000 m² → 300 m) and the other presets.

    Parameters
    ----------
    land: residential land, any index. parks: areas, index park id, `uncertainty_m`.
    tiers: (smallest area, largest area, radius) in m2, m2, m.

    Raises
    ------
    MetricCRSError, CRSMismatchError, DuplicateKeyError, DefinitionError: unusable frames or tiers.
    """
    require_same(parks, land, layer="parks")
    distance_m = park_distance_m(parks, tiers=tiers)
    counts = {"parks": len(parks), "parks_in_no_size_class": int((distance_m == 0.0).sum())}
    if parks.empty:
        return not_assessed(land, missing=("parks",), counts=counts)
    some = distance_m > 0.0
    coverage = radius_coverage(land, parks[some], radius_m=distance_m[some])
    return replace(coverage, counts={**coverage.counts, **counts})


@measure(
    name="green_walk", family="coverage", layers=("land", "parks", "park_entrances"), unit="share",
    base="居住用地 / residential land",
    title="公园绿地步行覆盖率", title_en="Green within a walk",
    formula="居住用地(方格取样)中沿街道步行至合格公园出入口不超过规定距离的面积 ÷ 居住用地面积"
    " / residential land (in cells) within the walk along streets to a park entrance, by size class ÷ "
    "residential land",
)  # fmt: skip
def green_walk(
    land: WalkingLand, parks: gpd.GeoDataFrame, park_entrances: gpd.GeoDataFrame, *, tiers: Sequence[Tier]
) -> Coverage:
    """Share of residential land from which a park's entrance is within the walk of the park's size class.

    The walk counts the way to the street, along it and to the entrance. A park without any entrance in the layer is
    entered where a walkway meets its boundary, else where its boundary comes nearest to the streets
    (`assumed_entrances`), counted as `parks_without_entrances`: an assumption to be mended by mapping them.

    Parameters
    ----------
    land: sampled residential land. park_entrances: points with `park_id`, `uncertainty_m`; may be empty.
    tiers: (smallest area, largest area, walk) in m2, m2, m.

    Raises
    ------
    MetricCRSError, CRSMismatchError, DefinitionError: unusable frames or tiers.
    """
    sources = park_sources(land, parks, park_entrances, tiers=tiers)
    if parks.empty:
        return not_assessed(land.cells, missing=("parks",), counts={**land.counts, **sources.counts})
    coverage = walk_coverage(
        land, sources.doors, ids=sources.ids, distance_m=sources.distance_m, uncertainty_m=sources.uncertainty_m
    )
    return replace(coverage, counts={**coverage.counts, **sources.counts})


def park_sources(
    land: WalkingLand, parks: gpd.GeoDataFrame, park_entrances: gpd.GeoDataFrame, *, tiers: Sequence[Tier]
) -> Sources:
    """The parks of a size that counts and their entrances on the network, mapped ones and assumed ones.

    Raises
    ------
    MetricCRSError, CRSMismatchError, DefinitionError: unusable frames or tiers.
    """
    require_same(parks, land.cells, layer="parks")
    require_same(park_entrances, land.cells, layer="park_entrances")
    distance_m = park_distance_m(parks, tiers=tiers)
    owner = parks.index.get_indexer(park_entrances["park_id"])
    counts = {
        "parks": len(parks), "parks_in_no_size_class": int((distance_m == 0.0).sum()),
        "entrances_of_unknown_park": int((owner < 0).sum()),
    }  # fmt: skip
    some = distance_m > 0.0
    usable = (owner >= 0) & some[owner] if len(parks) else owner >= 0
    mapped = owner[usable]
    gates_xy = shapely.get_coordinates(park_entrances.geometry.array[usable])
    gates = place_on(land.network, gates_xy, max_leg_m=land.max_leg_m)
    bare = np.flatnonzero(some & ~np.isin(np.arange(len(parks)), mapped))
    assumed = assumed_entrances(parks.iloc[bare], land.network, max_leg_m=land.max_leg_m)
    whose = assumed.row
    row = np.cumsum(some) - 1
    if len(parks):
        counts |= {"parks_without_entrances": len(bare), "entrances_assumed": len(whose)}
        counts["entrances_assumed_on_walkways"] = int(assumed.on_walkway.sum())
        counts["parks_out_of_reach"] = len(bare) - len(np.unique(whose))
    return Sources(
        parks[some], distance_m[some], joined(gates, assumed.places), row[np.concatenate([mapped, bare[whose]])],
        np.concatenate([uncertainty_of(park_entrances)[usable], uncertainty_of(parks)[bare[whose]]]),
        counts=counts, missing=("parks",) if parks.empty else (),
        assumed_count=len(whose),
    )  # fmt: skip
