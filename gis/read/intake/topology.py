"""Overlaps and narrow gaps among the areas of a layer, at a stated tolerance.

In a clean coverage every inner edge is drawn twice, once from each side. Edges that have such a partner need no look;
only areas with an edge of another kind are compared with their neighbours: a clean layer costs one sort of its edges.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely

from gis.read.intake.messages import Notes
from gis.read.intake.model import Shapes

__all__ = ["GAP_M", "Flags", "Topology", "check_topology", "open_areas", "tell_topology"]

GAP_M = 1.0  # gaps up to this width are seams between neighbours; wider ones are land left out on purpose
_BUDGET_S = 6.0  # of work on pairs; a layer of hundreds of thousands of overlaps is told by what was found until then
_CHUNK = 20_000  # pairs compared between two looks at the clock
_AT_ONCE = 2_000  # areas whose neighbours are looked up at once: areas in heaps have thousands of them each
_GRID_M = 1e-4  # vertices nearer than this are one: far below any tolerance, above the noise of formats
_ROWS_TOLD = 20

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Topology:
    """What was found among n areas.

    `overlap_pairs`: (k, 2) positions of areas that share ground; `overlap_m2`: (k,) how much. `gap_m2`: (g,) areas of
    gaps no wider than `GAP_M`; `gap_xy`: (g, 2) a point in each. `complete`: whether all pairs were compared.
    """

    overlap_pairs: Ints
    overlap_m2: Floats
    gap_m2: Floats
    gap_xy: Floats
    complete: bool


def check_topology(
    shapes: Shapes,
    *,
    tolerance_m: float,
    scale_m: float = 1.0,
    suspects: Flags | None = None,
    budget_s: float = _BUDGET_S,
) -> Topology:
    """Overlaps and gaps among valid areas (n,), anything else among them ignored.

    Parameters
    ----------
    tolerance_m: overlaps and gaps narrower than this (area over half the perimeter) are noise.
    scale_m: metres a unit of the coordinates is worth.
    suspects: (n,) areas that may overlap or leave a gap; None: those of `open_areas`.
    budget_s: after this time the rest of the pairs is left, and `complete` is False.
    """
    at = np.flatnonzero(shapely.get_dimensions(shapes) == 2)
    none = Topology(np.empty((0, 2), np.int64), np.empty(0), np.empty(0), np.empty((0, 2)), complete=True)
    if len(at) < 2:
        return none
    areas = shapes[at]
    if suspects is None:
        suspects = open_areas(shapes, grid=_GRID_M / scale_m)
    open_edges = np.flatnonzero(suspects[at])
    if not len(open_edges):
        return none
    deadline_s = time.monotonic() + budget_s
    found, size, complete = _all_overlaps(areas, open_edges, tolerance_m / scale_m, deadline_s)
    gap_area, gap_xy = np.empty(0), np.empty((0, 2))
    if complete:
        gap_area, gap_xy = _gaps(areas[open_edges], tolerance_m / scale_m, GAP_M / scale_m)
    return Topology(at[found], size * scale_m**2, gap_area * scale_m**2, gap_xy, complete)


def open_areas(shapes: Shapes, *, grid: float) -> Flags:
    """Which areas (n,) have an edge that is not drawn exactly once more, from the other side.

    `grid`: vertices nearer than this, in units of the coordinates, are one. Works on shapes as they came: what is no
    area, or invalid, is only counted in.
    """
    at = np.flatnonzero(shapely.get_dimensions(shapes) == 2)
    found = np.zeros(len(shapes), dtype=bool)
    if len(at):
        with np.errstate(invalid="ignore"):  # coordinates that are no numbers: their rows are set aside elsewhere
            found[at] = _open(shapes[at], grid)
    return found


def _open(areas: Shapes, grid: float) -> Flags:
    """`open_areas` of areas alone."""
    bits = np.uint64(len(areas).bit_length() + 1)
    packed = _edges(areas, grid, bits)
    packed.sort()
    head = packed >> bits
    first = np.flatnonzero(np.r_[True, head[1:] != head[:-1]])
    del head
    count = np.diff(np.r_[first, len(packed)])
    twice = count == 2
    both = first[twice]
    opposed = (packed[both] & np.uint64(1)) != (packed[both + 1] & np.uint64(1))
    clean = np.zeros(len(first), dtype=bool)
    clean[np.flatnonzero(twice)[opposed]] = True
    odd = packed[np.repeat(~clean, count)]
    mask = (np.uint64(1) << bits) - np.uint64(1)
    found = np.zeros(len(areas), dtype=bool)
    found[((odd & mask) >> np.uint64(1)).astype(np.int64)] = True
    return found


def _edges(areas: Shapes, grid: float, bits: np.uint64) -> npt.NDArray[np.uint64]:
    """A number for each edge: its two vertices above the lowest `bits`, then its area, then its direction.

    Millions of edges come at once, so arrays are reused in place.
    """
    xy, rings, owner_of_ring = _rings(areas)
    node = _names(xy, grid)
    del xy
    edge = np.ones(len(node), dtype=bool)
    edge[rings[1:] - 1] = False  # the last vertex of a ring begins no edge
    one, other = node[:-1][edge[:-1]], node[1:][edge[:-1]]
    del node
    forth = one < other
    key = one + other
    key *= np.uint64(0x9E3779B97F4A7C15)
    one ^= other
    key ^= one
    key >>= bits
    key <<= bits
    owner = np.repeat(owner_of_ring.astype(np.uint64), np.diff(rings) - 1)
    owner <<= np.uint64(1)
    key |= owner
    key |= forth
    return np.asarray(key)


def _rings(areas: Shapes) -> tuple[Floats, Ints, Ints]:
    """Coordinates (k, 2) of all rings, where each ring begins (and the last ends), and the area each belongs to."""
    if (shapely.get_type_id(areas) == shapely.GeometryType.POLYGON).all() and not (
        shapely.get_num_interior_rings(areas).any()
    ):
        begins = np.r_[0, np.cumsum(shapely.get_num_coordinates(areas))].astype(np.int64)
        return shapely.get_coordinates(areas), begins, np.arange(len(areas))
    rings, owner = shapely.get_rings(shapely.get_parts(areas), return_index=True)
    of_part = np.repeat(np.arange(len(areas)), shapely.get_num_geometries(areas))
    begins = np.r_[0, np.cumsum(shapely.get_num_coordinates(rings))].astype(np.int64)
    return shapely.get_coordinates(rings), begins, of_part[owner]


def _names(xy: Floats, grid: float) -> npt.NDArray[np.uint64]:
    """A number for every vertex, the same for vertices on the same point of the grid."""
    mixed = _steps(xy[:, 0], grid)
    mixed *= np.uint64(0xBF58476D1CE4E5B9)
    north = _steps(xy[:, 1], grid)
    north *= np.uint64(0x94D049BB133111EB)
    mixed += north
    mixed ^= mixed >> np.uint64(31)
    mixed *= np.uint64(0xD6E8FEB86659FD93)
    return np.asarray(mixed)


def _steps(line: Floats, grid: float) -> npt.NDArray[np.uint64]:
    """How many steps of the grid each value lies from the least."""
    away = line - line.min()
    away /= grid
    return np.asarray(np.round(away, out=away).astype(np.uint64))


def _all_overlaps(areas: Shapes, start: Ints, width: float, deadline_s: float) -> tuple[Ints, Floats, bool]:
    """Overlaps of the areas at `start`, then of all that overlap with them, until no new area turns up.

    A sheet of areas laid over another has clean edges inside; the overlap is found at its rim and followed inwards.
    """
    tree = shapely.STRtree(areas)
    looked = np.zeros(len(areas), dtype=bool)
    found, sizes = [np.empty((0, 2), np.int64)], [np.empty(0)]
    complete = True
    waiting = start
    while len(waiting) and complete:
        start, waiting = waiting[:_AT_ONCE], waiting[_AT_ONCE:]
        looked[start] = True
        left, right = tree.query(areas[start])
        left = start[left]
        new = (left != right) & ~_before(looked, start, right)
        pairs = np.unique(np.sort(np.stack([left[new], right[new]], axis=1), axis=1), axis=0)
        some, size, complete = _overlaps(areas, pairs, width, deadline_s)
        found.append(some)
        sizes.append(size)
        touched = np.unique(some)
        waiting = np.union1d(waiting, touched[~looked[touched]])
    return np.concatenate(found), np.concatenate(sizes), complete


def _before(looked: Flags, start: Ints, right: Ints) -> Flags:
    """Which of `right` were looked at in an earlier round than `start`."""
    earlier = looked.copy()
    earlier[start] = False
    return np.asarray(earlier[right])


def _overlaps(areas: Shapes, pairs: Ints, width: float, deadline_s: float) -> tuple[Ints, Floats, bool]:
    """The pairs that share ground wider than `width`, how much of it, and whether time sufficed for all."""
    found: list[Ints] = []
    sizes: list[Floats] = []
    for start in range(0, len(pairs), _CHUNK):
        if time.monotonic() > deadline_s:
            return _joined(found, sizes, complete=False)
        some = pairs[start : start + _CHUNK]
        meeting = shapely.relate_pattern(areas[some[:, 0]], areas[some[:, 1]], "T********")
        some = some[meeting]
        shared = shapely.intersection(areas[some[:, 0]], areas[some[:, 1]])
        size = shapely.area(shared)
        wide = 2.0 * size > width * shapely.length(shared)
        found.append(some[wide])
        sizes.append(size[wide])
    return _joined(found, sizes, complete=True)


def _joined(found: list[Ints], sizes: list[Floats], *, complete: bool) -> tuple[Ints, Floats, bool]:
    if not found:
        return np.empty((0, 2), np.int64), np.empty(0), complete
    return np.concatenate(found), np.concatenate(sizes), complete


def _gaps(areas: Shapes, narrow: float, wide: float) -> tuple[Floats, Floats]:
    """Holes among areas that are no wider than `wide` and no narrower than `narrow`: their size and a point in each."""
    holes = _holes(shapely.disjoint_subset_union_all(areas))
    if not len(holes):
        return np.empty(0), np.empty((0, 2))
    own = _holes(areas)  # a hole that one area leaves open by itself is its own affair
    size, width = shapely.area(holes), 2.0 * shapely.area(holes) / shapely.length(holes)
    seam = (width <= wide) & (width > narrow)
    if len(own) and seam.any():
        one, other = shapely.STRtree(own).query(holes[seam])
        same = shapely.equals(holes[seam][one], own[other])
        seam[np.flatnonzero(seam)[np.unique(one[same])]] = False
    return size[seam], shapely.get_coordinates(shapely.point_on_surface(holes[seam]))


def _holes(shapes: object) -> Shapes:
    """The inner rings of areas as areas."""
    parts = shapely.get_parts(shapes)
    rings, owner = shapely.get_rings(parts, return_index=True)
    inner = np.r_[False, owner[1:] == owner[:-1]] if len(owner) else np.empty(0, dtype=bool)
    return np.asarray(shapely.polygons(rings[inner]), dtype=object)


def tell_topology(found: Topology, rows: Ints, notes: Notes, *, where: str, tolerance_m: float, degrees: bool) -> None:
    """Messages for overlaps and gaps: how many, how much, the largest with their rows."""
    if len(found.overlap_m2):
        order = np.argsort(-found.overlap_m2)[:_ROWS_TOLD]
        notes.add(
            "overlaps",
            where=where,
            count=len(found.overlap_m2),
            total_m2=round(float(found.overlap_m2.sum()), 3),
            largest=[
                f"{rows[a]}×{rows[b]}: {found.overlap_m2[k]:,.3f} m²"
                for k, (a, b) in ((int(k), found.overlap_pairs[k]) for k in order)
            ],
            tolerance_m=tolerance_m,
        )
    if len(found.gap_m2):
        order = np.argsort(-found.gap_m2)[:_ROWS_TOLD]
        digits = 6 if degrees else 1
        notes.add(
            "gaps",
            where=where,
            count=len(found.gap_m2),
            total_m2=round(float(found.gap_m2.sum()), 3),
            places=[f"({found.gap_xy[k][0]:.{digits}f}, {found.gap_xy[k][1]:.{digits}f})" for k in order],
            gap_m=GAP_M,
            tolerance_m=tolerance_m,
        )
    if not found.complete:
        notes.add("topology_unfinished", where=where, seconds=_BUDGET_S)
