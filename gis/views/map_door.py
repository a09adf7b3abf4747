"""The only door to folium. Every string that passes it is encoded by `gis.views.safe.encode`; callers never do.

Data do not pass at all: a layer file (`gis.views.drawing`) goes to the browser as JSON, named here by its key alone.
folium brings the frame: the Leaflet map, feature groups that change without moving the map, tiles, the page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import folium
from branca.element import Element, Figure
from folium.template import Template

from gis.views import assets, safe
from gis.views.drawing import Drawn

__all__ = [
    "TOOLS", "Editing", "LegendRow", "add_choice", "add_drawn", "add_frame", "add_legend", "add_note", "add_tiles",
    "add_tools", "drawn_layers", "is_tile_address", "new_group", "new_map", "render_page", "use_local_assets",
]  # fmt: skip

TOOLS = ("point", "line", "area")  # what can be drawn on a map
_DATA_URL = "/yitu-data"
_HEX = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True)
class LegendRow:
    """A row of the legend: `text` beside a swatch (`style`, Leaflet options), an icon (`icon`) or nothing."""

    text: str
    style: Mapping[str, object] | None = None
    icon: str = ""
    shape: str = "area"  # "area" or "line"
    opacity: float = 1.0


@dataclass(frozen=True)
class Editing:
    """An area whose corners may be moved: its `id`, the `key` a click on it names, its corners.

    `polygons`: polygon, ring, corner as (latitude, longitude) in degrees, the closing corner left out.
    """

    id: str
    key: str
    polygons: Sequence[Sequence[Sequence[tuple[float, float]]]]


class _Script(folium.MacroElement):  # type: ignore[misc]
    """A call of our map script. `facts`: any text, encoded here; `built`: HTML of ours, its texts encoded already."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            yitu.{{ this.call }}({{ this.map_name() }}, {{ this.facts|tojson }});
        {% endmacro %}
        """
    )

    def __init__(self, call: str, facts: Mapping[str, object], *, built: Mapping[str, str] | None = None) -> None:
        super().__init__()
        self._name = "YituCall"
        self.call = call
        encoded = safe.encode_tree(facts)
        self.facts = {**(encoded if isinstance(encoded, dict) else {}), **(built or {})}

    def map_name(self) -> str:
        """The name of the map in the script."""
        return _map_name(self)


class _DrawnLayer(folium.MacroElement):  # type: ignore[misc]
    """A layer file on the map; `drawn` holds its content for whoever serves or inlines it."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            var {{ this.get_name() }} = yitu.layer({{ this.map_name() }}, "{{ this.key }}", "{{ this.url }}")
                .addTo({{ this._parent.get_name() }});
        {% endmacro %}
        """
    )

    def __init__(self, drawn: Drawn) -> None:
        super().__init__()
        if not _HEX.fullmatch(drawn.key):
            raise ValueError(drawn.key)
        self._name = "YituLayer"
        self.drawn = drawn
        self.key = drawn.key
        self.url = f"{_DATA_URL}/{drawn.key}.json"

    def map_name(self) -> str:
        """The name of the map in the script."""
        return _map_name(self)


def _map_name(element: Element) -> str:
    parent = element
    while not isinstance(parent, folium.Map):
        parent = parent._parent  # noqa: SLF001 — branca has no public way up the tree
    return str(parent.get_name())


def use_local_assets(base_url: str = assets.BASE_URL) -> None:
    """Point folium at our own mount: Leaflet and our script, nothing else (no jQuery, Bootstrap or icon fonts)."""
    folium.Map.default_js = assets.scripts(base_url)
    folium.Map.default_css = assets.stylesheets(base_url)


def new_map(*, centre_deg: tuple[float, float], zoom: int = 12, credit: str = "") -> folium.Map:
    """An empty map without any outside request: `centre_deg` is latitude and longitude, `credit` plain text."""
    use_local_assets()
    plain = folium.Map(
        location=list(centre_deg), zoom_start=zoom, tiles=None, prefer_canvas=True, control_scale=False,
        zoom_control=True, zoom_snap=0.5, min_zoom=8, max_zoom=19,
    )  # fmt: skip
    if credit:
        plain.add_child(_Script("credit", {"text": credit}))
    return plain


def new_group(name: str) -> folium.FeatureGroup:
    """A feature group for what changes while the map stays; `name` is plain text."""
    return folium.FeatureGroup(name=safe.encode(name))


def add_drawn(parent: folium.Map | folium.FeatureGroup, drawn: Drawn) -> None:
    """A layer file on a map or in a group.

    Raises
    ------
    ValueError: its key is not one that `Sketch.finish` made.
    """
    parent.add_child(_DrawnLayer(drawn))


def add_frame(
    parent: folium.Map, *, bounds_deg: Sequence[float] | None, words: Mapping[str, str], view: str = "",
    head: tuple[str, str] = ("", ""), approval: str = "",
) -> None:  # fmt: skip
    """North, scale, coordinates, home buttons; `head`: title and badge, `approval`: the line prints carry, plain text.

    `bounds_deg`: south, west, north, east; `view`: the name under which the browser keeps the view.
    """
    title, badge = (safe.encode(text) for text in head)
    shown = f"<b>{title}</b>" if title else ""
    shown += f'<span class="badge">◇ {badge}</span>' if badge else ""
    foot = f'<div class="approval">{safe.encode(approval)}</div>' if approval else ""
    facts = {"bounds": _corners(bounds_deg), "words": words, "view": view}
    parent.add_child(_Script("frame", facts, built={"head": shown, "foot": foot}))


def add_legend(parent: folium.Map | folium.FeatureGroup, title: str, rows: Sequence[LegendRow], note: str = "") -> None:
    """The one legend of the map (a later one takes its place); all texts plain."""
    body = "".join(_legend_row(row) for row in rows)
    remark = f'<div class="note">{safe.encode(note)}</div>' if note else ""
    shown = f"<details open><summary>{safe.encode(title)}</summary>{body}{remark}</details>" if rows else ""
    parent.add_child(_Script("legend", {}, built={"html": shown}))


def add_choice(
    parent: folium.Map | folium.FeatureGroup,
    bounds_deg: Sequence[float] | None,
    *,
    focus: bool = False,
    fit: str = "",
) -> None:
    """The bounds (south, west, north, east in degrees) of what is chosen; the map does not move but offers to.

    `focus`: a map that nobody has moved yet opens on them. `fit`: names what lies there: another name than before moves
    the map to it, once; empty: it stays.
    """
    parent.add_child(_Script("choose", {"bounds": _corners(bounds_deg), "focus": focus, "fit": fit}))


def add_note(parent: folium.Map, text: str) -> None:
    """A line at the foot of the map, plain text."""
    parent.add_child(_Script("footnote", {"text": text}))


def is_tile_address(address: str) -> bool:
    """Whether an address begins with http(s) and holds {z}, {x} and {y}."""
    return address.startswith(("http://", "https://")) and all(slot in address for slot in ("{z}", "{x}", "{y}"))


def add_tiles(parent: folium.Map, address: str, *, credit: str, max_zoom: int = 18) -> None:
    """A tile layer under everything; `address` with {z} {x} {y}, `credit` plain text.

    Raises
    ------
    ValueError: the address does not begin with http(s), or does not hold {z}, {x} and {y}.
    """
    if not is_tile_address(address):
        raise ValueError(address)
    parent.add_child(_Script("tiles", {"address": address, "credit": credit, "maxZoom": max_zoom}))


def add_tools(
    parent: folium.FeatureGroup, tools: Sequence[str], *, words: Mapping[str, str],
    styles: Mapping[str, Mapping[str, object]], snap: bool = False, edit: Editing | None = None,
) -> None:  # fmt: skip
    """Tools to draw with ("point", "line", "area") under the zoom buttons; none takes them away.

    They belong to what changes, not to the base: other tools leave map and view alone, the same tools again leave a
    drawing under way alone. The browser fetches the drawing script with the first tool.

    Parameters
    ----------
    words: names of the tools and their hints, plain text; `styles`: tool → Leaflet options.
    snap: what is drawn takes corners and edges near by. edit: instead of tools the corners of this area.

    Raises
    ------
    ValueError: a tool that does not exist.
    """
    unknown = [tool for tool in tools if tool not in TOOLS]
    if unknown:
        raise ValueError(unknown)
    facts: dict[str, object] = {"tools": [tool for tool in TOOLS if tool in tools], "snap": snap}
    if tools:
        facts |= {
            "words": words, "look": {tool: styles[tool] for tool in tools},
            "scripts": assets.drawing_scripts(), "styles": assets.drawing_stylesheets(),
        }  # fmt: skip
    if tools and edit is not None:
        facts["edit"] = {"id": edit.id, "key": edit.key, "polygons": edit.polygons}
    parent.add_child(_Script("tools", facts))


def _corners(bounds_deg: Sequence[float] | None) -> list[list[float]] | None:
    if bounds_deg is None:
        return None
    south, west, north, east = (round(float(side), 6) for side in bounds_deg)
    return [[south, west], [north, east]]


def _legend_row(row: LegendRow) -> str:
    swatch = ""
    if row.icon:
        # the script knows the address of an icon; the name is a file stem of ours
        swatch = f'<img data-icon="{safe.encode(row.icon)}" alt="">'
    elif row.style is not None:
        swatch = _swatch(row)
    return f'<div class="row">{swatch}<span>{safe.encode(row.text)}</span></div>'


def _swatch(row: LegendRow) -> str:
    """A small SVG in the style of the class, hatch included; attribute values are encoded like any text."""
    options = {key: safe.encode(value) for key, value in (row.style or {}).items()}
    dash = f' stroke-dasharray="{options["dashArray"]}"' if "dashArray" in options else ""
    weight = float(str((row.style or {}).get("weight", 1.0)))
    stroke = f' stroke="{options.get("color", "none")}" stroke-width="{min(weight, 4.0)}"{dash}'
    if row.shape == "line":
        casing = (row.style or {}).get("casing")
        under = f'<path d="M1 8H23" stroke="{safe.encode(casing[0])}" stroke-width="6"/>' if casing else ""  # type: ignore[index]
        return f'<svg viewBox="0 0 24 16">{under}<path d="M1 8H23" fill="none"{stroke}/></svg>'
    fill = options.get("fillColor", "none")
    opacity = float(str((row.style or {}).get("fillOpacity", 1.0))) * row.opacity
    line = stroke if (row.style or {}).get("stroke", True) else ""
    box = f'<rect x="1.5" y="1.5" width="21" height="13" fill="{fill}" fill-opacity="{opacity}"{line}/>'
    return f'<svg viewBox="0 0 24 16">{box}{_hatch(row.style)}</svg>'


def _hatch(style: Mapping[str, object] | None) -> str:
    hatch = (style or {}).get("hatch")
    if not isinstance(hatch, (list, tuple)):
        return ""
    colour, spacing, angle = safe.encode(hatch[0]), float(hatch[1]), float(hatch[2])
    lean = 13 if angle <= 90 else -13
    starts = [start for start in range(-13, 40, max(4, int(spacing * 0.7))) if 2 <= start <= 22 - max(0, lean) + 13]
    strokes = "".join(f"M{start} 14.5l{lean} -13" for start in starts if 2 <= start + lean <= 22)
    return f'<path d="{strokes}" stroke="{colour}" stroke-width="1"/>'


def drawn_layers(parent: Element) -> Iterator[Drawn]:
    """Every layer file on a map or in a group, whatever its depth."""
    for child in parent._children.values():  # noqa: SLF001
        if isinstance(child, _DrawnLayer):
            yield child.drawn
        yield from drawn_layers(child)


def render_page(page: folium.Map) -> str:
    """The whole HTML page of a map, its assets and layer files still outside it."""
    root: Any = page.get_root()
    if not isinstance(root, Figure):
        root = Figure().add_child(page)
    return str(root.render())
