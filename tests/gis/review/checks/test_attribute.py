"""Attributes under the project: texts, codes, numbers, the project's own use, limits of a detailed plan."""

import math

import pytest

from gis.errors import DefinitionError, UnitError
from gis.review.model import Outcome
from tests.gis.review.checks.paper import found, inputs, layer, project, rect, rule

ALL, WEST, EAST = rect(-50, -50, 500, 500), rect(0, 0, 60, 100), rect(60, 0, 40, 100)
STRIP = [rect(0, 0, 99.95, 100), rect(99.95, 0, 50, 100)]


@pytest.mark.parametrize(
    ("settings", "value", "outcome"),
    [
        ({"one_of": ["建设"]}, "建设", Outcome.PASSED),
        ({"one_of": ["建设"]}, "建设用地", Outcome.FAILED),
        ({"one_of": ["07"], "match": "beginning"}, "070102", Outcome.PASSED),
        ({"none_of": ["01"], "match": "beginning"}, "0102", Outcome.FAILED),
        ({"none_of": ["01"], "match": "beginning"}, "07", Outcome.PASSED),
        ({"none_of": ["01"]}, "", Outcome.NOT_ASSESSED),
        ({"at_most": "24 m"}, 24.0, Outcome.PASSED),  # exactly
        ({"at_most": "24 m"}, 24.1, Outcome.FAILED),
        ({"at_least": "30 %", "unit": "%"}, 30.0, Outcome.PASSED),
        ({"at_least": "30 %", "unit": "%"}, 29.0, Outcome.FAILED),
        ({"at_most": "24 m"}, math.nan, Outcome.NOT_ASSESSED),
        ({"at_most": "24 m"}, "about 20", Outcome.NOT_ASSESSED),
    ],
)
def test_against_the_pack(settings: dict[str, object], value: object, outcome: Outcome) -> None:
    given = inputs(layer("land_use", [ALL], value=[value]))
    assert found(rule("attribute", "land_use", column="value", **settings), given).outcome is outcome


def test_wrong_ground_is_measured_and_may_be_tolerated() -> None:
    given = inputs(layer("land_use", [WEST, EAST], value=["a", "b"]))
    result = found(rule("attribute", "land_use", column="value", one_of=["a"]), given)
    assert (result.outcome, result.area_m2) == (Outcome.FAILED, pytest.approx(4_000.0))
    assert (result.facts["values"], result.patches[0].value) == ("b", "b")
    exact = rule("attribute", "land_use", column="value", one_of=["a"], tolerance="40 %")
    assert found(exact, given).outcome is Outcome.PASSED


def test_ground_no_feature_covers_is_not_passed_but_may_not_matter() -> None:
    given = inputs(layer("land_use", [WEST], value=["a"]))
    result = found(rule("attribute", "land_use", column="value", one_of=["a"]), given)
    assert (result.outcome, result.facts["unknown_m2"]) == (Outcome.NOT_ASSESSED, pytest.approx(4_000.0))
    one = rule("attribute", "land_use", column="value", one_of=["a"], covered=False)
    assert found(one, given).outcome is Outcome.PASSED


def test_a_sliver_of_the_wrong_kind_is_for_a_person() -> None:
    given = inputs(layer("land_use", STRIP, value=["a", "b"]))
    assert found(rule("attribute", "land_use", column="value", one_of=["a"]), given).outcome is Outcome.DOUBTFUL


@pytest.mark.parametrize(
    ("plan", "own", "outcome"),
    [
        ("1001", "1001", Outcome.PASSED),
        ("10", "100101", Outcome.PASSED),  # the project is finer
        ("100101", "10", Outcome.DOUBTFUL),  # the plan is finer
        ("07", "1001", Outcome.FAILED),
        ("07", "", Outcome.NOT_ASSESSED),
        ("", "1001", Outcome.NOT_ASSESSED),
    ],
)
def test_the_projects_own_use(plan: str, own: str, outcome: Outcome) -> None:
    one = rule("attribute", "land_use", column="code", same_as="planned_code", match="beginning")
    given = inputs(layer("land_use", [ALL], code=[plan]), of=project(planned_code=[own]))
    assert found(one, given).outcome is outcome


def test_whole_texts_and_a_project_without_the_column() -> None:
    one = rule("attribute", "land_use", column="code", same_as="planned_code")
    uses = layer("land_use", [ALL], code=["10"])
    assert found(one, inputs(uses, of=project(planned_code=["1001"]))).outcome is Outcome.FAILED
    assert found(one, inputs(uses, of=project(planned_code=["10"]))).outcome is Outcome.PASSED
    assert "planned_code" in found(one, inputs(uses)).reason


@pytest.mark.parametrize(
    ("bound", "limit", "outcome"),
    [
        ("upper", 1.5, Outcome.PASSED),  # exactly
        ("upper", 1.4, Outcome.FAILED),
        ("lower", 1.6, Outcome.FAILED),
        ("lower", 1.2, Outcome.PASSED),
        ("upper", math.nan, Outcome.NOT_ASSESSED),
    ],
)
def test_limits_of_a_detailed_plan(bound: str, limit: float, outcome: Outcome) -> None:
    one = rule("attribute", "detailed_plan", column="far", against="far", bound=bound)
    given = inputs(layer("detailed_plan", [ALL], far=[limit]), of=project(facts={"floor_area_m2": 15_000.0}))
    assert found(one, given).outcome is outcome


def test_per_cent_columns_and_unknown_figures() -> None:
    one = rule("attribute", "detailed_plan", column="d", against="building_density", unit="%")
    plan = layer("detailed_plan", [ALL], d=[35.0])
    assert found(one, inputs(plan, of=project(facts={"footprint_m2": 3_500.0}))).outcome is Outcome.PASSED
    assert found(one, inputs(plan, of=project(facts={"footprint_m2": 3_600.0}))).outcome is Outcome.FAILED
    assert found(one, inputs(plan)).outcome is Outcome.NOT_ASSESSED


def test_missing_layer_or_column() -> None:
    one = rule("attribute", "land_use", column="value", one_of=["a"])
    assert found(one, inputs()).outcome is Outcome.NOT_ASSESSED
    assert "value" in found(one, inputs(layer("land_use", [ALL]))).reason


@pytest.mark.parametrize(
    "settings",
    [
        {}, {"one_of": ["a"], "none_of": ["b"]}, {"one_of": []}, {"one_of": ["a"], "match": "near"},
        {"against": "beauty"}, {"against": "far", "bound": "middle"},
    ],
)  # fmt: skip
def test_wrong_settings(settings: dict[str, object]) -> None:
    with pytest.raises(DefinitionError):
        rule("attribute", "land_use", column="value", **settings)


def test_numbers_need_units() -> None:
    with pytest.raises(UnitError, match=r"rule\.at_most"):
        rule("attribute", "land_use", column="value", at_most="24")


@pytest.mark.parametrize(
    ("limit", "unit", "outcome"),
    [(0.35, {}, Outcome.FAILED), (35.0, {"unit": "%"}, Outcome.FAILED), (35.0, {}, Outcome.NOT_ASSESSED)],
)
def test_a_share_above_one_is_no_limit(limit: float, unit: dict[str, str], outcome: Outcome) -> None:
    # half of the hectare is built over, against 35 %
    made = project(facts={"footprint_m2": 5_000.0})
    given = inputs(layer("detailed_plan", [rect(0, 0, 100, 100)], building_density=[limit]), of=made)
    one = rule("attribute", "detailed_plan", column="building_density", against="building_density", **unit)
    assert found(one, given).outcome is outcome
