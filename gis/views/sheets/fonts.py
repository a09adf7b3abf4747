"""The CJK font of the cards: cut down to the characters used, at regular and bold weight, for PDF and map alike.

The font is variable and its default is the thinnest weight, so both weights are made here. Nothing of the system's
fonts is used, and what our font lacks is shown as "〓" and told, never as an empty box.
"""

from __future__ import annotations

import atexit
import re
import shutil
import string
import tempfile
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

from gis.views.assets import font_file
from gis.views.words import catalogue

__all__ = ["Face", "clean", "face_for", "lacking", "shown"]

GETA = "〓"  # printers' sign for a character not in the case
_REGULAR, _BOLD = 400, 700
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ud800-\udfff\ufeff\ufffe\uffff]")
_LOCK = threading.Lock()
_FACES: list[Face] = []  # the last one made is the widest


@dataclass(frozen=True)
class Face:
    """Both weights of one cut of the font: a name for it, two TrueType files, and the characters it has."""

    name: str
    regular: Path
    bold: Path
    characters: frozenset[str]


def clean(text: object) -> str:
    """Text in one line: blanks joined, and what has no sign of its own (controls, marks of direction) as "�"."""
    return _UNSEEN.sub("�", " ".join(str(text).split()))


def lacking(text: str) -> list[str]:
    """The characters of `text` that the font does not have, each once, in their order."""
    return [character for character in dict.fromkeys(text) if ord(character) not in _known()]


def shown(text: str) -> str:
    """`text` with "〓" for every character the font does not have."""
    return "".join(character if ord(character) in _known() else GETA for character in text)


def face_for(texts: Iterable[str]) -> Face:
    """A cut of the font with every character of `texts`; the last one is used again where it has them all.

    A cut takes about a second, so a batch asks once with all its texts.

    Raises
    ------
    WorkspaceError: the package of the font is not installed.
    """
    wanted = {character for text in texts for character in text if ord(character) in _known()}
    with _LOCK:
        if not _FACES or not wanted <= _FACES[-1].characters:
            known = _FACES[-1].characters if _FACES else _always()
            _FACES.append(_cut(frozenset(known | wanted), f"YituCard{len(_FACES)}"))
        return _FACES[-1]


@cache
def _known() -> frozenset[int]:
    """Code points of the font."""
    with TTFont(str(font_file()), lazy=True) as font:
        return frozenset(font.getBestCmap())


def _always() -> frozenset[str]:
    """What any card may show: printable ASCII, our own words, signs of figures."""
    words = (entry[lang] for key, entry in catalogue().items() if "card_" in key or "verdict" in key for lang in entry)
    text = "".join([string.ascii_letters, string.digits, string.punctuation, " –—≥≤°′″²●▲○�…×±√", GETA, *words])
    return frozenset(character for character in text if ord(character) in _known())


@cache
def _folder() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="yitu-font-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def _cut(characters: frozenset[str], name: str) -> Face:
    options = subset.Options()
    options.layout_features = []
    options.name_IDs = ["*"]
    options.notdef_outline = True
    with TTFont(str(font_file()), lazy=True) as font:
        cutter = subset.Subsetter(options)
        cutter.populate(unicodes=[ord(character) for character in characters])
        cutter.subset(font)
        content = BytesIO()
        font.save(content)
    files = {}
    for weight in (_REGULAR, _BOLD):
        with TTFont(BytesIO(content.getvalue())) as variable:
            files[weight] = _folder() / f"{name}-{weight}.ttf"
            made = instancer.instantiateVariableFont(variable, {"wght": weight})
            for name_id in (1, 4, 6):  # a PDF tells fonts apart by these: both weights came with one name
                made["name"].setName(f"{name}-{weight}", name_id, 3, 1, 0x409)
                made["name"].setName(f"{name}-{weight}", name_id, 1, 0, 0)
            made.save(files[weight])
    return Face(name, files[_REGULAR], files[_BOLD], characters)
