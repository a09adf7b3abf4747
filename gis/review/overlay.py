"""A project laid over layers: ground that parts and features share, exact, with slivers named for what they are."""

from __future__ import annotations

from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import shapely

from gis.measures.built import Shapes, shapes_of
from gis.network.noding import Ints
from gis.plots.shared import polygon_parts
from gis.review.ground import Draft, Ground, groundless, united, without
from gis.review.model import Patch, Project
from gis.review.outline import Outline
from gis.review.setback import contacts, plain, within
from gis.review.slivers import SliverSettings, causes, slivers

__all__ = ["Overlaid"]

_USUAL = SliverSettings()


class Overlaid:
    """A project ready to be laid over layers; made once a project.

    Parameters
    ----------
    project: valid polygons in metres. ellipsoidal: areas on the ellipsoid too. slivers: what counts as one.

    Raises
    ------
    MetricCRSError: the project is not in metres.
    """

    def __init__(self, project: Project, *, ellipsoidal: bool = False, slivers: SliverSettings = _USUAL) -> None:
        self.project, self.slivers = project, slivers
        self._ground = Ground(project, ellipsoidal=ellipsoidal)
        self._outlines: dict[int, Outline] = {}
        self._kept: dict[int, tuple[gpd.GeoDataFrame, tuple[Patch, ...]]] = {}  # several rules look at one layer

    @property
    def area_m2(self) -> float:
        """Planar area of all parts in m2, those that overlap counted twice."""
        return self._ground.area_m2

    @property
    def once_m2(self) -> float:
        """Planar ground of all parts in m2, counted once where they overlap."""
        return self._ground.once_m2

    def patches(self, frame: gpd.GeoDataFrame) -> tuple[Patch, ...]:
        """Ground that a part and a feature share: a patch a pair, and beside it one for its slivers by cause.

        Sorted by (feature id, part id), what is sure before slivers. Features without ground share none (`skipped`);
        invalid ones are mended on a copy (`mended`). Slivers that together are none, as tiles of one field, are sure.

        Raises
        ------
        MetricCRSError, CRSMismatchError: the frame has not the CRS of the project.
        """
        if id(frame) not in self._kept:
            self._kept[id(frame)] = (frame, self._patches(frame))
        return self._kept[id(frame)][1]

    def _patches(self, frame: gpd.GeoDataFrame) -> tuple[Patch, ...]:
        near = self._ground.near(frame, 0.0)
        near = near.only(shapely.area(near.shapes) > 0.0)
        pieces, pair = _with_ground(self._ground.shared(near))
        doubt = self._doubts(
            pieces, pair, [(int(part), shape) for part, shape in zip(near.part, near.shapes, strict=True)]
        )
        drafts = [
            Draft(int(near.part[at]), *near.called[at], shape, cause)
            for at, shape, cause in _by_cause(pieces, pair, doubt)
        ]
        return self._ground.patches(drafts)

    def united(self, patches: Sequence[Patch]) -> tuple[float, float]:
        """m2 of the patches without doubt, counted once where they overlap, and m2 of those in doubt."""
        sure = [one for one in patches if not one.doubt and one.area_m2 > 0.0]
        doubtful = [one for one in patches if one.doubt and one.area_m2 > 0.0]
        return self._ground.union_m2(sure), self._ground.union_m2(doubtful)

    def outside(self, frame: gpd.GeoDataFrame) -> tuple[Patch, ...]:
        """Ground of each part that no feature covers (feature ""), its slivers (gaps) apart; sorted by part.

        Raises
        ------
        MetricCRSError, CRSMismatchError: the frame has not the CRS of the project.
        """
        near = self._ground.near(frame, 2.0 * self.slivers.width_m)  # what is just beyond tells why there is a gap
        near = near.only(shapely.area(near.shapes) > 0.0)
        covers = np.empty(len(self._ground.ids), dtype=object)
        for part in range(len(covers)):
            covers[part] = united(near.shapes[near.part == part])
        pieces, owner = _with_ground(without(self._ground.shapes, covers))
        doubt = self._doubts(pieces, owner, list(enumerate(covers)), gaps=True)
        return self._ground.patches(
            [Draft(at, "", "", shape, cause) for at, shape, cause in _by_cause(pieces, owner, doubt)]
        )

    def touching(self, frame: gpd.GeoDataFrame) -> tuple[Patch, ...]:
        """Contact of outlines where no ground is shared but numeric noise: a line or point each, area 0.

        Raises
        ------
        MetricCRSError, CRSMismatchError: the frame has not the CRS of the project.
        """
        return self._ground.patches(contacts(self._ground, frame, self.slivers))

    def near(self, frame: gpd.GeoDataFrame, distance_m: float | Sequence[float]) -> tuple[Patch, ...]:
        """Ground of the project within a distance of each feature (areas, lines or points), sorted as patches.

        Parameters
        ----------
        distance_m: one for all features or one a row of the frame, m. At just this distance counts as within.

        Returns
        -------
        A patch a pair with its least distance. In doubt: nearer than asked by less than the width of a sliver. Arcs
        have 16 segments a quarter; where these leave nothing, the nearest point of the part.

        Raises
        ------
        MetricCRSError, CRSMismatchError: the frame has not the CRS of the project. ValueError: a distance below 0.
        """
        return self._ground.patches(within(self._ground, frame, distance_m, self.slivers))

    def skipped(self, frame: gpd.GeoDataFrame) -> int:
        """How many rows have no ground to share: None, empty, lines, areas of nothing even when mended."""
        return int(groundless(shapes_of(frame)).sum())

    def mended(self, frame: gpd.GeoDataFrame) -> int:
        """How many features whose box meets the project were invalid and are mended on the copy.

        Raises
        ------
        MetricCRSError, CRSMismatchError: the frame has not the CRS of the project.
        """
        _, row = self._ground.boxed(frame, 0.0)
        shapes = shapes_of(frame)[np.unique(row)]
        shapes = shapes[~shapely.is_valid(shapes)]
        return int((~groundless(shapes)).sum())

    def _doubts(
        self, pieces: Shapes, pair: Ints, pairs: list[tuple[int, shapely.Geometry]], *, gaps: bool = False
    ) -> Shapes:
        """By piece: "" or why it is in doubt. `pairs`: the part and the shape beside it."""
        found = np.full(len(pieces), "", dtype=object)
        doubtful = np.flatnonzero(slivers(pieces, self.slivers, owner=pair))
        for at, group in _grouped(pair[doubtful]):
            rows = doubtful[group]
            part, shape = pairs[at]
            if part not in self._outlines:
                self._outlines[part] = Outline(self._ground.shapes[part])
            found[rows] = causes(pieces[rows], (self._outlines[part], Outline(shape)), self.slivers, gaps=gaps)
        return found


def _with_ground(shapes: Shapes) -> tuple[Shapes, Ints]:
    """The polygons among the parts of shapes that have ground, and the row of each."""
    pieces, row = polygon_parts(shapes)
    kept = shapely.area(pieces) > 0.0
    return pieces[kept], row[kept]


def _grouped(keys: Ints) -> list[tuple[int, Ints]]:
    """Positions by key, of sorted keys."""
    starts = np.flatnonzero(np.diff(keys, prepend=-1))
    return [(int(keys[group[0]]), group) for group in np.split(np.arange(len(keys)), starts[1:]) if len(group)]


def _by_cause(pieces: Shapes, pair: Ints, doubt: Shapes) -> list[tuple[int, shapely.Geometry, str]]:
    """The pieces of a pair put together: what is sure, then slivers by cause."""
    return [
        (at, plain(pieces[group][doubt[group] == cause]), cause)
        for at, group in _grouped(pair)
        for cause in sorted(set(doubt[group]))
    ]
