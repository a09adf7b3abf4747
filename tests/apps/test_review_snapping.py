"""Snapped corners come back exact: on corners, on edges, and untouched ones as they were."""

from __future__ import annotations

import geopandas as gpd
import pytest
import shapely

from apps.review_snapping import Near, near_of, shape_of
from apps.shapes import Corner, DrawnShape, EditedShape
from gis.errors import GisError
from tests.gis.views.toy import CRS, square, toy_district

PLOT = shapely.Polygon([(0.123456789, 0), (100, 0), (100, 50), (0, 50)])
NEAR = Near([gpd.GeoSeries([PLOT], crs=CRS)])


def test_a_corner_takes_the_nearest_corner():
    assert NEAR.place(0.9, 0.4, "c") == (0.123456789, 0.0)


def test_an_edge_takes_the_place_on_it():
    assert NEAR.place(40.0, 51.2, "e") == pytest.approx((40.0, 50.0))
    assert NEAR.place(40.0, 51.2, "c") == pytest.approx((40.0, 50.0))  # the map had a corner there, the data have none


def test_what_is_far_or_not_snapped_stays():
    assert NEAR.place(0.9, 0.4, "") == (0.9, 0.4)
    assert NEAR.place(300.0, 300.0, "c") == (300.0, 300.0)


def test_a_drawn_area_is_exact():
    shaky = shapely.Polygon([(0.5, 0.1), (100.2, -0.3), (99.9, 50.4), (-0.2, 50.1)])
    assert shape_of(DrawnShape("area", shaky, ("c",) * 4), NEAR).equals(PLOT)
    assert shape_of(DrawnShape("area", shaky), NEAR).equals(shaky)


def edited(*corners):
    return EditedShape("part1", (((*corners,),),))


def test_corners_nobody_touched_are_as_they_were():
    told = edited(
        Corner(0.2, 0.0, origin=(0, 0, 0)), Corner(100, 0, origin=(0, 0, 1)), Corner(120.0, 60.0), Corner(0, 50)
    )
    assert shape_of(told, NEAR, before=PLOT).equals(shapely.Polygon([(0.123456789, 0), (100, 0), (120, 60), (0, 50)]))


def test_numbers_of_corners_that_are_not_there_are_places():
    told = edited(Corner(0, 0, origin=(3, 0, 0)), Corner(9, 0, origin=(0, 7, 0)), Corner(9, 9, origin=(0, 0, 99)))
    assert shape_of(told, NEAR, before=PLOT).area == 40.5


def test_several_polygons_and_holes():
    def ring(shape):
        return tuple(Corner(float(x), float(y)) for x, y in shape.exterior.coords[:-1])

    told = EditedShape("a", ((ring(square(0, 0, 100)), ring(square(20, 20, 10))), (ring(square(500, 0, 10)),)))
    assert shape_of(told, Near([])).area == 10_000.0


def test_crossing_edges_are_refused():
    with pytest.raises(GisError):
        shape_of(edited(Corner(0, 0), Corner(9, 9), Corner(9, 0), Corner(0, 9)), Near([]))


def test_a_district_lends_its_layers():
    near = near_of(toy_district(), [gpd.GeoSeries([PLOT], crs=CRS)])
    assert near.place(0.9, 0.4, "c") == (0.123456789, 0.0)
