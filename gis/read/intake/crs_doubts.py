"""Where the numbers of a layer do not settle its coordinate system: which question to ask, with which candidates."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from gis.crs import Belt, twin_in_cgcs2000
from gis.read.intake.belt_evidence import NORTH_M, Extents, Kind, Mask, inside
from gis.read.intake.crs_candidates import Candidate, candidates, majority, of_statement, splitting
from gis.read.intake.crs_statement import Statement, statement
from gis.read.intake.decision import Case, Decision

__all__ = [
    "STRAY_SHARE",
    "asked",
    "mistaken",
    "numbers_say",
    "off_belt",
    "on_cgcs2000",
    "unfit",
    "width_of",
    "zones_mixed",
]

STRAY_SHARE = 0.1  # of the rows: up to this many that lie nowhere are set aside, more make the statement doubtful
_OFF_BELT_M = 3_000_000.0  # numbers of another belt of China, taken for this one, lie no farther off
_ZONE_M = 500_000.0


def width_of(zone: int) -> int:
    """The width in degrees of the belts a zone number belongs to: 13-23 are 6 degrees wide, 25-45 are 3."""
    return 6 if zone < 24 else 3


def numbers_say(case: Case, *, datum: str = "") -> list[Candidate]:
    """What the numbers of most rows could be in."""
    kind = majority(case.found)
    return candidates(case.found, case.found.of(kind), kind, datum=datum, near=case.near)


def on_cgcs2000(case: Case, stated: Statement) -> list[Candidate]:
    """The same projection on the datum in force: the likely meaning of a datum nobody knows."""
    twin = statement(twin_in_cgcs2000(stated.known))
    return [] if twin is None else [of_statement(twin, case.found, case.found.present)]


def asked(case: Case) -> Decision:
    """Nothing is stated: always a question, with what the numbers say."""
    found, kind = case.found, majority(case.found)
    rows = found.of(kind)
    others = found.present & ~rows
    if kind is Kind.LOCAL:
        others &= ~found.of(Kind.WORLD)
    if others.sum() > STRAY_SHARE * found.present.sum():
        return _mixed(case, numbers_say(case))
    made = numbers_say(case)
    if kind is Kind.ZONED:
        zones = list(found.zones(rows))
        if len(zones) > 1:
            return zones_mixed(case, "")
        belt = Belt("cgcs2000", width_of(zones[0]), zones[0], prefixed=True)
        facts: dict[str, object] = {"zone": belt.zone, "width": belt.width_deg, "central": belt.central_deg}
        return case.ask("crs_missing_zoned", made, **facts)
    if kind is Kind.METRES:
        return case.ask("crs_missing_metres", made, belts=len(made), **case.spread(rows))
    code = {
        Kind.DEGREES: "crs_missing_degrees",
        Kind.WORLD: "crs_missing_world",
        Kind.MERCATOR: "crs_missing_mercator",
        Kind.LOCAL: "crs_local_grid",
    }.get(kind, "crs_missing_unknown")
    return case.ask(code, made, **case.spread(rows, exact=kind in (Kind.DEGREES, Kind.WORLD)))


def unfit(case: Case, stated: Statement, rows: Mask) -> Decision:
    """Too many rows with numbers that do not belong to what is stated and mean nothing else either."""
    small = bool(case.found.of(Kind.WORLD)[rows].all())
    in_degrees = "crs_outside_area" if small else "crs_metres_not_degrees"
    code = in_degrees if stated.geographic else "crs_numbers_unfit"
    made = [*numbers_say(case), of_statement(stated, case.found, rows)]
    return case.ask(code, made, **stated.facts, **case.rows(rows), **case.spread(rows, exact=small))


def off_belt(found: Extents, stated: Statement) -> Mask:
    """Rows with numbers like those of this belt, but farther from its meridian than anyone lays out."""
    if not stated.datum or stated.geographic:
        return np.zeros(len(found.kind), dtype=bool)
    middle, far = stated.middle_m, _ZONE_M if stated.belt is not None and stated.belt.prefixed else _OFF_BELT_M
    box = (middle - far, NORTH_M[0], middle + far, NORTH_M[1])
    alike: Mask = found.present & ~found.of(Kind.ZONED, Kind.DEGREES, Kind.WORLD) & inside(found.bounds, box)
    own_zone = found.present & (found.zone == (stated.belt.zone if stated.belt is not None else 0)) & (found.zone > 0)
    alike |= own_zone & inside(found.bounds, box)
    return alike


def mistaken(case: Case, stated: Statement, good: Mask, rest: Mask) -> Decision | Belt:
    """Rows whose numbers mean something, but not what is stated; a belt where only the zone number differs.

    Parameters
    ----------
    good: rows that fit the statement. rest: those that mean something else.
    """
    found, belt = case.found, stated.belt
    every = np.bincount(found.kind[rest], minlength=len(Kind))
    kinds = {kind for kind in Kind if every[kind]}
    kind = max(kinds, key=lambda one: (every[one], -one))
    made = candidates(found, rest & found.of(kind), kind, datum=stated.datum, near=case.near)
    made = [*made, of_statement(stated, found, rest)]
    facts = {**stated.facts, **case.rows(rest), **case.spread(rest, exact=kind is Kind.DEGREES)}
    if off_belt(found, stated)[rest].all():
        middles = found.upright(rest)[:, [0, 2]] - stated.middle_m
        return case.ask("crs_off_belt", made, **facts, km=round(float(np.abs(middles).max()) / 1000.0))
    if kinds == {Kind.ZONED} and not stated.geographic and stated.datum:
        return _of_zones(case, stated, good, rest) or case.ask("crs_zone_mismatch", made, **facts, **_zone(found, rest))
    if kinds == {Kind.METRES} and belt is not None and belt.prefixed and not good.any():
        return replace(belt, prefixed=False)
    if good.any():
        return _mixed(case, made)
    if kinds == {Kind.DEGREES}:
        return case.ask("crs_outside_area" if stated.geographic else "crs_degrees_not_metres", made, **facts)
    return case.ask("crs_metres_not_degrees" if stated.geographic else "crs_numbers_unfit", made, **facts)


def _of_zones(case: Case, stated: Statement, good: Mask, rest: Mask) -> Decision | Belt | None:
    """Numbers that carry zones, of a statement in metres: several zones, or only the prefix differs; else None."""
    belt, zones = stated.belt, list(case.found.zones(rest))
    if good.any() and (belt is None or not belt.prefixed):
        return _mixed(case, numbers_say(case, datum=stated.datum))
    if good.any() or len(zones) > 1:
        return zones_mixed(case, stated.datum)
    zone = zones[0]
    sibling = Belt(stated.datum, width_of(zone), zone, prefixed=True)
    return sibling if belt is not None and sibling.central_deg == belt.central_deg else None


def _zone(found: Extents, rest: Mask) -> dict[str, object]:
    zone = int(found.zone[rest][0])
    return {"zone": zone, "central": Belt("cgcs2000", width_of(zone), zone, prefixed=True).central_deg}


def zones_mixed(case: Case, datum: str) -> Decision:
    """Several zones in one layer: asked, with how many rows are in each."""
    zoned = case.found.of(Kind.ZONED)
    listed = [f"{zone}: {count}" for zone, count in case.found.zones(zoned).items()]
    return case.ask("crs_zones_mixed", splitting(case.found, zoned, datum=datum), zones=listed)


def _mixed(case: Case, made: list[Candidate]) -> Decision:
    """Rows of several kinds, none of them a few strays."""
    found = case.found
    counts = {
        "degrees": int(found.of(Kind.DEGREES, Kind.WORLD).sum()),
        "zoned": int(found.of(Kind.ZONED).sum()),
        "bare": int(found.of(Kind.METRES).sum()),
    }
    other = int(found.present.sum()) - sum(counts.values())
    return case.ask("coordinates_mixed", made, **counts, other=other)
