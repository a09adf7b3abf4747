"""What became of the parts of a project: the same, moved, resized, split, merged, added, removed, and the ground."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from itertools import count
from typing import Literal

import geopandas as gpd
import numpy as np
import shapely
from shapely.affinity import translate
from shapely.geometry.base import BaseGeometry

from gis.crs import require_same
from gis.review.closeness import same_shape

__all__ = ["PartChange", "PartKind", "PartSettings", "part_changes"]

PartKind = Literal["same", "moved", "resized", "reshaped", "split", "merged", "rearranged", "added", "removed"]
_NEAR_M2 = 1e-6


@dataclass(frozen=True, slots=True)
class PartSettings:
    """When parts are the same, and when they belong together.

    `same_m`: outlines that nowhere lie farther apart are the same. `least_share`: parts of different ids belong
    together where they share as much of the smaller one.
    """

    same_m: float = 0.001
    least_share: float = 0.5


@dataclass(frozen=True, eq=False)
class PartChange:
    """What became of one part, or of several that belong together.

    Areas in m2. `shift_m`, `shift_east_m`, `shift_north_m`: of the centroid. `gained`, `lost`: ground that is new, and
    ground given up (polygons, perhaps empty); `gained_m2`, `lost_m2` their areas.
    """

    kind: PartKind
    was_ids: tuple[str, ...]
    now_ids: tuple[str, ...]
    was_m2: float
    now_m2: float
    gained_m2: float
    lost_m2: float
    shift_east_m: float
    shift_north_m: float
    gained: BaseGeometry
    lost: BaseGeometry

    @property
    def shift_m(self) -> float:
        """How far the centroid moved."""
        return float(np.hypot(self.shift_east_m, self.shift_north_m))

    @property
    def shown(self) -> tuple[str, str]:
        """Ids and areas, then and now; the gain, the loss and the shift stand with the later one."""
        was = f"{'、'.join(self.was_ids)} {self.was_m2:.2f} m²" if self.was_ids else ""
        now = f"{'、'.join(self.now_ids)} {self.now_m2:.2f} m²" if self.now_ids else ""
        moved = f", {self.shift_m:.3f} m" if self.was_ids and self.now_ids else ""
        return was, f"{now} (+{self.gained_m2:.2f} −{self.lost_m2:.2f} m²{moved})".strip()


def part_changes(
    was: gpd.GeoDataFrame, now: gpd.GeoDataFrame, *, settings: PartSettings | None = None
) -> tuple[PartChange, ...]:
    """What became of the parts: matched by id, and those without a namesake to the part they share most ground with.

    Returns
    -------
    changes: in the order of the parts now; then those removed, in the order they had.

    Raises
    ------
    MetricCRSError, CRSMismatchError: not in one coordinate system in metres.
    """
    require_same(was, now, layer="project")
    asked = settings or PartSettings()
    groups = _groups(was, now, asked.least_share)
    changes = [_change(was, now, group, asked.same_m) for group in groups]
    order = {str(part): number for number, part in enumerate(now.index)}
    last = {str(part): len(order) + number for number, part in enumerate(was.index)}
    return tuple(sorted(changes, key=lambda one: min([order[part] for part in one.now_ids] or [last[one.was_ids[0]]])))


def _groups(was: gpd.GeoDataFrame, now: gpd.GeoDataFrame, least_share: float) -> list[tuple[list[int], list[int]]]:
    """Rows of was and of now that belong together."""
    here, there = [str(part) for part in was.index], [str(part) for part in now.index]
    named = {part: row for row, part in enumerate(there)}
    links = {(row, named[part]) for row, part in enumerate(here) if part in named}
    shared = _shared(was, now, least_share)
    for row, part in enumerate(here):
        if part not in named:
            links |= _greatest([(pair, area) for pair, area in shared.items() if pair[0] == row])
    known = set(here)
    for row, part in enumerate(there):
        if part not in known:
            links |= _greatest([(pair, area) for pair, area in shared.items() if pair[1] == row])
    return _joined(links, len(here), len(there))


def _shared(was: gpd.GeoDataFrame, now: gpd.GeoDataFrame, least_share: float) -> dict[tuple[int, int], float]:
    """Ground shared in m2 by rows that share enough of the smaller one."""
    ones, others = was.geometry.to_numpy(), now.geometry.to_numpy()
    row, other = shapely.STRtree(others).query(ones, predicate="intersects")
    area = shapely.area(shapely.intersection(ones[row], others[other]))
    enough = area >= least_share * np.minimum(shapely.area(ones[row]), shapely.area(others[other]))
    return {
        (int(first), int(second)): float(m2)
        for first, second, m2, kept in zip(row, other, area, enough & (area > 0.0), strict=True)
        if kept
    }


def _greatest(pairs: list[tuple[tuple[int, int], float]]) -> set[tuple[int, int]]:
    """The pair of the greatest overlap; of equal ones the first."""
    return {min(pairs, key=lambda pair: (-pair[1], pair[0]))[0]} if pairs else set()


def _joined(links: set[tuple[int, int]], here: int, there: int) -> list[tuple[list[int], list[int]]]:
    """Rows that links hold together, every row in one group."""
    nodes: list[tuple[str, int]] = [("was", row) for row in range(here)] + [("now", row) for row in range(there)]
    numbers = count()
    group: dict[Hashable, int] = {node: next(numbers) for node in nodes}
    for row, other in sorted(links):
        old, new = group["now", other], group["was", row]
        group = {node: new if number == old else number for node, number in group.items()}
    found: Mapping[int, tuple[list[int], list[int]]] = {number: ([], []) for number in group.values()}
    for side, row in nodes:
        found[group[side, row]][side == "now"].append(row)
    return list(found.values())


def _change(
    was: gpd.GeoDataFrame, now: gpd.GeoDataFrame, group: tuple[list[int], list[int]], same_m: float
) -> PartChange:
    sides = [frame.geometry.to_numpy()[rows] for frame, rows in zip((was, now), group, strict=True)]
    before, after = (shapely.union_all(side) if len(side) != 1 else side[0] for side in sides)
    gained, lost = _ground(shapely.difference(after, before)), _ground(shapely.difference(before, after))
    both = bool(len(sides[0]) and len(sides[1]))
    ends = (shapely.centroid(before), shapely.centroid(after)) if both else None
    east_m, north_m = (0.0, 0.0) if ends is None else (ends[1].x - ends[0].x, ends[1].y - ends[0].y)
    return PartChange(
        kind=_kind(before, after, (len(sides[0]), len(sides[1])), same_m=same_m),
        was_ids=tuple(str(was.index[row]) for row in group[0]),
        now_ids=tuple(str(now.index[row]) for row in group[1]),
        was_m2=float(shapely.area(sides[0]).sum()),
        now_m2=float(shapely.area(sides[1]).sum()),
        gained_m2=float(gained.area),
        lost_m2=float(lost.area),
        shift_east_m=float(east_m),
        shift_north_m=float(north_m),
        gained=gained,
        lost=lost,
    )


def _ground(shape: BaseGeometry) -> BaseGeometry:
    """The polygons of a difference, which may hold lines and points as well."""
    parts = shapely.get_parts(shape)
    return shapely.multipolygons(parts[shapely.get_type_id(parts) == shapely.GeometryType.POLYGON])


def _kind(before: BaseGeometry, after: BaseGeometry, sizes: tuple[int, int], *, same_m: float) -> PartKind:
    if sizes != (1, 1):
        many = sizes[0] > 1, sizes[1] > 1
        named: dict[tuple[bool, bool], PartKind] = {(False, True): "split", (True, False): "merged"}
        return "added" if not sizes[0] else "removed" if not sizes[1] else named.get(many, "rearranged")
    if same_shape(before, after, near_m=same_m):
        return "same"
    start, end = before.centroid, after.centroid
    if same_shape(translate(before, end.x - start.x, end.y - start.y), after, near_m=same_m):
        return "moved"
    near = abs(after.area - before.area) <= max(1e-9 * before.area, _NEAR_M2)
    return "reshaped" if near else "resized"
