"""Workbooks: XLSX and XLSM (cells as stored, nothing computed, no macro run) and XLS; every sheet a layer."""

from __future__ import annotations

import io
import re
import struct
import warnings
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile, ZipFile

import xlrd
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from gis.read.intake.decoding import decode
from gis.read.intake.formats.delimited import read_delimited
from gis.read.intake.formats.table_numbers import is_number
from gis.read.intake.formats.table_rows import Line, Sheet, read_sheet
from gis.read.intake.limits import MIB, in_force
from gis.read.intake.messages import Notes
from gis.read.intake.model import RawLayer, Read, ReadOptions, Source, refuse

__all__ = ["cell_text", "read"]

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LOCKED = "EncryptedPackage".encode("utf-16-le")  # how a workbook with a password is packed
_XLS_STREAMS = ("Workbook".encode("utf-16-le"), "Book".encode("utf-16-le"))
_PADDED = re.compile(r"0{2,}(;.*)?")  # a number format that shows 701 as 0701
_UNCOMPUTED = re.compile(
    rb'<c\b[^>]*?\br="([A-Z]{1,3}\d{1,7})"[^>]*>\s*<f\b(?:[^>]*/>|[^>]*>[^<]*</f>)\s*(?:<v\s*/>|<v></v>)?\s*</c>'
)
_LONGEST_FORMULA = 64 * 1024
_DAY_LETTERS = 10
_EXACT = 10**15  # from here on a spreadsheet keeps no more than 15 digits
_SHOWN = 20  # cells named in a message at most
_DAMAGE = (
    BadZipFile, InvalidFileException, ParseError, KeyError, IndexError, ValueError, TypeError, AttributeError, EOFError,
    OSError, zlib.error, struct.error, NotImplementedError, RuntimeError, OverflowError, AssertionError,
)  # fmt: skip


@dataclass
class _Tally:
    """What was noticed in the cells of a sheet while they passed."""

    errors: Counter[str] = field(default_factory=Counter)
    lost: list[str] = field(default_factory=list)
    padded: int = 0
    text_figures: Counter[int] = field(default_factory=Counter)


def read(source: Source, options: ReadOptions, notes: Notes) -> Read:
    """The layers of a workbook, one a sheet.

    Raises
    ------
    RefusedError: damaged, protected by a password, not a workbook at all, nothing in it; told.
    """
    with source.path.open("rb") as handle:
        start = handle.read(4096)
    if start.startswith(b"PK"):
        return _read_xlsx(source, options, notes)
    content = source.path.read_bytes()
    if start.startswith(_OLE):
        if _LOCKED in content:
            raise refuse(notes, "workbook_encrypted", where=source.name)
        if not any(stream in content for stream in _XLS_STREAMS):
            raise refuse(notes, "file_damaged", where=source.name, problem="不是工作簿 / no workbook")
        return _read_xls(content, source, options, notes)
    if start[:2] in (b"\x09\x08", b"\x09\x04", b"\x09\x02", b"\x09\x00"):  # a bare stream of old
        return _read_xls(content, source, options, notes)
    text = decode(start[: len(start) - len(start) % 4]).text.lstrip().lower()
    if text.startswith("<"):
        raise refuse(notes, "table_web_page", where=source.name)
    if start.count(0) > len(start) / 2 or not text:
        raise refuse(notes, "file_damaged", where=source.name, problem="不是工作簿 / no workbook")
    notes.add("table_text_as_workbook", where=source.name)
    return read_delimited(content, source, options, notes)


def cell_text(value: object) -> str:
    """What stands in a cell, as text: whole numbers without a fraction, dates as 2024-05-01, "" for nothing."""
    if isinstance(value, str):
        text = value.strip()
        return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e22 else repr(value)
    if isinstance(value, datetime) and value.time() != time():
        return value.isoformat(" ", "seconds")
    if isinstance(value, (date, time)):
        return value.isoformat()[:_DAY_LETTERS] if isinstance(value, date) else value.isoformat()
    return "" if value is None else str(value)


# --- XLSX ---------------------------------------------------------------------------------------------------------


