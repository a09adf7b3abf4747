from datetime import UTC, date, datetime

import pandas as pd
import pytest

from gis.plots.days import later, months_between, read_day


@pytest.mark.parametrize(
    "text",
    ["2024-02-29", "2024/2/29", "2024年2月29日", "2024 年 2 月 29 日", "20240229", 20240229, 20240229.0,
     "2024-02-29T08:30:00", " 2024-02-29 00:00:00 ", date(2024, 2, 29),
     datetime(2024, 2, 29, 8, tzinfo=UTC), pd.Timestamp("2024-02-29")],
)  # fmt: skip
def test_four_ways_of_writing_a_day(text):
    assert read_day(text) == date(2024, 2, 29)


@pytest.mark.parametrize("blank", ["", "  ", None, float("nan"), pd.NA, pd.NaT])
def test_a_blank_is_no_day(blank):
    assert read_day(blank) is None


@pytest.mark.parametrize("text", ["2023-02-29", "2024年2月", "29/02/2024", "2024-13-01", "待定", "2024", 45351.5])
def test_what_is_no_day_is_refused(text):
    with pytest.raises(ValueError):
        read_day(text)


@pytest.mark.parametrize(
    ("since", "on", "months"),
    [
        ("2023-05-01", "2024-04-30", 11),
        ("2023-05-01", "2024-05-01", 12),
        ("2024-02-29", "2025-02-27", 11),
        ("2024-02-29", "2025-02-28", 12),  # no 29th: the last day of the month
        ("2023-02-28", "2024-02-28", 12),
        ("2024-01-31", "2024-02-28", 0),
        ("2024-01-31", "2024-02-29", 1),
        ("2024-05-01", "2024-05-01", 0),
        ("2024-05-02", "2024-05-01", -1),
    ],
)
def test_months_are_full_on_their_day(since, on, months):
    assert months_between(date.fromisoformat(since), date.fromisoformat(on)) == months


def test_later_keeps_the_day_or_the_last_of_the_month():
    assert later(date(2024, 2, 29), 12) == date(2025, 2, 28)
    assert later(date(2024, 2, 29), 48) == date(2028, 2, 29)
