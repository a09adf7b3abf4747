"""Nested lists of coordinates, as GeoJSON has them, to shapes: many at once, one by one where some are odd."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from shapely import GeometryType
from shapely.errors import GEOSException

from gis.read.intake.model import Shapes

__all__ = ["Made", "bounds_of", "shapes_of"]

_DEPTHS = {
    "Point": (GeometryType.POINT, 1),
    "LineString": (GeometryType.LINESTRING, 2),
    "MultiPoint": (GeometryType.MULTIPOINT, 2),
    "Polygon": (GeometryType.POLYGON, 3),
    "MultiLineString": (GeometryType.MULTILINESTRING, 3),
    "MultiPolygon": (GeometryType.MULTIPOLYGON, 4),
}
_DEEPEST = 16  # collections within collections


def bounds_of(shapes: Shapes) -> npt.NDArray[np.float64]:
    """West, south, east, north of all shapes together; NaN where there is none."""
    none = np.full(4, np.nan)
    return np.asarray(shapely.total_bounds(shapes), dtype=np.float64) if (~shapely.is_missing(shapes)).any() else none


class _CoordinateError(Exception):
    """Coordinates that make no shape; its text is the code of the reason."""


class Made:
    """Shapes (n,), the reason why there is none by position, positions whose rings had to be closed."""

    def __init__(self, count: int) -> None:
        self.shapes: Shapes = np.full(count, None, dtype=object)
        self.reasons: dict[int, str] = {}
        self.closed: set[int] = set()
        self.more_ordinates = 0


def shapes_of(geometries: Sequence[object]) -> Made:
    """The shapes of geometry objects ({"type": …, "coordinates": …} or a GeometryCollection); None stays None."""
    made = Made(len(geometries))
    groups: dict[str, list[int]] = {}
    for at, geometry in enumerate(geometries):
        if geometry is None:
            continue
        kind = geometry.get("type") if isinstance(geometry, dict) else None
        groups.setdefault(kind if isinstance(kind, str) else "", []).append(at)
    for kind, places in groups.items():
        bulk = _together(kind, [_coordinates(geometries[at]) for at in places]) if kind in _DEPTHS else None
        if bulk is not None:
            made.shapes[places] = bulk
            continue
        for at in places:
            _alone(geometries[at], at, made)
    return made


def _coordinates(geometry: object) -> object:
    return geometry.get("coordinates") if isinstance(geometry, dict) else None


def _together(kind: str, coordinates: Sequence[object]) -> Shapes | None:
    """All shapes of one kind at once; None where any of them is not quite as it should be."""
    geometry_type, depth = _DEPTHS[kind]
    level: list[Any] = list(coordinates)
    offsets: list[npt.NDArray[np.int64]] = []
    for _ in range(depth - 1):
        if set(map(type, level)) != {list}:
            return None
        counts = np.fromiter(map(len, level), dtype=np.int64, count=len(level))
        if not counts.all():
            return None
        offsets.append(np.concatenate([[0], np.cumsum(counts)]))
        level = list(chain.from_iterable(level))
    xy = _numbers(level)
    if xy is None or (kind.endswith("Polygon") and not _all_closed(xy, offsets[-1])):
        return None
    try:
        found: Shapes = shapely.from_ragged_array(geometry_type, xy, tuple(reversed(offsets)) or None)
    except (GEOSException, ValueError):
        return None
    return found


def _numbers(places: list[Any]) -> npt.NDArray[np.float64] | None:
    """Places as an array (n, 2 or 3); None where any is no list of as many finite numbers."""
    if set(map(type, places)) != {list} or set(map(len, places)) not in ({2}, {3}):
        return None
    flat: list[Any] = list(chain.from_iterable(places))
    if not set(map(type, flat)) <= {int, float}:
        return None
    try:
        xy: npt.NDArray[np.float64] = np.array(flat, dtype=np.float64).reshape(len(places), -1)
    except OverflowError:
        return None
    return xy if bool(np.isfinite(xy).all()) else None


def _all_closed(xy: npt.NDArray[np.float64], ring_ends: npt.NDArray[np.int64]) -> bool:
    return bool((xy[ring_ends[:-1]] == xy[ring_ends[1:] - 1]).all())


def _alone(geometry: object, at: int, made: Made) -> None:
    """One shape, or the reason why there is none."""
    try:
        made.shapes[at] = _shape(geometry, at, made, depth=0)
    except _CoordinateError as error:
        made.reasons[at] = str(error)
    except (GEOSException, ValueError, OverflowError):
        made.reasons[at] = "shape_broken"


def _shape(geometry: object, at: int, made: Made, *, depth: int) -> shapely.Geometry:
    if not isinstance(geometry, dict):
        raise _CoordinateError("shape_kind_unknown")
    kind = geometry.get("type")
    if kind == "GeometryCollection":
        parts = geometry.get("geometries")
        if not isinstance(parts, list) or depth > _DEEPEST:
            raise _CoordinateError("shape_kind_unknown")
        return shapely.GeometryCollection([_shape(part, at, made, depth=depth + 1) for part in parts])
    if not isinstance(kind, str) or kind not in _DEPTHS:
        raise _CoordinateError("shape_kind_unknown")
    given = geometry.get("coordinates")
    match kind:
        case "Point":
            made_one = shapely.Point(_place(given, made)) if given != [] else shapely.Point()
        case "LineString":
            made_one = shapely.LineString(_places(given, made))
        case "MultiPoint":
            made_one = shapely.MultiPoint(_places(given, made))
        case "MultiLineString":
            made_one = shapely.MultiLineString([_places(line, made) for line in _listed(given)])
        case "Polygon":
            made_one = _area(given, at, made)
        case _:
            made_one = shapely.MultiPolygon([_area(part, at, made) for part in _listed(given)])
    return made_one


def _listed(given: object) -> list[object]:
    if not isinstance(given, list):
        raise _CoordinateError("coordinates_text" if isinstance(given, str) else "coordinates_nesting")
    return given


def _place(given: object, made: Made) -> list[float]:
    numbers = _listed(given)
    if any(isinstance(number, str) for number in numbers):
        raise _CoordinateError("coordinates_text")
    if any(isinstance(number, (list, dict)) for number in numbers):
        raise _CoordinateError("coordinates_nesting")
    if len(numbers) < 2:
        raise _CoordinateError("coordinates_few")
    if any(type(number) not in (int, float) for number in numbers):
        raise _CoordinateError("coordinate_not_finite")
    made.more_ordinates += len(numbers) > 3
    place = [float(number) for number in numbers[:3]]  # type: ignore[arg-type]
    if not np.isfinite(place).all():
        raise _CoordinateError("coordinate_not_finite")
    return place


def _places(given: object, made: Made) -> list[list[float]]:
    places = [_place(place, made) for place in _listed(given)]
    flat = min(map(len, places), default=2)
    return [place[:flat] for place in places]  # heights on some places of a line are none of the line


def _area(given: object, at: int, made: Made) -> shapely.Polygon:
    rings = []
    for ring in _listed(given):
        places = _places(ring, made)
        if places and places[0] != places[-1]:
            places.append(places[0])
            made.closed.add(at)
        if len(places) < 4:
            raise _CoordinateError("shape_broken")
        rings.append(places)
    return shapely.Polygon(rings[0], rings[1:]) if rings else shapely.Polygon()
