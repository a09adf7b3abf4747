"""The fields of a layer: their types, what they mean by their names, and the edition of its land-use codes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from gis.read.intake.field_names import dictionary, meaning
from gis.read.intake.messages import Notes
from gis.read.intake.model import ReadOptions
from gis.read.land_use import EDITION_TITLES, EDITIONS, code_table, judge_edition, to_2023

__all__ = ["describe_fields"]

_CODES_COUNT = 2_000  # distinct codes looked at: an edition has a few hundred


def describe_fields(
    table: pa.Table, options: ReadOptions, notes: Notes, *, where: str, aliases: Mapping[str, str] | None = None
) -> list[dict[str, Any]]:
    """The fields of a layer as JSON values: name, type, what it means; tells the edition of land-use codes.

    `aliases`: second names that the file gives its fields, by their first.
    """
    told: list[dict[str, Any]] = []
    taken: dict[str, str] = {}
    for column in table.schema:
        key = meaning(column.name) or meaning((aliases or {}).get(column.name, ""))
        if key and key in taken:
            notes.add("fields_alike", where=where, title=dictionary()[key].title, names=[taken[key], column.name])
            key = ""
        elif key:
            taken[key] = column.name
        told.append({"name": column.name, "type": _type_name(column.type), "means": key})
    if "code" in taken:
        _tell_edition(table, taken, options, notes, where)
    return told


def _type_name(kind: pa.DataType) -> str:
    if pa.types.is_integer(kind):
        return "integer"
    if pa.types.is_floating(kind) or pa.types.is_decimal(kind):
        return "number"
    if pa.types.is_temporal(kind):
        return "date"
    return "flag" if pa.types.is_boolean(kind) else "text"


def _tell_edition(table: pa.Table, taken: Mapping[str, str], options: ReadOptions, notes: Notes, where: str) -> None:
    """Which edition the land-use codes follow; a question only where the layer is to be used as land use."""
    pairs = _pairs(table, taken)
    if not pairs:
        return
    judged = judge_edition(pairs)
    edition = options.edition if options.edition in EDITIONS else judged.edition
    if not edition:
        wanted = options.kind in ("land_use", "plots")
        candidates = judged.candidates
        if candidates:
            code = "land_use_edition_question" if wanted else "land_use_edition_open"
            titles = [EDITION_TITLES[key][0] for key in candidates]
            notes.add(code, where=where, field=taken["code"], candidates=titles, keys=list(candidates))
        elif max(judged.fits.values()) > 0.0:
            notes.add(
                "land_use_codes_unknown", where=where, field=taken["code"], codes=[code for code, _ in pairs][:20]
            )
        return
    known = code_table(edition)
    unknown = sorted({code for code, _ in pairs if not to_2023(code.upper(), edition) and code.upper() not in known})
    notes.add(
        "land_use_edition",
        where=where,
        field=taken["code"],
        edition=EDITION_TITLES[edition][0],
        key=edition,
        known=len({code for code, _ in pairs}) - len(unknown),
        count=len({code for code, _ in pairs}),
    )
    if unknown:
        notes.add("land_use_codes_unknown", where=where, field=taken["code"], codes=unknown[:20])


def _pairs(table: pa.Table, taken: Mapping[str, str]) -> list[tuple[str, str]]:
    """Distinct codes with the name beside them, as texts."""
    codes = table.column(taken["code"])
    names = table.column(taken["code_name"]) if "code_name" in taken else pa.nulls(len(table), pa.string())
    if not all(
        pa.types.is_string(c.type)
        or pa.types.is_large_string(c.type)
        or pa.types.is_integer(c.type)
        or pa.types.is_null(c.type)
        for c in (codes, names)
    ):
        return []
    both = pa.table({"code": pc.cast(codes, pa.string()), "name": pc.cast(names, pa.string())})
    distinct = both.group_by(["code", "name"]).aggregate([]).slice(0, _CODES_COUNT).to_pylist()
    return [(row["code"].strip(), (row["name"] or "").strip()) for row in distinct if row["code"]]
