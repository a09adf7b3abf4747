"""Known places as the fabric uses them: what draws which use, and which land a place certainly takes."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely
from shapely import LineString, Polygon
from shapely.affinity import rotate
from shapely.geometry.base import BaseGeometry

from gis.fabric.grid import drawn, frame_angle_deg, polygon_parts
from gis.fabric.recipe import Recipe

__all__ = ["THEMES", "Known", "carved", "known_places", "pull", "theme_of"]

THEMES = ("living", "business", "industry")
_THEME_BY_CODE = {"07": "living", "08": "business", "09": "business", "10": "industry", "11": "industry"}
REACH_M = 600.0  # distance at which the pull of a place falls to 1/e


@dataclass(frozen=True)
class Known:
    """A known place: id, kind (of place or facility), position."""

    id: str
    kind: str
    x_m: float
    y_m: float


def theme_of(code: str) -> str:
    """living, business or industry; empty for any other land."""
    return _THEME_BY_CODE.get(code[:2], "")


def known_places(places: gpd.GeoDataFrame, facilities: gpd.GeoDataFrame) -> list[Known]:
    """Places and facilities of both layers in the order of their ids; rows without a point are passed over."""
    found = [
        Known(str(key), str(row.get(column) or ""), float(row.geometry.x), float(row.geometry.y))
        for rows, column in ((places, "place"), (facilities, "facility"))
        for key, row in drawn(rows).iterrows()
    ]
    return sorted(found, key=lambda known: (known.id, known.kind))


def pull(
    shapes: list[Polygon], known: list[Known], *, recipe: Recipe, reach_m: float = REACH_M
) -> dict[str, npt.NDArray[np.float64]]:
    """How strongly known places draw each use to each shape, by theme: ln(1 + the sum of exp(-distance / reach).

    The logarithm keeps a crowd of points from drawing all land of a use into one spot.
    """
    centres = shapely.get_coordinates([shape.centroid for shape in shapes]) if shapes else np.empty((0, 2))
    site_theme = {rule.kind: theme_of(rule.code) for rule in recipe.sites}
    pulls: dict[str, npt.NDArray[np.float64]] = {}
    for theme in THEMES:
        points = [
            (place.x_m, place.y_m)
            for place in known
            if recipe.attract.get(place.kind, site_theme.get(place.kind, "")) == theme
        ]
        total = np.zeros(len(centres), dtype=np.float64)
        for x_m, y_m in points:
            total += np.exp(-np.hypot(centres[:, 0] - x_m, centres[:, 1] - y_m) / reach_m)
        pulls[theme] = np.asarray(np.round(np.log1p(total), 6), dtype=np.float64)
    return pulls


def carved(shape: Polygon, at: BaseGeometry, *, max_m2: float) -> tuple[Polygon, list[Polygon]]:
    """The part of a block round a place, at most about `max_m2` square metres, and the rest.

    The block is halved across its longer side, and again, always keeping the half nearer to the place.
    """
    rest: list[Polygon] = []
    angle_deg = frame_angle_deg(shape)
    while shape.area > 1.4 * max_m2:
        turned = rotate(shape, -angle_deg, origin=(0.0, 0.0))
        west, south, east, north = turned.bounds
        cut = max(max_m2 / shape.area, 0.35)
        tip = rotate(at, -angle_deg, origin=(0.0, 0.0))
        if east - west >= north - south:
            x_m = west + (east - west) * (cut if tip.x < (west + east) / 2.0 else 1.0 - cut)
            line = LineString([(x_m, south - 1.0), (x_m, north + 1.0)])
        else:
            y_m = south + (north - south) * (cut if tip.y < (south + north) / 2.0 else 1.0 - cut)
            line = LineString([(west - 1.0, y_m), (east + 1.0, y_m)])
        cells = polygon_parts(shapely.polygonize([*shapely.get_parts(shapely.union_all([turned.boundary, line]))]))
        halves = [cell for cell in cells if turned.contains(cell.representative_point())]  # not the holes
        if len(halves) < 2:
            break
        back = [rotate(half, angle_deg, origin=(0.0, 0.0)) for half in halves]
        back.sort(key=lambda half: (round(half.distance(at), 2), round(half.area)))
        shape = back[0]
        rest.extend(back[1:])
    return shape, rest
