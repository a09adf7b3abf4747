"""One drawing entity to its shape: points in the plane it is drawn in, then in the drawing; curves as points."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from gis.read.intake.formats.drawing_curves import arc, bulged, ellipse, fitted, spline
from gis.read.intake.formats.drawing_hatch import hatch_rings
from gis.read.intake.formats.drawing_tags import Entity
from gis.read.intake.formats.drawing_text import entity_text

__all__ = ["FARTHEST", "SHAPED", "FlawedError", "Shape", "checked", "few_places", "own_axes", "placed", "shape_of"]

Floats = npt.NDArray[np.float64]

FARTHEST = 1e11  # drawing units: beyond any drawing in millimetres with its zone before it, areas lose their digits
_LEVEL = 1.0 / 64.0  # below it in x and y an extrusion direction counts as vertical, by the rule of the format


class FlawedError(Exception):
    """No shape can be made of an entity; the argument is the code of the reason."""


@dataclass(frozen=True)
class Shape:
    """An entity as points: `family` "area", "line" or "point"; `rings`: each (n, 3), drawing units.

    `islands`: how several rings make one area: "" (one ring), "evenodd", "outermost", "outer". `text`, `height`: of a
    text. `remarks`: codes of what was done to it, told with the number of rows.
    """

    family: str
    rings: tuple[Floats, ...]
    islands: str = ""
    text: str = ""
    height: float = 0.0
    remarks: tuple[str, ...] = ()
    closable: bool = False  # an open polyline that is an area once its ends meet


def own_axes(entity: Entity) -> Floats | None:
    """The axes (3, 3; columns x, y, z) of the plane an entity is drawn in; None where they are those of the drawing.

    Raises
    ------
    ValueError: the extrusion direction is no direction.
    """
    if not entity.text(210):
        return None
    z = np.array(entity.point(210))
    length = float(np.linalg.norm(z))
    if not length > 0.0 or not math.isfinite(length):
        raise ValueError(length)
    z /= length
    if z[2] == 1.0:
        return None
    side = np.array((0.0, 1.0, 0.0)) if abs(z[0]) < _LEVEL and abs(z[1]) < _LEVEL else np.array((0.0, 0.0, 1.0))
    x = np.cross(side, z)
    x /= np.linalg.norm(x)
    return np.column_stack((x, np.cross(z, x), z))


def shape_of(entity: Entity, *, distance: float) -> Shape:
    """The shape of an entity, in the coordinates of the drawing (or of its block).

    Parameters
    ----------
    distance: how far points may stay from the curve they stand for, drawing units.

    Raises
    ------
    FlawedError: it has none.
    """
    if not entity.codes or entity.broken or any(not part.codes or part.broken for part in entity.parts):
        raise FlawedError("drawing_entity_broken")
    try:
        with np.errstate(all="ignore"):  # what overflows is found below, by its result
            shape = SHAPED[entity.kind](entity, distance)
    except (ValueError, ArithmeticError, IndexError) as error:
        broken = (
            "drawing_curve_broken" if entity.kind in ("SPLINE", "ELLIPSE", "CIRCLE", "ARC") else "drawing_entity_broken"
        )
        raise FlawedError(broken) from error
    return checked(shape)


def checked(shape: Shape) -> Shape:
    """The shape, if its coordinates are numbers, within reach, and make more than one place.

    Raises
    ------
    FlawedError: they do not.
    """
    points = shape.rings[0] if len(shape.rings) == 1 else np.concatenate((np.empty((0, 3)), *shape.rings))
    if len(points) == 0:
        raise FlawedError("drawing_no_extent")
    low, high = points.min(axis=0).tolist(), points.max(axis=0).tolist()
    if not all(map(math.isfinite, (*low, *high))):
        raise FlawedError("drawing_not_finite")
    if max(*high, *(-value for value in low)) > FARTHEST:
        raise FlawedError("drawing_far_out")
    if shape.family != "point" and low[:2] == high[:2]:
        raise FlawedError("drawing_no_extent")
    return shape


def placed(shape: Shape, matrix: Floats) -> Shape:
    """The shape moved by a matrix (4, 4).

    Raises
    ------
    FlawedError: what it becomes is none.
    """
    with np.errstate(all="ignore"):
        rings = tuple(ring @ matrix[:3, :3].T + matrix[:3, 3] for ring in shape.rings)
        height = shape.height * float(np.linalg.norm(matrix[:3, 1]))
    return checked(
        Shape(shape.family, rings, shape.islands, shape.text, height, shape.remarks, closable=shape.closable)
    )


def _raised(points: Floats, z: float | Floats, entity: Entity) -> Floats:
    """Points (n, 2) of the entity's own plane at the height z, as (n, 3) of the drawing."""
    full = np.empty((len(points), 3))
    full[:, :2] = points[:, :2]
    full[:, 2] = z
    axes = own_axes(entity)
    return full if axes is None else full @ axes.T


