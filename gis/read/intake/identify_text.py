"""What a plain text is: a drawing, a list of boundary points, a table; by its grammar, not by its name."""

from __future__ import annotations

import re
from collections import Counter

__all__ = ["is_dxf", "kind_of_text"]

_SECTION = re.compile(
    r"^[ \t\u3000]*[\[【][ \t\u3000]*(属性描述|地块坐标|项目信息|扩展信息)[ \t\u3000]*[\]】]", re.MULTILINE
)
_NUMBER = r"[-+－]?\d+(?:[.．]\d*)?(?:[eE][-+]?\d+)?"
_COMMA = r"[ \t]*[,，][ \t]*"
_BETWEEN = r"(?:[ \t]*[,，;；][ \t]*|[ \t]+)"
_POINT = re.compile(
    rf"^\s*(?:[A-Za-z]{{0,4}}\d+(?:-\d+)?{_BETWEEN})?(?:\d{{1,4}}{_BETWEEN})?{_NUMBER}{_BETWEEN}{_NUMBER}"
    rf"(?:{_BETWEEN}{_NUMBER})?[ \t]*[,，;；]?\s*$"
)
# What total stations and CASS write: number, code (often empty), two coordinates, height.
_SURVEYED = re.compile(
    rf"^\s*[A-Za-z]{{0,4}}\d+{_COMMA}[A-Za-z0-9_+-]{{0,12}}{_COMMA}{_NUMBER}{_COMMA}{_NUMBER}"
    rf"(?:{_COMMA}{_NUMBER})?[ \t]*$"
)
_PLOT_HEAD = re.compile(r"[,，][ \t]*[@＠][ \t]*$")
_DXF = re.compile(r"\A(?:\s*999[ \t]*\r?[\n\r][^\r\n]*[\r\n]+)*\s*0[ \t]*\r?[\n\r]\s*SECTION\s*[\r\n]")
_LINES = 400
_SEPARATORS = ",\t;|，、；"
_KINDS: tuple[tuple[re.Pattern[str], str, dict[str, str]], ...] = (
    (re.compile(r"\A\s*(PROJCS|GEOGCS|PROJCRS|GEOGCRS|COMPD_CS|LOCAL_CS)\["), "part_alone", {"suffix": ".prj"}),
    (re.compile(r"\A\s*!table", re.IGNORECASE), "other_format", {"kind": "MapInfo TAB"}),
    (re.compile(r"\A\s*version\s+\d+\s*[\r\n]+\s*charset\b", re.IGNORECASE), "other_format", {"kind": "MapInfo MIF"}),
    (re.compile(r"\A\s*ISO-10303-21"), "other_format", {"kind": "IFC / STEP"}),
    (re.compile(r"\AEXP\s+\d"), "other_format", {"kind": "Esri E00"}),
    (re.compile(r"\A\s*ncols\s+\d+\s*[\r\n]+\s*nrows\s+\d+", re.IGNORECASE), "raster_other", {"kind": "ASCII Grid"}),
    (re.compile(r"\A#!"), "program_refused", {}),
)


def is_dxf(text: str) -> bool:
    """Whether a text begins like a drawing exchange file: comments, then the first section."""
    return _DXF.match(text.lstrip("\ufeff")) is not None


def kind_of_text(text: str, *, suffix: str, whole: bool) -> tuple[str, dict[str, str]]:
    """What a plain text is: a key of `READERS`, or the code of the refusal, and the facts of its message.

    Parameters
    ----------
    text: its beginning. suffix: of its name; decides only where the grammar fits both a list of points and a table.
    whole: whether `text` is all of it; otherwise its last line may be cut.
    """
    if is_dxf(text):
        return "dxf", {}
    for pattern, code, facts in _KINDS:
        if pattern.search(text):
            return code, dict(facts)
    lines = [line for line in text.splitlines()[:_LINES] if line.strip()]
    if len(lines) > 1 and not whole:
        lines = lines[:-1]
    if _SECTION.search(text) or any(_PLOT_HEAD.search(line) for line in lines):
        return "txt", {}
    points = sum(1 for line in lines if _point(line))
    headed = bool(lines) and not _point(lines[0])
    if points and points >= 0.8 * (len(lines) - headed) and (suffix in ("", ".txt", ".dat") and not _names(lines[0])):
        return "txt", {}
    if _is_table(lines, suffix):
        return "csv", {}
    return "text_unknown", {}


def _point(line: str) -> bool:
    return bool(_POINT.match(line) or _SURVEYED.match(line))


def _names(line: str) -> bool:
    """Whether a first line names columns: several words, none a number, and one of them a coordinate."""
    words = [word.strip().strip('"').lower() for word in re.split(r"[,\t;|，；]", line) if word.strip()]
    if len(words) < 2 or any(re.fullmatch(_NUMBER, word) for word in words):
        return False
    return any(re.search(r"^[xy]$|坐标|经度|纬度|^(lon|lat|lng)|east|north", word) for word in words)


def _is_table(lines: list[str], suffix: str) -> bool:
    """Whether most lines hold the same number of one separator; a file named as a table may have one column."""
    if not lines:
        return False
    for separator in _SEPARATORS:
        counts = Counter(line.count(separator) for line in lines)
        held, times = max(counts.items(), key=lambda one: (one[0] > 0, one[1]))
        if held > 0 and times >= max(1, 0.6 * len(lines)) and (len(lines) > 1 or suffix in (".csv", ".tsv")):
            return True
        if suffix in (".csv", ".tsv") and counts[0] < len(lines):
            return True
    return suffix in (".csv", ".tsv") and all(line.isprintable() or "\t" in line for line in lines[:20])
