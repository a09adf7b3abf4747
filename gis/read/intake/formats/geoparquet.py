"""GeoParquet 0.4 to 1.1, and tables with a column of WKB but no geo metadata; through Arrow, without GDAL."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq
import shapely

from gis.crs import DEGREES
from gis.read.intake.formats.columns import plain_columns, set_aside, whole_texts
from gis.read.intake.formats.stated import stated_crs
from gis.read.intake.formats.wkb import shapes_from_wkb
from gis.read.intake.limits import MIB, in_force
from gis.read.intake.messages import Notes
from gis.read.intake.model import RawLayer, ReadOptions, Shapes, Source, refuse

__all__ = ["read"]

_FAILURES = (pa.ArrowException, OSError, ValueError, KeyError, NotImplementedError, MemoryError)
_ENCODINGS = {"point", "linestring", "polygon", "multipoint", "multilinestring", "multipolygon"}
_USUAL_NAMES = ("geometry", "geom", "wkb_geometry", "the_geom", "shape", "wkb")
_ROWS_AT_ONCE = 65_536


@dataclass(frozen=True)
class _Plan:
    """What to read: the column of shapes ("" none), how they are written, their CRS, other columns to leave out."""

    column: str = ""
    encoding: str = "WKB"
    crs: str = ""
    left_out: list[str] = field(default_factory=list)


def read(source: Source, options: ReadOptions, notes: Notes) -> list[RawLayer]:
    """The rows as one layer; a table without a column of shapes is a tabular layer.

    Raises
    ------
    RefusedError: damaged, too large, or geo metadata that cannot be understood; told.
    """
    del options  # one layer, its texts in UTF-8
    where = source.name
    try:
        with pq.ParquetFile(source.path) as file:
            _within_limits(file, notes, where)
            plan = _plan(file.schema_arrow, notes, where)
            wanted = [name for name in file.schema_arrow.names if name not in plan.left_out]
            batches = list(file.iter_batches(batch_size=_ROWS_AT_ONCE, columns=wanted))
            table = pa.Table.from_batches(batches) if batches else file.schema_arrow.empty_table().select(wanted)
            stated = file.metadata.num_rows
        if len(table) != stated:
            raise refuse(notes, "rows_lost", where=where, read=len(table), held=stated)
        shapes, closed, broken = _shapes(table, plan)
    except _FAILURES as error:
        problem = next(iter(str(error).splitlines()), "—")
        raise refuse(notes, "file_damaged", where=where, problem=problem) from error
    attributes = table.drop_columns([plan.column]) if plan.column else table
    if closed.any():
        notes.add("rings_closed", where=where, count=int(closed.sum()))
    raw = RawLayer(
        name=source.name.rpartition(".")[0] or source.name,
        table=whole_texts(
            plain_columns(attributes.replace_schema_metadata(None), notes, where=where), notes, where=where
        ),
        geometry=shapes,
        rows=np.arange(1, len(table) + 1, dtype=np.int64),
        crs=plan.crs,
        mended=set(np.flatnonzero(closed).tolist()),
        tabular=not plan.column,
    )
    return [set_aside(raw, {int(at): ("shape_broken", {}) for at in np.flatnonzero(broken)}, notes, where=where)]


def _within_limits(file: pq.ParquetFile, notes: Notes, where: str) -> None:
    """Rows, columns and inflated bytes that the file states: a few bytes can stand for billions of rows."""
    meta, limits = file.metadata, in_force()
    if meta.num_rows > limits.rows:
        raise refuse(notes, "rows_too_many", where=where, count=meta.num_rows, most=limits.rows)
    if meta.num_columns > limits.columns:
        raise refuse(notes, "parquet_columns_many", where=where, count=meta.num_columns, most=limits.columns)
    inflated = sum(meta.row_group(at).total_byte_size for at in range(meta.num_row_groups))
    if inflated > limits.memory_bytes // 2:
        facts = {"size_mb": inflated // MIB, "limit_mb": limits.memory_bytes // 2 // MIB}
        raise refuse(notes, "inflates_too_far", where=where, **facts)


def _plan(schema: pa.Schema, notes: Notes, where: str) -> _Plan:
    """Which column holds the shapes, by the geo metadata or, without any, by its name and type.

    Raises
    ------
    RefusedError: metadata that name a column that is not there, or an encoding nobody knows; told.
    """
    raw = (schema.metadata or {}).get(b"geo")
    if raw is None:
        return _plan_without(schema, notes, where)
    try:
        geo = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise refuse(notes, "parquet_geo_broken", where=where, problem="JSON") from error
    columns = geo.get("columns") if isinstance(geo, dict) else None
    if not isinstance(columns, dict) or not columns:
        raise refuse(notes, "parquet_geo_broken", where=where, problem="columns")
    primary = geo.get("primary_column")
    known = [name for name in columns if name in schema.names]
    if primary not in known:
        raise refuse(notes, "parquet_geo_broken", where=where, problem=f"primary_column: {primary}")
    described = columns[primary] if isinstance(columns[primary], dict) else {}
    encoding = str(described.get("encoding", ""))
    if encoding.upper() != "WKB" and encoding not in _ENCODINGS:
        raise refuse(notes, "parquet_geo_broken", where=where, problem=f"encoding: {encoding}")
    others = [name for name in known if name != primary]
    if others:
        notes.add("parquet_shapes_several", where=where, column=primary, others=others)
    if described.get("edges") == "spherical":
        notes.add("parquet_edges_round", where=where)
    return _Plan(primary, encoding, _crs(described, notes, where), [*others, *_coverings(columns, schema)])


def _coverings(columns: dict[str, Any], schema: pa.Schema) -> list[str]:
    """Columns that only repeat the bounds of the shapes."""
    found = []
    for described in columns.values():
        box = (described.get("covering") or {}).get("bbox") if isinstance(described, dict) else None
        path = box.get("xmin") if isinstance(box, dict) else None
        if (
            isinstance(path, list)
            and path
            and path[0] in schema.names
            and pa.types.is_struct(schema.field(path[0]).type)
        ):
            found.append(path[0])
    return list(dict.fromkeys(found))


def _crs(described: dict[str, Any], notes: Notes, where: str) -> str:
    """Stated as PROJJSON (0.4: WKT); absent means degrees by the standard, null means nobody knows."""
    if "crs" not in described:
        return DEGREES
    if described["crs"] is None:
        return ""
    found = stated_crs(described["crs"])
    if not found:
        notes.add("crs_words_unknown", where=where, words=str(described["crs"])[:80])
    if described.get("epoch") is not None:
        notes.add("parquet_epoch", where=where, epoch=described["epoch"])
    return found


def _plan_without(schema: pa.Schema, notes: Notes, where: str) -> _Plan:
    for field_ in schema:
        kind = field_.type.storage_type if isinstance(field_.type, pa.BaseExtensionType) else field_.type
        binary = pa.types.is_binary(kind) or pa.types.is_large_binary(kind)
        if binary and field_.name.lower() in _USUAL_NAMES:
            notes.add("parquet_no_geo", where=where, column=field_.name)
            return _Plan(field_.name)
    return _Plan()


def _shapes(table: pa.Table, plan: _Plan) -> tuple[Shapes, npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """Shapes, which were closed, which are past repair; rows × nothing for a table without shapes."""
    none = np.zeros(len(table), dtype=bool)
    if not plan.column:
        return np.full(len(table), None, dtype=object), none, none
    column = table.column(plan.column)
    if plan.encoding.upper() == "WKB":
        if isinstance(column.type, pa.BaseExtensionType):
            column = pa.chunked_array([chunk.storage for chunk in column.chunks], column.type.storage_type)
        return shapes_from_wkb(column.cast(pa.large_binary()).to_numpy())
    named = {b"ARROW:extension:name": f"geoarrow.{plan.encoding}".encode()}
    part = pa.table([column.combine_chunks()], schema=pa.schema([pa.field("geometry", column.type, metadata=named)]))
    shapes: Shapes = np.array(gpd.GeoDataFrame.from_arrow(part).geometry, dtype=object)
    shapes[shapely.is_missing(shapes)] = None
    return shapes, none, none
