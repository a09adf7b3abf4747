"""The recipe of a district's fabric: frozen dataclasses, made from the mapping of a `fabric.toml`.

Sizes in metres and square metres, shares 0-1. Unknown keys are errors; nothing here opens a file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gis.errors import DefinitionError
from gis.units import parse_quantity

__all__ = [
    "BuildingRule",
    "Profile",
    "Published",
    "Recipe",
    "SiteRule",
    "StreetRule",
    "ZoneRule",
    "recipe_from",
]


@dataclass(frozen=True)
class StreetRule:
    """Widths and classes of ways. A barrier is what a local street never crosses."""

    half_width_m: Mapping[str, float]  # of named roads by road_class, from the centreline to the red line
    default_half_width_m: float
    expressway_classes: tuple[str, ...]
    collector_class: str
    local_class: str
    lane_class: str
    path_class: str
    collector_half_width_m: float
    local_half_width_m: float
    lane_half_width_m: float
    expressway_reserve_m: float  # from the centreline to the edge of the protective green
    railway_reserve_m: float
    river_reserve_m: float
    river_half_width_m: float  # where the rivers layer gives no width
    join_m: float  # a named road that ends this close to another is led on to it


@dataclass(frozen=True)
class Profile:
    """How land of one character is built: sizes of blocks, shares of uses, storeys of housing."""

    name: str
    superblock_m: float
    block_m: float
    developed_share: float  # of the zone's superblocks, by area, the best placed first
    shares: tuple[tuple[str, float], ...]  # land-use code -> share of developed land, in the order of assignment
    fill: str  # code of what no share takes
    vacant_share: float
    storeys: tuple[int, ...]  # of housing
    uncertainty_m: float
    lanes: bool  # whether the lines between undeveloped superblocks are lanes


@dataclass(frozen=True)
class ZoneRule:
    """Which profile a zone follows and how its plots are labelled. The order of zones settles overlaps."""

    id: str
    label: str
    profile: str
    sharp: bool = True  # whether streets follow its outline where no road does


@dataclass(frozen=True)
class SiteRule:
    """What a known place makes of the land it stands on: a code, and at most so much land round the place."""

    kind: str  # value of places.place or facilities.facility
    code: str
    max_m2: float
    reach_m: float  # how far from the place the block may lie
    least_count: int  # so many such places must stand in the block


@dataclass(frozen=True)
class BuildingRule:
    """Buildings on land whose code starts with `prefix`: oblong bodies in rows."""

    prefix: str
    use: str
    length_m: float
    depth_m: float
    side_gap_m: float
    row_gap_m: float
    row_gap_per_storey_m: float
    setback_m: float
    storeys: tuple[int, ...]  # empty: the storeys of the profile
    most_ratio: float  # floor-area ratio that storeys are lowered to
    green_share: float
    dwelling_m2: float  # floor area of one dwelling; 0: nobody lives there


@dataclass(frozen=True)
class Published:
    """A total the plan publishes, shared out by floor area over the built plots of some codes."""

    column: str  # tax_wan or output_wan
    total_wan: float
    prefixes: tuple[str, ...]
    source: str


@dataclass(frozen=True)
class Recipe:
    """Everything `make_fabric` is told."""

    prefix: str  # of plot numbers
    streets: StreetRule
    profiles: Mapping[str, Profile]
    zones: tuple[ZoneRule, ...]
    outside: str  # profile of the district outside its zones
    sites: tuple[SiteRule, ...]
    attract: Mapping[str, str]  # kind of place or facility -> living | business | industry
    buildings: tuple[BuildingRule, ...]
    published: tuple[Published, ...]
    verge_code: str  # code of the strip along barriers
    river_code: str

    def zone_rule(self, zone_id: str) -> ZoneRule | None:
        """The rule of a zone; None outside every zone."""
        return next((rule for rule in self.zones if rule.id == zone_id), None)

    def profile_of(self, zone_id: str) -> Profile:
        """The profile that land of the zone follows ("": outside)."""
        rule = self.zone_rule(zone_id)
        return self.profiles[rule.profile if rule else self.outside]

    def building_rule(self, code: str) -> BuildingRule | None:
        """The rule with the longest prefix of `code`; None where nothing is built."""
        fitting = [rule for rule in self.buildings if code.startswith(rule.prefix)]
        return max(fitting, key=lambda rule: len(rule.prefix), default=None)


@dataclass
class _Table:
    """A TOML table being read: every key is asked for once; what is left over is unknown."""

    values: dict[str, Any]
    file: str
    path: str

    def fail(self, key: str, problem: str) -> DefinitionError:
        """The error for a key of this table, for the caller to raise."""
        return DefinitionError(file=self.file, key=f"{self.path}.{key}".strip("."), problem=problem)

    def take(self, key: str, kind: type | tuple[type, ...], *default: Any) -> Any:
        """The value of a key, taken off the table.

        Raises
        ------
        DefinitionError: missing without a default, or of another type.
        """
        if key not in self.values:
            if default:
                return default[0]
            raise self.fail(key, "缺少此项 (missing)")
        value = self.values.pop(key)
        if not isinstance(value, kind) or isinstance(value, bool) is not (kind is bool):
            raise self.fail(key, f"类型不对 (wrong type): {value!r}")
        return value

    def text(self, key: str, *default: str) -> str:
        """A text."""
        return str(self.take(key, str, *default))

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts."""
        return tuple(str(entry) for entry in self.take(key, list))

    def counts(self, key: str, *default: list[int]) -> tuple[int, ...]:
        """A list of counts."""
        return tuple(int(entry) for entry in self.take(key, list, *default))

    def quantity(self, key: str, expected: str, *default: str) -> float:
        """A quantity such as "240 m" in the engine's unit."""
        return parse_quantity(self.take(key, (str, int, float), *default), expected=expected)

    def share(self, key: str, *default: str) -> float:
        """A share.

        Raises
        ------
        DefinitionError: outside 0-1.
        """
        value = self.quantity(key, "share", *default)
        if not 0.0 <= value <= 1.0:
            raise self.fail(key, f"份额应在 0-1 之间 (share outside 0-1): {value}")
        return value

    def table(self, key: str) -> _Table:
        """A table within."""
        return _Table(dict(self.take(key, dict)), self.file, f"{self.path}.{key}".strip("."))

    def tables(self, key: str) -> list[_Table]:
        """A list of tables; empty where absent."""
        entries = self.take(key, list, [])
        return [_Table(dict(entry), self.file, f"{self.path}.{key}[{n}]".strip(".")) for n, entry in enumerate(entries)]

    def done(self) -> None:
        """Refuse what nobody took.

        Raises
        ------
        DefinitionError: unknown keys.
        """
        if self.values:
            raise self.fail(next(iter(self.values)), f"未知的键 (unknown keys): {sorted(self.values)}")


