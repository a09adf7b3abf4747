"""A trial of the planner: parks, gates, facilities and links put in, or taken out, without touching the district."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import shapely
from shapely.geometry.base import BaseGeometry

from gis.errors import DefinitionError

__all__ = ["EDIT_KINDS", "LONGEST_LINK_M", "Edit", "edit_id", "edits_of"]

LONGEST_LINK_M = 2_000.0  # a longer one is a new street, not a link: it belongs in the street layer
EDIT_KINDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "park": ("Polygon", "MultiPolygon"),
        "gate": ("Point",),
        "facility": ("Point",),
        "link": ("LineString",),
        "remove": (),
    }
)


@dataclass(frozen=True)
class Edit:
    """One change of a trial.

    `kind`: park (a new park), gate (a new entrance of the park `of`), facility (a new one of the kind `facility`), link
    (a new way on foot, over whatever lies between: a path, a footbridge, an underpass), remove (the park or facility
    `of`). `geometry`: metres in the district's CRS; None of remove. `name`: what the planner calls it.
    """

    kind: str
    geometry: BaseGeometry | None = None
    facility: str = ""
    of: str = ""
    name: str = ""

    def __post_init__(self) -> None:
        """Refuse what cannot be tried.

        Raises
        ------
        DefinitionError: an unknown kind, a geometry that does not belong to it, or a missing reference.
        """
        if self.kind not in EDIT_KINDS:
            raise self._refused("kind", f"没有 {self.kind};可用:{'、'.join(EDIT_KINDS)}")
        types = EDIT_KINDS[self.kind]
        found = "" if self.geometry is None else self.geometry.geom_type
        if (found not in types) if types else bool(found):
            raise self._refused("geometry", f"{self.kind} 应为 {'/'.join(types) or '空'},却是 {found or '空'}")
        if self.geometry is not None and (self.geometry.is_empty or not self.geometry.is_valid):
            raise self._refused("geometry", f"图形无效:{shapely.is_valid_reason(self.geometry)}")
        if self.kind == "link" and self.geometry is not None and not 0.0 < self.geometry.length <= LONGEST_LINK_M:
            raise self._refused(
                "geometry", f"连接长 {self.geometry.length:.0f} 米,应大于0且不超过 {LONGEST_LINK_M:.0f} 米"
            )
        if self.kind == "facility" and not self.facility:
            raise self._refused("facility", "缺少设施类别")
        if self.kind in ("gate", "remove") and not self.of:
            raise self._refused("of", "缺少公园或设施的编号")

    def _refused(self, key: str, problem: str) -> DefinitionError:
        return DefinitionError(file=self.name or self.kind, key=key, problem=problem)


def edit_id(number: int) -> str:
    """The id of what the edit with this place in the trial (from 0) brings: "trial:1" for the first."""
    return f"trial:{number + 1}"


def edits_of(edits: Sequence[Edit], *kinds: str) -> dict[str, Edit]:
    """The edits of these kinds by the id of what they bring."""
    return {edit_id(number): edit for number, edit in enumerate(edits) if edit.kind in kinds}
