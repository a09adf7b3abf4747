"""From what a measure found to results: value, band, base, target, verdict, quality and inputs, for each zone."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import pandas as pd

from gis.assessment.bench import Bench
from gis.assessment.pieces import WHOLE, by_zone, membership
from gis.district import declared_spread_m2
from gis.errors import TargetError, in_language
from gis.goals import LAND, RESIDENTS, Goal
from gis.measures import Measure
from gis.measures.coverage import Coverage
from gis.read.goals import Standards
from gis.results import Result, Verdict
from gis.schema import KINDS, Basis
from gis.units import in_unit, inner_unit

__all__ = ["NO_STREETS", "Context", "coverage_results", "not_assessed_results", "zonal_results"]

Reason = tuple[str, str]  # in Chinese and in English
_NO_TARGET = ("规划与标准都没有给出目标值,只列现状", "neither plan nor standard states a target: the figure alone")
_ELEMENT = (
    "圈内单项,只列现状;目标用于综合",
    "one element of a circle: the figure alone, targets hold for the composite",
)
NO_STREETS = ("街道图层中没有可步行的街道", "no street one may walk on in the layer streets")
_NO_OUTLINE = ("没有区界(outline)图层,无法计算全区", "no outline layer, so no figure for the whole district")
_TOO_LITTLE = ("数据不足,无法测算", "too little data to measure")
_NOT_PUBLISHED = ("没有公布面积可对照", "no published area to compare with")


@dataclass(frozen=True)
class _Demand:
    """What a coverage is a share of: "中文 / English", its unit, and the reason where there is none of it."""

    base: str
    unit: str
    nobody: Reason


_DEMANDS = {
    LAND: _Demand("居住用地 / residential land", "m2", ("此范围内没有居住用地", "no residential land here")),
    RESIDENTS: _Demand("常住人口 / residents", "persons", ("此范围内没有常住人口", "no residents here")),
}


@dataclass(frozen=True, eq=False)
class Context:
    """What every result of one goal and measure shares."""

    bench: Bench
    goal: Goal
    measure: Measure | None
    name: str
    layers: tuple[str, ...]
    standards: Standards
    element: str = ""

    def of_element(self, element: str) -> Context:
        """The context of one element of a composite: "circle_walk:社区卫生"."""
        return replace(self, name=f"{self.name}:{element}", element=element)

    @property
    def zone_ids(self) -> list[str]:
        """Zone ids to report, the whole last; a goal of scope "district" reports the whole only."""
        zones = [zone.id for zone in self.bench.district.zones] if self.goal.scope == "zones" else []
        return [*zones, WHOLE]

    @property
    def unit(self) -> str:
        """Unit of the value."""
        return self.measure.unit if self.measure else ""

    def quality(self, zone_id: str) -> Basis:
        """The weakest basis among the layers used and the zone's own outline."""
        district = self.bench.district
        bases = [district.layers[kind].basis for kind in self.layers if kind in district.layers]
        if zone_id == WHOLE:
            bases += [district.layers["outline"].basis] if "outline" in district.layers else []
        else:
            bases.append(district.zone(zone_id).basis)
        return Basis.worst(bases)

    def blank(self, zone_id: str, reason: Reason) -> Result:
        """A result without a figure, with its reason."""
        district, target = self.bench.district, self.goal.target
        return Result(
            district=district.id,
            zone=None if zone_id == WHOLE else zone_id,
            goal=self.goal.id,
            measure=self.name,
            unit=self.unit,
            verdict=Verdict.NOT_ASSESSED,
            quality=self.quality(zone_id),
            clause=f"{self.goal.source.chapter} {self.goal.source.words}".strip(),
            base=self.base[0],
            base_unit=self.base[1],
            target=None if self.element else self.target(),
            year=target.year,
            reason=reason[0],
            reason_en=reason[1],
            formula=self.formula,
            inputs={kind: district.layers[kind].digest for kind in self.layers if kind in district.layers},
        )

    @property
    def base(self) -> tuple[str, str]:
        """What the denominator is, and its unit: of a coverage by the goal's demand."""
        if self.measure is None:
            return "", ""
        if self.measure.family == "coverage":
            return _DEMANDS[self.goal.demand].base, _DEMANDS[self.goal.demand].unit
        return self.measure.base, self.measure.base_unit

    @property
    def formula(self) -> str:
        """How the figure comes about; measures tell it of land, so a goal of residents tells its own."""
        told = self.measure.formula if self.measure and self.goal.demand == LAND else ""
        walker = self.bench.walker
        if walker is None or not self.name.split(":")[0].endswith("_walk"):
            return told or self.goal.formula
        zh, en = (in_language(told or self.goal.formula, lang) for lang in ("zh", "en"))
        return f"{zh};步行者:{walker.text()} / {en}; on foot: {walker.text('en')}"

    def target(self) -> float | None:
        """The goal's target in the unit of the measure; None where there is none or it is of another quantity.

        Raises
        ------
        TargetError: the target's unit is not the measure's.
        """
        target = self.goal.target
        if target.value is None or self.measure is None:
            return None
        if target.unit != inner_unit(self.unit):
            problem = f"目标的单位是 {target.unit},指标 {self.name} 的单位是 {self.unit}"
            raise TargetError(file=self.goal.file, key=f"{self.goal.id}.target", problem=problem)
        return in_unit(target.value, self.unit)

    def missing_layers(self, kinds: Sequence[str]) -> Reason:
        """The reason "layer X missing", and what to bring."""
        titles = "、".join(f"{KINDS[kind].title}({kind})" for kind in kinds)
        titles_en = ", ".join(f"{KINDS[kind].title_en} ({kind})" for kind in kinds)
        return (
            f"缺少图层:{titles};请在 district.toml 中登记后再测算",
            f"missing layers: {titles_en}; register them in district.toml and measure again",
        )

    def missing_places(self, kinds: Sequence[str]) -> Reason:
        """The reason "no such facility", and which layer to bring."""
        if all(kind in KINDS for kind in kinds):
            titles = "、".join(KINDS[kind].title for kind in kinds)
            titles_en = ", ".join(KINDS[kind].title_en for kind in kinds)
            return f"图层中没有一处可用的:{titles}", f"not one usable feature in the layer: {titles_en}"
        known = self.standards.facilities
        titles = "、".join(known[kind].name if kind in known else kind for kind in kinds)
        titles_en = ", ".join(known[kind].name_en if kind in known else kind for kind in kinds)
        return (
            f"没有点位:{titles};请在设施图层(facilities)中补充这些类别",
            f"no places of: {titles_en}; add these kinds to the layer facilities",
        )


