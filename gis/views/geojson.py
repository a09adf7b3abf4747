"""GeoJSON in degrees, one feature a line, so that a change of a layer reads as a change of lines."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely

from gis.crs import to_degrees
from gis.schema import LayerKind
from gis.views.files import write_text

__all__ = ["write_geojson"]


def write_geojson(rows: gpd.GeoDataFrame, path: Path, *, kind: LayerKind | None = None, decimals: int = 6) -> Path:
    """Write a layer as a FeatureCollection in longitude and latitude.

    Parameters
    ----------
    rows: index = feature id, any CRS. kind: where given, values that are the kind's defaults are left out.
    decimals: of the degrees; 6 is about 0.1 m.

    Raises
    ------
    WorkspaceError: the file cannot be written; an older one is then left as it was.
    """
    lines = ",\n".join(
        json.dumps(entry, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
        for entry in _features(rows, kind, decimals)
    )
    return write_text(f'{{"type":"FeatureCollection","name":"{path.stem}","features":[\n{lines}\n]}}\n', path)


def _features(rows: gpd.GeoDataFrame, kind: LayerKind | None, decimals: int) -> Iterator[dict[str, object]]:
    degrees = to_degrees(rows)
    shapes = shapely.transform(degrees.geometry.to_numpy(), lambda xy: np.round(xy, decimals))
    columns = [name for name in rows.columns if name not in ("id", rows.geometry.name)]
    records = rows[columns].to_dict("records")
    for key, record, shape in zip(rows.index, records, shapes, strict=True):
        stated = {name: _plain(value) for name, value in record.items() if not _default(name, value, kind)}
        yield {
            "type": "Feature",
            "properties": {"id": str(key), **stated},
            "geometry": shapely.geometry.mapping(shape),
        }


def _plain(value: object) -> object:
    """A value JSON knows, numbers to two decimals, whole ones without."""
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float):
        return int(value) if value.is_integer() else round(value, 2)
    return value


def _default(name: object, value: object, kind: LayerKind | None) -> bool:
    """Whether reading would give the same without this value: nothing stated, or the default of the kind."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return True
    if kind is None or name not in kind.columns:
        return False
    return value == kind.columns[str(name)].default
