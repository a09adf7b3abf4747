"""Names of figures: every one has a column, a unit that is known, a formula in two languages and a reason."""

from gis.plots.intensity import plot_figures
from gis.plots.limits import INDICES
from gis.plots.titles import FIGURES, RATES
from gis.read.limit_tables import read_figure_settings
from gis.units import format_quantity, unit_text
from tests.gis.plots import desk_toy


def test_every_figure_is_measured_and_named() -> None:
    given = desk_toy.inputs()
    columns = set(plot_figures(given.plots, given.buildings, settings=read_figure_settings()).columns)
    for key, one in FIGURES.items():
        assert {key, one.reason} <= columns
        assert " / " in one.formula
        assert one.title != one.title_en
        assert format_quantity(0.5, one.unit)
    for key, (column, *_) in RATES.items():
        assert {f"{key}_per_mu", f"{key}_per_ha", f"{key}_reason"} <= columns
        assert column in given.plots


def test_the_units_are_those_of_the_control_tables() -> None:
    for key, index in INDICES.items():
        if key in FIGURES:
            assert unit_text(FIGURES[key].unit) == unit_text(index.unit)
