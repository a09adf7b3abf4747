"""The coordinate systems that numbers could be in, each with the place it would give and what speaks for it."""

from __future__ import annotations

import math

import numpy as np
import pyproj

from gis.crs import BELT_ZONES, CGCS2000_DEGREES, DATUM_DEGREES, DEGREES, WEB_MERCATOR, Belt, belt_title, degrees_of
from gis.read.intake.belt_evidence import Extents, Kind, Mask
from gis.read.intake.crs_statement import SPLIT, Statement
from gis.read.intake.messages import Message
from gis.shifts import SYSTEMS, undo

__all__ = ["Candidate", "candidates", "majority", "of_statement", "splitting"]

Candidate = dict[str, object]  # crs, title_zh, title_en, lon, lat, evidence_zh, evidence_en
Near = tuple[float, float] | None  # longitude and latitude of where the layer should lie, degrees

_BELT_CENTRE_DEG = 115.0  # where no place is known: the meridian the most cities of China are near
_HALF_DEG = 1.5  # of a 3-degree belt
_AROUND_DEG = 0.25  # around a belt's part of China
_DATUMS = ("cgcs2000", "xian80", "beijing54")


def majority(found: Extents) -> Kind:
    """The kind most rows are of, of those with coordinates; very small numbers beside a local grid belong to it."""
    every = np.bincount(found.kind, minlength=len(Kind))
    count = {kind: int(every[kind]) for kind in Kind if kind not in (Kind.NONE, Kind.ORIGIN)}
    if count[Kind.LOCAL]:
        count[Kind.LOCAL] += count.pop(Kind.WORLD)
    return max(count, key=lambda kind: (count[kind], -kind))


def candidates(found: Extents, rows: Mask, kind: Kind, *, datum: str = "", near: Near = None) -> list[Candidate]:
    """What `rows`, all of one kind, could be in, the most plausible first.

    Parameters
    ----------
    datum: the datum that is stated; where none is, the likely one comes first and the others after it. near: degrees.
    """
    if not rows.any():
        return []
    x, y = found.centre(rows)
    if kind is Kind.DEGREES:
        return _degrees(x, y)
    if kind is Kind.WORLD:
        return [_candidate(DEGREES, x, y, "evidence_plain_degrees")]
    if kind is Kind.MERCATOR:
        return [_in_metres(WEB_MERCATOR, x, y, "evidence_web_mercator")]
    if kind is Kind.ZONED:
        return _zoned(found, rows, datum)
    return _bare(x, y, datum, near) if kind is Kind.METRES else []


def of_statement(stated: Statement, found: Extents, rows: Mask, *, as_stated: bool = False) -> Candidate:
    """The place a statement itself would give; `as_stated`: with the axes as they are, swapped or not."""
    x, y = found.centre(rows)
    if as_stated and bool(found.swapped[rows].all()):
        x, y = y, x
    if stated.system or stated.geographic:
        return _candidate(stated.system or stated.code, x, y, "evidence_stated")
    return _in_metres(stated.code, x, y, "evidence_stated", known=stated.known)


def splitting(found: Extents, rows: Mask, *, datum: str = "") -> list[Candidate]:
    """The answer that makes a layer of each zone; its place is that of the zone with the most rows."""
    zones = found.zones(rows)
    most = max(zones, key=lambda zone: (zones[zone], -zone))
    there = _zoned(found, rows & (found.zone == most), datum)
    told = Message("evidence_split", {"zones": [f"{zone}: {count}" for zone, count in zones.items()]})
    made = []
    for one, name in zip(there, [datum] if datum else _DATUMS, strict=False):
        degrees = DATUM_DEGREES[name]
        made.append({
            **one,
            "crs": SPLIT if datum else f"{SPLIT}:{degrees}",
            "title_zh": f"按带号拆分,{belt_title(degrees, 'zh').split()[0]}",
            "title_en": f"split by zone, {belt_title(degrees, 'en').removesuffix(' longitude and latitude')}",
            "evidence_zh": told.text("zh"),
            "evidence_en": told.text("en"),
        })  # fmt: skip
    return made


def _degrees(lon: float, lat: float) -> list[Candidate]:
    made = [
        _candidate(CGCS2000_DEGREES, lon, lat, "evidence_cgcs2000_degrees"),
        _candidate(DEGREES, lon, lat, "evidence_plain_degrees"),
    ]
    for system in SYSTEMS:
        true_lon, true_lat = undo([lon], [lat], system)
        code = "evidence_gcj02" if system == "GCJ-02" else "evidence_bd09"
        made.append(_candidate(system, float(true_lon[0]), float(true_lat[0]), code))
    return made


