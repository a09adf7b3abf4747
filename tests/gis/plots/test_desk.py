"""The desk as a whole: what it holds belongs together."""

from datetime import date

from gis.assessment.desk import assess_plots, shipped_rules
from gis.plots.desk import Desk, PlotInputs
from tests.gis.plots import desk_toy


def test_every_frame_of_plots_is_on_their_index() -> None:
    desk = assess_plots(desk_toy.inputs(), shipped_rules(), on=date(2026, 11, 22))
    assert isinstance(desk, Desk)
    for frame in (desk.figures, desk.idle, desk.low, desk.grade_of, *desk.potential.values()):
        assert frame.index.equals(desk.plots.index)
    assert desk.firms is not None
    assert set(desk.limits["plot"]) <= set(desk.plots.index)
    assert set(desk.overlaps["plot"]) <= set(desk.plots.index)


def test_nothing_but_plots_is_enough() -> None:
    given = PlotInputs(desk_toy.inputs().plots)
    desk = assess_plots(given, shipped_rules(), on=date(2026, 11, 22))
    assert desk.figures["far"].isna().all()
    assert (desk.figures["far_reason"] != "").all()
    assert desk.overlaps.empty
