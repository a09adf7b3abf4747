"""Files whose degrees are, or are said to be, those of a Chinese web map, made by code.

`CASES`: name, maker (folder → the file made), how a read of it ends, codes it must tell among others. `PLACES` are
true degrees; a case whose name ends in a system gives them back, the shift taken off once.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path

import geopandas as gpd
import numpy as np
import pyogrio
import shapely
from openpyxl import Workbook

from gis import shifts

__all__ = ["CASES", "PLACES", "shown"]

Maker = Callable[[Path], Path]
Case = tuple[str, Maker, str, set[str]]
GOOD, LOOK, ASK, NO = "accepted", "attention", "question", "refused"

PLACES = np.array([(118.0501, 36.8202), (118.0512, 36.8213), (118.0523, 36.8188), (118.0605, 36.8307)])
ABROAD = np.array([(8.6801, 49.4101), (8.6902, 49.4202), (8.7003, 49.4003), (8.7104, 49.4304)])


def shown(system: str, places: np.ndarray = PLACES) -> np.ndarray:
    """Places (n, 2) as the map of that system shows them; as they are for no system."""
    return np.column_stack(shifts.apply(*places.T, system)) if system else places


def csv_of(
    heads: Sequence[str], columns: Sequence[np.ndarray | Sequence[str]], *, encoding: str = "utf-8", more: str = ""
) -> Maker:
    """A table with a name and these columns."""

    def make(folder: Path) -> Path:
        path = folder / "门店.csv"
        rows = [",".join(["名称", *heads])]
        for number, values in enumerate(zip(*columns, strict=True)):
            rows.append(
                ",".join([f"店{number + 1}", *(f"{v:.6f}" if isinstance(v, float) else str(v) for v in values)])
            )
        path.write_bytes(("\n".join(rows) + "\n" + more).encode(encoding))
        return path

    return make


def pair(lon: str, lat: str, system: str, **more: str) -> Maker:
    """A table with two heads and places as the system shows them."""
    return csv_of((lon, lat), shown(system).T, **more)


def xlsx_of(lon: str, lat: str, system: str) -> Maker:
    """The same as a workbook."""

    def make(folder: Path) -> Path:
        book = Workbook()
        book.active.append(["名称", lon, lat])
        for number, (x, y) in enumerate(shown(system)):
            book.active.append([f"店{number + 1}", round(float(x), 6), round(float(y), 6)])
        book.save(folder / "门店.xlsx")
        return folder / "门店.xlsx"

    return make


def geojson_of(system: str, *, crs: object = None, properties: dict[str, str] | None = None) -> Maker:
    """Points of a FeatureCollection, with a crs member of the old kind where given."""

    def make(folder: Path) -> Path:
        features = [
            {"type": "Feature", "properties": {"name": f"店{number + 1}", **(properties or {})},
             "geometry": {"type": "Point", "coordinates": [round(float(x), 6), round(float(y), 6)]}}
            for number, (x, y) in enumerate(shown(system))
        ]  # fmt: skip
        collection: dict[str, object] = {"type": "FeatureCollection", "features": features}
        if crs is not None:
            collection["crs"] = crs
        path = folder / "门店.geojson"
        path.write_text(json.dumps(collection, ensure_ascii=False), encoding="utf-8")
        return path

    return make


def named(name: str) -> dict[str, object]:
    return {"type": "name", "properties": {"name": name}}


def gpkg_of(system: str, crs: str | None) -> Maker:
    """Points of a GeoPackage."""

    def make(folder: Path) -> Path:
        rows = gpd.GeoDataFrame({"name": list("甲乙丙丁")}, geometry=shapely.points(shown(system)), crs=crs)
        path = folder / "门店.gpkg"
        pyogrio.write_dataframe(rows, path, layer="门店", driver="GPKG")
        return path

    return make


def kml_of(system: str) -> Maker:
    """Placemarks."""

    def make(folder: Path) -> Path:
        marks = "".join(
            f"<Placemark><name>店{number}</name><Point><coordinates>{x:.6f},{y:.6f}</coordinates></Point></Placemark>"
            for number, (x, y) in enumerate(shown(system))
        )
        path = folder / "收藏.kml"
        head = '<?xml version="1.0" encoding="UTF-8"?><kml xmlns="http://www.opengis.net/kml/2.2">'
        path.write_text(f"{head}<Document>{marks}</Document></kml>", encoding="utf-8")
        return path

    return make


GCJ, BD = shown("GCJ-02"), shown("BD-09")
UNDONE = {"shift_undone"}

CASES: list[Case] = [
    ("gaode_heads_GCJ-02", pair("高德经度", "高德纬度", "GCJ-02"), LOOK, UNDONE),
    ("gaode_gbk_GCJ-02", pair("高德经度", "高德纬度", "GCJ-02", encoding="gbk"), LOOK, UNDONE),
    ("gcj_lng_GCJ-02", pair("gcj_lng", "gcj_lat", "GCJ-02"), LOOK, UNDONE),
    ("gcj02_lng_GCJ-02", pair("gcj02_lng", "gcj02_lat", "GCJ-02"), LOOK, UNDONE),
    ("huoxing_GCJ-02", pair("火星经度", "火星纬度", "GCJ-02"), LOOK, UNDONE),
    ("tengxun_GCJ-02", pair("腾讯经度", "腾讯纬度", "GCJ-02"), LOOK, UNDONE),
    ("bracket_GCJ-02", pair("经度(GCJ02)", "纬度(GCJ02)", "GCJ-02"), LOOK, UNDONE),
    ("gaode_xlsx_GCJ-02", xlsx_of("高德经度", "高德纬度", "GCJ-02"), LOOK, UNDONE),
    ("gaode_swapped_GCJ-02", csv_of(("高德经度", "高德纬度"), GCJ.T[::-1]), LOOK, UNDONE),
    ("baidu_heads_BD-09", pair("百度经度", "百度纬度", "BD-09"), LOOK, UNDONE),
    ("bd09_BD-09", pair("bd09_lng", "bd09_lat", "BD-09"), LOOK, UNDONE),
    ("baidu_xlsx_BD-09", xlsx_of("百度经度", "百度纬度", "BD-09"), LOOK, UNDONE),
    ("baidu_gap_BD-09", pair("百度经度", "百度纬度", "BD-09", more="店5,,\n"), LOOK, UNDONE),
    ("wgs84_heads", pair("WGS84经度", "WGS84纬度", ""), GOOD, set()),
    ("plain_heads", pair("经度", "纬度", "GCJ-02"), ASK, {"crs_missing_degrees"}),
    ("geojson_undeclared", geojson_of("GCJ-02"), GOOD, set()),
    ("geojson_crs_GCJ-02", geojson_of("GCJ-02", crs=named("GCJ-02")), LOOK, UNDONE),
    ("geojson_crs_BD-09", geojson_of("BD-09", crs=named("BD09LL")), LOOK, UNDONE),
    ("geojson_property", geojson_of("BD-09", properties={"坐标系": "BD-09"}), GOOD, set()),
    ("gpkg_undeclared", gpkg_of("GCJ-02", "EPSG:4326"), GOOD, set()),
    ("kml_undeclared", kml_of("GCJ-02"), GOOD, set()),
    ("gaode_abroad", csv_of(("高德经度", "高德纬度"), ABROAD.T), ASK, {"crs_outside_area"}),
    ("gaode_metres", csv_of(("高德经度", "高德纬度"), ([590_000.0] * 3, [4_075_000.0] * 3)), ASK, set()),
    ("gaode_words", csv_of(("高德经度", "高德纬度"), (["无", "—", "待定"], ["无", "—", "待定"])), LOOK, set()),
    ("gaode_huge", csv_of(("高德经度", "高德纬度"), (["1e308", "118.05"], ["1e308", "36.82"])), LOOK, set()),
    ("gaode_formula", csv_of(("高德经度", "高德纬度"), (["=A1", "118.05"], ["=A1", "36.82"])), LOOK, set()),
    ("both_maps", csv_of(("高德经度", "高德纬度", "百度经度", "百度纬度"), [*GCJ.T, *BD.T]), ASK, set()),
    ("half_a_map", csv_of(("高德经度", "WGS84纬度"), [GCJ.T[0], PLACES.T[1]]), LOOK, {"table_no_positions"}),
]
