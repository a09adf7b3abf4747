"""Points to rings, rings to shapes: where a ring ends, and which is a shell and which a hole, by containment alone."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from gis.coordinate_txt import XY, Ring, label_number
from gis.read.intake.formats.txt_grammar import Draft, Finding

__all__ = ["RINGS_LIMIT", "fault_of", "rings_of", "shape_of"]

RINGS_LIMIT = 5_000  # rings of one plot; which lies in which is compared pair by pair
_CLOSES_M = 0.1  # a last point with the first label this near the first point closes the ring
_PLACE = re.compile(r"\[(\S+) (\S+)\]")


@dataclass(frozen=True)
class _Span:
    """Positions of a ring's points in its plot: from `start` to before `stop`; `closing`: of the repeated first one."""

    start: int
    stop: int
    closing: int | None = None


def rings_of(
    draft: Draft, lines: Sequence[str], findings: list[Finding], *, shape: str
) -> tuple[tuple[Ring, ...], tuple[str, ...]]:
    """The rings of a plot and the other lines behind its last point; a fault is told to `draft` and there are none.

    Parameters
    ----------
    lines: of the file. findings: where what is noticed is added. shape: 面, 线 or 点.
    """
    xy = draft.xy
    if not len(xy):
        draft.spoil("txt_plot_empty", draft.line)
        return (), ()
    wrong = np.flatnonzero(~np.isfinite(xy).all(axis=1))
    if len(wrong):
        line = draft.lines[int(wrong[0])]
        draft.spoil("txt_number_not_finite", line, value=lines[line - 1].strip()[:40])
        return (), ()
    spans: list[_Span] = []
    splitter = _Splitter(draft, lines, findings)
    for start, stop in _numbered(draft):
        spans += splitter.spans(start, stop) if shape == "面" else [_Span(start, stop)]
    least = {"面": 3, "线": 2, "点": 1}[shape]
    for span in spans:
        if not _distinct(xy[span.start : span.stop], least):
            count = span.stop - span.start
            draft.spoil("txt_ring_short", draft.lines[span.start], count=count, ring=draft.rings[span.start])
    if len(spans) > RINGS_LIMIT:
        draft.spoil("txt_rings_many", draft.line, count=len(spans), limit=RINGS_LIMIT)
    if draft.problem is not None:
        return (), ()
    before = {at: list(found) for at, found in draft.before.items()}
    for at in splitter.repeated:  # lines of their own: they stand before the next point
        before[at + 1] = [*before.pop(at, []), lines[draft.lines[at] - 1], *before.get(at + 1, [])]
    return tuple(_ring(draft, xy, span, before) for span in spans), tuple(before.get(len(xy), ()))


def _numbered(draft: Draft) -> list[tuple[int, int]]:
    """Runs of points with one ring number."""
    numbers = draft.rings
    cuts = [0, *(k for k in range(1, len(numbers)) if numbers[k] != numbers[k - 1]), len(numbers)]
    return list(pairwise(cuts))


def _distinct(xy: XY, least: int) -> bool:
    """Whether there are so many (1-3) different points."""
    for _ in range(least - 1):
        if not len(xy):
            return False
        xy = xy[(xy != xy[0]).any(axis=1)]
    return len(xy) > 0


def _ring(draft: Draft, xy: XY, span: _Span, before: dict[int, list[str]]) -> Ring:
    places = [*range(span.start, span.stop), *([] if span.closing is None else [span.closing])]
    odd = {}
    for at, place in enumerate(places if draft.odd else ()):
        if place in draft.odd:
            first, second = xy[span.start if place == span.closing else place].tolist()
            odd[at] = (draft.odd[place], first, second)
    return Ring(
        number=draft.rings[span.start],
        labels=tuple(draft.labels[span.start : span.stop]),
        xy=xy[span.start : span.stop],
        lines=np.array(draft.lines[span.start : span.stop], dtype=np.int64),
        closing=None if span.closing is None else draft.labels[span.closing],
        odd=odd,
        before={at: tuple(before[place]) for at, place in enumerate(places) if place in before} if before else {},
    )


