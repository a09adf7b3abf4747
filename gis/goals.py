"""Goals of plans and standards: frozen dataclasses, read from TOML by `gis.read.spec`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from gis.district import PlanSource
from gis.errors import TargetError

__all__ = ["DEMANDS", "LAND", "RESIDENTS", "Goal", "Target"]

LAND, RESIDENTS = DEMANDS = ("land", "residents")


@dataclass(frozen=True)
class Target:
    """What a goal demands, in the engine's unit `unit`; year of the target; baseline with its year."""

    unit: str = ""
    at_least: float | None = None
    at_most: float | None = None
    tolerance: float = 0.0
    year: int | None = None
    baseline: float | None = None
    baseline_year: int | None = None
    source: str = ""

    def __post_init__(self) -> None:
        """Refuse a range that nothing can meet.

        Raises
        ------
        TargetError: at_least is above at_most.
        """
        if self.at_least is not None and self.at_most is not None and self.at_least > self.at_most:
            raise TargetError(file="—", key="target", problem=f"at_least {self.at_least} > at_most {self.at_most}")

    @property
    def value(self) -> float | None:
        """The figure to show as the target; None where the plan sets none."""
        return self.at_least if self.at_least is not None else self.at_most

    def met(self, value: float) -> bool | None:
        """Whether `value` (in `unit`) meets the target; None where there is no target."""
        if self.value is None:
            return None
        above = self.at_least is None or value >= self.at_least - self.tolerance
        below = self.at_most is None or value <= self.at_most + self.tolerance
        return above and below


@dataclass(frozen=True)
class Goal:
    """A goal a map can measure: which measures (statutory and walking beside each other), on what, against what.

    `measures`: names in the registry, the headline first. `parameters`: as the TOML states them ("300 m"); `assessment`
    parses them by the measure's signature. `scope`: "zones" (each zone and the whole) or "district" (the whole only).
    `demand`: what a coverage is a share of, residential land or residents.
    """

    id: str
    title: str
    title_en: str
    theme: str
    measures: tuple[str, ...]
    source: PlanSource
    target: Target
    parameters: Mapping[str, object] = field(default_factory=dict)
    scope: str = "zones"
    demand: str = LAND
    not_mapped: str = ""  # reason why no map measure exists here; the goal is then always "not assessed"
    formula: str = ""
    standard: str = ""
    needs: tuple[str, ...] = ()  # facility kinds or layers a planner must bring
    file: str = ""  # where it is defined, for refusals
