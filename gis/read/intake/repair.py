"""Shapes made usable on a copy: what was repaired is counted and measured, what cannot be is set aside, row by row."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import shapely

from gis.read.intake.messages import Notes
from gis.read.intake.model import Quarantined, RawLayer, Shapes

__all__ = ["AREA_CHANGE_M2", "AREA_CHANGE_SHARE", "Repaired", "repair"]

AREA_CHANGE_SHARE = 0.01  # a repair that moves more than this share of an area, and more than
AREA_CHANGE_M2 = 1.0  # this, is no repair but another shape: the row is set aside for its owner to decide
_SLIVER_WIDTH = 0.1  # metres: mean width (2 area / perimeter) of an area that is a seam rather than a piece of land
_SLIVER_M2 = 50.0
_CROSSINGS_COUNT = 20_000  # of one shape: beyond, repairing it takes minutes
_DEGREE_M = 111_320.0
_REASONS = {  # what GEOS says → what planners say
    "Self-intersection": "自相交 / self-intersection",
    "Ring Self-intersection": "边界环自相交 / ring self-intersection",
    "Hole lies outside shell": "洞在外边界之外 / hole outside the shell",
    "Holes are nested": "洞中有洞 / nested holes",
    "Nested shells": "面中有面 / nested shells",
    "Interior is disconnected": "内部被洞隔断 / interior cut apart by holes",
    "Duplicate Rings": "边界环重复 / rings repeated",
    "Too few points in geometry component": "边界环的点太少 / too few points",
}
_DIMENSION_NAMES = ("point", "line", "area")

Flags = npt.NDArray[np.bool_]


@dataclass
class Repaired:
    """The shapes that stay, and what became of every row.

    `shapes`: (n,) flat and valid, as many as rows came in. `kept`: (n,) rows that stay. `mended`: (n,) rows that stay
    and had to be repaired. `quarantined`: the others, with their reason. `families`: rows that stay by dimension.
    `scale_m`: metres a unit of the coordinates is worth.
    """

    shapes: Shapes
    kept: Flags
    mended: Flags
    quarantined: list[Quarantined] = field(default_factory=list)
    families: dict[str, int] = field(default_factory=dict)
    scale_m: float = 1.0


def repair(raw: RawLayer, notes: Notes, *, where: str, degrees: bool) -> Repaired:
    """Shapes of a layer made flat and valid, one result a row; tells every kind of repair with its count.

    Parameters
    ----------
    where: what to call the layer in messages.
    degrees: whether its coordinates are degrees; lengths and areas are then compared in metres at its latitude.
    """
    with np.errstate(invalid="ignore"):  # coordinates that are no numbers are what is looked for
        return _repair(raw, notes, where=where, degrees=degrees)


def _repair(raw: RawLayer, notes: Notes, *, where: str, degrees: bool) -> Repaired:
    count = len(raw.geometry)
    done = Repaired(raw.geometry.copy(), np.ones(count, dtype=bool), np.zeros(count, dtype=bool))
    _set_aside_condemned(raw, done, notes, where)
    _set_aside_placeless(raw, done, notes, where)
    _flatten(done, notes, where)
    scale_m = done.scale_m = _scale_m(done, degrees=degrees)
    _make_valid(raw, done, notes, where, scale_m=scale_m)
    _set_aside_repeated(raw, done, notes, where)
    _tell_slivers(raw, done, notes, where, scale_m=scale_m)
    done.mended[sorted(raw.mended)] = True
    done.mended &= done.kept
    stay = done.shapes[done.kept]
    families = Counter(shapely.get_dimensions(stay[~shapely.is_missing(stay)]).tolist())
    done.families = {_DIMENSION_NAMES[key]: families[key] for key in sorted(families) if key >= 0}
    collections = done.kept & (shapely.get_type_id(done.shapes) == shapely.GeometryType.GEOMETRYCOLLECTION)
    _tell(notes, "collections", where, raw, collections)
    if len(done.families) > 1:
        notes.add("families_mixed", where=where, **{name: done.families.get(name, 0) for name in _DIMENSION_NAMES})
    return done


def _aside(raw: RawLayer, done: Repaired, lost: Flags, code: str, facts: dict[int, dict[str, object]]) -> None:
    """Set rows aside with their reason, unless they already are."""
    for at in np.flatnonzero(lost & done.kept):
        done.quarantined.append(Quarantined(int(raw.rows[at]), code, facts=facts.get(int(at), {})))
    done.kept &= ~lost


def _tell(notes: Notes, code: str, where: str, raw: RawLayer, lost: Flags) -> None:
    if lost.any():
        notes.add(code, where=where, count=int(lost.sum()), rows=[int(row) for row in raw.rows[lost][:20]])


def _set_aside_condemned(raw: RawLayer, done: Repaired, notes: Notes, where: str) -> None:
    """Rows of which the reader could not make a shape."""
    for code in sorted(set(raw.condemned.values())):
        lost = np.zeros(len(done.kept), dtype=bool)
        lost[[at for at, reason in raw.condemned.items() if reason == code]] = True
        _aside(raw, done, lost, code, {})
        _tell(notes, f"rows_{code}", where, raw, lost)


def _set_aside_placeless(raw: RawLayer, done: Repaired, notes: Notes, where: str) -> None:
    """Rows without a shape, and rows of which a coordinate is no number."""
    missing = done.kept & (shapely.is_missing(done.shapes) | shapely.is_empty(done.shapes))
    if raw.tabular:
        done.shapes[missing] = None
        missing[:] = False
    _aside(raw, done, missing, "shape_missing", {})
    _tell(notes, "rows_without_shape", where, raw, missing)
    bounds = shapely.bounds(done.shapes)
    suspect = done.kept & ~shapely.is_missing(done.shapes) & ~_finite_everywhere(done.shapes, bounds)
    _aside(raw, done, suspect, "coordinate_not_finite", {})
    _tell(notes, "rows_not_finite", where, raw, suspect)


def _finite_everywhere(shapes: Shapes, bounds: npt.NDArray[np.float64]) -> Flags:
    """Whether every coordinate is a number: the sum of them is not, where one is not."""
    finite: Flags = np.asarray(np.isfinite(bounds).all(axis=1), dtype=np.bool_)
    doubtful = np.flatnonzero(finite)
    lengths = shapely.length(shapes[doubtful])  # NaN spreads to the length even where bounds skip it
    points = shapely.get_type_id(shapes[doubtful]) == shapely.GeometryType.POINT
    finite[doubtful] = np.isfinite(lengths) | points
    return finite


def _flatten(done: Repaired, notes: Notes, where: str) -> None:
    """Heights and measures dropped: nothing here is measured in them."""
    high = np.asarray(shapely.has_z(done.shapes)) & done.kept
    measured = np.asarray(shapely.has_m(done.shapes)) & done.kept
    for code, found in (("heights_dropped", high), ("measures_dropped", measured)):
        if found.any():
            notes.add(code, where=where, count=int(found.sum()))
    either = high | measured
    if either.any():
        done.shapes[either] = shapely.force_2d(done.shapes[either])


def _scale_m(done: Repaired, *, degrees: bool) -> float:
    """Metres a unit of the coordinates is worth: 1, or what a degree is worth at the layer's latitude."""
    if not degrees:
        return 1.0
    middle = shapely.bounds(done.shapes[done.kept & ~shapely.is_missing(done.shapes)])
    lat_deg = float(np.nanmean(middle[:, [1, 3]])) if len(middle) else 0.0
    return _DEGREE_M * float(np.sqrt(max(np.cos(np.radians(lat_deg)), 0.01)))


