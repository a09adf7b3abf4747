"""Shapefiles: shapes through GDAL, attributes by our own reader, texts in the encoding their bytes are in.

GDAL sees the .shp and an index alone, in a folder of our own: rows it would skip (marked as deleted, beyond the end of
the .dbf) stay in place, and neither a wrong .cpg nor a damaged .prj keeps it from the shapes.
"""

from __future__ import annotations

import os
import tempfile
import warnings
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyogrio
import shapely
from pyogrio.errors import DataLayerError, DataSourceError

from gis.read.intake.decoding import decode
from gis.read.intake.formats.dbf import Dbf, open_dbf
from gis.read.intake.formats.dbf_columns import Columns, read_columns
from gis.read.intake.formats.faces import with_faces
from gis.read.intake.formats.shp_index import Records, find_records, write_index
from gis.read.intake.formats.stated import stated_crs
from gis.read.intake.formats.wkb import shapes_from_wkb
from gis.read.intake.limits import in_force
from gis.read.intake.messages import Notes
from gis.read.intake.model import RawLayer, ReadOptions, Shapes, Source, refuse

__all__ = ["read"]

Flags = npt.NDArray[np.bool_]
_KINDS = {0: "空", 1: "点", 3: "线", 5: "面", 8: "多点"}  # of the file; the tens say Z and M
_PATCH = 31
_SMALL = 65_536  # bytes of a .prj or .cpg worth reading


@dataclass(frozen=True)
class _Made:
    """Shapes, and which of them had open rings, are past repair, were made of faces in space; each (n,)."""

    shapes: Shapes
    closed: Flags
    broken: Flags
    faces: Flags


def read(source: Source, options: ReadOptions, notes: Notes) -> list[RawLayer]:
    """The one layer of a shapefile; any of its parts but the .shp may be missing.

    Raises
    ------
    RefusedError: no .shp, damaged, cut off or beyond the limits of the format; told.
    """
    where = source.name
    shp = source.parts.get("shp", source.path)
    if not shp.is_file() or ("shp" not in source.parts and shp.suffix.lower() != ".shp"):
        raise refuse(notes, "shp_missing", where=where)
    dbf_path = source.parts.get("dbf")
    rows = _row_count(dbf_path)
    records = find_records(shp, source.parts.get("shx"), notes, where=where, rows=rows)
    _check_limits(records, notes, where=where)
    if records.rebuilt:
        code = "shp_index_wrong" if "shx" in source.parts else "shp_index_missing"
        notes.add(code, where=where, count=len(records.offsets))
    made = _shapes(source, shp, records, notes)
    columns, deleted = _attributes(source, dbf_path, options, notes, shapes=len(records.offsets))
    layer = _layer(source, records, made, columns, notes)
    layer.crs = _crs(source.parts.get("prj"), notes, where=where)
    return [_without_deleted(layer, deleted, notes, where=where)]


def _check_limits(records: Records, notes: Notes, *, where: str) -> None:
    """No more shapes and points than may be read; a count beyond its record is damage, not size."""
    count, most = len(records.offsets), in_force()
    points = int(np.where(records.points * 16 <= records.lengths, records.points, 0).sum())
    if count > most.rows:
        raise refuse(notes, "rows_too_many", where=where, count=count, most=most.rows)
    if points > most.vertices:
        raise refuse(notes, "vertices_too_many", where=where, count=points, most=most.vertices)


def _row_count(dbf: Path | None) -> int | None:
    """The rows the head of a .dbf counts, None without a usable one."""
    if dbf is None or not dbf.is_file():
        return None
    with dbf.open("rb") as file:
        head = file.read(8)
    return int.from_bytes(head[4:8], "little") if len(head) == 8 else None


def _shapes(source: Source, shp: Path, records: Records, notes: Notes) -> _Made:
    """The shapes of all records, in their order.

    Raises
    ------
    RefusedError: GDAL cannot open it; told.
    """
    try:
        with tempfile.TemporaryDirectory(dir=_room(source.path.parent)) as folder, warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of open rings and measures: both are told by what comes of them
            view = Path(folder) / "shapes.shp"
            _link(shp, view)
            if records.rebuilt:
                write_index(view.with_suffix(".shx"), shp, records)
            else:
                _link(source.parts["shx"], view.with_suffix(".shx"))
            _, table = pyogrio.read_arrow(view, columns=[], return_fids=True)
    except (DataSourceError, DataLayerError, pa.ArrowException) as error:
        raise refuse(notes, "shp_damaged", where=source.name) from error
    wkb = table.column("wkb_geometry").to_numpy()
    faces = np.zeros(len(wkb), dtype=bool)
    if records.kind == _PATCH:
        wkb, _ = with_faces(wkb)
        faces = np.array([value is not None for value in wkb], dtype=bool)
    with np.errstate(invalid="ignore"):  # coordinates that are no numbers are found by the repair
        shapes, closed, broken = shapes_from_wkb(wkb)
    return _Made(shapes, closed, broken | (shapely.is_missing(shapes) & (records.points > 0)), faces)


