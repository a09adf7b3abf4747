import numpy as np
import pytest

from gis.adjustment import Control, Reach, fit
from gis.views.adjusted import fit_text, length_text, reach_text

SQUARE = np.array([[0.0, 0.0], [1000.0, 0.0], [1000.0, 1000.0], [0.0, 1000.0]])


def fitted(after, method="helmert", before=SQUARE):
    return fit(Control(tuple(f"K{n}" for n in range(len(before))), before, np.asarray(after, dtype=float)), method)


def test_parameters_as_a_surveyor_reads_them():
    angle = np.radians(1.0 + 2.0 / 60.0 + 3.5 / 3600.0)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    text = fit_text(fitted(1.0001 * SQUARE @ turn.T + [590_000.0, 4_075_000.0]))
    assert "四参数(相似变换),4 个控制点" in text
    assert "尺度 1.000100000(每公里 +0.1000 米)" in text
    assert "1°02′03.500″(3,723.500 角秒" in text
    assert "东 590,000.0000 米,北 4,075,000.0000 米" in text
    assert "没有与其余不合的点" in text


def test_a_turn_the_other_way_has_its_sign():
    text = fit_text(fitted(SQUARE @ np.array([[0.0, -1.0], [1.0, 0.0]])))
    assert "-90°00′00.000″" in text


@pytest.mark.parametrize(("off_m", "unit"), [(0.02, "毫米"), (3.0, "米")])
def test_small_residuals_are_in_millimetres(off_m, unit):
    after = SQUARE.copy()
    after[2, 0] += off_m
    line = next(line for line in fit_text(fitted(after)).splitlines() if line.startswith("K2"))
    assert line.count(unit) == 4
    assert ("毫米" in line) == (unit == "毫米")


def test_english_and_the_angle_of_the_axes():
    text = fit_text(fitted(SQUARE * [0.99, 1.0], "affine"), lang="en")
    assert "six parameters (affine), 4 control points" in text
    assert "scales of the axes 0.990000000, 1.000000000" in text
    assert "off the right angle by" in text
    assert "over a thousandth" in text


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_is_remarkable_is_said(lang):
    exact = fit_text(fitted(SQUARE[:2], before=SQUARE[:2]), lang=lang)
    assert "–" in exact
    assert ("没有多余观测" if lang == "zh" else "nothing of accuracy") in exact
    turned = fit_text(
        fitted(SQUARE[:, ::-1] * 1.0 + [7.0, 0.0], before=SQUARE + np.array([[0, 0], [3, 0], [0, 9], [0, 0]])),
        lang=lang,
    )
    assert ("颠倒" if lang == "zh" else "exchanged") in turned


def test_an_outlier_is_marked_in_its_row():
    before = np.random.default_rng(1).uniform(0, 2_000, (8, 2))
    after = before + np.random.default_rng(2).normal(0.0, 0.01, before.shape)
    after[5] += 4.0
    text = fit_text(fitted(after, before=before))
    assert [line.split()[0] for line in text.splitlines() if line.endswith("疑为粗差")] == ["K5"]


@pytest.mark.parametrize("code", ["from_swapped", "to_swapped", "from_turned", "from_assumed"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_was_done_about_the_order_is_said(code, lang):
    plain, told = fit_text(fitted(SQUARE), lang=lang), fit_text(fitted(SQUARE), told=[code], lang=lang)
    assert len(told.splitlines()) == len(plain.splitlines()) + 1
    assert code not in told


def test_names_of_the_points_cannot_act_on_the_terminal():
    control = Control(("A\x1b[31m", "B\nC", "丙"), SQUARE[:3], SQUARE[:3])
    text = fit_text(fit(control))
    assert "\x1b" not in text
    assert "B C" in text


def test_reach_and_lengths():
    assert reach_text(Reach(5, 2, 0, 12.0)) == ""
    assert "3 个超出" in reach_text(Reach(9, 5, 3, 1234.0))
    assert "1,234 m" in reach_text(Reach(9, 5, 3, 1234.0), "en")
    assert length_text(float("nan"), fine=True) == "–"
    assert length_text(0.0123, fine=True, lang="en") == "12.3 mm"
