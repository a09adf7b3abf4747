"""Land near lines: on paper, and equal to one plain union however the pieces are cut."""

import os
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gis.errors import DefinitionError
from gis.measures import ground
from gis.measures.ground import land_near_lines
from gis.read.osm import read_osm
from tests import toy

DATA = os.environ.get("YITU_DATA")


def homes(*boxes):
    return gpd.GeoDataFrame(geometry=[toy.strip(*box) for box in boxes], crs=toy.CRS)


def lines(*some):
    return np.array([toy.line(*one) for one in some], dtype=object)


def test_a_street_through_the_land_on_paper():
    near = land_near_lines(homes((-100, -100, 1100, 100), (0, 30, 50, 60)), lines([(-900, 0), (1900, 0)]), width_m=25.0)
    assert near.area.tolist() == pytest.approx([1200 * 50, 0.0])


def test_the_end_of_a_street_is_round():
    near = land_near_lines(homes((-100, -100, 100, 100)), lines([(0, 0), (900, 0)]), width_m=40.0)
    polygon_m2 = 0.5 * 64 * 40.0**2 * np.sin(2 * np.pi / 64)
    assert near.area.tolist() == pytest.approx([100 * 80 + polygon_m2 / 2])


def test_land_that_only_touches_has_none():
    assert land_near_lines(homes((0, 25, 50, 60)), lines([(0, 0), (100, 0)]), width_m=25.0).area.tolist() == [0.0]


def test_without_lines_or_land_there_is_nothing():
    assert land_near_lines(homes((0, 0, 9, 9)), lines(), width_m=9.0).area.tolist() == [0.0]
    assert len(land_near_lines(homes(), lines([(0, 0), (9, 0)]), width_m=9.0)) == 0
    gap = np.array([None, shapely.LineString()], dtype=object)
    assert land_near_lines(homes((0, 0, 9, 9)), gap, width_m=9.0).area.tolist() == [0.0]


def test_the_index_of_the_land_is_kept_and_the_land_itself():
    land = homes((0, 0, 9, 9), (20, 0, 30, 9)).set_axis(["b", "a"])
    before = land.copy()
    assert land_near_lines(land, lines([(0, 0), (9, 0)]), width_m=3.0).index.tolist() == ["b", "a"]
    assert land.equals(before)


@pytest.mark.parametrize("width_m", [0.0, -5.0, float("nan")])
def test_a_width_of_nothing_is_refused(width_m):
    with pytest.raises(DefinitionError):
        land_near_lines(homes((0, 0, 9, 9)), lines([(0, 0), (9, 0)]), width_m=width_m)


def plain(land, streets, width_m):
    """One union of all buffers, every piece cut by it."""
    whole = shapely.union_all(shapely.buffer(streets, width_m, quad_segs=16))
    return shapely.intersection(np.asarray(land.geometry.array), whole)


def test_what_is_near_one_street_or_two_together_is_the_piece_itself():
    land = homes((10, 5, 30, 15), (40, 5, 60, 95), (70, 5, 90, 130))
    near = land_near_lines(land, lines([(-100, 0), (200, 0)], [(-100, 100), (200, 100)]), width_m=60.0)
    assert near.iloc[0] == land.geometry.iloc[0]
    assert near.iloc[1] == land.geometry.iloc[1], "y 5-60 by the one, 40-95 by the other"
    assert near.iloc[2] == land.geometry.iloc[2], "the northern street reaches y 160"


def test_a_large_piece_is_cut_and_put_together_again():
    land = homes((-600, -40, 600, 40), (-600, 100, 600, 900))
    near = land_near_lines(land, lines([(-900, 0), (900, 0)], [(-900, 500), (900, 500)]), width_m=50.0)
    assert near.iloc[0] == land.geometry.iloc[0], "all its squares are whole, so it is"
    assert near.area.tolist() == pytest.approx([1200 * 80, 1200 * 100])
    assert near.geom_type.tolist() == ["Polygon", "Polygon"]


def test_a_court_no_street_comes_near_stays_out():
    ring = [(0, 0), (100, 0), (100, 100), (0, 100), (0, 0)]
    near = land_near_lines(homes((0, 0, 100, 100)), lines(ring), width_m=30.0)
    assert near.area.tolist() == pytest.approx([100 * 100 - 40 * 40])
    assert len(near.iloc[0].interiors) == 1


def test_land_with_a_hole_keeps_it():
    block = homes((0, 0, 100, 100)).geometry.iloc[0].difference(homes((40, 40, 60, 60)).geometry.iloc[0])
    land = gpd.GeoDataFrame(geometry=[block], crs=toy.CRS)
    street = lines([(-90, 50), (190, 50)])
    assert land_near_lines(land, street, width_m=60.0).iloc[0] == block
    assert land_near_lines(land, street, width_m=20.0).area.tolist() == pytest.approx([100 * 40 - 20 * 20])


