"""Where the layers of a reading lie: rows in the district's coordinates, candidates of a CRS, their kind."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from pyproj.exceptions import ProjError

from apps.bringing import Desk
from apps.mapping import Shown
from gis import crs as crs_module
from gis.district import District
from gis.errors import GisError
from gis.read.intake.field_names import dictionary
from gis.read.intake.intake import ReadLayer
from gis.read.intake.messages import Message, wordings
from gis.schema import KINDS, LayerKind, Shape
from gis.shifts import SYSTEMS, undo_shapes
from gis.views.drawing import Drawn
from gis.views.import_layers import LOOKED_AT, import_layer, import_legend, outline_layer
from gis.views.words import say

__all__ = ["away_km", "box_deg", "column_title", "kind_of", "middle_deg", "placed", "shown"]

_EARTH_KM = 6_371.0
_TOGETHER_DEG = 0.05
_RING = 0.03  # of what the map shows: a layer smaller than that gets a ring around it
_FAR_DEG = 4.0  # a map that shows more than this shows nothing of either
_ASIDE_NEAR_M = 100_000.0  # rows set aside farther off are not drawn
_MOST_POINTS = 300_000  # drawn of a layer, of however many shapes
_SAME_KM = 2.0  # a candidate's place and that of its outline
_FAMILY = {Shape.POINT: "point", Shape.LINE: "line", Shape.AREA: "area"}
_HINTS: tuple[tuple[str, str], ...] = (  # what layers and files of a kind are called, the more telling first
    ("park_entrances", "公园出入口|公园入口|park.?entrance"),
    ("parks", "公园|绿地|绿化|广场|park|green"),
    ("streets", "路网|街道网|street"),
    ("roads", "道路|公路|road|^dl$"),
    ("railways", "铁路|rail"),
    ("rivers", "河|渠|river"),
    ("water", "水面|水域|水系|湖|water|lake"),
    ("walls", "围墙|wall"),
    ("borders", "界线|边界|border"),
    ("outline", "区界|范围|outline"),
    ("land_use", "用地|地类|图斑|land.?use|dltb|ghyt"),
    ("plots", "地块|宗地|plot|parcel|zddk"),
    ("buildings", "建筑|房屋|楼|building"),
    ("facilities", "设施|学校|医院|幼儿园|药店|facilit|poi"),
    ("population", "人口|居民|population"),
    ("places", "地名|小区|园区|place"),
)
Box = tuple[float, float, float, float]


def placed(on: Desk, layer: ReadLayer, district: District) -> gpd.GeoDataFrame | None:
    """The rows of a layer in the district's coordinates, at most `LOOKED_AT` of them; None while its CRS is open."""
    return on.keep(("placed", layer.path), lambda: _placed(layer, district))


def _placed(layer: ReadLayer, district: District) -> gpd.GeoDataFrame | None:
    if not layer.crs:
        return None
    frame = layer.frame()
    frame = frame[~(frame.geometry.isna() | frame.geometry.is_empty)]
    if len(frame) > LOOKED_AT:
        frame = frame.sample(LOOKED_AT, random_state=0).sort_index()
    heavy = np.cumsum(shapely.get_num_coordinates(frame.geometry.to_numpy())) > _MOST_POINTS
    heavy[:1] = False
    frame = frame[~heavy]
    try:
        return crs_module.declared(frame, None, target=district.crs, layer=layer.name, source=layer.name)
    except GisError:
        return None


def _aside(layer: ReadLayer, near: gpd.GeoDataFrame, lang: str) -> tuple[gpd.GeoDataFrame | None, list[str]]:
    """Rows set aside that have a shape somewhere near the others, and the reason of each in words."""
    kept = layer.aside_frame()
    if kept is None or not layer.crs:
        return None, []
    raw = gpd.GeoDataFrame(kept, geometry="geometry", crs=layer.crs)
    raw = raw[~(raw.geometry.isna() | raw.geometry.is_empty)].head(LOOKED_AT)
    try:
        moved = crs_module.declared(raw, None, target=near.crs, layer=layer.name, source=layer.name)
    except GisError:
        return None, []
    bounds = moved.geometry.bounds.to_numpy()
    west, south, east, north = near.total_bounds
    reach = np.array([west, south, -east, -north]) - _ASIDE_NEAR_M
    moved = moved[(np.isfinite(bounds).all(axis=1)) & (bounds * [1, 1, -1, -1] > reach).all(axis=1)]
    facts: Mapping[Any, Any] = {one["row"]: one["facts"] for one in layer.aside}
    reasons = [
        Message(code, facts[row]).text(lang) if row in facts and code in wordings() else str(code)
        for row, code in zip(moved.index, moved["_reason"], strict=True)
    ]
    return moved, reasons


