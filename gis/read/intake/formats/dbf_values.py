"""Texts of .dbf fields as numbers, dates and yes or no; a value that is none of its kind stays as text beside."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from gis.read.intake.formats.dbf import Bytes, Field

__all__ = ["BINARY", "UNREAD", "Typed", "binary_values", "typed"]

BINARY = {"I": "<i4", "b": "<f8"}  # kinds that hold a number as such
UNREAD = frozenset("MGPBTY@O+VQWX")  # memo references and values of other programs
_NUMBER = r"^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?$"
_WHOLE = r"^[+-]?[0-9]+(\.0*)?$"
_EXACT = 2.0**53  # whole numbers beyond are not exact as floating point


@dataclass(frozen=True)
class Typed:
    """A column of its kind. `odd`: (n,) the values that are none of it, as text, null elsewhere; None: there are none.

    `stars`: values of nothing but asterisks: no value, or too large for the field. `as_text`: too large for a number.
    """

    values: pa.Array
    odd: pa.Array | None = None
    stars: int = 0
    as_text: bool = False


def typed(field: Field, texts: pa.Array) -> Typed:
    """The texts (n,) of a field in the type of its kind: C text, N and F number, D date, L yes or no."""
    if field.kind in "NF":
        return _numbers(field, texts)
    if field.kind == "D":
        return _dates(texts)
    return _yes_or_no(texts) if field.kind == "L" else Typed(texts)


def binary_values(field: Field, cells: Bytes) -> pa.Array:
    """The numbers (n,) of a field that holds them in binary form (`BINARY`)."""
    kind = np.dtype(BINARY[field.kind])
    if field.width != kind.itemsize:
        return pa.nulls(len(cells), pa.from_numpy_dtype(kind))
    return pa.array(np.ascontiguousarray(cells).view(kind)[:, 0])


def _numbers(field: Field, texts: pa.Array) -> Typed:
    empty = pc.match_substring_regex(texts, r"^\*+$")
    full = pc.and_(empty, pc.equal(pc.utf8_length(texts), field.width))  # how a missing number is written
    stars = pc.sum(full).as_py() or 0
    texts = pc.if_else(pc.fill_null(full, False), pa.scalar(None, pa.string()), texts) if stars else texts
    fits = pc.fill_null(pc.match_substring_regex(texts, _NUMBER), False)
    odd = _odd(texts, fits)
    good = texts if odd is None else pc.if_else(fits, texts, pa.scalar(None, pa.string()))
    good = pc.utf8_ltrim(good, characters="+")
    if field.decimals == 0 and pc.any(pc.match_substring_regex(good, r"^-?0[0-9]+$")).as_py():
        return Typed(texts, None, stars, as_text=True)  # "0701" is a code
    if field.decimals == 0 and pc.all(pc.match_substring_regex(good, r"^-?[0-9]+$")).as_py() is not False:
        return _whole(good, odd, stars)
    values = good.cast(pa.float64())
    large = pc.max(pc.abs(values)).as_py()
    if large is not None and large >= _EXACT and pc.all(pc.match_substring_regex(good, _WHOLE)).as_py():
        return _whole(pc.replace_substring_regex(good, r"\.0*$", ""), odd, stars)  # ids in a field with decimals
    return Typed(values, odd, stars)


def _whole(texts: pa.Array, odd: pa.Array | None, stars: int) -> Typed:
    try:
        return Typed(texts.cast(pa.int64()), odd, stars)
    except pa.ArrowInvalid:  # beyond 64 bits: an id, not a quantity
        return Typed(texts, odd, stars, as_text=True)


def _dates(texts: pa.Array) -> Typed:
    texts = pc.if_else(pc.match_substring_regex(texts, r"^0+$"), pa.scalar(None, pa.string()), texts)
    plain = pc.replace_substring_regex(texts, r"^([0-9]{4})[-/.]?([0-9]{2})[-/.]?([0-9]{2})$", r"\1-\2-\3")
    shaped = pc.fill_null(pc.match_substring_regex(plain, r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"), False)
    distinct = pc.unique(pc.if_else(shaped, plain, pa.scalar(None, pa.string())))
    known = pa.array([_day(text) for text in distinct.to_pylist()], type=pa.date32())
    values = known.take(pc.index_in(pc.if_else(shaped, plain, pa.scalar(None, pa.string())), value_set=distinct))
    return Typed(values, _odd(texts, pc.is_valid(values)))


def _day(text: str | None) -> date | None:
    """The day of "2024-01-31", None where the calendar has no such day."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def _yes_or_no(texts: pa.Array) -> Typed:
    texts = pc.if_else(pc.equal(texts, "?"), pa.scalar(None, pa.string()), texts)
    yes = pc.is_in(texts, value_set=pa.array(list("TtYy1")))
    known = pc.or_(yes, pc.is_in(texts, value_set=pa.array(list("FfNn0"))))
    return Typed(pc.if_else(known, yes, pa.scalar(None, pa.bool_())), _odd(texts, known))


def _odd(texts: pa.Array, fits: pa.Array) -> pa.Array | None:
    """The values that do not fit their kind, null elsewhere; None where all fit."""
    odd = pc.and_(pc.is_valid(texts), pc.invert(fits))
    if not pc.any(odd).as_py():
        return None
    return pc.if_else(odd, texts, pa.scalar(None, pa.string()))