def _because(result: Result, reason: Reason) -> Result:
    return replace(result, reason=reason[0], reason_en=reason[1])


def _with_remark(result: Result, remark: Reason) -> Result:
    """The remark behind what the result says already."""
    told = ((result.reason, remark[0], ";"), (result.reason_en, remark[1], "; "))
    zh, en = (joint.join(text for text in (said, more) if text) for said, more, joint in told)
    return _because(result, (zh, en))


def _judged(context: Context, blank: Result, figures: dict[str, float]) -> Result:
    """The result with its figures and verdict; a figure that could not be had leaves it not assessed."""
    value = figures["value"]
    numbers = {name: None if math.isnan(number) else float(number) for name, number in figures.items()}
    if math.isnan(value):
        return replace(blank, **{**numbers, "low": None, "high": None})  # type: ignore[arg-type]
    low, high = (numbers["low"], numbers["high"])
    result = replace(
        blank,
        **{
            **numbers,
            "low": value if low is None else min(low, value),
            "high": value if high is None else max(high, value),
        },  # type: ignore[arg-type]
        reason="",
        reason_en="",
    )
    met = None if context.element else context.goal.target.met(value / in_unit(1.0, context.unit))
    if met is None:
        return _because(result, _ELEMENT if context.element else _NO_TARGET)
    return replace(result, verdict=Verdict.MET if met else Verdict.UNMET)


