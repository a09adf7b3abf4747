"""Colours, line widths and hatches of every map class: the only home of map colours.

A style is a mapping of Leaflet path options; `casing` (colour, extra width in pixels) and `hatch` (colour, spacing in
pixels, angle in degrees) are read by our own script. Every status differs by hatch as well as by colour, so that maps
stay readable for colour-blind people and in grey print.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

__all__ = [
    "ACCENT", "ICONS", "LAND_USE", "RAMP", "STYLES", "VERDICT_COLOURS",
    "facility_icon", "land_use_colour", "land_use_style", "ramp_style", "road_class", "style",
]  # fmt: skip

ACCENT = "#1F3A5F"
_GROUND, _WATER, _BUILDING = "#F7F6F2", "#BFDCEB", "#E4DFD6"
_ROAD, _ROAD_EDGE, _RAIL = "#FFFFFF", "#D5D2CB", "#8A8A8A"
_COVERED, _RADIUS_ONLY, _UNCOVERED = "#2A9D6F", "#E9A23B", "#C8553D"
_DRAWN = "#8E1558"
_PARK, _PARK_EDGE = "#7FB069", "#4F7A3A"

VERDICT_COLOURS: Mapping[str, str] = MappingProxyType({
    "met": "#1E7A55", "unmet": "#B2432C", "not_assessed": "#6B7280",
})  # fmt: skip


def _road(width: float, *, edge: str = _ROAD_EDGE, colour: str = _ROAD) -> dict[str, object]:
    return {"stroke": True, "fill": False, "color": colour, "weight": width,
            "casing": [edge, 2.0], "lineCap": "round", "lineJoin": "round"}  # fmt: skip


def _area(colour: str, **options: object) -> dict[str, object]:
    return {"stroke": False, "fill": True, "fillColor": colour, "fillOpacity": 1.0, **options}


STYLES: Mapping[str, Mapping[str, object]] = MappingProxyType({
    "outline": _area(_GROUND, stroke=True, color="#B9B4A8", weight=1.5, opacity=1.0),
    "outline_indicative": _area(_GROUND, stroke=True, color="#B9B4A8", weight=1.5, dashArray="7 5"),
    "water": _area(_WATER),
    "river": {"stroke": True, "fill": False, "color": _WATER, "weight": 4.0, "lineCap": "round"},
    "railway": {"stroke": True, "fill": False, "color": _RAIL, "weight": 1.6, "dashArray": "8 5"},
    "border": {"stroke": True, "fill": False, "color": "#A58FB5", "weight": 1.4, "dashArray": "9 4 2 4"},
    "building": _area(_BUILDING, stroke=True, color="#D8D2C6", weight=0.4),
    "road_expressway": _road(5.0, edge="#C9B98F", colour="#FBF3DC"),
    "road_trunk": _road(3.6),
    "road_secondary": _road(2.4),
    "road_local": _road(1.2, edge="#E2DED5"),
    "road_path": {"stroke": True, "fill": False, "color": "#DDD9CF", "weight": 1.0, "dashArray": "2 3"},
    "park": _area(_PARK, fillOpacity=0.75, stroke=True, color=_PARK_EDGE, weight=1.2),
    "park_indicative": _area(_PARK, fillOpacity=0.5, stroke=True, color=_PARK_EDGE, weight=1.2, dashArray="4 3",
                             hatch=[_PARK_EDGE, 9, 45]),
    "entrance": {"stroke": True, "color": _PARK_EDGE, "weight": 1.5, "fill": True, "fillColor": "#FFFFFF",
                 "fillOpacity": 1.0, "radius": 2.6},
    "zone": {"stroke": True, "color": ACCENT, "weight": 2.5, "opacity": 1.0, "fill": False, "lineJoin": "round"},
    "zone_indicative": {"stroke": True, "color": ACCENT, "weight": 2.5, "opacity": 1.0, "dashArray": "9 6",
                        "fill": True, "fillColor": ACCENT, "fillOpacity": 0.0, "hatch": ["#1F3A5F2B", 13, 135]},
    "zone_chosen": {"stroke": True, "color": ACCENT, "weight": 4.0, "opacity": 1.0, "fill": True,
                    "fillColor": ACCENT, "fillOpacity": 0.1},
    "zone_touch": {"stroke": False, "fill": True, "fillColor": ACCENT, "fillOpacity": 0.0},
    "covered": _area(_COVERED),
    "radius_only": _area(_RADIUS_ONLY, hatch=["#8A5A12", 8, 45]),
    "uncovered": _area(_UNCOVERED, hatch=["#6E2414", 5, 135]),
    "cause_barrier": _area("#7A5195", hatch=["#3D2550", 6, 0]),
    "cause_no_entrance": _area("#4F7A3A", hatch=["#27401B", 7, 45]),
    "cause_broken_link": _area("#D9822B", hatch=["#7A4410", 7, 135]),
    "cause_disconnected": _area("#5B6470", hatch=["#262B31", 5, 90]),
    "cause_few_gates": _area("#C98BA8", hatch=["#74405A", 9, 45]),
    "cause_detour": _area("#E3C98B", hatch=["#8A7433", 11, 135]),
    "mend": {"stroke": True, "fill": False, "color": "#0B6FA4", "weight": 5.0, "lineCap": "round"},
    "near_miss": {"stroke": True, "fill": False, "color": "#B2432C", "weight": 2.5, "opacity": 1.0},
    "gained": _area("#1B6FB5", hatch=["#0B3A61", 6, 45]),
    "lost": _area("#8C2D19", hatch=["#4A160B", 6, 135]),
    "partial": _area("#9CCFB4", hatch=["#2A7A58", 10, 45]),
    "not_counted": _area("#C9C6BE"),
    "plot": _area("#FFFFFF", fillOpacity=0.75, stroke=True, color="#7A7469", weight=0.8),
    "facility": {"radius": 9.0},
    # rows of a file that could not be used
    "set_aside": {"stroke": True, "color": "#C0221C", "weight": 3.0, "opacity": 1.0, "fill": True,
                  "fillColor": "#C0221C", "fillOpacity": 0.25, "hatch": ["#8A120D", 6, 0]},
    # what a user draws: dark enough for grey print, dashed or hatched against everything that is data
    "drawn_point": {"stroke": True, "color": "#FFFFFF", "weight": 2.0, "opacity": 1.0, "fill": True,
                    "fillColor": _DRAWN, "fillOpacity": 1.0, "radius": 7.0},
    "drawn_line": {"stroke": True, "fill": False, "color": _DRAWN, "weight": 4.0, "opacity": 1.0,
                   "dashArray": "12 6", "lineJoin": "round"},
    "drawn_area": {"stroke": True, "color": _DRAWN, "weight": 3.0, "opacity": 1.0, "dashArray": "12 6",
                   "lineJoin": "round", "fill": True, "fillColor": _DRAWN, "fillOpacity": 0.12,
                   "hatch": ["#8E1558A0", 9, 45]},
})  # fmt: skip

# Land-use classes of the 2023 national codes by two-digit prefix, the longer prefix first; muted from the norm's RGB.
LAND_USE: Mapping[str, tuple[str, str, str]] = MappingProxyType({
    "0703": ("#F3DDB3", "农村宅基地", "Rural homesteads"),
    "0701": ("#F6EFA6", "城镇住宅用地", "Urban housing"),
    "07": ("#F6EFA6", "居住用地", "Residential"),
    "0804": ("#F2C3DD", "教育用地", "Education"),
    "08": ("#E9B3E4", "公共管理与公共服务用地", "Public services"),
    "09": ("#EFA9A0", "商业服务业用地", "Commerce"),
    "10": ("#CDB49B", "工矿用地", "Industry"),
    "11": ("#B9A6DD", "仓储用地", "Storage"),
    "12": ("#CFCFCF", "交通运输用地", "Transport"),
    "13": ("#8FB2BE", "公用设施用地", "Utilities"),
    "14": ("#B5D8A4", "绿地与开敞空间用地", "Green and open space"),
    "15": ("#B3BA96", "特殊用地", "Special use"),
    "16": ("#FFFFFF", "留白用地", "Reserved"),
    "17": (_WATER, "陆地水域", "Inland water"),
    "01": ("#F2F2DC", "耕地", "Cropland"), "02": ("#D9EBC8", "园地", "Orchards"), "03": ("#A9CFA4", "林地", "Forest"),
    "04": ("#DDEBB8", "草地", "Grassland"), "05": ("#A9D9C6", "湿地", "Wetland"),
    "06": ("#E2E0BE", "农业设施建设用地", "Farm buildings"),
})  # fmt: skip

# Five steps of one hue, light to dark: figures per plot. Readable in grey.
RAMP = ("#E8EEF5", "#BFD0E3", "#8FAECD", "#5B86B2", "#2D5C8F")

_ROAD_CLASSES = {
    "road_expressway": ("motorway", "motorway_link", "expressway", "高速公路", "高速", "快速路", "national", "国道"),
    "road_trunk": (
        "trunk",
        "trunk_link",
        "primary",
        "primary_link",
        "arterial",
        "主干路",
        "provincial",
        "省道",
        "ring",
    ),
    "road_secondary": ("secondary", "secondary_link", "tertiary", "tertiary_link", "次干路", "collector"),
    "road_path": ("footway", "path", "pedestrian", "steps", "cycleway", "track", "corridor", "bridleway", "步行路"),
}
_CLASS_OF = {word: name for name, words in _ROAD_CLASSES.items() for word in words}

# Facility key → icon file (without .svg) under static/icons; a key with no entry takes the plain dot.
ICONS: Mapping[str, str] = MappingProxyType({
    "kindergarten": "school", "nursery": "school", "primary_school": "school", "junior_middle_school": "school",
    "middle_school": "school", "school": "school", "health_centre": "health", "community_health_station": "health",
    "outpatient_clinic": "health", "clinic": "health", "hospital": "health", "pharmacy": "health",
    "nursing_home": "elderly", "elderly_care_home": "elderly", "elderly_day_care": "elderly",
    "culture_centre": "culture", "culture_station": "culture", "culture": "culture", "library": "culture",
    "museum": "culture",
    "sports_centre": "sports", "sports_ground_large": "sports", "sports_ground_medium": "sports", "gym": "sports",
    "sports_ground_small": "sports", "outdoor_fitness": "sports", "sports": "sports",
    "community_service_centre": "service", "community_service_station": "service", "subdistrict_office": "service",
    "government": "service", "police_station": "service", "wet_market": "shop", "shopping_centre": "shop",
    "convenience_store": "shop", "convenience_store_24h": "shop", "supermarket": "shop", "community_shop": "shop",
    "market": "shop", "bus_stop": "transit", "metro_station": "transit", "transit": "transit",
    "bank_outlet": "bank", "bank": "bank",
})  # fmt: skip


def style(name: str) -> dict[str, object]:
    """The options of a map class (widths in pixels); KeyError for a class that does not exist."""
    return dict(STYLES[name])


def road_class(text: str) -> str:
    """The map class of a road by its class in our layers or in OSM; local streets where it is not known."""
    return _CLASS_OF.get(text, "road_local")


def facility_icon(facility: str) -> str:
    """The icon of a facility key (file stem)."""
    return ICONS.get(facility, "place")


def _land_use_prefix(code: str) -> str:
    return next((prefix for prefix in (code[:4], code[:2]) if prefix in LAND_USE), "")


def land_use_colour(code: str) -> tuple[str, str, str]:
    """Colour, Chinese and English name of a land-use code of any length."""
    return LAND_USE.get(_land_use_prefix(code), ("#E5E2DA", "其他用地", "Other land"))


def land_use_style(code: str) -> dict[str, object]:
    """The options of a land-use area: quiet, it lies under everything."""
    return _area(land_use_colour(code)[0], fillOpacity=0.8)


def ramp_style(step: int) -> dict[str, object]:
    """The options of a plot whose figure lies in class `step` (0-4, light to dark); -1: no figure."""
    if step < 0:
        return {**STYLES["plot"], "fillOpacity": 0.4, "hatch": ["#B9B4A8", 8, 45]}
    return {**STYLES["plot"], "fillColor": RAMP[step], "fillOpacity": 0.85}
