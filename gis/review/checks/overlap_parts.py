"""Parts of the project that overlap one another: their ground is counted twice in the project's area."""

from __future__ import annotations

from dataclasses import dataclass, replace

import shapely

from gis.definitions import Table
from gis.review.checks.amounts import GROUND_FACTS, Amount, amount_of, found_ground
from gis.review.checks.context import Check, Context, Found
from gis.review.model import Outcome, Patch
from gis.review.overlay import Overlaid
from gis.review.rules import Rule

__all__ = ["OVERLAP_PARTS", "OverlapParts"]


@dataclass(frozen=True)
class OverlapParts:
    """Settings: the ground counted twice that is allowed."""

    at_most: Amount


def _settings(table: Table) -> OverlapParts:
    return OverlapParts(amount_of(table, "at_most", "0 m2"))


def _run(rule: Rule, context: Context) -> Found:
    """A patch a pair of parts that share ground: `part` and `feature` are both ids of parts."""
    settings = rule.settings
    if not isinstance(settings, OverlapParts):
        raise TypeError(rule.test)
    project = context.inputs.project
    patches = _pairs(context)
    sure_m2 = sum(patch.area_m2 for patch in patches if not patch.doubt)
    all_m2 = sum(patch.area_m2 for patch in patches)
    outcome = Outcome.PASSED
    if settings.at_most.exceeded(sure_m2, project.area_m2):
        outcome = Outcome.FAILED
    elif settings.at_most.exceeded(all_m2, project.area_m2):
        outcome = Outcome.DOUBTFUL
    facts: dict[str, str | float] = {"part_count": float(len(project.parts))}
    return found_ground(context, patches, outcome=outcome, limit=settings.at_most, facts=facts)


def _pairs(context: Context) -> tuple[Patch, ...]:
    """Each part laid over those after it whose boxes meet its own; shares are of the whole project."""
    project, overlaid = context.inputs.project, context.overlaid
    shapes = project.parts.geometry.to_numpy()
    tree = shapely.STRtree(shapes)
    found: list[Patch] = []
    for row in range(len(shapes)):
        others = sorted(int(at) for at in tree.query(shapes[row]) if at > row)
        if not others:
            continue
        one = replace(project, parts=project.parts.iloc[[row]])
        laid = Overlaid(one, ellipsoidal=context.inputs.ellipsoidal, slivers=overlaid.slivers)
        pairs = laid.patches(project.parts.iloc[others])
        found += [replace(patch, share=patch.area_m2 / overlaid.area_m2) for patch in pairs]
    return tuple(sorted(found, key=lambda patch: (patch.feature, patch.part, patch.doubt)))


OVERLAP_PARTS = Check(
    frozenset({"at_most"}), _settings, _run, GROUND_FACTS | {"part_count"}, needs_layer=False
)  # fmt: skip
