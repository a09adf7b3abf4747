"""What the measures of one district share, each built once and only when a measure asks for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import geopandas as gpd
import shapely
from shapely.geometry.base import BaseGeometry

from gis.assessment.pieces import WHOLE, cut_by_zones, points_by_zones, residential_land
from gis.district import District
from gis.goals import LAND
from gis.measures.sampling import WalkingLand, dwelling_land, walking_land, walking_points
from gis.network.barriers import barrier_lines
from gis.network.graph import Network, build_network
from gis.read.walking import Profile

__all__ = ["OPTIONAL", "RESIDENTIAL", "Bench"]

OPTIONAL = ("park_entrances",)

RESIDENTIAL = ("0701", "0702")  # GB/T 51346: town housing land with its services; a setting of the district
_HOMES = ("residential", "unspecified", "")  # on residential land a building of unknown use is a home
_CELL_M = 20.0
_MAX_LEG_M = 300.0


@dataclass(frozen=True, eq=False)
class Bench:
    """A district laid out for measuring: land in pieces, residents, streets as a network, zones as a frame.

    `walker`: who walks, with what crossings and steps cost; None walks by the standard's distances.
    """

    district: District
    walker: Profile | None = None

    @property
    def settings(self) -> Mapping[str, object]:
        """The district's settings."""
        return self.district.settings

    def of_walker(self, walker: Profile) -> Bench:
        """The same for another walker; the streets are shared where crossings and steps cost nothing extra."""
        other = Bench(self.district, walker)
        kept = ["land", "zones", "whole"]
        if not walker.crossing_m and not walker.steps_m:
            kept += ["network", "walking", "residents", "walking_residents", "dwellings"]
        for name in kept:
            if name in self.__dict__:
                other.__dict__[name] = self.__dict__[name]
        return other

    def _metres(self, name: str, default: float) -> float:
        value = self.settings.get(name, default)
        return float(value) if isinstance(value, (int, float)) else default

    @property
    def prefixes(self) -> tuple[str, ...]:
        """Land-use code prefixes that count as residential."""
        given = self.settings.get("residential", RESIDENTIAL)
        return tuple(given) if isinstance(given, (list, tuple)) else RESIDENTIAL

    @property
    def cell_m(self) -> float:
        """Side of the sampling cells of the walking measures, metres."""
        return self._metres("cell_m", _CELL_M)

    @cached_property
    def whole(self) -> BaseGeometry | None:
        """The evaluation area: the outline, where the district has one."""
        if "outline" not in self.district.layers:
            return None
        return shapely.union_all(self.district.layers["outline"].frame.geometry.to_numpy())

    @property
    def _outlines(self) -> dict[str, BaseGeometry]:
        return {zone.id: zone.geometry for zone in self.district.zones}

    @cached_property
    def zones(self) -> gpd.GeoDataFrame:
        """Zone id → polygon, the whole district (`WHOLE`) first where it has an outline."""
        shapes = self._outlines
        if self.whole is not None:
            shapes = {WHOLE: self.whole, **shapes}
        return gpd.GeoDataFrame(
            {"id": list(shapes)}, geometry=list(shapes.values()), index=list(shapes), crs=self.district.crs
        )

    @cached_property
    def land(self) -> gpd.GeoDataFrame:
        """Residential land cut by the zones: running index, `source_id`, `zones`, geometry.

        Raises
        ------
        MissingLayerError: the district has no land use.
        """
        land_use = self.district.layer("land_use", needed_by="居住用地").frame
        residential = residential_land(land_use, prefixes=self.prefixes)
        return cut_by_zones(residential, self._outlines, whole=self.whole)

    @cached_property
    def residents(self) -> gpd.GeoDataFrame:
        """Residents as points, with the zones they live in: running index, `source_id`, `zones`, `weight` (persons).

        Raises
        ------
        MissingLayerError: the district has no population.
        """
        people = self.district.layer("population", needed_by="常住人口").frame
        rows = people[["geometry"]].assign(weight=people["persons_count"].astype(float))
        return points_by_zones(rows, self._outlines, whole=self.whole)

    def demand(self, name: str) -> gpd.GeoDataFrame:
        """Whom a coverage is measured for: `land` or `residents`.

        Raises
        ------
        MissingLayerError: the district has no such layer.
        """
        return self.land if name == LAND else self.residents

    def walkers(self, name: str) -> WalkingLand:
        """The same put on the network: land in cells, or residents.

        Raises
        ------
        MissingLayerError: the district has no such layer, or no streets.
        """
        return self.walking if name == LAND else self.walking_residents

    def layer_frame(self, kind: str) -> gpd.GeoDataFrame:
        """The rows of a layer; park entrances may be absent, the measures then enter parks from their boundary.

        Raises
        ------
        MissingLayerError: the district has no such layer.
        """
        if kind in OPTIONAL and kind not in self.district.layers:
            return gpd.GeoDataFrame({"park_id": []}, geometry=[], crs=self.district.crs)
        return self.district.layer(kind, needed_by="测算").frame

    @cached_property
    def network(self) -> Network:
        """The walking network with its barriers.

        Raises
        ------
        MissingLayerError: the district has no streets.
        """
        streets = self.district.layer("streets", needed_by="步行覆盖").frame
        layers = self.district.layers
        lines = {kind: layers[kind].frame for kind in ("railways", "rivers", "walls") if kind in layers}
        barriers = barrier_lines(streets, **lines)
        if self.walker is None:
            return build_network(streets, barriers=barriers)
        return build_network(streets, barriers=barriers, crossing_m=self.walker.crossing_m, steps_m=self.walker.steps_m)

    @property
    def max_leg_m(self) -> float:
        """Longest straight way to a street, metres."""
        return self._metres("max_leg_m", _MAX_LEG_M)

    @cached_property
    def walking(self) -> WalkingLand:
        """The land in cells on the network."""
        return walking_land(self.land, self.network, cell_m=self.cell_m, max_leg_m=self.max_leg_m)

    @cached_property
    def walking_residents(self) -> WalkingLand:
        """The residents on the network."""
        return walking_points(self.residents, self.network, max_leg_m=self.max_leg_m)

    @cached_property
    def dwellings(self) -> WalkingLand | None:
        """The land as its homes that walk; None where the district has no buildings one may live in."""
        if "buildings" not in self.district.layers:
            return None
        buildings = self.district.layers["buildings"].frame
        homes = buildings[buildings["use"].isin(_HOMES)]
        return dwelling_land(self.walking, self.land, homes) if len(homes) else None
