"""A row of tokens that one rule matched, and the piece it is read as."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from gis.clauses.model import Side
from gis.clauses.names import Name, read_name
from gis.clauses.tokens import Token

__all__ = [
    "Leftover",
    "Piece",
    "Row",
    "every",
    "side_of",
]


@dataclass(frozen=True)
class Piece:
    """What one rule read: an operation and its sides; `alone`: never joined with its neighbours into one part."""

    op: str
    sides: tuple[Side, ...]
    note: str = ""
    alone: bool = False
    faced: bool = False
    start: int = 0
    end: int = 0
    carries: bool = False  # holds for the piece behind it too: 某镇位于 ..., 某区外延西至 ...


@dataclass(frozen=True)
class Leftover:
    """A token that no rule took."""

    token: Token
    text: str


@dataclass
class Row:
    """The tokens one rule matched, with the text they come from."""

    text: str
    tokens: Sequence[Token]
    first: bool
    notes: list[str] = field(default_factory=list)

    def of_kind(self, kinds: str) -> list[Token]:
        """The tokens of these kinds, in order."""
        return [token for token in self.tokens if token.kind in kinds]

    def words(self, token: Token) -> str:
        """A token as it stands in the clause."""
        return self.text[token.start : token.end]

    def name(self, token: Token) -> Name | None:
        """The name in a token; what was taken off it is kept as a note."""
        first = self.first and token is self.tokens[0]
        name = read_name(self.words(token), first=first)
        if name is not None and name.note and name.note not in self.notes:
            self.notes.append(name.note)
        return name

    def names(self) -> list[Name] | None:
        """The names of the row; None if one of them is none."""
        names = list[Name]()
        for token in self.of_kind("n"):
            name = self.name(token)
            if name is None:
                return None
            names.append(name)
        return names

    def distance(self) -> Token | None:
        """The first distance of the row."""
        return next(iter(self.of_kind("d")), None)

    def distance_m(self) -> float | None:
        """Metres of the row's first distance."""
        distance = self.distance()
        return None if distance is None else distance.amount

    def has_dash(self) -> bool:
        """Whether a dash joins names: a chain of lines, or the ends of a segment."""
        return any(self.words(token) in "—–-" for token in self.of_kind("l"))

    def piece(
        self, op: str, sides: Sequence[Side], *, alone: bool = False, faced: bool = False, carries: bool = False
    ) -> Piece:
        """A piece with the notes taken so far."""
        return Piece(op, tuple(sides), "; ".join(self.notes), alone=alone, faced=faced, carries=carries)


def side_of(side: str, name: Name, offset_m: float | None = None) -> Side:
    """The side of a name as the model has it; offset in metres."""
    return Side(side, name.of, name.kind, offset_m)


def every(row: Row, side: str, op: str, *, offset_m: float | None = None, alone: bool = False) -> Piece | None:
    """The same side of every name of the row; offset in metres; None without names."""
    names = row.names()
    return row.piece(op, [side_of(side, name, offset_m) for name in names], alone=alone) if names else None
