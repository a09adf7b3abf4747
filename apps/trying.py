"""Trials in the app: the edits of a session with undo and redo, and the figures they give, each made once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import shapely
import streamlit as st
from shapely.geometry.base import BaseGeometry

from apps import engine
from apps.shapes import DrawnShape
from apps.store import Kept
from gis.assessment.trial import Outcome, Trials
from gis.district import District
from gis.read.folder import shipped_standards
from gis.scenario import Edit
from gis.views.drawing import Drawn
from gis.views.figures import place_names
from gis.views.map_door import LegendRow
from gis.views.scenario_layers import trial_layer, trial_legend

__all__ = [
    "Notebook",
    "as_edit",
    "homes_under",
    "mend_edit",
    "nearest_park",
    "notebook",
    "outcome",
    "overlay",
    "removable",
]

_TRIALS: Kept[Trials] = Kept(6)
_OUTCOMES: Kept[Outcome] = Kept(60)
_DRAWN: Kept[tuple[Drawn, list[LegendRow]]] = Kept(60)
_PARK_NEAR_M = 300.0
_STEPS_KEPT = 100


@dataclass
class Notebook:
    """The edits of one district in a session: every state so far, and which of them is shown."""

    states: list[tuple[Edit, ...]] = field(default_factory=lambda: [()])
    at: int = 0

    @property
    def edits(self) -> tuple[Edit, ...]:
        """The edits as they are now."""
        return self.states[self.at]

    def keep(self, edits: Sequence[Edit]) -> None:
        """A new state; what was undone before it is gone, the oldest of many steps too."""
        self.states = [*self.states[: self.at + 1], tuple(edits)][-_STEPS_KEPT:]
        self.at = len(self.states) - 1

    def add(self, *edits: Edit) -> None:
        """More edits behind the others."""
        self.keep([*self.edits, *edits])

    def drop(self, number: int) -> None:
        """One edit less."""
        self.keep([edit for place, edit in enumerate(self.edits) if place != number])

    def step(self, by: int) -> None:
        """Undo (-1) or redo (+1); at the ends nothing happens."""
        self.at = min(max(self.at + by, 0), len(self.states) - 1)


def notebook(district_id: str) -> Notebook:
    """The session's notebook for a district."""
    books: dict[str, Notebook] = st.session_state.setdefault("yitu_notebooks", {})
    return books.setdefault(district_id, Notebook())


def _trials(district_id: str, goal_id: str) -> Trials:
    def make() -> Trials:
        laid_out, known = engine.bench(district_id), engine.goals(district_id)
        return Trials(laid_out, known, goal_id, standards=shipped_standards())

    return _TRIALS.get((engine.stamp(district_id), goal_id), make)


def outcome(district_id: str, goal_id: str, edits: tuple[Edit, ...]) -> Outcome:
    """The figures of a goal before and after the edits.

    Raises
    ------
    GisError: the goal cannot be tried, or a layer is missing. KeyError: there is no such district.
    """
    key = (engine.stamp(district_id), goal_id, edits)
    return _OUTCOMES.get(key, lambda: _trials(district_id, goal_id).outcome(edits))


def overlay(
    district_id: str, goal_id: str, measure: str, edits: tuple[Edit, ...], *, lang: str
) -> tuple[Drawn, list[LegendRow]]:
    """What the edits bring and take away by one measure, with the edits themselves: a map layer and its legend.

    Raises
    ------
    KeyError: the goal has no such measure.
    """

    def make() -> tuple[Drawn, list[LegendRow]]:
        moved = outcome(district_id, goal_id, edits).gained(measure)
        names, unit = place_names(engine.district(district_id)), engine.unit_of(district_id, goal_id)
        drawn = trial_layer(moved, edits, names=names, lang=lang, unit=unit)
        return drawn, trial_legend(moved, edits, lang=lang)

    return _DRAWN.get((engine.stamp(district_id), goal_id, measure, edits, lang), make)


def as_edit(shape: DrawnShape, district: District, *, point_is: str) -> Edit | None:
    """What a drawn shape means: an area a park, a line a link, a point a facility (`point_is`) or, "gate", a gate.

    None for a gate with no park near.
    """
    if shape.kind == "area":
        return Edit("park", shape.geometry)
    if shape.kind == "line":
        return Edit("link", shape.geometry)
    if point_is != "gate":
        return Edit("facility", shape.geometry, facility=point_is)
    park = nearest_park(district, shape.geometry)
    return Edit("gate", shape.geometry, of=park) if park else None


def mend_edit(kind: str, line: BaseGeometry, park: str) -> Edit:
    """A mend of the explanation as an edit: a gate at the park's edge, or a link."""
    if kind == "gate":
        return Edit("gate", shapely.get_point(line, 0), of=park)
    return Edit("link", line)


def nearest_park(district: District, point: BaseGeometry) -> str:
    """Id of the park nearest to a point (metres), at most 300 m away; empty for none."""
    if "parks" not in district.layers or district.layers["parks"].frame.empty:
        return ""
    away_m = district.layers["parks"].frame.geometry.distance(point)
    return str(away_m.idxmin()) if float(away_m.min()) <= _PARK_NEAR_M else ""


def homes_under(district_id: str, edit: Edit) -> float:
    """Residential land in square metres that a new park would take; 0 where the district has no land use."""
    laid_out = engine.bench(district_id)
    if edit.geometry is None or "land_use" not in laid_out.district.layers:
        return 0.0
    shapes = laid_out.land.geometry
    return float(shapes.iloc[shapes.sindex.query(edit.geometry)].intersection(edit.geometry).area.sum())


def removable(district: District, kinds: Sequence[str]) -> dict[str, str]:
    """Id → name of what can be taken out for a goal: facilities of its kinds, or parks where it asks for none."""
    layer = "facilities" if kinds else "parks"
    if layer not in district.layers:
        return {}
    rows = district.layers[layer].frame
    if kinds:
        rows = rows[rows["facility"].isin(list(kinds))]
    return {str(key): str(name) or str(key) for key, name in rows["name"].items()}
