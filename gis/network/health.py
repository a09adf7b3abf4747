"""The state of a network before any figure rests on it: pieces, near misses, homes cut off, what was dropped."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import numpy as np
import pandas as pd
import shapely

from gis.network.graph import Network
from gis.network.noding import Floats, Ints
from gis.network.place import Places

__all__ = ["HEALTH_NOTES", "HEALTH_WORDS", "LEG_QUANTILES", "NEAR_MISS_M", "NetworkHealth", "network_health"]

NEAR_MISS_M = 5.0
LEG_QUANTILES = (0.5, 0.9, 0.95, 0.99)
_NO_FIGURES = ("near_miss_xy", "counts", "leg_quantiles_m", "component_length_m")
HEALTH_WORDS: Mapping[str, tuple[str, str, str]] = MappingProxyType({
    "length_m": ("可步行街道总长", "walkable streets", "m"),
    "node_count": ("路口与尽端", "junctions and dead ends", "count"),
    "edge_count": ("街段", "edges", "count"),
    "component_count": ("互不连通的片数", "separate components", "count"),
    "small_component_share": ("不在最大一片上的街道", "streets off the longest component", "share"),
    "near_miss_count": ("离街道不足5米却未接上的断头", "dead ends within 5 m of a street they do not join", "count"),
    "homes_out_of_reach_share": ("附近没有街道的住处", "homes with no street near", "share"),
    "homes_on_small_component_share": ("落在孤立小片上的住处", "homes on small components", "share"),
    "homes_rerouted_share": ("因障碍改接较远街道的住处", "homes led round a barrier to a farther street", "share"),
    "leg_50_m": ("住处到街道的距离,中位", "home to street, median", "m"),
    "leg_90_m": ("住处到街道的距离,90%以内", "home to street, 90 % within", "m"),
    "leg_95_m": ("住处到街道的距离,95%以内", "home to street, 95 % within", "m"),
    "leg_99_m": ("住处到街道的距离,99%以内", "home to street, 99 % within", "m"),
    "longest_leg_m": ("住处到街道的最远距离", "home to street, longest", "m"),
    "streets_not_walkable": ("未计入:不可步行的街道", "left out: streets one may not walk on", "count"),
    "streets_empty": ("未计入:没有几何的街道", "left out: streets without geometry", "count"),
    "streets_placeless": ("未计入:坐标不是数的街道", "left out: streets with coordinates that are no numbers", "count"),
    "segments_zero_length": ("未计入:不足1厘米的线段", "left out: segments shorter than 1 cm", "count"),
    "segments_duplicate": ("未计入:重复的线段", "left out: duplicate segments", "count"),
    "crossings_joined": ("已接上:同层相交而无节点处", "joined: crossings of one level without a vertex", "count"),
    "touches_joined": ("已接上:端点落在另一条街上处", "joined: ends that touch a street", "count"),
})  # fmt: skip
HEALTH_NOTES = (
    ("步行不分单行道:双向都可走。", "One-way is ignored on foot: one walks both ways."),
    ("桥梁与隧道不与其上下的街道相接,只在两端相接。", "Bridges and tunnels meet other streets at their ends only."),
)
_DETOUR_FACTOR = 4.0  # an end nearer than this many gaps along the streets is no break


@dataclass(frozen=True, eq=False)
class NetworkHealth:
    """What to know of a network: sizes, lengths in metres, shares 0-1.

    `small_component_share`: share of the length that is not on the longest component. `near_miss_xy`: (k, 2) metres,
    dead ends within 5 m of a street they do not lead to. `homes_*`: NaN where no homes were given; of all homes, the
    share out of reach of any street, the share attached to a small component, and the share that could not walk
    straight to the nearest street for a barrier. `median_leg_m`, `longest_leg_m`, `leg_quantiles_m` (share → metres):
    how far homes are from their street. `counts`: what noding joined and dropped, by name.
    """

    node_count: int
    edge_count: int
    length_m: float
    component_count: int
    small_component_share: float
    near_miss_xy: Floats
    homes_out_of_reach_share: float
    homes_on_small_component_share: float
    homes_rerouted_share: float
    median_leg_m: float
    longest_leg_m: float
    counts: Mapping[str, int]
    leg_quantiles_m: Mapping[float, float] = field(default_factory=dict)
    component_length_m: Floats = field(default_factory=lambda: np.zeros(0))

    @property
    def near_miss_count(self) -> int:
        """Dead ends within 5 m of a street they do not lead to."""
        return len(self.near_miss_xy)

    def as_dict(self) -> dict[str, float | int]:
        """Every figure by name, for tables; the points are left out, their count is in."""
        figures: dict[str, float | int] = {
            name: getattr(self, name) for name in self.__dataclass_fields__ if name not in _NO_FIGURES
        }
        quantiles = {f"leg_{round(100 * share)}_m": leg_m for share, leg_m in self.leg_quantiles_m.items()}
        return {**figures, **quantiles, "near_miss_count": self.near_miss_count, **self.counts}

    def rows(self) -> pd.DataFrame:
        """The report to show before any figure: a row a line, with what it means in both languages.

        Returns
        -------
        Frame by name: `title`, `title_en`, `value`, `unit` ("m", "share", "count"); what was left out and joined last.
        """
        found = self.as_dict()
        rows = [
            (name, title, title_en, float(found[name]), unit)
            for name, (title, title_en, unit) in HEALTH_WORDS.items()
            if name in found
        ]
        return pd.DataFrame(rows, columns=["name", "title", "title_en", "value", "unit"]).set_index("name")


def network_health(network: Network, homes: Places | None = None, *, weight: Floats | None = None) -> NetworkHealth:
    """Judge a network, and how `homes` (places on it) hang on it.

    `weight`: of each home, e.g. the land or persons it stands for, for the shares; None counts each once.
    """
    by_component_m = network.component_length_m
    length_m = float(by_component_m.sum())
    small = 1.0 - float(by_component_m[0]) / length_m if length_m > 0.0 else np.nan
    shares = (np.nan, np.nan, np.nan, np.nan, np.nan)
    quantiles_m: dict[float, float] = {}
    if homes is not None and len(homes.edge):
        placed = homes.take(homes.ok)
        apart = network.component[network.u[placed.edge]] > 0
        each = np.ones(len(homes.edge)) if weight is None else np.asarray(weight, dtype=float)
        whole = max(float(each.sum()), np.finfo(float).tiny)
        shares = (
            float(each[~homes.ok].sum()) / whole,
            float(each[homes.ok][apart].sum()) / whole,
            float(each[homes.rerouted].sum()) / whole,
            float(np.median(placed.leg_m)) if len(placed.leg_m) else np.nan,
            float(placed.leg_m.max()) if len(placed.leg_m) else np.nan,
        )
        if len(placed.leg_m):
            legs_m = np.quantile(placed.leg_m, LEG_QUANTILES)
            quantiles_m = {share: float(leg_m) for share, leg_m in zip(LEG_QUANTILES, legs_m, strict=True)}
    return NetworkHealth(
        len(network.node_xy), len(network.u), length_m, len(by_component_m), small, _near_misses(network), *shares,
        counts=network.counts, leg_quantiles_m=quantiles_m, component_length_m=by_component_m,
    )  # fmt: skip


def _near_misses(network: Network) -> Floats:
    """Dead ends within 5 m of a ground street that cannot be reached along the streets within four times the gap."""
    nodes = len(network.node_xy)
    degree = np.bincount(np.concatenate([network.u, network.v]), minlength=nodes)
    dead = np.flatnonzero(degree == 1)
    if not len(dead) or not len(network.ground):
        return np.zeros((0, 2))
    points = shapely.points(network.node_xy[dead])
    end, hit = network.ground_tree.query(points, predicate="dwithin", distance=NEAR_MISS_M)
    segment = network.ground[hit]
    start, span = network.segment_xy[segment, :2], np.diff(network.segment_xy[segment].reshape(-1, 2, 2), axis=1)[:, 0]
    away = network.node_xy[dead][end] - start
    share = np.clip((away * span).sum(axis=1) / (span**2).sum(axis=1), 0.0, 1.0)
    gap_m = np.hypot(*(away - span * share[:, None]).T)
    offset_m = network.offset_at(segment, share * np.hypot(span[:, 0], span[:, 1]))
    along_m = _along_m(network, dead[end], network.segment_edge[segment], offset_m)
    broken = np.unique(end[along_m > _DETOUR_FACTOR * np.maximum(gap_m, NEAR_MISS_M)])
    return np.asarray(network.node_xy[dead[broken]], dtype=float)


def _along_m(network: Network, node: Ints, edge: Ints, offset_m: Floats) -> Floats:
    """Way from a dead end to a spot on its own edge or on an edge next to it; inf for all others, pairwise."""
    own = np.full(len(network.node_xy), -1, dtype=np.int64)
    own[network.u], own[network.v] = np.arange(len(network.u)), np.arange(len(network.v))
    mine = own[node]
    far = np.where(network.u[mine] == node, network.v[mine], network.u[mine])
    rest_m = network.length_m[edge] - offset_m
    next_m = np.minimum(
        np.where(network.u[edge] == far, offset_m, np.inf), np.where(network.v[edge] == far, rest_m, np.inf)
    )
    along_m = network.length_m[mine] + next_m
    from_u = np.where(network.u[mine] == node, offset_m, rest_m)
    return np.asarray(np.where(edge == mine, from_u, along_m), dtype=float)
