"""Vector files to checked layers: one function a format family in `READERS`, the same checks after every reader."""

from __future__ import annotations

import hashlib
import warnings
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import pyogrio
import pyproj
import shapely
from pyogrio.errors import DataSourceError

from gis import crs as crs_module
from gis.district import Layer
from gis.errors import (
    DuplicateKeyError,
    GeometryError,
    MissingColumnError,
    UnreadableFileError,
    UnsupportedFormatError,
)
from gis.read.spec import LayerSpec
from gis.schema import KINDS, Basis, LayerKind, Shape, yes_or_no

__all__ = ["READERS", "check_layer", "file_digest", "read_layer"]


def _read_ogr(path: Path, layer: str | None) -> gpd.GeoDataFrame:
    """Read one layer with GDAL; the caller's schema check comes after."""
    try:
        with warnings.catch_warnings(), np.errstate(invalid="ignore"):  # coordinates that are no numbers: dropped later
            warnings.filterwarnings("ignore", message="More than one layer", category=UserWarning)
            warnings.filterwarnings("ignore", message="Measured|driver .* does not", category=RuntimeWarning)
            return gpd.GeoDataFrame(pyogrio.read_dataframe(path, layer=layer, use_arrow=True))
    except (DataSourceError, pyogrio.errors.DataLayerError) as error:
        raise UnreadableFileError(
            source=path, problem=str(error).splitlines()[0], remedy="请核对文件是否完整、图层名是否正确"
        ) from error


READERS: dict[str, Callable[[Path, str | None], gpd.GeoDataFrame]] = {
    ".geojson": _read_ogr,
    ".json": _read_ogr,
    ".gpkg": _read_ogr,
    ".fgb": _read_ogr,
    ".shp": _read_ogr,
}


