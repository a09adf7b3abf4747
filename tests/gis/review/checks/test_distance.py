"""Setbacks on paper: a line 20 m east of the project, its width, its uncertainty, classes, and reach."""

import math

import pytest

from gis.errors import DefinitionError, UnitError
from gis.review.model import Outcome
from tests.gis.review.checks.paper import found, inputs, layer, line, project, rect, rule

ROAD = line((120, -500), (120, 500))  # 20 m from the edge at x = 100
FAR = line((900, -500), (900, 500))


@pytest.mark.parametrize(
    ("distance", "outcome"),
    [
        ("15 m", Outcome.PASSED),
        ("20 m", Outcome.PASSED),  # exactly
        ("20.05 m", Outcome.DOUBTFUL),  # nearer by less than a sliver is wide
        ("20.5 m", Outcome.FAILED),
        ("30 m", Outcome.FAILED),
    ],
)
def test_distance_of_an_exact_line(distance: str, outcome: Outcome) -> None:
    result = found(rule("distance", "roads", distance=distance), inputs(layer("roads", [ROAD], name=["甲路"])))
    assert result.outcome is outcome


def test_ground_within_is_measured() -> None:
    result = found(rule("distance", "roads", distance="30 m"), inputs(layer("roads", [ROAD], name=["甲路"])))
    assert result.area_m2 == pytest.approx(1_000.0)  # 10 m of 100
    assert (result.value, result.limit, result.unit) == (pytest.approx(20.0), 30.0, "m")
    assert result.facts["nearest"] == "甲路"


@pytest.mark.parametrize(("spread", "outcome"), [(4.0, Outcome.PASSED), (5.0, Outcome.PASSED), (6.0, Outcome.DOUBTFUL)])
def test_uncertainty_against_a_line_far_enough(spread: float, outcome: Outcome) -> None:
    roads = layer("roads", [ROAD], uncertainty_m=[spread])
    result = found(rule("distance", "roads", distance="15 m"), inputs(roads))
    assert result.outcome is outcome
    assert all(f"±{spread:g}" in patch.doubt for patch in result.patches)


@pytest.mark.parametrize(("spread", "outcome"), [(4.0, Outcome.FAILED), (6.0, Outcome.DOUBTFUL)])
def test_uncertainty_for_a_line_too_near(spread: float, outcome: Outcome) -> None:
    roads = layer("roads", [ROAD], uncertainty_m=[spread])
    assert found(rule("distance", "roads", distance="25 m"), inputs(roads)).outcome is outcome


def test_half_the_width_is_added() -> None:
    rivers = layer("rivers", [ROAD], width_m=[16.0])  # the bank is 12 m away
    one = rule("distance", "rivers", distance="12 m", width_column="width_m")
    assert found(one, inputs(rivers)).outcome is Outcome.PASSED
    result = found(rule("distance", "rivers", distance="13 m", width_column="width_m"), inputs(rivers))
    assert (result.outcome, result.value) == (Outcome.FAILED, pytest.approx(12.0))


def test_an_unknown_width_is_never_passed_but_may_be_set() -> None:
    rivers = layer("rivers", [ROAD, FAR], width_m=[math.nan, 10.0])
    one = rule("distance", "rivers", distance="12 m", width_column="width_m")
    result = found(one, inputs(rivers))
    assert result.outcome is Outcome.NOT_ASSESSED
    assert "f1" in result.reason
    set_ = rule("distance", "rivers", distance="12 m", width_column="width_m", width_unknown="16 m")
    assert found(set_, inputs(rivers)).outcome is Outcome.PASSED


def test_by_class_and_a_class_nobody_set() -> None:
    by = {"column": "road_class", "arterial": "25 m", "local": "10 m"}
    one = rule("distance", "roads", by=by)
    assert found(one, inputs(layer("roads", [ROAD], road_class=["arterial"]))).outcome is Outcome.FAILED
    assert found(one, inputs(layer("roads", [ROAD], road_class=["local"]))).outcome is Outcome.PASSED
    assert found(one, inputs(layer("roads", [ROAD], road_class=["path"]))).outcome is Outcome.NOT_ASSESSED
    both = rule("distance", "roads", by=by, distance="5 m")
    assert found(both, inputs(layer("roads", [ROAD], road_class=["path"]))).outcome is Outcome.PASSED


def test_no_distance_no_column_no_layer() -> None:
    result = found(rule("distance", "roads"), inputs(layer("roads", [ROAD])))
    assert result.outcome is Outcome.NOT_ASSESSED
    assert result.reason == "没有为“规则”规定距离;请在规则包中设定 / no distance set for rule; set it in a pack"
    one = rule("distance", "roads", by={"column": "road_class", "local": "5 m"})
    assert "road_class" in found(one, inputs(layer("roads", [ROAD]))).reason
    assert found(rule("distance", "roads", distance="5 m"), inputs()).outcome is Outcome.NOT_ASSESSED
    assert found(rule("distance", "roads", distance="5 m"), inputs(layer("roads", []))).outcome is Outcome.PASSED


@pytest.mark.parametrize(
    ("distance", "spread", "outcome"),
    [
        ("20 m", 0.0, Outcome.PASSED),  # exactly
        ("19 m", 0.0, Outcome.FAILED),
        ("19 m", 2.0, Outcome.DOUBTFUL),
        ("21 m", 2.0, Outcome.DOUBTFUL),
        ("30 m", 2.0, Outcome.PASSED),
    ],
)
def test_reach(distance: str, spread: float, outcome: Outcome) -> None:
    roads = layer("roads", [ROAD, FAR], uncertainty_m=[spread, 0.0])
    assert found(rule("distance", "roads", distance=distance, reach=True), inputs(roads)).outcome is outcome


def test_every_part_must_reach_one() -> None:
    given = inputs(layer("roads", [ROAD]), of=project(rect(0, 0, 100, 100), rect(300, 0, 50, 50)))
    result = found(rule("distance", "roads", distance="25 m", reach=True), given)
    assert (result.outcome, result.facts["parts"]) == (Outcome.FAILED, "p2")
    assert found(rule("distance", "roads", distance="25 m", reach=True), inputs(layer("roads", []))).outcome is (
        Outcome.FAILED
    )


@pytest.mark.parametrize("settings", [{"distance": "-1 m"}, {"by": {"arterial": "20 m"}}])
def test_wrong_settings(settings: dict[str, object]) -> None:
    with pytest.raises(DefinitionError):
        rule("distance", "roads", **settings)
    with pytest.raises(UnitError):
        rule("distance", "roads", distance="20")


def test_what_may_be_within_reach_is_the_nearest_from_its_edge() -> None:
    # at 30 m and 24 m, 4 m wide: their edges at 28 m and 22 m, each known to 10 m, against 20 m
    far, near = line((130, -50), (130, 150)), line((124, -50), (124, 150))
    for order in ([far, near], [near, far]):
        roads = layer("roads", order, uncertainty_m=[10.0, 10.0], width_m=[4.0, 4.0])
        result = found(rule("distance", "roads", distance="20 m", reach=True, width_column="width_m"), inputs(roads))
        assert (result.outcome, result.value) == (Outcome.DOUBTFUL, pytest.approx(22.0))


@pytest.mark.parametrize("width", [0.0, -40.0])
def test_a_width_that_is_none_is_unknown(width: float) -> None:
    roads = layer("roads", [line((300, -50), (300, 150))], width_m=[width], uncertainty_m=[-5.0])
    result = found(rule("distance", "roads", distance="20 m", width_column="width_m"), inputs(roads))
    assert result.outcome is Outcome.NOT_ASSESSED
