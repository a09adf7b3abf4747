"""Figures of the project's parts that limits of a detailed plan are held against: floor area ratio, density, height."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from types import MappingProxyType

import pandas as pd

from gis.review.model import ReviewInputs

__all__ = ["AGAINST", "figure_by_part"]

# figure: the fact it is made of, whether that is divided by the area, and its inner unit
AGAINST: Mapping[str, tuple[str, bool, str]] = MappingProxyType({
    "far": ("floor_area_m2", True, "ratio"),
    "building_density": ("footprint_m2", True, "share"),
    "green_ratio": ("green_m2", True, "share"),
    "height_m": ("height_m", False, "m"),
})  # fmt: skip


def figure_by_part(inputs: ReviewInputs, name: str) -> pd.Series:
    """A figure of each part: of the desk, else of its columns, else of the facts of a project of one part.

    Parameters
    ----------
    name: a key of AGAINST.

    Returns
    -------
    float Series on the ids of the parts as texts; NaN where unknown. A fact of a whole project of several parts says
    nothing of each of them.
    """
    fact, divided, _ = AGAINST[name]
    parts = inputs.project.parts
    area_m2 = parts.geometry.area.to_numpy(dtype=float)
    index = parts.index.astype(str)
    stated = parts[fact].astype(float).to_numpy() if fact in parts else math.nan
    found = pd.Series(stated / area_m2 if divided else stated, index=index, dtype=float)
    if len(parts) == 1 and found.isna().all():
        given = inputs.project.facts.get(fact, math.nan)
        value = float(given) if isinstance(given, (int, float)) else math.nan
        found[:] = value / area_m2[0] if divided else value
    return _of_desk(inputs.figures, name, index).combine_first(found).reindex(index)


def _of_desk(figures: Callable[[], pd.DataFrame] | None, name: str, index: pd.Index) -> pd.Series:
    """What the desk reckoned, one value a part whatever the number of tables it is held against."""
    empty = pd.Series(math.nan, index=index, dtype=float)
    if figures is None:
        return empty
    rows = figures()
    if not {"plot", "index", "value"} <= set(rows.columns):
        return empty
    rows = rows[(rows["index"] == name) & rows["value"].notna()]
    values = pd.Series(rows["value"].to_numpy(dtype=float), index=rows["plot"].astype(str), dtype=float)
    return values[~values.index.duplicated()]
