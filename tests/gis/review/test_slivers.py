"""Slivers on paper: what is one by its shape, what its likely cause is, and what is none."""

import numpy as np
import pytest
import shapely
from shapely import affinity

from gis.review.outline import Outline
from gis.review.slivers import (
    DIGITISING,
    NOISE,
    ROUNDING,
    SAMPLING,
    SCRAP,
    SliverSettings,
    causes,
    classify,
    mean_widths_m,
    slivers,
)

SETTINGS = SliverSettings()
SQUARE = shapely.box(0, 0, 100, 100)


def array(*shapes):
    return np.array(shapes, dtype=object)


def pieces_of(one, other):
    """What two areas share, piece by piece."""
    both = shapely.get_parts(shapely.intersection(one, other))
    return both[shapely.area(both) > 0]


def named(one, other):
    """The causes of all slivers two areas make."""
    pieces = pieces_of(one, other)
    pieces = pieces[slivers(pieces, SETTINGS)]
    return set(causes(pieces, (Outline(one), Outline(other)), SETTINGS))


def band(angles, *, inside):
    """Ground inside or outside an arc of 200 m radius with corners at some angles, to a straight outer side."""
    arc = 200.0 * np.column_stack([np.cos(angles), np.sin(angles)])
    far = [(0.0, 0.0)] if inside else [(0.0, 300.0), (300.0, 300.0), (300.0, 0.0)]
    return shapely.Polygon([*arc, *far])


def test_by_shape_alone():
    pieces = array(
        shapely.box(0, 0, 0.05, 100),  # narrow
        shapely.box(0, 0, 0.95, 0.95),  # small: 0.9025 m2
        shapely.box(0, 0, 0.2, 10),  # 2 m2 and 0.2 m wide: 2*2/20.4 = 0.196 m
        shapely.box(0, 0, 8, 300),  # a road
        shapely.box(0, 0, 0.08, 5_000),  # 400 m2, yet narrow
    )
    assert slivers(pieces, SETTINGS).tolist() == [True, True, False, False, True]
    assert mean_widths_m(pieces)[2] == pytest.approx(4 / 20.4)
    assert mean_widths_m(array(shapely.Point(0, 0))).tolist() == [0]


def test_the_settings_decide():
    pieces = array(shapely.box(0, 0, 0.05, 100), shapely.box(0, 0, 0.95, 0.95))
    assert slivers(pieces, SliverSettings(width_m=0.01, area_m2=0.5)).tolist() == [False, False]
    assert slivers(pieces, SliverSettings(width_m=0.01)).tolist() == [False, True]


def test_a_field_cut_into_strips_is_no_sliver():
    """12 strips of 0.09 m by 50 m side by side: each is narrow, together they are 1.08 m wide."""
    strips = array(*[shapely.box(at * 0.09, 0, (at + 1) * 0.09, 50) for at in range(12)], shapely.box(9, 0, 9.05, 60))
    assert slivers(strips, SETTINGS).tolist() == [False] * 12 + [True]
    assert slivers(strips[:1], SETTINGS).tolist() == [True]


def test_the_same_strip_twice_stays_one():
    strip = shapely.box(0, 0, 0.09, 50)
    assert slivers(array(strip, strip, strip), SETTINGS).all()


def test_a_steady_offset_names_its_vector():
    """A square beside it begins 5 cm too early: 0.05 × 100 = 5 m2 shared."""
    beside = shapely.box(99.95, 0, 200, 100)
    (piece,) = pieces_of(SQUARE, beside)
    assert piece.area == pytest.approx(5.0)
    text = classify(piece, SQUARE, beside, SETTINGS)
    assert text.startswith("投影")
    assert "-0.050 m east, +0.000 m north" in text
    assert " / " in text


def test_a_zone_around_the_project_that_was_moved():
    """A hole of the outline of the project, moved by (0.03, -0.04) m: both components are told from all its edges."""
    outline = shapely.Polygon([(0, 0), (90, 10), (120, 80), (60, 140), (-20, 70)])
    around = shapely.box(-200, -200, 300, 300).difference(affinity.translate(outline, 0.03, -0.04))
    found = named(outline, around)
    assert len(found) == 1
    assert "+0.030 m east, -0.040 m north" in found.pop()


