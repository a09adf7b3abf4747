"""Residential land cut along the zones, so that overlapping zones share pieces and the whole counts each once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from gis.measures.areas import areas_only

__all__ = ["WHOLE", "by_zone", "cut_by_zones", "membership", "points_by_zones", "residential_land"]

WHOLE = "*"  # stands for the whole district among zone ids, inside this package only

Shapes = npt.NDArray[np.object_]
_SLIVER_M2 = 1e-6  # below the square millimetre an intersection is rounding, not land


def residential_land(land_use: gpd.GeoDataFrame, *, prefixes: Sequence[str]) -> gpd.GeoDataFrame:
    """The rows of `land_use` whose code starts with one of `prefixes` (0701 housing, 0702 its services ...)."""
    return land_use[land_use["code"].str.startswith(tuple(prefixes))]


def _split(shapes: Shapes, knife: BaseGeometry) -> tuple[Shapes, Shapes]:
    """Each shape's part inside `knife` and its part outside; only shapes on the knife's edge are computed."""
    inside, outside = np.full(len(shapes), None, dtype=object), shapes.copy()
    shapely.prepare(knife)
    whole = shapely.contains_properly(knife, shapes)
    inside[whole], outside[whole] = shapes[whole], None
    cut = ~whole & shapely.intersects(knife, shapes)
    inside[cut] = _areas(shapely.intersection(shapes[cut], knife))
    outside[cut] = _areas(shapely.difference(shapes[cut], knife))
    return inside, outside


def _areas(shapes: Shapes) -> Shapes:
    """Shapes reduced to their areas: touching lines and points are no land; None where nothing is left."""
    shapes = areas_only(shapes)
    shapes[shapely.area(shapes) <= _SLIVER_M2] = None
    return shapes


def cut_by_zones(
    land: gpd.GeoDataFrame, zones: Mapping[str, BaseGeometry], *, whole: BaseGeometry | None
) -> gpd.GeoDataFrame:
    """Land cut along every zone's edge.

    Parameters
    ----------
    land: areas in metres. zones: zone id → polygon. whole: the evaluation area; None takes all land.

    Returns
    -------
    Frame with a running index, `source_id` (index in `land`), `zones` (tuple of zone ids, `WHOLE` first for land
    of the evaluation area) and geometry; land in no zone and outside the whole is left out.
    """
    shapes: Shapes = np.asarray(land.geometry.array, dtype=object)
    ids: npt.NDArray[np.object_] = land.index.to_numpy(dtype=object)
    member = pd.Series([()] * len(shapes), dtype=object).to_numpy()
    knives = {WHOLE: whole, **zones} if whole is not None else dict(zones)
    if whole is None:
        member = pd.Series([(WHOLE,)] * len(shapes), dtype=object).to_numpy()
    for zone_id, knife in knives.items():
        inside, outside = _split(shapes, knife)
        kept = np.array([shape is not None for shape in inside], dtype=bool)
        rest = np.array([shape is not None for shape in outside], dtype=bool)
        tagged = pd.Series([(*zones_of, zone_id) for zones_of in member[kept]], dtype=object).to_numpy()
        shapes = np.concatenate([inside[kept], outside[rest]])
        ids = np.concatenate([ids[kept], ids[rest]])
        member = np.concatenate([tagged, member[rest]]) if kept.any() else member[rest]
    placed = np.array([len(zones_of) > 0 for zones_of in member], dtype=bool)
    return gpd.GeoDataFrame({"source_id": ids[placed], "zones": member[placed]}, geometry=shapes[placed], crs=land.crs)


def points_by_zones(
    points: gpd.GeoDataFrame, zones: Mapping[str, BaseGeometry], *, whole: BaseGeometry | None
) -> gpd.GeoDataFrame:
    """Points with the zones they stand in, as `cut_by_zones` for land; a point on an edge stands in it.

    Returns
    -------
    The rows of `points` in some zone or the whole, with a running index, `source_id`, `zones` and their own columns.
    """
    shapes: Shapes = np.asarray(points.geometry.array, dtype=object)
    everywhere = np.ones(len(shapes), dtype=bool)
    inside = {WHOLE: everywhere if whole is None else shapely.intersects(whole, shapes)}
    for zone_id, zone in zones.items():
        shapely.prepare(zone)
        inside[zone_id] = shapely.intersects(zone, shapes)
    member = [tuple(zone_id for zone_id, of in inside.items() if of[row]) for row in range(len(shapes))]
    rows = points.assign(source_id=points.index, zones=pd.Series(member, index=points.index, dtype=object))
    return rows[[len(of) > 0 for of in member]].reset_index(drop=True)


def by_zone(values: npt.ArrayLike, land_id: npt.ArrayLike, member: npt.NDArray[np.bool_]) -> npt.NDArray[np.float64]:
    """Sum over the land of each zone; 0 for a zone without land.

    Parameters
    ----------
    values: a figure for each piece of a coverage. land_id: the row of the land each piece lies in.
    member: (rows of land, zones), whether that land lies in that zone.

    Returns
    -------
    One sum a zone, in the order of the columns of `member`.
    """
    of_land = np.bincount(np.asarray(land_id, dtype=np.int64), np.asarray(values, dtype=float), minlength=len(member))
    return np.asarray(of_land @ member, dtype=np.float64)


def membership(zones_of: pd.Series, zone_ids: Sequence[str]) -> npt.NDArray[np.bool_]:
    """Which land lies in which zone, from tuples of zone ids: (rows of land, `zone_ids`)."""
    return np.array([[zone_id in of for zone_id in zone_ids] for of in zones_of], dtype=bool).reshape(-1, len(zone_ids))
