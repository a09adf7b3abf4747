"""What became of parts, on paper."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.affinity import rotate, translate

from gis.crs import DEGREES
from gis.errors import CRSMismatchError, MetricCRSError
from gis.review.compare_parts import PartSettings, part_changes
from tests.gis.review.samples import box, parts

SQUARE = box(0, 0, 100, 100)


def only(was: gpd.GeoDataFrame, now: gpd.GeoDataFrame) -> tuple[object, ...]:
    (one,) = part_changes(was, now)
    return one.kind, one.was_ids, one.now_ids, round(one.gained_m2, 6), round(one.lost_m2, 6), round(one.shift_m, 6)


def test_the_same_whatever_its_first_corner() -> None:
    turned = shapely.Polygon(np.roll(shapely.get_coordinates(SQUARE)[:-1], 2, axis=0))
    assert only(parts(A=SQUARE), parts(A=turned)) == ("same", ("A",), ("A",), 0.0, 0.0, 0.0)


def test_moved_by_three_and_four() -> None:
    # 100 m square moved by (3, 4): 97 m x 96 m stay, 10 000 - 9 312 on either side
    moved = translate(SQUARE, 3, 4)
    assert only(parts(A=SQUARE), parts(A=moved)) == ("moved", ("A",), ("A",), 688.0, 688.0, 5.0)
    (one,) = part_changes(parts(A=SQUARE), parts(A=moved))
    assert (one.shift_east_m, one.shift_north_m) == pytest.approx((3.0, 4.0), abs=1e-6)
    assert one.gained.area == pytest.approx(688.0)
    assert one.gained.geom_type == "MultiPolygon"


def test_resized_and_reshaped() -> None:
    assert only(parts(A=SQUARE), parts(A=box(0, 0, 120, 100))) == ("resized", ("A",), ("A",), 2000.0, 0.0, 10.0)
    assert only(parts(A=box(0, 0, 50, 20)), parts(A=box(0, 0, 20, 50)))[0] == "reshaped"
    turned = rotate(SQUARE, 45)
    assert part_changes(parts(A=SQUARE), parts(A=turned))[0].kind == "reshaped"


def test_split_with_and_without_the_old_id() -> None:
    halves = box(0, 0, 60, 100), box(60, 0, 40, 100)
    assert only(parts(A=SQUARE), parts(A=halves[0], C=halves[1])) == ("split", ("A",), ("A", "C"), 0.0, 0.0, 0.0)
    assert only(parts(A=SQUARE), parts(B=halves[0], C=halves[1])) == ("split", ("A",), ("B", "C"), 0.0, 0.0, 0.0)


def test_merged_and_rearranged() -> None:
    halves = box(0, 0, 60, 100), box(60, 0, 40, 100)
    assert only(parts(B=halves[0], C=halves[1]), parts(A=SQUARE)) == ("merged", ("B", "C"), ("A",), 0.0, 0.0, 0.0)
    three = box(0, 0, 30, 100), box(30, 0, 40, 100), box(70, 0, 30, 100)
    # C shares all of the middle third or so with one of the others: 30 of 40 m
    now = parts(A=box(0, 0, 50, 100), B=box(50, 0, 50, 100))
    kinds = {one.kind for one in part_changes(parts(A=three[0], B=three[2], C=three[1]), now)}
    assert kinds == {"merged", "resized"}


def test_added_and_removed_in_order() -> None:
    far = box(500, 0, 10, 10)
    found = part_changes(parts(A=SQUARE, B=far), parts(C=box(900, 0, 10, 20), A=SQUARE))
    assert [(one.kind, one.was_ids, one.now_ids, one.gained_m2, one.lost_m2) for one in found] == [
        ("added", (), ("C",), 200.0, 0.0), ("same", ("A",), ("A",), 0.0, 0.0), ("removed", ("B",), (), 0.0, 100.0),
    ]  # fmt: skip
    assert found[0].shown == ("", "C 200.00 m² (+200.00 −0.00 m²)")


def test_another_id_on_the_same_ground() -> None:
    assert only(parts(A=SQUARE), parts(Z=SQUARE)) == ("same", ("A",), ("Z",), 0.0, 0.0, 0.0)
    assert [one.kind for one in part_changes(parts(A=SQUARE), parts(Z=translate(SQUARE, 60, 0)))] == [
        "added",
        "removed",
    ]
    near = part_changes(parts(A=SQUARE), parts(Z=translate(SQUARE, 60, 0)), settings=PartSettings(least_share=0.3))
    assert [one.kind for one in near] == ["moved"]


def test_names_go_before_ground() -> None:
    other = translate(SQUARE, 100, 0)
    found = part_changes(parts(A=SQUARE, B=other), parts(A=other, B=SQUARE))
    assert [(one.kind, one.was_ids, round(one.shift_m)) for one in found] == [
        ("moved", ("A",), 100),
        ("moved", ("B",), 100),
    ]


def test_nothing_at_all() -> None:
    empty = parts(A=SQUARE).iloc[:0]
    assert part_changes(empty, empty) == ()
    assert [one.kind for one in part_changes(empty, parts(A=SQUARE))] == ["added"]
    assert [one.kind for one in part_changes(parts(A=SQUARE), empty)] == ["removed"]


def test_other_coordinate_systems_are_refused() -> None:
    other = parts(A=SQUARE).set_crs("EPSG:4549", allow_override=True)
    with pytest.raises(CRSMismatchError):
        part_changes(parts(A=SQUARE), other)
    with pytest.raises(MetricCRSError):
        part_changes(parts(A=SQUARE).set_crs(DEGREES, allow_override=True), other)


BOXES = st.dictionaries(
    st.sampled_from("ABCDE"),
    st.builds(box, st.integers(0, 30), st.integers(0, 30), st.integers(1, 20), st.integers(1, 20)),
    max_size=4,
)


@settings(max_examples=40)
@given(BOXES, BOXES)
def test_every_part_is_told_once_and_ground_adds_up(
    was: dict[str, shapely.Polygon], now: dict[str, shapely.Polygon]
) -> None:
    one, other = (
        parts(A=SQUARE).iloc[:0] if not was else parts(**was),
        parts(A=SQUARE).iloc[:0] if not now else parts(**now),
    )
    found = part_changes(one, other)
    assert sorted(part for change in found for part in change.was_ids) == sorted(was)
    assert sorted(part for change in found for part in change.now_ids) == sorted(now)
    for change in found:
        before = shapely.union_all([was[part] for part in change.was_ids]).area
        after = shapely.union_all([now[part] for part in change.now_ids]).area
        assert after - before == pytest.approx(change.gained_m2 - change.lost_m2, abs=1e-6)
    back = part_changes(other, one)
    assert sorted((change.now_ids, round(change.lost_m2, 6)) for change in back) == sorted(
        (change.was_ids, round(change.gained_m2, 6)) for change in found
    )