def _make_valid(raw: RawLayer, done: Repaired, notes: Notes, where: str, *, scale_m: float) -> None:
    """Invalid areas repaired by structure; set aside where that makes another shape of them, or none."""
    areas = done.kept & (shapely.get_dimensions(done.shapes) == 2)
    wrong = areas.copy()
    wrong[areas] = ~shapely.is_valid(done.shapes[areas])
    if not wrong.any():
        return
    tangled, collapsed, altered = (np.zeros(len(wrong), dtype=bool) for _ in range(3))
    change_m2 = np.zeros(len(wrong))
    facts: dict[int, dict[str, object]] = {}
    reasons: Counter[str] = Counter()
    for at in np.flatnonzero(wrong):
        shape = done.shapes[at]
        said = str(shapely.is_valid_reason(shape)).partition("[")[0].strip()
        reason = _REASONS.get(said, f"几何无效({said}) / invalid ({said})")
        reasons[reason] += 1
        facts[int(at)] = {"reason": reason}
        if _crossings_count(shape) > _CROSSINGS_COUNT:
            tangled[at] = True
            continue
        mended = shapely.make_valid(shape, method="structure", keep_collapsed=False)
        before_m2, after_m2 = _ground(shape) * scale_m**2, float(shapely.area(mended)) * scale_m**2
        change_m2[at] = abs(after_m2 - before_m2)
        facts[int(at)] |= {"before_m2": round(before_m2, 3), "after_m2": round(after_m2, 3)}
        collapsed[at] = shapely.is_empty(mended)
        altered[at] = not collapsed[at] and change_m2[at] > max(AREA_CHANGE_M2, AREA_CHANGE_SHARE * before_m2)
        if not collapsed[at] and not altered[at]:
            done.shapes[at], done.mended[at] = mended, True
    for code, found in (("shape_tangled", tangled), ("shape_collapsed", collapsed), ("shape_altered", altered)):
        _aside(raw, done, found, code, facts)
        _tell(notes, f"rows_{code}", where, raw, found)
    fixed = wrong & done.mended
    if fixed.any():
        notes.add(
            "made_valid",
            where=where,
            count=int(fixed.sum()),
            rows=[int(row) for row in raw.rows[fixed][:20]],
            reasons=[_counted(name, number) for name, number in reasons.most_common()],
            change_m2=round(float(change_m2[fixed].max()), 3),
        )


