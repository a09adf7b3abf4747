"""Rows of texts made a layer: head found, rows that are none set aside, positions found, figures proved."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from gis.read.intake.formats.columns import laid_out
from gis.read.intake.formats.table_boundary import build_plots
from gis.read.intake.formats.table_heads import Head, find_head, is_column_numbers
from gis.read.intake.formats.table_numbers import plain, prove, unguarded
from gis.read.intake.formats.table_positions import place_rows
from gis.read.intake.limits import in_force
from gis.read.intake.messages import Notes
from gis.read.intake.model import Quarantined, RawLayer, ReadOptions, refuse

__all__ = ["CELLS_COUNT", "Sheet", "read_sheet"]

CELLS_COUNT = 60_000_000  # of one table: as texts they take about this many bytes times eight
_SAMPLE = 60  # rows looked at to find the head
_CHUNK = 5_000  # rows gathered before they become columns: texts in Python take ten times the room
_TOTAL = re.compile(r"(合计|总计|共计|小计|汇总|总和)([::(].*|数|面积)?|total|sum|grandtotal|subtotal")
_REMARKS = (
    "注:",
    "备注:",
    "说明:",
    "填表人",
    "制表人",
    "填报人",
    "审核人",
    "制表:",
    "数据来源",
    "填表日期",
    "note:",
    "source:",
)

# A line whose first filled cell begins otherwise is a row: the quick way through a million of them.
_SPEAKING = frozenset(word[0] for word in _REMARKS) | frozenset("合总共小汇tTsSgGNn1(\uff08 \t\u3000'")

Line = tuple[int, list[str]]


@dataclass
class Sheet:
    """A table as it comes: `lines` (number in the file from 1, texts of the cells, "" for an empty one).

    `loose`: rows may differ in width (texts with separators), so a row of another width than the head has lost or
    gained a cell; of other tables blank lines may be left out. `text_figures`: cells by column that held a figure as
    text (workbooks).
    """

    name: str
    where: str
    lines: Iterator[Line]
    loose: bool = False
    text_figures: Counter[int] = field(default_factory=Counter)


@dataclass
class _Sorted:
    """The rows below the head, sorted: those that are rows, in columns; those that are none, with their reason."""

    rows: list[int] = field(default_factory=list)
    chunks: list[list[pa.Array]] = field(default_factory=list)
    aside: list[Quarantined] = field(default_factory=list)
    blank: int = 0


def read_sheet(sheet: Sheet, options: ReadOptions, notes: Notes) -> RawLayer | None:
    """The layer of a table; None for one without a single filled cell.

    Raises
    ------
    RefusedError: more rows, columns or cells than one table may have; told.
    """
    first = _sample(sheet.lines)
    sample = [line for line in first if _is_filled(line)]
    if not sample:
        return None
    _refuse_beyond(0, max(len(cells) for _, cells in sample), sheet, notes)
    head = find_head([cells for _, cells in sample])
    names = _tell_head(head, sheet, notes)
    below = chain(first[first.index(sample[head.start]) :] if head.start < len(sample) else [], sheet.lines)
    width = _width(head, names, sample, loose=sheet.loose)
    names = [*names[:width], *(f"列{number + 1}" for number in range(len(names), width))]
    found = _sort_rows(below, names, head, sheet, notes)
    columns = [pa.chunked_array([chunk[at] for chunk in found.chunks], type=pa.string()) for at in range(width)]
    heads, columns, kept = _named(names, columns, sheet, notes)
    for code in dict.fromkeys(one.code for one in found.aside):
        rows = [one.row for one in found.aside if one.code == code]
        notes.add(code, where=sheet.where, count=len(rows), rows=rows)
    if found.blank:
        notes.add("table_blank_rows", where=sheet.where, count=found.blank)
    figures = [sheet.text_figures[at] for at in kept]
    return _layer(heads, columns, found, figures, (sheet, options, notes))


def _sample(lines: Iterator[Line]) -> list[Line]:
    """The first lines, blank ones among them, until enough are filled."""
    found, filled = [], 0
    for line in lines:
        found.append(line)
        filled += _is_filled(line)
        if filled == _SAMPLE:
            break
    return found


def _is_filled(line: Line) -> bool:
    return any(cell and not cell.isspace() for cell in line[1])


def _tell_head(head: Head, sheet: Sheet, notes: Notes) -> list[str]:
    """The names as the head gives them, "" for none, and what is to tell about them."""
    if head.titles:
        notes.add("table_titles", where=sheet.where, count=len(head.titles), texts=[text[:60] for text in head.titles])
    if head.rows == 0:
        notes.add("table_head_missing", where=sheet.where, columns=list(head.names))
    if head.rows == 2:
        notes.add("table_head_two_rows", where=sheet.where, columns=list(head.names))
    return list(head.names)


def _width(head: Head, names: Sequence[str], sample: Sequence[Line], *, loose: bool) -> int:
    """Columns of the table: of the head, or of its rows where nearly all of them have more (names then lack)."""
    if not loose:
        return len(names)
    widths = Counter(len(_trimmed(cells, 0)) for _, cells in sample[head.start :])
    own = len(_trimmed(list(names), 0))
    usual = max(widths, key=lambda count: (widths[count], count), default=own)
    raw = Counter(len(cells) for _, cells in sample[head.start :])
    if usual > own and widths[usual] > len(sample[head.start :]) / 2:
        return max(usual, own)
    return max(own, min(len(names), max(raw, key=lambda count: raw[count], default=own)))


def _trimmed(cells: list[str], least: int) -> list[str]:
    """Without the empty cells at the end, but for the first `least`."""
    end = len(cells)
    while end > least and not cells[end - 1]:
        end -= 1
    return cells[:end]


def _sort_rows(lines: Iterator[Line], names: Sequence[str], head: Head, sheet: Sheet, notes: Notes) -> _Sorted:
    """Every line below the head as a row, as a blank one or set aside with its reason."""
    found, gathered, width = _Sorted(), [], len(names)
    repeated = list(names) if head.rows == 1 else []
    blank = last = 0
    _refuse_beyond(0, width, sheet, notes)
    for number, cells in lines:
        first = cells[0] if cells else ""
        if not first or first.isspace():
            first = next((cell for cell in cells if cell and not cell.isspace()), "")
        if not first:
            blank += sheet.loose
            continue
        if not sheet.loose:
            blank, last = number - last - 1 if last else 0, number
        found.blank, blank = found.blank + blank, 0
        row = cells if len(cells) == width else _fitted(cells, width, loose=sheet.loose)
        code = _reason(row, first, repeated, width)
        if code:
            found.aside.append(Quarantined(number, code, facts={"count": 1, "rows": [number]}))
            continue
        found.rows.append(number)
        gathered.append(row)
        if len(gathered) == _CHUNK:
            _gather(found, gathered, width)
            gathered = []
            _refuse_beyond(len(found.rows), width, sheet, notes)
    _gather(found, gathered, width)
    _refuse_beyond(len(found.rows), width, sheet, notes)
    return found


def _fitted(cells: list[str], width: int, *, loose: bool) -> list[str]:
    """A row without empty cells beyond the width; of sheets a short one is filled up."""
    row = _trimmed(cells, width)
    return row if loose else [*row, *[""] * (width - len(row))]


def _refuse_beyond(rows: int, columns: int, sheet: Sheet, notes: Notes) -> None:
    """Ends the read of a table larger than one may be.

    Raises
    ------
    RefusedError: it is.
    """
    limits = in_force()
    if rows > limits.rows or columns > limits.columns or rows * columns > CELLS_COUNT:
        most = {"most_rows": limits.rows, "most_columns": limits.columns, "most_cells": CELLS_COUNT}
        raise refuse(notes, "table_too_large", where=sheet.where, rows=rows, columns=columns, **most)


def _reason(cells: list[str], first: str, repeated: list[str], width: int) -> str:
    """Why a line is no row of the table, by its first filled cell and its width; "" for a row."""
    if first[0] in _SPEAKING:
        bare = "".join(plain(first).casefold().split())
        if _TOTAL.fullmatch(bare):
            return "table_totals_row"
        if bare.startswith(_REMARKS) and width > 2 and sum(map(bool, cells)) <= 2:
            return "table_remark_row"
        if bare in ("1", "(1)") and is_column_numbers(cells):
            return "table_head_repeated"
    if cells == repeated:
        return "table_head_repeated"
    return "" if len(cells) == width else "table_row_uneven"


def _gather(found: _Sorted, gathered: list[list[str]], width: int) -> None:
    """Rows as texts in columns, empty cells as null."""
    columns = zip(*gathered, strict=True) if gathered else ((),) * width
    found.chunks.append([_cells(pa.array(column, type=pa.string())) for column in columns])


def _cells(texts: pa.Array) -> pa.Array:
    """Cells without blanks around them, empty ones as null."""
    texts = pc.utf8_trim_whitespace(texts)
    if pc.any(pc.starts_with(texts, "'")).as_py():
        texts = pa.array([unguarded(text) for text in texts.to_pylist()], type=pa.string())
    return pc.if_else(pc.equal(texts, ""), pa.scalar(None, pa.string()), texts)


def _named(
    names: Sequence[str], columns: Sequence[pa.ChunkedArray], sheet: Sheet, notes: Notes
) -> tuple[list[str], list[pa.ChunkedArray], list[int]]:
    """Columns under names of their own; those without name and entries left out; told. Also their numbers (from 0)."""
    heads: list[str] = []
    kept: list[int] = []
    nameless, twice, blank = [], [], 0
    for at, (name, column) in enumerate(zip(names, columns, strict=True)):
        if not name and column.null_count == len(column):
            blank += 1
            continue
        title = name or f"列{at + 1}"
        if not name or (name.startswith("列") and at >= len(names)):
            nameless.append(title)
        own, more = title, 1
        while own in heads or (more > 1 and own in names):
            more += 1
            own = f"{title}_{more}"
        if more > 1:
            twice.append(own)
        heads.append(own)
        kept.append(at)
    if blank:
        notes.add("table_blank_columns", where=sheet.where, count=blank)
    if nameless:
        notes.add("table_head_blank", where=sheet.where, columns=nameless)
    if twice:
        notes.add("table_head_twice", where=sheet.where, columns=twice)
    return heads, [columns[at] for at in kept], kept


def _layer(
    heads: list[str],
    columns: list[pa.ChunkedArray],
    found: _Sorted,
    figures: Sequence[int],
    asked: tuple[Sheet, ReadOptions, Notes],
) -> RawLayer:
    """Rows with their positions; rows that are nowhere set aside, corners made plots."""
    sheet, options, notes = asked
    placing = place_rows(heads, columns, options, notes, where=sheet.where)
    rows, geometry = np.array(found.rows, dtype=np.int64), placing.geometry
    bad = {} if placing.tabular else placing.bad
    gone = () if bad else placing.columns  # what could not be read as a position must be seen beside the row
    stay = [at for at in range(len(heads)) if at not in gone]
    facts = dict(placing.facts)
    if placing.columns:
        facts["position_columns"] = [heads[at] for at in placing.columns]
    inner = [at for at in range(len(heads)) if at not in placing.columns]
    plots = None
    if placing.pointed:
        names, cells = [heads[at] for at in inner], [columns[at] for at in inner]
        plots = build_plots(names, cells, geometry, rows, notes, where=sheet.where)
    if plots is None:
        heads, columns, figures = [heads[at] for at in stay], [columns[at] for at in stay], [figures[at] for at in stay]
    else:
        heads, columns, geometry, rows, bad = plots.heads, plots.columns, plots.geometry, plots.rows, {}
        figures = [0] * len(heads)
    return RawLayer(
        name=sheet.name,
        table=laid_out(heads, _proved(heads, columns, figures, sheet, notes), count=len(rows)),
        geometry=geometry,
        rows=rows,
        crs=placing.crs,
        quarantined=[*found.aside, *(plots.quarantined if plots is not None else [])],
        condemned=bad,
        mended=set(placing.closed),
        tabular=placing.tabular,
        facts=facts,
    )


def _proved(
    heads: Sequence[str], columns: Sequence[pa.ChunkedArray], figures: Sequence[int], sheet: Sheet, notes: Notes
) -> list[pa.Array]:
    """Columns of figures as numbers, all others as texts; told what was read over to get there."""
    proved = {name: prove(name, column) for name, column in zip(heads, columns, strict=True)}
    for code, part in (
        ("table_missing_signs", "missing"),
        ("table_thousands", "grouped"),
        ("table_full_width", "wide"),
    ):
        counts = {name: getattr(one, part) for name, one in proved.items() if getattr(one, part)}
        if counts:
            notes.add(code, where=sheet.where, count=sum(counts.values()), columns=list(counts))
    percent = [name for name, one in proved.items() if one.percent]
    if percent:
        notes.add("table_percent", where=sheet.where, columns=percent)
    as_text = sum(
        count
        for count, one, column in zip(figures, proved.values(), columns, strict=True)
        if one.numeric and count < len(column) - column.null_count  # a column of texts throughout is no surprise
    )
    if as_text:
        notes.add("table_figures_as_text", where=sheet.where, count=as_text)
    for name, one in proved.items():
        if one.strays:
            notes.add("table_column_mixed", where=sheet.where, column=name, samples=list(one.strays))
    return [one.values.combine_chunks() for one in proved.values()]