def shown(on: Desk, layer: ReadLayer | None, district: District, lang: str) -> Shown:
    """What the map shows of a reading: the rows in their place, or the outline by the candidate that is looked at."""
    if layer is None:
        return Shown()
    rows = placed(on, layer, district)
    if rows is not None and not rows.empty:
        return on.keep(("shown", layer.path, lang), lambda: _rows_shown(layer, rows, lang))
    if on.looking is not None and on.looking.get("lon") is not None:
        looked = on.looking
        return on.keep(
            ("outline", layer.path, looked["crs"], lang), lambda: _outline_shown(layer, looked, district, lang)
        )
    return Shown()


def _rows_shown(layer: ReadLayer, rows: gpd.GeoDataFrame, lang: str) -> Shown:
    aside, reasons = _aside(layer, rows, lang)
    drawn = import_layer(rows, aside, reasons=reasons, lang=lang)
    whole = layer.rows["accepted"] + layer.rows["repaired"]
    legend = import_legend(rows, aside=bool(reasons), whole=whole, lang=lang)
    return Shown([drawn], legend, focus_deg=_focus_deg(drawn, rows), fit=drawn.key)


def _outline_shown(layer: ReadLayer, looked: Mapping[str, Any], district: District, lang: str) -> Shown:
    shape = _outline(layer, looked)
    west, south, east, north = shapely.total_bounds(shape.geometry.to_numpy())
    ground = box_deg(district)
    if ground is not None:
        both = min(west, ground[0]), min(south, ground[1]), max(east, ground[2]), max(north, ground[3])
        if max(both[2] - both[0], both[3] - both[1]) < _FAR_DEG:
            west, south, east, north = both
    whole_m, own_m = (1_000.0 * _km(*corners) for corners in ((west, south, east, north), shape.total_bounds))
    ring_m = _RING * whole_m if own_m < _RING * whole_m else 0.0
    title = str(looked[f"title_{lang}"])
    drawn = outline_layer(shape, working_crs=district.crs, title=title, ring_m=ring_m, lang=lang)
    return Shown([drawn], import_legend(None, aside=False, whole=0, lang=lang),
                 focus_deg=(float(south), float(west), float(north), float(east)), fit=drawn.key)  # fmt: skip


def _outline(layer: ReadLayer, looked: Mapping[str, Any]) -> gpd.GeoDataFrame:
    """The hull of a layer where a candidate puts it, in degrees; a spot at its place where that cannot be drawn."""
    spot = shapely.Point(float(looked["lon"]), float(looked["lat"]))
    shapes = layer.frame().geometry
    shapes = shapes[~(shapes.isna() | shapes.is_empty)]
    name = str(looked["crs"])
    for swapped in (False, True):
        if shapes.empty:
            break
        hull = shapely.MultiPoint(shapely.get_coordinates(shapes.to_numpy())).convex_hull
        if swapped:
            hull = shapely.transform(hull, lambda x, y: (y, x), interleaved=False)
        try:
            made = crs_module.to_degrees(
                gpd.GeoDataFrame(geometry=[hull], crs=crs_module.DEGREES if name in SYSTEMS else name)
            )
        except (GisError, ProjError):  # a name that is no system of coordinates, as "split" is none
            break
        if name in SYSTEMS:
            made = made.set_geometry(gpd.GeoSeries(undo_shapes(made.geometry.to_numpy(), name), crs=made.crs))
        centre = made.geometry.iloc[0].centroid
        if math.isfinite(centre.x) and _km(centre.x, centre.y, spot.x, spot.y) < _SAME_KM + _size_km(made):
            return made
    return gpd.GeoDataFrame(geometry=[spot], crs=crs_module.DEGREES)


