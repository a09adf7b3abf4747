"""Lights, outcomes by word and sign, rulings in a line, what is indicative."""

from dataclasses import replace

import pytest

from gis.review.model import SEVERITIES, Finding, Outcome
from gis.views.review_sheet.wording import (
    StandingRow,
    amount,
    basis_word,
    code_word,
    lamp,
    outcome_word,
    ruling_line,
    standing_on,
    tone_of,
    vague,
)
from gis.views.words import catalogue
from tests.gis.review.review_toy import make_project, make_review


def found(severity, outcome):
    return Finding(f"t:{severity}.{outcome.value}", "t", severity, outcome, "t")


def test_red_only_where_something_forbidden_has_a_conflict():
    for severity in SEVERITIES:
        wanted = "red" if severity == "forbidden" else "yellow"
        assert lamp([found(severity, Outcome.PASSED), found(severity, Outcome.FAILED)]) == wanted


@pytest.mark.parametrize("outcome", [Outcome.DOUBTFUL, Outcome.NOT_ASSESSED, Outcome.ERROR])
def test_what_is_open_is_never_green(outcome):
    assert lamp([found("forbidden", Outcome.PASSED), found("notice", outcome)]) == "yellow"


def test_green_and_none():
    assert lamp([found("forbidden", Outcome.PASSED), found("notice", Outcome.INFORMED)]) == "green"
    assert lamp([]) == "none"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_outcomes_differ_by_word_and_by_sign(lang):
    words = [outcome_word(one, lang) for one in Outcome]
    assert len({word[-1] for word in words}) == len({word[:-1] for word in words}) == len(Outcome)


def test_no_word_of_the_review_says_approved_of_a_project():
    for key, entry in catalogue().items():
        if key.startswith("review_outcome") or key in ("review_sentence", "review_lamp_green"):
            assert "批准" not in entry["zh"]
            assert "通过" not in entry["zh"]
            assert "approved" not in entry["en"]


def test_conflicts_have_the_tone_of_their_severity():
    assert tone_of(found("forbidden", Outcome.FAILED)) == "unmet"
    assert tone_of(found("notice", Outcome.FAILED)) == tone_of(found("forbidden", Outcome.DOUBTFUL)) == "caution"
    assert tone_of(found("notice", Outcome.INFORMED)) == ""


def test_a_ruling_in_a_line_and_marked_where_it_is_stale():
    one = StandingRow("t:a", "overruled", "另行报批", "张三", "2026-11-22T10:00")
    assert ruling_line(one, "zh") == "裁定:否定 · 理由:另行报批 · 张三 · 2026-11-22T10:00"
    assert ruling_line(replace(one, stale=True), "zh").startswith("【已过期")
    assert "overruled" in ruling_line(one, "en")


def test_rulings_of_a_finding_in_the_order_of_the_log():
    rows = [StandingRow(key, "accepted", reason, "", "") for key, reason in (("a", "1"), ("b", "2"), ("a", "3"))]
    one = replace(found("notice", Outcome.PASSED), id="a")
    assert [row.reason for row in standing_on(one, rows)] == ["1", "3"]


def test_small_areas_and_lengths_do_not_vanish():
    assert amount(35.0, "m2", "zh").text == "35.00 平方米"
    assert amount(0.4, "m", "en").text == "0.40 m"
    assert amount(None, "m2", "zh").text == amount(float("nan"), "m", "zh").text == "–"
    assert amount(0.3, "share", "zh").text == "30.0 %"


def test_codes_without_a_word_stay():
    assert code_word("role", "layer", "zh") == "图层"
    assert code_word("role", "own", "zh") == "own"
    assert basis_word("schematic", "zh").endswith("(示意)")
    assert basis_word("某测绘院", "zh") == "某测绘院"


def test_everything_indicative_is_named_once():
    names = vague(make_review(), "zh")
    assert names == ["高新技术产业片区", "综合服务片区", "分区功能与行业", "所在分区", "规划分区"]
    assert vague(make_review(findings=(), zones=(), files=()), "zh") == []


def test_a_project_of_indicative_outlines_is_named():
    review = make_review(findings=(), zones=(), files=())
    parts = make_project().parts.assign(basis="schematic")
    inputs = replace(review.inputs, project=make_project(parts=parts))
    assert vague(replace(review, inputs=inputs), "zh") == ["精密机械产业园"]
