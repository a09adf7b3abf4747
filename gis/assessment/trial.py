"""A trial on a district: every zone's figures of a goal with parks, gates, facilities or links put in or taken out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely

from gis.assessment.bench import Bench
from gis.assessment.explained import covered_goal, sources_of, walk_keywords
from gis.assessment.figures import Context, coverage_results
from gis.assessment.run import layer_kinds
from gis.goals import Goal
from gis.measures import REGISTRY, Measure
from gis.measures.circles import composed
from gis.measures.coverage import Coverage
from gis.measures.definitions import by_radius
from gis.measures.explain import element_keywords
from gis.measures.trials import Kept, Tried, kept_of, tried
from gis.read.goals import Standards
from gis.results import Result
from gis.scenario import Edit, edit_id

__all__ = ["Outcome", "Stand", "Trials"]


@dataclass(frozen=True, eq=False)
class Stand:
    """A goal's figures at one moment: `results` (a zone and measure each, the whole last) and coverages by measure."""

    results: tuple[Result, ...]
    coverages: Mapping[str, Coverage]

    def of(self, measure: str, zone: str | None = None) -> Result:
        """The one result (StopIteration where there is none)."""
        return next(one for one in self.results if (one.measure, one.zone) == (measure, zone))


@dataclass(frozen=True, eq=False)
class Outcome:
    """Before and after the edits; `idle`: edits (by number) that change nothing for this goal, with the reason."""

    before: Stand
    after: Stand
    idle: Mapping[int, str]

    def gained(self, measure: str) -> gpd.GeoDataFrame:
        """Land or residents that come within reach (`state` "gained") or fall out of it ("lost").

        Returns
        -------
        Frame: geometry, `state`, `weight` (m2 of land, or persons), `served_by` (after), in the working CRS.
        """
        one, other = self.before.coverages[measure], self.after.coverages[measure]
        was, now = (found.pieces["share"].to_numpy(dtype=float) for found in (one, other))
        moved = np.flatnonzero(np.nan_to_num(was) != np.nan_to_num(now))
        shapes = np.asarray(other.pieces.geometry.array, dtype=object)[moved]
        rise = np.nan_to_num(now[moved]) - np.nan_to_num(was[moved])
        if one.covered is not None and other.covered is not None:
            shapes = _difference(one.covered, other.covered, moved)
        weight = other.pieces["weight"].to_numpy(dtype=float)[moved] * np.abs(rise)
        return gpd.GeoDataFrame(
            {
                "state": np.where(rise > 0.0, "gained", "lost"), "weight": weight,
                "served_by": other.pieces["served_by"].to_numpy()[moved],
            }, geometry=shapes, crs=other.pieces.crs,
        )  # fmt: skip


def _difference(one: gpd.GeoSeries, other: gpd.GeoSeries, moved: np.ndarray) -> np.ndarray:
    """What only one of two covered parts has, for the pieces that moved."""
    was, now = (np.asarray(covered.array, dtype=object)[moved] for covered in (one, other))
    return np.asarray(shapely.symmetric_difference(was, now), dtype=object)


class Trials:
    """A goal of a district, kept for any number of trials: land, network and walks are made once.

    Raises
    ------
    DefinitionError: no such goal, or it is no coverage by distance. MissingLayerError: a layer it needs is missing.
    LayerError: no street one may walk on.
    """

    def __init__(self, bench: Bench, goals: Sequence[Goal], goal_id: str, *, standards: Standards) -> None:
        self.goal = covered_goal(bench.district, goals, goal_id)
        self._bench, self._standards = bench, standards
        self._measures = [REGISTRY[name] for name in self.goal.measures if REGISTRY[name].family == "coverage"]
        stated = walk_keywords(bench, self.goal, standards=standards)
        self._composite = str(stated.get("composite", "mean"))
        found, own = sources_of(bench, self.goal, stated), element_keywords(stated)
        pieces, walking = bench.demand(self.goal.demand), bench.walkers(self.goal.demand)
        self._kept: dict[str, Kept] = {
            element: kept_of(pieces, walking, sources, own[element]) for element, sources in found.items()
        }
        self.before = self._stand({name: (kept.radius, kept.walk) for name, kept in self._kept.items()})

    def outcome(self, edits: Sequence[Edit]) -> Outcome:
        """The figures with all the edits at once, equal to measuring a district that has them."""
        found = {element: tried(kept, edits) for element, kept in self._kept.items()}
        after = self._stand({name: (self._radius(name, one), one.walk) for name, one in found.items()})
        return Outcome(self.before, after, _idle(found, len(edits)))

    def _radius(self, element: str, one: Tried) -> Coverage:
        """The radius of an element; the intersection of several needs the served ground whole."""
        if element and self._composite == "all" and one.radius.assessed and one.radius.served is None:
            return by_radius(self._kept[element].pieces, one.sources)
        return one.radius

    def _stand(self, found: Mapping[str, tuple[Coverage, Coverage]]) -> Stand:
        """Results and coverages by measure; of a circle the composite of its elements."""
        results: list[Result] = []
        coverages: dict[str, Coverage] = {}
        for measure in self._measures:
            side = int(measure.name.endswith("_walk"))
            parts = {element: both[side] for element, both in found.items()}
            whole = parts[""] if "" in parts else composed(self._demand(side), parts, self._composite)
            results += coverage_results(self._context(measure), whole)
            coverages[measure.name] = whole
        return Stand(tuple(results), coverages)

    def _demand(self, side: int) -> gpd.GeoDataFrame:
        kept = next(iter(self._kept.values()))
        return kept.walking.cells if side else kept.pieces

    def _context(self, measure: Measure) -> Context:
        layers = layer_kinds(measure, self.goal)
        return Context(self._bench, self.goal, measure, measure.name, layers, self._standards)


def _idle(found: Mapping[str, Tried], count: int) -> dict[int, str]:
    """Edits that are idle for every element."""
    reasons = {}
    for number in range(count):
        told = [one.idle.get(edit_id(number), "") for one in found.values()]
        if told and all(told):
            reasons[number] = min(told, key=lambda reason: reason == "kind")
    return reasons
