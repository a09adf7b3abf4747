"""What an applicant states of a project: facts from a file, a form or a line of a coordinate TXT, in inner units."""

from __future__ import annotations

import json
import math
import unicodedata
from collections.abc import Mapping
from pathlib import Path

from gis.errors import DefinitionError, UnitError
from gis.read.field_units import named_unit, unit_factor
from gis.read.toml import read_toml
from gis.review.facts import FACTS
from gis.units import parse_quantity

__all__ = ["facts_of", "key_of", "read_facts"]

# names of the trade beside titles and keys of FACTS
_ALSO: Mapping[str, str] = {
    "项目": "name", "建设项目名称": "name", "项目编号": "code", "用地单位": "owner", "建设单位名称": "owner",
    "申请单位": "owner", "使用权人": "owner", "坐落": "place", "项目位置": "place", "建设地点": "place",
    "批准文号": "basis", "立项文号": "basis", "行业": "industry", "投资": "investment_wan", "投资额": "investment_wan",
    "固定资产投资额": "investment_wan", "总建筑面积": "floor_area_m2", "计容建筑面积": "floor_area_m2",
    "建筑基底面积": "footprint_m2", "基底面积": "footprint_m2", "绿化面积": "green_m2", "居住人数": "residents_count",
    "户数": "dwellings_count",
}  # fmt: skip


def read_facts(path: Path) -> dict[str, str | float]:
    """Facts of a project from a TOML or JSON file: keys or titles of FACTS; see `facts_of`.

    Raises
    ------
    DefinitionError: the file cannot be read, holds no table, or a key is unknown. UnitError: a number is none.
    """
    if path.suffix.lower() != ".json":
        return facts_of(read_toml(path).values, file=str(path))
    try:
        values = json.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise DefinitionError(file=path, key="—", problem=f"读不了:{error}") from error
    if not isinstance(values, dict):
        raise DefinitionError(file=path, key="—", problem="应为一张表 { 键: 值 }")
    return facts_of(values, file=str(path))


def facts_of(values: Mapping[str, object], *, file: str = "—") -> dict[str, str | float]:
    """Facts in inner units: numbers as they are, texts with a unit reckoned ("1.2 yi"); blank ones are unknown.

    Parameters
    ----------
    values: by key or title of FACTS. file: named in refusals.

    Raises
    ------
    DefinitionError: an unknown key (names the known ones), two names for one fact, a value of another type, a number
    below 0. UnitError: a text that is no quantity of the fact's unit.
    """
    found: dict[str, str | float] = {}
    for given, value in values.items():
        key = key_of(given)
        if key is None:
            known = "、".join(f"{name}({fact.title})" for name, fact in FACTS.items())
            raise DefinitionError(file=file, key=given, problem=f"不认识的键 {given};可用:{known}")
        if key in found:
            raise DefinitionError(file=file, key=given, problem=f"{FACTS[key].title}写了两次")
        made = _value(key, value, file=file, given=given)
        if made is not None:
            found[key] = made
    return found


def _value(key: str, value: object, *, file: str, given: str) -> str | float | None:
    """One fact; None where it is blank."""
    if (
        value is None
        or (isinstance(value, float) and math.isnan(value))
        or (isinstance(value, str) and not value.strip())
    ):
        return None
    unit = FACTS[key].unit
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        raise DefinitionError(file=file, key=given, problem=f"应为文字或数字,却是 {type(value).__name__}")
    if unit == "text":
        whole = isinstance(value, float) and value.is_integer()
        return str(int(value)) if whole else str(value).strip()
    number = _number(value, unit, file=file, given=given)
    if not math.isfinite(number) or number < 0.0:
        raise DefinitionError(file=file, key=given, problem=f"应为不小于 0 的数,却是 {value}")
    return number


def _number(value: str | float, unit: str, *, file: str, given: str) -> float:
    if not isinstance(value, str):
        return float(value) * unit_factor(given, f"_{unit}")
    text = unicodedata.normalize("NFKC", value).strip()
    plain = text.replace(",", "").replace("_", "")
    if plain.lstrip("+-").replace(".", "", 1).isdecimal():
        return float(plain) * unit_factor(given, f"_{unit}")
    try:
        return parse_quantity(text, expected=unit)
    except UnitError as error:
        raise UnitError(text=value, expected=str(error.facts["expected"]), file=file, key=given) from None


def key_of(given: str) -> str | None:
    """The fact a name stands for, with or without a unit behind it; None: none."""
    for plain in (_plain(given), _plain(named_unit(given)[0])):
        if plain in _NAMES:
            return _NAMES[plain]
    return None


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().replace(" ", "").replace("_", "").strip("\ufeff")


_NAMES = {
    **{_plain(word): key for word, key in _ALSO.items()},
    **{_plain(word): key for key, fact in FACTS.items() for word in (key, fact.title, fact.title_en)},
}
