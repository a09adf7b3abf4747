import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.affinity import translate
from shapely.geometry import LineString, MultiLineString, Point

from gis.clauses.outline import NamedLine
from tests.gis.clauses.paper import BOX, box_lines, clause, drawn, line

# --- laws ------------------------------------------------------------------------------------------------------------

SHORT = settings(max_examples=15, deadline=None)


def crooked(dx):
    """A cell with bends on every side, lines that overshoot and lines that stop short."""
    return [
        line("西路", (0, -400), (-60, 300), (20, 700), (0, 1300)),
        line("东路", (1000 + dx, 150), (1050 + dx, 600), (980 + dx, 900)),
        line("南路", (-300, 30), (400, -40), (1400 + dx, 0)),
        line("北路", (150, 1000), (500, 1080), (800 + dx, 1010)),
    ]


@SHORT
@given(st.integers(-400_000, 400_000), st.integers(-900_000, 900_000), st.integers(-200, 900))
def test_moving_the_origin_moves_the_outline(east, north, dx):
    lines = crooked(dx)
    moved = [
        NamedLine(one.name, one.aliases, one.kind, one.layer, translate(one.geometry, east, north), one.uncertainty_m)
        for one in lines
    ]
    shape, _ = drawn(clause(BOX), lines)
    other, _ = drawn(clause(BOX), moved)
    assert translate(other, -east, -north).symmetric_difference(shape).area < 20.0  # millimetres along 5 km of outline


@SHORT
@given(st.lists(st.booleans(), min_size=4, max_size=4), st.floats(0.1, 0.9), st.integers(-200, 900))
def test_vertex_order_and_division_into_features_change_nothing(turned, at_share, dx):
    lines = crooked(dx)
    rewritten = []
    for one, turn in zip(lines, turned, strict=True):
        cut = one.geometry.interpolate(at_share, normalized=True)
        before = [xy for xy in one.geometry.coords if one.geometry.project(Point(xy)) < one.geometry.project(cut)]
        after = [xy for xy in one.geometry.coords if one.geometry.project(Point(xy)) > one.geometry.project(cut)]
        pieces = [LineString([*before, cut]), LineString([cut, *after])]
        pieces = [piece.reverse() for piece in reversed(pieces)] if turn else pieces
        rewritten.append(NamedLine(one.name, (), "road", "roads", MultiLineString(pieces), one.uncertainty_m))
    shape, trace = drawn(clause(BOX), lines)
    other, second = drawn(clause(BOX), list(reversed(rewritten)))
    assert other.symmetric_difference(shape).area < 20.0
    for use, same in zip(trace.lines, second.lines, strict=True):
        assert (same.name, same.side) == (use.name, use.side)
        assert same.used_m == pytest.approx(use.used_m, abs=0.1)
        assert same.extended_m == pytest.approx(use.extended_m, abs=0.1)


@SHORT
@given(st.floats(0.0, 200.0), st.floats(0.1, 300.0))
def test_the_band_of_the_area_grows_with_the_uncertainty_and_holds_the_area(uncertainty_m, more_m):
    _, little = drawn(clause(BOX), box_lines(uncertainty_m=uncertainty_m))
    _, much = drawn(clause(BOX), box_lines(uncertainty_m=uncertainty_m + more_m))
    assert much.area_low_m2 <= little.area_low_m2 <= little.area_m2 <= little.area_high_m2 < much.area_high_m2
    assert much.area_low_m2 >= 0.0


@SHORT
@given(st.integers(100, 3000), st.integers(100, 3000), st.integers(-90, 400))
def test_any_rectangle_has_its_paper_area_whether_lines_overshoot_or_stop_short(width, height, beyond):
    beyond = max(beyond, -min(width, height) // 3)
    shape, trace = drawn(clause(BOX), box_lines(east=width, north=height, beyond=beyond))
    assert shape.area == pytest.approx(width * height, rel=1e-5)
    assert sum(use.extended_m for use in trace.lines) == pytest.approx(8 * max(-beyond, 0), abs=0.1)
