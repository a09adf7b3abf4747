"""Blocks taken apart: how much an insert would become is counted before anything is made of it."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from gis.read.intake.formats.drawing_sections import Drawing
from gis.read.intake.formats.drawing_shapes import FlawedError, own_axes
from gis.read.intake.formats.drawing_tags import Entity
from gis.read.intake.formats.drawing_text import entity_text

__all__ = ["DEEPEST", "MOST_PIECES", "MOST_VERTICES", "Budget", "Piece", "attributes", "entity_colour", "pieces"]

Floats = npt.NDArray[np.float64]

MOST_PIECES = 500_000  # entities that all blocks of a drawing may become together
MOST_VERTICES = 5_000_000
DEEPEST = 32  # blocks in blocks
_CURVE_VERTICES = 64  # what a circle or a spline is worth before it is flattened


@dataclass(frozen=True)
class Piece:
    """One entity of a block where it comes to lie: `matrix` (4, 4), the layer and colour it takes from its insert."""

    entity: Entity
    matrix: Floats
    layer: str
    colour: str


@dataclass
class Budget:
    """How many pieces and vertices blocks become, each block counted once."""

    drawing: Drawing
    known: dict[str, tuple[int, int]] = field(default_factory=dict)
    open: list[str] = field(default_factory=list)

    def of(self, insert: Entity) -> tuple[int, int]:
        """Pieces and vertices of an insert with its rows and columns.

        Raises
        ------
        FlawedError: no such block, a block that holds itself, or blocks in blocks beyond `DEEPEST`.
        """
        name = insert.text(2).lower()
        times = _times(insert)
        if name in self.open:
            raise FlawedError("drawing_block_cycle")
        if len(self.open) >= DEEPEST:
            raise FlawedError("drawing_block_deep")
        block = self.drawing.blocks.get(name)
        if block is None:
            raise FlawedError("drawing_block_missing")
        if name not in self.known:
            self.open.append(name)
            try:
                self.known[name] = self._content(block.entities)
            finally:
                self.open.pop()
        own, vertices = self.known[name]
        return own * times, vertices * times

    def _content(self, entities: list[Entity]) -> tuple[int, int]:
        own = vertices = 0
        for entity in entities:
            if entity.kind == "INSERT":
                inner = self.of(entity) if not _outside(self.drawing, entity) else (1, 1)
                own, vertices = own + max(inner[0], 1), vertices + inner[1]
            else:
                own, vertices = own + 1, vertices + _weight(entity)
        return own, vertices


def _times(insert: Entity) -> int:
    """How often an insert repeats its block: rows × columns, at least once."""
    try:
        return max(insert.whole(70, 1), 1) * max(insert.whole(71, 1), 1)
    except (ValueError, OverflowError) as error:
        raise FlawedError("drawing_entity_broken") from error


def _weight(entity: Entity) -> int:
    own = entity.codes.count(10) + len(entity.parts)
    return own + (_CURVE_VERTICES if entity.kind in ("CIRCLE", "ARC", "ELLIPSE", "SPLINE", "HATCH") else 0)


def _outside(drawing: Drawing, insert: Entity) -> bool:
    block = drawing.blocks.get(insert.text(2).lower())
    return block is not None and bool(block.outside)


def pieces(
    insert: Entity, drawing: Drawing, *, layer: str, colour: str, matrix: Floats | None = None
) -> Iterator[Piece | FlawedError]:
    """The entities an insert stands for, inserts inside it taken apart too; what cannot be placed comes as its reason.

    Parameters
    ----------
    layer, colour: of the insert; a block's entities on layer "0" and in colour 0 take them.
    matrix: where the block that holds the insert lies itself.

    Raises
    ------
    FlawedError: the insert itself has no place.
    """
    block = drawing.blocks[insert.text(2).lower()]
    outer = np.eye(4) if matrix is None else matrix
    for own in _matrices(insert, block.base):
        here = outer @ own
        for entity in block.entities:
            own_layer = entity.text(8, "0")
            taken = layer if own_layer == "0" else own_layer
            seen = entity_colour(entity, drawing.layer(taken).colour, colour)
            if entity.kind == "INSERT" and not _outside(drawing, entity):
                try:
                    yield from pieces(entity, drawing, layer=taken, colour=seen, matrix=here)
                except FlawedError as flaw:
                    yield flaw
            elif entity.kind != "ATTDEF":  # a template; what is written in its place comes with the insert
                yield Piece(entity, here, taken, seen)


def entity_colour(entity: Entity, of_layer: str, of_insert: str) -> str:
    """Colour by index, or "#rrggbb"; 256 is the layer's, 0 the insert's."""
    try:
        true, index = entity.whole(420, -1), entity.whole(62, 256)
    except (ValueError, OverflowError):
        true, index = -1, 256
    if true >= 0:
        return f"#{true & 0xFFFFFF:06x}"
    return {256: of_layer, 0: of_insert}.get(index, str(index))


def _matrices(insert: Entity, base: tuple[float, float, float]) -> Iterator[Floats]:
    """Where each repetition of the block lies (4, 4): base point out, scaled, turned, put into its row and column.

    Raises
    ------
    FlawedError: a number of it is none, or beyond reach.
    """
    try:
        scale = np.diag([insert.number(code, 1.0) for code in (41, 42, 43)])
        angle = math.radians(insert.number(50))
        place = np.array(insert.point())
        axes = own_axes(insert)
        step = np.array((insert.number(44), insert.number(45)))
        columns, rows = max(insert.whole(70, 1), 1), max(insert.whole(71, 1), 1)
    except (ValueError, OverflowError) as error:
        raise FlawedError("drawing_entity_broken") from error
    if not math.isfinite(angle):
        raise FlawedError("drawing_not_finite")
    turn = np.array(
        ((math.cos(angle), -math.sin(angle), 0.0), (math.sin(angle), math.cos(angle), 0.0), (0.0, 0.0, 1.0))
    )
    plane = np.eye(3) if axes is None else axes
    linear = plane @ turn @ scale
    if not (np.isfinite(linear).all() and np.isfinite(place).all() and np.isfinite(step).all()):
        raise FlawedError("drawing_not_finite")
    origin = place - turn @ scale @ np.array(base)
    for row in range(rows):
        for column in range(columns):
            offset = turn @ np.array((column * step[0], row * step[1], 0.0))
            matrix = np.eye(4)
            matrix[:3, :3] = linear
            matrix[:3, 3] = plane @ (origin + offset)
            yield matrix


def attributes(insert: Entity) -> dict[str, str]:
    """The attributes written at an insert: tag → text; a tag that comes twice gets a number."""
    found: dict[str, str] = {}
    for part in insert.parts:
        if part.kind != "ATTRIB":
            continue
        tag = part.text(2) or "ATTRIB"
        name, number = tag, 1
        while name in found:
            number += 1
            name = f"{tag}_{number}"
        found[name] = entity_text(part)
    return found
