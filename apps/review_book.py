"""What a reviewer has entered on the page 项目审查: outlines, facts, rules switched off; every step can be undone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import streamlit as st
from shapely.geometry.base import BaseGeometry

__all__ = ["Book", "Entered", "book_of"]

_STEPS_KEPT = 200


@dataclass(frozen=True)
class Entered:
    """One state: `areas` drawn or typed (working CRS, metres), `edits` of parts of files by a name, `facts` as texts.

    `code`: planned land use of what is drawn. `off`: ids of rules ("pack:rule") that are not run, which the sheet says.
    """

    areas: tuple[BaseGeometry, ...] = ()
    edits: tuple[tuple[str, BaseGeometry], ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    code: str = ""
    off: frozenset[str] = frozenset()
    ellipsoidal: bool = False

    @property
    def key(self) -> tuple[object, ...]:
        """What names the state by its content."""
        shapes = tuple(shape.wkb for shape in self.areas), tuple((part, shape.wkb) for part, shape in self.edits)
        return (*shapes, self.facts, self.code, tuple(sorted(self.off)), self.ellipsoidal)


@dataclass
class Book:
    """Every state so far and which of them is shown. `turn`: grows with each undo, so that fields are filled anew."""

    states: list[Entered] = field(default_factory=lambda: [Entered()])
    at: int = 0
    turn: int = 0

    @property
    def now(self) -> Entered:
        """The state as it is."""
        return self.states[self.at]

    @property
    def can_undo(self) -> bool:
        """Whether there is a state before."""
        return self.at > 0

    @property
    def can_redo(self) -> bool:
        """Whether a step was undone."""
        return self.at < len(self.states) - 1

    def keep(self, **changes: Any) -> None:
        """A new state; what was undone before it is gone, the oldest of many steps too. The same again is no step."""
        made = replace(self.now, **changes)
        if made.key == self.now.key:
            return
        self.states = [*self.states[: self.at + 1], made][-_STEPS_KEPT:]
        self.at = len(self.states) - 1

    def step(self, by: int) -> None:
        """Undo (-1) or redo (+1); at the ends nothing happens."""
        self.at = min(max(self.at + by, 0), len(self.states) - 1)
        self.turn += 1

    def fact(self, name: str, text: str) -> None:
        """One fact as it is written; blank takes it out."""
        facts = {**dict(self.now.facts), name: text.strip()}
        self.keep(facts=tuple((key, value) for key, value in facts.items() if value))

    def add(self, areas: Sequence[BaseGeometry]) -> None:
        """More areas behind the others."""
        self.keep(areas=(*self.now.areas, *areas))

    def drop(self, number: int) -> None:
        """One area less."""
        self.keep(areas=tuple(area for at, area in enumerate(self.now.areas) if at != number))

    def reshape(self, part: str, shape: BaseGeometry, *, drawn: bool) -> None:
        """Another outline of a part: of a drawn one ("part1" is the first) in its place, else beside it by a name."""
        if drawn:
            number = int(part.removeprefix("part")) - 1
            self.keep(areas=tuple(shape if at == number else area for at, area in enumerate(self.now.areas)))
        else:
            edits = {**dict(self.now.edits), part: shape}
            self.keep(edits=tuple(edits.items()))

    def switch(self, rule: str, *, on: bool) -> None:
        """Switch a rule on or off."""
        self.keep(off=self.now.off - {rule} if on else self.now.off | {rule})


def book_of(district_id: str) -> Book:
    """The session's book for a district."""
    books: dict[str, Book] = st.session_state.setdefault("yitu_review_books", {})
    return books.setdefault(district_id, Book())
