"""What a review works on and what it says: project, layers, findings. Frozen; nothing is computed here.

All shapes lie in one CRS in metres; areas in m2, lengths in m, shares 0-1. Texts to the user may be in two languages,
"中文 / English" (`gis.errors.in_language`); "" is unknown, as are None and NaN.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from types import MappingProxyType

import geopandas as gpd
import pandas as pd
from shapely.geometry.base import BaseGeometry

from gis.plots.card import Severity
from gis.review.industry import Industries
from gis.schema import KINDS, Basis

__all__ = [
    "ROUNDING", "SEVERITIES", "SEVERITY_WORDS",
    "Effect", "Finding", "InputFile", "Outcome", "Patch", "Project", "Repair", "Review", "ReviewInputs",
    "ReviewLayer", "Severity", "Together", "ZoneShare", "layer_title",
]  # fmt: skip

ROUNDING = 1e-9  # of a figure: binary fractions, not a change
SEVERITIES: tuple[Severity, ...] = ("forbidden", "restricted", "notice")
SEVERITY_WORDS: Mapping[str, Severity] = MappingProxyType({
    **{name: name for name in SEVERITIES}, "禁止": "forbidden", "限制": "restricted", "提示": "notice",
})  # fmt: skip
_OTHER_LAYERS: Mapping[str, tuple[str, str]] = MappingProxyType({
    "zones": ("规划分区", "zones of the plan"), "approved": ("已批项目", "approved projects"),
    "detailed_plan": ("详细规划", "detailed plan"),
})  # fmt: skip


def layer_title(name: str) -> str:
    """What a layer of a review is called, "中文 / English"; a name of no known kind as it is."""
    kind = KINDS.get(name)
    title, title_en = (kind.title, kind.title_en) if kind else _OTHER_LAYERS.get(name, (name, name))
    return title if title == title_en else f"{title} / {title_en}"


class Outcome(Enum):
    """How a check ended; what is not FAILED or PASSED always says why.

    DOUBTFUL: only overlaps or distances within the accuracy of the data: a person decides. INFORMED: a fact without a
    verdict. ERROR: the check itself broke; the others went on.
    """

    PASSED = "passed"
    FAILED = "failed"
    DOUBTFUL = "doubtful"
    INFORMED = "informed"
    NOT_ASSESSED = "not_assessed"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class InputFile:
    """A file, layer or table that figures rest on. `role`: project, layer, pack, control_table, pipeline, settings."""

    role: str
    name: str
    digest: str
    version: str = ""
    basis: str = ""
    path: str = ""


@dataclass(frozen=True, slots=True)
class Repair:
    """What was mended on the copy, or set aside: which part, what was wrong, what was done, with both areas in m2."""

    part: str
    problem: str
    done: str
    before_m2: float | None = None
    after_m2: float | None = None


@dataclass(frozen=True, eq=False)
class Project:
    """A project under review.

    `parts`: frame of KINDS["plots"], index = id: valid polygons, one or many. `facts`: what the applicant states, by
    the names of `gis.review.facts.FACTS` (text or number in inner units); a missing one is unknown. `repairs`: of a
    copy.
    """

    name: str
    parts: gpd.GeoDataFrame
    facts: Mapping[str, str | float] = field(default_factory=dict)
    sources: tuple[InputFile, ...] = ()
    repairs: tuple[Repair, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def area_m2(self) -> float:
        """Planar area of all parts in m2; parts that overlap count twice, which is a finding of its own."""
        return float(self.parts.geometry.area.sum())


@dataclass(frozen=True, eq=False)
class ReviewLayer:
    """A layer rules look at. `frame`: index = feature id (text), any columns; `version`: date or edition as shown.

    `aside`: features of its file that could not be read and are not in the frame. `of_district`: it ends where the
    district does.
    """

    name: str
    title: str
    title_en: str
    frame: gpd.GeoDataFrame
    digest: str = ""
    version: str = ""
    basis: Basis = Basis.SURVEYED
    aside: int = 0
    of_district: bool = False


@dataclass(frozen=True, slots=True)
class Effect:
    """A measure of the district (or zone) before and after the project, in `unit`; `reason` where one is unknown."""

    goal: str
    title: str
    measure: str
    zone: str
    unit: str
    before: float | None
    after: float | None
    target: float | None = None
    clause: str = ""
    reason: str = ""

    @property
    def change(self) -> float:
        """How much the figure moves, as a share of what it was; 0 where unknown or within rounding."""
        if self.before is None or self.after is None:
            return 0.0
        moved = (self.after - self.before) / max(abs(self.before), 1e-12)
        return moved if abs(moved) > ROUNDING else 0.0


@dataclass(frozen=True, slots=True)
class Together:
    """A measure of the district or a zone now, with all that is approved, and with the project besides, in `unit`."""

    goal: str
    title: str
    measure: str
    zone: str
    unit: str
    now: float | None
    with_pipeline: float | None
    with_both: float | None
    target: float | None = None
    clause: str = ""
    reason: str = ""


@dataclass(frozen=True, eq=False)
class ReviewInputs:
    """All that rules may look at. What is costly or may fail is a function, called by the first rule that needs it.

    `layers`: by name: the kinds of the district, "zones", "approved" and what the user brought; areas he brought under
    no kind are in "controls" by `control`.
    `zones` has columns name, group, functions (tuple), clause, basis, indicative; index = id.
    `figures`: the project's plots against control values: columns of `gis.plots.limits.compare`, row labels = parts.
    `effects`: coverage and provision before and after; `together`: with the approved pipeline. None: nothing to reckon
    them from. `settings`: pairs name, value of how files were read and what else was chosen, as shown.
    """

    project: Project
    layers: Mapping[str, ReviewLayer] = field(default_factory=dict)
    figures: Callable[[], pd.DataFrame] | None = None
    effects: Callable[[], tuple[Effect, ...]] | None = None
    together: Callable[[], tuple[Together, ...]] | None = None
    district: str = ""  # id, and names "中文 / English"
    district_title: str = ""
    ellipsoidal: bool = False  # areas on the ellipsoid too
    industries: Industries | None = None  # which words and codes lead to which divisions; None: the plan's words alone
    files: tuple[InputFile, ...] = ()  # what figures rest on beside project, layers and packs: tables, settings
    settings: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, eq=False)
class Patch:
    """Where a finding lies: a part of the project and a feature of the layer ("" for none).

    `share`: of the whole project's area. `mean_width_m`: 2 × area ÷ perimeter. `doubt`: what it likely
    is where it is no real overlap (a sliver): its cause, "中文 / English". `distance_m`: of distance rules. `value`: an
    attribute of the feature, as text.
    """

    part: str
    feature: str
    name: str
    geometry: BaseGeometry
    area_m2: float
    share: float
    ellipsoidal_m2: float | None = None
    mean_width_m: float | None = None
    distance_m: float | None = None
    doubt: str = ""
    value: str = ""


@dataclass(frozen=True, eq=False)
class Finding:
    """What one rule says of the project.

    `id`: pack and rule, "general:line.farmland": the same whenever the same rule is run. `layer`: its title. `area_m2`:
    ground of the patches without doubt, counted once where features overlap; `doubtful_m2`: that of the slivers.
    `value` against `limit` in `unit` (gis.units) for rules on figures. `facts`: what `text` was filled with. `reason`:
    why not assessed, or the error.
    """

    id: str
    title: str
    severity: Severity
    outcome: Outcome
    text: str
    clause: str = ""
    source: str = ""
    confidence: str = ""
    layer: str = ""
    layer_version: str = ""
    layer_digest: str = ""
    indicative: bool = False
    patches: tuple[Patch, ...] = ()
    area_m2: float | None = None
    share: float | None = None
    doubtful_m2: float = 0.0
    ellipsoidal_m2: float | None = None
    value: float | None = None
    limit: float | None = None
    unit: str = ""
    facts: Mapping[str, str | float] = field(default_factory=dict)
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ZoneShare:
    """A zone of the plan the project lies in: area in m2 and share (0-1) of the project; "" is outside every zone."""

    zone: str
    name: str
    functions: tuple[str, ...]
    clause: str
    area_m2: float
    share: float
    indicative: bool = False


@dataclass(frozen=True, eq=False)
class Review:
    """All that a review found. `findings` in the order of severity, then of the pack.

    `zones`: the table of zones. `conversion`: index = codes of present use, columns name, area_m2, share, construction
    ("construction", "farmland", "unused", ""): present land use under the project; None without a land-use layer.
    `effects`: where a rule asks for them. `together`: where something is approved. `settings`: pairs name, value as
    shown.
    """

    inputs: ReviewInputs
    findings: tuple[Finding, ...]
    zones: tuple[ZoneShare, ...]
    conversion: pd.DataFrame | None
    files: tuple[InputFile, ...]
    settings: tuple[tuple[str, str], ...]
    packs: tuple[str, ...]
    date: str
    version: str
    effects: tuple[Effect, ...] = ()
    together: tuple[Together, ...] = ()

    @property
    def project(self) -> Project:
        """The project reviewed."""
        return self.inputs.project

    def of(self, finding_id: str) -> Finding:
        """The one finding (StopIteration where there is none)."""
        return next(one for one in self.findings if one.id == finding_id)

    @property
    def forbidden(self) -> tuple[Finding, ...]:
        """Findings of 禁止 that failed: the reason for exit code 1."""
        return tuple(one for one in self.findings if one.severity == "forbidden" and one.outcome is Outcome.FAILED)
