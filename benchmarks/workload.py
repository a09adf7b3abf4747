"""What is measured: real cities from the folder YITU_DATA, or a made-up one; written once, read by every engine."""

from __future__ import annotations

import os
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from benchmarks.work import Work
from gis.network.graph import Network, build_network
from gis.read.osm import read_osm

FACILITIES = 500
FILES = {
    "las_palmas": "las_palmas/laspalmas.osm.pbf",
    "heidelberg": "heidelberg/heidelberg.osm.pbf",
    "porto_alegre": "porto_alegre/poa_osm.pbf",
}
TILES = 13
TILED = "las_palmas_x13"
GRID = "grid_city"
METRIC = "EPSG:4548"
SEED = 20260221


def available() -> tuple[list[str], Path | None]:
    """The networks that can be measured here, and the data folder."""
    given = os.environ.get("YITU_DATA")
    root = Path(given) if given else None
    real = [name for name, path in FILES.items() if root is not None and (root / path).is_file()]
    tiled = [TILED] if "las_palmas" in real else []
    return [*real, *tiled] or [GRID], root


def make(name: str, root: Path | None, into: Path) -> Work:
    """Read or make up a city and write it to `into`."""
    layers = grid_city(245) if name == GRID or root is None else _real(name, root)
    streets, land, green, places = layers
    if name == TILED:
        streets, places = _tiled(streets), _tiled(places)
    return write(into / name, streets, land, green, places)


def write(folder: Path, *layers: gpd.GeoDataFrame) -> Work:
    """Keep streets, land, green and the arrays every engine reads; facilities are some of the places."""
    streets, land, green, places = layers
    folder.mkdir()
    streets.to_parquet(folder / "streets.parquet")
    land.to_parquet(folder / "land.parquet")
    green.to_parquet(folder / "green.parquet")
    np.savez(folder / "arrays.npz", **arrays_of(build_network(streets), places))
    return Work(folder)


def _real(name: str, root: Path) -> tuple[gpd.GeoDataFrame, ...]:
    extract = read_osm(root / FILES["las_palmas" if name == TILED else name])
    layers = extract.layers
    streets = layers["streets"][["bridge", "tunnel", "layer", "steps", "walkable", "geometry"]]
    nothing = streets.iloc[:0][["geometry"]]
    buildings, land = layers.get("buildings", nothing), layers.get("land_use", nothing)
    homes = buildings if len(buildings) > 1_000 else land
    homes = homes[homes.geometry.area > 0.0][["geometry"]]
    green = layers.get("parks", nothing)[["geometry"]]
    places = layers.get("facilities", nothing)[["geometry"]]
    return streets, homes, green, places if len(places) else green


