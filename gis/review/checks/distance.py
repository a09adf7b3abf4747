"""Setbacks: stay away from features by a distance, or (`reach`) lie within one of them.

From a line the distance is kept from its edge where its width is known: half the width is added. Where the distance
differs from the limit by less than the line's own uncertainty, a person decides. No distance in the pack: not assessed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import geopandas as gpd
import numpy as np

from gis.definitions import Table
from gis.network.noding import Flags, Floats
from gis.review.checks.amounts import GROUND_FACTS, found_ground, texts_of
from gis.review.checks.context import Check, Context, Found
from gis.review.checks.selected import choose, not_assessed
from gis.review.model import Outcome, Patch
from gis.review.rules import Rule

__all__ = ["DISTANCE", "Distance"]

_SLACK_M = 1e-6  # exactly at the distance is within; coordinates of seven digits carry no more
_UNCERTAINTY = "uncertainty_m"


@dataclass(frozen=True)
class Distance:
    """Settings: `distance_m` for every feature, or `by` the texts of `by_column`; NaN: none set.

    `width_column`: width of lines in m, half of it is added; `width_unknown_m` where a line has none (None: such a line
    leaves the rule not assessed). `reach`: must lie within the distance instead.
    """

    distance_m: float = float("nan")
    by_column: str = ""
    by: Mapping[str, float] = field(default_factory=dict)
    width_column: str = ""
    width_unknown_m: float | None = None
    reach: bool = False


@dataclass(frozen=True, eq=False)
class _Limits:
    """By feature, in metres: the distance asked, half the width, the uncertainty; NaN: not known."""

    limit: Floats
    half: Floats
    spread: Floats

    @property
    def known(self) -> Flags:
        """Features whose distance and width are known."""
        return np.isfinite(self.limit) & np.isfinite(self.half)


def _settings(table: Table) -> Distance:
    """Distances; every one may be left out, which leaves the rule not assessed.

    Raises
    ------
    DefinitionError: a class without a column, or a distance below 0.
    """
    classes = table.table("by")
    by = {name: classes.quantity(name, expected="m") for name in classes.values if name != "column"}
    if by and not classes.has("column"):
        raise classes.refuse("column", "缺少此键")
    settings = Distance(
        distance_m=table.quantity("distance", expected="m") if table.has("distance") else float("nan"),
        by_column=classes.text("column", ""), by=by, width_column=table.text("width_column", ""),
        width_unknown_m=table.quantity("width_unknown", expected="m") if table.has("width_unknown") else None,
        reach=table.take("reach", bool, False),
    )  # fmt: skip
    if any(value < 0.0 for value in (settings.distance_m, *by.values(), settings.width_unknown_m or 0.0)):
        raise table.refuse("distance", "距离不能小于 0")
    return settings


def _run(rule: Rule, context: Context) -> Found:
    """Patches: ground nearer than asked. `value` is the least distance found there, `limit` the one asked there."""
    settings = rule.settings
    if not isinstance(settings, Distance):
        raise TypeError(rule.test)
    if np.isnan(settings.distance_m) and not settings.by:
        return not_assessed(_NO_DISTANCE.format(title=rule.title.partition(" / ")[0], english=_english(rule.title)))
    chosen = choose(rule, context.inputs)
    if isinstance(chosen, Found):
        return chosen
    frame = chosen.frame
    for column in filter(None, (settings.by_column, settings.width_column)):
        if column not in frame:
            return not_assessed(f"图层没有字段 {column},未评估 / the layer has no column {column}: not assessed")
    limits = _limits(frame, settings)
    if settings.reach:
        return _reached(context, frame, limits)
    return _kept_away(context, frame, limits)


_NO_DISTANCE = "没有为“{title}”规定距离;请在规则包中设定 / no distance set for {english}; set it in a pack"


def _english(title: str) -> str:
    chinese, _, english = title.partition(" / ")
    return english or chinese


def _limits(frame: gpd.GeoDataFrame, settings: Distance) -> _Limits:
    limit = np.full(len(frame), settings.distance_m)
    if settings.by_column:
        classes = texts_of(frame, settings.by_column)
        limit = np.array([settings.by.get(text, settings.distance_m) for text in classes], dtype=float)
    half = np.zeros(len(frame))
    if settings.width_column:
        half = frame[settings.width_column].to_numpy(dtype=float) / 2.0
        half = np.where(half > 0.0, half, np.nan)  # nothing has no width
        if settings.width_unknown_m is not None:
            half = np.where(np.isnan(half), settings.width_unknown_m / 2.0, half)
    spread = np.fmax(frame[_UNCERTAINTY].to_numpy(dtype=float), 0.0) if _UNCERTAINTY in frame else np.zeros(len(frame))
    return _Limits(limit, half, spread)


def _kept_away(context: Context, frame: gpd.GeoDataFrame, limits: _Limits) -> Found:
    """FAILED where a part is nearer for certain; a feature whose distance is not known is never passed."""
    known = limits.known
    row_of = {str(label): row for row, label in enumerate(frame.index)}
    wanted = limits.limit + limits.half
    near = context.overlaid.near(frame[known], wanted[known].tolist())
    sure: list[Patch] = []
    doubtful: list[Patch] = []
    for found in near:
        row = row_of[found.feature]
        away_m = max(0.0, (found.distance_m or 0.0) - limits.half[row])
        short_m = limits.limit[row] - away_m
        patch = replace(found, distance_m=away_m, value=f"{limits.limit[row]:g} m")
        if short_m <= _SLACK_M:
            continue
        if short_m - limits.spread[row] > _SLACK_M:
            (doubtful if patch.doubt else sure).append(patch)
        else:
            doubtful.append(replace(patch, doubt=_within(limits.spread[row])))
    decided = {(patch.part, patch.feature) for patch in (*sure, *doubtful)}
    vague = known & (limits.spread > 0.0)
    for patch in context.overlaid.near(frame[vague], (wanted + limits.spread)[vague].tolist()) if vague.any() else ():
        row = row_of[patch.feature]
        away_m = max(0.0, (patch.distance_m or 0.0) - limits.half[row])
        if (patch.part, patch.feature) not in decided and away_m < limits.limit[row] + limits.spread[row] - _SLACK_M:
            shown = replace(patch, distance_m=away_m, value=f"{limits.limit[row]:g} m")
            doubtful.append(replace(shown, doubt=_within(limits.spread[row])))
    unknown = [str(label) for label in frame.index[~known]]
    patches = tuple(sorted((*sure, *doubtful), key=lambda patch: (patch.feature, patch.part)))
    outcome = Outcome.FAILED if sure else Outcome.DOUBTFUL if doubtful else Outcome.PASSED
    return _found(context, patches, outcome, limits, (row_of, unknown))


def _reached(context: Context, frame: gpd.GeoDataFrame, limits: _Limits) -> Found:
    """FAILED where some part has no feature within its distance; DOUBTFUL where only uncertainty brings it there."""
    known = limits.known
    row_of = {str(label): row for row, label in enumerate(frame.index)}
    farthest = (limits.limit + limits.half + limits.spread + _SLACK_M)[known]
    best: dict[str, float] = {}  # how much is left to the limit, with the uncertainty against it
    hoped: dict[str, Patch] = {}
    for patch in context.overlaid.near(frame[known], farthest.tolist()) if known.any() else ():
        row = row_of[patch.feature]
        away_m = max(0.0, (patch.distance_m or 0.0) - limits.half[row])
        left_m = limits.limit[row] - away_m
        best[patch.part] = max(best.get(patch.part, -np.inf), left_m - limits.spread[row])
        nearest = patch.part not in hoped or away_m < (hoped[patch.part].distance_m or 0.0)
        if left_m + limits.spread[row] >= -_SLACK_M and nearest:
            hoped[patch.part] = replace(patch, distance_m=away_m, doubt=_within(limits.spread[row]))
    patches = []
    project = context.inputs.project
    for label, shape in zip(project.parts.index, project.parts.geometry, strict=True):
        part = str(label)
        if best.get(part, -np.inf) >= -_SLACK_M:
            continue
        area_m2 = float(shape.area)
        patches.append(hoped.get(part) or Patch(part, "", "", shape, area_m2, area_m2 / context.overlaid.area_m2))
    unknown = [str(feature) for feature in frame.index[~known]]
    sure = any(not patch.doubt for patch in patches)
    outcome = Outcome.FAILED if sure else Outcome.DOUBTFUL if patches else Outcome.PASSED
    if outcome is Outcome.PASSED:
        unknown = []  # one feature within reach is enough
    elif unknown:
        outcome = Outcome.DOUBTFUL  # one of unknown distance may be within reach
    return _found(context, tuple(patches), outcome, limits, (row_of, unknown))


def _within(spread_m: float) -> str:
    return f"在位置精度 ±{spread_m:g} 米以内 / within the accuracy of position, ±{spread_m:g} m"


def _found(
    context: Context,
    patches: Sequence[Patch],
    outcome: Outcome,
    limits: _Limits,
    rows: tuple[dict[str, int], list[str]],
) -> Found:
    """The finding with the nearest patch told; what is unknown leaves a pass not assessed."""
    row_of, unknown = rows
    first = min(
        (patch for patch in patches if patch.feature), key=lambda patch: (bool(patch.doubt), patch.distance_m or 0.0),
        default=None,
    )  # fmt: skip
    row = row_of[first.feature] if first is not None else None
    reason = ""
    if unknown:
        listed = "、".join(unknown[:8]) + (f"(+{len(unknown) - 8})" if len(unknown) > 8 else "")
        reason = (
            f"{len(unknown)} 个要素没有规定距离或宽度未知:{listed}"
            f" / no distance or width known for {len(unknown)}: {listed}"
        )
        outcome = Outcome.NOT_ASSESSED if outcome is Outcome.PASSED else outcome
    facts: dict[str, str | float] = {
        "nearest": first.name or first.feature if first else "–",
        "distance_m": first.distance_m if first and first.distance_m is not None else "–",
        "limit_m": limits.limit[row] if row is not None else "–",
        "uncertainty_m": limits.spread[row] if row is not None else "–",
        "parts": "、".join(dict.fromkeys(patch.part for patch in patches)) or "–",
    }
    found = found_ground(context, patches, outcome=outcome, facts=facts)
    return replace(
        found, value=first.distance_m if first else None, limit=float(limits.limit[row]) if row is not None else None,
        unit="m", reason=reason,
    )  # fmt: skip


DISTANCE = Check(
    frozenset({"distance", "by", "width_column", "width_unknown", "reach"}), _settings, _run,
    GROUND_FACTS | {"nearest", "distance_m", "limit_m", "uncertainty_m", "parts"},
    absence=True,
)  # fmt: skip
