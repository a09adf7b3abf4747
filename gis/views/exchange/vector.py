"""Layers to the vector formats of the trade: one function a family of formats, each file whole or not at all."""

from __future__ import annotations

import io
import shutil
import zipfile
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely

from gis import crs as crs_module
from gis.errors import LayerError
from gis.views.files import replacing, workspace_error, write_bytes

__all__ = [
    "by_family",
    "write_filegdb",
    "write_gdal",
    "write_kmz",
    "write_parquet",
    "write_shapefile",
    "write_shapefiles",
]

FAMILIES = ("点", "线", "面")
_TEXT_BYTES = 254
_NAME_BYTES = 10


def by_family(frames: Mapping[str, gpd.GeoDataFrame]) -> dict[str, gpd.GeoDataFrame]:
    """Layers of one kind of shape each: a mixed one becomes "<name>面", "<name>线", "<name>点"; without shape: out.

    Shapes of several kinds in one row (collections) are taken apart, the row repeated.
    """
    found: dict[str, gpd.GeoDataFrame] = {}
    for name, frame in frames.items():
        shapes = frame[~(frame.geometry.isna() | frame.geometry.is_empty)]
        if (shapes.geom_type == "GeometryCollection").any():
            shapes = shapes.explode(index_parts=False)
        sizes = shapely.get_dimensions(shapes.geometry.to_numpy())
        kinds = sorted(set(sizes.tolist()))
        for size in kinds:
            key = name if len(kinds) == 1 else f"{name}{FAMILIES[size]}"
            found[key] = shapes[sizes == size]
    return found


def write_gdal(frames: Mapping[str, gpd.GeoDataFrame], path: Path, *, driver: str) -> list[Path]:
    """Layers in one file of GPKG, FlatGeobuf or GeoJSON; the CRS stays (GeoJSON states it in its crs member).

    Returns
    -------
    The file written.

    Raises
    ------
    LayerError: the format holds one layer, several are given. WorkspaceError: the file cannot be written.
    """
    if len(frames) > 1 and driver != "GPKG":
        raise _one_layer_only(path, list(frames))
    with replacing(path) as written:
        for number, (name, frame) in enumerate(frames.items()):
            index = (
                {"SPATIAL_INDEX": "NO"} if driver == "FlatGeobuf" else {}
            )  # its index would change the order of rows
            _write(_plain(frame), written, driver=driver, layer=name, append=number > 0, **index)
    return [path]


def _one_layer_only(path: Path, names: list[str]) -> LayerError:
    listed = "、".join(names)
    return LayerError(
        layer=listed,
        source=path.name,
        problem=f"这种格式一个文件只放一个图层,现有:{listed} / this format holds one layer, there are: {listed}",
        remedy="请用 --layer 选一个,或写成 .gpkg / choose one with --layer, or write .gpkg",
    )


def _write(
    frame: gpd.GeoDataFrame, written: Path, *, driver: str, layer: str, append: bool = False, **options: str
) -> None:
    """One layer by GDAL.

    Raises
    ------
    WorkspaceError: it cannot be written.
    """
    try:
        if frame.active_geometry_name is None or frame.geometry.isna().all():
            pyogrio.write_dataframe(pd.DataFrame(frame.drop(columns="geometry", errors="ignore")), written,
                                    driver=driver, layer=layer, append=append)  # fmt: skip
        else:
            pyogrio.write_dataframe(frame, written, driver=driver, layer=layer, append=append, **options)
    except pyogrio.errors.DataSourceError as cause:
        raise workspace_error(written, cause) from cause


