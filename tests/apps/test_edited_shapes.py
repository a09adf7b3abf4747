"""Edited areas as the browser reports them: corners with their numbers, snaps, and what is refused."""

from __future__ import annotations

import pytest

from apps import shapes
from gis import crs
from gis.errors import GisError
from gis.views.safe import encode
from tests.apps.test_shapes import drawing, read, reported
from tests.gis.views.toy import CRS, square

RING = [[118.0, 36.8], [118.1, 36.8], [118.1, 36.9], [118.0, 36.8]]


def edit(coordinates, **facts):
    feature = drawing("MultiPolygon", coordinates)
    feature["properties"] |= {"of": "part1", **facts}
    return feature


def read_edit(feature):
    return shapes.read_edit(feature, working_crs=CRS)


def test_corners_come_with_their_number_and_what_they_took():
    facts = {"from": [[[[0, 0, 0], None, "x"]]], "snaps": [[["", "c", "zz"]]]}
    told = read_edit(edit([[RING]], **facts))
    assert (told.of, told.kind, told.given_up) == ("part1", "area", False)
    ((corners,),) = told.polygons
    assert [(corner.origin, corner.snap) for corner in corners] == [((0, 0, 0), ""), (None, "c"), (None, "")]
    east, north = crs.from_degrees(118.0, 36.8, crs=CRS)
    assert (corners[0].x, corners[0].y) == pytest.approx((float(east), float(north)))


def test_a_polygon_is_taken_as_well_and_the_id_is_decoded():
    feature = drawing("Polygon", [RING])
    feature["properties"] |= {"of": encode("甲<1>")}
    assert shapes.is_edit(feature)
    assert read_edit(feature).of == "甲<1>"
    assert not shapes.is_edit(drawing("Polygon", [RING]))
    assert not shapes.is_edit(None)


def test_giving_up_needs_no_shape():
    assert read_edit({"properties": {"of": "part1", "given_up": True}}).given_up


@pytest.mark.parametrize(
    "coordinates",
    [None, [], [[]], [7], [[RING], []], [[[RING[0], RING[1]]]], [[["a", "b", "c"]]], [[[[118.0, 99.0], *RING]]],
     [[[[True, 1.0], *RING]]]],
)  # fmt: skip
def test_what_is_no_area_is_refused(coordinates):
    with pytest.raises(GisError):
        read_edit(edit(coordinates))


def test_a_hostile_number_of_corners_is_refused():
    many = [[118.0 + at * 1e-6, 36.8] for at in range(shapes.CORNERS_AT_MOST + 1)]
    with pytest.raises(GisError):
        read_edit(edit([[many]]))


def test_snaps_of_a_drawn_area_are_kept_where_there_is_one_a_corner():
    feature = reported(square(0, 0, 100))
    feature["properties"]["snaps"] = ["c", "", "e", "?"]
    assert read(feature).snaps == ("c", "", "e", "")
    feature["properties"]["snaps"] = ["c"]
    assert read(feature).snaps == ()
