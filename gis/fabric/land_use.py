"""What each block is used for: evidence first, then the shares of the profile, in a fixed order."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, replace

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely
from shapely import Point, Polygon
from shapely.geometry.base import BaseGeometry

from gis.fabric.blocks import LEAST_BLOCK_M2, WILD_CODES
from gis.fabric.evidence import Known, carved, pull, theme_of
from gis.fabric.grid import GRID_M, drawn, polygon_parts
from gis.fabric.recipe import Profile, Recipe, SiteRule
from gis.fabric.variety import share_of

__all__ = ["PARK_CODE", "Parcel", "assigned", "parks_cut", "sites_cut"]

PARK_CODE = "1401"
FARM_CODE = "01"
_THIN_M = 22.0  # what is left beside a park and narrower than twice this joins it


@dataclass(frozen=True)
class Parcel:
    """A piece of land between streets: its use (empty: not yet known) and what that use rests on."""

    shape: Polygon
    zone: str
    profile: Profile
    superblock: int
    developed: bool
    code: str = ""
    place: str = ""  # id of the place or park that settled the code


def parks_cut(parcels: list[Parcel], parks: gpd.GeoDataFrame, known: list[Known], *, recipe: Recipe) -> list[Parcel]:
    """The parcels with every park (1401) and every hill taken out of them; slivers beside a park join it.

    A hill is a place whose site is wild land (codes 02-05): a circle of the area the recipe gives it.
    """
    cuts = [(str(k), shape, PARK_CODE) for k, shape in drawn(parks).geometry.sort_index().items()]
    for rule in (rule for rule in recipe.sites if rule.code.startswith(WILD_CODES)):
        radius_m = math.sqrt(rule.max_m2 / math.pi)
        cuts.extend(
            (place.id, Point(place.x_m, place.y_m).buffer(radius_m, quad_segs=6), rule.code)
            for place in known
            if place.kind == rule.kind
        )
    tree = shapely.STRtree([shape for _, shape, _ in cuts])
    return [
        piece
        for parcel in parcels
        for piece in _cut_out(parcel, [cuts[int(n)] for n in sorted(tree.query(parcel.shape, predicate="intersects"))])
    ]


def _cut_out(parcel: Parcel, cuts: list[tuple[str, Polygon, str]]) -> list[Parcel]:
    found: list[Parcel] = []
    rest: BaseGeometry = parcel.shape
    for name, shape, code in cuts:
        inside = polygon_parts(shapely.set_precision(rest.intersection(shape), GRID_M), least_m2=100.0)
        found.extend(replace(parcel, shape=part, code=code, place=name) for part in inside)
        rest = rest.difference(shape)
    for part in polygon_parts(shapely.set_precision(rest, GRID_M)):
        if not cuts or (part.area >= LEAST_BLOCK_M2 and not part.buffer(-_THIN_M).is_empty):
            found.append(replace(parcel, shape=part))
        else:
            found.append(replace(parcel, shape=part, code=cuts[0][2], place=cuts[0][0]))
    return found


def sites_cut(parcels: list[Parcel], known: list[Known], *, recipe: Recipe) -> tuple[list[Parcel], Counter[str]]:
    """The parcels with the land of known places settled, rules in the order of the recipe.

    Returns the parcels and how many places of each kind found no block within reach.
    """
    parcels = list(parcels)
    unplaced: Counter[str] = Counter()
    for rule in recipe.sites:
        if rule.code.startswith(WILD_CODES):
            continue
        places = [place for place in known if place.kind == rule.kind]
        holders = [_holder(parcels, place, rule) for place in places]
        unplaced[rule.kind] += sum(at is None for at in holders)
        crowd = Counter(at for at in holders if at is not None)
        for place, at in zip(places, holders, strict=True):
            if at is None or crowd[at] < rule.least_count:
                continue
            again = _holder(parcels, place, rule) if parcels[at].code else at
            if again is not None and not parcels[again].code:
                _settle(parcels, again, place, rule)
    return parcels, +unplaced


def _holder(parcels: list[Parcel], place: Known, rule: SiteRule) -> int | None:
    """The parcel a place stands on, or the nearest within the reach of the rule."""
    point = Point(place.x_m, place.y_m)
    distances_m = np.round(shapely.distance([parcel.shape for parcel in parcels], point), 2) if parcels else np.empty(0)
    fitting = [int(n) for n in np.flatnonzero(distances_m <= rule.reach_m) if parcels[n].code in ("", rule.code)]
    return min(fitting, key=lambda n: (distances_m[n], n), default=None)


def _settle(parcels: list[Parcel], at: int, place: Known, rule: SiteRule) -> None:
    parcel = parcels[at]
    site, rest = carved(parcel.shape, Point(place.x_m, place.y_m), max_m2=rule.max_m2)
    parcels[at] = replace(parcel, shape=site, code=rule.code, place=place.id)
    parcels.extend(replace(parcel, shape=part) for part in rest)


def assigned(
    parcels: list[Parcel], known: list[Known], *, recipe: Recipe, corners: BaseGeometry, barriers: BaseGeometry
) -> list[Parcel]:
    """The parcels with the rest of the codes: farmland where nothing is built, elsewhere the shares of the profile.

    `corners` are crossings of named roads (business seeks them), `barriers` lines that industry does not mind.
    """
    done = [replace(p, code=FARM_CODE) if not p.code and not p.developed else p for p in parcels]
    shapes = [parcel.shape for parcel in done]
    pulls = pull(shapes, known, recipe=recipe)
    centres = [shape.centroid for shape in shapes]
    corner_m = _distances_m(centres, corners)
    barrier_m = _distances_m(centres, barriers)
    scores = {
        "living": pulls["living"] + 0.3 * pulls["business"] - 0.8 * pulls["industry"] - np.exp(-barrier_m / 300.0),
        "business": pulls["business"] + 1.5 * np.exp(-corner_m / 300.0) - 0.5 * pulls["industry"],
        "industry": 1.5 * pulls["industry"] - 0.5 * pulls["living"] + 0.8 * np.exp(-barrier_m / 500.0),
        "": -0.5 * (pulls["living"] + pulls["business"] + pulls["industry"]),  # reserves lie far from everything
    }
    for zone in sorted({parcel.zone for parcel in done}):
        inside = [n for n, parcel in enumerate(done) if parcel.zone == zone and parcel.developed]
        _share_out(done, inside, scores)
    return done


def _distances_m(centres: list[Point], to: BaseGeometry) -> npt.NDArray[np.float64]:
    if to.is_empty or not centres:
        return np.full(len(centres), 1e6)
    shapely.prepare(to)
    return np.asarray(shapely.distance(centres, to), dtype=float)


def _share_out(parcels: list[Parcel], inside: list[int], scores: dict[str, npt.NDArray[np.float64]]) -> None:
    """Give each code of the profile the best parcels until its share of the zone's developed land is reached."""
    if not inside:
        return
    profile = parcels[inside[0]].profile
    total_m2 = sum(parcels[n].shape.area for n in inside if parcels[n].code != PARK_CODE)
    for code, share in profile.shares:
        has_m2 = sum(parcels[n].shape.area for n in inside if parcels[n].code.startswith(code[:4]))
        free = [n for n in inside if not parcels[n].code]
        free.sort(key=lambda n: (-_liking(parcels[n], n, code, scores), n))
        for n in free:
            area_m2 = parcels[n].shape.area
            if has_m2 + area_m2 / 2.0 > share * total_m2:
                break
            parcels[n] = replace(parcels[n], code=code)
            has_m2 += area_m2
    for n in inside:
        if not parcels[n].code:
            parcels[n] = replace(parcels[n], code=profile.fill)


def _liking(parcel: Parcel, at: int, code: str, scores: dict[str, npt.NDArray[np.float64]]) -> float:
    """How well a code suits a parcel; superblocks differ more than their parcels do, so that uses keep together."""
    noise = 0.8 * share_of(code, parcel.superblock) + 0.15 * share_of(code, parcel.superblock, at)
    return round(float(scores[theme_of(code)][at]) + noise, 6)
