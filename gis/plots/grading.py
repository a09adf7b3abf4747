"""Firms graded by the mu: values, points, scores, ranks and grades by a scheme; each group of scale ranked apart.

A firm on several rows (several plots) counts once: its rows must say the same. Only firms that are graded enter means,
minima and maxima. Ties share the better rank; the share of a rank is rank ÷ count, and a band takes every share up to
its limit, so that the count of a band is rounded down. Scores are compared at nine decimals.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from gis.errors import DefinitionError
from gis.plots.columns import Flags, Floats, Ints, Texts, read_flags, read_numbers, read_texts
from gis.plots.schemes import GROUPS, UNITS, Bands, Group, Index, Scheme

__all__ = ["Ledger", "Marked", "bands_of", "grade", "ledger_of", "marked", "scores_of", "shares_of_rank"]

_DECIMALS = 9
_SCALES = {True: "above", False: "below", None: ""}


@dataclass(frozen=True, eq=False)
class Ledger:
    """Firms, each once. `row`: of every row of the frame its firm; `group`, `reason` ("": to be graded): per firm."""

    firms: pd.DataFrame
    row: Ints
    land_m2: Floats
    group: Texts
    reason: Texts
    remark: Texts
    excused: Flags


@dataclass(frozen=True, eq=False)
class Marked:
    """A group of a ledger on its indices; `per_point` is firms of the group × indices.

    `firm`: rows of the ledger that are graded. `per_point`: points a point of weight; NaN where the weight is shared
    out among the other indices. `weights`, `benchmarks` (NaN for min–max): per index. `bonus`: points per firm.
    """

    group: Group
    firm: Ints
    per_point: Floats
    weights: Floats
    benchmarks: Floats
    bonus: Floats


def grade(firms: pd.DataFrame, scheme: Scheme) -> pd.DataFrame:
    """Grades of firms by a scheme.

    Parameters
    ----------
    firms: firm_id (may repeat), above_scale (true, false or unknown), not_graded (a reason, "" for none), land in m2,
        money in 万元 and what else the indices divide; an absent column is unknown.

    Returns
    -------
    Frame on firms.index: group ("above", "below", "all" or ""), land_m2, for every index `<key>_value`,
    `<key>_benchmark`, `<key>_points`, then bonus, score, rank, count (firms ranked together), share_of_rank (0-1),
    grade ("" where not graded or where the scheme has no bands; the scheme's own word for firms taken out), reason why
    there is no grade, remark ("中文 / English", joined by "; ").

    Raises
    ------
    DefinitionError: the scheme lacks indices, weights or limits of its bands, which its source does not give.
    """
    ledger = ledger_of(firms, scheme)
    groups, why_not = marked(ledger, scheme)
    reason = np.where(why_not != "", why_not, ledger.reason)
    out = pd.DataFrame({"group": ledger.group, "land_m2": ledger.land_m2})
    keys = list(dict.fromkeys(index.key for group in scheme.groups for index in group.indices))
    numbers = [f"{key}_{what}" for key in keys for what in ("value", "benchmark", "points")]
    out = out.reindex(columns=[*out.columns, *numbers, "bonus", "score", "rank", "count", "share_of_rank"])
    grades, remark = np.where(ledger.excused, scheme.bands.excused, "").astype(object), ledger.remark.copy()
    for group in scheme.groups:  # values stand for the firms that are not graded too
        inside = ledger.group == group.scale
        for index in group.indices:
            out.loc[inside, f"{index.key}_value"] = _values(ledger, index)[inside]
    for one in groups:
        at = one.firm
        points = one.per_point * one.weights
        for column, index in enumerate(one.group.indices):
            out.loc[at, f"{index.key}_benchmark"] = one.benchmarks[column]
            out.loc[at, f"{index.key}_points"] = points[:, column]
        score = scores_of(one, one.weights)
        rank, share = shares_of_rank(score)
        grades[at] = bands_of(score, scheme.bands)
        for name, found in {"bonus": one.bonus, "score": score, "rank": rank, "share_of_rank": share}.items():
            out.loc[at, name] = found
        out.loc[at, "count"] = len(at)
        reason[at] = [_no_grade(scheme.bands) if not word else "" for word in grades[at]]
        remark[at] = [_also(text, _few(scheme.bands, len(at))) for text in remark[at]]
    out = out.assign(grade=grades, reason=reason, remark=remark)
    return out.iloc[ledger.row].set_axis(firms.index)


def ledger_of(firms: pd.DataFrame, scheme: Scheme) -> Ledger:
    """The firms, each once, with land, group and the reason why one is not graded.

    Raises
    ------
    DefinitionError: the scheme is a template that lacks something.
    """
    if scheme.lacks:
        problem = f"来源没有给出{'、'.join(text.split(' / ')[0] for text in scheme.lacks)},由使用者给定后才能计分"
        raise DefinitionError(file=scheme.file or scheme.id, key="groups", problem=problem)
    row, first = _once(firms)
    unique = firms.iloc[first].reset_index(drop=True)
    count = len(unique)
    reason, remark = np.full(count, "", dtype=object), np.full(count, "", dtype=object)
    land_m2 = _land(unique, scheme, remark)
    scale = np.array([_SCALES[value] for value in read_flags(unique, "above_scale")], dtype=object)
    group = np.array([(found.scale if (found := scheme.group(name)) else "") for name in scale], dtype=object)
    named = read_texts(unique, "not_graded")
    _say(reason, _differing(firms, row, count, scheme), "同一企业各行数据不一致 / rows of one firm disagree")
    reason = np.where((reason == "") & (named != ""), named, reason)
    _say(reason, (group == "") & (scale == ""), "规上、规下未登记 / scale of the firm not recorded")
    for name in ("above", "below"):
        _say(
            reason, (group == "") & (scale == name), f"本方案不评{GROUPS[name].replace(' / ', '企业 / not for firms ')}"
        )
    _say(reason, land_m2 <= 0.0, "用地面积不大于 0 / land is not above 0")
    small = land_m2 < scheme.land.least_m2
    if scheme.land.least_m2 > 0.0:
        _say(reason, np.isnan(land_m2), "用地面积未知,起评线无法判断 / land unknown, the least land cannot be judged")
        _say(reason, small, "用地少于起评面积 / land below the least that is graded")
    return Ledger(unique, row, land_m2, group, reason, remark, (named != "") | (small & (land_m2 > 0.0)))


def marked(ledger: Ledger, scheme: Scheme) -> tuple[list[Marked], Texts]:
    """The groups of a ledger on their indices, and per firm why it is not graded after all ("" for those that are)."""
    reason = ledger.reason.copy()
    found = []
    for group in scheme.groups:
        at = np.flatnonzero((ledger.group == group.scale) & (reason == ""))
        values = np.column_stack([_values(ledger, index)[at] for index in group.indices])
        out = np.full(len(at), "", dtype=object)
        for column, index in enumerate(group.indices):
            if (index.missing or scheme.method.missing) == "not_graded":
                text = f"缺少{index.title}的数据 / no data for: {index.title_en}"
                _say(out, np.isnan(values[:, column]), text)
        _say(out, np.asarray(np.isnan(values).all(axis=1)), "没有任何指标数据 / no data for any index")
        reason[at] = out
        at, values = at[out == ""], values[out == ""]
        if not len(at):
            continue
        per_point, benchmarks, problem = _per_point(ledger, at, values, (group, scheme))
        if problem:
            reason[at] = problem
            continue
        weights = np.array([index.weight for index in group.indices], dtype=float)
        bonus = np.zeros(len(at))
        if scheme.method.bonus:
            bonus = np.nan_to_num(read_numbers(ledger.firms, scheme.method.bonus)[at], nan=0.0)
        found.append(Marked(group, at, per_point, weights, benchmarks, bonus))
    return found, reason


def scores_of(one: Marked, weights: Floats) -> Floats:
    """Score of every firm of a group with other weights (one per index), rounded to nine decimals; with the bonus."""
    known = ~np.isnan(one.per_point)
    points = np.where(known, one.per_point, 0.0) @ weights
    scores: Floats = np.round(points * (weights.sum() / (known @ weights)) + one.bonus, _DECIMALS)
    return scores


def shares_of_rank(scores: Floats) -> tuple[Floats, Floats]:
    """Rank, 1 for the highest score, ties sharing the better one, and rank ÷ count."""
    rank = pd.Series(scores).rank(method="min", ascending=False).to_numpy(dtype=float)
    return rank, rank / max(len(scores), 1)


def bands_of(scores: Floats, bands: Bands) -> Texts:
    """The grade of every score of a group; "" where no band takes it."""
    grades = np.full(len(scores), "", dtype=object)
    _, share = shares_of_rank(scores)
    for band in reversed(bands.bands):
        if bands.by == "rank" and band.until is not None:
            grades[share <= band.until + 1e-12] = band.grade
    for band in bands.bands:
        if bands.by == "score" and band.at_least is not None:
            grades[(scores >= band.at_least) & (grades == "")] = band.grade
    return grades


def _per_point(ledger: Ledger, at: Ints, values: Floats, of: tuple[Group, Scheme]) -> tuple[Floats, Floats, str]:
    """Points a point of weight, benchmarks, and why the group cannot be scored ("" where it can)."""
    group, scheme = of
    result, benchmarks = np.full(values.shape, np.nan), np.full(values.shape[1], np.nan)
    for column, index in enumerate(group.indices):
        value, rule = values[:, column], index.missing or scheme.method.missing
        if scheme.method.kind == "ratio":
            benchmarks[column] = _benchmark(ledger, at, index, scheme)
            usable = bool(benchmarks[column] > 0.0)
            one = value / benchmarks[column] if usable else np.full(len(value), np.nan)
        else:
            usable = bool(np.isfinite(value).any())
            one = _minmax(value, scheme)
        usable &= rule != "mean_score" or bool(np.isfinite(value).any())  # a mean score of nobody
        if not usable and rule != "redistribute":
            problem = f"{index.title}没有可用的基准或数据 / no usable benchmark or data for: {index.title_en}"
            return result, benchmarks, problem
        if scheme.method.negative_is_zero:
            one = np.where(value < 0.0, 0.0, one)
        one = np.minimum(one, np.inf if index.cap is None else index.cap)
        known = np.isfinite(one)
        if rule == "mean_score" and known.any():
            one = np.where(known, one, one[known].mean())
        result[:, column] = np.where(np.isnan(one), 0.0, one) if rule == "zero" else one
    unknown = np.isnan(result).all(axis=1).any()
    return result, benchmarks, "没有一项指标可以计分 / no index can be scored" if unknown else ""


def _minmax(value: Floats, scheme: Scheme) -> Floats:
    """(base + span × place between min and max) ÷ 100; where all are equal, all stand at the maximum."""
    method = scheme.method
    counted = np.isfinite(value) & ((value >= 0.0) | (not method.negative_is_zero))
    if not counted.any():
        return np.where(np.isnan(value), np.nan, 0.0)
    low, high = value[counted].min(), value[counted].max()
    place = (value - low) / (high - low) if high > low else np.where(np.isnan(value), np.nan, 1.0)
    marks: Floats = (method.base + method.span * place) / 100.0
    return marks


def _benchmark(ledger: Ledger, at: Ints, index: Index, scheme: Scheme) -> float:
    if index.benchmark is not None:
        return index.benchmark
    above, below = (column[at] for column in _parts(ledger, index))
    known = np.isfinite(above) & (below > 0.0)
    if not known.any():
        return float("nan")
    if scheme.method.benchmark == "mean_of_ratios":
        return float((above[known] / below[known]).mean() * UNITS[index.unit][2])
    return float(above[known].sum() / below[known].sum() * UNITS[index.unit][2])


def _values(ledger: Ledger, index: Index) -> Floats:
    above, below = _parts(ledger, index)
    value = np.full(len(above), np.nan)
    np.divide(above * UNITS[index.unit][2], below, out=value, where=below > 0.0)
    return value


def _parts(ledger: Ledger, index: Index) -> tuple[Floats, Floats]:
    above, below = (
        ledger.land_m2 if column == "land_m2" else read_numbers(ledger.firms, column)
        for column in (index.numerator, index.denominator)
    )
    return above, below


def _land(firms: pd.DataFrame, scheme: Scheme, remark: Texts) -> Floats:
    """Land in m2 by the scheme's rule; says where a blank was taken as none."""
    land_m2 = np.zeros(len(firms))
    blank = np.zeros(len(firms), dtype=bool)
    for sign, columns in ((1.0, scheme.land.plus), (-1.0, scheme.land.minus)):
        for column in columns:
            part = read_numbers(firms, column)
            if column in scheme.land.blank_is_none:
                blank |= np.isnan(part)
                part = np.nan_to_num(part, nan=0.0)
            land_m2 = land_m2 + sign * part
    remark[blank & np.isfinite(land_m2)] = "租入租出空白按无计 / blank rented land taken as none"
    return land_m2


def _once(firms: pd.DataFrame) -> tuple[Ints, Ints]:
    """Of every row its firm, and of every firm its first row; a row without firm_id is a firm of its own."""
    ids = [text or (position,) for position, text in enumerate(read_texts(firms, "firm_id"))]
    codes = pd.factorize(pd.Series(ids, dtype=object))[0].astype(np.int64)
    return codes, np.unique(codes, return_index=True)[1].astype(np.int64)


def _differing(firms: pd.DataFrame, row: Ints, count: int, scheme: Scheme) -> Flags:
    """Firms whose rows say different things in a column that the scheme reads."""
    read = {"above_scale", "not_graded", scheme.method.bonus, *scheme.land.plus, *scheme.land.minus}
    read |= {
        column for group in scheme.groups for index in group.indices for column in (index.numerator, index.denominator)
    }
    columns = sorted(read & set(firms.columns))
    wrong = np.zeros(count, dtype=bool)
    if columns and count < len(firms):
        seen = firms[columns].astype(object).where(firms[columns].notna(), "")
        wrong = (seen.groupby(row).agg(lambda texts: len(set(texts))) > 1).any(axis=1).to_numpy(dtype=bool)
    return wrong


def _say(reason: Texts, where: Flags, text: str) -> None:
    """The first reason found stands."""
    reason[(reason == "") & where] = text


def _no_grade(bands: Bands) -> str:
    if not bands.bands:
        return "方案来源没有写明分档 / the scheme's source states no bands"
    return "得分低于最后一档 / score below the last band"


def _few(bands: Bands, count: int) -> str:
    first = bands.bands[0].until if bands.bands and bands.by == "rank" else None
    if first is None or first * count >= 1.0:
        return ""
    return "组内企业过少,首档没有名额 / too few firms in the group for a place in the first band"


def _also(text: str, more: str) -> str:
    return "; ".join(part for part in (text, more) if part)
