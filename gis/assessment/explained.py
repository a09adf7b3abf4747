"""Why radius and walk differ: one goal of a district by every definition, with causes and mends."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import geopandas as gpd

from gis.assessment.bench import Bench
from gis.assessment.binding import keywords
from gis.assessment.figures import NO_STREETS
from gis.district import District
from gis.errors import DefinitionError, LayerError
from gis.goals import LAND, Goal
from gis.measures import REGISTRY
from gis.measures.explain import Explained, Ground, explain, goal_sources
from gis.measures.sampling import WalkingLand, walking_land
from gis.measures.sources import Sources
from gis.network.health import NetworkHealth, network_health
from gis.read.goals import Standards

__all__ = ["covered_goal", "explained", "health_of", "is_covered", "sources_of", "walk_keywords", "zone_land"]


def explained(
    district: District, goals: Sequence[Goal], goal_id: str, *, standards: Standards, bench: Bench | None = None
) -> dict[str, Explained]:
    """One goal explained: element → definitions, causes and mends; the element is "" for goals of one kind of place.

    Raises
    ------
    DefinitionError: no such goal, or it is no coverage by distance. MissingLayerError: a layer it needs is missing.
    LayerError: no street one may walk on.
    """
    bench = bench or Bench(district)
    goal = covered_goal(district, goals, goal_id)
    found = sources_of(bench, goal, walk_keywords(bench, goal, standards=standards))
    pieces, land = bench.demand(goal.demand), bench.walkers(goal.demand)
    layers = district.layers
    compounds = bench.land if "land_use" in layers else None
    ground = Ground(compounds, layers["buildings"].frame if "buildings" in layers else None)
    if goal.demand != LAND:
        return {element: explain(pieces, land, sources, ground=ground) for element, sources in found.items()}
    finer = walking_land(bench.land, bench.network, cell_m=bench.cell_m / 2.0, max_leg_m=land.max_leg_m)
    return {
        element: explain(pieces, land, sources, dwellings=bench.dwellings, finer=finer, ground=ground)
        for element, sources in found.items()
    }


def covered_goal(district: District, goals: Sequence[Goal], goal_id: str) -> Goal:
    """The goal of that id, a coverage by distance.

    Raises
    ------
    DefinitionError: no such goal, or it is none; names those there are.
    """
    goal = next((goal for goal in goals if goal.id == goal_id), None)
    if goal is None or not is_covered(goal):
        known = [goal.id for goal in goals if is_covered(goal)]
        problem = f"{goal_id} 不是按距离覆盖的目标;可解释的:{'、'.join(known)}"
        raise DefinitionError(file=district.folder / "plan.toml", key="goals", problem=problem)
    return goal


def is_covered(goal: Goal) -> bool:
    """Whether the goal is a coverage by distance."""
    return any(_covers(name) for name in goal.measures)


def walk_keywords(bench: Bench, goal: Goal, *, standards: Standards) -> dict[str, object]:
    """The keywords of a coverage on foot, at the distances of the standard; of the bench's walker, as far as they walk.

    Raises
    ------
    DefinitionError, UnitError: wrong parameters.
    """
    return keywords(goal, REGISTRY[_on_foot(goal)], standards, settings=bench.settings, walker=bench.walker)


def _on_foot(goal: Goal) -> str:
    """The goal's coverage on foot; its first coverage where it has none."""
    covering = [name for name in goal.measures if _covers(name)]
    return next((name for name in covering if name.endswith("_walk")), covering[0])


def sources_of(bench: Bench, goal: Goal, stated: Mapping[str, object]) -> dict[str, Sources]:
    """What serves: element → sources, at the distances `stated` (of `walk_keywords`).

    Raises
    ------
    MissingLayerError: a layer it needs is missing. LayerError: no street one may walk on. DefinitionError: wrong
    parameters.
    """
    name = _on_foot(goal)
    if "streets" in bench.district.layers and not len(bench.network.u):
        raise LayerError(layer="streets", problem=f"{NO_STREETS[0]} / {NO_STREETS[1]}")
    kinds = ("parks", "park_entrances") if name.startswith("green") else ("facilities",)
    layers: dict[str, gpd.GeoDataFrame] = {kind: bench.layer_frame(kind) for kind in kinds}
    return goal_sources(name, bench.walkers(goal.demand), layers, stated)


def _covers(name: str) -> bool:
    return name in REGISTRY and REGISTRY[name].family == "coverage"


def zone_land(bench: Bench, zone_id: str, demand: str = LAND) -> list[object]:
    """Rows of the land (or the residents) that lie in a zone, for the tables of one zone."""
    return [row for row, zones in bench.demand(demand)["zones"].items() if zone_id in zones]


def health_of(bench: Bench) -> NetworkHealth:
    """What to know of the streets before any walking figure: pieces, loose ends, what was left out and why.

    Homes are the cells of residential land, else the residents, where the district has either.

    Raises
    ------
    MissingLayerError: the district has no streets.
    """
    homes = _homes(bench)
    if homes is None:
        return network_health(bench.network)
    return network_health(bench.network, homes.places, weight=homes.cells["weight"].to_numpy(dtype=float))


def _homes(bench: Bench) -> WalkingLand | None:
    layers = bench.district.layers
    if "land_use" in layers and len(bench.walking.cells):
        return bench.walking
    return bench.walking_residents if "population" in layers else None
