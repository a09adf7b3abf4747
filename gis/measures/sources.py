"""What serves, as every definition of coverage needs it: shapes for the radius, doors on the network for the walk."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import geopandas as gpd
import numpy as np
import numpy.typing as npt

from gis.network.noding import Floats, Ints
from gis.network.place import Places

__all__ = ["Sources"]


@dataclass(frozen=True, eq=False)
class Sources:
    """Parks or facilities that count for one goal, and their doors.

    `shapes`: index id; areas of parks, points of facilities. `reach_m`: service distance of each, metres. `doors`:
    entrances or the facilities themselves, on the network. `owner`: the row in `shapes` of each door.
    `uncertainty_m`: of each door. `counts`: what was used and left out, by name. `missing`: kinds of which there is no
    place at all (not assessed). `assumed_count`: how many doors, the last ones, are assumed and not mapped.
    """

    shapes: gpd.GeoDataFrame
    reach_m: Floats
    doors: Places
    owner: Ints
    uncertainty_m: Floats
    counts: Mapping[str, int] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    assumed_count: int = 0

    @property
    def ids(self) -> npt.NDArray[np.object_]:
        """Id of the park or facility of each door."""
        return np.asarray(self.shapes.index.to_numpy(), dtype=object)[self.owner]

    @property
    def distance_m(self) -> Floats:
        """Service distance of each door, metres."""
        return np.asarray(self.reach_m[self.owner], dtype=float)

    @property
    def farthest_m(self) -> float:
        """The longest service distance, metres; 0 without any source."""
        return float(self.reach_m.max()) if len(self.reach_m) else 0.0

    @property
    def late_m(self) -> Floats:
        """How much later than the farthest-reaching one each door starts: one search then serves all distances."""
        return np.asarray(self.farthest_m - self.distance_m, dtype=float)
