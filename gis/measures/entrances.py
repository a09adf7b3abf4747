"""Where to enter parks of which no entrance is mapped: an assumption, always counted and flagged."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

from gis.network.graph import Network
from gis.network.noding import Flags, Floats, Ints
from gis.network.place import Places, place_on
from gis.network.reach import joined

__all__ = ["Entrances", "assumed_entrances", "boundary_entrances", "boundary_points", "walkway_entrances"]

_SPACING_M = 20.0  # boundary points tried as entrances where none is mapped
_LEVEL_M = 1.0  # legs this little longer than the shortest one are as good
_SAME_M = 0.5  # crossings nearer than this are one entrance


@dataclass(frozen=True, eq=False)
class Entrances:
    """Entrances on the network, one entry each.

    `row`: the row of its park. `points_xy`: (n, 2) metres, on the park's boundary. `on_walkway`: a street or path runs
    through the boundary here; else the point only lies beside a street.
    """

    places: Places
    row: Ints
    points_xy: Floats
    on_walkway: Flags

    def take(self, rows: Ints | Flags) -> Entrances:
        """The entrances in `rows`."""
        return Entrances(self.places.take(rows), self.row[rows], self.points_xy[rows], self.on_walkway[rows])


def assumed_entrances(parks: gpd.GeoDataFrame, network: Network, *, max_leg_m: float) -> Entrances:
    """Entrances of parks that have none mapped: where walkways meet the boundary, else beside the streets.

    A park that any walkable street or path runs into is entered there; only the others by `boundary_entrances`.
    """
    ways = walkway_entrances(parks, network)
    bare = np.setdiff1d(np.arange(len(parks)), ways.row)
    beside = boundary_entrances(parks.iloc[bare], network, max_leg_m=max_leg_m)
    return Entrances(
        joined(ways.places, beside.places), np.concatenate([ways.row, bare[beside.row]]),
        np.concatenate([ways.points_xy, beside.points_xy]), np.concatenate([ways.on_walkway, beside.on_walkway]),
    )  # fmt: skip


def walkway_entrances(parks: gpd.GeoDataFrame, network: Network) -> Entrances:
    """Where walkable ways on the ground cross or touch the boundaries of the parks; a way along one is no entrance."""
    rings, row = _rings(parks)
    ring, hit = network.ground_tree.query(rings, predicate="intersects")
    segment = network.ground[hit]
    lines = shapely.linestrings(network.segment_xy[segment].reshape(-1, 2, 2)) if len(segment) else np.zeros(0, object)
    met, pair = shapely.get_parts(shapely.intersection(rings[ring], lines), return_index=True)
    points = shapely.get_type_id(met) == 0
    xy, pair = shapely.get_coordinates(met[points]), pair[points]
    park = row[ring[pair]]
    spot = np.rint(xy / _SAME_M).astype(np.int64)
    order = np.lexsort((segment[pair], spot[:, 1], spot[:, 0], park))
    key = np.column_stack([park, spot])[order]
    new = np.ones(len(order), dtype=bool)
    new[1:] = (key[1:] != key[:-1]).any(axis=1)
    order = np.sort(order[new])
    xy, segment, park = xy[order], segment[pair[order]], park[order]
    along_m = np.hypot(*(xy - network.segment_xy[segment, :2]).T)
    edge = network.segment_edge[segment]
    offset_m = np.clip(network.offset_at(segment, along_m), 0.0, network.length_m[edge])
    none = np.zeros(len(edge))
    return Entrances(Places(network, edge, offset_m, none, none > 0.0), park, xy, none == 0.0)


def boundary_entrances(parks: gpd.GeoDataFrame, network: Network, *, max_leg_m: float) -> Entrances:
    """On each street that fronts a park, one boundary point.

    Boundary points at most 20 m apart are put on their nearest streets (no farther than `max_leg_m`, no barrier
    between); of those on one street edge the one with the shortest leg is taken, among equals the middle one.
    """
    tried = boundary_points(parks, network, max_leg_m=max_leg_m)
    return tried.take(_fronting(tried.row, tried.places))


def boundary_points(parks: gpd.GeoDataFrame, network: Network, *, max_leg_m: float) -> Entrances:
    """Every boundary point, at most 20 m apart, that has a street within `max_leg_m` metres and no barrier between."""
    rings, row = _rings(parks)
    length_m = shapely.length(rings)
    count = np.maximum(np.ceil(length_m / _SPACING_M).astype(np.int64), 4)
    ring = np.repeat(np.arange(len(rings)), count)
    number = np.arange(len(ring)) - np.repeat(np.cumsum(count) - count, count)
    xy = shapely.get_coordinates(shapely.line_interpolate_point(rings[ring], number * (length_m / count)[ring]))
    tried = place_on(network, xy, max_leg_m=max_leg_m)
    placed = np.flatnonzero(tried.ok)
    return Entrances(tried.take(placed), row[ring[placed]], xy[placed], np.zeros(len(placed), dtype=np.bool_))


def _rings(parks: gpd.GeoDataFrame) -> tuple[npt.NDArray[np.object_], Ints]:
    """The boundary lines of the parks, and the row of each."""
    rings, row = shapely.get_parts(shapely.boundary(np.asarray(parks.geometry.array, dtype=object)), return_index=True)
    return rings, np.asarray(row, dtype=np.int64)


def _fronting(park: Ints, tried: Places) -> Ints:
    """For each (park, edge) the row of the middle one among the shortest legs."""
    order = np.lexsort((tried.offset_m, tried.edge, park))
    if not len(order):
        return order
    new = np.ones(len(order), dtype=bool)
    new[1:] = (park[order][1:] != park[order][:-1]) | (tried.edge[order][1:] != tried.edge[order][:-1])
    group = np.cumsum(new) - 1
    shortest_m = np.minimum.reduceat(tried.leg_m[order], np.flatnonzero(new))
    level: Flags = tried.leg_m[order] <= shortest_m[group] + _LEVEL_M
    order, group = order[level], group[level]
    first = np.searchsorted(group, np.arange(group[-1] + 1))
    count = np.bincount(group)
    return np.asarray(order[first + (count - 1) // 2], dtype=np.int64)
