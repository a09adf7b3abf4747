"""Five classes of a figure for colouring: limits at fifths of the values, rounded for the legend only."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pandas as pd

from gis.units import format_quantity, unit_text

__all__ = ["five_classes"]

_CLASSES_COUNT = 5


def five_classes(values: pd.Series, unit: str, *, lang: str = "zh") -> tuple[pd.Series, list[str], pd.Series]:
    """Class and text of each value.

    Parameters
    ----------
    values: figures in `unit` (a key of `gis.units`), NaN where not known.

    Returns
    -------
    steps: 0 … 4 (or fewer where values repeat), -1 for NaN, on the index of `values`; the classes' texts, light to
    dark; the text of each value.
    """
    known = values.dropna()
    texts = values.map(lambda value: format_quantity(value, unit, lang=lang))
    if known.empty:
        return pd.Series(-1, index=values.index), [], texts
    edges = np.unique(np.quantile(known, np.linspace(0.0, 1.0, _CLASSES_COUNT + 1)))
    inner = edges[1:-1]
    steps = pd.Series(np.searchsorted(inner, values.to_numpy(), side="right"), index=values.index)
    steps[values.isna()] = -1
    shown = [format_quantity(edge, unit, lang=lang, with_unit=False) for edge in edges]
    pairs = list(pairwise(shown)) if len(shown) > 1 else [(shown[0], shown[0])]
    suffix = f" {unit_text(unit, lang)}".rstrip()
    limits = [f"{low}–{high}{suffix}" if low != high else f"{low}{suffix}" for low, high in pairs]
    return steps, limits, texts
