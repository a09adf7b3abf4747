"""What the legend says: rows in the order of the map, only of what the map shows."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from gis.district import District
from gis.views import palette
from gis.views.drawing import Drawn
from gis.views.map_door import LegendRow
from gis.views.words import known, say

__all__ = ["base_rows", "figure_rows", "land_use_rows", "left_out_note", "place_rows", "reach_rows"]

_COVER_OPACITY = 0.58  # of the pane, as in yitu-map.css


def _area(name: str, text: str, opacity: float = 1.0) -> LegendRow:
    return LegendRow(text, palette.style(name), opacity=opacity)


def reach_rows(states: Collection[str], *, lang: str = "zh", on_foot: bool = False) -> list[LegendRow]:
    """The states of land that occur, the best first; `on_foot`: covered means reached on foot."""
    order = ("covered", "partial", "radius_only", "uncovered", "not_counted")
    words = {"covered": "legend_covered_walk"} if on_foot else {}
    names = [(name, words.get(name, f"legend_{name}")) for name in order if name in states]
    return [_area(name, say(word, lang), _COVER_OPACITY) for name, word in names]


def base_rows(district: District, *, lang: str = "zh", entrances: bool = False) -> list[LegendRow]:
    """Zones and ground: only the classes this district has."""
    rows = []
    kinds = {zone.indicative for zone in district.zones}
    if False in kinds:
        rows.append(LegendRow(say("legend_zone", lang), palette.style("zone"), shape="line"))
    if True in kinds:
        rows.append(LegendRow(say("legend_zone_indicative", lang), palette.style("zone_indicative"), shape="line"))
    if "parks" in district.layers:
        name = "park_indicative" if district.layers["parks"].basis.indicative else "park"
        rows.append(_area(name, say(f"legend_{name}", lang)))
    if entrances and "park_entrances" in district.layers:
        rows.append(LegendRow(say("legend_entrance", lang), {**palette.style("entrance"), "weight": 2.0}))
    if "railways" in district.layers:
        rows.append(LegendRow(say("legend_railway", lang), palette.style("railway"), shape="line"))
    if {"water", "rivers"} & set(district.layers):
        rows.append(_area("water", say("legend_water", lang)))
    return rows


def place_rows(facilities: Sequence[str], *, lang: str = "zh") -> list[LegendRow]:
    """One row an icon; the kinds that share an icon are named together."""
    icons: dict[str, list[str]] = {}
    for facility in facilities:
        key = f"facility_{facility}"
        icons.setdefault(palette.facility_icon(facility), []).append(say(key, lang) if known(key) else facility)
    joint = "、" if lang == "zh" else ", "
    return [LegendRow(joint.join(dict.fromkeys(names)), icon=icon) for icon, names in icons.items()]


def land_use_rows(codes: Sequence[str], *, lang: str = "zh") -> list[LegendRow]:
    """One row a land-use class that occurs."""
    classes = dict.fromkeys(palette.land_use_colour(code) for code in sorted(codes))
    return [
        LegendRow(
            en if lang == "en" else zh, {"fillColor": colour, "fillOpacity": 0.8, "color": "#7A7469", "weight": 0.8}
        )
        for colour, zh, en in classes
    ]


def figure_rows(limits: Sequence[str], *, lang: str = "zh", missing: bool = False) -> list[LegendRow]:
    """The classes of a plot figure: `limits` are their texts, light to dark."""
    rows = [LegendRow(text, palette.ramp_style(step)) for step, text in enumerate(limits)]
    if missing:
        rows.append(LegendRow(say("legend_no_figure", lang), palette.ramp_style(-1)))
    return rows


def left_out_note(drawn: Sequence[Drawn], *, lang: str = "zh") -> str:
    """What the budget left out of the layer files, counted; empty where nothing was."""
    counts: dict[str, int] = {}
    for one in drawn:
        for name, count in one.left_out.items():
            counts[name] = counts.get(name, 0) + count
    if not counts:
        return ""
    what = [say(f"legend_left_out_{name}", lang, count=f"{count:,}") for name, count in counts.items()]
    return say("legend_left_out", lang, what=("、" if lang == "zh" else ", ").join(what))
