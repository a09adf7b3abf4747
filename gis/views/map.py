"""Maps: a constant base of a district, feature groups for all that changes, one page that opens without internet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import folium
import geopandas as gpd
import numpy as np
import shapely

from gis import crs
from gis.district import District
from gis.views import assets, legend, map_door, palette, safe
from gis.views.drawing import Drawn
from gis.views.map_door import LegendRow
from gis.views.words import say

__all__ = [
    "Basemap",
    "Overlay",
    "base_map",
    "is_district_indicative",
    "layer_bodies",
    "overlay_group",
    "standalone_html",
    "zone_bounds_deg",
]

_TIANDITU = "https://t0.tianditu.gov.cn/vec_w/wmts?SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0&LAYER=vec&STYLE=default"
_TIANDITU_TAIL = "&TILEMATRIXSET=w&FORMAT=tiles&TILEMATRIX={z}&TILEROW={y}&TILECOL={x}&tk="
_TOOL_WORDS = (
    "point", "line", "area", "finish", "finish_title", "undo", "undo_title", "cancel", "cancel_title", "crossing",
    "point_start", "line_start", "line_cont", "line_end", "area_start", "area_cont", "area_end",
    *(f"corners_{name}" for name in ("finish", "undo", "redo", "drop", "cancel", "move", "add", "hint", "zoom", "few")),
)  # fmt: skip
_OSM = "https://tile.openstreetmap.org/{z}/{x}/{y}.png"


@dataclass(frozen=True)
class Basemap:
    """An online basemap the user asked for: `kind` tianditu, osm or wmts; `given` its key or address."""

    kind: str
    given: str = ""

    def address(self) -> str:
        """The tile address with {z} {x} {y}.

        Raises
        ------
        ValueError: an unknown kind.
        """
        if self.kind == "tianditu":
            return _TIANDITU + _TIANDITU_TAIL + "".join(sign for sign in self.given if sign.isalnum())
        if self.kind == "osm":
            return _OSM
        if self.kind == "wmts":
            return self.given
        raise ValueError(self.kind)

    def usable(self) -> bool:
        """Whether the address is one of tiles: http(s), with {z}, {x} and {y}."""
        return map_door.is_tile_address(self.address())

    def credit(self, lang: str = "zh") -> str:
        """Whom to name for the tiles."""
        return {"tianditu": say("basemap_credit_tianditu", lang), "osm": "© OpenStreetMap"}.get(self.kind, self.given)


@dataclass(frozen=True)
class Overlay:
    """What lies over the base at one moment: layer files in drawing order, legend rows, the chosen zone."""

    drawn: tuple[Drawn, ...] = ()
    rows: tuple[LegendRow, ...] = ()
    title: str = ""
    zone: str = ""
    ground: Drawn | None = None  # the base below, for the note on what was left out
    focus: bool = False  # a map that nobody has moved yet opens on the chosen zone
    focus_deg: tuple[float, float, float, float] | None = None  # or on this: south, west, north, east
    fit: str = ""  # names what lies there: a new name moves the map to it, once


def base_map(
    district: District, ground: Drawn, *, lang: str = "zh", basemap: Basemap | None = None,
    title: str = "", approval: str = "",
) -> folium.Map:  # fmt: skip
    """The base of a district: our own ground, frame, credit; the same arguments give the same script.

    Parameters
    ----------
    ground: of `map_layers.ground`.
    title: shown on prints and single pages; `approval`: the 审图号 for prints.

    Raises
    ------
    ValueError: the address of the basemap is not a tile address.
    """
    bounds_deg = ground.bounds_deg
    centre = (
        (0.0, 0.0) if bounds_deg is None else (_mid(bounds_deg[0], bounds_deg[2]), _mid(bounds_deg[1], bounds_deg[3]))
    )
    name = (district.name_en or district.name) if lang == "en" else district.name
    page = map_door.new_map(centre_deg=centre, credit=say("map_credit", lang, district=name))
    words = {"home": say("map_home", lang), "chosen": say("map_chosen", lang), "missing": say("map_missing", lang)}
    number = say("map_approval", lang, number=approval) if approval else say("map_approval_blank", lang)
    map_door.add_frame(
        page, bounds_deg=bounds_deg, words=words, view=district.id,
        head=(title, say("indicative_badge", lang) if is_district_indicative(district) else ""), approval=number,
    )  # fmt: skip
    map_door.add_drawn(page, ground)
    if basemap is not None:
        map_door.add_tiles(page, basemap.address(), credit=basemap.credit(lang))
    return page


def is_district_indicative(district: District) -> bool:
    """Whether anything of the district is 示意."""
    return any(layer.basis.indicative for layer in district.layers.values()) or any(
        zone.indicative for zone in district.zones
    )


def overlay_group(
    district: District, overlay: Overlay, *, lang: str = "zh", draw: Sequence[str] | None = None,
    snap: bool = False, edit: map_door.Editing | None = None,
) -> folium.FeatureGroup:  # fmt: skip
    """The feature group of an overlay: changing it leaves the map and its view alone.

    `draw`: the tools offered to draw with ("point", "line", "area"); empty: those there were go; None: nothing is said
    of drawing, for pages that stand alone. `snap`: drawings take corners and edges near by. `edit`: the area whose
    corners are moved instead ("area" must be among the tools).

    Raises
    ------
    ValueError: a tool that does not exist.
    """
    group = map_door.new_group(say("layer_group_coverage", lang))
    for drawn in overlay.drawn:
        map_door.add_drawn(group, drawn)
    below = () if overlay.ground is None else (overlay.ground,)
    note = legend.left_out_note((*below, *overlay.drawn), lang=lang)
    map_door.add_legend(group, overlay.title or say("legend", lang), overlay.rows, note)
    bounds_deg = overlay.focus_deg or zone_bounds_deg(district, overlay.zone)
    map_door.add_choice(group, bounds_deg, focus=overlay.focus, fit=overlay.fit)
    if draw is not None:
        styles = {tool: palette.style(f"drawn_{tool}") for tool in map_door.TOOLS}
        map_door.add_tools(group, draw, words=_tool_words(lang), styles=styles, snap=snap, edit=edit)
    return group


def _tool_words(lang: str) -> dict[str, str]:
    """The words of the drawing tools; "#" stands where the browser writes a length."""
    lengths = {name: say(f"draw_{name}", lang, length="#") for name in ("metres", "kilometres")}
    return {name: say(f"draw_{name}", lang) for name in _TOOL_WORDS} | lengths


def zone_bounds_deg(district: District, zone_id: str) -> tuple[float, float, float, float] | None:
    """South, west, north, east of a zone in degrees; None for no or an unknown zone."""
    zone = next((zone for zone in district.zones if zone.id == zone_id), None)
    if zone is None or zone.geometry.is_empty:
        return None
    degrees = crs.to_degrees(gpd.GeoDataFrame(geometry=[zone.geometry], crs=district.crs))
    west, south, east, north = (float(side) for side in shapely.total_bounds(np.asarray(degrees.geometry)))
    return south, west, north, east


def _mid(low_deg: float, high_deg: float) -> float:
    return round((low_deg + high_deg) / 2.0, 5)


def layer_bodies(page: folium.Map | folium.FeatureGroup) -> dict[str, bytes]:
    """The layer files a map or group names: key → JSON, for whoever serves them."""
    return {drawn.key: drawn.body for drawn in map_door.drawn_layers(page)}


def standalone_html(
    page: folium.Map, groups: Sequence[folium.FeatureGroup] = (), *, title: str = "", note: str = ""
) -> str:
    """One HTML page with scripts, styles, icons and data inside: opens and prints without internet.

    `note`: the 示意 line, in the foot of the map; `title`: of the window. Both plain text.
    """
    if note:
        map_door.add_note(page, note)
    for group in groups:
        group.add_to(page)
    html = map_door.render_page(page)
    css, javascript = assets.inline_assets()
    for _, address in assets.scripts():
        html = html.replace(f'<script src="{address}"></script>', "", 1)
    for _, address in assets.stylesheets():
        html = html.replace(f'<link rel="stylesheet" href="{address}"/>', "", 1)
    blocks = "".join(
        f'<script type="application/json" id="yitu-data-{key}">{_inert(body.decode("utf-8"))}</script>'
        for key, body in layer_bodies(page).items()
    )
    head = (
        f'<meta charset="utf-8"><title>{safe.encode(title)}</title><style>{css}</style>'
        f"<script>window.yituIcons={safe.script_json(dict(assets.icon_data_urls()))};</script>"
        f"<script>{javascript}</script>"
    )
    html = html.replace("<head>", "<head>" + head, 1)
    return html.replace("<body>", "<body>" + blocks, 1)


def _inert(text: str) -> str:
    """JSON text inside a <script>: no character of it can end the element."""
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
