"""Lines told apart."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gis.coordinate_txt import Dialect
from gis.read.intake.formats.txt_grammar import Outline, read_lines
from tests.gis.read.intake.making_txt import HEADER, head, plot, ring_lines, square, whole


def outline(lines: list[str]) -> Outline:
    return read_lines(lines, Dialect())


def points(*lines: str) -> list[tuple[str, str, float, float]]:
    """The points of a plot; two honest lines before set the style."""
    (draft,) = outline([head(), *lines]).drafts()
    return [point[:4] for point in draft.points]


def test_heads_points_and_keys() -> None:
    found = outline(whole(plot(1), plot(2)))
    assert [draft.line for draft in found.drafts()] == [10, 16]
    assert found.blocks[0]["坐标系"] == [("2000国家大地坐标系", 2)]
    assert found.findings == []
    assert found.headed
    draft = found.drafts()[0]
    assert draft.labels == ["J1", "J2", "J3", "J4", "J1"]
    assert draft.xy.shape == (5, 2)
    assert (draft.start, draft.stop) == (9, 15)
    assert draft.odd == {}


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("J1,1,4057700.5,39508900.5", ("J1", "1", 4057700.5, 39508900.5)),
        ("J1,1,4057700.5,39508900.5,", ("J1", "1", 4057700.5, 39508900.5)),
        (" J1 , 1 , 4057700.5 , 39508900.5 ", ("J1", "1", 4057700.5, 39508900.5)),
        ("J1 1 4057700.5 39508900.5", ("J1", "1", 4057700.5, 39508900.5)),
        ("J1\t1\t4057700.5\t39508900.5", ("J1", "1", 4057700.5, 39508900.5)),
        ("J1;1;4057700.5;39508900.5", ("J1", "1", 4057700.5, 39508900.5)),
        ("Ｊ１，１，４０５７７００．５，39508900.5", ("J1", "1", 4057700.5, 39508900.5)),
        ("J1,1,4057700.5,39508900.5,35.2", ("J1", "1", 4057700.5, 39508900.5)),
        ("1,,508900.5,4057700.5,35.2", ("1", "", 508900.5, 4057700.5)),
        ("界址点1,1,4057700.5,39508900.5", ("界址点1", "1", 4057700.5, 39508900.5)),
        ("J1,1,4.0577005e6,39508900.5", ("J1", "1", 4057700.5, 39508900.5)),
        ("J1,123,4057700.5,39508900.5", ("J1", "123", 4057700.5, 39508900.5)),
        ("J1,A,4057700.5,39508900.5", ("J1", "A", 4057700.5, 39508900.5)),
    ],
)
def test_points_of_every_form(line: str, expected: tuple[str, str, float, float]) -> None:
    assert points(line) == [expected]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["J1,36.5,117.1", "J2,36.5,117.2"], ("J1", "", 36.5, 117.1)),
        (["117.1,36.5", "117.2,36.5"], ("", "", 117.1, 36.5)),
        (["117.1 36.5", "117.2 36.5"], ("", "", 117.1, 36.5)),
        (["J1,4057700.5,508900.5,12.5", "J2,4057700.5,508900.5,12.5"], ("J1", "", 4057700.5, 508900.5)),
    ],
)
def test_points_without_rings(lines: list[str], expected: tuple[str, str, float, float]) -> None:
    found = outline(lines)
    assert not found.headed
    assert found.drafts()[0].points[0][:4] == expected


def test_blank_lines_part_areas_only_where_there_are_no_heads() -> None:
    rings = [*ring_lines(square()), "", *ring_lines(square(1))]
    assert len(outline(rings).drafts()) == 2
    assert len(outline([head(), *rings]).drafts()) == 1


def test_sections_may_be_written_in_many_ways() -> None:
    for title in ("[地块坐标]", " [ 地块坐标 ] ", "【地块坐标】", "［地块坐标］"):
        found = outline(["[属性描述]", *HEADER, title, *plot(1)])
        assert not found.findings, title
        assert len(found.sections) == 3


def test_colons_and_commas_in_values_are_no_heads() -> None:
    found = outline(whole(plot(1), header=["数据产生日期=2025:06:15", "转换参数=,,,,,,", "备注=甲,乙,丙,丁,面,@"]))
    assert len(found.drafts()) == 1
    assert found.blocks[0]["备注"] == [("甲,乙,丙,丁,面,@", 4)]


def test_a_head_in_the_attribute_section_is_a_head() -> None:
    found = outline(["[属性描述]", *HEADER, *plot(1)])
    assert [one.code for one in found.findings] == ["txt_section_missing"]
    assert len(found.drafts()) == 1


def test_what_is_not_understood_stays_where_it_stood() -> None:
    (draft,) = outline([*plot(1), "合计 一块"]).drafts()
    assert draft.before == {5: ["合计 一块"]}


@settings(max_examples=200, deadline=None)
@given(st.lists(st.text("J1,.@=[] 面\t4057地块坐标；，", max_size=40), max_size=30))
def test_every_line_is_somewhere(lines: list[str]) -> None:
    """Lines kept, lines of points and heads: together all lines of the file, each once."""
    found = outline(lines)
    count = 0
    for title, items in found.sections:
        count += title is not None
        for item in items:
            count += 1 if isinstance(item, str) else item.stop - item.start
    assert count == len(lines)