def file_digest(path: Path) -> str:
    """SHA-256 of the file, hex."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _with_columns(rows: gpd.GeoDataFrame, spec: LayerSpec, kind: LayerKind) -> gpd.GeoDataFrame:
    """Rows with exactly the columns of `kind`: renamed, filled with their defaults, typed."""
    rows = rows.rename(columns={theirs: ours for ours, theirs in spec.columns.items()})
    missing = [name for name, column in kind.columns.items() if column.required and name not in rows.columns]
    if missing and len(rows):  # an empty GeoJSON has no columns at all
        raise MissingColumnError(layer=kind.name, source=spec.file, missing=missing, found=list(rows.columns))
    columns: dict[str, object] = {}
    for name, column in kind.columns.items():
        given = rows[name] if name in rows.columns else pd.Series(column.default, index=rows.index, dtype=object)
        if column.kind == "number":
            default = np.nan if column.default is None else column.default
            numbers = pd.to_numeric(given, errors="coerce").astype(float)
            columns[name] = numbers.where(np.isfinite(numbers), np.nan).fillna(default)
        elif column.kind == "flag":
            told = [yes_or_no(value) for value in given]
            columns[name] = [bool(column.default) if one is None else one for one in told]
        else:
            texts = ["" if _absent(value) else str(value) for value in given]
            columns[name] = pd.Series(texts, index=rows.index, dtype=object)
    return gpd.GeoDataFrame(columns, geometry=rows.geometry.to_numpy(), crs=rows.crs)


def _absent(value: object) -> bool:
    return value is None or value is pd.NA or (isinstance(value, float) and np.isnan(value))


def _with_geometry(rows: gpd.GeoDataFrame, spec: LayerSpec, kind: LayerKind) -> tuple[gpd.GeoDataFrame, Counter[str]]:
    """Rows whose geometry is present, of the right family, valid and flat; what was done is counted."""
    repairs: Counter[str] = Counter()
    empty = rows.geometry.isna() | rows.geometry.is_empty
    repairs["empty_dropped"] = int(empty.sum())
    rows = rows[~empty]
    placeless = _placeless(rows)
    repairs["placeless_dropped"] = int(placeless.sum())
    rows = rows[~placeless]
    if rows.has_z.any():
        repairs["z_dropped"] = int(rows.has_z.sum())
        rows = rows.set_geometry(shapely.force_2d(rows.geometry.to_numpy()), crs=rows.crs)
    wrong = ~rows.geom_type.isin(kind.shape.types)
    if wrong.any():
        raise GeometryError(
            layer=kind.name,
            source=spec.file,
            problem=f"应为 {'/'.join(kind.shape.types)},却有 {'/'.join(sorted(set(rows.geom_type[wrong])))}",
            rows=list(rows["id"][wrong]),
            remedy="请拆分或转换后再导入",
        )
    if kind.shape is Shape.AREA:
        invalid = ~rows.is_valid
        if invalid.any():
            repairs["made_valid"] = int(invalid.sum())
            mended = rows.geometry.to_numpy().copy()
            mended[invalid] = shapely.make_valid(mended[invalid], method="structure", keep_collapsed=False)
            rows = rows.set_geometry(mended, crs=rows.crs)
            groundless = rows.geometry.is_empty
            repairs["groundless_dropped"] = int(groundless.sum())
            rows = rows[~groundless]
    return rows, repairs


def _placeless(rows: gpd.GeoDataFrame) -> npt.NDArray[np.bool_]:
    """Rows of which some coordinate is no number: where they lie nobody can say."""
    xy, row = shapely.get_coordinates(rows.geometry.to_numpy(), return_index=True)
    lost = np.bincount(row, weights=~np.isfinite(xy).all(axis=1), minlength=len(rows))
    return np.asarray(lost > 0, dtype=np.bool_)


def check_layer(rows: gpd.GeoDataFrame, spec: LayerSpec, *, target: pyproj.CRS, digest: str) -> Layer:
    """A layer from rows just read: columns, geometry, keys and CRS checked, in the working CRS.

    Raises
    ------
    LayerError and its kinds: naming the layer, the file and what to do.
    """
    kind = KINDS[spec.kind]
    rows = _with_columns(rows, spec, kind)
    rows, repairs = _with_geometry(rows, spec, kind)
    repeated = rows["id"][rows["id"].duplicated()].unique()
    if len(repeated):
        raise DuplicateKeyError(layer=kind.name, source=spec.file, keys=list(repeated))
    known = {basis.value for basis in Basis}
    rows["basis"] = rows["basis"].where(rows["basis"].isin(known), spec.source.basis.value)
    rows = crs_module.declared(rows, spec.crs, target=target, layer=kind.name, source=str(spec.file))
    beyond = ~np.isfinite(shapely.bounds(rows.geometry.to_numpy())).all(axis=1)
    if beyond.any():
        raise GeometryError(
            layer=kind.name,
            source=spec.file,
            problem="坐标超出坐标系的适用范围",
            rows=list(rows["id"][beyond]),
            remedy="请核对坐标系与带号",
        )
    rows = rows.set_index("id", drop=False).rename_axis(None)
    return Layer(kind, rows, spec.source, digest, spec.file, {name: n for name, n in repairs.items() if n})


def read_layer(spec: LayerSpec, *, target: pyproj.CRS) -> Layer:
    """One layer of a district, in the CRS `target`.

    Raises
    ------
    UnsupportedFormatError: no reader for the suffix. UnreadableFileError: missing or damaged.
    LayerError and its kinds: see `check_layer`.
    """
    reader = READERS.get(spec.file.suffix.lower())
    if reader is None:
        raise UnsupportedFormatError(source=spec.file, suffix=spec.file.suffix or "—", known=sorted(READERS))
    if not spec.file.exists():
        raise UnreadableFileError(source=spec.file, problem="文件不存在", remedy="请核对 district.toml 中的 file")
    return check_layer(reader(spec.file, spec.layer), spec, target=target, digest=file_digest(spec.file))
