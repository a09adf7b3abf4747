"""Must not share ground: nothing, up to the tolerance, above it, and slivers alone."""

import pytest
from shapely.geometry.base import BaseGeometry

from gis.errors import UnitError
from gis.review.model import Outcome, ReviewLayer
from tests.gis.review.checks.paper import found, inputs, layer, project, rect, rule


def controls(*shapes: BaseGeometry, **columns: object) -> ReviewLayer:
    return layer("controls", list(shapes), **columns)


@pytest.mark.parametrize(
    ("width", "at_most", "outcome"),
    [
        (0.0, "0 m2", Outcome.PASSED),
        (20.0, "0 m2", Outcome.FAILED),
        (20.0, "2000 m2", Outcome.PASSED),  # exactly
        (20.0, "1999.9 m2", Outcome.FAILED),
        (20.0, "20 %", Outcome.PASSED),
        (20.0, "19.99 %", Outcome.FAILED),
        (0.05, "0 m2", Outcome.DOUBTFUL),  # a strip 5 cm wide
        (0.05, "10 m2", Outcome.PASSED),  # even if it is real it is allowed
        (0.15, "0 m2", Outcome.FAILED),  # wider than a sliver
    ],
)
def test_ground_shared(width: float, at_most: str, outcome: Outcome) -> None:
    given = inputs(controls(rect(100 - width, 0, 50 + width, 100)))
    result = found(rule("apart", "controls", at_most=at_most), given)
    assert result.outcome is outcome
    assert (result.area_m2 or 0.0) + result.doubtful_m2 == pytest.approx(width * 100, rel=1e-6, abs=1e-9)


def test_slivers_are_listed_beside_real_overlaps() -> None:
    given = inputs(controls(rect(90, 0, 50, 100), rect(-50, 0, 50.05, 100)))
    result = found(rule("apart", "controls"), given)
    assert result.outcome is Outcome.FAILED
    assert [bool(patch.doubt) for patch in result.patches] == [False, True]
    assert result.area_m2 == pytest.approx(1_000.0)
    assert result.doubtful_m2 == pytest.approx(5.0, rel=1e-6)


def test_shares_are_of_the_whole_project() -> None:
    given = inputs(controls(rect(0, 0, 100, 50)), of=project(rect(0, 0, 100, 100), rect(200, 0, 100, 100)))
    result = found(rule("apart", "controls", at_most="25 %"), given)
    assert (result.outcome, result.share) == (Outcome.PASSED, pytest.approx(0.25))


def test_features_left_out_and_the_column_for_it() -> None:
    one = rule("apart", "controls", without={"control": ["YJJBNT"]})
    given = inputs(controls(rect(0, 0, 10, 10), rect(200, 0, 9, 9), control=["YJJBNT ", "水源地"]))
    assert (found(one, given).outcome, found(one, given).facts["features"]) == (Outcome.PASSED, 1.0)
    # a layer that holds no other kind does not say that there is none
    given = inputs(controls(rect(0, 0, 10, 10), control=["YJJBNT"]))
    assert found(one, given).outcome is Outcome.NOT_ASSESSED
    assert found(one, inputs(controls(rect(0, 0, 10, 10)))).outcome is Outcome.NOT_ASSESSED


def test_empty_passes_and_missing_does_not() -> None:
    assert found(rule("apart", "controls"), inputs(controls())).outcome is Outcome.PASSED
    assert found(rule("apart", "controls"), inputs()).outcome is Outcome.NOT_ASSESSED


def test_an_amount_without_unit_is_refused() -> None:
    with pytest.raises(UnitError):
        rule("apart", "controls", at_most="5")
