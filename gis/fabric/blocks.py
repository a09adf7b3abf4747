"""Superblocks between named roads, and the blocks they are cut into."""

from __future__ import annotations

from dataclasses import dataclass, replace

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely
from shapely import LineString, Point, Polygon
from shapely.geometry.base import BaseGeometry

from gis.fabric.evidence import Known, pull
from gis.fabric.grid import GRID_M, grid_lines, line_parts, polygon_parts
from gis.fabric.recipe import Profile, Recipe
from gis.fabric.ways import Barriers, Way

__all__ = ["Superblock", "block_shapes", "faces", "grown", "local_lines", "superblocks"]

LEAST_BLOCK_M2 = 3_000.0  # smaller leftovers between streets are verge, not blocks
_NEAR_ROAD_M = 150.0  # an outline this close to a named road is that road
_LEAD_ON_M = 190.0
_GROWTH_REACH_M = 1500.0  # towns grow round what is there, further than one street
WILD_CODES = ("02", "03", "04", "05")
_SAME_CORNER_M = 0.5
_SLIVER_M = 6.0  # land narrower than twice this is verge


@dataclass(frozen=True)
class Superblock:
    """Land between named roads, collectors and barriers, up to the centrelines; `id` is its place in the order."""

    id: int
    zone: str  # "" outside every zone
    profile: Profile
    shape: Polygon
    developed: bool = True


def _loose_outline(shape: BaseGeometry, roads: BaseGeometry) -> list[LineString]:
    """The parts of an outline that run along no named road, led on so that they reach the roads they end at."""
    away = shape.boundary.difference(roads.buffer(_NEAR_ROAD_M, quad_segs=2)) if not roads.is_empty else shape.boundary
    return [_lengthened(line) for line in line_parts(shapely.line_merge(away), least_m=2.0 * _NEAR_ROAD_M)]


def _lengthened(line: LineString) -> LineString:
    points = shapely.get_coordinates(line)
    if np.hypot(*(points[0] - points[-1])) < GRID_M:
        return line
    first = points[0] + (points[0] - points[1]) / max(np.hypot(*(points[0] - points[1])), GRID_M) * _LEAD_ON_M
    last = points[-1] + (points[-1] - points[-2]) / max(np.hypot(*(points[-1] - points[-2])), GRID_M) * _LEAD_ON_M
    return LineString(np.vstack([first, points, last]))


def faces(
    ways: list[Way], barriers: Barriers, *, domain: BaseGeometry, zones: gpd.GeoDataFrame, recipe: Recipe
) -> list[Polygon]:
    """The areas that named roads, barriers and the outlines of zones enclose within `domain`, up to the centrelines.

    Outlines of zones whose rule says that land does not change at them are left out.
    """
    if domain.is_empty:
        return []
    walkable = shapely.union_all([way.line for way in ways if way.walkable])
    roads = shapely.union_all([walkable, barriers.lines])
    sharp = [rule.id for rule in recipe.zones if rule.sharp and rule.id in zones.index]
    outlines = [domain, *zones.geometry.loc[sorted(sharp)]]
    loose = [line for outline in outlines for line in _loose_outline(outline, roads)]
    net = shapely.union_all([roads, domain.boundary, *loose], grid_size=GRID_M)
    found = polygon_parts(shapely.polygonize(line_parts(net)), least_m2=LEAST_BLOCK_M2)
    prepared = domain.buffer(GRID_M)
    return [face for face in found if prepared.contains(face.representative_point())]


