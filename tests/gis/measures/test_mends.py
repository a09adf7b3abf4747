"""Mends: the gain is what measuring again with the link or gate gives, ranked, bounded and apart."""

import numpy as np
import pytest
import shapely

from gis.measures.definitions import by_walk
from gis.measures.facilities import facility_sources
from gis.measures.mends import MEND_WORDS, best_mends, walk_base
from gis.measures.sampling import walking_land
from tests import toy
from tests.gis.measures import scenes


def covered_m2(walking, sources):
    return by_walk(walking, sources).share * walking.cells["weight"].sum()


def test_the_missing_link_is_found_and_its_gain_is_that_of_the_street_drawn():
    walking, sources = scenes.broken_link()
    mends = best_mends(walking, sources)
    best = mends.frame.iloc[0]
    assert best["kind"] == "link"
    assert best["length_m"] == pytest.approx(15.0)
    assert shapely.equals_exact(best.geometry.normalize(), toy.line((500, 0), (515, 0)).normalize(), 0.01)
    drawn = scenes.broken_link([(500, 0), (515, 0)])
    assert best["gain"] == pytest.approx(covered_m2(*drawn) - covered_m2(walking, sources))
    assert best["gain_share"] == pytest.approx(1.0)
    assert mends.proven


def test_the_gate_is_found_and_its_gain_is_that_of_the_gate_mapped():
    walking, sources = scenes.far_gate()
    mends = best_mends(walking, sources)
    best = mends.frame.iloc[0]
    assert (best["kind"], best["park"]) == ("gate", "park")
    assert best["length_m"] == pytest.approx(20.0)
    assert best["gain"] == pytest.approx(800.0)
    gate = np.array(best.geometry.coords[0]) - toy.ORIGIN
    mapped = scenes.far_gate(tuple(gate))
    assert covered_m2(*mapped) - covered_m2(walking, sources) == pytest.approx(best["gain"])
    assert (best["title"], best["title_en"]) == MEND_WORDS["gate"]


def test_over_the_railway_it_is_a_bridge():
    """Streets 50 m apart, the railway between them; without it the same gap is too long for a link."""
    streets = [(0, 0), (2000, 0), (2000, 50), (0, 50)]
    for railways, kinds in (([[(-50, 25), (1900, 25)]], {"bridge"}), ((), set())):
        network = scenes.network_of(streets, railways=railways)
        walking, sources = scenes.with_shop(network, scenes.land_of((100, -20, 120, 0)), at=(110, 60), distance_m=300.0)
        assert set(best_mends(walking, sources).frame["kind"]) == kinds


def test_the_list_is_short_ranked_and_apart():
    walking, sources = scenes.far_gate()
    frame = best_mends(walking, sources, keep=3).frame
    assert len(frame) <= 3
    assert frame["gain"].is_monotonic_decreasing
    assert (frame["gain"] > 0.0).all()
    gates = np.array([line.coords[0] for line in frame.geometry[frame["kind"] == "gate"]])
    away_m = np.hypot(*(gates[:, None] - gates).T)
    assert (away_m[~np.eye(len(gates), dtype=bool)] >= 100.0).all()


def test_tries_are_bounded_and_said_so():
    walking, sources = scenes.broken_link()
    none = best_mends(walking, sources, tries=0)
    assert none.tried_count == 0
    assert none.frame.empty
    assert not none.proven
    assert none.candidate_count >= 1


def test_a_kept_base_gives_the_same():
    walking, sources = scenes.broken_link()
    kept = best_mends(walking, sources, base=walk_base(walking, sources))
    assert kept.frame.drop(columns="geometry").equals(best_mends(walking, sources).frame.drop(columns="geometry"))


@pytest.mark.parametrize("scene", [scenes.detour, scenes.disconnected])
def test_where_nothing_near_would_help_nothing_is_listed(scene):
    mends = best_mends(*scene())
    assert mends.frame.empty
    assert list(mends.frame.columns[:3]) == ["kind", "title", "title_en"]
    assert mends.proven


def test_all_served_or_no_source_has_nothing_to_mend():
    assert best_mends(*scenes.far_gate((100, 20))).frame.empty
    walking, _ = scenes.barrier()
    nothing = facility_sources(walking, toy.facilities(), kinds=["pharmacy"], distance_m=300.0)
    assert best_mends(walking, nothing).frame.empty


def test_the_walk_base_counts_late_starts():
    network = scenes.network_of([(0, 0), (1000, 0)])
    walking = walking_land(scenes.land_of((0, 0, 20, 20)), network, cell_m=20.0)
    shop = toy.frame({"f": toy.at(110, 0)}, facility=["a"])
    sources = facility_sources(walking, shop, kinds=["a"], distance_m=300.0)
    assert walk_base(walking, sources).distance_m.tolist() == pytest.approx([10 + 100])
