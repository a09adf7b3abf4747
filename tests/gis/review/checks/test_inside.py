"""Must lie inside: wholly, by a share, with gaps that are slivers, and with no feature at all."""

import pytest

from gis.errors import DefinitionError
from gis.review.model import Outcome
from tests.gis.review.checks.paper import found, inputs, layer, rect, rule


@pytest.mark.parametrize(
    ("east", "at_least", "outcome"),
    [
        (100.0, "100 %", Outcome.PASSED),
        (80.0, "100 %", Outcome.FAILED),
        (80.0, "80 %", Outcome.PASSED),  # exactly
        (79.9, "80 %", Outcome.FAILED),
        (99.95, "100 %", Outcome.DOUBTFUL),  # a strip 5 cm wide is outside
    ],
)
def test_share_inside(east: float, at_least: str, outcome: Outcome) -> None:
    given = inputs(layer("controls", [rect(-10, -10, east + 10, 200)]))
    result = found(rule("inside", "controls", at_least=at_least), given)
    assert result.outcome is outcome
    assert (result.area_m2 or 0.0) + result.doubtful_m2 == pytest.approx((100 - east) * 100, rel=1e-6, abs=1e-9)
    assert result.unit == "share"


def test_two_features_together_hold_it() -> None:
    given = inputs(layer("controls", [rect(0, 0, 50, 100), rect(50, 0, 50, 100)]))
    assert found(rule("inside", "controls"), given).outcome is Outcome.PASSED


def test_a_gap_sampled_differently_is_for_a_person() -> None:
    given = inputs(layer("controls", [rect(0, 0, 49.98, 100), rect(50, 0, 50, 100)]))
    result = found(rule("inside", "controls"), given)
    assert result.outcome is Outcome.DOUBTFUL
    assert all(patch.doubt for patch in result.patches)


def test_no_feature_leaves_everything_outside_and_no_layer_is_not_assessed() -> None:
    result = found(rule("inside", "controls"), inputs(layer("controls", [])))
    assert (result.outcome, result.value) == (Outcome.FAILED, 0.0)
    assert found(rule("inside", "controls"), inputs()).outcome is Outcome.NOT_ASSESSED


def test_more_than_all_is_refused() -> None:
    with pytest.raises(DefinitionError):
        rule("inside", "controls", at_least="120 %")
