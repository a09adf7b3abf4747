import pytest

from gis.clauses import bands
from gis.clauses.row import Row
from gis.clauses.tokens import tokenize


def read(function, text):
    piece = function(Row(text, tokenize(text), first=False))
    return None if piece is None else (piece.op, [(side.side, side.of, side.offset_m) for side in piece.sides])


@pytest.mark.parametrize(
    ("function", "text", "op", "sides"),
    [
        (bands.read_corridor, "甲乙路两侧各50米", "corridor", [("both", "甲乙路", 50)]),
        (bands.read_corridor, "甲乙路、丙丁路沿线", "corridor", [("both", "甲乙路", None), ("both", "丙丁路", None)]),
        (bands.read_corridor, "国道、省道两侧各50米、30米", "corridor", [("both", "国道", 50), ("both", "省道", 30)]),
        (bands.read_corridor, "甲乙路丙丁路—戊己路段两侧", "corridor", [("both", "甲乙路", None)]),
        (bands.read_segment_corridor, "北起甲街乙街路口、南至甲街丙街路段的沿街", "corridor", [("both", "甲街", None)]),
        (bands.read_segment_corridor, "北起甲街乙街路口、东至甲街丙街路段的沿街", None, None),
        (bands.read_named_segment, "戊己路北起甲乙路，南至丙丁路", "corridor", [("both", "戊己路", None)]),
        (bands.read_named_segment, "范围北起甲乙路，南至丙丁路", None, None),
        (bands.read_outwards, "控制线外延200米", "corridor", [("out", "控制线", 200)]),
        (bands.read_outwards, "控制线内缩20米", "corridor", [("out", "控制线", -20)]),
        (bands.read_outwards, "古井周围50米", "radius", [("around", "古井", 50)]),
        (bands.read_outwards, "水库周边50米", "corridor", [("out", "水库", 50)]),
        (bands.read_outwards, "甲乙路50米", None, None),
        (bands.read_outside, "绕城高速以外", "intersect", [("out", "绕城高速", None)]),
        (bands.read_inside, "三环路以内", "intersect", [("in", "三环路", None)]),
        (bands.read_above, "350米等高线以上", "intersect", [("up", "350米等高线", None)]),
        (bands.read_enclosed, "甲乙路、丙丁路围合", "intersect", [("in", "甲乙路", None), ("in", "丙丁路", None)]),
        (bands.read_enclosed, "甲乙路丙丁路围合", "intersect", [("in", "甲乙路", None), ("in", "丙丁路", None)]),
        (bands.read_enclosed, "甲乙湖围合", None, None),
        (bands.read_corner, "甲乙路与丙丁路交汇处西南角", "corner", [("SW", "甲乙路", None), ("SW", "丙丁路", None)]),
        (bands.read_corner, "甲乙路丙丁路路口东北角", "corner", [("NE", "甲乙路", None), ("NE", "丙丁路", None)]),
        (bands.read_rays, "以古塔为基点,东50米,西60米", "radius", [("W", "古塔", 50), ("E", "古塔", 60)]),
        (bands.read_rays, "围墙东50米、西60米", "intersect", [("W", "围墙", 50), ("E", "围墙", 60)]),
        (bands.read_radius, "以古塔为圆心，半径500米", "radius", [("around", "古塔", 500)]),
        (bands.read_classed_radius, "以站点为中心,一般站点半径500米", "radius", [("around", "一般站点", 500)]),
        (bands.read_units, "甲镇、乙镇全境", "admin", [("in", "甲镇", None), ("in", "乙镇", None)]),
        (bands.read_bare_units, "嘉定行政区", "admin", [("in", "嘉定行政区", None)]),
        (bands.read_bare_units, "青石路", None, None),
        (bands.read_heart, "以建成区为核心", "admin", [("in", "建成区", None)]),
        (bands.read_within, "青石镇位于", "intersect", [("in", "青石镇", None)]),
        (bands.read_within, "项目位于", None, None),
        (bands.read_units_then_lines, "青石镇、", "admin", [("in", "青石镇", None)]),
        (bands.read_units_then_lines, "青石路、", None, None),
    ],
)
def test_a_reading_or_a_refusal(function, text, op, sides):
    assert read(function, text) == (None if op is None else (op, sides))


def test_a_segment_is_noted():
    text = "戊己路北起甲乙路，南至丙丁路"
    assert "北起甲乙路" in bands.read_named_segment(Row(text, tokenize(text), first=True)).note


def test_what_must_hold_with_the_words_behind_it_says_so():
    text = "青石镇位于"
    assert bands.read_within(Row(text, tokenize(text), first=True)).carries
