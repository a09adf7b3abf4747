"""Goals from TOML: the general ones of layers/goals, and which of them a district's plan sets, in its own words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from gis.definitions import Table
from gis.district import PlanSource
from gis.errors import UnitError
from gis.goals import DEMANDS, LAND, Goal, Target
from gis.read.toml import read_toml
from gis.read.walking import Walkers, read_walkers
from gis.units import parse_any

__all__ = ["FacilityKind", "ParkTier", "Standards", "read_general_goals", "read_plan_goals", "read_standards"]

_GENERAL_KEYS = {
    "id", "title", "title_en", "theme", "measures", "parameters", "formula", "standard", "scope", "needs",
    "not_mapped", "demand", "target",
}  # fmt: skip
_PLAN_KEYS = _GENERAL_KEYS | {"chapter", "words", "valid_from", "valid_until"}


@dataclass(frozen=True)
class FacilityKind:
    """A kind of facility: key, names, minutes of its circle, service radius in metres (None: the standard has none)."""

    key: str
    name: str
    name_en: str
    circle_minutes: int | None
    radius_m: float | None
    source: str
    confidence: str
    words: tuple[str, ...] = ()  # what files call it besides


@dataclass(frozen=True)
class ParkTier:
    """A size class of parks and its service radius: areas in square metres (upper bound excluded), radius in metres."""

    name: str
    min_area_m2: float
    max_area_m2: float
    radius_m: float


@dataclass(frozen=True)
class Standards:
    """The tables of standards a goal refers to by name."""

    facilities: Mapping[str, FacilityKind]
    park_presets: Mapping[str, tuple[ParkTier, ...]]
    walkers: Walkers = field(default_factory=Walkers)


def _bound(table: Table, name: str) -> tuple[float | None, str]:
    if name not in table.values:
        return None, ""
    try:
        return parse_any(table.values[name])
    except UnitError as error:
        raise UnitError(text=error.text, expected=error.expected, file=table.file, key=f"{table.key}.{name}") from None


def _target(table: Table) -> Target:
    table.only({"at_least", "at_most", "tolerance", "year", "baseline", "baseline_year", "source"})
    at_least, unit = _bound(table, "at_least")
    at_most, unit_most = _bound(table, "at_most")
    baseline, unit_base = _bound(table, "baseline")
    tolerance, _ = _bound(table, "tolerance")
    units = {u for u in (unit, unit_most, unit_base) if u}
    if len(units) > 1:
        raise table.refuse("at_least", f"单位不一致:{'、'.join(sorted(units))}")
    year = table.take("year", int, 0)
    return Target(
        unit=next(iter(units), ""),
        at_least=at_least,
        at_most=at_most,
        tolerance=tolerance or 0.0,
        year=year or None,
        baseline=baseline,
        baseline_year=table.take("baseline_year", int, 0) or None,
        source=table.text("source", ""),
    )


def _merged(general: Mapping[str, Any], local: Mapping[str, Any]) -> dict[str, Any]:
    """The general goal with the plan's words over it; parameters are merged key by key."""
    merged = {**general, **local}
    if "parameters" in general and "parameters" in local:
        merged["parameters"] = {**general["parameters"], **local["parameters"]}
    return merged


def _day(table: Table, name: str) -> date | None:
    return table.day(name) if name in table.values else None


def _goal(table: Table, *, document: str) -> Goal:
    scope = table.text("scope", "zones")
    if scope not in {"zones", "district"}:
        raise table.refuse("scope", "应为 zones 或 district")
    demand = table.text("demand", LAND)
    if demand not in DEMANDS:
        raise table.refuse("demand", f"应为 {'、'.join(DEMANDS)}")
    measures = table.texts("measures")
    not_mapped = table.text("not_mapped", "")
    if not measures and not not_mapped:
        raise table.refuse("measures", "既没有指标,也没有写明 not_mapped 的原因")
    return Goal(
        id=table.text("id"),
        title=table.text("title"),
        title_en=table.text("title_en", table.text("title")),
        theme=table.text("theme"),
        measures=measures,
        source=PlanSource(
            document=document,
            chapter=table.text("chapter", ""),
            words=table.text("words", table.text("title")),
            valid_from=_day(table, "valid_from"),
            valid_until=_day(table, "valid_until"),
        ),
        target=_target(table.table("target")),
        parameters=table.take("parameters", dict, {}),
        scope=scope,
        demand=demand,
        not_mapped=not_mapped,
        formula=table.text("formula", ""),
        standard=table.text("standard", ""),
        needs=table.texts("needs"),
        file=table.file,
    )


