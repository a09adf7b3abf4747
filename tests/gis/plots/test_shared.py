"""Shared ground on paper, beside GEOS on all sorts of outlines, and its laws."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import affinity

from gis.plots.shared import polygon_parts, rings_of, shared

SEEDS = st.integers(0, 1_000_000)
EAST, NORTH = 480_000.0, 4_380_000.0


def star(rng, *, middle, radius, corners):
    angle = np.sort(rng.uniform(0, 2 * np.pi, corners)) + np.arange(corners) * 1e-3
    away = radius * rng.uniform(0.4, 1.0, corners)
    shape = shapely.Polygon(middle + np.column_stack([away * np.cos(angle), away * np.sin(angle)]))
    return shape if shape.is_valid else shape.convex_hull


def random_shape(rng):
    """A star; with holes; of two parts; clockwise; a rectangle on whole metres, which shares edges with others."""
    middle = rng.uniform(0, 200, 2) + np.array([EAST, NORTH])
    kind = rng.integers(6)
    if kind == 0:
        low = np.round(middle)
        return shapely.box(*low, *(low + rng.integers(1, 6, 2) * 20))
    shape = star(rng, middle=middle, radius=rng.uniform(1, 120), corners=int(rng.integers(5, 90)))
    if kind == 1:
        shape = shape.difference(star(rng, middle=middle, radius=20, corners=15))
    if kind == 2:
        shape = shape.union(star(rng, middle=middle + 150, radius=60, corners=20))
    if kind == 3:
        shape = shape.reverse()
    return polygon_parts(np.array([shape]))[0][0] if kind == 1 else shape


def shapes(rng, count):
    return np.array([random_shape(rng) for _ in range(count)], dtype=object)


def all_pairs(ones, others):
    one, other = np.divmod(np.arange(len(ones) * len(others)), len(others))
    return one, other, shared(rings_of(ones), rings_of(others), (one, other))


def by_geos(ones, others):
    parts, row = polygon_parts(shapely.intersection(ones, others))
    area = np.bincount(row, weights=shapely.area(parts), minlength=len(ones))
    return area, np.bincount(row, weights=shapely.length(parts), minlength=len(ones))


def one_pair(one, other):
    return all_pairs(np.array([one], dtype=object), np.array([other], dtype=object))[2]


RING = shapely.Polygon(shapely.box(0, 0, 30, 30).exterior, [shapely.box(10, 10, 20, 20).exterior])


@pytest.mark.parametrize(
    ("one", "other", "area", "outline", "geos"),
    [
        (shapely.box(0, 0, 10, 10), shapely.box(5, 6, 50, 60), 20, 18, False),
        (shapely.box(0, 0, 10, 10), shapely.box(2, -1, 3, 11), 10, 22, False),
        (shapely.box(0, 0, 10, 10), shapely.box(2, 3, 4, 5), 4, 8, False),
        (shapely.box(2, 3, 4, 5), shapely.box(0, 0, 10, 10), 4, 8, False),
        (shapely.box(0, 0, 10, 10), shapely.box(20, 0, 30, 10), 0, 0, False),
        (shapely.box(0, 0, 10, 10), shapely.box(10, 0, 30, 10), 0, 0, True),
        (shapely.box(0, 0, 10, 10), shapely.box(10, 10, 30, 30), 0, 0, True),
        (shapely.box(0, 0, 10, 10), shapely.box(0, 0, 10, 10), 100, 40, True),
        (shapely.box(0, 0, 10, 10), shapely.box(0, 0, 4, 10), 40, 28, True),
        (shapely.box(11, 11, 19, 19), RING, 0, 0, False),
        (shapely.box(-5, -5, 50, 50), RING, 800, 160, False),
        (shapely.box(5, 12, 15, 18), RING, 30, 22, False),
        (shapely.box(12, -3, 14, 40), shapely.MultiPolygon([shapely.box(0, 0, 20, 5), shapely.box(0, 9, 20, 20)]),
         32, 40, False),
    ],
)  # fmt: skip
def test_on_paper(one, other, area, outline, geos):
    found = one_pair(one, other)
    assert found.area_m2[0] == pytest.approx(area, abs=1e-9)
    assert found.outline_m[0] == pytest.approx(outline, abs=1e-9)
    assert found.by_geos[0] == geos


def test_missing_and_empty_ones_share_nothing():
    ones = np.array([None, shapely.Polygon(), shapely.box(0, 0, 1, 1)], dtype=object)
    _, _, found = all_pairs(ones, ones)
    assert found.area_m2.tolist() == [0, 0, 0, 0, 0, 0, 0, 0, 1]
    nothing = np.array([None], dtype=object)
    assert all_pairs(nothing, nothing)[2].area_m2.tolist() == [0]
    assert len(shared(rings_of(ones), rings_of(ones), (np.array([], int), np.array([], int))).area_m2) == 0


@settings(max_examples=60, deadline=None)
@given(seed=SEEDS)
def test_as_geos(seed):
    rng = np.random.default_rng(seed)
    ones, others = shapes(rng, 8), shapes(rng, 8)
    others = np.append(others, ones[:2])  # one area beside itself
    others = np.append(others, shapely.intersection(ones[2], others[3]).buffer(0))  # and beside a piece of itself
    one, other, found = all_pairs(ones, others)
    area, outline = by_geos(ones[one], others[other])
    np.testing.assert_allclose(found.area_m2, area, rtol=1e-9, atol=1e-7)
    np.testing.assert_allclose(found.outline_m, outline, rtol=1e-9, atol=1e-6)


@settings(max_examples=40, deadline=None)
@given(seed=SEEDS, power=st.integers(-12, -3))
def test_outlines_that_nearly_coincide(seed, power):
    """Corners moved by 1e-12 to 1e-3 m: from within rounding to far from it."""
    rng = np.random.default_rng(seed)
    ones = shapes(rng, 6)
    moved = shapely.transform(ones, lambda xy: xy + np.sin(1e4 * xy[:, ::-1] + seed) * 10.0**power)
    moved = shapely.make_valid(moved)
    one = np.arange(len(ones))
    found = shared(rings_of(ones), rings_of(moved), (one, one))
    np.testing.assert_allclose(found.area_m2, by_geos(ones, moved)[0], rtol=1e-6, atol=1e-6)


def test_hardly_any_pair_in_general_position_needs_geos():
    rng = np.random.default_rng(0)
    ones = np.array([star(rng, middle=rng.uniform(0, 200, 2), radius=50, corners=40) for _ in range(40)], dtype=object)
    _, _, found = all_pairs(ones[:20], ones[20:])
    assert (found.area_m2 > 0.0).sum() > 50
    assert found.by_geos.mean() < 0.01


@settings(max_examples=30, deadline=None)
@given(seed=SEEDS, angle=st.floats(0, 360), east=st.floats(-1e5, 1e5))
def test_laws(seed, angle, east):
    """Parts sum to the whole; sides may change; turned and moved areas share as much."""
    rng = np.random.default_rng(seed)
    ones, others = shapes(rng, 5), shapes(rng, 5)
    one, other, found = all_pairs(ones, others)
    back = shared(rings_of(others), rings_of(ones), (other, one))
    np.testing.assert_allclose(back.area_m2, found.area_m2, rtol=1e-9, atol=1e-7)
    halves = [shapely.box(EAST - 500, NORTH - 500, EAST + 90.3, NORTH + 900)]
    halves.append(shapely.box(EAST + 90.3, NORTH - 500, EAST + 900, NORTH + 900))
    parts = []
    for half in halves:
        pieces, row = polygon_parts(shapely.intersection(others, half))
        pair, piece = np.nonzero(other[:, None] == row[None, :])
        area = shared(rings_of(ones), rings_of(pieces), (one[pair], piece)).area_m2
        parts.append(np.bincount(pair, weights=area, minlength=len(one)))
    np.testing.assert_allclose(sum(parts), found.area_m2, rtol=1e-9, atol=1e-6)

    def turned(areas):
        moved = [affinity.rotate(area, angle, origin=(EAST, NORTH)) for area in areas]
        return np.array([affinity.translate(area, east, -east) for area in moved], dtype=object)

    _, _, again = all_pairs(turned(ones), turned(others))
    np.testing.assert_allclose(again.area_m2, found.area_m2, rtol=1e-8, atol=1e-5)
    np.testing.assert_allclose(again.area_m2 <= shapely.area(ones)[one] + 1e-6, True)


def test_very_large_rings_are_left_to_geos():
    far = shapely.Polygon([(-40_000, -30), (40_000, -5), (40_000, 90), (-40_000, 60)])
    found = one_pair(shapely.box(0, 0, 10, 10), far)
    assert found.by_geos[0]
    assert found.area_m2[0] == pytest.approx(100)
