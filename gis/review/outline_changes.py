"""Where two outlines differ, corner by corner where their corners pair, else as a whole."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from shapely.geometry import shape as shape_of

from gis.review.closeness import NEAR_M, hausdorff_m, same_shape

__all__ = ["MOST_CORNERS", "vertex_changes"]

MOST_CORNERS = 20  # told one by one; the rest are counted

Change = tuple[str, Any, Any, tuple[str, str]]


def vertex_changes(one: Mapping[str, Any], other: Mapping[str, Any]) -> Iterator[Change]:
    """The changes from one outline to another, more than a micron each.

    Parameters
    ----------
    one, other: type and coordinates, as `gis.review.canonical.geometry_values` gives them.

    Yields
    ------
    change: place within the part, what was, what is, the words in Chinese and in English.
    """
    if one == other:
        return
    rings, others = (dict(_rings(side["coordinates"])) for side in (one, other))
    paired = one["type"] == other["type"] and {name: ring.shape for name, ring in rings.items()} == {
        name: ring.shape for name, ring in others.items()
    }
    if paired:
        yield from _corner_changes(rings, others)
        return
    shapes = shape_of(one), shape_of(other)
    if same_shape(*shapes):
        return
    counts = tuple(sum(len(ring) - 1 for ring in side.values()) for side in (rings, others))
    moved_m = hausdorff_m(*shapes)
    areas = " → ".join(f"{shape.area:.6f}" for shape in shapes)
    yield (
        "geometry", one, other,
        (
            f"顶点 {counts[0]} → {counts[1]} 个,面积 {areas} m²,最大偏离 {moved_m:.6g} m",
            f"{counts[0]} → {counts[1]} corners, area {areas} m2, off by up to {moved_m:.6g} m",
        ),
    )  # fmt: skip


def _rings(coordinates: Any, at: str = "geometry") -> Iterator[tuple[str, Any]]:
    """The rings of nested coordinates with their place, each (n, 2) or (n, 3)."""
    if coordinates and isinstance(coordinates[0][0], (int, float)):
        yield at, np.asarray(coordinates, dtype=float)
        return
    for number, inner in enumerate(coordinates, 1):
        yield from _rings(inner, f"{at}[{number}]")


def _corner_changes(rings: Mapping[str, Any], others: Mapping[str, Any]) -> Iterator[Change]:
    told = 0
    for place, ring in rings.items():
        steps = np.abs(ring - others[place]).max(axis=1)
        closed = len(ring) > 1 and (ring[0] == ring[-1]).all() and (others[place][0] == others[place][-1]).all()
        for row in np.flatnonzero((steps[:-1] if closed else steps) > NEAR_M):
            told += 1
            if told > MOST_CORNERS:
                continue
            was, now = ring[row].tolist(), others[place][row].tolist()
            moved_m = math.dist(was, now)
            shown = [", ".join(f"{value:.6f}" for value in side) for side in (was, now)]
            yield (
                f"{place}[{row + 1}]", was, now,
                (
                    f"第 {row + 1} 个顶点移动 {moved_m:.6g} m:({shown[0]})→({shown[1]})",
                    f"corner {row + 1} moved by {moved_m:.6g} m: ({shown[0]}) → ({shown[1]})",
                ),
            )  # fmt: skip
    if told > MOST_CORNERS:
        more = told - MOST_CORNERS
        yield "geometry", None, None, (f"另有 {more} 个顶点移动", f"{more} more corners moved")
