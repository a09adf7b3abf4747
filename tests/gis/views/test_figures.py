"""Every figure reads the same everywhere: verdict by word and shape, band, base, target, 示意."""

import dataclasses

import pytest

from gis.goals import Target
from gis.results import Verdict
from gis.schema import Basis
from gis.views import figures
from tests.gis.views.sample import RADIUS, make_assessment, make_goals


@pytest.fixture
def figure():
    return make_assessment().of(*RADIUS, zone="toy.first")  # 2 of 3 ha


def test_verdicts_by_word_and_shape():
    assert [figures.verdict_text(verdict) for verdict in Verdict] == ["达标 ●", "未达标 ▲", "未评估 –"]
    assert figures.verdict_text(Verdict.MET, "en") == "met ●"
    assert all(figures.verdict_text(verdict).endswith(figures.MARKS[verdict]) for verdict in Verdict)


def test_value_band_base_and_target(figure):
    assert figures.value_text(figure) == "66.7 %"
    assert figures.band_text(figure) == "(61.7–71.7)"
    assert figures.base_text(figure) == "2.00 / 3.00 公顷 居住用地"
    assert figures.target_text(figure) == "60.0 %(2025年)"
    assert figures.target_text(figure, make_goals()[0]) == "≥ 60.0 %(2025年)"
    assert figures.target_text(figure, make_goals()[0], "en") == "≥ 60.0 % (2025)"


def test_an_upper_limit_and_a_target_without_year(figure):
    goal = dataclasses.replace(make_goals()[0], target=Target(at_most=0.6))
    assert figures.target_text(dataclasses.replace(figure, year=None), goal) == "≤ 60.0 %"
    assert figures.in_year("40.0 %", 2020) == "40.0 %(2020年)"


def test_nothing_is_shown_as_nothing_never_as_zero(figure):
    bare = dataclasses.replace(figure, value=None, low=None, high=None, numerator=None, target=None)
    assert figures.value_text(bare) == "–"
    assert figures.band_text(bare) == ""
    assert figures.base_text(bare) == "居住用地"
    assert figures.target_text(bare) == ""
    assert figures.value_text(dataclasses.replace(figure, value=0.0)) == "0.0 %"


def test_areas_are_in_hectares_with_thousands_separated(figure):
    area = dataclasses.replace(figure, value=227_340_000.0, unit="m2", low=2.2e8, high=2.3e8)
    assert figures.value_text(area) == "22,734.00 公顷"
    assert figures.band_text(area) == "(22,000.00–23,000.00)"


def test_titles_fall_back_to_ids():
    district = make_assessment().district
    assert figures.goal_title("green.radius", make_goals(), "en") == "Green within 300 m"
    assert figures.goal_title("green.radius") == "green.radius"
    assert figures.measure_title("green_walk") == "步行覆盖"
    assert figures.measure_title("no_such") == "no_such"
    assert figures.measure_title("green_walk:社区卫生") == "步行覆盖:社区卫生"
    assert figures.zone_title(district, None) == "全区"
    assert figures.zone_title(district, "toy.first", "en") == "First"
    assert figures.zone_title(district, "gone") == "gone"


def test_what_to_bring_names_layers_by_title_and_key():
    assert figures.needs_text(["parks", "no_such_kind"]) == "公园绿地(parks)、no_such_kind"
    assert figures.needs_text([]) == ""


def test_basis_says_whether_it_is_indicative():
    assert figures.basis_text(Basis.SURVEYED) == "测绘"
    assert figures.basis_text(Basis.SCHEMATIC) == "示意布置(示意)"
    assert all(("示意)" in figures.basis_text(basis)) is basis.indicative for basis in Basis)


def test_the_indicative_line_names_the_layers():
    line = figures.indicative_line(make_assessment())
    assert line.startswith("【示意】样例区")
    assert "命名道路、公园绿地、公共服务设施、分区边界" in line
    assert "Sample District" in figures.indicative_line(make_assessment(), "en")


def test_surveyed_layers_leave_only_the_declared_outline_indicative():
    surveyed = make_assessment(basis=Basis.SURVEYED)
    assert "(分区边界)" in figures.indicative_line(surveyed)
    compiled = dataclasses.replace(surveyed.district, zones=surveyed.district.zones[:1])
    assert figures.indicative_line(dataclasses.replace(surveyed, district=compiled)) == ""
