"""Plots of a coordinate TXT made from their drafts: shape, column order, belt; what does not fit is set aside."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from gis.coordinate_txt import SHAPES, Plot
from gis.read.intake.formats.txt_grammar import Draft, Finding, Outline
from gis.read.intake.formats.txt_rings import fault_of, rings_of, shape_of
from gis.read.intake.formats.txt_system import Numbers, Statement, code_of, judge_numbers, statement_of

__all__ = ["Made", "Plots", "make_plots"]

_UNUSABLE = {"txt_key_twice", "txt_datum_unknown", "txt_zone_unusable", "txt_projection_unknown", "txt_unit_unknown"}


@dataclass
class Made:
    """A plot with its shape (x = east, y = north), what its numbers show, and its draft."""

    draft: Draft
    plot: Plot
    shape: BaseGeometry
    numbers: Numbers
    valid: bool = True
    mended: bool = False

    @property
    def name(self) -> str:
        """What the user calls it: id and name."""
        return name_of(self.draft)


@dataclass
class Plots:
    """The plots that stay, the attribute blocks, and what is to be told."""

    made: list[Made] = field(default_factory=list)
    statements: list[Statement] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def stated(self, one: Made) -> Statement:
        """The block a plot stands under."""
        return self.statements[one.draft.block]


def name_of(draft: Draft) -> str:
    """What the user calls a plot: id and name, else its line."""
    words = (draft.fields.get("id", ""), draft.fields.get("name", ""))
    return " ".join(text for text in words if text)[:60] or f"L{draft.line}"


def make_plots(outline: Outline, lines: Sequence[str]) -> Plots:
    """All plots of a file; those that cannot be used have their `problem` set."""
    out = Plots(statements=[statement_of(block) for block in outline.blocks])
    for statement in out.statements:
        out.findings += statement.findings
    drafts = outline.drafts()
    for draft in drafts:
        out.made += _made(draft, lines, out.findings)
    _set_apart_astray(out)
    out.made = [one for one in out.made if one.draft.problem is None]
    for one in out.made:
        one.plot = _with_crs(one, code_of(out.stated(one), one.numbers))
    _tell_faults(out)
    _tell_closing(out)
    _tell_labels(out)
    _tell_order(out)
    _tell_belts(out)
    return out


def _with_crs(one: Made, crs: str) -> Plot:
    plot = one.plot
    return Plot(plot.line, plot.head, plot.shape, plot.rings, plot.order, one.numbers.swapped, crs, plot.after)


def _shape_word(draft: Draft, findings: list[Finding]) -> str:
    """面, 线 or 点; an empty word is read as an area and told, an unknown one sets the plot aside."""
    if draft.head is None:
        return "面"
    word = draft.fields.get("shape", "")
    if word and word not in SHAPES:
        draft.spoil("txt_shape_unknown", draft.line, word=word[:40])
    elif not word:
        findings.append(Finding("txt_shape_missing", draft.line, {"line": draft.line}))
    return word if word in SHAPES else "面"


def _made(draft: Draft, lines: Sequence[str], findings: list[Finding]) -> Iterator[Made]:
    """The plot of a draft; nothing where it cannot be used."""
    shape = _shape_word(draft, findings)
    if draft.problem is None:
        rings, after = rings_of(draft, lines, findings, shape=shape)
    if draft.problem is not None:
        return
    numbers = judge_numbers(draft.xy[:, 0], draft.xy[:, 1])
    if numbers.fault is not None:
        code, at, facts = numbers.fault
        draft.spoil(code, draft.lines[at], **facts)
        return
    geometry, order = shape_of(rings, shape=shape, swapped=numbers.swapped)
    if geometry is None:
        draft.spoil("txt_ring_twice", draft.line)
        return
    plot = Plot(draft.line, draft.head, shape, rings, order, numbers.swapped, after=after)
    yield Made(draft, plot, geometry, numbers)


def _set_apart_astray(out: Plots) -> None:
    """Where most plots lie in a belt, one with small numbers is a slip of the pen, not a second system."""
    kinds = Counter(one.numbers.kind for one in out.made)
    if kinds["belt"] <= kinds["local"] or not kinds["local"]:
        return
    for one in out.made:
        if one.numbers.kind == "local":
            value = ", ".join(f"{number:.3f}" for number in one.plot.rings[0].xy[0])
            one.draft.spoil("txt_plot_astray", one.draft.lines[0], value=value)


def _tell_faults(out: Plots) -> None:
    """Areas whose rings cross."""
    areas = [one for one in out.made if one.plot.shape == "面"]
    valid = shapely.is_valid(np.array([one.shape for one in areas], dtype=object))
    for one, good in zip(areas, valid, strict=True):
        one.valid = bool(good)
        fault = None if good else fault_of(one.shape, one.plot.rings, swapped=one.numbers.swapped)
        if fault is not None:
            out.findings.append(Finding(fault.code, fault.line, {**fault.facts, "plot": one.name}))


def _tell_closing(out: Plots) -> None:
    """Open rings: a mend where others of the file are closed, else the way this file is written."""
    areas = [one for one in out.made if one.plot.shape == "面"]
    rings = [(one, ring) for one in areas for ring in one.plot.rings]
    opened = [(one, ring) for one, ring in rings if ring.closing is None]
    if opened and len(opened) == len(rings) and opened[0][1].labels:
        out.findings.append(Finding("txt_rings_unclosed", opened[0][0].plot.line, {"count": len(rings)}))
        return
    for one, ring in opened:
        one.mended = True
        line = int(ring.lines[0])
        out.findings.append(Finding("txt_ring_open", line, {"line": line, "ring": ring.number or "1"}))


def _tell_labels(out: Plots) -> None:
    """Plots whose labels are written in two ways."""
    for one in out.made:
        bare = [label[:1].isdigit() for label in one.draft.labels]
        if any(bare) and not all(bare):
            at = bare.index(2 * sum(bare) < len(bare))
            line = one.draft.lines[at]
            out.findings.append(Finding("txt_label_mixed", line, {"line": line, "label": one.draft.labels[at][:20]}))


def _tell_order(out: Plots) -> None:
    """Which column is north, where it is not the first."""
    flat = [one for one in out.made if one.numbers.kind == "belt"]
    crossed = [one for one in flat if one.numbers.swapped]
    if crossed:
        code = "txt_swapped" if len(crossed) == len(flat) else "txt_swapped_some"
        facts: dict[str, object] = {"count": len(crossed), "total": len(flat), "plots": [one.name for one in crossed]}
        out.findings.append(Finding(code, crossed[0].plot.line, facts))
    degrees = [one for one in out.made if one.numbers.kind == "degrees"]
    if degrees:
        first = degrees[0]
        line = first.plot.line
        order = "lon" if first.numbers.swapped else "lat"
        out.findings.append(Finding(f"txt_degrees_{order}", line, {"count": len(degrees)}))
        if any(one.numbers.unordered for one in degrees):
            out.findings.append(Finding("txt_degrees_unordered", line, {}))
        if out.stated(first).zone:
            out.findings.append(Finding("txt_degrees_in_belt", line, {"zone": out.stated(first).zone}))


def _tell_belts(out: Plots) -> None:
    """Zones of the numbers against the stated one and against each other; what is missing for a CRS."""
    flat = [one for one in out.made if one.numbers.kind == "belt"]
    zones = Counter(one.numbers.zone for one in flat)
    for zone in sorted(set(zones) - {0}):
        for stated in {out.stated(one).zone for one in flat if one.numbers.zone == zone} - {0, zone}:
            mine = [one for one in flat if one.numbers.zone == zone and out.stated(one).zone == stated]
            facts: dict[str, object] = {"stated": stated, "found": zone, "count": len(mine)}
            out.findings.append(Finding("txt_zone_overruled", mine[0].plot.line, facts))
    if len(set(zones) - {0}) > 1:
        shown = [f"{zone}: {count}" for zone, count in zones.most_common() if zone]
        rare = zones.most_common()[-1][0]
        line = next(one.plot.line for one in flat if one.numbers.zone == rare)
        out.findings.append(Finding("txt_zones_mixed", line, {"zones": shown}))
    if zones[0] and len(zones) > 1:
        bare = next(one.plot.line for one in flat if not one.numbers.zone)
        out.findings.append(Finding("txt_prefix_mixed", bare, {"count": zones[0], "total": len(flat)}))
    local = [one for one in out.made if one.numbers.kind == "local"]
    if local:
        out.findings.append(Finding("txt_local_numbers", local[0].plot.line, {"count": len(local)}))
    unknown = [one for one in out.made if not one.plot.crs and one.numbers.kind != "local" and not _explained(out, one)]
    if unknown:
        missing = _missing(out.stated(unknown[0]), unknown[0].numbers)
        facts = {"count": len(unknown), "missing": missing}
        out.findings.append(Finding("txt_system_unstated", unknown[0].plot.line, facts))


def _explained(out: Plots, one: Made) -> bool:
    """Whether it is told already why the statement of a plot's block cannot be used."""
    return any(finding.code in _UNUSABLE for finding in out.stated(one).findings)


def _missing(stated: Statement, numbers: Numbers) -> list[str]:
    """The keys that would have to be stated (or stated usably) to know the CRS."""
    keys = [] if stated.datum and stated.datum != "wgs84" else ["坐标系"]
    if numbers.kind == "belt" and not numbers.zone and not stated.zone:
        keys += ["带号"] if stated.width_deg else ["几度分带", "带号"]
    return keys or ["投影类型、计量单位"]
