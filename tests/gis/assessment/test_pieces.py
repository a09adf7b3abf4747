import geopandas as gpd
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import Polygon, box

from gis.assessment.pieces import WHOLE, by_zone, cut_by_zones, membership, residential_land


def land_of(*shapes, **columns):
    return gpd.GeoDataFrame(
        columns, geometry=list(shapes), index=[f"l{n}" for n in range(len(shapes))], crs="EPSG:4548"
    )


def test_overlapping_zones_share_pieces_and_the_whole_counts_once():
    land = land_of(box(0, 0, 30, 10))
    pieces = cut_by_zones(land, {"a": box(0, 0, 20, 10), "b": box(10, 0, 30, 10)}, whole=box(0, 0, 30, 10))
    member = membership(pieces["zones"], ["a", "b", WHOLE])
    sums = by_zone(pieces.geometry.area, pieces.index, member)
    assert sums.tolist() == pytest.approx([200.0, 200.0, 300.0])
    assert set(pieces["source_id"]) == {"l0"}


def test_land_beyond_everything_is_left_out():
    pieces = cut_by_zones(land_of(box(100, 0, 110, 10)), {"a": box(0, 0, 20, 10)}, whole=box(0, 0, 30, 10))
    assert len(pieces) == 0


def test_without_an_outline_all_land_is_the_whole():
    pieces = cut_by_zones(land_of(box(100, 0, 110, 10)), {"a": box(0, 0, 20, 10)}, whole=None)
    assert pieces["zones"].tolist() == [(WHOLE,)]


def test_a_zone_of_bow_shape_gives_a_multipart_piece():
    horseshoe = Polygon([(0, 0), (30, 0), (30, 10), (20, 10), (20, 2), (10, 2), (10, 10), (0, 10)])
    pieces = cut_by_zones(land_of(box(0, 5, 30, 8)), {"u": horseshoe}, whole=None)
    inside = pieces[["u" in zones for zones in pieces["zones"]]]
    assert inside.geometry.area.sum() == pytest.approx(60.0)
    assert pieces.geometry.area.sum() == pytest.approx(90.0)


def test_touching_is_not_inside():
    pieces = cut_by_zones(land_of(box(20, 0, 30, 10)), {"a": box(0, 0, 20, 10)}, whole=None)
    assert pieces["zones"].tolist() == [(WHOLE,)]
    assert set(pieces.geom_type) == {"Polygon"}


def test_the_input_is_untouched_and_empty_land_is_no_harm():
    land = land_of(box(0, 0, 30, 10))
    before = land.copy()
    cut_by_zones(land, {"a": box(0, 0, 20, 5)}, whole=None)
    assert land.equals(before)
    assert len(cut_by_zones(land.iloc[:0], {"a": box(0, 0, 1, 1)}, whole=box(0, 0, 1, 1))) == 0


def test_residential_land_is_chosen_by_prefix():
    land = land_of(*[box(0, 0, 1, 1)] * 4, code=["0701", "070102", "0702", "1001"])
    assert residential_land(land, prefixes=("0701",)).index.tolist() == ["l0", "l1"]
    assert len(residential_land(land, prefixes=("07",))) == 3


squares = st.tuples(*[st.integers(0, 40)] * 2, *[st.integers(1, 20)] * 2).map(
    lambda t: box(t[0], t[1], t[0] + t[2], t[1] + t[3])
)


@given(st.lists(squares, min_size=1, max_size=4), st.lists(squares, min_size=1, max_size=4))
def test_cutting_loses_no_land(shapes, knives):
    land = land_of(*shapes)
    zones = {f"z{n}": knife for n, knife in enumerate(knives)}
    pieces = cut_by_zones(land, zones, whole=None)
    assert pieces.geometry.area.sum() == pytest.approx(land.geometry.area.sum())
    for name, knife in zones.items():
        inside = np.array([name in of for of in pieces["zones"]])
        expected = sum(shape.intersection(knife).area for shape in shapes)
        assert pieces.geometry.area[inside].sum() == pytest.approx(expected, abs=1e-6)
