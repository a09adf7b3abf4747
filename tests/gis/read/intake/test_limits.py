"""Limits: what is passed on comes back, what makes no sense is refused."""

import json

import pytest

from gis.read.intake.formats import READERS
from gis.read.intake.limits import LIMITS, MIB, Limits, in_force, put_in_force


def test_limits_survive_json() -> None:
    ours = Limits(cpu_s=5, input_bytes={"csv": 7 * MIB})
    assert Limits.from_json(json.loads(json.dumps(ours.as_json()))) == ours
    assert Limits.from_json({}) == LIMITS


@pytest.mark.parametrize(
    "values",
    [{"cpu": 3}, {"cpu_s": 0}, {"wall_s": -1}, {"memory_bytes": "2 GiB"}, {"input_bytes": {"csv": 0}}, {"rows": 1.5}],
)
def test_limits_that_make_no_sense(values: dict[str, object]) -> None:
    with pytest.raises(ValueError):
        Limits.from_json(values)


def test_the_figures_of_the_house() -> None:
    assert (LIMITS.archive_members, LIMITS.archive_ratio) == (2_000, 200)
    assert (LIMITS.archive_bytes, LIMITS.memory_bytes) == (500 * MIB, 2048 * MIB)
    assert (LIMITS.cpu_s, LIMITS.wall_s) == (30, 60)


def test_every_limit_by_format_is_of_a_format() -> None:
    assert set(LIMITS.input_bytes) <= set(READERS)
    assert LIMITS.input_of("geojson") == LIMITS.input_bytes["geojson"]
    assert LIMITS.input_of("geopackage") == LIMITS.input_bytes_default


def test_limits_in_force_are_those_put() -> None:
    ours = Limits(rows=3)
    put_in_force(ours)
    try:
        assert in_force() is ours
    finally:
        put_in_force(LIMITS)
