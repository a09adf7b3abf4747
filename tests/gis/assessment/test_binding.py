import math

import pytest

from gis.assessment.binding import keywords
from gis.district import PlanSource
from gis.errors import DefinitionError, UnitError
from gis.goals import Goal, Target
from gis.measures import REGISTRY
from gis.read.folder import shipped_standards

STANDARDS = shipped_standards()


def goal(**parameters):
    return Goal("g", "目标", "goal", "green", (), PlanSource("d", "1", "w"), Target(), parameters, file="plan.toml")


def bound(measure, settings=None, **parameters):
    return keywords(goal(**parameters), REGISTRY[measure], STANDARDS, settings=settings or {})


def test_texts_with_units_become_keywords_with_suffix():
    assert bound("facility_radius", kinds=["bus_stop"], distance="0.5 km") == {
        "kinds": ["bus_stop"],
        "distance_m": 500.0,
    }


def test_a_distance_an_element():
    found = bound("circle_walk", elements={"a": ["bus_stop"]}, distance={"a": "300 m"}, composite="all")
    assert found == {"elements": {"a": ["bus_stop"]}, "distance_m": {"a": 300.0}, "composite": "all"}


def test_the_tiers_of_the_slogan():
    united = bound("green_radius", preset="checkup_2021", tier="united")["tiers"]
    assert sorted(united) == [(2000.0, 5000.0, 300.0), (5000.0, math.inf, 500.0)]
    assert bound("green_radius", preset="checkup_2021", tier="lower")["tiers"] == [(2000.0, math.inf, 300.0)]
    assert bound("green_radius", preset="checkup_2021", tier="upper")["tiers"] == [(5000.0, math.inf, 500.0)]


def test_the_district_may_set_the_preset_and_the_goal_wins():
    assert min(bound("green_walk", {"park_preset": "garden_2022"})["tiers"])[0] == 400.0
    assert min(bound("green_walk", {"park_preset": "garden_2022"}, preset="checkup_2021")["tiers"])[0] == 2000.0


@pytest.mark.parametrize("preset", STANDARDS.park_presets)
def test_every_shipped_preset_gives_tiers_that_join(preset):
    tiers = sorted(bound("green_radius", preset=preset)["tiers"])
    assert tiers[-1][1] == math.inf
    assert all(low < high and radius > 0 for low, high, radius in tiers)


@pytest.mark.parametrize(
    ("measure", "parameters", "error", "told"),
    [
        ("facility_radius", {"kinds": ["bus_stop"]}, DefinitionError, "distance_m"),
        ("facility_radius", {"kinds": ["bus_stop"], "distance": "500"}, UnitError, "g.parameters.distance"),
        ("facility_radius", {"kinds": ["bus_stp"], "distance": "5 m"}, DefinitionError, "bus_stp"),
        ("facility_radius", {"kinds": ["bus_stop"], "distance": "5 m", "speed": 4}, DefinitionError, "speed"),
        ("circle_radius", {"elements": {"a": ["nope"]}, "distance": "5 m"}, DefinitionError, "nope"),
        ("green_radius", {"preset": "x"}, DefinitionError, "checkup_2021"),
        ("green_radius", {"tier": "x"}, DefinitionError, "united"),
    ],
)
def test_slips_are_refused_with_their_place(measure, parameters, error, told):
    with pytest.raises(error, match=told) as caught:
        bound(measure, **parameters)
    assert "plan.toml" in str(caught.value)
