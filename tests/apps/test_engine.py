"""The app's way to figures: kept, pure, and on the page they belong to."""

from __future__ import annotations

import json
import os
import threading
from dataclasses import replace

import pandas as pd
import pytest

from apps import engine
from apps.engine import Trial
from apps.jobs import Cancelled
from gis.views.figures import place_names
from tests.gis.views.toy import toy_assessment, toy_goals


def test_the_shipped_districts_are_found():
    assert {"zibo", "liaocheng"} <= set(engine.district_ids())


def test_a_changed_file_makes_everything_anew_and_a_touched_one_nothing(tmp_path):
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "district.toml").write_text('id = "mine"', encoding="utf-8")
    engine.set_workspace(tmp_path)
    try:
        before = engine.stamp("mine")
        later = (folder / "district.toml").stat().st_mtime_ns + 5_000_000_000
        os.utime(folder / "district.toml", ns=(later, later))
        assert engine.stamp("mine") == before
        (folder / "district.toml").write_text('id = "mine" ', encoding="utf-8")
        changed = engine.stamp("mine")
        assert changed != before
        (folder / "plan.toml").write_text("", encoding="utf-8")
        assert engine.stamp("mine") != changed
    finally:
        engine.set_workspace(None)


def test_an_unknown_district_is_a_key_error():
    with pytest.raises(KeyError):
        engine.stamp("atlantis")


@pytest.mark.parametrize(
    ("goal_id", "page"),
    [("green.radius", "coverage"), ("circle.service15", "circles"), ("elderly.day_care", "coverage"),
     ("land.far", "intensity"), ("roads.density", "intensity")],
)  # fmt: skip
def test_every_goal_has_the_page_that_proves_it(goal_id, page):
    goal = next(goal for goal in toy_goals() if goal.id == goal_id)
    assert engine.page_of(goal) == page


def test_a_goal_without_a_measure_goes_by_its_theme():
    goal = replace(toy_goals()[0], measures=())
    assert engine.page_of(goal) == "coverage"
    assert engine.page_of(replace(goal, theme="ledger")) == "intensity"


def test_facility_kinds_come_from_kinds_or_elements():
    goal = toy_goals()[1]
    assert engine.facility_kinds(goal) == ("health_centre",)
    by_element = replace(goal, parameters={"elements": {"医疗": ["clinic", "health_centre"], "文化": "library"}})
    assert engine.facility_kinds(by_element) == ("clinic", "health_centre", "library")
    assert engine.facility_kinds(replace(goal, parameters={})) == ()


def test_a_trial_changes_the_parameters_of_its_goal_alone():
    goal = toy_goals()[1]
    assert engine._changed(goal, Trial(distance="600 m")).parameters["distance"] == "600 m"
    assert engine._changed(goal, Trial()).parameters == goal.parameters


@pytest.mark.usefixtures("toy_app")
def test_drawings_are_kept():
    assert engine.ground("toy") is engine.ground("toy")
    first = engine.reach("toy", "green.radius", "green_walk", beside_radius=True)
    assert engine.reach("toy", "green.radius", "green_walk", beside_radius=True) is first
    assert first[1] == {"covered", "radius_only", "uncovered"}


@pytest.mark.usefixtures("toy_app")
def test_a_reach_alone_knows_two_states():
    assert engine.reach("toy", "green.radius", "green_radius")[1] == {"covered", "uncovered"}


@pytest.mark.usefixtures("toy_app")
def test_nothing_measured_is_a_key_error():
    with pytest.raises(KeyError):
        engine.reach("toy", "elderly.day_care", "facility_radius")


@pytest.mark.usefixtures("toy_app")
def test_names_of_parks_and_facilities():
    names = place_names(toy_assessment().district)
    assert names["k1"] == "中心公园"
    assert names["F1"] == "第一小学"


@pytest.mark.usefixtures("toy_app")
def test_plot_figures_are_on_the_plots():
    per_mu = engine.plot_figures("toy", "tax_per_mu")
    # 10 × n 万元 on 380 m × 380 m = 216.6 亩
    assert per_mu["P5"] == pytest.approx(50.0 / 216.6)
    assert pd.isna(engine.plot_figures("toy", "output_per_mu")["P3"])


@pytest.mark.usefixtures("toy_app")
def test_places_of_a_goal_are_drawn():
    drawn = engine.places("toy", ("primary_school",), lang="zh", entrances=False)
    assert [feature["k"] for feature in json.loads(drawn.body)["features"]] == ["place/F1"]


def test_presets_have_titles():
    assert engine.presets("zh")["checkup_2021"] == "住建部城市体检(2021)"


def test_measuring_a_state_the_files_no_longer_have_is_stopped(monkeypatch):
    state, held, asked = ["old"], threading.Event(), []

    def assessment(_, *, step):
        asked.append(state[0])
        assert held.wait(5)
        step("half", 0.5)
        return "figures"

    monkeypatch.setattr(engine, "stamp", lambda district_id: (district_id, state[0]))
    monkeypatch.setattr(engine, "assessment", assessment)
    first = engine.measuring("stale")
    engine.stop_stale("stale")  # the files are as they were: it goes on
    state[0] = "new"
    second = engine.measuring("stale")
    held.set()
    with pytest.raises(Cancelled):
        first.result()
    assert second.result() == "figures"
    engine.stop_stale("stale")
    state[0] = "old"  # undone: what was stopped is measured after all
    assert engine.measuring("stale").result() == "figures"
    assert sorted(asked) == ["new", "old", "old"]


def test_ahead_of_all_pages_nothing_is_measured_where_that_is_off(monkeypatch):
    asked = []
    monkeypatch.setattr(engine, "measuring", asked.append)
    engine.measure_ahead("a")
    engine.set_ahead(on=False)
    try:
        engine.measure_ahead("b")
    finally:
        engine.set_ahead(on=True)
    assert asked == ["a"]
