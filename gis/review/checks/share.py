"""The overlap with the features must lie between two amounts, in m2 or as a share of the project."""

from __future__ import annotations

from dataclasses import dataclass

from gis.definitions import Table
from gis.review.checks.amounts import GROUND_FACTS, Amount, amount_or_none, found_ground
from gis.review.checks.context import Check, Context, Found
from gis.review.checks.selected import choose
from gis.review.model import Outcome
from gis.review.rules import Rule

__all__ = ["SHARE", "Share"]


@dataclass(frozen=True)
class Share:
    """Settings: the least and the greatest overlap; None: no such limit."""

    at_least: Amount | None
    at_most: Amount | None


def _settings(table: Table) -> Share:
    """The limits.

    Raises
    ------
    DefinitionError: neither limit, or the least above the greatest.
    """
    low, high = amount_or_none(table, "at_least"), amount_or_none(table, "at_most")
    if low is None and high is None:
        raise table.refuse("at_least", "at_least 与 at_most 至少写一个")
    if low is not None and high is not None and low.unit == high.unit and low.value > high.value:
        raise table.refuse("at_most", "at_most 小于 at_least")
    return Share(low, high)


def _run(rule: Rule, context: Context) -> Found:
    """FAILED where even the slivers change nothing; DOUBTFUL where they decide."""
    settings = rule.settings
    if not isinstance(settings, Share):
        raise TypeError(rule.test)
    chosen = choose(rule, context.inputs)
    if isinstance(chosen, Found):
        return chosen
    patches = context.overlaid.patches(chosen.frame)
    sure_m2, doubtful_m2 = context.overlaid.united(patches)
    whole_m2, most_m2 = context.overlaid.once_m2, sure_m2 + doubtful_m2
    low, high = settings.at_least, settings.at_most
    wrong_low = low is not None and low.undercut(most_m2, whole_m2)
    wrong_high = high is not None and high.exceeded(sure_m2, whole_m2)
    doubt = (low is not None and low.undercut(sure_m2, whole_m2)) or (
        high is not None and high.exceeded(most_m2, whole_m2)
    )
    outcome = Outcome.FAILED if wrong_low or wrong_high else Outcome.DOUBTFUL if doubt else Outcome.PASSED
    broken_low = low is not None and (high is None or low.undercut(sure_m2, whole_m2))
    return found_ground(
        context, patches, outcome=outcome, limit=low if broken_low else high, ground=(sure_m2, doubtful_m2)
    )


SHARE = Check(
    frozenset({"at_least", "at_most"}), _settings, _run, GROUND_FACTS,
    absence=True,
    unsettled=frozenset({Outcome.PASSED, Outcome.FAILED, Outcome.DOUBTFUL}),
)  # fmt: skip
