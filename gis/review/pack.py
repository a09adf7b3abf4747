"""A rule pack from its TOML table: every key known, every text fillable, every rule with source and confidence."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from string import Formatter
from types import MappingProxyType
from typing import get_args

from gis.definitions import Table
from gis.errors import in_language
from gis.review.checks import TESTS
from gis.review.checks.context import Check
from gis.review.model import Outcome, Severity
from gis.review.rules import Rule, RulePack, Selection
from gis.review.slivers import SliverSettings

__all__ = ["COMMON_FACTS", "DEFAULT_TEXTS", "filled", "names_in", "pack_of", "shown_fact"]

COMMON_FACTS = frozenset({"title", "project", "layer", "layer_version", "features", "clause", "reason"})

DEFAULT_TEXTS: Mapping[Outcome, str] = MappingProxyType({
    Outcome.PASSED: "未发现不符 / nothing found against it",
    Outcome.FAILED: "不符合 / does not conform",
    Outcome.DOUBTFUL: "只在数据精度以内不符,需人工判定 / only within the accuracy of the data: a person decides",
    Outcome.INFORMED: "供审查参考 / for information",
    Outcome.NOT_ASSESSED: "{reason}",
    Outcome.ERROR: "检查未能完成:{reason} / the check did not end: {reason}",
})  # fmt: skip

_RULE_KEYS = frozenset(
    {"id", "title", "severity", "test", "layer", "where", "clause", "source", "confidence", "codes", "texts"}
)
_PACK_KEYS = ("id", "title", "version", "source", "districts", "slivers", "rules")
_ID = re.compile(r"[a-z0-9][a-z0-9_.-]*")
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_CONFIDENCE = ("H", "M", "L")
_DECIMALS = (("_m2", 2), ("_mu", 4), ("_ha", 4), ("_m", 2))
_UNKNOWN = "–"


def pack_of(table: Table, *, digest: str) -> RulePack:
    """A rule pack.

    Parameters
    ----------
    digest: of the file as read.

    Raises
    ------
    DefinitionError: unknown or missing keys, ids twice, an unknown test, severity, outcome or {name} in a text.
    UnitError: an amount without its unit.
    """
    table.only(_PACK_KEYS)
    rules = tuple(_rule(one) for one in table.tables("rules"))
    if not rules:
        raise table.refuse("rules", "规则包里没有规则")
    ids = [rule.id for rule in rules]
    twice = sorted({name for name in ids if ids.count(name) > 1})
    if twice:
        raise table.refuse("rules", f"规则 id 重复:{'、'.join(twice)}")
    return RulePack(
        id=_identifier(table), title=table.text("title"), version=table.text("version"), rules=rules,
        districts=table.texts("districts"), source=table.text("source"), digest=digest, slivers=_slivers(table),
    )  # fmt: skip


def _slivers(table: Table) -> SliverSettings | None:
    """The settings of slivers, where the pack has a table of them."""
    if not table.has("slivers"):
        return None
    told = table.table("slivers")
    told.only({"width", "area", "source", "confidence"})
    usual = SliverSettings()
    width_m = told.quantity("width", expected="m", default=f"{usual.width_m} m")
    area_m2 = told.quantity("area", expected="m2", default=f"{usual.area_m2} m2")
    for name, value in (("width", width_m), ("area", area_m2)):
        if not value >= 0.0:
            raise told.refuse(name, "应不小于 0")
    return replace(usual, width_m=width_m, area_m2=area_m2)


def _identifier(table: Table) -> str:
    name = table.text("id")
    if not _ID.fullmatch(name):
        raise table.refuse("id", f"只能用小写字母、数字、. _ -,却是 {name}")
    return name


def _rule(table: Table) -> Rule:
    test = table.text("test")
    if test not in TESTS:
        raise table.refuse("test", f"没有名为 {test} 的检查;可用:{'、'.join(TESTS)}")
    check = TESTS[test]
    table.only(_RULE_KEYS | check.keys)
    severity = _severity(table)
    confidence = table.text("confidence")
    if confidence not in _CONFIDENCE:
        raise table.refuse("confidence", f"应为 {'、'.join(_CONFIDENCE)}")
    layer, where = table.text("layer", ""), table.table("where")
    if not all(where.texts(name) for name in where.values):
        raise table.refuse("where", "每个字段都要有至少一个值")
    if check.needs_layer and not layer:
        raise table.refuse("layer", "缺少此键")
    return Rule(
        id=_identifier(table), title=table.text("title"), severity=severity, test=test,
        selection=Selection(layer, {name: where.texts(name) for name in where.values}),
        settings=check.settings(table), texts=_texts(table.table("texts"), check), clause=table.text("clause", ""),
        source=table.text("source"), confidence=confidence, codes=table.texts("codes"),
    )  # fmt: skip


def _severity(table: Table) -> Severity:
    word = table.text("severity")
    for known in get_args(Severity):
        if word == known:
            severity: Severity = known
            return severity
    raise table.refuse("severity", f"应为 {'、'.join(get_args(Severity))}")


def _texts(table: Table, check: Check) -> Mapping[Outcome, str]:
    """Texts by outcome, the default where the pack has none; every {name} must be one that a result fills."""
    known = {outcome.value: outcome for outcome in Outcome}
    table.only(known)
    texts = dict(DEFAULT_TEXTS)
    for word in table.values:
        text = table.text(word)
        try:
            names = names_in(text)
        except ValueError as error:
            raise table.refuse(word, f"模板写得不对:{error}") from None
        wrong = sorted(names - check.facts - COMMON_FACTS)
        if wrong:
            listed = "、".join(sorted(check.facts | COMMON_FACTS))
            raise table.refuse(word, f"没有结果可填 {'、'.join('{' + name + '}' for name in wrong)};可用:{listed}")
        texts[known[word]] = text
    return texts


def names_in(template: str) -> set[str]:
    """The names in braces of a template.

    Raises
    ------
    ValueError: braces that do not match, or more in them than a plain name.
    """
    names = set()
    for _, name, spec, conversion in Formatter().parse(template):
        if name is None:
            continue
        if not _NAME.fullmatch(name) or spec or conversion:
            raise ValueError("{" + name + "}")
        names.add(name)
    return names


def shown_fact(name: str, value: str | float, lang: str) -> str:
    """A fact as text: shares in per cent, areas and lengths with their decimals, the smallest with two digits."""
    if isinstance(value, str):
        return in_language(value, lang).replace(" / ", "/")
    if value != value:  # noqa: PLR0124 - NaN
        return _UNKNOWN
    if name.endswith("share"):
        value, decimals, unit = value * 100.0, 2, " %"
    else:
        decimals = next((count for suffix, count in _DECIMALS if name.endswith(suffix)), -1)
        unit = ""
    if decimals < 0:
        return f"{value:g}"
    small = 0.0 < abs(value) < 0.5 * 10.0**-decimals
    return (f"{value:.2g}" if small else f"{value:,.{decimals}f}") + unit


def filled(template: str, facts: Mapping[str, str | float]) -> str:
    """A template with its facts, each language with its own; "–" for a fact that is not known."""
    names = names_in(template)
    chinese, english = in_language(template, "zh"), in_language(template, "en")
    halves = [
        half.format(**{name: shown_fact(name, facts.get(name, _UNKNOWN), lang) for name in names})
        for half, lang in ((chinese, "zh"), (english, "en"))
    ]
    return halves[0] if halves[0] == halves[1] else " / ".join(halves)
