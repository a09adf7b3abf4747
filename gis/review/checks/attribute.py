"""An attribute of the features under the project: its texts, its number, the project's own use, or a figure of it.

Ground where the attribute is wrong counts as m2; ground where nobody knows it is never passed.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import geopandas as gpd
import pandas as pd

from gis.definitions import Table
from gis.errors import UnitError
from gis.review.checks.amounts import GROUND_FACTS, NOTHING, Amount, amount_of, found_ground, texts_of
from gis.review.checks.context import Check, Context, Found
from gis.review.checks.figures_of_parts import AGAINST, figure_by_part
from gis.review.checks.selected import choose, not_assessed
from gis.review.model import Outcome, Patch
from gis.review.rules import Rule
from gis.units import parse_any, parse_quantity

__all__ = ["ATTRIBUTE", "Attribute"]

_SLACK = 1e-9
_MODES = ("one_of", "none_of", "at_most", "at_least", "same_as", "against")
_BOUNDS = ("upper", "lower")


@dataclass(frozen=True)
class Attribute:
    """Settings. `mode`: one of the six ways to look at `column`; `texts`, `number` or `name` belong to it.

    `beginnings`: texts fit by their beginning (codes), else as a whole. `scale`: of its numbers to inner units; a share
    above 1 is unknown. `bound`: with `against`, whether the column is an upper or a lower limit. `tolerance`: wrong
    ground allowed. `covered`: ground no feature covers is not known; else it does not matter.
    """

    column: str
    mode: str
    texts: tuple[str, ...] = ()
    number: float = math.nan
    name: str = ""
    beginnings: bool = False
    scale: float = 1.0
    bound: str = "upper"
    tolerance: Amount = NOTHING
    covered: bool = True


def _settings(table: Table) -> Attribute:
    """What is asked of the attribute.

    Raises
    ------
    DefinitionError: not just one of the six ways, an unknown figure, bound or match. UnitError: a number without unit.
    """
    modes = [mode for mode in _MODES if table.has(mode)]
    if len(modes) != 1:
        raise table.refuse("one_of", f"应写且只写一个:{'、'.join(_MODES)}")
    mode, match, bound = modes[0], table.text("match", "whole"), table.text("bound", "upper")
    if match not in ("whole", "beginning"):
        raise table.refuse("match", "可用:whole、beginning")
    if bound not in _BOUNDS:
        raise table.refuse("bound", f"可用:{'、'.join(_BOUNDS)}")
    texts = table.texts(mode) if mode in ("one_of", "none_of") else ()
    if mode in ("one_of", "none_of") and not texts:
        raise table.refuse(mode, "列表不能为空")
    name = table.text(mode) if mode in ("same_as", "against") else ""
    if mode == "against" and name not in AGAINST:
        raise table.refuse("against", f"没有指标 {name};可用:{'、'.join(AGAINST)}")
    return Attribute(
        column=table.text("column"), mode=mode, texts=texts, number=_number(table, mode), name=name,
        beginnings=match == "beginning", scale=_scale(table, name, mode), bound=bound,
        tolerance=amount_of(table, "tolerance", "0 m2"), covered=table.take("covered", bool, True),
    )  # fmt: skip


def _number(table: Table, mode: str) -> float:
    if mode not in ("at_most", "at_least"):
        return math.nan
    try:
        return parse_any(table.text(mode))[0]
    except UnitError as error:
        raise UnitError(text=error.text, expected=error.expected, file=table.file, key=f"{table.key}.{mode}") from None


def _scale(table: Table, name: str, mode: str) -> float:
    """What one of the column's numbers is in the inner unit: 0.01 where the column holds per cent."""
    unit = table.text("unit", "")
    if not unit:
        return 1.0
    expected = AGAINST[name][2] if mode == "against" else parse_any(f"1 {unit}")[1]
    return parse_quantity(f"1 {unit}", expected=expected)


def _run(rule: Rule, context: Context) -> Found:
    """Each patch is right, wrong or unknown by its feature's attribute; slivers that are wrong are in doubt."""
    settings = rule.settings
    if not isinstance(settings, Attribute):
        raise TypeError(rule.test)
    chosen = choose(rule, context.inputs)
    if isinstance(chosen, Found):
        return chosen
    frame = chosen.frame
    if settings.column not in frame:
        return not_assessed(
            f"图层没有字段 {settings.column},未评估 / the layer has no column {settings.column}: not assessed"
        )
    if settings.mode == "same_as" and settings.name not in context.inputs.project.parts:
        return not_assessed(f"项目没有字段 {settings.name},未评估 / the project has no {settings.name}: not assessed")
    judged = _judged(settings, context, frame)
    return _found(context, settings, judged)


@dataclass(frozen=True)
class _Judged:
    """Patches that are wrong (in doubt: slivers and vague codes), ground nobody knows, and the project's own values."""

    wrong: tuple[Patch, ...]
    unknown: tuple[Patch, ...]
    stated: str


