"""Coordinates decided, never guessed: what the file or the user states, held against the numbers.

Where both agree the layer is accepted. Where they do not, or nothing is stated, the answer is a question with the
places each reading would give; only what leaves no doubt (axes exchanged, a zone number too many or too few) is put
right, and told. Rows that lie nowhere are named in `Decision.aside`; nothing is dropped here.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import shapely

from gis.crs import CGCS2000_DEGREES, DEGREES, Belt
from gis.read.intake.belt_evidence import Kind, Mask, extents, inside, swapped_box
from gis.read.intake.crs_candidates import Near, candidates, of_statement
from gis.read.intake.crs_datums import FAR_M, barred, displacement_m, parameters, shifted
from gis.read.intake.crs_doubts import (
    STRAY_SHARE,
    asked,
    mistaken,
    numbers_say,
    off_belt,
    on_cgcs2000,
    unfit,
    width_of,
    zones_mixed,
)
from gis.read.intake.crs_statement import SPLIT, Statement, Unreadable, agree, same_numbers, statement
from gis.read.intake.decision import Case, Decision, Part, divided, moved_shapes
from gis.read.intake.messages import Notes
from gis.read.intake.model import RawLayer, ReadOptions, Shapes
from gis.shifts import ACCURACY_M, undo_shapes

__all__ = ["Decision", "Part", "decide", "divided"]

_FAR_M = {3: 200_000.0, 6: 350_000.0}  # off the meridian, from where areas in the plane are 0.1 % too large
_EARTH_M = 6_371_000.0
_AS_STORED = "OGC:CRS84"  # degrees of WGS84, longitude first: what to answer where the axes are right as they are
_MERCATOR_ZONE = 15  # zones 13 to 15 have the numbers of the east of China in Web Mercator


def decide(raw: RawLayer, options: ReadOptions, notes: Notes, *, where: str, near: Near = None) -> Decision:
    """The coordinate system of a layer, by its numbers against what the file and `options.crs` state.

    Parameters
    ----------
    where: file and layer, for the messages. near: longitude and latitude (degrees) of the district the layer is for;
    orders the candidates of a question.
    """
    case = Case(raw, options, notes, where, near, extents(raw.geometry))
    first, _, rest = options.crs.strip().partition(":")
    split = first.lower() == SPLIT
    try:
        answer = statement(rest if split else options.crs)
    except Unreadable as error:
        return case.ask("crs_answer_unknown", numbers_say(case), text=error.text)
    try:
        own = _own(case)
    except Unreadable:
        return case.ask("crs_geocentric", [])
    if answer is not None and answer.local:
        case.tell("crs_local_kept")
        return case.done("", degrees=False)
    if not case.found.present.any():
        return _without_numbers(case, answer or own)
    return _judged(case, own, answer, split=split)


def _judged(case: Case, own: Statement | None, answer: Statement | None, *, split: bool) -> Decision:
    """The file's statement and the user's, held against each other and the numbers."""
    if split:
        return _split(case, own, answer)
    chosen = _chosen(case, own, answer)
    if isinstance(chosen, Decision):
        return chosen
    if chosen is None:
        return asked(case)
    return _by(case, chosen)


def _by(case: Case, stated: Statement) -> Decision:
    """By a statement alone."""
    return _unshifted(case, stated) if stated.system else _checked(case, stated)


def _own(case: Case) -> Statement | None:
    """What the file states, None where that is nothing to go by; told.

    Raises
    ------
    Unreadable: it counts from the centre of the earth.
    """
    try:
        own = statement(case.raw.crs)
    except Unreadable as error:
        if error.geocentric:
            raise
        case.tell("crs_words_unknown", words=error.text)
        return None
    if own is None:
        return None
    if own.local:
        case.tell("crs_local_stated")
        return None
    if own.flattened:
        case.tell("crs_flattened", **own.facts)
    return own


def _without_numbers(case: Case, stated: Statement | None) -> Decision:
    """No row has a place: what is stated holds, and nothing is asked."""
    done = case.done("" if stated is None else stated.code, degrees=stated is not None and stated.geographic)
    return replace(done, aside=_aside(case, case.nowhere()))


def _chosen(case: Case, own: Statement | None, answer: Statement | None) -> Statement | Decision | None:
    """The statement to go by: of the file's and the user's, which must agree unless the numbers refute the file's."""
    if answer is None or own is None:
        if answer is not None:
            case.tell("crs_as_answered", **answer.facts)
        return answer or own
    if agree(own, answer):
        return answer
    if answer.system and not own.system and own.code in (DEGREES, CGCS2000_DEGREES):
        return answer  # no file can state a shifted system: degrees is all it says
    facts = {**own.facts, "wanted": answer.short}
    if not (own.system or own.datum_known or own.needs_shift) and same_numbers(own, answer):
        case.tell("crs_datum_answered", **facts)
        return answer
    if _share(case, answer) >= 1.0 - STRAY_SHARE > _share(case, own):
        case.tell("crs_overruled", **facts)
        return answer
    here = case.found.present
    return case.ask("crs_mismatch", [of_statement(one, case.found, here) for one in (own, answer)], **facts)


