"""What the measures of one district share, each built once and only when a measure asks for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import geopandas as gpd
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from gis.assess.pieces import WHOLE, cut_by_zones, residential_land
from gis.district import District
from gis.measures.sampling import WalkingLand, walking_land
from gis.network.barriers import barrier_lines
from gis.network.graph import Network, build_network

__all__ = ["OPTIONAL", "RESIDENTIAL", "Bench"]

OPTIONAL = ("park_entrances",)

RESIDENTIAL = ("0701", "0702")  # GB/T 51346: town housing land with its services; a setting of the district
_CELL_M = 20.0
_MAX_LEG_M = 300.0


@dataclass(frozen=True, eq=False)
class Bench:
    """A district laid out for measuring: land in pieces, streets as a network, zones as a frame."""

    district: District

    @property
    def settings(self) -> Mapping[str, object]:
        """The district's settings."""
        return self.district.settings

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

    @cached_property
    def zones(self) -> gpd.GeoDataFrame:
        """Zone id → polygon, the whole district (`WHOLE`) first where it has an outline."""
        shapes = {zone.id: zone.geometry for zone in self.district.zones}
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
        return cut_by_zones(residential, {zone.id: zone.geometry for zone in self.district.zones}, whole=self.whole)

    def layer_frame(self, kind: str) -> gpd.GeoDataFrame:
        """The rows of a layer; park entrances may be absent, the measures then enter parks from their boundary.

        Raises
        ------
        MissingLayerError: the district has no such layer.
        """
        if kind in OPTIONAL and kind not in self.district.layers:
            return gpd.GeoDataFrame({"park_id": []}, geometry=[], crs=self.district.crs)
        return self.district.layer(kind, needed_by="测算").frame

    @property
    def member(self) -> pd.Series:
        """Tuple of zone ids (`WHOLE` among them) of each piece of `land`."""
        return self.land["zones"]

    @cached_property
    def network(self) -> Network:
        """The walking network with its barriers.

        Raises
        ------
        MissingLayerError: the district has no streets.
        """
        streets = self.district.layer("streets", needed_by="步行覆盖").frame
        lines = {
            kind: self.district.layers[kind].frame for kind in ("railways", "rivers") if kind in self.district.layers
        }
        return build_network(streets, barriers=barrier_lines(streets, **lines))

    @cached_property
    def walking(self) -> WalkingLand:
        """The land in cells on the network."""
        return walking_land(
            self.land, self.network, cell_m=self.cell_m, max_leg_m=self._metres("max_leg_m", _MAX_LEG_M)
        )
