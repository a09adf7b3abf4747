"""What the parts of a drawing are to each other: texts in areas, ends that meet, lines that close, doubled outlines."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np
import numpy.typing as npt
import shapely

from gis.read.intake.formats.drawing_rows import Row
from gis.read.intake.formats.drawing_shapes import few_places

__all__ = [
    "MOST_TEXTS",
    "Chain",
    "Labels",
    "chains",
    "close_ends",
    "doubled_hatches",
    "group_areas",
    "label_areas",
    "nested",
]

Predicate = Literal["intersects", "covered_by"]
Floats = npt.NDArray[np.float64]
Shapes = npt.NDArray[np.object_]

_MOST_PAIRS = 300_000  # of shapes that meet: thousands of areas one inside another would take minutes
_AT_ONCE = 128
MOST_TEXTS = 20  # in one area: beyond, it is a frame around many things and their texts are no name of it


def group_areas(rows: Sequence[Row], groups: Sequence[Sequence[str]]) -> list[Row]:
    """The rows with the rings of each group made into one area: holes and parts as we write them ourselves.

    Parameters
    ----------
    groups: handles of the rings of each area.
    """
    by_handle = {row.handle.upper(): row for row in rows if row.handle and not row.block and row.shape.family == "area"}
    gone: set[int] = set()
    for handles in groups:
        members = list({handle: by_handle[handle] for handle in handles if handle in by_handle}.values())
        members = [row for row in members if id(row) not in gone]
        if len(members) < 2 or len({row.layer for row in members}) > 1:
            continue
        rings = tuple(ring for row in members for ring in row.shape.rings)
        members[0].shape = replace(members[0].shape, rings=rings, islands="evenodd")
        gone |= {id(row) for row in members[1:]}
    return [row for row in rows if id(row) not in gone]


def close_ends(rows: Sequence[Row], *, tolerance: float) -> tuple[set[int], int]:
    """Make areas of open polylines whose ends meet within `tolerance` (drawing units).

    Returns
    -------
    Positions of those whose ends were apart and are joined now; how many ended exactly where they began.
    """
    joined: set[int] = set()
    exact = 0
    for at, row in enumerate(rows):
        if not row.shape.closable:
            continue
        ring = row.shape.rings[0]
        apart = float(np.hypot(*(ring[0, :2] - ring[-1, :2])))
        if apart > tolerance or few_places(ring[:-1]):
            continue
        row.shape = replace(row.shape, family="area", rings=(ring[:-1],), closable=False)
        if apart > 0.0:
            joined.add(at)
        else:
            exact += 1
    return joined, exact


@dataclass
class Labels:
    """What became of the texts: given to an area, several joined in one, inside several areas, too many in one.

    `tangled`: too many areas lie one inside another to look.
    """

    given: int = 0
    joined: int = 0
    ambiguous: int = 0
    crowded: int = 0
    tangled: bool = False


def _pairs(queries: Shapes, shapes: Shapes, predicate: Predicate) -> tuple[npt.NDArray[np.int64], bool]:
    """Positions (n, 2) of a query and a shape that meet, and whether these are all: too many are not looked for."""
    tree = shapely.STRtree(shapes)
    found: list[npt.NDArray[np.int64]] = [np.empty((0, 2), dtype=np.int64)]
    most = _MOST_PAIRS + 4 * len(queries)
    for start in range(0, len(queries), _AT_ONCE):
        own, other = tree.query(queries[start : start + _AT_ONCE], predicate=predicate)
        found.append(np.column_stack((own + start, other)))
        most -= len(own)
        if most < 0:
            return np.concatenate(found), False
    return np.concatenate(found), True


def label_areas(rows: Sequence[Row], areas: Sequence[int], shapes: Shapes) -> Labels:
    """Give every text to the one area it lies in: of its own layer, or, on a layer without areas, of any other one.

    A text in several areas of one layer is given to none; areas of several layers around it: the smallest takes it.

    Parameters
    ----------
    areas: positions of the areas in `rows`. shapes: their polygons, in the same order.
    """
    found = Labels()
    texts = [at for at, row in enumerate(rows) if row.shape.text]
    if not texts or not areas:
        return found
    points = shapely.points(np.array([rows[at].shape.rings[0][0, :2] for at in texts]))
    pairs, whole = _pairs(points, shapes, "intersects")
    if not whole:
        found.tangled = True
        return found
    inside: dict[int, list[int]] = defaultdict(list)
    for text, area in pairs.tolist():
        inside[text].append(area)
    layers = [rows[at].layer for at in areas]
    with_areas = set(layers)
    size = shapely.area(shapes)
    taken: dict[int, list[Row]] = defaultdict(list)
    for text, around in inside.items():
        row = rows[texts[text]]
        single, several = _single(around, layers, row.layer if row.layer in with_areas else None)
        if single:
            taken[min(single, key=lambda area: float(size[area]))].append(row)
        found.ambiguous += several and not single
    for area, given in taken.items():
        if len(given) > MOST_TEXTS:
            found.crowded += 1
            continue
        rows[areas[area]].label = " ".join(row.shape.text.replace("\n", " ") for row in _reading_order(given))
        found.given += 1
        found.joined += len(given) > 1
    return found


def _single(around: Sequence[int], layers: Sequence[str], own: str | None) -> tuple[list[int], bool]:
    """Areas that are the only one of their layer around a text; whether there is any area it could belong to."""
    by_layer: dict[str, list[int]] = defaultdict(list)
    for area in around:
        if own is None or layers[area] == own:
            by_layer[layers[area]].append(area)
    return [areas[0] for areas in by_layer.values() if len(areas) == 1], bool(by_layer)


def _reading_order(texts: Sequence[Row]) -> list[Row]:
    """From top to bottom, in a line from left to right; half the height of a letter up or down is the same line."""
    by_height = sorted(texts, key=lambda row: -float(row.shape.rings[0][0, 1]))
    lines: list[list[Row]] = []
    for row in by_height:
        y = float(row.shape.rings[0][0, 1])
        if lines and float(lines[-1][0].shape.rings[0][0, 1]) - y <= 0.5 * max(row.shape.height, 1e-9):
            lines[-1].append(row)
        else:
            lines.append([row])
    return [row for line in lines for row in sorted(line, key=lambda row: float(row.shape.rings[0][0, 0]))]


@dataclass(frozen=True)
class Chain:
    """Lines of one layer that close together: the ring (n, 2) they make, the first of them, how many they are."""

    layer: str
    ring: Floats
    first: Row
    members: list[Row] = field(default_factory=list)


def chains(rows: Sequence[Row], *, tolerance: float) -> list[Chain]:
    """Rings that lines of one layer make, each end met by exactly one other end; the lines themselves stay.

    Parameters
    ----------
    tolerance: ends within a cell of this size (drawing units) are one.
    """
    by_layer: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if row.shape.family == "line" and row.kind != "INSERT":
            by_layer[row.layer].append(row)
    found: list[Chain] = []
    for layer, lines in by_layer.items():
        found += _rings_of(layer, lines, tolerance)
    return found


def _rings_of(layer: str, lines: Sequence[Row], tolerance: float) -> list[Chain]:
    ends = np.array([(line.shape.rings[0][0, :2], line.shape.rings[0][-1, :2]) for line in lines])
    _, node = np.unique(np.round(ends.reshape(-1, 2) / tolerance), axis=0, return_inverse=True)
    node = node.reshape(-1, 2)
    degree = np.bincount(node.ravel())
    at_node: dict[int, list[int]] = defaultdict(list)
    for line in range(len(lines)):
        if node[line, 0] != node[line, 1]:
            at_node[int(node[line, 0])].append(line)
            at_node[int(node[line, 1])].append(line)
    used = np.zeros(len(lines), dtype=bool)
    found: list[Chain] = []
    for start in range(len(lines)):
        if used[start] or node[start, 0] == node[start, 1]:
            continue
        members, pieces = _walk(start, lines, node, degree, at_node)
        used[[member for member, _ in members]] = True
        if pieces and len(members) > 1:
            ring = np.concatenate(pieces)
            if not few_places(ring):
                found.append(Chain(layer, ring, lines[members[0][0]], [lines[member] for member, _ in members]))
    return found


def _walk(
    start: int,
    lines: Sequence[Row],
    node: npt.NDArray[np.int64],
    degree: npt.NDArray[np.int64],
    at_node: dict[int, list[int]],
) -> tuple[list[tuple[int, bool]], list[Floats]]:
    """The lines from `start` on as long as each end meets one other; their points where that leads back to it."""
    members = [(start, True)]
    goal, here = int(node[start, 0]), int(node[start, 1])
    seen = {start}
    while here != goal and degree[here] == 2:
        following = [line for line in at_node[here] if line not in seen]
        if not following:
            return members, []
        line = following[0]
        forward = int(node[line, 0]) == here
        members.append((line, forward))
        seen.add(line)
        here = int(node[line, 1 if forward else 0])
    if here != goal or degree[goal] != 2:
        return members, []
    return members, [
        lines[line].shape.rings[0][:-1, :2] if forward else lines[line].shape.rings[0][:0:-1, :2]
        for line, forward in members
    ]


def doubled_hatches(rows: Sequence[Row], areas: Sequence[int], shapes: Shapes) -> int:
    """Hatches that fill an area which is drawn by its outline too."""
    size, bounds = shapely.area(shapes), shapely.bounds(shapes)
    key = [tuple(np.round([*box, area**0.5], 3)) for box, area in zip(bounds, size, strict=True)]
    outlines = {key[at] for at, row in enumerate(areas) if rows[row].kind not in ("HATCH", "MPOLYGON")}
    return sum(1 for at, row in enumerate(areas) if rows[row].kind in ("HATCH", "MPOLYGON") and key[at] in outlines)


def nested(rows: Sequence[Row], areas: Sequence[int], shapes: Shapes) -> int:
    """Areas wholly inside another one of their layer, perhaps meant as holes; at least so many, without hatches."""
    by_layer: dict[str, list[int]] = defaultdict(list)
    for at, row in enumerate(areas):
        if rows[row].kind not in ("HATCH", "MPOLYGON") and not rows[row].block:
            by_layer[rows[row].layer].append(at)
    count = 0
    for own in by_layer.values():
        if len(own) < 2:
            continue
        mine = shapes[own]
        valid = shapely.is_valid(mine)
        mine, size = mine[valid], shapely.area(mine[valid])
        inner, outer = _pairs(mine, mine, "covered_by")[0].T
        smaller = (inner != outer) & (size[inner] < size[outer])
        count += len(set(inner[smaller].tolist()))
    return count
