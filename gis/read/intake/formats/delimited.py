"""Tables as text (CSV, TSV): encoding and separator judged by the content, every line accounted for."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from gis.read.intake.decoding import Decoded, decode
from gis.read.intake.formats.table_rows import Line, Sheet, read_sheet
from gis.read.intake.messages import Notes
from gis.read.intake.model import RawLayer, Read, ReadOptions, Source, refuse

__all__ = ["SEPARATORS", "read", "read_delimited", "separator_of"]

SEPARATORS = (",", "\t", ";", "|", "\uff0c", "\uff1b", "、")  # the last three: of Chinese texts
_TITLES = {"\t": "制表符 / tab", " ": "空格 / blank"}
_JUDGED_LINES, _JUDGED_LETTERS = 200, 4 * 1024 * 1024
_LONGEST_CELL = 64 * 1024 * 1024  # letters; the csv module stops at 131,072 otherwise
_PIECE = 1_000_000  # letters cut into lines at once
_NUL_SHARE = 0.2  # NUL bytes beyond this share of a file mean two bytes a letter
_SHOWN = 40  # letters of a sample


def read(source: Source, options: ReadOptions, notes: Notes) -> Read:
    """The one layer of a table in text.

    Raises
    ------
    RefusedError: nothing in it, or more than one table may hold; told.
    """
    return read_delimited(source.path.read_bytes(), source, options, notes)


def read_delimited(content: bytes, source: Source, options: ReadOptions, notes: Notes) -> Read:
    """The one layer of a table in text, of its bytes.

    Raises
    ------
    RefusedError: nothing in it, or more than one table may hold; told.
    """
    with _long_cells():
        return [_layer(_text(content, options, notes, source.name), source, options, notes)]


def _layer(text: str, source: Source, options: ReadOptions, notes: Notes) -> RawLayer:
    """The layer of the text.

    Raises
    ------
    RefusedError: nothing in it.
    """
    where = source.name
    stated = re.match(r'\s*"?sep=(.)"?\r?\n', text)  # a line for spreadsheets, not of the table
    separator, share = (stated[1], 1.0) if stated else separator_of(text)
    if separator != ",":
        notes.add("table_separator", where=where, separator=_TITLES.get(separator, separator))
    if share < 0.8:
        notes.add("table_separator_unsure", where=where, separator=_TITLES.get(separator, separator))
    lines = _text_lines(text, separator)
    first = 0
    if stated:
        first, _ = next(lines)
    broken: list[int] = []
    if not _quotes_whole(text, separator):
        lines = _line_by_line(text, separator, broken)
    sheet = Sheet(
        name=source.name.rpartition(".")[0] or source.name,
        where=where,
        lines=(line for line in lines if line[0] > first),
        loose=True,
    )
    layer = read_sheet(sheet, options, notes)
    if layer is None:
        raise refuse(notes, "table_empty", where=where)
    if broken:
        notes.add("table_quotes_broken", where=where, count=len(broken), rows=broken)
    return layer


def separator_of(text: str) -> tuple[str, float]:
    """The separator that cuts most of the first lines into the same number of cells, at least two; and their share.

    A text that none of them cuts is a table of one column: a comma and 1.
    """
    with _long_cells():
        return _judged_separator([line for line in text[:_JUDGED_LETTERS].split("\n")[:_JUDGED_LINES] if line.strip()])


@contextmanager
def _long_cells() -> Iterator[None]:
    """Cells of any length; the csv module, left alone, stops at 131,072 letters."""
    former = csv.field_size_limit(_LONGEST_CELL)
    try:
        yield
    finally:
        csv.field_size_limit(former)


def _judged_separator(lines: Sequence[str]) -> tuple[str, float]:
    found: list[tuple[float, float, int, str]] = []
    for separator in SEPARATORS:
        widths = [len(cells) for cells in csv.reader(lines, delimiter=separator, skipinitialspace=True) if cells]
        counts = Counter(widths)
        count, often = max(counts.items(), key=lambda entry: (entry[0] > 1, entry[1], entry[0]), default=(1, 0))
        if count > 1:
            below_titles = often / (len(widths) - widths.index(count))
            found.append((below_titles, often / len(widths), count, separator))
    if not found:
        return ",", 1.0
    share, _, _, separator = max(found, key=lambda one: (round(one[0], 1), round(one[1], 1), one[2]))
    return separator, share


def _text_lines(text: str, separator: str) -> Iterator[Line]:
    """The rows of a table in text: the number of the line each begins on, and its cells."""
    rows = csv.reader(_lines(text), delimiter=separator, skipinitialspace=True)
    number = 1
    for cells in rows:
        yield number, cells
        number = rows.line_num + 1


def _lines(text: str) -> Iterator[str]:
    """Line by line with its end; other signs that some call line ends (form feeds, U+2028) stay in their cells."""
    start = 0
    while start < len(text):
        end = text.find("\n", start + _PIECE) + 1 or len(text)
        yield from [f"{line}\n" for line in text[start : end - 1].split("\n")]
        start = end


def _quotes_whole(text: str, separator: str) -> bool:
    """Whether quotes open and close as they should: one left open would swallow all rows after it."""
    if '"' not in text:
        return True
    try:
        for _ in csv.reader(_lines(text), delimiter=separator, skipinitialspace=True, strict=True):
            pass
    except csv.Error:
        return False
    return True


def _line_by_line(text: str, separator: str, broken: list[int]) -> Iterator[Line]:
    """Every line a row of its own; in those whose quotes do not close, quotes are letters like others (noted)."""
    for number, line in enumerate(_lines(text), start=1):
        try:
            cells = next(csv.reader([line], delimiter=separator, skipinitialspace=True, strict=True), [])
        except csv.Error:
            cells = next(csv.reader([line], delimiter=separator, quoting=csv.QUOTE_NONE), [])
            broken.append(number)
        yield number, cells


def _text(content: bytes, options: ReadOptions, notes: Notes, where: str) -> str:
    """The text with line ends of one kind; what was judged, lost or taken out is told."""
    stated = options.encoding
    if not stated and content[:2] not in (b"\xff\xfe", b"\xfe\xff") and content.count(0) > _NUL_SHARE * len(content):
        stated = "utf-16-le" if content[1:2] == b"\0" else "utf-16-be"
    decoded = decode(content, stated=stated)
    _tell_encoding(decoded, notes, where)
    text = decoded.text
    if "\0" in text:
        notes.add("table_nul", where=where, count=text.count("\0"))
        text = text.replace("\0", "")
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text if text.endswith("\n") else f"{text}\n"


def _tell_encoding(decoded: Decoded, notes: Notes, where: str) -> None:
    sample = next((line for line in decoded.text.splitlines() if not line.isascii()), "")[:_SHOWN]
    facts = {"encoding": decoded.encoding.upper(), "sample": sample}
    if decoded.lost:
        notes.add("text_letters_lost", where=where, count=decoded.lost, encoding=facts["encoding"])
    elif decoded.judged and not decoded.sure:
        notes.add("table_encoding_unsure", where=where, **facts)
    elif decoded.judged and decoded.encoding != "utf-8":
        notes.add("table_encoding", where=where, **facts)
