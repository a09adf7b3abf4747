"""The unit a field says in its name ("用地面积(亩)", "tax_yuan"), and the factor to the unit of our column."""

from __future__ import annotations

import re
import unicodedata

from gis.errors import UnitError
from gis.units import parse_any

__all__ = ["named_unit", "unit_factor"]

_BRACKETED = re.compile(r"^(?P<name>.+?)[(\[/_]\s*(?P<unit>[^()\[\]/_\s]+?)\s*[)\]]?$")
_INNER = {"wan": "wan", "m2": "m2", "m": "m", "tce": "tce", "kwh": "kwh", "t": "t", "count": "count"}


def named_unit(name: str) -> tuple[str, str]:
    """The name without its unit, and the unit: ("用地面积", "亩"); the whole name and "" where it names none."""
    plain = unicodedata.normalize("NFKC", name).strip()
    found = _BRACKETED.match(plain)
    if found is None or _parsed(found["unit"]) is None:
        return plain, ""
    return found["name"].strip(), found["unit"]


def unit_factor(name: str, column: str) -> float:
    """What the values of a field are to be multiplied by for our column: 1 where its name says no unit.

    The column tells its own unit by its ending (`tax_wan`, `green_m2`); another quantity than that changes nothing.
    """
    parsed = _parsed(named_unit(name)[1])
    wanted = _INNER.get(column.rpartition("_")[2])
    return parsed[0] if parsed is not None and parsed[1] == wanted else 1.0


def _parsed(unit: str) -> tuple[float, str] | None:
    """Factor and inner unit of a unit's text; None where it is none."""
    if not unit:
        return None
    try:
        return parse_any(f"1 {unit}")
    except UnitError:
        return None