def _share(case: Case, stated: Statement) -> float:
    """The share of the rows whose numbers belong where `stated` says, axes exchanged or not."""
    fit, swapped = _fits(case, stated, confirmed=False)
    return float((fit | swapped).sum() / case.found.present.sum())


def _fits(case: Case, stated: Statement, *, confirmed: bool) -> tuple[Mask, Mask]:
    """Which rows lie where the statement has its numbers, and which do so only with x and y exchanged."""
    found, box = case.found, stated.box()
    able = found.present if stated.geographic else found.present & ~found.of(Kind.DEGREES, Kind.WORLD)
    if stated.mercator and not confirmed:  # numbers of a belt would lie in the Mediterranean or the Pacific
        able = able & ~found.of(Kind.METRES) & ~(found.zone > _MERCATOR_ZONE)
    fit = inside(found.bounds, box) & able
    swapped = able & ~fit
    if swapped.any():
        meant = found.of(Kind.DEGREES, Kind.ZONED, Kind.METRES) & ~found.swapped  # they lie in China as they are
        swapped &= ~meant & inside(found.bounds, swapped_box(box))
    if confirmed and not (fit | swapped)[able].all():
        fit |= able & ~swapped & inside(found.bounds, stated.box(confirmed=True))
    return fit, swapped


def _checked(case: Case, stated: Statement) -> Decision:
    """A statement held against the numbers."""
    found = case.found
    bar = barred(stated, case.options)
    if bar is not None:
        return case.ask(bar.code, on_cgcs2000(case, stated) if bar.ask else [], **bar.facts)
    fit, swapped = _fits(case, stated, confirmed=bool(case.options.crs))
    if fit.all() and not found.swapped.any():
        return _settled(case, stated, swapped, case.nowhere())
    doubtful = fit & found.swapped & found.of(Kind.DEGREES)  # 76°N 39°E by the axes as stated, or 76°E 39°N
    if stated.geographic and doubtful.any() and _AS_STORED not in case.options.crs.upper():
        clear = fit & ~doubtful
        if not clear.any() and swapped.any():
            fit, swapped = clear, swapped | doubtful
        elif not clear.any() or (clear & found.of(Kind.DEGREES)).any():
            made = [
                *candidates(found, doubtful, Kind.DEGREES)[:1],
                of_statement(stated, found, doubtful, as_stated=True),
            ]
            made[-1]["crs"] = _AS_STORED
            return case.ask("axes_unclear", made, **stated.facts, **case.rows(doubtful))
    rest = found.present & ~fit & ~swapped
    meant = rest & (found.of(Kind.ZONED, Kind.METRES, Kind.DEGREES, Kind.MERCATOR) | off_belt(found, stated))
    stray = rest & ~meant
    if stray.sum() > STRAY_SHARE * found.present.sum():
        return unfit(case, stated, stray)
    if not meant.any():
        return _settled(case, stated, swapped, stray)
    told = mistaken(case, stated, fit | swapped, meant)
    return _sibling(case, stated, told) if isinstance(told, Belt) else told


def _sibling(case: Case, stated: Statement, belt: Belt) -> Decision:
    """Only the zone number before the easting differs from what is stated: the CRS with (without) it is meant."""
    meant = statement(belt.code)
    if meant is None:
        return asked(case)
    decision = _checked(case, replace(meant, towgs84=stated.towgs84))
    if not decision.blocked_by:
        case.tell("crs_prefix_corrected", **stated.facts, taken=belt.code)
    return decision


def _settled(case: Case, stated: Statement, swapped: Mask, stray: Mask) -> Decision:
    """The statement holds: axes put right, datum shifted, what is worth knowing told."""
    seven = parameters(stated, case.options)
    if seven:
        x, y = case.found.centre(case.found.present & ~stray)
        east_m, north_m = displacement_m(x, y, stated, seven)
        if not np.hypot(east_m, north_m) <= FAR_M:
            return case.ask("datum_shift_far", [], km=round(float(np.hypot(east_m, north_m)) / 1000.0, 1))
    elif case.options.datum_shift:
        case.tell("datum_shift_unused", **stated.facts)
    geometry = _upright(case, swapped)
    _tell_form(case, stated)
    _tell_far(case, stated, case.found.present & ~stray)
    code = stated.code
    if seven:
        geometry, code = shifted(geometry, stated, seven)
        facts = {**stated.facts, "east_m": round(east_m, 1), "north_m": round(north_m, 1)}
        case.tell("datum_shifted" if case.options.datum_shift else "datum_shift_from_file", **facts)
    aside = _aside(case, stray)
    return Decision(code, geometry, swapped, stated.geographic, aside=aside)


