"""What a check is given and what it gives back; one module of this package holds one test of rules."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from gis.definitions import Table
from gis.review.model import Outcome, Patch, ReviewInputs
from gis.review.overlay import Overlaid
from gis.review.rules import Rule

__all__ = ["Check", "Context", "Found"]


@dataclass(frozen=True, eq=False)
class Found:
    """What a check found; `gis.review.run` makes the finding of it. Fields as of `Finding`."""

    outcome: Outcome
    patches: tuple[Patch, ...] = ()
    area_m2: float | None = None
    share: float | None = None
    doubtful_m2: float = 0.0
    value: float | None = None
    limit: float | None = None
    unit: str = ""
    facts: Mapping[str, str | float] = field(default_factory=dict)
    reason: str = ""


@dataclass(frozen=True, eq=False)
class Context:
    """The inputs of a review with the project laid out once for all checks."""

    inputs: ReviewInputs
    overlaid: Overlaid


@dataclass(frozen=True)
class Check:
    """A test of rules. `keys`: what its table may hold beside the keys of every rule; `facts`: names texts may use.

    `unsettled`: how it cannot end where features are lines, whose ground nobody knows: it is not assessed then.
    `absence`: it passes where no feature is found, which says nothing of ground the layer does not reach.
    """

    keys: frozenset[str]
    settings: Callable[[Table], object]
    run: Callable[[Rule, Context], Found]
    facts: frozenset[str]
    needs_layer: bool = True
    unsettled: frozenset[Outcome] = frozenset()
    absence: bool = False
