"""A district folder to a District: layers read and checked, clauses compiled to zones, overlaps and gaps counted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import geopandas as gpd
import numpy as np
import pyogrio
import shapely
from shapely.geometry.base import BaseGeometry

from gis import crs as crs_module
from gis.clauses.grammar import read_clause
from gis.clauses.lines import NamedLine
from gis.clauses.model import Trace
from gis.clauses.outline import zone_outline
from gis.district import District, Layer, Zone, ZoneOverlap, declared_spread_m2
from gis.errors import DefinitionError, DuplicateKeyError, UnreadableFileError
from gis.goals import Goal
from gis.read.goals import Standards, read_general_goals, read_plan_goals, read_standards
from gis.read.position import in_place
from gis.read.spec import DistrictSpec, LayerSpec, ZoneSpec, read_district_spec, read_plan_zones
from gis.read.vector import read_layer
from gis.read.workspace import SHIPPED
from gis.schema import Basis

__all__ = [
    "read_district",
    "read_district_goals",
    "shipped_standards",
]

Areas = Mapping[str, BaseGeometry]
_LINE_LAYERS = {"roads": "road", "railways": "rail", "rivers": "river", "borders": "boundary"}
_SLIVER_M2 = 1.0  # overlaps below this are digitising noise of shared edges


def shipped_standards() -> Standards:
    """The shipped tables of facility kinds and park presets."""
    return read_standards(SHIPPED / "goals")


def read_district_goals(folder: Path) -> tuple[Goal, ...]:
    """The goals of the district in `folder`: general definitions with the plan's words and targets over them.

    Raises
    ------
    DefinitionError: a goal file is wrong.
    """
    plan_file = folder / "plan.toml"
    return read_plan_goals(plan_file, read_general_goals(SHIPPED / "goals")) if plan_file.exists() else ()


def named_lines(layers: Mapping[str, Layer]) -> list[NamedLine]:
    """Every named line of the line layers, features of one name merged; uncertainty is the largest of them (metres)."""
    lines = []
    for layer_name, kind in _LINE_LAYERS.items():
        if layer_name not in layers:
            continue
        rows = layers[layer_name].frame
        for name, same in rows[rows["name"] != ""].groupby("name", sort=True):
            aliases = {alias.strip() for text in same["aliases"] for alias in text.split(";") if alias.strip()}
            merged = shapely.line_merge(shapely.union_all(same.geometry.to_numpy()))
            lines.append(
                NamedLine(
                    str(name), tuple(sorted(aliases)), kind, layer_name, merged, float(same["uncertainty_m"].max())
                )
            )
    return lines


def _line_basis(layers: Mapping[str, Layer], trace: Trace) -> Basis:
    """The weakest basis of the lines an outline runs on."""
    found = []
    for use in trace.lines:
        if use.layer in layers and use.used_m > 0.0:
            rows = layers[use.layer].frame
            found += [Basis(text) for text in rows.loc[rows["name"] == use.found_as, "basis"].unique()]
    return Basis.worst(found)


def _declared_outline(spec: ZoneSpec, *, crs: object) -> tuple[BaseGeometry, float]:
    """The declared outline of a zone and its uncertainty in metres."""
    path = spec.declared
    if path is None or not path.exists():
        raise UnreadableFileError(source=path, problem="文件不存在", remedy=f"分区 {spec.id} 的 declared 指向它")
    rows = crs_module.declared(
        gpd.GeoDataFrame(pyogrio.read_dataframe(path)), None, target=crs, layer=spec.id, source=str(path)
    )
    mine = rows[rows["id"] == spec.id] if "id" in rows else rows.iloc[:0]
    if len(mine) != 1:
        raise DefinitionError(file=path, key=spec.id, problem=f"应恰有一个 id 为 {spec.id} 的面,却有 {len(mine)} 个")
    uncertainty_m = float(mine["uncertainty_m"].iloc[0]) if "uncertainty_m" in mine else 0.0
    return mine.geometry.iloc[0], uncertainty_m


def _declared_zone(spec: ZoneSpec, *, crs: object) -> Zone:
    outline, uncertainty_m = _declared_outline(spec, crs=crs)
    spread_m2 = declared_spread_m2(outline.length, uncertainty_m)
    return Zone(
        id=spec.id, name=spec.name, name_en=spec.name_en, group=spec.group, functions=spec.functions,
        source=spec.source, geometry=outline, compiled=False,
        area_low_m2=max(outline.area - spread_m2, 0.0), area_high_m2=outline.area + spread_m2,
        published=spec.published, indicative_reasons=(spec.reason,),
    )  # fmt: skip


def _compiled_zone(
    spec: ZoneSpec, lines: Sequence[NamedLine], *, layers: Mapping[str, Layer], areas: Areas, crs: object
) -> Zone:
    outline, trace = zone_outline(
        read_clause(spec.source.words),
        lines,
        closings=spec.closings,
        areas=areas,
        published_m2=spec.published.area_m2 if spec.published else None,
        crs=crs,
    )
    return Zone(
        id=spec.id, name=spec.name, name_en=spec.name_en, group=spec.group, functions=spec.functions,
        source=spec.source, geometry=outline, compiled=True,
        area_low_m2=trace.area_low_m2, area_high_m2=trace.area_high_m2, published=spec.published, trace=trace,
        indicative_reasons=tuple(dict.fromkeys(closing.reason for closing in spec.closings)),
        basis=Basis.worst([_line_basis(layers, trace), *([Basis.PLAN] if spec.closings else [])]),
    )  # fmt: skip


def _owned(layers: Mapping[str, Layer]) -> dict[str, Layer]:
    """The layers, entrances of no known park counted: no walk can use them."""
    owned = dict(layers)
    if {"parks", "park_entrances"} <= owned.keys():
        entrances = owned["park_entrances"]
        lost = int((~entrances.frame["park_id"].isin(owned["parks"].frame.index)).sum())
        if lost:
            owned["park_entrances"] = replace(entrances, repairs={**entrances.repairs, "park_unknown": lost})
    return owned


def _zones(specs: Sequence[ZoneSpec], layers: Mapping[str, Layer], *, crs: object) -> tuple[Zone, ...]:
    if not specs:
        return ()
    lines = named_lines(layers)
    rows = layers["outline"].frame if "outline" in layers else None
    areas = {} if rows is None else dict(zip(rows["name"], rows.geometry, strict=True))
    return tuple(
        _declared_zone(spec, crs=crs)
        if spec.declared
        else _compiled_zone(spec, lines, layers=layers, areas=areas, crs=crs)
        for spec in specs
    )


def _overlaps(zones: Sequence[Zone]) -> tuple[ZoneOverlap, ...]:
    """Pairs of zones sharing more than a sliver of ground (square metres)."""
    pairs = (
        ZoneOverlap(one.id, other.id, float(one.geometry.intersection(other.geometry).area))
        for one, other in combinations(zones, 2)
    )
    return tuple(pair for pair in pairs if pair.area_m2 > _SLIVER_M2)


def _gap_m2(layers: Mapping[str, Layer], zones: Sequence[Zone]) -> float:
    if "outline" not in layers or not zones:
        return 0.0
    outline = shapely.union_all(layers["outline"].frame.geometry.to_numpy())
    return float(outline.difference(shapely.union_all(np.array([zone.geometry for zone in zones]))).area)


def _with_roads(spec: DistrictSpec, roads: Path | None) -> DistrictSpec:
    """The specification with the file of the named roads replaced by a better one."""
    if roads is None:
        return spec
    given = next((layer for layer in spec.layers if layer.kind == "roads"), None)
    if given is None:
        raise DefinitionError(file=spec.folder / "district.toml", key="layers.roads", problem="没有登记 roads 图层")
    kept = [layer for layer in spec.layers if layer.kind != "roads"]
    return replace(spec, layers=(*kept, replace(given, file=roads, crs=None, layer=None, columns={})))


def read_district(folder: Path, *, roads: Path | None = None, only: Sequence[str] | None = None) -> District:
    """The district in `folder`, in its working CRS, its zones compiled from their clauses.

    Parameters
    ----------
    roads: a file of better named roads (columns as the layer kind `roads`); the zones follow it.
    only: kinds of layers to read (others are left out); None reads all.

    Raises
    ------
    DefinitionError, LayerError, ClauseError and their kinds: naming file, layer or clause and what to do.
    """
    spec = _with_roads(read_district_spec(folder), roads)
    crs = crs_module.working_crs(spec.crs)
    wanted: list[LayerSpec] = [layer for layer in spec.layers if only is None or layer.kind in only]
    layers = _owned(in_place({layer.kind: read_layer(layer, target=crs) for layer in wanted}, crs=crs))
    document, zone_specs = read_plan_zones(folder)
    zones = _zones(zone_specs, layers, crs=crs)
    if len({zone.id for zone in zones}) != len(zones):
        raise DuplicateKeyError(layer="zones", source=folder / "plan.toml", keys=[zone.id for zone in zones])
    return District(
        id=spec.id,
        name=spec.name,
        name_en=spec.name_en,
        crs=crs,
        folder=folder,
        layers=layers,
        zones=zones,
        plan_document=document,
        published=spec.published,
        overlaps=_overlaps(zones),
        gap_m2=_gap_m2(layers, zones),
        first_zone=spec.first_zone,
        settings=spec.settings,
    )
