"""District and read files put together for a review: layers by name, zones, what is approved, figures and effects."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import asdict, replace
from functools import cache
from importlib.metadata import version
from pathlib import PurePath

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gis import crs as crs_module
from gis.assessment.desk_inputs import Brought
from gis.assessment.review_effects import EffectStage
from gis.crs import working_crs
from gis.district import District
from gis.errors import in_language
from gis.plots.columns import read_numbers, read_texts
from gis.plots.intensity import FigureSettings, plot_figures
from gis.plots.limits import ControlTable, compare
from gis.read.industries import read_industries
from gis.read.limit_tables import read_figure_settings, shipped_control_tables
from gis.read.placed import own_ids
from gis.read.projects import project_of
from gis.read.rule_packs import shipped_packs
from gis.review.checks.amounts import texts_of
from gis.review.checks.figures import WHOLE
from gis.review.model import InputFile, Project, Review, ReviewInputs, ReviewLayer, layer_title
from gis.review.rules import RulePack
from gis.review.run import review
from gis.schema import KINDS, Basis

__all__ = ["project_figures", "review_inputs", "review_project", "whole_plot"]

Step = Callable[[str, float], None]
_APPROVED = "approved"
_CONTROL = ("control", "severity", "clause")
_CONTROLS = "controls"
_KIND_OF_TITLE: Mapping[str, str] = {
    **{title: kind.name for kind in KINDS.values() for title in (kind.name, kind.title)},
    **dict.fromkeys(("detailed_plan", "详细规划", "控制性详细规划", "控规"), "detailed_plan"),
}
# facts that are figures of a plot: laid on the one plot of all parts
_LAID = (
    "floor_area_m2", "structures_m2", "yards_m2", "green_m2", "admin_land_m2", "admin_floor_m2", "height_m",
    "investment_wan", "output_wan", "tax_wan",
)  # fmt: skip
_FOOTPRINT = "footprint_m2"
_NO_FOOTPRINT = "建筑占地面积未填 / building footprint not given"
_NO_BESIDE = "构筑物或露天堆场占地未填 / area of structures or open yards not given"


def review_inputs(
    project: Project,
    district: District | EffectStage | None,
    *,
    brought_layers: Sequence[Brought] = (),
    approved: Sequence[Brought] = (),
    tables: Sequence[ControlTable] = (),
    ellipsoidal: bool = False,
) -> ReviewInputs:
    """All that rules may look at.

    A layer the user brings stands for that kind of the district where it has its name or title ("rivers", "河流").
    Areas of another name are control areas: they join those of the district in "controls", which rules select from by
    `control` (what the rows say, else the name of the layer), so that none is overlooked. Lines and points of another
    name stand under it.

    Parameters
    ----------
    district: or its stage of effects, kept from an earlier review: what it is now is not measured again.
    approved: projects approved already, a ledger of plots. tables: control tables beside the shipped ones.

    Raises
    ------
    MissingCRSError: a layer has no place. LayerError: nothing approved has an area.
    """
    stage = district if isinstance(district, EffectStage) else EffectStage(district) if district else None
    place = stage.district if stage else None
    crs = project.parts.crs.to_string()
    layers = _district_layers(place) if place else {}
    layers = _with_brought(layers, brought_layers, crs)
    if approved:
        layers[_APPROVED] = _approved(approved, crs)
    industries = read_industries()
    every = (*shipped_control_tables(), *tables)
    settings = read_figure_settings()
    files = [InputFile("control_table", table.title, _table_digest(table), table.edition) for table in every]
    given = [("layer_file", one) for one in brought_layers] + [("approved_file", one) for one in approved]
    named = dict.fromkeys(InputFile(role, one.name.partition(" · ")[0], one.digest) for role, one in given)
    files.append(InputFile("settings", "industries.toml", industries.digest, industries.edition))
    if stage:
        files.append(InputFile("settings", "project_effects.toml", stage.rules.digest))
    return ReviewInputs(
        project=project, layers=layers, figures=lambda: project_figures(project, every, settings=settings),
        effects=cache(lambda: stage.effects(project)) if stage else None,
        together=cache(lambda: stage.cumulative(project, layers[_APPROVED].frame)) if stage and approved else None,
        district=place.id if place else "",
        district_title=f"{place.name} / {place.name_en}" if place else "",
        ellipsoidal=ellipsoidal, industries=industries,
        files=(*named, *files),
    )  # fmt: skip


def review_project(
    inputs: ReviewInputs,
    packs: Sequence[RulePack] | None = None,
    *,
    date: str,
    off: Collection[str] = (),
    progress: Step | None = None,
) -> Review:
    """The review by these packs; none given: by the shipped ones that hold for the district.

    Parameters
    ----------
    date: as shown on the sheet. off, progress: as of `gis.review.run.review`.

    Raises
    ------
    DefinitionError: a shipped pack is wrong.
    """
    every = shipped_packs(inputs.district) if packs is None else packs
    return review(_asked_for(inputs, every), every, date=date, version=version("yitu"), off=off, progress=progress)


# --- layers ---------------------------------------------------------------------------------------------------------


def _district_layers(district: District) -> dict[str, ReviewLayer]:
    """The kinds of a district under their names, and its zones."""
    found = {}
    for name, layer in district.layers.items():
        frame = layer.frame.set_axis(layer.frame.index.astype(str))
        found[name] = ReviewLayer(
            name,
            layer.kind.title,
            layer.kind.title_en,
            frame,
            layer.digest,
            str(layer.source.date),
            layer.basis,
            of_district=True,
        )
    if district.zones:
        found["zones"] = _zones(district)
    return found


def _zones(district: District) -> ReviewLayer:
    """The zones of the plan; the digest is of their words and outlines."""
    zones = district.zones
    functions = pd.Series([zone.functions for zone in zones], dtype=object).to_numpy()
    frame = gpd.GeoDataFrame(
        {
            "name": [zone.name for zone in zones], "group": [zone.group for zone in zones], "functions": functions,
            "clause": [f"{zone.source.chapter} {zone.source.words}".strip() for zone in zones],
            "basis": [zone.basis.value for zone in zones], "indicative": [zone.indicative for zone in zones],
        },
        geometry=[zone.geometry for zone in zones], index=pd.Index([zone.id for zone in zones], name="id"),
        crs=district.crs,
    )  # fmt: skip
    told = [(zone.id, zone.name, zone.group, zone.functions, zone.source.words) for zone in zones]
    digest = hashlib.sha256(json.dumps(told, ensure_ascii=False).encode())
    for zone in zones:
        digest.update(shapely.to_wkb(zone.geometry))
    starts = {zone.source.valid_from for zone in zones if zone.source.valid_from}
    edition = f"{district.plan_document} {max(starts)}" if starts else district.plan_document
    basis = Basis.worst([zone.basis for zone in zones])
    return ReviewLayer("zones", *_titles("zones"), frame, digest.hexdigest(), edition, basis, of_district=True)


def _titles(name: str) -> tuple[str, str]:
    title = layer_title(name)
    return in_language(title, "zh"), in_language(title, "en")


def _with_brought(layers: Mapping[str, ReviewLayer], brought: Sequence[Brought], crs: str) -> dict[str, ReviewLayer]:
    """The layers with what the user brings: in place of a kind, under its own name, or among the control areas.

    What goes by one name is one layer, whatever the number and the order of its files.
    """
    found, own = dict(layers), dict[str, list[ReviewLayer]]()
    for _, one in sorted({(one.name, one.digest): one for one in brought}.items()):
        title = _title_of(one.name, one.layer.name)
        name = _KIND_OF_TITLE.get(title, title)
        rows = _rows(one, crs)
        known = name in KINDS or name in _KIND_OF_TITLE.values()
        if name == _CONTROLS or (not known and rows.geom_type.isin(("Polygon", "MultiPolygon")).any()):
            kinds = rows["control"] if "control" in rows else pd.Series("", index=rows.index)
            rows = rows.assign(control=kinds.where(kinds != "", title))
            name = _CONTROLS
        aside = int(one.layer.rows.get("quarantined", 0))
        own.setdefault(name, []).append(ReviewLayer(title, title, title, rows, one.digest, aside=aside))
    for name, some in own.items():
        if name == _CONTROLS:
            found[name] = _together(_CONTROLS, _titles(_CONTROLS), [*filter(None, [found.get(_CONTROLS)]), *some])
            for key in ("name", *_CONTROL):
                rows = found[name].frame
                rows[key] = rows[key].fillna("") if key in rows else ""
        else:
            titles = "、".join(dict.fromkeys(one.title for one in some))
            found[name] = _together(name, (titles, titles), some)
    return found


def _together(name: str, titles: tuple[str, str], layers: Sequence[ReviewLayer]) -> ReviewLayer:
    """Features of several sources as one layer; ids that repeat take the name of their source before them."""
    frames = [layer.frame for layer in layers]
    labels = [label for frame in frames for label in frame.index]
    if len(set(labels)) < len(labels):
        labels, _ = own_ids([f"{layer.name}:{label}" for layer in layers for label in layer.frame.index])
    # a copy of its own: the layers stay
    rows = gpd.GeoDataFrame(pd.concat(frames) if len(frames) > 1 else frames[0].copy(), crs=frames[0].crs)
    rows = rows.set_axis(labels)
    digests = [layer.digest for layer in layers]
    digest = digests[0] if len(digests) == 1 else hashlib.sha256("".join(digests).encode()).hexdigest()
    edition = "; ".join(filter(None, (layer.version for layer in layers)))
    basis = Basis.worst([layer.basis for layer in layers])
    return ReviewLayer(
        name, *titles, rows, digest, edition, basis, sum(layer.aside for layer in layers),
        any(layer.of_district for layer in layers),
    )  # fmt: skip


def _rows(one: Brought, crs: str) -> gpd.GeoDataFrame:
    """The rows of a layer in `crs`, with our names beside those of the file; index = feature id, as text."""
    rows = crs_module.declared(one.layer.frame(), None, target=working_crs(crs), layer=one.name, source=one.name)
    for key, column in one.layer.columns().items():
        if key != "geometry" and key not in rows:
            rows[key] = rows[column]
    for key in ("name", *_CONTROL):
        if key in rows:
            rows[key] = rows[key].fillna("").astype(str).str.strip()
    named = "id" in rows and rows["id"].is_unique and rows["id"].notna().all()
    rows = rows.set_axis([str(label) for label in (rows["id"] if named else rows.index)])
    return rows[~(rows.geometry.isna() | rows.geometry.is_empty)]


def _asked_for(inputs: ReviewInputs, packs: Sequence[RulePack]) -> ReviewInputs:
    """The inputs with a kind of control as a layer of its own where a rule names it so: layer = "生态保护红线"."""
    controls = inputs.layers.get(_CONTROLS)
    names = {rule.selection.layer for pack in packs for rule in pack.rules} - set(inputs.layers)
    if controls is None or "control" not in controls.frame:
        return inputs
    groups = {name: controls.frame[texts_of(controls.frame, "control") == name] for name in sorted(names)}
    own = {name: replace(controls, name=name, title=name, title_en=name, frame=rows)
           for name, rows in groups.items() if len(rows)}  # fmt: skip
    return replace(inputs, layers={**inputs.layers, **own}) if own else inputs


@cache
def _called() -> frozenset[str]:
    """The names rules and kinds of layers go by."""
    rules = [rule for pack in shipped_packs("") for rule in pack.rules]
    return frozenset(_KIND_OF_TITLE) | {name for rule in rules for name in rule.selection.where.get("control", ())}


def _title_of(name: str, layer: str) -> str:
    """The name of a layer as rules call it: of a file with several layers that of the layer.

    Of one with a single layer the file's without suffix, but where rules know only the layer's name.
    """
    file, _, own = name.partition(" · ")
    stem = PurePath(file).stem or file
    return own or (layer if layer in _called() and stem not in _called() else stem)


def _approved(approved: Sequence[Brought], crs: str) -> ReviewLayer:
    """The pipeline: a ledger of plots with the facts its columns hold."""
    pipeline = project_of(approved, crs=crs, name=_APPROVED)
    digest = hashlib.sha256("".join(one.digest for one in approved).encode()).hexdigest()
    shown = approved[0].digest if len({one.digest for one in approved}) == 1 else digest
    return ReviewLayer(_APPROVED, *_titles(_APPROVED), pipeline.parts, shown)


def _table_digest(table: ControlTable) -> str:
    """SHA-256 of the content of a control table, hex."""
    return hashlib.sha256(json.dumps(asdict(table), ensure_ascii=False, sort_keys=True).encode()).hexdigest()


# --- figures --------------------------------------------------------------------------------------------------------


def whole_plot(project: Project) -> gpd.GeoDataFrame:
    """The project as one plot: all parts united, the facts of the whole laid on it.

    Its row label is `WHOLE`, of a project of one part the id of that part.

    Its land-use code (planned, else as stated) is the one that all parts share, else their common beginning: a table
    for industrial land holds for a project that is industrial altogether.
    """
    parts = project.parts
    plot = parts.iloc[[0]].copy()
    codes = _codes(parts)
    for name in _LAID:
        value = project.facts.get(name)
        plot[name] = float(value) if isinstance(value, (int, float)) else np.nan
    footprint = project.facts.get(_FOOTPRINT)
    plot[_FOOTPRINT] = float(footprint) if isinstance(footprint, (int, float)) else np.nan
    plot["code"] = codes.iloc[0] if len(set(codes)) == 1 else _common(codes.tolist())
    plot["industry"] = str(project.facts.get("industry_code", "") or "")
    plot["industry_edition"] = str(project.facts.get("industry_edition", "") or "")
    grades = set(read_texts(parts, "land_grade"))
    plot["land_grade"] = grades.pop() if len(grades) == 1 else ""
    plot["area_stated_m2"] = float(read_numbers(parts, "area_stated_m2").sum())  # unknown where one is
    label = WHOLE if len(parts) > 1 else str(parts.index[0])
    plot["id"], plot["name"] = label, project.name
    plot.index = pd.Index([label], name="id")
    united = shapely.union_all(parts.geometry.to_numpy())
    return plot.set_geometry(gpd.GeoSeries([united], index=plot.index, crs=parts.crs))


def project_figures(
    project: Project, tables: Sequence[ControlTable], *, settings: FigureSettings, crosswalk: pd.DataFrame | None = None
) -> pd.DataFrame:
    """The project's figures beside the control values: as of `compare`; `plot` is a part's id or `WHOLE` (of several).

    Facts are stated for the whole, so the project stands there as one plot; of several parts those that state a figure
    of their own stand there as well. Present buildings are none of the project's: its floor area, footprint and yards
    are what the applicant states.
    """
    plots = [whole_plot(project)]
    own = [name for name in (*_LAID, _FOOTPRINT) if name in project.parts]
    if len(project.parts) > 1 and own:
        told = project.parts[project.parts[own].notna().any(axis=1)]
        if len(told):
            plots.append(told.assign(code=_codes(told)))
    found = []
    for rows in plots:
        figures = _with_footprints(plot_figures(rows, None, settings=settings), rows)
        found.append(compare(figures, rows, tables, crosswalk=crosswalk))
    filled = [rows for rows in found if len(rows)]
    return pd.concat(filled, ignore_index=True) if filled else found[0]


def _with_footprints(figures: pd.DataFrame, plots: gpd.GeoDataFrame) -> pd.DataFrame:
    """Building density and coefficient from the footprint that is stated: no building is drawn yet."""
    footprint = read_numbers(plots, _FOOTPRINT)
    beside = read_numbers(plots, "structures_m2") + read_numbers(plots, "yards_m2")
    site_m2 = figures["site_area_m2"].to_numpy(dtype=float)
    density, coefficient = footprint / site_m2, (footprint + beside) / site_m2
    known = np.isfinite(footprint)
    return figures.assign(
        footprint_m2=footprint, building_density=density, building_coefficient=coefficient,
        density_reason=np.where(known, "", _NO_FOOTPRINT),
        coefficient_reason=np.where(np.isfinite(coefficient), "", np.where(known, _NO_BESIDE, _NO_FOOTPRINT)),
    )  # fmt: skip


def _codes(parts: gpd.GeoDataFrame) -> pd.Series:
    """The land-use code each part will have: planned, else as stated."""
    planned, code = read_texts(parts, "planned_code"), read_texts(parts, "code")
    return pd.Series(np.where(planned != "", planned, code), index=parts.index, dtype=object)


def _common(codes: Sequence[str]) -> str:
    """The class that codes share ("100101", "100102" → "1001"); "" where they share none."""
    length = 0
    while length + 2 <= min(map(len, codes)) and len({code[: length + 2] for code in codes}) == 1:
        length += 2
    return codes[0][:length]