def superblocks(
    areas: list[Polygon], barriers: Barriers, *, zones: gpd.GeoDataFrame, recipe: Recipe
) -> list[Superblock]:
    """The faces without the reserves of barriers, cut by collectors where they are larger than their profile wants.

    Ordered by zone as the recipe lists them, then from north to south and west to east.
    """
    cut: list[Polygon] = []
    for area in areas:
        for part in polygon_parts(area.difference(barriers.reserve), least_m2=LEAST_BLOCK_M2):
            spacing_m = recipe.profile_of(_zone_of(part, zones, recipe)).superblock_m
            cut.extend(_cut(part, grid_lines(part, spacing_m=spacing_m)))
    placed = [(_zone_of(shape, zones, recipe), shape) for shape in cut]
    order = {rule.id: n for n, rule in enumerate(recipe.zones)}
    west, _, _, north = shapely.total_bounds([shape for _, shape in placed]) if placed else (0.0, 0.0, 0.0, 0.0)

    def _place(entry: tuple[str, Polygon]) -> tuple[int, int, float]:
        centre = entry[1].centroid
        row = int((north - centre.y + 1.0) // 600.0)
        return order.get(entry[0], len(order)), row, round(centre.x - west, 1)

    return [
        Superblock(id=n, zone=zone, profile=recipe.profile_of(zone), shape=shape)
        for n, (zone, shape) in enumerate(sorted(placed, key=_place))
    ]


def _zone_of(shape: Polygon, zones: gpd.GeoDataFrame, recipe: Recipe) -> str:
    """The first zone of the recipe that holds most of the shape, else the one with the largest part over 30 %."""
    best, best_share = "", 0.3
    for rule in recipe.zones:
        if rule.id not in zones.index:
            continue
        share = shape.intersection(zones.geometry.loc[rule.id]).area / shape.area
        if share > 0.6:
            return rule.id
        if share > best_share:
            best, best_share = rule.id, share
    return best


def _cut(shape: Polygon, lines: list[LineString]) -> list[Polygon]:
    if not lines:
        return [shape]
    net = shapely.union_all([shape.boundary, *lines], grid_size=GRID_M)
    cells = polygon_parts(shapely.polygonize(line_parts(net)), least_m2=100.0)
    return [cell for cell in cells if shape.contains(cell.representative_point())]  # not the holes


def local_lines(blocks: list[Superblock], *, parks: BaseGeometry) -> dict[int, list[LineString]]:
    """Local streets of every developed superblock by its id, cut at their crossings; none runs through a park.

    Ends on a shared side meet those of the neighbour where they lie within a fifth of a block.
    """
    ends: list[npt.NDArray[np.float64]] = []
    lines: dict[int, list[LineString]] = {}
    for block in blocks:
        if not block.developed:
            lines[block.id] = []
            continue
        snap_m = min(0.22 * block.profile.block_m, 60.0)
        room = block.shape.buffer(0.5)
        drawn = [
            _met(line, ends, room, snap_m=snap_m) for line in grid_lines(block.shape, spacing_m=block.profile.block_m)
        ]
        ends.extend(point for line in drawn for point in shapely.get_coordinates(line)[[0, -1]])
        lines[block.id] = _segments(block.shape, drawn, parks)
    return lines


def _segments(shape: Polygon, lines: list[LineString], parks: BaseGeometry) -> list[LineString]:
    if not lines:
        return []
    net = shapely.union_all([shape.boundary, *lines], grid_size=GRID_M)
    middles = [(line, line.interpolate(0.5, normalized=True)) for line in line_parts(net)]
    inner = [line for line, middle in middles if middle.distance(shape.boundary) > 0.05]
    return [line for line in inner if parks.is_empty or line.intersection(parks).length <= 1.0]


def _met(line: LineString, ends: list[npt.NDArray[np.float64]], room: BaseGeometry, *, snap_m: float) -> LineString:
    """The line with its ends moved to ends of earlier lines within `snap_m` metres on the rim of the same area."""
    if not ends:
        return line
    points, known = shapely.get_coordinates(line), np.array(ends)
    for at in (0, -1):
        distances_m = np.hypot(*(known - points[at]).T)
        for candidate in np.flatnonzero(distances_m < snap_m)[np.argsort(distances_m[distances_m < snap_m])]:
            moved = points.copy()
            moved[at] = known[candidate]
            if shapely.within(LineString(moved), room):
                points = moved
                break
    return LineString(points)


def block_shapes(block: Superblock, lines: list[LineString], *, taken: BaseGeometry) -> list[Polygon]:
    """The blocks of a superblock: its cells without `taken`, the land of streets; leftovers under 0.3 ha are verge."""
    found: list[Polygon] = []
    for cell in _cut(block.shape, lines):
        left = cell.difference(taken)
        left = left.buffer(-_SLIVER_M, join_style="mitre").buffer(_SLIVER_M, join_style="mitre").intersection(left)
        left = shapely.remove_repeated_points(left, _SAME_CORNER_M)
        found.extend(polygon_parts(shapely.set_precision(left, GRID_M), least_m2=LEAST_BLOCK_M2))
    return sorted(found, key=lambda shape: (-round(shape.centroid.y / 50.0), round(shape.centroid.x, 1)))


def grown(blocks: list[Superblock], known: list[Known], *, roads: BaseGeometry, recipe: Recipe) -> list[Superblock]:
    """The superblocks, marked developed zone by zone until the share of the profile is reached.

    First those that known places draw most, then those near named roads; never one that holds a hill or other place
    whose site is wild land (codes 02-05).
    """
    pulls = pull([block.shape for block in blocks], known, recipe=recipe, reach_m=_GROWTH_REACH_M)
    drawn = pulls["living"] + pulls["business"] + pulls["industry"]
    if not roads.is_empty and blocks:
        centres = [block.shape.centroid for block in blocks]
        drawn = np.round(drawn + 0.15 * np.exp(-np.asarray(shapely.distance(centres, roads)) / 500.0), 6)
    wild_kinds = {rule.kind for rule in recipe.sites if rule.code.startswith(WILD_CODES)}
    hills = [Point(place.x_m, place.y_m) for place in known if place.kind in wild_kinds]
    wild = {block.id for block in blocks if any(block.shape.contains(hill) for hill in hills)}
    developed: set[int] = set()
    for zone in sorted({block.zone for block in blocks}):
        inside = [block for block in blocks if block.zone == zone]
        left_m2 = inside[0].profile.developed_share * sum(block.shape.area for block in inside)
        for block in sorted(inside, key=lambda block: (-drawn[block.id], block.id)):
            if block.id in wild:
                continue
            if left_m2 < block.shape.area / 2.0:
                break
            developed.add(block.id)
            left_m2 -= block.shape.area
    return [replace(block, developed=block.id in developed) for block in blocks]
