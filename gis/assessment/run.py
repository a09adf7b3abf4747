"""District + goals → Assessment: every goal by every of its measures, for each zone and the whole."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from gis.assessment.bench import OPTIONAL, Bench
from gis.assessment.binding import keywords
from gis.assessment.covered import LazyPieces
from gis.assessment.figures import NO_STREETS, Context, coverage_results, not_assessed_results, zonal_results
from gis.district import District
from gis.errors import DefinitionError, UnknownMeasureError
from gis.goals import LAND, Goal
from gis.measures import REGISTRY, Measure
from gis.measures.coverage import Coverage
from gis.read.goals import Standards
from gis.results import Assessment, Result

__all__ = ["assess", "layer_kinds"]

Step = Callable[[str, float], None]


@dataclass
class _Run:
    """One run: the bench, the tables of standards, and what has been found so far."""

    bench: Bench
    standards: Standards
    results: list[Result] = field(default_factory=list)
    coverages: dict[tuple[str, str], Coverage] = field(default_factory=dict)
    demands: dict[tuple[str, str], str] = field(default_factory=dict)

    def context(self, goal: Goal, measure: Measure | None, name: str) -> Context:
        """What the results of `goal` by `name` share."""
        layers = layer_kinds(measure, goal)
        return Context(self.bench, goal, measure, name, layers, self.standards)

    def one(self, goal: Goal, name: str) -> None:
        """Measure one goal by one of its measures.

        Raises
        ------
        UnknownMeasureError: the goal names a measure that does not exist.
        """
        measure = REGISTRY.get(name)
        if measure is None:
            raise UnknownMeasureError(file=goal.file, key=f"{goal.id}.measures", measure=name, known=sorted(REGISTRY))
        context = self.context(goal, measure, name)
        stated = keywords(goal, measure, self.standards, settings=self.bench.settings, walker=self.bench.walker)
        has = (*self.bench.district.layers, *OPTIONAL)
        lacking = [kind for kind in context.layers if kind not in has]
        if lacking:
            self.results += not_assessed_results(context, reason=context.missing_layers(lacking))
            return
        if _walks(measure) and not len(self.bench.network.u):
            self.results += not_assessed_results(context, reason=NO_STREETS)
            return
        found = measure.function(*self.arguments(measure, goal.demand), **stated)
        if isinstance(found, Coverage):
            self.coverage(context, found)
        else:
            self.results += zonal_results(context, found)

    def arguments(self, measure: Measure, demand: str) -> list[object]:
        """The data arguments of `measure`, in order."""
        return [self.argument(measure, name, demand) for name in measure.layers]

    def argument(self, measure: Measure, name: str, demand: str) -> object:
        """One data argument: land (or residents) as they lie or on the network, zones with the whole, or a layer."""
        if name == "land":
            return self.bench.walkers(demand) if _walks(measure) else self.bench.demand(demand)
        if name == "zones":
            return self.bench.zones
        return self.bench.layer_frame(name)

    def coverage(self, context: Context, found: Coverage) -> None:
        """Results and pieces of a coverage: the composite and each of its elements."""
        self.results += coverage_results(context, found)
        if found.assessed:
            self.coverages[context.goal.id, context.name] = found
            self.demands[context.goal.id, context.name] = context.goal.demand
        for element, part in found.elements.items():
            self.coverage(context.of_element(element), part)

    def pieces(self) -> LazyPieces:
        """What the map draws, cut when asked for."""
        return LazyPieces(self.coverages, lambda key: self.bench.demand(self.demands[key])["zones"])


def _walks(measure: Measure) -> bool:
    return "WalkingLand" in str(measure.function.__annotations__.get("land"))


def layer_kinds(measure: Measure | None, goal: Goal) -> tuple[str, ...]:
    """The layer kinds a measure reads: its arguments, with land (or residents) and streets spelt out."""
    if measure is None:
        return ()
    kinds = []
    for name in measure.layers:
        if name == "land":
            kinds.append("land_use" if goal.demand == LAND else "population")
            kinds += ["streets"] if _walks(measure) else []
        elif name != "zones":
            kinds.append(name)
    return tuple(dict.fromkeys(kinds))


def assess(
    district: District,
    goals: Sequence[Goal],
    *,
    standards: Standards,
    only: Sequence[str] | None = None,
    progress: Step | None = None,
    bench: Bench | None = None,
) -> Assessment:
    """Measure a district against its goals.

    Parameters
    ----------
    only: ids of goals; others are left out. None measures all.
    progress: called with a text and the share (0-1) of the way.
    bench: of this district, kept from an earlier run: land, network and cells are then not made again.

    Returns
    -------
    Assessment with one result a goal, measure and zone (`zone` None: the whole district). A goal that cannot be
    measured has a result that says why; it never reads zero.

    Raises
    ------
    DefinitionError and its kinds: a goal names a measure, parameter or table that does not exist.
    """
    known = [goal.id for goal in goals]
    unknown = [goal_id for goal_id in only or () if goal_id not in known]
    if unknown:
        raise DefinitionError(file=district.folder / "plan.toml", key="goals", problem=_no_such(unknown, known))
    chosen = [goal for goal in goals if only is None or goal.id in only]
    run = _Run(bench or Bench(district), standards)
    for number, goal in enumerate(chosen):
        if progress is not None:
            progress(goal.title, number / len(chosen))
        if goal.not_mapped:
            run.results += not_assessed_results(run.context(goal, None, ""), reason=(goal.not_mapped, ""))
            continue
        for name in goal.measures:
            run.one(goal, name)
    return Assessment(district, tuple(run.results), run.pieces(), tuple(chosen))


def _no_such(unknown: Sequence[str], known: Sequence[str]) -> str:
    return f"没有目标 {'、'.join(unknown)};本区目标:{'、'.join(known)}"
