"""What a walk cannot cross off the streets: expressways, railways and rivers on the ground, and walls."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd

from gis.crs import require_same
from gis.network.noding import Flags

__all__ = ["EXPRESSWAY_CLASSES", "barrier_lines"]

EXPRESSWAY_CLASSES = (
    "motorway", "motorway_link", "trunk", "trunk_link", "expressway", "freeway", "高速公路", "高速", "快速路",
)  # fmt: skip


def barrier_lines(
    streets: gpd.GeoDataFrame,
    *,
    railways: gpd.GeoDataFrame | None = None,
    rivers: gpd.GeoDataFrame | None = None,
    walls: gpd.GeoDataFrame | None = None,
    classes: tuple[str, ...] = EXPRESSWAY_CLASSES,
) -> gpd.GeoDataFrame:
    """The lines that no access leg may cross.

    Streets that are not walkable and of one of the expressway `classes`, railways, rivers and walls; none of them where
    it runs on a bridge or in a tunnel, for there one passes below or above. A gate in a wall is where a street passes.

    Returns
    -------
    GeoDataFrame in the CRS of `streets`: `kind` ("expressway", "railway", "river", "wall") and geometry, index 0…n-1.

    Raises
    ------
    MetricCRSError, CRSMismatchError: the layers are not in one CRS in metres.
    """
    roads = streets
    if "walkable" in streets:
        closed = ~streets["walkable"].where(streets["walkable"].notna(), other=True).astype(bool)
        of_class = streets["road_class"].isin(classes) if "road_class" in streets else False
        roads = streets[closed & of_class]
    else:
        roads = streets.iloc[:0]
    geometries, kinds = [], []
    for kind, lines in (("expressway", roads), ("railway", railways), ("river", rivers), ("wall", walls)):
        if lines is None:
            continue
        require_same(lines, streets, layer=kind)
        ground = lines[_on_ground(lines)]
        geometries.append(ground.geometry)
        kinds += [kind] * len(ground)
    geometry = pd.concat(geometries, ignore_index=True)
    return gpd.GeoDataFrame({"kind": np.array(kinds, dtype=object)}, geometry=geometry.to_numpy(), crs=streets.crs)


def _on_ground(lines: gpd.GeoDataFrame) -> Flags:
    """Neither on a bridge nor in a tunnel; absent columns and unknown flags count as on the ground."""
    ground = np.ones(len(lines), dtype=np.bool_)
    for column in ("bridge", "tunnel"):
        if column in lines:
            ground &= ~np.asarray(lines[column].where(lines[column].notna(), other=False).astype(bool))
    return ground
