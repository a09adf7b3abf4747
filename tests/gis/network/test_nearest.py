"""The k nearest, all within, nodes of each, bands: on paper, and against one search a source."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gis.errors import DefinitionError, LayerError
from gis.network import nearest
from gis.network.nearest import distance_bands, k_nearest, nodes_within, sources_within
from gis.network.place import place_on
from gis.network.reach import walk_distance
from tests import toy
from tests.gis.network.test_reach import network_of, random_case

SEEDS = st.integers(0, 100_000)


def one_by_one(demand, sources):
    """Distance of every place to every source, one search a source."""
    return np.stack([walk_distance(demand, sources.take(np.array([n])))[0] for n in range(len(sources.edge))], axis=1)


def test_two_nearest_on_paper():
    network = network_of([(0, 0), (500, 0)])
    demand = place_on(network, toy.xy([100, 5], [400, 0]), max_leg_m=9.0)
    sources = place_on(network, toy.xy([150, 0], [90, 0], [500, 3], [0, 900]), max_leg_m=9.0)
    distance_m, source = k_nearest(demand, sources, k=2)
    assert distance_m.tolist() == [[15.0, 55.0], [103.0, 250.0]]
    assert source.tolist() == [[1, 0], [2, 0]]
    assert k_nearest(demand, sources, k=4)[1][:, 3].tolist() == [-1, -1]
    assert k_nearest(demand, sources, k=1, limit_m=60.0)[1].tolist() == [[1], [-1]]


@given(SEEDS)
@settings(max_examples=40, deadline=None)
def test_all_within_are_those_of_one_search_a_source(seed):
    _, demand, sources, _ = random_case(seed)
    want_m = one_by_one(demand, sources)
    pairs = sources_within(demand, sources, limit_m=1e6)
    found_m = np.full(want_m.shape, np.inf)
    found_m[pairs["place"], pairs["source"]] = pairs["distance_m"]
    np.testing.assert_allclose(found_m, want_m, atol=1e-9)
    near = sources_within(demand, sources, limit_m=150.0)
    assert len(near) == (want_m <= 150.0).sum()
    assert not near.duplicated(["place", "source"]).any()


@given(SEEDS)
@settings(max_examples=30, deadline=None)
def test_the_first_of_the_k_is_the_nearest_and_they_rise(seed):
    _, demand, sources, _ = random_case(seed)
    distance_m, _ = k_nearest(demand, sources, k=3)
    np.testing.assert_allclose(distance_m[:, 0], walk_distance(demand, sources)[0], atol=1e-9)
    assert (distance_m[:, 1:] >= distance_m[:, :-1]).all()
    np.testing.assert_allclose(distance_m, np.sort(one_by_one(demand, sources), axis=1)[:, :3], atol=1e-9)


def test_small_chunks_change_nothing(monkeypatch):
    _, demand, sources, _ = random_case(7)
    whole = sources_within(demand, sources, limit_m=400.0)
    monkeypatch.setattr(nearest, "_CHUNK_CELLS", 1)
    assert sources_within(demand, sources, limit_m=400.0).equals(whole)


def test_nodes_within_on_paper():
    network = network_of([(0, 0), (100, 0)], [(100, 0), (100, 50)], [(100, 0), (180, 0)])
    sources = place_on(network, toy.xy([60, 10], [180, 0], [0, 900]), max_leg_m=20.0)
    source, node = nodes_within(sources, limit_m=80.0)
    at = (network.node_xy[node] - toy.ORIGIN).tolist()
    assert [s for s, _ in zip(source, at, strict=True)].count(0) == 2
    assert sorted(xy for s, xy in zip(source, at, strict=True) if s == 0) == [[0.0, 0.0], [100.0, 0.0]]
    assert sorted(xy for s, xy in zip(source, at, strict=True) if s == 1) == [[100.0, 0.0], [180.0, 0.0]]
    assert len(nodes_within(sources, limit_m=80.0, start_m=np.full(3, 81.0))[0]) == 0


def test_nobody_and_nothing():
    network = network_of([(0, 0), (100, 0)])
    here = place_on(network, toy.xy([50, 0]), max_leg_m=1.0)
    none = here.take(np.zeros(0, dtype=int))
    assert sources_within(here, none, limit_m=99.0).empty
    assert k_nearest(here, none, k=2)[0].tolist() == [[np.inf, np.inf]]
    assert k_nearest(none, here, k=2)[0].shape == (0, 2)
    assert len(nodes_within(none, limit_m=9.0)[0]) == 0


def test_wrong_requests_are_refused():
    one, other = network_of([(0, 0), (9, 0)]), network_of([(0, 0), (9, 0)])
    here, there = (place_on(network, toy.xy([0, 0]), max_leg_m=1.0) for network in (one, other))
    with pytest.raises(LayerError):
        sources_within(here, there, limit_m=9.0)
    with pytest.raises(DefinitionError):
        k_nearest(here, here, k=0)
    for limits_m in ([], [300.0, 300.0], [500.0, 300.0]):
        with pytest.raises(DefinitionError):
            distance_bands(np.zeros(1), limits_m=limits_m)


def test_a_limit_belongs_to_its_band():
    distance_m = np.array([0.0, 300.0, 300.001, 500.0, 900.0, np.inf, np.nan])
    assert distance_bands(distance_m, limits_m=[300.0, 500.0]).tolist() == [0, 0, 1, 1, -1, -1, -1]
