"""Circles: elements and composite on paper (store at x = 300, fitness at x = 800, homes 200-900), missing elements."""

import numpy as np
import pytest

from gis.errors import DefinitionError
from gis.measures.circles import circle_radius, circle_walk
from gis.measures.coverage import covered_parts
from gis.measures.sampling import walking_land
from gis.network.graph import build_network
from tests import toy

TWO = {"store": ["convenience_store"], "fitness": ["outdoor_fitness", "gym"]}
FOUR = {**TWO, "market": ["wet_market"], "pharmacy": ["pharmacy"]}


@pytest.fixture(name="homes", scope="module")
def _homes():
    land = toy.land().loc[["A_west", "A_east"]]
    return {circle_radius: land, circle_walk: walking_land(land, build_network(toy.streets()), cell_m=20.0)}


# A is 14,000 m2. Radius: each element 600 of 700 m, both 300-800. Walk: 210-730 and 370-890, 27 of 35 cells each,
# both 370-730: 19 cells.
@pytest.mark.parametrize(("circle", "composite", "expected"), [
    (circle_radius, "mean", 6 / 7), (circle_radius, "all", 5 / 7), (circle_radius, "mean_of_assessed", 6 / 7),
    (circle_walk, "mean", 27 / 35), (circle_walk, "all", 19 / 35), (circle_walk, "mean_of_assessed", 27 / 35),
])  # fmt: skip
def test_composite_on_paper(homes, circle, composite, expected):
    coverage = circle(homes[circle], toy.facilities(), elements=TWO, distance_m=500.0, composite=composite)
    assert coverage.share == pytest.approx(expected, abs=1e-3)
    assert coverage.missing == ()
    assert list(coverage.elements) == ["store", "fitness"]
    parts = covered_parts(coverage)
    assert (parts["weight"] * parts["share"]).sum() == pytest.approx(coverage.share * 14_000)
    assert parts["weight"].sum() == pytest.approx(14_000)


def test_elements_are_those_measured_alone(homes):
    coverage = circle_walk(homes[circle_walk], toy.facilities(), elements=TWO, distance_m=500.0)
    assert coverage.elements["store"].share == pytest.approx(27 / 35)
    assert set(coverage.elements["fitness"].pieces["served_by"]) == {"f_fitness", ""}


def test_the_default_composite_is_the_mean(homes):
    coverage = circle_walk(homes[circle_walk], toy.facilities(), elements=TWO, distance_m=500.0)
    assert sorted(coverage.pieces["share"].unique()) == [0.5, 1.0]
    assert coverage.pieces["distance_m"].isna().all()


def test_under_all_the_distance_is_that_to_the_farthest_element(homes):
    coverage = circle_walk(homes[circle_walk], toy.facilities(), elements=TWO, distance_m=500.0, composite="all")
    assert coverage.pieces["distance_m"].iloc[0] == pytest.approx(30 + (800 - 210) + 30)


@pytest.mark.parametrize("circle", [circle_radius, circle_walk])
@pytest.mark.parametrize("composite", ["mean", "all"])
def test_with_a_missing_element_the_composite_is_not_assessed(homes, circle, composite):
    coverage = circle(homes[circle], toy.facilities(), elements=FOUR, distance_m=500.0, composite=composite)
    assert not coverage.assessed
    assert coverage.missing == ("pharmacy",)
    assert np.isnan(coverage.share)
    assert coverage.elements["store"].assessed
    assert not coverage.elements["pharmacy"].assessed


@pytest.mark.parametrize(("circle", "expected"), [(circle_radius, 6 / 7), (circle_walk, 27 / 35)])
def test_the_mean_of_what_is_assessed_leaves_the_missing_out(homes, circle, expected):
    """Store and market are in one place: all three have the same share."""
    coverage = circle(homes[circle], toy.facilities(), elements=FOUR, distance_m=500.0, composite="mean_of_assessed")
    assert coverage.assessed
    assert coverage.missing == ("pharmacy",)
    assert coverage.share == pytest.approx(expected, abs=1e-3)
    parts = covered_parts(coverage)
    assert (parts["weight"] * parts["share"]).sum() == pytest.approx(coverage.share * 14_000)


def test_where_everything_is_missing_nothing_is_assessed(homes):
    for composite in ("mean", "all", "mean_of_assessed"):
        coverage = circle_radius(
            homes[circle_radius], toy.facilities(), elements={"a": ["pharmacy"]}, distance_m=9.0, composite=composite
        )
        assert not coverage.assessed
        assert coverage.missing == ("a",)


@pytest.mark.parametrize("circle", [circle_radius, circle_walk])
def test_all_is_never_more_than_the_mean_and_the_bands_hold(homes, circle):
    facilities = toy.facilities().assign(uncertainty_m=30.0)
    for distance_m in (100.0, 300.0, 480.0, 700.0):
        mean, both = (
            circle(homes[circle], facilities, elements=TWO, distance_m=distance_m, composite=composite)
            for composite in ("mean", "all")
        )
        assert (both.pieces["share"] <= mean.pieces["share"] + 1e-9).all()
        for coverage in (mean, both):
            assert (coverage.low_share <= coverage.pieces["share"] + 1e-12).all()
            assert (coverage.pieces["share"] <= coverage.high_share + 1e-12).all()


def test_each_element_may_have_a_distance_of_its_own(homes):
    """Store 500 m: 27 cells; fitness 300 m: 30 + |x - 800| + 30 from 560 to 1040: 570…890, 17 cells."""
    distance_m = {"store": 500.0, "fitness": 300.0}
    coverage = circle_walk(homes[circle_walk], toy.facilities(), elements=TWO, distance_m=distance_m)
    assert coverage.share == pytest.approx((27 + 17) / 70)


@pytest.mark.parametrize("wrong", [
    {"elements": {}}, {"composite": "product"}, {"distance_m": {"store": 500.0}}, {"elements": {"store": []}},
    {"distance_m": -1.0},
])  # fmt: skip
def test_parameters_that_say_nothing_are_refused(homes, wrong):
    with pytest.raises(DefinitionError):
        circle_radius(homes[circle_radius], toy.facilities(), **{"elements": TWO, "distance_m": 500.0, **wrong})


def test_no_land_and_input_unchanged(homes):
    nothing = toy.land().iloc[:0]
    for composite in ("mean", "all"):
        coverage = circle_radius(nothing, toy.facilities(), elements=TWO, distance_m=500.0, composite=composite)
        assert coverage.pieces.empty
        assert covered_parts(coverage).empty
    facilities = toy.facilities()
    circle_radius(homes[circle_radius], facilities, elements=TWO, distance_m=500.0)
    assert facilities.equals(toy.facilities())
