"""Rows just read into a district: laid beside or in place of its own layer, undone and redone.

The district is written as a copy in the workspace; the state before every change is kept beside it, so that undo gives
it back byte for byte, also after the program was closed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely

from gis.crs import working_crs
from gis.errors import MisplacedLayerError
from gis.read.placed import own_ids
from gis.read.position import FAR_M
from gis.read.remade import remade_content, toml_source
from gis.read.spec import DistrictSpec, read_district_spec
from gis.read.vector import read_layer
from gis.schema import Basis
from gis.views.edited import edited_toml, write_edited
from gis.views.history import keep_state

__all__ = ["Provenance", "put_layer"]


@dataclass(frozen=True)
class Provenance:
    """Where a layer comes from, for its entry in district.toml. `basis`: what its features may claim."""

    provider: str
    licence: str
    basis: Basis
    day: date
    note: str = ""


def put_layer(
    source: Path,
    rows: gpd.GeoDataFrame,
    folder: Path,
    *,
    kind: str,
    origin: Provenance,
    join: bool = False,
) -> int:
    """The district of `source` with these rows as its layer `kind`, in `folder`; the state before can be restored.

    Parameters
    ----------
    rows: as `fit_rows` gives them. folder: in the workspace; may be `source` itself. join: whether the rows of the
    district's own layer stay beside them (ids that come twice are made distinct).

    Returns
    -------
    How many rows the layer has now.

    Raises
    ------
    MisplacedLayerError: the rows lie 100 km or more from the district. LayerError: the district's own layer cannot be
    read. DefinitionError: its files are wrong. WorkspaceError: the folder cannot be written.
    """
    spec = read_district_spec(source)
    _require_near(spec, rows, kind)
    frame = rows if "basis" in rows else rows.assign(basis="")
    own = next((layer for layer in spec.layers if layer.kind == kind), None)
    if join and own is not None:
        kept = read_layer(own, target=working_crs(spec.crs)).frame
        ids, _ = own_ids([*kept["id"].astype(str), *frame["id"]])
        frame = frame.assign(basis=frame["basis"].where(frame["basis"] != "", origin.basis.value))
        frame = gpd.GeoDataFrame(pd.concat([kept, frame], ignore_index=True).assign(id=ids), crs=kept.crs)
    entry = {
        "file": f"{kind}.gpkg",
        "provider": origin.provider,
        "date": origin.day,
        "licence": origin.licence,
        "basis": origin.basis.value,
        "note": origin.note,
    }
    table, files = remade_content(source, folder, {kind: entry}, gone=())
    text = edited_toml(toml_source(source / "district.toml"), [(f"[layers.{kind}]", entry)], wanted=table)
    with keep_state(folder):
        write_edited(folder, {kind: frame}, texts={"district": text}, files=files)
    return len(frame)


def _require_near(spec: DistrictSpec, rows: gpd.GeoDataFrame, kind: str) -> None:
    """Refuse rows that lie nowhere near the district's outline."""
    outline = next((layer for layer in spec.layers if layer.kind == "outline"), None)
    if outline is None or kind == "outline" or rows.empty:
        return
    ground: Any = read_layer(outline, target=working_crs(spec.crs)).frame.geometry.union_all()
    away_m = float(shapely.distance(ground, shapely.box(*rows.total_bounds)))
    if away_m > FAR_M:
        raise MisplacedLayerError(
            layer=kind,
            source="—",
            away_km=round(away_m / 1_000.0),
            guess="请核对坐标系与带号 / check the CRS and the belt",
        )
