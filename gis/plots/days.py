"""Days as ledgers write them, and whole months between them."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, datetime

import pandas as pd

__all__ = ["later", "months_between", "read_day"]

_PATTERNS = tuple(
    re.compile(pattern)
    for pattern in (
        r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?",
        r"(\d{4})/(\d{1,2})/(\d{1,2})(?:[ T]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?",
        r"(\d{4}) *年 *(\d{1,2}) *月 *(\d{1,2}) *日",
        r"(\d{4})(\d{2})(\d{2})",
    )
)


def read_day(value: object) -> date | None:
    """A day from 2026-11-22, 2026/11/22, 2026年11月22日 or 20261122; None where nothing is written.

    A time of day behind it is dropped. Nothing is guessed: a month without its day is no day.

    Raises
    ------
    ValueError: something is written that is no day of the calendar.
    """
    if isinstance(value, datetime):
        return None if pd.isna(value) else value.date()
    if isinstance(value, date):
        return value
    if value is None or value is pd.NA or value is pd.NaT or (isinstance(value, float) and value != value):  # noqa: PLR0124
        return None
    if isinstance(value, float) and value.is_integer():
        value = int(value)  # a column of 20261122 with blanks comes as floats
    text = str(value).strip()
    if not text:
        return None
    for pattern in _PATTERNS:
        found = pattern.fullmatch(text)
        if found:
            return date(*(int(part) for part in found.groups()))
    raise ValueError(text)


def later(day: date, months: int) -> date:
    """The day `months` months later: the same day of the month, or the last of a month that has no such day."""
    years, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(years, month + 1, min(day.day, monthrange(years, month + 1)[1]))


def months_between(since: date, on: date) -> int:
    """Whole months from `since` to `on`; a month is full on its corresponding day; negative where `on` is earlier."""
    months = (on.year - since.year) * 12 + on.month - since.month
    return months - 1 if later(since, months) > on else months