def _room(wanted: Path) -> Path | None:
    """The folder of the fence, or the system's own for passing files where that may not be written."""
    return wanted if os.access(wanted, os.W_OK) else None


def _link(source: Path, target: Path) -> None:
    """The same file under another name, without a copy where the system allows."""
    try:
        target.symlink_to(source.resolve())
    except OSError:  # links need a right of their own on Windows
        target.hardlink_to(source.resolve())


def _attributes(
    source: Source, path: Path | None, options: ReadOptions, notes: Notes, *, shapes: int
) -> tuple[Columns, Flags]:
    """The attribute columns and which of the rows are marked as deleted, each as long as the .dbf."""
    if path is None or not path.is_file():
        notes.add("dbf_missing", where=source.name, count=shapes)
        return Columns({"序号": pa.array(np.arange(1, shapes + 1))}), np.zeros(shapes, dtype=bool)
    dbf: Dbf = open_dbf(path, notes, where=source.name, shapes=shapes)
    cpg = source.parts.get("cpg")
    label = None if cpg is None else _start(cpg)
    columns = read_columns(dbf, notes, where=source.name, label=label, asked=options.encoding)
    if len(dbf.records) != shapes:
        notes.add("shp_counts_differ", where=source.name, shapes=shapes, rows=len(dbf.records))
    return columns, dbf.deleted


def _start(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(_SMALL)


def _layer(source: Source, records: Records, made: _Made, columns: Columns, notes: Notes) -> RawLayer:
    """Shapes and attributes side by side; what one of them lacks is null in the other."""
    where, count = source.name, len(made.shapes)
    rows = max(count, columns.rows)
    geometry = np.full(rows, None, dtype=object)
    geometry[:count] = made.shapes
    kinds = {_kind(kind) for kind in np.unique(records.kinds[records.kinds != 0]).tolist()} - {""}
    if len(kinds) > 1:
        notes.add("shp_kinds_mixed", where=where, kinds=sorted(kinds))
    if made.faces.any():
        notes.add("surfaces_as_faces", where=where, count=int(made.faces.sum()))
    if made.closed.any():
        notes.add("rings_closed", where=where, count=int(made.closed.sum()))
    layer = RawLayer(
        name=source.name.rpartition(".")[0] or source.name,
        table=columns.table(rows),
        geometry=geometry,
        rows=np.arange(1, rows + 1),
        mended=set(np.flatnonzero(made.closed | made.faces).tolist()),
        facts={"shape": _kind(records.kind), **columns.facts},
    )
    layer.condemned = dict.fromkeys(np.flatnonzero(made.broken).tolist(), "shape_broken")
    return layer


def _kind(number: int) -> str:
    """What a shape type is called, empty for an unknown one."""
    return "三维面片" if number == _PATCH else _KINDS.get(number % 10, "") if 0 <= number < _PATCH else ""


def _without_deleted(layer: RawLayer, deleted: Flags, notes: Notes, *, where: str) -> RawLayer:
    """The layer without the rows the .dbf marks as deleted: they are none any more in any program."""
    if not deleted.any():
        return layer
    gone = np.flatnonzero(deleted) + 1
    notes.add("dbf_rows_deleted", where=where, count=len(gone), rows=gone[:20].tolist())
    kept = ~np.isin(layer.rows, gone)
    position = np.cumsum(kept) - 1
    layer.mended = {int(position[at]) for at in layer.mended if kept[at]}
    layer.condemned = {int(position[at]): code for at, code in layer.condemned.items() if kept[at]}
    layer.table, layer.geometry, layer.rows = layer.table.filter(pa.array(kept)), layer.geometry[kept], layer.rows[kept]
    return layer


def _crs(prj: Path | None, notes: Notes, *, where: str) -> str:
    """What a .prj states; empty without one, or with one that nobody understands, which is told."""
    if prj is None:
        return ""
    text = decode(_start(prj)).text.strip("\ufeff\0 \r\n\t")
    found = stated_crs(text)
    if not found:
        notes.add("prj_damaged", where=where, start=text[:60])
    return found
