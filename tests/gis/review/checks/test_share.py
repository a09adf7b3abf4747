"""Overlap between two amounts: inside, at both ends, beyond, and where slivers decide."""

import pytest

from gis.errors import DefinitionError
from gis.review.model import Outcome
from tests.gis.review.checks.paper import found, inputs, layer, rect, rule

BOTH = {"at_least": "1000 m2", "at_most": "2000 m2"}


@pytest.mark.parametrize(
    ("width", "settings", "outcome"),
    [
        (15.0, BOTH, Outcome.PASSED),
        (10.0, BOTH, Outcome.PASSED),  # exactly at the least
        (20.0, BOTH, Outcome.PASSED),  # exactly at the greatest
        (9.0, BOTH, Outcome.FAILED),
        (21.0, BOTH, Outcome.FAILED),
        (50.0, {"at_least": "50 %"}, Outcome.PASSED),
        (50.0, {"at_most": "40 %"}, Outcome.FAILED),
        (0.05, {"at_most": "0 %"}, Outcome.DOUBTFUL),
        (0.05, {"at_least": "1 m2"}, Outcome.DOUBTFUL),  # only the sliver could reach it
    ],
)
def test_share_between(width: float, settings: dict[str, str], outcome: Outcome) -> None:
    given = inputs(layer("zones", [rect(100 - width, 0, 50 + width, 100)]))
    assert found(rule("share", "zones", **settings), given).outcome is outcome


def test_the_limit_that_is_broken_is_the_one_told() -> None:
    given = inputs(layer("zones", [rect(95, 0, 50, 100)]))
    result = found(rule("share", "zones", **BOTH), given)
    assert (result.value, result.limit, result.unit) == (pytest.approx(500.0), 1_000.0, "m2")


@pytest.mark.parametrize("settings", [{}, {"at_least": "20 %", "at_most": "10 %"}])
def test_no_limit_or_crossed_ones_are_refused(settings: dict[str, str]) -> None:
    with pytest.raises(DefinitionError):
        rule("share", "zones", **settings)


def test_missing() -> None:
    assert found(rule("share", "zones", at_most="0 %"), inputs()).outcome is Outcome.NOT_ASSESSED
