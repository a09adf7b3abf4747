"""Green, services, school places and land left after the project: does a figure miss its target, or become worse."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gis.definitions import Table
from gis.review.checks.context import Check, Context, Found
from gis.review.model import ROUNDING, Effect, Outcome
from gis.review.rules import Rule
from gis.units import format_quantity

__all__ = ["CHECK", "Effects"]

_FACTS = frozenset({
    "title", "measure", "zone", "before", "after", "change", "target", "worse_count", "unknown_count", "count",
    "worse", "unknown",
})  # fmt: skip
_MODES = ("worse", "target")
_NONE = "没有区或图层可测算影响 / no district to measure the effects on"
_NO_ROW = "没有这些目标的测算结果 / no result of these goals"
_NO_TARGET = "规划与标准都没有给出目标值 / neither plan nor standard states a target"


@dataclass(frozen=True)
class Effects:
    """Settings.

    `goals`, `measures`: beginnings of ids looked at; none: all. `fails`: "worse" – a figure falls by more than
    `tolerance` (0-1 of what it was); "target" – a figure that became worse misses its target.
    """

    goals: tuple[str, ...]
    measures: tuple[str, ...]
    fails: str
    tolerance: float


def _settings(table: Table) -> Effects:
    """Goals, measures and when it fails.

    Raises
    ------
    DefinitionError: another way to fail, or a tolerance that is no share.
    """
    fails = table.text("fails", "worse")
    if fails not in _MODES:
        raise table.refuse("fails", f"不认识 {fails};可用:{'、'.join(_MODES)}")
    return Effects(table.texts("goals"), table.texts("measures"), fails, table.share("tolerance", "0 %"))


def _run(rule: Rule, context: Context) -> Found:
    """FAILED where one fails, else NOT_ASSESSED where one is unknown, else PASSED."""
    settings = rule.settings
    if not isinstance(settings, Effects):
        raise TypeError(rule.test)
    if context.inputs.effects is None:
        return Found(Outcome.NOT_ASSESSED, reason=_NONE)
    rows = [
        row for row in context.inputs.effects()
        if (not settings.goals or row.goal.startswith(settings.goals))
        and (not settings.measures or row.measure.startswith(settings.measures))
    ]  # fmt: skip
    if not rows:
        return Found(Outcome.NOT_ASSESSED, reason=_NO_ROW)
    unknown = [row for row in rows if _unknown(row, settings)]
    worse = [row for row in rows if not _unknown(row, settings) and _fails(row, settings)]
    outcome = Outcome.FAILED if worse else Outcome.NOT_ASSESSED if unknown else Outcome.PASSED
    known = [row for row in rows if row.before is not None and row.after is not None]
    shown = min(worse or known or rows, key=lambda row: row.change)
    reason = (unknown[0].reason or _NO_TARGET) if unknown else ""
    return Found(
        outcome, value=shown.after, limit=shown.target if settings.fails == "target" else shown.before,
        unit=shown.unit, facts=_facts(shown, (rows, worse, unknown)), reason=reason,
    )  # fmt: skip


def _unknown(row: Effect, settings: Effects) -> bool:
    """Whether it cannot be judged; without a target a figure that did not become worse keeps any."""
    if row.before is None or row.after is None:
        return True
    return settings.fails == "target" and row.target is None and row.change < 0.0


def _fails(row: Effect, settings: Effects) -> bool:
    before, after = row.before or 0.0, row.after or 0.0
    slack = ROUNDING * max(abs(before), 1.0)
    if settings.fails == "target":
        return row.target is not None and after < row.target - slack and after < before - slack
    return after < before - settings.tolerance * abs(before) - slack


def _facts(shown: Effect, rows: tuple[Sequence[Effect], Sequence[Effect], Sequence[Effect]]) -> dict[str, str | float]:
    every, worse, unknown = rows
    unit = shown.unit
    moved = None if shown.before is None or shown.after is None else shown.after - shown.before
    return {
        "title": shown.title, "measure": shown.measure, "zone": shown.zone or "全区 / whole district",
        "before": format_quantity(shown.before, unit), "after": format_quantity(shown.after, unit),
        "change": format_quantity(moved, unit), "target": format_quantity(shown.target, unit),
        "count": float(len(every)), "worse_count": float(len(worse)), "unknown_count": float(len(unknown)),
        "worse": _titles(worse), "unknown": _titles(unknown),
    }  # fmt: skip


def _titles(rows: Sequence[Effect]) -> str:
    """Distinct titles, "中文 / English"; "–" for none."""
    titles = [title.partition(" / ")[::2] for title in dict.fromkeys(row.title for row in rows)]
    return f"{'、'.join(one for one, _ in titles)} / {', '.join(two or one for one, two in titles)}" if titles else "–"


CHECK = Check(frozenset({"goals", "measures", "fails", "tolerance"}), _settings, _run, _FACTS, needs_layer=False)
