"""Ways out of compounds: how much farther the nearest gate is on foot than the compound's edge in a straight line."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from gis.network.missing import spot_xy
from gis.network.noding import Floats
from gis.network.place import Places
from gis.network.reach import walk_distance

__all__ = ["gates_of", "way_out"]


def way_out(homes: Places, lines: npt.NDArray[np.object_], pieces: gpd.GeoDataFrame) -> tuple[Floats, Floats]:
    """Detour within the compound, for places whose street lies inside it.

    Adjoining pieces of land are one compound; its gates are where streets cross its edge. The way out is the walk to
    the nearest gate; straight, it is the line towards the park up to the compound's edge. Any way to the park passes
    a gate, so the way out is never over-stated.

    Parameters
    ----------
    lines: from each home straight to its park. pieces: residential land.

    Returns
    -------
    excess_m: way out less the straight one, metres, 0 where the home is not in a compound. ratio: one by the other, 1
    where it is not.
    """
    excess_m, ratio = np.zeros(len(homes.edge)), np.ones(len(homes.edge))
    shapes = np.asarray(pieces.geometry.array, dtype=object)
    placed = np.flatnonzero(homes.ok)
    if not len(shapes) or not len(placed):
        return excess_m, ratio
    tree = shapely.STRtree(shapes)
    cluster = np.append(_clusters(tree, shapes), -1)
    starts = shapely.get_point(lines[placed], 0)
    own = cluster[_inside(tree, starts, len(placed))]
    street = cluster[_inside(tree, shapely.points(spot_xy(homes.take(placed))), len(placed))]
    within = (own >= 0) & (own == street)
    placed, starts = placed[within], starts[within]
    if not len(placed):
        return excess_m, ratio
    used, own = np.unique(own[within], return_inverse=True)
    compounds = np.array([shapely.union_all(shapes[cluster[:-1] == number]) for number in used], dtype=object)
    out_m, _ = walk_distance(homes.take(placed), gates_of(homes, compounds))
    edges = shapely.intersection(lines[placed], shapely.boundary(compounds[own]))
    straight_m = shapely.distance(starts, edges)  # NaN where the park lies in the compound itself
    known = np.isfinite(out_m) & (straight_m > 0.0)
    excess_m[placed[known]] = np.maximum(out_m[known] - straight_m[known], 0.0)
    ratio[placed[known]] = np.maximum(out_m[known] / straight_m[known], 1.0)
    return excess_m, ratio


def gates_of(homes: Places, compounds: npt.NDArray[np.object_]) -> Places:
    """Where the streets of the network of `homes` cross the edges of the compounds, as spots on the streets."""
    network = homes.network
    lines = (
        shapely.linestrings(network.segment_xy.reshape(-1, 2, 2)) if len(network.segment_xy) else np.zeros(0, object)
    )
    rings = shapely.get_parts(shapely.boundary(compounds))
    ring, segment = shapely.STRtree(lines).query(rings, predicate="intersects")
    met, pair = shapely.get_parts(shapely.intersection(rings[ring], lines[segment]), return_index=True)
    points = shapely.get_type_id(met) == 0
    xy, segment = shapely.get_coordinates(met[points]), segment[pair[points]]
    edge = network.segment_edge[segment]
    offset_m = network.offset_at(segment, np.hypot(*(xy - network.segment_xy[segment, :2]).T))
    none = np.zeros(len(edge))
    return Places(network, edge, np.clip(offset_m, 0.0, network.length_m[edge]), none, none > 0.0)


def _clusters(tree: shapely.STRtree, shapes: npt.NDArray[np.object_]) -> npt.NDArray[np.int64]:
    """Number of the compound of each piece: pieces that touch are one."""
    one, other = tree.query(shapes, predicate="intersects")
    links = csr_array((np.ones(len(one)), (one, other)), shape=(len(shapes), len(shapes)))
    return np.asarray(connected_components(links, directed=False)[1], dtype=np.int64)


def _inside(tree: shapely.STRtree, points: npt.NDArray[np.object_], count: int) -> npt.NDArray[np.int64]:
    """The piece each point lies in, -1 for none."""
    own = np.full(count, -1, dtype=np.int64)
    point, piece = tree.query(points, predicate="intersects")
    own[point] = piece
    return own
