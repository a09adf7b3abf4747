"""What is wrong in the ledgers of plots, buildings and firms: each rule has a code, a text, and what was done about it.

Nothing is dropped without being listed. What a rule takes for unknown becomes NaN or "" in the cleaned copies; what
only a person can decide is kept as it is and listed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from gis.crs import require_metric, require_same
from gis.network.noding import Flags
from gis.plots.bad_ground import ground_remarks, mended
from gis.plots.days import read_day
from gis.plots.remarks import Remark, remarks_frame

__all__ = ["STATUSES", "Checked", "check_plots"]

STATUSES = frozenset({"built", "vacant", "supplied", "ready", "unready", "unbuildable", "reserve"})
_AMOUNTS = ("investment_wan", "output_wan", "energy_tce", "price_wan", "total_investment_wan", "invested_wan")
_FIRM_AMOUNTS = (
    "land_own_m2", "land_rented_in_m2", "land_rented_out_m2", "output_wan", "sales_wan", "energy_tce", "power_kwh",
    "emission_t", "rd_wan", "employees_count",
)  # fmt: skip
_AREAS = (
    "floor_area_m2", "structures_m2", "yards_m2", "admin_land_m2", "admin_floor_m2", "green_m2", "to_develop_m2",
    "developed_m2", "height_m",
)  # fmt: skip
_PARTS = ("green_m2", "admin_land_m2")
_DAYS = ("supplied_on", "start_due_on", "started_on", "stopped_on")
_ORDERED = (("supplied_on", "start_due_on"), ("supplied_on", "started_on"), ("started_on", "stopped_on"))
_MOST_STOREYS = 200.0  # no building on earth has as many
_NOISE = 1.0 + 1e-9
_UNKNOWN = "按未知处理 / taken as unknown"
_KEPT = "保留,请核对 / kept, please check"
_TEXTS: Mapping[str, str] = MappingProxyType(
    {
        "negative_tax": "税收为负 / negative tax",
        "tax_refund": "税收为负,已注明退税 / negative tax, marked as a refund",
        "negative_amount": "数值为负 / negative value",
        "floors_zero": "层数不大于 0 / storeys not above 0",
        "floors_absurd": "层数大得不合理 / absurdly many storeys",
        "tall_storeys": "8 米以上层数为负或多于层数 / storeys over 8 m negative or more than the storeys",
        "plot_id_twice": "地块编号重复 / plot id repeats",
        "firm_id_twice": "企业编号重复而名称不同 / firm id repeats under different names",
        "firm_row_twice": "同一企业同一地块重复填报 / the same firm and plot twice",
        "plot_without_firm": "地块没有企业 / plot without a firm",
        "plot_firm_unknown": "地块的企业不在企业表中 / the plot's firm is not in the table of firms",
        "firm_without_plot": "企业没有地块 / firm without a plot",
        "firm_plot_unknown": "企业的地块不在地块层中 / the firm's plot is not in the layer",
        "part_over_plot": "大于地块面积 / larger than the plot",
        "status_unknown": "供应状态未知 / status unknown",
        "day_unreadable": "日期读不出 / date cannot be read",
        "days_disordered": "日期先后颠倒 / dates out of order",
    }
)


@dataclass(frozen=True, eq=False)
class Checked:
    """Cleaned copies and what was found. `remarks`: rule, layer, row (label), field, value, text, done.

    `text` and `done` are in two languages, "中文 / English".
    """

    plots: gpd.GeoDataFrame
    buildings: gpd.GeoDataFrame | None
    firms: pd.DataFrame | None
    remarks: pd.DataFrame


def check_plots(
    plots: gpd.GeoDataFrame, buildings: gpd.GeoDataFrame | None = None, firms: pd.DataFrame | None = None
) -> Checked:
    """The layers cleaned by rule, and every finding listed.

    Parameters
    ----------
    plots, buildings: in one CRS in metres, columns of the schema; `id` a column or the index. firms: firm_id, plot_id
    and amounts. A `tax_refund` column (true or false) in plots or firms marks a negative tax as a refund, which counts.

    Raises
    ------
    MetricCRSError, CRSMismatchError: not one CRS in metres.
    """
    require_metric(plots, layer="plots")
    if buildings is not None:
        require_same(buildings, plots, layer="buildings")
    found: list[Remark] = []
    plots = mended(plots.copy(), "plots", found)
    _taxes(plots, "plots", found)
    _negatives(plots, "plots", _AMOUNTS + _AREAS, found)
    _parts(plots, found)
    _twice(plots, found)
    _statuses(plots, found)
    _dates(plots, found)
    if buildings is not None:
        buildings = mended(buildings.copy(), "buildings", found)
        _storeys(buildings, found)
        _negatives(buildings, "buildings", ("floor_area_m2", "height_m"), found)
    ground_remarks(plots, buildings, found)
    if firms is not None:
        firms = firms.copy()
        _taxes(firms, "firms", found)
        _negatives(firms, "firms", _FIRM_AMOUNTS, found)
        firms = _firms(plots, firms, found)
    return Checked(plots, buildings, firms, remarks_frame(found))


def _say(found: list[Remark], rule: str, where: tuple[str, Any, str], value: object, done: str) -> None:
    found.append(Remark(rule, *where, value, _TEXTS[rule], done))


def _flagged(frame: pd.DataFrame, column: str) -> Flags:
    """Where a column says true; nowhere if it is absent."""
    if column not in frame:
        return np.zeros(len(frame), dtype=bool)
    return np.array([value is True or value == 1 for value in frame[column].astype(object)], dtype=bool)


def _number(frame: pd.DataFrame, column: str) -> pd.Series:
    return frame[column].astype(float)


def _unknown_where(frame: pd.DataFrame, column: str, wrong: Flags) -> None:
    frame[column] = np.where(wrong, np.nan, _number(frame, column))


def _taxes(frame: pd.DataFrame, layer: str, found: list[Remark]) -> None:
    """A negative tax is unknown, but a marked refund, which counts as it is."""
    if "tax_wan" not in frame:
        return
    tax = _number(frame, "tax_wan").to_numpy()
    refund = _flagged(frame, "tax_refund")
    for at in np.flatnonzero(tax < 0.0):
        rule, done = ("tax_refund", _KEPT) if refund[at] else ("negative_tax", _UNKNOWN)
        _say(found, rule, (layer, frame.index[at], "tax_wan"), tax[at], done)
    _unknown_where(frame, "tax_wan", (tax < 0.0) & ~refund)


def _negatives(frame: pd.DataFrame, layer: str, columns: tuple[str, ...], found: list[Remark]) -> None:
    for column in columns:
        if column not in frame:
            continue
        values = _number(frame, column).to_numpy()
        for at in np.flatnonzero(values < 0.0):
            _say(found, "negative_amount", (layer, frame.index[at], column), values[at], _UNKNOWN)
        _unknown_where(frame, column, values < 0.0)


def _storeys(buildings: gpd.GeoDataFrame, found: list[Remark]) -> None:
    if "storeys" not in buildings:
        return
    storeys = _number(buildings, "storeys").to_numpy()
    for rule, wrong in (("floors_zero", storeys <= 0.0), ("floors_absurd", storeys > _MOST_STOREYS)):
        for at in np.flatnonzero(wrong):
            _say(found, rule, ("buildings", buildings.index[at], "storeys"), storeys[at], _UNKNOWN)
        _unknown_where(buildings, "storeys", wrong | np.isnan(_number(buildings, "storeys").to_numpy()))
    if "tall_storeys_count" in buildings:
        tall = _number(buildings, "tall_storeys_count").to_numpy()
        wrong = (tall < 0.0) | (tall > storeys)
        for at in np.flatnonzero(wrong):
            _say(found, "tall_storeys", ("buildings", buildings.index[at], "tall_storeys_count"), tall[at], _UNKNOWN)
        _unknown_where(buildings, "tall_storeys_count", wrong)


def _parts(plots: gpd.GeoDataFrame, found: list[Remark]) -> None:
    """Green or office land larger than the plot it lies on."""
    area = plots.geometry.area.to_numpy()
    for column in _PARTS:
        if column in plots:
            values = _number(plots, column).to_numpy()
            wrong = (values > area * _NOISE) & (area > 0.0)
            for at in np.flatnonzero(wrong):
                _say(found, "part_over_plot", ("plots", plots.index[at], column), values[at], _UNKNOWN)
            _unknown_where(plots, column, wrong)


def _ids(plots: gpd.GeoDataFrame) -> pd.Series:
    source = plots["id"] if "id" in plots else plots.index.to_series()
    return source.fillna("").astype(str).str.strip()


def _twice(plots: gpd.GeoDataFrame, found: list[Remark]) -> None:
    ids = _ids(plots)
    for at in np.flatnonzero(ids.duplicated(keep=False) & (ids != "")):
        _say(found, "plot_id_twice", ("plots", plots.index[at], "id"), ids.iloc[at], _KEPT)


def _statuses(plots: gpd.GeoDataFrame, found: list[Remark]) -> None:
    if "status" not in plots:
        return
    status = plots["status"].fillna("").astype(str).str.strip()
    wrong = ~status.isin(STATUSES)
    for at in np.flatnonzero(wrong):
        _say(found, "status_unknown", ("plots", plots.index[at], "status"), status.iloc[at], _UNKNOWN)
    plots["status"] = status.mask(wrong, "")


def _dates(plots: gpd.GeoDataFrame, found: list[Remark]) -> None:
    days: dict[str, list[Any]] = {}
    for column in _DAYS:
        if column not in plots:
            continue
        texts = plots[column].fillna("").astype(str).str.strip()
        days[column] = [_day(text) for text in texts]
        wrong = np.array(
            [bool(text) and day is None for text, day in zip(texts, days[column], strict=True)], dtype=bool
        )
        for at in np.flatnonzero(wrong):
            _say(found, "day_unreadable", ("plots", plots.index[at], column), texts.iloc[at], _UNKNOWN)
        plots[column] = texts.mask(wrong, "")
    for early, late in _ORDERED:
        if early not in days or late not in days:
            continue
        for label, one, two in zip(plots.index, days[early], days[late], strict=True):
            if one is not None and two is not None and two < one:
                _say(found, "days_disordered", ("plots", label, late), f"{early} {one} > {late} {two}", _KEPT)


def _day(text: str) -> date | None:
    """A day; None where there is none to read."""
    try:
        return read_day(text)
    except ValueError:
        return None


def _firms(plots: gpd.GeoDataFrame, firms: pd.DataFrame, found: list[Remark]) -> pd.DataFrame:
    """Firms and plots that do not find each other; the same row twice is taken once."""
    text = {name: _text(firms, name) for name in ("firm_id", "name", "plot_id")}
    keys = pd.DataFrame({"firm": text["firm_id"], "plot": text["plot_id"]})
    names = text["name"].groupby(text["firm_id"].to_numpy()).transform("nunique")
    again = np.array(keys.duplicated() & (keys["firm"] != "") & (names <= 1), dtype=bool)
    for at in np.flatnonzero((names > 1) & (text["firm_id"] != "")):
        _say(found, "firm_id_twice", ("firms", firms.index[at], "firm_id"), text["firm_id"].iloc[at], _KEPT)
    for at in np.flatnonzero(again):
        done = "只计第一行 / the first row counts"
        _say(found, "firm_row_twice", ("firms", firms.index[at], "firm_id"), text["firm_id"].iloc[at], done)
    ids = _ids(plots)
    held = _text(plots, "firm_id")
    has = text["plot_id"] != ""
    alone = ~has & ~text["firm_id"].isin(held[held != ""])
    rules = (("firm_without_plot", alone), ("firm_plot_unknown", has & ~text["plot_id"].isin(ids)))
    for rule, wrong in rules:
        for at in np.flatnonzero(wrong):
            _say(found, rule, ("firms", firms.index[at], "plot_id"), text["plot_id"].iloc[at], _KEPT)
    named = ids.isin(text["plot_id"][has]) | (held != "")
    lost = (held != "") & ~held.isin(text["firm_id"])
    for rule, wrong in (("plot_without_firm", ~named), ("plot_firm_unknown", lost)):
        for at in np.flatnonzero(wrong):
            _say(found, rule, ("plots", plots.index[at], "firm_id"), held.iloc[at], _KEPT)
    return firms[~again]


def _text(frame: pd.DataFrame, column: str) -> pd.Series:
    if column not in frame:
        return pd.Series("", index=frame.index, dtype=object)
    return frame[column].fillna("").astype(str).str.strip()
