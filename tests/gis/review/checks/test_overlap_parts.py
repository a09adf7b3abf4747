"""Parts that overlap one another: none, some, within the tolerance, slivers, three at once."""

import pytest

from gis.review.model import Outcome
from tests.gis.review.checks.paper import found, inputs, project, rect, rule


@pytest.mark.parametrize(
    ("start", "at_most", "outcome"),
    [
        (100.0, "0 m2", Outcome.PASSED),  # side by side
        (90.0, "0 m2", Outcome.FAILED),
        (90.0, "1000 m2", Outcome.PASSED),  # exactly
        (99.95, "0 m2", Outcome.DOUBTFUL),
    ],
)
def test_two_parts(start: float, at_most: str, outcome: Outcome) -> None:
    given = inputs(of=project(rect(0, 0, 100, 100), rect(start, 0, 100, 100)))
    result = found(rule("overlap_parts", at_most=at_most), given)
    assert result.outcome is outcome
    assert (result.area_m2 or 0.0) + result.doubtful_m2 == pytest.approx((100 - start) * 100, rel=1e-6, abs=1e-9)


def test_a_single_part_and_three() -> None:
    assert found(rule("overlap_parts"), inputs()).outcome is Outcome.PASSED
    given = inputs(of=project(rect(0, 0, 100, 100), rect(50, 0, 100, 100), rect(90, 0, 100, 100)))
    result = found(rule("overlap_parts"), given)
    assert [(patch.part, patch.feature) for patch in result.patches] == [("p1", "p2"), ("p1", "p3"), ("p2", "p3")]
    assert result.patches[0].share == pytest.approx(5_000.0 / 30_000.0)
    assert result.facts["part_count"] == 3
