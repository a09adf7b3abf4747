"""Noding: what is joined, what is kept apart, what is dropped and counted."""

import geopandas as gpd
import numpy as np
import pytest
import shapely

from gis.errors import MetricCRSError
from gis.network import noding as noding_module
from gis.network.noding import noded


def streets(*lines, crs="EPSG:4548", **columns):
    shapes = [shapely.LineString(np.array(line) + np.array([500_000, 4_077_000])) for line in lines]
    return gpd.GeoDataFrame(columns, geometry=shapes, crs=crs, index=range(len(shapes)))


def length_m(parts):
    return np.hypot(*(parts.node_xy[parts.start] - parts.node_xy[parts.end]).T).sum()


CROSS = ([(0, 0), (100, 0)], [(50, -50), (50, 50)])


def test_a_crossing_without_a_vertex_is_joined_and_counted():
    parts = noded(streets(*CROSS))
    assert len(parts.node_xy) == 5
    assert len(parts.start) == 4
    assert parts.counts["crossings_joined"] == 1
    assert length_m(parts) == pytest.approx(200.0)


@pytest.mark.parametrize("flags", [
    {"bridge": [False, True]}, {"tunnel": [True, False]}, {"layer": [0.0, 1.0]},
])  # fmt: skip
def test_a_crossing_on_different_levels_is_not_joined(flags):
    parts = noded(streets(*CROSS, **flags))
    assert len(parts.start) == 2
    assert parts.counts["crossings_joined"] == 0


def test_two_bridges_of_one_level_that_cross_are_joined():
    assert noded(streets(*CROSS, bridge=[True, True], layer=[1.0, 1.0])).counts["crossings_joined"] == 1


def test_unknown_levels_count_as_the_ground():
    assert noded(streets(*CROSS, bridge=[None, False], layer=[np.nan, 0.0])).counts["crossings_joined"] == 1


def test_an_end_that_touches_a_line_is_joined():
    parts = noded(streets([(0, 0), (100, 0)], [(30, 0), (30, 80)]))
    assert len(parts.start) == 3
    assert parts.counts["touches_joined"] == 1
    assert len(parts.node_xy) == 4


def test_an_end_that_misses_by_more_than_the_grid_is_not_joined():
    parts = noded(streets([(0, 0), (100, 0)], [(30, 0.05), (30, 80)]))
    assert len(parts.start) == 2
    assert len(parts.node_xy) == 4


def test_a_touch_on_a_slanting_line_survives_the_rounding_to_centimetres():
    slant = [(0, 0), (97.31, 41.17)]
    foot = tuple(np.array(slant[1]) * 0.4371)
    assert len(noded(streets(slant, [foot, (60, -40)])).start) == 3


def test_the_end_of_a_bridge_is_joined_to_the_street_it_lands_on():
    parts = noded(streets([(0, 0), (100, 0)], [(30, 0), (30, 80)], bridge=[False, True]))
    assert len(parts.start) == 3
    assert parts.elevated.sum() == 1


def test_a_street_that_ends_under_a_bridge_is_not_joined_to_it():
    """The deck has no vertex there: nothing says that one can get up."""
    parts = noded(streets([(0, 0), (100, 0)], [(30, 0), (30, 80)], bridge=[True, False]))
    assert len(parts.start) == 2


def test_a_bridge_vertex_above_a_street_vertex_is_not_joined():
    over = [(50, -50), (50, 0), (50, 50)]
    under = ([(0, 0), (50, 0)], [(50, 0), (100, 0)])
    parts = noded(streets(*under, over, bridge=[False, False, True]))
    assert len(parts.node_xy) == 6
    flat = noded(streets(*under, over, bridge=[False] * 3))
    assert len(flat.node_xy) == 5


def test_steps_and_hanging_ends_meet_a_bridge_at_its_vertex():
    bridge = [(0, 0), (50, 0), (100, 0)]
    stairs = ([(50, 0), (50, 20)], [(50, 0), (50, -20)])
    two = noded(streets(bridge, *stairs, bridge=[True, False, False], steps=[False, True, True]))
    assert len(two.node_xy) == 5
    one = noded(streets(bridge, stairs[0], bridge=[True, False]))
    assert len(one.node_xy) == 4


def test_zero_length_and_duplicate_segments_are_dropped_and_counted():
    parts = noded(streets([(0, 0), (0, 0.001), (10, 0)], [(10, 0), (0, 0)], [(5, 5), (5, 5.001)]))
    assert len(parts.start) == 1
    assert parts.counts["segments_zero_length"] == 2
    assert parts.counts["segments_duplicate"] == 1


