"""File geodatabases: every table of them, with aliases and domains; what is no table is named and left out."""

from __future__ import annotations

import re
import warnings
from fnmatch import fnmatchcase
from typing import Any

import numpy as np
import pyarrow as pa
import pyogrio
from pyogrio.errors import DataSourceError

from gis.read.intake.formats.arrow_layer import Came, arrow_of, straight_shapes
from gis.read.intake.formats.columns import plain_columns, whole_texts
from gis.read.intake.formats.faces import with_faces
from gis.read.intake.formats.gdb_catalog import Catalog, TableItem, read_catalog
from gis.read.intake.limits import in_force
from gis.read.intake.messages import Notes
from gis.read.intake.model import RawLayer, ReadOptions, Source, refuse

__all__ = ["read"]

_NEEDED = "a00000001.gdbtable"  # the list of all tables
_COMPRESSED = (".gdbtable.cdf", ".gdbtable.sdc")
_WRITING = re.compile(r"\.(ed|wr)\.lock$", re.IGNORECASE)  # a reader's lock (.sr, .rd) says nothing
_TOLD_ELSEWHERE = re.compile(r"\.gdbtablx could not be found|Data Format \(CDF\)|Data Compression \(SDC\)")
_ANNOTATION = "esriFTAnnotation"


def read(source: Source, options: ReadOptions, notes: Notes) -> list[RawLayer]:
    """The layers of a geodatabase, or those `options.layer` names; tables without shapes are tabular layers.

    Raises
    ------
    RefusedError: its system tables are missing, all is compressed, no such layer, or rows got lost; told.
    """
    files = {path.name.lower() for path in source.path.iterdir()} if source.path.is_dir() else set()
    compressed = sorted(name.partition(".")[0] for name in files if name.endswith(_COMPRESSED))
    if _NEEDED not in files:
        raise refuse(notes, "gdb_tables_missing", where=source.name, file=_NEEDED)
    names = _names(source, notes, compressed=bool(compressed))
    catalog = read_catalog(source)
    _tell_left(source, catalog, names, compressed, notes)
    if any(_WRITING.search(name) for name in files):
        notes.add("gdb_being_written", where=source.name)
    if not names:
        raise refuse(notes, "gdb_without_tables", where=source.name)
    return [_layer(source, name, catalog, notes) for name in _wanted(names, options, notes)]


def _names(source: Source, notes: Notes, *, compressed: bool) -> list[str]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of compressed tables: told by ourselves
            return [str(name) for name, _ in pyogrio.list_layers(source.path)]
    except (DataSourceError, UnicodeDecodeError) as error:
        code = "gdb_compressed" if compressed else "gdb_damaged"
        raise refuse(notes, code, where=source.name) from error


def _tell_left(source: Source, catalog: Catalog, names: list[str], compressed: list[str], notes: Notes) -> None:
    """What is in the geodatabase and is not read."""
    files = {name: path for name, path in catalog.files.items() if name not in names}
    packed = sorted(name for name, path in files.items() if path.stem in compressed)
    lost = sorted(name for name, path in files.items() if not path.is_file())
    for code, found in (
        ("gdb_layers_compressed", packed),
        ("gdb_layers_lost", lost),
        ("gdb_rasters_left", catalog.left.get("raster", [])),
        ("gdb_relationships_left", catalog.left.get("relationship", [])),
        ("gdb_others_left", catalog.left.get("other", [])),
    ):
        if found:
            notes.add(code, where=source.name, names=found, count=len(found))


def _wanted(names: list[str], options: ReadOptions, notes: Notes) -> list[str]:
    patterns = [name.strip() for name in options.layer.split(",") if name.strip()]
    taken = [name for name in names if any(name == one or fnmatchcase(name, one) for one in patterns)]
    if patterns and not taken:
        raise refuse(notes, "layer_unknown", layer=options.layer, names=names)
    return taken or names


def _layer(source: Source, name: str, catalog: Catalog, notes: Notes) -> RawLayer:
    """One table with all its rows."""
    where = f"{source.name} · {name}"
    held = catalog.rows(name)
    if held is not None and in_force().rows < held <= 2**31:
        raise refuse(notes, "rows_too_many", where=where, count=held, most=in_force().rows)
    came = _came(source, name, notes, where=where)
    if name in catalog.files and not catalog.files[name].with_suffix(".gdbtablx").is_file():
        notes.add("gdb_index_missing", where=where, count=len(came.rows))
    if held is not None and held != len(came.rows):
        raise refuse(notes, "rows_lost", where=where, read=len(came.rows), held=held)
    item = catalog.tables.get(name, TableItem())
    if item.kind == _ANNOTATION:
        notes.add("gdb_annotation", where=where, count=len(came.rows))
    came.wkb, faces = with_faces(came.wkb)
    if faces.any():
        notes.add("surfaces_as_faces", where=where, count=int(faces.sum()))
    with np.errstate(invalid="ignore"), warnings.catch_warnings():  # no numbers for coordinates: found by the repair
        warnings.simplefilter("ignore")
        shapes, closed, broken = straight_shapes(came, notes, where=where)
    if closed.any():
        notes.add("rings_closed", where=where, count=int(closed.sum()))
    facts = _facts(came.table.schema, item, catalog)
    if "domains" in facts:
        notes.add("gdb_domains_kept", where=where, fields=list(facts["domains"]))
    return RawLayer(
        name=name,
        table=whole_texts(plain_columns(came.table, notes, where=where), notes, where=where),
        geometry=shapes,
        rows=came.rows,
        crs=came.meta["crs"] or "",
        condemned=dict.fromkeys(np.flatnonzero(broken).tolist(), "shape_broken"),
        mended=set(np.flatnonzero(closed | faces).tolist()),
        tabular=came.meta["geometry_type"] is None,
        facts=facts,
    )


def _came(source: Source, name: str, notes: Notes, *, where: str) -> Came:
    """The table as GDAL gives it, without what is told better elsewhere.

    Raises
    ------
    RefusedError: GDAL cannot read it; told.
    """
    said = Notes()
    try:
        return arrow_of(where, said, source.path, layer=name)
    except UnicodeDecodeError as error:  # the name of a field
        raise refuse(notes, "gdb_damaged", where=where) from error
    finally:
        notes.messages += [one for one in said.messages if not _TOLD_ELSEWHERE.search(str(one.facts.get("problem")))]


def _facts(schema: pa.Schema, item: TableItem, catalog: Catalog) -> dict[str, dict[str, Any] | str]:
    """Title of the layer, aliases by field, meanings of codes by field; only what there is."""
    aliases = dict(item.aliases)
    domains: dict[str, dict[str, str]] = {}
    for field in schema:
        metadata = field.metadata or {}
        alias = metadata.get(b"GDAL:OGR:alternative_name", b"").decode("utf-8", errors="replace")
        domain = metadata.get(b"GDAL:OGR:domain_name", b"").decode("utf-8", errors="replace")
        if alias and alias != field.name:
            aliases[field.name] = alias
        codes = catalog.domains.get(domain or item.domains.get(field.name, ""))
        if codes:
            domains[field.name] = codes
    known = {field.name for field in schema}
    aliases = {name: alias for name, alias in aliases.items() if name in known}
    found: dict[str, dict[str, Any] | str] = {"title": item.title, "aliases": aliases, "domains": domains}
    return {key: value for key, value in found.items() if value}
