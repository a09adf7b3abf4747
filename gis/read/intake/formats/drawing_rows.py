"""From entities to rows: shapes placed, layers chosen, what is left out counted, what is wrong set aside."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

import numpy as np
import numpy.typing as npt

from gis.read.intake.formats.drawing_blocks import (
    MOST_PIECES,
    MOST_VERTICES,
    Budget,
    Piece,
    attributes,
    entity_colour,
    pieces,
)
from gis.read.intake.formats.drawing_sections import Drawing
from gis.read.intake.formats.drawing_shapes import SHAPED, FlawedError, Shape, checked, own_axes, placed, shape_of
from gis.read.intake.formats.drawing_tags import Entity
from gis.read.intake.formats.drawing_text import plain
from gis.read.intake.messages import Notes
from gis.read.intake.model import Quarantined, refuse

__all__ = ["PICTURES", "Row", "Rows", "cass_values", "chosen", "rows_of"]

Floats = npt.NDArray[np.float64]

PICTURES = frozenset({"IMAGE", "OLE2FRAME", "OLEFRAME", "WIPEOUT", "PDFUNDERLAY", "DWFUNDERLAY", "DGNUNDERLAY"})
_CASS_COLUMNS = ("cass_code", "cass_parcel", "cass_owner", "cass_use")
_PARCEL = "300000"  # the code of a parcel boundary: number, owner and use follow it


@dataclass(slots=True)
class Row:
    """One row: its shape, where it comes from, what it carries. `number`: of its entity in model space, from 1."""

    shape: Shape
    number: int
    kind: str
    layer: str
    colour: str
    handle: str
    block: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    label: str = ""


@dataclass
class Rows:
    """All rows of a drawing and what did not become one.

    `counts`: layer → kind of entity → number. `skipped`: kinds not read → number. `outside`: external references.
    """

    rows: list[Row] = field(default_factory=list)
    aside: list[Quarantined] = field(default_factory=list)
    counts: dict[str, Counter[str]] = field(default_factory=dict)
    skipped: Counter[str] = field(default_factory=Counter)
    damaged: list[int] = field(default_factory=list)  # lines of damage inside entities
    outside: Counter[str] = field(default_factory=Counter)
    exploded: int = 0  # inserts taken apart
    unchosen: int = 0  # rows on layers that were not asked for
    extended: Counter[str] = field(default_factory=Counter)  # applications whose extended data is not read


def chosen(name: str, wanted: Sequence[str]) -> bool:
    """Whether a layer is asked for: names without regard to case, * and ? for any letters; nothing asked for is all."""
    if not wanted:
        return True
    return any(fnmatchcase(name.lower(), one.lower().replace("[", "[[]")) for one in wanted)


def rows_of(drawing: Drawing, notes: Notes, *, where: str, distance: float, wanted: Sequence[str]) -> Rows:
    """The rows of model space.

    Parameters
    ----------
    distance: how far points may stay from the curve they stand for, drawing units. wanted: layers, empty: all.

    Raises
    ------
    RefusedError: the blocks of the drawing would become more than a read may hold; told.
    """
    flaws = _affordable(drawing, notes, where)
    taking = _Taking(drawing, distance, tuple(wanted))
    for number, entity in enumerate(drawing.entities, start=1):
        layer = entity.text(8, "0")
        taking.found.counts.setdefault(layer, Counter())[entity.kind] += 1
        if entity.kind == "INSERT":
            taking.insert(entity, number, flaws.get(number))
        else:
            taking.plain(entity, number)
        for part in (entity, *entity.parts):
            if part.broken:
                taking.found.damaged.append(part.broken)
            part.forget()
    return taking.found


def _affordable(drawing: Drawing, notes: Notes, where: str) -> dict[int, FlawedError]:
    """The inserts that cannot be taken apart, by their number; counted before anything is made of any.

    Raises
    ------
    RefusedError: all others together would become too much; told.
    """
    budget = Budget(drawing)
    flaws: dict[int, FlawedError] = {}
    total = vertices = 0
    for number, entity in enumerate(drawing.entities, start=1):
        if entity.kind != "INSERT" or _reference(drawing, entity):
            continue
        try:
            more, weight = budget.of(entity)
        except FlawedError as flaw:
            flaws[number] = flaw
        else:
            total, vertices = total + more, vertices + weight
    if total > MOST_PIECES or vertices > MOST_VERTICES:
        facts = {"pieces": float(total), "vertices": float(vertices), "limit": MOST_PIECES, "most": MOST_VERTICES}
        raise refuse(notes, "drawing_blocks_too_many", where=where, **facts)
    return flaws


def _reference(drawing: Drawing, insert: Entity) -> str:
    """The path of the external file an insert stands for, empty for a block of the drawing's own."""
    block = drawing.blocks.get(insert.text(2).lower())
    return block.outside if block is not None else ""


