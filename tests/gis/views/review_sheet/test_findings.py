"""Findings as blocks: counts, numbers, every patch in the page or the annex, rulings under their finding."""

from dataclasses import replace

import pytest

from gis.review.model import Finding, Outcome
from gis.views.review_sheet.findings import (
    finding_grids,
    finding_text,
    findings_grid,
    numbered,
    sentence,
    summary_grid,
)
from gis.views.review_sheet.wording import StandingRow
from tests.gis.review.review_toy import make_findings, make_review

OVERRULED = StandingRow("general:line.farmland", "overruled", "列入重点项目", "张三", "2026-11-22T10:00", stale=True)


def texts(row):
    return [cell.text for cell in row]


def test_the_sentence_counts_every_outcome():
    assert sentence(make_review(), "zh") == (
        "共检查 11 项:有冲突 4 项(其中禁止类 1 项),存疑 2 项,未发现冲突 2 项,事实 1 项,未评估 1 项,检查出错 1 项。"
    )


def test_counts_by_severity_add_up_to_the_last_row():
    grid = summary_grid(make_review(), "zh")
    counts = [[cell.number for cell in row[2:]] for row in grid.rows]
    assert counts[0] == [1, 1, 1, 0, 1, 0]  # forbidden: passed, failed, doubtful, informed, not assessed, error
    assert [sum(column) for column in zip(*counts[:3], strict=True)] == counts[3]
    assert [row[1].text for row in grid.rows] == ["红 ▲", "黄 ◆", "黄 ◆", "红 ▲"]


def test_the_list_has_a_row_a_finding_and_keeps_the_computed_result_beside_the_ruling():
    rows = findings_grid(make_review(), [OVERRULED], "zh").rows
    assert len(rows) == 11
    assert texts(rows[0]) == ["1", "禁止", "永久基本农田", "有冲突 ▲", "6,000.00", "9.00", "10.00 %", "否定(已过期)"]
    assert texts(rows[3]) == ["4", "禁止", "饮用水水源保护区", "未评估 –", "–", "–", "–", "–"]


def test_no_rule_at_all_is_not_assessed():
    grid = findings_grid(make_review(findings=()), [], "zh")
    assert not grid.rows
    assert "未评估" in grid.note


def test_every_patch_is_in_the_page_or_the_annex_once():
    review = make_review()
    blocks, annex = finding_grids(review, [], "zh")
    whole = {grid.key: grid for grid in annex}
    for (count, one), block in zip(numbered(review), blocks, strict=True):
        rows = whole.get(f"finding-{count}", block).rows
        assert [row[1].text for row in rows] == [patch.feature for patch in one.patches]
    assert "40 块,见附表" in blocks[8].note
    assert not blocks[8].rows


def test_columns_of_a_list_are_those_it_has_figures_for():
    blocks, _ = finding_grids(make_review(), [], "zh")
    assert "椭球(平方米)" in blocks[0].heads
    assert "椭球(平方米)" not in blocks[1].heads
    assert "距离(米)" in blocks[9].heads


def test_a_sliver_is_listed_with_its_cause():
    blocks, _ = finding_grids(make_review(), [], "zh")
    assert "另有存疑 7.50 平方米" in "".join(blocks[1].lead)
    assert blocks[1].rows[0][-1].text == "存疑:共用边界采样不同"


def test_an_area_that_is_there_never_reads_as_nothing():
    tiny = replace(make_findings()[1].patches[0], area_m2=1.2e-7)
    review = make_review(findings=(replace(make_findings()[1], patches=(tiny,), doubtful_m2=1.2e-7),))
    (block,), _ = finding_grids(review, [], "zh")
    assert block.rows[0][3].text == "1.2e-07"
    assert "1.2e-07" in "".join(block.lead)


def test_the_ruling_stands_under_its_finding():
    blocks, _ = finding_grids(make_review(), [OVERRULED], "zh")
    assert blocks[0].title == "1.〔禁止〕永久基本农田 — 有冲突 ▲"
    assert [line for line in blocks[0].lead if "张三" in line and "已过期" in line]
    assert not [line for line in blocks[1].lead if "张三" in line]


@pytest.mark.parametrize(("reason", "text"), [
    ("没有图层 X,未评估 / layer X missing: not assessed", "没有图层 X,未评估"),
    ("缺数据 / no data", "未评估:缺数据"),
    ("", "未评估:没有数据"),
])  # fmt: skip
def test_what_was_not_assessed_says_so_once(reason, text):
    assert finding_text(Finding("a:b", "t", "notice", Outcome.NOT_ASSESSED, "", reason=reason), "zh") == text
