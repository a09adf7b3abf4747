"""Slivers: ground that is shared, or left between, only because one edge was drawn twice; named by their likely cause.

What counts as one is decided by shape alone: narrower or smaller than the settings. A sliver keeps its area and is
listed; it is in doubt, never gone. The cause is told from how the two outlines lie along one another.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from gis.measures.built import Shapes
from gis.network.noding import Flags, Floats, Ints
from gis.review.ground import united
from gis.review.outline import Outline

__all__ = [
    "DIGITISING", "NOISE", "ROUNDING", "SAMPLING", "SCRAP", "SliverSettings", "causes", "classify", "mean_widths_m",
    "slivers",
]  # fmt: skip

NOISE = "数值误差 / numeric noise"
SAMPLING = "同一边界取点不同 / different sampling of a shared edge"
ROUNDING = "坐标取位误差 / rounding of the coordinates as written"
DIGITISING = "数字化误差 / digitising"
SCRAP = "图斑或地块本身细碎 / the feature or part itself is a scrap"

_CORNER_M = 1e-7  # a corner of a piece this near is that of the outline
_COMMON_M = 1e-3  # corners of both outlines this near are one: coordinates are written to the millimetre
_BEND = np.radians(45.0)  # an outline that turns further is no sampled curve
_SAMPLE_M, _SAMPLES = 2.0, 64  # along an edge
_LEAST = 0.02  # of the outline must run in a direction for a shift across it to be told


@dataclass(frozen=True, slots=True)
class SliverSettings:
    """What counts as a sliver, and what tells its cause; settings of ours, not law.

    A sliver is narrower than `width_m` (mean width) or smaller than `area_m2`. Narrower than `noise_m` it is numeric
    noise; than `written_m` rounding, since coordinates are written to the millimetre. For a shift `steady_share` of the
    shared edge, and at least `steady_m` of it, must lie off by one vector, to `steady_spread` of it. `both_sides`: the
    smaller side of an edge that goes to and fro, as a share of the larger.
    """

    width_m: float = 0.1
    area_m2: float = 1.0
    noise_m: float = 1e-6
    written_m: float = 1e-3
    steady_share: float = 0.8
    steady_spread: float = 0.2
    steady_m: float = 10.0
    both_sides: float = 0.03


def mean_widths_m(pieces: Shapes) -> Floats:
    """2 × area ÷ perimeter of each piece, m, shape (n,): of a strip about its width; 0 where there is no ground."""
    length = shapely.length(pieces)
    out = np.zeros(len(pieces))
    np.divide(2.0 * shapely.area(pieces), length, out=out, where=length > 0.0)
    return out


def slivers(pieces: Shapes, settings: SliverSettings, *, owner: Ints | None = None) -> Flags:
    """Which pieces, single polygons of one layer, shape (n,), are slivers by their shape.

    Slivers that side by side are no sliver any more, as a field cut into strips, are none.

    Parameters
    ----------
    owner: by piece: which pair it is of; pieces of one pair never lie side by side. None: each of its own.
    """
    found = _slim(pieces, settings)
    rows = np.flatnonzero(found & (mean_widths_m(pieces) >= settings.noise_m))
    one, other = shapely.STRtree(pieces[rows]).query(pieces[rows])
    owners = rows if owner is None else owner[rows]
    rows = rows[np.unique(one[owners[one] != owners[other]])]
    if not len(rows):
        return found
    whole = shapely.get_parts(united(pieces[rows]))
    whole = whole[~_slim(whole, settings)]
    if len(whole):
        inner, _ = shapely.STRtree(whole).query(shapely.point_on_surface(pieces[rows]), predicate="intersects")
        found[rows[inner]] = False
    return found


def classify(piece: BaseGeometry, one: BaseGeometry, other: BaseGeometry, settings: SliverSettings) -> str:
    """The likely cause of one sliver, "中文 / English".

    Parameters
    ----------
    piece: the sliver. one, other: the valid areas whose outlines made it, all in one CRS in metres.
    """
    gap = not shapely.intersects(other, shapely.point_on_surface(piece))
    return causes(np.array([piece], dtype=object), (Outline(one), Outline(other)), settings, gaps=gap)[0]


def causes(pieces: Shapes, pair: tuple[Outline, Outline], settings: SliverSettings, *, gaps: bool = False) -> list[str]:
    """The likely cause of each sliver between two areas, "中文 / English".

    Parameters
    ----------
    pieces: slivers of these two, shape (n,). gaps: they lie in the first and outside the second.
    """
    widths = mean_widths_m(pieces)
    found = [NOISE if width < settings.noise_m else DIGITISING for width in widths]
    scrap = (widths >= settings.noise_m) & _of_scraps(pieces, pair[: 1 if gaps else 2], settings)
    for at in np.flatnonzero(scrap):
        found[at] = SCRAP
    narrow = (widths >= settings.noise_m) & (widths < settings.width_m) & ~scrap
    if not narrow.any():
        return found
    beside = _Beside.of(pieces[narrow], pair, settings, gaps=gaps)
    shifted = beside.shift(settings)
    written = narrow & (widths < settings.written_m)
    if not shifted:
        narrow[narrow] = beside.to_and_fro(settings) or _one_sided(pieces[narrow], pair)
    for at in np.flatnonzero(narrow | written):
        found[at] = shifted or (ROUNDING if written[at] else SAMPLING)
    told = set(found) - {NOISE}
    alike = told & {shifted, SAMPLING, ROUNDING}
    return list(alike) * len(found) if alike and len(told) == 1 else found  # what is finer still is of the same kind


@dataclass(frozen=True, eq=False)
class _Beside:
    """How the first outline lies along the second: where, `off_m` to its left, `normal`, and metres each stands for.

    `bends`: turns at successive corners of either outline along there, radians.
    """

    off_m: Floats
    normal: Floats
    weight_m: Floats
    bends: tuple[Floats, Floats]

    @classmethod
    def of(cls, pieces: Shapes, pair: tuple[Outline, Outline], settings: SliverSettings, *, gaps: bool) -> _Beside:
        """Along the whole edge the two share; of gaps, whose cover is of many features, beside each gap."""
        own, other = pair
        reach = 3.0 * settings.width_m
        if gaps:
            boxes = shapely.bounds(pieces)
            around = np.maximum(reach, np.hypot(boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1]))
            edges = own.edges_near(pieces, around)
            others = other.edges_near(pieces, around)
        else:
            edges = own.edges_near(other.lines, reach)
            others = other.edges_near(own.lines[edges], reach)
        points, normal, weight = own.samples(edges, step_m=_SAMPLE_M, most=_SAMPLES)
        away = other.nearest(points, reach) - points
        kept = np.isfinite(away).all(axis=1)
        off = (away[kept] * normal[kept]).sum(axis=1)
        return cls(off, normal[kept], weight[kept], (_turns(own, edges), _turns(other, others)))

    def shift(self, settings: SliverSettings) -> str:
        """The text of a steady offset of nearly the whole edge, with its vector; "" where there is none."""
        kept = np.ones(len(self.off_m), dtype=bool)
        for _ in range(2):  # again without what is not along the edge
            if not kept.any():
                return ""
            weight, normal = self.weight_m[kept], self.normal[kept]
            spread = (normal * weight[:, None]).T @ normal
            value, axis = np.linalg.eigh(spread)
            across = axis.T @ ((normal * weight[:, None]).T @ self.off_m[kept])
            told = value > _LEAST * value.sum()
            vector = axis @ np.where(told, across / np.where(told, value, 1.0), 0.0)
            size = float(np.hypot(*vector))
            kept = np.abs(self.off_m - self.normal @ vector) <= settings.steady_spread * size + settings.noise_m
        length = float(self.weight_m.sum())
        steady = self.weight_m[kept].sum() >= settings.steady_share * length
        if not steady or size < settings.noise_m or length < max(settings.steady_m, size / settings.steady_spread):
            return ""
        east, north = (_metres(value) for value in vector)
        return (
            f"投影或坐标偏移(图层相对项目:东 {east} m,北 {north} m) / "
            f"projection (the layer is off by {east} m east, {north} m north)"
        )

    def to_and_fro(self, settings: SliverSettings) -> bool:
        """Whether one curve was drawn with other corners: each outline is now on the one, now on the other side."""
        sides = sorted(float((self.weight_m * np.maximum(sign * self.off_m, 0.0)).sum()) for sign in (1.0, -1.0))
        return sides[0] > settings.both_sides * sides[1] and all(_curved(turns) for turns in self.bends)


def _slim(pieces: Shapes, settings: SliverSettings) -> Flags:
    small = shapely.area(pieces) < settings.area_m2
    return np.asarray(small | (mean_widths_m(pieces) < settings.width_m), dtype=np.bool_)


def _of_scraps(pieces: Shapes, outlines: Sequence[Outline], settings: SliverSettings) -> Flags:
    """Pieces within a polygon that is as slim in itself, before anything was laid over it."""
    found = np.zeros(len(pieces), dtype=bool)
    for outline in outlines:
        parts = shapely.get_parts(outline.shape)
        parts = parts[_slim(parts, settings)]
        if len(parts):
            inner, _ = shapely.STRtree(parts).query(shapely.point_on_surface(pieces), predicate="intersects")
            found[inner] = True
    return found


def _turns(outline: Outline, edges: Ints) -> Floats:
    """Turns between successive edges; NaN in between where they do not follow one another."""
    follows = np.diff(edges, prepend=-9) == 1
    return np.where(follows, outline.turns[edges], np.nan)


def _curved(turns: Floats) -> bool:
    """Whether bends are slight and mostly to the side of the one before, as of a curve, not of a trembling hand."""
    known = turns[np.isfinite(turns) & (np.abs(turns) > 1e-9)]
    if len(known) < 3 or np.mean(np.abs(known) < _BEND) < 0.9:
        return False
    return bool(np.mean(np.sign(known[1:]) == np.sign(known[:-1])) >= 0.7)


def _one_sided(pieces: Shapes, pair: tuple[Outline, Outline]) -> Flags:
    """Pieces where one outline has corners of its own and the other goes straight between corners of both."""
    corners, piece = shapely.get_coordinates(pieces, return_index=True)
    (near, number), (far_near, far_number) = (outline.corner_at(corners) for outline in pair)
    common = np.bincount(piece[np.maximum(near, far_near) <= _COMMON_M], minlength=len(pieces))
    away = [_away(corners, outline) for outline in pair[::-1]]
    most = np.zeros(len(pieces))
    np.maximum.at(most, piece, np.maximum(*away))
    sharp, alone = np.zeros(len(pieces), dtype=bool), []
    for at, (distance, corner) in enumerate(((near, number), (far_near, far_number))):
        own = (distance <= _CORNER_M) & (away[at] > 0.3 * most[piece])
        sharp[piece[own & (np.abs(pair[at].turns[corner]) >= _BEND)]] = True
        alone.append(np.bincount(piece[own], minlength=len(pieces)))
    one_only = (np.minimum(*alone) == 0) & (np.maximum(*alone) > 0)
    return np.asarray(one_only & ~sharp & (common >= 2), dtype=np.bool_)


def _away(points: Floats, outline: Outline) -> Floats:
    near = outline.nearest(points) - points
    return np.asarray(np.hypot(near[:, 0], near[:, 1]), dtype=float)


def _metres(value: float) -> str:
    """To the millimetre; finer where it is less."""
    return f"{value + 0.0:+.3f}" if abs(value) >= 5e-4 or abs(value) < 1e-9 else f"{value:+.1e}"