def _vertices(tags: Entity) -> tuple[Floats, Floats | None]:
    """Points (n, 2) and bulges (n,), None for no arcs, of the tags of a light polyline."""
    codes = tags.codes
    pairs = list(zip(codes, tags.values, strict=True))
    xs = [float(value) for code, value in pairs if code == 10]
    ys = [float(value) for code, value in pairs if code == 20]
    if len(xs) != len(ys):
        raise ValueError(len(xs))
    points = np.empty((len(xs), 2))
    points[:, 0], points[:, 1] = xs, ys
    if 42 not in codes:
        return points, None
    bends = np.zeros(len(xs))
    at = -1
    for code, value in pairs:
        at += code == 10
        if code == 42 and at >= 0:
            bends[at] = float(value)
    return points, bends


def few_places(ring: Floats) -> bool:
    """Whether a ring has fewer than three different points in plan."""
    places: set[tuple[float, float]] = set()
    for x, y in ring[:, :2].tolist():
        places.add((x, y))
        if len(places) == 3:
            return False
    return True


def _polygonal(ring: Floats, *, closed: bool, remarks: tuple[str, ...]) -> Shape:
    """An area where the ring is closed and encloses something, else a line."""
    if not closed:
        return Shape("line", (ring,), remarks=remarks, closable=len(ring) > 3)
    if few_places(ring):
        return Shape("line", (ring,), remarks=(*remarks, "drawing_area_flat"))
    return Shape("area", (ring,), remarks=remarks)


def _remarks(*, curved: bool, coarse: bool) -> tuple[str, ...]:
    return ("drawing_curves_flattened",) * curved + ("drawing_curves_coarse",) * coarse


def _lwpolyline(entity: Entity, distance: float) -> Shape:
    points, bulges = _vertices(entity)
    closed = bool(entity.whole(70) & 1)
    if bulges is None:
        return _polygonal(_raised(points, entity.number(38), entity), closed=closed, remarks=())
    ring, coarse = bulged(points, bulges, closed=closed, distance=distance)
    remarks = _remarks(curved=len(ring) > len(points), coarse=coarse)
    return _polygonal(_raised(ring, entity.number(38), entity), closed=closed, remarks=remarks)


def _polyline(entity: Entity, distance: float) -> Shape:
    """A heavy polyline; of a smoothed one the smooth vertices count, not the frame that pulls them."""
    flags = entity.whole(70)
    vertices = [(part.point(), part.number(42), part.whole(70)) for part in entity.parts]
    if flags & 4:
        vertices = [vertex for vertex in vertices if not vertex[2] & 16]
    points = np.array([vertex[0] for vertex in vertices]).reshape(-1, 3)
    closed = bool(flags & 1)
    if flags & 8:
        return _polygonal(points, closed=closed, remarks=())
    bulges = np.array([vertex[1] for vertex in vertices])
    ring, coarse = bulged(points[:, :2], bulges, closed=closed, distance=distance)
    z = points[0, 2] if len(points) else 0.0
    remarks = _remarks(curved=len(ring) > len(points), coarse=coarse)
    return _polygonal(_raised(ring, z, entity), closed=closed, remarks=remarks)


def _line(entity: Entity, _distance: float) -> Shape:
    return Shape("line", (np.array((entity.point(10), entity.point(11))),))


def _arc(entity: Entity, distance: float) -> Shape:
    x, y, z = entity.point()
    start, end = math.radians(entity.number(50)), math.radians(entity.number(51, 360.0))
    points, coarse = arc((x, y), entity.number(40), start, end, distance=distance)
    return Shape("line", (_raised(points, z, entity),), remarks=_remarks(curved=True, coarse=coarse))


def _circle(entity: Entity, distance: float) -> Shape:
    x, y, z = entity.point()
    points, coarse = arc((x, y), entity.number(40), 0.0, 0.0, distance=distance)
    return Shape("area", (_raised(points, z, entity),), remarks=_remarks(curved=True, coarse=coarse))


