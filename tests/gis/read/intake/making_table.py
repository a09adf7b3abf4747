"""Tables (CSV, XLSX, XLS) and grids (GeoTIFF) of every odd kind, made by code.

`CASES`: name, maker (folder → the file made), how a read of it ends, codes it must tell among others.
"""

from __future__ import annotations

import io
import struct
import warnings
import zipfile
from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path

import numpy as np
import rasterio
from openpyxl import Workbook
from rasterio.control import GroundControlPoint
from rasterio.crs import CRS
from rasterio.enums import ColorInterp
from rasterio.errors import NotGeoreferencedWarning
from rasterio.transform import Affine

__all__ = ["CASES", "GRID", "csv_of", "grid_of", "ole_of", "patched", "xls_of", "xlsx_of"]

Maker = Callable[[Path], Path]
Case = tuple[str, Maker, str, set[str]]
Cell = str | float | bool | None | date

MAY_DAY = datetime.fromisoformat("2024-05-01")
GOOD, LOOK, ASK, NO = "accepted", "attention", "question", "refused"
HEAD = "名称,WGS84经度,WGS84纬度"
PLACES = "甲,117.101,36.651\n乙,117.102,36.652\n丙,117.103,36.653\n"


# --- text -----------------------------------------------------------------------------------------------------------


def csv_of(text: str | bytes, *, encoding: str = "utf-8", name: str = "公园.csv") -> Maker:
    """A table as text."""

    def make(folder: Path) -> Path:
        path = folder / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
        return path

    return make


def lines(head: str, *rows: str) -> str:
    return "\n".join([head, *rows]) + "\n"


def many(count: int) -> str:
    return lines(HEAD, *(f"点{at},{117 + at * 1e-5:.5f},{36 + at * 1e-5:.5f}" for at in range(count)))


CORNERS = [(4_057_700.0, 508_900.0), (4_057_700.0, 509_000.0), (4_057_600.0, 509_000.0), (4_057_600.0, 508_900.0)]


def corners(name: str, *, inner: bool = False) -> list[str]:
    """The boundary points of a plot: name, point, X north, Y east."""
    ring = [(x - 40 if x > 4_057_650 else x + 40, y + 40 if y < 508_950 else y - 40) for x, y in CORNERS]
    return [f"{name},J{at + 1},{x},{y}" for at, (x, y) in enumerate(ring if inner else CORNERS)]


# --- workbooks --------------------------------------------------------------------------------------------------------


def xlsx_of(change: Callable[[Workbook], None], *, name: str = "名录.xlsx") -> Maker:
    """A workbook changed by `change`, which finds one empty sheet."""

    def make(folder: Path) -> Path:
        book = Workbook()
        change(book)
        book.save(folder / name)
        return folder / name

    return make


def rows_of(*rows: Sequence[Cell]) -> Callable[[Workbook], None]:
    def fill(book: Workbook) -> None:
        for row in rows:
            book.active.append(list(row))

    return fill


PLAIN = [("名称", "WGS84经度", "WGS84纬度"), ("甲", 117.101, 36.651), ("乙", 117.102, 36.652)]


def formatted(book: Workbook) -> None:
    rows_of(("代码", "WGS84经度", "WGS84纬度"), (701, 117.1, 36.6), (1207, 117.2, 36.7))(book)
    for row in (2, 3):
        book.active.cell(row, 1).number_format = "0000"


def titled(book: Workbook) -> None:
    rows_of(("公园名录", None, None, None), ("序号", "名称", "坐标", None), (None, None, "X", "Y"))(book)
    for at in range(3):
        book.active.append([at + 1, f"园{at}", 4_057_700.0 + at, 39_508_900.0 + at])
    for merged in ("A1:D1", "A2:A3", "B2:B3", "C2:D2"):
        book.active.merge_cells(merged)


def several(book: Workbook) -> None:
    rows_of(*PLAIN)(book)
    hidden = book.create_sheet("备份")
    for row in PLAIN:
        hidden.append(row)
    hidden.sheet_state = "hidden"
    book.create_sheet("空表")


