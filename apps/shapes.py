"""What a user draws on the map: checked as it comes from the browser, brought into the district's coordinates."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from gis import crs
from gis.errors import GisError
from gis.views.words import say

__all__ = ["VERTICES_AT_MOST", "DrawnShape", "drawn_id", "read_shape"]

VERTICES_AT_MOST = 2_000  # by hand nobody draws more; what does not come from a hand is not taken
_KINDS = {"Point": "point", "LineString": "line", "Polygon": "area"}
_LEAST = {"point": 1, "line": 2, "area": 3}
_ID_LENGTH = 40
_NUMBER_AT_MOST = 1e9


@dataclass(frozen=True)
class DrawnShape:
    """A shape a user has finished: `kind` is "point", "line" or "area", `geometry` lies in the working CRS (metres)."""

    kind: str
    geometry: BaseGeometry


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
    return DrawnShape(kind, _geometry(kind, metres))


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
