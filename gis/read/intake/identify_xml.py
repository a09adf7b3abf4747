"""What an XML file is: its root, read without following anything; a DOCTYPE or an odd encoding ends it there."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from pathlib import Path
from xml.parsers import expat

from gis.read.intake.decoding import known_encoding

__all__ = ["Root", "kind_of_xml", "looks_like_html", "root_of"]

_CHUNK = 64 * 1024
_PROLOG_CHUNKS = 16  # comments of a megabyte before the root are no comments
_DECLARED = re.compile(rb"""^\s*<\?xml[^>]*?encoding\s*=\s*["']([\w.:-]+)["']""")
_DECLARATION = re.compile(r"^\s*<\?xml.*?\?>", re.DOTALL)
_BLANK = re.compile(r"^(\s|<!--.*?-->|<\?.*?\?>)*", re.DOTALL)

# One decoder less is one reading less on which two parsers could differ.
_ENCODINGS = {"utf-8", "gb18030", "utf-16", "utf-16-le", "utf-16-be", "ascii", "iso8859-1", "cp1252", "big5", "cp950"}

_KML = {"kml", "ovkml"}
_PAGE = {"html"}
_VIRTUAL = {"OGRVRTDataSource", "OGRVRTLayer", "VRTDataset"}
_SERVICE = {
    "OGRWFSDataSource", "GDAL_WMS", "GDAL_WMTS", "MRF_META", "WMT_MS_Capabilities", "WMS_Capabilities",
    "WFS_Capabilities", "WCS_Capabilities", "Capabilities", "NetworkLink",
}  # fmt: skip
_TITLES = {"gpx": "GPX", "svg": "SVG", "osm": "OSM XML", "CityModel": "CityGML", "LandXML": "LandXML", "qgis": "QGIS"}


@dataclass(frozen=True)
class Root:
    """The root element: its name without prefix, its namespace; or why it was not reached.

    `doctype`: a DOCTYPE came first. `encoding`: the one declared, where it is none of the usual. `problem`: what the
    parser says.
    """

    name: str = ""
    namespace: str = ""
    doctype: bool = False
    encoding: str = ""
    problem: str = ""


class _Reached(Exception):  # noqa: N818 - no error: the way to stop the parser
    pass


def looks_like_html(text: str) -> bool:
    """Whether a text begins like a web page."""
    plain = _BLANK.sub("", text.lstrip("\ufeff"), count=1).lower()
    return plain.startswith(("<!doctype html", "<html", "<head", "<body", "<table"))


def root_of(path: Path) -> Root:
    """The root element of an XML file, found without expanding or opening anything."""
    with path.open("rb") as stream:
        head = stream.read(_CHUNK)
        encoding = _encoding_of(head)
        if encoding not in _ENCODINGS:
            return Root(encoding=encoding)
        found: list[Root] = []
        parser = _parser(found)
        decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
        text = _DECLARATION.sub("", decoder.decode(head).lstrip("\ufeff\0"), count=1).lstrip()
        try:
            for _ in range(_PROLOG_CHUNKS):
                parser.Parse(text, False)
                chunk = stream.read(_CHUNK)
                if not chunk:
                    parser.Parse("", True)
                    break
                text = decoder.decode(chunk)
        except _Reached:
            return found[0]
        except expat.ExpatError as error:
            return Root(problem=str(error))
    return Root(problem="no root element")


def _parser(found: list[Root]) -> expat.XMLParserType:
    """A parser that stops at the root, or at a DOCTYPE before it, and adds what it reached to `found`."""
    parser = expat.ParserCreate(namespace_separator=" ")

    def _reached(root: Root) -> None:
        found.append(root)
        raise _Reached

    parser.StartDoctypeDeclHandler = lambda *_: _reached(Root(doctype=True))
    parser.StartElementHandler = lambda tag, _: _reached(Root(tag.split(" ")[-1], tag.rpartition(" ")[0]))
    return parser


def kind_of_xml(path: Path) -> tuple[str, dict[str, str]]:
    """What an XML file is: a key of `READERS`, or the code of the refusal, and the facts of its message."""
    root = root_of(path)
    broken = _broken(root)
    if broken is not None:
        return broken
    for names, code in (
        (_KML, "kml"),
        (_VIRTUAL, "virtual_refused"),
        (_SERVICE, "service_refused"),
        (_PAGE, "html_unreadable"),
    ):
        if root.name in names or root.name.lower() in names:
            return code, {}
    if root.name == "Workbook" and "spreadsheet" in root.namespace:
        return "workbook_other", {"kind": "Excel 2003 XML"}
    title = _TITLES.get(root.name)
    if "opengis.net/gml" in root.namespace or "opengis.net/wfs" in root.namespace:
        title = "GML"
    return ("other_format", {"kind": title}) if title else ("xml_unknown", {"root": root.name[:80]})


def _broken(root: Root) -> tuple[str, dict[str, str]] | None:
    """The refusal of XML whose root was not reached."""
    if root.doctype:
        return "xml_doctype", {}
    if root.encoding:
        return "xml_encoding_odd", {"encoding": root.encoding}
    if root.problem:
        return "file_damaged", {"problem": root.problem}
    return None


def _encoding_of(head: bytes) -> str:
    """The encoding a parser would take: of the BOM, of the first letters, else the one declared, else UTF-8."""
    for bom, name in ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32")):
        if head.startswith(bom):
            return name
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if head[:1] == b"<" and head[1:2] == b"\0":
        return "utf-16-le"
    if head[:2] == b"\0<":
        return "utf-16-be"
    declared = _DECLARED.match(head[:1024])
    if declared is None:
        return "utf-8"
    text = declared[1].decode("ascii")
    name = known_encoding(text) or text
    # Programs that write UTF-8 sometimes declare the UTF-16 of their own memory.
    return "utf-8" if name.startswith("utf-16") else name
