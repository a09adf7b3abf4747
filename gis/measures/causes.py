"""Why land (or residents) inside the radius is beyond the walk: a cause for each place, adding up to the difference."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from gis.measures.compounds import way_out
from gis.measures.coverage import served_area, share_of_land
from gis.measures.entrances import boundary_points
from gis.measures.mends import GATE_LEG_M, walk_base, walk_links
from gis.measures.sampling import WalkingLand
from gis.measures.sources import Sources
from gis.network.change import Base
from gis.network.graph import Network
from gis.network.missing import Links, with_all_links
from gis.network.noding import Flags, Floats, Ints
from gis.network.reach import walk_distance

__all__ = ["CAUSES", "Cause", "Gap", "causes"]

_EXACT_M = 1e-6
_BANK_M = 1.0  # a park may border on the barrier itself: the last metre of the line to it is not looked at
_FEW_GATES_RATIO = 2.0  # the way out of a compound is a detour where it is this much longer than straight


@dataclass(frozen=True)
class Cause:
    """A cause by its names and how it is told, in both languages."""

    title: str
    title_en: str
    rule: str
    rule_en: str


# In this order: a place has the first cause that applies.
CAUSES: Mapping[str, Cause] = MappingProxyType({
    "barrier": Cause(
        "隔着铁路、快速路、河流或围墙", "a barrier between",
        "到最近可服务公园(设施)的直线与铁路、快速路、河流或围墙相交",
        "the straight line to the nearest park (facility) that could serve crosses a railway, expressway, river, wall",
    ),
    "no_entrance": Cause(
        "公园这一侧没有出入口", "no entrance on this side",
        "若公园边界上每一处临街(50米内)都能进,步行即在规定距离内",
        "were the park open wherever a street lies within 50 m of its boundary, the walk would be in time",
    ),
    "broken_link": Cause(
        "路网断头或缺一小段", "a missing link",
        "若补上30米以内、不跨障碍、不穿建筑的缺口,步行即在规定距离内",
        "were the gaps of up to 30 m closed that no barrier or building lies in, the walk would be in time",
    ),
    "disconnected": Cause(
        "与任何出入口都不连通", "disconnected",
        "附近没有街道,或所在路网与所有出入口都不相连",
        "no street near, or the streets here lead to no entrance at all",
    ),
    "few_gates": Cause(
        "小区出口少", "a compound with few gates",
        "走出小区的路是直线的两倍以上,且少绕的这段即可使步行在规定距离内",
        "the way out of the compound is over twice the straight one, and without that detour the walk would be in time",
    ),
    "detour": Cause(
        "路网绕行", "a detour of the streets", "以上都不是:街道不直", "none of the above: the streets are not straight"
    ),
})  # fmt: skip


@dataclass(frozen=True, eq=False)
class Gap:
    """Land inside the radius and beyond the walk, by cause.

    `places`: index is the row of the cell; `cause` (key of `CAUSES`), `title`, `title_en`, `land_id`, `weight` (m2 of
    the cell's land inside the radius, or persons), `park` (id of the nearest one whose radius reaches the place),
    `straight_m` to it, `walk_m` (to any source; inf: none), geometry (that part of the cell). `rim`: `land_id`,
    `weight`: land of cells that walk in time though part of them lies outside the radius, an effect of the grid. Radius
    minus walk is the sum of `places` minus the sum of `rim`. `whole`: all land (persons); `by_radius`, `by_walk`:
    covered by either.
    """

    places: gpd.GeoDataFrame
    rim: pd.DataFrame
    whole: float
    by_radius: float
    by_walk: float

    def table(self, land_ids: Collection[object] | None = None) -> pd.DataFrame:
        """Land (persons) by cause, of all or of the pieces `land_ids`.

        Returns
        -------
        Frame by cause, in the order of `CAUSES`, then "rim" (negative), which add up to radius minus walk: `title`,
        `title_en`, `rule`, `rule_en`, `weight`, `share` (of the gap; the rim has none).
        """
        places, rim = self.places, self.rim
        if land_ids is not None:
            wanted = list(land_ids)
            places, rim = places[places["land_id"].isin(wanted)], rim[rim["land_id"].isin(wanted)]
        weight = places.groupby("cause")["weight"].sum().reindex(list(CAUSES), fill_value=0.0)
        rows = {
            key: (
                told.title,
                told.title_en,
                told.rule,
                told.rule_en,
                float(weight[key]),
                _ratio(weight[key], weight.sum()),
            )
            for key, told in CAUSES.items()
        }
        rows["rim"] = (
            "方格边缘(取样)", "rim of the grid (sampling)", "方格按中心点整格计入步行,半径按边界切割",
            "a cell walks whole by its inner point, the radius cuts it", 0.0 - float(rim["weight"].sum()), np.nan,
        )  # fmt: skip
        columns = ["title", "title_en", "rule", "rule_en", "weight", "share"]
        return pd.DataFrame.from_dict(rows, orient="index", columns=columns).rename_axis("cause")


def _ratio(part: float, whole: float) -> float:
    return float(part) / float(whole) if whole > 0.0 else float("nan")


def causes(
    land: WalkingLand, sources: Sources, *, pieces: gpd.GeoDataFrame | None = None, base: Base | None = None,
    links: Links | None = None,
) -> Gap:  # fmt: skip
    """The cause of every place inside the radius of a park (facility) from which none can be walked to in time.

    The place looks to the nearest park whose radius reaches it. The causes are tried in the order of `CAUSES`; each is
    a question measured on the network (`rule`), the last one is what is left.

    Parameters
    ----------
    pieces: the residential land as polygons; adjoining ones are one compound. None: no place has the cause "few_gates".
    base, links: from `walk_base` and `walk_links`, where they are kept.

    Raises
    ------
    MetricCRSError: the land is not in metres.
    """
    base = walk_base(land, sources) if base is None else base
    links = walk_links(base, sources) if links is None else links
    cells, weight = land.cells, land.cells["weight"].to_numpy(dtype=float)
    walks = base.distance_m <= sources.farthest_m + _EXACT_M
    inside = share_of_land(cells, served_area(sources.shapes, radius_m=sources.reach_m))
    share = inside.pieces["share"].to_numpy(dtype=float)
    rows = np.flatnonzero((share > 0.0) & ~walks)
    parts = np.asarray(inside.covered.array, dtype=object)[rows] if inside.covered is not None else np.zeros(0, object)
    seen = shapely.point_on_surface(parts)
    park = _serving(seen, sources)
    lines = _lines_to(seen, np.asarray(sources.shapes.geometry.array, dtype=object)[park])
    cause = _causes(land, sources, base, links, rows=rows, to_park=(lines, pieces))
    walk_m = base.distance_m[rows].copy()
    found = base.source[rows]
    walk_m[found >= 0] -= sources.late_m[found[found >= 0]]
    places = gpd.GeoDataFrame(
        {
            "cause": cause, "title": [CAUSES[key].title for key in cause],
            "title_en": [CAUSES[key].title_en for key in cause], "land_id": cells["land_id"].to_numpy()[rows],
            "weight": weight[rows] * share[rows], "park": sources.shapes.index.to_numpy()[park],
            "straight_m": shapely.length(lines), "walk_m": walk_m,
        }, geometry=parts, index=pd.Index(rows), crs=cells.crs,
    )  # fmt: skip
    over = np.flatnonzero(walks & (share < 1.0))
    rim = pd.DataFrame({
        "land_id": cells["land_id"].to_numpy()[over], "weight": weight[over] * (1.0 - share[over])
    })  # fmt: skip
    return Gap(places, rim, float(weight.sum()), float((weight * share).sum()), float(weight[walks].sum()))


def _serving(seen: npt.NDArray[np.object_], sources: Sources) -> Ints:
    """Row of the nearest park whose radius reaches each point."""
    shapes = np.asarray(sources.shapes.geometry.array, dtype=object)
    park, nearest_m = np.zeros(len(seen), dtype=np.int64), np.full(len(seen), np.inf)
    for reach_m in np.unique(sources.reach_m):
        rows = np.flatnonzero(sources.reach_m == reach_m)
        (point, hit), away_m = shapely.STRtree(shapes[rows]).query_nearest(
            seen, max_distance=reach_m + _EXACT_M, all_matches=False, return_distance=True
        )
        better = away_m < nearest_m[point]
        park[point[better]], nearest_m[point[better]] = rows[hit[better]], away_m[better]
    return park


def _lines_to(seen: npt.NDArray[np.object_], shapes: npt.NDArray[np.object_]) -> npt.NDArray[np.object_]:
    """The straight line from each point to the nearest point of its park."""
    return np.asarray(shapely.shortest_line(seen, shapes), dtype=object)


def _causes(
    land: WalkingLand, sources: Sources, base: Base, links: Links, *, rows: Ints,
    to_park: tuple[npt.NDArray[np.object_], gpd.GeoDataFrame | None],
) -> npt.NDArray[np.object_]:  # fmt: skip
    """The first cause that applies to each of the places `rows`."""
    lines, pieces = to_park
    homes = land.places.take(rows)
    late_m, farthest_m = base.distance_m[rows], sources.farthest_m + _EXACT_M
    cause = np.full(len(rows), "detour", dtype=object)
    if pieces is not None:
        excess_m, ratio = way_out(homes, lines, pieces)
        cause[(ratio >= _FEW_GATES_RATIO) & (late_m - excess_m <= farthest_m)] = "few_gates"
    cause[~np.isfinite(late_m)] = "disconnected"
    mended_m = with_all_links(base, links.take(~links.over_barrier))[rows]
    cause[mended_m <= farthest_m] = "broken_link"
    areas = np.flatnonzero(shapely.get_dimensions(np.asarray(sources.shapes.geometry.array, dtype=object)) == 2)
    sides = boundary_points(sources.shapes.iloc[areas], land.network, max_leg_m=GATE_LEG_M)
    start_m = sources.farthest_m - sources.reach_m[areas[sides.row]]
    cause[walk_distance(homes, sides.places, start_m=start_m)[0] <= farthest_m] = "no_entrance"
    cause[_crossed(land.network, lines)] = "barrier"
    return cause


def _crossed(network: Network, lines: npt.NDArray[np.object_]) -> Flags:
    """Whether the straight line to the park crosses a barrier before its last metre."""
    crossed = np.zeros(len(lines), dtype=np.bool_)
    if len(lines) and len(network.barrier_xy):
        ends: Floats = shapely.get_coordinates(lines).reshape(-1, 2, 2)
        length_m = shapely.length(lines)
        with np.errstate(divide="ignore", invalid="ignore"):
            kept = np.nan_to_num(np.maximum(length_m - _BANK_M, 0.0) / length_m)
        ends[:, 1] = ends[:, 0] + (ends[:, 1] - ends[:, 0]) * kept[:, None]
        crossed[network.barrier_tree.query(shapely.linestrings(ends), predicate="intersects")[0]] = True
    return crossed
