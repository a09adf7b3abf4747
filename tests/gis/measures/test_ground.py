"""Land near lines: on paper, and equal to one plain union whatever the tiles."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gis.errors import DefinitionError
from gis.measures.ground import land_near_lines
from tests import toy


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


@given(st.integers(0, 100_000))
@settings(max_examples=25, deadline=None)
def test_tiles_give_what_one_union_gives(seed):
    rng = np.random.default_rng(seed)
    spots = rng.uniform(0, 1600, (rng.integers(2, 14), 2, 2))
    streets = lines(*[[tuple(end) for end in spot] for spot in spots])
    corners = rng.uniform(0, 1500, (6, 2))
    land = homes(*[(x, y, x + 30 + 40 * n, y + 90) for n, (x, y) in enumerate(corners)])
    width_m = float(rng.uniform(5, 80))
    found = land_near_lines(land, streets, width_m=width_m)
    whole = shapely.union_all(shapely.buffer(streets, width_m, quad_segs=16))
    want_m2 = shapely.area(shapely.intersection(np.asarray(land.geometry.array), whole))
    np.testing.assert_allclose(found.area, want_m2, atol=2e-3 * land.area.to_numpy().max())
    assert shapely.is_valid(np.asarray(found.array)).all()
