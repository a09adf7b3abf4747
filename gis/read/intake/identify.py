"""What a file is, by its content: a format Yitu reads, or what it is instead and what to ask for.

The suffix decides nothing but the doubt between two kinds of plain text; one that contradicts the content is told.
Looks at the first and last 64 KiB, opens no library and follows nothing.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from pathlib import Path

from gis.read.intake.formats import READERS
from gis.read.intake.identify_json import kind_of_json
from gis.read.intake.identify_text import kind_of_text
from gis.read.intake.identify_xml import kind_of_xml, looks_like_html
from gis.read.intake.messages import Notes
from gis.read.intake.model import refuse

__all__ = ["ARCHIVE", "Kind", "identify", "kind_of", "shown_suffix", "tell_suffix"]

ARCHIVE = "zip"  # told apart further by its members (`archive.py`)

_EDGE = 64 * 1024

_MAGIC: tuple[tuple[bytes, str, str], ...] = (
    (b"fgb\x03fgb", "flatgeobuf", ""),
    (b"\x00\x00\x27\x0a", "shapefile", ""),
    (b"II*\x00", "geotiff", ""),
    (b"MM\x00*", "geotiff", ""),
    (b"II+\x00", "geotiff", ""),
    (b"MM\x00+", "geotiff", ""),
    (b"AutoCAD Binary DXF", "dxf", ""),
    (b"PK\x03\x04", ARCHIVE, ""),
    (b"PK\x05\x06", ARCHIVE, ""),
    (b"PK\x07\x08", ARCHIVE, ""),
    (b"PAR1", "geoparquet", ""),
    (b"Rar!\x1a\x07", "archive_kind", "RAR"),
    (b"7z\xbc\xaf\x27\x1c", "archive_kind", "7z"),
    (b"\x1f\x8b", "archive_kind", "gzip"),
    (b"BZh", "archive_kind", "bzip2"),
    (b"\xfd7zXZ\x00", "archive_kind", "xz"),
    (b"\x28\xb5\x2f\xfd", "archive_kind", "zstd"),
    (b"MSCF", "archive_kind", "CAB"),
    (b"\x89PNG", "image_unreadable", "PNG"),
    (b"\xff\xd8\xff", "image_unreadable", "JPEG"),
    (b"GIF8", "image_unreadable", "GIF"),
    (b"\x00\x00\x00\x0cjP  ", "raster_other", "JPEG 2000"),
    (b"EHFA_HEADER_TAG", "raster_other", "ERDAS Imagine"),
    (b"\x89HDF", "raster_other", "HDF5"),
    (b"CDF\x01", "raster_other", "netCDF"),
    (b"CDF\x02", "raster_other", "netCDF"),
    (b"GRIB", "raster_other", "GRIB"),
    (b"\x00\x01\x00\x00Standard Jet DB", "access_unreadable", ""),
    (b"\x00\x01\x00\x00Standard ACE DB", "access_unreadable", ""),
    (b"ARROW1", "other_format", "Arrow / Feather"),
    (b"FEA1", "other_format", "Arrow / Feather"),
    (b"PARE", "parquet_encrypted", ""),
    (b"\x7fELF", "program_refused", ""),
    (b"MZ", "program_refused", ""),
)
_MARKS: tuple[tuple[int, bytes, str, str], ...] = (
    (4, b"\x0a\x09OSMHeader", "osm", ""),
    (257, b"ustar", "archive_kind", "tar"),
    (2, b"-lh5-", "archive_kind", "LZH"),
    (8, b"WEBPVP8", "image_unreadable", "WebP"),
    (14, b"\x28\x00\x00\x00", "image_unreadable", "BMP"),
)
_DWG = re.compile(rb"\A(?:AC10\d\d|AC1\.\d|AC2\.\d\d|MC0\.0)[\x00-\x20]")
_SQLITE = b"SQLite format 3\x00"
_GPKG_IDS = (b"GPKG", b"GP10", b"GP11")
_OLE = bytes.fromhex("D0CF11E0A1B11AE1")
_OLE_STREAMS = (
    ("EncryptedPackage", "workbook_encrypted", ""),
    ("Workbook", "xlsx", ""),
    ("Book", "xlsx", ""),
    ("WordDocument", "office_unreadable", "Word"),
    ("PowerPoint Document", "office_unreadable", "PowerPoint"),
)

# Which kinds a suffix promises beyond those of `READERS`; the others say nothing about the content.
_PROMISES: dict[str, set[str]] = {
    ".zip": {ARCHIVE},
    ".kmz": {ARCHIVE},
    ".xml": {"kml"},
    ".txt": {"csv", "txt"},
    ".csv": {"txt"},
    ".dat": {"csv", "txt"},
}
_OTHERS = (
    "dwg dgn pdf doc docx ppt pptx png jpg jpeg gif bmp rar 7z gz tar vrt gml tab mif mdb accdb html htm sqlite db exe "
    "dll py js bat sh dbf shx prj cpg xlsb ods topojson wfs img jp2 ecw"
)
for _suffix in _OTHERS.split():
    _PROMISES[f".{_suffix}"] = set()
for _key, _format in READERS.items():
    for _suffix in _format.suffixes:
        _PROMISES.setdefault(_suffix, set()).add(_key)


@dataclass(frozen=True)
class Kind:
    """What a file is: a key of `READERS` or `ARCHIVE`; else the code of the refusal and the facts of its message."""

    key: str
    facts: dict[str, object]

    @property
    def read(self) -> bool:
        """Whether there is a way to read it."""
        return self.key in READERS or self.key == ARCHIVE


def shown_suffix(name: str) -> str:
    """The suffix of a name in lower case with its dot; empty where there is none."""
    stem, dot, suffix = name.rpartition(".")
    return f".{suffix.lower()}" if dot and stem and len(suffix) <= 12 else ""


def identify(path: Path, name: str, notes: Notes) -> str:
    """The format of a file: a key of `READERS` or `ARCHIVE`.

    Parameters
    ----------
    name: what the user calls it.

    Raises
    ------
    RefusedError: nothing Yitu reads; told.
    """
    kind = kind_of(path, name)
    if not kind.read:
        raise refuse(notes, kind.key, where=name, **kind.facts)
    return kind.key


def tell_suffix(key: str, name: str, notes: Notes) -> None:
    """Say so where the suffix of a name promises another format than the one found."""
    suffix = shown_suffix(name)
    if key in _PROMISES.get(suffix, {key}):
        return
    zh, en = (READERS[key].title, READERS[key].title_en) if key in READERS else ("ZIP 压缩包", "zip archive")
    notes.add("suffix_differs", where=name, suffix=suffix, title=zh, title_en=en)


def kind_of(path: Path, name: str) -> Kind:
    """What a file is, without telling anybody."""
    size = path.stat().st_size
    with path.open("rb") as stream:
        head = stream.read(_EDGE)
        stream.seek(max(size - _EDGE, 0))
        tail = stream.read(_EDGE)
    if not head.strip(b"\0 \t\r\n\xef\xbb\xbf"):
        return Kind("file_empty", {})
    if shown_suffix(name) in (".gdbtable", ".gdbtablx", ".gdbindexes"):
        return Kind("part_alone", {"suffix": ".gdb"})
    found = _by_magic(head, path) or _by_structure(head)
    if found is not None:
        return found
    text = _text(head)
    if text is None:
        return Kind("format_unknown", {})
    key, facts = _of_text(text, tail, path, name)
    return Kind(key, dict(facts))


def _of_text(text: str, tail: bytes, path: Path, name: str) -> tuple[str, dict[str, str]]:
    """What a text is: a web page, XML, JSON, a drawing or lines."""
    start = text.lstrip("\ufeff\x1e \t\r\n")
    if looks_like_html(text):
        return "html_unreadable", {}
    if start.startswith("<"):
        return kind_of_xml(path)
    if start.startswith("{") or re.match(r"\[\s*[{\[\]]", start):
        return kind_of_json(text, tail.decode("utf-16-le" if b"\0" in tail[1:2] else "utf-8", errors="replace"))
    return kind_of_text(text, suffix=shown_suffix(name), whole=path.stat().st_size <= _EDGE)


def _by_magic(head: bytes, path: Path) -> Kind | None:
    """What the first bytes say."""
    if _DWG.match(head):
        return Kind("dwg_unreadable", {})
    if head.startswith(_SQLITE):
        return Kind("geopackage" if head[68:72] in _GPKG_IDS else "sqlite_unreadable", {})
    if head.startswith(_OLE):
        return _ole(head, path)
    for magic, key, title in _MAGIC:
        if head.startswith(magic) and (key != "program_refused" or b"\0" in head[:64]):
            return Kind(key, {"kind": title} if title else {})
    return None


def _by_structure(head: bytes) -> Kind | None:
    """What the places of known marks say."""
    for at, mark, key, title in _MARKS:
        if head.startswith(mark, at) and (title != "BMP" or head.startswith(b"BM")):
            return Kind(key, {"kind": title} if title else {})
    if b"%PDF-" in head[:1024]:
        return Kind("pdf_unreadable", {})
    if head[0] in (0x03, 0x30, 0x31, 0x83, 0xF5) and _like_dbf(head):
        return Kind("part_alone", {"suffix": ".dbf"})
    return None


def _like_dbf(head: bytes) -> bool:
    """Whether the head of a dBASE table hangs together: a date, a head that ends where it says, records."""
    size = int.from_bytes(head[8:10], "little")
    return 1 <= head[2] <= 12 and 1 <= head[3] <= 31 and size % 32 <= 1 + 8 and size > 32 and b"\r" in head[32:size]


def _ole(head: bytes, path: Path) -> Kind:
    """What an old Office file is, by the names in the first sector of its directory."""
    shift = int.from_bytes(head[30:32], "little")
    sector = int.from_bytes(head[48:52], "little")
    if not 7 <= shift <= 12:
        return Kind("file_damaged", {"problem": "OLE"})
    with path.open("rb") as stream:
        stream.seek((sector + 1) << shift)
        directory = stream.read(16 * 1024)
    for stream_name, key, title in _OLE_STREAMS:
        if (stream_name + "\0").encode("utf-16-le") in directory:
            return Kind(key, {"kind": title} if title else {})
    return Kind("office_unreadable", {"kind": "Office"})


def _text(head: bytes) -> str | None:
    """The beginning of a text file, decoded loosely; None for what is no text."""
    for bom, encoding in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF32_LE, "utf-32"),
        (codecs.BOM_UTF32_BE, "utf-32"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if head.startswith(bom):
            return head.decode(encoding, errors="replace")
    if b"\0" in head:
        start = head.lstrip(b"\r\n\t ")[:2]
        if start in (b"<\0", b"{\0", b"[\0"):
            return head.decode("utf-16-le", errors="replace")
        if start in (b"\0<", b"\0{", b"\0["):
            return head.decode("utf-16-be", errors="replace")
        if head.count(b"\0") > len(head) // 100:
            return None
    odd = sum(head.count(code) for code in range(1, 32) if code not in (9, 10, 11, 12, 13, 26, 27, 30))
    if odd > len(head) // 50:
        return None
    return _loosely(head)


def _loosely(head: bytes) -> str:
    """UTF-8 if all of it is, but for a last letter that is cut; else as GB18030 writes it."""
    try:
        return codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return head.decode("gb18030", errors="replace")