def _zoned(found: Extents, rows: Mask, datum: str) -> list[Candidate]:
    """The belts of the zones the eastings begin with, on each datum: the numbers do not tell the datum."""
    made = []
    zones = found.zones(rows)
    for zone in sorted(zones, key=lambda zone: (-zones[zone], zone)):
        x, y = found.centre(rows & (found.zone == zone))
        width_deg = 3 if zone in BELT_ZONES[3] else 6
        for name in [datum] if datum in _DATUMS else _DATUMS:
            belt = Belt(name, width_deg, zone, prefixed=True)
            code = "evidence_zone" if name == "cgcs2000" else "evidence_zone_old_datum"
            offset_km = round(abs(x - belt.false_easting_m) / 1000.0, 1)
            made.append(_in_metres(belt.code, x, y, code, zone=zone, central=belt.central_deg, km=offset_km))
    if min(zones) in (13, 14, 15) and not datum:  # the far west by zone, or the east coast in Web Mercator
        x, y = found.centre(rows)
        made.append(_in_metres(WEB_MERCATOR, x, y, "evidence_web_mercator"))
    return made


def _bare(x: float, y: float, datum: str, near: Near) -> list[Candidate]:
    """Every belt without prefix whose part of China holds the middle; 3-degree belts where they hold it, else 6-degree.

    Each 6-degree belt has the meridian of a 3-degree one, hence the same places: it is named only where it alone fits.
    """
    name = datum if datum in _DATUMS else "cgcs2000"
    found: list[tuple[float, int, Candidate]] = []
    meridians: set[int] = set()
    for width_deg, zones in BELT_ZONES.items():
        for zone in zones:
            belt = Belt(name, width_deg, zone, prefixed=False)
            if belt.central_deg in meridians or not _in_china(belt, x, y):
                continue
            meridians.add(belt.central_deg)
            made = _in_metres(
                belt.code, x, y, "evidence_offset",
                central=belt.central_deg, km=round((x - 500_000.0) / 1000.0, 1), zone=zone, width=width_deg,
            )  # fmt: skip
            lon, lat = made["lon"], made["lat"]
            if not (isinstance(lon, float) and isinstance(lat, float)):
                continue
            away = abs(belt.central_deg - _BELT_CENTRE_DEG) if near is None else math.hypot(
                (lon - near[0]) * math.cos(math.radians(near[1])), lat - near[1]
            )  # fmt: skip
            found.append((away, width_deg, made))
    return [made for _, _, made in sorted(found, key=lambda one: (one[0], one[1]))]


def _in_china(belt: Belt, x: float, y: float) -> bool:
    """Whether the belt's part of China holds the place; a 6-degree belt only where no 3-degree one reaches."""
    area = pyproj.CRS.from_user_input(belt.code).area_of_use
    lon, lat = degrees_of([x], [y], crs=belt.code)
    beyond = belt.width_deg == 3 or abs(lon[0] - belt.central_deg) > _HALF_DEG
    return area is not None and bool(
        beyond
        and area.west - _AROUND_DEG <= lon[0] <= area.east + _AROUND_DEG
        and area.south - _AROUND_DEG <= lat[0] <= area.north + _AROUND_DEG
    )


def _in_metres(
    crs: str, x: float, y: float, code: str, *, known: pyproj.CRS | None = None, **facts: object
) -> Candidate:
    lon, lat = degrees_of([x], [y], crs=known or crs)
    return _candidate(crs, float(lon[0]), float(lat[0]), code, **facts)


def _candidate(crs: str, lon: float, lat: float, code: str, **facts: object) -> Candidate:
    shown = math.isfinite(lon) and math.isfinite(lat) and abs(lat) <= 90.0
    told = Message(code, facts)
    return {
        "crs": crs,
        "title_zh": crs if crs in SYSTEMS else belt_title(crs, "zh"),
        "title_en": crs if crs in SYSTEMS else belt_title(crs, "en"),
        "lon": round(lon, 7) if shown else None,
        "lat": round(lat, 7) if shown else None,
        "evidence_zh": told.text("zh"),
        "evidence_en": told.text("en"),
    }
