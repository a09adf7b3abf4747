"""Numbers as plans write them: 1,200 · 1.2万 · 五十 · 二百五十 · 三点五, with the unit of a distance or an area."""

from __future__ import annotations

from gis.units import HECTARE_M2, KM2_M2, KM_M, MU_M2

__all__ = ["AREA_UNIT", "LENGTH_UNIT", "NUMBER", "area_km2", "length_m", "number"]

# Patterns are bounded everywhere, so no text can make the matcher backtrack far.
NUMBER = (
    r"(?:\d{1,9}(?:,\d{3}){0,3}(?:\.\d{1,6})?[百千万]?"
    r"|[零〇一二两三四五六七八九十百千万]{1,12}(?:点[零〇一二三四五六七八九]{1,4})?)"
)
LENGTH_UNIT = r"(?:公里|千米|km|KM|米|m)"
AREA_UNIT = r"(?:平方公里|平方千米|km2|km²|k㎡|公顷|hm2|hm²|ha|亩|平方米|平米|㎡|m2|m²)"

_DIGITS = {digit: value for value, digit in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_TENS = {"十": 10, "百": 100, "千": 1_000}
_MULTIPLES = {"百": 100.0, "千": 1_000.0, "万": 10_000.0}
_LENGTHS_M = {"米": 1.0, "m": 1.0, "公里": KM_M, "千米": KM_M, "km": KM_M, "KM": KM_M}
_AREAS_M2 = {
    "平方公里": KM2_M2, "平方千米": KM2_M2, "km2": KM2_M2, "km²": KM2_M2, "k㎡": KM2_M2,
    "公顷": HECTARE_M2, "hm2": HECTARE_M2, "hm²": HECTARE_M2, "ha": HECTARE_M2,
    "亩": MU_M2, "平方米": 1.0, "平米": 1.0, "㎡": 1.0, "m2": 1.0, "m²": 1.0,
}  # fmt: skip


def number(text: str) -> float:
    """The value of a text that matches `NUMBER`; 万, 千 and 百 behind digits multiply.

    Raises
    ------
    ValueError: the text is no number.
    """
    if not text:
        raise ValueError(text)
    if text[0].isdigit() and text[0].isascii():
        factor = _MULTIPLES.get(text[-1], 1.0)
        digits = text[:-1] if text[-1] in _MULTIPLES else text
        return float(digits.replace(",", "")) * factor
    whole, _, fraction = text.partition("点")
    value = float(_chinese(whole))
    if fraction:
        value += float("0." + "".join(str(_DIGITS[digit]) for digit in fraction))
    return value


def _chinese(text: str) -> int:
    """五十 → 50, 二百五十 → 250, 一千二 → 1002 is not written in plans, 二〇 → 20, 一万二千 → 12000."""
    if not any(unit in text for unit in "十百千万"):
        return int("".join(str(_DIGITS[digit]) for digit in text))
    total = section = digit = 0
    for character in text:
        if character == "万":
            total, section, digit = (total + section + digit) * 10_000 or 10_000, 0, 0
        elif character in _TENS:
            section, digit = section + (digit or 1) * _TENS[character], 0
        else:
            digit = _DIGITS[character]
    return total + section + digit


def length_m(amount: str, unit: str) -> float:
    """A distance in metres: ("五十", "米") is 50.0."""
    return number(amount) * _LENGTHS_M[unit]


def area_km2(amount: str, unit: str) -> float:
    """An area in square kilometres: ("236", "公顷") is 2.36; rounded to a tenth of a square metre."""
    return round(number(amount) * _AREAS_M2[unit] / KM2_M2, 7)
