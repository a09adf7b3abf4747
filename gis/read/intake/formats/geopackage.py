"""GeoPackage: every layer that is a plain table, all its rows, what SQLite holds beside what GDAL makes of it."""

from __future__ import annotations

import sqlite3
from contextlib import suppress
from datetime import datetime
from fnmatch import fnmatchcase

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyproj
from pyproj.exceptions import CRSError

from gis.read.intake.formats.arrow_layer import BAD_VALUE, Came, arrow_of, is_none, straight_shapes
from gis.read.intake.formats.columns import plain_columns, set_aside, unlike, whole_texts
from gis.read.intake.formats.gpkg_tables import (
    Figures,
    GpkgTable,
    figures_of,
    listed_tables,
    odd_values,
    opened,
    quoted,
    untouched,
)  # fmt: skip
from gis.read.intake.formats.stated import stated_crs
from gis.read.intake.limits import in_force
from gis.read.intake.messages import Notes
from gis.read.intake.model import RawLayer, ReadOptions, Source, refuse

__all__ = ["read"]

_EMPTY = 0x10  # flag in the head of a shape: there is none, honestly
_SHOWN_CODES = 5
_LIKE = 1e-6


def read(source: Source, options: ReadOptions, notes: Notes) -> list[RawLayer]:
    """The layers of a GeoPackage, or those `options.layer` names; tables without shapes are tabular layers.

    Raises
    ------
    RefusedError: damaged, no layer that may be read, none of that name, or not all rows could be read; told.
    """
    with opened(source, notes) as connection:
        tables = listed_tables(connection, source, notes)
        if not tables:
            raise refuse(notes, "gpkg_nothing_to_read", where=source.name)
        path = untouched(source)
        return [_layer(source, table, connection, notes, path=path) for table in _wanted(tables, options, notes)]


def _wanted(tables: list[GpkgTable], options: ReadOptions, notes: Notes) -> list[GpkgTable]:
    patterns = [name.strip() for name in options.layer.split(",") if name.strip()]
    if not patterns:
        return tables
    taken = [table for table in tables if any(table.name == one or fnmatchcase(table.name, one) for one in patterns)]
    if not taken:
        raise refuse(notes, "layer_unknown", layer=options.layer, names=[table.name for table in tables])
    return taken


def _layer(source: Source, table: GpkgTable, connection: sqlite3.Connection, notes: Notes, *, path: object) -> RawLayer:
    where = f"{source.name} · {table.name}"
    figures = figures_of(connection, table)
    if figures.rows > in_force().rows:
        raise refuse(notes, "rows_too_many", where=where, count=figures.rows, most=in_force().rows)
    came = arrow_of(where, notes, path, layer=table.name, checked=True, IMMUTABLE="YES", LIST_ALL_TABLES="NO")
    if len(came.table) != figures.rows:
        raise refuse(notes, "rows_lost", where=where, read=len(came.table), held=figures.rows)
    _tell_stale_count(connection, table, figures, notes, where=where)
    came.table = whole_texts(plain_columns(came.table, notes, where=where), notes, where=where)
    _keep_odd_values(connection, table, figures, came, notes, where=where)
    shapes, closed, broken = straight_shapes(came, notes, where=where)
    if table.column and figures.shapes > sum(value is not None for value in came.wkb):
        broken |= _unread(connection, table, came)
    raw = RawLayer(
        name=table.name,
        table=came.table,
        geometry=shapes,
        rows=came.rows,
        crs=_crs(connection, table, came, notes, where=where) if table.column else "",
        mended=set(np.flatnonzero(closed).tolist()),
        tabular=not table.column,
    )
    if closed.any():
        notes.add("rings_closed", where=where, count=int(closed.sum()))
    return set_aside(raw, {int(at): ("shape_broken", {}) for at in np.flatnonzero(broken)}, notes, where=where)


