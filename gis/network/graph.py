"""The walking network: junctions and the edges between them, chains of plain vertices contracted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from gis.crs import require_same
from gis.network.noding import Flags, Floats, Ints, noded

__all__ = ["Network", "build_network"]


@dataclass(frozen=True, eq=False)
class Network:
    """Streets one can walk on, as arrays; nothing in it depends on the order of the streets.

    Nodes are junctions, dead ends and one vertex of every closed loop; an edge is all that lies between two nodes.

    `node_xy`: (n, 2) metres. `u`, `v`: node at either end of each edge. `length_m`: walk along each edge, metres.
    `component`: of each node, 0 the longest. `segment_*`: the straight parts, by edge and from u to v: coordinates
    (k, 4) x, y, x, y; edge; walk from u to the part's start; whether it is on a bridge or in a tunnel; `stretch`,
    metres of walk a metre of street (1 without penalties for crossings and steps, so that walk and street are one).
    `barrier_xy`: (b, 4), the straight parts of the barriers. `counts`: what was joined and dropped, by name.
    """

    node_xy: Floats
    u: Ints
    v: Ints
    length_m: Floats
    component: Ints
    segment_xy: Floats
    segment_edge: Ints
    segment_offset_m: Floats
    segment_elevated: Flags
    segment_stretch: Floats
    barrier_xy: Floats
    counts: Mapping[str, int]

    @property
    def component_length_m(self) -> Floats:
        """Length of street of each component in metres, the longest first."""
        length_m = self.length_m
        if (self.segment_stretch != 1.0).any():
            span_m = np.hypot(*(self.segment_xy[:, 2:] - self.segment_xy[:, :2]).T)
            length_m = np.asarray(np.bincount(self.segment_edge, weights=span_m, minlength=len(self.u)), dtype=float)
        return np.asarray(np.bincount(self.component[self.u], weights=length_m), dtype=float)

    def offset_at(self, segment: Ints, along_m: Floats) -> Floats:
        """Walk from node u of its edge to the spot `along_m` metres behind each segment's start."""
        return self.segment_offset_m[segment] + along_m * self.segment_stretch[segment]

    def along_at(self, segment: Ints, offset_m: Floats) -> Floats:
        """Metres behind each segment's start of the spot with that walk from node u: the inverse of `offset_at`."""
        return (offset_m - self.segment_offset_m[segment]) / self.segment_stretch[segment]

    @cached_property
    def links(self) -> csr_array:
        """Symmetric CSR of node to node, metres; of parallel edges the shortest, loops left out."""
        return _links(self.u, self.v, self.length_m, len(self.node_xy))

    @cached_property
    def half_edges(self) -> tuple[Ints, Ints]:
        """Where the half-edges of each node begin (n + 1), and the half-edges: e leaves edge e at u, count + e at v."""
        tail = np.concatenate([self.u, self.v])
        begins = np.concatenate([[0], np.cumsum(np.bincount(tail, minlength=len(self.node_xy)))])
        return begins.astype(np.int64), np.argsort(tail, kind="stable")

    @cached_property
    def bends(self) -> Ints:
        """Segments that begin at a plain vertex: every vertex of the streets is a node or the start of one of these."""
        inner = np.zeros(len(self.segment_edge), dtype=bool)
        inner[1:] = self.segment_edge[1:] == self.segment_edge[:-1]
        return np.flatnonzero(inner)

    @cached_property
    def bend_edge(self) -> Ints:
        """Edge of each bend."""
        return self.segment_edge[self.bends]

    @cached_property
    def bend_begins(self) -> Ints:
        """Where the bends of each edge begin (edges + 1)."""
        return np.concatenate([[0], np.cumsum(np.bincount(self.bend_edge, minlength=len(self.u)))]).astype(np.int64)

    @cached_property
    def bend_offset_m(self) -> Floats:
        """Distance of each bend from node u of its edge, metres."""
        return self.segment_offset_m[self.bends]

    @cached_property
    def ground(self) -> Ints:
        """Segments a place may be put on: those neither on a bridge nor in a tunnel."""
        return np.flatnonzero(~self.segment_elevated)

    @cached_property
    def ground_tree(self) -> shapely.STRtree:
        """Tree over the `ground` segments, each from its lower to its higher end."""
        return shapely.STRtree(_as_lines(self.segment_xy[self.ground]))

    @cached_property
    def barrier_tree(self) -> shapely.STRtree:
        """Tree over the straight parts of the barriers."""
        return shapely.STRtree(_as_lines(self.barrier_xy))

    @property
    def edge_lines(self) -> npt.NDArray[np.object_]:
        """The edges as lines, from u to v."""
        if not len(self.u):
            return np.zeros(0, dtype=object)
        last = np.append(self.segment_edge[1:] != self.segment_edge[:-1], True)
        starts, ends = self.segment_xy[:, :2], self.segment_xy[:, 2:]
        xy = np.concatenate([starts, ends[last]])
        edge = np.concatenate([self.segment_edge, self.segment_edge[last]])
        order = np.argsort(edge, kind="stable")
        return np.asarray(shapely.linestrings(xy[order], indices=edge[order]), dtype=object)


