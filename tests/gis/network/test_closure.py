"""A street closed: equal to the full search on the closed network, to 1e-9."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gis.errors import DefinitionError
from gis.network.change import base_of
from gis.network.closure import closed, without_edge
from gis.network.place import Places, place_on
from gis.network.reach import walk_distance
from tests import toy
from tests.gis.network.test_reach import network_of, random_case


def moved(places, network):
    return Places(network, places.edge, places.offset_m, places.leg_m, places.rerouted)


@given(st.integers(0, 1_000_000))
@settings(max_examples=80, deadline=None)
def test_every_edge_closed_equals_the_full_answer(seed):
    network, demand, sources, start_m = random_case(seed)
    base = base_of(demand, sources, start_m=start_m)
    for edge in range(min(len(network.u), 12)):
        shut = closed(network, edge)
        found = without_edge(base, edge)
        want_m, want = walk_distance(moved(demand, shut), moved(sources, shut), start_m=start_m)
        np.testing.assert_allclose(found.distance_m, want_m, atol=1e-9)
        np.testing.assert_array_equal(found.source >= 0, want >= 0)


def ladder():
    """A rectangle 100 x 100 with a tail at three of its corners: A (0, 0), B (100, 0), C (100, 100)."""
    network = network_of(
        [(-50, 0), (0, 0), (100, 0), (200, 0)], [(100, 0), (100, 100)], [(0, 0), (0, 100), (100, 100), (150, 100)]
    )
    demand = place_on(network, toy.xy([100, 90], [190, 0], [50, 0]), max_leg_m=1.0)
    return demand, place_on(network, toy.xy([10, 0]), max_leg_m=1.0)


def test_the_way_round_on_paper():
    demand, sources = ladder()
    base = base_of(demand, sources)
    assert base.distance_m.tolist() == [90 + 90, 90 + 90, 40]
    found = without_edge(base, int(demand.edge[0]))
    assert found.distance_m.tolist() == [np.inf, 180.0, 40.0]  # who lives on it is cut off, the others walk as before
    found = without_edge(base, int(demand.edge[1]))
    assert found.distance_m.tolist() == [180.0, np.inf, 40.0]


def test_a_source_on_the_closed_street_serves_only_there():
    demand, sources = ladder()
    found = without_edge(base_of(demand, sources), int(sources.edge[0]))
    assert found.distance_m.tolist() == [np.inf, np.inf, 40.0]
    assert found.source.tolist() == [-1, -1, 0]


def test_the_street_before_the_source_closed_leads_round():
    """The source on the tail before A; A-B closed: to B round by C."""
    demand, sources = ladder()
    tail = place_on(demand.network, toy.xy([-40, 0]), max_leg_m=1.0)
    base = base_of(demand, tail)
    assert base.distance_m.tolist() == [230.0, 230.0, 90.0]
    found = without_edge(base, int(sources.edge[0]))
    assert found.distance_m.tolist() == [40 + 200 + 10, 40 + 200 + 100 + 90, np.inf]


def test_of_two_parallel_streets_the_longer_one_remains():
    network = network_of(
        [(-50, 0), (0, 0)], [(0, 0), (100, 0)], [(0, 0), (0, 40), (100, 40), (100, 0)], [(100, 0), (150, 0)]
    )
    demand = place_on(network, toy.xy([-40, 0]), max_leg_m=1.0)
    sources = place_on(network, toy.xy([140, 0]), max_leg_m=1.0)
    between = place_on(network, toy.xy([50, 0]), max_leg_m=1.0)
    base = base_of(demand, sources)
    assert base.distance_m.tolist() == [180.0]
    assert without_edge(base, int(between.edge[0])).distance_m.tolist() == [260.0]


def test_an_edge_that_is_none_is_refused():
    demand, sources = ladder()
    network = demand.network
    for edge in (-1, len(network.u)):
        with pytest.raises(DefinitionError):
            without_edge(base_of(demand, sources), edge)
        with pytest.raises(DefinitionError):
            closed(network, edge)


def test_the_network_itself_is_left_as_it_was():
    demand, sources = ladder()
    network = demand.network
    u = network.u.copy()
    closed(network, 0)
    without_edge(base_of(demand, sources), 0)
    np.testing.assert_array_equal(network.u, u)
