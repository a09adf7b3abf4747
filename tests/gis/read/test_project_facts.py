"""Facts of a project: keys and titles, units reckoned, what is unknown refused by name."""

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis.errors import DefinitionError, UnitError
from gis.read.project_facts import facts_of, key_of, read_facts


def test_titles_keys_and_units_lead_to_inner_units():
    found = facts_of({
        "项目名称": " 甲 ", "investment_wan": "1.2 yi", "总建筑面积": "2 公顷", "footprint_m2": 2_500,
        "建筑高度": "24 m",
        "行业代码": 2710, "residents_count": "1,200", "绿地面积(亩)": "15",
    })  # fmt: skip
    assert found == {
        "name": "甲", "investment_wan": 12_000.0, "floor_area_m2": 20_000.0, "footprint_m2": 2_500.0, "height_m": 24.0,
        "industry_code": "2710", "residents_count": 1_200.0, "green_m2": pytest.approx(10_000.0),
    }  # fmt: skip


def test_blank_facts_are_unknown():
    assert facts_of({"owner": " ", "tax_wan": None, "output_wan": math.nan, "height_m": ""}) == {}


@pytest.mark.parametrize(
    ("values", "error"),
    [
        ({"投资强度": 1}, DefinitionError), ({"height_m": "3 ha"}, UnitError), ({"height_m": -1}, DefinitionError),
        ({"height_m": math.inf}, DefinitionError), ({"height_m": True}, DefinitionError),
        ({"owner": ["甲"]}, DefinitionError), ({"建筑高度": 1, "height_m": 1}, DefinitionError),
        ({"tax_wan": "很多"}, UnitError),
    ],
)  # fmt: skip
def test_what_is_no_fact_is_refused(values, error):
    with pytest.raises(error) as told:
        facts_of(values, file="申报.toml")
    assert "申报.toml" in str(told.value)


def test_the_refusal_names_the_known_keys():
    with pytest.raises(DefinitionError, match=r"investment_wan\(固定资产投资\)"):
        facts_of({"投资强度": 1})
    assert key_of("用地单位") == "owner"
    assert key_of("面积") is None


def test_files_of_both_kinds_give_the_same(tmp_path):
    toml, other = tmp_path / "a.toml", tmp_path / "a.json"
    toml.write_text('"项目名称" = "甲"\ninvestment_wan = "3000 万元"\n', encoding="utf-8")
    other.write_text(json.dumps({"name": "甲", "固定资产投资": 3000}), encoding="utf-8")
    assert read_facts(toml) == read_facts(other) == {"name": "甲", "investment_wan": 3_000.0}


@pytest.mark.parametrize("text", ["[1]", "{", "\udcff"])
def test_files_that_hold_no_table_are_refused(tmp_path, text):
    path = tmp_path / "a.json"
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(DefinitionError):
        read_facts(path)


@given(st.floats(0, 1e9))
def test_a_number_is_the_same_as_its_text(number):
    assert facts_of({"tax_wan": f"{number:.3f}"})["tax_wan"] == pytest.approx(
        facts_of({"tax_wan": round(number, 3)})["tax_wan"]
    )


def test_a_number_has_the_unit_its_key_names():
    for value in (1.2, "1.2"):
        found = facts_of({"总建筑面积(万㎡)": value, "投资额(亿元)": value})
        assert found == {"floor_area_m2": pytest.approx(12_000.0), "investment_wan": pytest.approx(12_000.0)}