class _Taking:
    """Takes entity after entity into `found`; shapes of blocks are made once and moved."""

    def __init__(self, drawing: Drawing, distance: float, wanted: tuple[str, ...]) -> None:
        self.drawing, self.distance, self.wanted = drawing, distance, wanted
        self.found = Rows()
        self.made: dict[tuple[int, float], Shape | FlawedError] = {}

    def plain(self, entity: Entity, number: int) -> None:
        """One entity that is no insert."""
        layer = entity.text(8, "0")
        if _unread(entity):
            self.found.skipped[_kind(entity)] += 1
        elif not chosen(layer, self.wanted):
            self.found.unchosen += 1
        else:
            try:
                shape = shape_of(entity, distance=self.distance)
            except FlawedError as flaw:
                self._aside(entity, number, layer, flaw)
                return
            colour = entity_colour(entity, self.drawing.layer(layer).colour, "7")
            self._row(Row(shape, number, entity.kind, layer, colour, entity.text(5), values=self._values(entity)))

    def insert(self, entity: Entity, number: int, flaw: FlawedError | None) -> None:
        """One insert: its pieces, and a point for what is written at it."""
        layer, block = entity.text(8, "0"), entity.text(2)
        outside = _reference(self.drawing, entity)
        if outside:
            self.found.outside[outside] += 1
            return
        if flaw is not None or entity.broken or any(part.broken for part in entity.parts):
            self._aside(entity, number, layer, flaw or FlawedError("drawing_entity_broken"))
            return
        colour = entity_colour(entity, self.drawing.layer(layer).colour, "7")
        values = {**self._values(entity), **attributes(entity)}
        before = len(self.found.rows)
        try:
            for piece in pieces(entity, self.drawing, layer=layer, colour=colour):
                if isinstance(piece, FlawedError):
                    self._aside(entity, number, layer, piece)
                else:
                    self._piece(piece, entity, number, values)
        except FlawedError as own:
            self._aside(entity, number, layer, own)
            return
        self.found.exploded += 1
        if (any(part.kind == "ATTRIB" for part in entity.parts) or len(self.found.rows) == before) and chosen(
            layer, self.wanted
        ):
            self._place(
                entity, number, Row(Shape("point", ()), number, "INSERT", layer, colour, entity.text(5), block, values)
            )

    def _place(self, entity: Entity, number: int, row: Row) -> None:
        try:
            axes = own_axes(entity)
            point = np.array((entity.point(),))
            row.shape = checked(Shape("point", (point if axes is None else point @ axes.T,)))
        except (ValueError, OverflowError):
            self._aside(entity, number, row.layer, FlawedError("drawing_entity_broken"))
        except FlawedError as flaw:
            self._aside(entity, number, row.layer, flaw)
        else:
            self._row(row)

    def _piece(self, piece: Piece, insert: Entity, number: int, values: Mapping[str, str]) -> None:
        entity = piece.entity
        if entity.kind == "INSERT":
            self.found.outside[_reference(self.drawing, entity)] += 1
        elif _unread(entity):
            self.found.skipped[_kind(entity)] += 1
        elif not chosen(piece.layer, self.wanted):
            self.found.unchosen += 1
        else:
            try:
                shape = placed(self._made(entity, piece.matrix), piece.matrix)
            except FlawedError as flaw:
                self._aside(entity, number, piece.layer, flaw)
                return
            own = {**values, **self._values(entity)}
            block = insert.text(2)
            self._row(Row(shape, number, entity.kind, piece.layer, piece.colour, insert.text(5), block, own))

    def _made(self, entity: Entity, matrix: Floats) -> Shape:
        """The shape of a block's entity in the block, fine enough for its scale.

        Raises
        ------
        FlawedError: it has none.
        """
        scale = max(float(np.linalg.norm(matrix[:3, :3], axis=0).max()), 1e-9)
        key = (id(entity), round(self.distance / scale, 12))
        if key not in self.made:
            try:
                self.made[key] = shape_of(entity, distance=self.distance / scale)
            except FlawedError as flaw:
                self.made[key] = flaw
        made = self.made[key]
        if isinstance(made, FlawedError):
            raise made
        return made

    def _row(self, row: Row) -> None:
        self.found.rows.append(row)

    def _values(self, entity: Entity) -> dict[str, str]:
        values, others = cass_values(entity)
        self.found.extended.update(others)
        return values

    def _aside(self, entity: Entity, number: int, layer: str, flaw: FlawedError) -> None:
        name = " ".join(part for part in (entity.kind, entity.text(5), layer) if part)
        self.found.aside.append(Quarantined(number, str(flaw), name, {"count": 1, "line": entity.line}))


def _unread(entity: Entity) -> bool:
    return entity.kind not in SHAPED or _kind(entity) == "MESH"


def _kind(entity: Entity) -> str:
    """The kind of an entity; a polyline that is a mesh of faces goes by what it is."""
    if entity.kind != "POLYLINE":
        return entity.kind
    flags = entity.text(70, "0")
    return "MESH" if flags.lstrip("-").isdigit() and int(flags) & (16 | 64) else "POLYLINE"


def cass_values(entity: Entity) -> tuple[dict[str, str], list[str]]:
    """What CASS wrote at an entity (application SOUTH) by column, and the other applications that wrote something.

    The first text is the feature code; at a parcel (300000) number, owner and use follow. More texts come as one.
    """
    if not entity.extended:
        return {}, []
    texts: list[str] = []
    others: list[str] = []
    application = ""
    for code, value in entity.extended:
        if code == 1001:
            application = value.strip()
            if application.upper() != "SOUTH" and not application.upper().startswith("ACAD"):
                others.append(application)
        elif code in (1000, 1003) and application.upper() == "SOUTH":
            texts.append(plain(value))
    if not texts:
        return {}, others
    named = _CASS_COLUMNS if texts[0] == _PARCEL else _CASS_COLUMNS[:1]
    values = dict(zip(named, texts, strict=False))
    rest = [text for text in texts[len(named) :] if text]
    if rest:
        values["cass_more"] = "、".join(rest)
    return {name: value for name, value in values.items() if value}, others
