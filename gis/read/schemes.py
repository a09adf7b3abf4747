"""Schemes of grading from TOML: layers/schemes, and those of a user."""

from __future__ import annotations

from pathlib import Path

from gis.definitions import Table
from gis.plots.schemes import Band, Bands, Group, Index, LandRule, Method, Scheme, checked
from gis.read.toml import read_toml
from gis.read.workspace import SHIPPED

__all__ = ["confidence_of", "number", "read_scheme", "shipped_schemes"]

_CONFIDENCE = ("H", "M", "L")


def read_scheme(path: Path) -> Scheme:
    """A scheme from its file.

    Raises
    ------
    DefinitionError: unknown or missing keys, wrong units, weights that do not sum, bands out of order.
    """
    table = read_toml(path)
    table.only({"id", "title", "title_en", "note", "source", "confidence", "land", "method", "bands", "groups"})
    scheme = Scheme(
        id=table.text("id"),
        title=table.text("title"),
        title_en=table.text("title_en"),
        groups=tuple(_group(group) for group in table.tables("groups")),
        land=_land(table.table("land")),
        method=_method(table.table("method")),
        bands=_bands(table.table("bands")),
        note=table.text("note", ""),
        source=table.text("source"),
        confidence=confidence_of(table),
        file=str(path),
    )
    return checked(scheme)


def shipped_schemes(folder: Path | None = None) -> dict[str, Scheme]:
    """Every scheme of a folder by its id; without one, those that come with Yitu.

    Raises
    ------
    DefinitionError: a file is wrong, or two files use one id.
    """
    found: dict[str, Scheme] = {}
    for path in sorted((folder or SHIPPED / "schemes").glob("*.toml")):
        scheme = read_scheme(path)
        if scheme.id in found:
            raise Table({}, str(path)).refuse("id", f"与 {found[scheme.id].file} 重复")
        found[scheme.id] = scheme
    return found


def number(table: Table, name: str) -> float | None:
    """A plain number; None where absent.

    Raises
    ------
    DefinitionError: no number.
    """
    if not table.has(name):
        return None
    value = table.values[name]
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise table.refuse(name, f"应为数,却是 {type(value).__name__}")
    return float(value)


def confidence_of(table: Table) -> str:
    """How sure an entry is: "H", "M" or "L".

    Raises
    ------
    DefinitionError: absent or another word.
    """
    word = table.text("confidence")
    if word not in _CONFIDENCE:
        raise table.refuse("confidence", f"应为 {'、'.join(_CONFIDENCE)}")
    return word


def _number_or(table: Table, name: str, default: float) -> float:
    found = number(table, name)
    return default if found is None else found


def _group(table: Table) -> Group:
    table.only({"scale", "total", "note", "indices"})
    indices = tuple(_index(index) for index in table.tables("indices"))
    return Group(table.text("scale"), indices, _number_or(table, "total", 100.0), table.text("note", ""))


def _index(table: Table) -> Index:
    texts = ("key", "title", "title_en", "numerator", "denominator", "unit", "source")
    table.only({*texts, "weight", "benchmark", "cap", "missing", "note", "confidence"})
    return Index(
        **{name: table.text(name) for name in texts},
        weight=number(table, "weight"),
        benchmark=number(table, "benchmark"),
        cap=number(table, "cap"),
        missing=table.text("missing", ""),
        note=table.text("note", ""),
        confidence=confidence_of(table),
    )


def _land(table: Table) -> LandRule:
    table.only({"plus", "minus", "blank_is_none", "least", "source", "confidence"})
    return LandRule(
        plus=table.texts("plus"),
        minus=table.texts("minus"),
        blank_is_none=table.texts("blank_is_none"),
        least_m2=table.quantity("least", expected="m2", default="0"),
        source=table.text("source"),
        confidence=confidence_of(table),
    )


def _method(table: Table) -> Method:
    table.only(
        {"kind", "benchmark", "base", "span", "negative_is_zero", "missing", "bonus", "source", "confidence"}
    )  # fmt: skip
    kind = table.text("kind")
    if kind == "minmax" and not (table.has("base") and table.has("span")):
        raise table.refuse("base", "极差法须写明基础分 base 与幅度 span")
    return Method(
        kind=kind,
        benchmark=table.text("benchmark", "sum_over_sum"),
        base=_number_or(table, "base", 0.0),
        span=_number_or(table, "span", 100.0),
        negative_is_zero=table.take("negative_is_zero", bool, True),
        missing=table.text("missing", "not_graded"),
        bonus=table.text("bonus", ""),
        source=table.text("source"),
        confidence=confidence_of(table),
    )


def _bands(table: Table) -> Bands:
    table.only({"by", "grades", "excused", "note", "source", "confidence"})
    bands = []
    for one in table.tables("grades"):
        one.only({"grade", "until", "at_least"})
        until = one.share("until") if one.has("until") else None
        bands.append(Band(one.text("grade"), until, number(one, "at_least")))
    return Bands(
        by=table.text("by", "rank"),
        bands=tuple(bands),
        excused=table.text("excused", ""),
        note=table.text("note", ""),
        source=table.text("source"),
        confidence=confidence_of(table),
    )
