"""Known places: what they draw, and the land they take."""

import math

import numpy as np
import pytest
import shapely

from gis.fabric.evidence import Known, carved, known_places, pull, theme_of
from tests.gis.fabric.paper import EAST, NORTH, frame, point, square


def test_places_and_facilities_come_in_the_order_of_their_ids():
    places = frame({"b": point(1, 2), "z": shapely.Point()}, place=["village", "hill"])
    facilities = frame({"a": point(3, 4), "c": None}, facility=["wet_market", "hospital"])
    known = known_places(places, facilities)
    assert [(place.id, place.kind) for place in known] == [("a", "wet_market"), ("b", "village")]
    assert (known[0].x_m, known[0].y_m) == (EAST + 3.0, NORTH + 4.0)


def test_layers_without_their_column_give_places_of_no_kind():
    assert [place.kind for place in known_places(frame({"a": point(0, 0)}), frame({}))] == [""]


@pytest.mark.parametrize(
    ("code", "theme"),
    [("070102", "living"), ("0802", "business"), ("0901", "business"), ("1001", "industry"), ("1101", "industry"),
     ("1401", ""), ("16", "")],
)  # fmt: skip
def test_themes_follow_the_first_digits(code, theme):
    assert theme_of(code) == theme


def test_the_pull_of_a_market_is_reckoned(recipe):
    shapes = [square(0, 0, 100), square(600, 0, 100)]
    market = Known("m", "wet_market", EAST + 50.0, NORTH + 50.0)
    living = pull(shapes, [market], recipe=recipe)["living"]
    assert living == pytest.approx([math.log(2.0), math.log1p(math.exp(-1.0))], abs=1e-6)


def test_places_pull_by_the_code_of_their_site_too_and_others_not_at_all(recipe):
    shapes = [square(0, 0, 100)]
    known = [Known("s", "school", EAST, NORTH), Known("x", "statue", EAST, NORTH)]
    pulls = pull(shapes, known, recipe=recipe)
    assert pulls["business"][0] > 0.0
    assert pulls["living"][0] == pulls["industry"][0] == 0.0
    assert all(len(values) == 0 for values in pull([], known, recipe=recipe).values())


def test_a_small_block_is_wholly_the_site():
    site, rest = carved(square(0, 0, 140), point(10, 10), max_m2=20_000.0)
    assert site.area == pytest.approx(19_600.0)
    assert rest == []


@pytest.mark.parametrize("at", [(10, 10), (390, 10), (200, 200), (390, 390)])
def test_a_site_is_carved_round_its_place_and_nothing_is_lost(at):
    block = square(0, 0, 400)
    site, rest = carved(block, point(*at), max_m2=30_000.0)
    assert 0.6 * 30_000.0 <= site.area <= 1.41 * 30_000.0
    assert site.distance(point(*at)) < 1e-6
    assert site.area + sum(part.area for part in rest) == pytest.approx(160_000.0)
    assert all(site.intersection(part).area < 1e-6 for part in rest)


def test_a_hole_stays_a_hole():
    holed = shapely.Polygon(square(0, 0, 400).exterior.coords, [square(150, 150, 100).exterior.coords])
    site, rest = carved(holed, point(20, 20), max_m2=20_000.0)
    assert site.area + sum(part.area for part in rest) == pytest.approx(150_000.0)


def test_a_place_beside_the_block_still_carves_the_near_part():
    site, _ = carved(square(0, 0, 400), point(-50, 20), max_m2=20_000.0)
    assert site.distance(point(0, 20)) < 1e-6
    assert np.isfinite(site.area)
