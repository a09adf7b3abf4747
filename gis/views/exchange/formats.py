"""The formats Yitu writes: one line a suffix in `WRITERS`; rows that a read set aside go beside them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType
from typing import Any

import geopandas as gpd
import pandas as pd

from gis.errors import LayerError, UnsupportedFormatError
from gis.views.exchange.coordinate_txt import ROW, write_coordinate_txt
from gis.views.exchange.dxf import write_dxf
from gis.views.exchange.geotiff import write_cog
from gis.views.exchange.table import write_csv, write_xlsx
from gis.views.exchange.vector import write_filegdb, write_gdal, write_kmz, write_parquet, write_shapefiles
from gis.views.files import export_folder

__all__ = ["WRITERS", "Exported", "layers_bytes", "write_aside", "write_layers"]


@dataclass(frozen=True)
class Exported:
    """A layer on its way out: its rows (None for a grid), what its reader kept of its format, where a grid lies.

    `crs`: as decided. `label`: the field that names its rows, empty for none.
    """

    name: str
    frame: gpd.GeoDataFrame | None
    facts: Mapping[str, Any] = field(default_factory=dict)
    path: Path | None = None
    crs: str = ""
    label: str = ""


Frames = Mapping[str, gpd.GeoDataFrame]


def _txt(layers: Sequence[Exported], path: Path) -> list[Path]:
    """Coordinate TXT: in the dialect of the file it came from where that is known."""
    like = next((layer.facts["txt"] for layer in layers if "txt" in layer.facts), None)
    frames = [frame.assign(**{ROW: frame.index}) if like else frame for frame in _frames(layers, path).values()]
    return [write_coordinate_txt(frames, path, like=like)]


def _dxf(layers: Sequence[Exported], path: Path) -> list[Path]:
    """A drawing: a drawing layer for each layer, labelled with the field that names its rows."""
    named = zip(_frames(layers, path).items(), (layer.label for layer in layers), strict=True)
    drawn = [
        gpd.GeoDataFrame({"layer": name, "label": frame.get(label, "")}, geometry=frame.geometry)
        for (name, frame), label in named
    ]
    one = gpd.GeoDataFrame(pd.concat(drawn, ignore_index=True), crs=drawn[0].crs)
    note = "; ".join(dict.fromkeys(layer.crs for layer in layers if layer.crs))
    return [write_dxf(one, path, layer_column="layer", label_column="label", crs_note=note)]


def _cog(layers: Sequence[Exported], path: Path) -> list[Path]:
    """A grid as a cloud optimised GeoTIFF."""
    if len(layers) != 1 or layers[0].frame is not None or layers[0].path is None:
        raise LayerError(
            layer="、".join(layer.name for layer in layers),
            source=path.name,
            problem="GeoTIFF 只能由一个栅格写成 / a GeoTIFF is written from one grid",
            remedy="矢量图层请写成 .gpkg 等 / write vector layers as .gpkg",
        )
    return write_cog(layers[0].path, path, crs=layers[0].crs)


def _framed(write: Callable[..., list[Path]], **options: str) -> Callable[[Sequence[Exported], Path], list[Path]]:
    """A writer of frames by name as a writer of layers."""

    def writer(layers: Sequence[Exported], path: Path) -> list[Path]:
        """Write the frames of the layers."""
        return write(_frames(layers, path), path, **options)

    return writer


WRITERS: Mapping[str, Callable[[Sequence[Exported], Path], list[Path]]] = MappingProxyType(
    {
        ".gpkg": _framed(write_gdal, driver="GPKG"),
        ".shp": _framed(write_shapefiles),
        ".zip": _framed(write_shapefiles),
        ".gdb.zip": _framed(write_filegdb),
        ".geojson": _framed(write_gdal, driver="GeoJSON"),
        ".fgb": _framed(write_gdal, driver="FlatGeobuf"),
        ".parquet": _framed(write_parquet),
        ".kml": _framed(write_kmz),
        ".kmz": _framed(write_kmz),
        ".dxf": _dxf,
        ".txt": _txt,
        ".csv": _framed(write_csv),
        ".xlsx": _framed(write_xlsx),
        ".tif": _cog,
    }
)


def _frames(layers: Sequence[Exported], path: Path) -> dict[str, gpd.GeoDataFrame]:
    """Frames by name, a name that comes twice made distinct.

    Raises
    ------
    LayerError: a grid among them.
    """
    found: dict[str, gpd.GeoDataFrame] = {}
    for layer in layers:
        if layer.frame is None:
            raise LayerError(
                layer=layer.name,
                source=path.name,
                problem="栅格不能写成矢量格式 / a grid cannot be written as vectors",
                remedy="请写成 .tif / write .tif",
            )
        name, number = layer.name, 1
        while name in found:
            number += 1
            name = f"{layer.name}_{number}"
        found[name] = layer.frame
    return found


def suffix_of(path: Path) -> str:
    """The suffix that decides the format, ".gdb.zip" among them.

    Raises
    ------
    UnsupportedFormatError: no writer for it; lists those there are.
    """
    name = path.name.lower()
    found = [suffix for suffix in WRITERS if name.endswith(suffix)]
    if not found:
        raise UnsupportedFormatError(source=path, suffix=path.suffix or "—", known=list(WRITERS))
    return max(found, key=len)


def write_layers(layers: Sequence[Exported], path: Path) -> list[Path]:
    """Layers in the format the suffix of `path` names, whole or not at all.

    Returns
    -------
    The files written.

    Raises
    ------
    UnsupportedFormatError: no writer for the suffix. LayerError and its kinds: the format cannot hold the layers.
    WorkspaceError: a file cannot be written.
    """
    return WRITERS[suffix_of(path)](layers, path)


def layers_bytes(layers: Sequence[Exported], suffix: str) -> bytes:
    """Layers in the format of a suffix as the bytes of one file, for a download.

    Raises
    ------
    As `write_layers`; UnsupportedFormatError for ".shp" too, which is several files (take ".zip").
    """
    if suffix == ".shp":
        raise UnsupportedFormatError(source="—", suffix=suffix, known=[".zip"])
    with TemporaryDirectory(prefix="yitu-") as made:
        (path,) = write_layers(layers, Path(made) / f"layers{suffix}")
        return path.read_bytes()


def write_aside(aside: Mapping[str, pd.DataFrame], path: Path) -> Path:
    """The rows set aside as a workbook `<name>_隔离.xlsx` beside `path`, a sheet a layer, their reason in `_reason`.

    Raises
    ------
    WorkspaceError: the file cannot be written.
    """
    stem = path.name[: -len(suffix_of(path))]
    beside = export_folder(path.parent) / f"{stem}_隔离.xlsx"
    return write_xlsx({name: gpd.GeoDataFrame(frame) for name, frame in aside.items()}, beside)[0]
