"""Drawn shapes: what a hand draws comes back to the centimetre, anything else is refused in words."""

from __future__ import annotations

import math

import geopandas as gpd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from apps import shapes
from gis import crs
from gis.errors import GisError, in_language
from gis.views.words import say
from tests.gis.views.toy import CRS, line, point, square


def degrees_of(shape):
    return crs.to_degrees(gpd.GeoDataFrame(geometry=[shape], crs=CRS)).geometry.iloc[0]


def drawing(kind, coordinates, **more):
    return {
        "type": "Feature",
        "properties": {"drawn": "1-1"},
        "geometry": {"type": kind, "coordinates": coordinates},
        **more,
    }


def reported(shape):
    """A shape in metres as the browser reports it: GeoJSON in degrees with seven places."""
    rounded = shapely.transform(degrees_of(shape), lambda at: at.round(7))
    whole = shapely.geometry.mapping(rounded)
    plain = [[list(at) for at in ring] for ring in whole["coordinates"]] if shape.geom_type == "Polygon" else None
    if shape.geom_type == "LineString":
        plain = [list(at) for at in whole["coordinates"]]
    return drawing(shape.geom_type, plain or list(whole["coordinates"]))


def read(feature):
    return shapes.read_shape(feature, working_crs=CRS)


def refusal(feature, lang="zh"):
    with pytest.raises(GisError) as raised:
        read(feature)
    return raised.value.message(lang)


NEAR = list(degrees_of(point(100, 100)).coords[0])


@pytest.mark.parametrize(
    ("kind", "drawn"),
    [("point", point(1200, 700)), ("line", line((0, 0), (300, 400), (300, 1400))), ("area", square(500, 500, 100))],
)
def test_a_shape_comes_back_in_metres(kind, drawn):
    shape = read(reported(drawn))
    assert shape.kind == kind
    assert shape.geometry.geom_type == drawn.geom_type
    assert shapely.hausdorff_distance(shape.geometry, drawn) < 0.02


def test_lengths_and_areas_are_those_on_paper():
    assert read(reported(line((0, 0), (300, 400), (300, 1400)))).geometry.length == pytest.approx(1500.0, abs=0.05)
    assert read(reported(square(500, 500, 100))).geometry.area == pytest.approx(10_000.0, abs=5.0)


@given(st.floats(-20_000, 20_000), st.floats(-20_000, 20_000))
@settings(max_examples=25, deadline=None)
def test_any_point_of_the_land_around_comes_back(east_m, north_m):
    drawn = point(east_m, north_m)
    assert read(reported(drawn)).geometry.distance(drawn) < 0.02


def test_the_ring_of_an_area_may_be_open_or_closed():
    closed = reported(square(0, 0, 100))
    opened = drawing("Polygon", [closed["geometry"]["coordinates"][0][:-1]])
    assert read(opened).geometry.equals(read(closed).geometry)


# --- what is refused ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "feature",
    [
        None, "x", [], {}, {"geometry": None}, {"geometry": "Point"}, drawing("MultiPoint", [NEAR]),
        drawing("Point", None), drawing("Point", NEAR[:1]), drawing("Point", [*NEAR, 0.0]),
        drawing("Point", ["118", "36"]), drawing("Point", [True, False]), drawing("Point", [None, 36.0]),
        drawing("Point", [math.nan, 36.0]), drawing("Point", [118.0, math.inf]), drawing("Point", [118.0, 10**400]),
        drawing("LineString", "ab"), drawing("LineString", [NEAR, "x"]), drawing("Polygon", []),
        drawing("Polygon", NEAR), drawing("Polygon", [[NEAR, NEAR], [NEAR, NEAR]]), drawing(["Point"], NEAR),
        drawing("Point", {"lat": 1}),
    ],
)  # fmt: skip
def test_what_is_no_shape_of_numbers_is_refused(feature):
    assert refusal(feature) == say("drawn_unread")


@pytest.mark.parametrize("at", [[180.1, 36.0], [-181.0, 36.0], [118.0, 90.1], [118.0, -91.0], [478.0, 36.8]])
def test_degrees_out_of_range_are_refused(at):
    assert refusal(drawing("Point", at)) == say("drawn_off_earth")
    assert refusal(drawing("LineString", [NEAR, at])) == say("drawn_off_earth")


def test_where_the_crs_has_no_coordinates_a_shape_is_refused():
    assert refusal(drawing("Point", [27.0, 0.0])) == say("drawn_far")


def many(count):
    """A regular polygon of `count` corners."""
    return [
        [NEAR[0] + 0.01 * math.cos(2 * math.pi * step / count), NEAR[1] + 0.01 * math.sin(2 * math.pi * step / count)]
        for step in range(count)
    ]


def test_two_thousand_vertices_are_taken_one_more_is_not():
    ring = many(2000)
    assert len(read(drawing("Polygon", [[*ring, ring[0]]])).geometry.exterior.coords) == 2001
    assert len(read(drawing("LineString", many(2000))).geometry.coords) == 2000
    ring = many(2001)
    expected = say("drawn_many", count=2001, most=2000)
    assert refusal(drawing("Polygon", [[*ring, ring[0]]])) == expected
    assert refusal(drawing("LineString", ring)) == expected


@pytest.mark.parametrize(
    "feature",
    [
        drawing("LineString", []), drawing("LineString", [NEAR]), drawing("LineString", [NEAR, NEAR]),
        drawing("Polygon", [[]]), drawing("Polygon", [[NEAR, [118.1, 36.9], NEAR]]),
    ],
)  # fmt: skip
def test_too_few_points_are_refused(feature):
    assert refusal(feature) == say("drawn_few")


@pytest.mark.parametrize(
    "ring",
    [
        [[118.0, 36.8], [118.1, 36.9], [118.1, 36.8], [118.0, 36.9]],
        [[118.0, 36.8], [118.1, 36.8], [118.0, 36.8], [118.05, 36.8]],
    ],
    ids=["crossing", "there and back"],
)
def test_areas_that_are_none_are_refused(ring):
    assert refusal(drawing("Polygon", [[*ring, ring[0]]])) == say("drawn_crossing")


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("key", ["drawn_unread", "drawn_off_earth", "drawn_far", "drawn_few", "drawn_crossing"])
def test_a_refusal_is_said_in_both_languages(key, lang):
    error = shapes._refused(key)
    assert error.message(lang) == say(key, lang)
    assert in_language(str(error.facts["problem"]), lang) == say(key, lang)


# --- names ----------------------------------------------------------------------------------------------------------


def test_a_drawing_has_the_name_our_script_gave_it():
    assert shapes.drawn_id(drawing("Point", NEAR)) == "1-1"


@pytest.mark.parametrize(
    "feature",
    [None, 3, {}, {"properties": None}, {"properties": {"key": "zone/a"}}, {"properties": {"drawn": 3}},
     {"properties": {"drawn": "x" * 41}}],
)  # fmt: skip
def test_anything_else_has_no_name(feature):
    assert shapes.drawn_id(feature) == ""
