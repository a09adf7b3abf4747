"""The OSM mapping tables of `layers/goals/osm.toml`, read and checked; which rule holds for a feature's tags."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from gis.definitions import Table
from gis.read.toml import read_toml

__all__ = ["OSM_TABLES", "OsmTables", "Rule", "Rules", "WayClass", "read_osm_tables"]

OSM_TABLES = Path(__file__).resolve().parents[2] / "layers" / "goals" / "osm.toml"
_NAMES = ("name", "official_name", "alt_name", "name:zh")
_VALUES: Mapping[str, Mapping[str, type]] = {  # what the rules of each list give, beside their conditions
    "parks": {"park_class": str, "counts": bool},
    "gates": {},
    "water": {},
    "land_use": {"code": str},
    "buildings": {"use": str},
    "places": {"place": str},
    "facilities": {"facility": list},
}


@dataclass(frozen=True)
class Rule:
    """One rule: conditions on tags (None: any value), a name pattern, area limits in m2, and what it gives."""

    tags: Mapping[str, frozenset[str] | None]
    without: Mapping[str, frozenset[str] | None]
    name: re.Pattern[str] | None
    min_area_m2: float | None
    max_area_m2: float | None
    gives: Mapping[str, object]

    def holds(self, tags: Mapping[str, str], area_m2: float | None) -> bool:
        """Whether the rule holds for these tags; a rule with area limits never holds where the area is unknown."""
        for key, values in self.tags.items():
            if key not in tags or (values is not None and tags[key] not in values):
                return False
        for key, values in self.without.items():
            if key in tags and (values is None or tags[key] in values):
                return False
        if self.name is not None and not self.name.search(";".join(tags.get(key, "") for key in _NAMES)):
            return False
        if self.min_area_m2 is None and self.max_area_m2 is None:
            return True
        if area_m2 is None:
            return False
        return (self.min_area_m2 or 0.0) <= area_m2 < (self.max_area_m2 or float("inf"))


@dataclass(frozen=True)
class Rules:
    """A list of rules; the first that holds wins."""

    rules: tuple[Rule, ...]

    @cached_property
    def keys(self) -> frozenset[str]:
        """The tag keys a feature must have one of, for any rule to hold."""
        return frozenset(self._by_key)

    @cached_property
    def _by_key(self) -> dict[str, list[tuple[int, Rule]]]:
        """Rules by the first key of their conditions, with their order."""
        index: dict[str, list[tuple[int, Rule]]] = {}
        for order, rule in enumerate(self.rules):
            index.setdefault(next(iter(rule.tags)), []).append((order, rule))
        return index

    def match(self, tags: Mapping[str, str], area_m2: float | None = None) -> Rule | None:
        """The first rule that holds for `tags` (and the polygon's area in m2), or None."""
        best: tuple[int, Rule] | None = None
        for key in self._by_key.keys() & tags.keys():
            for order, rule in self._by_key[key]:
                if best is not None and order >= best[0]:
                    break
                if rule.holds(tags, area_m2):
                    best = (order, rule)
                    break
        return None if best is None else best[1]


@dataclass(frozen=True)
class WayClass:
    """What a highway= value means: our road class, whether one may walk there, whether a clause may name it."""

    road_class: str
    walkable: bool
    named: bool


@dataclass(frozen=True)
class OsmTables:
    """All of osm.toml: rules by layer, way classes, access values, distances in metres, shares 0-1."""

    rules: Mapping[str, Rules]
    ways: Mapping[str, WayClass]
    access: Mapping[str, frozenset[str]]
    lines: Mapping[str, tuple[str, ...]]
    park_sizes_m2: tuple[tuple[str, float], ...]  # largest first
    entrances_m: Mapping[str, float]
    homes: frozenset[str]
    homes_code: str
    homes_per_street_share: float
    uncertainty_m: float
    residential_share: float
    outline_share: float
    outline_gap_m: float
    outline_strip_m: float
    line_keys: frozenset[str] = field(default=frozenset({"highway", "railway", "waterway", "barrier"}))

    @cached_property
    def point_keys(self) -> frozenset[str]:
        """Tag keys that make a node worth reading."""
        return frozenset().union(*(self.rules[name].keys for name in ("facilities", "places", "gates")))

    @cached_property
    def area_keys(self) -> frozenset[str]:
        """Tag keys that make a closed way or a multipolygon an area of ours."""
        names = ("parks", "water", "land_use", "buildings", "places", "facilities")
        return frozenset().union(*(self.rules[name].keys for name in names)) - {"highway", "railway"}

    def is_area(self, tags: Mapping[str, str]) -> bool:
        """Whether these tags mean an area: a rule of an area layer holds, and area= does not say no."""
        if tags.get("area") == "no":
            return False
        return any(self.rules[name].match(tags) for name in ("buildings", "land_use", "parks", "water"))


def _conditions(table: Table, name: str) -> dict[str, frozenset[str] | None]:
    """Tag conditions: "*" becomes None (any value), a text or list of texts a set."""
    conditions: dict[str, frozenset[str] | None] = {}
    tags = table.table(name)
    for key, value in tags.values.items():
        values = [value] if isinstance(value, str) else value
        if not isinstance(values, list) or not values or not all(isinstance(one, str) for one in values):
            raise tags.refuse(key, "应为文字或一列文字")
        conditions[key] = None if values == ["*"] else frozenset(values)
    return conditions


def _rule(table: Table, gives: Mapping[str, type]) -> Rule:
    table.only({*gives, "tags", "without", "name", "min_area", "max_area"})
    tags = _conditions(table, "tags")
    if not tags:
        raise table.refuse("tags", "规则至少要有一个标签条件")
    pattern = table.text("name", "")
    try:
        name = re.compile(pattern, re.IGNORECASE) if pattern else None
    except re.error as error:
        raise table.refuse("name", f"不是有效的正则表达式:{error}") from error
    return Rule(
        tags=tags,
        without=_conditions(table, "without"),
        name=name,
        min_area_m2=table.quantity("min_area", expected="m2") if table.has("min_area") else None,
        max_area_m2=table.quantity("max_area", expected="m2") if table.has("max_area") else None,
        gives={key: table.take(key, kind) for key, kind in gives.items()},
    )


def _way(table: Table) -> WayClass:
    table.only({"road_class", "walkable", "named"})
    return WayClass(table.text("road_class"), table.take("walkable", bool), table.take("named", bool))


def _required(table: Table, name: str, expected: str) -> float:
    value = table.quantity(name, expected=expected)
    if value < 0.0:
        raise table.refuse(name, "不能为负")
    return value


def _sizes(table: Table) -> tuple[tuple[str, float], ...]:
    """Park classes with the area they begin at in m2, largest first; one of them must begin at 0."""
    sizes = sorted(((name, _required(table, name, "m2")) for name in table.values), key=lambda size: -size[1])
    if not sizes or sizes[-1][1] != 0.0:
        raise table.refuse("park_sizes", "须有一类从 0 m2 起")
    return tuple(sizes)


def _texts(table: Table, names: Iterable[str]) -> dict[str, tuple[str, ...]]:
    wanted = [*names]
    table.only(wanted)
    for name in wanted:
        table.take(name, list)
    return {name: table.texts(name) for name in wanted}


def read_osm_tables(path: Path = OSM_TABLES) -> OsmTables:
    """The mapping tables, every key checked.

    Raises
    ------
    DefinitionError: the file is missing, or a key is unknown, missing or wrong. UnitError: a quantity has no unit.
    """
    table = read_toml(path)
    table.only({*_VALUES, "quality", "access", "ways", "lines", "park_sizes", "entrances", "homes"})
    quality, entrances, homes = table.table("quality"), table.table("entrances"), table.table("homes")
    quality.only({"uncertainty", "residential_share", "outline_share", "outline_gap", "outline_strip"})
    entrances.only({"at_boundary", "spacing", "beside", "reach"})
    homes.only({"uses", "code", "per_street"})
    ways = table.table("ways")
    access = _texts(table.table("access"), ("closed", "foot_open", "foot_closed", "sidewalks"))
    return OsmTables(
        rules={
            name: Rules(tuple(_rule(rule, gives) for rule in table.tables(name))) for name, gives in _VALUES.items()
        },
        ways={value: _way(ways.table(value)) for value in ways.values},
        access={name: frozenset(values) for name, values in access.items()},
        lines=_texts(table.table("lines"), ("names", "railways", "rivers", "walls")),
        park_sizes_m2=_sizes(table.table("park_sizes")),
        entrances_m={name: _required(entrances, name, "m") for name in ("at_boundary", "spacing", "beside", "reach")},
        homes=frozenset(homes.texts("uses")),
        homes_code=homes.text("code"),
        homes_per_street_share=_required(homes, "per_street", "share"),
        uncertainty_m=_required(quality, "uncertainty", "m"),
        residential_share=_required(quality, "residential_share", "share"),
        outline_share=_required(quality, "outline_share", "share"),
        outline_gap_m=_required(quality, "outline_gap", "m"),
        outline_strip_m=_required(quality, "outline_strip", "m"),
    )
