"""Tables for terminal, Markdown, app and JSON show the figures of the assessment, and only those."""

import dataclasses
import json
import math
import unicodedata

import pytest

from gis.results import Verdict
from gis.schema import Basis
from gis.views import table
from tests.gis.views.sample import HOSTILE, RADIUS, WALK, make_assessment, make_goals


def with_figures(assessment, **changes):
    """The assessment with its first figure changed."""
    first, *rest = assessment.results
    return dataclasses.replace(assessment, results=(dataclasses.replace(first, **changes), *rest))


# --- rows


def test_matrix_holds_the_headline_of_each_goal():
    first, second, whole = table.matrix_rows(make_assessment(), goals=make_goals())
    assert (first["name"], second["name"], whole["name"]) == ("甲", "乙", "全区")
    cell = first["cells"]["green.radius"]
    assert (cell["measure"], cell["text"], cell["mark"], cell["band"]) == ("green_radius", "66.7 %", "●", "(61.7–71.7)")
    assert cell["target_text"] == "≥ 60.0 %(2025年)"
    assert cell["others"] == {"green_walk": "16.7 %"}
    assert first["cells"]["elderly.day"]["value"] is None
    assert first["cells"]["elderly.day"]["reason"] == "缺少养老服务设施数据"
    assert (first["indicative"], second["indicative"], whole["zone"]) == (False, True, None)


def test_the_goal_decides_the_headline_not_the_order_of_results():
    assessment = make_assessment()
    turned = dataclasses.replace(assessment, results=assessment.results[::-1])
    assert table.matrix_rows(turned, goals=make_goals())[0]["cells"]["green.radius"]["measure"] == "green_radius"


def test_worst_first_keeps_the_whole_at_the_end():
    rows = table.matrix_rows(make_assessment(), worst_first=True)
    assert [row["name"] for row in rows] == ["乙", "甲", "全区"]
    assert [row["unmet_count"] for row in rows] == [1, 0, 1]


def test_a_goal_of_the_whole_district_only_gives_no_empty_zone_rows():
    assessment = make_assessment()
    whole = dataclasses.replace(assessment, results=tuple(r for r in assessment.results if r.zone is None))
    assert [row["name"] for row in table.matrix_rows(whole)] == ["全区"]


def test_matrix_frame_is_text_by_title():
    frame = table.matrix_frame(make_assessment(), goals=make_goals())
    assert frame.loc["甲", "300米见绿、500米见园"] == "66.7 % ●"
    assert frame.loc["乙", "社区养老服务设施"] == "–"
    assert table.matrix_frame(make_assessment(), goals=make_goals(), lang="en").index[0] == "First"


def test_a_figure_without_a_target_carries_no_mark():
    """It is neither met nor unmet, and "–" would say that it is missing."""
    assessment = with_figures(make_assessment(), verdict=Verdict.NOT_ASSESSED, target=None)
    assert table.matrix_frame(assessment).loc["甲", "300米见绿、500米见园"] == "66.7 %"


def test_rows_put_the_walk_beside_the_radius_with_the_difference():
    rows = table.result_rows(make_assessment(), goals=make_goals(), goal="green.radius")
    assert len(rows) == 6
    assert rows[0]["口径"] == "半径覆盖"
    assert rows[0]["较首列口径(百分点)"] == ""
    assert rows[1]["口径"] == "步行覆盖"
    assert rows[1]["较首列口径(百分点)"] == "-50.0"
    assert {row["示意"] for row in rows} == {"示意"}
    assert table.result_rows(make_assessment(basis=Basis.SURVEYED))[0]["示意"] == ""


# --- text


def cells(line):
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in line)


def test_columns_start_at_the_same_cell_of_the_terminal():
    text = table.text_table([{"分区": "核心区", "x": "1"}, {"分区": "ab", "x": "22"}], right=["x"])
    assert text.splitlines() == ["分区     x", "------  --", "核心区   1", "ab      22"]
    assert len({cells(line) for line in text.splitlines()}) == 1


def test_empty_columns_and_empty_tables_are_left_out():
    assert "y" not in table.text_table([{"x": "1", "y": ""}])
    assert table.text_table([]) == ""
    assert table.markdown_table([]) == ""
    assert table.markdown_table([{"x": ""}]) == ""