def _upright(case: Case, swapped: Mask) -> Shapes:
    """The shapes with the axes of swapped rows exchanged; told."""
    shapes = case.raw.geometry
    if not swapped.any():
        return shapes
    code = "axes_swapped" if bool(swapped[case.found.present].all()) else "axes_swapped_some"
    case.tell(code, **case.rows(swapped), whole=int(case.found.present.sum()))
    measured = shapely.has_m(shapes[swapped])
    if measured.any():
        case.tell("measures_dropped", count=int(measured.sum()))
    moved = shapes.copy()
    moved[swapped] = moved_shapes(shapes[swapped], lambda x, y: (y, x))
    return moved


def _aside(case: Case, stray: Mask) -> dict[int, str]:
    """Rows that lie nowhere, by position; the repair sets them aside and tells."""
    return {
        **{int(at): "at_origin" for at in np.flatnonzero(case.found.of(Kind.ORIGIN))},
        **{int(at): "misplaced" for at in np.flatnonzero(stray)},
    }


def _tell_form(case: Case, stated: Statement) -> None:
    """What is worth knowing of the CRS itself."""
    if stated.mercator:
        case.tell("crs_web_mercator")
    elif not stated.code.startswith("EPSG:"):
        case.tell("crs_custom", **stated.facts)
    elif stated.misnamed:
        case.tell("crs_name_contradicts", **stated.facts, name=stated.known.name)
    elif stated.unnamed:
        case.tell("crs_recognised", **stated.facts, epsg=stated.code)


def _tell_far(case: Case, stated: Statement, rows: Mask) -> None:
    """Where the plane of the belt no longer gives true areas."""
    if stated.geographic or not stated.datum or not rows.any():
        return
    bounds = case.found.upright(rows)
    far_m = float(max(bounds[:, 2].max() - stated.middle_m, stated.middle_m - bounds[:, 0].min()))
    if far_m > _FAR_M[3 if stated.belt is None else stated.belt.width_deg]:
        ppm = round((far_m / _EARTH_M) ** 2 * 1e6)
        case.tell("crs_far_from_meridian", **stated.facts, km=round(far_m / 1000.0), ppm=ppm)


def _unshifted(case: Case, stated: Statement) -> Decision:
    """Degrees of a shifted system: the shift taken off, once."""
    done = str(case.raw.facts.get("shift_undone", ""))
    fit, swapped = _fits(case, stated, confirmed=True)
    rest = case.found.present & ~fit & ~swapped
    if rest.sum() > STRAY_SHARE * case.found.present.sum():
        return unfit(case, stated, rest)
    geometry = _upright(case, swapped)
    if done:
        case.tell("shift_already_undone", system=done)
    else:
        geometry = undo_shapes(geometry, stated.system)
        case.tell("shift_undone", system=stated.system, accuracy_m=ACCURACY_M[stated.system])
    aside = _aside(case, rest)
    facts = {"shift_undone": done or stated.system}
    return Decision(CGCS2000_DEGREES, geometry, swapped, degrees=True, aside=aside, facts=facts)


def _split(case: Case, own: Statement | None, answer: Statement | None) -> Decision:
    """The zones of a layer apart, each in the belt its eastings begin with, on the datum that is stated."""
    found, datum = case.found, (answer or own or Statement("")).datum
    zoned = found.of(Kind.ZONED)
    zones = list(found.zones(zoned))
    if len(zones) < 2:  # nothing to take apart
        if own is None and datum and zones:
            own = statement(Belt(datum, width_of(zones[0]), zones[0], prefixed=True).code)
        return asked(case) if own is None else _by(case, own)
    if own is not None and answer is not None and own.datum != answer.datum:
        facts = {**own.facts, "wanted": answer.short}
        return case.ask("crs_mismatch", [], **facts)
    stray = found.present & ~zoned
    if stray.sum() > STRAY_SHARE * found.present.sum():
        return asked(case)
    if not datum:
        return zones_mixed(case, "")
    geometry, parts = _upright(case, zoned & found.swapped), []
    for zone in zones:
        stated = statement(Belt(datum, width_of(zone), zone, prefixed=True).code)
        bar = None if stated is None else barred(stated, case.options)
        if stated is None or bar is not None:
            return case.ask(bar.code, [], **bar.facts) if bar is not None else asked(case)
        rows, crs = found.zone == zone, stated.code
        seven = parameters(stated, case.options)
        if seven:
            geometry = geometry.copy()
            geometry[rows], crs = shifted(geometry[rows], stated, seven)
        parts.append(Part(crs, np.flatnonzero(rows), zone))
    left = np.flatnonzero(found.zone == 0)
    parts[0] = replace(parts[0], positions=np.sort(np.concatenate([parts[0].positions, left])))
    case.tell("zones_split", zones=[f"{part.zone}: {len(part.positions)}" for part in parts])
    aside = _aside(case, stray)
    crs = max(parts, key=lambda part: len(part.positions)).crs
    return Decision(crs, geometry, zoned & found.swapped, degrees=False, aside=aside, parts=tuple(parts))
