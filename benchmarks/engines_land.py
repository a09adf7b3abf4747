"""Shares of land as one does them with geopandas and shapely."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from benchmarks.work import Work
from gis.measures.coverage import QUAD_SEGS
from gis.network.graph import build_network
from gis.network.place import Places
from gis.network.reached import reached_parts


def overlay(work: Work, question: Mapping[str, Any]):
    """Buffers united, then geopandas.overlay."""
    land, green = work.land, work.green

    def ask() -> float:
        zone = green.buffer(question["radius_m"], quad_segs=QUAD_SEGS).union_all()
        zones = gpd.GeoDataFrame(geometry=[zone], crs=land.crs)
        return float(gpd.overlay(land, zones, how="intersection").area.sum())

    return ask, lambda found: found, 0.0


def union_prepared(work: Work, question: Mapping[str, Any]):
    """All buffers of the same reached lines in one union_all, prepared; only pieces on its border are cut."""
    network, arrays, land = build_network(work.streets), work.arrays, work.land
    count = len(arrays["edge"])
    sources = Places(network, arrays["edge"], arrays["offset_m"], np.zeros(count), np.zeros(count, dtype=bool))

    def ask() -> float:
        lines = reached_parts(sources, limit_m=question["limit_m"]).lines()
        ground = shapely.union_all(shapely.buffer(lines, question["width_m"], quad_segs=QUAD_SEGS))
        shapes = land.geometry.to_numpy()
        shapely.prepare(ground)
        whole = shapely.contains_properly(ground, shapes)
        border = ~whole & shapely.intersects(ground, shapes)
        cut = shapely.intersection(shapes[border], ground)
        return float(shapely.area(shapes[whole]).sum() + shapely.area(cut).sum())

    return ask, lambda found: found, 0.0
