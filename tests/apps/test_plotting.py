"""What the page 用地 works on: the plot in hand, moves of the map, colours by words."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
import streamlit as st

from apps import plot_whatif, plotting
from gis.assessment.desk import assess_plots, shipped_rules
from gis.plots.low_efficiency import LowRule
from gis.read.schemes import shipped_schemes
from tests.gis.assessment.test_desk import DAY
from tests.gis.plots import desk_toy

PAGE = SimpleNamespace(choice=SimpleNamespace(district="toy"), lang="zh")


@pytest.fixture(autouse=True)
def _fresh():
    st.session_state.clear()
    yield
    st.session_state.clear()


@pytest.fixture(scope="module")
def desk():
    scheme = shipped_schemes()["anhui_city"]
    return assess_plots(desk_toy.inputs(), shipped_rules(scheme=scheme), on=DAY)


def test_only_a_plot_taken_from_a_list_moves_the_map():
    plotting.choose_plot(PAGE, "A", move=False)
    assert plotting.chosen_plot(PAGE) == "A"
    assert plotting.shift(PAGE) == ("", "")
    plotting.choose_plot(PAGE, "B")
    assert plotting.shift(PAGE) == ("B", "plot B 1")
    plotting.choose_plot(PAGE, "A", move=False)
    assert plotting.shift(PAGE) == ("B", "plot B 1")  # the map stays
    plotting.choose_plot(PAGE, "B")
    assert plotting.shift(PAGE) == ("B", "plot B 2")  # the same plot once more is another move


def test_other_files_end_the_moves():
    plotting.choose_plot(PAGE, "B")
    plotting.files_of(PAGE, "plots").key = "other"
    assert plotting.shift(PAGE) == ("", "")


def test_a_low_plot_is_darker_than_one_that_is_not(desk):
    ruled = plot_whatif._with(desk, {"far": 0.6, "tax": 0.0})
    assert ruled.low["low"].to_dict() == {"A": True, "B": False, "C": None}
    _, legend = plotting.coloured("low", ruled, "low", "zh")
    assert [row.text for row in legend] == ["是", "否", "无数据"]
    dark, light = (str(row.style["fillColor"]) for row in legend[:2])
    assert dark < light  # of one ramp of blues: the darker has the smaller red


def test_thresholds_stand_in_the_rules_and_leave_the_desk_as_it_was(desk):
    ruled = plot_whatif._with(desk, {"far": 0.6})
    assert {rule.key: rule.value for rule in ruled.rules.low.rules}["far"] == 0.6
    assert {rule.key: rule.value for rule in desk.rules.low.rules}["far"] is None


def test_a_share_of_the_mean_is_given_in_percent():
    rule = LowRule("tax", "税", "tax", "tax_per_mu", "<", of_mean=True)
    st.session_state["yitu_plots_rule_tax"] = 80.0
    assert plot_whatif._given((rule,)) == {"tax": pytest.approx(0.8)}


def test_several_grades_of_a_plot_are_written_apart(desk):
    desk.grade_of["B"] = "A;C"
    try:
        assert plotting.rows_of("several", desk, "zh").loc["B", "grade"] == "A、C"
        assert plotting.rows_of("several", desk, "en").loc["B", "grade"] == "A, C"
    finally:
        desk.grade_of["B"] = ""


@pytest.mark.parametrize(
    ("name", "unit"),
    [("far", "ratio"), ("green_ratio", "share"), ("tax_per_mu", "wan_per_mu"), ("energy_per_mu", "tce_per_mu"),
     ("tax_per_ha", "wan_per_ha")],
)  # fmt: skip
def test_units(name, unit):
    assert plotting.unit_of(name) == unit


@pytest.mark.parametrize("name", ["far", "idle", "grade", "land_use", "tax_per_mu"])
def test_every_plot_is_drawn_with_a_legend(desk, name):
    drawn, legend = plotting.coloured("drawn", desk, name, "zh")
    assert legend
    assert drawn.bounds_deg is not None


def test_the_outline_of_a_plot_that_is_not_there(desk):
    assert plotting.outline_of(desk, "nobody") is None
    assert plotting.outline_of(desk, "") is None
    assert plotting.outline_of(desk, "A").bounds_deg is not None
