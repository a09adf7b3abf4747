"""The outline of a hatch: polyline and edge paths (lines, arcs, ellipses, splines) to rings, islands by containment."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import shapely

from gis.read.intake.formats.drawing_curves import arc, bulged, ellipse, spline
from gis.read.intake.formats.drawing_tags import Tag

__all__ = ["area_of_rings", "hatch_rings"]

Floats = npt.NDArray[np.float64]

_ISLANDS = {0: "evenodd", 1: "outermost", 2: "outer"}
_TEXT_BOX = 8
_POLYLINE = 2
_OPEN = 0.01  # of the reach of a path: ends of neighbouring edges farther apart are a gap


def hatch_rings(tags: Sequence[Tag], *, distance: float) -> tuple[list[Floats], str, tuple[str, ...]]:
    """Rings (n, 2) of a hatch in its own plane, how its islands are meant, and remarks.

    Boxes that the drawing program left free around texts are no holes in the land and stay out, with a remark.

    Raises
    ------
    ValueError: a number is none. IndexError: a path breaks off.
    """
    paths, style = _paths(tags)
    rings: list[Floats] = []
    remarks: set[str] = set()
    for flags, path in paths:
        if flags & _TEXT_BOX and len(paths) > 1:
            remarks.add("drawing_text_boxes")
            continue
        ring, told = (_polyline_path if flags & _POLYLINE else _edge_path)(path, distance)
        remarks |= told
        if len({(x, y) for x, y in ring.tolist()}) >= 3:
            rings.append(ring)
    return rings, _ISLANDS.get(style, "evenodd") if len(rings) > 1 else "", tuple(sorted(remarks))


def _paths(tags: Sequence[Tag]) -> tuple[list[tuple[int, list[Tag]]], int]:
    """Flags and tags of each path, and the style of the islands."""
    paths: list[tuple[int, list[Tag]]] = []
    inside = False
    style = 0
    for code, value in tags:
        if code == 91 and not inside and not paths:
            inside = True
        elif code == 75:
            inside, style = False, int(value)
        elif inside and code == 92:
            paths.append((int(value), []))
        elif inside and paths:
            paths[-1][1].append((code, value))
    return paths, style


def _polyline_path(tags: Sequence[Tag], distance: float) -> tuple[Floats, set[str]]:
    points: list[list[float]] = []
    for code, value in tags:
        if code == 10:
            points.append([float(value), math.nan, 0.0])
        elif code in (20, 42) and points:
            points[-1][1 if code == 20 else 2] = float(value)
    full = np.array(points).reshape(-1, 3)
    ring, coarse = bulged(full[:, :2], full[:, 2], closed=True, distance=distance)
    told = {"drawing_curves_flattened"} if len(ring) > len(full) else set()
    return ring, told | ({"drawing_curves_coarse"} if coarse else set())


def _edge_path(tags: Sequence[Tag], distance: float) -> tuple[Floats, set[str]]:
    """The edges one after the other, each turned so that it begins where the last one ended."""
    edges: list[tuple[int, list[Tag]]] = []
    for code, value in tags:
        if code == 72:
            edges.append((int(value), []))
        elif edges:
            edges[-1][1].append((code, value))
    told: set[str] = set()
    chain: list[Floats] = []
    for kind, own in edges:
        points, coarse = _edge(kind, own, distance)
        if kind != 1:
            told.add("drawing_curves_flattened")
        if coarse:
            told.add("drawing_curves_coarse")
        chain.append(points)
    if not chain:
        return np.empty((0, 2)), told
    ring = _joined(chain)
    reach = float(np.ptp(ring, axis=0).max())
    gaps = [
        math.dist(a[-1], b[0]) for a, b in zip(_turned(chain), [*_turned(chain)[1:], _turned(chain)[0]], strict=True)
    ]
    if max(gaps) > _OPEN * reach:
        told.add("drawing_hatch_open")
    return ring, told


def _joined(chain: Sequence[Floats]) -> Floats:
    return np.concatenate(_turned(chain))


def _turned(chain: Sequence[Floats]) -> list[Floats]:
    """The edges in their order, turned where their other end is nearer to where the last one ended."""
    first = chain[0]
    if len(chain) > 1:
        follow = (chain[1][0], chain[1][-1])
        if min(math.dist(first[0], end) for end in follow) < min(math.dist(first[-1], end) for end in follow):
            first = first[::-1]
    turned = [first]
    for edge in chain[1:]:
        end = turned[-1][-1]
        turned.append(edge[::-1] if math.dist(edge[-1], end) < math.dist(edge[0], end) else edge)
    return turned


def _edge(kind: int, tags: Sequence[Tag], distance: float) -> tuple[Floats, bool]:
    first = dict(reversed(tags))

    def _number(code: int, default: float = 0.0) -> float:
        return float(first.get(code, default))

    if kind == 1:
        return np.array(((_number(10), _number(20)), (_number(11), _number(21)))), False
    if kind == 4:
        return _spline_edge(tags, distance)
    if kind not in (2, 3):
        raise ValueError(kind)
    forward = bool(_number(73, 1.0))
    start, end = _number(50), _number(51, 360.0)
    if not forward:  # clockwise edges are written with the angles of their mirror image
        start, end = 360.0 - end, 360.0 - start
    if kind == 2:
        points, coarse = arc(
            (_number(10), _number(20)), _number(40), math.radians(start), math.radians(end), distance=distance
        )
    else:
        major = np.array((_number(11), _number(21)))
        ratio = _number(40, 1.0)
        minor = np.array((-major[1], major[0])) * ratio
        span = (_parameter(start, ratio), _parameter(end, ratio))
        points, coarse = ellipse(np.array((_number(10), _number(20))), major, minor, span, distance=distance)
    return (points if forward else points[::-1]), coarse


def _parameter(angle_deg: float, ratio: float) -> float:
    """The parameter of an ellipse at an angle seen from its centre, in the same turn."""
    angle = math.radians(angle_deg)
    return math.atan2(math.sin(angle) / ratio, math.cos(angle)) if ratio else angle


def _spline_edge(tags: Sequence[Tag], distance: float) -> tuple[Floats, bool]:
    control: list[list[float]] = []
    knots: list[float] = []
    weights: list[float] = []
    degree = 3
    for code, value in tags:
        if code == 94:
            degree = int(value)
        elif code == 40:
            knots.append(float(value))
        elif code == 42:
            weights.append(float(value))
        elif code == 10:
            control.append([float(value), math.nan])
        elif code == 20 and control:
            control[-1][1] = float(value)
    return spline(np.array(control).reshape(-1, 2), np.array(knots), np.array(weights), degree, distance=distance)


def area_of_rings(rings: Sequence[Floats], islands: str) -> shapely.Polygon | shapely.MultiPolygon:
    """One area of rings (n, 2 or 3), which are kept as they are written: neither cut nor turned.

    Parameters
    ----------
    islands: every second ring inside another is a hole ("evenodd"), the first holes only ("outermost"), none ("outer").
    """
    shells = shapely.polygons([shapely.linearrings(ring) for ring in rings])
    if len(shells) == 1:
        return shells[0]
    inner = shapely.point_on_surface(shells)
    within, around = shapely.STRtree(shells).query(inner, predicate="intersects")
    size = shapely.area(shells)
    deeper = (within != around) & (size[around] > size[within])
    depth = np.bincount(within[deeper], minlength=len(shells))
    parts = []
    for at in np.flatnonzero(depth % 2 == 0 if islands == "evenodd" else depth == 0):
        own = around_holes(int(at), depth, within[deeper], around[deeper]) if islands != "outer" else []
        parts.append(shapely.Polygon(shells[at].exterior, [shells[hole].exterior for hole in own]))
    return parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)


def around_holes(
    shell: int, depth: npt.NDArray[np.int64], within: npt.NDArray[np.int64], around: npt.NDArray[np.int64]
) -> list[int]:
    """The rings one deeper than a shell and inside it."""
    return [int(ring) for ring in within[around == shell] if depth[ring] == depth[shell] + 1]