def _read_xlsx(source: Source, options: ReadOptions, notes: Notes) -> Read:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of extensions that openpyxl leaves alone
            _look_inside(source, notes)
            with source.path.open("rb") as stream:  # ours to close, whatever openpyxl stumbles over
                book = load_workbook(stream, read_only=True, data_only=True, keep_links=False)
                return _layers_xlsx(book, source, options, notes)
    except _DAMAGE as error:
        problem = str(error).partition("\n")[0] or type(error).__name__
        raise refuse(notes, "file_damaged", where=source.name, problem=problem) from error


def _look_inside(source: Source, notes: Notes) -> None:
    """The archive looked at before anything is unpacked.

    Raises
    ------
    RefusedError: it would inflate beyond the limit.
    """
    limits = in_force()
    with ZipFile(source.path) as archive:
        members = archive.infolist()
        inflated = sum(member.file_size for member in members)
        if inflated > limits.archive_bytes or len(members) > limits.archive_members:
            facts = {"size_mb": inflated // MIB, "limit_mb": limits.archive_bytes // MIB}
            raise refuse(notes, "inflates_too_far", where=source.name, **facts)


def _layers_xlsx(book: Any, source: Source, options: ReadOptions, notes: Notes) -> Read:
    tables = {sheet.title for sheet in book.worksheets}
    others = [name for name in book.sheetnames if name not in tables]
    if others:
        notes.add("table_sheets_other", where=source.name, sheets=others)
    layers, empty = [], []
    for sheet in book.worksheets:
        tally, where = _Tally(), f"{source.name} · {sheet.title}"
        sheet.reset_dimensions()  # what a sheet claims of its size may be anything
        given = Sheet(sheet.title, where, _lines_xlsx(sheet, tally), text_figures=tally.text_figures)
        layer = read_sheet(given, options, notes)
        if layer is None:
            empty.append(sheet.title)
            continue
        if sheet.sheet_state != "visible":
            notes.add("table_sheet_hidden", where=where, sheet=sheet.title)
        _tell(tally, where, notes)
        _tell_uncomputed(source, sheet._worksheet_path, where, notes)  # noqa: SLF001 - known to openpyxl alone
        layers.append(layer)
    return _some(layers, empty, source, notes)


def _some(layers: list[RawLayer], empty: list[str], source: Source, notes: Notes) -> Read:
    """The layers, if there are any.

    Raises
    ------
    RefusedError: every sheet is empty.
    """
    if not layers:
        raise refuse(notes, "table_empty", where=source.name)
    if empty:
        notes.add("table_sheets_empty", where=source.name, sheets=empty)
    return layers


def _lines_xlsx(sheet: Any, tally: _Tally) -> Iterator[Line]:
    """The rows of a sheet as texts, what is odd in their cells counted."""
    for number, row in enumerate(sheet.iter_rows(), start=1):
        if not row:  # a million of them may lie before a cell at the far end
            continue
        cells = [_xlsx_text(cell, tally) for cell in row]
        while cells and not cells[-1]:
            cells.pop()
        yield number, cells


def _xlsx_text(cell: Any, tally: _Tally) -> str:
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, str):
        if cell.data_type == "e":
            tally.errors[value] += 1
            return ""
        text = cell_text(value)
        if text[-1:].isdigit() and is_number(text):
            tally.text_figures[cell.column - 1] += 1
        return text
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return _figure(
            value, cell.number_format, f"{cell.column_letter}{cell.row}" if abs(value) >= _EXACT else "", tally
        )
    if isinstance(value, timedelta):
        return str(value)
    return cell_text(value)


def _figure(value: float, number_format: str, place: str, tally: _Tally) -> str:
    """A figure as the sheet shows it where its format adds zeros in front; long ones have lost digits."""
    text = cell_text(value)
    if place and float(value).is_integer():
        tally.lost.append(place)
    elif number_format[:2] == "00" and _PADDED.fullmatch(number_format) and text.isdigit():
        wide = text.zfill(len(number_format.partition(";")[0]))
        tally.padded += wide != text
        return wide
    return text


