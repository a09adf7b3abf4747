"""A district's layers with a project built: land, parks, facilities and residents, on copies. Pure frames.

The land under a project is the project's from then on. So homes leave the base of a coverage where another use takes
their ground, unlike homes under a new park of a trial (`gis.measures.trials`), which stay so that shares compare: here
the conversion itself is looked at. A park loses the ground of parts that are none. Streets, gates and facilities stay;
residents within the project's ground go, and those it states come.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from gis.definitions import Table
from gis.measures.areas import areas_only
from gis.plots.columns import read_texts
from gis.review.facts import FACTS
from gis.schema import Basis

__all__ = [
    "EffectRules", "FacilityRule", "LandRule", "PlacesRule", "Proposal", "effect_rules_of", "facilities_with",
    "land_left_m2", "land_use_with", "parks_with", "residents_with", "standing", "stated", "uses", "without_ground",
]  # fmt: skip

_LEAST_M2 = 1e-6  # below the square millimetre an overlap is rounding


@dataclass(frozen=True)
class FacilityRule:
    """Parts of these codes become a facility; `fact`: only where the applicant states it above 0 ("": always)."""

    codes: tuple[str, ...]
    facility: str
    fact: str = ""


@dataclass(frozen=True)
class PlacesRule:
    """Places of a kind of school for every 1,000 residents: stated ones beside `capacity_count` of the facilities."""

    key: str
    title: str
    title_en: str
    facility: str
    fact: str


@dataclass(frozen=True)
class LandRule:
    """Plots of these states and land-use codes (beginnings; none: every one) count as land that is left."""

    key: str
    title: str
    title_en: str
    statuses: tuple[str, ...]
    codes: tuple[str, ...]
    source: str


@dataclass(frozen=True)
class EffectRules:
    """What codes of a project are: homes, parks, facilities; which places and which land are looked at."""

    taken_as: Mapping[str, str]
    parks: tuple[str, ...]
    facilities: tuple[FacilityRule, ...]
    places: tuple[PlacesRule, ...]
    land: tuple[LandRule, ...]
    digest: str = ""


@dataclass(frozen=True, eq=False)
class Proposal:
    """Something to be built: a project, or a row of the approved pipeline. `parts`: frame of KINDS["plots"]."""

    name: str
    parts: gpd.GeoDataFrame
    facts: Mapping[str, str | float] = field(default_factory=dict)

    @property
    def ground(self) -> BaseGeometry:
        """All parts united."""
        return shapely.union_all(self.parts.geometry.to_numpy())

    @property
    def spot(self) -> BaseGeometry:
        """A point within the largest part: where its residents and places are counted."""
        at = int(np.argmax(self.parts.geometry.area.to_numpy()))
        return self.parts.geometry.iloc[at].representative_point()


def effect_rules_of(table: Table, *, digest: str = "") -> EffectRules:
    """The data of a table as of `layers/rules/project_effects.toml`.

    Raises
    ------
    DefinitionError: an unknown or missing key, or a fact nobody states.
    """
    table.only(("title", "residential", "parks", "facility", "places", "land"))
    homes, parks = table.table("residential"), table.table("parks")
    homes.only(("taken_as", "source", "confidence"))
    parks.only(("codes", "source", "confidence"))
    for part in (homes, parks):
        part.text("source")
    taken = homes.table("taken_as")
    return EffectRules(
        taken_as={code: taken.text(code) for code in dict(taken.values)}, parks=parks.texts("codes"),
        facilities=tuple(map(_facility, table.tables("facility"))), places=tuple(map(_places, table.tables("places"))),
        land=tuple(map(_land, table.tables("land"))), digest=digest,
    )  # fmt: skip


def _fact(row: Table, default: str | None = None) -> str:
    name = row.text("fact", default)
    if name and name not in FACTS:
        raise row.refuse("fact", f"没有 {name};可用:{'、'.join(FACTS)}")
    return name


def _facility(row: Table) -> FacilityRule:
    row.only(("codes", "facility", "fact", "source", "confidence"))
    row.text("source")
    return FacilityRule(row.texts("codes"), row.text("facility"), _fact(row, ""))


def _places(row: Table) -> PlacesRule:
    row.only(("key", "title", "title_en", "facility", "fact"))
    return PlacesRule(row.text("key"), row.text("title"), row.text("title_en"), row.text("facility"), _fact(row))


def _land(row: Table) -> LandRule:
    row.only(("key", "title", "title_en", "statuses", "codes", "source", "confidence"))
    return LandRule(
        row.text("key"), row.text("title"), row.text("title_en"), row.texts("statuses"), row.texts("codes"),
        row.text("source"),
    )  # fmt: skip


def uses(parts: pd.DataFrame, rules: EffectRules) -> pd.Series:
    """The land-use code each part will have: planned, else as stated; "" where unknown."""
    planned, code = read_texts(parts, "planned_code"), read_texts(parts, "code")
    found = pd.Series(np.where(planned != "", planned, code), index=parts.index, dtype=object)
    return found.map(lambda text: rules.taken_as.get(text, text))


def stated(proposal: Proposal, name: str) -> float | None:
    """A number the applicant states; None where he does not."""
    value = proposal.facts.get(name)
    return float(value) if isinstance(value, (int, float)) and not np.isnan(value) else None


def standing(proposals: Sequence[Proposal]) -> tuple[Proposal, ...]:
    """Proposals whose spot no later one is built on: a project that is among the approved ones counts once."""
    grounds = [one.ground for one in proposals]
    return tuple(
        one for at, one in enumerate(proposals) if not any(ground.intersects(one.spot) for ground in grounds[at + 1 :])
    )


def land_use_with(land_use: gpd.GeoDataFrame, proposals: Sequence[Proposal], rules: EffectRules) -> gpd.GeoDataFrame:
    """Land use in which the ground of parts of known use is theirs; later proposals lie over earlier ones."""
    rows = land_use
    for proposal in proposals:
        codes = uses(proposal.parts, rules)
        parts = proposal.parts[(codes != "").to_numpy()]
        if parts.empty:
            continue
        rest = without_ground(rows, shapely.union_all(parts.geometry.to_numpy()))
        rows = _joined(rest, _rows(proposal, parts, code=codes[parts.index].tolist()))
    return rows


def without_ground(rows: gpd.GeoDataFrame, ground: BaseGeometry) -> gpd.GeoDataFrame:
    """Areas less a ground; those wholly within it are left out; the same frame where none is touched."""
    shapes = np.array(rows.geometry.array, dtype=object)  # a copy: the layer itself stays
    at = shapely.STRtree(shapes).query(ground, predicate="intersects")
    cut = areas_only(shapely.difference(shapes[at], ground))
    changed = shapely.area(shapes[at]) - shapely.area(cut) > _LEAST_M2
    if not changed.any():
        return rows
    shapes[at[changed]] = cut[changed]
    kept = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    kept[at[changed]] &= shapely.area(cut[changed]) > _LEAST_M2
    return rows.set_geometry(gpd.GeoSeries(shapes, index=rows.index, crs=rows.crs))[kept]


def parks_with(parks: gpd.GeoDataFrame, proposals: Sequence[Proposal], rules: EffectRules) -> gpd.GeoDataFrame:
    """Parks with the parts of park codes beside them, less the ground of other parts of known use."""
    rows = parks
    for proposal in proposals:
        codes = uses(proposal.parts, rules)
        green = codes.str.startswith(rules.parks).to_numpy(dtype=bool)
        taken = proposal.parts[~green & (codes != "").to_numpy()]
        if len(taken):
            rows = without_ground(rows, shapely.union_all(taken.geometry.to_numpy()))
        if green.any():
            rows = _joined(rows, _rows(proposal, proposal.parts[green]))
    return rows


def facilities_with(
    facilities: gpd.GeoDataFrame, proposals: Sequence[Proposal], rules: EffectRules
) -> gpd.GeoDataFrame:
    """Facilities with those that parts become, each at a point within its part, with the places stated for it.

    Of proposals upon one another the last counts (`standing`). Places are of the whole project: where several parts
    become one kind, each has an equal part of them.
    """
    rows = facilities
    places = {rule.facility: rule.fact for rule in rules.places}
    for proposal in standing(proposals):
        codes = uses(proposal.parts, rules)
        for rule in rules.facilities:
            parts = proposal.parts[codes.str.startswith(rule.codes).to_numpy(dtype=bool)]
            if parts.empty or (rule.fact and not (stated(proposal, rule.fact) or 0.0) > 0.0):
                continue
            told = stated(proposal, places[rule.facility]) if rule.facility in places else None
            points = parts.set_geometry(parts.geometry.representative_point())
            new = _rows(
                proposal, points, facility=rule.facility, capacity_count=np.nan if told is None else told / len(parts)
            )
            new.index = pd.Index([f"{one}:{rule.facility}" for one in new.index], name=rows.index.name)
            rows = _joined(rows, new)
    return rows


def residents_with(population: gpd.GeoDataFrame, proposals: Sequence[Proposal]) -> gpd.GeoDataFrame:
    """Residents without those on the ground of a project, and with those it states, at its spot."""
    rows = population
    for proposal in proposals:
        rows = rows[~rows.intersects(proposal.ground).to_numpy()]
        persons = stated(proposal, "residents_count")
        if persons:
            spot = proposal.parts.iloc[[0]].set_geometry(gpd.GeoSeries([proposal.spot], index=proposal.parts.index[:1]))
            spot = spot.set_crs(rows.crs, allow_override=True)
            rows = _joined(rows, _rows(proposal, spot, persons_count=persons))
    return rows


def land_left_m2(
    plots: gpd.GeoDataFrame, proposals: Sequence[Proposal], rule: LandRule, within: BaseGeometry | None
) -> float:
    """Ground of the plots that are left, less that of the proposals, in m2; `within`: of a zone, None: everywhere."""
    held = plots["status"].isin(rule.statuses)
    if rule.codes:
        held &= plots["code"].astype(str).str.startswith(rule.codes)
    left = shapely.union_all(plots.geometry.to_numpy()[held.to_numpy()])
    if within is not None:
        left = shapely.intersection(left, within)
    if proposals:
        left = shapely.difference(left, shapely.union_all([one.ground for one in proposals]))
    return float(shapely.area(left))


def _rows(proposal: Proposal, parts: gpd.GeoDataFrame, **columns: object) -> gpd.GeoDataFrame:
    """Parts as rows of a layer, under ids no feature has."""
    ids = pd.Index([f"project:{proposal.name}:{part}" for part in parts.index], name="id")
    told = {"name": proposal.name, "basis": Basis.PLAN.value, "uncertainty_m": 0.0, "source": proposal.name}
    return gpd.GeoDataFrame({**told, **columns}, geometry=parts.geometry.to_numpy(), index=ids, crs=parts.crs)


def _joined(rows: gpd.GeoDataFrame, new: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Rows with new ones behind them; a column that the new ones lack has the kind's unknown."""
    filled = new.reindex(columns=[*new.columns, *(name for name in rows.columns if name not in new)])
    for name in rows.columns:
        if name in new:
            continue
        kind = rows[name].dtype
        filled[name] = (
            False if pd.api.types.is_bool_dtype(kind) else np.nan if pd.api.types.is_numeric_dtype(kind) else ""
        )
    both = pd.concat([rows, filled[list(rows.columns)]])
    return gpd.GeoDataFrame(both, geometry="geometry", crs=rows.crs)
