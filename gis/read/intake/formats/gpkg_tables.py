"""A GeoPackage looked at before GDAL opens it: what its tables are, and which of them are no plain tables.

SQLite runs what a view, a trigger, a virtual table or a generated column says. Here the file is opened read-only and
immutable, its schema is read as text, and only plain tables are ever asked for rows.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from gis.read.intake.messages import Notes
from gis.read.intake.model import Source, refuse

__all__ = ["Figures", "GpkgTable", "figures_of", "listed_tables", "odd_values", "opened", "quoted", "untouched"]

_STEPS = 100_000  # of SQLite's machine between two looks at the count
_MOST_LOOKS = 40_000  # 4e9 steps: minutes of work, far beyond any honest count
_STYLES = {"layer_styles", "qgis_projects"}
_NUMBERS = re.compile(r"(TINY|SMALL|MEDIUM|BIG)?INT|INTEGER|REAL|DOUBLE|FLOAT|BOOLEAN|NUMERIC|DECIMAL", re.IGNORECASE)
_QUOTED = re.compile(r'"((?:[^"]|"")*)"|`([^`]*)`|\[([^\]]*)\]')
_TEXT = re.compile(r"'(?:[^']|'')*'")
_TRIGGER = re.compile(
    r"CREATE TRIGGER (?:IF NOT EXISTS )?\S+ (?:AFTER|BEFORE) (?:INSERT|DELETE|UPDATE(?: OF \w+)?) ON \w+ "
    r"(?:FOR EACH ROW )?(?:WHEN (?P<when>.*?) )?BEGIN (?P<body>.*?);? ?END;?",
    re.IGNORECASE,
)
_OWN_STEPS = re.compile(
    r"(?:INSERT(?: OR REPLACE)? INTO|DELETE FROM|UPDATE) RTREE\b(?!.*\bSELECT\b).*"
    r"|UPDATE gpkg_ogr_contents SET feature_count = feature_count [+-] 1 WHERE lower\(table_name\) = lower\(TEXT\)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class GpkgTable:
    """A layer that may be read: `column` of its shapes ("" for a table without), the id of its CRS, its columns."""

    name: str
    column: str = ""
    srs_id: int = 0
    columns: tuple[tuple[str, str], ...] = ()  # name and declared type

    @property
    def numbers(self) -> tuple[str, ...]:
        """The columns declared to hold numbers."""
        return tuple(name for name, kind in self.columns if _NUMBERS.match(kind) and name != self.column)


@dataclass(frozen=True)
class Figures:
    """Counted by SQLite: rows, rows with a shape, columns of numbers that hold other things as well."""

    rows: int
    shapes: int
    odd: tuple[str, ...]


@contextmanager
def opened(source: Source, notes: Notes) -> Iterator[sqlite3.Connection]:
    """The database, read-only and immutable, giving up on statements that do not end.

    Raises
    ------
    RefusedError: it is cut short or damaged; told.
    """
    _whole(source, notes)
    connection = sqlite3.connect(f"file:{quote(str(source.path.resolve()))}?mode=ro&immutable=1", uri=True)
    looks = iter(range(_MOST_LOOKS))
    connection.set_progress_handler(lambda: next(looks, None) is None, _STEPS)
    connection.text_factory = lambda raw: raw.decode("utf-8", "replace")
    try:
        connection.execute("PRAGMA trusted_schema = OFF")
        yield connection
    except (sqlite3.Error, sqlite3.Warning, UnicodeDecodeError) as error:  # its messages may be bytes of the file
        raise refuse(notes, "file_damaged", where=source.name, problem=str(error)) from error
    finally:
        connection.close()


def _whole(source: Source, notes: Notes) -> None:
    """Whether the file is as long as its header says; a log of changes beside it or inside its header is told."""
    with source.path.open("rb") as file:
        head = file.read(100)
    if len(head) < 100:
        raise refuse(notes, "file_damaged", where=source.name, problem=f"{len(head)} B")
    page = int.from_bytes(head[16:18], "big")
    want = (65_536 if page == 1 else page) * int.from_bytes(head[28:32], "big")
    counted = head[24:28] == head[92:96]  # the size in the header is of the last change
    have = source.path.stat().st_size
    if counted and have < want:
        raise refuse(notes, "gpkg_cut_short", where=source.name, have=have, want=want)
    beside = [suffix for suffix in ("wal", "journal") if _beside(source, suffix)]
    if beside:
        notes.add("gpkg_log_beside", where=source.name, files=[f"{source.name}-{suffix}" for suffix in beside])
    elif 2 in head[18:20]:
        notes.add("gpkg_log_mode", where=source.name)


def _beside(source: Source, suffix: str) -> bool:
    named = [part for key, part in source.parts.items() if key.endswith(f"-{suffix}")]
    files = [*named, *(Path(f"{path}-{suffix}") for path in (source.path, source.path.resolve()))]
    return any(file.is_file() and file.stat().st_size > 0 for file in files)


def untouched(source: Source) -> Path | bytes:
    """What to give GDAL: the path, or the bytes where a log lies beside.

    Whatever it is told, GDAL opens such a file for writing, merges the log into it and deletes the log.
    """
    if not any(_beside(source, suffix) for suffix in ("wal", "journal")):
        return source.path
    content = bytearray(source.path.read_bytes())
    content[18:20] = b"\x01\x01"  # no log wanted
    return bytes(content)


def quoted(name: str) -> str:
    """A name as SQL takes it."""
    return '"' + name.replace('"', '""') + '"'


def listed_tables(connection: sqlite3.Connection, source: Source, notes: Notes) -> list[GpkgTable]:
    """The layers the contents list, but those that are no plain tables: each of these is told and left out.

    Raises
    ------
    RefusedError: it has no list of contents, or one that is no plain table; told.
    """
    schema = connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_master").fetchall()
    kinds = {str(name).lower(): (kind, str(sql or "")) for kind, name, _, sql in schema if kind in ("table", "view")}
    _plain_core(connection, kinds, source, notes)
    shapes = {}
    if "gpkg_geometry_columns" in kinds:
        found = connection.execute("SELECT table_name, column_name, srs_id FROM gpkg_geometry_columns")
        shapes = {str(table).lower(): (str(column), srs) for table, column, srs in found}
    triggers: dict[str, list[str]] = {}
    for kind, name, table, sql in schema:
        if kind == "trigger" and not _own_trigger(str(sql or "")):
            triggers.setdefault(str(table).lower(), []).append(str(name))
    tables: list[GpkgTable] = []
    tiles: list[str] = []
    contents = connection.execute("SELECT table_name, data_type FROM gpkg_contents")
    listed = [(str(name), str(data_type)) for name, data_type in contents]
    for name, data_type in listed:
        if data_type not in ("features", "attributes", "aspatial"):
            tiles.append(name)
        elif name.lower() in _STYLES:
            notes.add("gpkg_styles", where=source.name, layer=name)
        elif _is_plain(connection, name, kinds, triggers, source=source, notes=notes):
            column, srs = shapes.get(name.lower(), ("", 0))
            info = connection.execute(f"PRAGMA table_xinfo({quoted(name)})").fetchall()
            tables.append(
                GpkgTable(
                    name, column, srs if isinstance(srs, int) else 0, tuple((row[1], row[2] or "") for row in info)
                )
            )
    if tiles:
        notes.add("gpkg_tiles", where=source.name, layers=tiles)
    _tell_unlisted(kinds, {name.lower() for name, _ in listed}, source, notes)
    return tables


def _plain_core(
    connection: sqlite3.Connection, kinds: dict[str, tuple[str, str]], source: Source, notes: Notes
) -> None:
    """The tables that GDAL asks on opening must be plain ones, or opening alone runs what they say."""
    if not {"gpkg_contents", "gpkg_spatial_ref_sys"} <= set(kinds):
        raise refuse(notes, "gpkg_no_contents", where=source.name)
    for name, (kind, sql) in kinds.items():
        if name.startswith(("gpkg_", "gpkgext_", "sqlite_")) or name in _STYLES:
            computed = kind == "table" and not _virtual(sql) and _computed(connection, name)
            if kind != "table" or _virtual(sql) or computed:
                raise refuse(notes, "gpkg_core_not_plain", where=source.name, table=name)


def _is_plain(
    connection: sqlite3.Connection,
    name: str,
    kinds: dict[str, tuple[str, str]],
    triggers: dict[str, list[str]],
    *,
    source: Source,
    notes: Notes,
) -> bool:
    """Whether a listed layer is a plain table; tells why not."""
    where = f"{source.name} · {name}"
    kind, sql = kinds.get(name.lower(), ("", ""))
    if not kind:
        notes.add("gpkg_table_missing", where=where, layer=name)
    elif kind == "view":
        notes.add("gpkg_view", where=where, layer=name)
    elif _virtual(sql) or _strange_index(kinds, name):
        notes.add("gpkg_virtual_table", where=where, layer=name)
    elif _computed(connection, name):
        notes.add("gpkg_computed_column", where=where, layer=name)
    elif name.lower() in triggers:
        notes.add("gpkg_trigger", where=where, layer=name, triggers=triggers[name.lower()])
    else:
        return True
    return False


def _virtual(sql: str) -> bool:
    return re.match(r"\s*CREATE\s+VIRTUAL\s", sql, re.IGNORECASE) is not None


def _strange_index(kinds: dict[str, tuple[str, str]], name: str) -> bool:
    """Whether what should be the spatial index of a layer is a virtual table of another kind."""
    indexes = [sql for other, (_, sql) in kinds.items() if other.startswith(f"rtree_{name.lower()}_") and _virtual(sql)]
    return any(re.search(r"\bUSING\s+rtree\b", sql, re.IGNORECASE) is None for sql in indexes)


def _computed(connection: sqlite3.Connection, name: str) -> bool:
    """Whether a column is computed by an expression of the file's."""
    return any(row[6] for row in connection.execute(f"PRAGMA table_xinfo({quoted(name)})"))


