"""What a user draws on the map: checked as it comes from the browser, brought into the district's coordinates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from gis import crs
from gis.errors import GisError
from gis.views.safe import decode
from gis.views.words import say

__all__ = ["VERTICES_AT_MOST", "Corner", "DrawnShape", "EditedShape", "drawn_id", "is_edit", "read_edit", "read_shape"]

VERTICES_AT_MOST = 2_000  # by hand nobody draws more; what does not come from a hand is not taken
CORNERS_AT_MOST = 20_000  # of an area whose corners are moved: it may have come from a file
_KINDS = {"Point": "point", "LineString": "line", "Polygon": "area"}
_LEAST = {"point": 1, "line": 2, "area": 3}
_SNAPS = ("", "c", "e")
_ID_LENGTH = 40
_NUMBER_AT_MOST = 1e9


@dataclass(frozen=True)
class DrawnShape:
    """A shape a user has finished: `kind` is "point", "line" or "area", `geometry` lies in the working CRS (metres)."""

    kind: str
    geometry: BaseGeometry
    snaps: tuple[str, ...] = ()  # of each corner: what it was put on, "c" a corner, "e" an edge, "" nothing


@dataclass(frozen=True)
class Corner:
    """A corner as the browser left it: place in metres, what it was put on, polygon, ring and corner it was before."""

    x: float
    y: float
    snap: str = ""
    origin: tuple[int, int, int] | None = None


@dataclass(frozen=True)
class EditedShape:
    """New corners of an area the page had drawn: `of` its id; polygon, ring, corner. Given up: nothing is to change."""

    of: str
    polygons: tuple[tuple[tuple[Corner, ...], ...], ...] = ()
    given_up: bool = False
    kind: str = "area"


def drawn_id(feature: object) -> str:
    """The name our map script gave a drawing; empty for anything else that the map reports."""
    facts = feature.get("properties") if isinstance(feature, dict) else None
    name = facts.get("drawn") if isinstance(facts, dict) else None
    return name if isinstance(name, str) and len(name) <= _ID_LENGTH else ""


def read_shape(feature: object, *, working_crs: object) -> DrawnShape:
    """A drawing as the browser reports it (GeoJSON, degrees), as a shape in the working CRS (metres).

    Raises
    ------
    GisError: it is not a point, a line or an area without holes; a coordinate is no finite number, out of the range of
        degrees or too far away for the CRS; it has more than `VERTICES_AT_MOST` vertices or too few different ones; the
        edges of an area cross.
    """
    kind, positions = _positions(feature)
    if len(positions) > VERTICES_AT_MOST:
        raise _refused("drawn_many", count=len(positions), most=VERTICES_AT_MOST)
    degrees = np.array([_pair(position) for position in positions], dtype=float).reshape(-1, 2)
    if (np.abs(degrees) > (180.0, 90.0)).any():
        raise _refused("drawn_off_earth")
    if len(np.unique(degrees, axis=0)) < _LEAST[kind]:
        raise _refused("drawn_few")
    metres = np.column_stack(crs.from_degrees(degrees[:, 0], degrees[:, 1], crs=working_crs))
    if not np.isfinite(metres).all():
        raise _refused("drawn_far")
    return DrawnShape(kind, _geometry(kind, metres), _snaps(feature, len(positions)))


def _facts(feature: object) -> dict[str, Any]:
    facts = feature.get("properties") if isinstance(feature, dict) else None
    return facts if isinstance(facts, dict) else {}


def _snaps(feature: object, count: int) -> tuple[str, ...]:
    """What each corner was put on, where the browser says so of all of them."""
    given = _facts(feature).get("snaps")
    if not isinstance(given, list) or len(given) != count:
        return ()
    return tuple(one if one in _SNAPS else "" for one in given)


def is_edit(feature: object) -> bool:
    """Whether a drawing is the new shape of an area that the page had drawn."""
    return isinstance(_facts(feature).get("of"), str)


def read_edit(feature: object, *, working_crs: object) -> EditedShape:
    """The corners of an edited area as the browser reports them, in the working CRS (metres).

    Raises
    ------
    GisError: it is no area with rings, a coordinate cannot be used, or it has more corners than a hand moves.
    """
    facts = _facts(feature)
    of = decode(str(facts.get("of", "")))
    if facts.get("given_up"):
        return EditedShape(of, given_up=True)
    geometry = feature.get("geometry") if isinstance(feature, dict) else None
    found = geometry.get("coordinates") if isinstance(geometry, dict) else None
    if isinstance(geometry, dict) and geometry.get("type") == "Polygon":
        found = [found]
    if not isinstance(found, list) or not found:
        raise _refused("drawn_unread")
    polygons = tuple(
        tuple(
            _ring(ring, (_inner(facts.get("snaps"), at, number), _inner(facts.get("from"), at, number)), working_crs)
            for number, ring in enumerate(rings)
        )
        for at, rings in enumerate(one if isinstance(one, list) else [] for one in found)
    )
    if not polygons or not all(polygons) or sum(len(ring) for rings in polygons for ring in rings) > CORNERS_AT_MOST:
        raise _refused("drawn_unread")
    return EditedShape(of, polygons)


def _inner(given: object, *places: int) -> list[object]:
    """What lies at these places of lists in lists; an empty list where nothing does."""
    for place in places:
        if not isinstance(given, list) or place >= len(given):
            return []
        given = given[place]
    return given if isinstance(given, list) else []


def _ring(ring: object, told: tuple[list[object], list[object]], working_crs: object) -> tuple[Corner, ...]:
    if not isinstance(ring, list):
        raise _refused("drawn_unread")
    positions = ring[:-1] if len(ring) > 1 and ring[0] == ring[-1] else ring
    if len(positions) < _LEAST["area"]:
        raise _refused("drawn_few")
    degrees = np.array([_pair(position) for position in positions], dtype=float)
    if (np.abs(degrees) > (180.0, 90.0)).any():
        raise _refused("drawn_off_earth")
    metres = np.column_stack(crs.from_degrees(degrees[:, 0], degrees[:, 1], crs=working_crs))
    if not np.isfinite(metres).all():
        raise _refused("drawn_far")
    snaps, origins = (told[0] + [""] * len(positions), told[1] + [None] * len(positions))
    return tuple(
        Corner(float(x), float(y), str(snap) if snap in _SNAPS else "", _origin(origin))
        for (x, y), snap, origin in zip(metres, snaps, origins, strict=False)
    )


def _origin(given: object) -> tuple[int, int, int] | None:
    if not isinstance(given, list) or len(given) != 3 or not all(type(one) is int and one >= 0 for one in given):
        return None
    return given[0], given[1], given[2]


def _refused(key: str, **facts: object) -> GisError:
    return GisError(problem=f"{say(key, 'zh', **facts)} / {say(key, 'en', **facts)}")


def _positions(feature: object) -> tuple[str, list[object]]:
    """Kind and vertices; the ring of an area without its closing repetition."""
    geometry = feature.get("geometry") if isinstance(feature, dict) else None
    kind = _KINDS.get(str(geometry.get("type")), "") if isinstance(geometry, dict) else ""
    found = geometry.get("coordinates") if isinstance(geometry, dict) else None
    if kind == "point":
        return kind, [found]
    if kind == "area":
        found = found[0] if isinstance(found, list) and len(found) == 1 else None
    if not kind or not isinstance(found, list):
        raise _refused("drawn_unread")
    closed = kind == "area" and len(found) > 1 and found[0] == found[-1]
    return kind, found[:-1] if closed else found


def _pair(position: object) -> tuple[float, float]:
    if not isinstance(position, list) or len(position) != 2:
        raise _refused("drawn_unread")
    lon_deg, lat_deg = (_number(entry) for entry in position)
    return lon_deg, lat_deg


def _number(entry: object) -> float:
    # the comparison is false of NaN too, and comes first: a whole number may be too large to become a float
    if isinstance(entry, bool) or not isinstance(entry, (int, float)) or not abs(entry) <= _NUMBER_AT_MOST:
        raise _refused("drawn_unread")
    return float(entry)


def _geometry(kind: str, metres: npt.NDArray[np.float64]) -> BaseGeometry:
    if kind == "point":
        return shapely.Point(metres[0])
    if kind == "line":
        return shapely.LineString(metres)
    area = shapely.Polygon(metres)
    if not area.is_valid or area.area <= 0.0:
        raise _refused("drawn_crossing")
    return area
