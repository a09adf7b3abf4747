"""Layer files for the map: geometries simplified, in degrees, as whole-number steps; texts beside them as plain JSON.

A file is content-addressed: the same drawing has the same key, so that browser, server and cache keep one copy. Our map
script shows its texts as text nodes; they never pass through a template or as HTML.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from gis import crs

__all__ = ["BUDGET_BYTES", "Drawn", "Sketch", "discs"]

BUDGET_BYTES = 3_000_000  # a page's layer file above this is slow on a meeting-room laptop
_SCALE = 1_000_000  # steps per degree: 0.1 m
_KINDS = {0: "p", 1: "l", 3: "a", 5: "l", 6: "a"}  # by the type numbers of shapely


_DISC_M = (20.0, 150.0)  # residents of a place, drawn as a spot one can point at: least and largest radius
_DISC_SHARE = 0.4  # of the way to the next one, so that the spots of a grid stand side by side


def discs(shapes: gpd.GeoSeries) -> npt.NDArray[np.object_]:
    """The shapes (metres) as areas to draw: points as spots, sized by how far apart they lie, areas as they are."""
    drawn = np.asarray(shapes.array, dtype=object).copy()
    points = shapely.get_dimensions(drawn) == 0
    if points.any():
        apart_m = shapely.STRtree(drawn[points]).query_nearest(drawn[points], exclusive=True, return_distance=True)[1]
        usual_m = float(np.median(apart_m)) if len(apart_m) else _DISC_M[0]
        drawn[points] = shapely.buffer(drawn[points], np.clip(_DISC_SHARE * usual_m, *_DISC_M), quad_segs=3)
    return drawn


@dataclass(frozen=True)
class Drawn:
    """A finished layer file: `body` is its JSON, `key` names its content, `bounds_deg` (south, west, north, east).

    `left_out`: what the budget dropped, by class, counted.
    """

    key: str
    body: bytes
    features_count: int
    bounds_deg: tuple[float, float, float, float] | None
    left_out: Mapping[str, int] = field(default_factory=dict)


class Sketch:
    """Collects what a layer file shows, in drawing order, then `finish`es it.

    Geometries are given in the working CRS (metres); `simplify_m` is the display tolerance.
    """

    def __init__(self, *, working_crs: object, simplify_m: float = 1.0) -> None:
        self._crs = working_crs
        self._simplify_m = simplify_m
        self._styles: list[dict[str, object]] = []
        self._known: dict[Hashable, int] = {}
        self._geometries: list[BaseGeometry] = []
        self._marks: list[dict[str, object]] = []
        self._labels: list[tuple[BaseGeometry, dict[str, object]]] = []
        self._droppable: list[tuple[str, int]] = []  # class, position of its feature

    def add(
        self, shape: BaseGeometry, style: Mapping[str, object], *,
        key: str = "", lines: Sequence[str] = (), droppable: str = "",
    ) -> None:  # fmt: skip
        """One feature: its shape (metres), its style, what a click names (`key`), the lines of its tooltip.

        `droppable`: a class that may be left out where the file exceeds the budget, last added first.
        """
        if shape is None or shape.is_empty:
            return
        mark: dict[str, object] = {"s": self._style_index(style)}
        if key:
            mark["k"] = key
        if lines:
            mark["t"] = [str(line) for line in lines]
        if droppable:
            self._droppable.append((droppable, len(self._geometries)))
        self._geometries.append(shape)
        self._marks.append(mark)

    def add_merged(
        self, shapes: gpd.GeoSeries | Sequence[BaseGeometry], style: Mapping[str, object], *, droppable: str = ""
    ) -> None:
        """All shapes of a class as one feature without tooltip: thousands of streets are drawn as one path."""
        parts = shapely.get_parts(np.asarray(shapes, dtype=object))
        parts = parts[~shapely.is_empty(parts) & ~shapely.is_missing(parts)]
        if len(parts) == 0:
            return
        dimension = int(shapely.get_dimensions(parts).max())
        parts = parts[shapely.get_dimensions(parts) == dimension]
        collect = {1: shapely.multilinestrings, 2: shapely.multipolygons}[dimension]
        self.add(collect(parts), style, droppable=droppable)

    def label(self, text: str, at: BaseGeometry, *, kind: str, rank: int, min_zoom: float = 0) -> None:
        """A name at a point of `at`: the lower `rank` is placed first; shown from `min_zoom` on."""
        if not text or at is None or at.is_empty:
            return
        point = at.representative_point() if at.geom_type.endswith("Polygon") else _middle(at)
        self._labels.append((point, {"t": text, "c": kind, "r": rank, "z": min_zoom}))

    def finish(self, *, budget_bytes: int = BUDGET_BYTES) -> Drawn:
        """The layer file; droppable classes go, the last first, until it fits the budget."""
        left_out: dict[str, int] = {}
        shapes = _simplified(np.asarray(self._geometries, dtype=object), self._simplify_m)
        body, bounds = self._body(shapes, set())
        dropped: set[int] = set()
        for name, position in reversed(self._droppable):
            if len(body) <= budget_bytes:
                break
            dropped.add(position)
            left_out[name] = left_out.get(name, 0) + len(shapely.get_parts(self._geometries[position]))
            body, bounds = self._body(shapes, dropped)
        key = hashlib.sha256(body).hexdigest()[:32]
        return Drawn(key, body, len(self._marks) - len(dropped), bounds, left_out)

    def _style_index(self, style: Mapping[str, object]) -> int:
        identity = json.dumps(style, sort_keys=True, default=list)
        if identity not in self._known:
            self._known[identity] = len(self._styles)
            self._styles.append(dict(style))
        return self._known[identity]

    def _body(
        self, shapes: npt.NDArray[np.object_], dropped: set[int]
    ) -> tuple[bytes, tuple[float, float, float, float] | None]:
        kept = [position for position in range(len(shapes)) if position not in dropped]
        points = [point for point, _ in self._labels]
        everything = _degrees([*shapes[kept], *points], self._crs)
        bounds = _bounds(everything[: len(kept)])
        origin = (round(bounds[1], 4), round(bounds[0], 4)) if bounds else (0.0, 0.0)
        features = []
        for shape, position in zip(everything[: len(kept)], kept, strict=True):
            mark = self._marks[position]
            features.append({**mark, "g": _KINDS[shape.geom_type_id], "p": _steps(shape.geometry, origin)})
        labels = [
            {**mark, "p": _steps(shape.geometry, origin)}
            for shape, (_, mark) in zip(everything[len(kept) :], self._labels, strict=True)
        ]
        content = {"origin": origin, "scale": _SCALE, "styles": self._styles, "features": features, "labels": labels}
        return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace"), bounds


@dataclass(frozen=True)
class _InDegrees:
    """A geometry in degrees with its type number (shapely's)."""

    geometry: BaseGeometry
    geom_type_id: int


def _simplified(shapes: npt.NDArray[np.object_], tolerance_m: float) -> npt.NDArray[np.object_]:
    if len(shapes) == 0 or tolerance_m <= 0.0:
        return shapes
    # part by part: keeping the topology of thousands of parts at once takes minutes
    parts, owner = shapely.get_parts(shapes, return_index=True)
    simple = np.asarray(shapely.simplify(parts, tolerance_m, preserve_topology=True), dtype=object)
    gone = shapely.is_empty(simple)
    simple[gone] = parts[gone]
    whole = shapes.copy()
    for make, multi in ((shapely.multilinestrings, 5), (shapely.multipolygons, 6)):
        rows = np.flatnonzero(shapely.get_type_id(shapes) == multi)
        mine = np.isin(owner, rows)
        if len(rows):
            number = np.searchsorted(rows, owner[mine])
            whole[rows] = make(simple[mine], indices=number)
    plain = np.isin(shapely.get_type_id(shapes), (0, 1, 2, 3))
    whole[plain] = simple[np.isin(owner, np.flatnonzero(plain))]
    return whole


def _degrees(shapes: list[BaseGeometry], working_crs: object) -> list[_InDegrees]:
    if not shapes:
        return []
    frame = crs.to_degrees(gpd.GeoDataFrame(geometry=shapes, crs=working_crs))
    geometries = np.asarray(shapely.force_2d(frame.geometry.to_numpy()), dtype=object)
    kinds = shapely.get_type_id(geometries)
    return [_InDegrees(shape, int(kind)) for shape, kind in zip(geometries, kinds, strict=True)]


def _bounds(shapes: list[_InDegrees]) -> tuple[float, float, float, float] | None:
    if not shapes:
        return None
    west, south, east, north = shapely.total_bounds([shape.geometry for shape in shapes])
    return float(south), float(west), float(north), float(east)


def _middle(shape: BaseGeometry) -> BaseGeometry:
    """The midpoint of the longest part of a line; a point itself."""
    if shape.geom_type == "Point":
        return shape
    parts = shapely.get_parts(shape)
    longest = parts[int(np.argmax(shapely.length(parts)))]
    return shapely.line_interpolate_point(longest, 0.5, normalized=True)


def _flat(coordinates: npt.NDArray[np.float64], origin: tuple[float, float]) -> list[int]:
    """Whole-number steps from point to point, the first from the origin; points that fall together are one."""
    steps = np.rint((coordinates - np.asarray(origin)) * _SCALE).astype(np.int64)
    if len(steps) > 2:
        moved = np.ones(len(steps), dtype=bool)
        moved[1:] = np.any(steps[1:] != steps[:-1], axis=1)
        steps = steps[moved]
    steps[1:] = np.diff(steps, axis=0)
    return [int(step) for step in steps.ravel()]


def _steps(shape: BaseGeometry, origin: tuple[float, float]) -> list[object]:
    """A point's steps; a line's parts; an area's parts, each a list of rings (the outer first)."""
    if shape.geom_type == "Point":
        return list(_flat(shapely.get_coordinates(shape), origin))
    out: list[object] = []
    for part in shapely.get_parts(shape):
        if part.geom_type == "Polygon":
            rings = [part.exterior, *part.interiors]
            out.append([_flat(shapely.get_coordinates(ring)[:-1], origin) for ring in rings])
        else:
            out.append(_flat(shapely.get_coordinates(part), origin))
    return out
