"""The cards of plots: what a desk found of one plot, with its surroundings, services on foot and data quality."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.metadata import version
from typing import cast

import geopandas as gpd
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from gis.assessment.bench import Bench
from gis.assessment.plot_services import PlotServices, services_on_foot
from gis.crs import belt_title
from gis.district import Zone
from gis.errors import in_language
from gis.plots.card import (
    Card,
    CardInput,
    CardMap,
    CardRestriction,
    CardZone,
    Labelled,
    Severity,
)
from gis.plots.card_figures import card_areas, card_difference, card_figures, card_rates
from gis.plots.corners import corner_table
from gis.plots.desk import Desk
from gis.plots.low_efficiency import STATUSES
from gis.read.land_use import code_table
from gis.schema import Basis
from gis.units import format_quantity

__all__ = ["CardMaker"]

_AROUND_SHARE, _AROUND_LEAST_M = 0.5, 60.0  # of the plot's longer side is drawn around it
_SEVERITIES: Mapping[str, Severity] = {
    "forbidden": "forbidden", "禁止": "forbidden", "restricted": "restricted", "限制": "restricted",
    "notice": "notice", "提示": "notice",
}  # fmt: skip
_LEANED_ON = ("plots", "buildings", "controls", "facilities", "streets", "outline")
_BASES: Mapping[Basis, str] = {
    Basis.SURVEYED: "实测 / surveyed", Basis.OSM: "OSM", Basis.EVIDENCE: "依据资料,示意 / evidence, indicative",
    Basis.PLAN: "规划,示意 / plan, indicative", Basis.SCHEMATIC: "示意 / schematic",
}  # fmt: skip
_JOINTS = (("zh", "、"), ("en", ", "))
_NO_CONTROLS = "没有管控图层,未评估 / no control layers: not assessed"
_NO_WALK = "没有街道或设施图层,未评估 / no streets or facilities: not assessed"


@dataclass(frozen=True, eq=False)
class CardMaker:
    """Makes the cards of a desk's plots; what they share is reckoned once."""

    desk: Desk

    @property
    def ids(self) -> list[str]:
        """The plots there are cards for."""
        return [str(row) for row in self.desk.plots.index]

    def cards(self, ids: Iterable[str] | None = None) -> Iterator[Card]:
        """The cards of these plots; none: of all, in the order of the table."""
        for one in self.ids if ids is None else ids:
            yield self.card(one)

    def card(self, plot_id: str) -> Card:
        """The card of one plot.

        Raises
        ------
        KeyError: there is no such plot.
        """
        desk, row = self.desk, self._rows[plot_id]
        plot = desk.plots.iloc[row]
        figures = desk.figures.iloc[row]
        shape = cast("BaseGeometry", plot.geometry)
        usable = shape is not None and not shape.is_empty
        limits = self._limits.get(desk.plots.index[row], pd.DataFrame())
        district = desk.inputs.district
        code, planned = str(plot.get("code", "")), str(plot.get("planned_code", ""))
        return Card(
            district=district.name if district else "—",
            plot_id=plot_id,
            name=str(plot.get("name", "")),
            holder=str(plot.get("holder", "")),
            date=f"{desk.on}",
            status=STATUSES.get(str(plot.get("status", "")), str(plot.get("status", ""))),
            crs_title=f"{belt_title(desk.plots.crs.to_string())} / {belt_title(desk.plots.crs.to_string(), 'en')}",
            indicative=self._basis(plot).indicative,
            indicative_reason=self._why_indicative(plot),
            zones=tuple(self._zones(desk.plots.index[row])),
            present_code=code,
            present_use=_use(code),
            planned_code=planned,
            planned_use=_use(planned),
            areas=card_areas(figures),
            difference=card_difference(figures),
            figures=tuple(card_figures(figures, limits)),
            rates=tuple(card_rates(plot, figures, limits)),
            services=self._services[row].reached if self._services else (),
            restrictions=tuple(self._restrictions(desk.plots.index[row])),
            corners=corner_table(shape) if usable else (),
            map=self._map(row, shape) if usable else None,
            quality=tuple(self._quality(row, plot)),
            inputs=self._inputs,
            settings=self._settings,
            version=_version(),
            reasons=self._reasons_of(row),
        )

    # --- what cards share -------------------------------------------------------------------------------------------

    @cached_property
    def _rows(self) -> dict[str, int]:
        return {one: row for row, one in enumerate(self.ids)}

    @cached_property
    def _limits(self) -> dict[object, pd.DataFrame]:
        return dict(iter(self.desk.limits.groupby("plot", sort=False))) if len(self.desk.limits) else {}

    @cached_property
    def _remarks(self) -> dict[object, list[str]]:
        found: dict[object, list[str]] = {}
        remarks = self.desk.remarks[self.desk.remarks["layer"] == "plots"]
        for row, text, done in zip(remarks["row"], remarks["text"], remarks["done"], strict=True):
            found.setdefault(row, []).append(_both(str(text), str(done)))
        return found

    @cached_property
    def _overlaps(self) -> dict[object, pd.DataFrame]:
        return dict(iter(self.desk.overlaps.groupby("plot", sort=False))) if len(self.desk.overlaps) else {}

    @cached_property
    def _inputs(self) -> tuple[CardInput, ...]:
        """The user's files, and of the district the layers a card leans on."""
        named = [CardInput(title, digest[:12]) for title, digest in self.desk.inputs.sources.items()]
        district = self.desk.inputs.district
        if district is None:
            return tuple(named)
        leaned = [kind for kind in _LEANED_ON if kind in district.layers and not (named and kind == "plots")]
        layers = [district.layers[kind] for kind in leaned]
        return (*named, *(
            CardInput(
                _both_names(layer.kind.title, layer.kind.title_en), layer.digest[:12], f"{layer.source.date}",
                _BASES[layer.basis],
            )
            for layer in layers
        ))  # fmt: skip

    @cached_property
    def _settings(self) -> tuple[tuple[str, str], ...]:
        rules = self.desk.rules
        found = [
            ("控制指标表 / control tables", "、".join(table.title for table in rules.tables)),
            ("闲置土地 / idle land", f"{rules.idle.title} · {self.desk.on}"),
            ("面积口径 / area", rules.figures.area_basis),
        ]
        if rules.scheme is not None:
            found.append(("分档方案 / grading", rules.scheme.title))
        return tuple(found)

    def _reasons_of(self, row: int) -> tuple[tuple[str, str], ...]:
        if self._services and not self._services[row].reached:
            return (*self._reasons, ("services", "步行圈内没有任何一类设施 / nothing within the walking circles"))
        return self._reasons

    @cached_property
    def _reasons(self) -> tuple[tuple[str, str], ...]:
        found = []
        if not self.desk.inputs.controls:
            found.append(("restrictions", _NO_CONTROLS))
        else:
            found.append(("restrictions", "不涉及所列管控图层 / touches none of the control layers"))
        if not self._services:
            found.append(("services", _NO_WALK))
        if not self.desk.zone_of:
            found.append(("zones", "不在任何分区内,或没有分区 / in no zone"))
        return tuple(found)

    # --- parts ------------------------------------------------------------------------------------------------------

    def _basis(self, plot: pd.Series) -> Basis:
        """The weakest of plot and zone outlines it leans on."""
        text = str(plot.get("basis", ""))
        return Basis(text) if text in {one.value for one in Basis} else Basis.SURVEYED

    def _why_indicative(self, plot: pd.Series) -> str:
        if not self._basis(plot).indicative:
            return ""
        return "地块边界为示意,面积与指标仅供参考。 / The outline is indicative: figures are for orientation only."

    def _zones(self, row: object) -> Iterator[CardZone]:
        district = self.desk.inputs.district
        known: dict[str, Zone] = {zone.id: zone for zone in district.zones} if district else {}
        for zone_id, share in self.desk.zone_of.get(row, ()):
            zone = known.get(zone_id)
            if zone is None:
                yield CardZone(zone_id, share=share)
                continue
            clause = f"{zone.source.document} {zone.source.chapter}"
            yield CardZone(_both_names(zone.name, zone.name_en), zone.functions, clause, share)

    def _restrictions(self, row: object) -> Iterator[CardRestriction]:
        found = self._overlaps.get(row)
        if found is None:
            return
        for title, part in found.groupby("layer", sort=False):
            layer = self.desk.inputs.controls[str(title)]
            first = layer.loc[part["feature"].iloc[0]]
            severity = _SEVERITIES.get(str(first.get("severity", "")), "notice")
            area_m2, share = float(part["united_m2"].iloc[0]), float(part["united_share"].iloc[0])
            yield CardRestriction(str(title), severity, area_m2, share, str(first.get("clause", "")))

    @cached_property
    def _services(self) -> list[PlotServices]:
        """For every plot its nearest facility of each kind on foot; empty where there is no network."""
        district = self.desk.inputs.district
        return [] if district is None else services_on_foot(district, self.desk.plots)

    def _map(self, row: int, shape: BaseGeometry) -> CardMap:
        inputs = self.desk.inputs
        west, south, east, north = shape.bounds
        margin = max(_AROUND_LEAST_M, _AROUND_SHARE * max(east - west, north - south))
        window = shapely.box(west - margin, south - margin, east + margin, north + margin)
        district = inputs.district
        near = [at for at in self._tree.query(window) if at != row]
        shapes = self.desk.plots.geometry.to_numpy()
        names = self.ids
        layers = district.layers if district else {}
        roads = [
            Labelled(shapely.intersection(line, window), str(name), "road")
            for kind in ("roads", "streets") if kind in layers
            for line, name in _inside(layers[kind].frame, window)
        ]  # fmt: skip
        return CardMap(
            plot=shape,
            outline=self._outline,
            zones=tuple(Labelled(zone.geometry, zone.name) for zone in (district.zones if district else ())),
            neighbours=tuple(Labelled(shapes[at], names[at]) for at in near),
            buildings=tuple(self._buildings(window)),
            roads=tuple(road for road in roads if not road.shape.is_empty),
            restrictions=tuple(
                Labelled(shapely.intersection(area, window), title, _SEVERITIES.get(str(severity), "notice"))
                for title, layer in inputs.controls.items()
                for area, severity in _control_parts(layer, window)
            ),
            services=(),
        )

    @cached_property
    def _outline(self) -> BaseGeometry | None:
        district = self.desk.inputs.district
        return None if district is None else Bench(district).whole

    @cached_property
    def _tree(self) -> shapely.STRtree:
        return shapely.STRtree(self.desk.plots.geometry.to_numpy())

    @cached_property
    def _building_tree(self) -> shapely.STRtree | None:
        rows = self.desk.inputs.buildings
        return None if rows is None or rows.empty else shapely.STRtree(rows.geometry.to_numpy())

    def _buildings(self, window: BaseGeometry) -> list[BaseGeometry]:
        tree, rows = self._building_tree, self.desk.inputs.buildings
        if tree is None or rows is None:
            return []
        shapes = rows.geometry.to_numpy()
        return [shapes[at] for at in tree.query(window, predicate="intersects")]

    def _quality(self, row: int, plot: pd.Series) -> Iterator[str]:
        uncertainty = float(plot.get("uncertainty_m") or 0.0)
        if uncertainty > 0.0:
            told = format_quantity(uncertainty, "m")
            yield f"边界位置误差约 {told} / outline uncertain by about {format_quantity(uncertainty, 'm', lang='en')}"
        share = float(self.desk.figures["far_known_share"].iloc[row])
        if share < 1.0:
            yield f"已知层数的基底占 {share:.1%} / storeys known for {share:.1%} of the footprints"
        yield from self._remarks.get(self.desk.plots.index[row], ())
        idle = self.desk.idle.iloc[row]
        if idle["verdict"] not in ("not_idle", "not_assessed"):
            from_day = str(idle["idle_from"])
            yield f"疑似闲置,自 {from_day} 起(待认定) / looks idle since {from_day}, to be recognised"
        services = self._services[row] if self._services else None
        if services is not None and services.lacking:
            zh, en = (joint.join(in_language(kind, lang) for kind in services.lacking) for lang, joint in _JOINTS)
            longest = f"{services.longest_m:g}"
            yield f"步行 {longest} 米内没有:{zh} / none within a walk of {longest} m: {en}"
        yield from self.desk.inputs.notes


