"""Effects: worse, below the target, unknown; within the tolerance is kept."""

import pytest

from gis.definitions import Table
from gis.errors import DefinitionError
from gis.review.checks.context import Context
from gis.review.checks.effects import CHECK
from gis.review.model import Effect, Outcome, Project, ReviewInputs
from gis.review.overlay import Overlaid
from gis.review.rules import Rule, Selection
from tests.gis.review.checks.test_figures import PARTS


def effect(before, after, *, goal="green.radius", target=0.8, measure="green_radius", reason=""):
    return Effect(goal, f"{goal} 题 / {goal} title", measure, "", "share", before, after, target=target, reason=reason)


def found(*effects, **keys):
    project = Project("甲", PARTS)
    inputs = ReviewInputs(project, effects=lambda: effects)
    rule = Rule("e", "影响", "notice", "effects", Selection(), CHECK.settings(Table(keys, "纸")), {})
    result = CHECK.run(rule, Context(inputs, Overlaid(project)))
    assert set(result.facts) <= CHECK.facts
    return result


def test_what_falls_fails_and_what_rises_or_stays_does_not():
    assert found(effect(0.5, 0.5), effect(0.5, 0.6)).outcome is Outcome.PASSED
    result = found(effect(0.5, 0.49), effect(0.5, 0.4, goal="park"), effect(0.5, 0.6))
    assert result.outcome is Outcome.FAILED
    assert (result.value, result.limit) == (0.4, 0.5)
    assert result.facts["title"] == "park 题 / park title"
    assert (result.facts["before"], result.facts["after"], result.facts["worse_count"]) == ("50.0 %", "40.0 %", 2.0)


def test_the_tolerance_is_a_share_of_what_it_was():
    assert found(effect(0.5, 0.495), tolerance="1 %").outcome is Outcome.PASSED
    assert found(effect(0.5, 0.49), tolerance="1 %").outcome is Outcome.FAILED
    assert found(effect(0.5, 0.5 - 1e-13)).outcome is Outcome.PASSED  # rounding


def test_a_target_fails_only_what_the_project_made_worse():
    assert found(effect(0.9, 0.7), fails="target").outcome is Outcome.FAILED
    assert found(effect(0.9, 0.8), fails="target").outcome is Outcome.PASSED
    assert found(effect(0.5, 0.6), fails="target").outcome is Outcome.PASSED
    without = found(effect(0.9, 0.7, target=None), fails="target")
    assert without.outcome is Outcome.NOT_ASSESSED
    assert "没有给出目标值" in without.reason


def test_unknown_is_never_a_pass():
    result = found(effect(0.5, 0.6), effect(None, None, goal="school", reason="没有点位 / no places"))
    assert result.outcome is Outcome.NOT_ASSESSED
    assert result.reason == "没有点位 / no places"
    assert result.facts["unknown"] == "school 题 / school title"
    assert found(effect(0.5, None)).outcome is Outcome.NOT_ASSESSED
    assert found().outcome is Outcome.NOT_ASSESSED
    assert found(effect(0.5, 0.4), goals=["school"]).outcome is Outcome.NOT_ASSESSED


def test_goals_and_measures_narrow_it_and_no_district_is_not_assessed():
    rows = (effect(0.5, 0.4), effect(0.5, 0.6, measure="green_walk"))
    assert found(*rows, measures=["green_walk"]).outcome is Outcome.PASSED
    assert found(*rows, goals=["green."]).outcome is Outcome.FAILED
    project = Project("甲", PARTS)
    rule = Rule("e", "影响", "notice", "effects", Selection(), CHECK.settings(Table({}, "纸")), {})
    assert CHECK.run(rule, Context(ReviewInputs(project), Overlaid(project))).outcome is Outcome.NOT_ASSESSED
    with pytest.raises(DefinitionError, match="不认识 sometimes"):
        CHECK.settings(Table({"fails": "sometimes"}, "纸"))
