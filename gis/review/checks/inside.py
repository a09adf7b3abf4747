"""Must lie within the features, by at least so great a share. Gaps that are slivers are for a person to decide."""

from __future__ import annotations

from dataclasses import dataclass

from gis.definitions import Table
from gis.review.checks.amounts import GROUND_FACTS, SLACK, found_ground
from gis.review.checks.context import Check, Context, Found
from gis.review.checks.selected import choose
from gis.review.model import Outcome
from gis.review.rules import Rule

__all__ = ["INSIDE", "Inside"]


@dataclass(frozen=True)
class Inside:
    """Settings: the share (0-1) of the project that must lie within."""

    at_least: float


def _settings(table: Table) -> Inside:
    return Inside(table.share("at_least", "100 %"))


def _run(rule: Rule, context: Context) -> Found:
    """Patches, area and share are of the ground outside; `value` is the share within."""
    settings = rule.settings
    if not isinstance(settings, Inside):
        raise TypeError(rule.test)
    chosen = choose(rule, context.inputs)
    if isinstance(chosen, Found):
        return chosen
    gaps = context.overlaid.outside(chosen.frame)
    sure_m2, doubtful_m2 = context.overlaid.united(gaps)
    whole_m2 = context.overlaid.once_m2
    allowed_m2 = (1.0 - settings.at_least) * whole_m2 + SLACK * whole_m2 * (settings.at_least < 1.0)
    outcome = Outcome.PASSED
    if sure_m2 > allowed_m2:
        outcome = Outcome.FAILED
    elif sure_m2 + doubtful_m2 > allowed_m2:
        outcome = Outcome.DOUBTFUL
    inside = max(0.0, 1.0 - sure_m2 / whole_m2)
    found = found_ground(
        context,
        gaps,
        outcome=outcome,
        ground=(sure_m2, doubtful_m2),
        facts={"inside_share": inside, "limit": _percent(settings)},
    )
    return Found(
        outcome, patches=found.patches, area_m2=found.area_m2, share=found.share, doubtful_m2=found.doubtful_m2,
        value=inside, limit=settings.at_least, unit="share", facts=found.facts,
    )  # fmt: skip


def _percent(settings: Inside) -> str:
    return f"{settings.at_least * 100.0:g} %"


INSIDE = Check(
    frozenset({"at_least"}), _settings, _run, GROUND_FACTS | {"inside_share"},
    unsettled=frozenset({Outcome.FAILED, Outcome.DOUBTFUL}),
)  # fmt: skip
