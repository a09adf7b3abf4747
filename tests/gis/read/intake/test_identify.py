"""Identified by content: every format under every suffix, and what is told where the two differ."""

import struct
from pathlib import Path

import pytest

from gis.read.intake.formats import READERS
from gis.read.intake.identify import ARCHIVE, identify, kind_of, shown_suffix, tell_suffix
from gis.read.intake.messages import Notes
from gis.read.intake.model import RefusedError
from tests.gis.read.intake import making_fence as making

CONTENTS: dict[str, bytes] = {
    "shapefile": b"\0\0\x27\x0a" + bytes(96),
    "geopackage": making.gpkg_head(b"GPKG"),
    "flatgeobuf": b"fgb\x03fgb\x00" + bytes(40),
    "geoparquet": b"PAR1" + bytes(40) + b"PAR1",
    "geojson": making.geojson(),
    "kml": making.kml(),
    "dxf": b"  0\r\nSECTION\r\n  2\r\nHEADER\r\n",
    "txt": making.coordinate_txt(),
    "csv": "名称,地址\n公园,路\n".encode("gb18030"),
    "xlsx": making.ole("Workbook"),
    "geotiff": b"II*\0\x08\0\0\0" + bytes(40),
    "osm": b"\0\0\0\x0d\x0a\x09OSMHeader\x18\x7c" + bytes(40),
    ARCHIVE: making.raw_zip({"name": b"a", "data": b"b"}),
}
NAMES = ["a", "a.geojson", "a.kml", "a.shp", "a.gpkg", "a.tif", "a.xlsx", "a.dwg", "a.zip", "a.unknown"]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("key", CONTENTS)
def test_the_content_decides_whatever_the_name(key: str, name: str, tmp_path: Path) -> None:
    path = making.of("x", CONTENTS[key])(tmp_path)
    assert kind_of(path, name).key == key


@pytest.mark.parametrize(
    ("content", "key"),
    [
        (b"MM\0*\0\0\0\x08" + bytes(40), "geotiff"),
        (b"II+\0\x08\0\0\0" + bytes(40), "geotiff"),
        (b"MM\0+\0\x08\0\0" + bytes(40), "geotiff"),
        (b"AutoCAD Binary DXF\r\n\x1a\0" + bytes(40), "dxf"),
        (making.gpkg_head(b"GP10"), "geopackage"),
        (making.gpkg_head(b"GP11"), "geopackage"),
        (making.ole("Book"), "xlsx"),
        (making.geojson().decode().encode("utf-16"), "geojson"),
        (making.geojson().decode().encode("gb18030"), "geojson"),
        (b"\xef\xbb\xbf" + making.geojson(), "geojson"),
        (making.geojson().decode().encode("utf-16-le"), "geojson"),
        (making.coordinate_txt().decode("gb18030").encode("utf-8-sig"), "txt"),
        (making.coordinate_txt().decode("gb18030").encode("utf-16"), "txt"),
        (b"PK\x05\x06" + bytes(18), ARCHIVE),
    ],
    ids=range(14),
)
def test_other_dresses_of_the_same(content: bytes, key: str, tmp_path: Path) -> None:
    assert kind_of(making.of("x", content)(tmp_path), "x").key == key


@pytest.mark.parametrize(
    "version", ["AC1006", "AC1009", "AC1012", "AC1015", "AC1018", "AC1021", "AC1024", "AC1027", "AC1032"]
)
def test_every_dwg(version: str, tmp_path: Path) -> None:
    path = making.of("x.dxf", version.encode() + bytes(99))(tmp_path)
    assert kind_of(path, "x.dxf").key == "dwg_unreadable"


def test_text_that_only_begins_like_a_dwg(tmp_path: Path) -> None:
    path = making.of("x.csv", "AC1032号地块,面积\nAC1033号地块,2\n")(tmp_path)
    assert kind_of(path, "x.csv").key == "csv"


def test_a_letter_cut_at_the_edge_of_what_is_looked_at(tmp_path: Path) -> None:
    for shift in range(3):
        text = "名称,地址\n" + "x" * shift + "公园,路\n" * 9_000
        assert kind_of(making.of("x.csv", text)(tmp_path), "x.csv").key == "csv"


@pytest.mark.parametrize(
    ("name", "suffix"), [("a.SHP", ".shp"), ("a", ""), (".gitignore", ""), ("a.b.KML", ".kml"), ("a.", ".")]
)
def test_suffixes(name: str, suffix: str) -> None:
    assert shown_suffix(name) == suffix


@pytest.mark.parametrize(
    ("key", "name", "told"),
    [
        ("geojson", "a.json", False),
        ("geojson", "a.txt", True),
        ("geojson", "a.bak", False),
        ("geojson", "a", False),
        ("kml", "a.xml", False),
        ("kml", "a.kmz", True),
        ("csv", "a.txt", False),
        ("txt", "a.csv", False),
        ("dxf", "a.dwg", True),
        ("xlsx", "a.xls", False),
        (ARCHIVE, "a.kmz", False),
        (ARCHIVE, "a.rar", True),
    ],
)
def test_a_suffix_that_promises_something_else_is_told(key: str, name: str, *, told: bool) -> None:
    notes = Notes()
    tell_suffix(key, name, notes)
    assert bool(notes.messages) is told
    assert not notes.refused


@pytest.mark.parametrize("key", READERS)
def test_no_suffix_of_a_format_contradicts_it(key: str) -> None:
    notes = Notes()
    for suffix in READERS[key].suffixes:
        tell_suffix(key, f"a{suffix}", notes)
    assert notes.messages == []


def test_a_refusal_names_the_file(tmp_path: Path) -> None:
    notes = Notes()
    with pytest.raises(RefusedError):
        identify(making.of("x", b"%PDF-1.7")(tmp_path), "总图.shp", notes)
    assert [(one.code, one.where) for one in notes.messages] == [("pdf_unreadable", "总图.shp")]


def test_no_content_makes_it_fall_over(tmp_path: Path) -> None:
    """Heads of all kinds, cut at every length and with other bytes behind."""
    heads = [content[:64] for content in CONTENTS.values()] + [
        b"<",
        b"{",
        b"[",
        b"\xff\xfe",
        b"\xfe\xff",
        b"\0<",
        b"<\0",
        b"BM",
    ]
    for at, head in enumerate(heads):
        for cut in range(0, len(head) + 1, 3):
            path = tmp_path / f"{at}-{cut}"
            path.write_bytes(head[:cut] + struct.pack("<Q", 2**63 - 1) * (cut % 3))
            kind = kind_of(path, path.name)
            assert kind.read or kind.key
