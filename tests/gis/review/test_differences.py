"""Two records told apart: laws; the words are shown in test_record."""

import copy
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from gis.review.differences import differences
from gis.review.record_shape import shape_problem
from tests.gis.review.test_record import LEAVES, RECORD, leaf
from tests.gis.review.test_record_shape import put

# seals, places of files and the ends of a log follow from the rest or do not count
UNCOMPARED = {"digest", "path", "head", "sources", "rulings", "columns"}


def test_a_record_is_like_itself() -> None:
    assert differences(RECORD, copy.deepcopy(RECORD)) == ()


@given(st.sampled_from([place for place in LEAVES if not UNCOMPARED & set(place)]))
def test_every_changed_leaf_is_told_in_both_directions(place: tuple[Any, ...]) -> None:
    record = copy.deepcopy(RECORD)
    value: Any = record
    for step in place:
        value = value[step]
    closing = "patches" in place and place[-2] in (0, 4)  # an open ring is closed along its last edge: the same ground
    if isinstance(value, (dict, list)) or closing:
        return
    put(record, place, leaf(value))
    if shape_problem(record):
        return
    one, other = differences(RECORD, record), differences(record, RECORD)
    assert one
    assert len(one) == len(other)


def test_the_reason_of_a_part_without_corners_is_told() -> None:
    record = copy.deepcopy(RECORD)
    record["coordinates"]["parts"][0]["reason"] = "点号重复 / labels twice"
    [told] = differences(RECORD, record)
    assert (told.group, told.now) == ("tables", "点号重复 / labels twice")


def test_groups() -> None:
    record = copy.deepcopy(RECORD)
    record["inputs"][0]["digest"] = "ff" * 32
    record["packs"][0]["rules"][0]["clause"] = "第 9 条"
    record["project"]["name"] = "另"
    record["findings"][1]["value"] = 0.7
    record["zones"][0]["area_m2"] = 1.0
    record["rulings"]["entries"][0]["name"] = "王五"
    record["settings"][0][1] = "9"
    assert [one.group for one in differences(RECORD, record)] == [
        "inputs", "rules", "project", "settings", "findings", "tables", "rulings",
    ]  # fmt: skip
