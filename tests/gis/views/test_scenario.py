"""Trials in words and tables; texts of data never become HTML."""

import re
from dataclasses import replace

import pytest

from gis.scenario import Edit
from gis.views.scenario import edit_text, idle_text, trial_html, trial_records, trial_rows
from tests import toy
from tests.gis.views.toy import toy_assessment, toy_district

PARK = Edit("park", toy.strip(0, 0, 100, 52))


@pytest.fixture(name="pair")
def _pair():
    before = toy_assessment().of("green.radius", "green_radius", "toy.core")
    return before, replace(before, value=before.value + 0.1234, numerator=before.numerator + 12_345.0)


@pytest.mark.parametrize(
    ("edit", "zh", "en"),
    [
        (PARK, "新公园 0.52 公顷", "New park 0.52 ha"),
        (Edit("gate", toy.at(0, 0), of="p"), "新出入口 世纪公园", "New gate of 世纪公园"),
        (Edit("facility", toy.at(0, 0), facility="primary_school"), "新设施 小学", "New Primary school"),
        (Edit("link", toy.line((0, 0), (30, 40))), "新步行连接 50 米", "New way on foot 50 m"),
        (Edit("remove", of="q"), "取消 q", "Take out q"),
        (replace(PARK, name="湿地"), "新公园 0.52 公顷 · 湿地", "New park 0.52 ha · 湿地"),
    ],
)
def test_edits_in_words(edit, zh, en):
    names = {"p": "世纪公园"}
    assert edit_text(edit, names=names) == zh
    assert edit_text(edit, names=names, lang="en") == en


@pytest.mark.parametrize("reason", ["small", "kind", "here", "park", "street"])
def test_every_reason_has_words(reason):
    for lang in ("zh", "en"):
        text = idle_text(reason, PARK, lang=lang)
        assert f"idle_{reason}" not in text
        assert "{" not in text


def test_before_and_after_in_a_table(pair):
    row = trial_rows([pair], toy_district())[0]
    assert row["现状"] == "50.0 %"
    assert row["方案后"] == "62.3 %"
    assert row["变化"] == "+12.3 个百分点"
    assert row["增减"] == "+1.23 公顷"
    assert trial_rows([pair], toy_district(), lang="en")[0]["Change"] == "+12.3 points"
    same = trial_rows([(pair[0], pair[0])], toy_district())[0]
    assert same["变化"] == "0.0"


def test_the_table_to_click(pair):
    text = trial_html([pair], toy_district(), chosen="toy.core")
    assert 'data-pick="toy.core"' in text
    assert 'aria-current="true"' in text
    assert re.search(r"50\.0 % → <b>62\.3 %</b>", text)
    assert 'class="up"' in text
    down = trial_html([pair[::-1]], toy_district())
    assert 'class="down"' in down
    assert "→" not in trial_html([(pair[0], pair[0])], toy_district())


def test_the_first_figure_of_all_is_shown(pair):
    nothing = replace(pair[0], value=None, low=None, high=None, numerator=None)
    text = trial_html([(nothing, pair[1])], toy_district())
    assert "→ <b>62.3 %</b>" in text
    assert trial_rows([(nothing, pair[1])], toy_district())[0]["变化"] == "–"
    assert trial_records([(nothing, pair[1])])[0]["before"] is None


def test_names_of_data_are_encoded(pair):
    hostile = replace(toy_district().zones[0], name="<img src=x onerror=alert(1)>")
    district = replace(toy_district(), zones=(hostile, *toy_district().zones[1:]))
    assert "<img" not in trial_html([pair], district)
