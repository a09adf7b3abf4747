"""Zones in words: areas against the plan, and how each outline came about, for a reviewer to follow."""

from __future__ import annotations

from gis.clauses.model import LineUse, Trace
from gis.district import District, Zone
from gis.errors import in_language
from gis.units import HECTARE_M2, KM2_M2, MU_M2, format_quantity
from gis.views.words import say

__all__ = ["area_figures", "trace_lines", "zone_remarks"]

_NAMED_SIDES = ("N", "NE", "E", "SE", "S", "SW", "W", "NW", "both")


def area_figures(zone: Zone) -> dict[str, float | None]:
    """The areas of a zone in the units a planner reads.

    Returns
    -------
    area_km2, area_low_km2, area_high_km2, area_ha, area_mu; published_km2 and difference_share (of the published
    area), None where the plan publishes none.
    """
    published = zone.published.area_m2 if zone.published else None
    return {
        "area_km2": zone.area_m2 / KM2_M2,
        "area_low_km2": zone.area_low_m2 / KM2_M2,
        "area_high_km2": zone.area_high_m2 / KM2_M2,
        "area_ha": zone.area_m2 / HECTARE_M2,
        "area_mu": zone.area_m2 / MU_M2,
        "published_km2": None if published is None else published / KM2_M2,
        "difference_share": zone.area_m2 / published - 1.0 if published else None,
    }


def trace_lines(zone: Zone, lang: str = "zh") -> list[str]:
    """How the outline came about, a sentence an entry: the area, each line used, corners, remarks, why 示意."""
    lines = [_area_line(zone, lang)]
    if zone.trace is None:
        lines.append(say("export_trace_none", lang))
    else:
        several = len({use.part for use in zone.trace.lines}) > 1
        lines += [_use_line(use, several=several, lang=lang) for use in zone.trace.lines]
        lines += _corner_lines(zone.trace, lang)
        lines += [in_language(remark, lang) for remark in zone.trace.remarks]
    if zone.indicative:
        mark = say("indicative", lang)
        lines += [say("export_fact", lang, name=mark, fact=reason) for reason in zone.indicative_reasons]
    return lines


def zone_remarks(district: District, lang: str = "zh") -> list[str]:
    """Overlaps between zones and ground in no zone, reported and not repaired; the district's notices."""
    names = {zone.id: (zone.name_en or zone.name) if lang == "en" else zone.name for zone in district.zones}
    lines = [
        say(
            "export_overlaps",
            lang,
            one=names.get(overlap.one, overlap.one),
            other=names.get(overlap.other, overlap.other),
            area=format_quantity(overlap.area_m2, "m2", lang=lang),
        )
        for overlap in district.overlaps
    ]
    if district.gap_m2 > 0:
        lines.append(say("export_gap", lang, area=format_quantity(district.gap_m2, "m2", lang=lang)))
    return [*lines, *district.notices]


def _area_line(zone: Zone, lang: str) -> str:
    def shown(area_m2: float) -> str:
        """Square metres as square kilometres in words."""
        return format_quantity(area_m2 / KM2_M2, "km2", lang=lang)

    line = say(
        "export_trace_area",
        lang,
        area=shown(zone.area_m2),
        low=shown(zone.area_low_m2),
        high=shown(zone.area_high_m2),
    )
    difference_share = area_figures(zone)["difference_share"]
    if zone.published is None or difference_share is None:
        return line
    published = shown(zone.published.area_m2)
    return line + say("export_trace_published", lang, published=published, difference=f"{difference_share:+.1%}")


def _use_line(use: LineUse, *, several: bool, lang: str) -> str:
    def shown(length_m: float) -> str:
        """Metres in words."""
        return format_quantity(length_m, "m", lang=lang)

    side = say(f"export_side_{use.side}", lang) if use.side in _NAMED_SIDES else use.side
    line = say(
        "export_trace_line",
        lang,
        side=side,
        line=use.name,
        found_as=use.found_as,
        uncertainty=shown(use.uncertainty_m),
        used=shown(use.used_m),
        extended=shown(use.extended_m),
        trimmed=shown(use.trimmed_m),
        moved=format_quantity(use.moved_area_m2 / KM2_M2, "km2", lang=lang),
    )
    if several:
        line = say("export_trace_part", lang, part=use.part) + line
    return line + say("export_trace_declared", lang, reason=use.reason) if use.declared else line


def _corner_lines(trace: Trace, lang: str) -> list[str]:
    if not trace.corners_deg:
        return []
    corners = "; ".join(f"{lon_deg:.4f}, {lat_deg:.4f}" for lon_deg, lat_deg in trace.corners_deg)
    return [say("export_trace_corners", lang, corners=corners)]
