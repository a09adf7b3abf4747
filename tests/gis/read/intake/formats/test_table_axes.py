"""East and north by the size of the numbers."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis.read.intake.formats.table_axes import judge_axes

NAMES = ["一", "二"]


def judged(pairs, role="x", **more):
    first, second = np.array(pairs, dtype=float).reshape(-1, 2).T
    return judge_axes(first, second, role=role, names=NAMES, **more)


def told(axes):
    return [code for code, _ in axes.told]


LON_LAT, BELT, BARE = (117.1, 36.6), (39_508_900.0, 4_057_700.0), (508_900.0, 4_057_700.0)


@pytest.mark.parametrize("role", ["lon", "x", "pair"])
def test_degrees_as_named(role):
    axes = judged([LON_LAT] * 3, role)
    assert (axes.x[0], axes.y[0], axes.degrees, axes.question) == (*LON_LAT, True, "")
    assert told(axes) == []


@pytest.mark.parametrize(
    ("role", "code"), [("lon", "table_swapped"), ("x", "table_axes_by_size"), ("pair", "table_pair_turned")]
)
@pytest.mark.parametrize("place", [LON_LAT, BELT, BARE])
def test_the_other_way_round(place, role, code):
    axes = judged([place[::-1]] * 3, role)
    assert (axes.x[0], axes.y[0]) == place
    assert code in told(axes)


@pytest.mark.parametrize("role", ["east", "lon", "x", "pair"])
@pytest.mark.parametrize("place", [BELT, BARE, (13_035_000.0, 4_390_000.0), (20_508_900.0, 4_057_700.0)])
def test_metres_as_named(place, role):
    axes = judged([place], role)
    assert (axes.x[0], axes.y[0], axes.degrees, axes.question) == (*place, False, "")
    assert ("table_metres_as_degrees" in told(axes)) == (role == "lon")


def test_some_rows_swapped():
    axes = judged([LON_LAT, LON_LAT[::-1], LON_LAT], "lon")
    np.testing.assert_equal(axes.x, [117.1] * 3)
    assert axes.told[0][1]["count"] == 1


def test_west_of_90_east_the_numbers_alone_do_not_tell():
    assert judged([(44.0, 85.0)] * 3, "lon").question == "table_swap_unsure"
    axes = judged([(44.0, 85.0), (85.1, 44.1)], "lon")
    assert (axes.question, axes.x[0]) == ("", 85.0)
    axes = judged([(44.0, 85.0)], "lon", answered=True)
    assert (axes.question, axes.x[0], axes.y[0]) == ("", 44.0, 85.0)


def test_abroad():
    axes = judged([(-51.2, -30.0)] * 2)
    assert (axes.x[0], axes.y[0], axes.question, told(axes)) == (-51.2, -30.0, "", [])
    axes = judged([(-30.0, -151.2)] * 2)
    assert (axes.x[0], axes.y[0]) == (-151.2, -30.0)


@pytest.mark.parametrize("place", [(1204.5, 333.1), (500_000.0, 30_000.0), (250.0, 260.0)])
def test_local_numbers_are_a_question_unless_the_names_say(place):
    assert judged([place]).question == "table_axes_unsure"
    assert judged([place], "pair").question == "table_axes_unsure"
    assert judged([place], "east").question == ""
    assert judged([place], answered=True).question == ""


def test_rows_that_are_nowhere():
    axes = judged(
        [LON_LAT] * 9 + [(0, 0), (117.1, 3665.0), (170.0, 170.0), (508_900, 4_057_700), (1e12, 5), (np.nan, 3)], "lon"
    )
    assert axes.bad == {
        9: "table_position_zero", 10: "table_position_impossible", 11: "table_position_impossible",
        12: "table_position_other_unit", 13: "table_position_impossible",
    }  # fmt: skip
    assert np.isnan(axes.x[9:14]).all()


def test_units_in_equal_parts_are_a_question():
    axes = judged([LON_LAT, BARE])
    assert (axes.question, axes.told[0][1]) == ("table_units_mixed", {"degrees": 1, "metres": 1})


places = st.one_of(
    st.tuples(st.floats(91, 135), st.floats(3, 53)),
    st.tuples(st.floats(250_000, 750_000), st.floats(1_900_000, 5_900_000)),
)


@given(st.lists(places, min_size=1, max_size=9), st.randoms())
def test_order_of_rows_and_of_columns_change_nothing(pairs, random):
    kind = [pair for pair in pairs if (pair[0] > 180) == (pairs[0][0] > 180)]
    straight, turned = judged(kind), judged([pair[::-1] for pair in kind])
    np.testing.assert_equal([straight.x, straight.y], [turned.x, turned.y])
    mixed = list(range(len(kind)))
    random.shuffle(mixed)
    again = judged([kind[at] for at in mixed])
    np.testing.assert_equal(again.x, straight.x[mixed])


def test_no_rows():
    axes = judged([], "lon")
    assert (len(axes.x), axes.question) == (0, "")
