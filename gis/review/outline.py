"""An outline as its edges and corners, to be asked what lies near: how far it is from another, and how it bends."""

from __future__ import annotations

from functools import cached_property

import numpy as np
import shapely
from scipy.spatial import KDTree
from shapely.geometry.base import BaseGeometry

from gis.measures.built import Shapes
from gis.network.noding import Floats, Ints

__all__ = ["Outline"]


class Outline:
    """The outline of an area; what is costly is made when first asked for."""

    def __init__(self, shape: BaseGeometry) -> None:
        self.shape = shape

    @cached_property
    def _edges(self) -> tuple[Floats, Floats, Ints]:
        """Begin and end of each edge, shape (n, 2), and its ring; edge i begins at corner i."""
        rings = shapely.get_rings(shapely.get_parts(self.shape))
        xy, ring = shapely.get_coordinates(rings, return_index=True)
        at = np.flatnonzero(ring[1:] == ring[:-1])
        at = at[(xy[at] != xy[at + 1]).any(axis=1)]  # a corner said twice is no edge
        return xy[at], xy[at + 1], ring[at]

    @property
    def corners(self) -> Floats:
        """Corners, shape (n, 2), m, each once a ring."""
        return self._edges[0]

    @cached_property
    def lines(self) -> Shapes:
        """The edges as lines, shape (n,)."""
        begin, end, _ = self._edges
        return np.asarray(shapely.linestrings(np.stack([begin, end], axis=1)), dtype=object)

    @cached_property
    def _tree(self) -> shapely.STRtree:
        return shapely.STRtree(self.lines)

    @cached_property
    def _corner_tree(self) -> KDTree:
        return KDTree(self.corners)

    @cached_property
    def turns(self) -> Floats:
        """By corner: how far the outline turns there, radians, to the left positive."""
        begin, end, ring = self._edges
        along = end - begin
        heads = np.flatnonzero(np.diff(ring, prepend=-1))
        before = np.arange(len(begin)) - 1
        before[heads] = np.append(heads[1:], len(begin)) - 1
        cross = along[before, 0] * along[:, 1] - along[before, 1] * along[:, 0]
        return np.asarray(np.arctan2(cross, (along[before] * along).sum(axis=1)), dtype=float)

    def edges_near(self, shapes: Shapes, reach_m: float | Floats) -> Ints:
        """Sorted numbers of the edges within reach of any of the shapes."""
        if not len(shapes) or not len(self.lines):
            return np.zeros(0, dtype=np.int64)
        _, edge = self._tree.query(shapes, predicate="dwithin", distance=reach_m)
        return np.unique(edge)

    def samples(self, edges: Ints, *, step_m: float, most: int) -> tuple[Floats, Floats, Floats]:
        """Points along edges, shape (n, 2), the unit normal to the left of each, and the metres it stands for."""
        begin, end = self._edges[0][edges], self._edges[1][edges]
        along = end - begin
        length = np.hypot(along[:, 0], along[:, 1])
        counts = np.clip(np.ceil(length / step_m), 3, most).astype(np.int64)
        owner = np.repeat(np.arange(len(edges)), counts)
        share = (np.arange(len(owner)) - np.repeat(np.cumsum(counts) - counts, counts) + 0.5) / counts[owner]
        normal = np.column_stack([-along[:, 1], along[:, 0]]) / length[:, None]
        return begin[owner] + share[:, None] * along[owner], normal[owner], (length / counts)[owner]

    def nearest(self, points: Floats, reach_m: float | None = None) -> Floats:
        """The nearest place on the outline for each point, shape (n, 2), m; NaN where none lies within reach."""
        found = np.full(points.shape, np.nan)
        if not len(points) or not len(self.lines):
            return found
        at, edge = self._tree.query_nearest(shapely.points(points), max_distance=reach_m, all_matches=False)
        begin, along = self._edges[0][edge], self._edges[1][edge] - self._edges[0][edge]
        share = ((points[at] - begin) * along).sum(axis=1) / (along * along).sum(axis=1)
        found[at] = begin + np.clip(share, 0.0, 1.0)[:, None] * along
        return found

    def corner_at(self, points: Floats) -> tuple[Floats, Ints]:
        """Distance to the nearest corner, m, and its number."""
        away, corner = self._corner_tree.query(points)
        return np.asarray(away, dtype=float), np.asarray(corner, dtype=np.int64)
