"""The text of a KML: its encoding whatever its declaration says, and the slips of hand-made files mended and told."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from functools import lru_cache

from gis.read.intake.decoding import decode, known_encoding
from gis.read.intake.messages import Notes
from gis.read.intake.model import ReadOptions, RefusedError, Source, refuse

__all__ = ["ended", "kml_text", "local", "mended", "refused"]

_DECLARATION = re.compile(r"\A\s*<\?xml\b[^>]*\?>", re.IGNORECASE)
_DECLARED = re.compile(rb"""\A[\s\xef\xbb\xbf]*<\?xml[^>]*?encoding\s*=\s*["']([\w.\-: ]+)["']""", re.IGNORECASE)
_CDATA = re.compile(r"(<!\[CDATA\[.*?\]\]>|<!--.*?-->)", re.DOTALL)
_DOCTYPE = re.compile(r"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_LOOSE = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#[xX][0-9a-fA-F]{1,6});)")
# control characters, as such and as references: XML has none of them
_CONTROLS = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]"
    r"|&#(?:x0*(?:[0-8bcef]|1[0-9a-f])|0*(?:[0-8]|1[124-9]|2\d|3[01]));",
    re.IGNORECASE,
)
_ROOT = re.compile(r"<(?![?!])[\w:.\-]+")
_PREFIX = re.compile(r"[<\s/]([A-Za-z_][\w.\-]*):[A-Za-z_]")
_BOUND = re.compile(r"xmlns:([\w.\-]+)\s*=")
_UNDECLARED = "urn:undeclared:"
_STEP = 1 << 20  # letters given to the parser at a time
_SAMPLE = 20


def kml_text(source: Source, options: ReadOptions, notes: Notes) -> str:
    """The text of the file without its declaration.

    Raises
    ------
    RefusedError: it defines entities; told.
    """
    content = source.path.read_bytes()
    found = _DECLARED.match(content)
    declared = known_encoding(found[1].decode("ascii")) if found else "utf-8"
    decoded = decode(content, stated=options.encoding or _evident(content, declared))
    if decoded.encoding not in ("ascii", "utf-8-sig", declared) and not decoded.encoding.startswith("utf-16"):
        sample = "".join(letter for letter in decoded.text if ord(letter) > 127)[:_SAMPLE]
        said = declared or "?"
        notes.add("kml_encoding_belied", where=source.name, said=said, encoding=decoded.encoding, sample=sample or "—")
    if decoded.lost:
        notes.add("text_letters_lost", where=source.name, count=decoded.lost, encoding=decoded.encoding)
    text = _DECLARATION.sub("", decoded.text.lstrip("\ufeff"), count=1).lstrip()
    if any(_DOCTYPE.search(piece) for piece in _CDATA.split(text)[::2]):
        raise refuse(notes, "xml_doctype", where=source.name)
    return text


def _evident(content: bytes, declared: str | None) -> str:
    """The encoding to read in: UTF-8 if it is that all through, else the declared one if the bytes bear it out."""
    unicode = json.detect_encoding(content)  # the forms of Unicode, told apart by the zeros among the first bytes
    if unicode.startswith(("utf-16", "utf-32")):
        return unicode
    return next((name for name in ("utf-8", declared) if name and _fits(content, name)), "")


def _fits(content: bytes, encoding: str) -> bool:
    try:
        content.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return False
    return True


def ended(text: str) -> Iterator[tuple[str, ET.Element]]:
    """The elements as they end, the innermost first, with their names without namespace.

    Raises
    ------
    ParseError: no XML (`xml.etree.ElementTree`).
    """
    parser: ET.XMLPullParser[ET.Element] = ET.XMLPullParser(["end"])
    for at in range(0, len(text), _STEP):
        parser.feed(text[at : at + _STEP])
        for _, element in parser.read_events():  # type: ignore[misc]
            yield local(element.tag), element  # type: ignore[misc, union-attr]
    parser.close()


@lru_cache(maxsize=4096)
def local(tag: str) -> str:
    """The name of an element without its namespace."""
    return tag.rpartition("}")[2]


def mended(text: str, notes: Notes, *, where: str) -> str:
    """The text with control characters taken out, lone & written as such, prefixes declared; told."""
    text, controls = _CONTROLS.subn("", text)
    pieces = _CDATA.split(text)
    loose = 0
    for at in range(0, len(pieces), 2):
        pieces[at], count = _LOOSE.subn("&amp;", pieces[at])
        loose += count
    if controls + loose:
        notes.add("kml_letters_mended", where=where, count=controls + loose)
    text = "".join(pieces)
    outside = "".join(pieces[::2])
    missing = sorted(set(_PREFIX.findall(_without_texts(outside))) - set(_BOUND.findall(outside)) - {"xml", "xmlns"})
    if missing:
        notes.add("kml_prefixes_declared", where=where, prefixes=missing)
        root = _ROOT.search(text)
        at = root.end() if root else 0
        text = text[:at] + "".join(f' xmlns:{name}="{_UNDECLARED}{name}"' for name in missing) + text[at:]
    return text


def _without_texts(text: str) -> str:
    """The tags alone."""
    return " ".join(re.findall(r"<[^<>]*>", text))


def refused(error: ET.ParseError, text: str, notes: Notes, *, where: str) -> RefusedError:
    """The error to raise for a text that is no XML: it breaks off, or where it goes wrong."""
    line, column = error.position
    lines = text.count("\n") + 1
    if error.code == 3 or line >= lines and not text.rstrip().endswith("</kml>"):  # noqa: RUF021
        return refuse(notes, "text_breaks_off", where=where, line=line, column=column + 1)
    return refuse(notes, "kml_broken", where=where, line=line, column=column + 1)
