"""Facilities: the toy's store at x = 300, by radius and on foot; kinds that are not there."""

import numpy as np
import pytest
import shapely

from gis.errors import CRSMismatchError, DefinitionError
from gis.measures import facilities as facilities_module
from gis.measures.coverage import walk_coverage
from gis.measures.facilities import facility_radius, facility_sources, facility_walk, of_kinds
from gis.measures.sampling import walking_land
from gis.network.graph import build_network
from tests import toy

STORE = ("convenience_store",)


@pytest.fixture(name="walkers")
def _walkers():
    return walking_land(toy.land(), build_network(toy.streets()), cell_m=20.0)


def covered_m2(coverage):
    return float((coverage.pieces["share"] * coverage.pieces["weight"]).sum())


def test_radius_on_paper():
    """500 m around x = 300 on the axis of the strip 200-900: to x = 800 (799.9 at the strip's edge)."""
    coverage = facility_radius(toy.land(), toy.facilities(), kinds=STORE, distance_m=500.0)
    assert covered_m2(coverage) == pytest.approx(600 * 20, abs=14)
    assert coverage.counts["sources"] == 1
    assert coverage.pieces["served_by"].tolist()[:2] == ["f_store", "f_store"]


def test_walk_on_paper(walkers):
    """30 + |x - 300| + 30 <= 500 to x <= 740: cells 210…730, 27 of 400 m2."""
    coverage = facility_walk(walkers, toy.facilities(), kinds=STORE, distance_m=500.0)
    assert covered_m2(coverage) == 27 * 400
    assert coverage.pieces["distance_m"].iloc[0] == pytest.approx(30 + 90 + 30)


def test_any_of_several_kinds_serves(walkers):
    """The fitness ground at x = 800 adds 750…890."""
    kinds = ("convenience_store", "outdoor_fitness", "gym")
    coverage = facility_walk(walkers, toy.facilities(), kinds=kinds, distance_m=500.0)
    assert covered_m2(coverage) == 35 * 400
    assert coverage.counts["sources"] == 2
    assert coverage.assessed


@pytest.mark.parametrize("kinds", [("pharmacy",), ["pharmacy", "kindergarten"]])
def test_a_kind_that_is_not_there_is_missing_never_zero(walkers, kinds):
    for coverage in (
        facility_radius(toy.land(), toy.facilities(), kinds=kinds, distance_m=500.0),
        facility_walk(walkers, toy.facilities(), kinds=kinds, distance_m=500.0),
    ):
        assert coverage.missing == tuple(kinds)
        assert not coverage.assessed
        assert np.isnan(coverage.share)
        assert coverage.pieces["share"].isna().all()


def test_no_facilities_at_all(walkers):
    none = toy.facilities().iloc[:0]
    assert not facility_radius(toy.land(), none, kinds=STORE, distance_m=500.0).assessed
    assert not facility_walk(walkers, none, kinds=STORE, distance_m=500.0).assessed


def test_a_facility_far_from_every_street_serves_nobody_and_is_counted(walkers):
    away = toy.facilities()
    away.loc["f_store", "geometry"] = toy.at(300, 5_000)
    coverage = facility_walk(walkers, away, kinds=STORE, distance_m=500.0)
    assert coverage.share == 0.0
    assert coverage.counts["sources_out_of_reach"] == 1


def test_facilities_without_a_position_do_not_count():
    lost = toy.facilities()
    lost.loc["f_store", "geometry"] = shapely.Point()
    assert of_kinds(lost, kinds=["convenience_store", "wet_market"], distance_m=1.0).index.tolist() == ["f_market"]


def test_bands_of_a_facility(walkers):
    """±20 m: to x <= 720 and x <= 760."""
    coverage = facility_walk(walkers, toy.facilities().assign(uncertainty_m=20.0), kinds=STORE, distance_m=500.0)
    assert (coverage.low_share.sum(), coverage.high_share.sum()) == (26.0, 28.0)


@pytest.mark.parametrize(("kinds", "distance_m"), [((), 500.0), ("gym", 500.0), (STORE, 0.0), (STORE, np.nan)])
def test_parameters_that_say_nothing_are_refused(kinds, distance_m):
    with pytest.raises(DefinitionError):
        facility_radius(toy.land(), toy.facilities(), kinds=kinds, distance_m=distance_m)


def test_input_unchanged_and_another_crs_refused(walkers):
    facilities = toy.facilities()
    facility_walk(walkers, facilities, kinds=STORE, distance_m=500.0)
    assert facilities.equals(toy.facilities())
    with pytest.raises(CRSMismatchError):
        facility_walk(walkers, facilities.set_crs("EPSG:4547", allow_override=True), kinds=STORE, distance_m=500.0)


def test_another_distance_needs_no_new_search(walkers, monkeypatch):
    """Once searched, any distance is a comparison; equal to a search with that distance."""
    shops = toy.facilities().assign(uncertainty_m=[0.0, 40.0, 25.0])
    kinds = sorted(set(shops["facility"]))
    facility_walk(walkers, shops, kinds=kinds, distance_m=300.0)

    def again(*_, **__):
        raise AssertionError("searched again")

    monkeypatch.setattr(facilities_module, "walk_distance", again)
    for distance_m in (100.0, 300.0, 750.0):
        found = facility_walk(walkers, shops, kinds=kinds[::-1], distance_m=distance_m)
        sources = facility_sources(walkers, shops, kinds=kinds, distance_m=distance_m)
        full = walk_coverage(
            walkers, sources.doors, ids=sources.ids, distance_m=sources.distance_m, uncertainty_m=sources.uncertainty_m
        )
        assert found.pieces["share"].tolist() == full.pieces["share"].tolist()
        assert found.low_share.tolist() == full.low_share.tolist()
        assert found.high_share.tolist() == full.high_share.tolist()
        assert found.pieces["served_by"].tolist() == full.pieces["served_by"].tolist()
        assert dict(found.counts) == dict(full.counts)


def test_another_layer_is_searched_anew(walkers):
    first = facility_walk(walkers, toy.facilities(), kinds=["wet_market"], distance_m=500.0)
    moved = toy.facilities()
    moved = moved.set_geometry(moved.geometry.translate(xoff=1_500.0))
    assert facility_walk(walkers, moved, kinds=["wet_market"], distance_m=500.0).share != first.share
