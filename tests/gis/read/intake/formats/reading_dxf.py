"""A drawing given as text to the reader."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import shapely

from gis.read.intake.messages import status_of
from tests.gis.read.intake.making_dxf import drawing, made
from tests.gis.read.intake.reading_vector import Reading


class Drawn(Reading):
    """What the reader made of a drawing, its layers by family."""

    def __init__(self, folder: Path, content: str | Path, **options: Any) -> None:
        path = content if isinstance(content, Path) else drawing("图", content)(folder)
        super().__init__("dxf", path, **options)
        self.by_family = {layer.name.rpartition(" ")[2]: layer for layer in self.layers}

    def shapes(self, family: str = "面") -> list[Any]:
        return self.by_family[family].geometry.tolist() if family in self.by_family else []

    def column(self, name: str, family: str = "面") -> list[Any]:
        return self.by_family[family].table.column(name).to_pylist()

    @property
    def area_m2(self) -> float:
        return float(shapely.area(self.shapes()).sum())

    @property
    def status(self) -> str:
        return status_of(self.notes.messages).value


def drawn(folder: Path, entities: str, *, blocks: str = "", tables: str = "", **options: Any) -> Drawn:
    """Entities of model space, read."""
    return Drawn(folder, made(entities, blocks=blocks, tables=tables), **options)
