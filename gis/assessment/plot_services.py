"""Services of plots on foot: the nearest facility of each kind from the plot's inner point along the streets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely

from gis.assessment.bench import Bench
from gis.district import District
from gis.errors import MissingLayerError
from gis.measures.built import Shapes
from gis.network.noding import Floats, Ints
from gis.network.place import place_on
from gis.network.reach import walk_distance
from gis.plots.card import CardService
from gis.read.folder import shipped_standards
from gis.read.goals import FacilityKind

__all__ = ["PlotServices", "services_on_foot"]


@dataclass(frozen=True, slots=True)
class PlotServices:
    """The services a plot reaches, the nearest first, and the kinds none of which lies within `longest_m`."""

    reached: tuple[CardService, ...]
    lacking: tuple[str, ...]
    longest_m: float


def services_on_foot(district: District, plots: gpd.GeoDataFrame) -> list[PlotServices]:
    """For every plot the nearest facility of each kind the district has, by the distances of the standard circles.

    The walk starts at the plot's inner point, goes to the nearest street and along the streets.

    Returns
    -------
    One entry a plot; empty where the district has no streets or no facilities, or a plot no outline.
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
        names = group["name"].astype(str).tolist()
        for row, service in enumerate(_nearest(kind, walk, (inner, points), names=names, reach=reach)):
            rows[row].append(service)
    return [
        PlotServices(
            tuple(sorted((one for one in row if one.walk_m is not None), key=lambda one: one.walk_m or 0.0)),
            tuple(one.kind for one in row if one.walk_m is None),
            reach[-1][0],
        )
        for row in rows
    ]


def _nearest(
    kind: FacilityKind,
    walk: tuple[Floats, Ints],
    places: tuple[Shapes, Shapes],
    *,
    names: list[str],
    reach: list[tuple[float, int]],
) -> Iterator[CardService]:
    """The nearest of one kind on foot for every plot; without a walk where none is reached."""
    title = f"{kind.name} / {kind.name_en}" if kind.name_en else kind.name
    inner, points = places
    for row, (metres, source) in enumerate(zip(*walk, strict=True)):
        if not np.isfinite(metres):
            yield CardService(title, "", None, None)
            continue
        minutes = next((minutes for limit, minutes in reach if metres <= limit), None)
        straight_m = float(shapely.distance(inner[row], points[int(source)]))
        yield CardService(title, names[int(source)], float(metres), minutes, straight_m)
