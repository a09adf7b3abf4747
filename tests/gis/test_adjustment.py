"""Fits worked out on paper, and laws: what was put in comes out, at any place on the grid and in any order."""

import math

import numpy as np
import pytest
import shapely

from gis.adjustment import METHODS, Control, fit, reach_of, squares_m2
from gis.errors import LayerError

SQUARE = np.array([[0.0, 0.0], [1000.0, 0.0], [1000.0, 1000.0], [0.0, 1000.0]])
ZIBO = np.array([590_000.0, 4_075_000.0])


def control(before, after):
    before, after = np.asarray(before, dtype=float), np.asarray(after, dtype=float)
    return Control(tuple(f"K{n + 1}" for n in range(len(before))), before, after)


def turned(xy, *, scale=1.0, degrees=0.0, shift=(0.0, 0.0)):
    angle = math.radians(degrees)
    turn = np.array([[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]])
    return scale * xy @ turn.T + np.asarray(shift)


def spread(count, seed=1):
    return np.random.default_rng(seed).uniform(0.0, 3_000.0, (count, 2))


# --- paper -----------------------------------------------------------------------------------------------------------


def test_a_quarter_turn_and_twice_the_size():
    """(0,0) → (10,20), (1,0) → (10,22): scale 2, 90° counter-clockwise; (0,1) then goes to (8,20)."""
    found = fit(control([[0, 0], [1, 0]], [[10, 20], [10, 22]]))
    assert found.scale == pytest.approx(2.0)
    assert math.degrees(found.rotation_rad) == pytest.approx(90.0)
    assert found.shift_m == pytest.approx((10.0, 20.0))
    assert found.apply(np.array([[0.0, 1.0]])).tolist() == [pytest.approx([8.0, 20.0])]


def test_four_corners_one_a_metre_off():
    """Corner C one metre too far east. Helmert, by hand: residuals of half a metre and a quarter, RMSE 0.5 m.

    The mean takes 0.25, turn and scale 0.25 each at the corners (a·|z|²: (0.5+0.5i)·1/2 of the half diagonal); what is
    left of the sum of squares is 1 − 1/4 (shift) − 1/4 (turn and scale) = 1/2; RMSE √(0.5/4) = 0.354 m.
    """
    after = SQUARE + ZIBO
    after[2, 0] += 1.0
    found = fit(control(SQUARE, after))
    assert found.rmse_m == pytest.approx(math.sqrt(0.5 / 4.0), abs=1e-9)
    assert found.sigma_m == pytest.approx(math.sqrt(0.5 / 4.0), abs=1e-9)  # four degrees of freedom, too
    assert (found.residual_m**2).sum() == pytest.approx(0.5, abs=1e-9)
    assert found.residual_m.sum(axis=0) == pytest.approx([0.0, 0.0], abs=1e-9)
    assert found.left_out_m[2] == pytest.approx(1.0, abs=1e-9)  # the other three are flawless
    assert found.redundancy == 4


def test_the_affine_fit_of_four_corners_by_hand():
    """The one metre at C along x: the four residuals are ±1/4 (what no plane through four corners can follow)."""
    after = SQUARE + ZIBO
    after[2, 0] += 1.0
    found = fit(control(SQUARE, after), "affine")
    assert found.residual_m[:, 0] == pytest.approx([0.25, -0.25, 0.25, -0.25], abs=1e-9)
    assert found.residual_m[:, 1] == pytest.approx([0.0] * 4, abs=1e-9)
    assert found.rmse_m == pytest.approx(0.25)
    assert found.redundancy == 2


def test_a_sheet_that_shrank_in_one_direction_needs_six_parameters():
    after = SQUARE * [0.99, 1.0] + ZIBO
    affine, helmert = (fit(control(SQUARE, after), method) for method in ("affine", "helmert"))
    assert affine.max_m < 1e-8
    assert helmert.max_m == pytest.approx(2.5 * math.sqrt(2.0), abs=1e-6)  # ±2.5 m each way at the corners
    assert affine.matrix.tolist() == [pytest.approx([0.99, 0.0], abs=1e-12), pytest.approx([0.0, 1.0], abs=1e-12)]


