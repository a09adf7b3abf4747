"""One goal explained: every definition side by side, why radius and walk differ, and what would mend most."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import pandas as pd

from gis.measures.causes import Gap, causes
from gis.measures.coverage import Coverage
from gis.measures.definitions import by_walk, definitions, definitions_table
from gis.measures.facilities import facility_sources
from gis.measures.green import park_sources
from gis.measures.mends import Mends, best_mends, walk_base, walk_links
from gis.measures.sampling import WalkingLand
from gis.measures.sources import Sources
from gis.network.change import Base

__all__ = ["NOTHING_KNOWN", "Explained", "Ground", "element_keywords", "explain", "goal_sources"]


@dataclass(frozen=True, eq=False)
class Ground:
    """What stands between homes and streets, where it is known.

    `compounds`: residential land, where too few gates may be a cause. `buildings`: no missing link runs through one.
    """

    compounds: gpd.GeoDataFrame | None = None
    buildings: gpd.GeoDataFrame | None = None


NOTHING_KNOWN = Ground()


@dataclass(frozen=True, eq=False)
class Explained:
    """All there is to say of one goal's coverage.

    `found`: definition → coverage; `table`: of the whole land (`definitions_table(found, land_ids=…)` for a zone);
    `gap`: the difference by cause (`gap.table(land_ids)` for a zone); `mends`: what would help most; `base`: the kept
    walk, from which what-if questions are answered. Without any source `gap`, `mends` and `base` are None.
    """

    found: Mapping[str, Coverage]
    table: pd.DataFrame
    gap: Gap | None
    mends: Mends | None
    base: Base | None

    @property
    def counts(self) -> pd.DataFrame:
        """What was counted in and left out on the way to the walking figure: `value` by `name`."""
        counts = self.found["walk"].counts
        return pd.DataFrame({"value": list(counts.values())}, index=pd.Index(list(counts), name="name"))

    def of(self, land_ids: Collection[object] | None = None) -> pd.DataFrame:
        """The table of definitions, of all land or of the pieces `land_ids`."""
        return self.table if land_ids is None else definitions_table(self.found, land_ids=land_ids)


def goal_sources(
    measure: str, land: WalkingLand, layers: Mapping[str, gpd.GeoDataFrame], stated: Mapping[str, Any]
) -> dict[str, Sources]:
    """What serves, for the goal's measure: one entry ("") for parks or facilities, one an element for circles.

    Parameters
    ----------
    measure: name in the register, radius or walk. layers: `parks`, `park_entrances`, `facilities`. stated: the
        keywords of the measure.

    Returns
    -------
    Element → sources; empty for a measure that is no coverage by distance.

    Raises
    ------
    MetricCRSError, CRSMismatchError, DefinitionError: unusable frames or parameters.
    """
    family = measure.removesuffix("_radius").removesuffix("_walk")
    if family == "green":
        return {"": park_sources(land, layers["parks"], layers["park_entrances"], tiers=stated["tiers"])}
    if family in ("facility", "circle"):
        return {
            element: facility_sources(land, layers["facilities"], kinds=own["kinds"], distance_m=own["distance_m"])
            for element, own in element_keywords(stated).items()
        }
    return {}


def element_keywords(stated: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """The keywords of each element of a circle, its kinds and its distance; of any other goal its own, under ""."""
    elements, of = stated.get("elements"), stated.get("distance_m")
    if not isinstance(elements, Mapping):
        return {"": dict(stated)}
    return {
        element: {"kinds": kinds, "distance_m": of[element] if isinstance(of, Mapping) else of}
        for element, kinds in elements.items()
    }


def explain(
    pieces: gpd.GeoDataFrame, land: WalkingLand, sources: Sources, *, dwellings: WalkingLand | None = None,
    finer: WalkingLand | None = None, ground: Ground = NOTHING_KNOWN,
) -> Explained:  # fmt: skip
    """Measure one goal by every definition and explain the difference between the radius and the walk.

    Parameters
    ----------
    pieces: residential land, or residents. land: the same in cells, or on the network. dwellings: the land as buildings
        (`dwelling_land`). finer: the land in cells of half the side, for the stated sampling error. ground: what
        else stands there.

    Raises
    ------
    MetricCRSError, CRSMismatchError, DuplicateKeyError: unusable frames.
    """
    found = definitions(pieces, land, sources, dwellings=dwellings)
    if sources.missing:
        return Explained(found, definitions_table(found), None, None, None)
    table = definitions_table(found, finer=None if finer is None else by_walk(finer, sources))
    base = walk_base(land, sources)
    links = walk_links(base, sources, buildings=ground.buildings)
    gap = causes(land, sources, pieces=ground.compounds, base=base, links=links)
    return Explained(found, table, gap, best_mends(land, sources, base=base, links=links), base)
