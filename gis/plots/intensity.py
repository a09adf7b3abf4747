"""How intensively each plot is used: floor area ratio, density, coefficient, green and office shares, yields by area.

**Floor area.** The first that is known counts, from the declared to the reckoned: `floor_area_m2` of the plot (its
ledger), `floor_area_m2` of a building, footprint × storeys; `floor_area_source` says which. A building across plots
gives each its share by footprint. On plots of `tall_codes` a storey over 8 m counts twice (`tall_storeys_count`, one
footprint more each; added to a declared building too, but not to a ledger, which is taken as counted already). Where
that count is unknown storeys count once, and `far_note` says so.

**Offices and living.** `admin_land_m2` of the plot; where that land cannot be told apart, the share of floor area
stands for it (`admin_land_source` = "apportioned"). Floor: `admin_floor_m2`, else the buildings whose use is of
`admin_uses`, where all uses and floors are known. The base is the floor area with every storey counted once.

Unknown is NaN with its reason ("中文 / English") in the column `REASON_OF[figure]`, never zero.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gis.crs import WEB_MERCATOR, require_metric, require_same
from gis.errors import MetricCRSError
from gis.measures.built import SLIVER_M2, Floors, floors_on, require_valid, shapes_of, shared_ground, united_m2
from gis.measures.land import plot_green_ratio, plot_per_mu
from gis.network.noding import Flags, Floats, Ints
from gis.plots.areas import plot_areas
from gis.plots.columns import read_numbers
from gis.units import HECTARE_M2, MU_M2

__all__ = ["REASON_OF", "FigureSettings", "plot_figures"]

_MONEY = ("investment", "output", "tax", "energy")
REASON_OF: Mapping[str, str] = MappingProxyType({
    "area_planar_m2": "area_reason", "area_ellipsoidal_m2": "area_reason", "area_stated_m2": "area_reason",
    "site_area_m2": "site_reason", "footprint_m2": "density_reason", "building_density": "density_reason",
    "floor_area_m2": "far_reason", "far": "far_reason", "building_coefficient": "coefficient_reason",
    "green_ratio": "green_reason", "admin_land_share": "admin_land_reason", "admin_floor_share": "admin_floor_reason",
    "height_m": "height_reason", "storeys_max": "storeys_reason",
    **{f"{name}_per_{unit}": f"{name}_reason" for name in _MONEY for unit in ("mu", "ha")},
})  # fmt: skip
_AMOUNTS = MappingProxyType({name: f"{name}_tce" if name == "energy" else f"{name}_wan" for name in _MONEY})
_STATED = (
    "floor_area_m2", "structures_m2", "yards_m2", "green_m2", "admin_land_m2", "admin_floor_m2", "height_m",
    *_AMOUNTS.values(),
)  # fmt: skip
_BASES = MappingProxyType({
    "planar": "area_planar_m2", "ellipsoidal": "area_ellipsoidal_m2", "stated": "area_stated_m2",
})  # fmt: skip
_TEXTS = MappingProxyType(
    {
        "site": "没有可作分母的地块面积 / no plot area to divide by",
        "buildings": "没有建筑图层 / no layer of buildings",
        "floors": "有建筑的层数与建筑面积都未知 / a building's storeys and floor area are unknown",
        "tall": "8 米以上层数未知,按一次计 / storeys over 8 m unknown, counted once",
        "structures": "构筑物或露天堆场、操作场面积未填 / area of structures or open yards not given",
        "green": "绿地面积未填 / green area not given",
        "total": "总建筑面积未知 / total floor area unknown",
        "uses": "行政办公及生活服务建筑面积未填,建筑用途也不全 / office and living floor not given, uses incomplete",
        "apportioned": "用地无法单独计算,按建筑面积分摊 / land not told apart, apportioned by floor area",
        "height": "有建筑的高度未知 / a building's height is unknown",
        "storeys": "有建筑的层数未知 / a building's storeys are unknown",
        "none": "地块上没有建筑 / no building on the plot",
        "investment": "投资额未填 / investment not given",
        "output": "产值未填 / output not given",
        "tax": "税收未填 / tax not given",
        "energy": "能耗未填 / energy not given",
    }
)


@dataclass(frozen=True)
class FigureSettings:
    """What differs by rule and place. `area_basis`: "planar", "ellipsoidal" or "stated", the base of every rate.

    `tall_codes`: beginnings of land-use codes whose storeys over 8 m count twice; none: nowhere. `admin_uses`: words,
    one of which a building's use holds where it is for offices or living. `allowed_*`: see `plot_areas`.
    """

    tall_codes: tuple[str, ...]
    admin_uses: tuple[str, ...]
    allowed_share: float
    allowed_m2: float
    area_basis: str = "planar"


@dataclass(frozen=True, eq=False)
class _Site:
    """Plots with what stands on them: pairs (plot row, building row, m2), area in m2 to divide by.

    `stated`: outlines with the numbers of the ledger.
    """

    plots: gpd.GeoDataFrame
    stated: gpd.GeoDataFrame
    buildings: gpd.GeoDataFrame | None
    pairs: tuple[Ints, Ints, Floats]
    area_m2: Floats

    @property
    def count(self) -> int:
        """How many plots."""
        return len(self.plots)

    def of_plot(self, name: str) -> Floats:
        """A column of the plots."""
        found: Floats = self.stated[name].to_numpy(dtype=float)
        return found

    def of_building(self, name: str) -> Floats:
        """A column of the buildings by pair."""
        return np.zeros(0) if self.buildings is None else read_numbers(self.buildings, name)[self.pairs[1]]

    def texts_of_building(self, name: str) -> pd.Series:
        """A column of the buildings by pair, as text."""
        if self.buildings is None or name not in self.buildings:
            return pd.Series("", index=range(len(self.pairs[1])), dtype=object)
        return self.buildings[name].iloc[self.pairs[1]].fillna("").astype(str).str.strip().reset_index(drop=True)


def plot_figures(
    plots: gpd.GeoDataFrame, buildings: gpd.GeoDataFrame | None, *, settings: FigureSettings
) -> pd.DataFrame:
    """Every figure of each plot that its outline, its ledger and the buildings on it give.

    Parameters
    ----------
    plots, buildings: valid polygons in one CRS in metres, columns of the schema; an absent column is unknown.
    buildings: None or empty: nothing is known of buildings. Plots without one, among others that have some, have 0.

    Returns
    -------
    Frame on plots.index: the columns of `plot_areas`; site_area_m2; footprint_m2 (united), building_density;
    floor_area_m2, floor_area_source ("ledger", "declared", "storeys", "mixed", "none", "" unknown),
    total_floor_m2 (every storey once), far, far_low (from the known floors), far_known_share (0-1 of the footprints),
    far_note; building_coefficient; green_ratio; admin_land_share, admin_land_source ("ledger", "apportioned", ""),
    admin_floor_share; height_m, storeys_max; investment, output, tax (万元) and energy (tce) as `*_per_mu`, `*_per_ha`;
    and the reasons of `REASON_OF`. Shares 0-1.

    Raises
    ------
    MetricCRSError, CRSMismatchError: not one CRS in metres, or Web Mercator. GeometryError: invalid outlines.
    """
    require_metric(plots, layer="plots")
    if plots.crs == WEB_MERCATOR:  # half as large again at the latitude of Shandong
        raise MetricCRSError(layer="plots", found=plots.crs)
    require_valid(plots, "plots")
    if buildings is not None:
        require_same(buildings, plots, layer="buildings")
        require_valid(buildings, "buildings")
    areas = plot_areas(plots, allowed_share=settings.allowed_share, allowed_m2=settings.allowed_m2)
    pairs: tuple[Ints, Ints, Floats] = (np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64), np.zeros(0))
    if buildings is not None and len(buildings):
        pairs = shared_ground(shapes_of(plots), shapes_of(buildings))
    else:
        buildings = None
    numbers = {name: read_numbers(plots, name) for name in _STATED}
    stated = gpd.GeoDataFrame(numbers, geometry=shapes_of(plots), crs=plots.crs)
    site = _Site(plots, stated, buildings, pairs, areas[_BASES[settings.area_basis]].to_numpy(dtype=float))
    lost = np.isnan(site.area_m2)
    columns: dict[str, object] = {"site_area_m2": site.area_m2, "site_reason": np.where(lost, _TEXTS["site"], "")}
    columns |= _density(site)
    columns |= _floor_area(site, settings)
    columns |= _coefficient(site, columns) | _admin(site, columns, settings) | _heights(site) | _yields(site)
    return pd.DataFrame({**dict(areas.items()), **columns}, index=plots.index)


def _density(site: _Site) -> dict[str, object]:
    """United footprints and their share."""
    if site.buildings is None:
        nothing = np.full(site.count, np.nan)
        return {"footprint_m2": nothing, "building_density": nothing, "density_reason": _TEXTS["buildings"]}
    footprint = united_m2(shapes_of(site.plots), shapes_of(site.buildings), site.pairs)
    footprint[shapely.is_empty(shapes_of(site.plots)) | shapely.is_missing(shapes_of(site.plots))] = np.nan
    density = footprint / site.area_m2
    reason = _reason(density, site, np.full(site.count, _TEXTS["site"]))
    return {"footprint_m2": footprint, "building_density": density, "density_reason": reason}


def _floor_area(site: _Site, settings: FigureSettings) -> dict[str, object]:
    """Floor area for the ratio and in all, with what it stands on."""
    row, _, inside = site.pairs
    storeys, tall = site.of_building("storeys"), site.of_building("tall_storeys_count")
    floors, declared = _floors_once(site), site.of_building("floor_area_m2") > 0.0
    asked = _begins(site.plots, settings.tall_codes)[row]
    floors = np.where(asked & ((tall < 0.0) | (tall > storeys)), np.nan, floors)
    counted = floors + np.where(asked & np.isfinite(tall), tall, 0.0)
    once, twice = (floors_on(row, inside, each, count=site.count) for each in (floors, counted))
    ledger = site.of_plot("floor_area_m2")
    has_ledger = ledger >= 0.0
    area = np.where(has_ledger, ledger, np.where(twice.whole, twice.known_m2, np.nan))
    total = np.where(has_ledger, ledger, np.where(once.whole, once.known_m2, np.nan))
    if site.buildings is None:
        area, total = (np.where(has_ledger, ledger, np.nan) for _ in range(2))
    open_tall = asked & ~np.isfinite(tall) & (inside > SLIVER_M2)
    unsure = (np.bincount(row, weights=open_tall, minlength=site.count) > 0.0) & ~has_ledger
    far = area / site.area_m2
    missing = np.full(site.count, _TEXTS["buildings" if site.buildings is None else "floors"])
    with np.errstate(divide="ignore", invalid="ignore"):
        known_share = np.where(has_ledger, 1.0, twice.known_ground_m2 / twice.ground_m2)
    low = np.where(has_ledger, ledger, twice.known_m2) / site.area_m2
    return {
        "floor_area_m2": area, "total_floor_m2": total, "far": far,
        "floor_area_source": _source(site, has_ledger, once, declared), "far_reason": _reason(far, site, missing),
        "far_low": low if site.buildings is not None else np.where(has_ledger, low, np.nan),
        "far_known_share": np.where(twice.ground_m2 > 0.0, known_share, np.where(np.isnan(far), np.nan, 1.0)),
        "far_note": np.where(unsure & np.isfinite(far), _TEXTS["tall"], ""),
    }  # fmt: skip


def _source(site: _Site, has_ledger: Flags, once: Floors, declared: Flags) -> Floats:
    """Whence the floor area is: one word a plot."""
    row, _, inside = site.pairs
    real = inside > SLIVER_M2
    stated = np.bincount(row, weights=declared & real, minlength=site.count) > 0.0
    reckoned = np.bincount(row, weights=~declared & real, minlength=site.count) > 0.0
    word = np.select([stated & reckoned, stated, reckoned], ["mixed", "declared", "storeys"], "none")
    word = np.where(once.whole & (site.buildings is not None), word, "")
    return np.where(has_ledger, "ledger", word)


def _coefficient(site: _Site, found: Mapping[str, object]) -> dict[str, object]:
    """Building coefficient and green ratio."""
    beside = site.of_plot("structures_m2") + site.of_plot("yards_m2")
    footprint = np.asarray(found["footprint_m2"], dtype=float)
    coefficient = (footprint + beside) / site.area_m2
    why = np.where(np.isnan(footprint), np.asarray(found["density_reason"]), _TEXTS["structures"])
    green = plot_green_ratio(site.stated, area_m2=site.area_m2).to_numpy()
    return {
        "building_coefficient": coefficient, "coefficient_reason": _reason(coefficient, site, why),
        "green_ratio": green, "green_reason": _reason(green, site, np.full(site.count, _TEXTS["green"])),
    }  # fmt: skip


def _admin(site: _Site, found: Mapping[str, object], settings: FigureSettings) -> dict[str, object]:
    """Shares of offices and living by floor and by land."""
    row, _, inside = site.pairs
    total = np.asarray(found["total_floor_m2"], dtype=float)
    uses = site.texts_of_building("use")
    known = (uses != "").to_numpy() | (inside <= SLIVER_M2)
    told = np.bincount(row, weights=~known, minlength=site.count) == 0.0
    floors = _floors_once(site)
    mine = np.zeros(len(row), dtype=bool)
    for word in settings.admin_uses:
        mine |= uses.str.contains(word, case=False, regex=False).to_numpy(dtype=bool)
    every = floors_on(row, inside, floors, count=site.count)
    by_use = np.bincount(row, weights=np.where(mine, np.nan_to_num(floors) * inside, 0.0), minlength=site.count)
    ledger = site.of_plot("admin_floor_m2")
    with np.errstate(divide="ignore", invalid="ignore"):
        of_uses = np.where(told & every.whole & (every.known_m2 > 0.0), by_use / every.known_m2, np.nan)
        floor_share = np.where(np.isnan(ledger), of_uses, np.where(total > 0.0, ledger / total, np.nan))
    land_share = site.of_plot("admin_land_m2") / site.area_m2
    isolated = np.isfinite(land_share)
    apportioned = ~isolated & np.isfinite(floor_share) & np.isfinite(site.area_m2)
    why = np.where(~(total > 0.0), _TEXTS["total"], _TEXTS["uses"])
    land = np.where(apportioned, floor_share, land_share)
    return {
        "admin_floor_share": floor_share, "admin_floor_reason": np.where(np.isnan(floor_share), why, ""),
        "admin_land_share": land,
        "admin_land_source": np.select([isolated, apportioned], ["ledger", "apportioned"], ""),
        "admin_land_reason": _reason(land, site, why),
        "admin_land_note": np.where(apportioned, _TEXTS["apportioned"], ""),
    }  # fmt: skip


def _floors_once(site: _Site) -> Floats:
    """Floor area a footprint m2 by pair, every storey once; NaN: unknown."""
    if site.buildings is None:
        return np.zeros(0)
    stated = site.of_building("floor_area_m2") / shapely.area(shapes_of(site.buildings))[site.pairs[1]]
    storeys = site.of_building("storeys")
    return np.where(stated > 0.0, stated, np.where(storeys > 0.0, storeys, np.nan))


def _heights(site: _Site) -> dict[str, object]:
    """The highest and the most storeys; unknown where one building's are."""
    row, _, inside = site.pairs
    real = inside > SLIVER_M2
    result: dict[str, object] = {}
    for name, column, word in (("height_m", "height_m", "height"), ("storeys_max", "storeys", "storeys")):
        values = site.of_building(column)
        known = values > 0.0
        highest = np.full(site.count, np.nan)
        np.fmax.at(highest, row, np.where(known & real, values, np.nan))
        unknown = np.bincount(row, weights=real & ~known, minlength=site.count) > 0.0
        built = np.bincount(row, weights=real, minlength=site.count) > 0.0
        stated = site.of_plot("height_m") if name == "height_m" else np.full(site.count, np.nan)
        found = np.where(stated > 0.0, stated, np.where(unknown, np.nan, highest))
        why = np.where(built, _TEXTS[word], _TEXTS["none" if site.buildings is not None else "buildings"])
        result |= {name: found, f"{word}_reason": np.where(np.isnan(found), why, "")}
    return result


def _yields(site: _Site) -> dict[str, object]:
    """Amounts by 亩 and by 公顷."""
    result: dict[str, object] = {}
    for name, column in _AMOUNTS.items():
        per_mu = plot_per_mu(site.stated, column=column, area_m2=site.area_m2).to_numpy(dtype=float)
        reason = _reason(per_mu, site, np.full(site.count, _TEXTS[name]))
        result |= {f"{name}_per_mu": per_mu, f"{name}_per_ha": per_mu * (HECTARE_M2 / MU_M2), f"{name}_reason": reason}
    return result


def _reason(figure: Floats, site: _Site, otherwise: object) -> Floats:
    """Why a figure is unknown: no area to divide by, else `otherwise`; "" where it is known."""
    return np.where(np.isfinite(figure), "", np.where(np.isnan(site.area_m2), _TEXTS["site"], np.asarray(otherwise)))


def _begins(plots: gpd.GeoDataFrame, codes: tuple[str, ...]) -> Flags:
    if not codes or "code" not in plots:
        return np.zeros(len(plots), dtype=bool)
    return np.asarray(plots["code"].astype(str).str.startswith(codes), dtype=bool)
