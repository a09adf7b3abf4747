"""Sources: what every definition reads of them."""

import numpy as np
import pytest

from gis.measures.facilities import facility_sources
from gis.measures.green import park_sources
from gis.measures.sampling import walking_land
from gis.network.graph import build_network
from tests import toy


@pytest.fixture(name="walkers", scope="module")
def _walkers():
    return walking_land(toy.land(), build_network(toy.streets()), cell_m=20.0)


def test_parks_that_count_and_their_doors(walkers):
    sources = park_sources(walkers, toy.parks(), toy.park_entrances(), tiers=toy.GARDEN)
    assert sources.shapes.index.tolist() == ["p6000", "p3000", "p1000"]
    assert sources.reach_m.tolist() == [500.0, 300.0, 300.0]
    assert sources.ids.tolist() == ["p6000", "p3000", "p1000"]
    assert sources.distance_m.tolist() == [500.0, 300.0, 300.0]
    assert sources.late_m.tolist() == [0.0, 200.0, 200.0]
    assert sources.farthest_m == 500.0
    assert sources.assumed_count == 0
    assert sources.counts["parks_in_no_size_class"] == 1


def test_a_park_skipped_before_another_keeps_owners_right(walkers):
    parks = toy.parks().iloc[::-1]  # the smallest, which does not count, first
    sources = park_sources(walkers, parks, toy.park_entrances(), tiers=toy.GARDEN)
    assert sorted(sources.ids) == ["p1000", "p3000", "p6000"]
    for door, owner in enumerate(sources.owner):
        assert sources.distance_m[door] == sources.reach_m[owner]


def test_assumed_doors_come_last_and_are_counted(walkers):
    gates = toy.park_entrances().drop("g6000")
    sources = park_sources(walkers, toy.parks(), gates, tiers=toy.GARDEN)
    assert sources.assumed_count >= 1
    assert set(sources.ids[-sources.assumed_count :]) == {"p6000"}
    assert sources.counts["parks_without_entrances"] == 1


def test_no_park_is_missing_and_of_no_reach(walkers):
    sources = park_sources(walkers, toy.parks().iloc[:0], toy.park_entrances(), tiers=toy.GARDEN)
    assert sources.missing == ("parks",)
    assert sources.farthest_m == 0.0
    assert len(sources.owner) == 0


def test_facilities_are_their_own_doors(walkers):
    kinds = ["wet_market", "outdoor_fitness"]
    sources = facility_sources(walkers, toy.facilities(), kinds=kinds, distance_m=500.0)
    assert sources.ids.tolist() == ["f_market", "f_fitness"]
    assert sources.doors.leg_m.tolist() == [30.0, 30.0]
    assert np.ptp(sources.late_m) == 0.0
    assert facility_sources(walkers, toy.facilities(), kinds=["pharmacy"], distance_m=1.0).missing == ("pharmacy",)
