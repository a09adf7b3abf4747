"""Maps of a sheet: frames of one picture with round coordinates, a scale bar and a north arrow; what they draw.

Drawn without a window system, in the colours of `gis.views.palette`; grid north is up. Severities differ by hatch as
well as by colour.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from io import BytesIO

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.patches import PathPatch, Polygon
from matplotlib.path import Path as Outline
from PIL import Image
from shapely import box, get_coordinates, get_parts
from shapely.geometry import Point
from shapely.geometry import Polygon as Area
from shapely.geometry.base import BaseGeometry

from gis.plots.card import Labelled
from gis.views import palette
from gis.views.sheets.fonts import Face
from gis.views.sheets.keys import KEYS, legend_handles
from gis.views.sheets.labels import MapLabel, place
from gis.views.sheets.text import pair, word

__all__ = [
    "INK", "Drawn", "Extent", "Panel", "along", "fill", "frame_around", "hull", "inside", "middle", "picture_png",
    "roads", "round_length", "set_frame",
]  # fmt: skip

_DPI, _INCH_MM = 200, 25.4
_ASPECT = 85.0 / 53.0  # of a frame, where none is given
_ROOM = 0.45  # beside the shape, of its longer side
_LEAST_M = 60.0  # shown about the smallest shape
_SMALL, _TINY = 6.5, 5.2  # points
INK, _HALO = "#22272E", "#FFFFFF"
_ROAD_WIDTHS = {"road_expressway": 2.6, "road_trunk": 2.2, "road_secondary": 1.6, "road_local": 1.1, "road_path": 0.6}
Extent = tuple[float, float, float, float]
Drawn = tuple[list[MapLabel], list[Artist]]  # names to place, and signs no name may cover


@dataclass(frozen=True)
class Panel:
    """One frame of a picture: its title, where it lies (left, bottom, width, height in mm), and what draws it.

    `draw` is given the axes and the set of classes drawn, which it fills, and returns names and signs.
    """

    title: str
    place_mm: tuple[float, float, float, float]
    draw: Callable[[Axes, set[str]], Drawn]

    @property
    def aspect(self) -> float:
        """Width over height."""
        return self.place_mm[2] / self.place_mm[3]


def picture_png(
    panels: Sequence[Panel],
    size_mm: tuple[float, float],
    *,
    face: Face,
    lang: str,
    titles: Mapping[str, str] | None = None,
) -> bytes:
    """The picture (PNG, 200 dots to the inch) of the frames with one legend below.

    Parameters
    ----------
    size_mm: width and height of the picture.
    face: a cut of the font with all names of the map.
    titles: words of the legend that differ from those of the card, by class.
    """
    figure = Figure(figsize=(size_mm[0] / _INCH_MM, size_mm[1] / _INCH_MM), dpi=_DPI)
    canvas = FigureCanvasAgg(figure)
    font, bold = FontProperties(fname=str(face.regular)), FontProperties(fname=str(face.bold))
    used: set[str] = set()
    for panel in panels:
        left, bottom, width, height = panel.place_mm
        axes = figure.add_axes((left / size_mm[0], bottom / size_mm[1], width / size_mm[0], height / size_mm[1]))
        axes.set_title(panel.title, fontproperties=bold, fontsize=7.5, pad=2.0, loc="left", color=INK)
        labels, marks = panel.draw(axes, used)
        _grid_ticks(axes, font)
        taken = [*marks, _north_arrow(axes, word("north_letter", lang), bold), _scale_bar(axes, font)]
        texts = [replace(one, text=pair(one.text, lang)) for one in labels]
        place(axes, canvas, texts, fonts=(font, bold), taken=taken)
    handles = legend_handles(used, lang, titles=titles)
    figure.legend(
        handles=handles, loc="lower center", ncol=len(handles), frameon=False, borderaxespad=0.2, handlelength=1.6,
        columnspacing=1.2, handletextpad=0.4, prop=FontProperties(fname=str(face.regular), size=_SMALL),
    )  # fmt: skip
    content = BytesIO()
    canvas.draw()  # type: ignore[no-untyped-call]
    drawn = np.asarray(canvas.buffer_rgba())  # type: ignore[no-untyped-call]
    pixels = np.ascontiguousarray(drawn[:, :, :3])  # a PDF would keep the fourth apart
    Image.fromarray(pixels).save(content, "PNG", dpi=(_DPI, _DPI), compress_level=4)
    return content.getvalue()


def frame_around(
    shape: BaseGeometry, *, room: float = _ROOM, least_m: float = _LEAST_M, aspect: float = _ASPECT
) -> Extent:
    """The extent (west, south, east, north) about a shape that fills a frame of that width over height."""
    west, south, east, north = shape.bounds
    margin = max(east - west, north - south, least_m) * room
    wide, high = (east - west) / 2.0 + margin, (north - south) / 2.0 + margin
    wide, high = (wide, wide / aspect) if wide / high > aspect else (high * aspect, high)
    x, y = (west + east) / 2.0, (south + north) / 2.0
    return x - wide, y - high, x + wide, y + high


def round_length(most_m: float) -> float:
    """The longest of 1, 2 and 5 × 10ⁿ metres that is not above `most_m`."""
    power = 10.0 ** math.floor(math.log10(most_m))
    return max(step * power for step in (1.0, 2.0, 5.0) if step * power <= most_m * (1.0 + 1e-9))


def set_frame(axes: Axes, frame: Extent) -> Extent:
    """Set the extent shown; returns it."""
    axes.set_xlim(frame[0], frame[2])
    axes.set_ylim(frame[1], frame[3])
    axes.set_facecolor(str(palette.style("outline")["fillColor"]))
    for spine in axes.spines.values():
        spine.set_linewidth(0.6)
        spine.set_color(INK)
    return frame


def _outline_path(shape: BaseGeometry) -> Outline | None:
    """Outlines and holes of all polygons of a shape as one path."""
    areas = [part for part in get_parts(shape) if isinstance(part, Area) and not part.is_empty]
    rings = [get_coordinates(ring) for area in areas for ring in (area.exterior, *area.interiors)]
    if not rings:
        return None
    codes = []
    for ring in rings:
        one = np.full(len(ring), Outline.LINETO, dtype=np.uint8)
        one[0], one[-1] = Outline.MOVETO, Outline.CLOSEPOLY
        codes.append(one)
    return Outline(np.concatenate(rings), np.concatenate(codes))


def fill(axes: Axes, shape: BaseGeometry, key: str, used: set[str]) -> None:
    """Draw the areas of a shape in the way of the class `key`, where the frame shows any of it."""
    west, east = axes.get_xlim()
    south, north = axes.get_ylim()
    outline = _outline_path(shape) if shape.intersects(box(west, south, east, north)) else None
    if outline is not None:
        used.add(key)
        axes.add_patch(PathPatch(outline, **KEYS[key]))


def roads(axes: Axes, lines_of: Sequence[Labelled], frame: Extent, used: set[str], *, thin: bool = False) -> None:
    """Casing first, then the road on it, by the class of each."""
    window = box(*frame)
    lines: list[np.ndarray[tuple[int, int], np.dtype[np.float64]]] = []
    widths: list[float] = []
    for road in lines_of:
        if not road.shape.intersects(window):
            continue
        parts = [get_coordinates(part) for part in get_parts(road.shape) if part.geom_type == "LineString"]
        lines += parts
        widths += [_ROAD_WIDTHS[palette.road_class(road.kind)] * (0.4 if thin else 1.6)] * len(parts)
    if not lines:
        return
    used.add("road")
    axes.add_collection(LineCollection(lines, colors="#B9B4A8", linewidths=[one + 0.9 for one in widths], zorder=3.0))
    if not thin:
        axes.add_collection(LineCollection(lines, colors=_HALO, linewidths=widths, zorder=3.1))


# --- where names go ---------------------------------------------------------------------------------------------------


def inside(one: Labelled, frame: Extent, *, strong: bool) -> list[MapLabel]:
    """The name of an area in the middle of what the frame shows of it."""
    seen = one.shape.intersection(box(*frame))
    if not one.name or seen.is_empty:
        return []
    x, y = middle(seen)
    step = (frame[3] - frame[1]) * 0.09
    others = [(x, y + times * step) for times in (1, -1, 2, -2) if seen.covers(Point(x, y + times * step))]
    return [MapLabel(one.name, ((x, y), *others), strong=strong)]


def along(road: Labelled, frame: Extent) -> list[MapLabel]:
    """The name of a road along the longest piece of it that the frame shows."""
    seen = road.shape.intersection(box(*frame))
    pieces = [part for part in get_parts(seen) if part.geom_type == "LineString" and part.length > 0.0]
    if not road.name or not pieces:
        return []
    longest = max(pieces, key=lambda piece: float(piece.length))
    middle, step = longest.length / 2.0, longest.length * 0.05
    before, after = longest.interpolate(middle - step), longest.interpolate(middle + step)
    angle = math.degrees(math.atan2(after.y - before.y, after.x - before.x))
    angle = angle - 180.0 if angle > 90.0 else angle + 180.0 if angle <= -90.0 else angle
    spots = [longest.interpolate(part, normalized=True) for part in (0.5, 0.25, 0.75, 0.12, 0.88)]
    return [MapLabel(road.name, tuple((spot.x, spot.y) for spot in spots), angle)]


def middle(shape: BaseGeometry) -> tuple[float, float]:
    """A point inside a shape."""
    point = shape.representative_point()
    return float(point.x), float(point.y)


def hull(shapes: Sequence[BaseGeometry]) -> BaseGeometry:
    """The rectangle about all shapes."""
    bounds = np.array([shape.bounds for shape in shapes if not shape.is_empty])
    return box(*bounds[:, :2].min(axis=0), *bounds[:, 2:].max(axis=0))


# --- frame, scale, north ----------------------------------------------------------------------------------------------


def _grid_ticks(axes: Axes, font: FontProperties) -> None:
    """Round coordinates along the frame, with short crosses of the grid inside."""
    west, east = axes.get_xlim()
    south, north = axes.get_ylim()
    step = round_length((east - west) / 3.0)
    for low, high, axis in ((west, east, axes.xaxis), (south, north, axes.yaxis)):
        edge = (high - low) * 0.05  # a figure at the very corner would run out of the picture
        marks = np.arange(math.ceil((low + edge) / step), math.floor((high - edge) / step) + 1) * step
        axis.set_ticks(list(marks), labels=[f"{mark:.0f}" for mark in marks])
        axis.set_tick_params(length=2.0, width=0.5, direction="in", pad=1.2, labelsize=_TINY, color=INK)
        for label in axis.get_ticklabels():
            label.set_fontproperties(font)
            label.set_fontsize(_TINY)
    for label in axes.get_yticklabels():
        label.set_rotation(90.0)
        label.set_verticalalignment("center")
    crosses = [(x, y) for x in axes.get_xticks() for y in axes.get_yticks()]
    if crosses:
        axes.scatter([x for x, _ in crosses], [y for _, y in crosses], marker="+", s=14, c="#8A8A8A", linewidths=0.4,
                     zorder=2.5)  # fmt: skip


def _scale_bar(axes: Axes, font: FontProperties) -> Polygon:
    """Two halves, dark and light, with 0, half and whole length; returns its ground, which no name may cover."""
    west, east = axes.get_xlim()
    south, north = axes.get_ylim()
    length = round_length((east - west) * 0.28)
    x, y, high = west + (east - west) * 0.05, south + (north - south) * 0.045, (north - south) * 0.014
    metres = length < 1000.0
    texts = [f"{part if metres else part / 1000.0:g}" for part in (0.0, length / 2.0, length)]
    texts[-1] += " m" if metres else " km"
    margin = (east - west) * 0.03
    corners = [(x - margin, y - high), (x + length + 2.2 * margin, y - high),
               (x + length + 2.2 * margin, y + 5.5 * high), (x - margin, y + 5.5 * high)]  # fmt: skip
    ground = Polygon(corners, closed=True, facecolor="#FFFFFFD0", edgecolor="none", zorder=9.5)
    axes.add_patch(ground)
    for index, colour in enumerate((INK, _HALO)):
        left, right = x + index * length / 2.0, x + (index + 1) * length / 2.0
        axes.add_patch(Polygon([(left, y), (right, y), (right, y + high), (left, y + high)], closed=True,
                               facecolor=colour, edgecolor=INK, linewidth=0.5, zorder=10))  # fmt: skip
    for text, part in zip(texts, (0.0, 0.5, 1.0), strict=True):
        axes.text(x + part * length, y + 1.5 * high, text, fontproperties=font, fontsize=_TINY, ha="center",
                  va="bottom", color=INK, zorder=10)  # fmt: skip
    return ground


def _north_arrow(axes: Axes, letter: str, font: FontProperties) -> Polygon:
    """Half dark, half light, pointing to grid north; returns the whole arrow, which no name may cover."""
    x, top, bottom, half, foot = 0.945, 0.905, 0.79, 0.022, 0.815
    light = Polygon([(x, top), (x + half, bottom), (x, foot), (x - half, bottom)], closed=True, facecolor=_HALO,
                    edgecolor=INK, linewidth=0.6, transform=axes.transAxes, zorder=10)  # fmt: skip
    axes.add_patch(light)
    axes.add_patch(Polygon([(x, top), (x, foot), (x - half, bottom)], closed=True, facecolor=INK, edgecolor=INK,
                           linewidth=0.4, transform=axes.transAxes, zorder=10.1))  # fmt: skip
    axes.text(x, top + 0.008, letter, transform=axes.transAxes, fontproperties=font, fontsize=7.0, ha="center",
              va="bottom", color=INK, zorder=10)  # fmt: skip
    return light