def test_an_arc_sampled_twice():
    """Corners every 1/40 and every 1/53 of a quarter: 3.9 cm at most apart, now on the one side, now on the other."""
    one = band(np.linspace(0, np.pi / 2, 41), inside=True)
    other = band(np.linspace(0, np.pi / 2, 54), inside=False)
    assert len(pieces_of(one, other)) > 20
    assert named(one, other) == {SAMPLING}


def test_an_arc_thinned_to_every_second_corner():
    angles = np.linspace(0, np.pi / 2, 61)
    assert named(band(angles, inside=True), band(angles[::2], inside=False)) == {SAMPLING}


def test_one_corner_moved_is_digitising():
    angles = np.linspace(0, np.pi / 2, 61)
    one, other = band(angles, inside=True), band(angles, inside=False)
    corners = shapely.get_coordinates(other)
    corners[30] -= 0.06  # into the other
    assert named(one, shapely.Polygon(corners)) == {DIGITISING}


def test_a_trembling_hand_is_digitising():
    rng = np.random.default_rng(5)
    line = np.column_stack([100 + rng.uniform(-0.04, 0.04, 30), np.linspace(0, 100, 30)])
    other = shapely.Polygon([*line, (200, 100), (200, 0)])
    assert named(SQUARE, other) == {DIGITISING}


def test_a_slanting_edge_is_digitising():
    """2 cm too far at one end, 8 cm at the other: no one vector."""
    assert named(SQUARE, shapely.Polygon([(99.98, 0), (200, 0), (200, 100), (99.92, 100)])) == {DIGITISING}


def test_a_small_corner_is_digitising():
    assert named(SQUARE, shapely.box(99.1, 99.1, 200, 200)) == {DIGITISING}


@pytest.mark.parametrize("away", [1e-9, 1e-8, 4e-7])
def test_numeric_noise(away):
    assert named(SQUARE, shapely.box(100 - away, 0, 200, 100)) == {NOISE}


def test_coordinates_written_to_the_millimetre():
    """The same ring, once with all digits and once rounded."""
    angle = np.linspace(0, 2 * np.pi, 300, endpoint=False)
    ring = 500 * np.column_stack([np.cos(angle), np.sin(angle)])
    around = shapely.Polygon(shapely.box(-900, -900, 900, 900).exterior, [np.round(ring, 3)])
    assert named(shapely.Polygon(ring), around) == {ROUNDING}


def test_pieces_of_one_pair_are_not_put_together():
    strips = array(shapely.box(0, 0, 0.09, 50), shapely.box(0.09, 0, 0.18, 50))
    assert slivers(strips, SETTINGS, owner=np.array([0, 1])).tolist() == [False, False]
    assert slivers(strips, SETTINGS, owner=np.array([0, 0])).tolist() == [True, True]
    assert slivers(strips[:0], SETTINGS).tolist() == []


def test_what_is_slim_in_itself():
    """A cable trench 8 cm wide through the project, and a scrap of half a square metre."""
    assert named(SQUARE, shapely.box(-50, 50, 150, 50.08)) == {SCRAP}
    assert named(SQUARE, shapely.box(50, 50, 50.7, 50.7)) == {SCRAP}
    assert named(shapely.box(50, 50, 50.7, 50.7), SQUARE) == {SCRAP}
    several = shapely.MultiPolygon([shapely.box(50, 50, 50.7, 50.7), shapely.box(60, 60, 90, 90)])
    assert named(SQUARE, several) == {SCRAP}


def test_a_gap_beside_the_edge():
    """The cover ends 4 cm short of the edge."""
    cover = shapely.box(-50, -50, 99.96, 150)
    gap = shapely.difference(SQUARE, cover)
    assert "-0.040 m east" in classify(gap, SQUARE, cover, SETTINGS)


def test_a_gap_within_the_cover():
    cover = shapely.MultiPolygon([shapely.box(-50, -50, 50, 150), shapely.box(50.05, -50, 150, 150)])
    gap = shapely.difference(SQUARE, cover)
    assert gap.area == pytest.approx(5.0)
    assert classify(gap, SQUARE, cover, SETTINGS) == DIGITISING


def test_nothing_beside_at_all():
    part = shapely.MultiPolygon([shapely.box(0, 0, 0.5, 0.5), shapely.box(10, 0, 20, 10)])
    pieces = shapely.get_parts(part)[:1]
    assert causes(pieces, (Outline(part), Outline(shapely.Polygon())), SETTINGS, gaps=True) == [SCRAP]
