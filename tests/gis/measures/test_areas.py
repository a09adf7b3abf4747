import numpy as np
import shapely
from shapely.geometry import GeometryCollection, LineString, Point, Polygon, box

from gis.measures.areas import areas_only


def shapes_of(*shapes):
    array = np.empty(len(shapes), dtype=object)
    array[:] = shapes
    return array


def test_lines_and_points_of_a_cut_are_no_land():
    mixed = GeometryCollection([box(0, 0, 10, 10), LineString([(10, 0), (20, 0)]), Point(30, 30)])
    found = areas_only(shapes_of(mixed, LineString([(0, 0), (1, 1)]), Point(0, 0)))
    assert shapely.area(found).tolist() == [100.0, 0.0, 0.0]
    assert shapely.is_empty(found).tolist() == [False, True, True]


def test_areas_missing_and_empty_ones_stay_as_they_are():
    two = shapely.union_all([box(0, 0, 1, 1), box(5, 5, 6, 6)])
    found = areas_only(shapes_of(box(0, 0, 1, 1), two, Polygon(), None))
    assert shapely.area(found[:3]).tolist() == [1.0, 2.0, 0.0]
    assert found[1] is two
    assert found[3] is None


def test_no_shapes_are_no_harm():
    assert len(areas_only(np.empty(0, dtype=object))) == 0
