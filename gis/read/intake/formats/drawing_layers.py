"""Rows of a drawing as layers by the family of their shapes, with the columns a planner looks for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

import numpy as np
import pyarrow as pa
import shapely

from gis.read.intake.formats.drawing_hatch import area_of_rings
from gis.read.intake.formats.drawing_relations import MOST_TEXTS, Chain, doubled_hatches, label_areas, nested
from gis.read.intake.formats.drawing_rows import Row, Rows
from gis.read.intake.messages import Notes
from gis.read.intake.model import RawLayer, Shapes

__all__ = ["CHAINS", "FAMILIES", "chain_layer", "family_layers"]

FAMILIES: Mapping[str, str] = MappingProxyType({"area": "面", "line": "线", "point": "点"})
CHAINS = "围合面"


def family_layers(
    found: Rows, name: str, notes: Notes, *, facts: Mapping[str, object], joined: set[int]
) -> list[RawLayer]:
    """One layer for areas, one for lines, one for points, those that there are; rows set aside go with the first.

    Parameters
    ----------
    joined: positions of rows whose ends were apart and are joined.
    """
    made: list[RawLayer] = []
    for family, title in FAMILIES.items():
        at = [place for place, row in enumerate(found.rows) if row.shape.family == family]
        if not at:
            continue
        own = [found.rows[place] for place in at]
        shapes = _shapes(own, family)
        where = f"{name} {title}"
        if family == "area":
            _tell_areas(found.rows, at, shapes, notes, where)
        layer = _layer(where, own, family, shapes, facts)
        layer.mended = {index for index, place in enumerate(at) if place in joined}
        made.append(layer)
    if not made:
        made.append(_layer(name, [], "", np.empty(0, dtype=object), facts))
    made[0].quarantined += found.aside
    return made


def _layer(name: str, rows: Sequence[Row], family: str, shapes: Shapes, facts: Mapping[str, object]) -> RawLayer:
    numbers = np.array([row.number for row in rows], dtype=np.int64)
    return RawLayer(name=name, table=_table(rows, family), geometry=shapes, rows=numbers, facts=dict(facts))


def chain_layer(offered: Sequence[Chain], name: str, facts: Mapping[str, object]) -> RawLayer:
    """The rings that lines make together, as areas of a layer of their own: an offer, the lines stay what they are."""
    shapes = np.empty(len(offered), dtype=object)
    shapes[:] = [shapely.Polygon(chain.ring) for chain in offered]
    table = pa.table(
        {
            "layer": pa.array([chain.layer for chain in offered], type=pa.string()),
            "entity": pa.array([f"{chain.first.kind} × {len(chain.members)}" for chain in offered], type=pa.string()),
            "handle": pa.array([chain.first.handle for chain in offered], type=pa.string()),
        }
    )
    numbers = np.array([chain.first.number for chain in offered], dtype=np.int64)
    return RawLayer(f"{name} {CHAINS}", table, shapes, numbers, facts={**facts, "derived": True})


def _shapes(rows: Sequence[Row], family: str) -> Shapes:
    """Shapes (n,) of rows of one family; heights stay where there are any."""
    made = np.empty(len(rows), dtype=object)
    for at, row in enumerate(rows):
        rings = [ring if ring[:, 2].any() else ring[:, :2] for ring in row.shape.rings]
        if family == "point":
            made[at] = shapely.Point(rings[0][0])
        elif family == "line":
            made[at] = shapely.LineString(rings[0])
        elif row.shape.islands:
            made[at] = area_of_rings(rings, row.shape.islands)
        else:
            made[at] = shapely.Polygon(rings[0])
    return made


def _table(rows: Sequence[Row], family: str) -> pa.Table:
    """Attributes of rows: where they come from, then label or text, then what is written at them."""
    columns: dict[str, list[str | None]] = {
        "layer": [row.layer for row in rows],
        "entity": [row.kind for row in rows],
        "color": [row.colour for row in rows],
        "handle": [row.handle for row in rows],
        "block": [row.block or None for row in rows],
    }
    if family == "area":
        columns["label"] = [row.label or None for row in rows]
    if family == "point":
        columns["text"] = [row.shape.text or None for row in rows]
    written = dict.fromkeys(name for row in rows for name in row.values)
    for name in written:
        column = name
        while column in columns:  # a tag may be called like a column of ours
            column += "_"
        columns[column] = [row.values.get(name) for row in rows]
    return pa.table({name: pa.array(values, type=pa.string()) for name, values in columns.items()})


def _tell_areas(rows: Sequence[Row], at: Sequence[int], shapes: Shapes, notes: Notes, where: str) -> None:
    """Give labels to areas; tell how, and which areas lie upon each other by the way they were drawn."""
    labels = label_areas(rows, at, shapes)
    told = {
        "drawing_labels_given": labels.given,
        "drawing_labels_joined": labels.joined,
        "drawing_labels_ambiguous": labels.ambiguous,
        "drawing_labels_crowded": labels.crowded,
        "drawing_labels_tangled": int(labels.tangled),
        "drawing_hatches_double": doubled_hatches(rows, at, shapes),
        "drawing_areas_nested": nested(rows, at, shapes),
    }
    for code, count in told.items():
        if count:
            notes.add(code, where=where, count=count, most=MOST_TEXTS)
