"""How a coordinate TXT is written, judged by most of its lines: separators, labels, digits, closing, areas."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TypeVar

from gis.coordinate_txt import HA, Dialect, Plot, normal

__all__ = ["LONGEST", "learn_plots", "learn_points", "split_lines"]

LONGEST = 2_000  # characters; no line of an honest file comes near
_COMMAS = 6  # more than a point ever has
_SAMPLE = 400  # point lines that are looked at
_SEP = r"(\s*[,;]\s*|\s+)"
_NUM = r"([+-]?\d+(?:\.\d*)?)"
_TAIL = r"([\s,;]*)(?:[\s,;]\S.*)?$"
_RINGED = re.compile(rf"(\s*)([^\s,;]*){_SEP}(\d{{1,4}}|(?<=,)(?=,)){_SEP}{_NUM}{_SEP}{_NUM}{_TAIL}")
_LABELLED = re.compile(rf"(\s*)([^\s,;.]*){_SEP}{_NUM}{_SEP}{_NUM}{_TAIL}")
_BARE = re.compile(rf"(\s*){_NUM}{_SEP}{_NUM}{_TAIL}")
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+$")
_ZONE_M = 10_000_000.0

T = TypeVar("T")


def split_lines(text: str) -> tuple[list[str], str, bool]:
    """The lines of a text, its line end (CRLF, LF or CR), and whether the last line has it.

    Where a file mixes them, the most frequent one counts, and every other line keeps its own.
    """
    both = text.count("\r\n")
    counts = {"\r\n": both, "\n": text.count("\n") - both, "\r": text.count("\r") - both}
    newline = max(counts, key=lambda end: counts[end])
    if sum(count > 0 for count in counts.values()) <= 1:
        lines = text.split(newline)
        final = not lines[-1]
        return (lines[:-1] if final else lines), newline, final
    lines = [_without(line, newline) for line in _LINE.findall(text)]
    final = text.endswith(("\r", "\n"))
    return lines, newline, final


def _without(line: str, newline: str) -> str:
    """The line without its end if that is the usual one."""
    plain = line.rstrip("\r\n")
    return plain if line[len(plain) :] in ("", newline) else line


def learn_points(lines: Iterable[str]) -> Dialect:
    """The dialect of the point lines among `lines`; the ministry's form where there are none."""
    styles: Counter[tuple[bool, bool, tuple[str, ...]]] = Counter()
    numbers: list[tuple[str, str]] = []
    for raw in lines:
        if len(numbers) >= _SAMPLE:
            break
        if len(raw) > LONGEST or "@" in raw or "\uff20" in raw or raw.count(",") > _COMMAS:
            continue  # no point, or the head of a plot
        found = _style(raw if raw.isascii() else normal(raw))
        if found is not None:
            styles[found[0]] += 1
            numbers.append(found[1])
    if not styles:
        return Dialect()
    (labelled, ringed, separators), _ = styles.most_common(1)[0]
    lead, one, two, three, tail = separators
    dialect = Dialect(labelled=labelled, ringed=ringed, separators=(lead, one, two, three, tail))
    places = Counter((_decimals(first), _decimals(second)) for first, second in numbers)
    spare = any(text.endswith("0") and "." in text for pair in numbers for text in pair)
    if len(places) > 1 and not spare:
        most = max(max(pair) for pair in places)
        return replace(dialect, shortest=True, decimals=(most, most))
    return replace(dialect, decimals=places.most_common(1)[0][0])


def _style(raw: str) -> tuple[tuple[bool, bool, tuple[str, ...]], tuple[str, str]] | None:
    """Whether a line has a label and a ring number, what separates its parts, and its two numbers."""
    raw = raw.rstrip("\r\n")
    if found := _RINGED.match(raw):
        lead, _, one, _, two, first, three, second, tail = found.groups()
        return (True, True, (lead, one, two, three, tail)), (first, second)
    if found := _LABELLED.match(raw):
        lead, _, one, first, three, second, tail = found.groups()
        return (True, False, (lead, one, one, three, tail)), (first, second)
    if found := _BARE.match(raw):
        lead, first, three, second, tail = found.groups()
        return (False, False, (lead, three, three, three, tail)), (first, second)
    return None


def _decimals(text: str) -> int:
    return len(text.partition(".")[2])


def learn_plots(dialect: Dialect, plots: Sequence[Plot], *, area_unit: str) -> Dialect:
    """The dialect with what its plots show; `area_unit`: of most of its areas, empty where none could be judged."""
    rings = [ring for plot in plots for ring in plot.rings if ring.labels]
    if not rings:
        return replace(dialect, area_unit=area_unit or HA)
    areas = [plot for plot in plots if plot.shape == "面"]
    pairs = [(one, two) for plot in areas for one, two in zip(plot.rings, plot.rings[1:], strict=False)]
    stated = [plot.fields.get("area", "") for plot in plots]
    digits = Counter(_decimals(re.sub(r"[^\d.]", "", text)) for text in stated if text)
    suffixes = Counter(re.sub(r"^[\d.\s]*", "", text) for text in stated if text)
    counting = Counter(verdict for plot in areas for verdict in _counts_closing(plot))
    easts = [float(ring.xy[0, 0 if plot.swapped else 1]) for plot in plots for ring in plot.rings if len(ring.xy)]
    return replace(
        dialect,
        label=_most(Counter(plot.rings[0].labels[0] for plot in plots if plot.rings and plot.rings[0].labels), "J1"),
        first_ring=int(_most(Counter(plot.rings[0].number for plot in plots if plot.rings[0].number.isdigit()), "1")),
        restarts=_most(Counter(two.labels[0] == one.labels[0] for one, two in pairs), fallback=False),
        closed=_most(Counter(ring.closing is not None for plot in areas for ring in plot.rings), fallback=True),
        counts_closing=_most(counting, fallback=True),
        prefixed=_most(Counter(east >= _ZONE_M for east in easts), fallback=True),
        swapped=_most(Counter(plot.swapped for plot in plots), fallback=False),
        area_unit=area_unit or HA,
        area_decimals=_most(digits, 4),
        area_suffix=_most(suffixes, ""),
    )


def _counts_closing(plot: Plot) -> list[bool]:
    """Whether the head counts the repeated points; empty where it cannot be told."""
    count = plot.fields.get("count", "")
    closings = sum(ring.closing is not None for ring in plot.rings)
    if not count.isdigit() or not closings:
        return []
    points = sum(len(ring.labels) for ring in plot.rings)
    return [True] if int(count[:12]) == points + closings else [False] if int(count[:12]) == points else []


def _most(counted: Counter[T], fallback: T) -> T:
    return counted.most_common(1)[0][0] if counted else fallback
