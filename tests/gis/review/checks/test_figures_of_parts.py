"""Figures of parts: from the desk, from columns, from facts of a project of one part, and unknown."""

import math

import pandas as pd
import pytest

from gis.review.checks.figures_of_parts import figure_by_part
from tests.gis.review.checks.paper import inputs, project, rect

TWO = (rect(0, 0, 100, 100), rect(200, 0, 100, 50))


def test_columns_of_the_parts() -> None:
    given = inputs(of=project(*TWO, floor_area_m2=[15_000.0, 10_000.0], height_m=[24.0, math.nan]))
    assert list(figure_by_part(given, "far")) == pytest.approx([1.5, 2.0])
    assert list(figure_by_part(given, "height_m")) == pytest.approx([24.0, math.nan], nan_ok=True)


def test_facts_are_those_of_a_single_part() -> None:
    facts: dict[str, float | str] = {"floor_area_m2": 15_000.0, "height_m": "tall"}
    one = figure_by_part(inputs(of=project(facts=facts)), "far")
    assert list(one) == pytest.approx([1.5])
    assert figure_by_part(inputs(of=project(facts=facts)), "height_m").isna().all()
    assert figure_by_part(inputs(of=project(*TWO, facts=facts)), "far").isna().all()


def test_the_desk_comes_first() -> None:
    rows = pd.DataFrame({"plot": ["p1", "p1", ""], "index": ["far", "far", "far"], "value": [1.8, 1.8, 9.0]})
    given = inputs(of=project(*TWO, floor_area_m2=[15_000.0, 10_000.0]), figures=lambda: rows)
    assert list(figure_by_part(given, "far")) == pytest.approx([1.8, 2.0])
    assert list(figure_by_part(inputs(of=given.project, figures=pd.DataFrame), "far")) == pytest.approx([1.5, 2.0])
