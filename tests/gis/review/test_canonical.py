"""One JSON text a value, its digest, and JSON read strictly."""

import json
import math
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from gis.review.canonical import MOST_DEPTH, canonical, digest_of, geometry_values, plain, strict_json, whole_text
from gis.review.model import Outcome
from gis.review.values import head_digest

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**12), 10**12) | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=("Cs",)), max_size=8),
    lambda inner: st.lists(inner, max_size=4)
    | st.dictionaries(st.text(st.characters(exclude_categories=("Cs",)), max_size=4), inner, max_size=4),
    max_leaves=12,
)  # fmt: skip


def test_canonical_on_paper() -> None:
    assert canonical({"b": [1, 2.5, None], "a": "农田"}) == '{"a":"农田","b":[1,2.5,null]}'
    assert canonical(0.1 + 0.2) == "0.30000000000000004"
    # sha256 of the two letters "{}"
    assert digest_of({}) == "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"


@pytest.mark.parametrize("value", [math.nan, math.inf, [1.0, -math.inf]])
def test_what_is_no_number_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match="JSON"):
        canonical(value)


@given(JSON)
def test_reading_gives_back_what_was_written(value: object) -> None:
    text = canonical(value)
    assert canonical(strict_json(text)) == text
    assert canonical(plain(value)) == text


@given(st.dictionaries(st.text(st.characters(exclude_categories=("Cs",))), st.integers(), max_size=6))
def test_the_order_of_keys_does_not_matter(value: dict[str, int]) -> None:
    assert digest_of(value) == digest_of(dict(reversed(value.items())))


@dataclass(frozen=True)
class Sample:
    size: float
    names: tuple[str, ...]


def test_plain_values() -> None:
    values = {
        Outcome.FAILED: Sample(math.nan, ("a",)), "set": {"b", "a"}, "day": date(2026, 11, 22), "na": pd.NA,
        "nat": pd.NaT, "int": np.int64(3), "flag": np.True_, "float": np.float64(0.5), "inf": math.inf,
        "array": np.array([1.0, math.nan]), "half": "a\ud800", "stamp": pd.Timestamp("2026-11-22"), "call": date.today,
    }  # fmt: skip
    assert plain(values) == {
        "failed": {"size": None, "names": ["a"]}, "set": ["a", "b"], "day": "2026-11-22", "na": None, "nat": None,
        "int": 3, "flag": True, "float": 0.5, "inf": "inf", "array": [1.0, None], "half": "a?",
        "stamp": "2026-11-22T00:00:00", "call": "date.today",
    }  # fmt: skip
    assert type(plain(np.int64(3))) is int
    assert type(plain(np.True_)) is bool


def test_a_value_without_a_text_of_its_own_is_named_by_its_type() -> None:
    assert plain(object()) == "object"
    assert whole_text("农\udcff") == "农?"


SHAPES = [
    shapely.box(0, 0, 2, 1).difference(shapely.box(0.5, 0.25, 1, 0.5)), shapely.Point(1.5, 2.0), shapely.Polygon(),
    shapely.LineString([(0, 0), (0.1, 1 / 3)]), shapely.MultiPoint([(0, 0), (1, 1)]), shapely.GeometryCollection(),
    shapely.MultiPolygon([shapely.box(0, 0, 1, 1), shapely.box(2, 0, 3, 1)]),
    shapely.GeometryCollection([shapely.Point(0, 0), shapely.box(0, 0, 1, 1)]), shapely.Point(1, 2, 3),
    shapely.MultiLineString([[(0, 0), (1, 1)], [(2, 2), (3, 3)]]),
]  # fmt: skip


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.geom_type)
def test_shapes_come_back_exactly(shape: shapely.Geometry) -> None:
    read = strict_json(canonical(geometry_values(shape)))
    back = shapely.geometry.shape(read)
    assert back.geom_type == shape.geom_type
    assert (
        shapely.get_coordinates(back, include_z=True).tobytes()
        == shapely.get_coordinates(shape, include_z=True).tobytes()
    )


def test_unknown_heights_are_left_out() -> None:
    shape = shapely.LineString([(0, 0, math.nan), (1, 1, 5)])
    assert geometry_values(shape) == {"type": "LineString", "coordinates": [[0, 0], [1, 1]]}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"a":1,"a":2}', "given twice"), ('{"a":{"b":1,"c":2,"b":3}}', "key b is given twice"), ("[NaN]", "NaN"),
        ("[-Infinity]", "Infinity"), ("[1e999]", "too large"), ("[" + "1" * 5000 + "]", "digits"),
        ("[" * (MOST_DEPTH + 1) + "]" * (MOST_DEPTH + 1), "deeper"), ("[" * 200_000, "deeper"), ("[1,]", "line 1"),
        ("", "no JSON"), ('{"a":1} x', "no JSON"),
    ],
    ids=lambda text: text[:12],
)  # fmt: skip
def test_strictness(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=said) as told:
        strict_json(text)
    assert " / " in str(told.value)


def test_the_depth_allowed_is_read() -> None:
    text = "[" * MOST_DEPTH + "]" * MOST_DEPTH
    assert json.dumps(strict_json(text)) == text


def test_the_head_does_not_hang_on_order() -> None:
    files = [{"role": "pack", "name": name, "digest": name} for name in "ab"] + [
        {"role": "project", "name": "p", "digest": "p"}
    ]
    one = head_digest("p", packs=["a", "b"], inputs=files, layers=files[:2])
    assert one == head_digest("p", packs=["b", "a"], inputs=files[::-1], layers=files[1::-1])
    assert one != head_digest("q", packs=["a", "b"], inputs=files, layers=files[:2])