def _tell_stale_count(
    connection: sqlite3.Connection, table: GpkgTable, figures: Figures, notes: Notes, *, where: str
) -> None:
    """The count that other programs trust, where it differs from the rows there are."""
    with suppress(sqlite3.OperationalError):  # a file need not have such counts
        found = connection.execute(
            "SELECT feature_count FROM gpkg_ogr_contents WHERE lower(table_name) = lower(?)", (table.name,)
        ).fetchone()
        if found and isinstance(found[0], int) and found[0] != figures.rows:
            notes.add("gpkg_count_stale", where=where, stated=found[0], held=figures.rows)


def _unread(connection: sqlite3.Connection, table: GpkgTable, came: Came) -> npt.NDArray[np.bool_]:
    """Rows whose shape is there but GDAL could make nothing of it; those marked as empty are none of them."""
    column = quoted(table.column)
    held = connection.execute(
        f"SELECT rowid, substr({column}, 4, 1) FROM {quoted(table.name)} WHERE {column} IS NOT NULL"  # noqa: S608
    )
    given = {row for row, flags in held if not (isinstance(flags, bytes) and flags and flags[0] & _EMPTY)}
    return np.array([row in given for row in came.rows.tolist()]) & is_none(came.wkb)


def _keep_odd_values(
    connection: sqlite3.Connection, table: GpkgTable, figures: Figures, came: Came, notes: Notes, *, where: str
) -> None:
    """Values not of the type of their column (GDAL makes 0, 12 or 1970 of them) are kept as text in a column beside."""
    warned = {found[1] for text in came.said if (found := BAD_VALUE.match(text))}
    for name in [*figures.odd, *sorted(warned - set(figures.odd))]:
        if name not in came.table.column_names:
            continue
        odd = odd_values(connection, table, name)
        if name not in figures.odd:
            odd = {row: text for row, text in odd.items() if not _is_moment(text)}
        if not odd:
            continue
        texts = pa.array([odd.get(row) for row in came.rows.tolist()], type=pa.string())
        column = came.table.column(name)
        blank = pc.if_else(pc.is_valid(texts), pa.scalar(None, type=column.type), column)
        beside = unlike(f"{name}_原文", came.table.column_names)
        at = came.table.column_names.index(name)
        came.table = came.table.set_column(at, name, blank).append_column(beside, texts)
        shown = list(dict.fromkeys(odd.values()))[:_SHOWN_CODES]
        notes.add("values_of_other_type", where=where, column=name, count=len(odd), beside=beside, values=shown)


def _is_moment(text: str) -> bool:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def _crs(connection: sqlite3.Connection, table: GpkgTable, came: Came, notes: Notes, *, where: str) -> str:
    """What the file states; nothing where its code and its definition are two different systems."""
    if table.srs_id in (-1, 0):
        return ""  # undefined, by the standard
    found = connection.execute(
        "SELECT organization, organization_coordsys_id, definition, srs_name "
        "FROM gpkg_spatial_ref_sys WHERE srs_id = ?",
        (table.srs_id,),
    ).fetchone()
    if found is None:
        notes.add("gpkg_srs_missing", where=where, id=table.srs_id)
        return ""
    organization, number, definition, name = found
    code = stated_crs(f"{organization}:{number}")
    defined = stated_crs(str(definition or ""))
    if code and defined and not _alike(code, defined):
        notes.add("gpkg_srs_disagrees", where=where, stated=f"{organization}:{number}", name=str(name))
        return ""
    return code or defined or str(came.meta["crs"] or "")


def _alike(one: str, other: str) -> bool:
    """Whether two definitions are one system, whatever their names: same ellipsoid, same figures of the projection."""
    try:
        first, second = pyproj.CRS.from_user_input(one), pyproj.CRS.from_user_input(other)
    except CRSError:
        return False
    return first == second or _figures(first) == _figures(second)


def _figures(crs: pyproj.CRS) -> tuple[object, ...]:
    ellipsoid = crs.ellipsoid
    size = (round(ellipsoid.semi_major_metre, 3), round(ellipsoid.inverse_flattening, 6)) if ellipsoid else ()
    operation = crs.coordinate_operation
    values = sorted((param.name, round(param.value / _LIKE)) for param in operation.params) if operation else []
    return crs.is_projected, size, tuple(values)