def coverage_results(context: Context, coverage: Coverage) -> list[Result]:
    """Results of a coverage: share of each zone's land in square metres, or of its residents."""
    if not coverage.assessed:
        return not_assessed_results(context, reason=context.missing_places(coverage.missing))
    pieces, ids = coverage.pieces, context.zone_ids
    member = membership(context.bench.demand(context.goal.demand)["zones"], ids)
    weight = by_zone(pieces["weight"], pieces["land_id"], member)
    shares = {"value": pieces["share"], "low": coverage.low_share, "high": coverage.high_share}
    sums = {name: by_zone(pieces["weight"] * share, pieces["land_id"], member) for name, share in shares.items()}
    results, remark = [], _unreached(coverage)
    for number, zone_id in enumerate(ids):
        blank = context.blank(zone_id, _DEMANDS[context.goal.demand].nobody)
        base = float(weight[number])
        if base <= 0.0:
            results.append(blank)
            continue
        figures = {name: min(float(total[number]) / base, 1.0) for name, total in sums.items()}
        figures |= {"numerator": float(sums["value"][number]), "denominator": base}
        result = _judged(context, blank, figures)
        results.append(_with_remark(result, remark) if remark else result)
    return results


def _unreached(coverage: Coverage) -> Reason | None:
    """What a walking figure says of places that no street leads to; None where there are none."""
    count = coverage.counts.get("sources_out_of_reach", 0)
    if not count:
        return None
    return (
        f"{count} 处出入口或设施附近没有街道,步行到不了",
        f"{count} entrances or facilities have no street near and cannot be walked to",
    )


def zonal_results(context: Context, found: pd.DataFrame) -> list[Result]:
    """Results of a zonal measure: one row a zone with value, numerator, denominator, low, high, perhaps `note`."""
    results = []
    for zone_id in context.zone_ids:
        if zone_id not in found.index:
            results.append(context.blank(zone_id, _NO_OUTLINE))
            continue
        row = found.loc[zone_id]
        note = _note(str(row["note"])) if "note" in found.columns and row["note"] else None
        blank = context.blank(zone_id, note or _TOO_LITTLE)
        figures = {
            name: float(row[name]) if name in found.columns else math.nan
            for name in ("value", "low", "high", "numerator", "denominator")
        }
        result = _judged(context, blank, figures)
        results.append(_because(result, note) if note and result.value is not None else result)
    return [_against_published(context, result) for result in results]


def _note(text: str) -> Reason:
    """A measure's remark, "中文 / English", as a pair."""
    return in_language(text, "zh"), in_language(text, "en")


def _area_band_m2(context: Context, zone_id: str | None) -> tuple[float, float]:
    """Low and high area in square metres: of a zone by its lines, of the whole by its outline's uncertainty."""
    district = context.bench.district
    if zone_id is not None:
        zone = district.zone(zone_id)
        return zone.area_low_m2, zone.area_high_m2
    outline = district.layers["outline"].frame
    area_m2 = float(outline.geometry.area.sum())
    spread_m2 = declared_spread_m2(float(outline.geometry.length.sum()), float(outline["uncertainty_m"].max()))
    return max(area_m2 - spread_m2, 0.0), area_m2 + spread_m2


def _against_published(context: Context, result: Result) -> Result:
    """Areas carry their band and are held against the area that the plan publishes: met when it lies in the band."""
    if not context.name.startswith("zone_area") or result.value is None:
        return result
    district = context.bench.district
    low_m2, high_m2 = _area_band_m2(context, result.zone)
    low = min(in_unit(low_m2, result.unit), result.value)
    high = max(in_unit(high_m2, result.unit), result.value)
    banded = replace(result, low=low, high=high)
    published = district.zone(result.zone).published if result.zone else district.published.get("outline")
    if published is None:
        return _because(banded, _NOT_PUBLISHED)
    target = in_unit(published.area_m2, result.unit)
    verdict = Verdict.MET if low <= target <= high else Verdict.UNMET
    return replace(_because(banded, ("", "")), target=target, verdict=verdict)


def not_assessed_results(context: Context, *, reason: Reason) -> list[Result]:
    """For each zone a result that says why there is no figure."""
    return [context.blank(zone_id, reason) for zone_id in context.zone_ids]
