"""Units: parsing "300 m", the suffixes of names, and the text of figures. The only home of 10 000, 1 000, 60, 100.

Inside the engine: metres, square metres, minutes, persons, storeys, shares 0-1.
"""

from __future__ import annotations

import math
import re

from gis.errors import UnitError

__all__ = [
    "HECTARE_M2",
    "KM2_M2",
    "KM_M",
    "MU_M2",
    "format_quantity",
    "in_unit",
    "inner_unit",
    "parse_any",
    "parse_quantity",
    "shown_scale",
    "unit_text",
]

HECTARE_M2 = 10_000.0
KM2_M2 = 1_000_000.0
KM_M = 1_000.0
MU_M2 = 10_000.0 / 15.0  # 15 亩 = 1 公顷 exactly

_TO_INNER: dict[str, tuple[float, str]] = {
    "m": (1.0, "m"),
    "km": (KM_M, "m"),
    "m2": (1.0, "m2"),
    "ha": (HECTARE_M2, "m2"),
    "mu": (MU_M2, "m2"),
    "km2": (KM2_M2, "m2"),
    "min": (1.0, "min"),
    "h": (60.0, "min"),
    "%": (0.01, "share"),
    "share": (1.0, "share"),
    "m/min": (1.0, "m_per_min"),
    "m/s": (60.0, "m_per_min"),
    "km/h": (KM_M / 60.0, "m_per_min"),
    "km/km2": (KM_M / KM2_M2, "m_per_m2"),
    "m2/person": (1.0, "m2_per_person"),
    "ratio": (1.0, "ratio"),
    "count": (1.0, "count"),
    "per_1000": (1.0 / 1_000.0, "per_person"),
    "wan": (1.0, "wan"),
    "yuan": (1e-4, "wan"),
    "kiloyuan": (0.1, "wan"),
    "megayuan": (100.0, "wan"),
    "yi": (1e4, "wan"),
    "tce": (1.0, "tce"),
    "wan_tce": (1e4, "tce"),
    "kwh": (1.0, "kwh"),
    "wan_kwh": (1e4, "kwh"),
    "t": (1.0, "t"),
    "kg": (1e-3, "t"),
    "wan_m2": (1e4, "m2"),
    "wan_per_mu": (1.0 / MU_M2, "wan_per_m2"),
    "wan_per_ha": (1.0 / HECTARE_M2, "wan_per_m2"),
}
_ALIASES = {
    "米": "m", "公里": "km", "千米": "km", "平方米": "m2", "㎡": "m2", "m²": "m2", "公顷": "ha", "亩": "mu",
    "平方公里": "km2", "km²": "km2", "分钟": "min", "小时": "h", "km/km²": "km/km2", "公里/平方公里": "km/km2",
    "万元/亩": "wan_per_mu", "万元/公顷": "wan_per_ha", "个": "count", "处": "count",
    "人": "count", "万元": "wan", "元": "yuan", "千元": "kiloyuan", "百万元": "megayuan", "亿元": "yi", "平米": "m2",
    "万平方米": "wan_m2", "万m2": "wan_m2", "吨标煤": "tce", "吨标准煤": "tce", "万吨标准煤": "wan_tce",
    "千瓦时": "kwh", "度": "kwh", "万千瓦时": "wan_kwh", "万度": "wan_kwh", "吨": "t", "千克": "kg", "公斤": "kg",
}  # fmt: skip

# How each result unit is shown: factor from the inner unit, decimals, text in Chinese and in English.
_SHOWN: dict[str, tuple[float, int, str, str]] = {
    "share": (100.0, 1, "%", "%"),
    "m": (1.0, 0, "米", "m"),
    "km": (1.0, 2, "公里", "km"),
    "m2": (1.0 / HECTARE_M2, 2, "公顷", "ha"),
    "km2": (1.0, 2, "平方公里", "km²"),
    "ha": (1.0, 2, "公顷", "ha"),
    "mu": (1.0, 2, "亩", "mu"),
    "min": (1.0, 0, "分钟", "min"),
    "m_per_min": (1.0, 0, "米/分钟", "m/min"),
    "ratio": (1.0, 2, "", ""),
    "count": (1.0, 0, "", ""),
    "persons": (1.0, 0, "人", "persons"),
    "km_per_km2": (1.0, 2, "公里/平方公里", "km/km²"),
    "wan": (1.0, 0, "万元", "10k CNY"),
    "wan_per_mu": (1.0, 2, "万元/亩", "10k CNY/mu"),
    "wan_per_ha": (1.0, 0, "万元/公顷", "10k CNY/ha"),
    "tce_per_mu": (1.0, 2, "吨标煤/亩", "tce/mu"),
    "m2_per_person": (1.0, 2, "平方米/人", "m²/person"),
    "per_1000": (1.0, 2, "/千人", "per 1,000"),
}

