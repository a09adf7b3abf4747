"""What is asked of whom, and the bars to pass."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from benchmarks.workload import GRID, TILED

CITIES = ("las_palmas", "heidelberg", GRID)
HOW_TO_GET = MappingProxyType({
    "igraph": "pip install igraph (GPL-2.0-or-later)",
    "networkx": "pip install networkx (BSD)",
    "pandana": "pip install pandana (AGPL-3.0)",
    "qgis": "apt-get install python3-qgis (GPL-2.0-or-later); YITU_QGIS_PYTHON",
    "valhalla": "pip install pyvalhalla numpy (MIT); YITU_VALHALLA_PYTHON",
})  # fmt: skip


@dataclass(frozen=True)
class Case:
    """One question: put to Yitu and to each peer, on each of the networks that are here.

    `bars`: how many times faster than the peer we mean to be. `most_s`, `most_mib`: bars of our own.
    `apart`: how far apart two answers may be. `also`: another form of our answer, the peer it is held against, and how
    many times faster than that peer it should be.
    """

    suite: str
    title: str
    question: Mapping[str, Any]
    networks: tuple[str, ...]
    bars: Mapping[str, float] = field(default_factory=dict)
    most_s: float | None = None
    most_mib: float | None = None
    apart: float = 1e-6
    unit: str = "m"
    also: Mapping[str, tuple[str, float]] = field(default_factory=dict)


NEAREST = {"scipy": 1.4, "igraph": 5.0, "networkx": 20.0, "pandana": 20.0, "qgis": 5.0}
CASES = (
    Case(
        "nearest", "distance to the nearest of 500 facilities at every vertex, up to 1,000 m",
        {"limit_m": 1_000.0}, (*CITIES, TILED), NEAREST,
    ),
    Case(
        "nearest", "the same without a limit", {"limit_m": None}, (*CITIES, TILED), NEAREST,
    ),
    Case(
        "areas", "500 separate exact 1,000 m areas, as arrays and as lines", {"limit_m": 1_000.0, "checked": 25},
        CITIES, {"osmnx_hull": 50.0, "valhalla": 20.0}, also={"yitu_lines": ("osmnx_hull", 5.0)},
    ),
    Case(
        "share", "land within 300 m of green, straight line", {"radius_m": 300.0}, ("las_palmas", GRID),
        {"overlay": 8.0}, apart=1e-7, unit="of the area",
    ),
    Case(
        "street_share", "land within 25 m of the streets reached in 1,000 m", {"limit_m": 1_000.0, "width_m": 25.0},
        ("las_palmas", GRID), {"union_prepared": 2.0}, apart=1e-4, unit="of the area",
    ),
    Case(
        "street_share", "land within 50 m of the streets reached in 1,000 m", {"limit_m": 1_000.0, "width_m": 50.0},
        ("las_palmas", GRID), {"union_prepared": 2.0}, apart=1e-4, unit="of the area",
    ),
    Case(
        "build", "noding and network of all streets", {}, (*CITIES, TILED), most_s=10.0, most_mib=1024.0,
    ),
    Case(
        "what_if", "one facility more: shares of 30 zones, 100,000 homes",
        {"limit_m": 1_000.0, "homes": 100_000, "removed": False}, (GRID,), {"full_search": 1.0}, most_s=0.1,
        apart=1e-12, unit="share",
    ),
    Case(
        "what_if", "one facility less: shares of 30 zones, 100,000 homes",
        {"limit_m": 1_000.0, "homes": 100_000, "removed": True}, (GRID,), {"full_search": 1.0}, most_s=0.1,
        apart=1e-12, unit="share",
    ),
)  # fmt: skip
SUITES = tuple(dict.fromkeys(case.suite for case in CASES))
