"""layers/goals as data: every goal of the two plans, typed and sourced; facility kinds, presets, walking tables."""

import itertools
import re
import tomllib
from pathlib import Path

import pytest

LAYERS = Path(__file__).parents[2] / "layers"
GOALS_FOLDER = LAYERS / "goals"
THEMES = ("green", "circles", "land", "roads", "services", "ledger")
MEASURES = {
    "green_radius", "green_walk", "facility_radius", "facility_walk", "circle_radius", "circle_walk", "zone_area",
    "zone_area_ellipsoidal", "floor_area_ratio", "building_density", "green_ratio", "tax_per_mu", "output_per_mu",
    "investment_per_mu", "road_length", "road_density", "named_roads_found",
}  # fmt: skip
GOAL_KEYS = {
    "id", "title", "title_en", "theme", "measures", "parameters", "formula", "standard", "scope", "needs",
    "not_mapped", "target",
}  # fmt: skip
PLAN_KEYS = GOAL_KEYS | {"chapter", "words", "valid_from", "valid_until"}
TARGET_KEYS = {"at_least", "at_most", "tolerance", "year", "baseline", "baseline_year", "source"}
UNITS = {"m", "km", "m2", "ha", "km2", "%", "count", "per_1000", "km/km2", "wan_per_mu", "ratio"}

# Every place-bound goal of the two plans (Z 淄博, L 聊城) and the districts that must carry it.
PLANNED = {
    "green.300m": "Z", "park.500m": "Z", "green.radius": "ZL", "forest.cover": "Z",
    "circle.service15": "Z", "circle.fitness10": "ZL", "circle.culture15": "ZL", "circle.convenience10": "Z",
    "elderly.coverage": "Z", "elderly.provision": "Z", "elderly.subdistricts": "Z", "elderly.nursing_beds": "Z",
    "childcare.places": "Z", "health.doctors": "Z", "health.clinic15": "ZL",
    "school.kindergarten": "ZL", "school.primary": "ZL", "school.middle": "ZL", "school.seats": "ZL",
    "school.projects": "Z",
    "roads.length": "Z", "roads.density": "Z", "roads.grid": "L", "roads.crossings": "Z", "roads.links": "Z",
    "transit.coverage": "ZL", "telecom.5g": "Z", "energy.charging": "Z",
    "utilities.sewage": "Z", "utilities.gas": "Z", "utilities.heat": "Z",
    "safety.video": "Z", "waste.sorting": "Z",
    "land.areas": "ZL", "land.intensity.far": "ZL", "land.intensity.industrial_far": "ZL",
    "land.intensity.density": "ZL", "land.intensity.green": "ZL", "land.intensity.investment": "ZL",
    "land.intensity.output": "ZL", "land.intensity.tax": "ZL", "land.reuse": "ZL",
    "projects.fit": "ZL", "plan.review": "ZL",
}  # fmt: skip


def toml(path):
    return tomllib.loads(path.read_text(encoding="utf-8"))


GENERAL = {goal["id"]: (theme, goal) for theme in THEMES for goal in toml(GOALS_FOLDER / f"{theme}.toml")["goals"]}
PLANS = {"Z": toml(LAYERS / "zibo" / "plan.toml"), "L": toml(LAYERS / "liaocheng" / "plan.toml")}
FACILITIES = toml(GOALS_FOLDER / "facilities.toml")["facilities"]
PRESETS = toml(GOALS_FOLDER / "park_presets.toml")["presets"]


def quantity(text):
    """Number and unit of "300 m"."""
    match = re.fullmatch(r"(\d[\d.]*) (\S+)", text)
    assert match is not None, text
    return float(match[1]), match[2]


def test_goal_ids_are_unique_over_all_files():
    ids = [goal["id"] for theme in THEMES for goal in toml(GOALS_FOLDER / f"{theme}.toml")["goals"]]
    assert len(ids) == len(set(ids)) == len(GENERAL)


