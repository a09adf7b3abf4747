"""Closed ways and multipolygons to parks, land use, water and buildings."""

from __future__ import annotations

from collections import Counter

import geopandas as gpd
import numpy as np
import pyproj
import shapely

from gis.read.osm_file import Features, OsmFile
from gis.read.osm_frames import layer_frame, number, of_dimension, projected
from gis.read.osm_rules import OsmTables, Rule

__all__ = [
    "buildings",
    "home_share",
    "homes_as_land",
    "homes_beyond",
    "homes_of",
    "land_use",
    "park_class",
    "parks",
    "polygons",
    "water",
]


def polygons(file: OsmFile, *, crs: pyproj.CRS, tables: OsmTables, counts: Counter[str]) -> Features:
    """All areas of the file in `crs`, valid: closed ways whose tags mean an area, then assembled relations.

    Ways that should close and do not, by the extract's edge or by mistake, are counted and left out.
    """
    lines = file.lines
    rings: list[int] = []
    for row, (id, tags) in enumerate(zip(lines.ids, lines.tags, strict=True)):
        if tables.area_keys.isdisjoint(tags):
            continue
        if file.closed[row] and tags.get("area") != "no":
            rings.append(row)
        elif not file.closed[row] and tables.is_area(tags):
            counts["area_cut" if id in file.cut else "ring_open"] += 1
    ways = lines.pick(rings)
    long_enough = shapely.get_num_coordinates(ways.shapes) >= 4
    counts["area_empty"] += int((~long_enough).sum())
    ways = ways.pick(np.flatnonzero(long_enough))
    shapes = np.concatenate([_filled(ways), file.areas.shapes])
    found = Features(ways.ids + file.areas.ids, ways.tags + file.areas.tags, projected(shapes, crs=crs))
    return _mended(found, counts)


def _filled(rings: Features) -> np.ndarray:
    """Polygons within closed lines."""
    coordinates, rows = shapely.get_coordinates(rings.shapes, return_index=True)
    if not len(rows):
        return np.empty(0, dtype=object)
    return np.asarray(shapely.polygons(shapely.linearrings(coordinates, indices=rows)), dtype=object)


def _mended(areas: Features, counts: Counter[str]) -> Features:
    """The areas made valid; those without any ground are dropped. Both are counted."""
    shapes = areas.shapes.copy()
    invalid = ~shapely.is_valid(shapes)
    counts["made_valid"] += int(invalid.sum())
    if invalid.any():
        mended = shapely.make_valid(shapes[invalid], method="structure", keep_collapsed=False)
        shapes[invalid] = of_dimension(mended, 2)
    ground = shapely.area(shapes) > 0.0
    counts["area_empty"] += int((~ground).sum())
    return Features(areas.ids, areas.tags, shapes).pick(np.flatnonzero(ground))


def _matched(areas: Features, layer: str, tables: OsmTables) -> tuple[Features, list[Rule]]:
    """The areas for which a rule of `layer` holds, with their rules."""
    rules, rows, sizes_m2 = tables.rules[layer], [], shapely.area(areas.shapes)
    held: list[Rule] = []
    for row, tags in enumerate(areas.tags):
        if rules.keys.isdisjoint(tags):
            continue
        rule = rules.match(tags, float(sizes_m2[row]))
        if rule is not None:
            rows.append(row)
            held.append(rule)
    return areas.pick(rows), held


def _names(areas: Features) -> list[str]:
    return [tags.get("name", "") for tags in areas.tags]


def park_class(given: str, area_m2: float, tables: OsmTables) -> str:
    """The class of a park: "G1" takes its sub-class from the area in m2, any other stays as the table gives it."""
    if given != "G1":
        return given
    return next(name for name, least_m2 in tables.park_sizes_m2 if area_m2 >= least_m2)


def parks(areas: Features, *, crs: pyproj.CRS, tables: OsmTables, counts: Counter[str]) -> gpd.GeoDataFrame:
    """Green that counts for the green measures, with its class; other green is counted (it stays in land_use)."""
    green, rules = _matched(areas, "parks", tables)
    counting = [row for row, rule in enumerate(rules) if rule.gives["counts"]]
    counts["green_other"] += len(green) - len(counting)
    kept = green.pick(counting)
    sizes_m2 = shapely.area(kept.shapes)
    classes = [
        park_class(str(rules[row].gives["park_class"]), float(area_m2), tables)
        for row, area_m2 in zip(counting, sizes_m2, strict=True)
    ]
    return layer_frame(
        "parks",
        kept.ids,
        kept.shapes,
        crs=crs,
        uncertainty_m=tables.uncertainty_m,
        columns={"name": _names(kept), "park_class": classes},
    )


