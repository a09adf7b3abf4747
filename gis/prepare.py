"""District folders made and remade: from OSM extracts and street graphs, with real layers, residents, new fabric."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import geopandas as gpd
import pyproj
from shapely.geometry.base import BaseGeometry

from gis.crs import working_crs
from gis.errors import DefinitionError, MissingLayerError, WorkspaceError
from gis.fabric import make_fabric, recipe_from
from gis.read.facility_table import (
    FacilityTable,
    facilities_entry,
    joined_facilities,
    read_facility_table,
    read_takes,
)
from gis.read.folder import read_district, shipped_standards
from gis.read.osm import OsmExtract, read_osm
from gis.read.osm_district import district_spec_from_osm, replaced_content, replacement_layers, with_homes
from gis.read.population import Population, population_entry, read_population, residents_goals
from gis.read.remade import read_plan, remade_content, toml_source
from gis.read.spec import DistrictSpec, LayerSpec, read_district_spec
from gis.read.street_graph import StreetGraph, district_spec_from_graph, read_street_graph
from gis.read.toml import read_toml
from gis.read.vector import read_layer
from gis.schema import KINDS
from gis.views.edited import edited_toml, write_edited
from gis.views.folder import write_district
from gis.views.geojson import write_geojson

__all__ = [
    "new_from_graph", "new_from_osm", "put_facilities", "put_population", "remake_fabric", "replace_by_osm",
]  # fmt: skip

Step = Callable[[str, float], None]
_FABRIC = ("streets", "land_use", "buildings", "plots")
_UNDER_FABRIC = ("roads", "railways", "rivers", "outline", "places", "facilities", "parks")


def _part(progress: Step | None, start: float, end: float) -> Step | None:
    """`progress` for one part of the way."""
    if progress is None:
        return None
    return lambda text, share: progress(text, start + (end - start) * share)


def _refuse_existing(folder: Path) -> None:
    if folder.exists():
        raise WorkspaceError(path=folder, problem="已有此区", remedy="请换一个名称,或先移走该文件夹。")


def new_from_osm(
    osm: Path, folder: Path, *, name: str, crs: str | None = None, progress: Step | None = None
) -> OsmExtract:
    """A new district folder from an OSM extract.

    Where the extract maps little residential land, the footprints of homes stand in for it and are counted.

    Parameters
    ----------
    crs: working CRS, in metres; None takes a CGCS2000 3-degree belt or the UTM zone by longitude.
    progress: called with a text and the share (0-1) of the way.

    Returns
    -------
    What was read, with counts of what was left out and why.

    Raises
    ------
    WorkspaceError: the folder exists or cannot be written. LayerError and its kinds: the extract is not usable.
    """
    _refuse_existing(folder)
    extract = with_homes(read_osm(osm, crs=crs, progress=_part(progress, 0.0, 0.8)))
    tables = district_spec_from_osm(extract, id=name, name=name, path=osm)
    write_district(folder, extract.layers, tables=tables, progress=_part(progress, 0.8, 1.0))
    return extract


def new_from_graph(
    graph: Path, folder: Path, *, name: str, crs: str | None = None, progress: Step | None = None
) -> StreetGraph:
    """A new district folder from a street graph (.graphml): streets, named roads and the hull of both as outline.

    Parameters
    ----------
    crs: working CRS, in metres; None takes a CGCS2000 3-degree belt or the UTM zone by longitude.
    progress: called with a text and the share (0-1) of the way.

    Returns
    -------
    What was read, with counts of what was left out and why.

    Raises
    ------
    WorkspaceError: the folder exists or cannot be written. LayerError and its kinds: the graph is not usable.
    """
    _refuse_existing(folder)
    read = read_street_graph(graph, crs=crs, progress=_part(progress, 0.0, 0.8))
    tables = district_spec_from_graph(read, id=name, name=name)
    write_district(folder, read.layers, tables=tables, progress=_part(progress, 0.8, 1.0))
    return read


def replace_by_osm(source: Path, osm: Path, folder: Path, *, progress: Step | None = None) -> OsmExtract:
    """A copy of the district in `source` with the layers of an OSM extract in place of its own, in `folder`.

    Zones recompile from their clauses by name; the schematic fabric goes; a copy already in `folder` is replaced.

    Raises
    ------
    WorkspaceError: the folder cannot be written. LayerError and its kinds: the extract is not usable, or does not
    reach the district. DefinitionError: the district's files are wrong.
    """
    spec = read_district_spec(source)
    read = read_district(source, only=("outline", "roads", "railways", "rivers", "borders"))
    outline = read.layer("outline", needed_by="yitu layers replace").frame.geometry.union_all()
    extract = with_homes(read_osm(osm, crs=spec.crs, clip=outline.buffer(1_500.0), progress=_part(progress, 0.0, 0.8)))
    lines = {kind: layer.frame for kind, layer in read.layers.items()}
    layers = replacement_layers(extract, outline, shipped=lines)
    tables, files = replaced_content(source, folder, layers, extract=extract)
    write_district(
        folder,
        layers,
        tables=tables,
        extra_files=files,
        replace=folder.exists(),
        progress=_part(progress, 0.8, 1.0),
    )
    return extract


def put_population(
    source: Path, file: Path, folder: Path, *, crs: str | None = None, progress: Step | None = None
) -> tuple[Population, tuple[str, ...]]:
    """The district of `source` with the residents of a table or vector file as its layer `population`, in `folder`.

    `folder` may be `source` itself: it is rewritten whole or stays as it was. The goals that ask for residents join
    its plan; comments in its TOML files stay.

    Parameters
    ----------
    crs: of the coordinates of the file; None: degrees in a CSV, the file's own in a vector file.
    progress: called with a text and the share (0-1) of the way.

    Returns
    -------
    What was read, with counts of what was left out and why; ids of the goals that joined the plan.

    Raises
    ------
    MissingLayerError: the district has no outline. LayerError and its kinds: the file is not usable. DefinitionError:
    the district's files are wrong. WorkspaceError: the folder cannot be written.
    """
    spec = read_district_spec(source)
    target, area = _ground(spec, "population", needed_by="yitu layers population")
    read = read_population(file, area, target=target, crs=crs)
    texts, files = _with_entry(source, folder, "population", population_entry(read))
    plan = read_plan(source, name=spec.name)
    goals = residents_goals(plan)
    if goals:
        wanted = {**plan, "goals": [*plan.get("goals", []), *goals]}
        added = [("[[goals]]", goal) for goal in goals]
        texts["plan"] = edited_toml(toml_source(source / "plan.toml"), added, wanted=wanted)
    write_edited(folder, {"population": read.frame}, texts=texts, files=files, progress=_part(progress, 0.5, 1.0))
    return read, tuple(str(goal["id"]) for goal in goals)


def put_facilities(
    source: Path,
    file: Path,
    folder: Path,
    *,
    takes: Sequence[str],
    crs: str | None = None,
    progress: Step | None = None,
) -> tuple[FacilityTable, dict[str, int]]:
    """The district of `source` with facilities of a table or vector file beside its own, in `folder`.

    `folder` may be `source` itself: it is rewritten whole or stays as it was. Rows of an earlier time, of a kind taken
    now and from a file of the same name, give way; all others stay.

    Parameters
    ----------
    takes: "COLUMN=KIND" (rows with a number above 0 there) or "KIND" (all rows), keys of goals/facilities.toml.
    crs: of the coordinates of the file; None: degrees in a CSV, the file's own in a vector file.
    progress: called with a text and the share (0-1) of the way.

    Returns
    -------
    What was read, with counts of what was left out and why; how many rows gave way, by kind.

    Raises
    ------
    MissingLayerError: the district has no outline. LayerError and its kinds: a take, the file or the district's own
    facilities are not usable. DefinitionError: the district's files are wrong. WorkspaceError: the folder cannot be
    written.
    """
    wanted = read_takes(takes, shipped_standards().facilities)
    spec = read_district_spec(source)
    target, area = _ground(spec, "facilities", needed_by="yitu layers facilities")
    read = read_facility_table(file, wanted, area, target=target, crs=crs)
    own = _layer_of(spec, "facilities")
    frame, replaced = joined_facilities(read, None if own is None else read_layer(own, target=target).frame)
    old = read_toml(source / "district.toml").values.get("layers", {}).get("facilities")
    texts, files = _with_entry(source, folder, "facilities", facilities_entry(read, old))
    write_edited(folder, {"facilities": frame}, texts=texts, files=files, progress=_part(progress, 0.5, 1.0))
    return read, replaced


def _layer_of(spec: DistrictSpec, kind: str) -> LayerSpec | None:
    return next((layer for layer in spec.layers if layer.kind == kind), None)


def _ground(spec: DistrictSpec, kind: str, *, needed_by: str) -> tuple[pyproj.CRS, BaseGeometry]:
    """The working CRS of a district that is to get a layer of this kind, and the ground in its outline.

    Raises
    ------
    MissingLayerError: it has no outline. DefinitionError: the new layer's file holds another layer too.
    """
    outline = _layer_of(spec, "outline")
    if outline is None:
        raise MissingLayerError(layer="outline", district=spec.name, needed_by=needed_by)
    written = (spec.folder / f"{kind}.gpkg").resolve()
    others = [layer.kind for layer in spec.layers if layer.kind != kind and layer.file.resolve() == written]
    if others:
        problem = f"图层 {others[0]} 也在 {written.name} 中,改写会失去它;请先把它另存为一个文件"
        raise DefinitionError(file=spec.folder / "district.toml", key=f"layers.{others[0]}.file", problem=problem)
    target = working_crs(spec.crs)
    return target, read_layer(outline, target=target).frame.geometry.union_all()


def _with_entry(
    source: Path, folder: Path, kind: str, entry: Mapping[str, Any]
) -> tuple[dict[str, str], dict[str, Path]]:
    """The TOML texts and the files of the district of `source` with this entry in it, for `write_edited`."""
    table, files = remade_content(source, folder, {kind: entry}, gone=())
    text = edited_toml(toml_source(source / "district.toml"), [(f"[layers.{kind}]", entry)], wanted=table)
    return {"district": text}, files


def remake_fabric(folder: Path, *, progress: Step | None = None) -> dict[str, int]:
    """Grow the schematic fabric of a district anew from its recipe `fabric.toml`, into its layer files.

    Returns
    -------
    Features written, by layer kind; and `unplaced`, places of the evidence that found no land.

    Raises
    ------
    DefinitionError: no recipe, or a wrong one. WorkspaceError: a file cannot be written.
    """
    recipe_file = folder / "fabric.toml"
    if not recipe_file.exists():
        raise DefinitionError(file=recipe_file, key="—", problem="没有肌理配方;请参照 layers/README.md 写一份")
    recipe = recipe_from(read_toml(recipe_file))
    read = read_district(folder, only=(*_UNDER_FABRIC, "borders"))
    none = gpd.GeoDataFrame(geometry=[], crs=read.crs)
    under = {kind: read.layers[kind].frame if kind in read.layers else none for kind in _UNDER_FABRIC}
    zones = gpd.GeoDataFrame(
        geometry=[zone.geometry for zone in read.zones], index=[zone.id for zone in read.zones], crs=read.crs
    )
    if progress is not None:
        progress("生成肌理", 0.1)
    fabric = make_fabric(**under, zones=zones, recipe=recipe)
    written = {}
    for number, kind in enumerate(_FABRIC):
        rows = getattr(fabric, kind)
        write_geojson(rows, folder / f"{kind}.geojson", kind=KINDS[kind])
        written[kind] = len(rows)
        if progress is not None:
            progress(f"写出 {kind}", 0.7 + 0.3 * (number + 1) / len(_FABRIC))
    return {**written, "unplaced": sum(fabric.unplaced.values())}
