"""A decision about the coordinates of a layer, and the case it is made on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import shapely

from gis.read.intake.belt_evidence import Extents, Floats, Kind, Mask
from gis.read.intake.crs_candidates import Candidate, Near, majority
from gis.read.intake.messages import Notes
from gis.read.intake.model import RawLayer, ReadOptions, Shapes

__all__ = ["Case", "Decision", "Part", "divided", "moved_shapes"]

_ROWS_TOLD = 8


@dataclass(frozen=True)
class Part:
    """Rows (positions from 0) that share a zone, and their CRS."""

    crs: str
    positions: npt.NDArray[np.int64]
    zone: int


@dataclass(frozen=True)
class Decision:
    """What was decided of a layer's coordinates.

    `crs`: EPSG code or WKT of `geometry`; empty where nothing relates it to the earth: `blocked_by` is then the code of
    the question or refusal that stands in the way, and `candidates` are what could be answered; without one the
    numbers are kept as they came, because the user wants them so or there are none.
    `geometry`: (n,) shapes, axes exchanged or datum shifted where told. `moved`: (n,) rows whose axes were
    exchanged. `aside`: position (from 0) and code of rows that lie nowhere. `parts`: filled where the layer falls into
    zones, every row in one of them. `degrees`: whether the numbers are degrees. `facts`: to keep with the layer.
    """

    crs: str
    geometry: Shapes
    moved: Mask
    degrees: bool
    candidates: tuple[Candidate, ...] = ()
    blocked_by: str = ""
    aside: dict[int, str] = field(default_factory=dict)
    parts: tuple[Part, ...] = ()
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Case:
    """A layer, what is asked of it, where to tell, and what its numbers look like."""

    raw: RawLayer
    options: ReadOptions
    notes: Notes
    where: str
    near: Near
    found: Extents

    def tell(self, code: str, **facts: object) -> None:
        """Add a message about this layer."""
        self.notes.add(code, where=self.where, **facts)

    def ask(self, code: str, made: list[Candidate], **facts: object) -> Decision:
        """Not decided: the code is told, the geometry stays as it came."""
        self.tell(code, **facts)
        degrees = majority(self.found) in (Kind.DEGREES, Kind.WORLD)
        once = {str(one["crs"]): one for one in reversed(made)}  # the first of those with one name
        return Decision("", self.raw.geometry, self.nowhere(), degrees, tuple(reversed(once.values())), code)

    def done(self, crs: str, *, degrees: bool) -> Decision:
        """Decided, the geometry as it came."""
        return Decision(crs, self.raw.geometry, self.nowhere(), degrees)

    def rows(self, mask: Mask) -> dict[str, object]:
        """How many rows, and the numbers of the first of them in the file, as facts."""
        return {"count": int(mask.sum()), "rows": [int(row) for row in self.raw.rows[mask][:_ROWS_TOLD]]}

    def nowhere(self) -> Mask:
        """No row at all."""
        return np.zeros(len(self.raw.geometry), dtype=bool)

    def spread(self, rows: Mask, *, exact: bool = False) -> dict[str, object]:
        """The limits of `rows` as facts, in whole units, or `exact` to 5 decimals (degrees)."""
        bounds = self.found.upright(rows)
        limits = (bounds[:, 0].min(), bounds[:, 1].min(), bounds[:, 2].max(), bounds[:, 3].max())
        named = zip(("west", "south", "east", "north"), limits, strict=True)
        return {name: round(float(value), 5) if exact else round(float(value)) for name, value in named}


def divided(raw: RawLayer, decision: Decision) -> list[tuple[RawLayer, Decision]]:
    """The layer with its decided geometry and CRS; of a decision with parts, a layer of each zone ("name · 39")."""
    raw = replace(raw, geometry=decision.geometry, crs=decision.crs, facts={**raw.facts, **decision.facts})
    if not decision.parts:
        return [(raw, decision)]
    made: list[tuple[RawLayer, Decision]] = []
    for part in decision.parts:
        at = part.positions
        new = {int(old): position for position, old in enumerate(at)}
        layer = replace(
            raw,
            name=f"{raw.name} · {part.zone}",
            table=raw.table.take(pa.array(at)),
            geometry=raw.geometry[at],
            rows=raw.rows[at],
            crs=part.crs,
            quarantined=[] if made else list(raw.quarantined),
            mended={new[old] for old in raw.mended if old in new},
            condemned={new[old]: code for old, code in raw.condemned.items() if old in new},
        )
        aside = {new[old]: code for old, code in decision.aside.items() if old in new}
        own = replace(decision, crs=part.crs, geometry=layer.geometry, moved=decision.moved[at], aside=aside, parts=())
        made.append((layer, own))
    return made


def moved_shapes(shapes: Shapes, way: Callable[[Floats, Floats], tuple[Floats, Floats]]) -> Shapes:
    """Shapes (n,) with `way` (x, y to x, y) applied to every vertex; heights stay, measures do not."""
    both = shapely.has_z(shapes) & shapely.has_m(shapes)
    if both.any():  # of these a transformation would lose the heights as well
        shapes = shapes.copy()
        shapes[both] = shapely.from_wkb(shapely.to_wkb(shapes[both], output_dimension=3))
    moved: Shapes = np.array(shapely.transform(shapes, way, interleaved=False, include_z=False), dtype=object)
    deep = shapely.has_z(shapes)
    if deep.any():
        moved[deep] = shapely.transform(
            shapes[deep], lambda x, y, z: (*way(x, y), z), interleaved=False, include_z=True
        )
    return moved
