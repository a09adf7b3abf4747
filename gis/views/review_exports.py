"""The project's geometry on its way out: coordinate TXT, shapefiles in a zip, DXF drawing and the other formats."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import geopandas as gpd
import pyproj

from gis.crs import belt_title
from gis.review.model import Project
from gis.views.exchange.formats import Exported, layers_bytes, write_layers
from gis.views.files import export_folder

__all__ = ["GEOMETRY_SUFFIXES", "geometry_bytes", "parts_frame", "write_geometry"]

GEOMETRY_SUFFIXES = (".txt", ".zip", ".dxf")
_TITLE = "项目用地"  # of the layer in the file
_TEXTS = ("name", "code", "planned_code")


def parts_frame(project: Project) -> gpd.GeoDataFrame:
    """The parts as they go out: id, name, code, planned_code, planar area in m2; geometry and CRS untouched."""
    parts = project.parts
    columns = {"id": [str(part) for part in parts.index]}
    for name in _TEXTS:
        values = parts[name] if name in parts else [""] * len(parts)
        columns[name] = ["" if value is None or value != value else str(value) for value in values]  # noqa: PLR0124 - NaN
    made = gpd.GeoDataFrame(columns, geometry=list(parts.geometry), crs=parts.crs)
    return made.assign(area_m2=made.geometry.area)


def geometry_bytes(project: Project, suffix: str) -> bytes:
    """The parts in the format of a suffix: ".txt", ".zip" (shapefiles), ".dxf", or another one of `exchange.formats`.

    Raises
    ------
    UnsupportedFormatError: no writer for the suffix. LayerError and its kinds: the format cannot hold the parts.
    """
    return layers_bytes([_exported(project)], suffix)


def write_geometry(
    project: Project, folder: Path, stem: str, *, suffixes: Sequence[str] = GEOMETRY_SUFFIXES
) -> list[Path]:
    """Write the parts into `folder` (made where it does not exist) as `stem` with each suffix.

    Returns
    -------
    the files written.

    Raises
    ------
    As `geometry_bytes`; WorkspaceError: the folder or a file cannot be written.
    """
    export_folder(folder)
    layers = [_exported(project)]
    return [path for suffix in suffixes for path in write_layers(layers, folder / f"{stem}{suffix}")]


def _exported(project: Project) -> Exported:
    """The parts as a layer; their CRS in words goes into the drawing, labels are the ids."""
    frame = parts_frame(project)
    crs = belt_title(pyproj.CRS.from_user_input(frame.crs).to_wkt()) if frame.crs is not None else ""
    return Exported(_TITLE, frame, crs=crs, label="id")
