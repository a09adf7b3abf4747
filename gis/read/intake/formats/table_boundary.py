"""Lists of boundary points (界址点成果表): corners row by row, made into one area for every plot, in their order."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import shapely
from shapely.geometry.base import BaseGeometry

from gis.read.intake.formats.table_heads import meaning
from gis.read.intake.formats.table_numbers import plain
from gis.read.intake.messages import Notes
from gis.read.intake.model import Quarantined, Shapes

__all__ = ["Plots", "build_plots"]

Floats = npt.NDArray[np.float64]
Numbers = npt.NDArray[np.int64]
_CORNERS = re.compile(r"界址|拐点|界桩|boundary")  # such a list is one of corners even without a column of plots


@dataclass
class Plots:
    """Areas from corners: names and texts of the columns that hold for a whole plot, one row a plot."""

    heads: list[str]
    columns: list[pa.ChunkedArray]
    geometry: Shapes
    rows: Numbers
    quarantined: list[Quarantined] = field(default_factory=list)


def build_plots(
    heads: Sequence[str], columns: Sequence[pa.ChunkedArray], points: Shapes, rows: Numbers, notes: Notes, *, where: str
) -> Plots | None:
    """The plots of a list of corners; None where the table is none.

    A list of corners has a column of point numbers and one of plots (or says 界址点, 拐点), and three points a plot.

    Parameters
    ----------
    points: (n,) one a row, None where the row is nowhere: its plot is then set aside, since a corner is missing.
    rows: (n,) numbers in the file.
    """
    roles = [meaning(name).role for name in heads]
    label = roles.index("label") if "label" in roles else None
    if label is None or not ("plot" in roles or _CORNERS.search(heads[label])):
        return None
    plot = _filled(columns[roles.index("plot")]) if "plot" in roles else np.full(len(points), "", dtype=object)
    ring = _filled(columns[roles.index("ring")]) if "ring" in roles else None
    groups = _groups(plot)
    if not groups or max(map(len, groups)) < 3:
        return None
    labels = np.array(columns[label].to_pylist(), dtype=object)
    made: list[tuple[Numbers, BaseGeometry]] = []
    aside: list[Quarantined] = []
    for at in groups:
        name = str(plot[at[0]] or "")
        if any(points[row] is None for row in at):
            lost = [int(rows[row]) for row in at if points[row] is None]
            aside.append(Quarantined(int(rows[at[0]]), "table_corner_missing", name, {"count": 1, "rows": lost}))
            continue
        area = _area(
            shapely.get_coordinates(points[at]), labels[at].tolist(), None if ring is None else ring[at].tolist()
        )
        if area is None:
            first = int(rows[at[0]])
            aside.append(Quarantined(first, "table_plot_short", name, {"count": 1, "rows": [first]}))
        else:
            made.append((at, area))
    notes.add("table_plots_built", where=where, points=len(points), plots=len(made))
    _tell_aside(aside, notes, where)
    kept, left = _whole_columns(columns, heads, [at for at, _ in made], label=label)
    if left:
        notes.add("table_plot_columns_left", where=where, columns=left)
    geometry = np.full(len(made), None, dtype=object)
    geometry[:] = [area for _, area in made]
    starts = np.array([rows[at[0]] for at, _ in made], dtype=np.int64)
    return Plots([name for name, _ in kept], [column for _, column in kept], geometry, starts, aside)


def _filled(column: pa.ChunkedArray) -> npt.NDArray[np.object_]:
    """The entries, an empty one as the one above it (cells merged over the rows of a plot)."""
    texts = np.array(column.to_pylist(), dtype=object)
    given = np.array([text is not None for text in texts], dtype=bool)
    above = np.maximum.accumulate(np.where(given, np.arange(len(texts)), -1))
    filled = texts[above]
    filled[above < 0] = None
    return np.asarray(filled, dtype=np.object_)


def _groups(plot: npt.NDArray[np.object_]) -> list[Numbers]:
    """Positions of the rows of each plot, plots in the order they begin."""
    found: dict[object, list[int]] = {}
    for at, name in enumerate(plot):
        found.setdefault(name, []).append(at)
    return [np.array(at, dtype=np.int64) for at in found.values()]


def _area(points: Floats, labels: Sequence[object], ring: Sequence[object] | None) -> BaseGeometry | None:
    """The area of the rings of a plot, holes by containment whatever their order; None where a ring has no area."""
    starts = (
        _ring_starts(points, labels)
        if ring is None
        else [at for at in range(len(points)) if at == 0 or ring[at] != ring[at - 1]]
    )
    rings = []
    for start, end in zip(starts, [*starts[1:], len(points)], strict=True):
        corners = points[start:end]
        if len(corners) > 1 and (corners[0] == corners[-1]).all():
            corners = corners[:-1]
        if len(np.unique(corners, axis=0)) < 3:
            return None
        rings.append(corners)
    if len(rings) == 1:
        return shapely.Polygon(rings[0])
    return _nested(rings)


def _ring_starts(points: Floats, labels: Sequence[object]) -> list[int]:
    """Where rings begin: after the first point comes again, or where the first label does."""
    starts, at = [0], 0
    while True:
        same = (points[at + 1 :] == points[at]).all(axis=1)
        again = np.array([label is not None and label == labels[at] for label in labels[at + 1 :]], dtype=bool)
        closing = np.flatnonzero(same | again)
        if not len(closing):
            return starts
        found = at + 1 + int(closing[0])
        at = found + 1 if same[closing[0]] else found
        if at >= len(points):
            return starts
        starts.append(at)


def _nested(rings: Sequence[Floats]) -> BaseGeometry:
    """Rings at an even depth are shells, the others holes of the shell around them."""
    areas = [shapely.Polygon(ring) for ring in rings]
    inner = [shapely.Point(ring[0]) for ring in rings]
    around = [
        [
            other
            for other, area in enumerate(areas)
            if other != at and area.area > areas[at].area and area.covers(inner[at])
        ]
        for at in range(len(rings))
    ]
    shells = [at for at in range(len(rings)) if len(around[at]) % 2 == 0]
    parts = [
        shapely.Polygon(
            rings[shell],
            [
                rings[at]
                for at in range(len(rings))
                if len(around[at]) == len(around[shell]) + 1 and shell in around[at]
            ],
        )
        for shell in shells
    ]
    return parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)


def _whole_columns(
    columns: Sequence[pa.ChunkedArray], heads: Sequence[str], plots: Sequence[Numbers], *, label: int
) -> tuple[list[tuple[str, pa.ChunkedArray]], list[str]]:
    """Columns that say one thing of a whole plot, and the point numbers joined; the names of the others."""
    kept, left = [], []
    for number, (name, column) in enumerate(zip(heads, columns, strict=True)):
        texts = column.to_pylist()
        given = [list(dict.fromkeys(texts[at] for at in plot if texts[at] is not None)) for plot in plots]
        if number == label:
            joined = [",".join(plain(texts[at] or "") for at in plot) for plot in plots]
            kept.append((name, pa.chunked_array([pa.array(joined, type=pa.string())])))
        elif meaning(name).role != "ring" and all(len(values) <= 1 for values in given):
            values = [entry[0] if entry else None for entry in given]
            kept.append((name, pa.chunked_array([pa.array(values, type=pa.string())])))
        else:
            left.append(name)
    return kept, left


def _tell_aside(aside: Sequence[Quarantined], notes: Notes, where: str) -> None:
    for code in dict.fromkeys(one.code for one in aside):
        which = [one for one in aside if one.code == code]
        notes.add(code, where=where, count=len(which), rows=[row for one in which for row in _rows_of(one)])


def _rows_of(one: Quarantined) -> list[int]:
    rows = one.facts["rows"]
    return list(rows) if isinstance(rows, list) else [one.row]
