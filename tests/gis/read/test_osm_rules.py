"""The mapping tables: how rules hold, what the shipped ones say, and tables that are wrong."""

import re
import tomllib

import pytest

from gis.errors import DefinitionError, UnitError
from gis.read.osm_rules import OSM_TABLES, Rule, Rules, read_osm_tables
from tests.gis.read.osm_town import tables


def rule(tags, *, without=None, name="", least=None, most=None, **gives) -> Rule:
    def sets(given):
        return {key: None if values is None else frozenset(values) for key, values in (given or {}).items()}

    pattern = re.compile(name, re.IGNORECASE) if name else None
    return Rule(sets(tags), sets(without), pattern, least, most, gives)


@pytest.mark.parametrize(
    ("conditions", "tags", "held"),
    [
        ({"tags": {"leisure": ["park"]}}, {"leisure": "park"}, True),
        ({"tags": {"leisure": ["park"]}}, {"leisure": "pitch"}, False),
        ({"tags": {"leisure": ["park"]}}, {}, False),
        ({"tags": {"shop": None}}, {"shop": "anything"}, True),
        ({"tags": {"shop": None, "name": None}}, {"shop": "x"}, False),
        ({"tags": {"a": ["b"]}, "without": {"access": ["no"]}}, {"a": "b", "access": "no"}, False),
        ({"tags": {"a": ["b"]}, "without": {"access": ["no"]}}, {"a": "b", "access": "yes"}, True),
        ({"tags": {"a": ["b"]}, "without": {"building": None}}, {"a": "b", "building": "x"}, False),
        ({"tags": {"a": ["b"]}, "name": "小学"}, {"a": "b", "name": "第一小学"}, True),
        ({"tags": {"a": ["b"]}, "name": "小学"}, {"a": "b", "name": "No. 1", "name:zh": "一小学"}, True),
        ({"tags": {"a": ["b"]}, "name": "小学"}, {"a": "b"}, False),
    ],
)
def test_conditions(conditions, tags, held):
    assert rule(**conditions).holds(tags, None) is held


@pytest.mark.parametrize(("area_m2", "held"), [(None, False), (99.9, False), (100.0, True), (200.0, False)])
def test_area_limits(area_m2, held):
    assert rule({"a": None}, least=100.0, most=200.0).holds({"a": "b"}, area_m2) is held


def test_first_rule_wins_whatever_the_order_of_tags():
    rules = Rules((rule({"a": ["1"]}, is_=1), rule({"b": ["1"]}, is_=2), rule({"a": None}, is_=3)))
    for tags in ({"a": "1", "b": "1"}, {"b": "1", "a": "1"}):
        assert rules.match(tags).gives == {"is_": 1}
    assert rules.match({"b": "1", "a": "2"}).gives == {"is_": 2}
    assert rules.match({"a": "2"}).gives == {"is_": 3}
    assert rules.match({"c": "1"}) is None
    assert rules.keys == {"a", "b"}


def facility(area_m2=None, **tags) -> list[str] | None:
    found = tables().rules["facilities"].match(tags, area_m2)
    return None if found is None else found.gives["facility"]


@pytest.mark.parametrize(
    ("name", "kinds"),
    [
        ("高新区第一小学", ["primary_school"]),
        ("淄博第七中学", ["junior_middle_school"]),
        ("实验中学", ["junior_middle_school"]),
        ("九年一贯制学校", ["primary_school", "junior_middle_school"]),
        ("C.E.I.P. Las Canteras", ["primary_school"]),
        ("IES Lomo Apolinario", ["junior_middle_school"]),
        ("CEO Omayra Sánchez", ["primary_school", "junior_middle_school"]),
        ("阳光幼儿园", ["kindergarten"]),
        ("Escuela de Danza", None),
        ("", None),
    ],
)
def test_schools_by_name(name, kinds):
    assert facility(amenity="school", name=name) == kinds


