"""Control lines that overlap one another under the project, elsewhere, by a sliver, and lines that are missing."""

import pytest

from gis.errors import DefinitionError
from gis.review.model import Outcome
from tests.gis.review.checks.paper import found, inputs, layer, line, rect, rule

GROUPS = {"农田": ["永久基本农田", "YJJBNT"], "红线": ["STBHHX"], "边界": ["CZKFBJ"]}
RULE = rule("layers_conflict", "controls", groups=GROUPS)
KINDS = ["永久基本农田", "STBHHX", "CZKFBJ"]
AWAY = rect(500, 500, 10, 10)


@pytest.mark.parametrize(
    ("start", "outcome", "area_m2"),
    [(50.0, Outcome.PASSED, 0.0), (40.0, Outcome.FAILED, 1_000.0), (49.95, Outcome.DOUBTFUL, 5.0)],
)
def test_two_lines_under_the_project(start: float, outcome: Outcome, area_m2: float) -> None:
    controls = layer("controls", [rect(0, 0, 50, 100), rect(start, 0, 300, 100), AWAY], control=KINDS)
    result = found(RULE, inputs(controls))
    assert result.outcome is outcome
    assert (result.area_m2 or 0.0) + result.doubtful_m2 == pytest.approx(area_m2, rel=1e-6, abs=1e-9)


def test_a_conflict_elsewhere_is_not_the_projects() -> None:
    controls = layer("controls", [AWAY, AWAY, rect(0, 0, 10, 10)], control=KINDS)
    assert found(RULE, inputs(controls)).outcome is Outcome.PASSED


def test_a_missing_line_is_named_and_not_passed() -> None:
    two = layer("controls", [rect(0, 0, 50, 100), AWAY], control=KINDS[:2])
    result = found(RULE, inputs(two))
    assert (result.outcome, result.facts["missing"]) == (Outcome.NOT_ASSESSED, "边界")
    crossed = layer("controls", [rect(0, 0, 50, 100), rect(0, 0, 20, 100)], control=KINDS[:2])
    result = found(RULE, inputs(crossed))
    assert (result.outcome, result.area_m2) == (Outcome.FAILED, pytest.approx(2_000.0))
    assert "边界" in result.reason
    assert found(RULE, inputs()).outcome is Outcome.NOT_ASSESSED


def test_lines_may_be_layers_of_their_own() -> None:
    given = inputs(layer("YJJBNT", [rect(0, 0, 50, 100)]), layer("STBHHX", [rect(40, 0, 50, 100)]), layer("CZKFBJ", []))
    result = found(RULE, given)
    assert (result.outcome, result.area_m2) == (Outcome.FAILED, pytest.approx(1_000.0))
    assert result.patches[0].name == "农田 f1 × 红线 f1"


def test_one_group_alone_is_refused() -> None:
    with pytest.raises(DefinitionError):
        rule("layers_conflict", "controls", groups={"农田": ["YJJBNT"]})


def test_a_line_drawn_as_a_line_was_not_compared() -> None:
    ring = line((0, 0), (50, 0), (50, 50), (0, 0))
    given = inputs(layer("YJJBNT", [ring]), layer("STBHHX", [rect(40, 0, 50, 100)]), layer("CZKFBJ", []))
    result = found(RULE, given)
    assert (result.outcome, result.facts["missing"]) == (Outcome.NOT_ASSESSED, "农田")
