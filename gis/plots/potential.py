"""What land could give: floor or covered area gained if plots below the control value rose to it, or land freed."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd

from gis.crs import require_metric
from gis.plots.columns import Floats

__all__ = ["limits_of", "potential", "potential_totals"]


def potential(
    plots: gpd.GeoDataFrame, figures: pd.DataFrame, limit: float | pd.Series, *, index: str = "far"
) -> pd.DataFrame:
    """Potential of each plot against a lower control value.

    Parameters
    ----------
    figures: on plots.index, with the column `index`: a ratio of built or covered area to land ("far",
    "building_coefficient", "building_density"). limit: the control value, one or on plots.index; NaN: none is known.

    Returns
    -------
    Frame on plots.index: value, limit, area_m2 (planar), gain_m2 ((limit − value) × area, 0 at or above the limit),
    land_freed_m2 (area × (1 − value ÷ limit): the land left if the same stood at the limit), reason where both are NaN.

    Raises
    ------
    MetricCRSError: not in metres.
    """
    require_metric(plots, layer="plots")
    area = plots.geometry.area.to_numpy(dtype=float)
    value = _aligned(figures.get(index, np.nan), plots)
    limits = _aligned(limit, plots)
    known = np.isfinite(value) & np.isfinite(limits) & (limits > 0.0)
    short = np.where(known, np.maximum(limits - value, 0.0), np.nan)
    freed = np.full(len(plots), np.nan)
    np.divide(short, limits, out=freed, where=known)
    reason = np.where(known, "", f"指标 {index} 未知 / figure {index} unknown").astype(object)
    reason[np.isfinite(value) & ~known] = "没有控制值 / no control value"
    return pd.DataFrame(
        {
            "value": value, "limit": limits, "area_m2": area,
            "gain_m2": short * area, "land_freed_m2": freed * area, "reason": reason,
        },
        index=plots.index,
    )  # fmt: skip


def potential_totals(found: pd.DataFrame) -> pd.DataFrame:
    """Sums of `potential`: over the plots below the limit, those that reach it, and those not assessed.

    Returns
    -------
    Frame on below, reached, not_assessed: title, count, area_m2, gain_m2, land_freed_m2 (NaN for those not assessed).
    """
    known = found["gain_m2"].notna()
    below = known & (found["gain_m2"] > 0.0)
    rows = {
        "below": ("低于控制值 / below the control value", below),
        "reached": ("达到控制值 / at or above it", known & ~below),
        "not_assessed": ("未评估 / not assessed", ~known),
    }
    sums = [
        (
            title,
            int(mask.sum()),
            *(float(found.loc[mask, name].sum()) for name in ("area_m2", "gain_m2", "land_freed_m2")),
        )
        for title, mask in rows.values()
    ]
    out = pd.DataFrame(sums, columns=["title", "count", "area_m2", "gain_m2", "land_freed_m2"], index=list(rows))
    out.loc["not_assessed", ["gain_m2", "land_freed_m2"]] = np.nan
    return out


def limits_of(compared: pd.DataFrame, plots: gpd.GeoDataFrame, *, index: str) -> pd.Series:
    """The strictest lower control value of each plot, of all the rows given: recommended ones too, if they are in.

    Parameters
    ----------
    compared: long form with the columns plot (labels of plots.index), index, op, limit. index: of which figure.

    Returns
    -------
    float Series on plots.index; NaN where no table holds for the plot.
    """
    rows = compared[(compared["index"] == index) & compared["op"].isin([">=", ">"])]
    strictest = rows.groupby("plot")["limit"].max()
    return strictest.reindex(plots.index).astype(float)


def _aligned(values: float | pd.Series, plots: gpd.GeoDataFrame) -> Floats:
    if isinstance(values, pd.Series):
        return np.asarray(values.reindex(plots.index).to_numpy(dtype=float, na_value=np.nan))
    return np.full(len(plots), float(values))