def recipe_from(table: Mapping[str, Any], *, file: str) -> Recipe:
    """The recipe that the mapping of a `fabric.toml` describes; lengths as "240 m", shares as "30 %".

    Raises
    ------
    DefinitionError: a key is missing, unknown or of the wrong type, or a zone names no profile.
    UnitError: a quantity without a unit or of another kind.
    """
    top = _Table(dict(table), file, "")
    recipe = Recipe(
        prefix=top.text("prefix"),
        streets=_street_rule(top.table("streets")),
        profiles={profile.name: profile for profile in map(_profile, top.tables("profiles"))},
        zones=tuple(_zone_rule(entry) for entry in top.tables("zones")),
        outside=top.text("outside"),
        sites=tuple(_site_rule(entry) for entry in top.tables("sites")),
        attract={str(key): str(theme) for key, theme in top.take("attract", dict, {}).items()},
        buildings=tuple(_building_rule(entry) for entry in top.tables("buildings")),
        published=tuple(_published(entry) for entry in top.tables("published")),
        verge_code=top.text("verge_code", "1402"),
        river_code=top.text("river_code", "1701"),
    )
    top.done()
    for name in (recipe.outside, *(rule.profile for rule in recipe.zones)):
        if name not in recipe.profiles:
            raise top.fail("profiles", f"没有名为 {name} 的 profile (no such profile)")
    for theme in recipe.attract.values():
        if theme not in ("living", "business", "industry"):
            raise top.fail("attract", f"应为 living、business 或 industry: {theme}")
    return recipe


