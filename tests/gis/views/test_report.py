"""The report says everything a reviewer asks for; the map page opens without internet."""

import dataclasses
import re
import subprocess
import sys

import pytest

from gis.errors import WorkspaceError
from gis.goals import Target
from gis.results import Verdict
from gis.schema import Basis
from gis.views.report import report_md, write_map_html, write_report_md
from tests.gis.views.sample import HOSTILE, make_assessment, make_goals


@pytest.fixture
def report():
    return report_md(make_assessment())


def sections(report):
    """Title → body of every second-level section."""
    parts = re.split(r"^## \d+ (.+)$", report, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def test_every_section_carries_the_indicative_line(report):
    bodies = sections(report)
    assert list(bodies) == [
        "总览",
        "结果",
        "条文与边界",
        "未评估与需补充的资料",
        "图层",
        "方法与约定",
        "输入数据校验码",
    ]
    assert all(body.strip().startswith("> **【示意】样例区") for body in bodies.values())


def test_a_surveyed_and_compiled_district_has_no_such_line():
    surveyed = make_assessment(basis=Basis.SURVEYED)
    compiled = dataclasses.replace(surveyed.district, zones=surveyed.district.zones[:1])
    assert "【示意】" not in report_md(dataclasses.replace(surveyed, district=compiled))


def test_overview_and_results(report):
    bodies = sections(report)
    assert "| 300米见绿、500米见园 | 66.7 % ● | 50.0 % ▲ | 50.0 % ▲ |" in bodies["总览"]
    assert "| 社区养老服务设施 | – | – | – |" in bodies["总览"]
    assert "≥ 60.0 %(2025年),基期 40.0 %(2020年)" in bodies["结果"]
    assert "实现“300米见绿、500米见园”(某规划 6.5.3)" in bodies["结果"]
    assert "2.00 / 3.00 公顷 居住用地" in bodies["结果"]
    assert "公式:被覆盖 / 全部" in bodies["结果"]
    assert "preset = checkup_2021" in bodies["结果"]
    assert "未达标 ▲" in bodies["结果"]


def test_clauses_traces_and_remarks(report):
    body = sections(report)["条文与边界"]
    assert "“甲路以东、乙路以西”(6.1.1)" in body
    assert "100.00 公顷,合 1,500.00 亩" in body
    assert "截去 250 米" in body
    assert "### 两城 乙 (示意)" in body
    assert "甲 与 乙 10.00 公顷" in body


def test_what_is_missing_and_what_to_bring(report):
    body = sections(report)["未评估与需补充的资料"]
    assert body.count("缺少养老服务设施数据") == 1, "one row for all zones with the same reason"
    assert "甲、乙、全区" in body
    assert "no_such_kind、用地(land_use)" in body


def test_nothing_missing_is_said_in_words():
    assessment = make_assessment()
    assessed = tuple(result for result in assessment.results if result.value is not None)
    body = sections(report_md(dataclasses.replace(assessment, results=assessed)))["未评估与需补充的资料"]
    assert "所列目标均已评估" in body


def test_layers_and_digests(report):
    bodies = sections(report)
    assert "| 命名道路 | 2 | 某局 | 2026-11-22 | ODbL | 公开资料(示意) | 测试用 |" in bodies["图层"]
    assert "| 公园绿地 | digest-parks |" in bodies["输入数据校验码"]


def test_a_target_between_two_limits():
    goal = dataclasses.replace(make_goals()[0], target=Target(at_least=0.2, at_most=0.6))
    assert "目标值:≥ 20.0 %, ≤ 60.0 %" in report_md(make_assessment(), goals=[goal])


def test_parameters_of_facility_kinds_are_named():
    goal = dataclasses.replace(make_goals()[0], parameters={"kinds": ["no_such_kind", "parks"], "distance": "300 m"})
    assert "kinds = no_such_kind、公园绿地; distance = 300 m" in report_md(make_assessment(), goals=[goal])


def test_a_figure_without_a_target_is_not_listed_as_missing():
    assessment = make_assessment()
    first, *rest = assessment.results
    judged = dataclasses.replace(first, verdict=Verdict.NOT_ASSESSED, reason="没有目标值")
    report = report_md(dataclasses.replace(assessment, results=(judged, *rest)))
    assert "没有目标值" in sections(report)["结果"]
    assert "没有目标值" not in sections(report)["未评估与需补充的资料"]


def test_without_goals_the_clause_stands_in():
    body = sections(report_md(dataclasses.replace(make_assessment(), goals=())))["结果"]
    assert "### green.radius" in body
    assert "- 某规划 6.5.3" in body


def test_hostile_names_are_inert():
    report = report_md(make_assessment(name=HOSTILE))
    assert "<script>" not in report
    assert not re.search(r"(?<!\\)\[a(?<!\\)\]", report)
    rows = [line for line in report.splitlines() if line.startswith("| ")]
    heads = [len(re.findall(r"(?<!\\)\|", row)) for row in rows if "HYPERLINK" in row]
    assert heads
    assert "HYPERLINK" in report


def test_the_same_assessment_gives_the_same_report(report):
    assert report == report_md(make_assessment())


def test_english_report_has_no_chinese_of_ours():
    report = report_md(make_assessment(), goals=make_goals(), lang="en")
    assert report.startswith("# Sample District: planning assessment")
    for words in ("总览", "达标", "公顷", "【示意】", "全区"):
        assert words not in report


def test_one_file_for_several_districts(tmp_path):
    path = write_report_md([make_assessment(), make_assessment()], tmp_path / "report.md")
    assert path.read_text(encoding="utf-8").count("# 样例区 规划实施体检报告") == 2
    with pytest.raises(WorkspaceError, match="文件夹"):
        write_report_md(make_assessment(), tmp_path)


def page_text(path):
    """The page with the escapes of its scripts undone."""
    page = path.read_text(encoding="utf-8")
    return re.sub(r"\\u([0-9a-f]{4})", lambda escape: chr(int(escape[1], 16)), page)


def test_the_map_page_is_one_file_without_outside_requests(tmp_path):
    page = page_text(write_map_html(make_assessment(), tmp_path / "map.html"))
    assert not re.search(r"""<link|src\s*=\s*["']?(?:https?:)?//|url\(["']?https?:""", page)
    assert "步行覆盖" in page
    assert "半径内,步行不可达" in page
    assert [entry.name for entry in tmp_path.iterdir()] == ["map.html"]


def test_the_map_shows_what_was_asked_or_only_zones(tmp_path):
    asked = write_map_html(make_assessment(), tmp_path / "a.html", measure="green_radius")
    assert "半径覆盖" in page_text(asked)
    bare = dataclasses.replace(make_assessment(), pieces={})
    assert "分区边界" in page_text(write_map_html(bare, tmp_path / "b.html"))


def test_hostile_names_do_not_run_in_the_map(tmp_path):
    page = write_map_html(make_assessment(name=HOSTILE), tmp_path / "h.html").read_text(encoding="utf-8")
    assert "<script>{{7*7}}" not in page
    assert "<script>49" not in page


def test_reports_do_not_load_folium():
    code = "import sys, gis.views.report; sys.exit('folium' in sys.modules or 'streamlit' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
