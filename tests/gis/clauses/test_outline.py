import pytest

from gis.clauses.outline import Closing
from gis.errors import ClauseError, OpenClauseError, UnknownLineError, UnreadClauseError
from tests.gis.clauses.paper import (
    BOX,
    EAST,
    KM2,
    MAKER,
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

# --- cells -----------------------------------------------------------------------------------------------------------


def test_four_lines_that_cross_give_the_square_between_them():
    shape, trace = drawn(clause(BOX), box_lines())
    assert shape.area == near(KM2)
    assert shape.geom_type == "Polygon"
    assert shape.bounds == pytest.approx((EAST, NORTH, EAST + 1000, NORTH + 1000))
    for name, side in (("西路", "W"), ("东路", "E"), ("南路", "S"), ("北路", "N")):
        use = use_of(trace, name)
        assert (use.side, use.used_m, use.extended_m, use.trimmed_m) == (side, near(1000), 0, near(1000))


def test_lines_that_stop_short_are_carried_on_as_far_as_the_corner_only():
    shape, trace = drawn(clause(BOX), box_lines(beyond=-100.0))
    assert shape.area == near(KM2)
    for use in trace.lines:
        assert use.used_m == near(1000)
        assert use.extended_m == near(200)
        assert use.trimmed_m == near(0)


def test_a_line_that_crosses_its_neighbours_is_not_carried_on():
    # The north road comes back and its end points straight into the square: carried on, it would cut the square.
    lines = [*box_lines()[:3], line("北路", (-500, 1000), (1500, 1000), (1500, 500), (1100, 500))]
    shape, trace = drawn(clause(BOX), lines)
    assert shape.area == near(KM2)
    assert use_of(trace, "北路").extended_m == 0


def test_a_line_that_bends_away_after_the_crossing_is_not_drawn_straight():
    south = line("南路", (-500, 0), (1000, 0), (1600, -600), (3000, -900))
    shape, _ = drawn(clause(BOX), [*box_lines()[:2], south, box_lines()[3]])
    assert shape.area == near(KM2)


def test_a_crossing_on_the_bend_is_used():
    # The east road stands 500 m beyond the bend, where the south road has turned to the south-east.
    south = line("南路", (-500, 0), (500, 0), (1500, -1000))
    lines = [box_lines()[0], line("东路", (1000, -900), (1000, 1500)), south, box_lines()[3]]
    shape, trace = drawn(clause(BOX), lines)
    assert shape.area == near(KM2 + 500 * 500 / 2)
    assert use_of(trace, "南路").extended_m == 0


def test_a_line_that_ends_on_its_bend_is_carried_on_in_the_bent_direction():
    south = line("南路", (-500, 0), (500, 0), (800, -300))
    lines = [box_lines()[0], line("东路", (1000, -900), (1000, 1500)), south, box_lines()[3]]
    shape, trace = drawn(clause(BOX), lines)
    assert shape.area == near(KM2 + 500 * 500 / 2)
    assert use_of(trace, "南路").extended_m == near(200 * 2**0.5)


def test_a_road_that_turns_back_far_away_still_has_its_side_where_it_is_used():
    # East 1 km along the area, then 5 km north and 4 km west: the straight line between its ends says nothing.
    south = line("南路", (-500, 0), (1500, 0), (1500, 5000), (-2500, 5000))
    shape, _ = drawn(clause(BOX), [*box_lines()[:2], south, box_lines()[3]])
    assert shape.area == near(KM2)


def test_a_meander_across_the_north_road_adds_only_what_lies_on_the_east_bank():
    # The river crosses the north road northward, comes back 200 m deep at x=100..200 and leaves for good.
    river = line("西路", (0, -500), (0, 1200), (100, 1200), (100, 800), (200, 800), (200, 1500))
    shape, _ = drawn(clause(BOX), [river, *box_lines()[1:]])
    assert shape.area == near(KM2 - 100 * 200)
    assert not shape.intersects(at(150, 900))


def test_two_carriageways_and_a_loop_do_not_disturb_the_cell():
    west = line("西路", [(0, -500), (0, 1500)], [(-30, -500), (-30, 1500)], [(-30, 300), (0, 300)])
    shape, trace = drawn(clause(BOX), [west, *box_lines()[1:]])
    assert shape.area == near(KM2)
    assert use_of(trace, "西路").used_m == near(1000)


def test_a_gap_in_a_road_is_bridged_and_counted():
    west = line("西路", [(0, -500), (0, 400)], [(0, 460), (0, 1500)])
    shape, trace = drawn(clause(BOX), [west, *box_lines()[1:]])
    assert shape.area == near(KM2)
    assert use_of(trace, "西路").extended_m == near(60)


def test_a_stepped_limit_of_two_lines_is_one_chain():
    # East limit: x=1000 up to y=500, then x=1200: half-planes would cut the upper half at 1000 too.
    lines = [
        *(box_lines()[i] for i in (0, 2, 3)),
        line("东一路", (1000, -500), (1000, 500)),
        line("东二路", (1200, 500), (1200, 1500)),
    ]
    shape, trace = drawn(clause(part("E 西路", "W 东一路", "W 东二路", "N 南路", "S 北路")), lines)
    assert shape.area == near(KM2 + 200 * 500)
    assert any("东侧界线由东一路、东二路组成" in remark for remark in trace.remarks)
    assert use_of(trace, "东一路").extended_m + use_of(trace, "东二路").extended_m == near(200)


def test_a_chain_round_a_corner_is_carried_on_to_where_its_lines_meet():
    lines = [
        *(box_lines()[i] for i in (0, 1, 3)),
        line("南一路", (-500, 0), (400, 0)),
        line("南二路", (500, -100), (1500, -100)),
        line("南三路", (500, -100), (500, -30)),
    ]
    shape, _ = drawn(clause(part("E 西路", "W 东路", "N 南一路", "N 南三路", "N 南二路", "S 北路")), lines)
    assert shape.area == near(KM2 + 500 * 100)


def test_one_river_that_bends_closes_two_sides():
    river = line("弯河", (-500, 1000), (700, 1000), (1000, 700), (1000, -500), kind="river")
    lines = [box_lines()[0], box_lines()[2], river]
    shape, trace = drawn(clause(part("E 西路", "N 南路", "S 弯河", "W 弯河")), lines)
    assert shape.area == near(KM2 - 300 * 300 / 2)
    assert sum(use.used_m for use in trace.lines if use.name == "弯河") == near(700 + 700 + 300 * 2**0.5)
    assert any("弯河 用了 2 次" in remark for remark in trace.remarks)


def test_two_curved_rivers_enclose_without_a_line_for_every_side_when_the_words_are_said_to_close():
    lines = [
        line("甲河", (-100, -100), (0, 0), (0, 1000), (1000, 1000), (1100, 1100)),
        line("乙河", (-100, 0), (1000, 0), (1000, 1100)),
    ]
    words = part("SE 甲河", "NW 乙河")
    assert drawn(clause(words), lines)[0].area == near(KM2)
    with pytest.raises(OpenClauseError, match="东北侧、西南侧"):
        drawn(clause(words, closes="no"), lines)


def test_a_cut_by_the_later_course_of_a_line_does_not_lose_the_far_half():
    # The south road returns inside the square as a dead end: a spur is no limit.
    south = line("南路", [(-500, 0), (1500, 0)], [(500, 0), (500, 600)])
    assert drawn(clause(BOX), [*box_lines()[:2], south, box_lines()[3]])[0].area == near(KM2)


def test_sides_that_contradict_the_lines_are_an_error():
    with pytest.raises(ClauseError, match="围不出"):
        drawn(clause(part("W 西路", "E 东路", "N 南路", "S 北路")), box_lines())


def test_lines_too_far_apart_to_meet_are_an_error_that_names_them_and_the_reach():
    lines = [*box_lines()[:3], line("北路", (-500, 9000), (1500, 9000))]
    with pytest.raises(ClauseError, match=r"北路.*延长 5 公里仍不相交"):
        drawn(clause(BOX), lines)


# --- offsets ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("offset", "expected"), [(200, 1.2), (-300, 0.7)])
def test_an_offset_moves_the_limit_away_from_the_area_or_into_it(offset, expected):
    shape, _ = drawn(clause(part("E 西路", f"W 东路 {offset}", "N 南路", "S 北路")), box_lines())
    assert shape.area == near(expected * KM2)


def test_one_road_is_both_the_east_and_the_west_limit():
    # 东至西路以东200米,西至西路,南至南路以南150米,北至南路以北80米
    shape, trace = drawn(clause(part("W 西路 200", "E 西路", "N 南路 150", "S 南路 80")), box_lines())
    assert shape.area == near(200 * 230)
    assert shape.bounds == pytest.approx((EAST, NORTH - 150, EAST + 200, NORTH + 80))
    assert len(trace.lines) == 4


def test_offsets_follow_a_bend():
    south = line("南路", (-500, 0), (500, 0), (500, -500), (1500, -500))
    lines = [*box_lines(beyond=900)[:2], south, box_lines()[3]]
    plain, _ = drawn(clause(BOX), lines)
    grown, _ = drawn(clause(part("E 西路", "W 东路", "N 南路 100", "S 北路")), lines)
    assert plain.area == near(KM2 + 500 * 500)
    assert grown.area == near(400 * 1100 + 600 * 1600)


# --- several parts ---------------------------------------------------------------------------------------------------


def test_parts_are_united_and_their_overlap_counts_once():
    lines = [*box_lines(), line("中路", (500, -500), (500, 1500)), line("远路", (1500, -500), (1500, 1500))]
    both = clause(BOX, part("E 中路", "W 远路", "N 南路", "S 北路"))
    shape, trace = drawn(both, lines)
    assert shape.area == near(1.5 * KM2)
    assert any("重叠 0.50 平方公里" in remark for remark in trace.remarks)
    assert {use.part for use in trace.lines} == {1, 2}


def test_lengths_of_outline_are_never_counted_twice():
    shape, trace = drawn(clause(BOX, BOX), box_lines())
    assert sum(use.used_m for use in trace.lines) == near(shape.length)


# --- open clauses and closings ---------------------------------------------------------------------------------------


def test_an_open_clause_names_the_sides_that_no_part_gives():
    with pytest.raises(OpenClauseError) as caught:
        drawn(MAKER, maker_lines())
    assert caught.value.facts["missing"] == ["北侧", "东侧"]
    assert "第3部分(带北路、南路)缺东侧、西侧" in str(caught.value)
    assert "第2部分(中路)缺两侧宽度" in str(caught.value)
    assert "北侧、东侧" in caught.value.message("en")


@pytest.mark.parametrize(
    ("words", "missing"),
    [
        (["W 东路", "N 南路"], "北侧、西侧"),
        (["E 西路", "W 东路", "N 南路"], "北侧"),
        (["N 南路", "S 北路"], "东侧、西侧"),
        (["E 西路"], "北侧、东侧、南侧"),
    ],
)
def test_missing_sides_are_named(words, missing):
    with pytest.raises(OpenClauseError, match=f"缺少:{missing}。"):
        drawn(clause(part(*words), closes="no"), box_lines())


def test_closings_close_every_part_and_are_marked_in_the_trace():
    shape, trace = drawn(MAKER, maker_lines(), closings=closings())
    assert shape.area == near(2000 * 1000)
    north = use_of(trace, "北高速")
    assert (north.side, north.declared, north.reason, north.used_m) == ("N", True, "规划未给出", near(1000))
    assert not use_of(trace, "西路").declared
    assert any("补充边界为示意" in remark for remark in trace.remarks)
    assert any("带北路 不在轮廓上" in remark for remark in trace.remarks)


def test_a_closing_that_names_its_part_holds_beside_the_words():
    lines = [*box_lines(), line("半路", (-500, 400), (1500, 400))]
    shape, _ = drawn(clause(BOX), lines, closings=[Closing("N", "半路", "试", parts=(1,))])
    assert shape.area == near(0.4 * KM2)


def test_a_closing_for_a_side_the_words_give_is_not_used_and_said_so():
    lines = [*box_lines(), line("半路", (-500, 400), (1500, 400))]
    shape, trace = drawn(clause(BOX), lines, closings=[Closing("N", "半路", "试")])
    assert shape.area == near(KM2)
    assert any("补充边界 半路 没有用到" in remark for remark in trace.remarks)


def test_too_few_closings_leave_the_clause_open():
    with pytest.raises(OpenClauseError, match="缺少:南侧"):
        drawn(clause(part("E 西路"), closes="no"), maker_lines(), closings=closings()[:2])


@pytest.mark.parametrize(
    ("closing", "said"),
    [
        (Closing("up", "北路", "试"), "方位"),
        (Closing("N", "北路", " "), "理由"),
        (Closing("N", "北路", "试", parts=(2,)), "不存在的部分"),
        (Closing("both", "北路", "试"), "没有宽度"),
        (Closing("both", "北路", "试", width_m=float("nan")), "没有宽度"),
    ],
)
def test_a_closing_that_cannot_be_used_is_refused(closing, said):
    with pytest.raises(ClauseError, match=said):
        drawn(clause(BOX), box_lines(), closings=[closing])


# --- names and words -------------------------------------------------------------------------------------------------


def test_an_unknown_line_names_the_nearest():
    with pytest.raises(UnknownLineError) as caught:
        drawn(clause(part("E 西路", "W 世季路", "N 南路", "S 北路")), [*box_lines(), line("世纪路", (0, 0), (1, 1))])
    assert caught.value.facts["name"] == "世季路"
    assert caught.value.facts["nearest"][0] == "世纪路"


def test_a_name_that_fits_two_lines_is_never_guessed():
    twins = [line("新区大道", (0, 0), (0, 9)), line("新区大街", (5, 0), (5, 9))]
    with pytest.raises(ClauseError, match="对应多条线"):
        drawn(clause(part("E 新区路", "W 东路", "N 南路", "S 北路")), [*box_lines(), *twins])


def test_an_alias_is_used_and_said():
    lines = [*box_lines()[:3], line("济青高速", (-500, 1000), (1500, 1000), aliases=("G20", "青银高速"))]
    shape, trace = drawn(clause(part("E 西路", "W 东路", "N 南路", "S 青银高速公路")), lines)
    assert shape.area == near(KM2)
    assert use_of(trace, "青银高速公路").found_as == "济青高速"
    assert "青银高速公路 = 济青高速" in trace.remarks


def test_words_that_may_change_the_area_stop_the_drawing_and_harmless_ones_do_not():
    with pytest.raises(UnreadClauseError, match="除西部山区"):
        drawn(clause(BOX, unread=("除西部山区",)), box_lines())
    assert drawn(clause(BOX, unread=("规划范围", ",", "区域")), box_lines())[0].area == near(KM2)


def test_what_the_area_links_is_said_of_it_and_left_aside_with_a_remark():
    linking = clause(BOX, unread=("串联甲镇", "乙镇"), text="西路以东……区域,串联甲镇、乙镇")
    shape, trace = drawn(linking, box_lines())
    assert shape.area == near(KM2)
    assert any("“串联甲镇、乙镇”不是边界" in remark for remark in trace.remarks)
    with pytest.raises(UnreadClauseError, match="乙镇"):
        drawn(clause(BOX, unread=("乙镇",), text="西路以东……区域\uff0c串联甲镇\uff0c乙镇"), box_lines())
