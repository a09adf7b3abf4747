"""A rule pack in memory: rules with clause, layer, test, severity and texts. Read by `gis.read.rule_packs`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from gis.review.model import Outcome, Severity
from gis.review.slivers import SliverSettings

__all__ = ["Rule", "RulePack", "Selection"]


@dataclass(frozen=True)
class Selection:
    """Features of a layer a rule looks at: all, or those where every named column holds one of the texts given."""

    layer: str = ""
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Rule:
    """One rule. `settings` is what the check of its `test` made of the rest of the table (its own frozen dataclass).

    `codes`: beginnings of present or planned land-use codes of the project it holds for; none: every project.
    `texts`: by outcome, "中文 / English" with {names} that only results fill. `confidence`: H, M or L of its source.
    """

    id: str
    title: str
    severity: Severity
    test: str
    selection: Selection
    settings: object
    texts: Mapping[Outcome, str]
    clause: str = ""
    source: str = ""
    confidence: str = "H"
    codes: tuple[str, ...] = ()


@dataclass(frozen=True)
class RulePack:
    """Rules with their version. `districts`: ids it holds for; none: every one. `digest`: of the file as read.

    `slivers`: what counts as a sliver; of several packs that say it the last one does. None: the usual.
    """

    id: str
    title: str
    version: str
    rules: tuple[Rule, ...]
    districts: tuple[str, ...] = ()
    source: str = ""
    digest: str = ""
    slivers: SliverSettings | None = None