# --- laws ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("method", METHODS)
def test_what_was_done_comes_out_at_four_million_metres(method, seed):
    rng = np.random.default_rng(seed)
    scale, degrees = rng.uniform(0.5, 2.0), rng.uniform(-179.0, 179.0)
    before = spread(7, seed)
    after = turned(before, scale=scale, degrees=degrees, shift=(39_590_000.0, 4_075_000.0))
    found = fit(control(before, after), method)
    assert found.max_m < 1e-7
    assert found.scale == pytest.approx(scale, rel=1e-11)
    assert math.degrees(found.rotation_rad) == pytest.approx(degrees, abs=1e-9)
    there = spread(50, seed + 100)
    assert (
        np.abs(
            found.apply(there) - turned(there, scale=scale, degrees=degrees, shift=(39_590_000.0, 4_075_000.0))
        ).max()
        < 1e-6
    )
    assert found.outliers == ()
    assert not found.mirrored


@pytest.mark.parametrize("method", METHODS)
def test_from_one_belt_to_another_over_four_million_metres_keeps_its_digits(method):
    before = spread(9) + np.array([39_590_000.0, 4_075_000.0])
    after = turned(before - before.mean(axis=0), degrees=1.2345, scale=1.00002) + ZIBO
    found = fit(control(before, after), method)
    assert found.max_m < 1e-7
    assert math.degrees(found.rotation_rad) == pytest.approx(1.2345, abs=1e-9)


@pytest.mark.parametrize("method", METHODS)
def test_the_order_of_the_points_does_not_matter(method):
    before = spread(8)
    after = turned(before, degrees=3.0, shift=ZIBO) + np.random.default_rng(5).normal(0.0, 0.5, before.shape)
    order = np.random.default_rng(6).permutation(8)
    one, other = fit(control(before, after), method), fit(control(before[order], after[order]), method)
    assert one.matrix == pytest.approx(other.matrix, abs=1e-12)
    assert one.left_out_m[order] == pytest.approx(other.left_out_m, abs=1e-8)


@pytest.mark.parametrize("method", METHODS)
def test_no_other_transformation_leaves_less(method):
    rng = np.random.default_rng(3)
    before = spread(8)
    after = turned(before, degrees=20.0, shift=ZIBO) + rng.normal(0.0, 1.0, before.shape)
    found = fit(control(before, after), method)
    least = squares_m2(found.control, method)
    assert least == pytest.approx((found.residual_m**2).sum())
    for _ in range(200):
        change = rng.normal(0.0, 1e-4, (2, 2))
        if method == "helmert":
            change = np.array([[change[0, 0], -change[1, 0]], [change[1, 0], change[0, 0]]])
        matrix = found.matrix + change
        left = after - (found.to_centre + rng.normal(0.0, 0.05, 2) + (before - found.from_centre) @ matrix.T)
        assert (left**2).sum() >= least - 1e-9


@pytest.mark.parametrize("method", METHODS)
def test_left_out_is_the_miss_of_a_fit_of_the_others(method):
    before = spread(6)
    after = turned(before, degrees=-7.0, shift=ZIBO) + np.random.default_rng(2).normal(0.0, 0.3, before.shape)
    found = fit(control(before, after), method)
    for row in range(6):
        others = fit(found.control.without(row), method)
        miss = others.apply(before[row : row + 1])[0] - after[row]
        assert found.left_out_m[row] == pytest.approx(np.hypot(*miss), abs=1e-7)
        assert found.left_out_m[row] >= np.hypot(*found.residual_m[row]) - 1e-9
    assert found.left_out_rmse_m > found.rmse_m


def test_the_sigma_is_that_of_the_noise():
    rng, found = np.random.default_rng(8), []
    for seed in range(60):
        before = spread(10, seed)
        found.append(fit(control(before, turned(before, shift=ZIBO) + rng.normal(0.0, 0.05, before.shape))).sigma_m)
    assert np.sqrt(np.mean(np.square(found))) == pytest.approx(0.05, rel=0.1)


