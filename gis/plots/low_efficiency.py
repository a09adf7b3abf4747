"""Low-efficiency land by a table of rules, and the lists of vacant and reserve land.

What counts as low is local: a rule names a figure, an operator and a value or a share of the district's mean; a rule
without a value is not assessed until somebody gives one.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from gis.crs import require_metric
from gis.errors import DefinitionError
from gis.plots.columns import Floats, Texts, of_codes, read_texts

__all__ = [
    "OPERATORS", "STATUSES", "LowRule", "LowRules", "district_mean", "land_by_status", "low_efficiency", "plot_grades",
    "status_totals",
]  # fmt: skip

OPERATORS: Mapping[str, Callable[[Any, Any], Any]] = MappingProxyType({
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
})  # fmt: skip
STATUSES: Mapping[str, str] = MappingProxyType(
    {
        "built": "已建成 / built",
        "vacant": "已供应未建 / supplied, vacant",
        "supplied": "已供应 / supplied",
        "ready": "已达到供地条件 / ready for supply",
        "unready": "未达到供地条件 / not ready for supply",
        "unbuildable": "不可建设 / unbuildable",
        "reserve": "储备 / reserve",
        "": "未知 / unknown",
    }
)
GRADE = "grade"  # the index of a rule on the grades of the firms


@dataclass(frozen=True)
class LowRule:
    """A test a plot may fail.

    `index`: a column of the figures, or "grade". `op`: of `OPERATORS`, true where the plot is low; for grades "in".
    `value`: in the unit of the figure; `of_mean`: the value is a share (0-1) of the district's mean. `grades`: the low
    ones. `codes`: beginnings of land-use codes it holds for, none: every one.
    """

    key: str
    title: str
    title_en: str
    index: str
    op: str
    value: float | None = None
    of_mean: bool = False
    grades: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    clause: str = ""
    source: str = ""
    confidence: str = ""


@dataclass(frozen=True)
class LowRules:
    """A table of rules: the definition it serves, the statuses of land it holds for, and how many failures make low."""

    title: str
    definition: str
    statuses: tuple[str, ...]
    rules: tuple[LowRule, ...]
    least_failed: int = 1
    source: str = ""
    confidence: str = ""
    file: str = ""


def low_efficiency(
    plots: gpd.GeoDataFrame,
    figures: pd.DataFrame,
    grades: pd.Series | None = None,
    *,
    rules: LowRules,
    thresholds: Mapping[str, float] | None = None,
) -> pd.DataFrame:
    """Which rules each plot fails.

    Parameters
    ----------
    figures: on plots.index. grades: on plots.index, several grades of a plot joined by ";" (see `plot_grades`).
    thresholds: rule key → value in place of the table's, for a what-if.

    Returns
    -------
    Frame on plots.index: low (true, false, or None where unknown rules could turn it), failed (keys joined by ";"),
    failed_count, not_assessed (keys), area_m2, and for every rule `<key>_verdict` ("fails", "passes", "not_assessed",
    "out_of_scope"), `<key>_value`, `<key>_limit`; reason.

    Raises
    ------
    MetricCRSError: not in metres. DefinitionError: a threshold for a rule that does not exist or takes none.
    """
    require_metric(plots, layer="plots")
    given = dict(thresholds or {})
    unknown = sorted(set(given) - {rule.key for rule in rules.rules if rule.index != GRADE})
    if unknown:
        raise DefinitionError(file=rules.file or rules.title, key=unknown[0], problem="没有可设阈值的这条规则")
    status = read_texts(plots, "status")
    out = pd.DataFrame(index=plots.index)
    scope = np.isin(status, list(rules.statuses)) if rules.statuses else np.ones(len(plots), dtype=bool)
    open_scope = (status == "") & bool(rules.statuses)
    verdicts = {}
    for rule in rules.rules:
        verdict, value, limit = _tested(plots, figures, grades, rule, given.get(rule.key, rule.value))
        verdict = np.where(scope, verdict, np.where(open_scope, "not_assessed", "out_of_scope"))
        out[f"{rule.key}_verdict"], out[f"{rule.key}_value"], out[f"{rule.key}_limit"] = verdict, value, limit
        verdicts[rule.key] = verdict
    failed, open_ = _keys(verdicts, "fails", len(plots)), _keys(verdicts, "not_assessed", len(plots))
    count = np.array([len(keys) for keys in failed])
    possible = count + np.array([len(keys) for keys in open_])
    low = np.full(len(plots), None, dtype=object)
    low[possible < rules.least_failed] = False
    low[count >= rules.least_failed] = True
    low[~(scope | open_scope)] = False
    out.insert(0, "low", pd.Series(low, index=plots.index, dtype=object))
    out.insert(1, "failed", [";".join(keys) for keys in failed])
    out.insert(2, "failed_count", count)
    out.insert(3, "not_assessed", [";".join(keys) for keys in open_])
    out.insert(4, "area_m2", plots.geometry.area.to_numpy(dtype=float))
    out["reason"] = [_why(*row) for row in zip(low, scope, open_scope, open_, strict=True)]
    return out


def district_mean(plots: gpd.GeoDataFrame, figure: pd.Series, *, codes: tuple[str, ...] = ()) -> float:
    """Mean of a figure over plots of these codes, weighed by area, where it is known: the sum over the sum of a rate.

    Returns
    -------
    The mean in the unit of the figure; NaN where no plot is known.

    Raises
    ------
    MetricCRSError: not in metres. MissingColumnError: `code`, where codes are asked for.
    """
    require_metric(plots, layer="plots")
    value, area = figure.to_numpy(dtype=float), plots.geometry.area.to_numpy(dtype=float)
    known = np.isfinite(value) & (area > 0.0) & of_codes(plots, codes)
    return float((value[known] * area[known]).sum() / area[known].sum()) if known.any() else float("nan")


def plot_grades(plots: gpd.GeoDataFrame, firms: pd.DataFrame, graded: pd.DataFrame) -> pd.Series:
    """Grades of the firms on each plot, by the firms' plot_id and the plots' firm_id, joined by ";" where they differ.

    Returns
    -------
    Text Series on plots.index, "" where no graded firm is known.
    """
    by_plot: dict[str, set[str]] = {}
    by_firm: dict[str, set[str]] = {}
    of = zip(read_texts(firms, "plot_id"), read_texts(firms, "firm_id"), read_texts(graded, "grade"), strict=True)
    for plot, firm, word in of:
        if word:
            by_plot.setdefault(plot, set()).add(word)
            by_firm.setdefault(firm, set()).add(word)
    by_plot.pop("", None)
    by_firm.pop("", None)
    pairs = zip(read_texts(plots, "id"), read_texts(plots, "firm_id"), strict=True)
    found = [";".join(sorted(by_plot.get(plot, set()) | by_firm.get(firm, set()))) for plot, firm in pairs]
    return pd.Series(found, index=plots.index, dtype=object)


def land_by_status(plots: gpd.GeoDataFrame, *, status: str) -> gpd.GeoDataFrame:
    """The list of plots of a status ("vacant", "reserve", ...) with area_m2, largest first.

    Raises
    ------
    MetricCRSError: not in metres. DefinitionError: no such status.
    """
    require_metric(plots, layer="plots")
    if status not in STATUSES:
        raise DefinitionError(
            file="plots", key="status", problem=f"没有状态 {status};可用:{'、'.join(filter(None, STATUSES))}"
        )
    chosen = plots.loc[read_texts(plots, "status") == status]
    return chosen.assign(area_m2=chosen.geometry.area).sort_values("area_m2", ascending=False, kind="stable")


def status_totals(plots: gpd.GeoDataFrame) -> pd.DataFrame:
    """Count and area of plots by status, the unknown and words that are no status told apart.

    Returns
    -------
    Frame on the statuses ("" unknown): title, count, area_m2.

    Raises
    ------
    MetricCRSError: not in metres.
    """
    require_metric(plots, layer="plots")
    status, area = read_texts(plots, "status"), plots.geometry.area.to_numpy(dtype=float)
    words = [*STATUSES, *sorted(set(status) - set(STATUSES))]
    rows = [
        (STATUSES.get(w, f"{w}(不认识) / {w} (not a status)"), int((status == w).sum()), float(area[status == w].sum()))
        for w in words
    ]
    return pd.DataFrame(rows, columns=["title", "count", "area_m2"], index=words)


def _tested(
    plots: gpd.GeoDataFrame, figures: pd.DataFrame, grades: pd.Series | None, rule: LowRule, threshold: float | None
) -> tuple[Texts, Floats | Texts, float]:
    """Verdict and value of every plot, and the limit it was held against."""
    inside = of_codes(plots, rule.codes)
    if rule.index == GRADE:
        words = (
            np.full(len(plots), "", dtype=object)
            if grades is None
            else grades.fillna("").astype(str).to_numpy(dtype=object)
        )
        fails = np.array([bool(set(word.split(";")) & set(rule.grades)) for word in words], dtype=bool)
        verdict = np.where(words == "", "not_assessed", np.where(fails, "fails", "passes"))
        return np.where(inside, verdict, "out_of_scope"), words, float("nan")
    figure = figures[rule.index] if rule.index in figures else pd.Series(np.nan, index=plots.index)
    value = figure.to_numpy(dtype=float)
    limit = float("nan") if threshold is None else float(threshold)
    if rule.of_mean:
        limit *= district_mean(plots, figure, codes=rule.codes)
    low = np.asarray(OPERATORS[rule.op](value, limit))
    verdict = np.where(np.isfinite(value) & np.isfinite(limit), np.where(low, "fails", "passes"), "not_assessed")
    return np.where(inside, verdict, "out_of_scope"), value, limit


def _keys(verdicts: Mapping[str, Texts], word: str, count: int) -> list[list[str]]:
    return [[key for key, verdict in verdicts.items() if verdict[row] == word] for row in range(count)]


def _why(low: object, scope: object, open_scope: object, not_assessed: list[str]) -> str:
    if open_scope:
        return "地块状态未知 / status of the plot unknown"
    if not scope:
        return "不是规则所指的土地 / not the land the rules hold for"
    if low is None:
        return f"数据或阈值缺少:{'、'.join(not_assessed)} / data or thresholds missing: {', '.join(not_assessed)}"
    return ""
