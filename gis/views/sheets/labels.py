"""Names on a cut-out: inside its frame, none on top of another; the first in the list comes first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.font_manager import FontProperties
from matplotlib.patheffects import withStroke
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from gis.views.sheets.fonts import clean, shown

__all__ = ["MapLabel", "place", "shortened"]

_MOST, _LETTERS, _POINTS = 40, 16, 6.0


@dataclass(frozen=True)
class MapLabel:
    """A name and the places of the map (metres) it may stand at, the best first; turned against the clock.

    `repeats`: written each time it comes, as numbers are.
    """

    text: str
    places: tuple[tuple[float, float], ...]
    angle_deg: float = 0.0
    strong: bool = False
    repeats: bool = False


def shortened(text: str, most: int = _LETTERS) -> str:
    """A name for the map: at most `most` letters (Chinese counts twice), the rest as "…"; tables have it whole."""
    width, kept = 0, ""
    for character in text:
        width += 2 if ord(character) > 0x2E80 else 1
        if width > 2 * most:
            return f"{kept}…"
        kept += character
    return kept


def place(
    axes: Axes,
    canvas: FigureCanvasAgg,
    labels: Sequence[MapLabel],
    *,
    fonts: tuple[FontProperties, FontProperties],
    taken: Sequence[Artist],
) -> int:
    """Write the names that find room, moved into the frame where they would leave it; repeated names once.

    Returns
    -------
    how many were written.
    """
    renderer = canvas.get_renderer()  # type: ignore[no-untyped-call]
    frame = axes.get_window_extent(renderer)
    boxes = [artist.get_window_extent(renderer) for artist in taken]
    written: set[str] = set()
    count = 0
    for label in labels[: 4 * _MOST]:
        text = shown(shortened(clean(label.text)))
        if not text or (text in written and not label.repeats) or count >= _MOST:
            continue
        drawn = _text(axes, label, text, fonts)
        for spot in label.places:
            drawn.set_position(spot)
            extent = _moved_inside(axes, drawn, drawn.get_window_extent(renderer), frame)
            if extent is not None and not any(extent.overlaps(other) for other in boxes):
                boxes.append(extent)
                written.add(text)
                count += 1
                break
        else:
            drawn.remove()
    return count


def _text(axes: Axes, label: MapLabel, text: str, fonts: tuple[FontProperties, FontProperties]) -> Text:
    drawn = axes.text(
        *label.places[0], text, fontproperties=fonts[1 if label.strong else 0],
        fontsize=_POINTS + (1.0 if label.strong else 0.0), rotation=label.angle_deg, rotation_mode="anchor",
        ha="center", va="center", color="#22272E", zorder=9.0, parse_math=False, clip_on=True,
    )  # fmt: skip
    drawn.set_path_effects([withStroke(linewidth=1.6, foreground="#FFFFFF")])
    return drawn


def _moved_inside(axes: Axes, drawn: Text, extent: Bbox, frame: Bbox) -> Bbox | None:
    """The extent after moving the text into the frame; None where it is larger than the frame."""
    if extent.width > frame.width or extent.height > frame.height:
        return None
    right = max(frame.x0 - extent.x0, 0.0) - max(extent.x1 - frame.x1, 0.0)
    up = max(frame.y0 - extent.y0, 0.0) - max(extent.y1 - frame.y1, 0.0)
    if right or up:
        here = axes.transData.transform(drawn.get_position())
        drawn.set_position(tuple(axes.transData.inverted().transform((here[0] + right, here[1] + up))))
    return extent.translated(right, up)