_VAGUE = "规划代码比项目的更细,不能判定 / the plan's code is finer than the project's: not decided"


def _judged(settings: Attribute, context: Context, frame: gpd.GeoDataFrame) -> _Judged:
    texts = texts_of(frame, settings.column)
    numbers = pd.to_numeric(frame[settings.column], errors="coerce").astype(float) * settings.scale
    if settings.mode == "against" and AGAINST[settings.name][2] == "share":
        numbers = numbers.where(numbers <= 1.0)  # 35 is meant in per cent, which the pack must say (`unit`)
    texts.index = numbers.index = frame.index.astype(str)
    own = _own(settings, context)
    wrong, unknown, stated = [], [], []
    for patch in context.overlaid.patches(frame):
        text, mine = str(texts.loc[patch.feature]), own.get(patch.part, "")
        verdict = _verdict(settings, text, float(numbers.loc[patch.feature]), mine)
        stated.append(f"{mine:.4g}" if isinstance(mine, float) else mine)
        shown = replace(patch, value=text)
        if verdict == "wrong":
            wrong.append(shown)
        elif verdict == "vague":
            wrong.append(shown if shown.doubt else replace(shown, doubt=_VAGUE))
        elif verdict == "unknown" and not shown.doubt:
            unknown.append(shown)
    bare = [patch for patch in context.overlaid.outside(frame) if not patch.doubt] if settings.covered else []
    return _Judged(tuple(wrong), (*unknown, *bare), "、".join(filter(None, dict.fromkeys(stated))))


def _own(settings: Attribute, context: Context) -> dict[str, str | float]:
    """What of each part the attribute is held against; nothing where it is held against the pack alone."""
    if settings.mode == "against":
        return {str(part): float(value) for part, value in figure_by_part(context.inputs, settings.name).items()}
    if settings.mode == "same_as":
        texts = texts_of(context.inputs.project.parts, settings.name)
        return {str(part): str(text) for part, text in texts.items()}
    return {}


def _verdict(settings: Attribute, text: str, number: float, mine: str | float) -> str:
    """Right, wrong, vague or unknown: one feature under one part."""
    if settings.mode in ("one_of", "none_of"):
        if not text:
            return "unknown"
        fits = text.startswith(settings.texts) if settings.beginnings else text in settings.texts
        return "right" if fits is (settings.mode == "one_of") else "wrong"
    if settings.mode == "same_as":
        return _same(settings, text, str(mine))
    if settings.mode == "against":
        figure = float(mine) if isinstance(mine, float) else math.nan
        return _bounded(figure, number, upper=settings.bound == "upper")
    return _bounded(number, settings.number, upper=settings.mode == "at_most")


def _same(settings: Attribute, text: str, mine: str) -> str:
    if not text or not mine:
        return "unknown"
    if not settings.beginnings:
        return "right" if text == mine else "wrong"
    if mine.startswith(text):
        return "right"
    return "vague" if text.startswith(mine) else "wrong"


def _bounded(value: float, bound: float, *, upper: bool) -> str:
    """Exactly at the bound is right."""
    if math.isnan(value) or math.isnan(bound):
        return "unknown"
    slack = _SLACK * abs(bound)
    return "right" if (value <= bound + slack if upper else value >= bound - slack) else "wrong"


def _found(context: Context, settings: Attribute, judged: _Judged) -> Found:
    overlaid, whole_m2 = context.overlaid, context.overlaid.once_m2
    sure_m2, doubtful_m2 = overlaid.united(judged.wrong)
    unknown_m2 = overlaid.united(judged.unknown)[0]
    outcome, reason = Outcome.PASSED, ""
    if settings.tolerance.exceeded(sure_m2, whole_m2):
        outcome = Outcome.FAILED
    elif unknown_m2 > 0.0:
        outcome = Outcome.NOT_ASSESSED
        reason = (
            f"项目内 {unknown_m2:,.2f} 平方米的 {settings.column} 未知或无要素覆盖,或项目自身的值未知"
            f" / {settings.column} unknown on {unknown_m2:,.2f} m² of the project, no feature there, or none of its own"
        )
    elif settings.tolerance.exceeded(sure_m2 + doubtful_m2, whole_m2):
        outcome = Outcome.DOUBTFUL
    values = "、".join(dict.fromkeys(patch.value for patch in judged.wrong if patch.value))
    facts: dict[str, str | float] = {
        "values": values or "–",
        "project_value": judged.stated or "–",
        "unknown_m2": unknown_m2,
    }
    found = found_ground(
        context, judged.wrong, outcome=outcome, limit=settings.tolerance, facts=facts, ground=(sure_m2, doubtful_m2)
    )
    return replace(found, reason=reason)


ATTRIBUTE = Check(
    frozenset({"column", "match", "bound", "unit", "tolerance", "covered", *_MODES}), _settings, _run,
    GROUND_FACTS | {"values", "project_value", "unknown_m2"},
    absence=True,
    unsettled=frozenset({Outcome.PASSED, Outcome.DOUBTFUL}),
)  # fmt: skip