def _size_km(frame: gpd.GeoDataFrame) -> float:
    west, south, east, north = frame.total_bounds
    return _km(west, south, east, north) / 2.0


def _focus_deg(drawn: Drawn, rows: gpd.GeoDataFrame) -> Box:
    """All that is drawn where it lies together, else the rows alone."""
    whole, own = drawn.bounds_deg, _bounds_deg(rows)
    spread = 0.0 if whole is None else max(whole[2] - whole[0], whole[3] - whole[1])
    near = spread <= max(_TOGETHER_DEG, 3.0 * max(own[2] - own[0], own[3] - own[1]))
    return whole if whole is not None and near else own


def _bounds_deg(rows: gpd.GeoDataFrame) -> Box:
    """South, west, north, east."""
    box = gpd.GeoDataFrame(geometry=[shapely.box(*rows.total_bounds)], crs=rows.crs)
    west, south, east, north = (float(side) for side in crs_module.to_degrees(box).total_bounds)
    return south, west, north, east


# --- the district ---------------------------------------------------------------------------------------------------


def box_deg(district: District) -> Box | None:
    """West, south, east, north of a district in degrees; None where nothing of it is mapped."""
    shapes = [zone.geometry for zone in district.zones if not zone.geometry.is_empty]
    if "outline" in district.layers:
        shapes = list(district.layers["outline"].frame.geometry)
    if not shapes:
        return None
    degrees = crs_module.to_degrees(gpd.GeoDataFrame(geometry=shapes, crs=district.crs))
    west, south, east, north = (float(side) for side in degrees.total_bounds)
    return west, south, east, north


def middle_deg(district: District) -> tuple[float, ...]:
    """Longitude and latitude of the middle of a district; empty where nothing of it is mapped."""
    box = box_deg(district)
    return () if box is None else ((box[0] + box[2]) / 2.0, (box[1] + box[3]) / 2.0)


def away_km(district: District, lon: float, lat: float) -> float:
    """How far a place (degrees) lies from the box around a district; 0 inside."""
    box = box_deg(district)
    if box is None:
        return 0.0
    return _km(lon, lat, min(max(lon, box[0]), box[2]), min(max(lat, box[1]), box[3]))


def _km(lon: float, lat: float, other_lon: float, other_lat: float) -> float:
    one, two = math.radians(lat), math.radians(other_lat)
    across = math.radians(other_lon - lon)
    chord = math.sin((two - one) / 2) ** 2 + math.cos(one) * math.cos(two) * math.sin(across / 2) ** 2
    return 2.0 * _EARTH_KM * math.asin(min(1.0, math.sqrt(chord)))


# --- kinds ----------------------------------------------------------------------------------------------------------


def kind_of(layer: ReadLayer, names: str = "", *, formats: str = "") -> str:
    """The kind of our layers that shapes, names and fields suit best; empty where nothing speaks for one.

    Parameters
    ----------
    names: of the file and the layer, as people call them. formats: of the file; plots come as coordinate TXT.
    """
    if not layer.families:
        return ""
    family = max(layer.families, key=lambda name: layer.families[name])
    fitting = {kind.name for kind in KINDS.values() if _FAMILY[kind.shape] == family}
    for name, words in _HINTS:
        if name in fitting and re.search(words, names, re.IGNORECASE):
            return name
    have = set(layer.columns())
    suited = [KINDS[name] for name in fitting if _required(KINDS[name]) <= have and _own(KINDS[name]) & have]
    scored = sorted((-len(_own(kind) & have), len(_own(kind)), kind.name) for kind in suited)
    if scored:
        return scored[0][2]
    return "plots" if formats == "txt" and family == "area" else ""


def _required(kind: LayerKind) -> set[str]:
    return {name for name, column in kind.columns.items() if column.required and name != "id"}


def _own(kind: LayerKind) -> set[str]:
    """The columns that tell this kind from others."""
    return set(kind.columns) - {"id", "name", "basis", "uncertainty_m", "source"}


def column_title(name: str, lang: str) -> str:
    """What people call a column of ours."""
    known = dictionary().get(name)
    return say(f"import_column_{name}", lang) if known is None else (known.title_en if lang == "en" else known.title)
