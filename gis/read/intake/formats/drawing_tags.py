"""The two-line tags of a DXF drawing: binary to text, the encoding judged, entities cut out, damage kept with its line.

ezdxf reads the same files at 5-9 microseconds a tag (26 MB in 13 s), scans the fonts of the system when it is
imported, and its recover mode removes entities without naming their place in the file; hence tags are cut here, and
ezdxf checks us in the tests.
"""

from __future__ import annotations

import math
import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import takewhile

from gis.read.intake.decoding import Decoded, decode, han_share, known_encoding

__all__ = ["SENTINEL", "Damage", "Entity", "Tag", "as_text", "decoded", "entities"]

SENTINEL = b"AutoCAD Binary DXF\r\n\x1a\x00"
Tag = tuple[int, str]

_COMMENT = 999
_FIRST_CODE, _LAST_CODE = -5, 1071
_EXTENDED = 1000  # codes from here on are data of other applications
_START = re.compile(r"(?:^|\n)[ \t]*0[ \t]*\n[ \t]*([A-Za-z0-9_]*[A-Za-z_][A-Za-z0-9_]*)[ \t]*(?=\n|$)")
_VERSION = re.compile(rb"\$ACADVER\s+1\s+AC(\d{4})")
_CODE_PAGE = re.compile(rb"\$DWGCODEPAGE\s+3\s+([^\s]+)")
_BEYOND_ASCII = re.compile(rb"[^\n\x80-\xff]*[\x80-\xff][^\n]*")
_UNICODE_SINCE = 1021  # R2007 and later are UTF-8 by definition
_SAMPLED = 4000  # lines that are enough to judge an encoding
_LIKELY = 0.9  # share of common letters that makes a decoding believable


@dataclass
class Damage:
    """What was wrong with the file as a whole: whether it broke off before its end; lines (not blank) after the end."""

    cut: bool = False
    after_end: int = 0


class Entity:
    """One entity: its kind, the line it starts at (from 1) and its tags, taken apart when they are asked for.

    `parts`: the vertices of a polyline, the attributes of an insert. `broken`: the line of damage in it, 0: none.
    """

    __slots__ = ("_codes", "_first", "_values", "broken", "kind", "line", "parts", "raw")

    def __init__(self, kind: str, line: int, raw: str = "") -> None:
        self.kind, self.line, self.raw = kind, line, raw
        self.parts: list[Entity] = []
        self.broken = 0
        self._codes: list[int] | None = None
        self._values: list[str] = []
        self._first: dict[int, str] = {}

    @property
    def codes(self) -> list[int]:
        """The group codes of its tags, in their order."""
        if self._codes is None:
            self._take_apart()
        return self._codes or []

    @property
    def values(self) -> list[str]:
        """The values of its tags, one for each of `codes`."""
        if self._codes is None:
            self._take_apart()
        return self._values

    @property
    def tags(self) -> list[Tag]:
        """Codes with their values, extended data left out."""
        return [(code, value) for code, value in zip(self.codes, self.values, strict=True) if code < _EXTENDED]

    @property
    def extended(self) -> list[Tag]:
        """Codes with their values of the data that other applications left."""
        if max(self.codes, default=0) < _EXTENDED:
            return []
        return [(code, value) for code, value in zip(self.codes, self.values, strict=True) if code >= _EXTENDED]

    def _take_apart(self) -> None:
        lines = self.raw.split("\n")
        if lines and not lines[-1].strip() and len(lines) % 2:
            lines.pop()
        values = lines[1::2]
        try:
            codes = list(map(int, lines[0::2]))
        except ValueError:
            codes = [int(line) for line in takewhile(_is_code, lines[0::2])]
            self.broken = self.line + 2 + 2 * len(codes)
        if len(codes) > len(values):
            self.broken = self.broken or self.line + 2 + 2 * len(values)
            codes = codes[: len(values)]
        elif codes and not (min(codes) >= _FIRST_CODE and max(codes) <= _LAST_CODE):
            at = next(at for at, code in enumerate(codes) if not _FIRST_CODE <= code <= _LAST_CODE)
            self.broken, codes = self.line + 2 + 2 * at, codes[:at]
        values = values[: len(codes)]
        if _COMMENT in codes:
            kept = [at for at, code in enumerate(codes) if code != _COMMENT]
            codes, values = [codes[at] for at in kept], [values[at] for at in kept]
        self._codes, self._values = codes, values
        self._first = dict(zip(reversed(codes), reversed(values), strict=True))

    def forget(self) -> None:
        """Keep the text of the tags alone: taken apart they are ten times as large."""
        self._codes, self._values, self._first = None, [], {}

    def text(self, code: int, default: str = "") -> str:
        """The first value with a code, as written but without blanks around it."""
        if self._codes is None:
            self._take_apart()
        return self._first.get(code, default).strip()

    def number(self, code: int, default: float = 0.0) -> float:
        """The first value with a code as a number.

        Raises
        ------
        ValueError: it is none.
        """
        value = self.text(code)
        return float(value) if value else default

    def whole(self, code: int, default: int = 0) -> int:
        """The first value with a code as an integer; some programs write 1.0.

        Raises
        ------
        ValueError: it is none.
        """
        value = self.number(code, default)
        if not math.isfinite(value):
            raise ValueError(value)
        return int(value)

    def point(self, code: int = 10) -> tuple[float, float, float]:
        """x, y, z with the codes `code`, `code` + 10, `code` + 20; a height that is not given is 0.

        Raises
        ------
        ValueError: x or y is missing, or one is no number.
        """
        return float(self.text(code)), float(self.text(code + 10)), self.number(code + 20)


