"""Membership of zones: which zones the project lies in and with what share; outside every zone is a failure."""

from __future__ import annotations

from collections.abc import Sequence

import geopandas as gpd
import pandas as pd

from gis.definitions import Table
from gis.review.checks.amounts import GROUND_FACTS, found_ground
from gis.review.checks.context import Check, Context, Found
from gis.review.checks.selected import choose
from gis.review.model import Outcome, Patch, ZoneShare
from gis.review.overlay import Overlaid
from gis.review.rules import Rule

__all__ = ["ZONES", "zone_shares"]


def zone_shares(overlaid: Overlaid, frame: gpd.GeoDataFrame, *, whole_m2: float) -> tuple[ZoneShare, ...]:
    """The zones under the project, greatest first, and "" for ground outside every zone.

    Parameters
    ----------
    frame: columns name, functions, clause, indicative as far as known; index = zone id. whole_m2: area of the project.

    Returns
    -------
    Area of each zone with its slivers; a zone of slivers alone is none, and so is such ground outside.
    """
    groups = _by_feature(overlaid.patches(frame))
    rows = frame[frame.index.astype(str).isin(list(groups))]
    rows.index = rows.index.astype(str)
    found = [_share(rows.loc[zone], zone, group, whole_m2) for zone, group in groups.items()]
    outside = overlaid.outside(frame)
    if any(not patch.doubt for patch in outside):
        area_m2 = sum(patch.area_m2 for patch in outside)
        found.append(ZoneShare("", "", (), "", area_m2, area_m2 / whole_m2))
    return tuple(sorted(found, key=lambda one: (not one.zone, -one.area_m2, one.zone)))


def _by_feature(patches: Sequence[Patch]) -> dict[str, list[Patch]]:
    """Patches by zone, zones of slivers alone left out."""
    sure = {patch.feature for patch in patches if not patch.doubt}
    groups: dict[str, list[Patch]] = {zone: [] for zone in sorted(sure)}
    for patch in patches:
        if patch.feature in groups:
            groups[patch.feature].append(patch)
    return groups


def _share(row: pd.Series, zone: str, patches: Sequence[Patch], whole_m2: float) -> ZoneShare:
    area_m2 = sum(patch.area_m2 for patch in patches)
    functions = row.get("functions", ())
    functions = () if not isinstance(functions, (tuple, list)) else tuple(str(one) for one in functions)
    clause = row.get("clause", "")
    return ZoneShare(
        zone, patches[0].name or zone, functions, clause if isinstance(clause, str) else "", area_m2,
        area_m2 / whole_m2, bool(row.get("indicative", False)),
    )  # fmt: skip


def _run(rule: Rule, context: Context) -> Found:
    """INFORMED with zones and shares; FAILED outside every zone; DOUBTFUL where only slivers lie in one."""
    chosen = choose(rule, context.inputs)
    if isinstance(chosen, Found):
        return chosen
    patches = context.overlaid.patches(chosen.frame)
    whole_m2 = context.inputs.project.area_m2
    shares = zone_shares(context.overlaid, chosen.frame, whole_m2=whole_m2)
    within = [one for one in shares if one.zone]
    out = next((one.share for one in shares if not one.zone), 0.0)
    outcome = Outcome.INFORMED if within else Outcome.DOUBTFUL if patches and out == 0.0 else Outcome.FAILED
    note = ""
    if len(within) > 1:
        note = f";跨 {len(within)} 个分区 / ; it straddles {len(within)} zones"
    facts: dict[str, str | float] = {
        "zones": "、".join(f"{one.name} {one.share:.1%}" for one in within) or "–",
        "zone_count": float(len(within)), "outside_share": out, "straddling": note,
    }  # fmt: skip
    return found_ground(context, patches, outcome=outcome, facts=facts)


def _settings(_: Table) -> None:
    return None


ZONES = Check(
    frozenset(), _settings, _run, GROUND_FACTS | {"zones", "zone_count", "outside_share", "straddling"},
    unsettled=frozenset({Outcome.FAILED, Outcome.DOUBTFUL}),
)  # fmt: skip
