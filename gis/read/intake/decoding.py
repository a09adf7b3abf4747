"""Bytes to text: the encoding is stated, or judged by the content, and which of the two is told."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

__all__ = ["Decoded", "decode", "han_share", "known_encoding"]

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_ASCII = re.compile(r"[\x00-\x7f]+")
_THREE_BYTES = re.compile("[\u0800-\uffff]")  # in UTF-8; text in GBK fits such sequences by chance next to never
_ENOUGH_COUNT = 4
_SOME_HAN = 0.5
_LETTERS_COUNT = 20_000  # looked at: more would not change the verdict
_NO_FILES = {"idna", "punycode", "unicode-escape", "unicode_escape", "raw-unicode-escape", "raw_unicode_escape"}
_COMMON_HAN = 0.9  # of the letters beyond ASCII in honest Chinese text; wrong decoding gives rare or private ones


@dataclass(frozen=True)
class Decoded:
    """A text and how it was decoded.

    `encoding`: as Python names it. `judged`: by content (False: stated, BOM or ASCII).
    `sure`: the evidence leaves no other choice; `lost`: characters that could not be decoded (shown as U+FFFD).
    """

    text: str
    encoding: str
    judged: bool
    sure: bool
    lost: int = 0


def known_encoding(name: str) -> str | None:
    """The Python name of an encoding as files and users write it ("936", "GBK", "ANSI 936"); None: unknown."""
    plain = name.strip().lower().replace("ansi", "").strip(" _-")
    chinese = {"936", "cp936", "gbk", "gb2312", "gb18030", "ms936", "euc-cn", "x-gbk"}
    if plain in chinese:
        return "gb18030"  # the superset of all of them
    if plain.isdigit():
        plain = {"65001": "utf-8", "950": "big5", "1252": "cp1252"}.get(plain, f"cp{plain}")
    try:
        found = codecs.lookup(plain).name
        b"abcd".decode(found, "replace")
    except (LookupError, ValueError):  # no such name, none that can be one (NUL), or no codec of texts
        return None
    return None if found in _NO_FILES else found


def decode(content: bytes, *, stated: str = "") -> Decoded:
    """The text of a file: a BOM decides, then what is stated, then strict UTF-8, then GB18030.

    Parameters
    ----------
    stated: an encoding the user or the file names; text it cannot decode becomes U+FFFD and is counted.
    """
    for bom, name in _BOMS:
        if content.startswith(bom):
            text = content.decode(name, errors="replace")
            return Decoded(text, name, judged=False, sure=True, lost=text.count("\ufffd"))
    wanted = known_encoding(stated) if stated else None
    if wanted is not None:
        text = content.decode(wanted, errors="replace")
        return Decoded(text, wanted, judged=False, sure=True, lost=text.count("\ufffd"))
    if content.isascii():
        return Decoded(content.decode("ascii"), "ascii", judged=False, sure=True)
    fitting = [(han_share(text), text, name) for name in ("utf-8", "gb18030") if (text := _strictly(content, name))]
    if fitting:  # a few Chinese letters in GBK can be valid UTF-8 of another script: what reads as Chinese is taken
        share, text, name = max(fitting, key=_likely)
        others = max((one[0] for one in fitting if one[2] != name), default=0.0)
        long = name == "utf-8" and len(_THREE_BYTES.findall(text[:_LETTERS_COUNT])) >= _ENOUGH_COUNT
        sure = long or (len(fitting) == 1 and name == "utf-8") or (share >= _COMMON_HAN and others < _COMMON_HAN)
        return Decoded(text, name, judged=True, sure=sure)
    text = content.decode("gb18030", errors="replace")
    return Decoded(text, "gb18030", judged=True, sure=False, lost=text.count("\ufffd"))


def _likely(one: tuple[float, str, str]) -> tuple[bool, float]:
    """What speaks for a share, text and encoding: letters of three bytes in UTF-8, then how common its letters are."""
    share, text, name = one
    return name == "utf-8" and share >= _SOME_HAN and _THREE_BYTES.search(text) is not None, share


def _strictly(content: bytes, encoding: str) -> str:
    """The text where every byte of it fits the encoding, else nothing."""
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        return ""


def han_share(text: str) -> float:
    """Share (0-1) of the characters beyond ASCII that are common Chinese letters or punctuation; 1 for none.

    Common: those that GB2312 holds. Text decoded wrongly is full of rare letters and symbols.
    """
    beyond = _ASCII.sub("", text)[:_LETTERS_COUNT]
    if not beyond:
        return 1.0
    return sum(_common(letter) for letter in beyond) / len(beyond)


def _common(letter: str) -> bool:
    try:
        letter.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return "\u4e00" <= letter <= "\u9fff" or letter in ",。、;:?!“”‘’()《》【】—…·~¥%+-×÷=°′″㎡"
