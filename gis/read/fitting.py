"""Rows of a read fitted to a kind of layer: its columns, units, codes and ids, everything left out counted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from gis import crs as crs_module
from gis.crs import working_crs
from gis.errors import LayerError
from gis.read.field_units import unit_factor
from gis.read.folder import shipped_standards
from gis.read.land_use import to_2023
from gis.read.placed import own_ids
from gis.schema import LayerKind, yes_or_no

__all__ = ["Fitted", "fit_rows"]

Flags = npt.NDArray[np.bool_]


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
    taken), "unknown_codes" (kept as they are), "unknown_facilities" (of no known kind: kept, served by no goal),
    "unknown_flags" (neither yes nor no: the default is taken).

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
        if column.kind == "number":
            made[name] = pd.to_numeric(values, errors="coerce") * unit_factor(columns[name], name)
        elif column.kind == "flag":
            told = [yes_or_no(value) for value in values]
            made[name] = [bool(column.default) if one is None else one for one in told]
            counts["unknown_flags"] = counts.get("unknown_flags", 0) + sum(
                one is None and bool(_text(value)) for one, value in zip(told, values, strict=True)
            )
        else:
            made[name] = [_text(v) for v in values]
    if kind.name == "facilities":
        made["facility"], more = _facility_keys(list(made["facility"]))  # type: ignore[call-overload]
        counts |= more
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


def _facility_keys(values: list[str]) -> tuple[list[str], dict[str, int]]:
    """Kinds of facilities by their keys: a value is a key, a name or another word of a kind, or stays as it is."""
    known = {
        word.casefold(): kind.key
        for kind in shipped_standards().facilities.values()
        for word in (*kind.words, kind.name_en, kind.name, kind.key)
    }
    keys = [known.get(value.casefold(), value) for value in values]
    return keys, {"unknown_facilities": sum(value.casefold() not in known for value in values)}


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
