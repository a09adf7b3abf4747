"""Services of plots on foot: the nearest facility of each kind from the plot's inner point along the streets."""

from __future__ import annotations

from collections.abc import Iterator

import geopandas as gpd
import numpy as np
import shapely

from gis.assessment.bench import Bench
from gis.district import District
from gis.errors import MissingLayerError
from gis.network.noding import Floats, Ints
from gis.network.place import place_on
from gis.network.reach import walk_distance
from gis.plots.card import CardService
from gis.read.folder import shipped_standards
from gis.read.goals import FacilityKind

__all__ = ["services_on_foot"]

_UNREACHED = 99  # sorts behind every class of minutes


def services_on_foot(district: District, plots: gpd.GeoDataFrame) -> list[tuple[CardService, ...]]:
    """For every plot the nearest facility of each kind the district has, by the distances of the standard circles.

    The walk starts at the plot's inner point, goes to the nearest street and along the streets. Where none is within
    the longest circle, the nearest as the crow flies is named and the walk is unknown.

    Returns
    -------
    One tuple a plot, the nearest circles first; empty where the district has no streets or no facilities.
    """
    shapes = plots.geometry.to_numpy()
    if "facilities" not in district.layers or shapely.is_missing(shapes).any() or shapely.is_empty(shapes).any():
        return []
    bench = Bench(district)
    try:
        network = bench.network
    except MissingLayerError:
        return []
    inner = shapely.point_on_surface(shapes)
    homes = place_on(network, shapely.get_coordinates(inner), max_leg_m=bench.max_leg_m)
    standards = shipped_standards()
    reach = sorted((metres, int(minutes)) for metres, minutes in standards.walkers.minutes_of.items())
    rows: list[list[CardService]] = [[] for _ in shapes]
    for key, group in district.layers["facilities"].frame.groupby("facility", sort=False):
        kind = standards.facilities.get(str(key))
        if kind is None:
            continue
        points = group.geometry.to_numpy()
        doors = place_on(network, shapely.get_coordinates(points), max_leg_m=bench.max_leg_m)
        walk = walk_distance(homes, doors, limit_m=reach[-1][0])
        straight = shapely.STRtree(points).nearest(inner)
        names = group["name"].astype(str).tolist()
        for row, service in enumerate(_nearest(kind, walk, (inner, points, straight), names=names, reach=reach)):
            rows[row].append(service)
    return [tuple(sorted(row, key=lambda one: (one.minutes_class or _UNREACHED, one.walk_m or 0.0))) for row in rows]


def _nearest(
    kind: FacilityKind,
    walk: tuple[Floats, Ints],
    straight: tuple[np.ndarray, np.ndarray, Ints],
    *,
    names: list[str],
    reach: list[tuple[float, int]],
) -> Iterator[CardService]:
    """The service of one kind for every plot: the nearest on foot; where none is, the nearest as the crow flies."""
    title = f"{kind.name} / {kind.name_en}" if kind.name_en else kind.name
    inner, points, near = straight
    for row, (metres, source) in enumerate(zip(*walk, strict=True)):
        reached = bool(np.isfinite(metres))
        at = int(source) if reached else int(near[row])
        yield CardService(
            title,
            names[at],
            float(metres) if reached else None,
            next((minutes for limit, minutes in reach if metres <= limit), None) if reached else None,
            float(shapely.distance(inner[row], points[at])),
            "" if reached else f"步行 {reach[-1][0]:g} 米内没有 / none within a walk of {reach[-1][0]:g} m",
        )
