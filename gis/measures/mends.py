"""What would mend most: missing links and new gates, each with the land it would newly bring within the walk."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from scipy.spatial import cKDTree

from gis.measures.entrances import boundary_entrances
from gis.measures.sampling import WalkingLand
from gis.measures.sources import Sources
from gis.network.change import Base, base_of
from gis.network.missing import BRIDGE_M, GAP_M, Links, missing_links, spot_xy
from gis.network.noding import Floats, Ints
from gis.network.place import Places
from gis.network.reach import joined, walk_distance

__all__ = ["GATE_LEG_M", "MEND_WORDS", "Mends", "best_mends", "walk_base", "walk_links"]

GATE_LEG_M = 50.0  # a boundary this near to a street could have a gate: half a wide arterial and its verge
_EXACT_M = 1e-6
_APART_M = 100.0  # of mends of one kind nearer to each other than this only the best is listed
MEND_WORDS = {
    "link": ("补一段步行通道", "a missing link"),
    "bridge": ("跨过障碍的通道(天桥、地道、围墙开口)", "a way over a barrier: bridge, underpass, gap in a wall"),
    "gate": ("在公园沿街处增开出入口", "a new gate of a park"),
}


@dataclass(frozen=True, eq=False)
class Mends:
    """The best mends, each alone, and how many were looked at.

    `frame`: index 0…k-1, best first: `kind` (link, bridge, gate), `title`, `title_en`, `length_m` (of the link; from
    the gate to the street), `gain` (m2 of land, or persons, newly within the walk), `gain_share` (of all), `park` (id,
    of a gate), geometry (line; from the gate to the street). `candidate_count`: all that could gain. `tried_count`:
    measured exactly. `proven`: nothing left untried could gain more than the least listed.
    """

    frame: gpd.GeoDataFrame
    candidate_count: int
    tried_count: int
    proven: bool


@dataclass(frozen=True, eq=False)
class _Candidates:
    """Spots that would become sources, with the walk they would start from."""

    spots: Places
    start_m: Floats
    kind: npt.NDArray[np.object_]
    park: npt.NDArray[np.object_]
    line_xy: Floats


def walk_base(land: WalkingLand, sources: Sources) -> Base:
    """The kept walk of the land to the sources, late starts counted: within reach is `distance_m` <= farthest."""
    return base_of(land.places, sources.doors, start_m=sources.late_m)


def walk_links(base: Base, sources: Sources, *, buildings: gpd.GeoDataFrame | None = None) -> Links:
    """Every missing link that could bring some street within the walk of a source, none of them through a building."""
    obstacles = None if buildings is None else np.asarray(buildings.geometry.array, dtype=object)
    return missing_links(base, within_m=sources.farthest_m, gap_m=GAP_M, bridge_m=BRIDGE_M, obstacles=obstacles)


def best_mends(
    land: WalkingLand, sources: Sources, *, base: Base | None = None, links: Links | None = None, keep: int = 10,
    tries: int = 80,
) -> Mends:  # fmt: skip
    """The links and gates that would bring most land within the walk, measured again one by one.

    Candidates: every missing link of up to 30 m (60 m over a barrier, then a bridge or underpass) that saves more than
    four times its length, and for each park one gate on each street within 50 m of its boundary. Each has an upper
    bound: the unserved land within what is left of the walk in a straight line. They are tried in the order of that
    bound, `tries` at most, and each by an exact new search for the unserved land.

    Parameters
    ----------
    base, links: from `walk_base` and `walk_links`, where they are kept. keep: how many to list.
    """
    base = walk_base(land, sources) if base is None else base
    unserved = np.flatnonzero(~(base.distance_m <= sources.farthest_m + _EXACT_M) & land.places.ok)
    weight = land.cells["weight"].to_numpy(dtype=float)
    links = walk_links(base, sources) if links is None else links
    candidates = _joined(_of_links(links), _gates(land, sources))
    upper = _upper(land, unserved, candidates, sources.farthest_m)
    order = np.argsort(-upper, kind="stable")
    order = order[upper[order] > 0.0]
    homes, gain = land.places.take(unserved), np.zeros(len(upper))
    tried = 0
    for row in order[:tries]:
        if upper[row] <= _least_listed(gain, candidates, keep):
            break
        own_m, _ = walk_distance(
            homes, candidates.spots.take(np.array([row])), start_m=candidates.start_m[[row]],
            limit_m=sources.farthest_m + _EXACT_M,
        )  # fmt: skip
        gain[row] = weight[unserved][np.isfinite(own_m)].sum()
        tried += 1
    listed = _distinct(gain, candidates, keep)
    left = float(upper[order[tried:]].max(initial=0.0))
    proven = left <= (gain[listed[-1]] if len(listed) == keep else 0.0)
    frame = _frame(candidates, listed, gain, float(weight.sum()), crs=land.cells.crs)
    return Mends(frame, len(order), tried, bool(proven))


def _of_links(links: Links) -> _Candidates:
    kind = np.where(links.over_barrier, "bridge", "link").astype(object)
    return _Candidates(links.far, links.start_m, kind, np.full(len(kind), "", dtype=object), links.xy)


def _gates(land: WalkingLand, sources: Sources) -> _Candidates:
    """One gate on each street that fronts a park; facilities that are points have none."""
    areas = np.flatnonzero(shapely.get_dimensions(np.asarray(sources.shapes.geometry.array, dtype=object)) == 2)
    found = boundary_entrances(sources.shapes.iloc[areas], land.network, max_leg_m=GATE_LEG_M)
    owner = areas[found.row]
    start_m = sources.farthest_m - sources.reach_m[owner]
    park = np.asarray(sources.shapes.index.to_numpy(), dtype=object)[owner]
    line_xy = np.concatenate([found.points_xy, spot_xy(found.places)], axis=1)
    return _Candidates(found.places, start_m, np.full(len(park), "gate", dtype=object), park, line_xy)


def _joined(one: _Candidates, other: _Candidates) -> _Candidates:
    return _Candidates(
        joined(one.spots, other.spots), np.concatenate([one.start_m, other.start_m]),
        np.concatenate([one.kind, other.kind]), np.concatenate([one.park, other.park]),
        np.concatenate([one.line_xy, other.line_xy]),
    )  # fmt: skip


def _upper(land: WalkingLand, unserved: Ints, candidates: _Candidates, farthest_m: float) -> Floats:
    """Unserved land within what is left of the walk from each spot, in a straight line: no candidate can gain more."""
    if not len(unserved) or not len(candidates.start_m):
        return np.zeros(len(candidates.start_m))
    cells = np.asarray(land.cells.geometry.array, dtype=object)[unserved]
    tree = cKDTree(shapely.get_coordinates(shapely.point_on_surface(cells)))
    weight = land.cells["weight"].to_numpy(dtype=float)[unserved]
    left_m = farthest_m + _EXACT_M - candidates.start_m - candidates.spots.leg_m
    near = tree.query_ball_point(spot_xy(candidates.spots), np.maximum(left_m, 0.0))
    return np.array([float(weight[some].sum()) for some in near], dtype=float)


def _distinct(gain: Floats, candidates: _Candidates, keep: int) -> Ints:
    """Rows of the best candidates, of those of one kind that lie close together only the best."""
    listed: list[int] = []
    for row in np.argsort(-gain, kind="stable"):
        if gain[row] <= 0.0 or len(listed) == keep:
            break
        same = [other for other in listed if candidates.kind[other] == candidates.kind[row]]
        away_m = np.hypot(*(candidates.line_xy[same, :2] - candidates.line_xy[row, :2]).T)
        if not (away_m < _APART_M).any():
            listed.append(int(row))
    return np.asarray(listed, dtype=np.int64)


def _least_listed(gain: Floats, candidates: _Candidates, keep: int) -> float:
    """Gain of the last one of a full list; 0 while it is not full."""
    if int((gain > 0.0).sum()) < keep:
        return 0.0
    listed = _distinct(gain, candidates, keep)
    return float(gain[listed[-1]]) if len(listed) == keep else 0.0


def _frame(candidates: _Candidates, rows: Ints, gain: Floats, whole: float, *, crs: object) -> gpd.GeoDataFrame:
    kind = candidates.kind[rows]
    xy = candidates.line_xy[rows]
    columns = pd.DataFrame({
        "kind": kind, "title": [MEND_WORDS[one][0] for one in kind], "title_en": [MEND_WORDS[one][1] for one in kind],
        "length_m": np.hypot(xy[:, 2] - xy[:, 0], xy[:, 3] - xy[:, 1]), "gain": gain[rows],
        "gain_share": gain[rows] / whole if whole else np.zeros(len(rows)), "park": candidates.park[rows],
    })  # fmt: skip
    lines = shapely.linestrings(xy.reshape(-1, 2, 2)) if len(rows) else []
    return gpd.GeoDataFrame(columns, geometry=lines, crs=crs)
