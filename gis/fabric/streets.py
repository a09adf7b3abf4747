"""The street network: named roads, collectors, local streets and paths, joined where they meet at one level."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

import geopandas as gpd
import numpy as np
import shapely
from shapely import LineString
from shapely.geometry.base import BaseGeometry

from gis.fabric.blocks import Superblock
from gis.fabric.grid import GRID_M, line_parts, merged
from gis.fabric.recipe import Recipe
from gis.fabric.ways import Way

__all__ = ["edge_ways", "local_ways", "network", "street_frame", "taken_land"]

_ON_M = 0.05  # a segment this close to a line lies on it


def edge_ways(blocks: list[Superblock], *, outline: BaseGeometry, recipe: Recipe) -> list[Way]:
    """The sides of superblocks as ways: collectors round developed ones, lanes between others where they are wanted.

    Sides on named roads are still among them; `network` leaves those to the roads.
    """
    rule = recipe.streets
    ways: list[Way] = []
    for block in blocks:
        rings = block.shape.boundary
        if not block.developed and not block.profile.lanes:
            continue
        lines = line_parts(rings if block.developed else rings.difference(outline.buffer(1.0)))
        road_class = rule.collector_class if block.developed else rule.lane_class
        ways.extend(_own(line, road_class, block.profile.uncertainty_m) for line in lines)
    return ways


def local_ways(lines: list[LineString], *, road_class: str, uncertainty_m: float) -> list[Way]:
    """Lines of ours as ways of one class."""
    return [_own(line, road_class, uncertainty_m) for line in lines]


def _own(line: LineString, road_class: str, uncertainty_m: float) -> Way:
    return Way(
        line=line, id="", name="", road_class=road_class, basis="schematic", uncertainty_m=uncertainty_m, source=""
    )


def taken_land(near: list[Way], *, recipe: Recipe) -> BaseGeometry:
    """The land of ways between their red lines."""
    rule = recipe.streets
    own = {
        rule.collector_class: rule.collector_half_width_m,
        rule.local_class: rule.local_half_width_m,
        rule.lane_class: rule.lane_half_width_m,
    }

    def _half_m(way: Way) -> float:
        if way.id:
            return rule.half_width_m.get(way.road_class, rule.default_half_width_m)
        return own.get(way.road_class, rule.local_half_width_m)

    lands = [
        way.line.buffer(_half_m(way), cap_style="flat" if way.id else "square", join_style="mitre") for way in near
    ]
    return shapely.union_all(lands)


def network(named: list[Way], own: list[Way], *, parks: BaseGeometry) -> list[Way]:
    """All ways, cut where they meet at ground level so that what meets shares a vertex.

    Earlier ways win where two lie on each other: named roads over collectors over local streets. Collectors and local
    streets that would run through a park are left out from crossing to crossing. Bridges and expressways are kept
    apart: nothing joins them but at their ends.
    """
    ground = [way for way in named if way.walkable and not way.bridge]
    apart = [way for way in named if not way.walkable or way.bridge]
    sources = [*ground, *own]
    if not sources:
        return apart
    net = shapely.union_all([way.line for way in sources], grid_size=GRID_M)
    segments = line_parts(net)
    middles = shapely.line_interpolate_point(segments, 0.5, normalized=True)
    blocked = shapely.union_all([way.line for way in apart])
    tree = shapely.STRtree([way.line for way in sources])
    at, source = tree.query(middles, predicate="dwithin", distance=_ON_M)
    owner = np.full(len(segments), len(sources))
    np.minimum.at(owner, at, source)
    chains: dict[tuple[int, str, float], list[LineString]] = defaultdict(list)
    for n, line in enumerate(segments):
        if owner[n] == len(sources):
            continue
        way = sources[owner[n]]
        if not way.id and (_in_park(line, way, parks) or middles[n].distance(blocked) < _ON_M):
            continue
        chains[int(owner[n]) if way.id else -1, way.road_class, way.uncertainty_m].append(line)
    found: list[Way] = []
    for (n, road_class, uncertainty_m), lines in chains.items():
        like = sources[n] if n >= 0 else _own(lines[0], road_class, uncertainty_m)
        found.extend(replace(like, line=line) for line in merged(lines))
    return [*found, *apart]


def _in_park(line: LineString, way: Way, parks: BaseGeometry) -> bool:
    return way.road_class != "path" and not parks.is_empty and line.intersection(parks).length > 1.0


def street_frame(ways: list[Way], *, crs: object) -> gpd.GeoDataFrame:
    """The ways as the streets layer (columns of its schema), index `id`: S00001 ... in a fixed order."""
    rows = sorted(
        ways,
        key=lambda way: (way.id == "", way.id, way.road_class, *(round(value, 1) for value in way.line.coords[0]),
                         *(round(value, 1) for value in way.line.coords[-1]), round(way.line.length, 1)),
    )  # fmt: skip
    frame = gpd.GeoDataFrame(
        {
            "name": [way.name for way in rows],
            "road_class": [way.road_class for way in rows],
            "bridge": [way.bridge for way in rows],
            "tunnel": [False] * len(rows),
            "layer": [float(way.bridge) for way in rows],
            "steps": [False] * len(rows),
            "crossing": [False] * len(rows),
            "walkable": [way.walkable for way in rows],
            "basis": [way.basis for way in rows],
            "uncertainty_m": [float(way.uncertainty_m) for way in rows],
            "source": [way.source if way.id else "示意" for way in rows],
        },
        geometry=[way.line for way in rows],
        crs=crs,
    )
    frame.index = [f"S{n:05d}" for n in range(1, len(rows) + 1)]
    frame.index.name = "id"
    return frame