def _street_rule(table: _Table) -> StreetRule:
    widths = table.take("half_width", dict)
    rule = StreetRule(
        half_width_m={str(key): parse_quantity(text, expected="m") for key, text in widths.items()},
        default_half_width_m=table.quantity("default_half_width", "m"),
        expressway_classes=table.texts("expressway_classes"),
        collector_class=table.text("collector_class"),
        local_class=table.text("local_class"),
        lane_class=table.text("lane_class"),
        path_class=table.text("path_class"),
        collector_half_width_m=table.quantity("collector_half_width", "m"),
        local_half_width_m=table.quantity("local_half_width", "m"),
        lane_half_width_m=table.quantity("lane_half_width", "m"),
        expressway_reserve_m=table.quantity("expressway_reserve", "m"),
        railway_reserve_m=table.quantity("railway_reserve", "m"),
        river_reserve_m=table.quantity("river_reserve", "m"),
        river_half_width_m=table.quantity("river_half_width", "m"),
        join_m=table.quantity("join", "m"),
    )
    table.done()
    return rule


def _profile(table: _Table) -> Profile:
    shares = table.take("shares", dict)
    profile = Profile(
        name=table.text("name"),
        superblock_m=table.quantity("superblock", "m"),
        block_m=table.quantity("block", "m"),
        developed_share=table.share("developed_share", "100 %"),
        shares=tuple((str(code), parse_quantity(text, expected="share")) for code, text in shares.items()),
        fill=table.text("fill"),
        vacant_share=table.share("vacant_share", "0 %"),
        storeys=table.counts("storeys", [6]),
        uncertainty_m=table.quantity("uncertainty", "m"),
        lanes=bool(table.take("lanes", bool, True)),
    )
    table.done()
    if not 0.0 <= sum(share for _, share in profile.shares) <= 1.0 + 1e-9:
        raise table.fail("shares", "份额之和大于 1 (shares add up to more than 1)")
    if profile.block_m < 60.0 or profile.superblock_m < profile.block_m:
        raise table.fail("block", "街坊不小于 60 米、不大于街区 (a block is at least 60 m and at most a superblock)")
    return profile


def _zone_rule(table: _Table) -> ZoneRule:
    rule = ZoneRule(
        id=table.text("id"),
        label=table.text("label"),
        profile=table.text("profile"),
        sharp=bool(table.take("sharp", bool, True)),
    )
    table.done()
    return rule


def _site_rule(table: _Table) -> SiteRule:
    rule = SiteRule(
        kind=table.text("kind"),
        code=table.text("code"),
        max_m2=table.quantity("max_area", "m2"),
        reach_m=table.quantity("reach", "m", "150 m"),
        least_count=int(table.take("least_count", int, 1)),
    )
    table.done()
    return rule


def _building_rule(table: _Table) -> BuildingRule:
    rule = BuildingRule(
        prefix=table.text("prefix"),
        use=table.text("use"),
        length_m=table.quantity("length", "m"),
        depth_m=table.quantity("depth", "m"),
        side_gap_m=table.quantity("side_gap", "m"),
        row_gap_m=table.quantity("row_gap", "m"),
        row_gap_per_storey_m=table.quantity("row_gap_per_storey", "m", "0 m"),
        setback_m=table.quantity("setback", "m"),
        storeys=table.counts("storeys", []),
        most_ratio=table.quantity("most_ratio", "ratio", "10 ratio"),
        green_share=table.share("green_share"),
        dwelling_m2=table.quantity("dwelling", "m2", "0 m2"),
    )
    table.done()
    return rule


def _published(table: _Table) -> Published:
    entry = Published(
        column=table.text("column"),
        total_wan=float(table.take("total_wan", (int, float))),
        prefixes=table.texts("prefixes"),
        source=table.text("source"),
    )
    table.done()
    if entry.column not in ("tax_wan", "output_wan"):
        raise table.fail("column", f"应为 tax_wan 或 output_wan: {entry.column}")
    return entry
