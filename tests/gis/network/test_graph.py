"""The graph: contraction keeps every metre, loops and parallels survive, order and direction do not matter."""

import geopandas as gpd
import networkx as nx
import numpy as np
import pytest
import shapely
from scipy.sparse.csgraph import dijkstra

from gis.errors import CRSMismatchError
from gis.network.graph import build_network
from gis.network.noding import noded
from tests import toy


def streets(*lines, **columns):
    shapes = [shapely.LineString(np.asarray(line) + np.array(toy.ORIGIN)) for line in lines]
    return gpd.GeoDataFrame(columns, geometry=shapes, crs=toy.CRS, index=range(len(shapes)))


def random_streets(seed, count=30):
    rng = np.random.default_rng(seed)
    return streets(*[rng.integers(0, 300, (4, 2)) for _ in range(count)])


def test_a_bent_street_is_one_edge():
    network = build_network(streets([(0, 0), (30, 0), (30, 40), (0, 40)]))
    assert len(network.u) == 1
    assert network.length_m.tolist() == [100.0]
    assert network.segment_offset_m.tolist() in ([0.0, 30.0, 70.0], [0.0, 40.0, 70.0])
    assert network.edge_lines[0].length == pytest.approx(100.0)


def test_the_toy_has_its_lengths_on_paper():
    network = build_network(toy.streets())
    assert network.length_m.sum() == pytest.approx(5200 + 200 + 370 + 150 + 500 + 70)
    assert network.component.tolist() == [0] * len(network.node_xy)
    assert network.counts["streets_not_walkable"] == 1
    assert network.counts["crossings_joined"] == 1
    assert network.counts["touches_joined"] == 2


def test_a_ring_alone_keeps_one_node():
    network = build_network(streets([(0, 0), (10, 0), (10, 10), (0, 10), (0, 0)]))
    assert len(network.node_xy) == 1
    assert network.u.tolist() == network.v.tolist() == [0]
    assert network.length_m.tolist() == [40.0]
    assert network.links.nnz == 0


def test_a_ring_on_a_street_is_a_loop_at_its_junction():
    network = build_network(streets([(0, 0), (10, 0)], [(10, 0), (20, 10), (20, -10), (10, 0)]))
    assert sorted(network.length_m.round(3)) == [10.0, round(20 + 2 * np.hypot(10, 10), 3)]
    assert (network.u == network.v).sum() == 1


def test_of_parallel_streets_the_shortest_links():
    with_ends = build_network(streets([(-5, 0), (0, 0), (10, 0), (15, 0)], [(0, 0), (5, 20), (10, 0)]))
    assert len(with_ends.u) == 4
    assert with_ends.links.nnz == 6
    assert with_ends.links.max() == 10.0


def test_components_are_numbered_by_length():
    network = build_network(streets([(0, 0), (10, 0)], [(0, 50), (90, 50)], [(0, 99), (50, 99)]))
    assert network.component_length_m.tolist() == [90.0, 50.0, 10.0]


@pytest.mark.parametrize("seed", range(5))
def test_contraction_keeps_every_distance_and_every_metre(seed):
    """Against a plain networkx graph of all vertices."""
    frame = random_streets(seed)
    parts, network = noded(frame), build_network(frame)
    length_m = np.hypot(*(parts.node_xy[parts.start] - parts.node_xy[parts.end]).T)
    assert network.length_m.sum() == pytest.approx(length_m.sum())
    plain = nx.Graph()
    plain.add_weighted_edges_from(zip(parts.start.tolist(), parts.end.tolist(), length_m, strict=True))
    spot = {tuple(xy): number for number, xy in enumerate(parts.node_xy)}
    full = dijkstra(network.links, indices=0)
    want = nx.single_source_dijkstra_path_length(plain, spot[tuple(network.node_xy[0])])
    got = {spot[tuple(xy)]: d for xy, d in zip(network.node_xy, full, strict=True) if np.isfinite(d)}
    assert got == pytest.approx({node: want[node] for node in got})
    assert len(network.node_xy) < len(parts.node_xy)


def test_segments_run_from_u_to_v_without_a_gap():
    network = build_network(random_streets(11))
    for edge in range(len(network.u)):
        xy = network.segment_xy[network.segment_edge == edge]
        np.testing.assert_array_equal(xy[1:, :2], xy[:-1, 2:])
        np.testing.assert_array_equal(xy[0, :2], network.node_xy[network.u[edge]])
        np.testing.assert_array_equal(xy[-1, 2:], network.node_xy[network.v[edge]])


def test_order_and_direction_of_streets_do_not_matter():
    frame = random_streets(4)
    turned = frame.assign(geometry=frame.geometry.reverse()).sample(frac=1.0, random_state=2)
    one, other = build_network(frame), build_network(turned)
    np.testing.assert_array_equal(one.node_xy, other.node_xy)
    np.testing.assert_array_equal(one.length_m, other.length_m)
    np.testing.assert_array_equal(one.segment_xy, other.segment_xy)


def test_no_streets_make_an_empty_network():
    network = build_network(streets())
    assert len(network.u) == len(network.node_xy) == len(network.edge_lines) == 0
    assert network.links.nnz == 0


def test_barriers_become_straight_parts_areas_by_their_outline():
    rail = shapely.LineString([(0, 0), (5, 0), (5, 5)])
    lake = shapely.box(0, 0, 1, 1)
    barriers = gpd.GeoDataFrame(geometry=[rail, lake, None, shapely.LineString()], crs=toy.CRS)
    assert len(build_network(toy.streets(), barriers=barriers).barrier_xy) == 2 + 4
    assert len(build_network(toy.streets()).barrier_xy) == 0


def test_barriers_in_another_crs_are_refused():
    with pytest.raises(CRSMismatchError):
        build_network(toy.streets(), barriers=toy.railways().set_crs("EPSG:4547", allow_override=True))


def test_half_edges_lead_from_each_node_to_its_edges_a_loop_twice():
    network = build_network(
        streets([(0, 0), (100, 0)], [(100, 0), (200, 0)], [(100, 0), (150, 50), (100, 50), (100, 0)])
    )
    begins, half_edges = network.half_edges
    count = len(network.u)
    for node in range(len(network.node_xy)):
        for half in half_edges[begins[node] : begins[node + 1]]:
            assert (network.u if half < count else network.v)[half % count] == node
    assert sorted(half_edges.tolist()) == list(range(2 * count))
    assert np.diff(begins).max() == 4


def test_bends_are_the_vertices_between_the_nodes():
    network = build_network(streets([(0, 0), (40, 30), (100, 0)], [(100, 0), (100, 80)], [(100, 0), (180, 0)]))
    assert network.segment_xy[network.bends, :2].tolist() == toy.xy([40, 30]).tolist()
    assert min(network.bend_offset_m[0], network.length_m[network.bend_edge[0]] - network.bend_offset_m[0]) == 50.0
