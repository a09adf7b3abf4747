"""Missing links: found where streets lie side by side and far apart on foot, and what all of them would give."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gis.network.barriers import barrier_lines
from gis.network.change import base_of, with_link
from gis.network.graph import build_network
from gis.network.missing import missing_links, spot_xy, with_all_links
from gis.network.place import Places, place_on
from gis.network.reach import joined
from tests import toy
from tests.gis.network.test_reach import network_of, random_case


def places(network, *spots):
    return place_on(network, toy.xy(*spots), max_leg_m=30.0)


def gap_base(gap_m=15.0):
    network = network_of([(500, 0), (0, 0), (0, 900), (1000, 900), (1000, 0), (500 + gap_m, 0)])
    return base_of(places(network, (400, 0)), places(network, (600, 0)))


def test_the_two_ends_of_a_break_on_paper():
    links = missing_links(gap_base(), within_m=300.0)
    best = np.argmin(links.start_m)
    assert links.length_m[best] == pytest.approx(15.0)
    assert links.start_m[best] == pytest.approx(85 + 15)
    assert sorted(links.xy[best] - np.tile(toy.ORIGIN, 2)) == pytest.approx([0, 0, 500, 515])
    assert not links.over_barrier.any()


@pytest.mark.parametrize(("gap_m", "found"), [(29.0, True), (31.0, False)])
def test_a_gap_longer_than_a_link_is_none(gap_m, found):
    assert (len(missing_links(gap_base(gap_m), within_m=300.0).length_m) > 0) == found


@pytest.mark.parametrize(
    ("box", "found"),
    [
        ((505, -10, 510, 10), False),  # a building across the gap
        ((505, 0, 510, 10), True),  # one along its edge
        ((300, 50, 320, 70), True),  # one elsewhere
    ],
)
def test_no_link_runs_through_a_building(box, found):
    obstacles = np.array([toy.strip(*box)], dtype=object)
    links = missing_links(gap_base(), within_m=300.0, obstacles=obstacles)
    straight = np.abs(links.xy[:, 1] - links.xy[:, 3]) < 1e-6
    assert straight.any() == found


def test_beyond_the_walk_no_link_is_looked_for():
    assert len(missing_links(gap_base(), within_m=99.0).length_m) == 0


def test_a_network_without_breaks_has_no_missing_link():
    network = network_of([(0, 0), (200, 0)], [(100, 0), (100, 100)], [(0, 0), (0, 100), (200, 100), (200, 0)])
    base = base_of(places(network, (50, 0)), places(network, (150, 100)))
    assert len(missing_links(base, within_m=500.0).length_m) == 0


def test_over_a_barrier_it_is_marked_and_may_be_longer():
    streets = toy.frame({"s": toy.line((0, 0), (2000, 0), (2000, 50), (0, 50))}, walkable=[True])
    rails = toy.frame({"r": toy.line((-50, 25), (1900, 25))})
    network = build_network(streets, barriers=barrier_lines(streets, railways=rails))
    links = missing_links(base_of(places(network, (100, 0)), places(network, (100, 50))), within_m=300.0)
    assert links.over_barrier.tolist() == [True]
    assert links.length_m.tolist() == pytest.approx([50.0])
    assert links.take(~links.over_barrier).length_m.tolist() == []


def test_all_links_at_once_chain_one_behind_the_other():
    """Three parallel streets 10 m apart, joined nowhere: the home is two links from the shop."""
    network = network_of([(0, 0), (200, 0)], [(0, 10), (200, 10)], [(0, 20), (200, 20)])
    base = base_of(places(network, (100, 0)), places(network, (100, 20)))
    first = missing_links(base, within_m=300.0)
    assert (first.length_m <= 20.0 + 1e-9).all()
    short = first.take(first.length_m < 15.0)
    assert np.isinf(with_all_links(base, short)[0])  # the street of the home is joined by no link to a reached one
    assert with_all_links(base, first).tolist() == pytest.approx([20.0])


def test_without_links_the_walk_is_as_it_was():
    base = gap_base()
    none = missing_links(base, within_m=1.0)
    assert with_all_links(base, none).tolist() == base.distance_m.tolist()


@given(st.integers(0, 100_000))
@settings(max_examples=40, deadline=None)
def test_one_link_alone_is_the_what_if_and_all_are_never_farther(seed):
    _, demand, sources, start_m = random_case(seed)
    base = base_of(demand, sources, start_m=start_m)
    links = missing_links(base, within_m=400.0)
    all_m = with_all_links(base, links)
    assert (all_m <= base.distance_m).all()
    for row in range(min(len(links.length_m), 4)):
        one = links.take(np.array([row]))
        alone_m = with_all_links(base, one)
        found = with_link(base, joined(one.far, one.near), length_m=float(one.length_m[0]))
        np.testing.assert_allclose(alone_m, found.distance_m, atol=1e-9)
        assert (all_m <= alone_m + 1e-9).all()
        assert one.length_m[0] == pytest.approx(np.hypot(*(one.xy[0, 2:] - one.xy[0, :2])))


@given(st.integers(0, 100_000))
@settings(max_examples=40, deadline=None)
def test_a_spot_is_where_its_street_is_at_that_offset(seed):
    network, _, _, _ = random_case(seed)
    edge = np.repeat(np.arange(len(network.u)), 5)
    offset_m = np.tile(np.linspace(0.0, 1.0, 5), len(network.u)) * network.length_m[edge]
    none = np.zeros(len(edge))
    found = spot_xy(Places(network, edge, offset_m, none, none > 1.0))
    want = shapely.get_coordinates(shapely.line_interpolate_point(network.edge_lines[edge], offset_m))
    np.testing.assert_allclose(found, want, atol=1e-6)
