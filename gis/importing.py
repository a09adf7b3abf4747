"""Rows just read into a district: fitted to a kind of layer, laid beside or in place of its own, undone and redone.

The district is written as a copy in the workspace; the state before every change is kept beside it, so that undo gives
it back byte for byte, also after the program was closed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from gis import crs as crs_module
from gis.crs import working_crs
from gis.errors import LayerError, MisplacedLayerError
from gis.read.land_use import to_2023
from gis.read.placed import own_ids
from gis.read.position import FAR_M
from gis.read.remade import remade_content, toml_source
from gis.read.spec import DistrictSpec, read_district_spec
from gis.read.vector import read_layer
from gis.schema import Basis, LayerKind
from gis.views.edited import edited_toml, write_edited
from gis.views.history import keep_state

__all__ = ["Fitted", "Provenance", "fit_rows", "put_layer"]

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Provenance:
    """Where a layer comes from, for its entry in district.toml. `basis`: what its features may claim."""

    provider: str
    licence: str
    basis: Basis
    day: date
    note: str = ""


@dataclass(frozen=True)
class Fitted:
    """Rows fitted to a kind of layer: `frame` in the district's CRS, and how many rows came, were left out and why."""

    frame: gpd.GeoDataFrame
    counts: Mapping[str, int]


def fit_rows(rows: gpd.GeoDataFrame, kind: LayerKind, *, columns: Mapping[str, str], edition: str, crs: str) -> Fitted:
    """Rows with the columns of `kind`, in `crs`, an id for each of them.

    Parameters
    ----------
    rows: frame with a CRS. columns: our column → the field of the file. edition: of land-use codes; empty: as they are.
    crs: of the district.

    Returns
    -------
    The rows, and counts: "in", "other_shape" (left out: not the shapes of the kind), "renamed" (ids that came twice
    or not at all), "split_codes" (land-use codes that stand for several classes of 2023: their common parent is
    taken), "unknown_codes" (kept as they are).

    Raises
    ------
    LayerError: no row has the shapes of the kind, or a required column has no field. MissingCRSError: no CRS.
    """
    target = working_crs(crs)
    placed = crs_module.declared(rows, None, target=target, layer=kind.name, source="—")
    missing = [
        name for name, column in kind.columns.items() if column.required and name != "id" and name not in columns
    ]
    if missing:
        listed = "、".join(missing)
        raise LayerError(
            layer=kind.name,
            source="—",
            problem=f"必需的内容没有对应字段:{listed} / required columns have no field: {listed}",
            remedy="请为它们选择字段 / choose a field for each of them",
        )
    fits = _fitting(placed, kind)
    if not fits.any():
        raise LayerError(
            layer=kind.name,
            source="—",
            problem=f"没有一行是{kind.title}所需的几何 / no row has the shapes of {kind.title_en}",
            remedy="请另选图层类别 / choose another kind of layer",
        )
    taken = placed[fits]
    shapes = taken.geometry.to_numpy()
    if kind.shape.types == ("Point",):
        shapes = np.array([_single(shape) for shape in shapes], dtype=object)
    given = [_text(value) for value in taken[columns["id"]]] if "id" in columns else [""] * len(taken)
    ids, renamed = own_ids(given)
    made: dict[str, object] = {"id": ids}
    counts = {"in": len(rows), "other_shape": int((~fits).sum()), "renamed": int(renamed.sum())}
    for name, column in kind.columns.items():
        if name == "id" or name not in columns:
            continue
        values = taken[columns[name]]
        made[name] = pd.to_numeric(values, errors="coerce") if column.kind == "number" else [_text(v) for v in values]
    if "code" in made and edition:
        made["code"], more = _codes(list(made["code"]), edition)  # type: ignore[call-overload]
        counts |= more
    frame = gpd.GeoDataFrame(made, geometry=shapes, crs=target)
    return Fitted(frame, {key: count for key, count in counts.items() if count or key == "in"})


def _fitting(rows: gpd.GeoDataFrame, kind: LayerKind) -> Flags:
    types = rows.geom_type
    single = shapely.get_num_geometries(rows.geometry.to_numpy()) == 1
    wanted = types.isin(kind.shape.types) | ((types == "MultiPoint") & single & ("Point" in kind.shape.types))
    return np.asarray(wanted & ~rows.geometry.is_empty, dtype=np.bool_)


def _single(shape: object) -> object:
    return shapely.get_geometry(shape, 0)


def _text(value: object) -> str:
    """A value as text; whole numbers without a decimal point."""
    if value is None or value is pd.NA or (isinstance(value, float) and np.isnan(value)):
        return ""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value).strip()


def _codes(codes: list[str], edition: str) -> tuple[list[str], dict[str, int]]:
    """Codes in the edition of 2023: the common class of several, unknown ones as they are."""
    table: dict[str, tuple[str, str]] = {}
    for code in set(codes):
        found = to_2023(code.upper(), edition)
        if not found:
            table[code] = (code, "unknown_codes")
        else:
            table[code] = (_common(found), "split_codes" if len(found) > 1 else "")
            if not table[code][0]:
                table[code] = (code, "unknown_codes")
    counts = {key: sum(table[code][1] == key for code in codes) for key in ("unknown_codes", "split_codes")}
    return [table[code][0] for code in codes], counts


def _common(codes: tuple[str, ...]) -> str:
    """The class that several codes share ("1306", "1307" → "13"); empty where they share none."""
    length = 0
    while length + 2 <= min(map(len, codes)) and len({code[: length + 2] for code in codes}) == 1:
        length += 2
    return codes[0][:length]


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