@pytest.mark.parametrize("goal_id", PLANNED)
def test_every_goal_of_the_plans_is_defined_and_carried(goal_id):
    assert goal_id in GENERAL
    carried = "".join(letter for letter, plan in PLANS.items() if goal_id in {goal["id"] for goal in plan["goals"]})
    assert carried == PLANNED[goal_id]


def test_nothing_else_is_defined_or_carried():
    assert set(GENERAL) == set(PLANNED)
    for plan in PLANS.values():
        ids = [goal["id"] for goal in plan["goals"]]
        assert len(ids) == len(set(ids))
        assert set(ids) <= set(PLANNED)


@pytest.mark.parametrize("goal_id", GENERAL)
def test_goals_are_typed(goal_id):
    theme, goal = GENERAL[goal_id]
    assert set(goal) <= GOAL_KEYS
    assert goal["theme"] == theme
    assert goal["scope"] in {"zones", "district"}
    assert goal["title"] and goal["title_en"] and goal["formula"] and goal["needs"]  # noqa: PT018
    assert set(goal["measures"]) <= MEASURES


@pytest.mark.parametrize("goal_id", GENERAL)
def test_a_goal_is_measured_or_says_why_not_and_what_to_bring(goal_id):
    goal = GENERAL[goal_id][1]
    assert bool(goal["measures"]) != bool(goal.get("not_mapped"))
    if not goal["measures"]:
        assert "请提供" in goal["not_mapped"] or "也要由本区给出" in goal["not_mapped"]


@pytest.mark.parametrize("goal_id", GENERAL)
def test_walking_stands_beside_the_radius(goal_id):
    measures = GENERAL[goal_id][1]["measures"]
    for name in measures:
        if name.endswith("_walk"):
            assert measures.index(name.replace("_walk", "_radius")) < measures.index(name)


def parameters_of(goal):
    return goal.get("parameters", {})


@pytest.mark.parametrize("goal_id", GENERAL)
def test_parameters_use_known_kinds_presets_and_units(goal_id):
    parameters = parameters_of(GENERAL[goal_id][1])
    kinds = list(parameters.get("kinds", []))
    for element in parameters.get("elements", {}).values():
        kinds += element
    assert set(kinds) <= set(FACILITIES)
    if kinds:
        distance, unit = quantity(parameters["distance"])
        assert unit == "m"
        assert distance in (300.0, 500.0, 1000.0)
    if "preset" in parameters:
        assert parameters["preset"] in PRESETS
        assert parameters["tier"] in {"united", "lower", "upper"}
    assert parameters.get("composite", "mean") in {"mean", "all", "mean_of_assessed"}


@pytest.mark.parametrize("goal_id", GENERAL)
def test_needs_name_facility_kinds_where_kinds_are_measured(goal_id):
    goal = GENERAL[goal_id][1]
    if "facility_radius" in goal["measures"]:
        assert set(goal["needs"]) & set(parameters_of(goal)["kinds"])


def targets():
    for _, goal in GENERAL.values():
        if "target" in goal:
            yield goal["id"], goal["target"]
    for plan in PLANS.values():
        for goal in plan["goals"]:
            if "target" in goal:
                yield goal["id"], goal["target"]


@pytest.mark.parametrize(("goal_id", "target"), list(targets()))
def test_targets_have_units_and_a_source(goal_id, target):
    assert set(target) <= TARGET_KEYS, goal_id
    assert target["source"]
    units = {quantity(target[key])[1] for key in ("at_least", "at_most", "baseline") if key in target}
    assert len(units) == 1
    assert units <= UNITS


@pytest.mark.parametrize("letter", PLANS)
def test_plan_goals_quote_chapter_and_words(letter):
    for goal in PLANS[letter]["goals"]:
        assert set(goal) <= PLAN_KEYS, goal["id"]
        assert re.fullmatch(r"\d(\.\d){0,2}( 表\(\d+\))?", goal["chapter"]), goal["chapter"]
        assert len(goal["words"]) >= 6


