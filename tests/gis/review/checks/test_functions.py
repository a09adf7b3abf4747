"""The check of functions on paper: a project of 200 m x 100 m over two zones of 100 m each."""

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from gis.definitions import Table
from gis.errors import DefinitionError
from gis.read.industries import read_industries
from gis.review.checks.context import Context
from gis.review.checks.functions import CHECK
from gis.review.model import Outcome, Project, ReviewInputs, ReviewLayer
from gis.review.overlay import Overlaid
from gis.review.rules import Rule, Selection

CRS = "EPSG:4548"
EAST, NORTH = 593_000.0, 4_077_000.0
INDUSTRIES = read_industries()


def box(west, east, south=0.0, north=100.0):
    return shapely.box(EAST + west, NORTH + south, EAST + east, NORTH + north)


def project(shapes, *, code="1001", **facts):
    ids = [f"p{at}" for at in range(len(shapes))]
    parts = gpd.GeoDataFrame(
        {"id": ids, "name": "", "code": code, "planned_code": "", "industry": "", "industry_edition": ""},
        geometry=shapes, index=pd.Index(ids, name="id"), crs=CRS,
    )  # fmt: skip
    return Project("甲", parts, facts)


def zones(west, east):
    functions = pd.Series([west, east], dtype=object).to_numpy()
    return gpd.GeoDataFrame({"name": ["西区", "东区"], "functions": functions}, geometry=[box(0, 100), box(100, 200)],
                            index=["west", "east"], crs=CRS)  # fmt: skip


def found(made, layer, *, industries=INDUSTRIES):
    layers = {} if layer is None else {"zones": ReviewLayer("zones", "分区", "zones", layer)}
    context = Context(ReviewInputs(made, layers, industries=industries), Overlaid(made))
    rule = Rule("f", "功能", "notice", "functions", Selection("zones"), CHECK.settings(Table({}, "纸")), {})
    result = CHECK.run(rule, context)
    assert set(result.facts) <= CHECK.facts
    return result


def test_all_zones_name_it():
    result = found(project([box(0, 200)], industry="医药制造业"), zones(("生物医药",), ("新医药", "居住")))
    assert result.outcome is Outcome.PASSED
    assert result.facts["conforming_m2"] == pytest.approx(20_000.0)
    assert result.area_m2 == pytest.approx(20_000.0)
    assert [patch.feature for patch in result.patches] == ["east", "west"]
    assert "新医药" in result.patches[0].value


def test_one_zone_does_not_list_it():
    result = found(project([box(50, 200)], industry="医药制造业"), zones(("生物医药",), ("金融", "居住")))
    assert result.outcome is Outcome.FAILED
    assert result.facts["unlisted_zones"] == "东区"
    assert (result.facts["unlisted_m2"], result.facts["conforming_m2"]) == (
        pytest.approx(10_000.0),
        pytest.approx(5_000.0),
    )
    assert result.share == pytest.approx(2 / 3)


def test_the_unknown_is_never_a_pass():
    layer = zones(("生物医药",), ())
    result = found(project([box(0, 200)], industry="医药制造业"), layer)
    assert result.outcome is Outcome.NOT_ASSESSED
    assert "没有写明该区功能" in result.reason
    assert result.facts["unknown_m2"] == pytest.approx(10_000.0)
    assert found(project([box(0, 200)]), zones(("生物医药",), ("金融",))).outcome is Outcome.NOT_ASSESSED
    assert found(project([box(0, 200)], industry="医药制造业"), layer, industries=None).outcome is Outcome.NOT_ASSESSED
    assert found(project([box(0, 200)]), None).outcome is Outcome.NOT_ASSESSED
    assert found(project([box(500, 600)], industry="医药制造业"), layer).outcome is Outcome.NOT_ASSESSED
    assert found(project([box(0, 200)]), layer.drop(columns="functions")).outcome is Outcome.NOT_ASSESSED


def test_land_use_counts_where_it_is_a_function():
    homes = project([box(0, 100)], code="070102")
    assert found(homes, zones(("生活居住",), ())).outcome is Outcome.PASSED
    assert found(homes, zones(("生物医药",), ())).outcome is Outcome.FAILED
    assert found(project([box(0, 100)], code="1401"), zones(("生物医药",), ())).outcome is Outcome.PASSED


def test_each_part_by_what_it_states_itself():
    made = project([box(0, 50), box(50, 100)], industry="金融")
    made.parts["industry"] = ["C27", ""]
    made.parts["industry_edition"] = ["GB/T 4754-2017", ""]
    result = found(made, zones(("生物医药",), ()))
    assert result.outcome is Outcome.FAILED  # the second is finance
    assert result.facts["conforming_m2"] == pytest.approx(5_000.0)


def test_a_sliver_in_the_next_zone_is_none():
    result = found(project([box(0, 100.02)], industry="医药制造业"), zones(("生物医药",), ("金融",)))
    assert result.outcome is Outcome.PASSED


def test_it_cannot_be_forbidden_by_that_alone():
    with pytest.raises(DefinitionError, match="不等于禁止"):
        CHECK.settings(Table({"severity": "forbidden"}, "纸"))


def test_a_name_with_a_digit_is_a_name():
    made = project([box(0, 100)])
    made.parts["industry"] = ["5G通信"]
    assert found(made, zones(("5G通信",), ())).outcome is Outcome.PASSED