def read_general_goals(folder: Path) -> dict[str, Table]:
    """Every `[[goals]]` table of the TOML files in `folder`, by goal id.

    Raises
    ------
    DefinitionError: an unknown key, or one id in two places.
    """
    found: dict[str, Table] = {}
    for path in sorted(folder.glob("*.toml")):
        for table in read_toml(path).tables("goals"):
            table.only(_GENERAL_KEYS)
            goal_id = table.text("id")
            if goal_id in found:
                raise table.refuse("id", f"目标 {goal_id} 已在 {found[goal_id].file} 中定义")
            found[goal_id] = table
    return found


def read_plan_goals(plan_file: Path, general: Mapping[str, Table]) -> tuple[Goal, ...]:
    """The goals a district's plan.toml sets, each with the general definition of the same id beneath it.

    Raises
    ------
    DefinitionError: an unknown or missing key, or an id twice.
    """
    table = read_toml(plan_file)
    document = table.text("document")
    goals: dict[str, Goal] = {}
    for local in table.tables("goals"):
        local.only(_PLAN_KEYS)
        goal_id = local.text("id")
        if goal_id in goals:
            raise local.refuse("id", f"目标 {goal_id} 重复")
        base = general[goal_id].values if goal_id in general else {}
        goals[goal_id] = _goal(Table(_merged(base, local.values), local.file, local.key), document=document)
    return tuple(goals.values())


def _facility(key: str, table: Table) -> FacilityKind:
    table.only({"name", "name_en", "words", "circle_minutes", "radius", "min_area", "source", "confidence", "note"})
    minutes = table.take("circle_minutes", int, -1)
    return FacilityKind(
        key=key,
        name=table.text("name"),
        name_en=table.text("name_en"),
        circle_minutes=None if minutes < 0 else minutes,
        radius_m=table.quantity("radius", expected="m") if table.has("radius") else None,
        source=table.text("source", ""),
        confidence=table.text("confidence", ""),
        words=table.texts("words"),
    )


def _tier(table: Table) -> ParkTier:
    table.only({"name", "min_area", "max_area", "radius"})
    return ParkTier(
        name=table.text("name"),
        min_area_m2=table.quantity("min_area", expected="m2", default="0 m2"),
        max_area_m2=table.quantity("max_area", expected="m2") if table.has("max_area") else float("inf"),
        radius_m=table.quantity("radius", expected="m"),
    )


def _preset(table: Table) -> tuple[ParkTier, ...]:
    table.only({"title", "title_en", "target", "source", "confidence", "note", "tiers"})
    tiers = tuple(_tier(tier) for tier in table.tables("tiers"))
    if not tiers:
        raise table.refuse("tiers", "至少要有一档")
    return tiers


def read_standards(folder: Path) -> Standards:
    """Facility kinds, park presets and walkers from facilities.toml, park_presets.toml and walking.toml in `folder`.

    Raises
    ------
    DefinitionError: a key is unknown, missing or wrong.
    """
    facilities = read_toml(folder / "facilities.toml").table("facilities")
    presets = read_toml(folder / "park_presets.toml").table("presets")
    return Standards(
        facilities={key: _facility(key, facilities.table(key)) for key in facilities.values},
        park_presets={name: _preset(presets.table(name)) for name in presets.values},
        walkers=read_walkers(folder),
    )
