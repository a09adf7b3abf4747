"""What the heads of a coordinate TXT say against what its points give: counts, areas and their unit, ids."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Sequence

import numpy as np
import shapely

from gis.coordinate_txt import HA, M2, MU, UNIT_M2
from gis.read.intake.formats.txt_grammar import Finding
from gis.read.intake.formats.txt_plots import Made

__all__ = ["check_areas", "check_counts", "check_ids", "stated_area"]

_UNITS = {
    **dict.fromkeys((HA, "ha", "hm2", "hm²", "顷"), HA),
    **dict.fromkeys((M2, "㎡", "m2", "m²", "平米"), M2),
    MU: MU,
}
_SIGNS = {HA: "ha", M2: "m²", MU: "亩 (mu)"}  # in messages of either language
_AREA = re.compile(r"(\d+(?:\.\d*)?|\.\d+)\s*([^\d\s.]\S*)?$")
_UNIT_SHARE = 0.05  # a stated area this near the computed one tells its unit
_AGREES_SHARE = 0.001  # planar and ellipsoidal area of a belt differ by half of it at most
_COORDINATE_M = 0.002  # by which a boundary may be off for its rounded coordinates


def stated_area(text: str) -> tuple[float | None, str, float]:
    """The number of an area as written, its unit if written (公顷, 平方米, 亩, else empty), half its last place."""
    found = _AREA.fullmatch(text.strip())
    if not found or (found[2] and found[2].lower() not in _UNITS):
        return None, "", 0.0
    digits = len(found[1].partition(".")[2])
    return float(found[1]), _UNITS.get((found[2] or "").lower(), ""), 0.6 * 10.0**-digits


def check_counts(made: Sequence[Made], findings: list[Finding]) -> None:
    """The stated number of points against the lines, with and without the repeated first points."""
    for one in made:
        text = one.draft.fields.get("count", "")
        if not text:
            continue
        line = one.plot.line
        if not text.isdecimal() or len(text) > 9:
            findings.append(Finding("txt_count_bad", line, {"line": line, "plot": one.name, "text": text[:40]}))
            continue
        count = len(one.draft.labels)
        closings = sum(ring.closing is not None for ring in one.plot.rings)
        if int(text) not in (count, count - closings):
            facts: dict[str, object] = {"line": line, "plot": one.name, "stated": int(text), "counted": count}
            findings.append(Finding("txt_count_differs", line, facts))


def check_ids(made: Sequence[Made], findings: list[Finding]) -> None:
    """Plots that share an id stay apart; told."""
    lines: defaultdict[str, list[int]] = defaultdict(list)
    for one in made:
        key = one.draft.fields.get("id", "")
        if key:
            lines[key].append(one.plot.line)
    for key, found in lines.items():
        if len(found) > 1:
            facts: dict[str, object] = {"line": found[1], "id": key[:40], "lines": found}
            findings.append(Finding("txt_id_twice", found[1], facts))


def check_areas(made: Sequence[Made], findings: list[Finding]) -> tuple[list[float | None], list[str], str]:
    """Stated areas against computed planar ones: the unit whose ratio is 1 is the one meant.

    Returns
    -------
    the areas as stated (None: none readable), the unit of each, and the unit of most of them (empty: undecided).
    """
    texts = [one.draft.fields.get("area", "") for one in made]
    stated = [stated_area(text) for text in texts]
    computed, lengths = _computed(made)
    units = [
        unit or _fitting(value, area, half) if value is not None and one.valid and one.plot.shape == "面" else unit
        for one, (value, unit, half), area in zip(made, stated, computed, strict=True)
    ]
    counted = Counter(unit for unit in units if unit)
    usual = counted.most_common(1)[0][0] if counted else ""
    unfilled: list[int] = []
    for at, one in enumerate(made):
        value, _, half = stated[at]
        line = one.plot.line
        if texts[at] and value is None:
            findings.append(Finding("txt_area_bad", line, {"line": line, "plot": one.name, "text": texts[at][:40]}))
        if value is None:
            continue
        if not value:
            unfilled.append(line)
            continue
        units[at] = units[at] or usual
        if units[at] and units[at] != usual:
            findings.append(
                Finding("txt_area_units_mixed", line, {"line": line, "plot": one.name, "unit": _SIGNS[units[at]]})
            )
        if one.plot.shape == "面" and one.valid:
            _compare(one, (value, half, units[at] or HA), (computed[at], lengths[at]), findings)
    if unfilled:
        findings.append(Finding("txt_area_unfilled", unfilled[0], {"count": len(unfilled)}))
    if usual and usual != HA:
        findings.append(Finding("txt_area_unit", made[0].plot.line, {"unit": _SIGNS[usual]}))
    return [value for value, _, _ in stated], units, usual


def _fitting(value: float, area_m2: float, half: float) -> str:
    for unit in (HA, M2, MU):
        scale = UNIT_M2[unit]
        if abs(value * scale - area_m2) <= _UNIT_SHARE * area_m2 + half * scale and value:
            return unit
    return ""


def _compare(
    one: Made, stated: tuple[float, float, str], computed: tuple[float, float], findings: list[Finding]
) -> None:
    value, half, unit = stated
    area_m2, length_m = computed
    scale = UNIT_M2[unit]
    if abs(value * scale - area_m2) <= _AGREES_SHARE * area_m2 + half * scale + _COORDINATE_M * length_m:
        return
    line = one.plot.line
    facts: dict[str, object] = {"line": line, "plot": one.name, "stated": value, "unit": _SIGNS[unit]}
    ratio = value * scale / area_m2 if area_m2 > 0 else math.inf
    facts |= {"computed": round(area_m2 / scale, 6), "ratio": round(ratio, 6) if ratio < 1e12 else 1e12}
    findings.append(Finding("txt_area_differs", line, facts))


def _computed(made: Sequence[Made]) -> tuple[list[float], list[float]]:
    """Planar areas in m2 and lengths in m; of degrees by the length of a degree at the latitude of each plot."""
    shapes = np.array([one.shape for one in made], dtype=object)
    areas, lengths = shapely.area(shapes), shapely.length(shapes)
    degrees = np.array([one.numbers.kind == "degrees" for one in made], dtype=bool)
    if degrees.any():
        bounds = shapely.bounds(shapes[degrees])
        lat = np.radians((bounds[:, 1] + bounds[:, 3]) / 2)
        north_m = 111132.954 - 559.822 * np.cos(2 * lat) + 1.175 * np.cos(4 * lat)
        east_m = 111412.84 * np.cos(lat) - 93.5 * np.cos(3 * lat) + 0.118 * np.cos(5 * lat)
        areas[degrees] *= north_m * east_m
        lengths[degrees] *= np.maximum(north_m, east_m)
    return areas.tolist(), lengths.tolist()
