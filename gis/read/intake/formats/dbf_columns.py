"""A .dbf as columns: encoding chosen and told, names made unique, values of the wrong kind kept beside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from gis.read.intake.formats.dbf import Dbf, Field, RawColumn, raw_columns
from gis.read.intake.formats.dbf_texts import (
    LABELS,
    Judged,
    Trial,
    judge,
    label_encoding,
    texts_of,
    usable_encoding,
)
from gis.read.intake.formats.dbf_values import BINARY, UNREAD, Typed, binary_values, typed
from gis.read.intake.messages import Notes

__all__ = ["Columns", "read_columns"]

_MOST_FIELDS = 255  # of the format
_LONGEST = 254  # bytes of a text field
_BESIDE = "_原文"  # ends the name of a column that keeps the texts a field of numbers or dates could not


@dataclass
class Columns:
    """Columns by name, all of one length, and what is to be said of them (`facts`: encoding, evidence, preview)."""

    by_name: dict[str, pa.Array]
    facts: dict[str, Any] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        """How many rows each column has."""
        return max((len(column) for column in self.by_name.values()), default=0)

    def table(self, rows: int) -> pa.Table:
        """All columns as a table of `rows` rows; what they lack is null."""
        missing = rows - self.rows
        columns = self.by_name
        if missing:
            columns = {
                name: pa.concat_arrays([column, pa.nulls(missing, column.type)]) for name, column in columns.items()
            }
        return pa.table(columns)


def read_columns(dbf: Dbf, notes: Notes, *, where: str, label: bytes | None, asked: str) -> Columns:
    """All columns of a table in their order, under the names of its fields.

    Parameters
    ----------
    label: content of the .cpg, None without one. asked: the encoding the user states, empty: none.
    """
    read = tuple(one for one in dbf.fields if one.kind not in UNREAD | set(BINARY) | {"0"})
    _tell_limits(dbf, notes, where)
    raw = raw_columns(dbf, read)
    names = [one.name for one in dbf.fields]
    values = [value for column in raw for value in column.distinct if not value.isascii()]
    beyond = values + [name for name in dict.fromkeys(names) if not name.isascii()]
    judged = judge(beyond, stated=label_encoding(label, dbf.ldid))
    encoding = _chosen(judged, asked, notes, where) if beyond else "utf-8"
    certain = usable_encoding(asked) is not None
    shown = _field_names(names, encoding, notes, where, certain=certain)
    decoded = _decoded(raw, encoding, notes, where, certain=certain)
    found: dict[str, pa.Array] = {}
    for one, name in zip(dbf.fields, shown, strict=True):
        if one in decoded:
            found |= _told(name, typed(one, decoded[one]), set(shown), notes, where)
        elif one.kind in BINARY:
            found[name] = binary_values(one, dbf.records[:, one.offset : one.offset + one.width])
    if not found:
        found["序号"] = pa.array(np.arange(1, len(dbf.records) + 1))
    return Columns(found, _facts(judged, encoding) if beyond else {})


def _tell_limits(dbf: Dbf, notes: Notes, where: str) -> None:
    unread = [one.name.decode("ascii", errors="replace") for one in dbf.fields if one.kind in UNREAD]
    if unread:
        notes.add("dbf_fields_unread", where=where, fields=unread)
    long = [one for one in dbf.fields if one.kind == "C" and one.width >= _LONGEST]
    full = sum(int((~np.isin(dbf.records[:, one.offset + one.width - 1], (0, 32))).sum()) for one in long)
    if full:
        notes.add("dbf_text_full", where=where, count=full, bytes=_LONGEST)
    if len(dbf.fields) >= _MOST_FIELDS:
        notes.add("dbf_fields_full", where=where, count=len(dbf.fields))


def _chosen(judged: Judged, asked: str, notes: Notes, where: str) -> str:
    """The encoding to read with, and why, told."""
    wanted = usable_encoding(asked) if asked else None
    best = judged.best
    facts = {"encoding": best.label, "preview": list(best.preview), "evidence": _evidence(judged)}
    if wanted is not None:
        notes.add("dbf_encoding_given", where=where, encoding=LABELS.get(wanted, wanted))
        return wanted
    if asked:
        notes.add("dbf_encoding_unknown", where=where, asked=asked[:40], encoding=best.label)
    elif not judged.sure:
        candidates = [_candidate(trial) for trial in judged.trials if trial.preview][:3]
        notes.add("dbf_encoding_unsure", where=where, candidates=candidates, **facts)
    elif judged.stated == judged.encoding:
        notes.add("dbf_encoding_stated", where=where, **facts)
    elif judged.stated:
        stated = LABELS.get(judged.stated, judged.stated)
        notes.add("dbf_encoding_label_wrong", where=where, stated=stated, **facts)
    else:
        notes.add("dbf_encoding_judged", where=where, **facts)
    return judged.encoding


def _candidate(trial: Trial) -> str:
    return f"{trial.label}:“{'”“'.join(trial.preview[:3])}”"


def _evidence(judged: Judged) -> list[str]:
    return [trial.evidence() for trial in judged.trials]


def _facts(judged: Judged, encoding: str) -> dict[str, Any]:
    """What a screen shows to choose by: the encoding read with, all that were tried with a preview each."""
    return {
        "encoding": LABELS.get(encoding, encoding),
        "evidence": _evidence(judged),
        "preview": list(next((trial.preview for trial in judged.trials if trial.encoding == encoding), ())),
        "encodings": {trial.label: list(trial.preview) for trial in judged.trials},
    }


def _decoded(
    raw: Sequence[RawColumn], encoding: str, notes: Notes, where: str, *, certain: bool
) -> dict[Field, pa.Array]:
    """The texts of each column; rows that lost letters are counted, whatever column they are in."""
    found: dict[Field, pa.Array] = {}
    hurt: dict[str, tuple[int, list[str]]] = {}
    for column in raw:
        texts = texts_of(column.distinct, encoding, certain=certain)
        found[column.field] = column.decoded(texts.values)
        kinds = {"dbf_text_cut": texts.cut, "dbf_text_damaged": texts.damaged, "dbf_text_mixed": texts.other}
        for code, places in kinds.items():
            if places and column.codes is not None:
                count, shown = hurt.get(code, (0, []))
                rows = int(np.isin(column.codes.to_numpy(zero_copy_only=False), places).sum())
                hurt[code] = (count + rows, shown + [texts.values[at] for at in places[:5]])
    for code, (count, shown) in hurt.items():
        notes.add(code, where=where, count=count, preview=shown[:5], encoding=LABELS.get(encoding, encoding))
    return found


def _field_names(names: Sequence[bytes], encoding: str, notes: Notes, where: str, *, certain: bool) -> list[str]:
    """The names of all fields as text, each once: the second of two equal ones gets "_1"."""
    texts = texts_of(names, encoding, certain=certain)
    plain = [text.rstrip("\ufffd") for text in texts.values]
    if texts.cut or texts.damaged:
        marked = [text for text, whole in zip(plain, texts.values, strict=True) if "\ufffd" in whole]
        notes.add("dbf_names_cut", where=where, count=len(marked), names=marked)
    found: list[str] = []
    again: list[str] = []
    for at, text in enumerate(plain, start=1):
        name = base = text or f"字段{at}"
        number = 0
        while name in found or (number and name in plain):
            number += 1
            name = f"{base}_{number}"
        if number:
            again.append(f"{base}→{name}")
        found.append(name)
    if again:
        notes.add("dbf_names_repeated", where=where, count=len(again), names=again)
    return found


def _told(name: str, column: Typed, taken: set[str], notes: Notes, where: str) -> dict[str, pa.Array]:
    """A column, with the texts beside that were none of its kind, told."""
    place = f"{where} · {name}"
    if column.stars:
        notes.add("dbf_number_stars", where=place, field=name, count=column.stars)
    if column.as_text:
        notes.add("dbf_codes_as_text", where=place, field=name)
    if column.odd is None:
        return {name: column.values}
    beside = name + _BESIDE
    while beside in taken:
        beside += "_"
    preview = pc.unique(column.odd.drop_null()).to_pylist()[:5]
    rows = (np.flatnonzero(pc.is_valid(column.odd).to_numpy(zero_copy_only=False))[:20] + 1).tolist()
    count = len(column.odd) - column.odd.null_count
    notes.add("dbf_values_odd", where=place, field=name, count=count, preview=preview, beside=beside, rows=rows)
    return {name: column.values, beside: column.odd}
