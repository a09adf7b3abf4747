"""Idle land: which plots an authority may recognise as idle on a day, since when, and what follows.

Not started: the agreed day of starting has passed by the months of the rule. Stalled: started, developed or invested
below the shares of the rule, and stopped for those months. What a ledger leaves blank is unknown and is named; only
`IdleRules` may say that a blank means something. Months are full on their corresponding day.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

import geopandas as gpd
import numpy as np
import pandas as pd

from gis.crs import require_metric
from gis.plots.columns import Floats, read_flags, read_numbers, read_texts, read_values
from gis.plots.days import later, months_between, read_day

__all__ = ["CONSEQUENCES", "VERDICTS", "IdleRules", "idle_land", "idle_summary"]

VERDICTS: Mapping[str, str] = {
    "idle": "闲置 / idle: not started",
    "idle_stalled": "中止开发闲置 / idle: development stalled",
    "not_idle": "不属闲置 / not idle",
    "not_assessed": "未评估 / not assessed",
}
CONSEQUENCES: Mapping[str, str] = {
    "": "无 / none",
    "fee": "征缴土地闲置费 / idle land fee",
    "take_back": "可无偿收回 / may be taken back without compensation",
}
_DAYS = {
    "start_due_on": "约定动工日 / agreed start",
    "started_on": "动工日 / start of work",
    "stopped_on": "停工日 / stop of work",
}
_BELOW = 1e-12  # a share exactly at its limit is not below it


@dataclass(frozen=True)
class IdleRules:
    """The rule and how a ledger is read.

    `idle_months`, `take_back_months`: whole months. `developed_share`, `invested_share`, `fee_share`: 0-1.
    `invested_includes_price`, `total_includes_price`: whether those columns hold the land price, which does not count.
    `supplied`: statuses of land that has been supplied; `finished`: those that are never idle. `blank_start_is_none`:
    statuses for which a blank start of work means none. `blank_stop_is_none`: whether a blank stop means work goes on.
    """

    title: str
    idle_months: int
    take_back_months: int
    developed_share: float
    invested_share: float
    fee_share: float
    supplied: tuple[str, ...]
    finished: tuple[str, ...]
    blank_start_is_none: tuple[str, ...] = ()
    blank_stop_is_none: bool = False
    invested_includes_price: bool = False
    total_includes_price: bool = False
    clause_idle: str = ""
    clause_stalled: str = ""
    clause_fee: str = ""
    clause_take_back: str = ""
    clause_government: str = ""
    source: str = ""
    confidence: str = ""


@dataclass(frozen=True)
class _Found:
    verdict: str
    reason: str = ""
    since: date | None = None
    consequence: str = ""
    clause: str = ""


@dataclass(frozen=True)
class _Plot:
    """What a row says that the rule asks for; days None where blank, numbers NaN, `government` None where unknown."""

    status: str
    days: Mapping[str, date | None]
    unreadable: tuple[str, ...]
    developed: float
    invested: float
    price_wan: float
    government: bool | None


def idle_land(plots: gpd.GeoDataFrame, *, on: date, rules: IdleRules) -> pd.DataFrame:
    """Idle land on a day.

    Parameters
    ----------
    plots: in metres, with what there is of status, supplied_on, start_due_on, started_on, stopped_on, price_wan,
        total_investment_wan, invested_wan, to_develop_m2, developed_m2, government_delay. on: the day of the judgement.

    Returns
    -------
    Frame on plots.index: verdict (a key of `VERDICTS`), since (agreed start or stop, 2026-11-22, "" where none),
    idle_from (the day the months were full), months (whole, NaN where none), consequence (a key of `CONSEQUENCES`),
    fee_wan (万元; NaN where none is due or the price is unknown), area_m2, government (true, false or None), reason,
    clause.

    Raises
    ------
    MetricCRSError: not in metres.
    """
    require_metric(plots, layer="plots")
    rows = [_row(_judged(plot, on, rules), plot, on, rules) for plot in _plots(plots, rules)]
    columns = ["verdict", "since", "idle_from", "months", "consequence", "fee_wan", "government", "reason", "clause"]
    out = pd.DataFrame(rows, columns=columns, index=plots.index)
    out["government"] = out["government"].astype(object).where(out["government"].notna(), None)
    out["months"] = out["months"].astype(float)
    out.insert(6, "area_m2", plots.geometry.area.to_numpy(dtype=float))
    return out


def idle_summary(plots: gpd.GeoDataFrame, idle: pd.DataFrame, *, rules: IdleRules) -> pd.DataFrame:
    """The idle list in sums: count, area and share of the supplied land, whole and by cause.

    Returns
    -------
    Frame on supplied, idle, not_started, stalled, government, holder, cause_unknown, fee, take_back, not_assessed,
    status_unknown: title, count, area_m2, share_of_supplied (0-1, NaN where nothing is supplied or where some status is
    unknown), reason.

    Raises
    ------
    MetricCRSError: not in metres.
    """
    require_metric(plots, layer="plots")
    area = plots.geometry.area.to_numpy(dtype=float)
    status = read_texts(plots, "status")
    verdict, government = idle["verdict"].to_numpy(), idle["government"].to_numpy()
    found = np.isin(verdict, ["idle", "idle_stalled"])
    yes = np.array([value is True for value in government], dtype=bool)
    no = np.array([value is False for value in government], dtype=bool)
    consequence = idle["consequence"].to_numpy()
    supplied = np.isin(status, list(rules.supplied))
    masks = {
        "supplied": ("已供应 / supplied", supplied),
        "idle": ("闲置合计 / idle, all", found),
        "not_started": ("未动工 / not started", verdict == "idle"),
        "stalled": ("中止开发 / stalled", verdict == "idle_stalled"),
        "government": ("政府原因 / caused by government", found & yes),
        "holder": ("企业原因 / caused by the holder", found & no),
        "cause_unknown": ("原因未登记 / cause not recorded", found & ~yes & ~no),
        "fee": (CONSEQUENCES["fee"], consequence == "fee"),
        "take_back": (CONSEQUENCES["take_back"], consequence == "take_back"),
        "not_assessed": (VERDICTS["not_assessed"], verdict == "not_assessed"),
        "status_unknown": ("供应状态未知 / status unknown", status == ""),
    }
    base, unknown = float(area[supplied].sum()), bool((status == "").any())
    reason = "已供应面积为零 / nothing is supplied" if base == 0.0 else ""
    reason = "有地块供应状态未知 / status of some plots unknown" if unknown else reason
    return pd.DataFrame({
        name: {
            "title": title, "count": int(mask.sum()), "area_m2": float(area[mask].sum()),
            "share_of_supplied": float("nan") if reason else float(area[mask].sum()) / base, "reason": reason,
        }
        for name, (title, mask) in masks.items()
    }).T.astype({"count": int, "area_m2": float, "share_of_supplied": float})  # fmt: skip


def _judged(plot: _Plot, on: date, rules: IdleRules) -> _Found:  # noqa: PLR0911 a case a line
    if plot.status in rules.finished:
        return _Found("not_idle", "已建成 / built")
    if plot.status and plot.status not in rules.supplied:
        return _Found("not_idle", "未供应,不在闲置认定范围 / not supplied, outside the rule")
    if plot.unreadable:
        names = "、".join(plot.unreadable)
        return _Found("not_assessed", f"日期读不懂:{names} / unreadable day: {names}")
    started = plot.days["started_on"]
    if started is None and plot.status not in rules.blank_start_is_none:
        due = plot.days["start_due_on"]
        if due is not None and months_between(due, on) < rules.idle_months:
            return _Found("not_idle", "未满约定动工期限 / the agreed start is not past by the months", due)
        return _missing("started_on")
    if started is None or started > on:
        return _not_started(plot, on, rules)
    return _stalled(plot, on, rules)


def _not_started(plot: _Plot, on: date, rules: IdleRules) -> _Found:
    due = plot.days["start_due_on"]
    if due is None:
        return _missing("start_due_on")
    months = months_between(due, on)
    if months < rules.idle_months:
        return _Found("not_idle", "未满约定动工期限 / the agreed start is not past by the months", due)
    last = months >= rules.take_back_months
    clause = _joined(rules.clause_idle, rules.clause_take_back if last else rules.clause_fee)
    return _Found("idle", "", due, "take_back" if last else "fee", clause)


def _stalled(plot: _Plot, on: date, rules: IdleRules) -> _Found:  # noqa: PLR0911 a case a line
    low = (plot.developed < rules.developed_share - _BELOW) or (plot.invested < rules.invested_share - _BELOW)
    unknown = [
        text
        for value, text in (
            (plot.developed, "已开发面积比例 / share developed"),
            (plot.invested, "投资比例 / share invested"),
        )
        if math.isnan(value)
    ]
    if not low and not unknown:
        return _Found("not_idle", "已动工,开发与投资比例均达到 / started, developed and invested by the shares")
    stopped = plot.days["stopped_on"]
    if stopped is None:
        if rules.blank_stop_is_none:
            return _Found("not_idle", "已动工,未登记停工 / started, no stop recorded")
        return _missing("stopped_on")
    started = plot.days["started_on"]
    if started is not None and stopped < started:
        return _Found("not_assessed", "停工早于动工 / stopped before it started")
    if stopped > on or months_between(stopped, on) < rules.idle_months:
        return _Found("not_idle", "中止开发未满期限 / not stopped for the months", stopped)
    if not low:
        zh, en = (side.join(text.split(" / ")[half] for text in unknown) for half, side in ((0, "、"), (1, ", ")))
        return _Found("not_assessed", f"缺少{zh} / missing: {en}")
    return _Found("idle_stalled", "", stopped, "", rules.clause_stalled)


def _row(found: _Found, plot: _Plot, on: date, rules: IdleRules) -> tuple[object, ...]:
    idle, reason, fee = found.verdict in ("idle", "idle_stalled"), found.reason, math.nan
    if idle and plot.government:
        reason = "政府原因造成,另行处置 / caused by government, settled otherwise"
        found = replace(found, consequence="", clause=_joined(found.clause.split("; ")[0], rules.clause_government))
    elif idle and found.verdict == "idle_stalled":
        reason = "中止开发的处置由主管部门另定 / what follows is for the authority to settle"
    elif found.consequence == "fee":
        fee = plot.price_wan * rules.fee_share
        reason = "缺少土地价款,闲置费未算 / price unknown, the fee is not reckoned" if math.isnan(fee) else ""
    if idle and plot.government is None:
        reason = "; ".join(filter(None, (reason, "是否政府原因未登记 / whether government caused it is not recorded")))
    since = found.since
    past = since is not None and (idle or since <= on)
    return (
        found.verdict,
        since.isoformat() if since else "",
        later(since, rules.idle_months).isoformat() if since and idle else "",
        months_between(since, on) if since and past else math.nan,
        found.consequence, fee, plot.government, reason, found.clause,
    )  # fmt: skip


def _missing(field: str) -> _Found:
    zh, en = _DAYS[field].split(" / ")
    return _Found("not_assessed", f"缺少{zh}({field}) / missing: {en} ({field})")


def _joined(*clauses: str) -> str:
    return "; ".join(clause for clause in clauses if clause)


def _plots(plots: gpd.GeoDataFrame, rules: IdleRules) -> list[_Plot]:
    status = read_texts(plots, "status")
    days = {name: [_day(value) for value in read_values(plots, name)] for name in _DAYS}
    price = read_numbers(plots, "price_wan")
    invested, total = read_numbers(plots, "invested_wan"), read_numbers(plots, "total_investment_wan")
    invested = invested - price if rules.invested_includes_price else invested
    total = total - price if rules.total_includes_price else total
    shares = _share(invested, total)
    developed = _share(read_numbers(plots, "developed_m2"), read_numbers(plots, "to_develop_m2"))
    government = read_flags(plots, "government_delay")
    return [
        _Plot(
            status[row],
            {name: found[row][0] for name, found in days.items()},
            tuple(f"{name}={found[row][1]}" for name, found in days.items() if found[row][1]),
            float(developed[row]), float(shares[row]), float(price[row]), government[row],
        )
        for row in range(len(plots))
    ]  # fmt: skip


def _day(value: object) -> tuple[date | None, str]:
    """The day, or the text that is none."""
    try:
        return read_day(value), ""
    except ValueError:
        return None, str(value).strip()


def _share(part: Floats, whole: Floats) -> Floats:
    result = np.full(len(part), np.nan)
    np.divide(part, whole, out=result, where=(whole > 0.0) & (part >= 0.0))
    return result
