"""Files that span the formats: one square in each of them, odd names, wrong suffixes, folders, texts and addresses.

`CASES`: name, maker (folder → what is read), how a read of it ends, codes it must tell among others. `ROWS`: rows a
case has, where it is known. `OPTIONS`: what is answered, where a case needs an answer. All of it is harmless: what
would be an address is a port of this machine, what would be a secret is a marker.
"""

from __future__ import annotations

import json
import os
import shutil
import warnings
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

import geopandas as gpd
import numpy as np
import openpyxl
import pyogrio
import pyproj
import rasterio
import shapely
from rasterio.transform import from_origin

from gis.read.intake.model import ReadOptions
from tests.gis.read.intake import making_dxf as dxf

Maker = Callable[[Path], Path]
Writer = Callable[[gpd.GeoDataFrame, Path], Path]
Case = tuple[str, Maker, str, set[str]]

BELT, DEGREES, ZONED = "EPSG:4548", "EPSG:4490", "EPSG:4527"
EAST_M, NORTH_M = 508_900.0, 4_057_600.0
OK, LOOK, ASK, NO = "accepted", "attention", "question", "refused"
SQUARE = shapely.box(EAST_M, NORTH_M, EAST_M + 100.0, NORTH_M + 100.0)  # in BELT
NAMES = ("地块一", "地块二", "地块三")


