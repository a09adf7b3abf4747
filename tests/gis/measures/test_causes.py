"""Causes: one scene each on paper, their order, and areas that add up to the difference."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gis.measures.causes import CAUSES, causes
from gis.measures.coverage import radius_coverage
from gis.measures.definitions import by_walk
from gis.measures.facilities import facility_sources
from gis.measures.green import park_sources
from gis.measures.mends import walk_base
from gis.measures.sampling import walking_land
from gis.network.graph import build_network
from tests import toy
from tests.gis.measures import scenes


@pytest.mark.parametrize(
    ("scene", "cause"),
    [
        (scenes.barrier, "barrier"),
        (scenes.far_gate, "no_entrance"),
        (scenes.broken_link, "broken_link"),
        (scenes.disconnected, "disconnected"),
        (scenes.detour, "detour"),
    ],
)
def test_each_scene_has_its_cause(scene, cause):
    walking, sources = scene()
    gap = causes(walking, sources)
    assert set(gap.places["cause"]) == {cause}
    assert gap.places["weight"].sum() == pytest.approx(gap.by_radius - gap.by_walk)
    assert gap.table().loc[cause, "share"] == 1.0
    assert gap.places["title"].tolist() == [CAUSES[cause].title] * len(gap.places)


def test_a_compound_with_one_gate_on_the_wrong_side():
    walking, sources, land = scenes.few_gates()
    assert causes(walking, sources, pieces=land).places["cause"].tolist() == ["few_gates"]
    assert causes(walking, sources).places["cause"].tolist() == ["detour"]


def test_the_figures_of_a_place_on_paper():
    """Home 10 m off the street, 10 m to x = 100, round 1900 + 100 + 1900 m."""
    walking, sources = scenes.barrier()
    place = causes(walking, sources).places.iloc[0]
    assert place["walk_m"] == pytest.approx(10 + 1890 + 100 + 1900)
    assert place["straight_m"] == pytest.approx(np.hypot(10, 110))
    assert place["park"] == "shop"
    assert place["weight"] == pytest.approx(400.0)
    assert place["land_id"] == 0


def test_a_barrier_comes_before_a_side_without_entrance():
    walking, sources = scenes.far_gate()
    rail = scenes.network_of([(-50, 0), (3000, 0), (3000, 140), (-50, 140)], railways=[[(-90, -10), (2900, -10)]])
    land = scenes.land_of((80, -40, 120, -20))
    beyond = walking_land(land, rail, cell_m=20.0, max_leg_m=300.0)
    parks = toy.frame({"park": toy.strip(0, 20, 200, 120)})
    gates = toy.frame({"g": toy.at(100, 120)}, park_id=["park"])
    assert set(causes(walking, sources).places["cause"]) == {"no_entrance"}
    barred = causes(beyond, park_sources(beyond, parks, gates, tiers=scenes.TIERS))
    assert set(barred.places["cause"]) == {"barrier"}


def test_a_park_on_the_bank_is_not_behind_its_own_barrier():
    """The railway runs along the park's far edge, which is the place's nearest boundary point by less than a metre."""
    network = scenes.network_of([(0, 0), (500, 0), (500, 300), (0, 300)], railways=[[(-50, 300.5), (400, 300.5)]])
    walking, sources = scenes.with_shop(network, scenes.land_of((0, 0, 20, 20)), at=(0, 300.6), distance_m=400.0)
    assert set(causes(walking, sources).places["cause"]) <= {"detour", "disconnected"}


def test_where_all_can_walk_there_is_no_gap():
    walking, sources = scenes.far_gate((100, 20))
    gap = causes(walking, sources)
    assert gap.places.empty
    assert gap.table()["weight"].sum() == pytest.approx(gap.by_radius - gap.by_walk)
    assert gap.table()["share"].isna().all()


def test_the_rim_of_the_grid_is_told_apart():
    """One street along the land: cells whose centre walks 95 m count whole, the radius of 100 m cuts them."""
    network = scenes.network_of([(0, 10), (300, 10)])
    land = scenes.land_of((0, 0, 300, 20))
    walking, sources = scenes.with_shop(network, land, at=(5, 10), distance_m=100.0)
    gap = causes(walking, sources)
    exact = radius_coverage(land, sources.shapes, radius_m=sources.reach_m)
    assert gap.by_radius == pytest.approx(exact.share * 6_000)
    assert gap.table().loc["rim", "weight"] <= 0.0
    assert gap.table()["weight"].sum() == pytest.approx(gap.by_radius - gap.by_walk)


def test_a_part_of_the_land_has_its_own_table():
    walking, sources = scenes.disconnected()
    gap = causes(walking, sources)
    assert gap.table([0]).loc["disconnected", "weight"] == pytest.approx(800.0)
    assert gap.table([1]).loc["disconnected", "weight"] == pytest.approx(400.0)
    assert gap.table([7])["weight"].sum() == 0.0


def test_without_sources_or_streets_there_is_a_table_all_the_same():
    walking, sources = scenes.barrier()
    none = facility_sources(walking, toy.facilities(), kinds=["pharmacy"], distance_m=300.0)
    assert causes(walking, none).table()["weight"].sum() == 0.0
    bare = walking_land(scenes.land_of((0, 0, 40, 20)), build_network(toy.streets().iloc[:0]), cell_m=20.0)
    shop = facility_sources(bare, toy.frame({"f": toy.at(0, 50)}, facility=["a"]), kinds=["a"], distance_m=300.0)
    assert causes(bare, shop).table().loc["disconnected", "weight"] == pytest.approx(800.0)
    assert sources.farthest_m == 300.0


@given(st.integers(0, 100_000))
@settings(max_examples=25, deadline=None)
def test_every_place_has_one_cause_and_the_areas_add_up(seed):
    rng = np.random.default_rng(seed)
    spots = rng.uniform(0, 600, (rng.integers(3, 12), 3, 2)).round(1)
    rails = [[tuple(spot) for spot in rng.uniform(0, 600, (2, 2))]]
    network = scenes.network_of(*[[tuple(spot) for spot in line] for line in spots], railways=rails)
    land = scenes.land_of(*[(x, y, x + 90, y + 50) for x, y in rng.uniform(0, 500, (4, 2))])
    walking = walking_land(land, network, cell_m=20.0, max_leg_m=60.0)
    parks = toy.frame(
        {f"p{n}": toy.strip(x, y, x + 60, y + 60) for n, (x, y) in enumerate(rng.uniform(0, 500, (2, 2)))}
    )
    gates = toy.frame({"g": toy.at(*rng.uniform(0, 500, 2))}, park_id=["p0"])
    sources = park_sources(walking, parks, gates, tiers=((400.0, np.inf, 200.0),))
    gap = causes(walking, sources, pieces=land, base=walk_base(walking, sources))
    table = gap.table()
    assert table["weight"].sum() == pytest.approx(gap.by_radius - gap.by_walk, abs=1e-6)
    assert gap.by_walk == pytest.approx(by_walk(walking, sources).share * gap.whole)
    assert gap.places.index.is_unique
    assert gap.places["cause"].isin(CAUSES).all()
    assert (gap.places["weight"] > 0.0).all()
    np.testing.assert_allclose(gap.places["weight"], gap.places.area)
    assert (gap.places["straight_m"] <= 200.0 + 1e-6).all()
