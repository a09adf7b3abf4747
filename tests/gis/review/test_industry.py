"""Functions of zones against industries: the plan's own word, divisions, land use; what leads nowhere is unknown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis.definitions import Table
from gis.errors import DefinitionError
from gis.review.industry import Activity, conformity, industries_of, is_code

DATA = {
    "title": "纸", "edition": "GB/T 4754-2017",
    "divisions": {"source": "纸", "confidence": "M", "names": {"26": "化学制品", "27": "医药制造业", "59": "仓储业"}},
    "word": [
        {"words": ["新材料"], "divisions": ["26"], "source": "纸", "confidence": "L"},
        {"words": ["医药"], "divisions": ["27"], "source": "纸", "confidence": "M"},
        {"words": ["物流"], "divisions": ["59"], "source": "纸", "confidence": "L"},
        {"words": ["保税物流"], "divisions": ["59"], "source": "纸", "confidence": "L"},
        {"words": ["产业升级"], "divisions": [], "source": "纸", "confidence": "L"},
    ],
    "use": [
        {"codes": ["07"], "words": ["居住"], "source": "纸", "confidence": "M"},
        {"codes": ["14"], "words": [], "supports": True, "source": "纸", "confidence": "L"},
    ],
}  # fmt: skip
KNOWN = industries_of(Table(DATA, "纸.toml"), digest="d")


def standing(activity: Activity, *functions: str) -> tuple[str, str, str]:
    found = conformity(activity, functions, KNOWN)
    return found.standing, found.function, found.by


def test_the_plans_own_word_comes_first_even_without_data():
    assert standing(Activity("新 材料"), "居住", "新材料") == ("conforming", "新材料", "word")
    found = conformity(Activity("新材料"), ("新材料",), None)
    assert (found.standing, found.by, found.confidence) == ("conforming", "word", "H")
    assert conformity(Activity("医药制造业"), ("新材料",), None).standing == "unknown"


def test_a_name_a_code_and_a_word_lead_to_one_division():
    by_code = Activity(industry_code="C2710", industry_edition="GB/T 4754—2017")
    for activity in (Activity("医药制造业"), by_code, Activity("某医药项目")):
        assert standing(activity, "新材料", "医药健康产业园") == ("conforming", "医药健康产业园", "division")
        assert standing(activity, "新材料") == ("not_listed", "", "")
    assert conformity(by_code, ("医药健康产业园",), KNOWN).confidence == "M"  # that of the word


def test_a_code_of_another_or_no_edition_is_not_joined():
    other = conformity(Activity(industry_code="27", industry_edition="GB/T 4754-2002"), ("医药",), KNOWN)
    none = conformity(Activity(industry_code="27"), ("医药",), KNOWN)
    assert (other.standing, none.standing) == ("unknown", "unknown")
    assert "2002 版" in other.reason
    assert "未写明版本" in none.reason


def test_a_function_that_leads_nowhere_leaves_it_open_and_none_at_all_too():
    found = conformity(Activity("医药制造业"), ("新材料", "产业升级", "创业大学"), KNOWN)
    assert found.standing == "unknown"
    assert "产业升级、创业大学" in found.reason
    assert conformity(Activity("医药制造业"), (), KNOWN).standing == "unknown"
    assert conformity(Activity("不知何物"), ("新材料",), KNOWN).standing == "unknown"


def test_land_use_is_a_function_and_supporting_uses_are_of_every_zone():
    assert standing(Activity(use="070102"), "新材料", "生活居住") == ("conforming", "生活居住", "use")
    assert standing(Activity(use="0701"), "新材料") == ("not_listed", "", "")
    assert standing(Activity(use="1401"), "新材料") == ("conforming", "", "support")
    assert standing(Activity("新材料", use="0701"), "新材料") == ("conforming", "新材料", "word")
    assert standing(Activity("医药制造业", use="0701"), "医药研发") == ("conforming", "医药研发", "division")


def test_the_longest_word_decides():
    assert [one.word for one in KNOWN.of_text("保税物流区")] == ["保税物流"]
    assert {one.word for one in KNOWN.of_text("新材料与医药")} == {"新材料", "医药"}


@given(st.permutations(["新材料", "医药健康", "保税物流区", "产业升级"]), st.sampled_from(["26", "27", "59"]))
def test_the_order_of_functions_changes_nothing(functions, code):
    activity = Activity(industry_code=code, industry_edition="2017")
    assert (
        conformity(activity, functions, KNOWN).function == {"26": "新材料", "27": "医药健康", "59": "保税物流区"}[code]
    )


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"edition": "GB/T 4754"}, "版本"),
        ({"more": 1}, "不认识的键"),
        ({"word": [{"words": ["甲"], "divisions": ["98"], "source": "纸", "confidence": "L"}]}, "没有大类 98"),
        ({"word": [{"words": ["甲", "甲"], "divisions": [], "source": "纸", "confidence": "L"}]}, "写了两次"),
        ({"word": [{"words": ["甲"], "divisions": [], "source": "纸", "confidence": "X"}]}, "不认识 X"),
        ({"use": [{"codes": ["07"], "words": [], "source": "纸", "confidence": "L"}]}, "二者取一"),
    ],
)
def test_wrong_data_are_refused(change, told):
    with pytest.raises(DefinitionError, match=told):
        industries_of(Table({**DATA, **change}, "纸.toml"))


@pytest.mark.parametrize("text", ["C3421", "c26", "26", "3421", "C"])
def test_a_code(text):
    assert is_code(text)


@pytest.mark.parametrize("text", ["3D打印设备制造", "5G", "", "二六", "34211", "2 6"])
def test_a_name_is_no_code(text):
    assert not is_code(text)
