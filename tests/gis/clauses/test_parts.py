import pytest
from shapely.geometry import LineString, Point, box

from gis.clauses.outline import Closing, NamedLine
from gis.errors import ClauseError, OpenClauseError, UnknownLineError
from tests.gis.clauses.paper import (
    BOX,
    EAST,
    KM2,
    NORTH,
    at,
    box_lines,
    clause,
    closings,
    drawn,
    line,
    maker_lines,
    near,
    part,
    use_of,
)

# --- corridors, units, radii, corners --------------------------------------------------------------------------------


def test_a_corridor_is_the_strip_of_its_width_with_square_ends():
    lines = [line("甲路", (0, 0), (2000, 0)), line("乙路", (0, 5000), (1000, 5000))]
    shape, trace = drawn(clause(part("both 甲路 100", "both 乙路 200", op="corridor")), lines)
    assert shape.area == near(2000 * 200 + 1000 * 400)
    assert shape.geom_type == "MultiPolygon"
    assert use_of(trace, "甲路").used_m == near(2 * (2000 + 200))
    assert trace.area_low_m2 == trace.area_high_m2 == near(shape.area)


def test_a_corridor_without_a_width_is_open_and_a_closing_gives_it():
    lines = [line("甲路", (0, 0), (2000, 0)), line("乙路", (0, 5000), (1000, 5000))]
    words = clause(part("both 甲路", "both 乙路", op="corridor"), closes="unknown")
    with pytest.raises(OpenClauseError, match="两侧宽度"):
        drawn(words, lines)
    whole = Closing("both", "甲路、乙路", "无宽度", width_m=100)
    shape, trace = drawn(words, lines, closings=[whole])
    assert shape.area == near(3000 * 200)
    assert all(use.declared and use.reason == "无宽度" for use in trace.lines)
    shape, _ = drawn(words, lines, closings=[Closing("both", "乙路", "窄", width_m=50), whole])
    assert shape.area == near(2000 * 200 + 1000 * 100)


def test_a_closing_clips_a_corridor_even_where_the_closing_line_stops_inside_it():
    lines = [line("甲路", (0, 0), (2000, 0)), line("断路", (500, -1000), (500, 20))]
    shape, trace = drawn(clause(part("both 甲路 100", op="corridor")), lines, closings=[Closing("E", "断路", "止于此")])
    assert shape.area == near(500 * 200)
    assert use_of(trace, "断路").extended_m == near(80)


def test_a_closing_line_clear_of_the_corridor_keeps_it_or_leaves_nothing():
    lines = [line("甲路", (0, 0), (2000, 0)), line("远路", (3000, -1000), (3000, 1000))]
    strip = clause(part("both 甲路 100", op="corridor"))
    assert drawn(strip, lines, closings=[Closing("E", "远路", "试")])[0].area == near(2000 * 200)
    with pytest.raises(ClauseError, match="没有面积"):
        drawn(strip, lines, closings=[Closing("W", "远路", "试")])


def test_both_sides_without_width_need_a_line_that_crosses_the_closings():
    lines = [*maker_lines(), line("界外路", (5000, 0), (5000, 100))]
    with pytest.raises(ClauseError, match="界外路 不经过"):
        drawn(clause(part("both 界外路", op="corridor")), lines, closings=closings())


def test_the_ring_that_lines_enclose_and_the_ring_road():
    words = part("in 西路", "in 北路", "in 东路", "in 南路")
    assert drawn(clause(words), box_lines())[0].area == near(KM2)
    assert drawn(clause(words), box_lines(beyond=-100))[0].area == near(KM2)
    ring = line("环线", (0, 0), (1000, 0), (1000, 1000), (0, 1000), (0, 0))
    shape, trace = drawn(clause(part("in 环线")), [ring])
    assert shape.area == near(KM2)
    assert use_of(trace, "环线").used_m == near(4000)


def test_a_ring_that_all_but_closes_is_closed_straight_and_a_half_ring_is_not():
    most = line("缺环", (0, 0), (1000, 0), (1000, 1000), (0, 1000), (0, 100))
    shape, trace = drawn(clause(part("in 缺环")), [most])
    assert shape.area == near(KM2)
    assert use_of(trace, "缺环").extended_m == near(100)
    with pytest.raises(ClauseError, match="围不出"):
        drawn(clause(part("in 半环")), [line("半环", (0, 0), (1000, 0), (1000, 1000))])


@pytest.mark.parametrize(("offset", "expected"), [("", 1.0), (" 100", 1.1)])
def test_a_border_that_closes_on_itself_can_be_one_side(offset, expected):
    border = line("区界", (-3000, -3000), (1000, -3000), (1000, 3000), (-3000, 3000), (-3000, -3000), kind="boundary")
    lines = [*(box_lines()[i] for i in (0, 2, 3)), border]
    shape, trace = drawn(clause(part("E 西路", f"W 区界{offset}", "N 南路", "S 北路")), lines)
    assert shape.area == near(expected * KM2)
    assert use_of(trace, "区界").used_m == near(1000)


def test_a_line_round_three_sides_is_one_limit():
    river = line("弯河", (0, -500), (0, 1000), (1000, 1000), (1000, -500))
    shape, _ = drawn(clause(part("E 弯河", "S 弯河", "W 弯河", "N 南路")), [river, box_lines()[2]])
    assert shape.area == near(KM2)


