"""How each class of a cut-out is drawn, and the legend of those that are there."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import Any

from matplotlib.artist import Artist
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from gis.views import palette
from gis.views.sheets.text import word

__all__ = ["KEYS", "SLIVER", "legend_handles"]


def _colour(name: str, option: str) -> str:
    return str(palette.style(name)[option])


_PLOT = _colour("set_aside", "color")
KEYS: Mapping[str, Mapping[str, Any]] = MappingProxyType({
    "outline": {"facecolor": "#FFFFFF", "edgecolor": _colour("outline", "color"), "linewidth": 0.9, "zorder": 1.0},
    "zone": {"facecolor": "none", "edgecolor": _colour("zone", "color"), "linewidth": 0.9, "zorder": 4.0},
    "neighbour": {"facecolor": "#FFFFFF", "edgecolor": _colour("plot", "color"), "linewidth": 0.5, "zorder": 2.0},
    "plot": {"facecolor": f"{_PLOT}18", "edgecolor": _PLOT, "linewidth": 1.5, "zorder": 5.0},
    "building": {"facecolor": _colour("building", "fillColor"), "edgecolor": "#6F675A", "linewidth": 0.5,
                 "zorder": 5.5},
    # told apart by hatch in grey print: crossed, slanted, dotted
    "forbidden": {"facecolor": "none", "edgecolor": _colour("cause_barrier", "fillColor"), "hatch": "xxxx",
                  "linewidth": 0.9, "zorder": 6.2},
    "restricted": {"facecolor": "none", "edgecolor": _colour("cause_broken_link", "fillColor"), "hatch": "////",
                   "linewidth": 0.9, "zorder": 6.1},
    "notice": {"facecolor": "none", "edgecolor": _colour("mend", "color"), "hatch": "....", "linewidth": 0.9,
               "zorder": 6.0},
})  # fmt: skip
_ORDER = (
    "plot", "building", "neighbour", "road", "forbidden", "restricted", "notice", "sliver", "service", "zone",
    "outline",
)  # fmt: skip
_SEVERITIES = ("forbidden", "restricted", "notice")
SLIVER: Mapping[str, Any] = MappingProxyType(
    {"marker": "v", "markersize": 5.0, "markerfacecolor": "#FFFFFF", "markeredgecolor": "#C0221C"}
)


def legend_handles(used: Collection[str], lang: str, *, titles: Mapping[str, str] | None = None) -> list[Artist]:
    """One entry a class that is drawn, in the order of the card; `titles`: words that differ from those of the card."""
    handles: list[Artist] = []
    for key in _ORDER:
        if key not in used:
            continue
        text = (titles or {}).get(key) or word(key if key in _SEVERITIES else f"key_{key}", lang)
        if key == "road":
            handles.append(Line2D([], [], color="#B9B4A8", linewidth=2.2, label=text))
        elif key == "sliver":
            handles.append(Line2D([], [], linestyle="", label=text, **SLIVER))
        elif key == "service":
            handles.append(Line2D([], [], color=palette.ACCENT, marker="o", markersize=4, linestyle="", label=text))
        else:
            options = {name: value for name, value in KEYS[key].items() if name != "zorder"}
            handles.append(Patch(label=text, **options))
    return handles
