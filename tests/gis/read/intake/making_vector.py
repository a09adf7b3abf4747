"""Odd and hostile files of GeoPackage, FlatGeobuf, GeoParquet, GeoJSON, KML and OSM, made by code.

A maker writes one file into a folder and returns its path. `CASES`: name, maker, how a read of it ends, and the codes
that must be among its messages.
"""

from __future__ import annotations

import json
import sqlite3
import struct
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pyogrio
import shapely

from tests.gis.read.osm_town import Town

Maker = Callable[[Path], Path]
EAST, NORTH = 508_900.0, 4_057_600.0  # in EPSG:4548
LON, LAT = 117.1, 36.6
METRES = "EPSG:4548"


# -- plots, in metres and in degrees


def squares(count: int = 3, *, side: float = 100.0, x: float = EAST, y: float = NORTH) -> list[shapely.Polygon]:
    """Squares side by side, with a gap of one side between them."""
    return [shapely.box(x + 2 * at * side, y, x + (2 * at + 1) * side, y + side) for at in range(count)]


def frame(count: int = 3, *, crs: str | None = METRES) -> gpd.GeoDataFrame:
    """Plots with a code, a name and an area."""
    codes = [f"07{at % 4 + 1:02d}" for at in range(count)]
    columns = {"DLBM": codes, "名称": [f"地块{at + 1}" for at in range(count)], "MJ": [10_000.0] * count}
    return gpd.GeoDataFrame(columns, geometry=squares(count), crs=crs)


# -- GeoPackage


def blob(wkb: bytes, srs_id: int = 4548) -> bytes:
    """A shape as GeoPackage stores it."""
    return b"GP\x00\x01" + struct.pack("<i", srs_id) + wkb


def arc(places: Iterable[tuple[float, float]]) -> bytes:
    """WKB of a circular string."""
    found = list(places)
    return struct.pack("<BII", 1, 8, len(found)) + b"".join(struct.pack("<dd", *place) for place in found)


def disc(x: float = EAST, y: float = NORTH, radius: float = 50.0) -> bytes:
    """WKB of a curved polygon: a circle of two arcs."""
    ring = [(x - radius, y), (x, y + radius), (x + radius, y), (x, y - radius), (x - radius, y)]
    return struct.pack("<BII", 1, 10, 1) + arc(ring)


def geopackage(*statements: str | tuple[str, tuple[Any, ...]], keep_triggers: bool = False, count: int = 3) -> Maker:
    """A GeoPackage with the layer `plots`, and what the statements make of it."""

    def make(folder: Path) -> Path:
        path = folder / "plots.gpkg"
        pyogrio.set_gdal_config_options({"OGR_SQLITE_SYNCHRONOUS": "OFF"})  # nobody waits for the disk
        pyogrio.write_dataframe(frame(count), path, layer="plots")
        database = sqlite3.connect(path)
        if statements and not keep_triggers:
            for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
                database.execute(f'DROP TRIGGER "{name}"')
        for statement in statements:
            database.execute(*((statement,) if isinstance(statement, str) else statement))
        database.commit()
        database.close()
        return path

    return make


def listed(name: str, kind: str = "features") -> str:
    """The statement that lists a table in the contents."""
    columns = "table_name, data_type, identifier, srs_id"
    return f"INSERT INTO gpkg_contents({columns}) VALUES('{name}', '{kind}', '{name}', 4548)"


def bytes_of(maker: Maker, change: Callable[[bytearray], bytes | bytearray]) -> Maker:
    """The file of a maker with its bytes changed."""

    def make(folder: Path) -> Path:
        path = maker(folder)
        path.write_bytes(change(bytearray(path.read_bytes())))
        return path

    return make


def two_layers(folder: Path) -> Path:
    path = folder / "two.gpkg"
    pyogrio.write_dataframe(frame(), path, layer="plots")
    pyogrio.write_dataframe(frame(2).drop(columns="geometry"), path, layer="owners")
    return path


def with_log_beside(folder: Path) -> Path:
    path = geopackage()(folder)
    Path(f"{path}-wal").write_bytes(b"\x37\x7f\x06\x82" + bytes(60))
    return path


def log_mode(content: bytearray) -> bytearray:
    content[18:20] = b"\x02\x02"
    return content


