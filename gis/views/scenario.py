"""Trials for people: edits in words, before and after in tables, the scenario as GeoJSON to keep and send."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

import geopandas as gpd
import shapely
from shapely.geometry.base import BaseGeometry

from gis.crs import to_degrees
from gis.district import District
from gis.results import Result
from gis.scenario import Edit
from gis.units import format_quantity
from gis.views.cards import measure_words
from gis.views.figures import value_text, zone_title
from gis.views.map_layers import facility_title
from gis.views.safe import encode
from gis.views.words import say

__all__ = ["edit_text", "idle_text", "scenario_geojson", "trial_html", "trial_records", "trial_rows"]

Pair = tuple[Result, Result]
_DECIMALS = 9  # of degrees: 0.1 mm, so that what is read back measures the same
_POINTS = 100.0
_SAME = 5e-5  # a change that would be shown as 0.0 points


def edit_text(edit: Edit, *, names: Mapping[str, str], lang: str = "zh") -> str:
    """One edit in words: "新公园 0.52 公顷", "新出入口 世纪公园"."""
    amount = ""
    if edit.geometry is not None:
        size, unit = (edit.geometry.area, "m2") if edit.kind == "park" else (edit.geometry.length, "m")
        amount = format_quantity(size, unit, lang=lang)
    of = names.get(edit.of, edit.of)
    told = say(f"edit_{edit.kind}", lang, amount=amount, of=of, facility=facility_title(edit.facility, lang))
    return f"{told} · {edit.name}" if edit.name else told


def idle_text(reason: str, edit: Edit, *, lang: str = "zh") -> str:
    """Why an edit changes nothing for the goal, from the reason the engine gives."""
    area = format_quantity(0.0 if edit.geometry is None else edit.geometry.area, "m2", lang=lang)
    return say("scenario_idle", lang, reason=say(f"scenario_idle_{reason}", lang, area=area))


def _change_text(before: Result, after: Result, lang: str) -> str:
    """How many percentage points a share has moved; a dash where nothing is to be compared."""
    if before.value is None or after.value is None:
        return "–"
    moved = after.value - before.value
    if abs(moved) < _SAME:
        return "0.0"
    return say("trial_points", lang, points=f"{moved * _POINTS:+.1f}")


def _amount_text(before: Result, after: Result, lang: str) -> str:
    if before.numerator is None or after.numerator is None:
        return "–"
    moved = after.numerator - before.numerator
    sign = "+" if moved > 0.0 else ""
    return sign + format_quantity(moved, after.base_unit, lang=lang)


def trial_rows(pairs: Sequence[Pair], district: District, *, lang: str = "zh") -> list[dict[str, str]]:
    """A row a zone and measure: before, after, the change in percentage points and in land or persons."""
    heads = {key: say(f"trial_{key}", lang) for key in ("zone", "measure", "before", "after", "change", "amount")}
    return [
        {
            heads["zone"]: zone_title(district, before.zone, lang),
            heads["measure"]: measure_words(before.measure, lang),
            heads["before"]: value_text(before, lang),
            heads["after"]: value_text(after, lang),
            heads["change"]: _change_text(before, after, lang),
            heads["amount"]: _amount_text(before, after, lang),
        }
        for before, after in pairs
    ]


def trial_html(pairs: Sequence[Pair], district: District, *, chosen: str = "", lang: str = "zh") -> str:
    """A table with one row a zone, the measures side by side as "before → after"; a click on a row picks the zone."""
    by_zone: dict[str | None, list[Pair]] = {}
    for pair in pairs:
        by_zone.setdefault(pair[0].zone, []).append(pair)
    measures = list(dict.fromkeys(before.measure for before, _ in pairs))
    heads = [say("trial_zone", lang), *(measure_words(name, lang) for name in measures)]
    rows = []
    for zone, found in by_zone.items():
        cells = "".join(_cell(before, after, lang) for before, after in found)
        mark = ' aria-current="true" class="chosen"' if (zone or "") == chosen else ""
        title = encode(zone_title(district, zone, lang))
        name = f'<button type="button" data-pick="{encode(zone or "")}">{title}</button>'
        rows.append(f"<tr{mark}><td>{name}</td>{cells}</tr>")
    head = "".join(f"<th>{encode(text)}</th>" for text in heads)
    return f'<table class="rows trial"><thead><tr>{head}</tr></thead><tbody>{"".join(rows)}</tbody></table>'


def _cell(before: Result, after: Result, lang: str) -> str:
    """Before and after, the change below it; the figure alone where nothing moved."""
    was, now = encode(value_text(before, lang)), encode(value_text(after, lang))
    change = _change_text(before, after, lang)
    if change == "0.0" or was == now:
        return f'<td class="value">{was}</td>'
    rise = "up" if (after.value or 0.0) > (before.value or 0.0) else "down"
    moved = "" if change == "–" else f'<br><span class="{rise}">{encode(change)}</span>'
    return f'<td class="value">{was} → <b>{now}</b>{moved}</td>'


def trial_records(pairs: Sequence[Pair]) -> list[dict[str, object]]:
    """Before and after as plain objects for JSON: shares 0-1, base in square metres or persons."""
    return [
        {
            "zone": before.zone, "measure": before.measure, "before": before.value, "after": after.value,
            "low": after.low, "high": after.high, "numerator_before": before.numerator,
            "numerator_after": after.numerator, "denominator": after.denominator, "base_unit": after.base_unit,
            "indicative": after.quality.indicative,
        }
        for before, after in pairs
    ]  # fmt: skip


def scenario_geojson(edits: Sequence[Edit], *, crs: object, district: str) -> str:
    """The edits as GeoJSON (longitude and latitude), one feature a line; `gis.read.scenario` reads it back."""
    shapes = gpd.GeoDataFrame(geometry=[edit.geometry for edit in edits], crs=crs)
    degrees = to_degrees(shapes).geometry if len(edits) else []
    lines = ",\n".join(
        json.dumps(_feature(edit, shape), ensure_ascii=False) for edit, shape in zip(edits, degrees, strict=True)
    )
    about = json.dumps({"district": district, "version": 1}, ensure_ascii=False)
    return f'{{"type":"FeatureCollection","yitu":{about},"features":[\n{lines}\n]}}\n'


def _feature(edit: Edit, degrees: BaseGeometry | None) -> dict[str, object]:
    told = {"kind": edit.kind, "facility": edit.facility, "of": edit.of, "name": edit.name}
    geometry = None
    if degrees is not None:
        rounded = shapely.transform(degrees, lambda xy: xy.round(_DECIMALS))
        geometry = json.loads(shapely.to_geojson(rounded))
    return {"type": "Feature", "properties": {key: text for key, text in told.items() if text}, "geometry": geometry}