def xlsx_changed(
    change: Callable[[str, bytes], bytes], *, name: str = "改.xlsx", add: dict[str, bytes] | None = None
) -> Maker:
    """A plain workbook whose members went through `change`."""

    def make(folder: Path) -> Path:
        book, content = Workbook(), io.BytesIO()
        rows_of(*PLAIN)(book)
        book.save(content)
        with zipfile.ZipFile(content) as old, zipfile.ZipFile(folder / name, "w", zipfile.ZIP_DEFLATED) as new:
            for member in old.namelist():
                new.writestr(member, change(member, old.read(member)))
            for member, extra in (add or {}).items():
                new.writestr(member, extra)
        return folder / name

    return make


def claiming(member: str, content: bytes) -> bytes:
    """A sheet that claims to be as large as sheets get."""
    return content.replace(b"A1:C3", b"A1:XFD1048576") if member.endswith("sheet1.xml") else content


def far_cell(member: str, content: bytes) -> bytes:
    """A sheet with one cell at the far end."""
    last = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    return content.replace(b"</sheetData>", last) if member.endswith("sheet1.xml") else content


def bombed(member: str, content: bytes) -> bytes:
    """A sheet that unpacks to more than may be."""
    return (
        content.replace(b"</sheetData>", b" " * 40_000_000 + b"</sheetData>")
        if member.endswith("sheet1.xml")
        else content
    )


