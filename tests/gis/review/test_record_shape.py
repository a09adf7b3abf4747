"""A record is held against its shape, and the refusal names the place."""

import copy
import json
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gis.review.canonical import canonical
from gis.review.record import head_of, record_of
from gis.review.record_shape import shape_problem
from gis.review.rulings import RulingLog
from tests.gis.review.samples import TIME, findings, pack, review

LOG = RulingLog(head_of(review())).ruled(findings()[0], decision="accepted", name="张三", time=TIME)
RECORD = json.loads(canonical(record_of(review(), LOG, packs=[pack()])))


def test_a_record_has_the_shape_of_records() -> None:
    assert shape_problem(RECORD) == ""
    assert shape_problem(record_of(review(), LOG)) == ""


def put(record: Any, path: tuple[Any, ...], value: object) -> None:
    for step in path[:-1]:
        record = record[step]
    if value is KeyError:
        del record[path[-1]]
    else:
        record[path[-1]] = value


CASES: list[tuple[tuple[Any, ...], object, str]] = [
    (("format",), "geojson", "no review record"), (("version",), 2, "version 1"),
    (("zones",), KeyError, "lacks key zones"),
    (("more",), 1, "unknown key more"), (("findings", 0, "area_m2"), "1000", "findings[1].area_m2 should be a number"),
    (("findings", 0, "area_m2"), True, "findings[1].area_m2"),
    (("findings", 1, "outcome"), "fine", "findings[2].outcome"),
    (("findings", 1, "outcome"), [], "findings[2].outcome"),
    (("findings", 0, "facts"), {"a": []}, "findings[1].facts.a"),
    (("findings", 0, "patches", 0, "geometry"), {"type": "Circle", "coordinates": []}, "patches[1].geometry"),
    (("findings", 0, "patches", 0, "geometry", "coordinates"), [[[1, "2"]]], "geometry.coordinates"),
    (("project", "parts", 0, "geometry", "coordinates", 0, 0), [1], "project.parts[1].geometry.coordinates"),
    (("project", "parts", 1, "id"), "A", "an id is given twice: A"), (("findings", 1, "id"), "general:zone", "twice"),
    (("findings", 0, "patches", 0, "geometry", "coordinates"), [[[0, 0], [1, 1], [0, 0]]], "coordinates of Polygon"),
    (("findings", 0, "patches", 0, "geometry", "coordinates"), [[[0, 0], [1, 1, 3], [0, 1]]], "coordinates of Polygon"),
    (("project", "parts"), {}, "project.parts should be a list"), (("digest",), "00", "digest should be a digest"),
    (("rulings", "entries", 0, "name"), None, "rulings.entries[1].name"),
    (("settings", 0), ["a"], "settings[1] should be a list of 2"),
    (("coordinates", "parts", 0, "corners", 0), [1], "corners[1]"),
    (("layers", 0, "features"), -1, "layers[1].features"),
    (("packs", 0, "rules", 0, "severity"), 1, "packs[1].rules[1].severity"),
    (("conversion", 0, "share"), "x", "conversion[1].share"),
    (("zones", 0), [], "zones[1] should be an object"), (("ellipsoidal",), 0, "ellipsoidal should be true or false"),
]  # fmt: skip


@pytest.mark.parametrize(("path", "value", "said"), CASES, ids=lambda one: str(one)[:40])
def test_what_is_wrong_is_named_with_its_place(path: tuple[Any, ...], value: object, said: str) -> None:
    record = copy.deepcopy(RECORD)
    put(record, path, value)
    told = shape_problem(record)
    assert said in told.partition(" / ")[2]
    assert told.partition(" / ")[0]


@pytest.mark.parametrize("value", [None, [], "x", 1, {}])
def test_other_json(value: object) -> None:
    assert "no review record" in shape_problem(value)


def test_nothing_and_infinite_limits_are_allowed() -> None:
    record = copy.deepcopy(RECORD)
    record["findings"][1]["limit"] = "inf"
    record["conversion"] = None
    record["findings"][0]["patches"][0]["geometry"] = {"type": "GeometryCollection", "geometries": []}
    assert shape_problem(record) == ""


def places(value: Any, at: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    entries = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [at, *(place for key, entry in entries for place in places(entry, (*at, key)))]


PLACES = places(RECORD)[1:]


@example(("findings", 0, "patches", 0, "geometry", "type"), [])
@given(st.sampled_from(PLACES), st.sampled_from([None, [], {}, "x", -1.5, True]))
def test_no_broken_record_brings_the_check_down(place: tuple[Any, ...], value: object) -> None:
    record = copy.deepcopy(RECORD)
    put(record, place, value)
    told = shape_problem(record)
    if told:
        assert " / " in told
