"""Files that are not what they say, archives that bite, and honest ones that look like it: made by code, all harmless.

`CASES`: name, maker (folder → the file made), how a read of it ends, codes it must tell among others.
"""

from __future__ import annotations

import io
import json
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pyogrio
import shapely

Maker = Callable[[Path], Path]
Case = tuple[str, Maker, str, set[str]]

MARKER = "canary-7f3a"  # stands in a file that no read may reach; nothing may come back with it
_SQUARE = [[117.90, 36.80], [117.91, 36.80], [117.91, 36.81], [117.90, 36.81], [117.90, 36.80]]


def geojson(count: int = 3) -> bytes:
    """Areas in degrees with Chinese names."""
    rings = [[[x + 0.02 * at, y] for x, y in _SQUARE] for at in range(count)]
    features = [
        {
            "type": "Feature",
            "properties": {"名称": f"地块{at + 1}"},
            "geometry": {"type": "Polygon", "coordinates": [ring]},
        }
        for at, ring in enumerate(rings)
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False).encode()


def kml(extra: str = "", *, encoding: str = "utf-8", head: str = "") -> bytes:
    """One point as KML; `head` stands before the root, `extra` inside the document."""
    text = (
        f'<?xml version="1.0" encoding="{encoding}"?>\n{head}<kml xmlns="http://www.opengis.net/kml/2.2"><Document>'
        f"<Placemark><name>公园</name><Point><coordinates>117.9,36.8</coordinates></Point></Placemark>{extra}"
        "</Document></kml>"
    )
    return text.encode(encoding)


def coordinate_txt() -> bytes:
    """One plot in the coordinate text of a filing."""
    head = "[属性描述]\r\n坐标系=2000国家大地坐标系\r\n几度分带=3\r\n投影类型=高斯克吕格\r\n计量单位=米\r\n带号=39\r\n"
    corners = [(4057700, 39508900), (4057700, 39509000), (4057600, 39509000), (4057600, 39508900), (4057700, 39508900)]
    points = "".join(f"J{at % 4 + 1},1,{x}.000,{y}.000\r\n" for at, (x, y) in enumerate(corners))
    return (
        head + "精度=0.001\r\n转换参数=,,,,,,\r\n[地块坐标]\r\n5,1.0000,1,地块一,面,,工业用地,1001,@\r\n" + points
    ).encode("gb18030")


def shapefile_parts(folder: Path) -> dict[str, bytes]:
    """The parts of a shapefile of three areas, GBK with .cpg."""
    import pyarrow as pa

    room = folder / ".making"
    room.mkdir(exist_ok=True)
    path = room / "made.shp"
    shapes = shapely.box([508_900, 509_000, 509_100], 4_057_700, [508_980, 509_080, 509_180], 4_057_780)
    table = pa.table({"名称": ["地块一", "地块二", "地块三"], "wkb": pa.array(shapely.to_wkb(shapes), pa.binary())})
    pyogrio.write_arrow(table, path, geometry_name="wkb", geometry_type="Polygon", crs="EPSG:4548", encoding="GBK")
    parts = {file.suffix[1:]: file.read_bytes() for file in sorted(room.iterdir())}
    for file in room.iterdir():
        file.unlink()
    room.rmdir()
    return parts


def geodatabase(folder: Path) -> dict[str, bytes]:
    """The files of a file geodatabase of three points."""
    import pyarrow as pa

    path = folder / "made.gdb"
    shapes = shapely.points([508_900, 509_000, 509_100], 4_057_700)
    table = pa.table({"name": ["a", "b", "c"], "wkb": pa.array(shapely.to_wkb(shapes), pa.binary())})
    pyogrio.write_arrow(
        table, path, driver="OpenFileGDB", layer="站点", geometry_name="wkb", geometry_type="Point", crs="EPSG:4548"
    )
    files = {file.name: file.read_bytes() for file in sorted(path.iterdir())}
    for file in path.iterdir():
        file.unlink()
    path.rmdir()
    return files


def of(name: str, content: bytes | str) -> Maker:
    """A maker of one file with this content."""

    def make(folder: Path) -> Path:
        path = folder / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return make