def _tiled(rows: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The rows 13 times side by side; a bridge from the eastern end of each tile to the western end of the next."""
    west, _, east, _ = rows.total_bounds
    step_m = np.ceil(east - west) + 200.0
    copies = []
    for tile in range(TILES):
        moved = shapely.transform(rows.geometry.to_numpy(), lambda xy, tile=tile: xy + np.array([tile * step_m, 0.0]))
        copies.append(rows.set_geometry(moved, crs=rows.crs))
    if "walkable" in rows:
        xy = shapely.get_coordinates(rows.geometry.to_numpy()[rows["walkable"].to_numpy(dtype=bool)])
        first, last = xy[xy[:, 0].argmin()], xy[xy[:, 0].argmax()]
        ties = [
            shapely.LineString([last + np.array([tile * step_m, 0.0]), first + np.array([(tile + 1) * step_m, 0.0])])
            for tile in range(TILES - 1)
        ]
        flags = {"bridge": True, "tunnel": False, "layer": 9.0, "steps": False, "walkable": True}
        copies.append(gpd.GeoDataFrame(flags, geometry=ties, crs=rows.crs, index=range(len(ties))))
    return gpd.GeoDataFrame(pd.concat(copies, ignore_index=True), crs=rows.crs)


def grid_city(side: int) -> tuple[gpd.GeoDataFrame, ...]:
    """A made-up city: side × side junctions 80 m apart, streets with bends, blocks as land, some blocks as green."""
    rng = np.random.default_rng(SEED)
    across, up = np.meshgrid(np.arange(side), np.arange(side))
    at = np.stack([across, up], axis=-1) * 80.0 + rng.uniform(-15.0, 15.0, (side, side, 2)) + [400_000.0, 4_000_000.0]
    one = np.concatenate([at[:, :-1].reshape(-1, 2), at[:-1].reshape(-1, 2)])
    other = np.concatenate([at[:, 1:].reshape(-1, 2), at[1:].reshape(-1, 2)])
    bends = (one + other)[:, None] / 2.0 + rng.uniform(-4.0, 4.0, (len(one), 1, 2))
    streets = shapely.linestrings(np.concatenate([one[:, None], bends, other[:, None]], axis=1))
    kept = rng.random(len(streets)) > 0.08
    flags = {"bridge": False, "tunnel": False, "layer": 0.0, "steps": False, "walkable": True}
    corners = np.stack([at[:-1, :-1], at[:-1, 1:], at[1:, 1:], at[1:, :-1]], axis=2).reshape(-1, 4, 2)
    blocks = shapely.buffer(shapely.polygons(corners), -6.0)
    is_green = rng.random(len(blocks)) < 0.01
    streets = gpd.GeoDataFrame(flags, geometry=streets[kept], crs=METRIC, index=range(int(kept.sum())))
    land, green = (gpd.GeoDataFrame(geometry=blocks[some], crs=METRIC) for some in (~is_green, is_green))
    places = gpd.GeoDataFrame(geometry=shapely.points(rng.uniform(at.min(), at.max(), (1, 2))), crs=METRIC).iloc[:0]
    return streets, land, green, places


def arrays_of(network: Network, places: gpd.GeoDataFrame) -> dict[str, np.ndarray]:
    """The whole network with every vertex of the streets as a node, and 500 vertices with a facility."""
    count, bends = len(network.node_xy), network.bends
    xy = np.concatenate([network.node_xy, network.segment_xy[bends, :2]])
    begins = np.zeros(len(network.segment_edge), dtype=np.int64)
    begins[bends] = count + np.arange(len(bends))
    inner = begins > 0
    tail = np.where(inner, begins, network.u[network.segment_edge])
    head = np.where(np.append(inner[1:], False), np.append(begins[1:], 0), network.v[network.segment_edge])
    span = network.segment_xy[:, 2:] - network.segment_xy[:, :2]
    a, b, length_m = _shortest(tail, head, np.hypot(span[:, 0], span[:, 1]))
    rng = np.random.default_rng(SEED)
    if len(places) >= FACILITIES:
        at = shapely.get_coordinates(shapely.centroid(places.geometry.to_numpy()))
        at = at[rng.choice(len(at), FACILITIES, replace=False)]
        vertex = shapely.STRtree(shapely.points(xy)).query_nearest(shapely.points(at), all_matches=False)[1]
    else:
        vertex = rng.choice(len(xy), FACILITIES, replace=False)
    edge, offset_m = _as_places(network, vertex)
    return {"xy": xy, "a": a, "b": b, "length_m": length_m, "vertex": vertex, "edge": edge, "offset_m": offset_m}


def _shortest(tail: np.ndarray, head: np.ndarray, length_m: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Of parallel links the shortest, loops left out."""
    low, high = np.minimum(tail, head), np.maximum(tail, head)
    order = np.lexsort((length_m, high, low))
    low, high, length_m = low[order], high[order], length_m[order]
    new = np.append(True, (low[1:] != low[:-1]) | (high[1:] != high[:-1])) & (low != high)
    return low[new], high[new], length_m[new]


def _as_places(network: Network, vertex: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Edge and offset of each vertex."""
    count = len(network.node_xy)
    own = np.zeros(count, dtype=np.int64)
    own[network.u], own[network.v] = np.arange(len(network.u)), np.arange(len(network.v))
    edge, offset_m = np.zeros(len(vertex), dtype=np.int64), np.zeros(len(vertex))
    node = vertex < count
    edge[node] = own[vertex[node]]
    offset_m[node] = np.where(network.u[edge[node]] == vertex[node], 0.0, network.length_m[edge[node]])
    edge[~node] = network.bend_edge[vertex[~node] - count]
    offset_m[~node] = network.bend_offset_m[vertex[~node] - count]
    return edge, offset_m
