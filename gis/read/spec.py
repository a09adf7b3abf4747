"""district.toml and plan.toml to their specification: names, CRS, layers to read, zones with their words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pyproj
from pyproj.exceptions import CRSError

from gis.clauses.outline import Closing
from gis.definitions import Table
from gis.district import PlanSource, PublishedArea, Source
from gis.read.toml import read_toml
from gis.schema import KINDS, Basis

__all__ = ["DistrictSpec", "LayerSpec", "ZoneSpec", "read_district_spec", "read_plan_zones"]


@dataclass(frozen=True)
class LayerSpec:
    """One layer to read: kind, file (absolute), where it comes from, and how its columns are called there."""

    kind: str
    file: Path
    source: Source
    crs: str | None = None
    layer: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class ZoneSpec:
    """A zone as plan.toml states it; `declared` is the file of its outline where the words give none."""

    id: str
    group: str
    name: str
    name_en: str
    source: PlanSource
    functions: tuple[str, ...]
    closings: tuple[Closing, ...]
    published: PublishedArea | None
    declared: Path | None
    reason: str


@dataclass(frozen=True)
class DistrictSpec:
    """What district.toml says. `settings` in the engine's units: cell_m, max_leg_m, residential (code prefixes)..."""

    id: str
    name: str
    name_en: str
    crs: str
    folder: Path
    layers: tuple[LayerSpec, ...]
    published: Mapping[str, PublishedArea]
    first_zone: str
    settings: Mapping[str, object]


def _source(table: Table) -> Source:
    try:
        basis = Basis(table.text("basis"))
    except ValueError:
        known = "、".join(basis.value for basis in Basis)
        raise table.refuse("basis", f"应为 {known} 之一") from None
    return Source(
        provider=table.text("provider"),
        date=table.day("date"),
        licence=table.text("licence"),
        basis=basis,
        note=table.text("note", ""),
    )


def _layer(kind: str, table: Table, folder: Path) -> LayerSpec:
    table.only({"file", "crs", "layer", "provider", "date", "licence", "basis", "note", "columns"})
    columns = table.table("columns")
    columns.only(KINDS[kind].columns)
    return LayerSpec(
        kind=kind,
        file=folder / table.text("file"),
        source=_source(table),
        crs=_crs(table),
        layer=table.text("layer", "") or None,
        columns={ours: columns.text(ours) for ours in columns.values},
    )


def _crs(table: Table) -> str | None:
    """The CRS an entry names for its file; None where it leaves that to the file."""
    named = table.text("crs", "")
    if not named:
        return None
    try:
        pyproj.CRS.from_user_input(named)
    except CRSError:
        raise table.refuse("crs", f"没有名为 {named} 的坐标系;例如 EPSG:4548 / no CRS named {named}") from None
    return named


def _published(table: Table) -> PublishedArea | None:
    """An area with its source; a published amount that is no area (tax, GDP) is for the fabric, not for us."""
    table.only({"area", "amount", "source"})
    if not table.has("area"):
        return None
    return PublishedArea(table.quantity("area", expected="m2"), table.text("source"))


def _settings(table: Table) -> dict[str, object]:
    table.only({"cell", "max_leg", "residential", "park_preset"})
    settings: dict[str, object] = {}
    for name, key in (("cell_m", "cell"), ("max_leg_m", "max_leg")):
        if table.has(key):
            settings[name] = table.quantity(key, expected="m")
            if table.quantity(key, expected="m") <= 0.0:
                raise table.refuse(key, "应大于 0")
    if "residential" in table.values:
        settings["residential"] = table.texts("residential")
    if "park_preset" in table.values:
        settings["park_preset"] = table.text("park_preset")
    return settings


def read_district_spec(folder: Path) -> DistrictSpec:
    """What `folder`/district.toml says, checked key by key.

    Raises
    ------
    DefinitionError: the file is missing, or a key is unknown, missing or wrong.
    """
    table = read_toml(folder / "district.toml")
    table.only({"id", "name", "name_en", "crs", "first_zone", "published", "layers", "settings"})
    layers = table.table("layers")
    layers.only(KINDS)
    published = table.table("published")
    areas = {name: _published(published.table(name)) for name in published.values}
    return DistrictSpec(
        id=table.text("id"),
        name=table.text("name"),
        name_en=table.text("name_en", table.text("name")),
        crs=table.text("crs"),
        folder=folder,
        layers=tuple(_layer(kind, layers.table(kind), folder) for kind in layers.values),
        published={name: area for name, area in areas.items() if area is not None},
        first_zone=table.text("first_zone", ""),
        settings=_settings(table.table("settings")),
    )


def _closing(table: Table) -> Closing:
    table.only({"side", "of", "reason", "parts", "width"})
    return Closing(
        side=table.text("side"),
        of=table.text("of", ""),
        reason=table.text("reason"),
        parts=table.counts("parts", []),
        width_m=table.quantity("width", expected="m") if table.has("width") else None,
    )


def _zone(table: Table, *, document: str, folder: Path) -> ZoneSpec:
    table.only(
        {
            "id",
            "group",
            "name",
            "name_en",
            "chapter",
            "clause",
            "functions",
            "published",
            "closing",
            "declared",
            "reason",
        }
    )
    declared = table.text("declared", "")
    if declared and "reason" not in table.values:
        raise table.refuse("reason", "声明的范围必须写明理由")
    published = table.table("published")
    return ZoneSpec(
        id=table.text("id"),
        group=table.text("group", ""),
        name=table.text("name"),
        name_en=table.text("name_en", table.text("name")),
        source=PlanSource(document, table.text("chapter"), table.text("clause")),
        functions=table.texts("functions"),
        closings=tuple(_closing(closing) for closing in table.tables("closing")),
        published=_published(published) if published.values else None,
        declared=folder / declared if declared else None,
        reason=table.text("reason", ""),
    )


def read_plan_zones(folder: Path) -> tuple[str, tuple[ZoneSpec, ...]]:
    """The plan's title and its zones from `folder`/plan.toml; a district without the file has no zones.

    Raises
    ------
    DefinitionError: a key is unknown, missing or wrong, or a zone id repeats.
    """
    if not (folder / "plan.toml").exists():
        return "", ()
    table = read_toml(folder / "plan.toml")
    table.only({"document", "zones", "goals"})
    document = table.text("document")
    zones = tuple(_zone(zone, document=document, folder=folder) for zone in table.tables("zones"))
    ids = [zone.id for zone in zones]
    repeated = sorted({zone_id for zone_id in ids if ids.count(zone_id) > 1})
    if repeated:
        raise table.refuse("zones", f"分区 id 重复:{'、'.join(repeated)}")
    return document, zones