def plots(count: int = 3, *, crs: str = BELT, names: Sequence[str] = NAMES) -> gpd.GeoDataFrame:
    """Squares of 100 m in rows with gaps, the first of them `SQUARE`; names in turn."""
    at = np.arange(count)
    corner = EAST_M + 200.0 * (at % 200), NORTH_M + 200.0 * (at // 200)
    moved = shapely.box(corner[0], corner[1], corner[0] + 100.0, corner[1] + 100.0)
    frame = gpd.GeoDataFrame({"名称": [names[at % len(names)] for at in range(count)]}, geometry=moved, crs=BELT)
    return frame if crs == BELT else frame.to_crs(crs)


# -- one writer a format


def by_gdal(name: str, driver: str, **more: object) -> Writer:
    """A writer through GDAL."""

    def write(frame: gpd.GeoDataFrame, folder: Path) -> Path:
        path = folder / name
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            pyogrio.write_dataframe(frame, path, driver=driver, geometry_type="Polygon", **more)
        return path

    return write


def as_zip(inner: Writer, name: str) -> Writer:
    """What a writer makes, packed."""

    def write(frame: gpd.GeoDataFrame, folder: Path) -> Path:
        room = folder / ".room"
        room.mkdir()
        made = inner(frame, room)
        parts = sorted(made.rglob("*")) if made.is_dir() else sorted(room.iterdir())
        with zipfile.ZipFile(folder / name, "w", zipfile.ZIP_DEFLATED) as archive:
            for part in parts:
                archive.write(part, part.relative_to(room))
        shutil.rmtree(room)
        return folder / name

    return write


def as_parquet(frame: gpd.GeoDataFrame, folder: Path) -> Path:
    frame.to_parquet(folder / "plots.parquet")
    return folder / "plots.parquet"


def as_geojson(frame: gpd.GeoDataFrame, folder: Path) -> Path:
    """With the old crs member where it is not in degrees."""
    made = json.loads(frame.to_json(drop_id=True))
    code = pyproj.CRS(frame.crs).to_epsg()
    made.pop("crs", None)
    if code != 4326:
        made["crs"] = {"type": "name", "properties": {"name": f"urn:ogc:def:crs:EPSG::{code}"}}
    (folder / "plots.geojson").write_text(json.dumps(made, ensure_ascii=False), encoding="utf-8")
    return folder / "plots.geojson"


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")


def as_kml(frame: gpd.GeoDataFrame, folder: Path) -> Path:
    marks = "".join(
        f"<Placemark><name>{_escaped(name)}</name><Polygon><outerBoundaryIs><LinearRing><coordinates>"
        + " ".join(f"{x!r},{y!r}" for x, y in shapely.get_coordinates(shape).tolist())
        + "</coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark>"
        for name, shape in zip(frame["名称"], frame.to_crs("EPSG:4326").geometry, strict=True)
    )
    text = f'<?xml version="1.0" encoding="UTF-8"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document>{marks}'
    (folder / "plots.kml").write_text(text + "</Document></kml>", encoding="utf-8")
    return folder / "plots.kml"


def as_table(frame: gpd.GeoDataFrame, folder: Path) -> Path:
    rows = [f'"{name.replace(chr(34), chr(34) * 2)}","{shape.wkt}"' for name, shape in _pairs(frame)]
    (folder / "plots.csv").write_text("\n".join(["名称,WKT", *rows]) + "\n", encoding="utf-8")
    return folder / "plots.csv"


def as_workbook(frame: gpd.GeoDataFrame, folder: Path) -> Path:
    book = openpyxl.Workbook()
    book.active.append(["名称", "WKT"])
    for name, shape in _pairs(frame):
        book.active.append([name, shape.wkt])
    for row in book.active.iter_rows():
        for cell in row:
            cell.data_type = "s"  # a formula that is none
    book.save(folder / "plots.xlsx")
    return folder / "plots.xlsx"


def as_txt(frame: gpd.GeoDataFrame, folder: Path, encoding: str = "gb18030") -> Path:
    """Eastings with the number of the zone before them."""
    lines = ["[属性描述]", "坐标系=2000国家大地坐标系", "几度分带=3", "投影类型=高斯克吕格", "计量单位=米", "带号=39",
             "精度=0.001", "转换参数=,,,,,,", "[地块坐标]"]  # fmt: skip
    for at, (name, shape) in enumerate(_pairs(frame), start=1):
        lines.append(f"5,1.0000,{at},{name},面,,工业用地,1001,@")
        corners = shapely.get_coordinates(shape).tolist()
        lines += [f"J{n % 4 + 1},1,{y:.3f},{39e6 + x:.3f}" for n, (x, y) in enumerate(corners)]
    (folder / "plots.txt").write_bytes("\r\n".join([*lines, ""]).encode(encoding))
    return folder / "plots.txt"


def as_drawing(frame: gpd.GeoDataFrame, folder: Path) -> Path:
    """Closed polylines with their names inside."""
    parts = []
    for name, shape in _pairs(frame):
        corners = [(39e6 + x, y) for x, y in shapely.get_coordinates(shape)[:-1].tolist()]
        x, y = shapely.get_coordinates(shape.centroid)[0]
        parts.append(dxf.light(corners) + dxf.text(name, 39e6 + x - dxf.X, y - dxf.Y, layer="JZD"))
    return dxf.drawing("plots", dxf.made("".join(parts)))(folder)


def _pairs(frame: gpd.GeoDataFrame) -> list[tuple[str, shapely.Polygon]]:
    return list(zip(frame["名称"], frame.geometry, strict=True))


WRITERS: dict[str, Writer] = {
    "shapefile": as_zip(by_gdal("plots.shp", "ESRI Shapefile", encoding="GBK"), "plots.zip"),
    "filegdb": as_zip(by_gdal("plots.gdb", "OpenFileGDB", layer="plots"), "plots.zip"),
    "geopackage": by_gdal("plots.gpkg", "GPKG", layer="plots"),
    "flatgeobuf": by_gdal("plots.fgb", "FlatGeobuf"),
    "geoparquet": as_parquet,
    "geojson": as_geojson,
    "kml": as_kml,
    "csv": as_table,
    "xlsx": as_workbook,
    "txt": as_txt,
    "dxf": as_drawing,
}
ANSWERED = {"csv": BELT, "xlsx": BELT, "dxf": ZONED}  # formats that have no place for a coordinate system


def of(key: str, *, count: int = 3, crs: str = BELT, names: Sequence[str] = NAMES, name: str = "") -> Maker:
    """A maker of the plots in a format; `name`: what the file is called."""

    def make(folder: Path) -> Path:
        path = WRITERS[key](plots(count, crs=crs, names=names), folder)
        return path.rename(folder / name) if name else path

    return make


def text_of(name: str, content: str | bytes) -> Maker:
    """A maker of a file with this content; {port} and {canary} stand for where hostile files point to."""

    def make(folder: Path) -> Path:
        path = folder / name
        path.write_bytes(pointed(content).encode() if isinstance(content, str) else content)
        return path

    return make


def pointed(text: str) -> str:
    """A text with the address of the listener and the path of the canary of this run."""
    canary = os.environ.get("YITU_CORPUS_CANARY", "/nowhere/canary.csv")
    return text.replace("{port}", os.environ.get("YITU_CORPUS_PORT", "9")).replace("{canary}", canary)


# -- the same in every format; empty; many; texts that look like something else

ODD_TEXTS = ("<b>粗</b>{{7*7}}${x}%s{0}", "=1+1", "&#60;i&#62; 'a\" \\n ;--")
EMPTY = {"geojson": (NO, "nothing_inside"), "txt": (NO, "txt_without_points"), "dxf": (NO, "drawing_without_entities"),
         "kml": (NO, "nothing_inside"), "flatgeobuf": (NO, "nothing_inside")}  # fmt: skip


def _over_formats() -> list[Case]:
    cases: list[Case] = []
    for key in WRITERS:
        cases.append((f"same_{key}", of(key), OK, set()))
        cases.append((f"odd_texts_{key}", of(key, names=ODD_TEXTS), OK, set()))
        ends, code = EMPTY.get(key, (LOOK, "layer_empty"))
        cases.append((f"none_{key}", of(key, count=0), ends, {code}))
    return cases


CODES = {"4490": DEGREES, "4326": "EPSG:4326", "4527": ZONED, "3857": "EPSG:3857", "32650": "EPSG:32650"}


def _over_systems() -> list[Case]:
    kept = ("shapefile", "filegdb", "geopackage", "flatgeobuf", "geoparquet", "geojson")
    return [
        (f"crs_{title}_{key}", of(key, crs=code), OK, {"crs_web_mercator"} if title == "3857" else set())
        for key in kept
        for title, code in CODES.items()
    ]


def _over_encodings() -> list[Case]:
    cases: list[Case] = []
    rare = ("䶮湖公园", "淄博市张店区", "㙍头地块")
    cases += [(f"rare_letters_{key}", of(key, names=rare), OK, set()) for key in ("geojson", "csv", "txt", "shapefile")]
    for key, encoding in (("csv", "big5"), ("csv", "utf-16-be"), ("txt", "utf-8"), ("txt", "utf-8-sig"),
                          ("txt", "utf-16"), ("geojson", "utf-8-sig"), ("kml", "utf-8-sig")):  # fmt: skip
        told = {"table_encoding_unsure"} if encoding == "big5" else set()  # it could be rare GBK as well
        cases.append((f"encoding_{key}_{encoding}", _encoded(key, encoding), LOOK if told else OK, told))
    return cases


def _encoded(key: str, encoding: str) -> Maker:
    def make(folder: Path) -> Path:
        path = of(key, names=("臺北車站", "綠地廣場", "實驗國小") if encoding == "big5" else NAMES)(folder)
        text = path.read_bytes().decode("gb18030" if key == "txt" else "utf-8").replace("名称", "NAME")
        mark = b"\xfe\xff" if encoding == "utf-16-be" else b""
        path.write_bytes(mark + text.encode(encoding))
        return path

    return make


# -- names

NAMES_OF_FILES = {
    "spaces": "用 地 规划 (最终 版).geojson", "emoji": "🏞公园.geojson", "dash": "-rf.geojson",
    "percent": "%2e%2e%2f.geojson",
    "quotes": "a'b\"c.geojson", "dollar": "$(x)`y`.geojson", "semicolon": "a;b&c|d.geojson", "newline": "a\nb.geojson",
    "direction": "a\u202enosjoeg.geojson", "braces": "{name}{0}.geojson", "star": "a*?[b].geojson",
    "upper": "A.GEOJSON",
    "hidden": ".geojson", "device": "con.geojson", "long": "长" * 80 + ".geojson", "dots": "a..geojson",
    "end_dot": "a.",
    "markup": "<b>a<b>.geojson", "template": "{{7*7}}.geojson", "backslash": "..\\..\\a.geojson", "tilde": "~a.geojson",
    "vsi": "vsizip&vsicurl.geojson", "zero_width": "a\u200bb.geojson", "formula": "=1+1.geojson",
    "comma": "a,b.geojson",
    "no_utf8": os.fsdecode(b"\xd3\xc3\xb5\xd8.geojson"), "control": "a\x07b.geojson", "colon": "http:a.geojson",
    "driver": "GPKG:a.geojson", "space_only": " .geojson",
}  # fmt: skip


def _over_names() -> list[Case]:
    return [(f"name_{title}", of("geojson", name=name), OK, set()) for title, name in NAMES_OF_FILES.items()]


WRONG = {"geojson": (".shp", ".gpkg", ".kml", ".csv", ".tif"), "geopackage": (".shp", ".db", ".geojson", ".txt"),
         "kml": (".geojson", ".txt", ".dxf"), "flatgeobuf": (".bin", ".shp"), "geoparquet": (".csv", ".gpkg"),
         "txt": (".dxf", ".shp", ".geojson"), "csv": (".xlsx", ".shp"), "xlsx": (".csv", ".zip", ".txt"),
         "dxf": (".dwg", ".txt", ".csv"), "shapefile": (".gdb", ".shp", ".txt"),
         "tif": (".jpg", ".zip", ".gpkg")}  # fmt: skip


def _over_suffixes() -> list[Case]:
    """The content decides; a suffix that promises something else is told, one that says nothing is not."""
    cases: list[Case] = []
    for key, suffixes in WRONG.items():
        for suffix in suffixes:
            silent = (suffix == ".bin") or (key == "xlsx" and suffix == ".zip")
            told: set[str] = set() if silent else {"suffix_differs"}
            maker = grid(f"a{suffix}") if key == "tif" else of(key, name=f"a{suffix}")
            cases.append((f"suffix_{key}_{suffix[1:]}", maker, OK if silent else LOOK, told))
    return cases


def grid(name: str) -> Maker:
    """A small grid of heights."""

    def make(folder: Path) -> Path:
        path = folder / name
        values = np.arange(12, dtype="float32").reshape(1, 3, 4)
        with rasterio.open(
            path, "w", driver="GTiff", width=4, height=3, count=1, dtype="float32", crs=BELT,
            transform=from_origin(EAST_M, NORTH_M, 10.0, 10.0),
        ) as target:  # fmt: skip
            target.write(values)
        return path

    return make


# -- folders


def folder_of(name: str, *makers: Maker, links: bool = False, extra: Sequence[tuple[str, bytes]] = ()) -> Maker:
    """A maker of a folder with the files of several makers; `links`: one of them leads outside."""

    def make(folder: Path) -> Path:
        path = folder / name
        path.mkdir()
        for maker in makers:
            maker(path)
        for inner, content in extra:
            (path / inner).parent.mkdir(parents=True, exist_ok=True)
            (path / inner).write_bytes(content)
        if links:
            (path / "link.csv").symlink_to(pointed("{canary}"))
            (path / "around").symlink_to(path)
        return path

    return make


def loose_shapefile(folder: Path) -> Path:
    return by_gdal("plots.shp", "ESRI Shapefile", encoding="UTF-8")(plots(), folder)


def loose_geodatabase(folder: Path) -> Path:
    return by_gdal("plots.gdb", "OpenFileGDB", layer="plots")(plots(), folder)


def geodatabase_with_links(folder: Path) -> Path:
    """A file of the database is a link to the file outside."""
    path = loose_geodatabase(folder)
    (path / "a0000000f.gdbtable").symlink_to(pointed("{canary}"))
    return path


FOLDERS: list[Case] = [
    ("folder_shapefile", folder_of("成果", loose_shapefile), OK, set()),
    ("folder_several", folder_of("成果", of("geojson"), of("geopackage"), of("txt")), OK, set()),
    ("folder_gdb_inside", folder_of("成果", loose_geodatabase), OK, set()),
    ("folder_readme", folder_of("成果", of("geojson"), extra=[("说明.txt", "数据来自调查。\n".encode())]), OK,
     {"files_left_aside"}),
    ("folder_deep", folder_of("成果", extra=[("/".join("abcdef") + "/a.geojson", b"")]), NO, set()),
    ("folder_empty", folder_of("成果"), NO, {"nothing_to_read"}),
    ("folder_links", folder_of("成果", of("geojson"), links=True), OK, set()),
    ("folder_links_alone", folder_of("成果", links=True), NO, {"nothing_to_read"}),
    ("folder_with_zip", folder_of("成果", of("shapefile"), of("geojson")), OK, set()),
    ("folder_2001", folder_of("成果", extra=[(f"{at}.geojson", b"{}") for at in range(2_001)]), NO, {"folder_members"}),
    ("gdb_folder", loose_geodatabase, OK, set()),
    ("gdb_folder_links", geodatabase_with_links, OK, set()),
    ("gdb_folder_hollow", folder_of("库.gdb", extra=[("readme.txt", b"x")]), NO, {"gdb_incomplete"}),
    ("shp_loose", loose_shapefile, OK, {"siblings_added"}),
]  # fmt: skip


# -- addresses and paths where a reader may be tempted to follow them

_AIMS = {"address": "http://127.0.0.1:{port}/4326", "path": "{canary}", "curl": "/vsicurl/http://127.0.0.1:{port}/a"}


def collection(system: str) -> str:
    shape = {"type": "Point", "coordinates": [117.1, 36.6]}
    made = {"type": "FeatureCollection", "crs": {"type": "name", "properties": {"name": system}},
            "features": [{"type": "Feature", "properties": {"a": system}, "geometry": shape}]}  # fmt: skip
    return json.dumps(made)


def with_projection(words: str) -> Maker:
    """A zipped shapefile whose .prj is this."""

    def make(folder: Path) -> Path:
        room = folder / ".room"
        room.mkdir()
        loose_shapefile(room)
        (room / "plots.prj").write_text(pointed(words), encoding="utf-8")
        (room / "plots.cpg").write_text(pointed("{canary}"), encoding="utf-8")
        with zipfile.ZipFile(folder / "plots.zip", "w") as archive:
            for part in sorted(room.iterdir()):
                archive.write(part, part.name)
        shutil.rmtree(room)
        return folder / "plots.zip"

    return make


def with_statement(statement: str) -> Maker:
    """A GeoPackage of which a statement has changed something."""

    def make(folder: Path) -> Path:
        import sqlite3

        path = of("geopackage")(folder)
        base = sqlite3.connect(path)
        base.execute(statement, (pointed("{canary}"),))
        base.commit()
        base.close()
        return path

    return make


_PLACE = "<Placemark><name>a</name>{inner}<Point><coordinates>117.1,36.6</coordinates></Point></Placemark>"
_KML = '<kml xmlns="http://www.opengis.net/kml/2.2"><Document>{more}</Document></kml>'


def _kml(inner: str = "", more: str = "") -> str:
    return _KML.replace("{more}", more + _PLACE.replace("{inner}", inner))


POINTING: list[Case] = [
    *((f"geojson_crs_{title}", text_of("a.geojson", collection(aim)), ASK, {"crs_words_unknown"})
      for title, aim in _AIMS.items()),
    *((f"shp_prj_{title}", with_projection(aim), ASK, {"prj_damaged"}) for title, aim in _AIMS.items()),
    # the code still says it: the definition is not looked at
    ("gpkg_srs_path", with_statement("UPDATE gpkg_spatial_ref_sys SET definition = ? WHERE srs_id = 4548"), OK, set()),
    ("kml_link_address", text_of("a.kml", _kml(more="<NetworkLink><Link><href>http://127.0.0.1:{port}/a.kml</href>"
                                                    "</Link></NetworkLink>")), LOOK, {"kml_network_links"}),
    ("kml_link_path", text_of("a.kml", _kml(more="<NetworkLink><Link><href>{canary}</href></Link></NetworkLink>")),
     LOOK, {"kml_network_links"}),
    ("kml_style_address", text_of("a.kml", _kml(inner="<styleUrl>http://127.0.0.1:{port}/s.kml#a</styleUrl>")), OK,
     {"kml_styles_elsewhere"}),
    ("kml_schema_address", text_of("a.kml", _kml().replace("<kml ", '<kml xmlns:xsi="http://www.w3.org/2001/XMLSchema-'
     'instance" xsi:schemaLocation="a http://127.0.0.1:{port}/a.xsd" ')), OK, set()),
    ("csv_addresses", text_of("a.csv", "名称,WGS84经度,WGS84纬度\n/vsicurl/http://127.0.0.1:{port}/a,117.1,36.6\n{canary},"
                                       "117.2,36.7\n"), OK, set()),
    ("txt_name_path", text_of("a.txt", "[属性描述]\n坐标系=2000国家大地坐标系\n几度分带=3\n投影类型=高斯克吕格\n"
     "计量单位=米\n带号=39\n[地块坐标]\n4,,1,{canary},面,,,,@\nJ1,1,4057700,39508900\nJ2,1,4057700,39509000\nJ3,1,4057600,39509000\n"
     "J1,1,4057700,39508900\n"), OK, set()),
    ("dxf_picture_path", dxf.drawing("a", dxf.made(dxf.light(dxf.square()), objects=dxf.tags(
        (0, "IMAGEDEF"), (5, "A1"), (1, "..\\..\\canary.csv")))), ASK, set()),
]  # fmt: skip

# -- large but honest

BIG: list[Case] = [
    ("big_geojson", of("geojson", count=5_000), OK, set()),
    ("big_geopackage", of("geopackage", count=20_000), OK, set()),
    ("big_shapefile", of("shapefile", count=10_000), OK, set()),
    ("big_flatgeobuf", of("flatgeobuf", count=20_000), OK, set()),
]

CASES: list[Case] = [
    *_over_formats(), *_over_systems(), *_over_encodings(), *_over_names(), *_over_suffixes(), *FOLDERS, *POINTING,
    *BIG,
]  # fmt: skip

_THREE = ("same_", "odd_texts_", "crs_", "rare_", "encoding_", "name_", "suffix_")
ROWS: dict[str, int] = {name: 3 for name, *_ in CASES if name.startswith(_THREE) and "_tif_" not in name}
# a drawing names its outlines by texts: each is a row
ROWS |= {name: 6 for name in ROWS if name in ("same_dxf", "odd_texts_dxf") or name.startswith("suffix_dxf_")}
ROWS |= {"big_geojson": 5_000, "big_geopackage": 20_000, "big_shapefile": 10_000, "big_flatgeobuf": 20_000}
ROWS |= {
    "folder_shapefile": 3,
    "folder_several": 9,
    "folder_readme": 3,
    "folder_links": 3,
    "gdb_folder": 3,
    "shp_loose": 3,
}
OPTIONS: dict[str, ReadOptions] = {
    name: ReadOptions(crs=code)
    for name, *_ in CASES
    for key, code in ANSWERED.items()
    if f"_{key}" in f"_{name}_" and name.startswith((*_THREE, "none_"))
}
