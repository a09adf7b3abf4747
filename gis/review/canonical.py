"""Values as JSON that has one form only, with its digest, and JSON read as strictly as it was written.

Canonical: keys sorted, no spaces, letters as they are, floats by repr; what is no number is null before it comes here.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from numbers import Integral, Real
from typing import Any

import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

__all__ = ["MOST_DEPTH", "canonical", "digest_of", "geometry_values", "plain", "strict_json", "whole_text"]

MOST_DEPTH = 64  # lists and objects within one another; the deepest of a record is a rule's settings
_NESTED = {"MultiPoint", "MultiLineString", "MultiPolygon"}


def canonical(value: object) -> str:
    """The one JSON text of a value of plain types.

    Raises
    ------
    ValueError: a float that is not finite. TypeError: a type JSON does not have.
    """
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def digest_of(value: object) -> str:
    """SHA-256 of the canonical JSON, 64 hexadecimal digits.

    Raises
    ------
    ValueError, TypeError: as of `canonical`.
    """
    return hashlib.sha256(canonical(value).encode("utf-8", "surrogatepass")).hexdigest()


def plain(value: object) -> Any:
    """A value as JSON has it: NaN and NA are None, infinity is the text "inf", dates are ISO texts.

    Frozen dataclasses become objects of their fields, enums their values, shapes `geometry_values`; sets are sorted.
    Half characters (lone surrogates) become "?".
    """
    if value is None or value is pd.NA or value is pd.NaT:
        return None
    if isinstance(value, Enum):
        value = value.value
    if isinstance(value, str):
        return whole_text(value)
    if isinstance(value, (bool, np.bool_)):
        return bool(value)
    if isinstance(value, Integral):
        return int(value)
    if isinstance(value, Real):
        return _number(float(value))
    return _structure(value)


def whole_text(text: str) -> str:
    """The text with half characters (lone surrogates) as "?": as it can be written in UTF-8."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _number(value: float) -> float | str | None:
    if math.isnan(value):
        return None
    return value if math.isfinite(value) else str(value)


def _structure(value: object) -> Any:
    """What is neither text nor number, as JSON has it."""
    if isinstance(value, BaseGeometry):
        return geometry_values(value)
    if is_dataclass(value) and not isinstance(value, type):
        value = {one.name: getattr(value, one.name) for one in fields(value)}
    if isinstance(value, Mapping):
        return {str(plain(key)): plain(entry) for key, entry in value.items()}
    if isinstance(value, (set, frozenset)):
        return sorted((plain(entry) for entry in value), key=canonical)
    if isinstance(value, (list, tuple, np.ndarray)):
        return [plain(entry) for entry in value]
    return value.isoformat() if isinstance(value, date) else _told(value)


def _told(value: object) -> str:
    """Any other value as text."""
    told = type(value).__str__ is not object.__str__ or type(value).__repr__ is not object.__repr__
    if callable(value) or not told:  # its text would hold an address in memory, which is another every time
        return str(getattr(value, "__qualname__", type(value).__qualname__))
    return whole_text(str(value))


def geometry_values(shape: BaseGeometry) -> dict[str, Any]:
    """A shape with type and coordinates as GeoJSON nests them, in full precision; heights are kept where all are known.

    An empty shape has no coordinates.
    """
    kind = str(shape.geom_type)
    if kind == "GeometryCollection":
        return {"type": kind, "geometries": [geometry_values(part) for part in shape.geoms]}
    if shape.is_empty:
        return {"type": kind, "coordinates": []}
    high = bool(shape.has_z) and not np.isnan(shapely.get_coordinates(shape, include_z=True)[:, 2]).any()
    return {"type": kind, "coordinates": _coordinates(shape, kind, high=high)}


def _coordinates(shape: BaseGeometry, kind: str, *, high: bool) -> list[Any]:
    if kind in _NESTED:
        return [_coordinates(part, str(part.geom_type), high=high) for part in shape.geoms]
    if kind == "Polygon":
        return [shapely.get_coordinates(ring, include_z=high).tolist() for ring in (shape.exterior, *shape.interiors)]
    rows: list[Any] = shapely.get_coordinates(shape, include_z=high).tolist()
    return list(rows[0]) if kind == "Point" else rows


def strict_json(text: str) -> Any:
    """The value of a JSON text without repeated keys, NaN, infinity or nesting beyond `MOST_DEPTH`.

    Raises
    ------
    ValueError: what is wrong, "中文 / English".
    """
    try:
        value = json.loads(
            text, object_pairs_hook=_unrepeated, parse_constant=_no_constant, parse_float=_finite, parse_int=_whole
        )
    except json.JSONDecodeError as error:
        where = f"第 {error.lineno} 行第 {error.colno} 字"
        raise ValueError(f"{where}不是 JSON / no JSON at line {error.lineno}, column {error.colno}") from error
    except RecursionError as error:
        raise _too_deep() from error
    _check_depth(value)
    return value


def _unrepeated(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    read = dict(pairs)
    if len(read) != len(pairs):
        key = next(name for name, times in Counter(name for name, _ in pairs).items() if times > 1)
        raise ValueError(f"键 {key} 重复 / key {key} is given twice")
    return read


def _no_constant(name: str) -> float:
    raise ValueError(f"不允许 {name} / {name} is not allowed")


def _finite(digits: str) -> float:
    value = float(digits)
    if not math.isfinite(value):
        raise ValueError(f"数 {digits[:40]} 过大 / number {digits[:40]} is too large")
    return value


def _whole(digits: str) -> int:
    if len(digits) > 40:
        raise ValueError(f"整数有 {len(digits)} 位 / a whole number of {len(digits)} digits")
    return int(digits)


def _check_depth(value: object) -> None:
    level: list[object] = [value]
    for _ in range(MOST_DEPTH):
        level = [entry for one in level for entry in _inner(one)]
        if not level:
            return
    raise _too_deep()


def _inner(value: object) -> Iterable[object]:
    """The lists and objects right within a value."""
    entries: Iterable[object] = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [entry for entry in entries if isinstance(entry, (dict, list))]


def _too_deep() -> ValueError:
    return ValueError(f"嵌套超过 {MOST_DEPTH} 层 / nested deeper than {MOST_DEPTH}")
