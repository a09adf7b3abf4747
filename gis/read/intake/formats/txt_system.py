"""The coordinate system of a coordinate TXT: what its keys state, what its numbers show, and which of them counts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyproj

from gis.crs import BELT_ZONES, DEGREES, belt_code
from gis.read.intake.formats.txt_grammar import Finding

__all__ = ["FAR_M", "Numbers", "Statement", "code_of", "judge_numbers", "statement_of"]

FAR_M = 250_000.0  # from the central meridian; further out no plot of that belt can lie
_NORTH_M = (1_800_000.0, 6_000_000.0)  # of China, with its islands
_ZONE_M = 1_000_000.0
_FILLER = re.compile(r"国家|大地|中国|坐标系统?|坐标|年|系|[\s()\[\]\-_.]")
_DATUMS: Mapping[str, str] = {
    **dict.fromkeys(("2000", "CGCS2000", "CGCS", "2000CGCS2000"), "cgcs2000"),
    **dict.fromkeys(("1980西安", "西安1980", "80西安", "西安80", "1980", "80", "XIAN80", "XIAN1980"), "xian80"),
    **dict.fromkeys(("1954北京", "北京1954", "54北京", "北京54", "1954", "54", "BEIJING54"), "beijing54"),
    **dict.fromkeys(("WGS84", "WGS1984"), "wgs84"),
}
_WIDTH_KEYS, _ZONE_KEYS = ("几度分带", "分带"), ("带号", "中央子午线", "中央经线")
_DATUM_KEYS = ("坐标系", "坐标系统", "坐标系名称")
_DIGITS = {"三": "3", "六": "6"}


Fault = tuple[str, int, dict[str, object]]  # code, position of the point, facts


@dataclass
class Statement:
    """What an attribute block states: datum ("" unknown), belt width in degrees and zone (0: not stated).

    `projected`: whether its projection and unit are those of the belts. `findings`: what of it could not be used.
    """

    datum: str = ""
    width_deg: int = 0
    zone: int = 0
    projected: bool = True
    findings: list[Finding] = field(default_factory=list)


@dataclass(frozen=True)
class Numbers:
    """What the numbers of a plot show: "belt", "degrees" or "local"; column order; zone (0: no prefix).

    `fault`: why the plot cannot be used, with the position of the point; `east`: of its first point.
    """

    kind: str
    swapped: bool = False
    zone: int = 0
    fault: Fault | None = None
    unordered: bool = False


def statement_of(block: Mapping[str, Sequence[tuple[str, int]]]) -> Statement:
    """What a block of keys states about its coordinates; a key given twice with two values states nothing."""
    out = Statement()
    for key, values in block.items():
        if len({value for value, _ in values}) > 1:
            out.findings.append(Finding("txt_key_twice", values[-1][1], {"line": values[-1][1], "key": key[:40]}))
    name, line = _value(block, _DATUM_KEYS)
    out.datum = datum_named(name)
    if name and not out.datum:
        out.findings.append(Finding("txt_datum_unknown", line, {"line": line, "name": name[:40]}))
    _state_belt(out, block)
    projection, line = _value(block, ("投影类型",))
    unit, unit_line = _value(block, ("计量单位",))
    if projection and "高斯" not in projection and "gauss" not in projection.lower():
        out.projected = False
        out.findings.append(Finding("txt_projection_unknown", line, {"line": line, "name": projection[:40]}))
    if unit and unit.lower() not in ("米", "m", "metre", "meter", "度", "十进制度", "degree"):
        out.projected = False
        out.findings.append(Finding("txt_unit_unknown", unit_line, {"line": unit_line, "name": unit[:40]}))
    parameters, line = _value(block, ("转换参数",))
    if re.search(r"[1-9]", parameters):
        out.findings.append(Finding("txt_parameters_given", line, {"line": line, "values": parameters[:80]}))
    return out


def datum_named(name: str) -> str:
    """The datum of a name as files write it: "cgcs2000", "xian80", "beijing54", "wgs84"; empty for any other.

    Only whole names count: 北京2000 or 济南2000 are local systems, not the national one.
    """
    return _DATUMS.get(_FILLER.sub("", name).upper(), "")


def _value(block: Mapping[str, Sequence[tuple[str, int]]], keys: Sequence[str]) -> tuple[str, int]:
    """The value of the first of `keys` that has just one; and its line."""
    for key in keys:
        values = block.get(key, ())
        if len({value for value, _ in values}) == 1 and values[0][0]:
            return values[0]
    return "", 0


def _state_belt(out: Statement, block: Mapping[str, Sequence[tuple[str, int]]]) -> None:
    """Width and zone: the zone as a number, with words around it, or as a central meridian."""
    width_text, line = _value(block, _WIDTH_KEYS)
    found = re.search(r"[36三六]", width_text)
    width = int(_DIGITS.get(found[0], found[0])) if found else 0
    zone_text, zone_line = _value(block, _ZONE_KEYS)
    numbers = re.findall(r"\d+(?:\.\d+)?", zone_text)
    if width_text and not found:
        out.findings.append(Finding("txt_zone_unusable", line, {"line": line, "text": width_text[:40]}))
        return
    if not zone_text:
        out.width_deg = width
        return
    number = float(numbers[0]) if len(numbers) == 1 and len(numbers[0]) < 9 else 0.0
    for degrees in (width,) if width else (3, 6):
        zones = BELT_ZONES[degrees]
        meridian = number / 3 if degrees == 3 else (number + 3) / 6
        zone = number if number in zones else meridian if meridian in zones and number > 60 else 0
        if zone:
            out.width_deg, out.zone = degrees, int(zone)
            return
    out.width_deg = width
    out.findings.append(Finding("txt_zone_unusable", zone_line, {"line": zone_line, "text": zone_text[:40]}))


def judge_numbers(first: npt.NDArray[np.float64], second: npt.NDArray[np.float64]) -> Numbers:
    """What the two columns of a plot's coordinates show by their size.

    Northings of China have 7 digits before the point, eastings 6, or 8 with the zone; degrees stay below 180.
    """
    (south, north), (west, east_most) = ((float(one.min()), float(one.max())) for one in (first, second))
    zone = west // _ZONE_M if west >= 10 * _ZONE_M else 0.0
    usual_form = _NORTH_M[0] <= south <= north <= _NORTH_M[1] and zone == east_most // _ZONE_M
    off = max(abs(west - zone * _ZONE_M - 5e5), abs(east_most - zone * _ZONE_M - 5e5))
    if usual_form and off <= FAR_M and (not zone or zone in BELT_ZONES[3] or zone in BELT_ZONES[6]):
        return Numbers("belt", zone=int(zone))  # nearly every plot: nothing to look into
    if max(-south, north, -west, east_most) <= 180.0:
        return _degrees(first, second)
    straight, crossed = _northing(first) & ~_northing(second), _northing(second) & ~_northing(first)
    if not straight.any() and not crossed.any():
        both = bool((_northing(first) & _northing(second)).all())
        return Numbers("local", fault=_far_out(second, 0) if both else None)
    swapped = bool(crossed.sum() > straight.sum())
    usual, other = (crossed, straight) if swapped else (straight, crossed)
    if not usual.all():
        at = int(np.argmin(usual))
        code = "txt_swapped_within" if other[at] else "txt_point_astray"
        return Numbers("belt", swapped, fault=(code, at, _pair(first, second, at)))
    east = first if swapped else second
    zones = np.where(east >= 10 * _ZONE_M, east // _ZONE_M, 0.0)
    fault = _zone_fault(first, second, zones)
    away = np.abs(east - zones * _ZONE_M - 500_000.0)
    if fault is None and away.max() > FAR_M:
        fault = _far_out(east, int(np.argmax(away)))
    return Numbers("belt", swapped, int(zones[0]), fault)


def _far_out(east: npt.NDArray[np.float64], at: int) -> Fault:
    return "txt_far_out", at, {"east": f"{east[at]:.3f}", "limit": FAR_M / 1000}


def _zone_fault(
    first: npt.NDArray[np.float64], second: npt.NDArray[np.float64], zones: npt.NDArray[np.float64]
) -> Fault | None:
    """Two zones in one plot, or one that does not exist; zones of 0 have no prefix."""
    usual = Counter(zones.tolist()).most_common(1)[0][0]
    if (zones != usual).any():
        at = int(np.argmax(zones != usual))
        return "txt_zones_within", at, {**_pair(first, second, at), "zone": int(usual)}
    if usual and not any(usual in known for known in BELT_ZONES.values()):
        return "txt_zone_none", 0, {"zone": int(usual), **_pair(first, second, 0)}
    return None


def _degrees(first: npt.NDArray[np.float64], second: npt.NDArray[np.float64]) -> Numbers:
    """Latitude and longitude told apart where the plot lies in China; else the first column is latitude by rule."""

    def _lies(lat: npt.NDArray[np.float64], lon: npt.NDArray[np.float64]) -> bool:
        return bool((lat >= 3).all() and (lat <= 54).all() and (lon >= 73).all() and (lon <= 136).all())

    if _lies(first, second) or _lies(second, first):
        return Numbers("degrees", swapped=_lies(second, first))
    beyond = np.abs(first).max() > 90.0
    return Numbers("degrees", swapped=bool(beyond), unordered=not beyond)


def _northing(values: npt.NDArray[np.float64]) -> npt.NDArray[np.bool_]:
    return (values >= _NORTH_M[0]) & (values <= _NORTH_M[1])


def _pair(first: npt.NDArray[np.float64], second: npt.NDArray[np.float64], at: int) -> dict[str, object]:
    return {"value": f"{first[at]:.3f}, {second[at]:.3f}"}


def code_of(stated: Statement, numbers: Numbers) -> str:
    """The CRS of a plot; empty where the file does not say enough. A prefix counts more than the stated zone."""
    if numbers.kind == "degrees":
        if stated.datum == "wgs84":
            return DEGREES
        return _geographic(stated.datum) if stated.datum else ""
    if numbers.kind != "belt" or stated.datum in ("", "wgs84") or not stated.projected:
        return ""
    if numbers.zone:
        return belt_code(stated.datum, 3 if numbers.zone in BELT_ZONES[3] else 6, numbers.zone, prefixed=True)
    if not stated.zone:
        return ""
    return belt_code(stated.datum, stated.width_deg, stated.zone, prefixed=False)


def _geographic(datum: str) -> str:
    """The code of longitude and latitude on a datum: what its belts are made from."""
    base = pyproj.CRS.from_user_input(belt_code(datum, 3, 39, prefixed=False)).geodetic_crs
    authority = base.to_authority() if base is not None else None
    return ":".join(authority) if authority else ""
