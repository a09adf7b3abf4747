"""A fit to control points as text: parameters, residuals point by point, what to look at."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from gis.adjustment import Fit, Reach
from gis.views.table import text_table
from gis.views.words import say

__all__ = ["fit_text", "length_text", "reach_text"]

_MILLIMETRES_BELOW_M = 0.1


def length_text(value_m: float, *, fine: bool, lang: str = "zh") -> str:
    """A length in millimetres (`fine`) or metres; "–" where it is not known."""
    if not np.isfinite(value_m):
        return "–"
    if fine:
        return f"{value_m * 1_000.0:,.1f} {'毫米' if lang == 'zh' else 'mm'}"
    return f"{value_m:,.3f} {'米' if lang == 'zh' else 'm'}"


def fit_text(fitted: Fit, *, told: Sequence[str] = (), lang: str = "zh") -> str:
    """Method, parameters, the table of residuals, what is remarkable.

    `told`: codes of `axis_order.in_order`. Residuals are in millimetres where all of them are below 0.1 m.
    """
    fine = fitted.max_m < _MILLIMETRES_BELOW_M

    def length(value_m: float) -> str:
        """One length of the fit."""
        return length_text(value_m, fine=fine, lang=lang)

    method = say(f"adjust_method_{fitted.method}", lang)
    errors = {
        "rmse": length(fitted.rmse_m),
        "most": length(fitted.max_m),
        "left_out": length(fitted.left_out_rmse_m),
    }
    remarks = [say(f"adjust_remark_{code}", lang) for code in fitted.remarks] or [
        say("adjust_fine", lang, left_out=errors["left_out"])
    ]
    return "\n".join(
        [
            say("adjust_head", lang, method=method, count=len(fitted.control.names)),
            *(f"  {line}" for line in _parameters(fitted, lang)),
            f"  {say('adjust_errors', lang, **errors)}",
            "",
            _residuals(fitted, fine=fine, lang=lang),
            "",
            *(say(f"adjust_order_{code}", lang, option="--north-first") for code in told),
            *remarks,
        ]
    )


def _parameters(fitted: Fit, lang: str) -> list[str]:
    east_m, north_m = fitted.shift_m
    east_centre_m, north_centre_m = fitted.to_centre - fitted.from_centre
    seconds = np.degrees(fitted.rotation_rad) * 3600.0
    lines = [
        say("adjust_scale", lang, scale=f"{fitted.scale:.9f}", per_km=f"{(fitted.scale - 1.0) * 1_000.0:+.4f}"),
        say("adjust_rotation", lang, dms=_dms(seconds), seconds=f"{seconds:,.3f}"),
        say("adjust_shift", lang, east=f"{east_m:,.4f}", north=f"{north_m:,.4f}",
            east_centre=f"{east_centre_m:,.4f}", north_centre=f"{north_centre_m:,.4f}"),
    ]  # fmt: skip
    if fitted.method == "affine":
        along, across = np.hypot(*fitted.matrix)
        (a, b), (c, d) = fitted.matrix
        skew = np.degrees(np.arctan2(a * b + c * d, abs(a * d - b * c))) * 3600.0
        lines.append(say("adjust_skew", lang, along=f"{along:.9f}", across=f"{across:.9f}", skew=f"{skew:,.1f}"))
    return lines


def _dms(seconds: float) -> str:
    whole = round(abs(seconds), 3)
    degrees, rest = divmod(whole, 3600.0)
    minutes, rest = divmod(rest, 60.0)
    return f"{'-' if seconds < 0.0 else ''}{degrees:.0f}°{minutes:02.0f}′{rest:06.3f}″"


def _residuals(fitted: Fit, *, fine: bool, lang: str) -> str:
    heads = {key: say(f"adjust_col_{key}", lang) for key in ("name", "east", "north", "both", "left_out", "mark")}

    def length(value_m: float) -> str:
        """One length of the table."""
        return length_text(float(value_m), fine=fine, lang=lang)

    rows = []
    for row, name in enumerate(fitted.control.names):
        east_m, north_m = fitted.residual_m[row]
        rows.append(
            {
                heads["name"]: name,
                heads["east"]: length(east_m),
                heads["north"]: length(north_m),
                heads["both"]: length(np.hypot(east_m, north_m)),
                heads["left_out"]: length(fitted.left_out_m[row]),
                heads["mark"]: say("adjust_mark_outlier", lang) if row in fitted.outliers else "",
            }
        )
    return text_table(rows, right=[heads[key] for key in ("east", "north", "both", "left_out")])


def reach_text(reach: Reach, lang: str = "zh") -> str:
    """How far features reach beyond the control points; empty where that is not far."""
    if not reach.far_count:
        return ""
    return say("adjust_far", lang, count=reach.outside_count, far=reach.far_count, farthest=f"{reach.farthest_m:,.0f}")
