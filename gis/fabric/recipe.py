"""The recipe of a district's fabric: frozen dataclasses, made from the table of a `fabric.toml`.

Sizes in metres and square metres, shares 0-1. Unknown keys are errors; nothing here opens a file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from gis.definitions import Table

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


def recipe_from(top: Table) -> Recipe:
    """The recipe that the table of a `fabric.toml` describes; lengths as "240 m", shares as "30 %".

    Raises
    ------
    DefinitionError: a key is missing, unknown or of the wrong type, or a zone names no profile.
    UnitError: a quantity without a unit or of another kind.
    """
    top.only(
        {
            "attract",
            "buildings",
            "outside",
            "prefix",
            "profiles",
            "published",
            "river_code",
            "sites",
            "streets",
            "verge_code",
            "zones",
        }
    )
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
    for name in (recipe.outside, *(rule.profile for rule in recipe.zones)):
        if name not in recipe.profiles:
            raise top.refuse("profiles", f"没有名为 {name} 的 profile (no such profile)")
    for theme in recipe.attract.values():
        if theme not in ("living", "business", "industry"):
            raise top.refuse("attract", f"应为 living、business 或 industry: {theme}")
    return recipe


def _street_rule(table: Table) -> StreetRule:
    table.only(
        {
            "collector_class",
            "collector_half_width",
            "default_half_width",
            "expressway_classes",
            "expressway_reserve",
            "half_width",
            "join",
            "lane_class",
            "lane_half_width",
            "local_class",
            "local_half_width",
            "path_class",
            "railway_reserve",
            "river_half_width",
            "river_reserve",
        }
    )
    widths = table.table("half_width")
    return StreetRule(
        half_width_m={key: widths.quantity(key, expected="m") for key in widths.values},
        default_half_width_m=table.quantity("default_half_width", expected="m"),
        expressway_classes=table.texts("expressway_classes"),
        collector_class=table.text("collector_class"),
        local_class=table.text("local_class"),
        lane_class=table.text("lane_class"),
        path_class=table.text("path_class"),
        collector_half_width_m=table.quantity("collector_half_width", expected="m"),
        local_half_width_m=table.quantity("local_half_width", expected="m"),
        lane_half_width_m=table.quantity("lane_half_width", expected="m"),
        expressway_reserve_m=table.quantity("expressway_reserve", expected="m"),
        railway_reserve_m=table.quantity("railway_reserve", expected="m"),
        river_reserve_m=table.quantity("river_reserve", expected="m"),
        river_half_width_m=table.quantity("river_half_width", expected="m"),
        join_m=table.quantity("join", expected="m"),
    )


def _profile(table: Table) -> Profile:
    table.only(
        {
            "block",
            "developed_share",
            "fill",
            "lanes",
            "name",
            "shares",
            "storeys",
            "superblock",
            "uncertainty",
            "vacant_share",
        }
    )
    shares = table.table("shares")
    profile = Profile(
        name=table.text("name"),
        superblock_m=table.quantity("superblock", expected="m"),
        block_m=table.quantity("block", expected="m"),
        developed_share=table.share("developed_share", "100 %"),
        shares=tuple((code, shares.share(code)) for code in shares.values),
        fill=table.text("fill"),
        vacant_share=table.share("vacant_share", "0 %"),
        storeys=table.counts("storeys", [6]),
        uncertainty_m=table.quantity("uncertainty", expected="m"),
        lanes=table.take("lanes", bool, True),
    )
    if not 0.0 <= sum(share for _, share in profile.shares) <= 1.0 + 1e-9:
        raise table.refuse("shares", "份额之和大于 1 (shares add up to more than 1)")
    if profile.block_m < 60.0 or profile.superblock_m < profile.block_m:
        raise table.refuse("block", "街坊不小于 60 米、不大于街区 (a block is at least 60 m and at most a superblock)")
    return profile


def _zone_rule(table: Table) -> ZoneRule:
    table.only({"id", "label", "profile", "sharp"})
    return ZoneRule(
        id=table.text("id"),
        label=table.text("label"),
        profile=table.text("profile"),
        sharp=table.take("sharp", bool, True),
    )


def _site_rule(table: Table) -> SiteRule:
    table.only({"code", "kind", "least_count", "max_area", "reach"})
    return SiteRule(
        kind=table.text("kind"),
        code=table.text("code"),
        max_m2=table.quantity("max_area", expected="m2"),
        reach_m=table.quantity("reach", expected="m", default="150 m"),
        least_count=table.take("least_count", int, 1),
    )


def _building_rule(table: Table) -> BuildingRule:
    table.only(
        {
            "depth",
            "dwelling",
            "green_share",
            "length",
            "most_ratio",
            "prefix",
            "row_gap",
            "row_gap_per_storey",
            "setback",
            "side_gap",
            "storeys",
            "use",
        }
    )
    return BuildingRule(
        prefix=table.text("prefix"),
        use=table.text("use"),
        length_m=table.quantity("length", expected="m"),
        depth_m=table.quantity("depth", expected="m"),
        side_gap_m=table.quantity("side_gap", expected="m"),
        row_gap_m=table.quantity("row_gap", expected="m"),
        row_gap_per_storey_m=table.quantity("row_gap_per_storey", expected="m", default="0 m"),
        setback_m=table.quantity("setback", expected="m"),
        storeys=table.counts("storeys", []),
        most_ratio=table.quantity("most_ratio", expected="ratio", default="10 ratio"),
        green_share=table.share("green_share"),
        dwelling_m2=table.quantity("dwelling", expected="m2", default="0 m2"),
    )


def _published(table: Table) -> Published:
    table.only({"column", "prefixes", "source", "total_wan"})
    entry = Published(
        column=table.text("column"),
        total_wan=float(table.take("total_wan", int)),
        prefixes=table.texts("prefixes"),
        source=table.text("source"),
    )
    if entry.column not in ("tax_wan", "output_wan"):
        raise table.refuse("column", f"应为 tax_wan 或 output_wan: {entry.column}")
    return entry
