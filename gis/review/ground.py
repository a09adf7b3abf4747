"""The ground of a project: its parts near the origin, what of a layer lies close, pairs that share ground, patches.

Coordinates are reckoned from a whole metre within the project, which loses no digit and leaves more of them to the
points where outlines cross; shapes of patches are put back where they belong.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import geopandas as gpd
import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from gis.crs import require_metric, require_same
from gis.measures.built import Shapes, shapes_of
from gis.network.noding import Flags, Ints
from gis.plots.areas import ellipsoidal_areas_m2
from gis.plots.shared import polygon_parts
from gis.review.clips import Clips
from gis.review.model import Patch, Project

__all__ = ["Draft", "Ground", "Near", "groundless", "mend", "shared", "united", "without"]

_MANY = 12  # upon one another: they are united as they lie
_GRID_M = 1e-6  # where GEOS finds no way with all digits
_ROUNDING = 1e-9  # of the area: less is no overlap of parts


@dataclass(frozen=True, eq=False)
class Near:
    """Pairs of part and feature: `part` and `row` of the frame, the feature's `shapes` near the origin, valid.

    `called`: id and name ("" without column `name`) of the feature, by pair.
    """

    part: Ints
    row: Ints
    shapes: Shapes
    called: list[tuple[str, str]]

    def only(self, kept: Flags) -> Near:
        """Some of the pairs."""
        called = [self.called[at] for at in np.flatnonzero(kept)]
        return Near(self.part[kept], self.row[kept], self.shapes[kept], called)


@dataclass(frozen=True, eq=False)
class Draft:
    """A patch before it is measured; the shape is near the origin, `part` a row of the parts."""

    part: int
    feature: str
    name: str
    shape: BaseGeometry
    doubt: str = ""
    distance_m: float | None = None


class Ground:
    """The parts of a project, by id.

    Attributes: `ids`, `shapes` (near the origin, prepared), `area_m2` (parts that overlap counted twice).

    Raises
    ------
    MetricCRSError: the project is not in metres.
    """

    def __init__(self, project: Project, *, ellipsoidal: bool) -> None:
        require_metric(project.parts, layer=project.name or "project")
        self._frame, self._ellipsoidal = project.parts, ellipsoidal
        labels = [str(label) for label in project.parts.index]
        order = sorted(range(len(labels)), key=labels.__getitem__)
        self.ids = [labels[at] for at in order]
        shapes = shapes_of(project.parts)[order]
        self._boxes = shapely.bounds(shapes)
        total = shapely.total_bounds(shapes) if len(shapes) else np.full(4, np.nan)
        self._origin = np.round((total[:2] + total[2:]) / 2.0) if np.isfinite(total).all() else np.zeros(2)
        self.shapes = self.local(shapes)
        shapely.prepare(self.shapes)
        self.area_m2 = float(shapely.area(self.shapes).sum())
        self._clips: dict[int, Clips] = {}

    @cached_property
    def once_m2(self) -> float:
        """Ground of all parts in m2, counted once where they overlap: the base of shares of ground."""
        once = float(shapely.area(united(self.shapes))) if len(self.shapes) > 1 else self.area_m2
        return once if self.area_m2 - once > _ROUNDING * self.area_m2 else self.area_m2

    def local(self, shapes: Shapes) -> Shapes:
        """Shapes near the origin, in the plane."""
        return np.asarray(shapely.transform(shapes, lambda xy: xy - self._origin), dtype=object)

    def boxed(self, frame: gpd.GeoDataFrame, reach_m: float) -> tuple[Ints, Ints]:
        """Part and row of the frame where their boxes lie within reach of one another.

        Raises
        ------
        MetricCRSError, CRSMismatchError: the frame has not the CRS of the project.
        """
        require_same(frame, self._frame, layer="layer")
        boxes = self._boxes + np.array([-1.0, -1.0, 1.0, 1.0]) * (reach_m + _GRID_M)
        part, row = frame.sindex.query(shapely.box(*boxes.T))
        return part, row

    def near(self, frame: gpd.GeoDataFrame, reach_m: float) -> Near:
        """Pairs within reach, mended where invalid, by the text of the row's label and then the part.

        Raises
        ------
        MetricCRSError, CRSMismatchError: the frame has not the CRS of the project.
        """
        part, row = self.boxed(frame, reach_m)
        shapes = mend(self.local(shapes_of(frame)[row]))
        kept = shapely.dwithin(self.shapes[part], shapes, reach_m)
        part, row, shapes = part[kept], row[kept], shapes[kept]
        labels = [str(label) for label in frame.index[row]]
        names = list(frame["name"].iloc[row]) if "name" in frame else [""] * len(row)
        called = [(label, name if isinstance(name, str) else "") for label, name in zip(labels, names, strict=True)]
        order = sorted(range(len(row)), key=lambda at: (labels[at], part[at]))
        return Near(part[order], row[order], shapes[order], [called[at] for at in order])

    def shared(self, near: Near) -> Shapes:
        """What each part and area have in common, near the origin: polygons, lines and points, shape (pairs,)."""
        found = np.empty(len(near.part), dtype=object)
        inside = shapely.contains_properly(self.shapes[near.part], near.shapes)
        found[inside] = near.shapes[inside]
        for part in np.unique(near.part[~inside]):
            rows = np.flatnonzero(~inside & (near.part == part))
            clips = self._clips.setdefault(int(part), Clips(self.shapes[part]))
            found[rows] = shared(clips.around(shapely.bounds(near.shapes[rows])), near.shapes[rows])
        return found

    def patches(self, drafts: Sequence[Draft]) -> tuple[Patch, ...]:
        """Measured patches, sorted by feature, part, doubt and area."""
        shapes = np.array([one.shape for one in drafts], dtype=object)
        area, length = shapely.area(shapes), shapely.length(shapes)
        widths = np.divide(2.0 * area, length, out=np.zeros(len(shapes)), where=area > 0.0)
        placed = np.asarray(shapely.transform(shapes, lambda xy: xy + self._origin), dtype=object)
        curved = ellipsoidal_areas_m2(placed, crs=self._frame.crs) if self._ellipsoidal else None
        found = [
            Patch(
                part=self.ids[one.part], feature=one.feature, name=one.name, geometry=placed[at],
                area_m2=float(area[at]), share=float(area[at] / self.area_m2) if self.area_m2 > 0.0 else 0.0,
                ellipsoidal_m2=None if curved is None else float(curved[at]),
                mean_width_m=float(widths[at]) if area[at] > 0.0 else None, distance_m=one.distance_m, doubt=one.doubt,
            )
            for at, one in enumerate(drafts)
        ]  # fmt: skip
        return tuple(sorted(found, key=lambda one: (one.feature, one.part, one.doubt, one.area_m2)))

    def union_m2(self, patches: Sequence[Patch]) -> float:
        """Ground of patches in m2, counted once where they overlap.

        Each less those before it that meet it: small things by small things, as long as few lie upon one another.
        """
        shapes = self.local(np.array([one.geometry for one in patches], dtype=object))
        whole = shapes.copy()
        one, other = shapely.STRtree(whole).query(whole)
        order = np.lexsort((other, one))
        one, other = one[order], other[order]
        before = other < one
        one, other = one[before], other[before]
        turn = np.arange(len(one)) - np.searchsorted(one, one)
        if len(one) and turn.max() >= _MANY:
            return float(shapely.area(united(shapes)))
        for at in range(int(turn.max()) + 1 if len(one) else 0):
            rows = one[turn == at]
            shapes[rows] = without(shapes[rows], whole[other[turn == at]])
        return float(shapely.area(shapes).sum())


def mend(shapes: Shapes) -> Shapes:
    """Shapes with the invalid ones mended, in a copy; those with a coordinate that is no number are None."""
    wrong: Flags = ~(shapely.is_valid(shapes) | shapely.is_missing(shapes))
    if not wrong.any():
        return shapes
    shapes = shapes.copy()
    wrong_ones = shapes[wrong]
    wrong_ones[~np.isfinite(shapely.bounds(wrong_ones)).all(axis=1)] = None
    shapes[wrong] = shapely.make_valid(wrong_ones, method="structure", keep_collapsed=False)
    return shapes


def groundless(shapes: Shapes) -> Flags:
    """Which shapes have no ground even when mended: None, empty, lines, areas of nothing."""
    with np.errstate(invalid="ignore"):  # coordinates that are no numbers
        without_area: Flags = ~(shapely.area(shapes) > 0.0)
        without_area |= ~np.isfinite(shapely.bounds(shapes)).all(axis=1)
    without_area[without_area] = ~(shapely.area(mend(shapes[without_area])) > 0.0)
    return without_area


def shared(ones: Shapes, others: Shapes) -> Shapes:
    """What pairs have in common; where all digits lead nowhere, on a grid of a thousandth of a millimetre.

    Raises
    ------
    shapely.errors.GEOSException: no way on the grid either.
    """
    return _by_pair(shapely.intersection, ones, others)


def without(ones: Shapes, others: Shapes) -> Shapes:
    """What is left of each area outside the other of its pair; on the grid where need be.

    Raises
    ------
    shapely.errors.GEOSException: no way on the grid either.
    """
    return _by_pair(shapely.difference, ones, others)


def _by_pair(work: Callable[..., Shapes], ones: Shapes, others: Shapes) -> Shapes:
    try:
        return np.asarray(work(ones, others), dtype=object)
    except shapely.errors.GEOSException:
        if len(ones) > 1:  # one by one: the grid is for those alone that need it
            pairs = [(ones[at : at + 1], others[at : at + 1]) for at in range(len(ones))]
            return np.concatenate([_by_pair(work, *pair) for pair in pairs])
        return np.asarray(work(mend(ones), mend(others), grid_size=_GRID_M), dtype=object)


def united(shapes: Shapes) -> BaseGeometry:
    """All areas as one; on the grid where need be.

    Raises
    ------
    shapely.errors.GEOSException: no way on the grid either.
    """
    parts, _ = polygon_parts(shapes)
    try:
        return shapely.union_all(parts)
    except shapely.errors.GEOSException:
        return shapely.union_all(parts, grid_size=_GRID_M)