def test_of_duplicates_the_one_on_the_ground_stays():
    parts = noded(streets([(0, 0), (10, 0)], [(0, 0), (10, 0)], bridge=[True, False]))
    assert parts.elevated.tolist() == [False]


def test_overlapping_lines_are_cut_at_each_others_ends():
    parts = noded(streets([(0, 0), (100, 0)], [(40, 0), (160, 0)]))
    assert length_m(parts) == pytest.approx(160.0)
    assert len(parts.start) == 3


def test_a_line_that_crosses_itself_is_joined_there():
    loop = [(0, 0), (100, 0), (100, 50), (50, 50), (50, -50)]
    assert noded(streets(loop)).counts["crossings_joined"] == 1


def test_several_crossings_on_one_segment_cut_it_in_order():
    combs = [[(x, -10), (x, 10)] for x in (70, 10, 40)]
    parts = noded(streets([(0, 0), (100, 0)], *combs))
    assert len(parts.start) == 4 + 6
    assert length_m(parts) == pytest.approx(160.0)


def test_multilines_and_streets_not_walkable():
    two = shapely.MultiLineString([[(0, 0), (10, 0)], [(20, 0), (30, 0)]])
    frame = gpd.GeoDataFrame({"walkable": [True, False, None]}, geometry=[two, two, two], crs="EPSG:4548")
    parts = noded(frame)
    assert len(parts.start) == 2
    assert parts.counts["streets_not_walkable"] == 1
    assert parts.counts["segments_duplicate"] == 2


def test_missing_and_empty_lines_are_counted():
    frame = gpd.GeoDataFrame(
        geometry=[None, shapely.LineString(), shapely.LineString([(0, 0), (9, 0)])], crs="EPSG:4548"
    )
    parts = noded(frame)
    assert parts.counts["streets_empty"] == 2
    assert len(parts.start) == 1


def test_no_streets_give_no_segments():
    parts = noded(streets())
    assert parts.node_xy.shape == (0, 2)
    assert len(parts.start) == 0


def test_rows_in_another_order_give_the_same_nodes_and_segments():
    rng = np.random.default_rng(3)
    lines = [rng.integers(0, 300, (3, 2)) for _ in range(25)]
    frame = streets(*lines, bridge=rng.random(25) < 0.2)
    one, other = noded(frame), noded(frame.sample(frac=1.0, random_state=1))
    np.testing.assert_array_equal(one.node_xy, other.node_xy)
    np.testing.assert_array_equal(one.start, other.start)
    np.testing.assert_array_equal(one.end, other.end)
    assert one.counts == other.counts


def test_the_frame_is_left_as_it_was():
    frame = streets(*CROSS, walkable=[True, False])
    before = frame.copy(deep=True)
    noded(frame)
    assert frame.equals(before)


def test_degrees_are_refused():
    with pytest.raises(MetricCRSError):
        noded(streets(*CROSS, crs="EPSG:4326"))


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("at_once", [3, 500_000])
def test_pairs_are_all_segments_whose_boxes_meet_each_once(seed, at_once, monkeypatch):
    """Against every pair tried by hand; strips narrower than the segments are long."""
    monkeypatch.setattr(noding_module, "_STRIP_GRID", 2_000)
    monkeypatch.setattr(noding_module, "_PAIRS_AT_ONCE", at_once)
    rng = np.random.default_rng(seed)
    frame = streets(*rng.integers(0, 200, (30, 2, 2)))
    pieces, _, _ = noding_module._pieces(frame, 0.0, 0.0)
    low, high = np.minimum(pieces.a, pieces.b), np.maximum(pieces.a, pieces.b)
    meet = ((low[:, None] <= high[None]) & (low[None] <= high[:, None])).all(axis=2)
    want = {(one, other) for one, other in zip(*np.nonzero(meet), strict=True) if one < other}
    found = [pair for ones, others in noding_module._near_pairs(pieces) for pair in zip(ones, others, strict=True)]
    assert len(found) == len(set(found))
    assert set(found) == want


def test_neighbours_on_the_ground_have_near_numbers():
    """Two rows of streets 5 km apart: no node of the one comes between nodes of the other."""
    rows = [[(x, y), (x + 40, y + 30)] for y in (0, 5_000) for x in range(0, 500, 50)]
    assert (np.diff(noded(streets(*rows)).node_xy[:, 1] > 4_080_000) != 0).sum() == 1
