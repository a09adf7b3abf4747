"""Cells: the faces of the arrangement that limits form, and the one that lies on the stated side of all of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components
from shapely.geometry import Polygon
from shapely.geometry.base import BaseGeometry
from shapely.geometry.polygon import orient

from gis.clauses.limits import GRID_M, NEAR_M, Limit, Strand

__all__ = ["Cell", "cell", "cut"]

_Floats = npt.NDArray[np.float64]
_Flags = npt.NDArray[np.bool_]
_Counts = npt.NDArray[np.intp]

_ASTRAY_SHARE = 0.05  # a strip between two carriageways has the limit on both sides of it: no part of the area
_SLIVER_M2 = 0.01  # faces below this are noise of the millimetre grid


@dataclass(frozen=True)
class Cell:
    """The chosen faces united, and how many of the limits are on the edge of the leading one.

    `left_out_m2`: pockets on the right side of every limit that do not touch the area, `left_out_count` of them.
    """

    geometry: BaseGeometry
    touched_count: int
    left_out_count: int = 0
    left_out_m2: float = 0.0


@dataclass(frozen=True)
class _Edges:
    """The edges of all faces: face number, middle, length in m, unit normal out of the face.

    `pair` is equal for the two faces that share an edge; `on[s]` flags the edges on strand s; `pull_m[s]` is the
    length for which strand s faces outward of the face (negative where the face is on the wrong side of it).
    """

    face: _Counts
    middle: npt.NDArray[np.object_]
    length_m: _Floats
    out: _Floats
    pair: _Counts
    on: tuple[_Flags, ...]
    pull_m: tuple[_Floats, ...]

    def per_face(self, metres: _Floats, count: int) -> _Floats:
        """Metres summed over the edges of each of `count` faces."""
        return np.asarray(np.bincount(self.face, weights=metres, minlength=count), dtype=np.float64)


def _faces(lines: Sequence[BaseGeometry]) -> list[Polygon]:
    """The bounded faces of the noded lines, outer rings counter-clockwise."""
    noded = shapely.union_all(list(lines), grid_size=GRID_M)
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(noded)))
    return [orient(face) for face in faces if face.area > _SLIVER_M2]


def _edges(faces: Sequence[Polygon], strands: Sequence[Strand]) -> _Edges:
    face, starts, ends = [], [], []
    for number, polygon in enumerate(faces):
        for ring in (polygon.exterior, *polygon.interiors):
            points = shapely.get_coordinates(ring)
            starts.append(points[:-1])
            ends.append(points[1:])
            face += [number] * (len(points) - 1)
    start, end = np.concatenate(starts), np.concatenate(ends)
    vector = end - start
    length_m = np.hypot(vector[:, 0], vector[:, 1])
    out = np.column_stack([vector[:, 1], -vector[:, 0]]) / length_m[:, None]
    middle = shapely.points((start + end) / 2.0)
    mm = np.rint(np.hstack([start, end]) / GRID_M).astype(np.int64)
    swap = (mm[:, 0] > mm[:, 2]) | ((mm[:, 0] == mm[:, 2]) & (mm[:, 1] > mm[:, 3]))
    mm[swap] = mm[swap][:, [2, 3, 0, 1]]
    pair = np.unique(mm, axis=0, return_inverse=True)[1].reshape(-1)
    on = tuple(shapely.distance(middle, strand.full) < NEAR_M for strand in strands)
    pull_m = tuple(
        flags * length_m * (out @ np.asarray(strand.outward or (0.0, 0.0)))
        for strand, flags in zip(strands, on, strict=True)
    )
    return _Edges(np.asarray(face, dtype=np.intp), middle, length_m, out, pair, on, pull_m)


def _leading_face(faces: Sequence[Polygon], edges: _Edges, limits: Sequence[Limit]) -> tuple[int, int] | None:
    """The face on the right side of every limit it touches, touching most limits, then largest; and that count."""
    touched = np.zeros(len(faces), dtype=np.intp)
    wrong = np.zeros(len(faces), dtype=np.bool_)
    for limit, members in zip(limits, _numbering(limits), strict=True):
        on = np.logical_or.reduce([edges.on[s] for s in members])
        touches = edges.per_face(on * edges.length_m, len(faces)) > NEAR_M
        touched += touches
        if any(strand.outward for strand in limit.strands):
            pull_m = sum(edges.per_face(edges.pull_m[s], len(faces)) for s in members)
            wrong |= touches & (np.asarray(pull_m) <= 0.0)
    if wrong.all():
        return None
    leading = max(np.flatnonzero(~wrong).tolist(), key=lambda number: (touched[number], faces[number].area))
    return leading, int(touched[leading])


def _numbering(limits: Sequence[Limit]) -> list[list[int]]:
    """Per limit the numbers of its strands in the flat list of all strands."""
    numbers, start = [], 0
    for limit in limits:
        numbers.append(list(range(start, start + len(limit.strands))))
        start += len(limit.strands)
    return numbers


def _left_of(piece: BaseGeometry, edges: _Edges, chosen: _Counts) -> _Floats:
    """Per chosen edge +1 where its face lies left of the directed `piece`, -1 where right."""
    at_m = shapely.line_locate_point(piece, edges.middle[chosen])
    ahead = shapely.get_coordinates(shapely.line_interpolate_point(piece, at_m + NEAR_M / 2))
    behind = shapely.get_coordinates(shapely.line_interpolate_point(piece, np.maximum(at_m - NEAR_M / 2, 0.0)))
    run = ahead - behind
    left = np.column_stack([-run[:, 1], run[:, 0]])
    return np.asarray(-np.sign((left * edges.out[chosen]).sum(axis=1)), dtype=np.float64)


def _groups(count: int, edges: _Edges, barred: _Flags) -> _Counts:
    """Group number per face: faces are one group where an edge off the barred line joins them."""
    order = np.argsort(edges.pair, kind="stable")
    shared = np.flatnonzero(edges.pair[order][1:] == edges.pair[order][:-1])
    shared = shared[~barred[order[shared]]]
    one, other = edges.face[order[shared]], edges.face[order[shared + 1]]
    joined = coo_matrix((np.ones(len(one)), (one, other)), shape=(count, count))
    return np.asarray(connected_components(joined, directed=False)[1], dtype=np.intp)


def _right_side(
    leading: int, faces: Sequence[Polygon], edges: _Edges, members: list[int], strands: Sequence[Strand]
) -> _Flags:
    """Per face whether it lies on the same side of one limit as the leading face.

    The leading face tells which side of each of the limit's paths is inside. A face on the limit is judged by the
    pieces on its own edge, any other by those on the edge of its group (faces joined without crossing the limit), and
    where the limit is on neither by the nearest piece.
    """
    barred = np.logical_or.reduce([edges.on[s] for s in members])
    count = len(faces)
    group = _groups(count, edges, barred)
    path = shapely.line_merge(shapely.union_all([strands[s].full for s in members]))
    limited = np.flatnonzero(barred)
    own_m, astray_m, score_m = np.zeros(count), np.zeros(count), np.zeros(count)
    for piece in shapely.get_parts(path):
        chosen = limited[shapely.distance(edges.middle[limited], piece) < NEAR_M]
        if not len(chosen):
            continue
        left_m = _left_of(piece, edges, chosen) * edges.length_m[chosen]
        of_leading = group[edges.face[chosen]] == group[leading]
        inside = left_m[edges.face[chosen] == leading].sum() or left_m[of_leading].sum()
        if not inside:
            inside = (left_m * sum(edges.pull_m[s][chosen] for s in members)).sum()
        right_m = left_m * np.sign(inside)
        np.add.at(own_m, edges.face[chosen], right_m)
        np.add.at(astray_m, edges.face[chosen], np.maximum(-right_m, 0.0))
    np.add.at(score_m, group, own_m)
    by_group = (score_m[group] > 0.0) | (group == group[leading])
    for number in np.flatnonzero((np.abs(score_m[group]) <= NEAR_M) & (group != group[leading])).tolist():
        by_group[number] = _facing(faces[number], [strands[s] for s in members]) > 0.0
    touching = own_m + 2.0 * astray_m > NEAR_M
    return np.asarray(np.where(touching, astray_m <= _ASTRAY_SHARE * own_m, by_group), dtype=np.bool_)


def cell(limits: Sequence[Limit]) -> Cell | None:
    """The area that the limits enclose on their stated sides; None where no bounded face lies right of all.

    A line that cuts through the area (an extension, a later bend of the same line) does not divide it: faces on the
    right side of every limit that touch the leading face are united with it.
    """
    faces = _faces([limit.full for limit in limits])
    if not faces:
        return None
    strands = [strand for limit in limits for strand in limit.strands]
    edges = _edges(faces, strands)
    found = _leading_face(faces, edges, limits)
    if found is None:
        return None
    leading, touched = found
    good = np.logical_and.reduce(
        [_right_side(leading, faces, edges, members, strands) for members in _numbering(limits)]
    )
    chosen = faces[leading]
    left = [face for number, face in enumerate(faces) if good[number] and number != leading]
    while near := [face for face in left if face.distance(chosen) <= NEAR_M]:
        chosen = shapely.union_all([chosen, *near], grid_size=GRID_M)
        left = [face for face in left if face not in near]
    return Cell(chosen, touched, len(left), float(sum(face.area for face in left)))


def cut(region: BaseGeometry, limit: Limit) -> BaseGeometry:
    """The part of `region` on the stated side of one limit: each face is judged by its nearest piece of the limit."""
    line = limit.full
    strands = limit.strands
    faces = [face for face in _faces([region.boundary, line]) if region.covers(face.representative_point())]
    if not faces:
        return region
    edges = _edges(faces, strands)
    pull_m = np.asarray(sum(edges.per_face(metres, len(faces)) for metres in edges.pull_m))
    kept = [face for face, metres in zip(faces, pull_m, strict=True) if (metres or _facing(face, strands)) > 0.0]
    return shapely.union_all(kept, grid_size=GRID_M) if kept else Polygon()


def _facing(face: Polygon, strands: Sequence[Strand]) -> float:
    """Positive where the nearest of the strands lies outward of the face."""
    inside = face.representative_point()
    nearest = min(strands, key=lambda strand: inside.distance(strand.full))
    outward = nearest.outward or (0.0, 0.0)
    to = shapely.get_coordinates(shapely.shortest_line(inside, nearest.full))
    return float((to[1] - to[0]) @ np.asarray(outward))
