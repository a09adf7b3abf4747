"""The District and its parts: frozen dataclasses, filled by `gis.read`, measured by `gis.assessment`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path

import geopandas as gpd
import pyproj
from shapely.geometry.base import BaseGeometry

from gis.clauses.model import Trace
from gis.errors import MissingLayerError
from gis.schema import Basis, LayerKind

__all__ = [
    "District", "Layer", "PlanSource", "PublishedArea", "Source", "Zone", "ZoneOverlap", "declared_spread_m2",
]  # fmt: skip


def declared_spread_m2(length_m: float, uncertainty_m: float) -> float:
    """Half the band of a declared outline's area: four independent sides, by root of the sum of squares."""
    return length_m * uncertainty_m / 2.0


@dataclass(frozen=True)
class Source:
    """Where a layer comes from."""

    provider: str
    date: date
    licence: str
    basis: Basis
    note: str = ""


@dataclass(frozen=True)
class PlanSource:
    """A passage of a plan or standard: document, chapter.section(.item), its words, since when it holds."""

    document: str
    chapter: str
    words: str
    valid_from: date | None = None
    valid_until: date | None = None


@dataclass(frozen=True)
class Layer:
    """A checked layer: frame in the working CRS, index = feature id; `digest` is of the file as read."""

    kind: LayerKind
    frame: gpd.GeoDataFrame
    source: Source
    digest: str
    path: Path | None = None
    repairs: Mapping[str, int] = field(default_factory=dict)

    @cached_property
    def basis(self) -> Basis:
        """The weakest basis among the features (of the source where the layer is empty)."""
        found = {Basis(text) for text in self.frame["basis"].unique()} if len(self.frame) else set()
        return Basis.worst([*found]) if found else self.source.basis


@dataclass(frozen=True)
class PublishedArea:
    """An area a plan or website publishes, in square metres, with where."""

    area_m2: float
    source: str


@dataclass(frozen=True)
class Zone:
    """A zone of the plan: its words and the polygon they give. Areas in square metres, planar in the working CRS."""

    id: str
    name: str
    group: str
    functions: tuple[str, ...]
    source: PlanSource
    geometry: BaseGeometry
    compiled: bool  # from its clause; else a declared outline
    area_low_m2: float
    area_high_m2: float
    published: PublishedArea | None = None
    trace: Trace | None = None
    indicative_reasons: tuple[str, ...] = ()
    name_en: str = ""
    basis: Basis = Basis.PLAN  # the weakest of the lines that close it; PLAN where an outline or a side is declared

    @property
    def indicative(self) -> bool:
        """Whether the outline is 示意: closed by uncertain lines, or by more than the clause's words."""
        return self.basis.indicative or bool(self.indicative_reasons)

    @property
    def kind(self) -> str:
        """How the polygon came about: compiled from words, or declared."""
        return "compiled" if self.compiled else "declared"

    @property
    def area_m2(self) -> float:
        """Planar area in square metres."""
        return float(self.geometry.area)


@dataclass(frozen=True)
class ZoneOverlap:
    """Two zones that share ground: area in square metres. Reported, never repaired."""

    one: str
    other: str
    area_m2: float


@dataclass(frozen=True)
class District:
    """A district: names, working CRS, layers by kind, zones, published areas; everything in the working CRS."""

    id: str
    name: str
    name_en: str
    crs: pyproj.CRS
    folder: Path
    layers: Mapping[str, Layer]
    zones: tuple[Zone, ...]
    plan_document: str
    published: Mapping[str, PublishedArea] = field(default_factory=dict)
    overlaps: tuple[ZoneOverlap, ...] = ()
    gap_m2: float = 0.0  # outline not in any zone
    first_zone: str = ""
    notices: tuple[str, ...] = ()
    settings: Mapping[str, object] = field(default_factory=dict)

    def layer(self, kind: str, *, needed_by: str) -> Layer:
        """The layer of `kind`.

        Raises
        ------
        MissingLayerError: the district has none.
        """
        if kind not in self.layers:
            raise MissingLayerError(layer=kind, district=self.name, needed_by=needed_by)
        return self.layers[kind]

    def zone(self, zone_id: str) -> Zone:
        """The zone with this id (KeyError where there is none)."""
        return next(zone for zone in self.zones if zone.id == zone_id)

    @property
    def basis(self) -> Basis:
        """The weakest basis of all layers."""
        return Basis.worst([layer.basis for layer in self.layers.values()])
