"""What a card says of areas, figures and amounts: the desk's columns with their control values."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

import numpy as np
import pandas as pd

from gis.plots.card import CardArea, CardDifference, CardFigure, CardRate, CardVerdict
from gis.plots.titles import FIGURES, RATES
from gis.units import format_quantity

__all__ = ["card_areas", "card_difference", "card_figures", "card_rates"]


def _number(value: object) -> float | None:
    number = float(cast("float", value)) if value is not None and value is not pd.NA else float("nan")
    return None if np.isnan(number) else number


def card_areas(figures: pd.Series) -> tuple[CardArea, ...]:
    """The three areas of a plot, from its row of figures."""
    reason = str(figures["area_reason"])
    return (
        CardArea("registered", _number(figures["area_stated_m2"]), reason),
        CardArea("planar", _number(figures["area_planar_m2"])),
        CardArea("ellipsoidal", _number(figures["area_ellipsoidal_m2"])),
    )


def card_difference(figures: pd.Series) -> CardDifference:
    """The registered area against the planar one."""
    allowed = _number(figures["area_allowed_m2"])
    return CardDifference(
        _number(figures["area_difference_m2"]),
        _number(figures["area_difference_share"]),
        "" if allowed is None else f"±{allowed:,.1f} m²",
        cast("CardVerdict", str(figures["area_verdict"])),
        "layers/controls/figures.toml",
        str(figures["area_reason"]),
    )


def card_figures(figures: pd.Series, limits: pd.DataFrame) -> Iterator[CardFigure]:
    """Every figure, once for each control value that holds for it, once without where none does."""
    for key, one in FIGURES.items():
        rows = limits[limits["index"] == key] if len(limits) else limits
        value, why = _number(figures[key]), str(figures.get(one.reason, ""))
        note = str(figures.get(one.note, "")) if one.note else ""
        if rows.empty:
            told = why or note or "没有适用的控制值 / no control value holds"
            yield CardFigure(key, one.title, one.title_en, value, one.unit, formula=one.formula, reason=told)
        for _, row in rows.iterrows():
            yield CardFigure(
                key, one.title, one.title_en, value, one.unit,
                limit_text=_limit_text(row, one.unit),
                verdict=cast("CardVerdict", row["verdict"]),
                source=str(row["source"]),
                formula=one.formula,
                reason=str(row["reason"]) or note,
            )  # fmt: skip


def _limit_text(row: pd.Series, unit: str) -> str:
    if np.isnan(row["limit"]):
        return ""
    sign = "≥" if row["op"].startswith(">") else "≤"
    return f"{sign} {format_quantity(row['limit'], unit)}"


def card_rates(plot: pd.Series, figures: pd.Series, limits: pd.DataFrame) -> Iterator[CardRate]:
    """The amounts of a plot, per mu and per hectare. `limits`: its rows of `gis.plots.limits.compare`."""
    for key, (column, title, title_en, unit) in RATES.items():
        rows = limits[limits["index"].isin([f"{key}_per_mu", f"{key}_per_ha"])] if len(limits) else limits
        total = _number(plot.get(column))
        told: dict[str, object] = {}
        if len(rows):
            row = rows.iloc[0]
            told = {
                "limit_text": _limit_text(row, str(row["unit"])), "verdict": row["verdict"], "source": row["source"],
            }  # fmt: skip
        yield CardRate(
            key, title, title_en, total, _number(figures[f"{key}_per_mu"]), _number(figures[f"{key}_per_ha"]),
            unit="万元 / 10k CNY" if unit == "wan" else "吨标煤 / tce", reason=str(figures[f"{key}_reason"]),
            **told,  # type: ignore[arg-type]
        )  # fmt: skip