def test_rows_without_land_are_kept_empty():
    land = gpd.GeoDataFrame(geometry=[None, shapely.Polygon(), toy.strip(0, 0, 9, 9)], crs=toy.CRS)
    near = land_near_lines(land, lines([(0, 0), (9, 0)]), width_m=30.0)
    assert near.area.tolist() == pytest.approx([0.0, 0.0, 81.0])


def test_streets_in_two_lines_are_one_street():
    land = homes((0, 0, 80, 9), (20, 20, 70, 60))
    one = land_near_lines(land, lines([(0, 0), (40, 7), (80, 0)]), width_m=33.0)
    two = land_near_lines(land, lines([(0, 0), (40, 7)], [(80, 0), (40, 7)]), width_m=33.0)
    assert one.area.tolist() == pytest.approx(two.area.tolist(), rel=1e-12)


@given(st.integers(0, 100_000), st.floats(3.0, 200.0))
@settings(max_examples=60, deadline=None)
def test_no_buffer_comes_nearer_to_its_line_than_is_taken_for_sure(seed, width_m):
    rng = np.random.default_rng(seed)
    walk = np.cumsum(rng.normal(0.0, rng.uniform(0.5, 60.0), (rng.integers(2, 40), 2)), axis=0)
    street = shapely.LineString(walk + toy.ORIGIN)
    outline = shapely.boundary(shapely.buffer(street, width_m, quad_segs=16))
    assert shapely.distance(outline, street) > ground._SURE * width_m


@given(st.integers(0, 100_000))
@settings(max_examples=40, deadline=None)
def test_cuts_give_what_one_union_gives(seed):
    rng = np.random.default_rng(seed)
    spots = rng.uniform(0, 1600, (rng.integers(2, 40), 2, 2))
    streets = lines(*[[tuple(end) for end in spot] for spot in spots])
    corners = rng.uniform(0, 1500, (9, 2))
    land = homes(*[(x, y, x + 5 + 12 * n * n, y + 20 + 30 * n) for n, (x, y) in enumerate(corners)])
    width_m = float(rng.uniform(5, 120))
    found = land_near_lines(land, streets, width_m=width_m)
    want_m2 = shapely.area(plain(land, streets, width_m))
    np.testing.assert_allclose(found.area, want_m2, rtol=0.0, atol=1e-9 * land.area.to_numpy().max())
    assert shapely.is_valid(np.asarray(found.array)).all()
    assert found.area.to_numpy() == pytest.approx(shapely.area(shapely.intersection(found.array, land.geometry.array)))


@given(st.integers(0, 100_000))
@settings(max_examples=15, deadline=None)
def test_a_wider_band_and_one_street_more_never_cover_less(seed):
    rng = np.random.default_rng(seed)
    streets = lines(*[[tuple(end) for end in spot] for spot in rng.uniform(0, 900, (8, 2, 2))])
    land = homes(*[(x, y, x + 20, y + 30) for x, y in rng.uniform(0, 900, (40, 2))], (0, 0, 800, 800))
    base = land_near_lines(land, streets[:-1], width_m=30.0).area.to_numpy()
    assert (land_near_lines(land, streets, width_m=30.0).area.to_numpy() >= base - 1e-6).all()
    assert (land_near_lines(land, streets[:-1], width_m=45.0).area.to_numpy() >= base - 1e-6).all()


@pytest.mark.skipif(not DATA, reason="YITU_DATA is not set: no real extracts here")
def test_real_land_and_streets_give_what_one_union_gives():
    layers = read_osm(Path(DATA or "") / "heidelberg/heidelberg.osm.pbf").layers
    land, streets = layers["land_use"], layers["streets"]
    middle = land.union_all().centroid.buffer(1500.0)
    land = land[land.intersects(middle) & (land.area > 0.0)]
    streets = streets.geometry[streets.intersects(middle) & (np.arange(len(streets)) % 3 > 0)].to_numpy()
    assert len(land) > 100, "nothing to measure"
    merged = shapely.get_parts(shapely.line_merge(shapely.multilinestrings(streets)))
    for width_m in (25.0, 50.0):
        found_m2 = land_near_lines(land, streets, width_m=width_m).area.to_numpy()
        want_m2 = shapely.area(plain(land, merged, width_m))
        assert found_m2.sum() == pytest.approx(want_m2.sum(), rel=1e-9)
        np.testing.assert_allclose(found_m2, want_m2, rtol=1e-7, atol=1e-6)
