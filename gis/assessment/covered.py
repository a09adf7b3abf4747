"""The land behind a coverage figure as pieces to draw: their areas add up to the figure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gis.assessment.pieces import WHOLE
from gis.measures.coverage import Coverage, covered_parts
from gis.measures.sampling import are_points

__all__ = ["LazyPieces", "drawn_pieces"]

Key = tuple[str, str]


class LazyPieces(Mapping[Key, gpd.GeoDataFrame]):
    """(goal, measure) → pieces, cut when first asked for: figures alone need none of them."""

    def __init__(self, coverages: Mapping[Key, Coverage], member: Callable[[Key], pd.Series]) -> None:
        self._coverages, self._member = dict(coverages), member
        self._drawn: dict[Key, gpd.GeoDataFrame] = {}

    def __getitem__(self, key: Key) -> gpd.GeoDataFrame:
        if key not in self._drawn:
            self._drawn[key] = drawn_pieces(self._coverages[key], self._member(key))
        return self._drawn[key]

    def __iter__(self) -> Iterator[Key]:
        return iter(self._coverages)

    def __len__(self) -> int:
        return len(self._coverages)


def _state(shares: pd.Series) -> pd.Series:
    """Covered (1), uncovered (0), or partial: served by some elements of a mean."""
    return shares.map(lambda share: "covered" if share >= 1.0 else "uncovered" if share <= 0.0 else "partial")


def drawn_pieces(coverage: Coverage, member: pd.Series) -> gpd.GeoDataFrame:
    """Covered and uncovered land, united by land piece, share and what serves it.

    Parameters
    ----------
    member: tuple of zone ids on the index of the land that was measured.

    Returns
    -------
    Frame, index 0…n-1: geometry, `zones` (tuple of ids, without the whole), `in_whole`, `state` (covered, uncovered,
    partial), `share` (0-1), `area_m2`, `persons` (of points; NaN of land), `served_by` (id or ""), `distance_m`
    (longest walk in the piece; NaN: radius).
    """
    parts = covered_parts(coverage, by_land=False)
    points = are_points(parts)
    if parts["distance_m"].notna().any() and not points:
        parts = _united(parts)
    zones = member.reindex(parts["land_id"]).to_numpy()
    return gpd.GeoDataFrame(
        {
            "zones": pd.Series([tuple(z for z in of if z != WHOLE) for of in zones], dtype=object),
            "in_whole": [WHOLE in of for of in zones],
            "state": _state(parts["share"]).to_numpy(),
            "share": parts["share"].to_numpy(),
            "area_m2": parts.geometry.area.to_numpy(),
            "persons": parts["weight"].to_numpy() if points else np.nan,
            "served_by": parts["served_by"].to_numpy(),
            "distance_m": parts["distance_m"].to_numpy(),
        },
        geometry=parts.geometry.to_numpy(),
        crs=parts.crs,
    )


def _united(parts: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Cells of one land piece, share and source made one; cells share edges exactly, so the union adds no area."""
    finite = parts["distance_m"].where(np.isfinite(parts["distance_m"]))
    keys = ["land_id", "share", "served_by"]
    groups = parts.assign(distance_m=finite).groupby(keys, sort=False)
    rows = groups["distance_m"].max().reset_index()
    united = [shapely.coverage_union_all(group.to_numpy()) for _, group in groups["geometry"]]
    return gpd.GeoDataFrame(rows, geometry=united, crs=parts.crs)
