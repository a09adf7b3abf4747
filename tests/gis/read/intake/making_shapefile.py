"""Shapefiles and file geodatabases good, odd and hostile, byte by byte: what no writer would write, strangers send."""

from __future__ import annotations

import shutil
import struct
import uuid
import warnings
import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyogrio
import shapely

PRJ = (
    b'PROJCS["CGCS2000_3_Degree_GK_CM_117E",GEOGCS["GCS_China_Geodetic_Coordinate_System_2000",'
    b'DATUM["D_China_2000",SPHEROID["CGCS2000",6378137.0,298.257222101]],PRIMEM["Greenwich",0.0],'
    b'UNIT["Degree",0.0174532925199433]],PROJECTION["Gauss_Kruger"],PARAMETER["False_Easting",500000.0],'
    b'PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",117.0],PARAMETER["Scale_Factor",1.0],'
    b'PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]'
)
CRS = "EPSG:4548"
EAST_M, NORTH_M = 508_900.0, 4_057_700.0
NAMES = ("齐鲁软件园", "市民公园", "实验小学", "居住组团一", "商业街", "停车场")
CODES = ("0901", "1401", "080403", "070102", "0901", "1208")
TRADITIONAL = ("臺北車站", "綠地廣場", "實驗國小", "住宅區塊", "商業街廓", "停車場地")

Parts = dict[str, bytes]
Field = tuple[bytes, str, int, int]  # name, kind, width, decimals


def square(at: int, *, size: float = 50.0) -> list[tuple[float, float]]:
    """A closed ring, clockwise as the format wants it, the `at`-th of a row with gaps."""
    x, y = EAST_M + at * 60.0, NORTH_M
    return [(x, y), (x, y + size), (x + size, y + size), (x + size, y), (x, y)]


def poly(rings: Sequence[Sequence[tuple[float, float]]], *, kind: int = 5, points: int | None = None) -> bytes:
    """The content of a record of lines or areas; `points`: the count it states, if not its own."""
    flat = [point for ring in rings for point in ring]
    starts = np.cumsum([0] + [len(ring) for ring in rings])[:-1].astype("<i4").tobytes()
    box = [*np.min(flat, axis=0), *np.max(flat, axis=0)] if flat else [0.0] * 4
    stated = len(flat) if points is None else points
    return struct.pack("<i4d2i", kind, *box, len(rings), stated) + starts + np.array(flat, dtype="<f8").tobytes()


def with_heights(content: bytes, count: int, *, measures: bool) -> bytes:
    """The content with a height of 30 m, and measures, for each point."""
    block = struct.pack("<2d", 30, 30) + struct.pack(f"<{count}d", *[30.0] * count)
    return content + block * (2 if measures else 1)


def point(at: int, kind: int = 1) -> bytes:
    return struct.pack("<i2d", kind, EAST_M + at * 60, NORTH_M) + (b"" if kind == 1 else struct.pack("<2d", 30, 1))


def patch(at: int) -> bytes:
    """A multipatch of one ring in space."""
    ring = square(at)
    head = struct.pack("<i4d2i", 31, *ring[0], *ring[2], 1, 5) + struct.pack("<2i", 0, 2)
    return head + np.array(ring, dtype="<f8").tobytes() + struct.pack("<7d", 0, 9, 0, 3, 9, 3, 0)


NULL = struct.pack("<i", 0)