def zipped(name: str, members: Mapping[str, bytes] | Sequence[tuple[str, bytes]]) -> Maker:
    """A maker of an honest zip."""
    pairs = list(members.items()) if isinstance(members, Mapping) else list(members)

    def make(folder: Path) -> Path:
        path = folder / name
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for member, content in pairs:
                archive.writestr(zipfile.ZipInfo(member, (2026, 3, 1, 8, 0, 0)), content, zipfile.ZIP_DEFLATED)
        return path

    return make


def raw_zip(*members: Mapping[str, object], comment: bytes = b"", end_count: int | None = None) -> bytes:
    """A zip byte by byte. Of a member: name (bytes), data, method, flags, mode, and under `local_…` / `stated_…` what
    its own head or the directory says instead of the truth."""
    body, directory = io.BytesIO(), io.BytesIO()
    for one in members:
        name, data = bytes(one["name"]), bytes(one.get("data", b"x"))
        method, flags = int(one.get("method", 0)), int(one.get("flags", 0))
        packed = zlib.compress(data)[2:-4] if method == 8 else bytes(one.get("packed", data))
        crc = int(one.get("crc", zlib.crc32(data)))
        size = int(one.get("stated_size", len(data)))
        at = int(one.get("at", body.tell()))
        if "at" not in one:
            local = bytes(one.get("local_name", name))
            head = (20, int(one.get("local_flags", flags)), method, 0, 33, crc, len(packed))
            body.write(struct.pack("<4s5H3I2H", b"PK\x03\x04", *head, int(one.get("local_size", size)), len(local), 0))
            body.write(local + packed)
        mode = int(one.get("mode", stat.S_IFREG | 0o644))
        directory.write(
            struct.pack(
                "<4s6H3I5H2I",
                b"PK\x01\x02",
                0x0314,
                20,
                flags,
                method,
                0,
                33,
                crc,
                len(packed),
                size,
                len(name),
                0,
                0,
                0,
                0,
                (mode << 16) & 0xFFFF_FFFF,
                at,
            )
            + name
        )
    count = min(len(members), 0xFFFF) if end_count is None else end_count
    end = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, count, count, directory.tell(), body.tell(), len(comment))
    return body.getvalue() + directory.getvalue() + end + comment


def bare_zip(*members: Mapping[str, object], name: str = "bad.zip") -> Maker:
    return of(name, raw_zip(*members))


def zip_of_shapefile(*, stem: str = "用地/地块", name: str = "地块.zip", flag_utf8: bool = True) -> Maker:
    """A shapefile in a subfolder of a zip; without `flag_utf8` its names are GBK as old Windows packs them."""

    def make(folder: Path) -> Path:
        parts = shapefile_parts(folder)
        named = [(f"{stem}.{suffix}", content) for suffix, content in parts.items()]
        encode = "utf-8" if flag_utf8 else "gb18030"
        members = [
            {"name": full.encode(encode), "data": content, "method": 8, "flags": 0x800 if flag_utf8 else 0}
            for full, content in named
        ]
        return of(name, raw_zip(*members))(folder)

    return make


def zip_of_geodatabase(prefix: str, name: str = "库.zip") -> Maker:
    def make(folder: Path) -> Path:
        return zipped(name, {prefix + file: content for file, content in geodatabase(folder).items()})(folder)

    return make


def loose_shapefile(folder: Path) -> Path:
    """A shapefile of which only the .shp is given, in letters of several cases."""
    for suffix, content in shapefile_parts(folder).items():
        (folder / f"Plots.{suffix.upper() if suffix == 'dbf' else suffix}").write_bytes(content)
    return folder / "Plots.shp"


def many_members(count: int) -> Maker:
    return of("many.zip", raw_zip(*({"name": b"%d.geojson" % at, "data": b""} for at in range(count))))


def workbook(extra: Mapping[str, bytes] = {}, name: str = "表.xlsx") -> Maker:
    """A workbook of openpyxl with two points; `extra`: further parts."""

    def make(folder: Path) -> Path:
        import openpyxl

        book = openpyxl.Workbook()
        for row in (("名称", "WGS84经度", "WGS84纬度"), ("一", 117.9, 36.8), ("二", 117.91, 36.81)):
            book.active.append(row)
        path = folder / name
        book.save(path)
        with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
            for part, content in extra.items():
                archive.writestr(part, content)
        return path

    return make


