import pytest

from gis.clauses.closing import Closing, closings_of, corridor_width, given_limits, require_closed, require_usable
from gis.errors import ClauseError, OpenClauseError
from tests.gis.clauses.paper import BOX, box_lines, clause, part


def test_limits_lie_across_from_the_area():
    assert given_limits(part("E 西路", "N 南路", "in 甲镇")) == ["W", "S"]


def test_a_closing_fills_what_the_words_leave_open_or_what_it_names():
    words = part("E 西路", "N 南路")
    anywhere, here, elsewhere = (Closing("W", "甲", "因", parts=parts) for parts in ((), (1,), (2,)))
    north = Closing("N", "乙", "因")
    assert closings_of(words, 1, [anywhere, here, elsewhere, north]) == [here, north]
    assert closings_of(part("both 中路", op="corridor"), 1, [anywhere]) == [anywhere]


def test_the_width_of_a_corridor_is_that_of_its_own_line_first():
    all_lines, own = Closing("both", "西路、东路", "因", width_m=100), Closing("both", "东路", "因", width_m=50)
    lines = box_lines()
    assert corridor_width("西路", 1, [own, all_lines], lines=lines) is all_lines
    assert corridor_width("东路", 1, [all_lines, own], lines=lines) is own
    assert corridor_width("西路", 1, [own], lines=lines) is None
    assert corridor_width("西路", 2, [Closing("both", "", "因", parts=(1,), width_m=9)], lines=lines) is None


def test_a_closed_clause_passes_and_enclosed_parts_are_excused():
    require_closed(clause(BOX), [], lines=box_lines())
    half = clause(part("E 西路", "N 南路"))
    require_closed(half, [], lines=box_lines(), enclosed=[1])
    with pytest.raises(OpenClauseError, match="缺少:北侧、东侧"):
        require_closed(half, [], lines=box_lines())


def test_when_other_parts_could_close_every_side_all_that_is_lacking_is_named():
    # Each part has what the other lacks; nothing is borrowed, so the sides are named after all.
    halves = clause(part("E 西路", "N 南路"), part("W 东路", "S 北路"))
    with pytest.raises(OpenClauseError) as caught:
        require_closed(halves, [], lines=box_lines(beyond=-400))
    assert caught.value.facts["missing"] == ["北侧", "东侧", "南侧", "西侧"]


def test_usable_closings_pass_and_a_wrong_part_is_named():
    require_usable(clause(BOX), [Closing("N", "北路", "因", parts=(1,)), Closing("both", "西路", "因", width_m=5)])
    with pytest.raises(ClauseError, match=r"the clause has 1 parts"):
        require_usable(clause(BOX), [Closing("N", "北路", "因", parts=(0,))])
