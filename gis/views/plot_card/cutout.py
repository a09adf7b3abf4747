"""The two map cut-outs of a card as one picture: the plot in its district, and the plot with what lies about it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from matplotlib.axes import Axes
from shapely import box

from gis.plots.card import CardMap, Labelled
from gis.views import palette
from gis.views.sheets.fonts import Face
from gis.views.sheets.frames import (
    Drawn,
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
from gis.views.sheets.keys import KEYS
from gis.views.sheets.labels import MapLabel
from gis.views.sheets.text import word

__all__ = ["SIZE_MM", "cutouts_png"]

SIZE_MM = (186.0, 68.0)
_LEFT, _BOTTOM, _WIDTH, _HEIGHT, _GAP = 5.0, 10.0, 85.0, 53.0, 10.0  # of the frames, in millimetres
_HALO = "#FFFFFF"


def cutouts_png(shown: CardMap, *, face: Face, lang: str = "zh", numbers: Mapping[str, int] | None = None) -> bytes:
    """The picture (PNG, 200 dots to the inch, `SIZE_MM` wide and high).

    Parameters
    ----------
    shown: shapes in one metric CRS.
    face: a cut of the font with all names of the map.
    numbers: number of each restriction in the table, by title; shown on the map in its place.
    """
    panels = [
        Panel(
            word(title, lang),
            (_LEFT + index * (_WIDTH + _GAP), _BOTTOM, _WIDTH, _HEIGHT),
            partial(drawing, shown=shown, numbers=numbers or {}),
        )
        for index, (title, drawing) in enumerate((("overview", _overview), ("plot_map", _detail)))
    ]
    return picture_png(panels, SIZE_MM, face=face, lang=lang)


# --- the two drawings -------------------------------------------------------------------------------------------------


def _overview(axes: Axes, used: set[str], *, shown: CardMap, numbers: Mapping[str, int]) -> Drawn:  # noqa: ARG001
    """The district with its zones, main roads thin, the plot filled and ringed."""
    extent = [one.shape for one in shown.zones] + ([shown.outline] if shown.outline is not None else [])
    whole = hull([*extent, shown.plot])
    frame = set_frame(axes, frame_around(whole, room=0.06) if extent else frame_around(shown.plot, room=3.0))
    if shown.outline is not None:
        fill(axes, shown.outline, "outline", used)
    roads(axes, shown.roads, frame, used, thin=True)
    labels = []
    for zone in shown.zones:
        fill(axes, zone.shape, "zone", used)
        labels += inside(zone, frame, strong=False)
    fill(axes, shown.plot, "plot", used)
    x, y = middle(shown.plot)
    ring = axes.plot([x], [y], marker="o", markersize=9.0, markerfacecolor="none",
                     markeredgecolor=KEYS["plot"]["edgecolor"], markeredgewidth=1.0, zorder=9)  # fmt: skip
    return labels, list(ring)


def _detail(axes: Axes, used: set[str], *, shown: CardMap, numbers: Mapping[str, int]) -> Drawn:
    """The plot with buildings, neighbours, roads and the restrictions hatched, facilities as dots."""
    frame = set_frame(axes, frame_around(shown.plot))
    for neighbour in shown.neighbours:
        fill(axes, neighbour.shape, "neighbour", used)
    roads(axes, shown.roads, frame, used)
    fill(axes, shown.plot, "plot", used)
    for building in shown.buildings:
        fill(axes, building, "building", used)
    labels = []
    for one in shown.restrictions:
        fill(axes, one.shape, one.kind if one.kind in KEYS else "notice", used)
        part = one.shape.intersection(shown.plot)
        name = str(numbers[one.name]) if one.name in numbers else one.name
        labels += inside(Labelled(one.shape if part.is_empty else part, name), frame, strong=True)
    dots = [(*middle(one.shape), one.name) for one in shown.services if one.shape.intersects(box(*frame))]
    if dots:
        used.add("service")
        axes.scatter([x for x, _, _ in dots], [y for _, y, _ in dots], s=14, c=palette.ACCENT, edgecolors=_HALO,
                     linewidths=0.6, zorder=8)  # fmt: skip
    above = (frame[3] - frame[1]) * 0.035
    labels += [MapLabel(name, ((x, y + above), (x, y - above))) for x, y, name in dots]
    labels += [label for road in shown.roads for label in along(road, frame)]
    return labels + [label for one in shown.neighbours for label in inside(one, frame, strong=False)], []
