"""Park entrances: mapped gates, else where ways meet the park, else the boundary points nearest to streets."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

from gis.read.osm_file import Features
from gis.read.osm_frames import layer_frame, of_dimension
from gis.read.osm_rules import OsmTables

__all__ = ["park_entrances"]

_MAPPED = "OSM {id}"
_MET = "推导:道路 {id} 与公园边界相交 (derived: way {id} meets the park)"
_NEAR = "推导:边界上距道路 {id} 最近的点 (derived: boundary point nearest to {id})"


@dataclass(frozen=True)
class _Found:
    """Entrance points, the park each belongs to (its row) and what it rests on."""

    parks: npt.NDArray[np.intp]
    points: npt.NDArray[np.object_]
    sources: list[str]

    def thinned(self, spacing_m: float) -> _Found:
        """One entrance per park and square of a `spacing_m` grid: the first found."""
        if not len(self.parks):
            return self
        cells = np.floor(shapely.get_coordinates(self.points) / max(spacing_m, 1e-6)).astype(np.int64)
        _, first = np.unique(np.column_stack((self.parks, cells)), axis=0, return_index=True)
        kept = np.sort(first)
        return _Found(self.parks[kept], self.points[kept], [self.sources[row] for row in kept])


def _mapped(edges: npt.NDArray[np.object_], gates: Features, near_m: float) -> _Found:
    """Gates of the map that lie on a park's boundary, to `near_m`."""
    rows, parks = shapely.STRtree(edges).query(gates.shapes, "dwithin", distance=near_m)
    return _Found(parks, gates.shapes[rows], [_MAPPED.format(id=gates.ids[row]) for row in rows])


def _met(edges: npt.NDArray[np.object_], walks: gpd.GeoDataFrame, rows: npt.NDArray[np.intp]) -> _Found:
    """Where walkable ways cross, touch or leave the boundaries of the parks at `rows`."""
    ways = walks.geometry.to_numpy()
    parks, met = shapely.STRtree(ways).query(edges[rows], "intersects")
    common = shapely.intersection(edges[rows][parks], ways[met])
    # a way that runs along the boundary is entered at the ends of the stretch they share
    ends = shapely.get_dimensions(common) > 0
    common[ends] = shapely.boundary(shapely.line_merge(of_dimension(common[ends], 1)))
    points, pairs = shapely.get_parts(common, return_index=True)
    single = shapely.get_type_id(points) == shapely.GeometryType.POINT
    points, pairs = points[single], pairs[single]
    ids = walks["id"].to_numpy()[met[pairs]]
    return _Found(rows[parks[pairs]], points, [_MET.format(id=id) for id in ids])


def _frontage(strips: npt.NDArray[np.object_], ways: npt.NDArray[np.object_]) -> npt.NDArray[np.object_]:
    """Middle of the longest stretch of each way within its strip beside a park; the way itself where none is."""
    parts, pair = shapely.get_parts(shapely.intersection(ways, strips), return_index=True)
    length_m = shapely.length(parts)
    order = np.lexsort((-length_m, pair))
    order = order[length_m[order] > 0.0]
    parts, pair = parts[order], pair[order]
    longest = np.flatnonzero(np.diff(pair, prepend=-1))
    middles = ways.copy()
    middles[pair[longest]] = shapely.line_interpolate_point(parts[longest], 0.5, normalized=True)
    return middles


def _near(
    edges: npt.NDArray[np.object_], walks: gpd.GeoDataFrame, rows: npt.NDArray[np.intp], *, tables: OsmTables
) -> _Found:
    """Boundary points opposite the streets beside the parks at `rows`, else nearest to the one street in reach."""
    ways, mine, beside_m = walks.geometry.to_numpy(), edges[rows], tables.entrances_m["beside"]
    tree = shapely.STRtree(ways)
    parks, met = tree.query(mine, "dwithin", distance=beside_m)
    opposite = _frontage(shapely.buffer(mine, beside_m, quad_segs=4)[parks], ways[met])
    alone = np.setdiff1d(np.arange(len(rows)), parks)
    far_parks, far_met = tree.query_nearest(mine[alone], max_distance=tables.entrances_m["reach"], all_matches=False)
    parks, met = np.concatenate((parks, alone[far_parks])), np.concatenate((met, far_met))
    points = shapely.get_point(shapely.shortest_line(mine[parks], np.concatenate((opposite, ways[far_met]))), 0)
    ids = walks["id"].to_numpy()[met]
    return _Found(rows[parks], points, [_NEAR.format(id=id) for id in ids])


def park_entrances(
    parks: gpd.GeoDataFrame, streets: gpd.GeoDataFrame, nodes: Features, *, tables: OsmTables, counts: Counter[str]
) -> gpd.GeoDataFrame:
    """Entrances of every park, of the best kind it has; `source` says which kind. All in one metric CRS.

    `nodes` are the tagged nodes of the file. Parks beyond the reach of any street have none and are counted.
    """
    edges = shapely.boundary(parks.geometry.to_numpy())
    walks = streets[streets["walkable"]]
    gates = nodes.pick([row for row, tags in enumerate(nodes.tags) if tables.rules["gates"].match(tags)])
    found = [_mapped(edges, gates, tables.entrances_m["at_boundary"]).thinned(tables.entrances_m["spacing"])]
    rest = np.setdiff1d(np.arange(len(parks)), found[0].parks)
    counts["entrance_mapped"] += len(found[0].parks)
    for key, make in (("entrance_met", _met), ("entrance_near", None)):
        if len(rest) and len(walks):
            more = make(edges, walks, rest) if make else _near(edges, walks, rest, tables=tables)
            found.append(more.thinned(tables.entrances_m["spacing"]))
            counts[key] += len(found[-1].parks)
            rest = np.setdiff1d(rest, more.parks)
    counts["park_closed"] += len(rest)
    owners = np.concatenate([one.parks for one in found])
    order = np.argsort(owners, kind="stable")
    park_ids = parks["id"].to_numpy()[owners[order]]
    sources = [source for one in found for source in one.sources]
    seen: Counter[str] = Counter()
    ids = []
    for park_id in park_ids:
        seen[park_id] += 1
        ids.append(f"{park_id}.e{seen[park_id]}")
    return layer_frame(
        "park_entrances",
        ids,
        np.concatenate([one.points for one in found])[order],
        crs=parks.crs,
        uncertainty_m=tables.uncertainty_m,
        columns={"park_id": [*park_ids], "source": [sources[row] for row in order]},
    )