class _Splitter:
    """Points of one ring number to rings: a ring ends where its first point comes again or the labels begin anew.

    `repeated`: positions of closing points that stand more than once.
    """

    def __init__(self, draft: Draft, lines: Sequence[str], findings: list[Finding]) -> None:
        self.draft, self.lines, self.findings = draft, lines, findings
        self.pairs = [point[2:4] for point in draft.points]
        self.numbers = [label_number(label) for label in draft.labels]
        self.last = {pair: at for at, pair in enumerate(self.pairs)}
        self.repeated: list[int] = []
        self.told: set[str] = set()

    def _tell(self, code: str, at: int, **facts: object) -> None:
        """Once a plot for each code: one cause often shows at every point."""
        if code not in self.told:
            self.told.add(code)
            line = self.draft.lines[at]
            self.findings.append(Finding(code, line, {"line": line, "label": self.draft.labels[at], **facts}))

    def spans(self, start: int, stop: int) -> list[_Span]:
        """The rings between two positions that share a ring number."""
        found: list[_Span] = []
        at = start + 1
        while at < stop:
            if self._closes(start, at, stop):
                found.append(_Span(start, at, at))
                at += 1
                while at < stop and self.pairs[at] == self.pairs[start] and self._alone(at, stop):
                    self._tell("txt_point_repeated", at)
                    self.repeated.append(at)
                    at += 1
                if at < stop:
                    self._tell("txt_ring_number_shared", at, ring=self.draft.rings[at])
                start, at = at, at + 1
                continue
            if self._begins_anew(start, at, stop):
                self._tell("txt_labels_anew", at)
                found.append(_Span(start, at))
                start = at
            at += 1
        if start < stop:
            found.append(_Span(start, stop))
        return found

    def _alone(self, at: int, stop: int) -> bool:
        """Whether no ring of three can begin here."""
        return at + 2 >= stop or self.pairs[at] == self.pairs[at + 1]

    def _closes(self, start: int, at: int, stop: int) -> bool:
        """Whether the point at `at` is the first one again."""
        labels = self.draft.labels
        same = bool(labels[at]) and labels[at] == labels[start]
        if self.pairs[at] == self.pairs[start]:
            return at - start > 2 or (at - start == 2 and same)
        goes_on = at + 1 < stop and self.numbers[at + 1] == (self.numbers[at] or 0) + 1
        if not same or at - start < 3 or goes_on:
            return False
        (one, two), (three, four) = self.pairs[start], self.pairs[at]
        apart = math.hypot(three - one, four - two)
        if apart > _CLOSES_M:
            self.draft.spoil("txt_ring_end_apart", self.draft.lines[at], label=labels[at], apart=round(apart, 3))
            return True
        self._tell("txt_ring_end_near", at, apart=round(apart, 4))
        self.draft.odd[at] = self.lines[self.draft.lines[at] - 1]
        return True

    def _begins_anew(self, start: int, at: int, stop: int) -> bool:
        """Whether the labels drop back here to begin another ring; not where the ring still closes further on."""
        now, last = self.numbers[at], self.numbers[at - 1]
        if now is None or last is None or now > last:
            return False
        if now == last:
            if self.pairs[at] != self.pairs[at - 1]:
                self._tell("txt_label_twice", at)
            return False
        closing = at < self.last[self.pairs[start]] < stop
        following = self.numbers[at + 1] if at + 1 < stop else None
        if not closing and now <= (self.numbers[start] or 0) and following is not None and following > now:
            return True
        self._tell("txt_label_order", at)
        return False


def shape_of(rings: Sequence[Ring], *, shape: str, swapped: bool) -> tuple[BaseGeometry | None, tuple[int, ...]]:
    """The shape of rings with x = east, y = north, and for each ring its place among the shape's boundaries.

    None where two rings are the same.
    """
    parts = [ring.xy if swapped else ring.xy[:, ::-1] for ring in rings]
    if shape == "点":
        points = shapely.points(np.concatenate(parts))
        return (points[0] if len(points) == 1 else shapely.multipoints(points)), ()
    if shape == "线":
        lines = [shapely.linestrings(part) for part in parts]
        return (lines[0] if len(lines) == 1 else shapely.multilinestrings(lines)), ()
    if len(parts) == 1:
        return shapely.polygons(parts[0]), ()
    return _nested([shapely.linearrings(part) for part in parts])


def _nested(rings: list[BaseGeometry]) -> tuple[BaseGeometry | None, tuple[int, ...]]:
    """Rings at even depth are shells, at odd depth holes of the smallest shell around them."""
    areas = shapely.polygons(rings)
    size = shapely.area(areas)
    inner, outer = shapely.STRtree(areas).query(shapely.point_on_surface(areas), predicate="within")
    same = (size[inner] == size[outer]) & (inner != outer)
    if same.any() and shapely.equals(areas[inner[same]], areas[outer[same]]).any():
        return None, ()
    real = size[outer] > size[inner]
    inner, outer = inner[real], outer[real]
    depth = np.bincount(inner, minlength=len(areas))
    holes: dict[int, list[int]] = {int(at): [] for at in np.flatnonzero(depth % 2 == 0)}
    for at in np.flatnonzero(depth % 2):
        around = outer[inner == at]
        around = around[depth[around] == depth[at] - 1]
        if not len(around):  # rings that cross each other: no depth fits; kept as a shell, told as crossing
            holes[int(at)] = []
            continue
        holes[int(around[np.argmin(size[around])])].append(int(at))
    shells = sorted(holes)
    parts = [shapely.polygons(rings[at], [rings[hole] for hole in holes[at]] or None) for at in shells]
    places = np.empty(len(rings), dtype=np.int64)
    places[[at for shell in shells for at in (shell, *holes[shell])]] = np.arange(len(rings))
    order: tuple[int, ...] = tuple(places.tolist())
    return (parts[0] if len(parts) == 1 else shapely.multipolygons(parts)), order


def fault_of(shape: BaseGeometry, rings: Sequence[Ring], *, swapped: bool) -> Finding | None:
    """What is wrong with an area, with the line of the nearest point: rings that cross themselves or each other."""
    reason = shapely.is_valid_reason(shape)
    if reason == "Valid Geometry":
        return None
    lines = np.concatenate([ring.lines for ring in rings])
    xy: npt.NDArray[np.float64] = np.concatenate([ring.xy for ring in rings])
    found = _PLACE.search(reason)
    line, place = int(lines[0]), ""
    if found:
        east, north = float(found[1]), float(found[2])
        here = (east, north) if swapped else (north, east)
        line = int(lines[int(np.argmin(np.hypot(*(xy - here).T)))])
        place = f"X={north:.3f}, Y={east:.3f}"
    code = "txt_self_crossing" if "ntersection" in reason else "txt_rings_clash"
    return Finding(code, line, {"line": line, "place": place})
