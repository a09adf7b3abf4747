import numpy as np
import pandas as pd
import pytest

from gis.errors import DefinitionError
from gis.plots.low_efficiency import (
    LowRule,
    LowRules,
    district_mean,
    land_by_status,
    low_efficiency,
    plot_grades,
    status_totals,
)
from gis.read.plot_rules import read_low_rules
from tests.gis.plots.paper import firms, plots, square

TEMPLATE = read_low_rules()


def table(*rules, statuses=("built",), least=1):
    return LowRules("t", "d", statuses, rules, least)


def scene():
    frame = plots(4, status=["built", "built", "built", "vacant"], code=["1001", "1001", "0701", "1001"])
    figures = pd.DataFrame({"far": [0.4, 1.2, 0.1, np.nan], "tax_per_mu": [5.0, 15.0, 1.0, np.nan]}, index=frame.index)
    return frame, figures, pd.Series(["D", "A", "", ""])


def test_the_template_gives_no_number_so_nothing_numeric_is_judged():
    found = low_efficiency(*scene(), rules=TEMPLATE)
    assert found["far_verdict"].tolist() == ["not_assessed", "not_assessed", "out_of_scope", "out_of_scope"]
    assert found["low"].tolist() == [True, None, None, False]
    assert found["failed"].tolist() == ["grade", "", "", ""]
    assert found["not_assessed"].tolist() == ["far;tax", "far;tax", "grade", ""]
    assert "out of" not in found["reason"].iloc[0]
    assert found["reason"].iloc[3].endswith("not the land the rules hold for")


def test_thresholds_for_a_what_if():
    found = low_efficiency(*scene(), rules=TEMPLATE, thresholds={"far": 1.2, "tax": 0.6})
    # the mean tax of the two industrial plots is 10 万元/亩 (equal areas): limit 6; 1.2 is not below 1.2
    assert found["tax_limit"].iloc[0] == pytest.approx(6.0)
    assert found["failed"].tolist() == ["far;tax;grade", "", "", ""]
    assert found["low"].tolist() == [True, False, None, False]
    assert found["failed_count"].tolist() == [3, 0, 0, 0]
    for wrong in ({"fra": 1.0}, {"grade": 1.0}):
        with pytest.raises(DefinitionError, match="没有可设阈值"):
            low_efficiency(*scene(), rules=TEMPLATE, thresholds=wrong)


def test_a_higher_threshold_never_lists_fewer():
    listed = [
        int((low_efficiency(*scene(), rules=TEMPLATE, thresholds={"far": far})["low"] == True).sum())  # noqa: E712
        for far in (0.0, 0.5, 1.3)
    ]
    assert listed == sorted(listed) == [1, 1, 2]


@pytest.mark.parametrize(("op", "failed"), [("<", 0), ("<=", 1), (">", 0), (">=", 1)])
def test_at_the_limit(op, failed):
    frame = plots(1, status=["built"])
    rule = LowRule("far", "t", "t", "far", op, 1.0)
    assert low_efficiency(frame, pd.DataFrame({"far": [1.0]}), rules=table(rule))["failed_count"].tolist() == [failed]


def test_two_failures_asked_for():
    rules = table(*(LowRule(key, "t", "t", key, "<", 1.0) for key in ("far", "density")), least=2)
    figures = pd.DataFrame({"far": [0.5, 0.5, 2.0], "density": [0.5, np.nan, np.nan]})
    found = low_efficiency(plots(3, status=["built"] * 3), figures, rules=rules)
    assert found["low"].tolist() == [True, None, False]


def test_unknown_status_is_open_and_an_absent_figure_too():
    rule = LowRule("far", "t", "t", "far", "<", 1.0)
    found = low_efficiency(plots(1), pd.DataFrame({"far": [0.1]}), rules=table(rule))
    assert (found["low"].iloc[0], found["not_assessed"].iloc[0]) == (None, "far")
    assert found["reason"].iloc[0].endswith("status of the plot unknown")
    absent = low_efficiency(plots(1, status=["built"]), pd.DataFrame(index=[0]), rules=table(rule))
    assert absent["far_verdict"].tolist() == ["not_assessed"]


def test_the_mean_is_weighed_by_area():
    frame = plots(2, code=["1001", "1002"])
    frame.loc[1, "geometry"] = square(1, width=300.0)
    assert district_mean(frame, pd.Series([10.0, 30.0])) == pytest.approx(25)
    assert district_mean(frame, pd.Series([10.0, 30.0]), codes=("1002",)) == pytest.approx(30)
    assert np.isnan(district_mean(frame, pd.Series([np.nan, np.nan])))


def test_grades_come_by_either_key_and_all_of_them():
    frame = plots(4, firm_id=["f0", "", "", ""])
    ledger = firms(firm_id=["f0", "f1", "f2"], plot_id=["", "p1", "p1"])
    graded = pd.DataFrame({"grade": ["A", "D", "B"]})
    assert plot_grades(frame, ledger, graded).tolist() == ["A", "B;D", "", ""]


def test_lists_and_totals_by_status():
    frame = plots(4, status=["vacant", "vacant", "reserve", "闲"])
    frame.loc[1, "geometry"] = frame.geometry.iloc[1].buffer(10)
    assert land_by_status(frame, status="vacant")["id"].tolist() == ["p1", "p0"]
    assert land_by_status(frame, status="reserve")["area_m2"].tolist() == pytest.approx([10_000])
    totals = status_totals(frame)
    assert totals.loc[["vacant", "reserve", "built", "", "闲"], "count"].tolist() == [2, 1, 0, 0, 1]
    assert totals["area_m2"].sum() == pytest.approx(frame.area.sum())
    with pytest.raises(DefinitionError, match="没有状态"):
        land_by_status(frame, status="empty")
