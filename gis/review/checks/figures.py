"""Figures of the project against control values: floor area ratio, coefficient, intensity of investment and others."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from gis.definitions import Table
from gis.plots.limits import INDICES
from gis.plots.titles import FIGURES, RATES
from gis.review.checks.context import Check, Context, Found
from gis.review.model import Outcome, Patch
from gis.review.rules import Rule
from gis.units import format_quantity

__all__ = ["CHECK", "WHOLE", "Figures"]

WHOLE = ""  # row label of the project as one, among those of its parts
_FACTS = frozenset({
    "index", "part", "value", "op", "limit", "unmet_count", "unknown_count", "met_count", "unknown", "unmet", "table",
    "source",
})  # fmt: skip
_KINDS = ("normative", "recommended")
_NO_DATA = "没有控制指标可对照 / nothing to compare the figures with"
_NO_ROW = "控制指标表对项目的用地没有这些指标 / no control value of these indices for the project's land use"
_WHOLE_TEXT = "项目整体 / the project as one"


@dataclass(frozen=True)
class Figures:
    """Settings: indices looked at (none: all), kinds of control values, keys of tables (none: all)."""

    indices: tuple[str, ...]
    kinds: tuple[str, ...]
    tables: tuple[str, ...]


def _settings(table: Table) -> Figures:
    """Indices, kinds and tables.

    Raises
    ------
    DefinitionError: an index or kind nobody knows.
    """
    indices, kinds = table.texts("indices"), table.texts("kinds")
    for name, given, known in (("indices", indices, tuple(INDICES)), ("kinds", kinds, _KINDS)):
        wrong = [one for one in given if one not in known]
        if wrong:
            raise table.refuse(name, f"不认识 {'、'.join(wrong)};可用:{'、'.join(known)}")
    return Figures(indices, kinds or _KINDS, table.texts("tables"))


def _run(rule: Rule, context: Context) -> Found:
    """FAILED where one is not kept, NOT_ASSESSED where one is unknown, PASSED where all are kept."""
    settings = rule.settings
    if not isinstance(settings, Figures):
        raise TypeError(rule.test)
    if context.inputs.figures is None:
        return Found(Outcome.NOT_ASSESSED, reason=_NO_DATA)
    rows = context.inputs.figures()
    if len(rows):
        parts = [WHOLE, *map(str, context.inputs.project.parts.index)]  # a rule may hold for some parts alone
        kept = rows["kind"].isin(settings.kinds) & rows["plot"].astype(str).isin(parts)
        kept &= rows["index"].isin(settings.indices) if settings.indices else True
        kept &= rows["table"].isin(settings.tables) if settings.tables else True
        rows = rows[kept]
    if rows.empty:
        return Found(Outcome.NOT_ASSESSED, reason=_NO_ROW)
    unmet, unknown = rows[rows["verdict"] == "unmet"], rows[rows["verdict"] == "not_assessed"]
    outcome = Outcome.FAILED if len(unmet) else Outcome.NOT_ASSESSED if len(unknown) else Outcome.PASSED
    return _found(context, rows, outcome)


def _found(context: Context, rows: pd.DataFrame, outcome: Outcome) -> Found:
    """The worst figure, what is not kept and what is unknown; patches of the parts whose figures are not kept."""
    unmet, unknown = rows[rows["verdict"] == "unmet"], rows[rows["verdict"] == "not_assessed"]
    met = rows[rows["verdict"] == "met"]
    shown = unmet if len(unmet) else unknown if len(unknown) else met
    worst = shown.loc[_margin(shown).fillna(0.0).idxmin()]
    title = _title(str(worst["index"]))
    value, limit = float(worst["value"]), float(worst["limit"])
    unit = str(worst["unit"])
    facts: dict[str, str | float] = {
        "index": title, "part": _part(context, str(worst["plot"])), "op": {">=": "≥", "<=": "≤"}[str(worst["op"])],
        "value": format_quantity(value, unit), "limit": format_quantity(limit, unit), "unmet_count": float(len(unmet)),
        "unknown_count": float(len(unknown)), "met_count": float(len(met)), "unmet": _listed(unmet),
        "unknown": _listed(unknown), "table": str(worst["edition"]), "source": str(worst["source"]),
    }  # fmt: skip
    reasons = "" if unknown.empty else _why(unknown)
    return Found(
        outcome, patches=_patches(context, unmet), value=None if pd.isna(value) else value,
        limit=None if pd.isna(limit) else limit, unit=unit, facts=facts, reason=reasons,
    )  # fmt: skip


def _margin(rows: pd.DataFrame) -> pd.Series:
    """How far each figure is on the right side of its limit, as a share of the limit; below 0: not kept."""
    side = rows["op"].map({">=": 1.0, "<=": -1.0})
    return side * (rows["value"] - rows["limit"]) / rows["limit"].abs().clip(lower=1e-12)


def _title(index: str) -> str:
    """What an index is called, "中文 / English"."""
    if index in FIGURES:
        return f"{FIGURES[index].title} / {FIGURES[index].title_en}"
    name, _, unit = index.rpartition("_per_")
    _, title, title_en, _ = RATES[name]
    per = {"ha": ("每公顷", "per hectare"), "mu": ("每亩", "per mu")}[unit]
    return f"{per[0]}{title} / {title_en} {per[1]}"


def _listed(rows: pd.DataFrame) -> str:
    """Distinct indices of rows, "中文 / English"; "–" for none."""
    titles = [_title(str(index)).partition(" / ")[::2] for index in dict.fromkeys(rows["index"])]
    return f"{'、'.join(one for one, _ in titles)} / {', '.join(two for _, two in titles)}" if titles else "–"


def _why(unknown: pd.DataFrame) -> str:
    """Which figures are unknown and the first reason of each, "中文 / English"."""
    first = unknown.drop_duplicates("index")
    told = [(_title(str(index)).partition(" / ")[::2], str(reason).partition(" / ")[::2])
            for index, reason in zip(first["index"], first["reason"], strict=True)]  # fmt: skip
    chinese = ";".join(f"{title[0]}:{reason[0]}" for title, reason in told)
    return f"{chinese} / {'; '.join(f'{title[1]}: {reason[1] or reason[0]}' for title, reason in told)}"


def _part(context: Context, label: str) -> str:
    parts = context.inputs.project.parts
    if label == WHOLE:
        return _WHOLE_TEXT
    name = parts.loc[[str(one) == label for one in parts.index], "name"] if "name" in parts else []
    return next((str(one) for one in name if one), label)


def _patches(context: Context, unmet: pd.DataFrame) -> tuple[Patch, ...]:
    """The parts (all of them for the project as one) with the figures that are not kept."""
    project = context.inputs.project
    found = []
    for label, shape in project.parts.geometry.items():
        own = unmet[unmet["plot"].astype(str).isin((str(label), WHOLE))]
        if len(own):
            area_m2 = float(shape.area)
            name = _part(context, str(label))
            found.append(Patch(str(label), "", name, shape, area_m2, area_m2 / project.area_m2, value=_listed(own)))
    return tuple(found)


CHECK = Check(frozenset({"indices", "kinds", "tables"}), _settings, _run, _FACTS, needs_layer=False)
