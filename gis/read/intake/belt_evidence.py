"""What the numbers of a layer look like, row by row: degrees, metres with or without a zone, a local grid, swapped.

Judged by the extent of each row and by size alone, so that a layer of any length costs one pass over its bounds. What
is stated about the numbers plays no part here.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
import numpy.typing as npt
import shapely

from gis.crs import BELT_ZONES
from gis.read.intake.model import Shapes

__all__ = ["CHINA_DEGREES", "NORTH_M", "Box", "Extents", "Floats", "Kind", "Mask", "extents", "inside", "swapped_box"]

Box = tuple[float, float, float, float]  # west, south, east, north in the units of the numbers
Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

CHINA_DEGREES: Box = (73.0, 3.0, 136.0, 54.0)
NORTH_M = (300_000.0, 6_000_000.0)  # northings of China with its islands
_MAINLAND_NORTH_M = (1_800_000.0, 6_000_000.0)  # below, six digits may as well be a city's own grid
_BARE_EAST_M = (150_000.0, 850_000.0)  # of belts without prefix: 3 degrees off the meridian, and some more
_MERCATOR: Box = (8_100_000.0, 300_000.0, 15_200_000.0, 7_200_000.0)  # China in Web Mercator
_LOCAL_M = 1_000_000.0  # cities' own grids stay below in both directions
_ZONES = sorted({zone for zones in BELT_ZONES.values() for zone in zones})


class Kind(IntEnum):
    """What the numbers of one row look like."""

    NONE = 0  # no coordinates, or not finite ones
    ORIGIN = 1  # all at (0, 0)
    DEGREES = 2  # longitude and latitude in China
    WORLD = 3  # degrees elsewhere, or very small numbers
    ZONED = 4  # metres, the easting begins with the zone of a belt of China
    METRES = 5  # metres of a belt of China without prefix
    MERCATOR = 6  # Web Mercator in China
    LOCAL = 7  # metres that fit no belt: a grid of its own
    OTHER = 8  # nothing known


@dataclass(frozen=True)
class Extents:
    """Of n rows: bounds (n, 4), `Kind` (n,), whether x is the northing (n,), the zone the easting begins with (n,).

    The zone is 0 where there is none.
    """

    bounds: Floats
    kind: npt.NDArray[np.int8]
    swapped: Mask
    zone: npt.NDArray[np.int16]

    @property
    def present(self) -> Mask:
        """Rows with coordinates to judge: finite, and not all at (0, 0)."""
        judged: Mask = (self.kind != Kind.NONE) & (self.kind != Kind.ORIGIN)
        return judged

    def of(self, *kinds: Kind) -> Mask:
        """Which rows are of one of these kinds."""
        which = np.zeros(len(self.kind), dtype=bool)
        for kind in kinds:
            which |= self.kind == kind
        return which

    def zones(self, rows: Mask) -> dict[int, int]:
        """The zones that the eastings of `rows` begin with, and how many rows each has, by zone."""
        values, counts = np.unique(self.zone[rows], return_counts=True)
        return {zone: count for zone, count in zip(values.tolist(), counts.tolist(), strict=True) if zone}

    def upright(self, rows: Mask) -> Floats:
        """Bounds of `rows` with x east and y north: those of swapped rows exchanged."""
        bounds, swapped = self.bounds[rows], self.swapped[rows]
        if swapped.any():
            bounds = np.where(swapped[:, None], bounds[:, [1, 0, 3, 2]], bounds)
        return bounds

    def centre(self, rows: Mask) -> tuple[float, float]:
        """Easting and northing (or longitude and latitude) in the middle of `rows`, swapped ones put right.

        The median of the rows' middles: neither the order of the rows nor a stray one moves it.
        """
        bounds = self.upright(rows)
        return float(np.median((bounds[:, 0] + bounds[:, 2]) / 2)), float(np.median((bounds[:, 1] + bounds[:, 3]) / 2))


def inside(bounds: Floats, box: Box) -> Mask:
    """Which bounds (n, 4) lie wholly inside `box`."""
    west, south, east, north = box
    within: Mask = (bounds[:, 0] >= west) & (bounds[:, 1] >= south) & (bounds[:, 2] <= east) & (bounds[:, 3] <= north)
    return within


def swapped_box(box: Box) -> Box:
    """The box of the same places with x and y exchanged."""
    return box[1], box[0], box[3], box[2]


def extents(shapes: Shapes) -> Extents:
    """What the rows of a layer look like; shapes (n,), None where there is none."""
    bounds = np.asarray(shapely.bounds(shapes), dtype=float).reshape(-1, 4)
    finite = np.isfinite(bounds).all(axis=1)
    if not finite.any():
        return _told(bounds, finite, np.zeros(len(bounds), dtype=bool))
    given = bounds if finite.all() else bounds[finite]
    whole = np.array([[*given[:, :2].min(axis=0), *given[:, 2:].max(axis=0)]])
    told = _told(whole, np.ones(1, dtype=bool), np.zeros(1, dtype=bool))
    if told.kind[0] not in (Kind.DEGREES, Kind.ZONED, Kind.METRES):
        return _told(bounds, finite, (bounds == 0.0).all(axis=1))
    # What holds for the box around all rows holds for each of them.
    count = len(bounds)
    return Extents(
        bounds,
        np.where(finite, told.kind[0], Kind.NONE).astype(np.int8),
        finite if told.swapped[0] else np.zeros(count, dtype=bool),
        np.where(finite, told.zone[0], 0).astype(np.int16),
    )


def _told(bounds: Floats, finite: Mask, at_origin: Mask) -> Extents:
    straight, zone = _kinds(bounds)
    other, other_zone = _kinds(bounds[:, [1, 0, 3, 2]])
    # Only sizes that leave no doubt are taken for swapped: as they stand the numbers are nothing known of China.
    weak = np.isin(straight, (Kind.WORLD, Kind.OTHER, Kind.LOCAL))
    swapped = weak & np.isin(other, (Kind.DEGREES, Kind.ZONED, Kind.METRES)) & finite
    kind = np.where(swapped, other, straight).astype(np.int8)
    kind[at_origin] = Kind.ORIGIN
    kind[~finite] = Kind.NONE
    zones = np.where(kind == Kind.ZONED, np.where(swapped, other_zone, zone), 0).astype(np.int16)
    return Extents(bounds, kind, swapped, zones)


def _kinds(bounds: Floats) -> tuple[npt.NDArray[np.int8], npt.NDArray[np.int16]]:
    """Kind and zone of bounds (n, 4) as they stand, x as easting."""
    with np.errstate(invalid="ignore"):
        million = np.floor(np.nan_to_num(bounds[:, [0, 2]], nan=0.0, posinf=0.0, neginf=0.0) / 1e6)
    rest = bounds[:, [0, 2]] - million * 1e6
    zoned = (million[:, 0] == million[:, 1]) & np.isin(million[:, 0], _ZONES)
    zoned &= (rest >= _BARE_EAST_M[0]).all(axis=1) & (rest <= _BARE_EAST_M[1]).all(axis=1)
    zoned &= (bounds[:, 1] >= NORTH_M[0]) & (bounds[:, 3] <= NORTH_M[1])
    chosen = [
        (inside(bounds, CHINA_DEGREES), Kind.DEGREES),
        (inside(bounds, (-180.0, -90.0, 180.0, 90.0)), Kind.WORLD),
        (zoned, Kind.ZONED),
        (inside(bounds, (_BARE_EAST_M[0], _MAINLAND_NORTH_M[0], _BARE_EAST_M[1], _MAINLAND_NORTH_M[1])), Kind.METRES),
        (inside(bounds, _MERCATOR), Kind.MERCATOR),
        (inside(bounds, (-_LOCAL_M, -_LOCAL_M, _LOCAL_M, _LOCAL_M)), Kind.LOCAL),
    ]
    kind = np.select([mask for mask, _ in chosen], [int(one) for _, one in chosen], default=int(Kind.OTHER))
    return kind.astype(np.int8), million[:, 0].clip(-1, 1000).astype(np.int16)