def land_use(areas: Features, *, crs: pyproj.CRS, tables: OsmTables) -> gpd.GeoDataFrame:
    """Areas with a land-use code of the 2023 classification. OSM lets areas overlap; so do these rows."""
    kept, rules = _matched(areas, "land_use", tables)
    codes = [str(rule.gives["code"]) for rule in rules]
    return layer_frame(
        "land_use",
        kept.ids,
        kept.shapes,
        crs=crs,
        uncertainty_m=tables.uncertainty_m,
        columns={"name": _names(kept), "code": codes},
    )


def water(areas: Features, *, crs: pyproj.CRS, tables: OsmTables) -> gpd.GeoDataFrame:
    """Water surfaces. The sea is a coastline in OSM, never an area: it is not among them."""
    kept, _ = _matched(areas, "water", tables)
    return layer_frame(
        "water", kept.ids, kept.shapes, crs=crs, uncertainty_m=tables.uncertainty_m, columns={"name": _names(kept)}
    )


def _above_zero(areas: Features, key: str) -> list[float]:
    """The numbers of a tag; NaN where it is absent, no number, or none."""
    values = (number(tags, key) for tags in areas.tags)
    return [value if value > 0.0 else np.nan for value in values]


def buildings(areas: Features, *, crs: pyproj.CRS, tables: OsmTables) -> gpd.GeoDataFrame:
    """Footprints with use, storeys (building:levels) and dwellings (building:flats); NaN where nobody mapped them."""
    kept, rules = _matched(areas, "buildings", tables)

    return layer_frame(
        "buildings",
        kept.ids,
        kept.shapes,
        crs=crs,
        uncertainty_m=tables.uncertainty_m,
        columns={
            "name": _names(kept),
            "use": [str(rule.gives["use"]) for rule in rules],
            "storeys": _above_zero(kept, "building:levels"),
            "dwellings_count": _above_zero(kept, "building:flats"),
        },
    )


def homes_of(footprints: gpd.GeoDataFrame, *, tables: OsmTables) -> gpd.GeoDataFrame:
    """The buildings whose use counts as a home."""
    return footprints[footprints["use"].isin(tables.homes)]


def home_share(footprints: gpd.GeoDataFrame, uses: gpd.GeoDataFrame, *, tables: OsmTables) -> float:
    """Share (0-1) of the homes that stand on residential land; NaN where no home is mapped."""
    homes = homes_of(footprints, tables=tables)
    if homes.empty:
        return float("nan")
    residential = uses.geometry.to_numpy()[uses["code"].str.startswith("07").to_numpy(dtype=bool)]
    if not len(residential):
        return 0.0
    pairs = shapely.STRtree(residential).query(shapely.point_on_surface(homes.geometry.to_numpy()), "intersects")
    return float(len(np.unique(pairs[0])) / len(homes))


def homes_beyond(
    uses: gpd.GeoDataFrame, footprints: gpd.GeoDataFrame, outline: gpd.GeoDataFrame, tables: OsmTables
) -> int:
    """How many residential areas and homes off them lie wholly beyond the outline. All in one metric CRS."""
    land = uses.geometry.to_numpy()[uses["code"].str.startswith("07").to_numpy(dtype=bool)]
    feet = homes_of(footprints, tables=tables).geometry.to_numpy()
    on_land = shapely.STRtree(land).query(shapely.point_on_surface(feet), "intersects")[0]
    inside = shapely.union_all(outline.geometry.to_numpy())
    shapely.prepare(inside)
    return int((~shapely.intersects(inside, np.concatenate([land, np.delete(feet, np.unique(on_land))]))).sum())


def homes_as_land(footprints: gpd.GeoDataFrame, *, tables: OsmTables) -> gpd.GeoDataFrame:
    """Land-use rows from the footprints of homes, to stand in for residential land.

    Footprints that touch or overlap are one row, so that no ground counts twice; its id is "b" and that of its first
    building.
    """
    homes = homes_of(footprints, tables=tables)
    shapes = homes.geometry.to_numpy()
    blocks = shapely.get_parts(shapely.disjoint_subset_union_all(shapes)) if len(homes) else shapes
    inside, block = shapely.STRtree(blocks).query(shapes, "intersects")
    order = np.lexsort((inside, block))
    first = inside[order][np.unique(block[order], return_index=True)[1]]  # one a block, in their order
    seen: Counter[str] = Counter()
    ids = []
    for id in homes["id"].to_numpy()[first]:  # a building of several parts may head several blocks
        ids.append(f"b{id}.{seen[id]}" if seen[id] else f"b{id}")
        seen[id] += 1
    source = (
        "推导:住宅建筑基底(相接的合并)代替居住用地 (derived: united footprints of homes stand in for residential land)"
    )
    return layer_frame(
        "land_use",
        ids,
        np.asarray(blocks, dtype=object),
        crs=footprints.crs,
        uncertainty_m=tables.uncertainty_m,
        columns={"code": [tables.homes_code] * len(blocks), "source": [source] * len(blocks)},
    )
