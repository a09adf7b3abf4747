"""The formats Yitu reads: one function a format, one line in `READERS`.

A reader takes the source inside the fence, the options and the notes to add messages to, and gives its layers as they
came; what is wrong with a row goes to `RawLayer.quarantined`, what ends the read is `raise refuse(notes, code, …)`.
It opens nothing but `source.path` and `source.parts`. Coordinates, repair, fields and topology come after every reader.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from types import MappingProxyType

from gis.read.intake.messages import Notes
from gis.read.intake.model import Read, ReadOptions, Source

__all__ = ["READERS", "Format"]

Reader = Callable[[Source, ReadOptions, Notes], Read]


@dataclass(frozen=True)
class Format:
    """One format: its titles, the module whose `read` reads it, the GDAL drivers that its process may know.

    `frames`: whether the reader works with pandas; the others start in half the time without it.
    """

    title: str
    title_en: str
    module: str
    drivers: tuple[str, ...] = ()
    suffixes: tuple[str, ...] = ()
    frames: bool = False

    def load(self) -> Reader:
        """The function that reads it; imports it, so only inside the fence."""
        reader: Reader = import_module(f"gis.read.intake.formats.{self.module}").read
        return reader


READERS: Mapping[str, Format] = MappingProxyType(
    {
        "shapefile": Format("Shapefile", "shapefile", "shapefile", ("ESRI Shapefile",), (".shp",)),
        "filegdb": Format("文件地理数据库", "file geodatabase", "filegdb", ("OpenFileGDB",), (".gdb",)),
        "geopackage": Format("GeoPackage", "GeoPackage", "geopackage", ("GPKG",), (".gpkg",)),
        "flatgeobuf": Format("FlatGeobuf", "FlatGeobuf", "flatgeobuf", ("FlatGeobuf",), (".fgb",)),
        "geoparquet": Format("GeoParquet", "GeoParquet", "geoparquet", (), (".parquet", ".geoparquet"), frames=True),
        "geojson": Format(
            "GeoJSON", "GeoJSON", "geojson", ("GeoJSON", "GeoJSONSeq"), (".geojson", ".json", ".geojsonl")
        ),
        "kml": Format("KML / 奥维 OVKML", "KML / OVKML", "kml", ("LIBKML",), (".kml", ".ovkml")),
        "dxf": Format("DXF 图形", "DXF drawing", "dxf", (), (".dxf",)),
        "txt": Format("坐标 TXT", "coordinate TXT", "txt", (), (".txt",)),
        "csv": Format("CSV 表格", "CSV table", "delimited", (), (".csv", ".tsv")),
        "xlsx": Format("Excel 表格", "Excel table", "workbook", (), (".xlsx", ".xlsm", ".xls")),
        "geotiff": Format("GeoTIFF 栅格", "GeoTIFF grid", "geotiff", ("GTiff",), (".tif", ".tiff")),
        "osm": Format("OSM 提取件", "OSM extract", "osm_pbf", (), (".pbf",), frames=True),
    }
)
