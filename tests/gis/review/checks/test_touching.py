"""Contact: a shared edge, a corner, a line through; gaps and slivers within accuracy; unwanted and asked for."""

import pytest
from shapely.geometry.base import BaseGeometry

from gis.review.model import Outcome
from tests.gis.review.checks.paper import found, inputs, layer, line, rect, rule

EDGE, CORNER, APART = rect(100, 0, 50, 100), rect(100, 100, 50, 50), rect(130, 0, 50, 100)
GAP, SLIVER, GROUND = rect(100.05, 0, 50, 100), rect(99.95, 0, 50, 100), rect(50, 0, 100, 100)
THROUGH, ALONG = line((50, -10), (50, 200)), line((100, -10), (100, 200))


@pytest.mark.parametrize(
    ("shape", "unwanted", "wanted"),
    [
        (EDGE, Outcome.FAILED, Outcome.PASSED),
        (CORNER, Outcome.FAILED, Outcome.PASSED),
        (GROUND, Outcome.FAILED, Outcome.PASSED),
        (THROUGH, Outcome.FAILED, Outcome.PASSED),
        (ALONG, Outcome.FAILED, Outcome.PASSED),
        (APART, Outcome.PASSED, Outcome.FAILED),
        (GAP, Outcome.DOUBTFUL, Outcome.DOUBTFUL),
        (SLIVER, Outcome.DOUBTFUL, Outcome.DOUBTFUL),
    ],
)
def test_contact(shape: BaseGeometry, unwanted: Outcome, wanted: Outcome) -> None:
    given = inputs(layer("plots", [shape]))
    assert found(rule("touching", "plots"), given).outcome is unwanted
    assert found(rule("touching", "plots", wanted=True), given).outcome is wanted


def test_how_near_is_contact_is_a_setting() -> None:
    given = inputs(layer("plots", [rect(102, 0, 50, 100)]))
    assert found(rule("touching", "plots"), given).outcome is Outcome.PASSED
    result = found(rule("touching", "plots", within="3 m"), given)
    assert result.outcome is Outcome.DOUBTFUL
    assert result.patches[0].doubt.startswith("相距 2 米")


def test_empty_and_missing() -> None:
    assert found(rule("touching", "plots"), inputs(layer("plots", []))).outcome is Outcome.PASSED
    assert found(rule("touching", "plots", wanted=True), inputs(layer("plots", []))).outcome is Outcome.FAILED
    assert found(rule("touching", "plots"), inputs()).outcome is Outcome.NOT_ASSESSED