def _plain(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The frame with columns every format takes: lists and maps as text, no column named like the key of the file."""
    taken = frame.reset_index(drop=True)
    for name in taken.columns:
        if name != taken.active_geometry_name and taken[name].dtype == object:
            odd = taken[name].map(lambda value: isinstance(value, (list, dict, np.ndarray)))
            if odd.any():
                taken[name] = taken[name].where(~odd, taken[name].map(str))
    return taken.rename(columns={name: f"{name}_" for name in taken.columns if name.casefold() in ("fid", "ogc_fid")})


def write_parquet(frames: Mapping[str, gpd.GeoDataFrame], path: Path) -> list[Path]:
    """One layer as GeoParquet.

    Raises
    ------
    LayerError: several layers. WorkspaceError: the file cannot be written.
    """
    if len(frames) > 1:
        raise _one_layer_only(path, list(frames))
    content = io.BytesIO()
    _plain(next(iter(frames.values()))).to_parquet(content, index=False)
    return [write_bytes(content.getvalue(), path)]


def write_kmz(frames: Mapping[str, gpd.GeoDataFrame], path: Path) -> list[Path]:
    """Layers as folders of a KML (.kml) or KMZ (.kmz), in degrees, a field `name` shown as the label.

    Raises
    ------
    WorkspaceError: the file cannot be written. MissingCRSError: a layer has no CRS.
    """
    with TemporaryDirectory(prefix="yitu-") as made:
        inner = Path(made) / "doc.kml"
        for number, (name, frame) in enumerate(frames.items()):
            _write(crs_module.to_degrees(_plain(frame)), inner, driver="LIBKML", layer=name, append=number > 0)
        content = inner.read_bytes()
        if path.suffix.lower() == ".kmz":
            packed = io.BytesIO()
            with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
                archive.writestr("doc.kml", content)
            content = packed.getvalue()
    return [write_bytes(content, path)]


def write_filegdb(frames: Mapping[str, gpd.GeoDataFrame], path: Path) -> list[Path]:
    """Layers as a file geodatabase, packed as <name>.gdb.zip (a folder cannot take another's place whole).

    Raises
    ------
    WorkspaceError: the file cannot be written.
    """
    with TemporaryDirectory(prefix="yitu-") as made:
        folder = Path(made) / f"{path.name.removesuffix('.zip').removesuffix('.gdb')}.gdb"
        for number, (name, frame) in enumerate(by_family(frames).items()):
            _write(_short_integers(_plain(frame)), folder, driver="OpenFileGDB", layer=name, append=number > 0)
        return [write_bytes(_zipped(folder.parent), path)]


def _short_integers(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Integers of 64 bits as ones of 32 where they fit, else as texts: the format would round them."""
    for name in frame.columns:
        if pd.api.types.is_integer_dtype(frame[name]) and frame[name].dtype.itemsize == 8:
            fits = frame[name].abs().max() < 2**31 if len(frame) else True
            frame[name] = frame[name].astype("int32" if fits else str)
    return frame


def write_shapefiles(frames: Mapping[str, gpd.GeoDataFrame], path: Path) -> list[Path]:
    """Layers as shapefiles in a zip (.zip), or one layer as loose files (.shp); GBK with a .cpg beside.

    Names of fields too long for the format are shortened, the key to them is written beside (字段对照.csv).

    Raises
    ------
    LayerError: several layers for one .shp, or a text is longer than the format can hold. WorkspaceError: a file
    cannot be written.
    """
    split = by_family(frames)
    if path.suffix.lower() == ".shp" and len(split) > 1:
        raise _one_layer_only(path, list(split))
    with TemporaryDirectory(prefix="yitu-") as made:
        for name, frame in split.items():
            stem = path.stem if path.suffix.lower() == ".shp" else name
            write_shapefile(frame, Path(made) / f"{stem}.shp")
        if path.suffix.lower() == ".zip":
            return [write_bytes(_zipped(Path(made)), path)]
        return [write_bytes(part.read_bytes(), path.with_name(part.name)) for part in sorted(Path(made).iterdir())]


def write_shapefile(frame: gpd.GeoDataFrame, path: Path) -> Path:
    """One shapefile, its parts beside; for a folder of our own.

    Raises
    ------
    LayerError: a text is longer than the format can hold.
    """
    taken = _plain(frame)
    encoding = "GBK" if _all_gbk(taken) else "UTF-8"
    short = _short_names([str(name) for name in taken.columns if name != taken.active_geometry_name], encoding)
    for name in short:
        if taken[name].dtype == object or pd.api.types.is_string_dtype(taken[name]):
            longest = max((len(str(value).encode(encoding, "replace")) for value in taken[name].dropna()), default=0)
            if longest > _TEXT_BYTES:
                raise LayerError(
                    layer=path.stem,
                    source=path.name,
                    problem=f"字段 {name} 的文字有 {longest} 字节,Shapefile 最多 {_TEXT_BYTES} 字节 / "
                    f"texts in field {name} take {longest} bytes, a shapefile holds {_TEXT_BYTES}",
                    remedy="请改存 .gpkg / write .gpkg instead",
                )
    _write(taken.rename(columns=short), path, driver="ESRI Shapefile", layer=path.stem, encoding=encoding)
    changed = {old: new for old, new in short.items() if old != new}
    if changed:
        lines = ["字段,原名", *(f"{new},{old}" for old, new in changed.items())]
        path.with_name(f"{path.stem}_字段对照.csv").write_text("\n".join(lines) + "\n", encoding="utf-8-sig")
    return path


def _all_gbk(frame: gpd.GeoDataFrame) -> bool:
    """Whether every name and text can be written in GBK."""
    try:
        for name in frame.columns:
            str(name).encode("gbk")
            if frame[name].dtype == object or pd.api.types.is_string_dtype(frame[name]):
                "".join(str(value) for value in frame[name].dropna().unique()).encode("gbk")
    except UnicodeEncodeError:
        return False
    return True


def _short_names(names: list[str], encoding: str) -> dict[str, str]:
    """Every name → one of at most ten bytes, whole letters, none twice."""
    short: dict[str, str] = {}
    for name in names:
        cut, number = _cut(name, _NAME_BYTES, encoding), 0
        while cut.casefold() in {taken.casefold() for taken in short.values()}:
            number += 1
            cut = _cut(name, _NAME_BYTES - 1 - len(str(number)), encoding) + f"_{number}"
        short[name] = cut
    return short


def _cut(name: str, size: int, encoding: str) -> str:
    return name.encode(encoding, "replace")[:size].decode(encoding, "ignore")


def _zipped(folder: Path) -> bytes:
    """The files of a folder as a zip; names in UTF-8."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in sorted(path for path in folder.rglob("*") if path.is_file()):
            with part.open("rb") as source, archive.open(str(part.relative_to(folder)), "w") as target:
                shutil.copyfileobj(source, target)
    return packed.getvalue()
