"""Pieces of a shape around boxes, so that laying a small feature over a large outline does not walk all of it.

The shape is halved again and again, halves over one another a little, only where someone asks. What is cut away lies
outside the box, so that an overlay within the box is that of the whole shape.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from gis.measures.built import Shapes
from gis.network.noding import Flags, Floats, Ints
from gis.plots.shared import polygon_parts

__all__ = ["Clips"]

_FEW = 200  # vertices: fewer are laid over as they are
_OVER = 0.55  # of the longer side, each half
_EDGE_M = 0.01  # a box this near the cut is looked at in the larger piece


@dataclass(eq=False)
class _Node:
    shape: BaseGeometry
    box: Floats
    halves: tuple[_Node, _Node] | None = field(default=None)


class Clips:
    """One valid area, cut up as it is asked for."""

    def __init__(self, shape: BaseGeometry) -> None:
        self._root = _Node(shape, shapely.bounds(shape))

    def around(self, boxes: Floats) -> Shapes:
        """For each box (n, 4: least x, least y, greatest x, greatest y) a piece of the shape, whole in there."""
        found = np.empty(len(boxes), dtype=object)
        self._fill(self._root, (boxes, np.arange(len(boxes))), found)
        return found

    def _fill(self, node: _Node, asked: tuple[Floats, Ints], found: Shapes) -> None:
        boxes, rows = asked
        if not len(rows):
            return
        if shapely.get_num_coordinates(node.shape) <= _FEW:
            found[rows] = node.shape
            return
        axis, cuts = _cuts(node.box)
        low: Flags = boxes[rows, axis + 2] < cuts[1] - _EDGE_M
        high: Flags = ~low & (boxes[rows, axis] > cuts[0] + _EDGE_M)
        found[rows[~low & ~high]] = node.shape
        if node.halves is None and (low | high).any():
            node.halves = _halves(node, axis, cuts)
        if node.halves is not None:
            for half, inside in zip(node.halves, (low, high), strict=True):
                self._fill(half, (boxes, rows[inside]), found)


def _cuts(box: Floats) -> tuple[int, tuple[float, float]]:
    """The longer axis, and where the upper half begins and the lower one ends on it."""
    sides = box[2:] - box[:2]
    axis = int(sides[1] > sides[0])
    return axis, (float(box[axis + 2] - _OVER * sides[axis]), float(box[axis] + _OVER * sides[axis]))


def _halves(node: _Node, axis: int, cuts: tuple[float, float]) -> tuple[_Node, _Node]:
    lower, upper = node.box.copy(), node.box.copy()
    lower[axis + 2], upper[axis] = cuts[1], cuts[0]
    return _cut(node, lower), _cut(node, upper)


def _cut(node: _Node, box: Floats) -> _Node:
    try:
        cut = shapely.intersection(node.shape, shapely.box(*box))
    except shapely.errors.GEOSException:  # then the whole of it serves as well
        return _Node(node.shape, box)
    parts, _ = polygon_parts(np.array([cut], dtype=object))
    return _Node(shapely.multipolygons(parts), box)
