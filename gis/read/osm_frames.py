"""Features to layer frames: every column of the schema, in the working CRS, index = id."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import pyproj
import shapely

from gis import crs as crs_module
from gis.schema import KINDS, Basis

__all__ = ["layer_frame", "number", "of_dimension", "projected", "yes"]

Shapes = npt.NDArray[np.object_]
_NO = {"", "no", "false", "0"}


def projected(shapes: Shapes, *, crs: pyproj.CRS) -> Shapes:
    """Geometries in degrees put into `crs`; equal positions stay equal."""

    def place(coordinates: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """Easting and northing of longitudes and latitudes."""
        if not len(coordinates):
            return coordinates
        return np.column_stack(crs_module.from_degrees(coordinates[:, 0], coordinates[:, 1], crs=crs))

    return np.asarray(shapely.transform(shapes, place), dtype=object)


def yes(tags: Mapping[str, str], key: str) -> bool:
    """Whether the tag says yes in any way: present and not "no"."""
    return tags.get(key, "no").strip().lower() not in _NO


def number(tags: Mapping[str, str], key: str) -> float:
    """The tag as a number (decimal comma allowed, a trailing "m" too; of "3;4" the first); NaN where it is none."""
    text = tags.get(key, "").split(";")[0].strip().removesuffix("m").strip().replace(",", ".")
    try:
        value = float(text)
    except ValueError:
        return float("nan")
    return value if np.isfinite(value) else float("nan")


def of_dimension(shapes: Shapes, dimension: int) -> Shapes:
    """Only the parts of this dimension (1 lines, 2 areas; empty where none): repairs and cuts leave others over."""
    kept = shapes.copy()
    for row in np.flatnonzero(shapely.get_type_id(shapes) == shapely.GeometryType.GEOMETRYCOLLECTION):
        parts = shapely.get_parts(shapes[row])
        kept[row] = shapely.union_all(parts[shapely.get_dimensions(parts) == dimension])
    kept[shapely.get_dimensions(kept) != dimension] = shapely.Point()
    return kept


def layer_frame(
    kind: str,
    ids: Sequence[str],
    shapes: Shapes,
    *,
    crs: pyproj.CRS,
    uncertainty_m: float = 0.0,
    columns: Mapping[str, Sequence[object]] | None = None,
) -> gpd.GeoDataFrame:
    """A frame of the layer `kind`: all its columns, those not given with their defaults, basis OSM, index = id.

    `shapes` are in `crs` already, one an id.
    """
    given: Mapping[str, Sequence[object]] = columns or {}
    given = {"id": ids, "basis": [Basis.OSM.value] * len(ids), "uncertainty_m": [uncertainty_m] * len(ids), **given}
    values: dict[str, object] = {}
    for name, column in KINDS[kind].columns.items():
        raw = given.get(name)
        if raw is None:
            empty = np.nan if column.default is None else column.default
            raw = [empty] * len(ids)
        dtype = {"number": float, "flag": bool}.get(column.kind, object)
        values[name] = pd.array(np.asarray(raw, dtype=dtype), dtype=dtype)
    return gpd.GeoDataFrame(values, geometry=shapes, crs=crs, index=pd.Index([*ids], dtype=object))
