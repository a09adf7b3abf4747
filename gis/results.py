"""What a measuring run yields: frozen dataclasses, no geometry frames beyond the covered and uncovered areas."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

import geopandas as gpd

from gis.district import District
from gis.errors import in_language
from gis.goals import Goal
from gis.schema import Basis

__all__ = ["Assessment", "Result", "Verdict"]


class Verdict(Enum):
    """Whether a goal is met; NOT_ASSESSED always comes with a reason."""

    MET = "met"
    UNMET = "unmet"
    NOT_ASSESSED = "not_assessed"


@dataclass(frozen=True)
class Result:
    """One figure: goal × measure × zone (None: the whole district).

    `value`, `low`, `high`, `target` in `unit`; numerator and denominator in the unit of `base_unit`.
    """

    district: str
    zone: str | None
    goal: str
    measure: str
    unit: str
    verdict: Verdict
    quality: Basis
    clause: str
    value: float | None = None
    numerator: float | None = None
    denominator: float | None = None
    base: str = ""
    base_unit: str = "m2"
    low: float | None = None
    high: float | None = None
    target: float | None = None
    year: int | None = None
    reason: str = ""
    formula: str = ""
    inputs: Mapping[str, str] = field(default_factory=dict)  # layer kind → digest
    reason_en: str = ""

    def why(self, lang: str = "zh") -> str:
        """The reason in `lang`; what exists only in the plan's own Chinese stays so."""
        return (self.reason_en or self.reason) if lang == "en" else self.reason

    def as_json(self) -> dict[str, object]:
        """The object `yitu measure --json` prints for this result."""
        return {
            "zone": self.zone, "goal": self.goal, "measure": self.measure, "value": self.value, "unit": self.unit,
            "numerator": self.numerator, "denominator": self.denominator, "base": in_language(self.base, "zh"),
            "low": self.low, "high": self.high, "target": self.target, "year": self.year, "verdict": self.verdict.value,
            "quality": self.quality.value, "clause": self.clause, "reason": self.reason,
            "formula": in_language(self.formula, "zh"), "inputs": dict(self.inputs),
        }  # fmt: skip


@dataclass(frozen=True)
class Assessment:
    """All results of one district, the goals they answer, and per (goal, measure) the pieces behind them.

    `pieces`: (goal, measure) → frame in the working CRS: geometry, `zones` (tuple of zone ids), `share` (0-1 of the
    piece's area that is covered), `area_m2`, `served_by` (facility id or ""), `distance_m` (NaN where not a walk).
    """

    district: District
    results: tuple[Result, ...]
    pieces: Mapping[tuple[str, str], gpd.GeoDataFrame] = field(default_factory=dict)
    goals: tuple[Goal, ...] = ()

    def of(self, goal: str, measure: str, zone: str | None = None) -> Result:
        """The one result (StopIteration where there is none)."""
        return next(r for r in self.results if (r.goal, r.measure, r.zone) == (goal, measure, zone))