def ole(stream: str) -> bytes:
    """The head of an old Office file with one stream of this name."""
    head = bytearray(512)
    head[:8] = bytes.fromhex("D0CF11E0A1B11AE1")
    head[30:32] = (9).to_bytes(2, "little")
    directory = (stream + "\0").encode("utf-16-le").ljust(512, b"\0")
    return bytes(head) + directory


def gpkg_head(application: bytes) -> bytes:
    head = bytearray(4096)
    head[:16] = b"SQLite format 3\0"
    head[68:72] = application
    return bytes(head)


def png() -> bytes:
    return b"\x89PNG\r\n\x1a\n" + bytes(40)


VIRTUAL = (
    f'<OGRVRTDataSource><OGRVRTLayer name="{MARKER}"><SrcDataSource>canary.csv</SrcDataSource></OGRVRTLayer>'
    "</OGRVRTDataSource>"
)
GRID_VIRTUAL = '<VRTDataset rasterXSize="1" rasterYSize="1"><VRTRasterBand dataType="Byte" band="1"/></VRTDataset>'
PIPELINE = json.dumps({"type": "gdal_streamed_alg", "command_line": "gdal vector pipeline ! read canary.csv"})
SERVICE = "<OGRWFSDataSource><URL>http://127.0.0.1:9/</URL></OGRWFSDataSource>"
TILES = '<GDAL_WMS><Service name="TMS"><ServerUrl>http://127.0.0.1:9/</ServerUrl></Service></GDAL_WMS>'
ENTITY = '<!DOCTYPE kml [<!ENTITY a "b">]>'
OTHER_SUFFIXES = (".geojson", ".kml", ".shp", ".csv", ".txt", ".gpkg", ".dxf", ".json", ".tif", ".fgb", ".xlsx", ".pbf")

OK, LOOK, NO = "accepted", "attention", "refused"

GOOD: list[Case] = [
    ("fence_geojson", of("地块.geojson", geojson()), OK, set()),
    ("fence_geojson_without_suffix", of("地块", geojson()), OK, set()),
    ("fence_geojson_named_txt", of("地块.txt", geojson()), LOOK, {"suffix_differs"}),
    ("fence_geojson_named_shp", of("地块.shp", geojson()), LOOK, {"suffix_differs"}),
    ("fence_geojson_name_with_dots", of("地块.v2.最终版.geojson", geojson()), OK, set()),
    ("fence_zip_geojson", zipped("包.zip", {"数据/地块.geojson": geojson()}), OK, set()),
    ("fence_zip_named_shp", zipped("包.shp", {"地块.geojson": geojson()}), LOOK, {"suffix_differs"}),
    ("fence_zip_shapefile_subfolder", zip_of_shapefile(), OK, set()),
    ("fence_zip_shapefile_gbk_names", zip_of_shapefile(flag_utf8=False), OK, {"archive_names_decoded"}),
    ("fence_zip_backslashes", bare_zip({"name": b"data\\plots.geojson", "data": geojson()}, name="w.zip"), OK, set()),
    ("fence_zip_dot_slash", bare_zip({"name": b"./plots.geojson", "data": geojson()}, name="d.zip"), OK, set()),
    (
        "fence_zip_comment",
        of("c.zip", raw_zip({"name": b"a.geojson", "data": geojson()}, comment=b"x" * 999)),
        OK,
        set(),
    ),
    (
        "fence_zip_mac",
        zipped("mac.zip", {"a.geojson": geojson(), "__MACOSX/._a.geojson": b"\0" * 99, ".DS_Store": b"x"}),
        OK,
        {"files_left_aside"},
    ),
    (
        "fence_zip_attachments",
        zipped("附件.zip", {"a.geojson": geojson(), "说明.pdf": b"%PDF-1.4", "图.jpg": b"\xff\xd8\xff"}),
        OK,
        {"files_left_aside"},
    ),
    (
        "fence_zip_readme",
        zipped("说明.zip", {"a.geojson": geojson(), "说明.txt": "数据来源见合同。\n谢谢\n".encode()}),
        OK,
        {"files_left_aside"},
    ),
    (
        "fence_zip_with_dwg",
        zipped("图.zip", {"a.geojson": geojson(), "总图.dwg": b"AC1032" + bytes(99)}),
        LOOK,
        {"files_not_read"},
    ),
    (
        "fence_zip_with_disguise",
        zipped("混.zip", {"a.geojson": geojson(), "b.geojson": VIRTUAL.encode()}),
        LOOK,
        {"files_not_read"},
    ),
    ("fence_zip_two_layers", zipped("两.zip", {"a.geojson": geojson(), "b.geojson": geojson(2)}), OK, set()),
    ("fence_zip_same_names", zipped("同.zip", {"东/a.geojson": geojson(), "西/a.geojson": geojson(2)}), OK, set()),
    ("fence_zip_txt", zipped("界址.zip", {"界址点.txt": coordinate_txt()}), OK, set()),
    ("fence_kmz", zipped("图.kmz", {"doc.kml": kml(), "files/图.png": png()}), OK, {"files_left_aside"}),
    ("fence_kmz_second_kml", zipped("图.kmz", {"doc.kml": kml(), "more/2.kml": kml()}), LOOK, {"files_not_read"}),
    ("fence_kml_named_kmz", of("图.kmz", kml()), LOOK, {"suffix_differs"}),
    ("fence_zip_gdb", zip_of_geodatabase("规划.gdb/"), OK, set()),
    ("fence_zip_gdb_nested", zip_of_geodatabase("成果/2026/规划.GDB/"), OK, set()),
    ("fence_zip_gdb_files_at_root", zip_of_geodatabase(""), OK, set()),
    ("fence_shp_finds_its_parts", loose_shapefile, OK, {"siblings_added"}),
    ("fence_xlsx_macros", workbook({"xl/vbaProject.bin": b"x"}, "宏.xlsm"), OK, {"workbook_macros"}),
    (
        "fence_xlsx_external",
        workbook({"xl/externalLinks/externalLink1.xml": b"<externalLink/>"}),
        LOOK,
        {"workbook_external_links"},
    ),
]