def test_convenience_needs_all_four_kinds():
    goal = GENERAL["circle.convenience10"][1]
    assert goal["parameters"]["composite"] == "all"
    assert list(goal["parameters"]["elements"]) == ["便利店", "体育健身点", "便民菜店", "药店"]
    assert goal["parameters"]["elements"]["药店"] == ["pharmacy"]


@pytest.mark.parametrize(
    ("key", "minutes", "radius"),
    [
        ("junior_middle_school", 15, "1000 m"), ("health_centre", 15, "1000 m"), ("primary_school", 10, "500 m"),
        ("wet_market", 10, "500 m"), ("bus_stop", 10, "500 m"), ("kindergarten", 5, "300 m"),
        ("elderly_day_care", 5, "300 m"), ("outdoor_fitness", 5, "300 m"), ("metro_station", 15, "800 m"),
    ],
)  # fmt: skip
def test_facility_kinds_have_the_radius_of_the_standard(key, minutes, radius):
    assert FACILITIES[key]["circle_minutes"] == minutes
    assert FACILITIES[key]["radius"] == radius


def test_nursing_homes_have_no_radius():
    assert "radius" not in FACILITIES["nursing_home"]
    assert "radius" not in FACILITIES["elderly_care_home"]


@pytest.mark.parametrize("key", FACILITIES)
def test_facility_kinds_have_names_source_and_confidence(key):
    kind = FACILITIES[key]
    known = {"name", "name_en", "words", "circle_minutes", "radius", "min_area", "source", "confidence", "note"}
    assert set(kind) <= known
    assert kind["name"] and kind["name_en"] and kind["source"]  # noqa: PT018
    assert kind["confidence"] in {"H", "M", "L"}
    assert kind.get("circle_minutes", 15) in {0, 5, 10, 15}
    if "radius" in kind:
        assert quantity(kind["radius"])[1] == "m"
    if "min_area" in kind:
        assert quantity(kind["min_area"])[1] == "m2"


def test_there_are_the_seven_park_presets():
    assert set(PRESETS) == {
        "checkup_2021", "garden_2022", "garden_2016", "gbt50563_2010", "gbt51346_2019", "gb55014_2021", "mnr_walk5",
    }  # fmt: skip


@pytest.mark.parametrize("name", PRESETS)
def test_park_tiers_follow_one_another_without_gap(name):
    preset = PRESETS[name]
    assert preset["title"] and preset["title_en"] and preset["source"] and preset["note"]  # noqa: PT018
    assert preset["confidence"] in {"H", "M", "L"}
    assert [tier["name"] for tier in preset["tiers"]] in (["lower", "upper"], ["lower"], ["upper"])
    bounds = [(quantity(t["min_area"])[0], t.get("max_area")) for t in preset["tiers"]]
    assert bounds[-1][1] is None
    for (_, top), (bottom, _) in itertools.pairwise(bounds):
        assert quantity(top)[0] == bottom
    radii = [quantity(tier["radius"])[0] for tier in preset["tiers"]]
    assert radii == sorted(radii)
    assert set(radii) <= {300.0, 500.0}


def test_the_default_preset_is_the_check_up():
    tiers = PRESETS["checkup_2021"]["tiers"]
    assert [(tier["min_area"], tier["radius"]) for tier in tiers] == [("2000 m2", "300 m"), ("5000 m2", "500 m")]


def test_walking_distances_grow_with_the_minutes():
    walking = toml(GOALS_FOLDER / "walking.toml")
    for name, row in walking["distances"].items():
        five, ten, fifteen = (quantity(row[f"minutes_{minutes}"])[0] for minutes in (5, 10, 15))
        assert five < ten < fifteen, name
        assert row["source"] and row["confidence"] in {"H", "M", "L"}  # noqa: PT018
    assert walking["distances"]["gb50180"]["minutes_15"] == "1000 m"
    assert 1.0 < walking["detour"]["factor"] < 2.0
