"""Control lines that overlap one another under the project: a fault of the data, told before anybody builds on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import combinations

import geopandas as gpd
import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from gis.definitions import Table
from gis.plots.areas import ellipsoidal_areas_m2
from gis.plots.shared import polygon_parts
from gis.review.checks.amounts import GROUND_FACTS, NOTHING, Amount, amount_of, found_ground
from gis.review.checks.context import Check, Context, Found
from gis.review.checks.selected import choose, without_ground
from gis.review.model import Outcome, Patch
from gis.review.rules import Rule, Selection
from gis.review.slivers import classify, slivers

__all__ = ["LAYERS_CONFLICT", "LayersConflict"]


@dataclass(frozen=True)
class LayersConflict:
    """Settings: groups by title, each of the values of `control` (or names of layers) it goes by; ground allowed."""

    groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    at_most: Amount = NOTHING


def _settings(table: Table) -> LayersConflict:
    """The groups.

    Raises
    ------
    DefinitionError: fewer than two.
    """
    groups = table.table("groups")
    named = {name: groups.texts(name) or (name,) for name in groups.values}
    if len(named) < 2:
        raise table.refuse("groups", "至少要有两组")
    return LayersConflict(named, amount_of(table, "at_most", "0 m2"))


def _run(rule: Rule, context: Context) -> Found:
    """Every two groups against each other; a group that is missing leaves a pass not assessed."""
    settings = rule.settings
    if not isinstance(settings, LayersConflict):
        raise TypeError(rule.test)
    frames: dict[str, gpd.GeoDataFrame] = {}
    for name, kinds in settings.groups.items():
        own = replace(rule, selection=Selection(rule.selection.layer, {"control": kinds}))
        chosen = choose(own, context.inputs)
        if not isinstance(chosen, Found) and not without_ground(chosen.frame):
            frames[name] = chosen.frame
    patches = [
        patch for one, other in combinations(frames, 2)
        for patch in _common(context, (one, frames[one]), (other, frames[other]))
    ]  # fmt: skip
    patches.sort(key=lambda patch: (patch.feature, patch.part, patch.doubt))
    sure_m2, doubtful_m2 = context.overlaid.united(patches)
    whole_m2 = context.overlaid.once_m2
    outcome, reason = Outcome.PASSED, ""
    if settings.at_most.exceeded(sure_m2, whole_m2):
        outcome = Outcome.FAILED
    elif settings.at_most.exceeded(sure_m2 + doubtful_m2, whole_m2):
        outcome = Outcome.DOUBTFUL
    missing = "、".join(name for name in settings.groups if name not in frames)
    if missing:
        reason = f"没有 {missing} 的面图层,未与其比较 / no layer of areas of {missing}: not compared"
        outcome = Outcome.NOT_ASSESSED if outcome is Outcome.PASSED else outcome
    found = found_ground(
        context, patches, outcome=outcome, limit=settings.at_most, facts={"missing": missing or "–"},
        ground=(sure_m2, doubtful_m2),
    )  # fmt: skip
    return replace(found, reason=reason)


def _common(context: Context, one: tuple[str, gpd.GeoDataFrame], other: tuple[str, gpd.GeoDataFrame]) -> list[Patch]:
    """Ground of the project that lies in both: patches of one group cut with those of the other, part by part."""
    own, others = ([p for p in context.overlaid.patches(frame) if not p.doubt] for _, frame in (one, other))
    if not own or not others:
        return []
    first, second = (np.array([patch.geometry for patch in group], dtype=object) for group in (own, others))
    at, to = shapely.STRtree(second).query(first)
    same = np.array([own[i].part == others[j].part for i, j in zip(at, to, strict=True)], dtype=bool)
    at, to = at[same], to[same]
    pieces, pair = polygon_parts(shapely.intersection(first[at], second[to]))
    kept = shapely.area(pieces) > 0.0
    pieces, pair = pieces[kept], pair[kept]
    settings = context.overlaid.slivers
    doubt = [
        classify(piece, first[at[number]], second[to[number]], settings) if thin else ""
        for piece, number, thin in zip(pieces, pair, slivers(pieces, settings), strict=True)
    ]
    groups: dict[tuple[int, str], list[BaseGeometry]] = {}
    for piece, number, cause in zip(pieces, pair, doubt, strict=True):
        groups.setdefault((int(number), cause), []).append(piece)
    return [
        _patch(context, (one[0], own[at[number]]), (other[0], others[to[number]]), (_together(group), cause))
        for (number, cause), group in groups.items()
    ]


def _together(pieces: list[BaseGeometry]) -> BaseGeometry:
    return pieces[0] if len(pieces) == 1 else shapely.union_all(pieces)


def _patch(
    context: Context, one: tuple[str, Patch], other: tuple[str, Patch], ground: tuple[BaseGeometry, str]
) -> Patch:
    """Ground two features have in common under a part, called by both."""
    shape, doubt = ground
    first, second = one[1], other[1]
    area_m2, project = float(shape.area), context.inputs.project
    ellipsoidal = None
    if context.inputs.ellipsoidal:
        ellipsoidal = float(ellipsoidal_areas_m2(np.array([shape], dtype=object), crs=project.parts.crs)[0])
    return Patch(
        first.part, f"{first.feature}×{second.feature}",
        f"{one[0]} {first.name or first.feature} × {other[0]} {second.name or second.feature}", shape, area_m2,
        area_m2 / context.overlaid.area_m2, mean_width_m=2.0 * area_m2 / float(shape.length), doubt=doubt,
        ellipsoidal_m2=ellipsoidal,
    )  # fmt: skip


LAYERS_CONFLICT = Check(
    frozenset({"groups", "at_most"}), _settings, _run, GROUND_FACTS | {"missing"}, needs_layer=False
)  # fmt: skip
