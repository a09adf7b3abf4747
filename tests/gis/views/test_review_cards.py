"""The head of a review and its list of findings: lights, counts, order, and no text of data as HTML."""

from __future__ import annotations

import re

import pytest

from gis.review.model import Outcome
from gis.views.review_cards import changes_html, findings_html, head_html, ordered
from tests.gis.views.test_review_layers import finding, patch, review, square


def numbers(html):
    return re.findall(r'class="number">(\d+)<', html)


def some():
    return review(
        finding("ok", outcome=Outcome.PASSED),
        finding("open", severity="restricted", outcome=Outcome.NOT_ASSESSED),
        finding("doubt", severity="restricted", outcome=Outcome.DOUBTFUL),
        finding("bad", patch(square(0, 0, 50)), severity="notice"),
    )


def test_what_is_open_comes_first_gravest_first():
    assert [number for number, _ in ordered(some(), every=False)] == [4, 3, 2]
    assert [number for number, _ in ordered(some(), every=True)] == [4, 3, 2, 1]


@pytest.mark.parametrize(
    ("findings", "text"),
    [
        ([finding("a")], "有禁止类冲突 1 项"),
        ([finding("a", severity="notice")], "没有禁止类冲突"),
        ([finding("a", outcome=Outcome.NOT_ASSESSED)], "没有禁止类冲突"),
        ([finding("a", outcome=Outcome.PASSED)], "未发现冲突"),
        ([], "没有运行任何规则"),
    ],
)
def test_the_light_says_where_the_project_stands(findings, text):
    assert text in head_html(review(*findings))


def test_the_head_counts_by_severity():
    html = head_html(some(), ruled=2)
    assert "限制:冲突 0,待判 2" in html
    assert "提示:冲突 1,待判 0" in html
    assert "已裁定 2 项" in html
    assert "2 ruled on" in head_html(some(), ruled=2, lang="en")


def test_the_list_marks_the_chosen_and_the_ruled():
    html = findings_html(
        ordered(some(), every=True), chosen="general:bad", decisions={"general:doubt": ("overruled", True)}
    )
    assert numbers(html) == ["4", "3", "2", "1"]
    assert html.count('class="chosen"') == 1
    assert 'data-pick="general:bad"' in html
    assert "否定(已过期)" in html


def test_texts_are_encoded():
    hostile = finding("<script>")
    html = findings_html([(1, hostile)], chosen="", decisions={}) + changes_html([("<i>", "worse", "<b> / <b>")])
    html += head_html(review(hostile))
    assert not re.search(r"<(script|i|b)>", html.replace("<b class", ""))


def test_changes_are_told_by_kind_and_can_be_picked():
    html = changes_html([("general:a", "worse", "变差 / worse"), ("general:b", "gone", "无 / none")], lang="en")
    assert 'data-pick="general:a"' in html
    assert ">worse<" in html
    assert ">none<" in html
