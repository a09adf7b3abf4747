"""Texts of a drawing as a reader sees them: escapes and formatting taken out, MTEXT pieces joined."""

from __future__ import annotations

import re

from gis.read.intake.formats.drawing_tags import Entity

__all__ = ["entity_text", "plain", "plain_formatted"]

_UNICODE = re.compile(r"\\U\+([0-9A-Fa-f]{4})")
_MULTI_BYTE = re.compile(r"\\M\+([1-5])([0-9A-Fa-f]{4})")
_PAGES = {"1": "cp932", "2": "cp950", "3": "cp949", "4": "johab", "5": "gb18030"}
_SPECIAL = re.compile(r"%%(?:([dDcCpP%])|([uUoOkK])|(\d{3}))")
_SIGNS = {"d": "°", "c": "Ø", "p": "±", "%": "%"}
# \P and \X end a line, \~ is a blank, \S…; a stacked fraction; other letters set a format up to the semicolon.
_FORMAT = re.compile(r"\\(?:([\\{}])|(P|X|N)|(~)|S([^;\\]{0,200});|([LlOoKk])|[ACcFfHhQTWpx]([^;\\{}]{0,400});)|([{}])")
_STACK = re.compile(r"[\^#]")
_CARET = re.compile(r"\^(.)")


def entity_text(entity: Entity) -> str:
    """The text of a TEXT, MTEXT or ATTRIB."""
    if entity.kind == "MTEXT":
        return plain_formatted("".join(value for code, value in entity.tags if code in (1, 3)))
    return plain(next((value for code, value in entity.tags if code == 1), ""))


def plain(text: str) -> str:
    r"""A one-line text: \U+XXXX and \M+nXXXX as letters, %%d %%c %%p as signs, underlining out, lines as blanks."""
    text = _caret(_letters(text))
    return _SPECIAL.sub(_sign, text).replace("\n", " ").replace("\r", " ").strip()


def plain_formatted(text: str) -> str:
    r"""A text with formatting: \P as a new line, fonts, heights, colours and groups taken out, fractions as a/b."""
    return _SPECIAL.sub(_sign, _FORMAT.sub(_format, _caret(_letters(text)))).strip()


def _letters(text: str) -> str:
    if "\\" not in text:
        return text
    text = _UNICODE.sub(lambda found: _whole(chr(int(found.group(1), 16))), text)
    return _MULTI_BYTE.sub(_multi_byte, text)


def _whole(letter: str) -> str:
    """Half characters cannot be written anywhere."""
    return "\ufffd" if "\ud800" <= letter <= "\udfff" else letter


def _multi_byte(found: re.Match[str]) -> str:
    try:
        return bytes.fromhex(found.group(2)).decode(_PAGES[found.group(1)])
    except UnicodeDecodeError:
        return found.group()


def _caret(text: str) -> str:
    r"""^I, ^J, ^M are control signs, "^ " is the caret itself; inside a stack (\S1^2;) it is a divider and stays."""
    if "^" not in text or "\\S" in text:
        return text
    return _CARET.sub(lambda found: {"I": " ", "J": "\n", "M": "", " ": "^"}.get(found.group(1), found.group()), text)


def _sign(found: re.Match[str]) -> str:
    letter, _line, number = found.groups()
    if number:
        return chr(int(number)) if int(number) < 256 else found.group()
    return _SIGNS[letter.lower()] if letter else ""


def _format(found: re.Match[str]) -> str:
    escaped, new_line, blank, stacked, _line, _value, _group = found.groups()
    if escaped:
        return str(escaped)
    if new_line:
        return "\n"
    if blank:
        return " "
    return _STACK.sub("/", stacked) if stacked else ""
