"""A reviewer can follow how an outline came about."""

import dataclasses

import pytest

from gis.views.traces import area_figures, trace_lines, zone_remarks
from tests.gis.views.sample import make_district, make_zones


def test_areas_in_the_units_of_a_planner():
    first, second = make_zones("甲")
    figures = area_figures(first)
    assert figures["area_km2"] == pytest.approx(1.0)
    assert figures["area_ha"] == pytest.approx(100.0)
    assert figures["area_mu"] == pytest.approx(1500.0)
    assert figures["published_km2"] == pytest.approx(1.25)
    assert figures["difference_share"] == pytest.approx(-0.2)
    assert (figures["area_low_km2"], figures["area_high_km2"]) == pytest.approx((0.96, 1.04))
    assert area_figures(second)["published_km2"] is None
    assert area_figures(second)["difference_share"] is None


def test_the_trace_names_line_side_lengths_and_corners():
    lines = trace_lines(make_zones("甲")[0])
    assert lines[0] == "面积 1.00 平方公里(区间 0.96 平方公里 至 1.04 平方公里),公布 1.25 平方公里,相差 -20.0%"
    assert lines[1].startswith("西以“甲路”为界(对应 甲路(G20),误差 30 米):用作边界 1,000 米,延长 12 米,截去 250 米")
    assert lines[1].endswith("误差影响面积 0.03 平方公里")
    assert lines[2].endswith(";此边为补充约定:无东边")
    assert "117.0112, 36.8100" in lines[3]
    assert lines[4] == "有备注"


def test_parts_are_numbered_only_where_there_are_several():
    zone = make_zones("甲")[0]
    west, east = zone.trace.lines
    trace = dataclasses.replace(zone.trace, lines=(west, dataclasses.replace(east, part=2)))
    lines = trace_lines(dataclasses.replace(zone, trace=trace))
    assert lines[2].startswith("第2部分 东")
    assert not trace_lines(zone)[2].startswith("第")


def test_a_declared_outline_says_so_and_why():
    lines = trace_lines(make_zones("甲")[1])
    assert "声明的轮廓" in lines[1]
    assert lines[-1] == "示意:规划未给出四至"
    assert trace_lines(make_zones("甲")[1], "en")[-1] == "indicative: 规划未给出四至"


def test_overlaps_gaps_and_notices_are_reported():
    remarks = zone_remarks(make_district())
    assert "甲 与 乙 10.00 公顷" in remarks[0]
    assert "0.50 公顷" in remarks[1]
    assert remarks[2] == "两条道路无名称"
    assert "First and Second" in zone_remarks(make_district(), "en")[0]
    assert zone_remarks(dataclasses.replace(make_district(), overlaps=(), gap_m2=0.0, notices=())) == []
