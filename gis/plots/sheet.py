"""The sheet of a development zone's intensive use: rates of nested land, densities, yields, per zone and as a whole.

Every rate is a sum over a sum of the plots inside, each by the part of its area there. What is unknown leaves
both and is counted. A rate above 100 % breaks the nesting and has no figure.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gis.crs import require_metric, require_same
from gis.errors import DefinitionError
from gis.measures.built import shapes_of, shared_ground
from gis.plots.columns import Flags, Floats, Ints, of_codes, read_numbers, read_texts
from gis.units import HECTARE_M2

__all__ = ["RATES", "WHOLE", "RateForm", "SheetDefinition", "SheetRate", "intensity_score", "intensity_sheet"]

WHOLE = "*"  # the row of all zones together
_OVER = 1e-9  # above 100 % by less is rounding


@dataclass(frozen=True)
class RateForm:
    """What a rate divides: the classes of land above and below, or a figure of plots, or a column of money.

    `share`: at most 1 by nature. `base_unit`: of numerator and denominator.
    """

    below: str
    above: str = ""
    figure: str = ""
    column: str = ""
    share: bool = False
    unit: str = "%"
    base_unit: tuple[str, str] = ("m2", "m2")


_MONEY = ("wan", "ha")
RATES: Mapping[str, RateForm] = MappingProxyType(
    {
        "dev_rate": RateForm("developable", above="ready", share=True),
        "supply_rate": RateForm("ready", above="supplied", share=True),
        "build_rate": RateForm("supplied", above="built_construction", share=True),
        "industrial_rate": RateForm("built_construction", above="built_industrial", share=True),
        "far": RateForm("built_construction", figure="far", unit="ratio"),
        "density": RateForm("built_construction", figure="building_density", share=True),
        "industrial_far": RateForm("built_industrial", figure="far", unit="ratio"),
        "industrial_coefficient": RateForm("built_industrial", figure="building_coefficient", share=True),
        "investment": RateForm("built_industrial", column="investment_wan", unit="万元/公顷", base_unit=_MONEY),
        "output": RateForm("built_industrial", column="output_wan", unit="万元/公顷", base_unit=_MONEY),
        "industrial_tax": RateForm("built_industrial", column="tax_wan", unit="万元/公顷", base_unit=_MONEY),
        "tax": RateForm("built_construction", column="tax_wan", unit="万元/公顷", base_unit=_MONEY),
        "idle_rate": RateForm("supplied", above="idle", share=True),
        "population": RateForm("built_construction", above="persons", unit="人/公顷", base_unit=("persons", "ha")),
    }
)


@dataclass(frozen=True)
class SheetRate:
    """A line of the sheet: key of `RATES`, texts, and as data its anchor, ideal value and weight (None: not given).

    Anchor and ideal are in the unit of the value, shares 0-1.
    """

    key: str
    title: str
    title_en: str
    formula: str
    unit: str
    anchor: float | None = None
    anchor_source: str = ""
    ideal: float | None = None
    weight: float | None = None
    source: str = ""
    confidence: str = ""


@dataclass(frozen=True)
class SheetDefinition:
    """The sheet's lines and its classes of land: statuses and beginnings of land-use codes.

    `far_from`: share (0-1) by which a value may stray from its anchor without a remark.
    """

    title: str
    rates: tuple[SheetRate, ...]
    unbuildable: tuple[str, ...]
    ready: tuple[str, ...]
    supplied: tuple[str, ...]
    built: tuple[str, ...]
    statuses: tuple[str, ...]
    construction: tuple[str, ...]
    industrial: tuple[str, ...]
    far_from: float
    source: str = ""
    confidence: str = ""
    file: str = ""


def intensity_sheet(
    plots: gpd.GeoDataFrame,
    figures: pd.DataFrame,
    zones: gpd.GeoDataFrame,
    *,
    population: gpd.GeoDataFrame | None = None,
    idle: pd.DataFrame | None = None,
    definition: SheetDefinition,
) -> pd.DataFrame:
    """The sheet, one row a zone and rate; the row `WHOLE` of all zones united is added where there is none.

    Parameters
    ----------
    plots: status, code and money in 万元. figures: on plots.index: far, building_density, building_coefficient.
    population: points with persons_count. idle: on plots.index, as from `gis.plots.idle.idle_land`.

    Returns
    -------
    Frame: zone, key, title, value, unit, numerator, denominator, numerator_unit, denominator_unit, known_share (0-1 of
    the plots' area the rate asks for), covered_share (plots' area ÷ zone's area), plots_count, unknown_count, reason
    why there is no value, anchor, anchor_source, remark, formula, source, confidence.

    Raises
    ------
    MetricCRSError, CRSMismatchError: not one CRS in metres. DefinitionError: a line that is no key of `RATES`.
    """
    unknown = [rate.key for rate in definition.rates if rate.key not in RATES]
    if unknown:
        raise DefinitionError(
            file=definition.file or definition.title, key="rates", problem=f"没有指标 {'、'.join(unknown)}"
        )
    zones = _with_whole(zones)
    land = _classes(plots, idle, definition)
    require_same(plots, zones, layer="plots")
    ground = shared_ground(shapes_of(zones), shapes_of(plots))
    covered = np.bincount(ground[0], weights=ground[2], minlength=len(zones)) / zones.geometry.area.to_numpy()
    persons = None if population is None else _persons(zones, population)
    parts = []
    for rate in definition.rates:
        form = RATES[rate.key]
        sides = land[form.below], _above(plots, figures, form, land)
        part = _rate(zones, ground, sides, form, persons)
        part = part.assign(zone=zones.index, covered_share=covered, **_texts_of(rate))
        if rate.key == "idle_rate" and idle is None:
            part = part.assign(value=np.nan, reason="没有闲置土地数据 / idle land not given")
        parts.append(_remarked(part, rate, definition.far_from))
    columns = [
        "zone", "key", "title", "value", "unit", "numerator", "denominator", "numerator_unit", "denominator_unit",
        "known_share", "covered_share", "plots_count", "unknown_count", "reason", "anchor", "anchor_source", "remark",
        "formula", "source", "confidence",
    ]  # fmt: skip
    return pd.concat(parts, ignore_index=True)[columns] if parts else pd.DataFrame(columns=columns)


def intensity_score(sheet: pd.DataFrame, definition: SheetDefinition) -> pd.DataFrame:
    """Score of every zone: Σ weight × min(value ÷ ideal, 1) ÷ Σ weight × 100.

    Returns
    -------
    Frame on the zones: score (0-100, NaN where not assessed), weights_sum, reason.
    """
    zones = list(dict.fromkeys(sheet["zone"]))
    weighed = [rate for rate in definition.rates if rate.weight is not None]
    if not weighed:
        reason = "权重未给出 / no weights given"
        return pd.DataFrame({"score": np.nan, "weights_sum": 0.0, "reason": reason}, index=zones)
    total = sum(rate.weight or 0.0 for rate in weighed)
    values = sheet.pivot_table(index="zone", columns="key", values="value", aggfunc="first", dropna=False)
    score, reason_of = pd.Series(0.0, index=zones), dict.fromkeys(zones, "")
    for rate in weighed:
        value = values[rate.key].reindex(zones)
        for zone in value.index[value.isna()]:
            reason_of[zone] = reason_of[zone] or f"{rate.title}未评估 / not assessed: {rate.title_en}"
        score += (rate.weight or 0.0) * (value / (rate.ideal or np.nan)).clip(upper=1.0)
    return pd.DataFrame({"score": score / total * 100.0, "weights_sum": total, "reason": pd.Series(reason_of)})


def _above(plots: gpd.GeoDataFrame, figures: pd.DataFrame, form: RateForm, land: Mapping[str, Floats]) -> Floats:
    """What each plot adds to the numerator a unit of the denominator: its class, its figure, or its money a hectare."""
    if form.above == "persons":
        return np.zeros(len(plots))
    if form.above:
        return land[form.above]
    if form.figure:
        return read_numbers(figures.reindex(plots.index), form.figure)
    area = plots.geometry.area.to_numpy(dtype=float)
    rate = np.full(len(plots), np.nan)
    np.divide(read_numbers(plots, form.column) * HECTARE_M2, area, out=rate, where=area > 0.0)
    return rate


def _rate(
    zones: gpd.GeoDataFrame,
    ground: tuple[Ints, Ints, Floats],
    sides: tuple[Floats, Floats],
    form: RateForm,
    persons: pd.Series | None,
) -> pd.DataFrame:
    """Value, numerator, denominator, known_share, counts and reason of one rate in every zone.

    A plot outside the denominator counts only where its class is in the numerator, which breaks the nesting; a plot of
    unknown class or figure leaves both sides.
    """
    base, above = sides
    above = np.where((base == 0.0) & (form.above == ""), 0.0, above)
    above = np.where(np.isnan(base), np.nan, above)
    asked = (base != 0.0) | (np.nan_to_num(above, nan=0.0) != 0.0)
    known = asked & np.isfinite(above)
    zone, plot, inside_m2 = ground
    amount = inside_m2 / (HECTARE_M2 if form.base_unit[1] == "ha" else 1.0)

    def _summed(weights: Floats) -> Floats:
        return np.bincount(zone, weights=weights[plot] * amount, minlength=len(zones)).astype(float)

    numerator, denominator = _summed(np.where(known, above, 0.0)), _summed(np.where(known, base, 0.0))
    numerator[_summed(known.astype(float)) == 0.0] = np.nan
    out = pd.DataFrame({"numerator": numerator, "denominator": denominator}, index=zones.index)
    with np.errstate(divide="ignore", invalid="ignore"):
        out["known_share"] = _summed(known.astype(float)) / _summed(asked.astype(float))
    out["plots_count"] = np.bincount(zone[asked[plot]], minlength=len(zones))
    out["unknown_count"] = np.bincount(zone[(asked & ~known)[plot]], minlength=len(zones))
    if form.above == "persons":
        out["numerator"] = np.nan if persons is None else persons
    value = (out["numerator"] / out["denominator"].where(out["denominator"] > 0.0)).astype(float)
    over = value.gt(1.0 + _OVER) | ((out["denominator"] == 0.0) & out["numerator"].gt(0.0))
    broken = over & form.share
    out["value"] = value.mask(broken)
    lacking = _known_persons(form, persons, zones)
    rows = zip(value, broken, out["plots_count"], out["unknown_count"], lacking, strict=True)
    out["reason"] = [_why(*row, persons=lacks) for *row, lacks in rows]
    return out.assign(numerator_unit=form.base_unit[0], denominator_unit=form.base_unit[1])


def _known_persons(form: RateForm, persons: pd.Series | None, zones: gpd.GeoDataFrame) -> list[str]:
    """What a rate of persons lacks in every zone: "missing", "unknown" or ""."""
    if form.above != "persons":
        return [""] * len(zones)
    if persons is None:
        return ["missing"] * len(zones)
    return ["unknown" if unknown else "" for unknown in persons.isna()]


def _why(value: float, broken: object, plots: int, unknown: int, *, persons: str) -> str:
    if persons == "missing":
        return "没有人口数据 / no population layer"
    if broken:
        shown = "∞" if np.isnan(value) else f"{value:.2%}"
        return f"嵌套关系破裂:{shown} 大于 100 %,不予采用 / broken nesting: {shown} exceeds 100 %, refused"
    if not np.isnan(value):
        return ""
    if persons == "unknown":
        return "人口数有未知 / persons of some points unknown"
    if plots == unknown and unknown:
        return f"{plots} 个地块数据不全 / data of all {plots} plots incomplete"
    return "此范围内没有这类土地 / no such land here"


def _remarked(part: pd.DataFrame, rate: SheetRate, far_from: float) -> pd.DataFrame:
    """The rate with its remark: overlapping plots, unknown parts, distance from the anchor."""
    remarks = []
    for value, covered, known, unknown in zip(
        part["value"], part["covered_share"], part["known_share"], part["unknown_count"], strict=True
    ):
        found = []
        if covered > 1.0 + 1e-6:
            found.append("地块面积大于范围面积,地块相互重叠 / plots exceed the zone, they overlap")
        if unknown and known < 1.0 and not np.isnan(value):
            found.append(f"{unknown} 个地块数据不全,未计入 / {unknown} plots incomplete, left out")
        if rate.anchor and abs(value - rate.anchor) > far_from * rate.anchor:
            found.append(f"与参照 {rate.anchor:g} 相差较大,请核对 / far from the anchor {rate.anchor:g}, please check")
        chinese, english = ([text.split(" / ")[half] for text in found] for half in (0, 1))
        remarks.append(f"{';'.join(chinese)} / {'; '.join(english)}" if found else "")
    return part.assign(remark=remarks)


def _texts_of(rate: SheetRate) -> dict[str, object]:
    return {
        "key": rate.key,
        "title": f"{rate.title} / {rate.title_en}",
        "unit": rate.unit,
        "anchor": np.nan if rate.anchor is None else rate.anchor,
        "anchor_source": rate.anchor_source,
        "formula": rate.formula,
        "source": rate.source,
        "confidence": rate.confidence,
    }


def _classes(plots: gpd.GeoDataFrame, idle: pd.DataFrame | None, definition: SheetDefinition) -> dict[str, Floats]:
    """Of every class of land whether a plot is in it: 1, 0, or NaN where its status or code is unknown."""
    require_metric(plots, layer="plots")
    status = read_texts(plots, "status")
    known = np.isin(status, list(definition.statuses))
    code = read_texts(plots, "code")

    def _by_status(words: tuple[str, ...]) -> Floats:
        return np.where(known, np.isin(status, list(words)).astype(float), np.nan)

    def _by_code(codes: tuple[str, ...]) -> Floats:
        inside: Flags = of_codes(plots, codes) if "code" in plots else np.zeros(len(plots), dtype=bool)
        return np.where(code == "", np.nan, inside.astype(float))

    built = _by_status(definition.built)
    found = {
        "developable": 1.0 - _by_status(definition.unbuildable),
        "ready": _by_status(definition.ready),
        "supplied": _by_status(definition.supplied),
        "built_construction": _both(built, _by_code(definition.construction)),
        "built_industrial": _both(built, _by_code(definition.industrial)),
        "idle": np.full(len(plots), np.nan),
    }
    if idle is not None:
        verdict = read_texts(idle.reindex(plots.index), "verdict")
        yes = np.isin(verdict, ["idle", "idle_stalled"]).astype(float)
        found["idle"] = np.where(np.isin(verdict, ["idle", "idle_stalled", "not_idle"]), yes, np.nan)
    return found


def _both(one: Floats, other: Floats) -> Floats:
    """1 where both are 1, 0 where either is 0, NaN otherwise."""
    return np.where((one == 0.0) | (other == 0.0), 0.0, one * other)


def _persons(zones: gpd.GeoDataFrame, population: gpd.GeoDataFrame) -> pd.Series:
    """Persons inside each zone or on its border."""
    require_same(population, zones, layer="population")
    points = np.asarray(population.geometry.array, dtype=object)
    zone, point = shapely.STRtree(points).query(np.asarray(zones.geometry.array, dtype=object), predicate="intersects")
    persons = read_numbers(population, "persons_count")[point]
    return pd.Series(np.bincount(zone, weights=persons, minlength=len(zones)), index=zones.index)


def _with_whole(zones: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    require_metric(zones, layer="zones")
    if WHOLE in zones.index or not len(zones):
        return zones[[zones.geometry.name]]
    rows = [*zones.geometry, shapely.union_all(zones.geometry.to_numpy())]
    return gpd.GeoDataFrame(geometry=rows, index=[*zones.index, WHOLE], crs=zones.crs)
