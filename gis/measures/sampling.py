"""Who asks: land sampled in square cells, dwellings or residents, put on the street network once for all measures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from gis.crs import require_metric, require_same
from gis.errors import DefinitionError, DuplicateKeyError
from gis.measures.areas import areas_only
from gis.network.graph import Network
from gis.network.noding import Floats, Ints
from gis.network.place import Places, place_on
from gis.network.reach import joined

__all__ = [
    "WalkingLand", "are_points", "cells_of", "dwelling_land", "require_land", "walking_land", "walking_points",
    "weight_of",
]  # fmt: skip


@dataclass(frozen=True, eq=False)
class WalkingLand:
    """Who walks: cells (index 0…n-1; geometry, `land_id`, `weight`) and their places on the network.

    `weight`: square metres of land, or persons where the cells are the points of residents.
    `max_leg_m`: longest access leg, for the cells and for the sources. `counts`: what was left out, by name. `kept`:
    walks that measures have searched already, so that another distance is a comparison.
    """

    cells: gpd.GeoDataFrame
    places: Places
    max_leg_m: float
    counts: Mapping[str, int] = field(default_factory=dict)
    kept: dict[object, object] = field(default_factory=dict)

    @property
    def network(self) -> Network:
        """The network the cells are on."""
        return self.places.network


def walking_land(
    land: gpd.GeoDataFrame, network: Network, *, cell_m: float = 20.0, max_leg_m: float = 300.0
) -> WalkingLand:
    """The land in square cells, each put on its nearest street.

    Parameters
    ----------
    land: pieces of land in the network's CRS. cell_m: side of a cell, metres. max_leg_m: longest way to a street.

    Raises
    ------
    MetricCRSError: land is not in metres. DuplicateKeyError: its index repeats. DefinitionError: cell_m is not above 0.
    """
    cells, empty_count = cells_of(land, cell_m=cell_m)
    shapes = np.asarray(cells.geometry.array, dtype=object)
    places = place_on(network, shapely.get_coordinates(shapely.point_on_surface(shapes)), max_leg_m=max_leg_m)
    counts = {
        "land_empty": empty_count, "cells": len(cells), "cells_out_of_reach": places.out_of_reach_count,
        "cells_rerouted": int(places.rerouted.sum()),
    }  # fmt: skip
    return WalkingLand(cells, places, max_leg_m, counts)


def walking_points(points: gpd.GeoDataFrame, network: Network, *, max_leg_m: float = 300.0) -> WalkingLand:
    """Points with a `weight` (residents), each put on its nearest street; those of no weight are counted and left out.

    Raises
    ------
    MetricCRSError: the points are not in metres. DuplicateKeyError: their index repeats.
    """
    require_land(points)
    weight = np.nan_to_num(weight_of(points))
    kept = points[weight > 0.0]
    places = place_on(network, shapely.get_coordinates(np.asarray(kept.geometry.array)), max_leg_m=max_leg_m)
    rows = pd.DataFrame({"land_id": kept.index.to_numpy(), "weight": weight[weight > 0.0]})
    cells = gpd.GeoDataFrame(rows, geometry=np.asarray(kept.geometry.array, dtype=object), crs=points.crs)
    counts = {
        "points_empty": len(points) - len(kept), "points": len(kept), "points_out_of_reach": places.out_of_reach_count,
        "points_rerouted": int(places.rerouted.sum()),
    }  # fmt: skip
    return WalkingLand(cells, places, max_leg_m, counts)


def weight_of(demand: gpd.GeoDataFrame) -> Floats:
    """What each row weighs: its column `weight` where it has one, else its area in square metres."""
    return np.asarray(demand.get("weight", demand.geometry.area), dtype=float)


def are_points(demand: gpd.GeoDataFrame) -> bool:
    """Whether the rows are points (residents) and not areas of land."""
    return len(demand) > 0 and bool((shapely.get_dimensions(np.asarray(demand.geometry.array)) == 0).all())


def require_land(land: gpd.GeoDataFrame) -> None:
    """Guard: land is in metres and every row has a key of its own.

    Raises
    ------
    MetricCRSError, DuplicateKeyError: otherwise.
    """
    require_metric(land, layer="land")
    if not land.index.is_unique:
        raise DuplicateKeyError(layer="land", source="", keys=[str(key) for key in land.index[land.index.duplicated()]])


def cells_of(land: gpd.GeoDataFrame, *, cell_m: float) -> tuple[gpd.GeoDataFrame, int]:
    """The land cut by a square grid anchored at multiples of `cell_m`, and the count of empty rows left out.

    Cells are clipped to their piece, so that their areas add up to the land's; index 0…n-1, `land_id`, `weight` (m2).

    Raises
    ------
    MetricCRSError: land is not in metres. DuplicateKeyError: its index repeats. DefinitionError: cell_m is not above 0.
    """
    require_land(land)
    if not (cell_m > 0.0 and np.isfinite(cell_m)):
        raise DefinitionError(file="—", key="cell_m", problem=f"{cell_m}")
    rows = np.flatnonzero(np.nan_to_num(land.geometry.area.to_numpy()) > 0.0)
    shapes, owner = shapely.get_parts(np.asarray(land.geometry.array, dtype=object)[rows], return_index=True)
    row, column, line = _grid(shapely.bounds(shapes).reshape(-1, 4), cell_m)
    boxes = shapely.box(column * cell_m, line * cell_m, (column + 1) * cell_m, (line + 1) * cell_m)
    shapely.prepare(shapes)
    whole = shapely.contains(shapes[row], boxes)
    border = np.flatnonzero(~whole)
    border = border[shapely.intersects(shapes[row[border]], boxes[border])]
    keep = whole.copy()
    boxes[border] = _clipped(boxes[border], shapes[row[border]])
    keep[border] = shapely.area(boxes[border]) > 0.0
    columns = {"land_id": land.index.to_numpy()[rows[owner[row[keep]]]], "weight": shapely.area(boxes[keep])}
    frame = pd.DataFrame(columns, index=pd.RangeIndex(int(keep.sum())))
    return gpd.GeoDataFrame(frame, geometry=boxes[keep], crs=land.crs), len(land) - len(rows)


def _grid(bounds_m: npt.NDArray[np.float64], cell_m: float) -> tuple[Ints, Ints, Ints]:
    """Every cell of every bounding box: number of the box, column and line of the cell."""
    low = np.floor(bounds_m[:, :2] / cell_m).astype(np.int64)
    size = np.maximum(np.ceil(bounds_m[:, 2:] / cell_m).astype(np.int64) - low, 1)
    count = size[:, 0] * size[:, 1]
    box = np.repeat(np.arange(len(count)), count)
    number = np.arange(int(count.sum())) - np.repeat(np.cumsum(count) - count, count)
    return box, low[box, 0] + number % size[box, 0], low[box, 1] + number // size[box, 0]


def _clipped(boxes: npt.NDArray[np.object_], shapes: npt.NDArray[np.object_]) -> npt.NDArray[np.object_]:
    """Each box cut by its shape, areas only."""
    return areas_only(np.asarray(shapely.intersection(shapes, boxes), dtype=object))


def dwelling_land(land: WalkingLand, pieces: gpd.GeoDataFrame, buildings: gpd.GeoDataFrame) -> WalkingLand:
    """The land as its buildings that walk: each carries a part of its piece's land, by its footprint.

    A building belongs to the piece its inner point lies in and walks from there; pieces without any keep their cells,
    so that all land is asked. Counts: `dwellings`, `pieces_without_buildings`.

    Parameters
    ----------
    land: the same pieces in cells. pieces: the land. buildings: footprints; residential or not is the caller's choice.

    Raises
    ------
    MetricCRSError, CRSMismatchError, DuplicateKeyError: unusable frames.
    """
    require_land(pieces)
    require_same(buildings, pieces, layer="buildings")
    feet = np.asarray(buildings.geometry.array, dtype=object)
    feet = feet[np.nan_to_num(shapely.area(feet)) > 0.0]
    inner = shapely.point_on_surface(feet)
    building, piece = shapely.STRtree(np.asarray(pieces.geometry.array, dtype=object)).query(inner, predicate="within")
    first = np.unique(building, return_index=True)[1]
    building, piece = building[first], piece[first]
    foot_m2 = shapely.area(feet[building])
    of_piece_m2 = np.bincount(piece, weights=foot_m2, minlength=len(pieces))
    weight_m2 = foot_m2 / of_piece_m2[piece] * pieces.geometry.area.to_numpy(dtype=float)[piece]
    bare = ~land.cells["land_id"].isin(pieces.index[np.unique(piece)]).to_numpy()
    rows = pd.DataFrame({"land_id": pieces.index.to_numpy()[piece], "weight": weight_m2})
    homes = gpd.GeoDataFrame(rows, geometry=feet[building], crs=pieces.crs)
    cells = gpd.GeoDataFrame(pd.concat([homes, land.cells[bare]], ignore_index=True), crs=pieces.crs)
    placed = place_on(land.network, shapely.get_coordinates(inner[building]), max_leg_m=land.max_leg_m)
    places = joined(placed, land.places.take(bare))
    counts = {
        "dwellings": len(building), "buildings_off_the_land": len(buildings) - len(building),
        "pieces_without_buildings": int(land.cells.loc[bare, "land_id"].nunique()),
        "dwellings_out_of_reach": placed.out_of_reach_count,
    }  # fmt: skip
    return WalkingLand(cells, places, land.max_leg_m, {**land.counts, **counts})