def _own_trigger(sql: str) -> bool:
    """Whether a trigger does what those of the format and of GDAL do: keep the index and the count, refuse values."""
    plain = _TEXT.sub("TEXT", sql)
    names = _QUOTED.sub(
        lambda found: "RTREE" if next(filter(None, found.groups()), "").startswith("rtree_") else "ID", plain
    )
    names = re.sub(r"\brtree_\w+", "RTREE", names)
    found = _TRIGGER.fullmatch(" ".join(names.split()))
    if found is None or re.search(r"\bSELECT\b", found["when"] or "", re.IGNORECASE):
        return False
    steps = [step.strip() for step in found["body"].split(";") if step.strip()]
    return all(_OWN_STEPS.fullmatch(step) or _refuses_only(step) for step in steps)


def _refuses_only(step: str) -> bool:
    """A step that can do nothing but refuse a value."""
    return (
        re.match(r"SELECT (CASE WHEN .*?)?RAISE ?\((ABORT|ROLLBACK|FAIL), ?TEXT\)", step, re.IGNORECASE) is not None
        and re.search(r"\b(INSERT|UPDATE|DELETE|load_extension)\b", step, re.IGNORECASE) is None
    )


def _tell_unlisted(kinds: dict[str, tuple[str, str]], listed: set[str], source: Source, notes: Notes) -> None:
    own = ("gpkg_", "gpkgext_", "sqlite_", "rtree_")
    unlisted = sorted(name for name in kinds if name not in listed and not name.startswith(own) and name not in _STYLES)
    if unlisted:
        notes.add("gpkg_unlisted", where=source.name, tables=unlisted, count=len(unlisted))


def figures_of(connection: sqlite3.Connection, table: GpkgTable) -> Figures:
    """What SQLite counts in a table, in one pass."""
    # a text is greater than any number, so the greatest value tells whether a column of numbers holds texts
    asked = ["COUNT(*)", f"COUNT({quoted(table.column)})" if table.column else "0"]
    asked += [f"typeof(MAX({quoted(name)}))" for name in table.numbers]
    rows, shapes, *kinds = connection.execute(f"SELECT {', '.join(asked)} FROM {quoted(table.name)}").fetchone()  # noqa: S608
    odd = tuple(name for name, kind in zip(table.numbers, kinds, strict=True) if kind in ("text", "blob"))
    return Figures(int(rows), int(shapes), odd)


def odd_values(connection: sqlite3.Connection, table: GpkgTable, column: str) -> dict[int, str]:
    """The texts in a column, by the number of the row; of a column of numbers these are the values that are none."""
    asked = f"SELECT rowid, CAST({quoted(column)} AS TEXT) FROM {quoted(table.name)} "  # noqa: S608
    odd: Sequence[tuple[int, str]] = connection.execute(
        asked + f"WHERE typeof({quoted(column)}) IN ('text', 'blob')"
    ).fetchall()
    return dict(odd)
