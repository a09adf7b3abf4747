"""A desk of three plots, every figure by paper; and the same call on a shipped district."""

from datetime import date

import pytest

from gis.assessment.desk import assess_plots, shipped_rules
from gis.read.schemes import shipped_schemes
from tests.gis.plots import desk_toy

DAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def desk():
    scheme = shipped_schemes()["anhui_city"]
    return assess_plots(desk_toy.inputs(), shipped_rules(scheme=scheme), on=DAY)


def test_figures_by_paper(desk):
    found = desk.figures
    assert found.loc["A", "far"] == pytest.approx(0.5)  # 50 × 50 × 2 ÷ 10,000
    assert found.loc["A", "building_density"] == pytest.approx(0.25)
    assert found.loc["A", "building_coefficient"] == pytest.approx(0.30)  # (2,500 + 500 + 0) ÷ 10,000
    assert found.loc["A", "green_ratio"] == pytest.approx(0.10)
    assert found.loc["A", "tax_per_mu"] == pytest.approx(2.0)  # 30 万元 ÷ 15 亩
    assert found.loc["A", "tax_per_ha"] == pytest.approx(30.0)
    assert found.loc["B", "far"] == 0.0
    assert found["far"].isna()["C"]
    assert "层数" in found.loc["C", "far_reason"]


def test_control_values_join_only_their_own_edition(desk):
    by = desk.limits.set_index(["plot", "index"])
    assert by.loc[("A", "far"), "verdict"] == "unmet"  # ≥ 1.0 for division 13 of 2002
    assert by.loc[("A", "building_coefficient"), "verdict"] == "met"  # exactly at 30 %
    assert by.loc[("C", "far"), "verdict"] == "not_assessed"  # coded by the edition of 2017
    assert by.loc[("B", "far"), "verdict"] == "not_assessed"


def test_idle_land_and_what_follows(desk):
    assert desk.idle["verdict"].to_dict() == {"A": "not_idle", "B": "idle", "C": "not_idle"}
    assert desk.idle.loc["B", "consequence"] == "take_back"
    assert desk.idle.loc["B", "idle_from"] == "2025-01-01"


def test_stated_areas(desk):
    assert desk.figures["area_verdict"].to_dict() == {"A": "met", "B": "unmet", "C": "not_assessed"}


def test_potential_zones_restrictions_and_grades(desk):
    assert desk.potential["far"].loc["A", "gain_m2"] == pytest.approx(5_000.0)  # (1.0 − 0.5) × 10,000
    assert desk.potential["far"].loc["A", "land_freed_m2"] == pytest.approx(5_000.0)
    assert desk.potential["far"]["gain_m2"].isna()["C"]
    (strip,) = desk.overlaps.to_dict("records")
    assert (strip["plot"], strip["area_m2"], strip["share"]) == ("A", pytest.approx(1_000.0), pytest.approx(0.1))
    assert desk.zone_of["A"] == (("west", pytest.approx(1.0)),)
    assert desk.zone_of["B"][0][1] == pytest.approx(0.1)  # its first ten metres
    assert "C" not in desk.zone_of
    assert desk.grades is not None
    assert set(desk.grade_of.index) == {"A", "B", "C"}
    assert desk.grade_of["B"] == ""
    assert desk.structure.loc["total", "area_ha"] == pytest.approx(3.0)
    assert desk.structure.loc["total", "area_mu"] == pytest.approx(45.0)


def test_an_earlier_year_gives_what_became_of_what():
    earlier = desk_toy.rows("plots", [desk_toy.square(0), desk_toy.square(200)], id=["x", "y"], code=["0101", "1001"])
    desk = assess_plots(desk_toy.inputs(before=earlier), shipped_rules(), on=DAY)
    assert desk.change is not None
    assert desk.change.matrix.loc["0101", "1001"] == pytest.approx(10_000.0)
    assert desk.change.matrix.loc["1001", "1001"] == pytest.approx(10_000.0)
    moved = desk.converted["area_m2"]
    assert moved["to_construction"] == pytest.approx(10_000.0)
    assert moved["within_construction"] == pytest.approx(10_000.0)
    assert moved["gained"] == pytest.approx(10_000.0)  # plot C lay outside
    assert moved.sum() == pytest.approx(30_000.0)


def test_states_and_the_score_without_weights(desk):
    assert desk.statuses["count"].loc[["built", "vacant"]].tolist() == [2, 1]
    assert desk.score["score"].isna().all()
    assert (desk.score["reason"] != "").all()


def test_without_firms_or_scheme_nobody_is_graded():
    for given in ({"firms": None}, {}):
        desk = assess_plots(desk_toy.inputs(**given), shipped_rules(), on=DAY)
        assert desk.grades is None
        assert desk.sensitivity is None
        assert (desk.grade_of == "").all()


def test_without_zones_the_plots_are_one():
    desk = assess_plots(desk_toy.inputs(zones=None), shipped_rules(), on=DAY)
    assert set(desk.sheet["zone"]) == {"*"}
    assert desk.zone_of == {}


def test_progress_is_told():
    told = []
    assess_plots(desk_toy.inputs(), shipped_rules(), on=DAY, progress=lambda text, share: told.append((text, share)))
    assert [share for _, share in told] == sorted(share for _, share in told)
    assert all(" / " in text for text, _ in told)
