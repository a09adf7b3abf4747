"""Distances: ground of a project within reach of features, and where outlines only touch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import geopandas as gpd
import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from gis.measures.built import Shapes
from gis.network.noding import Flags, Floats
from gis.plots.shared import polygon_parts
from gis.review.ground import Draft, Ground, Near, shared
from gis.review.slivers import SliverSettings, mean_widths_m

__all__ = ["contacts", "plain", "within"]

_QUARTER = 16  # segments a quarter circle of a buffer
_CLOSE = "距离与限值之差在数据精度以内 / nearer than the limit by no more than the accuracy of the data"


def within(
    ground: Ground, frame: gpd.GeoDataFrame, distance_m: float | Sequence[float], settings: SliverSettings
) -> list[Draft]:
    """Ground of each part within a distance of each feature: areas, lines or points.

    Parameters
    ----------
    distance_m: one for all or one a row of the frame, m, not below 0; at just this distance counts as within.

    Raises
    ------
    MetricCRSError, CRSMismatchError: the frame has not the CRS of the project. ValueError: a distance is none.
    """
    reach = np.broadcast_to(np.asarray(distance_m, dtype=float), (len(frame),))
    if not (np.isfinite(reach) & (reach >= 0.0)).all():
        raise ValueError("距离须为非负数 / distances must be 0 or more")
    if not len(frame):
        return []
    near = ground.near(frame, float(reach.max()) + settings.noise_m)  # at the limit, however the digits fall
    limit = reach[near.row] + settings.noise_m
    near = near.only(np.asarray(shapely.dwithin(ground.shapes[near.part], near.shapes, limit)))
    asked, least = reach[near.row], _least(ground, near)
    zones = np.asarray(shapely.buffer(near.shapes, asked, quad_segs=_QUARTER), dtype=object)
    pieces = ground.shared(replace(near, shapes=zones))
    doubtful: Flags = (least > 0.0) & (least > asked - settings.width_m)
    return [
        Draft(
            int(near.part[at]), *near.called[at],
            _ground_or_point(pieces[at], ground.shapes[near.part[at]], near.shapes[at]),
            doubt=_CLOSE if doubtful[at] else "", distance_m=float(least[at]),
        )
        for at in range(len(near.part))
    ]  # fmt: skip


def contacts(ground: Ground, frame: gpd.GeoDataFrame, settings: SliverSettings) -> list[Draft]:
    """Lines and points where the outline of a part meets a feature without sharing ground, but for numeric noise.

    Raises
    ------
    MetricCRSError, CRSMismatchError: the frame has not the CRS of the project.
    """
    near = ground.near(frame, settings.noise_m)
    own = ground.shapes[near.part]
    both = ground.shared(near)
    areas = shapely.area(near.shapes) > 0.0
    meets = np.where(
        areas, ~_real(both, settings), shapely.touches(own, near.shapes) | ~shapely.intersects(own, near.shapes)
    )
    return [
        Draft(
            int(near.part[at]), *near.called[at],
            _contact(both[at], own[at], near.shapes[at], settings), distance_m=0.0,
        )
        for at in np.flatnonzero(meets)
    ]  # fmt: skip


def plain(pieces: Shapes) -> BaseGeometry:
    """Polygons as one shape; a single one as itself."""
    return pieces[0] if len(pieces) == 1 else shapely.multipolygons(pieces)


def _least(ground: Ground, near: Near) -> Floats:
    """Least distance of the pairs, m: 0 where they meet, which prepared outlines tell quickly."""
    least = np.zeros(len(near.part))
    apart = ~shapely.intersects(ground.shapes[near.part], near.shapes)
    least[apart] = shapely.distance(ground.shapes[near.part[apart]], near.shapes[apart])
    return least


def _ground_or_point(pieces: BaseGeometry, own: BaseGeometry, feature: BaseGeometry) -> BaseGeometry:
    """The polygons; where the arcs of the buffer leave nothing, the point of the part that is nearest."""
    polygons, _ = polygon_parts(np.array([pieces], dtype=object))
    polygons = polygons[shapely.area(polygons) > 0.0]
    return plain(polygons) if len(polygons) else shapely.get_point(shapely.shortest_line(own, feature), 0)


def _real(both: Shapes, settings: SliverSettings) -> Flags:
    """Pairs that share more ground than numeric noise."""
    pieces, pair = polygon_parts(both)
    wide = mean_widths_m(pieces) >= settings.noise_m
    return np.asarray(np.bincount(pair[wide], minlength=len(both)) > 0, dtype=np.bool_)


def _contact(both: BaseGeometry, own: BaseGeometry, feature: BaseGeometry, settings: SliverSettings) -> BaseGeometry:
    """Where they meet: exact, or the outline of the part within the noise."""
    if not both.is_empty and shapely.area(both) == 0.0:
        return shapely.line_merge(both) if both.geom_type == "MultiLineString" else both
    zone = shapely.buffer(feature, 2.0 * settings.noise_m)
    line = shared(np.array([own.boundary], dtype=object), np.array([zone], dtype=object))[0]
    if shapely.length(line) > 10.0 * settings.noise_m:
        return line
    return shapely.get_point(shapely.shortest_line(own, feature), 0)