def build_network(
    streets: gpd.GeoDataFrame,
    *,
    barriers: gpd.GeoDataFrame | None = None,
    crossing_m: float = 0.0,
    steps_m: float = 0.0,
) -> Network:
    """The network of the walkable streets, with the barriers its access legs may not cross.

    Parameters
    ----------
    streets: lines in a metric CRS with the columns of the schema; rows that are not walkable are counted and left out.
    barriers: lines or areas (of these the outline), e.g. from `barrier_lines`; None: nothing stops a leg.
    crossing_m, steps_m: metres of walk added over a street that is a crossing or steps, as in a `Profile`.

    Raises
    ------
    MetricCRSError, CRSMismatchError: the frames are not in one CRS in metres. DefinitionError: a penalty is below 0.
    """
    parts = noded(streets, crossing_m=crossing_m, steps_m=steps_m)
    barrier_xy = np.zeros((0, 4))
    if barriers is not None:
        require_same(barriers, streets, layer="barriers")
        barrier_xy = _barrier_parts(barriers)
    tail, head, junction = _half_edges(parts.start, parts.end, len(parts.node_xy))
    chain, place, forward = _chains(tail, junction)
    order = np.lexsort((place, chain))
    order = order[forward[order]]
    tail, head, chain = tail[order], head[order], chain[order]
    _, first, edge = np.unique(chain, return_index=True, return_inverse=True)
    xy = np.concatenate([parts.node_xy[tail], parts.node_xy[head]], axis=1)
    stretch = np.tile(parts.stretch, 2)[order]
    part_m = np.hypot(xy[:, 2] - xy[:, 0], xy[:, 3] - xy[:, 1]) * stretch
    length_m = np.asarray(np.bincount(edge, weights=part_m, minlength=len(first)), dtype=float)
    run = np.cumsum(part_m, dtype=np.longdouble) - part_m  # over thousands of km: no digit of a millimetre to lose
    last = np.append(first[1:], len(order)) - 1 if len(order) else first
    number = np.cumsum(junction) - 1
    u, v = number[tail[first]], number[head[last]]
    node_xy = parts.node_xy[junction]
    return Network(
        node_xy, u, v, length_m, _components(u, v, length_m, len(node_xy)), xy, edge.astype(np.int64),
        np.asarray(run - run[first][edge], dtype=float), np.tile(parts.elevated, 2)[order], stretch,
        barrier_xy, parts.counts,
    )  # fmt: skip


