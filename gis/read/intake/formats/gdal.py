"""One layer through GDAL, as Arrow: attributes as they are, shapes without losing the whole file to one bad ring."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import numpy.typing as npt
import pyogrio
import shapely
from pyogrio.errors import DataLayerError, DataSourceError

from gis.read.intake.messages import Notes
from gis.read.intake.model import RawLayer, Shapes, Source, refuse

__all__ = ["layer_names", "read_gdal_layer", "shapes_from_wkb"]


def layer_names(source: Source, notes: Notes) -> list[str]:
    """The layers of a file, in its order.

    Raises
    ------
    RefusedError: GDAL cannot open it; told.
    """
    try:
        return [str(name) for name, _ in pyogrio.list_layers(source.path)]
    except DataSourceError as error:
        raise refuse(notes, "file_damaged", where=source.name, problem=_first_line(error)) from error


def shapes_from_wkb(wkb: npt.NDArray[np.object_]) -> tuple[Shapes, npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """Shapes of WKB values (n,), None where there is none or no shape; which were closed; which are past repair."""
    shapes = shapely.from_wkb(wkb, on_invalid="ignore")
    given = np.array([value is not None for value in wkb], dtype=bool)
    lost = given & shapely.is_missing(shapes)
    closed = np.zeros(len(wkb), dtype=bool)
    if lost.any():
        again = shapely.from_wkb(wkb[lost], on_invalid="fix")
        shapes[lost] = again
        closed[lost] = ~shapely.is_missing(again)
    return shapes, closed, lost & ~closed


def read_gdal_layer(
    source: Source, layer: str | None, notes: Notes, *, encoding: str | None = None, **open_options: Any
) -> RawLayer:
    """One layer with all its rows; a row whose shape cannot be made is quarantined, never dropped.

    Parameters
    ----------
    layer: its name; None for the only one. encoding: of its texts, for formats that do not state one.
    open_options: of the GDAL driver.

    Raises
    ------
    RefusedError: GDAL cannot read it; told.
    """
    try:
        with warnings.catch_warnings(record=True) as warned:
            warnings.simplefilter("always")
            meta, table = pyogrio.read_arrow(
                source.path, layer=layer, encoding=encoding, return_fids=True, **open_options
            )
    except (DataSourceError, DataLayerError) as error:
        raise refuse(notes, "file_damaged", where=source.name, problem=_first_line(error)) from error
    where = source.name if layer is None else f"{source.name} · {layer}"
    for text in sorted({_first_line(one.message) for one in warned}):
        notes.add("driver_says", where=where, problem=text)
    column = meta["geometry_name"] or "wkb_geometry"
    fid_column = meta.get("fid_column") or "fid"
    fids = table.column(fid_column if fid_column in table.column_names else "fid")
    wkb = table.column(column).to_numpy() if column in table.column_names else np.full(len(table), None, dtype=object)
    shapes, closed, broken = shapes_from_wkb(wkb)
    rows = np.asarray(fids.to_numpy(), dtype=np.int64)
    attributes = table.drop_columns([name for name in table.column_names if name in (column, fid_column, "fid")])
    raw = RawLayer(
        name=layer or source.name.rpartition(".")[0] or source.name,
        table=attributes,
        geometry=shapes,
        rows=rows,
        crs=meta["crs"] or "",
        tabular=meta["geometry_type"] is None,
    )
    if closed.any():
        notes.add("rings_closed", where=where, count=int(closed.sum()))
        raw.mended |= set(np.flatnonzero(closed).tolist())
    raw.condemned = dict.fromkeys(np.flatnonzero(broken).tolist(), "shape_broken")
    return raw


def _first_line(error: object) -> str:
    return next(iter(str(error).splitlines()), "—")
