"""A fit as text: lengths in the unit that reads well, residuals, remarks, in both languages."""

import numpy as np
import pytest

from gis.adjustment import Control, fit, reach_of
from gis.views.adjusted import fit_text, length_text, reach_text

SQUARE = np.array([[0.0, 0.0], [1000.0, 0.0], [1000.0, 1000.0], [0.0, 1000.0]])
MOVED = SQUARE + np.array([593_000.0, 4_077_000.0])


def control(after: np.ndarray) -> Control:
    return Control(("甲", "乙", "丙", "丁"), SQUARE, after)


@pytest.mark.parametrize(
    ("value_m", "fine", "lang", "text"),
    [(0.0123, True, "zh", "12.3 毫米"), (0.0123, True, "en", "12.3 mm"), (12.3456, False, "zh", "12.346 米"),
     (float("nan"), False, "zh", "–"), (float("inf"), True, "en", "–")],
)  # fmt: skip
def test_lengths(value_m: float, fine: bool, lang: str, text: str) -> None:  # noqa: FBT001 - of the table above
    assert length_text(value_m, fine=fine, lang=lang) == text


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_fit_tells_parameters_and_every_point(lang: str) -> None:
    after = MOVED.copy()
    after[1] += [0.05, 0.0]
    text = fit_text(fit(control(after)), lang=lang)
    assert all(name in text for name in ("甲", "乙", "丙", "丁"))
    assert ("毫米" if lang == "zh" else "mm") in text
    assert "593,000" in text


def test_coarse_residuals_are_in_metres() -> None:
    after = MOVED.copy()
    after[1] += [25.0, 0.0]
    text = fit_text(fit(control(after)))
    assert "毫米" not in text


def test_features_far_beyond_the_points_are_told() -> None:
    import shapely

    fitted = fit(control(MOVED))
    near = np.array([shapely.Point(500, 500)], dtype=object)
    far = np.array([shapely.Point(50_000, 500)], dtype=object)
    assert reach_text(reach_of(fitted, near)) == ""
    assert reach_text(reach_of(fitted, far))
