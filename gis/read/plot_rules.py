"""Rules of the land bureau from TOML: idle land, low-efficiency land, the sheet of intensive use (layers/rules)."""

from __future__ import annotations

import math
from fractions import Fraction
from pathlib import Path

from gis.definitions import Table
from gis.plots.idle import IdleRules
from gis.plots.low_efficiency import GRADE, OPERATORS, STATUSES, LowRule, LowRules
from gis.plots.sheet import RATES, SheetDefinition, SheetRate
from gis.read.schemes import confidence_of, number
from gis.read.toml import read_toml
from gis.read.workspace import SHIPPED

__all__ = ["read_idle_rules", "read_low_rules", "read_sheet_definition"]

_RULES = SHIPPED / "rules"


def read_idle_rules(path: Path = _RULES / "idle_53.toml") -> IdleRules:
    """The rules of idle land.

    Raises
    ------
    DefinitionError: unknown or missing keys, months out of order, shares outside 0-1, words that are no status.
    """
    table = read_toml(path)
    table.only({"title", "source", "confidence", "limits", "reading", "clauses"})
    limits, reading, clauses = table.table("limits"), table.table("reading"), table.table("clauses")
    limits.only({"idle_months", "take_back_months", "developed", "invested", "fee"})
    reading.only(
        {"supplied", "finished", "blank_start_is_none", "blank_stop_is_none", "invested_includes_price",
         "total_includes_price"}
    )  # fmt: skip
    clauses.only({"idle", "stalled", "fee", "take_back", "government"})
    months = limits.take("idle_months", int), limits.take("take_back_months", int)
    if not 0 < months[0] <= months[1]:
        raise limits.refuse("take_back_months", "收回期限不应短于认定期限,且都应大于 0")
    return IdleRules(
        title=table.text("title"),
        idle_months=months[0],
        take_back_months=months[1],
        developed_share=_share(limits, "developed"),
        invested_share=_share(limits, "invested"),
        fee_share=_share(limits, "fee"),
        supplied=_statuses(reading, "supplied"),
        finished=_statuses(reading, "finished"),
        blank_start_is_none=_statuses(reading, "blank_start_is_none"),
        blank_stop_is_none=reading.take("blank_stop_is_none", bool),
        invested_includes_price=reading.take("invested_includes_price", bool),
        total_includes_price=reading.take("total_includes_price", bool),
        **{f"clause_{name}": clauses.text(name) for name in ("idle", "stalled", "fee", "take_back", "government")},
        source=table.text("source"),
        confidence=confidence_of(table),
    )


def read_low_rules(path: Path = _RULES / "low_efficiency_template.toml") -> LowRules:
    """A table of rules of low-efficiency land.

    Raises
    ------
    DefinitionError: unknown or missing keys, a key twice, an unknown operator, a share of the mean for grades.
    """
    table = read_toml(path)
    table.only({"title", "definition", "source", "confidence", "statuses", "least_failed", "rules"})
    rules = tuple(_low_rule(rule) for rule in table.tables("rules"))
    keys = [rule.key for rule in rules]
    if len(set(keys)) < len(keys):
        raise table.refuse("rules", "规则 key 重复")
    least = table.take("least_failed", int, 1)
    if not 1 <= least <= max(len(rules), 1):
        raise table.refuse("least_failed", "应在 1 与规则条数之间")
    return LowRules(
        title=table.text("title"),
        definition=table.text("definition"),
        statuses=_statuses(table, "statuses"),
        rules=rules,
        least_failed=least,
        source=table.text("source"),
        confidence=confidence_of(table),
        file=str(path),
    )