def _ellipse(entity: Entity, distance: float) -> Shape:
    major = np.array(entity.point(11))
    normal = np.array(entity.point(210)) if entity.text(210) else np.array((0.0, 0.0, 1.0))
    length = float(np.linalg.norm(normal))
    if not length > 0.0:
        raise ValueError(length)
    ratio = entity.number(40, 1.0)
    if not math.isfinite(ratio) or ratio == 0.0:
        raise ValueError(ratio)
    minor = np.cross(normal / length, major) * ratio
    span = (entity.number(41), entity.number(42, math.tau))
    points, coarse = ellipse(np.array(entity.point()), major, minor, span, distance=distance)
    width = (span[1] - span[0]) % math.tau
    whole = width < 1e-9 or math.tau - width < 1e-9
    return Shape("area" if whole else "line", (points,), remarks=_remarks(curved=True, coarse=coarse))


def _triples(entity: Entity, code: int) -> Floats:
    """All points with a code, (n, 3)."""
    found: list[list[float]] = []
    for have, value in entity.tags:
        if have == code:
            found.append([float(value), math.nan, 0.0])
        elif have in (code + 10, code + 20) and found:
            found[-1][(have - code) // 10] = float(value)
    return np.array(found).reshape(-1, 3)


def _numbers(entity: Entity, code: int) -> Floats:
    return np.array([float(value) for have, value in entity.tags if have == code])


def _spline(entity: Entity, distance: float) -> Shape:
    flags = entity.whole(70)
    control = _triples(entity, 10)
    closed = bool(flags & 1)
    if len(control):
        knots, weights = _numbers(entity, 40), _numbers(entity, 41)
        if not all(np.isfinite(one).all() for one in (control, knots, weights)):
            raise FlawedError("drawing_not_finite")
        points, coarse = spline(control, knots, weights, entity.whole(71, 3), distance=distance)
        remarks = _remarks(curved=True, coarse=coarse)
    else:
        through = _triples(entity, 11)
        if not np.isfinite(through).all():
            raise FlawedError("drawing_not_finite")
        tangents = (_triples(entity, 12), _triples(entity, 13))
        ends = (tangents[0][0], tangents[1][0]) if len(tangents[0]) and len(tangents[1]) else None
        points, coarse = fitted(through, ends, closed=closed, distance=distance)
        remarks = ("drawing_splines_fitted", *_remarks(curved=True, coarse=coarse))
    return _polygonal(points, closed=closed, remarks=remarks)


def _point(entity: Entity, _distance: float) -> Shape:
    return Shape("point", (np.array((entity.point(),)),))


def _text(entity: Entity, _distance: float) -> Shape:
    """A text stands where it is written: at its alignment point where it is centred or set right."""
    aligned = entity.kind == "TEXT" and (entity.whole(72) or entity.whole(73)) and entity.text(11)
    x, y, z = entity.point(11 if aligned else 10)
    points = np.array(((x, y, z),))
    if entity.kind == "TEXT":
        points = _raised(points[:, :2], z, entity)
    return Shape("point", (points,), text=entity_text(entity), height=entity.number(40))


def _solid(entity: Entity, _distance: float) -> Shape:
    """A filled triangle or quadrangle: its third and fourth corner are written in the other order."""
    corners = [entity.point(code) for code in (10, 11, 13, 12) if entity.text(code)]
    points = np.array(corners)
    return _polygonal(_raised(points, points[0, 2], entity), closed=True, remarks=())


def _hatch(entity: Entity, distance: float) -> Shape:
    rings, islands, remarks = hatch_rings(entity.tags, distance=distance)
    if not rings:
        raise FlawedError("drawing_hatch_empty")
    z = entity.number(30)
    return Shape("area", tuple(_raised(ring, z, entity) for ring in rings), islands, remarks=remarks)


SHAPED: Mapping[str, Callable[[Entity, float], Shape]] = MappingProxyType({
    "LWPOLYLINE": _lwpolyline, "POLYLINE": _polyline, "LINE": _line, "ARC": _arc, "CIRCLE": _circle,
    "ELLIPSE": _ellipse, "SPLINE": _spline, "POINT": _point, "TEXT": _text, "MTEXT": _text, "SOLID": _solid,
    "TRACE": _solid, "HATCH": _hatch, "MPOLYGON": _hatch,
})  # fmt: skip
