"""The sections of a drawing: header, layers, blocks, entities of model space, groups, geographic data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from gis.read.intake.formats.drawing_tags import Damage, Entity, entities

__all__ = ["AREA_GROUP", "Block", "Drawing", "DrawingLayer", "sections"]

AREA_GROUP = "yitu:area"  # description of a group whose rings are one area; our own writer sets it
_BYLAYER_DEFAULT = 7


@dataclass(frozen=True)
class DrawingLayer:
    """One entry of the layer table: `colour` by index, or "#rrggbb"; `hidden`: switched off or frozen."""

    name: str
    colour: str = str(_BYLAYER_DEFAULT)
    hidden: bool = False


@dataclass
class Block:
    """One block definition: `base` x, y, z; `outside`: the path of an external reference, which is never opened."""

    name: str
    base: tuple[float, float, float] = (0.0, 0.0, 0.0)
    entities: list[Entity] = field(default_factory=list)
    outside: str = ""


@dataclass
class Drawing:
    """A drawing as it lies in the file. Names of layers and blocks are looked up in lower case.

    `header`: variable → its first value. `paper`: kinds of entities in paper space.
    `area_groups`: handles of rings that are one area. `ended`: sections that were closed.
    """

    header: dict[str, str] = field(default_factory=dict)
    layers: dict[str, DrawingLayer] = field(default_factory=dict)
    blocks: dict[str, Block] = field(default_factory=dict)
    entities: list[Entity] = field(default_factory=list)
    paper: Counter[str] = field(default_factory=Counter)
    area_groups: list[list[str]] = field(default_factory=list)
    geodata: list[Entity] = field(default_factory=list)
    properties: list[tuple[str, str]] = field(default_factory=list)
    ended: set[str] = field(default_factory=set)
    damage: Damage = field(default_factory=Damage)
    stray: int = 0  # vertices and attributes without the entity they belong to

    def layer(self, name: str) -> DrawingLayer:
        """The layer of that name; one that the table lacks is shown and white."""
        return self.layers.get(name.lower(), DrawingLayer(name))


def sections(text: str) -> Drawing:
    """The drawing in a text of tags; nothing is judged yet."""
    drawing = Drawing()
    takers: dict[str, Callable[[Drawing, Entity], None]] = {
        "TABLES": _take_table,
        "BLOCKS": _Blocks().take,
        "ENTITIES": _Entities().take,
        "OBJECTS": _take_object,
    }
    current = ""
    for entity in entities(text, drawing.damage):
        if entity.kind == "SECTION":
            current = entity.text(2).upper()
            if current == "HEADER":
                _take_header(drawing, entity)
        elif entity.kind in ("ENDSEC", "EOF"):
            drawing.ended |= {current} if entity.kind == "ENDSEC" else set()
            current = ""
        elif current in takers:
            takers[current](drawing, entity)
    return drawing


def _take_header(drawing: Drawing, section: Entity) -> None:
    """Variables with their first value; the user's properties come as pairs of a tag and a text."""
    name = ""
    for code, value in section.tags:
        if code == 9:
            name = value.strip()
        elif name == "$CUSTOMPROPERTYTAG":
            drawing.properties.append((value.strip(), ""))
        elif name == "$CUSTOMPROPERTY" and drawing.properties:
            drawing.properties[-1] = (drawing.properties[-1][0], value.strip())
        elif name:
            drawing.header.setdefault(name, value.strip())


def _take_table(drawing: Drawing, entity: Entity) -> None:
    if entity.kind != "LAYER" or not entity.text(2):
        return
    name = entity.text(2)
    try:
        colour, flags, true = entity.whole(62, _BYLAYER_DEFAULT), entity.whole(70), entity.whole(420, -1)
    except ValueError:
        colour, flags, true = _BYLAYER_DEFAULT, 0, -1
    shown = f"#{true & 0xFFFFFF:06x}" if true >= 0 else str(abs(colour))
    drawing.layers[name.lower()] = DrawingLayer(name, shown, hidden=colour < 0 or bool(flags & 1))


class _Sequence:
    """Puts vertices and attributes into the polyline or insert they follow."""

    def __init__(self) -> None:
        self.owner: Entity | None = None

    def belongs(self, drawing: Drawing, entity: Entity) -> bool:
        """Whether the entity is a part of another one, and then put there."""
        if entity.kind in ("VERTEX", "ATTRIB"):
            wanted = "POLYLINE" if entity.kind == "VERTEX" else "INSERT"
            if self.owner is not None and self.owner.kind == wanted:
                self.owner.parts.append(entity)
            else:
                drawing.stray += 1
            return True
        self.owner = entity if entity.kind in ("POLYLINE", "INSERT") else None
        return entity.kind == "SEQEND"


class _Entities(_Sequence):
    def take(self, drawing: Drawing, entity: Entity) -> None:
        """One entity of the ENTITIES section."""
        if self.belongs(drawing, entity):
            return
        if "67" in entity.raw and entity.text(67) == "1":
            drawing.paper[entity.kind] += 1
        else:
            drawing.entities.append(entity)


class _Blocks(_Sequence):
    def __init__(self) -> None:
        super().__init__()
        self.block: Block | None = None

    def take(self, drawing: Drawing, entity: Entity) -> None:
        """One entity of the BLOCKS section."""
        if entity.kind == "BLOCK":
            self.block = _block(entity)
            drawing.blocks.setdefault(self.block.name.lower(), self.block)
        elif entity.kind == "ENDBLK":
            self.block = None
        elif self.block is not None and not self.belongs(drawing, entity):
            if self.block.name.lower().startswith(("*paper_space", "$paper_space")):
                drawing.paper[entity.kind] += 1
            else:
                self.block.entities.append(entity)


def _block(entity: Entity) -> Block:
    try:
        base, flags = entity.point(), entity.whole(70)
    except ValueError:
        base, flags = (0.0, 0.0, 0.0), 0
    outside = (entity.text(1) or "—") if flags & (4 | 8) else ""
    return Block(entity.text(2), base, outside=outside)


def _take_object(drawing: Drawing, entity: Entity) -> None:
    if entity.kind == "GROUP" and entity.text(300) == AREA_GROUP:
        drawing.area_groups.append([value.strip().upper() for code, value in entity.tags if code == 340])
    elif entity.kind == "GEODATA":
        drawing.geodata.append(entity)
