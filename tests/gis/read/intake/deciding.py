"""Layers of points and of squares to decide on, and what was decided and told."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pyarrow as pa
import shapely

from gis.read.intake.coordinates import Decision, decide
from gis.read.intake.messages import Notes
from gis.read.intake.model import RawLayer, ReadOptions


def layer(pairs: Iterable[tuple[float, ...] | None], crs: str = "", **other) -> RawLayer:
    """A layer of points, None for a row without one; rows are numbered from 11 so as not to be positions."""
    shapes = np.array([None if pair is None else shapely.Point(*pair) for pair in pairs] + [None], dtype=object)[:-1]
    count = len(shapes)
    return RawLayer("点", pa.table({"id": list(range(count))}), shapes, np.arange(11, 11 + count), crs, **other)


def decided(pairs, crs: str = "", answer: str = "", *, near=None, facts=None, **options) -> tuple[Decision, Notes]:
    """The decision about such a layer, and its notes."""
    notes = Notes()
    raw = layer(pairs, crs, facts=facts or {})
    return decide(raw, ReadOptions(crs=answer, **options), notes, where="甲.shp · 点", near=near), notes


def codes(notes: Notes) -> list[str]:
    """What was told, in its order."""
    return [message.code for message in notes.messages]


def points(decision: Decision) -> list[tuple[float, float]]:
    """The coordinates of the decided points."""
    return [(shape.x, shape.y) for shape in decision.geometry if shape is not None]