def test_text_of_data_cannot_drive_the_terminal():
    text = table.text_table([{"x": "a\x1b[31mb\nc\u202ed"}])
    assert text.splitlines()[2] == "a [31mb c d"


def test_markdown_cells_are_inert():
    lines = table.markdown_table([{HOSTILE: HOSTILE, "y": "1"}], right=["y"]).splitlines()
    assert lines[0].removesuffix("| y |") == lines[2].removesuffix("| 1 |"), "headings are zone names too"
    assert lines[1] == "| --- | --: |"
    assert len(lines) == 3
    assert "<script>" not in lines[2]
    assert "\\|&lt;script" in lines[2]
    assert "\\[a\\](b)" in lines[2]


def test_the_printed_tables_hold_district_remark_and_every_figure():
    text = table.results_text([make_assessment()], goals=make_goals())
    assert text.splitlines()[0] == "样例区 (toy)"
    assert text.splitlines()[1].startswith("【示意】")
    for shown in ("66.7 %", "16.7 %", "12.5 %", "未评估 –", "缺少养老服务设施数据", "≥ 60.0 %(2025年)"):
        assert shown in text
    assert "met ●" in table.results_text([make_assessment()], lang="en")


def test_the_zones_table():
    lines = table.zones_text(make_assessment().district).splitlines()
    assert "条文解析" in lines[2]
    assert "(0.96–1.04)" in lines[2]
    assert "-20.0%" in lines[2]
    assert "声明轮廓" in lines[3]
    assert "示意" in lines[3]


# --- JSON


def test_json_has_the_keys_of_the_interface_first():
    told = table.results_json([make_assessment()])
    district = told["districts"][0]
    assert list(district)[:4] == ["id", "quality", "zones", "results"]
    assert list(district["zones"][0])[:7] == [
        "id", "name", "kind", "area_km2", "area_low_km2", "area_high_km2", "published_km2",
    ]  # fmt: skip
    assert list(district["results"][0])[:15] == [
        "zone", "goal", "measure", "value", "unit", "numerator", "denominator", "base", "low", "high", "target",
        "year", "verdict", "quality", "clause",
    ]  # fmt: skip
    assert district["zones"][0]["kind"] == "compiled"
    assert district["zones"][1]["kind"] == "declared"
    assert district["zones"][1]["published_km2"] is None


def test_json_is_strict_and_keeps_full_precision():
    assessment = with_figures(make_assessment(), value=2 / 3, low=math.nan, high=math.inf)
    text = json.dumps(table.results_json([assessment]), allow_nan=False, ensure_ascii=False)
    figure = json.loads(text)["districts"][0]["results"][0]
    assert figure["value"] == 2 / 3
    assert (figure["low"], figure["high"]) == (None, None)
    assert figure["inputs"] == {"parks": "digest-parks"}


def test_the_zone_of_the_whole_is_null_and_missing_is_null_not_zero():
    figures = table.results_json([make_assessment()])["districts"][0]["results"]
    assert {figure["zone"] for figure in figures} == {"toy.first", "toy.second", None}
    missing = [figure for figure in figures if figure["verdict"] == Verdict.NOT_ASSESSED.value]
    assert len(missing) == 3
    assert all(figure["value"] is None and figure["reason"] for figure in missing)


@pytest.mark.parametrize(("given", "told"), [(1.0 + 1e-12, 1.0), (-1e-12, 0.0), (0.5, 0.5), (1.2, 1.2)])
def test_only_rounding_is_taken_off_a_share(given, told):
    """A share that is truly outside 0-1 is a fault of a measure and must stay visible."""
    figures = table.results_json([with_figures(make_assessment(), value=given)])["districts"][0]["results"]
    assert figures[0]["value"] == told


def test_shares_in_json_are_those_of_the_assessment():
    assessment = make_assessment()
    figures = table.results_json([assessment])["districts"][0]["results"]
    told = {(figure["goal"], figure["measure"], figure["zone"]): figure["value"] for figure in figures}
    for key in (RADIUS, WALK):
        for zone in ("toy.first", "toy.second", None):
            assert told[*key, zone] == assessment.of(*key, zone=zone).value