def _tell(tally: _Tally, where: str, notes: Notes) -> None:
    if tally.errors:
        notes.add("table_cell_errors", where=where, count=tally.errors.total(), samples=sorted(tally.errors))
    if tally.lost:
        notes.add("table_digits_lost", where=where, count=len(tally.lost), cells=tally.lost[:_SHOWN])
    if tally.padded:
        notes.add("table_codes_padded", where=where, count=tally.padded)


def _tell_uncomputed(source: Source, part: str, where: str, notes: Notes) -> None:
    """Formulas without a stored result, found in the part of the archive: openpyxl gives nothing for them."""
    cells, before = [], b""
    with ZipFile(source.path) as archive, archive.open(part.lstrip("/")) as stream:
        while block := stream.read(2**20):
            text = before + block
            end = text.rfind(b"</c>") + 4 if b"</c>" in text else 0
            if b"<f" in text:
                cells += [
                    found[1].decode() for found in _UNCOMPUTED.finditer(text, 0, end) if b't="str"' not in found[0]
                ]
            before = text[end:][-_LONGEST_FORMULA:]
    if cells:
        notes.add("table_formulas_uncomputed", where=where, count=len(cells), cells=cells[:_SHOWN])


# --- XLS ----------------------------------------------------------------------------------------------------------


def _read_xls(content: bytes, source: Source, options: ReadOptions, notes: Notes) -> Read:
    encoding = options.encoding or None
    try:
        book = xlrd.open_workbook(
            file_contents=content,
            logfile=io.StringIO(),
            formatting_info=True,
            ragged_rows=True,
            encoding_override=encoding,
        )
    except (xlrd.XLRDError, xlrd.compdoc.CompDocError) as error:
        code = "workbook_encrypted" if "encrypted" in str(error).lower() else "file_damaged"
        facts = {} if code == "workbook_encrypted" else {"problem": str(error).partition("\n")[0]}
        raise refuse(notes, code, where=source.name, **facts) from error
    except (*_DAMAGE, LookupError) as error:
        raise refuse(notes, "file_damaged", where=source.name, problem=type(error).__name__) from error
    layers, empty = [], []
    for sheet in book.sheets():
        tally, where = _Tally(), f"{source.name} · {sheet.name}"
        given = Sheet(sheet.name, where, _lines_xls(book, sheet, tally), text_figures=tally.text_figures)
        layer = read_sheet(given, options, notes)
        if layer is None:
            empty.append(sheet.name)
            continue
        if sheet.visibility:
            notes.add("table_sheet_hidden", where=where, sheet=sheet.name)
        _tell(tally, where, notes)
        layers.append(layer)
    return _some(layers, empty, source, notes)


def _lines_xls(book: Any, sheet: Any, tally: _Tally) -> Iterator[Line]:
    for number in range(sheet.nrows):
        cells = [_xls_text(book, cell, (number, at), tally) for at, cell in enumerate(sheet.row(number))]
        while cells and not cells[-1]:
            cells.pop()
        yield number + 1, cells


def _xls_text(book: Any, cell: Any, place: tuple[int, int], tally: _Tally) -> str:
    if cell.ctype == xlrd.XL_CELL_TEXT:
        text = cell_text(cell.value)
        if text[-1:].isdigit() and is_number(text):
            tally.text_figures[place[1]] += 1
        return text
    if cell.ctype == xlrd.XL_CELL_NUMBER:
        known = book.format_map.get(book.xf_list[cell.xf_index].format_key) if cell.xf_index is not None else None
        named = xlrd.formula.cellname(*place) if abs(cell.value) >= _EXACT else ""
        return _figure(cell.value, known.format_str if known else "", named, tally)
    if cell.ctype == xlrd.XL_CELL_DATE:
        try:
            return cell_text(xlrd.xldate_as_datetime(cell.value, book.datemode))
        except (xlrd.xldate.XLDateError, OverflowError, ValueError):
            return cell_text(cell.value)
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return "TRUE" if cell.value else "FALSE"
    if cell.ctype == xlrd.XL_CELL_ERROR:
        tally.errors[xlrd.error_text_from_code.get(cell.value, "#?")] += 1
    return ""
