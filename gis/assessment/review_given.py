"""A review from files as read, and how those of a record were read, so that the same review can be made again."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from gis.assessment.desk_inputs import Brought
from gis.assessment.review import Step, review_inputs, review_project
from gis.assessment.review_effects import EffectStage
from gis.district import District
from gis.plots.limits import ControlTable
from gis.read.intake.messages import Message
from gis.read.ledger import ledger_crs
from gis.read.projects import project_of
from gis.review.model import InputFile, Project, Review
from gis.review.rules import RulePack
from gis.review.run import OFF_TITLE

__all__ = ["READ_PREFIX", "ReviewGiven", "read_as", "reviewed"]

READ_PREFIX = "read."  # settings that say how the files of the project were read
_BETWEEN = "、"


@dataclass(frozen=True, eq=False)
class ReviewGiven:
    """What a review is made from.

    `project`: the layers of its files, or the project itself. `packs`: None for the shipped ones that hold.
    `files`: of tables, packs and facts. `settings`: how files were read, names beginning with `READ_PREFIX`.
    """

    project: Sequence[Brought] | Project
    layers: Sequence[Brought] = ()
    approved: Sequence[Brought] = ()
    tables: Sequence[ControlTable] = ()
    packs: Sequence[RulePack] | None = None
    facts: Mapping[str, object] = field(default_factory=dict)
    messages: Sequence[Message] = ()
    files: tuple[InputFile, ...] = ()
    settings: tuple[tuple[str, str], ...] = ()
    ellipsoidal: bool = False
    off: Collection[str] = ()


def reviewed(
    given: ReviewGiven, place: District | EffectStage | None, *, date: str, progress: Step | None = None
) -> Review:
    """The review of what is given, in the CRS of the district, else of the project.

    Raises
    ------
    LayerError: no areas. MissingCRSError: a layer has no place. DefinitionError, UnitError: a fact or pack is wrong.
    """
    project = given.project if isinstance(given.project, Project) else _read(given, given.project, place)
    inputs = review_inputs(
        project, place, brought_layers=given.layers, approved=given.approved, tables=given.tables,
        ellipsoidal=given.ellipsoidal,
    )  # fmt: skip
    inputs = replace(inputs, files=(*given.files, *inputs.files), settings=given.settings)
    return review_project(inputs, given.packs, date=date, off=given.off, progress=progress)


def _read(given: ReviewGiven, layers: Sequence[Brought], place: District | EffectStage | None) -> Project:
    district = place.district if isinstance(place, EffectStage) else place
    if district is not None:
        crs = district.crs.to_string()
    else:
        areal = [one.layer for one in layers if one.layer.families.get("area")]
        crs = ledger_crs(areal[0]) if areal else ""
    return project_of(layers, crs=crs, facts=given.facts, messages=given.messages)


def read_as(record: Mapping[str, Any]) -> tuple[dict[str, str], frozenset[str]]:
    """How the project of a record was read (crs, edition, layer), and which rules were switched off."""
    told = dict(tuple(pair) for pair in record["settings"])
    read = {name.removeprefix(READ_PREFIX): value for name, value in told.items() if name.startswith(READ_PREFIX)}
    return read, frozenset(filter(None, told.get(OFF_TITLE, "").split(_BETWEEN)))
