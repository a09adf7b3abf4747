"""What the card of a plot says: plain values the engine fills in and `gis.views.plot_card` draws. Nothing is computed.

Texts may be in two languages, "中文 / English" (`gis.errors.in_language`); "" and None are unknown, and are shown as
such. Areas in m2, lengths in m, shares 0-1; shapes lie in the district's metric CRS, and the map has grid north up.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from shapely.geometry.base import BaseGeometry

__all__ = [
    "AreaWay", "Card", "CardArea", "CardDifference", "CardFigure", "CardInput", "CardMap", "CardRate",
    "CardRestriction", "CardService", "CardVerdict", "CardZone", "Corner", "Labelled", "Severity",
]  # fmt: skip

CardVerdict = Literal["met", "unmet", "not_assessed"]
Severity = Literal["forbidden", "restricted", "notice"]
AreaWay = Literal["registered", "planar", "ellipsoidal"]


@dataclass(frozen=True, slots=True)
class CardFigure:
    """An index against its control value. `value` is in the engine's unit of `unit` (see `gis.units`).

    `limit_text` is the control value as shown ("≥ 1.00"), `source` its table and clause, `reason` why there is no
    value or no verdict.
    """

    key: str
    title: str
    title_en: str
    value: float | None
    unit: str
    limit_text: str = ""
    verdict: CardVerdict = "not_assessed"
    source: str = ""
    formula: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class CardRate:
    """An amount of the plot, per 亩 and per 公顷: investment, output, tax, energy. `unit` is that of `total`."""

    key: str
    title: str
    title_en: str
    total: float | None
    per_mu: float | None
    per_ha: float | None
    unit: str = "万元 / 10k CNY"
    limit_text: str = ""
    verdict: CardVerdict = "not_assessed"
    source: str = ""
    formula: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class CardArea:
    """The area of the plot in one way: as registered, planar in the belt, or on the ellipsoid."""

    way: AreaWay
    area_m2: float | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class CardDifference:
    """The registered area less the planar one, and whether the rule allows it (`limit_text` as shown)."""

    difference_m2: float | None
    share: float | None
    limit_text: str = ""
    verdict: CardVerdict = "not_assessed"
    source: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class CardRestriction:
    """A control area the plot touches: how much of the plot lies in it. `area_m2` None: touched along a line only."""

    title: str
    severity: Severity
    area_m2: float | None
    share: float | None
    source: str = ""


@dataclass(frozen=True, slots=True)
class CardService:
    """The nearest facility of a kind on foot; `minutes_class` is 5, 10 or 15, None for none of them.

    `straight_m` is the distance as the crow flies, always in a column of its own: it says nothing about the walk.
    """

    kind: str
    name: str
    walk_m: float | None
    minutes_class: int | None
    straight_m: float | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class CardZone:
    """A zone of the plan the plot lies in, its functions in the plan's words, the clause, and the share of the plot."""

    name: str
    functions: tuple[str, ...] = ()
    clause: str = ""
    share: float | None = None


@dataclass(frozen=True, slots=True)
class Corner:
    """A corner of the outline, with the bearing (degrees clockwise from grid north) and distance to the corner `to`."""

    label: str
    ring: int
    north_m: float
    east_m: float
    bearing_deg: float
    distance_m: float
    to: str


@dataclass(frozen=True, slots=True)
class CardInput:
    """A layer the card rests on: title, digest of its content, date and basis."""

    layer: str
    digest: str
    date: str = ""
    basis: str = ""


@dataclass(frozen=True, slots=True)
class Labelled:
    """A shape of the map with its name; `kind` is the class of a road or the severity of a restriction."""

    shape: BaseGeometry
    name: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class CardMap:
    """What the two cut-outs show: zones and outline in the overview, all the rest around the plot."""

    plot: BaseGeometry
    outline: BaseGeometry | None = None
    zones: tuple[Labelled, ...] = ()
    neighbours: tuple[Labelled, ...] = ()
    buildings: tuple[BaseGeometry, ...] = ()
    roads: tuple[Labelled, ...] = ()
    restrictions: tuple[Labelled, ...] = ()
    services: tuple[Labelled, ...] = ()


@dataclass(frozen=True, slots=True)
class Card:
    """All a card says. Where a part is empty, the text in `reasons` under its name says why.

    `reasons` are pairs (part, text) with the parts "figures", "rates", "services", "restrictions", "corners", "zones"
    and "map"; a part with neither rows nor reason is shown as not assessed for want of data.
    """

    district: str
    plot_id: str
    name: str = ""
    holder: str = ""
    date: str = ""
    status: str = ""
    crs_title: str = ""
    indicative: bool = False
    indicative_reason: str = ""
    zones: tuple[CardZone, ...] = ()
    present_code: str = ""
    present_use: str = ""
    planned_code: str = ""
    planned_use: str = ""
    areas: tuple[CardArea, ...] = ()
    difference: CardDifference | None = None
    figures: tuple[CardFigure, ...] = ()
    rates: tuple[CardRate, ...] = ()
    services: tuple[CardService, ...] = ()
    restrictions: tuple[CardRestriction, ...] = ()
    corners: tuple[Corner, ...] = ()
    map: CardMap | None = None
    quality: tuple[str, ...] = ()
    inputs: tuple[CardInput, ...] = ()
    settings: tuple[tuple[str, str], ...] = ()
    version: str = ""
    reasons: tuple[tuple[str, str], ...] = ()
