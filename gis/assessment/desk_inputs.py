"""What was read, laid on the land bureau's desk: plots of one file or many, buildings, firms, control areas, zones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import geopandas as gpd
import numpy as np
import pandas as pd

from gis import crs as crs_module
from gis.crs import working_crs
from gis.district import District
from gis.errors import LayerError
from gis.plots.desk import PlotInputs
from gis.read.intake.intake import Intake, ReadLayer
from gis.read.ledger import LedgerRows, firm_rows, ledger_crs, ledger_rows
from gis.read.placed import own_ids

__all__ = ["Brought", "brought", "desk_inputs", "district_inputs"]

_CONTROL_COLUMNS = ("control", "severity", "clause")


@dataclass(frozen=True, eq=False)
class Brought:
    """One layer of a file the user brought, with the digest of the file and the edition of its land-use codes."""

    name: str
    digest: str
    layer: ReadLayer
    edition: str = ""


def brought(intake: Intake, *, edition: str = "") -> list[Brought]:
    """The layers of a read that hold rows. `edition`: of the codes, where the user says it."""
    layers = [one for one in intake.layers if one.kind == "vector"]
    found = edition or intake.edition
    return [
        Brought(intake.name if len(layers) == 1 else f"{intake.name} · {one.name}", intake.sha256, one, found)
        for one in layers
    ]


def district_inputs(district: District) -> PlotInputs:
    """The plots of a district itself, with its buildings, zones, residents and control areas.

    Raises
    ------
    MissingLayerError: it has no plots.
    """
    return replace(_lent(district), plots=district.layer("plots", needed_by="用地").frame)


def desk_inputs(
    plots: Sequence[Brought],
    *,
    buildings: Sequence[Brought] = (),
    firms: Sequence[Brought] = (),
    controls: Sequence[Brought] = (),
    before: Sequence[Brought] = (),
    district: District | None = None,
) -> PlotInputs:
    """Plots of files, in the district's CRS, else in their own; what no file brings is the district's, plots too.

    Parameters
    ----------
    before: land use of an earlier year.

    Raises
    ------
    LayerError: no layer of plots with areas, or a table without what it must hold. MissingCRSError: one has no place.
    """
    own = district if not plots else None
    areal = [one for one in plots if one.layer.families.get("area")]
    if not areal and own is None:
        raise LayerError(
            layer="plots",
            source="、".join(one.name for one in plots) or "—",
            problem="没有面状的地块 / no areas among the rows",
            remedy="请提供地块边界(面) / give the outlines of the plots",
        )
    crs = district.crs.to_string() if district is not None else ledger_crs(areal[0].layer)
    ledgers = [ledger_rows(one.layer, "plots", crs=crs, edition=one.edition) for one in areal]
    notes = [text for ledger in ledgers for text in ledger.notes]
    notes += [_left_out(one.name, ledger.counts) for one, ledger in zip(areal, ledgers, strict=True)]
    lent = district_inputs(own) if own is not None else _lent(district)
    built = [ledger_rows(one.layer, "buildings", crs=crs).frame for one in buildings]
    if not built and own is None and lent.buildings is not None:
        notes.append("建筑取自本区图层 / buildings are those of the district")
    tables = [firm_rows(one.layer) for one in firms]
    areas = dict(lent.controls)
    for one in controls:
        areas |= _control_areas(one, crs)
    sources = {one.name: one.digest for one in (*plots, *buildings, *firms, *controls, *before)}
    earlier = [ledger_rows(one.layer, "plots", crs=crs, edition=one.edition) for one in before]
    for one, ledger in zip(before, earlier, strict=True):
        notes += [*ledger.notes, _left_out(one.name, ledger.counts)]
    return replace(
        lent,
        plots=_joined([ledger.frame for ledger in ledgers]) if ledgers else lent.plots,
        buildings=_joined(built) if built else _near(lent.buildings, ledgers) if ledgers else lent.buildings,
        firms=pd.concat(tables, ignore_index=True) if tables else None,
        controls=areas,
        before=_joined([ledger.frame for ledger in earlier]) if earlier else None,
        sources=sources,
        notes=tuple(text for text in notes if text),
    )


def _near(buildings: gpd.GeoDataFrame | None, ledgers: Sequence[LedgerRows]) -> gpd.GeoDataFrame | None:
    """The district's buildings that stand on the plots of files; the others are none of theirs."""
    if buildings is None:
        return None
    shapes = [shape for ledger in ledgers for shape in ledger.frame.geometry if shape is not None]
    rows = np.unique(buildings.sindex.query(np.array(shapes, dtype=object), predicate="intersects")[1])
    return buildings.iloc[rows]


def _lent(district: District | None) -> PlotInputs:
    """What a district lends to plots that are not its own: buildings, residents, zones, control areas."""
    if district is None:
        return PlotInputs(gpd.GeoDataFrame(geometry=[]))
    layers = district.layers
    frames = {kind: layers[kind].frame for kind in ("buildings", "population") if kind in layers}
    nothing = gpd.GeoDataFrame(geometry=[], crs=district.crs)
    controls = _by_control(layers["controls"].frame) if "controls" in layers else {}
    return PlotInputs(nothing, controls=controls, zones=_zones(district), district=district, **frames)


def _zones(district: District) -> gpd.GeoDataFrame | None:
    if not district.zones:
        return None
    return gpd.GeoDataFrame(
        {"name": [zone.name for zone in district.zones]},
        geometry=[zone.geometry for zone in district.zones],
        index=[zone.id for zone in district.zones],
        crs=district.crs,
    )


def _joined(frames: list[gpd.GeoDataFrame]) -> gpd.GeoDataFrame:
    """Rows of several files as one table, ids that come twice made distinct."""
    rows = gpd.GeoDataFrame(pd.concat(frames, ignore_index=True), crs=frames[0].crs)
    if len(frames) > 1:
        rows["id"], _ = own_ids(rows["id"].astype(str).tolist())
    return rows.set_index(pd.Index(rows["id"], name="id"), drop=False)


def _left_out(name: str, counts: Mapping[str, int]) -> str:
    lost, renamed = counts.get("other_shape", 0), counts.get("renamed", 0)
    parts = [f"{lost} 行不是面,未作地块" if lost else "", f"{renamed} 个编号重复或空缺,已另编" if renamed else ""]
    told = [f"{lost} rows are no areas" if lost else "", f"{renamed} ids made distinct" if renamed else ""]
    if not lost and not renamed:
        return ""
    return f"{name}:{';'.join(filter(None, parts))} / {name}: {'; '.join(filter(None, told))}"


def _control_areas(one: Brought, crs: str) -> dict[str, gpd.GeoDataFrame]:
    """The control areas of a layer: by its kinds of control where it says them, else all under the file's name."""
    rows = crs_module.declared(one.layer.frame(), None, target=working_crs(crs), layer=one.name, source=one.name)
    found = one.layer.columns()
    for name in _CONTROL_COLUMNS:
        rows[name] = rows[found[name]].fillna("").astype(str) if name in found else ""
    rows = rows[rows.geom_type.isin(("Polygon", "MultiPolygon"))]
    rows["control"] = rows["control"].where(rows["control"] != "", one.name.rpartition(".")[0] or one.name)
    return _by_control(rows)


def _by_control(rows: gpd.GeoDataFrame) -> dict[str, gpd.GeoDataFrame]:
    return {str(name): group for name, group in rows.groupby("control", sort=False)}
