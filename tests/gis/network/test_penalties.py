"""Crossings and steps that cost metres: spread along their street, the same however it is cut, nothing by default."""

import numpy as np
import pytest
import shapely

from gis.errors import DefinitionError
from gis.network.graph import build_network
from gis.network.health import network_health
from gis.network.place import place_on
from gis.network.reach import walk_distance
from gis.network.reached import reached_parts
from tests import toy


def streets(*, cut=False):
    """A street, a crossing of 20 m, a street, steps of 10 m, a street; perhaps with side streets that cut both."""
    shapes = {
        "a": toy.line((0, 0), (100, 0)), "zebra": toy.line((100, 0), (120, 0)), "b": toy.line((120, 0), (200, 0)),
        "stairs": toy.line((200, 0), (210, 0)), "c": toy.line((210, 0), (300, 0)),
    }  # fmt: skip
    if cut:
        shapes |= {"x": toy.line((105, 0), (105, 50)), "y": toy.line((204, -30), (204, 0))}
    rest = [False] * (len(shapes) - 5)
    return toy.frame(
        shapes, crossing=[False, True, False, False, False, *rest], steps=[False, False, False, True, False, *rest]
    )


def walk(network, here, there):
    homes = place_on(network, toy.xy(here), max_leg_m=1.0)
    return walk_distance(homes, place_on(network, toy.xy(there), max_leg_m=1.0))[0][0]


@pytest.mark.parametrize("cut", [False, True])
def test_the_walk_over_both_on_paper(cut):
    network = build_network(streets(cut=cut), crossing_m=30.0, steps_m=15.0)
    assert walk(network, (50, 0), (250, 0)) == pytest.approx(200 + 30 + 15)
    assert walk(network, (250, 0), (50, 0)) == pytest.approx(200 + 30 + 15)
    assert walk(network, (50, 0), (110, 0)) == pytest.approx(60 + 15)
    assert walk(network, (10, 0), (90, 0)) == pytest.approx(80)


def test_without_penalties_nothing_changes():
    plain, none = build_network(streets()), build_network(streets(), crossing_m=0.0, steps_m=0.0)
    assert (plain.segment_stretch == 1.0).all()
    np.testing.assert_array_equal(plain.length_m, none.length_m)
    assert walk(plain, (50, 0), (250, 0)) == 200.0


def test_the_street_is_as_long_as_it_is():
    network = build_network(streets(), crossing_m=30.0, steps_m=15.0)
    assert network.length_m.sum() == pytest.approx(345)
    assert network_health(network).length_m == pytest.approx(300)


def test_what_is_reached_ends_where_the_walk_ends():
    """From x = 80, 45 m: 20 m to the crossing, 25 m of walk are half of its 20 m at 50 m of walk."""
    network = build_network(streets(), crossing_m=30.0)
    parts = reached_parts(place_on(network, toy.xy([80, 0]), max_leg_m=1.0), limit_m=45.0)
    assert shapely.bounds(parts.lines()[0])[[0, 2]] - toy.ORIGIN[0] == pytest.approx([35.0, 110.0])


def test_spots_and_offsets_are_each_others_inverse():
    network = build_network(streets(cut=True), crossing_m=30.0, steps_m=15.0)
    segment = np.arange(len(network.segment_edge))
    along_m = np.full(len(segment), 3.0)
    np.testing.assert_allclose(network.along_at(segment, network.offset_at(segment, along_m)), along_m)


@pytest.mark.parametrize("penalty", [{"crossing_m": -1.0}, {"steps_m": float("nan")}, {"steps_m": float("inf")}])
def test_penalties_below_nothing_are_refused(penalty):
    with pytest.raises(DefinitionError):
        build_network(streets(), **penalty)