def shapes(contents: Sequence[bytes], *, kind: int = 5) -> Parts:
    """A .shp and its .shx of the given records."""
    body, index, at = b"", b"", 100
    for number, content in enumerate(contents, start=1):
        index += struct.pack(">2i", at // 2, len(content) // 2)
        body += struct.pack(">2i", number, len(content) // 2) + content
        at += 8 + len(content)
    box = struct.pack("<8d", EAST_M, NORTH_M, EAST_M + 400, NORTH_M + 50, 0, 0, 0, 0)

    def head(length: int) -> bytes:
        return struct.pack(">7i", 9994, 0, 0, 0, 0, 0, length // 2) + struct.pack("<2i", 1000, kind) + box

    return {"shp": head(100 + len(body)) + body, "shx": head(100 + len(index)) + index}


def table(
    fields: Sequence[Field], rows: Sequence[Sequence[bytes]], *, ldid: int = 0, deleted: Sequence[int] = (),
    count: int | None = None,
) -> bytes:  # fmt: skip
    """A .dbf; values are put left in text fields, right in others, and cut where they are too long."""
    length = 1 + sum(width for _, _, width, _ in fields)
    head = struct.pack("<4BIHH", 3, 124, 1, 1, len(rows) if count is None else count, 33 + 32 * len(fields), length)
    head += bytes(17) + bytes([ldid]) + bytes(2)
    for name, kind, width, decimals in fields:
        head += name[:11].ljust(11, b"\0") + kind.encode() + bytes(4) + bytes([width, decimals]) + bytes(14)
    body = [
        (b"*" if at in deleted else b" ")
        + b"".join(
            (value.ljust(width) if kind in "CM" else value.rjust(width))[:width]
            for value, (_, kind, width, _) in zip(row, fields, strict=True)
        )
        for at, row in enumerate(rows)
    ]
    return head + b"\r" + b"".join(body) + b"\x1a"


def attributes(
    encoding: str = "gb18030", *, names: Sequence[str] = NAMES, field: str = "名称", width: int = 40, ldid: int = 0
) -> bytes:
    """Codes, names and areas of the six squares."""
    fields = [(b"DLBM", "C", 10, 0), (field.encode(encoding), "C", width, 0), (b"MJ", "N", 12, 2)]
    rows = [[code.encode(), name.encode(encoding), b"2500.00"] for code, name in zip(CODES, names, strict=True)]
    return table(fields, rows, ldid=ldid)


def one_column(name: bytes, kind: str, width: int, values: Sequence[bytes], *, decimals: int = 0) -> bytes:
    """Codes and one more field of six values."""
    rows = [[code.encode(), value] for code, value in zip(CODES, values, strict=True)]
    return table([(b"DLBM", "C", 10, 0), (name, kind, width, decimals)], rows)


def plain(**parts: bytes | None) -> Parts:
    """Six squares with GBK attributes, .cpg and .prj; parts replace or (None) leave out some of it."""
    made: dict[str, bytes | None] = {**shapes([poly([square(at)]) for at in range(6)]), "dbf": attributes()}
    made |= {"cpg": b"GBK", "prj": PRJ, **parts}
    return {suffix: content for suffix, content in made.items() if content is not None}


def zipped(parts: Mapping[str, bytes], folder: Path, *, stem: str = "plots") -> Path:
    """The parts as one zip in the folder."""
    path = folder / "plots.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for suffix, content in parts.items():
            archive.writestr(f"{stem}.{suffix}", content)
    return path


def of(make: Callable[[], Mapping[str, bytes]]) -> Callable[[Path], Path]:
    """A maker of a zip from a maker of parts."""
    return lambda folder: zipped(make(), folder)


def stale_index() -> Parts:
    other = shapes([NULL] * 3)
    return plain(shx=other["shx"])


def truncated(share: float) -> Parts:
    made = plain()
    made["shp"] = made["shp"][: int(len(made["shp"]) * share)]
    return made


def damaged_record(*, points: int = 10**8) -> Parts:
    records = [poly([square(at)], points=points if at == 2 else None) for at in range(6)]
    return plain(**shapes(records))


def holes() -> Parts:
    inner = [(EAST_M + 20, NORTH_M + 20), (EAST_M + 30, NORTH_M + 20), (EAST_M + 30, NORTH_M + 30),
             (EAST_M + 20, NORTH_M + 30), (EAST_M + 20, NORTH_M + 20)]  # fmt: skip
    records = [poly([square(0), inner])] + [poly([square(at)]) for at in range(1, 6)]
    return plain(**shapes(records))


def repeated_names() -> Parts:
    rows = [[b"A%d" % at, b"B%d" % at, b"C%d" % at] for at in range(6)]
    return plain(dbf=table([(b"DLBM", "C", 5, 0), (b"BZ", "C", 5, 0), (b"BZ", "C", 5, 0)], rows))


def cut_values(encoding: str, width: int) -> Parts:
    return plain(dbf=attributes(encoding, width=width), cpg=None)


def mixed_values() -> Parts:
    fields = [(b"DLBM", "C", 10, 0), (b"MC", "C", 40, 0)]
    half = [name.encode("utf-8" if at == 5 else "gb18030") for at, name in enumerate(NAMES)]
    return plain(dbf=table(fields, [[c.encode(), v] for c, v in zip(CODES, half, strict=True)]))


def deleted_rows() -> Parts:
    fields = [(b"DLBM", "C", 10, 0), (b"MJ", "N", 12, 2)]
    return plain(dbf=table(fields, [[code.encode(), b"2500.00"] for code in CODES], deleted=(1, 4)))


def many_fields(count: int) -> Parts:
    fields = [(b"F%d" % at, "C", 3, 0) for at in range(count)]
    return plain(dbf=table(fields, [[b"%d" % at] * count for at in range(6)]))


def with_measures() -> Parts:
    return plain(**shapes([with_heights(poly([square(at)], kind=15), 5, measures=True) for at in range(6)], kind=15))


def gdb(folder: Path, *, aliases: Mapping[str, str] | None = None, layer: str = "地块") -> Path:
    """A geodatabase with one layer of six squares."""
    path = folder / "plots.gdb"
    metadata = {key: {"GDAL:OGR:alternative_name": value} for key, value in (aliases or {}).items()}
    schema = pa.schema(
        [
            pa.field("DLBM", pa.string(), metadata=metadata.get("DLBM")),
            pa.field("MC", pa.string(), metadata=metadata.get("MC")),
            pa.field("MJ", pa.float64(), metadata=metadata.get("MJ")),
            pa.field("shape", pa.binary()),
        ]
    )
    wkb = shapely.to_wkb(shapely.polygons([square(at) for at in range(6)]))
    made = pa.table([pa.array(CODES), pa.array(NAMES), pa.array([2500.0] * 6), pa.array(wkb, type=pa.binary())], schema)
    _add(path, made, layer)
    return path


def _add(path: Path, made: pa.Table, layer: str, *, kind: str = "Polygon") -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        pyogrio.write_arrow(made, path, driver="OpenFileGDB", layer=layer, geometry_type=kind, geometry_name="shape",
                            crs=CRS, append=False)  # fmt: skip


def add_layer(path: Path, layer: str) -> None:
    wkb = pa.array(shapely.to_wkb(shapely.points([[EAST_M, NORTH_M], [EAST_M + 9, NORTH_M]])), type=pa.binary())
    _add(path, pa.table({"MC": ["站点一", "站点二"], "shape": wkb}), layer, kind="Point")


def add_table(path: Path, name: str) -> None:
    import pandas as pd

    pyogrio.write_dataframe(pd.DataFrame({"DLBM": ["0901"], "说明": ["商业"]}), path, driver="OpenFileGDB", layer=name)


def add_curves(path: Path, layer: str) -> None:
    """A half disc, its straight side below."""
    arc = struct.pack("<BII6d", 1, 8, 3, EAST_M, NORTH_M, EAST_M + 10, NORTH_M + 10, EAST_M + 20, NORTH_M)
    side = struct.pack("<BII4d", 1, 2, 2, EAST_M + 20, NORTH_M, EAST_M, NORTH_M)
    half = struct.pack("<BII", 1, 10, 1) + struct.pack("<BII", 1, 9, 2) + arc + side
    _add(path, pa.table({"MC": ["半圆"], "shape": pa.array([half], type=pa.binary())}), layer, kind="MultiPolygon")


def become(path: Path, name: str, kind: str, definition: str) -> None:
    """Turn a table of a geodatabase (name: ZZZ_…) into an item of another kind with a definition of our own."""
    add_table(path, name)
    items = path / "a00000004.gdbtable"
    content = items.read_bytes()
    tag = f"<CatalogPath>\\{name}</CatalogPath>".encode()
    begin = content.rindex(b"<?xml", 0, content.index(tag))
    end = content.index(b"</typens:DETableInfo>", begin) + len(b"</typens:DETableInfo>")
    fresh = definition.encode()
    assert len(fresh) <= end - begin
    content = content[:begin] + fresh.ljust(end - begin) + content[end:]
    was = content.rindex(uuid.UUID("CD06BC3B-789D-4C51-AAFA-A467912B8965").bytes_le, 0, begin)
    content = content[:was] + uuid.UUID(kind).bytes_le + content[was + 16 :]
    items.write_bytes(content)
    listed = path / "a00000001.gdbtable"  # no table of that name any more
    listed.write_bytes(listed.read_bytes().replace(name.encode(), b"GDB" + name.encode()[3:]))


def add_domain(path: Path) -> None:
    codes = "".join(
        f"<CodedValue><Name>{n}</Name><Code>{c}</Code></CodedValue>" for c, n in (("0901", "商业"), ("1401", "公园"))
    )
    become(
        path, "ZZZ_domain", DOMAIN,
        f"<GPCodedValueDomain2><DomainName>地类</DomainName><FieldType>esriFieldTypeString</FieldType><CodedValues>{codes}"
        "</CodedValues></GPCodedValueDomain2>",
    )  # fmt: skip
    items = path / "a00000004.gdbtable"
    content = items.read_bytes()
    at = content.index(b"<Name>DLBM</Name>")
    begin = content.index(b"<Length>", at)
    end = content.index(b"</Scale>", begin) + 8
    items.write_bytes(content[:begin] + "<DomainName>地类</DomainName>".encode().ljust(end - begin) + content[end:])


def packed(path: Path) -> Path:
    """A geodatabase as a zip, its folder gone."""
    target = path.with_suffix(".gdb.zip")
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for one in sorted(path.iterdir()):
            archive.write(one, f"{path.name}/{one.name}")
    shutil.rmtree(path)
    return target


def gdb_of(*steps: Callable[[Path], object], aliases: Mapping[str, str] | None = None) -> Callable[[Path], Path]:
    """A maker of a zipped geodatabase, changed by steps."""

    def make(folder: Path) -> Path:
        path = gdb(folder, aliases=aliases)
        for step in steps:
            step(path)
        return packed(path)

    return make


def without(*names: str) -> Callable[[Path], None]:
    return lambda path: [(path / name).unlink() for name in names] and None


def cut_file(name: str, share: float) -> Callable[[Path], None]:
    def cut(path: Path) -> None:
        content = (path / name).read_bytes()
        (path / name).write_bytes(content[: int(len(content) * share)])

    return cut


def beside(name: str, content: bytes = b"") -> Callable[[Path], None]:
    return lambda path: (path / name).write_bytes(content) and None


LATIN_E = b"\xc3\xa9"  # e acute in UTF-8, a common Han letter in GBK
NOISE = b"\xff\xfe\x81\xff\x80\xa0"
IDS = [b"37010220240000012%d" % at for at in range(6)]
LONG_IDS = [b"3701022024000000012%d" % at for at in range(6)]
RELATION, RASTER, DOMAIN = (
    "B606A7E1-FA5B-439C-849C-6E9C2481537B",
    "5ED667A3-9CA9-44A2-8029-D95BF23704B9",
    "8C368B12-A12E-4C7E-9638-C9C64E69E98F",
)
ENTITIES = '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'
OK, LOOK, ASK, NO = "accepted", "attention", "question", "refused"
NUMBERS = [b"1", b"2", b"3", b"4", b"5", b"6"]
Case = tuple[str, Callable[[Path], Path], str, set[str]]

SHAPEFILES: list[Case] = [
    ("shp_gbk_with_cpg", of(plain), OK, {"dbf_encoding_stated"}),
    ("shp_gbk_without_cpg", of(lambda: plain(cpg=None)), OK, {"dbf_encoding_judged"}),
    ("shp_gbk_by_language_id", of(lambda: plain(cpg=None, dbf=attributes(ldid=0x4D))), OK, {"dbf_encoding_stated"}),
    ("shp_gbk_cpg_says_utf8", of(lambda: plain(cpg=b"UTF-8")), LOOK, {"dbf_encoding_label_wrong"}),
    ("shp_gbk_cpg_says_latin", of(lambda: plain(cpg=b"ISO-8859-1")), LOOK, {"dbf_encoding_label_wrong"}),
    ("shp_utf8_cpg_says_936", of(lambda: plain(dbf=attributes("utf-8"), cpg=b"936")), LOOK,
     {"dbf_encoding_label_wrong"}),
    ("shp_utf8_with_cpg", of(lambda: plain(dbf=attributes("utf-8"), cpg=b"UTF-8")), OK, {"dbf_encoding_stated"}),
    ("shp_utf8_without_cpg", of(lambda: plain(dbf=attributes("utf-8"), cpg=None)), OK, {"dbf_encoding_judged"}),
    ("shp_big5", of(lambda: plain(dbf=attributes("cp950", names=TRADITIONAL, field="名稱"), cpg=None)), OK,
     {"dbf_encoding_judged"}),
    ("shp_cpg_of_no_text", of(lambda: plain(cpg=b"hex")), OK, {"dbf_encoding_judged"}),
    ("shp_cpg_of_rubbish", of(lambda: plain(cpg=bytes(range(256)) * 40)), OK, {"dbf_encoding_judged"}),
    ("shp_one_word_of_both", of(lambda: plain(cpg=None, dbf=one_column(b"MC", "C", 10, [LATIN_E] * 6))), ASK,
     {"dbf_encoding_unsure"}),
    ("shp_noise_for_text", of(lambda: plain(cpg=None, dbf=one_column(b"MC", "C", 6, [NOISE] * 6))),
     ASK, {"dbf_encoding_unsure"}),
    ("shp_utf8_value_cut", of(lambda: cut_values("utf-8", 10)), LOOK, {"dbf_text_cut"}),
    ("shp_gbk_value_cut", of(lambda: cut_values("gb18030", 9)), LOOK, {"dbf_text_cut"}),
    ("shp_two_encodings", of(mixed_values), LOOK, {"dbf_text_mixed"}),
    ("shp_name_cut", of(lambda: plain(dbf=attributes("utf-8", field="土地用途名称"), cpg=b"UTF-8")), LOOK,
     {"dbf_names_cut"}),
    ("shp_names_twice", of(repeated_names), LOOK, {"dbf_names_repeated"}),
    ("shp_bad_date", of(lambda: plain(dbf=one_column(b"RQ", "D", 8, [b"20240131"] * 5 + [b"20241345"]))), LOOK,
     {"dbf_values_odd"}),
    ("shp_text_in_number", of(lambda: plain(dbf=one_column(b"MU", "N", 8, [*NUMBERS[:5], "12亩".encode("gb18030")]))),
     LOOK, {"dbf_values_odd"}),
    ("shp_stars_in_number", of(lambda: plain(dbf=one_column(b"MJ", "N", 4, [*NUMBERS[:5], b"****"]))), OK,
     {"dbf_number_stars"}),
    ("shp_long_ids", of(lambda: plain(dbf=one_column(b"BSM", "N", 18, IDS))),
     OK, set()),
    ("shp_longer_ids", of(lambda: plain(dbf=one_column(b"BSM", "N", 20, LONG_IDS))),
     OK, {"dbf_codes_as_text"}),
    ("shp_deleted_rows", of(deleted_rows), LOOK, {"dbf_rows_deleted"}),
    ("shp_more_shapes", of(lambda: plain(dbf=table([(b"A", "C", 3, 0)], [[b"x"]] * 4))), LOOK, {"shp_counts_differ"}),
    ("shp_more_rows", of(lambda: plain(dbf=table([(b"A", "C", 3, 0)], [[b"x"]] * 9))), LOOK, {"shp_counts_differ"}),
    ("shp_without_shx", of(lambda: plain(shx=None)), OK, {"shp_index_missing"}),
    ("shp_foreign_shx", of(stale_index), LOOK, {"shp_index_wrong"}),
    ("shp_rubbish_shx", of(lambda: plain(shx=b"\0" * 999)), LOOK, {"shp_index_wrong"}),
    ("shp_without_dbf", of(lambda: plain(dbf=None)), LOOK, {"dbf_missing"}),
    ("shp_without_prj", of(lambda: plain(prj=None)), ASK, set()),
    ("shp_damaged_prj", of(lambda: plain(prj=PRJ[:90])), ASK, {"prj_damaged"}),
    ("shp_shp_alone", of(lambda: plain(shx=None, dbf=None, cpg=None)), LOOK, {"shp_index_missing", "dbf_missing"}),
    ("shp_cut_in_half", of(lambda: truncated(0.5)), NO, {"shp_truncated"}),
    ("shp_cut_at_last_byte", of(lambda: plain(shp=plain()["shp"][:-1])), NO, {"shp_truncated"}),
    ("shp_cut_without_shx", of(lambda: {**truncated(0.7), "shx": b""}), NO, {"shp_truncated"}),
    ("shp_head_only", of(lambda: plain(shp=plain()["shp"][:60])), NO, set()),
    ("shp_dbf_cut", of(lambda: plain(dbf=attributes()[:200])), NO, {"dbf_truncated"}),
    ("shp_dbf_rubbish", of(lambda: plain(dbf=b"\xa5" * 500)), NO, {"dbf_damaged"}),
    ("shp_dbf_empty", of(lambda: plain(dbf=b"")), NO, {"dbf_damaged"}),
    ("shp_dbf_count_stale", of(lambda: plain(dbf=table([(b"A", "C", 3, 0)], [[b"x"]] * 6, count=0))), LOOK,
     {"dbf_count_wrong"}),
    ("shp_null_shapes", of(lambda: plain(**shapes([NULL, *[poly([square(at)]) for at in range(5)]]))), LOOK, set()),
    ("shp_damaged_record", of(damaged_record), LOOK, set()),
    ("shp_open_ring", of(lambda: plain(**shapes([poly([square(at)[:-1]]) for at in range(6)]))), LOOK,
     {"rings_closed"}),
    ("shp_holes", of(holes), OK, set()),
    ("shp_heights_and_measures", of(with_measures), OK, set()),
    ("shp_points", of(lambda: plain(**shapes([point(at) for at in range(6)], kind=1))), OK, set()),
    ("shp_points_zm", of(lambda: plain(**shapes([point(at, 11) for at in range(6)], kind=11))), OK, set()),
    ("shp_lines", of(lambda: plain(**shapes([poly([square(at)[:3]], kind=3) for at in range(6)], kind=3))), OK, set()),
    ("shp_multipatch", of(lambda: plain(**shapes([patch(at) for at in range(6)], kind=31))), LOOK,
     {"surfaces_as_faces"}),
    ("shp_kinds_mixed", of(lambda: plain(**shapes([*[poly([square(at)]) for at in range(5)], point(5)]))), LOOK,
     {"shp_kinds_mixed"}),
    ("shp_unknown_kind", of(lambda: plain(**shapes([poly([square(at)], kind=99) for at in range(6)], kind=99))), NO,
     {"shp_damaged"}),
    ("shp_memo_field", of(lambda: plain(dbf=one_column(b"BZ", "M", 10, NUMBERS))), LOOK, {"dbf_fields_unread"}),
    ("shp_255_fields", of(lambda: plain(**many_fields(255))), LOOK, {"dbf_fields_full"}),
    ("shp_text_at_limit", of(lambda: plain(dbf=one_column(b"BZ", "C", 254, [b"x" * 254] * 6))), LOOK,
     {"dbf_text_full"}),
    ("shp_other_files_beside", of(lambda: {**plain(), "sbn": b"\xff" * 99, "qix": b"\xff" * 99, "sbx": b""}), OK,
     set()),
]  # fmt: skip

GEODATABASES: list[Case] = [
    ("gdb_plain", gdb_of(), OK, set()),
    ("gdb_aliases", gdb_of(aliases={"DLBM": "地类编码", "MJ": "面积"}), OK, set()),
    ("gdb_domain", gdb_of(add_domain), OK, {"gdb_domains_kept"}),
    ("gdb_two_layers", gdb_of(lambda path: add_layer(path, "站点")), OK, set()),
    ("gdb_table", gdb_of(lambda path: add_table(path, "说明表")), OK, set()),
    ("gdb_curves", gdb_of(lambda path: add_curves(path, "圆弧")), OK, {"curves_straightened"}),
    ("gdb_relationship", gdb_of(lambda path: become(path, "ZZZ_rel", RELATION, "<a/>")), OK,
     {"gdb_relationships_left"}),
    ("gdb_raster", gdb_of(lambda path: become(path, "ZZZ_dem", RASTER, "<a/>")), LOOK,
     {"gdb_rasters_left"}),
    ("gdb_entities", gdb_of(lambda path: become(path, "ZZZ_ent", DOMAIN, ENTITIES)), OK, set()),
    ("gdb_compressed", gdb_of(beside("a00000009.gdbtable.cdf", b"x")), NO, {"gdb_compressed"}),
    ("gdb_partly_compressed",
     gdb_of(lambda path: add_layer(path, "站点"), beside("a0000000a.gdbtable.cdf", b"x")), LOOK,
     {"gdb_layers_compressed"}),
    ("gdb_being_edited", gdb_of(beside("地块.HOST.1234.5678.ed.lock", b"x")), LOOK, {"gdb_being_written"}),
    ("gdb_being_viewed", gdb_of(beside("_gdb.HOST.1234.5678.sr.lock", b"x")), OK, set()),
    ("gdb_without_system_table", gdb_of(without("a00000001.gdbtable")), NO, {"gdb_tables_missing"}),
    ("gdb_without_items", gdb_of(without("a00000004.gdbtable")), NO, {"gdb_damaged"}),
    ("gdb_layer_file_lost", gdb_of(lambda path: add_layer(path, "站点"), without("a0000000a.gdbtable")), LOOK,
     {"gdb_layers_lost"}),
    ("gdb_index_lost", gdb_of(without("a00000009.gdbtablx")), LOOK, {"gdb_index_missing"}),
    ("gdb_table_cut", gdb_of(cut_file("a00000009.gdbtable", 0.6)), NO, {"rows_lost"}),
    ("gdb_catalog_cut", gdb_of(cut_file("a00000001.gdbtable", 0.5)), NO, {"gdb_damaged"}),
]  # fmt: skip

CASES: list[Case] = [*SHAPEFILES, *GEODATABASES]
