"""Outlines that a plan declares for its zones: the files its `declared` keys name, no layers of the district."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pyogrio
import pyproj

from gis import crs as crs_module
from gis.read.spec import read_plan_zones

__all__ = ["read_declared_outlines"]


def read_declared_outlines(folder: Path, *, target: pyproj.CRS) -> dict[str, gpd.GeoDataFrame]:
    """File name → its rows in `target`, index = id, for every declared outline of the plan in `folder`.

    Raises
    ------
    DefinitionError: plan.toml is wrong. LayerError and its kinds: a file has no CRS.
    """
    _, zones = read_plan_zones(folder)
    paths = {zone.declared for zone in zones if zone.declared is not None and zone.declared.exists()}
    found = {}
    for path in sorted(paths):
        rows = gpd.GeoDataFrame(pyogrio.read_dataframe(path))
        placed = crs_module.declared(rows, None, target=target, layer="declared", source=str(path))
        found[path.name] = placed.set_index("id", drop=False).rename_axis(None)
    return found
