"""Figures against control values: failing, unknown, kept; exactly at the limit is kept."""

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from gis.definitions import Table
from gis.errors import DefinitionError
from gis.plots.limits import ControlTable, Limit, compare
from gis.review.checks.context import Context
from gis.review.checks.figures import CHECK, WHOLE
from gis.review.model import Outcome, Project, ReviewInputs
from gis.review.overlay import Overlaid
from gis.review.rules import Rule, Selection

CRS = "EPSG:4548"
PARTS = gpd.GeoDataFrame(
    {"id": ["a", "b"], "name": ["甲块", ""], "code": "1001", "industry": "", "industry_edition": ""},
    geometry=[shapely.box(5e5, 4e6, 5e5 + 100, 4e6 + 100), shapely.box(5e5 + 200, 4e6, 5e5 + 300, 4e6 + 300)],
    index=pd.Index(["a", "b"], name="id"), crs=CRS,
)  # fmt: skip
TABLE = ControlTable(
    "t", "表", "table", "纸〔2026〕1号", "local", "", ("10",),
    (Limit("far", ">=", 1.0, "normative", "纸", "H"), Limit("green_ratio", "<=", 0.2, "normative", "纸", "H"),
     Limit("investment_per_ha", ">=", 3_000.0, "recommended", "纸", "H")),
)  # fmt: skip


def found(figures, keys=None, *, parts=PARTS):
    """`figures`: by row label; compared by the desk's own function."""
    frame = pd.DataFrame.from_dict(figures, orient="index", columns=["far", "green_ratio", "investment_per_ha"])
    plots = pd.DataFrame({"code": "1001"}, index=frame.index)
    project = Project("甲", parts)
    inputs = ReviewInputs(project, figures=lambda: compare(frame, plots, (TABLE,)))
    rule = Rule("f", "指标", "notice", "figures", Selection(), CHECK.settings(Table(keys or {}, "纸")), {})
    result = CHECK.run(rule, Context(inputs, Overlaid(project)))
    assert set(result.facts) <= CHECK.facts
    return result


def test_all_kept_exactly_at_the_limit_too():
    result = found({WHOLE: (1.0, 0.2, 3_000.0)})
    assert result.outcome is Outcome.PASSED
    assert not result.patches
    assert result.facts["met_count"] == 3.0


def test_the_worst_figure_is_named_with_its_parts():
    result = found({WHOLE: (0.9, 0.3, 4_000.0)})
    assert result.outcome is Outcome.FAILED
    assert (result.value, result.limit, result.unit) == (0.3, 0.2, "share")  # half too much, against a tenth too little
    assert result.facts["index"] == "绿地率 / Green ratio"
    assert (result.facts["value"], result.facts["limit"], result.facts["op"]) == ("30.0 %", "20.0 %", "≤")
    assert result.facts["unmet"].startswith("容积率、绿地率 / ")
    assert [patch.part for patch in result.patches] == ["a", "b"]
    assert sum(patch.share for patch in result.patches) == pytest.approx(1.0)


def test_a_part_of_its_own_fails_alone():
    result = found({"a": (0.5, 0.1, 4_000.0), "b": (1.5, 0.1, 4_000.0)})
    assert result.outcome is Outcome.FAILED
    assert result.facts["part"] == "甲块"
    assert [patch.part for patch in result.patches] == ["a"]


def test_the_unknown_is_told_and_never_a_pass():
    result = found({WHOLE: (1.2, float("nan"), 4_000.0)})
    assert result.outcome is Outcome.NOT_ASSESSED
    assert "绿地率" in result.reason
    assert result.facts["unknown_count"] == 1.0
    assert result.value is None
    assert found({WHOLE: (0.2, float("nan"), 4_000.0)}).outcome is Outcome.FAILED


def test_indices_kinds_and_tables_narrow_it():
    figures = {WHOLE: (1.2, 0.9, 10.0)}
    assert found(figures, {"indices": ["far"]}).outcome is Outcome.PASSED
    assert found(figures, {"kinds": ["recommended"]}).facts["index"] == "每公顷固定资产投资 / Investment per hectare"
    assert found(figures, {"tables": ["another"]}).outcome is Outcome.NOT_ASSESSED
    assert found({"b": (0.1, 0.9, 1.0)}, parts=PARTS.loc[["a"]]).outcome is Outcome.NOT_ASSESSED  # b is not asked


def test_nothing_to_compare_is_not_assessed_and_wrong_settings_are_refused():
    project = Project("甲", PARTS)
    rule = Rule("f", "指标", "notice", "figures", Selection(), CHECK.settings(Table({}, "纸")), {})
    context = Context(ReviewInputs(project), Overlaid(project))
    assert CHECK.run(rule, context).outcome is Outcome.NOT_ASSESSED
    for keys in ({"indices": ["fare"]}, {"kinds": ["usual"]}):
        with pytest.raises(DefinitionError, match="不认识"):
            CHECK.settings(Table(keys, "纸"))
