"""A goal's parameters to the keywords of a measure: texts with units parsed, names matched, tables looked up."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from gis.errors import DefinitionError, UnitError
from gis.goals import Goal
from gis.measures import Measure
from gis.read.goals import ParkTier, Standards
from gis.read.walking import Profile
from gis.units import parse_quantity

__all__ = ["keywords"]

_SUFFIXES = {"m": "m", "m2": "m2", "min": "min", "share": "share"}
_TIERS = ("united", "lower", "upper")


def keywords(
    goal: Goal, measure: Measure, standards: Standards, *, settings: Mapping[str, object], walker: Profile | None = None
) -> dict[str, object]:
    """The keyword arguments of `measure` that `goal` states.

    A parameter `distance = "500 m"` becomes `distance_m=500.0`; `preset` and `tier` become `tiers`. Settings of the
    district (`park_preset`) stand in where the goal names none. A `walker` changes the distances of walking measures to
    what they walk in the same time.

    Raises
    ------
    DefinitionError: a parameter the measure does not know, or one it needs and the goal lacks.
    UnitError: a quantity without its unit. Both name the goal's file and id.
    """
    given = dict(goal.parameters)
    found: dict[str, object] = {}
    if "tiers" in measure.parameters:
        found["tiers"] = _tiers(goal, given, standards, settings)
    for name, value in given.items():
        keyword, parsed = _parsed(goal, measure, name, value)
        found[keyword] = parsed
    _check_kinds(goal, found, standards)
    lacking = [name for name, required in measure.parameters.items() if required and name not in found]
    if lacking:
        raise DefinitionError(file=goal.file, key=f"{goal.id}.parameters", problem=f"{measure.name} 缺少参数 {lacking}")
    return found if walker is None or not measure.name.endswith("_walk") else _walked(found, standards, walker)


def _walked(found: dict[str, object], standards: Standards, walker: Profile) -> dict[str, object]:
    """The keywords with every distance as the walker covers it in the time it stands for."""
    changed = dict(found)
    stated = found.get("distance_m")
    if isinstance(stated, Mapping):
        changed["distance_m"] = {key: standards.walkers.distance_m(one, walker) for key, one in stated.items()}
    elif isinstance(stated, float):
        changed["distance_m"] = standards.walkers.distance_m(stated, walker)
    if isinstance(tiers := found.get("tiers"), list):
        changed["tiers"] = [(low, high, standards.walkers.distance_m(one, walker)) for low, high, one in tiers]
    return changed


def _parsed(goal: Goal, measure: Measure, name: str, value: object) -> tuple[str, object]:
    if name in measure.parameters:
        return name, value
    for suffix, unit in _SUFFIXES.items():
        keyword = f"{name}_{suffix}"
        if keyword in measure.parameters:
            try:
                if isinstance(value, Mapping):
                    return keyword, {key: parse_quantity(text, expected=unit) for key, text in value.items()}
                return keyword, parse_quantity(value, expected=unit)  # type: ignore[arg-type]
            except UnitError as error:
                key = f"{goal.id}.parameters.{name}"
                raise UnitError(text=error.text, expected=error.expected, file=goal.file, key=key) from None
    known = sorted(measure.parameters)
    raise DefinitionError(file=goal.file, key=f"{goal.id}.parameters.{name}", problem=f"{measure.name} 只认 {known}")


def _tiers(
    goal: Goal, given: dict[str, object], standards: Standards, settings: Mapping[str, object]
) -> list[tuple[float, float, float]]:
    """Size classes of the preset: all of them united, or one as the slogan states it.

    "lower" is 300米见绿: any site of at least the smallest size within the shortest radius. "upper" is 500米见园: a
    site of the largest class within its radius.
    """
    preset = str(given.pop("preset", settings.get("park_preset", "checkup_2021")))
    tier = str(given.pop("tier", "united"))
    if preset not in standards.park_presets:
        known = "、".join(standards.park_presets)
        raise DefinitionError(file=goal.file, key=f"{goal.id}.parameters.preset", problem=f"没有 {preset};可用:{known}")
    if tier not in _TIERS:
        raise DefinitionError(file=goal.file, key=f"{goal.id}.parameters.tier", problem=f"应为 {'、'.join(_TIERS)}")
    tiers: Sequence[ParkTier] = sorted(standards.park_presets[preset], key=lambda one: one.min_area_m2)
    if tier == "lower":
        return [(tiers[0].min_area_m2, math.inf, min(one.radius_m for one in tiers))]
    if tier == "upper":
        return [(tiers[-1].min_area_m2, math.inf, tiers[-1].radius_m)]
    return [(one.min_area_m2, one.max_area_m2, one.radius_m) for one in tiers]


def _check_kinds(goal: Goal, found: Mapping[str, object], standards: Standards) -> None:
    """Refuse a facility kind that no table knows: a slip in a key would read as "no such place"."""
    elements = found.get("elements", {})
    kinds = [*_listed(found.get("kinds", ())), *(kind for some in _values(elements) for kind in _listed(some))]
    unknown = sorted({kind for kind in kinds if kind not in standards.facilities})
    if unknown:
        problem = f"facilities.toml 中没有设施类别 {'、'.join(unknown)}"
        raise DefinitionError(file=goal.file, key=f"{goal.id}.parameters", problem=problem)


def _values(table: object) -> list[object]:
    return list(table.values()) if isinstance(table, Mapping) else []


def _listed(value: object) -> list[str]:
    return [str(entry) for entry in value] if isinstance(value, (list, tuple)) else []
