"""The register: what is recorded, and that recording changes nothing."""

import inspect

import pytest

from gis.errors import DefinitionError
from gis.measures import REGISTRY
from gis.measures.green import green_radius
from gis.measures.registry import measure
from gis.schema import KINDS
from gis.units import inner_unit

DATA = {*KINDS, "land", "zones"}


def test_the_decorator_returns_the_function_itself():
    assert REGISTRY["green_radius"].function is green_radius
    assert inspect.isfunction(green_radius)


def test_every_measure_of_the_plan_is_there():
    assert set(REGISTRY) == {
        "green_radius", "green_walk", "facility_radius", "facility_walk", "circle_radius", "circle_walk",
        "zone_area", "zone_area_ellipsoidal", "floor_area_ratio", "building_density", "green_ratio",
        "tax_per_mu", "output_per_mu", "investment_per_mu", "road_length", "road_density", "named_roads_found",
    }  # fmt: skip


@pytest.mark.parametrize("name", sorted(REGISTRY))
def test_every_measure_says_what_it_is(name):
    one = REGISTRY[name]
    assert one.name == name == one.function.__name__
    assert one.title
    assert one.title_en
    assert one.formula
    assert inner_unit(one.unit)
    assert set(one.layers) <= DATA
    arguments = inspect.signature(one.function).parameters.values()
    assert len(arguments) <= 6
    assert all(item.kind is item.KEYWORD_ONLY for item in arguments if item.name not in one.layers)


def test_parameters_tell_what_a_goal_must_give():
    assert REGISTRY["circle_walk"].parameters == {"elements": True, "distance_m": True, "composite": False}
    assert REGISTRY["zone_area"].parameters == {}


def test_the_register_cannot_be_written():
    with pytest.raises(TypeError):
        REGISTRY["mine"] = None


@pytest.mark.parametrize("told", [
    {"name": "green_radius", "family": "coverage", "layers": ("land",)},
    {"name": "new", "family": "guess", "layers": ("land",)},
    {"name": "new", "family": "coverage", "layers": ("parks",)},
])  # fmt: skip
def test_a_wrong_entry_is_refused_and_not_kept(told):
    with pytest.raises(DefinitionError):

        @measure(**told, unit="share", title="", title_en="", formula="")
        def new(land, *, distance_m):
            return land, distance_m

    assert "new" not in REGISTRY