def _half_edges(start: Ints, end: Ints, node_count: int) -> tuple[Ints, Ints, Flags]:
    """Every segment in both directions (second half reversed), and which nodes stay: junctions, ends, one a loop."""
    tail, head = np.concatenate([start, end]), np.concatenate([end, start])
    degree = np.bincount(tail, minlength=node_count)
    junction = degree != 2
    label_count, label = connected_components(
        csr_array((np.ones(len(tail)), (tail, head)), shape=(node_count, node_count)), directed=False
    )
    anchored = np.zeros(label_count, dtype=bool)
    anchored[label[junction]] = True
    _, first = np.unique(label, return_index=True)
    junction[first[~anchored]] = True
    return tail, head, junction


def _chains(tail: Ints, junction: Flags) -> tuple[Ints, Ints, Flags]:
    """For each half-edge: its chain, its place in it, and whether it runs in the chain's chosen direction.

    Every half-edge looks back to the one before it, then to the one twice as far (pointer doubling), until all see
    the first of their chain: a dozen passes over arrays instead of a walk.
    """
    count = len(tail)
    back = np.roll(np.arange(count), count // 2)  # the same segment the other way round
    out = np.argsort(tail, kind="stable")
    plain_out = out[~junction[tail[out]]].reshape(-1, 2)
    twin = np.arange(count)
    twin[plain_out[:, 0]], twin[plain_out[:, 1]] = plain_out[:, 1], plain_out[:, 0]
    origin = np.where(junction[tail], np.arange(count), back[twin])
    place = (origin != np.arange(count)).astype(np.int64)
    while True:
        further = origin[origin]
        if (further == origin).all():
            break
        place += place[origin]
        origin = further
    chosen = origin < origin[back]
    return np.minimum(origin, origin[back]), place, chosen


def _components(u: Ints, v: Ints, length_m: Floats, node_count: int) -> Ints:
    """Component of each node, numbered from the longest down."""
    count, label = connected_components(
        csr_array((np.ones(len(u)), (u, v)), shape=(node_count, node_count)), directed=False
    )
    rank = np.empty(count, dtype=np.int64)
    rank[np.argsort(-np.bincount(label[u], weights=length_m, minlength=count), kind="stable")] = np.arange(count)
    return np.asarray(rank[label], dtype=np.int64)


def _links(u: Ints, v: Ints, length_m: Floats, node_count: int) -> csr_array:
    between = u != v
    tail, head = np.concatenate([u[between], v[between]]), np.concatenate([v[between], u[between]])
    weight = np.tile(length_m[between], 2)
    order = np.lexsort((weight, head, tail))
    tail, head, weight = tail[order], head[order], weight[order]
    new = np.ones(len(tail), dtype=bool)
    new[1:] = (tail[1:] != tail[:-1]) | (head[1:] != head[:-1])
    start = np.concatenate([[0], np.cumsum(np.bincount(tail[new], minlength=node_count))])
    small = np.int32 if len(head) < np.iinfo(np.int32).max else np.int64  # what the search works in: else it copies
    return csr_array((weight[new], head[new].astype(small), start.astype(small)), shape=(node_count, node_count))


def _barrier_parts(barriers: gpd.GeoDataFrame) -> Floats:
    shapes = np.asarray(barriers.geometry.array, dtype=object)
    shapes = shapes[~(shapely.is_missing(shapes) | shapely.is_empty(shapes))]
    areas = shapely.get_dimensions(shapes) == 2
    shapes[areas] = shapely.boundary(shapes[areas])
    xy, line = shapely.get_coordinates(shapely.get_parts(shapes), return_index=True)
    inner = line[1:] == line[:-1]
    return np.concatenate([xy[:-1], xy[1:]], axis=1)[inner] if len(xy) else np.zeros((0, 4))


def _as_lines(xy: Floats) -> npt.NDArray[np.object_]:
    """Two-point lines of (k, 4) coordinates, from the lower to the higher end, so that direction never matters."""
    swap = (xy[:, 0] > xy[:, 2]) | ((xy[:, 0] == xy[:, 2]) & (xy[:, 1] > xy[:, 3]))
    ordered = np.where(swap[:, None], xy[:, [2, 3, 0, 1]], xy)
    return np.asarray(shapely.linestrings(ordered.reshape(-1, 2, 2)), dtype=object)
