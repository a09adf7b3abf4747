"""Contact with the features: a shared boundary counts as well as shared ground; unwanted, or asked for."""

from __future__ import annotations

from dataclasses import dataclass, replace

from gis.definitions import Table
from gis.review.checks.amounts import GROUND_FACTS, found_ground
from gis.review.checks.context import Check, Context, Found
from gis.review.checks.selected import choose
from gis.review.model import Outcome, Patch
from gis.review.rules import Rule

__all__ = ["TOUCHING", "Touching"]


@dataclass(frozen=True)
class Touching:
    """Settings: whether contact is asked for; `within_m`: a gap as narrow as this may be contact."""

    wanted: bool
    within_m: float


def _settings(table: Table) -> Touching:
    return Touching(table.take("wanted", bool, False), table.quantity("within", expected="m", default="0.1 m"))


def _run(rule: Rule, context: Context) -> Found:
    """Contact for certain: ground that is no sliver, or a boundary in common; slivers and narrow gaps are in doubt."""
    settings = rule.settings
    if not isinstance(settings, Touching):
        raise TypeError(rule.test)
    chosen = choose(rule, context.inputs)
    if isinstance(chosen, Found):
        return chosen
    overlaid, frame = context.overlaid, chosen.frame
    patches = [*overlaid.patches(frame), *overlaid.touching(frame)]
    known = {(patch.part, patch.feature) for patch in patches}
    near = [one for one in overlaid.near(frame, settings.within_m) if (one.part, one.feature) not in known]
    patches += [patch if not patch.distance_m else _gap(patch) for patch in near]
    patches.sort(key=lambda patch: (patch.feature, patch.part))
    sure = any(not patch.doubt for patch in patches)
    outcome = Outcome.PASSED if sure == settings.wanted else Outcome.FAILED
    if not sure and patches:
        outcome = Outcome.DOUBTFUL
    return found_ground(context, patches, outcome=outcome)


def _gap(patch: Patch) -> Patch:
    text = f"相距 {patch.distance_m:.3g} 米,在精度以内 / {patch.distance_m:.3g} m apart, within accuracy"
    return replace(patch, doubt=text)


TOUCHING = Check(frozenset({"wanted", "within"}), _settings, _run, GROUND_FACTS, absence=True)