def _counted(name: str, count: int) -> str:
    """A reason in two languages and how often, in two languages."""
    chinese, _, english = name.partition(" / ")
    return f"{chinese} × {count} / {english} × {count}"


def _ground(shape: object) -> float:
    """Area of an invalid shape as its rings enclose it: shells less holes, each ring by its own size."""
    total = 0.0
    for part in shapely.get_parts(shape):
        if shapely.get_dimensions(part) != 2:
            continue
        total += float(shapely.area(shapely.polygons(shapely.get_exterior_ring(part))))
        total -= sum(float(shapely.area(shapely.polygons(ring))) for ring in shapely.get_rings(part)[1:])
    return total


def _crossings_count(shape: object) -> int:
    """Pairs of segments of a shape whose boxes meet, neighbours left out: an upper bound of its crossings.

    Counted on at most 40,000 segments; more segments than that cross seldom, and repairing them is bounded by the
    limits of the process.
    """
    xy, ring = shapely.get_coordinates(shapely.get_rings(shapely.get_parts(shape)), return_index=True)
    inner = ring[1:] == ring[:-1]
    lines = shapely.linestrings(np.stack([xy[:-1][inner], xy[1:][inner]], axis=1))
    if len(lines) > 40_000:
        return 0
    first, second = shapely.STRtree(lines).query(lines, predicate="crosses")
    return int((first < second).sum())


def _set_aside_repeated(raw: RawLayer, done: Repaired, notes: Notes, where: str) -> None:
    """A row that repeats an earlier one in all is set aside; one that repeats its shape alone is told."""
    at = np.flatnonzero(done.kept & ~shapely.is_missing(done.shapes))
    if len(at) < 2:
        return
    shapes = done.shapes[at]
    xy_sum = np.nan_to_num(shapely.bounds(shapes)) @ np.array([1.0, 3.14159, 1.61803, 2.71828])
    key = xy_sum + shapely.length(shapes) * 0.7548776
    order = np.argsort(key, kind="stable")
    twins = np.zeros(len(at), dtype=bool)
    same = key[order][1:] == key[order][:-1]
    twins[order[1:][same]] = twins[order[:-1][same]] = True
    if not twins.any():
        return
    suspects = at[twins]
    wkb = shapely.to_wkb(shapely.normalize(done.shapes[suspects]))
    attributes = raw.table.take(suspects).to_pylist()
    first: dict[bytes, int] = {}
    exact: dict[tuple[bytes, str], int] = {}
    repeated, overlaid = np.zeros(len(done.kept), dtype=bool), np.zeros(len(done.kept), dtype=bool)
    facts: dict[int, dict[str, object]] = {}
    for place, blob, values in zip(suspects, wkb, attributes, strict=True):
        earlier = exact.setdefault((blob, repr(values)), int(place))
        repeated[place] = earlier != place
        facts[int(place)] = {"of": int(raw.rows[earlier])}
        overlaid[place] = earlier == place and first.setdefault(blob, int(place)) != place
    _aside(raw, done, repeated, "row_repeated", facts)
    _tell(notes, "rows_repeated", where, raw, repeated)
    _tell(notes, "rows_same_shape", where, raw, overlaid)


def _tell_slivers(raw: RawLayer, done: Repaired, notes: Notes, where: str, *, scale_m: float) -> None:
    """Areas that are seams by their shape: told, and left for their owner."""
    areas = done.kept & (shapely.get_dimensions(done.shapes) == 2)
    area_m2 = shapely.area(done.shapes) * scale_m**2
    width_m = np.divide(
        2.0 * area_m2, shapely.length(done.shapes) * scale_m, out=np.full(len(areas), np.inf), where=areas
    )
    _tell(notes, "slivers", where, raw, areas & (width_m < _SLIVER_WIDTH) & (area_m2 < _SLIVER_M2))
