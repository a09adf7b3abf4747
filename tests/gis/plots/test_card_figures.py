"""What a card says of figures: a row for every control value, one without where none holds, reasons where unknown."""

import pandas as pd
import pytest

from gis.plots.card_figures import card_areas, card_difference, card_figures, card_rates
from gis.plots.intensity import plot_figures
from gis.plots.limits import compare
from gis.plots.titles import FIGURES
from gis.read.limit_tables import read_figure_settings, shipped_control_tables
from tests.gis.plots import desk_toy


@pytest.fixture(scope="module")
def made():
    given = desk_toy.inputs()
    figures = plot_figures(given.plots, given.buildings, settings=read_figure_settings())
    return given.plots, figures, compare(figures, given.plots, shipped_control_tables())


def of(made, plot):
    plots, figures, limits = made
    return plots.loc[plot], figures.loc[plot], limits[limits["plot"] == plot]


def test_figures_with_and_without_a_control_value(made):
    _, figures, limits = of(made, "A")
    rows = list(card_figures(figures, limits))
    assert {one.key for one in rows} == set(FIGURES)
    by = {one.key: one for one in rows}
    assert by["far"].limit_text == "≥ 1.00"
    assert by["green_ratio"].limit_text == "≤ 20.0 %"
    assert by["building_density"].limit_text == ""
    assert "没有适用的控制值" in by["building_density"].reason
    assert len(list(card_figures(figures, pd.DataFrame()))) == len(FIGURES)


def test_areas_and_their_difference(made):
    _, figures, _ = of(made, "B")
    assert [one.area_m2 for one in card_areas(figures)][:2] == pytest.approx([10_500.0, 10_000.0])
    told = card_difference(figures)
    assert (told.difference_m2, told.share, told.verdict) == (pytest.approx(500.0), pytest.approx(0.05), "unmet")
    assert card_difference(of(made, "C")[1]).verdict == "not_assessed"


def test_amounts(made):
    plot, figures, limits = of(made, "C")
    by = {one.key: one for one in card_rates(plot, figures, limits)}
    assert (by["tax"].total, by["tax"].per_mu) == (15.0, pytest.approx(1.0))
    assert by["output"].total is None
    assert "产值" in by["output"].reason