@pytest.mark.parametrize(
    ("tags", "kinds"),
    [
        ({"amenity": "clinic", "name": "某街道社区卫生服务中心"}, ["health_centre"]),
        ({"amenity": "hospital", "name": "Centro de Salud de Schamann"}, ["health_centre"]),
        ({"amenity": "clinic", "name": "社区卫生服务站"}, ["community_health_station"]),
        ({"amenity": "hospital", "name": "市立医院"}, ["hospital"]),
        ({"amenity": "doctors"}, ["outpatient_clinic"]),
        ({"amenity": "pharmacy"}, ["pharmacy"]),
        ({"amenity": "social_facility", "social_facility": "day_care"}, ["elderly_day_care"]),
        (
            {"amenity": "social_facility", "social_facility": "day_care", "social_facility:for": "child"},
            None,
        ),
        ({"leisure": "sports_centre", "access": "private"}, None),
        ({"shop": "supermarket"}, ["wet_market"]),
        ({"highway": "bus_stop"}, ["bus_stop"]),
        ({"amenity": "bench"}, None),
    ],
)
def test_facilities(tags, kinds):
    assert facility(**tags) == kinds


@pytest.mark.parametrize(
    ("area_m2", "kinds"),
    [
        (5000.0, ["sports_ground_large"]),
        (3150.0, ["sports_ground_large"]),
        (3149.0, ["sports_ground_medium"]),
        (800.0, ["sports_ground_small"]),
        (500.0, None),
        (None, None),
    ],
)
def test_pitches_by_size(area_m2, kinds):
    assert facility(area_m2, leisure="pitch") == kinds


def test_every_facility_key_is_known():
    known = tomllib.loads((OSM_TABLES.parent / "facilities.toml").read_text(encoding="utf-8"))["facilities"]
    used = {key for found in tables().rules["facilities"].rules for key in found.gives["facility"]}
    assert used <= set(known)


def test_every_code_is_of_the_2023_classification():
    codes = {found.gives["code"] for found in tables().rules["land_use"].rules} | {tables().homes_code}
    assert all(re.fullmatch(r"(0[1-9]|1\d|2[0-4])(\d\d){0,2}", code) for code in codes)
    assert {"0701", "1401", "1001"} <= codes


def test_ways_are_of_the_classes_that_roads_are_counted_by():
    classes = {way.road_class for way in tables().ways.values()}
    assert classes == {"expressway", "arterial", "collector", "local", "service", "track", "pedestrian", "path"}
    assert not tables().ways["motorway"].walkable
    assert tables().ways["footway"].walkable


def test_park_sizes_are_largest_first():
    assert tables().park_sizes_m2 == (("G11", 100_000.0), ("G12", 10_000.0), ("G14", 0.0))


@pytest.mark.parametrize(
    ("tags", "is_area"),
    [
        ({"landuse": "grass"}, True),
        ({"building": "yes"}, True),
        ({"building": "no"}, False),
        ({"leisure": "park", "area": "no"}, False),
        ({"natural": "cliff"}, False),
        ({"waterway": "river"}, False),
    ],
)
def test_tags_that_mean_an_area(tags, is_area):
    assert tables().is_area(tags) is is_area


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('uncertainty = "6 m"', "uncertainty = 6", "quality.uncertainty"),
        ('uncertainty = "6 m"', 'uncertainty = "-6 m"', "quality.uncertainty"),
        ("[quality]", "[quality]\nquality = 1", "quality"),
        ('tags = { place = "square" }', "tags = { }", "tags"),
        ('tags = { place = "square" }', "tags = { place = 3 }", "place"),
        ('tags = { place = "square" }', "tags = { place = [] }", "place"),
        ('name = "街道办"', 'name = "街道办("', "正则"),
        ('G14 = "0 m2"', 'G14 = "5 m2"', "park_sizes"),
        ('facility = ["gym"]\n', "", "facility"),
        ('facility = ["gym"]\n', 'facility = "gym"\n', "facility"),
        ("counts = true", 'counts = "yes"', "counts"),
        ('railways = ["rail"', 'railways = [1, "rail"', "railways"),
        ("[lines]\n", "[lines]\ntrams = []\n", "trams"),
        ("walkable = false, named = true }", 'walkable = "no", named = true }', "walkable"),
    ],
)
def test_wrong_tables(tmp_path, old, new, says):
    text = OSM_TABLES.read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "osm.toml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises((DefinitionError, UnitError)) as caught:
        read_osm_tables(path)
    assert says in caught.value.message("zh")
    assert "osm.toml" in caught.value.message("en")


def test_missing_table(tmp_path):
    with pytest.raises(DefinitionError):
        read_osm_tables(tmp_path / "none.toml")
