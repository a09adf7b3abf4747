"""The recipe: every key read once, unknown ones refused, quantities with their units."""

import tomllib
from pathlib import Path

import pytest

from gis.definitions import Table
from gis.errors import DefinitionError, UnitError
from gis.fabric.recipe import recipe_from

SHIPPED = sorted((Path(__file__).parents[3] / "layers").glob("*/fabric.toml"))


def test_quantities_come_in_metres_and_shares(recipe):
    town = recipe.profiles["town"]
    assert (town.superblock_m, town.block_m, town.uncertainty_m) == (1000.0, 250.0, 100.0)
    assert town.shares == (("1001", 0.25),)
    assert recipe.streets.half_width_m == {"expressway": 25.0, "arterial": 20.0}
    assert recipe.sites[0].max_m2 == 100_000.0
    assert recipe.sites[0].reach_m == 150.0  # the default


def test_a_zone_has_its_profile_and_land_outside_the_other(recipe):
    assert recipe.profile_of("z.one").name == "town"
    assert recipe.profile_of("").name == "fields"
    assert recipe.profile_of("z.unknown").name == "fields"
    assert recipe.zone_rule("z.unknown") is None


def test_the_longest_prefix_rules_a_building(table):
    table["buildings"].append({**table["buildings"][0], "prefix": "0703", "use": "village"})
    recipe = recipe_from(Table(table, "fabric.toml"))
    assert recipe.building_rule("0703").use == "village"
    assert recipe.building_rule("070102").use == "residential"
    assert recipe.building_rule("1401") is None


@pytest.mark.parametrize("where", [(), ("streets",), ("profiles", 0), ("zones", 0), ("sites", 0), ("buildings", 0)])
def test_an_unknown_key_is_refused_by_name(table, where):
    entry = table
    for step in where:
        entry = entry[step]
    entry["colour"] = "red"
    with pytest.raises(DefinitionError, match="colour"):
        recipe_from(Table(table, "fabric.toml"))


@pytest.mark.parametrize("key", ["prefix", "streets", "outside", "profiles"])
def test_a_missing_key_is_refused(table, key):
    del table[key]
    with pytest.raises(DefinitionError):
        recipe_from(Table(table, "fabric.toml"))


def test_a_bare_number_is_no_length(table):
    table["profiles"][0]["block"] = 250
    with pytest.raises(UnitError):
        recipe_from(Table(table, "fabric.toml"))


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("shares", {"1001": "60 %", "0902": "60 %"}, "shares"),
        ("block", "20 m", "block"),
        ("block", "1200 m", "block"),
        ("developed_share", "150 %", "developed_share"),
        ("lanes", "yes", "lanes"),
    ],
)
def test_a_profile_that_cannot_be_built_is_refused(table, key, value, words):
    table["profiles"][0][key] = value
    with pytest.raises(DefinitionError, match=words):
        recipe_from(Table(table, "fabric.toml"))


def test_a_zone_of_no_profile_is_refused(table):
    table["zones"][0]["profile"] = "village"
    with pytest.raises(DefinitionError, match="village"):
        recipe_from(Table(table, "fabric.toml"))


def test_an_unknown_theme_and_column_are_refused(table):
    table["attract"]["wet_market"] = "shopping"
    with pytest.raises(DefinitionError, match="shopping"):
        recipe_from(Table(table, "fabric.toml"))
    table["attract"] = {}
    table["published"][0]["column"] = "profit_wan"
    with pytest.raises(DefinitionError, match="profit_wan"):
        recipe_from(Table(table, "fabric.toml"))


def test_reading_does_not_use_up_the_table(table):
    assert recipe_from(Table(table, "fabric.toml")) == recipe_from(Table(table, "fabric.toml"))


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.parent.name)
def test_shipped_recipes_are_read_and_name_the_zones_of_their_plan(path):
    recipe = recipe_from(Table(tomllib.loads(path.read_text(encoding="utf-8")), str(path)))
    plan = tomllib.loads((path.parent / "plan.toml").read_text(encoding="utf-8"))
    assert {rule.id for rule in recipe.zones} == {zone["id"] for zone in plan["zones"]}
    assert len({rule.label for rule in recipe.zones}) == len(recipe.zones)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.parent.name)
def test_shipped_published_totals_are_those_of_the_district(path):
    recipe = recipe_from(Table(tomllib.loads(path.read_text(encoding="utf-8")), str(path)))
    published = tomllib.loads((path.parent / "district.toml").read_text(encoding="utf-8"))["published"]
    for column, key in (("tax_wan", "tax"), ("output_wan", "gdp")):
        total = sum(entry.total_wan for entry in recipe.published if entry.column == column)
        if key in published:
            amount = float(published[key]["amount"].split()[0])
            assert 0.99 * amount <= total <= amount  # farming's part of the GDP stands on no plot
        else:
            assert total == 0.0
