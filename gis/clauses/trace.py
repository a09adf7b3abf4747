"""The trace of an outline: which line closed which side, how much of it is used, corners, and the band of the area."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry
from shapely.geometry.polygon import orient

from gis.clauses.limits import NEAR_M, Strand
from gis.clauses.model import Clause, LineUse, Trace
from gis.crs import to_degrees

__all__ = ["corners_m", "line_uses", "trace_of"]

_TURN_DEG = 30.0  # a vertex on one and the same line counts as a corner from this turn on, where there is no other


def _segments(outline: BaseGeometry) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Start and end of every edge of the outline, holes included: two arrays (n, 2), metres."""
    rings = [
        shapely.get_coordinates(ring)
        for polygon in shapely.get_parts(outline)
        for ring in (polygon.exterior, *polygon.interiors)
    ]
    return np.concatenate([ring[:-1] for ring in rings]), np.concatenate([ring[1:] for ring in rings])


def _owner(middles: npt.NDArray[np.object_], strands: Sequence[Strand]) -> npt.NDArray[np.intp]:
    """Per edge the number of the strand it lies on: the first of those near enough, -1 for none."""
    owner = np.full(len(middles), -1, dtype=np.intp)
    for number in reversed(range(len(strands))):
        owner[shapely.distance(middles, strands[number].full) < NEAR_M] = number
    return owner


def line_uses(outline: BaseGeometry, strands: Sequence[Strand]) -> tuple[tuple[LineUse, ...], float]:
    """How each strand is used by the outline, and the length of outline in metres that lies on no strand.

    Where two strands coincide the first one counts, so lengths never count twice.
    """
    start, end = _segments(outline)
    length_m = np.hypot(*(end - start).T)
    middles = shapely.points((start + end) / 2.0)
    owner = _owner(middles, strands)
    uses = []
    for number, strand in enumerate(strands):
        mine = owner == number
        carried = mine & (shapely.distance(middles, strand.path) >= NEAR_M)
        used_m = float(length_m[mine].sum())
        beyond = strand.line.geometry if strand.corridor else strand.path
        moved_m2 = 0.0 if strand.corridor else used_m * strand.line.uncertainty_m  # a strip moves as a whole
        uses.append(
            LineUse(
                part=strand.part,
                side=strand.side,
                name=strand.name,
                found_as=strand.line.name,
                layer=strand.line.layer,
                uncertainty_m=strand.line.uncertainty_m,
                used_m=used_m,
                extended_m=float(length_m[carried].sum()),
                trimmed_m=float(beyond.difference(outline.buffer(NEAR_M)).length),
                moved_area_m2=moved_m2,
                declared=strand.declared,
                reason=strand.reason,
            )
        )
    return tuple(uses), float(length_m[owner == -1].sum())


def corners_m(outline: BaseGeometry, strands: Sequence[Strand]) -> list[tuple[float, float]]:
    """The places where the outline passes from one line to another, clockwise from the south-west, in metres.

    A polygon whose outline never changes lines (a ring, a strip) gives the vertices at which it turns sharply.
    """
    found: list[tuple[float, float]] = []
    for polygon in shapely.get_parts(outline):
        points = shapely.get_coordinates(orient(polygon, sign=-1.0).exterior)[:-1]
        after = np.roll(points, -1, axis=0)
        owner = _owner(shapely.points((points + after) / 2.0), strands)
        corner = owner != np.roll(owner, 1)
        if not corner.any():
            run = np.arctan2(*(after - points).T[::-1])
            turn = np.abs((run - np.roll(run, 1) + math.pi) % (2 * math.pi) - math.pi)
            corner = turn > math.radians(_TURN_DEG)
        chosen = points[corner]
        first = int(np.argmin(chosen.sum(axis=1))) if len(chosen) else 0
        found += [(float(x), float(y)) for x, y in np.roll(chosen, -first, axis=0)]
    return found


def _degrees(points: Sequence[tuple[float, float]], crs: object) -> tuple[tuple[float, float], ...]:
    """Longitude and latitude to four decimals of points in `crs`."""
    if not points:
        return ()
    corners = gpd.GeoDataFrame(geometry=[Point(xy) for xy in points], crs=crs)
    return tuple((round(float(p.x), 4), round(float(p.y), 4)) for p in to_degrees(corners).geometry)


def trace_of(
    clause: Clause,
    outline: BaseGeometry,
    strands: Sequence[Strand],
    *,
    crs: object,
    published_m2: float | None = None,
    remarks: Sequence[str] = (),
) -> Trace:
    """The trace of an outline.

    Low and high area: minus and plus the root of the sum of squares, over the lines, of the length of outline on the
    line times its uncertainty (a line used twice counts once, with both lengths); never below 0.
    """
    uses, unnamed_m = line_uses(outline, strands)
    moved_m2: dict[str, float] = defaultdict(float)
    for use in uses:
        moved_m2[use.found_as] += use.moved_area_m2
    band_m2 = math.sqrt(sum(value**2 for value in moved_m2.values()))
    area_m2 = float(outline.area)
    notes = list(remarks)
    if unnamed_m > 1.0:
        notes.append(f"轮廓有 {unnamed_m:.0f} 米不在任何命名线上 / {unnamed_m:.0f} m of outline lie on no named line")
    return Trace(
        clause=clause,
        lines=uses,
        corners_deg=_degrees(corners_m(outline, strands), crs),
        area_m2=area_m2,
        area_low_m2=max(area_m2 - band_m2, 0.0),
        area_high_m2=area_m2 + band_m2,
        published_m2=published_m2,
        remarks=tuple(dict.fromkeys(notes)),
    )