def without_contents(folder: Path) -> Path:
    path = folder / "bare.gpkg"
    database = sqlite3.connect(path)
    database.execute("PRAGMA application_id = 1196444487")
    database.execute("CREATE TABLE plots(fid INTEGER PRIMARY KEY, geom BLOB)")
    database.commit()
    database.close()
    return path


ENDLESS = "WITH RECURSIVE r(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM r) SELECT i AS fid, x'00' AS geom FROM r"
_FIRST = "UPDATE plots SET geom = ? WHERE fid = 1"

GEOPACKAGES: list[tuple[str, Maker, str, set[str]]] = [
    ("gpkg_plain", geopackage(), "accepted", set()),
    ("gpkg_two_layers", two_layers, "accepted", set()),
    (
        "gpkg_count_too_low",
        geopackage("UPDATE gpkg_ogr_contents SET feature_count = 1", keep_triggers=True),
        "accepted",
        {"gpkg_count_stale"},
    ),
    (
        "gpkg_count_absurd",
        geopackage("UPDATE gpkg_ogr_contents SET feature_count = 2000000000", keep_triggers=True),
        "accepted",
        {"gpkg_count_stale"},
    ),
    ("gpkg_blob_no_shape", geopackage((_FIRST, (b"\x01\x02\x03\x04\x05",))), "attention", {"rows_aside"}),
    (
        "gpkg_blob_cut",
        geopackage("UPDATE plots SET geom = substr(geom, 1, 60) WHERE fid = 2"),
        "attention",
        {"rows_aside"},
    ),
    ("gpkg_no_shape", geopackage("UPDATE plots SET geom = NULL WHERE fid = 2"), "attention", set()),
    ("gpkg_curves", geopackage((_FIRST, (blob(disc()),))), "accepted", {"curves_straightened"}),
    (
        "gpkg_measures",
        geopackage((_FIRST, (blob(struct.pack("<BI3d", 1, 2001, EAST, NORTH, 9.0)),))),
        "attention",
        set(),
    ),
    (
        "gpkg_text_in_number",
        geopackage("UPDATE plots SET MJ = '12亩' WHERE fid = 3"),
        "attention",
        {"values_of_other_type"},
    ),
    (
        "gpkg_text_in_gbk",
        geopackage("UPDATE plots SET 名称 = CAST(x'b9e6bbaebed3d7a1' AS TEXT) WHERE fid = 1"),
        "attention",
        {"texts_not_utf8"},
    ),
    (
        "gpkg_view_endless",
        geopackage(f"CREATE VIEW endless AS {ENDLESS}", listed("endless")),
        "attention",
        {"gpkg_view"},
    ),
    (
        "gpkg_view_only",
        geopackage(
            f"CREATE VIEW endless AS {ENDLESS}",
            "DELETE FROM gpkg_contents",
            "DELETE FROM gpkg_geometry_columns",
            listed("endless"),
        ),
        "refused",
        {"gpkg_view", "gpkg_nothing_to_read"},
    ),
    (
        "gpkg_contents_is_view",
        geopackage("ALTER TABLE gpkg_contents RENAME TO kept", "CREATE VIEW gpkg_contents AS SELECT * FROM kept"),
        "refused",
        {"gpkg_core_not_plain"},
    ),
    (
        "gpkg_trigger",
        geopackage(
            "CREATE TRIGGER marker AFTER INSERT ON plots BEGIN DELETE FROM gpkg_contents; END", keep_triggers=True
        ),
        "refused",
        {"gpkg_trigger", "gpkg_nothing_to_read"},
    ),
    (
        "gpkg_virtual",
        geopackage("CREATE VIRTUAL TABLE words USING fts5(t)", listed("words", "attributes")),
        "attention",
        {"gpkg_virtual_table"},
    ),
    (
        "gpkg_computed",
        geopackage(
            "CREATE TABLE much(fid INTEGER PRIMARY KEY, geom BLOB, big GENERATED ALWAYS AS (zeroblob(1000000000)))",
            listed("much"),
        ),
        "attention",
        {"gpkg_computed_column"},
    ),
    ("gpkg_layer_missing", geopackage(listed("gone")), "attention", {"gpkg_table_missing"}),
    ("gpkg_unlisted", geopackage("CREATE TABLE forgotten(a)"), "attention", {"gpkg_unlisted"}),
    (
        "gpkg_styles",
        geopackage(
            "CREATE TABLE layer_styles(id INTEGER PRIMARY KEY, styleQML TEXT)", listed("layer_styles", "attributes")
        ),
        "accepted",
        {"gpkg_styles"},
    ),
    (
        "gpkg_code_belies_definition",
        geopackage("UPDATE gpkg_spatial_ref_sys SET organization_coordsys_id = 4549 WHERE srs_id = 4548"),
        "question",
        {"gpkg_srs_disagrees"},
    ),
    ("gpkg_srs_undefined", geopackage("UPDATE gpkg_geometry_columns SET srs_id = -1"), "question", set()),
    (
        "gpkg_srs_missing",
        geopackage("DELETE FROM gpkg_spatial_ref_sys WHERE srs_id = 4548"),
        "question",
        {"gpkg_srs_missing"},
    ),
    ("gpkg_log_beside", with_log_beside, "attention", {"gpkg_log_beside"}),
    ("gpkg_log_mode", bytes_of(geopackage(), log_mode), "attention", {"gpkg_log_mode"}),
    ("gpkg_no_contents", without_contents, "refused", {"gpkg_no_contents"}),
    (
        "gpkg_cut_short",
        bytes_of(geopackage(), lambda content: content[: len(content) // 2]),
        "refused",
        {"gpkg_cut_short"},
    ),
    (
        "gpkg_schema_damaged",
        bytes_of(geopackage(), lambda content: content[:100] + b"\xaa" * 3_900 + content[4_000:]),
        "refused",
        {"file_damaged"},
    ),
]


# -- FlatGeobuf


def flatgeobuf(*, index: bool, count: int = 40) -> Maker:
    def make(folder: Path) -> Path:
        path = folder / "plots.fgb"
        pyogrio.write_dataframe(frame(count), path, SPATIAL_INDEX="YES" if index else "NO")
        return path

    return make


def stating(features: int) -> Callable[[bytearray], bytearray]:
    """A change that makes the header state another number of features."""

    def change(content: bytearray) -> bytearray:
        root = 12 + struct.unpack_from("<I", content, 12)[0]
        names = root - struct.unpack_from("<i", content, root)[0]
        struct.pack_into("<Q", content, root + struct.unpack_from("<H", content, names + 20)[0], features)
        return content

    return change


def index_overwritten(content: bytearray) -> bytearray:
    start = 12 + struct.unpack_from("<I", content, 8)[0]
    content[start : start + 400] = b"\xff" * 400
    return content


FLATGEOBUFS: list[tuple[str, Maker, str, set[str]]] = [
    ("fgb_indexed", flatgeobuf(index=True), "accepted", set()),
    ("fgb_plain", flatgeobuf(index=False), "accepted", set()),
    ("fgb_one", flatgeobuf(index=True, count=1), "accepted", set()),
    ("fgb_index_damaged", bytes_of(flatgeobuf(index=True), index_overwritten), "accepted", set()),
    ("fgb_states_too_few", bytes_of(flatgeobuf(index=False), stating(3)), "attention", {"fgb_count_wrong"}),
    (
        "fgb_states_too_many",
        bytes_of(flatgeobuf(index=False), stating(2_000_000_000)),
        "attention",
        {"fgb_count_wrong"},
    ),
    ("fgb_states_none", bytes_of(flatgeobuf(index=False), stating(0)), "accepted", set()),
    ("fgb_indexed_states_too_few", bytes_of(flatgeobuf(index=True), stating(3)), "refused", {"fgb_features_damaged"}),
    (
        "fgb_indexed_states_too_many",
        bytes_of(flatgeobuf(index=True), stating(2_000_000_000)),
        "refused",
        {"fgb_features_damaged"},
    ),
    (
        "fgb_cut_short",
        bytes_of(flatgeobuf(index=True), lambda content: content[:-20]),
        "refused",
        {"fgb_features_damaged"},
    ),
    ("fgb_header_cut", bytes_of(flatgeobuf(index=True), lambda content: content[:200]), "refused", {"file_damaged"}),
]


# -- GeoParquet


def geoparquet(change: Callable[[dict[str, Any]], object] | None = None, **options: Any) -> Maker:
    """A GeoParquet file whose geo metadata `change` alters."""

    def make(folder: Path) -> Path:
        path = folder / "plots.parquet"
        frame().to_parquet(path, **options)
        if change is not None:
            table = pq.read_table(path)
            geo = json.loads(table.schema.metadata[b"geo"])
            change(geo)
            pq.write_table(table.replace_schema_metadata({"geo": json.dumps(geo)}), path)
        return path

    return make


def _geometry(**changes: Any) -> Callable[[dict[str, Any]], object]:
    return lambda geo: geo["columns"]["geometry"].update(changes)


def two_shapes(folder: Path) -> Path:
    path = folder / "two.parquet"
    plots = frame()
    plots["centre"] = plots.geometry.centroid
    plots.to_parquet(path)
    return path


def no_geo(folder: Path) -> Path:
    path = folder / "plain.parquet"
    pd.DataFrame({"a": [1, 2], "geometry": shapely.to_wkb(squares(2))}).to_parquet(path)
    return path


def table_only(folder: Path) -> Path:
    path = folder / "table.parquet"
    pd.DataFrame({"编号": ["0701", "0702"], "面积": [1.5, 2.5]}).to_parquet(path)
    return path


def many_nothings(folder: Path) -> Path:
    """Few bytes that stand for forty million rows."""
    path = folder / "nothings.parquet"
    nothings = pa.table({"a": pa.nulls(5_000_000, type=pa.int8())})
    with pq.ParquetWriter(path, nothings.schema) as writer:
        for _ in range(8):
            writer.write_table(nothings)
    return path


GEOPARQUETS: list[tuple[str, Maker, str, set[str]]] = [
    ("parquet_plain", geoparquet(), "accepted", set()),
    ("parquet_box", geoparquet(write_covering_bbox=True), "accepted", set()),
    ("parquet_arrow", geoparquet(geometry_encoding="geoarrow"), "accepted", set()),
    (
        "parquet_0_4",
        geoparquet(
            lambda geo: (
                geo.update(version="0.4.0"),
                geo["columns"]["geometry"].update(crs=gpd.GeoSeries(crs=METRES).crs.to_wkt()),
            )
        ),
        "accepted",
        set(),
    ),
    ("parquet_no_crs", geoparquet(_geometry(crs=None)), "question", set()),
    ("parquet_crs_nonsense", geoparquet(_geometry(crs={"type": "marker"})), "question", {"crs_words_unknown"}),
    ("parquet_two_shapes", two_shapes, "attention", {"parquet_shapes_several"}),
    ("parquet_no_geo", no_geo, "question", {"parquet_no_geo"}),
    (
        "parquet_primary_missing",
        geoparquet(lambda geo: geo.update(primary_column="gone")),
        "refused",
        {"parquet_geo_broken"},
    ),
    ("parquet_encoding_unknown", geoparquet(_geometry(encoding="marker")), "refused", {"parquet_geo_broken"}),
    ("parquet_table", table_only, "accepted", set()),
    ("parquet_many_nothings", many_nothings, "refused", {"rows_too_many"}),
    (
        "parquet_cut_short",
        bytes_of(geoparquet(), lambda content: content[: len(content) // 2]),
        "refused",
        {"file_damaged"},
    ),
]


# -- GeoJSON


def ring(lon: float = LON, lat: float = LAT, side: float = 0.001) -> list[list[float]]:
    return [[lon, lat], [lon + side, lat], [lon + side, lat + side], [lon, lat + side], [lon, lat]]


def feature(geometry: object = None, **properties: Any) -> dict[str, Any]:
    shape = {"type": "Polygon", "coordinates": [ring()]} if geometry is None else geometry
    return {"type": "Feature", "properties": properties, "geometry": shape}


def point(*ordinates: object) -> dict[str, Any]:
    return {"type": "Point", "coordinates": list(ordinates)}


def collection(*features: object, **members: Any) -> dict[str, Any]:
    return {"type": "FeatureCollection", **members, "features": list(features)}


def geojson(content: object, *, encoding: str = "utf-8", name: str = "plots.geojson") -> Maker:
    """A GeoJSON file of an object, a text or bytes."""

    def make(folder: Path) -> Path:
        path = folder / name
        text = content if isinstance(content, (str, bytes)) else json.dumps(content, ensure_ascii=False)
        path.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
        return path

    return make


def named_crs(name: str) -> dict[str, Any]:
    return {"type": "name", "properties": {"name": name}}


def metric() -> dict[str, Any]:
    square = [list(place) for place in squares(1)[0].exterior.coords]
    return feature({"type": "Polygon", "coordinates": [square]}, DLBM="0701")


_TWO = collection(feature(DLBM="0701", 名称="甲"), feature(point(LON, LAT), DLBM="0702", 名称="乙"))
_ONE = json.dumps(feature(名称="规划居住用地"), ensure_ascii=False)

GEOJSONS: list[tuple[str, Maker, str, set[str]]] = [
    ("json_plain", geojson(collection(feature(DLBM="0701"))), "accepted", set()),
    ("json_mixed_shapes", geojson(_TWO), "attention", set()),
    ("json_one_feature", geojson(feature(a=1)), "accepted", set()),
    ("json_bare_geometry", geojson({"type": "Polygon", "coordinates": [ring()]}), "accepted", set()),
    (
        "json_lines",
        geojson(f"{_ONE}\n{json.dumps(feature(point(LON, LAT)))}\n", name="plots.geojsonl"),
        "attention",
        set(),
    ),
    ("json_line_broken", geojson(f"{_ONE}\n{{broken\n", name="plots.geojsonl"), "attention", {"json_not_features"}),
    ("json_crs_name", geojson(collection(metric(), crs=named_crs("EPSG:4548"))), "accepted", set()),
    ("json_crs_urn", geojson(collection(metric(), crs=named_crs("urn:ogc:def:crs:EPSG::4548"))), "accepted", set()),
    ("json_crs_esri", geojson(collection(metric(), crs=named_crs("CGCS2000_3_Degree_GK_CM_117E"))), "accepted", set()),
    ("json_crs_after", geojson({**collection(metric()), "crs": named_crs("EPSG:4548")}), "accepted", set()),
    (
        "json_crs_unknown",
        geojson(collection(metric(), crs=named_crs("marker grid"))),
        "question",
        {"crs_words_unknown"},
    ),
    (
        "json_crs_link",
        geojson(collection(metric(), crs={"type": "link", "properties": {"href": "marker"}})),
        "question",
        {"json_crs_link"},
    ),
    (
        "json_crs_url_after",
        geojson({**collection(metric()), "crs": {"type": "url", "properties": {"url": "marker"}}}),
        "question",
        {"json_crs_link"},
    ),
    ("json_metres_no_crs", geojson(collection(metric())), "question", set()),
    ("json_bom", geojson(f"\ufeff{_ONE}"), "accepted", set()),
    ("json_gbk", geojson(_ONE, encoding="gb18030"), "attention", {"text_encoding_judged"}),
    ("json_utf16", geojson(_ONE, encoding="utf-16"), "attention", {"text_encoding_judged"}),
    ("json_trailing_comma", geojson(_ONE[:-1] + ",}"), "accepted", {"json_commas"}),
    (
        "json_long_integer",
        geojson(collection(feature(id=123456789012345678901234567890))),
        "attention",
        {"numbers_too_long"},
    ),
    (
        "json_nan_attribute",
        geojson('{"type":"Feature","properties":{"a":NaN},"geometry":' + json.dumps(point(LON, LAT)) + "}"),
        "attention",
        {"numbers_not_finite"},
    ),
    (
        "json_huge_coordinate",
        geojson(json.dumps(collection(feature(point(LON, LAT)), feature(point(7, 7)))).replace("[7, 7]", "[1e400, 7]")),
        "attention",
        {"rows_aside"},
    ),
    (
        "json_text_coordinates",
        geojson(collection(feature(), feature(point(str(LON), str(LAT))))),
        "attention",
        {"rows_aside"},
    ),
    ("json_one_ordinate", geojson(collection(feature(), feature(point(LON)))), "attention", {"rows_aside"}),
    (
        "json_open_ring",
        geojson(feature({"type": "Polygon", "coordinates": [ring()[:-1]]})),
        "attention",
        {"rings_closed"},
    ),
    ("json_key_twice", geojson(_ONE.replace('"名称"', '"a": 1, "a": 2, "名称"')), "attention", {"json_keys_twice"}),
    (
        "json_structure_twice",
        geojson(_ONE.replace('"geometry"', '"geometry": null, "geometry"')),
        "refused",
        {"json_structure_twice"},
    ),
    (
        "json_mixed_types",
        geojson(collection(feature(a=1), feature(point(LON, LAT), a="一"))),
        "attention",
        {"columns_of_mixed_types"},
    ),
    ("json_nested", geojson(feature(a={"b": [1, 2]})), "accepted", {"columns_nested"}),
    ("json_null_feature", geojson(collection(feature(), None)), "attention", {"json_not_features"}),
    ("json_deep", geojson("[" * 200_000), "refused", set()),
    ("json_cut_short", geojson(_ONE[: len(_ONE) // 2]), "refused", {"text_breaks_off"}),
    ("json_empty_collection", geojson(collection()), "refused", {"nothing_inside"}),
    (
        "json_many_columns",
        geojson(collection(*(feature(point(LON, LAT), **{f"k{at}_{n}": 1 for n in range(50)}) for at in range(60)))),
        "attention",
        {"columns_too_many"},
    ),
]


# -- KML


def placemark(shape: str | None = None, *, inside: str = "", name: str = "甲") -> str:
    own = shape if shape is not None else kml_polygon()
    return f"<Placemark><name>{name}</name>{inside}{own}</Placemark>"


def kml_polygon(places: Iterable[Iterable[float]] | None = None) -> str:
    text = " ".join(",".join(map(str, place)) for place in (ring() if places is None else places))
    own = f"<LinearRing><coordinates>{text}</coordinates></LinearRing>"
    return f"<Polygon><outerBoundaryIs>{own}</outerBoundaryIs></Polygon>"


def kml_point(text: str = f"{LON},{LAT},0") -> str:
    return f"<Point><coordinates>{text}</coordinates></Point>"


def kml(
    body: str, *, declared: str = "UTF-8", encoding: str = "utf-8", name: str = "plots.kml", namespace: bool = True
) -> Maker:
    space = ' xmlns="http://www.opengis.net/kml/2.2"' if namespace else ""

    def make(folder: Path) -> Path:
        path = folder / name
        text = (
            f'<?xml version="1.0" encoding="{declared}"?>\n<kml{space}><Document><name>总</name>{body}</Document></kml>'
        )
        path.write_bytes(text.encode(encoding))
        return path

    return make


def folder_of(name: str, *placemarks: str) -> str:
    return f"<Folder><name>{name}</name>{''.join(placemarks)}</Folder>"


def system(words: str) -> str:
    return f"<OvCoordType>{words}</OvCoordType>"


TABLE = (
    "<description><![CDATA[<table><tr><td colspan=2>地块</td></tr><tr><td><table><tr><td>DLBM</td><td>0701</td></tr>"
    "<tr><td>面积</td><td>12.5</td></tr></table></td></tr></table>]]></description>"
)

KMLS: list[tuple[str, Maker, str, set[str]]] = [
    ("kml_plain", kml(placemark()), "accepted", set()),
    ("kml_folders", kml(folder_of("一", placemark(), folder_of("二", placemark(kml_point())))), "accepted", set()),
    ("kml_no_namespace", kml(placemark(), namespace=False), "accepted", set()),
    ("kml_gb2312", kml(placemark(name="规划居住用地"), declared="GB2312", encoding="gbk"), "accepted", set()),
    ("kml_gbk_said_utf8", kml(placemark(name="规划居住用地"), encoding="gbk"), "attention", {"kml_encoding_belied"}),
    ("kml_utf16", kml(placemark(), declared="UTF-16", encoding="utf-16"), "accepted", set()),
    ("kml_lone_ampersand", kml(placemark(name="甲 & 乙")), "accepted", {"kml_letters_mended"}),
    ("kml_control_letter", kml(placemark(name="甲\x0b乙")), "accepted", {"kml_letters_mended"}),
    (
        "kml_prefix_undeclared",
        kml(
            placemark(
                "<gx:Track><when>2024</when>"
                f"<gx:coord>{LON} {LAT} 0</gx:coord><gx:coord>{LON + 1} {LAT} 0</gx:coord></gx:Track>"
            )
        ),
        "accepted",
        {"kml_prefixes_declared"},
    ),
    ("kml_table", kml(placemark(inside=TABLE)), "accepted", {"kml_tables"}),
    ("kml_multi", kml(placemark(f"<MultiGeometry>{kml_polygon()}{kml_point()}</MultiGeometry>")), "attention", set()),
    (
        "kml_link",
        kml(placemark() + "<NetworkLink><Link><href>marker</href></Link></NetworkLink>"),
        "attention",
        {"kml_network_links"},
    ),
    (
        "kml_overlay",
        kml(placemark() + "<GroundOverlay><Icon><href>marker.png</href></Icon></GroundOverlay>"),
        "accepted",
        {"kml_overlays"},
    ),
    (
        "kml_style_elsewhere",
        kml(placemark(inside="<styleUrl>marker.kml#a</styleUrl>")),
        "accepted",
        {"kml_styles_elsewhere"},
    ),
    (
        "kml_link_only",
        kml("<NetworkLink><Link><href>marker</href></Link></NetworkLink>"),
        "refused",
        {"nothing_inside"},
    ),
    ("kml_metres", kml(placemark(kml_polygon(squares(1)[0].exterior.coords))), "question", {"kml_no_degrees"}),
    ("kml_bad_coordinates", kml(placemark() + placemark(kml_point("东经117度"))), "attention", {"rows_aside"}),
    (
        "kml_two_outer",
        kml(
            placemark()
            + placemark(kml_polygon().replace("</outerBoundaryIs>", "</outerBoundaryIs>" + kml_polygon()[9:-10]))
        ),
        "attention",
        {"rows_aside"},
    ),
    (
        "kml_entity",
        geojson('<!DOCTYPE kml [<!ENTITY marker "m">]><kml><Document/></kml>', name="plots.kml"),
        "refused",
        set(),
    ),
    ("kml_cut_short", bytes_of(kml(placemark()), lambda content: content[:-60]), "refused", {"text_breaks_off"}),
    ("kml_deep", kml("<Folder>" * 100_000 + placemark() + "</Folder>" * 100_000), "refused", {"nested_too_deep"}),
    ("ovkml_gcj", kml(placemark(inside=system("GCJ02")), name="plots.ovkml"), "attention", {"kml_system_shifted"}),
    ("ovkml_cgcs", kml(placemark(inside=system("CGCS2000")), name="plots.ovkml"), "accepted", set()),
    (
        "ovkml_open",
        kml(placemark(inside="<OvAttr><OvIcon>1</OvIcon></OvAttr>"), name="plots.ovkml"),
        "question",
        {"kml_system_open"},
    ),
    (
        "ovkml_mixed",
        kml(placemark(inside=system("GCJ02")) + placemark(inside=system("CGCS2000")), name="plots.ovkml"),
        "attention",
        {"kml_systems_mixed"},
    ),
]


# -- OSM extracts


def osm(*, streets: bool = True) -> Maker:
    def make(folder: Path) -> Path:
        town = Town()
        if streets:
            town.way([(0, 0), (500, 0), (1000, 0)], {"highway": "residential", "name": "一路"})
            town.way([(0, 0), (0, 1000)], {"highway": "tertiary"})
        town.box(100, 100, 100, {"landuse": "residential"})
        town.box(600, 600, 100, {"leisure": "park", "name": "公园"})
        return town.write(folder / "town.osm.pbf")

    return make


OSMS: list[tuple[str, Maker, str, set[str]]] = [
    ("osm_town", osm(), "accepted", {"osm_count"}),
    ("osm_no_streets", osm(streets=False), "refused", {"osm_unusable"}),
    ("osm_cut_short", bytes_of(osm(), lambda content: content[: len(content) // 2]), "refused", {"osm_unusable"}),
]

CASES = [*GEOPACKAGES, *FLATGEOBUFS, *GEOPARQUETS, *GEOJSONS, *KMLS, *OSMS]


def far_rings(count: int, *, seed: int = 0) -> list[list[list[float]]]:
    """Rings of quadrilaterals at random places in China."""
    places = np.random.default_rng(seed).uniform((80.0, 20.0), (130.0, 50.0), (count, 2))
    return [ring(lon, lat) for lon, lat in places.tolist()]