DISGUISED: list[Case] = [
    *((f"fence_virtual_as{suffix}", of(f"a{suffix}", VIRTUAL), NO, {"virtual_refused"}) for suffix in OTHER_SUFFIXES),
    *(
        (f"fence_pipeline_as{suffix}", of(f"a{suffix}", PIPELINE), NO, {"virtual_refused"})
        for suffix in (".geojson", ".json", ".txt", ".kml")
    ),
    ("fence_virtual_in_zip", zipped("a.zip", {"a.geojson": VIRTUAL.encode()}), NO, {"virtual_refused"}),
    ("fence_virtual_utf16", of("a.kml", ("\ufeff" + VIRTUAL).encode("utf-16-le")), NO, {"virtual_refused"}),
    ("fence_virtual_after_comment", of("a.kml", f"<!-- {'x' * 70_000} -->{VIRTUAL}"), NO, {"virtual_refused"}),
    ("fence_grid_virtual_as_tif", of("a.tif", GRID_VIRTUAL), NO, {"virtual_refused"}),
    ("fence_service_as_kml", of("a.kml", SERVICE), NO, {"service_refused"}),
    ("fence_service_as_geojson", of("a.geojson", SERVICE), NO, {"service_refused"}),
    ("fence_tiles_as_tif", of("a.tif", TILES), NO, {"service_refused"}),
    ("fence_mrf_as_tif", of("a.tif", "<MRF_META><Raster/></MRF_META>"), NO, {"service_refused"}),
    ("fence_stac", of("a.json", '{"stac_version":"1.0.0","type":"Feature","assets":{}}'), NO, {"service_refused"}),
    ("fence_tilejson", of("a.json", '{"tilejson":"3.0.0","tiles":["x"]}'), NO, {"service_refused"}),
    ("fence_gml", of("a.gml", '<gml:FeatureCollection xmlns:gml="http://www.opengis.net/gml"/>'), NO, {"other_format"}),
    ("fence_gml_as_kml", of("a.kml", '<a:X xmlns:a="http://www.opengis.net/gml/3.2"/>'), NO, {"other_format"}),
    ("fence_topojson", of("a.json", '{"type":"Topology","arcs":[],"objects":{}}'), NO, {"other_format"}),
    ("fence_esri_json", of("a.json", '{"geometryType":"esriGeometryPoint","features":[]}'), NO, {"other_format"}),
    ("fence_sqlite_as_gpkg", of("a.gpkg", gpkg_head(b"\0\0\0\0")), NO, {"sqlite_unreadable"}),
    ("fence_mbtiles_as_gpkg", of("a.gpkg", gpkg_head(b"MPBX")), NO, {"sqlite_unreadable"}),
    ("fence_dwg_2018", of("总图.dwg", b"AC1032" + bytes(200)), NO, {"dwg_unreadable"}),
    ("fence_dwg_2000_as_dxf", of("总图.dxf", b"AC1015" + bytes(200)), NO, {"dwg_unreadable"}),
    ("fence_zip_of_dwg", zipped("图.zip", {"总图.dwg": b"AC1032" + bytes(99)}), NO, {"dwg_unreadable"}),
    ("fence_pdf", of("图.pdf", b"%PDF-1.7\n" + bytes(99)), NO, {"pdf_unreadable"}),
    ("fence_pdf_as_tif", of("图.tif", b"\n\n%PDF-1.7\n" + bytes(99)), NO, {"pdf_unreadable"}),
    ("fence_png_as_tif", of("图.tif", png()), NO, {"image_unreadable"}),
    ("fence_jpeg", of("图.jpg", b"\xff\xd8\xff\xe0" + bytes(99)), NO, {"image_unreadable"}),
    ("fence_jp2", of("图.tif", b"\0\0\0\x0cjP  \r\n\x87\n" + bytes(99)), NO, {"raster_other"}),
    ("fence_web_page", of("下载.zip", "<!DOCTYPE html><html><body>请登录</body></html>"), NO, {"html_unreadable"}),
    (
        "fence_web_table_as_xls",
        of("表.xls", "<html><table><tr><td>1</td></tr></table></html>"),
        NO,
        {"html_unreadable"},
    ),
    (
        "fence_word",
        zipped("说明.docx", {"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w/>"}),
        NO,
        {"office_unreadable"},
    ),
    ("fence_old_word_as_xls", of("表.xls", ole("WordDocument")), NO, {"office_unreadable"}),
    (
        "fence_xlsb",
        zipped("表.xlsx", {"[Content_Types].xml": b"<Types/>", "xl/workbook.bin": b"x"}),
        NO,
        {"workbook_other"},
    ),
    ("fence_ods", zipped("表.ods", {"mimetype": b"x", "content.xml": b"<x/>"}), NO, {"workbook_other"}),
    ("fence_xlsx_password", of("表.xlsx", ole("EncryptedPackage")), NO, {"workbook_encrypted"}),
    ("fence_access", of("库.mdb", b"\0\1\0\0Standard Jet DB\0" + bytes(99)), NO, {"access_unreadable"}),
    ("fence_parquet_encrypted", of("a.parquet", b"PARE" + bytes(99)), NO, {"parquet_encrypted"}),
    ("fence_program_as_csv", of("a.csv", b"MZ\x90\0" + bytes(200)), NO, {"program_refused"}),
    ("fence_script_as_txt", of("a.txt", "#!/bin/sh\ntrue\n"), NO, {"program_refused"}),
    (
        "fence_dbf_alone",
        of(
            "a.dbf",
            bytes([3, 26, 3, 1, 1, 0, 0, 0, 65, 0, 11, 0])
            + bytes(20)
            + b"BH".ljust(11, b"\0")
            + b"C"
            + bytes(4)
            + b"\x0a"
            + bytes(15)
            + b"\r"
            + b" 0123456789",
        ),
        NO,
        {"part_alone"},
    ),
    ("fence_prj_alone", of("a.prj", 'PROJCS["x",GEOGCS["y"]]'), NO, {"part_alone"}),
    ("fence_gdbtable_alone", of("a00000009.gdbtable", b"\3\0\0\0" + bytes(99)), NO, {"part_alone"}),
    ("fence_mapinfo", of("a.tab", "!table\n!version 300\n"), NO, {"other_format"}),
    ("fence_ascii_grid", of("a.asc", "ncols 2\nnrows 2\nxllcorner 0\n"), NO, {"raster_other"}),
    ("fence_empty", of("a.shp", b""), NO, {"file_empty"}),
    ("fence_blank", of("a.txt", " \r\n\t\n" * 9), NO, {"file_empty"}),
    ("fence_zeros", of("a.gpkg", bytes(5000)), NO, {"file_empty"}),
    ("fence_noise", of("a.gpkg", bytes((at * 73 + at // 7) % 256 for at in range(5000))), NO, {"format_unknown"}),
    ("fence_prose", of("说明.txt", "这是一份说明文件。\n没有坐标。\n"), NO, {"text_unknown"}),
    ("fence_json_settings", of("a.json", '{"version":1,"name":"x"}'), NO, {"json_unknown"}),
]

MARKUP: list[Case] = [
    ("fence_doctype", of("a.kml", kml(head=ENTITY)), NO, {"xml_doctype"}),
    ("fence_doctype_utf16", of("a.kml", kml(encoding="utf-16", head=ENTITY)), NO, {"xml_doctype"}),
    ("fence_doctype_gbk", of("a.kml", kml(encoding="gbk", head=ENTITY)), NO, {"xml_doctype"}),
    ("fence_doctype_far_down", of("a.kml", kml(head=f"<!-- {'x' * 200_000} -->{ENTITY}")), NO, {"xml_doctype"}),
    ("fence_doctype_in_kmz", zipped("a.kmz", {"doc.kml": kml(head=ENTITY)}), NO, {"xml_doctype"}),
    ("fence_doctype_in_xlsx", workbook({"xl/worksheets/more.xml": b"<!DOCTYPE x><x/>"}), NO, {"xml_doctype"}),
    (
        "fence_encoding_odd",
        of("a.kml", kml().replace(b'encoding="utf-8"', b'encoding="utf-7"')),
        NO,
        {"xml_encoding_odd"},
    ),
    ("fence_xml_unknown", of("a.xml", "<metadata><title>x</title></metadata>"), NO, {"xml_unknown"}),
    ("fence_xml_cut", of("a.kml", '<?xml version="1.0"?><!-- '), NO, {"file_damaged"}),
    ("fence_kml_gbk", of("a.kml", kml(encoding="gb2312")), OK, set()),
    (
        "fence_doctype_in_text",
        of("a.kml", kml("<Style><BalloonStyle><text><![CDATA[<!DOCTYPE html>]]></text></BalloonStyle></Style>")),
        OK,
        set(),
    ),
]

_LINK = stat.S_IFLNK | 0o777
_GEO = geojson()

ARCHIVES: list[Case] = [
    *(
        (
            f"fence_zip_name_{title}",
            bare_zip({"name": name.encode(), "data": _GEO, "flags": 0x800}),
            NO,
            {"archive_name_hostile"},
        )
        for title, name in {
            "up": "../a.geojson",
            "up_inside": "a/../../b.geojson",
            "up_backslash": "..\\..\\a.geojson",
            "absolute": "/a.geojson",
            "drive": "C:/a.geojson",
            "share": "\\\\host\\a.geojson",
            "control": "a\x07.geojson",
            "newline": "a\nb.geojson",
            "direction": "a\u202enosjoeg.exe",
            "device": "con.geojson",
            "device_inside": "a/NUL/b.geojson",
            "stream": "a.geojson:x",
            "zero_width": "a\u200b.geojson",
            "endless": "a" * 2000 + ".geojson",
        }.items()
    ),
    ("fence_zip_link", bare_zip({"name": b"a.geojson", "data": b"/etc/hostname", "mode": _LINK}), NO, {"archive_link"}),
    ("fence_zip_device", bare_zip({"name": b"a.geojson", "data": b"", "mode": stat.S_IFCHR}), NO, {"archive_link"}),
    (
        "fence_zip_twice",
        bare_zip({"name": b"a.geojson", "data": _GEO}, {"name": b"a.geojson", "data": b"{}"}),
        NO,
        {"archive_duplicate"},
    ),
    (
        "fence_zip_case",
        bare_zip({"name": b"a.geojson", "data": _GEO}, {"name": b"A.GeoJSON", "data": b"{}"}),
        NO,
        {"archive_duplicate"},
    ),
    ("fence_zip_password", bare_zip({"name": b"a.geojson", "data": _GEO, "flags": 1}), NO, {"archive_encrypted"}),
    ("fence_zip_bzip2", bare_zip({"name": b"a.geojson", "data": _GEO, "method": 12}), NO, {"archive_method"}),
    ("fence_zip_lzma", bare_zip({"name": b"a.geojson", "data": _GEO, "method": 14}), NO, {"archive_method"}),
    (
        "fence_zip_nested",
        zipped("外.zip", {"里.zip": raw_zip({"name": b"a.geojson", "data": _GEO})}),
        NO,
        {"archive_nested"},
    ),
    (
        "fence_zip_nested_7z",
        zipped("外.zip", {"a.geojson": _GEO, "里.7z": b"7z\xbc\xaf\x27\x1c"}),
        NO,
        {"archive_nested"},
    ),
    (
        "fence_zip_nested_disguised",
        zipped("外.zip", {"里.geojson": raw_zip({"name": b"a.geojson", "data": _GEO})}),
        NO,
        {"archive_nested"},
    ),
    ("fence_zip_bomb", zipped("弹.zip", {"a.geojson": b" " * 30_000_000}), NO, {"archive_ratio"}),
    (
        "fence_zip_bomb_lying",
        bare_zip({"name": b"a.geojson", "data": b" " * 30_000_000, "method": 8, "stated_size": 99}),
        NO,
        {"archive_lies"},
    ),
    (
        "fence_zip_bomb_many",
        zipped("弹.zip", {f"{at}.geojson": b" " * 9_000_000 for at in range(60)}),
        NO,
        {"archive_too_large"},
    ),
    (
        "fence_zip_overlap",
        bare_zip({"name": b"a.geojson", "data": _GEO}, {"name": b"b.geojson", "data": _GEO, "at": 0}),
        NO,
        {"archive_lies"},
    ),
    (
        "fence_zip_other_name_inside",
        bare_zip({"name": b"a.geojson", "data": _GEO, "local_name": b"b.geojson"}),
        NO,
        {"archive_lies"},
    ),
    (
        "fence_zip_other_size_inside",
        bare_zip({"name": b"a.geojson", "data": _GEO, "local_size": 7}),
        NO,
        {"archive_lies"},
    ),
    (
        "fence_zip_password_inside",
        bare_zip({"name": b"a.geojson", "data": _GEO, "local_flags": 1}),
        NO,
        {"archive_lies"},
    ),
    ("fence_zip_checksum", bare_zip({"name": b"a.geojson", "data": _GEO, "crc": 1}), NO, {"archive_damaged"}),
    ("fence_zip_cut", of("断.zip", raw_zip({"name": b"a.geojson", "data": _GEO})[:-30]), NO, {"archive_damaged"}),
    (
        "fence_zip_cut_front",
        of("断.zip", b"PK\x03\x04" + raw_zip({"name": b"a.geojson", "data": _GEO})[60:]),
        NO,
        {"archive_lies"},
    ),
    ("fence_zip_2001", many_members(2_001), NO, {"archive_members"}),
    (
        "fence_zip_100000",
        of("多.zip", raw_zip({"name": b"a.geojson", "data": _GEO}, end_count=0xFFFF)),
        NO,
        {"archive_members"},
    ),
    ("fence_zip_empty", of("空.zip", raw_zip()), NO, {"nothing_to_read"}),
    ("fence_zip_pictures", zipped("图.zip", {"1.jpg": b"\xff\xd8\xff", "2.png": png()}), NO, {"nothing_to_read"}),
    ("fence_zip_gdb_hollow", zipped("库.zip", {"规划.gdb/readme.txt": b"x"}), NO, {"gdb_incomplete"}),
    ("fence_xlsx_bomb", workbook({"xl/media/x.xml": b" " * 30_000_000}), NO, {"archive_ratio"}),
    *(
        (f"fence_packed_{title}", of(f"a.{title}", content), NO, {"archive_kind"})
        for title, content in {
            "rar": b"Rar!\x1a\x07\x01\0",
            "7z": b"7z\xbc\xaf\x27\x1c" + bytes(30),
            "gz": b"\x1f\x8b\x08" + bytes(20),
            "tar": bytes(257).replace(b"\0", b"a", 1) + b"ustar\x0000" + bytes(300),
            "bz2": b"BZh91AY&SY" + bytes(20),
        }.items()
    ),
]

CASES: list[Case] = [*GOOD, *DISGUISED, *MARKUP, *ARCHIVES]
