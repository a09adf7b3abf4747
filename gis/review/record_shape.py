"""The shape of a review's record: which keys, of which types; a record from a file is held against it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from itertools import pairwise
from typing import Any

from gis.plots.card import Corner
from gis.review.model import Effect, Finding, InputFile, Outcome, Patch, Repair, Together, ZoneShare
from gis.review.rules import Rule, RulePack
from gis.review.rulings import Ruling

__all__ = ["CORNER_COLUMNS", "FORMAT", "VERSION", "shape_problem"]

FORMAT, VERSION = "yitu-review", 1
CORNER_COLUMNS = tuple(one.name for one in fields(Corner))

Test = Callable[[Any], bool]
_INFINITE = ("inf", "-inf")


def _is_number(value: Any) -> bool:
    return (isinstance(value, (int, float)) and not isinstance(value, bool)) or value in _INFINITE


@dataclass(frozen=True)
class _Kind:
    """A plain value that passes `test`; `wanted`: what a refusal asks for, "中文 / English"."""

    wanted: str
    test: Test

    def problem(self, value: Any, at: str) -> str:
        """What is wrong with the value at a place; "" for nothing."""
        return "" if self.test(value) else _wrong(at, self.wanted)


@dataclass(frozen=True)
class _Each:
    """A list of entries of one kind."""

    kind: Any

    def problem(self, value: Any, at: str) -> str:
        """What is wrong with the first entry that is; "" for nothing."""
        if not isinstance(value, list):
            return _wrong(at, "列表 / a list")
        told = (self.kind.problem(entry, f"{at}[{number}]") for number, entry in enumerate(value, 1))
        return next((text for text in told if text), "")


@dataclass(frozen=True)
class _Row:
    """A list with an entry of each of the kinds."""

    kinds: tuple[Any, ...]

    def problem(self, value: Any, at: str) -> str:
        """What is wrong with the first entry that is; "" for nothing."""
        if not isinstance(value, list) or len(value) != len(self.kinds):
            return _wrong(at, f"长度 {len(self.kinds)} 的列表 / a list of {len(self.kinds)}")
        told = (
            kind.problem(entry, f"{at}[{number}]")
            for number, (kind, entry) in enumerate(zip(self.kinds, value, strict=True), 1)
        )
        return next((text for text in told if text), "")


@dataclass(frozen=True)
class _Object:
    """An object with exactly these keys; `free`: any keys, each of that kind."""

    kinds: Mapping[str, Any]
    free: Any = None

    def problem(self, value: Any, at: str) -> str:
        """What is wrong with the first key that is; "" for nothing."""
        if not isinstance(value, dict):
            return _wrong(at, "对象 / an object")
        if self.free is None and set(value) != set(self.kinds):
            lacks, more = sorted(set(self.kinds) - set(value)), sorted(set(value) - set(self.kinds))
            name = (lacks or more)[0]
            word = ("缺少键", "lacks key") if lacks else ("有不认识的键", "has an unknown key")
            return f"{at or '—'} {word[0]} {name} / {at or '—'} {word[1]} {name}"
        told = (self.kinds.get(name, self.free).problem(value[name], f"{at}.{name}".lstrip(".")) for name in value)
        return next((text for text in told if text), "")


@dataclass(frozen=True)
class _Maybe:
    """None, or a value of the kind."""

    kind: Any

    def problem(self, value: Any, at: str) -> str:
        """What is wrong with a value that is not None; "" for nothing."""
        return "" if value is None else str(self.kind.problem(value, at))


_DEPTHS = {"Point": 0, "LineString": 1, "LinearRing": 1, "MultiPoint": 1, "Polygon": 2, "MultiLineString": 2,
           "MultiPolygon": 3}  # fmt: skip
_LEAST = {"Point": 1, "LineString": 2, "LinearRing": 3, "MultiPoint": 1, "Polygon": 3, "MultiLineString": 2,
          "MultiPolygon": 3}  # fmt: skip


class _Shape:
    """Type and coordinates of a shape, nested as its type asks; points of two or three numbers."""

    def problem(self, value: Any, at: str) -> str:
        """What is wrong with a shape; "" for nothing."""
        if (
            isinstance(value, dict)
            and value.get("type") == "GeometryCollection"
            and set(value) == {"type", "geometries"}
        ):
            return _Each(self).problem(value["geometries"], f"{at}.geometries")
        if not isinstance(value, dict) or set(value) != {"type", "coordinates"} or str(value["type"]) not in _DEPTHS:
            return _wrong(at, "带 type、coordinates 的图形 / a shape with type and coordinates")
        inner, kind = value["coordinates"], value["type"]
        sound = inner == [] or self._nested(inner, _DEPTHS[kind], least=_LEAST[kind])
        return "" if sound else _wrong(f"{at}.coordinates", f"{kind} 的坐标 / coordinates of {kind}")

    def _nested(self, value: Any, depth: int, *, least: int) -> bool:
        if not isinstance(value, list) or not value:
            return False
        if depth > 1:
            return all(self._nested(entry, depth - 1, least=least) for entry in value)
        points = value if depth else [value]
        ring = least == _LEAST["Polygon"]
        if len(points) - bool(ring and points[0] == points[-1]) < least:
            return False
        return all(_is_point(point) and len(point) == len(points[0]) for point in points)


def _is_point(value: Any) -> bool:
    return type(value) is list and len(value) in (2, 3) and all(type(one) in (float, int) for one in value)


def _wrong(at: str, wanted: str) -> str:
    zh, _, en = wanted.partition(" / ")
    return f"{at} 应为{zh} / {at} should be {en}"


TEXT = _Kind("文字 / a text", lambda value: isinstance(value, str))
NUMBER = _Kind("数 / a number", _is_number)
FINITE = _Kind("有限的数 / a finite number", lambda value: _is_number(value) and value not in _INFINITE)
COUNT = _Kind("非负整数 / a whole number", lambda value: type(value) is int and value >= 0)
FLAG = _Kind("true 或 false / true or false", lambda value: isinstance(value, bool))
DIGEST = _Kind(
    "64 位十六进制摘要 / a digest of 64 hexadecimal digits",
    lambda value: isinstance(value, str) and len(value) == 64 and set(value) <= set("0123456789abcdef"),
)
OUTCOME = _Kind(
    "结论之一 / one of the outcomes", lambda value: isinstance(value, str) and value in {one.value for one in Outcome}
)
SCALAR = _Kind("文字、数或空 / a text, a number or null", lambda value: not isinstance(value, (dict, list)))
ANY = _Kind("任意值 / any value", lambda _: True)

_BY_HINT = {
    "str": TEXT, "float": NUMBER, "bool": FLAG, "int": NUMBER, "float | None": _Maybe(NUMBER),
    "tuple[str, ...]": _Each(TEXT), "Severity": TEXT, "Outcome": OUTCOME, "BaseGeometry": _Shape(),
    "Mapping[str, str | float]": _Object({}, SCALAR), "Decision": TEXT,
}  # fmt: skip


def _of_class(kind: type, **kinds: Any) -> _Object:
    """The shape of a dataclass: its fields by their type hints, or as given; and others as given."""
    found = {one.name: _BY_HINT.get(str(one.type), ANY) for one in fields(kind)}
    return _Object({**found, **kinds})


_INPUTS = _Each(_of_class(InputFile))
_PROJECT = _Object(
    {
        "name": TEXT,
        "facts": _Object({}, SCALAR),
        "crs": TEXT,
        "parts": _Each(_Object({"id": TEXT, "columns": _Object({}, ANY), "geometry": _Shape()})),
        "sources": _INPUTS,
        "repairs": _Each(_of_class(Repair)),
        "notes": _Each(TEXT),
        "area_m2": NUMBER,
        "digest": DIGEST,
    }
)
_LAYER = _Object(
    {**dict.fromkeys(("name", "title", "title_en", "version", "basis", "digest"), TEXT), "features": COUNT}
)
_CONVERSION = _Object(
    {"code": TEXT, "name": SCALAR, "area_m2": _Maybe(NUMBER), "share": _Maybe(NUMBER), "construction": SCALAR}
)
_CORNERS = _Object({"part": TEXT, "reason": TEXT, "corners": _Each(_Row((TEXT, COUNT, *[FINITE] * 4, TEXT)))})
_RULINGS = _Object(
    {
        "entries": _Each(_of_class(Ruling)),
        "broken": _Each(_Row((COUNT, TEXT))),
        "last": TEXT,
    }
)
_RECORD = _Object(
    {
        "format": TEXT,
        "version": COUNT,
        "yitu": TEXT,
        "date": TEXT,
        "district": TEXT,
        "ellipsoidal": FLAG,
        "project": _PROJECT,
        "inputs": _INPUTS,
        "layers": _Each(_LAYER),
        "pack_names": _Each(TEXT),
        "packs": _Each(_of_class(RulePack, rules=_Each(_of_class(Rule)))),
        "settings": _Each(_Row((TEXT, TEXT))),
        "findings": _Each(_of_class(Finding, patches=_Each(_of_class(Patch)), digest=DIGEST)),
        "zones": _Each(_of_class(ZoneShare)),
        "conversion": _Maybe(_Each(_CONVERSION)),
        "effects": _Each(_of_class(Effect)),
        "together": _Each(_of_class(Together)),
        "coordinates": _Object({"columns": _Each(TEXT), "parts": _Each(_CORNERS)}),
        "rulings": _RULINGS,
        "head": DIGEST,
        "digest": DIGEST,
    }
)


def shape_problem(record: object) -> str:
    """The first thing that keeps a value from being a record, "中文 / English" with its place; "" for nothing."""
    if not isinstance(record, dict) or record.get("format") != FORMAT:
        return "不是一图的审查记录 / no review record of Yitu"
    if record.get("version") != VERSION:
        return f"记录版本应为 {VERSION},却是 {record.get('version')} / version {VERSION} of the record is read"
    told = _RECORD.problem(record, "")
    if told:
        return told
    parts = _repeated([part["id"] for part in record["project"]["parts"]])
    findings = _repeated([one["id"] for one in record["findings"]])
    if parts or findings:
        return f"编号重复:{parts or findings} / an id is given twice: {parts or findings}"
    return ""


def _repeated(ids: list[str]) -> str:
    return next((one for one, other in pairwise(sorted(ids)) if one == other), "")
