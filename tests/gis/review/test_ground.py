"""The ground of a project: near the origin and back, mended features, and pairs that need the grid."""

import geopandas as gpd
import numpy as np
import pytest
import shapely

from gis.review.ground import Draft, Ground, groundless, mend, shared, united, without
from gis.review.model import Project

BOW_TIE = shapely.Polygon([(0, 0), (20, 20), (20, 0), (0, 20)])


def array(*shapes):
    return np.array(shapes, dtype=object)


def ground(*shapes, ids=None):
    index = [f"J{at}" for at in range(len(shapes))] if ids is None else ids
    parts = gpd.GeoDataFrame({"name": index}, geometry=list(shapes), index=index, crs="EPSG:4548")
    return Ground(Project("项目", parts), ellipsoidal=False)


def test_near_the_origin_and_back_to_the_last_digit():
    shape = shapely.Polygon([(480_000.123456, 4_380_000.7), (480_100.1, 4_380_010.3), (480_050.9, 4_380_099.99)])
    own = ground(shape)
    assert np.abs(shapely.get_coordinates(own.shapes)).max() < 60
    (patch,) = own.patches([Draft(0, "F0", "", own.shapes[0])])
    assert patch.geometry.equals_exact(shape)
    assert patch.share == 1


def test_parts_are_told_by_id():
    own = ground(shapely.box(0, 0, 10, 10), shapely.box(20, 0, 30, 20), ids=["乙", "B"])
    assert own.ids == ["B", "乙"]
    assert shapely.area(own.shapes).tolist() == [200, 100]
    assert own.area_m2 == 300


def test_near_gives_what_lies_within_reach_by_text_of_the_label():
    own = ground(shapely.box(0, 0, 10, 10))
    shapes = [shapely.box(12, 0, 20, 10), shapely.box(5, 5, 6, 6), shapely.box(13.5, 0, 20, 1), None]
    layer = gpd.GeoDataFrame({"name": ["a", None, "c", "d"]}, geometry=shapes, index=[10, 9, 8, 7], crs="EPSG:4548")
    near = own.near(layer, 3.0)
    assert near.called == [("10", "a"), ("9", "")]
    assert near.row.tolist() == [0, 1]


def test_mended_on_a_copy():
    given = array(BOW_TIE, None, shapely.box(0, 0, 1, 1))
    found = mend(given)
    assert given[0] is BOW_TIE
    assert found[1] is None
    assert found[2] is given[2]
    assert found[0].is_valid
    assert found[0].area == 200


def test_groundless():
    flat = shapely.Polygon([(0, 0), (10, 10), (20, 20), (0, 0)])
    with np.errstate(invalid="ignore"):
        lost = shapely.Polygon([(0, 0), (np.nan, 1), (1, 0)])
    shapes = array(None, shapely.Polygon(), flat, lost, shapely.LineString([(0, 0), (1, 1)]), BOW_TIE)
    assert groundless(shapes).tolist() == [True] * 5 + [False]


def test_where_all_digits_fail_the_grid_serves_and_the_others_keep_theirs():
    """Two outlines GEOS refuses as they are, since they cross themselves, between two pairs it takes."""
    twisted = shapely.Polygon([(0, 0), (20, 20), (20, 0), (0, 20), (0, 10), (-5, 10)])
    other = shapely.Polygon([(1, 1), (21, 21.5), (21, 1), (1, 21)])
    with pytest.raises(shapely.errors.GEOSException):
        shapely.intersection(twisted, other)
    fine = shapely.box(0, 0, 10, 10.000000123)
    found = shared(array(fine, twisted, fine), array(fine, other, shapely.box(5, 0, 20, 20)))
    assert shapely.area(found)[[0, 2]] == pytest.approx([100.00000123, 50.000000615], rel=1e-12)
    assert shapely.area(found)[1] > 50
    assert shapely.area(without(array(twisted), array(other)))[0] > 0


def test_united_takes_polygons_alone():
    mixed = shapely.GeometryCollection([shapely.box(0, 0, 10, 10), shapely.LineString([(0, 0), (99, 99)])])
    assert united(array(mixed, shapely.box(5, 0, 15, 10), shapely.Polygon())).area == 150
    assert united(array()).is_empty


def test_union_of_patches_counts_once_however_they_lie():
    own = ground(shapely.box(0, 0, 100, 100))
    drafts = [Draft(0, f"F{at:02d}", "", shapely.box(at, 0, at + 10, 1 + at % 3)) for at in range(40)]
    for some in (drafts[:1], drafts[:5], drafts):
        expected = shapely.union_all([one.shape for one in some]).area
        assert own.union_m2(own.patches(some)) == pytest.approx(expected, rel=1e-12)
    assert own.union_m2([]) == 0
