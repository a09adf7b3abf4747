"""A project over layers: on paper, by the laws of overlays on random shapes, and with odd input."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import affinity

from gis.crs import ellipsoidal_area_m2
from gis.errors import CRSMismatchError, MetricCRSError
from gis.review.model import Project
from gis.review.overlay import Overlaid
from gis.review.slivers import DIGITISING, NOISE, SliverSettings

SEEDS = st.integers(0, 1_000_000)
EAST, NORTH = 480_000.0, 4_380_000.0
EXACT = SliverSettings(width_m=0.0, area_m2=0.0, noise_m=0.0)


def frame(shapes, ids=None, **columns):
    ids = [f"F{at}" for at in range(len(shapes))] if ids is None else ids
    placed = [
        None if shape is None else shapely.transform(shape, lambda xy: xy + np.array([EAST, NORTH])) for shape in shapes
    ]
    return gpd.GeoDataFrame(columns, geometry=placed, index=ids, crs="EPSG:4548")


def laid(*shapes, **how):
    return Overlaid(Project("项目", frame(shapes, [f"J{at}" for at in range(len(shapes))])), **how)


def told(patches):
    return [(one.feature, one.part, round(one.area_m2, 6), one.doubt) for one in patches]


def star(rng, *, middle, radius, corners):
    angle = np.sort(rng.uniform(0, 2 * np.pi, corners)) + np.arange(corners) * 1e-3
    away = radius * rng.uniform(0.4, 1.0, corners)
    shape = shapely.Polygon(middle + np.column_stack([away * np.cos(angle), away * np.sin(angle)]))
    return shape if shape.is_valid else shape.convex_hull


def random_area(rng, *, big=False):
    """A star, with holes, of two parts, or a rectangle on whole metres, which shares edges with others."""
    middle, kind = rng.uniform(0, 200, 2), rng.integers(4)
    if kind == 0 and not big:
        low = np.round(middle)
        return shapely.box(*low, *(low + rng.integers(1, 6, 2) * 20))
    size = 120 if big else 60
    shape = star(rng, middle=middle, radius=rng.uniform(size / 4, size), corners=int(rng.integers(5, 60)))
    if kind == 1:
        shape = shape.difference(star(rng, middle=middle, radius=size / 4, corners=12))
    if kind == 2:
        shape = shape.union(star(rng, middle=middle + 90, radius=size / 2, corners=20))
    return shape


def areas(patches):
    found = {}
    for one in patches:
        found[one.feature, one.part] = found.get((one.feature, one.part), 0.0) + one.area_m2
    return found


def total(patches):
    return sum(one.area_m2 for one in patches)


def test_on_paper():
    over = laid(shapely.box(0, 0, 100, 100), shapely.box(100, 0, 200, 50))
    layer = frame([shapely.box(50, 20, 150, 40), shapely.box(-10, -10, 10, 10)], name=["农田", None])
    found = over.patches(layer)
    assert told(found) == [("F0", "J0", 1_000, ""), ("F0", "J1", 1_000, ""), ("F1", "J0", 100, "")]
    assert [one.name for one in found] == ["农田", "农田", ""]
    assert found[0].share == pytest.approx(1_000 / 15_000)
    assert found[2].mean_width_m == pytest.approx(2 * 100 / 40)
    assert found[2].geometry.bounds == (EAST, NORTH, EAST + 10, NORTH + 10)
    assert over.united(found) == pytest.approx((2_100, 0))
    assert told(over.outside(layer)) == [("", "J0", 8_900, ""), ("", "J1", 4_000, "")]
    assert over.area_m2 == 15_000


def test_where_features_overlap_ground_counts_once():
    over = laid(shapely.box(0, 0, 100, 100))
    layer = frame([shapely.box(0, 0, 60, 100), shapely.box(40, 0, 100, 100), shapely.box(0, 0, 60, 100)])
    found = over.patches(layer)
    assert total(found) == pytest.approx(18_000)
    assert over.united(found) == pytest.approx((10_000, 0))
    assert over.outside(layer) == ()


def test_many_features_upon_one_another_count_once():
    over = laid(shapely.box(0, 0, 100, 100))
    layer = frame([shapely.box(0, 0, 10 + at, 100) for at in range(30)])
    assert over.united(over.patches(layer)) == pytest.approx((3_900, 0))


def test_a_sliver_beside_a_real_overlap_is_a_patch_of_its_own():
    """One zone of two parts: 30 m of the project, and 4 cm along its east edge that was drawn by a trembling hand."""
    edge = [(99.96, 100), (99.93, 60), (99.98, 30), (99.95, 0)]
    zone = shapely.MultiPolygon([shapely.box(0, 0, 30, 100), shapely.Polygon([*edge, (150, 0), (150, 100)])])
    over = laid(shapely.box(0, 0, 100, 100))
    real, sliver = over.patches(frame([zone]))
    assert (real.doubt, sliver.doubt) == ("", DIGITISING)
    assert real.area_m2 == pytest.approx(3_000)
    # trapezoids: 40 m of 4 and 7 cm, 30 m of 7 and 2 cm, 30 m of 2 and 5 cm
    assert sliver.area_m2 == pytest.approx(40 * 0.055 + 30 * 0.045 + 30 * 0.035, abs=1e-6)
    assert over.united((real, sliver)) == pytest.approx((3_000, 4.6), abs=1e-6)


def test_a_long_strip_is_in_doubt_and_keeps_its_area():
    """8 cm by 5,000 m: 400 m2."""
    over = laid(shapely.box(0, 0, 5_000, 100))
    (patch,) = over.patches(frame([shapely.box(-10, 99.92, 5_010, 200)]))
    assert patch.doubt
    assert patch.area_m2 == pytest.approx(400)
    assert over.united((patch,)) == pytest.approx((0, 400))


def test_a_road_of_8_m_is_no_sliver():
    over = laid(shapely.box(0, 0, 300, 300))
    (patch,) = over.patches(frame([shapely.box(-10, 100, 310, 108)]))
    assert (patch.doubt, patch.area_m2) == ("", pytest.approx(2_400))


def test_a_field_cut_into_strips_is_sure():
    over = laid(shapely.box(0, 0, 100, 100))
    strips = frame([shapely.box(20 + at * 0.09, 0, 20 + (at + 1) * 0.09, 50) for at in range(12)])
    found = over.patches(strips)
    assert {one.doubt for one in found} == {""}
    assert over.united(found) == pytest.approx((12 * 0.09 * 50, 0))


def test_a_gap_along_a_shared_edge_is_in_doubt():
    over = laid(shapely.box(0, 0, 100, 100))
    layer = frame([shapely.box(-50, -50, 99.95, 150), shapely.box(100.5, -50, 200, 150)])
    (gap,) = over.outside(layer)
    assert gap.area_m2 == pytest.approx(5.0)
    assert gap.doubt.startswith("投影")


def test_numeric_noise_is_named():
    over = laid(shapely.box(0, 0, 100, 100))
    found = over.patches(frame([shapely.box(100 - 1e-8, 0, 200, 100), shapely.box(0, 100 + 1e-14, 100, 200)]))
    assert [(one.feature, one.doubt) for one in found] == [("F0", NOISE)]


def test_areas_on_the_ellipsoid_only_when_asked():
    layer = frame([shapely.box(50, 20, 150, 40)])
    (flat,) = laid(shapely.box(0, 0, 100, 100)).patches(layer)
    (curved,) = laid(shapely.box(0, 0, 100, 100), ellipsoidal=True).patches(layer)
    assert flat.ellipsoidal_m2 is None
    assert curved.ellipsoidal_m2 == pytest.approx(ellipsoidal_area_m2(curved.geometry, crs=layer.crs), rel=1e-6)
    assert curved.ellipsoidal_m2 != curved.area_m2


def test_odd_rows_are_skipped_or_mended_and_counted():
    bow_tie = shapely.Polygon([(0, 0), (20, 20), (20, 0), (0, 20)])  # two triangles of 100 m2
    flat = shapely.Polygon([(0, 0), (10, 10), (20, 20), (0, 0)])
    with np.errstate(invalid="ignore"):
        lost, endless = (shapely.Polygon([(0, 0), (bad, 10), (20, 0), (0, 0)]) for bad in (np.nan, np.inf))
    far = shapely.Polygon([(9_000, 0), (9_020, 20), (9_020, 0), (9_000, 20)])
    row = shapely.LineString([(0, 0), (50, 50)])
    layer = frame([bow_tie, flat, None, shapely.Polygon(), lost, far, endless, row, shapely.box(0, 50, 10, 60)])
    over = laid(shapely.box(0, 0, 100, 100))
    assert told(over.patches(layer)) == [("F0", "J0", 200, ""), ("F8", "J0", 100, "")]
    assert (over.skipped(layer), over.mended(layer)) == (6, 1)
    assert total(over.outside(layer)) == pytest.approx(9_700)


def test_holes_that_touch_the_shell_and_edges_in_one_line():
    shell = [(0, 0), (100, 0), (100, 100), (0, 100)]
    over = laid(shapely.Polygon(shell, [[(0, 50), (20, 40), (20, 60)]]))  # hole of 200 m2 on the west edge
    layer = frame([shapely.box(-100, 0, 0, 100), shapely.box(0, 0, 50, 100), shapely.box(50, 0, 100, 30)])
    assert told(over.patches(layer)) == [("F1", "J0", 4_800, ""), ("F2", "J0", 1_500, "")]
    assert total(over.outside(layer)) == pytest.approx(3_500)


def test_contact_is_a_line_or_a_point():
    over = laid(shapely.box(0, 0, 100, 100))
    layer = frame([
        shapely.box(100, 20, 150, 60), shapely.box(100, 100, 120, 120), shapely.box(90, -10, 95, 5),
        shapely.LineString([(-10, 50), (0, 50), (-10, 80)]), shapely.box(200, 0, 300, 10),
    ])  # fmt: skip
    found = over.touching(layer)
    assert [(one.feature, one.geometry.geom_type, one.geometry.length) for one in found] == [
        ("F0", "LineString", 40), ("F1", "Point", 0), ("F3", "Point", 0),
    ]  # fmt: skip
    assert {one.area_m2 for one in found} == {0}


def test_an_empty_layer_and_an_empty_project():
    over = laid(shapely.box(0, 0, 100, 100))
    nothing = frame([])
    assert (over.patches(nothing), over.touching(nothing), over.near(nothing, 5.0)) == ((), (), ())
    assert told(over.outside(nothing)) == [("", "J0", 10_000, "")]
    assert (over.skipped(nothing), over.mended(nothing), over.united(())) == (0, 0, (0.0, 0.0))
    empty = laid()
    assert empty.patches(frame([shapely.box(0, 0, 1, 1)])) == empty.outside(nothing) == ()


def test_the_crs_must_be_one_in_metres():
    over = laid(shapely.box(0, 0, 100, 100))
    layer = frame([shapely.box(0, 0, 1, 1)])
    with pytest.raises(CRSMismatchError):
        over.patches(layer.set_crs("EPSG:4547", allow_override=True))
    with pytest.raises(MetricCRSError):
        over.outside(layer.set_crs("EPSG:4490", allow_override=True))
    with pytest.raises(MetricCRSError):
        Overlaid(Project("p", layer.set_crs("EPSG:4490", allow_override=True)))


def test_labels_that_are_numbers_are_told_and_sorted_as_text():
    over = laid(shapely.box(0, 0, 100, 100))
    layer = frame([shapely.box(0, 0, 10, 10), shapely.box(20, 0, 30, 10), shapely.box(40, 0, 50, 10)], [10, 9, 1])
    assert [one.feature for one in over.patches(layer)] == ["1", "10", "9"]


def test_a_large_outline_is_cut_up_and_nothing_lost():
    """20,000 corners on a circle, over strips: in all the whole, and each as GEOS has it."""
    angle = np.linspace(0, 2 * np.pi, 20_000, endpoint=False)
    away = 1_000 + 5 * np.sin(400 * angle)
    disc = shapely.Polygon(np.column_stack([away * np.cos(angle), away * np.sin(angle)]))
    strips = [shapely.box(at * 100 - 1_100, -1_100, at * 100 - 1_000, 1_100) for at in range(22)]
    found = areas(laid(disc).patches(frame(strips)))
    assert sum(found.values()) == pytest.approx(disc.area, rel=1e-9)
    for at, strip in enumerate(strips):
        assert found.get((f"F{at}", "J0"), 0.0) == pytest.approx(strip.intersection(disc).area, rel=1e-9)


@settings(max_examples=15, deadline=None)
@given(seed=SEEDS)
def test_parts_sum_to_the_whole(seed):
    """Features made disjoint: patches and what lies outside are the project, whatever is in doubt."""
    rng = np.random.default_rng(seed)
    features, rest = [], shapely.box(-300, -300, 500, 500)
    for _ in range(7):
        features.append(rest.intersection(random_area(rng)))
        rest = rest.difference(features[-1])
    over = laid(random_area(rng, big=True), random_area(rng))
    layer = frame([one for one in features if one.area > 0])
    found, outside = over.patches(layer), over.outside(layer)
    assert total(found) + total(outside) == pytest.approx(over.area_m2, rel=1e-9)


@settings(max_examples=15, deadline=None)
@given(seed=SEEDS)
def test_one_over_the_other_is_the_other_over_the_one(seed):
    rng = np.random.default_rng(seed)
    ones, others = [random_area(rng) for _ in range(4)], [random_area(rng) for _ in range(4)]
    there = areas(laid(*ones).patches(frame(others)))
    back = areas(laid(*others).patches(frame(ones)))
    assert {(f"F{part[1]}", f"J{feature[1]}") for feature, part in there} == set(back)
    for (feature, part), area in there.items():
        assert back[f"F{part[1]}", f"J{feature[1]}"] == pytest.approx(area, rel=1e-9, abs=1e-7)


@settings(max_examples=10, deadline=None)
@given(seed=SEEDS)
def test_the_order_of_rows_tells_nothing(seed):
    rng = np.random.default_rng(seed)
    parts = [random_area(rng, big=True), random_area(rng)]
    layer = frame([random_area(rng) for _ in range(6)], name=list("甲乙丙丁戊己"))
    order, turned = rng.permutation(6), frame(parts[::-1], ["J1", "J0"])
    one, other = laid(*parts), Overlaid(Project("项目", turned))
    for work in ("patches", "outside", "touching"):
        ones, others = getattr(one, work)(layer), getattr(other, work)(layer.iloc[order])
        assert told(ones) == told(others)
        assert [a.geometry.normalize() for a in ones] == [b.geometry.normalize() for b in others]
    assert told(one.near(layer, 15.0)) == told(other.near(layer.iloc[order], 15.0))
    assert one.united(one.patches(layer)) == other.united(other.patches(layer.iloc[order]))


@settings(max_examples=10, deadline=None)
@given(seed=SEEDS, east=st.integers(-30_000, 30_000), north=st.integers(-90_000, 90_000))
def test_moved_by_whole_metres(seed, east, north):
    rng = np.random.default_rng(seed)
    parts, features = [random_area(rng, big=True)], [random_area(rng) for _ in range(5)]
    here = laid(*parts, slivers=EXACT)
    there = laid(*[affinity.translate(one, east, north) for one in parts], slivers=EXACT)
    layer, moved = frame(features), frame([affinity.translate(one, east, north) for one in features])
    same(here, layer, there, moved)


@settings(max_examples=10, deadline=None)
@given(seed=SEEDS, angle=st.floats(0, 360))
def test_turned(seed, angle):
    """Whole-metre rectangles among them, whose edges are no longer in one line to the last digit when turned."""
    rng = np.random.default_rng(seed)
    parts, features = [random_area(rng, big=True)], [random_area(rng) for _ in range(5)]
    here = laid(*parts, slivers=EXACT)
    there = laid(*[affinity.rotate(one, angle, origin=(0, 0)) for one in parts], slivers=EXACT)
    layer, turned = frame(features), frame([affinity.rotate(one, angle, origin=(0, 0)) for one in features])
    same(here, layer, there, turned)


def same(here, layer, there, moved):
    """Equal areas to 1e-9 relative and 1e-6 m2, and the same united ground."""
    ones, others = here.patches(layer), there.patches(moved)
    one, other = areas(ones), areas(others)
    for key in one.keys() | other.keys():
        assert one.get(key, 0.0) == pytest.approx(other.get(key, 0.0), rel=1e-9, abs=1e-6)
    assert sum(here.united(ones)) == pytest.approx(sum(there.united(others)), rel=1e-9, abs=1e-6)
    assert total(here.outside(layer)) == pytest.approx(total(there.outside(moved)), rel=1e-9, abs=1e-6)


@settings(max_examples=15, deadline=None)
@given(seed=SEEDS)
def test_the_union_of_patches_is_the_patch_of_the_union(seed):
    rng = np.random.default_rng(seed)
    part, features = random_area(rng, big=True), [random_area(rng) for _ in range(6)]
    over = laid(part, slivers=EXACT)
    each = over.united(over.patches(frame(features)))
    whole = over.united(over.patches(frame([shapely.union_all(features)])))
    assert each[0] == pytest.approx(whole[0], rel=1e-9, abs=1e-6)
    assert each[1] == whole[1] == 0


def test_ground_of_parts_upon_one_another_counts_once():
    assert laid(shapely.box(0, 0, 10, 10), shapely.box(5, 0, 15, 10)).once_m2 == pytest.approx(150.0)
    beside = laid(shapely.box(0, 0, 10, 10), shapely.box(10, 0, 20, 10))
    assert beside.once_m2 == beside.area_m2 == pytest.approx(200.0)
