"""JSON text to values, strictly, and what parsers differ about: repeated keys, stray commas, lines of JSON."""

from __future__ import annotations

import gc
import json
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from gis.read.intake.messages import Notes
from gis.read.intake.model import refuse

__all__ = ["Document", "no_collecting", "parsed"]

_COMMA = re.compile(r'"(?:[^"\\]|\\.)*"|,(?=\s*[\]}])', re.DOTALL)
_STRUCTURE = {"type", "features", "geometry", "coordinates", "geometries", "properties", "crs"}
_SHAPED = {"coordinates", "features", "geometry", "geometries"}
_LONGEST_NUMBER = 4_000  # digits; Python refuses to turn longer ones into numbers
_SHOWN = 40  # letters about a fault


@dataclass
class Document:
    """The values of a text: one, or one a line; `lines`: of each (from 1); `broken`: lines that are no JSON.

    `twice`: keys that repeat within an object and how often; `commas`: stray ones taken out.
    """

    values: list[object] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    broken: list[int] = field(default_factory=list)
    by_line: bool = False
    twice: Counter[str] = field(default_factory=Counter)
    structure_twice: bool = False
    commas: int = 0


@contextmanager
def no_collecting() -> Iterator[None]:
    """No search for cycles meanwhile: millions of small lists and no cycle among them; five times as fast."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def parsed(text: str, notes: Notes, *, where: str) -> Document:
    """The values of a JSON text, or of lines of JSON (with or without record separators).

    Raises
    ------
    RefusedError: no JSON, nested too deep, or objects that say twice what they are; told with line and column.
    """
    document = Document()
    decoder = _decoder(document)
    try:
        _fill(document, decoder, text)
    except json.JSONDecodeError as error:
        raise _refused(error, text, notes, where) from error
    except RecursionError as error:
        raise refuse(notes, "nested_too_deep", where=where) from error
    if document.structure_twice:
        raise refuse(notes, "json_structure_twice", where=where)
    return document


def _fill(document: Document, decoder: json.JSONDecoder, text: str) -> None:
    try:
        document.values.append(decoder.decode(text))
        document.lines.append(1)
    except json.JSONDecodeError as fault:
        if _filled_by_lines(document, decoder, text):
            return
        mended, count = _without_commas(text)
        if not count:
            raise
        try:
            document.values.append(decoder.decode(mended))
        except json.JSONDecodeError:
            raise fault from None
        document.lines.append(1)
        document.commas = count


def _filled_by_lines(document: Document, decoder: json.JSONDecoder, text: str) -> bool:
    """Lines of JSON, if the first is an object of its own and more follow."""
    lines = text.replace("\x1e", "").split("\n")
    numbers = [number for number, line in enumerate(lines, start=1) if line.strip()]
    if len(numbers) < 2 or not _is_object(decoder, lines[numbers[0] - 1]):
        return False
    document.by_line = True
    for number in numbers:
        try:
            document.values.append(decoder.decode(lines[number - 1]))
            document.lines.append(number)
        except json.JSONDecodeError:
            document.broken.append(number)
    return True


def _is_object(decoder: json.JSONDecoder, line: str) -> bool:
    try:
        return isinstance(decoder.decode(line), dict)
    except json.JSONDecodeError:
        return False


def _decoder(document: Document) -> json.JSONDecoder:
    def _pairs(found: list[tuple[str, object]]) -> dict[str, object]:
        made = dict(found)
        return made if len(made) == len(found) else _numbered(found, document)

    return json.JSONDecoder(object_pairs_hook=_pairs, parse_int=_whole)


def _whole(digits: str) -> int | str:
    return int(digits) if len(digits) < _LONGEST_NUMBER else digits


def _numbered(found: list[tuple[str, object]], document: Document) -> dict[str, object]:
    """All values under keys that repeat: the first keeps its name, the others are numbered."""
    made: dict[str, object] = {}
    repeated: set[str] = set()
    for key, value in found:
        name, number = key, 0
        while name in made:
            number += 1
            name = f"{key}_{number}"
        if number:
            document.twice[key] += 1
            repeated.add(key)
        made[name] = value
    # an attribute may be called "type" twice; an object of GeoJSON may not
    if repeated & _STRUCTURE and _SHAPED & made.keys():
        document.structure_twice = True
    return made


def _without_commas(text: str) -> tuple[str, int]:
    """The text without commas before a closing bracket, and how many there were."""
    count = 0

    def _kept(found: re.Match[str]) -> str:
        nonlocal count
        if found[0] != ",":
            return found[0]
        count += 1
        return ""

    return _COMMA.sub(_kept, text), count


def _refused(error: json.JSONDecodeError, text: str, notes: Notes, where: str) -> Exception:
    near = " ".join(text[max(error.pos - _SHOWN // 2, 0) : error.pos + _SHOWN // 2].split())
    if error.pos >= len(text.rstrip()) or error.msg.startswith("Unterminated string"):
        return refuse(notes, "text_breaks_off", where=where, line=error.lineno, column=error.colno)
    return refuse(notes, "json_broken", where=where, line=error.lineno, column=error.colno, near=near)