# --- outliers --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("row", range(8))
def test_one_wrong_point_of_eight_is_named(method, row):
    before = spread(8, 4)
    after = turned(before, degrees=2.0, shift=ZIBO) + np.random.default_rng(9).normal(0.0, 0.03, before.shape)
    after[row] += [3.0, -4.0]
    found = fit(control(before, after), method)
    assert found.outliers == (row,)
    assert "outliers" in found.remarks


def test_two_wrong_points_of_twelve_are_named_worst_first():
    before = spread(12, 4)
    after = turned(before, shift=ZIBO) + np.random.default_rng(9).normal(0.0, 0.03, before.shape)
    after[3] += [2.0, 0.0]
    after[7] += [0.0, -9.0]
    assert fit(control(before, after)).outliers == (7, 3)


def test_one_wrong_point_among_flawless_ones_is_named():
    after = spread(6) + ZIBO
    after[4, 1] += 0.5
    assert fit(control(spread(6), after)).outliers == (4,)


def test_noise_alone_names_nobody_but_once_in_a_hundred():
    rng, named = np.random.default_rng(1), 0
    for seed in range(300):
        before = spread(8, seed)
        named += bool(fit(control(before, before + ZIBO + rng.normal(0.0, 0.2, before.shape))).outliers)
    assert named <= 9  # 1 % of 300 is 3; 10 or more has a chance of 0.1 %


def test_few_points_are_not_accused():
    """Of three points by four parameters nobody can say which is wrong."""
    after = SQUARE[:3] + ZIBO
    after[0] += 50.0
    assert fit(control(SQUARE[:3], after)).outliers == ()


# --- what cannot be fitted -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("method", "count"), [("helmert", 0), ("helmert", 1), ("affine", 0), ("affine", 2)])
def test_too_few_points_are_refused_in_words(method, count):
    with pytest.raises(LayerError, match="至少要") as caught:
        fit(control(SQUARE[:count].reshape(-1, 2), SQUARE[:count].reshape(-1, 2) + ZIBO), method)
    assert "at least" in caught.value.message("en")


@pytest.mark.parametrize(("method", "count"), [("helmert", 2), ("affine", 3)])
def test_just_enough_points_say_nothing_of_accuracy(method, count):
    after = SQUARE[:count] + ZIBO + np.random.default_rng(0).normal(0.0, 5.0, (count, 2))
    found = fit(control(SQUARE[:count], after), method)
    assert found.redundancy == 0
    assert found.max_m < 1e-6
    assert math.isnan(found.sigma_m)
    assert math.isnan(found.left_out_rmse_m)
    assert "exact" in found.remarks
    assert found.as_json()["sigma_m"] is None


@pytest.mark.parametrize("side", ["before", "after"])
def test_points_in_one_place_are_refused(side):
    same = np.zeros((4, 2)) + 5.0
    pair = (same, SQUARE) if side == "before" else (SQUARE, same)
    with pytest.raises(LayerError, match="位置相同"):
        fit(control(*pair))


def test_points_on_a_line_carry_four_parameters_but_not_six():
    line = np.array([[0.0, 0.0], [100.0, 50.0], [400.0, 200.0], [1000.0, 500.0]])
    with pytest.raises(LayerError, match="一条直线"):
        fit(control(line, line + ZIBO), "affine")
    found = fit(control(line, turned(line, degrees=10.0, shift=ZIBO)))
    assert found.max_m < 1e-7
    assert found.breadth == pytest.approx(0.0, abs=1e-9)
    assert "near_line" in found.remarks


def test_points_nearly_on_a_line_are_told():
    strip = np.array([[0.0, 0.0], [500.0, 6.0], [1000.0, -4.0], [1500.0, 5.0]])
    assert "near_line" in fit(control(strip, strip + ZIBO), "affine").remarks
    assert "near_line" not in fit(control(SQUARE, SQUARE + ZIBO), "affine").remarks


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_coordinates_that_are_no_numbers_are_refused(bad):
    after = SQUARE + ZIBO
    after[1, 1] = bad
    with pytest.raises(LayerError, match="不是数"):
        fit(control(SQUARE, after))


