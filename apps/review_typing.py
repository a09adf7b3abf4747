"""Corners typed or pasted as text: which column is north, eastings with or without the number of their belt."""

from __future__ import annotations

import re
from collections.abc import Sequence

import geopandas as gpd
import shapely
from shapely.geometry.base import BaseGeometry

from gis import crs
from gis.errors import GisError
from gis.views.words import say

__all__ = ["ORDERS", "areas_of"]

ORDERS = ("north_east", "east_north")  # X north and Y east, as in Chinese tables; or the other way round
_NORTH = (1.7e6, 6.0e6)  # m, of China: seven digits before the point
_EAST = ((2.0e5, 8.0e5), (1.3e7, 4.6e7))  # without and with the number of the belt
_BELT_M = 1_000_000.0
_NUMBER = re.compile(r"[-+]?\d+(?:\.\d+)?")
_WIDTHS = {6: range(13, 24), 3: range(25, 46)}
Pair = tuple[float, float]


def areas_of(text: str, *, order: str, working_crs: object) -> list[BaseGeometry]:
    """The areas of a text in the working CRS: a corner a line (its last two numbers), an empty line between rings.

    A ring inside another is a hole of it; a ring may repeat its first corner. An easting of eight digits begins with
    the number of its belt: another belt than the district's is converted.

    Parameters
    ----------
    order: one of `ORDERS`.

    Raises
    ------
    GisError: a line holds no two numbers, a ring has fewer than three corners, edges cross, the columns are
        evidently the other way round, or the belts of a text differ.
    """
    rings = [[_pair(line, number, order) for number, line in block] for block in _blocks(text)]
    rings = [ring[:-1] if len(ring) > 1 and ring[0] == ring[-1] else ring for ring in rings]
    if not rings or any(len(ring) < 3 for ring in rings):
        raise _refused("review_page_typed_few")
    shapes = [shapely.Polygon(ring) for ring in _in_working(rings, working_crs)]
    if not all(shape.is_valid and shape.area > 0.0 for shape in shapes):
        raise _refused("drawn_crossing")
    return _with_holes(shapes)


def _blocks(text: str) -> list[list[tuple[int, str]]]:
    blocks: list[list[tuple[int, str]]] = [[]]
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip():
            blocks[-1].append((number, line))
        elif blocks[-1]:
            blocks.append([])
    return [block for block in blocks if block]


def _pair(line: str, number: int, order: str) -> Pair:
    """(east, north) of a line: its last two numbers, so that a name or number of the corner may stand before."""
    found = [float(word) for word in re.split(r"[\s,,;;\t]+", line.strip()) if _NUMBER.fullmatch(word)]
    if len(found) < 2:
        raise _refused("review_page_typed_line", line=number, text=line.strip()[:40])
    first, second = found[-2:]
    east, north = (second, first) if order == "north_east" else (first, second)
    if not _fits(east, north) and _fits(north, east):
        raise _refused("review_page_typed_order", line=number)
    return east, north


def _fits(east: float, north: float) -> bool:
    return _NORTH[0] < north < _NORTH[1] and any(low < east < high for low, high in _EAST)


def _in_working(rings: Sequence[Sequence[Pair]], working_crs: object) -> list[list[Pair]]:
    """The rings in the working CRS: the number of the belt taken off, or put before, or another belt converted."""
    belts = {int(east // _BELT_M) for ring in rings for east, _ in ring}
    here = crs.belt_of(working_crs)
    if len(belts) != 1:
        raise _refused("review_page_typed_belts")
    belt = belts.pop()
    if here is None or not belt:
        add = here.zone * _BELT_M if here is not None and here.prefixed else 0.0
        return [[(east + add, north) for east, north in ring] for ring in rings]
    width = next((wide for wide, zones in _WIDTHS.items() if belt in zones), 0)
    if (width, belt) == (here.width_deg, here.zone):
        less = 0.0 if here.prefixed else belt * _BELT_M
        return [[(east - less, north) for east, north in ring] for ring in rings]
    if not width:
        raise _refused("review_page_typed_belts")
    named = crs.belt_code(here.datum, width, belt, prefixed=True)
    frame = gpd.GeoDataFrame(geometry=[shapely.Polygon(ring) for ring in rings])
    moved = crs.declared(frame, named, target=crs.flat_crs(working_crs), layer="", source="")
    return [[(float(x), float(y)) for x, y in shapely.get_coordinates(one)[:-1]] for one in moved.geometry]


def _with_holes(shapes: Sequence[shapely.Polygon]) -> list[BaseGeometry]:
    """Rings inside another taken out of it."""
    found: list[BaseGeometry] = []
    for shape in sorted(shapes, key=lambda one: -one.area):
        around = next((at for at, one in enumerate(found) if one.contains(shape)), None)
        if around is None:
            found.append(shape)
        else:
            found[around] = found[around].difference(shape)
    return found


def _refused(key: str, **facts: object) -> GisError:
    return GisError(problem=f"{say(key, 'zh', **facts)} / {say(key, 'en', **facts)}")
