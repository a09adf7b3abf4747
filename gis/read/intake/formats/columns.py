"""Attributes of many rows to a table: a type for every column, nothing rounded, what does not fit kept as text."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from gis.read.intake.decoding import decode
from gis.read.intake.limits import in_force
from gis.read.intake.messages import Notes
from gis.read.intake.model import Quarantined, RawLayer, Shapes

__all__ = ["laid_out", "plain_columns", "set_aside", "table_of", "unlike", "whole_texts"]

_EXACT_FLOAT = 2**53  # whole numbers beyond it have no float of their own
_LONG = 2**63
_ALL_IN_ONE = "properties"


def unlike(name: str, taken: Iterable[str]) -> str:
    """`name`, or `name_1`, `name_2` … if it is taken."""
    known, number, fresh = set(taken), 0, name
    while fresh in known:
        number += 1
        fresh = f"{name}_{number}"
    return fresh


def table_of(rows: Sequence[Mapping[str, object]], notes: Notes, *, where: str) -> pa.Table:
    """The table of rows of JSON values (null, truth, number, text, nested), columns in the order of first appearance.

    Whole numbers beyond 64 bits, columns of several types and nested values become text, and that is told. Numbers that
    are none (NaN, infinite) become empty. More columns than the limit: one column of JSON text holds them all.
    """
    names = list(dict.fromkeys(chain.from_iterable(rows)))
    if len(names) > in_force().columns:
        notes.add("columns_too_many", where=where, count=len(names), column=_ALL_IN_ONE)
        return pa.table({_ALL_IN_ONE: pa.array([_json(row) for row in rows], type=pa.string())})
    told = _Told()
    arrays = [told.column(name, [row.get(name) for row in rows]) for name in names]
    if told.mixed:
        notes.add("columns_of_mixed_types", where=where, count=len(told.mixed), columns=told.mixed)
    if told.long:
        notes.add("numbers_too_long", where=where, columns=told.long)
    if told.nested:
        notes.add("columns_nested", where=where, columns=told.nested)
    if told.no_numbers:
        notes.add("numbers_not_finite", where=where, count=told.no_numbers)
    if told.letters:
        notes.add("letters_broken", where=where, count=told.letters)
    clean = [_without_surrogates(name) for name in names]
    return laid_out(clean, arrays, count=len(rows))


def laid_out(names: Sequence[str], arrays: Sequence[pa.Array], *, count: int) -> pa.Table:
    """A table of columns, names that repeat numbered; `count` rows even without any column."""
    if not names:
        return pa.table({"_": pa.nulls(count)}).drop_columns(["_"])  # it remembers its rows
    fresh: list[str] = []
    for name in names:
        fresh.append(unlike(name or "_", fresh))
    return pa.table(list(arrays), names=fresh)


class _Told:
    """Columns made one by one, and what had to be done to them."""

    def __init__(self) -> None:
        self.mixed: list[str] = []
        self.long: list[str] = []
        self.nested: list[str] = []
        self.no_numbers = 0
        self.letters = 0

    def column(self, name: str, values: list[object]) -> pa.Array:
        """The column of the values of one name."""
        kinds = set(map(type, values)) - {type(None)}
        if kinds <= {str}:
            return self._texts(values)
        if kinds == {bool}:
            return pa.array(values, type=pa.bool_())
        if kinds <= {int, float}:
            return self._numbers(name, values, kinds)
        if kinds & {dict, list}:
            self.nested.append(name)
        if len(kinds - {dict, list, str}) + bool(kinds & {str}) > 1 or (kinds & {dict, list} and kinds - {dict, list}):
            self.mixed.append(name)
        return self._texts([_as_text(value) for value in values])

    def _numbers(self, name: str, values: list[object], kinds: set[type]) -> pa.Array:
        """Whole numbers as such where they fit, with fractions as floats where none is rounded, else their digits."""
        whole = [value for value in values if type(value) is int]
        most = max(map(abs, whole), default=0)
        if kinds == {int} and most < _LONG:
            return pa.array(values, type=pa.int64())
        if most > _EXACT_FLOAT:
            self.long.append(name)
            return self._texts([_as_text(value) for value in values])
        floats = np.array([np.nan if value is None else value for value in values], dtype=float)
        bad = ~np.isfinite(floats)
        self.no_numbers += int(bad.sum()) - values.count(None)
        return pa.array(floats, mask=bad)

    def _texts(self, values: list[object]) -> pa.Array:
        try:
            return pa.array(values, type=pa.string())
        except UnicodeEncodeError:  # half of a surrogate pair, written as an escape
            clean = [_without_surrogates(value) if isinstance(value, str) else value for value in values]
            self.letters += sum(one != other for one, other in zip(clean, values, strict=True))
            return pa.array(clean, type=pa.string())


def _without_surrogates(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")


def _json(value: object) -> str:
    return _without_surrogates(json.dumps(value, ensure_ascii=False))


def _as_text(value: object) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return _json(value)


def plain_columns(table: pa.Table, notes: Notes, *, where: str) -> pa.Table:
    """The table with nested columns as JSON text, codes of dictionaries resolved, bytes left out and told."""
    names: list[str] = []
    arrays: list[pa.Array] = []
    nested: list[str] = []
    binary: list[str] = []
    for at, field in enumerate(table.schema):
        column = table.column(at)
        kind = field.type
        if isinstance(kind, pa.BaseExtensionType):
            column, kind = (
                pa.chunked_array([chunk.storage for chunk in column.chunks], kind.storage_type),
                kind.storage_type,
            )
        if pa.types.is_dictionary(kind):
            column, kind = column.cast(kind.value_type), kind.value_type
        if pa.types.is_binary(kind) or pa.types.is_large_binary(kind) or pa.types.is_fixed_size_binary(kind):
            binary.append(field.name)
            continue
        if pa.types.is_nested(kind):
            nested.append(field.name)
            texts = [
                None if value is None else json.dumps(value, ensure_ascii=False, default=str)
                for value in column.to_pylist()
            ]
            column = pa.chunked_array([pa.array(texts, type=pa.string())])
        names.append(field.name)
        arrays.append(column)
    if nested:
        notes.add("columns_nested", where=where, columns=nested)
    if binary:
        notes.add("columns_binary", where=where, columns=binary)
    if len(set(names)) < len(names):
        notes.add("columns_repeated", where=where, columns=sorted({name for name in names if names.count(name) > 1}))
    return laid_out(names, arrays, count=len(table))


def whole_texts(table: pa.Table, notes: Notes, *, where: str) -> pa.Table:
    """The table with every text column in UTF-8: values that are not are decoded one by one, and that is told."""
    mended: list[str] = []
    for at, field in enumerate(table.schema):
        if not (pa.types.is_string(field.type) or pa.types.is_large_string(field.type)):
            continue
        column = table.column(at)
        try:
            column.validate(full=True)
        except pa.ArrowInvalid:
            mended.append(field.name)
            raw = pa.chunked_array(
                [
                    chunk.view(pa.large_binary() if pa.types.is_large_string(field.type) else pa.binary())
                    for chunk in column.chunks
                ]
            )
            texts = [None if value is None else decode(value).text for value in raw.to_pylist()]
            table = table.set_column(at, field.name, pa.array(texts, type=pa.string()))
    if mended:
        notes.add("texts_not_utf8", where=where, columns=mended)
    return table


def set_aside(
    raw: RawLayer, reasons: Mapping[int, tuple[str, Mapping[str, object]]], notes: Notes, *, where: str
) -> RawLayer:
    """The layer without the rows at these positions (from 0), which are quarantined with code and facts, and told."""
    if not reasons:
        return raw
    lost = sorted(reasons)
    kept = np.ones(len(raw.rows), dtype=bool)
    kept[lost] = False
    names = _names_of(raw.table, lost)
    raw.quarantined += [
        Quarantined(int(raw.rows[at]), reasons[at][0], name, reasons[at][1])
        for at, name in zip(lost, names, strict=True)
    ]
    notes.add("rows_aside", where=where, count=len(lost), rows=[int(raw.rows[at]) for at in lost])
    moved = np.cumsum(kept) - 1
    raw.mended = {int(moved[at]) for at in raw.mended if kept[at]}
    raw.table, raw.geometry, raw.rows = raw.table.filter(pa.array(kept)), _picked(raw.geometry, kept), raw.rows[kept]
    return raw


def _picked(shapes: Shapes, kept: npt.NDArray[np.bool_]) -> Shapes:
    return shapes[kept]


def _names_of(table: pa.Table, rows: Sequence[int]) -> list[str]:
    """What the user calls these rows, by the first column that looks like a name or an id; empty where none does."""
    for name in ("name", "名称", "Name", "NAME", "id", "ID", "编号"):
        if name in table.column_names:
            values = pc.take(table.column(name), pa.array(list(rows), type=pa.int64())).to_pylist()
            return ["" if value is None else str(value) for value in values]
    return [""] * len(rows)
