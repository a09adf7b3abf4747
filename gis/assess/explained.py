"""Why radius and walk differ: one goal of a district by every definition, with causes and mends."""

from __future__ import annotations

from collections.abc import Sequence

from gis.assess.bench import Bench
from gis.assess.binding import keywords
from gis.district import District
from gis.errors import DefinitionError
from gis.goals import Goal
from gis.measures import REGISTRY
from gis.measures.explain import Explained, explain, goal_sources
from gis.measures.sampling import walking_land
from gis.network.health import NetworkHealth, network_health
from gis.read.goals import Standards

__all__ = ["explained", "health_of", "zone_land"]


def explained(
    district: District, goals: Sequence[Goal], goal_id: str, *, standards: Standards, bench: Bench | None = None
) -> dict[str, Explained]:
    """One goal explained: element → definitions, causes and mends; the element is "" for goals of one kind of place.

    Raises
    ------
    DefinitionError: no such goal, or it is no coverage by distance. MissingLayerError: a layer it needs is missing.
    """
    goal = next((goal for goal in goals if goal.id == goal_id), None)
    name = next((name for name in goal.measures if name in REGISTRY), "") if goal else ""
    if goal is None or REGISTRY.get(name) is None or REGISTRY[name].family != "coverage":
        known = [goal.id for goal in goals if any(_covers(name) for name in goal.measures)]
        problem = f"{goal_id} 不是按距离覆盖的目标;可解释的:{'、'.join(known)}"
        raise DefinitionError(file=district.folder / "plan.toml", key="goals", problem=problem)
    bench = bench or Bench(district)
    stated = keywords(goal, REGISTRY[name], standards, settings=bench.settings)
    kinds = ("parks", "park_entrances") if name.startswith("green") else ("facilities",)
    layers = {kind: bench.layer_frame(kind) for kind in kinds}
    land = bench.walking
    finer = walking_land(bench.land, bench.network, cell_m=bench.cell_m / 2.0, max_leg_m=land.max_leg_m)
    found = goal_sources(name, land, layers, stated)
    return {element: explain(bench.land, land, sources, finer=finer) for element, sources in found.items()}


def _covers(name: str) -> bool:
    return name in REGISTRY and REGISTRY[name].family == "coverage"


def zone_land(bench: Bench, zone_id: str) -> list[object]:
    """Rows of the land that lie in a zone, for the tables of one zone."""
    return [row for row, zones in bench.member.items() if zone_id in zones]


def health_of(bench: Bench) -> NetworkHealth:
    """What to know of the streets before any walking figure: pieces, loose ends, what was left out and why.

    Raises
    ------
    MissingLayerError: the district has no streets.
    """
    return network_health(bench.network, bench.walking.places)
