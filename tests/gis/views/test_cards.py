"""HTML cards: figures as the assessment has them, words and shapes for verdicts, every text inert."""

from __future__ import annotations

import re

import pytest

from gis.results import Verdict
from gis.views import cards
from gis.views.table import matrix_rows
from tests.gis.views.toy import goal, result, toy_assessment, toy_goals

MARKED = "<b id=yitu-mark>{{1+1}}</b>\"'"


def plain(html):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html)).strip()


def test_the_headline_says_value_band_target_verdict_and_base():
    html = cards.headline_html([result("g", "green_radius", None, 0.814)], toy_goals()[0], place="全区")
    text = plain(html)
    assert "81.4 % (73.3–89.5)" in text
    assert "目标 ≥ 80.0 %(2025年)" in text
    assert "达标 ●" in text
    assert "基数 52.10 / 64.00 公顷 居住用地" in text


def test_two_methods_stand_beside_each_other_with_their_difference():
    results = [result("g", "green_radius", None, 0.814), result("g", "green_walk", None, 0.63)]
    text = plain(cards.headline_html(results, toy_goals()[0], place="全区"))
    assert "半径覆盖 81.4 %" in text
    assert "步行覆盖 63.0 %" in text
    assert "相差 18.4 个百分点" in text


def test_a_figure_that_is_not_there_says_why():
    missing = result("g", "m", None, None, reason="缺少图层:用地")
    text = plain(cards.headline_html([missing], None, place="全区"))
    assert "未评估 –" in text
    assert "缺少图层:用地" in text
    assert " 0.0 %" not in text


def test_a_figure_without_a_target_is_a_status_not_a_dash():
    status = result("g", "m", None, 0.5, verdict=Verdict.NOT_ASSESSED, target=None)
    assert "只列现状 ○" in plain(cards.headline_html([status], None, place="全区"))


def test_a_band_no_wider_than_its_rounding_is_not_shown():
    exact = result("g", "m", None, 0.5, low=0.5, high=0.5)
    assert "(" not in plain(cards.headline_html([exact], None, place="区")).replace("(2025年)", "")


def test_no_results_no_headline():
    assert cards.headline_html([], None, place="全区") == ""


def test_worst_first_is_unmet_then_met_then_unknown():
    results = [result("g", "m", str(n), value) for n, value in enumerate((0.9, 0.2, None, 0.5))]
    assert [one.value for one in cards.sorted_worst_first(results)] == [0.2, 0.5, 0.9, None]


def test_rows_carry_what_to_pick_and_mark_the_chosen():
    results = [result("g", "green_radius", "z", 0.5), result("g", "green_walk", "z", 0.25)]
    html = cards.rows_html([("z.1", "核心区", results)], chosen="z.1")
    assert 'data-pick="z.1"' in html
    assert 'aria-current="true"' in html
    assert 'style="width:50.0%"' in html
    assert 'class="tick" style="left:80.0%"' in html
    assert "步行覆盖 25.0 %" in plain(html)


def test_bars_of_other_units_are_scaled_to_the_longest():
    rows = [(str(n), str(n), [result("g", "m", str(n), value, unit="km", target=None, low=value, high=value)])
            for n, value in enumerate((2.0, 8.0))]  # fmt: skip
    assert re.findall(r'class="bar \w+"><i style="width:([\d.]+)%"', cards.rows_html(rows)) == ["25.0", "100.0"]


def test_an_unknown_bar_is_hatched_not_zero():
    html = cards.rows_html([("z", "区", [result("g", "m", "z", None)])])
    assert 'class="bar none"' in html
    assert "width:0" not in html


def matrix(**more):
    found = toy_assessment()
    rows = matrix_rows(found, goals=toy_goals(), worst_first=True)
    return cards.matrix_html(rows, toy_goals(), **more), rows


def test_every_cell_of_the_matrix_leads_somewhere():
    html, rows = matrix()
    picks = set(re.findall(r'data-pick="([^"]*)"', html))
    for row in rows:
        for goal_id in row["cells"]:
            assert f"{goal_id}|{row['zone'] or ''}" in picks


def test_the_worst_goal_stands_first_and_unknown_last():
    html, _ = matrix()
    order = re.findall(r"<th scope='row'><button type='button' data-pick='([^|]+)\|", html)
    assert order[0] == "circle.school10"  # a zone at 0 %
    assert order[-2:] == ["land.far", "elderly.day_care"]


def test_cells_say_verdict_by_shape_and_a_status_has_none():
    html, _ = matrix()
    far = re.search(r'<td class="status"><button[^>]*data-pick="land.far\|toy.core"[^>]*>(.*?)</button>', html)
    assert plain(far[1]) == "1.20"
    core = re.search(r'data-pick="green.radius\|toy.core"[^>]*>(.*?)</button>', html)
    assert plain(core[1]) == "▲ 50.0%"


def test_targets_that_differ_by_zone_are_not_shown_as_one():
    _, rows = matrix()
    assert "目标 ≥ 8.00" in plain(cards.matrix_html(rows, toy_goals()))
    rows[0]["cells"]["roads.density"]["target_text"] = "≥ 6.00 公里/平方公里"
    assert "目标 ≥ 8.00" not in plain(cards.matrix_html(rows, toy_goals()))


def test_the_chosen_cell_is_marked():
    html, _ = matrix(chosen_zone="toy.core", chosen_goal="green.radius")
    assert html.count('aria-current="true"') == 1


def test_counts_add_up_to_the_goals():
    _, rows = matrix()
    html = cards.counts_html(rows, zone=None)
    assert [int(count) for count in re.findall(r"<b>(\d+)</b></span>", html)] == [1, 3, 1, 1]
    assert cards.counts_html(rows, zone="toy.none") == ""


def test_a_zone_counts_its_goals_for_the_tooltip():
    _, rows = matrix()
    core = next(row for row in rows if row["zone"] == "toy.core")
    assert cards.unmet_text(core) == "3 项达标 ●  1 项未达标 ▲  1 项未评估 –"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_measures_have_words_in_both_languages(lang):
    assert "_" not in cards.measure_words("green_walk", lang)
    assert cards.measure_words("bus_walk", "zh") == "步行口径"
    assert cards.measure_words("own_figure", lang) == "own_figure"


def test_facts_leave_out_what_is_empty():
    html = cards.facts_html([("甲", "一"), ("乙", "")])
    assert "甲" in html
    assert "乙" not in html


def test_every_text_is_inert():
    hostile = result("g", MARKED, MARKED, 0.5, base=MARKED, reason=MARKED)
    own = goal(MARKED, MARKED, "green", (MARKED,))
    found = toy_assessment()
    rows = matrix_rows(found, goals=toy_goals())
    rows[0] |= {"name": MARKED, "zone": MARKED}
    pieces = [
        cards.headline_html([hostile, hostile], own, place=MARKED),
        cards.rows_html([(MARKED, MARKED, [hostile, hostile])], chosen=MARKED, head=MARKED),
        cards.matrix_html(rows, [own, *toy_goals()]),
        cards.facts_html([(MARKED, MARKED)]),
        cards.place_html(MARKED),
    ]
    for html in pieces:
        assert "<b id" not in html
        assert "{{" not in html
