"""Curves to points that stay within a stated distance of them: arcs, bulges, ellipses, splines.

Points are (n, 3) or (n, 2) arrays in drawing units. No curve becomes more than `MOST_POINTS`: a radius of 1e12 in a
hostile or careless drawing must not fill the memory; `coarse` then says that the distance is not kept.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from importlib import import_module
from itertools import pairwise

import numpy as np
import numpy.typing as npt

__all__ = ["MOST_POINTS", "Curve", "arc", "bulged", "ellipse", "fitted", "spline"]

Floats = npt.NDArray[np.float64]
Curve = tuple[Floats, bool]  # points, whether they keep less than the distance asked for

MOST_POINTS = 20_000
_HIGHEST_DEGREE = 12
_STRAIGHT = 1e-9  # a bulge below it departs from its chord by less than a millionth of a millimetre a metre


def _steps(radius: float, span: float, distance: float) -> tuple[int, bool]:
    """Chords of an arc (at least one every 45 degrees), and whether the limit made them too long."""
    if not math.isfinite(radius):
        raise ValueError(radius)
    if radius <= distance:
        return max(4, math.ceil(abs(span) / (math.pi / 4))), False
    chord = (
        2.0 * math.acos(1.0 - distance / radius)
        if distance / radius > 1e-12
        else 2.0 * math.sqrt(2 * distance / radius)
    )
    wanted = max(math.ceil(abs(span) / chord), math.ceil(abs(span) / (math.pi / 4)), 1)
    return min(wanted, MOST_POINTS), wanted > MOST_POINTS


def arc(centre: tuple[float, float], radius: float, start: float, end: float, *, distance: float) -> Curve:
    """Points (n, 2) counter-clockwise from `start` to `end` (radians); equal angles are the whole circle.

    Raises
    ------
    ValueError: the radius is not above 0.
    """
    if not radius > 0.0:
        raise ValueError(radius)
    span = (end - start) % math.tau or math.tau
    count, coarse = _steps(radius, span, distance)
    angle = start + np.linspace(0.0, span, count + 1)
    return np.column_stack((centre[0] + radius * np.cos(angle), centre[1] + radius * np.sin(angle))), coarse


def bulged(points: Floats, bulges: Floats, *, closed: bool, distance: float) -> Curve:
    """A polyline (n, 2) with its arcs as points; a bulge is the tangent of a quarter of an arc's angle.

    The closing segment of a closed one is flattened too, its last point left out.
    """
    bent = np.flatnonzero(np.abs(bulges) > _STRAIGHT)
    if len(bent) == 0 or len(points) < 2:
        return points, False
    pieces: list[Floats] = []
    coarse, done = False, 0
    for at in bent.tolist():
        if at == len(points) - 1 and not closed:
            continue
        inner, rough = _bulge(points[at], points[(at + 1) % len(points)], float(bulges[at]), distance)
        pieces += [points[done : at + 1], inner]
        coarse, done = coarse or rough, at + 1
    pieces.append(points[done:])
    return np.concatenate(pieces), coarse


def _bulge(start: Floats, end: Floats, bulge: float, distance: float) -> Curve:
    """The points of one arc without its ends."""
    chord = end - start
    length = float(np.hypot(chord[0], chord[1]))
    if length == 0.0:
        return np.empty((0, 2)), False
    span = 4.0 * math.atan(bulge)
    radius = length * (1.0 + bulge * bulge) / (4.0 * abs(bulge))
    count, coarse = _steps(radius, span, distance)
    left = np.array((-chord[1], chord[0])) / length
    centre = (start + end) / 2.0 + left * (length * (1.0 - bulge * bulge) / (4.0 * bulge))
    arm = start - centre
    angle = np.linspace(0.0, span, count + 1)[1:-1]
    turned = np.column_stack(
        (
            arm[0] * np.cos(angle) - arm[1] * np.sin(angle),
            arm[0] * np.sin(angle) + arm[1] * np.cos(angle),
        )
    )
    return centre + turned, coarse


def ellipse(centre: Floats, major: Floats, minor: Floats, span: tuple[float, float], *, distance: float) -> Curve:
    """Points (n, k) of an ellipse from its half axes (vectors), counter-clockwise between two parameters (radians).

    Raises
    ------
    ValueError: both half axes are nothing.
    """
    reach = float(max(np.linalg.norm(major), np.linalg.norm(minor)))
    if not reach > 0.0:
        raise ValueError(reach)
    width = (span[1] - span[0]) % math.tau
    if width < 1e-9 or math.tau - width < 1e-9:
        width = math.tau
    count, coarse = _steps(reach, width, distance)  # an ellipse is nowhere farther from its chord than its outer circle
    t = (span[0] + np.linspace(0.0, width, count + 1))[:, None]
    return centre + major * np.cos(t) + minor * np.sin(t), coarse


def spline(control: Floats, knots: Floats, weights: Floats, degree: int, *, distance: float) -> Curve:
    """Points (n, k) of a B-spline over its whole domain; `knots` and `weights` may be empty (clamped and uniform; 1).

    Raises
    ------
    ValueError: degree, knots or weights do not make a spline.
    """
    count = len(control)
    if not 1 <= degree <= _HIGHEST_DEGREE or count <= degree:
        raise ValueError(degree)
    if len(knots) == 0:
        inner = np.arange(1, count - degree, dtype=float)
        knots = np.concatenate((np.zeros(degree + 1), inner, np.full(degree + 1, count - degree, dtype=float)))
    if len(knots) != count + degree + 1 or not (np.diff(knots) >= 0.0).all():
        raise ValueError(len(knots))
    if len(weights) not in (0, count) or (len(weights) and not (weights > 0.0).all()):
        raise ValueError(len(weights))
    breaks = np.unique(knots[degree : count + 1])
    if len(breaks) < 2:
        raise ValueError(len(breaks))
    scale = weights[:, None] if len(weights) else np.ones((count, 1))
    homogeneous = np.hstack((control * scale, scale))

    def _at(t: Floats) -> Floats:
        found = _de_boor(knots, homogeneous, degree, t)
        return found[:, :-1] / found[:, -1:]

    return _sampled(_at, breaks, distance)


def _de_boor(knots: Floats, control: Floats, degree: int, t: Floats) -> Floats:
    span = np.clip(np.searchsorted(knots, t, side="right") - 1, degree, len(control) - 1)
    rows = [control[span - degree + j] for j in range(degree + 1)]
    for r in range(1, degree + 1):
        for j in range(degree, r - 1, -1):
            low, high = knots[span - degree + j], knots[span + 1 + j - r]
            width = np.where(high > low, high - low, 1.0)
            share = np.where(high > low, (t - low) / width, 0.0)[:, None]
            rows[j] = (1.0 - share) * rows[j - 1] + share * rows[j]
    return rows[degree]


def _sampled(at: Callable[[Floats], Floats], breaks: Floats, distance: float) -> Curve:
    """Points of a curve given as a function, twice as many until those in between lie near enough to the chords."""
    parts = 4
    while True:
        t = np.unique(np.concatenate([np.linspace(a, b, 2 * parts + 1) for a, b in pairwise(breaks)]))
        points: Floats = at(t)
        between = (points[:-2:2] + points[2::2]) / 2.0 - points[1:-1:2]
        chord = points[2::2] - points[:-2:2]
        length = np.linalg.norm(chord, axis=1)
        along = np.einsum("ij,ij->i", between, chord) / np.where(length > 0.0, length, 1.0)
        off = np.sqrt(np.maximum((between**2).sum(axis=1) - along**2, 0.0))
        if not np.isfinite(off).all() or off.max() <= distance:
            return points, False
        if len(t) * 2 > MOST_POINTS:
            return points, True
        parts *= 2


def fitted(points: Floats, tangents: tuple[Floats, Floats] | None, *, closed: bool, distance: float) -> Curve:
    """Points (n, k) of the smooth curve through fit points: a cubic over chord lengths, as drawing programs draw it.

    Raises
    ------
    ValueError: fewer than two different points.
    """
    step = np.linalg.norm(np.diff(points, axis=0), axis=1)
    points = points[np.concatenate(([True], step > 0.0))]
    if len(points) < 2:
        raise ValueError(len(points))
    if closed and not np.array_equal(points[0], points[-1]):
        points = np.vstack((points, points[:1]))
    t = np.concatenate(([0.0], np.cumsum(np.linalg.norm(np.diff(points, axis=0), axis=1))))
    ends: object = "natural"
    if closed and len(points) > 3:
        ends = "periodic"
    elif tangents is not None and all(np.linalg.norm(one) > 0.0 for one in tangents):
        ends = tuple((1, one / np.linalg.norm(one)) for one in tangents)
    cubic = import_module("scipy.interpolate").CubicSpline(t, points, bc_type=ends)  # seldom needed, slow to import
    return _sampled(cubic, t, distance)