# --- one plot's figures -----------------------------------------------------------------------------------------------


@cache
def _version() -> str:
    return f"yitu {version('yitu')}"


def _use(code: str) -> str:
    """The name of a land-use code of 2023; "" where it is unknown."""
    table = code_table("2023")
    for length in range(len(code), 1, -1):
        if code[:length] in table:
            return table[code[:length]].name
    return ""


def _inside(frame: gpd.GeoDataFrame, window: BaseGeometry) -> Iterator[tuple[BaseGeometry, str]]:
    rows = frame.iloc[frame.sindex.query(window, predicate="intersects")]
    yield from zip(rows.geometry, rows["name"].astype(str), strict=True)


def _control_parts(layer: gpd.GeoDataFrame, window: BaseGeometry) -> Iterator[tuple[BaseGeometry, str]]:
    rows = layer.iloc[layer.sindex.query(window, predicate="intersects")]
    severity = rows["severity"].astype(str) if "severity" in rows else pd.Series("", index=rows.index)
    yield from zip(rows.geometry, severity, strict=True)


def _both_names(name: str, name_en: str) -> str:
    return f"{name} / {name_en}" if name_en and name_en != name else name


def _both(one: str, two: str) -> str:
    """Two texts in two languages as one."""
    zh, en = (" ".join(part) for part in zip(*(text.partition(" / ")[::2] for text in (one, two)), strict=True))
    return f"{zh} / {en}"
