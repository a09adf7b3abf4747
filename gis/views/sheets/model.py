"""A sheet in words, as every format draws it: a head of facts, a map, blocks of tables and notes, places to sign."""

from __future__ import annotations

from dataclasses import dataclass

from gis.views.sheets.text import Grid

__all__ = ["Fact", "Notes", "Pair", "Sheet"]


@dataclass(frozen=True)
class Fact:
    """A line of the head: what, and its value; `wide` takes the whole line."""

    label: str
    text: str
    wide: bool = False


@dataclass(frozen=True)
class Notes:
    """A block of small lines under a title."""

    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Pair:
    """Two blocks side by side; formats without columns put them below each other."""

    left: Grid | Notes
    right: Grid | Notes


@dataclass(frozen=True)
class Sheet:
    """All words of a sheet. `parts` follow the head and the map, the signature follows them, then the annex.

    `picture_mm`: width and height of the map on the page; `above`: blocks between the head and the map;
    `scale`: of the letters, 1 is what puts a card on one page.
    """

    lang: str
    title: str
    subtitle: str
    mark: str
    warning: str
    facts: tuple[Fact, ...]
    map_title: str
    parts: tuple[Grid | Notes | Pair, ...]
    signature: tuple[str, ...]
    annex: tuple[Grid, ...]
    footer: str
    picture_mm: tuple[float, float] = (186.0, 68.0)
    above: tuple[Grid | Notes | Pair, ...] = ()
    scale: float = 1.0

    def grids(self) -> list[Grid]:
        """Every table once, in the order of the page, the whole ones of the annex instead of their place holders."""
        whole = {grid.key: grid for grid in self.annex}
        found = [block for block in self.blocks() if isinstance(block, Grid)]
        return [whole.get(grid.key, grid) for grid in found]

    def blocks(self) -> list[Grid | Notes]:
        """Tables and notes in the order of the page, pairs taken apart."""
        return [*self.above_blocks(), *_apart(self.parts)]

    def above_blocks(self) -> list[Grid | Notes]:
        """Those that stand above the map."""
        return _apart(self.above)

    def texts(self) -> list[str]:
        """Every text of the sheet, for the cut of the font."""
        notes = [line for block in self.blocks() if isinstance(block, Notes) for line in (block.title, *block.lines)]
        tables = [line for block in (*self.blocks(), *self.annex) if isinstance(block, Grid) for line in block.texts()]
        facts = [line for fact in self.facts for line in (fact.label, fact.text)]
        head = [self.title, self.subtitle, self.mark, self.warning, self.map_title, self.footer, *self.signature]
        return [*head, *facts, *notes, *tables]


def _apart(parts: tuple[Grid | Notes | Pair, ...]) -> list[Grid | Notes]:
    blocks = [(part.left, part.right) if isinstance(part, Pair) else (part,) for part in parts]
    return [block for couple in blocks for block in couple]
