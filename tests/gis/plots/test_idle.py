"""Idle land on paper: each side of every line, to the day."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from gis.errors import MetricCRSError
from gis.plots.idle import idle_land, idle_summary
from gis.read.plot_rules import read_idle_rules
from tests.gis.plots.paper import plots

RULES = read_idle_rules()
ON = date(2025, 5, 1)
VACANT = {"status": "vacant", "price_wan": 500.0, "government_delay": False}
WORKS = {
    "status": "supplied", "started_on": "2022-01-01", "stopped_on": "2024-05-01", "to_develop_m2": 9000.0,
    "developed_m2": 2000.0, "total_investment_wan": 1000.0, "invested_wan": 500.0, "government_delay": False,
}  # fmt: skip


def judged(on=ON, rules=RULES, **row):
    return idle_land(plots(1, **{name: [value] for name, value in row.items()}), on=on, rules=rules).iloc[0]


@pytest.mark.parametrize(
    ("due", "verdict", "months", "consequence", "fee"),
    [
        ("2024-05-02", "not_idle", 11, "", np.nan),  # a day short of a year
        ("2024-05-01", "idle", 12, "fee", 100.0),  # a year to the day
        ("2023-05-02", "idle", 23, "fee", 100.0),
        ("2023-05-01", "idle", 24, "take_back", np.nan),
        ("2025-06-01", "not_idle", np.nan, "", np.nan),  # not due yet
        ("2024年5月1日", "idle", 12, "fee", 100.0),
    ],
)
def test_not_started(due, verdict, months, consequence, fee):
    found = judged(**VACANT, start_due_on=due)
    assert (found["verdict"], found["consequence"]) == (verdict, consequence)
    np.testing.assert_equal([found["months"], found["fee_wan"]], [months, fee])
    assert (found["clause"] != "") == (verdict == "idle")
    assert found["area_m2"] == pytest.approx(10_000)


def test_a_leap_day_is_full_on_the_last_of_february():
    before, on = (judged(**VACANT, start_due_on="2024-02-29", on=date(2025, 2, day)) for day in (27, 28))
    assert (before["verdict"], on["verdict"]) == ("not_idle", "idle")
    assert (on["since"], on["idle_from"]) == ("2024-02-29", "2025-02-28")


@pytest.mark.parametrize(
    ("change", "verdict"),
    [
        ({}, "idle_stalled"),  # 22 % developed, though 50 % invested
        ({"developed_m2": 3000.0}, "not_idle"),  # exactly one third and 50 %
        ({"developed_m2": 2999.0}, "idle_stalled"),
        ({"developed_m2": 9000.0, "invested_wan": 249.0}, "idle_stalled"),
        ({"developed_m2": 9000.0, "invested_wan": 250.0}, "not_idle"),  # exactly 25 %
        ({"stopped_on": "2024-05-02"}, "not_idle"),  # stopped a day short of a year
        ({"stopped_on": ""}, "not_assessed"),
        ({"stopped_on": "2021-12-31"}, "not_assessed"),  # before it started
        ({"stopped_on": "2026-01-01"}, "not_idle"),
        ({"developed_m2": np.nan}, "not_assessed"),  # invested enough, developed unknown
        ({"developed_m2": np.nan, "invested_wan": 10.0}, "idle_stalled"),  # one test is enough
        ({"to_develop_m2": 0.0, "total_investment_wan": np.nan}, "not_assessed"),
        ({"started_on": "2026-01-01", "start_due_on": "2023-01-01"}, "idle"),  # will start one day
    ],
)
def test_stalled(change, verdict):
    found = judged(**{**WORKS, **change})
    assert found["verdict"] == verdict


def test_stalled_land_has_no_fee_of_its_own():
    found = judged(**WORKS, price_wan=100.0)
    assert (found["consequence"], found["since"], found["months"]) == ("", "2024-05-01", 12)
    assert np.isnan(found["fee_wan"])
    assert "for the authority to settle" in found["reason"]


def test_the_price_of_the_land_is_no_investment():
    row = {**WORKS, "developed_m2": 9000.0, "invested_wan": 240.0, "price_wan": 200.0}
    assert judged(**row)["verdict"] == "idle_stalled"  # 240 of 1000
    whole = replace(RULES, total_includes_price=True)
    assert judged(**row, rules=whole)["verdict"] == "not_idle"  # 240 of 800
    both = replace(whole, invested_includes_price=True)
    assert judged(**row, rules=both)["verdict"] == "idle_stalled"  # 40 of 800
    assert judged(**{**row, "price_wan": np.nan}, rules=both)["verdict"] == "not_assessed"


@pytest.mark.parametrize(
    ("row", "named"),
    [
        ({"status": "vacant"}, "start_due_on"),
        ({"status": "supplied", "start_due_on": "2020-01-01"}, "started_on"),
        ({"start_due_on": "2020-01-01"}, "started_on"),
        ({"status": "vacant", "start_due_on": "去年"}, "start_due_on=去年"),
        ({"status": "supplied", "started_on": "2023-02-30"}, "started_on=2023-02-30"),
    ],
)
def test_what_is_missing_or_unreadable_is_named(row, named):
    found = judged(**row)
    assert (found["verdict"], found["since"], found["consequence"]) == ("not_assessed", "", "")
    assert named in found["reason"]
    assert np.isnan(found["months"])


def test_a_blank_may_mean_something_where_the_rules_say_so():
    assert judged(**{**WORKS, "stopped_on": ""}, rules=replace(RULES, blank_stop_is_none=True))["verdict"] == "not_idle"
    assert judged(status="supplied", start_due_on="2024-12-01")["verdict"] == "not_idle"  # too early for either


@pytest.mark.parametrize("status", ["built", "ready", "unready", "unbuildable", "reserve"])
def test_only_supplied_land_that_is_not_built_can_be_idle(status):
    assert judged(status=status, start_due_on="2010-01-01")["verdict"] == "not_idle"


def test_delay_by_government_is_recognised_and_settled_otherwise():
    found = judged(**{**VACANT, "government_delay": True}, start_due_on="2020-01-01")
    assert (found["verdict"], found["consequence"], found["government"]) == ("idle", "", True)
    assert found["clause"].endswith(RULES.clause_government)
    unknown = judged(status="vacant", start_due_on="2024-01-01")
    assert (unknown["government"], unknown["consequence"]) == (None, "fee")
    assert "price unknown" in unknown["reason"]
    assert "not recorded" in unknown["reason"]


def test_the_summary_adds_up():
    frame = plots(
        5, status=["vacant", "vacant", "built", "supplied", "reserve"],
        start_due_on=["2024-01-01", "2020-01-01", "", "2020-01-01", ""],
        government_delay=[False, True, False, False, False],
    )  # fmt: skip
    found = idle_summary(frame, idle_land(frame, on=ON, rules=RULES), rules=RULES)
    assert found["count"].to_dict() == {
        "supplied": 4, "idle": 2, "not_started": 2, "stalled": 0, "government": 1, "holder": 1, "cause_unknown": 0,
        "fee": 1, "take_back": 0, "not_assessed": 1, "status_unknown": 0,
    }  # fmt: skip
    assert found.loc["idle", ["area_m2", "share_of_supplied"]].tolist() == pytest.approx([20_000, 0.5])


def test_no_rate_where_a_status_is_unknown_or_nothing_is_supplied():
    for status, text in (("", "unknown"), ("reserve", "nothing is supplied")):
        frame = plots(1, status=[status])
        found = idle_summary(frame, idle_land(frame, on=ON, rules=RULES), rules=RULES)
        assert found["share_of_supplied"].isna().all()
        assert text in found.loc["idle", "reason"]


def test_no_plots_and_degrees():
    assert idle_land(plots(0), on=ON, rules=RULES).empty
    with pytest.raises(MetricCRSError):
        idle_land(plots(1).set_crs(4490, allow_override=True), on=ON, rules=RULES)