def _is_code(line: str) -> bool:
    try:
        int(line)
    except ValueError:
        return False
    return True


def as_text(content: bytes) -> tuple[bytes, bool]:
    """The drawing as lines of text, and whether it was complete; binary ones are written out, text is given back."""
    if not content.startswith(SENTINEL):
        return content, True
    lines: list[bytes] = []
    narrow = content[22:24] == b"\x00S"  # R12 writes group codes in one byte, later releases in two
    at = len(SENTINEL)
    try:
        while at < len(content):
            code, at = _binary_code(content, at, narrow=narrow)
            value, at = _binary_value(content, at, code)
            lines += (b"%d" % code, value)
            if code == 0 and value == b"EOF":
                return b"\n".join(lines) + b"\n", True
    except (IndexError, struct.error, ValueError):
        pass
    return b"\n".join(lines) + b"\n", False


def _binary_code(content: bytes, at: int, *, narrow: bool) -> tuple[int, int]:
    if not narrow:
        return struct.unpack_from("<H", content, at)[0], at + 2
    if content[at] != 255:
        return content[at], at + 1
    return struct.unpack_from("<H", content, at + 1)[0], at + 3


def _binary_value(content: bytes, at: int, code: int) -> tuple[bytes, int]:
    shape = _binary_shape(code)
    if shape == "bytes":
        end = at + 1 + content[at]
        return content[at + 1 : end].hex().encode(), end
    if shape == "text":
        end = content.index(b"\x00", at)
        return content[at:end].replace(b"\r", b" ").replace(b"\n", b" "), end + 1
    value = struct.unpack_from(shape, content, at)[0]
    return repr(value).encode(), at + struct.calcsize(shape)


_DOUBLES = ((10, 59), (110, 149), (210, 239), (460, 469), (1010, 1059))
_SHORTS = ((60, 79), (170, 179), (270, 289), (370, 389), (400, 409), (1060, 1070))
_LONGS = ((90, 99), (420, 429), (440, 459), (1071, 1071))


def _binary_shape(code: int) -> str:
    if code == 1004 or 310 <= code <= 319:
        return "bytes"
    for shape, ranges in (
        ("<d", _DOUBLES),
        ("<h", _SHORTS),
        ("<i", _LONGS),
        ("<q", ((160, 169),)),
        ("<B", ((290, 299),)),
    ):
        if any(low <= code <= high for low, high in ranges):
            return shape
    return "text"


def decoded(content: bytes, *, stated: str = "") -> tuple[Decoded, str]:
    """The text of a drawing, and the code page its header names ("" for none).

    The header is believed unless the content says otherwise: Chinese drawings under a western code page are common.

    Parameters
    ----------
    stated: an encoding the user names; it is taken without looking.
    """
    named = _CODE_PAGE.search(content)
    version = _VERSION.search(content)
    page = named.group(1).decode("ascii", errors="replace") if named else ""
    if version and int(version.group(1)) >= _UNICODE_SINCE:
        page = "UTF-8"
    if stated or content.isascii() or content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return decode(content, stated=stated), page
    sample = b"\n".join(_BEYOND_ASCII.findall(content)[:_SAMPLED])
    encoding, judged, sure = _judged(sample, known_encoding(page) if page else None)
    whole = decode(content, stated=encoding)
    return replace(whole, text=whole.text.removeprefix("\ufeff"), judged=judged, sure=sure), page


def _judged(sample: bytes, named: str | None) -> tuple[str, bool, bool]:
    """Encoding, whether it was judged against the header, whether the evidence leaves no other choice."""
    by_content = decode(sample)
    if by_content.sure and not by_content.lost:
        return by_content.encoding, by_content.encoding != named, True
    if named is None:
        return by_content.encoding, True, False
    as_named = decode(sample, stated=named)
    if not as_named.lost:
        return named, False, True
    # A few broken letters must not throw a whole text into another encoding.
    readable = as_named.text.replace("\ufffd", "")
    if as_named.lost * 10 <= len(as_named.text) and han_share(readable) >= _LIKELY:
        return named, False, True
    return by_content.encoding, True, False


def entities(text: str, damage: Damage) -> Iterator[Entity]:
    """The entities of a drawing in their order, from SECTION to EOF.

    An entity begins where a line "0" is followed by a name, so that damage ends with the entity it stands in.

    Parameters
    ----------
    damage: filled while the entities are taken.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    kind, begin, line, counted = "", 0, 1, 0
    for start in _START.finditer(text):
        if kind:
            yield Entity(kind, line, text[begin : start.start()])
        at = start.start() + (text[start.start()] == "\n")
        line += text.count("\n", counted, at)
        kind, begin, counted = start.group(1).upper(), start.end() + 1, at
        if kind == "EOF":
            damage.after_end = sum(1 for after in text[start.end() :].split("\n") if after.strip())
            yield Entity(kind, line)
            return
    damage.cut = True
    if kind:
        yield Entity(kind, line, text[begin:])
