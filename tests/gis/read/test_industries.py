"""The shipped data: every division, every function of the shipped plans known, effects by facts that exist."""

import pytest

from gis.errors import DefinitionError
from gis.read.folder import read_plan_zones
from gis.read.industries import read_effect_rules, read_industries
from gis.read.workspace import SHIPPED
from gis.review.industry import Activity, conformity


def test_the_shipped_divisions_are_those_of_2017():
    known = read_industries()
    assert list(known.divisions) == [f"{number:02}" for number in range(1, 98)]
    assert known.divisions["27"] == "医药制造业"
    assert known.edition == "GB/T 4754-2017"
    assert len(known.digest) == 64
    assert {one.confidence for one in known.words} == {"L"}  # no standard says them


@pytest.mark.parametrize("district", ["zibo", "liaocheng"])
def test_every_function_of_the_shipped_plans_leads_somewhere(district):
    known = read_industries()
    _, zones = read_plan_zones(SHIPPED / district)
    assert not [word for zone in zones for word in zone.functions if not known.of_text(word)]


def test_medicine_conforms_where_the_plan_of_zibo_names_it():
    known = read_industries()
    _, zones = read_plan_zones(SHIPPED / "zibo")
    found = {zone.id: conformity(Activity("医药制造业"), zone.functions, known).standing for zone in zones}
    assert found["zibo.smart_manufacturing"] == found["zibo.pioneer"] == "conforming"
    assert found["zibo.core"] == "not_listed"
    assert found["zibo.science_city"] == "unknown"  # 产业升级 says no industry


def test_the_effect_rules_are_read_and_a_missing_file_is_refused(tmp_path):
    rules = read_effect_rules()
    assert rules.taken_as == {"07": "0701"}
    assert rules.parks == ("1401",)
    assert {one.facility for one in rules.facilities} >= {"kindergarten", "primary_school"}
    assert [one.key for one in rules.land] == ["available", "industrial"]
    with pytest.raises(DefinitionError):
        read_industries(tmp_path / "none.toml")
