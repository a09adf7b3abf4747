"""Whether points lie where the streets say they do: finds an undeclared GCJ-02 or BD-09 shift, its direction and size.

Houses, shops and bus stops stand at a habitual distance from the nearest street; moved by half a kilometre, they stand
at any distance. For every way the points may have gone wrong (`HYPOTHESES`) they are put back, and what is then seen
is weighed against chance: the distances to the nearest street against those of places up to 300 m around each point,
so that neither dense nor empty quarters count for themselves. The weight is a log-likelihood ratio in nats; the habit
of these points (on the street, close by, behind a wide verge) is fitted, and one in seven may have none.

A shift is reported only where its weight is large by itself, larger than that of the points as they are, and larger
than that of every other way; otherwise the guard says that the points fit, or that it cannot tell. Thresholds were
measured on six towns (`tests/gis/test_shift_guard.py`); nothing is ever moved by it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely
from scipy.spatial import KDTree
from scipy.stats import norm

from gis import shifts
from gis.crs import degrees_of, from_degrees

__all__ = ["HYPOTHESES", "LEAST_POINTS", "Guard", "guard_points", "guard_streets", "shift_guard"]

Floats = npt.NDArray[np.float64]
Shapes = npt.NDArray[np.object_]
_Way = Callable[[Floats, Floats], tuple[Floats, Floats]]

LEAST_POINTS = 50
_MOST_POINTS = 200
_SHIFT_NATS, _MARGIN_NATS = 6.0, 7.0  # by itself, over the points as they are
_RIVAL_NATS, _BLURRED_NATS = 4.0, 10.0  # over other ways and other places, where it is sharp and where it is not
_FIT_NATS = 4.0  # the points as they are: by themselves and over every other way
_FREE_NATS, _FREE_MARGIN_NATS, _FREE_M = 14.0, 16.0, 1_000.0  # of 10,000 places tried one may please by chance
_HABITLESS = 0.15
_STRENGTH = 8.0  # points' worth of belief in the usual habits
_STEP_M = 3.0
_FAR_M = 400.0
_BUILDING_M2 = 1_500.0
_ONE_PLACE_M = 15.0  # points nearer than this say the same twice
_ON_STREET_M = 6.0
_TRIED_COUNT = 80
_OFF_M, _BLURRED_M = 10.0, 7.0
_OFFSET_M = 60.0  # a free offset below this is no finding: surveys and drawings differ by that much
_BINS_M = np.array([2, 4, 6, 8, 11, 15, 20, 27, 36, 48, 64, 85, 113, 150, 200], dtype=float)


def _chain(*steps: tuple[Callable[..., tuple[Floats, Floats]], str]) -> _Way:
    def way(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
        """One step after the other."""
        for step, system in steps:
            lon, lat = step(lon, lat, system)
        return lon, lat

    return way


# What may have happened → how to put it right. "as": a shift of the first taken off by the rule of the second.
HYPOTHESES: Mapping[str, _Way] = MappingProxyType({
    "GCJ-02": _chain((shifts.undo, "GCJ-02")),
    "BD-09": _chain((shifts.undo, "BD-09")),
    "GCJ-02 inverse": _chain((shifts.apply, "GCJ-02")),
    "BD-09 inverse": _chain((shifts.apply, "BD-09")),
    "GCJ-02 twice": _chain((shifts.undo, "GCJ-02"), (shifts.undo, "GCJ-02")),
    "BD-09 twice": _chain((shifts.undo, "BD-09"), (shifts.undo, "BD-09")),
    "BD-09 as GCJ-02": _chain((shifts.apply, "GCJ-02"), (shifts.undo, "BD-09")),
    "GCJ-02 as BD-09": _chain((shifts.apply, "BD-09"), (shifts.undo, "GCJ-02")),
})  # fmt: skip


@dataclass(frozen=True)
class Guard:
    """What the comparison gave. Metres on the grid of the points' CRS; the shift is from the true place to the given.

    `verdict`: "shift", "fits" or "unclear". `system`: a key of `HYPOTHESES`, "unknown" for a shift of no known kind,
    empty where none was found. `score`, `score_as_is`: weights in nats of the winner and of the points as they are.
    `sigma_m`: one sigma of the shift in each direction. `count`: points compared. `reason`: of "unclear": "points",
    "streets" (too few), "habit" (points and streets do not hang together), "rivals" (several ways do as well).
    """

    verdict: str
    count: int
    system: str = ""
    east_m: float = 0.0
    north_m: float = 0.0
    score: float = 0.0
    score_as_is: float = 0.0
    sigma_m: float = 0.0
    reason: str = ""

    @property
    def found(self) -> bool:
        """Whether a shift was found."""
        return self.verdict == "shift"

    @property
    def size_m(self) -> float:
        """How far the points lie from their true places."""
        return float(np.hypot(self.east_m, self.north_m))

    @property
    def direction_deg(self) -> float:
        """The bearing of the shift, clockwise from grid north, 0-360."""
        return float(np.degrees(np.arctan2(self.east_m, self.north_m)) % 360.0)


def guard_points(shapes: Shapes, *, spacing_m: float = 60.0) -> Floats:
    """The places (n, 2) to compare of shapes in metres: points, centres of buildings, the outlines of larger areas.

    A building stands beside a street as a whole; a plot or a park only with its edge, its centre lies anywhere. Lines
    and outlines are taken at every `spacing_m`.
    """
    kept = shapes[~(shapely.is_missing(shapes) | shapely.is_empty(shapes))]
    parts = shapely.get_parts(kept)
    dimension = shapely.get_dimensions(parts)
    large = (dimension == 2) & (shapely.area(parts) > _BUILDING_M2)
    lines = np.concatenate([parts[dimension == 1], shapely.get_exterior_ring(parts[large])])
    along = [shapely.line_interpolate_point(line, np.arange(spacing_m / 2.0, line.length, spacing_m)) for line in lines]
    places = np.concatenate([shapely.centroid(parts[(dimension != 1) & ~large]), *along])
    xy = shapely.get_coordinates(places)
    return np.asarray(xy[np.isfinite(xy).all(axis=1)], dtype=float)


def guard_streets(streets: gpd.GeoDataFrame) -> Shapes:
    """The lines of a street layer to compare with: streets that houses stand on, where their classes are told.

    Paths, tracks, service ways, expressways and tunnels run anywhere: without them the guard sees twice as sharp.
    """
    shapes = streets.geometry.to_numpy()
    if "road_class" not in streets.columns:
        return np.asarray(shapes, dtype=object)
    wayside = ~streets["road_class"].isin(["path", "track", "service", "expressway"]).to_numpy()
    if "tunnel" in streets.columns:
        wayside &= ~streets["tunnel"].to_numpy(dtype=bool)
    enough = shapely.length(shapes[wayside]).sum() >= 0.1 * shapely.length(shapes).sum()
    return np.asarray(shapes[wayside] if enough else shapes, dtype=object)


def shift_guard(
    points_xy: Floats,
    streets: Shapes,
    *,
    crs: object = None,
    place: tuple[float, float] | None = None,
) -> Guard:
    """Compare points with streets and say whether the points are shifted.

    Parameters
    ----------
    points_xy: (n, 2) in metres, east and north: facilities, centres of buildings, places along lines (`guard_points`).
    streets: LineStrings in the same metres, best those of `guard_streets`.
    crs: of both: the shift is then reckoned at every point. place: longitude and latitude in degrees where it is
    reckoned once for all, in place of the CRS (grid north is then taken for north).

    Raises
    ------
    ValueError: neither crs nor place is given.
    """
    if crs is None and place is None:
        raise ValueError("crs / place")
    xy = _thinned(np.asarray(points_xy, dtype=float).reshape(-1, 2))
    if len(xy) < LEAST_POINTS:
        return Guard("unclear", len(xy), reason="points")
    moves = _moves(xy, crs, place)
    habits = _Habits(xy, streets)
    if not any(habits.reaches(one) for one in (xy, *(xy - moved_m for moved_m in moves.values()))):
        return Guard("unclear", len(xy), reason="streets")
    scores = {name: habits.score(xy - moved_m) for name, moved_m in moves.items()}
    as_is = habits.score(xy)
    best = max(scores, key=lambda name: scores[name])
    rival = max(value for name, value in scores.items() if name != best)
    if scores[best] >= _SHIFT_NATS and scores[best] - as_is >= _MARGIN_NATS:
        put_back, moved_m = xy - moves[best], moves[best].mean(axis=0)
        margin = scores[best] - max(rival, habits.by_chance(xy, moved_m))
        if margin < (_RIVAL_NATS if habits.sharp(put_back) else _BLURRED_NATS):
            return Guard("unclear", len(xy), score=scores[best], score_as_is=as_is, reason="rivals")
        east_m, north_m, sigma_m = habits.refined(put_back, moved_m, spread_m=4.0)
        return Guard("shift", len(xy), best, east_m, north_m, scores[best], as_is, sigma_m)
    if as_is >= _FIT_NATS and as_is - scores[best] >= _FIT_NATS:
        return Guard("fits", len(xy), score=as_is, score_as_is=as_is)
    return _free(habits, xy, as_is, max(scores[best], as_is))


def _thinned(xy: Floats) -> Floats:
    """One point for each place, and not more than are needed, spread evenly over the file."""
    xy = xy[np.isfinite(xy).all(axis=1)]
    _, first = np.unique(np.round(xy / _ONE_PLACE_M), axis=0, return_index=True)
    xy = xy[np.sort(first)]
    if len(xy) <= _MOST_POINTS:
        return xy
    return np.asarray(xy[np.linspace(0, len(xy) - 1, _MOST_POINTS).round().astype(int)], dtype=float)


def _moves(xy: Floats, crs: object, place: tuple[float, float] | None) -> dict[str, Floats]:
    """How far each way has moved each point, in metres (n, 2)."""
    if crs is None and place is not None:
        lon, lat = (np.array([value]) for value in place)
        metres = np.array([np.radians(1.0) * 6_378_137.0 * np.cos(np.radians(place[1])), np.radians(1.0) * 6_371_000.0])
        right = {name: way(lon, lat) for name, way in HYPOTHESES.items()}
        return {
            name: np.repeat([[place[0] - found[0][0], place[1] - found[1][0]] * metres], len(xy), axis=0)
            for name, found in right.items()
        }
    lon, lat = degrees_of(xy[:, 0], xy[:, 1], crs=crs)
    put_right = np.array([way(lon, lat) for way in HYPOTHESES.values()])
    # all at once: setting out costs more than going
    east_m, north_m = from_degrees(put_right[:, 0], put_right[:, 1], crs=crs)
    return {name: xy - np.column_stack(ways) for name, *ways in zip(HYPOTHESES, east_m, north_m, strict=True)}


def _disk(count: int, inner_m: float, outer_m: float) -> Floats:
    """`count` offsets spread evenly over a ring (a sunflower)."""
    number = np.arange(count) + 0.5
    far_m = np.sqrt(inner_m**2 + (outer_m**2 - inner_m**2) * number / count)
    return np.column_stack([far_m * np.cos(number * 2.399963), far_m * np.sin(number * 2.399963)])


def _habit_shares() -> tuple[Floats, Floats]:
    """Share of each distance class (columns) for each habit (rows), and the usual weight of the habits."""
    medians_m = (3.0, 5.0, 8.0, 13.0, 20.0, 32.0, 50.0)
    beside = [np.diff([0.0, *norm.cdf(np.log(_BINS_M / median_m) / 0.45), 1.0]) for median_m in medians_m]
    on_street = np.diff([0.0, *(2.0 * norm.cdf(_BINS_M / 4.0) - 1.0), 1.0])
    usual = np.array([0.10, 0.20, 0.20, 0.20, 0.15, 0.10, 0.05, 0.10])
    return np.array([*beside, on_street]), usual / usual.sum()


class _Habits:
    """Streets around the points, and how well points in any place keep the habits of places beside streets."""

    around_m = _disk(64, 12.0, 300.0)

    def __init__(self, xy: Floats, streets: Shapes) -> None:
        low, high = xy.min(axis=0) - 3_500.0, xy.max(axis=0) + 3_500.0
        kept = streets[shapely.length(streets) > 0.0]  # neither missing nor of two points on one place
        kept = kept[shapely.intersects(kept, shapely.box(*low, *high))]
        length_m = float(shapely.length(kept).sum())
        vertices = shapely.get_coordinates(shapely.segmentize(kept, max(_STEP_M, length_m / 1e6)))
        # full leaves: vertices of a street lie in a row, and passing over many small boxes costs more than looking
        self.tree = KDTree(vertices if len(vertices) else np.full((1, 2), np.finfo(float).max / 4.0), leafsize=64)
        self.shares, self.usual = _habit_shares()

    def reaches(self, xy: Floats) -> bool:
        """Whether streets are near enough to most of these places to say anything of them."""
        return bool((self.distances(xy) < _FAR_M).mean() > 0.5)

    def distances(self, xy: Floats) -> Floats:
        """Metres (n,) to the nearest street, cut off far away."""
        far_m, _ = self.tree.query(xy, distance_upper_bound=_FAR_M)
        return np.asarray(np.minimum(far_m, _FAR_M), dtype=float)

    def classes(self, xy: Floats) -> npt.NDArray[np.intp]:
        """The distance class of each place."""
        far_m, _ = self.tree.query(xy, eps=0.05, distance_upper_bound=_BINS_M[-1] + 1.0)  # beyond is one class
        return np.asarray(np.searchsorted(_BINS_M, far_m, side="right"), dtype=np.intp)

    def chance(self, xy: Floats) -> Floats:
        """Share of each distance class (columns) around each point (rows): what chance alone would give there."""
        around = self.classes((xy[:, None, :] + self.around_m).reshape(-1, 2)).reshape(len(xy), -1)
        counts = (around[:, :, None] == np.arange(len(_BINS_M) + 1)).sum(axis=1).astype(float)
        counts += 30.0 * counts.sum(axis=0) / counts.sum() + 0.5
        return np.asarray(counts / counts.sum(axis=1, keepdims=True), dtype=float)

    def weights(self, ratios: Floats) -> Floats:
        """The habits of these points: what fits best, held near the usual. `ratios`: (n, habits) against chance."""
        weight = self.usual
        for _ in range(30):
            part = (1.0 - _HABITLESS) * ratios * weight
            part /= part.sum(axis=1, keepdims=True) + _HABITLESS
            weight = part.sum(axis=0) + _STRENGTH * self.usual
            weight /= weight.sum()
        return np.asarray(weight, dtype=float)

    def score(self, xy: Floats) -> float:
        """Weight in nats that points in these places keep a habit, against chance."""
        classes = self.classes(xy)
        ratios = (self.shares[:, classes] / self.chance(xy)[np.arange(len(xy)), classes]).T
        return float(np.log((1.0 - _HABITLESS) * ratios @ self.weights(ratios) + _HABITLESS).sum())

    def by_chance(self, xy: Floats, moved_m: Floats) -> float:
        """The best weight of the points moved anywhere else: rows of houses may please in many places."""
        tried_m = _disk(_TRIED_COUNT, 100.0, 1_500.0)
        elsewhere = tried_m[np.hypot(*(tried_m - moved_m).T) > _OFFSET_M]
        return max(self.score(xy - offset_m) for offset_m in elsewhere)

    def table(self, xy: Floats) -> Floats:
        """Weight in nats of each distance class (columns) for each point (rows), habits and chance as around `xy`."""
        classes, chance = self.classes(xy), self.chance(xy)
        weight = self.weights((self.shares[:, classes] / chance[np.arange(len(xy)), classes]).T)
        return np.asarray(np.log((1.0 - _HABITLESS) * (weight @ self.shares) / chance + _HABITLESS), dtype=float)

    def at_offsets(self, xy: Floats, offsets_m: Floats, table: Floats) -> Floats:
        """Weight in nats of the points at `xy` moved back by each offset (m, 2)."""
        classes = self.classes((xy[:, None, :] - offsets_m).reshape(-1, 2)).reshape(len(xy), -1)
        return np.asarray(np.take_along_axis(table, classes, axis=1).sum(axis=0), dtype=float)

    def sharp(self, xy: Floats) -> bool:
        """Whether points put back fit just there and nowhere beside: coincidences are blurred or lie off."""
        east_m, north_m, sigma_m = self.refined(xy, np.zeros(2), spread_m=30.0)
        return bool(np.hypot(east_m, north_m) < _OFF_M and sigma_m < _BLURRED_M)

    def refined(self, xy: Floats, moved_m: Floats, *, spread_m: float) -> tuple[float, float, float]:
        """East and north of the whole shift and its sigma, once points put back to `xy` are fitted a little better.

        `spread_m`: how far one sigma of the expected remainder is.
        """
        step = np.arange(-36.0, 36.1, 4.0)
        offsets_m = np.array([(east, north) for east in step for north in step])
        weight = self.at_offsets(xy, offsets_m, self.table(xy)) - (offsets_m**2).sum(axis=1) / (2.0 * spread_m**2)
        share = np.exp(weight - weight.max())
        share /= share.sum()
        left_m = share @ offsets_m
        sigma_m = float(np.sqrt((share @ (offsets_m - left_m) ** 2).mean() + 4.0**2 / 12.0))  # of the grid, too
        return float(moved_m[0] + left_m[0]), float(moved_m[1] + left_m[1]), sigma_m


def _free(habits: _Habits, xy: Floats, as_is: float, known: float) -> Guard:
    """Look for an offset of no known kind; only one that leaves all others far behind counts."""
    some = xy[np.linspace(0, len(xy) - 1, min(len(xy), 60)).round().astype(int)]
    offsets_m = _disk(10_000, 0.0, _FREE_M)
    rough = habits.at_offsets(some, offsets_m, habits.table(some))
    peaks: list[Floats] = []
    for number in np.argsort(-rough)[:400]:
        if all(np.hypot(*(offsets_m[number] - peak)) > _OFFSET_M for peak in peaks):
            peaks.append(offsets_m[number])
    exact = [habits.score(xy - peak) for peak in peaks[:6]]
    best = int(np.argmax(exact))
    rival = max([known, *(value for number, value in enumerate(exact) if number != best)])
    far_enough = np.hypot(*peaks[best]) > _OFFSET_M
    if far_enough and exact[best] >= _FREE_NATS and exact[best] - rival >= _FREE_MARGIN_NATS:
        step = np.arange(-48.0, 48.1, 12.0)
        around = [peaks[best] + offset_m for offset_m in np.array(np.meshgrid(step, step)).reshape(2, -1).T]
        moved_m = max(around, key=lambda moved_m: habits.score(xy - moved_m))
        on_street = (habits.distances(xy - moved_m) < _ON_STREET_M).mean() > 0.5  # centres of blocks, half a block off
        if on_street or exact[best] - habits.by_chance(xy, moved_m) < _FREE_NATS:
            return Guard("unclear", len(xy), score=exact[best], score_as_is=as_is, reason="habit")
        east_m, north_m, sigma_m = habits.refined(xy - moved_m, moved_m, spread_m=12.0)
        return Guard("shift", len(xy), "unknown", east_m, north_m, exact[best], as_is, sigma_m)
    return Guard("unclear", len(xy), score=max(known, exact[best]), score_as_is=as_is, reason="habit")