def test_an_unknown_method():
    with pytest.raises(ValueError, match="helmert"):
        fit(control(SQUARE, SQUARE), "projective")


# --- exchanged axes, scale, reach ------------------------------------------------------------------------------------


def test_exchanged_axes_are_told():
    after = turned(spread(5), degrees=4.0, shift=ZIBO)
    wrong = control(spread(5)[:, ::-1], after)
    assert "mirrored" in fit(wrong).remarks
    assert "mirrored" in fit(wrong, "affine").remarks
    assert np.linalg.det(fit(wrong, "affine").matrix) < 0.0
    assert "mirrored" not in fit(wrong.swapped(before=True)).remarks


def test_noise_is_no_mirror():
    before = spread(6)
    after = before + ZIBO + np.random.default_rng(1).normal(0.0, 40.0, before.shape)
    assert not fit(control(before, after)).mirrored


@pytest.mark.parametrize("scale", [0.001, 0.3048, 1000.0])
def test_millimetres_feet_and_kilometres_show_in_the_scale(scale):
    found = fit(control(SQUARE, SQUARE * scale + ZIBO))
    assert found.scale == pytest.approx(scale, rel=1e-6)
    assert "scale" in found.remarks


def test_the_scale_of_a_projection_is_not_remarkable():
    assert "scale" not in fit(control(SQUARE, SQUARE * 1.0003 + ZIBO)).remarks


def test_a_scale_that_the_points_cannot_know_is_not_remarkable():
    """Crossings of a sketch, 10 m off each: two thousandths of a kilometre mean nothing."""
    noise = np.array([[10.0, 0.0], [-10.0, 5.0], [0.0, -10.0], [5.0, 10.0], [-8.0, -6.0]])
    before = np.vstack([SQUARE, [[400.0, 600.0]]])
    found = fit(control(before, before * 1.004 + noise))
    assert abs(found.scale - 1.0) > 1e-3
    assert "scale" not in found.remarks


def test_how_far_shapes_reach():
    found = fit(control(SQUARE, SQUARE + ZIBO))
    shapes = np.array(
        [shapely.box(100, 100, 900, 900), shapely.box(900, 900, 1_100, 1_000), shapely.Point(6_000, 500), None,
         shapely.Polygon()], dtype=object)  # fmt: skip
    reach = reach_of(found, shapes)
    assert (reach.count, reach.outside_count, reach.far_count) == (3, 2, 1)
    assert reach.farthest_m == pytest.approx(5_000.0)
    assert reach_of(found, shapes[:0]).farthest_m == 0.0


def test_shapes_keep_kind_holes_and_heights():
    found = fit(control(SQUARE, turned(SQUARE, degrees=90.0, shift=ZIBO)))
    ring = shapely.Polygon([(0, 0), (10, 0), (10, 10), (0, 10)], [[(2, 2), (4, 2), (4, 4), (2, 4)]])
    deep = shapely.LineString([(0, 0, 12.5), (5, 0, 13.0)])
    moved = found.apply_shapes(np.array([ring, deep, None, shapely.Polygon()], dtype=object))
    assert moved[0].area == pytest.approx(ring.area)
    assert len(moved[0].interiors) == 1
    assert [z for *_, z in moved[1].coords] == [12.5, 13.0]
    assert moved[1].coords[1][:2] == pytest.approx((ZIBO[0], ZIBO[1] + 5.0))
    assert moved[2] is None
    assert moved[3].is_empty


def test_as_json_says_it_all():
    told = fit(control(SQUARE, SQUARE + ZIBO)).as_json()
    assert told["scale"] == pytest.approx(1.0)
    assert told["shift_m"] == pytest.approx(ZIBO.tolist())
    assert [point["name"] for point in told["points"]] == ["K1", "K2", "K3", "K4"]
    assert told["remarks"] == []
