"""What a trial changes: the coverage after parks, gates, facilities or links are put in or taken out.

Kept once a goal: what serves, the walk of every place, the radius coverage. One thing more or less is then answered
from what is kept (`gis.network.change`); several at once, or links, by a new search; the radius only where it changes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from gis.measures.coverage import Coverage, not_assessed, radius_coverage, uncertainty_of, walked_coverage
from gis.measures.definitions import by_radius
from gis.measures.entrances import assumed_entrances
from gis.measures.green import park_distance_m
from gis.measures.sampling import WalkingLand
from gis.measures.sources import Sources
from gis.network.change import Answer, Base, base_of, with_links, with_source, without_source
from gis.network.noding import Floats, Ints
from gis.network.place import Places, place_on
from gis.network.reach import joined
from gis.scenario import Edit, edits_of

__all__ = ["Kept", "Tried", "kept_of", "tried"]

_EXACT_M = 1e-6
_SIGNS = (-1.0, 0.0, 1.0)  # low, value, high: the uncertainty of every source taken off, left alone, put on


@dataclass(frozen=True, eq=False)
class _Level:
    """The kept walk at the distances of one side of the band; sources with no distance left are not in it."""

    base: Base
    rows: Ints
    farthest_m: float


@dataclass(frozen=True, eq=False)
class Kept:
    """One goal (or one element of a circle) as it stands, kept for trials.

    `stated`: its keywords: `tiers` of parks, or `kinds` and `distance_m` of facilities.
    """

    pieces: gpd.GeoDataFrame
    walking: WalkingLand
    sources: Sources
    stated: Mapping[str, Any]
    levels: tuple[_Level, ...]
    radius: Coverage
    walk: Coverage


@dataclass(frozen=True, eq=False)
class Tried:
    """The coverage with the edits: by radius and on foot; `sources`: what then serves.

    `idle`: ids of edits that change nothing here, with the reason (too small a park, another kind of facility, a gate
    of a park that does not count, ends of a link without a street).
    """

    radius: Coverage
    walk: Coverage
    sources: Sources
    idle: Mapping[str, str]


def kept_of(pieces: gpd.GeoDataFrame, walking: WalkingLand, sources: Sources, stated: Mapping[str, Any]) -> Kept:
    """Search once and keep what trials are answered from.

    Parameters
    ----------
    pieces: residential land or residents. walking: the same on the network. sources: of `goal_sources`. stated: the
        keywords they were made with, of one element where the goal is a circle.
    """
    levels = _levels(walking, sources, stated)
    if sources.missing:
        nothing = not_assessed(walking.cells, missing=sources.missing, counts=sources.counts)
        radius = not_assessed(pieces, missing=sources.missing, counts=sources.counts)
        return Kept(pieces, walking, sources, stated, levels, radius, nothing)
    walk = _walk(walking, [_as_kept(level, sources) for level in levels], sources.counts)
    return Kept(pieces, walking, sources, stated, levels, by_radius(pieces, sources), walk)


def tried(kept: Kept, edits: Sequence[Edit]) -> Tried:
    """The goal's coverage with all the edits at once, equal to measuring a district that has them.

    Edits that name something else than this goal's parks or facilities change nothing here and are told in `idle`.
    """
    sources, change = _edited(kept, edits)
    links, idle_links = _links(kept.walking, edits)
    idle = {**change.idle, **idle_links}
    if sources.missing:
        return Tried(
            not_assessed(kept.pieces, missing=sources.missing, counts=sources.counts),
            not_assessed(kept.walking.cells, missing=sources.missing, counts=sources.counts), sources, idle,
        )  # fmt: skip
    walk = _walk(kept.walking, _answers(kept, sources, change, links), sources.counts)
    return Tried(_radius(kept, sources, change.shapes), walk, sources, idle)


# --- what serves ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class _Links:
    """New ways: the first ends of all, then the second ends, on the streets; lengths in metres."""

    ends: Places
    length_m: Floats


@dataclass(frozen=True, eq=False)
class _Change:
    """What came and went.

    `added`: how many doors, the last ones, are new. `removed`: rows of the old doors that went. `shapes`: parks or
    facilities that came or went, with their reach in metres. `idle`: as in `Tried`.
    """

    added: int
    removed: Ints
    shapes: list[tuple[BaseGeometry, float]]
    idle: Mapping[str, str]


def _edited(kept: Kept, edits: Sequence[Edit]) -> tuple[Sources, _Change]:
    """The sources with parks, facilities and gates put in and taken out."""
    old: Sources = kept.sources
    idle: dict[str, str] = {}
    gone = {edit.of: key for key, edit in edits_of(edits, "remove").items()}
    away = old.shapes.index.isin(list(gone))
    idle |= {key: "here" for of, key in gone.items() if of not in old.shapes.index}
    new, reach_m, small = _new_shapes(kept, edits)
    idle |= small
    shapes = pd.concat([old.shapes[~away], new]) if len(new) else old.shapes[~away]
    removed = np.flatnonzero(away[old.owner]) if len(old.owner) else np.zeros(0, dtype=np.int64)
    stays = np.setdiff1d(np.arange(len(old.owner)), removed)
    row = np.cumsum(~away) - 1
    gates, whose, shut = _gates(kept, edits, shapes)
    idle |= shut
    changed = [(shape, float(far)) for shape, far in zip(new.geometry, reach_m, strict=True)]
    changed += [(shape, float(old.reach_m[at])) for at, shape in enumerate(old.shapes.geometry) if away[at]]
    sources = Sources(
        gpd.GeoDataFrame(shapes, crs=old.shapes.crs), np.concatenate([old.reach_m[~away], reach_m]),
        joined(old.doors.take(stays), gates), np.concatenate([row[old.owner[stays]], whose]).astype(np.int64),
        np.concatenate([old.uncertainty_m[stays], np.zeros(len(whose))]), old.counts,
        old.missing if not len(shapes) and not away.any() else (),
    )  # fmt: skip
    return sources, _Change(len(whose), removed, changed, idle)


def _new_shapes(kept: Kept, edits: Sequence[Edit]) -> tuple[gpd.GeoDataFrame, Floats, dict[str, str]]:
    """New parks or facilities that count for the goal, how far each serves, and those that do not count."""
    parks = "tiers" in kept.stated
    given = edits_of(edits, "park" if parks else "facility")
    idle = dict.fromkeys(edits_of(edits, "facility" if parks else "park"), "kind")
    rows = gpd.GeoDataFrame(
        {"name": [edit.name for edit in given.values()], "uncertainty_m": 0.0},
        geometry=[edit.geometry for edit in given.values()], index=pd.Index(list(given), dtype=object),
        crs=kept.sources.shapes.crs,
    )  # fmt: skip
    if parks:
        reach_m = park_distance_m(rows, tiers=kept.stated["tiers"])
        reason = "small"
    else:
        wanted = [edit.facility in kept.stated["kinds"] for edit in given.values()]
        reach_m, reason = np.where(wanted, float(kept.stated["distance_m"]), 0.0), "kind"
    counts = reach_m > 0.0
    return rows[counts], reach_m[counts], {**idle, **dict.fromkeys(rows.index[~counts], reason)}


def _gates(kept: Kept, edits: Sequence[Edit], shapes: gpd.GeoDataFrame) -> tuple[Places, Ints, dict[str, str]]:
    """New doors: gates that were drawn, those of new parks without any, and new facilities; the row each belongs to."""
    network, max_leg_m = kept.walking.network, kept.walking.max_leg_m
    drawn = edits_of(edits, "gate")
    at = shapes.index.get_indexer([edit.of for edit in drawn.values()])
    idle = {key: "park" for key, row in zip(drawn, at, strict=True) if row < 0}
    xy = shapely.get_coordinates([edit.geometry for edit in drawn.values()])
    placed = place_on(network, xy[at >= 0], max_leg_m=max_leg_m)
    new = np.array([str(key).startswith("trial:") for key in shapes.index], dtype=bool)
    bare = np.flatnonzero(new & ~np.isin(np.arange(len(shapes)), at))
    if "tiers" in kept.stated:
        found = assumed_entrances(shapes.iloc[bare], network, max_leg_m=max_leg_m)
        beside, whose = found.places, bare[found.row]
    else:
        new_xy = shapely.get_coordinates(np.asarray(shapes.geometry.array, dtype=object)[bare])
        beside, whose = place_on(network, new_xy, max_leg_m=max_leg_m), bare
    idle |= dict.fromkeys(np.asarray(list(drawn), dtype=object)[at >= 0][~placed.ok], "street")
    idle |= dict.fromkeys(
        np.setdiff1d(np.asarray(shapes.index, dtype=object)[bare], shapes.index[whose[beside.ok]]), "street"
    )
    return joined(placed, beside), np.concatenate([at[at >= 0], whose]).astype(np.int64), idle


def _links(walking: WalkingLand, edits: Sequence[Edit]) -> tuple[_Links, dict[str, str]]:
    """The new ways as their ends on the streets and lengths; those with an end off the streets are idle."""
    drawn = edits_of(edits, "link")
    lines = [edit.geometry for edit in drawn.values()]
    xy = np.array([shapely.get_coordinates(line)[[0, -1]] for line in lines]).reshape(-1, 2, 2)
    ends = place_on(walking.network, np.concatenate([xy[:, 0], xy[:, 1]]), max_leg_m=walking.max_leg_m)
    usable = ends.ok.reshape(2, -1).all(axis=0)
    keys = np.asarray(list(drawn), dtype=object)
    length_m = np.asarray(shapely.length(np.asarray(lines, dtype=object)), dtype=float)
    return _Links(ends.take(np.tile(usable, 2)), length_m[usable]), dict.fromkeys(keys[~usable], "street")


# --- on foot --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class _Walked:
    """Answers of one level: the number in `answer.source` is a row of `ids` and `start_m`."""

    answer: Answer
    ids: npt.NDArray[np.object_]
    start_m: Floats
    farthest_m: float


def _levels(walking: WalkingLand, sources: Sources, stated: Mapping[str, Any]) -> tuple[_Level, ...]:
    """The kept walks: one where no source is uncertain, else low, value and high.

    All start as late as the farthest distance the goal knows asks, so that whatever is put in can be added to them.
    """
    tiers = stated.get("tiers") or [(0.0, 0.0, stated.get("distance_m", 0.0))]
    most_m = max(float(reach_m) for *_, reach_m in tiers)
    found = []
    for sign in _SIGNS if sources.uncertainty_m.any() else (0.0,):
        distance_m = sources.distance_m + sign * sources.uncertainty_m
        rows = np.flatnonzero(distance_m > 0.0)
        farthest_m = max(float(distance_m[rows].max(initial=0.0)), most_m)
        base = base_of(walking.places, sources.doors.take(rows), start_m=farthest_m - distance_m[rows])
        found.append(_Level(base, rows, farthest_m))
    return tuple(found)


def _as_kept(level: _Level, sources: Sources) -> _Walked:
    return _Walked(level.base, sources.ids[level.rows], level.base.start_m, level.farthest_m)


def _answers(kept: Kept, sources: Sources, change: _Change, links: _Links) -> list[_Walked]:
    """The walks with the edits: from what is kept where doors only came or only went, else by a new search."""
    old, new = kept.sources, np.arange(len(sources.owner) - change.added, len(sources.owner))
    reach_m = sources.distance_m[new]
    if len(links.length_m) or (change.added and len(change.removed)):
        levels = _levels(kept.walking, sources, kept.stated)
        return [
            replace(_as_kept(level, sources), answer=with_links(level.base, links.ends, length_m=links.length_m))
            for level in levels
        ]
    found = []
    for level in kept.levels:
        was = _as_kept(level, old)
        if change.added:
            start_m = level.farthest_m - reach_m
            answer = with_source(level.base, sources.doors.take(new), start_m=start_m)
            ids, start_m = np.concatenate([was.ids, sources.ids[new]]), np.concatenate([was.start_m, start_m])
            found.append(replace(was, answer=answer, ids=ids, start_m=start_m))
        else:
            gone = np.flatnonzero(np.isin(level.rows, change.removed))
            found.append(replace(was, answer=without_source(level.base, gone)) if len(gone) else was)
    return found


def _walk(walking: WalkingLand, walked: Sequence[_Walked], counts: Mapping[str, int]) -> Coverage:
    """The coverage on foot from the walks of one level, or of low, value and high."""
    shares = [(one.answer.distance_m <= one.farthest_m + _EXACT_M).astype(float) for one in walked]
    middle = walked[len(walked) // 2]
    share, source = shares[len(walked) // 2], middle.answer.source
    found = source >= 0
    distance_m = middle.answer.distance_m.copy()
    distance_m[found] -= middle.start_m[source[found]]
    names = np.append(middle.ids.astype(str), "")
    served_by = np.where(share > 0.0, names[source], "").astype(object)
    return walked_coverage(
        walking, shares=(shares[0], share, shares[-1]), distance_m=distance_m, served_by=served_by,
        counts={**walking.counts, **counts, "sources": len(middle.ids)},
    )  # fmt: skip


# --- by radius ------------------------------------------------------------------------------------------------------


def _radius(kept: Kept, sources: Sources, shapes: Sequence[tuple[BaseGeometry, float]]) -> Coverage:
    """The radius coverage, measured again for the pieces that something new or gone can reach."""
    radius = kept.radius
    if not shapes:
        return radius
    if not radius.assessed:
        return by_radius(kept.pieces, sources)
    geometries = np.asarray(radius.pieces.geometry.array, dtype=object)
    widest_m = float(sources.uncertainty_m.max(initial=0.0)) + float(
        uncertainty_of(kept.sources.shapes).max(initial=0.0)
    )
    tree = shapely.STRtree(geometries)
    near = [tree.query(shape, predicate="dwithin", distance=far_m + widest_m) for shape, far_m in shapes]
    rows = np.unique(np.concatenate(near))
    if not len(rows):
        return radius
    served = shapely.STRtree(np.asarray(sources.shapes.geometry.array, dtype=object))
    within_m = float(sources.reach_m.max(initial=0.0)) + widest_m
    some = np.unique(served.query(geometries[rows], predicate="dwithin", distance=within_m)[1])
    asked = gpd.GeoDataFrame(
        {"weight": radius.pieces["weight"].to_numpy()[rows]}, geometry=geometries[rows], index=rows, crs=kept.pieces.crs
    )
    part = radius_coverage(asked, sources.shapes.iloc[some], radius_m=sources.reach_m[some])
    pieces, low, high = radius.pieces.copy(), radius.low_share.copy(), radius.high_share.copy()
    for name in ("share", "served_by"):
        pieces.loc[rows, name] = part.pieces[name].to_numpy()
    low.loc[rows], high.loc[rows] = part.low_share.to_numpy(), part.high_share.to_numpy()
    covered = None
    if radius.covered is not None and part.covered is not None:
        covered = radius.covered.copy()
        covered.loc[rows] = part.covered.to_numpy()
    return replace(radius, pieces=pieces, low_share=low, high_share=high, covered=covered, served=None)