def read_sheet_definition(path: Path = _RULES / "zone_intensity.toml") -> SheetDefinition:
    """The sheet of intensive use: its lines with anchors, ideal values and weights, and its classes of land.

    Raises
    ------
    DefinitionError: unknown or missing keys, a line twice or unknown, another unit than the rate's, a weight without an
        ideal value above 0.
    """
    table = read_toml(path)
    table.only({"title", "source", "confidence", "land", "anchors", "rates"})
    land, anchors = table.table("land"), table.table("anchors")
    land.only({"unbuildable", "ready", "supplied", "built", "construction", "industrial", "source", "confidence"})
    anchors.only({"source", "far_from"})
    confidence_of(land)
    rates = tuple(_rate(rate, anchors.text("source")) for rate in table.tables("rates"))
    keys = [rate.key for rate in rates]
    if len(set(keys)) < len(keys):
        raise table.refuse("rates", "指标 key 重复")
    return SheetDefinition(
        title=table.text("title"),
        rates=rates,
        unbuildable=_statuses(land, "unbuildable"),
        ready=_statuses(land, "ready"),
        supplied=_statuses(land, "supplied"),
        built=_statuses(land, "built"),
        statuses=tuple(filter(None, STATUSES)),
        construction=land.texts("construction"),
        industrial=land.texts("industrial"),
        far_from=anchors.share("far_from"),
        source=table.text("source"),
        confidence=confidence_of(table),
        file=str(path),
    )


def _low_rule(table: Table) -> LowRule:
    texts = ("key", "title", "title_en", "index", "op", "clause", "source")
    table.only({*texts, "value", "of_mean", "grades", "codes", "confidence"})
    rule = LowRule(
        **{name: table.text(name) for name in texts},
        value=number(table, "value"),
        of_mean=table.take("of_mean", bool, False),
        grades=table.texts("grades"),
        codes=table.texts("codes"),
        confidence=confidence_of(table),
    )
    known = ("in",) if rule.index == GRADE else tuple(OPERATORS)
    if rule.op not in known:
        raise table.refuse("op", f"应为 {'、'.join(known)}")
    if (rule.index == GRADE) is not bool(rule.grades) or (
        rule.index == GRADE and (rule.of_mean or rule.value is not None)
    ):
        raise table.refuse("grades", "等级规则写 grades,数值规则写 value")
    return rule


def _rate(table: Table, anchor_source: str) -> SheetRate:
    table.only({"key", "title", "title_en", "formula", "unit", "source", "anchor", "ideal", "weight", "confidence"})
    key = table.text("key")
    if key not in RATES:
        raise table.refuse("key", f"没有指标 {key};可用:{'、'.join(RATES)}")
    if table.text("unit") != RATES[key].unit:
        raise table.refuse("unit", f"此指标的单位是 {RATES[key].unit}")
    anchor, ideal = (_figure(table, name, RATES[key].unit) for name in ("anchor", "ideal"))
    weight = number(table, "weight")
    if weight is not None and not (weight > 0.0 and (ideal or 0.0) > 0.0):
        raise table.refuse("weight", "权重应大于 0,且须有大于 0 的理想值")
    return SheetRate(
        key=key,
        title=table.text("title"),
        title_en=table.text("title_en"),
        formula=table.text("formula"),
        unit=table.text("unit"),
        anchor=anchor,
        anchor_source=anchor_source if anchor is not None else "",
        ideal=ideal,
        source=table.text("source"),
        weight=weight,
        confidence=confidence_of(table),
    )


def _figure(table: Table, name: str, unit: str) -> float | None:
    """A figure of a rate: a share as "72.92 %", every other as a plain number in the rate's unit."""
    if unit == "%":
        return table.share(name) if table.has(name) else None
    return number(table, name)


def _share(table: Table, name: str) -> float:
    """A share as "25 %" or as a fraction "1/3"."""
    text = table.text(name)
    if "/" not in text:
        return table.share(name)
    try:
        value = float(Fraction(text.replace(" ", "")))
    except (ValueError, ZeroDivisionError):
        raise table.refuse(name, f"不是份额:{text}") from None
    if not 0.0 <= value <= 1.0 or math.isnan(value):
        raise table.refuse(name, "份额应在 0 至 1 之间")
    return value


def _statuses(table: Table, name: str) -> tuple[str, ...]:
    words = table.texts(name)
    wrong = [word for word in words if word not in STATUSES or not word]
    if wrong:
        raise table.refuse(name, f"不是地块状态:{'、'.join(wrong)};可用:{'、'.join(filter(None, STATUSES))}")
    return words
