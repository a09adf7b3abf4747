import json

import pytest

from gis.results import Assessment, Result, Verdict
from gis.schema import Basis


def result(**more):
    facts = {"zone": "z", "goal": "g", "measure": "m", "unit": "share", "verdict": Verdict.MET, **more}
    return Result(district="d", quality=Basis.OSM, clause="1 话", **facts)


def test_the_object_has_the_keys_of_the_command_line():
    found = result(value=0.5, low=0.4, high=0.6).as_json()
    promised = {
        "zone", "goal", "measure", "value", "unit", "numerator", "denominator", "base", "low", "high", "target", "year",
        "verdict", "quality", "clause",
    }  # fmt: skip
    assert promised <= set(found)
    assert (found["verdict"], found["quality"]) == ("met", "osm")
    json.dumps(found, allow_nan=False)


def test_one_result_is_found_by_goal_measure_and_zone():
    assessment = Assessment(None, (result(), result(zone=None)))
    assert assessment.of("g", "m").zone is None
    assert assessment.of("g", "m", "z").zone == "z"
    with pytest.raises(StopIteration):
        assessment.of("g", "other")
