"""A district folder on disk: district.toml, plan.toml, one GeoPackage a layer; whole or not at all."""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any

import geopandas as gpd
import pyogrio
from pyogrio.errors import DataLayerError, DataSourceError

from gis.errors import WorkspaceError
from gis.schema import KINDS

__all__ = ["toml_text", "write_district"]

Progress = Callable[[str, float], None]
_BARE = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-")
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"}


def _text(value: str) -> str:
    """A TOML basic string: quotes, backslashes and control characters escaped."""
    shown = (
        _ESCAPES.get(sign) or (f"\\u{ord(sign):04x}" if ord(sign) < 0x20 or ord(sign) == 0x7F else sign)
        for sign in value
    )
    return '"' + "".join(shown) + '"'


def _key(name: str) -> str:
    return name if name and _BARE.issuperset(name) else _text(name)


def _value(value: object) -> str:
    """A value in one line."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return repr(value)
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{_key(name)} = {_value(one)}" for name, one in value.items()) + " }"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(_value(one) for one in value) + "]"
    return _text(str(value))


def _is_tables(value: object) -> bool:
    return isinstance(value, (list, tuple)) and bool(value) and all(isinstance(one, Mapping) for one in value)


def _lines(table: Mapping[str, Any], prefix: str) -> Iterator[str]:
    """Plain keys first, then sub-tables, then arrays of tables, each under its header; None is left out."""
    given = {name: value for name, value in table.items() if value is not None}
    for name, value in given.items():
        if not isinstance(value, Mapping) and not _is_tables(value):
            yield f"{_key(name)} = {_value(value)}"
    for name, value in given.items():
        full = f"{prefix}{_key(name)}"
        if isinstance(value, Mapping):
            yield from ("", f"[{full}]", *_lines(value, f"{full}."))
        elif _is_tables(value):
            for one in value:
                yield from ("", f"[[{full}]]", *_lines(one, f"{full}."))


def toml_text(table: Mapping[str, Any]) -> str:
    """A table as TOML text that `tomllib` reads back as the same table (None left out)."""
    return "\n".join(_lines(table, "")) + "\n"


@contextmanager
def _writing(path: Path) -> Iterator[None]:
    """Failures of the disk and of GDAL as one error of ours."""
    try:
        yield
    except (OSError, DataSourceError, DataLayerError) as error:
        if isinstance(error, WorkspaceError):
            raise
        raise WorkspaceError(
            path=path, problem=f"{error}", remedy="请核对路径、权限和磁盘空间(check path, permission, disk)"
        ) from error


def _refuse_existing(folder: Path, *, replace: bool) -> None:
    """A folder in the way is replaced only where asked, and only if it is a district's."""
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise WorkspaceError(path=folder, problem="已有同名文件(a file is in the way)", remedy="请换一个名称")
    if not folder.exists():
        return
    if not replace:
        raise WorkspaceError(
            path=folder, problem="文件夹已存在(folder exists)", remedy="请换一个名称,或明确要求替换(replace)"
        )
    if any(folder.iterdir()) and not (folder / "district.toml").is_file():
        raise WorkspaceError(
            path=folder,
            problem="已有的文件夹不是区文件夹,不会替换(not a district folder)",
            remedy="请换一个名称(choose another name)",
        )


def _write_layers(folder: Path, layers: Mapping[str, gpd.GeoDataFrame], progress: Progress | None) -> None:
    """One GeoPackage a layer, named for its kind."""
    for number, (kind, rows) in enumerate(layers.items()):
        if progress is not None:
            progress(f"写入 / writing {kind}", number / len(layers))
        path = folder / f"{kind}.gpkg"
        pyogrio.write_dataframe(rows.reset_index(drop=True), path, layer=kind, driver="GPKG", use_arrow=True)


def _take_place(made: Path, folder: Path) -> None:
    """Put the finished folder in place; the old one comes back where that fails. Files that are not ours move along."""
    if not folder.exists():
        made.rename(folder)
        return
    aside = made.with_name(f"{made.name}.old")
    folder.rename(aside)
    try:
        made.rename(folder)
    except OSError:
        aside.rename(folder)
        raise
    ours = {f"{kind}.gpkg" for kind in KINDS}
    for entry in aside.iterdir():
        if entry.name not in ours and not (folder / entry.name).exists():
            entry.rename(folder / entry.name)
    shutil.rmtree(aside)


def write_district(
    folder: Path,
    layers: Mapping[str, gpd.GeoDataFrame],
    *,
    tables: Mapping[str, Mapping[str, Any]],
    extra_files: Mapping[str, Path] | None = None,
    replace: bool = False,
    progress: Progress | None = None,
) -> Path:
    """Write a district folder: made beside its place, then renamed into it; nothing half-written stays.

    Parameters
    ----------
    folder: where it goes; its parent is made where absent.
    layers: frames by kind, each with a CRS; written as `<kind>.gpkg`, layer `<kind>`.
    tables: what the TOML files say, by name: "district" and, where there is one, "plan".
    extra_files: further files to copy, by their name in the folder.
    replace: whether a district folder already there may go; files in it that are no layers of ours are kept.
    progress: called with a text and the share done (0-1).

    Returns
    -------
    The folder.

    Raises
    ------
    WorkspaceError: the folder exists (or is no district's), a file name leads out of it, or the disk refuses.
    """
    _refuse_existing(folder, replace=replace)
    for name in (*tables, *(extra_files or {})):
        if Path(name).name != name or name in {"", ".", ".."}:
            raise WorkspaceError(path=folder / name, problem="文件名不能带路径(no path in a file name)", remedy="")
    with _writing(folder):
        folder.parent.mkdir(parents=True, exist_ok=True)
        made = folder.with_name(f".{folder.name}.{uuid.uuid4().hex}")
        made.mkdir()
        try:
            for name, source in (extra_files or {}).items():
                shutil.copyfile(source, made / name)
            _write_layers(made, layers, progress)
            for name, table in tables.items():
                (made / f"{name}.toml").write_text(toml_text(table), encoding="utf-8")
            _take_place(made, folder)
        finally:
            shutil.rmtree(made, ignore_errors=True)
    if progress is not None:
        progress("完成 / done", 1.0)
    return folder
