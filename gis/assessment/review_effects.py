"""What a project does to a district: coverage of green and services, school places, land left; alone and cumulative.

Every figure is measured on the district with the project built (`gis.review.effects` says how its layers change), by
the measures and goals of the district itself. Streets stay, so the network is shared; land and parks that do not change
keep what was walked before.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from gis.assessment.bench import Bench
from gis.assessment.pieces import residential_land
from gis.assessment.run import assess
from gis.district import District, Layer
from gis.goals import Goal
from gis.measures import REGISTRY
from gis.read.folder import read_district_goals, shipped_standards
from gis.read.goals import Standards
from gis.read.industries import read_effect_rules
from gis.results import Result
from gis.review.cumulative import together
from gis.review.effects import (
    EffectRules,
    LandRule,
    PlacesRule,
    Proposal,
    facilities_with,
    land_left_m2,
    land_use_with,
    parks_with,
    residents_with,
    standing,
    stated,
    uses,
)
from gis.review.facts import FACTS
from gis.review.model import Effect, Project, Together

__all__ = ["EffectStage", "coverage_goals", "proposals_of"]

_UNIT_PERSONS = 1_000.0  # places are told for so many residents
_LEAST_M2 = 1e-6
_WHOLE = ""
_NO_CODE = "项目有地块未写用地代码,其影响未计入 / parts of the project without a land-use code are not counted"
_NO_RESIDENTS = "没有人口图层 / no layer of residents"
_NO_PERSONS = "此范围内没有常住人口 / no residents here"
_NO_COUNT = "项目有居住地块而未填居住人口 / the project has homes but states no residents"
_NO_PLACES = "没有学校学位数据(facilities 的 capacity_count) / no places of schools (capacity_count of facilities)"
_NO_PLOTS = "没有地块图层或地块状态 / no layer of plots, or no states"


def proposals_of(approved: gpd.GeoDataFrame) -> tuple[Proposal, ...]:
    """Each row of the approved pipeline as something to be built, with the facts its columns hold."""
    found = []
    for label in approved.index:
        row = approved.loc[[label]]
        facts: dict[str, str | float] = {}
        for name in set(FACTS) & set(approved.columns):
            value = row[name].iloc[0]
            if isinstance(value, str) and value:
                facts[name] = value
            elif not isinstance(value, str) and not pd.isna(value):
                facts[name] = float(value)
        found.append(Proposal(f"approved:{label}", row, facts))
    return tuple(found)


def coverage_goals(goals: Sequence[Goal]) -> tuple[Goal, ...]:
    """The goals a project can move: those measured by coverages alone, and mapped here."""
    return tuple(
        goal for goal in goals
        if not goal.not_mapped and goal.measures
        and all(name in REGISTRY and REGISTRY[name].family == "coverage" for name in goal.measures)
    )  # fmt: skip


@dataclass(eq=False)
class EffectStage:
    """A district laid out for effects, kept for any number of projects: what it is now is measured once."""

    district: District
    goals: Sequence[Goal] = ()
    rules: EffectRules = field(default_factory=read_effect_rules)
    standards: Standards = field(default_factory=shipped_standards)

    def __post_init__(self) -> None:
        """The goals of the district where none are given."""
        self.goals = coverage_goals(self.goals or read_district_goals(self.district.folder))

    @cached_property
    def bench(self) -> Bench:
        """The district as it is."""
        return Bench(self.district)

    @cached_property
    def now(self) -> Mapping[tuple[str, str, str], Result]:
        """Results of the district as it is."""
        return self._results(self.bench)

    def effects(self, project: Project) -> tuple[Effect, ...]:
        """Every measure of the zones the project touches, and of the whole, before it and with it built."""
        proposal = _proposal(project)
        return self.between((), (proposal,), self.touched((proposal,)))

    def cumulative(self, project: Project, approved: gpd.GeoDataFrame) -> tuple[Together, ...]:
        """The district now, with all that is approved, and with the project besides."""
        pipeline, proposal = proposals_of(approved), _proposal(project)
        zones = self.touched((proposal,))
        return together(self.between((), pipeline, zones), self.between((), (*pipeline, proposal), zones))

    def touched(self, proposals: Sequence[Proposal]) -> tuple[str, ...]:
        """Ids of the zones in which some of the ground lies."""
        if not proposals:
            return ()
        ground = shapely.union_all([one.ground for one in proposals])
        return tuple(
            zone.id for zone in self.district.zones
            if float(shapely.area(shapely.intersection(zone.geometry, ground))) > _LEAST_M2
        )  # fmt: skip

    def between(
        self, before: Sequence[Proposal], after: Sequence[Proposal], zones: Sequence[str]
    ) -> tuple[Effect, ...]:
        """Effects from one set of proposals to another; rows by goal, measure and zone, the whole ("") last."""
        where = (*zones, _WHOLE)
        found = self._coverage(before, after, where)
        found += [row for rule in self.rules.places for row in self._places(rule, before, after, where)]
        found += [row for rule in self.rules.land for row in self._land(rule, before, after, where)]
        return tuple(found)

    # --- coverage ---------------------------------------------------------------------------------------------------

    def _coverage(self, before: Sequence[Proposal], after: Sequence[Proposal], where: Sequence[str]) -> list[Effect]:
        one, other = self._standing(before), self._standing(after)
        unsure = self._unsure(after)
        return [
            self._effect(goal, name, zone, one.get((goal.id, name, zone)), other.get((goal.id, name, zone)), unsure)
            for goal in self.goals for name in goal.measures for zone in where
            if goal.scope == "zones" or zone == _WHOLE
        ]  # fmt: skip

    def _effect(
        self, goal: Goal, name: str, zone: str, one: Result | None, other: Result | None, unsure: str
    ) -> Effect:
        told = other or one
        reason = "" if told is None or told.value is not None else _both(told.reason, told.reason_en)
        after = None if unsure or other is None else other.value
        return Effect(
            goal=goal.id, title=f"{goal.title} / {goal.title_en}", measure=name, zone=zone,
            unit=REGISTRY[name].unit, before=one.value if one else None, after=after,
            target=told.target if told else None, clause=told.clause if told else "", reason=unsure or reason,
        )  # fmt: skip

    def _unsure(self, proposals: Sequence[Proposal]) -> str:
        """Why figures with the proposals are not known: parts whose use nobody states; "" where all are."""
        return _NO_CODE if any((uses(one.parts, self.rules) == "").any() for one in proposals) else ""

    def _standing(self, proposals: Sequence[Proposal]) -> Mapping[tuple[str, str, str], Result]:
        """Results with proposals built; as they are now where nothing that is measured changes."""
        if not proposals:
            return self.now
        changed = self._changed(proposals)
        if not changed:
            return self.now
        district = replace(self.district, layers={**self.district.layers, **changed})
        bench = Bench(district)
        kept = ["network"]
        if "land_use" not in changed:
            kept += ["land", "walking", "dwellings"]
        if "population" not in changed:
            kept += ["residents", "walking_residents"]
        for name in kept:
            if name in self.bench.__dict__:
                bench.__dict__[name] = self.bench.__dict__[name]
        return self._results(bench)

    def _changed(self, proposals: Sequence[Proposal]) -> dict[str, Layer]:
        """The layers that are not as they were; of land use only what changes the homes."""
        found: dict[str, gpd.GeoDataFrame] = {}
        layers = self.district.layers
        if "land_use" in layers:
            found["land_use"] = land_use_with(layers["land_use"].frame, proposals, self.rules)
            homes = [residential_land(rows, prefixes=self.bench.prefixes)
                     for rows in (layers["land_use"].frame, found["land_use"])]  # fmt: skip
            if _same(*homes):
                del found["land_use"]
        if "parks" in layers:
            found["parks"] = parks_with(layers["parks"].frame, proposals, self.rules)
        if "facilities" in layers:
            found["facilities"] = facilities_with(layers["facilities"].frame, proposals, self.rules)
        if "population" in layers:
            found["population"] = residents_with(layers["population"].frame, proposals)
        if "parks" in found and "park_entrances" in layers:
            gates = layers["park_entrances"].frame
            there = gates["park_id"].isin(found["parks"].index)
            found["park_entrances"] = gates if there.all() else gates[there]
        return {
            kind: replace(layers[kind], frame=rows) for kind, rows in found.items()
            if rows is not layers[kind].frame and not _same(rows, layers[kind].frame)
        }  # fmt: skip

    def _results(self, bench: Bench) -> Mapping[tuple[str, str, str], Result]:
        found = assess(bench.district, self.goals, standards=self.standards, bench=bench)
        return {(one.goal, one.measure, one.zone or _WHOLE): one for one in found.results}

    # --- places and land ----------------------------------------------------------------------------------------------

    def _shape(self, zone: str) -> BaseGeometry | None:
        """The ground of a zone; of the whole its outline, None where it has none."""
        return self.bench.whole if zone == _WHOLE else self.district.zone(zone).geometry

    def _places(
        self, rule: PlacesRule, before: Sequence[Proposal], after: Sequence[Proposal], where: Sequence[str]
    ) -> list[Effect]:
        found = []
        for zone in where:
            (one, why), (other, why_not) = (self._rate(rule, proposals, zone) for proposals in (before, after))
            found.append(Effect(
                f"school.places.{rule.key}", f"{rule.title} / {rule.title_en}", "places_per_1000", zone, "per_1000",
                one, other, reason=why_not or why,
            ))  # fmt: skip
        return found

    def _uncounted(self, proposal: Proposal) -> str:
        """Why the residents of a proposal are not known; "" where it states them or has no homes."""
        codes = uses(proposal.parts, self.rules)
        if stated(proposal, "residents_count") is not None:
            return ""
        if codes.str.startswith(self.bench.prefixes).any():
            return _NO_COUNT
        return _NO_CODE if (codes == "").any() else ""  # what nobody states may be homes

    def _rate(self, rule: PlacesRule, proposals: Sequence[Proposal], zone: str) -> tuple[float | None, str]:
        """Places for every 1,000 residents of a zone, or None and why."""
        layers, shape = self.district.layers, self._shape(zone)
        if "population" not in layers:
            return None, _NO_RESIDENTS
        why = next(filter(None, map(self._uncounted, proposals)), "")
        if why:
            return None, why
        persons = _within(residents_with(layers["population"].frame, proposals), shape)["persons_count"].sum()
        if not persons > 0.0:
            return None, _NO_PERSONS
        schools = layers["facilities"].frame if "facilities" in layers else None
        if schools is None:
            return None, _NO_PLACES
        there = _within(schools[schools["facility"] == rule.facility], shape)["capacity_count"]
        new = [
            stated(one, rule.fact) or 0.0 for one in standing(proposals) if shape is None or shape.intersects(one.spot)
        ]
        if there.isna().any() or (there.empty and not sum(new)):
            return None, _NO_PLACES
        return float((there.sum() + sum(new)) / persons * _UNIT_PERSONS), ""

    def _land(
        self, rule: LandRule, before: Sequence[Proposal], after: Sequence[Proposal], where: Sequence[str]
    ) -> list[Effect]:
        plots = self.district.layers["plots"].frame if "plots" in self.district.layers else None
        known = plots is not None and (plots["status"].astype(str) != "").any()
        found = []
        for zone in where:
            one = other = None
            if plots is not None and known:
                shape = self._shape(zone)
                one, other = (land_left_m2(plots, proposals, rule, shape) for proposals in (before, after))
            found.append(Effect(
                f"land.{rule.key}", f"{rule.title} / {rule.title_en}", "land_left", zone, "m2", one, other,
                clause=rule.source, reason="" if known else _NO_PLOTS,
            ))  # fmt: skip
        return found


def _proposal(project: Project) -> Proposal:
    return Proposal(project.name or "project", project.parts, project.facts)


def _within(rows: gpd.GeoDataFrame, shape: BaseGeometry | None) -> gpd.GeoDataFrame:
    return rows if shape is None else rows[rows.intersects(shape).to_numpy()]


def _same(one: gpd.GeoDataFrame, other: gpd.GeoDataFrame) -> bool:
    """Whether two frames hold the same features in the same shapes."""
    if one is other:
        return True
    if len(one) != len(other) or not one.index.equals(other.index):
        return False
    return bool(np.all(shapely.equals_exact(one.geometry.to_numpy(), other.geometry.to_numpy(), tolerance=0.0)))


def _both(chinese: str, english: str) -> str:
    return f"{chinese} / {english}" if english and english != chinese else chinese
