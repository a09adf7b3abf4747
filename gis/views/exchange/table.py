"""Layers to tables, CSV and XLSX: positions as two columns or as WKT, no live formula, codes and long ids untouched."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import shapely
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from gis.errors import LayerError
from gis.views.files import workspace_error, write_bytes
from gis.views.spreadsheet import safe_cell, without_formula

__all__ = ["position_heads", "write_csv", "write_xlsx"]

_FIGURE = re.compile(r"[+-]?\d+(\.\d+)?")  # a number is no formula, whatever it starts with
_EXACT = 2**53  # whole numbers beyond lose digits in a spreadsheet
_CELL_LIMIT, _ROWS_LIMIT = 32_767, 1_048_575  # letters in a cell, rows below the head of a sheet
_TITLE_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")
_TITLE_LIMIT = 31

_Rows = list[list[object]]


def write_csv(frames: Mapping[str, gpd.GeoDataFrame], path: Path) -> list[Path]:
    """One layer as CSV in UTF-8 with a mark at its start, so that spreadsheets see the encoding; CRLF lines.

    Points become two columns (degrees or metres, as the CRS has them), all else WKT; the heads name the EPSG code.

    Raises
    ------
    LayerError: several layers. WorkspaceError: the file cannot be written.
    """
    if len(frames) != 1:
        raise LayerError(
            layer="、".join(frames),
            source=path.name,
            problem="CSV 一个文件只放一个图层 / a CSV holds one layer",
            remedy="请选一个图层,或写成 .xlsx / choose one layer, or write .xlsx",
        )
    heads, rows = _rows(next(iter(frames.values())))
    content = io.StringIO()
    writer = csv.writer(content, lineterminator="\r\n")
    writer.writerow([_csv_text(head) for head in heads])
    writer.writerows([_csv_text(value) if isinstance(value, str) else value for value in row] for row in rows)
    return [write_bytes(b"\xef\xbb\xbf" + content.getvalue().encode("utf-8", "replace"), path)]


def write_xlsx(frames: Mapping[str, gpd.GeoDataFrame], path: Path) -> list[Path]:
    """Layers as the sheets of a workbook: numbers as numbers, texts as texts, ids of many digits as texts.

    Raises
    ------
    LayerError: a layer has more rows than a sheet, or a shape is too long for a cell. WorkspaceError: the file cannot
    be written.
    """
    tables = {name: _rows(frame) for name, frame in (frames or {"空": gpd.GeoDataFrame()}).items()}
    for name, (_, rows) in tables.items():
        if len(rows) > _ROWS_LIMIT:
            raise _refused(name, path, f"{len(rows):,} 行,超过工作表的上限 / more rows than a sheet holds")
        if any(isinstance(row[-1], str) and len(row[-1]) > _CELL_LIMIT for row in rows):
            raise _refused(name, path, "图形的 WKT 超过单元格的上限 / the WKT of a shape is too long for a cell")
    workbook = Workbook(write_only=True)
    for name, (heads, rows) in tables.items():
        sheet = workbook.create_sheet(_title(name, workbook.sheetnames))
        sheet.freeze_panes = "A2"
        lines: _Rows = [[*heads], *rows]
        for line in lines:
            sheet.append([_cell(sheet, value) for value in line])
    content = io.BytesIO()
    try:
        workbook.save(content)
    except OSError as cause:  # the sheets wait in the temporary folder, which may be full
        raise workspace_error(path, cause) from cause
    return [write_bytes(content.getvalue(), path)]


def position_heads(frame: gpd.GeoDataFrame) -> tuple[str, ...]:
    """The heads of the columns that tell where the rows are: two for points, one for other shapes, none for a list."""
    if frame.active_geometry_name is None or frame.geometry.isna().all():
        return ()
    code = frame.crs.to_epsg(min_confidence=100) if frame.crs is not None else None
    behind = f"(EPSG:{code})" if code else ""
    kinds = set(frame.geometry.dropna().geom_type)
    if kinds != {"Point"} or frame.geometry.has_z.any() or frame.geometry.is_empty.any():
        return (f"wkt{behind}",)
    known = pyproj.CRS.from_user_input(frame.crs) if frame.crs is not None else None
    degrees = known is not None and known.is_geographic
    return (f"经度{behind}", f"纬度{behind}") if degrees else (f"东坐标{behind}", f"北坐标{behind}")


def _rows(frame: gpd.GeoDataFrame) -> tuple[list[str], _Rows]:
    """Heads and rows: the attributes, then the position."""
    names = [name for name in frame.columns if name != frame.active_geometry_name]
    where = position_heads(frame)
    heads = [f"{name}_" if str(name) in where else str(name) for name in names]
    columns = [[_value(value) for value in frame[name].tolist()] for name in names]
    if len(where) == 2:
        placed = frame.geometry.to_numpy()
        here = ~shapely.is_missing(placed)
        columns += [
            [float(value) if ok else None for value, ok in zip(values, here, strict=True)]
            for values in (shapely.get_x(placed), shapely.get_y(placed))
        ]
    elif where:
        columns.append(shapely.to_wkt(frame.geometry.to_numpy(), rounding_precision=20).tolist())
    return [*heads, *where], [list(row) for row in zip(*columns, strict=True)]


def _value(value: object) -> object:
    """A value as a table takes it: None, a number, or a text."""
    if isinstance(value, (list, dict, tuple, np.ndarray)):
        return str(value)
    if not isinstance(value, str) and (value is None or pd.isna(value)):
        return None
    if isinstance(value, (bool, np.bool_)):
        return "TRUE" if value else "FALSE"
    if isinstance(value, (int, np.integer)):
        return int(value) if abs(int(value)) < _EXACT else str(int(value))
    if isinstance(value, (float, np.floating)):
        return float(value) if np.isfinite(value) else None
    return str(value)


def _csv_text(text: str) -> str:
    clean = text.replace("\0", "\ufffd")
    return clean if _FIGURE.fullmatch(clean) else without_formula(clean)


def _cell(sheet: WriteOnlyWorksheet, value: object) -> object:
    """A cell of the sheet; a text is marked as one, whatever it looks like."""
    if not isinstance(value, str):
        return value
    cell = WriteOnlyCell(sheet)
    cell.value = value if _FIGURE.fullmatch(value) else safe_cell(value)
    cell.data_type = "s"
    return cell


def _title(name: str, taken: list[str]) -> str:
    """A name a sheet may have, unlike those taken."""
    base = _TITLE_FORBIDDEN.sub("_", safe_cell(name)).strip("' ")[:_TITLE_LIMIT] or "图层"
    title, more = base, 1
    while title.casefold() in {other.casefold() for other in taken}:
        more += 1
        title = f"{base[: _TITLE_LIMIT - 4]}_{more}"
    return title


def _refused(layer: str, path: Path, problem: str) -> LayerError:
    return LayerError(
        layer=layer, source=path.name, problem=problem, remedy="请写成 .csv 或 .gpkg / write .csv or .gpkg instead"
    )
