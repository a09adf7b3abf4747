"""A reader called as the fence calls it, without the fence."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from gis.read.intake.formats import READERS
from gis.read.intake.messages import Notes
from gis.read.intake.model import RawLayer, ReadOptions, RefusedError, Source


class Reading:
    """What a reader gave and told: layers (none where it refused), codes, messages by code."""

    def __init__(self, key: str, path: Path, **options: Any) -> None:
        self.notes = Notes()
        self.layers: list[RawLayer] = []
        try:
            self.layers = [*READERS[key].load()(Source(path, path.name), ReadOptions(**options), self.notes)]
        except RefusedError:
            assert self.notes.refused

    @property
    def codes(self) -> set[str]:
        return {message.code for message in self.notes.messages}

    @property
    def layer(self) -> RawLayer:
        assert len(self.layers) == 1
        return self.layers[0]

    def facts(self, code: str) -> dict[str, Any]:
        (found,) = [message for message in self.notes.messages if message.code == code]
        return dict(found.facts)

    def values(self, column: str) -> list[Any]:
        return self.layer.table.column(column).to_pylist()
