"""Service circles: several elements (clinic, school, market …), each measured, and their composite."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gis.crs import require_same
from gis.errors import DefinitionError
from gis.measures.coverage import Coverage, Served, not_assessed, share_of_land
from gis.measures.facilities import facility_radius, facility_walk
from gis.measures.registry import measure
from gis.measures.sampling import WalkingLand

__all__ = ["COMPOSITES", "circle_radius", "circle_walk", "composed"]

COMPOSITES = ("mean", "all", "mean_of_assessed")
Distances = float | Mapping[str, float]


@measure(
    name="circle_radius", family="coverage", layers=("land", "facilities"), unit="share",
    base="居住用地 / residential land",
    title="服务圈半径覆盖率", title_en="Service circle within radius",
    formula="各要素服务半径覆盖率的平均值(mean),或各要素服务范围交集内的居住用地面积 ÷ 居住用地面积(all)"
    " / mean of the elements within their radius (mean), or residential land in the intersection of all "
    "÷ residential land (all)",
)  # fmt: skip
def circle_radius(
    land: gpd.GeoDataFrame, facilities: gpd.GeoDataFrame, *,
    elements: Mapping[str, Sequence[str]], distance_m: Distances, composite: str = "mean",
) -> Coverage:  # fmt: skip
    """Straight-line coverage of residential land by each element of a circle, and the composite.

    An element is served by a facility of any of its kinds. An element of which there is no facility at all is named in
    `missing` and the composite is not assessed, unless `composite` is "mean_of_assessed".

    Parameters
    ----------
    elements: name → kinds. distance_m: radius in metres, for all or by element.
    composite: "mean" of the shares, "all" (land in the exact intersection), or "mean_of_assessed".

    Returns
    -------
    Coverage: the composite; `elements` has each one's own.

    Raises
    ------
    MetricCRSError, CRSMismatchError, DuplicateKeyError, DefinitionError: unusable frames or parameters.
    """
    require_same(facilities, land, layer="facilities")
    found = {
        name: facility_radius(land, facilities, kinds=elements[name], distance_m=reach_m)
        for name, reach_m in _distances(elements, distance_m, composite).items()
    }
    return composed(land, found, composite)


@measure(
    name="circle_walk", family="coverage", layers=("land", "facilities"), unit="share",
    base="居住用地 / residential land",
    title="服务圈步行覆盖率", title_en="Service circle within a walk",
    formula="各要素步行覆盖率的平均值(mean),或各要素均可步行到达的居住用地面积 ÷ 居住用地面积(all)"
    " / mean of the elements within a walk (mean), or residential land from which all can be walked to ÷ "
    "residential land (all)",
)  # fmt: skip
def circle_walk(
    land: WalkingLand, facilities: gpd.GeoDataFrame, *,
    elements: Mapping[str, Sequence[str]], distance_m: Distances, composite: str = "mean",
) -> Coverage:  # fmt: skip
    """Walking coverage of residential land by each element of a circle, and the composite.

    As `circle_radius`, on sampled land; under "all" a cell's `distance_m` is the walk to its farthest element.

    Raises
    ------
    MetricCRSError, CRSMismatchError, DefinitionError: unusable frames or parameters.
    """
    require_same(facilities, land.cells, layer="facilities")
    found = {
        name: facility_walk(land, facilities, kinds=elements[name], distance_m=reach_m)
        for name, reach_m in _distances(elements, distance_m, composite).items()
    }
    return composed(land.cells, found, composite)


def composed(land: gpd.GeoDataFrame, found: Mapping[str, Coverage], composite: str) -> Coverage:
    """The composite of the elements' coverages: their mean, or what all of them serve.

    Radius coverages of land are cut by the exact intersection of the served ground; cells and points count whole.
    """
    whole = _composite(land, found, composite)
    if whole is not None:
        return whole
    served = [one.served for one in found.values() if one.served is not None]
    if len(served) < len(found):
        return _all_of(found)
    together = Served(
        *(shapely.intersection_all([getattr(one, level) for one in served]) for level in ("low", "value", "high"))
    )
    return replace(share_of_land(land, together), elements=found)


def _all_of(found: Mapping[str, Coverage]) -> Coverage:
    """Pieces that count whole or not at all (cells, points): served where every element serves them."""
    first = next(iter(found.values()))
    pieces = first.pieces.assign(
        share=_least([one.pieces["share"] for one in found.values()]), served_by="",
        distance_m=-_least([-one.pieces["distance_m"] for one in found.values()]),
    )  # fmt: skip
    none = shapely.Polygon()
    covered = np.where(pieces["share"] > 0.0, np.asarray(pieces.geometry.array, dtype=object), none)
    return Coverage(
        pieces, _least([one.low_share for one in found.values()]), _least([one.high_share for one in found.values()]),
        gpd.GeoSeries(covered, index=pieces.index, crs=pieces.crs), counts=first.counts, elements=found,
    )  # fmt: skip


def _distances(elements: Mapping[str, Sequence[str]], distance_m: Distances, composite: str) -> dict[str, float]:
    """Distance of each element in metres, after a check of all three parameters."""
    if composite not in COMPOSITES:
        raise DefinitionError(file="—", key="composite", problem=f"{composite!r}: {COMPOSITES}")
    if not elements:
        raise DefinitionError(file="—", key="elements", problem="{}")
    if not isinstance(distance_m, Mapping):
        return dict.fromkeys(elements, float(distance_m))
    if set(distance_m) != set(elements):
        raise DefinitionError(file="—", key="distance_m", problem=f"{sorted(distance_m)} ≠ {sorted(elements)}")
    return {name: float(distance_m[name]) for name in elements}


def _composite(land: gpd.GeoDataFrame, found: Mapping[str, Coverage], composite: str) -> Coverage | None:
    """The mean of the elements, or "not assessed"; None where an intersection is asked for and can be had."""
    missing = tuple(name for name, one in found.items() if not one.assessed)
    measured = [one for one in found.values() if one.assessed]
    if not measured or (missing and composite != "mean_of_assessed"):
        counts = next(iter(found.values())).counts
        return replace(not_assessed(land, missing=missing, counts=counts), elements=found)
    if composite == "all":
        return None
    pieces = measured[0].pieces.assign(
        share=_mean([one.pieces["share"] for one in measured]), distance_m=np.nan, served_by=""
    )
    return Coverage(
        pieces, _mean([one.low_share for one in measured]), _mean([one.high_share for one in measured]), None,
        counts=measured[0].counts, missing=missing, elements=found,
    )  # fmt: skip


def _mean(shares: list[pd.Series]) -> pd.Series:
    return pd.concat(shares, axis=1).mean(axis=1)


def _least(figures: list[pd.Series]) -> pd.Series:
    return pd.concat(figures, axis=1).min(axis=1)