# Units of results: the engine's unit they stand for, and how much of it one of them is.
_RESULT_UNITS: dict[str, tuple[str, float]] = {
    "share": ("share", 1.0),
    "m": ("m", 1.0),
    "km": ("m", KM_M),
    "m2": ("m2", 1.0),
    "km2": ("m2", KM2_M2),
    "ha": ("m2", HECTARE_M2),
    "mu": ("m2", MU_M2),
    "min": ("min", 1.0),
    "ratio": ("ratio", 1.0),
    "count": ("count", 1.0),
    "km_per_km2": ("m_per_m2", KM_M / KM2_M2),
    "wan_per_mu": ("wan_per_m2", 1.0 / MU_M2),
    "m2_per_person": ("m2_per_person", 1.0),
    "per_1000": ("per_person", 1.0 / 1_000.0),
}

_QUANTITY = re.compile(r"^\s*([-+]?\d[\d_,]*\.?\d*(?:[eE][-+]?\d+)?)\s*(\S+)?\s*$")


def parse_quantity(text: str | float, *, expected: str) -> float:
    """Parse "300 m", "0.5 公顷", "80 %" into the engine's unit.

    Parameters
    ----------
    text: number with unit; a bare number is refused, except 0.
    expected: inner unit the caller needs: "m", "m2", "min", "share", "m_per_min", "ratio", "count", "wan_per_m2"...

    Returns
    -------
    float in the inner unit.

    Raises
    ------
    UnitError: no number, no unit, or a unit of another quantity.
    """
    match = _QUANTITY.match(str(text))
    if match is None:
        raise UnitError(text=text, expected=_example(expected))
    number = float(match[1].replace(",", "").replace("_", ""))
    if not match[2]:
        if number == 0.0:
            return 0.0
        raise UnitError(text=text, expected=_example(expected))
    unit = _ALIASES.get(match[2], match[2])
    factor, inner = _TO_INNER.get(unit, (math.nan, ""))
    if inner != expected:
        raise UnitError(text=text, expected=_example(expected))
    return _times(number, factor)


def _times(number: float, factor: float) -> float:
    """Number × factor; by division where that is exact: 70 % is 0.7, not 0.7000000000000001."""
    return number * factor if factor >= 1.0 else number / round(1.0 / factor, 9)


def parse_any(text: str | float) -> tuple[float, str]:
    """Number and inner unit of a quantity whose kind the caller does not know, e.g. (0.8, "share") for "80 %".

    Raises
    ------
    UnitError: no number or no known unit.
    """
    match = _QUANTITY.match(str(text))
    unit = _ALIASES.get(match[2], match[2]) if match and match[2] else ""
    if match is None or unit not in _TO_INNER:
        raise UnitError(text=text, expected="'300 m' / '80 %' / '8 km/km2'")
    factor, inner = _TO_INNER[unit]
    return _times(float(match[1].replace(",", "").replace("_", "")), factor), inner


def inner_unit(unit: str) -> str:
    """The engine's unit behind a result's unit: "m" for "km"; the unit itself where it has no entry."""
    return _RESULT_UNITS.get(unit, (unit, 1.0))[0]


def in_unit(value: float, unit: str) -> float:
    """A value of the engine's unit expressed in the result unit `unit`: 307000 m in "km" is 307."""
    return value / _RESULT_UNITS.get(unit, (unit, 1.0))[1]


def _example(expected: str) -> str:
    units = [unit for unit, (_, inner) in _TO_INNER.items() if inner == expected]
    return " / ".join(f"'300 {unit}'" for unit in units) or expected


def unit_text(unit: str, lang: str = "zh") -> str:
    """The unit as shown: "公顷" for "m2", "%" for "share"; empty for plain ratios and counts."""
    _, _, zh, en = _SHOWN.get(unit, (1.0, 2, unit, unit))
    return zh if lang == "zh" else en


def shown_scale(unit: str) -> tuple[float, int]:
    """Factor from the inner unit to the shown one, and the decimals shown: (0.0001, 2) for "m2" shown in hectares."""
    factor, decimals, _, _ = _SHOWN.get(unit, (1.0, 2, "", ""))
    return factor, decimals


def format_quantity(value: float | None, unit: str, *, lang: str = "zh", with_unit: bool = True) -> str:
    """A figure as text, rounded for display only: "81.4 %", "11.93 平方公里"; "–" for None or NaN."""
    if value is None or math.isnan(value):
        return "–"
    factor, decimals, zh, en = _SHOWN.get(unit, (1.0, 2, unit, unit))
    number = f"{value * factor:,.{decimals}f}"
    suffix = zh if lang == "zh" else en
    if not with_unit or not suffix:
        return number
    return f"{number} {suffix}"
