"""A ledger of plots, buildings or firms from a read file: columns by their names, units reckoned, in metres.

What a planner's table calls its columns is decided by `layers/fields.toml` and the units in the names; an area column
that names no unit is taken as hectares or mu where that alone fits the outlines, and told.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gis.crs import is_metric, suggest_metric, to_degrees
from gis.errors import LayerError
from gis.read.field_units import named_unit, unit_factor
from gis.read.fitting import fit_rows
from gis.read.intake.intake import ReadLayer
from gis.schema import FIRMS, KINDS, yes_or_no
from gis.units import HECTARE_M2, MU_M2

__all__ = ["LedgerRows", "firm_rows", "ledger_crs", "ledger_rows"]

_AREA_UNITS = ((HECTARE_M2, "公顷", "hectares"), (MU_M2, "亩", "mu"))
_NEAR_SHARE = 0.05  # stated areas differ from drawn ones by less, whatever their unit
# states of a plot as ledgers write them
_STATES: Mapping[str, str] = {
    "已建成": "built", "建成": "built", "已建": "built", "在用": "built", "已供应未建": "vacant", "空地": "vacant",
    "供而未用": "vacant", "未建": "vacant", "已供应": "supplied", "已供": "supplied", "在建": "supplied",
    "已达到供地条件": "ready", "达到供地条件": "ready", "未达到供地条件": "unready", "批而未供": "unready",
    "不可建设": "unbuildable", "储备": "reserve", "储备用地": "reserve", "收储": "reserve",
}  # fmt: skip


@dataclass(frozen=True)
class LedgerRows:
    """Rows of a kind, in metres, index = their ids; `counts` as of `fit_rows`; `notes`: what was decided."""

    frame: gpd.GeoDataFrame
    counts: Mapping[str, int]
    notes: tuple[str, ...] = field(default=())


def ledger_crs(layer: ReadLayer) -> str:
    """The metric CRS to work in where no district says one: the layer's own, else the belt it lies in.

    Raises
    ------
    LayerError: the layer has no place on the earth, or no row.
    """
    rows = layer.frame()
    if not layer.crs or rows.empty:
        raise LayerError(
            layer=layer.name,
            source="—",
            problem="没有坐标系或没有行 / no coordinate system, or no rows",
            remedy="请用 --crs 指明 / state it with --crs",
        )
    if is_metric(rows.crs):
        return layer.crs
    west, south, east, north = to_degrees(rows).total_bounds
    return suggest_metric((west + east) / 2.0, (south + north) / 2.0)


def ledger_rows(layer: ReadLayer, kind: str, *, crs: str, edition: str = "") -> LedgerRows:
    """Rows of a read layer as `plots` or `buildings`, all columns of the kind there, index = id.

    Parameters
    ----------
    crs: metric, to work in. edition: of the land-use codes.

    Raises
    ------
    LayerError: no row has an area. MissingCRSError: the layer has no place.
    """
    rows, notes = layer.frame(), []
    found = _by_kind(layer.columns(), kind)
    if kind == "plots" and "code" not in found:
        rows, found["code"] = rows.assign(**{"yitu code": ""}), "yitu code"
        notes.append("没有用地代码字段,按用地适用的未评估 / no land-use codes: what hangs on them is not assessed")
    fitted = fit_rows(rows, KINDS[kind], columns=found, edition=edition, crs=crs)
    frame = _complete(fitted.frame, kind)
    if kind == "plots":
        frame["status"] = [_STATES.get(text, text) for text in frame["status"]]
        notes += _area_unit(frame, found.get("area_stated_m2", ""))
        notes += _money_units(found)
    return LedgerRows(frame.set_index(pd.Index(frame["id"], name="id"), drop=False), fitted.counts, tuple(notes))


def _by_kind(found: Mapping[str, str], kind: str) -> dict[str, str]:
    """Fields as this kind means them: floor area of a building is what the dictionary files under facilities."""
    columns = dict(found)
    if "area_m2" in columns and "floor_area_m2" not in columns:
        columns["floor_area_m2"] = columns.pop("area_m2")
    return {name: column for name, column in columns.items() if name in KINDS[kind].columns}


def _complete(frame: gpd.GeoDataFrame, kind: str) -> gpd.GeoDataFrame:
    for name, column in KINDS[kind].columns.items():
        if name not in frame:
            frame[name] = np.nan if column.kind == "number" else (column.default if column.default is not None else "")
    return frame


def _area_unit(plots: gpd.GeoDataFrame, name: str) -> list[str]:
    """Put stated areas of no named unit into square metres where the outlines leave no doubt; what was done."""
    stated = plots["area_stated_m2"].to_numpy(dtype=float)
    drawn = shapely.area(plots.geometry.to_numpy())
    usable = (stated > 0.0) & (drawn > 0.0)
    if not name or named_unit(name)[1] or not usable.any():
        return []
    ratio = float(np.median(stated[usable] / drawn[usable]))
    for factor, zh, en in _AREA_UNITS:
        if abs(ratio * factor - 1.0) < _NEAR_SHARE:
            plots["area_stated_m2"] = stated * factor
            return [
                f"字段 {name} 未写单位,与图上面积相比是{zh},已换算为平方米 / {name} has no unit: {en}, by the outlines"
            ]
    return []


def _money_units(found: Mapping[str, str]) -> list[str]:
    """Columns of money without a unit, read as 万元."""
    bare = [field for column, field in found.items() if column.endswith("_wan") and not named_unit(field)[1]]
    bare = [field for field in bare if field not in FIRMS and field not in KINDS["plots"].columns]
    if not bare:
        return []
    listed = "、".join(bare)
    return [f"字段 {listed} 未写单位,按万元读 / {listed}: no unit in the name, read as 10,000 yuan"]


def firm_rows(layer: ReadLayer) -> pd.DataFrame:
    """Rows of a read layer as firms: all columns of `FIRMS`, running index; units in the names are reckoned with.

    Raises
    ------
    LayerError: no field holds the firm's id.
    """
    rows = pd.DataFrame(layer.frame().drop(columns="geometry"))
    found = {"firm_id": "", **layer.columns()}
    if not found["firm_id"]:
        found["firm_id"] = found.pop("id", "")
    if not found["firm_id"]:
        raise LayerError(
            layer=layer.name,
            source="—",
            problem="没有企业代码字段 / no field of the firms' ids",
            remedy="请提供“统一社会信用代码”或“企业代码”列 / give a column firm_id",
        )
    made: dict[str, object] = {}
    for name, column in FIRMS.items():
        field_name = found.get(name, "")
        values = rows[field_name] if field_name else pd.Series([None] * len(rows), index=rows.index, dtype=object)
        if column.kind == "number":
            made[name] = pd.to_numeric(values, errors="coerce").to_numpy(float) * unit_factor(field_name, name)
        elif column.kind == "flag":
            made[name] = [yes_or_no(value) for value in values]
        else:
            made[name] = ["" if value is None or value != value else str(value).strip() for value in values]  # noqa: PLR0124
    return pd.DataFrame(made)
