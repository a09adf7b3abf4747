"""The fabric of a district, end to end: what a measure needs and no evidence gives, by a recipe. Pure and repeatable.

roads, railways, rivers -> ways and barriers -> faces -> superblocks -> streets and blocks
places, facilities, parks -> what each block is -> plots -> buildings -> gates and paths
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import geopandas as gpd
import shapely
from shapely.geometry.base import BaseGeometry

from gis.crs import require_metric, require_same
from gis.fabric.blocks import Superblock, block_shapes, faces, grown, local_lines, superblocks
from gis.fabric.compounds import compound
from gis.fabric.evidence import Known, known_places
from gis.fabric.grid import GRID_M, polygon_parts
from gis.fabric.land_use import Parcel, assigned, parks_cut, sites_cut
from gis.fabric.plots import building_frame, built_plots, land_frame, plot_frame
from gis.fabric.recipe import Recipe
from gis.fabric.streets import edge_ways, local_ways, network, street_frame, taken_land
from gis.fabric.ways import Barriers, Way, barriers_of, bridged, joined, named_ways

__all__ = ["Fabric", "make_fabric"]


@dataclass(frozen=True)
class Fabric:
    """Four layers in the metric CRS, index `id`, columns of their schema; `unplaced` counts places without land."""

    streets: gpd.GeoDataFrame
    land_use: gpd.GeoDataFrame
    buildings: gpd.GeoDataFrame
    plots: gpd.GeoDataFrame
    unplaced: Mapping[str, int]


def make_fabric(
    *,
    roads: gpd.GeoDataFrame,
    railways: gpd.GeoDataFrame,
    rivers: gpd.GeoDataFrame,
    outline: gpd.GeoDataFrame,
    zones: gpd.GeoDataFrame,
    places: gpd.GeoDataFrame,
    facilities: gpd.GeoDataFrame,
    parks: gpd.GeoDataFrame,
    recipe: Recipe,
) -> Fabric:
    """The schematic streets, land use, buildings and plots of a district.

    All frames in one CRS in metres; `zones` by zone id, the others by feature id. The same input gives the same
    output, byte for byte.

    Raises
    ------
    MetricCRSError: a frame is not in metres. CRSMismatchError: frames differ in CRS.
    """
    require_metric(roads, layer="roads")
    for name, frame in (("railways", railways), ("rivers", rivers), ("outline", outline), ("zones", zones),
                        ("places", places), ("facilities", facilities), ("parks", parks)):  # fmt: skip
        require_same(frame, roads, layer=name)
    green = shapely.union_all([*parks.geometry.dropna()])
    domain = shapely.union_all([*outline.geometry.dropna(), *zones.geometry.dropna()])
    known = known_places(places, facilities)
    raw = named_ways(roads, rule=recipe.streets)
    barriers = barriers_of(raw, railways=railways, rivers=rivers, rule=recipe.streets)
    named = bridged(joined(raw, barriers, join_m=recipe.streets.join_m), barriers)
    blocks = _superblocks(named, barriers, domain=domain, zones=zones, known=known, recipe=recipe)
    own, parcels = _streets_and_parcels(blocks, named, domain=domain, green=green, recipe=recipe)
    parcels, unplaced = sites_cut(parks_cut(parcels, parks, known, recipe=recipe), known, recipe=recipe)
    parcels = assigned(parcels, known, recipe=recipe, corners=_corners(named), barriers=barriers.lines)
    plots = built_plots(parcels, recipe=recipe)
    paths = _paths(parcels, [*named, *own], barriers, green=green, recipe=recipe)
    strips = _strips(barriers, named, parcels, domain=domain, recipe=recipe)
    return Fabric(
        streets=street_frame(network(named, [*own, *paths], parks=green), crs=roads.crs),
        land_use=land_frame([*parcels, *strips], crs=roads.crs),
        buildings=building_frame(plots, crs=roads.crs),
        plots=plot_frame(plots, recipe=recipe, crs=roads.crs),
        unplaced=dict(unplaced),
    )


def _superblocks(
    named: list[Way],
    barriers: Barriers,
    *,
    domain: BaseGeometry,
    zones: gpd.GeoDataFrame,
    known: list[Known],
    recipe: Recipe,
) -> list[Superblock]:
    areas = faces(named, barriers, domain=domain, zones=zones, recipe=recipe)
    blocks = superblocks(areas, barriers, zones=zones, recipe=recipe)
    roads = shapely.union_all([way.line for way in named if way.walkable])
    return grown(blocks, known, roads=roads, recipe=recipe)


def _streets_and_parcels(
    blocks: list[Superblock], named: list[Way], *, domain: BaseGeometry, green: BaseGeometry, recipe: Recipe
) -> tuple[list[Way], list[Parcel]]:
    """Collectors, lanes and local streets, and the blocks between all streets."""
    rule = recipe.streets
    edges = edge_ways(blocks, outline=domain.boundary, recipe=recipe)
    lines = local_lines(blocks, parks=green)
    locals_by_block = {
        block.id: local_ways(lines[block.id], road_class=rule.local_class, uncertainty_m=block.profile.uncertainty_m)
        for block in blocks
    }
    roads = [*named, *edges]
    tree = shapely.STRtree([way.line for way in roads])
    parcels: list[Parcel] = []
    for block in blocks:
        near = [roads[n] for n in sorted(tree.query(block.shape.buffer(80.0)))]
        taken = taken_land([*near, *locals_by_block[block.id]], recipe=recipe)
        parcels.extend(
            Parcel(shape, block.zone, block.profile, block.id, block.developed)
            for shape in block_shapes(block, lines[block.id], taken=taken)
        )
    return [*edges, *(way for block in blocks for way in locals_by_block[block.id])], parcels


def _corners(named: list[Way]) -> BaseGeometry:
    """Where named walkable roads cross or meet."""
    lines = [way.line for way in named if way.walkable]
    if not lines:
        return shapely.Point()
    tree = shapely.STRtree(lines)
    one, other = tree.query(lines, predicate="intersects")
    met = [lines[a].intersection(lines[b]) for a, b in zip(one, other, strict=True) if a < b]
    return shapely.union_all([shape for shape in met if shape.geom_type in ("Point", "MultiPoint")])


def _paths(
    parcels: list[Parcel], ways: list[Way], barriers: Barriers, *, green: BaseGeometry, recipe: Recipe
) -> list[Way]:
    """The paths of residential compounds with their ways through the gates."""
    rule = recipe.streets
    walkable = [way for way in ways if way.walkable and not way.bridge]
    if not walkable:
        return []
    tree = shapely.STRtree([way.line for way in walkable])
    shapely.prepare(barriers.lines)
    widest_m = max([*rule.half_width_m.values(), rule.default_half_width_m, rule.collector_half_width_m])
    paths: list[Way] = []
    for n, parcel in enumerate(parcels):
        if not parcel.code.startswith("07"):
            continue
        near = tree.query(parcel.shape.buffer(widest_m + 4.0))
        if not len(near):
            near = tree.query_nearest(parcel.shape)
        streets = shapely.union_all([walkable[at].line for at in sorted(near)]).difference(green)
        found = compound(parcel.shape, streets, barriers.lines, reach_m=widest_m + 4.0, name=f"{recipe.prefix}-{n}")
        if found is not None:
            paths.extend(
                local_ways([found.loop, *found.spurs], road_class=rule.path_class,
                           uncertainty_m=parcel.profile.uncertainty_m)
            )  # fmt: skip
    return paths


def _strips(
    barriers: Barriers, named: list[Way], parcels: list[Parcel], *, domain: BaseGeometry, recipe: Recipe
) -> list[Parcel]:
    """Rivers as water, and the green strips along barriers, where no block, road or body of a barrier lies."""
    profile = recipe.profile_of("")
    river = shapely.set_precision(barriers.river.intersection(domain), GRID_M)
    bodies = shapely.union_all(
        [line.buffer(half_m, cap_style="flat", join_style="mitre") for line, half_m in barriers.bodies]
    )
    roads = taken_land([way for way in named if way.line.intersects(barriers.reserve)], recipe=recipe)
    blocks = shapely.union_all([parcel.shape for parcel in parcels if parcel.shape.intersects(barriers.reserve)])
    river = shapely.set_precision(river.difference(blocks), GRID_M)
    verge = barriers.reserve.intersection(domain).difference(shapely.union_all([bodies, roads, blocks, river]))
    return [
        Parcel(part, "", profile, -1, developed=False, code=code)
        for code, shape in ((recipe.verge_code, verge), (recipe.river_code, river))
        for part in sorted(
            polygon_parts(shapely.set_precision(shape, GRID_M), least_m2=500.0),
            key=lambda part: (round(part.centroid.x), round(part.centroid.y)),
        )
    ]