def halved(make: Maker, *, name: str = "") -> Maker:
    """The first half of a file."""

    def cut(folder: Path) -> Path:
        path = make(folder)
        content = path.read_bytes()
        path.write_bytes(content[: len(content) // 2])
        return path.rename(folder / name) if name else path

    return cut


def record(code: int, content: bytes) -> bytes:
    return struct.pack("<HH", code, len(content)) + content


def wide(text: str, form: str) -> bytes:
    return struct.pack(form, len(text)) + b"\1" + text.encode("utf-16-le")


def xls_stream(  # noqa: C901 - one branch a kind of cell
    sheets: Sequence[tuple[str, int, Sequence[Sequence[Cell]]]], *, locked: bool = False
) -> bytes:
    """The stream of an old workbook: sheets by name, visibility (0 shown, 1 hidden) and rows."""
    start = struct.pack("<HHHHII", 0x0600, 5, 0x0DBB, 1996, 0, 6)
    font = struct.pack("<HHHHHBBBB", 200, 0, 8, 400, 0, 0, 0, 0, 0) + wide("Arial", "<B")
    formats = ["General", "0000", "yyyy-mm-dd"]
    before = record(0x0809, start) + (record(0x002F, struct.pack("<HHH", 0, 1, 1)) if locked else b"")
    before += record(0x0042, struct.pack("<H", 1200)) + record(0x0031, font) * 4
    for at, text in enumerate(formats):
        before += record(0x041E, struct.pack("<H", 164 + at) + wide(text, "<H"))
    for at in range(len(formats)):
        before += record(0x00E0, struct.pack("<HHHBBBBIIH", 0, 164 + at, 0, 0, 0, 0, 0, 0, 0, 0))
    bodies = []
    for _, _, rows in sheets:
        body = record(0x0809, struct.pack("<HHHHII", 0x0600, 0x10, 0x0DBB, 1996, 0, 6))
        for row, cells in enumerate(rows):
            for column, value in enumerate(cells):
                at = struct.pack("<HHH", row, column, 0)
                if isinstance(value, str) and value.startswith("#"):
                    body += record(0x0205, at + bytes([0x2A, 1]))
                elif isinstance(value, str):
                    body += record(0x0204, at + wide(value, "<H"))
                elif isinstance(value, bool):
                    body += record(0x0205, at + bytes([value, 0]))
                elif isinstance(value, date):
                    day = (value - date(1899, 12, 30)).days
                    body += record(0x0203, struct.pack("<HHHd", row, column, 2, day))
                elif value is not None:
                    padded = isinstance(value, int)
                    body += record(0x0203, struct.pack("<HHHd", row, column, int(padded), value))
        bodies.append(body + record(0x000A, b""))
    heads = sum(len(record(0x0085, struct.pack("<IBB", 0, 0, 0) + wide(name, "<B"))) for name, _, _ in sheets)
    offset = len(before) + heads + 4
    bound = b""
    for (name, shown, _), body in zip(sheets, bodies, strict=True):
        bound += record(0x0085, struct.pack("<IBB", offset, shown, 0) + wide(name, "<B"))
        offset += len(body)
    return before + bound + record(0x000A, b"") + b"".join(bodies)


def ole_of(stream: bytes, *, name: str = "Workbook") -> bytes:
    """A compound file that holds one stream."""
    padded = stream.ljust(max(4096, -(-len(stream) // 512) * 512), b"\0")
    sectors = len(padded) // 512
    fat = [0xFFFFFFFD, 0xFFFFFFFE, *range(3, sectors + 2), 0xFFFFFFFE]
    fat += [0xFFFFFFFF] * (128 - len(fat))

    def entry(title: str, kind: int, child: int, start: int, size: int) -> bytes:
        text = title.encode("utf-16-le") + b"\0\0"
        sides = struct.pack("<III", 0xFFFFFFFF, 0xFFFFFFFF, child)
        return (
            text.ljust(64, b"\0")
            + struct.pack("<HBB", len(text), kind, 1)
            + sides
            + bytes(36)
            + struct.pack("<IQ", start, size)
        )

    directory = entry("Root Entry", 5, 1, 0xFFFFFFFE, 0) + entry(name, 2, 0xFFFFFFFF, 2, len(padded)) + bytes(256)
    head = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    head += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    head += struct.pack("<I", 0) + b"\xff" * 4 * 108
    return head + struct.pack("<128I", *fat) + directory + padded


def xls_of(*rows: Sequence[Cell], name: str = "旧.xls", locked: bool = False, hidden: bool = False) -> Maker:
    """An old workbook with one sheet."""
    sheets = [("一", 0, rows), *([("二", 1, rows)] if hidden else [])]
    return csv_of(ole_of(xls_stream(sheets, locked=locked)), name=name)


# --- grids ------------------------------------------------------------------------------------------------------------

GRID = {
    "driver": "GTiff",
    "width": 30,
    "height": 20,
    "count": 1,
    "dtype": "uint8",
    "crs": "EPSG:4548",
    "transform": Affine(10, 0, 508_000, 0, -10, 4_058_000),
}


def pixels(profile: dict[str, object]) -> np.ndarray:
    """Classes 1 to 5 in stripes."""
    count, rows, columns = (int(str(profile[key])) for key in ("count", "height", "width"))
    stripes = np.arange(columns) // 6 + 1
    return np.broadcast_to(stripes, (count, rows, columns)).astype(str(profile["dtype"]))


def grid_of(
    change: Callable[[rasterio.io.DatasetWriter], None] | None = None, *, name: str = "高程.tif", **form: object
) -> Maker:
    """A grid; `form` over `GRID`; `change` gets it before it is closed."""

    def make(folder: Path) -> Path:
        profile = {key: value for key, value in {**GRID, **form}.items() if value is not None}
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", NotGeoreferencedWarning)
            with rasterio.open(folder / name, "w", **profile) as grid:
                if not form.get("sparse_ok"):
                    grid.write(pixels(profile))
                if change is not None:
                    change(grid)
        return folder / name

    return make


def patched(tag: int, value: int, make: Maker) -> Maker:
    """A little-endian TIFF with another value in one tag of its first page."""

    def change(folder: Path) -> Path:
        path = make(folder)
        content = bytearray(path.read_bytes())
        (offset,) = struct.unpack_from("<I", content, 4)
        (count,) = struct.unpack_from("<H", content, offset)
        for at in range(offset + 2, offset + 2 + 12 * count, 12):
            found, kind = struct.unpack_from("<HH", content, at)
            if found == tag:
                struct.pack_into("<HH" if kind == 3 else "<I", content, at + 8, *([value, 0] if kind == 3 else [value]))
        path.write_bytes(content)
        return path

    return change


def with_gcps(grid: rasterio.io.DatasetWriter) -> None:
    at = [(0, 0, 117.0, 36.7), (20, 30, 117.1, 36.6), (0, 30, 117.1, 36.7)]
    grid.gcps = ([GroundControlPoint(row, column, x, y) for row, column, x, y in at], CRS.from_epsg(4490))


def with_palette(grid: rasterio.io.DatasetWriter) -> None:
    grid.write_colormap(1, {value: (value * 40, 0, 0, 255) for value in range(6)})


def with_alpha(grid: rasterio.io.DatasetWriter) -> None:
    grid.colorinterp = (ColorInterp.red, ColorInterp.green, ColorInterp.blue, ColorInterp.alpha)


def with_scale(grid: rasterio.io.DatasetWriter) -> None:
    grid.scales, grid.offsets = (0.1,), (-100.0,)


def with_infinity(grid: rasterio.io.DatasetWriter) -> None:
    values = pixels({**GRID, "dtype": "float32"})
    values[0, 0, :3] = np.inf
    grid.write(values)


def pointing(grid: rasterio.io.DatasetWriter) -> None:
    grid.update_tags(ns="OVERVIEWS", OVERVIEW_FILE="marker.tif")


def nodata_patched(folder: Path) -> Path:
    path = grid_of(nodata=250)(folder)
    path.write_bytes(path.read_bytes().replace(b"250\0", b"-99\0"))
    return path


def with_world_file(folder: Path) -> Path:
    """A bare grid with its world file, in one zip."""
    path = grid_of(transform=None, crs=None, name="影像.tif")(folder)
    with zipfile.ZipFile(folder / "影像.zip", "w") as packed:
        packed.write(path, "影像.tif")
        packed.writestr("影像.tfw", "10\n0\n0\n-10\n508005\n4057995\n")
        packed.writestr("影像.prj", CRS.from_epsg(4548).to_wkt())
    path.unlink()
    return folder / "影像.zip"


# --- cases ------------------------------------------------------------------------------------------------------------

DEGREES = "WGS84经度,WGS84纬度"
TEXT: list[Case] = [
    ("csv_plain", csv_of(lines(HEAD) + PLACES), GOOD, {"table_system_named"}),
    ("csv_bom", csv_of(lines(HEAD) + PLACES, encoding="utf-8-sig"), GOOD, set()),
    ("csv_gbk", csv_of(lines(HEAD) + PLACES, encoding="gbk"), GOOD, {"table_encoding"}),
    ("csv_utf16", csv_of(lines(HEAD) + PLACES, encoding="utf-16"), GOOD, set()),
    ("csv_crlf", csv_of((lines(HEAD) + PLACES).replace("\n", "\r\n")), GOOD, set()),
    ("csv_cr", csv_of((lines(HEAD) + PLACES).replace("\n", "\r")), GOOD, set()),
    ("csv_semicolon", csv_of((lines(HEAD) + PLACES).replace(",", ";")), GOOD, {"table_separator"}),
    ("csv_tab", csv_of((lines(HEAD) + PLACES).replace(",", "\t"), name="公园.tsv"), GOOD, {"table_separator"}),
    ("csv_pipe", csv_of((lines(HEAD) + PLACES).replace(",", "|")), GOOD, {"table_separator"}),
    ("csv_full_width_comma", csv_of((lines(HEAD) + PLACES).replace(",", "\uff0c")), GOOD, {"table_separator"}),
    ("csv_sep_line", csv_of("sep=;\n" + (lines(HEAD) + PLACES).replace(",", ";")), GOOD, set()),
    ("csv_titles", csv_of("公园名录\n2024年\n" + lines(HEAD) + PLACES), GOOD, {"table_titles"}),
    ("csv_blank_lines", csv_of(lines(HEAD) + PLACES.replace("\n", "\n\n,,\n")), GOOD, {"table_blank_rows"}),
    ("csv_blank_columns", csv_of(lines(HEAD + ",,") + PLACES.replace("\n", ",,\n")), GOOD, {"table_blank_columns"}),
    ("csv_head_again", csv_of(lines(HEAD) + PLACES + lines(HEAD) + PLACES), LOOK, {"table_head_repeated"}),
    (
        "csv_totals",
        csv_of(lines(HEAD + ",面积") + PLACES.replace("\n", ",5\n") + "合 计,,,15\n"),
        LOOK,
        {"table_totals_row"},
    ),
    ("csv_remark", csv_of(lines(HEAD) + PLACES + "注:坐标为实测,,\n"), LOOK, {"table_remark_row"}),
    ("csv_uneven", csv_of(lines(HEAD) + PLACES + "丁,117.1\n戊,117.1,36.6,7,8\n"), LOOK, {"table_row_uneven"}),
    (
        "csv_quotes",
        csv_of(lines(HEAD) + '"甲,乙",117.1,36.6\n"两\n行",117.2,36.7\n"说""好""",117.3,36.8\n'),
        GOOD,
        set(),
    ),
    ("csv_quote_open", csv_of(lines(HEAD) + PLACES + '"丁,117.1,36.6\n' + PLACES), LOOK, {"table_quotes_broken"}),
    ("csv_nul", csv_of((lines(HEAD) + PLACES).encode().replace(b"36.652", b"36.\x00652")), NO, set()),
    ("csv_no_head", csv_of(PLACES), LOOK, {"table_head_missing", "table_no_positions"}),
    ("csv_head_twice", csv_of(lines(HEAD + ",名称") + PLACES.replace("\n", ",别名\n")), LOOK, {"table_head_twice"}),
    ("csv_gcj", csv_of(lines("名称,高德经度,高德纬度") + PLACES), LOOK, {"table_system_named"}),
    ("csv_bd", csv_of(lines("name,bd09_lng,bd09_lat") + PLACES), LOOK, {"table_system_named"}),
    ("csv_no_datum", csv_of(lines("名称,经度,纬度") + PLACES), ASK, set()),
    (
        "csv_two_sets",
        csv_of(lines(f"{DEGREES},高德经度,高德纬度", "117.1,36.6,117.106,36.601")),
        ASK,
        {"table_positions_several"},
    ),
    ("csv_swapped", csv_of(lines(DEGREES, "36.65,117.1", "36.66,117.2")), LOOK, {"table_swapped"}),
    ("csv_some_swapped", csv_of(lines(DEGREES, "117.1,36.6", "36.66,117.2", "117.2,36.7")), LOOK, {"table_swapped"}),
    ("csv_swap_unsure", csv_of(lines(DEGREES, "44.1,85.2", "44.2,85.3")), ASK, {"table_swap_unsure"}),
    (
        "csv_dms",
        csv_of(lines(DEGREES, "117°02′30.5″E,36°40′30″N", "东经117度03分,北纬36度41分")),
        GOOD,
        {"table_angles_read"},
    ),
    ("csv_dms_dashes", csv_of(lines(DEGREES, "117-02-30,36-40-30", "117:03:30,36:41:30")), GOOD, {"table_angles_read"}),
    ("csv_packed", csv_of(lines(DEGREES, "117.0230,36.4030", "117.0231,36.4131")), ASK, {"table_angle_packed"}),
    ("csv_pair", csv_of(lines("名称\tWGS84坐标", "甲\t117.1,36.6", "乙\t(117.2 36.7)")), GOOD, set()),
    (
        "csv_pair_turned",
        csv_of(lines("名称\tWGS84坐标", "甲\t36.6,117.1", "乙\t36.7,117.2")),
        GOOD,
        {"table_pair_turned"},
    ),
    (
        "csv_wkt",
        csv_of(
            lines(
                "名称,wkt(EPSG:4490)",
                '甲,"POLYGON((117 36,117.1 36,117.1 36.1,117 36))"',
                '乙,"POLYGON((117.2 36,117.3 36,117.3 36.1,117.2 36))"',
            )
        ),
        GOOD,
        {"table_shapes_read"},
    ),
    (
        "csv_wkt_open",
        csv_of(lines("名称,wkt(EPSG:4490)", '甲,"POLYGON((117 36,117.1 36,117.1 36.1))"')),
        LOOK,
        {"rings_closed"},
    ),
    ("csv_ewkt", csv_of(lines("名称,geom", '甲,"SRID=4490;POINT(117 36)"')), GOOD, {"table_shapes_read"}),
    (
        "csv_geojson",
        csv_of(lines("名称;wgs84_geojson", '甲;{"type":"Point","coordinates":[117,36]}')),
        GOOD,
        {"table_shapes_read"},
    ),
    (
        "csv_wkt_broken",
        csv_of(lines("名称,wkt(EPSG:4490)", "甲,POINT(117 36)", "乙,POINT(117")),
        LOOK,
        {"rows_table_position_unread"},
    ),
    (
        "csv_x_north",
        csv_of(lines("名称,X,Y", "甲,4057700.1,39508900.2", "乙,4057701,39508901")),
        ASK,
        {"table_axes_by_size"},
    ),
    (
        "csv_x_east",
        csv_of(lines("名称,X(EPSG:4548),Y(EPSG:4548)", "甲,508900.1,4057700.2")),
        GOOD,
        {"table_axes_by_size"},
    ),
    ("csv_east_north", csv_of(lines("名称,东坐标(EPSG:4527),北坐标(EPSG:4527)", "甲,39508900,4057700")), GOOD, set()),
    ("csv_local", csv_of(lines("名称,X,Y", "甲,1204.5,333.1", "乙,1304.5,433.1")), ASK, {"table_axes_unsure"}),
    ("csv_units_mixed", csv_of(lines("名称,X,Y", "甲,508900,4057700", "乙,117.1,36.6")), ASK, {"table_units_mixed"}),
    ("csv_missing", csv_of(lines(HEAD) + PLACES + "丁,,\n戊,—,无\n"), LOOK, {"rows_table_position_missing"}),
    ("csv_zero", csv_of(lines(HEAD) + PLACES + "丁,0,0\n"), LOOK, {"rows_table_position_zero"}),
    ("csv_impossible", csv_of(lines(HEAD) + PLACES + "丁,117.1,3665.2\n"), LOOK, {"rows_table_position_impossible"}),
    ("csv_unread", csv_of(lines(HEAD) + PLACES + "丁,东边,北边\n"), LOOK, {"rows_table_position_unread"}),
    ("csv_addresses", csv_of(lines("名称,地址", "甲,北京路1号", "乙,上海路2号")), LOOK, {"table_addresses_only"}),
    ("csv_no_positions", csv_of(lines("代码,面积", "0701,12", "0702,13")), LOOK, {"table_no_positions"}),
    (
        "csv_figures",
        csv_of(
            lines(
                HEAD + ",面积,率,代码,证号",
                '甲,117.1,36.6,"1,234.5",12%,0701,370102199001011234',
                "乙,117.2,36.7,—,3.5%,0702,370102199001011235",
            )
        ),
        GOOD,
        {"table_thousands", "table_percent", "table_missing_signs"},
    ),
    (
        "csv_full_width",
        csv_of(lines(HEAD + ",人口", "甲,117.1,36.6,\uff11\uff12\uff10", "乙,117.2,36.7,90")),
        GOOD,
        {"table_full_width"},
    ),
    (
        "csv_mixed_column",
        csv_of(lines(HEAD + ",面积", *(f"点{at},117.{at + 10},36.6,{at or '12亩'}" for at in range(10)))),
        LOOK,
        {"table_column_mixed"},
    ),
    (
        "csv_corners",
        csv_of(lines("地块号,界址点号,X(EPSG:4548),Y(EPSG:4548)", *corners("A"), *corners("B", inner=True))),
        LOOK,
        {"table_plots_built"},
    ),
    (
        "csv_corners_short",
        csv_of(lines("地块号,界址点号,X(EPSG:4548),Y(EPSG:4548)", *corners("A"), *corners("B")[:2])),
        LOOK,
        {"table_plot_short"},
    ),
    (
        "csv_corners_gap",
        csv_of(lines("地块号,界址点号,X(EPSG:4548),Y(EPSG:4548)", *corners("A"), *corners("B")[:3], "B,J4,,")),
        LOOK,
        {"table_corner_missing"},
    ),
    ("csv_10000", csv_of(many(10_000)), GOOD, set()),
    (
        "csv_500_columns",
        csv_of(lines(HEAD + "".join(f",c{at}" for at in range(500)), "甲,117.1,36.6" + ",1" * 500)),
        GOOD,
        set(),
    ),
    (
        "csv_3000_columns",
        csv_of(lines(HEAD + "".join(f",c{at}" for at in range(3_000)), "甲,117.1,36.6" + ",1" * 3_000)),
        NO,
        {"table_too_large"},
    ),
    ("csv_long_line", csv_of(lines(HEAD + ",备注", f"甲,117.1,36.6,{'长' * 3_000_000}")), GOOD, set()),
    ("csv_formula", csv_of(lines(HEAD, "=1+1,117.1,36.6", "'=1+1,117.2,36.7")), GOOD, set()),
    ("csv_markup", csv_of(lines(HEAD, "<b>{{1}}</b>,117.1,36.6")), GOOD, set()),
    (
        "csv_encoding_broken",
        csv_of((lines(HEAD) + PLACES).encode("gbk") + b"\xff\xff,117.1,36.6\n"),
        LOOK,
        {"text_letters_lost"},
    ),
]
BOOKS: list[Case] = [
    ("xlsx_plain", xlsx_of(rows_of(*PLAIN)), GOOD, {"table_system_named"}),
    ("xlsx_titled", xlsx_of(titled), ASK, {"table_titles", "table_head_two_rows", "table_axes_by_size"}),
    ("xlsx_several", xlsx_of(several), LOOK, {"table_sheet_hidden", "table_sheets_empty"}),
    ("xlsx_codes", xlsx_of(formatted), GOOD, {"table_codes_padded"}),
    (
        "xlsx_ids",
        xlsx_of(rows_of(("证号", *PLAIN[0][1:]), (370102199001011234, 117.1, 36.6))),
        LOOK,
        {"table_digits_lost"},
    ),
    ("xlsx_ids_text", xlsx_of(rows_of(("证号", *PLAIN[0][1:]), ("370102199001011234", 117.1, 36.6))), GOOD, set()),
    (
        "xlsx_text_figures",
        xlsx_of(rows_of((*PLAIN[0], "人"), ("甲", 117.1, 36.6, "12"), ("乙", 117.2, 36.7, 13))),
        GOOD,
        {"table_figures_as_text"},
    ),
    (
        "xlsx_errors",
        xlsx_of(rows_of((*PLAIN[0], "值"), ("甲", 117.1, 36.6, "#N/A"), ("乙", 117.2, 36.7, 5))),
        LOOK,
        {"table_cell_errors"},
    ),
    (
        "xlsx_formula",
        xlsx_of(rows_of((*PLAIN[0], "值"), ("甲", 117.1, 36.6, "=1+1"))),
        LOOK,
        {"table_formulas_uncomputed"},
    ),
    (
        "xlsx_dates",
        xlsx_of(rows_of((*PLAIN[0], "建成"), ("甲", 117.1, 36.6, MAY_DAY), ("乙", 117.2, 36.7, date(2023, 1, 2)))),
        GOOD,
        set(),
    ),
    ("xlsx_totals", xlsx_of(rows_of(*PLAIN, ("合计", None, None))), LOOK, {"table_totals_row"}),
    ("xlsx_addresses", xlsx_of(rows_of(("名称", "地址"), ("甲", "北京路"))), LOOK, {"table_addresses_only"}),
    ("xlsx_claims_all", xlsx_changed(claiming), GOOD, set()),
    ("xlsx_far_cell", xlsx_changed(far_cell), NO, {"table_too_large"}),
    ("xlsx_empty", xlsx_of(rows_of()), NO, {"table_empty"}),
    ("xlsx_cut", halved(xlsx_of(rows_of(*PLAIN))), NO, set()),
    ("xlsx_bomb", xlsx_changed(bombed), NO, set()),
    (
        "xlsx_no_sheets",
        xlsx_changed(lambda member, content: b"" if member.endswith("workbook.xml") else content),
        NO,
        set(),
    ),
    ("xlsx_locked", csv_of(ole_of(b"\0" * 5000, name="EncryptedPackage"), name="密.xlsx"), NO, set()),
    ("xls_plain", xls_of(*PLAIN), GOOD, {"table_system_named"}),
    (
        "xls_codes",
        xls_of(("代码", *PLAIN[0][1:], "日期"), (701, 117.1, 36.6, date(2024, 5, 1))),
        GOOD,
        {"table_codes_padded"},
    ),
    (
        "xls_errors",
        xls_of((*PLAIN[0], "值"), ("甲", 117.1, 36.6, "#N/A"), ("乙", 117.1, 36.7, 2.5)),
        LOOK,
        {"table_cell_errors"},
    ),
    ("xls_hidden", xls_of(*PLAIN, hidden=True), LOOK, {"table_sheet_hidden"}),
    ("xls_locked", xls_of(*PLAIN, locked=True), NO, {"workbook_encrypted"}),
    ("xls_junk", csv_of(ole_of(bytes(range(256)) * 20), name="坏.xls"), NO, {"file_damaged"}),
    ("xls_is_csv", csv_of(lines(HEAD) + PLACES, name="公园.xls"), LOOK, set()),
    ("xls_is_html", csv_of("<html><table><tr><td>甲</td></tr></table></html>", name="网页.xls"), NO, set()),
]
GRIDS: list[Case] = [
    ("tif_plain", grid_of(), GOOD, set()),
    ("tif_prefixed", grid_of(crs="EPSG:4527", transform=Affine(10, 0, 39_508_000, 0, -10, 4_058_000)), GOOD, set()),
    ("tif_bigtiff", grid_of(bigtiff="YES", tiled=True, blockxsize=16, blockysize=16), GOOD, set()),
    ("tif_float_nan", grid_of(dtype="float32", nodata=float("nan")), GOOD, set()),
    ("tif_palette", grid_of(with_palette), GOOD, set()),
    ("tif_alpha", grid_of(with_alpha, count=4), GOOD, {"grid_alpha"}),
    ("tif_cog", grid_of(driver="COG"), GOOD, set()),
    ("tif_rotated", grid_of(transform=Affine(9.4, 3.4, 508_000, 3.4, -9.4, 4_058_000)), LOOK, {"grid_rotated"}),
    ("tif_south_up", grid_of(transform=Affine(10, 0, 508_000, 0, 10, 4_057_800)), GOOD, {"grid_south_up"}),
    ("tif_no_crs", grid_of(crs=None), ASK, set()),
    ("tif_bare", grid_of(crs=None, transform=None), ASK, {"grid_not_placed"}),
    ("tif_gcps", grid_of(with_gcps, crs=None, transform=None), LOOK, {"grid_control_points_only"}),
    ("tif_world_file", with_world_file, GOOD, {"grid_world_file", "grid_crs_beside"}),
    ("tif_scaled", grid_of(with_scale, dtype="int16"), LOOK, {"grid_scaled"}),
    ("tif_infinite", grid_of(with_infinity, dtype="float32"), LOOK, {"grid_not_finite"}),
    ("tif_nodata_outside", nodata_patched, LOOK, {"grid_nodata_outside"}),
    (
        "tif_all_nodata",
        grid_of(lambda grid: grid.write(np.zeros((1, 20, 30), "uint8")), nodata=0),
        LOOK,
        {"grid_no_data_at_all"},
    ),
    ("tif_complex", grid_of(dtype="complex64"), NO, {"grid_complex"}),
    ("tif_cut", halved(grid_of()), NO, set()),
    ("tif_points_elsewhere", grid_of(pointing), NO, {"grid_points_elsewhere"}),
    (
        "tif_bomb",
        grid_of(width=40_000, height=40_000, tiled=True, compress="deflate", sparse_ok=True),
        NO,
        {"grid_too_large"},
    ),
    (
        "tif_huge_block",
        patched(322, 60_000, patched(323, 60_000, grid_of(tiled=True, blockxsize=16, blockysize=16))),
        NO,
        set(),
    ),
    ("tif_wide_claim", patched(256, 60_000, grid_of()), NO, set()),
    ("tif_offset_beyond", patched(273, 10_000_000, grid_of()), NO, {"grid_truncated"}),
    ("tif_codec_unknown", patched(259, 12_345, grid_of()), NO, {"grid_codec"}),
    ("tif_head_only", csv_of(b"II*\x00\x08\x00\x00\x00", name="坏.tif"), NO, {"file_damaged"}),
]
CASES: list[Case] = [*TEXT, *BOOKS, *GRIDS]
