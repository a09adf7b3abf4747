import math

import pytest
from shapely.geometry import box

from gis.clauses.closing import Closing
from gis.clauses.trace import corners_m
from gis.crs import from_degrees
from tests.gis.clauses.paper import BOX, CRS, EAST, NORTH, box_lines, clause, drawn, line, part


def traced(read=None, lines=None, **options):
    return drawn(read or clause(BOX), lines or box_lines(), **options)[1]


def test_the_band_is_the_root_of_the_sum_of_squares_of_length_times_uncertainty():
    lines = [
        line("西路", (0, -500), (0, 1500), uncertainty_m=30),
        line("东路", (1000, -500), (1000, 1500), uncertainty_m=40),
        *(line(name, (-500, y), (1500, y), uncertainty_m=0) for name, y in (("南路", 0), ("北路", 1000))),
    ]
    trace = traced(lines=lines)
    assert trace.area_m2 == pytest.approx(1e6, rel=1e-6)
    assert trace.area_high_m2 - trace.area_m2 == pytest.approx(1000 * math.hypot(30, 40), rel=1e-4)
    assert trace.area_m2 - trace.area_low_m2 == pytest.approx(50_000, rel=1e-4)
    assert [use.moved_area_m2 for use in trace.lines][:2] == pytest.approx([30_000, 40_000], rel=1e-4)


def test_a_line_used_on_two_sides_moves_with_both_lengths_together():
    strip = clause(part("W 西路 200", "E 西路", "N 南路", "S 北路"))
    lines = [
        line("西路", (0, -500), (0, 1500), uncertainty_m=10),
        *(line(name, (-500, y), (1500, y), uncertainty_m=0) for name, y in (("南路", 0), ("北路", 1000))),
    ]
    trace = traced(strip, lines)
    assert trace.area_high_m2 - trace.area_m2 == pytest.approx(2 * 1000 * 10, rel=1e-4)


def test_the_low_area_is_never_negative():
    assert traced(lines=box_lines(uncertainty_m=5000)).area_low_m2 == 0.0


def test_corners_go_clockwise_from_the_south_west_in_degrees_of_four_decimals():
    trace = traced()
    assert len(trace.corners_deg) == 4
    east, north = from_degrees(*zip(*trace.corners_deg, strict=True), crs=CRS)
    paper = [(0, 0), (0, 1000), (1000, 1000), (1000, 0)]
    for x, y, (px, py) in zip(east, north, paper, strict=True):
        assert (x - EAST, y - NORTH) == pytest.approx((px, py), abs=8.0)  # half of 0.0001° is 4.5 to 5.6 m
    assert all(round(value, 4) == value for corner in trace.corners_deg for value in corner)


def test_a_bend_within_one_line_is_no_corner_and_a_ring_shows_its_sharp_turns():
    bent = line("南路", (-500, 0), (400, 0), (500, -300), (1500, -300))
    trace = traced(lines=[*box_lines()[:2], bent, box_lines()[3]])
    assert len(trace.corners_deg) == 4
    assert len(corners_m(box(0, 0, 10, 10), [])) == 4


def test_published_area_comes_from_the_caller_or_else_from_the_clause():
    sized = clause(part("E 西路", "W 东路", "N 南路", "S 北路", area_km2=1.25))
    assert traced(sized).published_m2 == pytest.approx(1_250_000)
    assert traced(sized, published_m2=2e6).published_m2 == 2e6
    assert traced().published_m2 is None


def test_a_side_says_how_it_was_closed():
    lines = [*box_lines()[:3], line("济青高速", (-500, 1000), (900, 1000), aliases=("青银高速",), uncertainty_m=200)]
    north = next(
        use for use in traced(clause(part("E 西路", "W 东路", "N 南路", "S 青银高速")), lines).lines if use.side == "N"
    )
    assert (north.name, north.found_as, north.layer) == ("青银高速", "济青高速", "roads")
    assert (north.used_m, north.extended_m, north.trimmed_m) == pytest.approx((1000.0, 100.0, 500.0), abs=0.1)
    assert north.moved_area_m2 == pytest.approx(200_000.0, rel=1e-4)


def test_a_declared_side_keeps_its_reason():
    open_words = clause(part("E 西路", "W 东路", "N 南路"), closes="no")
    trace = traced(open_words, closings=[Closing("N", "北路", "规划未给出北界")])
    assert [use.reason for use in trace.lines if use.declared] == ["规划未给出北界"]
    assert any(remark.startswith("补充边界为示意 / ") for remark in trace.remarks)


def test_outline_on_no_named_line_is_said():
    # What a note leaves out has an edge that no line of the clause names.
    excluding = clause(part("E 西路", "W 东路", "N 南路", "S 北路", note="minus: 水库"))
    lake = {"水库": box(EAST + 100, NORTH + 100, EAST + 200, NORTH + 200)}
    trace = traced(excluding, areas=lake)
    assert any("轮廓有 400 米不在任何命名线上" in remark for remark in trace.remarks)