@pytest.mark.parametrize("geometry", [LineString(), Point(0, 0)])
def test_a_line_without_a_course_is_named(geometry):
    with pytest.raises(ClauseError, match="“北路”没有可用的几何"):
        drawn(clause(BOX), [*box_lines()[:3], NamedLine("北路", (), "road", "roads", geometry, 1.0)])


def test_an_offset_that_is_no_number_is_refused():
    with pytest.raises(ClauseError, match="不是有限的数"):
        drawn(clause(part("E 西路 nan", "W 东路", "N 南路", "S 北路")), box_lines())


def test_a_line_in_three_dimensions_is_drawn_flat():
    high = LineString([(EAST - 500, NORTH + 1000, 5), (EAST + 1500, NORTH + 1000, 9)])
    lines = [*box_lines()[:3], NamedLine("北路", (), "road", "roads", high, 1.0)]
    shape, _ = drawn(clause(BOX), lines)
    assert not shape.has_z
    assert shape.area == near(KM2)


def test_pockets_apart_from_the_area_are_counted_not_added():
    # The north road crosses the east road, comes back over it farther out and leaves a pocket between the two.
    north = line("北路", (-500, 1000), (1100, 1000), (1100, 1300), (900, 1300), (900, 1600), (1500, 1600))
    east = line("东路", (1000, -500), (1000, 2000))
    shape, trace = drawn(clause(BOX), [box_lines()[0], east, box_lines()[2], north])
    assert shape.area == near(KM2)
    assert any("另有 1 处不相连的小块" in remark for remark in trace.remarks)


def test_units_are_united_and_cut_by_a_line():
    towns = {
        "甲镇": box(EAST, NORTH, EAST + 1000, NORTH + 1000),
        "乙镇": box(EAST + 900, NORTH, EAST + 1900, NORTH + 1000),
    }
    assert drawn(clause(part("in 甲镇", "in 乙镇", op="admin")), [], areas=towns)[0].area == near(1.9 * KM2)
    ridge = line("分水岭", (300, 100), (300, 900))
    shape, trace = drawn(clause(part("in 甲镇", "in 乙镇", "E 分水岭")), [ridge], areas=towns)
    assert shape.area == near(1.6 * KM2)
    assert use_of(trace, "分水岭").extended_m == near(200)


def test_what_the_note_excludes_is_left_out_or_named_when_unknown():
    hole = {"甲镇": box(EAST, NORTH, EAST + 400, NORTH + 500)}
    excluding = part("E 西路", "W 东路", "N 南路", "S 北路", note="minus: 甲镇; 其他说明")
    assert drawn(clause(excluding), box_lines(), areas=hole)[0].area == near(0.8 * KM2)
    with pytest.raises(ClauseError, match="要扣除的甲镇没有范围"):
        drawn(clause(excluding), box_lines())


def test_outside_of_an_area():
    site = {"遗址": box(EAST, NORTH, EAST + 100, NORTH + 100)}
    ring, _ = drawn(clause(part("out 遗址 10", op="corridor")), [], areas=site)
    assert ring.area == pytest.approx(4 * 100 * 10 + 3.1416 * 100, rel=1e-3)
    outside = part("E 西路", "W 东路", "N 南路", "S 北路", "out 遗址")
    assert drawn(clause(outside), box_lines(), areas=site)[0].area == near(KM2 - 10_000)
    with pytest.raises(ClauseError, match="没有范围"):
        drawn(clause(outside), box_lines())


def test_radii_are_circles_and_distances_are_boxes():
    stations = {"车站": at(0, 0), "塔": at(0, 0)}
    circle, _ = drawn(clause(part("around 车站 500", op="radius")), [], areas=stations)
    assert circle.area == pytest.approx(3.14159 * 500**2, rel=2e-3)
    tower, _ = drawn(clause(part("W 塔 50", "E 塔 60", "S 塔 75", "N 塔 25", op="radius")), [], areas=stations)
    assert tower.bounds == pytest.approx((EAST - 60, NORTH - 25, EAST + 50, NORTH + 75))
    with pytest.raises(OpenClauseError, match="南侧"):
        drawn(clause(part("W 塔 50", "E 塔 50", "S 塔 75", op="radius")), [], areas=stations)
    with pytest.raises(ClauseError, match="半径"):
        drawn(clause(part("around 车站", op="radius")), [], areas=stations)
    with pytest.raises(UnknownLineError, match="港口"):
        drawn(clause(part("around 港口 500", op="radius")), [], areas=stations)


def test_a_corner_has_no_size_of_its_own():
    words = part("SW 东路", "SW 北路", op="corner")
    with pytest.raises(OpenClauseError, match="南侧、西侧"):
        drawn(clause(words, closes="no"), box_lines())
    sized = [Closing("S", "南路", "至南路"), Closing("W", "西路", "至西路")]
    assert drawn(clause(words, closes="no"), box_lines(), closings=sized)[0].area == near(KM2)


def test_what_cannot_be_drawn_is_refused():
    with pytest.raises(ClauseError, match="向海"):
        drawn(clause(part("sea 海岸线", "N 南路")), box_lines())
    with pytest.raises(ClauseError, match="没有读出"):
        drawn(clause(), box_lines())
    with pytest.raises(ClauseError, match="不认识的部分"):
        drawn(clause(part("N 南路", op="spiral")), box_lines())
