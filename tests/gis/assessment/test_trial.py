"""Trials on a district: every zone's results, equal to assessing a district whose layers have the edits."""

from dataclasses import replace

import geopandas as gpd
import pandas as pd
import pytest

from gis.assessment import Bench, assess
from gis.assessment.explained import explained
from gis.assessment.trial import Trials
from gis.errors import DefinitionError
from gis.read.folder import read_district, read_district_goals, shipped_standards
from gis.read.workspace import district_folder
from gis.results import Verdict
from gis.scenario import Edit
from tests import toy
from tests.gis.assessment.toy_folder import write_toy

STANDARDS = shipped_standards()


@pytest.fixture(name="world", scope="module")
def _world(tmp_path_factory):
    folder = write_toy(tmp_path_factory.mktemp("trial") / "toy")
    return Bench(read_district(folder)), read_district_goals(folder)


def trials(world, goal):
    bench, goals = world
    return Trials(bench, goals, goal, standards=STANDARDS)


def with_rows(district, kind, rows):
    layer = district.layers[kind]
    frame = gpd.GeoDataFrame(pd.concat([layer.frame, rows]), crs=district.crs)
    return replace(district, layers={**district.layers, kind: replace(layer, frame=frame)})


def same_figures(stand, found, goal):
    for one in stand.results:
        full = found.of(goal, one.measure, one.zone)
        assert one.value == pytest.approx(full.value, abs=1e-12)
        assert (one.low, one.high) == pytest.approx((full.low, full.high), abs=1e-12)
        assert (one.verdict, one.denominator, one.base) == (full.verdict, full.denominator, full.base)


@pytest.mark.parametrize("goal", ["green.radius", "toy.fitness", "circle.convenience10"])
def test_before_is_the_assessment(world, goal):
    bench, goals = world
    found = assess(bench.district, goals, standards=STANDARDS, bench=bench)
    same_figures(trials(world, goal).before, found, goal)


def test_a_new_facility_equals_a_district_that_has_it(world):
    bench, goals = world
    place = toy.at(4950, 10)
    outcome = trials(world, "toy.fitness").outcome([Edit("facility", place, facility="outdoor_fitness")])
    rows = toy.frame({"trial:1": place}, facility=["outdoor_fitness"])
    edited = with_rows(bench.district, "facilities", rows)
    same_figures(outcome.after, assess(edited, goals, standards=STANDARDS, only=["toy.fitness"]), "toy.fitness")
    east = outcome.after.of("facility_walk", "toy.east")
    assert east.value > outcome.before.of("facility_walk", "toy.east").value
    assert outcome.after.of("facility_walk", "toy.west").value == outcome.before.of("facility_walk", "toy.west").value


def test_a_circle_takes_the_element_it_lacked(world):
    """Without any pharmacy the mean is not assessed; the first one makes it a figure."""
    bench, goals = world
    tried = trials(world, "circle.convenience10")
    assert tried.before.of("circle_walk").verdict is Verdict.NOT_ASSESSED
    place = toy.at(800, 0)
    outcome = tried.outcome([Edit("facility", place, facility="pharmacy")])
    edited = with_rows(bench.district, "facilities", toy.frame({"trial:1": place}, facility=["pharmacy"]))
    goal = "circle.convenience10"
    same_figures(outcome.after, assess(edited, goals, standards=STANDARDS, only=[goal]), goal)
    assert outcome.idle == {}
    other = tried.outcome([Edit("facility", place, facility="school")])
    assert other.idle == {0: "kind"}


@pytest.mark.parametrize("composite", ["mean", "all"])
def test_circles_by_either_composite(world, composite):
    bench, goals = world
    goals = [
        replace(goal, parameters={**goal.parameters, "composite": composite, "elements": {
            "店": ["convenience_store"], "健身": ["outdoor_fitness"]
        }}) if goal.id == "circle.convenience10" else goal
        for goal in goals
    ]  # fmt: skip
    place = toy.at(2450, 0)
    tried = Trials(bench, goals, "circle.convenience10", standards=STANDARDS)
    outcome = tried.outcome(
        [Edit("facility", place, facility=kind) for kind in ("convenience_store", "outdoor_fitness")]
    )
    rows = toy.frame({"n1": place, "n2": place}, facility=["convenience_store", "outdoor_fitness"])
    edited = with_rows(bench.district, "facilities", rows)
    full = assess(edited, goals, standards=STANDARDS, only=["circle.convenience10"])
    same_figures(outcome.after, full, "circle.convenience10")
    same_figures(
        outcome.before, assess(bench.district, goals, standards=STANDARDS, bench=bench), "circle.convenience10"
    )


@pytest.mark.parametrize("measure", ["green_radius", "green_walk"])
def test_what_is_drawn_as_gained_adds_up(world, measure):
    outcome = trials(world, "green.radius").outcome([Edit("park", toy.strip(2400, -80, 2500, -20))])
    moved = outcome.gained(measure)
    before, after = outcome.before.of(measure), outcome.after.of(measure)
    signed = moved["weight"].where(moved["state"] == "gained", -moved["weight"]).sum()
    assert signed == pytest.approx(after.numerator - before.numerator, abs=1e-6)
    assert moved.loc[moved["state"] == "gained"].geometry.area.sum() == pytest.approx(
        after.numerator - before.numerator
    )


def test_taking_a_park_out_loses_land(world):
    outcome = trials(world, "green.radius").outcome([Edit("remove", of=toy.parks().index[0])])
    assert set(outcome.gained("green_radius")["state"]) == {"lost"}
    assert outcome.after.of("green_radius").value < outcome.before.of("green_radius").value


def test_a_goal_that_is_no_distance_is_refused(world):
    with pytest.raises(DefinitionError, match=r"land\.far"):
        trials(world, "land.far")


def test_what_a_mend_promises_is_what_the_trial_gives():
    """On 核心区's district: the land a listed gate or link would bring is the land the trial then measures."""
    folder = district_folder("zibo", None)
    bench, goals = Bench(read_district(folder)), read_district_goals(folder)
    told = explained(bench.district, goals, "green.radius", standards=STANDARDS, bench=bench)[""]
    tried = Trials(bench, goals, "green.radius", standards=STANDARDS)
    was = tried.before.of("green_walk").numerator
    listed = told.mends.frame
    assert set(listed["kind"]) == {"gate", "link"}
    for mend in listed.groupby("kind").head(2).itertuples():
        ends = mend.geometry.coords
        edit = (
            Edit("gate", toy.shapely.Point(ends[0]), of=mend.park)
            if mend.kind == "gate"
            else Edit("link", mend.geometry)
        )
        found = tried.outcome([edit]).after.of("green_walk").numerator - was
        assert found == pytest.approx(mend.gain, rel=1e-9)
