"""The map of a review: the district with its zones, and the project with patches numbered like the findings."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import geopandas as gpd
import shapely
from matplotlib.axes import Axes
from shapely import box
from shapely.geometry.base import BaseGeometry

from gis.plots.card import Labelled
from gis.review.model import Finding, Outcome, Review
from gis.views.review_sheet.findings import numbered
from gis.views.review_sheet.sheet import PICTURE_MM
from gis.views.review_sheet.wording import told
from gis.views.sheets.fonts import Face
from gis.views.sheets.frames import (
    Drawn,
    Extent,
    Panel,
    along,
    fill,
    frame_around,
    hull,
    inside,
    middle,
    picture_png,
    roads,
    set_frame,
)
from gis.views.sheets.keys import KEYS, SLIVER
from gis.views.sheets.labels import MapLabel

__all__ = ["map_names", "map_png"]

_OVERVIEW, _DETAIL = (5.0, 10.0, 56.0, 92.0), (69.0, 10.0, 112.0, 92.0)  # left, bottom, width, height in mm
_SHOWN = (Outcome.FAILED, Outcome.DOUBTFUL)
_WHOLE = 0.999  # of the project: its outline says as much, and a hatch would hide all others
_NUMBERED_PATCHES = 6  # of a finding, the largest ones
_APART = 0.15  # of the frame's height: nearer patches of one finding share a number
_DOTS = 4_000.0  # across a frame: what is finer is not drawn
_MANY_POINTS = 5_000
_KEYS = ("plot", "neighbour", "sliver", "forbidden", "restricted", "notice")


def map_png(review: Review, *, face: Face, lang: str = "zh") -> bytes | None:
    """The picture (PNG, `PICTURE_MM`), or None where the project has no shape. `face`: a cut with `map_names`."""
    shapes = [shape for shape in review.project.parts.geometry if shape is not None and not shape.is_empty]
    if not shapes:
        return None
    project = shapely.union_all(shapely.make_valid(shapes))
    panels = [
        Panel(told("map_overview", lang), _OVERVIEW, partial(_overview, review=review, project=project)),
        Panel(told("map_detail", lang), _DETAIL, partial(_detail, review=review, project=project)),
    ]
    titles = {key: told(f"key_{key}", lang) for key in _KEYS}
    return picture_png(panels, PICTURE_MM, face=face, lang=lang, titles=titles)


def map_names(review: Review, lang: str = "zh") -> list[str]:
    """Every text the map may show."""
    words = [told(key, lang) for key in ("map_overview", "map_detail", *(f"key_{key}" for key in _KEYS))]
    frames = [
        review.inputs.layers[name].frame for name in ("zones", "roads", "approved") if name in review.inputs.layers
    ]
    return [*words, *(str(name) for frame in frames if "name" in frame for name in frame["name"].unique())]


def _overview(axes: Axes, used: set[str], *, review: Review, project: BaseGeometry) -> Drawn:
    """District outline and zones by name, main roads thin, the project filled and ringed."""
    aspect = _OVERVIEW[2] / _OVERVIEW[3]
    wide = [shape for name in ("outline", "zones") for _, shape, _ in _rows(review, name, None)]
    frame = frame_around(hull([*wide, project]), room=0.06, aspect=aspect) if wide else None
    frame = set_frame(axes, frame or frame_around(project, room=3.0, aspect=aspect))
    for _, shape, _ in _rows(review, "outline", frame):
        fill(axes, _light(shape, frame), "outline", used)
    roads(axes, _labelled(review, "roads", frame), frame, used, thin=True)
    labels: list[MapLabel] = []
    for one in _labelled(review, "zones", frame):
        fill(axes, one.shape, "zone", used)
        labels += inside(one, frame, strong=False)
    fill(axes, _light(project, frame), "plot", used)
    x, y = middle(project)
    ring = axes.plot([x], [y], marker="o", markersize=9.0, markerfacecolor="none",
                     markeredgecolor=KEYS["plot"]["edgecolor"], markeredgewidth=1.0, zorder=9)  # fmt: skip
    return labels, list(ring)


def _detail(axes: Axes, used: set[str], *, review: Review, project: BaseGeometry) -> Drawn:
    """The project with approved neighbours, roads, zones, and what conflicts or is doubtful by severity and number."""
    frame = set_frame(axes, frame_around(project, room=0.2, aspect=_DETAIL[2] / _DETAIL[3]))
    neighbours = _labelled(review, "approved", frame)
    for one in neighbours:
        fill(axes, one.shape, "neighbour", used)
    lines = _labelled(review, "roads", frame)
    roads(axes, lines, frame, used)
    fill(axes, _light(project, frame), "plot", used)
    labels: list[MapLabel] = []
    for count, finding in numbered(review):
        if finding.outcome in _SHOWN:
            labels += _patches(axes, used, finding, str(count), frame)
    drawn = review.project.parts[~(review.project.parts.geometry.isna() | review.project.parts.geometry.is_empty)]
    for part, shape in zip(drawn.index, drawn.geometry, strict=True):
        labels += inside(Labelled(_light(shape, frame), str(part)), frame, strong=False)
    zones = _labelled(review, "zones", frame)
    for one in zones:
        fill(axes, one.shape, "zone", used)
    labels += [label for road in lines for label in along(road, frame)]
    return labels + [_beside(one, project, frame) for one in (*neighbours, *zones)], []


def _beside(one: Labelled, project: BaseGeometry, frame: Extent) -> MapLabel:
    """The name of a neighbour or zone where most room is beside the project."""
    free = shapely.intersection(one.shape, box(*frame)).difference(project)
    if free.is_empty or not free.area:
        return MapLabel("", ((frame[0], frame[1]),))
    x, y = shapely.maximum_inscribed_circle(free, (frame[2] - frame[0]) / 500.0).coords[0]
    step = (frame[3] - frame[1]) * 0.05
    return MapLabel(one.name, ((x, y), (x, y + step), (x, y - step), (x, y + 2 * step), (x, y - 2 * step)))


def _patches(axes: Axes, used: set[str], finding: Finding, number: str, frame: Extent) -> list[MapLabel]:
    """Draw the patches of a finding: ground by severity, slivers and mere contact as a sign, each with its number."""
    labels: list[MapLabel] = []
    numbered_at: list[BaseGeometry] = []
    above, apart = (frame[3] - frame[1]) * 0.03, (frame[3] - frame[1]) * _APART
    ordered = sorted(finding.patches, key=lambda one: (bool(one.doubt), -one.area_m2, one.feature, one.part))
    ground: list[BaseGeometry] = []
    signs: list[tuple[float, float]] = []
    for one in ordered:
        if one.geometry is None or one.geometry.is_empty:
            continue
        thin = bool(one.doubt) or not one.area_m2
        x, y = middle(one.geometry)
        if thin:
            signs.append((x, y))
        else:
            ground += [] if one.share > _WHOLE else [_light(one.geometry, frame)]
        here = shapely.Point(x, y)
        if len(labels) < _NUMBERED_PATCHES and all(here.distance(other) > apart for other in numbered_at):
            numbered_at.append(here)
            spots = ((x, y + above), (x, y - above), (x + above, y), (x - above, y))
            labels.append(MapLabel(number, spots if thin else ((x, y), *spots), strong=True, repeats=True))
    if ground:  # one hatched shape: thousands of them take seconds
        fill(axes, shapely.union_all(ground), finding.severity, used)
    if signs:
        used.add("sliver")
        axes.plot(*zip(*signs, strict=True), linestyle="", zorder=8.5, **SLIVER)
    return labels


def _rows(review: Review, layer: str, frame: Extent | None) -> Iterator[tuple[str, BaseGeometry, str]]:
    """Name, shape and class of the features of a layer that a frame shows, in the order of the layer."""
    found = review.inputs.layers.get(layer)
    if found is None:
        return
    rows: gpd.GeoDataFrame = found.frame
    if frame is not None:
        rows = rows.iloc[sorted(rows.sindex.query(box(*frame)))]
    classes = rows["road_class"] if "road_class" in rows else [""] * len(rows)
    names = rows["name"] if "name" in rows else [""] * len(rows)
    for name, shape, kind in zip(names, rows.geometry, classes, strict=True):
        if shape is not None and not shape.is_empty:
            yield str(name), shape, str(kind)


def _labelled(review: Review, layer: str, frame: Extent) -> list[Labelled]:
    return [Labelled(_light(shape, frame), name, kind) for name, shape, kind in _rows(review, layer, frame)]


def _light(shape: BaseGeometry, frame: Extent) -> BaseGeometry:
    """The shape as the frame can show it: of very many points those that fall on one dot are left out, all valid."""
    if shapely.get_num_coordinates(shape) > _MANY_POINTS:
        shape = shape.simplify((frame[2] - frame[0]) / _DOTS)
    return shape if shape.is_valid else shapely.make_valid(shape)
