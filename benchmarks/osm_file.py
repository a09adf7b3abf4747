"""The measured network as an OpenStreetMap file, for peers that build their own graph from one."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import osmium
from osmium.osm import mutable

from benchmarks.work import Work
from gis.crs import to_degrees
from gis.network.graph import build_network


def write_osm(work: Work) -> None:
    """Write `work.osm` and the facilities beside it: one footway for every edge, with its bends as nodes."""
    if work.osm.exists():
        return
    streets, arrays = work.streets, work.arrays
    points = to_degrees(gpd.GeoDataFrame(geometry=gpd.points_from_xy(*arrays["xy"].T), crs=streets.crs)).geometry
    lonlat = np.column_stack([points.x, points.y])
    network = build_network(streets)
    begins = network.u[network.segment_edge].copy()
    begins[network.bends] = len(network.node_xy) + np.arange(len(network.bends))
    first = np.flatnonzero(np.diff(network.segment_edge, prepend=-1))
    inner = np.split(begins + 1, first[1:])
    with osmium.SimpleWriter(str(work.osm)) as writer:
        for number, place in enumerate(lonlat.tolist(), start=1):
            writer.add_node(mutable.Node(id=number, version=1, location=tuple(place)))
        for number, (nodes, last) in enumerate(zip(inner, (network.v + 1).tolist(), strict=True), start=1):
            tags = {"highway": "footway"}
            writer.add_way(mutable.Way(id=number, version=1, nodes=[*nodes.tolist(), last], tags=tags))
    np.save(work.folder / "facilities.npy", lonlat[arrays["vertex"]])
