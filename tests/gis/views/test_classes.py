"""Five classes of a figure."""

from __future__ import annotations

import pandas as pd

from gis.views.classes import five_classes


def test_ten_values_fall_two_and_two():
    values = pd.Series(range(1, 11), index=list("abcdefghij"), dtype=float)
    steps, limits, texts = five_classes(values, "ratio")
    assert steps.tolist() == [0, 0, 1, 1, 2, 2, 3, 3, 4, 4]
    assert list(steps.index) == list("abcdefghij")
    assert len(limits) == 5
    assert limits[0] == "1.00–2.80"
    assert texts["a"] == "1.00"


def test_missing_values_have_no_class():
    steps, limits, texts = five_classes(pd.Series([1.0, None, 3.0]), "share")
    assert steps.tolist()[1] == -1
    assert texts[1] == "–"
    assert all("%" in limit for limit in limits)


def test_equal_values_are_one_class():
    steps, limits, _ = five_classes(pd.Series([2.0, 2.0, 2.0]), "ratio")
    assert steps.tolist() == [0, 0, 0]
    assert limits == ["2.00"]


def test_nothing_known_is_no_class():
    steps, limits, _ = five_classes(pd.Series([None, None], dtype=float), "ratio")
    assert steps.tolist() == [-1, -1]
    assert limits == []


def test_every_step_has_a_legend_row():
    values = pd.Series([0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 5.0, None])
    steps, limits, _ = five_classes(values, "ratio")
    assert steps.max() < len(limits)
