"""Two reviews side by side."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis.review.canonical import canonical
from gis.review.compare import FindingChange, _kind, compare_reviews
from gis.review.model import Finding, Outcome
from tests.gis.review.samples import box, findings, layer, parts, project, review

FARMLAND, RATIO, SERVICE, ZONE = findings()
PASSED, FAILED, DOUBTFUL, INFORMED = Outcome.PASSED, Outcome.FAILED, Outcome.DOUBTFUL, Outcome.INFORMED
UNKNOWN, ERROR = Outcome.NOT_ASSESSED, Outcome.ERROR


def change_of(was: Finding | None, now: Finding | None) -> FindingChange:
    one, other = (review(findings=() if finding is None else (finding,)) for finding in (was, now))
    (change,) = compare_reviews(one, other).findings
    return change


def outcomes(was: Outcome, now: Outcome) -> str:
    return change_of(replace(ZONE, outcome=was), replace(ZONE, outcome=now)).kind


@pytest.mark.parametrize(
    ("was", "now", "kind"),
    [
        (PASSED, FAILED, "worse"), (PASSED, DOUBTFUL, "worse"), (DOUBTFUL, FAILED, "worse"), (FAILED, PASSED, "better"),
        (DOUBTFUL, PASSED, "better"), (INFORMED, PASSED, "changed"), (PASSED, UNKNOWN, "unclear"),
        (ERROR, FAILED, "unclear"),
        (UNKNOWN, ERROR, "unclear"), (UNKNOWN, UNKNOWN, "same"), (FAILED, FAILED, "same"), (PASSED, PASSED, "same"),
    ],
)  # fmt: skip
def test_outcomes(was: Outcome, now: Outcome, kind: str) -> None:
    assert outcomes(was, now) == kind


@pytest.mark.parametrize(
    ("finding", "change", "kind"),
    [
        (FARMLAND, {"area_m2": 1200.0}, "worse"), (FARMLAND, {"area_m2": 900.0}, "better"),
        (FARMLAND, {"doubtful_m2": 1.0}, "worse"), (FARMLAND, {"severity": "notice"}, "better"),
        (FARMLAND, {"area_m2": 1000.0 * (1 + 1e-13)}, "same"), (FARMLAND, {"area_m2": None}, "changed"),
        (RATIO, {"value": 0.9}, "better"), (RATIO, {"value": 0.7}, "worse"), (RATIO, {"limit": 1.2}, "worse"),
        (RATIO, {"outcome": PASSED, "value": 1.1}, "better"), (RATIO, {"unit": "m"}, "changed"),
        (ZONE, {"area_m2": 12_000.0}, "changed"), (ZONE, {"severity": "forbidden"}, "changed"),
        (replace(RATIO, outcome=PASSED, value=1.2), {"value": 1.05}, "worse"),
        (replace(FARMLAND, outcome=DOUBTFUL, area_m2=0.0), {"doubtful_m2": 0.5}, "worse"),
    ],
)  # fmt: skip
def test_figures(finding: Finding, change: dict[str, Any], kind: str) -> None:
    assert change_of(finding, replace(finding, **change)).kind == kind


def test_words_hold_both_figures() -> None:
    told = change_of(FARMLAND, replace(FARMLAND, area_m2=1200.0, doubtful_m2=0.0)).text
    assert told == (
        "占用永久基本农田:变差,不通过 1000.00 m² 存疑 0.25 m² → 不通过 1200.00 m²"
        " / on permanent farmland: worse, failed 1000.00 m² in doubt 0.25 m² → failed 1200.00 m²"
    )
    told = change_of(RATIO, replace(RATIO, value=1.1, outcome=PASSED)).text
    assert told == (
        "容积率:变好,不通过 0.80 (限值 1.00) → 通过 1.10 (限值 1.00)"
        " / plot ratio: better, failed 0.80 (limit 1.00) → passed 1.10 (limit 1.00)"
    )


def test_new_and_gone() -> None:
    new, gone = change_of(None, FARMLAND), change_of(FARMLAND, None)
    assert (new.kind, new.was, gone.kind, gone.now) == ("new", None, "gone", None)
    assert new.text.endswith("on permanent farmland: new, none → failed 1000.00 m² in doubt 0.25 m²")
    comparison = compare_reviews(review(findings=(ZONE,)), review(findings=(ZONE, FARMLAND, SERVICE)))
    assert [one.id for one in comparison.worse] == [FARMLAND.id]


def test_two_submissions_of_a_project() -> None:
    moved = project(parts(A=box(0, 0, 100, 100).difference(box(40, 40, 20, 20)), B=box(203, 4, 60, 50)))
    moved = replace(moved, facts={"industry": "医药制造业", "investment_wan": 6000.0, "owner": "某公司"})
    later = review(project=moved, findings=(replace(FARMLAND, area_m2=1100.0), RATIO, SERVICE, ZONE))
    comparison = compare_reviews(review(), later)
    assert [(one.kind, one.now_ids) for one in comparison.parts] == [("same", ("A",)), ("moved", ("B",))]
    assert comparison.parts[1].shift_m == pytest.approx(5.0, abs=1e-6)
    assert [one.id for one in comparison.worse] == [FARMLAND.id]
    assert comparison.facts == (("investment_wan", 5000.5, 6000.0), ("owner", None, "某公司"))
    assert comparison.inputs == ()
    table = comparison.table("en")
    assert table.columns.tolist() == ["what", "name", "change", "was", "now"]
    # B of 60 m x 50 m moved by (3, 4): 57 x 46 = 2 622 stay of 3 000
    assert table.to_numpy().tolist() == [
        ["part", "B", "moved", "B 3000.00 m²", "B 3000.00 m² (+378.00 −378.00 m², 5.000 m)"],
        ["finding", "on permanent farmland", "worse", "failed 1000.00 m² in doubt 0.25 m²",
         "failed 1100.00 m² in doubt 0.25 m²"],
        ["stated fact", "fixed investment", "changed", "5000.5", "6000"],
        ["stated fact", "owner", "changed", "", "某公司"],
    ]  # fmt: skip
    assert comparison.table()["what"].tolist() == ["地块", "结论", "申报内容", "申报内容"]


def test_two_versions_of_plan_and_rules() -> None:
    newer = review(
        layers={"farmland": layer("9e" * 32, "2025"), "zones": layer("8d" * 32, "2025")},
        files=(review().files[0], replace(review().files[1], digest="3c" * 32, version="2027-01")),
    )
    comparison = compare_reviews(review(), newer)
    assert [(one.role, one.name, one.was_version, one.now_version) for one in comparison.inputs] == [
        ("pack", "general.toml", "2026-11", "2027-01"), ("layer", "farmland", "2024", "2025"),
        ("layer", "zones", "", "2025"),
    ]  # fmt: skip
    assert comparison.table("en")["change"].tolist() == ["changed", "changed", "added"]


def test_as_json() -> None:
    moved = review(project=project(parts(A=box(0, 0, 100, 100), C=box(0, 500, 1, 1))), findings=findings()[:1])
    told = compare_reviews(review(), moved).as_json()
    assert canonical(told)
    assert [part["kind"] for part in told["parts"]] == ["resized", "added", "removed"]
    assert told["parts"][0]["gained_m2"] == pytest.approx(400.0)
    assert told["parts"][0]["gained"]["type"] == "MultiPolygon"
    assert {one["kind"] for one in told["findings"]} == {"same", "gone"}
    assert told["findings"][0]["was"]["area_m2"] == 1000.0
    assert "patches" not in told["findings"][0]["was"]
    assert told["area_m2"] == [12_600.0, 10_001.0]


OPPOSITE = {"worse": "better", "better": "worse"}
FINDINGS = st.builds(
    replace, st.just(FARMLAND), outcome=st.sampled_from(Outcome), severity=st.sampled_from(["forbidden", "notice"]),
    area_m2=st.none() | st.sampled_from([0.0, 10.0, 20.0]), doubtful_m2=st.sampled_from([0.0, 0.5]),
    value=st.none() | st.sampled_from([0.5, 1.5]), limit=st.none() | st.sampled_from([1.0, 0.4]),
)  # fmt: skip


@given(FINDINGS, FINDINGS)
def test_backwards_worse_is_better(one: Finding, other: Finding) -> None:
    there = _kind(one, other)
    assert _kind(other, one) == OPPOSITE.get(there, there)
    assert _kind(one, one) == "same"
